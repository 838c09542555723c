"""What is known of a commune."""

from typing import NamedTuple

from forfait_cli.domaine.types import Population


class Commune(NamedTuple):
    """A current commune."""

    code_insee: str
    nom: str
    departement: str  # its code
    departement_nom: str
    siren: str | None
    codes_postaux: tuple[str, ...]
    population: Population | None  # None: the sources give none
