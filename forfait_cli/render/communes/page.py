"""Communes as a page."""

from forfait_cli.domaine.communes import Commune
from forfait_cli.francais import de_lieu, nombre, quantite
from forfait_cli.render.document import (
    TIRET,
    Bloc,
    Cellule,
    Colonne,
    Document,
    Paragraphe,
    Rangee,
    Style,
    Tableau,
    Texte,
    compte,
    section,
    texte,
)


def page_communes(communes: list[Commune], meta: dict[str, str], code: str | None = None) -> Document:
    """The communes found, as a table; `code`: the number that was looked up.

    What all of several have alike, their département or the year of their figures, is told once, outside.
    """
    departements = {(commune.departement_nom, commune.departement) for commune in communes}
    annees = {_annee(commune) for commune in communes}
    plusieurs = len(communes) > 1
    un_departement, une_annee = plusieurs and len(departements) == 1, plusieurs and len(annees) == 1
    colonnes = (
        Colonne("Commune"),
        *(() if un_departement else (Colonne("Département", "Dép."),)),
        Colonne("Code INSEE", "INSEE"),
        Colonne("SIREN"),
        Colonne("Population totale", "Totale", droite=True),
        Colonne("Population municipale", "Munic.", droite=True),
        *(() if une_annee else (Colonne("Année"),)),
    )
    sources = dict.fromkeys(c.population.source for c in communes if c.population is not None)
    dites = f"Populations{f' ({annees.pop()})' if une_annee else ''}"
    pied = f"{dites} : {' ; '.join(sources) or 'aucune'}. {meta['licence']}. Crédits : {meta['credits']}."
    titre = "Aucune commune" if not communes else quantite(len(communes), "commune")
    if un_departement:
        ((nom, numero),) = departements
        titre += f", {nom} ({numero})"

    def rangees(siennes: list[Commune]) -> list[Rangee]:
        return [_rangee(une, departement=not un_departement, annee=not une_annee) for une in siennes]

    celle = next((une for une in communes if une.code_insee == code), None)
    autres = [une for une in communes if une is not celle]
    if celle is None or not autres:
        blocs: tuple[Bloc, ...] = (Tableau(colonnes, tuple(rangees(communes))),) if communes else ()
        return Document(titre, blocs, pied=pied)
    lesquelles = "d’une autre" if len(autres) == 1 else f"de {nombre(len(autres))} autres"
    tableau = (
        section(f"Code INSEE {code}"), *rangees([celle]),
        section(f"Code postal {code}"), *rangees(autres),
    )  # fmt: skip
    return Document(
        titre,
        (
            Paragraphe(f"{code} est le code INSEE {de_lieu(celle.nom)} et le code postal {lesquelles}."),
            Tableau(colonnes, tableau),
            Paragraphe(
                f"Pour un devis : --code-insee {code} pour {celle.nom}, --code-insee {autres[0].code_insee} pour "
                f"{autres[0].nom}{', …' if len(autres) > 1 else '.'}"
            ),
        ),
        pied=pied,
    )


def _annee(commune: Commune) -> str:
    p = commune.population
    return "sans population" if p is None else p.millesime or "nature et année non précisées"


def _rangee(commune: Commune, *, departement: bool, annee: bool) -> Rangee:
    p = commune.population
    totale = None if p is None else p.totale if p.brute is None else p.brute
    municipale = None if p is None else p.municipale
    lieu = Cellule((Texte(f"{commune.departement_nom} ({commune.departement})", commune.departement),))
    return Rangee(
        (
            texte(commune.nom, Style.FORT),
            *((lieu,) if departement else ()),
            texte(commune.code_insee),
            texte(commune.siren) if commune.siren else TIRET,
            TIRET if totale is None else compte(totale),
            TIRET if municipale is None else compte(municipale),
            *((texte(_annee(commune)),) if annee else ()),
        )
    )
