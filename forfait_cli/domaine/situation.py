"""Where a collectivité stands: its strate, why, its neighbours, what that rests on."""

from typing import NamedTuple

from forfait_cli.domaine.dossier import Classement, Collectivite, Voisine
from forfait_cli.domaine.grille import Catalogue
from forfait_cli.domaine.hypotheses import hypotheses
from forfait_cli.domaine.selection import notes_pour
from forfait_cli.domaine.strate import classer, expliquer, voisines


class Situation(NamedTuple):
    """The answer to « which strate? »."""

    catalogue: Catalogue
    collectivite: Collectivite
    classement: Classement
    explication: str
    precedente: Voisine | None
    suivante: Voisine | None
    hypotheses: tuple[str, ...]
    notes: tuple[str, ...]


def situer(catalogue: Catalogue, collectivite: Collectivite) -> Situation:
    """Put a collectivité in its strate and say all that goes with it.

    Raises:
        Refus: as `classer` does.
    """
    classement = classer(catalogue, collectivite)
    notes = notes_pour(
        catalogue,
        "strate",
        forfaits=catalogue.forfaits,
        strate=classement.strate.numero,
        affiliee=collectivite.affiliee,
        nature=collectivite.nature,
    )
    return Situation(
        catalogue,
        collectivite,
        classement,
        expliquer(classement),
        *voisines(catalogue, classement),
        hypotheses(catalogue, collectivite, classement),
        tuple(note.texte for note in notes),
    )
