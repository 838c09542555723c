"""Which files are in use, and why; tarifs by date; what a devis prints of them."""

import shlex
from pathlib import Path

import pytest
from outils import CATALOGUE, RACINE, Lancer, Resultat, espaces_simples

from forfait_cli.readers import contexte

EXEMPLES = RACINE / "examples"
VALCOURBE = ("--catalogue", str(EXEMPLES / "valcourbe.toml"))
DATES = (*VALCOURBE, "--tarifs", str(EXEMPLES / "valcourbe-tarifs"))
TARIFS = """schema = "forfait.tarifs/1"
titre = "{titre}"
source = "Délibération"
{dates}
[emetteur]
nom = "Centre de gestion"
adresse = ["1 rue du Test", "47000 Agen"]
siret = "732 829 320 00074"
[forfaits]
metiers = {prix}
"""


def dite(resultat: Resultat) -> str:
    """What was said of a fault, its lines joined."""
    return " ".join(espaces_simples(resultat.erreur).split())


def tarifs(dossier: Path, nom: str, dates: str = "", prix: str = "300") -> Path:
    dossier.mkdir(exist_ok=True)
    fichier = dossier / nom
    fichier.write_text(TARIFS.format(titre=nom, dates=dates, prix=prix), encoding="utf-8")
    return fichier


def montant(lancer: Lancer, *arguments: str, env: dict[str, str] | None = None) -> str | None:
    commande = ("quote", "--habitants", "1200", "--forfait", "metiers", "--format", "json")
    resultat: str | None = lancer(*commande, *arguments, env=env).json()["devis"][0]["lignes"][0]["montant"]
    return resultat


def test_le_drapeau_l_emporte_sur_la_variable_et_elle_sur_le_dossier(tmp_path: Path, lancer: Lancer) -> None:
    sien = tmp_path / "config" / "forfait"
    sien.parent.mkdir()
    tarifs(sien, "tarifs.toml", prix="1")
    un, deux = tarifs(tmp_path, "deux.toml", prix="2"), tarifs(tmp_path, "trois.toml", prix="3")
    config = {"XDG_CONFIG_HOME": str(sien.parent), "APPDATA": str(sien.parent)}
    variable = {**config, "FORFAIT_TARIFS": str(un)}
    assert montant(lancer) is None
    assert montant(lancer, env=config) == "1.00"
    assert montant(lancer, env=variable) == "2.00"
    assert montant(lancer, "--tarifs", str(deux), env=variable) == "3.00"
    # What the folder holds is for its own catalogue, not for one that is given for once.
    assert montant(lancer, "--catalogue", str(CATALOGUE), env=config) is None
    assert montant(lancer, "--catalogue", str(CATALOGUE), env=variable) == "2.00"


def test_show_dit_les_fichiers_et_pourquoi(tmp_path: Path, lancer: Lancer) -> None:
    fichier = tarifs(tmp_path, "t.toml")
    texte = espaces_simples(lancer("catalogue", "show", "--tarifs", str(fichier), env={"COLUMNS": "300"}).texte)
    assert f"{fichier} (l’option --tarifs)" in texte
    assert "(l’annexe fournie avec le programme)" in texte
    texte = espaces_simples(lancer("catalogue", "show", env={"COLUMNS": "300", "FORFAIT_TARIFS": str(fichier)}).texte)
    assert "(la variable FORFAIT_TARIFS)" in texte
    donnees = lancer("catalogue", "show", "--tarifs", str(fichier), "--format", "json").json()
    assert donnees["schema"] == "forfait.grille/1"
    assert donnees["prix"][0]["montant"] == "300.00"


def test_le_devis_dit_tout_de_ses_tarifs(tmp_path: Path, lancer: Lancer) -> None:
    fichier = tarifs(tmp_path, "t.toml", "date = 2025-12-04\nvalide_du = 2026-01-01\nvalide_au = 2026-12-31")
    commande = ("quote", "--habitants", "1200", "--tarifs", str(fichier), "--date", "2026-06-01")
    entete = lancer(*commande, "--format", "json").json()["catalogue"]["tarifs"]
    empreinte = entete.pop("empreinte")
    assert empreinte.startswith("sha256:")
    assert entete == {
        "titre": "t.toml", "source": "Délibération", "valide_du": "2026-01-01", "valide_au": "2026-12-31",
        "date": "2025-12-04",
        "emetteur": {
            "nom": "Centre de gestion", "adresse": ["1 rue du Test", "47000 Agen"], "siret": "73282932000074"
        },
    }  # fmt: skip
    for format_ in ("table", "markdown"):
        page = " ".join(espaces_simples(lancer(*commande, "--format", format_, env={"COLUMNS": "200"}).texte).split())
        assert "SIRET 732 829 320 00074" in page
        assert "valables du 1er janvier 2026 au 31 décembre 2026, pris au 1er juin 2026" in page
        assert empreinte in page
        assert "1 rue du Test" in page


@pytest.mark.parametrize(
    ("jour", "titre"),
    [
        ("2026-01-01", "Tarifs 2026 (inventés)"), ("2026-12-31", "Tarifs 2026 (inventés)"),
        ("2027-01-01", "Tarifs 2027 (inventés)"), ("2040-01-01", "Tarifs 2027 (inventés)"),
    ],
)  # fmt: skip
def test_la_date_choisit_les_tarifs(lancer: Lancer, jour: str, titre: str) -> None:
    donnees = lancer("quote", "--habitants", "1200", *DATES, "--date", jour, "--format", "json").json()
    assert donnees["catalogue"]["tarifs"]["titre"] == titre
    assert donnees["demande"]["date"] == jour


