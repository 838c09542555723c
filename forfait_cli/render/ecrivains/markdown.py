"""A document as Markdown (CommonMark with pipe tables)."""

import re
from collections.abc import Iterable, Sequence
from typing import assert_never

from forfait_cli.francais import INSECABLE, nombre, quantite
from forfait_cli.render import mots
from forfait_cli.render.document import (
    Barre,
    Barres,
    Bloc,
    Cellule,
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
    Style,
    Tableau,
    Titre,
)

# What means something inside a line, then what does at its beginning: a list, a rule, a definition.
_SIGNES = re.compile(r"([\\`*_{}\[\]<>|#~&$^])")
_DEBUT = re.compile(r"^([0-9]+(?=[.)]))?([-+=:.)])")
_DEUX_POINTS = f"{INSECABLE}: "
_NIVEAU_MAX = 6


def rendre(document: Document) -> bytes:
    """The whole page, UTF-8."""
    parties = [f"# {_texte(document.titre)}"]
    if document.mention:
        parties.append(f"**{_texte(document.mention)}**")
    parties += [partie for bloc in document.blocs if (partie := _bloc(bloc))]
    if document.pied:
        parties.append(_texte(document.pied))
    return ("\n\n".join(parties) + "\n").encode()


def _bloc(bloc: Bloc) -> str:  # noqa: PLR0911 - a case for each block
    match bloc:
        case Titre(texte, niveau):
            return f"{'#' * min(niveau, _NIVEAU_MAX)} {_texte(texte)}"
        case Paragraphe(texte):
            return _texte(texte)
        case Liste(elements):
            return _puces(_apres(marque, _texte(texte)) for texte, marque in elements)
        case Fiche(faits):
            return _faits(faits)
        case Tableau():
            return _tableau(bloc)
        case Barres(titre, barres, suite, signe):
            return f"**{_texte(titre)}**\n\n" + _puces(_barre(barre, suite, signe=signe) for barre in barres)
        case Echelle():
            return _echelle(bloc)
        case Parties(emetteur, destinataire, faits):
            return "\n\n".join(filter(None, (_adresse(emetteur), _adresse(destinataire), _faits(faits))))
        case Signature(mention, lignes):
            return f"**{_texte(mention)}**\n\n" + _puces(f"{_texte(ligne)}{_DEUX_POINTS.rstrip()}" for ligne in lignes)
        case SautDePage():
            return "---"
        case _:
            assert_never(bloc)


def _puces(lignes: Iterable[str]) -> str:
    return "\n".join(f"- {ligne}" for ligne in lignes)


def _faits(faits: Sequence[Fait]) -> str:
    return _puces(f"**{_texte(nom)}**{_DEUX_POINTS}{_contenus(contenus, ', ')}" for nom, contenus in faits)


def _adresse(lignes: Sequence[str]) -> str:
    return "\\\n".join(_texte(ligne) for ligne in lignes)


def _barre(barre: Barre, suite: str, *, signe: bool) -> str:
    parts = [f"{_texte(nom)} {mots.somme(montant)}" for nom, montant in barre.parts]
    total = mots.somme(barre.total, suite, signe=signe)
    detail = f" ({', '.join(parts)})" if len(parts) > 1 else ""
    return _apres(barre.marque, f"{_texte(barre.nom)}{_DEUX_POINTS}{total}{detail}")


def _echelle(echelle: Echelle) -> str:
    place = quantite(echelle.place, _texte(echelle.unite), _texte(echelle.pluriel))
    lignes = (
        f"dès {nombre(depuis)}{_DEUX_POINTS}{_texte(nom)}" if not retenue
        else f"{mots.SIGNES[Marque.RETENU]} **dès {nombre(depuis)}{_DEUX_POINTS}{_texte(nom)} ({place})**"
        for depuis, nom, retenue in echelle.marches
    )  # fmt: skip
    return f"**{_texte(echelle.titre)}**\n\n{_puces(lignes)}"


# --- Tables ---------------------------------------------------------------------------------------


def _tableau(tableau: Tableau) -> str:
    largeur = len(tableau.colonnes)
    lignes = [
        _rangee([_texte(colonne.titre) for colonne in tableau.colonnes], largeur),
        _rangee(["---:" if colonne.droite else "---" for colonne in tableau.colonnes], largeur),
        *(_rangee(cellules, largeur) for r in tableau.rangees if any(cellules := _cellules(r)) or not r.section),
    ]
    legende = f"{_texte(tableau.legende)}\n\n" if tableau.legende else ""
    return legende + "\n".join(lignes)


def _cellules(rangee: Rangee) -> list[str]:
    return [_cellule(cellule, gras=rangee.total or cellule.style is Style.FORT) for cellule in rangee.cellules]


def _cellule(cellule: Cellule, *, gras: bool) -> str:
    lignes = [dite for contenu in cellule.contenus if (dite := _contenu(contenu))]
    if cellule.marque is not None:
        lignes = [_apres(cellule.marque, lignes[0] if lignes else ""), *lignes[1:]]
    return "<br>".join(f"**{ligne}**" if gras else ligne for ligne in lignes)


def _rangee(textes: list[str], largeur: int) -> str:
    return f"| {' | '.join(textes + [''] * (largeur - len(textes)))} |"


# --- Texts ----------------------------------------------------------------------------------------


def _apres(marque: Marque | None, suite: str) -> str:
    """A text after its mark."""
    return suite if marque is None else f"{mots.SIGNES[marque]}{INSECABLE}{suite}".rstrip(INSECABLE)


def _contenus(contenus: Iterable[Contenu], separateur: str) -> str:
    return separateur.join(dit for contenu in contenus if (dit := _contenu(contenu)))


def _contenu(contenu: Contenu) -> str:
    return _proteger(mots.contenu(contenu))


def _texte(texte: str) -> str:
    return _proteger(mots.texte(texte))


def _proteger(texte: str) -> str:
    """The text, so that none of it is taken for Markdown: spaces that would make code are taken away too."""
    return _DEBUT.sub(r"\1\\\2", _SIGNES.sub(r"\\\1", " ".join(texte.split(" ")).strip(" ")))
