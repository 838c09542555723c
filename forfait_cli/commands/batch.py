"""`forfait batch`: a devis for every row of a file."""

import sys
from collections.abc import Callable, Collection
from contextlib import nullcontext
from pathlib import Path
from typing import Annotated, Any, BinaryIO, Optional

import typer

from forfait_cli.commands.cadre.drapeaux import SORTIE
from forfait_cli.commands.cadre.lettre import OBJET, REFERENCE, VALIDITE
from forfait_cli.commands.cadre.saisie import Saisie, application
from forfait_cli.commands.lots.bilan import bilan, dites_lignes
from forfait_cli.commands.lots.compte import CHIFFREES, COLONNES, DETAILS, ESSENTIELLES, Compte
from forfait_cli.commands.lots.entree import ENTREE, Entree, lus, ouvrir_entree
from forfait_cli.commands.lots.lot import Lot
from forfait_cli.commands.sortie.fichiers import fichier_entier
from forfait_cli.commands.sortie.flux import ecrire_sortie_standard, est_un_terminal, refuser_la_sortie_lue
from forfait_cli.commands.sortie.messages import dire
from forfait_cli.domaine.hypotheses import HABITANTS
from forfait_cli.domaine.selection import selectionner
from forfait_cli.erreurs import Anomalie, ExitCode, MauvaisUsage, champ, suggestion_puis
from forfait_cli.francais import guillemets, nombre
from forfait_cli.readers.demande.champs import RECHERCHE, Genre, Groupe
from forfait_cli.render.formats import FORMATS, SUFFIXES_DOCUMENTS, SUFFIXES_LOT, Format
from forfait_cli.render.lots.colonnes import Resultat, lisibles, resultat_pour, titres_entree, titres_uniques
from forfait_cli.render.lots.ecrivain import Ecrivain, Reglages

DE_LA_LETTRE = (REFERENCE, VALIDITE, OBJET)
DIALECTES = ("standard", "excel-fr")


def batch(
    saisie: Saisie,
    complet: Annotated[
        bool,
        typer.Option("--complet", help="Sort avec le code 4 si un montant manque.", rich_help_panel=Groupe.QUOI),
    ] = False,
    dialecte: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option(
            "--dialecte",
            metavar="NOM",
            help="excel-fr : un CSV que l’Excel français ouvre (point-virgule, virgule décimale).",
            rich_help_panel=SORTIE,
        ),
    ] = None,
    documents: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option(
            "--documents",
            metavar="DOSSIER",
            help="Un document par ligne et un index dans ce dossier (--format pdf ou html ; sans lui, pdf). Relancé, "
            "il ne refait que ce qui a changé.",
            rich_help_panel=SORTIE,
        ),
    ] = None,
) -> ExitCode:
    """Établit un devis pour chaque ligne d’un fichier.

    Les colonnes portent les noms des options : habitants, agents, extra_go, besoin_go… dans n’importe quel ordre ;
    les titres courants (« Population », « Nb habitants », « INSEE »…) sont reconnus, et ce qui a été compris est dit.

    Exemple : forfait batch communes.csv {forfait} -o devis.csv
    """
    if documents is not None:
        saisie.recolte.lire(lambda: _sans_dialecte(dialecte))
        saisie.verifier_date()
        from forfait_cli.commands.lots.publipostage import publier

        return publier(saisie, Path(documents), complet=complet)
    _refuser_un_document(saisie)
    sortie = saisie.sortie(SUFFIXES_LOT, Format.CSV)
    for un in DE_LA_LETTRE:
        if saisie.autres[un.nom] is not None:
            aide = "donnez un dossier, ou retirez cette option"
            saisie.recolte.ajouter(Anomalie(champ(un.nom), f"ne sert qu’avec {champ('documents')}", aide))
    saisie.recolte.lire(lambda: _verifier(sortie.format, dialecte))
    saisie.verifier_date()
    catalogue = saisie.contexte.grille
    entree = ouvrir_entree(saisie, catalogue)
    source, rangs = entree.source, entree.colonnes.rangs
    retenus = selectionner(catalogue, entree.forfaits, ()).retenus
    possibles = catalogue.forfaits if "forfait" in rangs else retenus
    resultat = resultat_pour(catalogue, possibles, entree.options())
    dites = list(source.remarques)
    # Where the file has figures of its own, the few that are looked up are told in the summary.
    ajouts = COLONNES if HABITANTS not in rangs and any(nom in rangs for nom in RECHERCHE) else ()
    if sortie.fichier is None:
        refuser_la_sortie_lue(lus(saisie))
    with fichier_entier(sortie.fichier, lus(saisie)) if sortie.fichier else nullcontext(None) as flux:
        ecrivain = _ecrivain(sortie.format, flux, resultat, entree, ajouts, dialecte)
        reserves = (*ajouts, *resultat.noms, *(["schema"] if sortie.format is Format.JSON else []))
        titres = titres_entree(source.noms, reserves)
        if sortie.format is Format.JSON:
            titres = titres_uniques(titres)
        ecrivain.entete((*titres, *ajouts, *resultat.noms))
        lot = Lot(entree, resultat, ecrivain, len(retenus), ajouts=bool(ajouts))
        with entree.avancement(sortie_visible=sortie.fichier is None and est_un_terminal(sys.stdout)) as avancement:
            for bloc in source.blocs():
                ecrivain.ecrire(lot.rangees(bloc))
                avancement.dire(lot.compte.lues)
            ecrivain.finir()
    if source.remarques != dites:  # the encoding shows at the first letter beyond ASCII
        dire(source.remarques)
    dire(lot.compte.recherches())
    dire([_comptees(lot.compte)])
    return bilan(source, lot.compte, complet=complet, ou="voir la colonne « erreur »")


