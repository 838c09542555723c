"""Why typer is bounded: the start-up of a one-option application with 0.28 and with 0.29.

    python benchmarks/typer_versions.py [--pairs 15]

Makes two temporary environments; needs a package index.
"""

import argparse
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

from startup import UNE_OPTION, comparer, mesurer_tube

VERSIONS = ("0.28", "0.29")


def main() -> None:
    """Compare each version with a bare interpreter, then one with the other."""
    analyse = argparse.ArgumentParser(description=__doc__)
    analyse.add_argument("--pairs", type=int, default=15)
    paires = analyse.parse_args().pairs
    with tempfile.TemporaryDirectory() as dossier:
        script = Path(dossier, "option.py")
        script.write_text(UNE_OPTION, encoding="utf-8")
        commandes = {}
        for version in VERSIONS:
            environnement = Path(dossier, version)
            venv.create(environnement, with_pip=True)
            python = str(environnement / ("Scripts" if sys.platform == "win32" else "bin") / "python")
            subprocess.run([python, "-m", "pip", "install", "--quiet", f"typer=={version}.*"], check=True)
            commandes[version] = [python, str(script)]
            comparer(
                f"typer {version} / python vide", mesurer_tube, commandes[version], [python, "-I", "-c", "pass"], paires
            )
        comparer("typer 0.29 / typer 0.28", mesurer_tube, commandes["0.29"], commandes["0.28"], paires)


if __name__ == "__main__":
    main()
