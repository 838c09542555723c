"""What the annex is made of, and what is asked of it: immutable values, no behaviour.

Everything is a `NamedTuple`: at start-up one costs 0.1 ms where a frozen slotted dataclass costs 0.7.
The members of a union carry their tag as a last field: without it two tuples with equal fields would be
equal, and « à renseigner » must never equal « sur étude ».
"""

import datetime
from collections.abc import Mapping
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from forfait_cli.domaine.tarifs import EnTete
    from forfait_cli.domaine.tva import TotauxTva, Tva


class Couverture(StrEnum):
    """How a forfait covers a service (annex, first table)."""

    INCLUS = "inclus"
    EN_OPTION = "en_option"
    NON_INCLUS = "non_inclus"


class Disponibilite(StrEnum):
    """How an option is offered beside a forfait (annex, third table)."""

    PROPOSEE = "proposee"
    INCLUSE = "incluse"
    NON_PROPOSEE = "non_proposee"


class Mode(StrEnum):
    """How the price of an option is set."""

    UNITAIRE = "unitaire"
    SELON_STRATE = "selon_strate"
    JOURNALIER = "journalier"
    SUR_ETUDE = "sur_etude"


class Critere(StrEnum):
    """What put a collectivité in its strate."""

    HABITANTS = "habitants"
    AGENTS = "agents"
    NON_AFFILIEE = "non_affiliee"


class Nature(StrEnum):
    """The three kinds of subscribers that the annex names."""

    COMMUNE = "commune"
    ETABLISSEMENT_PUBLIC = "etablissement-public"
    BUDGET_ANNEXE = "budget-annexe"


class Periodicite(StrEnum):
    """How often an amount is due. « Not stated » is `None`, printed as such and never guessed."""

    UNIQUE = "unique"
    MOIS = "mois"
    AN = "an"
    PREMIERE_ANNEE = "premiere-annee"
    ANNEES_SUIVANTES = "annees-suivantes"


class Par(StrEnum):
    """The heads that a price may be multiplied by."""

    HABITANT = "habitant"
    AGENT = "agent"


class GenrePopulation(StrEnum):
    """Which of the two legal populations a look-up takes."""

    TOTALE = "totale"
    MUNICIPALE = "municipale"


class Statut(StrEnum):
    """What is known of the amount of a line."""

    CHIFFRE = "chiffre"
    INCLUS = "inclus"
    A_RENSEIGNER = "a_renseigner"
    SUR_ETUDE = "sur_etude"


# --- Prices -------------------------------------------------------------------------------------


class Chiffre(NamedTuple):
    """An amount that is known, in euros. Zero is a real zero."""

    montant: Decimal
    statut: Literal[Statut.CHIFFRE] = Statut.CHIFFRE


class ARenseigner(NamedTuple):
    """An amount that exists and that the catalogue does not give."""

    motif: str
    statut: Literal[Statut.A_RENSEIGNER] = Statut.A_RENSEIGNER


class SurEtude(NamedTuple):
    """No amount exists before a study."""

    motif: str
    statut: Literal[Statut.SUR_ETUDE] = Statut.SUR_ETUDE


Prix = Chiffre | ARenseigner | SurEtude


class Tarif(NamedTuple):
    """A price and how it is set: `prix` × units, or × heads, between a floor and a ceiling."""

    mode: Mode | None  # None for the price of a forfait
    prix: Prix  # in euros per unit, wherever `par_strate` says nothing
    par_strate: Mapping[int, Prix] = {}  # by number of strate
    periodicite: Periodicite | None = None  # None: not stated
    par: Par | None = None  # None: per unit of the option, or once for a forfait
    plancher: Decimal | None = None  # the least that is due, in euros
    plafond: Decimal | None = None  # the most that is due, in euros
    gratuits: int = 0  # the first units (or heads) that cost nothing
    taux: Decimal | None = None  # of VAT, in per cent; None: the regime's
    source: str = ""  # who gives the price, where it is not the catalogue's own cell
    # What is due besides: at another periodicity, or by other heads (see `domaine.prix.echeances`).
    autres: tuple["Tarif", ...] = ()


class Tetes(NamedTuple):
    """How many inhabitants, or agents, a price per head is multiplied by."""

    par: Par
    nombre: int


# --- The catalogue ------------------------------------------------------------------------------


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


