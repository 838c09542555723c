"""A catalogue file read and checked: nothing of the annex is in the code, all of it comes from here."""

import re
from collections.abc import Iterator, Mapping
from typing import TypeVar

from forfait_cli.domaine.grille import (
    Catalogue,
    CelluleOption,
    CelluleService,
    Forfait,
    Note,
    Option,
    Proposee,
    Service,
    Tableaux,
    TantQue,
)
from forfait_cli.domaine.prix import echeances
from forfait_cli.domaine.tva import HorsTaxe
from forfait_cli.domaine.types import (
    ARenseigner,
    GenrePopulation,
    Nature,
)
from forfait_cli.erreurs import suggestion
from forfait_cli.francais import guillemets
from forfait_cli.readers.champs import Champs
from forfait_cli.readers.legende import Motifs, legende_options, legende_services, plier
from forfait_cli.readers.prix import Regles, lire_tarif, lire_tva
from forfait_cli.readers.strates import lire_strates, verifier_strates
from forfait_cli.readers.toml import lire_toml

_CODE = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*", re.ASCII)
SCHEMA = "forfait.catalogue/1"
Cellule = TypeVar("Cellule", CelluleService, CelluleOption)
VUES = frozenset({"devis", "comparaison", "strate"})


def lire_catalogue(contenu: bytes, origine: str, empreinte: str) -> Catalogue:
    """The catalogue that these bytes say; `origine` names them in the faults, `empreinte` in a devis.

    Raises:
        CatalogueInvalide: the content is wrong; every fault is told at once.
    """
    return lire_toml(contenu, origine, lambda document, fautes: _lire(Champs(document, "", fautes), empreinte, origine))


def _lire(racine: Champs, empreinte: str, chemin: str) -> Catalogue:
    schema = racine.texte("schema")
    if schema and schema != SCHEMA:
        racine.faute("schema", f"schéma inconnu : {guillemets(schema)}", f"attendu : {guillemets(SCHEMA)}")
    titre, source = racine.texte("titre"), racine.texte("source")
    population = racine.choix("population", GenrePopulation)
    tableaux = racine.table("tableaux")
    titres = Tableaux(tableaux.texte("services"), tableaux.texte("strates"), tableaux.texte("options"))
    tableaux.fin()
    motifs = racine.table("motifs")
    absents = Motifs(motifs.texte("forfait"), motifs.texte("option"), motifs.texte("etude"))
    motifs.fin()
    tva = lire_tva(racine)
    strates = lire_strates(racine)
    numeros = {strate.numero for strate in strates}
    regles = Regles(numeros, isinstance(tva, HorsTaxe))
    legende = racine.table("legende")
    sens_services = legende_services(legende.table("services"))
    sens_options = legende_options(legende.table("options"), absents, regles)
    legende.fin()
    forfaits = tuple(_forfait(champs, absents, regles) for champs in racine.tables("forfaits"))
    codes = [forfait.code for forfait in forfaits]
    services = tuple(_service(champs, codes, sens_services) for champs in racine.tables("services"))
    options = tuple(
        _option(champs, codes, sens_options, services) for champs in racine.tables("options", requises=False)
    )
    notes = tuple(_notes(racine, forfaits, services, options, numeros))
    racine.fin()
    for quoi, tous in (
        ("forfaits", codes),
        ("services", [service.code for service in services]),
        ("options", [option.code for option in options]),
        ("options.raccourci", [option.raccourci for option in options if option.raccourci]),
        ("notes", [note.code for note in notes]),
    ):
        _uniques(racine, quoi, tous)
    verifier_strates(racine, strates, services)
    return Catalogue(
        titre, source, empreinte, chemin, population, titres, forfaits, services, strates, options, notes, tva
    )


def _uniques(racine: Champs, quoi: str, codes: list[str]) -> None:
    for code in dict.fromkeys(codes):
        if code and codes.count(code) > 1:
            racine.faute(
                quoi,
                f"{guillemets(code)} est écrit {codes.count(code)} fois",
                "gardez-en un, changez les autres",
            )


def _forfait(champs: Champs, motifs: Motifs, regles: Regles) -> Forfait:
    code, nom = _code(champs), champs.texte("nom")
    forfait = Forfait(
        code,
        nom,
        champs.texte("nom_court", defaut=nom),
        lire_tarif(champs, "prix", regles, ARenseigner(motifs.forfait)),
    )
    champs.fin()
    return forfait


