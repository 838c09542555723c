"""Python API: read a catalogue, put a collectivité in its strate, cost and compare forfaits.

    from forfait_cli import Collectivite, Demande, Nature, chiffrer, load_catalogue

    catalogue = load_catalogue()
    commune = Collectivite(Nature.COMMUNE, habitants=1200, agents=None)
    chiffrage = chiffrer(catalogue, Demande(commune, extras={"sauvegarde-externalisee": 4}))

Names are imported when they are first used: a command pays only for what it needs.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from forfait_cli.domaine.comparaison import comparer
    from forfait_cli.domaine.devis import chiffrer
    from forfait_cli.domaine.dossier import Chiffrage, Collectivite, Comparaison, Demande, Devis
    from forfait_cli.domaine.grille import Catalogue
    from forfait_cli.domaine.strate import classer
    from forfait_cli.domaine.types import Nature
    from forfait_cli.readers.catalogue import load_catalogue

__all__ = [
    "Catalogue",
    "Chiffrage",
    "Collectivite",
    "Comparaison",
    "Demande",
    "Devis",
    "Nature",
    "chiffrer",
    "classer",
    "comparer",
    "load_catalogue",
]
__version__ = "0.1.0"

_MODULES = {
    "Catalogue": "domaine.grille",
    "Nature": "domaine.types",
    "chiffrer": "domaine.devis",
    "classer": "domaine.strate",
    "comparer": "domaine.comparaison",
    "load_catalogue": "readers.catalogue",
}


def __getattr__(nom: str) -> object:
    if nom not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {nom!r}")
    return getattr(import_module(f"{__name__}.{_MODULES.get(nom, 'domaine.dossier')}"), nom)
