"""What a new grid changes for a list of collectivités: by strate and forfait, and who gains or loses most."""

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import NamedTuple

from forfait_cli.domaine.catalogue import Bornes, Catalogue
from forfait_cli.domaine.chiffreur import Assise, Chiffreur, Cle
from forfait_cli.domaine.demande import Collectivite, Demande
from forfait_cli.domaine.prix import AU_CENTIME, CENT, EXACT, ZERO
from forfait_cli.domaine.resultats import Devis
from forfait_cli.domaine.types import Periodicite
from forfait_cli.erreurs import Refus

EXTREMES = 10
DIXIEME = Decimal("0.1")
TOUS = ""  # in place of a code of forfait: all of them
TOUTES = 0  # in place of the number of a strate: all of them


class Cas(NamedTuple):
    """A collectivité of the list, and what it asks for."""

    nom: str
    demande: Demande


class Part(NamedTuple):
    """The devis of one strate and one forfait, for one periodicity."""

    strate: int  # before
    forfait: str  # code
    periodicite: Periodicite | None
    combien: int  # devis whose every line has an amount, before and after
    avant: Decimal
    apres: Decimal


class Inconnu(NamedTuple):
    """Devis of one strate and one forfait left out of the sums: before or after, an amount is missing, or the forfait
    can't be had."""

    strate: int
    forfait: str
    combien: int
    refuses: int  # how many of them can't be had, under one of the grids


class Ecart(NamedTuple):
    """What one collectivité pays more, or less, for one forfait and one periodicity."""

    nom: str
    strate: int
    forfait: str
    periodicite: Periodicite | None
    avant: Decimal
    apres: Decimal


class Impact(NamedTuple):
    """The whole effect. Amounts of different periodicities are never added."""

    parts: tuple[Part, ...]  # in the order of the strates, then of the forfaits
    inconnus: tuple[Inconnu, ...]
    gagnants: tuple[Ecart, ...]  # those that pay less, the greatest gain first
    perdants: tuple[Ecart, ...]  # those that pay more, the greatest loss first
    lues: int  # collectivités costed, or refused by one of the grids
    refusees: tuple[str, ...]  # names of those that one of the grids refuses
    changent: int  # those whose strate is no longer the same
    non_lues: int  # rows of the list that could not be read: they are in no sum
    manques: tuple[bool, bool]  # whether amounts that a devis wants lack before, and after


def difference(ligne: Part | Ecart) -> Decimal:
    """After less before, exact."""
    return EXACT.subtract(ligne.apres, ligne.avant)


def pour_cent(ligne: Part | Ecart) -> Decimal | None:
    """The difference in per cent of what was paid, to a tenth; None where nothing was."""
    if not ligne.avant:
        return None
    centiemes = EXACT.multiply(difference(ligne), CENT)
    return AU_CENTIME.divide(centiemes, ligne.avant).quantize(DIXIEME, context=AU_CENTIME)


def impact(avant: Catalogue, apres: Catalogue, cas: Iterable[Cas]) -> Impact:
    """Cost every case under both grids; what one of them does not price is counted apart, never as 0."""
    effet = Effet(avant, apres)
    for un in cas:
        try:
            groupe = effet.groupe(effet.qui(un.demande.collectivite), un.demande)
        except Refus:
            effet.refuser(un.nom)
        else:
            effet.ajouter(groupe, un.nom)
    return effet.impact(0)


def totaliser(impact: Impact) -> list[Part]:
    """The sums by forfait, then for all where there are several: amounts of different periodicities apart."""
    forfaits = list(dict.fromkeys(part.forfait for part in impact.parts))
    totaux: list[Part] = []
    for forfait in (*forfaits, *([TOUS] if len(forfaits) > 1 else [])):
        parts = [part for part in impact.parts if forfait in (TOUS, part.forfait)]
        for quand in dict.fromkeys(part.periodicite for part in parts):
            siennes = [part for part in parts if part.periodicite is quand]
            avant, apres = ZERO, ZERO
            for part in siennes:
                avant, apres = EXACT.add(avant, part.avant), EXACT.add(apres, part.apres)
            totaux.append(Part(TOUTES, forfait, quand, sum(part.combien for part in siennes), avant, apres))
    return totaux


class Qui(NamedTuple):
    """All that a collectivité brings to its devis under both grids."""

    avant: Assise
    apres: Assise


class Groupe:
    """Those that pay the same before and the same after, for the same request."""

    __slots__ = ("combien", "ecarts", "inconnus", "manques", "noms", "qui")

    def __init__(self, qui: Qui, paires: Iterable[tuple[Devis, Devis]]) -> None:
        self.qui = qui
        self.combien = 0
        self.noms: list[tuple[int, str]] = []  # the first ones, each with its rank in the list
        self.inconnus: dict[str, bool] = {}  # forfaits not priced whole by one of the grids: whether it refuses them
        self.manques = (False, False)  # whether amounts lack before, and after
        self.ecarts: list[Ecart] = []  # one a forfait and a periodicity, of no one yet
        for avant, apres in paires:
            if avant.complet and apres.complet:
                self.ecarts.extend(_ecarts(qui.avant.assiette.strate, avant, apres))
            else:
                self.inconnus[avant.forfait.code] = not (avant.recevable and apres.recevable)
                self.manques = (self.manques[0] or _manque(avant), self.manques[1] or _manque(apres))


