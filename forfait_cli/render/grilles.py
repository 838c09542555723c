"""A grid, its check and its differences with another, in each form: data, rectangular table, page."""

from decimal import Decimal
from typing import Any

from forfait_cli.domaine.differences import Difference, Valeur
from forfait_cli.domaine.grille import Catalogue
from forfait_cli.domaine.lignes_prix import LignePrix, lignes_prix
from forfait_cli.domaine.types import Chiffre, Tarif
from forfait_cli.erreurs import Anomalie
from forfait_cli.francais import enumeration, euros, insecables, nombre, quantite
from forfait_cli.render.csv import Releve
from forfait_cli.render.document import (
    Bloc,
    Cellule,
    Colonne,
    Document,
    Fiche,
    Liste,
    Paragraphe,
    Rangee,
    Tableau,
    Titre,
)
from forfait_cli.render.donnees_prix import donnees_catalogue
from forfait_cli.render.formats import Vue
from forfait_cli.render.json import montant, prix
from forfait_cli.render.pages.communs import PERIODICITES, faits_tarifs, pied
from forfait_cli.render.pages.prix import texte_tarif

Donnees = dict[str, Any]


# --- show ---------------------------------------------------------------------------------------


def vue_grille(catalogue: Catalogue, choix_catalogue: str, choix_tarifs: str) -> Vue:
    """The grid in use, and why it is this one."""
    lignes = lignes_prix(catalogue)
    chemin_tarifs = None if catalogue.tarifs is None else catalogue.tarifs.chemin

    def donnees() -> Donnees:
        return {
            "schema": "forfait.grille/1",
            "catalogue": donnees_catalogue(catalogue),
            "fichiers": {
                "catalogue": {"chemin": catalogue.chemin, "choix": choix_catalogue},
                "tarifs": {"chemin": chemin_tarifs, "choix": choix_tarifs},
            },
            "comptes": {
                nom: len(getattr(catalogue, nom)) for nom in ("forfaits", "strates", "services", "options", "notes")
            },
            "prix": [_donnees_prix(ligne) for ligne in lignes],
        }

    return Vue(donnees, lambda: _releve_prix(lignes), lambda: _page_grille(catalogue, choix_catalogue, choix_tarifs))


def _donnees_prix(ligne: LignePrix) -> Donnees:
    tarif = ligne.tarif
    return {
        "genre": ligne.genre,
        "code": ligne.code,
        "forfaits": list(ligne.forfaits),
        "statut": "chiffre" if tarif.par_strate else tarif.prix.statut,
        "montant": prix(tarif.prix),
        "par_strate": {str(numero): prix(un) for numero, un in tarif.par_strate.items()},
        "periodicite": tarif.periodicite,
        "par": tarif.par,
        "plancher": None if tarif.plancher is None else montant(tarif.plancher),
        "plafond": None if tarif.plafond is None else montant(tarif.plafond),
        "gratuits": tarif.gratuits,
        "taux_tva": None if tarif.taux is None else f"{tarif.taux.normalize():f}",
        "source": tarif.source or None,
    }


def _releve_prix(lignes: tuple[LignePrix, ...]) -> Releve:
    return Releve(
        ("genre", "code", "nom", "forfaits", "prix", "periodicite", "source"),
        tuple(
            (
                ligne.genre, ligne.code, ligne.nom, " ".join(ligne.forfaits), insecables(texte_tarif(ligne.tarif)),
                ligne.tarif.periodicite, ligne.tarif.source or None,
            )
            for ligne in lignes
        ),
    )  # fmt: skip


