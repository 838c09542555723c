"""The formats: JSON envelopes pinned, CSV rectangular and safe, the file chosen by `-o` whole or untouched."""

import csv
import errno
import io
import os
import stat
from pathlib import Path
from typing import Any

import pytest
from outils import Lancer, espaces_simples, lancer_ici

from forfait_cli.render.formats import FORMATS, Format

COMMUNE = ("--habitants", "1200")
DEMANDE = (*COMMUNE, "--extra-go", "4", "--besoin-comptes", "3", "--parapheur", "--anti-spam")
RESULTATS = [
    ("compare",),
    ("compare", *COMMUNE),
    ("compare", *DEMANDE),
    ("quote", *DEMANDE),
    ("quote", *DEMANDE, "--forfait", "heberge"),
    ("strate", *COMMUNE),
    ("strate", "--non-affiliee"),
]
NOMS = [" ".join(resultat) for resultat in RESULTATS]


# --- JSON ---------------------------------------------------------------------------------------

CATALOGUE = ["titre", "source", "empreinte", "tarifs"]
COLLECTIVITE = ["nom", "nature", "habitants", "agents", "affiliee", "code_insee", "siren"]
STRATE = ["numero", "libelle", "critere", "min", "max", "cas"]
DEMANDE_JSON = ["forfaits", "extras", "besoins", "exiges", "date"]
DEVIS = ["forfait", "nom", "recevable", "motifs", "inclus", "lignes", "totaux", "complet", "non_chiffre", "notes"]
LIGNE = [
    "code", "libelle", "quantite", "unite", "prix_unitaire", "montant", "periodicite", "statut", "motif", "source",
]  # fmt: skip


def verifier_devis(devis: Any) -> None:
    assert list(devis) == DEVIS
    for ligne in devis["lignes"]:
        assert list(ligne) == LIGNE
    for total in devis["totaux"]:
        assert list(total) == ["periodicite", "montant"]


def test_enveloppe_de_quote(lancer: Lancer) -> None:
    donnees = lancer("quote", *DEMANDE, "--format", "json").json()
    assert list(donnees) == [
        "schema", "catalogue", "collectivite", "strate", "demande", "devis", "ecartes", "hypotheses",
    ]  # fmt: skip
    assert donnees["schema"] == "forfait.devis/1"
    assert list(donnees["catalogue"]) == CATALOGUE
    assert list(donnees["collectivite"]) == COLLECTIVITE
    assert list(donnees["strate"]) == STRATE
    assert list(donnees["demande"]) == DEMANDE_JSON
    assert len(donnees["devis"]) == 5
    for devis in donnees["devis"]:
        verifier_devis(devis)


def test_enveloppe_de_compare(lancer: Lancer) -> None:
    for arguments in ((), COMMUNE, DEMANDE):
        donnees = lancer("compare", *arguments, "--format", "json").json()
        assert list(donnees) == [
            "schema", "catalogue", "collectivite", "strate", "forfaits", "services", "strates", "options", "couts",
            "ecartes", "hypotheses", "notes",
        ]  # fmt: skip
        assert donnees["schema"] == "forfait.comparaison/1"
        assert list(donnees["catalogue"]) == CATALOGUE
        assert (donnees["collectivite"] is None) is (donnees["strate"] is None) is (not arguments)
        for forfait in donnees["forfaits"]:
            assert list(forfait) == ["code", "nom", "prix", "tarif"]
        codes = [forfait["code"] for forfait in donnees["forfaits"]]
        for service in donnees["services"]:
            assert list(service) == ["code", "famille", "nom", "cellules"]
            assert list(service["cellules"]) == codes
            for cellule in service["cellules"].values():
                assert list(cellule) == ["couverture", "texte", "quantite", "unite"]
        for strate in donnees["strates"]:
            assert list(strate) == [
                "numero", "libelle", "habitants", "agents", "non_affiliees", "cas", "volumes",
            ]  # fmt: skip
        for option in donnees["options"]:
            assert list(option) == ["code", "nom", "unite", "cellules"]
            assert list(option["cellules"]) == codes
            for cellule in option["cellules"].values():
                assert list(cellule) == ["disponibilite", "texte", "mode", "prix", "tarif"]
    assert list(donnees["collectivite"]) == COLLECTIVITE
    assert list(donnees["strate"]) == STRATE
    assert list(donnees["couts"]) == ["demande", "devis", "moins_chers"]
    assert list(donnees["couts"]["demande"]) == DEMANDE_JSON
    for devis in donnees["couts"]["devis"]:
        verifier_devis(devis)


