"""A grid, its check and its differences with another, in each form."""

from typing import TYPE_CHECKING, Any

from forfait_cli.domaine.catalogue import Catalogue
from forfait_cli.erreurs import Anomalie
from forfait_cli.render.formats import Vue

if TYPE_CHECKING:
    from forfait_cli.domaine.differences import Difference
    from forfait_cli.render.document import Document
    from forfait_cli.render.releve import Releve


def vue(catalogue: Catalogue, choix_catalogue: str, choix_tarifs: str) -> Vue:
    """The grid in use, and why it is this one."""

    def donnees() -> dict[str, Any]:
        from forfait_cli.render.grille.donnees import donnees_grille

        return donnees_grille(catalogue, choix_catalogue, choix_tarifs)

    def releve() -> "Releve":
        from forfait_cli.render.grille.releve import releve_grille

        return releve_grille(catalogue)

    def page() -> "Document":
        from forfait_cli.render.grille.page import page_grille

        return page_grille(catalogue, choix_catalogue, choix_tarifs)

    return Vue(donnees, releve, page)


def vue_verification(catalogue: Catalogue, avertissements: tuple[Anomalie, ...]) -> Vue:
    """No fault, and what is worth knowing."""

    def donnees() -> dict[str, Any]:
        from forfait_cli.render.grille.donnees import donnees_verification

        return donnees_verification(catalogue, avertissements)

    def releve() -> "Releve":
        from forfait_cli.render.grille.releve import releve_verification

        return releve_verification(avertissements)

    def page() -> "Document":
        from forfait_cli.render.grille.page import page_verification

        return page_verification(catalogue, avertissements)

    return Vue(donnees, releve, page)


def vue_differences(avant: Catalogue, apres: Catalogue, trouvees: "tuple[Difference, ...]") -> Vue:
    """What changes, field by field."""

    def donnees() -> dict[str, Any]:
        from forfait_cli.render.grille.donnees import donnees_differences

        return donnees_differences(avant, apres, trouvees)

    def releve() -> "Releve":
        from forfait_cli.render.grille.releve import releve_differences

        return releve_differences(trouvees)

    def page() -> "Document":
        from forfait_cli.render.grille.page import page_differences

        return page_differences(avant, apres, trouvees)

    return Vue(donnees, releve, page)
