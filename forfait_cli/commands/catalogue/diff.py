"""`forfait catalogue diff`: what two grids say differently."""

from pathlib import Path
from typing import Annotated

import typer

from forfait_cli.commands.cadre.saisie import Saisie, application
from forfait_cli.domaine.differences import differences
from forfait_cli.erreurs import ExitCode
from forfait_cli.readers.demande.champs import Groupe
from forfait_cli.render.grille import vue_differences


def diff(
    saisie: Saisie,
    avant: Annotated[
        str, typer.Argument(metavar="ANCIEN", help="Un catalogue, ou des tarifs posés sur celui en usage.")
    ],
    apres: Annotated[str, typer.Argument(metavar="NOUVEAU", help="Un autre catalogue, ou d’autres tarifs.")],
) -> ExitCode:
    """Dit ce qui change d’une grille à l’autre : cellules, volumes, seuils, prix.

    Exemple : forfait catalogue diff tarifs-2026.toml tarifs-2027.toml
    """
    sortie = saisie.sortie()
    saisie.verifier_date()
    saisie.recolte.finir()
    contexte = saisie.contexte
    a, b = contexte.grille_de(Path(avant)), contexte.grille_de(Path(apres))
    sortie.rendre(vue_differences(a, b, differences(a, b)), contexte.lus)
    return ExitCode.FAIT


app = application(diff, Groupe.GRILLE)
