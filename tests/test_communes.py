"""The embedded communes: all there, found whatever way people write them, never chosen silently."""

import csv
import hashlib
import os
import sqlite3
import sys
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from itertools import groupby
from pathlib import Path

import pytest

from forfait_cli.domaine.communes import Commune, Rattachement
from forfait_cli.domaine.types import GenrePopulation
from forfait_cli.erreurs import Refus, champ
from forfait_cli.francais import plier, sans_accents
from forfait_cli.readers.communes import Annuaire, population_retenue
from forfait_cli.readers.communes.base import EMBARQUEE, Base
from forfait_cli.readers.communes.noms import cle, plier_nom, sans_article

# Worked out on the sources with awk, by other means than the builder's: the lines
# « code;municipale;totale » of INSEE's two files, arrondissements added up, sorted; then the lines
# « code;population » of the overseas file.
EMPREINTE_INSEE = "71e9c21a3c474802b3b5e8963102c059fe248c1cdfd33b3a7fc497f2f9918272"
EMPREINTE_OUTREMER = "0520065465e4d8b53016ae134f5ad9567af811f62bc5fd858698ce139dcdb9f7"
PAR_DEPARTEMENT = Path(__file__).parent / "donnees" / "populations_par_departement.csv"
TOTALE, MUNICIPALE = GenrePopulation.TOTALE, GenrePopulation.MUNICIPALE


@pytest.fixture(scope="module")
def annuaire() -> Annuaire:
    return Annuaire()


@pytest.fixture(scope="module")
def communes() -> list[Commune]:
    return Base().communes("1")


def refus(annuaire: Annuaire, texte: str, departement: str | None = None) -> str:
    """What is said, message and help, with ordinary spaces."""
    with pytest.raises(Refus) as erreur:
        annuaire.trouver(texte, departement)
    (anomalie,) = erreur.value.dite(str).anomalies
    return f"{anomalie.message} | {anomalie.aide}".replace("\u00a0", " ").replace("\u202f", " ")


def origine(recherche: Callable[[], object]) -> str:
    """The field that a refusal names."""
    with pytest.raises(Refus) as erreur:
        recherche()
    (anomalie,) = erreur.value.dite(str).anomalies
    return anomalie.origine


# --- All are there, with the sources' figures ---------------------------------------------------


def test_every_current_commune_is_there(communes: list[Commune]) -> None:
    assert len(communes) == 34_969
    assert sum(commune.siren is not None for commune in communes) == 34_875
    assert sum(commune.population is not None for commune in communes) == 34_963
    assert sum(not commune.codes_postaux for commune in communes) == 5


def test_every_commune_is_found_by_code(annuaire: Annuaire, communes: list[Commune]) -> None:
    perdues = [c for c in communes if annuaire.trouver_code(c.code_insee) != c]
    assert not perdues


def test_a_code_alone_is_taken_unless_it_is_the_postcode_of_another(
    annuaire: Annuaire, communes: list[Commune]
) -> None:
    refuses = 0
    for commune in communes:
        try:
            trouvee = annuaire.trouver(commune.code_insee)
        except Refus:
            refuses += 1
        else:
            assert trouvee == commune
    assert refuses == 3045


def test_every_commune_is_found_by_siren(annuaire: Annuaire, communes: list[Commune]) -> None:
    perdues = [c for c in communes if c.siren is not None and annuaire.trouver(c.siren) != c]
    assert not perdues
    assert annuaire.trouver_siren(" 214 700 155 ").code_insee == "47015"


def test_every_commune_is_found_by_name_and_departement(annuaire: Annuaire, communes: list[Commune]) -> None:
    noms = Counter((plier_nom(commune.nom), commune.departement) for commune in communes)
    assert set(noms.values()) == {1}  # none is a homonym inside its département
    perdues = [c for c in communes if annuaire.trouver(c.nom, c.departement) != c]
    assert not perdues


def test_every_commune_is_found_as_an_office_writes_it(annuaire: Annuaire, communes: list[Commune]) -> None:
    def bureau(nom: str) -> str:
        mots = plier_nom(nom).upper().split()
        return " ".join({"SAINT": "ST", "SAINTE": "STE", "SAINTES": "STES"}.get(mot, mot) for mot in mots)

    perdues = [c for c in communes if annuaire.trouver(bureau(c.nom), c.departement) != c]
    assert not perdues


