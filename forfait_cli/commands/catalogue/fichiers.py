"""Files of either kind, told apart by what they hold: a catalogue, tarifs, or a folder of tarifs."""

from pathlib import Path

from forfait_cli.commands.flags import FlagsGrille
from forfait_cli.commands.grille import avec_tarifs, catalogue_de, date_de, en_usage
from forfait_cli.domaine.grille import Catalogue
from forfait_cli.domaine.tarifs import appliquer
from forfait_cli.readers.catalogue import lire_octets, load_catalogue
from forfait_cli.readers.tarifs import est_un_tarif, lire_tarifs, lire_tous


def lire_grille(chemin: Path, grille: FlagsGrille) -> Catalogue:
    """The catalogue of a file; where it holds tarifs, the catalogue in use with them laid over it.

    Raises:
        Refus, CatalogueInvalide: as the readers do.
    """
    if chemin.is_dir():
        base = _base(grille)
        lire_tous(chemin, base)
        return avec_tarifs(base, chemin, date_de(grille))
    contenu = lire_octets(chemin, "fichier")
    if not est_un_tarif(contenu):
        return load_catalogue(chemin)
    base = _base(grille)
    return appliquer(base, lire_tarifs(contenu, str(chemin), base))  # named, so wanted, in force or not


def _base(grille: FlagsGrille) -> Catalogue:
    """The catalogue that tarifs are laid over: the one in use, without the tarifs in use."""
    return load_catalogue(en_usage(grille).catalogue)


def grille_de(chemin: str | None, grille: FlagsGrille) -> Catalogue:
    """The grid of a file, or the one in use."""
    return catalogue_de(grille) if chemin is None else lire_grille(Path(chemin), grille)