def test_enveloppe_de_strate(lancer: Lancer) -> None:
    donnees = lancer("strate", *COMMUNE, "--format", "json").json()
    assert list(donnees) == [
        "schema", "collectivite", "strate", "explication", "precedente", "suivante", "hypotheses", "notes",
    ]  # fmt: skip
    assert donnees["schema"] == "forfait.strate/1"
    assert list(donnees["collectivite"]) == COLLECTIVITE
    assert list(donnees["strate"]) == STRATE
    assert list(donnees["precedente"]) == list(donnees["suivante"]) == ["numero", "ecart"]


def test_population_d_une_commune_cherchee(lancer: Lancer) -> None:
    donnees = lancer("strate", "--commune", "Astaffort", "--format", "json").json()
    assert list(donnees["collectivite"]) == [*COLLECTIVITE, "population"]
    assert list(donnees["collectivite"]["population"]) == [
        "totale", "municipale", "non_precisee", "retenue", "millesime", "source",
    ]  # fmt: skip


def feuilles(donnees: Any, chemin: str = "") -> list[tuple[str, Any]]:
    match donnees:
        case dict():
            return [feuille for cle, valeur in donnees.items() for feuille in feuilles(valeur, f"{chemin}.{cle}")]
        case list():
            return [feuille for valeur in donnees for feuille in feuilles(valeur, chemin)]
        case _:
            return [(chemin, donnees)]


@pytest.mark.parametrize("resultat", RESULTATS, ids=NOMS)
def test_le_json_suit_les_conventions_du_contrat(lancer: Lancer, resultat: tuple[str, ...]) -> None:
    """UTF-8, ASCII keys, amounts as texts with two decimals, no float anywhere."""
    brut = lancer(*resultat, "--format", "json")
    assert brut.texte.endswith("}\n")
    assert "é" in brut.texte  # not escaped
    for chemin, valeur in feuilles(brut.json()):
        assert chemin.isascii()
        assert not isinstance(valeur, float)
        nom = chemin.rpartition(".")[2]
        if nom in ("montant", "prix", "prix_unitaire") and valeur is not None:
            entier, _, decimales = valeur.partition(".")
            assert entier.isdigit()
            assert decimales.isdigit()
            assert len(decimales) >= 2
        if nom in ("quantite", "habitants", "agents", "numero", "ecart", "min", "max"):
            assert valeur is None or type(valeur) is int


# --- CSV ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("resultat", RESULTATS, ids=NOMS)
def test_le_csv_est_rectangulaire(lancer: Lancer, resultat: tuple[str, ...]) -> None:
    brut = lancer(*resultat, "--format", "csv")
    assert not brut.sortie.startswith(b"\xef\xbb\xbf")
    assert b"\r" not in brut.sortie
    assert brut.texte.endswith("\n")
    entete, *lignes = brut.lignes_csv()
    assert lignes
    assert all(len(ligne) == len(entete) for ligne in lignes)
    assert len(set(entete)) == len(entete)
    assert all(nom and nom.isascii() for nom in entete)


FORMULES = ["=1+1", "+1+1", "-1+1", "@SUM(A1)", "=cmd|' /C calc'!A0", "-", "+", "=", "@", "+33 5 53 00 00 00", "-1e5"]


@pytest.mark.parametrize("nom", FORMULES)
def test_une_formule_est_neutralisee(lancer: Lancer, nom: str) -> None:
    entete, ligne = lancer("strate", *COMMUNE, f"--nom={nom}", "--format", "csv").lignes_csv()
    assert ligne[entete.index("nom")] == f"'{nom}"
    donnees = lancer("strate", *COMMUNE, f"--nom={nom}", "--format", "json").json()
    assert donnees["collectivite"]["nom"] == nom


