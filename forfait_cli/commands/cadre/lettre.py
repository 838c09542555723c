"""What the head of a letter says, as it was typed."""

import datetime
from typing import TYPE_CHECKING, Any

from typer import Option

from forfait_cli import __version__
from forfait_cli.commands.cadre.drapeaux import Drapeau, Texte, Textes
from forfait_cli.commands.cadre.saisie import Saisie
from forfait_cli.commands.sortie import Sortie
from forfait_cli.erreurs import Anomalie, MauvaisUsage, champ
from forfait_cli.francais import enumeration, guillemets, nombre, propre
from forfait_cli.readers.limites import LIGNES_ADRESSE, SIGNES_LIGNE
from forfait_cli.render.formats import FORMATS, Format

if TYPE_CHECKING:
    from forfait_cli.render.devis.document import Lettre

TITRE = "La lettre (html, pdf, xlsx)"
JOURS_MAX = 3650

REFERENCE = Drapeau("reference", Texte, Option(
    "--reference", metavar="TEXTE", rich_help_panel=TITRE, help="Référence du devis.",
))  # fmt: skip
VALIDITE = Drapeau("validite", Texte, Option(
    "--validite", metavar="JOURS", rich_help_panel=TITRE,
    help="Jours pendant lesquels le devis est valable, le dernier compris.",
))  # fmt: skip
DESTINATAIRE = Drapeau("destinataire", Textes, Option(
    "--destinataire", metavar="LIGNE", rich_help_panel=TITRE,
    help="Une ligne de l’adresse du destinataire (répétable ; sans elle, la collectivité).",
))  # fmt: skip
OBJET = Drapeau("objet", Texte, Option("--objet", metavar="TEXTE", rich_help_panel=TITRE, help="Objet du devis."))
LETTRE = (REFERENCE, VALIDITE, DESTINATAIRE, OBJET)

# Where a letter, or what it says, has a place.
_AVEC_LETTRE = (*(format_ for format_, rendu in FORMATS.items() if rendu.feuille), Format.JSON)


def lire_lettre(saisie: Saisie, sortie: Sortie) -> "Lettre | None":
    """The head of the letter; None where the result is none. What is wrong with it is gathered."""
    dits = textes_de_la_lettre(saisie)
    if sortie.format not in _AVEC_LETTRE:
        formats = enumeration(_AVEC_LETTRE, "ou")
        for nom in dits:
            message = f"ne sert pas pour le format {guillemets(sortie.format)}"
            saisie.recolte.ajouter(Anomalie(champ(nom), message, f"prenez {champ('format')} {formats}"))
        return None
    if not FORMATS[sortie.format].feuille and not dits:
        return None
    return lettre_de(saisie, dits)


def textes_de_la_lettre(saisie: Saisie) -> dict[str, Any]:
    """What was typed of a letter, by name of flag."""
    return {un.nom: dit for un in LETTRE if (dit := saisie.autres.get(un.nom)) not in (None, [])}


def lettre_de(saisie: Saisie, dits: dict[str, Any]) -> "Lettre":
    """The letter that these texts, by name of flag, make; it bears a date. What is wrong with it is gathered."""
    from forfait_cli.render.devis.document import Lettre

    recolte = saisie.recolte
    jour = recolte.lire(lambda: saisie.contexte.jour_du_document)
    reference = recolte.lire(lambda: _ligne("reference", dits.get("reference", "")))
    objet = recolte.lire(lambda: _ligne("objet", dits.get("objet", "")))
    validite = recolte.lire(lambda: _validite(dits.get("validite"), jour))
    # A shell hands « \n » over as two signs: both ways of parting lines are understood.
    brutes = [ligne for dite in dits.get("destinataire", ()) for ligne in dite.replace("\\n", "\n").split("\n")]
    adresse = recolte.lire(lambda: _adresse(brutes)) or ()
    return Lettre(reference or "", jour, validite, adresse, objet or "", __version__)


def _adresse(brutes: list[str]) -> tuple[str, ...]:
    lignes = tuple(ligne for brute in brutes if (ligne := _ligne("destinataire", brute)))
    if len(lignes) > LIGNES_ADRESSE:
        message = f"{nombre(len(lignes))} lignes, c’est trop pour une adresse"
        raise MauvaisUsage(Anomalie(champ("destinataire"), message, f"{LIGNES_ADRESSE} au plus"))
    return lignes


def _ligne(nom: str, texte: str) -> str:
    ligne = " ".join(propre(texte).split())
    if len(ligne) > SIGNES_LIGNE:
        message = f"{nombre(len(ligne))} signes, c’est trop pour une ligne"
        raise MauvaisUsage(Anomalie(champ(nom), message, f"{nombre(SIGNES_LIGNE)} au plus"))
    return ligne


def _validite(texte: str | None, jour: datetime.date | None) -> int | None:
    if texte is None:
        return None
    chiffres = texte.strip().removesuffix("jours").removesuffix("jour").strip()
    jours = int(chiffres) if chiffres.isascii() and chiffres.isdecimal() and len(chiffres) <= len(str(JOURS_MAX)) else 0
    if not 1 <= jours <= JOURS_MAX:
        message = f"{guillemets(propre(texte)[:SIGNES_LIGNE])} n’est pas un nombre de jours"
        raise MauvaisUsage(Anomalie(champ("validite"), message, f"donnez un nombre de 1 à {nombre(JOURS_MAX)}"))
    if jour is not None and jour > datetime.date.max - datetime.timedelta(days=jours):
        raise MauvaisUsage(Anomalie(champ("validite"), "aucune date n’est si lointaine", "donnez moins de jours"))
    return jours
