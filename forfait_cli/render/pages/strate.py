"""The strate of a collectivité as a page."""

from forfait_cli.domaine.dossier import Classement, Voisine
from forfait_cli.domaine.situation import Situation
from forfait_cli.domaine.strate import mot_critere
from forfait_cli.francais import nombre, quantite
from forfait_cli.render.document import Bloc, Document, Fiche, Liste, Titre
from forfait_cli.render.pages.communs import faits_classement, pied


def page_strate(situation: Situation) -> Document:
    """The strate, why, its volumes, and how far its neighbours are."""
    classement = situation.classement
    volumes = tuple(
        (service.nom, quantite(classement.strate.volumes[service.code], service.unite or ""))
        for service in situation.catalogue.services
        if service.code in classement.strate.volumes
    )
    blocs: list[Bloc] = [
        Fiche((*faits_classement(situation.collectivite, classement), *_seuils(situation))),
        Titre("Volumes de la strate, pour les forfaits qui les comprennent"),
        Fiche(volumes),
    ]
    for titre, textes in (("Hypothèses", situation.hypotheses), ("Notes", situation.notes)):
        if textes:
            blocs += [Titre(titre), Liste(textes)]
    return Document(f"Strate {classement.strate.numero}", (*blocs, pied(situation.catalogue)))


def _seuils(situation: Situation) -> tuple[tuple[str, str], ...]:
    faits = []
    if situation.precedente is not None:
        faits.append(("Plus bas", _ecart(situation.classement, situation.precedente, "moins")))
    if situation.suivante is not None:
        faits.append(("Plus haut", _ecart(situation.classement, situation.suivante, "plus")))
    return tuple(faits)


def _ecart(classement: Classement, voisine: Voisine, sens: str) -> str:
    mot = mot_critere(classement.critere, voisine.ecart)
    return f"strate {voisine.strate.numero} avec {nombre(voisine.ecart)} {mot} de {sens}"
