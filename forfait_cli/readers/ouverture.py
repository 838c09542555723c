"""A file of rows opened, whatever it is: CSV, workbook, standard input."""

import sys
from pathlib import Path

from forfait_cli.erreurs import Anomalie, MauvaisUsage, Refus, cause_de_lecture
from forfait_cli.francais import guillemets
from forfait_cli.readers.rows import NOMS_SEPARATEURS, Source, SourceCsv

SEPARATEURS = {"virgule": ",", "point-virgule": ";", "tabulation": "\t", "tab": "\t", "\\t": "\t"}
SUFFIXES_TABLEUR = frozenset((".xlsx", ".xlsm", ".xlsb", ".xls", ".ods"))


def separateur_demande(nom: str | None) -> str | None:
    """The sign that `--separateur` asks for.

    Raises:
        MauvaisUsage: it is none of the three.
    """
    if nom is None:
        return None
    signe = nom if nom in NOMS_SEPARATEURS else SEPARATEURS.get(nom.strip().lower())
    if signe is None:
        aide = "écrivez « , », « ; » ou tab (virgule, point-virgule, tabulation)"
        raise MauvaisUsage(Anomalie("--separateur", f"séparateur inconnu : {guillemets(nom)}", aide))
    return signe


def ouvrir(chemin: str, *, encodage: str | None, separateur: str | None) -> Source:
    """The rows of a file, or of standard input for `-`.

    Raises:
        Refus: it can't be read, or is not a table.
    """
    if chemin == "-":
        return SourceCsv(sys.stdin.buffer, "entrée standard", encodage=encodage, separateur=separateur)
    fichier = Path(chemin)
    try:
        if fichier.suffix.lower() in SUFFIXES_TABLEUR:
            if encodage or separateur:
                drapeau = "--encodage" if encodage else "--separateur"
                raise MauvaisUsage(Anomalie(drapeau, "ne sert que pour un CSV", "un classeur dit lui-même les siens"))
            from forfait_cli.readers.tableur import SourceTableur

            return SourceTableur(fichier.read_bytes(), chemin)
        # Unbuffered: the reads are large already.
        flux = fichier.open("rb", buffering=0)
        taille = fichier.stat().st_size if fichier.is_file() else None
    except OSError as erreur:
        raise Refus(
            Anomalie(chemin, f"lecture impossible : {cause_de_lecture(erreur)}", "vérifiez le chemin")
        ) from erreur
    return SourceCsv(flux, chemin, encodage=encodage, separateur=separateur, taille=taille)
