"""`forfait tarifs import`: a grid that was filled in, read back as a tarifs file."""

from pathlib import Path
from typing import Annotated, Optional

import typer

from forfait_cli.commands.cadre.saisie import Saisie, application
from forfait_cli.commands.sortie import ecrire_resultat, fichier_demande
from forfait_cli.commands.sortie.messages import dire
from forfait_cli.erreurs import ExitCode
from forfait_cli.readers.demande.champs import Groupe
from forfait_cli.readers.gabarit import importer
from forfait_cli.render.gabarit.toml import rendre


def import_(
    saisie: Saisie,
    fichier: Annotated[str, typer.Argument(metavar="GRILLE", help="La grille remplie : .xlsx, .ods, .csv ou .toml.")],
    output: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option(
            "--output", "-o", metavar="FICHIER", help="Le fichier de tarifs (sans lui, sur la sortie standard)."
        ),
    ] = None,
) -> ExitCode:
    """Relit une grille remplie et en fait un fichier de tarifs.

    Les fautes sont toutes dites d’un coup, avec leur feuille et leur case ; une case vide reste inconnue.

    Exemple : forfait tarifs import grille.xlsx -o tarifs.toml
    """
    cible = saisie.recolte.lire(lambda: fichier_demande(output))
    saisie.recolte.finir()
    lu = importer(Path(fichier), saisie.contexte.base)
    ecrire_resultat(cible, rendre(lu.tarifs), (*saisie.contexte.lus, Path(fichier)))
    if cible is None:
        dire(lu.remarques)
        return ExitCode.FAIT
    if lu.rien:
        dire([*lu.remarques, f"Tarifs écrits dans {cible} : remplissez la grille, puis relancez."])
        return ExitCode.FAIT
    dire([*lu.remarques, f"Tarifs écrits dans {cible}. Pour les mettre en usage :"])
    dire([f"  forfait tarifs use {saisie.avec_la_grille(str(cible))}", "Pour une seule commande, ajoutez à sa ligne :"])
    dire([f"  --tarifs {saisie.avec_la_grille(str(cible))}"])
    return ExitCode.FAIT


app = application(import_, Groupe.GRILLE, formats=None)
