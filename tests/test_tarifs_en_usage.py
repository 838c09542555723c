"""`forfait tarifs use`: tarifs put in the user's folder, beside those of other dates, never over any."""

import os
from pathlib import Path

import pytest
from outils import RACINE, Lancer, Resultat, espaces_simples

EXEMPLES = RACINE / "examples"
TARIFS_2026, TARIFS_2027 = (str(EXEMPLES / "valcourbe-tarifs" / f"{annee}.toml") for annee in (2026, 2027))
SANS_DATE = 'schema = "forfait.tarifs/1"\ntitre = "Tarifs de la Vallée"\nsource = "S"\n[forfaits]\nmetiers = 300\n'


class Maison:
    """A user's folder, and the program run with it."""

    def __init__(self, lancer: Lancer, racine: Path) -> None:
        self._lancer = lancer
        self.racine = racine
        self.dossier = racine / "forfait"

    def lancer(self, *arguments: str, **env: str) -> Resultat:
        config = {"XDG_CONFIG_HOME": str(self.racine), "APPDATA": str(self.racine), "SOURCE_DATE_EPOCH": "1780000000"}
        resultat = self._lancer(*arguments, env={**config, **env})
        return resultat._replace(erreur=espaces_simples(resultat.erreur))

    def avec_grille(self) -> "Maison":
        """With a catalogue of its own."""
        self.dossier.mkdir(parents=True)
        (self.dossier / "catalogue.toml").write_bytes((EXEMPLES / "valcourbe.toml").read_bytes())
        return self

    @property
    def fichiers(self) -> list[str]:
        """The tarifs in use."""
        return sorted(fichier.name for fichier in (self.dossier / "tarifs").glob("*"))


@pytest.fixture
def maison(lancer: Lancer, tmp_path: Path) -> Maison:
    return Maison(lancer, tmp_path / "config")


def test_des_tarifs_mis_en_usage_servent_a_toutes_les_commandes(maison: Maison, tmp_path: Path) -> None:
    fichier = tmp_path / "t.toml"
    fichier.write_text(SANS_DATE, encoding="utf-8")
    resultat = maison.lancer("tarifs", "use", str(fichier))
    assert resultat.code == 0, resultat.erreur
    cible = maison.dossier / "tarifs" / "tarifs-de-la-vallee.toml"
    assert f"Tarifs mis en usage : {cible}." in resultat.erreur
    assert "Ils valent dès aujourd’hui." in resultat.erreur
    assert "supprimez ce fichier" in resultat.erreur
    assert cible.read_text(encoding="utf-8") == SANS_DATE
    devis = maison.lancer("quote", "--habitants", "5", "--forfait", "metiers", "--format", "json").json()["devis"][0]
    assert devis["totaux"] == [{"periodicite": None, "montant": "300.00"}]
    cible.unlink()  # as it says
    assert (
        maison.lancer("quote", "--habitants", "5", "--forfait", "metiers", "--format", "json").json()["devis"][0][
            "totaux"
        ]
        == []
    )


def test_chaque_date_a_son_fichier(maison: Maison) -> None:
    maison.avec_grille()
    resultat = maison.lancer("tarifs", "use", TARIFS_2026)
    assert resultat.code == 0, resultat.erreur
    assert "Ils valent dès aujourd’hui, jusqu’au 31 décembre 2026 inclus." in resultat.erreur
    resultat = maison.lancer("tarifs", "use", TARIFS_2027)
    assert "Ils vaudront à partir du 1er janvier 2027." in resultat.erreur
    assert maison.fichiers == ["2026-01-01.toml", "2027-01-01.toml"]
    for jour, total in (("2026-06-01", "180.00"), ("2027-06-01", "186.00")):
        devis = maison.lancer("quote", "--habitants", "5", "--forfait", "socle", "--date", jour, "--format", "json")
        assert devis.json()["devis"][0]["totaux"][0]["montant"] == total


