"""Every key of the grids given as examples, taken away, misspelt or of another kind: what is told of each.

`FORFAIT_GOLDEN=1 pytest tests/test_grilles_deformees.py` writes `golden_deformees/` anew; read the difference.
"""

import copy
import os
import tomllib
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from forfait_cli.erreurs import Anomalie, ErreurForfait
from forfait_cli.readers.catalogue import chemin_embarque
from forfait_cli.readers.catalogue.lecture import lire_document

TESTS = Path(__file__).parent
GARDE = TESTS / "golden_deformees"
NOMS = ("sillon", "vallees", "causses", "valcourbe", "estuaire", "plateau")
GRILLES = {  # the smallest first: they are the quickest to read
    **{nom: TESTS.parent / "examples" / f"{nom}.toml" for nom in NOMS},
    **{nom: TESTS / "petites_grilles" / f"{nom}.toml" for nom in ("mots", "prix", "strates")},
    "annexe": chemin_embarque(),
}

Chemin = tuple[str | int, ...]


def document(nom: str) -> dict[str, Any]:
    return tomllib.loads(GRILLES[nom].read_text(encoding="utf-8"), parse_float=Decimal)


def chemins(valeur: Any, ici: Chemin = ()) -> Iterator[Chemin]:
    """Every key and every element, outermost first."""
    suite = valeur.items() if isinstance(valeur, dict) else enumerate(valeur) if isinstance(valeur, list) else ()
    for cle, sienne in suite:
        yield (*ici, cle)
        yield from chemins(sienne, (*ici, cle))


def sorte(chemin: Chemin) -> str:
    """The same for all the elements of a list."""
    return ".".join("[]" if isinstance(cle, int) else cle for cle in chemin)


def propres() -> dict[str, list[Chemin]]:
    """The keys to deform in each grid: the first of each sort, in the first grid that has it."""
    vues: set[str] = set()
    siens: dict[str, list[Chemin]] = {}
    for nom in GRILLES:
        for chemin in chemins(document(nom)):
            if (une := sorte(chemin)) not in vues:
                vues.add(une)
                siens.setdefault(nom, []).append(chemin)
    return siens


def deformes(valeur: Any) -> Iterator[tuple[str, Any]]:
    match valeur:
        case bool():
            autres: list[Any] = [not valeur, "oui", 1]
        case int() | Decimal():
            autres = ["zz", -1, 0, Decimal("0.005"), 10**12]
        case str():
            autres = [3, "", "zz", "<é>", "x" * 400]
        case list():
            autres = ["zz", [], [*valeur, *valeur], valeur[:1], [[]]]
        case dict():
            autres = ["zz", {}, [], {**valeur, "zz": 1}]
        case _:
            autres = ["zz", 3]
    return ((str(autre)[:24], autre) for autre in autres)


def deformer(doc: dict[str, Any], chemin: Chemin) -> Iterator[tuple[str, dict[str, Any]]]:
    def neuf() -> tuple[dict[str, Any], Any]:
        tout = copy.deepcopy(doc)
        parent: Any = tout
        for cle in chemin[:-1]:
            parent = parent[cle]
        return tout, parent

    fin = chemin[-1]
    tout, parent = neuf()
    valeur = parent.pop(fin)
    yield "absent", tout
    if isinstance(fin, str):
        tout, parent = neuf()
        parent[f"{fin[:-1]}x"] = parent.pop(fin)
        yield f"nommé {fin[:-1]}x", tout
    for dit, autre in deformes(valeur):
        tout, parent = neuf()
        parent[fin] = autre
        yield dit, tout


def fautes(doc: dict[str, Any]) -> list[str]:
    dites: list[Anomalie] = []
    try:
        lire_document(doc, dites, "x", "")
    except ErreurForfait as erreur:
        dites += erreur.anomalies
    textes = []
    for anomalie in dites:
        origine, message, aide = anomalie.dite(lambda nom: f"--{nom}")
        textes.append(f"{origine} : {message} ; {aide}"[:300].replace("\n", " / "))
    return textes


@pytest.mark.parametrize("nom", GRILLES)
def test_chaque_cle_deformee_est_dite(nom: str) -> None:
    doc = document(nom)
    assert fautes(doc) == []
    lignes: list[str] = []
    for chemin in propres().get(nom, ()):
        lignes.append(".".join(map(str, chemin)))
        vues: set[str] = set()
        for dit, tout in deformer(doc, chemin):
            trouvees = fautes(tout)
            # What was said already of this key, and the same fault met all along a grid, are told once.
            neuves = [faute for faute in trouvees[:3] if faute not in vues]
            vues.update(trouvees)
            lignes.append(f"  {dit} > {len(trouvees)}")
            lignes += [f"      {faute}" for faute in neuves]
    texte = "\n".join(lignes).replace("\xa0", " ").replace("\u202f", " ") + "\n"
    if os.environ.get("FORFAIT_GOLDEN"):
        GARDE.mkdir(exist_ok=True)
        (GARDE / f"{nom}.txt").write_text(texte, encoding="utf-8")
    assert texte == (GARDE / f"{nom}.txt").read_text(encoding="utf-8")
