"""What a verification found, as a rectangular table: a row for each difference, none if it is identical."""

from forfait_cli.domaine.confrontation import Confrontation
from forfait_cli.francais import insecables
from forfait_cli.render.releve import Releve


def releve_verification(confrontation: Confrontation) -> Releve:
    """`type`: what differs once worked out again, or what does not add up in the document itself."""
    ecarts = tuple(("ecart", ecart.quoi, ecart.lu, ecart.refait) for ecart in confrontation.ecarts)
    incoherences = tuple(("incoherence", insecables(phrase), None, None) for phrase in confrontation.incoherences)
    return Releve(("type", "quoi", "lu", "refait"), (*ecarts, *incoherences))
