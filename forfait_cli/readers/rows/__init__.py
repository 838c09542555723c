"""The rows of a file, whatever it is: CSV, workbook, standard input; or the communes of a département."""

from forfait_cli.readers.rows.ouverture import ouvrir, separateur_demande
from forfait_cli.readers.rows.source import Bloc, Brut, Source
from forfait_cli.readers.rows.texte import encodage_demande

__all__ = ["Bloc", "Brut", "Source", "encodage_demande", "ouvrir", "separateur_demande"]
