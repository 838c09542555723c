"""The price that a row gives, as a file writes it, with the cell of each of its keys."""

import tomllib
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from forfait_cli.domaine import gabarit as g
from forfait_cli.francais import plier
from forfait_cli.readers.gabarit.cellules import combien, montant, taux, texte
from forfait_cli.readers.gabarit.releve import Case, Releve
from forfait_cli.readers.gabarit.tableau import numero_de_strate
from forfait_cli.readers.prix import A_RENSEIGNER

_PERIODICITES = {
    "par an": "an", "annuel": "an", "annuelle": "an", "par mois": "mois", "mensuel": "mois", "mensuelle": "mois",
    "par trimestre": "trimestre", "trimestriel": "trimestre", "par semestre": "semestre", "semestriel": "semestre",
    "une fois": "unique",
}  # fmt: skip
_CLES = {
    g.LIBELLE: "libelle", g.PERIODICITE: "periodicite", g.PAR: "par", g.MONTANT: "montant", g.MINIMUM: "minimum",
    g.PLANCHER: "plancher", g.PLAFOND: "plafond", g.GRATUITS: "gratuits", g.TAUX_LIGNE: "taux_tva",
    g.SOURCE: "source", g.COMPOSE: "compose",
}  # fmt: skip
COLONNES = tuple(_CLES)  # the titles of what a price is made of, but for the strates
DITS = ("periodicite", "taux_tva")  # what may be said of a price without giving any amount
_LECTURES = {"montant": montant, "plancher": montant, "plafond": montant, "minimum": combien, "gratuits": combien,
             "taux_tva": taux}  # fmt: skip


class Ligne(NamedTuple):
    """A row that gives a price."""

    code: Case
    forfait: Case
    prix: Any  # as a file writes it
    places: Mapping[str, str]  # the cell of each of its keys


def donne_un_montant(prix: Any) -> bool:
    """Whether a price says more than when it is due, or at which rate."""
    return isinstance(prix, list) or not prix.keys() <= {*DITS, "libelle"}


def poser(releve: Releve, chemin: str, lignes: Sequence[Ligne]) -> Any:
    """The price that the rows of one code give, whose keys get their cells."""
    # Two rows that say the same of a price without giving any amount say it once.
    uniques = [
        ligne
        for rang, ligne in enumerate(lignes)
        if donne_un_montant(ligne.prix) or ligne.prix not in [autre.prix for autre in lignes[:rang]]
    ]
    releve.places[chemin] = uniques[0].code.place
    if seule := len(uniques) == 1:
        prix = uniques[0].prix
    else:
        prix = [
            ligne.prix if donne_un_montant(ligne.prix) else {**ligne.prix, "montant": A_RENSEIGNER[0]}
            for ligne in uniques
        ]
    for rang, ligne in enumerate(uniques, 1):
        ici = chemin if seule else f"{chemin}[{rang}]"
        releve.places[ici] = ligne.code.place
        releve.places.update({f"{ici}.{cle}" if cle else ici: place for cle, place in ligne.places.items()})
        if isinstance(ligne.prix, list) and not seule:
            aide = "donnez tous ses prix dans la même case, ou chacun dans une ligne"
            releve.faute(ligne.code.place, "plusieurs lignes pour un prix composé de plusieurs", aide)
    return prix


def prix_de(releve: Releve, cases: Mapping[str, Case]) -> tuple[Any, dict[str, str]]:
    """What a row says of a price, and the cell of each of its keys; an empty table: nothing."""
    prix: dict[str, Any] = {}
    places: dict[str, str] = {}
    strates: dict[str, Decimal | str] = {}
    for titre, case in cases.items():
        cle = _CLES.get(titre)
        numero = "" if cle is not None else numero_de_strate(titre)
        if case.vide or (cle is None and not numero):
            continue
        lu = releve.lire(case, _LECTURES.get(cle or "montant", texte))
        if lu is None:
            continue
        if numero:
            strates[numero], places[f"montant.{numero}"] = lu, case.place
        elif cle is not None:
            prix[cle], places[cle] = lu, case.place
    if "periodicite" in prix:
        mot = plier(prix["periodicite"])
        prix["periodicite"] = _PERIODICITES.get(mot, mot.replace(" ", "-"))
    if strates and "montant" in prix:
        aide = "gardez la colonne Montant ou les colonnes Strate"
        releve.faute(places["montant"], "un montant pour toutes les strates et d’autres par strate", aide)
    elif strates:
        prix["montant"] = strates
    if "compose" not in prix:
        return prix, places
    compose = _compose(releve, cases[g.COMPOSE])
    if len(prix) > 1:
        aide = "écrivez tout dans la case du prix composé, ou videz-la"
        releve.faute(places["compose"], "un prix composé et d’autres cases remplies", aide)
    return compose, {"": places["compose"]}


def en_ligne(case: Case) -> Any:
    """A table or a list written as in a file; None where it is neither."""
    try:
        lu = tomllib.loads(f"prix = {case.texte}", parse_float=Decimal)["prix"]
    except (tomllib.TOMLDecodeError, RecursionError, ValueError, ArithmeticError):
        return None
    return lu if isinstance(lu, dict | list) and lu else None


def _compose(releve: Releve, case: Case) -> Any:
    """A price written as in a tarifs file."""
    if (lu := en_ligne(case)) is not None:
        return lu
    aide = 'comme dans un fichier de tarifs : { tranches = [ … ], calcul = "marginale", periodicite = "an" }'
    releve.faute(case.place, "prix composé mal écrit", aide)
    return None
