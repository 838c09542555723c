"""A devis made earlier against the same worked out again, in each form."""

from typing import TYPE_CHECKING, Any

from forfait_cli.render.formats import Vue

if TYPE_CHECKING:
    from forfait_cli.domaine.catalogue import Catalogue
    from forfait_cli.domaine.confrontation import Confrontation
    from forfait_cli.render.document import Document
    from forfait_cli.render.releve import Releve


def vue(fichier: str, catalogue: "Catalogue", confrontation: "Confrontation") -> Vue:
    """What the confrontation of a file found; `catalogue`: the one that it was worked out with again."""

    def donnees() -> dict[str, Any]:
        from forfait_cli.render.verification.donnees import donnees_verification

        return donnees_verification(fichier, catalogue, confrontation)

    def releve() -> "Releve":
        from forfait_cli.render.verification.releve import releve_verification

        return releve_verification(confrontation)

    def page() -> "Document":
        from forfait_cli.render.verification.page import page_verification

        return page_verification(fichier, catalogue, confrontation)

    return Vue(donnees, releve, page)
