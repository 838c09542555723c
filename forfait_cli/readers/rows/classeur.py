"""The rows of a workbook's first visible sheet."""

from collections.abc import Iterator
from itertools import islice
from typing import BinaryIO

from forfait_cli.erreurs import Anomalie, Refus
from forfait_cli.francais import nombre
from forfait_cli.readers.classeur import ouvrir_classeur
from forfait_cli.readers.classeur.archive import Archive
from forfait_cli.readers.classeur.cellules import Cellule, Illisible, Rangee, en_texte, lettres
from forfait_cli.readers.rows.source import BLANCS, Bloc, citees, citer, ranger

_PAR_BLOC = 1024
_REMEDE = "mettez la valeur dans la cellule, ou ouvrez le classeur dans le tableur et enregistrez-le de nouveau"


class SourceClasseur:
    """The rows of a workbook: its first row that is not blank gives the titles."""

    def __init__(self, flux: BinaryIO, origine: str) -> None:
        self.origine = origine
        self._classeur = ouvrir_classeur(Archive(flux, origine))
        self._rang = next((rang for rang, f in enumerate(self._classeur.feuilles) if not f.masquee), -1)
        if self._rang < 0:
            raise Refus(Anomalie(origine, "le classeur n’a aucune feuille visible", "affichez celle qui est à lire"))
        self._feuille = self._classeur.feuilles[self._rang].nom
        self._rangees = (rangee for _, rangee in self._classeur.lire({self._rang}))
        premiere = next((rangee for rangee in self._rangees if _remplie(rangee)), None)
        if premiere is None:
            message = f"la feuille {citer(self._feuille)} est vide"
            raise Refus(Anomalie(origine, message, "sa première ligne doit donner les titres"))
        if illisibles := self._illisibles(premiere):
            raise Refus(Anomalie(origine, f"titre de colonne : {illisibles}", _REMEDE))
        self.noms = [en_texte(cellule).strip() for cellule in premiere.cellules]
        while not self.noms[-1]:
            self.noms.pop()
        self._precedente = premiere.numero
        self.vides = premiere.numero - 1

    @property
    def remarques(self) -> list[str]:
        """The sheet that is read, and what of the workbook does not show or is left aside."""
        visibles, masquees = (
            [f.nom for rang, f in enumerate(self._classeur.feuilles) if f.masquee is masquee and rang != self._rang]
            for masquee in (False, True)
        )
        vues = self._classeur.particularites(self._rang)
        colonnes = [
            self.noms[rang] or lettres(rang)
            for rang in range(len(self.noms))
            if any(debut <= rang <= fin for debut, fin in vues.colonnes_masquees)
        ]
        dites = [
            (True, f"Feuille lue : {citer(self._feuille)}."),
            (visibles, f"Feuilles laissées de côté : {citees(visibles)}."),
            (masquees, f"Feuilles masquées, laissées de côté : {citees(masquees)}."),
            (colonnes, f"Colonnes masquées, lues aussi : {citees(colonnes)}."),
            (vues.lignes_masquees, f"Lignes masquées, lues aussi : {nombre(vues.lignes_masquees)}."),
            (vues.fusions, f"Cellules fusionnées : {nombre(vues.fusions)} ; la première de chacune porte la valeur."),
        ]
        return [phrase for dite, phrase in dites if dite]

    def avancement(self) -> int | None:
        """How much of the sheet has been read, in percent."""
        return self._classeur.avancement()

    def blocs(self) -> Iterator[Bloc]:
        """The rows, in order; those without any cell filled count as blank lines.

        Raises:
            Refus: the workbook is damaged, or holds more than anyone writes.
        """
        while rangees := list(islice(self._rangees, _PAR_BLOC)):
            defauts = {
                rangee.numero: Anomalie("", dite, _REMEDE) for rangee in rangees if (dite := self._illisibles(rangee))
            }
            textes = ((rangee.numero, [en_texte(cellule) for cellule in rangee.cellules]) for rangee in rangees)
            bloc, blanches = ranger(textes, len(self.noms), defauts)
            derniere = rangees[-1].numero
            # The rows that the sheet skips, and those that hold spaces.
            self.vides += derniere - self._precedente - len(rangees) + blanches
            self._precedente = derniere
            yield bloc

    def _illisibles(self, rangee: Rangee) -> str:
        """What is wrong with the cells of a row, each with its place; empty: nothing."""
        fautes = [
            f"cellule {lettres(rang)}{rangee.numero} : {cellule.raison}"
            for rang, cellule in enumerate(rangee.cellules)
            if isinstance(cellule, Illisible)
        ]
        return f"feuille {citer(self._feuille)}, {' ; '.join(fautes[:5])}" if fautes else ""


def _remplie(rangee: Rangee) -> bool:
    return any(_dit(cellule) for cellule in rangee.cellules)


def _dit(cellule: Cellule) -> bool:
    return not isinstance(cellule, str) or bool(cellule.strip(BLANCS))
