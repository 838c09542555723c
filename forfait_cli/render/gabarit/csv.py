"""The grid to fill in as one CSV file: the sheets one below the other, each opened by its name."""

import csv
import datetime
import io
import re
from collections.abc import Mapping
from decimal import Decimal

from forfait_cli.domaine.gabarit import Feuille, Genre, Valeur
from forfait_cli.domaine.prix import Tarif
from forfait_cli.francais import propre
from forfait_cli.render.ecrivains.csv import neutraliser
from forfait_cli.render.gabarit.toml import en_ligne, prix

FEUILLE = "Feuille"  # the row that opens a sheet
# « 1.234 » may be one thousand and something, « 0.2 % » is not « 0.2 »: what would be asked about on its way
# back is written so that it is not.
_MILLIERS = re.compile(r"[1-9][0-9]{0,2}\.[0-9]{3}")


def rendre(feuilles: tuple[Feuille, ...]) -> bytes:
    """The file."""
    tampon = io.StringIO(newline="")
    ecrivain = csv.writer(tampon, lineterminator="\n")
    for feuille in feuilles:
        ecrivain.writerow([FEUILLE, _case(feuille.nom)])
        ecrivain.writerow(map(_case, feuille.titres))
        for rang, rangee in enumerate(feuille.rangees):
            genres = [colonne.genre for colonne in feuille.colonnes]
            if feuille.champs:
                genres[1] = feuille.champs[rang].genre
            ecrivain.writerow(_case(texte(valeur, genre)) for valeur, genre in zip(rangee, genres, strict=True))
        ecrivain.writerow([])
    return tampon.getvalue().encode()


def _case(texte: str) -> str:
    return neutraliser(propre(texte))


def texte(valeur: Valeur, genre: Genre) -> str:
    """A value as it is typed."""
    match valeur:
        case None:
            return ""
        case Tarif() | Mapping() | list():
            return en_ligne(prix(valeur) if isinstance(valeur, Tarif) else valeur)
        case Decimal():
            ecrit = f"{valeur:f}"
            if genre is Genre.TAUX:
                return f"{ecrit} %" if 0 < valeur < 1 else ecrit
            return f"{ecrit}0" if _MILLIERS.fullmatch(ecrit) else ecrit
        case datetime.date():
            return valeur.isoformat()
        case _:
            return str(valeur)