def test_a_name_alone_gives_its_commune_or_a_refusal(annuaire: Annuaire, communes: list[Commune]) -> None:
    refusees = 0
    for commune in communes:
        try:
            trouvee = annuaire.trouver(commune.nom)
        except Refus:
            refusees += 1
        else:
            assert trouvee == commune
    assert 4000 < refusees < 4500


def test_figures_are_those_of_the_sources(communes: list[Commune]) -> None:
    insee, outremer = hashlib.sha256(), hashlib.sha256()
    for commune in communes:
        if (population := commune.population) is None:
            continue
        if population.brute is None:
            insee.update(f"{commune.code_insee};{population.municipale};{population.totale}\n".encode())
        else:
            outremer.update(f"{commune.code_insee};{population.brute}\n".encode())
    assert (insee.hexdigest(), outremer.hexdigest()) == (EMPREINTE_INSEE, EMPREINTE_OUTREMER)


def test_figures_of_each_departement(annuaire: Annuaire) -> None:
    with PAR_DEPARTEMENT.open(encoding="utf-8", newline="") as flux:
        attendus = list(csv.DictReader(flux, delimiter=";"))
    assert len(attendus) == 101
    for attendu in attendus:
        toutes = list(annuaire.lister(attendu["departement"]))
        populations = [commune.population for commune in toutes if commune.population is not None]
        assert {c.departement for c in toutes} == {attendu["departement"]}
        assert (
            str(len(toutes)),
            str(sum(p.municipale or 0 for p in populations)),
            str(sum(p.totale or 0 for p in populations)),
        ) == (attendu["communes"], attendu["municipale"], attendu["totale"])


@pytest.mark.parametrize(
    ("code", "municipale", "totale"),
    [
        ("75056", 2_103_778, 2_119_412),
        ("69123", 519_127, 525_314),
        ("13055", 886_040, 892_391),
        ("47015", 1972, 2006),
    ],
)
def test_paris_lyon_marseille_are_sums(annuaire: Annuaire, code: str, municipale: int, totale: int) -> None:
    commune = annuaire.trouver(code)
    assert population_retenue(commune, MUNICIPALE)[0] == municipale
    assert population_retenue(commune, TOTALE)[0] == totale


def test_863_communes_change_strate_with_the_kind(communes: list[Commune]) -> None:
    def rang(valeur: int) -> int:
        return sum(valeur >= seuil for seuil in (250, 500, 1000, 2000, 3500, 5000, 10_000))

    changent = [
        c
        for c in communes
        if (p := c.population) is not None
        and p.millesime == "2023"
        and p.totale is not None
        and p.municipale is not None
        and rang(p.totale) != rang(p.municipale)
    ]
    assert len(changent) == 863
    assert sum(c.departement == "47" for c in changent) == 9


def test_astaffort_whole(annuaire: Annuaire) -> None:
    astaffort = annuaire.trouver("Astaffort", "47")
    assert astaffort[:6] == ("47015", "Astaffort", "47", "Lot-et-Garonne", "214700155", ("47220",))
    habitants, population = population_retenue(astaffort, TOTALE)
    assert (habitants, population.retenue, population.millesime) == (2006, TOTALE, "2023")
    assert population.source == "INSEE, populations de référence"


def test_mayotte_has_its_own_year(annuaire: Annuaire) -> None:
    population = annuaire.trouver("Mamoudzou").population
    assert population is not None
    assert (population.municipale, population.totale, population.millesime) == (71_437, 72_974, "2017")


@pytest.mark.parametrize("genre", list(GenrePopulation))
def test_a_figure_of_no_told_kind_is_said_so(annuaire: Annuaire, genre: GenrePopulation) -> None:
    habitants, population = population_retenue(annuaire.trouver("Papeete"), genre)
    assert habitants == population.brute == 26_654
    assert (population.totale, population.municipale, population.retenue) == (None, None, None)
    assert population.millesime is None


def test_a_commune_without_population_is_found_and_its_population_refused(annuaire: Annuaire) -> None:
    clipperton = annuaire.trouver("île de Clipperton")
    assert clipperton.population is None
    with pytest.raises(Refus, match=r"ne donnent pas la population .*Île de Clipperton \(98901\)"):
        population_retenue(clipperton, TOTALE)


def test_nobody_is_a_population(annuaire: Annuaire) -> None:
    assert population_retenue(annuaire.trouver("Bezonvaux"), MUNICIPALE)[0] == 0


