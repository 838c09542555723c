"""What a grid says, field by field: cells, volumes, thresholds, prices, for whom."""

import datetime
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import NamedTuple

from forfait_cli.domaine.catalogue import (
    Catalogue,
    CelluleOption,
    CelluleService,
    Forfait,
    HorsTaxe,
    NonSoumis,
    Note,
    Option,
    Proposee,
    Service,
    Strate,
)
from forfait_cli.domaine.libelles import dire_cas
from forfait_cli.domaine.prix import (
    ARenseigner,
    Chiffre,
    Echeance,
    NonPropose,
    PourCent,
    Simple,
    SurEtude,
    Tarif,
    Tranches,
    feuilles,
    motif_de,
    par_mesure,
)
from forfait_cli.domaine.types import Mesure, Nature, Organisme, Unite
from forfait_cli.francais import PERIODICITES, guillemets, nombre

Valeur = str | int | Decimal | bool | datetime.date | None
Chemin = tuple[str, ...]  # codes: « options », « messagerie », « heberge », « prix », « strate 4 »…
Quoi = tuple[str, ...]  # the same in words: « Option Messagerie », « avec Forfait Hébergé », « strate 4 »


class Champ(NamedTuple):
    """A field of a grid: its name in words, its value, what is said after it."""

    quoi: Quoi
    valeur: Valeur
    suite: str


Ligne = tuple[Chemin, Champ]


def champs(catalogue: Catalogue) -> Mapping[Chemin, Champ]:
    """Every field of a grid that a person could change, by its path. Files and fingerprints are left out."""
    return {chemin: champ for chemin, champ in _tout(catalogue) if champ.valeur is not None}


def _champ(chemin: Chemin, quoi: Quoi, valeur: Valeur, suite: str = "") -> Ligne:
    return chemin, Champ(quoi, valeur, suite)


def _tout(catalogue: Catalogue) -> Iterator[Ligne]:
    yield _champ(("titre",), ("Titre",), catalogue.titre)
    yield _champ(("source",), ("Source",), catalogue.source)
    yield _champ(("population",), ("Population retenue",), str(catalogue.population))
    yield from _organisme(("organisme",), "Organisme", catalogue.organisme)
    for nom, titre in catalogue.tableaux._asdict().items():
        yield _champ(("tableaux", nom), (f"Titre du tableau des {nom}",), titre or None)
    yield from _tva(catalogue)
    yield from _entete(catalogue)
    for mesure in catalogue.mesures:
        yield from _mesure(mesure)
    for nature in catalogue.natures:
        yield from _nature(nature)
    yield from _motifs(catalogue)
    for rang, forfait in enumerate(catalogue.forfaits, 1):
        yield from _forfait(catalogue, rang, forfait)
    for rang, strate in enumerate(catalogue.strates, 1):
        yield from _strate(catalogue, rang, strate)
    for rang, service in enumerate(catalogue.services, 1):
        yield from _service(catalogue, rang, service)
    for rang, option in enumerate(catalogue.options, 1):
        yield from _option(catalogue, rang, option)
    for rang, note in enumerate(catalogue.notes, 1):
        yield from _note(rang, note)


# --- The head -------------------------------------------------------------------------------------


def _organisme(ici: Chemin, nom: str, organisme: Organisme) -> Iterator[Ligne]:
    yield _champ((*ici, "genre"), (nom, "genre"), organisme.genre)
    yield _champ((*ici, "article"), (nom, "article"), organisme.article)
    yield _champ((*ici, "nom"), (nom, "nom"), organisme.nom or None)
    yield _champ((*ici, "adresse"), (nom, "adresse"), "\n".join(organisme.adresse) or None)
    yield _champ((*ici, "siret"), (nom, "SIRET"), organisme.siret)


def _tva(catalogue: Catalogue) -> Iterator[Ligne]:
    match catalogue.tva:
        case HorsTaxe(taux):
            yield _champ(("tva", "regime"), ("TVA", "régime"), "ht")
            yield _champ(("tva", "taux"), ("TVA", "taux"), nombre(taux), "%")
        case NonSoumis(mention):
            yield _champ(("tva", "regime"), ("TVA", "régime"), "non_soumis")
            yield _champ(("tva", "mention"), ("TVA", "mention"), mention)
        case None:
            return


