"""Sheets, XLSX and ODS, read by python-calamine (extra `tableur`)."""

import datetime
import io
from collections.abc import Iterator

from forfait_cli.erreurs import Anomalie, Refus
from forfait_cli.francais import guillemets
from forfait_cli.readers.rows import Bloc, redresser

_PAR_BLOC = 1024


class SourceTableur:
    """The rows of a workbook's first sheet; its first row that is not empty gives the titles."""

    def __init__(self, contenu: bytes, origine: str) -> None:
        try:
            from python_calamine import CalamineError, CalamineWorkbook
        except ImportError as erreur:
            message = "lire un classeur demande le complément « tableur »"
            aide = "installez-le : pip install 'forfait-cli[tableur]' ; ou enregistrez la feuille en CSV"
            raise Refus(Anomalie(origine, message, aide)) from erreur
        try:
            classeur = CalamineWorkbook.from_filelike(io.BytesIO(contenu))
            feuilles = classeur.sheet_names
            self._lignes = classeur.get_sheet_by_index(0).to_python(skip_empty_area=False) if feuilles else []
        except (CalamineError, OSError, ValueError) as erreur:
            aide = "ouvrez-le dans le tableur et enregistrez-le de nouveau, ou en CSV"
            raise Refus(Anomalie(origine, "le classeur ne peut pas être lu", aide)) from erreur
        self.origine = origine
        self.vides = 0
        self._lues = 0
        self._premiere = next((rang for rang, ligne in enumerate(self._lignes) if any(map(texte, ligne))), None)
        if self._premiere is None:
            raise Refus(Anomalie(origine, "la première feuille est vide", "sa première ligne doit donner les titres"))
        self.noms = [texte(cellule).strip() for cellule in self._lignes[self._premiere]]
        while self.noms and not self.noms[-1]:
            self.noms.pop()
        self.remarques = [f"Feuille lue : {guillemets(feuilles[0])}."]
        if len(feuilles) > 1:
            self.remarques.append(f"Feuilles laissées de côté : {', '.join(map(guillemets, feuilles[1:]))}.")

    def avancement(self) -> int | None:
        """How many of the rows have been read, in percent."""
        return 100 * self._lues // len(self._lignes)

    def blocs(self) -> Iterator[Bloc]:
        """The rows, in order; those without any cell filled count as blank lines."""
        assert self._premiere is not None
        self._lues = self._premiere + 1
        while self._lues < len(self._lignes):
            rangees, numeros = [], []
            debut = self._lues
            self._lues = min(debut + _PAR_BLOC, len(self._lignes))
            for numero in range(debut, self._lues):
                rangee = [texte(cellule) for cellule in self._lignes[numero]]
                if any(rangee):
                    rangees.append(rangee)
                    numeros.append(numero + 1)
                else:
                    self.vides += 1
            yield Bloc(rangees, numeros, redresser(rangees, numeros, len(self.noms)), None)


def texte(valeur: object) -> str:
    """A cell as a CSV would say it: `1200` for 1200.0, « oui » for true, ISO dates."""
    match valeur:
        case bool():
            return "oui" if valeur else "non"
        case float() if valeur.is_integer() and abs(valeur) < 1e15:  # noqa: PLR2004 - exact in a float
            return str(int(valeur))
        case datetime.datetime() if valeur.time() == datetime.time():
            return valeur.date().isoformat()
        case datetime.datetime() | datetime.date() | datetime.time():
            return valeur.isoformat()
        case None:
            return ""
        case _:
            return str(valeur)
