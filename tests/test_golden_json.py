"""The data of the annex and of each example grid, whole: every price, every line with its source, every strate.

After a wanted change: `FORFAIT_GOLDEN=1 pytest tests/test_golden_json.py` writes the files of `golden_json/` anew;
read the difference before it is recorded. The fingerprints of the catalogues are left out of them.
"""

import json
import os
import re
from pathlib import Path

import pytest
from outils import Lancer

GOLDEN = Path(__file__).parent / "golden_json"
REECRIRE = os.environ.get("FORFAIT_GOLDEN") == "1"
EXEMPLES = Path(__file__).parent.parent / "examples"
TARIFS = str(EXEMPLES / "valcourbe-tarifs" / "2026.toml")
JOUR = ("--date", "2026-06-15")

# Who asks, and for what, of each grid: all that it sells, in a quantity that goes past its slices or its minimum.
DEMANDES = {
    "annexe": ("--habitants", "1200", "--extra-go", "4", "--besoin-antivirus", "5", "--besoin-comptes", "1",
               "--extra-certificats", "2", "--formation", "1", "--conseil-jours", "2", "--anti-spam", "--nom", "Lieu"),
    "causses": ("--habitants", "800", "--option", "audit", "--option", "formation"),
    "estuaire": ("--habitants", "3000", "--option", "certificats=4", "--option", "comptes=60", "--option", "reprise",
                 "--option", "intervention=3", "--option", "sauvegarde=700", "--option", "restauration=1"),
    "plateau": ("--habitants", "700", "--option", "secretariat=2,5", "--option", "sms=1300", "--option", "boites=12",
                "--option", "nom-de-domaine"),
    "sillon": ("--habitants", "2500", "--option", "postes=12", "--option", "comptes=7", "--option", "certificats=3",
               "--option", "accompagnement=2", "--option", "delegue", "--option", "site"),
    "valcourbe": ("--habitants", "4000", "--option", "sauvegarde=40", "--option", "conseil=2", "--option", "archives",
                  "--tarifs", TARIFS),
    "vallees": ("--habitants", "3100", "--option", "stockage=120", "--option", "cartographie",
                "--option", "signalement"),
}  # fmt: skip
AUTRES = {
    "annexe": ("--agents", "12", "--parapheur", "--extra-comptes", "3", "--exige", "chorus-pro"),
    "causses": ("--agents", "30", "--option", "audit"),
    "estuaire": ("--agents", "25", "--option", "comptes=3", "--forfait", "integrale"),
    "valcourbe": ("--agents", "25", "--option", "archives"),
    "vallees": ("--communes-membres", "14", "--habitants", "21000", "--nature", "communaute", "--option", "stockage=9"),
}


def demandes() -> dict[str, tuple[str, ...]]:
    """The files that are kept, and the command of each."""
    commandes = {}
    for suite, sortes in (("", DEMANDES), ("-autre", AUTRES)):
        for nom, valeurs in sortes.items():
            grille = () if nom == "annexe" else ("--catalogue", str(EXEMPLES / f"{nom}.toml"))
            commandes[f"quote-{nom}{suite}"] = ("quote", *valeurs, *grille, *JOUR)
            if grille and not suite:
                commandes[f"compare-{nom}"] = ("compare", *valeurs, *grille, *JOUR)
    return commandes


COMMANDES = demandes()


def sans_empreintes(texte: str) -> str:
    """The data without what changes with every word of a file."""
    return re.sub(r"sha256:[0-9a-f]+", "sha256:…", texte)


@pytest.mark.parametrize("nom", COMMANDES)
def test_les_donnees_sont_celles_qui_ont_ete_relues(lancer: Lancer, nom: str) -> None:
    resultat = lancer(*COMMANDES[nom], "--format", "json")
    assert resultat.code == (1 if nom == "quote-estuaire-autre" else 0)  # what it asks for does not go alone
    texte = sans_empreintes(json.dumps(resultat.json(), ensure_ascii=False, indent=1)) + "\n"
    garde = GOLDEN / f"{nom}.json"
    if REECRIRE:
        garde.write_text(texte, encoding="utf-8")
    assert texte == garde.read_text(encoding="utf-8")


def test_chaque_fichier_garde_est_celui_d_une_commande() -> None:
    assert {fichier.stem for fichier in GOLDEN.iterdir()} == set(COMMANDES)
