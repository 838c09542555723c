"""Each kind of valid file, with what reads it and makes a devis of it."""

from collections.abc import Callable
from contextlib import suppress

from outils import CATALOGUES, RACINE

from forfait_cli import chiffrer, load_catalogue
from forfait_cli.domaine.catalogue import Catalogue
from forfait_cli.domaine.demande import Collectivite, Demande
from forfait_cli.domaine.tarifs import appliquer
from forfait_cli.erreurs import ErreurForfait
from forfait_cli.readers.catalogue.lecture import lire_catalogue
from forfait_cli.readers.tarifs import lire_tarifs

ANNEXE = load_catalogue()
VALIDES = CATALOGUES.parent


def chiffrer_un_peu(catalogue: Catalogue) -> None:
    """A devis of each nature with one of each option, or its refusal."""
    for nature in catalogue.natures:
        qui = Collectivite(nature.code, {mesure.code: 12 for mesure in catalogue.mesures})
        extras = {option.code: 1 for option in catalogue.options}
        with suppress(ErreurForfait):
            chiffrer(catalogue, Demande(qui, extras))


def _catalogue(contenu: bytes) -> None:
    chiffrer_un_peu(lire_catalogue(contenu, "mutation.toml", "sha256:"))


def _tarifs(contenu: bytes) -> None:
    chiffrer_un_peu(appliquer(ANNEXE, lire_tarifs(contenu, "mutation.toml", ANNEXE)))


LECTURES: dict[str, tuple[str, Callable[[bytes], None]]] = {
    "annexe": ((RACINE / "catalogue.toml").read_text(encoding="utf-8"), _catalogue),
    **{
        nom: ((RACINE / "examples" / f"{nom}.toml").read_text(encoding="utf-8"), _catalogue)
        for nom in ("causses", "estuaire", "plateau", "sillon", "vallees")
    },
    "tarifs": ((VALIDES / "tarifs-valides.toml").read_text(encoding="utf-8"), _tarifs),
}
