"""The blocks of a document as the data that the template takes: texts ready to be printed, and what they are."""

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Any, assert_never

from forfait_cli.francais import FINE, INSECABLE
from forfait_cli.render import mots
from forfait_cli.render.document import (
    Barre,
    Barres,
    Bloc,
    Cellule,
    Compte,
    Contenu,
    Document,
    Echelle,
    Fait,
    Fiche,
    Liste,
    Marque,
    Paragraphe,
    Parties,
    Rangee,
    SautDePage,
    Signature,
    Tableau,
    Titre,
    derouler,
)

Donnees = dict[str, Any]

# From so many points on, a list is set in two columns: short ones; any, on a page on its side.
_ELEMENTS_EN_DOUBLE, _ELEMENTS_COUCHES = 8, 4
_SIGNES_EN_DOUBLE = 72
_COLONNES_PARTAGEES = 9
_SIGNES_COLONNE = 24  # a column of longer texts takes its share of the width
_SIGNES_LIGNE = 60  # a longer text takes several lines, which begin on the left whatever the figures beside it do
_SIGNES_MOT, _SIGNES_GARDES = 30, 10  # a longer word may be cut, anywhere after its first letters


def feuillets(document: Document) -> list[list[Donnees]]:
    """The blocks, sheet by sheet."""
    sortis: list[list[Donnees]] = [[]]
    for bloc in derouler(document):
        if isinstance(bloc, SautDePage):
            sortis.append([])
        else:
            sortis[-1].append(_bloc(bloc, paysage=document.paysage))
            if bloc == Titre(document.titre, 1):
                sortis[-1][-1]["mention"] = imprime(document.mention)
    return [blocs for blocs in sortis if blocs]


# --- Texts ----------------------------------------------------------------------------------------


def imprime(texte: str) -> str:
    """A text as it is printed."""
    return _imprime(mots.texte(texte))


def _imprime(texte: str) -> str:
    """Thin no-break spaces in numbers and before high signs, long words that can be cut."""
    return _MOT_LONG.sub(_coupable, _FINES.sub(FINE, _EMPREINTE.sub(INSECABLE, texte)))


def _coupable(mot: re.Match[str]) -> str:
    debut, fin = mot[0][:_SIGNES_GARDES], mot[0][_SIGNES_GARDES:]
    return debut + "\u200b".join(fin)


_FINES = re.compile(rf"(?<=[0-9]){INSECABLE}(?=[0-9]{{3}}(?![0-9]))|{INSECABLE}(?=[€;!?])")
_SHA = "sha256:[0-9a-f]{64}"
_EMPREINTE = re.compile(f" (?={_SHA})")  # it is read whole, after the word that says what it is
_MOT_LONG = re.compile(rf"(?<![^\s{INSECABLE}{FINE}])(?!{_SHA})[^\s{INSECABLE}{FINE}]{{{_SIGNES_MOT},}}")


def _contenus(contenus: Sequence[Contenu]) -> list[str]:
    return [_imprime(dit) for contenu in contenus if (dit := mots.contenu(contenu))]


def _marque(marque: Marque | None) -> str:
    return "" if marque is None else mots.SIGNES[marque]


# --- Blocks ---------------------------------------------------------------------------------------


def _bloc(bloc: Bloc, *, paysage: bool) -> Donnees:  # noqa: PLR0911
    match bloc:
        case Titre(texte, niveau):
            return {"genre": "titre", "texte": imprime(texte), "niveau": niveau, "mention": ""}
        case Paragraphe(texte, style):
            return {"genre": "paragraphe", "texte": imprime(texte), "style": style.name.lower()}
        case Fiche(faits):
            return {"genre": "fiche", "faits": _faits(faits)}
        case Liste():
            return _liste(bloc, paysage=paysage)
        case Tableau():
            return _tableau(bloc, paysage=paysage)
        case Barres():
            return _barres(bloc)
        case Echelle():
            return _echelle(bloc)
        case Parties(emetteur, destinataire, faits):
            adresses = {"emetteur": [*map(imprime, emetteur)], "destinataire": [*map(imprime, destinataire)]}
            return {"genre": "parties", **adresses, "faits": _faits(faits)}
        case Signature(mention, lignes):
            # The last line is the one that wants room.
            cadre = imprime(lignes[-1]) if lignes else ""
            return {
                "genre": "signature",
                "mention": imprime(mention),
                "lignes": [*map(imprime, lignes[:-1])],
                "cadre": cadre,
            }
        case SautDePage():
            return {"genre": "saut"}
        case _:
            assert_never(bloc)


def _faits(faits: Sequence[Fait]) -> list[Donnees]:
    return [{"nom": imprime(nom), "lignes": _contenus(contenus)} for nom, contenus in faits]


def _liste(liste: Liste, *, paysage: bool) -> Donnees:
    elements = [{"texte": imprime(texte), "marque": _marque(marque)} for texte, marque in liste.elements]
    marquee = any(marque for _, marque in liste.elements)
    courte = all(len(texte) <= _SIGNES_EN_DOUBLE for texte, _ in liste.elements)
    double = len(elements) >= _ELEMENTS_EN_DOUBLE and (courte or marquee)
    double |= paysage and len(elements) >= _ELEMENTS_COUCHES
    return {"genre": "liste", "elements": elements, "double": double, "menu": not marquee}