def test_licence_and_sources_are_told(annuaire: Annuaire) -> None:
    meta = annuaire.meta()
    assert (meta["licence"], meta["millesime"], meta["en_vigueur"]) == (
        "Licence Ouverte 2.0",
        "2023",
        "2026-01-01",
    )
    assert [(source.millesime, source.en_vigueur) for source in annuaire.sources()] == [
        ("2023", "2026-01-01"),
        ("2017", None),
        (None, None),
    ]


# --- Whatever way it is written -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("ecrit", "code"),
    [
        ("astaffort", "47015"),
        ("  ASTAFFORT ", "47015"),
        ("Sainte-Foy-la-Grande", "33402"),
        ("Ste Foy la Grande", "33402"),
        ("STE-FOY-LA-GRANDE", "33402"),
        ("L'Haÿ-les-Roses", "94038"),
        ("l’hay les roses", "94038"),
        ("Hay-les-Roses", "94038"),
        ("L`HAY LES ROSES", "94038"),
        ("Le Havre", "76351"),
        ("havre", "76351"),
        ("Les Sables d’Olonne", "85194"),
        ("sables-d'olonne", "85194"),
        ("Vandœuvre-lès-Nancy", "54547"),
        ("vandoeuvre les nancy", "54547"),
        ("VANDŒUVRE", None),
        ("Bœrsch", "67052"),
        ("boersch", "67052"),
        ("Sts-Geosmes", "52449"),
        ("saints geosmes", "52449"),
        ("Stes-Maries-de-la-Mer", "13096"),
        ("Saint\u00a0Étienne", "42218"),
        ("St-E\u0301tienne", "42218"),
        ("Château-Chinon (Ville)", "58062"),
        ("chateau chinon ville", "58062"),
        ("Ajaccio", "2A004"),
        ("2a004", "2A004"),
        ("2B033", "2B033"),
        (" 47 015 ", "47015"),
        ("214700155", "47015"),
        ("214 700 155", "47015"),
        ("214\u202f700\u00a0155", "47015"),
        ("Bourg (33)", "33067"),
        ("bourg-33", "33067"),
        ("st denis 974", "97411"),
        ("Y", "80829"),
    ],
)
def test_signs_do_not_count(annuaire: Annuaire, ecrit: str, code: str | None) -> None:
    if code is None:
        assert "Vandœuvre-lès-Nancy (54547" in refus(annuaire, ecrit)
    else:
        assert annuaire.trouver(ecrit).code_insee == code


@pytest.mark.parametrize("ecrit", ["47", "lot-et-garonne", "LOT ET GARONNE", " 47 ", "47 (Lot-et-Garonne)"])
def test_a_departement_is_a_number_or_a_name(annuaire: Annuaire, ecrit: str) -> None:
    assert annuaire.trouver("agen", ecrit).code_insee == "47001"
    assert len(list(annuaire.lister(ecrit))) == 319


def test_a_departement_without_its_zero(annuaire: Annuaire) -> None:
    assert annuaire.departement("1") == ("01", "Ain")
    assert annuaire.departement("2a") == annuaire.departement("corse du sud") == ("2A", "Corse-du-Sud")


def test_an_unknown_departement_is_refused(annuaire: Annuaire) -> None:
    with pytest.raises(Refus, match="aucun département n’est «\u00a099\u00a0»"):
        annuaire.lister("99")
    with pytest.raises(Refus) as erreur:
        annuaire.trouver("Agen", "girond")
    (anomalie,) = erreur.value.anomalies
    assert anomalie.origine == champ("departement")
    assert "Gironde" in anomalie.aide
    with pytest.raises(Refus, match="le département est vide"):
        annuaire.lister(" ")


def test_folding_is_stable() -> None:
    assert sans_accents("Œuvre à l’ÉGLISE, n° 2") == "Œuvre a l’EGLISE, n° 2"
    assert plier("N° SIREN de l’Œuvre (St-É́)") == "n siren de l oeuvre st e"
    assert plier(" -’") == ""
    assert plier_nom(plier_nom("L’Île-d’Yeu")) == plier_nom("L’Île-d’Yeu") == "l ile d yeu"
    assert cle("Les Œufs-St-Étienne") == "oeufs saint etienne"
    assert cle("Æbly") == "aebly"
    assert sans_article("le") == "le"
    assert cle("Laval") == "laval"
    assert plier_nom("«» -’") == ""


