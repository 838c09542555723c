"""The words and the prices that the rest is made of: immutable values, no behaviour.

Everything is a `NamedTuple`: at start-up one costs 0.1 ms where a frozen slotted dataclass costs 0.7.
The members of a union carry their tag as a last field: without it two tuples with equal fields would be
equal, and « à renseigner » must never equal « sur étude ».
"""

from collections.abc import Mapping
from decimal import Decimal
from enum import StrEnum
from typing import Literal, NamedTuple


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
