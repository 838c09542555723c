"""What a catalogue is made of: the annex's tables, and the notes on what they leave open."""

from collections.abc import Mapping
from enum import StrEnum
from typing import TYPE_CHECKING, Literal, NamedTuple

from forfait_cli.domaine.types import Couverture, Disponibilite, GenrePopulation, Nature, Tarif

if TYPE_CHECKING:
    from forfait_cli.domaine.tarifs import EnTete
    from forfait_cli.domaine.tva import Tva


class Bornes(NamedTuple):
    """An inclusive range of habitants or of agents."""

    min: int
    max: int | None  # None: and more


class Strate(NamedTuple):
    """A size class (annex, second table)."""

    numero: int
    libelle: str  # the annex's own words
    habitants: Bornes | None  # None: no commune falls here
    agents: Bornes | None  # None: no établissement falls here
    non_affiliees: bool  # the strate of the collectivités non affiliées
    volumes: Mapping[str, int]  # by code of service, in that service's unit


class CelluleService(NamedTuple):
    """What a forfait says of a service."""

    texte: str  # the annex's own cell
    couverture: Couverture
    quantite: int | None  # included whatever the strate; None: none is told
    selon_strate: bool  # the included quantity is the strate's volume


class Service(NamedTuple):
    """A row of the annex's first table."""

    code: str
    famille: str  # empty: the row stands alone
    nom: str
    unite: str | None  # of its quantities; None: it is not counted
    cellules: Mapping[str, CelluleService]  # by code of forfait


class Proposee(NamedTuple):
    """The option is sold beside the forfait."""

    texte: str
    tarif: Tarif
    disponibilite: Literal[Disponibilite.PROPOSEE] = Disponibilite.PROPOSEE


class Incluse(NamedTuple):
    """The forfait has it already: asking for it adds no charge."""

    texte: str
    disponibilite: Literal[Disponibilite.INCLUSE] = Disponibilite.INCLUSE


class NonProposee(NamedTuple):
    """It can't be had with this forfait."""

    texte: str
    disponibilite: Literal[Disponibilite.NON_PROPOSEE] = Disponibilite.NON_PROPOSEE


CelluleOption = Proposee | Incluse | NonProposee


class Option(NamedTuple):
    """A row of the annex's third table."""

    code: str
    nom: str
    unite: str | None  # None: one takes it or not, it is not counted
    raccourci: str | None  # the flag that asks for it: « go » for --extra-go
    service: str | None  # the service whose included quantity a need is set against
    cellules: Mapping[str, CelluleOption]  # by code of forfait


class Forfait(NamedTuple):
    """A column of the annex."""

    code: str
    nom: str
    nom_court: str  # where a column is narrow
    tarif: Tarif


class TantQue(StrEnum):
    """Until when a note on what the catalogue leaves out holds."""

    SANS_TARIFS = "sans_tarifs"  # no tarifs file is laid over the catalogue
    SANS_PERIODICITE = "sans_periodicite"  # an option that the note names has a price of no told periodicity
    SANS_TVA = "sans_tva"  # the VAT regime is not stated


class Note(NamedTuple):
    """A decision on what the annex leaves open; shown where every criterion given is met."""

    code: str
    texte: str
    raison: str
    forfaits: frozenset[str]
    services: frozenset[str]
    options: frozenset[str]
    strates: frozenset[int]
    natures: frozenset[Nature]
    affiliee: bool | None  # None: whether affiliated or not
    besoin: bool | None  # True: only where a whole need is given
    vues: frozenset[str]  # « devis », « comparaison », « strate »
    tant_que: TantQue | None = None  # what a tarifs file may give, after which the note no longer holds


class Tableaux(NamedTuple):
    """The titles of the annex's three tables, to trace a figure to its cell."""

    services: str
    strates: str
    options: str


class Catalogue(NamedTuple):
    """A whole grid, checked."""

    titre: str
    source: str
    empreinte: str  # « sha256:… » of the file read
    chemin: str  # the file read
    population: GenrePopulation  # the figure that a look-up takes
    tableaux: Tableaux
    forfaits: tuple[Forfait, ...]
    services: tuple[Service, ...]
    strates: tuple[Strate, ...]
    options: tuple[Option, ...]
    notes: tuple[Note, ...]
    tva: "Tva | None" = None  # None: not stated, nothing is said HT or TTC
    tarifs: "EnTete | None" = None  # the tarifs file laid over; None: the catalogue's own prices
