"""The look-up of communes for a batch: the figure that classes a row, and what must be said of it."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from forfait_cli.domaine.communes import Commune
from forfait_cli.domaine.grille import Catalogue
from forfait_cli.domaine.strate import strate_pour
from forfait_cli.domaine.types import Critere, GenrePopulation
from forfait_cli.francais import nombre
from forfait_cli.readers.rows import Bloc
from forfait_cli.render.csv import Valeur

if TYPE_CHECKING:
    from forfait_cli.readers.communes import Annuaire

# What each row of the output says of a population looked up. Both strates: they differ for 863 communes.
COLONNES = (
    "population_retenue", "population_totale", "population_municipale", "population_source",
    "strate_totale", "strate_municipale",
)  # fmt: skip
PAR_BLOC = 256


class Recherche(NamedTuple):
    """What a look-up found."""

    habitants: int
    ajouts: tuple[Valeur, ...]  # the values of `COLONNES`


class Chercheur:
    """Finds communes by whatever names them."""

    colonnes = COLONNES

    def __init__(self, catalogue: Catalogue, genre: GenrePopulation, departement: str | None) -> None:
        self._catalogue = catalogue
        self._genre = genre
        self._departement = departement
        self._annuaire: Annuaire | None = None  # opened for the first row that needs it: SQLite takes time to load
        self._sources: dict[str, int] = {}  # kind, source and year → how many rows rest on it
        self._ecarts = 0  # rows whose strate depends on the kind of population

    def trouver(self, texte: str, departement: str | None) -> Recherche:
        """The commune of that code INSEE, SIREN or name.

        Raises:
            Refus: none, several, or one without a population.
        """
        from forfait_cli.readers.communes import Annuaire, population_retenue

        if self._annuaire is None:
            self._annuaire = Annuaire()
        commune = self._annuaire.trouver(texte, departement or self._departement)
        habitants, population = population_retenue(commune, self._genre)
        source = ", ".join(filter(None, (population.source, population.millesime)))
        genre = f"population {population.retenue or 'de nature non précisée'}"
        dite = f"{genre} ({source})"
        self._sources[dite] = self._sources.get(dite, 0) + 1
        totale, municipale = self._strate(population.totale), self._strate(population.municipale)
        self._ecarts += totale != municipale
        return Recherche(
            habitants, (population.retenue, population.totale, population.municipale, source, totale, municipale)
        )

    def bilan(self) -> list[str]:
        """Which populations were used, and for how many rows the other kind gives another strate."""
        phrases = [f"Communes cherchées : {nombre(combien)} avec la {dite}." for dite, combien in self._sources.items()]
        if self._ecarts:
            combien = nombre(self._ecarts)
            phrases.append(
                f"Attention : pour {combien} d’entre elles, les populations totale et municipale donnent deux strates."
            )
        return phrases

    def _strate(self, habitants: int | None) -> int | None:
        strate = None if habitants is None else strate_pour(self._catalogue, Critere.HABITANTS, habitants)
        return None if strate is None else strate.numero


class SourceDepartement:
    """The communes of a département, as the rows of a file would give them."""

    noms = ("nom", "code_insee", "siren", "departement")
    vides = 0

    def __init__(self, departement: str) -> None:
        from forfait_cli.readers.communes import Annuaire

        self.origine = f"département {departement}"
        self._communes: list[Commune] = list(Annuaire().lister(departement))
        self._lues = 0
        self.remarques = [f"{self.origine.capitalize()} : {len(self._communes)} communes."]

    def avancement(self) -> int | None:
        """How many of the communes have been read, in percent."""
        return 100 * self._lues // max(1, len(self._communes))

    def blocs(self) -> Iterator[Bloc]:
        """The communes, by code INSEE."""
        for debut in range(0, len(self._communes), PAR_BLOC):
            communes = self._communes[debut : debut + PAR_BLOC]
            self._lues = debut + len(communes)
            lignes = [[c.nom, c.code_insee, c.siren or "", c.departement] for c in communes]
            yield Bloc(lignes, range(debut + 1, self._lues + 1), {}, None)
