"""An odd environment is worked around, or refused in French: never a fault of the program's own."""

import os
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import pytest
from outils import CATALOGUE, RACINE, Lancer, commande, environnement, lancer_ici
from pire_jour import COMMUNE, LISTE, UN, borne, lancer, liste, ordinaire, par_le_shell, rien_de_nous

posix = pytest.mark.skipif(os.name != "posix", reason="files and streams of POSIX")
NEUFS = "9" * 5000
COMMANDES = [("strate", *COMMUNE), ("quote", "--help")]

# --- Variables ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("arguments", COMMANDES, ids=" ".join)
@pytest.mark.parametrize("valeur", ["", "x", "0", NEUFS, "8é0", "1e3"])
def test_une_taille_d_ecran_absurde(arguments: Sequence[str], valeur: str) -> None:
    tailles = dict.fromkeys(("COLUMNS", "LINES", "TERMINAL_WIDTH", "JUPYTER_COLUMNS", "JUPYTER_LINES"), valeur)
    resultat = lancer(*arguments, env=tailles, entree=LISTE.encode())
    rien_de_nous(resultat)
    assert resultat.code == 0
    assert resultat.sortie.count(b"\n") >= 1


def test_une_largeur_qui_en_est_une_est_suivie(lancer: Lancer) -> None:
    larges = {largeur: lancer("compare", env={"COLUMNS": largeur}).texte for largeur in ("60", "200")}
    assert max(map(len, larges["60"].splitlines())) <= 60 < max(map(len, larges["200"].splitlines()))


@pytest.mark.parametrize(
    "variables",
    [
        {"TERM": "\udcff"}, {"TERM": "x" * 9000}, {"COLORTERM": "x"}, {"TTY_COMPATIBLE": "x"}, {"TTY_INTERACTIVE": "x"},
        {"FORCE_COLOR": "x"}, {"NO_COLOR": "x"}, {"TYPER_USE_RICH": "0"}, {"TZ": "x" * 9000}, {"TZ": ":/dev/zero"},
        {"LANG": "x" * 9000}, {"LC_ALL": "tlh_KX.UTF-8"}, {"LANGUAGE": "de"}, {"PYTHONOPTIMIZE": "2"},
        {"PYTHONWARNINGS": "error"}, {"PYTHONDONTWRITEBYTECODE": "1"}, {"PYTHONHASHSEED": "0"},
        {"TMPDIR": "/inexistant"},
        {"FORFAIT_CATALOGUE": "", "FORFAIT_TARIFS": ""}, {"PYTHONDEVMODE": "1"}, {"PYTHONINSPECT": ""},
    ],
    ids=lambda variables: " ".join(f"{nom}={valeur[:12]}" for nom, valeur in variables.items()),
)  # fmt: skip
def test_une_variable_etrange(tmp_path: Path, variables: dict[str, str]) -> None:
    resultat = lancer("quote", *COMMUNE, *UN, env=variables)
    assert (resultat.code, resultat.erreur) == (0, "")
    if not {"FORCE_COLOR", "TERM"} & set(variables):
        assert resultat.sortie == lancer_ici("quote", *COMMUNE, *UN).sortie


@pytest.mark.parametrize("chiffres", [640, 700, 4000])
def test_python_peut_lire_moins_de_chiffres_le_programme_non(chiffres: int) -> None:
    resultat = lancer("strate", "--habitants", "9" * chiffres, "--format", "json", env={"PYTHONINTMAXSTRDIGITS": "640"})
    rien_de_nous(resultat)
    assert resultat.code == 0
    assert f'"habitants": {"9" * chiffres},'.encode() in resultat.sortie


@pytest.mark.parametrize("nom", ["FORFAIT_CATALOGUE", "FORFAIT_TARIFS"])
@pytest.mark.parametrize("valeur", ["inexistant.toml", "x" * 300, NEUFS, "/dev/null", "/dev/zero", ".", "é\udcff"])
def test_un_fichier_de_l_environnement_impossible(nom: str, valeur: str) -> None:
    resultat = lancer("strate", *COMMUNE, env={nom: valeur})
    rien_de_nous(resultat)
    assert resultat.code in (1, 3)
    assert resultat.sortie == b""


