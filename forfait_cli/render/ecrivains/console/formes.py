"""The forms that a table may have, and the one in which it is easiest to read on a screen."""

from collections.abc import Iterator, Sequence
from itertools import product, zip_longest
from typing import NamedTuple

from forfait_cli.render.document import Colonne, Tableau
from forfait_cli.render.ecrivains.console.lignes import RETRAIT, lier_parentheses, mesurer
from forfait_cli.render.ecrivains.console.piles import lignes_empilees
from forfait_cli.render.ecrivains.console.place import (
    RANGEES_PESEES,
    Mesures,
    Pesee,
    plus_long_mot,
    plus_longue_ligne,
    repartir,
)
from forfait_cli.render.ecrivains.console.plume import Plume

_PLIS = 5  # lines of one text in a cell, at most where another form has fewer
_LONGUE = 25  # rows
_PREFERENCE = 1.25  # a table may be so much longer than its rows one by one


class Forme(NamedTuple):
    """A way to draw a table."""

    titres_courts: bool
    compact: bool  # no frame
    textes_courts: bool
    confort: int  # the columns that the names of the rows want, if they have as much to say
    serre: bool = False  # without a frame, one space between columns that lack the room for two

    @property
    def retrait(self) -> int:
        """By how much the lines of a name after its first are set back."""
        return 1 if self.serre else RETRAIT

    def titre(self, colonne: Colonne) -> str:
        """What stands over a column."""
        return (colonne.titre_court if self.titres_courts else "") or colonne.titre

    def bordures(self, colonnes: int) -> int:
        """The columns of the screen that edges, dividers and padding take."""
        if self.compact:
            return colonnes - 1 if self.serre else 2 * colonnes - 1
        return 3 * colonnes + 1


# From the most comfortable to the tightest.
_AEREES = (
    Forme(titres_courts=False, compact=False, textes_courts=False, confort=24),
    Forme(titres_courts=True, compact=False, textes_courts=False, confort=24),
    Forme(titres_courts=True, compact=True, textes_courts=False, confort=20),
    Forme(titres_courts=True, compact=False, textes_courts=True, confort=20),
    Forme(titres_courts=True, compact=True, textes_courts=True, confort=0),
)
_SERREES = (Forme(titres_courts=True, compact=True, textes_courts=True, confort=0, serre=True),)


class Mise(NamedTuple):
    """A table in a form in which it fits."""

    forme: Forme
    entetes: list[str]
    largeurs: list[int]
    ecarts: list[int]  # how many more spaces stand before each column
    lignes: int  # that it takes
    plis: int  # lines of the text that takes most


def choisir(plume: Plume, tableau: Tableau) -> Mise | None:
    """The first form that fits, or a tighter one where its cells would be tall and narrow; None where its rows one by
    one take less."""
    longue = sum(not rangee.section for rangee in tableau.rangees) > _LONGUE
    plis = 1 if longue else _PLIS  # a long list has a line a row, if it may be said in fewer words
    # Columns of uneven widths are easier to read than columns that touch; a long list wants its rows on a line.
    essayees = (_AEREES + _SERREES,) if longue else (_AEREES, _SERREES)
    egalites = (True, False) if any(colonne.semblable for colonne in tableau.colonnes) else (False,)
    for formes, egales in product(essayees, egalites):
        mises = []
        for mise in _tenables(plume, tableau, formes, egales=egales, abreger=longue):
            if mise.plis <= plis:
                return mise
            mises.append(mise)
        if mises:
            basse = min(mises, key=lambda mise: mise.lignes)
            empilee = lignes_empilees(plume, tableau, RANGEES_PESEES)
            return basse if basse.lignes <= empilee * _PREFERENCE else None
    return None


def _tenables(
    plume: Plume, tableau: Tableau, formes: Sequence[Forme], *, egales: bool, abreger: bool
) -> Iterator[Mise]:
    """The forms that fit, in this order. Once one does with whole texts, they are shortened only if `abreger`."""
    courts = None
    for forme in formes:
        if not forme.compact and not plume.ecran.dessins:
            continue
        if courts is not None and forme.textes_courts != courts and not abreger:
            continue
        if (mise := _mettre(plume, tableau, forme, egales=egales)) is not None:
            courts = forme.textes_courts
            yield mise


def _mettre(plume: Plume, tableau: Tableau, forme: Forme, *, egales: bool) -> Mise | None:
    """The table in that form; None where it does not fit."""
    entetes = [lier_parentheses(plume.mots(forme.titre(colonne))) for colonne in tableau.colonnes]
    rangees, sections = [[mesurer(entete) for entete in entetes]], []
    for rangee in tableau.rangees:
        if not rangee.section:
            dits = ("\n".join(plume.lignes(cellule, court=forme.textes_courts)) for cellule in rangee.cellules)
            rangees.append([mesurer(dit) for dit in dits])
        elif rangee.cellules:
            sections.append(mesurer(" ".join(plume.lignes(rangee.cellules[0]))))
    pesee = Pesee(list(zip_longest(*rangees, fillvalue=mesurer(""))), forme.retrait)
    premiere = plus_long_mot(sections)
    ensembles = _ensembles([colonne.semblable if egales else "" for colonne in tableau.colonnes])
    place = plume.ecran.largeur - forme.bordures(len(entetes))
    for ecarts in _ecarts(tableau.colonnes, pesee.colonnes, forme):
        reste = place - sum(ecarts)
        largeurs = repartir(pesee, ensembles, reste, premiere=premiere, confort=forme.confort)
        if largeurs is not None:
            plis = max(pesee.plis(rang, large) for rang, large in enumerate(largeurs))
            return Mise(forme, entetes, largeurs, ecarts, pesee.lignes(largeurs), plis)
    return None


def _ensembles(groupes: Sequence[str]) -> list[list[int]]:
    """The ranks of the columns, those of one group together."""
    ensembles: dict[str | int, list[int]] = {}
    for rang, groupe in enumerate(groupes):
        ensembles.setdefault(groupe or rang, []).append(rang)
    return list(ensembles.values())


def _ecarts(colonnes: Sequence[Colonne], mesures: Sequence[Sequence[Mesures]], forme: Forme) -> Iterator[list[int]]:
    """How many more spaces stand before each column: as many as may be where they are tight, then fewer and fewer.

    Figures that would touch figures always have one: « 1 420,00 » would be one amount. Those of a column whose title
    is wider than they are do not touch those before them.
    """
    if not forme.serre:
        yield [0] * len(colonnes)
        return
    touchent = {
        rang
        for rang in range(1, len(colonnes))
        if colonnes[rang - 1].droite and colonnes[rang].droite
        if plus_longue_ligne(mesures[rang][1:]) >= plus_long_mot(mesures[rang][:1])
    }
    ordre = sorted(
        range(1, len(colonnes)),
        key=lambda rang: (rang not in touchent, colonnes[rang - 1].droite or not colonnes[rang].droite),
    )
    for combien in range(len(ordre), len(touchent) - 1, -1):
        yield [int(rang in ordre[:combien]) for rang in range(len(colonnes))]
