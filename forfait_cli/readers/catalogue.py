"""Where the catalogue comes from: a file given, or the embedded annex."""

from importlib import import_module
from pathlib import Path
from typing import Any

from forfait_cli.domaine.grille import Catalogue
from forfait_cli.erreurs import Anomalie, Refus, cause_de_lecture


def chemin_embarque() -> Path:
    """Where the embedded annex is: beside the modules once installed, above them in a checkout."""
    paquet = Path(__file__).resolve().parent.parent
    installe = paquet / "catalogue.toml"
    return installe if installe.exists() else paquet.parent / "catalogue.toml"


def load_catalogue(chemin: Path | None = None) -> Catalogue:
    """Read a catalogue, the embedded annex by default.

    Raises:
        Refus: the file can't be read.
        CatalogueInvalide: its content is wrong; every fault is told at once.
    """
    fichier = chemin or chemin_embarque()
    contenu = lire_octets(fichier, "catalogue")
    empreinte = empreinte_de(contenu)
    if chemin is None and (compilee := _annexe_compilee()) is not None and compilee.empreinte == empreinte:
        return compilee._replace(chemin=str(fichier))
    from forfait_cli.readers.lecture import lire_catalogue

    return lire_catalogue(contenu, str(fichier), empreinte)


def lire_octets(fichier: Path, quoi: str) -> bytes:
    """All of a file; `quoi` names what it holds.

    Raises:
        Refus: the file can't be read.
    """
    try:
        return fichier.read_bytes()
    except OSError as erreur:
        message = f"{quoi} illisible : {cause_de_lecture(erreur)}"
        raise Refus(Anomalie(str(fichier), message, "vérifiez le chemin et les droits")) from erreur
    except ValueError as erreur:  # a NUL in the name
        raise Refus(Anomalie(repr(str(fichier)), "nom de fichier impossible")) from erreur


def _annexe_compilee() -> Catalogue | None:
    """The annex as the build of the package read it: one module to load, where TOML takes 10 ms to read.

    Absent from a checkout. It serves only for the very bytes it was made from.
    """
    try:
        module = import_module("forfait_cli.readers.annexe_compilee")
    except ModuleNotFoundError:
        return None
    catalogue: Catalogue = module.CATALOGUE
    return catalogue


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
