"""The files that results go to: whole or not at all, never over what must stay."""

import os
import stat
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path, PureWindowsPath
from typing import BinaryIO

from forfait_cli.commands.sortie.flux import WINDOWS, TubeFerme, parmi
from forfait_cli.erreurs import Anomalie, Refus, cause_d_ecriture

TAMPON = 1 << 17  # bytes written at once: a system call costs as much as some twenty rows of a list


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
    if parmi(etat, lus) is not None:
        message = "ce fichier vient d’être lu : l’écrire le détruirait"
        raise Refus(Anomalie(str(fichier), message, "choisissez un autre nom"))
    if not stat.S_ISREG(etat.st_mode):
        return
    if not etat.st_mode & 0o222 or not os.access(fichier, os.W_OK):
        raise Refus(Anomalie(str(fichier), "le fichier est protégé en écriture", "choisissez un autre nom"))
    if etat.st_nlink > 1:
        message = f"ce fichier a {etat.st_nlink} noms (liens durs) : le remplacer les séparerait"
        raise Refus(Anomalie(str(fichier), message, "choisissez un autre nom"))


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
