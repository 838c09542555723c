"""What is asked, by whom, and what is answered."""

import datetime
from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from forfait_cli.domaine.grille import Bornes, Catalogue, Forfait, Strate
from forfait_cli.domaine.types import Chiffre, Critere, GenrePopulation, Nature, Periodicite, Prix, Statut

if TYPE_CHECKING:
    from forfait_cli.domaine.tva import TotauxTva


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
