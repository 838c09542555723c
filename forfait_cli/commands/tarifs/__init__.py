"""`forfait tarifs`: the prices that a catalogue leaves out, asked for in a grid and read back."""

import typer

from forfait_cli.commands.cadre.aide import Groupe


class Tarifs(Groupe):
    """The commands, in the order of the help."""

    modules = {  # noqa: RUF012
        "template": "forfait_cli.commands.tarifs.template",
        "import": "forfait_cli.commands.tarifs.importer",
        "use": "forfait_cli.commands.tarifs.use",
        "impact": "forfait_cli.commands.tarifs.impact",
    }


app = typer.Typer(cls=Tarifs, add_completion=False, no_args_is_help=True)


@app.callback()
def tarifs() -> None:
    """Les prix que la grille ne donne pas : une grille à remplir, relue, puis mise en usage."""
