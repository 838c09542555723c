"""The comparison of forfaits, and which is the cheapest where that can be said."""

from decimal import Decimal
from typing import NamedTuple

from forfait_cli.domaine.catalogue import Catalogue, Forfait
from forfait_cli.domaine.chiffreur import chiffrer
from forfait_cli.domaine.demande import Demande
from forfait_cli.domaine.hypotheses import hypotheses
from forfait_cli.domaine.prix import EXACT, ZERO
from forfait_cli.domaine.resultats import FORFAIT, Chiffrage, Classement, Devis, Ecarte
from forfait_cli.domaine.selection import notes_pour, selectionner
from forfait_cli.domaine.types import Periodicite


class Comparaison(NamedTuple):
    """The catalogue's tables for the forfaits kept, with a strate and costs where they are known."""

    catalogue: Catalogue
    demande: Demande | None
    classement: Classement | None
    forfaits: tuple[Forfait, ...]
    ecartes: tuple[Ecarte, ...]
    hypotheses: tuple[str, ...]
    notes: tuple[str, ...]
    couts: Chiffrage | None
    moins_chers: tuple[str, ...]  # codes; empty where none is complete or none is cheapest in all


def comparer(
    catalogue: Catalogue,
    demande: Demande | None = None,
    *,
    forfaits: tuple[str, ...] | None = None,
    exiges: tuple[str, ...] = (),
) -> Comparaison:
    """The forfaits side by side; with a `demande`, its strate and what each forfait costs.

    `forfaits` and `exiges` serve where there is no `demande`, which has its own.

    Raises:
        MauvaisUsage, Refus: as `chiffrer` and `selectionner` do.
    """
    if demande is not None:
        forfaits, exiges = demande.forfaits, demande.exiges
    selection = selectionner(catalogue, forfaits, exiges)
    couts = None if demande is None else chiffrer(catalogue, demande)
    notes = notes_pour(catalogue, "comparaison", forfaits=selection.retenus, tout=True)
    precisions = dict.fromkeys(
        f"{forfait.nom} : {precision}"
        for forfait in selection.retenus
        for precision in selection.precisions[forfait.code]
    )
    return Comparaison(
        catalogue,
        demande,
        None if couts is None else couts.classement,
        selection.retenus,
        selection.ecartes,
        () if couts is None else hypotheses(catalogue, couts.demande.collectivite, couts.classement),
        (*precisions, *(note.texte for note in notes)),
        couts,
        () if couts is None else moins_chers(couts),
    )


def moins_chers(chiffrage: Chiffrage) -> tuple[str, ...]:
    """The codes of the complete devis that no other complete one undercuts, in every periodicity.

    Amounts of different periodicities are never added: a devis is the cheapest only if it is at most
    as dear as each other one in each of them, with tax where tax is known. Where none is, nothing is
    said. A complete devis owes nothing in a periodicity that it does not have.
    """
    complets = [devis for devis in chiffrage.devis if devis.complet]
    montants = [devis.payes() for devis in complets]
    periodicites = {periodicite for sommes in montants for periodicite in sommes}
    return tuple(
        devis.forfait.code
        for devis, sommes in zip(complets, montants, strict=True)
        if all(
            sommes.get(periodicite, ZERO) <= autres.get(periodicite, ZERO)
            for autres in montants
            for periodicite in periodicites
        )
    )


class Annee(NamedTuple):
    """What a forfait costs in a year like the next ones, in euros, tax left out where amounts are without tax."""

    forfait: Decimal
    options: Decimal
    ponctuel: bool  # whether something else is due once, or the first year only


FOIS_PAR_AN = {
    Periodicite.AN: 1,
    Periodicite.ANNEES_SUIVANTES: 1,
    Periodicite.SEMESTRE: 2,
    Periodicite.TRIMESTRE: 4,
    Periodicite.MOIS: 12,
}


def cout_annuel(devis: Devis) -> Annee | None:
    """The yearly cost of a complete devis; None where an amount has no told periodicity: it is never annualised."""
    if not devis.complet:
        return None
    forfait, options, ponctuel = ZERO, ZERO, False
    for ligne in devis.lignes:
        if not ligne.du:
            continue
        if ligne.periodicite is None:
            return None
        fois = FOIS_PAR_AN.get(ligne.periodicite)
        if fois is None:
            ponctuel = True
        elif ligne.code == FORFAIT:
            forfait = EXACT.add(forfait, EXACT.multiply(ligne.du, Decimal(fois)))
        else:
            options = EXACT.add(options, EXACT.multiply(ligne.du, Decimal(fois)))
    return Annee(forfait, options, ponctuel)
