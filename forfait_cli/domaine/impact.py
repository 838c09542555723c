"""What a new grid changes for a list of collectivités: by strate and forfait, and who gains or loses most."""

from bisect import insort
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import NamedTuple

from forfait_cli.domaine.devis import chiffrer
from forfait_cli.domaine.dossier import Chiffrage, Demande, Devis
from forfait_cli.domaine.grille import Catalogue
from forfait_cli.domaine.prix import AU_CENTIME, EXACT, ZERO
from forfait_cli.domaine.types import Periodicite
from forfait_cli.erreurs import Refus

EXTREMES = 10
CENT = Decimal(100)
DIXIEME = Decimal("0.1")


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
    """Devis of one strate and one forfait left out of the sums: an amount is missing, before or after."""

    strate: int
    forfait: str
    combien: int


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
    lues: int  # collectivités
    refusees: tuple[str, ...]  # names of those that one of the grids refuses
    changent: int  # those whose strate is no longer the same


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
    sommes: dict[tuple[int, str, Periodicite | None], tuple[int, Decimal, Decimal]] = {}
    inconnus: dict[tuple[int, str], int] = {}
    gagnants, perdants = _Extremes(-1), _Extremes(1)
    lues = changent = 0
    refusees = []
    for un in cas:
        lues += 1
        try:
            a, b = chiffrer(avant, un.demande), chiffrer(apres, un.demande)
        except Refus:
            refusees.append(un.nom)
            continue
        strate = a.classement.strate.numero
        changent += strate != b.classement.strate.numero
        for un_avant, un_apres in _paires(a, b):
            forfait = un_avant.forfait.code
            if not (un_avant.complet and un_apres.complet):
                inconnus[strate, forfait] = inconnus.get((strate, forfait), 0) + 1
                continue
            for ecart in _ecarts(un.nom, strate, un_avant, un_apres):
                cle = (strate, forfait, ecart.periodicite)
                combien, somme_avant, somme_apres = sommes.get(cle, (0, ZERO, ZERO))
                sommes[cle] = combien + 1, EXACT.add(somme_avant, ecart.avant), EXACT.add(somme_apres, ecart.apres)
                gagnants.voir(ecart)
                perdants.voir(ecart)
    rangs = {forfait.code: rang for rang, forfait in enumerate(avant.forfaits)}
    return Impact(
        tuple(Part(*cle, *sommes[cle]) for cle in sorted(sommes, key=lambda cle: (cle[0], rangs[cle[1]]))),
        tuple(Inconnu(*cle, inconnus[cle]) for cle in sorted(inconnus, key=lambda cle: (cle[0], rangs[cle[1]]))),
        gagnants.liste(),
        perdants.liste(),
        lues,
        tuple(refusees),
        changent,
    )


def _paires(avant: Chiffrage, apres: Chiffrage) -> Iterator[tuple[Devis, Devis]]:
    """The devis of the forfaits that both grids have."""
    suivants = {devis.forfait.code: devis for devis in apres.devis}
    for devis in avant.devis:
        if devis.forfait.code in suivants:
            yield devis, suivants[devis.forfait.code]


def _ecarts(nom: str, strate: int, avant: Devis, apres: Devis) -> Iterator[Ecart]:
    """One a periodicity; a complete devis owes nothing in a periodicity that it does not have."""
    a, b = ({total.periodicite: total.montant for total in devis.totaux} for devis in (avant, apres))
    for periodicite in dict.fromkeys((*a, *b)):
        yield Ecart(nom, strate, avant.forfait.code, periodicite, a.get(periodicite, ZERO), b.get(periodicite, ZERO))


class _Extremes:
    """The ten greatest differences of one sign; the first met stay first among equals."""

    def __init__(self, signe: int) -> None:
        self._signe = signe
        self._vus = 0
        self._gardes: list[tuple[Decimal, int, Ecart]] = []

    def voir(self, ecart: Ecart) -> None:
        """Keep it if it is among the greatest."""
        taille = difference(ecart) * self._signe
        if taille <= 0:
            return
        self._vus += 1
        insort(self._gardes, (-taille, self._vus, ecart))
        del self._gardes[EXTREMES:]

    def liste(self) -> tuple[Ecart, ...]:
        """The greatest first."""
        return tuple(ecart for _, _, ecart in self._gardes)