def _page_grille(catalogue: Catalogue, choix_catalogue: str, choix_tarifs: str) -> Document:
    fichier_tarifs = "aucun" if catalogue.tarifs is None else f"{catalogue.tarifs.chemin} ({choix_tarifs})"
    faits = (
        ("Titre", catalogue.titre),
        ("Source", catalogue.source),
        ("Catalogue", f"{catalogue.chemin} ({choix_catalogue})"),
        ("Fichier de tarifs", fichier_tarifs),
        *faits_tarifs(catalogue),
        ("Contenu", _contenu(catalogue)),
    )
    tous = {forfait.code: forfait.nom_court for forfait in catalogue.forfaits}
    rangees = []
    for ligne in lignes_prix(catalogue):
        nom = ligne.nom
        if ligne.genre == "option" and len(ligne.forfaits) < len(tous):
            nom += f" ({enumeration([tous[code] for code in ligne.forfaits])})"
        quand = PERIODICITES[ligne.tarif.periodicite] if _connu(ligne.tarif) else "—"
        rangees.append(Rangee((Cellule(nom), Cellule(texte_tarif(ligne.tarif)), Cellule(quand))))
    tableau = Tableau((Colonne("Forfait ou option"), Colonne("Prix"), Colonne("Périodicité")), tuple(rangees))
    return Document("Grille en usage", (Fiche(faits), Titre("Prix"), tableau, pied(catalogue)))


def _connu(tarif: Tarif) -> bool:
    return isinstance(tarif.prix, Chiffre) or bool(tarif.par_strate)


def _contenu(catalogue: Catalogue) -> str:
    return enumeration(
        [
            quantite(len(getattr(catalogue, f"{mot}s")), mot)
            for mot in ("forfait", "strate", "service", "option", "note")
        ]
    )


# --- check --------------------------------------------------------------------------------------


def vue_verification(catalogue: Catalogue, avertissements: tuple[Anomalie, ...]) -> Vue:
    """No fault, and what is worth knowing."""
    chemin = catalogue.chemin if catalogue.tarifs is None else catalogue.tarifs.chemin

    def donnees() -> Donnees:
        return {
            "schema": "forfait.verification-grille/1",
            "fichier": chemin,
            "catalogue": donnees_catalogue(catalogue),
            "avertissements": [
                {cle: insecables(texte) for cle, texte in un._asdict().items()} for un in avertissements
            ],
        }

    def releve() -> Releve:
        lignes = tuple((un.origine, insecables(un.message), insecables(un.aide)) for un in avertissements)
        return Releve(("origine", "message", "aide"), lignes)

    def page() -> Document:
        blocs: list[Bloc] = [Paragraphe(f"✓ {chemin} : aucune faute, {_contenu(catalogue)}.")]
        if avertissements:
            textes = tuple(f"{un.origine} : {un.message} ({un.aide})." for un in avertissements)
            blocs += [Titre("Avertissements"), Liste(textes)]
        return Document("Vérification", (*blocs, pied(catalogue)))

    return Vue(donnees, releve, page)


# --- diff ---------------------------------------------------------------------------------------


def vue_differences(avant: Catalogue, apres: Catalogue, trouvees: tuple[Difference, ...]) -> Vue:
    """What changes, field by field."""

    def donnees() -> Donnees:
        return {
            "schema": "forfait.differences/1",
            "avant": donnees_catalogue(avant),
            "apres": donnees_catalogue(apres),
            "differences": [
                {"chemin": list(une.chemin), "avant": _brut(une.avant), "apres": _brut(une.apres)} for une in trouvees
            ],
        }

    def releve() -> Releve:
        return Releve(
            ("chemin", "avant", "apres"), tuple((" / ".join(une.chemin), une.avant, une.apres) for une in trouvees)
        )

    def page() -> Document:
        if not trouvees:
            return Document("Différences", (Paragraphe("Aucune différence."),))
        rangees = tuple(
            Rangee((Cellule(" / ".join(une.chemin)), Cellule(_lisible(une.avant)), Cellule(_lisible(une.apres))))
            for une in trouvees
        )
        tableau = Tableau((Colonne("Quoi"), Colonne("Avant"), Colonne("Après")), rangees)
        titre = Paragraphe(f"{quantite(len(trouvees), 'différence')}.")
        return Document("Différences", (titre, tableau, pied(avant), pied(apres)))

    return Vue(donnees, releve, page)


def _brut(valeur: Valeur) -> Any:
    return montant(valeur) if isinstance(valeur, Decimal) else valeur


def _lisible(valeur: Valeur) -> str:
    match valeur:
        case None:
            return "—"
        case bool():
            return "oui" if valeur else "non"
        case int():
            return nombre(valeur)
        case Decimal():
            return euros(valeur)
        case str():
            return valeur