# --- The user's folder -------------------------------------------------------------------------------


@posix
@pytest.mark.parametrize(
    "environ",
    [{"HOME": ""}, {"HOME": "/inexistant"}, {"HOME": "/dev/null"}, {"HOME": "\udcff"}, {"HOME": "é" * 5000}, {}],
    ids=["vide", "inexistant", "fichier", "pas en UTF-8", "long", "absent"],
)
def test_sans_dossier_personnel(environ: dict[str, str]) -> None:
    env = {nom: valeur for nom, valeur in environnement().items() if nom not in ("HOME", "XDG_CONFIG_HOME", "APPDATA")}
    fini = subprocess.run(
        commande("strate", *COMMUNE), capture_output=True, cwd=RACINE, env={**env, **environ}, check=False
    )
    assert fini.returncode == 0
    assert fini.stdout == lancer("strate", *COMMUNE).sortie
    dite = fini.stderr.decode().replace("\xa0", " ").replace("\n", " ")
    assert dite == "" or ("le nom est trop long" in dite and "laissé de côté" in dite)


@posix
@pytest.mark.parametrize("ferme", ["", ".config", ".config/forfait"])
def test_un_dossier_personnel_illisible_est_dit(ferme: str) -> None:
    with ordinaire() as lui:
        foyer = lui.dossier / "foyer"
        (foyer / ".config" / "forfait").mkdir(parents=True)
        (foyer / ferme).chmod(0)
        env = {"HOME": str(foyer), "XDG_CONFIG_HOME": str(foyer / ".config")}
        resultat = lui.lancer("strate", *COMMUNE, env=env)
        (foyer / ferme).chmod(0o700)
        assert resultat.code == 0
        assert resultat.sortie == lancer("strate", *COMMUNE).sortie
        dite = " ".join(resultat.erreur.split())
        assert "votre dossier de configuration est laissé de côté" in dite
        assert "le droit de le lire manque" in dite


@posix
@pytest.mark.parametrize(
    "arguments",
    [
        ("--help",),
        ("strate", "--help"),
        ("commune", "Agen"),
        ("strate", *COMMUNE, "--catalogue", str(CATALOGUE), "--tarifs", "t.toml"),
    ],
)
def test_il_n_est_pas_dit_ou_il_ne_servirait_pas(arguments: Sequence[str]) -> None:
    with ordinaire() as lui:
        (lui.dossier / "t.toml").write_text(TARIFS, "utf-8")
        (lui.dossier / "t.toml").chmod(0o644)
        (lui.dossier / "foyer").mkdir(mode=0)
        foyer = str(lui.dossier / "foyer")
        resultat = lui.lancer(*arguments, env={"HOME": foyer, "XDG_CONFIG_HOME": foyer})
        assert (resultat.code, resultat.erreur) == (0, "")


TARIFS = 'schema = "forfait.tarifs/1"\ntitre = "T"\nsource = "S"\n[forfaits]\nmetiers = { montant = 1.00 }\n'


@posix
@pytest.mark.parametrize("ferme", ["tarifs", "tarifs/t.toml", "catalogue.toml"])
def test_ce_qui_y_est_et_ne_se_lit_pas_est_refuse(ferme: str) -> None:
    """Prices that are there and can't be read are not left out in silence."""
    with ordinaire() as lui:
        sien = lui.dossier / "forfait"
        (sien / "tarifs").mkdir(parents=True)
        (sien / "tarifs" / "t.toml").write_text(TARIFS, "utf-8")
        (sien / "catalogue.toml").write_bytes(CATALOGUE.read_bytes())
        for un in sien.rglob("*"):
            un.chmod(0o755)
        (sien / ferme).chmod(0)
        resultat = lui.lancer("quote", *COMMUNE, env={"XDG_CONFIG_HOME": str(lui.dossier)})
        (sien / ferme).chmod(0o700)
        assert (resultat.code, resultat.sortie) == (1, b"")
        assert "le droit de le lire manque" in resultat.erreur
        assert ferme.partition("/")[0] in resultat.erreur


