"""How much room a text takes in a sheet, and what a page holds: everything in pixels, ninety-six an inch."""

import re
import unicodedata
from collections.abc import Sequence

# A font that every system has, under this name or as one of the same widths: what is measured here holds elsewhere.
POLICE, CORPS = "Arial", 10  # points
LISIBLE = 8  # points: the least that a letter has on paper
BORDS, RETRAIT = 7, 9  # what a cell keeps around what it holds, and an indent
LIGNE = 18  # the height of a line
MARGE, MARGE_BASSE = 0.25, 0.6  # inches, of a page of A4 in its length
# The least and the most that the columns of a sheet take together: a page, filled; then made smaller, down to what can
# still be read. LibreOffice makes columns a twentieth wider than Excel, and rounds the scale down to a whole per cent.
LARGE_MIN = int((297 / 25.4 - 2 * MARGE) * 96 / 1.06)
LARGE_MAX = LARGE_MIN * CORPS // LISIBLE - 15
_HAUT = 596  # of what a page holds, below the rows that are on each

# Widths of letters, in thousandths of the size of the font; bold ones are a little wider.
_LARGEURS = {
    lettre: large
    for large, lettres in {
        222: "ijl’‘'|",
        278: "tfI !,./:;[]\\\u00a0\u202f",
        333: "()-r`·",
        500: "ckJsvxyz",
        584: "+<=>~×−",
        611: "FTZ",
        667: "ABEKPSVXY&",
        722: "CDHNRUw",
        778: "GOQ",
        833: "Mm½",
        944: "Wœ%",
        1000: "—…@✓✗○★→",
    }.items()
    for lettre in lettres
}
_LARGEUR, _GRAS = 556, 109  # of the others; of bold ones, in per cent
_MOT = re.compile(" *[^ -]*-+| *[^ -]+")


def pixels(texte: str, *, gras: bool = False, taille: int = CORPS) -> int:
    """The width of a text on one line."""
    milliemes = 0
    for lettre in texte:
        large = _LARGEURS.get(lettre)
        if large is None:
            large = _LARGEURS.get(unicodedata.normalize("NFD", lettre)[0], _LARGEUR)
        milliemes += large
    return -(-milliemes * taille * (_GRAS if gras else 100) // 75_000)  # 0.75 points in a pixel


def lignes(texte: str, large: int, *, gras: bool = False, taille: int = CORPS) -> int:
    """How many lines a text takes in a column so wide: it goes on the next after a space or a hyphen."""
    place = max(1, large - BORDS)
    combien = 0
    for ligne in texte.split("\n"):
        combien += 1
        pris = 0
        for mot in _MOT.findall(ligne):
            sien = pixels(mot, gras=gras, taille=taille)
            if pris and pris + sien > place:
                combien, pris = combien + 1, 0
                sien = pixels(mot.lstrip(" "), gras=gras, taille=taille)
            combien += sien // place
            pris += sien % place
    return combien


def plus_long_mot(texte: str, *, gras: bool = False) -> int:
    """The width of the longest word of a text: what a column that holds it can't do without."""
    return max((pixels(mot.strip(), gras=gras) for mot in _MOT.findall(texte.replace("\n", " "))), default=0)


def repartir(souhaits: Sequence[int], minimums: Sequence[int], pleine: int = LARGE_MIN) -> list[int]:
    """The widths of columns: what they ask for, made wider where the page is not full, narrower where it overflows.

    What is added goes to them all, twice as much to the first, which names the rows; what is taken comes from those
    that have more than their minimum.
    """
    total = sum(souhaits)
    if total < pleine:
        part = (pleine - total) // (len(souhaits) + 1)
        return [souhait + part * (1 if rang else 2) for rang, souhait in enumerate(souhaits)]
    marge = total - sum(minimums)
    trop = min(marge, total - LARGE_MAX)
    if trop <= 0:
        return list(souhaits)
    return [souhait - -(-(souhait - moins) * trop // marge) for souhait, moins in zip(souhaits, minimums, strict=True)]


def sauts(hauteurs: Sequence[int], larges: Sequence[int]) -> list[int]:
    """Which of these heights begin a page, so that none is cut that a page can hold."""
    page = _HAUT * max(LARGE_MIN, sum(larges)) // LARGE_MIN
    trouves: list[int] = []
    pris = 0
    for rang, haut in enumerate(hauteurs):
        if pris and pris + haut > page:
            trouves.append(rang)
            pris = 0
        pris = (pris + haut) % page
    return trouves
