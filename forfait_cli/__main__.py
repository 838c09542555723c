"""`python -m forfait_cli`, and the `forfait` script."""

import atexit
import gc
import os
import signal

# As in `typing`, which nothing else has loaded yet.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Any, NoReturn

    Recevoir = Callable[[int, Any], Any] | signal.Handlers

BOGUE, INTERROMPU = 70, 130
CHARGEMENT = """\
Erreur : forfait ne se charge pas : la mémoire manque, ou son installation est abîmée
  → fermez d’autres programmes, ou réinstallez-le ; FORFAIT_DEBUG=1 donne le détail
"""
FINS = ("SIGTERM", "SIGHUP")  # what ends a program from outside, where the system has it
_recu: int | None = None  # the signal that ends this run


def entrer() -> "NoReturn":
    """Run the program and end the process: all is written, and the interpreter would take itself apart for longer
    than a devis takes."""
    code = main()
    atexit._run_exitfuncs()
    os._exit(code)


def main() -> int:
    """Run the program and give its exit code."""
    # Nothing made while loading is ever garbage: collecting it meanwhile, then once more at exit,
    # takes a fifth of the time of a short command.
    gc.disable()
    # The last of what is done at the exit, since it is the first asked for.
    atexit.register(_mourir)
    # What whoever started the program told it to ignore (`nohup`, `&`) stays ignored.
    clavier = signal.getsignal(signal.SIGINT) is signal.default_int_handler
    if clavier:
        # While the modules load, there is nothing to undo, and an interruption may come out of an import as
        # another error.
        signal.signal(signal.SIGINT, _sortir)
    try:
        from forfait_cli.commands.app import executer
        from forfait_cli.commands.sortie.flux import achever
    except Exception:  # out of memory, whatever the libraries make of it; or one of them is damaged
        if os.environ.get("FORFAIT_DEBUG") == "1":
            raise
        os.write(2, CHARGEMENT.encode())
        os._exit(BOGUE)
    fins = [getattr(signal, nom) for nom in FINS if hasattr(signal, nom)]
    fins = [numero for numero in fins if signal.getsignal(numero) == signal.SIG_DFL]
    code = INTERROMPU
    try:
        _ecouter(signal.default_int_handler if clavier else None, fins, _finir)
        code = executer()
        achever()
    except KeyboardInterrupt:  # a second one, while the first was being told
        pass
    if code == INTERROMPU:
        # The interpreter remembers that a text which it ran was interrupted, and would die of it: running
        # another makes it forget.
        exec("")
    # All is done: nothing is left to interrupt, and what is temporary goes in any case.
    _ecouter(signal.SIG_IGN if clavier else None, fins, _retenir)
    gc.freeze()
    return code


def _ecouter(clavier: "Recevoir | None", fins: "Sequence[int]", recevoir: "Recevoir") -> None:
    """Say what receives an interruption of the keyboard, and what ends a program from outside."""
    if clavier is not None:
        signal.signal(signal.SIGINT, clavier)
    for numero in fins:
        signal.signal(numero, recevoir)


def _sortir(_numero: int, _ou: object) -> None:
    os._exit(INTERROMPU)


def _finir(numero: int, ou: object) -> None:
    """End the run as an interruption of the keyboard does: what is temporary goes."""
    if _recu is None:  # a terminal that closes may send two
        _retenir(numero, ou)
        raise KeyboardInterrupt


def _retenir(numero: int, _ou: object) -> None:
    """Remember which signal came."""
    global _recu  # noqa: PLW0603 - a signal has no other place
    _recu = numero


def _mourir() -> None:
    """Die by the signal that ended the run: whoever started the program sees which."""
    if _recu is not None:
        signal.signal(_recu, signal.SIG_DFL)
        os.kill(os.getpid(), _recu)


if __name__ == "__main__":
    entrer()