@posix
@pytest.mark.parametrize(("ferme", "mode"), [("", 0), ("forfait", 0), ("forfait/tarifs", 0), ("forfait/tarifs", 0o555)])
def test_mettre_en_usage_ou_l_on_n_a_pas_de_droit(ferme: str, mode: int) -> None:
    with ordinaire() as lui:
        config = lui.dossier / "config"
        (config / "forfait" / "tarifs").mkdir(parents=True)
        (lui.dossier / "t.toml").write_text(TARIFS, "utf-8")
        (lui.dossier / "t.toml").chmod(0o644)
        (config / ferme).chmod(mode)
        env = {"XDG_CONFIG_HOME": str(config)}
        resultat = lui.lancer("tarifs", "use", "t.toml", env=env)
        (config / ferme).chmod(0o755)
        rien_de_nous(resultat)
        assert resultat.code == 1
        assert "manque" in resultat.erreur
        assert not list((config / "forfait" / "tarifs").iterdir())


@posix
@pytest.mark.parametrize("titre", ["é" * 300, "../../x", "CON", "a/b"])
def test_mettre_en_usage_sous_un_nom_sur(tmp_path: Path, titre: str) -> None:
    (tmp_path / "t.toml").write_text(TARIFS.replace('"T"', f'"{titre}"'), "utf-8")
    resultat = lancer("tarifs", "use", "t.toml", dans=tmp_path, env={"XDG_CONFIG_HOME": str(tmp_path / "config")})
    assert resultat.code == 0, resultat.erreur
    (mis,) = (tmp_path / "config").rglob("*.toml")
    assert mis.parent == tmp_path / "config" / "forfait" / "tarifs"
    assert len(mis.name) < 100


# --- Streams -----------------------------------------------------------------------------------------


@posix
@pytest.mark.parametrize(
    ("ligne", "code", "dit"),
    [
        ("forfait batch - <&-", 1, "entrée standard : elle est fermée"),
        ("forfait batch liste.csv >&-", 1, "sortie standard : elle est fermée"),
        ("forfait strate --habitants 5 >&-", 1, "sortie standard : elle est fermée"),
        ("forfait --version >&-", 1, "sortie standard : elle est fermée"),
        ("forfait --help >&-", 1, "sortie standard : elle est fermée"),
        ("forfait batch liste.csv <&- 2>&-", 0, ""),
        ("forfait batch liste.csv <&- >&- 2>&-", 1, ""),
        ("forfait strate --habitants 5 -o f.md <&- >&- 2>&-", 0, ""),
        ("forfait strate --inconnue 2>&-", 2, ""),
        ("forfait strate --inconnue 2>/dev/full", 2, ""),
        ("forfait batch liste.csv -o f.csv 2>/dev/full", 0, ""),
        ("forfait --help >/dev/full", 1, "le disque est plein"),
        ("forfait compare --format json >/dev/full", 1, "le disque est plein"),
        ("forfait batch .", 1, "c’est un dossier"),
    ],
)
def test_des_flux_fermes_ou_pleins(tmp_path: Path, ligne: str, code: int, dit: str) -> None:
    liste(tmp_path, 3)
    resultat = par_le_shell(ligne, tmp_path)
    rien_de_nous(resultat)
    assert resultat.code == code
    assert dit in resultat.erreur


