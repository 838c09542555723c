"""The pages of `docs/`: what they say of fields, files and libraries is what the program does."""

import re
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import metadata
from typing import Any

import pytest
from outils import RACINE

from forfait_cli.domaine.catalogue import Catalogue
from forfait_cli.domaine.tarifs import appliquer
from forfait_cli.readers.catalogue.lecture import lire_catalogue
from forfait_cli.readers.schemas import SCHEMAS
from forfait_cli.readers.tarifs import lire_tarifs

sys.path.insert(0, str(RACINE / "scripts"))

import colonnes

DOCS = RACINE / "docs"
GRILLE = (DOCS / "grille.md").read_text(encoding="utf-8")
ENTETE = 'titre = "Exemple"\nsource = "Exemple"\n'
BLOCS = re.findall(r"^```toml\n(.*?)^```$", GRILLE, re.MULTILINE | re.DOTALL)
TARIFS = [bloc for bloc in BLOCS if bloc.startswith('schema = "forfait.tarifs/1"')]
GRILLES = [bloc for bloc in BLOCS if bloc not in TARIFS]


# --- The columns of a batch -----------------------------------------------------------------------


def test_les_titres_reconnus_sont_ceux_du_programme() -> None:
    actuelle = colonnes.PAGE.read_text(encoding="utf-8")
    assert colonnes.page(actuelle) == actuelle, "run scripts/colonnes.py"
    assert "| `extra_go` |" in actuelle


def test_une_page_perimee_se_voit() -> None:
    actuelle = colonnes.PAGE.read_text(encoding="utf-8")
    assert colonnes.page(actuelle.replace("| `extra_go` |", "| `extra_mo` |")) == actuelle


# --- What a grid says -----------------------------------------------------------------------------


@pytest.mark.parametrize("bloc", GRILLES, ids=range(len(GRILLES)))
def test_chaque_exemple_est_une_grille_juste(bloc: str) -> None:
    assert lire_catalogue((ENTETE + bloc).encode(), "exemple", "").titre == "Exemple"


def test_l_exemple_de_tarifs_se_pose_sur_l_annexe(catalogue: Catalogue) -> None:
    assert len(TARIFS) == 1
    assert appliquer(catalogue, lire_tarifs(TARIFS[0].encode(), "exemple", catalogue)).tarifs is not None


def cles(schema: Any) -> Iterator[str]:
    """Every key that a schema names."""
    if isinstance(schema, list):
        for un in schema:
            yield from cles(un)
    elif isinstance(schema, dict):
        yield from schema.get("properties", {})
        for un in schema.values():
            yield from cles(un)


def mots(schema: Any) -> Iterator[str]:
    """Every word that a schema lets a key take."""
    if isinstance(schema, list):
        for un in schema:
            yield from mots(un)
    elif isinstance(schema, dict):
        yield from schema.get("enum", ())
        for un in schema.values():
            yield from mots(un)


@pytest.mark.parametrize("nom", SCHEMAS)
def test_chaque_cle_du_fichier_est_dite(nom: str) -> None:
    toutes = set(cles(SCHEMAS[nom]()))
    assert len(toutes) > 20
    assert {cle for cle in toutes if not re.search(rf"(?<![\w-]){cle}(?![\w-])", GRILLE)} == set()


@pytest.mark.parametrize("nom", SCHEMAS)
def test_chaque_mot_reserve_est_dit(nom: str) -> None:
    """Articles and other spellings apart: the page gives one of each."""
    attendus = set(mots(SCHEMAS[nom]())) - {"le", "les", "l'", "sur devis"}
    assert len(attendus) > 5
    assert {mot for mot in attendus if mot not in GRILLE} == set()


# --- What it needs to run -------------------------------------------------------------------------

DEPENDANCES = (DOCS / "dependances.md").read_text(encoding="utf-8")
PROJET = tomllib.loads((RACINE / "pyproject.toml").read_text(encoding="utf-8"))["project"]
ANCIENNES = (RACINE / ".ci" / "plus-anciennes.txt").read_text(encoding="utf-8")
_EXIGENCE = re.compile(r"([A-Za-z0-9._-]+)([^;\[]*)")


def nommee(exigence: str) -> tuple[str, str]:
    """« rich>=14,<16 ; extra == "x" » → its name, its bounds in the order of the text."""
    trouve = _EXIGENCE.match(exigence)
    assert trouve is not None
    return trouve[1].lower().replace("_", "-"), trouve[2].strip()


def declarees() -> dict[str, str]:
    """What the project asks for to run, extras with it: name → bounds."""
    complements = PROJET["optional-dependencies"]
    listes = [PROJET["dependencies"], *(complements[nom] for nom in complements if nom != "dev")]
    return dict(nommee(une) for liste in listes for une in liste)


def rangees(colonnes_: int) -> list[list[str]]:
    """The rows of the tables that have so many columns, without their heads."""
    tables = [re.split(r"(?<!\\)\|", ligne)[1:-1] for ligne in DEPENDANCES.splitlines() if ligne.startswith("|")]
    lues = [[cellule.strip() for cellule in table] for table in tables]
    return [une for une in lues if len(une) == colonnes_ and une[0] not in ("---", "bibliothèque")]


def licence(nom: str) -> str:
    """What a library says of its licence, in the words of SPDX."""
    dit = metadata(nom)
    classe = next((c.rpartition(" :: ")[2] for c in dit.get_all("Classifier", []) if c.startswith("License ::")), "")
    return "".join(dit.get_all("License-Expression", [])) or classe


def test_chaque_bibliotheque_est_justifiee_avec_ses_bornes() -> None:
    dites = {nom: bornes for nom, bornes, *_ in rangees(5)}
    assert dites == declarees()
    assert all("<" in bornes for bornes in dites.values())
    assert all(pourquoi for *_, pourquoi in rangees(5))


def test_celles_qui_viennent_avec_sont_dites() -> None:
    directes = set(declarees())
    suivies: set[str] = set()
    a_suivre = sorted(directes)
    while a_suivre:
        for exigence in metadata(a_suivre.pop()).get_all("Requires-Dist", []):
            nom, _ = nommee(exigence)
            # What is asked for by an extra, or for a Python or a system that is not this one.
            if ";" not in exigence and nom not in suivies | directes:
                suivies.add(nom)
                a_suivre.append(nom)
    assert suivies
    assert {nom for nom, *_ in rangees(4)} == suivies


@pytest.mark.parametrize(("nom", "dite"), [*((r[0], r[2]) for r in rangees(5)), *((r[0], r[1]) for r in rangees(4))])
def test_chaque_licence_est_celle_que_la_bibliotheque_declare(nom: str, dite: str) -> None:
    usuelles = {"MIT License": "MIT", "ISC License (ISCL)": "ISC", "BSD License": "BSD-2-Clause"}
    assert usuelles.get(licence(nom), licence(nom)) == dite


def test_les_plus_anciennes_versions_sont_celles_des_bornes() -> None:
    fixees = dict(ligne.split("==") for ligne in ANCIENNES.splitlines() if not ligne.startswith("#"))
    basses = {nom: re.findall(r">=([0-9.]+)", bornes)[0] for nom, bornes in declarees().items()}
    assert fixees.keys() == basses.keys()
    for nom, basse in basses.items():
        assert re.fullmatch(rf"{re.escape(basse)}(\.0)*", fixees[nom]), nom
