"""What is changed in a module, one place at a time, and how."""

import ast
import hashlib
from collections.abc import Callable, Iterator
from functools import partial
from typing import NamedTuple

COMPARAISONS: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.In: ast.NotIn, ast.NotIn: ast.In,
}  # fmt: skip
CALCULS: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Add, ast.Div: ast.Mult, ast.FloorDiv: ast.Mult,
    ast.Mod: ast.Mult, ast.BitAnd: ast.BitOr, ast.BitOr: ast.BitAnd,
}  # fmt: skip
Fonction = ast.FunctionDef | ast.AsyncFunctionDef


class Mutant(NamedTuple):
    """One change: where it stands, what it is, and how to make it."""

    ligne: int
    lignes: range  # of its statement, without what stands inside it
    haut: int  # which statement of the module holds it
    unite: str  # the function that holds it, or the statement of the module or of the class: by its content
    etendue: range  # of that function; empty where there is none
    rang: int  # among the changes of that unit
    en_fonction: bool  # in the body of a function; else it is made when the module is loaded
    quoi: str
    faire: Callable[[], None]


class _Lieu(NamedTuple):
    haut: int
    unite: str
    etendue: range
    lignes: range
    en_fonction: bool
    en_unite: bool  # the unit is a function already: what it defines is within it


def mutants(arbre: ast.Module, module: str) -> list[Mutant]:
    """Every change of a module, always in the same order."""
    rangs: dict[str, int] = {}
    trouves: list[Mutant] = []
    for haut, phrase in enumerate(arbre.body):
        place = Place(arbre, "body", haut)
        if _a_laisser(place, phrase):
            continue
        lieu = _entrer(_Lieu(haut, _cle(module, phrase), range(0), range(0), False, False), phrase, module)
        for mutant in [*_du_noeud(place, phrase, lieu), *_dans(phrase, lieu, module)]:
            rang = rangs[mutant.unite] = rangs.get(mutant.unite, -1) + 1
            trouves.append(mutant._replace(rang=rang))
    return trouves


def _cle(module: str, unite: ast.AST) -> str:
    return hashlib.sha256(f"{module}:{ast.dump(unite)}".encode()).hexdigest()[:20]


def _entrer(lieu: _Lieu, noeud: ast.AST, module: str) -> _Lieu:
    """Where one stands inside a statement."""
    if not isinstance(noeud, ast.stmt | ast.match_case | ast.ExceptHandler):
        return lieu
    debut = noeud.pattern.lineno if isinstance(noeud, ast.match_case) else noeud.lineno
    corps = getattr(noeud, "body", [])
    fin = max(debut, corps[0].lineno - 1) if corps else getattr(noeud, "end_lineno", debut)
    lieu = lieu._replace(lignes=range(debut, fin + 1))
    if isinstance(noeud, Fonction) and not lieu.en_unite:
        etendue = range(noeud.lineno, (noeud.end_lineno or noeud.lineno) + 1)
        return lieu._replace(unite=_cle(module, noeud), etendue=etendue, en_unite=True)
    return lieu


def _dans(noeud: ast.AST, lieu: _Lieu, module: str) -> Iterator[Mutant]:
    for champ, valeur in ast.iter_fields(noeud):
        if champ in {"annotation", "returns", "decorator_list", "type_params", "format_spec"}:
            continue
        en_corps = lieu._replace(en_fonction=True) if isinstance(noeud, Fonction) and champ == "body" else lieu
        for rang, enfant in enumerate(valeur if isinstance(valeur, list) else [valeur]):
            place = Place(noeud, champ, rang if isinstance(valeur, list) else None)
            if not isinstance(enfant, ast.AST) or _a_laisser(place, enfant):
                continue
            ici = _entrer(en_corps, enfant, module)
            yield from _du_noeud(place, enfant, ici)
            yield from _dans(enfant, ici, module)


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


def _a_laisser(place: Place, noeud: ast.AST) -> bool:
    """What is no behaviour: docstrings, assertions, imports, what only a type checker runs."""
    if isinstance(noeud, ast.Assert | ast.Import | ast.ImportFrom | ast.MatchClass | ast.MatchValue) or (
        isinstance(noeud, ast.keyword) and noeud.arg == "strict"  # of zip: an assertion, in other words
    ):
        return True
    if isinstance(noeud, ast.If) and isinstance(noeud.test, ast.Name) and noeud.test.id == "TYPE_CHECKING":
        return True
    if isinstance(noeud, ast.AnnAssign) and ast.unparse(noeud.annotation).startswith("Literal["):
        return True  # the type checker holds it
    if isinstance(noeud, ast.Raise) and noeud.exc is not None and ast.unparse(noeud.exc).startswith("AssertionError("):
        return True  # what can't be: no test can come there
    appel = noeud.value if isinstance(noeud, ast.Expr) else noeud
    if isinstance(appel, ast.Call) and isinstance(appel.func, ast.Name) and appel.func.id in {"assert_never", "cast"}:
        return True
    seul = place.champ == "body" and place.rang == 0 and isinstance(place.parent, ast.Module | ast.ClassDef | Fonction)
    return seul and isinstance(noeud, ast.Expr) and isinstance(noeud.value, ast.Constant)


def _du_noeud(place: Place, noeud: ast.AST, lieu: _Lieu) -> Iterator[Mutant]:
    ligne = getattr(noeud, "lineno", getattr(place.parent, "lineno", 0))
    faits = [(quoi, partial(setattr, noeud, attribut, valeur)) for quoi, attribut, valeur in _attributs(noeud, lieu)]
    faits += [(quoi, partial(place.poser, noeud, nouveau)) for quoi, nouveau in _remplacants(place, noeud)]
    for quoi, faire in faits:
        yield Mutant(ligne, lieu.lignes, lieu.haut, lieu.unite, lieu.etendue, 0, lieu.en_fonction, quoi, faire)


def _attributs(noeud: ast.AST, lieu: _Lieu) -> Iterator[tuple[str, str, object]]:
    """What may be changed within a node: said how, which attribute, its new value."""
    match noeud:
        case ast.Compare(ops=ops):
            for rang, op in enumerate(ops):
                autre = COMPARAISONS[type(op)]
                yield f"{type(op).__name__} → {autre.__name__}", "ops", [*ops[:rang], autre(), *ops[rang + 1 :]]
        case ast.BinOp(op=calcul) | ast.AugAssign(op=calcul) if type(calcul) in CALCULS:
            if lieu.en_fonction or not isinstance(calcul, ast.BitOr):  # a union of types is no arithmetic
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
