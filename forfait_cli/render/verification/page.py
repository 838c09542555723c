"""What a verification found, as a page."""

from forfait_cli.domaine.catalogue import Catalogue
from forfait_cli.domaine.confrontation import Cause, Confrontation
from forfait_cli.render.commun.page import ajouter_liste, majuscule, pied
from forfait_cli.render.document import (
    Bloc,
    Colonne,
    Document,
    Element,
    Fiche,
    Liste,
    Marque,
    Paragraphe,
    Rangee,
    Style,
    Tableau,
    Titre,
    fait,
    texte,
)

# What to do about what changed; « les chiffres du document » has no remedy but the original.
_REMEDES = {
    Cause.CATALOGUE: "pour le refaire avec celui d’alors : --catalogue FICHIER",
    Cause.TARIFS: "pour le refaire avec ceux d’alors : --tarifs FICHIER",
}


def page_verification(fichier: str, catalogue: Catalogue, confrontation: Confrontation) -> Document:
    """Identical; or why it is not, then each difference."""
    blocs: list[Bloc] = [Fiche((fait("Fichier", fichier),))]
    if confrontation.identique:
        textes = "" if confrontation.reserves else " et les mêmes textes"
        blocs.append(Paragraphe(f"Identique : refait, ce devis donne les mêmes chiffres{textes}.", Style.POSITIF))
        _ajouter_reserves(blocs, confrontation)
        return Document("Vérification d’un devis", tuple(blocs), pied=pied(catalogue))
    blocs.append(Paragraphe("Différent : refait, ce devis ne donne pas la même chose.", Style.ATTENTION))
    causes = [
        f"{majuscule(cause)}{f' ({_REMEDES[cause]})' if cause in _REMEDES else ''}." for cause in confrontation.causes
    ]
    blocs += [Titre("Ce qui a changé"), Liste(tuple(Element(cause, Marque.EXCLU) for cause in causes))]
    ajouter_liste(
        blocs, "Ce qui ne va pas dans le document", (f"{majuscule(un)}." for un in confrontation.incoherences)
    )
    _ajouter_reserves(blocs, confrontation)
    if confrontation.ecarts:
        colonnes = (Colonne("Où"), Colonne("Dans le document"), Colonne("Refait"))
        rangees = tuple(
            Rangee((texte(majuscule(un.quoi)), texte(un.lu), texte(un.refait))) for un in confrontation.ecarts
        )
        blocs += [Titre("Ligne par ligne"), Tableau(colonnes, rangees)]
    return Document("Vérification d’un devis", tuple(blocs), pied=pied(catalogue))


def _ajouter_reserves(blocs: list[Bloc], confrontation: Confrontation) -> None:
    ajouter_liste(blocs, "Ce qui n’a pas été vérifié", (f"{majuscule(un)}." for un in confrontation.reserves))
