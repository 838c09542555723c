"""What a price gives: for a strate, for so many units, for so many heads. Rounded half-up, once."""

from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Context, Decimal, Inexact, InvalidOperation
from typing import NamedTuple

from forfait_cli.domaine.dossier import Collectivite
from forfait_cli.domaine.grille import Catalogue, Proposee, Strate
from forfait_cli.domaine.types import ARenseigner, Chiffre, Par, Prix, SurEtude, Tarif, Tetes
from forfait_cli.francais import euros, quantite

CENTIME = Decimal("0.01")
ZERO = Decimal("0.00")

# The digits of a quantity are bounded where it is read (`readers.nombres`); a sum that would not be
# exact at this precision is an error, never a rounded amount.
EXACT = Context(prec=5000, traps=[Inexact, InvalidOperation])
AU_CENTIME = Context(prec=5000, rounding=ROUND_HALF_UP, traps=[InvalidOperation])


class Calcul(NamedTuple):
    """What is due for a price, and how that comes where it is not quantity × unit price."""

    quantite: int
    unite: str | None
    unitaire: Prix
    montant: Prix
    motif: str | None


def echeances(tarif: Tarif) -> tuple[Tarif, ...]:
    """Every price of a tarif: periodicities and heads told apart."""
    return (tarif, *tarif.autres)


def dues(tarif: Tarif, tetes: Tetes | None) -> tuple[Tarif, ...]:
    """The prices that a collectivité owes, one line each.

    Of the prices per head of one periodicity, only that of its own heads is due; where none is, the
    first stays, and its amount will be unknown.
    """
    if not tarif.autres:
        return (tarif,)
    toutes = echeances(tarif)
    par_tete: dict[object, Tarif] = {}
    for prix in toutes:
        if prix.par is not None and (prix.periodicite not in par_tete or (tetes and prix.par is tetes.par)):
            par_tete[prix.periodicite] = prix
    return tuple(prix for prix in toutes if prix.par is None or prix is par_tete[prix.periodicite])


def pars_de(catalogue: Catalogue) -> frozenset[Par]:
    """The heads that some price of the catalogue is multiplied by: for most grids, none."""
    tarifs = [forfait.tarif for forfait in catalogue.forfaits]
    for option in catalogue.options:
        tarifs.extend(cellule.tarif for cellule in option.cellules.values() if isinstance(cellule, Proposee))
    return frozenset(prix.par for tarif in tarifs for prix in echeances(tarif) if prix.par is not None)


def tetes_de(pars: frozenset[Par], collectivite: Collectivite) -> Tetes | None:
    """The heads that count for a collectivité; None where no price needs them, or they are not known.

    Whoever remembers a devis by what it depends on need not tell apart two communes of one strate
    unless a price per inhabitant does.
    """
    if Par.HABITANT in pars and collectivite.habitants is not None:
        return Tetes(Par.HABITANT, collectivite.habitants)
    if Par.AGENT in pars and collectivite.agents is not None:
        return Tetes(Par.AGENT, collectivite.agents)
    return None


def prix_pour(tarif: Tarif, strate: Strate) -> Prix:
    """The price that a tarif gives for a strate."""
    return tarif.par_strate.get(strate.numero, tarif.prix)


def calculer(tarif: Tarif, strate: Strate, nombre: int, unite: str | None, tetes: Tetes | None) -> Calcul:
    """What is due for one price of a tarif (see `dues`) and `nombre` units."""
    unitaire = prix_pour(tarif, strate)
    if tarif.par is not None:
        if tetes is None or tetes.par is not tarif.par:
            if isinstance(unitaire, Chiffre):
                inconnu = ARenseigner(f"prix par {tarif.par} : le nombre d’{tarif.par}s n’est pas connu")
                return Calcul(nombre, unite, unitaire, inconnu, inconnu.motif)
        else:
            nombre, unite = tetes.nombre, str(tarif.par)
    match unitaire:
        case ARenseigner(motif) | SurEtude(motif):
            return Calcul(nombre, unite, unitaire, unitaire, motif)
        case Chiffre(prix):
            exact = EXACT.multiply(prix, Decimal(max(0, nombre - tarif.gratuits)))
            motifs = [f"{_mesure(min(nombre, tarif.gratuits), unite)} sans frais"] if tarif.gratuits else []
            if tarif.plancher is not None and exact < tarif.plancher:
                exact = tarif.plancher
                motifs.append(f"porté au plancher de {euros(exact)}")
            if tarif.plafond is not None and exact > tarif.plafond:
                exact = tarif.plafond
                motifs.append(f"ramené au plafond de {euros(exact)}")
            return Calcul(nombre, unite, unitaire, Chiffre(au_centime(exact)), ", ".join(motifs) or None)


def au_centime(montant: Decimal) -> Decimal:
    """The amount rounded half-up to the cent."""
    return AU_CENTIME.quantize(montant, CENTIME)


def sommer(montants: Iterable[Decimal]) -> Decimal:
    """The exact sum."""
    somme = ZERO
    for montant in montants:
        somme = EXACT.add(somme, montant)
    return somme


def _mesure(nombre: int, unite: str | None) -> str:
    return quantite(nombre, unite or "unité")
