"""Communes as the dictionary of the contract."""

from forfait_cli.domaine.communes import Commune
from forfait_cli.render.commun.donnees import Donnees, donnees_population


def donnees_communes(communes: list[Commune], meta: dict[str, str]) -> Donnees:
    """`forfait.communes/1`."""
    return {
        "schema": "forfait.communes/1",
        "source": meta,
        "communes": [
            {
                **commune._asdict(),
                "codes_postaux": list(commune.codes_postaux),
                "population": None if commune.population is None else donnees_population(commune.population),
            }
            for commune in communes
        ],
    }
