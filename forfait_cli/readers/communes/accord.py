"""Whether a name that was typed can be said of a commune that a code has found."""

from collections.abc import Iterable

from forfait_cli.readers.communes.noms import CHARGES, plier_nom

# Words that many names share: two that have only these in common are not alike.
_VIDES = CHARGES | {
    "le", "la", "les", "de", "du", "des", "en", "sur", "sous", "et", "au", "aux", "lez",
    "saint", "sainte", "saints", "saintes",
}  # fmt: skip
_DISTINCTIF = 4  # signes of a word that says something by itself
_SEUIL = 0.8  # of difflib's ratio


def rappelle(texte: str, noms: Iterable[str]) -> bool:
    """Whether a text recalls one of these names: all the words of the shorter are in the longer, or nearly.

    « CCAS d’Agen », « ST DENIS », « Saint-Barthélemy » (-d’Agen) do; what has no word of its own, « Mairie »,
    contradicts nothing.
    """
    dits = _mots(texte)
    return not dits or any(_compris(dits, _mots(nom) or _tous(nom)) or _colles(texte, nom) for nom in noms)


def partage_un_mot(texte: str, noms: Iterable[str]) -> bool:
    """Whether a text has a word of one of these names, as « Châlons-sur-Marne » of Châlons-en-Champagne."""
    dits = [mot for mot in _mots(texte) if len(mot) >= _DISTINCTIF]
    return any(_proche(mot, _mots(nom)) for nom in noms for mot in dits)


def _mots(texte: str) -> list[str]:
    return [mot for mot in _tous(texte) if mot not in _VIDES and not mot.isdigit() and len(mot) > 1]


def _tous(texte: str) -> list[str]:
    return plier_nom(texte).split()


def _compris(dits: list[str], siens: list[str]) -> bool:
    courts, longs = sorted((dits, siens), key=len)
    return all(_proche(mot, longs) for mot in courts)


def _colles(texte: str, nom: str) -> bool:
    """« Saintdenis »."""
    return "".join(_tous(texte)) == "".join(_tous(nom))


def _proche(mot: str, mots: list[str]) -> bool:
    if any(un.startswith(mot) or (mot.startswith(un) and len(un) >= _DISTINCTIF) for un in mots):
        return True
    from difflib import get_close_matches

    return len(mot) >= _DISTINCTIF and bool(get_close_matches(mot, mots, cutoff=_SEUIL))
