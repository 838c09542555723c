"""What two grids say differently, field by field.

`contenu`: the fields of a grid. `resume`: the differences in words, for a page.
"""

from typing import NamedTuple

from forfait_cli.domaine.catalogue import Catalogue
from forfait_cli.domaine.differences.contenu import Chemin, Quoi, Valeur, champs


class Difference(NamedTuple):
    """One field, before and after; None: it is not there, or not told."""

    quoi: Quoi
    chemin: Chemin
    avant: Valeur
    apres: Valeur
    suite: str  # said after the values: « par an », « Go », « % »; empty for euros alone and for texts


def differences(avant: Catalogue, apres: Catalogue) -> tuple[Difference, ...]:
    """Every field that differs, in the order of the first grid, then of the second for what is new."""
    a, b = champs(avant), champs(apres)
    return tuple(
        Difference(
            (b.get(chemin) or a[chemin]).quoi,
            chemin,
            a[chemin].valeur if chemin in a else None,
            b[chemin].valeur if chemin in b else None,
            (b.get(chemin) or a[chemin]).suite,
        )
        for chemin in dict.fromkeys((*a, *b))
        if (a[chemin].valeur if chemin in a else None) != (b[chemin].valeur if chemin in b else None)
        # A reason that is no longer needed, or newly so, is no other reason.
        and (chemin[0] != "motifs" or (chemin in a and chemin in b))
    )
