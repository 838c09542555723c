"""The one place that formats French: amounts, numbers, plurals, lists, dates.

Texts use the signs of a printed document: U+202F inside numbers and before €, U+00A0 inside « »
and before « : ». A console that lacks U+202F gets U+00A0 from its own renderer.
"""

import re
from collections.abc import Sequence
from datetime import date
from decimal import Decimal

FINE = "\u202f"
INSECABLE = "\u00a0"

MOIS = (
    "janvier", "février", "mars", "avril", "mai", "juin",
    "juillet", "août", "septembre", "octobre", "novembre", "décembre",
)  # fmt: skip


def nombre(valeur: int) -> str:
    """`1200` → « 1 200 »."""
    return f"{valeur:,}".replace(",", FINE)


def euros(montant: Decimal) -> str:
    """`1234.5` → « 1 234,50 € »; decimals beyond cents are kept, never rounded away."""
    exposant = montant.as_tuple().exponent
    decimales = max(2, -exposant) if isinstance(exposant, int) else 2
    return f"{montant:,.{decimales}f}".replace(",", FINE).replace(".", ",") + f"{FINE}€"


def pour_cent(taux: Decimal) -> str:
    """`5.5` → « 5,5 % »."""
    return f"{taux.normalize():f}".replace(".", ",") + f"{INSECABLE}%"


def pluriel(mot: str) -> str:
    """The plural of a unit: « certificat » → « certificats », « compte de messagerie » → « comptes de … ».

    Symbols (two letters at most: Go, h) and words in s, x, z do not change.
    """
    tete, espace, suite = mot.partition(" ")
    if not est_symbole(tete) and tete[-1] not in "sxz":
        tete += "s"
    return tete + espace + suite


def est_symbole(unite: str) -> bool:
    """Whether a unit is a symbol, which never changes: Go, h, €."""
    return len(unite) <= len("Go")


def quantite(valeur: int, unite: str) -> str:
    """`(4, "Go")` → « 4 Go »; French takes the plural from 2 on."""
    return f"{nombre(valeur)}{INSECABLE}{unite if valeur < 2 else pluriel(unite)}"  # noqa: PLR2004


def enumeration(mots: Sequence[str], liaison: str = "et") -> str:
    """« a », « a et b », « a, b et c »."""
    if len(mots) < 2:  # noqa: PLR2004
        return "".join(mots)
    return f"{', '.join(mots[:-1])} {liaison} {mots[-1]}"


def guillemets(texte: str) -> str:
    """« texte », with no-break spaces inside."""
    return f"«{INSECABLE}{texte}{INSECABLE}»"


def date_longue(jour: date) -> str:
    """« 1er janvier 2026 », « 23 novembre 2026 »."""
    return f"{'1er' if jour.day == 1 else jour.day} {MOIS[jour.month - 1]} {jour.year}"


def insecables(texte: str) -> str:
    """No-break spaces where French wants them: inside « », before « : », « ; », « ! », « ? », inside numbers.

    For what is shown; the annex's own words are kept to the letter in data.
    """
    for ordinaire, insecable in _INSECABLES:
        texte = texte.replace(ordinaire, insecable)
    return _MILLIERS.sub(INSECABLE, texte)


_INSECABLES = (
    ("« ", f"«{INSECABLE}"),
    (" »", f"{INSECABLE}»"),
    (" :", f"{INSECABLE}:"),
    (" ;", f"{INSECABLE};"),
    (" ?", f"{INSECABLE}?"),
    (" !", f"{INSECABLE}!"),
    (" €", f"{INSECABLE}€"),
    ("½ ", f"½{INSECABLE}"),
)
_MILLIERS = re.compile(r"(?<=[0-9]) (?=[0-9]{3}(?![0-9]))")