@posix
@pytest.mark.parametrize(
    ("ligne", "codes"),
    [
        ("forfait batch liste.csv -o f.csv 2>&1 | true", "0"),
        ("forfait batch inexistant.csv 2>&1 | true", "1"),
        ("forfait strate --inconnue 2>&1 | true", "2"),
        ("forfait quote --habitants 5 --complet 2>&1 >/dev/null | true", "4"),
        ("forfait batch liste.csv | true", "0"),
        ("forfait batch grande.csv | head -1", "0"),
        ("forfait compare | true", "0"),
        ("forfait --help | true", "0"),
        ("forfait batch liste.csv --format xlsx | true", "0"),
    ],
)
def test_un_lecteur_parti_ne_change_pas_le_code(tmp_path: Path, ligne: str, codes: str) -> None:
    """Never 120, which the interpreter gives where it can't empty a stream as it ends."""
    liste(tmp_path, 3)
    liste(tmp_path, 20_000, "grande.csv")
    resultat = par_le_shell(f"{ligne}; echo ${{PIPESTATUS[0]}} >&2", tmp_path)
    assert resultat.erreur.splitlines()[-1] == codes
    rien_de_nous(resultat)
    if "-o" in ligne:
        assert (tmp_path / "f.csv").read_text("utf-8").count("\n") == 16


@posix
def test_une_sortie_qui_n_attend_pas(tmp_path: Path) -> None:
    lot = ("batch", str(liste(tmp_path, 2000)))
    for arguments in (("compare", "--format", "json"), lot, (*lot, *UN, "--format", "xlsx")):
        lecture, ecriture = os.pipe()
        os.set_blocking(ecriture, False)
        with subprocess.Popen(
            commande(*arguments), stdout=ecriture, stderr=ecriture, cwd=RACINE, env=environnement()
        ) as processus:
            os.close(ecriture)
            time.sleep(0.5)  # the pipe is full by then
            recu = b""
            while lu := os.read(lecture, 1 << 16):
                recu += lu
            assert processus.wait(30) == 0
        os.close(lecture)
        assert lancer(*arguments).sortie[-2000:] in recu


@posix
def test_une_entree_qui_n_attend_pas() -> None:
    lecture, ecriture = os.pipe()
    os.set_blocking(lecture, False)
    with subprocess.Popen(
        commande("batch", "-", *UN), stdin=lecture, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=RACINE,
        env=environnement(),
    ) as processus:  # fmt: skip
        os.close(lecture)
        for morceau in (b"nom,habi", b"tants\nA,1200\n", b"B,800\n"):
            time.sleep(0.2)
            os.write(ecriture, morceau)
        os.close(ecriture)
        sortie, erreur = processus.communicate(timeout=30)
    assert processus.returncode == 0, erreur
    assert sortie.count(b"\n") == 3


# --- Encodings and names -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "variables",
    [
        {"LC_ALL": "C"}, {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}, {"LC_ALL": "POSIX"},
        {"PYTHONIOENCODING": "cp850"}, {"PYTHONIOENCODING": "cp1252"}, {"PYTHONIOENCODING": "ascii"},
        {"PYTHONIOENCODING": "latin-1:strict"}, {"PYTHONIOENCODING": "cp437"}, {"PYTHONIOENCODING": "utf-16"},
        {"PYTHONIOENCODING": "koi8-r"},
    ],
    ids=lambda variables: " ".join(variables.values()),
)  # fmt: skip
def test_toute_console(variables: dict[str, str]) -> None:
    for arguments in (("quote", *COMMUNE, *UN), ("strate", "--habitants", "1,200")):
        resultat = lancer(*arguments, env=variables)
        assert resultat.code == (2 if "1,200" in arguments else 0)
        assert "Traceback" not in resultat.erreur
    donnees = lancer("quote", *COMMUNE, *UN, "--format", "csv", env=variables)  # UTF-8 everywhere: it is for a file
    assert donnees.sortie == lancer_ici("quote", *COMMUNE, *UN, "--format", "csv").sortie


