"""A result as a rectangular table of values, and how an amount is written in data."""

from decimal import Decimal
from typing import NamedTuple

Valeur = str | int | Decimal | bool | None


class Releve(NamedTuple):
    """Rows of values under named columns."""

    colonnes: tuple[str, ...]
    lignes: tuple[tuple[Valeur, ...], ...]


def montant(valeur: Decimal) -> str:
    """`"28.00"`: two decimals at least, all of them if there are more."""
    if (texte := str(valeur))[-3:-2] == ".":  # nearly all are to the cent, and written so already
        return texte
    exposant = valeur.as_tuple().exponent
    return f"{valeur:.{max(2, -exposant) if isinstance(exposant, int) else 2}f}"
