"""Random mutations of the valid catalogues and tarifs: no traceback, whatever they say.

python benchmarks/mutations.py [--nombre 20000] [--graine 1]
"""

import argparse
import sys
import time
from pathlib import Path


def main() -> None:
    """Read the mutations; the first exception that is not a refusal of ours ends the run with its traceback."""
    analyse = argparse.ArgumentParser(description=__doc__)
    analyse.add_argument("--nombre", type=int, default=20_000)
    analyse.add_argument("--graine", type=int, default=1)
    options = analyse.parse_args()
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))
    from deformations import essayer
    from lectures import LECTURES

    debut = time.perf_counter()
    part = -(-options.nombre // len(LECTURES))
    for nom, (texte, lire) in LECTURES.items():
        issues = list(essayer(texte, part, options.graine, lire))
        print(f"{nom:8} {len(issues):6} mutations, {sum(issues):6} acceptées, aucune n’a fait tomber le lecteur")
    print(f"{time.perf_counter() - debut:.0f} s")


if __name__ == "__main__":
    main()
