"""`--commune`: the population looked up is told with its kind, year and source, and both strates where they differ."""

import json
from typing import Any

import pytest
from outils import Lancer, espaces_simples

from forfait_cli import load_catalogue
from forfait_cli.domaine.demande import Collectivite, Population
from forfait_cli.domaine.hypotheses import autre_strate, dire_population, hypotheses
from forfait_cli.domaine.strate import classer
from forfait_cli.domaine.types import Affiliation, GenrePopulation

PAR_DEFAUT = "Collectivité affiliée au centre de gestion : supposé, faute d’indication contraire."
ASTAFFORT = Population(2006, 1972, None, GenrePopulation.TOTALE, "2023", "INSEE")


def donnees(lancer: Lancer, *arguments: str) -> dict[str, Any]:
    resultat = lancer(*arguments, "--format", "json")
    assert resultat.code == 0
    lu: dict[str, Any] = json.loads(resultat.sortie)
    return lu


def commune(
    habitants: int, population: Population | None, affiliation: Affiliation = Affiliation.SUPPOSEE
) -> Collectivite:
    return Collectivite("commune", {"habitants": habitants}, affiliation, population=population)


@pytest.mark.parametrize("commande", ["strate", "quote", "compare"])
def test_the_collectivite_says_both_populations_and_which_is_taken(lancer: Lancer, commande: str) -> None:
    collectivite = donnees(lancer, commande, "--commune", "astaffort")["collectivite"]
    assert collectivite == collectivite | {
        "nom": "Astaffort",
        "nature": "commune",
        "habitants": 2006,
        "agents": None,
        "affiliee": True,
        "code_insee": "47015",
        "siren": "214700155",
        "population": {
            "totale": 2006,
            "municipale": 1972,
            "non_precisee": None,
            "retenue": "totale",
            "millesime": "2023",
            "source": "INSEE, populations de référence",
        },
    }


@pytest.mark.parametrize(("genre", "habitants", "strate"), [("totale", 2006, 5), ("municipale", 1972, 4)])
@pytest.mark.parametrize("commande", ["strate", "quote", "compare"])
def test_the_population_asked_for_is_taken_and_the_other_strate_is_told(
    lancer: Lancer, commande: str, genre: str, habitants: int, strate: int
) -> None:
    lu = donnees(lancer, commande, "--commune", "47015", "--population", genre)
    assert (lu["collectivite"]["habitants"], lu["strate"]["numero"]) == (habitants, strate)
    (attention,) = [texte for texte in lu["hypotheses"] if texte.startswith("Attention")]
    for nombre in ("2\u202f006", "1\u202f972", "strate 4", "strate 5"):
        assert nombre in attention


@pytest.mark.parametrize("format_", ["table", "csv", "markdown", "json"])
@pytest.mark.parametrize("commande", ["strate", "quote", "compare"])
def test_every_output_says_figure_kind_year_and_both_strates(lancer: Lancer, commande: str, format_: str) -> None:
    texte = lancer(commande, "--commune", "47015", "--format", format_).sortie.decode()
    texte = " ".join(texte.replace("\u202f", " ").replace("\u00a0", " ").split())
    assert "Population totale : 2 006 habitants (INSEE, populations de référence, 2023)." in texte
    assert "la population municipale (1 972) donnerait la strate 4." in texte


def test_the_same_strate_with_both_populations_is_not_told(lancer: Lancer) -> None:
    lu = donnees(lancer, "strate", "--commune", "Agen", "--departement", "47")
    assert not [texte for texte in lu["hypotheses"] if texte.startswith("Attention")]


def test_a_name_given_stays(lancer: Lancer) -> None:
    lu = donnees(lancer, "quote", "--commune", "47015", "--nom", "Mairie d’Astaffort")
    assert lu["collectivite"]["nom"] == "Mairie d’Astaffort"


