"""The optional libraries: one is imported when it is needed, and said to be missing where it is."""

from importlib import import_module
from typing import Any

from forfait_cli.erreurs import Anomalie, Refus, champ
from forfait_cli.francais import guillemets


def complement(module: str, extra: str, quoi: str, sinon: str) -> Any:
    """A library of an extra: `complement("xlsxwriter", "tableur", "écrire un classeur", "csv")`.

    Raises:
        Refus: it is not installed, or can't be loaded.
    """
    try:
        return import_module(module)
    except ModuleNotFoundError as erreur:
        message = f"{quoi} demande le complément {guillemets(extra)}"
        aide = f'installez-le depuis le dossier du programme : pip install ".[{extra}]" ; ou prenez le format {sinon}'
        raise Refus(Anomalie(champ("format"), message, aide)) from erreur
    except (ImportError, OSError) as erreur:  # of another machine, or without the memory that it asks for
        message = f"{quoi} : la bibliothèque {guillemets(module)} ne se charge pas"
        aide = f"la mémoire accordée suffit-elle ? sinon, réinstallez le complément ; ou prenez le format {sinon}"
        raise Refus(Anomalie(champ("format"), message, aide)) from erreur