def test_une_cellule_a_virgule_guillemet_ou_saut_de_ligne_se_relit(lancer: Lancer) -> None:
    nom = 'Mairie, dite « la "Grande" »; 1'
    entete, ligne = lancer("strate", *COMMUNE, "--nom", nom, "--format", "csv").lignes_csv()
    assert ligne[entete.index("nom")] == nom


# --- Which format -------------------------------------------------------------------------------

DEBUTS = {
    Format.TABLE: "Strate 4\n\nCollectivité".encode(),
    Format.JSON: b"{\n",
    Format.CSV: b"nom,",
    Format.MARKDOWN: b"# Strate 4",
    Format.HTML: b"<!DOCTYPE html>\n",
    Format.PDF: b"%PDF-",
    Format.XLSX: b"PK",
}


@pytest.mark.parametrize("format_", FORMATS)
@pytest.mark.parametrize("resultat", RESULTATS, ids=NOMS)
def test_chaque_format_se_choisit_par_son_nom_et_par_son_suffixe(
    lancer: Lancer, tmp_path: Path, format_: Format, resultat: tuple[str, ...]
) -> None:
    nomme = lancer(*resultat, "--format", format_)
    assert (nomme.code, nomme.erreur) == (0, "")
    assert lancer(*resultat, "--format", format_.upper()).sortie == nomme.sortie
    for suffixe in FORMATS[format_].suffixes:
        for nom in (f"x{suffixe}", f"y{suffixe.upper()}"):
            ecrit = lancer(*resultat, "-o", str(tmp_path / nom))
            assert (ecrit.code, ecrit.sortie) == (0, b"")
            assert nom in ecrit.erreur
            assert (tmp_path / nom).read_bytes() == nomme.sortie
    if resultat[0] == "strate" and COMMUNE[0] in resultat:
        assert nomme.sortie.startswith(DEBUTS[format_])


def test_table_est_le_defaut_et_format_passe_avant_le_suffixe(lancer: Lancer, tmp_path: Path) -> None:
    table = lancer("strate", *COMMUNE, "--format", "table").sortie
    assert lancer("strate", *COMMUNE).sortie == lancer("strate", *COMMUNE, "-o", "-").sortie == table
    for nom in ("sans_suffixe", ".cache", "x."):
        assert lancer("strate", *COMMUNE, "-o", str(tmp_path / nom)).code == 0
        assert (tmp_path / nom).read_bytes() == table
    assert lancer("strate", *COMMUNE, "--format", "json", "-o", str(tmp_path / "x.csv")).code == 0
    assert (tmp_path / "x.csv").read_text(encoding="utf-8").startswith("{")


@pytest.mark.parametrize("commande", ["compare", "quote", "strate"])
@pytest.mark.parametrize("demande", ["xml", ""])
def test_un_format_inconnu_ou_absent_liste_ceux_qu_il_y_a(lancer: Lancer, commande: str, demande: str) -> None:
    resultat = lancer(commande, *COMMUNE, "--format", demande)
    assert (resultat.code, resultat.sortie) == (2, b"")
    assert "--format" in resultat.erreur
    assert ", ".join(FORMATS) in resultat.erreur
    assert ", ".join(FORMATS) in " ".join(lancer(commande, "--help").texte.split())


@pytest.mark.parametrize("suffixe", [".doc", ".jsn", ".ods"])
def test_un_suffixe_inconnu_liste_ceux_qu_il_y_a(lancer: Lancer, tmp_path: Path, suffixe: str) -> None:
    fichier = tmp_path / f"devis{suffixe}"
    resultat = lancer("quote", *COMMUNE, "-o", str(fichier))
    assert resultat.code == 2
    for rendu in FORMATS.values():
        assert all(connu in resultat.erreur for connu in rendu.suffixes)
    assert not fichier.exists()
    assert lancer("quote", *COMMUNE, "-o", str(fichier), "--format", "json").code == 0


# --- The file: whole or not at all --------------------------------------------------------------


def contenu(dossier: Path) -> list[str]:
    return sorted(un.name for un in dossier.iterdir())


