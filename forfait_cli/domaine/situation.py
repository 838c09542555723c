"""Where a collectivité stands: its strate, why, its neighbours, what that rests on."""

from typing import NamedTuple

from forfait_cli.domaine.catalogue import Catalogue
from forfait_cli.domaine.demande import Collectivite
from forfait_cli.domaine.hypotheses import hypotheses
from forfait_cli.domaine.resultats import Classement, Voisine
from forfait_cli.domaine.selection import notes_pour
from forfait_cli.domaine.strate import classer, expliquer, voisines, voisines_par
from forfait_cli.erreurs import Anomalie, Refus


class Situation(NamedTuple):
    """The answer to « which strate? »."""

    catalogue: Catalogue
    collectivite: Collectivite
    classement: Classement
    explication: str
    precedente: Voisine | None
    suivante: Voisine | None
    autres_voisines: tuple[Voisine, ...]  # by the other measures that classed it
    hypotheses: tuple[str, ...]
    notes: tuple[str, ...]


def situer(catalogue: Catalogue, collectivite: Collectivite) -> Situation:
    """Put a collectivité in its strate and say all that goes with it.

    Raises:
        MauvaisUsage, Refus: as `classer` does; the grid has no strates.
    """
    if not catalogue.strates:
        aide = "ses prix sont les mêmes pour tous : demandez le devis"
        raise Refus(Anomalie("strate", "la grille en usage n’a pas de strates", aide))
    classement = classer(catalogue, collectivite)
    notes = notes_pour(
        catalogue,
        "strate",
        forfaits=catalogue.forfaits,
        strate=classement.strate.numero,
        affiliee=collectivite.affiliee,
        nature=collectivite.nature,
    )
    autres = [
        voisine
        for code, _ in classement.cas.bornes[1:]
        for voisine in voisines_par(catalogue, collectivite, classement, code)
        if voisine is not None
    ]
    return Situation(
        catalogue,
        collectivite,
        classement,
        expliquer(catalogue, collectivite, classement),
        *voisines(catalogue, collectivite, classement),
        tuple(autres),
        hypotheses(catalogue, collectivite, classement),
        tuple(note.texte for note in notes),
    )
