"""Communes whose names are like a text: for searching and for suggesting, never for choosing."""

from forfait_cli.domaine.communes import Commune
from forfait_cli.readers.base_communes import Base
from forfait_cli.readers.noms import cle, plier

_LONGUEUR_MAX = 60  # signes; the longest name has 45
_PROLONGEES, _MAX = 3, 5  # names suggested that hold all the words; names suggested in all
_SEUIL = 0.75  # of difflib's ratio
_ECART = 2  # signes more or fewer
_DEBUT, _FIN = 3, 4  # one of the two must be right: comparing with every name would take a second
_PARTOUT = ("", "~")


def proches(base: Base, nom: str, departement: str | None = None) -> list[Commune]:
    """The communes whose folded name holds the words of `nom` or is nearly it; first in the département."""
    if len(nom) > _LONGUEUR_MAX:
        return []
    for bornes in [(departement, f"{departement}~"), _PARTOUT] if departement else [_PARTOUT]:
        noms = _noms_proches(base, nom, bornes)
        if noms:
            return [c for n in noms for c in base.par_cles("n.cle = ? AND n.code BETWEEN ? AND ?", n, *bornes)]
    return []


def _noms_proches(base: Base, nom: str, bornes: tuple[str, str]) -> list[str]:
    from difflib import get_close_matches

    choix = "SELECT DISTINCT cle FROM nom WHERE rattachee = 0 AND code BETWEEN ? AND ? AND "
    prolonges = base.lire(
        f"{choix} ' ' || cle || ' ' LIKE ? ORDER BY length(cle), cle LIMIT ?",
        *(*bornes, f"% {nom.replace(' ', ' %')} %", _PROLONGEES),
    )
    voisins = base.lire(
        f"{choix} length(cle) BETWEEN ? AND ? AND (substr(cle, 1, ?) = ? OR substr(cle, ?) = ?) ORDER BY cle",
        *(*bornes, len(nom) - _ECART, len(nom) + _ECART, _DEBUT, nom[:_DEBUT], -_FIN, nom[-_FIN:]),
    )
    ressemblants = get_close_matches(nom, [voisin for (voisin,) in voisins], _MAX, _SEUIL)
    return list(dict.fromkeys([*(prolonge for (prolonge,) in prolonges), *ressemblants]))[:_MAX]


def chercher_noms(base: Base, texte: str) -> list[Commune]:
    """Every commune whose name is the text, begins with it, or has a word that does, in that order."""
    plie, nom = plier(texte), cle(texte)
    if not nom:
        return []
    exactes = base.par_cles("n.cle = ?", nom)
    exactes.sort(key=lambda commune: plier(commune.nom) != plie)
    debut = base.par_cles("n.cle > ? AND n.cle < ?", nom, f"{nom}~")
    dedans = base.par_cles("instr(n.cle, ?)", f" {nom}")
    return list(dict.fromkeys([*exactes, *debut, *dedans]))
