"""The rooms of the program and who may enter: imports go one way, and `domaine` stays pure."""

import ast
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from outils import RACINE

PAQUET = RACINE / "forfait_cli"
MODULES = {
    ".".join(fichier.relative_to(PAQUET).with_suffix("").parts): fichier
    for fichier in sorted(PAQUET.rglob("*.py"))
    if fichier.name not in ("annexe_compilee.py",)
}
# room → the rooms it may import; the package's own `__init__` hands out what is below the commands.
PEUT: dict[str, set[str]] = {
    "erreurs": set(),
    "francais": set(),
    "domaine": {"domaine", "erreurs", "francais"},
    "readers": {"readers", "domaine", "erreurs", "francais"},
    "render": {"render", "domaine", "erreurs", "francais"},
    "commands": {"commands", "render", "readers", "domaine", "erreurs", "francais", "__init__"},
    "__init__": {"domaine", "readers", "erreurs"},
    "__main__": {"commands"},
    "donnees": set(),
}
# Outside libraries → the modules that may import them. Anything else is the standard library.
DEHORS = {
    "typer": ("commands",),
    "rich": ("render.ecrivains.console", "commands.cadre"),
    "tomli_w": ("readers", "render", "commands"),
    "xlsxwriter": ("render.ecrivains.xlsx", "render.gabarit.xlsx"),
    "typst": ("render.ecrivains.pdf",),
    "pypdf": ("readers.documents.pdf",),
}
CONSOLE = "render.ecrivains.console"  # the one writer that may import Rich when it is loaded
NOMBRES = {"render.ecrivains.console.place"}  # what knows numbers alone: the standard library
# What an amount, and the way it is set, may be: taken apart in one module, or to the end.
PRIX = frozenset(
    ("Chiffre", "Inclus", "ARenseigner", "SurEtude", "NonPropose", "Tranches", "PourCent", "SelonStrate", "SelonNature")
)
INTERDITS_AU_DOMAINE = {"os", "sys", "io", "pathlib", "time", "random", "subprocess", "socket", "sqlite3", "tomllib"}
APPELS_INTERDITS_AU_DOMAINE = {"open", "print", "input", "float", "now", "today", "utcnow", "getenv", "time", "exec"}


def piece(module: str) -> str:
    return module.partition(".")[0]


def est_dans(module: str, paquet: str) -> bool:
    """Whether a module is that one, or one of that package."""
    return module == paquet or module.startswith(f"{paquet}.")


def imports(arbre: ast.AST) -> Iterator[str]:
    """The full name of all that a module imports, wherever in it."""
    for noeud in ast.walk(arbre):
        match noeud:
            case ast.Import(names=noms):
                yield from (nom.name for nom in noms)
            case ast.ImportFrom(module=module, names=noms, level=0):
                yield from (f"{module}.{nom.name}" for nom in noms)
            case ast.ImportFrom(level=niveau):
                yield f"relatif.{niveau}"
            case ast.Call(func=ast.Name(id="import_module" | "__import__"), args=[ast.Constant(value=str(nom))]):
                yield nom
            case _:
                pass


def imports_au_chargement(arbre: ast.Module) -> Iterator[str]:
    """The imports that run when the module is loaded: those outside functions and TYPE_CHECKING."""
    for noeud in arbre.body:
        if not isinstance(noeud, ast.FunctionDef | ast.ClassDef | ast.If):
            yield from imports(noeud)


def fautes_d_imports(module: str, source: str) -> list[str]:
    """What a module imports and may not."""
    import sys

    arbre = ast.parse(source)
    fautes = []
    for nom in imports(arbre):
        tete, _, reste = nom.partition(".")
        if tete == "forfait_cli":
            vers = piece(reste) if piece(reste) in PEUT else "__init__"
            if vers not in PEUT[piece(module)]:
                fautes.append(f"{module} imports {nom}")
        elif tete in DEHORS:
            if not any(est_dans(module, permis) for permis in DEHORS[tete]):
                fautes.append(f"{module} imports {nom}")
        elif tete not in sys.stdlib_module_names:
            fautes.append(f"{module} imports {nom}")
        if module in NOMBRES and tete not in sys.stdlib_module_names:
            fautes.append(f"{module} imports {nom}, and knows numbers alone")
    if not est_dans(module, CONSOLE):
        fautes += [
            f"{module} imports {nom} when it is loaded"
            for nom in imports_au_chargement(arbre)
            if est_dans(nom, "rich") or est_dans(nom, f"forfait_cli.{CONSOLE}")
        ]
    return fautes


