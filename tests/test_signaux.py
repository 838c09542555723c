"""Interrupted, ended, killed, at any moment: what was there stays, nothing temporary is left, no traceback."""

import os
import random
import re
import signal
import subprocess
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from outils import Lancer, commande, environnement, espaces_simples
from pire_jour import AILLEURS, UN, contenu, liste

pytestmark = pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
AVANT = b"avant\n"
# The lines of a fault that is told, and no other: what the interpreter says by itself is another matter.
SILENCES = ("", "Interrompu.\n")
_DE_NOUS = re.compile(r"forfait_cli/__main__\.py\", line \d+, in main|forfait_cli/(?:commands|readers|domaine|render)/")


def ordinaires() -> None:
    """A shell may have told its children to ignore these."""
    for numero in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(numero, signal.SIG_DFL)


def demarrer(
    dossier: Path,
    *arguments: str,
    avant: Callable[[], object] = ordinaires,
    stdin: int = subprocess.DEVNULL,
    stdout: int = subprocess.DEVNULL,
    stderr: int = subprocess.PIPE,
) -> "subprocess.Popen[bytes]":
    """The program, started; its temporary files are in « temporaire »."""
    temporaire = dossier / "temporaire"
    temporaire.mkdir(exist_ok=True)
    env = environnement({"TMPDIR": str(temporaire), **AILLEURS})
    return subprocess.Popen(
        commande(*arguments),
        cwd=dossier,
        env=env,
        preexec_fn=avant,  # noqa: PLW1509 - these tests have one thread
        stdin=stdin,
        stdout=stdout,
        stderr=stderr,
    )


def attendre(condition: Callable[[], object]) -> None:
    """Wait until something is so."""
    fin = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < fin
        time.sleep(0.002)


def entre(dossier: Path, nom: str) -> bool:
    """Whether the program is writing: its temporary file is there, and for a workbook its temporary folder."""
    prepare = not nom.endswith("xlsx") or list((dossier / "temporaire").iterdir())
    return bool(prepare and list(dossier.glob(".forfait-*.tmp")))


@pytest.mark.parametrize("nom", ["f.csv", "f.json", "f.xlsx"])
@pytest.mark.parametrize(
    ("numeros", "code"),
    [
        ((signal.SIGINT,), 130),
        ((signal.SIGTERM,), -signal.SIGTERM),
        ((signal.SIGHUP,), -signal.SIGHUP),
        ((signal.SIGHUP, signal.SIGHUP), -signal.SIGHUP),  # a terminal that closes, by its shell and by itself
    ],
    ids=["INT", "TERM", "HUP", "HUP deux fois"],
)
def test_un_lot_arrete_ne_laisse_rien(tmp_path: Path, nom: str, numeros: Sequence[int], code: int) -> None:
    liste(tmp_path, 400_000)
    (tmp_path / nom).write_bytes(AVANT)
    avant = contenu(tmp_path)
    processus = demarrer(tmp_path, "batch", "liste.csv", *UN, "-o", nom)
    attendre(lambda: entre(tmp_path, nom))
    time.sleep(0.05)
    for numero in numeros:
        processus.send_signal(numero)
    _, erreur = processus.communicate(timeout=30)
    assert processus.returncode == code
    assert "Traceback" not in erreur.decode()
    assert erreur.decode().endswith("Interrompu.\n")
    assert contenu(tmp_path) == avant
    assert not list((tmp_path / "temporaire").iterdir())


@pytest.mark.parametrize("numero", [signal.SIGINT, signal.SIGTERM], ids=["INT", "TERM"])
def test_un_publipostage_arrete_ne_laisse_que_des_documents_entiers(tmp_path: Path, numero: int) -> None:
    liste(tmp_path, 300)
    dossier = tmp_path / "devis"
    arguments = ("batch", "liste.csv", *UN, "--documents", "devis", "--format", "html", "--date", "2026-11-24")
    processus = demarrer(tmp_path, *arguments)
    attendre(lambda: dossier.is_dir() and len(list(dossier.glob("*.html"))) > 5)
    processus.send_signal(numero)
    _, erreur = processus.communicate(timeout=30)
    assert processus.returncode == (130 if numero == signal.SIGINT else -numero)
    assert "Traceback" not in erreur.decode()
    coupe = contenu(dossier)
    assert not [nom for nom in coupe if nom.startswith(".")]
    assert 5 < len(coupe) < 300
    assert all(octets.rstrip().endswith(b"</html>") for octets in coupe.values())
    assert "index.html" not in coupe
    suite = subprocess.run(commande(*arguments), cwd=tmp_path, env=environnement(), capture_output=True, check=False)
    assert suite.returncode == 0
    entier = contenu(dossier)
    assert len(entier) == 301
    assert {nom: entier[nom] for nom in coupe} == coupe
    assert f"{len(coupe)} inchangés" in suite.stderr.decode()


