"""`forfait catalogue diff`: what two grids say differently."""

from pathlib import Path
from typing import Annotated

import typer

from forfait_cli.commands.cadre import application
from forfait_cli.commands.catalogue.fichiers import lire_grille
from forfait_cli.commands.flags import FlagsGrille, FlagsSortie
from forfait_cli.commands.grille import date_de
from forfait_cli.commands.recolte import Recolte
from forfait_cli.commands.sortie import Sortie
from forfait_cli.domaine.differences import differences
from forfait_cli.erreurs import ExitCode
from forfait_cli.render.grilles import vue_differences


def diff(
    grille: FlagsGrille,
    sortie: FlagsSortie,
    avant: Annotated[str, typer.Argument(metavar="A", help="Un catalogue, ou des tarifs posés sur celui en usage.")],
    apres: Annotated[str, typer.Argument(metavar="B", help="Un autre.")],
) -> ExitCode:
    """Dit ce qui change d’une grille à l’autre : cellules, volumes, seuils, prix.

    Exemple : forfait catalogue diff tarifs-2026.toml tarifs-2027.toml
    """
    recolte = Recolte()
    cible = Sortie(sortie, recolte)
    recolte.lire(lambda: date_de(grille))
    recolte.finir()
    a, b = lire_grille(Path(avant), grille), lire_grille(Path(apres), grille)
    cible.rendre(vue_differences(a, b, differences(a, b)))
    return ExitCode.FAIT


app = application(diff)
