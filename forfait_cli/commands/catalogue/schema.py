"""`forfait catalogue schema`: the JSON Schema of the files, for editors."""

from pathlib import Path
from typing import Annotated, Optional

import typer

from forfait_cli.commands.cadre.saisie import Saisie, application
from forfait_cli.commands.cadre.valeurs import choisir
from forfait_cli.commands.sortie.fichiers import ecrire_fichier
from forfait_cli.commands.sortie.flux import ecrire_sortie_standard
from forfait_cli.erreurs import Anomalie, ExitCode, MauvaisUsage, suggestion
from forfait_cli.francais import guillemets
from forfait_cli.readers.schemas import SCHEMAS
from forfait_cli.render.ecrivains.json import rendre


def _schemas(incomplete: str) -> list[tuple[str, str]]:
    return choisir(incomplete, ((nom, "") for nom in SCHEMAS))


def schema(
    _saisie: Saisie,
    quoi: Annotated[
        str, typer.Argument(metavar="QUOI", help=" ou ".join(SCHEMAS), autocompletion=_schemas)
    ] = "catalogue",
    output: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option("--output", "-o", metavar="FICHIER", help="Écrit dans ce fichier, en entier ou pas du tout."),
    ] = None,
) -> ExitCode:
    """Donne le JSON Schema (2020-12) d’un catalogue ou d’un fichier de tarifs.

    Exemple : forfait catalogue schema tarifs -o tarifs.schema.json
    """
    if quoi not in SCHEMAS:
        aide = suggestion(quoi, SCHEMAS) or f"écrivez {' ou '.join(SCHEMAS)}"
        raise MauvaisUsage(Anomalie("", f"aucun schéma de ce nom : {guillemets(quoi)}", aide))
    contenu = rendre(SCHEMAS[quoi]())
    if output in (None, "-"):
        ecrire_sortie_standard(contenu)
    else:
        ecrire_fichier(Path(output or ""), contenu)
    return ExitCode.FAIT


app = application(schema, formats=None)
