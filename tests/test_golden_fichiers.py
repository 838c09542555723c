"""The files that the program writes for someone to fill in, whole, and what they become once read back.

After a wanted change: `FORFAIT_GOLDEN=1 pytest tests/test_golden_fichiers.py` writes the files of `golden_fichiers/`
anew; read the difference before it is recorded.
"""

import os
import tomllib
from collections.abc import Callable
from decimal import Decimal
from functools import partial
from pathlib import Path

import pytest
from outils import RACINE, Lancer

from forfait_cli import load_catalogue
from forfait_cli.domaine.ebauche import DEPART, tables
from forfait_cli.domaine.gabarit import Feuille, gabarit
from forfait_cli.domaine.gabarit_catalogue import feuilles

GOLDEN = Path(__file__).parent / "golden_fichiers"
REECRIRE = os.environ.get("FORFAIT_GOLDEN") == "1"
PETITES = Path(__file__).parent / "petites_grilles"
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
    "prix-annexe-connus.csv": ("tarifs", "template", "--tarifs", str(RACINE / "tests/fautes/tarifs-valides.toml"),
                               "--date", "2026-06-01"),
    "prix-valcourbe-connus.csv": ("tarifs", "template", "--catalogue", str(EXEMPLES["valcourbe"]),
                                  "--tarifs", str(RACINE / "examples/valcourbe-tarifs/2026.toml")),
    **{
        f"prix-poses-{tarifs}.csv": ("tarifs", "template", "--catalogue", str(PETITES / "poses.toml"),
                                     "--tarifs", str(PETITES / "tarifs" / f"{tarifs}.toml"))
        for tarifs in ("mot", "strate-1-juste", "par-forfait-juste", "trou-juste", "une-des-deux", "non-soumis-juste")
    },
    **{
        f"prix-{nom}.csv": ("tarifs", "template", "--catalogue", str(PETITES / f"{nom}.toml"))
        for nom in ("prix", "poses", "strates")
    },
    **{
        f"classeur-{grille.stem}.csv": ("catalogue", "new", "--d-apres", str(grille))
        for grille in (*EXEMPLES.values(), *(PETITES / f"{nom}.toml" for nom in ("poses", "prix", "strates", "mots")))
    },
    "classeur-annexe.csv": ("catalogue", "new", "--d-apres", str(RACINE / "catalogue.toml")),
    "grille-relue.toml": ("catalogue", "import", str(GOLDEN / "grille-neuve.csv")),
}  # fmt: skip


def reprises(grille: Path) -> tuple[Feuille, ...]:
    """The sheets into which a grid goes."""
    return feuilles(tomllib.loads(grille.read_text(encoding="utf-8"), parse_float=Decimal))


FEUILLES: dict[str, Callable[[], tuple[Feuille, ...]]] = {
    "feuilles-annexe.txt": lambda: gabarit(load_catalogue(), None),
    "feuilles-sillon.txt": lambda: gabarit(load_catalogue(EXEMPLES["sillon"]), None),
    "feuilles-vallees.txt": lambda: gabarit(load_catalogue(EXEMPLES["vallees"]), None),
    "feuilles-neuve.txt": lambda: feuilles(tables(DEPART)),
    **{
        f"feuilles-de-{nom}.txt": partial(reprises, PETITES / f"{nom}.toml")
        for nom in ("mots", "poses", "strates", "sans-tailles", "tant-que")
    },
}


@pytest.mark.parametrize("nom", FEUILLES)
def test_les_colonnes_sont_celles_qui_ont_ete_relues(nom: str) -> None:
    """What a spreadsheet makes of each column: its kind, its width, whether it is filled in, what it may hold."""
    lignes = []
    for feuille in FEUILLES[nom]():
        combien = f"{len(feuille.rangees)} rangées" + (", une liste" if feuille.liste else "")
        lignes.append(f"{feuille.nom} ({combien})")
        for colonne in (*feuille.colonnes, *feuille.champs):
            sorte = "à remplir" if colonne.saisie else "fixe"
            lignes.append(f"  {colonne.titre} : {colonne.genre}, {colonne.largeur}, {sorte}, {colonne.rare}")
            lignes += [f"    {choix}" for choix in colonne.choix]
    texte = "\n".join(lignes) + "\n"
    garde = GOLDEN / nom
    if REECRIRE:
        garde.write_text(texte, encoding="utf-8")
    assert texte == garde.read_text(encoding="utf-8")


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
    assert {fichier.name for fichier in GOLDEN.iterdir()} == {*FICHIERS, *FEUILLES}