# --- Never chosen silently ----------------------------------------------------------------------


def test_homonyms_are_all_told(annuaire: Annuaire) -> None:
    texte = refus(annuaire, "Saint-Denis")
    for attendu in (
        "« Saint-Denis » peut désigner 4 communes",
        "(11339, Aude, ",
        "(30247, Gard, ",
        "(93066, Seine-Saint-Denis, 149 936 habitants en population totale)",
        "(97411, La Réunion, ",
        "departement 11",
        "le code INSEE",
    ):
        assert attendu in texte
    assert annuaire.trouver("St Denis", "93").code_insee == "93066"
    message, tete, *lignes = refus(annuaire, "sainte-colombe").replace(" | ", "\n").split("\n")
    assert message == "« sainte-colombe » peut désigner 12 communes"
    assert tete.endswith("par exemple departement 05 :")
    assert len(lignes) == 12
    assert all(ligne.startswith("Sainte-Colombe (") and ligne.endswith("population totale)") for ligne in lignes)


def test_with_or_without_article(annuaire: Annuaire) -> None:
    assert annuaire.trouver("Le Bourg").code_insee == "46034"
    assert "3 communes" in refus(annuaire, "Bourg")
    assert annuaire.trouver("Bourg", "46").code_insee == "46034"


def test_two_of_a_departement_that_only_the_article_tells_apart(annuaire: Annuaire) -> None:
    assert annuaire.trouver("Vergné", "17").code_insee == "17464"
    assert annuaire.trouver("LA VERGNE", "17").code_insee == "17465"
    texte = refus(annuaire, "Vergne")
    assert "17464" in texte
    assert "17465" in texte
    assert "departement" not in texte  # it would not settle it


def test_the_part_of_another_commune_is_a_homonym_too(annuaire: Annuaire) -> None:
    texte = refus(annuaire, "Béon")
    assert "1 commune et 1 partie d’une autre commune" in texte
    assert "Béon (89037, Yonne, " in texte
    assert "une commune déléguée de Culoz-Béon (01138, Ain)" in texte
    assert annuaire.trouver("Béon", "89").code_insee == "89037"
    assert "Culoz-Béon (01138" in refus(annuaire, "Béon", "01")
    assert annuaire.trouver("Longeville", "25").code_insee == "25346"
    assert "Pays-de-Montbenoît (25390" in refus(annuaire, "La Longeville", "25")


def test_a_part_called_as_its_commune_is_no_homonym_of_it(annuaire: Annuaire) -> None:
    memes = [part for part in Base().rattachees("1") if cle(part.nom) == cle(part.chef_lieu.nom)]
    assert len(memes) == 78
    for part in memes:
        assert annuaire.trouver(part.nom, part.chef_lieu.departement) == part.chef_lieu


@pytest.mark.parametrize(
    ("ecrit", "attendu"),
    [
        ("Cordieux", "Cordieux (01120) est une commune associée de Montluel (01262, Ain)"),
        ("01120", "demandez la commune entière : code_insee 01262"),
        ("Arbignieu", "une commune déléguée d’Arboys en Bugey (01015, Ain)"),
        ("75101", "un arrondissement municipal de Paris (75056"),
        ("Marseille 1er Arrondissement", "code_insee 13055"),
        ("lyon 3e arrondissement", "code_insee 69123"),
        ("Escaufourt", "Saint-Souplet (59545, Nord)"),
        ("69232", "demandez la commune actuelle : code_insee 69123"),
        ("69232", "69232 est un ancien code INSEE, repris par Lyon (69123)"),
    ],
)
def test_a_part_names_the_commune_it_belongs_to(annuaire: Annuaire, ecrit: str, attendu: str) -> None:
    assert attendu in refus(annuaire, ecrit)


def test_every_part_names_its_commune(annuaire: Annuaire) -> None:
    parts = Base().rattachees("1")
    assert Counter(part.type for part in parts) == {
        Rattachement.DELEGUEE: 2105,
        Rattachement.ASSOCIEE: 471,
        Rattachement.ARRONDISSEMENT: 45,
    }
    for part in parts:
        try:
            assert annuaire.trouver_code(part.code_insee) == part.chef_lieu  # they share the code
        except Refus as erreur:
            if part.chef_lieu.code_insee not in erreur.anomalies[0].aide:
                raise


