"""The quick way: the tests are collected once; each mutant is a child in which the code of a function is replaced.

What is made when a module is loaded (tables, constants) is made anew in the child and put wherever it is known. What
can be done neither way, or was run while the tests were collected, is left to the slow way.
"""

import ast
import gc
import importlib
import os
import pkgutil
import shutil
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import CodeType, FunctionType, ModuleType
from typing import Any, NamedTuple

import pytest
from hypothesis import HealthCheck, Phase, settings

import forfait_cli
from mutants import etat
from mutants.carte import Parcours, Suivi, dresser, lignes, masque
from mutants.changements import Fonction, Mutant, mutants
from mutants.enfants import a_part, passe
from mutants.etat import ESSAIS, PAQUET, TESTS, dans_le_paquet

AUTREMENT = 2  # a child's word: this can't be tried so
DELAI = 30.0  # seconds of clock on top of what the tests usually take


class Issue(NamedTuple):
    """What became of a mutant, and the test that saw it."""

    issue: str  # tué, survit, sans test, lent
    par: str | None = None


def nom_de_module(fichier: Path) -> str:
    """The dotted name of a file of the package."""
    return ".".join(fichier.relative_to(PAQUET.parent).with_suffix("").parts).removesuffix(".__init__")


def prudence() -> None:
    """Hypothesis says that a test fails at its first example, whatever the load of the machine."""
    settings.register_profile(
        "mutants",
        settings.get_profile("forfait"),
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
        report_multiple_bugs=False,
        database=None,
    )
    settings.load_profile("mutants")


class Rapide:
    """A plugin that tries mutants where pytest would run the tests."""

    def __init__(self, fichiers: Sequence[Path], suivis: Sequence[Path], suivi: Suivi, essai_max: float) -> None:
        self._fichiers = fichiers
        self._suivis = suivis
        self._suivi = suivi
        self._essai_max = essai_max
        self._essais: dict[str, Any] = etat.lire(ESSAIS)

    def pytest_sessionstart(self) -> None:
        prudence()

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        sys.settrace(None)
        for module in pkgutil.walk_packages(forfait_cli.__path__, "forfait_cli."):
            if not module.name.endswith("__main__"):
                importlib.import_module(module.name)
        bases = session.config._tmp_path_factory.getbasetemp()  # type: ignore[attr-defined]
        gc.collect()
        gc.freeze()  # what is inherited is not gone through again by every child
        gc.disable()
        carte = dresser(session.items, self._suivis)
        print(f"{len(carte)} tests de {len(session.items)} voient quelque chose", flush=True)
        self._vivantes = list(_vivantes())
        self._presents = {test.nodeid for test in session.items}
        self._vus = _vus(session.items)
        self._au_chargement = _au_chargement()
        for fichier in self._fichiers:
            debut = time.perf_counter()
            compte = self._module(Module(fichier, carte, self._vivantes), bases)
            etat.garder(ESSAIS, self._essais)
            if compte:
                tout = ", ".join(f"{nombre} {issue}" for issue, nombre in sorted(compte.items()))
                print(f"{dans_le_paquet(fichier)} : {tout} ({time.perf_counter() - debut:.0f} s)", flush=True)
        return True

    def _module(self, module: "Module", bases: Path) -> Counter[str]:
        compte: Counter[str] = Counter()
        tueurs: Counter[str] = Counter()
        for mutant in module.mutants:
            connus = self._essais.setdefault(mutant.unite, {})
            connu = connus.get(str(mutant.rang), {})
            if connu.get("issue") == "tué":
                if not connu["par"] or connu["par"] in self._presents:
                    tueurs[connu["par"]] += 1
                    continue
                connu = {}  # the test that saw it is no more
            candidats = module.candidats(mutant)
            vus = connu.get("vus", {}) if connu.get("max", 0) >= self._essai_max else {}
            nouveaux = [un for un in candidats if vus.get(un.test.nodeid.split("::")[0]) != self._vus[_de(un)]]
            if connu and not nouveaux and connu["issue"] != "lent":
                continue
            issue = self._un(module, mutant, nouveaux if connu else candidats, tueurs)
            compte[issue.issue] += 1
            connus[str(mutant.rang)] = {"issue": issue.issue, "par": issue.par}
            if issue.issue == "tué":
                tueurs[issue.par or ""] += 1
            else:
                tests = {_de(un): self._vus[_de(un)] for un in candidats}
                connus[str(mutant.rang)] |= {"vus": tests, "max": self._essai_max}
            if issue.issue == "lent":
                tests_lents = self._bornes(module.ordonner(mutant, candidats or module.tests, tueurs))
                connus[str(mutant.rang)]["tests"] = [un.test.nodeid for un in tests_lents]
            if sum(compte.values()) % 50 == 0:
                etat.garder(ESSAIS, self._essais)
            for reste in bases.iterdir():
                shutil.rmtree(reste, ignore_errors=True)
        return compte

    def _bornes(self, tests: Sequence[Parcours]) -> list[Parcours]:
        retenus: list[Parcours] = []
        total = 0.0
        for un in tests:
            total += un.duree
            if retenus and total > self._essai_max:
                break
            retenus.append(un)
        return retenus

    def _un(self, module: "Module", mutant: Mutant, candidats: list[Parcours], tueurs: Counter[str]) -> Issue:
        if not candidats:
            return Issue("lent" if self._avant(module, mutant) else "sans test")
        faire = module.facon(mutant)
        if faire is None:
            return Issue("lent")
        tests = self._bornes(module.ordonner(mutant, candidats, tueurs))
        issue = essayer(faire, tests)
        if issue.issue == "tué" and not mutant.en_fonction and not module.temoin(mutant, issue.par, candidats):
            return Issue("lent")
        if issue.issue == "survit" and not mutant.en_fonction and module.noms(mutant.haut) & self._au_chargement:
            return Issue("lent")
        return issue

    def _avant(self, module: "Module", mutant: Mutant) -> bool:
        """Whether this ran while the tests were collected."""
        return bool(self._suivi.masques().get(module.nom, 0) & masque(mutant.lignes))


