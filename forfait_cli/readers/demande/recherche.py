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
            Refus: none, several, or one of another département; two that contradict each other.
        """
        annuaire = self._ouvrir()
        ici = departement or self._departement
        if "code_insee" in textes:
            par, commune = "code_insee", annuaire.trouver_code(textes["code_insee"], ici)
        elif "siren" in textes:
            par, commune = "siren", annuaire.trouver_siren(textes["siren"], ici)
        else:
            return annuaire.trouver(textes["commune"], ici)
        annuaire.confirmer(commune, par, {nom: texte for nom, texte in textes.items() if nom != par})
        return commune

    def autre_nom(self, commune: "Commune", nom: str | None) -> str | None:
        """The commune, named, where a free name does not recall it."""
        return self._ouvrir().autre_nom(commune, nom)

    def _ouvrir(self) -> "Annuaire":
        if self._annuaire is None:
            from forfait_cli.readers.communes import Annuaire

            self._annuaire = Annuaire()
        return self._annuaire
