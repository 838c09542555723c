"""What a catalogue is made of: who is served, the tables, the prices, and the notes on what they leave open."""

import datetime
from collections.abc import Iterator, Mapping
from decimal import Decimal
from enum import StrEnum
from typing import Literal, NamedTuple

from forfait_cli.domaine.prix import Tarif, Usages, usages_de
from forfait_cli.domaine.types import (
    Couverture,
    Disponibilite,
    GenrePopulation,
    Mesure,
    Nature,
    Nombre,
    Organisme,
    Unite,
)

# --- Strates --------------------------------------------------------------------------------------


class Bornes(NamedTuple):
    """An inclusive range of one measure."""

    min: Nombre
    max: Nombre | None  # None: and more

    def __contains__(self, valeur: object) -> bool:
        return isinstance(valeur, int | Decimal) and self.min <= valeur and (self.max is None or valeur <= self.max)


class Cas(NamedTuple):
    """One way into a strate: each of its conditions is met."""

    natures: tuple[str, ...]  # codes; empty: any
    affiliee: bool | None  # None: whichever, in a grid that does not tell
    bornes: tuple[tuple[str, Bornes], ...]  # by code of measure


class Strate(NamedTuple):
    """A class of collectivités (annex, second table): those that one of its cases describes."""

    numero: int  # 1 or more; 0 is `SANS_STRATE`
    libelle: str  # the document's own words
    cas: tuple[Cas, ...]
    volumes: Mapping[str, int]  # by code of service, in that service's unit

    def bornes(self, mesure: str) -> Bornes | None:
        """The range of that measure where one case bounds it alone; None where it has none, or several."""
        trouvees = [cas.bornes[0][1] for cas in self.cas if len(cas.bornes) == 1 and cas.bornes[0][0] == mesure]
        return trouvees[0] if len(trouvees) == 1 else None

    def accueille(self, nature: str | None) -> bool:
        """Whether a collectivité of that nature may be in it; None: of any."""
        return nature is None or any(not cas.natures or nature in cas.natures for cas in self.cas)

    @property
    def non_affiliees(self) -> bool:
        """Whether it is the strate of the collectivités non affiliées, whatever their size."""
        return any(cas.affiliee is False and not cas.bornes and not cas.natures for cas in self.cas)


# In a grid without strates, everyone is here, and no page names it.
SANS_STRATE = Strate(0, "", (Cas((), None, ()),), {})


# --- Services, options, forfaits ------------------------------------------------------------------


class CelluleService(NamedTuple):
    """What a forfait says of a service."""

    texte: str  # the document's own cell
    couverture: Couverture
    quantite: int | None  # included whatever the strate; None: none is told
    selon_strate: bool  # the included quantity is the strate's volume


class Service(NamedTuple):
    """A row of the annex's first table."""

    code: str
    famille: str  # empty: the row stands alone
    nom: str
    unite: Unite | None  # of its quantities; None: it is not counted
    cellules: Mapping[str, CelluleService]  # by code of forfait


class Proposee(NamedTuple):
    """The option is sold beside the forfait."""

    texte: str
    tarif: Tarif
    court: str = ""  # the same in a few words, for a narrow cell; empty: the text is short enough
    disponibilite: Literal[Disponibilite.PROPOSEE] = Disponibilite.PROPOSEE

    @property
    def dit(self) -> str:
        """What a table shows."""
        return self.court or self.texte


class Incluse(NamedTuple):
    """The forfait has it already: asking for it adds no charge."""

    texte: str
    court: str = ""
    disponibilite: Literal[Disponibilite.INCLUSE] = Disponibilite.INCLUSE

    @property
    def dit(self) -> str:
        """What a table shows."""
        return self.court or self.texte


class NonProposee(NamedTuple):
    """It can't be had with this forfait."""

    texte: str
    court: str = ""
    disponibilite: Literal[Disponibilite.NON_PROPOSEE] = Disponibilite.NON_PROPOSEE

    @property
    def dit(self) -> str:
        """What a table shows."""
        return self.court or self.texte


CelluleOption = Proposee | Incluse | NonProposee


class Option(NamedTuple):
    """A row of the annex's third table."""

    code: str
    nom: str
    unite: Unite | None  # None: one takes it or not, it is not counted
    raccourci: str | None  # what asks for it in short: « go »; None: its code
    service: str | None  # the service whose included quantity a need is set against
    cellules: Mapping[str, CelluleOption]  # by code of forfait
    exige: tuple[str, ...]  # codes of options that must be had with it
    autres_noms: tuple[str, ...]  # what else it is called, in the titles of a file for instance
    aide: str  # what a help page says of it; empty: its name

    @property
    def mot(self) -> str:
        """What asks for it: its shortcut, else its code."""
        return self.raccourci or self.code


