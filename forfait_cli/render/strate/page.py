"""The strate of a collectivité as a page."""

from forfait_cli.domaine.catalogue import SANS_STRATE, Catalogue, Strate
from forfait_cli.domaine.demande import Demande
from forfait_cli.domaine.resultats import Voisine
from forfait_cli.domaine.situation import Situation
from forfait_cli.domaine.strate import dire_mesure, strate_pour
from forfait_cli.render.commun.page import (
    ajouter_liste,
    ajouter_notes,
    compte_de,
    faits_classement,
    pied,
    trier_notes,
)
from forfait_cli.render.document import Bloc, Document, Echelle, Fait, Fiche, Marche, Titre, fait


def page_strate(situation: Situation, *, detail: bool = False, figure: bool = False) -> Document:
    """The strate, why, its volumes, and how far its neighbours are."""
    catalogue, classement = situation.catalogue, situation.classement
    volumes = tuple(
        fait(service.nom, compte_de(classement.strate.volumes[service.code], service.unite))
        for service in catalogue.services
        if service.code in classement.strate.volumes
    )
    faits = faits_classement(catalogue, situation.collectivite, classement)
    blocs: list[Bloc] = [Fiche((*faits, *_seuils(situation)))]
    if figure and (echelle := _echelle(situation)) is not None:
        blocs += [Titre("Sa place parmi les strates"), echelle]
    if volumes:
        blocs += [Titre("Volumes de la strate, pour les forfaits qui les comprennent"), Fiche(volumes)]
    ajouter_liste(blocs, "Hypothèses", situation.hypotheses)
    if detail:
        ajouter_liste(blocs, "Notes", situation.notes)
    else:
        demande = Demande(situation.collectivite)
        tri = trier_notes(catalogue, "strate", situation.notes, catalogue.forfaits, demande, classement)
        ajouter_notes(blocs, tri)
    return Document(f"Strate {classement.strate.numero}", tuple(blocs), pied=pied(catalogue))


def _seuils(situation: Situation) -> tuple[Fait, ...]:
    faits = []
    catalogue = situation.catalogue
    if situation.precedente is not None:
        faits.append(fait("Plus bas", _ecart(catalogue, situation.precedente, "moins")))
    if situation.suivante is not None:
        faits.append(fait("Plus haut", _ecart(catalogue, situation.suivante, "plus")))
    for voisine in situation.autres_voisines:
        ici = situation.collectivite.mesures[voisine.mesure]
        plus = strate_pour(catalogue, situation.collectivite, voisine.mesure, ici + voisine.ecart)
        sens = "plus" if plus is not None and plus.numero == voisine.strate.numero else "moins"
        faits.append(fait("Aussi", _ecart(catalogue, voisine, sens)))
    return tuple(faits)


def _ecart(catalogue: Catalogue, voisine: Voisine, sens: str) -> str:
    mesure = catalogue.mesure(voisine.mesure)
    return f"strate {voisine.strate.numero} avec {dire_mesure(mesure, voisine.ecart)} de {sens}"


def _echelle(situation: Situation) -> Echelle | None:
    """The strates that the collectivité would be in by the first measure that classes it, from the smallest size."""
    bornes = situation.classement.cas.bornes
    if not bornes:
        return None
    mesure = situation.catalogue.mesure(bornes[0][0])
    collectivite = situation.collectivite
    seuils = sorted(
        {
            entree.min
            for strate in situation.catalogue.strates
            for cas in strate.cas
            for code, entree in cas.bornes
            if code == mesure.code
        }
    )
    marches: list[Marche] = []
    dernier: Strate = SANS_STRATE
    for seuil in seuils:
        strate = strate_pour(situation.catalogue, collectivite, mesure.code, seuil)
        if strate is not None and strate.numero != dernier.numero:
            retenue = strate.numero == situation.classement.strate.numero
            marches.append(Marche(seuil, f"Strate {strate.numero}", retenue))
            dernier = strate
    unite = mesure.unite
    titre = f"Seuils en {mesure.mot}"
    return Echelle(
        titre, tuple(marches), collectivite.mesures[mesure.code],
        "€" if unite is None else unite.nom, "€" if unite is None else unite.pluriel,
    )  # fmt: skip