def test_sous_nohup_un_terminal_qui_ferme_n_arrete_rien(tmp_path: Path) -> None:
    def sourd() -> None:
        ordinaires()
        signal.signal(signal.SIGHUP, signal.SIG_IGN)

    liste(tmp_path, 100_000)
    processus = demarrer(tmp_path, "batch", "liste.csv", *UN, "-o", "f.csv", avant=sourd)
    attendre(lambda: entre(tmp_path, "f.csv"))
    processus.send_signal(signal.SIGHUP)
    processus.communicate(timeout=30)
    assert processus.returncode == 0
    assert (tmp_path / "f.csv").read_bytes().count(b"\n") == 100_001


def test_en_arriere_plan_ctrl_c_n_arrete_rien(tmp_path: Path) -> None:
    """A shell without jobs starts what is followed by & deaf to it."""
    liste(tmp_path, 100_000)
    ignore: Callable[[], object] = lambda: signal.signal(signal.SIGINT, signal.SIG_IGN)  # noqa: E731
    processus = demarrer(tmp_path, "batch", "liste.csv", *UN, "-o", "f.csv", avant=ignore)
    attendre(lambda: entre(tmp_path, "f.csv"))
    processus.send_signal(signal.SIGINT)
    processus.communicate(timeout=30)
    assert processus.returncode == 0


def test_arrete_sans_personne_pour_le_lire(tmp_path: Path) -> None:
    """The terminal has gone, and with it what was to be told there."""
    liste(tmp_path, 400_000)
    lecture, ecriture = os.pipe()
    processus = demarrer(tmp_path, "batch", "liste.csv", *UN, "-o", "f.csv", stderr=ecriture, stdout=ecriture)
    os.close(ecriture)
    attendre(lambda: entre(tmp_path, "f.csv"))
    os.close(lecture)
    processus.send_signal(signal.SIGHUP)
    assert processus.wait(30) == -signal.SIGHUP
    assert list(contenu(tmp_path)) == ["liste.csv"]


@pytest.mark.parametrize("numero", [signal.SIGINT, signal.SIGTERM], ids=["INT", "TERM"])
def test_pendant_qu_il_attend_une_entree(tmp_path: Path, numero: int) -> None:
    lecture, ecriture = os.pipe()
    processus = demarrer(tmp_path, "batch", "-", *UN, "-o", "f.csv", stdin=lecture)
    os.close(lecture)
    os.write(ecriture, b"nom,habitants\nA,1200\n" * 2000)
    attendre(lambda: entre(tmp_path, "f.csv"))
    processus.send_signal(numero)
    _, erreur = processus.communicate(timeout=30)
    os.close(ecriture)
    assert processus.returncode == (130 if numero == signal.SIGINT else -numero)
    assert "Traceback" not in erreur.decode()
    assert contenu(tmp_path) == {}


@pytest.mark.parametrize("numero", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP], ids=["INT", "TERM", "HUP"])
def test_arrete_a_tout_instant_d_une_commande_courte_il_est_muet(tmp_path: Path, numero: int) -> None:
    """From the program's first line to its last. Before it, the interpreter answers to Ctrl-C, and no program can."""
    tire = random.Random(20)
    for _ in range(12):
        processus = demarrer(tmp_path, "quote", "--habitants", "1200")
        time.sleep(tire.uniform(0, 0.25))
        processus.send_signal(numero)
        _, erreur = processus.communicate(timeout=30)
        dite = erreur.decode()
        if numero == signal.SIGINT and "Traceback" in dite:
            assert not _DE_NOUS.search(dite), dite
        else:
            assert dite in SILENCES
            assert processus.returncode in (0, 130, -numero)


def test_une_interruption_dont_un_import_fait_une_autre_erreur(lancer: Lancer, monkeypatch: pytest.MonkeyPatch) -> None:
    def importer(*_: object) -> None:
        try:
            raise KeyboardInterrupt
        except KeyboardInterrupt as interruption:
            raise RuntimeError("Error calling __set_name__") from interruption

    monkeypatch.setattr("forfait_cli.readers.contexte.load_catalogue", importer)
    resultat = lancer("strate", "--habitants", "5")
    assert (resultat.code, resultat.erreur) == (130, "Interrompu.\n")


def test_la_memoire_qui_manque_se_dit(lancer: Lancer, monkeypatch: pytest.MonkeyPatch) -> None:
    for erreur in (
        MemoryError(),
        ImportError("failed to map segment from shared object", path="/x/_sqlite3.cpython-311.so"),
    ):

        def lire(*_: object, erreur: Exception = erreur) -> None:
            raise erreur

        monkeypatch.setattr("forfait_cli.readers.contexte.load_catalogue", lire)
        resultat = lancer("strate", "--habitants", "5")
        assert resultat.code == 1
        assert "la mémoire que le système accorde ne suffit pas" in resultat.erreur


