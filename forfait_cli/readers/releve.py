"""The cells of a filled grid gathered into the document of a tarifs file, each key with its cell."""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from forfait_cli.domaine.grille import Catalogue
from forfait_cli.domaine.tarifs import Tarifs
from forfait_cli.erreurs import Anomalie, CatalogueInvalide
from forfait_cli.readers.feuilles import Grille
from forfait_cli.readers.tarifs import SCHEMA, lire_document


class Cellule(NamedTuple):
    """A cell that was filled in, or not."""

    valeur: object
    place: str

    @property
    def vide(self) -> bool:
        """Whether nothing is in it."""
        return self.valeur is None or (isinstance(self.valeur, str) and not self.valeur.strip())

    @property
    def texte(self) -> str:
        """What is in it as a text, white space folded."""
        valeur = self.valeur
        entier = isinstance(valeur, float) and valeur.is_integer()
        return " ".join(str(int(valeur) if entier else valeur).split())  # type: ignore[call-overload]


class Releve:
    """The document being built, with the cell that each of its keys comes from."""

    def __init__(self, fichier: str) -> None:
        self.fichier = fichier
        self.document: dict[str, Any] = {"schema": SCHEMA}
        self.places: dict[str, str] = {}
        self.fautes: list[Anomalie] = []

    def faute(self, place: str, message: str, aide: str) -> None:
        """Add a fault on a cell, or on the file."""
        self.fautes.append(Anomalie(place or self.fichier, message, aide))

    def lire(self, cellule: Cellule, lecture: Callable[[object], Any], remede: str) -> Any:
        """What `lecture` gives; None, and a fault, where it refuses."""
        try:
            return lecture(cellule.valeur)
        except ValueError as erreur:
            self.faute(cellule.place, str(erreur), remede)
            return None

    def tarifs(self, catalogue: Catalogue) -> Tarifs:
        """The document, checked as a file would be; its faults are those of the cells."""
        tarifs, fautes = lire_document(self.document, self.fichier, catalogue)
        doublons = {faute.origine for faute in self.fautes}
        self.fautes += [faute for faute in map(self._situer, fautes) if faute.origine not in doublons]
        if self.fautes:
            raise CatalogueInvalide(*self.fautes)
        return tarifs

    def _situer(self, faute: Anomalie) -> Anomalie:
        """The fault with the cell of its key, or of the nearest table that holds it."""
        if faute.message == "clé absente":
            faute = faute._replace(message="case vide", aide="remplissez-la")
        chemin = faute.origine
        while chemin:
            if chemin in self.places:
                return faute._replace(origine=self.places[chemin])
            chemin = chemin[:-1].rpartition("[")[0] if chemin.endswith("]") else chemin.rpartition(".")[0]
        return faute._replace(origine=f"{self.fichier}, {faute.origine}")


def cellule_de(grille: Grille, rang: int, ligne: Sequence[object], colonne: int) -> Cellule:
    """A cell of a sheet, empty beyond the end of its row."""
    return Cellule(ligne[colonne] if colonne < len(ligne) else None, grille.place(rang, colonne))
