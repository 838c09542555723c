"""Results and batches as CSV: UTF-8, comma, LF and a point; or as a French Excel opens it."""

import csv
import re
from collections.abc import Sequence
from decimal import Decimal
from itertools import chain
from typing import NamedTuple

from forfait_cli.francais import propre
from forfait_cli.render.lots.ecrivain import Brut, Reglages
from forfait_cli.render.releve import Releve, Valeur, montant

FORMULES = "=+-@\t\r"  # a spreadsheet runs a text that starts so; a number with its sign is not one
_FORMULE = re.compile(f"[{re.escape(FORMULES)}]")
_NOMBRE = re.compile(r"[+-]?[0-9]+(?:[.,][0-9]+)?", re.ASCII)
_SEPARATEURS = ",;\t"  # of one reader or another
# What another reader takes for a cell: one that has another separator, for which quotes mean nothing then.
_AILLEURS = re.compile(f"(?<=[{_SEPARATEURS}\r\n])[=+@-][^{_SEPARATEURS}\r\n\0]*")
_PUCE = re.compile(r"- [^|!(]*")  # an item of a list; no formula that does anything


class Dialecte(NamedTuple):
    """How cells become text."""

    separateur: str = ","
    fin: str = "\n"
    decimale: str = "."
    debut: bytes = b""


DIALECTES = {
    "standard": Dialecte(),
    "excel-fr": Dialecte(";", "\r\n", ",", b"\xef\xbb\xbf"),
}


def rendre(releve: Releve, dialecte: Dialecte = DIALECTES["standard"]) -> bytes:
    """The whole table."""
    lignes = _Lignes(dialecte)
    textes = [lignes.une(releve.colonnes), *(lignes.une(ligne) for ligne in releve.lignes)]
    return dialecte.debut + "".join(f"{texte}{dialecte.fin}" for texte in textes).encode()


def neutraliser(texte: str) -> str:
    """The text, with an apostrophe before what a spreadsheet would run as a formula, whatever its separator."""
    if _FORMULE.match(texte) and not _NOMBRE.fullmatch(texte):
        texte = f"'{texte}"
    return _AILLEURS.sub(_neutraliser_ailleurs, texte)


def _neutraliser_ailleurs(trouve: re.Match[str]) -> str:
    dit = trouve[0]
    return dit if _NOMBRE.fullmatch(dit) or _PUCE.fullmatch(dit) else f"'{dit}"


TEXTES_MAX = 500


class _Lignes:
    """Cells put in a line, quoted where need be.

    A cell is quoted where it holds the separator, a quote or a line end, and also the separator that another
    reader would take. The csv module quotes what holds a sign of its line end: that is how it is told, and the
    line end is cut off after.
    """

    def __init__(self, dialecte: Dialecte) -> None:
        self._dialecte = dialecte
        self._ecrites: list[str] = []
        self._textes: dict[str, str] = {}  # codes, periodicities: the same on each row
        self._fin = "\r\n" + _SEPARATEURS.replace(dialecte.separateur, "")
        self._csv = csv.writer(_Collecte(self._ecrites), delimiter=dialecte.separateur, lineterminator=self._fin)

    def textes(self, lignes: Sequence[Sequence[str]]) -> list[str]:
        """Rows of texts, ready to be written, without their ends."""
        self._ecrites.clear()
        self._csv.writerows(lignes)
        return [ligne[: -len(self._fin)] for ligne in self._ecrites]

    def une(self, valeurs: Sequence[Valeur]) -> str:
        """A row of values: « oui » and « non », nothing for what is unknown."""
        return self._dialecte.separateur.join(["" if valeur is None else self._cellule(valeur) for valeur in valeurs])

    def _cellule(self, valeur: Valeur) -> str:
        match valeur:
            case Decimal():  # first: to be compared with a text would cost it more than to be written
                return montant(valeur).replace(".", self._dialecte.decimale)
            case bool():
                return "oui" if valeur else "non"
            case int():
                return str(valeur)
            case None | "":
                return ""
            case str():
                texte = self._textes.get(valeur)
                if texte is None:
                    texte = self.textes([[propre(neutraliser(propre(valeur, lignes=True)))]])[0]
                    if len(self._textes) < TEXTES_MAX:
                        self._textes[valeur] = texte
                return texte


class _Collecte:
    """Where csv writes: one text a row."""

    def __init__(self, lignes: list[str]) -> None:
        self.write = lignes.append


class EcrivainCsv:
    """The rows of a batch as lines of text. A cell of the input keeps its own line ends."""

    def __init__(self, reglages: Reglages) -> None:
        self._puits = reglages.puits
        self._dialecte = DIALECTES[reglages.dialecte]
        self._lignes = _Lignes(self._dialecte)

    def entete(self, noms: Sequence[str]) -> None:
        """The titles, first."""
        self._puits(self._dialecte.debut)
        self.ecrire([self._lignes.une(noms) + self._dialecte.fin])

    def prefixes(self, lignes: Sequence[list[str]], brut: Brut | None) -> Sequence[str]:
        """The rows as they came where that is what would be written; else written anew."""
        signe = self._dialecte.separateur
        if brut is not None and _simple(brut.texte, brut.separateur):
            return brut.lignes if brut.separateur == signe else brut.texte.replace(brut.separateur, signe).split("\n")
        # In that order: what is taken out may stand before the sign of a formula.
        if not "".join(chain.from_iterable(lignes)).isprintable():
            lignes = [[propre(cellule, lignes=True) for cellule in ligne] for ligne in lignes]
        if not _sans_formule(lignes):
            lignes = [[neutraliser(cellule) for cellule in ligne] for ligne in lignes]
        return self._lignes.textes(lignes)

    def suffixe(self, valeurs: Sequence[Valeur]) -> str:
        """The result's cells, to put after the input's."""
        return f"{self._dialecte.separateur}{self._lignes.une(valeurs)}{self._dialecte.fin}"

    def ecrire(self, rangees: list[str]) -> None:
        """Some lines."""
        self._puits("".join(rangees).encode())

    def finir(self) -> None:
        """Nothing comes after the last row."""


def _simple(texte: str, separateur: str) -> bool:
    """Whether rows without a quote can be written as they came, but for their separator."""
    for signe in _SEPARATEURS:
        if signe != separateur and signe in texte:
            return False
    for signe in FORMULES:
        if signe == separateur or signe not in texte:
            continue
        if separateur + signe in texte or "\n" + signe in texte or texte[0] == signe:
            return False
    sans_fins = texte.replace("\n", "")
    if separateur == "\t":
        sans_fins = sans_fins.replace("\t", "")
    return sans_fins.isprintable() or propre(sans_fins) == sans_fins


def _sans_formule(lignes: Sequence[list[str]]) -> bool:
    texte = "\0" + "\0".join(chain.from_iterable(lignes))
    return not any("\0" + signe in texte for signe in FORMULES) and _AILLEURS.search(texte) is None