@pytest.mark.parametrize("departement", ["02", "59"])
def test_a_part_is_known_in_its_departement_and_in_its_commune_s(annuaire: Annuaire, departement: str) -> None:
    assert "Saint-Souplet (59545" in refus(annuaire, "Escaufourt", departement)


@pytest.mark.parametrize(
    ("ecrit", "departement", "attendu"),
    [
        (
            "Agen",
            "33",
            "« Agen » n’est pas dans le département 33 (Gironde) | ailleurs, il y a Agen (47001",
        ),
        ("47001", "33", "« 47001 » n’est pas dans le département 33 (Gironde)"),
        ("214700155", "gironde", "« 214700155 » n’est pas dans le département 33 (Gironde)"),
    ],
)
def test_a_departement_that_is_not_its_own_is_refused(
    annuaire: Annuaire, ecrit: str, departement: str, attendu: str
) -> None:
    assert attendu in refus(annuaire, ecrit, departement)


@pytest.mark.parametrize(
    ("ecrit", "departement", "attendu"),
    [
        ("Astafort", None, "vouliez-vous dire Astaffort (47015, Lot-et-Garonne) ?"),
        ("Astafort", "47", "dans le département 47 (Lot-et-Garonne)"),
        ("Astafort", "33", "Astaffort (47015, Lot-et-Garonne)"),
        ("Lyom", None, "Lyon (69123"),
        ("Oissel", None, "Oissel-sur-Seine (76484"),
        ("Villeneuve Lot", None, "Villeneuve-sur-Lot (47323"),
        ("Château-Chinon", None, "Château-Chinon (Campagne) (58063"),
        ("Sainte Colomb", None, "Sainte-Colombe (12 communes de ce nom)"),
        ("Sainte Colomb", "33", "vouliez-vous dire Sainte-Colombe (33390, Gironde)"),
        ("Faa'a", None, "Faaa (98715"),
        ("Mairie d’Astafort", None, "« Mairie d’Astafort » | vouliez-vous dire Astaffort (47015"),
        ("Lot Villeneuve", None, "Villeneuve-sur-Lot (47323"),
        ("1001", None, "pour L'Abergement-Clémenciat, Ain, donnez code_insee 01001"),
        ("xqzjk", None, "vérifiez le nom"),
    ],
)
def test_a_near_miss_is_suggested_never_taken(
    annuaire: Annuaire, ecrit: str, departement: str | None, attendu: str
) -> None:
    assert attendu in refus(annuaire, ecrit, departement)


@pytest.mark.parametrize(
    ("ecrit", "attendu"),
    [
        ("75001", "75001 est un code postal, celui de Paris (75056, Paris)"),
        ("75001", "donnez son code INSEE : code_insee 75056"),
        ("47000", "celui d’Agen (47001, Lot-et-Garonne)"),
        (
            "33560",
            "33560 est un code postal, celui de 2 communes | donnez le nom ou le code INSEE, par exemple code_insee ",
        ),
        ("01340", "01340 » n’est pas une commune actuelle : Saint-Bois (01340)"),
        ("01340", "01340 est aussi un code postal :\nAttignat (01024, Ain), code postal 01340\n"),
        ("99999", "aucune commune actuelle n’a le code INSEE 99999"),
        ("999999999", "aucune commune n’a le SIREN 999999999"),
        ("214 700 155 00012", "son SIREN, 214700155, est celui d’Astaffort (47015)"),
        ("999 999 999 00012", "son SIREN, 999999999, n’est celui d’aucune commune"),
        ("2147001", "ni un code INSEE, de cinq signes, ni un SIREN, de neuf chiffres"),
        ("", "le nom de la commune est vide"),
        ("\u00a0", "le nom de la commune est vide"),
        ("-’ ", "« -’ » n’a ni lettre ni chiffre"),
    ],
)
def test_digits_are_told_what_they_are(annuaire: Annuaire, ecrit: str, attendu: str) -> None:
    assert attendu in refus(annuaire, ecrit)


def test_a_code_that_is_the_postcode_of_others_is_refused_with_them(annuaire: Annuaire) -> None:
    message, _, aide = refus(annuaire, "47220").partition(" | ")
    assert message == "47220 est le code INSEE de Razimet et le code postal de 8 autres"
    tete, *lignes = aide.split("\n")
    assert tete == "donnez le nom, ou code_insee 47220 si c’est bien Razimet :"
    assert lignes[:2] == [
        "Razimet (47220, Lot-et-Garonne), dont c’est le code INSEE",
        "Astaffort (47015, Lot-et-Garonne), code postal 47220",
    ]
    assert len(lignes) == 9
    assert annuaire.trouver_code("47220").nom == "Razimet"


