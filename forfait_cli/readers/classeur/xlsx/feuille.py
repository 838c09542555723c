"""A sheet of an XLSX file, row by row."""

import re
from collections.abc import Iterator

from forfait_cli.readers import limites
from forfait_cli.readers.classeur.archive import Archive, Avancee
from forfait_cli.readers.classeur.cellules import Cellule, Particularites, Rangee, entier, lettres
from forfait_cli.readers.classeur.fautes import demesure, illisible
from forfait_cli.readers.classeur.xlsx.valeurs import Sens, vrai

_COLONNE = re.compile(r"[A-Z]{1,3}")


class LectureFeuille:
    """The pass over a sheet: what its parser has met, and where it is."""

    def __init__(self, archive: Archive, nom: str, sens: Sens, particularites: Particularites) -> None:
        self._archive = archive
        self._nom = nom
        self._sens = sens
        self._particularites = particularites
        self._avancee = Avancee()
        self._pretes: list[Rangee] = []
        self._rangs: dict[str, int] = {}  # of the columns, by their letters
        # The names of the elements, once the root has said the namespace: the format has two.
        self._row = self._c = self._v = self._t = self._f = ""
        self._profondeur = 0
        self._numero = 0  # of the row
        self._masquee = False
        self._cellules: list[Cellule] = []
        self._place = -1  # of the cell, from 0
        self._type = self._style = ""
        self._formule = False
        self._capte = False  # whether what comes is the value of the cell
        self._phonetique = False  # whether it only says how a text is pronounced
        self._morceaux: list[str] = []

    def rangees(self, partie: str) -> Iterator[Rangee]:
        """The rows that are not blank."""
        for _ in self._archive.parcourir(partie, self._avancee, self._debut, self._fin, self._donnees):
            yield from self._pretes
            self._pretes.clear()

    def _debut(self, nom: str, attributs: dict[str, str]) -> None:
        self._profondeur += 1
        if nom == self._c:
            self._ouvrir_cellule(attributs)
        elif nom in (self._v, self._t):
            self._capte = not self._phonetique
        elif nom == self._f:
            self._formule = True
        elif nom == self._row:
            self._ouvrir_rangee(attributs)
        elif not self._c:
            espace = nom.rpartition(" ")[0]
            self._row, self._c, self._v, self._t, self._f = (f"{espace} {local}" for local in ("row", *"cvtf"))
        else:
            self._autre(nom.rpartition(" ")[2], attributs)

    def _autre(self, nom: str, attributs: dict[str, str]) -> None:
        if self._profondeur > limites.PROFONDEUR_MAX:
            raise illisible(self._archive.origine)
        if nom == "rPh":
            self._phonetique = True
        elif nom == "mergeCell":
            self._particularites.fusions += 1
        elif nom == "col" and vrai(attributs.get("hidden")):
            premiere, derniere = entier(attributs.get("min", "")), entier(attributs.get("max", ""))
            if premiere is not None and derniere is not None:
                self._particularites.masquer_colonnes(premiere - 1, derniere - 1)

    def _ouvrir_rangee(self, attributs: dict[str, str]) -> None:
        dit = attributs.get("r")  # rows that do not say their number follow each other
        numero = self._numero + 1 if dit is None else entier(dit) or 0
        if numero <= self._numero or self._profondeur > limites.PROFONDEUR_MAX:
            raise illisible(self._archive.origine)
        if numero > limites.LIGNES_TABLEUR:
            raise demesure(self._archive.origine, "trop de lignes")
        self._numero = numero
        self._masquee = vrai(attributs.get("hidden"))
        self._cellules = []
        self._place = -1

    def _ouvrir_cellule(self, attributs: dict[str, str]) -> None:
        ou = attributs.get("r")
        if ou is None:
            self._place += 1
        else:
            colonne = ou.rstrip("0123456789")
            rang = self._rangs.get(colonne)
            self._place = self._rang(colonne) if rang is None else rang
        self._type = attributs.get("t", "n")
        self._style = attributs.get("s", "")
        self._formule = False
        self._morceaux.clear()
        if self._profondeur > limites.PROFONDEUR_MAX:
            raise illisible(self._archive.origine)

    def _rang(self, colonne: str) -> int:
        """The rank of a column from its letters, remembered."""
        if _COLONNE.fullmatch(colonne) is None:
            raise illisible(self._archive.origine)
        rang = 0
        for lettre in colonne:
            rang = 26 * rang + ord(lettre) - 64
        self._rangs[colonne] = rang - 1
        return rang - 1

    def _fin(self, nom: str) -> None:
        self._profondeur -= 1
        if nom in (self._v, self._t):
            self._capte = False
        elif nom == self._c:
            if self._morceaux or self._formule or self._type == "e":
                self._poser(self._sens.lire("".join(self._morceaux), self._type, self._style, formule=self._formule))
        elif nom == self._row:
            if self._cellules:
                self._particularites.lignes_masquees += self._masquee
                self._pretes.append(Rangee(self._numero, self._cellules))
            self._avancee.complet()
        elif nom.endswith(" rPh"):
            self._phonetique = False

    def _donnees(self, texte: str) -> None:
        if self._capte:
            self._morceaux.append(texte)

    def _poser(self, valeur: Cellule) -> None:
        if valeur == "":
            return
        manque = self._place - len(self._cellules)
        if manque < 0:
            raise illisible(self._archive.origine)
        if self._place >= limites.COLONNES_MAX:
            ou = f"cellule {lettres(self._place)}{self._numero} remplie"
            raise demesure(f"{self._archive.origine}, feuille {self._nom}", ou)
        if manque:
            self._cellules.extend([""] * manque)
        self._cellules.append(valeur)
