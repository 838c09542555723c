"""The strate of a collectivité, in each form."""

from typing import TYPE_CHECKING, Any

from forfait_cli.render.formats import Vue

if TYPE_CHECKING:
    from forfait_cli.domaine.situation import Situation
    from forfait_cli.render.document import Document
    from forfait_cli.render.releve import Releve


def vue(situation: "Situation", *, detail: bool = False, figure: bool = False) -> Vue:
    """The strate of a collectivité. `detail`: every note; `figure`: the ladder of thresholds."""

    def donnees() -> dict[str, Any]:
        from forfait_cli.render.strate.donnees import donnees_strate

        return donnees_strate(situation)

    def releve() -> "Releve":
        from forfait_cli.render.strate.releve import releve_strate

        return releve_strate(situation)

    def page() -> "Document":
        from forfait_cli.render.strate.page import page_strate

        return page_strate(situation, detail=detail, figure=figure)

    def entier() -> "Document":
        from forfait_cli.render.strate.page import page_strate

        return page_strate(situation, detail=True, figure=figure)

    return Vue(donnees, releve, page, entier, entier)
