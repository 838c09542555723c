"""What a devis takes for granted, said on the devis itself."""

from forfait_cli.domaine.dossier import Classement, Collectivite, Population
from forfait_cli.domaine.grille import Catalogue
from forfait_cli.domaine.strate import strate_pour
from forfait_cli.domaine.types import Critere, GenrePopulation
from forfait_cli.francais import nombre, quantite


def hypotheses(catalogue: Catalogue, collectivite: Collectivite, classement: Classement) -> tuple[str, ...]:
    """Affiliation and size, as given, looked up or assumed; both strates where the two populations differ."""
    phrases = []
    if collectivite.affiliee and not collectivite.affiliation_dite:
        phrases.append("Collectivité affiliée au centre de gestion : supposé, faute d’indication contraire.")
    if collectivite.population is not None and collectivite.habitants is not None:
        phrases.append(dire_population(collectivite.population, collectivite.habitants))
    elif collectivite.habitants is not None:
        phrases.append(
            f"Population de {quantite(collectivite.habitants, 'habitant')} : chiffre donné par le demandeur, "
            "sans indication de nature (totale ou municipale) ni d’année."
        )
    elif collectivite.agents is not None:
        phrases.append(
            f"Effectif de {quantite(collectivite.agents, 'agent')} : chiffre donné par le demandeur, en personnes."
        )
    autre = autre_strate(catalogue, collectivite, classement)
    return (*phrases, autre) if autre else tuple(phrases)


def dire_population(population: Population, habitants: int) -> str:
    """Figure, kind, year and source of a population that was looked up."""
    genre = f"Population {population.retenue}" if population.retenue else "Population de nature non précisée"
    annee = population.millesime or "année non précisée"
    return f"{genre} : {quantite(habitants, 'habitant')} ({population.source}, {annee})."


def autre_strate(catalogue: Catalogue, collectivite: Collectivite, classement: Classement) -> str | None:
    """Said plainly where the other kind of population gives another strate; None where it does not."""
    population = collectivite.population
    if population is None or classement.critere is not Critere.HABITANTS:
        return None
    match population.retenue:
        case GenrePopulation.TOTALE:
            autre, valeur = GenrePopulation.MUNICIPALE, population.municipale
        case GenrePopulation.MUNICIPALE:
            autre, valeur = GenrePopulation.TOTALE, population.totale
        case None:
            return None
    strate = None if valeur is None else strate_pour(catalogue, Critere.HABITANTS, valeur)
    if strate is None or valeur is None or strate.numero == classement.strate.numero:
        return None
    return (
        f"Attention : la population {population.retenue} ({nombre(classement.valeur or 0)}) donne la strate "
        f"{classement.strate.numero}, la population {autre} ({nombre(valeur)}) donnerait la strate {strate.numero}."
    )