def test_un_fichier_existant_est_remplace_en_gardant_ses_droits(lancer: Lancer, tmp_path: Path) -> None:
    fichier = tmp_path / "devis.json"
    fichier.write_text("ancien")
    fichier.chmod(0o640)
    assert lancer("strate", *COMMUNE, "-o", str(fichier)).code == 0
    assert fichier.read_bytes() == lancer("strate", *COMMUNE, "--format", "json").sortie
    assert stat.S_IMODE(fichier.stat().st_mode) == 0o640
    assert contenu(tmp_path) == ["devis.json"]


def test_un_lien_reste_un_lien(lancer: Lancer, tmp_path: Path) -> None:
    (tmp_path / "ailleurs").mkdir()
    cible, lien = tmp_path / "ailleurs" / "vrai.json", tmp_path / "lien.json"
    cible.write_text("ancien")
    lien.symlink_to(cible)
    assert lancer("strate", *COMMUNE, "-o", str(lien)).code == 0
    assert lien.is_symlink()
    assert cible.read_text(encoding="utf-8").startswith("{")
    assert contenu(cible.parent) == ["vrai.json"]


def test_un_lien_vers_rien_cree_sa_cible(lancer: Lancer, tmp_path: Path) -> None:
    lien = tmp_path / "lien.json"
    lien.symlink_to(tmp_path / "vrai.json")
    assert lancer("strate", *COMMUNE, "-o", str(lien)).code == 0
    assert lien.is_symlink()
    assert (tmp_path / "vrai.json").is_file()


def test_un_dossier_absent_ou_un_fichier_en_guise_de_dossier(lancer: Lancer, tmp_path: Path) -> None:
    (tmp_path / "fichier").write_text("x")
    dites = {"absent/x.txt": "le dossier n’existe pas", "fichier/x.txt": "n’est pas celui d’un dossier"}
    for chemin, dite in dites.items():
        resultat = lancer("strate", *COMMUNE, "-o", str(tmp_path / chemin))
        assert (resultat.code, resultat.sortie) == (1, b"")
        assert dite in resultat.erreur.replace("\n", " ").replace("  ", " ")
    assert contenu(tmp_path) == ["fichier"]


