"""`python -m forfait_cli`, and the `forfait` script."""

import atexit
import gc
import os
import signal
import sys

BOGUE, INTERROMPU = 70, 130
CHARGEMENT = """\
Erreur : forfait ne se charge pas : la mémoire manque, ou son installation est abîmée
  → fermez d’autres programmes, ou réinstallez-le ; FORFAIT_DEBUG=1 donne le détail
"""
FINS = ("SIGTERM", "SIGHUP")  # what ends a program from outside, where the system has it
_recu: int | None = None  # the signal that ends this run


def main() -> int:
    """Run the program and give its exit code."""
    # Nothing made while loading is ever garbage: collecting it meanwhile, then once more at exit,
    # takes a fifth of the time of a short command.
    gc.disable()
    ecoutees = _ecouter()
    try:
        from forfait_cli.commands.app import executer
        from forfait_cli.commands.sortie import achever
    except Exception:  # out of memory, whatever the libraries make of it; or one of them is damaged
        if os.environ.get("FORFAIT_DEBUG") == "1":
            raise
        os.write(2, CHARGEMENT.encode())
        os._exit(BOGUE)
    if ecoutees:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    code = INTERROMPU
    try:
        code = executer()
        achever()
    except KeyboardInterrupt:  # a second one, while the first was being told
        pass
    if code == INTERROMPU:
        # The interpreter remembers that a text which it ran was interrupted, and would die of it: running
        # another makes it forget.
        exec("")
    if ecoutees:  # all is done: nothing is left to interrupt
        signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.freeze()
    return code


def _ecouter() -> bool:
    """Catch what ends a program from outside; whether an interruption of the keyboard is among it.

    A signal that whoever started the program told it to ignore (`nohup`) stays ignored.
    """
    for nom in FINS:
        numero = getattr(signal, nom, None)
        if numero is not None and signal.getsignal(numero) == signal.SIG_DFL:
            signal.signal(numero, _finir)
    # The last of what is done at the exit, since it is the first asked for.
    atexit.register(_mourir)
    if signal.getsignal(signal.SIGINT) is not signal.default_int_handler:
        return False
    # While the modules load, there is nothing to undo, and an interruption may come out of an import as
    # another error.
    signal.signal(signal.SIGINT, _sortir)
    return True


def _sortir(_numero: int, _ou: object) -> None:
    os._exit(INTERROMPU)


def _finir(numero: int, _ou: object) -> None:
    """End the run as an interruption of the keyboard does: what is temporary goes."""
    global _recu  # noqa: PLW0603 - a signal has no other place
    if _recu is None:  # a terminal that closes may send two
        _recu = numero
        raise KeyboardInterrupt


def _mourir() -> None:
    """Die by the signal that ended the run: whoever started the program sees which."""
    if _recu is not None:
        signal.signal(_recu, signal.SIG_DFL)
        os.kill(os.getpid(), _recu)


if __name__ == "__main__":
    sys.exit(main())
