"""A table drawn in the form that was chosen for it."""

from rich.box import ASCII2, ROUNDED, SIMPLE_HEAD, Box
from rich.cells import cell_len
from rich.console import JustifyMethod, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from forfait_cli.render.document import Cellule, Euros, Rangee, Style, Tableau
from forfait_cli.render.ecrivains.console.formes import Forme, Mise
from forfait_cli.render.ecrivains.console.lignes import FAIT_COURT, plier
from forfait_cli.render.ecrivains.console.plume import Plume
from forfait_cli.render.signes import Ecran, encodable

_TITRE_HEAD_ASCII = Box("    \n    \n -- \n    \n    \n    \n    \n    \n", ascii=True)


def dessiner(plume: Plume, tableau: Tableau, mise: Mise) -> Table:
    """The table for Rich."""
    forme = mise.forme
    table = Table(
        box=_cadre(plume.ecran, compact=forme.compact),
        show_edge=not forme.compact,
        pad_edge=not forme.compact,
        padding=(0, 0 if forme.serre else 1, 0, 0) if forme.compact else (0, 1),
        header_style="bold",
    )
    for colonne, entete, largeur, ecart in zip(tableau.colonnes, mise.entetes, mise.largeurs, mise.ecarts, strict=True):
        justify: JustifyMethod = "right" if colonne.droite else "left"
        table.add_column(_ecarter(Text(entete), ecart), width=largeur + ecart, justify=justify)
    for rangee in tableau.rangees:
        if (rangee.section or rangee.total) and table.row_count:
            table.add_section()
        cellules = [
            _cellule(plume, rangee, cellule, forme, place, premiere=rang == 0)
            for rang, (cellule, place) in enumerate(zip(rangee.cellules, mise.largeurs, strict=False))
        ]
        if not rangee.section or any(cellule.plain for cellule in cellules):
            table.add_row(*map(_ecarter, cellules, mise.ecarts))
    return table


def _cadre(ecran: Ecran, *, compact: bool) -> Box:
    if not ecran.dessins or not encodable("─│╭", ecran.encodage):
        return _TITRE_HEAD_ASCII if compact else ASCII2
    return SIMPLE_HEAD if compact else ROUNDED


def _ecarter(texte: Text, ecart: int) -> RenderableType:
    return Padding(texte, (0, 0, 0, ecart)) if ecart else texte


def _cellule(plume: Plume, rangee: Rangee, cellule: Cellule, forme: Forme, place: int, *, premiere: bool) -> Text:
    style = "bold" if rangee.total and cellule.style is Style.NORMAL else plume.style(cellule.style)
    lignes = plume.lignes(cellule, court=forme.textes_courts)
    if premiere and not rangee.section:  # each row begins at the left, what follows is set back
        return Text("\n".join(plier(ligne, place, forme.retrait) for ligne in lignes), style)
    # Amounts go to the right; a sentence that takes several lines is read from the left, but beside an amount.
    phrase = max(map(cell_len, lignes), default=0) > max(place, FAIT_COURT)
    avec_montant = any(isinstance(contenu, Euros) for contenu in cellule.contenus)
    return Text("\n".join(lignes), style, justify="left" if phrase and not avec_montant else None)
