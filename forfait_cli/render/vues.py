"""Each result with its three forms: data, rectangular table, page. Only the one asked for is imported."""

from typing import TYPE_CHECKING, Any

from forfait_cli.domaine.dossier import Chiffrage, Comparaison
from forfait_cli.render.formats import Vue

if TYPE_CHECKING:
    from forfait_cli.domaine.communes import Commune
    from forfait_cli.domaine.situation import Situation
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


def vue_strate(situation: "Situation") -> Vue:
    """The strate of a collectivité."""

    def donnees() -> dict[str, Any]:
        from forfait_cli.render.donnees import donnees_strate

        return donnees_strate(situation)

    def releve() -> "Releve":
        from forfait_cli.render.releves import releve_strate

        return releve_strate(situation)

    def document() -> "Document":
        from forfait_cli.render.pages.strate import page_strate

        return page_strate(situation)

    return Vue(donnees, releve, document)


def vue_communes(communes: list["Commune"], meta: dict[str, str]) -> Vue:
    """Communes found, with the credits of the sources."""

    def donnees() -> dict[str, Any]:
        from forfait_cli.render.communes import donnees_communes

        return donnees_communes(communes, meta)

    def releve() -> "Releve":
        from forfait_cli.render.communes import releve_communes

        return releve_communes(communes)

    def document() -> "Document":
        from forfait_cli.render.communes import page_communes

        return page_communes(communes, meta)

    return Vue(donnees, releve, document)
