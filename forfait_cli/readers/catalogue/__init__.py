"""Where the catalogue comes from: a file given, or the embedded annex."""

from importlib import import_module
from pathlib import Path

from forfait_cli.domaine.catalogue import Catalogue
from forfait_cli.readers.fichiers import empreinte_de, lire_octets


def chemin_embarque() -> Path:
    """Where the embedded annex is: beside the modules once installed, above them in a checkout."""
    paquet = Path(__file__).resolve().parent.parent.parent
    installe = paquet / "catalogue.toml"
    return installe if installe.exists() else paquet.parent / "catalogue.toml"


def load_catalogue(chemin: str | Path | None = None) -> Catalogue:
    """Read a catalogue, the embedded annex by default.

    Raises:
        Refus: the file can't be read.
        CatalogueInvalide: its content is wrong; every fault is told at once.
    """
    fichier = chemin_embarque() if chemin is None else Path(chemin)
    contenu = lire_octets(fichier, "catalogue")
    empreinte = empreinte_de(contenu)
    if chemin is None and (compilee := _annexe_compilee()) is not None and compilee.empreinte == empreinte:
        return compilee._replace(chemin=str(fichier))
    from forfait_cli.readers.catalogue.lecture import lire_catalogue

    return lire_catalogue(contenu, str(fichier), empreinte)


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
