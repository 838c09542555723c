"""Windows, as far as it can be played elsewhere: its names, its line ends, its consoles, what its Python lacks."""

import io
import os
import sqlite3
import subprocess
import sys
from collections.abc import Sequence
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path, PureWindowsPath

import pytest
from outils import CATALOGUE, Lancer, environnement
from pire_jour import COMMUNE, LISTE, UN, contenu, liste

from forfait_cli.commands.app import executer
from forfait_cli.commands.sortie import fichiers
from forfait_cli.erreurs import Refus, cause_d_ecriture
from forfait_cli.readers.communes.base import EMBARQUEE, Base

# --- Names -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "nom",
    [
        "CON.json", "con", "Aux.csv", "nul.txt", "COM1", "lpt9.md", "COM¹.json", "devis:2026.json", "devis?.json",
        "a<b.md", "devis.", "devis ", "dossier/prn/devis.json", "C:dossier/aux.json", "NUL .json",
    ],
)  # fmt: skip
def test_ce_que_windows_perdrait_est_refuse(
    lancer: Lancer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, nom: str
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(fichiers, "WINDOWS", True)
    resultat = lancer("strate", *COMMUNE, "--format", "json", "-o", nom)
    assert (resultat.code, resultat.sortie) == (1, b"")
    assert "Windows n’a pas de fichier de ce nom" in resultat.erreur
    assert contenu(tmp_path) == {}


@pytest.mark.parametrize("nom", ["devis.json", "console.json", "com.json", "COM10.json", "nulle.json", "a.b.c.json"])
def test_les_autres_noms_s_ecrivent(lancer: Lancer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, nom: str) -> None:
    monkeypatch.setattr(fichiers, "WINDOWS", True)
    assert lancer("strate", *COMMUNE, "-o", str(tmp_path / nom)).code == 0
    assert (tmp_path / nom).is_file()


@pytest.mark.parametrize(
    "nom", [r"D:\devis\agen.json", r"\\serveur\partage\agen.json", "../agen.json", "NUL", r".\x.md"]
)
def test_les_chemins_de_windows_ne_sont_pas_des_noms_interdits(nom: str) -> None:
    fichiers._verifier_le_nom(PureWindowsPath(nom))  # type: ignore[arg-type]


def test_ailleurs_ces_noms_sont_des_noms(lancer: Lancer, tmp_path: Path) -> None:
    if os.name == "nt":
        pytest.skip("here they are not")
    assert lancer("strate", *COMMUNE, "-o", str(tmp_path / "aux:con?.json")).code == 0


def test_les_communes_sur_un_partage_ou_un_disque(monkeypatch: pytest.MonkeyPatch) -> None:
    """The file is opened by a URI, which a drive, a share, an accent or a sign of its own must not spoil."""
    ouvertes: list[str] = []
    vraie = sqlite3.connect

    def connecter(ou: str, **_: object) -> sqlite3.Connection:
        ouvertes.append(ou)
        return vraie(f"file://{EMBARQUEE.as_posix()}?mode=ro&immutable=1", uri=True)

    monkeypatch.setattr("sqlite3.connect", connecter)
    for chemin in (r"D:\Program Files\forfait\é#1.sqlite", r"\\serveur\partage\communes.sqlite"):
        base = Base(PureWindowsPath(chemin))  # type: ignore[arg-type]
        assert base.meta()
        base.fermer()
    assert ouvertes == [
        "file:///D:/Program Files/forfait/é%231.sqlite?mode=ro&immutable=1",
        "file:////serveur/partage/communes.sqlite?mode=ro&immutable=1",
    ]


# --- Line ends and consoles --------------------------------------------------------------------------


def avec_crlf(*arguments: str, entree: bytes = b"") -> tuple[int, bytes, bytes]:
    """The program on streams that turn LF into CRLF, as those of Windows do."""
    flux, erreurs = (io.TextIOWrapper(io.BytesIO(), encoding="cp1252", newline="\r\n") for _ in range(2))
    ancienne = sys.stdin
    sys.stdin = io.TextIOWrapper(io.BytesIO(entree), encoding="cp1252")
    try:
        with redirect_stdout(flux), redirect_stderr(erreurs):
            code = executer(arguments)
    finally:
        sys.stdin = ancienne
    return int(code), flux.buffer.getvalue(), erreurs.buffer.getvalue()


@pytest.mark.parametrize(
    "arguments",
    [
        ("quote", *COMMUNE, "--format", "json"),
        ("quote", *COMMUNE, "--format", "csv"),
        ("compare", "--format", "markdown"),
        ("batch", "-", *UN),
        ("batch", "-", *UN, "--format", "json"),
    ],
    ids=" ".join,
)
def test_les_octets_sont_ceux_de_partout(
    lancer: Lancer, monkeypatch: pytest.MonkeyPatch, arguments: Sequence[str]
) -> None:
    entree = f"{LISTE}Agen,1200,4\n".encode()
    code, octets, erreur = avec_crlf(*arguments, entree=entree)
    assert code == 0
    assert b"\r" not in octets
    assert b"\r" not in erreur
    if "batch" not in arguments:
        assert octets == lancer(*arguments).sortie


def test_un_fichier_aux_fins_de_ligne_de_windows_est_lu_de_meme(lancer: Lancer, tmp_path: Path) -> None:
    for nom, texte in (
        ("v.toml", CATALOGUE.read_text("utf-8")),
        ("l.csv", f"{LISTE}Agen,1200,4\nSaint-Étienne,800,\n"),
    ):
        (tmp_path / nom).write_bytes(texte.encode())
        (tmp_path / f"windows-{nom}").write_bytes(b"\xef\xbb\xbf" + texte.replace("\n", "\r\n").encode())
    ici, la = (
        lancer("batch", str(tmp_path / f"{debut}l.csv"), "--catalogue", str(tmp_path / f"{debut}v.toml"))
        for debut in ("", "windows-")
    )
    assert (ici.code, la.code) == (0, 0)
    assert la.texte.replace("\r\n", "\n") == ici.texte
    assert lancer("catalogue", "diff", str(tmp_path / "v.toml"), str(tmp_path / "windows-v.toml")).code == 0


def test_une_grille_aux_fins_de_ligne_de_windows_est_relue_de_meme(lancer: Lancer, tmp_path: Path) -> None:
    grille = tmp_path / "g.csv"
    assert lancer("tarifs", "template", "-o", str(grille)).code == 0
    avant = lancer("tarifs", "import", str(grille))
    grille.write_bytes(b"\xef\xbb\xbf" + grille.read_bytes().replace(b"\r\n", b"\n").replace(b"\n", b"\r\n"))
    apres = lancer("tarifs", "import", str(grille))
    assert avant.code == 0
    assert (apres.code, apres.sortie) == (0, avant.sortie)


# --- What Excel holds open ---------------------------------------------------------------------------


def refus_de_windows(numero: int) -> PermissionError:
    """What the system says there; elsewhere, an error has no such number."""
    erreur = PermissionError(13, "Accès refusé")
    erreur.winerror = numero  # type: ignore[attr-defined]
    return erreur


@pytest.mark.parametrize("numero", [5, 32, 33])
def test_un_fichier_ouvert_dans_excel_se_dit(
    lancer: Lancer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, numero: int
) -> None:
    cible = tmp_path / "devis.csv"
    cible.write_bytes(b"avant")

    def refuser(*_: object) -> None:
        raise refus_de_windows(numero)

    monkeypatch.setattr(Path, "replace", refuser)
    resultat = lancer("batch", str(liste(tmp_path, 2)), "-o", str(cible))
    assert resultat.code == 1
    assert "ouvert dans un autre programme" in resultat.erreur
    assert sorted(contenu(tmp_path)) == ["devis.csv", "liste.csv"]
    assert cible.read_bytes() == b"avant"


def test_ailleurs_le_droit_manque() -> None:
    assert cause_d_ecriture(PermissionError(13, "")) == "le droit d’écrire manque"
    assert "autre programme" not in cause_d_ecriture(refus_de_windows(2))


# --- What its Python lacks ---------------------------------------------------------------------------

SANS_POSIX = """
import os, select, signal, sys
for nom in ("fchown", "fchmod", "chown", "geteuid", "getegid", "getuid", "getgid", "listxattr", "getxattr", "setxattr",
            "mkfifo", "fork", "setsid", "killpg"):
    if hasattr(os, nom):
        delattr(os, nom)
for nom in ("SIGHUP", "SIGPIPE", "SIGXFSZ", "pthread_sigmask"):
    delattr(signal, nom)
def choisir(*_):
    raise OSError(10038, "not a socket")
select.select = choisir
for nom in ("resource", "fcntl", "termios", "pwd", "grp", "tty", "pty", "curses", "readline"):
    sys.modules[nom] = None
from forfait_cli.__main__ import main
sys.exit(main())
"""


@pytest.mark.parametrize(
    "arguments",
    [
        ("quote", *COMMUNE, "-o", "f.md"),
        ("quote", *COMMUNE, "-o", "f.json"),
        ("quote", *COMMUNE, "-o", "f.html"),
        ("quote", *COMMUNE, "-o", "f.xlsx"),
        ("quote", *COMMUNE, "-o", "f.pdf"),
        ("batch", "liste.csv", "-o", "f.csv"),
        ("batch", "liste.csv", "-o", "f.xlsx"),
        ("batch", "liste.csv", "--documents", "devis", "--format", "html"),
        ("tarifs", "template", "-o", "f.ods"),
        ("catalogue", "check"),
        ("commune", "Agen"),
        ("strate", "--habitants", "1,200"),
        ("--help",),
    ],
    ids=" ".join,
)
def test_sans_rien_de_posix(tmp_path: Path, arguments: Sequence[str]) -> None:
    liste(tmp_path, 3)
    for _ in range(2):  # the second time, over the first
        fini = subprocess.run(
            [sys.executable, "-c", SANS_POSIX, *arguments], capture_output=True, check=False, cwd=tmp_path,
            env=environnement({"PYTHONIOENCODING": "cp850"}),
        )  # fmt: skip
        assert fini.returncode == (2 if "1,200" in arguments else 0), fini.stderr.decode("cp850")
        assert b"Traceback" not in fini.stderr
    if "-o" in arguments:
        assert (tmp_path / arguments[-1]).stat().st_size > 500


def test_un_refus_a_toujours_une_raison(tmp_path: Path) -> None:
    with pytest.raises(Refus, match="nom de fichier impossible"), fichiers.fichier_entier(tmp_path / "a\0b"):
        pass
