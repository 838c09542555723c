"""A batch: each row's devis comes from the function behind `forfait quote`, and the answers are remembered."""

from collections.abc import Callable, Sequence
from operator import itemgetter
from typing import Any, NamedTuple

from forfait_cli.commands.compte import Compte
from forfait_cli.commands.lignes import Lecteur
from forfait_cli.domaine.devis import chiffrer_forfait
from forfait_cli.domaine.dossier import Classement, Demande
from forfait_cli.domaine.grille import Bornes, Catalogue
from forfait_cli.domaine.prix import pars_de, tetes_de
from forfait_cli.domaine.quantites import quantites_de
from forfait_cli.domaine.selection import selectionner
from forfait_cli.domaine.strate import classer
from forfait_cli.domaine.types import Tetes
from forfait_cli.erreurs import ErreurForfait
from forfait_cli.readers.colonnes import QUI, QUOI, Colonnes
from forfait_cli.readers.rows import Bloc
from forfait_cli.render.csv import Valeur
from forfait_cli.render.lots.colonnes import Resultat
from forfait_cli.render.lots.ecrivain import Ecrivain

REPONSES_MAX = 4_000  # remembered for each strate
QUI_MAX = 60_000  # texts whose strate is remembered
TEXTE_MAX = 200  # characters of what is remembered: a memory of long texts would not be small
ETENDUE_MAX = 2_000  # sizes of one strate remembered at once
CHIFFRES_MAX = 12  # of a size looked up among bounds
TAILLES = ("habitants", "agents")


class _Reponse(NamedTuple):
    """What a strate and the cells that say what give."""

    valeurs: tuple[tuple[Valeur, ...], ...]  # one a forfait
    motif: str | None  # the first refusal