def test_a_departement_may_settle_what_five_digits_are(annuaire: Annuaire) -> None:
    # Labalme's code, and the postcode of 8 communes of Ain and of one of Haute-Savoie.
    assert "Éloise (74109" in refus(annuaire, "01200")
    assert "Éloise" not in refus(annuaire, "01200", "01")
    assert "01200 est un code postal, celui d’Éloise" in refus(annuaire, "01200", "74")
    assert "« 01200 » n’est pas dans le département 33 (Gironde)" in refus(annuaire, "01200", "33")
    # The postcode of communes of another département only: in its own, the code is nothing else.
    assert refus(annuaire, "97133").startswith(
        "97133 est le code INSEE de Vieux-Fort et le code postal d’une autre commune |"
    )
    assert annuaire.trouver("97133", "971").nom == "Vieux-Fort"


def test_a_code_column_takes_codes_alone(annuaire: Annuaire) -> None:
    assert annuaire.trouver_code("1001") == annuaire.trouver_code("01001")
    assert annuaire.trouver_code(" 2a004 ").nom == "Ajaccio"
    for texte in ("214700155", "Astaffort", "", "147", "47000"):
        assert origine(lambda texte=texte: annuaire.trouver_code(texte)) == "code_insee"  # type: ignore[misc]
    assert origine(lambda: annuaire.trouver_code("47001", "33")) == "code_insee"


def test_a_siren_column_takes_sirens_alone(annuaire: Annuaire) -> None:
    for texte in ("47015", "Astaffort", "", "999999999", "21470015500012", "2147 0015A"):
        assert origine(lambda texte=texte: annuaire.trouver_siren(texte)) == "siren"  # type: ignore[misc]
    assert origine(lambda: annuaire.trouver_siren("214700155", "33")) == "siren"


def test_a_name_column_takes_names_alone(annuaire: Annuaire) -> None:
    assert annuaire.trouver_nom("agen").code_insee == "47001"
    assert origine(lambda: annuaire.trouver_nom("47001")) == "commune"
    assert origine(lambda: annuaire.trouver("47220")) == "commune"


@pytest.mark.parametrize(
    ("ecrit", "departement", "code"),
    [
        ("Mairie d’Astaffort", None, "47015"),
        ("MAIRIE DU HAVRE", None, "76351"),
        ("Mairie de l'Haÿ-les-Roses", None, "94038"),
        ("commune des Sables d’Olonne", None, "85194"),
        ("Ville de La Rochelle", "17", "17300"),
        ("Ville de Bourg (33)", None, "33067"),
        ("Mairie de la commune d’Astaffort", None, "47015"),
        ("La mairie d’Astaffort", None, "47015"),
        ("La Ville-du-Bois", None, "91665"),  # a name of its own
    ],
)
def test_a_mairie_is_its_commune(annuaire: Annuaire, ecrit: str, departement: str | None, code: str) -> None:
    assert annuaire.trouver(ecrit, departement).code_insee == code


def test_a_mairie_of_several_communes_is_refused_with_them(annuaire: Annuaire) -> None:
    assert "« Mairie de Saint-Denis » peut désigner 4 communes" in refus(annuaire, "Mairie de Saint-Denis")
    assert "n’est pas une commune actuelle" in refus(annuaire, "Mairie de Cordieux")
    assert "aucune commune ne s’appelle « Mairie »" in refus(annuaire, "Mairie")
    assert "aucune commune ne s’appelle « Mairie annexe d’Agen »" in refus(annuaire, "Mairie annexe d’Agen")


def test_a_refusal_is_the_same_again_for_what_was_asked_and_no_other() -> None:
    with Annuaire() as annuaire:
        for _ in range(2):
            assert "Astaffort (47015" in refus(annuaire, "Astafort")
            assert "dans le département 33" in refus(annuaire, "Astafort", "33")
            assert origine(lambda: annuaire.trouver_code("Astafort")) == "code_insee"
            assert origine(lambda: annuaire.trouver_siren("Astafort")) == "siren"


