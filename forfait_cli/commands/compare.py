"""`forfait compare`: the comparison table."""

from forfait_cli.commands.cadre import application
from forfait_cli.commands.demande import catalogue_de, date_de, demande_de, est_vide
from forfait_cli.commands.flags import (
    FlagsCollectivite,
    FlagsExtras,
    FlagsForfaits,
    FlagsGrille,
    FlagsSortie,
)
from forfait_cli.commands.sortie import Sortie
from forfait_cli.domaine.comparaison import comparer
from forfait_cli.erreurs import Anomalie, ExitCode, MauvaisUsage
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
    cible = Sortie(sortie)
    catalogue = catalogue_de(grille)
    if est_vide(qui):
        if extras != FlagsExtras():
            aide = "ajoutez --habitants N ou --agents N : ce qui est compris, et donc le coût, dépend de la strate"
            raise MauvaisUsage(Anomalie("", "un coût est demandé sans collectivité", aide))
        date_de(grille)
        retenus = tuple(forfaits.forfait) if forfaits.forfait else None
        comparaison = comparer(catalogue, forfaits=retenus, exiges=tuple(forfaits.exige or ()))
    else:
        comparaison = comparer(catalogue, demande_de(catalogue, qui, forfaits, extras, grille))
    cible.rendre(vue_comparaison(comparaison))
    return ExitCode.FAIT


app = application(compare)
