"""Files of either kind, told apart by what they hold: a catalogue, tarifs, or a folder of tarifs."""

from pathlib import Path

from forfait_cli.commands.flags import FlagsGrille
from forfait_cli.commands.grille import avec_tarifs, catalogue_de, date_de
from forfait_cli.domaine.grille import Catalogue
from forfait_cli.readers.catalogue import lire_octets, load_catalogue
from forfait_cli.readers.tarifs import est_un_tarif, lire_tous


def lire_grille(chemin: Path, grille: FlagsGrille) -> Catalogue:
    """The catalogue of a file; where it holds tarifs, the catalogue in use with them laid over it.

    Raises:
        Refus, CatalogueInvalide: as the readers do.
    """
    if chemin.is_dir() or est_un_tarif(lire_octets(chemin, "fichier")):
        base = load_catalogue(Path(grille.catalogue) if grille.catalogue else None)
        if chemin.is_dir():
            lire_tous(chemin, base)
        return avec_tarifs(base, chemin, date_de(grille))
    return load_catalogue(chemin)


def grille_de(chemin: str | None, grille: FlagsGrille) -> Catalogue:
    """The grid of a file, or the one in use."""
    return catalogue_de(grille) if chemin is None else lire_grille(Path(chemin), grille)
