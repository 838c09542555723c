"""VAT: what is stated of it, and the totals that follow. Nothing is worked out where nothing is stated."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Literal, NamedTuple

from forfait_cli.domaine.dossier import LigneDevis
from forfait_cli.domaine.prix import EXACT, au_centime, sommer
from forfait_cli.domaine.types import Chiffre, Periodicite, Statut

CENT = Decimal(100)


class NonSoumis(NamedTuple):
    """No VAT is due, whoever publishes the grid says so."""

    mention: str  # what a devis prints
    regime: Literal["non_soumis"] = "non_soumis"


class HorsTaxe(NamedTuple):
    """Prices are stated without tax."""

    taux: Decimal  # in per cent, where a price has none of its own
    regime: Literal["ht"] = "ht"


Tva = NonSoumis | HorsTaxe


class PartTva(NamedTuple):
    """The tax at one rate."""

    taux: Decimal  # in per cent
    base: Decimal  # the sum of the lines, without tax
    montant: Decimal  # rounded half-up, once


class TotauxTva(NamedTuple):
    """Without tax, tax by rate, with tax, for one periodicity."""

    periodicite: Periodicite | None
    ht: Decimal
    parts: tuple[PartTva, ...]  # rates in increasing order
    ttc: Decimal


def ventiler(lignes: Iterable[LigneDevis]) -> tuple[TotauxTva, ...]:
    """The totals of the costed lines, whose rates are known: tax on the sum at each rate, rounded once."""
    bases: dict[Periodicite | None, dict[Decimal, list[Decimal]]] = {}
    for ligne in lignes:
        if ligne.statut is Statut.CHIFFRE and isinstance(ligne.montant, Chiffre) and ligne.taux is not None:
            bases.setdefault(ligne.periodicite, {}).setdefault(ligne.taux, []).append(ligne.montant.montant)
    return tuple(_totaux(periodicite, montants) for periodicite, montants in bases.items())


def _totaux(periodicite: Periodicite | None, montants: dict[Decimal, list[Decimal]]) -> TotauxTva:
    parts = []
    for taux in sorted(montants):
        base = sommer(montants[taux])
        parts.append(PartTva(taux, base, au_centime(EXACT.divide(EXACT.multiply(base, taux), CENT))))
    ht = sommer(part.base for part in parts)
    return TotauxTva(periodicite, ht, tuple(parts), EXACT.add(ht, sommer(part.montant for part in parts)))
