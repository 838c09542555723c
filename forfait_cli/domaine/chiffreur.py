"""One costing, and a memory of it: behind a devis, a row of a batch, a mailing and an effect.

What is remembered is how each forfait and each option is sold to those who weigh the same, by a value made of all
that it depends on: the `Assiette` (the type says what that is) and the measures that its nature prefers. A field
can't be forgotten in the key: the offer is worked out from the key alone. A quantity only multiplies it.
"""

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from typing import NamedTuple

from forfait_cli.domaine.catalogue import Bornes, Catalogue, Forfait
from forfait_cli.domaine.demande import Collectivite, Demande
from forfait_cli.domaine.devis import (
    Part,
    assembler,
    assiette_de,
    offre,
    part_du_forfait,
    volumes_inclus,
)
from forfait_cli.domaine.hypotheses import HABITANTS, autre_population, hypotheses
from forfait_cli.domaine.prix import Assiette
from forfait_cli.domaine.quantites import Quantite, quantites_de
from forfait_cli.domaine.resultats import Chiffrage, Classement, Devis
from forfait_cli.domaine.selection import Selection, notes_pour, selectionner
from forfait_cli.domaine.strate import chercher, classer
from forfait_cli.domaine.types import Periodicite
from forfait_cli.francais import PERIODICITES, enumeration, euros, guillemets, nombre

RETENUES_MAX = 40_000  # offers remembered at once
SELECTIONS_MAX = 4_000


class Assise(NamedTuple):
    """All that a collectivité brings to its devis, notes and hypotheses apart."""

    assiette: Assiette
    preferees: tuple[str, ...]  # measures that class its nature


class Cle(NamedTuple):
    """All that the devis of a request depend on, notes and hypotheses apart."""

    assise: Assise
    quantites: tuple[Quantite, ...]
    forfaits: tuple[str, ...]  # codes of those kept


class _Offres(NamedTuple):
    """What a forfait gives and costs those who weigh the same, and how the options asked for go with it."""

    inclus: Mapping[str, int | None]
    forfait: Part
    options: dict[str, Callable[[Quantite], Part]]  # by code


