"""Where results go: standard output or a file, whole or not at all; messages go to standard error."""

import datetime
import errno
import os
import select
import stat
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path, PureWindowsPath
from typing import BinaryIO, NamedTuple

from forfait_cli.erreurs import Anomalie, MauvaisUsage, Refus, cause_d_ecriture, champ
from forfait_cli.francais import insecables, nombre, propre
from forfait_cli.render.formats import FORMATS, Format, Vue
from forfait_cli.render.signes import Ecran, replier

WINDOWS = os.name == "nt"
LARGEUR_SANS_TERMINAL = 100
LARGEUR_MIN, LARGEUR_MAX = 40, 1000
LIGNE_DITE = 2_000  # signs of a line of a message: what it repeats from a file has no end
NOM_DIT = 200  # signs of a name of a file
FAUTES_DITES = 50  # told one by one
ATTENTE = 60.0  # seconds that a reader who does not read is waited for
TAMPON = 1 << 17  # bytes written at once: a system call costs as much as some twenty rows of a list


class TubeFerme(Exception):
    """Whoever was reading has gone: there is nobody left to write for."""


class Sortie(NamedTuple):
    """The format and the place of a result, checked before any work is done."""

    fichier: Path | None  # None: standard output
    format: Format
    jour: datetime.date | None = None  # the day that a document bears where it leaves the office

    def rendre(self, vue: Vue, lus: Sequence[Path] = ()) -> None:
        """Render and write a result; `lus`: the files read in this run. A file written is told.

        Raises:
            Refus: the file or the output can't be written.
            TubeFerme: the reader of standard output has gone.
        """
        vue = vue if self.jour is None else vue.datee(self.jour)
        contenu = FORMATS[self.format].rendre(vue, self._ecran())
        ecrire_resultat(self.fichier, contenu, lus)
        if self.fichier is not None:
            dire([f"Écrit : {self.fichier} ({self.format})."])

    def _ecran(self) -> Ecran:
        if self.fichier is not None or self.format is not Format.TABLE:
            return Ecran(largeur_ecran(terminal=False))
        return ecran_sortie()


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


# --- Standard output ------------------------------------------------------------------------------


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


def refuser_la_sortie_lue(lus: Sequence[Path]) -> None:
    """Say no to a standard output that goes into a file read in this run: `>>` would spoil it, or never end.

    Raises:
        Refus: it does.
    """
    with suppress(OSError, ValueError, AttributeError):
        etat = os.fstat(sys.stdout.fileno())
        if stat.S_ISREG(etat.st_mode) and (lu := _parmi(etat, lus)) is not None:
            message = f"elle va dans un fichier lu par cette commande : {lu}"
            raise Refus(Anomalie("sortie standard", message, "envoyez-la dans un autre fichier"))


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


def ecrire_texte(texte: str) -> None:
    """Write a text on standard output, as its encoding can show it."""
    encodage = ecran_sortie().encodage
    ecrire_sortie_standard(replier(texte, encodage).encode(encodage, errors="replace"))


# --- Files ----------------------------------------------------------------------------------------


def fichier_demande(output: str | None) -> Path | None:
    """The file that is asked for; None for standard output."""
    if output is not None and not output.strip():
        aide = "donnez un fichier, ou - pour la sortie standard"
        raise MauvaisUsage(Anomalie(champ("output"), "nom de fichier vide", aide))
    if output in (None, "-"):
        return None
    assert output is not None
    fichier = Path(output)
    return None if _est_la_sortie_standard(fichier) else fichier


def _est_la_sortie_standard(fichier: Path) -> bool:
    """Whether a name, « /dev/stdout » for instance, is another one of standard output itself: opening it anew
    would begin it again."""
    try:
        lui, elle = fichier.stat(), os.fstat(sys.stdout.fileno())
    except (OSError, ValueError, AttributeError):
        return False
    return fichier.parts[:2] in {("/", "dev"), ("/", "proc")} and (lui.st_dev, lui.st_ino) == (elle.st_dev, elle.st_ino)


def ecrire_resultat(fichier: Path | None, contenu: bytes, lus: Sequence[Path] = ()) -> None:
    """Write where it was asked for, None being standard output; never over a file read in this run (`lus`)."""
    if fichier is None:
        refuser_la_sortie_lue(lus)
        ecrire_sortie_standard(contenu)
    else:
        ecrire_fichier(fichier, contenu, lus)


def ecrire_fichier(fichier: Path, contenu: bytes, lus: Sequence[Path] = ()) -> None:
    """Write beside the file, then put it in its place: a reader never sees half of it."""
    with fichier_entier(fichier, lus) as flux:
        flux.write(contenu)


