"""Names of communes without what people write in different ways. The builder and the reader share it."""

import re
import unicodedata

_LIGATURES = str.maketrans({"œ": "oe", "Œ": "oe", "æ": "ae", "Æ": "ae", "ß": "ss"})
_SEPARATEURS = re.compile(r"[^a-z0-9]+")
_SAINTS = {"st": "saint", "ste": "sainte", "sts": "saints", "stes": "saintes"}
_ARTICLES = ("le", "la", "les", "l")


def plier(nom: str) -> str:
    """The name without case, accents, hyphens, apostrophes or ligatures, « St » written « saint »."""
    decompose = unicodedata.normalize("NFKD", nom.translate(_LIGATURES))
    sans_accent = "".join(signe for signe in decompose if not unicodedata.combining(signe))
    mots = _SEPARATEURS.sub(" ", sans_accent.lower()).split()
    return " ".join(_SAINTS.get(mot, mot) for mot in mots)


def sans_article(plie: str) -> str:
    """A folded name without its leading article; a name that is only an article keeps it."""
    tete, _, suite = plie.partition(" ")
    return suite if suite and tete in _ARTICLES else plie


def a_un_article(plie: str) -> bool:
    """Whether a folded name begins with an article."""
    return sans_article(plie) != plie
