"""The embedded communes: all there, found by whatever people write, never chosen silently."""

import sqlite3
from collections import Counter

import pytest

from forfait_cli.domaine.communes import Commune
from forfait_cli.domaine.types import GenrePopulation
from forfait_cli.erreurs import Refus
from forfait_cli.readers.communes import _BASE, Annuaire, retenue
from forfait_cli.readers.noms import plier, sans_article

# Sums of the columns PMUN and PTOT of INSEE's files, worked out on the files themselves.
FRANCE_MUNICIPALE, FRANCE_TOTALE = 68_094_280, 69_294_105
MAYOTTE_MUNICIPALE, MAYOTTE_TOTALE = 256_518, 262_895
OUTREMER = 602_143


@pytest.fixture(scope="module")
def annuaire() -> Annuaire:
    return Annuaire()


@pytest.fixture(scope="module")
def communes() -> list[Commune]:
    base = sqlite3.connect(_BASE)
    departements = [code for (code,) in base.execute("SELECT code FROM departement")]
    return [commune for code in departements for commune in Annuaire().lister(code)]


def refus(annuaire: Annuaire, texte: str, departement: str | None = None) -> str:
    with pytest.raises(Refus) as erreur:
        annuaire.trouver(texte, departement)
    (anomalie,) = erreur.value.anomalies
    return f"{anomalie.message} | {anomalie.aide}"


def test_every_current_commune_is_there(communes: list[Commune]) -> None:
    assert len(communes) == 34_969
    assert sum(commune.population is not None for commune in communes) == 34_963


def test_every_commune_is_found_by_its_code(annuaire: Annuaire, communes: list[Commune]) -> None:
    assert all(annuaire.trouver(commune.code_insee) == commune for commune in communes)


def test_every_commune_is_found_by_its_siren(annuaire: Annuaire, communes: list[Commune]) -> None:
    avec = [commune for commune in communes if commune.siren is not None]
    assert len(avec) == 34_875
    assert all(annuaire.trouver(commune.siren or "") == commune for commune in avec)


def test_every_commune_is_found_by_name_and_departement(annuaire: Annuaire, communes: list[Commune]) -> None:
    noms = Counter((plier(commune.nom), commune.departement) for commune in communes)
    seules = [commune for commune in communes if noms[plier(commune.nom), commune.departement] == 1]
    assert len(seules) == 34_969  # no two communes of a département are spelt alike
    assert all(annuaire.trouver(commune.nom, commune.departement) == commune for commune in seules)


def test_the_figures_sum_to_those_of_the_sources(communes: list[Commune]) -> None:
    insee = [c.population for c in communes if c.population is not None and c.population.millesime == "2023"]
    mayotte = [c.population for c in communes if c.population is not None and c.population.millesime == "2017"]
    outremer = [c.population for c in communes if c.population is not None and c.population.brute is not None]
    assert sum(p.municipale or 0 for p in insee) == FRANCE_MUNICIPALE
    assert sum(p.totale or 0 for p in insee) == FRANCE_TOTALE
    assert sum(p.municipale or 0 for p in mayotte) == MAYOTTE_MUNICIPALE
    assert sum(p.totale or 0 for p in mayotte) == MAYOTTE_TOTALE
    assert sum(p.brute or 0 for p in outremer) == OUTREMER


@pytest.mark.parametrize(
    ("code", "municipale", "totale"),
    [("75056", 2_103_778, 2_119_412), ("69123", 519_127, 525_314), ("13055", 886_040, 892_391), ("47015", 1972, 2006)],
)
def test_paris_lyon_marseille_are_sums_and_astaffort_is_astaffort(
    annuaire: Annuaire, code: str, municipale: int, totale: int
) -> None:
    population = annuaire.trouver(code).population
    assert population is not None
    assert (population.municipale, population.totale) == (municipale, totale)


