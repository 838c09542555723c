"""Nothing lost: whatever the file, rows out = rows in × forfaits; and a file appears whole or not at all."""

import csv
import io
import os
import signal
import subprocess
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lots import PROGRAMME, dehors, lancer, lot

from forfait_cli.readers import limites
from forfait_cli.readers.rows import texte as textes
from forfait_cli.readers.rows.csv import SourceCsv
from forfait_cli.render.ecrivains.csv import EcrivainCsv
from forfait_cli.render.lots.colonnes import Resultat
from forfait_cli.render.lots.ecrivain import Reglages

UN = ("--forfait", "metiers")


def noms(entree: str | bytes, *arguments: str) -> list[str]:
    """The names of the rows that come out."""
    return [rangee["nom"] for rangee in lot(entree, *UN, *arguments).rangees()]


def test_an_empty_file_is_refused() -> None:
    for vide in (b"", b"\n\n", b"\xef\xbb\xbf", b"  \r\n"):
        passe = lot(vide)
        assert (passe.code, passe.sortie) == (1, b"")
        assert "vide" in passe.erreur


def test_a_header_alone_gives_a_header_alone() -> None:
    for entete in ("habitants", "habitants\n", "habitants\r\n"):
        passe = lot(entete)
        assert passe.code == 0
        assert passe.sortie.count(b"\n") == 1
        assert "aucune lue, aucune refusée" in passe.erreur


def test_ragged_rows() -> None:
    passe = lot("nom,habitants,extra_go\na\nb,12\nc,12,1\nd,12,1,,\ne,12,1,x,y\n\nf,12\n", *UN)
    rangees = passe.rangees()
    assert [rangee["nom"] for rangee in rangees] == list("abcdef")
    assert [bool(rangee["erreur"]) for rangee in rangees] == [True, False, False, False, True, False]
    assert "«\xa0x\xa0», «\xa0y\xa0»" in rangees[4]["erreur"]
    assert "vides laissées de côté : 1" in passe.erreur.replace("\xa0", " ")


def test_quotes_and_newlines_in_fields() -> None:
    texte = 'nom,habitants\n"a\nb",12\n"c ""d"" e",13\n"f,g",14\n"h\r\ni",15\nj"k,16\n'
    assert noms(texte) == ["a\nb", 'c "d" e', "f,g", "h\r\ni", 'j"k']
    passe = lot('nom,habitants\n"a\nb",12\n"c\nd",x\n', *UN)
    assert "ligne 4 : habitants" in passe.erreur.replace("\xa0", " ")


def test_a_quote_never_closed_is_said() -> None:
    passe = lot('nom,habitants\na,12\n"b,13\nc,14\n', *UN)
    assert passe.code == 4
    assert [rangee["nom"] for rangee in passe.rangees()] == ["a", "b,13\nc,14\n"]
    assert "ligne 3 : un guillemet ouvert" in passe.erreur.replace("\xa0", " ")


def test_nul_bytes_refuse_their_row_alone() -> None:
    passe = lot("nom,habitants\na\0b,12\nc,13\n", *UN)
    assert [(rangee["nom"], bool(rangee["erreur"])) for rangee in passe.rangees()] == [("a�b", True), ("c", False)]


@pytest.mark.parametrize("avant", ["", '"', 'x"\n"'])
def test_fields_of_1_mb(avant: str) -> None:
    grand = "é" * 2**20
    texte = f"nom,habitants\nx,1\n{avant}{grand}{avant and chr(34)},12\ny,13\n"
    attendus = [ligne[0] for ligne in csv.reader(io.StringIO(texte, newline=""))][1:]
    assert noms(texte) == attendus
    assert grand in "".join(attendus)


def test_a_field_without_end_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limites, "LIGNE_MAX", 2**18)
    passe = lot("nom,habitants\n" + "x" * 2**20, *UN)
    assert passe.code == 1
    assert "sans fin de ligne" in passe.erreur


