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


ENSEMBLE = 3  # commands tried in one test


def commandes(grille: Path) -> list[str]:
    """The commands to try on it."""
    lignes = grille.read_text(encoding="utf-8").splitlines()
    return [ligne.removeprefix("# $ ") for ligne in lignes if ligne.startswith("# $ ")]


CAS = [(grille, rang) for grille in GRILLES for rang in range(0, len(commandes(grille)), ENSEMBLE)]


def transcrire(lancer: Lancer, grille: Path, commande: str) -> str:
    """What a command says, and how it ends."""
    arguments = shlex.split(commande)
    match arguments[:2]:
        case ["commune", *_] | ["catalogue", "import" | "new" | "diff"]:
            propre = []
        case ["catalogue", "check"]:
            propre = [grille.name]
        case _:
            propre = ["--catalogue", grille.name]
    fini = lancer(*arguments, *propre, env={"COLUMNS": "200"})
    return re.sub(r"[0-9a-f]{64}", "…", f"$ {commande}\n{fini.texte}{fini.erreur}→ {fini.code}\n")


@pytest.mark.parametrize(("grille", "rang"), CAS, ids=[f"{grille.stem}-{rang}" for grille, rang in CAS])
def test_tout_ce_qui_en_est_dit_est_ce_qui_a_ete_relu(
    lancer: Lancer, monkeypatch: pytest.MonkeyPatch, grille: Path, rang: int
) -> None:
    monkeypatch.chdir(DOSSIER)
    garde = grille.with_suffix(".txt")
    if REECRIRE and rang == 0:
        garde.write_text("\n".join(transcrire(lancer, grille, une) for une in commandes(grille)), encoding="utf-8")
    gardees = re.split(r"\n(?=\$ )", garde.read_text(encoding="utf-8"))
    assert len(gardees) == len(commandes(grille))
    for une, gardee in list(zip(commandes(grille), gardees, strict=True))[rang : rang + ENSEMBLE]:
        assert transcrire(lancer, grille, une).rstrip("\n") == gardee.rstrip("\n")


def test_chaque_texte_est_celui_d_une_grille() -> None:
    assert {texte.stem for texte in DOSSIER.glob("*.txt")} == {grille.stem for grille in GRILLES}
