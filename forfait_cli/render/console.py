"""A document for a terminal: tables where they fit, the same facts stacked where they do not."""

from collections.abc import Iterable, Iterator
from io import StringIO
from typing import NamedTuple

from rich.box import ASCII2, ROUNDED, SIMPLE_HEAD, Box
from rich.cells import cell_len
from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from forfait_cli.francais import INSECABLE, insecables
from forfait_cli.render.document import (
    Bloc,
    Cellule,
    Colonne,
    Document,
    Fiche,
    Liste,
    Paragraphe,
    Rangee,
    Style,
    Tableau,
    Titre,
)
from forfait_cli.render.signes import Ecran, encodable, replier

# Readable on a light and on a dark background: no yellow, no white.
_STYLES = {
    Style.NORMAL: "",
    Style.FORT: "bold",
    Style.DISCRET: "dim",
    Style.POSITIF: "green",
    Style.ATTENTION: "magenta",
}
# Rich breaks lines at no-break spaces too; this private sign stands for them until the page is made.
_COLLE = "\ue000"
_RETRAIT = 2


def rendre(document: Document, ecran: Ecran) -> bytes:
    """The whole page in the encoding of the screen."""
    tampon = StringIO()
    console = Console(
        file=tampon,
        width=ecran.largeur,
        force_terminal=ecran.couleur,
        color_system="auto" if ecran.couleur else None,
        highlight=False,
        markup=False,
        emoji=False,
        legacy_windows=False,
    )
    page = _Page(ecran)
    console.print(page.texte(document.titre, "bold"))
    for bloc in document.blocs:
        console.print()
        for partie in page.bloc(bloc):
            console.print(partie)
    lignes = (ligne.rstrip() for ligne in tampon.getvalue().replace(_COLLE, page.espace).splitlines())
    return ("\n".join(lignes) + "\n").encode(ecran.encodage, errors="replace")


class _Page:
    """The blocks of one page, for one screen."""

    def __init__(self, ecran: Ecran) -> None:
        self.ecran = ecran
        self.espace = INSECABLE if encodable(INSECABLE, ecran.encodage) else " "
        self.dessins = encodable("─│╭", ecran.encodage)

    def signes(self, texte: str) -> str:
        """The text as this screen can show it, its no-break spaces glued."""
        insecable = insecables(texte).replace("\u202f", INSECABLE).replace(INSECABLE, _COLLE)
        return _COLLE.join(replier(partie, self.ecran.encodage) for partie in insecable.split(_COLLE))

    def texte(self, texte: str, style: str = "") -> Text:
        """A text for Rich, taken as it is."""
        return Text(self.signes(texte), style=style)

    def bloc(self, bloc: Bloc) -> Iterator[RenderableType]:
        """What Rich prints for a block."""
        match bloc:
            case Titre(texte):
                yield self.texte(texte, "bold underline" if self.ecran.couleur else "bold")
            case Paragraphe(texte, style):
                yield self.texte(texte, _STYLES[style])
            case Fiche(faits):
                yield self._fiche(faits)
            case Liste(elements):
                yield self._liste(elements)
            case Tableau():
                yield from self._tableau(bloc)

    def _fiche(self, faits: Iterable[tuple[str, str]]) -> Table:
        grille = Table.grid(padding=(0, 2))
        grille.add_column(style="bold", no_wrap=True)
        grille.add_column(overflow="fold")
        for nom, valeur in faits:
            grille.add_row(self.texte(nom), self.texte(valeur))
        return grille

    def _liste(self, elements: Iterable[str]) -> Table:
        grille = Table.grid(padding=(0, 1))
        grille.add_column()
        grille.add_column(overflow="fold")
        for element in elements:
            grille.add_row(self.texte("•"), self.texte(element))
        return grille

    def _tableau(self, tableau: Tableau) -> Iterator[RenderableType]:
        for forme in _FORMES:
            entetes = [self.signes(_titre(colonne, forme)) for colonne in tableau.colonnes]
            lignes = [[self.signes(_contenu(cellule, forme)) for cellule in r.cellules] for r in tableau.rangees]
            bordures = _bordures(len(entetes), compact=forme.compact)
            largeurs = _repartir([entetes, *lignes], self.ecran.largeur - bordures, forme.confort)
            if largeurs is not None:
                yield self._grille(tableau, entetes, largeurs, forme)
                return
        yield from self._empiler(tableau)

    def _cadre(self, *, compact: bool) -> Box:
        if not self.dessins:
            return ASCII2
        return SIMPLE_HEAD if compact else ROUNDED

    def _grille(self, tableau: Tableau, entetes: list[str], largeurs: list[int], forme: "_Forme") -> Table:
        table = Table(
            box=self._cadre(compact=forme.compact),
            show_edge=not forme.compact,
            pad_edge=not forme.compact,
            padding=(0, 1, 0, 0) if forme.compact else (0, 1),
            header_style="bold",
        )
        for colonne, entete, largeur in zip(tableau.colonnes, entetes, largeurs, strict=True):
            table.add_column(Text(entete), width=largeur, justify="right" if colonne.droite else "left")
        for rangee in tableau.rangees:
            if (rangee.section or rangee.total) and table.row_count:
                table.add_section()
            if not rangee.section or rangee.cellules[0].texte:
                table.add_row(*(self._cellule(rangee, cellule, forme) for cellule in rangee.cellules))
        return table

    def _cellule(self, rangee: Rangee, cellule: Cellule, forme: "_Forme") -> Text:
        style = "bold" if rangee.total and cellule.style is Style.NORMAL else _STYLES[cellule.style]
        return self.texte(_contenu(cellule, forme), style)

    def _empiler(self, tableau: Tableau) -> Iterator[RenderableType]:
        """Each row by itself: its name, then each distinct value with the columns that have it."""
        noms = [colonne.titre_court or colonne.titre for colonne in tableau.colonnes[1:]]
        for rangee in tableau.rangees:
            nom, *valeurs = rangee.cellules
            if rangee.section:
                if rangee is not tableau.rangees[0]:
                    yield Text()
                if not nom.texte:
                    continue
                yield self.texte(nom.texte, "bold underline" if self.ecran.couleur else "bold")
                continue
            yield self.texte(nom.texte, "bold")
            groupes: dict[Cellule, list[str]] = {}
            for colonne, valeur in zip(noms, valeurs, strict=False):
                if valeur.texte:
                    groupes.setdefault(valeur, []).append(colonne)
            for valeur, colonnes in groupes.items():
                ligne = self.texte(valeur.texte.replace("\n", ", "), _STYLES[valeur.style])
                ligne.append_text(self.texte(" : " + ", ".join(colonnes)))
                yield Padding(ligne, (0, 0, 0, _RETRAIT))


