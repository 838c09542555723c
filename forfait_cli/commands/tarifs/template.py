"""`forfait tarifs template`: the grid of the prices that the catalogue leaves out."""

from pathlib import Path
from typing import Annotated, Optional

import typer

from forfait_cli.commands.cadre.saisie import Saisie, application
from forfait_cli.commands.sortie.fichiers import ecrire_fichier
from forfait_cli.commands.sortie.messages import dire
from forfait_cli.erreurs import Anomalie, ExitCode, champ
from forfait_cli.francais import guillemets
from forfait_cli.readers.demande.champs import Groupe
from forfait_cli.render.gabarit import SUFFIXES, rendre


def template(
    saisie: Saisie,
    output: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option("--output", "-o", metavar="FICHIER", help=f"La grille à remplir : {', '.join(SUFFIXES)}."),
    ] = None,
) -> ExitCode:
    """Écrit la grille des prix à remplir : ceux que le catalogue ne donne pas.

    Avec --tarifs, ce qu’ils donnent déjà est dans les cases.

    Exemple : forfait tarifs template -o grille.xlsx
    """
    fichier = Path(output or "")
    if not output:
        aide = f"donnez un fichier en {', '.join(SUFFIXES)}"
        saisie.recolte.ajouter(Anomalie(champ("output"), "option manquante", aide))
    elif fichier.suffix.lower() not in SUFFIXES:
        message = f"aucun gabarit pour le suffixe {guillemets(fichier.suffix)}"
        saisie.recolte.ajouter(Anomalie(champ("output"), message, f"prenez l’un de : {', '.join(SUFFIXES)}"))
    saisie.recolte.finir()
    contexte = saisie.contexte
    ecrire_fichier(fichier, rendre(contexte.base, contexte.tarifs, fichier.suffix.lower()), contexte.lus)
    dire([f"Grille écrite dans {fichier}. Une fois remplie :"])
    dire([f"  forfait tarifs import {saisie.avec_la_grille(str(fichier), '-o', 'tarifs.toml')}"])
    return ExitCode.FAIT


app = application(template, Groupe.GRILLE, formats=None)
