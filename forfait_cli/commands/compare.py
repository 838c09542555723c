"""`forfait compare`: the comparison table."""

from forfait_cli.commands.cadre import application
from forfait_cli.commands.collectivite import est_vide
from forfait_cli.commands.demande import demande_de, selection_de
from forfait_cli.commands.flags import (
    FlagsCollectivite,
    FlagsExtras,
    FlagsForfaits,
    FlagsGrille,
    FlagsSortie,
)
from forfait_cli.commands.grille import catalogue_de, date_de
from forfait_cli.commands.recolte import Recolte
from forfait_cli.commands.sortie import Sortie
from forfait_cli.domaine.comparaison import comparer
from forfait_cli.erreurs import Anomalie, ExitCode
from forfait_cli.render.vues import vue_comparaison


def compare(
    qui: FlagsCollectivite,
    forfaits: FlagsForfaits,
    extras: FlagsExtras,
    grille: FlagsGrille,
    sortie: FlagsSortie,
) -> ExitCode:
    """Compare les forfaits : services, strates, options.

    Avec une collectivité, les volumes sont ceux de sa strate ; avec des suppléments ou des besoins, leur coût
    sous chaque forfait s’ajoute.

    Exemple : forfait compare --habitants 1200
    """
    recolte = Recolte()
    cible = Sortie(sortie, recolte)
    catalogue = catalogue_de(grille)
    if est_vide(qui):
        if extras != FlagsExtras():
            aide = "ajoutez --habitants N ou --agents N : ce qui est compris, et donc le coût, dépend de la strate"
            recolte.ajouter(Anomalie("", "un coût est demandé sans collectivité", aide))
        recolte.lire(lambda: date_de(grille))
        retenus, exiges = selection_de(catalogue, forfaits, recolte)
        recolte.finir()
        comparaison = comparer(catalogue, forfaits=retenus, exiges=exiges)
    else:
        comparaison = comparer(catalogue, demande_de(catalogue, qui, forfaits, extras, grille, recolte))
    cible.rendre(vue_comparaison(comparaison))
    return ExitCode.FAIT


app = application(compare)
