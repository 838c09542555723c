"""The comparison of forfaits, in each form."""

from typing import TYPE_CHECKING, Any

from forfait_cli.domaine.comparaison import Comparaison
from forfait_cli.render.formats import Vue

if TYPE_CHECKING:
    from forfait_cli.render.document import Document
    from forfait_cli.render.releve import Releve


def vue(comparaison: Comparaison, *, detail: bool = False) -> Vue:
    """The comparison: the answer first where someone asks, the whole grid else.

    `detail`: a screen adds the whole grid to the answer; the formats that hold more than a sheet always have it.
    """

    def donnees() -> dict[str, Any]:
        from forfait_cli.render.comparaison.donnees import donnees_comparaison

        return donnees_comparaison(comparaison)

    def releve() -> "Releve":
        from forfait_cli.render.comparaison.releve import releve_comparaison

        return releve_comparaison(comparaison)

    def page() -> "Document":
        from forfait_cli.render.comparaison.page import page_comparaison

        return page_comparaison(comparaison, detail=detail, ecran=True)

    def entier() -> "Document":
        from forfait_cli.render.comparaison.page import page_comparaison

        return page_comparaison(comparaison, detail=True)

    def feuille() -> "Document":
        return entier()._replace(paysage=True)

    def affiche() -> "Document":
        from forfait_cli.render.comparaison.page import page_comparaison

        return page_comparaison(comparaison, detail=detail, papier=True)

    return Vue(donnees, releve, page, feuille, entier, affiche)
