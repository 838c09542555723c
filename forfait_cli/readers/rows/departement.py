"""The communes of a département, as the rows of a file would give them."""

from collections.abc import Iterator

from forfait_cli.francais import quantite
from forfait_cli.readers.communes import Annuaire
from forfait_cli.readers.rows.source import Bloc

_PAR_BLOC = 256


class SourceDepartement:
    """The communes of a département, by code INSEE."""

    noms = ("nom", "code_insee", "siren", "departement")
    vides = 0

    def __init__(self, departement: str) -> None:
        with Annuaire() as annuaire:
            self.origine = f"département {annuaire.departement(departement)}"
            self._communes = list(annuaire.lister(departement))
        self._lues = 0
        self.remarques = [f"D{self.origine[1:]} : {quantite(len(self._communes), 'commune')}."]

    def avancement(self) -> int | None:
        """How many of the communes have been read, in percent."""
        return 100 * self._lues // len(self._communes)

    def blocs(self) -> Iterator[Bloc]:
        """The communes, by code INSEE."""
        for debut in range(0, len(self._communes), _PAR_BLOC):
            communes = self._communes[debut : debut + _PAR_BLOC]
            self._lues = debut + len(communes)
            lignes = [[c.nom, c.code_insee, c.siren or "", c.departement] for c in communes]
            yield Bloc(lignes, range(debut + 1, self._lues + 1), {}, None)