def test_sans_date_c_est_celle_du_jour_et_elle_est_dite(lancer: Lancer, monkeypatch: pytest.MonkeyPatch) -> None:
    import datetime

    lues = []

    def lire() -> datetime.date:
        lues.append(1)
        return datetime.date(2026, 5, 6)

    monkeypatch.setattr(contexte, "aujourdhui", lire)
    assert "6 mai 2026" in lancer("quote", "--habitants", "1200", *DATES).texte
    assert len(lues) == 1
    donnees = lancer("quote", "--habitants", "1200", *DATES, "--format", "json").json()
    assert donnees["demande"]["date"] == "2026-05-06"


def test_avant_toutes_les_dates_c_est_refuse(lancer: Lancer) -> None:
    resultat = lancer("quote", "--habitants", "1200", *DATES, "--date", "2025-12-31")
    assert resultat.code == 1
    assert "les premiers tarifs commencent le 1er janvier 2026" in dite(resultat)
    assert "2026.toml" in dite(resultat)


def test_apres_la_fin_c_est_refuse(tmp_path: Path, lancer: Lancer) -> None:
    fichier = tarifs(tmp_path, "t.toml", "valide_au = 2026-12-31")
    resultat = lancer("quote", "--habitants", "1200", "--tarifs", str(fichier), "--date", "2027-01-01")
    assert resultat.code == 1
    assert "les derniers tarifs finissent le 31 décembre 2026" in dite(resultat)


@pytest.mark.parametrize(
    ("premier", "second", "quoi"),
    [
        ("valide_du = 2026-01-01\nvalide_au = 2026-12-31", "valide_du = 2026-12-31", "se recouvrent"),
        ("valide_du = 2026-01-01", "valide_du = 2027-01-01", "n’a pas de fin"),
        (
            "valide_du = 2026-01-01\nvalide_au = 2026-12-30", "valide_du = 2027-01-01",
            "aucun tarif ne vaut le 31 décembre 2026",
        ),
        (
            "valide_du = 2026-01-01\nvalide_au = 2026-11-30", "valide_du = 2027-01-01",
            "aucun tarif ne vaut du 1er décembre 2026 au 31 décembre 2026",
        ),
    ],
)  # fmt: skip
def test_un_trou_ou_un_recouvrement_nomme_les_deux_fichiers(
    tmp_path: Path, lancer: Lancer, premier: str, second: str, quoi: str
) -> None:
    dossier = tmp_path / "tarifs"
    tarifs(dossier, "a.toml", premier)
    tarifs(dossier, "b.toml", second)
    resultat = lancer("quote", "--habitants", "1200", "--tarifs", str(dossier), "--date", "2026-06-01")
    assert resultat.code == 3
    for mot in ("a.toml", "b.toml", quoi):
        assert mot in dite(resultat)


def test_un_dossier_demande_une_date_de_debut_a_chacun(tmp_path: Path, lancer: Lancer) -> None:
    dossier = tmp_path / "tarifs"
    tarifs(dossier, "a.toml", "valide_du = 2026-01-01\nvalide_au = 2026-12-31")
    tarifs(dossier, "b.toml")
    resultat = lancer("quote", "--habitants", "1200", "--tarifs", str(dossier))
    assert resultat.code == 3
    assert "b.toml : valide_du manque" in dite(resultat)


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("--tarifs", "absent.toml"), 1), (("--tarifs", "vide"), 1), (("--tarifs", ""), 2), (("--tarifs", " "), 2),
        (("--tarifs", "t.toml", "--date", "2026-02-30"), 2), (("--tarifs", "t.toml"), 0),
    ],
)  # fmt: skip
def test_les_codes(
    tmp_path: Path, lancer: Lancer, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], code: int
) -> None:
    monkeypatch.chdir(tmp_path)
    tarifs(tmp_path, "t.toml")
    (tmp_path / "vide").mkdir()
    assert lancer("quote", "--habitants", "1200", *arguments).code == code


def test_les_tarifs_valent_pour_chaque_commande(tmp_path: Path, lancer: Lancer) -> None:
    fichier = str(tarifs(tmp_path, "t.toml", prix='{ montant = 0.35, par = "habitant" }'))
    (tmp_path / "communes.csv").write_text("habitants\n1000\n1200\n1200\n1001\n", encoding="utf-8")
    lot = lancer("batch", str(tmp_path / "communes.csv"), "--forfait", "metiers", "--tarifs", fichier)
    rang = lot.lignes_csv()[0].index("total_chiffre")
    # One strate, and an amount of its own for each number of inhabitants.
    assert [ligne[rang] for ligne in lot.lignes_csv()[1:]] == ["350.00", "420.00", "420.00", "350.35"]
    comparaison = lancer("compare", "--habitants", "1200", "--extra-go", "1", "--tarifs", fichier, "--format", "json")
    assert comparaison.json()["couts"]["devis"][0]["lignes"][0]["montant"] == "420.00"


def test_la_ligne_a_taper_ensuite_est_celle_de_la_meme_grille(
    lancer: Lancer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    grille = str(RACINE / "examples" / "causses.toml")
    ecrite = lancer("tarifs", "template", "--catalogue", grille, "-o", "prix.csv").erreur.splitlines()
    suite = next(ligne for ligne in ecrite if "forfait tarifs import" in ligne)
    relue = lancer(*shlex.split(suite)[1:])
    assert relue.code == 0, relue.erreur
    assert lancer("tarifs", "template", "-o", "autre.csv").erreur.splitlines()[-1].endswith("autre.csv -o tarifs.toml")
