"""Mutation testing: each small change of the code must make a test fail. One command:

    python scripts/mutations.py [--processus 1] [--tests montants regles …] [--rapport benchmarks/mutations.md] [FILE …]

Without FILE, the modules of `MODULES`: what decides an amount, a strate, a request. A first pass runs every test file
once and notes which functions each test calls; a change in a function is then tried against the tests that call it,
quickest first, until one fails. What was tried is kept in `build/mutations.json`: stopped, the command goes on from
there; a module or a test that has changed is tried again. Nothing on disk is changed: each mutant is compiled in a
process of its own.

What is changed, one place at a time: comparisons and their bounds, arithmetic, « and » and « or », negations,
conditions, numbers, texts, True and False, results of functions (None in their place), statements left out (calls,
raises, yields), break and continue. Left alone: annotations, docstrings, assertions, imports.
"""

import argparse
import ast
import gc
import hashlib
import importlib.abc
import importlib.util
import json
import os
import resource
import signal
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from types import CodeType, FrameType, ModuleType
from typing import Any, NamedTuple

import pytest

RACINE = Path(__file__).resolve().parent.parent
PAQUET = RACINE / "forfait_cli"
ETAT = RACINE / "build" / "mutations.json"
MODULES = (
    "domaine/prix.py", "domaine/devis.py", "domaine/strate.py", "domaine/tva.py", "domaine/quantites.py",
    "domaine/selection.py", "domaine/tarifs.py", "domaine/chiffreur.py", "domaine/comparaison.py",
    "domaine/impact.py", "francais.py", "readers/prix.py", "readers/demande/lecture.py",
    "readers/demande/nombres.py", "readers/demande/champs.py", "readers/demande/colonnes.py",
)  # fmt: skip
# The test files that say what amounts, strates and requests are; those of screens, files, systems would only be slow.
JEU = (
    "annexe", "catalogue", "catalogue_mots", "champs", "contre_calcul", "decisions", "demande", "devis", "francais",
    "golden", "grilles_exemples", "grilles_proprietes", "metamorphoses", "montants", "notes", "phrases", "population",
    "proprietes", "regles", "strate", "tarifs_dossier", "tarifs_effets", "tarifs_fautes", "tarifs_impact",
    "tarifs_poses", "tarifs_prix", "usage",
)  # fmt: skip
TEST_MAX = 2.0  # seconds of processor, traced: slower tests are left out
ESSAI_MAX = 20.0  # seconds of processor, traced, for one mutant: what its quickest tests do not see survives
FICHIERS_D_ABORD = 3
DELAI = 60.0  # seconds on top of what its tests usually take: then it hangs, and counts as seen


# -- Mutants -----------------------------------------------------------------------------------------------------------

COMPARAISONS: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.In: ast.NotIn, ast.NotIn: ast.In,
}  # fmt: skip
CALCULS: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Add, ast.Div: ast.Mult, ast.FloorDiv: ast.Mult,
    ast.Mod: ast.Mult, ast.BitAnd: ast.BitOr, ast.BitOr: ast.BitAnd,
}  # fmt: skip


class Mutant(NamedTuple):
    """One change: where, in which function (its first line, 0 for the module), what, and how to make it."""

    ligne: int
    fonction: int
    quoi: str
    faire: Callable[[], None]


def mutants(arbre: ast.Module) -> Iterator[Mutant]:
    """Every change of a module, always in the same order."""
    yield from _dans(arbre, 0)


def _dans(noeud: ast.AST, fonction: int) -> Iterator[Mutant]:
    for champ, valeur in ast.iter_fields(noeud):
        if champ in {"annotation", "returns", "decorator_list", "type_params", "format_spec"}:
            continue
        enfants = valeur if isinstance(valeur, list) else [valeur]
        for rang, enfant in enumerate(enfants):
            if not isinstance(enfant, ast.AST) or _a_laisser(noeud, champ, rang, enfant):
                continue
            place = Place(noeud, champ, rang if isinstance(valeur, list) else None)
            yield from _du_noeud(place, enfant, fonction)
            dedans = fonction
            if isinstance(enfant, ast.FunctionDef | ast.AsyncFunctionDef):
                # The code object of a decorated function begins at its first decorator.
                dedans = min([enfant.lineno, *(d.lineno for d in enfant.decorator_list)])
            yield from _dans(enfant, dedans)


