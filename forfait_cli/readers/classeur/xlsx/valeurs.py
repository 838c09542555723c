"""What the text of an XLSX cell means: a number, a date, a shared text, an error."""

import datetime
import re
from collections.abc import Sequence
from math import isfinite
from typing import NamedTuple

from forfait_cli.readers.classeur.cellules import Cellule, Illisible, PourCent, entier

_DATES_D_OFFICE = frozenset((*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)))
_POUR_CENT_D_OFFICE = frozenset((9, 10))
_HORS_FORMAT = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!(?:h+|m+|s+)\])[^\]]*\]', re.IGNORECASE)
_ECHAPPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
_FAUX = ("0", "false", "off")

NOMBRE, DATE, POUR_CENT = "nombre", "date", "pour cent"


class Sens(NamedTuple):
    """What the cells of a workbook refer to."""

    textes: Sequence[str]  # the shared ones
    genres: Sequence[str]  # what kind of number each style shows
    de_1904: bool  # whether days are counted from 1904
    a_calculer: bool  # whether no spreadsheet has calculated the formulas since they were written

    def lire(self, brut: str, type_: str, style: str, *, formule: bool) -> Cellule:
        """The value of a cell that holds something."""
        match type_:
            case "s":
                rang = entier(brut)
                return illisible(brut) if rang is None or rang >= len(self.textes) else self.textes[rang]
            case "e":
                return Illisible(f"erreur {brut}".strip(), brut)
            case "str" | "inlineStr":
                return deplier(brut)
            case _:
                return self._calculee(brut, type_, style, formule=formule)

    def _calculee(self, brut: str, type_: str, style: str, *, formule: bool) -> Cellule:
        # In place of a value that they can't work out, libraries write nothing, or 0.
        if formule and (not brut or (brut == "0" and self.a_calculer)):
            return Illisible("formule jamais calculée", brut)
        if type_ == "b":
            return vrai(brut)
        return _iso(brut) if type_ == "d" else self._nombre(brut, style)

    def _nombre(self, brut: str, style: str) -> Cellule:
        try:
            nombre = float(brut)
        except ValueError:
            return illisible(brut)
        if not isfinite(nombre):
            return illisible(brut)
        if style:
            rang = entier(style)
            genre = NOMBRE if rang is None or rang >= len(self.genres) else self.genres[rang]
            if genre is DATE:
                return _jour(nombre, de_1904=self.de_1904)
            if genre is POUR_CENT:
                return PourCent(nombre)
        return nombre


def illisible(brut: str) -> Illisible:
    """A cell whose text means nothing."""
    return Illisible("valeur illisible", brut[:80])


def vrai(brut: str | None) -> bool:
    """A boolean of the file; None: not said."""
    return brut is not None and brut not in _FAUX


def genre_du_format(identifiant: str, code: str | None) -> str:
    """What kind of number a format shows; `code` is None for those that every spreadsheet knows."""
    if code is None:
        numero = entier(identifiant)
        return DATE if numero in _DATES_D_OFFICE else POUR_CENT if numero in _POUR_CENT_D_OFFICE else NOMBRE
    nu = _HORS_FORMAT.sub("", code.partition(";")[0]).lower()
    if "%" in nu:
        return POUR_CENT
    return DATE if any(signe in nu for signe in "dmyhs") else NOMBRE


def deplier(texte: str) -> str:
    """« _x000D_ » is how the file writes a sign that XML has not."""
    return _ECHAPPE.sub(lambda trouve: chr(int(trouve[1], 16)), texte) if "_x" in texte else texte


def _jour(nombre: float, *, de_1904: bool) -> Cellule:
    """The date that a number of days shows; the number itself beyond the calendar."""
    depart = datetime.datetime(1904, 1, 1) if de_1904 else datetime.datetime(1899, 12, 30)  # noqa: DTZ001
    jours = nombre + (not de_1904 and 1 <= nombre < 60)  # noqa: PLR2004 - there, 1900 has a 29 February
    try:
        moment = depart + datetime.timedelta(seconds=round(jours * 86_400))
    except OverflowError:
        return nombre
    if nombre < 0:
        return nombre
    return moment if nombre >= 1 else moment.time()


def _iso(brut: str) -> Cellule:
    for genre in (datetime.date, datetime.datetime, datetime.time):
        try:
            return genre.fromisoformat(brut.removesuffix("Z"))
        except ValueError:
            continue
    return illisible(brut)
