"""A request from Python: fields are keywords, and faults name them so."""

import datetime
from decimal import Decimal

from forfait_cli.domaine.catalogue import Catalogue
from forfait_cli.domaine.demande import Demande
from forfait_cli.erreurs import ErreurForfait
from forfait_cli.readers.demande.lecture import Lecteur

Valeur = str | int | Decimal | bool | datetime.date | list[str] | tuple[str, ...] | None


def demander(catalogue: Catalogue, **valeurs: Valeur) -> Demande:
    """A request by the names of its fields: `demander(catalogue, habitants=1200, extra_go=4)`.

    The fields are those of `forfait quote`, their dashes underscores; `affiliee=False` says « non affiliée ».

    Raises:
        MauvaisUsage: what is wrong, each fault naming its keyword; all of them.
        Refus: a nature that the grid does not serve; a commune that is not found.
    """
    lecteur = Lecteur(catalogue)
    noms = {champ.neutre: champ.nom for champ in lecteur.champs}
    try:
        return lecteur.lire(valeurs)
    except ErreurForfait as erreur:
        raise erreur.dite(lambda neutre: noms.get(neutre, neutre)) from erreur
