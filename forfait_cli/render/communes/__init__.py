"""Communes found, in each form."""

from typing import TYPE_CHECKING, Any

from forfait_cli.render.formats import Vue

if TYPE_CHECKING:
    from forfait_cli.domaine.communes import Commune
    from forfait_cli.render.document import Document
    from forfait_cli.render.releve import Releve


def vue(communes: "list[Commune]", meta: dict[str, str], code: str | None = None) -> Vue:
    """Communes found, with the credits of the sources; `code`: the number that was looked up."""

    def donnees() -> dict[str, Any]:
        from forfait_cli.render.communes.donnees import donnees_communes

        return donnees_communes(communes, meta)

    def releve() -> "Releve":
        from forfait_cli.render.communes.releve import releve_communes

        return releve_communes(communes)

    def document() -> "Document":
        from forfait_cli.render.communes.page import page_communes

        return page_communes(communes, meta, code)

    return Vue(donnees, releve, document)
