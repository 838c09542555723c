"""Which lines of the package each test runs: each test once, alone, in a process of its own, as mutants are tried."""

import json
import os
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from difflib import SequenceMatcher
from pathlib import Path
from types import CodeType, FrameType
from typing import Any, NamedTuple

import pytest

from mutants import etat
from mutants.enfants import a_part, passe
from mutants.etat import CARTE, PAQUET, dans_le_paquet

TEST_MAX = 2.0  # seconds of processor, traced: slower tests are left out
Traceur = Callable[[FrameType, str, object], Any]


class Suivi:
    """Notes the lines that run in these files, and the first line of what is called elsewhere in the package."""

    def __init__(self, fichiers: Iterable[Path]) -> None:
        self._suivis = {str(fichier) for fichier in fichiers}
        self._lignes: dict[str, set[int]] = {}
        self._traceurs: dict[CodeType, Traceur | None] = {}

    def __enter__(self) -> "Suivi":
        sys.settrace(self._entrer)
        return self

    def __exit__(self, *_: object) -> None:
        sys.settrace(None)

    def _entrer(self, cadre: FrameType, _evenement: str, _: object) -> Traceur | None:
        code = cadre.f_code
        try:
            return self._traceurs[code]
        except KeyError:
            traceur = self._traceurs[code] = self._rencontrer(code)
            return traceur

    def _rencontrer(self, code: CodeType) -> Traceur | None:
        if not code.co_filename.startswith(f"{PAQUET}/"):
            return None
        lignes = self._lignes.setdefault(code.co_filename[len(str(PAQUET)) + 1 :], set())
        lignes.add(code.co_firstlineno)
        return _traceur(lignes) if code.co_filename in self._suivis else None

    def masques(self) -> dict[str, int]:
        """The lines of each file, as the bits of a number."""
        return {nom: masque(lignes) for nom, lignes in self._lignes.items()}


def _traceur(lignes: set[int]) -> Traceur:
    def traceur(cadre: FrameType, _evenement: str, _: object) -> Traceur:
        lignes.add(cadre.f_lineno)
        return traceur

    return traceur


def masque(lignes: Iterable[int]) -> int:
    """Lines as the bits of a number."""
    somme = 0
    for ligne in lignes:
        somme |= 1 << ligne
    return somme


class Parcours(NamedTuple):
    """A test, which lines it runs, and in how many seconds."""

    test: pytest.Item
    duree: float
    masques: dict[str, int]


def dresser(tests: Sequence[pytest.Item], fichiers: Sequence[Path]) -> list[Parcours]:
    """What each test runs, quickest first. One that runs no line that has changed since is not run again."""
    connus = _a_jour(etat.lire(CARTE))
    modules = {chemin: etat.empreinte_de([chemin]) for chemin in {test.path for test in tests}}
    carte: dict[str, Any] = {}
    refaits = 0
    for rang, test in enumerate(tests):
        un = connus.get(test.nodeid)
        if not un or un["de"] != modules[test.path]:
            un = _suivre(test, fichiers) | {"de": modules[test.path]}
            refaits += 1
            if refaits % 500 == 0:
                print(f"suivi : {rang + 1}/{len(tests)} tests", file=sys.stderr, flush=True)
                etat.garder(CARTE, {"sources": _sources(), "tests": {**connus, **carte}})
        carte[test.nodeid] = un
    etat.garder(CARTE, {"sources": _sources(), "tests": carte})
    # What fails, hangs or is slow without a mutant can tell nothing.
    parcours = [
        Parcours(test, un["duree"], {nom: int(bits, 16) for nom, bits in un["masques"].items()})
        for test in tests
        if (un := carte[test.nodeid])["passe"]
    ]
    return sorted(parcours, key=lambda un: un.duree)


def _sources() -> dict[str, list[str]]:
    return {dans_le_paquet(un): un.read_text(encoding="utf-8").splitlines() for un in sorted(PAQUET.rglob("*.py"))}


def _a_jour(carte: dict[str, Any]) -> dict[str, Any]:
    """The tests of a map, the lines that they ran where they now are: what ran a changed line runs what replaces it.

    It is near enough to choose tests by; `--de-neuf` makes the map anew.
    """
    if not carte:
        return {}
    actuelles = _sources()
    tests: dict[str, Any] = carte["tests"]
    for nom, avant in carte["sources"].items():
        apres = actuelles.get(nom, [])
        if apres == avant:
            continue
        devenues: dict[int, list[int]] = {}
        for genre, debut, fin, la, la_fin in SequenceMatcher(None, avant, apres, autojunk=False).get_opcodes():
            if genre == "equal":
                devenues |= {debut + rang + 1: [la + rang + 1] for rang in range(fin - debut)}
            elif genre == "replace":
                devenues |= {ligne + 1: [*range(la + 1, la_fin + 1)] for ligne in range(debut, fin)}
            elif genre == "insert":  # runs with the line before
                devenues[debut] = [*devenues.get(debut, []), *range(la + 1, la_fin + 1)]
        for un in tests.values():
            vues = lignes(int(un["masques"].pop(nom, "0"), 16))
            la_vues = {ici for ligne in vues for ici in devenues.get(ligne, [])}
            if la_vues:
                un["masques"][nom] = f"{masque(la_vues):x}"
    return tests


def lignes(bits: int) -> set[int]:
    """The lines that a mask holds."""
    return {rang for rang in range(bits.bit_length()) if bits >> rang & 1}


def _suivre(test: pytest.Item, fichiers: Sequence[Path]) -> dict[str, Any]:
    def travail(sortie: int) -> bool:
        debut = time.perf_counter()
        with Suivi(fichiers) as suivi:
            vu = passe(test, None, TEST_MAX)
        masques = {nom: f"{bits:x}" for nom, bits in suivi.masques().items()}
        with os.fdopen(sortie, "w") as flux:
            json.dump({"passe": vu, "duree": round(time.perf_counter() - debut, 4), "masques": masques}, flux)
        return True

    ecrit = a_part(travail, 10 * TEST_MAX).ecrit
    lu: dict[str, Any] = json.loads(ecrit) if ecrit else {"passe": False, "duree": TEST_MAX, "masques": {}}
    return lu
