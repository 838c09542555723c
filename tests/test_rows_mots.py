"""What is said of a file of rows: each refusal, each remark, word for word; and the same rows in any dialect."""

import io
import os
import re
import sys
from pathlib import Path

import pytest
from test_rows_classeur import mot, ods, table, zip_de

from forfait_cli.erreurs import MauvaisUsage, Refus
from forfait_cli.readers import limites
from forfait_cli.readers.rows import Source, encodage_demande, ouvrir, separateur_demande
from forfait_cli.readers.rows.departement import SourceDepartement

TITRES = "la première ligne doit donner les titres"
SECOURS = "enregistrez le fichier en « CSV UTF-8 », ou dites son encodage : --encodage"


def ouvre(chemin: Path, encodage: str | None = None, separateur: str | None = None) -> Source:
    return ouvrir(str(chemin), encodage=encodage, separateur=separateur, connu=lambda titre: titre in ("nom", "n"))


def propre(texte: str) -> str:
    return re.sub("\ue001(.+?)\ue002", r"--\1", texte.replace("\xa0", " ").replace("\u202f", " "))


def lire(source: Source) -> tuple[list[list[str]], list[int], dict[int, str]]:
    lignes: list[list[str]] = []
    numeros: list[int] = []
    defauts: dict[int, str] = {}
    for bloc in source.blocs():
        lignes += bloc.lignes
        numeros += bloc.numeros
        defauts.update({numero: f"{message} → {aide}" for numero, (_, message, aide) in bloc.defauts.items()})
    return lignes, numeros, {numero: propre(dit) for numero, dit in defauts.items()}


def csv(tmp_path: Path, contenu: str | bytes, encodage: str | None = None, separateur: str | None = None) -> Source:
    fichier = tmp_path / "x.csv"
    fichier.write_bytes(contenu.encode() if isinstance(contenu, str) else contenu)
    return ouvre(fichier, encodage, separateur)


def refus(tmp_path: Path, contenu: str | bytes, encodage: str | None = None) -> str:
    with pytest.raises(Refus) as erreur:
        lire(csv(tmp_path, contenu, encodage))
    (anomalie,) = erreur.value.anomalies
    return propre(f"{anomalie.origine.rpartition('/')[2]} : {anomalie.message} ; {anomalie.aide}")


@pytest.mark.parametrize(
    ("contenu", "dit"),
    [
        ("", f"x.csv : le fichier est vide ; {TITRES}"),
        (" \n\n", f"x.csv : le fichier est vide ; {TITRES}"),
        (";;\n;;\n", f"x.csv : aucun titre de colonne ; {TITRES}"),
        (
            "nom;a\0\n",
            f"x.csv, ligne 1 : un titre de colonne contient un octet nul : est-ce bien un fichier CSV ? ; {TITRES}",
        ),
        (
            "\n\nnom;a\0\n",
            f"x.csv, ligne 3 : un titre de colonne contient un octet nul : est-ce bien un fichier CSV ? ; {TITRES}",
        ),
        (b"PK\x03\x04", "x.csv : c’est un classeur, pas un CSV ; donnez son nom de fichier, avec .xlsx ou .ods"),
        (
            b"%PDF-1.7",
            "x.csv : c’est un PDF, pas une liste ; donnez un CSV, un .xlsx ou un .ods, une collectivité par ligne",
        ),
        (
            "nom;a\n".encode("utf-16"),
            "x.csv : le fichier est en UTF-16, qui n’est pas lu ; enregistrez-le en « CSV UTF-8 »",
        ),
        (
            "nom;a\n".encode("utf-16-be"),
            "x.csv : le fichier est en UTF-16, qui n’est pas lu ; enregistrez-le en « CSV UTF-8 »",
        ),
    ],
)
def test_un_fichier_qui_n_est_pas_une_liste(tmp_path: Path, contenu: str | bytes, dit: str) -> None:
    assert refus(tmp_path, contenu) == dit


def test_les_colonnes_d_un_csv_ont_une_borne(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limites, "COLONNES_MAX", 3)
    assert csv(tmp_path, "nom;b;c\n").noms == ["nom", "b", "c"]
    assert refus(tmp_path, "nom;b;c;d\n") == f"x.csv, ligne 1 : plus de 3 colonnes ; {TITRES}"


