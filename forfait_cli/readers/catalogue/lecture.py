"""A catalogue file read and checked: nothing of the annex is in the code, all of it comes from here."""

from pathlib import Path
from typing import Any

from forfait_cli.domaine.catalogue import Catalogue, HorsTaxe, Tableaux
from forfait_cli.domaine.types import GenrePopulation
from forfait_cli.erreurs import Anomalie, CatalogueInvalide, champ
from forfait_cli.francais import guillemets
from forfait_cli.readers.catalogue.cellules import Cellules
from forfait_cli.readers.catalogue.defauts import TABLEAUX
from forfait_cli.readers.catalogue.legende import legende_options, legende_services, lire_motifs
from forfait_cli.readers.catalogue.mots_reserves import verifier_mots
from forfait_cli.readers.catalogue.notes import lire_notes
from forfait_cli.readers.catalogue.offre import (
    Legende,
    Noms,
    lire_forfaits,
    lire_option,
    lire_service,
    verifier_exigences,
)
from forfait_cli.readers.catalogue.qui import lire_organisme, lire_qui
from forfait_cli.readers.catalogue.strates import Qui, lire_strates, verifier_strates
from forfait_cli.readers.champs import Champs, situees
from forfait_cli.readers.fichiers import lire_octets
from forfait_cli.readers.prix import Regles, lire_tva
from forfait_cli.readers.toml import lire_toml

SCHEMA = "forfait.catalogue/1"


def lire_catalogue(contenu: bytes, origine: str, empreinte: str) -> Catalogue:
    """The catalogue that these bytes say; `origine` names them in the faults, `empreinte` in a devis.

    Raises:
        CatalogueInvalide: the content is wrong; every fault is told at once.
    """

    def lecture(document: dict[str, Any], fautes: list[Anomalie]) -> Catalogue:
        if str(document.get("schema")).startswith("forfait.tarifs"):
            aide = f"donnez-le à {champ('tarifs')}, et ici la grille dont il a les prix"
            raise CatalogueInvalide(Anomalie(origine, "c’est un fichier de tarifs, pas un catalogue", aide))
        return lire_document(document, fautes, origine, empreinte)

    return lire_toml(contenu, origine, lecture, relire="forfait catalogue import")


def lire_document(document: dict[str, Any], fautes: list[Anomalie], origine: str, empreinte: str = "") -> Catalogue:
    """The catalogue of a document that is parsed already; what is wrong with it is added to `fautes`, by key."""
    return _lire(Champs(document, "", fautes), document, empreinte, origine)


def tables_de(fichier: Path) -> dict[str, Any]:
    """The tables of a catalogue file, as it writes them, once they are known to be right.

    Raises:
        Refus: the file can't be read.
        CatalogueInvalide: its content is wrong; every fault is told at once.
    """

    def lecture(document: dict[str, Any], fautes: list[Anomalie]) -> dict[str, Any]:
        lire_document(document, fautes, str(fichier))
        return document

    return lire_toml(lire_octets(fichier, "grille"), str(fichier), lecture, relire="forfait catalogue import")


def verifier_tables(document: dict[str, Any], origine: str) -> Catalogue:
    """The catalogue of tables that the program made itself, of what it was told.

    Raises:
        CatalogueInvalide: what was told can't make a grid; every fault is told at once.
    """
    fautes: list[Anomalie] = []
    catalogue = lire_document(document, fautes, origine)
    if fautes:
        raise CatalogueInvalide(*situees(fautes, origine))
    return catalogue


def _lire(racine: Champs, document: dict[str, Any], empreinte: str, chemin: str) -> Catalogue:
    schema = racine.texte("schema", defaut=SCHEMA)
    if schema != SCHEMA:
        racine.faute("schema", f"schéma inconnu : {guillemets(schema)}", f"attendu : {guillemets(SCHEMA)}")
    titre, source = racine.texte("titre"), racine.texte("source")
    population = racine.choix("population", GenrePopulation, defaut=GenrePopulation.TOTALE)
    organisme = lire_organisme(racine)
    qui = Qui(*lire_qui(racine, document))
    tableaux = _tableaux(racine)
    motifs = lire_motifs(racine, organisme)
    tva = lire_tva(racine)
    strates = lire_strates(racine, qui)
    numeros = [strate.numero for strate in strates]
    codes_natures = [nature.code for nature in qui.natures]
    regles = Regles(numeros, codes_natures, qui.mesures, isinstance(tva, HorsTaxe), requis=True, etude=motifs.etude)
    champs = racine.table("legende")
    legende = Legende(
        legende_services(champs.table("services")),
        legende_options(champs.table("options"), motifs, regles),
        motifs,
        regles,
        Noms(qui.mesures, qui.natures, strates),
    )
    champs.fin()
    forfaits = lire_forfaits(racine, motifs, regles)
    cellules = Cellules(forfaits)
    services = tuple(
        lire_service(champs, cellules, legende.services) for champs in racine.tables("services", requises=False)
    )
    options = tuple(
        lire_option(champs, cellules, legende, services) for champs in racine.tables("options", requises=False)
    )
    racine.fautes.extend(cellules.fautes())
    notes = tuple(lire_notes(racine, forfaits, services, options, qui.natures, numeros))
    racine.fin()
    for quoi, codes in (
        ("mesures", [mesure.code for mesure in qui.mesures]),
        ("natures", codes_natures),
        ("forfaits", cellules.codes),
        ("services", [service.code for service in services]),
        ("options", [option.code for option in options]),
        ("notes", [note.code for note in notes]),
    ):
        _uniques(racine, quoi, codes)
    if len({option.code for option in options}) == len(options):
        verifier_mots(racine, options, qui.mesures)
    verifier_exigences(racine, forfaits, options)
    verifier_strates(racine, strates, services, qui)
    return Catalogue(
        titre, source, empreinte, chemin, population, organisme, tuple(qui.mesures), tuple(qui.natures), tableaux,
        forfaits, services, strates, options, notes, tva,
    )  # fmt: skip


def _tableaux(racine: Champs) -> Tableaux:
    champs = racine.table("tableaux")
    tableaux = Tableaux(*(champs.texte(cle, defaut=titre) for cle, titre in TABLEAUX._asdict().items()))
    champs.fin()
    return tableaux


def _uniques(racine: Champs, quoi: str, codes: list[str]) -> None:
    for code in dict.fromkeys(codes):
        if code and codes.count(code) > 1:
            racine.faute(
                quoi,
                f"{guillemets(code)} est écrit {codes.count(code)} fois",
                "gardez-en un, changez les autres",
            )
