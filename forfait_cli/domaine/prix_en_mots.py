"""A price in words: « 7,00 € par Go et par an, 3 Go au minimum »."""

import re
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple, Protocol, assert_never

from forfait_cli.domaine.catalogue import Strate
from forfait_cli.domaine.prix import (
    ARenseigner,
    Bareme,
    Chiffre,
    Echeance,
    NonPropose,
    ParTranche,
    PourCent,
    SelonNature,
    SelonStrate,
    Simple,
    SurEtude,
    Tarif,
    Tranches,
    a_un_montant,
    feuilles,
    mesurer,
    montant_connu,
    par_mesure,
)
from forfait_cli.domaine.types import Mesure, Nature, Periodicite, Unite
from forfait_cli.francais import PERIODICITES, enumeration, euros, nombre, plier, pour_cent

NON_PROPOSE = "non proposé"


class Cadre(Protocol):
    """What the codes of a price stand for; a catalogue is one."""

    @property
    def mesures(self) -> Sequence[Mesure]:
        """Those that amounts may be multiplied by."""

    @property
    def natures(self) -> Sequence[Nature]:
        """Those that amounts may depend on."""

    @property
    def strates(self) -> Sequence[Strate]:
        """Those that amounts may depend on."""


class _Partie(NamedTuple):
    """A cadre of which only some natures, or some strates, may be meant."""

    mesures: Sequence[Mesure]
    natures: Sequence[Nature]
    strates: Sequence[Strate]


def textes_tarif(cadre: Cadre, tarif: Tarif, unite: Unite | None) -> tuple[str, ...]:
    """Each échéance in words, with its periodicity where it is stated; see `texte_echeance`."""
    return tuple(texte_echeance(cadre, une, unite, quand=True) for une in tarif.echeances)


def texte_echeance(
    cadre: Cadre, echeance: Echeance, unite: Unite | None, *, quand: bool = False, montants: bool = True
) -> str:
    """« 300,00 € », « 0,35 € par habitant, 150,00 € au moins », « de 300,00 € à 700,00 € selon la strate ».

    `unite`: what the option counts. With `quand`, the periodicity where it is stated. Without `montants`, a price
    that depends on the strate or on the nature is told without its amounts, which stand elsewhere.
    """
    mesure = next((une for une in cadre.mesures if une.code == echeance.par), None)
    compte = unite if mesure is None else mesure.unite
    fois = _Fois(mesure, compte, PERIODICITES[echeance.periodicite] if quand and echeance.periodicite else "")
    dit = _bareme(cadre, echeance.bareme, fois, montants=montants)
    if a_un_montant(echeance.bareme):
        precisions = [
            *([f"{mesurer(echeance.gratuits, compte)} sans frais"] if echeance.gratuits else []),
            *([f"{mesurer(echeance.minimum, compte)} au minimum"] if echeance.minimum else []),
            *([f"{euros(echeance.plancher)} au moins"] if echeance.plancher is not None else []),
            *([f"{euros(echeance.plafond)} au plus"] if echeance.plafond is not None else []),
        ]
        dit = ", ".join((dit, *precisions))
    return f"{echeance.libelle} : {dit}" if echeance.libelle else dit


def texte_de_cellule(cadre: Cadre, tarif: Tarif, unite: Unite | None) -> str:
    """What the cell of an option says where the file leaves it out."""
    dit = " ; ".join(texte_echeance(cadre, une, unite, quand=True, montants=False) for une in tarif.echeances)
    return f"{dit[0].upper()}{dit[1:]}"


def est_dit_par(cellule: str, tarif: Tarif) -> bool:
    """Whether the published text tells every figure of its price, and when it is due: nothing need be added to it."""
    mots = f" {plier(cellule)} "
    chiffres: set[Decimal] = set()
    for echeance in tarif.echeances:
        # What is due once is what a price says where it says nothing else.
        if echeance.periodicite not in (None, Periodicite.UNIQUE) and a_un_montant(echeance.bareme):
            quand = plier(PERIODICITES[echeance.periodicite]).removeprefix("par ")
            if f" {quand} " not in mots:
                return False
        for _, simple in feuilles(echeance.bareme):
            chiffres.update(_figures(simple))
        chiffres.update(figure for figure in (echeance.plancher, echeance.plafond) if figure is not None)
        chiffres.update(Decimal(combien) for combien in (echeance.minimum, echeance.gratuits) if combien)
    serre = re.sub(r"(?<=[0-9])\s(?=[0-9]{3})", "", cellule)
    return chiffres <= {Decimal(lu.replace(",", ".")) for lu in re.findall(r"[0-9]+(?:[.,][0-9]+)?", serre)}


def _figures(simple: Simple) -> Iterable[Decimal]:
    match simple:
        case Chiffre(montant):
            return (montant,)
        case Tranches(tranches):
            bornes = [Decimal(une.jusqua) for une in tranches if une.jusqua is not None]
            return (*(une.montant for une in tranches), *bornes)
        case PourCent(taux):
            return (taux,)
        case ARenseigner() | SurEtude() | NonPropose():
            return ()
        case _:
            assert_never(simple)


# --- An amount ------------------------------------------------------------------------------------


