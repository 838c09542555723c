"""A document for a terminal: tables where they fit, the same facts stacked where they do not."""

from collections.abc import Iterable, Iterator
from io import StringIO

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
    Document,
    Fiche,
    Liste,
    Paragraphe,
    Rangee,
    Style,
    Tableau,
    Titre,
)
from forfait_cli.render.formats import Ecran
from forfait_cli.render.signes import encodable, replier

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
        grille.add_column()
        for nom, valeur in faits:
            grille.add_row(self.texte(nom), self.texte(valeur))
        return grille

    def _liste(self, elements: Iterable[str]) -> Table:
        grille = Table.grid(padding=(0, 1))
        for element in elements:
            grille.add_row(self.texte("•"), self.texte(element))
        return grille

    def _tableau(self, tableau: Tableau) -> Iterator[RenderableType]:
        lignes = [[self.signes(cellule.texte) for cellule in rangee.cellules] for rangee in tableau.rangees]
        for titres, compact in (("titre", False), ("titre_court", False), ("titre_court", True)):
            entetes = [self.signes(getattr(colonne, titres) or colonne.titre) for colonne in tableau.colonnes]
            bordures = _bordures(len(entetes), compact=compact)
            largeurs = _repartir([entetes, *lignes], self.ecran.largeur - bordures)
            if largeurs is not None:
                yield self._grille(tableau, entetes, largeurs, compact=compact)
                return
        yield from self._empiler(tableau)

    def _cadre(self, *, compact: bool) -> Box:
        if not self.dessins:
            return ASCII2
        return SIMPLE_HEAD if compact else ROUNDED

    def _grille(self, tableau: Tableau, entetes: list[str], largeurs: list[int], *, compact: bool) -> Table:
        table = Table(
            box=self._cadre(compact=compact),
            show_edge=not compact,
            pad_edge=not compact,
            padding=(0, 1, 0, 0) if compact else (0, 1),
            header_style="bold",
        )
        for colonne, entete, largeur in zip(tableau.colonnes, entetes, largeurs, strict=True):
            table.add_column(Text(entete), width=largeur, justify="right" if colonne.droite else "left")
        for rangee in tableau.rangees:
            if (rangee.section or rangee.total) and table.row_count:
                table.add_section()
            table.add_row(*(self._cellule(rangee, cellule) for cellule in rangee.cellules))
            if rangee.section:
                table.add_section()
        return table

    def _cellule(self, rangee: Rangee, cellule: Cellule) -> Text:
        style = "bold" if rangee.total and cellule.style is Style.NORMAL else _STYLES[cellule.style]
        return self.texte(cellule.texte, style)

    def _empiler(self, tableau: Tableau) -> Iterator[RenderableType]:
        """Each row by itself: its name, then each distinct value with the columns that have it."""
        noms = [colonne.titre_court or colonne.titre for colonne in tableau.colonnes[1:]]
        for rangee in tableau.rangees:
            nom, *valeurs = rangee.cellules
            if rangee.section:
                yield Text()
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


def _bordures(colonnes: int, *, compact: bool) -> int:
    """The columns of the screen that edges, dividers and padding take."""
    return 2 * colonnes - 1 if compact else 3 * colonnes + 1


def _repartir(rangees: list[list[str]], largeur: int) -> list[int] | None:
    """A width for each column, so that no word is cut; None where the screen is too narrow.

    Each gets its longest word; what is left goes to those whose texts would wrap, the first first.
    """
    colonnes = list(zip(*(r for r in rangees if len(r) == len(rangees[0])), strict=True))
    titres = [rangee[0] for rangee in rangees if len(rangee) < len(rangees[0])]
    mots = [_plus_long(colonne, separateur=None) for colonne in colonnes]
    mots[0] = max(mots[0], _plus_long(titres, separateur=None))
    entiers = [_plus_long(colonne, separateur="\n") for colonne in colonnes]
    entiers[0] = max(entiers[0], mots[0])
    reste = largeur - sum(mots)
    if reste < 0:
        return None
    for rang, (mot, entier) in enumerate(zip(mots, entiers, strict=True)):
        # The names of the rows may take half of the room, the other columns an equal part.
        part = reste if rang == len(mots) - 1 else reste // (2 if rang == 0 else len(mots) - rang)
        ajout = min(entier - mot, part)
        mots[rang] += ajout
        reste -= ajout
    mots[0] += min(reste, max(0, entiers[0] - mots[0]))
    return mots


def _plus_long(textes: Iterable[str], *, separateur: str | None) -> int:
    return max((cell_len(mot) for texte in textes for mot in texte.split(separateur)), default=0)
