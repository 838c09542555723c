"""How the name of a commune is compared, whatever the way people write it.

The builder of the embedded file and its reader both fold with these functions: there is no second way.
"""

import re
import unicodedata

_LIGATURES = str.maketrans({"œ": "oe", "Œ": "oe", "æ": "ae", "Æ": "ae"})
_MOT = re.compile(r"[a-z0-9]+")
_SAINTS = {"st": "saint", "ste": "sainte", "sts": "saints", "stes": "saintes"}
_ARTICLES = frozenset({"le", "la", "les", "l"})


def plier(nom: str) -> str:
    """« L’Haÿ-les-Roses » → « l hay les roses »; « St-Étienne » → « saint etienne ». The article stays."""
    decompose = unicodedata.normalize("NFKD", nom.translate(_LIGATURES)).casefold()
    nu = "".join(signe for signe in decompose if not unicodedata.combining(signe))
    return " ".join(_SAINTS.get(mot, mot) for mot in _MOT.findall(nu))


def sans_article(plie: str) -> str:
    """A folded name without its leading article; a name that is nothing else keeps it."""
    tete, _, suite = plie.partition(" ")
    return suite if suite and tete in _ARTICLES else plie


def cle(nom: str) -> str:
    """What a name is looked up by: folded, without its leading article."""
    return sans_article(plier(nom))


def a_un_article(plie: str) -> bool:
    """Whether a folded name begins with an article."""
    return sans_article(plie) != plie
