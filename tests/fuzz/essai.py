"""One input: a command line and the files that it finds. Kept as JSON where it showed a fault."""

import base64
import json
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple


class Essai(NamedTuple):
    """A run to be made."""

    arguments: tuple[str, ...]
    fichiers: Mapping[str, bytes] = {}  # written where it runs
    entree: bytes = b""  # standard input
    direct: bool = False  # the file is read and costed without the command line: ten times as fast

    def en_json(self) -> str:
        """The same, to be kept."""
        fichiers = {nom: base64.b85encode(octets).decode() for nom, octets in self.fichiers.items()}
        return json.dumps(
            {"arguments": self.arguments, "fichiers": fichiers, "entree": base64.b85encode(self.entree).decode()},
            indent=1,
        )


def lire(fichier: Path) -> Essai:
    """What was kept, to be run whole."""
    lu = json.loads(fichier.read_text(encoding="utf-8"))
    fichiers = {nom: base64.b85decode(texte) for nom, texte in lu["fichiers"].items()}
    return Essai(tuple(lu["arguments"]), fichiers, base64.b85decode(lu["entree"]))
