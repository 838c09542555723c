"""Texts, values and trees bent at random."""

import copy
import datetime
from collections.abc import Sequence
from decimal import Decimal
from random import Random
from typing import Any, TypeVar

Un = TypeVar("Un")

# Each of them has meant something else to one program or another.
TEXTES = (
    "", " ", "\u00a0", "\t", "\n", "\r", "\r\n", "\x00", "\x07", "\x1b[2J\x1b[31mx", "\x9b31m", "\u202e txt", "\u2066x",
    "\ufeff", "\u200b", "\u2028", "\ue001habitants\ue002", "\ue000", "é", "œ", "Œuvre", "ﬁ", "𝟙𝟚", "٣", "½", "²", "ß",
    "🙂", "e\u0301" * 40, "\ud800", "\udcff", "a" * 300, "9" * 300, "9" * 5000, "x" * 5000, "-1", "+1", "1e9", "1e400",
    "İ", "1,5", "1.5",
    "1 200", "1\u202f200", "1\u00a0200", "1.200", "1,200", "0x1F", "1_000", "inf", "nan", "null", "true", "NON", "oui",
    "=1+1", "@SOMME(A1)", "+cmd|' /C calc'!A0", "-2+3", "|", "a|b", "`x`", "*x*", "- x", "1. x", ": x", "# x", "---",
    "<b>x</b>", "&amp;", "$x", "${x}", "%s", "{0}", "[bold]x[/bold]", "[", "]", "\\", '"', "'", "''", "«", "»", "« x »",
    ";", ",", "x;=1+1", "--", "-", "--x", "..", ".", "~", "*", "?", "CON", "2026-02-30", "0001-01-01", "9999-12-31",
    "47001", "47220", "210470011", "2A004", "75056", "Agen", "Saint-Denis", "L", "St", "Mairie de X", "TOTAL",
    "#N/A", "#DIV/0!", "5 %", "100 €", "7,00", "à renseigner",
)  # fmt: skip
VALEURS: tuple[Any, ...] = (
    None, True, False, 0, 1, -1, 2, 7, 60, 249, 250, 10**9, 10**12, 10**13, 10**30, Decimal("0.00"),
    Decimal("7.00"), Decimal("0.335"), Decimal("-7.00"), Decimal("1E+20"), Decimal("1E-12"), Decimal("1E+400"),
    [], {}, [[]], [{}], [None], [1, "x"],
    datetime.date(2026, 1, 1), datetime.date(1, 1, 1), datetime.datetime(2026, 1, 1, 10, 0),  # noqa: DTZ001
    datetime.time(10, 0), "x" * 300, "a-b", "A B", "an", "mois", "commune", "habitants", "inclus", "sur_etude",
)  # fmt: skip


def choisir(hasard: Random, parmi: Sequence[Un]) -> Un:
    """One of them; quicker than the library's."""
    return parmi[int(hasard.random() * len(parmi))]


def texte(hasard: Random) -> str:
    """A text that somebody could type, or send."""
    if hasard.random() < 0.8:
        return choisir(hasard, TEXTES)
    alphabet = "aàéçœx0179 .,;:-+='\"«»|<>&%#@\\\t\n\x00\x1b\u202e\u00a0€½Ⅷ"
    return "".join(choisir(hasard, alphabet) for _ in range(hasard.randrange(12)))


def bosseler(hasard: Random, brut: str) -> str:
    """The text with one to three changes of characters."""
    for _ in range(hasard.randint(1, 3)):
        place = hasard.randrange(len(brut) + 1)
        match hasard.randrange(4):
            case 0:
                brut = brut[:place] + texte(hasard) + brut[place:]
            case 1:
                brut = brut[:place] + brut[place + hasard.randint(1, 3) :]
            case 2:
                brut = brut[:place] + chr(hasard.choice((32, 48, 65, 233, 0, 27, 160, 0x202E))) + brut[place + 1 :]
            case _:
                fin = place + hasard.randint(1, 20)
                brut = brut[:fin] + brut[place:fin] + brut[fin:]
    return brut


def abimer(hasard: Random, octets: bytes) -> bytes:
    """The file with some of its bytes changed, doubled, lost; or cut short."""
    brut = bytearray(octets)
    for _ in range(hasard.randint(1, 4)):
        if not brut:
            break
        place = hasard.randrange(len(brut))
        match hasard.randrange(6):
            case 0:
                brut[place] = hasard.randrange(256)
            case 1:
                brut[place] ^= 1 << hasard.randrange(8)
            case 2:
                del brut[place : place + hasard.randint(1, 8)]
            case 3:
                brut[place:place] = brut[place : place + hasard.randint(1, 64)]
            case 4:
                brut[place:place] = choisir(
                    hasard, (b"\x00", b"\xff\xfe", b"\xef\xbb\xbf", b"\xc3", b'"', b"\r", b"\x1a", b"<")
                )
            case _:
                del brut[place:]
    return bytes(brut)


def secouer(hasard: Random, arbre: Any, autres: Sequence[Any] = ()) -> Any:
    """A copy of a tree of tables and lists with one to three changes; parts of `autres` may be put into it."""
    racine = [copy.deepcopy(arbre)]
    for _ in range(choisir(hasard, (1, 1, 1, 2, 3))):
        parent, cle = choisir(hasard, _places(racine))
        match hasard.randrange(8):
            case 0 if parent is not racine:
                del parent[cle]
            case 1 if isinstance(parent, list) and parent is not racine:
                parent.insert(cle, copy.deepcopy(parent[cle]))
            case 2 if isinstance(parent, dict):
                parent[choisir(hasard, (*TEXTES[:60], *parent))] = parent.pop(cle)
            case 3 if autres:
                ailleurs, la = choisir(hasard, _places([choisir(hasard, autres)]))
                parent[cle] = copy.deepcopy(ailleurs[la])
            case 4:
                ailleurs, la = choisir(hasard, _places(racine))
                parent[cle] = copy.deepcopy(ailleurs[la])
            case 5:
                parent[cle] = texte(hasard)
            case 6 if isinstance(parent[cle], str):
                parent[cle] = bosseler(hasard, parent[cle])
            case _:
                parent[cle] = copy.deepcopy(choisir(hasard, VALEURS))
    return racine[0]


def _places(racine: list[Any]) -> list[tuple[Any, Any]]:
    """Each place of a tree: what holds it, and the key or the rank."""
    places: list[tuple[Any, Any]] = []
    reste: list[Any] = [racine]
    while reste and len(places) < 5_000:
        un = reste.pop()
        cles: Any = un.keys() if isinstance(un, dict) else range(len(un))
        for cle in cles:
            places.append((un, cle))
            if isinstance(un[cle], dict | list):
                reste.append(un[cle])
    return places
