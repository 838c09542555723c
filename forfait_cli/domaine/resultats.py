"""What is answered: a strate, devis, a comparison, an effect. Values; how they come is elsewhere."""

from collections.abc import Mapping
from decimal import Decimal
from typing import NamedTuple

from forfait_cli.domaine.catalogue import Bornes, Cas, Catalogue, Forfait, Strate
from forfait_cli.domaine.demande import Demande
from forfait_cli.domaine.prix import Compose, Prix, du, montant_connu
from forfait_cli.domaine.types import Nombre, Periodicite, Statut, Unite

FORFAIT = "forfait"  # in place of a code of option: the line of the forfait's own price


class Classement(NamedTuple):
    """The strate of a collectivité, and by which case of it."""

    strate: Strate
    cas: Cas
    valeurs: tuple[tuple[str, Nombre], ...]  # the measures that the case bounds, or that were told

    @property
    def critere(self) -> str | None:
        """The measure that classed it, « non_affiliee » where affiliation alone did; None where several did,
        or nothing."""
        if not self.cas.bornes:
            return "non_affiliee" if self.cas.affiliee is False else None
        return self.cas.bornes[0][0] if len(self.cas.bornes) == 1 else None

    @property
    def bornes(self) -> Bornes | None:
        """The strate's range for that measure."""
        return self.cas.bornes[0][1] if len(self.cas.bornes) == 1 else None

    def valeur(self, mesure: str) -> Nombre | None:
        """The size by which it was classed."""
        return next((valeur for code, valeur in self.valeurs if code == mesure), None)


class LigneDevis(NamedTuple):
    """A line of a devis."""

    code: str  # `FORFAIT` or the code of an option
    libelle: str
    quantite: Nombre | None  # None: not known, for a price per habitant of a collectivité that told none
    unite: Unite | None
    prix_unitaire: Prix | Compose
    montant: Prix
    periodicite: Periodicite | None
    motif: str | None
    source: str  # the cell of the annex
    taux_tva: Decimal | None = None  # in per cent; None: none is stated or due
    mesure_absente: str | None = None  # code of the measure that would tell its amount; None: none would

    @property
    def statut(self) -> Statut:
        """What is known of its amount."""
        return self.montant.statut

    @property
    def du(self) -> Decimal | None:
        """What is due and counts in a total: nothing for what is included; None where it is not known."""
        return du(self.montant)

    @property
    def connue(self) -> bool:
        """Whether its amount is known."""
        return montant_connu(self.montant) is not None


class Total(NamedTuple):
    """The sum of the lines that have an amount, for one periodicity."""

    periodicite: Periodicite | None
    montant: Decimal


class PartTva(NamedTuple):
    """The tax at one rate."""

    taux: Decimal  # in per cent
    base: Decimal  # the sum of the lines, without tax
    montant: Decimal  # rounded half-up, once


class TotauxTva(NamedTuple):
    """Without tax, tax by rate, with tax, for one periodicity."""

    periodicite: Periodicite | None
    ht: Decimal
    parts: tuple[PartTva, ...]  # rates in increasing order
    ttc: Decimal


class Devis(NamedTuple):
    """What one forfait gives and costs."""

    forfait: Forfait
    motifs: tuple[str, ...]  # why it can't be had; empty: it can
    inclus: Mapping[str, int | None]  # strate volumes, by code of service; None: included without being counted
    lignes: tuple[LigneDevis, ...]
    totaux: tuple[Total, ...]
    notes: tuple[str, ...] = ()
    tva: tuple[TotauxTva, ...] = ()  # by periodicity, where amounts are stated without tax

    @property
    def recevable(self) -> bool:
        """Whether everything asked for can be had with this forfait."""
        return not self.motifs

    @property
    def non_chiffre(self) -> tuple[str, ...]:
        """The codes of the lines without an amount."""
        return tuple(dict.fromkeys(ligne.code for ligne in self.lignes if not ligne.connue))

    @property
    def complet(self) -> bool:
        """Whether every line has an amount."""
        return self.recevable and all(montant_connu(ligne.montant) is not None for ligne in self.lignes)

    def payes(self) -> Mapping[Periodicite | None, Decimal]:
        """What is paid in the end, by periodicity: with tax where tax is known."""
        if self.tva:
            return {totaux.periodicite: totaux.ttc for totaux in self.tva}
        return {total.periodicite: total.montant for total in self.totaux}


class Ecarte(NamedTuple):
    """A forfait left out, and why."""

    forfait: Forfait
    motif: str


class Chiffrage(NamedTuple):
    """A devis for each forfait asked for, and what they rest on."""

    catalogue: Catalogue
    demande: Demande
    classement: Classement
    devis: tuple[Devis, ...]
    ecartes: tuple[Ecarte, ...]
    hypotheses: tuple[str, ...]


class Voisine(NamedTuple):
    """A neighbouring strate."""

    strate: Strate
    mesure: str  # the one that would have to change
    ecart: Nombre  # how many fewer, or more, change strate
