"""The strate of a collectivité as a rectangular table of one row."""

from decimal import Decimal

from forfait_cli.domaine.situation import Situation
from forfait_cli.domaine.strate import etendue
from forfait_cli.domaine.types import Nombre
from forfait_cli.francais import insecables
from forfait_cli.render.commun.donnees import AGENTS, HABITANTS, autres_mesures
from forfait_cli.render.releve import Releve, Valeur


def releve_strate(situation: Situation) -> Releve:
    """One row."""
    catalogue, collectivite, classement = situation.catalogue, situation.collectivite, situation.classement
    avant, apres = situation.precedente, situation.suivante
    etendues = [etendue(bornes, catalogue.mesure(code)) for code, bornes in classement.cas.bornes]
    ligne: dict[str, Valeur] = {
        "nom": collectivite.nom,
        "code_insee": collectivite.code_insee,
        "nature": collectivite.nature,
        **{code: _nombre(collectivite.mesures.get(code)) for code in (HABITANTS, AGENTS, *autres_mesures(catalogue))},
        "affiliee": collectivite.affiliee,
        "strate": classement.strate.numero,
        "libelle": classement.strate.libelle,
        "critere": classement.critere,
        "etendue": ", ".join(etendues) or None,
        "explication": insecables(situation.explication),
        "strate_precedente": None if avant is None else avant.strate.numero,
        "ecart_precedente": None if avant is None else _nombre(avant.ecart),
        "strate_suivante": None if apres is None else apres.strate.numero,
        "ecart_suivante": None if apres is None else _nombre(apres.ecart),
        "hypotheses": insecables(" ".join(situation.hypotheses)),
    }
    return Releve(tuple(ligne), (tuple(ligne.values()),))


def _nombre(valeur: Nombre | None) -> Valeur:
    return f"{valeur.normalize():f}" if isinstance(valeur, Decimal) else valeur
