"""Where things are, and what is kept from one run to the next."""

import hashlib
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

RACINE = Path(__file__).resolve().parent.parent.parent
PAQUET = RACINE / "forfait_cli"
TESTS = RACINE / "tests"
ESSAIS = RACINE / "build" / "mutants-essais.json"
CARTE = RACINE / "build" / "mutants-carte.json"


def lire(fichier: Path) -> Any:
    """What was kept there, or nothing yet."""
    return json.loads(fichier.read_text(encoding="utf-8")) if fichier.exists() else {}


def garder(fichier: Path, valeur: Any) -> None:
    """Whole or not at all."""
    fichier.parent.mkdir(exist_ok=True)
    provisoire = fichier.with_suffix(".tmp")
    provisoire.write_text(json.dumps(valeur), encoding="utf-8")
    provisoire.replace(fichier)


def empreinte(*parties: bytes) -> str:
    """Tells two contents apart."""
    return hashlib.sha256(b"\0".join(parties)).hexdigest()[:16]


def empreinte_de(fichiers: Iterable[Path]) -> str:
    """The same, of files."""
    return empreinte(*(fichier.read_bytes() for fichier in fichiers))


def dans_le_paquet(fichier: Path) -> str:
    """The name of a file of the package."""
    return str(fichier.relative_to(PAQUET))
