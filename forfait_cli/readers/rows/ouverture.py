"""A file of rows opened, whatever it is: CSV, workbook, standard input."""

import os
import stat
import sys
from collections.abc import Callable
from io import FileIO
from pathlib import Path

from forfait_cli.erreurs import Anomalie, MauvaisUsage, Refus, champ
from forfait_cli.readers.fichiers import illisible
from forfait_cli.readers.rows.csv import NOMS_SEPARATEURS, SourceCsv
from forfait_cli.readers.rows.source import Source, citer

SEPARATEURS = {"virgule": ",", "point-virgule": ";", "tabulation": "\t", "tab": "\t", "\\t": "\t"}
_CLASSEURS = frozenset((".xlsx", ".xlsm", ".xltx", ".ods", ".ots"))
_ANCIENS = frozenset((".xls", ".xlsb"))  # of which nothing tells what is in error


def separateur_demande(nom: str | None) -> str | None:
    """The sign that is asked for by name.

    Raises:
        MauvaisUsage: it is none of the three.
    """
    if nom is None:
        return None
    signe = nom if nom in NOMS_SEPARATEURS else SEPARATEURS.get(nom.strip().lower())
    if signe is None:
        aide = "écrivez « , », « ; » ou tab (virgule, point-virgule, tabulation)"
        raise MauvaisUsage(Anomalie(champ("separateur"), f"séparateur inconnu : {citer(nom)}", aide))
    return signe


class Surveille:
    """A file being read, that must stay the same until it ends: another program may cut it, or go on writing it."""

    def __init__(self, flux: FileIO, origine: str) -> None:
        self._flux = flux
        self._origine = origine
        self._etat = self._lire_etat()

    @property
    def taille(self) -> int | None:
        """Bytes; None where there is no end known beforehand."""
        return None if self._etat is None else self._etat[0]

    def read(self, taille: int, /) -> bytes | None:
        """Some bytes, none at the end.

        Raises:
            Refus: the file is not the one that was opened any more.
        """
        lu = self._flux.read(taille)
        if lu == b"" and self._etat != self._lire_etat():
            message = "le fichier a changé pendant sa lecture"
            raise Refus(Anomalie(self._origine, message, "recommencez une fois qu’il est écrit"))
        return lu

    def fileno(self) -> int:
        """What the system knows it by."""
        return self._flux.fileno()

    def _lire_etat(self) -> tuple[int, int] | None:
        etat = os.fstat(self._flux.fileno())
        return (etat.st_size, etat.st_mtime_ns) if stat.S_ISREG(etat.st_mode) else None


def ouvrir(chemin: str, *, encodage: str | None, separateur: str | None, connu: Callable[[str], bool]) -> Source:
    """The rows of a file, or of standard input for `-`; `connu` tells a title that names a field.

    Raises:
        Refus: it can't be read, or is not a table.
        MauvaisUsage: what is said of a CSV is said of a workbook.
    """
    if chemin == "-":
        if sys.stdin is None:
            aide = "donnez un fichier, ou envoyez un CSV sur l’entrée standard"
            raise Refus(Anomalie("entrée standard", "elle est fermée", aide))
        return SourceCsv(sys.stdin.buffer, "entrée standard", encodage=encodage, separateur=separateur, connu=connu)
    fichier = Path(chemin)
    suffixe = fichier.suffix.lower()
    if suffixe in _ANCIENS:
        message = f"un classeur {suffixe} n’est pas lu"
        raise Refus(Anomalie(chemin, message, "enregistrez-le en .xlsx, en .ods ou en CSV"))
    if suffixe in _CLASSEURS and (encodage or separateur):
        dit = champ("encodage" if encodage else "separateur")
        raise MauvaisUsage(Anomalie(dit, "ne sert que pour un CSV", "retirez-la : un classeur n’en a pas besoin"))
    try:
        if suffixe in _CLASSEURS:
            from forfait_cli.readers.rows.classeur import SourceClasseur

            return SourceClasseur(fichier.open("rb"), chemin)
        # Unbuffered: the reads are large already.
        flux = Surveille(fichier.open("rb", buffering=0), chemin)
    except OSError as erreur:
        raise Refus(illisible(chemin, "fichier", erreur)) from erreur
    except ValueError as erreur:  # a NUL in the name
        raise Refus(Anomalie(citer(chemin), "nom de fichier impossible")) from erreur
    return SourceCsv(flux, chemin, encodage=encodage, separateur=separateur, connu=connu, taille=flux.taille)
