"""What came of a list, for its summary and its exit code."""

from typing import NamedTuple

from forfait_cli.domaine.catalogue import Catalogue
from forfait_cli.domaine.demande import Collectivite
from forfait_cli.domaine.hypotheses import HABITANTS
from forfait_cli.domaine.resultats import FORFAIT, Devis
from forfait_cli.domaine.strate import strate_pour
from forfait_cli.francais import enumeration, guillemets, nombre
from forfait_cli.readers.demande.lignes import Rejet
from forfait_cli.render.releve import Valeur

RAISONS_MAX = 10  # refusals told in the summary
AUTRE_DEMANDE = "corrigez ce que demande la ligne, ou prenez un autre forfait"  # a forfait that can't be had
MANQUES_MAX = 5  # prices that lack, named in the summary
NOMS_MAX = 3  # communes found under another name than the row's, told in the summary

# What each row of the output says of a population looked up, with the title that a person reads. Both strates: they
# differ for 863 communes.
COLONNES = {
    "population_retenue": "Population retenue",
    "population_totale": "Population totale",
    "population_municipale": "Population municipale",
    "population_source": "Source de la population",
    "strate_totale": "Strate avec la population totale",
    "strate_municipale": "Strate avec la population municipale",
}
CHIFFREES = ("population_totale", "population_municipale", "strate_totale", "strate_municipale")
# Those that paper keeps, and those that it may do without, the first first.
ESSENTIELLES = ("population_totale",)
DETAILS = (
    "population_source", "population_retenue", "strate_totale", "departement", "siren", "strate_municipale",
    "population_municipale",
)  # fmt: skip


class Trouvee(NamedTuple):
    """What is said of a population that was looked up."""

    valeurs: tuple[Valeur, ...]  # of `COLONNES`
    source: str  # kind, source and year, in words
    ecart: bool  # the other kind gives another strate
    autre: str | None  # « Nérac (47195), pas « Agen » »: the name of the row does not recall its commune


def trouvee(catalogue: Catalogue, collectivite: Collectivite) -> Trouvee | None:
    """What is to be said of a collectivité's population; None where it was not looked up."""
    population = collectivite.population
    if population is None:
        return None

    def strate(habitants: int | None) -> int | None:
        trouvee = None if habitants is None else strate_pour(catalogue, collectivite, HABITANTS, habitants)
        return None if trouvee is None else trouvee.numero

    source = ", ".join(filter(None, (population.source, population.millesime)))
    totale, municipale = strate(population.totale), strate(population.municipale)
    valeurs = (population.retenue, population.totale, population.municipale, source, totale, municipale)
    genre = f"population {population.retenue or 'de nature non précisée'}"
    autre = f"{population.commune}, pas {guillemets(collectivite.nom or '')}" if population.commune else None
    return Trouvee(valeurs, f"{genre} ({source})", totale != municipale, autre)


class Raison(NamedTuple):
    """Why a row was refused."""

    ligne: int
    rejet: Rejet


class Compte:
    """What came of a list."""

    def __init__(self) -> None:
        self.lues = 0
        self.ecrites = 0
        self.refusees = 0  # rows of the input that have a refusal at least
        self.raisons: list[Raison] = []  # the first
        self._sources: dict[str, int] = {}  # kind, source and year → how many rows rest on it
        self._ecarts = 0  # rows whose strate depends on the kind of population
        # By code, what has no amount as a devis names it, and why where the collectivité did not tell its size.
        self._manques: dict[str, tuple[str, str | None]] = {}
        self._autres = 0  # rows whose name does not recall the commune that was found
        self._noms: list[str] = []  # the first

    def refuser(self, ligne: int, rejet: Rejet) -> None:
        """One more row refused."""
        self.refusees += 1
        if len(self.raisons) < RAISONS_MAX:
            self.raisons.append(Raison(ligne, rejet))

    def manquer(self, devis: Devis) -> None:
        """What a devis lacks, if it does."""
        for ligne in devis.lignes:
            if ligne.code not in self._manques and not ligne.connue:
                nom = "prix du forfait" if ligne.code == FORFAIT else ligne.libelle
                self._manques[ligne.code] = nom, ligne.motif if ligne.mesure_absente else None

    @property
    def incomplet(self) -> bool:
        """Whether a line of a devis has no price."""
        return bool(self._manques)

    def manques(self) -> list[str]:
        """What has no price, in the words of the devis: « À connaître : prix du forfait et Formation sur site. »"""
        noms = [nom for nom, pourquoi in self._manques.values() if pourquoi is None]
        if (reste := len(noms) - MANQUES_MAX) > 0:
            noms[MANQUES_MAX:] = ["un autre prix" if reste == 1 else f"{nombre(reste)} autres prix"]
        return [
            *([f"À connaître : {enumeration(noms)}."] if noms else []),
            *(f"À connaître : {nom}, {pourquoi}." for nom, pourquoi in self._manques.values() if pourquoi),
        ]

    def chercher(self, trouvee: Trouvee) -> None:
        """One more row looked up."""
        self._sources[trouvee.source] = self._sources.get(trouvee.source, 0) + 1
        self._ecarts += trouvee.ecart
        if trouvee.autre is not None:
            self._autres += 1
            if len(self._noms) < NOMS_MAX and trouvee.autre not in self._noms:
                self._noms.append(trouvee.autre)

    def recherches(self) -> list[str]:
        """Which populations were used, and for how many rows the other kind gives another strate."""
        seule = sum(self._sources.values()) == 1
        trouvees = "Commune trouvée" if seule else "Communes trouvées"
        phrases = [f"{trouvees} : {nombre(combien)} avec la {dite}." for dite, combien in self._sources.items()]
        if self._ecarts:
            unique = "cette commune" if seule else "l’une d’entre elles"
            qui = unique if self._ecarts == 1 else f"{nombre(self._ecarts)} d’entre elles"
            phrases.append(f"Attention : pour {qui}, les populations totale et municipale donnent deux strates.")
        if self._autres:
            ou = "une ligne" if self._autres == 1 else f"{nombre(self._autres)} lignes"
            lesquelles = " ; ".join(self._noms) + (" ; …" if self._autres > len(self._noms) else ".")
            phrases.append(f"Attention : pour {ou}, le nom n’est pas celui de la commune trouvée : {lesquelles}")
        return phrases
