"""Fixtures: the annex, the annex with prices, the program run here or as a process of its own."""

import importlib
import os
import signal
import tempfile
from pathlib import Path

import pytest
from hypothesis import settings
from outils import PRIX, Lancer, lancer_a_part, lancer_ici, variante

from forfait_cli import load_catalogue
from forfait_cli.domaine.catalogue import Catalogue

# Rich reads some of these when it is imported.
for _nom in ("FORCE_COLOR", "NO_COLOR", "GITHUB_ACTIONS", "PY_COLORS", "TERMINAL_WIDTH", "COLUMNS"):
    os.environ.pop(_nom, None)
importlib.import_module("typer.rich_utils")  # now: a width that a test sets would stay for all those that follow

# Nothing of the user's own configuration may change a test, nor a browser or a shell leave one behind.
_CONFIGURATION = tempfile.TemporaryDirectory(prefix="forfait-")
os.environ["XDG_CONFIG_HOME"] = os.environ["APPDATA"] = _CONFIGURATION.name

# What is started with « & » or nohup has interruptions ignored, and the programs that it starts too.
signal.signal(signal.SIGINT, signal.default_int_handler)

settings.register_profile("forfait", deadline=None, derandomize=True, max_examples=60)
settings.load_profile("forfait")


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    """The annex."""
    return load_catalogue()


@pytest.fixture(scope="session")
def grille_chiffree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of the annex with every price but the study's."""
    return variante(tmp_path_factory.mktemp("grille"), *PRIX)


@pytest.fixture(scope="session")
def catalogue_chiffre(grille_chiffree: Path) -> Catalogue:
    """The annex with every price but the study's."""
    return load_catalogue(grille_chiffree)


@pytest.fixture(scope="session")
def lancer() -> Lancer:
    """Runs the program in this process."""
    return lancer_ici


@pytest.fixture(scope="session")
def lancer_dehors() -> Lancer:
    """Runs the program as a process of its own."""
    return lancer_a_part
