"""A document as Markdown (CommonMark with pipe tables)."""

import re

from forfait_cli.francais import insecables
from forfait_cli.render.document import Document, Fiche, Liste, Paragraphe, Rangee, Style, Tableau, Titre

_SIGNES = re.compile(r"([\\`*_{}\[\]<>|#~])")


def rendre(document: Document) -> bytes:
    """The whole page, UTF-8."""
    parties = [f"# {_texte(document.titre)}"]
    for bloc in document.blocs:
        match bloc:
            case Titre(texte):
                parties.append(f"## {_texte(texte)}")
            case Paragraphe(texte):
                parties.append(_texte(texte))
            case Liste(elements):
                parties.append("\n".join(f"- {_texte(element)}" for element in elements))
            case Fiche(faits):
                parties.append("\n".join(f"- **{_texte(nom)}** : {_texte(valeur)}" for nom, valeur in faits))
            case Tableau():
                parties.append(_tableau(bloc))
    return insecables("\n\n".join(parties) + "\n").encode()


def _tableau(tableau: Tableau) -> str:
    largeur = len(tableau.colonnes)
    lignes = [
        _rangee([_texte(colonne.titre) for colonne in tableau.colonnes], largeur),
        _rangee(["---:" if colonne.droite else "---" for colonne in tableau.colonnes], largeur),
        *(_rangee(_cellules(r), largeur) for r in tableau.rangees if not r.section or r.cellules[0].texte),
    ]
    return "\n".join(lignes)


def _cellules(rangee: Rangee) -> list[str]:
    textes = [_texte(cellule.texte) for cellule in rangee.cellules]
    return [
        f"**{texte}**" if texte and (rangee.total or cellule.style is Style.FORT) else texte
        for texte, cellule in zip(textes, rangee.cellules, strict=True)
    ]


def _rangee(textes: list[str], largeur: int) -> str:
    return f"| {' | '.join(textes + [''] * (largeur - len(textes)))} |"


def _texte(texte: str) -> str:
    return _SIGNES.sub(r"\\\1", " ".join(texte.split(" ")).replace("\n", " "))
