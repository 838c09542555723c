"""A folder of dated tarifs: each file opened and parsed once, the day choosing among them."""

import datetime
import errno
from collections.abc import Callable
from pathlib import Path

import pytest

from forfait_cli.domaine.catalogue import Catalogue
from forfait_cli.erreurs import Anomalie, CatalogueInvalide, Refus, champ
from forfait_cli.readers import tarifs as lecture
from forfait_cli.readers.fichiers import existe, lire_octets
from forfait_cli.readers.tarifs import dependent_du_jour, lire_en_vigueur, lire_tous, ouvrir
from forfait_cli.readers.toml import lire_toml

JOUR = datetime.date(2026, 6, 1)
TEXTE = 'schema = "forfait.tarifs/1"\ntitre = "{nom}"\nsource = "S"\n{dates}\n[forfaits]\nmetiers = {prix}\n'
DATES_2026 = "valide_du = 2026-01-01\nvalide_au = 2026-12-31"
DATES_2027 = "valide_du = 2027-01-01"


def deposer(dossier: Path, **fichiers: str) -> Path:
    for nom, dates in fichiers.items():
        (dossier / f"{nom}.toml").write_text(TEXTE.format(nom=nom, dates=dates, prix="1"), encoding="utf-8")
    return dossier


def test_chaque_fichier_est_ouvert_et_analyse_une_fois(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, catalogue: Catalogue
) -> None:
    ouverts: list[str] = []
    analyses: list[str] = []

    def compter(vraie: Callable[..., object], ou: list[str], rang: int) -> Callable[..., object]:
        def comptee(*arguments: object, **nommes: object) -> object:
            ou.append(Path(str(arguments[rang])).name)
            return vraie(*arguments, **nommes)

        return comptee

    monkeypatch.setattr(lecture, "lire_octets", compter(lire_octets, ouverts, 0))
    monkeypatch.setattr(lecture, "lire_toml", compter(lire_toml, analyses, 1))
    fichiers = ouvrir(deposer(tmp_path, a=DATES_2026, b=DATES_2027))
    assert dependent_du_jour(fichiers)
    assert lire_en_vigueur(fichiers, catalogue, JOUR).entete.titre == "a"
    assert [tarifs.entete.titre for tarifs in lire_tous(fichiers, catalogue)] == ["a", "b"]
    assert ouverts == analyses == ["a.toml", "b.toml"]


@pytest.mark.parametrize(("dates", "attendu"), [("", False), (DATES_2027, True), ("valide_au = 2026-12-31", True)])
def test_un_fichier_seul_depend_du_jour_s_il_est_date(tmp_path: Path, dates: str, attendu: bool) -> None:
    assert dependent_du_jour(ouvrir(deposer(tmp_path, a=dates))) is attendu


@pytest.mark.parametrize(
    ("jour", "titre"), [((2026, 1, 1), "a"), ((2026, 12, 31), "a"), ((2027, 1, 1), "b"), ((2040, 1, 1), "b")]
)
def test_le_jour_choisit(tmp_path: Path, catalogue: Catalogue, jour: tuple[int, int, int], titre: str) -> None:
    fichiers = ouvrir(deposer(tmp_path, a=DATES_2026, b=DATES_2027))
    assert lire_en_vigueur(fichiers, catalogue, datetime.date(*jour)).entete.titre == titre


def test_aucun_ne_vaut_ce_jour_la(tmp_path: Path, catalogue: Catalogue) -> None:
    fichiers = ouvrir(deposer(tmp_path, a=DATES_2026, b=DATES_2027))
    with pytest.raises(Refus) as refus:
        lire_en_vigueur(fichiers, catalogue, datetime.date(2025, 12, 31))
    (anomalie,) = refus.value.anomalies
    assert anomalie.origine == champ("date")
    assert "les premiers tarifs commencent le 1er janvier 2026" in anomalie.message