class Chiffreur:
    """The costing of one catalogue, which never changes."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        self._usages = catalogue.usages()
        self._options = {option.code: option for option in catalogue.options}
        # Whether what is asked for beside may be what something needs.
        self._exigeant = any(un.exige for un in catalogue.forfaits) or any(un.exige for un in catalogue.options)
        self._offres: dict[tuple[Assise, str], _Offres] = {}  # by code of forfait
        self._retenues = 0
        self._selections: dict[tuple[tuple[str, ...] | None, tuple[str, ...]], Selection] = {}

    def cle(self, demande: Demande) -> tuple[Classement, Selection, Cle]:
        """The strate of a request, the forfaits that it keeps, and all that its devis depend on.

        Raises:
            MauvaisUsage, Refus: as `chiffrer` does.
        """
        quantites, selection = self.quoi(demande)
        classement, assise = self.qui(demande.collectivite)
        return classement, selection, Cle(assise, quantites, selection.codes)

    def quoi(self, demande: Demande) -> tuple[tuple[Quantite, ...], Selection]:
        """What a request asks for, whoever asks: quantities, and the forfaits that it keeps.

        Raises:
            MauvaisUsage, Refus: as `chiffrer` does.
        """
        quantites = quantites_de(self.catalogue, demande.extras, demande.besoins)
        return quantites, self.selection(demande.forfaits, demande.exiges)

    def selection(self, forfaits: tuple[str, ...] | None, exiges: tuple[str, ...]) -> Selection:
        """The forfaits kept of these codes (None: all), for what is required.

        Raises:
            MauvaisUsage, Refus: as `selectionner` does.
        """
        cle = forfaits, exiges
        selection = self._selections.get(cle)
        if selection is None:
            if len(self._selections) >= SELECTIONS_MAX:
                self._selections.clear()
            selection = self._selections[cle] = selectionner(self.catalogue, *cle)
        return selection

    def qui(self, collectivite: Collectivite) -> tuple[Classement, Assise]:
        """The strate of a collectivité, and all that it brings to its devis.

        Raises:
            MauvaisUsage, Refus: as `classer` does.
        """
        classement = classer(self.catalogue, collectivite)
        nature = collectivite.nature
        preferees = () if nature is None or not self._usages.mesures else self.catalogue.nature(nature).mesures
        return classement, Assise(assiette_de(self._usages, classement, collectivite), preferees)

    def etendue(self, classement: Classement) -> tuple[str, Bornes] | None:
        """The measure, and its sizes, that would change nothing for whoever is so classed; None where another
        size may change something."""
        if len(classement.cas.bornes) != 1 or classement.cas.bornes[0][0] in self._usages.mesures:
            return None
        return classement.cas.bornes[0]

    def repondre(self, cle: Cle) -> tuple[Devis, ...]:
        """The devis that a key says, notes left out."""
        return tuple(
            [self._assembler(forfait, cle) for forfait in self.catalogue.forfaits if forfait.code in cle.forfaits]
        )

    def _assembler(self, forfait: Forfait, cle: Cle) -> Devis:
        if self._retenues >= RETENUES_MAX:
            self._offres.clear()
            self._retenues = 0
        assise, quantites, _ = cle
        offres = self._offres.get((assise, forfait.code))
        if offres is None:
            inclus = volumes_inclus(self.catalogue, forfait, assise.assiette)
            sien = part_du_forfait(self.catalogue, forfait, *assise)
            offres = self._offres[assise, forfait.code] = _Offres(inclus, sien, {})
            self._retenues += 1
        parts = [offres.forfait]
        for une in quantites:
            vendre = offres.options.get(une.option)
            if vendre is None:
                option = self._options[une.option]
                vendre = offres.options[une.option] = offre(self.catalogue, forfait, option, *assise)
                self._retenues += 1
            parts.append(vendre(une))
        demandees = [self._options[une.option] for une in quantites] if self._exigeant else []
        return assembler(self.catalogue, forfait, offres.inclus, parts, demandees)

    def chiffrer(self, demande: Demande) -> Chiffrage:
        """All that a devis says: see `chiffrer`."""
        classement, selection, cle = self.cle(demande)
        devis = self.repondre(cle)
        collectivite = demande.collectivite
        return Chiffrage(
            self.catalogue,
            demande,
            classement,
            tuple(
                un._replace(notes=self._notes(un.forfait, selection, classement, collectivite, cle.quantites))
                for un in devis
            ),
            selection.ecartes,
            (*hypotheses(self.catalogue, collectivite, classement), *self._autres_montants(demande, cle, devis)),
        )

    def _notes(
        self,
        forfait: Forfait,
        selection: Selection,
        classement: Classement,
        collectivite: Collectivite,
        quantites: tuple[Quantite, ...],
    ) -> tuple[str, ...]:
        notes = notes_pour(
            self.catalogue,
            "devis",
            forfaits=[forfait],
            strate=classement.strate.numero,
            options=[quantite.option for quantite in quantites],
            affiliee=collectivite.affiliee,
            nature=collectivite.nature,
            besoin=any(quantite.besoin for quantite in quantites),
        )
        return (*selection.precisions[forfait.code], *(note.texte for note in notes))

    def _autres_montants(self, demande: Demande, cle: Cle, devis: Iterable[Devis]) -> tuple[str, ...]:
        """What the other kind of population would make pay, where prices are per inhabitant."""
        autre = autre_population(demande.collectivite.population)
        if autre is None or HABITANTS not in self._usages.mesures:
            return ()
        genre, valeur = autre
        collectivite = demande.collectivite
        autrement = collectivite._replace(mesures={**collectivite.mesures, HABITANTS: valeur})
        trouve = chercher(self.catalogue, autrement) if self.catalogue.strates else None
        if self.catalogue.strates and trouve is None:
            return ()
        autres = self.repondre(cle._replace(assise=self.qui(autrement)[1]))
        phrases = [
            f"{guillemets(un.forfait.nom)} {_sommes(apres.payes())} au lieu de {_sommes(un.payes())}"
            for un, apres in zip(devis, autres, strict=True)
            if un.recevable and apres.recevable and un.payes() != apres.payes()
        ]
        if not phrases:
            return ()
        debut = f"Attention : des prix se comptent par habitant. Avec la population {genre} ({nombre(valeur)})"
        return (f"{debut}, ce serait{', TTC' if any(un.tva for un in devis) else ''} : {enumeration(phrases)}.",)


def _sommes(payes: Mapping[Periodicite | None, Decimal]) -> str:
    if not payes:
        return "sans montant"
    return enumeration([f"{euros(montant)} {PERIODICITES[quand]}" for quand, montant in payes.items()])


def chiffrer(catalogue: Catalogue, demande: Demande) -> Chiffrage:
    """A devis for each forfait asked for that gives what is required, in the catalogue's order.

    Raises:
        MauvaisUsage: an unknown code, a quantity for what is not counted, a need where none can be
            worked out, an extra and a need for the same option; all of them at once.
        Refus: no strate for that collectivité, or no forfait gives what is required.
    """
    return Chiffreur(catalogue).chiffrer(demande)


def recours(chiffrage: Chiffrage) -> tuple[Forfait, ...]:
    """The forfaits of the grid that can answer the same request."""
    tous = chiffrer(chiffrage.catalogue, chiffrage.demande._replace(forfaits=None))
    return tuple(devis.forfait for devis in tous.devis if devis.recevable)
