"""What a screen can show, and what to write where it lacks a sign: a word or ASCII, never an error."""

from typing import NamedTuple


class Ecran(NamedTuple):
    """Where a table is shown."""

    largeur: int = 100
    couleur: bool = False
    encodage: str = "utf-8"
    dessins: bool = True  # frames and rules may be drawn: not on TERM=dumb
    windows: bool = False  # a console of Windows, whose black is not quite black


_SECOURS = {
    "\u202f": "\u00a0", "\u00a0": " ", "\u2009": " ",
    "✓": "oui", "✗": "non", "○": "o", "★": "*", "•": "-", "→": "->", "×": "x",
    "≥": ">=", "≤": "<=", "½": "1/2", "œ": "oe", "Œ": "OE", "æ": "ae", "Æ": "AE",
    "’": "'", "‘": "'", "“": '"', "”": '"', "«": '"', "»": '"',
    "─": "-", "│": "|", "╭": "+", "╮": "+", "╯": "+", "╰": "+", "█": "#", "▒": "=", "░": ".", "▓": "%",
    "…": "...", "–": "-", "—": "-", "−": "-", "€": "EUR", "°": "o",
}  # fmt: skip


def encodable(texte: str, encodage: str) -> bool:
    """Whether that encoding has every sign of the text."""
    try:
        texte.encode(encodage)
    except (UnicodeEncodeError, LookupError):
        return False
    return True


def replier(texte: str, encodage: str) -> str:
    """The text with a stand-in for each sign that the encoding lacks."""
    if encodable(texte, encodage):
        return texte
    return "".join(_secours(signe, encodage) for signe in texte)


def _secours(signe: str, encodage: str) -> str:
    if encodable(signe, encodage):
        return signe
    if signe in _SECOURS:
        return replier(_SECOURS[signe], encodage)
    import unicodedata

    sans_accent = "".join(c for c in unicodedata.normalize("NFKD", signe) if not unicodedata.combining(c))
    return sans_accent if sans_accent != signe and encodable(sans_accent, encodage) else "?"
