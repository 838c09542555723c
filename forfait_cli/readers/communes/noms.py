"""How the name of a commune is compared, whatever the way people write it.

The builder of the embedded file and its reader both fold with these functions: there is no second way.
"""

from forfait_cli.francais import plier

_SAINTS = {"st": "saint", "ste": "sainte", "sts": "saints", "stes": "saintes"}
_ARTICLES = frozenset({"le", "la", "les", "l"})
# « Mairie du Havre » is said of Le Havre, « Ville de La Rochelle » of La Rochelle.
CHARGES = frozenset({"mairie", "commune", "ville"})
_LIAISONS = (("de ", ""), ("du ", "le "), ("des ", "les "), ("d ", ""))


def plier_nom(nom: str) -> str:
    """« L’Haÿ-les-Roses » → « l hay les roses »; « St-Étienne » → « saint etienne ». The article stays."""
    return " ".join([_SAINTS.get(mot, mot) for mot in plier(nom).split()])


def sans_article(plie: str) -> str:
    """A folded name without its leading article; a name that is nothing else keeps it."""
    tete, _, suite = plie.partition(" ")
    return suite if suite and tete in _ARTICLES else plie


def cle(nom: str) -> str:
    """What a name is looked up by: folded, without its leading article."""
    return sans_article(plier_nom(nom))


def a_un_article(plie: str) -> bool:
    """Whether a folded name begins with an article."""
    return sans_article(plie) != plie


def sans_mairie(plie: str) -> str:
    """« mairie du havre » → « le havre »; a folded name that is not so made, unchanged."""
    tete, _, suite = sans_article(plie).partition(" ")
    if tete in CHARGES:
        for liaison, article in _LIAISONS:
            if suite.startswith(liaison):
                return article + suite.removeprefix(liaison)
    return plie