def _code(champs: Champs) -> str:
    code = champs.texte("code")
    if code and not _CODE.fullmatch(code):
        champs.faute("code", f"code mal formé : {guillemets(code)}", "minuscules sans accent, chiffres et tirets")
    return code


def _service(champs: Champs, forfaits: list[str], sens: Mapping[str, CelluleService]) -> Service:
    service = Service(
        _code(champs),
        champs.texte("famille", defaut=""),
        champs.texte("nom"),
        champs.texte_ou_rien("unite"),
        dict(_cellules(champs, forfaits, sens, "legende.services")),
    )
    champs.fin()
    if service.unite is None and any(c.selon_strate or c.quantite is not None for c in service.cellules.values()):
        champs.faute(
            "unite",
            "clé absente : une cellule compte ce service",
            'ajoutez l’unité, par exemple unite = "Go"',
        )
    return service


def _option(
    champs: Champs, forfaits: list[str], sens: Mapping[str, CelluleOption], services: tuple[Service, ...]
) -> Option:
    option = Option(
        _code(champs),
        champs.texte("nom"),
        champs.texte_ou_rien("unite"),
        champs.texte_ou_rien("raccourci"),
        champs.texte_ou_rien("service"),
        dict(_cellules(champs, forfaits, sens, "legende.options")),
    )
    champs.fin()
    if option.service is not None:
        service = next((service for service in services if service.code == option.service), None)
        if service is None:
            aide = suggestion(option.service, [service.code for service in services])
            champs.faute("service", f"aucun service n’a le code {guillemets(option.service)}", aide)
        elif service.unite is None or service.unite != option.unite:
            champs.faute("service", "le service et l’option ne se comptent pas dans la même unité", "accordez les deux")
    if compte_par_tete(option):
        message = f"{guillemets(option.nom)} se compte en {option.unite} et son prix va par habitant ou par agent"
        champs.faute("unite", message, "retirez l’unité, ou changez le prix de la légende")
    return option


def compte_par_tete(option: Option) -> bool:
    """Whether an option that is counted has a price per head: two counts for one price."""
    return option.unite is not None and any(
        prix.par is not None
        for cellule in option.cellules.values()
        if isinstance(cellule, Proposee)
        for prix in echeances(cellule.tarif)
    )


def _cellules(
    champs: Champs, forfaits: list[str], sens: Mapping[str, Cellule], legende: str
) -> Iterator[tuple[str, Cellule]]:
    cellules = champs.table("cellules")
    for forfait in forfaits:
        texte = plier(cellules.texte(forfait))
        if texte in sens:
            yield forfait, sens[texte]
        elif texte:
            aide = suggestion(texte, sens) or f"ajoutez ce texte à [{legende}] avec ce qu’il veut dire"
            cellules.faute(forfait, f"texte absent de la légende : {guillemets(texte)}", aide)
    cellules.fin()


def _notes(
    racine: Champs, forfaits: tuple[Forfait, ...], services: tuple[Service, ...],
    options: tuple[Option, ...], numeros: set[int],
) -> Iterator[Note]:  # fmt: skip
    connus: dict[str, set[str]] = {
        "forfaits": {forfait.code for forfait in forfaits},
        "services": {service.code for service in services},
        "options": {option.code for option in options},
        "natures": {str(nature) for nature in Nature},
        "vues": set(VUES),
    }
    for champs in racine.tables("notes", requises=False):
        listes = {cle: frozenset(champs.textes(cle)) for cle in connus}
        for cle, codes in listes.items():
            for code in sorted(codes - connus[cle]):
                champs.faute(cle, f"code inconnu : {guillemets(code)}", suggestion(code, connus[cle]))
        strates = frozenset(champs.entiers("strates"))
        if strates - numeros:
            champs.faute("strates", f"strates inconnues : {', '.join(map(str, sorted(strates - numeros)))}")
        yield Note(
            _code(champs),
            champs.texte("texte"),
            champs.texte("raison"),
            listes["forfaits"],
            listes["services"],
            listes["options"],
            strates,
            frozenset(Nature(nature) for nature in listes["natures"] & connus["natures"]),
            champs.booleen_ou_rien("affiliee"),
            champs.booleen_ou_rien("besoin"),
            listes["vues"] or VUES,
            champs.choix("tant_que", TantQue) if "tant_que" in champs else None,
        )
        champs.fin()
