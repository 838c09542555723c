"""Each kind of valid file, with what reads it and makes a devis of it."""

from collections.abc import Callable
from contextlib import suppress

from outils import CATALOGUES, RACINE

from forfait_cli import chiffrer, load_catalogue
from forfait_cli.domaine.dossier import Collectivite, Demande
from forfait_cli.domaine.grille import Catalogue
from forfait_cli.domaine.tarifs import appliquer
from forfait_cli.domaine.types import Nature
from forfait_cli.erreurs import ErreurForfait
from forfait_cli.readers.lecture import lire_catalogue
from forfait_cli.readers.tarifs import lire_tarifs

ANNEXE = load_catalogue()
VALIDES = CATALOGUES.parent


def _devis(catalogue: Catalogue) -> None:
    for qui in (Collectivite(Nature.COMMUNE, 1200, None), Collectivite(Nature.ETABLISSEMENT_PUBLIC, None, 12)):
        extras = {option.code: 1 for option in catalogue.options}
        with suppress(ErreurForfait):
            chiffrer(catalogue, Demande(qui, extras))


def _catalogue(contenu: bytes) -> None:
    _devis(lire_catalogue(contenu, "mutation.toml", "sha256:"))


def _tarifs(contenu: bytes) -> None:
    _devis(appliquer(ANNEXE, lire_tarifs(contenu, "mutation.toml", ANNEXE)))


LECTURES: dict[str, tuple[str, Callable[[bytes], None]]] = {
    "annexe": ((RACINE / "catalogue.toml").read_text(encoding="utf-8"), _catalogue),
    "sillon": ((RACINE / "examples" / "sillon.toml").read_text(encoding="utf-8"), _catalogue),
    "tarifs": ((VALIDES / "tarifs-valides.toml").read_text(encoding="utf-8"), _tarifs),
}
