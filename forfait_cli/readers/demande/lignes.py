"""The rows of a file read as requests, and their answers: each distinct one is worked out once.

An answer is remembered by the very cells that it is worked out from: nothing else of the row is handed to what
reads it, so that no column can be forgotten.
"""

import re
from collections.abc import Callable, Hashable, Iterable, Sequence
from operator import itemgetter
from typing import Any, Generic, NamedTuple, TypeVar

from forfait_cli.domaine.catalogue import Bornes
from forfait_cli.domaine.demande import Collectivite, Demande
from forfait_cli.domaine.hypotheses import HABITANTS
from forfait_cli.erreurs import Anomalie, ErreurForfait, Nommer, Recolte, champ, nommer_champs, sans_valeurs
from forfait_cli.readers.demande.champs import RECHERCHE, Genre, Groupe
from forfait_cli.readers.demande.colonnes import Colonnes
from forfait_cli.readers.demande.lecture import Lecteur, Quoi

REPONSES_MAX = 20_000  # answers remembered at once
QUI_MAX = 60_000  # texts of collectivités remembered at once
TEXTE_MAX = 200  # characters of what is remembered: a memory of long texts would not be small
CHIFFRES_MAX = 12  # of a size looked up among bounds

_CHERCHES = tuple(map(champ, RECHERCHE))
_SUITE = re.compile(r"[\s,;]+(?=[^\W\d])")  # between two codes of options in a cell

Qui = TypeVar("Qui", bound=Hashable)
Reponse = TypeVar("Reponse")


class Rejet(NamedTuple):
    """Why a row is refused, in the file's own words for its columns."""

    motif: str  # as a cell says it
    anomalies: tuple[Anomalie, ...]
    nommer: Nommer

    @property
    def fautes(self) -> list[Anomalie]:
        """The same, each with how to mend it. Few rows of a list tell that: it is put in words for them alone."""
        return [_sans_valeurs(faute).dite(self.nommer) for faute in self.anomalies]


class Pesee(NamedTuple, Generic[Qui]):
    """What of a collectivité its answers depend on."""

    qui: Qui
    etendue: tuple[str, Bornes] | None  # a measure, and its sizes that would change nothing


class _Reponses(dict[Any, Reponse], Generic[Qui, Reponse]):
    """The answers of all who weigh the same, by the cells that say what."""

    __slots__ = ("lu",)

    def __init__(self, lu: Pesee[Qui] | ErreurForfait) -> None:
        self.lu = lu


