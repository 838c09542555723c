"""The forfaits side by side as the grid has them: what tells them apart, or all its tables."""

from collections.abc import Iterable, Iterator, Sequence

from forfait_cli.domaine.catalogue import (
    Catalogue,
    CelluleOption,
    CelluleService,
    Forfait,
    Incluse,
    NonProposee,
    Option,
    Proposee,
    Service,
    Strate,
)
from forfait_cli.domaine.comparaison import Comparaison
from forfait_cli.domaine.devis import quantite_incluse
from forfait_cli.domaine.prix import est_sur_etude, prix_unique
from forfait_cli.domaine.prix_en_mots import NON_PROPOSE, est_dit_par, texte_de_cellule, textes_tarif
from forfait_cli.domaine.resultats import Classement
from forfait_cli.domaine.types import Couverture, Mode
from forfait_cli.francais import enumeration, est_symbole, nombre, quantite
from forfait_cli.render.commun.page import compte_de, dire_strate, nom_colonne
from forfait_cli.render.commun.prix import pour_strate, prix_de_la_grille, tableau_prix
from forfait_cli.render.document import (
    TIRET,
    Bloc,
    Cellule,
    Colonne,
    Compte,
    Marque,
    Paragraphe,
    Rangee,
    Style,
    Tableau,
    Texte,
    Titre,
    section,
    texte,
)

MODES = {
    Mode.UNITAIRE: "à l’unité",
    Mode.SELON_STRATE: "selon strate",
    Mode.JOURNALIER: "par jour",
    Mode.SUR_ETUDE: "sur étude",
    None: "",
}
_MOT = len("Non inclus")  # letters of what its mark says as well


# --- What tells the forfaits apart ----------------------------------------------------------------


def differences(comparaison: Comparaison, *, papier: bool) -> list[Bloc]:
    """The services that forfaits do not all give alike, then those they do, in a line each."""
    distincts: list[Rangee] = []
    communs: dict[Couverture, list[str]] = {}
    for service in comparaison.catalogue.services:
        cellules = [_cellule_service(comparaison, service, service.cellules[f.code]) for f in comparaison.forfaits]
        if len(cellules) > 1 and len(set(cellules)) > 1:
            court = sans_parenthese(service.nom)
            nom = texte(court) if papier else texte(service.nom, court=court)
            distincts.append(Rangee((nom, *_brefs(cellules))))
        else:
            couverture = service.cellules[comparaison.forfaits[0].code].couverture
            communs.setdefault(couverture, []).append(_avec_compte(comparaison, service))
    blocs: list[Bloc] = []
    if distincts:
        blocs += [Titre("Ce qui distingue les forfaits"), tableau("Service", comparaison.forfaits, distincts)]
    un = len(comparaison.forfaits) == 1
    debuts = {
        Couverture.INCLUS: "Compris" if un else "Compris dans tous",
        Couverture.EN_OPTION: "En option" if un else "En option dans tous",
        Couverture.NON_INCLUS: "Non compris" if un else "Compris dans aucun",
    }
    blocs += [Paragraphe(f"{debuts[c]} : {enumeration(communs[c])}.") for c in debuts if c in communs]
    return blocs


def _brefs(cellules: Sequence[Cellule], *, entiers: bool = False) -> Iterator[Cellule]:
    """The same in a word where room lacks, if the marks alone tell the forfaits apart; `entiers`: what says more than
    its mark keeps its words."""
    marques = entiers or len({cellule.marque for cellule in cellules}) > 1
    for cellule in cellules:
        match cellule.contenus:
            case (Texte(publie, ""),) if (
                cellule.marque is not None and marques and not (entiers and len(publie) > _MOT)
            ):
                yield cellule._replace(contenus=(Texte(publie, cellule.marque.value),))
            case _:
                yield cellule


def sans_parenthese(nom: str) -> str:
    """The name without what is said in brackets at its end."""
    tete, _, queue = nom.partition(" (")
    return tete if queue.endswith(")") else nom


def _avec_compte(comparaison: Comparaison, service: Service) -> str:
    """« Messagerie (1 compte) »."""
    cellule = service.cellules[comparaison.forfaits[0].code]
    combien = _combien(comparaison, service, cellule)
    if combien is None or service.unite is None or cellule.couverture is not Couverture.INCLUS:
        return sans_parenthese(service.nom)
    return f"{service.nom} ({quantite(combien, service.unite.nom, service.unite.pluriel)})"


def _combien(comparaison: Comparaison, service: Service, cellule: CelluleService) -> int | None:
    classement = comparaison.classement
    return quantite_incluse(cellule, None if classement is None else classement.strate.volumes.get(service.code))


# --- The grid -------------------------------------------------------------------------------------


def tableau(tete: str, forfaits: Sequence[Forfait], rangees: Iterable[Rangee]) -> Tableau:
    """A table that has a column for each forfait."""
    return Tableau((Colonne(tete), *map(nom_colonne, forfaits)), tuple(rangees))


def grille(comparaison: Comparaison) -> Iterator[Bloc]:
    """Every table of the grid."""
    catalogue, forfaits = comparaison.catalogue, comparaison.forfaits
    if catalogue.services:
        yield Titre("Services")
        yield tableau("Service", forfaits, _services(comparaison))
    if catalogue.strates:
        yield Titre(catalogue.tableaux.strates)
        yield _strates(catalogue, comparaison.classement)
    if catalogue.options:
        yield Titre(catalogue.tableaux.options)
        yield toutes_les_options(comparaison)
    if prix_de_la_grille(forfaits):
        yield Titre(catalogue.tableaux.forfaits or "Prix des forfaits")
        yield tableau_prix(catalogue, [(nom_colonne(forfait), forfait.tarif, None) for forfait in forfaits])


