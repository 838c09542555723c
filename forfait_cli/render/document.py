"""The neutral document that every page format renders: titles, texts, lists, tables of typed cells."""

from decimal import Decimal
from enum import Enum, auto
from typing import NamedTuple

from forfait_cli.francais import est_symbole, euros, nombre, quantite


class Style(Enum):
    """What a text is, for the eye. Nothing is told by style alone."""

    NORMAL = auto()
    FORT = auto()
    DISCRET = auto()
    POSITIF = auto()
    ATTENTION = auto()


class Cellule(NamedTuple):
    """What stands in a cell: its text, and the figure behind it where there is one."""

    texte: str
    style: Style = Style.NORMAL
    valeur: int | Decimal | None = None
    court: str = ""  # the same in fewer words, where room lacks


class Colonne(NamedTuple):
    """A column: its title, a shorter one where room lacks, and whether it holds figures."""

    titre: str
    titre_court: str = ""
    droite: bool = False


class Rangee(NamedTuple):
    """A row. A section has one cell, its title; an empty title only parts the rows."""

    cellules: tuple[Cellule, ...]
    section: bool = False
    total: bool = False


class Tableau(NamedTuple):
    """A table. The first column names the rows."""

    colonnes: tuple[Colonne, ...]
    rangees: tuple[Rangee, ...]


class Titre(NamedTuple):
    """A section title."""

    texte: str


class Paragraphe(NamedTuple):
    """A text."""

    texte: str
    style: Style = Style.NORMAL


class Fiche(NamedTuple):
    """Named facts: « Strate » → « 4 »."""

    faits: tuple[tuple[str, str], ...]


class Liste(NamedTuple):
    """Bullet points."""

    elements: tuple[str, ...]


Bloc = Tableau | Titre | Paragraphe | Fiche | Liste


class Document(NamedTuple):
    """A whole page."""

    titre: str
    blocs: tuple[Bloc, ...]


def cellule_nombre(valeur: int, unite: str = "", style: Style = Style.NORMAL) -> Cellule:
    """A count, with its unit."""
    texte = quantite(valeur, unite) if unite else nombre(valeur)
    return Cellule(texte, style, valeur, texte if est_symbole(unite) else nombre(valeur))


def cellule_euros(montant: Decimal, style: Style = Style.NORMAL) -> Cellule:
    """An amount in euros."""
    return Cellule(euros(montant), style, montant)


def section(titre: str) -> Rangee:
    """The row that opens a section of a table."""
    return Rangee((Cellule(titre, Style.FORT),), section=True)
