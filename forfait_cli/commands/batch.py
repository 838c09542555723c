"""`forfait batch`: a devis for every row of a file."""

import sys
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, BinaryIO, Optional

import typer

from forfait_cli.commands.avancement import Avancement
from forfait_cli.commands.cadre import application
from forfait_cli.commands.collectivite import genre_demande
from forfait_cli.commands.compte import Compte
from forfait_cli.commands.demande import selection_de
from forfait_cli.commands.flags import QUOI, SORTIE, FlagsForfaits, FlagsGrille, Texte
from forfait_cli.commands.grille import catalogue_de, date_de
from forfait_cli.commands.lignes import Lecteur
from forfait_cli.commands.lot import Lot
from forfait_cli.commands.recolte import Recolte
from forfait_cli.commands.sortie import dire, dire_erreur, ecrire_sortie_standard, fichier_demande, fichier_entier
from forfait_cli.domaine.grille import Catalogue
from forfait_cli.domaine.selection import selectionner
from forfait_cli.domaine.types import GenrePopulation
from forfait_cli.erreurs import Anomalie, ExitCode, MauvaisUsage, suggestion
from forfait_cli.francais import guillemets, nombre
from forfait_cli.readers.colonnes import COMPTES, RECHERCHE, Colonnes, reconnaitre
from forfait_cli.readers.ouverture import ouvrir, separateur_demande
from forfait_cli.readers.rows import Source
from forfait_cli.readers.textes import encodage_demande
from forfait_cli.render.formats import Format, choisir
from forfait_cli.render.lots.colonnes import Resultat, resultat_pour, titres_entree, titres_uniques
from forfait_cli.render.lots.ecrivain import Ecrivain

if TYPE_CHECKING:
    from forfait_cli.commands.recherche import Chercheur

FORMATS = {Format.CSV: (".csv",), Format.JSON: (".json", ".jsonl", ".ndjson"), Format.XLSX: (".xlsx",)}
DIALECTES = ("standard", "excel-fr")
ENTREE = "Le fichier"


def batch(
    grille: FlagsGrille,
    fichier: Annotated[
        Texte,
        typer.Argument(metavar="FICHIER", help="CSV, XLSX ou ODS ; - pour un CSV sur l’entrée standard."),
    ] = None,
    departement: Annotated[
        Texte,
        typer.Option(
            "--departement",
            metavar="CODE",
            help="À la place d’un fichier, toutes les communes de ce département ; avec un fichier, départage les "
            "communes de même nom.",
            rich_help_panel=ENTREE,
        ),
    ] = None,
    population: Annotated[
        Texte,
        typer.Option(
            "--population",
            metavar="GENRE",
            help="totale ou municipale, pour les communes cherchées (sans elle, ce que dit le catalogue).",
            rich_help_panel=ENTREE,
        ),
    ] = None,
    separateur: Annotated[
        Texte,
        typer.Option(
            "--separateur", metavar="SIGNE", help="« , », « ; » ou tab (sans lui, deviné).", rich_help_panel=ENTREE
        ),
    ] = None,
    encodage: Annotated[
        Texte,
        typer.Option(
            "--encodage", metavar="NOM", help="utf-8, cp1252… (sans lui, deviné).", rich_help_panel=ENTREE
        ),
    ] = None,
    forfait: Annotated[
        Optional[list[str]],  # noqa: UP045
        typer.Option(
            "--forfait",
            metavar="CODE",
            help="Ce forfait seulement, là où la ligne n’en dit pas (répétable ; sans lui, tous).",
            rich_help_panel=QUOI,
        ),
    ] = None,
    complet: Annotated[
        bool,
        typer.Option("--complet", help="Sort avec le code 4 si un montant manque.", rich_help_panel=QUOI),
    ] = False,
    format: Annotated[  # noqa: A002 - the flag's name
        Texte,
        typer.Option(
            "--format",
            metavar="FORMAT",
            help=f"{', '.join(FORMATS)} (sans lui, ce que dit le suffixe de -o, sinon csv).",
            rich_help_panel=SORTIE,
        ),
    ] = None,
    dialecte: Annotated[
        Texte,
        typer.Option(
            "--dialecte",
            metavar="NOM",
            help="excel-fr : un CSV que l’Excel français ouvre (point-virgule, virgule décimale).",
            rich_help_panel=SORTIE,
        ),
    ] = None,
    output: Annotated[
        Texte,
        typer.Option(
            "--output", "-o", metavar="FICHIER", help="Écrit dans ce fichier, en entier ou pas du tout.",
            rich_help_panel=SORTIE,
        ),
    ] = None,
) -> ExitCode:  # fmt: skip
    """Établit un devis pour chaque ligne d’un fichier.

    Les colonnes portent les noms des options : habitants, agents, extra_go, besoin_go… dans n’importe quel ordre ;
    les titres courants (« Population », « Nb habitants », « INSEE »…) sont reconnus, et ce qui a été compris est dit.

    Exemple : forfait batch communes.csv --forfait metiers -o devis.csv
    """
    recolte = Recolte()
    cible = recolte.lire(lambda: fichier_demande(output))
    choisi = recolte.lire(lambda: choisir(format, cible, FORMATS, Format.CSV)) or Format.CSV
    recolte.lire(lambda: _verifier(choisi, cible, dialecte))
    signe = recolte.lire(lambda: separateur_demande(separateur))
    code = recolte.lire(lambda: encodage_demande(encodage))
    recolte.lire(lambda: date_de(grille))
    catalogue = catalogue_de(grille)
    genre = recolte.lire(lambda: genre_demande(catalogue, population)) or catalogue.population
    codes, _ = selection_de(catalogue, FlagsForfaits(forfait), recolte)
    recolte.finir()
    retenus = selectionner(catalogue, codes, ()).retenus
    source = _source(fichier, departement, code, signe)
    colonnes = reconnaitre(source.noms, catalogue.population, source.origine)
    chercheur = _chercheur(catalogue, colonnes, genre, departement)
    lecteur = Lecteur(catalogue, colonnes, codes, chercheur)
    possibles = catalogue.forfaits if "forfait" in colonnes.champs else retenus
    resultat = resultat_pour(catalogue, possibles, lecteur.options())
    dites = source.remarques
    dire([*dites, *colonnes.remarques] if fichier else dites)
    # Where the file has figures of its own, the few that are looked up are told in the summary.
    ajouts = chercheur.colonnes if chercheur is not None and "habitants" not in colonnes.champs else ()
    with fichier_entier(cible) if cible else nullcontext(None) as flux:
        ecrivain = _ecrivain(choisi, flux, resultat, colonnes, dialecte)
        reserves = (*ajouts, *resultat.noms, *(["schema"] if choisi is Format.JSON else []))
        entree = titres_entree(source.noms, reserves)
        if choisi is Format.JSON:
            entree = titres_uniques(entree)
        ecrivain.entete((*entree, *ajouts, *resultat.noms))
        lot = Lot(catalogue, colonnes, lecteur, resultat, ecrivain, len(ajouts))
        avancement = Avancement(sortie_visible=cible is None and sys.stdout.isatty())
        try:
            for bloc in source.blocs():
                ecrivain.ecrire(lot.rangees(bloc))
                avancement.dire(source.avancement(), lot.compte.lues)
            ecrivain.finir()
        finally:
            avancement.effacer()
    if source.remarques != dites:  # the encoding shows at the first letter beyond ASCII
        dire(source.remarques)
    if chercheur is not None:
        dire(chercheur.bilan())
    return _bilan(source, lot.compte, complet=complet)


