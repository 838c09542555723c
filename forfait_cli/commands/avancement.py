"""How far a long run has gone, on standard error."""

import sys
from contextlib import suppress

from forfait_cli.commands.sortie import couleur_voulue
from forfait_cli.francais import nombre

_LARGEUR = 30  # of the bar
_PAS = 64  # blocks between two drawings


class Avancement:
    """A bar on standard error, where that is a terminal that nothing else is written to."""

    def __init__(self, *, sortie_visible: bool) -> None:
        self._montre = sys.stderr is not None and sys.stderr.isatty() and not sortie_visible
        self._blocs = 0

    def dire(self, pour_cent: int | None, lignes: int) -> None:
        """Draw it, once in a while."""
        self._blocs += 1
        if not self._montre or self._blocs % _PAS:
            return
        texte = f"{nombre(lignes)} lignes"
        if pour_cent is not None:
            fait = min(pour_cent, 100)
            plein = fait * _LARGEUR // 100
            texte = f"[{'#' * plein}{'.' * (_LARGEUR - plein)}] {fait:3} % {texte}"
        self._ecrire(f"\r{texte}")

    def effacer(self) -> None:
        """Leave the line as it was found."""
        if self._montre and self._blocs >= _PAS:
            self._ecrire("\r\033[K" if couleur_voulue(terminal=True) else f"\r{' ' * (_LARGEUR + 40)}\r")

    @staticmethod
    def _ecrire(texte: str) -> None:
        with suppress(OSError, ValueError, UnicodeError):
            sys.stderr.write(texte.replace("\u202f", " "))
            sys.stderr.flush()
