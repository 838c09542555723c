"""The invented grids of `examples/`: read without a fault, and a devis of each, kept and compared."""

import os
import re
from pathlib import Path

import pytest
from outils import RACINE, Lancer

EXEMPLES = RACINE / "examples"
GARDES = RACINE / "tests" / "exemples"
REECRIRE = os.environ.get("FORFAIT_GOLDEN") == "1"
SILLON = ("--catalogue", str(EXEMPLES / "sillon.toml"))
VALCOURBE = ("--catalogue", str(EXEMPLES / "valcourbe.toml"), "--tarifs", str(EXEMPLES / "valcourbe-tarifs"))
DEVIS = {
    "exemple-sillon.md": (
        *SILLON, "--habitants", "1234", "--extra-comptes", "5", "--besoin-antivirus", "7", "--extra-certificats", "3",
        "--conseil-jours", "2", "--option", "delegue", "--nom", "Commune d’essai",
    ),
    "exemple-sillon-agents.md": (*SILLON, "--agents", "12", "--option", "delegue", "--forfait", "essentiel"),
    "exemple-valcourbe.md": (
        *VALCOURBE, "--habitants", "1234", "--extra-go", "7", "--option", "archives", "--forfait", "complet",
        "--date", "2026-06-01",
    ),
    "exemple-valcourbe-2027.md": (
        *VALCOURBE, "--habitants", "1234", "--extra-go", "7", "--option", "archives", "--forfait", "complet",
        "--date", "2027-06-01",
    ),
}  # fmt: skip


@pytest.mark.parametrize("garde", DEVIS)
def test_le_devis_est_celui_qui_a_ete_relu(lancer: Lancer, garde: str) -> None:
    """`FORFAIT_GOLDEN=1 pytest` writes it anew: read the difference."""
    resultat = lancer("quote", *DEVIS[garde], "--format", "markdown")
    texte = re.sub("sha256:[0-9a-f]{64}", "sha256:…", resultat.texte)
    fichier = GARDES / garde
    if REECRIRE:
        fichier.write_text(texte, encoding="utf-8")
    assert resultat.code == 0
    assert texte == fichier.read_text(encoding="utf-8")


@pytest.mark.parametrize("fichier", sorted(EXEMPLES.rglob("*.toml")), ids=lambda fichier: fichier.name)
def test_chaque_grille_est_juste_et_se_dit_inventee(lancer: Lancer, fichier: Path) -> None:
    resultat = lancer("catalogue", "check", str(fichier), *VALCOURBE[:2], "--format", "json")
    assert resultat.code == 0
    assert "INVENTÉ" in fichier.read_text(encoding="utf-8")
    assert "inventé" in resultat.texte


def test_les_trous_d_une_grille_sont_des_avertissements_et_un_devis_les_refuse(lancer: Lancer) -> None:
    donnees = lancer("catalogue", "check", *SILLON, "--format", "json").json()
    messages = [un["message"] for un in donnees["avertissements"]]
    assert any("5\u202f001 à 5\u202f999" in message for message in messages)
    resultat = lancer("quote", *SILLON, "--habitants", "5500")
    assert resultat.code == 1
    assert "aucune strate publiée ne couvre ce nombre" in resultat.erreur
