"""`forfait catalogue check`: the faults of a file, and what is not a fault and matters."""

from pathlib import Path
from typing import Annotated, Optional

import typer

from forfait_cli.commands.cadre.saisie import Saisie, application
from forfait_cli.domaine.verification import avertissements
from forfait_cli.erreurs import ExitCode
from forfait_cli.readers.demande.champs import Groupe
from forfait_cli.render.grille import vue_verification


def check(
    saisie: Saisie,
    fichier: Annotated[
        Optional[str],  # noqa: UP045
        typer.Argument(
            metavar="FICHIER", help="Catalogue, tarifs ou dossier de tarifs (sans lui, la grille en usage)."
        ),
    ] = None,
) -> ExitCode:
    """Vérifie un catalogue ou des tarifs.

    Les fautes sont toutes dites d’un coup, avec le code 3 ; les avertissements ne changent pas le code. Avec
    --tarifs, un catalogue est vérifié sous ces tarifs.

    Exemple : forfait catalogue check ma-grille.toml
    """
    sortie = saisie.sortie()
    saisie.verifier_date()
    saisie.recolte.finir()
    contexte = saisie.contexte
    catalogue = contexte.catalogue if fichier is None else contexte.verifiee(Path(fichier))
    sortie.rendre(vue_verification(catalogue, avertissements(catalogue)), contexte.lus)
    return ExitCode.FAIT


app = application(check, Groupe.GRILLE)
