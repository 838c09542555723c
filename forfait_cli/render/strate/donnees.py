"""The strate of a collectivité as the dictionary of the contract."""

from forfait_cli.domaine.resultats import Voisine
from forfait_cli.domaine.situation import Situation
from forfait_cli.francais import insecables
from forfait_cli.render.commun.donnees import (
    Donnees,
    compte,
    donnees_classement,
    donnees_collectivite,
    phrases,
)


def donnees_strate(situation: Situation) -> Donnees:
    """`forfait.strate/1`."""
    return {
        "schema": "forfait.strate/1",
        "collectivite": donnees_collectivite(situation.catalogue, situation.collectivite),
        "strate": donnees_classement(situation.classement),
        "explication": insecables(situation.explication),
        "precedente": _voisine(situation.precedente),
        "suivante": _voisine(situation.suivante),
        "hypotheses": phrases(situation.hypotheses),
        "notes": phrases(situation.notes),
    } | (
        {}
        if not situation.autres_voisines
        else {"autres_voisines": [_voisine(une) | {"mesure": une.mesure} for une in situation.autres_voisines]}
    )


def _voisine(voisine: Voisine | None) -> Donnees:
    if voisine is None:
        return {"numero": None, "ecart": None}
    return {"numero": voisine.strate.numero, "ecart": compte(voisine.ecart)}