def toutes_les_options(comparaison: Comparaison) -> Tableau:
    """The options, whether they are asked for or not."""
    options = comparaison.catalogue.options
    return tableau("Option", comparaison.forfaits, (_rangee_option(comparaison, option) for option in options))


def _services(comparaison: Comparaison) -> Iterator[Rangee]:
    famille: str | None = None
    for service in comparaison.catalogue.services:
        if service.famille != famille and (famille or service.famille):
            yield section(service.famille)
        famille = service.famille
        cellules = [_cellule_service(comparaison, service, service.cellules[f.code]) for f in comparaison.forfaits]
        yield Rangee((texte(service.nom), *_brefs(cellules, entiers=True)))


def _cellule_service(comparaison: Comparaison, service: Service, cellule: CelluleService) -> Cellule:
    match cellule.couverture:
        case Couverture.NON_INCLUS:
            return texte(cellule.texte, Style.DISCRET, marque=Marque.EXCLU)
        case Couverture.EN_OPTION:
            return texte(cellule.texte, marque=Marque.OPTION)
        case Couverture.INCLUS:
            return _cellule_incluse(comparaison, service, cellule)


def _cellule_incluse(comparaison: Comparaison, service: Service, cellule: CelluleService) -> Cellule:
    if not cellule.selon_strate:
        if cellule.quantite is None:
            return texte(cellule.texte, Style.POSITIF, marque=Marque.INCLUS)
        return Cellule((compte_de(cellule.quantite, service.unite),), Marque.INCLUS, Style.POSITIF)
    if comparaison.classement is not None:
        volume = comparaison.classement.strate.volumes[service.code]
        return Cellule((compte_de(volume, service.unite),), Marque.INCLUS, Style.POSITIF)
    volumes = [strate.volumes[service.code] for strate in comparaison.catalogue.strates]
    etendue = f"{nombre(min(volumes))} à {nombre(max(volumes))}"
    if service.unite is not None and est_symbole(service.unite.nom):
        etendue += f" {service.unite.nom}"
    return texte(f"{etendue}, selon strate", Style.POSITIF, court=etendue, marque=Marque.INCLUS)


def _strates(catalogue: Catalogue, classement: Classement | None) -> Tableau:
    codes = {code for strate in catalogue.strates for code in strate.volumes}
    comptes = [service for service in catalogue.services if service.code in codes]
    colonnes = (
        Colonne("Strate"),
        *(
            Colonne(f"{s.nom} ({s.unite.nom})" if s.unite and est_symbole(s.unite.nom) else s.nom, droite=True)
            for s in comptes
        ),
    )
    return Tableau(colonnes, tuple(_rangee_strate(strate, comptes, classement) for strate in catalogue.strates))


def _rangee_strate(strate: Strate, comptes: list[Service], classement: Classement | None) -> Rangee:
    retenue = classement is not None and classement.strate.numero == strate.numero
    style = Style.FORT if retenue else Style.NORMAL
    libelle = f"{dire_strate(strate)}{' (la vôtre)' if retenue else ''}"
    volumes = (strate.volumes.get(service.code) for service in comptes)
    return Rangee(
        (
            texte(libelle, style, marque=Marque.RETENU if retenue else None),
            *(TIRET if volume is None else Cellule((Compte(volume),), None, style) for volume in volumes),
        )
    )


def _rangee_option(comparaison: Comparaison, option: Option) -> Rangee:
    cellules = (_cellule_option(comparaison, option, option.cellules[f.code]) for f in comparaison.forfaits)
    return Rangee((texte(option.nom), *cellules))


def _cellule_option(comparaison: Comparaison, option: Option, cellule: CelluleOption) -> Cellule:
    """The published words under the mark of their meaning; the price after them where they do not tell it."""
    match cellule:
        case Incluse():
            return texte(cellule.dit, Style.POSITIF, marque=Marque.INCLUS)
        case NonProposee():
            return texte(cellule.dit, Style.DISCRET, marque=Marque.EXCLU)
        case Proposee(publie, tarif):
            if est_sur_etude(tarif):
                return texte(cellule.dit, Style.ATTENTION, marque=Marque.OPTION)
            prix = textes_tarif(comparaison.catalogue, tarif, option.unite)
            pose = any(echeance.source for echeance in tarif.echeances)  # by a source that the cell knows not
            if est_dit_par(publie, tarif) and not (pose and any(_serre(un) not in _serre(publie) for un in prix)):
                court = MODES[tarif.mode] if prix_unique(tarif) is None else prix[0]
                return texte(cellule.dit, court=court, marque=Marque.OPTION)
            redite = publie == texte_de_cellule(comparaison.catalogue, tarif, option.unite)
            demande, classement = comparaison.demande, comparaison.classement
            if demande is not None and classement is not None:
                tarif = pour_strate(comparaison.catalogue, tarif, classement.strate, demande.collectivite.nature)
                prix = textes_tarif(comparaison.catalogue, tarif, option.unite)
            if all(un == NON_PROPOSE for un in prix):
                return texte(NON_PROPOSE, Style.DISCRET, marque=Marque.EXCLU)
            premier = prix[0] if redite else f"{cellule.dit} : {prix[0]}"
            return Cellule((Texte(premier, prix[0]), *map(Texte, prix[1:])), Marque.OPTION)


def _serre(dit: str) -> str:
    """The text with ordinary spaces, to be compared."""
    return " ".join(dit.split())