def vers(nom: str, modules: Mapping[str, object]) -> str | None:
    """The module of the package that an import is of: the longest that its name begins with."""
    if not nom.startswith("forfait_cli."):
        return None
    parties = nom.split(".")[1:]
    for fin in range(len(parties), 0, -1):
        for essai in (".".join(parties[:fin]), ".".join((*parties[:fin], "__init__"))):
            if essai in modules:
                return essai
    return None


def cercles(sources: Mapping[str, str]) -> list[list[str]]:
    """The modules that import one another, wherever in them, `TYPE_CHECKING` included; each circle once."""
    graphe = {
        module: {
            autre for nom in imports(ast.parse(source)) if (autre := vers(nom, sources)) is not None and autre != module
        }
        for module, source in sources.items()
    }

    def atteints(depart: str) -> set[str]:
        vus: set[str] = set()
        reste = [depart]
        while reste:
            for suivant in graphe[reste.pop()]:
                if suivant not in vus:
                    vus.add(suivant)
                    reste.append(suivant)
        return vus

    portees = {module: atteints(module) for module in graphe}
    ensembles = {frozenset(m for m in portees[module] if module in portees[m]) for module in graphe}
    return sorted(sorted(ensemble) for ensemble in ensembles if ensemble)


def drapeaux(source: str) -> list[str]:
    """The texts, docstrings apart, that name a flag of the command line."""
    arbre = ast.parse(source)
    docs = {
        noeud.body[0].value
        for noeud in ast.walk(arbre)
        if isinstance(noeud, ast.Module | ast.FunctionDef | ast.ClassDef)
        and noeud.body
        and isinstance(noeud.body[0], ast.Expr)
    }
    return [
        noeud.value
        for noeud in ast.walk(arbre)
        if isinstance(noeud, ast.Constant)
        and isinstance(noeud.value, str)
        and noeud not in docs
        and re.search(r"--[a-z]", noeud.value)
    ]


def prix_mal_demontes(source: str) -> list[int]:
    """The lines where a price is told apart otherwise than to the end."""
    lignes = []
    arbre = ast.parse(source)
    homonymes = {  # of what is no price: a cell of a sheet in per cent…
        nom.name
        for noeud in ast.walk(arbre)
        if isinstance(noeud, ast.ImportFrom) and noeud.module != "forfait_cli.domaine.prix"
        for nom in noeud.names
    }
    for noeud in ast.walk(arbre):
        match noeud:
            case ast.Call(func=ast.Name(id="isinstance"), args=[_, classes]):
                if "Chiffre" in {un.id for un in ast.walk(classes) if isinstance(un, ast.Name)}:
                    lignes.append(noeud.lineno)
            case ast.Match(cases=cas):
                noms = {
                    un.cls.id
                    for une in cas
                    for un in ast.walk(une.pattern)
                    if isinstance(un, ast.MatchClass) and isinstance(un.cls, ast.Name)
                } - homonymes
                lignes += [
                    une.pattern.lineno
                    for une in cas
                    if PRIX & noms
                    and isinstance(une.pattern, ast.MatchAs)
                    and une.pattern.pattern is None
                    and "assert_never" not in ast.dump(une.body[0])
                ]
            case _:
                pass
    return lignes