class Lot:
    """The memory of a batch, and its pass over the rows.

    What a row costs depends on (strate, forfait, quantities) and, where some price of the catalogue is
    per head, on the heads: `_tetes`, None everywhere else. So two dictionaries answer almost every row:
    the cells that say who → the answers of a strate, then the cells that say what → the result, ready to
    write. Whatever they do not hold goes the long way, `_rare`, which fills them.
    """

    def __init__(
        self,
        catalogue: Catalogue,
        colonnes: Colonnes,
        lecteur: Lecteur,
        resultat: Resultat,
        ecrivain: Ecrivain[Any],
        ajouts: int,
    ) -> None:
        self._catalogue = catalogue
        self._pars = pars_de(catalogue)
        self._lecteur = lecteur
        self._resultat = resultat
        self._ecrivain = ecrivain
        self._sans_ajout: tuple[Valeur, ...] = (None,) * ajouts
        self._champs_qui = [champ for champ in QUI if champ in colonnes.champs]
        self._cle_qui = _cle([colonnes.champs[champ] for champ in self._champs_qui])
        self._cle_quoi = _cle([colonnes.champs[champ] for champ in QUOI if champ in colonnes.champs])
        self._qui: dict[Any, dict[Any, list[Any]]] = {}
        self._par_strate: dict[tuple[int, Tetes | None], dict[Any, list[Any]]] = {}
        # By the other cells that say who: the sizes that a strate is known to hold.
        self._etendues: dict[Any, list[tuple[Bornes, dict[Any, list[Any]]]]] = {}
        # Rows with a refusal stay out of the two above: each is counted and told.
        self._reponses: dict[tuple[int, Tetes | None, Any], _Reponse] = {}
        # By the cells that say who, for communes looked up: the bounds of strates met, and their numbers.
        self._cherchees: dict[Any, list[tuple[Bornes, int]]] = {}
        self._motifs: dict[tuple[Any, Any], str] = {}
        self.compte = Compte()

    def rangees(self, bloc: Bloc) -> list[Any]:
        """The rows of the output for a block of rows, in order."""
        # Where some rows can't be read, none is looked up by its cells alone.
        qui = {} if bloc.defauts else self._qui
        cle_qui, cle_quoi = self._cle_qui, self._cle_quoi
        prefixes = self._ecrivain.prefixes(bloc.lignes, bloc.brut)
        sortie: list[Any] = []
        ajouter = sortie.append
        for ligne, prefixe, numero in zip(bloc.lignes, prefixes, bloc.numeros, strict=False):
            try:
                suffixes = qui[cle_qui(ligne)][cle_quoi(ligne)]
            except KeyError:
                suffixes = self._rare(ligne, numero, bloc.defauts.get(numero))
            for suffixe in suffixes:
                ajouter(prefixe + suffixe)
        self.compte.lues += len(bloc.lignes)
        self.compte.ecrites += len(sortie)
        return sortie

    def _rare(self, ligne: Sequence[str], numero: int, defaut: str | None) -> list[Any]:
        """What to write after a row that the memory does not answer; the memory learns from it."""
        qui, quoi = self._cle_qui(ligne), self._cle_quoi(ligne)
        if defaut is None and (reponses := self._connue(qui)) is not None and quoi in reponses:
            return reponses[quoi]
        motif = defaut or self._motifs.get((qui, quoi))
        if motif is not None:
            return self._refuser(ligne, numero, motif)
        ajouts = self._sans_ajout
        try:
            recherche = self._lecteur.chercher(ligne)
            if recherche is not None and (connue := self._reponse_connue(qui, quoi, recherche.habitants)) is not None:
                return self._suffixes(numero, connue, recherche.ajouts if ajouts else ajouts)
            demande = self._lecteur.demande(ligne, recherche)
            classement = classer(self._catalogue, demande.collectivite)
            tetes = tetes_de(self._pars, demande.collectivite)
            reponse = self._reponse(classement, quoi, demande, tetes)
        except ErreurForfait as erreur:
            motif = self._lecteur.motif(erreur)
            if not self._lecteur.cherche(ligne) and _longueur(qui) + _longueur(quoi) <= TEXTE_MAX:
                _borner(self._motifs)
                self._motifs[qui, quoi] = motif
            return self._refuser(ligne, numero, motif)
        if recherche is not None:
            if classement.bornes is not None and _longueur(qui) <= TEXTE_MAX:
                _borner(self._cherchees)
                self._cherchees.setdefault(qui, []).append((classement.bornes, classement.strate.numero))
            return self._suffixes(numero, reponse, recherche.ajouts if ajouts else ajouts)
        suffixes = self._suffixes(numero, reponse, ajouts)
        if reponse.motif is None and _longueur(qui) + _longueur(quoi) <= TEXTE_MAX:
            reponses = self._par_strate.setdefault((classement.strate.numero, tetes), {})
            _borner(reponses)
            reponses[quoi] = suffixes
            self._retenir(qui, None if self._pars else classement.bornes, reponses)
        return suffixes

    def _suffixes(self, numero: int, reponse: _Reponse, ajouts: tuple[Valeur, ...]) -> list[Any]:
        if reponse.motif is not None:
            self.compte.refuser(numero, reponse.motif)
        return [self._ecrivain.suffixe((*ajouts, *valeurs)) for valeurs in reponse.valeurs]

    def _reponse_connue(self, qui: Any, quoi: Any, habitants: int) -> _Reponse | None:
        if self._pars:
            return None
        for bornes, numero in self._cherchees.get(qui, ()):
            if bornes.min <= habitants and (bornes.max is None or habitants <= bornes.max):
                return self._reponses.get((numero, None, quoi))
        return None

    def _reponse(self, classement: Classement, quoi: Any, demande: Demande, tetes: Tetes | None) -> _Reponse:
        cle = (classement.strate.numero, tetes, quoi)
        reponse = self._reponses.get(cle)
        if reponse is None:
            reponse = self._chiffrer(classement, demande, tetes)
            if _longueur(quoi) <= TEXTE_MAX:
                _borner(self._reponses)
                self._reponses[cle] = reponse
        return reponse

    def _chiffrer(self, classement: Classement, demande: Demande, tetes: Tetes | None) -> _Reponse:
        quantites = quantites_de(self._catalogue, demande)
        selection = selectionner(self._catalogue, demande.forfaits, demande.exiges)
        valeurs = []
        motifs = []
        for forfait in selection.retenus:
            devis = chiffrer_forfait(self._catalogue, classement.strate, forfait, quantites, tetes)
            if devis.recevable:
                valeurs.append(self._resultat.valeurs(classement.strate, devis))
                self.compte.incomplet |= not devis.complet
            else:
                motifs.append(" ".join(devis.motifs))
                valeurs.append(self._resultat.refus(motifs[-1]))
        return _Reponse(tuple(valeurs), motifs[0] if motifs else None)

    def _refuser(self, ligne: Sequence[str], numero: int, motif: str) -> list[Any]:
        self.compte.refuser(numero, motif)
        suffixe = self._ecrivain.suffixe((*self._sans_ajout, *self._resultat.refus(motif)))
        return [suffixe] * self._lecteur.combien(ligne)

    def _connue(self, qui: Any) -> dict[Any, list[Any]] | None:
        """The answers of the strate whose bounds, met before, hold a size written in plain digits."""
        if qui in self._qui:
            return self._qui[qui]
        place = self._place(qui)
        if place is None:
            return None
        taille, reste = _separer(qui, place)
        if not (taille.isascii() and taille.isdecimal() and len(taille) <= CHIFFRES_MAX):
            return None
        valeur = int(taille)
        for bornes, reponses in self._etendues.get((place, reste), ()):
            if bornes.min <= valeur and (bornes.max is None or valeur <= bornes.max):
                if len(self._qui) <= QUI_MAX:
                    self._qui[qui] = reponses
                return reponses
        return None

    def _retenir(self, qui: Any, bornes: Bornes | None, reponses: dict[Any, list[Any]]) -> None:
        """Remember the strate of these cells, and of every size that the strate's bounds hold, if they are given."""
        if len(self._qui) > QUI_MAX:
            self._qui.clear()
            self._etendues.clear()
        self._qui[qui] = reponses
        place = self._place(qui)
        if bornes is None or place is None:
            return
        _, reste = _separer(qui, place)
        connues = self._etendues.setdefault((place, reste), [])
        if any(reponses is autres for _, autres in connues):
            return
        connues.append((bornes, reponses))
        fin = bornes.min + ETENDUE_MAX if bornes.max is None else min(bornes.max + 1, bornes.min + ETENDUE_MAX)
        tailles = map(str, range(bornes.min, fin))
        if isinstance(qui, str):
            self._qui.update(dict.fromkeys(tailles, reponses))
        else:
            avant, apres = qui[:place], qui[place + 1 :]
            self._qui.update(dict.fromkeys([(*avant, taille, *apres) for taille in tailles], reponses))

    def _place(self, qui: Any) -> int | None:
        """Where the one size is among the cells that say who; None if there is none, or two."""
        cellules = (qui,) if isinstance(qui, str) else qui
        places = [rang for rang, cellule in enumerate(cellules) if cellule and self._champs_qui[rang] in TAILLES]
        return places[0] if len(places) == 1 else None


def _separer(qui: Any, place: int) -> tuple[str, Any]:
    """The size, and the other cells."""
    return (qui, None) if isinstance(qui, str) else (qui[place], (qui[:place], qui[place + 1 :]))


def _cle(rangs: Sequence[int]) -> Callable[[Sequence[str]], Any]:
    """Takes the cells that matter out of a row: one text, a tuple of several, or nothing."""
    return itemgetter(*rangs) if rangs else lambda _ligne: ""


def _longueur(cle: Any) -> int:
    return len(cle) if isinstance(cle, str) else sum(map(len, cle))


def _borner(memoire: dict[Any, Any]) -> None:
    if len(memoire) >= REPONSES_MAX:
        memoire.clear()
