"""A file read whole, and the fingerprint of what it says."""

from importlib import import_module
from pathlib import Path
from typing import Any

from forfait_cli.erreurs import Anomalie, Refus, cause_de_lecture
from forfait_cli.readers import limites


def illisible(fichier: str, quoi: str, erreur: OSError) -> Anomalie:
    """Why a file can't be read, and what to look at; `quoi` names what it holds."""
    if isinstance(erreur, FileNotFoundError):
        return Anomalie(fichier, "ce fichier n’existe pas", "vérifiez son nom et son dossier")
    return Anomalie(fichier, f"{quoi} illisible : {cause_de_lecture(erreur)}", "vérifiez le chemin et les droits")


def lire_octets(fichier: Path, quoi: str, maximum: int = limites.OCTETS_TOML) -> bytes:
    """All of a file of at most `maximum` bytes; `quoi` names what it holds.

    Raises:
        Refus: the file can't be read, or is bigger.
    """
    try:
        return limites.lire_au_plus(fichier, maximum)
    except OSError as erreur:
        raise Refus(illisible(str(fichier), quoi, erreur)) from erreur
    except ValueError as erreur:  # a NUL in the name
        raise Refus(Anomalie(str(fichier), "nom de fichier impossible")) from erreur


def est_un_dossier(chemin: Path) -> bool:
    """Whether that is a folder; a name that can't be looked up is none, and reading it says why."""
    try:
        return chemin.is_dir()
    except (OSError, ValueError):
        return False


def existe(chemin: Path) -> bool:
    """Whether something has that name; one that can't be looked up names nothing."""
    try:
        return chemin.exists()
    except (OSError, ValueError):  # too long, in a folder that is closed, with a NUL
        return False


def empreinte_de(contenu: bytes) -> str:
    """What a devis says of the file it rests on: « sha256:… »."""
    return f"sha256:{_sha256()(contenu).hexdigest()}"


def _sha256() -> Any:
    # hashlib loads OpenSSL, 4 ms at each start: the interpreter's own SHA-256 comes first, as in the
    # standard library's `random`. It is `_sha2` from Python 3.12 on, `_sha256` before.
    for nom in ("_sha2", "_sha256", "hashlib"):
        try:
            return import_module(nom).sha256
        except ImportError:
            continue
    raise AssertionError("hashlib is always there")
