"""`forfait tarifs impact`: what a new grid changes for a list of collectivités."""

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Optional

import typer

from forfait_cli.commands.cadre import application
from forfait_cli.commands.catalogue.fichiers import lire_grille
from forfait_cli.commands.collectivite import genre_demande
from forfait_cli.commands.flags import QUOI, FlagsGrille, FlagsSortie, Texte
from forfait_cli.commands.grille import date_de
from forfait_cli.commands.lignes import Lecteur
from forfait_cli.commands.recherche import Chercheur, SourceDepartement
from forfait_cli.commands.recolte import Recolte
from forfait_cli.commands.sortie import Sortie, dire, dire_erreur
from forfait_cli.domaine.impact import Cas, impact
from forfait_cli.domaine.selection import fautes_selection
from forfait_cli.erreurs import Anomalie, ErreurForfait, ExitCode
from forfait_cli.francais import nombre
from forfait_cli.readers.colonnes import RECHERCHE, Colonnes, reconnaitre
from forfait_cli.readers.ouverture import ouvrir, separateur_demande
from forfait_cli.readers.rows import Source
from forfait_cli.readers.textes import encodage_demande
from forfait_cli.render.impact import vue_impact

RAISONS_MAX = 10  # refusals told


def effet(
    grille: FlagsGrille,
    sortie: FlagsSortie,
    avant: Annotated[
        str, typer.Option("--avant", metavar="A", help="Les tarifs d’avant, ou un catalogue.", rich_help_panel=QUOI)
    ],
    apres: Annotated[
        str, typer.Option("--apres", metavar="B", help="Les tarifs d’après, ou un catalogue.", rich_help_panel=QUOI)
    ],
    fichier: Annotated[
        Texte, typer.Argument(metavar="FICHIER", help="CSV, XLSX ou ODS, comme pour batch ; - pour l’entrée standard.")
    ] = None,
    departement: Annotated[
        Texte,
        typer.Option(
            "--departement", metavar="CODE", help="À la place d’un fichier, ses communes.", rich_help_panel=QUOI
        ),
    ] = None,
    population: Annotated[
        Texte,
        typer.Option("--population", metavar="GENRE", help="totale ou municipale, si cherchée.", rich_help_panel=QUOI),
    ] = None,
    forfait: Annotated[
        Optional[list[str]],  # noqa: UP045
        typer.Option("--forfait", metavar="CODE", help="Ce forfait seulement (répétable).", rich_help_panel=QUOI),
    ] = None,
) -> ExitCode:
    """Mesure l’effet d’une nouvelle grille sur une liste de collectivités.

    Par strate et par forfait : combien, total avant, total après, différence ; puis celles qui gagnent et perdent
    le plus. Un prix inconnu est compté à part, jamais pour 0.

    Exemple : forfait tarifs impact --avant tarifs-2026.toml --apres tarifs-2027.toml --departement 47
    """
    recolte = Recolte()
    cible = Sortie(sortie, recolte)
    recolte.lire(lambda: date_de(grille))
    if fichier is None and departement is None:
        recolte.ajouter(Anomalie("FICHIER", "argument manquant", "donnez un fichier, ou --departement CODE"))
    a, b = lire_grille(Path(avant), grille), lire_grille(Path(apres), grille)
    genre = recolte.lire(lambda: genre_demande(a, population)) or a.population
    recolte.ajouter(*fautes_selection(a, forfait or (), ()))
    recolte.finir()
    if fichier is None:
        source: Source = SourceDepartement(departement or "")
    else:
        source = ouvrir(fichier, encodage=encodage_demande(None), separateur=separateur_demande(None))
    colonnes = reconnaitre(source.noms, a.population, source.origine)
    cherche = any(champ in colonnes.champs for champ in RECHERCHE)
    chercheur = Chercheur(a, genre, departement) if cherche else None
    lecteur = Lecteur(a, colonnes, forfait, chercheur)
    dire([*source.remarques, *(colonnes.remarques if fichier else ())])
    refus: list[Anomalie] = []
    resultat = impact(a, b, _cas(source, colonnes, lecteur, refus))
    cible.rendre(vue_impact(a, b, resultat))
    if chercheur is not None:
        dire(chercheur.bilan())
    if refus:
        dire_erreur(refus[:RAISONS_MAX], "Refusé")
        dire([f"Lignes refusées, hors du calcul : {nombre(len(refus))}."])
    return ExitCode.PARTIEL if refus or resultat.refusees else ExitCode.FAIT


def _cas(source: Source, colonnes: Colonnes, lecteur: Lecteur, refus: list[Anomalie]) -> Iterator[Cas]:
    """The requests of the rows; those that can't be read are gathered in `refus`."""
    noms = [colonnes.champs[champ] for champ in ("nom", *RECHERCHE) if champ in colonnes.champs]
    for bloc in source.blocs():
        for ligne, numero in zip(bloc.lignes, bloc.numeros, strict=False):
            place = f"{source.origine}, ligne {numero}"
            if defaut := bloc.defauts.get(numero):
                refus.append(Anomalie(place, defaut))
                continue
            try:
                demande = lecteur.demande(ligne, lecteur.chercher(ligne))
            except ErreurForfait as erreur:
                refus.append(Anomalie(place, lecteur.motif(erreur)))
                continue
            nom = next((ligne[rang].strip() for rang in noms if ligne[rang].strip()), place)
            yield Cas(nom, demande)


app = application(effet)
