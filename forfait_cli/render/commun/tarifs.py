"""The tarifs in use and the VAT, as documents say them."""

from typing import assert_never

from forfait_cli.domaine.catalogue import Catalogue, EnTete, HorsTaxe, NonSoumis, Tva
from forfait_cli.domaine.types import Organisme
from forfait_cli.francais import date_longue, nombre, pour_cent


def emetteur(qui: Organisme) -> str:
    """Name, address and SIRET on one line."""
    siret = [f"SIRET {siret_lisible(qui.siret)}"] if qui.siret else []
    return ", ".join((qui.nom, *qui.adresse, *siret))


def siret_lisible(siret: str) -> str:
    """`12345678901234` → « 123 456 789 01234 »."""
    return f"{nombre(int(f'1{siret[:9]}'))[2:]} {siret[9:]}"


def origine(entete: EnTete) -> str:
    """Title, source with its date, and the days when the prices hold."""
    source = entete.source
    if entete.date is not None and (jour := date_longue(entete.date)) not in source:
        source = f"{source} du {jour}"
    return ", ".join(texte for texte in (entete.titre, source, validite(entete)) if texte)


def validite(entete: EnTete) -> str:
    """« valables du 1er janvier 2026 au 31 décembre 2026 », and the day they were picked for."""
    match entete.du, entete.au:
        case None, None:
            return ""
        case du, None if du is not None:
            texte = f"valables à partir du {date_longue(du)}"
        case None, au if au is not None:
            texte = f"valables jusqu’au {date_longue(au)}"
        case du, au:
            assert du is not None and au is not None  # noqa: PT018 - the two that are left
            texte = f"valables du {date_longue(du)} au {date_longue(au)}"
    return texte if entete.jour is None else f"{texte}, pris au {date_longue(entete.jour)}"


def regime(tva: Tva) -> str:
    """What a devis says of VAT."""
    match tva:
        case NonSoumis(mention):
            return mention.removeprefix("TVA").lstrip() if mention.startswith("TVA ") else mention
        case HorsTaxe(taux):
            return f"prix hors taxe ; {pour_cent(taux)} sauf autre taux indiqué à la ligne"
        case _:
            assert_never(tva)


def publie_par(catalogue: Catalogue) -> Organisme:
    """Who publishes the prices: as the tarifs say, else as the grid says."""
    if catalogue.tarifs is not None and catalogue.tarifs.emetteur is not None:
        return catalogue.tarifs.emetteur
    return catalogue.organisme
