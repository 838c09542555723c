"""The tarifs in use and the VAT, as documents say them."""

from collections.abc import Sequence

from forfait_cli.domaine.dossier import Devis
from forfait_cli.domaine.tarifs import Emetteur, EnTete
from forfait_cli.domaine.tva import HorsTaxe, NonSoumis, Tva
from forfait_cli.domaine.types import Periodicite
from forfait_cli.francais import date_longue, nombre, pour_cent
from forfait_cli.render.document import Cellule, Rangee, Style, cellule_euros


def emetteur(qui: Emetteur) -> str:
    """Name, address and SIRET on one line."""
    siret = [f"SIRET {siret_lisible(qui.siret)}"] if qui.siret else []
    return ", ".join((qui.nom, *qui.adresse, *siret))


def siret_lisible(siret: str) -> str:
    """`12345678901234` → « 123 456 789 01234 »."""
    return f"{nombre(int(f'1{siret[:9]}'))[2:]} {siret[9:]}"


def origine(entete: EnTete) -> str:
    """Title, source with its date, and the days when the prices hold."""
    source = entete.source if entete.date is None else f"{entete.source} du {date_longue(entete.date)}"
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
            return mention
        case HorsTaxe(taux):
            return f"prix hors taxe ; {pour_cent(taux)} sauf taux dit à la ligne"


def rangees_tva(devis: Sequence[Devis], periodicite: Periodicite | None, quand: str) -> list[Rangee]:
    """The tax at each rate, then the total with tax, for one periodicity: one cell a devis."""
    totaux = [next((t for t in un.tva if t.periodicite is periodicite), None) for un in devis]
    taux = sorted({part.taux for total in totaux if total for part in total.parts})
    rangees = []
    for un in taux:
        montants = [
            next((part.montant for part in total.parts if part.taux == un), None) if total else None for total in totaux
        ]
        titre = Cellule(f"TVA {pour_cent(un)}{quand}")
        rangees.append(Rangee((titre, *(_euros(montant) for montant in montants))))
    if taux:
        mot = "Total TTC" if all(un.complet for un in devis) else "Sous-total TTC"
        ttc = (_euros(total.ttc if total else None) for total in totaux)
        rangees.append(Rangee((Cellule(f"{mot}{quand}"), *ttc), total=True))
    return rangees


def _euros(montant: object) -> Cellule:
    from decimal import Decimal

    return cellule_euros(montant) if isinstance(montant, Decimal) else Cellule("—", Style.DISCRET)
