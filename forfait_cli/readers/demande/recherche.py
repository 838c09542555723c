"""The look-up of a commune for a request: opened for the first one that needs it."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from forfait_cli.domaine.communes import Commune
    from forfait_cli.readers.communes import Annuaire


class Chercheur:
    """Finds communes by whatever names them."""

    def __init__(self, departement: str | None = None) -> None:
        self._departement = departement  # where a request does not tell its own
        self._annuaire: Annuaire | None = None  # SQLite takes time to load

    def trouver(self, textes: Mapping[str, str], departement: str | None) -> "Commune":
        """The commune that a code INSEE, else a SIREN, else a name, says.

        Raises:
            Refus: none, several, or one of another département.
        """
        annuaire = self._ouvrir()
        ici = departement or self._departement
        if "code_insee" in textes:
            return annuaire.trouver_code(textes["code_insee"], ici)
        if "siren" in textes:
            return annuaire.trouver_siren(textes["siren"], ici)
        return annuaire.trouver(textes["commune"], ici)

    def _ouvrir(self) -> "Annuaire":
        if self._annuaire is None:
            from forfait_cli.readers.communes import Annuaire

            self._annuaire = Annuaire()
        return self._annuaire
