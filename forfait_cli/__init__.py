"""Python API: read a catalogue, put a collectivité in its strate, cost and compare forfaits.

    from forfait_cli import chiffrer, demander, load_catalogue

    catalogue = load_catalogue()
    chiffrage = chiffrer(catalogue, demander(catalogue, habitants=1200, extra_go=4))

Names are imported when they are first used: a command pays only for what it needs.
"""

# As in `typing`, whose import would be most of the cost of this file. Nothing is imported here: an interruption
# would then be answered by the interpreter, with a traceback.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from forfait_cli.domaine.catalogue import Catalogue
    from forfait_cli.domaine.chiffreur import chiffrer
    from forfait_cli.domaine.comparaison import Comparaison, comparer
    from forfait_cli.domaine.demande import Collectivite, Demande
    from forfait_cli.domaine.resultats import Chiffrage, Devis
    from forfait_cli.domaine.strate import classer
    from forfait_cli.domaine.types import Affiliation
    from forfait_cli.erreurs import Anomalie, CatalogueInvalide, ErreurForfait, MauvaisUsage, Refus
    from forfait_cli.readers.catalogue import load_catalogue
    from forfait_cli.readers.demande.python import demander

__all__ = [
    "Affiliation",
    "Anomalie",
    "Catalogue",
    "CatalogueInvalide",
    "Chiffrage",
    "Collectivite",
    "Comparaison",
    "Demande",
    "Devis",
    "ErreurForfait",
    "MauvaisUsage",
    "Refus",
    "chiffrer",
    "classer",
    "comparer",
    "demander",
    "load_catalogue",
]
__version__ = "0.1.0"

_MODULES = {
    "Affiliation": "domaine.types",
    "Anomalie": "erreurs",
    "Catalogue": "domaine.catalogue",
    "CatalogueInvalide": "erreurs",
    "Chiffrage": "domaine.resultats",
    "Collectivite": "domaine.demande",
    "Comparaison": "domaine.comparaison",
    "Demande": "domaine.demande",
    "Devis": "domaine.resultats",
    "ErreurForfait": "erreurs",
    "MauvaisUsage": "erreurs",
    "Refus": "erreurs",
    "chiffrer": "domaine.chiffreur",
    "classer": "domaine.strate",
    "comparer": "domaine.comparaison",
    "demander": "readers.demande.python",
    "load_catalogue": "readers.catalogue",
}


def __getattr__(nom: str) -> object:
    if nom not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {nom!r}")
    from importlib import import_module

    return getattr(import_module(f"{__name__}.{_MODULES[nom]}"), nom)