def _a_laisser(parent: ast.AST, champ: str, rang: int, noeud: ast.AST) -> bool:
    """What is no behaviour: docstrings, assertions, imports, what only a type checker runs."""
    if isinstance(noeud, ast.Assert | ast.Import | ast.ImportFrom | ast.MatchClass | ast.MatchValue):
        return True
    if isinstance(noeud, ast.If) and isinstance(noeud.test, ast.Name) and noeud.test.id == "TYPE_CHECKING":
        return True
    if isinstance(noeud, ast.AnnAssign) and ast.unparse(noeud.annotation).startswith("Literal["):
        return True  # the type checker holds it
    if isinstance(noeud, ast.Raise) and noeud.exc is not None and ast.unparse(noeud.exc).startswith("AssertionError("):
        return True
    appel = noeud.value if isinstance(noeud, ast.Expr) else noeud
    if isinstance(appel, ast.Call) and isinstance(appel.func, ast.Name) and appel.func.id in {"assert_never", "cast"}:
        return True
    docstring = champ == "body" and rang == 0 and isinstance(parent, ast.Module | ast.ClassDef | ast.FunctionDef)
    return docstring and isinstance(noeud, ast.Expr) and isinstance(noeud.value, ast.Constant)


class Place(NamedTuple):
    """Where a node stands: the field of its parent, and its rank there if the field is a list."""

    parent: ast.AST
    champ: str
    rang: int | None

    def poser(self, noeud: ast.AST, nouveau: ast.AST) -> None:
        """Put another node there."""
        ast.fix_missing_locations(ast.copy_location(nouveau, noeud))
        if self.rang is None:
            setattr(self.parent, self.champ, nouveau)
        else:
            getattr(self.parent, self.champ)[self.rang] = nouveau


def _du_noeud(place: Place, noeud: ast.AST, fonction: int) -> Iterator[Mutant]:
    ligne = getattr(noeud, "lineno", getattr(place.parent, "lineno", 0))
    for quoi, attribut, valeur in _attributs(noeud, fonction):
        yield Mutant(ligne, fonction, quoi, partial(setattr, noeud, attribut, valeur))
    for quoi, nouveau in _remplacants(place, noeud):
        yield Mutant(ligne, fonction, quoi, partial(place.poser, noeud, nouveau))


def _attributs(noeud: ast.AST, fonction: int) -> Iterator[tuple[str, str, object]]:
    """What may be changed within a node: said how, which attribute, its new value."""
    match noeud:
        case ast.Compare(ops=ops):
            for rang, op in enumerate(ops):
                autre = COMPARAISONS[type(op)]
                yield f"{type(op).__name__} → {autre.__name__}", "ops", [*ops[:rang], autre(), *ops[rang + 1 :]]
        case ast.BinOp(op=calcul) | ast.AugAssign(op=calcul) if type(calcul) in CALCULS:
            if fonction or not isinstance(calcul, ast.BitOr):  # a union of types is no arithmetic
                change = CALCULS[type(calcul)]
                yield f"{type(calcul).__name__} → {change.__name__}", "op", change()
        case ast.BoolOp(op=ast.And()):
            yield "and → or", "op", ast.Or()
        case ast.BoolOp(op=ast.Or()):
            yield "or → and", "op", ast.And()
        case ast.Constant(value=bool(vrai)):
            yield f"{vrai} → {not vrai}", "value", not vrai
        case ast.Constant(value=int(nombre)):
            yield f"{nombre} → {nombre + 1}", "value", nombre + 1
        case ast.Constant(value=str(texte)):
            nouveau = f"1{texte}" if texte.replace(".", "").isdigit() else f"XX{texte}"
            yield f"{texte[:40]!r} → {nouveau[:42]!r}", "value", nouveau
        case ast.Return(value=ast.expr() as rendu) if not isinstance(rendu, ast.Constant):
            yield "return x → return None", "value", ast.copy_location(ast.Constant(None), rendu)
        case _:
            return


