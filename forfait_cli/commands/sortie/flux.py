"""The standard streams: what they can show, and how bytes go there, all of them."""

import errno
import os
import select
import stat
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from forfait_cli.erreurs import Anomalie, Refus, cause_d_ecriture, champ
from forfait_cli.render.signes import Ecran, replier

WINDOWS = os.name == "nt"
LARGEUR_SANS_TERMINAL = 100
LARGEUR_MIN, LARGEUR_MAX = 40, 1000
ATTENTE = 60.0  # seconds that a reader who does not read is waited for


class TubeFerme(Exception):
    """Whoever was reading has gone: there is nobody left to write for."""


# --- What a screen can show -----------------------------------------------------------------------


def ecran_sortie() -> Ecran:
    """What standard output can show."""
    terminal = est_un_terminal(sys.stdout)
    encodage = getattr(sys.stdout, "encoding", None) or "utf-8"
    return Ecran(
        largeur_ecran(terminal=terminal),
        couleur_voulue(terminal=terminal),
        encodage,
        dessins=os.environ.get("TERM", "").lower() != "dumb",
        windows=WINDOWS or "WT_SESSION" in os.environ,  # the terminal of Windows, over WSL too
    )


def est_un_terminal(flux: object) -> bool:
    """Whether a standard stream is a terminal; a stream that is closed is none."""
    try:
        return bool(flux is not None and flux.isatty())  # type: ignore[attr-defined]
    except (ValueError, OSError):
        return False


def largeur_ecran(*, terminal: bool) -> int:
    """`COLUMNS` if it says a width, else the terminal's, else 100."""
    colonnes = os.environ.get("COLUMNS", "")
    if colonnes.isascii() and colonnes.isdigit() and len(colonnes) <= len(str(LARGEUR_MAX)) and int(colonnes) > 0:
        return min(max(LARGEUR_MIN, int(colonnes)), LARGEUR_MAX)
    if terminal:
        with suppress(OSError, ValueError):
            return max(LARGEUR_MIN, os.get_terminal_size(sys.stdout.fileno()).columns or LARGEUR_SANS_TERMINAL)
    return LARGEUR_SANS_TERMINAL


def couleur_voulue(*, terminal: bool) -> bool:
    """NO_COLOR and TERM=dumb take colour away, FORCE_COLOR brings it, a terminal has it."""
    if os.environ.get("NO_COLOR") or os.environ.get("TERM", "").lower() in ("dumb", "unknown"):
        return False
    return bool(os.environ.get("FORCE_COLOR")) or terminal


# --- What is written there ------------------------------------------------------------------------


class _Ecran:
    """What the screen that both standard streams may share shows last."""

    sous_un_resultat = False  # a result, right under which a message would be taken for a part of it


_ecran = _Ecran()


def _partagent_un_terminal() -> bool:
    """Whether standard output and standard error are the same terminal."""
    if not (est_un_terminal(sys.stdout) and est_un_terminal(sys.stderr)):
        return False
    try:
        return os.path.sameopenfile(sys.stdout.fileno(), sys.stderr.fileno())
    except (OSError, ValueError, AttributeError):
        return False


def ecrire_sortie_standard(contenu: bytes) -> None:
    """Write all of it, bytes for bytes.

    Raises:
        Refus: it can't be written whole.
        TubeFerme: the reader has gone.
    """
    if getattr(sys, "stdout", None) is None:
        raise Refus(Anomalie("sortie standard", "elle est fermée", f"écrivez dans un fichier avec {champ('output')}"))
    try:
        sys.stdout.flush()
        _ecrire_tout(sys.stdout.buffer, contenu)
        _ecran.sous_un_resultat = bool(contenu) and _partagent_un_terminal()
    except BrokenPipeError as erreur:
        raise TubeFerme from erreur
    except (OSError, ValueError) as erreur:
        taire(sys.stdout)
        cause = cause_d_ecriture(erreur) if isinstance(erreur, OSError) else "elle est fermée"
        raise Refus(Anomalie("sortie standard", f"écriture impossible : {cause}")) from erreur


def ecrire_texte(texte: str) -> None:
    """Write a text on standard output, as its encoding can show it."""
    encodage = ecran_sortie().encodage
    ecrire_sortie_standard(replier(texte, encodage).encode(encodage, errors="replace"))


def ecrire_message(texte: str, *, gras: str = "") -> None:
    """Write a text on standard error, if anybody reads it, as its encoding can show it; `gras`: its words in bold."""
    if sys.stderr is None or not texte:
        return
    if _ecran.sous_un_resultat and not texte.startswith("\n"):
        texte = f"\n{texte}"
    _ecran.sous_un_resultat = False
    encodage = getattr(sys.stderr, "encoding", None) or "utf-8"
    texte = replier(texte, encodage)
    if gras:
        texte = texte.replace(gras, f"\033[1m{gras}\033[0m", 1)
    try:
        sys.stderr.flush()
        flux = getattr(sys.stderr, "buffer", None)
        if flux is None:
            sys.stderr.write(texte)
        else:
            _ecrire_tout(flux, texte.encode(encodage, errors="replace"))
    except (OSError, ValueError):
        taire(sys.stderr)


def refuser_la_sortie_lue(lus: Sequence[Path]) -> None:
    """Say no to a standard output that goes into a file read in this run: `>>` would spoil it, or never end.

    Raises:
        Refus: it does.
    """
    with suppress(OSError, ValueError, AttributeError):
        etat = os.fstat(sys.stdout.fileno())
        if stat.S_ISREG(etat.st_mode) and (lu := parmi(etat, lus)) is not None:
            message = f"elle va dans un fichier lu par cette commande : {lu}"
            raise Refus(Anomalie("sortie standard", message, "envoyez-la dans un autre fichier"))


def parmi(etat: os.stat_result, lus: Sequence[Path]) -> Path | None:
    """Which of these files is the one of that state, whatever its names."""
    for lu in lus:
        with suppress(OSError, ValueError):
            if os.path.samestat(etat, lu.stat()):
                return lu
    return None


def _ecrire_tout(flux: BinaryIO, contenu: bytes) -> None:
    """Write until nothing is left: an unbuffered stream may take a part and say so, one that does not block
    may take nothing yet."""
    ecrire: Callable[[memoryview], int | None] = flux.write
    reste = memoryview(contenu)
    while reste:
        try:
            pris = ecrire(reste)
        except BlockingIOError as erreur:
            pris = erreur.characters_written
            _attendre(flux)
        if pris is None:  # a raw stream that would block
            _attendre(flux)
            pris = 0
        reste = reste[pris:]
    while True:
        try:
            flux.flush()
        except BlockingIOError:
            _attendre(flux)
            continue
        return


def _attendre(flux: BinaryIO) -> None:
    """Wait until a stream takes something."""
    if not select.select([], [flux], [], ATTENTE)[1]:
        raise TimeoutError(errno.ETIMEDOUT, "")


def achever() -> None:
    """Empty the standard streams: the interpreter, which does so as it ends, would change the exit code."""
    for flux in (sys.stdout, sys.stderr):
        if flux is not None:
            try:
                flux.flush()
            except (OSError, ValueError):
                taire(flux)


def taire(*flux: object) -> None:
    """Point streams at nothing: what is left in their buffers must not raise again when the process ends."""
    for un in flux:
        with suppress(OSError, ValueError, AttributeError):
            numero = un.fileno()  # type: ignore[attr-defined]
            rien = os.open(os.devnull, os.O_WRONLY)
            os.dup2(rien, numero)
            os.close(rien)
