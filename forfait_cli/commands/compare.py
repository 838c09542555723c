"""`forfait compare`: the comparison table."""

from typing import Annotated

import typer

from forfait_cli.commands.cadre.drapeaux import SORTIE
from forfait_cli.commands.cadre.saisie import Saisie, application
from forfait_cli.domaine.comparaison import comparer
from forfait_cli.erreurs import Anomalie, ExitCode, champ
from forfait_cli.readers.demande.champs import Groupe
from forfait_cli.readers.demande.lecture import Lecteur
from forfait_cli.render.comparaison import vue


def compare(
    saisie: Saisie,
    detail: Annotated[
        bool, typer.Option("--detail", help="Montre aussi ce qui est laissé de côté.", rich_help_panel=SORTIE)
    ] = False,
) -> ExitCode:
    """Compare les forfaits : services, strates, options.

    Sans collectivité, toute la grille. Avec une collectivité, la réponse d’abord : prix, suppléments, total de chaque
    forfait, le moins cher ; puis ce qui distingue les forfaits.

    Exemple : forfait compare {qui}
    """
    sortie = saisie.sortie()
    catalogue = saisie.contexte.grille
    if saisie.sans(Groupe.QUI):
        saisie.verifier_date()
        lecteur = Lecteur(catalogue)
        quoi = saisie.recolte.lire(lambda: lecteur.quoi(saisie.valeurs))
        if quoi is not None and (quoi.extras or quoi.besoins) and not lecteur.sans_description():
            aide = (
                f"ajoutez {' ou '.join(f'{champ(mesure.code)} N' for mesure in catalogue.mesures)} : ce qui est "
                "compris, et donc le coût, dépend de la strate"
            )
            saisie.recolte.ajouter(Anomalie("", "un coût est demandé sans collectivité", aide))
        saisie.recolte.finir()
        assert quoi is not None  # else its fault was gathered
        if quoi.extras or quoi.besoins:
            comparaison = comparer(catalogue, saisie.demande())
        else:
            comparaison = comparer(catalogue, forfaits=quoi.forfaits, exiges=quoi.exiges)
    else:
        comparaison = comparer(catalogue, saisie.demande())
    sortie.rendre(vue(comparaison, detail=detail), saisie.contexte.lus)
    return ExitCode.FAIT


app = application(compare, Groupe.QUI, Groupe.QUOI, Groupe.GRILLE)
