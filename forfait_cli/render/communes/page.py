"""Communes as a page."""

from forfait_cli.domaine.communes import Commune
from forfait_cli.francais import quantite
from forfait_cli.render.document import (
    TIRET,
    Cellule,
    Colonne,
    Document,
    Rangee,
    Style,
    Tableau,
    Texte,
    compte,
    texte,
)


def page_communes(communes: list[Commune], meta: dict[str, str]) -> Document:
    """The communes found, as a table."""
    colonnes = (
        Colonne("Commune"),
        Colonne("Département", "Dép."),
        Colonne("Code INSEE", "INSEE"),
        Colonne("SIREN"),
        Colonne("Population totale", "Totale", droite=True),
        Colonne("Population municipale", "Municipale", droite=True),
        Colonne("Année"),
    )
    sources = dict.fromkeys(c.population.source for c in communes if c.population is not None)
    pied = f"Populations : {' ; '.join(sources) or 'aucune'}. {meta['licence']}. Crédits : {meta['credits']}."
    titre = "Aucune commune" if not communes else quantite(len(communes), "commune")
    blocs = (Tableau(colonnes, tuple(map(_rangee, communes))),) if communes else ()
    return Document(titre, blocs, pied=pied)


def _rangee(commune: Commune) -> Rangee:
    p = commune.population
    totale = None if p is None else p.totale if p.brute is None else p.brute
    municipale = None if p is None else p.municipale
    annee = "sans population" if p is None else p.millesime or "nature et année non précisées"
    departement = Texte(f"{commune.departement_nom} ({commune.departement})", commune.departement)
    return Rangee(
        (
            texte(commune.nom, Style.FORT),
            Cellule((departement,)),
            texte(commune.code_insee),
            texte(commune.siren) if commune.siren else TIRET,
            TIRET if totale is None else compte(totale),
            TIRET if municipale is None else compte(municipale),
            texte(annee),
        )
    )
