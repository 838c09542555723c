"""Results as JSON, and the one place that says how an amount is written in it."""

from decimal import Decimal
from typing import Any

from forfait_cli.domaine.types import Chiffre, Prix


def rendre(donnees: dict[str, Any]) -> bytes:
    """UTF-8, two spaces of indent, keys in the order given."""
    import json  # here: other formats use `montant` alone

    return (json.dumps(donnees, ensure_ascii=False, indent=2) + "\n").encode()


def montant(valeur: Decimal) -> str:
    """`"28.00"`: two decimals at least, all of them if there are more."""
    exposant = valeur.as_tuple().exponent
    return f"{valeur:.{max(2, -exposant) if isinstance(exposant, int) else 2}f}"


def prix(valeur: Prix) -> str | None:
    """The amount, or null where none is known."""
    return montant(valeur.montant) if isinstance(valeur, Chiffre) else None