# --- Encodings --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("nom", "lu"),
    [
        ("utf-8", "utf-8"),
        ("UTF8", "utf-8"),
        ("utf_8_sig", "utf-8"),
        (" cp1252 ", "cp1252"),
        ("Windows-1252", "cp1252"),
        ("ANSI", "cp1252"),
        ("ISO_8859_1", "latin-1"),
        ("latin-1", "latin-1"),
        ("latin1", "latin-1"),
        ("iso-8859-15", "iso-8859-15"),
        (None, None),
    ],
)
def test_un_encodage_demande(nom: str | None, lu: str | None) -> None:
    assert encodage_demande(nom) == lu


def test_un_encodage_inconnu() -> None:
    with pytest.raises(MauvaisUsage) as erreur:
        encodage_demande("ebcdic")
    (anomalie,) = erreur.value.anomalies
    assert propre(f"{anomalie.origine} : {anomalie.message} ; {anomalie.aide}") == (
        "--encodage : encodage inconnu ou non lu : « ebcdic » ; "
        "encodages lus : utf-8, cp1252 (windows-1252), iso-8859-1, iso-8859-15."
    )
    with pytest.raises(MauvaisUsage) as erreur:
        encodage_demande("cp1253")
    assert "« cp1252 »" in propre(erreur.value.anomalies[0].aide or "")


@pytest.mark.parametrize(
    ("nom", "lu"),
    [
        (",", ","),
        (";", ";"),
        ("\t", "\t"),
        ("Virgule", ","),
        (" point-virgule", ";"),
        ("tabulation", "\t"),
        ("TAB", "\t"),
        ("\\t", "\t"),
        (None, None),
    ],
)
def test_un_separateur_demande(nom: str | None, lu: str | None) -> None:
    assert separateur_demande(nom) == lu


def test_un_separateur_inconnu() -> None:
    with pytest.raises(MauvaisUsage) as erreur:
        separateur_demande("|")
    (anomalie,) = erreur.value.anomalies
    assert propre(f"{anomalie.origine} : {anomalie.message} ; {anomalie.aide}") == (
        "--separateur : séparateur inconnu : « | » ; écrivez « , », « ; » ou tab (virgule, point-virgule, tabulation)"
    )


@pytest.mark.parametrize(
    ("contenu", "encodage", "attendu", "dit"),
    [
        ("nom;a\né;1\n", None, "é", "CSV, encodage utf-8, séparateur point-virgule."),
        ("nom,a\né,1\n", None, "é", "CSV, encodage utf-8, séparateur virgule."),
        ("nom\ta\né\t1\n", None, "é", "CSV, encodage utf-8, séparateur tabulation."),
        ("\ufeffnom;a\né;1\n", None, "é", "CSV, encodage utf-8, séparateur point-virgule."),
        ("nom;a\né€;1\n".encode("cp1252"), None, "é€", "CSV, encodage cp1252, séparateur point-virgule."),
        ("nom;a\né;1\n".encode("cp1252"), "latin-1", "é", "CSV, encodage latin-1, séparateur point-virgule."),
        (
            "nom;a\n€;1\n".encode("iso-8859-15"),
            "iso-8859-15",
            "€",
            "CSV, encodage iso-8859-15, séparateur point-virgule.",
        ),
    ],
)
def test_ce_qui_est_trouve(tmp_path: Path, contenu: str | bytes, encodage: str | None, attendu: str, dit: str) -> None:
    source = csv(tmp_path, contenu, encodage)
    assert source.noms == ["nom", "a"]
    assert lire(source)[0] == [[attendu, "1"]]
    assert [propre(remarque) for remarque in source.remarques] == [dit]


def test_deux_encodages_melanges(tmp_path: Path) -> None:
    accent, euro = "é".encode(), "é".encode("cp1252")
    long = b"n;a\n" + b"x;1\n" * 5_000
    assert refus(tmp_path, long + euro + b";1\n" + b"x;1\n" * 5_000 + accent + b";1\n") == (
        f"x.csv, ligne 10003 : « é » est en UTF-8 ici, et d’autres lettres du fichier en Windows-1252 ; {SECOURS}"
    )
    assert refus(tmp_path, long + accent + b";1\n" + b"x;1\n" * 5_000 + euro + b";1\n") == (
        f"x.csv, ligne 10003 : l’octet 0xE9 n’existe pas en utf-8 ; {SECOURS}"
    )
    assert refus(tmp_path, b"\xef\xbb\xbfn;a\nx;1\r\n\x81;1\n") == (
        f"x.csv, ligne 3 : l’octet 0x81 n’existe pas en utf-8 ; {SECOURS}"
    )
    assert refus(tmp_path, b"n;a\n\x81;1\n") == f"x.csv, ligne 2 : l’octet 0x81 n’existe pas en cp1252 ; {SECOURS}"
    assert refus(tmp_path, b"n;a\n\xe9;1\n", "utf-8") == (
        f"x.csv, ligne 2 : l’octet 0xE9 n’existe pas en utf-8 ; {SECOURS}"
    )