def test_un_dossier_n_est_pas_un_fichier(lancer: Lancer, tmp_path: Path) -> None:
    resultat = lancer("strate", *COMMUNE, "-o", str(tmp_path))
    assert resultat.code == 1
    assert "c’est un dossier" in resultat.erreur


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write everywhere")
def test_un_dossier_sans_droit_d_ecriture(lancer: Lancer, tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    try:
        resultat = lancer("strate", *COMMUNE, "-o", str(tmp_path / "x.txt"))
    finally:
        tmp_path.chmod(0o700)
    assert resultat.code == 1
    assert "le droit d’écrire manque" in resultat.erreur


@pytest.mark.parametrize(
    ("numero", "cause"),
    [
        (errno.ENOSPC, "le disque est plein"),
        (errno.EACCES, "le droit d’écrire manque"),
        (errno.EPERM, "le droit d’écrire manque"),
        (errno.EROFS, "lecture seule"),
    ],
)
def test_une_ecriture_qui_echoue_laisse_l_ancien_fichier_et_rien_d_autre(
    lancer: Lancer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, numero: int, cause: str
) -> None:
    fichier = tmp_path / "devis.json"
    fichier.write_text("ancien")

    def echouer(_flux: int) -> None:
        raise OSError(numero, "no English please")

    monkeypatch.setattr(os, "fsync", echouer)
    resultat = lancer("strate", *COMMUNE, "-o", str(fichier))
    assert (resultat.code, resultat.sortie) == (1, b"")
    assert cause in resultat.erreur
    assert "English" not in resultat.erreur
    assert fichier.read_text() == "ancien"
    assert contenu(tmp_path) == ["devis.json"]


def test_une_interruption_pendant_l_ecriture_laisse_l_ancien_fichier(
    lancer: Lancer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fichier = tmp_path / "devis.json"
    fichier.write_text("ancien")

    def interrompre(_flux: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", interrompre)
    resultat = lancer("strate", *COMMUNE, "-o", str(fichier))
    assert (resultat.code, resultat.sortie) == (130, b"")
    assert fichier.read_text() == "ancien"
    assert contenu(tmp_path) == ["devis.json"]


def test_un_refus_n_ecrit_pas_de_fichier(lancer: Lancer, tmp_path: Path) -> None:
    fichier = tmp_path / "devis.json"
    for arguments in (("--habitants", "x"), (*COMMUNE, "--exige", "chorus-pro", "--forfait", "technologie")):
        assert lancer("quote", *arguments, "-o", str(fichier)).code in (1, 2)
    assert contenu(tmp_path) == []


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
def test_un_peripherique_est_ecrit_sans_etre_remplace(lancer: Lancer) -> None:
    assert lancer("strate", *COMMUNE, "-o", "/dev/null").code == 0
    plein = lancer("strate", *COMMUNE, "-o", "/dev/full")
    assert plein.code == 1
    assert "le disque est plein" in plein.erreur
    assert Path("/dev/full").is_char_device()
    assert Path("/dev/null").is_char_device()


def test_un_nom_trop_long_est_dit(lancer: Lancer, tmp_path: Path) -> None:
    resultat = lancer("strate", *COMMUNE, "-o", str(tmp_path / ("x" * 300)))
    assert resultat.code == 1
    assert "le nom est trop long" in resultat.erreur


def test_un_nom_de_la_plus_grande_longueur_s_ecrit(lancer: Lancer, tmp_path: Path) -> None:
    """255 bytes is the longest name of a file: the temporary one beside it must not be longer."""
    fichier = tmp_path / ("x" * 250 + ".json")
    assert lancer("strate", *COMMUNE, "-o", str(fichier)).code == 0
    assert fichier.is_file()


# --- Markdown -----------------------------------------------------------------------------------


def test_le_markdown_a_des_tables_regulieres(lancer: Lancer) -> None:
    for resultat in RESULTATS:
        blocs = lancer(*resultat, "--format", "markdown").texte.split("\n\n")
        for bloc in blocs:
            if bloc.startswith("|"):
                lignes = bloc.strip("\n").split("\n")
                largeurs = {ligne.replace("\\|", "").count("|") for ligne in lignes}
                assert len(largeurs) == 1
                assert set(lignes[1]) <= set("|-: ")


def test_le_markdown_protege_ses_signes(lancer: Lancer) -> None:
    texte = lancer("strate", *COMMUNE, "--nom", "A|B *c* <d> `e` [f](g) _h_ #i", "--format", "markdown").texte
    assert r"A\|B \*c\* \<d\> \`e\` \[f\](g) \_h\_ \#i" in texte


def test_les_montants_d_un_document_portent_l_espace_fine(lancer: Lancer) -> None:
    document = lancer("quote", *COMMUNE, "--extra-go", "4", "--format", "markdown").texte
    assert "28,00\u202f€" in document
    terminal = lancer("quote", *COMMUNE, "--extra-go", "4").texte
    assert "28,00\u00a0€" in terminal
    assert "\u202f" not in terminal


def test_le_texte_du_csv_est_celui_du_json(lancer: Lancer) -> None:
    devis = lancer("quote", *DEMANDE, "--format", "json").json()["devis"]
    lues = [
        ligne
        for ligne in csv.DictReader(io.StringIO(lancer_ici("quote", *DEMANDE, "--format", "csv").texte, newline=""))
        if ligne["type"] == "ligne"
    ]
    attendues = [(un["forfait"], ligne) for un in devis for ligne in un["lignes"]]
    assert len(lues) == len(attendues)
    for lue, (forfait, ligne) in zip(lues, attendues, strict=True):
        assert lue["forfait"] == forfait
        assert {cle: lue[cle] for cle in ligne} == {
            cle: "" if valeur is None else str(valeur) for cle, valeur in ligne.items()
        }
    refus = [ligne for ligne in lancer("quote", *DEMANDE, "--format", "csv").lignes_csv() if ligne[2] == "refus"]
    assert [ligne[0] for ligne in refus] == ["metiers", "technologie"]
    assert all("n’est pas proposé" in espaces_simples(ligne[-2]) for ligne in refus)
