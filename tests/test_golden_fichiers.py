"""The files that the program writes for someone to fill in, whole, and what they become once read back.

After a wanted change: `FORFAIT_GOLDEN=1 pytest tests/test_golden_fichiers.py` writes the files of `golden_fichiers/`
anew; read the difference before it is recorded.
"""

import os
from pathlib import Path

import pytest
from outils import RACINE, Lancer

GOLDEN = Path(__file__).parent / "golden_fichiers"
REECRIRE = os.environ.get("FORFAIT_GOLDEN") == "1"
EXEMPLES = {exemple.stem: exemple for exemple in sorted(RACINE.glob("examples/*.toml"))}

FICHIERS: dict[str, tuple[str, ...]] = {
    "grille-neuve.toml": ("catalogue", "new"),
    "grille-neuve.csv": ("catalogue", "new"),
    "prix-annexe.csv": ("tarifs", "template"),
    **{
        f"prix-{nom}.csv": ("tarifs", "template", "--catalogue", str(exemple))
        for nom, exemple in EXEMPLES.items()
        if nom not in {"causses", "estuaire"}  # all their prices are there
    },
    "grille-relue.toml": ("catalogue", "import", str(GOLDEN / "grille-neuve.csv")),
}


@pytest.mark.parametrize("nom", FICHIERS)
def test_le_fichier_est_celui_qui_a_ete_relu(lancer: Lancer, tmp_path: Path, nom: str) -> None:
    ecrit = tmp_path / nom
    resultat = lancer(*FICHIERS[nom], "-o", str(ecrit))
    assert (resultat.code, resultat.sortie) == (0, b"")
    garde = GOLDEN / nom
    if REECRIRE:
        garde.write_bytes(ecrit.read_bytes())
    assert ecrit.read_text(encoding="utf-8") == garde.read_text(encoding="utf-8")


def test_chaque_fichier_garde_est_celui_d_une_commande() -> None:
    assert {fichier.name for fichier in GOLDEN.iterdir()} == set(FICHIERS)