@posix
@pytest.mark.parametrize("format_", ["table", "json", "csv", "markdown", "html", "pdf", "xlsx"])
@pytest.mark.parametrize("arguments", [("quote", *COMMUNE), ("catalogue", "show"), ("compare",)], ids=" ".join)
def test_un_catalogue_dont_le_nom_n_est_pas_en_utf_8(
    lancer: Lancer, tmp_path: Path, arguments: Sequence[str], format_: str
) -> None:
    grille = Path(os.fsdecode(os.fsencode(tmp_path) + b"/grille-\xe9t\xff.toml"))
    try:
        grille.write_bytes(CATALOGUE.read_bytes())
    except OSError:
        pytest.skip("this disk has names in UTF-8 only")
    resultat = lancer(*arguments, "--catalogue", str(grille), "--format", format_)
    rien_de_nous(resultat)
    assert resultat.code == 0
    if "show" in arguments and format_ in ("table", "markdown"):
        assert "\ufffdt\ufffd.toml" in resultat.texte.replace("\n", "")
    cible = Path(os.fsdecode(os.fsencode(tmp_path) + b"/sortie-\xff.txt"))
    assert lancer(*arguments, "--catalogue", str(grille), "--format", format_, "-o", str(cible)).code == 0
    assert cible.stat().st_size > 500


@posix
def test_des_arguments_qui_ne_sont_pas_en_utf_8(lancer: Lancer) -> None:
    for arguments in (
        ("commune", "\udcff"), ("commune", "4\udcff"), ("commune", "--departement", "4\udcff"),
        ("quote", "--commune", "A\udcff"), ("batch", "--departement", "\udcff"), ("\udcff",), ("quote", "\udcff"),
        ("strate", "--habitants", "\udcff"), ("strate", "--date", "\udcff", *COMMUNE), ("quote", "--option", "\udcff"),
        ("strate", *COMMUNE, "--catalogue", "\udcff"), ("verify", "\udcff"), ("quote", *COMMUNE, "--format", "\udcff"),
    ):  # fmt: skip
        resultat = lancer(*arguments)
        rien_de_nous(resultat)
        assert resultat.code in (1, 2)


@posix
@pytest.mark.parametrize("mot", ["4\udcff", "\udcff", "A\udcff", "'"])
@pytest.mark.parametrize("option", ["--commune", "--forfait", "--departement"])
def test_completer_n_importe_quoi(option: str, mot: str) -> None:
    env = {"_FORFAIT_COMPLETE": "complete_bash", "COMP_WORDS": f"forfait batch {option} {mot}", "COMP_CWORD": "3"}
    resultat = lancer(env=env)
    rien_de_nous(resultat)
    assert resultat.erreur == ""


def test_completer_sans_ce_que_le_shell_devait_dire() -> None:
    resultat = lancer(env={"_FORFAIT_COMPLETE": "complete_bash"})
    assert (resultat.sortie, resultat.erreur) == (b"", "")


# --- Limits of the system ----------------------------------------------------------------------------


@posix
@pytest.mark.parametrize("fichiers", [5, 6, 7, 10])
def test_peu_de_fichiers_ouverts(tmp_path: Path, fichiers: int) -> None:
    entree = liste(tmp_path, 3)
    (tmp_path / "temporaire").mkdir()
    for arguments in (
        ("strate", "--commune", "Agen"),
        ("batch", str(entree), "-o", str(tmp_path / "f.xlsx")),
        ("quote", *COMMUNE, "-o", str(tmp_path / "f.html")),
        ("tarifs", "template", "-o", str(tmp_path / "f.ods")),
    ):
        resultat = lancer(
            *arguments, avant=borne("RLIMIT_NOFILE", fichiers), env={"TMPDIR": str(tmp_path / "temporaire")}
        )
        rien_de_nous(resultat)
        assert resultat.code in (0, 1)
        if resultat.code:
            assert "trop de fichiers" in resultat.erreur or "ne se charge pas" in resultat.erreur
    assert not [un.name for un in tmp_path.iterdir() if un.name.startswith(".")]


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux holds to that limit")
@pytest.mark.parametrize("mio", [14, 18, 22, 25, 28, 48, 120])
def test_peu_de_memoire(tmp_path: Path, mio: int) -> None:
    for arguments in (
        ("quote", "--commune", "Agen"),
        ("quote", *COMMUNE, "-o", "f.pdf"),
    ):
        resultat = lancer(*arguments, avant=borne("RLIMIT_AS", mio << 20), dans=tmp_path)
        if "Could not" in resultat.erreur or "Fatal Python error" in resultat.erreur or "runpy" in resultat.erreur:
            continue  # not even the interpreter, before the program's first line
        if resultat.code == 70:
            assert "forfait ne se charge pas : la mémoire manque" in resultat.erreur
        else:
            rien_de_nous(resultat)
            assert resultat.code in (0, 1)
            assert resultat.code == 0 or "mémoire" in resultat.erreur