def _entete(catalogue: Catalogue) -> Iterator[Ligne]:
    entete = catalogue.tarifs
    if entete is None:
        return
    yield _champ(("tarifs", "titre"), ("Tarifs", "titre"), entete.titre)
    yield _champ(("tarifs", "source"), ("Tarifs", "source"), entete.source)
    for cle, nom, jour in (
        ("date", "date", entete.date),
        ("valide_du", "valables à partir du", entete.du),
        ("valide_au", "valables jusqu’au", entete.au),
    ):
        yield _champ(("tarifs", cle), ("Tarifs", nom), jour)
    if entete.emetteur is not None:
        yield from _organisme(("tarifs", "emetteur"), "Émetteur des tarifs", entete.emetteur)


def _mesure(mesure: Mesure) -> Iterator[Ligne]:
    ici, nom = ("mesures", mesure.code), f"Mesure {mesure.nom}"
    yield _champ((*ici, "nom"), (nom, "nom"), mesure.nom)
    yield from _unite(ici, nom, mesure.unite)
    yield _champ((*ici, "titres"), (nom, "titres de colonnes"), ", ".join(mesure.titres) or None)
    yield _champ((*ici, "precision"), (nom, "précision"), mesure.precision or None)


def _unite(ici: Chemin, nom: str, unite: Unite | None) -> Iterator[Ligne]:
    if unite is not None:
        yield _champ((*ici, "unite"), (nom, "unité"), unite.nom)
        yield _champ((*ici, "unite", "pluriel"), (nom, "unité au pluriel"), unite.pluriel)
        yield _champ((*ici, "unite", "pas"), (nom, "plus petite part comptée"), nombre(unite.pas))


def _nature(nature: Nature) -> Iterator[Ligne]:
    ici, nom = ("natures", nature.code), f"Nature {nature.nom}"
    yield _champ((*ici, "nom"), (nom, "nom"), nature.nom)
    yield _champ((*ici, "pluriel"), (nom, "pluriel"), nature.pluriel)
    yield _champ((*ici, "mesure"), (nom, "mesure"), ", ".join(nature.mesures) or None)
    yield _champ((*ici, "autres_noms"), (nom, "autres noms"), ", ".join(nature.autres_noms) or None)
    yield _champ((*ici, "feminin"), (nom, "au féminin"), nature.feminin)
    yield _champ((*ici, "cherchee"), (nom, "cherchée parmi les communes"), nature.cherchee)


def _motifs(catalogue: Catalogue) -> Iterator[Ligne]:
    """What is said where an amount lacks: the reasons of the forfaits, of the options, and of what is studied."""
    forfaits = [forfait.tarif for forfait in catalogue.forfaits if forfait.tarif is not None]
    options = [
        cellule.tarif
        for option in catalogue.options
        for cellule in option.cellules.values()
        if isinstance(cellule, Proposee)
    ]
    for cle, nom, genre, tarifs in (
        ("forfaits", "Motif d’un prix de forfait absent", ARenseigner, forfaits),
        ("options", "Motif d’un prix d’option absent", ARenseigner, options),
        ("etude", "Motif d’un prix sur étude", SurEtude, (*forfaits, *options)),
    ):
        textes = [
            motif_de(simple) or ""
            for tarif in tarifs
            for echeance in tarif.echeances
            for _, simple in (*feuilles(echeance.bareme),)
            if isinstance(simple, genre) and not isinstance(simple, Tranches | PourCent)
        ]
        yield _champ(("motifs", cle), (nom,), " ; ".join(dict.fromkeys(textes)) or None)


# --- Prices ---------------------------------------------------------------------------------------


def _tarif(catalogue: Catalogue, ici: Chemin, quoi: Quoi, tarif: Tarif) -> Iterator[Ligne]:
    yield _champ((*ici, "mode"), (*quoi, "mode"), None if tarif.mode is None else str(tarif.mode))
    seul = len(tarif.echeances) == 1
    for echeance in tarif.echeances:
        # A lone price changes its periodicity; of several, each is told by it.
        nom = "prix" if seul else f"prix {echeance.periodicite or 'sans périodicité'}"
        mots = [] if seul else [PERIODICITES[echeance.periodicite]]
        if not seul and echeance.par is not None:
            nom += f" par {echeance.par}"
            mots.append(par_mesure(catalogue.mesure(echeance.par)))
        if not seul and echeance.libelle:
            nom += f", {echeance.libelle}"
            mots.append(echeance.libelle)
        yield from _echeance(catalogue, (*ici, nom), (*quoi, *mots), echeance, seul=seul)