def _remplacants(place: Place, noeud: ast.AST) -> Iterator[tuple[str, ast.AST]]:
    """What may stand in the place of a node."""
    match noeud:
        case ast.UnaryOp(op=ast.Not(), operand=dedans):
            yield "not x → x", dedans
        case ast.Expr(value=ast.Call() | ast.YieldFrom() | ast.Yield()) | ast.Raise():
            yield f"{ast.unparse(noeud)[:40]} → pass", ast.Pass()
        case ast.Break():
            yield "break → continue", ast.Continue()
        case ast.Continue():
            yield "continue → break", ast.Break()
        case ast.expr() if place.champ in {"test", "ifs", "guard"} and not isinstance(noeud, ast.Compare | ast.BoolOp):
            yield "if x → if not x", ast.UnaryOp(ast.Not(), noeud)
        case _:
            return


class _Remplacant(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Loads one module from a tree instead of from its file."""

    def __init__(self, nom: str, fichier: Path, code: CodeType) -> None:
        self._nom, self._fichier, self._code = nom, fichier, code

    def find_spec(self, nom: str, chemin: object = None, cible: object = None) -> Any:  # noqa: ARG002, the protocol's
        if nom != self._nom:
            return None
        spec = importlib.util.spec_from_loader(nom, self, origin=str(self._fichier))
        if spec is not None:
            spec.has_location = True
        return spec

    def create_module(self, spec: object) -> None:  # noqa: ARG002, the protocol's
        return None

    def exec_module(self, module: ModuleType) -> None:
        exec(self._code, module.__dict__)


def nom_de_module(fichier: Path) -> str:
    """The dotted name of a file of the package."""
    return ".".join(fichier.relative_to(RACINE).with_suffix("").parts)


# -- Which test calls what ---------------------------------------------------------------------------------------------


class Suivi:
    """A plugin that notes the functions of the package called by each test, and those called for all of a file."""

    def __init__(self) -> None:
        self.par_test: dict[str, set[str]] = {}
        self.durees: dict[str, float] = {}
        self.communes: set[str] = set()
        self._courant = self.communes
        self._vus: dict[CodeType, str | None] = {}

    def noter(self, cadre: FrameType, _evenement: str, _: object) -> None:
        """Note a call; nothing is to be traced within it."""
        code = cadre.f_code
        if code not in self._vus:
            dedans = code.co_filename.startswith(str(PAQUET))
            self._vus[code] = f"{code.co_filename[len(str(PAQUET)) + 1 :]}:{code.co_firstlineno}" if dedans else None
        if (place := self._vus[code]) is not None:
            self._courant.add(place)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_call(self, item: pytest.Item) -> Iterator[None]:
        places: set[str] = set()
        self._courant = places
        debut = time.process_time()
        try:
            yield
        finally:
            self._courant = self.communes
        # A test that fails or is skipped without a mutant can tell nothing: it is left out.
        self.par_test[item.nodeid] = places
        self.durees[item.nodeid] = time.process_time() - debut


class Choix:
    """A plugin that keeps these tests, in this order."""

    def __init__(self, tests: Sequence[str]) -> None:
        self._rangs = {test: rang for rang, test in enumerate(tests)}

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        items[:] = sorted((i for i in items if i.nodeid in self._rangs), key=lambda i: self._rangs[i.nodeid])


class Carte(NamedTuple):
    """The tests that call each function of the package (`file:line`), quickest first, and how long each takes."""

    tests: dict[str, list[str]]
    durees: dict[str, float]


def suivre(fichier: Path) -> dict[str, Any]:
    """What the tests of one file call."""

    def travail() -> dict[str, Any]:
        suivi = Suivi()
        sys.settrace(suivi.noter)
        pytest.main(["-q", "-p", "no:cacheprovider", str(fichier)], plugins=[suivi])
        sys.settrace(None)
        return {
            "tests": {test: sorted(places | suivi.communes) for test, places in suivi.par_test.items()},
            "durees": suivi.durees,
        }

    lu, ecrit = os.pipe()
    enfant = os.fork()
    if enfant == 0:
        _se_taire()
        resultat = json.dumps(travail()).encode()
        with os.fdopen(ecrit, "wb") as tube:
            tube.write(resultat)
        os._exit(0)
    os.close(ecrit)
    with os.fdopen(lu, "rb") as flux:
        contenu = flux.read()
    os.waitpid(enfant, 0)
    return json.loads(contenu) if contenu else {"tests": {}, "durees": {}}


def dresser(etat: dict[str, Any], jeu: Sequence[str]) -> Carte:
    """The map of all test files; a file that has not changed since the package was last mapped is not run again."""
    cartes = etat.setdefault("cartes", {})
    paquet = _empreinte(*sorted(PAQUET.rglob("*.py")))
    for nom in jeu:
        fichier = RACINE / "tests" / f"test_{nom}.py"
        if not fichier.exists():
            continue
        cle = f"{paquet}:{_empreinte(fichier)}"
        if cartes.get(fichier.name, {}).get("cle") != cle:
            print(f"suivi de {fichier.name}", file=sys.stderr)
            cartes[fichier.name] = {"cle": cle, **suivre(fichier)}
            _garder(etat)
    retenues = [cartes[nom] for nom in (f"test_{nom}.py" for nom in jeu) if nom in cartes]
    durees = {test: d for carte in retenues for test, d in carte["durees"].items() if d <= TEST_MAX}
    par_place: dict[str, list[str]] = {}
    for carte in retenues:
        for test, places in carte["tests"].items():
            for place in places:
                if test in durees:
                    par_place.setdefault(place, []).append(test)
    return Carte({place: sorted(tests, key=lambda t: durees[t]) for place, tests in par_place.items()}, durees)


# -- Trying them -------------------------------------------------------------------------------------------------------


def _se_taire() -> None:
    rien = os.open(os.devnull, os.O_RDWR)
    for flux in (0, 1, 2):
        os.dup2(rien, flux)


def _tests_de(mutant: Mutant, relatif: str, carte: Carte) -> list[str]:
    """The tests to try: those that call the function, or any of the module for what is in none."""
    if mutant.fonction and (siens := carte.tests.get(f"{relatif}:{mutant.fonction}")):
        trouves = siens
    else:
        prefixe = f"{relatif}:"
        tous = {test for place, tests in carte.tests.items() if place.startswith(prefixe) for test in tests}
        trouves = sorted(tous, key=lambda test: carte.durees[test])
    retenus, total = [], 0.0
    for test in trouves:
        total += carte.durees[test]
        if total > ESSAI_MAX:
            break
        retenus.append(test)
    return retenus


def _en_deux(tests: Sequence[str]) -> Iterator[list[str]]:
    """The tests of the few files that have most of them, then the others: most mutants never need the second part."""
    compte = Counter(test.split("::")[0] for test in tests)
    premiers = {fichier for fichier, _ in compte.most_common(FICHIERS_D_ABORD)}
    for dedans in (True, False):
        if part := [test for test in tests if (test.split("::")[0] in premiers) is dedans]:
            yield part


def essayer(fichier: Path, source: str, rang: int | None, tests: Sequence[str], delai: float) -> str:
    """« tué » or « survit », for one mutant (None: the module as it is) and these tests."""
    enfant = os.fork()
    if enfant == 0:
        _se_taire()
        signal.alarm(0)
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        arbre = ast.parse(source)
        if rang is not None:
            list(mutants(arbre))[rang].faire()
        code = compile(arbre, str(fichier), "exec", dont_inherit=True)
        sys.meta_path.insert(0, _Remplacant(nom_de_module(fichier), fichier, code))
        fichiers = sorted({test.split("::")[0] for test in tests})
        options = ["-x", "-q", "-p", "no:cacheprovider", *fichiers]
        fin = 1
        try:
            fin = int(pytest.main(options, plugins=[Choix(tests)]))
        finally:
            os._exit(0 if fin == 0 else 1)
    echeance = time.monotonic() + delai
    while time.monotonic() < echeance:
        fini, statut = os.waitpid(enfant, os.WNOHANG)
        if fini:
            return "survit" if os.waitstatus_to_exitcode(statut) == 0 else "tué"
        time.sleep(0.02)
    os.kill(enfant, signal.SIGKILL)
    os.waitpid(enfant, 0)
    return "tué"


def _empreinte(*fichiers: Path) -> str:
    somme = hashlib.sha256()
    for fichier in fichiers:
        somme.update(fichier.read_bytes())
    return somme.hexdigest()[:16]


def _garder(etat: dict[str, Any]) -> None:
    ETAT.parent.mkdir(exist_ok=True)
    provisoire = ETAT.with_suffix(".tmp")
    provisoire.write_text(json.dumps(etat), encoding="utf-8")
    provisoire.replace(ETAT)


def passer(fichier: Path, carte: Carte, etat: dict[str, Any], processus: int) -> list[tuple[Mutant, str]]:
    """Every mutant of a module and what became of it."""
    relatif = str(fichier.relative_to(PAQUET))
    source = fichier.read_text(encoding="utf-8")
    tous = list(mutants(ast.parse(source)))
    connus = etat.setdefault("essais", {}).setdefault(relatif, {})
    module = _empreinte(fichier)
    if connus.get("module") != module:
        connus.clear()
        connus["module"] = module
    tests_changes = _empreinte(*sorted((RACINE / "tests").rglob("*.py")))

    temoins = sorted({test for places in carte.tests.values() for test in places}, key=lambda t: carte.durees[t])[:200]
    for tests in _en_deux(temoins):
        if essayer(fichier, source, None, tests, 10 * DELAI) != "survit":
            raise SystemExit(
                f"{relatif} : des tests échouent sans qu’on ait rien changé ; mesurer n’aurait pas de sens"
            )

    def un(rang: int) -> str:
        # A mutant that was seen stays seen; one that was not is tried again once the tests have changed.
        deja = connus.get(str(rang))
        if deja and (deja["issue"] == "tué" or deja["tests"] == tests_changes):
            return str(deja["issue"])
        issue = "sans test"
        for tests in _en_deux(_tests_de(tous[rang], relatif, carte)):
            issue = essayer(fichier, source, rang, tests, DELAI + 5 * sum(carte.durees[test] for test in tests))
            if issue == "tué":
                break
        connus[str(rang)] = {"issue": issue, "tests": tests_changes}
        return issue

    issues: list[str] = []
    with ThreadPoolExecutor(processus) as executeur:
        for rang, issue in enumerate(executeur.map(un, range(len(tous)))):
            issues.append(issue)
            if rang % 20 == 0:
                _garder(etat)
    _garder(etat)
    return list(zip(tous, issues, strict=True))


def rapport(resultats: dict[str, list[tuple[Mutant, str]]]) -> str:
    """The figures, then the mutants that no test sees."""
    lignes = ["| module | mutants | tués | part |", "| --- | ---: | ---: | ---: |"]
    total: Counter[str] = Counter()
    for relatif, essais in resultats.items():
        compte = Counter(issue for _, issue in essais)
        total += compte
        lignes.append(f"| `{relatif}` | {len(essais)} | {compte['tué']} | {compte['tué'] / max(len(essais), 1):.1%} |")
    nombre = sum(total.values())
    lignes.append(f"| **tous** | **{nombre}** | **{total['tué']}** | **{total['tué'] / max(nombre, 1):.1%}** |")
    for relatif, essais in resultats.items():
        vivants = [f"- ligne {m.ligne} : {m.quoi} ({issue})" for m, issue in essais if issue != "tué"]
        if vivants:
            lignes += ["", f"`{relatif}`", "", *vivants]
    return "\n".join(lignes) + "\n"


def main() -> None:
    """Try the mutants of these modules."""
    analyse = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    analyse.add_argument("fichiers", nargs="*", default=MODULES, help="relative to forfait_cli/")
    analyse.add_argument("--tests", nargs="+", default=JEU, help="names of test files, without test_ and .py")
    analyse.add_argument("--processus", type=int, default=1)
    analyse.add_argument("--rapport", type=Path, help="where the figures go, besides the screen")
    options = analyse.parse_args()
    os.chdir(RACINE)
    sys.path[:0] = [str(RACINE), str(RACINE / "tests")]
    # Loaded once, inherited by every mutant; nothing of the package itself.
    for nom in (
        "hypothesis",
        "babel",
        "babel.numbers",
        "rich.console",
        "rich.table",
        "typer",
        "jsonschema",
        "xlsxwriter",
    ):
        importlib.import_module(nom)
    etat = json.loads(ETAT.read_text(encoding="utf-8")) if ETAT.exists() else {}
    carte = dresser(etat, options.tests)
    gc.freeze()  # what is inherited is not gone through again by every mutant
    resultats = {}
    for relatif in options.fichiers:
        debut = time.perf_counter()
        resultats[relatif] = passer(PAQUET / relatif, carte, etat, options.processus)
        tues = sum(issue == "tué" for _, issue in resultats[relatif])
        print(f"{relatif} : {tues}/{len(resultats[relatif])} en {time.perf_counter() - debut:.0f} s", flush=True)
    texte = rapport(resultats)
    print(texte)
    if options.rapport is not None:
        options.rapport.write_text(texte, encoding="utf-8")


if __name__ == "__main__":
    main()