# --- Rows -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("fin", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("entoure", [False, True])
@pytest.mark.parametrize("derniere", [False, True])
def test_les_memes_lignes_dans_tous_les_dialectes(tmp_path: Path, fin: str, entoure: bool, derniere: bool) -> None:
    rangees = [[f"n{rang}", str(rang)] for rang in range(4_000)]  # several blocks
    signe = '"' if entoure else ""
    lignes = [";".join(f"{signe}{cellule}{signe}" for cellule in rangee) for rangee in (["nom", "a"], *rangees)]
    source = csv(tmp_path, fin.join(lignes) + (fin if derniere else ""))
    assert lire(source) == (rangees, list(range(2, 4_002)), {})
    assert source.vides == 0
    assert source.avancement() == 100


def test_ce_qui_est_vide_trop_court_ou_trop_long(tmp_path: Path) -> None:
    contenu = "nom;a\n1;2\n\n;\n3\n4;5;;\n6;7;8;9;;10\nTotal;12\nsous-total;3\n\0;4\n totaux;1\n8;7;1;2;3;4;5;6;7;8;9\n"
    source = csv(tmp_path, contenu)
    lignes, numeros, defauts = lire(source)
    assert list(zip(numeros, lignes, strict=True)) == [
        (2, ["1", "2"]),
        (5, ["3", ""]),
        (6, ["4", "5"]),
        (7, ["6", "7"]),
        (8, ["Total", "12"]),
        (9, ["sous-total", "3"]),
        (10, ["\0", "4"]),
        (11, [" totaux", "1"]),
        (12, ["8", "7"]),
    ]
    assert source.vides == 2
    total = "une ligne de total n’est pas une collectivité → retirez cette ligne du fichier"
    de_trop = (
        "retirez ces cellules, ou donnez un titre à leurs colonnes ; dans un CSV, une cellule qui contient le "
        "séparateur s’écrit entre guillemets"
    )
    assert defauts == {
        7: f"6 cellules pour 2 colonnes ; de trop : « 8 », « 9 », « 10 » → {de_trop}",
        8: f"« Total » : {total}",
        9: f"« sous-total » : {total}",
        10: "la ligne contient un octet nul : elle est abîmée → écrivez-la de nouveau, "
        "ou repartez du fichier d’origine",
        11: f"« totaux » : {total}",
        12: defauts[12],
    }
    assert defauts[12].startswith("11 cellules pour 2 colonnes ; de trop : « 1 », « 2 », « 3 »")
    assert defauts[12].endswith(f" de plus → {de_trop}")


@pytest.mark.parametrize("total", ["Total", "total", "TOTAL", "Sous-total", "SOUS-TOTAL", "sous total"])
def test_un_total_parmi_des_lignes_simples(tmp_path: Path, total: str) -> None:
    _, _, defauts = lire(csv(tmp_path, f"nom;a\nb;1\n{total};1\nc;2\n"))
    (dit,) = defauts.values()
    assert dit == f"« {total} » : une ligne de total n’est pas une collectivité → retirez cette ligne du fichier"
    assert list(defauts) == [3]


@pytest.mark.parametrize("nom", ["Totainville", "Sousceyrac", "La Total", "Le Sous-Bois"])
def test_un_nom_qui_commence_comme_un_total(tmp_path: Path, nom: str) -> None:
    assert lire(csv(tmp_path, f"nom;a\nb;1\n{nom};1\nc;2\n")) == ([["b", "1"], [nom, "1"], ["c", "2"]], [2, 3, 4], {})


def test_une_cellule_sur_plusieurs_lignes(tmp_path: Path) -> None:
    source = csv(tmp_path, 'nom;a\n"b\nc";1\nd;2\n"e""f";3\n')
    assert lire(source) == ([["b\nc", "1"], ["d", "2"], ['e"f', "3"]], [2, 4, 5], {})
    longue = "x" * 20_000  # goes on over several blocks
    assert lire(csv(tmp_path, f'nom;a\n"b\n{longue}\n{longue}";1\nd;2\n')) == (
        [[f"b\n{longue}\n{longue}", "1"], ["d", "2"]],
        [2, 5],
        {},
    )


