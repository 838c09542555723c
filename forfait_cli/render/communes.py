"""Communes in each form: data, rectangular table, page."""

from typing import Any

from forfait_cli.domaine.communes import Commune
from forfait_cli.domaine.dossier import Population
from forfait_cli.francais import nombre, quantite
from forfait_cli.render.csv import Releve
from forfait_cli.render.document import Cellule, Colonne, Document, Paragraphe, Rangee, Style, Tableau
from forfait_cli.render.donnees import donnees_population


def donnees_communes(communes: list[Commune], meta: dict[str, str]) -> dict[str, Any]:
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


def page_communes(communes: list[Commune], meta: dict[str, str]) -> Document:
    """The communes found, as a table."""
    colonnes = (
        Colonne("Commune"),
        Colonne("Département"),
        Colonne("Code INSEE"),
        Colonne("SIREN"),
        Colonne("Totale", droite=True),
        Colonne("Municipale", droite=True),
        Colonne("Année"),
    )
    sources = dict.fromkeys(c.population.source for c in communes if c.population is not None)
    pied = f"Populations : {' ; '.join(sources) or 'aucune'}. {meta['licence']}. Crédits : {meta['credits']}."
    return Document(
        quantite(len(communes), "commune"),
        (Tableau(colonnes, tuple(map(_rangee, communes))), Paragraphe(pied, Style.DISCRET)),
    )


def _rangee(commune: Commune) -> Rangee:
    p = commune.population
    totale = None if p is None else p.totale if p.brute is None else p.brute
    municipale = None if p is None else p.municipale
    annee = "sans population" if p is None else p.millesime or "nature et année non précisées"
    return Rangee(
        (
            Cellule(commune.nom, Style.FORT),
            Cellule(f"{commune.departement_nom} ({commune.departement})", court=commune.departement),
            Cellule(commune.code_insee),
            Cellule(commune.siren or "—"),
            Cellule("—" if totale is None else nombre(totale), valeur=totale),
            Cellule("—" if municipale is None else nombre(municipale), valeur=municipale),
            Cellule(annee),
        )
    )
