"""What a verification found, as a rectangular table: a row for each difference, none if all is identical."""

from forfait_cli.domaine.confrontation import Confrontation
from forfait_cli.francais import insecables
from forfait_cli.render.releve import Releve


def releve_verification(confrontation: Confrontation) -> Releve:
    """`type`: what differs once worked out again, what does not add up in the document itself, or
    what could not be compared."""
    ecarts = tuple(("ecart", ecart.quoi, ecart.lu, ecart.refait) for ecart in confrontation.ecarts)
    phrases = (("incoherence", confrontation.incoherences), ("reserve", confrontation.reserves))
    dites = tuple((genre, insecables(une), None, None) for genre, unes in phrases for une in unes)
    return Releve(("type", "quoi", "lu", "refait"), (*ecarts, *dites))
