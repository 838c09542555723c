"""What the tests of `forfait batch` share."""

import csv
import io
import json
import os
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any, NamedTuple
from unittest.mock import patch

from outils import RACINE, environnement

from forfait_cli.commands.app import executer

PROGRAMME = [sys.executable, "-m", "forfait_cli"]


class Passe(NamedTuple):
    """What a run left behind."""

    code: int
    sortie: bytes
    erreur: str

    def rangees(self, separateur: str = ",") -> list[dict[str, str]]:
        """Standard output as the rows of a CSV."""
        return list(csv.DictReader(io.StringIO(self.sortie.decode("utf-8-sig"), newline=""), delimiter=separateur))

    def objets_entiers(self) -> Any:
        """Standard output as one JSON document."""
        return json.loads(self.sortie)

    def objets(self) -> list[dict[str, Any]]:
        """Standard output as JSON lines."""
        return [json.loads(ligne) for ligne in self.sortie.decode().splitlines()]


def lancer(*arguments: str, entree: bytes = b"") -> Passe:
    """Run the program in this process, whatever the shell that runs the tests says to it."""
    sortie, erreur = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True) for _ in range(2))
    stdin = io.TextIOWrapper(io.BytesIO(entree), encoding="utf-8")
    with (
        patch.dict(os.environ, environnement(), clear=True),
        patch.object(sys, "stdin", stdin),
        redirect_stdout(sortie),
        redirect_stderr(erreur),
    ):
        code = executer(arguments)
    return Passe(int(code), sortie.buffer.getvalue(), erreur.buffer.getvalue().decode())


def lot(entree: str | bytes, *arguments: str) -> Passe:
    """Run `forfait batch -` on a text."""
    octets = entree.encode() if isinstance(entree, str) else entree
    return lancer("batch", "-", *arguments, entree=octets)


def dehors(*arguments: str, entree: bytes | None = None) -> Passe:
    """Run the program as a process of its own."""
    fini = subprocess.run([*PROGRAMME, *arguments], input=entree, capture_output=True, check=False, timeout=120,
                          env=environnement())  # fmt: skip
    return Passe(fini.returncode, fini.stdout, fini.stderr.decode(errors="replace"))


def grille_chiffree(dossier: Path) -> Path:
    """The annex with the price of one forfait by the year, and a second periodicity."""
    texte = (RACINE / "catalogue.toml").read_text(encoding="utf-8")
    avant = 'nom_court = "Métiers"\n'
    assert texte.count(avant) == 1
    fichier = dossier / "grille.toml"
    fichier.write_text(texte.replace(avant, f'{avant}prix = 300.00\nperiodicite = "an"\n'), encoding="utf-8")
    return fichier
