"""`forfait tarifs template`: the grid of the prices that the catalogue leaves out."""

from pathlib import Path
from typing import Annotated, Optional

import typer

from forfait_cli.commands.cadre import application
from forfait_cli.commands.flags import FlagsGrille
from forfait_cli.commands.grille import en_usage, tarifs_de
from forfait_cli.commands.recolte import Recolte
from forfait_cli.commands.sortie import dire, ecrire_fichier
from forfait_cli.domaine.gabarit import gabarit
from forfait_cli.erreurs import Anomalie, ExitCode
from forfait_cli.francais import guillemets
from forfait_cli.readers.catalogue import load_catalogue
from forfait_cli.render import tarifs_toml
from forfait_cli.render.gabarits import GABARITS, rendre

SUFFIXES = (*GABARITS, ".toml")


def template(
    grille: FlagsGrille,
    output: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option("--output", "-o", metavar="FICHIER", help=f"La grille à remplir : {', '.join(SUFFIXES)}."),
    ] = None,
) -> ExitCode:
    """Écrit la grille des prix à remplir : ceux que le catalogue ne donne pas.

    Avec --tarifs, ce qu’ils donnent déjà est dans les cases.

    Exemple : forfait tarifs template -o grille.xlsx
    """
    recolte = Recolte()
    fichier = Path(output or "")
    if not output:
        recolte.ajouter(Anomalie("--output", "option manquante", f"donnez un fichier en {', '.join(SUFFIXES)}"))
    elif fichier.suffix.lower() not in SUFFIXES:
        message = f"aucun gabarit pour le suffixe {guillemets(fichier.suffix)}"
        recolte.ajouter(Anomalie("--output", message, f"prenez l’un de : {', '.join(SUFFIXES)}"))
    recolte.finir()
    catalogue = load_catalogue(en_usage(grille).catalogue)
    tarifs = tarifs_de(catalogue, grille)
    if fichier.suffix.lower() == ".toml":
        contenu = tarifs_toml.gabarit(catalogue, tarifs)
    else:
        contenu = rendre(gabarit(catalogue, tarifs), fichier.suffix.lower())
    ecrire_fichier(fichier, contenu)
    dire([f"Grille écrite dans {fichier}. Une fois remplie : forfait tarifs import {fichier} -o tarifs.toml"])
    return ExitCode.FAIT


app = application(template)
