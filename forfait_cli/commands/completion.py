"""Shell completion: Typer's scripts, with messages in French."""

from typer._completion_classes import completion_init
from typer._completion_shared import _get_shell_name, get_completion_script, install

from forfait_cli.commands.sortie import dire
from forfait_cli.erreurs import Anomalie, Refus

SHELLS = ("bash", "zsh", "fish", "powershell", "pwsh")


def preparer() -> None:
    """Make Typer answer the requests of the shells."""
    completion_init()


def installer(nom: str) -> None:
    """Add the completion to the user's shell.

    Raises:
        Refus: the shell is not known, or its configuration can't be written.
    """
    try:
        shell, chemin = install(shell=_shell(), prog_name=nom)
    except OSError as erreur:
        raise Refus(
            Anomalie(str(erreur.filename or ""), "la configuration du shell ne peut pas être écrite")
        ) from erreur
    dire([f"Complétion pour {shell} installée dans {chemin}.", "Elle sera active au prochain terminal."])


def script(nom: str) -> str:
    """The completion script of the user's shell."""
    return get_completion_script(prog_name=nom, complete_var=f"_{nom.upper()}_COMPLETE", shell=_shell()) + "\n"


def _shell() -> str:
    shell = _get_shell_name()
    if shell not in SHELLS:
        raise Refus(
            Anomalie("complétion", "shell non reconnu", f"lancez la commande depuis l’un de : {', '.join(SHELLS)}")
        )
    return shell
