"""Every command of every grid, at every width: no line passes it, no word is cut, no label follows its value."""

import re
import shutil
from collections.abc import Iterable
from contextlib import chdir
from pathlib import Path

import pytest
from ecrans import GRILLES, Ecran, de_la_grille, preparer, toutes, une_fois, voir
from outils import RACINE, Lancer
from rich.cells import cell_len

from forfait_cli.readers.catalogue import load_catalogue

LARGEURS = (60, 80, 100, 140)
SANS_BORD = 1000  # columns: no line is broken
_LETTRE = re.compile(r"[^\W\d_]+")
_INVERSE = re.compile(r"€[\s\u00a0]*: ")
_COLLES = re.compile(r"[0-9€%] [-+−]?[0-9][0-9\u00a0]*(?:,[0-9]+)?\u00a0[€%]")


@pytest.fixture(scope="module")
def bureaux(tmp_path_factory: pytest.TempPathFactory, lancer: Lancer) -> dict[int, Path]:
    """Where the commands are typed, with the files that they are given: a folder for each width, where each begins."""
    dossier = tmp_path_factory.mktemp("bureaux")
    modele = dossier / "modele"
    modele.mkdir()
    with chdir(modele):
        preparer(modele, lancer)
    return {largeur: Path(shutil.copytree(modele, dossier / str(largeur))) for largeur in (*LARGEURS, SANS_BORD)}


def coupes(vus: set[str], entiers: set[str]) -> set[str]:
    """The words that are seen in two pieces: neither is a word, both together are."""
    nouveaux = vus - entiers
    return {debut + fin for debut in nouveaux for fin in nouveaux if debut + fin in entiers}


def trop_longues(texte: str, largeur: int) -> list[str]:
    """The lines that pass the width, but a command to type again and a name of a file, which no line may break."""
    return [
        ligne
        for ligne in texte.splitlines()
        if cell_len(ligne) > largeur and not ligne.startswith("  forfait ") and " " in ligne.strip()
    ]


def controler(ecrans: Iterable[Ecran], bureaux: dict[int, Path]) -> None:
    """See each at each width."""
    for ecran in ecrans:
        pages = {}
        for largeur, bureau in bureaux.items():
            with chdir(bureau):
                pages[largeur] = voir(ecran.mots, largeur, {"NO_COLOR": "1", "XDG_CONFIG_HOME": str(bureau)})
        assert len({page.code for page in pages.values()}) == 1, ecran
        mots = set(_LETTRE.findall(pages[SANS_BORD].sortie + pages[SANS_BORD].erreur))
        for largeur in LARGEURS:
            page = pages[largeur]
            assert page.sortie or page.erreur, (ecran, largeur)
            texte = page.erreur if ecran.fichier else page.sortie + page.erreur
            assert not trop_longues(texte, largeur), (ecran, largeur)
            assert not _INVERSE.search(texte), (ecran, largeur)
            assert not _COLLES.search(texte), (ecran, largeur)
            assert not coupes(set(_LETTRE.findall(texte)), mots), (ecran, largeur)


def test_un_mot_coupe_se_verrait() -> None:
    assert coupes({"sauve", "garde", "Go"}, {"sauvegarde", "Go"}) == {"sauvegarde"}


def test_une_ligne_trop_longue_se_verrait() -> None:
    assert trop_longues("court\ntrop long pour dix\n", 10) == ["trop long pour dix"]


def test_un_nombre_colle_a_un_montant_se_verrait() -> None:
    assert _COLLES.search("Socle        1 420,00\u00a0€")
    assert _COLLES.search("1\u00a0000,00\u00a0€ −1\u00a0000,00\u00a0€")
    assert not _COLLES.search("Mission   2  1\u00a0000,00\u00a0€  1\u00a0000,00\u00a0€  +0,0\u00a0%")


@pytest.mark.parametrize("grille", GRILLES)
def test_a_toute_largeur(bureaux: dict[int, Path], grille: str) -> None:
    controler(de_la_grille(load_catalogue(RACINE / grille), grille), bureaux)


def test_ce_qui_ne_tient_a_aucune_grille(bureaux: dict[int, Path]) -> None:
    controler(une_fois(), bureaux)


def test_aucune_commande_n_est_oubliee() -> None:
    """Each is seen with its help, and at work: of each grid, or once."""
    ecrans = [*une_fois(), *(un for grille in GRILLES for un in de_la_grille(load_catalogue(RACINE / grille), grille))]
    for commande in toutes():
        vues = [ecran.mots for ecran in ecrans if ecran.mots[: len(commande)] == commande]
        assert (*commande, "--help") in vues
        assert any(len(mots) > len(commande) and "--help" not in mots for mots in vues), commande
