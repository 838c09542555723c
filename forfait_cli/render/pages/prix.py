"""A price in words."""

from forfait_cli.domaine.types import ARenseigner, Chiffre, SurEtude, Tarif
from forfait_cli.francais import euros, nombre
from forfait_cli.render.pages.communs import PERIODICITES


def texte_tarif(tarif: Tarif, quand: str = "") -> str:
    """« 300,00 € par an », « 0,35 € par habitant, 150,00 € au moins », « selon la strate, de … à … »."""
    montants = [prix_.montant for prix_ in tarif.par_strate.values() if isinstance(prix_, Chiffre)]
    match tarif.prix:
        case SurEtude():
            return "sur étude"
        case ARenseigner() if not montants:
            return "à renseigner"
        case Chiffre(fixe) if not montants:
            texte = euros(fixe)
        case _:
            etendue = (
                f"de {euros(min(montants))} à {euros(max(montants))}" if len(set(montants)) > 1 else euros(montants[0])
            )
            texte = f"{etendue} selon la strate"
    if tarif.par is not None:
        texte += f" par {tarif.par}"
    if quand:
        texte += f" {quand}"
    precisions = [
        *([f"{nombre(tarif.gratuits)} sans frais"] if tarif.gratuits else []),
        *([f"{euros(tarif.plancher)} au moins"] if tarif.plancher is not None else []),
        *([f"{euros(tarif.plafond)} au plus"] if tarif.plafond is not None else []),
    ]
    return ", ".join((texte, *precisions))


def prix_et_periodicite(tarif: Tarif) -> str:
    """« 7,00 € par an » ; the periodicity only where it is stated."""
    return texte_tarif(tarif, "" if tarif.periodicite is None else PERIODICITES[tarif.periodicite])
