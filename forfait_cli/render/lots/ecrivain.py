"""What every writer of a batch has in common.

A row of the output is the input's cells, then the result's. Both are made ready apart (`prefixes`, one a
row of the input; `suffixe`, one a distinct result) and added: the same result is written a million times
and formatted once.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple, Protocol, TypeVar

from forfait_cli.render.lots.colonnes import Resultat
from forfait_cli.render.releve import Valeur

Partie = TypeVar("Partie", str, list[Valeur])


class Reglages(NamedTuple):
    """What a writer of a batch is told."""

    puits: Callable[[bytes], object]  # where the bytes go
    resultat: Resultat
    numeriques: frozenset[int] = frozenset()  # ranks of the columns before the results that hold numbers
    dialecte: str = "standard"  # of CSV
    # Of a sheet that a person reads:
    titre: str = ""  # what it is made from
    lisibles: Callable[[], Mapping[str, str]] = dict  # names of columns → what a person reads in their place
    essentielles: frozenset[int] = frozenset()  # ranks of the columns before the results that paper always has
    details: tuple[str, ...] = ()  # names of those that tell least, the least first: paper may do without


class Brut(Protocol):
    """Rows as they came: cells hold no quote, lines end with LF."""

    @property
    def texte(self) -> str:
        """All of them."""
        ...

    @property
    def lignes(self) -> list[str]:
        """Each, without its end."""
        ...

    @property
    def separateur(self) -> str:
        """The sign between cells."""
        ...


class Ecrivain(Protocol[Partie]):
    """Writes the rows of a batch in one format."""

    def entete(self, noms: Sequence[str]) -> None:
        """The titles, first."""
        ...

    def prefixes(self, lignes: Sequence[list[str]], brut: Brut | None) -> Sequence[Partie]:
        """The input's cells of some rows; `brut` is these rows as they came, where that is plain."""
        ...

    def suffixe(self, valeurs: Sequence[Valeur]) -> Partie:
        """The result's cells."""
        ...

    def ecrire(self, rangees: list[Partie]) -> None:
        """Some rows: each a prefix + a suffix."""
        ...

    def finir(self) -> None:
        """What comes after the last row."""
        ...
