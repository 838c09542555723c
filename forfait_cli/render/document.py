"""The neutral document that every page format renders: titles, texts, facts, lists, tables of typed cells.

Nothing here carries a sign of a medium: a mark, a line break, a currency or a no-break space is made by
the writer, from the type of what stands in the cell. A writer knows no result; a result knows no writer.
"""

import datetime
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from enum import Enum, auto
from typing import Any, NamedTuple, overload


class Style(Enum):
    """What a text is, for the eye. Nothing is told by style alone."""

    NORMAL = auto()
    FORT = auto()
    DISCRET = auto()
    POSITIF = auto()
    ATTENTION = auto()


class Marque(Enum):
    """A sign before a text. Its value is the word that says the same where no sign can be shown."""

    INCLUS = "oui"  # ✓
    EXCLU = "non"  # ✗
    OPTION = "option"  # ○
    MEILLEUR = "mieux"  # ★
    RETENU = "ici"  # →


# --- What stands in a cell ------------------------------------------------------------------------
# Each has its kind as last field: two of them with equal figures are never equal.


class Texte(NamedTuple):
    """A text, and the same in fewer words where room lacks."""

    texte: str
    court: str = ""
    genre: str = "texte"


class Lien(NamedTuple):
    """A text that leads to another file beside the document, where the format can."""

    texte: str
    adresse: str  # relative
    genre: str = "lien"


class Euros(NamedTuple):
    """An amount in euros; with `signe`, a plus is written before what is above 0."""

    montant: Decimal
    suite: str = ""  # what follows it: « par an », « selon la strate »
    signe: bool = False
    genre: str = "euros"


class Compte(NamedTuple):
    """How many, with the unit in the singular and in the plural; empty: no unit is written."""

    valeur: int | Decimal
    unite: str = ""
    pluriel: str = ""
    genre: str = "compte"


class Taux(NamedTuple):
    """A rate in per cent; with `signe`, a plus is written before what is above 0."""

    valeur: Decimal
    signe: bool = False
    genre: str = "taux"


class Jour(NamedTuple):
    """A day."""

    jour: datetime.date
    genre: str = "jour"


class Manque(NamedTuple):
    """An amount that is not known, and what is said in its place: « à renseigner », « sur étude »."""

    texte: str
    genre: str = "manque"


class Produit(NamedTuple):
    """How an amount is made: « 4 Go × 7,00 € », or « 1 h à 32,00 € l’unité, 3 h au minimum » where that bends it."""

    quantite: Compte
    prix: Decimal | None  # None: no one unit price says it
    motif: str = ""
    genre: str = "produit"


Contenu = Texte | Lien | Euros | Compte | Taux | Jour | Manque | Produit


# --- How an amount is made, for a sheet that recalculates -----------------------------------------


class Facteurs(NamedTuple):
    """This amount is the product of the cells of these columns, in the same row."""

    colonnes: tuple[int, ...]
    genre: str = "facteurs"


class Addition(NamedTuple):
    """This amount is the sum of the cells of these columns, in the same row."""

    colonnes: tuple[int, ...]
    genre: str = "addition"


class Somme(NamedTuple):
    """This amount is the sum of the cells of these rows (ranks in the table), in the same column."""

    rangees: tuple[int, ...]
    tableau: str = ""  # name of the table that has them; empty: this one
    genre: str = "somme"


class Pourcentage(NamedTuple):
    """This amount is a rate, in per cent, of the cells of these rows summed, rounded half-up to the cent."""

    rangees: tuple[int, ...]
    taux: Decimal
    genre: str = "pourcentage"


class Soustraction(NamedTuple):
    """This amount is the cell of one column less that of another, in the same row."""

    de: int
    ote: int
    genre: str = "soustraction"


class Variation(NamedTuple):
    """This rate is by how much the cell of one column differs from that of another, in per cent, to a tenth."""

    avant: int
    apres: int
    genre: str = "variation"


Calcul = Facteurs | Addition | Somme | Pourcentage | Soustraction | Variation


class Cellule(NamedTuple):
    """What stands in a cell, one content a line, after its mark if it has one."""

    contenus: tuple[Contenu, ...] = ()
    marque: Marque | None = None
    style: Style = Style.NORMAL
    calcul: Calcul | None = None  # of the first content
    # Where room lacks, the contents from the second on may be left out: they are told elsewhere.
    suite_facultative: bool = False


class Colonne(NamedTuple):
    """A column: its title, a shorter one where room lacks, and whether it holds figures."""

    titre: str
    titre_court: str = ""
    droite: bool = False
    semblable: str = ""  # columns of one name here are made equally wide


class Rangee(NamedTuple):
    """A row. A section has one cell, its title; an empty title only parts the rows."""

    cellules: tuple[Cellule, ...]
    section: bool = False
    total: bool = False


class Rangees(Sequence[Rangee]):
    """Rows made as they are read, from what they tell: a long table is never whole in memory."""

    def __init__(self, sujets: Sequence[Any], faire: Callable[[Any], Rangee]) -> None:
        """`faire` makes the row of one of `sujets`."""
        self._sujets, self._faire = sujets, faire

    def __len__(self) -> int:
        return len(self._sujets)

    @overload
    def __getitem__(self, rang: int) -> Rangee: ...
    @overload
    def __getitem__(self, rang: slice) -> "Rangees": ...
    def __getitem__(self, rang: int | slice) -> "Rangee | Rangees":
        if isinstance(rang, slice):
            return Rangees(self._sujets[rang], self._faire)
        return self._faire(self._sujets[rang])


