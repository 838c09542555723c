"""The program uses no network: nothing that it runs opens a socket, nothing that it imports could ask for one."""

import ast
import json
import subprocess
import sys
from pathlib import Path

import pytest
from outils import RACINE, environnement

from forfait_cli.commands.app import Forfait
from forfait_cli.commands.catalogue import Catalogue
from forfait_cli.commands.tarifs import Tarifs

# Runs each list of arguments of its standard input where any use of a socket is noted, and says which were.
GARDE = """
import io, json, sys
from contextlib import redirect_stderr, redirect_stdout

vus = []

def garder(evenement, _arguments):
    if evenement.partition(".")[0] in ("socket", "urllib", "http", "ftplib", "smtplib", "ssl"):
        vus.append(evenement)

sys.addaudithook(garder)
from forfait_cli.commands.app import executer

lignes = []
for arguments in json.loads(sys.stdin.read()):
    avant = len(vus)
    sortie, erreur = io.TextIOWrapper(io.BytesIO()), io.StringIO()
    with redirect_stdout(sortie), redirect_stderr(erreur):
        if arguments == ["une prise"]:
            import socket
            socket.socket().close()
            code = 0
        else:
            code = int(executer(arguments))
    lignes.append([arguments, code, erreur.getvalue(), vus[avant:]])
print(json.dumps(lignes))
"""
RESEAU = {"socket", "ssl", "urllib.request", "http.client", "http.server", "ftplib", "smtplib", "asyncio", "xmlrpc"}


def commandes(dossier: Path) -> list[list[str]]:
    """Every command of the program, with every format that has a library of its own."""
    csv = dossier / "communes.csv"
    csv.write_text("nom;commune;extra_go\nA;Astaffort;4\n", encoding="utf-8")
    exemples = RACINE / "examples"
    valcourbe = ["--catalogue", str(exemples / "valcourbe.toml")]
    annees = [str(exemples / "valcourbe-tarifs" / f"{annee}.toml") for annee in (2026, 2027)]
    devis = str(dossier / "devis")
    return [
        ["compare"],
        ["compare", "--habitants", "1200", "--extra-go", "4", "--format", "json"],
        *(["quote", "--commune", "Agen", "-o", f"{devis}.{suffixe}"] for suffixe in ("json", "pdf", "html", "xlsx")),
        ["verify", f"{devis}.pdf"],
        ["strate", "--agents", "12"],
        ["commune", "Agen"],
        ["batch", str(csv), "-o", f"{devis}.csv"],
        ["batch", str(csv), "-o", str(dossier / "lot.xlsx")],
        ["batch", str(dossier / "lot.xlsx"), "-o", str(dossier / "lot.json")],
        ["catalogue", "show"],
        ["catalogue", "check", str(exemples / "sillon.toml")],
        ["catalogue", "diff", str(exemples / "sillon.toml"), str(exemples / "vallees.toml")],
        ["catalogue", "schema"],
        ["tarifs", "template", *valcourbe, "-o", str(dossier / "grille.ods")],
        ["tarifs", "import", *valcourbe, str(dossier / "grille.ods"), "-o", str(dossier / "tarifs.toml")],
        ["tarifs", "impact", *valcourbe, "--avant", annees[0], "--apres", annees[1], str(csv)],
        ["--help"],
        ["quote", "--help"],
    ]  # fmt: skip


def lancer(*suites: list[str]) -> list[tuple[list[str], int, str, list[str]]]:
    """Arguments, exit code, standard error and uses of a socket of each run, all in one process."""
    fini = subprocess.run(
        [sys.executable, "-c", GARDE], input=json.dumps(suites), capture_output=True, text=True, check=True,
        env=environnement({"PYTHONUTF8": "1"}), cwd=RACINE, timeout=120,
    )  # fmt: skip
    return [(arguments, code, erreur, vus) for arguments, code, erreur, vus in json.loads(fini.stdout)]


def test_aucune_commande_n_ouvre_de_prise(tmp_path: Path) -> None:
    pytest.importorskip("typst")
    pytest.importorskip("pypdf")
    pytest.importorskip("xlsxwriter")
    for arguments, code, erreur, vus in lancer(*commandes(tmp_path)):
        assert vus == [], arguments
        assert code in (0, 3, 4), f"{arguments}\n{erreur}"  # the grid that nobody filled in, the batch of a batch


def test_la_garde_voit_une_prise() -> None:
    ((_, _, _, vus),) = lancer(["une prise"])
    assert "socket.__new__" in vus


def test_chaque_commande_est_essayee(tmp_path: Path) -> None:
    essayees = {tuple(arguments[:2]) for arguments in commandes(tmp_path)}
    groupes = {"catalogue": Catalogue, "tarifs": Tarifs}
    for nom in Forfait.modules:
        if nom in groupes:
            assert {(nom, sous) for sous in groupes[nom].modules} - essayees - A_PART == set()
        else:
            assert nom in {premier for premier, *_ in essayees}


# Their files are tried by the tests of each; nothing in them differs in what they import.
A_PART = {("catalogue", "new"), ("catalogue", "import"), ("tarifs", "use")}


def importes(source: str) -> set[str]:
    """The modules that a source imports, wherever in it."""
    noms: set[str] = set()
    for noeud in ast.walk(ast.parse(source)):
        if isinstance(noeud, ast.Import):
            noms.update(alias.name for alias in noeud.names)
        elif isinstance(noeud, ast.ImportFrom):
            noms.update((noeud.module or "", *(f"{noeud.module}.{alias.name}" for alias in noeud.names)))
    return noms


def test_aucun_module_n_importe_de_quoi_parler_au_reseau() -> None:
    fichiers = sorted((RACINE / "forfait_cli").rglob("*.py"))
    assert len(fichiers) > 100
    for fichier in fichiers:
        assert not importes(fichier.read_text(encoding="utf-8")) & RESEAU, fichier.name
    assert importes("def f():\n    from urllib import request") & RESEAU


def test_le_gabarit_des_pdf_ne_va_rien_chercher() -> None:
    """typst would fetch a package of `@preview` by itself, out of Python's sight."""
    gabarits = list((RACINE / "forfait_cli" / "typst").glob("*.typ"))
    assert gabarits
    for gabarit in gabarits:
        texte = gabarit.read_text(encoding="utf-8")
        assert "@preview" not in texte
        assert "@local" not in texte
