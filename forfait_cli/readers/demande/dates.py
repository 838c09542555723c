"""Dates as people type them."""

import datetime
import re

from forfait_cli.erreurs import Anomalie, MauvaisUsage, champ
from forfait_cli.francais import MOIS, plier
from forfait_cli.readers.demande.nombres import citer

# Texts, not compiled: few runs read a date.
_ISO = r"([0-9]{4})-([0-9]{2})-([0-9]{2})"
_FRANCAISE = r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})"


def lire_date(texte: str) -> datetime.date:
    """`2026-01-31`, or as it is written in French: `31/01/2026`, `31 janvier 2026`.

    Raises:
        MauvaisUsage: anything else.
    """
    if trouve := re.fullmatch(_ISO, texte):
        annee, mois, jour = map(int, trouve.groups())
    elif trouve := re.fullmatch(_FRANCAISE, texte):
        jour, mois, annee = map(int, trouve.groups())
    elif en_lettres := _en_lettres(texte):
        jour, mois, annee = en_lettres
    elif not texte.strip():
        aide = "écrivez-la AAAA-MM-JJ, par exemple 2026-01-31, ou retirez l’option"
        raise MauvaisUsage(Anomalie(champ("date"), "la date est vide", aide))
    else:
        aide = "écrivez-la AAAA-MM-JJ, par exemple 2026-01-31, ou JJ/MM/AAAA"
        raise MauvaisUsage(Anomalie(champ("date"), f"{citer(texte)} n’est pas une date", aide))
    try:
        return datetime.date(annee, mois, jour)
    except ValueError:
        message, aide = f"{citer(texte)} n’existe pas au calendrier", "vérifiez le jour et le mois"
        raise MauvaisUsage(Anomalie(champ("date"), message, aide)) from None


def _en_lettres(texte: str) -> tuple[int, int, int] | None:
    """Day, month and year of « 31 janvier 2026 », « 1er août 2026 »."""
    noms = [plier(mois) for mois in MOIS]
    trouve = re.fullmatch(r"([0-9]{1,2})(?:er)? ([^\W\d]+) ([0-9]{4})", texte)
    if trouve is None or plier(trouve[2]) not in noms:
        return None
    return int(trouve[1]), noms.index(plier(trouve[2])) + 1, int(trouve[3])
