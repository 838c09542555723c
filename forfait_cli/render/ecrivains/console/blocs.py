"""What each block of a document is on a screen."""

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import assert_never

from rich.cells import cell_len
from rich.console import RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from forfait_cli.francais import nombre, quantite
from forfait_cli.render import mots
from forfait_cli.render.document import (
    Barre,
    Barres,
    Bloc,
    Echelle,
    Element,
    Fait,
    Fiche,
    Liste,
    Marque,
    Paragraphe,
    Parties,
    SautDePage,
    Signature,
    Style,
    Tableau,
    Texte,
    Titre,
)
from forfait_cli.render.ecrivains.console.formes import choisir
from forfait_cli.render.ecrivains.console.grille import dessiner
from forfait_cli.render.ecrivains.console.lignes import COLLE, RETRAIT
from forfait_cli.render.ecrivains.console.piles import empiler
from forfait_cli.render.ecrivains.console.plume import Plume

_PLEINS = "█▒░▓"  # the parts of a bar, told apart by more than colour
_BARRE = 40  # columns of the longest bar, at most
_NOM_DE_FAIT = 28  # a longer name of a fact stands on a line of its own where room lacks


def afficher(plume: Plume, bloc: Bloc) -> Iterator[RenderableType]:  # noqa: PLR0912 - a case for each block
    """What Rich prints for a block."""
    match bloc:
        case Titre(texte):
            yield plume.texte(texte, plume.titre)
        case Paragraphe(texte, style):
            yield plume.texte(texte, plume.style(style))
        case Fiche(faits):
            yield from _fiche(plume, faits)
        case Liste(elements):
            if elements:
                yield _liste(plume, elements)
        case Tableau():
            yield from _tableau(plume, bloc)
        case Barres():
            yield from _barres(plume, bloc)
        case Echelle():
            yield from _echelle(plume, bloc)
        case Parties(emetteur, destinataire, faits):
            parties = (("De", emetteur), ("À", destinataire))
            tetes = [Fait(nom, tuple(map(Texte, lignes))) for nom, lignes in parties if lignes]
            yield from _fiche(plume, (*tetes, *faits))
        case Signature(mention, lignes):
            yield plume.texte(mention, "bold")
            for ligne in lignes:
                yield plume.texte(f"{ligne} : ".ljust(min(plume.ecran.largeur, 50), "."))
        case SautDePage():
            return
        case _:
            assert_never(bloc)


def _fiche(plume: Plume, faits: Sequence[Fait]) -> Iterator[RenderableType]:
    if not faits:
        return
    noms = [plume.mots(nom) for nom, _ in faits]
    valeurs = ["\n".join(plume.signes(mots.contenu(un)) for un in contenus) for _, contenus in faits]
    if max(map(cell_len, noms)) > max(_NOM_DE_FAIT, plume.ecran.largeur // 3):
        for nom, valeur in zip(noms, valeurs, strict=True):
            yield Text(nom, style="bold")
            yield Padding(Text(valeur), (0, 0, 0, RETRAIT))
        return
    grille = Table.grid(padding=(0, 2))
    grille.add_column(style="bold", no_wrap=True)
    grille.add_column(overflow="fold")
    for nom, valeur in zip(noms, valeurs, strict=True):
        grille.add_row(Text(nom), Text(valeur))
    yield grille


def _liste(plume: Plume, elements: Iterable[Element]) -> Table:
    grille = Table.grid(padding=(0, 1))
    grille.add_column(no_wrap=True)
    grille.add_column(overflow="fold")
    for texte, marque in elements:
        grille.add_row(plume.signes(plume.marque(marque, "") or "•"), plume.texte(texte))
    return grille


def _tableau(plume: Plume, tableau: Tableau) -> Iterator[RenderableType]:
    if tableau.legende:
        yield plume.texte(tableau.legende, "bold")
    if (mise := choisir(plume, tableau)) is not None:
        yield dessiner(plume, tableau, mise)
    else:
        yield from empiler(plume, tableau)


def _barres(plume: Plume, barres: Barres) -> Iterator[RenderableType]:
    """A bar a line: its name, the bar, its figures."""
    if not barres.barres:
        return
    yield plume.texte(barres.titre, "bold")
    noms = [plume.signes(plume.marque(barre.marque, mots.texte(barre.nom))) for barre in barres.barres]
    sommes = [plume.signes(mots.somme(barre.total, barres.suite, signe=barres.signe)) for barre in barres.barres]
    parts, (bas, haut) = barres.noms, barres.bornes
    retrait, chiffres = max(map(cell_len, noms)), max(map(cell_len, sommes))
    large = min(_BARRE, plume.ecran.largeur - retrait - chiffres - 4)
    if large < _BARRE // 4:  # no room for the three: the figures alone
        for nom, somme in zip(noms, sommes, strict=True):
            yield Text(f"{nom}{COLLE}: {somme}")
        return
    for nom, somme, barre in zip(noms, sommes, barres.barres, strict=True):
        trait, avant = _trait(plume, barre, parts, large, -bas, haut - bas)
        ligne = Text(nom + " " * (retrait - cell_len(nom) + 2) + " " * avant)
        ligne.append(trait, plume.style(Style.POSITIF) if barre.marque is Marque.MEILLEUR else "")
        ligne.append(" " * (large - avant - len(trait) + 2 + chiffres - cell_len(somme)) + somme)
        yield ligne
    if len(parts) > 1:
        yield Text("   ".join(f"{_plein(plume, rang)} {plume.mots(nom)}" for rang, nom in enumerate(parts)))


def _trait(
    plume: Plume, barre: Barre, parts: list[str], large: int, moins: Decimal, etendue: Decimal
) -> tuple[str, int]:
    """The bar itself, and the columns before it: what is below 0 goes left of the common origin."""
    if not etendue:
        return "", 0
    origine = _arrondir(moins * large / etendue)
    traits = [
        _plein(plume, parts.index(nom)) * max(1 if montant else 0, _arrondir(abs(montant) * large / etendue))
        for nom, montant in barre.parts
    ]
    trait = "".join(traits)[:large]
    return trait, max(0, origine - len(trait)) if barre.total < 0 else min(origine, large - len(trait))


def _plein(plume: Plume, rang: int) -> str:
    return plume.signes(_PLEINS[rang % len(_PLEINS)])


def _arrondir(longueur: Decimal) -> int:
    return int(longueur.to_integral_value())


def _echelle(plume: Plume, echelle: Echelle) -> Iterator[RenderableType]:
    """A step a line, the reader's own marked and his size told."""
    if not echelle.marches:
        return
    yield plume.texte(echelle.titre, "bold")
    grille = Table.grid(padding=(0, 2))
    grille.add_column(no_wrap=True)
    grille.add_column(no_wrap=True, justify="right")
    grille.add_column(overflow="fold")
    place = quantite(echelle.place, mots.texte(echelle.unite), mots.texte(echelle.pluriel))
    for depuis, nom, retenue in echelle.marches:
        style = "bold" if retenue else ""
        signe = plume.signes(plume.marque(Marque.RETENU, "")) if retenue else ""
        dit = f"{mots.texte(nom)} ({place})" if retenue else mots.texte(nom)
        seuil = plume.signes(f"dès {nombre(depuis)}")
        grille.add_row(signe, Text(seuil, style), Text(plume.signes(dit), style))
    yield grille