def _echeance(catalogue: Catalogue, ici: Chemin, quoi: Quoi, echeance: Echeance, *, seul: bool) -> Iterator[Ligne]:
    suite = "" if echeance.periodicite is None else PERIODICITES[echeance.periodicite]
    for chemin, simple in feuilles(echeance.bareme):
        la: Chemin = (*ici, *(f"strate {cle}" if isinstance(cle, int) else f"nature {cle}" for cle in chemin))
        mots = (f"strate {cle}" if isinstance(cle, int) else f"nature {catalogue.nature(cle).nom}" for cle in chemin)
        yield from _simple(
            la if chemin else (*ici, "montant"), (*quoi, *mots) if chemin else (*quoi, "prix"), simple, suite
        )
    if seul:
        periodicite = echeance.periodicite
        yield _champ((*ici, "periodicite"), (*quoi, "périodicité"), None if periodicite is None else str(periodicite))
        yield _champ((*ici, "par"), (*quoi, "multiplié par"), echeance.par)
        yield _champ((*ici, "libelle"), (*quoi, "libellé"), echeance.libelle or None)
    yield _champ((*ici, "minimum"), (*quoi, "unités facturées au moins"), _compte(echeance.minimum))
    yield _champ((*ici, "plancher"), (*quoi, "plancher"), echeance.plancher, suite)
    yield _champ((*ici, "plafond"), (*quoi, "plafond"), echeance.plafond, suite)
    yield _champ((*ici, "gratuits"), (*quoi, "premières unités gratuites"), _compte(echeance.gratuits))
    taux = echeance.taux_tva
    yield _champ((*ici, "taux_tva"), (*quoi, "taux de TVA"), None if taux is None else nombre(taux), "%")


def _compte(valeur: int | Decimal) -> Valeur:
    return None if not valeur else nombre(valeur)


def _simple(ici: Chemin, quoi: Quoi, simple: Simple, suite: str) -> Iterator[Ligne]:
    match simple:
        case Chiffre(montant):
            yield _champ(ici, quoi, montant, suite)
        case PourCent(taux):
            yield _champ(ici, quoi, nombre(taux), f"% {suite}".strip())
        case Tranches(tranches, calcul):
            yield _champ((*ici, "calcul"), (*quoi, "calcul des tranches"), str(calcul))
            for tranche in tranches:
                fin = "au-delà" if tranche.jusqua is None else f"jusqu’à {nombre(tranche.jusqua)}"
                yield _champ((*ici, f"tranche {fin}"), (*quoi, f"tranche {fin}"), tranche.montant, suite)
        case SurEtude():
            yield _champ(ici, quoi, "sur étude")
        case NonPropose():
            yield _champ(ici, quoi, "non proposé")
        case ARenseigner():
            return


# --- Tables ---------------------------------------------------------------------------------------


def _forfait(catalogue: Catalogue, rang: int, forfait: Forfait) -> Iterator[Ligne]:
    ici = ("forfaits", forfait.code)
    nom = forfait.nom if forfait.nom.lower().startswith("forfait") else f"Forfait {forfait.nom}"
    yield _champ((*ici, "rang"), (nom, "rang"), rang)
    yield _champ((*ici, "nom"), (nom, "nom"), forfait.nom)
    yield _champ((*ici, "nom_court"), (nom, "nom court"), forfait.nom_court)
    yield _champ((*ici, "article"), (nom, "article"), forfait.article)
    yield _champ((*ici, "exige"), (nom, "exige"), ", ".join(forfait.exige) or None)
    if forfait.tarif is None:
        yield _champ((*ici, "sans_prix"), (nom, "sans prix propre"), True)
    else:
        yield from _tarif(catalogue, ici, (nom,), forfait.tarif)


def _strate(catalogue: Catalogue, rang: int, strate: Strate) -> Iterator[Ligne]:
    ici, nom = ("strates", str(strate.numero)), f"Strate {strate.numero}"
    yield _champ((*ici, "rang"), (nom, "rang"), rang)
    yield _champ((*ici, "libelle"), (nom, "libellé"), strate.libelle)
    simples = set()
    for mesure in catalogue.mesures:
        bornes = strate.bornes(mesure.code)
        if bornes is None:
            continue
        simples.add(mesure.code)
        for cle, mot, valeur in (("min", "minimum", bornes.min), ("max", "maximum", bornes.max)):
            yield _champ((*ici, mesure.code, cle), (nom, f"{mot} ({mesure.mot})"), valeur)
    yield _champ((*ici, "non_affiliees"), (nom, "collectivités non affiliées"), strate.non_affiliees)
    classees = {m: tuple(n.code for n in catalogue.natures if m in n.mesures) for m in simples}
    for numero, cas in enumerate(strate.cas, 1):
        simple = len(cas.bornes) == 1 and cas.bornes[0][0] in simples and cas.affiliee is not False
        if not cas.bornes and not cas.natures and cas.affiliee is False:
            continue
        if not simple or cas.natures != classees[cas.bornes[0][0]]:
            texte = dire_cas(cas, catalogue.natures, catalogue.mesures)
            yield _champ((*ici, "cas", str(numero)), (nom, f"cas {numero}"), texte)
    for code, volume in strate.volumes.items():
        service = catalogue.service(code)
        mot = code if service is None else service.nom
        yield _champ((*ici, "volumes", code), (nom, f"volume : {mot}"), volume, _unite_de(service, volume))


