"""The strate of a collectivité as a page."""

from forfait_cli.domaine.strate import mot_critere
from forfait_cli.domaine.types import Catalogue, Classement, Collectivite, Voisine
from forfait_cli.francais import nombre, quantite
from forfait_cli.render.document import Bloc, Document, Fiche, Liste, Titre
from forfait_cli.render.pages.communs import faits_classement, pied


def page_strate(
    catalogue: Catalogue, collectivite: Collectivite, classement: Classement,
    autour: tuple[Voisine | None, Voisine | None], notes: tuple[str, ...],
) -> Document:  # fmt: skip
    """The strate, why, its volumes, and how far its neighbours are."""
    volumes = tuple(
        (service.nom, quantite(classement.strate.volumes[service.code], service.unite or ""))
        for service in catalogue.services
        if service.code in classement.strate.volumes
    )
    blocs: list[Bloc] = [
        Fiche((*faits_classement(collectivite, classement), *_seuils(classement, autour))),
        Titre("Volumes de la strate, pour les forfaits qui les comprennent"),
        Fiche(volumes),
    ]
    if notes:
        blocs += [Titre("Notes"), Liste(notes)]
    return Document(f"Strate {classement.strate.numero}", (*blocs, pied(catalogue)))


def _seuils(classement: Classement, autour: tuple[Voisine | None, Voisine | None]) -> tuple[tuple[str, str], ...]:
    avant, apres = autour
    faits = []
    if avant is not None:
        faits.append(("Plus bas", _ecart(classement, avant, "moins")))
    if apres is not None:
        faits.append(("Plus haut", _ecart(classement, apres, "plus")))
    return tuple(faits)


def _ecart(classement: Classement, voisine: Voisine, sens: str) -> str:
    mot = mot_critere(classement.critere, voisine.ecart)
    return f"strate {voisine.strate.numero} avec {nombre(voisine.ecart)} {mot} de {sens}"
