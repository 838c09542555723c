"""The JSON Schemas (2020-12) of the two files, for editors: what the readers check, where a schema can say it."""

from collections.abc import Iterable
from enum import StrEnum
from typing import Any

from forfait_cli.domaine.grille import TantQue
from forfait_cli.domaine.types import Couverture, Disponibilite, GenrePopulation, Mode, Nature, Par, Periodicite
from forfait_cli.readers.champs import ENTIER_MAX
from forfait_cli.readers.lecture import SCHEMA as SCHEMA_CATALOGUE
from forfait_cli.readers.lecture import VUES
from forfait_cli.readers.tarifs import SCHEMA as SCHEMA_TARIFS

Schema = dict[str, Any]
DIALECTE = "https://json-schema.org/draft/2020-12/schema"
CODE = r"^[a-z0-9]+(-[a-z0-9]+)*$"
NUMERO = "^[0-9]{1,9}$"

TEXTE: Schema = {"type": "string", "pattern": r"\S"}
ENTIER: Schema = {"type": "integer", "minimum": 0, "maximum": ENTIER_MAX}
MONTANT: Schema = {"type": "number", "minimum": 0, "maximum": ENTIER_MAX}
TAUX: Schema = {"type": "number", "minimum": 0, "maximum": 100}
BOOLEEN: Schema = {"type": "boolean"}
DATE: Schema = {"type": "string", "format": "date"}
TEXTES: Schema = {"type": "array", "items": {"type": "string"}}


def _mots(enum: Iterable[str] | type[StrEnum]) -> Schema:
    return {"enum": sorted(str(mot) for mot in enum)}


def _table(obligatoires: Schema, facultatifs: Schema | None = None) -> Schema:
    return {
        "type": "object",
        "properties": obligatoires | (facultatifs or {}),
        "required": list(obligatoires),
        "additionalProperties": False,
    }


def _dictionnaire(valeurs: Schema, cles: str = CODE, minimum: int = 0) -> Schema:
    return {
        "type": "object",
        "patternProperties": {cles: valeurs},
        "additionalProperties": False,
        "minProperties": minimum,
    }


def _ref(nom: str) -> Schema:
    return {"$ref": f"#/$defs/{nom}"}


def _tables(table: Schema, minimum: int = 1) -> Schema:
    return {"type": "array", "items": table, "minItems": minimum}


REGLES: Schema = {
    "par": _mots(Par),
    "plancher": MONTANT,
    "plafond": MONTANT,
    "gratuits": ENTIER,
    "periodicite": _mots(Periodicite),
    "taux_tva": TAUX,
}
MONTANT_OU_STRATES: Schema = {"oneOf": [MONTANT, _ref("par_strate")]}


def _definitions(*, montant_requis: bool) -> Schema:
    montant: Schema = {"montant": MONTANT_OU_STRATES}
    complet = _table(montant, REGLES)
    partiel = _table({}, montant | REGLES) | {
        "minProperties": 1,
        "dependentRequired": {cle: ["montant"] for cle in ("par", "plancher", "plafond", "gratuits")},
    }
    seul = complet if montant_requis else partiel
    return {
        "par_strate": _dictionnaire(MONTANT, NUMERO, minimum=1),
        "echeance": complet,
        "prix": {"oneOf": [MONTANT, _ref("par_strate"), seul, _tables(_ref("echeance"))]},
        "tva": {
            "oneOf": [
                _table({"regime": {"const": "ht"}, "taux": TAUX}),
                _table({"regime": {"const": "non_soumis"}}, {"mention": TEXTE}),
            ]
        },
    }


