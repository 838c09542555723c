"""`forfait catalogue`: the grid in use, its faults, the differences of two, the schema of the files, a new one."""

import typer

from forfait_cli.commands.cadre.aide import Groupe


class Catalogue(Groupe):
    """The commands, in the order of the help."""

    modules = {  # noqa: RUF012
        "show": "forfait_cli.commands.catalogue.show",
        "check": "forfait_cli.commands.catalogue.check",
        "diff": "forfait_cli.commands.catalogue.diff",
        "schema": "forfait_cli.commands.catalogue.schema",
        "new": "forfait_cli.commands.catalogue.new",
        "import": "forfait_cli.commands.catalogue.importer",
    }


app = typer.Typer(cls=Catalogue, add_completion=False, no_args_is_help=True)


@app.callback()
def catalogue() -> None:
    """La grille en usage, ses fautes, les différences entre deux grilles ; une autre grille à commencer."""
