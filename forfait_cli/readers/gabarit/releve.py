"""The cells of a filled grid gathered into the document of a file, each key with its cell."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from forfait_cli.domaine import gabarit as g
from forfait_cli.erreurs import Anomalie, CatalogueInvalide
from forfait_cli.francais import guillemets, plier
from forfait_cli.readers.champs import situees
from forfait_cli.readers.feuilles import Feuille, lire_feuilles
from forfait_cli.readers.gabarit.cellules import Lue, Refusee, texte


class Case(NamedTuple):
    """A cell that was filled in, or not."""

    valeur: object
    place: str

    @property
    def vide(self) -> bool:
        """Whether nothing is in it."""
        return self.valeur is None or (isinstance(self.valeur, str) and not self.valeur.strip())

    @property
    def texte(self) -> str:
        """What is in it as a text, white space folded; empty for what can't be read, which is told elsewhere."""
        try:
            return "" if self.vide else str(texte(self.valeur).valeur)
        except Refusee:
            return ""

    def sous(self, titre: str) -> "Case":
        """The same cell, its place told with the title that it is under: « cellule B3 (« Montant ») »."""
        return self._replace(place=f"{self.place} ({guillemets(titre)})")


class Releve:
    """The document being built, with the cell that each of its keys comes from."""

    def __init__(self, fichier: str, repartez: str) -> None:
        self.fichier = fichier
        self.repartez = repartez  # what to do where the sheets are no longer those that were given
        self.document: dict[str, Any] = {}
        self.places: dict[str, str] = {}
        self.fautes: list[Anomalie] = []
        self.remarques: list[str] = []

    def faute(self, place: str, message: str, aide: str) -> None:
        """Add a fault on a cell, or on the file."""
        self.fautes.append(Anomalie(place or self.fichier, message, aide))

    def lire(self, case: Case, lecture: Callable[[object], Lue]) -> Any:
        """What `lecture` gives; None, and a fault, where it refuses."""
        try:
            lue = lecture(case.valeur)
        except Refusee as refus:
            self.faute(case.place, str(refus), refus.aide)
            return None
        if lue.remarque:
            self.remarques.append(f"{case.place} : {lue.remarque}.")
        return lue.valeur

    def lire_feuilles(
        self, fichier: Path, lecteurs: Mapping[str, Callable[["Releve", Feuille], None]], requises: Collection[str]
    ) -> None:
        """Read each sheet by its name, in this order; say those that lack, and those that are left aside.

        Raises:
            Refus: the file can't be read.
            CatalogueInvalide: it has none of these sheets.
        """
        lues = lire_feuilles(fichier)
        par_nom = {plier(feuille.nom): feuille for feuille in lues}
        if not any(plier(nom) in par_nom for nom in requises):
            message = f"ce n’est pas la grille à remplir : ni feuille {', ni '.join(map(guillemets, requises))}"
            raise CatalogueInvalide(Anomalie(self.fichier, message, self.repartez))
        for nom, lire in lecteurs.items():
            if (feuille := par_nom.get(plier(nom))) is not None:
                lire(self, feuille)
                self.remarques += [f"Feuille {feuille.nom} : {remarque}." for remarque in feuille.remarques]
            elif nom in requises:
                self.faute("", f"feuille absente : {guillemets(nom)}", self.repartez)
        connues = {plier(nom) for nom in (g.MODE_D_EMPLOI, *lecteurs)}
        autres = [feuille.nom for feuille in lues if plier(feuille.nom) not in connues and any(feuille.lignes)]
        if autres:
            self.remarques.append(f"Feuilles laissées de côté : {', '.join(map(guillemets, autres))}.")

    def conclure(self, fautes: Iterable[Anomalie]) -> None:
        """Refuse what is wrong: the faults of the cells, then those of the document, by key, at their cells.

        Raises:
            CatalogueInvalide: all of them.
        """
        doublons = {faute.origine for faute in self.fautes}
        self.fautes += [faute for faute in map(self._situer, fautes) if faute.origine not in doublons]
        if self.fautes:
            raise CatalogueInvalide(*self.fautes)

    def _situer(self, faute: Anomalie) -> Anomalie:
        """The fault with the cell of its key, or of the nearest table that holds it."""
        if faute.message == "clé absente":
            faute = faute._replace(message="case vide", aide="remplissez-la")
        chemin = faute.origine
        while chemin:
            if chemin in self.places:
                return faute._replace(origine=self.places[chemin])
            chemin = chemin.rpartition("[" if chemin.endswith("]") else ".")[0]
        return next(situees((faute,), self.fichier))


def case_de(feuille: Feuille, rang: int, ligne: Sequence[object], colonne: int) -> Case:
    """A cell of a sheet, empty beyond the end of its row."""
    return Case(ligne[colonne] if colonne < len(ligne) else None, feuille.place(rang, colonne))
