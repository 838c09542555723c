"""What the tests look with and at; what lacks is told."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from outils import lancer_ici

from navigateur.chromium import Navigateur, navigateur, programme
from navigateur.production import DATE, produire

AXE = Path(__file__).parent / "node_modules" / "axe-core" / "axe.min.js"


@pytest.fixture(scope="session")
def page_web(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Every page as HTML, the index of a mailing too."""
    dossier = tmp_path_factory.mktemp("pages")
    pages = produire(dossier, ".html")
    envoi = ("--departement", "976", "--forfait", "metiers", *DATE, "--documents", str(dossier / "d"))
    passe = lancer_ici("batch", *envoi, "--format", "html")
    assert passe.code == 0, passe.erreur
    return {**pages, "index": dossier / "d" / "index.html"}


@pytest.fixture(scope="session")
def chromium() -> Iterator[Navigateur]:
    """A browser with nothing open."""
    if programme() is None:
        pytest.skip("Chromium n’est pas installé : apt-get install chromium")
    with navigateur() as un:
        yield un


@pytest.fixture(scope="session")
def axe() -> str:
    """The checker of accessibility, to run inside a page."""
    if not AXE.exists():
        pytest.skip("axe-core n’est pas installé : npm ci --prefix tests/navigateur")
    return AXE.read_text(encoding="utf-8")
