"""A grid, its check and its differences with another, as rectangular tables."""

import datetime

from forfait_cli.domaine.catalogue import Catalogue
from forfait_cli.domaine.differences import Difference
from forfait_cli.domaine.differences.contenu import Valeur
from forfait_cli.domaine.lignes_prix import lignes_prix
from forfait_cli.domaine.prix_en_mots import texte_echeance
from forfait_cli.erreurs import Anomalie
from forfait_cli.francais import insecables
from forfait_cli.render.releve import Releve
from forfait_cli.render.releve import Valeur as ValeurReleve


def releve_grille(catalogue: Catalogue) -> Releve:
    """A row for each price."""
    return Releve(
        ("genre", "code", "nom", "forfaits", "prix", "periodicite", "source"),
        tuple(
            (
                ligne.genre, ligne.code, ligne.nom, " ".join(ligne.forfaits),
                insecables(texte_echeance(catalogue, ligne.echeance, ligne.unite)), ligne.echeance.periodicite,
                ligne.echeance.source or None,
            )
            for ligne in lignes_prix(catalogue)
        ),
    )  # fmt: skip


def releve_verification(avertissements: tuple[Anomalie, ...]) -> Releve:
    """A row for each warning."""
    lignes = tuple((un.origine, insecables(un.message), insecables(un.aide)) for un in avertissements)
    return Releve(("origine", "message", "aide"), lignes)


def releve_differences(trouvees: tuple[Difference, ...]) -> Releve:
    """A row for each difference."""

    def brut(valeur: Valeur) -> ValeurReleve:
        return valeur.isoformat() if isinstance(valeur, datetime.date) else valeur

    lignes = (
        (" / ".join(une.chemin), brut(une.avant), brut(une.apres), insecables(", ".join(une.quoi))) for une in trouvees
    )
    return Releve(("chemin", "avant", "apres", "quoi"), tuple(lignes))
