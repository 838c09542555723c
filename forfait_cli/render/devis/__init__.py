"""The devis, in each form."""

from typing import TYPE_CHECKING, Any

from forfait_cli.domaine.resultats import Chiffrage
from forfait_cli.render.formats import Vue

if TYPE_CHECKING:
    from forfait_cli.render.devis.document import Lettre
    from forfait_cli.render.document import Document
    from forfait_cli.render.releve import Releve


def vue(chiffrage: Chiffrage, *, detail: bool = False, lettre: "Lettre | None" = None) -> Vue:
    """The devis; what leaves the office is a document to sign, not a screen.

    `detail`: a screen says everything. `lettre`: what a letter adds.
    """

    def donnees() -> dict[str, Any]:
        from forfait_cli.render.devis.donnees import donnees_devis

        return donnees_devis(chiffrage, lettre)

    def releve() -> "Releve":
        from forfait_cli.render.devis.releve import releve_devis

        return releve_devis(chiffrage)

    def page() -> "Document":
        from forfait_cli.render.devis.page import page_devis

        return page_devis(chiffrage, detail=detail, ecran=True)

    def entier() -> "Document":
        from forfait_cli.render.devis.page import page_devis, refuse_seul

        return page_devis(chiffrage, detail=detail or refuse_seul(chiffrage) is None)

    def a_signer() -> "Document":
        from forfait_cli.render.devis.document import Lettre, document_devis

        return document_devis(chiffrage, lettre or Lettre())

    return Vue(donnees, releve, page, a_signer, entier)
