"""ODS, as LibreOffice and the libraries write it (OpenDocument 1.2 and later)."""

import datetime
import re
from collections.abc import Collection, Iterator
from math import isfinite

from forfait_cli.francais import nombre
from forfait_cli.readers import limites
from forfait_cli.readers.classeur.archive import Archive, Avancee
from forfait_cli.readers.classeur.cellules import (
    Cellule,
    Feuille,
    Illisible,
    Particularites,
    PourCent,
    Rangee,
    entier,
    lettres,
)
from forfait_cli.readers.classeur.fautes import demesure, illisible

_CONTENU = "content.xml"
_OASIS = "urn:oasis:names:tc:opendocument:xmlns:"
_TABLE, _OFFICE, _TEXTE, _STYLE = (f"{_OASIS}{nom}:1.0 " for nom in ("table", "office", "text", "style"))
_FEUILLE, _COLONNE, _RANGEE = f"{_TABLE}table", f"{_TABLE}table-column", f"{_TABLE}table-row"
_CELLULES = (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell")
_PARAGRAPHES = (f"{_TEXTE}p", f"{_TEXTE}h")
_VISIBLE = f"{_TABLE}visibility"
_SUR = tuple(f"{_TABLE}number-{quoi}-spanned" for quoi in ("rows", "columns"))
_FOIS_RANGEE, _FOIS_COLONNE = (f"{_TABLE}number-{quoi}-repeated" for quoi in ("rows", "columns"))
_TYPE_CALC = "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0 value-type"
_ERREUR = re.compile(r"#[A-Z0-9/]+[!?]?\s*!?|(?:Err|Erreur) ?:.*", re.IGNORECASE)
_DUREE = re.compile(r"PT(\d{1,4})H(\d{1,2})M(\d{1,2})(?:[.,]\d+)?S")
_ESPACES_MAX = 1_000  # spaces written as a count


class ClasseurOds:
    """An ODS file."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self.feuilles: list[Feuille] = []
        self._lire_sommaire()
        self._particularites = [Particularites() for _ in self.feuilles]

    def particularites(self, rang: int) -> Particularites:
        """What is hidden or merged in a sheet, as far as it has been read."""
        return self._particularites[rang]

    def avancement(self) -> int:
        """How much of the file has been read, in percent."""
        return self._archive.avancement()

    def lire(self, choisies: Collection[int]) -> Iterator[tuple[int, Rangee]]:
        """The rows that are not blank of these sheets, each with the rank of its sheet."""
        return _Lecture(self._archive, self.feuilles, choisies, self._particularites).rangees()

    def _lire_sommaire(self) -> None:
        masques: set[str] = set()  # the styles of sheets that are not shown
        style = ""
        avancee = Avancee()

        def debut(nom: str, attributs: dict[str, str]) -> None:
            nonlocal style
            avancee.complet()  # nothing is kept of what is met
            if nom == _FEUILLE:
                masquee = attributs.get(f"{_TABLE}style-name") in masques
                self.feuilles.append(Feuille(attributs.get(f"{_TABLE}name", ""), masquee))
                if len(self.feuilles) > limites.FEUILLES_MAX:
                    raise demesure(self._archive.origine, "trop de feuilles")
            elif nom == f"{_STYLE}style":
                style = attributs.get(f"{_STYLE}name", "")
            elif nom == f"{_STYLE}table-properties" and attributs.get(f"{_TABLE}display") == "false":
                masques.add(style)

        for _ in self._archive.parcourir(_CONTENU, avancee, debut):
            pass


class _Lecture:
    """The pass over the file: what its parser has met, and where it is."""

    def __init__(
        self,
        archive: Archive,
        feuilles: list[Feuille],
        choisies: Collection[int],
        particularites: list[Particularites],
    ) -> None:
        self._archive = archive
        self._feuilles = feuilles
        self._choisies = choisies
        self._toutes = particularites
        self._avancee = Avancee()
        self._pretes: list[tuple[int, Rangee, int]] = []  # sheet, row, how many times
        self._repetees = self._lignes_repetees = 0
        self._profondeur = 0
        self._feuille = -1
        self._lue = False  # whether this sheet was asked for
        self._colonne = 0  # of those declared
        self._numero = 0  # of the last row
        self._fois = 1  # of this row
        self._masquee = False
        self._cellules: list[Cellule] = []
        self._place = 0  # of the next cell
        self._attributs: dict[str, str] | None = None  # of the cell being read
        self._paragraphes: list[str] = []
        self._morceaux: list[str] | None = None  # of the paragraph being read
        self._a_part = 0  # how deep in what is not the cell's own text: a comment, a drawing

    def rangees(self) -> Iterator[tuple[int, Rangee]]:
        """The rows that are not blank, each with the rank of its sheet."""
        for _ in self._archive.parcourir(_CONTENU, self._avancee, self._debut, self._fin, self._donnees):
            for feuille, rangee, fois in self._pretes:
                for rang in range(fois):
                    yield feuille, Rangee(rangee.numero + rang, rangee.cellules.copy())
            self._pretes.clear()

    def _debut(self, nom: str, attributs: dict[str, str]) -> None:
        self._profondeur += 1
        if self._profondeur > limites.PROFONDEUR_MAX:
            raise illisible(self._archive.origine)
        if self._attributs is not None:
            self._dans_la_cellule(nom, attributs)
        elif nom in _CELLULES:
            if self._lue:
                self._attributs = attributs
                self._paragraphes.clear()
        elif nom == _RANGEE:
            self._fois = self._combien(attributs.get(_FOIS_RANGEE))
            self._masquee = attributs.get(_VISIBLE, "visible") != "visible"
            self._cellules = []
            self._place = 0
        elif nom == _COLONNE:
            combien = self._combien(attributs.get(_FOIS_COLONNE))
            if attributs.get(_VISIBLE, "visible") != "visible":
                self._toutes[self._feuille].masquer_colonnes(self._colonne, self._colonne + combien - 1)
            self._colonne += combien
        elif nom == _FEUILLE:
            self._feuille += 1
            self._lue = self._feuille in self._choisies
            self._numero = self._colonne = 0

    def _dans_la_cellule(self, nom: str, attributs: dict[str, str]) -> None:
        if self._a_part or not nom.startswith(_TEXTE):
            self._a_part += 1
        elif nom in _PARAGRAPHES:
            self._morceaux = []
        elif self._morceaux is not None:
            if nom == f"{_TEXTE}s":
                combien = entier(attributs.get(f"{_TEXTE}c", "1")) or 0
                self._morceaux.append(" " * min(combien, _ESPACES_MAX))
            elif nom == f"{_TEXTE}tab":
                self._morceaux.append("\t")
            elif nom == f"{_TEXTE}line-break":
                self._morceaux.append("\n")

    def _fin(self, nom: str) -> None:
        self._profondeur -= 1
        if self._a_part:
            self._a_part -= 1
        elif self._attributs is not None:
            if nom in _PARAGRAPHES:
                self._paragraphes.append("".join(self._morceaux or ()))
                self._morceaux = None
            elif nom in _CELLULES:
                self._fermer_cellule(self._attributs)
                self._attributs = None
        elif nom == _RANGEE:
            self._fermer_rangee()
        elif not self._lue:
            self._avancee.complet()

    def _donnees(self, texte: str) -> None:
        if self._morceaux is not None and not self._a_part:
            self._morceaux.append(texte)

    def _fermer_cellule(self, attributs: dict[str, str]) -> None:
        fois = self._combien(attributs.get(_FOIS_COLONNE))
        debut = self._place
        self._place += fois
        self._toutes[self._feuille].fusions += any(attributs.get(sens, "1") != "1" for sens in _SUR)
        valeur = _valeur(attributs, "\n".join(self._paragraphes))
        if valeur == "":
            return
        if self._place > limites.COLONNES_MAX:
            ou = f"cellule {lettres(self._place - 1)}{self._numero + 1} remplie"
            raise demesure(f"{self._archive.origine}, feuille {self._feuilles[self._feuille].nom}", ou)
        self._compter(fois - 1)
        self._cellules.extend([""] * (debut - len(self._cellules)) + [valeur] * fois)

    def _fermer_rangee(self) -> None:
        if self._lue and self._cellules:
            if self._numero + self._fois > limites.LIGNES_TABLEUR:
                raise demesure(self._archive.origine, "trop de lignes")
            self._compter((self._fois - 1) * len(self._cellules))
            self._lignes_repetees += self._fois - 1
            if self._lignes_repetees > limites.LIGNES_REPETEES_MAX:
                message = f"plus de {nombre(limites.LIGNES_REPETEES_MAX)} lignes pareilles à la précédente"
                raise demesure(self._archive.origine, message)
            self._toutes[self._feuille].lignes_masquees += self._fois * self._masquee
            self._pretes.append((self._feuille, Rangee(self._numero + 1, self._cellules), self._fois))
        self._numero += self._fois
        self._avancee.complet()

    def _compter(self, cellules: int) -> None:
        self._repetees += cellules
        if self._repetees > limites.REPETEES_MAX:
            raise demesure(self._archive.origine, "trop de cellules répétées")

    def _combien(self, dit: str | None) -> int:
        if dit is None:
            return 1
        combien = entier(dit)
        if not combien:
            raise illisible(self._archive.origine)
        return combien


def _valeur(attributs: dict[str, str], texte: str) -> Cellule:
    """What a cell holds, from its attributes and the text that it shows."""
    genre = attributs.get(f"{_OFFICE}value-type")
    formule = f"{_TABLE}formula" in attributs
    if attributs.get(_TYPE_CALC) == "error" or (formule and _ERREUR.fullmatch(texte.strip())):
        return Illisible(f"erreur {texte}".strip(), texte)
    if genre is None:
        return Illisible("formule jamais calculée", texte) if formule and not texte else texte
    if genre == "string":
        return texte or attributs.get(f"{_OFFICE}string-value", "")
    brut = attributs.get(f"{_OFFICE}{_ATTRIBUTS.get(genre, 'value')}", "")
    if not brut:
        return Illisible("formule jamais calculée" if formule else "valeur absente", texte)
    try:
        return _lire(genre, brut)
    except ValueError:
        return Illisible("valeur illisible", texte or brut[:80])


_ATTRIBUTS = {"boolean": "boolean-value", "date": "date-value", "time": "time-value"}


def _lire(genre: str, brut: str) -> Cellule:
    """A value as the file writes it.

    Raises:
        ValueError: it can't be read.
    """
    match genre:
        case "boolean":
            return brut == "true"
        case "date":
            return datetime.datetime.fromisoformat(brut)
        case "time":
            trouve = _DUREE.fullmatch(brut)
            if trouve is None:
                raise ValueError(brut)
            heures, minutes, secondes = map(int, trouve.groups())
            return datetime.time(heures, minutes, secondes) if heures < 24 else f"{heures}:{minutes:02}:{secondes:02}"  # noqa: PLR2004
        case _:
            nombre = float(brut)
            if not isfinite(nombre):
                raise ValueError(brut)
            return PourCent(nombre) if genre == "percentage" else nombre
