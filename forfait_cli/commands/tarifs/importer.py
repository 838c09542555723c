"""`forfait tarifs import`: a grid that was filled in, read back as a tarifs file."""

from pathlib import Path
from typing import Annotated, Optional

import typer

from forfait_cli.commands.cadre import application
from forfait_cli.commands.flags import FlagsGrille
from forfait_cli.commands.grille import en_usage
from forfait_cli.commands.recolte import Recolte
from forfait_cli.commands.sortie import dire, ecrire_fichier, ecrire_sortie_standard
from forfait_cli.erreurs import Anomalie, ExitCode
from forfait_cli.readers.catalogue import load_catalogue
from forfait_cli.readers.gabarits import importer
from forfait_cli.render.tarifs_toml import rendre


def import_(
    grille: FlagsGrille,
    fichier: Annotated[str, typer.Argument(metavar="GRILLE", help="La grille remplie : .xlsx, .ods, .csv ou .toml.")],
    output: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option("--output", "-o", metavar="FICHIER", help="Le fichier de tarifs (sans lui, sur la sortie)."),
    ] = None,
) -> ExitCode:
    """Relit une grille remplie et en fait un fichier de tarifs.

    Les fautes sont toutes dites d’un coup, avec leur feuille et leur case ; une case vide reste inconnue.

    Exemple : forfait tarifs import grille.xlsx -o tarifs.toml
    """
    recolte = Recolte()
    if output is not None and not output.strip():
        recolte.ajouter(Anomalie("--output", "nom de fichier vide", "donnez un fichier en .toml"))
    recolte.finir()
    contenu = rendre(importer(Path(fichier), load_catalogue(en_usage(grille).catalogue)))
    if output in (None, "-"):
        ecrire_sortie_standard(contenu)
    else:
        ecrire_fichier(Path(output or ""), contenu)
        dire([f"Tarifs écrits dans {output}. À l’usage : --tarifs {output}, ou la variable FORFAIT_TARIFS."])
    return ExitCode.FAIT


app = application(import_)
