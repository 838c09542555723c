"""Amounts and dates as people type them in a spreadsheet: `1 234,56 €`, `1234.56`, `31/12/2026`."""

import datetime
import re
from decimal import Decimal

_ESPACES = re.compile(r"[\s\u00a0\u202f]+")
_MONTANT = re.compile(r"(?P<entier>[0-9]{1,3}(?: [0-9]{3})+|[0-9]+)(?:[.,](?P<decimales>[0-9]+))?", re.ASCII)
_AMBIGU = re.compile(
    r"[0-9]{1,3}(?:[.,][0-9]{3}){2,}|[1-9][0-9]{0,2},[0-9]{3}\.[0-9]+|[1-9][0-9]{0,2}\.[0-9]{3},[0-9]+"
)
_ISO = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})", re.ASCII)
_FRANCAISE = re.compile(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})", re.ASCII)

REMEDE_MONTANT = "écrivez 1234,56 ou 1234.56, avec ou sans €"
REMEDE_DATE = "écrivez-la 31/12/2026 ou 2026-12-31"


def montant(valeur: object) -> Decimal:
    """The amount of a cell.

    Raises:
        ValueError: with the reason, in French.
    """
    match valeur:
        case bool():
            raise ValueError("ce n’est pas un montant")
        case int():
            return Decimal(valeur)
        case float():
            return Decimal(repr(valeur)) if not valeur.is_integer() else Decimal(int(valeur))
        case str():
            return _montant(valeur)
        case _:
            raise ValueError("ce n’est pas un montant")


def _montant(texte: str) -> Decimal:
    propre = _ESPACES.sub(" ", texte).strip()
    propre = propre.removesuffix("€").removesuffix("EUR").removesuffix("%").strip()
    if propre.startswith(("-", "−")):
        raise ValueError(f"montant négatif : « {texte.strip()[:40]} »")
    if _AMBIGU.fullmatch(propre):
        raise ValueError(f"« {texte.strip()[:40]} » mêle points et virgules")
    trouve = _MONTANT.fullmatch(propre)
    if trouve is None:
        raise ValueError(f"« {texte.strip()[:40]} » n’est pas un montant")
    entier = trouve["entier"].replace(" ", "")
    return Decimal(f"{entier}.{trouve['decimales']}" if trouve["decimales"] else entier)


def jour(valeur: object) -> datetime.date:
    """The day of a cell.

    Raises:
        ValueError: with the reason, in French.
    """
    match valeur:
        case datetime.datetime():
            return valeur.date()
        case datetime.date():
            return valeur
        case str():
            texte = valeur.strip()
            iso, francaise = _ISO.fullmatch(texte), _FRANCAISE.fullmatch(texte)
            try:
                if iso is not None:
                    return datetime.date(*map(int, iso.groups()))
                if francaise is not None:
                    jour_, mois, annee = map(int, francaise.groups())
                    return datetime.date(annee, mois, jour_)
            except ValueError:
                raise ValueError(f"« {texte} » n’existe pas au calendrier") from None
            raise ValueError(f"« {texte[:40]} » n’est pas une date")
        case _:
            raise ValueError("ce n’est pas une date")
