"""Every command of every grid, at every width: no line passes it, no word is cut, no label follows its value."""

import re

import pytest
from outils import RACINE, Lancer
from rich.cells import cell_len

from forfait_cli.domaine.catalogue import Catalogue
from forfait_cli.readers.catalogue import load_catalogue

LARGEURS = (60, 80, 100, 140)
GRILLES = (
    "catalogue.toml",
    *(f"examples/{nom}.toml" for nom in sorted(f.stem for f in (RACINE / "examples").glob("*.toml"))),
)
QUI = {
    "examples/estuaire.toml": ("--habitants", "1200"),
    "examples/plateau.toml": ("--agents", "12"),
    "examples/vallees.toml": ("--habitants", "2400"),
}
_LETTRE = re.compile(r"[^\W\d_]+")
_INVERSE = re.compile(r"€[\s\u00a0]*: ")


def commandes(catalogue: Catalogue, grille: str) -> list[tuple[str, ...]]:
    """What is typed of a grid: alone, for someone, for someone who wants all that it sells."""
    qui = QUI.get(grille, ("--habitants", "1200"))
    options = [mot for option in catalogue.options for mot in ("--option", option.code)]
    commandes = [
        ("catalogue", "show"), ("catalogue", "check", grille), ("compare",), ("compare", *qui),
        ("compare", *qui, *options), ("compare", *qui, "--detail"), ("quote", *qui), ("quote", *qui, *options),
        ("quote", *qui, *options, "--forfait", catalogue.forfaits[0].code),
        ("tarifs", "impact", "--avant", grille, "--apres", grille, "--departement", "47"),
        ("catalogue", "diff", "catalogue.toml", grille),
    ]  # fmt: skip
    return [*commandes, *([("strate", *qui), ("strate", *qui, "--figure")] if catalogue.strates else [])]


def coupes(vus: set[str], entiers: set[str]) -> set[str]:
    """The words that are seen in two pieces: neither is a word, both together are."""
    nouveaux = vus - entiers
    return {debut + fin for debut in nouveaux for fin in nouveaux if debut + fin in entiers}


def test_un_mot_coupe_se_verrait() -> None:
    assert coupes({"sauve", "garde", "Go"}, {"sauvegarde", "Go"}) == {"sauvegarde"}


@pytest.mark.parametrize("grille", GRILLES)
def test_a_toute_largeur(lancer: Lancer, monkeypatch: pytest.MonkeyPatch, grille: str) -> None:
    monkeypatch.chdir(RACINE)
    vues = 0
    for commande in commandes(load_catalogue(RACINE / grille), grille):
        suite = () if commande[:2] == ("catalogue", "diff") else ("--catalogue", grille)
        pages = {n: lancer(*commande, *suite, env={"COLUMNS": str(n)}) for n in (*LARGEURS, 1000)}
        if pages[1000].code not in (0, 4):
            assert {page.code for page in pages.values()} == {pages[1000].code}, commande
            continue
        vues += 1
        mots = set(_LETTRE.findall(pages[1000].texte))
        for largeur in LARGEURS:
            texte = pages[largeur].texte
            assert max(map(cell_len, texte.splitlines())) <= largeur, (commande, largeur)
            assert not _INVERSE.search(texte), (commande, largeur)
            assert not coupes(set(_LETTRE.findall(texte)), mots), (commande, largeur)
    assert vues >= 8
