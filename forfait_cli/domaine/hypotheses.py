"""What a devis takes for granted, said on the devis itself."""

from forfait_cli.domaine.catalogue import Catalogue
from forfait_cli.domaine.demande import Collectivite, Population
from forfait_cli.domaine.resultats import Classement
from forfait_cli.domaine.strate import dire_mesure, strate_pour
from forfait_cli.domaine.types import Affiliation, GenrePopulation, Mesure, Nombre
from forfait_cli.francais import a, de_lieu, guillemets, nombre, quantite

HABITANTS = "habitants"  # the measure that a look-up gives
AFFILIATION_SUPPOSEE = "supposé, faute d’indication contraire."  # how that assumption ends: a devis read back has it


def hypotheses(catalogue: Catalogue, collectivite: Collectivite, classement: Classement) -> tuple[str, ...]:
    """Affiliation and sizes, as given, looked up or assumed; both strates where the two populations differ."""
    phrases = []
    if collectivite.affiliation is Affiliation.SUPPOSEE and catalogue.dit_l_affiliation:
        ou = a(catalogue.organisme.article, catalogue.organisme.genre)
        phrases.append(f"Collectivité affiliée {ou} : {AFFILIATION_SUPPOSEE}")
    for mesure in catalogue.mesures:
        valeur = collectivite.mesures.get(mesure.code)
        if valeur is None:
            continue
        if mesure.code == HABITANTS and collectivite.population is not None and isinstance(valeur, int):
            phrases.append(dire_population(collectivite.population, valeur))
            if collectivite.population.commune is not None:
                phrases.append(
                    f"Attention : cette population est celle {de_lieu(collectivite.population.commune)}, "
                    f"dont {guillemets(collectivite.nom or '')} n’est pas le nom."
                )
        else:
            phrases.append(_donnee(mesure, valeur))
    autre = autre_strate(catalogue, collectivite, classement)
    return (*phrases, autre) if autre else tuple(phrases)


def _donnee(mesure: Mesure, valeur: Nombre) -> str:
    precision = f", {mesure.precision}" if mesure.precision else ""
    taille = dire_mesure(mesure, valeur)
    if mesure.unite is not None:
        taille = f"{mesure.nom} de {taille}"
    return f"{taille[0].upper()}{taille[1:]} : chiffre donné par le demandeur{precision}."


def dire_population(population: Population, habitants: int) -> str:
    """Figure, kind, year and source of a population that was looked up."""
    genre = f"Population {population.retenue}" if population.retenue else "Population de nature non précisée"
    annee = population.millesime or "année non précisée"
    return f"{genre} : {quantite(habitants, 'habitant')} ({population.source}, {annee})."


def autre_population(population: Population | None) -> tuple[GenrePopulation, int] | None:
    """The kind of population that was not taken, and its figure; None where it is not known."""
    if population is None or population.retenue is None:
        return None
    match population.retenue:
        case GenrePopulation.TOTALE:
            autre, valeur = GenrePopulation.MUNICIPALE, population.municipale
        case GenrePopulation.MUNICIPALE:
            autre, valeur = GenrePopulation.TOTALE, population.totale
    return None if valeur is None else (autre, valeur)


def autre_strate(catalogue: Catalogue, collectivite: Collectivite, classement: Classement) -> str | None:
    """Said plainly where the other kind of population gives another strate; None where it does not."""
    autre = autre_population(collectivite.population)
    retenue = collectivite.mesures.get(HABITANTS)
    if autre is None or retenue is None or classement.valeur(HABITANTS) is None or collectivite.population is None:
        return None
    genre, valeur = autre
    strate = strate_pour(catalogue, collectivite, HABITANTS, valeur)
    if strate is None or strate.numero == classement.strate.numero:
        return None
    return (
        f"Attention : la population {collectivite.population.retenue} ({nombre(retenue)}) donne la strate "
        f"{classement.strate.numero}, la population {genre} ({nombre(valeur)}) donnerait la strate {strate.numero}."
    )
