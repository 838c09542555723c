"""Load: many devis at once, and a list longer than anyone has, its memory watched.

    python benchmarks/charge.py [--processus 100] [--lignes 10000000]

Of the processes, started together: how long until the last has answered, and that all said the same. Of the list:
rows a second, and the memory of the process at each tenth of the way, which must stay what it was at the second.
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

from batch import ecrire_communes

FORFAIT = str(Path(sys.executable).with_name("forfait"))
DEVIS = [FORFAIT, "quote", "--commune", "Astaffort", "--extra-go", "4", "--format", "json"]
PAUSE = 0.2  # seconds between two looks at the memory
ASSEZ = 3_000_000  # rows
PLAT = 1.05  # what the last peak may be of the second


def ensemble(combien: int) -> None:
    """Start them all, then wait for all."""
    seul = time.perf_counter()
    attendu = subprocess.run(DEVIS, capture_output=True, check=True).stdout
    seul = time.perf_counter() - seul
    debut = time.perf_counter()
    lances = [subprocess.Popen(DEVIS, stdout=subprocess.PIPE, stderr=subprocess.PIPE) for _ in range(combien)]
    pareils, codes, fins = 0, [], []
    for un in lances:
        sortie, _ = un.communicate()
        pareils += sortie == attendu
        codes.append(un.returncode)
        fins.append(time.perf_counter() - debut)
    print(f"{combien} devis ensemble, {os.cpu_count()} cœurs : {fins[-1]:.1f} s (un seul : {seul:.2f} s), "
          f"{pareils} réponses pareilles, {codes.count(0)} codes 0")  # fmt: skip
    if pareils != combien or any(codes):
        raise SystemExit("les réponses diffèrent")


def memoire(numero: int) -> int:
    """The memory that a process holds, in kB; 0 once it has ended."""
    try:
        etat = Path(f"/proc/{numero}/status").read_text(encoding="utf-8")
    except OSError:
        return 0
    return next((int(ligne.split()[1]) for ligne in etat.splitlines() if ligne.startswith("VmRSS")), 0)


def longue_liste(lignes: int) -> None:
    """Cost a list, and look at the memory all along."""
    with tempfile.TemporaryDirectory() as dossier:
        entree, sortie = Path(dossier, "communes.csv"), Path(dossier, "devis.csv")
        ecrire_communes(entree, lignes)
        debut = time.perf_counter()
        lot = subprocess.Popen(
            [FORFAIT, "batch", str(entree), "--forfait", "metiers", "-o", str(sortie)], stderr=subprocess.PIPE
        )
        vues: list[tuple[float, int]] = []  # seconds, kB

        def regarder() -> None:
            while lot.poll() is None:
                if tenue := memoire(lot.pid):
                    vues.append((time.perf_counter() - debut, tenue))
                time.sleep(PAUSE)

        veille = threading.Thread(target=regarder)
        veille.start()
        _, erreur = lot.communicate()
        duree = time.perf_counter() - debut
        veille.join()
        with sortie.open("rb") as flux:
            ecrites = sum(morceau.count(b"\n") for morceau in iter(lambda: flux.read(1 << 20), b"")) - 1
        print(f"{lignes} lignes : {duree:.0f} s, {1e6 * duree / lignes:.2f} µs la ligne, {ecrites} écrites, "
              f"{sortie.stat().st_size >> 20} Mio, code {lot.returncode}")  # fmt: skip
        print(erreur.decode().strip().splitlines()[-1])
        dixiemes = [max((kb for moment, kb in vues if moment <= duree * rang / 10), default=0) for rang in range(1, 11)]
        dites = " ".join(f"{kb / 1024:.1f}" for kb in dixiemes)
        print(f"Mémoire la plus haute, à chaque dixième du temps (Mio) : {dites}")
        print(f"médiane : {statistics.median(kb for _, kb in vues) / 1024:.1f} Mio")
        # A shorter run is over before the memory has settled.
        monte = lignes >= ASSEZ and dixiemes[-1] > PLAT * dixiemes[1]
        if ecrites != lignes or lot.returncode or monte:
            raise SystemExit("des lignes manquent, ou la mémoire a grandi")


def main() -> None:
    """Both, one after the other."""
    analyse = argparse.ArgumentParser(description=__doc__)
    analyse.add_argument("--processus", type=int, default=100)
    analyse.add_argument("--lignes", type=int, default=10_000_000)
    options = analyse.parse_args()
    if options.processus:
        ensemble(options.processus)
    if options.lignes:
        longue_liste(options.lignes)


if __name__ == "__main__":
    main()