def test_un_guillemet_jamais_referme(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _, numeros, defauts = lire(csv(tmp_path, 'nom;a\nb;1\n"c;2\nd;3\n'))
    assert numeros == [2, 3]
    assert defauts == {3: "un guillemet ouvert sur cette ligne n’est jamais refermé → refermez-le, ou retirez-le"}
    monkeypatch.setattr(limites, "LIGNE_MAX", 30_000)
    assert refus(tmp_path, 'nom;a\nb;1\n"c;2\n' + "d;3\n" * 20_000) == (
        "x.csv, ligne 3 : ligne de plus de 30 000 caractères ; un guillemet est sans doute ouvert et jamais refermé"
    )


def test_un_guillemet_de_trop(tmp_path: Path) -> None:
    aide = "dans une cellule entre guillemets, un guillemet s’écrit deux fois"
    dit = "un guillemet de cette ligne est de trop, ou mal refermé"
    # A quote left open, closed by that of another row: the rows in between are a part of its cell.
    rangees, numeros, defauts = lire(csv(tmp_path, 'nom;a\nb;"c\nd;2\ne;"3"\nf;4\n"g";5\n'))
    assert (rangees[1:], numeros) == ([["f", "4"], ["g", "5"]], [2, 5, 6])
    assert defauts == {2: f"{dit}, et lui fait prendre les lignes 2 à 4 → {aide}"}
    _, numeros, defauts = lire(csv(tmp_path, 'nom;a\n"b;1\nc;2\n"d";3\ne;4\n'))
    assert (numeros, list(defauts)) == ([2, 5], [2])
    rangees, _, defauts = lire(csv(tmp_path, 'nom;a\nb;"12"00\nc;"1""2"\nd"e;3\nf;"4" \n"g" ;5\n"h" i;6\n'))
    assert rangees[1:5] == [["c", '1"2'], ['d"e', "3"], ["f", "4 "], ["g ", "5"]]
    assert defauts == dict.fromkeys((2, 7), f"{dit} → {aide}")
    assert csv(tmp_path, '"nom" ;"a"\nb;1\n').noms == ["nom", "a"]
    assert refus(tmp_path, 'nom;"a"b\nc;1\n') == f"x.csv, ligne 1 : {dit} ; la première ligne doit donner les titres"


def test_un_fichier_de_longues_cellules_n_est_pas_un_seul_bloc(tmp_path: Path) -> None:
    longue = "x\n" * 10_000  # every text ends inside quotes
    source = csv(tmp_path, "nom;a\n" + f'"{longue}";1\n' * 40)
    assert max(len(bloc.lignes) for bloc in source.blocs()) < 20


def test_un_texte_sans_fin_de_ligne(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limites, "LIGNE_MAX", limites.MIO)
    fin = "plus de 1 Mio sans fin de ligne ; est-ce bien un fichier CSV ?"
    assert refus(tmp_path, "nom;a\nb;1\n" + "d" * 3 * limites.MIO) == f"x.csv, ligne 3 : {fin}"
    assert refus(tmp_path, "nom;a\rb;1\r" + "d" * 3 * limites.MIO) == f"x.csv, ligne 3 : {fin}"


def test_le_separateur_que_dit_excel(tmp_path: Path) -> None:
    for premiere in ("sep=;", '"sep=;"'):
        source = csv(tmp_path, f"{premiere}\r\nnom,x;a\r\nb;1\r\n")
        assert source.noms == ["nom,x", "a"]
        assert lire(source) == ([["b", "1"]], [3], {})
    assert csv(tmp_path, "sep=,\nnom,x;a\n", separateur=";").noms == ["nom,x", "a"]


@pytest.mark.parametrize(
    ("contenu", "noms"),
    [
        ("nom,b;x\n", ["nom", "b;x"]),  # the sign that finds a known title
        ("b,c;nom\n", ["b,c", "nom"]),
        ("b;c,d\n1;2,3\n1;2\n", ["b", "c,d"]),  # the one that gives rows of one width
        ("b,c;d\n1,2;3\n1,2\n", ["b", "c;d"]),
        ("b,c,d;e\n", ["b", "c", "d;e"]),  # the one that gives most columns
        ("b;c;d,e\n", ["b", "c", "d,e"]),
        ("\nb\tc\n1\t2\n", ["b", "c"]),
        ("b\n1;2\n", ["b"]),
        ("b;c\n1;2;3\n4;5;6\n", ["b", "c"]),  # one column of any width is none
    ],
)
def test_le_separateur_devine(tmp_path: Path, contenu: str, noms: list[str]) -> None:
    assert csv(tmp_path, contenu).noms == noms


# --- Files ------------------------------------------------------------------------------------------------


def test_ce_qui_ne_s_ouvre_pas(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def dit(nom: str, **demandes: str) -> str:
        with pytest.raises((Refus, MauvaisUsage)) as erreur:
            ouvre(Path(nom), **demandes)
        (anomalie,) = erreur.value.anomalies
        return propre(f"{anomalie.origine} : {anomalie.message} ; {anomalie.aide}")

    monkeypatch.chdir(tmp_path)
    absent = "ce fichier n’existe pas ; vérifiez son nom et son dossier"
    assert dit("absent.csv") == f"absent.csv : {absent}"
    assert dit("absent.ods") == f"absent.ods : {absent}"
    (tmp_path / "d.csv").mkdir()
    assert dit("d.csv") == "d.csv : fichier illisible : c’est un dossier ; vérifiez le chemin et les droits"
    assert dit("a\0b.csv") == "« a\0b.csv » : nom de fichier impossible ; "
    for suffixe in (".xls", ".xlsb", ".XLS"):
        assert dit(f"x{suffixe}") == (
            f"x{suffixe} : un classeur {suffixe.lower()} n’est pas lu ; enregistrez-le en .xlsx, en .ods ou en CSV"
        )
    for suffixe in (".xlsx", ".xlsm", ".xltx", ".ods", ".ots"):
        fin = "ne sert que pour un CSV ; retirez-la : un classeur n’en a pas besoin"
        assert dit(f"x{suffixe}", encodage="utf-8") == f"--encodage : {fin}"
        assert dit(f"x{suffixe}", separateur=";") == f"--separateur : {fin}"
    monkeypatch.setattr(sys, "stdin", None)
    assert dit("-") == (
        "entrée standard : elle est fermée ; donnez un fichier, ou envoyez un CSV sur l’entrée standard"
    )


def test_l_entree_standard(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"nom;a\nb;1\n")))
    source = ouvre(Path("-"))
    assert source.origine == "entrée standard"
    assert source.avancement() is None
    assert lire(source) == ([["b", "1"]], [2], {})