@pytest.mark.parametrize(
    ("ecrit", "code"),
    [
        ("astaffort", "47015"),
        ("ASTAFFORT", "47015"),
        ("sainte foy la grande", "33402"),
        ("Ste-Foy-la-Grande", "33402"),
        ("l'abergement clemenciat", "01001"),
        ("L’Abergement-Clémenciat", "01001"),
        ("abergement-clémenciat", "01001"),
        ("Œuilly", None),
        ("le mans", "72181"),
        ("Mans", "72181"),
        ("2a004", "2A004"),
        ("Ajaccio", "2A004"),
        ("214 700 155", "47015"),
        (" 47015 ", "47015"),
    ],
)
def test_a_name_is_read_without_its_signs(annuaire: Annuaire, ecrit: str, code: str | None) -> None:
    if code is None:  # Œuilly is in Aisne and in Marne
        assert "Oeuilly" in refus(annuaire, ecrit) or "Œuilly" in refus(annuaire, ecrit)
    else:
        assert annuaire.trouver(ecrit).code_insee == code


def test_homonyms_are_all_listed_and_settled_by_departement(annuaire: Annuaire) -> None:
    texte = refus(annuaire, "Saint-Denis")
    assert texte.startswith("4 communes")
    for attendu in ("11339", "30247", "93066", "97411", "Seine-Saint-Denis", "--departement"):
        assert attendu in texte
    assert annuaire.trouver("st denis", "93").code_insee == "93066"


def test_with_or_without_an_article_two_communes_of_a_departement_stay_two(annuaire: Annuaire) -> None:
    assert annuaire.trouver("Vergné", "17").nom == "Vergné"
    assert annuaire.trouver("La Vergne", "17").nom == "La Vergne"


def test_a_near_miss_is_suggested_never_taken(annuaire: Annuaire) -> None:
    assert "Astaffort (47015)" in refus(annuaire, "Astafort")
    assert "Lyon (69123)" in refus(annuaire, "Lyom")


@pytest.mark.parametrize(
    ("ecrit", "chef_lieu"),
    [
        ("Cordieux", "Montluel (01262)"),
        ("75101", "Paris (75056)"),
        ("Marseille 1er Arrondissement", "Marseille (13055)"),
    ],
)
def test_what_belongs_to_a_commune_names_it(annuaire: Annuaire, ecrit: str, chef_lieu: str) -> None:
    assert chef_lieu in refus(annuaire, ecrit)


def test_a_postcode_is_told_from_a_code(annuaire: Annuaire) -> None:
    texte = refus(annuaire, "75001")
    assert "code postal" in texte
    assert "Paris (75056)" in texte
    assert "Astaffort" in [commune.nom for commune in annuaire.homographes_postaux("47220")]


def test_a_commune_without_population_is_refused_with_that_reason(annuaire: Annuaire) -> None:
    with pytest.raises(Refus, match="n’a pas de population"):
        retenue(annuaire.trouver("98411"), GenrePopulation.TOTALE)


def test_a_figure_whose_kind_is_not_told_is_said_so(annuaire: Annuaire) -> None:
    habitants, population = retenue(annuaire.trouver("98735"), GenrePopulation.TOTALE)
    assert (habitants, population.retenue, population.millesime) == (population.brute, None, None)


def test_863_communes_change_strate_with_the_population(communes: list[Commune]) -> None:
    seuils = (250, 500, 1000, 2000, 3500, 5000, 10_000)

    def rang(valeur: int | None) -> int:
        return sum(seuil <= (valeur or 0) for seuil in seuils)

    changent = [
        commune
        for commune in communes
        if (p := commune.population) is not None and p.millesime == "2023" and rang(p.totale) != rang(p.municipale)
    ]
    assert len(changent) == 863
    assert sum(commune.departement == "47" for commune in changent) == 9


def test_an_unknown_departement_is_refused(annuaire: Annuaire) -> None:
    with pytest.raises(Refus, match="aucun département"):
        annuaire.lister("99")


def test_folding_is_stable() -> None:
    assert plier(plier("L’Île-d’Yeu")) == plier("L’Île-d’Yeu")
    assert sans_article(plier("Les Œufs-St-Étienne")) == "oeufs saint etienne"
    assert sans_article("le") == "le"
