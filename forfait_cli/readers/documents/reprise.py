"""The request that a devis answered, taken from its own data, to be worked out again."""

import datetime
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from forfait_cli.domaine.demande import Collectivite, Demande, Population
from forfait_cli.domaine.hypotheses import AFFILIATION_SUPPOSEE
from forfait_cli.domaine.types import Affiliation, GenrePopulation, Nombre
from forfait_cli.readers.documents.forme import QUI


def demande_lue(donnees: Mapping[str, Any]) -> Demande:
    """The request of a devis read by `lire_document`, as its own data tell it: who, what, which forfaits, when."""
    demande = donnees["demande"]
    return Demande(
        collectivite=_collectivite(donnees["collectivite"], donnees["hypotheses"]),
        extras=_nombres(demande["extras"]),
        besoins=_nombres(demande["besoins"]),
        forfaits=None if demande["forfaits"] is None else tuple(demande["forfaits"]),
        exiges=tuple(demande["exiges"]),
        date=None if demande["date"] is None else datetime.date.fromisoformat(demande["date"]),
    )


def _collectivite(qui: Mapping[str, Any], hypotheses: list[str]) -> Collectivite:
    supposee = any(phrase.endswith(AFFILIATION_SUPPOSEE) for phrase in hypotheses)
    dite = Affiliation.SUPPOSEE if supposee else Affiliation.AFFILIEE
    return Collectivite(
        nature=qui["nature"],
        mesures={code: _nombre(valeur) for code, valeur in qui.items() if code not in QUI and valeur is not None},
        affiliation=dite if qui["affiliee"] else Affiliation.NON_AFFILIEE,
        nom=qui["nom"],
        nature_dite=qui.get("nature_dite"),
        code_insee=qui["code_insee"],
        siren=qui["siren"],
        population=_population(qui["population"]) if "population" in qui else None,
    )


def _population(dite: Mapping[str, Any]) -> Population:
    return Population(
        totale=dite["totale"],
        municipale=dite["municipale"],
        brute=dite["non_precisee"],
        retenue=None if dite["retenue"] is None else GenrePopulation(dite["retenue"]),
        millesime=dite["millesime"],
        source=dite["source"],
        commune=dite.get("commune"),
    )


def _nombres(par_code: Mapping[str, Any]) -> dict[str, Nombre]:
    return {code: _nombre(valeur) for code, valeur in par_code.items()}


def _nombre(valeur: int | str) -> Nombre:
    return Decimal(valeur) if isinstance(valeur, str) else valeur
