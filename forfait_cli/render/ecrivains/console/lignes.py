"""Texts in lines: between which words a line may be broken, and what stays together.

Rich breaks lines at no-break spaces too. Private signs stand for the spaces where none may be broken, until the page
is made.
"""

import re
from itertools import pairwise

from rich.cells import cell_len

from forfait_cli.francais import FINE, INSECABLE
from forfait_cli.render.ecrivains.console.place import Mesure, Mesures, coupes

COLLE = "\ue000"  # for a no-break space
LIE = "\ue001"  # for an ordinary one where a line may not be broken
LIENS = re.compile(f"([{COLLE}{LIE}])")
RETRAIT = 2  # by how much what goes on is set back
SUITE_ENTIERE, FAIT_COURT = 8, 30  # letters: « par an », « (4 Go) »; what is read at a glance

_NUMERO = re.compile(r"(?<=strate) (?=[0-9])|(?<=ligne) (?=[0-9])")  # it does not begin a line
_PARENTHESE = re.compile(r"\([^()]{1,16}\)")  # of a title: « (par an) », « (7,00 € par Go) »


def coller(texte: str) -> str:
    """A text whose no-break spaces hold, and whose numbers follow what they number."""
    return _NUMERO.sub(LIE, texte.replace(FINE, INSECABLE).replace(INSECABLE, COLLE))


def lier(texte: str) -> str:
    """A text that no line breaks."""
    return texte.replace(" ", LIE)


def lier_court(nom: str) -> str:
    """A name that no line breaks, if it is short."""
    return lier(nom) if cell_len(nom) <= FAIT_COURT else nom


def lier_parentheses(titre: str) -> str:
    """A title whose short brackets stay whole; « P. U. » does too."""
    if len(titre) <= SUITE_ENTIERE:
        return lier(titre)
    return _PARENTHESE.sub(lambda trouve: lier(trouve[0]), titre)


def delier(page: str, espace: str) -> str:
    """A page that is made, ordinary spaces and this one in place of the private signs."""
    return page.replace(COLLE, espace).replace(LIE, " ")


def plier(texte: str, largeur: int, retrait: int = 0) -> str:
    """A text in lines of that width, broken between words, those after the first set back."""
    if cell_len(texte) <= largeur:
        return texte
    mots = texte.split()
    debuts = [0, *coupes(map(cell_len, mots), largeur, retrait), len(mots)]
    return f"\n{' ' * retrait}".join(" ".join(mots[debut:fin]) for debut, fin in pairwise(debuts))


def mesurer(texte: str) -> Mesures:
    """How long each line of a text is, and its words."""
    return [Mesure(cell_len(ligne), [cell_len(mot) for mot in ligne.split()]) for ligne in texte.split("\n")]
