"""`forfait catalogue show`: the files in use, why, and the prices that they give."""

from forfait_cli.commands.cadre import application
from forfait_cli.commands.flags import FlagsGrille, FlagsSortie
from forfait_cli.commands.grille import catalogue_de, date_de, en_usage
from forfait_cli.commands.recolte import Recolte
from forfait_cli.commands.sortie import Sortie
from forfait_cli.erreurs import ExitCode
from forfait_cli.render.grilles import vue_grille


def show(grille: FlagsGrille, sortie: FlagsSortie) -> ExitCode:
    """Montre la grille en usage : ses fichiers, pourquoi ceux-là, ses prix.

    Exemple : forfait catalogue show --tarifs tarifs.toml
    """
    recolte = Recolte()
    cible = Sortie(sortie, recolte)
    recolte.lire(lambda: date_de(grille))
    recolte.finir()
    usage = en_usage(grille)
    cible.rendre(vue_grille(catalogue_de(grille), usage.choix_catalogue, usage.choix_tarifs))
    return ExitCode.FAIT


app = application(show)
