"""About how much room blocks take, to set what one signs at a size at which it holds on one page.

The compiler can measure it, in ten times the time that it takes to set it. An estimate tells where to begin;
what was set tells whether it held. Heights and widths are in hundredths of an em, those of the page in
hundredths of a millimetre.
"""

from collections.abc import Iterable
from typing import Any

TAILLES = (96, 90, 84)  # tenths of a point; the first is the usual one
TAILLES_COUCHEES = (*TAILLES, 78, 72)  # in landscape, where one compares more than one reads

_POINT_10 = 353  # a tenth of a point, in ten-thousandths of a millimetre
# The room between the margins of a page in portrait, and what does not shrink with the text.
_LARGEUR, _HAUTEUR = 17_000, 25_700
_PRESQUE = 108  # per cent of the height
_FIXE = {"signature": 800, "parties": 900}
# A line with the space under it, the width of a letter, what stands above and below each kind of block.
_LIGNE, _LETTRE = 116, 43
_AUTOUR = {"titre": 230, "fiche": 0, "parties": 260, "tableau": 140, "liste": 0, "paragraphe": 40, "signature": 250}
_TITRE, _GRAND_TITRE = 90, 240
_FILET = 35  # what parts two rows of a table
_MENU = 90  # per cent: small print
_MARGE_PUCE = 150  # the bullet and its space
_NOM, _ECART = 900, 80  # the name of a fact, and what parts it from the fact


def premiere_taille(blocs: list[dict[str, Any]]) -> int | None:
    """The rank in `TAILLES` from which on these blocks should hold on one page; None: nothing asks it of them,
    or none is small enough."""
    if any(bloc["genre"] == "signature" for bloc in blocs) and all(bloc["genre"] in _AUTOUR for bloc in blocs):
        fixe = sum(_FIXE.get(bloc["genre"], 0) for bloc in blocs)
        for rang, taille in enumerate(TAILLES):
            em = taille * _POINT_10 // 100
            large = _LARGEUR * 100 // em
            haut = sum(_AUTOUR[bloc["genre"]] + _dedans(bloc, large) for bloc in blocs)
            # The smallest is tried where it nearly holds: a page that one signs is worth it.
            marge = _PRESQUE if rang == len(TAILLES) - 1 else 100
            if fixe + haut * em // 100 <= _HAUTEUR * marge // 100:
                return rang
    return None


def _dedans(bloc: dict[str, Any], large: int) -> int:  # noqa: PLR0911
    """The height of the texts of a block in a page so wide."""
    match bloc["genre"]:
        case "titre":
            return _GRAND_TITRE if bloc["niveau"] == 1 else _TITRE
        case "paragraphe":
            return _lignes([bloc["texte"]], large)
        case "fiche":
            return sum(
                max(_lignes(un["lignes"], large - _NOM - _ECART), _lignes([un["nom"]], _NOM)) for un in bloc["faits"]
            )
        case "parties":
            return _LIGNE * (max(len(bloc["emetteur"]), len(bloc["destinataire"])) + 2 * -(-len(bloc["faits"]) // 4))
        case "liste":
            return _liste(bloc, large)
        case "tableau":
            rangees = (max(len(cellule["lignes"]) for cellule in rangee["cellules"]) for rangee in bloc["rangees"])
            return sum(_FILET + _LIGNE * lignes for lignes in rangees)
        case _:
            return 0


def _lignes(textes: Iterable[str], large: int) -> int:
    return _LIGNE * sum(max(1, -(-len(texte) * _LETTRE // max(1, large))) for texte in textes)


def _liste(bloc: dict[str, Any], large: int) -> int:
    corps = _MENU if bloc["menu"] else 100
    textes = [element["texte"] for element in bloc["elements"]]
    moitie = -(-len(textes) // 2) if bloc["double"] else len(textes)
    colonne = ((large // 2 if bloc["double"] else large) - _MARGE_PUCE) * 100 // corps
    return max(_lignes(part, colonne) for part in (textes[:moitie], textes[moitie:])) * corps // 100
