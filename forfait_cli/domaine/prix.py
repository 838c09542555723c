"""A price: what it may be, how it is worked out, whether it is known. Nobody else takes one apart.

An amount is one of five things (`Prix`). A tarif is a list of échéances; each is a barème (one amount, by
strate, by nature, by slices, a rate) times what it counts (the unit of the option, a measure of the
collectivité, once), with a minimum of units, a floor, a ceiling, free units. Amounts are in euros,
multiplied exactly and rounded half-up to the cent, once, at the line.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from decimal import ROUND_HALF_UP, Context, Decimal, Inexact, InvalidOperation
from enum import StrEnum
from typing import Literal, NamedTuple, assert_never

from forfait_cli.domaine.types import CENTIME, Mesure, Mode, Nombre, Periodicite, Statut, Unite
from forfait_cli.francais import de, enumeration, euros, nombre, pour_cent, quantite

ZERO = Decimal("0.00")
CENT = Decimal(100)

# The digits of a quantity are bounded where it is read; a sum that would not be exact at this precision
# is an error, never a rounded amount.
EXACT = Context(prec=5000, traps=[Inexact, InvalidOperation])
AU_CENTIME = Context(prec=5000, rounding=ROUND_HALF_UP, traps=[InvalidOperation])


# --- What an amount may be ------------------------------------------------------------------------


class Chiffre(NamedTuple):
    """An amount that is known, in euros. Zero is a real zero."""

    montant: Decimal
    statut: Literal[Statut.CHIFFRE] = Statut.CHIFFRE


class Inclus(NamedTuple):
    """Nothing more is due: the forfait has it already."""

    motif: str
    statut: Literal[Statut.INCLUS] = Statut.INCLUS


class ARenseigner(NamedTuple):
    """An amount that exists and that is not given."""

    motif: str
    statut: Literal[Statut.A_RENSEIGNER] = Statut.A_RENSEIGNER


class SurEtude(NamedTuple):
    """No amount exists before a study."""

    motif: str
    statut: Literal[Statut.SUR_ETUDE] = Statut.SUR_ETUDE


class NonPropose(NamedTuple):
    """It is not sold to that collectivité."""

    motif: str
    statut: Literal[Statut.NON_PROPOSE] = Statut.NON_PROPOSE


Prix = Chiffre | Inclus | ARenseigner | SurEtude | NonPropose


def montant_connu(prix: "Prix | Compose | Bareme") -> Decimal | None:
    """« Is it known? »: the amount where one is, 0 for what is included; None for all the rest."""
    match prix:
        case Chiffre():  # its amount is not bound here: that takes twice the time, and this is asked of every line
            return prix.montant
        case Inclus():
            return ZERO
        case ARenseigner() | SurEtude() | NonPropose() | Compose() | Tranches() | PourCent():
            return None
        case SelonStrate() | SelonNature():
            return None
        case _:
            assert_never(prix)


def du(prix: "Prix") -> Decimal | None:
    """What counts in a total: the amount where one is, nothing for what is included; None where it is not known."""
    match prix:
        case Chiffre():  # as above
            return prix.montant
        case Inclus() | ARenseigner() | SurEtude() | NonPropose():
            return None
        case _:
            assert_never(prix)


def motif_de(prix: "Prix | Compose") -> str | None:
    """Why no amount is given, or why none is due; None where there is nothing to say."""
    match prix:
        case Chiffre() | Compose():
            return None
        case Inclus(motif) | ARenseigner(motif) | SurEtude(motif) | NonPropose(motif):
            return motif or None
        case _:
            assert_never(prix)


class Compose(NamedTuple):
    """No one unit price: so many units at each of several, told one by one."""

    parts: tuple[tuple[Nombre, Decimal], ...]  # units, unit price; empty: told by the reason of the line
    genre: Literal["compose"] = "compose"


# --- How it is set --------------------------------------------------------------------------------


class ParTranche(StrEnum):
    """What the amount of a slice is for."""

    MARGINALE = "marginale"  # each unit at the price of the slice that it lies in
    VOLUME = "volume"  # all units at the price of the slice that their number lies in
    FORFAITAIRE = "forfaitaire"  # one amount for the slice that the number lies in


class Tranche(NamedTuple):
    """The units up to `jusqua`, included; None: and beyond."""

    jusqua: Nombre | None
    montant: Decimal


class Tranches(NamedTuple):
    """A price by slices of what is counted, in increasing order."""

    tranches: tuple[Tranche, ...]
    calcul: ParTranche
    genre: Literal["tranches"] = "tranches"


class PourCent(NamedTuple):
    """A rate, in per cent, of a measure in euros."""

    taux: Decimal
    genre: Literal["pour_cent"] = "pour_cent"


class SelonStrate(NamedTuple):
    """A price for each strate, by number; `sinon` for those that are not there."""

    par_numero: "Mapping[int, Bareme]"
    sinon: ARenseigner
    genre: Literal["selon_strate"] = "selon_strate"


class SelonNature(NamedTuple):
    """A price for each nature, by code; `sinon` for those that are not there."""

    par_code: "Mapping[str, Bareme]"
    sinon: ARenseigner
    genre: Literal["selon_nature"] = "selon_nature"


Simple = Chiffre | Tranches | PourCent | ARenseigner | SurEtude | NonPropose  # once strate and nature are known
Bareme = Simple | SelonStrate | SelonNature


class Echeance(NamedTuple):
    """One amount that is due, and when: `bareme` × units (or × a measure), between a floor and a ceiling."""

    bareme: Bareme
    periodicite: Periodicite | None = None  # None: not stated
    par: str | None = None  # code of a measure; None: per unit of the option, or once
    libelle: str = ""  # « frais de dossier »; empty: the name of what is sold says enough
    minimum: Nombre = 0  # units billed at the least
    plancher: Decimal | None = None  # the least that is due, in euros
    plafond: Decimal | None = None  # the most that is due, in euros
    gratuits: Nombre = 0  # the first units (or heads) that cost nothing
    taux_tva: Decimal | None = None  # in per cent; None: the regime's
    source: str = ""  # who gives the price, where it is not the cell itself
    # Who gives the price of some strates or natures (a path of `feuilles`), where it is not `source`.
    sources: tuple[tuple[tuple[int | str, ...], str], ...] = ()

    def source_pour(self, strate: int, nature: str | None) -> str:
        """Who gives the price of a strate and a nature; empty: the cell itself."""
        return next((source for chemin, source in self.sources if {*chemin} <= {strate, nature}), self.source)

    @property
    def cle(self) -> tuple[Periodicite | None, str]:
        """What tells an échéance from another of the same tarif: those of one key are alternatives."""
        return self.periodicite, self.libelle


class Tarif(NamedTuple):
    """All that is due for a forfait or an option. Never empty."""

    mode: Mode | None  # None for a forfait
    echeances: tuple[Echeance, ...]


class Assiette(NamedTuple):
    """All that the amounts of a collectivité depend on, and nothing else: two of them that are equal get
    the same devis for the same quantities."""

    strate: int  # number
    nature: str | None  # code; None where no price depends on it
    mesures: tuple[tuple[str, Nombre], ...]  # those that some price is multiplied by

    def mesure(self, code: str) -> Nombre | None:
        """How many; None where it is not known."""
        return next((valeur for nom, valeur in self.mesures if nom == code), None)


class Usages(NamedTuple):
    """What some price of a catalogue depends on besides the strate."""

    mesures: tuple[str, ...]  # codes, in the catalogue's order
    nature: bool


def usages_de(tarifs: Iterable[Tarif], mesures: Iterable[Mesure]) -> Usages:
    """What these prices depend on besides the strate: for most grids, nothing."""
    pars: set[str] = set()
    nature = False
    for tarif in tarifs:
        for echeance in tarif.echeances:
            if echeance.par is not None:
                pars.add(echeance.par)
            nature = nature or _depend_de_nature(echeance.bareme)
    return Usages(tuple(mesure.code for mesure in mesures if mesure.code in pars), nature)


def _depend_de_nature(bareme: Bareme) -> bool:
    match bareme:
        case SelonNature():
            return True
        case SelonStrate(par_numero):
            return any(map(_depend_de_nature, par_numero.values()))
        case Chiffre() | Tranches() | PourCent() | ARenseigner() | SurEtude() | NonPropose():
            return False
        case _:
            assert_never(bareme)


def est_sur_etude(tarif: Tarif) -> bool:
    """Whether no amount exists before a study, whoever asks."""
    return all(isinstance(echeance.bareme, SurEtude) for echeance in tarif.echeances)


def resoudre(bareme: Bareme, strate: int, nature: str | None) -> Simple:
    """The barème of a strate and a nature."""
    match bareme:
        case SelonStrate(par_numero, sinon):
            return resoudre(par_numero.get(strate, sinon), strate, nature)
        case SelonNature(par_code, sinon):
            return resoudre(sinon if nature is None else par_code.get(nature, sinon), strate, nature)
        case Chiffre() | Tranches() | PourCent() | ARenseigner() | SurEtude() | NonPropose():
            return bareme
        case _:
            assert_never(bareme)


def feuilles(bareme: Bareme) -> Iterator[tuple[tuple[int | str, ...], Simple]]:
    """Every simple barème inside this one, with the number of strate and the code of nature that lead to it."""
    match bareme:
        case SelonStrate(par_numero):
            for numero, un in par_numero.items():
                yield from (((numero, *suite), simple) for suite, simple in feuilles(un))
        case SelonNature(par_code):
            for code, un in par_code.items():
                yield from (((code, *suite), simple) for suite, simple in feuilles(un))
        case Chiffre() | Tranches() | PourCent() | ARenseigner() | SurEtude() | NonPropose():
            yield (), bareme
        case _:
            assert_never(bareme)


def est_donne(bareme: Bareme) -> bool:
    """Whether this says something: an amount somewhere, a study, or that it is not sold."""
    return any(not isinstance(simple, ARenseigner) for _, simple in feuilles(bareme))


def est_propose(bareme: Bareme) -> bool:
    """Whether it is sold to someone, at an amount known or not."""
    return any(not isinstance(simple, NonPropose) for _, simple in feuilles(bareme))


def a_un_montant(bareme: Bareme) -> bool:
    """Whether an amount is worked out somewhere in it."""
    return any(isinstance(simple, Chiffre | Tranches | PourCent) for _, simple in feuilles(bareme))


def par_nature(
    par_code: "Mapping[str, Bareme]", strates: Sequence[int], impossibles: Collection[tuple[int, str]]
) -> "Iterator[tuple[str, Bareme, tuple[int, ...]]]":
    """The natures that may be in one of these strates, each with its barème and those of the strates; a grid
    without strates has them all. `impossibles`: see `Catalogue.impossibles`."""
    for code, un in par_code.items():
        siennes = tuple(numero for numero in strates if (numero, code) not in impossibles)
        if siennes or not strates:
            yield code, un, siennes


def est_complet(bareme: Bareme, strates: Sequence[int], impossibles: Collection[tuple[int, str]] = ()) -> bool:
    """Whether every one of these strates finds something other than « à renseigner » in it.

    `impossibles`: the strates and natures in which nobody is both, where nothing lacks.
    """
    match bareme:
        case SelonStrate(par_numero):
            return all(
                numero in par_numero and est_complet(par_numero[numero], (numero,), impossibles) for numero in strates
            )
        case SelonNature(par_code):
            return bool(par_code) and all(
                est_complet(un, siennes, impossibles) for _, un, siennes in par_nature(par_code, strates, impossibles)
            )
        case ARenseigner():
            return False
        case Chiffre() | Tranches() | PourCent() | SurEtude() | NonPropose():
            return True
        case _:
            assert_never(bareme)


def montants(bareme: Bareme) -> list[Decimal]:
    """The fixed amounts that a barème gives, wherever in it."""
    return [simple.montant for _, simple in feuilles(bareme) if isinstance(simple, Chiffre)]


def prix_unique(tarif: Tarif, strate: int | None = None, nature: str | None = None) -> Decimal | None:
    """The one number that says all of a tarif, `prix` in the contract's JSON; None where no number can.

    With a strate, a price by strate is the strate's.
    """
    if len(tarif.echeances) != 1:
        return None
    echeance = tarif.echeances[0]
    seule = Echeance(echeance.bareme, echeance.periodicite, taux_tva=echeance.taux_tva)
    if echeance._replace(source="", sources=()) != seule:
        return None
    bareme = echeance.bareme if strate is None else resoudre(echeance.bareme, strate, nature)
    return montant_connu(bareme)


# --- What is due ----------------------------------------------------------------------------------


def dues(tarif: Tarif, assiette: Assiette, preferees: tuple[str, ...] = ()) -> tuple[Echeance, ...]:
    """The échéances that a collectivité owes, one line each.

    Of those of one periodicity and one name, multiplied by different measures, only that of a measure of
    its own is due: the first of `preferees` (the measures that class its nature), else the first known;
    where none is known the first stays, and its amount will be unknown.
    """
    if len(tarif.echeances) == 1:
        return tarif.echeances
    retenues: dict[object, Echeance] = {}

    def rang(echeance: Echeance) -> tuple[bool, int]:
        code = echeance.par or ""
        inconnue = assiette.mesure(code) is None
        return inconnue, preferees.index(code) if code in preferees else len(preferees)

    for echeance in tarif.echeances:
        if echeance.par is not None:
            deja = retenues.get(echeance.cle)
            if deja is None or rang(echeance) < rang(deja):
                retenues[echeance.cle] = echeance
    return tuple(echeance for echeance in tarif.echeances if echeance.par is None or echeance is retenues[echeance.cle])


class Montant(NamedTuple):
    """What is due for one échéance, and how that comes where it is not quantity × unit price."""

    quantite: Nombre | None  # None: how many is not known
    unite: Unite | None
    unitaire: Prix | Compose
    montant: Prix
    motif: str | None


def calcul(
    echeance: Echeance, assiette: Assiette, unite: Unite | None, mesure: Mesure | None = None
) -> Callable[[Nombre], Montant]:
    """What is due for one échéance, from how many units are asked for.

    `mesure` is the one that the échéance is multiplied by, if it is: how many are asked for changes nothing then,
    and where the collectivité did not give it, the amount is unknown.
    """
    bareme = resoudre(echeance.bareme, assiette.strate, assiette.nature)
    match bareme:
        case Chiffre() | Tranches() | PourCent():
            pass
        case ARenseigner(motif) | SurEtude(motif) | NonPropose(motif):
            return lambda combien: Montant(combien, unite, bareme, bareme, motif)
        case _:
            assert_never(bareme)
    if mesure is None:
        return lambda combien: _compter(echeance, bareme, combien, unite)
    mesure_due = _par_mesure(echeance, bareme, assiette, mesure)
    return lambda _: mesure_due


def _par_mesure(
    echeance: Echeance, bareme: Chiffre | Tranches | PourCent, assiette: Assiette, mesure: Mesure
) -> Montant:
    valeur = assiette.mesure(mesure.code)
    if valeur is None:
        inconnu = ARenseigner(manque_de(mesure))
        return Montant(None, mesure.unite, prix_simple(bareme), inconnu, inconnu.motif)
    if isinstance(bareme, PourCent):
        exact = EXACT.multiply(EXACT.multiply(Decimal(valeur), bareme.taux), CENTIME)
        motifs = [f"{pour_cent(bareme.taux)} de {euros(Decimal(valeur))} ({mesure.nom})"]
        montant = _borner(echeance, exact, motifs)
        return Montant(1, None, prix_simple(bareme), montant, ", ".join(motifs))
    return _compter(echeance, bareme, valeur, mesure.unite)


def prix_a_l_unite(echeance: Echeance, assiette: Assiette) -> Prix | Compose:
    """The price of one unit, where one number says it."""
    return prix_simple(resoudre(echeance.bareme, assiette.strate, assiette.nature))


def prix_simple(bareme: Simple) -> Prix | Compose:
    """The price of one unit that a barème says, where one number does."""
    match bareme:
        case Chiffre() | ARenseigner() | SurEtude() | NonPropose():
            return bareme
        case Tranches() | PourCent():
            return Compose(())
        case _:
            assert_never(bareme)


def _compter(
    echeance: Echeance, bareme: Chiffre | Tranches | PourCent, combien: Nombre, unite: Unite | None
) -> Montant:
    motifs: list[str] = []
    factures = combien
    if combien < echeance.minimum:
        factures = echeance.minimum
        motifs.append(f"{mesurer(factures, unite)} au minimum")
    if echeance.gratuits:
        motifs.append(f"{mesurer(min(factures, echeance.gratuits), unite)} sans frais")
        factures = max(0, factures - echeance.gratuits)
    unitaire: Prix | Compose
    match bareme:
        case Chiffre():
            unitaire = bareme
            exact = EXACT.multiply(bareme.montant, Decimal(factures))
        case Tranches():
            parts = _parts(bareme, factures)
            if parts is None:
                fin = bareme.tranches[-1].jusqua or 0
                inconnu = ARenseigner(f"aucun prix n’est donné au-delà de {mesurer(fin, unite)}")
                return Montant(combien, unite, inconnu, inconnu, inconnu.motif)
            if bareme.calcul is ParTranche.FORFAITAIRE:
                unitaire = Compose(())
                exact = parts[0][1]
                motifs.insert(0, f"montant de la tranche {etendue_tranche(bareme, factures, unite)}")
            else:
                unitaire = Chiffre(parts[0][1]) if len(parts) == 1 else Compose(parts)
                exact = sommer(EXACT.multiply(prix, Decimal(n)) for n, prix in parts)
                if len(parts) > 1:
                    motifs.insert(0, enumeration([f"{nombre(n)} × {euros(prix)}" for n, prix in parts]))
        case PourCent():  # the reader refuses a rate of what is not an amount
            raise AssertionError("a rate needs a measure in euros")
        case _:
            assert_never(bareme)
    montant = _borner(echeance, exact, motifs)
    return Montant(combien, unite, unitaire, montant, ", ".join(motifs) or None)


def _borner(echeance: Echeance, exact: Decimal, motifs: list[str]) -> Chiffre:
    """The amount within its bounds, to the cent; what bounded it is added to the reasons."""
    if echeance.plancher is not None and exact < echeance.plancher:
        exact = echeance.plancher
        motifs.append(f"porté au plancher de {euros(exact)}")
    if echeance.plafond is not None and exact > echeance.plafond:
        exact = echeance.plafond
        motifs.append(f"ramené au plafond de {euros(exact)}")
    return Chiffre(au_centime(exact))


def _parts(bareme: Tranches, combien: Nombre) -> tuple[tuple[Nombre, Decimal], ...] | None:
    """How many units at which price; None beyond the last slice. At least one, of no unit for 0."""
    if bareme.calcul is not ParTranche.MARGINALE:
        tranche = next((une for une in bareme.tranches if une.jusqua is None or combien <= une.jusqua), None)
        return None if tranche is None else ((combien, tranche.montant),)
    parts: list[tuple[Nombre, Decimal]] = []
    compte: Nombre = 0
    for tranche in bareme.tranches:
        fin = combien if tranche.jusqua is None else min(combien, tranche.jusqua)
        parts.append((fin - compte, tranche.montant))
        if fin == combien:
            return tuple(parts)
        compte = fin
    return None


def etendue_tranche(bareme: Tranches, combien: Nombre, unite: Unite | None) -> str:
    """« de 11 à 50 comptes », « jusqu’à 10 comptes », « au-delà de 50 comptes »."""
    avant: Nombre | None = None
    for tranche in bareme.tranches:
        if tranche.jusqua is None:
            return f"au-delà de {mesurer(avant or 0, unite)}"
        if combien <= tranche.jusqua:
            if avant is None:
                return f"jusqu’à {mesurer(tranche.jusqua, unite)}"
            debut = avant + (1 if unite is None else unite.pas)
            return f"de {nombre(debut)} à {mesurer(tranche.jusqua, unite)}"
        avant = tranche.jusqua
    raise AssertionError("beyond the last slice")


def mesurer(valeur: Nombre, unite: Unite | None) -> str:
    """« 4 Go », « 2 unités » where no unit is told."""
    return quantite(valeur, "unité") if unite is None else quantite(valeur, unite.nom, unite.pluriel)


def par_mesure(mesure: Mesure) -> str:
    """« par habitant », « selon un montant (masse salariale) »: no catalogue gives the article of a measure."""
    return f"selon un montant ({mesure.nom})" if mesure.unite is None else f"par {mesure.unite.nom}"


def manque_de(mesure: Mesure) -> str:
    """Why a price that is worked out of a measure is not known, where the measure is not."""
    if mesure.unite is None:
        return f"calculé sur un montant qui n’est pas connu ({mesure.nom})"
    return f"compté {par_mesure(mesure)}, et le nombre {de(mesure.unite.pluriel)} n’est pas connu"


def au_centime(montant: Decimal) -> Decimal:
    """The amount rounded half-up to the cent."""
    return AU_CENTIME.quantize(montant, CENTIME)


def sommer(valeurs: Iterable[Decimal]) -> Decimal:
    """The exact sum."""
    somme = ZERO
    for valeur in valeurs:
        somme = EXACT.add(somme, valeur)
    return somme


def transformer(bareme: Bareme, sinon: Callable[[ARenseigner], ARenseigner]) -> Bareme:
    """The same barème, what it lacks said otherwise."""
    match bareme:
        case ARenseigner():
            return sinon(bareme)
        case SelonStrate(par_numero, autre):
            return SelonStrate({cle: transformer(un, sinon) for cle, un in par_numero.items()}, sinon(autre))
        case SelonNature(par_code, autre):
            return SelonNature({cle: transformer(un, sinon) for cle, un in par_code.items()}, sinon(autre))
        case Chiffre() | Tranches() | PourCent() | SurEtude() | NonPropose():
            return bareme
        case _:
            assert_never(bareme)
