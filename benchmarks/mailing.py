"""A mailing, `forfait batch --documents`: time and memory of a PDF after start-up, on one core.

    python benchmarks/mailing.py [--format pdf] [--departement 47] [--passes 3]

Whole processes held on one core: a list of one row (what starting costs), every commune of the département, the
same again (nothing has changed), then each commune ten times. A document costs what the list costs less the start,
by document: seconds of the clock, and of the processor, which other programs of the machine do not lengthen.
The peak of memory of the last two lists says whether it grows. Run it from a regular installation.
"""

import argparse
import csv
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

# A process of its own, small: the peak of a child is never told below that of its parent.
MESURE = """
import resource, subprocess, sys
subprocess.run(sys.argv[1:], check=True, stderr=subprocess.DEVNULL)
un = resource.getrusage(resource.RUSAGE_CHILDREN)
print(un.ru_utime + un.ru_stime, un.ru_maxrss)
"""


class Passe(NamedTuple):
    """What a run took."""

    horloge: float  # seconds
    processeur: float  # seconds
    crete: int  # KiB


def passer(liste: Path, dossier: Path, format_: str) -> Passe:
    """One run."""
    commande = [sys.executable, "-m", "forfait_cli", "batch", str(liste), "--forfait", "metiers", "--date",
                "2026-03-02", "--documents", str(dossier), "--format", format_]  # fmt: skip
    debut = time.perf_counter()
    fini = subprocess.run([sys.executable, "-c", MESURE, *commande], check=True, capture_output=True, text=True)
    horloge = time.perf_counter() - debut
    processeur, crete = fini.stdout.split()
    return Passe(horloge, float(processeur), int(crete))


def ecrire(fichier: Path, communes: list[tuple[str, str, int]]) -> Path:
    """A list of these communes."""
    with fichier.open("w", encoding="utf-8", newline="") as flux:
        csv.writer(flux).writerows((("nom", "code_insee", "habitants"), *communes))
    return fichier


def main() -> None:
    """Measure and print."""
    lecteur = argparse.ArgumentParser()
    lecteur.add_argument("--format", default="pdf")
    lecteur.add_argument("--departement", default="47")
    lecteur.add_argument("--passes", type=int, default=3)
    voulu = lecteur.parse_args()
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    from forfait_cli.readers.communes import Annuaire

    with Annuaire() as annuaire:
        communes = [
            (une.nom, une.code_insee, une.population.totale)
            for une in annuaire.lister(voulu.departement)
            if une.population is not None and une.population.totale is not None
        ]
    n = len(communes)
    with tempfile.TemporaryDirectory() as temporaire:
        dossier = Path(temporaire)
        une = ecrire(dossier / "une.csv", communes[:1])
        toutes = ecrire(dossier / "toutes.csv", communes)
        dix = ecrire(dossier / "dix.csv", [(f"{nom} {rang}", code, taille) for rang in range(10)
                                           for nom, code, taille in communes])  # fmt: skip
        depart = min(passer(une, dossier / f"a{rang}", voulu.format) for rang in range(voulu.passes))
        faites = min(passer(toutes, dossier / f"b{rang}", voulu.format) for rang in range(voulu.passes))
        encore = min(passer(toutes, dossier / "b0", voulu.format) for _ in range(voulu.passes))
        longue = passer(dix, dossier / "c", voulu.format)
    print(f"{n} communes, {voulu.format}, un cœur ; charge de la machine {os.getloadavg()[0]:.1f}")
    print(f"départ, une ligne           {depart.horloge:6.2f} s  {depart.processeur:6.2f} s  {depart.crete >> 10} Mio")
    for nom, passe, lignes in (("la liste", faites, n), ("la même, rien à refaire", encore, n),
                               ("dix fois la liste", longue, 10 * n)):  # fmt: skip
        par = [1000 * (un - zero) / (lignes - 1) for un, zero in zip(passe[:2], depart[:2], strict=True)]
        print(f"{nom:26}  {passe.horloge:6.2f} s  {passe.processeur:6.2f} s  {passe.crete >> 10} Mio"
              f"  → {par[0]:.1f} ms (processeur {par[1]:.1f} ms) par document")  # fmt: skip


if __name__ == "__main__":
    main()
