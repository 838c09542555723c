"""The HTML in a real browser: accessible, alone, whole on paper."""

import io
import json
import re
import unicodedata
from pathlib import Path
from urllib.parse import urlsplit

import pypdf
import pytest

from navigateur.chromium import Navigateur
from navigateur.production import commandes

pytestmark = pytest.mark.navigateur
PAGES = [*(nom for nom in commandes()), "index"]
A4 = {"portrait": 794 - 2 * 57, "landscape": 1123 - 2 * 57}  # px between the margins

# Every rule, those of best practice and those that are only tried out too.
LANCER = """
axe.run(document, {rules: Object.fromEntries(axe.getRules().map(r => [r.ruleId, {enabled: true}]))})
   .then(r => JSON.stringify(r.violations.map(v => [v.id, v.nodes.map(n => n.target.join(' ') + ' : ' + n.html)])))
"""


def page(pages: dict[str, Path], nom: str) -> Path:
    """One of the pages; a grid without strates has no ladder of them."""
    if nom not in pages:
        pytest.skip("cette grille n’a pas cette page")
    return pages[nom]


@pytest.mark.parametrize("largeur", [360, 1280])
@pytest.mark.parametrize("sombre", [False, True], ids=["clair", "sombre"])
@pytest.mark.parametrize("nom", PAGES)
def test_axe_ne_trouve_rien(
    nom: str, sombre: bool, largeur: int, chromium: Navigateur, axe: str, page_web: dict[str, Path]
) -> None:
    """No violation of any rule, and nothing that a phone shows beyond its edge."""
    chromium.ouvrir(page(page_web, nom), largeur=largeur, sombre=sombre)
    chromium.evaluer(axe)
    assert json.loads(chromium.evaluer(LANCER)) == []
    assert chromium.evaluer("document.documentElement.scrollWidth") <= largeur


@pytest.mark.parametrize("nom", PAGES)
def test_aucune_demande_ne_sort_de_la_page(nom: str, chromium: Navigateur, page_web: dict[str, Path]) -> None:
    """It asks for itself and for nothing else, and nothing in it complains."""
    fichier = page(page_web, nom)
    assert chromium.ouvrir(fichier, largeur=1280) == [fichier.as_uri()]
    liens = chromium.evaluer("[...document.querySelectorAll('[src],[href],[action]')].map(e => e.href || e.src)")
    assert {urlsplit(lien).scheme for lien in liens} <= {"file"}
    for lien in liens:
        assert Path(urlsplit(lien).path).exists(), lien
    assert not [un for un in chromium.evenements if un.get("method") == "Log.entryAdded"]


@pytest.mark.parametrize("nom", PAGES)
def test_imprimee_sans_un_tableau_coupe(nom: str, chromium: Navigateur, page_web: dict[str, Path]) -> None:
    """On paper nothing goes beyond the sheet, no row is on two of them, and every word is there."""
    fichier = page(page_web, nom)
    trouve = re.search(r"size:A4 (portrait|landscape)", fichier.read_text(encoding="utf-8"))
    assert trouve is not None
    chromium.ouvrir(fichier, largeur=A4[trouve[1]], papier=True)
    depassent = chromium.evaluer(
        "[...document.querySelectorAll('table, dl, ul, ol, p')].filter(e => e.scrollWidth > e.clientWidth + 1 && "
        "!e.closest('.cachee') || e.getBoundingClientRect().right > document.documentElement.clientWidth + 1)"
        ".map(e => e.outerHTML.slice(0, 200))"
    )
    assert depassent == []
    feuilles = [_compact(une.extract_text()) for une in pypdf.PdfReader(io.BytesIO(chromium.imprimer())).pages]
    # What only the ear is told is not printed.
    chromium.evaluer("document.querySelectorAll('.cachee').forEach(e => e.remove())")
    rangees = chromium.evaluer("[...document.querySelectorAll('tr')].map(r => [...r.cells].map(c => c.innerText))")
    assert rangees or not chromium.evaluer("document.querySelectorAll('table').length")
    for rangee in rangees:
        cellules = [_compact(ligne) for cellule in rangee for ligne in cellule.split("\n")]
        assert any(all(cellule in feuille for cellule in cellules) for feuille in feuilles), rangee


def _compact(texte: str) -> str:
    """Without spaces, ligatures taken apart."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", texte))
