"""Results as the dictionaries of the contract: keys in order, unknown is None, amounts are texts."""

from typing import Any

from forfait_cli.domaine.devis import quantite_incluse
from forfait_cli.domaine.dossier import (
    Chiffrage,
    Classement,
    Collectivite,
    Comparaison,
    Demande,
    Devis,
    Ecarte,
    LigneDevis,
    Population,
    Voisine,
)
from forfait_cli.domaine.grille import Bornes, CelluleOption, CelluleService, Option, Proposee, Service, Strate
from forfait_cli.domaine.prix import prix_pour
from forfait_cli.domaine.situation import Situation
from forfait_cli.domaine.types import Critere
from forfait_cli.francais import insecables
from forfait_cli.render.donnees_prix import donnees_catalogue, donnees_tva
from forfait_cli.render.json import montant, prix

Donnees = dict[str, Any]


def donnees_devis(chiffrage: Chiffrage) -> Donnees:
    """`forfait.devis/1`."""
    return {
        "schema": "forfait.devis/1",
        "catalogue": donnees_catalogue(chiffrage.catalogue),
        "collectivite": _collectivite(chiffrage.demande.collectivite),
        "strate": _strate(chiffrage.classement),
        "demande": _demande(chiffrage.demande),
        "devis": [_devis(devis) for devis in chiffrage.devis],
        "ecartes": _ecartes(chiffrage.ecartes),
        "hypotheses": _phrases(chiffrage.hypotheses),
    }


def donnees_comparaison(comparaison: Comparaison) -> Donnees:
    """`forfait.comparaison/1`."""
    catalogue, demande, classement = comparaison.catalogue, comparaison.demande, comparaison.classement
    codes = [forfait.code for forfait in comparaison.forfaits]
    couts = comparaison.couts
    return {
        "schema": "forfait.comparaison/1",
        "catalogue": donnees_catalogue(catalogue),
        "collectivite": None if demande is None else _collectivite(demande.collectivite),
        "strate": None if classement is None else _strate(classement),
        "forfaits": [{"code": forfait.code, "nom": forfait.nom} for forfait in comparaison.forfaits],
        "services": [_service(service, codes, classement) for service in catalogue.services],
        "strates": [_strate_catalogue(strate) for strate in catalogue.strates],
        "options": [_option(option, codes, classement) for option in catalogue.options],
        "couts": None
        if couts is None
        else {
            "demande": _demande(couts.demande),
            "devis": [_devis(devis) for devis in couts.devis],
            "moins_chers": list(comparaison.moins_chers),
        },
        "ecartes": _ecartes(comparaison.ecartes),
        "hypotheses": _phrases(comparaison.hypotheses),
        "notes": _phrases(comparaison.notes),
    }


def donnees_strate(situation: Situation) -> Donnees:
    """`forfait.strate/1`."""
    return {
        "schema": "forfait.strate/1",
        "collectivite": _collectivite(situation.collectivite),
        "strate": _strate(situation.classement),
        "explication": insecables(situation.explication),
        "precedente": _voisine(situation.precedente),
        "suivante": _voisine(situation.suivante),
        "hypotheses": _phrases(situation.hypotheses),
        "notes": _phrases(situation.notes),
    }


def _phrases(textes: tuple[str, ...]) -> list[str]:
    return [insecables(texte) for texte in textes]


def _collectivite(collectivite: Collectivite) -> Donnees:
    donnees = {
        "nom": collectivite.nom,
        "nature": collectivite.nature,
        "habitants": collectivite.habitants,
        "agents": collectivite.agents,
        "affiliee": collectivite.affiliee,
        "code_insee": collectivite.code_insee,
        "siren": collectivite.siren,
    }
    if collectivite.population is None:
        return donnees
    return donnees | {"population": donnees_population(collectivite.population)}


def donnees_population(population: Population) -> Donnees:
    """Both kinds, the one taken, the year; `non_precisee` is the only figure of a source that tells no kind."""
    return {
        "totale": population.totale,
        "municipale": population.municipale,
        "non_precisee": population.brute,
        "retenue": population.retenue,
        "millesime": population.millesime,
        "source": population.source,
    }


def _strate(classement: Classement) -> Donnees:
    bornes = classement.bornes
    return {
        "numero": classement.strate.numero,
        "libelle": classement.strate.libelle,
        "critere": classement.critere,
        "min": None if bornes is None else bornes.min,
        "max": None if bornes is None else bornes.max,
    }


