"""The comparison of forfaits, and which is the cheapest where that can be said."""

from forfait_cli.domaine.devis import chiffrer
from forfait_cli.domaine.dossier import Chiffrage, Comparaison, Demande
from forfait_cli.domaine.grille import Catalogue
from forfait_cli.domaine.hypotheses import hypotheses
from forfait_cli.domaine.prix import ZERO
from forfait_cli.domaine.selection import notes_pour, selectionner
from forfait_cli.domaine.strate import classer


def comparer(
    catalogue: Catalogue,
    demande: Demande | None = None,
    *,
    forfaits: tuple[str, ...] | None = None,
    exiges: tuple[str, ...] = (),
) -> Comparaison:
    """The forfaits side by side; with a `demande`, its strate and, for extras and needs, the costs.

    `forfaits` and `exiges` serve where there is no `demande`, which has its own.

    Raises:
        MauvaisUsage, Refus: as `chiffrer` and `selectionner` do.
    """
    if demande is not None:
        forfaits, exiges = demande.forfaits, demande.exiges
    selection = selectionner(catalogue, forfaits, exiges)
    classement = None if demande is None else classer(catalogue, demande.collectivite)
    couts = chiffrer(catalogue, demande) if demande is not None and (demande.extras or demande.besoins) else None
    notes = notes_pour(catalogue, "comparaison", forfaits=selection.retenus, tout=True)
    precisions = dict.fromkeys(
        f"{forfait.nom} : {precision}"
        for forfait in selection.retenus
        for precision in selection.precisions[forfait.code]
    )
    return Comparaison(
        catalogue,
        demande,
        classement,
        selection.retenus,
        selection.ecartes,
        () if demande is None or classement is None else hypotheses(catalogue, demande.collectivite, classement),
        (*precisions, *(note.texte for note in notes)),
        couts,
        moins_chers(couts) if couts is not None else (),
    )


def moins_chers(chiffrage: Chiffrage) -> tuple[str, ...]:
    """The codes of the complete devis that no other complete one undercuts, in every periodicity.

    Amounts of different periodicities are never added: a devis is the cheapest only if it is at most
    as dear as each other one in each of them. Where none is, nothing is said. A complete devis owes
    nothing in a periodicity that it does not have.
    """
    complets = [devis for devis in chiffrage.devis if devis.complet]
    montants = [{total.periodicite: total.montant for total in devis.totaux} for devis in complets]
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
