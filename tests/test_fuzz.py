"""A short run of the attacks of `fuzz/lancer.py`, what was found run again, and that a fault would be seen."""

import os
import sys
from collections.abc import Callable
from pathlib import Path
from random import Random
from unittest.mock import patch

import pytest
from fuzz import garde
from fuzz.campagne import bac, faire, mener, tirer
from fuzz.cibles import CIBLES
from fuzz.essai import Essai, lire
from fuzz.garde import anglais, fautes_de_texte, observer, restes
from fuzz.graines import GRAINES
from fuzz.hasard import secouer

# Quick enough for each run of the tests; the command runs a million.
EXECUTIONS = {"argv": 30, "champs": 300, "catalogue": 120, "tarifs": 200, "lignes": 60, "classeurs": 40, "verify": 40}
TROUVES = sorted((GRAINES / "trouves").glob("*.json"))


@pytest.mark.parametrize("cible", CIBLES)
def test_aucune_entree_ne_le_fait_tomber(cible: str) -> None:
    with bac() as dossier:
        for rang in range(EXECUTIONS[cible]):
            defauts = faire(tirer(cible, 2026, rang), dossier).defauts
            assert not defauts, f"python tests/fuzz/lancer.py --cible {cible} --graine 2026 --rang {rang}"


@pytest.mark.parametrize("cible", CIBLES)
def test_ni_comme_un_processus_a_part(cible: str) -> None:
    with bac() as dossier:
        for rang in range(3):
            assert faire(tirer(cible, 2027, rang), dossier, dehors=True).defauts == ()


@pytest.mark.parametrize("fichier", TROUVES, ids=[un.stem for un in TROUVES])
def test_ce_qui_l_a_fait_tomber_ne_le_fait_plus(fichier: Path) -> None:
    with bac() as dossier:
        assert faire(lire(fichier), dossier).defauts == ()


def test_une_entree_se_tire_deux_fois() -> None:
    for cible in CIBLES:
        assert tirer(cible, 1, 5) == tirer(cible, 1, 5)
        assert any(tirer(cible, 1, rang) != tirer(cible, 2, rang) for rang in range(5))


def test_une_entree_gardee_se_relit(tmp_path: Path) -> None:
    essai = Essai(("quote", "\udcff", "é"), {"f.toml": b"\xff\x00"}, b"\x1b")
    fichier = tmp_path / "x.json"
    fichier.write_text(essai.en_json(), encoding="utf-8")
    assert lire(fichier) == essai


def test_un_processus_mort_ou_pendu_est_une_faute_de_son_entree() -> None:
    """The whole chain, processes included: every input was run, none counted twice."""
    bilan = mener("champs", 7, 30, tranche=20)
    assert (bilan.faites, bilan.defauts) == (30, ())
    assert 0 < bilan.acceptees < 30


def lever(erreur: BaseException) -> Callable[[], int]:
    def faire_() -> int:
        raise erreur

    return faire_


def dire(texte: str, ou: str = "stderr", code: int = 1) -> Callable[..., int]:
    def faire_(*_: object) -> int:
        getattr(sys, ou).write(texte)
        return code

    return faire_


def tourner() -> int:
    while True:
        pass


@pytest.mark.parametrize(
    ("executer", "mot"),
    [
        (lever(ValueError("x")), "exception ValueError"),
        (lever(SystemExit(3)), "exception SystemExit"),
        (dire("x", code=70), "code 70"),
        (dire("x", code=5), "code 5"),
        (dire(""), "sans un mot"),
        (dire("le fichier \x1b[31m n’est pas là"), "U+001B"),
        (dire("le fichier \x9b n’est pas là"), "U+009B"),
        (dire("le fichier \u202e n’est pas là", "stdout", 0), "U+202E"),
        (dire("Erreur : No such file or directory"), "anglais"),
        (dire("Erreur : File name too long"), "anglais"),
        (dire("Erreur : None"), "anglais"),
        (dire("Traceback (most recent call last)"), "trace"),
    ],
)
def test_une_faute_se_voit(executer: Callable[[], int], mot: str) -> None:
    assert any(mot in defaut for defaut in observer(executer).defauts)


def test_ce_qui_va_n_est_pas_une_faute() -> None:
    phrase = "Erreur : l’option « the file » n’existe pas\n  → écrivez --output, ou :\n  forfait quote --habitants 5\n"
    assert observer(dire(phrase)).defauts == ()
    assert observer(dire('{"a": null, "error": "the file"}', "stdout", 0)).defauts == ()
    assert list(anglais("la table on y voit, an par an, option, usage, page, type, exception, document")) == []


def test_le_mot_d_une_entree_n_est_pas_une_faute() -> None:
    with bac() as dossier:
        sien = faire(Essai(("batch", "lot.csv"), {"lot.csv": b"habitants;Comptes en out;a\xbb the\n12;1;2\n"}), dossier)
        assert (sien.code, sien.defauts) == (0, ())
        dedans = Essai(("batch", "lot.csv"), {"lot.csv": b"habitants;isolee\n12;mois\n"})
        with patch("fuzz.campagne.executer", dire("Erreur : this is bad")):
            assert faire(dedans, dossier).defauts == ("stderr : « this » est de l’anglais",)


def test_ce_qui_ne_finit_pas_se_voit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(garde, "SECONDES", 0.05)
    assert "plus de 0 s" in observer(tourner).defauts


@pytest.mark.parametrize(
    ("avant", "apres", "defauts"), [(20, 300, ()), (20, 301, ("301 Mio",)), (431, 731, ()), (431, 732, ("732 Mio",))]
)
def test_trop_de_memoire_se_voit(
    monkeypatch: pytest.MonkeyPatch, avant: int, apres: int, defauts: tuple[str, ...]
) -> None:
    """What was held before the run is not laid to it."""
    mesures = iter((avant, apres))
    monkeypatch.setattr(garde, "memoire", lambda: next(mesures))
    assert observer(dire("x")).defauts == defauts


def test_un_fichier_laisse_se_voit(tmp_path: Path) -> None:
    (tmp_path / ".forfait-x.tmp").touch()
    (tmp_path / "s.json").touch()
    assert restes(tmp_path) == ["fichier laissé : .forfait-x.tmp"]


def test_une_page_html_se_juge_sans_ses_balises() -> None:
    page = b'<!DOCTYPE html><meta content="the file"><style>from{}</style><p>'
    assert fautes_de_texte(page + b"bonjour</p>", "stdout") == []
    assert fautes_de_texte(page + b"the file</p>", "stdout")


def test_secouer_ne_touche_pas_au_modele() -> None:
    modele = {"a": [1, {"b": "x"}], "c": "y"}
    hasard = Random(1)
    tordus = [secouer(hasard, modele, [modele]) for _ in range(50)]
    assert modele == {"a": [1, {"b": "x"}], "c": "y"}
    assert sum(tordu != modele for tordu in tordus) > 40


def test_le_bac_ne_laisse_rien() -> None:
    ici, chez = Path.cwd(), os.environ.get("HOME")
    with bac() as dossier:
        assert Path.cwd().samefile(dossier)
        faire(Essai(("quote", "--habitants", "5", "-o", "x.md")), dossier)
        assert not any(dossier.iterdir())
    assert (Path.cwd(), os.environ.get("HOME")) == (ici, chez)
