"""The questions that begin a grid, answered through a pseudo-terminal as a person would."""

from pathlib import Path

import pytest
from terminal import CTRL_C, CTRL_D
from test_guide import ouvrir

from forfait_cli import load_catalogue
from forfait_cli.domaine.verification import avertissements

QUESTIONS = (
    ("Comment s’appelle la grille ?", "Services de la Vallée"),
    ("D’où vient-elle ?", "Délibération 12"),
    ("Qui la publie ?", "la communauté de communes"),
    ("Quels forfaits ?", "le Pack Base ; le Pack Maxi"),
    ("De quoi dépendent les prix", "3"),
    ("en nombre d’habitants ?", "500, 2 000"),
    ("en nombre d’agents ?", "5, 20"),
    ("Quels services", "Assistance ; Sauvegarde : 3, 5, 10 Go ; Visite"),
    ("Que comprend le Pack Base ?", "1, 2"),
    ("Que comprend le Pack Maxi ?", ""),
    ("Quelles options", "Sauvegarde : Go ; Site internet"),
)


def test_des_reponses_a_la_grille(tmp_path: Path) -> None:
    with ouvrir(tmp_path, "catalogue", "new", "-o", "grille.toml") as terminal:
        for question, reponse in QUESTIONS:
            terminal.repondre(question, reponse)
        assert terminal.finir() == 0
        assert "forfait catalogue check grille.toml" in terminal.vu
    catalogue = load_catalogue(tmp_path / "grille.toml")
    assert (catalogue.titre, catalogue.source) == ("Services de la Vallée", "Délibération 12")
    assert catalogue.organisme[:2] == ("communauté de communes", "la")
    assert [(nature.code, nature.mesures) for nature in catalogue.natures] == [
        ("commune", ("habitants",)), ("etablissement-public", ("agents",)),
    ]  # fmt: skip
    assert [strate.volumes for strate in catalogue.strates] == [{"sauvegarde": n} for n in (3, 5, 10)]
    visite = catalogue.service("visite")
    assert visite is not None
    assert {code: cellule.texte for code, cellule in visite.cellules.items()} == {
        "pack-base": "Non inclus", "pack-maxi": "Inclus",
    }  # fmt: skip
    assert [un.message for un in avertissements(catalogue)] == ["il en manque 4"]


def test_une_grille_sans_rien_d_autre_qu_un_titre(tmp_path: Path) -> None:
    with ouvrir(tmp_path, "catalogue", "new", "-o", "grille.toml") as terminal:
        terminal.repondre("Comment s’appelle la grille ?", "")
        for question in ("Comment s’appelle", "D’où vient", "Qui la publie", "Quels forfaits", "De quoi dépendent"):
            terminal.repondre(question, "À la carte" if question.startswith("Comment") else "")
        terminal.repondre("Quels services", "")
        terminal.repondre("Quelles options", "Conseil : jour")
        assert terminal.finir() == 0
    catalogue = load_catalogue(tmp_path / "grille.toml")
    assert (catalogue.source, catalogue.strates) == ("à préciser", ())
    assert [forfait.code for forfait in catalogue.forfaits] == ["a-la-carte"]


def test_une_reponse_qui_ne_va_pas_est_redemandee(tmp_path: Path) -> None:
    with ouvrir(tmp_path, "catalogue", "new", "-o", "grille.toml") as terminal:
        terminal.repondre("Comment s’appelle la grille ?", "T")
        terminal.repondre("D’où vient-elle ?")
        terminal.repondre("Qui la publie ?", "centre de gestion")
        assert "Il manque l’article" in terminal.repondre("Entrée seule", "le centre de gestion") or (
            "il manque l’article" in terminal.vu
        )
        terminal.repondre("Quels forfaits ?")
        terminal.repondre("De quoi dépendent", "habitants")
        terminal.repondre("Entrée seule : de rien", "1")
        terminal.repondre("en nombre d’habitants ?", "500, 400")
        terminal.repondre("Entrée seule : aucun", "500")
        assert "400 n’est pas plus grand que 500" in terminal.vu
        terminal.repondre("Quels services", "Sauvegarde : 1, 2, 3 Go")
        terminal.repondre("Entrée seule : aucun", "Sauvegarde : 1, 2 Go")
        assert "3 volumes pour 2 strates" in terminal.vu
        terminal.repondre("Quelles options")
        assert terminal.finir() == 0
    assert len(load_catalogue(tmp_path / "grille.toml").strates) == 2


@pytest.mark.parametrize("fin", [CTRL_C, CTRL_D])
@pytest.mark.parametrize("apres", [0, 4, 10])
def test_s_arreter_ne_laisse_rien(tmp_path: Path, fin: str, apres: int) -> None:
    with ouvrir(tmp_path, "catalogue", "new", "-o", "grille.toml") as terminal:
        for question, reponse in QUESTIONS[:apres]:
            terminal.repondre(question, reponse)
        terminal.repondre(QUESTIONS[apres][0], fin)
        assert terminal.finir() == 130
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("arguments", [("--defaut",), ("--titre", "T")])
def test_aucune_question_quand_la_reponse_est_donnee(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    with ouvrir(tmp_path, "catalogue", "new", "-o", "grille.toml", *arguments) as terminal:
        assert terminal.finir() == 0
        assert "?" not in terminal.vu
    assert load_catalogue(tmp_path / "grille.toml").titre
