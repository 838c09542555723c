"""`forfait strate`: the strate of a collectivité, why, and how far its neighbours are."""

from typing import Annotated

import typer

from forfait_cli.commands.cadre.drapeaux import SORTIE
from forfait_cli.commands.cadre.saisie import Saisie, application
from forfait_cli.domaine.situation import situer
from forfait_cli.erreurs import ExitCode
from forfait_cli.readers.demande.champs import Groupe
from forfait_cli.render.strate import vue


def strate(
    saisie: Saisie,
    detail: Annotated[
        bool, typer.Option("--detail", help="Montre aussi ce qui est laissé de côté.", rich_help_panel=SORTIE)
    ] = False,
    figure: Annotated[
        bool, typer.Option("--figure", help="Dessine l’échelle des seuils.", rich_help_panel=SORTIE)
    ] = False,
) -> ExitCode:
    """Dit la strate d’une collectivité, et pourquoi.

    Exemple : forfait strate {qui}
    """
    sortie = saisie.sortie()
    situation = situer(saisie.contexte.grille, saisie.demande().collectivite)
    sortie.rendre(vue(situation, detail=detail, figure=figure), saisie.contexte.lus)
    return ExitCode.FAIT


app = application(strate, Groupe.QUI, Groupe.GRILLE)