@pytest.mark.parametrize("commande", ["strate", "quote", "compare"])
def test_a_code_that_is_a_postcode_too_is_never_taken_for_one_of_the_two(lancer: Lancer, commande: str) -> None:
    resultat = lancer(commande, "--commune", "47220")
    assert (resultat.code, resultat.sortie) == (1, b"")
    assert "47220 est le code INSEE de Razimet et le code postal de 8 autres" in resultat.erreur
    for attendu in ("Astaffort (47015, Lot-et-Garonne)", "--code-insee 47220"):
        assert attendu in resultat.erreur
    assert donnees(lancer, commande, "--code-insee", "47220")["collectivite"]["nom"] == "Razimet"


def test_homonyms_are_told_one_a_line(lancer: Lancer) -> None:
    lignes = lancer("strate", "--commune", "Saint-Denis").erreur.splitlines()
    candidats = [ligne.strip() for ligne in lignes if ligne.strip().startswith("Saint-Denis (")]
    assert [ligne[:18] for ligne in candidats] == [
        "Saint-Denis (11339",
        "Saint-Denis (30247",
        "Saint-Denis (93066",
        "Saint-Denis (97411",
    ]
    aide = " ".join(" ".join(lignes).split())
    assert "par exemple --code-insee 11339, ou précisez le département, par exemple --departement 11 :" in aide


def test_the_mairie_of_a_commune_is_that_commune(lancer: Lancer) -> None:
    assert donnees(lancer, "quote", "--commune", "Mairie d’Astaffort")["collectivite"]["nom"] == "Astaffort"


@pytest.mark.parametrize(
    ("arguments", "morceau"),
    [
        (("--commune", "47015", "--habitants", "3"), "les deux à la fois"),
        (("--commune", "47015", "--habitants", "3", "--agents", "4"), "les trois à la fois"),
        (("--commune", "47015", "--population", "municipal"), "« municipale »"),
        (("--habitants", "3", "--departement", "47"), "ne sert qu’avec --commune"),
        (("--habitants", "3", "--population", "totale"), "ne sert qu’avec --commune"),
        (("--commune", "47015", "--nature", "budget-annexe"), "se classe par ses agents"),
    ],
)
def test_contradictions_are_usage_faults(lancer: Lancer, arguments: tuple[str, ...], morceau: str) -> None:
    resultat = lancer("strate", *arguments)
    assert resultat.code == 2
    assert morceau in resultat.erreur.replace("\u00a0", " ")


def test_an_unknown_commune_is_refused(lancer: Lancer) -> None:
    resultat = lancer("quote", "--commune", "Astafort")
    assert (resultat.code, resultat.sortie) == (1, b"")
    assert "Astaffort (47015" in resultat.erreur


def test_the_command_commune_searches_and_lists(lancer: Lancer) -> None:
    trouvees = donnees(lancer, "commune", "astaf")["communes"]
    assert [commune["code_insee"] for commune in trouvees] == ["47015"]
    assert len(donnees(lancer, "commune", "--departement", "47")["communes"]) == 319
    par_code_postal = donnees(lancer, "commune", "47220", "--departement", "47")["communes"]
    assert {"Razimet", "Astaffort"} <= {commune["nom"] for commune in par_code_postal}
    assert lancer("commune").code == 2
    refus = espaces_simples(lancer("commune", "1004").erreur)  # what is typed alone has no flag
    assert refus.startswith("Erreur : NOM : « 1004 » n’est ni un code INSEE")
    assert "pour Ambérieu-en-Bugey, Ain, donnez le code INSEE 01004" in refus
    for format_ in ("table", "csv", "markdown"):
        assert "214700155" in lancer("commune", "47015", "--format", format_).texte
    assert "Licence Ouverte 2.0" in lancer("commune", "47015").texte


@pytest.mark.parametrize("format_", ["table", "csv", "json", "markdown"])
def test_a_search_that_finds_too_many_asks_for_more(lancer: Lancer, format_: str) -> None:
    resultat = lancer("commune", "L", "--format", format_)
    assert (resultat.code, resultat.sortie) == (1, b"")
    assert "communes répondent à" in resultat.erreur
    assert "--departement 47" in resultat.erreur
    assert len(donnees(lancer, "commune", "L", "--departement", "62")["communes"]) > 50


