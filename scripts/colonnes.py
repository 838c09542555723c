"""Write the titles that a batch recognises into `docs/colonnes.md`, from the one table of fields.

    python scripts/colonnes.py

A test asks for the same text: run this once a field has changed.
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from forfait_cli import load_catalogue
from forfait_cli.readers.demande.champs import champs_de
from forfait_cli.readers.demande.colonnes import Titres

RACINE = Path(__file__).resolve().parent.parent
PAGE = RACINE / "docs" / "colonnes.md"
DEBUT, FIN = "<!-- titres : écrits par scripts/colonnes.py -->\n", "<!-- fin des titres -->"


def table() -> str:
    """The titles of every column that a batch reads with the annex, as a Markdown table."""
    catalogue = load_catalogue(RACINE / "catalogue.toml")
    champs = champs_de(catalogue)
    titres = Titres(catalogue, champs)
    lignes = ["| colonne | ce qu’elle dit | autres titres reconnus |", "| --- | --- | --- |"]
    lignes += [
        f"| `{champ.nom}` | {_phrase(champ.aide)} | {', '.join(titres.reconnus(champ))} |"
        for champ in champs
        if champ.titres is not None
    ]
    return "\n".join(lignes) + "\n"


def _phrase(aide: str) -> str:
    """What the help says, without its full stop nor what holds of the command line alone."""
    return aide.replace(" (répétable)", "").removesuffix(".")


def page(actuelle: str) -> str:
    """The page with the table of today."""
    avant, _, suite = actuelle.partition(DEBUT)
    return f"{avant}{DEBUT}{table()}{FIN}{suite.partition(FIN)[2]}"


if __name__ == "__main__":
    PAGE.write_text(page(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
