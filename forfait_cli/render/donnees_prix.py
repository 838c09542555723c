"""The tarifs in use and the VAT as the dictionaries of the contract."""

from typing import TYPE_CHECKING, Any

from forfait_cli.domaine.grille import Catalogue
from forfait_cli.render.json import montant

if TYPE_CHECKING:
    from forfait_cli.domaine.tarifs import EnTete
    from forfait_cli.domaine.tva import TotauxTva

Donnees = dict[str, Any]


def donnees_catalogue(catalogue: Catalogue) -> Donnees:
    """Which files the figures come from."""
    return {
        "titre": catalogue.titre,
        "source": catalogue.source,
        "empreinte": catalogue.empreinte,
        "tarifs": None if catalogue.tarifs is None else donnees_tarifs(catalogue.tarifs),
    }


def donnees_tarifs(entete: "EnTete") -> Donnees:
    """Title, source, fingerprint and dates of a tarifs file, and who publishes it."""
    return {
        "titre": entete.titre,
        "source": entete.source,
        "empreinte": entete.empreinte,
        "valide_du": None if entete.du is None else entete.du.isoformat(),
        "valide_au": None if entete.au is None else entete.au.isoformat(),
        "date": None if entete.date is None else entete.date.isoformat(),
        "emetteur": None
        if entete.emetteur is None
        else {
            "nom": entete.emetteur.nom,
            "adresse": list(entete.emetteur.adresse),
            "siret": entete.emetteur.siret,
        },
    }


def donnees_tva(totaux: "TotauxTva") -> Donnees:
    """Without tax, tax by rate, with tax."""
    return {
        "periodicite": totaux.periodicite,
        "ht": montant(totaux.ht),
        "tva": [
            {"taux": f"{part.taux.normalize():f}", "base": montant(part.base), "montant": montant(part.montant)}
            for part in totaux.parts
        ],
        "ttc": montant(totaux.ttc),
    }