def test_the_shell_completes_communes(lancer_dehors: Lancer) -> None:
    environnement = {
        "_FORFAIT_COMPLETE": "complete_bash",
        "COMP_WORDS": "forfait quote --commune astaf",
        "COMP_CWORD": "3",
    }
    assert lancer_dehors(env=environnement).texte.strip() == "astaffort"  # what was typed stays
    environnement["COMP_WORDS"] = "forfait quote --commune Saint-Ét"
    assert "Saint-Étienne" in lancer_dehors(env=environnement).texte.split()


# --- The sentences, word for word ---------------------------------------------------------------


def test_what_is_assumed_word_for_word() -> None:
    catalogue = load_catalogue()

    def dites(collectivite: Collectivite) -> tuple[str, ...]:
        return hypotheses(catalogue, collectivite, classer(catalogue, collectivite))

    assert dites(commune(2006, ASTAFFORT)) == (
        PAR_DEFAUT,
        "Population totale : 2\u202f006\u00a0habitants (INSEE, 2023).",
        "Attention : la population totale (2\u202f006) donne la strate 5, la population municipale (1\u202f972) "
        "donnerait la strate 4.",
    )
    assert dites(commune(1, None)) == (
        PAR_DEFAUT,
        "Population de 1\u00a0habitant : chiffre donné par le demandeur, sans indication de nature "
        "(totale ou municipale) ni d’année.",
    )
    assert dites(Collectivite("budget-annexe", {"agents": 2})) == (
        PAR_DEFAUT,
        "Effectif de 2\u00a0agents : chiffre donné par le demandeur, en personnes.",
    )
    assert dites(Collectivite(affiliation=Affiliation.NON_AFFILIEE)) == ()
    assert dites(commune(5, None, Affiliation.AFFILIEE))[0].startswith("Population de 5")


def test_a_collectivite_non_affiliee_has_one_strate_whatever_its_population() -> None:
    catalogue = load_catalogue()
    collectivite = commune(2006, ASTAFFORT, Affiliation.NON_AFFILIEE)
    assert autre_strate(catalogue, collectivite, classer(catalogue, collectivite)) is None


def test_a_population_of_no_told_kind_is_said_so() -> None:
    population = Population(None, None, 596, None, None, "Outre-mer")
    assert dire_population(population, 596) == (
        "Population de nature non précisée : 596\u00a0habitants (Outre-mer, année non précisée)."
    )
    catalogue = load_catalogue()
    collectivite = commune(596, population)
    assert autre_strate(catalogue, collectivite, classer(catalogue, collectivite)) is None


def test_municipale_taken_totale_told() -> None:
    catalogue = load_catalogue()
    collectivite = commune(1972, ASTAFFORT._replace(retenue=GenrePopulation.MUNICIPALE))
    assert autre_strate(catalogue, collectivite, classer(catalogue, collectivite)) == (
        "Attention : la population municipale (1\u202f972) donne la strate 4, la population totale (2\u202f006) "
        "donnerait la strate 5."
    )
    partielle = collectivite._replace(population=ASTAFFORT._replace(retenue=GenrePopulation.MUNICIPALE, totale=None))
    assert autre_strate(catalogue, partielle, classer(catalogue, partielle)) is None


def test_the_commune_that_a_population_is_of_is_told_where_its_name_is_another() -> None:
    catalogue = load_catalogue()
    mairie = commune(2006, ASTAFFORT._replace(municipale=None, commune="Astaffort (47015)"))._replace(
        nom="Les Cailloux"
    )
    assert hypotheses(catalogue, mairie, classer(catalogue, mairie))[1:] == (
        "Population totale : 2\u202f006\u00a0habitants (INSEE, 2023).",
        "Attention : cette population est celle d’Astaffort (47015), dont «\u00a0Les Cailloux\u00a0» n’est pas le nom.",
    )
