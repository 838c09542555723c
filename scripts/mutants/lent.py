"""The slow way: in a child where nothing of the package is loaded yet, the module is loaded from the changed tree."""

import ast
import importlib.abc
import importlib.util
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import CodeType, ModuleType
from typing import Any

import pytest

from mutants.changements import mutants
from mutants.enfants import a_part
from mutants.etat import PAQUET, dans_le_paquet

FICHIERS_D_ABORD = 3
DELAI = 60.0


class _Remplacant(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Loads one module from a tree instead of from its file."""

    def __init__(self, nom: str, fichier: Path, code: CodeType) -> None:
        self._nom, self._fichier, self._code = nom, fichier, code

    def find_spec(self, nom: str, chemin: object = None, cible: object = None) -> Any:  # noqa: ARG002, the protocol's
        if nom != self._nom:
            return None
        dossier = [str(self._fichier.parent)] if self._fichier.stem == "__init__" else None
        return importlib.util.spec_from_file_location(
            nom, self._fichier, loader=self, submodule_search_locations=dossier
        )

    def create_module(self, spec: object) -> None:  # noqa: ARG002, the protocol's
        return None

    def exec_module(self, module: ModuleType) -> None:
        exec(self._code, module.__dict__)


class Choix:
    """A plugin that keeps these tests, in this order."""

    def __init__(self, tests: Sequence[str]) -> None:
        self._rangs = {test: rang for rang, test in enumerate(tests)}

    def pytest_sessionstart(self) -> None:
        from mutants.rapide import prudence

        prudence()

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        items[:] = sorted((i for i in items if i.nodeid in self._rangs), key=lambda i: self._rangs[i.nodeid])


def en_deux(tests: Sequence[str]) -> Iterator[list[str]]:
    """The tests of the few files that have most of them, then the others: most mutants never need the second part."""
    compte = Counter(test.split("::")[0] for test in tests)
    premiers = {fichier for fichier, _ in compte.most_common(FICHIERS_D_ABORD)}
    for dedans in (True, False):
        if part := [test for test in tests if (test.split("::")[0] in premiers) is dedans]:
            yield part


def essayer(fichier: Path, rang: int | None, tests: Sequence[str]) -> bool:
    """Whether one of these tests sees this mutant (None: the module as it is)."""

    def travail(_: int) -> bool:
        arbre = ast.parse(fichier.read_text(encoding="utf-8"))
        if rang is not None:
            mutants(arbre, dans_le_paquet(fichier))[rang].faire()
        code = compile(arbre, str(fichier), "exec", dont_inherit=True)
        nom = ".".join(fichier.relative_to(PAQUET.parent).with_suffix("").parts).removesuffix(".__init__")
        sys.meta_path.insert(0, _Remplacant(nom, fichier, code))
        options = ["-x", "-q", "-p", "no:cacheprovider", *sorted({test.split("::")[0] for test in tests})]
        return pytest.main(options, plugins=[Choix(tests)]) == 0

    return a_part(travail, DELAI).code != 0
