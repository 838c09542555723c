"""The sheets of a grid that was filled in, and files that go beyond what anyone writes: each refusal word for word."""

import io
import os
from pathlib import Path

import pytest
from test_rows_classeur import ods, table

from forfait_cli import MauvaisUsage, demander, load_catalogue
from forfait_cli.erreurs import Refus
from forfait_cli.readers import limites
from forfait_cli.readers.documents.lecture import lire_document
from forfait_cli.readers.feuilles import Feuille, lire_feuilles
from forfait_cli.readers.limites import lire_au_plus, toml_demesure
from forfait_cli.readers.rows.texte import Texte
from forfait_cli.render.ecrivains.csv import DIALECTES
from forfait_cli.render.ecrivains.csv import rendre as en_csv
from forfait_cli.render.releve import Releve


def propre(texte: str) -> str:
    return texte.replace("\xa0", " ").replace("\u202f", " ")


def lues(tmp_path: Path, contenu: str, nom: str = "x.csv") -> list[Feuille]:
    fichier = tmp_path / nom
    fichier.write_bytes(contenu.encode())
    return lire_feuilles(fichier)


def refus(tmp_path: Path, contenu: str, nom: str = "x.csv") -> str:
    with pytest.raises(Refus) as erreur:
        lues(tmp_path, contenu, nom)
    (anomalie,) = erreur.value.anomalies
    return propre(f"{anomalie.origine.rpartition('/')[2]} : {anomalie.message} ; {anomalie.aide}")


@pytest.mark.parametrize("signe", [",", ";", "\t"])
@pytest.mark.parametrize("fin", ["\n", "\r\n"])
def test_les_feuilles_d_un_csv_et_leurs_places(tmp_path: Path, signe: str, fin: str) -> None:
    lignes = [
        ["avant", "x"],
        ["Feuille", " Prix "],
        ["a", '"b', 'c"', "d"],
        [""],
        ["e"],
        [" FEUILLE"],
        ["feuille", "Z"],
    ]
    texte = fin.join(signe.join(ligne) for ligne in lignes).replace(f'"b{signe}c"', '"b\nc"') + fin
    feuilles = lues(tmp_path, texte)
    assert [feuille.nom for feuille in feuilles] == ["Prix", "", "Z"]
    assert [list(ligne) for ligne in feuilles[0].lignes] == [["a", "b\nc", "d"], [], ["e"]]
    places = [feuilles[0].place(rang, 1).rpartition("/")[2] for rang in range(4)]
    assert places == [f"x.csv, ligne {numero}, colonne 2" for numero in (3, 5, 6, 7)]
    assert feuilles[1].place(0, 0).endswith("x.csv, ligne 1, colonne 1")
    assert feuilles[0].remarques == ()


@pytest.mark.parametrize(
    "texte", ["x,-", "=1;-2,+a", "a;=b,@c", "1,-2", "- a", "a, - b", "'x", "a,'b", "=1", "-1", "a,-b;c"]
)
def test_un_texte_ecrit_dans_un_csv_y_est_relu(tmp_path: Path, texte: str) -> None:
    for dialecte in DIALECTES.values():
        ecrit = en_csv(Releve(("feuille", "A"), ((texte, "b"),)), dialecte).decode("utf-8-sig")
        ((lue,),) = (feuille.lignes for feuille in lues(tmp_path, ecrit))
        assert lue == [texte, "b"]


@pytest.mark.parametrize("signe", ["=", "+", "-", "@"])
def test_ce_qu_un_tableur_executerait_perd_son_apostrophe(tmp_path: Path, signe: str) -> None:
    ((ligne,),) = (
        feuille.lignes for feuille in lues(tmp_path, f"feuille;A\n'{signe}1;'a;\"'\tx\";\"'\rx\";a'{signe};'\n")
    )
    assert ligne == [f"{signe}1", "'a", "\tx", "\rx", f"a'{signe}", "'"]


