"""`forfait catalogue check`: the faults of a file, and what is not a fault and matters."""

from typing import Annotated, Optional

import typer

from forfait_cli.commands.cadre import application
from forfait_cli.commands.catalogue.fichiers import grille_de
from forfait_cli.commands.flags import FlagsGrille, FlagsSortie
from forfait_cli.commands.grille import date_de
from forfait_cli.commands.recolte import Recolte
from forfait_cli.commands.sortie import Sortie
from forfait_cli.domaine.verification import avertissements
from forfait_cli.erreurs import ExitCode
from forfait_cli.render.grilles import vue_verification


def check(
    grille: FlagsGrille,
    sortie: FlagsSortie,
    fichier: Annotated[
        Optional[str],  # noqa: UP045
        typer.Argument(
            metavar="FICHIER", help="Catalogue, tarifs ou dossier de tarifs (sans lui, la grille en usage)."
        ),
    ] = None,
) -> ExitCode:
    """Vérifie un catalogue ou des tarifs.

    Les fautes sont toutes dites d’un coup, avec le code 3 ; les avertissements ne changent pas le code.

    Exemple : forfait catalogue check ma-grille.toml
    """
    recolte = Recolte()
    cible = Sortie(sortie, recolte)
    recolte.lire(lambda: date_de(grille))
    recolte.finir()
    catalogue = grille_de(fichier, grille)
    cible.rendre(vue_verification(catalogue, avertissements(catalogue)))
    return ExitCode.FAIT


app = application(check)
