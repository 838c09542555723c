"""A devis made earlier: its JSON bent in what it says and in its bytes, and its PDF."""

import json
from decimal import Decimal
from functools import cache
from random import Random
from typing import Any

from fuzz.essai import Essai
from fuzz.graines import DEVIS
from fuzz.hasard import abimer, bosseler, choisir, secouer

FORMATS = ("table", "json", "markdown", "csv")


def tirer(hasard: Random) -> Essai:
    """A document to be worked out again."""
    arguments = ["verify", "devis.json"]
    if hasard.random() < 0.3:
        arguments += ["--format", choisir(hasard, FORMATS)]
    if hasard.random() < 0.01 and DEVIS.pdf():
        return Essai(tuple(arguments), {"devis.json": abimer(hasard, DEVIS.pdf())})
    brut = choisir(hasard, DEVIS.jsons())
    match hasard.randrange(10):
        case 0:
            contenu = abimer(hasard, brut.encode())
        case 1:
            contenu = bosseler(hasard, brut).encode("utf-8", errors="surrogatepass")
        case _:
            contenu = en_json(secouer(hasard, _arbre(brut), [_arbre(un) for un in DEVIS.jsons()]))
    return Essai(tuple(arguments), {"devis.json": contenu})


def en_json(arbre: Any) -> bytes:
    """The tree as JSON, amounts as texts."""
    return json.dumps(arbre, default=str, ensure_ascii=False).encode("utf-8", errors="surrogatepass")


@cache
def _arbre(brut: str) -> Any:
    return json.loads(brut, parse_float=Decimal)
