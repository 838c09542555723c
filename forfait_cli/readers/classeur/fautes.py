"""Why a workbook can't be read."""

from forfait_cli.erreurs import Anomalie, Refus

_ENCORE = "ouvrez-le dans le tableur et enregistrez-le de nouveau, en .xlsx, en .ods ou en CSV"
CHIFFRE = ("le classeur est protégé par un mot de passe", "ôtez-le dans le tableur, puis enregistrez")


def illisible(origine: str, message: str = "le classeur ne peut pas être lu", aide: str = _ENCORE) -> Refus:
    """The refusal of a workbook, damaged unless `message` says more."""
    return Refus(Anomalie(origine, message, aide))


def demesure(origine: str, quoi: str) -> Refus:
    """The refusal of a workbook that holds more than anyone writes."""
    aide = "gardez les lignes et les colonnes utiles dans une feuille neuve, ou enregistrez-la en CSV"
    return Refus(Anomalie(origine, f"classeur hors de mesure : {quoi}", aide))
