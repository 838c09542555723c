"""A grid, its check and its differences with another, as the dictionaries of the contract."""

import datetime
from decimal import Decimal
from typing import Any, assert_never

from forfait_cli.domaine.catalogue import Catalogue
from forfait_cli.domaine.differences import Difference
from forfait_cli.domaine.differences.contenu import Valeur
from forfait_cli.domaine.lignes_prix import LignePrix, lignes_prix
from forfait_cli.domaine.prix import (
    ARenseigner,
    Chiffre,
    NonPropose,
    PourCent,
    SelonStrate,
    Simple,
    SurEtude,
    Tranches,
    feuilles,
)
from forfait_cli.domaine.types import Statut
from forfait_cli.erreurs import Anomalie
from forfait_cli.francais import insecables
from forfait_cli.render.commun.donnees import Donnees, donnees_catalogue, donnees_echeance, prix
from forfait_cli.render.releve import montant

CONTENU = ("forfaits", "strates", "services", "options", "notes")


def donnees_grille(catalogue: Catalogue, choix_catalogue: str, choix_tarifs: str) -> Donnees:
    """`forfait.grille/1`."""
    chemin_tarifs = None if catalogue.tarifs is None else catalogue.tarifs.chemin
    return {
        "schema": "forfait.grille/1",
        "catalogue": donnees_catalogue(catalogue),
        "fichiers": {
            "catalogue": {"chemin": catalogue.chemin, "choix": choix_catalogue},
            "tarifs": {"chemin": chemin_tarifs, "choix": choix_tarifs},
        },
        "comptes": {nom: len(getattr(catalogue, nom)) for nom in CONTENU},
        "prix": [_prix(ligne) for ligne in lignes_prix(catalogue)],
    }


def _prix(ligne: LignePrix) -> Donnees:
    echeance = ligne.echeance
    entiere = donnees_echeance(echeance)
    par_strate = echeance.bareme.par_numero if isinstance(echeance.bareme, SelonStrate) else {}
    return {
        "genre": ligne.genre,
        "code": ligne.code,
        "forfaits": list(ligne.forfaits),
        "statut": statut(ligne),
        "montant": prix(echeance.bareme),
        "par_strate": {str(numero): prix(un) for numero, un in par_strate.items()},
        **{cle: valeur for cle, valeur in entiere.items() if cle not in ("source", "bareme")},
        "source": entiere["source"],
        "bareme": entiere["bareme"],
    }


def statut(ligne: LignePrix) -> Statut:
    """What is known of a price: an amount somewhere is one that is known."""
    statuts = [_statut(simple) for _, simple in feuilles(ligne.echeance.bareme)]
    if Statut.CHIFFRE in statuts:
        return Statut.CHIFFRE
    return next((un for un in statuts if un is not Statut.A_RENSEIGNER), Statut.A_RENSEIGNER)


def _statut(simple: Simple) -> Statut:
    match simple:
        case Chiffre() | Tranches() | PourCent():
            return Statut.CHIFFRE
        case ARenseigner(_, dit) | SurEtude(_, dit) | NonPropose(_, dit):
            return dit
        case _:
            assert_never(simple)


def donnees_verification(catalogue: Catalogue, avertissements: tuple[Anomalie, ...]) -> Donnees:
    """`forfait.verification-grille/1`."""
    return {
        "schema": "forfait.verification-grille/1",
        "fichier": catalogue.chemin if catalogue.tarifs is None else catalogue.tarifs.chemin,
        "catalogue": donnees_catalogue(catalogue),
        "avertissements": [{cle: insecables(texte) for cle, texte in un._asdict().items()} for un in avertissements],
    }


def donnees_differences(avant: Catalogue, apres: Catalogue, trouvees: tuple[Difference, ...]) -> Donnees:
    """`forfait.differences/1`."""
    return {
        "schema": "forfait.differences/1",
        "avant": donnees_catalogue(avant),
        "apres": donnees_catalogue(apres),
        "differences": [
            {
                "chemin": list(une.chemin),
                "avant": _brut(une.avant),
                "apres": _brut(une.apres),
                "quoi": insecables(", ".join(une.quoi)),
            }
            for une in trouvees
        ],
    }


def _brut(valeur: Valeur) -> Any:
    match valeur:
        case Decimal():
            return montant(valeur)
        case datetime.date():
            return valeur.isoformat()
        case _:
            return valeur