# --- Tables ---------------------------------------------------------------------------------------


def _tableau(tableau: Tableau, *, paysage: bool) -> Donnees:
    rangees: list[Donnees] = []
    for rangee in tableau.rangees:
        genre = _genre(rangee)
        premier = not rangees or rangees[-1]["genre"] != genre
        rangees.append({"genre": genre, "premier": premier, "cellules": _cellules(rangee, len(tableau.colonnes))})
    colonnes = [
        {
            "titre": imprime(colonne.titre) or INSECABLE,
            "droite": colonne.droite and _longueur(tableau, rang) <= _SIGNES_LIGNE,
            "fr": part,
        }
        for rang, (colonne, part) in enumerate(zip(tableau.colonnes, _parts(tableau, paysage=paysage), strict=True))
    ]
    return {"genre": "tableau", "colonnes": colonnes, "rangees": rangees, "legende": imprime(tableau.legende)}


def _genre(rangee: Rangee) -> str:
    if rangee.section:
        return "section" if any(_contenus(cellule.contenus) for cellule in rangee.cellules) else "vide"
    return "total" if rangee.total else "ligne"


def _cellules(rangee: Rangee, largeur: int) -> list[Donnees]:
    vides = 0 if rangee.section else largeur - len(rangee.cellules)
    return [
        {"lignes": _contenus(contenus), "marque": _marque(marque), "style": style.name.lower()}
        for contenus, marque, style, *_ in (*rangee.cellules, *[Cellule()] * vides)
    ]


def _parts(tableau: Tableau, *, paysage: bool) -> list[int]:
    """The share of the width that each column takes; 0: as much as its texts need.

    Figures and short texts take what they need, and the names of the rows what is left. Columns of like things
    are equally wide. Many columns share the page as they can. On a page on its side, figures stay near the names.
    """
    if len(tableau.colonnes) > _COLONNES_PARTAGEES:
        return [0] * len(tableau.colonnes)
    autres = [_partagee(tableau, rang, paysage=paysage) for rang in range(1, len(tableau.colonnes))]
    return [0 if paysage and not any(autres) else 3, *(2 if partagee else 0 for partagee in autres)]


def _partagee(tableau: Tableau, rang: int, *, paysage: bool) -> bool:
    colonne, longueur = tableau.colonnes[rang], _longueur(tableau, rang)
    if paysage and colonne.droite:
        return longueur > _SIGNES_LIGNE
    return bool(colonne.semblable) or longueur > _SIGNES_COLONNE


def _longueur(tableau: Tableau, rang: int) -> int:
    """Of the longest text of a column."""
    cellules = (
        rangee.cellules[rang] for rangee in tableau.rangees if rang < len(rangee.cellules) and not rangee.section
    )
    return max((len(texte) for cellule in cellules for texte in _contenus(cellule.contenus)), default=0)


# --- Figures --------------------------------------------------------------------------------------


def _barres(barres: Barres) -> Donnees:
    noms, (bas, haut) = barres.noms, barres.bornes
    etendue = haut - bas
    return {
        "genre": "barres",
        "titre": imprime(barres.titre),
        "noms": [*map(imprime, noms)] if len(noms) > 1 else [],
        "barres": [
            {
                "nom": imprime(barre.nom),
                "decalage": _pour_mille(min(barre.total, Decimal(0)) - bas, etendue),
                "parts": [
                    {"rang": noms.index(nom), "longueur": _pour_mille(abs(montant), etendue)}
                    for nom, montant in barre.parts
                    if montant
                ],
                "detail": _detail(barre),
                "total": _imprime(
                    f"{_marque(barre.marque)} {mots.somme(barre.total, barres.suite, signe=barres.signe)}".lstrip()
                ),
                "fort": barre.marque is not None,
            }
            for barre in barres.barres
        ],
    }


def _pour_mille(part: Decimal, etendue: Decimal) -> int:
    return int(1000 * part // etendue) if etendue else 0


def _detail(barre: Barre) -> str:
    if len(barre.parts) < 2:  # noqa: PLR2004
        return ""
    return " + ".join(f"{imprime(nom)} {_imprime(mots.somme(montant))}" for nom, montant in barre.parts)


def _echelle(echelle: Echelle) -> Donnees:
    place = mots.compte(Compte(echelle.place, echelle.unite, echelle.pluriel))
    return {
        "genre": "echelle",
        "titre": imprime(echelle.titre),
        "marches": [
            {
                "seuil": _imprime(f"dès {mots.compte(Compte(marche.depuis, echelle.unite, echelle.pluriel))}"),
                "nom": imprime(marche.nom),
                "place": _imprime(f"{mots.SIGNES[Marque.RETENU]} {place}") if marche.retenue else "",
            }
            for marche in echelle.marches
        ],
    }
