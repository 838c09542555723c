"""The sheets of a file that was filled in, cell by cell, each with the name that its faults will have."""

import csv
import io
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

from forfait_cli.erreurs import Anomalie, Refus
from forfait_cli.francais import nombre
from forfait_cli.readers import limites
from forfait_cli.readers.classeur.cellules import Cellule, Particularites, lettres
from forfait_cli.readers.fichiers import lire_octets
from forfait_cli.readers.rows.source import citer, sans_blancs_apres_guillemet
from forfait_cli.readers.rows.texte import Texte

FEUILLE = "feuille"
_APOSTROPHE = re.compile(r"^'(?=[=+@\t\r-])|(?<=[,;\t\r\n])'(?=[=+@-])")


class Feuille(NamedTuple):
    """A sheet: its rows from the first, blank ones too; a cell that has no value is `Illisible`."""

    nom: str
    lignes: Sequence[Sequence[Cellule]]
    place: Callable[[int, int], str]  # row and column, from 0: « feuille Forfaits, cellule B3 »
    remarques: tuple[str, ...] = ()  # what of it a person does not see


def lire_feuilles(fichier: Path) -> list[Feuille]:
    """The sheets of a workbook, or those that a CSV file holds one below the other.

    Raises:
        Refus: the file can't be read, is of another kind, or holds more than a grid does.
    """
    contenu = lire_octets(fichier, "grille", limites.OCTETS_GRILLE)
    match fichier.suffix.lower():
        case ".csv":
            return _csv(contenu, str(fichier))
        case ".xlsx" | ".ods":
            return _classeur(contenu, str(fichier))
        case suffixe:
            aide = "enregistrez-la en .xlsx, .ods, .csv ou .toml"
            raise Refus(Anomalie(str(fichier), f"une grille ne se lit pas en {citer(suffixe or 'sans suffixe')}", aide))


def _csv(contenu: bytes, origine: str) -> list[Feuille]:
    texte = "".join(Texte(io.BytesIO(contenu), origine).blocs())
    debut = texte.partition("\n")[0]
    separateur = max(",;\t", key=debut.count)
    csv.field_size_limit(limites.LIGNE_MAX)
    lecteur = csv.reader(io.StringIO(texte, newline=""), delimiter=separateur)
    # Misplaced quotes may make a row swallow those below.
    juste = csv.reader(io.StringIO(sans_blancs_apres_guillemet(texte), newline=""), delimiter=separateur, strict=True)
    feuilles: list[tuple[str, list[list[str]], list[int]]] = []  # name, rows, the line where each starts
    compte = _Compte(origine)
    finie = 0
    try:
        for rangee, _ in zip(lecteur, juste, strict=False):
            if rangee and rangee[0].strip().lower() == FEUILLE:
                feuilles.append((rangee[1].strip() if len(rangee) > 1 else "", [], []))
            elif feuilles:
                feuilles[-1][1].append([_sans_apostrophe(cellule) for cellule in rangee])
                feuilles[-1][2].append(finie + 1)
                compte.ajouter(len(feuilles[-1][1]), len(rangee) + 1)
            finie = lecteur.line_num
    except csv.Error as erreur:
        aide = "un guillemet y est sans doute de trop, ou jamais refermé"
        raise Refus(Anomalie(f"{origine}, ligne {finie + 1}", "la ligne ne peut pas être lue", aide)) from erreur
    return [Feuille(nom, lignes, _place_csv(origine, numeros)) for nom, lignes, numeros in feuilles]


def _place_csv(origine: str, numeros: Sequence[int]) -> Callable[[int, int], str]:
    def place(ligne: int, colonne: int) -> str:
        numero = numeros[ligne] if ligne < len(numeros) else (numeros or [0])[-1] + 1
        return f"{origine}, ligne {numero}, colonne {colonne + 1}"

    return place


def _sans_apostrophe(cellule: str) -> str:
    """What was written so that a spreadsheet would not run it, at the start of what it may take for a cell."""
    return _APOSTROPHE.sub("", cellule)


def _classeur(contenu: bytes, origine: str) -> list[Feuille]:
    from forfait_cli.readers.classeur import ouvrir_classeur
    from forfait_cli.readers.classeur.archive import Archive

    classeur = ouvrir_classeur(Archive(io.BytesIO(contenu), origine))
    lignes: list[list[list[Cellule]]] = [[] for _ in classeur.feuilles]
    compte = _Compte(origine)
    for rang, rangee in classeur.lire(range(len(classeur.feuilles))):
        lues = lignes[rang]
        compte.ajouter(rangee.numero, len(rangee.cellules) + rangee.numero - len(lues))
        lues.extend([] for _ in range(rangee.numero - 1 - len(lues)))
        lues.append(rangee.cellules)
    return [
        Feuille(feuille.nom, lignes[rang], _place(origine, feuille.nom), _remarques(classeur.particularites(rang)))
        for rang, feuille in enumerate(classeur.feuilles)
    ]


def _remarques(vues: Particularites) -> tuple[str, ...]:
    dites = (
        (vues.lignes_masquees, f"lignes masquées, lues aussi : {nombre(vues.lignes_masquees)}"),
        (vues.colonnes_masquees, "des colonnes masquées, lues aussi"),
    )
    return tuple(phrase for dite, phrase in dites if dite)


def _place(origine: str, nom: str) -> Callable[[int, int], str]:
    return lambda ligne, colonne: f"{origine}, feuille {nom}, cellule {lettres(colonne)}{ligne + 1}"


class _Compte:
    """How much of a grid has been read."""

    def __init__(self, origine: str) -> None:
        self._origine = origine
        self._cellules = 0

    def ajouter(self, numero: int, cellules: int) -> None:
        """One more row; blank rows before it count as cells.

        Raises:
            Refus: the grid holds more than anyone fills in.
        """
        self._cellules += cellules
        if numero > limites.LIGNES_GRILLE or self._cellules > limites.CELLULES_GRILLE:
            plus = f"plus de {nombre(limites.LIGNES_GRILLE)} lignes ou de {nombre(limites.CELLULES_GRILLE)} cellules"
            raise Refus(Anomalie(self._origine, f"une grille n’a pas {plus}", "gardez les lignes remplies"))
