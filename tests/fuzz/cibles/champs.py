"""The fields of a request, below the command line: each flag's and column's value, right or not, all together."""

from functools import cache
from random import Random

from forfait_cli.readers.demande.champs import Genre
from fuzz.cibles.argv import champs_justes
from fuzz.essai import Essai
from fuzz.hasard import bosseler, choisir, texte


def tirer(hasard: Random) -> Essai:
    """A request as « flag=value » words."""
    mots = []
    for _ in range(hasard.randint(1, 6)):
        nom, genre, justes = choisir(hasard, champs_justes())
        if genre is Genre.OUI_NON:
            mots.append(nom)
            continue
        valeur = choisir(hasard, justes)
        if hasard.random() < 0.35:
            valeur = texte(hasard) if hasard.random() < 0.6 else bosseler(hasard, valeur)
        mots.append(f"{nom}={valeur}")
    if hasard.random() < 0.7:
        mots.insert(0, choisir(hasard, _qui()))
    return Essai(("quote", *mots), direct=True)


@cache
def _qui() -> tuple[str, ...]:
    return ("--habitants=1200", "--agents=12", "--habitants=0", "--commune=Agen", "--commune=47001")
