"""The JSON Schemas: valid themselves, true to the reader, and refusing what a schema can refuse."""

import datetime
import json
import tomllib
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from outils import CATALOGUES, RACINE, Lancer

from forfait_cli.readers.schemas import SCHEMAS

TARIFS = RACINE / "tests" / "fautes" / "tarifs"
# What no schema can say: it compares two fields, or a code with a list elsewhere, or works a key out.
HORS_DE_PORTEE = {
    # catalogues
    "bornes-inversees", "cellule-absente", "cellule-d-un-forfait-inconnu", "cellule-hors-legende",
    "code-en-double", "deux-strates-non-affiliees", "note-sur-un-code-inconnu", "option-d-un-service-inconnu",
    "prix-d-une-strate-inconnue", "quantite-de-ce-qui-n-est-pas-inclus", "service-compte-sans-unite",
    "strate-sans-borne", "strate-sans-fin-avant-une-autre", "strates-en-desordre", "strates-qui-se-recouvrent",
    "trou-entre-strates", "unites-qui-different", "volume-absent", "volume-d-un-service-inconnu",
    "prix-deux-fois-la-meme-echeance", "prix-par-habitant-de-ce-qui-se-compte", "taux-sans-tva",
    "cas-et-bornes", "exige-elle-meme", "exige-une-option-inconnue", "forfait-renomme",
    "borne-en-demies", "mesure-sans-unite", "mesure-inconnue", "mot-de-deux-options", "mot-reserve",
    "mot-reserve-forfait",
    "nature-d-une-mesure-inconnue", "pas-impossible", "prix-d-une-nature-inconnue", "prix-donne-deux-fois",
    "prix-en-demies-de-ce-qui-est-entier", "prix-et-sans-prix", "prix-gratuits-et-minimum", "prix-gratuits-et-tranches",
    "prix-liste-trop-courte", "prix-minimum-et-par", "prix-par-une-mesure-inconnue", "prix-plafond-sous-le-plancher",
    "prix-sans-emploi", "prix-taux-sans-mesure-en-euros", "prix-tranches-de-ce-qui-ne-se-compte-pas",
    "prix-tranches-en-desordre", "prix-tranches-sans-fin",
    # tarifs
    "fin-avant-debut", "par-inconnu",
    "siret-faux", "taux-sans-regime", "forfait-inconnu", "option-inconnue", "strate-inconnue",
    "periodicite-en-double", "plafond-sous-le-plancher", "gratuits-et-plancher", "par-habitant-de-ce-qui-se-compte",
    "gratuits-d-un-forfait",
    "option-sur-etude", "option-non-proposee",
}  # fmt: skip
JUSTES = [
    ("catalogue", RACINE / "catalogue.toml"),
    ("catalogue", CATALOGUES.parent / "valide.toml"),
    *(("catalogue", fichier) for fichier in sorted((RACINE / "examples").glob("*.toml"))),
    ("tarifs", CATALOGUES.parent / "tarifs-valides.toml"),
    *(("tarifs", fichier) for fichier in sorted((RACINE / "examples" / "valcourbe-tarifs").glob("*.toml"))),
]
FAUX = [(quoi, f) for quoi, dossier in (("catalogue", CATALOGUES), ("tarifs", TARIFS)) for f in dossier.glob("*.toml")]


def en_json(valeur: Any) -> Any:
    match valeur:
        case dict():
            return {cle: en_json(v) for cle, v in valeur.items()}
        case list():
            return [en_json(v) for v in valeur]
        case datetime.date():
            return valeur.isoformat()
        case _:
            return valeur


def accepte(quoi: str, fichier: Path) -> bool | None:
    """Whether the schema takes the file; None where it is not TOML."""
    try:
        document = tomllib.loads(fichier.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError:
        return None
    verificateur = Draft202012Validator(SCHEMAS[quoi](), format_checker=Draft202012Validator.FORMAT_CHECKER)
    return bool(verificateur.is_valid(en_json(document)))


@pytest.mark.parametrize("quoi", SCHEMAS)
def test_le_schema_est_valable_et_c_est_celui_qui_est_publie(lancer: Lancer, quoi: str) -> None:
    Draft202012Validator.check_schema(SCHEMAS[quoi]())
    publie = RACINE / "schemas" / f"{quoi}.schema.json"
    assert json.loads(publie.read_text(encoding="utf-8")) == SCHEMAS[quoi]()
    assert lancer("catalogue", "schema", quoi).sortie == publie.read_bytes()


def test_un_schema_inconnu(lancer: Lancer) -> None:
    assert lancer("catalogue", "schema", "tarif").code == 2


def test_le_shell_propose_les_schemas_et_l_aide_ne_les_dit_pas_un_fichier(lancer: Lancer) -> None:
    for debut, proposes in (("", ["catalogue", "tarifs"]), ("ta", ["tarifs"]), ("x", [])):
        complet = {"_FORFAIT_COMPLETE": "complete_bash", "COMP_WORDS": f"forfait catalogue schema {debut}"}
        assert lancer(env={**complet, "COMP_CWORD": "3"}).texte.split() == proposes
    assert "catalogue schema [OPTIONS] [QUOI]" in lancer("catalogue", "schema", "--help").texte


@pytest.mark.parametrize(("quoi", "fichier"), JUSTES, ids=[fichier.name for _, fichier in JUSTES])
def test_ce_que_le_lecteur_accepte_le_schema_l_accepte(quoi: str, fichier: Path) -> None:
    assert accepte(quoi, fichier)


@pytest.mark.parametrize(("quoi", "fichier"), FAUX, ids=[f"{quoi}-{fichier.stem}" for quoi, fichier in FAUX])
def test_ce_que_le_lecteur_refuse_le_schema_le_refuse_s_il_le_peut(quoi: str, fichier: Path) -> None:
    assert accepte(quoi, fichier) in ({True} if fichier.stem in HORS_DE_PORTEE else {False, None})


@pytest.mark.parametrize("fichier", [fichier for _, fichier in JUSTES if "fautes" not in fichier.parts])
def test_le_schema_est_cite_et_le_fichier_cite_existe(fichier: Path) -> None:
    premiere = fichier.read_text(encoding="utf-8").split("\n", 1)[0]
    assert premiere.startswith("#:schema ")
    assert (fichier.parent / premiere.removeprefix("#:schema ")).is_file()