def _comptees(compte: Compte) -> str:
    """How many rows were read, and written: one a forfait where they name none. A refusal may be of one forfait."""
    refus = f"dont {nombre(compte.refusees)} avec un refus" if compte.refusees else "aucune refusée"
    par_forfait = ", une par forfait" if compte.ecrites > compte.lues else ""
    ecrites = dites_lignes(compte.ecrites, "écrite")
    return f"Lignes : {dites_lignes(compte.lues, 'lue')}, {refus} ; {ecrites}{par_forfait}."


def _refuser_un_document(saisie: Saisie) -> None:
    """A format of pages, and no folder for them: the one message that says what was forgotten.

    Raises:
        MauvaisUsage: that, and all that was gathered before.
    """
    demande = str(saisie.format_demande or "").strip().lower()
    if demande in SUFFIXES_DOCUMENTS and demande not in SUFFIXES_LOT:
        aide = f"ajoutez {champ('documents')} DOSSIER. Formats possibles : {', '.join(SUFFIXES_LOT)}."
        saisie.recolte.ajouter(Anomalie(champ("format"), "ce format fait un document par ligne", aide))
        saisie.recolte.finir()


def _verifier(choisi: Format, dialecte: str | None) -> None:
    if dialecte is not None and dialecte not in DIALECTES:
        aide = suggestion_puis(dialecte, DIALECTES, f"dialectes possibles : {', '.join(DIALECTES)}")
        raise MauvaisUsage(Anomalie(champ("dialecte"), f"dialecte inconnu : {guillemets(dialecte)}", aide))
    if dialecte is not None and choisi is not Format.CSV:
        raise MauvaisUsage(Anomalie(champ("dialecte"), "ne sert que pour le format csv"))


def _sans_dialecte(dialecte: str | None) -> None:
    if dialecte is not None:
        message = f"ne sert pas avec {champ('documents')}"
        raise MauvaisUsage(Anomalie(champ("dialecte"), message, "retirez l’un des deux"))


def _ecrivain(
    choisi: Format,
    flux: BinaryIO | None,
    resultat: Resultat,
    entree: Entree,
    ajouts: Collection[str],
    dialecte: str | None,
) -> Ecrivain[Any]:
    catalogue = entree.lecteur.catalogue
    puits: Callable[[bytes], object] = ecrire_sortie_standard if flux is None else flux.write
    en_lot = FORMATS[choisi].lot
    assert en_lot is not None  # one of `SUFFIXES_LOT`
    suite = {nom: len(entree.source.noms) + rang for rang, nom in enumerate(ajouts)}
    chiffres = entree.rangs(Genre.TAILLE, Genre.QUANTITE) | {suite[nom] for nom in CHIFFREES if nom in suite}
    essentielles = entree.rangs(Genre.TAILLE) | {suite[nom] for nom in ESSENTIELLES if nom in suite}
    return en_lot.ouvrir(
        Reglages(
            puits, resultat, chiffres, dialecte or DIALECTES[0],
            titre=f"Devis : {catalogue.titre if catalogue.tarifs is None else catalogue.tarifs.titre}",
            lisibles=lambda: COLONNES | entree.lisibles() | lisibles(catalogue, resultat),
            essentielles=essentielles, details=DETAILS,
        )
    )  # fmt: skip


app = application(
    batch,
    Groupe.QUOI,
    Groupe.GRILLE,
    seulement=("forfait",),
    formats=SUFFIXES_LOT,
    defaut=Format.CSV,
    drapeaux=ENTREE,
    suite=DE_LA_LETTRE,
)
