"""What the tests share: running the program, variants of the annex, amounts read back from its pages."""

import csv
import io
import json
import os
import re
import subprocess
import sys
from collections.abc import Mapping
from contextlib import redirect_stderr, redirect_stdout
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple, Protocol
from unittest.mock import patch

from forfait_cli.commands.app import executer
from forfait_cli.domaine.prix import Assiette, Echeance, Montant, calcul
from forfait_cli.domaine.types import Mesure, Nombre, Unite

RACINE = Path(__file__).resolve().parent.parent
CATALOGUE = RACINE / "catalogue.toml"
ANNEXE = RACINE / "tests" / "annexe"
CATALOGUES = RACINE / "tests" / "fautes" / "catalogues"

FORFAITS = ("metiers", "metiers-communication", "heberge", "technologie", "technologie-plus")
FINE = "\u202f"
INSECABLE = "\u00a0"

# What a shell may say to the program and a test must not inherit.
_VARIABLES = (
    "COLUMNS", "LINES", "NO_COLOR", "FORCE_COLOR", "CLICOLOR_FORCE", "PY_COLORS", "GITHUB_ACTIONS", "TERM",
    "TERMINAL_WIDTH", "PYTHONIOENCODING", "PYTHONUTF8", "FORFAIT_CATALOGUE", "FORFAIT_TARIFS", "FORFAIT_DEBUG",
)  # fmt: skip


class Resultat(NamedTuple):
    """What a run of the program left behind."""

    code: int
    sortie: bytes
    erreur: str

    @property
    def texte(self) -> str:
        """Standard output as text."""
        return self.sortie.decode()

    def json(self) -> Any:
        """Standard output as JSON."""
        return json.loads(self.sortie)

    def lignes_csv(self) -> list[list[str]]:
        """Standard output as the rows of a CSV file."""
        return list(csv.reader(io.StringIO(self.texte, newline="")))


class Lancer(Protocol):
    """Runs the program with these arguments."""

    def __call__(self, *arguments: str, env: Mapping[str, str] | None = None) -> Resultat: ...


def environnement(ajouts: Mapping[str, str] | None = None) -> dict[str, str]:
    """The environment of a run: nothing of the shell that matters to the program, then what the test adds."""
    propre = {nom: valeur for nom, valeur in os.environ.items() if nom not in _VARIABLES}
    return {**propre, **(ajouts or {})}


def lancer_ici(*arguments: str, env: Mapping[str, str] | None = None) -> Resultat:
    """Run the program in this process, which takes milliseconds."""
    sortie, erreur = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True) for _ in range(2))
    with patch.dict(os.environ, environnement(env), clear=True), redirect_stdout(sortie), redirect_stderr(erreur):
        code = executer(arguments)
    return Resultat(int(code), sortie.buffer.getvalue(), erreur.buffer.getvalue().decode())


def commande(*arguments: str) -> list[str]:
    """The program as a process of its own."""
    return [sys.executable, "-m", "forfait_cli", *arguments]


def lancer_a_part(*arguments: str, env: Mapping[str, str] | None = None) -> Resultat:
    """Run the program as a process of its own: for pipes, encodings, signals."""
    fini = subprocess.run(
        commande(*arguments), capture_output=True, check=False, env=environnement(env), cwd=RACINE, timeout=60
    )
    return Resultat(fini.returncode, fini.stdout, fini.stderr.decode(errors="replace"))


def variante(dossier: Path, *changements: tuple[str, str], nom: str = "grille.toml") -> Path:
    """A copy of the annex's catalogue with texts replaced, each of which must be there once."""
    texte = CATALOGUE.read_text(encoding="utf-8")
    for avant, apres in changements:
        assert texte.count(avant) == 1, f"{avant!r} is there {texte.count(avant)} times"
        texte = texte.replace(avant, apres)
    fichier = dossier / nom
    fichier.write_text(texte, encoding="utf-8")
    return fichier


def prix_du_forfait(nom_court: str, prix: str, periodicite: str = "an") -> tuple[str, str]:
    """The change that gives a forfait a price."""
    ligne = f'nom_court = "{nom_court}"\n'
    return ligne, f'{ligne}prix = {prix}\nperiodicite = "{periodicite}"\n'


def prix_de_l_option(texte: str, suite: str) -> tuple[str, str]:
    """The change that completes the meaning of an option's cell, `prix = 3.50` for instance."""
    debut = f'"{texte}" = {{ disponibilite = "proposee", mode = '
    return debut, f'"{texte}" = {{ {suite}, disponibilite = "proposee", mode = '


# A grid in which every price is known but the study's: the forfaits by the year, accounts by the month.
PRIX = (
    prix_du_forfait("Métiers", "{ 1 = 300.00, 2 = 350.00, 3 = 400.00, 4 = 450.00, 5 = 500.00, 6 = 550.00, "
                    "7 = 600.00, 8 = 700.00 }"),
    prix_du_forfait("Métiers et Com.", "620.50"),
    prix_du_forfait("Hébergé", "410.00"),
    prix_du_forfait("Technologie", "450.00"),
    prix_du_forfait("Technologie Plus", "710.25"),
    prix_de_l_option("Selon strate et coût du certificat", "prix = 90.00, periodicite = \"an\""),
    prix_de_l_option("Tarif selon strate", "prix = 250.00, periodicite = \"unique\""),
    prix_de_l_option("Tarif journalier", "prix = 380.00, periodicite = \"unique\""),
    prix_de_l_option("Coût par compte supplémentaire", "prix = 1.15, periodicite = \"mois\""),
    ("prix = 7.00 }", "prix = 7.00, periodicite = \"an\" }"),
    prix_de_l_option("Coût par antivirus supplémentaire", "prix = 24.99, periodicite = \"an\""),
    prix_de_l_option("Coût par certificat supplémentaire", "prix = 0.335, periodicite = \"an\""),
)  # fmt: skip

_EUROS = re.compile(rf"([0-9]{{1,3}}(?:[ {INSECABLE}{FINE}][0-9]{{3}})*,[0-9]{{2,}})[ {INSECABLE}{FINE}]?(?:€|EUR)")


def montants(texte: str) -> list[Decimal]:
    """Every amount in euros that a text shows, in order."""
    return [Decimal(re.sub(r"[^0-9,]", "", trouve).replace(",", ".")) for trouve in _EUROS.findall(texte)]


def espaces_simples(texte: str) -> str:
    """The text with ordinary spaces for every no-break one."""
    return texte.replace(INSECABLE, " ").replace(FINE, " ")


def lire_csv(nom: str) -> list[dict[str, str]]:
    """A table of the annex as it was transcribed beside the tests."""
    with (ANNEXE / f"{nom}.csv").open(encoding="utf-8", newline="") as flux:
        return list(csv.DictReader(flux))


def calculer(
    echeance: Echeance, assiette: Assiette, combien: Nombre, unite: Unite | None, mesure: Mesure | None = None
) -> Montant:
    """What is due for one échéance and so many units."""
    return calcul(echeance, assiette, unite, mesure)(combien)