def _au_chargement() -> set[str]:
    """The names that modules of the package use while they are loaded: a change of their value goes further."""
    noms: set[str] = set()
    for fichier in PAQUET.rglob("*.py"):
        reste: list[ast.AST] = [ast.parse(fichier.read_text(encoding="utf-8"))]
        while reste:
            noeud = reste.pop()
            if isinstance(noeud, ast.Name) and isinstance(noeud.ctx, ast.Load):
                noms.add(noeud.id)
            for champ, valeur in ast.iter_fields(noeud):
                if champ in {"annotation", "returns"} or (champ == "body" and isinstance(noeud, Fonction)):
                    continue
                dedans = valeur if isinstance(valeur, list) else [valeur]
                reste += [un for un in dedans if isinstance(un, ast.AST)]
    return noms


def _de(un: Parcours) -> str:
    return un.test.nodeid.split("::")[0]


def _vus(tests: Sequence[pytest.Item]) -> dict[str, str]:
    """What tells two versions of a file of tests apart: its text and the tests that it makes."""
    par_fichier: dict[str, list[str]] = {}
    for test in tests:
        par_fichier.setdefault(test.nodeid.split("::")[0], []).append(test.nodeid)
    return {
        nom: etat.empreinte((TESTS.parent / nom).read_bytes(), *(test.encode() for test in noms))
        for nom, noms in par_fichier.items()
    }


def essayer(faire: "Facon", tests: Sequence[Parcours]) -> Issue:
    """Make a change in a child and run these tests there until one fails."""

    def travail(sortie: int) -> bool:
        try:
            faire.faire()
        except Autrement:
            os._exit(AUTREMENT)
        except BaseException:
            return False  # the module would not load
        suivants = [*(un.test for un in tests[1:]), None]
        for un, suivant in zip(tests, suivants, strict=True):
            os.write(sortie, b".")
            if not passe(un.test, suivant, 1.0 + 5 * un.duree):
                return False
        return True

    fin = a_part(travail, DELAI + 5 * sum(un.duree for un in tests))
    if fin.code == 0:
        return Issue("survit")
    if fin.code == AUTREMENT:
        return Issue("lent")
    return Issue("tué", tests[max(len(fin.ecrit) - 1, 0)].test.nodeid)


class Autrement(Exception):
    """A change that the quick way can't make."""