@pytest.mark.parametrize("ecrit", ["a" * 5000, "la " * 900, "9" * 5000, "%_%", "'; --", "\udce9", "\x00", "١٢٣٤٥"])
def test_anything_else_is_refused_in_short(annuaire: Annuaire, ecrit: str) -> None:
    texte = refus(annuaire, ecrit)
    assert len(texte) < 400
    assert texte.isprintable()


def test_what_is_quoted_is_cut_at_80_signs(annuaire: Annuaire) -> None:
    assert f"« {'a' * 80} »" in refus(annuaire, "a" * 80)
    assert f"« {'a' * 80}… »" in refus(annuaire, "a" * 81)
    assert "\ue001" not in refus(annuaire, "\ue001habitants\ue002")


# --- Searching, completing ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("ecrit", "premiere"),
    [
        ("astaf", "47015"),
        ("47015", "47015"),
        ("214700155", "47015"),
        ("foy la grande", "33402"),
        ("le bourg", "46034"),
    ],
)
def test_search_best_first(annuaire: Annuaire, ecrit: str, premiere: str) -> None:
    assert annuaire.chercher(ecrit)[0].code_insee == premiere


def test_search_by_postcode_and_departement(annuaire: Annuaire) -> None:
    par_code = annuaire.chercher("47220")
    assert par_code[0].nom == "Razimet"
    assert {"Astaffort", "Caudecoste", "Fals"} <= {commune.nom for commune in par_code}
    assert [commune.code_insee for commune in annuaire.chercher("saint-denis", "93")] == ["93066", "93039"]
    assert not annuaire.chercher("-")
    assert not annuaire.chercher("astafrt")  # a near miss is for `trouver` to suggest
    assert not annuaire.chercher("cordieux")  # only a part of a commune
    assert not annuaire.chercher("12345678")


def test_search_in_order(annuaire: Annuaire) -> None:
    trouvees = [commune.nom for commune in annuaire.chercher("le bourg")]
    assert trouvees[0] == "Le Bourg"
    assert trouvees[1:3] == ["Bourg", "Bourg"]
    rangs = [0 if cle(nom) == "bourg" else 1 if cle(nom).startswith("bourg") else 2 for nom in trouvees]
    assert rangs == sorted(rangs)
    assert set(rangs) == {0, 1, 2}


def test_a_search_that_finds_too_many_says_how_many(annuaire: Annuaire, communes: list[Commune]) -> None:
    def attendues(nom: str, departement: str = "") -> set[str]:
        return {
            c.code_insee for c in communes if f" {nom}" in f" {cle(c.nom)}" and c.departement.startswith(departement)
        }

    assert {c.code_insee for c in annuaire.chercher("cor")} == attendues("cor")
    assert (len(attendues("cor")), len(attendues("per"))) == (200, 201)
    for ecrit in ("l", "saint", "per"):
        combien = len(attendues(ecrit))
        with pytest.raises(Refus) as erreur:
            annuaire.chercher(ecrit)
        (anomalie,) = erreur.value.dite(str).anomalies
        assert anomalie.message.replace("\u202f", "").startswith(f"{combien} communes répondent à ")
        assert anomalie.origine == "commune"
        assert "departement 47" in anomalie.aide
        assert {c.code_insee for c in annuaire.chercher(ecrit, "62")} == attendues(ecrit, "62")


DEBUTS = [
    *("ast", "Ast", "st", "st-", "STE ", "saint-d", "la roch", "l'ab", "bourg", "œuil", "oeui", "o", "le "),
    *("2a", "4701", "vergn", "la verg", "béo", "château-ch", "mans", "Saint-É", "é", "yv", "marseille"),
]


@pytest.mark.parametrize("debut", DEBUTS)
def test_what_completes_is_taken(annuaire: Annuaire, debut: str) -> None:
    propositions = annuaire.completer(debut, 200)
    assert len(propositions) <= 200
    assert len(propositions) == len(dict(propositions))
    for valeur, aide in propositions:
        assert valeur.startswith(debut)
        assert not set(valeur[len(debut) :]) & set(" '’()")
        trouvee = annuaire.trouver(valeur)
        assert aide == f"{trouvee.nom}, {trouvee.departement_nom}"


