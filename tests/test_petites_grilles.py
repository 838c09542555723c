"""Small grids, each with the commands to try on it (its lines `# $ …`) and, beside it, all that they say.

After a wanted change: `FORFAIT_GOLDEN=1 pytest tests/test_petites_grilles.py` writes the texts anew; read the
difference before it is recorded. Fingerprints are left out.
"""

import os
import re
import shlex
from pathlib import Path

import pytest
from outils import Lancer

DOSSIER = Path(__file__).parent / "petites_grilles"
REECRIRE = os.environ.get("FORFAIT_GOLDEN") == "1"
GRILLES = sorted(DOSSIER.glob("*.toml"))


def transcrire(lancer: Lancer, grille: Path) -> str:
    """What each command says, and how it ends."""
    dits = []
    for ligne in grille.read_text(encoding="utf-8").splitlines():
        if not ligne.startswith("# $ "):
            continue
        arguments = shlex.split(ligne[4:])
        suite = {"check": [grille.name], "import": [], "show": ["--catalogue", grille.name]}
        propre = suite[arguments[1]] if arguments[0] == "catalogue" else suite["show"]
        fini = lancer(*arguments, *propre, env={"COLUMNS": "200"})
        dits.append(f"$ {ligne[4:]}\n{fini.texte}{fini.erreur}→ {fini.code}\n")
    return re.sub(r"[0-9a-f]{64}", "…", "\n".join(dits))


@pytest.mark.parametrize("grille", GRILLES, ids=[grille.stem for grille in GRILLES])
def test_tout_ce_qui_en_est_dit_est_ce_qui_a_ete_relu(
    lancer: Lancer, monkeypatch: pytest.MonkeyPatch, grille: Path
) -> None:
    monkeypatch.chdir(DOSSIER)
    texte = transcrire(lancer, grille)
    garde = grille.with_suffix(".txt")
    if REECRIRE:
        garde.write_text(texte, encoding="utf-8")
    assert texte == garde.read_text(encoding="utf-8")


def test_chaque_texte_est_celui_d_une_grille() -> None:
    assert {texte.stem for texte in DOSSIER.glob("*.txt")} == {grille.stem for grille in GRILLES}
