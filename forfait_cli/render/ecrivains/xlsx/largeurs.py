"""The widths of the columns of a sheet, from all that it holds."""

from collections.abc import Sequence
from typing import NamedTuple

from forfait_cli.render import mots
from forfait_cli.render.document import (
    Barres,
    Bloc,
    Compte,
    Euros,
    Fiche,
    Jour,
    Parties,
    Signature,
    Style,
    Tableau,
    Taux,
)
from forfait_cli.render.ecrivains.xlsx import place as m

_PREMIERE, _ETROITE, _LARGE = 310, 84, 215  # the most, the least and the most of a column, in pixels: longer ones wrap
_BORDS = 12  # pixels that a cell keeps around what it holds


def largeurs(blocs: Sequence[Bloc]) -> list[int]:
    """In pixels, column after column."""
    colonnes = max((_colonnes(bloc) for bloc in blocs), default=2)
    larges = [_large(rang, blocs) for rang in range(colonnes)]
    signee = any(isinstance(bloc, Signature) for bloc in blocs)
    pleine = m.LARGE_MIN * 10 // 9 if signee else m.LARGE_MIN  # what one signs holds on few pages
    return m.repartir([un.souhait for un in larges], [un.minimum for un in larges], pleine)


class _Large(NamedTuple):
    """What a column asks for, and what it can't do without, in pixels."""

    souhait: int
    minimum: int


def _large(colonne: int, blocs: Sequence[Bloc]) -> _Large:
    """By its longest content up to a bound, beyond which it wraps; a figure and a word are never cut."""
    souhaits, minimums = [0], [0]
    for bloc in blocs:
        match bloc:
            case Tableau(colonnes, rangees):
                titres = [mots.texte(un.titre) for un in colonnes[colonne : colonne + 1]]
                minimums += [m.plus_long_mot(titre, gras=True) for titre in titres]
                for rangee in rangees:
                    for cellule in rangee.cellules[colonne : colonne + 1]:
                        marque = "✓ " * (cellule.marque is not None)
                        for contenu in cellule.contenus:
                            dit = f"{marque}{mots.contenu(contenu)}"
                            long = m.pixels(dit, gras=rangee.total or cellule.style is Style.FORT)
                            souhaits.append(0 if rangee.section else long)
                            un_seul = isinstance(contenu, Euros | Compte | Taux | Jour)
                            minimums.append(long if un_seul else m.plus_long_mot(dit, gras=True))
            case Barres(_, barres, suite):
                for barre in barres:
                    dits = [mots.somme(montant, suite) for _, montant in barre.parts]
                    minimums += [m.pixels(dit) for dit in (dits if colonne else [mots.texte(barre.nom)])]
            case Fiche(faits) | Parties(_, _, faits) if not colonne:
                souhaits += [m.pixels(mots.texte(nom), gras=True) for nom, _ in faits]
            case _:  # its texts go across the columns
                pass
    minimum = max(_ETROITE, max(minimums) + _BORDS + (m.RETRAIT if colonne else 0))
    borne = _LARGE if colonne else _PREMIERE
    return _Large(max(minimum, min(borne, max(souhaits) + _BORDS + m.RETRAIT)), minimum)


def _colonnes(bloc: Bloc) -> int:
    """The columns that a block takes; a text goes across them all."""
    if isinstance(bloc, Tableau):
        return max(2, len(bloc.colonnes))
    if isinstance(bloc, Barres):
        return 1 + max(1, len({nom for barre in bloc.barres for nom, _ in barre.parts}))
    return 2