@posix
def test_depuis_un_dossier_efface(tmp_path: Path) -> None:
    suite = " ".join(commande("strate", *COMMUNE))
    (tmp_path / "d").mkdir()
    for fin, code in (("", 0), (" -o f.md", 1)):
        resultat = par_le_shell(f"mkdir -p ../e && cd ../e && rmdir ../e && {suite}{fin}", tmp_path / "d")
        rien_de_nous(resultat)
        assert resultat.code == code


# --- The clock ---------------------------------------------------------------------------------------

# The machine's clock can't be moved by a test: the functions that read it are.
HORLOGE = """
import datetime, sys, time
instant = float(sys.argv.pop(1))
reel, local, gmt = time.time, time.localtime, time.gmtime
time.time = lambda: instant
time.time_ns = lambda: int(instant * 10**9)
time.localtime = lambda secondes=None: local(instant if secondes is None else secondes)
time.gmtime = lambda secondes=None: gmt(instant if secondes is None else secondes)
vraie = datetime.datetime
class Fausse(vraie):
    @classmethod
    def now(cls, tz=None):
        return vraie.fromtimestamp(instant, tz)
datetime.datetime = Fausse
from forfait_cli.__main__ import main
sys.exit(main())
"""
INSTANTS = {
    "1969": -86_400, "1979": 300_000_000, "2107": 4_354_819_200, "2108": 4_386_000_000, "9999": 253_402_000_000,
}  # fmt: skip


@pytest.mark.parametrize("annee", INSTANTS)
def test_quelle_que_soit_l_horloge(tmp_path: Path, annee: str) -> None:
    """Zip archives know the years from 1980 to 2107 only."""
    entree = liste(tmp_path, 3)
    for arguments in (
        ("tarifs", "template", "-o", "f.ods"),
        ("tarifs", "template", "-o", "f.xlsx"),
        ("quote", *COMMUNE, "-o", "f.pdf"),
        ("quote", *COMMUNE, "-o", "f.xlsx"),
        ("quote", *COMMUNE, "-o", "f.html"),
        ("batch", str(entree), "-o", "f.xlsx"),
        ("compare", "-o", "f.json"),
    ):
        fini = subprocess.run(
            [sys.executable, "-c", HORLOGE, str(INSTANTS[annee]), *arguments],
            capture_output=True, check=False, cwd=tmp_path, env=environnement(),
        )  # fmt: skip
        assert fini.returncode == 0, fini.stderr.decode()


@pytest.mark.parametrize("secondes", ["x", "-1", "1e3", "9" * 30, NEUFS, "", "0", "253402300799"])
def test_une_horloge_donnee_par_l_environnement(tmp_path: Path, secondes: str) -> None:
    resultat = lancer("quote", *COMMUNE, "-o", str(tmp_path / "f.html"), env={"SOURCE_DATE_EPOCH": secondes})
    rien_de_nous(resultat)
    assert resultat.code in (0, 1)
    if resultat.code:
        assert "SOURCE_DATE_EPOCH" in resultat.erreur
