"""The effect of a new grid, in each form."""

from typing import TYPE_CHECKING, Any

from forfait_cli.domaine.catalogue import Catalogue
from forfait_cli.render.formats import Vue

if TYPE_CHECKING:
    from forfait_cli.domaine.impact import Impact
    from forfait_cli.render.document import Document
    from forfait_cli.render.releve import Releve


def vue(avant: Catalogue, apres: Catalogue, impact: "Impact") -> Vue:
    """The effect of a new grid."""

    def donnees() -> dict[str, Any]:
        from forfait_cli.render.impact.donnees import donnees_impact

        return donnees_impact(avant, apres, impact)

    def releve() -> "Releve":
        from forfait_cli.render.impact.releve import releve_impact

        return releve_impact(impact)

    def page() -> "Document":
        from forfait_cli.render.impact.page import page_impact

        return page_impact(avant, apres, impact)

    def feuille(*, papier: bool = False) -> "Document":
        from forfait_cli.render.impact.page import feuille_impact

        return feuille_impact(avant, apres, impact, papier=papier)

    return Vue(donnees, releve, page, feuille, affiche=lambda: feuille(papier=True))