def test_rien_n_est_remplace(maison: Maison, tmp_path: Path) -> None:
    maison.avec_grille()
    assert maison.lancer("tarifs", "use", TARIFS_2026).code == 0
    resultat = maison.lancer("tarifs", "use", TARIFS_2026)
    assert resultat.code == 0
    assert "déjà en usage" in resultat.erreur
    autre = tmp_path / "autre.toml"
    autre.write_text(Path(TARIFS_2026).read_text(encoding="utf-8").replace("180.00", "181.00"), encoding="utf-8")
    avant = (maison.dossier / "tarifs" / "2026-01-01.toml").read_bytes()
    resultat = maison.lancer("tarifs", "use", str(autre))
    assert resultat.code == 1
    assert "d’autres tarifs de cette date y sont déjà" in resultat.erreur
    assert (maison.dossier / "tarifs" / "2026-01-01.toml").read_bytes() == avant


@pytest.mark.parametrize(
    ("dates", "quoi"),
    [
        ("valide_du = 2026-12-31", "se recouvrent le 31 décembre 2026"),
        ("valide_du = 2027-01-02", "aucun tarif ne vaut le 1er janvier 2027"),
        ("", "valide_du manque"),
        ("valide_du = 2027-01-01", ""),
    ],
)
def test_les_dates_se_suivent_jour_pour_jour(maison: Maison, tmp_path: Path, dates: str, quoi: str) -> None:
    maison.avec_grille()
    assert maison.lancer("tarifs", "use", TARIFS_2026).code == 0
    suite = tmp_path / "suite.toml"
    texte = Path(TARIFS_2027).read_text(encoding="utf-8").replace("valide_du = 2027-01-01", dates)
    suite.write_text(texte, encoding="utf-8")
    resultat = maison.lancer("tarifs", "use", str(suite))
    assert resultat.code == (3 if quoi else 0), resultat.erreur
    assert quoi in resultat.erreur
    assert len(maison.fichiers) == (1 if quoi else 2)


def test_des_tarifs_faux_n_y_entrent_pas(maison: Maison) -> None:
    resultat = maison.lancer("tarifs", "use", TARIFS_2026)  # over the annex, which has none of these forfaits
    assert resultat.code == 3
    assert "ces tarifs sont d’un autre catalogue" in resultat.erreur
    assert not maison.dossier.exists()


def test_un_tarifs_toml_deja_en_usage_ne_devient_pas_muet(maison: Maison, tmp_path: Path) -> None:
    maison.dossier.mkdir(parents=True)
    (maison.dossier / "tarifs.toml").write_text(SANS_DATE, encoding="utf-8")
    autre = tmp_path / "autre.toml"
    autre.write_text(SANS_DATE.replace("300", "400"), encoding="utf-8")
    resultat = maison.lancer("tarifs", "use", str(autre))
    assert resultat.code == 1
    assert "ne le seraient plus" in resultat.erreur
    assert not (maison.dossier / "tarifs").exists()


def test_un_catalogue_nomme_est_refuse_avec_la_raison(maison: Maison) -> None:
    grille = str(EXEMPLES / "valcourbe.toml")
    for arguments, env in ((("--catalogue", grille), {}), ((), {"FORFAIT_CATALOGUE": grille})):
        resultat = maison.lancer("tarifs", "use", TARIFS_2026, *arguments, **env)
        assert resultat.code == 1
        assert "catalogue.toml" in resultat.erreur
    assert not maison.dossier.exists()


