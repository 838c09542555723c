"""The grid to fill in, as a file of each kind: one module a kind."""

from collections.abc import Callable
from importlib import import_module

from forfait_cli.domaine.catalogue import Catalogue
from forfait_cli.domaine.gabarit import gabarit
from forfait_cli.domaine.tarifs import Tarifs

SUFFIXES = (".xlsx", ".ods", ".csv", ".toml")


def rendre(catalogue: Catalogue, tarifs: Tarifs | None, suffixe: str) -> bytes:
    """The file of that suffix, one of `SUFFIXES`; what `tarifs` already give is in its cells.

    Raises:
        Refus: the library that writes it is not installed.
    """
    module = import_module(f"forfait_cli.render.gabarit.{suffixe.removeprefix('.')}")
    if suffixe == ".toml":
        ecrire: Callable[[Catalogue, Tarifs | None], bytes] = module.gabarit
        return ecrire(catalogue, tarifs)
    contenu: bytes = module.rendre(gabarit(catalogue, tarifs))
    return contenu
