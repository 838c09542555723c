"""The rows of a table one by one, where the table itself has no room: a name, then what each column says of it."""

from collections.abc import Iterable, Iterator, Sequence

from rich.cells import cell_len
from rich.console import RenderableType
from rich.padding import Padding
from rich.text import Text

from forfait_cli.render.document import Cellule, Rangee, Style, Tableau
from forfait_cli.render.ecrivains.console.lignes import COLLE, FAIT_COURT, LIE, RETRAIT, lier, lier_court, plier
from forfait_cli.render.ecrivains.console.plume import Plume

_A_LA_SUITE = 4  # so many short values, each with its label, follow one another


def empiler(plume: Plume, tableau: Tableau) -> Iterator[RenderableType]:
    """Each row by itself: its name, then each distinct value after the columns that have it."""
    for texte, retrait in _piles(plume, tableau):
        yield Padding(texte, (0, 0, 0, retrait)) if retrait else texte


def lignes_empilees(plume: Plume, tableau: Tableau, combien: int) -> int:
    """How many lines so many rows take one by one."""
    premieres = tableau._replace(rangees=tableau.rangees[:combien])
    return sum(1 + texte.plain.count("\n") for texte, _ in _piles(plume, premieres))


def _piles(plume: Plume, tableau: Tableau) -> Iterator[tuple[Text, int]]:
    """The texts of rows one by one, and by how much they are set back."""
    # « Technologie, Technologie⏎Plus : ✓ inclus » would be a forfait called « Plus ».
    titres = [lier_court(plume.mots(colonne.titre_court or colonne.titre)) for colonne in tableau.colonnes[1:]]
    for rang, rangee in enumerate(tableau.rangees):
        nom = " ".join(plume.lignes(rangee.cellules[0] if rangee.cellules else Cellule()))
        if rangee.section:
            if rang:
                yield Text(), 0
            if nom:
                yield Text(nom, plume.titre), 0
            continue
        yield Text(plier(nom, plume.ecran.largeur), "bold"), 0
        dits = _valeurs(plume, titres, rangee)
        if len(dits) >= _A_LA_SUITE and all(len(noms) + len(texte) <= FAIT_COURT for noms, texte, _ in dits):
            yield _a_la_suite(plume, dits), RETRAIT
        else:
            yield from ((_etiquete(plume, *un), RETRAIT) for un in dits)


def _valeurs(plume: Plume, titres: Sequence[str], rangee: Rangee) -> list[tuple[str, str, str]]:
    """The distinct values of a row: the titles of the columns that have it, its text, its style."""
    groupes: dict[tuple[str, Style], list[str]] = {}
    for titre, valeur in zip(titres, rangee.cellules[1:], strict=False):
        lignes = plume.lignes(valeur)
        separateur = f"{COLLE}; " if any(", " in ligne for ligne in lignes) else ", "
        if texte := separateur.join(lignes):
            groupes.setdefault((texte, valeur.style), []).append(titre)
    return [(", ".join(filter(None, noms)), texte, plume.style(style)) for (texte, style), noms in groupes.items()]


def _a_la_suite(plume: Plume, dits: Iterable[tuple[str, str, str]]) -> Text:
    """Many short values, one after the other, each on the same line as its label."""
    morceaux = [f"{titres}{COLLE}: {texte}" if titres else texte for titres, texte, _ in dits]
    return Text(plier(f"{COLLE}; ".join(map(lier, morceaux)), plume.ecran.largeur - RETRAIT))


def _etiquete(plume: Plume, titres: str, texte: str, style: str) -> Text:
    """A value after its label, from which a short one is not parted; what follows the first line is set back."""
    place = plume.ecran.largeur - RETRAIT
    dernier = titres.rpartition(" ")[2]
    espace = " "
    if cell_len(texte) <= FAIT_COURT and cell_len(f"{dernier} : {texte}") <= place - RETRAIT:
        espace, texte = LIE, lier(texte)
    etiquette = f"{titres}{COLLE}:{espace}" if titres else ""
    dit = Text(plier(f"{etiquette}{texte}", place, RETRAIT))
    if style:  # the value's alone: it begins after the letters of its label
        lettres = [rang for rang, signe in enumerate(dit.plain) if signe not in " \n"]
        dit.stylize(style, lettres[len(etiquette.replace(" ", ""))])
    return dit