@pytest.mark.parametrize(
    ("erreur", "dit"),
    [
        (ModuleNotFoundError("No module named 'rich'", name="rich"), "la bibliothèque « rich » manque"),
        (
            ImportError("undefined symbol: PyX", name="_sqlite3", path="/x/_sqlite3.cpython-312.so"),
            "la bibliothèque « _sqlite3 » ne se charge pas",
        ),
        (
            ImportError("cannot import name 'Table' from 'rich.table'", name="rich.table", path="/x/rich/table.py"),
            "la bibliothèque « rich.table » ne se charge pas",
        ),
    ],
)
def test_une_bibliotheque_qui_manque_n_est_pas_une_memoire_qui_manque(
    lancer: Lancer, monkeypatch: pytest.MonkeyPatch, erreur: Exception, dit: str
) -> None:
    def lire(*_: object) -> None:
        raise erreur

    monkeypatch.setattr("forfait_cli.readers.contexte.load_catalogue", lire)
    resultat = lancer("strate", "--habitants", "5")
    assert resultat.code == 1
    assert dit in espaces_simples(resultat.erreur)
    assert "réinstallez forfait" in resultat.erreur
    assert "mémoire" not in resultat.erreur


def test_un_import_de_la_maison_qui_rate_est_un_defaut(lancer: Lancer, monkeypatch: pytest.MonkeyPatch) -> None:
    def lire(*_: object) -> None:
        raise ImportError("cannot import name 'x' from 'forfait_cli.francais'", name="forfait_cli.francais")

    monkeypatch.setattr("forfait_cli.readers.contexte.load_catalogue", lire)
    resultat = lancer("strate", "--habitants", "5")
    assert (resultat.code, "erreur interne (ImportError)" in resultat.erreur) == (70, True)


# --- Killed: nothing can be done at that moment ------------------------------------------------------

TUES = {
    "lot": ("batch", "liste.csv", *UN, "-o", "f.csv"),
    "classeur": ("batch", "liste.csv", *UN, "-o", "f.xlsx"),
    "publipostage": ("batch", "petite.csv", *UN, "--documents", "devis", "--format", "pdf", "--date", "2026-11-24"),
    "import": ("tarifs", "import", "grille.csv", "-o", "f.toml"),
}


@pytest.mark.parametrize(
    "fois", [pytest.param(4, id="quatre fois"), pytest.param(50, id="cinquante fois", marks=pytest.mark.lent)]
)
@pytest.mark.parametrize("quoi", TUES)
def test_tue_a_n_importe_quel_moment(lancer: Lancer, tmp_path: Path, quoi: str, fois: int) -> None:
    """What was there is there, or what a whole run writes; killed as often as one likes, a run then completes."""
    liste(tmp_path, 4_000 if quoi == "classeur" else 20_000)
    liste(tmp_path, 12, "petite.csv")
    arguments = TUES[quoi]
    if quoi == "import":
        assert lancer("tarifs", "template", "-o", str(tmp_path / "grille.csv")).code == 0
    debut = time.monotonic()
    assert subprocess.run(commande(*arguments), cwd=tmp_path, env=environnement(), stderr=subprocess.DEVNULL,
                          check=False).returncode == 0  # fmt: skip
    duree = time.monotonic() - debut
    sortie = tmp_path / arguments[arguments.index("-o" if "-o" in arguments else "--documents") + 1]
    entiers = contenu(sortie) if sortie.is_dir() else {sortie.name: sortie.read_bytes()}
    dossier = sortie if sortie.is_dir() else tmp_path
    tire = random.Random(47)
    for _ in range(fois):
        if sortie.is_dir():
            for fichier in list(sortie.iterdir()):
                if tire.random() < 0.3:
                    fichier.unlink()
        else:
            sortie.write_bytes(AVANT)
        processus = demarrer(tmp_path, *arguments, stderr=subprocess.DEVNULL)
        time.sleep(tire.uniform(0, duree))
        processus.kill()
        processus.wait(30)
        for nom, octets in contenu(dossier).items():
            if nom in entiers:
                assert octets in (AVANT, entiers[nom])
            else:
                assert nom.startswith(".forfait-") or dossier == tmp_path
    assert subprocess.run(commande(*arguments), cwd=tmp_path, env=environnement(), stderr=subprocess.DEVNULL,
                          check=False).returncode == 0  # fmt: skip
    fin = contenu(dossier)
    assert {nom: fin[nom] for nom in entiers} == entiers