class Forfait(NamedTuple):
    """A column of the annex."""

    code: str
    nom: str
    nom_court: str  # where a column is narrow
    tarif: Tarif | None  # None: it has no price of its own, only what is sold beside it
    article: str | None = None  # « le », « la », « l’ », « les »; None: no sentence needs to guess one
    exige: tuple[str, ...] = ()  # codes of options that must be had with it


# --- Notes ----------------------------------------------------------------------------------------


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
    natures: frozenset[str]
    affiliee: bool | None  # None: whether affiliated or not
    besoin: bool | None  # True: only where a whole need is given
    vues: frozenset[str]  # « devis », « comparaison », « strate »
    tant_que: TantQue | None = None  # what a tarifs file may give, after which the note no longer holds


# --- VAT and tarifs -------------------------------------------------------------------------------


class NonSoumis(NamedTuple):
    """No VAT is due, whoever publishes the grid says so."""

    mention: str  # what a devis prints
    regime: Literal["non_soumis"] = "non_soumis"


class HorsTaxe(NamedTuple):
    """Prices are stated without tax."""

    taux: Decimal  # in per cent, where a price has none of its own
    regime: Literal["ht"] = "ht"


Tva = NonSoumis | HorsTaxe


class EnTete(NamedTuple):
    """Where the prices of a tarifs file come from, and when they hold."""

    titre: str
    source: str  # the délibération, for instance
    date: datetime.date | None  # of the source
    empreinte: str  # « sha256:… » of the file read
    chemin: str  # the file read
    du: datetime.date | None  # the first day; None: not told
    au: datetime.date | None  # the last day, included; None: until further notice
    emetteur: Organisme | None  # who publishes them: name, address, SIRET
    jour: datetime.date | None = None  # the day that they were picked for


# --- The whole ------------------------------------------------------------------------------------


class Tableaux(NamedTuple):
    """The titles of the document's three tables, to trace a figure to its cell."""

    services: str
    strates: str
    options: str
    forfaits: str = ""  # empty: the document has no table of the forfaits' prices


class Catalogue(NamedTuple):
    """A whole grid, checked."""

    titre: str
    source: str
    empreinte: str  # « sha256:… » of the file read
    chemin: str  # the file read
    population: GenrePopulation  # the figure that a look-up takes
    organisme: Organisme
    mesures: tuple[Mesure, ...]
    natures: tuple[Nature, ...]
    tableaux: Tableaux
    forfaits: tuple[Forfait, ...]
    services: tuple[Service, ...]
    strates: tuple[Strate, ...]  # empty: the grid has none
    options: tuple[Option, ...]
    notes: tuple[Note, ...]
    tva: Tva | None = None  # None: not stated, nothing is said HT or TTC
    tarifs: EnTete | None = None  # the tarifs file laid over; None: the catalogue's own prices

    def mesure(self, code: str) -> Mesure:
        """The measure of that code, which exists: whoever holds a code has it from the catalogue."""
        return next(mesure for mesure in self.mesures if mesure.code == code)

    def nature(self, code: str) -> Nature:
        """The nature of that code, which exists."""
        return next(nature for nature in self.natures if nature.code == code)

    def forfait(self, code: str) -> Forfait | None:
        """The forfait of that code, if there is one."""
        return next((forfait for forfait in self.forfaits if forfait.code == code), None)

    def service(self, code: str) -> Service | None:
        """The service of that code, if there is one."""
        return next((service for service in self.services if service.code == code), None)

    def option(self, code: str) -> Option | None:
        """The option of that code, if there is one."""
        return next((option for option in self.options if option.code == code), None)

    def strate(self, numero: int) -> Strate:
        """The strate of that number, which exists, or `SANS_STRATE`."""
        return next((strate for strate in self.strates if strate.numero == numero), SANS_STRATE)

    @property
    def dit_l_affiliation(self) -> bool:
        """Whether being affiliated or not changes anything in this grid."""
        return any(cas.affiliee is not None for strate in self.strates for cas in strate.cas)

    def tarifs_de_la_grille(self) -> Iterator[Tarif]:
        """Every tarif: the forfaits', then the options'."""
        for forfait in self.forfaits:
            if forfait.tarif is not None:
                yield forfait.tarif
        for option in self.options:
            for cellule in option.cellules.values():
                if isinstance(cellule, Proposee):
                    yield cellule.tarif

    def impossibles(self) -> frozenset[tuple[int, str]]:
        """The strates, by number, and the natures, by code, in which nobody is both: no price is wanted there."""
        return frozenset(
            (strate.numero, nature.code)
            for strate in self.strates
            for nature in self.natures
            if not strate.accueille(nature.code)
        )

    def usages(self) -> Usages:
        """What some price depends on besides the strate."""
        return usages_de(self.tarifs_de_la_grille(), self.mesures)
