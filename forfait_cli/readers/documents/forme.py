"""What the data of a devis must hold for it to be read again: keys and kinds of values. Other keys are allowed."""

import datetime
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from forfait_cli.domaine.types import GenrePopulation, Periodicite, Statut
from forfait_cli.erreurs import Anomalie
from forfait_cli.francais import guillemets

# A kind is a test with the words that say it; a table is a dictionary, a list of them a list of one.
Genre = tuple[Callable[[Any], bool], str]

_MONTANT = re.compile(r"-?[0-9]{1,40}\.[0-9]{2,20}")
_DECIMAL = re.compile(r"[0-9]{1,40}(\.[0-9]{1,20})?")
_ENTIER_MAX = 10**40


def _entier(valeur: Any) -> bool:
    return isinstance(valeur, int) and not isinstance(valeur, bool) and 0 <= valeur < _ENTIER_MAX


def _nombre(valeur: Any) -> bool:
    return _entier(valeur) or (isinstance(valeur, str) and _DECIMAL.fullmatch(valeur) is not None)


def _date(valeur: Any) -> bool:
    try:
        datetime.date.fromisoformat(valeur)
    except (ValueError, TypeError):
        return False
    return True


TEXTE: Genre = (lambda valeur: isinstance(valeur, str), "un texte")
OUI_NON: Genre = (lambda valeur: isinstance(valeur, bool), "vrai ou faux")
ENTIER: Genre = (_entier, "un nombre entier")
NOMBRE: Genre = (_nombre, "un nombre")
MONTANT: Genre = (lambda valeur: isinstance(valeur, str) and _MONTANT.fullmatch(valeur) is not None, "un montant")
TAUX: Genre = (lambda valeur: isinstance(valeur, str) and _DECIMAL.fullmatch(valeur) is not None, "un taux")
DATE: Genre = (_date, "une date")
TEXTES: Genre = (
    lambda valeur: isinstance(valeur, list) and all(isinstance(un, str) for un in valeur),
    "une liste de textes",
)
QUANTITES: Genre = (
    lambda valeur: isinstance(valeur, dict) and all(map(_nombre, valeur.values())),
    "des nombres par code",
)


def _ou_rien(genre: Genre) -> Genre:
    test, mots = genre
    return lambda valeur: valeur is None or test(valeur), f"{mots}, ou null"


def _parmi(mots: type[Statut] | type[Periodicite] | type[GenrePopulation]) -> Genre:
    valeurs = [mot.value for mot in mots]
    return lambda valeur: valeur in valeurs, f"l’un de : {', '.join(valeurs)}"


_PERIODICITE = _ou_rien(_parmi(Periodicite))
_LIGNE = {
    "code": TEXTE,
    "libelle": TEXTE,
    "quantite": _ou_rien(NOMBRE),
    "unite": _ou_rien(TEXTE),
    "prix_unitaire": _ou_rien(MONTANT),
    "montant": _ou_rien(MONTANT),
    "periodicite": _PERIODICITE,
    "statut": _parmi(Statut),
    "motif": _ou_rien(TEXTE),
    "source": TEXTE,
}
_TVA = {
    "periodicite": _PERIODICITE,
    "ht": MONTANT,
    "tva": [{"taux": TAUX, "base": MONTANT, "montant": MONTANT}],
    "ttc": MONTANT,
}
_DEVIS = {
    "forfait": TEXTE,
    "nom": TEXTE,
    "recevable": OUI_NON,
    "motifs": TEXTES,
    "inclus": QUANTITES,
    "lignes": [_LIGNE],
    "totaux": [{"periodicite": _PERIODICITE, "montant": MONTANT}],
    "complet": OUI_NON,
    "non_chiffre": TEXTES,
    "notes": TEXTES,
}
_POPULATION = {
    "totale": _ou_rien(ENTIER),
    "municipale": _ou_rien(ENTIER),
    "non_precisee": _ou_rien(ENTIER),
    "retenue": _ou_rien(_parmi(GenrePopulation)),
    "millesime": _ou_rien(TEXTE),
    "source": TEXTE,
}
_FORME = {
    "schema": TEXTE,
    "catalogue": {"titre": TEXTE, "source": TEXTE, "empreinte": TEXTE},
    "collectivite": {
        "nom": _ou_rien(TEXTE),
        "nature": _ou_rien(TEXTE),
        "affiliee": OUI_NON,
        "code_insee": _ou_rien(TEXTE),
        "siren": _ou_rien(TEXTE),
    },
    "demande": {
        "forfaits": _ou_rien(TEXTES),
        "extras": QUANTITES,
        "besoins": QUANTITES,
        "exiges": TEXTES,
        "date": _ou_rien(DATE),
    },
    "devis": [_DEVIS],
    "ecartes": [{"forfait": TEXTE, "motif": TEXTE}],
    "hypotheses": TEXTES,
}
_LETTRE = {
    "reference": _ou_rien(TEXTE),
    "date": _ou_rien(DATE),
    "valable_jusquau": _ou_rien(DATE),
    "destinataire": TEXTES,
    "objet": _ou_rien(TEXTE),
    "version": TEXTE,
}
QUI = frozenset((*_FORME["collectivite"], "nature_dite", "population"))  # the other keys are measures


def fautes_de_forme(donnees: Mapping[str, Any]) -> Iterator[Anomalie]:
    """What is missing or of another kind, each with its place."""
    yield from _fautes(donnees, _FORME, "")
    qui = donnees.get("collectivite")
    if isinstance(qui, dict):
        for code, valeur in qui.items():
            if code not in QUI:
                yield from _fautes(valeur, _ou_rien(NOMBRE), f"collectivite.{code}")
        if "population" in qui:
            yield from _fautes(qui["population"], _POPULATION, "collectivite.population")
            if isinstance(qui["population"], dict):
                yield from _fautes(qui["population"].get("commune"), _ou_rien(TEXTE), "collectivite.population.commune")
        yield from _fautes(qui.get("nature_dite"), _ou_rien(TEXTE), "collectivite.nature_dite")
    if "lettre" in donnees:
        yield from _fautes(donnees["lettre"], _LETTRE, "lettre")
    devis = donnees.get("devis")
    for rang, un in enumerate(devis if isinstance(devis, list) else ()):
        if isinstance(un, dict) and "tva" in un:
            yield from _fautes(un["tva"], [_TVA], f"devis[{rang + 1}].tva")


def _fautes(valeur: Any, forme: Any, ou: str) -> Iterator[Anomalie]:
    if isinstance(forme, dict):
        if not isinstance(valeur, dict):
            yield Anomalie(ou, "ce n’est pas un objet")
            return
        for cle, dedans in forme.items():
            la = f"{ou}.{cle}".lstrip(".")
            if cle not in valeur:
                yield Anomalie(la, f"{guillemets(cle)} manque")
            else:
                yield from _fautes(valeur[cle], dedans, la)
    elif isinstance(forme, list):
        if not isinstance(valeur, list):
            yield Anomalie(ou, "ce n’est pas une liste")
            return
        for rang, un in enumerate(valeur):
            yield from _fautes(un, forme[0], f"{ou}[{rang + 1}]")
    else:
        test, mots = forme
        if not test(valeur):
            yield Anomalie(ou, f"il faut {mots}")
