"""Start-up of the main command, against a bare Typer application of the same environment.

    python benchmarks/startup.py [--pairs 15]

Whole processes, in turn (A B A B …) after a warm-up; the ratio is the median of the pairs' ratios.
"""

import argparse
import os
import pty
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

QUOTE = ["quote", "--habitants", "1200", "--extra-go", "4"]

UNE_OPTION = """
import typer

app = typer.Typer()


@app.command()
def main(nombre: int = 1) -> None:
    print(nombre)


app()
"""

UNE_TABLE = """
import typer

app = typer.Typer()


@app.command()
def main(nombre: int = 1) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table(*(f"Colonne {rang}" for rang in range(6)))
    for ligne in range(20):
        table.add_row(*(f"{ligne} {rang}" for rang in range(6)))
    Console().print(table)


app()
"""


def mesurer_tube(commande: list[str]) -> float:
    """Wall seconds of a whole process whose output is read and thrown away."""
    debut = time.perf_counter()
    subprocess.run(commande, stdout=subprocess.DEVNULL, stdin=subprocess.DEVNULL, check=True)
    return time.perf_counter() - debut


def mesurer_terminal(commande: list[str]) -> float:
    """The same on a pseudo-terminal of 100 columns."""
    maitre, esclave = pty.openpty()
    environnement = {**os.environ, "COLUMNS": "100", "TERM": "xterm-256color"}
    debut = time.perf_counter()
    with subprocess.Popen(
        commande, stdout=esclave, stderr=esclave, stdin=subprocess.DEVNULL, env=environnement
    ) as processus:
        os.close(esclave)
        try:
            while os.read(maitre, 65536):
                pass
        except OSError:  # the other end is closed
            pass
        code = processus.wait()
    duree = time.perf_counter() - debut
    os.close(maitre)
    if code != 0:
        raise SystemExit(f"{commande} : code {code}")
    return duree


def comparer(nom: str, mesurer: object, a: list[str], b: list[str], paires: int) -> None:
    """Print the medians of A and B and of the ratios of their pairs."""
    assert callable(mesurer)
    mesurer(a), mesurer(b)
    mesures = [(mesurer(a), mesurer(b)) for _ in range(paires)]
    rapports = sorted(duree_a / duree_b for duree_a, duree_b in mesures)
    mediane_a = statistics.median(duree for duree, _ in mesures) * 1000
    mediane_b = statistics.median(duree for _, duree in mesures) * 1000
    print(
        f"{nom:44} {mediane_a:8.1f} ms {mediane_b:8.1f} ms   × {statistics.median(rapports):5.2f}"
        f"   ({rapports[0]:.2f} – {rapports[-1]:.2f})"
    )


def main() -> None:
    """Run the four comparisons."""
    analyse = argparse.ArgumentParser(description=__doc__)
    analyse.add_argument("--pairs", type=int, default=15)
    paires = analyse.parse_args().pairs
    python = sys.executable
    forfait = str(Path(python).with_name("forfait"))
    vide = [python, "-I", "-c", "pass"]
    with tempfile.TemporaryDirectory() as dossier:
        option, table = Path(dossier, "option.py"), Path(dossier, "table.py")
        option.write_text(UNE_OPTION, encoding="utf-8")
        table.write_text(UNE_TABLE, encoding="utf-8")
        print(f"{'A contre B':44} {'A':>11} {'B':>11}   A/B, médiane de {paires} paires")
        json = [forfait, *QUOTE, "--format", "json"]
        comparer("json / une application d’une option", mesurer_tube, json, [python, str(option)], paires)
        comparer("json / python vide", mesurer_tube, json, vide, paires)
        ecran = [forfait, *QUOTE]
        comparer("écran / une table Rich de 20 × 6", mesurer_terminal, ecran, [python, str(table)], paires)
        comparer("écran / python vide", mesurer_terminal, ecran, vide, paires)


if __name__ == "__main__":
    main()