def test_la_variable_qui_passe_avant_est_dite(maison: Maison) -> None:
    maison.avec_grille()
    resultat = maison.lancer("tarifs", "use", TARIFS_2026, FORFAIT_TARIFS="ailleurs.toml")
    assert resultat.code == 0
    assert "FORFAIT_TARIFS passe avant eux" in resultat.erreur


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        ((), 2, "FICHIER"),
        (("absent.toml",), 1, "n’existe pas"),
        ((str(EXEMPLES),), 1, "c’est un dossier"),
        ((str(EXEMPLES / "valcourbe.toml"),), 3, "c’est un catalogue"),
        ((TARIFS_2026, "--tarifs", "x.toml"), 2, "ne sert pas ici"),
        ((TARIFS_2026, "--date", "demain"), 2, "date"),
    ],
)
def test_ce_qui_est_refuse(maison: Maison, arguments: tuple[str, ...], code: int, message: str) -> None:
    resultat = maison.lancer("tarifs", "use", *arguments)
    assert resultat.code == code, resultat.erreur
    assert message in resultat.erreur


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root writes anywhere")
def test_un_dossier_ou_l_on_ne_peut_ecrire(maison: Maison, tmp_path: Path) -> None:
    maison.racine.mkdir()
    maison.racine.chmod(0o500)
    fichier = tmp_path / "t.toml"
    fichier.write_text(SANS_DATE, encoding="utf-8")
    resultat = maison.lancer("tarifs", "use", str(fichier))
    assert resultat.code == 1
    assert "dossier impossible à créer : le droit d’écrire manque" in resultat.erreur


@pytest.mark.parametrize(
    ("vide", "remplie", "rien"),
    [
        ("Titre,Tarifs,", "Titre,Tarifs 2026,", True),
        ("Émetteur,,", "Émetteur,Syndicat des Causses,", False),
        ("Régime de TVA,,", "Régime de TVA,non_soumis,", False),
        ("—,,,,,,,,,séance", "—,,200,,,,,,,séance", False),
    ],
)
def test_une_grille_qui_a_tous_ses_prix_n_a_rien_a_mettre_en_usage(
    maison: Maison, tmp_path: Path, vide: str, remplie: str, rien: bool
) -> None:
    grille, cible = tmp_path / "grille.csv", tmp_path / "tarifs.toml"
    causses = ("--catalogue", str(EXEMPLES / "causses.toml"))
    assert maison.lancer("tarifs", "template", "-o", str(grille), *causses).code == 0
    texte = grille.read_text(encoding="utf-8-sig")
    assert vide in texte
    grille.write_text(texte.replace(vide, remplie), encoding="utf-8")
    resultat = maison.lancer("tarifs", "import", str(grille), "-o", str(cible), *causses)
    assert resultat.code == 0
    dites = (
        "La grille donne déjà tous ses prix : rien n’est à mettre en usage.\n"
        f"Tarifs écrits dans {cible} : remplissez la grille, puis relancez.\n"
    )
    assert (resultat.erreur == dites) is rien
    assert ("forfait tarifs use" in resultat.erreur) is not rien
    assert cible.exists()


def test_une_grille_encore_vide_n_a_rien_a_mettre_en_usage(maison: Maison, tmp_path: Path) -> None:
    grille, cible = tmp_path / "grille.csv", tmp_path / "tarifs.toml"
    assert maison.lancer("tarifs", "template", "-o", str(grille)).code == 0
    assert maison.lancer("tarifs", "import", str(grille), "-o", str(cible)).erreur == (
        f"Aucun prix lu, 11 restent à renseigner.\nTarifs écrits dans {cible} : remplissez la grille, puis relancez.\n"
    )


def test_l_import_nomme_la_suite(maison: Maison, tmp_path: Path) -> None:
    grille, cible = tmp_path / "grille.csv", tmp_path / "mes tarifs.toml"
    assert maison.lancer("tarifs", "template", "-o", str(grille)).code == 0
    vide = grille.read_text(encoding="utf-8-sig")
    grille.write_text(vide.replace("Émetteur,,", "Émetteur,Centre de gestion,"), encoding="utf-8")
    resultat = maison.lancer("tarifs", "import", str(grille), "-o", str(cible))
    assert resultat.code == 0
    assert f'forfait tarifs use "{cible}"' in resultat.erreur
    assert maison.lancer("tarifs", "use", str(cible)).code == 0
