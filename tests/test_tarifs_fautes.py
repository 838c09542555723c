"""Tarifs files: each fault told where it is with its remedy, all at once."""

import os
from pathlib import Path

import pytest
from outils import RACINE, Lancer

from forfait_cli.domaine.catalogue import Catalogue
from forfait_cli.readers.tarifs import lire_tarifs

TARIFS = RACINE / "tests" / "fautes" / "tarifs"
VALIDES = TARIFS.with_name("tarifs-valides.toml")
FAUX = sorted(TARIFS.glob("*.toml"))
REECRIRE = os.environ.get("FORFAIT_GOLDEN") == "1"


def test_il_y_a_des_tarifs_faux() -> None:
    assert len(FAUX) >= 20
    assert {fichier.stem for fichier in TARIFS.glob("*.txt")} == {fichier.stem for fichier in FAUX}


@pytest.mark.parametrize("fichier", FAUX, ids=[fichier.stem for fichier in FAUX])
def test_chaque_faute_a_son_message_entier(lancer: Lancer, monkeypatch: pytest.MonkeyPatch, fichier: Path) -> None:
    """The message beside the file, whole. `FORFAIT_GOLDEN=1 pytest` writes it anew: read the difference."""
    monkeypatch.chdir(TARIFS)
    resultat = lancer("quote", "--habitants", "1200", "--date", "2026-06-01", "--tarifs", fichier.name)
    attendu = fichier.with_suffix(".txt")
    if REECRIRE:
        attendu.write_text(resultat.erreur, encoding="utf-8")
    # Where a line is folded is the business of the screen.
    assert resultat.erreur.split() == attendu.read_text(encoding="utf-8").split()
    assert (resultat.code, resultat.sortie) == (3, b"")


def test_les_tarifs_justes_le_sont(catalogue: Catalogue) -> None:
    tarifs = lire_tarifs(VALIDES.read_bytes(), "valides", catalogue)
    assert set(tarifs.forfaits) == {"metiers", "heberge", "technologie"}
    assert set(tarifs.options) == {"sauvegarde-externalisee", "messagerie", "formation-sur-site"}
