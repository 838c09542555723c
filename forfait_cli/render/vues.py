"""Each result with its three forms: data, rectangular table, page. Only the one asked for is imported."""

from typing import TYPE_CHECKING, Any

from forfait_cli.domaine.selection import notes_pour
from forfait_cli.domaine.strate import expliquer, voisines
from forfait_cli.domaine.types import Catalogue, Chiffrage, Classement, Collectivite, Comparaison
from forfait_cli.render.formats import Vue

if TYPE_CHECKING:
    from forfait_cli.render.csv import Releve
    from forfait_cli.render.document import Document


def vue_devis(chiffrage: Chiffrage) -> Vue:
    """The devis."""

    def donnees() -> dict[str, Any]:
        from forfait_cli.render.donnees import donnees_devis

        return donnees_devis(chiffrage)

    def releve() -> "Releve":
        from forfait_cli.render.releves import releve_devis

        return releve_devis(chiffrage)

    def document() -> "Document":
        from forfait_cli.render.pages.devis import page_devis

        return page_devis(chiffrage)

    return Vue(donnees, releve, document)


def vue_comparaison(comparaison: Comparaison) -> Vue:
    """The comparison."""

    def donnees() -> dict[str, Any]:
        from forfait_cli.render.donnees import donnees_comparaison

        return donnees_comparaison(comparaison)

    def releve() -> "Releve":
        from forfait_cli.render.releves import releve_comparaison

        return releve_comparaison(comparaison)

    def document() -> "Document":
        from forfait_cli.render.pages.comparaison import page_comparaison

        return page_comparaison(comparaison)

    return Vue(donnees, releve, document)


def vue_strate(catalogue: Catalogue, collectivite: Collectivite, classement: Classement) -> Vue:
    """The strate of a collectivité."""
    autour = voisines(catalogue, classement)
    explication = expliquer(classement)

    def donnees() -> dict[str, Any]:
        from forfait_cli.render.donnees import donnees_strate

        return donnees_strate(collectivite, classement, explication, autour)

    def releve() -> "Releve":
        from forfait_cli.render.releves import releve_strate

        return releve_strate(collectivite, classement, explication, autour)

    def document() -> "Document":
        from forfait_cli.render.pages.strate import page_strate

        notes = notes_pour(
            catalogue,
            "strate",
            forfaits=catalogue.forfaits,
            strate=classement.strate.numero,
            affiliee=collectivite.affiliee,
            nature=collectivite.nature,
        )
        return page_strate(catalogue, collectivite, classement, autour, tuple(note.texte for note in notes))

    return Vue(donnees, releve, document)
