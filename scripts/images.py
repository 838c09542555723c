"""Make the pictures of the README: two screens as SVG, a devis as its PDF's first page.

    python scripts/images.py [FOLDER, docs/images by default]

Needs pdftoppm for the last one. A test runs the same commands and reads in the pictures what they say.
"""

import hashlib
import io
import os
import re
import struct
import subprocess
import sys
import tempfile
import zlib
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree

RACINE = Path(__file__).resolve().parent.parent
IMAGES = RACINE / "docs" / "images"
LARGEUR = 100
CLE = b"Empreinte"  # of what the picture of a PDF was made from, in its own file


class Ecran(NamedTuple):
    """A command whose screen is shown, its first lines only."""

    nom: str
    arguments: tuple[str, ...]
    lignes: int


ECRANS = (
    Ecran("compare", ("compare", "--habitants", "1200", "--besoin-go", "9"), 43),
    Ecran("quote", ("quote", "--habitants", "1200", "--extra-go", "4", "--forfait", "metiers"), 41),
)
DEVIS = (
    "quote", "--commune", "Astaffort", "--forfait", "metiers", "--extra-go", "4", "--extra-comptes", "3",
    "--date", "2026-01-15", "--reference", "2026-014", "--validite", "60",
)  # fmt: skip

# Rich's own page without its fonts of elsewhere: a picture asks for nothing.
PAGE = """<svg xmlns="http://www.w3.org/2000/svg" class="rich-terminal" viewBox="0 0 {width} {height}">
<style>
.{unique_id}-matrix {{
    font-family: "DejaVu Sans Mono", Menlo, Consolas, monospace;
    font-size: {char_height}px; line-height: {line_height}px; font-variant-east-asian: full-width;
}}
{styles}
</style>
<defs>
<clipPath id="{unique_id}-clip-terminal">
<rect x="0" y="0" width="{terminal_width}" height="{terminal_height}" />
</clipPath>
{lines}
</defs>
{chrome}
<g transform="translate({terminal_x}, {terminal_y})" clip-path="url(#{unique_id}-clip-terminal)">
{backgrounds}
<g class="{unique_id}-matrix">
{matrix}
</g>
</g>
</svg>
"""


def executer(*arguments: str, couleur: bool) -> str:
    """What a command prints on a screen of 100 columns, whatever the shell and its user's configuration."""
    with tempfile.TemporaryDirectory() as vide:
        environnement = {
            **{nom: valeur for nom, valeur in os.environ.items() if not nom.startswith("FORFAIT_")},
            "COLUMNS": str(LARGEUR), "TERM": "xterm-256color", "PYTHONUTF8": "1", "XDG_CONFIG_HOME": vide,
            "APPDATA": vide,
        }  # fmt: skip
        environnement.pop("NO_COLOR", None)
        environnement.pop("FORCE_COLOR", None)
        if couleur:
            environnement["FORCE_COLOR"] = "1"
        fini = subprocess.run(
            [sys.executable, "-m", "forfait_cli", *arguments],
            stdout=subprocess.PIPE, check=True, env=environnement, cwd=RACINE, timeout=60,
        )  # fmt: skip
    return fini.stdout.decode()


def debut(texte: str, lignes: int) -> str:
    """The first lines, and a sign where some are left out."""
    toutes = texte.rstrip("\n").split("\n")
    return "\n".join(toutes[:lignes] + (["…"] if len(toutes) > lignes else []))


def en_svg(ecran: Ecran) -> str:
    """The picture of a screen."""
    from rich.console import Console
    from rich.terminal_theme import SVG_EXPORT_THEME as THEME
    from rich.terminal_theme import TerminalTheme
    from rich.text import Text

    couleurs = [(teinte.red, teinte.green, teinte.blue) for teinte in map(THEME.ansi_colors.__getitem__, range(16))]
    noir = TerminalTheme((0, 0, 0), (217, 217, 217), couleurs[:8], couleurs[8:])
    console = Console(  # all colours, whatever the terminal has: rich keeps a style as it was first written
        record=True, width=LARGEUR, file=io.StringIO(), color_system="256", force_terminal=True, legacy_windows=False
    )
    commande = f"$ forfait {' '.join(ecran.arguments)}"
    console.print(Text.from_ansi(f"{commande}\n{debut(executer(*ecran.arguments, couleur=True), ecran.lignes)}"))
    svg = console.export_svg(title="forfait", theme=noir, code_format=PAGE, unique_id=ecran.nom)
    return re.sub(r"[ \t]+$", "", svg, flags=re.MULTILINE)


def texte_du_svg(svg: str) -> str:
    """What a picture of a screen says, white space left out."""
    racine = ElementTree.fromstring(svg)
    groupe = next(un for un in racine.iter() if un.get("class", "").endswith("-matrix"))
    return "".join("".join(groupe.itertext()).split())


def faire_pdf(dossier: Path) -> bytes:
    """The devis whose first page is shown."""
    fichier = dossier / "devis.pdf"
    executer(*DEVIS, "-o", str(fichier), couleur=False)
    return fichier.read_bytes()


def empreinte(octets: bytes) -> str:
    """Of what a PDF says and of what sets it; not of its bytes, which a version of typst may change."""
    from forfait_cli.readers.documents.pdf import lire_pdf

    composition = sorted((RACINE / "forfait_cli" / "typst").glob("*.typ"))
    parts = [lire_pdf(octets, "devis.pdf").feuilles.texte.encode(), *(fichier.read_bytes() for fichier in composition)]
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


def empreinte_du_png(octets: bytes) -> str:
    """What was written in a picture by `signer`; empty: nothing was."""
    place = octets.find(b"tEXt" + CLE + b"\0")
    return "" if place < 0 else octets[place + 4 + len(CLE) + 1 :][:64].decode()


def signer(png: bytes, valeur: str) -> bytes:
    """The same picture, with a text of its own after its header."""
    bloc = b"tEXt" + CLE + b"\0" + valeur.encode()
    fin_de_l_entete = 8 + 25
    morceau = struct.pack(">I", len(bloc) - 4) + bloc + struct.pack(">I", zlib.crc32(bloc))
    return png[:fin_de_l_entete] + morceau + png[fin_de_l_entete:]


def en_png(pdf: bytes, dossier: Path) -> bytes:
    """The first page as a picture."""
    (dossier / "page.pdf").write_bytes(pdf)
    commande = ["pdftoppm", "-r", "96", "-png", "-singlefile", str(dossier / "page.pdf"), str(dossier / "page")]
    subprocess.run(commande, check=True, timeout=60)
    return signer((dossier / "page.png").read_bytes(), empreinte(pdf))


def main() -> None:
    """Write them all."""
    cible = Path(sys.argv[1]) if len(sys.argv) > 1 else IMAGES
    cible.mkdir(parents=True, exist_ok=True)
    for ecran in ECRANS:
        (cible / f"{ecran.nom}.svg").write_text(en_svg(ecran), encoding="utf-8")
    with tempfile.TemporaryDirectory() as dossier:
        (cible / "devis.png").write_bytes(en_png(faire_pdf(Path(dossier)), Path(dossier)))


if __name__ == "__main__":
    sys.path.insert(0, str(RACINE))
    main()