def test_mixed_line_ends() -> None:
    texte = "nom,habitants\r\na,1\nb,2\rc,3\r\n\r\nd,4"
    assert noms(texte) == list("abcd")
    assert noms(texte.replace("\r\n", "\n").replace("\n", "\r")) == list("abcd")
    assert "ligne 6" in lot(texte[:-1] + "x", *UN).erreur


@pytest.mark.parametrize("encodage", ["utf-8", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize("separateur", [",", ";", "\t"])
def test_encodings_and_separators(encodage: str, separateur: str) -> None:
    texte = f"nom{separateur}Nombre d’habitants{separateur}coût\nL’Haÿ-les-Œufs{separateur}12{separateur}3 €\n"
    (rangee,) = lot(texte.encode(encodage), *UN).rangees()
    assert rangee["nom"] == "L’Haÿ-les-Œufs"
    assert rangee["coût"] == "3 €"
    assert rangee["strate"] == "1"


def test_the_encoding_may_show_late() -> None:
    tete = "nom,habitants\n" + "abc,12\n" * 5000
    passe = lot((tete + "œuf €,12\n").encode("cp1252"), *UN)
    assert passe.rangees()[-1]["nom"] == "œuf €"
    assert "encodage cp1252" in passe.erreur
    melange = (tete + "é,12\n").encode() + (tete + "é,12\n").encode("cp1252")
    passe = lot(melange, *UN)
    assert passe.code == 1
    assert "ligne 10004 : l’octet 0xE9 n’existe pas en utf-8" in passe.erreur.replace("\xa0", " ")
    assert "--encodage" in passe.erreur
    assert lot(melange, *UN, "--encodage", "cp1252").code == 4
    autre = (tete + "é,12\n").encode("cp1252") + (tete + "é,12\n").encode()
    passe = lot(autre, *UN)
    assert passe.code == 1
    assert "ligne 10004 : « é » est en UTF-8 ici" in passe.erreur.replace("\xa0", " ")


@pytest.mark.parametrize("encodage", ["utf-16", "utf-16-le", "utf-16-be"])
def test_utf_16_is_refused_and_said(encodage: str) -> None:
    passe = lot("nom,habitants\nSainte-Foy,12\n".encode(encodage))
    assert (passe.code, passe.sortie) == (1, b"")
    assert "UTF-16" in passe.erreur


def test_a_workbook_on_standard_input_is_refused() -> None:
    assert "classeur" in lot(b"PK\x03\x04" + b"x" * 100).erreur


def test_excel_says_its_separator() -> None:
    assert noms("sep=;\nnom;habitants\na,b;12\n") == ["a,b"]


@pytest.mark.parametrize(
    ("arguments", "mot"),
    [
        (["--separateur", "|"], "séparateur inconnu"),
        (["--encodage", "utf-16"], "encodage inconnu"),
        (["--format", "pdf"], "Formats possibles : json, csv, xlsx"),
        (["--dialecte", "excel"], "excel-fr"),
        (["--dialecte", "excel-fr", "--format", "json"], "--dialecte"),
        (["--forfait", "metier"], "metiers"),
        (["-o", "x.pdf"], ".json, .jsonl, .ndjson, .csv"),
    ],
)
def test_usage_errors(arguments: list[str], mot: str) -> None:
    passe = lot("habitants\n12\n", *arguments)
    assert (passe.code, passe.sortie) == (2, b"")
    assert mot in passe.erreur.replace("\xa0", " ")


def test_no_file_and_unreadable_ones(tmp_path: Path) -> None:
    assert lancer("batch").code == 2
    assert lancer("batch", str(tmp_path / "absent.csv")).code == 1
    assert "dossier" in lancer("batch", str(tmp_path)).erreur
    assert "aucune colonne" in lot("a,b\n1,2\n").erreur
    classeur = tmp_path / "faux.xlsx"
    classeur.write_bytes(b"PK\x03\x04")
    passe = lancer("batch", str(classeur))
    assert (passe.code, passe.sortie) == (1, b"")


# --- The two ways of reading and writing say the same ---------------------------------------------

CELLULES = st.text(alphabet=st.sampled_from("ab12 =+-@;,\t\"'é€\0\u2028"), max_size=6)
TABLES = st.integers(1, 4).flatmap(
    lambda largeur: st.lists(st.lists(CELLULES, min_size=largeur, max_size=largeur), min_size=1, max_size=8)
)


@settings(deadline=None)
@given(TABLES, st.sampled_from(",;\t"))
def test_rows_written_as_they_came_are_what_csv_would_write(table: list[list[str]], signe: str) -> None:
    entete = [f"t{rang}" for rang in range(len(table[0]))]
    propre = [[cellule.translate(str.maketrans("", "", '",;\t')) for cellule in ligne] for ligne in table]
    texte = "".join(signe.join(ligne) + "\n" for ligne in [entete, *propre])
    source = SourceCsv(io.BytesIO(texte.encode()), "essai", encodage=None, separateur=signe, connu=bool)
    sorties = []
    for brut in (True, False):
        ecrivain = EcrivainCsv(Reglages(lambda _octets: None, Resultat((), (), ())))
        source = SourceCsv(io.BytesIO(texte.encode()), "essai", encodage=None, separateur=signe, connu=bool)
        lignes: list[str] = []
        for bloc in source.blocs():
            prefixes = ecrivain.prefixes(bloc.lignes, bloc.brut if brut else None)
            lignes += [prefixe for prefixe, _ in zip(prefixes, bloc.lignes, strict=False)]
        sorties.append(lignes)
    if len(entete) > 1:  # csv quotes a lone empty cell
        assert sorties[0] == sorties[1]


@pytest.mark.parametrize("taille", [1, 2, 7, 64])
def test_blocks_may_end_anywhere(monkeypatch: pytest.MonkeyPatch, taille: int) -> None:
    texte = 'nom,habitants\r\n"a\nb",12\né€,13\n\n"c ""d",14\r"e\r\nf",15\nœ,16'
    attendu = lot(texte, *UN)
    monkeypatch.setattr(textes, "TAILLE_BLOC", taille)
    assert lot(texte, *UN) == attendu
    assert len(attendu.rangees()) == 5


# --- Pipes, kills, full disks ----------------------------------------------------------------------


def grand(dossier: Path, lignes: int) -> Path:
    """A file of that many rows."""
    fichier = dossier / "grand.csv"
    fichier.write_text("nom,habitants,extra_go\n" + "Sainte-Foy,1200,4\n" * lignes, encoding="utf-8")
    return fichier


def test_a_million_rows_through_pipes(tmp_path: Path) -> None:
    fichier = grand(tmp_path, 1_000_000)
    with fichier.open("rb") as entree:
        fini = subprocess.run(
            [*PROGRAMME, "batch", "-", *UN], stdin=entree, capture_output=True, check=False, timeout=120
        )
    assert fini.returncode == 0
    assert fini.stdout.count(b"\n") == 1_000_001
    assert fini.stdout.count(b",28.00,28.00,non,\n") == 1_000_000


def test_a_pipe_closed_at_the_other_end_is_quiet(tmp_path: Path) -> None:
    fichier = grand(tmp_path, 200_000)
    with subprocess.Popen(
        [*PROGRAMME, "batch", str(fichier), *UN], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as processus:
        assert processus.stdout is not None
        assert processus.stderr is not None
        assert processus.stdout.readline().startswith(b"nom,")
        processus.stdout.close()
        erreur = processus.stderr.read().decode()
        assert processus.wait(60) == 0
    assert "Erreur" not in erreur
    assert "Traceback" not in erreur


@pytest.mark.parametrize("suffixe", ["csv", "json", "xlsx"])
def test_killed_in_the_middle_the_file_is_as_before(tmp_path: Path, suffixe: str) -> None:
    fichier, sortie = grand(tmp_path, 400_000), tmp_path / f"sortie.{suffixe}"
    sortie.write_text("avant", encoding="utf-8")
    with subprocess.Popen([*PROGRAMME, "batch", str(fichier), "-o", str(sortie)], stderr=subprocess.DEVNULL) as tue:
        fin = time.monotonic() + 30
        while time.monotonic() < fin and not list(tmp_path.glob(".forfait-*.tmp")):
            time.sleep(0.01)
        time.sleep(0.1)
        assert tue.poll() is None
        tue.send_signal(signal.SIGKILL)
        tue.wait(30)
    assert sortie.read_text(encoding="utf-8") == "avant"


def test_interrupted_the_file_is_as_before_and_nothing_is_left(tmp_path: Path) -> None:
    fichier, sortie = grand(tmp_path, 400_000), tmp_path / "sortie.csv"
    with subprocess.Popen([*PROGRAMME, "batch", str(fichier), "-o", str(sortie)], stderr=subprocess.DEVNULL) as tue:
        fin = time.monotonic() + 30
        while time.monotonic() < fin and not list(tmp_path.glob(".forfait-*.tmp")):
            time.sleep(0.01)
        tue.send_signal(signal.SIGINT)
        assert tue.wait(30) == 130
    assert [chemin.name for chemin in tmp_path.iterdir()] == ["grand.csv"]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
@pytest.mark.parametrize("format_", ["csv", "json", "xlsx"])
def test_a_full_disk_is_told(tmp_path: Path, format_: str) -> None:
    fichier = grand(tmp_path, 5000)
    passe = dehors("batch", str(fichier), *UN, "--format", format_, "-o", "/dev/full")
    assert passe.code == 1
    assert "le disque est plein" in passe.erreur
    with Path("/dev/full").open("wb") as plein:
        fini = subprocess.run(
            [*PROGRAMME, "batch", str(fichier), *UN], stdout=plein, stderr=subprocess.PIPE, check=False, timeout=60
        )
    assert fini.returncode == 1
    assert "le disque est plein" in fini.stderr.decode()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_can_t_be_written(tmp_path: Path) -> None:
    dossier = tmp_path / "ferme"
    dossier.mkdir(mode=0o500)
    passe = lancer("batch", str(grand(tmp_path, 3)), "-o", str(dossier / "sortie.csv"))
    assert passe.code == 1
    assert "le droit d’écrire manque" in passe.erreur


def test_a_folder_that_is_not_there_or_in_the_way(tmp_path: Path) -> None:
    fichier = str(grand(tmp_path, 3))
    assert "n’existe pas" in lancer("batch", fichier, "-o", str(tmp_path / "absent" / "x.csv")).erreur
    (tmp_path / "x.csv").mkdir()
    passe = lancer("batch", fichier, "-o", str(tmp_path / "x.csv"))
    assert passe.code == 1
    assert "c’est un dossier" in passe.erreur


def test_a_refusal_in_the_middle_leaves_no_file(tmp_path: Path) -> None:
    fichier, sortie = tmp_path / "x.csv", tmp_path / "sortie.csv"
    fichier.write_bytes(("nom,habitants\n" + "é,12\n" * 20_000).encode() + b"\xe9,12\n")
    assert lancer("batch", str(fichier), "-o", str(sortie)).code == 1
    assert [chemin.name for chemin in tmp_path.iterdir()] == ["x.csv"]


def test_the_file_is_never_written_over(tmp_path: Path) -> None:
    fichier = grand(tmp_path, 3)
    avant = fichier.read_bytes()
    assert lancer("batch", str(fichier), *UN, "-o", str(fichier)).code == 1
    assert fichier.read_bytes() == avant