@contextmanager
def fichier_entier(fichier: Path, lus: Sequence[Path] = (), *, attendre: bool = True) -> Iterator[BinaryIO]:
    """A file to write, put in its place once all is well; a device or a pipe is written directly.

    A file that exists keeps its rights and its owner; a link keeps pointing where it did. `lus`: files
    that this run has read, none of which is written over. `attendre`: until the disk has it; without, a machine
    that stops may leave it empty.

    Raises:
        Refus: it can't be written, is protected, has another name too, or was read in this run.
        TubeFerme: the reader of a pipe has gone.
    """
    try:
        if WINDOWS:
            _verifier_le_nom(fichier)
        try:
            etat = fichier.stat()
        except FileNotFoundError:
            etat = None
        if etat is not None:
            _verifier(fichier, etat, lus)
        if (descripteur := _descripteur(fichier)) is not None:
            with open(os.dup(descripteur), "wb") as flux:  # noqa: PTH123 - it is open already
                yield flux
        elif etat is not None and not stat.S_ISREG(etat.st_mode):
            with fichier.open("wb") as flux:
                yield flux
        else:
            with _provisoire(Path(os.path.realpath(fichier)), etat, attendre=attendre) as flux:
                yield flux
    except BrokenPipeError as erreur:
        raise TubeFerme from erreur
    except OSError as erreur:
        message = f"écriture impossible : {cause_d_ecriture(erreur)}"
        raise Refus(Anomalie(str(fichier), message, "choisissez un autre fichier ou un autre dossier")) from erreur
    except ValueError as erreur:  # a NUL in the name
        raise Refus(Anomalie(str(fichier), "nom de fichier impossible", "choisissez un autre nom")) from erreur


def _verifier_le_nom(fichier: Path) -> None:
    """Windows takes some names for a device, or for a part of a file that no folder shows: what is written there
    is lost. « NUL » alone is asked for on purpose."""
    nom = PureWindowsPath(fichier)
    for partie in nom.parts[1:] if nom.anchor else nom.parts:
        appareil = partie.partition(".")[0].rstrip().upper() in _APPAREILS and partie.upper() != "NUL"
        if appareil or set(partie) & set('<>:"|?*') or (partie.rstrip(" .") != partie and partie not in (".", "..")):
            aide = 'prenez un nom sans < > : " | ? *, ni point à la fin, ni celui d’un appareil (CON, AUX, COM1…)'
            raise Refus(Anomalie(str(fichier), "Windows n’a pas de fichier de ce nom", aide))


_APPAREILS = frozenset(
    ("CON", "PRN", "AUX", "NUL", *(f"{port}{rang}" for port in ("COM", "LPT") for rang in "123456789¹²³"))
)


def _verifier(fichier: Path, etat: os.stat_result, lus: Sequence[Path]) -> None:
    if stat.S_ISDIR(etat.st_mode):
        raise Refus(Anomalie(str(fichier), "c’est un dossier", "donnez un nom de fichier"))
    if stat.S_ISBLK(etat.st_mode) or stat.S_ISSOCK(etat.st_mode):
        raise Refus(Anomalie(str(fichier), "ce n’est pas un fichier où écrire", "donnez un nom de fichier"))
    if _parmi(etat, lus) is not None:
        message = "ce fichier vient d’être lu : l’écrire le détruirait"
        raise Refus(Anomalie(str(fichier), message, "choisissez un autre nom"))
    if not stat.S_ISREG(etat.st_mode):
        return
    if not etat.st_mode & 0o222 or not os.access(fichier, os.W_OK):
        raise Refus(Anomalie(str(fichier), "le fichier est protégé en écriture", "choisissez un autre nom"))
    if etat.st_nlink > 1:
        message = f"ce fichier a {etat.st_nlink} noms (liens durs) : le remplacer les séparerait"
        raise Refus(Anomalie(str(fichier), message, "choisissez un autre nom"))


def _parmi(etat: os.stat_result, lus: Sequence[Path]) -> Path | None:
    """Which of these files is the one of that state, whatever its names."""
    for lu in lus:
        with suppress(OSError, ValueError):
            if os.path.samestat(etat, lu.stat()):
                return lu
    return None


def _descripteur(fichier: Path) -> int | None:
    """The stream of this process that a name stands for: opened anew, a file would begin again."""
    match fichier.parts:
        case ("/", "dev", nom) if nom in _FLUX:
            return _FLUX.index(nom)
        case ("/", "dev", "fd", numero) | ("/", "proc", "self", "fd", numero) if numero.isascii() and numero.isdigit():
            return int(numero)
    return None


_FLUX = ("stdin", "stdout", "stderr")


@contextmanager
def _provisoire(cible: Path, etat: os.stat_result | None, *, attendre: bool) -> Iterator[BinaryIO]:
    # Named before it is made: at whatever moment a signal comes, what is to be taken away is known.
    provisoire = cible.parent / f".forfait-{os.urandom(8).hex()}.tmp"
    try:
        with open(provisoire, "xb", buffering=TAMPON, opener=_a_soi) as flux:
            _droits(flux.fileno(), cible, etat)
            yield flux
            flux.flush()
            if attendre:
                os.fsync(flux.fileno())
        provisoire.replace(cible)
    except BaseException:
        with suppress(OSError):
            provisoire.unlink(missing_ok=True)
        raise


def _a_soi(nom: str, drapeaux: int) -> int:
    """Opens a file that nobody else may read."""
    return os.open(nom, drapeaux, 0o600)