class _Fois(NamedTuple):
    """What an amount is multiplied by, and when it is due."""

    mesure: Mesure | None
    compte: Unite | None  # the unit of the measure, or of the option
    quand: str  # « par an »; empty: not told

    @property
    def par(self) -> str:
        """« par Go », « par habitant », « selon un montant (masse salariale) »; empty: once."""
        if self.mesure is not None:
            return f" {par_mesure(self.mesure)}"
        return "" if self.compte is None else f" par {self.compte.nom}"

    def apres(self, montant: str, suite: str = "") -> str:
        """The amount with all of that: « 7,00 € par Go et par an », « 90,00 € selon la strate, une fois »."""
        if not self.quand:
            return f"{montant}{self.par}{suite}"
        if self.quand.startswith("par "):
            return f"{montant}{self.par}{' et' if self.par else ''} {self.quand}{suite}"
        return f"{montant}{self.par}{suite}{',' if self.par or suite else ''} {self.quand}"


def _bareme(cadre: Cadre, bareme: Bareme, fois: _Fois, *, montants: bool) -> str:  # noqa: PLR0911 - one way out a form
    match bareme:
        case Chiffre(montant):
            return fois.apres(euros(montant))
        case Tranches():
            dit = _tranches(bareme, fois.compte)
            return f"{dit}, {fois.quand}" if fois.quand else dit
        case PourCent(taux):
            # As in `par_mesure`: no catalogue gives the article of a measure.
            dit = pour_cent(taux) if fois.mesure is None else f"{pour_cent(taux)} d’un montant ({fois.mesure.nom})"
            return f"{dit} {fois.quand}" if fois.quand else dit
        case ARenseigner():
            return "à renseigner"
        case SurEtude():
            return "sur étude"
        case NonPropose():
            return NON_PROPOSE
        case SelonStrate() if not montants and a_un_montant(bareme):
            return fois.apres("tarif", " selon la strate")
        case SelonNature() if not montants and a_un_montant(bareme):
            return fois.apres("tarif", " selon la nature")
        case SelonStrate(par_numero):
            return _selon_strate(cadre, par_numero, fois)
        case SelonNature(par_code):
            return _selon_nature(cadre, par_code, fois)
        case _:
            assert_never(bareme)


def _selon_nature(cadre: Cadre, par_code: Mapping[str, Bareme], fois: _Fois) -> str:
    """Each nature with its own, in those of the strates where it may be; one that is alone need not be named."""
    textes = {
        nature.nom: _bareme(_en_nature(cadre, nature), par_code[nature.code], fois, montants=True)
        for nature in cadre.natures
        if nature.code in par_code
    }
    if len(cadre.natures) == 1 or not textes:
        return next(iter(textes.values()), "à renseigner")
    return f"selon la nature : {' ; '.join(f'{dit} ({nom})' for nom, dit in textes.items())}"


def _en_nature(cadre: Cadre, nature: Nature) -> Cadre:
    """The strates where a nature may be."""
    return _Partie(cadre.mesures, cadre.natures, [une for une in cadre.strates if une.accueille(nature.code)])


def _selon_strate(cadre: Cadre, par_numero: Mapping[int, Bareme], fois: _Fois) -> str:
    """The span of the amounts where there is one a strate, else each strate with its own; then the exceptions."""
    siennes = [(strate, par_numero[strate.numero]) for strate in cadre.strates if strate.numero in par_numero]
    connus = {strate.numero: connu for strate, un in siennes if (connu := montant_connu(un)) is not None}
    textes = {
        strate.numero: _bareme(_en_strate(cadre, strate), un, fois, montants=True)
        for strate, un in siennes
        if strate.numero not in connus
    }
    if not connus:
        un = set(textes.values())
        if len(un) == 1 and len(siennes) == len(cadre.strates):
            return un.pop()
        return f"selon la strate : {', '.join(_en_strates(textes))}" if textes else "à renseigner"
    montants = connus.values()
    span = euros(min(montants)) if len(set(montants)) == 1 else f"de {euros(min(montants))} à {euros(max(montants))}"
    manquantes = {s.numero: "à renseigner" for s in cadre.strates if s.numero not in par_numero}
    return ", ".join((fois.apres(span, " selon la strate"), *_en_strates({**textes, **manquantes})))


def _en_strate(cadre: Cadre, strate: Strate) -> Cadre:
    """The natures that may be in one strate."""
    natures = [nature for nature in cadre.natures if strate.accueille(nature.code)]
    return _Partie(cadre.mesures, natures, cadre.strates)


def _en_strates(textes: Mapping[int, str]) -> Iterable[str]:
    """« non proposé en strates 1 et 2 »."""
    groupes: dict[str, list[str]] = {}
    for numero, dit in sorted(textes.items()):
        groupes.setdefault(dit, []).append(str(numero))
    for dit, numeros in groupes.items():
        yield f"{dit} en strate{'s' if len(numeros) > 1 else ''} {enumeration(numeros)}"


def _tranches(bareme: Tranches, unite: Unite | None) -> str:
    """« 5,00 € par compte jusqu’à 100, 3,00 € au-delà » ; « pour le tout » where all units have the price of one."""
    forfaitaire = bareme.calcul is ParTranche.FORFAITAIRE
    textes = []
    for rang, tranche in enumerate(bareme.tranches):
        dit = euros(tranche.montant)
        pour_le_tout = rang > 0 and bareme.calcul is ParTranche.VOLUME
        if unite is not None and (pour_le_tout or (rang == 0 and not forfaitaire)):
            dit += f" par {unite.nom}"  # of all of them, told without it, it would be read as their sum
        if pour_le_tout:
            dit += " pour le tout"
        if tranche.jusqua is None:
            dit += " au-delà" if rang else ""
        elif rang == 0 and unite is not None and forfaitaire:
            dit += f" jusqu’à {mesurer(tranche.jusqua, unite)}"
        else:
            dit += f" jusqu’à {nombre(tranche.jusqua)}"
        textes.append(dit)
    return " ; ".join(textes)  # a comma would be read as that of an amount
