"""A batch: each row's devis comes from the costing behind `forfait quote`, made ready to write once."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from forfait_cli.commands.lots.compte import AUTRE_DEMANDE, Compte, Trouvee, trouvee
from forfait_cli.commands.lots.entree import Entree
from forfait_cli.domaine.chiffreur import Assise, Chiffreur, Cle
from forfait_cli.domaine.demande import Collectivite
from forfait_cli.erreurs import Anomalie
from forfait_cli.readers.demande.lecture import Quoi
from forfait_cli.readers.demande.lignes import Lignes, Pesee, Rejet, rejet_pour
from forfait_cli.readers.rows.source import Bloc
from forfait_cli.render.lots.colonnes import Resultat, refus
from forfait_cli.render.lots.ecrivain import Ecrivain
from forfait_cli.render.releve import Valeur


class _Qui(NamedTuple):
    """All that a collectivité brings to its rows of the output."""

    assise: Assise
    trouvee: Trouvee | None


class _Note(NamedTuple):
    """What a row adds to the summary."""

    rejet: Rejet | None  # the first refusal
    trouvee: Trouvee | None


class _Sortie(NamedTuple):
    """What a row of the input gives."""

    suffixes: list[Any]  # one a forfait, ready to write after the input's cells
    note: _Note | None  # None: nothing to tell


class Lot:
    """The rows of a list turned into those of the output."""

    def __init__(
        self, entree: Entree, resultat: Resultat, ecrivain: Ecrivain[Any], combien: int, *, ajouts: bool
    ) -> None:
        """`combien`: forfaits of a row that names none; `ajouts`: what is looked up has columns of its own."""
        self._chiffreur = Chiffreur(entree.lecteur.catalogue)
        self._resultat = resultat
        self._largeur = len(resultat.noms)  # worked out once: a list may be refused row by row
        self._ecrivain = ecrivain
        self._combien = combien
        self._ajouts = ajouts
        self._lignes: Lignes[_Qui, _Sortie] = Lignes(
            entree.lecteur, entree.colonnes, self._peser, self._repondre, self._refuser, entree.forfaits
        )
        self._a_noter = False  # some answer has something to tell
        self.compte = Compte()

    def rangees(self, bloc: Bloc) -> list[Any]:
        """The rows of the output for a block of rows, in order."""
        sorties = self._lignes.reponses(bloc.lignes, bloc.numeros, bloc.defauts)
        prefixes = self._ecrivain.prefixes(bloc.lignes, bloc.brut)
        rangees = [
            prefixe + suffixe for prefixe, (suffixes, _) in zip(prefixes, sorties, strict=False) for suffixe in suffixes
        ]
        if self._a_noter:
            for numero, (_, note) in zip(bloc.numeros, sorties, strict=True):
                if note is not None:
                    self._noter(note, numero)
        self.compte.lues += len(bloc.lignes)
        self.compte.ecrites += len(rangees)
        return rangees

    def _noter(self, note: _Note, numero: int) -> None:
        if note.rejet is not None:
            self.compte.refuser(numero, note.rejet)
        if note.trouvee is not None:
            self.compte.chercher(note.trouvee)

    def _peser(self, collectivite: Collectivite) -> Pesee[_Qui]:
        classement, assise = self._chiffreur.qui(collectivite)
        lue = trouvee(self._chiffreur.catalogue, collectivite)
        return Pesee(_Qui(assise, lue), self._chiffreur.etendue(classement))

    def _repondre(self, qui: _Qui, quoi: Quoi) -> _Sortie:
        selection = self._chiffreur.selection(quoi.forfaits, quoi.exiges)
        suffixes, motifs = [], []
        for devis in self._chiffreur.repondre(Cle(qui.assise, quoi.quantites, selection.codes)):
            if devis.recevable:
                suffixes.append(self._suffixe(self._resultat.valeurs(qui.assise.assiette.strate, devis), qui.trouvee))
                self.compte.manquer(devis)
            else:
                motifs.append(" ".join(devis.motifs))
                suffixes.append(self._suffixe(refus(motifs[-1], self._largeur), qui.trouvee))
        if not motifs and qui.trouvee is None:
            return _Sortie(suffixes, None)
        self._a_noter = True
        rejet = rejet_pour(Anomalie("", motifs[0], AUTRE_DEMANDE)) if motifs else None
        return _Sortie(suffixes, _Note(rejet, qui.trouvee))

    def _refuser(self, rejet: Rejet, nomme: bool) -> _Sortie:
        self._a_noter = True
        suffixe = self._suffixe(refus(rejet.motif, self._largeur), None)
        return _Sortie([suffixe] * (1 if nomme else self._combien), _Note(rejet, None))

    def _suffixe(self, valeurs: Sequence[Valeur], lue: Trouvee | None) -> Any:
        if not self._ajouts:
            return self._ecrivain.suffixe(valeurs)
        return self._ecrivain.suffixe((*(lue.valeurs if lue is not None else (None,) * 6), *valeurs))