def schema_catalogue() -> Schema:
    """`forfait.catalogue/1`."""
    prix: Schema = {"prix": _ref("prix"), "periodicite": _mots(Periodicite), "taux_tva": TAUX}
    code: Schema = {"type": "string", "pattern": CODE}
    bornes = _table({"min": ENTIER}, {"max": ENTIER})
    cellules = _dictionnaire(TEXTE)
    cellule_service = _table({"couverture": _mots(Couverture)}, {"quantite": ENTIER, "selon_strate": BOOLEEN})
    strate = _table(
        {"numero": ENTIER, "libelle": TEXTE},
        {"habitants": bornes, "agents": bornes, "non_affiliees": BOOLEEN, "volumes": _dictionnaire(ENTIER)},
    )
    note = _table(
        {"code": code, "texte": TEXTE, "raison": TEXTE},
        {
            "forfaits": TEXTES,
            "services": TEXTES,
            "options": TEXTES,
            "strates": {"type": "array", "items": {"type": "integer"}},
            "natures": {"type": "array", "items": _mots(Nature)},
            "vues": {"type": "array", "items": _mots(VUES)},
            "affiliee": BOOLEEN,
            "besoin": BOOLEEN,
            "tant_que": _mots(TantQue),
        },
    )
    return {
        "$schema": DIALECTE,
        "title": SCHEMA_CATALOGUE,
        "description": "Une grille de forfaits : strates, services, options, prix. Lue par forfait.",
        "$defs": _definitions(montant_requis=True),
        **_table(
            {
                "schema": {"const": SCHEMA_CATALOGUE},
                "titre": TEXTE,
                "source": TEXTE,
                "population": _mots(GenrePopulation),
                "tableaux": _table({"services": TEXTE, "strates": TEXTE, "options": TEXTE}),
                "motifs": _table({"forfait": TEXTE, "option": TEXTE, "etude": TEXTE}),
                "legende": _table(
                    {
                        "services": {"type": "object", "additionalProperties": cellule_service},
                        "options": {"type": "object", "additionalProperties": _cellule_option(prix)},
                    }
                ),
                "forfaits": _tables(_table({"code": code, "nom": TEXTE}, {"nom_court": TEXTE} | prix)),
                "strates": _tables(strate),
                "services": _tables(
                    _table({"code": code, "nom": TEXTE, "cellules": cellules}, {"famille": TEXTE, "unite": TEXTE})
                ),
            },
            {
                "options": _tables(
                    _table(
                        {"code": code, "nom": TEXTE, "cellules": cellules},
                        {"unite": TEXTE, "raccourci": TEXTE, "service": TEXTE},
                    ),
                    0,
                ),
                "notes": _tables(note, 0),
                "tva": _ref("tva"),
            },
        ),
    }


def _cellule_option(prix: Schema) -> Schema:
    vendue: Schema = {"disponibilite": {"const": str(Disponibilite.PROPOSEE)}}
    modes = [str(mode) for mode in Mode if mode is not Mode.SUR_ETUDE]
    sans_prix = [str(mot) for mot in Disponibilite if mot is not Disponibilite.PROPOSEE]
    return {
        "oneOf": [
            _table(vendue | {"mode": _mots(modes)}, prix),
            _table(vendue | {"mode": {"const": str(Mode.SUR_ETUDE)}}),
            _table({"disponibilite": _mots(sans_prix)}),
        ]
    }


def schema_tarifs() -> Schema:
    """`forfait.tarifs/1`."""
    par_forfait = _table({"par_forfait": _dictionnaire(_ref("prix"))})
    return {
        "$schema": DIALECTE,
        "title": SCHEMA_TARIFS,
        "description": "Les prix qu’un catalogue ne donne pas : datés, sourcés, posés sur lui. Lus par forfait.",
        "$defs": _definitions(montant_requis=False),
        **_table(
            {"schema": {"const": SCHEMA_TARIFS}, "titre": TEXTE, "source": TEXTE},
            {
                "date": DATE,
                "valide_du": DATE,
                "valide_au": DATE,
                "emetteur": _table(
                    {"nom": TEXTE}, {"adresse": TEXTES, "siret": {"type": "string", "pattern": r"^\s*([0-9]\s*){14}$"}}
                ),
                "tva": _ref("tva"),
                "forfaits": _dictionnaire(_ref("prix")),
                "options": _dictionnaire({"oneOf": [_ref("prix"), par_forfait]}),
            },
        ),
    }


SCHEMAS = {"catalogue": schema_catalogue, "tarifs": schema_tarifs}