class Facon(NamedTuple):
    """How to make a change in this process."""

    module: "Module"
    mutant: Mutant | None  # None: as it is
    haut: int

    def faire(self) -> None:
        """Do it."""
        if self.mutant is not None:
            self.mutant.faire()
        if self.mutant is not None and self.mutant.en_fonction:
            self._remplacer()
        else:
            self._refaire()

    def _remplacer(self) -> None:
        module = self.module
        avant = module.codes(self.haut)
        apres = _codes(module.compiler(self.haut))
        poses = 0
        for cle, code in apres.items():
            ancien = avant.get(cle)
            if ancien is None or ancien == code:
                continue
            seule = (*cle[:2], 1) not in avant  # compiled apart or loaded, the same code may differ in a detail
            for fonction in module.fonctions.get(cle[:2], []):
                if seule or fonction.__code__ == ancien:
                    try:
                        fonction.__code__ = code
                    except ValueError as erreur:
                        raise Autrement from erreur
                    poses += 1
        if not poses:
            raise Autrement

    def _refaire(self) -> None:
        module = self.module
        noms, hauts = module.derives(self.haut)
        espace = vars(module.charge)
        avant = {nom: espace[nom] for nom in noms}
        for haut in hauts:
            exec(module.compiler(haut), espace)
        modules: list[object] = list(sys.modules.values())
        for autre in modules:
            if autre is module.charge or not isinstance(autre, ModuleType) or not _des_notres(autre):
                continue
            for nom, valeur in list(vars(autre).items()):
                if nom in avant and valeur is avant[nom]:
                    setattr(autre, nom, espace[nom])


def _des_notres(module: ModuleType) -> bool:
    return str(getattr(module, "__file__", "")).startswith((str(PAQUET), str(TESTS)))


Cle = tuple[str, int]  # qualified name, first line


def _vivantes() -> Iterator[FunctionType]:
    # Frozen objects are told by no collector: they are thawed for the while.
    gc.unfreeze()
    for objet in gc.get_objects():
        if isinstance(objet, FunctionType) and objet.__code__.co_filename.startswith(f"{PAQUET}/"):
            yield objet
    gc.freeze()


def _codes(code: CodeType) -> dict[tuple[str, int, int], CodeType]:
    """Every code within a code, by its name, its first line and its rank among those of that name and line."""
    trouves: dict[tuple[str, int, int], CodeType] = {}
    for dedans in _dedans(code):
        rang = 0
        while (cle := (dedans.co_qualname, dedans.co_firstlineno, rang)) in trouves:
            rang += 1
        trouves[cle] = dedans
    return trouves


def _dedans(code: CodeType) -> Iterator[CodeType]:
    for constante in code.co_consts:
        if isinstance(constante, CodeType):
            yield constante
            yield from _dedans(constante)