def _source(fichier: str | None, departement: str | None, encodage: str | None, separateur: str | None) -> Source:
    if fichier is not None:
        return ouvrir(fichier, encodage=encodage, separateur=separateur)
    if departement is None:
        aide = "donnez un fichier, - pour l’entrée standard, ou --departement CODE"
        raise MauvaisUsage(Anomalie("FICHIER", "argument manquant", aide))
    from forfait_cli.commands.recherche import SourceDepartement

    return SourceDepartement(departement)


def _chercheur(
    catalogue: Catalogue, colonnes: Colonnes, genre: GenrePopulation, departement: str | None
) -> "Chercheur | None":
    if not any(champ in colonnes.champs for champ in RECHERCHE):
        return None
    from forfait_cli.commands.recherche import Chercheur

    return Chercheur(catalogue, genre, departement)


def _verifier(choisi: Format, cible: Path | None, dialecte: str | None) -> None:
    if dialecte is not None and dialecte not in DIALECTES:
        proche = suggestion(dialecte, DIALECTES)
        aide = f"{proche} Dialectes possibles : {', '.join(DIALECTES)}.".strip()
        raise MauvaisUsage(Anomalie("--dialecte", f"dialecte inconnu : {guillemets(dialecte)}", aide))
    if dialecte is not None and choisi is not Format.CSV:
        raise MauvaisUsage(Anomalie("--dialecte", "ne sert que pour le format csv"))
    if choisi is Format.XLSX and cible is None and sys.stdout.isatty():
        aide = "ajoutez -o devis.xlsx, ou redirigez la sortie"
        raise MauvaisUsage(Anomalie("--format", "un classeur ne s’affiche pas dans un terminal", aide))


def _ecrivain(
    choisi: Format, flux: BinaryIO | None, resultat: Resultat, colonnes: Colonnes, dialecte: str | None
) -> Ecrivain[Any]:
    puits: Callable[[bytes], object] = ecrire_sortie_standard if flux is None else flux.write
    match choisi:
        case Format.JSON:
            from forfait_cli.render.lots.json import EcrivainJson

            return EcrivainJson(puits)
        case Format.XLSX:
            from forfait_cli.render.lots.xlsx import EcrivainXlsx

            numeriques = {rang for champ, rang in colonnes.champs.items() if champ in ("habitants", "agents", *COMPTES)}
            return EcrivainXlsx(puits, resultat, frozenset(numeriques))
        case _:
            from forfait_cli.render.lots.csv import DIALECTES, EcrivainCsv

            return EcrivainCsv(puits, DIALECTES[dialecte or "standard"])


def _bilan(source: Source, compte: Compte, *, complet: bool) -> ExitCode:
    """The summary, and the exit code it calls for."""
    phrases = [
        f"Lignes : {nombre(compte.lues)} lues, {nombre(compte.ecrites)} écrites, {nombre(compte.refusees)} refusées."
    ]
    if source.vides:
        phrases.append(f"Lignes vides laissées de côté : {nombre(source.vides)}.")
    dire(phrases)
    if compte.refusees:
        dire_erreur((Anomalie(f"{source.origine}, ligne {ligne}", motif) for ligne, motif in compte.raisons), "Refusé")
        if (autres := compte.refusees - len(compte.raisons)) > 0:
            dire([f"… et {nombre(autres)} de plus : voir la colonne « erreur »."])
    if complet and compte.incomplet:
        dire_erreur([Anomalie("--complet", "au moins un montant n’est pas connu")], "Incomplet")
    return ExitCode.PARTIEL if compte.refusees or (complet and compte.incomplet) else ExitCode.FAIT


app = application(batch)
