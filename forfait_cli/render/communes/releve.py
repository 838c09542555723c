"""Communes as a rectangular table."""

from forfait_cli.domaine.communes import Commune
from forfait_cli.domaine.demande import Population
from forfait_cli.render.releve import Releve


def releve_communes(communes: list[Commune]) -> Releve:
    """A row for each commune."""
    vide = Population(None, None, None, None, None, "")
    return Releve(
        (
            "code_insee", "nom", "departement", "departement_nom", "siren", "codes_postaux",
            "population_totale", "population_municipale", "population_non_precisee", "millesime", "source",
        ),
        tuple(
            (
                commune.code_insee, commune.nom, commune.departement, commune.departement_nom, commune.siren,
                " ".join(commune.codes_postaux), (p := commune.population or vide).totale, p.municipale, p.brute,
                p.millesime, p.source or None,
            )
            for commune in communes
        ),
    )  # fmt: skip