def _droits(numero: int, cible: Path, etat: os.stat_result | None) -> None:
    """Give a file the rights and the owner of the one it replaces, or those that the user's mask gives to a new one."""
    if not hasattr(os, "fchown"):  # Windows: rights come from the folder
        return
    if etat is None:
        masque = os.umask(0)
        os.umask(masque)
        os.fchmod(numero, 0o666 & ~masque)
        return
    sien = os.fstat(numero)
    if (etat.st_uid, etat.st_gid) != (sien.st_uid, sien.st_gid):
        try:
            os.fchown(numero, etat.st_uid, etat.st_gid)
        except PermissionError as erreur:
            message = "ce fichier est à un autre utilisateur ou à un autre groupe : le remplacer le leur prendrait"
            raise Refus(Anomalie(str(cible), message, "choisissez un autre nom")) from erreur
    os.fchmod(numero, stat.S_IMODE(etat.st_mode))
    for nom in _attributs(cible):
        os.setxattr(numero, nom, os.getxattr(cible, nom))


def _attributs(cible: Path) -> list[str]:
    """The attributes of a file that say who may use it, or that its owner gave it."""
    if not hasattr(os, "listxattr"):
        return []
    with suppress(OSError):  # its disk knows none
        return [nom for nom in os.listxattr(cible) if nom.startswith("user.") or nom == "system.posix_acl_access"]
    return []


# --- Messages -------------------------------------------------------------------------------------


def dire(lignes: Iterable[str], *, retrait: str = "", couleur: str | bool = False) -> None:
    """Print messages on standard error, cleaned, wrapped between words, as its encoding can show them.

    `couleur`: the first words of the first line, to be shown in bold: no red is readable on every ground.
    """
    if sys.stderr is None:
        return
    encodage = getattr(sys.stderr, "encoding", None) or "utf-8"
    texte = "".join(
        f"{replier(partie, encodage)}\n"
        for ligne in lignes
        for brute in ligne.split("\n")
        for partie in _plier(brute, retrait)
    )
    if not texte:
        return
    if _ecran.sous_un_resultat and not texte.startswith("\n"):
        texte = f"\n{texte}"
    _ecran.sous_un_resultat = False
    if couleur:
        texte = texte.replace(str(couleur), f"\033[1m{couleur}\033[0m", 1)
    try:
        sys.stderr.flush()
        flux = getattr(sys.stderr, "buffer", None)
        if flux is None:
            sys.stderr.write(texte)
        else:
            _ecrire_tout(flux, texte.encode(encodage, errors="replace"))
    except (OSError, ValueError):
        taire(sys.stderr)


def _plier(ligne: str, retrait: str) -> list[str]:
    """A line in as many as the width of the screen asks; a word longer than a line stays whole."""
    from textwrap import wrap

    if ligne.strip().startswith("forfait "):  # a command to type again: as it is, on a line of its own
        return [propre(ligne)]
    texte = insecables(propre(ligne if len(ligne) <= LIGNE_DITE else f"{ligne[: LIGNE_DITE - 1]}…"))
    if not est_un_terminal(sys.stderr):
        return [texte]  # whoever reads it is a program: a line each
    largeur = largeur_ecran(terminal=False)
    with suppress(OSError, ValueError, AttributeError):
        largeur = max(LARGEUR_MIN, os.get_terminal_size(sys.stderr.fileno()).columns or largeur)
    if len(texte) <= largeur:
        return [texte]
    return wrap(
        texte, largeur, subsequent_indent=retrait, break_long_words=False, break_on_hyphens=False, drop_whitespace=True
    ) or [""]


def abreger(nom: str) -> str:
    """A name of a file, or a place in one, whose middle goes where it is longer than anyone reads."""
    return nom if len(nom) <= NOM_DIT else f"{nom[: NOM_DIT // 2]}…{nom[1 - NOM_DIT // 2 :]}"


def dire_erreur(anomalies: Iterable[Anomalie], titre: str = "Erreur") -> None:
    """Print faults, each with where it is; those that are mended alike together, and how to, once."""
    couleur = couleur_voulue(terminal=est_un_terminal(sys.stderr))
    toutes = list(anomalies)
    groupes: dict[str | int, list[Anomalie]] = {}
    for rang, anomalie in enumerate(toutes[:FAUTES_DITES]):
        groupes.setdefault(anomalie.aide or rang, []).append(anomalie)
    for groupe in groupes.values():
        for origine, message, _ in groupe:
            ou = f"{abreger(origine)} : " if origine else ""
            # On one line: a new line in what it repeats could pass for another message.
            dire([propre(f"{titre} : {ou}{message}")], retrait="  ", couleur=couleur and titre)
        if aide := groupe[0].aide:
            cas = {1: "", 2: "dans les deux cas, "}.get(len(groupe), f"dans les {len(groupe)} cas, ")
            lignes = aide.replace("\n", "\n    ")  # candidates, one a line
            dire([f"  → {cas}{lignes}"], retrait="    ")
    if (reste := len(toutes) - FAUTES_DITES) > 0:
        dire([f"… et {nombre(reste)} {'autre' if reste == 1 else 'autres'}, à voir une fois celles-là corrigées."])
