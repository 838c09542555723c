"""VAT: the totals that follow from what is stated of it. Nothing is worked out where nothing is stated."""

from collections.abc import Iterable
from decimal import Decimal
from typing import assert_never

from forfait_cli.domaine.catalogue import HorsTaxe, NonSoumis, Tva
from forfait_cli.domaine.prix import CENT, EXACT, au_centime, sommer
from forfait_cli.domaine.resultats import LigneDevis, PartTva, TotauxTva
from forfait_cli.domaine.types import Periodicite


def taux_du(propre: Decimal | None, tva: Tva | None) -> Decimal | None:
    """The rate of a line under a regime, in per cent; one of its own holds only under a regime that has rates."""
    match tva:
        case HorsTaxe(taux):
            return taux if propre is None else propre
        case NonSoumis() | None:
            return None
        case _:
            assert_never(tva)


def ventiler(lignes: Iterable[LigneDevis]) -> tuple[TotauxTva, ...]:
    """The totals of the costed lines, whose rates are known: tax on the sum at each rate, rounded once."""
    bases: dict[Periodicite | None, dict[Decimal, list[Decimal]]] = {}
    for ligne in lignes:
        if ligne.taux_tva is not None and (du := ligne.du) is not None:
            bases.setdefault(ligne.periodicite, {}).setdefault(ligne.taux_tva, []).append(du)
    return tuple(_totaux(periodicite, montants) for periodicite, montants in bases.items())


def _totaux(periodicite: Periodicite | None, montants: dict[Decimal, list[Decimal]]) -> TotauxTva:
    parts = []
    for taux in sorted(montants):
        base = sommer(montants[taux])
        parts.append(PartTva(taux, base, au_centime(EXACT.divide(EXACT.multiply(base, taux), CENT))))
    ht = sommer(part.base for part in parts)
    return TotauxTva(periodicite, ht, tuple(parts), EXACT.add(ht, sommer(part.montant for part in parts)))