def _unite_de(service: Service | None, combien: int | None) -> str:
    if service is None or service.unite is None:
        return ""
    return service.unite.nom if combien is not None and combien < 2 else service.unite.pluriel  # noqa: PLR2004


def _avec(catalogue: Catalogue, forfait: str) -> str:
    trouve = catalogue.forfait(forfait)
    return f"avec {forfait if trouve is None else trouve.nom}"


def _service(catalogue: Catalogue, rang: int, service: Service) -> Iterator[Ligne]:
    ici, nom = ("services", service.code), f"Service {service.nom}"
    yield _champ((*ici, "rang"), (nom, "rang"), rang)
    yield _champ((*ici, "famille"), (nom, "famille"), service.famille)
    yield _champ((*ici, "nom"), (nom, "nom"), service.nom)
    yield from _unite(ici, nom, service.unite)
    for forfait, cellule in service.cellules.items():
        quoi = (nom, _avec(catalogue, forfait))
        yield from _cellule_service((*ici, forfait), quoi, cellule, _unite_de(service, cellule.quantite))


def _cellule_service(ici: Chemin, quoi: Quoi, cellule: CelluleService, unite: str) -> Iterator[Ligne]:
    yield _champ((*ici, "texte"), (*quoi, "texte"), cellule.texte)
    yield _champ((*ici, "couverture"), (*quoi, "couverture"), str(cellule.couverture))
    yield _champ((*ici, "quantite"), (*quoi, "quantité comprise"), cellule.quantite, unite)
    yield _champ((*ici, "selon_strate"), (*quoi, "volume selon la strate"), cellule.selon_strate)


def _option(catalogue: Catalogue, rang: int, option: Option) -> Iterator[Ligne]:
    ici, nom = ("options", option.code), f"Option {option.nom}"
    yield _champ((*ici, "rang"), (nom, "rang"), rang)
    yield _champ((*ici, "nom"), (nom, "nom"), option.nom)
    yield from _unite(ici, nom, option.unite)
    for cle, mot, valeur in (
        ("raccourci", "raccourci", option.raccourci),
        ("service", "service", option.service),
        ("exige", "exige", ", ".join(option.exige) or None),
        ("autres_noms", "autres noms", ", ".join(option.autres_noms) or None),
        ("aide", "aide", option.aide or None),
    ):
        yield _champ((*ici, cle), (nom, mot), valeur)
    for forfait, cellule in option.cellules.items():
        yield from _cellule_option(catalogue, (*ici, forfait), (nom, _avec(catalogue, forfait)), cellule)


def _cellule_option(catalogue: Catalogue, ici: Chemin, quoi: Quoi, cellule: CelluleOption) -> Iterator[Ligne]:
    yield _champ((*ici, "texte"), (*quoi, "texte"), cellule.texte)
    yield _champ((*ici, "disponibilite"), (*quoi, "disponibilité"), str(cellule.disponibilite))
    if isinstance(cellule, Proposee):
        yield from _tarif(catalogue, ici, quoi, cellule.tarif)


_DE_LA_NOTE = {
    "affiliee": "selon l’affiliation", "besoin": "si un besoin entier est dit", "vues": "montrée avec",
    "tant_que": "vaut",
}  # fmt: skip
_DEBUT = 60  # letters of a note by which it is known


def _note(rang: int, note: Note) -> Iterator[Ligne]:
    ici, nom = ("notes", note.code), f"Note {guillemets(_debut(note.texte))}"
    yield _champ((*ici, "rang"), (nom, "rang"), rang)
    for cle, valeur in note._asdict().items():
        if isinstance(valeur, frozenset):
            yield _champ((*ici, cle), (nom, _DE_LA_NOTE.get(cle, cle)), ", ".join(sorted(map(str, valeur))) or None)
        elif cle != "code":
            yield _champ((*ici, cle), (nom, _DE_LA_NOTE.get(cle, cle)), valeur)


def _debut(texte: str) -> str:
    """Its first words, whole; the guillemets that it has stand inside others."""
    court = texte if len(texte) <= _DEBUT else f"{texte[:_DEBUT].rpartition(' ')[0].rstrip(' ,;:.«')}…"
    return court.replace("« ", "“").replace(" »", "”")
