"""How far a long run has gone, on standard error."""

import sys
from collections.abc import Callable
from contextlib import suppress

from forfait_cli.commands.sortie.flux import couleur_voulue, est_un_terminal
from forfait_cli.francais import nombre

_LARGEUR = 30  # of the bar
_PAS = 64  # blocks between two drawings


class Avancement:
    """A bar on standard error, where that is a terminal that nothing else is written to; gone at the end."""

    def __init__(self, pour_cent: Callable[[], int | None], *, sortie_visible: bool) -> None:
        self._pour_cent = pour_cent
        self._montre = est_un_terminal(sys.stderr) and not sortie_visible
        self._blocs = 0

    def __enter__(self) -> "Avancement":
        return self

    def __exit__(self, *_: object) -> None:
        if self._montre and self._blocs >= _PAS:
            self._ecrire("\r\033[K" if couleur_voulue(terminal=True) else f"\r{' ' * (_LARGEUR + 40)}\r")

    def dire(self, lignes: int) -> None:
        """Draw it, once in a while."""
        self._blocs += 1
        if not self._montre or self._blocs % _PAS:
            return
        texte = f"{nombre(lignes)} lignes"
        if (pour_cent := self._pour_cent()) is not None:
            fait = min(pour_cent, 100)
            plein = fait * _LARGEUR // 100
            texte = f"[{'#' * plein}{'.' * (_LARGEUR - plein)}] {fait:3} % {texte}"
        self._ecrire(f"\r{texte}")

    @staticmethod
    def _ecrire(texte: str) -> None:
        with suppress(OSError, ValueError, UnicodeError):
            sys.stderr.write(texte.replace("\u202f", " "))
            sys.stderr.flush()
