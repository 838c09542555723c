"""How wide the columns of a table are, so that no word is cut and few lines are taken.

Widths are in columns of the screen. Whole numbers and lists of them in, whole numbers out: nothing here knows a text,
a block or a library.
"""

from collections.abc import Iterable, Sequence
from itertools import count
from typing import NamedTuple

RANGEES_PESEES = 100  # a longer table is not weighed row by row


class Mesure(NamedTuple):
    """How long a text is on one line, and each of its words: nothing else is asked for at each width."""

    entiere: int
    mots: list[int]


Mesures = list[Mesure]  # of the texts of a cell, one under the other


def coupes(mots: Iterable[int], largeur: int, retrait: int) -> list[int]:
    """The ranks of the words that begin a line, after the first, where lines after the first are set back."""
    trouvees, pris = [], -1
    for rang, mot in enumerate(mots):
        if pris >= 0 and pris + 1 + mot > largeur:
            trouvees.append(rang)
            pris = retrait + mot
        else:
            pris += 1 + mot
    return trouvees


def plus_longue_ligne(cellules: Iterable[Mesures]) -> int:
    """The width that these cells want, each text on a line."""
    return max((mesure.entiere for cellule in cellules for mesure in cellule), default=0)


def plus_long_mot(cellules: Iterable[Mesures], retrait: int = 0) -> int:
    """The least width of these cells, whose lines after the first are set back."""
    return max(
        (
            mot + (retrait if rang else 0)
            for cellule in cellules
            for mesure in cellule
            for rang, mot in enumerate(mesure.mots)
        ),
        default=0,
    )


class Pesee:
    """How many lines a table takes at given widths; those of its first column are set back after the first."""

    def __init__(self, colonnes: Sequence[Sequence[Mesures]], retrait: int) -> None:
        self.colonnes = colonnes
        self.retrait = retrait
        self._plis: dict[tuple[int, int], int] = {}
        self._hauteurs: dict[tuple[int, int], list[int]] = {}

    def lignes(self, largeurs: Sequence[int]) -> int:
        """Of the whole table."""
        return sum(map(max, zip(*self.hauteurs(largeurs), strict=True)))

    def hauteurs(self, largeurs: Sequence[int]) -> list[list[int]]:
        """Of each cell of each column."""
        return [self.hauteurs_de(rang, large) for rang, large in enumerate(largeurs)]

    def hauteurs_de(self, rang: int, large: int) -> list[int]:
        """Of each cell of a column, its title first."""
        if (rang, large) not in self._hauteurs:
            self._peser(rang, large)
        return self._hauteurs[rang, large]

    def plis(self, rang: int, large: int) -> int:
        """Of the text of a column that takes most lines."""
        if (rang, large) not in self._plis:
            self._peser(rang, large)
        return self._plis[rang, large]

    def _peser(self, rang: int, large: int) -> None:
        retrait = 0 if rang else self.retrait
        comptes = [
            [1 + len(coupes(mesure.mots, large, retrait)) for mesure in cellule]
            for cellule in self.colonnes[rang][:RANGEES_PESEES]
        ]
        self._hauteurs[rang, large] = list(map(sum, comptes))
        self._plis[rang, large] = max(map(max, comptes))


def repartir(
    pesee: Pesee, ensembles: Sequence[Sequence[int]], place: int, *, premiere: int, confort: int
) -> list[int] | None:
    """A width for each column, so that no word is cut; None where the room lacks.

    Each gets its longest word, the first `premiere` at least; what is left goes where it spares most lines. Columns
    whose ranks are in one of the sets are equally wide. None too where there is no room for the first to be as wide
    as `confort`, if it has as much to say.
    """
    moindres = [
        max(premiere, plus_long_mot(colonne, pesee.retrait)) if rang == 0 else plus_long_mot(colonne)
        for rang, colonne in enumerate(pesee.colonnes)
    ]
    moindres = _egaliser(moindres, ensembles)
    entieres = _egaliser([plus_longue_ligne(colonne) for colonne in pesee.colonnes], ensembles)
    entieres = [max(paire) for paire in zip(moindres, entieres, strict=True)]
    if sum(moindres) + max(0, min(confort, entieres[0]) - moindres[0]) > place:
        return None
    if sum(entieres) <= place:
        return entieres
    partage = _Partage(pesee, entieres, ensembles, place)
    essais = [partage.elargir(depart) for depart in (moindres, partage.au_plus_bas(moindres))]
    return min(essais, key=lambda essai: _poids(pesee.hauteurs(essai), []))


def _egaliser(largeurs: list[int], ensembles: Sequence[Sequence[int]]) -> list[int]:
    egales = list(largeurs)
    for rangs in ensembles:
        plus_large = max(largeurs[rang] for rang in rangs)
        for rang in rangs:
            egales[rang] = plus_large
    return egales


class _Partage(NamedTuple):
    """What is shared out: the widths beyond which columns gain nothing, those that go together, the room for all."""

    pesee: Pesee
    entieres: list[int]
    ensembles: Sequence[Sequence[int]]
    place: int

    def elargir(self, depart: list[int]) -> list[int]:
        """Columns that have what is left, from these widths on, for as long as it spares a line."""
        largeurs = list(depart)
        while (mieux := self._mieux(largeurs)) is not None:
            rangs, large = mieux
            for rang in rangs:
                largeurs[rang] = large
        return largeurs

    def au_plus_bas(self, moindres: list[int]) -> list[int]:
        """The narrowest columns whose tallest cell is as low as it can be."""
        for hauteur in count(1):
            essai = list(moindres)
            for rangs in self.ensembles:
                for large in range(moindres[rangs[0]], self.entieres[rangs[0]] + 1):
                    if all(self.pesee.plis(rang, large) <= hauteur for rang in rangs):
                        break
                for rang in rangs:
                    essai[rang] = large
            if sum(essai) <= self.place or essai == moindres:
                break
        return essai

    def _mieux(self, largeurs: list[int]) -> tuple[Sequence[int], int] | None:
        """The columns to widen, and how wide: what spares most for each column of the screen; None: nothing does."""
        meilleur, choix = 0.0, None
        reste = self.place - sum(largeurs)
        hauteurs = self.pesee.hauteurs(largeurs)
        for rangs in self.ensembles:
            siennes = [hauteurs[rang] for rang in rangs]
            autres = [une for rang, une in enumerate(hauteurs) if rang not in rangs]
            avant = vues = _poids(siennes, autres), siennes
            depart = largeurs[rangs[0]]
            for large in range(depart + 1, min(self.entieres[rangs[0]], depart + reste // len(rangs)) + 1):
                essai = [self.pesee.hauteurs_de(rang, large) for rang in rangs]
                if essai == vues[1]:
                    continue
                vues = _poids(essai, autres), essai
                gain = (avant[0] - vues[0]) / ((large - depart) * len(rangs))
                if gain > meilleur:
                    meilleur, choix = gain, (rangs, large)
        return choix


def _poids(siennes: list[list[int]], autres: list[list[int]]) -> int:
    """What the reader pays for columns of these heights: the lines of the table first, then those of each cell."""
    hauteurs = siennes + autres
    return sum(len(hauteurs) * max(rangee) + sum(rangee) for rangee in zip(*hauteurs, strict=True))