class Effet:
    """The effect of a new grid, collectivité by collectivité. Those that pay alike are costed once."""

    def __init__(self, avant: Catalogue, apres: Catalogue) -> None:
        self._avant, self._apres = Chiffreur(avant), Chiffreur(apres)
        self._groupes: dict[tuple[Cle, Cle], Groupe] = {}
        self._lues = 0
        self._refusees: list[str] = []

    def qui(self, collectivite: Collectivite) -> Qui:
        """All that its devis depend on.

        Raises:
            MauvaisUsage, Refus: one of the grids does not class it.
        """
        return Qui(self._avant.qui(collectivite)[1], self._apres.qui(collectivite)[1])

    def etendue(self, collectivite: Collectivite) -> tuple[str, Bornes] | None:
        """A measure, and its sizes, that would change nothing under either grid."""
        un, autre = (grille.etendue(grille.qui(collectivite)[0]) for grille in (self._avant, self._apres))
        if un is None or autre is None or un[0] != autre[0]:
            return None
        fins = [bornes.max for _, bornes in (un, autre) if bornes.max is not None]
        return un[0], Bornes(max(un[1].min, autre[1].min), min(fins) if fins else None)

    def groupe(self, qui: Qui, demande: Demande) -> Groupe:
        """Those that `qui` stands for and that ask the same.

        Raises:
            MauvaisUsage, Refus: one of the grids can't answer it.
        """
        cles = []
        for grille, assise in ((self._avant, qui.avant), (self._apres, qui.apres)):
            quantites, selection = grille.quoi(demande)
            cles.append(Cle(assise, quantites, selection.codes))
        paire = (cles[0], cles[1])
        if paire not in self._groupes:
            apres = {devis.forfait.code: devis for devis in self._apres.repondre(paire[1])}
            avant = self._avant.repondre(paire[0])
            self._groupes[paire] = Groupe(
                qui, [(devis, apres[devis.forfait.code]) for devis in avant if devis.forfait.code in apres]
            )
        return self._groupes[paire]

    def ajouter(self, groupe: Groupe, nom: str) -> None:
        """One more of them."""
        self._lues += 1
        groupe.combien += 1
        if len(groupe.noms) < EXTREMES:
            groupe.noms.append((self._lues, nom))

    def refuser(self, nom: str) -> None:
        """One that a grid refuses."""
        self._lues += 1
        self._refusees.append(nom)

    def impact(self, non_lues: int) -> Impact:
        """What it all comes to."""
        sommes: dict[tuple[int, str, Periodicite | None], tuple[int, Decimal, Decimal]] = {}
        inconnus: dict[tuple[int, str], tuple[int, int]] = {}
        groupes = [groupe for groupe in self._groupes.values() if groupe.combien]
        for groupe in groupes:
            strate = groupe.qui.avant.assiette.strate
            for code, refuse in groupe.inconnus.items():
                tous, refuses = inconnus.get((strate, code), (0, 0))
                inconnus[strate, code] = tous + groupe.combien, refuses + groupe.combien * refuse
            for ecart in groupe.ecarts:
                cle = (strate, ecart.forfait, ecart.periodicite)
                combien, avant, apres = sommes.get(cle, (0, ZERO, ZERO))
                fois = Decimal(groupe.combien)
                sommes[cle] = (
                    combien + groupe.combien,
                    EXACT.add(avant, EXACT.multiply(ecart.avant, fois)),
                    EXACT.add(apres, EXACT.multiply(ecart.apres, fois)),
                )
        rangs = {forfait.code: rang for rang, forfait in enumerate(self._avant.catalogue.forfaits)}
        return Impact(
            tuple(Part(*cle, *sommes[cle]) for cle in sorted(sommes, key=lambda cle: (cle[0], rangs[cle[1]]))),
            tuple(Inconnu(*cle, *inconnus[cle]) for cle in sorted(inconnus, key=lambda cle: (cle[0], rangs[cle[1]]))),
            _extremes(groupes, -1),
            _extremes(groupes, 1),
            self._lues,
            tuple(self._refusees),
            sum(g.combien for g in groupes if g.qui.avant.assiette.strate != g.qui.apres.assiette.strate),
            non_lues,
            (any(groupe.manques[0] for groupe in groupes), any(groupe.manques[1] for groupe in groupes)),
        )


def _manque(devis: Devis) -> bool:
    """Whether it can be had, and an amount of it is not known."""
    return devis.recevable and not devis.complet


def _ecarts(strate: int, avant: Devis, apres: Devis) -> Iterator[Ecart]:
    """One a periodicity; a complete devis owes nothing in a periodicity that it does not have."""
    a, b = ({total.periodicite: total.montant for total in devis.totaux} for devis in (avant, apres))
    for periodicite in dict.fromkeys((*a, *b)):
        yield Ecart("", strate, avant.forfait.code, periodicite, a.get(periodicite, ZERO), b.get(periodicite, ZERO))


def _extremes(groupes: Iterable[Groupe], signe: int) -> tuple[Ecart, ...]:
    """The ten greatest differences of one sign; the first met stay first among equals."""
    candidats = [
        (-difference(ecart) * signe, place, rang, ecart._replace(nom=nom))
        for groupe in groupes
        for rang, ecart in enumerate(groupe.ecarts)
        if difference(ecart) * signe > 0
        for place, nom in groupe.noms
    ]
    candidats.sort(key=lambda candidat: candidat[:3])
    return tuple(ecart for *_, ecart in candidats[:EXTREMES])
