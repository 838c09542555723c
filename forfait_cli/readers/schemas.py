"""The JSON Schemas (2020-12) of the two files, for editors: what the readers check, where a schema can say it."""

from collections.abc import Iterable
from enum import StrEnum
from typing import Any

from forfait_cli.domaine.catalogue import TantQue
from forfait_cli.domaine.prix import ParTranche
from forfait_cli.domaine.types import Couverture, Disponibilite, GenrePopulation, Mode, Periodicite
from forfait_cli.readers.catalogue.lecture import SCHEMA as SCHEMA_CATALOGUE
from forfait_cli.readers.catalogue.notes import VUES
from forfait_cli.readers.catalogue.qui import ARTICLES
from forfait_cli.readers.catalogue.strates import STRATES_MAX
from forfait_cli.readers.champs import ENTIER_MAX
from forfait_cli.readers.prix import A_RENSEIGNER, CORPS, NON_PROPOSE, SANS_MONTANT, SUR_ETUDE
from forfait_cli.readers.tarifs import SCHEMA as SCHEMA_TARIFS

Schema = dict[str, Any]
DIALECTE = "https://json-schema.org/draft/2020-12/schema"
CODE = r"^[a-z0-9]+(-[a-z0-9]+)*$"
NUMERO = "^(0|[1-9][0-9]{0,8})$"
SIRET = r"^\s*([0-9]\s*){14}$"

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


def _ou(*schemas: Schema) -> Schema:
    return {"anyOf": list(schemas)}


TEXTE_OU_TEXTES = _ou(TEXTE, TEXTES)

# --- Prices ---------------------------------------------------------------------------------------

REGLES: Schema = {
    "par": TEXTE,
    "plancher": MONTANT,
    "plafond": MONTANT,
    "gratuits": MONTANT,
    "minimum": MONTANT,
    "periodicite": _mots(Periodicite),
    "libelle": TEXTE,
    "source": TEXTE,
    "taux_tva": TAUX,
}
BAREMES: Schema = {
    "montant": _ref("bareme"),
    "pour_cent": TAUX,
    "par_nature": _dictionnaire(_ref("bareme"), minimum=1),
    "tranches": _tables(_table({"montant": MONTANT}, {"jusqua": MONTANT})),
    "calcul": _mots(ParTranche),
}
UN_SEUL: Schema = {
    "oneOf": [{"required": [cle]} for cle in CORPS],
    "dependentRequired": {"tranches": ["calcul"], "calcul": ["tranches"]},
}


def _definitions(*, montant_requis: bool) -> Schema:
    complet = _table({}, BAREMES | REGLES) | UN_SEUL
    partiel = _table({}, BAREMES | REGLES) | {
        "minProperties": 1,
        "not": {"anyOf": [{"required": [a, b]} for rang, a in enumerate(CORPS) for b in CORPS[:rang]]},
        "dependentRequired": UN_SEUL["dependentRequired"],
        "if": {"anyOf": [{"required": [cle]} for cle in SANS_MONTANT]},
        "then": {"anyOf": UN_SEUL["oneOf"]},
    }
    return {
        "bareme": _ou(
            MONTANT,
            {"enum": sorted((*SUR_ETUDE, *NON_PROPOSE, *A_RENSEIGNER))},
            {"type": "array", "items": _ref("bareme"), "minItems": 1},
            _dictionnaire(_ref("bareme"), NUMERO, minimum=1),
            _table({}, BAREMES) | UN_SEUL,
        ),
        "echeance": complet,
        "prix": _ou(_ref("bareme"), complet if montant_requis else partiel, _tables(_ref("echeance"))),
        "tva": {
            "oneOf": [
                _table({"regime": {"const": "ht"}, "taux": TAUX}),
                _table({"regime": {"const": "non_soumis"}}, {"mention": TEXTE}),
            ]
        },
    }


# --- Catalogue ------------------------------------------------------------------------------------

PRIX: Schema = {"prix": _ref("prix"), "periodicite": _mots(Periodicite), "taux_tva": TAUX}
CODE_: Schema = {"type": "string", "pattern": CODE}
CODES: Schema = {"type": "array", "items": CODE_}
UNITE = _ou(TEXTE, _table({"singulier": TEXTE}, {"pluriel": TEXTE, "pas": {"type": "number", "exclusiveMinimum": 0}}))
ARTICLE = {"enum": sorted((*ARTICLES, "l'"))}
ORGANISME: Schema = {"nom": TEXTE, "adresse": TEXTE_OU_TEXTES, "siret": {"type": "string", "pattern": SIRET}}
BORNES = _table({}, {"min": MONTANT, "max": MONTANT}) | {"minProperties": 1}


def _qui() -> Schema:
    """Who publishes, who subscribes, by what measure."""
    mesure = _table(
        {"code": CODE_},
        {"nom": TEXTE, "unite": UNITE, "euros": BOOLEEN, "titres": TEXTES, "precision": TEXTE},
    )
    nature = _table(
        {"code": CODE_, "nom": TEXTE},
        {
            "pluriel": TEXTE,
            "mesure": _ou(CODE_, CODES),
            "autres_noms": TEXTES,
            "feminin": BOOLEEN,
            "cherchee": BOOLEEN,
        },
    )
    return {
        "organisme": _table({}, {"genre": TEXTE, "article": ARTICLE} | ORGANISME)
        | {"dependentRequired": {"genre": ["article"]}},
        "mesures": _tables(mesure, 0),
        "natures": _tables(nature, 0),
    }


