"""`forfait strate`: the strate of a collectivité, why, and how far its neighbours are."""

from forfait_cli.commands.cadre import application
from forfait_cli.commands.collectivite import collectivite_de
from forfait_cli.commands.flags import FlagsCollectivite, FlagsGrille, FlagsSortie
from forfait_cli.commands.grille import catalogue_de, date_de
from forfait_cli.commands.recolte import Recolte
from forfait_cli.commands.sortie import Sortie
from forfait_cli.domaine.situation import situer
from forfait_cli.erreurs import ExitCode
from forfait_cli.render.vues import vue_strate


def strate(qui: FlagsCollectivite, grille: FlagsGrille, sortie: FlagsSortie) -> ExitCode:
    """Dit la strate d’une collectivité, et pourquoi.

    Exemple : forfait strate --habitants 1200
    """
    recolte = Recolte()
    cible = Sortie(sortie, recolte)
    catalogue = catalogue_de(grille)
    recolte.lire(lambda: date_de(grille))
    cible.rendre(vue_strate(situer(catalogue, collectivite_de(catalogue, qui, recolte))))
    return ExitCode.FAIT


app = application(strate)