def test_un_fichier_qui_change_pendant_sa_lecture(tmp_path: Path) -> None:
    source = csv(tmp_path, "nom;a\n" + "b;1\n" * 10_000)
    avance = source.avancement()
    assert avance is not None
    assert 0 < avance < 50
    with (tmp_path / "x.csv").open("a") as suite:
        suite.write("c;2\n")
    with pytest.raises(Refus) as erreur:
        lire(source)
    (anomalie,) = erreur.value.anomalies
    assert propre(f"{anomalie.message} ; {anomalie.aide}") == (
        "le fichier a changé pendant sa lecture ; recommencez une fois qu’il est écrit"
    )


def test_un_fichier_coupe_pendant_sa_lecture(tmp_path: Path) -> None:
    source = csv(tmp_path, "nom;a\n" + "b;1\n" * 10_000)
    os.truncate(tmp_path / "x.csv", 100)  # what was read goes further: its end is there at once
    with pytest.raises(Refus, match="le fichier a changé pendant sa lecture"):
        lire(source)


def test_un_petit_fichier_est_lu_d_un_coup(tmp_path: Path) -> None:
    source = csv(tmp_path, "nom;a\nb;1\n")
    assert (source.avancement(), lire(source)[0], source.avancement()) == (100, [["b", "1"]], 100)


def test_un_tuyau_n_a_pas_de_taille(tmp_path: Path) -> None:
    lit, ecrit = os.pipe()
    os.write(ecrit, b"nom;a\nb;1\n")
    os.close(ecrit)
    try:
        source = ouvre(Path(f"/dev/fd/{lit}"))
        assert source.avancement() is None
        assert lire(source) == ([["b", "1"]], [2], {})
    finally:
        os.close(lit)


# --- Workbooks and départements ---------------------------------------------------------------------------


