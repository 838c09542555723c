"""`forfait commune`: look communes up by name, code INSEE, SIREN or postcode, or list a département."""

from typing import Annotated, Optional

import typer

from forfait_cli.commands.cadre.saisie import Saisie, application
from forfait_cli.commands.cadre.valeurs import departements
from forfait_cli.erreurs import Anomalie, ErreurForfait, ExitCode, champ
from forfait_cli.readers.communes import Annuaire
from forfait_cli.readers.communes.codes import lire_code
from forfait_cli.render.communes import vue


def commune(
    saisie: Saisie,
    nom: Annotated[
        Optional[str],  # noqa: UP045
        typer.Argument(metavar="NOM|INSEE|SIREN", help="Nom, même partiel, code INSEE, SIREN ou code postal."),
    ] = None,
    departement: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option(
            "--departement",
            metavar="CODE",
            help="Ce département seulement ; sans nom, toutes ses communes.",
            autocompletion=departements,
        ),
    ] = None,
) -> ExitCode:
    """Cherche des communes, ou donne celles d’un département.

    Populations totale et municipale, avec leur source et leur année.

    Exemple : forfait commune astaffort
    """
    sortie = saisie.sortie()
    if nom is None and departement is None:
        aide = f"donnez un nom, un code INSEE, un SIREN, ou {champ('departement')} CODE"
        saisie.recolte.ajouter(Anomalie("", "rien à chercher", aide))
    saisie.recolte.finir()
    with Annuaire() as annuaire:
        if nom is None:
            trouvees = list(annuaire.lister(departement or ""))
        else:
            try:
                trouvees = annuaire.chercher(nom, departement) or [annuaire.trouver(nom, departement)]
            except ErreurForfait as erreur:
                raise erreur.dite(_nommer) from erreur
        sortie.rendre(vue(trouvees, annuaire.meta(), None if nom is None else lire_code(nom)))
    return ExitCode.FAIT


def _nommer(neutre: str) -> str:
    """Here a name or a code is typed alone: neither has a flag."""
    return {"commune": "NOM", "code_insee": "le code INSEE"}.get(neutre, champ(neutre))


app = application(commune)