class _Forme(NamedTuple):
    """A way to draw a table, from the most comfortable to the tightest."""

    titres_courts: bool
    compact: bool  # no frame
    textes_courts: bool
    confort: int  # the columns that the names of the rows want, if they have as much to say


_FORMES = (
    _Forme(titres_courts=False, compact=False, textes_courts=False, confort=24),
    _Forme(titres_courts=True, compact=False, textes_courts=False, confort=24),
    _Forme(titres_courts=True, compact=True, textes_courts=False, confort=20),
    _Forme(titres_courts=True, compact=False, textes_courts=True, confort=20),
    _Forme(titres_courts=True, compact=True, textes_courts=True, confort=0),
)


def _titre(colonne: Colonne, forme: _Forme) -> str:
    return (colonne.titre_court if forme.titres_courts else "") or colonne.titre


def _contenu(cellule: Cellule, forme: _Forme) -> str:
    return (cellule.court if forme.textes_courts else "") or cellule.texte


def _bordures(colonnes: int, *, compact: bool) -> int:
    """The columns of the screen that edges, dividers and padding take."""
    return 2 * colonnes - 1 if compact else 3 * colonnes + 1


def _repartir(rangees: list[list[str]], largeur: int, confort: int) -> list[int] | None:
    """A width for each column, so that no word is cut; None where the room lacks.

    Each gets its longest word, the first up to `confort`; what is left goes to the columns whose texts
    would wrap, the first one having two thirds of it.
    """
    colonnes = list(zip(*(r for r in rangees if len(r) == len(rangees[0])), strict=True))
    titres = [rangee[0] for rangee in rangees if len(rangee) < len(rangees[0])]
    largeurs = [_plus_long(colonne, separateur=None) for colonne in colonnes]
    entieres = [_plus_long(colonne, separateur="\n") for colonne in colonnes]
    largeurs[0] = max(largeurs[0], _plus_long(titres, separateur=None), min(confort, entieres[0]))
    reste = largeur - sum(largeurs)
    if reste < 0:
        return None
    for rang, entiere in enumerate(entieres):
        part = reste * 2 // 3 if rang == 0 else reste // (len(entieres) - rang)
        ajout = min(max(0, entiere - largeurs[rang]), part)
        largeurs[rang] += ajout
        reste -= ajout
    largeurs[0] += min(reste, max(0, entieres[0] - largeurs[0]))
    return largeurs


def _plus_long(textes: Iterable[str], *, separateur: str | None) -> int:
    return max((cell_len(mot) for texte in textes for mot in texte.split(separateur)), default=0)
