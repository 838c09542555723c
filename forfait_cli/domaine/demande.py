"""What is asked, and by whom; what can't be is refused here, each fault naming its field."""

import datetime
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import NamedTuple

from forfait_cli.domaine.catalogue import Catalogue
from forfait_cli.domaine.prix import EXACT
from forfait_cli.domaine.types import Affiliation, GenrePopulation, Nature, Nombre
from forfait_cli.erreurs import Anomalie, champ
from forfait_cli.francais import enumeration, guillemets, nombre


class Population(NamedTuple):
    """What the sources say of a commune's inhabitants. Either both kinds, or one figure of no told kind."""

    totale: int | None
    municipale: int | None
    brute: int | None  # a figure whose source does not say its kind
    retenue: GenrePopulation | None  # the kind taken; None: `brute`
    millesime: str | None  # None: the source does not say
    source: str
    commune: str | None = None  # whose it is, « Nérac (47195) », where the name that was given does not recall it


class Collectivite(NamedTuple):
    """Who asks: a nature of the catalogue, its measures, its affiliation."""

    nature: str | None = None  # code; None: not told, where no strate and no price depends on it
    mesures: Mapping[str, Nombre] = {}  # by code of measure
    affiliation: Affiliation = Affiliation.SUPPOSEE
    nom: str | None = None
    nature_dite: str | None = None  # its own name for its nature: « CCAS »
    code_insee: str | None = None
    siren: str | None = None
    population: Population | None = None  # where `habitants` was looked up

    @property
    def affiliee(self) -> bool:
        """Whether it counts as affiliated."""
        return self.affiliation.affiliee


class Demande(NamedTuple):
    """A devis that is asked for."""

    collectivite: Collectivite
    extras: Mapping[str, Nombre] = {}  # by code of option: units above what the forfait includes
    besoins: Mapping[str, Nombre] = {}  # by code of option: the whole need, in units
    forfaits: tuple[str, ...] | None = None  # None: all
    exiges: tuple[str, ...] = ()  # codes of services or options that a forfait must give
    date: datetime.date | None = None


def fautes_collectivite(catalogue: Catalogue, collectivite: Collectivite) -> Iterator[Anomalie]:
    """What can't be: a nature or a measure that the grid does not have, a size that is no number of units."""
    codes = [nature.code for nature in catalogue.natures]
    if collectivite.nature is not None and collectivite.nature not in codes:
        aide = f"natures de la grille : {enumeration(codes)}"
        yield Anomalie(champ("nature"), f"la grille ne sert pas la nature {guillemets(collectivite.nature)}", aide)
        return
    connues = {mesure.code: mesure for mesure in catalogue.mesures}
    for code, valeur in collectivite.mesures.items():
        if code not in connues:
            aide = f"mesures de la grille : {enumeration(list(connues))}"
            yield Anomalie(champ(code), f"la grille ne connaît pas la mesure {guillemets(code)}", aide)
        elif not est_un_nombre(valeur) or valeur < 0 or not est_un_multiple(valeur, connues[code].pas):
            quoi = "un nombre entier" if connues[code].pas == 1 else f"un multiple de {nombre(connues[code].pas)}"
            dite = nombre(valeur) if est_un_nombre(valeur) else valeur
            yield Anomalie(champ(code), f"{dite} n’est pas possible ici", f"donnez {quoi}, 0 ou plus")
    if collectivite.nature is None:
        return
    nature = catalogue.nature(collectivite.nature)
    etrangeres = [code for code in collectivite.mesures if _classe_une_autre(catalogue, nature.code, code)]
    if etrangeres and not any(code in collectivite.mesures for code in nature.mesures):
        yield se_classe_par(catalogue, nature)


def _classe_une_autre(catalogue: Catalogue, nature: str, mesure: str) -> bool:
    """Whether that measure classes other natures and not this one."""
    classees = [une.code for une in catalogue.natures if mesure in une.mesures]
    return bool(classees) and nature not in classees


def se_classe_par(catalogue: Catalogue, nature: Nature) -> Anomalie:
    """What classes a nature, where something else is given: « par ses habitants », « par un montant (budget) »."""
    mesures = [catalogue.mesure(code) for code in nature.mesures]
    mots = [f"par ses {une.mot}" if une.unite is not None else f"par un montant ({une.nom})" for une in mesures]
    aide = f"donnez {enumeration([f'{champ(une.code)} N' for une in mesures])}"
    return Anomalie(champ("nature"), f"{guillemets(nature.nom)} se classe {enumeration(mots)}", aide)


def est_un_multiple(valeur: Nombre, pas: Decimal) -> bool:
    """Whether this is a whole number of the smallest part counted, whatever its digits."""
    return (pas == 1 and isinstance(valeur, int)) or EXACT.remainder(Decimal(valeur), pas) == 0


def est_un_nombre(valeur: object) -> bool:
    """Whether this is an `int` or a finite `Decimal`, and no boolean."""
    return not isinstance(valeur, bool) and (
        isinstance(valeur, int) or (isinstance(valeur, Decimal) and valeur.is_finite())
    )
