"""The devis as the dictionary of the contract."""

from typing import TYPE_CHECKING

from forfait_cli.domaine.demande import Demande
from forfait_cli.domaine.resultats import Chiffrage, Devis, LigneDevis
from forfait_cli.francais import insecables
from forfait_cli.render.commun.donnees import (
    Donnees,
    compte,
    donnees_catalogue,
    donnees_classement,
    donnees_collectivite,
    donnees_ecartes,
    donnees_tva,
    phrases,
    prix,
    taux,
)
from forfait_cli.render.releve import montant

if TYPE_CHECKING:
    from forfait_cli.render.devis.document import Lettre


def donnees_devis(chiffrage: Chiffrage, lettre: "Lettre | None" = None) -> Donnees:
    """`forfait.devis/1`; `lettre`: what a letter says beside."""
    return {
        "schema": "forfait.devis/1",
        "catalogue": donnees_catalogue(chiffrage.catalogue),
        "collectivite": donnees_collectivite(chiffrage.catalogue, chiffrage.demande.collectivite),
        "strate": donnees_classement(chiffrage.classement),
        "demande": donnees_demande(chiffrage.demande),
        "devis": [donnees_un_devis(devis) for devis in chiffrage.devis],
        "ecartes": donnees_ecartes(chiffrage.ecartes),
        "hypotheses": phrases(chiffrage.hypotheses),
    } | ({} if lettre is None else {"lettre": _lettre(lettre)})


def _lettre(lettre: "Lettre") -> Donnees:
    return {
        "reference": lettre.reference or None,
        "date": None if lettre.jour is None else lettre.jour.isoformat(),
        "valable_jusquau": None if lettre.fin is None else lettre.fin.isoformat(),
        "destinataire": list(lettre.destinataire),
        "objet": lettre.objet or None,
        "version": lettre.version,
    }


def donnees_demande(demande: Demande) -> Donnees:
    """What is asked for."""
    return {
        "forfaits": None if demande.forfaits is None else list(demande.forfaits),
        "extras": {code: compte(combien) for code, combien in demande.extras.items()},
        "besoins": {code: compte(combien) for code, combien in demande.besoins.items()},
        "exiges": list(demande.exiges),
        "date": None if demande.date is None else demande.date.isoformat(),
    }


def donnees_un_devis(devis: Devis) -> Donnees:
    """What one forfait gives and costs."""
    return {
        "forfait": devis.forfait.code,
        "nom": devis.forfait.nom,
        "recevable": devis.recevable,
        "motifs": phrases(devis.motifs),
        "inclus": dict(devis.inclus),
        "lignes": [_ligne(ligne) for ligne in devis.lignes],
        "totaux": [{"periodicite": total.periodicite, "montant": montant(total.montant)} for total in devis.totaux],
        "complet": devis.complet,
        "non_chiffre": list(devis.non_chiffre),
        "notes": phrases(devis.notes),
    } | ({"tva": [donnees_tva(totaux) for totaux in devis.tva]} if devis.tva else {})


def _ligne(ligne: LigneDevis) -> Donnees:
    return {
        "code": ligne.code,
        "libelle": ligne.libelle,
        "quantite": None if ligne.quantite is None else compte(ligne.quantite),
        "unite": None if ligne.unite is None else ligne.unite.nom,
        "prix_unitaire": prix(ligne.prix_unitaire),
        "montant": prix(ligne.montant),
        "periodicite": ligne.periodicite,
        "statut": ligne.statut,
        "motif": None if ligne.motif is None else insecables(ligne.motif),
        "source": insecables(ligne.source),
    } | ({} if ligne.taux_tva is None else {"taux_tva": taux(ligne.taux_tva)})
