"""The wording and the arrangement of the pages, whole, at 100 and at 60 columns.

After a wanted change: `FORFAIT_GOLDEN=1 pytest tests/test_golden.py` writes the files of `golden/` anew;
read the difference before it is recorded. The fingerprint of the catalogue is left out of them.
"""

import os
import re
from pathlib import Path
from typing import NamedTuple

import pytest
from outils import CATALOGUES, Lancer

GOLDEN = Path(__file__).parent / "golden"
REECRIRE = os.environ.get("FORFAIT_GOLDEN") == "1"
COMMUNE = ("--habitants", "1200")
_EMPREINTE = re.compile(r"sha256:[0-9a-f]+\n?[0-9a-f]+")


class Page(NamedTuple):
    """A page and where it is kept."""

    nom: str
    arguments: tuple[str, ...]
    largeurs: tuple[int, ...] = (100, 60)


PAGES = [
    Page("compare", ("compare",)),
    Page("compare-commune", ("compare", *COMMUNE, "--forfait", "metiers", "--forfait", "heberge")),
    Page("compare-couts", ("compare", *COMMUNE, "--extra-go", "4", "--parapheur", "--exige", "chorus-pro")),
    Page("quote", ("quote", *COMMUNE, "--extra-go", "4")),
    Page(
        "quote-metiers",
        ("quote", *COMMUNE, "--extra-go", "4", "--besoin-antivirus", "2", "--extra-comptes", "3", "--anti-spam",
         "--forfait", "metiers", "--nom", "Mairie de Sainte-Foy", "--date", "2026-11-23"),
    ),
    Page("quote-refus", ("quote", "--agents", "12", "--parapheur", "--forfait", "technologie")),
    Page("strate", ("strate", *COMMUNE)),
    Page("strate-non-affiliee", ("strate", "--non-affiliee", "--nature", "budget-annexe")),
    Page("autre-grille", ("compare", "--habitants", "1200", "--besoin-go", "24", "--catalogue",
                          str(CATALOGUES.parent / "valide.toml"))),
]  # fmt: skip
CAS = [(page, f"{page.nom}-{largeur}.txt", str(largeur)) for page in PAGES for largeur in page.largeurs]
CAS += [(page, f"{page.nom}.md", "") for page in PAGES]


def sans_empreinte(texte: str) -> str:
    """The page without what changes with every word of the catalogue."""
    return _EMPREINTE.sub("sha256:…", texte)


@pytest.mark.parametrize(("page", "fichier", "largeur"), CAS, ids=[fichier for _, fichier, _ in CAS])
def test_la_page_est_celle_qui_a_ete_relue(lancer: Lancer, page: Page, fichier: str, largeur: str) -> None:
    if largeur:
        resultat = lancer(*page.arguments, env={"COLUMNS": largeur})
    else:
        resultat = lancer(*page.arguments, "--format", "markdown")
    texte = sans_empreinte(resultat.texte)
    garde = GOLDEN / fichier
    if REECRIRE:
        garde.write_text(texte, encoding="utf-8")
    assert texte == garde.read_text(encoding="utf-8")


def test_chaque_fichier_garde_est_celui_d_une_page() -> None:
    assert {fichier.name for fichier in GOLDEN.iterdir()} == {fichier for _, fichier, _ in CAS}
