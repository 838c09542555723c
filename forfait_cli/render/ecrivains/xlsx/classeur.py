"""What every workbook has in common: its opening, its formats, its limits, how a sheet is printed.

Needs xlsxwriter.
"""

import datetime
from collections.abc import Sequence
from typing import Any

from forfait_cli.erreurs import Anomalie, Refus
from forfait_cli.francais import INSECABLE, nombre, propre, quantite
from forfait_cli.render.complements import complement
from forfait_cli.render.ecrivains.xlsx.place import CORPS, LARGE_MAX, LIGNE, MARGE, MARGE_BASSE, POLICE

JOUR_FIXE = datetime.datetime(2000, 1, 1)  # noqa: DTZ001 - the file must not depend on the day
RANGEES_MAX = 1_048_576
CELLULE_MAX = 32_767  # characters, as UTF-16 counts them: Excel's limits
ENTIER_MAX = 10**15  # beyond, a spreadsheet rounds
# The tag of the language keeps the decimal comma where a reader lets the format say it.
FRANC = "[$-40C]"
SYMBOLE = f'{INSECABLE}"€"'
ENTIER = f"{FRANC}#,##0"
EUROS = f"{FRANC}#,##0.00{SYMBOLE}"
_A3, _A4 = 8, 9  # as Excel numbers them
_PIED_MAX, _NOMS_MAX = 140, 66  # characters: no more fit on a line beside the number of the page


def ouvrir(cible: Any, options: dict[str, Any]) -> Any:
    """A new workbook, in the font of all, its date fixed."""
    xlsxwriter = complement("xlsxwriter", "tableur", "écrire un classeur", "csv")
    police = {"font_name": POLICE, "font_size": CORPS}
    classeur = xlsxwriter.Workbook(cible, {**options, "default_format_properties": police})
    classeur.set_properties({"created": JOUR_FIXE})
    return classeur


class Formats:
    """The formats of a workbook, each made once."""

    def __init__(self, classeur: Any) -> None:
        self._classeur = classeur
        self._faits: dict[tuple[tuple[str, Any], ...], Any] = {}

    def __call__(self, **reglages: Any) -> Any:
        """The format of these settings."""
        cle = tuple(sorted(reglages.items()))
        if cle not in self._faits:
            self._faits[cle] = self._classeur.add_format({"valign": "top", **reglages})
        return self._faits[cle]


def verifier(texte: str, ou: str) -> str:
    """A text that a cell can hold.

    Raises:
        Refus: it is too long; a spreadsheet would cut it without a word.
    """
    if len(texte) * 2 > CELLULE_MAX and len(texte.encode("utf-16-le")) // 2 > CELLULE_MAX:
        message = f"texte de plus de {nombre(CELLULE_MAX)} caractères, la limite d’une cellule de classeur"
        raise Refus(Anomalie(ou, message, "prenez le format csv"))
    return texte


def lettres(rang: int) -> str:
    """The name of a column: `A`, `AB`."""
    nom = ""
    reste = rang + 1
    while reste:
        reste, lettre = divmod(reste - 1, 26)
        nom = chr(ord("A") + lettre) + nom
    return nom


# --- On paper -------------------------------------------------------------------------------------


def mettre_en_page(feuille: Any, larges: Sequence[int], pied: str, *, repetees: int = 1) -> None:
    """Landscape, one page wide, its letters never smaller than what can be read; the first rows on each page."""
    feuille.set_default_row(LIGNE * 3 / 4)  # in points
    feuille.set_landscape()
    feuille.set_paper(_A4 if sum(larges) <= LARGE_MAX else _A3)
    feuille.fit_to_pages(1, 0)
    feuille.set_margins(MARGE, MARGE, MARGE_BASSE, MARGE_BASSE)
    feuille.repeat_rows(0, repetees - 1)
    feuille.set_footer(f"&L{de_bord(pied)}&R&{CORPS}page &P / &N", {"scale_with_doc": False})


def citees(noms: Sequence[str]) -> str:
    """Names, as many as the foot of a page holds with what comes before them: « A, B et 3 autres »."""
    tous = ", ".join(noms)
    if len(tous) <= _NOMS_MAX:
        return tous
    combien = next(rang for rang in range(len(noms), -1, -1) if len(", ".join(noms[:rang])) <= _NOMS_MAX)
    return f"{', '.join(noms[:combien])} et {quantite(len(noms) - combien, 'autre')}"


def de_bord(texte: str) -> str:
    """A text as the head and the foot of a page take it: cut where the page would, its ampersands doubled."""
    dit = propre(texte).replace(INSECABLE, " ")
    dit = dit if len(dit) <= _PIED_MAX else f"{dit[: _PIED_MAX - 1]}…"
    return f"&{CORPS} {dit.replace('&', '&&')}"