def fautes_de_purete(module: str, source: str) -> list[str]:
    """What `domaine` does and may not: reading, printing, the clock, the environment, floats."""
    arbre = ast.parse(source)
    fautes = [f"{module} imports {nom}" for nom in imports(arbre) if nom.partition(".")[0] in INTERDITS_AU_DOMAINE]
    for noeud in ast.walk(arbre):
        match noeud:
            case ast.Call(func=ast.Name(id=nom) | ast.Attribute(attr=nom)) if nom in APPELS_INTERDITS_AU_DOMAINE:
                fautes.append(f"{module} calls {nom}")
            case ast.Constant(value=float(valeur)):
                fautes.append(f"{module} writes {valeur}")
            case ast.BinOp(op=ast.Div()):
                fautes.append(f"{module} divides with /")
            case ast.Name(id="float"):
                fautes.append(f"{module} names float")
            case ast.Global():
                fautes.append(f"{module} has a global")
            case _:
                pass
    return fautes


def test_les_modules_sont_vus() -> None:
    """A rule that sees no file holds nothing."""
    assert len(MODULES) > 30
    for piece_ in PEUT:
        assert any(piece(module) == piece_ for module in MODULES), piece_
    assert {piece(module) for module in MODULES} == set(PEUT)
    assert sum(len(list(imports(ast.parse(f.read_text(encoding="utf-8"))))) for f in MODULES.values()) > 100


@pytest.mark.parametrize("module", MODULES)
def test_les_imports_vont_dans_un_seul_sens(module: str) -> None:
    assert fautes_d_imports(module, MODULES[module].read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("module", [module for module in MODULES if piece(module) == "domaine"])
def test_le_domaine_est_pur(module: str) -> None:
    assert fautes_de_purete(module, MODULES[module].read_text(encoding="utf-8")) == []


def test_aucun_cercle() -> None:
    assert cercles({module: fichier.read_text(encoding="utf-8") for module, fichier in MODULES.items()}) == []


@pytest.mark.parametrize("module", [module for module in MODULES if piece(module) in ("domaine", "readers")])
def test_aucun_drapeau_sous_les_commandes(module: str) -> None:
    """A field is named by `champ`: each entrance says it in its own words."""
    assert drapeaux(MODULES[module].read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("module", [module for module in MODULES if module != "domaine.prix"])
def test_un_prix_se_demonte_jusqu_au_bout(module: str) -> None:
    assert prix_mal_demontes(MODULES[module].read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("module", MODULES)
def test_chaque_module_dit_ce_qu_il_est(module: str) -> None:
    source = MODULES[module].read_text(encoding="utf-8")
    assert not source.strip() or ast.get_docstring(ast.parse(source))


@pytest.mark.parametrize("module", [module for module in MODULES if piece(module) in ("render", "commands")])
def test_le_domaine_ne_compte_qu_en_decimal_partout(module: str) -> None:
    """No amount passes through a float on its way out either."""
    arbre = ast.parse(MODULES[module].read_text(encoding="utf-8"))
    assert not any(isinstance(noeud, ast.Name) and noeud.id == "float" for noeud in ast.walk(arbre))


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("erreurs", "from forfait_cli.francais import euros"),
        ("francais", "from forfait_cli.erreurs import Anomalie"),
        ("domaine.x", "from forfait_cli.readers.catalogue import load_catalogue"),
        ("domaine.x", "import forfait_cli.render.json"),
        ("domaine.x", "from forfait_cli import load_catalogue"),
        ("domaine.x", "def f():\n    from forfait_cli.commands import app"),
        ("readers.x", "from forfait_cli.render.json import montant"),
        ("readers.x", "from importlib import import_module\nimport_module('forfait_cli.commands.app')"),
        ("render.x", "from forfait_cli.readers.catalogue import load_catalogue"),
        ("render.x", "from ..readers import catalogue"),
        ("render.x", "import typer"),
        ("domaine.x", "import typer"),
        ("commands.x", "import rich"),
        ("commands.cadre.aide", "import rich"),
        ("commands.x", "from forfait_cli.render.ecrivains.console import rendre"),
        ("commands.x", "from forfait_cli.render.ecrivains import console"),
        ("render.formats", "from forfait_cli.render.ecrivains.console.plume import Plume"),
        ("render.ecrivains.console.place", "from rich.cells import cell_len"),
        ("render.ecrivains.console.place", "from forfait_cli.render.document import Colonne"),
        ("render.ecrivains.consoles", "from rich.table import Table"),
        ("render.x", "def f():\n    from rich.table import Table"),
        ("readers.x", "import yaml"),
        ("__init__", "from forfait_cli.commands.app import executer"),
    ],
)
def test_la_regle_des_imports_peut_echouer(module: str, source: str) -> None:
    assert fautes_d_imports(module, source)


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("commands.x", "import typer\nfrom forfait_cli.render.json import montant"),
        ("commands.cadre.aide", "def f():\n    from rich import box"),
        ("render.ecrivains.console.__init__", "from rich.table import Table"),
        ("render.ecrivains.console.blocs", "from forfait_cli.render.ecrivains.console.plume import Plume"),
        ("render.ecrivains.console.place", "from itertools import count"),
        ("render.formats", "def f():\n    from forfait_cli.render.ecrivains.console import rendre"),
        ("domaine.x", "from decimal import Decimal\nfrom forfait_cli.domaine.types import Option"),
    ],
)
def test_la_regle_des_imports_laisse_passer_ce_qui_va(module: str, source: str) -> None:
    assert fautes_d_imports(module, source) == []


