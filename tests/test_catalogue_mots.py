"""What a grid is made of, and what is warned of it, field by field and word by word, for the kept grids.

`FORFAIT_GOLDEN=1 pytest tests/test_catalogue_mots.py` writes the files anew; read the difference.
"""

import datetime
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from outils import RACINE

from forfait_cli import load_catalogue
from forfait_cli.domaine.catalogue import Catalogue, EnTete
from forfait_cli.domaine.differences.contenu import champs
from forfait_cli.domaine.tarifs import appliquer, en_vigueur, verifier_suite
from forfait_cli.domaine.verification import avertissements
from forfait_cli.erreurs import CatalogueInvalide, Refus, champ
from forfait_cli.readers.tarifs import lire_tarifs

GARDES = Path(__file__).parent / "grilles"
EXEMPLES = RACINE / "examples"
EXEMPLES_DE_GRILLES = ("causses", "estuaire", "plateau", "sillon", "valcourbe", "vallees")


def avec(catalogue: Catalogue, fichier: Path) -> Catalogue:
    return appliquer(catalogue, lire_tarifs(fichier.read_bytes(), fichier.name, catalogue))


def grilles() -> dict[str, Catalogue]:
    annexe = load_catalogue(RACINE / "catalogue.toml")
    valcourbe = load_catalogue(EXEMPLES / "valcourbe.toml")
    premiere, *autres = annexe.strates
    sans_communes = premiere._replace(cas=tuple(cas for cas in premiere.cas if cas.natures != ("commune",)))
    return {
        "annexe": annexe,
        "annexe-trouee": annexe._replace(strates=(sans_communes, *autres[:2], *autres[3:-1])),
        "annexe-tarifs": avec(annexe, RACINE / "tests" / "fautes" / "tarifs-valides.toml"),
        **{nom: load_catalogue(EXEMPLES / f"{nom}.toml") for nom in EXEMPLES_DE_GRILLES},
        "valcourbe-2026": avec(valcourbe, EXEMPLES / "valcourbe-tarifs" / "2026.toml"),
        "valcourbe-2027": avec(valcourbe, EXEMPLES / "valcourbe-tarifs" / "2027.toml"),
    }


GRILLES = grilles()


def lignes(catalogue: Catalogue) -> Iterator[str]:
    for chemin, (quoi, valeur, suite) in champs(catalogue).items():
        yield f"{' / '.join(chemin)} | {', '.join(quoi)} : {valeur} {suite}".rstrip()
    for origine, message, aide in avertissements(catalogue):
        yield f"! {origine} | {message} | {aide}"


@pytest.mark.parametrize("nom", GRILLES)
def test_une_grille_et_ses_avertissements_sont_ceux_qui_ont_ete_relus(nom: str) -> None:
    fichier = GARDES / f"champs-{nom}.txt"
    texte = "\n".join(lignes(GRILLES[nom])) + "\n"
    if os.environ.get("FORFAIT_GOLDEN") == "1":
        fichier.write_text(texte, encoding="utf-8")
    assert texte == fichier.read_text(encoding="utf-8")


# --- Dates --------------------------------------------------------------------------------------


def entete(chemin: str, du: str | None, au: str | None) -> EnTete:
    (modele,) = [e for e in (GRILLES["valcourbe-2026"].tarifs,) if e is not None]
    jours = (None if jour is None else datetime.date.fromisoformat(jour) for jour in (du, au))
    debut, fin = jours
    return modele._replace(chemin=chemin, du=debut, au=fin)


DEUX_ANS = (entete("a", "2025-01-01", "2025-12-31"), entete("b", "2026-01-01", None))


@pytest.mark.parametrize(
    ("jour", "chemin"),
    [("2025-01-01", "a"), ("2025-12-31", "a"), ("2026-01-01", "b"), ("2999-12-31", "b")],
)
@pytest.mark.parametrize("ordre", [1, -1])
def test_les_tarifs_d_un_jour(jour: str, chemin: str, ordre: int) -> None:
    assert en_vigueur(DEUX_ANS[::ordre], datetime.date.fromisoformat(jour)).chemin == chemin


def test_un_jour_sans_tarifs_est_refuse_jamais_devine() -> None:
    def refus(jour: str, *entetes: EnTete) -> tuple[str, str, str]:
        with pytest.raises(Refus) as erreur:
            en_vigueur(entetes, datetime.date.fromisoformat(jour))
        (anomalie,) = erreur.value.anomalies
        return anomalie

    remede = "donnez une autre date, ou les tarifs de ce jour"
    assert refus("2024-12-31", *DEUX_ANS) == (
        champ("date"),
        "aucun tarif ne vaut le 31 décembre 2024 : les premiers tarifs commencent le 1er janvier 2025 (a)",
        remede,
    )
    assert refus("2026-01-01", DEUX_ANS[0]) == (
        champ("date"),
        "aucun tarif ne vaut le 1er janvier 2026 : les derniers tarifs finissent le 31 décembre 2025 (a)",
        remede,
    )
    assert en_vigueur([entete("c", None, "2025-01-01")], datetime.date(1900, 1, 1)).chemin == "c"


@pytest.mark.parametrize(
    ("entetes", "attendu"),
    [
        (DEUX_ANS, None),
        (
            (entete("a", "2025-01-01", "2025-12-30"), DEUX_ANS[1]),
            ("a et b", "aucun tarif ne vaut le 31 décembre 2025, entre le premier et le second",
             "corrigez valide_au du premier ou valide_du du second"),
        ),
        (
            (entete("a", "2025-01-01", "2025-12-29"), DEUX_ANS[1]),
            ("a et b", "aucun tarif ne vaut du 30 décembre 2025 au 31 décembre 2025, entre le premier et le second",
             "corrigez valide_au du premier ou valide_du du second"),
        ),
        (
            (entete("a", "2025-01-01", "2026-01-01"), DEUX_ANS[1]),
            ("a et b", "ils se recouvrent le 1er janvier 2026",
             "corrigez valide_au du premier ou valide_du du second"),
        ),
        (
            (entete("a", "2025-01-01", None), DEUX_ANS[1]),
            ("a et b", "le premier n’a pas de fin et le second commence le 1er janvier 2026 : ils se recouvrent",
             "donnez une fin au premier : valide_au est la veille du début du second"),
        ),
        (
            (entete("a", None, "2025-12-31"), DEUX_ANS[1]),
            ("a", "valide_du manque : on ne sait pas quand ces tarifs commencent", "ajoutez la date"),
        ),
    ],
    ids=["suite", "un jour manque", "deux jours manquent", "un jour de trop", "sans fin", "sans début"],
)  # fmt: skip
def test_des_tarifs_dates_se_suivent_jour_apres_jour(
    entetes: tuple[EnTete, EnTete], attendu: tuple[str, str, str] | None
) -> None:
    if attendu is None:
        verifier_suite(entetes)
        return
    with pytest.raises(CatalogueInvalide) as erreur:
        verifier_suite(entetes)
    assert erreur.value.anomalies == (attendu,)
