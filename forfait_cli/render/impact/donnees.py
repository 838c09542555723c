"""The effect of a new grid as the dictionary of the contract."""

from forfait_cli.domaine.catalogue import Catalogue
from forfait_cli.domaine.impact import TOUS, Ecart, Impact, Part, difference, pour_cent, totaliser
from forfait_cli.render.commun.donnees import Donnees, donnees_catalogue
from forfait_cli.render.releve import montant


def donnees_impact(avant: Catalogue, apres: Catalogue, impact: Impact) -> Donnees:
    """`forfait.impact/1`."""
    return {
        "schema": "forfait.impact/1",
        "avant": donnees_catalogue(avant),
        "apres": donnees_catalogue(apres),
        "lues": impact.lues,
        "non_lues": impact.non_lues,
        "refusees": list(impact.refusees),
        "changent_de_strate": impact.changent,
        "parts": [{"combien": part.combien, **_montants(part)} for part in impact.parts],
        "totaux": [_total(part) for part in totaliser(impact)],
        "inconnus": [inconnu._asdict() for inconnu in impact.inconnus],
        "gagnants": [{"nom": ecart.nom, **_montants(ecart)} for ecart in impact.gagnants],
        "perdants": [{"nom": ecart.nom, **_montants(ecart)} for ecart in impact.perdants],
    }


def _total(part: Part) -> Donnees:
    """A sum over all strates; `forfait` is null where it is over all forfaits too."""
    donnees = {"combien": part.combien, **_montants(part)} | {"forfait": None if part.forfait == TOUS else part.forfait}
    del donnees["strate"]
    return donnees


def _montants(ligne: Part | Ecart) -> Donnees:
    taux = pour_cent(ligne)
    return {
        "strate": ligne.strate,
        "forfait": ligne.forfait,
        "periodicite": ligne.periodicite,
        "avant": montant(ligne.avant),
        "apres": montant(ligne.apres),
        "difference": montant(difference(ligne)),
        "pour_cent": None if taux is None else str(taux),
    }
