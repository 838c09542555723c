"""`forfait catalogue show`: the files in use, why, and the prices that they give."""

from forfait_cli.commands.cadre.aide import Commande
from forfait_cli.commands.cadre.saisie import Saisie, application
from forfait_cli.erreurs import ExitCode, nommer_champs
from forfait_cli.readers.demande.champs import Groupe
from forfait_cli.render.grille import vue


def show(saisie: Saisie) -> ExitCode:
    """Montre la grille en usage : ses fichiers, pourquoi ceux-là, ses prix.

    Exemple : forfait catalogue show --tarifs tarifs.toml
    """
    sortie = saisie.sortie()
    saisie.verifier_date()
    saisie.recolte.finir()
    contexte = saisie.contexte
    choix = (nommer_champs(un.par, Commande.nommer) for un in (contexte.choix_catalogue, contexte.choix_tarifs))
    sortie.rendre(vue(contexte.catalogue, *choix), contexte.lus)
    return ExitCode.FAIT


app = application(show, Groupe.GRILLE)
