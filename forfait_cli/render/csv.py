"""Results as CSV: UTF-8, comma, LF, amounts with a point."""

import csv
import io
import re
from decimal import Decimal
from typing import NamedTuple

from forfait_cli.render.json import montant

Valeur = str | int | Decimal | bool | None

# A spreadsheet would run a text that starts so as a formula; a number with its sign is not one.
_FORMULE = re.compile(r"[=+\-@\t\r]")
_NOMBRE = re.compile(r"[+-]?[0-9]+(?:[.,][0-9]+)?", re.ASCII)


class Releve(NamedTuple):
    """A rectangular table of values; the first row names the columns."""

    colonnes: tuple[str, ...]
    lignes: tuple[tuple[Valeur, ...], ...]


def rendre(releve: Releve) -> bytes:
    """The whole table."""
    tampon = io.StringIO(newline="")
    ecrivain = csv.writer(tampon, lineterminator="\n")
    ecrivain.writerow(releve.colonnes)
    ecrivain.writerows([cellule(valeur) for valeur in ligne] for ligne in releve.lignes)
    return tampon.getvalue().encode()


def cellule(valeur: Valeur) -> str:
    """A value as it is written: « oui » and « non », nothing for what is unknown."""
    match valeur:
        case None:
            return ""
        case bool():
            return "oui" if valeur else "non"
        case int():
            return str(valeur)
        case Decimal():
            return montant(valeur)
        case str():
            return neutraliser(valeur)


def neutraliser(texte: str) -> str:
    """The text, with an apostrophe before what a spreadsheet would run as a formula."""
    if _FORMULE.match(texte) and not _NOMBRE.fullmatch(texte):
        return f"'{texte}"
    return texte