# --- What is asked ------------------------------------------------------------------------------


class Population(NamedTuple):
    """What the sources say of a commune's inhabitants. Either both kinds, or one figure of no told kind."""

    totale: int | None
    municipale: int | None
    brute: int | None  # a figure whose source does not say its kind
    retenue: GenrePopulation | None  # the kind taken; None: `brute`
    millesime: str | None  # None: the source does not say
    source: str


class Collectivite(NamedTuple):
    """Who asks. Exactly one of `habitants` and `agents` is known, or none if not affiliated."""

    nature: Nature | None  # None: not told, for a collectivité non affiliée
    habitants: int | None
    agents: int | None  # whole heads
    affiliee: bool = True
    affiliation_dite: bool = False  # False: assumed, and printed as an assumption
    nom: str | None = None
    code_insee: str | None = None
    siren: str | None = None
    population: Population | None = None  # where `habitants` was looked up


class Demande(NamedTuple):
    """A devis that is asked for."""

    collectivite: Collectivite
    extras: Mapping[str, int] = {}  # by code of option: units above what the forfait includes
    besoins: Mapping[str, int] = {}  # by code of option: the whole need, in units
    forfaits: tuple[str, ...] | None = None  # None: all
    exiges: tuple[str, ...] = ()  # codes of services or options that a forfait must give
    date: datetime.date | None = None
    origine: str = "argv"  # or « communes.csv:12 »


# --- What is answered ---------------------------------------------------------------------------


class Classement(NamedTuple):
    """The strate of a collectivité, and by what."""

    strate: Strate
    critere: Critere
    valeur: int | None  # habitants or agents; None: not affiliated and no size told
    bornes: Bornes | None  # the strate's range for that criterion


class LigneDevis(NamedTuple):
    """A line of a devis."""

    code: str  # « forfait » or the code of an option
    libelle: str
    quantite: int
    unite: str | None
    prix_unitaire: Prix
    montant: Prix
    periodicite: Periodicite | None
    statut: Statut
    motif: str | None
    source: str  # the cell of the annex
    taux: Decimal | None = None  # of VAT, in per cent; None: none is stated or due


class Total(NamedTuple):
    """The sum of the lines that have an amount, for one periodicity."""

    periodicite: Periodicite | None
    montant: Decimal


class Devis(NamedTuple):
    """What one forfait gives and costs."""

    forfait: Forfait
    motifs: tuple[str, ...]  # why it can't be had; empty: it can
    inclus: Mapping[str, int]  # strate volumes, by code of service
    lignes: tuple[LigneDevis, ...]
    totaux: tuple[Total, ...]
    notes: tuple[str, ...]
    tva: "tuple[TotauxTva, ...]" = ()  # by periodicity, where amounts are stated without tax

    @property
    def recevable(self) -> bool:
        """Whether everything asked for can be had with this forfait."""
        return not self.motifs

    @property
    def non_chiffre(self) -> tuple[str, ...]:
        """The codes of the lines without an amount."""
        return tuple(dict.fromkeys(ligne.code for ligne in self.lignes if not isinstance(ligne.montant, Chiffre)))

    @property
    def complet(self) -> bool:
        """Whether every line has an amount."""
        return self.recevable and not self.non_chiffre


class Ecarte(NamedTuple):
    """A forfait left out, and why."""

    forfait: Forfait
    motif: str


class Chiffrage(NamedTuple):
    """A devis for each forfait asked for, and what they rest on."""

    catalogue: Catalogue
    demande: Demande
    classement: Classement
    devis: tuple[Devis, ...]
    ecartes: tuple[Ecarte, ...]
    hypotheses: tuple[str, ...]


class Comparaison(NamedTuple):
    """The catalogue's tables for the forfaits kept, with a strate and costs where they are known."""

    catalogue: Catalogue
    demande: Demande | None
    classement: Classement | None
    forfaits: tuple[Forfait, ...]
    ecartes: tuple[Ecarte, ...]
    hypotheses: tuple[str, ...]
    notes: tuple[str, ...]
    couts: Chiffrage | None
    moins_chers: tuple[str, ...]  # codes; empty where none is complete or none is cheapest in all


class Voisine(NamedTuple):
    """A neighbouring strate."""

    strate: Strate
    ecart: int  # how many habitants or agents fewer, or more, change strate
