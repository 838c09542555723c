"""Shell completion: Typer's scripts, with messages in French and names beside codes in every shell."""

import os

from typer import _completion_classes, _completion_shared
from typer._click.shell_completion import add_completion_class
from typer._completion_classes import BashComplete, completion_init
from typer._completion_shared import _get_shell_name, get_completion_script, install

from forfait_cli.commands.sortie.messages import dire
from forfait_cli.erreurs import Anomalie, Refus

SHELLS = ("bash", "zsh", "fish", "powershell", "pwsh")


# Bash knows values only: their names are shown where it lists them, and not where it writes one in the line.
# What it lists is split into lines and nothing more: a name may hold « ? » or « ( ».
_SCRIPT_BASH = """
%(complete_func)s() {
    local IFS=$'\\n'
    mapfile -t COMPREPLY < <( env COMP_WORDS="${COMP_WORDS[*]}" \\
                   COMP_CWORD=$COMP_CWORD COMP_TYPE=$COMP_TYPE \\
                   %(autocomplete_var)s=complete_bash "$1" )
    [[ ${#COMPREPLY[@]} -eq 1 && -z ${COMPREPLY[0]} ]] && COMPREPLY=()
    return 0
}

complete -o default -o nosort -F %(complete_func)s %(prog_name)s
"""
_LISTES = ("63", "33")  # values of COMP_TYPE where bash lists: « ? » and « ! »
_NOM_MAX = 60  # signs of a name in such a list


class _Bash(BashComplete):
    """Bash, with names in its lists."""

    source_template = _SCRIPT_BASH

    def complete(self) -> str:
        items = self.get_completions(*self.get_completion_args())
        if len(items) == 1 or os.environ.get("COMP_TYPE") not in _LISTES:
            return "\n".join(item.value for item in items)
        return "\n".join(f"{item.value}  ({_court(item.help)})" if item.help else item.value for item in items)


def preparer() -> None:
    """Make Typer answer the requests of the shells."""
    completion_init()
    add_completion_class(_Bash, "bash")
    _completion_shared._completion_scripts["bash"] = _SCRIPT_BASH
    # Rich would be loaded for each key, and would take « [4 Go] » for markup.
    _completion_classes._sanitize_help_text = _sans_echappement


def _sans_echappement(text: str) -> str:
    return text.replace("\\[", "[")


def _court(texte: str) -> str:
    ligne = " ".join(_sans_echappement(texte).split())
    return ligne if len(ligne) <= _NOM_MAX else f"{ligne[:_NOM_MAX]}…"


def installer(nom: str) -> None:
    """Add the completion to the user's shell.

    Raises:
        Refus: the shell is not known, or its configuration can't be written.
    """
    preparer()
    try:
        shell, chemin = install(shell=_shell(), prog_name=nom)
    except OSError as erreur:
        raise Refus(
            Anomalie(str(erreur.filename or ""), "la configuration du shell ne peut pas être écrite")
        ) from erreur
    dire([f"Complétion pour {shell} installée dans {chemin}.", "Elle sera active au prochain terminal."])


def script(nom: str) -> str:
    """The completion script of the user's shell."""
    preparer()
    return get_completion_script(prog_name=nom, complete_var=f"_{nom.upper()}_COMPLETE", shell=_shell()) + "\n"


def _shell() -> str:
    shell = _get_shell_name()
    if shell not in SHELLS:
        raise Refus(
            Anomalie("complétion", "shell non reconnu", f"lancez la commande depuis l’un de : {', '.join(SHELLS)}")
        )
    return shell