def test_les_remarques_d_un_classeur(tmp_path: Path) -> None:
    cache = '<style:style style:name="m"><style:table-properties table:display="false"/></style:style>'
    large = mot("f").replace("<table:table-cell", '<table:table-cell table:number-rows-spanned="2"', 1)
    colonnes = '<table:table-column table:visibility="collapse" table:number-columns-repeated="2"/>'
    lue = (
        f'<table:table table:name="Lue">{colonnes}<table:table-row><table:table-cell/></table:table-row>'
        f"<table:table-row>{mot('nom')}{mot(' ')}{mot('c')}{mot(' ')}</table:table-row>"
        f'<table:table-row table:visibility="collapse">{large}</table:table-row></table:table>'
    )
    autres = "".join(table(mot("x"), nom=nom) for nom in ("B", "C"))
    masquees = table(mot("x"), nom="M", style="m")
    fichier = ods(tmp_path / "x.ods", masquees + lue + autres, cache)
    source = ouvre(fichier)
    assert source.noms == ["nom", "", "c"]
    assert lire(source) == ([["f", "", ""]], [3], {})
    assert source.vides == 1
    assert source.avancement() == 100
    assert [propre(remarque) for remarque in source.remarques] == [
        "Feuille lue : « Lue ».",
        "Feuilles laissées de côté : « B », « C ».",
        "Feuilles masquées, laissées de côté : « M ».",
        "Colonnes masquées, lues aussi : « nom », « B ».",
        "Lignes masquées, lues aussi : 1.",
        "Cellules fusionnées : 1 ; la première de chacune porte la valeur.",
    ]


def test_un_classeur_ou_rien_n_est_a_lire(tmp_path: Path) -> None:
    def dit(tables: str) -> str:
        cache = '<style:style style:name="m"><style:table-properties table:display="false"/></style:style>'
        with pytest.raises(Refus) as erreur:
            ouvre(ods(tmp_path / "x.ods", tables, cache))
        (anomalie,) = erreur.value.anomalies
        return propre(f"{anomalie.message} ; {anomalie.aide}")

    assert dit(table(mot("x"), style="m")) == ("le classeur n’a aucune feuille visible ; affichez celle qui est à lire")
    assert dit(table(mot(" "))) == "la feuille « A » est vide ; sa première ligne doit donner les titres"
    faute = '<table:table-cell office:value-type="float" office:value="x"/>'
    remede = "mettez la valeur dans la cellule, ou ouvrez le classeur dans le tableur et enregistrez-le de nouveau"
    assert dit(table(mot("nom") + faute)) == (
        f"titre de colonne : feuille « A », cellule B1 : valeur illisible ; {remede}"
    )
    source = ouvre(ods(tmp_path / "x.ods", table(mot("nom") * 7, faute * 7)))
    fautes = " ; ".join(f"cellule {lettre}2 : valeur illisible" for lettre in "ABCDE")
    assert lire(source)[2] == {2: f"feuille « A », {fautes} → {remede}"}


def test_les_communes_d_un_departement() -> None:
    source = SourceDepartement("48")
    assert source.noms == ("nom", "code_insee", "siren", "departement")
    assert source.avancement() == 0
    lignes, numeros, defauts = lire(source)
    assert source.avancement() == 100
    assert numeros == list(range(1, len(lignes) + 1))
    assert defauts == {}
    assert source.vides == 0
    assert [propre(remarque) for remarque in source.remarques] == [f"Département 48 (Lozère) : {len(lignes)} communes."]
    assert source.origine == "département 48 (Lozère)"
    assert [code for _, code, _, _ in lignes] == sorted(code for _, code, _, _ in lignes)
    assert {departement for *_, departement in lignes} == {lignes[0][3]}


def test_des_communes_sans_siren_et_une_commune_seule() -> None:
    assert lire(SourceDepartement("986"))[0] == [
        ["Alo", "98611", "", "986"], ["Sigave", "98612", "", "986"], ["Uvea", "98613", "", "986"],
    ]  # fmt: skip
    source = SourceDepartement("75")
    assert (source.avancement(), len(lire(source)[0]), source.avancement()) == (0, 1, 100)


def test_un_zip_qui_n_est_pas_un_classeur(tmp_path: Path) -> None:
    with pytest.raises(Refus, match="le classeur ne peut pas être lu"):
        ouvre(zip_de(tmp_path / "x.xlsx", {"a": "b"}))