def _voisine(voisine: Voisine | None) -> Donnees:
    if voisine is None:
        return {"numero": None, "ecart": None}
    return {"numero": voisine.strate.numero, "ecart": voisine.ecart}


def _demande(demande: Demande) -> Donnees:
    return {
        "forfaits": None if demande.forfaits is None else list(demande.forfaits),
        "extras": dict(demande.extras),
        "besoins": dict(demande.besoins),
        "exiges": list(demande.exiges),
        "date": None if demande.date is None else demande.date.isoformat(),
    }


def _ecartes(ecartes: tuple[Ecarte, ...]) -> list[Donnees]:
    return [{"forfait": ecarte.forfait.code, "motif": insecables(ecarte.motif)} for ecarte in ecartes]


def _devis(devis: Devis) -> Donnees:
    return {
        "forfait": devis.forfait.code,
        "nom": devis.forfait.nom,
        "recevable": devis.recevable,
        "motifs": _phrases(devis.motifs),
        "inclus": dict(devis.inclus),
        "lignes": [_ligne(ligne) for ligne in devis.lignes],
        "totaux": [{"periodicite": total.periodicite, "montant": montant(total.montant)} for total in devis.totaux],
        "complet": devis.complet,
        "non_chiffre": list(devis.non_chiffre),
        "notes": _phrases(devis.notes),
    } | ({"tva": [donnees_tva(totaux) for totaux in devis.tva]} if devis.tva else {})


def _ligne(ligne: LigneDevis) -> Donnees:
    return {
        "code": ligne.code,
        "libelle": ligne.libelle,
        "quantite": ligne.quantite,
        "unite": ligne.unite,
        "prix_unitaire": prix(ligne.prix_unitaire),
        "montant": prix(ligne.montant),
        "periodicite": ligne.periodicite,
        "statut": ligne.statut,
        "motif": None if ligne.motif is None else insecables(ligne.motif),
        "source": insecables(ligne.source),
    } | ({} if ligne.taux is None else {"taux_tva": f"{ligne.taux.normalize():f}"})


def _service(service: Service, forfaits: list[str], classement: Classement | None) -> Donnees:
    return {
        "code": service.code,
        "famille": service.famille or None,
        "nom": service.nom,
        "cellules": {code: _cellule_service(service, service.cellules[code], classement) for code in forfaits},
    }


def _cellule_service(service: Service, cellule: CelluleService, classement: Classement | None) -> Donnees:
    return {
        "couverture": cellule.couverture,
        "texte": cellule.texte,
        "quantite": quantite_montree(service, cellule, classement),
        "unite": service.unite,
    }


def quantite_montree(service: Service, cellule: CelluleService, classement: Classement | None) -> int | None:
    """What a comparison says a cell includes; None where it depends on a strate not known, or has no count."""
    if service.unite is None:
        return None
    if classement is None:
        return cellule.quantite
    return quantite_incluse(cellule, classement.strate.volumes.get(service.code))


def _bornes(bornes: Bornes | None) -> Donnees | None:
    return None if bornes is None else {"min": bornes.min, "max": bornes.max}


def _strate_catalogue(strate: Strate) -> Donnees:
    return {
        "numero": strate.numero,
        "libelle": strate.libelle,
        Critere.HABITANTS.value: _bornes(strate.habitants),
        Critere.AGENTS.value: _bornes(strate.agents),
        "non_affiliees": strate.non_affiliees,
        "volumes": dict(strate.volumes),
    }


def _option(option: Option, forfaits: list[str], classement: Classement | None) -> Donnees:
    return {
        "code": option.code,
        "nom": option.nom,
        "unite": option.unite,
        "cellules": {code: _cellule_option(option.cellules[code], classement) for code in forfaits},
    }


def _cellule_option(cellule: CelluleOption, classement: Classement | None) -> Donnees:
    tarif = cellule.tarif if isinstance(cellule, Proposee) else None
    return {
        "disponibilite": cellule.disponibilite,
        "texte": cellule.texte,
        "mode": None if tarif is None else tarif.mode,
        "prix": None if tarif is None else prix(prix_pour(tarif, classement.strate) if classement else tarif.prix),
    }
