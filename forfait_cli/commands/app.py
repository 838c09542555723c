"""The application: its commands, and the one boundary where errors are shown and exit codes given."""

import os
import sys
from collections.abc import Sequence
from typing import Annotated

import typer
from typer._click.exceptions import ClickException, NoArgsIsHelpError, UsageError
from typer.main import get_command

from forfait_cli import __version__
from forfait_cli.commands.cadre.aide import Commande, Groupe
from forfait_cli.commands.cadre.lancement import lancement
from forfait_cli.commands.cadre.milieu import assainir
from forfait_cli.commands.cadre.usage import traduire
from forfait_cli.commands.sortie.flux import TubeFerme, ecrire_sortie_standard, taire
from forfait_cli.commands.sortie.messages import dire, dire_erreur
from forfait_cli.erreurs import Anomalie, ErreurForfait, ExitCode
from forfait_cli.francais import guillemets

NOM = "forfait"
# How a system says that a compiled library does not fit in memory.
_SANS_MEMOIRE = ("memory", "map segment", "zero-fill", "paging file")
COMPLETION = f"_{NOM.upper()}_COMPLETE"  # what a shell that completes sets
MOTS = {"aide": "--help", "help": "--help", "version": "--version"}  # understood in the place of a command


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
        "verify": "forfait_cli.commands.verify",
    }
    autres_noms = {"comparer": "compare", "devis": "quote", "lot": "batch"}  # noqa: RUF012


app = typer.Typer(cls=Forfait, add_completion=False, no_args_is_help=True)


def _version(valeur: bool) -> None:
    if valeur:
        ecrire_sortie_standard(f"{NOM} {__version__}\n".encode())
        raise typer.Exit


def _installer(valeur: bool) -> None:
    if valeur:
        from forfait_cli.commands.cadre.completion import installer

        installer(NOM)
        raise typer.Exit


def _montrer(valeur: bool) -> None:
    if valeur:
        from forfait_cli.commands.cadre.completion import script

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
    assainir()
    try:
        return _executer(arguments)
    except TubeFerme:
        taire(sys.stdout)
        return ExitCode.FAIT
    except SystemExit as fin:  # what Typer answers to a shell that completes ends so; 1: nothing to propose
        return ExitCode.REFUS if fin.code == 1 else ExitCode.FAIT
    except ErreurForfait as erreur:
        dire_erreur(erreur.dite(Commande.nommer).anomalies)
        dire(getattr(erreur, "__notes__", []))
        return erreur.code
    except KeyboardInterrupt:
        return _interrompu()
    except Exception as erreur:
        return _interrompu() if _vient_d_une_interruption(erreur) else _echec(erreur)


def _interrompu() -> ExitCode:
    dire(["Interrompu."])
    return ExitCode.INTERROMPU


def _vient_d_une_interruption(erreur: BaseException | None) -> bool:
    """Whether an interruption was made another error of, as the import of a module may do."""
    while erreur is not None and not isinstance(erreur, KeyboardInterrupt):
        erreur = erreur.__cause__ or erreur.__context__
    return erreur is not None


def _echec(erreur: Exception) -> ExitCode:
    """What is said of an error that nothing foresaw."""
    if os.environ.get("FORFAIT_DEBUG") == "1":
        import traceback

        traceback.print_exc()
    if (dite := _panne(erreur)) is not None:
        dire_erreur([dite])
        return ExitCode.REFUS
    if COMPLETION in os.environ:  # a shell would show the message in the middle of what is typed
        return ExitCode.BOGUE
    message = f"erreur interne ({type(erreur).__name__}) : c’est un défaut du programme, pas de votre demande"
    dire_erreur([Anomalie("", message, "relancez avec FORFAIT_DEBUG=1 et transmettez le détail")])
    return ExitCode.BOGUE


def _panne(erreur: Exception) -> Anomalie | None:
    """What is wrong around the program: memory, or a library that is not the right one; None: its own bug."""
    message = str(erreur).lower()
    if isinstance(erreur, MemoryError) or (
        isinstance(erreur, ImportError) and any(signe in message for signe in _SANS_MEMOIRE)
    ):
        aide = "fermez d’autres programmes, ou demandez moins à la fois"
        return Anomalie("", "la mémoire que le système accorde ne suffit pas", aide)
    if not isinstance(erreur, ImportError) or (erreur.name or "").partition(".")[0] == "forfait_cli":
        return None
    quoi = f"la bibliothèque {guillemets(erreur.name)}" if erreur.name else "une bibliothèque"
    manque = isinstance(erreur, ModuleNotFoundError)
    aide = "réinstallez forfait, avec le Python qui le lance"
    return Anomalie("", f"{quoi} {'manque' if manque else 'ne se charge pas'}", aide)


def _executer(arguments: Sequence[str] | None) -> ExitCode:
    if COMPLETION in os.environ:
        from forfait_cli.commands.cadre.completion import preparer

        preparer()
    donnes = list(sys.argv[1:] if arguments is None else arguments)
    if donnes and donnes[0] in MOTS:
        donnes[0] = MOTS[donnes[0]]
    try:
        code = get_command(app).main(args=donnes, prog_name=NOM, standalone_mode=False, obj=lancement(donnes))
    except NoArgsIsHelpError:
        return ExitCode.USAGE
    except UsageError as erreur:
        raise traduire(erreur) from erreur
    except ClickException as erreur:
        raise ErreurForfait(Anomalie("", str(erreur))) from erreur
    if code == ExitCode.INTERROMPU:  # Typer turns the interruption into its code
        raise KeyboardInterrupt
    return ExitCode(code) if isinstance(code, int) else ExitCode.FAIT