def test_ce_qui_n_est_pas_une_grille(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    autre = "enregistrez-la en .xlsx, .ods, .csv ou .toml"
    assert refus(tmp_path, "a", "x.odt") == f"x.odt : une grille ne se lit pas en « .odt » ; {autre}"
    assert refus(tmp_path, "a", "x") == f"x : une grille ne se lit pas en « sans suffixe » ; {autre}"
    monkeypatch.setattr(limites, "LIGNE_MAX", 40)
    long = f'feuille;A\na;b\n"{"x" * 50}";c\n'
    assert refus(tmp_path, long) == (
        "x.csv, ligne 3 : la ligne ne peut pas être lue ; un guillemet y est sans doute de trop, ou jamais refermé"
    )
    assert refus(tmp_path, f'"{"x" * 50}";c\n').startswith("x.csv, ligne 1 : la ligne ne peut pas être lue ;")
    monkeypatch.setattr(limites, "LIGNE_MAX", limites.MIO)
    lues(tmp_path, long)


@pytest.mark.parametrize("cellule", ['"b', '"b"c', '"b\nx;2\n"y"'])
def test_des_guillemets_qui_prendraient_d_autres_lignes(tmp_path: Path, cellule: str) -> None:
    assert refus(tmp_path, f"feuille;A\na;{cellule}\nc;1\n").startswith(
        "x.csv, ligne 2 : la ligne ne peut pas être lue ;"
    )


def test_un_blanc_apres_un_guillemet_ne_prend_rien(tmp_path: Path) -> None:
    (feuille,) = lues(tmp_path, 'feuille;A\na;"b ""c"" ;d" ;1\n"e"\u00a0;2\n')
    assert feuille.lignes == [["a", 'b "c" ;d ', "1"], ["e\u00a0", "2"]]


def test_une_grille_a_des_bornes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def borner(lignes: int, cellules: int) -> str:
        monkeypatch.setattr(limites, "LIGNES_GRILLE", lignes)
        monkeypatch.setattr(limites, "CELLULES_GRILLE", cellules)
        return f"une grille n’a pas plus de {lignes} lignes ou de {cellules} cellules ; gardez les lignes remplies"

    csv = "feuille;A\na;b\nc\nfeuille;B\nd\n"  # three cells, then two, then two: each row counts as one more
    borner(2, 7)
    assert len(lues(tmp_path, csv)) == 2
    dit = borner(1, 7)
    assert refus(tmp_path, csv) == f"x.csv : {dit}"
    dit = borner(2, 6)
    assert refus(tmp_path, csv) == f"x.csv : {dit}"

    cellule = '<table:table-cell office:value-type="string"><text:p>a</text:p></table:table-cell>'
    fichier = ods(tmp_path / "x.ods", table(cellule * 2, "<table:table-cell/>", cellule))
    borner(3, 6)  # two and one, then one and two rows
    assert [list(ligne) for ligne in lire_feuilles(fichier)[0].lignes] == [["a", "a"], [], ["a"]]
    for lignes, cellules in ((2, 6), (3, 5)):
        dit = borner(lignes, cellules)
        with pytest.raises(Refus) as erreur:
            lire_feuilles(fichier)
        (anomalie,) = erreur.value.anomalies
        assert propre(f"{anomalie.message} ; {anomalie.aide}") == dit


def test_ce_qui_est_masque_dans_une_grille(tmp_path: Path) -> None:
    cellule = '<table:table-cell office:value-type="string"><text:p>a</text:p></table:table-cell>'
    feuille = (
        '<table:table table:name="A"><table:table-column table:visibility="collapse"/>'
        f'<table:table-row table:visibility="collapse">{cellule}</table:table-row></table:table>'
    )
    (lue,) = lire_feuilles(ods(tmp_path / "x.ods", feuille))
    assert tuple(map(propre, lue.remarques)) == (
        "lignes masquées, lues aussi : 1",
        "des colonnes masquées, lues aussi",
    )
    assert lue.place(0, 1).rpartition("/")[2] == "x.ods, feuille A, cellule B1"


# --- Limits ---------------------------------------------------------------------------------------------


def test_un_fichier_lu_jusqu_a_sa_borne(tmp_path: Path) -> None:
    fichier = tmp_path / "x"
    fichier.write_bytes(b"a" * 2 * limites.MIO)
    assert len(lire_au_plus(fichier, 2 * limites.MIO)) == 2 * limites.MIO
    fichier.write_bytes(b"a" * (2 * limites.MIO + 1))
    with pytest.raises(Refus) as erreur:
        lire_au_plus(fichier, 2 * limites.MIO)
    (anomalie,) = erreur.value.anomalies
    assert propre(f"{anomalie.message} ; {anomalie.aide}") == (
        "fichier de plus de 2 Mio ; ce n’est sans doute pas le bon fichier : vérifiez son nom"
    )


def test_une_grille_remplie_pese_seize_mebioctets_au_plus(tmp_path: Path) -> None:
    fichier = tmp_path / "x.xlsx"
    fichier.touch()
    for octets, dit in ((2**24, "le classeur ne peut pas être lu"), (2**24 + 1, "fichier de plus de 16 Mio")):
        os.truncate(fichier, octets)
        with pytest.raises(Refus) as erreur:
            lire_feuilles(fichier)
        assert [propre(une.message) for une in erreur.value.anomalies] == [dit]


def test_une_grille_remplie_a_vingt_mille_lignes_au_plus(tmp_path: Path) -> None:
    (feuille,) = lues(tmp_path, "feuille;A\n" + "\n" * 20_000)
    assert len(feuille.lignes) == 20_000
    dit = "une grille n’a pas plus de 20 000 lignes ou de 500 000 cellules ; gardez les lignes remplies"
    assert refus(tmp_path, "feuille;A\n" + "\n" * 20_001) == f"x.csv : {dit}"
    (feuille,) = lues(tmp_path, "feuille;A\n" + ";" * 499_998)  # as many cells and one, and the row
    assert len(feuille.lignes[0]) == 499_999
    assert refus(tmp_path, "feuille;A\n" + ";" * 499_999) == f"x.csv : {dit}"


def test_une_grille_absente_ou_illisible(tmp_path: Path) -> None:
    (tmp_path / "dossier.csv").mkdir()
    for nom, dit in (
        ("absente.csv", "absente.csv : ce fichier n’existe pas ; vérifiez son nom et son dossier"),
        ("dossier.csv", "dossier.csv : grille illisible : c’est un dossier ; vérifiez le chemin et les droits"),
    ):
        with pytest.raises(Refus) as erreur:
            lire_feuilles(tmp_path / nom)
        (anomalie,) = erreur.value.anomalies
        assert propre(f"{anomalie.origine.rpartition('/')[2]} : {anomalie.message} ; {anomalie.aide}") == dit


def test_le_signe_qui_separe_est_celui_de_la_premiere_ligne(tmp_path: Path) -> None:
    (feuille,) = lues(tmp_path, 'feuille;A\na,b,c;d,e\n"f;f";,,,\n')
    assert [list(ligne) for ligne in feuille.lignes] == [["a,b,c", "d,e"], ["f;f", ",,,"]]
    assert [feuille.nom for feuille in lues(tmp_path, "feuille;XXL\na;b\n")] == ["XXL"]


def test_un_devis_a_verifier_pese_soixante_quatre_mebioctets_au_plus(tmp_path: Path) -> None:
    fichier = tmp_path / "x.json"
    fichier.touch()
    os.truncate(fichier, 2**26 + 1)
    with pytest.raises(Refus) as erreur:
        lire_document(fichier)
    assert [propre(une.message) for une in erreur.value.anomalies] == ["fichier de plus de 64 Mio"]


def test_une_ligne_de_texte_a_quatre_mebioctets_au_plus() -> None:
    blocs = Texte(io.BytesIO(b"x" * (2**22 + 2**20)), "x.csv").blocs()
    with pytest.raises(Refus) as erreur:
        next(blocs)
    assert [propre(une.message) for une in erreur.value.anomalies] == ["plus de 4 Mio sans fin de ligne"]


def test_un_nom_a_trois_cents_signes_au_plus() -> None:
    annexe = load_catalogue()
    assert demander(annexe, habitants=5, nom="x" * 300).collectivite.nom == "x" * 300
    with pytest.raises(MauvaisUsage) as erreur:
        demander(annexe, habitants=5, nom="x" * 301)
    (anomalie,) = erreur.value.anomalies
    assert (anomalie.message, anomalie.aide) == (
        "301 signes, c’est trop pour un nom : un document le porte en titre",
        "300 au plus",
    )


def test_les_bornes_d_un_toml() -> None:
    assert toml_demesure(b"\n" * 19_999) == ""
    assert propre(toml_demesure(b"\n" * 20_000)) == "plus de 20 000 lignes"
    assert toml_demesure(b"a" + b".a" * 2_000) == ""
    assert propre(toml_demesure(b"a" + b".a" * 2_001)) == "plus de 2 000 points dans une clé"
    assert toml_demesure((b"a" + b".a" * 2_000 + b"\n") * 10) == ""
    assert propre(toml_demesure((b"a" + b".a" * 2_000 + b"\n") * 10 + b"a.a")) == "plus de 20 000 points dans les clés"


def test_un_toml_qui_couterait_trop(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limites, "LIGNES_TOML", 3)
    monkeypatch.setattr(limites, "POINTS_LIGNE_TOML", 4)
    monkeypatch.setattr(limites, "POINTS_TOML", 6)
    assert toml_demesure(b"\n\n") == ""
    assert toml_demesure(b"\n\n\n") == "plus de 3 lignes"
    assert toml_demesure(b"a.b.c.d.e = 1.2") == ""
    assert toml_demesure(b"a.b.c.d.e.f = 1") == "plus de 4 points dans une clé"
    assert toml_demesure(b"[a.b.c.d.e.f]") == "plus de 4 points dans une clé"
    assert toml_demesure(b"a = { b.c = 1.5, d.e.f.g = 1.5 }") == "plus de 4 points dans une clé"
    assert toml_demesure(b"a.b.c.d.e = 1\na.b.c = 2") == ""
    assert toml_demesure(b"a.b.c.d.e = 1\na.b.c.d = 2") == "plus de 6 points dans les clés"
    assert toml_demesure(b"#a.b.c.d.e.f.g.h.i.j.k") == ""
    assert toml_demesure(b"") == ""
