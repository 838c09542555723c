"""Catalogues and tarifs: those that are right bent in their text, in their bytes, in what they say."""

import tomllib
from decimal import Decimal
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import tomli_w
from deformations import muter
from outils import RACINE

from fuzz.essai import Essai
from fuzz.hasard import abimer, bosseler, choisir, secouer

FORMATS = ("table", "json", "csv", "markdown", "html")
DIRECTS = 0.97  # of the inputs are read and costed without the command line


def tirer_catalogue(hasard: Random) -> Essai:
    """A catalogue, and what is asked of it."""
    contenu = _tordre(hasard, _catalogues())
    taille = choisir(hasard, ("0", "12", "250", "1200", "20000"))
    mesure = choisir(hasard, ("--habitants", "--agents", "--population", "--communes-membres"))
    commande = choisir(
        hasard,
        (
            ("catalogue", "check", "f.toml"),
            ("catalogue", "show", "--catalogue", "f.toml"),
            ("catalogue", "diff", "f.toml", "g.toml"),
            ("compare", "--catalogue", "f.toml"),
            ("compare", "--catalogue", "f.toml", mesure, taille),
            ("quote", "--catalogue", "f.toml", mesure, taille),
            ("strate", "--catalogue", "f.toml", mesure, taille),
            ("quote", "--catalogue", "f.toml", "--help"),
            ("tarifs", "template", "--catalogue", "f.toml", "-o", "s.csv"),
            ("batch", "-", "--catalogue", "f.toml"),
        ),
    )
    if commande[0] not in ("batch", "tarifs"):
        commande += ("--format", choisir(hasard, FORMATS))
    autre = _tordre(hasard, _catalogues()) if "g.toml" in commande else b""
    fichiers = {"f.toml": contenu, **({"g.toml": autre} if autre else {})}
    entree = f"nom;habitants;agents\nA;{taille};\nB;;{taille}\n".encode() if "-" in commande else b""
    return Essai(commande, fichiers, entree, hasard.random() < DIRECTS)


def tirer_tarifs(hasard: Random) -> Essai:
    """Tarifs over the annex."""
    contenu = _tordre(hasard, _tarifs())
    commande = choisir(
        hasard,
        (
            ("quote", "--tarifs", "t.toml", "--habitants", "1200", "--extra-go", "4"),
            ("quote", "--tarifs", "t.toml", "--agents", "12", "--besoin-comptes", "4", "--date", "2026-03-01"),
            ("compare", "--tarifs", "t.toml", "--habitants", "6000"),
            ("catalogue", "show", "--tarifs", "t.toml"),
            ("catalogue", "check", "t.toml"),
            ("tarifs", "import", "t.toml"),
        ),
    )
    if commande[0] != "tarifs":
        commande += ("--format", choisir(hasard, FORMATS))
    return Essai(commande, {"t.toml": contenu}, b"", hasard.random() < DIRECTS)


def _tordre(hasard: Random, graines: tuple[tuple[str, Any], ...]) -> bytes:
    brut, arbre = choisir(hasard, graines)
    match hasard.randrange(10):
        case 0:
            return abimer(hasard, brut.encode())
        case 1:
            return bosseler(hasard, brut).encode("utf-8", errors="surrogatepass")
        case 2 | 3:
            return muter(brut, hasard).encode("utf-8", errors="surrogatepass")
        case _:
            return en_toml(secouer(hasard, arbre, [autre for _, autre in graines]))


def en_toml(arbre: Any) -> bytes:
    """The tree as TOML, what TOML does not have left out."""
    nettoye = _sans_rien(arbre if isinstance(arbre, dict) else {"x": arbre})
    return tomli_w.dumps(nettoye).encode("utf-8", errors="surrogatepass")


def _sans_rien(arbre: Any) -> Any:
    match arbre:
        case dict():
            return {cle: _sans_rien(un) for cle, un in arbre.items() if un is not None}
        case list():
            return [_sans_rien(un) for un in arbre if un is not None]
        case _:
            return arbre


@cache
def _catalogues() -> tuple[tuple[str, Any], ...]:
    petits = [RACINE / "tests" / "fautes" / "valide.toml", *sorted((RACINE / "examples").glob("*.toml"))]
    # The small ones oftener: they cost less, and what is bent in them matters more.
    souvent = [un for un in petits if un.stat().st_size < 4_000]
    return tuple(map(_lire, [*petits, *souvent, RACINE / "catalogue.toml"]))


@cache
def _tarifs() -> tuple[tuple[str, Any], ...]:
    fichiers = [RACINE / "tests" / "fautes" / "tarifs-valides.toml"]
    return tuple(map(_lire, [*fichiers, *sorted((RACINE / "examples" / "valcourbe-tarifs").glob("*.toml"))]))


def _lire(fichier: Path) -> tuple[str, Any]:
    brut = fichier.read_text(encoding="utf-8")
    return brut, tomllib.loads(brut, parse_float=Decimal)
