"""The application: its commands, and the one boundary where errors are shown and exit codes given."""

import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from typing import Annotated

import typer
from typer._click.exceptions import ClickException, NoArgsIsHelpError, UsageError
from typer.main import get_command

from forfait_cli import __version__
from forfait_cli.commands.cadre import Groupe, traduire
from forfait_cli.commands.sortie import TubeFerme, dire, dire_erreur, ecrire_sortie_standard
from forfait_cli.erreurs import Anomalie, ErreurForfait, ExitCode

NOM = "forfait"


class Forfait(Groupe):
    """The commands, in the order of the help."""

    modules = {  # noqa: RUF012
        "compare": "forfait_cli.commands.compare",
        "quote": "forfait_cli.commands.quote",
        "batch": "forfait_cli.commands.batch",
        "strate": "forfait_cli.commands.strate",
        "commune": "forfait_cli.commands.commune",
        "catalogue": "forfait_cli.commands.catalogue",
        "tarifs": "forfait_cli.commands.tarifs",
    }


app = typer.Typer(cls=Forfait, add_completion=False, no_args_is_help=True)


def _version(valeur: bool) -> None:
    if valeur:
        ecrire_sortie_standard(f"{NOM} {__version__}\n".encode())
        raise typer.Exit


def _installer(valeur: bool) -> None:
    if valeur:
        from forfait_cli.commands.completion import installer

        installer(NOM)
        raise typer.Exit


def _montrer(valeur: bool) -> None:
    if valeur:
        from forfait_cli.commands.completion import script

        ecrire_sortie_standard(script(NOM).encode())
        raise typer.Exit


@app.callback()
def forfait(
    _v: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Affiche la version.")
    ] = False,
    _i: Annotated[
        bool,
        typer.Option(
            "--install-completion",
            callback=_installer,
            is_eager=True,
            help="Installe la complétion dans ce shell.",
        ),
    ] = False,
    _s: Annotated[
        bool,
        typer.Option(
            "--show-completion",
            callback=_montrer,
            is_eager=True,
            help="Affiche le script de complétion de ce shell.",
        ),
    ] = False,
) -> None:
    """Compare et chiffre les forfaits de services numériques d’un centre de gestion."""


def executer(arguments: Sequence[str] | None = None) -> ExitCode:
    """Run the program; nothing is raised, every failure becomes a message and a code."""
    try:
        return _executer(arguments)
    except (TubeFerme, SystemExit):  # Rich, which prints the help, exits when nobody reads
        # What is left in the buffer must not raise again at exit.
        with suppress(OSError, ValueError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return ExitCode.FAIT
    except ErreurForfait as erreur:
        dire_erreur(erreur.anomalies)
        dire(getattr(erreur, "__notes__", []))
        return erreur.code
    except KeyboardInterrupt:
        dire(["Interrompu."])
        return ExitCode.INTERROMPU
    except Exception as erreur:
        if os.environ.get("FORFAIT_DEBUG") == "1":
            import traceback

            traceback.print_exc()
        message = f"erreur interne ({type(erreur).__name__}) : c’est un défaut du programme, pas de votre demande"
        dire_erreur([Anomalie("", message, "relancez avec FORFAIT_DEBUG=1 et transmettez le détail")])
        return ExitCode.BOGUE


def _executer(arguments: Sequence[str] | None) -> ExitCode:
    if f"_{NOM.upper()}_COMPLETE" in os.environ:
        from forfait_cli.commands.completion import preparer

        preparer()
    try:
        code = get_command(app).main(
            args=None if arguments is None else list(arguments), prog_name=NOM, standalone_mode=False
        )
    except NoArgsIsHelpError:
        return ExitCode.USAGE
    except UsageError as erreur:
        raise traduire(erreur) from erreur
    except ClickException as erreur:
        raise ErreurForfait(Anomalie("", str(erreur))) from erreur
    if code == ExitCode.INTERROMPU:  # Typer turns the interruption into its code
        raise KeyboardInterrupt
    return ExitCode(code) if isinstance(code, int) else ExitCode.FAIT
