"""A batch as a workbook: frozen titles, real numbers, a total row for each forfait. Needs xlsxwriter."""

import datetime
from collections.abc import Callable, Sequence
from decimal import Decimal
from tempfile import TemporaryFile
from typing import Any

from forfait_cli.erreurs import Anomalie, Refus
from forfait_cli.francais import INSECABLE, guillemets, nombre
from forfait_cli.render.csv import Valeur
from forfait_cli.render.lots.colonnes import Resultat
from forfait_cli.render.lots.ecrivain import Brut

RANGEES_MAX = 1_048_576
CELLULE_MAX = 32_767  # characters, Excel's limits
ENTIER_MAX = 10**15  # beyond, a spreadsheet rounds
_CSV = "prenez --format csv"


class EcrivainXlsx:
    """Rows of one sheet, kept in temporary files until the last."""

    def __init__(self, puits: Callable[[bytes], object], resultat: Resultat, numeriques: frozenset[int]) -> None:
        try:
            from xlsxwriter import Workbook  # type: ignore[import-untyped]
        except ImportError as erreur:
            message = "écrire un classeur demande le complément « tableur »"
            aide = "installez-le : pip install 'forfait-cli[tableur]' ; ou prenez --format csv"
            raise Refus(Anomalie("--format xlsx", message, aide)) from erreur
        self._puits = puits
        self._fichier = TemporaryFile()  # noqa: SIM115 - closed by `finir`, or with the process
        self._classeur: Any = Workbook(self._fichier, {"constant_memory": True})
        # The file must not depend on the day.
        self._classeur.set_properties({"created": datetime.datetime(2000, 1, 1)})  # noqa: DTZ001
        self._feuille: Any = self._classeur.add_worksheet("Devis")
        self._gras = self._classeur.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        self._euros = self._classeur.add_format({"num_format": f'#,##0.00{INSECABLE}"€"'})
        self._total = self._classeur.add_format({"bold": True, "top": 1})
        self._total_euros = self._classeur.add_format({"bold": True, "top": 1, "num_format": f'#,##0.00{INSECABLE}"€"'})
        self._resultat = resultat
        self._numeriques = numeriques  # ranks of the input's columns that hold numbers
        self._rang = 0
        self._noms: tuple[str, ...] = ()
        self._debut = 0  # rank of the first result
        self._sommes: dict[str, list[Any]] = {}  # by code of forfait
        self._comptes: dict[str, int] = {}
        self._incomplets: set[str] = set()

    def entete(self, noms: Sequence[str]) -> None:
        """The titles, first."""
        self._noms = tuple(noms)
        self._debut = len(noms) - len(self._resultat.noms)
        self._feuille.freeze_panes(1, 0)
        for rang, nom in enumerate(noms):
            self._feuille.set_column(rang, rang, max(10, min(len(nom) + 2, 24)))
            self._feuille.write_string(0, rang, nom, self._gras)
        self._rang = 1

    def prefixes(self, lignes: Sequence[list[str]], brut: Brut | None) -> Sequence[list[Valeur]]:  # noqa: ARG002
        """The input's cells; whole numbers where the column holds numbers."""
        return [
            [_nombre(cellule) if rang in self._numeriques else cellule for rang, cellule in enumerate(ligne)]
            for ligne in lignes
        ]

    def suffixe(self, valeurs: Sequence[Valeur]) -> list[Valeur]:
        """The result's cells."""
        return list(valeurs)

    def ecrire(self, rangees: list[list[Valeur]]) -> None:
        """Some rows.

        Raises:
            Refus: what no Excel file can hold.
        """
        for rangee in rangees:
            if self._rang >= RANGEES_MAX - len(self._comptes) - 2:
                message = f"plus de {nombre(RANGEES_MAX)} lignes, la limite d’un classeur"
                raise Refus(Anomalie("--format xlsx", message, _CSV))
            for rang, valeur in enumerate(rangee):
                self._ecrire(rang, valeur)
            self._compter(rangee[self._debut :])
            self._rang += 1

    def finir(self) -> None:
        """A row of totals for each forfait, then the end of the file."""
        for code, sommes in self._sommes.items():
            self._rang += 1
            mot = "Sous-total chiffré" if code in self._incomplets else "Total"
            self._feuille.write_string(
                self._rang, 0, f"{mot}, {code} : {nombre(self._comptes[code])} devis", self._total
            )
            for rang, somme in enumerate(sommes, self._debut):
                if isinstance(somme, Decimal):
                    self._feuille.write_number(self._rang, rang, somme, self._total_euros)
                elif somme is not None:
                    self._feuille.write_number(self._rang, rang, somme, self._total)
        self._classeur.close()
        self._fichier.seek(0)
        while morceau := self._fichier.read(1 << 20):
            self._puits(morceau)
        self._fichier.close()

    def _ecrire(self, rang: int, valeur: Valeur) -> None:
        match valeur:
            case None | "":
                return
            case bool():
                self._feuille.write_string(self._rang, rang, "oui" if valeur else "non")
            case int() if abs(valeur) < ENTIER_MAX:
                self._feuille.write_number(self._rang, rang, valeur)
            case Decimal() if abs(valeur) < ENTIER_MAX:
                self._feuille.write_number(self._rang, rang, valeur, self._euros)
            case _:
                texte = str(valeur)
                if len(texte) > CELLULE_MAX:
                    ou = f"colonne {guillemets(self._noms[rang])}, ligne {self._rang + 1} du classeur"
                    message = f"cellule de plus de {nombre(CELLULE_MAX)} caractères, la limite d’un classeur"
                    raise Refus(Anomalie(ou, message, _CSV))
                self._feuille.write_string(self._rang, rang, texte)

    def _compter(self, resultat: list[Valeur]) -> None:
        """Add a row to the totals of its forfait: volumes and amounts, never two periodicities together."""
        code, complet = resultat[1], resultat[-2]
        if not isinstance(code, str):
            return
        self._comptes[code] = self._comptes.get(code, 0) + 1
        if not complet:
            self._incomplets.add(code)
        sommes = self._sommes.setdefault(code, [None] * (len(resultat) - 2))
        melange = (
            len(self._resultat.noms) - 3 - len(self._resultat.periodicites) if self._resultat.periodicites else None
        )
        for rang, valeur in enumerate(resultat[2:-2], 2):
            if isinstance(valeur, int | Decimal) and rang != melange:
                sommes[rang] = valeur if sommes[rang] is None else sommes[rang] + valeur


def _nombre(texte: str) -> Valeur:
    chiffres = texte.strip().replace(" ", "").replace("\u00a0", "").replace("\u202f", "")
    if chiffres.isascii() and chiffres.isdecimal() and len(chiffres) < len(str(ENTIER_MAX)):
        return int(chiffres)
    return texte
