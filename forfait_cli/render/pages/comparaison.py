"""The comparison as a page: the table to pin on the wall."""

from forfait_cli.domaine.dossier import Classement, Comparaison
from forfait_cli.domaine.grille import (
    Catalogue,
    CelluleOption,
    CelluleService,
    Incluse,
    NonProposee,
    Proposee,
    Service,
    Strate,
)
from forfait_cli.domaine.prix import echeances
from forfait_cli.domaine.types import Chiffre, Couverture, Mode
from forfait_cli.francais import INSECABLE, est_symbole, euros, nombre, quantite
from forfait_cli.render.document import (
    Bloc,
    Cellule,
    Colonne,
    Document,
    Fiche,
    Liste,
    Paragraphe,
    Rangee,
    Style,
    Tableau,
    Titre,
    section,
)
from forfait_cli.render.pages.communs import faits_classement, nom_colonne, pied
from forfait_cli.render.pages.devis import tableau_couts
from forfait_cli.render.pages.prix import prix_et_periodicite

MODES = {
    Mode.UNITAIRE: "à l’unité",
    Mode.SELON_STRATE: "selon strate",
    Mode.JOURNALIER: "par jour",
    Mode.SUR_ETUDE: "sur étude",
    None: "",
}


def page_comparaison(comparaison: Comparaison) -> Document:
    """The page of a comparison."""
    blocs: list[Bloc] = []
    demande, classement = comparaison.demande, comparaison.classement
    if demande is not None and classement is not None:
        blocs.append(Fiche(faits_classement(demande.collectivite, classement)))
    blocs += [Titre("Services"), _services(comparaison)]
    blocs += [Titre(comparaison.catalogue.tableaux.strates), _strates(comparaison.catalogue, classement)]
    if comparaison.catalogue.options:
        blocs += [Titre(comparaison.catalogue.tableaux.options), _options(comparaison)]
    if comparaison.couts is not None:
        blocs += [Titre("Ce que coûte la demande"), tableau_couts(comparaison.couts, comparaison.moins_chers)]
        if not comparaison.moins_chers:
            blocs.append(Paragraphe(_sans_gagnant(comparaison)))
    if comparaison.ecartes:
        ecartes = tuple(f"{ecarte.forfait.nom} : {ecarte.motif}." for ecarte in comparaison.ecartes)
        blocs += [Titre("Forfaits écartés"), Liste(ecartes)]
    if comparaison.hypotheses:
        blocs += [Titre("Hypothèses"), Liste(comparaison.hypotheses)]
    if comparaison.notes:
        blocs += [Titre("Notes"), Liste(comparaison.notes)]
    return Document("Comparaison des forfaits", (*blocs, pied(comparaison.catalogue)))


def _sans_gagnant(comparaison: Comparaison) -> str:
    couts = comparaison.couts
    if couts is None or not any(devis.complet for devis in couts.devis):
        return "Aucun forfait n’est entièrement chiffré : le moins cher ne peut pas être désigné."
    return "Les forfaits chiffrés ne se comparent pas à toutes les échéances : aucun n’est désigné le moins cher."


def _services(comparaison: Comparaison) -> Tableau:
    rangees: list[Rangee] = []
    famille: str | None = None
    for service in comparaison.catalogue.services:
        if service.famille != famille:
            famille = service.famille
            rangees.append(section(famille))
        cellules = (
            _cellule_service(comparaison, service, service.cellules[forfait.code]) for forfait in comparaison.forfaits
        )
        rangees.append(Rangee((Cellule(service.nom), *cellules)))
    colonnes = (Colonne("Service"), *(nom_colonne(forfait) for forfait in comparaison.forfaits))
    return Tableau(colonnes, tuple(rangees))


def _cellule_service(comparaison: Comparaison, service: Service, cellule: CelluleService) -> Cellule:
    match cellule.couverture:
        case Couverture.NON_INCLUS:
            return Cellule("✗ Non inclus", Style.DISCRET)
        case Couverture.EN_OPTION:
            return Cellule("○ En option")
        case Couverture.INCLUS:
            return _cellule_incluse(comparaison, service, cellule)


def _cellule_incluse(comparaison: Comparaison, service: Service, cellule: CelluleService) -> Cellule:
    unite = service.unite or ""
    if cellule.quantite is not None:
        return _compte(cellule.quantite, unite)
    if not cellule.selon_strate:
        return Cellule(f"✓ {cellule.texte}", Style.POSITIF)
    if comparaison.classement is not None:
        return _compte(comparaison.classement.strate.volumes[service.code], unite)
    volumes = [strate.volumes[service.code] for strate in comparaison.catalogue.strates]
    etendue = f"✓{INSECABLE}{nombre(min(volumes))} à {nombre(max(volumes))}"
    if est_symbole(unite):
        etendue += f"{INSECABLE}{unite}"
    return Cellule(f"{etendue}, selon strate", Style.POSITIF, court=etendue)


def _compte(valeur: int, unite: str) -> Cellule:
    court = quantite(valeur, unite) if est_symbole(unite) else nombre(valeur)
    texte = f"✓{INSECABLE}{quantite(valeur, unite)}"
    return Cellule(texte, Style.POSITIF, valeur, f"✓{INSECABLE}{court}")


def _strates(catalogue: Catalogue, classement: Classement | None) -> Tableau:
    comptes = [service for service in catalogue.services if service.code in catalogue.strates[0].volumes]
    colonnes = (
        Colonne("Strate"),
        *(Colonne(f"{s.nom} ({s.unite})" if est_symbole(s.unite or "") else s.nom, droite=True) for s in comptes),
    )
    return Tableau(colonnes, tuple(_rangee_strate(strate, comptes, classement) for strate in catalogue.strates))


def _rangee_strate(strate: Strate, comptes: list[Service], classement: Classement | None) -> Rangee:
    retenue = classement is not None and classement.strate.numero == strate.numero
    style = Style.FORT if retenue else Style.NORMAL
    libelle = f"{'→ ' if retenue else ''}{strate.numero} : {strate.libelle}{' (la vôtre)' if retenue else ''}"
    volumes = (strate.volumes[service.code] for service in comptes)
    return Rangee((Cellule(libelle, style), *(Cellule(nombre(v), style, v) for v in volumes)))


def _options(comparaison: Comparaison) -> Tableau:
    colonnes = (Colonne("Option"), *(nom_colonne(forfait) for forfait in comparaison.forfaits))
    return Tableau(
        colonnes,
        tuple(
            Rangee(
                (
                    Cellule(option.nom),
                    *(_cellule_option(option.cellules[forfait.code]) for forfait in comparaison.forfaits),
                )
            )
            for option in comparaison.catalogue.options
        ),
    )


def _cellule_option(cellule: CelluleOption) -> Cellule:
    match cellule:
        case Proposee(tarif=tarif) if tarif.mode is Mode.SUR_ETUDE:
            return Cellule("○ Sur étude", Style.ATTENTION)
        case Proposee(texte, tarif):
            montant = tarif.prix.montant if isinstance(tarif.prix, Chiffre) else None
            court = MODES[tarif.mode] if montant is None else f"{euros(montant)} {MODES[tarif.mode]}"
            if tarif.source:  # the amount is not in the words of the cell
                court = "\n".join(prix_et_periodicite(prix) for prix in echeances(tarif))
                texte = f"{texte} : {court}"
            return Cellule(f"○ {texte}", Style.NORMAL, montant, f"○ {court}")
        case Incluse():
            return Cellule("✓ Inclus", Style.POSITIF)
        case NonProposee():
            return Cellule("✗ Non proposé", Style.DISCRET)
