"""The comparison as the dictionary of the contract."""

from forfait_cli.domaine.catalogue import CelluleOption, CelluleService, Forfait, Option, Proposee, Service, Strate
from forfait_cli.domaine.comparaison import Comparaison
from forfait_cli.domaine.devis import quantite_incluse
from forfait_cli.domaine.prix import prix_unique
from forfait_cli.domaine.resultats import Classement
from forfait_cli.render.commun.donnees import (
    AGENTS,
    HABITANTS,
    Donnees,
    autres_mesures,
    donnees_bornes,
    donnees_cas,
    donnees_catalogue,
    donnees_classement,
    donnees_collectivite,
    donnees_ecartes,
    donnees_tarif,
    phrases,
)
from forfait_cli.render.devis.donnees import donnees_demande, donnees_un_devis
from forfait_cli.render.releve import montant


def donnees_comparaison(comparaison: Comparaison) -> Donnees:
    """`forfait.comparaison/1`."""
    catalogue, demande, classement = comparaison.catalogue, comparaison.demande, comparaison.classement
    codes = [forfait.code for forfait in comparaison.forfaits]
    nature = None if demande is None else demande.collectivite.nature
    couts = comparaison.couts
    return {
        "schema": "forfait.comparaison/1",
        "catalogue": donnees_catalogue(catalogue),
        "collectivite": None if demande is None else donnees_collectivite(catalogue, demande.collectivite),
        "strate": None if classement is None else donnees_classement(classement),
        "forfaits": [_forfait(forfait, classement, nature) for forfait in comparaison.forfaits],
        "services": [_service(service, codes, classement) for service in catalogue.services],
        "strates": [_strate(strate, autres_mesures(catalogue)) for strate in catalogue.strates],
        "options": [_option(option, codes, classement, nature) for option in catalogue.options],
        "couts": None
        if couts is None
        else {
            "demande": donnees_demande(couts.demande),
            "devis": [donnees_un_devis(devis) for devis in couts.devis],
            "moins_chers": list(comparaison.moins_chers),
        },
        "ecartes": donnees_ecartes(comparaison.ecartes),
        "hypotheses": phrases(comparaison.hypotheses),
        "notes": phrases(comparaison.notes),
    }


def _forfait(forfait: Forfait, classement: Classement | None, nature: str | None) -> Donnees:
    return {"code": forfait.code, "nom": forfait.nom, **_prix(forfait, classement, nature)}


def _prix(vendu: Forfait | Proposee, classement: Classement | None, nature: str | None) -> Donnees:
    """The one number that says it, for the strate where it is known, and the whole of it."""
    tarif = vendu.tarif
    numero = None if classement is None else classement.strate.numero
    seul = None if tarif is None else prix_unique(tarif, numero, nature)
    return {"prix": None if seul is None else montant(seul), "tarif": donnees_tarif(tarif)}


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
        "unite": None if service.unite is None else service.unite.nom,
    }


def quantite_montree(service: Service, cellule: CelluleService, classement: Classement | None) -> int | None:
    """What a comparison says a cell includes; None where it depends on a strate not known, or has no count."""
    if service.unite is None:
        return None
    if classement is None:
        return cellule.quantite
    return quantite_incluse(cellule, classement.strate.volumes.get(service.code))


def _strate(strate: Strate, autres: list[str]) -> Donnees:
    return {
        "numero": strate.numero,
        "libelle": strate.libelle,
        **{code: donnees_bornes(strate.bornes(code)) for code in (HABITANTS, AGENTS, *autres)},
        "non_affiliees": strate.non_affiliees,
        "cas": [donnees_cas(cas) for cas in strate.cas],
        "volumes": dict(strate.volumes),
    }


def _option(option: Option, forfaits: list[str], classement: Classement | None, nature: str | None) -> Donnees:
    return {
        "code": option.code,
        "nom": option.nom,
        "unite": None if option.unite is None else option.unite.nom,
        "cellules": {code: _cellule_option(option.cellules[code], classement, nature) for code in forfaits},
    }


def _cellule_option(cellule: CelluleOption, classement: Classement | None, nature: str | None) -> Donnees:
    proposee = cellule if isinstance(cellule, Proposee) else None
    return {
        "disponibilite": cellule.disponibilite,
        "texte": cellule.texte,
        "mode": None if proposee is None else proposee.tarif.mode,
        **({"prix": None, "tarif": None} if proposee is None else _prix(proposee, classement, nature)),
    }
