"""Numbers as people type them."""

import re
from collections.abc import Iterable
from decimal import Decimal
from functools import cache

from forfait_cli.domaine.demande import est_un_nombre
from forfait_cli.domaine.types import Nombre
from forfait_cli.erreurs import Anomalie, MauvaisUsage
from forfait_cli.francais import guillemets, plier, propre

# Python refuses by default to read or write integers of more digits (its safety limit is 4300).
CHIFFRES_MAX = 4000
CITES_MAX = 80  # characters quoted back

_expression = cache(re.compile)  # when first needed: most numbers are read without any
_ENTIER = r"[0-9]+|[0-9]{1,3}(?:[ \u00a0\u202f][0-9]{3})+"
_DECIMAL = r"(?:[0-9]+|[0-9]{1,3}(?:[ \u00a0\u202f][0-9]{3})+)[.,][0-9]+"
_MILLIERS = r"[0-9]{1,3}(?:[.,][0-9]{3})+"
_ESPACES = " \t\u00a0\u202f"


def lire_nombre(valeur: object, origine: str, *, entier: bool) -> Nombre:
    """A number given as a text or, from Python, as one; with `entier`, a whole one.

    `1200`, `1 200`, the latter with a no-break space too; `7,5` or `7.5` where parts are counted.

    Raises:
        MauvaisUsage: anything else, with the reason.
    """
    if not isinstance(valeur, str):
        if isinstance(valeur, int | Decimal) and est_un_nombre(valeur):
            return valeur
        message = f"{citer(repr(valeur))} n’est pas un nombre"
        raise MauvaisUsage(Anomalie(origine, message, "donnez un entier, un Decimal ou un texte"))
    texte = valeur.strip(_ESPACES)
    if len(texte) > CHIFFRES_MAX:
        raise MauvaisUsage(Anomalie(origine, f"nombre de plus de {CHIFFRES_MAX} caractères", "vérifiez la saisie"))
    if est_simple(texte):
        return int(texte)
    if _expression(_ENTIER).fullmatch(texte):
        return int(_serrer(texte))
    if not entier and est_decimal(texte):
        lu = Decimal(_serrer(texte).replace(",", "."))
        return int(lu) if lu == lu.to_integral_value() else lu
    raise MauvaisUsage(Anomalie(origine, *_pourquoi(texte, entier=entier)))


def est_simple(texte: str) -> bool:
    """Whether the text is a few digits and nothing else: nearly all that is read is so."""
    return len(texte) <= CHIFFRES_MAX and texte.isascii() and texte.isdecimal()


def sans_unite(texte: str, mots: Iterable[str]) -> str:
    """« 4Go » or « 4 Go » → « 4 », where « Go » is one of these words; any other text unchanged."""
    trouve = re.fullmatch(r"([0-9](?:.*[0-9])?)([^0-9]+)", texte, re.DOTALL)
    return trouve[1] if trouve is not None and plier(trouve[2]) in map(plier, mots) else texte


def est_decimal(texte: str) -> bool:
    """Whether the text is a number with a fractional part, `7.5` or `7,5`, and not thousands."""
    texte = texte.strip()
    if texte.isalnum():
        return False
    return _expression(_DECIMAL).fullmatch(texte) is not None and not _expression(_MILLIERS).fullmatch(texte)


def citer(texte: str) -> str:
    """A text from outside, between guillemets: harmless, and not longer than a line."""
    return guillemets(couper(propre(texte)))


def couper(texte: str) -> str:
    """The text, or as much of it as a message repeats."""
    return texte if len(texte) <= CITES_MAX else f"{texte[:CITES_MAX]}…"


def _serrer(texte: str) -> str:
    return "".join(signe for signe in texte if signe not in _ESPACES)


def _pourquoi(texte: str, *, entier: bool) -> tuple[str, str]:
    quoi = "un nombre entier" if entier else "un nombre"
    if not texte:
        return "valeur vide", f"donnez {quoi}, par exemple 1200"
    entre = citer(texte)
    if _expression(_MILLIERS).fullmatch(texte):
        chiffres = "".join(filter(str.isdigit, texte))
        return (
            f"{entre} peut se lire de deux façons : milliers ou décimales",
            f"écrivez {chiffres} pour le nombre entier, sans point ni virgule",
        )
    if _expression(_DECIMAL).fullmatch(texte):
        return f"{entre} n’est pas un nombre entier", "donnez un nombre entier, sans décimales"
    if texte[0] in "-–−" and _expression(_ENTIER).fullmatch(texte[1:].strip()):
        return f"{entre} est négatif", f"donnez {quoi}, 0 ou plus"
    return f"{entre} n’est pas {quoi}", f"donnez {quoi}, par exemple 1200 ou 1 200"