class Lignes(Generic[Qui, Reponse]):
    """Reads the rows of one file.

    `peser` says what of a collectivité its answers depend on; `repondre` answers that and what is asked;
    `refuser` answers a row that can't be: its reason, and whether it names its forfait.
    """

    def __init__(
        self,
        lecteur: Lecteur,
        colonnes: Colonnes,
        peser: Callable[[Collectivite], Pesee[Qui]],
        repondre: Callable[[Qui, Quoi], Reponse],
        refuser: Callable[[Rejet, bool], Reponse],
        forfaits: tuple[str, ...] | None = None,
    ) -> None:
        self._lecteur = lecteur
        self._peser, self._repondre, self._refuser = peser, repondre, refuser
        self._forfaits = forfaits  # asked for where a row names none
        self._nommer: Nommer = colonnes.nommer(lecteur.champs)
        self._rangs = colonnes.rangs
        presents = [un for un in lecteur.champs if un.nom in colonnes.rangs]
        # What is not asked for says who asks; the name apart, but where it may contradict a look-up.
        self._quoi = [un.nom for un in presents if un.groupe is Groupe.QUOI]
        cherche = any(un.nom in RECHERCHE for un in presents)
        self._qui = [un.nom for un in presents if un.groupe is not Groupe.QUOI and (cherche or un.nom != "nom")]
        # Where a row gives its inhabitants, what would name its commune is not read.
        self._au_choix = cherche and HABITANTS in colonnes.rangs
        nommants = (*RECHERCHE, "departement", "nom") if self._au_choix else ()
        self._chiffres = [nom for nom in self._qui if nom not in nommants]
        # By measure: its column, and what takes the other cells that say who.
        self._tailles = {
            un.neutre: (un.nom, _cle([colonnes.rangs[nom] for nom in self._chiffres if nom != un.nom]))
            for un in presents
            if un.genre is Genre.TAILLE
        }
        self._cle_quoi, self._cle_chiffres, self._cle_qui = (
            _cle([colonnes.rangs[nom] for nom in noms]) for noms in (self._quoi, self._chiffres, self._qui)
        )
        self._oublier()

    def reponses(
        self, lignes: Sequence[list[str]], numeros: Sequence[int], defauts: dict[int, Anomalie]
    ) -> list[Reponse]:
        """The answers of some rows, in order; `defauts`: why some can't be read, by number."""
        if defauts:
            return [
                self._rare(ligne)
                if (defaut := defauts.get(numero)) is None
                else self._refuser(rejet_pour(defaut), self._nomme(ligne))
                for ligne, numero in zip(lignes, numeros, strict=True)
            ]
        memoire, cle_qui, cle_quoi = self._par_chiffres, self._cle_chiffres, self._cle_quoi
        try:
            return [memoire[cle_qui(ligne)][cle_quoi(ligne)] for ligne in lignes]
        except KeyError:  # one of them at least is new
            return [self._rare(ligne) for ligne in lignes]

    def demande(self, ligne: Sequence[str]) -> Demande:
        """The whole request of a row, its name too.

        Raises:
            MauvaisUsage, Refus: as `Lecteur.lire` does; `rejet` says it in the words of the file.
        """
        noms = dict.fromkeys([*self._qui, *self._quoi, *(["nom"] if "nom" in self._rangs else [])])
        valeurs = self._valeurs(ligne, noms)
        demande = self._lecteur.lire(valeurs)
        return demande if demande.forfaits else demande._replace(forfaits=self._forfaits)

    # --- What the memory does not hold --------------------------------------------------------------

    def _rare(self, ligne: Sequence[str]) -> Reponse:
        """The answer of a row; the memory learns it."""
        if self._retenues >= REPONSES_MAX or len(self._par_chiffres) + len(self._par_noms) >= QUI_MAX:
            self._oublier()
        cherchee = self._est_cherchee(ligne)
        noms, memoire = (self._qui, self._par_noms) if cherchee else (self._chiffres, self._par_chiffres)
        qui, quoi = (self._cle_qui if cherchee else self._cle_chiffres)(ligne), self._cle_quoi(ligne)
        reponses = memoire.get(qui)
        if reponses is None:
            reponses = self._voisines(ligne)
            retenir = _longueur(qui) <= TEXTE_MAX
            if reponses is None:
                reponses = self._partage(self._lire_qui(self._valeurs(ligne, noms)))
                if retenir and not cherchee:
                    self._etendre(ligne, reponses)
            if retenir:
                memoire[qui] = reponses
        if quoi in reponses:
            return reponses[quoi]
        retenir = _longueur(quoi) <= TEXTE_MAX
        lu = self._demandes.get(quoi)
        if lu is None:
            lu = self._lire_quoi(ligne)
            if retenir:
                self._demandes[quoi] = lu
                self._retenues += 1
        reponse = self._repondre_a(reponses.lu, lu, ligne)
        if retenir:
            reponses[quoi] = reponse
            self._retenues += 1
        return reponse

    def _partage(self, lu: Pesee[Qui] | ErreurForfait) -> _Reponses[Qui, Reponse]:
        if isinstance(lu, ErreurForfait):  # as many as cells at fault: nearly none is another's too
            return _Reponses(lu)
        reponses = self._partages.get(lu)
        if reponses is None:
            reponses = self._partages[lu] = _Reponses(lu)
        return reponses

    def _repondre_a(self, lu: Pesee[Qui] | ErreurForfait, quoi: Quoi | ErreurForfait, ligne: Sequence[str]) -> Reponse:
        if not isinstance(lu, ErreurForfait) and not isinstance(quoi, ErreurForfait):
            try:
                return self._repondre(lu.qui, quoi)
            except ErreurForfait as refus:
                return self._refuser(self.rejet(refus), self._nomme(ligne))
        recolte = Recolte()
        for un in (quoi, lu):
            if isinstance(un, ErreurForfait):
                recolte.noter(un)
        faute = recolte.erreur()
        assert faute is not None  # one of the two is at fault
        return self._refuser(self.rejet(faute), self._nomme(ligne))

    def _lire_qui(self, valeurs: dict[str, Any]) -> Pesee[Qui] | ErreurForfait:
        try:
            return self._peser(self._lecteur.qui(valeurs))
        except ErreurForfait as erreur:
            return erreur.nue()

    def _lire_quoi(self, ligne: Sequence[str]) -> Quoi | ErreurForfait:
        try:
            return self._lecteur.quoi(self._valeurs(ligne, self._quoi), self._forfaits)
        except ErreurForfait as erreur:
            return erreur.nue()

    def _voisines(self, ligne: Sequence[str]) -> _Reponses[Qui, Reponse] | None:
        """The answers of a row that differs from one already met only by a size that changes nothing."""
        for mesure, (nom, autres) in self._tailles.items():
            texte = self._cellule(ligne, nom)
            if texte.isascii() and texte.isdecimal() and len(texte) <= CHIFFRES_MAX:
                taille = int(texte)
                for bornes, reponses in self._etendues.get((mesure, autres(ligne)), ()):
                    if bornes.min <= taille and (bornes.max is None or taille <= bornes.max):
                        return reponses
        return None

    def _etendre(self, ligne: Sequence[str], reponses: _Reponses[Qui, Reponse]) -> None:
        """Remember these answers for every size that would change nothing, the other cells being the same."""
        if isinstance(reponses.lu, ErreurForfait) or reponses.lu.etendue is None:
            return
        mesure, bornes = reponses.lu.etendue
        if mesure in self._tailles:
            _, autres = self._tailles[mesure]
            self._etendues.setdefault((mesure, autres(ligne)), []).append((bornes, reponses))

    def _oublier(self) -> None:
        # The cells that say who → the answers of all who weigh the same, by the cells that say what.
        self._par_chiffres: dict[Any, _Reponses[Qui, Reponse]] = {}
        self._par_noms: dict[Any, _Reponses[Qui, Reponse]] = {}  # where `_est_cherchee`
        self._partages: dict[Pesee[Qui], _Reponses[Qui, Reponse]] = {}
        self._etendues: dict[Any, list[tuple[Bornes, _Reponses[Qui, Reponse]]]] = {}
        self._demandes: dict[Any, Quoi | ErreurForfait] = {}
        self._retenues = 0

    # --- Cells ------------------------------------------------------------------------------------

    def _est_cherchee(self, ligne: Sequence[str]) -> bool:
        """Whether what may name a commune is to be read: there are columns for it, and no inhabitants here."""
        return self._au_choix and not self._cellule(ligne, HABITANTS)

    def _valeurs(self, ligne: Sequence[str], noms: Iterable[str]) -> dict[str, Any]:
        """The cells that are filled, by field."""
        valeurs: dict[str, Any] = {nom: texte for nom in noms if (texte := ligne[self._rangs[nom]].strip())}
        if "option" in valeurs:
            valeurs["option"] = _SUITE.split(valeurs["option"])
        return valeurs

    def _cellule(self, ligne: Sequence[str], nom: str) -> str:
        rang = self._rangs.get(nom)
        return "" if rang is None else ligne[rang].strip()

    def _nomme(self, ligne: Sequence[str]) -> bool:
        return bool(self._cellule(ligne, "forfait"))

    def rejet(self, erreur: ErreurForfait) -> Rejet:
        """Why a row is refused."""
        motif = nommer_champs(" ; ".join(map(_phrase, erreur.anomalies)), self._nommer)
        return Rejet(motif, erreur.anomalies, self._nommer)


def rejet_pour(*fautes: Anomalie) -> Rejet:
    """A refusal for faults that name no field."""
    return Rejet(" ; ".join(faute.phrase for faute in fautes), fautes, str)


def d_un_trait(aide: str) -> str:
    """How to mend a fault, on one line, candidates included."""
    tete, *candidats = aide.splitlines()
    return f"{tete} {' ; '.join(candidats)}" if candidats else tete


def _phrase(anomalie: Anomalie) -> str:
    # The homonyms and the near misses of a commune are in the help.
    if anomalie.aide and any(cherche in anomalie.origine for cherche in _CHERCHES):
        return f"{anomalie.phrase} ; {d_un_trait(_sans_valeurs(anomalie).aide)}"
    return anomalie.phrase


def _sans_valeurs(anomalie: Anomalie) -> Anomalie:
    return anomalie._replace(aide=sans_valeurs(anomalie.aide))


def _cle(rangs: Sequence[int]) -> Callable[[Sequence[str]], Any]:
    """Takes the cells that matter out of a row: one text, a tuple of several, or nothing."""
    return itemgetter(*rangs) if rangs else lambda _ligne: ()


def _longueur(cle: Any) -> int:
    return len("".join(cle))
