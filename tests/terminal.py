"""A program at the other end of a pseudo-terminal, driven as a person would."""

import codecs
import os
import select
import signal
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Self

import pytest
from outils import espaces_simples

pty = pytest.importorskip("pty", reason="no pseudo-terminal on this system")

ATTENTE = 30.0  # seconds, for a machine that is busy
CTRL_C, CTRL_D = "\x03", "\x04"


class Terminal:
    """The program at the other end of a pseudo-terminal."""

    def __init__(self, programme: Sequence[str], dossier: Path, env: Mapping[str, str]) -> None:
        self.vu = ""  # all that was shown
        self._lu = 0
        self._decodeur = codecs.getincrementaldecoder("utf-8")(errors="replace")
        self._pid, self._flux = pty.fork()
        if not self._pid:
            os.chdir(dossier)
            os.execve(programme[0], list(programme), env)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.fermer()

    def attendre(self, texte: str) -> str:
        """What is shown until this text, from what was seen last."""
        fin = time.monotonic() + ATTENTE
        while texte not in self.vu[self._lu :]:
            if not self._lire(fin):
                pytest.fail(f"{texte!r} never came; seen:\n{self.vu}")
        debut, self._lu = self._lu, self.vu.index(texte, self._lu) + len(texte)
        return self.vu[debut : self._lu]

    def taper(self, touches: str) -> None:
        """Type these keys."""
        os.write(self._flux, touches.encode())

    def finir(self) -> int:
        """All that is left to see, then the exit code."""
        fin = time.monotonic() + ATTENTE
        while self._lire(fin):
            pass
        if time.monotonic() >= fin:
            pytest.fail(f"it never ended; seen:\n{self.vu}")
        _, etat = os.waitpid(self._pid, 0)
        self._pid = 0
        return os.waitstatus_to_exitcode(etat)

    def fermer(self) -> None:
        """End what is still there."""
        if self._pid:
            with suppress(ProcessLookupError):
                os.kill(self._pid, signal.SIGKILL)
            os.waitpid(self._pid, 0)
        os.close(self._flux)

    def _lire(self, fin: float) -> bool:
        if not select.select([self._flux], [], [], max(0.0, fin - time.monotonic()))[0]:
            return False
        try:
            lu = os.read(self._flux, 65536)
        except OSError:  # Linux says so when the other end is closed
            return False
        # A read may end within a letter, or between the two signs of a line end.
        self.vu = (self.vu + espaces_simples(self._decodeur.decode(lu))).replace("\r\n", "\n")
        return bool(lu)
