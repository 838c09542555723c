"""Communes whose names are like a text: for searching and for suggesting, never for choosing."""

from heapq import nsmallest
from itertools import chain, pairwise

from forfait_cli.domaine.communes import Commune
from forfait_cli.readers.communes.base import Base
from forfait_cli.readers.communes.noms import cle, plier_nom

_LONGUEUR_MAX = 60  # signes; the longest name has 45
_PROLONGES, _MAX = 3, 5  # names suggested that hold all the words; names suggested in all
_SEUIL = 0.75  # of difflib's ratio
_ECART = 2  # signes more or fewer
_DEBUT, _FIN = 3, 4  # signes; one of the two ends must be right: comparing with every name would take a second
_COMPARES = 16  # names given to difflib, which takes 20 µs for each: those that share most pairs of signes
_BITS = 251  # of the sum of a name: prime, so that pairs spread


class Proches:
    """The folded names of all the communes, read once, by their words and by their two ends."""

    def __init__(self, base: Base) -> None:
        self._base = base
        self._codes: dict[str, list[str]] = {}
        self._par_mot: dict[str, list[str]] = {}
        self._par_bout: dict[tuple[int, str], list[str]] = {}  # by length and end
        self._paires: dict[str, int] = {}
        for nom, code in base.lire("SELECT cle, code FROM nom WHERE rattachee = 0 ORDER BY cle, code"):
            if nom in self._codes:
                self._codes[nom].append(code)
                continue
            self._codes[nom] = [code]
            for mot in nom.split():
                self._par_mot.setdefault(mot, []).append(nom)
            for bout in (nom[:_DEBUT], nom[-_FIN:]):
                self._par_bout.setdefault((len(nom), bout), []).append(nom)

    def communes(self, nom: str, departement: str | None = None) -> list[Commune]:
        """Those whose folded name holds the words of `nom` or is nearly it; in the département if there are."""
        if not nom or len(nom) > _LONGUEUR_MAX:
            return []
        prolonges, voisins = self._prolonges(nom), self._voisins(nom)
        for debut in dict.fromkeys((departement or "", "")):
            ici = [un for un in prolonges if self._codes_en(un, debut)]
            la = [un for un in voisins if self._codes_en(un, debut)] if debut else voisins
            premiers = nsmallest(_PROLONGES, ici, key=lambda un: (len(un), un))
            noms = list(dict.fromkeys([*premiers, *self._ressemblants(nom, la)]))[:_MAX]
            if noms:
                return self._lire([code for un in noms for code in self._codes_en(un, debut)])
        return []

    def _prolonges(self, nom: str) -> set[str]:
        """The names that have all the words of this one, whole, and others."""
        premiers, *autres = sorted((self._par_mot.get(mot, []) for mot in nom.split()), key=len)
        return set(premiers).intersection(*autres) if premiers else set()

    def _voisins(self, nom: str) -> list[str]:
        """The names of nearly that length that begin or end as this one does."""
        bouts = (nom[:_DEBUT], nom[-_FIN:])
        longueurs = range(len(nom) - _ECART, len(nom) + _ECART + 1)
        listes = (self._par_bout.get((longueur, bout), []) for longueur in longueurs for bout in bouts)
        return list(dict.fromkeys(chain.from_iterable(listes)))

    def _ressemblants(self, nom: str, voisins: list[str]) -> list[str]:
        """Those that difflib finds most alike, among those that share most pairs of signes."""
        from difflib import get_close_matches

        siennes, paires = _paires(nom), self._paires
        for voisin in voisins:
            if voisin not in paires:
                paires[voisin] = _paires(voisin)
        # Pairs that are not shared, on either side.
        compares = nsmallest(_COMPARES, voisins, key=lambda voisin: (siennes ^ paires[voisin]).bit_count())
        return get_close_matches(nom, compares, _MAX, _SEUIL)

    def _codes_en(self, nom: str, debut: str) -> list[str]:
        return [code for code in self._codes[nom] if code.startswith(debut)]

    def _lire(self, codes: list[str]) -> list[Commune]:
        marques = ", ".join("?" * len(codes))
        lues = {commune.code_insee: commune for commune in self._base.communes(f"c.code IN ({marques})", *codes)}
        return [lues[code] for code in codes]


def _paires(nom: str) -> int:
    """Its pairs of signes, a bit for each: two pairs may share a bit, which costs a comparison and no more."""
    paires = 0
    for un, autre in pairwise(f" {nom} "):
        paires |= 1 << (ord(un) * 31 + ord(autre)) % _BITS
    return paires


def chercher_noms(base: Base, texte: str, departement: str | None, maximum: int) -> list[Commune] | int:
    """Every commune whose name is the text, begins with it, or has a word that does, in that order.

    Where no département is told and more than `maximum` do, only how many.
    """
    plie, nom = plier_nom(texte), cle(texte)
    if not nom:
        return []
    # The name begins with the text, or one of its words does; its code begins with the number of the département.
    valeurs = (f" {nom}", departement or "")
    trouves = "FROM nom WHERE rattachee = 0 AND instr(' ' || cle, ?) AND instr(code, ?) = 1"
    if departement is None:
        ((combien,),) = base.lire(f"SELECT count(*) {trouves}", *valeurs)
        if combien > maximum:
            return int(combien)

    def rang(commune: Commune) -> tuple[bool, bool, bool]:
        sienne = cle(commune.nom)
        return plier_nom(commune.nom) != plie, sienne != nom, not sienne.startswith(nom)

    return sorted(base.communes(f"c.code IN (SELECT code {trouves})", *valeurs), key=rang)
