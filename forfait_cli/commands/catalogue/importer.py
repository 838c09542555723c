"""`forfait catalogue import`: a workbook that was filled in, read back as a catalogue file."""

from pathlib import Path
from typing import Annotated, Optional

import typer

from forfait_cli.commands.cadre.ligne import ecrire
from forfait_cli.commands.cadre.saisie import Saisie, application
from forfait_cli.commands.sortie import ecrire_resultat, fichier_demande
from forfait_cli.commands.sortie.messages import dire
from forfait_cli.erreurs import ExitCode
from forfait_cli.readers.gabarit.grille import importer_grille
from forfait_cli.render.gabarit.grille import rendre
from forfait_cli.render.grille.page import contenu


def import_(
    saisie: Saisie,
    fichier: Annotated[str, typer.Argument(metavar="CLASSEUR", help="Le classeur rempli : .xlsx, .ods ou .csv.")],
    output: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option(
            "--output", "-o", metavar="FICHIER", help="La grille à écrire (sans lui, sur la sortie standard)."
        ),
    ] = None,
) -> ExitCode:
    """Relit un classeur rempli et en fait une grille.

    Les fautes sont toutes dites d’un coup, avec leur feuille et leur case ; un prix laissé vide reste à renseigner.

    Exemple : forfait catalogue import grille.xlsx -o grille.toml
    """
    cible = saisie.recolte.lire(lambda: fichier_demande(output))
    saisie.recolte.finir()
    lue = importer_grille(Path(fichier))
    ecrire_resultat(cible, rendre(lue.tables), (Path(fichier),))
    if cible is None:
        dire(lue.remarques)
        return ExitCode.FAIT
    dire([*lue.remarques, f"Grille écrite dans {cible} : {contenu(lue.catalogue)}. Pour la vérifier :"])
    dire([f"  forfait catalogue check {ecrire([str(cible)])}"])
    return ExitCode.FAIT


app = application(import_, formats=None)
