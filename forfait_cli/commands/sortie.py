"""Where results go: standard output or a file, whole or not at all; messages go to standard error."""

import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from forfait_cli.commands.flags import FlagsSortie
from forfait_cli.commands.recolte import Recolte
from forfait_cli.erreurs import Anomalie, MauvaisUsage, Refus
from forfait_cli.francais import insecables
from forfait_cli.render.formats import FORMATS, Format, Vue, choisir
from forfait_cli.render.signes import Ecran, replier

LARGEUR_SANS_TERMINAL = 100
LARGEUR_MIN = 40


class TubeFerme(Exception):
    """Whoever was reading has gone: there is nobody left to write for."""


class Sortie:
    """The format and the place of a result, checked before any work is done."""

    def __init__(self, flags: FlagsSortie, recolte: Recolte) -> None:
        self.fichier = recolte.lire(lambda: fichier_demande(flags.output))
        self.format = recolte.lire(lambda: choisir(flags.format, self.fichier)) or Format.TABLE

    def rendre(self, vue: Vue) -> None:
        """Render and write a result.

        Raises:
            Refus: the file or the output can't be written.
            TubeFerme: the reader of standard output has gone.
        """
        contenu = FORMATS[self.format].rendre(vue, self._ecran())
        if self.fichier is None:
            ecrire_sortie_standard(contenu)
        else:
            ecrire_fichier(self.fichier, contenu)

    def _ecran(self) -> Ecran:
        if self.fichier is not None or self.format is not Format.TABLE:
            return Ecran(largeur_ecran(terminal=False))
        return ecran_sortie()


def fichier_demande(output: str | None) -> Path | None:
    """The file that `-o` asks for; None for standard output."""
    if output is not None and not output.strip():
        aide = "donnez un fichier, ou - pour la sortie standard"
        raise MauvaisUsage(Anomalie("--output", "nom de fichier vide", aide))
    return Path(output) if output not in (None, "-") else None


def ecran_sortie() -> Ecran:
    """What standard output can show."""
    terminal = sys.stdout is not None and sys.stdout.isatty()
    encodage = getattr(sys.stdout, "encoding", None) or "utf-8"
    return Ecran(largeur_ecran(terminal=terminal), couleur_voulue(terminal=terminal), encodage)


def largeur_ecran(*, terminal: bool) -> int:
    """`COLUMNS` if it says a width, else the terminal's, else 100."""
    colonnes = os.environ.get("COLUMNS", "")
    if colonnes.isascii() and colonnes.isdigit() and int(colonnes) > 0:
        return max(LARGEUR_MIN, int(colonnes))
    if terminal:
        with suppress(OSError, ValueError):
            return max(LARGEUR_MIN, os.get_terminal_size(sys.stdout.fileno()).columns or LARGEUR_SANS_TERMINAL)
    return LARGEUR_SANS_TERMINAL


def couleur_voulue(*, terminal: bool) -> bool:
    """NO_COLOR and TERM=dumb take colour away, FORCE_COLOR brings it, a terminal has it."""
    if os.environ.get("NO_COLOR") or os.environ.get("TERM", "").lower() in ("dumb", "unknown"):
        return False
    return bool(os.environ.get("FORCE_COLOR")) or terminal


def ecrire_sortie_standard(contenu: bytes) -> None:
    """Write all of it, bytes for bytes."""
    if sys.stdout is None:
        raise Refus(Anomalie("sortie standard", "elle est fermée", "écrivez dans un fichier avec -o"))
    try:
        sys.stdout.flush()
        sys.stdout.buffer.write(contenu)
        sys.stdout.buffer.flush()
    except BrokenPipeError as erreur:
        raise TubeFerme from erreur
    except OSError as erreur:
        # What is left in the buffer can't be written either: closing must not try again.
        with suppress(OSError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise Refus(Anomalie("sortie standard", f"écriture impossible : {cause(erreur)}")) from erreur


def ecrire_texte(texte: str) -> None:
    """Write a text on standard output, as its encoding can show it."""
    encodage = ecran_sortie().encodage
    ecrire_sortie_standard(replier(texte, encodage).encode(encodage, errors="replace"))


def ecrire_fichier(fichier: Path, contenu: bytes) -> None:
    """Write beside the file, then put it in its place: a reader never sees half of it."""
    with fichier_entier(fichier) as flux:
        flux.write(contenu)


@contextmanager
def fichier_entier(fichier: Path) -> Iterator[BinaryIO]:
    """A file to write, put in its place once all is well; a device or a pipe is written directly.

    Raises:
        Refus: it can't be written.
        TubeFerme: the reader of a pipe has gone.
    """
    try:
        cible = fichier.resolve()
        if cible.exists() and not cible.is_file():
            if cible.is_dir():
                raise Refus(Anomalie(str(fichier), "c’est un dossier", "donnez un nom de fichier"))
            with cible.open("wb") as flux:
                yield flux
            return
        provisoire = cible.with_name(f".forfait-{os.getpid()}.tmp")
        try:
            with provisoire.open("xb") as flux:
                if cible.exists():
                    provisoire.chmod(cible.stat().st_mode & 0o7777)
                yield flux
                flux.flush()
                os.fsync(flux.fileno())
            provisoire.replace(cible)
        except BaseException:
            with suppress(OSError):
                provisoire.unlink(missing_ok=True)
            raise
    except BrokenPipeError as erreur:
        raise TubeFerme from erreur
    except OSError as erreur:
        message = f"écriture impossible : {cause(erreur)}"
        raise Refus(Anomalie(str(fichier), message, "choisissez un autre fichier ou un autre dossier")) from erreur


def cause(erreur: OSError) -> str:
    """Why a file can’t be written, in French."""
    import errno

    causes = {
        errno.ENOENT: "le dossier n’existe pas",
        errno.ENOTDIR: "le dossier n’existe pas",
        errno.EACCES: "le droit d’écrire manque",
        errno.EPERM: "le droit d’écrire manque",
        errno.EROFS: "le support est en lecture seule",
        errno.ENOSPC: "le disque est plein",
        errno.ENAMETOOLONG: "le nom est trop long",
    }
    return causes.get(erreur.errno or 0, erreur.strerror or "erreur du système")


def dire(lignes: Iterable[str]) -> None:
    """Print messages on standard error, as its encoding can show them."""
    encodage = getattr(sys.stderr, "encoding", None) or "utf-8"
    texte = "\n".join(replier(insecables(ligne), encodage) for ligne in lignes)
    if not texte:
        return
    with suppress(OSError, ValueError):
        print(texte, file=sys.stderr, flush=True)


def dire_erreur(anomalies: Iterable[Anomalie], titre: str = "Erreur") -> None:
    """Print faults: where, what, and how to mend it."""
    terminal = sys.stderr is not None and sys.stderr.isatty()
    debut, fin = ("\033[1;31m", "\033[0m") if couleur_voulue(terminal=terminal) else ("", "")
    lignes = []
    for origine, message, aide in anomalies:
        lignes.append(f"{debut}{titre} :{fin} {f'{origine} : ' if origine else ''}{message}")
        if aide:
            lignes.append(f"  → {aide}")
    dire(lignes)
