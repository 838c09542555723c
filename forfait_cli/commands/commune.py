"""`forfait commune`: look communes up by name, code INSEE, SIREN or postcode, or list a département."""

from typing import Annotated, Optional

import typer

from forfait_cli.commands.cadre import application
from forfait_cli.commands.flags import FlagsSortie
from forfait_cli.commands.recolte import Recolte
from forfait_cli.commands.sortie import Sortie
from forfait_cli.erreurs import Anomalie, ExitCode
from forfait_cli.readers.communes import Annuaire
from forfait_cli.render.vues import vue_communes


def commune(
    sortie: FlagsSortie,
    nom: Annotated[
        Optional[str],  # noqa: UP045
        typer.Argument(metavar="NOM|INSEE|SIREN", help="Nom, même partiel, code INSEE, SIREN ou code postal."),
    ] = None,
    departement: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option("--departement", metavar="CODE", help="Ce département seulement ; sans nom, toutes ses communes."),
    ] = None,
) -> ExitCode:
    """Cherche des communes, ou donne celles d’un département.

    Populations totale et municipale, avec leur source et leur année.

    Exemple : forfait commune astaffort
    """
    recolte = Recolte()
    cible = Sortie(sortie, recolte)
    if nom is None and departement is None:
        aide = "donnez un nom, un code INSEE, un SIREN, ou --departement CODE"
        recolte.ajouter(Anomalie("", "rien à chercher", aide))
    recolte.finir()
    annuaire = Annuaire()
    if nom is None:
        trouvees = list(annuaire.lister(departement or ""))
    else:
        trouvees = annuaire.chercher(nom, departement) or [annuaire.trouver(nom, departement)]
    cible.rendre(vue_communes(trouvees, annuaire.meta()))
    return ExitCode.FAIT


app = application(commune)
