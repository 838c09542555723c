"""What two grids say differently, field by field: cells, volumes, thresholds, prices, for whom."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import NamedTuple

from forfait_cli.domaine.grille import (
    Bornes,
    Catalogue,
    CelluleOption,
    CelluleService,
    Note,
    Option,
    Proposee,
    Service,
    Strate,
)
from forfait_cli.domaine.prix import echeances
from forfait_cli.domaine.tva import HorsTaxe, NonSoumis
from forfait_cli.domaine.types import Chiffre, Tarif

Valeur = str | int | Decimal | bool | None
Chemin = tuple[str, ...]  # « options », « messagerie », « heberge », « prix », « par mois »…


class Difference(NamedTuple):
    """One field, before and after; None: it is not there, or not told."""

    chemin: Chemin
    avant: Valeur
    apres: Valeur


def differences(avant: Catalogue, apres: Catalogue) -> tuple[Difference, ...]:
    """Every field that differs, in the order of the first grid, then of the second for what is new."""
    a, b = champs(avant), champs(apres)
    return tuple(
        Difference(chemin, a.get(chemin), b.get(chemin))
        for chemin in dict.fromkeys((*a, *b))
        if a.get(chemin) != b.get(chemin)
    )


def champs(catalogue: Catalogue) -> Mapping[Chemin, Valeur]:
    """Every field of a grid that a person could change, by its path. Files and fingerprints are left out."""
    return {chemin: valeur for chemin, valeur in _tout(catalogue) if valeur is not None}


def _tout(catalogue: Catalogue) -> Iterator[tuple[Chemin, Valeur]]:
    yield ("titre",), catalogue.titre
    yield ("source",), catalogue.source
    yield ("population",), str(catalogue.population)
    for nom, titre in catalogue.tableaux._asdict().items():
        yield ("tableaux", nom), titre
    yield from _tva(catalogue)
    yield from _entete(catalogue)
    for rang, forfait in enumerate(catalogue.forfaits, 1):
        ici: Chemin = ("forfaits", forfait.code)
        yield (*ici, "rang"), rang
        yield (*ici, "nom"), forfait.nom
        yield (*ici, "nom_court"), forfait.nom_court
        yield from _tarif(ici, forfait.tarif)
    for rang, strate in enumerate(catalogue.strates, 1):
        yield from _strate(("strates", str(strate.numero)), rang, strate)
    for rang, service in enumerate(catalogue.services, 1):
        yield from _service(("services", service.code), rang, service)
    for rang, option in enumerate(catalogue.options, 1):
        yield from _option(("options", option.code), rang, option)
    for rang, note in enumerate(catalogue.notes, 1):
        yield from _note(("notes", note.code), rang, note)


def _tva(catalogue: Catalogue) -> Iterator[tuple[Chemin, Valeur]]:
    match catalogue.tva:
        case HorsTaxe(taux):
            yield ("tva", "regime"), "ht"
            yield ("tva", "taux"), taux
        case NonSoumis(mention):
            yield ("tva", "regime"), "non_soumis"
            yield ("tva", "mention"), mention
        case None:
            return


def _entete(catalogue: Catalogue) -> Iterator[tuple[Chemin, Valeur]]:
    entete = catalogue.tarifs
    if entete is None:
        return
    yield ("tarifs", "titre"), entete.titre
    yield ("tarifs", "source"), entete.source
    for nom, jour in (("date", entete.date), ("valide_du", entete.du), ("valide_au", entete.au)):
        yield ("tarifs", nom), None if jour is None else jour.isoformat()
    if entete.emetteur is not None:
        yield ("tarifs", "emetteur", "nom"), entete.emetteur.nom
        yield ("tarifs", "emetteur", "adresse"), "\n".join(entete.emetteur.adresse) or None
        yield ("tarifs", "emetteur", "siret"), entete.emetteur.siret


def _tarif(ici: Chemin, tarif: Tarif) -> Iterator[tuple[Chemin, Valeur]]:
    yield (*ici, "mode"), None if tarif.mode is None else str(tarif.mode)
    for prix in echeances(tarif):
        # A lone price changes its periodicity; of several, each is told by it.
        nom = "prix" if not tarif.autres else f"prix {prix.periodicite or 'sans périodicité'}"
        la: Chemin = (*ici, f"{nom} par {prix.par}" if tarif.autres and prix.par else nom)
        yield (*la, "montant"), prix.prix.montant if isinstance(prix.prix, Chiffre) else None
        for numero, montant in prix.par_strate.items():
            yield (*la, f"strate {numero}"), montant.montant if isinstance(montant, Chiffre) else None
        if not tarif.autres:
            yield (*la, "periodicite"), None if prix.periodicite is None else str(prix.periodicite)
            yield (*la, "par"), None if prix.par is None else str(prix.par)
        yield (*la, "plancher"), prix.plancher
        yield (*la, "plafond"), prix.plafond
        yield (*la, "gratuits"), prix.gratuits or None
        yield (*la, "taux_tva"), prix.taux


def _bornes(ici: Chemin, bornes: Bornes | None) -> Iterator[tuple[Chemin, Valeur]]:
    if bornes is not None:
        yield (*ici, "min"), bornes.min
        yield (*ici, "max"), bornes.max


def _strate(ici: Chemin, rang: int, strate: Strate) -> Iterator[tuple[Chemin, Valeur]]:
    yield (*ici, "rang"), rang
    yield (*ici, "libelle"), strate.libelle
    yield from _bornes((*ici, "habitants"), strate.habitants)
    yield from _bornes((*ici, "agents"), strate.agents)
    yield (*ici, "non_affiliees"), strate.non_affiliees
    for code, volume in strate.volumes.items():
        yield (*ici, "volumes", code), volume


def _service(ici: Chemin, rang: int, service: Service) -> Iterator[tuple[Chemin, Valeur]]:
    yield (*ici, "rang"), rang
    yield (*ici, "famille"), service.famille
    yield (*ici, "nom"), service.nom
    yield (*ici, "unite"), service.unite
    for forfait, cellule in service.cellules.items():
        yield from _cellule_service((*ici, forfait), cellule)


def _cellule_service(ici: Chemin, cellule: CelluleService) -> Iterator[tuple[Chemin, Valeur]]:
    yield (*ici, "texte"), cellule.texte
    yield (*ici, "couverture"), str(cellule.couverture)
    yield (*ici, "quantite"), cellule.quantite
    yield (*ici, "selon_strate"), cellule.selon_strate


def _option(ici: Chemin, rang: int, option: Option) -> Iterator[tuple[Chemin, Valeur]]:
    yield (*ici, "rang"), rang
    yield (*ici, "nom"), option.nom
    yield (*ici, "unite"), option.unite
    yield (*ici, "raccourci"), option.raccourci
    yield (*ici, "service"), option.service
    for forfait, cellule in option.cellules.items():
        yield from _cellule_option((*ici, forfait), cellule)


def _cellule_option(ici: Chemin, cellule: CelluleOption) -> Iterator[tuple[Chemin, Valeur]]:
    yield (*ici, "texte"), cellule.texte
    yield (*ici, "disponibilite"), str(cellule.disponibilite)
    if isinstance(cellule, Proposee):
        yield from _tarif(ici, cellule.tarif)


def _note(ici: Chemin, rang: int, note: Note) -> Iterator[tuple[Chemin, Valeur]]:
    yield (*ici, "rang"), rang
    for nom, valeur in note._asdict().items():
        if isinstance(valeur, frozenset):
            yield (*ici, nom), ", ".join(sorted(map(str, valeur))) or None
        elif nom != "code":
            yield (*ici, nom), valeur
