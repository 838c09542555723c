"""Every script of `examples/` is run."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from lots import grille_chiffree
from outils import RACINE

EXEMPLES = RACINE / "examples"
COMMUNES = "nom;habitants;extra_go\nSainte-Foy;1200;4\nAstaffort;2006;2\nAgmé;109;\n"


def executer(dossier: Path, script: str, *arguments: str) -> str:
    """Run a script where `forfait` is this very program; what it prints."""
    (dossier / "bin").mkdir(exist_ok=True)
    forfait = dossier / "bin" / "forfait"
    forfait.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m forfait_cli "$@"\n', encoding="utf-8")
    forfait.chmod(0o755)
    environnement = {**os.environ, "PATH": f"{forfait.parent}{os.pathsep}{os.environ['PATH']}"}
    fini = subprocess.run(
        ["sh", str(EXEMPLES / script), *arguments],
        cwd=dossier, env=environnement, capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    assert fini.returncode == 0, fini.stderr
    return fini.stdout


def test_every_example_is_run_here() -> None:
    texte = Path(__file__).read_text(encoding="utf-8")
    scripts = sorted(chemin.name for chemin in EXEMPLES.glob("*.sh"))
    assert scripts == ["boucle.sh", "complet.sh", "departement.sh", "jq.sh"]
    assert all(f'"{script}"' in texte.partition("scripts == ")[2].partition("\n\n\n")[2] for script in scripts)


def test_boucle(tmp_path: Path) -> None:
    (tmp_path / "communes.csv").write_text("nom;habitants\nSainte-Foy;1200\nAgmé;109\n", encoding="utf-8")
    dit = executer(tmp_path, "boucle.sh", "communes.csv", "devis")
    assert dit == "Sainte-Foy : devis/Sainte-Foy.md\nAgmé : devis/Agmé.md\n"
    assert "Strate" in (tmp_path / "devis" / "Agmé.md").read_text(encoding="utf-8")


@pytest.mark.skipif(shutil.which("jq") is None, reason="jq is not installed")
def test_jq(tmp_path: Path) -> None:
    (tmp_path / "communes.csv").write_text(COMMUNES, encoding="utf-8")
    assert executer(tmp_path, "jq.sh", "communes.csv", "20") == "Sainte-Foy (strate 4) : 28.00 €\n"


def test_complet(tmp_path: Path) -> None:
    assert "incomplet" in executer(tmp_path, "complet.sh", "1200")
    assert "peut partir" in executer(tmp_path, "complet.sh", "1200", str(grille_chiffree(tmp_path)))


def test_departement(tmp_path: Path) -> None:
    calamine = pytest.importorskip("python_calamine")
    pytest.importorskip("xlsxwriter")
    executer(tmp_path, "departement.sh", "47", "sortie.xlsx")
    rangees = calamine.CalamineWorkbook.from_path(tmp_path / "sortie.xlsx").get_sheet_by_index(0).to_python()
    assert len(rangees) == 1 + 2 * 319 + 1 + 2
