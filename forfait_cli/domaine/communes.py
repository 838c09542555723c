"""What is known of a commune, and of what is only a part of one."""

from enum import StrEnum
from typing import NamedTuple

from forfait_cli.domaine.demande import Population


class Rattachement(StrEnum):
    """What a part of a commune is."""

    DELEGUEE = "deleguee"
    ASSOCIEE = "associee"
    ARRONDISSEMENT = "arrondissement"


class Commune(NamedTuple):
    """A current commune."""

    code_insee: str
    nom: str
    departement: str  # its code
    departement_nom: str
    siren: str | None  # nine digits; None: the sources give none
    codes_postaux: tuple[str, ...]
    population: Population | None  # None: the sources give none


class CommuneRattachee(NamedTuple):
    """A commune déléguée, a commune associée or an arrondissement municipal: it can't subscribe."""

    code_insee: str  # a commune déléguée may share it with its chef-lieu
    nom: str
    type: Rattachement
    departement: str  # its own: it differs from its chef-lieu's for five of them
    chef_lieu: Commune  # the commune it belongs to


class Source(NamedTuple):
    """Where figures come from."""

    libelle: str
    millesime: str | None  # None: the source does not say
    en_vigueur: str | None  # a date, « 2026-01-01 »; None: the source does not say
