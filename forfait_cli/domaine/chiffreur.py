"""One costing, and a memory of it: behind a devis, a row of a batch, a mailing and an effect.

An answer is remembered by a value made of all that it depends on: the `Assiette` (the type says what that
is), the measures that its nature prefers, the quantities, the forfaits kept. A field can't be forgotten in the
key: the answer is worked out from the key alone. So are the parts that an answer is made of, one for each
quantity of an option: quantities that never come twice together come twice alone.
"""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import NamedTuple

from forfait_cli.domaine.catalogue import Bornes, Catalogue, Forfait
from forfait_cli.domaine.demande import Collectivite, Demande
from forfait_cli.domaine.devis import (
    Part,
    assembler,
    assiette_de,
    part_d_une_option,
    part_du_forfait,
    volumes_inclus,
)
from forfait_cli.domaine.hypotheses import HABITANTS, autre_population, hypotheses
from forfait_cli.domaine.prix import Assiette
from forfait_cli.domaine.quantites import Quantite, quantites_de
from forfait_cli.domaine.resultats import Chiffrage, Classement, Devis
from forfait_cli.domaine.selection import Selection, notes_pour, selectionner
from forfait_cli.domaine.strate import chercher, classer
from forfait_cli.domaine.types import Nombre, Periodicite
from forfait_cli.francais import PERIODICITES, enumeration, euros, guillemets, nombre

REPONSES_MAX = 4_000  # remembered at once
PARTS_MAX = 40_000


class Assise(NamedTuple):
    """All that a collectivité brings to its devis, notes and hypotheses apart."""

    assiette: Assiette
    preferees: tuple[str, ...]  # measures that class its nature


class Cle(NamedTuple):
    """All that the devis of a request depend on, notes and hypotheses apart."""

    assise: Assise
    quantites: tuple[Quantite, ...]
    forfaits: tuple[str, ...]  # codes of those kept


class _Parts(NamedTuple):
    """What a forfait gives and costs those who weigh the same."""

    inclus: Mapping[str, int | None]
    forfait: Part
    options: dict[Quantite, Part]


class Chiffreur:
    """The costing of one catalogue, which never changes."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        self._usages = catalogue.usages()
        self._rangs = {option.code: rang for rang, option in enumerate(catalogue.options)}
        self._reponses: dict[Cle, tuple[Devis, ...]] = {}
        self._parts: dict[tuple[Assise, str], _Parts] = {}  # by code of forfait
        self._retenues = 0  # parts remembered
        self._selections: dict[tuple[tuple[str, ...] | None, tuple[str, ...]], Selection] = {}
        # Quantities found right, None for 0, which asks for nothing; the type is there because 1 is True.
        self._justes: dict[tuple[str, Nombre, type, bool], Quantite | None] = {}

    def devis(self, demande: Demande) -> tuple[Classement, tuple[Devis, ...]]:
        """The strate and the devis of a request, notes left out.

        Raises:
            MauvaisUsage, Refus: as `chiffrer` does.
        """
        classement, _, cle = self.cle(demande)
        return classement, self.repondre(cle)

    def cle(self, demande: Demande) -> tuple[Classement, Selection, Cle]:
        """The strate of a request, the forfaits that it keeps, and all that its devis depend on.

        Raises:
            MauvaisUsage, Refus: as `chiffrer` does.
        """
        quantites, selection = self.quoi(demande)
        classement, assise = self.qui(demande.collectivite)
        return classement, selection, Cle(assise, quantites, codes(selection))

    def quoi(self, demande: Demande) -> tuple[tuple[Quantite, ...], Selection]:
        """What a request asks for, whoever asks: quantities, and the forfaits that it keeps.

        Raises:
            MauvaisUsage, Refus: as `chiffrer` does.
        """
        quantites = self._quantites(demande)
        cle = demande.forfaits, demande.exiges
        selection = self._selections.get(cle)
        if selection is None:
            if len(self._selections) >= REPONSES_MAX:
                self._selections.clear()
            selection = self._selections[cle] = selectionner(self.catalogue, *cle)
        return quantites, selection

    def _quantites(self, demande: Demande) -> tuple[Quantite, ...]:
        """As `quantites_de`, which checks what has not been found right before."""
        extras, besoins = demande.extras, demande.besoins
        justes = self._justes
        try:
            if besoins and not extras.keys().isdisjoint(besoins):
                raise KeyError
            trouvees = [
                *(justes[code, voulu, type(voulu), False] for code, voulu in extras.items()),
                *(justes[code, voulu, type(voulu), True] for code, voulu in besoins.items()),
            ]
        except (KeyError, TypeError):
            quantites = quantites_de(self.catalogue, demande)
            if len(justes) >= PARTS_MAX:
                justes.clear()
            for besoin, voulues in ((False, extras), (True, besoins)):
                for code, voulu in voulues.items():
                    justes[code, voulu, type(voulu), besoin] = Quantite(code, voulu, besoin) if voulu > 0 else None
            return quantites
        presentes = [une for une in trouvees if une is not None]
        if len(presentes) > 1:
            presentes.sort(key=lambda une: self._rangs[une.option])
        return tuple(presentes)

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
        devis = self._reponses.get(cle)
        if devis is None:
            if len(self._reponses) >= REPONSES_MAX:
                self._reponses.clear()
            devis = self._reponses[cle] = tuple(
                self._assembler(forfait, cle) for forfait in self.catalogue.forfaits if forfait.code in cle.forfaits
            )
        return devis

    def _assembler(self, forfait: Forfait, cle: Cle) -> Devis:
        assise, quantites, _ = cle
        if self._retenues >= PARTS_MAX:
            self._parts.clear()
            self._retenues = 0
        connues = self._parts.get((assise, forfait.code))
        if connues is None:
            connues = self._parts[assise, forfait.code] = _Parts(
                volumes_inclus(self.catalogue, forfait, assise.assiette),
                part_du_forfait(self.catalogue, forfait, *assise),
                {},
            )
            self._retenues += 1
        parts = [connues.forfait]
        for une in quantites:
            part = connues.options.get(une)
            if part is None:
                part = connues.options[une] = part_d_une_option(self.catalogue, forfait, une, *assise)
                self._retenues += 1
            parts.append(part)
        return assembler(self.catalogue, forfait, connues.inclus, parts, quantites)

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
        return (f"{debut}, ce serait, {'TTC, ' if any(un.tva for un in devis) else ''}{enumeration(phrases)}.",)


def codes(selection: Selection) -> tuple[str, ...]:
    """The codes of the forfaits kept."""
    return tuple(forfait.code for forfait in selection.retenus)


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
