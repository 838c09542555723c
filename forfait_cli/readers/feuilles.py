"""The sheets of a file that was filled in, cell by cell, each with the name that its faults will have."""

import csv
import io
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

from forfait_cli.erreurs import Anomalie, Refus
from forfait_cli.francais import guillemets
from forfait_cli.readers.catalogue import lire_octets

FEUILLE = "feuille"
LIGNES_MAX, COLONNES_MAX = 5_000, 500


class Grille(NamedTuple):
    """A sheet."""

    nom: str
    lignes: Sequence[Sequence[object]]
    place: Callable[[int, int], str]  # row and column, from 0: « feuille Forfaits, cellule B3 »


def lire_feuilles(fichier: Path) -> list[Grille]:
    """The sheets of a workbook, or those that a CSV file holds one below the other.

    Raises:
        Refus: the file can't be read, or is of another kind.
    """
    contenu = lire_octets(fichier, "grille")
    match fichier.suffix.lower():
        case ".csv":
            return _csv(contenu, fichier)
        case ".xlsx" | ".ods":
            return _classeur(contenu, fichier)
        case suffixe:
            aide = "enregistrez-la en .xlsx, .ods, .csv ou .toml"
            raise Refus(
                Anomalie(str(fichier), f"une grille ne se lit pas en {guillemets(suffixe or 'sans suffixe')}", aide)
            )


def _csv(contenu: bytes, fichier: Path) -> list[Grille]:
    try:
        texte = contenu.decode("utf-8-sig")
    except UnicodeDecodeError:
        texte = contenu.decode("cp1252", errors="replace")  # what Excel writes as « CSV »
    debut = texte.split("\n", 1)[0]
    separateur = max(",;\t", key=debut.count)
    try:
        rangees = list(csv.reader(io.StringIO(texte, newline=""), delimiter=separateur))
    except csv.Error as erreur:
        raise Refus(
            Anomalie(str(fichier), "le fichier CSV ne peut pas être lu", "enregistrez-le de nouveau")
        ) from erreur
    grilles: list[Grille] = []
    for numero, rangee in enumerate(rangees, 1):
        if rangee and rangee[0].strip().lower() == FEUILLE:
            nom = rangee[1].strip() if len(rangee) > 1 else ""
            grilles.append(Grille(nom, [], _place_csv(fichier, numero)))
        elif grilles:
            lignes = grilles[-1].lignes
            assert isinstance(lignes, list)
            lignes.append([_sans_apostrophe(cellule) for cellule in rangee])
    return grilles


def _place_csv(fichier: Path, numero: int) -> Callable[[int, int], str]:
    return lambda ligne, colonne: f"{fichier}, ligne {numero + 1 + ligne}, colonne {colonne + 1}"


def _sans_apostrophe(cellule: str) -> str:
    """What was written so that a spreadsheet would not run it."""
    return cellule[1:] if cellule[:1] == "'" and cellule[1:2] in {"=", "+", "-", "@", "\t", "\r"} else cellule


def _classeur(contenu: bytes, fichier: Path) -> list[Grille]:
    try:
        from python_calamine import CalamineError, CalamineWorkbook
    except ImportError as erreur:
        message = "lire un classeur demande le complément « tableur »"
        aide = "installez-le : pip install 'forfait-cli[tableur]' ; ou enregistrez la grille en CSV"
        raise Refus(Anomalie(str(fichier), message, aide)) from erreur
    try:
        classeur = CalamineWorkbook.from_filelike(io.BytesIO(contenu))
        return [
            Grille(
                nom, _bornees(classeur.get_sheet_by_name(nom).to_python(skip_empty_area=False)), _place(fichier, nom)
            )
            for nom in classeur.sheet_names
        ]
    except (CalamineError, OSError, ValueError) as erreur:
        aide = "ouvrez-la dans le tableur et enregistrez-la de nouveau"
        raise Refus(Anomalie(str(fichier), "la grille ne peut pas être lue", aide)) from erreur


def _bornees(lignes: Sequence[Sequence[object]]) -> Sequence[Sequence[object]]:
    return [ligne[:COLONNES_MAX] for ligne in lignes[:LIGNES_MAX]]


def _place(fichier: Path, nom: str) -> Callable[[int, int], str]:
    return lambda ligne, colonne: f"{fichier}, feuille {nom}, cellule {_lettres(colonne)}{ligne + 1}"


def _lettres(colonne: int) -> str:
    lettres = ""
    colonne += 1
    while colonne:
        colonne, reste = divmod(colonne - 1, 26)
        lettres = chr(65 + reste) + lettres
    return lettres
