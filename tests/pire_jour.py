"""What the tests of the worst day share: the program as a process of its own, limits, an ordinary user."""

import os
import shutil
import site
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any

import pytest
from outils import RACINE, Resultat, commande, environnement

PERSONNE = 65534  # the user that owns nothing
COMMUNE = ("--habitants", "1200")
UN = ("--forfait", "metiers")
LISTE = "nom,habitants,extra_go\n"
# Where the program is, for a run from another folder.
AILLEURS = {"PYTHONPATH": os.pathsep.join(filter(None, [str(RACINE), os.environ.get("PYTHONPATH")]))}
ROOT = hasattr(os, "geteuid") and os.geteuid() == 0


def lancer(
    *arguments: str,
    env: Mapping[str, str] | None = None,
    entree: bytes | int | IO[bytes] | None = None,
    avant: Callable[[], object] | None = None,
    dans: Path | None = None,
) -> Resultat:
    """Run the program as a process of its own; `avant`: what it does first."""
    fini = subprocess.run(
        commande(*arguments),
        capture_output=True,
        check=False,
        env=environnement(env),
        cwd=dans or RACINE,
        timeout=60,
        preexec_fn=avant,
        input=entree if isinstance(entree, bytes) else None,
        stdin=None if isinstance(entree, bytes) else entree or subprocess.DEVNULL,
    )
    return Resultat(fini.returncode, fini.stdout, fini.stderr.decode(errors="replace").replace("\xa0", " "))


def par_le_shell(ligne: str, dans: Path, env: Mapping[str, str] | None = None) -> Resultat:
    """Run a line of bash in which `forfait` is the program."""
    fonction = f'forfait() {{ {" ".join(commande())} "$@"; }}\n'
    fini = subprocess.run(
        ["bash", "-c", fonction + ligne],
        capture_output=True,
        check=False,
        env={**environnement(env), **AILLEURS},
        cwd=dans,
        timeout=60,
        stdin=subprocess.DEVNULL,
    )
    return Resultat(fini.returncode, fini.stdout, fini.stderr.decode(errors="replace").replace("\xa0", " "))


def borne(limite: str, valeur: int) -> Callable[[], None]:
    """Sets a limit of the system: `borne("RLIMIT_FSIZE", 1024)`."""
    resource = pytest.importorskip("resource")

    def poser() -> None:
        resource.setrlimit(getattr(resource, limite), (valeur, valeur))

    return poser


def liste(dossier: Path, lignes: int, nom: str = "liste.csv") -> Path:
    """A list of that many collectivités."""
    fichier = dossier / nom
    fichier.write_text(LISTE + "".join(f"N{rang},{800 + rang % 900},{rang % 5}\n" for rang in range(lignes)), "utf-8")
    return fichier


def contenu(dossier: Path) -> dict[str, bytes]:
    """The files of a folder."""
    return {un.name: un.read_bytes() for un in sorted(dossier.iterdir()) if un.is_file()}


class Ordinaire:
    """A user without any right, and a folder of that user's own."""

    def __init__(self, dossier: Path) -> None:
        self.dossier = dossier
        self._droits: dict[str, Any] = {"user": PERSONNE, "group": PERSONNE, "extra_groups": []} if ROOT else {}
        self._python = next(filter(self._marche, (sys.executable, f"/usr/bin/python3.{sys.version_info.minor}")), "")
        if not self._python:
            pytest.skip("an ordinary user can't reach the program here")

    def lancer(self, *arguments: str, env: Mapping[str, str] | None = None) -> Resultat:
        """Run the program as that user."""
        fini = subprocess.run(
            [self._python, "-m", "forfait_cli", *arguments], capture_output=True, check=False, timeout=60,
            cwd=self.dossier, env=self._env(env), stdin=subprocess.DEVNULL, **self._droits,
        )  # fmt: skip
        return Resultat(fini.returncode, fini.stdout, fini.stderr.decode(errors="replace").replace("\xa0", " "))

    def _env(self, env: Mapping[str, str] | None = None) -> dict[str, str]:
        ou = os.pathsep.join((AILLEURS["PYTHONPATH"], *site.getsitepackages()))
        return {**environnement({"HOME": str(self.dossier), **(env or {})}), "PYTHONPATH": ou}

    def _marche(self, python: str) -> bool:
        with suppress(OSError):
            essai = [python, "-m", "forfait_cli", "--version"]
            fini = subprocess.run(
                essai, check=False, capture_output=True, cwd=self.dossier, env=self._env(), **self._droits
            )
            return fini.returncode == 0
        return False


@contextmanager
def ordinaire() -> Iterator[Ordinaire]:
    """An ordinary user: oneself, or where the tests run as root, one without rights.

    Skips the test where that user can't run the program.
    """
    dossier = Path(tempfile.mkdtemp(prefix="essai-"))
    try:
        if ROOT:
            os.chown(dossier, PERSONNE, PERSONNE)
        yield Ordinaire(dossier)
    finally:
        for racine, dossiers, _ in os.walk(dossier):
            for nom in dossiers:
                Path(racine, nom).chmod(0o700)
        shutil.rmtree(dossier)


def rien_de_nous(resultat: Resultat) -> None:
    """No fault of the program's own, nothing in English, nothing of Python."""
    assert resultat.code != 70, resultat.erreur
    for mot in ("Traceback", "erreur interne", "Errno", "Error", "Warning", "Exception"):
        assert mot not in resultat.erreur, resultat.erreur


def essayer(cas: Sequence[Any], nommer: Callable[[Any], str] = str) -> Any:
    """`pytest.mark.parametrize` over cases, named by their text."""
    return pytest.mark.parametrize("cas", cas, ids=[nommer(un) for un in cas])