def test_un_prix_faux_d_un_fichier_qui_ne_vaut_pas_n_empeche_rien(tmp_path: Path, catalogue: Catalogue) -> None:
    dossier = deposer(tmp_path, a=DATES_2026, b=DATES_2027)
    faux = TEXTE.format(nom="b", dates=DATES_2027, prix='"gratuit"')
    (dossier / "b.toml").write_text(faux, encoding="utf-8")
    fichiers = ouvrir(dossier)
    assert lire_en_vigueur(fichiers, catalogue, JOUR).entete.titre == "a"
    with pytest.raises(CatalogueInvalide) as erreur:
        lire_tous(fichiers, catalogue)
    assert [faute.origine for faute in erreur.value.anomalies] == [f"{dossier / 'b.toml'}, forfaits.metiers"]


def test_les_fautes_d_un_fichier_seul_sont_toutes_dites(tmp_path: Path, catalogue: Catalogue) -> None:
    dossier = deposer(tmp_path, a="valide_du = 2027-01-01\nvalide_au = 2026-01-01")
    (dossier / "a.toml").write_text(
        (dossier / "a.toml").read_text(encoding="utf-8").replace("metiers = 1", "metier = 1"), encoding="utf-8"
    )
    with pytest.raises(CatalogueInvalide) as erreur:
        lire_en_vigueur(ouvrir(dossier), catalogue, JOUR)
    assert [faute.origine.rpartition(", ")[2] for faute in erreur.value.anomalies] == ["valide_au", "forfaits.metier"]


def test_les_entetes_faux_d_un_dossier_sont_tous_dits(tmp_path: Path) -> None:
    dossier = deposer(tmp_path, a="date = 1", b="date = 2")
    with pytest.raises(CatalogueInvalide) as erreur:
        ouvrir(dossier)
    assert [faute.origine for faute in erreur.value.anomalies] == [f"{dossier / nom}.toml, date" for nom in "ab"]


def test_une_contradiction_avec_le_catalogue_est_dite_par_la_verification(tmp_path: Path, catalogue: Catalogue) -> None:
    texte = TEXTE.format(nom="a", dates="", prix="1") + "[options.sauvegarde-externalisee]\nmontant = { 1 = 5.00 }\n"
    (tmp_path / "a.toml").write_text(texte + 'gratuits = 2\nperiodicite = "mois"\n', encoding="utf-8")
    with pytest.raises(CatalogueInvalide) as erreur:
        lire_tous(ouvrir(tmp_path), catalogue)
    assert "catalogue.toml" in erreur.value.anomalies[0].message


def refus(chemin: Path) -> Anomalie:
    with pytest.raises(Refus) as erreur:
        ouvrir(chemin)
    (faute,) = erreur.value.anomalies
    return faute


def test_un_dossier_vide_est_refuse(tmp_path: Path) -> None:
    aide = "déposez-y un fichier en .toml, comme en fait « forfait tarifs import » d’une grille remplie"
    assert refus(tmp_path) == (str(tmp_path), "le dossier n’a aucun fichier de tarifs", aide)


def test_ce_qui_ne_peut_pas_etre_lu_dit_pourquoi(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    absent = tmp_path / "absent.toml"
    assert refus(absent) == (str(absent), "ce fichier n’existe pas", "vérifiez son nom et son dossier")
    long = tmp_path / ("x" * 5000)
    assert refus(long) == (
        str(long), "fichier de tarifs illisible : le nom est trop long", "vérifiez le chemin et les droits",
    )  # fmt: skip
    assert refus(Path("a\0b")) == ("a\0b", "nom de fichier impossible", "")

    def ferme(_dossier: Path) -> None:
        raise PermissionError(errno.EACCES, "")

    monkeypatch.setattr(Path, "iterdir", ferme)
    assert refus(tmp_path) == (
        str(tmp_path), "dossier illisible : le droit de le lire manque", "vérifiez les droits",
    )  # fmt: skip


def test_rien_n_a_ce_nom(tmp_path: Path) -> None:
    """Too long, or impossible: nothing is there, and no fault is made of it."""
    assert existe(tmp_path)
    for nom in ("absent", "x" * 5000, "a\0b"):
        assert existe(tmp_path / nom) is False
