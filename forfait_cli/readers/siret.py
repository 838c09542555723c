"""Who publishes: an address in lines, a SIRET whose key is checked."""

from forfait_cli.francais import guillemets
from forfait_cli.readers.champs import Champs

CHIFFRES = 14


def lire_adresse(champs: Champs) -> tuple[str, ...]:
    """`adresse`: a list of lines, or one text."""
    lignes = (" ".join(ligne.split()) for ligne in champs.texte_ou_textes("adresse"))
    return tuple(ligne for ligne in lignes if ligne)


def lire_siret(champs: Champs) -> str | None:
    """`siret`: 14 digits, spaces set aside."""
    brut = champs.texte_ou_rien("siret")
    if not brut:
        return None
    siret = "".join(brut.split())
    if faute := faute_de_siret(siret):
        champs.faute("siret", *faute)
        return None
    return siret


def faute_de_siret(siret: str) -> tuple[str, str] | None:
    """What is wrong with a SIRET: 14 digits, the last one a check of the others."""
    if len(siret) != CHIFFRES or not siret.isascii() or not siret.isdigit():
        return f"un SIRET a 14 chiffres : {guillemets(siret[:20])}", "recopiez-le de l’avis de situation"
    doubles = (int(chiffre) * (2 - rang % 2) for rang, chiffre in enumerate(siret))
    if sum(chiffre - 9 if chiffre > 9 else chiffre for chiffre in doubles) % 10:  # noqa: PLR2004 - Luhn
        return f"ce SIRET est faux, sa clé ne tombe pas juste : {guillemets(siret)}", "vérifiez chaque chiffre"
    return None