class Module:
    """A module of which mutants are tried."""

    def __init__(self, fichier: Path, carte: Sequence[Parcours], vivantes: Sequence[FunctionType]) -> None:
        self.fichier = fichier
        self.nom = dans_le_paquet(fichier)
        self.arbre = ast.parse(fichier.read_text(encoding="utf-8"))
        self.mutants = mutants(self.arbre, self.nom)
        self.charge = sys.modules[nom_de_module(fichier)]
        self.fonctions: dict[Cle, list[FunctionType]] = {}
        for fonction in vivantes:
            if fonction.__code__.co_filename == str(fichier):
                code = fonction.__code__
                self.fonctions.setdefault((code.co_qualname, code.co_firstlineno), []).append(fonction)
        self._carte = carte
        self._vivantes = vivantes
        self._d_ici = [(un, un.masques[self.nom]) for un in carte if self.nom in un.masques]
        self.tests = [un for un, _ in self._d_ici]
        self._comptes = Counter(ligne for _, bits in self._d_ici for ligne in lignes(bits))
        self._singularites: dict[tuple[str, range], float] = {}
        self._tours: dict[str, tuple[int, float]] = {}  # quickest of each file, then second of each…
        rangs: Counter[str] = Counter()
        for un in carte:
            self._tours[un.test.nodeid] = (rangs[_de(un)], un.duree)
            rangs[_de(un)] += 1
        self._codes: dict[int, dict[tuple[str, int, int], CodeType]] = {}
        self._usagers: dict[int, list[Parcours]] = {}
        self._temoins: dict[tuple[int, str], bool] = {}

    def compiler(self, haut: int) -> CodeType:
        """One statement of the module."""
        seule = ast.Module([self.arbre.body[haut]], type_ignores=[])
        return compile(seule, str(self.fichier), "exec", dont_inherit=True)

    def codes(self, haut: int) -> dict[tuple[str, int, int], CodeType]:
        """What a statement defines, unchanged if it is asked before a change is made."""
        if haut not in self._codes:
            self._codes[haut] = _codes(self.compiler(haut))
        return self._codes[haut]

    def facon(self, mutant: Mutant) -> Facon | None:
        """How to make this change here, if it can be."""
        if mutant.en_fonction:
            self.codes(mutant.haut)
        elif not _poses(self.arbre.body[mutant.haut]):
            return None
        return Facon(self, mutant, mutant.haut)

    def temoin(self, mutant: Mutant, test: str | None, candidats: Sequence[Parcours]) -> bool:
        """Whether the test that fails passes when the statement is only made anew."""
        cle = (mutant.haut, test or "")
        if cle not in self._temoins:
            un = [un for un in candidats if un.test.nodeid == test]
            self._temoins[cle] = essayer(Facon(self, None, mutant.haut), un).issue == "survit"
        return self._temoins[cle]

    def derives(self, haut: int) -> tuple[set[str], list[int]]:
        """The names that a statement sets, those worked out from them, and the statements to run again."""
        noms, hauts = set(_poses(self.arbre.body[haut])), [haut]
        for rang, phrase in enumerate(self.arbre.body[haut + 1 :], haut + 1):
            poses = _poses(phrase)
            if poses and noms & {noeud.id for noeud in ast.walk(phrase) if isinstance(noeud, ast.Name)}:
                noms |= set(poses)
                hauts.append(rang)
        return noms, hauts

    def ordonner(self, mutant: Mutant, candidats: list[Parcours], tueurs: Counter[str]) -> list[Parcours]:
        """What has seen the others of this module; then in turn what goes where few tests go, and the quickest."""
        premiers = {test: rang for rang, (test, _) in enumerate(tueurs.most_common(8))}
        singuliers = sorted(candidats, key=lambda un: -self._singularite(un, mutant.etendue) / (un.duree + 0.02))
        rapides = sorted(candidats, key=lambda un: self._tours[un.test.nodeid])
        melange = dict.fromkeys(un.test.nodeid for paire in zip(singuliers, rapides, strict=True) for un in paire)
        par_nom = {un.test.nodeid: un for un in candidats}
        return sorted((par_nom[test] for test in melange), key=lambda un: premiers.get(un.test.nodeid, len(premiers)))

    def _singularite(self, un: Parcours, etendue: range) -> float:
        """How rarely tests run what this one runs: of the function, and a little of the whole module."""
        cle = (un.test.nodeid, etendue)
        if cle not in self._singularites:
            vues = un.masques.get(self.nom, 0)
            if etendue:
                ici = sum(1 / self._comptes[ligne] for ligne in etendue if vues >> ligne & 1)
                self._singularites[cle] = ici + self._singularite(un, range(0))
            else:
                self._singularites[cle] = sum(0.1 / self._comptes[ligne] for ligne in lignes(vues))
        return self._singularites[cle]

    def noms(self, haut: int) -> set[str]:
        """What a statement names, and what is worked out from it."""
        return self.derives(haut)[0] or {str(getattr(self.arbre.body[haut], "name", ""))}

    def candidats(self, mutant: Mutant) -> list[Parcours]:
        """The tests that run its statement, or what uses the name that the statement sets; quickest first."""
        if mutant.en_fonction:
            voulu = masque(mutant.lignes)
            return [un for un, bits in self._d_ici if bits & voulu]
        if mutant.haut not in self._usagers:
            self._usagers[mutant.haut] = self._usagers_de(mutant.haut)
        return self._usagers[mutant.haut]

    def _usagers_de(self, haut: int) -> list[Parcours]:
        noms = self.noms(haut)
        espace = vars(self.charge)
        voulus: dict[str, int] = {}
        for fonction in self._vivantes:
            code = fonction.__code__
            nommes = {nom for c in (code, *_dedans(code)) for nom in c.co_names}
            connus = nommes & noms
            par_le_module = connus and any(fonction.__globals__.get(nom) is self.charge for nom in nommes)
            de_la_classe = fonction.__module__ == self.charge.__name__ and code.co_qualname.split(".")[0] in noms
            if (
                de_la_classe
                or par_le_module
                or any(nom in fonction.__globals__ and fonction.__globals__[nom] is espace[nom] for nom in connus)
            ):
                fichier = code.co_filename[len(str(PAQUET)) + 1 :]
                voulus[fichier] = (
                    voulus.get(fichier, 0)
                    | 1 << code.co_firstlineno
                    | masque(ligne for *_, ligne in code.co_lines() if ligne)
                )
        return [un for un in self._carte if any(un.masques.get(nom, 0) & bits for nom, bits in voulus.items())]


def _poses(phrase: ast.stmt) -> list[str]:
    """The names that a plain statement of a module sets."""
    match phrase:
        case ast.Assign(targets=cibles):
            noms = [noeud.id for cible in cibles for noeud in ast.walk(cible) if isinstance(noeud, ast.Name)]
            return noms if all(isinstance(cible, ast.Name | ast.Tuple) for cible in cibles) else []
        case ast.AnnAssign(target=ast.Name(id=nom), value=ast.expr()):
            return [nom]
        case _:
            return []
