"""`forfait quote`: a devis for one forfait, or all side by side."""

from typing import Annotated

import typer

from forfait_cli.commands.cadre import application
from forfait_cli.commands.demande import demande_de
from forfait_cli.commands.flags import (
    QUOI,
    FlagsCollectivite,
    FlagsExtras,
    FlagsForfaits,
    FlagsGrille,
    FlagsSortie,
)
from forfait_cli.commands.grille import catalogue_de
from forfait_cli.commands.recolte import Recolte
from forfait_cli.commands.sortie import Sortie, dire_erreur
from forfait_cli.domaine.devis import chiffrer
from forfait_cli.domaine.dossier import Chiffrage
from forfait_cli.erreurs import Anomalie, ExitCode
from forfait_cli.render.vues import vue_devis


def quote(
    qui: FlagsCollectivite,
    forfaits: FlagsForfaits,
    extras: FlagsExtras,
    grille: FlagsGrille,
    sortie: FlagsSortie,
    complet: Annotated[
        bool,
        typer.Option("--complet", help="Sort avec le code 4 si un montant manque.", rich_help_panel=QUOI),
    ] = False,
) -> ExitCode:
    """Établit le devis d’une collectivité.

    Sans --forfait, un devis pour chaque forfait, côte à côte.

    Exemple : forfait quote --habitants 1200 --extra-go 4
    """
    recolte = Recolte()
    cible = Sortie(sortie, recolte)
    catalogue = catalogue_de(grille)
    chiffrage = chiffrer(catalogue, demande_de(catalogue, qui, forfaits, extras, grille, recolte))
    cible.rendre(vue_devis(chiffrage))
    return _code(chiffrage, complet=complet)


def _code(chiffrage: Chiffrage, *, complet: bool) -> ExitCode:
    recevables = [devis for devis in chiffrage.devis if devis.recevable]
    if not recevables:
        dire_erreur(
            (Anomalie(devis.forfait.nom, motif) for devis in chiffrage.devis for motif in devis.motifs),
            "Refusé",
        )
        return ExitCode.REFUS
    if complet and not all(devis.complet for devis in recevables):
        dire_erreur([Anomalie("--complet", "au moins un montant n’est pas connu")], "Incomplet")
        return ExitCode.PARTIEL
    return ExitCode.FAIT


app = application(quote)