@pytest.mark.parametrize(
    "source",
    [
        "open('x')",
        "import os",
        "from sys import argv",
        "import datetime\ndatetime.datetime.now()",
        "from datetime import date\ndate.today()",
        "from pathlib import Path",
        "x = 0.1",
        "x = 1 / 2",
        "x = float('1')",
        "def f(x: float) -> None: ...",
        "print('x')",
    ],
)
def test_la_regle_de_purete_peut_echouer(source: str) -> None:
    assert fautes_de_purete("domaine.x", source)


def test_la_regle_des_cercles_peut_echouer() -> None:
    a, b = "from forfait_cli.domaine import b", "def f():\n    from forfait_cli.domaine.a import x"
    assert cercles({"domaine.a": a, "domaine.b": b}) == [["domaine.a", "domaine.b"]]
    assert cercles({"domaine.a": a, "domaine.b": ""}) == []
    paquet = {"readers.a.__init__": "from forfait_cli.readers.a.b import x", "readers.a.b": ""}
    assert cercles(paquet) == []
    garde = "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from forfait_cli.readers.a import y"
    assert cercles({**paquet, "readers.a.b": garde}) == [["readers.a.__init__", "readers.a.b"]]


@pytest.mark.parametrize("source", ['x = "--date"', 'x = f"{y} ou --habitants"', 'def f():\n    return "a --x"'])
def test_la_regle_des_drapeaux_peut_echouer(source: str) -> None:
    assert drapeaux(source)
    assert drapeaux('"""--date"""\ndef f():\n    """--date"""\n    return "a - b -- 3"') == []


@pytest.mark.parametrize(
    ("source", "lignes"),
    [
        ("isinstance(prix, Chiffre)", [1]),
        ("isinstance(prix, SurEtude | Chiffre)", [1]),
        ("isinstance(prix, Proposee)", []),
        ("match prix:\n    case Chiffre(m):\n        x = m\n    case _:\n        x = 0", [4]),
        ("match prix:\n    case Chiffre(m):\n        x = m\n    case autre:\n        x = 0", [4]),
        ("match prix:\n    case Chiffre(m):\n        x = m\n    case _:\n        assert_never(prix)", []),
        ("match valeur:\n    case int():\n        x = 1\n    case _:\n        x = 0", []),
    ],
)
def test_la_regle_des_prix_peut_echouer(source: str, lignes: list[int]) -> None:
    assert prix_mal_demontes(source) == lignes


def test_aucun_fichier_de_tests_ne_depend_de_l_ordinateur() -> None:
    """No absolute path of a machine in what is published."""
    for fichier in (RACINE / "tests").rglob("*.py"):
        for mot in ("/home" + "/", "/wor" + "k/", "C:" + "\\"):
            assert mot not in fichier.read_text(encoding="utf-8"), Path(fichier).name
