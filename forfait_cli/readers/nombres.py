"""Whole numbers as people type them."""

import re

from forfait_cli.erreurs import Anomalie, MauvaisUsage
from forfait_cli.francais import guillemets

# Python refuses by default to read or write integers of more digits (PEP-less safety limit: 4300).
CHIFFRES_MAX = 4000

_ENTIER = re.compile(r"[0-9]+|[0-9]{1,3}(?:[ \u00a0\u202f][0-9]{3})+", re.ASCII)
_DECIMAL = re.compile(r"[0-9]+[.,][0-9]+", re.ASCII)
_MILLIERS = re.compile(r"[0-9]{1,3}(?:[.,][0-9]{3})+", re.ASCII)


def entier(texte: str, origine: str) -> int:
    """Read a whole number: `1200`, `1 200`, the latter with a no-break space too.

    Raises:
        MauvaisUsage: anything else, with the reason.
    """
    propre = texte.strip(" \t\u00a0\u202f")
    if len(propre) > CHIFFRES_MAX:
        raise MauvaisUsage(Anomalie(origine, f"nombre de plus de {CHIFFRES_MAX} caractères", "vérifiez la saisie"))
    if _ENTIER.fullmatch(propre):
        return int("".join(filter(str.isdigit, propre)))
    raise MauvaisUsage(Anomalie(origine, *_pourquoi(propre)))


def est_decimal(texte: str) -> bool:
    """Whether the text is a number with a fractional part, `7.5` or `7,5`, and not thousands."""
    return _DECIMAL.fullmatch(texte.strip()) is not None and not _MILLIERS.fullmatch(texte.strip())


def _pourquoi(texte: str) -> tuple[str, str]:
    if not texte:
        return "valeur vide", "donnez un nombre entier, par exemple 1200"
    entre = guillemets(texte)
    if _MILLIERS.fullmatch(texte):
        chiffres = "".join(filter(str.isdigit, texte))
        return (
            f"{entre} peut se lire de deux façons : milliers ou décimales",
            f"écrivez {chiffres} pour le nombre entier, sans point ni virgule",
        )
    if _DECIMAL.fullmatch(texte):
        return f"{entre} n’est pas un nombre entier", "donnez un nombre entier, sans décimales"
    if texte[0] in "-–−" and _ENTIER.fullmatch(texte[1:].strip()):
        return f"{entre} est négatif", "donnez un nombre entier, 0 ou plus"
    return f"{entre} n’est pas un nombre entier", "donnez un nombre entier, par exemple 1200 ou 1 200"
