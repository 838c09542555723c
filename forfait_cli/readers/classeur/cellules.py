"""What a workbook holds: sheets, rows, cells."""

import datetime
from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple, Protocol

from forfait_cli.readers import limites

_CHIFFRES_MAX = 9


class PourCent(float):
    """A number that the sheet shows as a percentage: 0.2 for « 20 % »."""


class Illisible(NamedTuple):
    """A cell that has no value: it is in error, or its formula was never calculated."""

    raison: str  # « erreur #N/A »
    montre: str  # what the sheet shows


Cellule = str | float | bool | datetime.datetime | datetime.date | datetime.time | Illisible  # "": empty


class Feuille(NamedTuple):
    """A sheet, before it is read."""

    nom: str
    masquee: bool


class Rangee(NamedTuple):
    """A row that holds something."""

    numero: int  # from 1, as the sheet shows it
    cellules: list[Cellule]  # none empty at the end


class Particularites:
    """What a person who looks at the sheet does not see as the file has it; complete once all rows are read."""

    def __init__(self) -> None:
        self.lignes_masquees = 0  # those that hold something
        self.colonnes_masquees: list[tuple[int, int]] = []  # first and last, from 0
        self.fusions = 0  # merged cells: the first has the value, the others are empty

    def masquer_colonnes(self, premiere: int, derniere: int) -> None:
        """Some columns are hidden."""
        if len(self.colonnes_masquees) < limites.COLONNES_MAX:
            self.colonnes_masquees.append((premiere, derniere))


class Classeur(Protocol):
    """A workbook."""

    @property
    def feuilles(self) -> Sequence[Feuille]:
        """Its sheets, in order."""
        ...

    def lire(self, choisies: Collection[int]) -> Iterator[tuple[int, Rangee]]:
        """The rows that are not blank of these sheets, each with the rank of its sheet.

        Raises:
            Refus: the file is damaged, or holds more than anyone writes.
        """
        ...

    def particularites(self, rang: int) -> Particularites:
        """What is hidden or merged in a sheet, as far as it has been read."""
        ...

    def avancement(self) -> int:
        """How much of the sheet being read has been read, in percent."""
        ...


def entier(brut: str) -> int | None:
    """A whole number of the file; None: it is not one, or is beyond any that a workbook needs."""
    return int(brut) if brut.isascii() and brut.isdecimal() and len(brut) <= _CHIFFRES_MAX else None


def lettres(colonne: int) -> str:
    """The name of a column, from 0: A, Z, AA."""
    nom = ""
    colonne += 1
    while colonne:
        colonne, reste = divmod(colonne - 1, 26)
        nom = chr(65 + reste) + nom
    return nom


def en_texte(cellule: Cellule) -> str:
    """A cell as a CSV would say it: `1200` for 1200.0, « oui » for true, ISO dates; what it shows, in error."""
    match cellule:
        case str():
            return cellule
        case bool():
            return "oui" if cellule else "non"
        case float():
            entier = cellule.is_integer() and abs(cellule) < 1e15  # noqa: PLR2004 - exact in a float
            return str(int(cellule)) if entier else repr(float(cellule))
        case datetime.datetime() if cellule.time() == datetime.time():
            return cellule.date().isoformat()
        case datetime.datetime() | datetime.date() | datetime.time():
            return cellule.isoformat()
        case Illisible():
            return cellule.montre
