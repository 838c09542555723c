"""A batch as CSV: UTF-8, comma, LF and a point; or as a French Excel opens it."""

import csv
from collections.abc import Callable, Sequence
from decimal import Decimal
from itertools import chain
from typing import NamedTuple

from forfait_cli.render.csv import Valeur, cellule, neutraliser
from forfait_cli.render.lots.ecrivain import Brut

FORMULES = "=+-@\t\r"  # a spreadsheet runs a text that starts so


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


class EcrivainCsv:
    """Rows as lines of text."""

    def __init__(self, puits: Callable[[bytes], object], dialecte: Dialecte = DIALECTES["standard"]) -> None:
        self._puits = puits
        self._dialecte = dialecte
        self._lignes: list[str] = []
        # With that line end csv quotes both CR and LF in cells; it is cut off after.
        self._csv = csv.writer(_Collecte(self._lignes), delimiter=dialecte.separateur, lineterminator="\r\n")

    def entete(self, noms: Sequence[str]) -> None:
        """The titles, first."""
        self._puits(self._dialecte.debut)
        self.ecrire([self._texte([neutraliser(nom) for nom in noms]) + self._dialecte.fin])

    def prefixes(self, lignes: Sequence[list[str]], brut: Brut | None) -> Sequence[str]:
        """The rows as they came where that is what would be written; else written anew."""
        signe = self._dialecte.separateur
        if brut is not None and not _douteux(brut.texte, brut.separateur):
            if brut.separateur == signe:
                return brut.lignes
            if signe not in brut.texte:
                return brut.texte.replace(brut.separateur, signe).split("\n")
        propres = lignes if _sans_formule(lignes) else [[neutraliser(cellule) for cellule in ligne] for ligne in lignes]
        self._lignes.clear()
        self._csv.writerows(propres)
        return [ligne[:-2] for ligne in self._lignes]

    def suffixe(self, valeurs: Sequence[Valeur]) -> str:
        """The result's cells, to put after the input's."""
        return (
            self._dialecte.separateur
            + self._texte([self._cellule(valeur) for valeur in valeurs])
            + (self._dialecte.fin)
        )

    def ecrire(self, rangees: list[str]) -> None:
        """Some lines."""
        self._puits("".join(rangees).encode())

    def finir(self) -> None:
        """Nothing comes after the last row."""

    def _cellule(self, valeur: Valeur) -> str:
        texte = cellule(valeur)
        return texte.replace(".", self._dialecte.decimale) if isinstance(valeur, Decimal) else texte

    def _texte(self, cellules: Sequence[str]) -> str:
        self._lignes.clear()
        self._csv.writerow(cellules)
        return self._lignes[0][:-2]


class _Collecte:
    """Where csv writes: one text a row."""

    def __init__(self, lignes: list[str]) -> None:
        self.write = lignes.append


def _douteux(texte: str, separateur: str) -> bool:
    """Whether a cell of this text may start as a formula."""
    return any(
        signe in texte and (separateur + signe in texte or "\n" + signe in texte or texte[0] == signe)
        for signe in FORMULES
        if signe != separateur
    )


def _sans_formule(lignes: Sequence[list[str]]) -> bool:
    texte = "\0" + "\0".join(chain.from_iterable(lignes))
    return not any("\0" + signe in texte for signe in FORMULES)