def _strates() -> Schema:
    """The strates, each measure of the grid being a key: what is not another key bounds one."""
    cas = _table({}, {"nature": _ou(CODE_, CODES), "affiliee": BOOLEEN}) | {
        "additionalProperties": BORNES,
        "minProperties": 1,
    }
    strate = _table(
        {},
        {
            "numero": ENTIER | {"minimum": 1},
            "libelle": TEXTE,
            "non_affiliees": BOOLEEN,
            "cas": _tables(cas),
            "volumes": _dictionnaire(ENTIER),
        },
    )
    seuils = {"type": "array", "items": MONTANT | {"exclusiveMinimum": 0}}
    volumes = _dictionnaire({"type": "array", "items": ENTIER})
    return {
        "strates": _tables(strate | {"additionalProperties": BORNES}, 0) | {"maxItems": STRATES_MAX},
        "seuils": _table({}, {"volumes": volumes, "libelles": TEXTES}) | {"additionalProperties": seuils},
    }


def _offre() -> Schema:
    """What is sold: forfaits, services, options."""
    cellules = _ou(TEXTE, _dictionnaire(TEXTE))
    forfait = {"nom_court": TEXTE, "article": ARTICLE, "sans_prix": BOOLEEN, "exige": _ou(CODE_, CODES)}
    option = {
        "cellules": cellules,
        "unite": UNITE,
        "raccourci": TEXTE,
        "service": TEXTE,
        "exige": _ou(CODE_, CODES),
        "autres_noms": TEXTES,
        "aide": TEXTE,
        "par_forfait": _dictionnaire(_ou(TEXTE, _ref("prix"))),
    }
    return {
        "forfaits": _tables(_table({"code": CODE_, "nom": TEXTE}, forfait | PRIX), 0),
        "services": _tables(
            _table({"code": CODE_, "nom": TEXTE, "cellules": cellules}, {"famille": TEXTE, "unite": UNITE}), 0
        ),
        "options": _tables(
            _table({"code": CODE_, "nom": TEXTE}, option | PRIX)
            | {"anyOf": [{"required": [cle]} for cle in ("cellules", "prix", "par_forfait")]},
            0,
        ),
    }


def _legende() -> Schema:
    cellule_service = _table({"couverture": _mots(Couverture)}, {"quantite": ENTIER, "selon_strate": BOOLEEN})
    vendue: Schema = {"disponibilite": {"const": str(Disponibilite.PROPOSEE)}}
    modes = [str(mode) for mode in Mode if mode is not Mode.SUR_ETUDE]
    sans_prix = [str(mot) for mot in Disponibilite if mot is not Disponibilite.PROPOSEE]
    dite = {"anyOf": [{"required": [cle]} for cle in ("disponibilite", "mode", "prix")]}
    court: Schema = {"court": TEXTE}
    cellule_option = _ou(
        _table({}, vendue | {"mode": _mots(modes)} | PRIX | court) | dite,
        _table({"mode": {"const": str(Mode.SUR_ETUDE)}}, vendue | court),
        _table({"disponibilite": _mots(sans_prix)}, court),
    )
    return _table(
        {},
        {
            "services": {"type": "object", "additionalProperties": cellule_service},
            "options": {"type": "object", "additionalProperties": cellule_option},
        },
    )


def schema_catalogue() -> Schema:
    """`forfait.catalogue/1`."""
    note = _table(
        {"code": CODE_, "texte": TEXTE, "raison": TEXTE},
        {
            "forfaits": TEXTES,
            "services": TEXTES,
            "options": TEXTES,
            "strates": {"type": "array", "items": {"type": "integer"}},
            "natures": CODES,
            "vues": {"type": "array", "items": _mots(VUES)},
            "affiliee": BOOLEEN,
            "besoin": BOOLEEN,
            "tant_que": _mots(TantQue),
        },
    )
    tableaux = ("services", "strates", "options", "forfaits")
    return {
        "$schema": DIALECTE,
        "title": SCHEMA_CATALOGUE,
        "description": "Une grille de forfaits : strates, services, options, prix. Lue par forfait.",
        "$defs": _definitions(montant_requis=True),
        **_table(
            {"titre": TEXTE, "source": TEXTE},
            {
                "schema": {"const": SCHEMA_CATALOGUE},
                "population": _mots(GenrePopulation),
                "tableaux": _table({}, dict.fromkeys(tableaux, TEXTE)),
                "motifs": _table({}, dict.fromkeys(("forfait", "option", "etude"), TEXTE)),
                "legende": _legende(),
                "notes": _tables(note, 0),
                "tva": _ref("tva"),
            }
            | _qui()
            | _strates()
            | _offre(),
        ),
        "not": {"required": ["strates", "seuils"]},
    }


# --- Tarifs ---------------------------------------------------------------------------------------


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
                "emetteur": _table({"nom": TEXTE}, ORGANISME),
                "tva": _ref("tva"),
                "forfaits": _dictionnaire(_ref("prix")),
                "options": _dictionnaire({"anyOf": [_ref("prix"), par_forfait]}),
            },
        ),
    }


SCHEMAS = {"catalogue": schema_catalogue, "tarifs": schema_tarifs}
