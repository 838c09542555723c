"""What a verification found, as a dictionary."""

from forfait_cli.domaine.catalogue import Catalogue
from forfait_cli.domaine.confrontation import Confrontation
from forfait_cli.render.commun.donnees import Donnees, donnees_catalogue, phrases


def donnees_verification(fichier: str, catalogue: Catalogue, confrontation: Confrontation) -> Donnees:
    """`forfait.verification/1`."""
    return {
        "schema": "forfait.verification/1",
        "fichier": fichier,
        "catalogue": donnees_catalogue(catalogue),
        "identique": confrontation.identique,
        "causes": [cause.name.lower() for cause in confrontation.causes],
        "ecarts": [ecart._asdict() for ecart in confrontation.ecarts],
        "incoherences": phrases(confrontation.incoherences),
        "reserves": phrases(confrontation.reserves),
    }
