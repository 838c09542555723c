"""The words that the rest is made of: immutable values, no behaviour.

Everything is a `NamedTuple`: at start-up one costs 0.1 ms where a frozen slotted dataclass costs 0.7.
The members of a union carry their tag as a last field: without it two tuples with equal fields would be
equal, and « à renseigner » must never equal « sur étude ».
"""

from decimal import Decimal
from enum import Enum, StrEnum, auto
from typing import NamedTuple

Nombre = int | Decimal  # whole where the unit is


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


class Affiliation(Enum):
    """Whether a collectivité is affiliated to the body that publishes the grid."""

    AFFILIEE = auto()  # as said
    NON_AFFILIEE = auto()  # as said
    SUPPOSEE = auto()  # not said: taken as affiliated, and printed as an assumption

    @property
    def affiliee(self) -> bool:
        """Whether it counts as affiliated."""
        return self is not Affiliation.NON_AFFILIEE


class Periodicite(StrEnum):
    """How often an amount is due. « Not stated » is `None`, printed as such and never guessed."""

    UNIQUE = "unique"
    MOIS = "mois"
    TRIMESTRE = "trimestre"
    SEMESTRE = "semestre"
    AN = "an"
    PREMIERE_ANNEE = "premiere-annee"
    ANNEES_SUIVANTES = "annees-suivantes"


class GenrePopulation(StrEnum):
    """Which of the two legal populations a look-up takes."""

    TOTALE = "totale"
    MUNICIPALE = "municipale"


class Statut(StrEnum):
    """What is known of an amount."""

    CHIFFRE = "chiffre"
    INCLUS = "inclus"
    A_RENSEIGNER = "a_renseigner"
    SUR_ETUDE = "sur_etude"
    NON_PROPOSE = "non_propose"


UN = Decimal(1)


class Unite(NamedTuple):
    """What is counted, in the singular and in the plural, and the smallest part of it that is."""

    nom: str  # « compte », « Go », « demi-journée »
    pluriel: str
    pas: Decimal = UN  # quantities are multiples of it: 1 for whole ones, 0.5 for halves


class Mesure(NamedTuple):
    """A size of a collectivité: habitants, agents, communes membres, masse salariale…"""

    code: str
    nom: str  # what is measured: « population », « effectif », « masse salariale »
    unite: Unite | None  # of its figures; None: an amount in euros
    titres: tuple[str, ...]  # other titles that a file's column may have
    precision: str  # what a devis must add where the figure is the asker's own

    @property
    def mot(self) -> str:
        """Its unit in the plural, « habitants »; its name where it is an amount."""
        return self.nom if self.unite is None else self.unite.pluriel

    @property
    def pas(self) -> Decimal:
        """The smallest difference between two sizes."""
        return CENTIME if self.unite is None else self.unite.pas


class Nature(NamedTuple):
    """A kind of subscriber: its name on the page, other names for it, the measures that class it."""

    code: str
    nom: str  # « établissement public »
    pluriel: str  # « établissements publics »
    mesures: tuple[str, ...]  # codes; the first is the one that tells it apart on a command line
    autres_noms: tuple[str, ...]  # « CCAS », « syndicat »…: understood, and printed as given
    feminin: bool  # « aucune commune »
    cherchee: bool  # its names and populations are looked up among the communes of France


class Organisme(NamedTuple):
    """Who publishes the grid: its kind with its article, then its own name and address where they are told."""

    genre: str
    article: str  # « le », « la », « l’ »
    nom: str  # empty: not told
    adresse: tuple[str, ...]
    siret: str | None


CENTIME = Decimal("0.01")