class Tableau(NamedTuple):
    """A table. The first column names the rows."""

    colonnes: tuple[Colonne, ...]
    rangees: Sequence[Rangee]
    legende: str = ""  # what it shows, for who can't see it at a glance; empty: the title above says it
    nom: str = ""  # by which another table's amounts are made of its own


# --- Blocks ---------------------------------------------------------------------------------------


class Titre(NamedTuple):
    """A section title."""

    texte: str
    niveau: int = 2  # 1 is the document's own


class Paragraphe(NamedTuple):
    """A text."""

    texte: str
    style: Style = Style.NORMAL


class Fait(NamedTuple):
    """A named fact: « Strate » → « 4 »; a line each where there are several."""

    nom: str
    contenus: tuple[Contenu, ...]


class Fiche(NamedTuple):
    """Named facts."""

    faits: tuple[Fait, ...]


class Element(NamedTuple):
    """A bullet point, with its mark if it has one."""

    texte: str
    marque: Marque | None = None


class Liste(NamedTuple):
    """Bullet points."""

    elements: tuple[Element, ...]


class Barre(NamedTuple):
    """A bar of a chart: parts told apart, each with its name, in euros; parts may be negative, all of them."""

    nom: str
    parts: tuple[tuple[str, Decimal], ...]
    marque: Marque | None = None

    @property
    def total(self) -> Decimal:
        """Of its parts."""
        return sum((montant for _, montant in self.parts), Decimal(0))


class Barres(NamedTuple):
    """A bar chart of amounts in euros. Its figures stand in a table beside it, or in the bars' own texts."""

    titre: str
    barres: tuple[Barre, ...]
    suite: str = ""  # what follows each amount: « par an »
    signe: bool = False  # a plus is written before what is above 0

    @property
    def noms(self) -> list[str]:
        """Of the parts, in the order in which they come."""
        return list(dict.fromkeys(nom for barre in self.barres for nom, _ in barre.parts))

    @property
    def bornes(self) -> tuple[Decimal, Decimal]:
        """How far the bars go, below zero and above: neither is the other side of it."""
        totaux = [Decimal(0), *(barre.total for barre in self.barres)]
        return min(totaux), max(totaux)


class Marche(NamedTuple):
    """A step of a ladder: from which size on, what it is called, whether the reader is on it."""

    depuis: int | Decimal
    nom: str
    retenue: bool = False


class Echelle(NamedTuple):
    """A ladder of thresholds of one measure, with the reader's place on it."""

    titre: str
    marches: tuple[Marche, ...]
    place: int | Decimal  # the reader's own size
    unite: str
    pluriel: str


class Parties(NamedTuple):
    """Head of a letter: who sends, to whom, and the facts of the document (reference, date, validity)."""

    emetteur: tuple[str, ...]  # lines; the first is the name
    destinataire: tuple[str, ...]
    faits: tuple[Fait, ...]


class Signature(NamedTuple):
    """Where one signs: a mention, then a line for each of these."""

    mention: str  # « Bon pour accord »
    lignes: tuple[str, ...]  # « Lieu », « Date », « Nom », « Qualité », « Signature »


class SautDePage(NamedTuple):
    """What follows begins a page."""

    genre: str = "saut"


Bloc = (
    Tableau | Titre | Paragraphe | Fiche | Liste | Barres | Echelle | Parties | Signature | SautDePage
)  # fmt: skip


class Document(NamedTuple):
    """A whole document."""

    titre: str
    blocs: tuple[Bloc, ...]
    mention: str = ""  # said on each page until it no longer holds: « Estimation »
    rappel: str = ""  # at the head of each page after the first, of a paged format; empty: the title
    paysage: bool = False
    auteur: str = ""
    jour: datetime.date | None = None  # the date that it bears
    pied: str = ""  # at the foot of each page of a paged format, at the end elsewhere


def derouler(document: Document) -> Iterator[Bloc]:
    """The blocks as they are read: the title under the head of a letter, headings that skip no level."""
    blocs, niveau = list(document.blocs), 1
    if blocs and isinstance(blocs[0], Parties):
        yield blocs.pop(0)
    yield Titre(document.titre, niveau)
    for bloc in blocs:
        if isinstance(bloc, Titre):
            niveau = max(2, min(bloc.niveau, niveau + 1))
            yield bloc._replace(niveau=niveau)
        else:
            yield bloc


# --- Short ways -----------------------------------------------------------------------------------


def texte(contenu: str, style: Style = Style.NORMAL, *, court: str = "", marque: Marque | None = None) -> Cellule:
    """A cell of text."""
    return Cellule((Texte(contenu, court),), marque, style)


def euros(montant: Decimal, style: Style = Style.NORMAL, *, calcul: Calcul | None = None) -> Cellule:
    """A cell of one amount."""
    return Cellule((Euros(montant),), None, style, calcul)


def compte(valeur: int | Decimal, unite: str = "", pluriel: str = "", style: Style = Style.NORMAL) -> Cellule:
    """A cell that counts."""
    return Cellule((Compte(valeur, unite, pluriel),), None, style)


VIDE = Cellule()
TIRET = Cellule((Texte("—"),), None, Style.DISCRET)  # there is nothing to say here


def section(titre: str) -> Rangee:
    """The row that opens a section of a table."""
    return Rangee((texte(titre, Style.FORT),), section=True)


def fait(nom: str, *contenus: str | Contenu) -> Fait:
    """A named fact; texts are taken as they are."""
    return Fait(nom, tuple(Texte(un) if isinstance(un, str) else un for un in contenus))


def puces(textes: Sequence[str]) -> Liste:
    """Bullet points without marks."""
    return Liste(tuple(Element(un) for un in textes))