def test_completion_finds(annuaire: Annuaire) -> None:
    assert ("astaffort", "Astaffort, Lot-et-Garonne") in annuaire.completer("ast")
    assert ("st-denis-93", "Saint-Denis, Seine-Saint-Denis") in annuaire.completer("st-den")
    assert ("st-Denis-93", "Saint-Denis, Seine-Saint-Denis") in annuaire.completer("st-", 4000)
    assert ("strasbourg", "Strasbourg, Bas-Rhin") in annuaire.completer("st", 200)
    assert ("la rochelle-17", "La Rochelle, Charente-Maritime") in annuaire.completer("la rochel")
    assert ("47015", "Astaffort, Lot-et-Garonne") in annuaire.completer("4701")
    assert not annuaire.completer("")
    assert not annuaire.completer("xqzjk")


def test_a_code_that_trouver_refuses_is_not_completed(annuaire: Annuaire) -> None:
    codes = [code for code, _ in annuaire.completer("4722")]
    assert "47221" in codes
    assert "47220" not in codes


# --- The file -----------------------------------------------------------------------------------


def test_the_file_is_small_and_never_written() -> None:
    assert EMBARQUEE.stat().st_size < 4_000_000
    with pytest.raises(Refus):
        Base().lire("DELETE FROM commune")
    assert not [voisin for voisin in EMBARQUEE.parent.iterdir() if voisin.suffix in {".sqlite-wal", ".sqlite-shm"}]


@pytest.mark.parametrize("contenu", [None, b"", b"pas une base" * 1000])
def test_a_missing_or_damaged_file_is_refused(tmp_path: Path, contenu: bytes | None) -> None:
    chemin = tmp_path / "communes.sqlite"
    if contenu is not None:
        chemin.write_bytes(contenu)
    with pytest.raises(Refus, match="absent ou illisible"):
        Annuaire(chemin).trouver("Agen")


def test_a_file_of_another_version_is_refused(tmp_path: Path) -> None:
    chemin = tmp_path / "communes.sqlite"
    chemin.write_bytes(EMBARQUEE.read_bytes())
    base = sqlite3.connect(chemin)
    base.execute("PRAGMA user_version = 2")
    base.close()
    with pytest.raises(Refus, match="absent ou illisible"):
        Annuaire(chemin).trouver("Agen")


def test_a_file_cut_short_is_refused(tmp_path: Path) -> None:
    chemin = tmp_path / "communes.sqlite"
    chemin.write_bytes(EMBARQUEE.read_bytes()[:200_000])
    with pytest.raises(Refus, match="absent ou illisible"):
        list(Annuaire(chemin).lister("974"))


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="counts the files that a process has open")
def test_no_file_stays_open() -> None:
    def ouverts() -> int:
        return len(os.listdir("/proc/self/fd"))  # noqa: PTH208

    avant = ouverts()
    with Annuaire() as annuaire:
        assert annuaire.trouver("Agen").code_insee == "47001"
        assert ouverts() == avant + 1
    assert ouverts() == avant
    assert annuaire.trouver("Agen").code_insee == "47001"  # opened again
    annuaire.fermer()
    annuaire.fermer()
    assert ouverts() == avant
    for texte in ("47015", "xqzjk", "Astafort"):
        with suppress(Refus):
            Annuaire().trouver(texte)
    assert ouverts() == avant


def test_a_look_up_does_not_read_the_file_whole() -> None:
    base = sqlite3.connect(f"{EMBARQUEE.as_uri()}?mode=ro&immutable=1", uri=True)
    for sql in (
        "SELECT rattachee, code FROM nom WHERE cle = 'agen'",
        "SELECT * FROM commune WHERE code = '47001'",
        "SELECT code FROM siren WHERE siren = 214700015",
        "SELECT commune FROM code_postal WHERE code = '47000'",
        "SELECT * FROM commune c WHERE c.departement = '47' AND c.code BETWEEN '47' AND '47~'",
    ):
        plan = [ligne[-1] for ligne in base.execute(f"EXPLAIN QUERY PLAN {sql}")]
        assert all(etape.startswith("SEARCH") for etape in plan), plan
    base.close()


def test_keys_of_the_file_are_those_of_the_reader() -> None:
    base = Base()
    paires = base.lire("SELECT n.cle, c.nom FROM nom n JOIN commune c USING (code) WHERE NOT n.rattachee")
    assert len(paires) == 34_969
    assert all(cle(nom) == ecrite for ecrite, nom in paires)
    codes = [code for (code,) in base.lire("SELECT code FROM commune ORDER BY code")]
    assert [code for code, _ in groupby(codes)] == codes
