"""A name, or a number, that contradicts the code beside it is told: refused where it would be looked up, said where
it is only printed."""

import json
from pathlib import Path

import pytest
from lots import lancer, lot
from outils import espaces_simples

from forfait_cli.readers.communes import Annuaire
from forfait_cli.readers.communes.accord import rappelle

UN = ("--forfait", "metiers")
NERAC = "214701955"


@pytest.mark.parametrize(
    ("texte", "nom"),
    [
        ("St Denis", "Saint-Denis"),
        ("SAINTDENIS", "Saint-Denis"),
        ("Nerac", "Nérac"),
        ("Nérrac", "Nérac"),
        ("Ville du Havre", "Le Havre"),
        ("CCAS d’Agen", "Agen"),
        ("Communauté d’agglomération d’Agen", "Agen"),
        ("ST BARTHELEMY", "Saint-Barthélemy-d’Agen"),
        ("ST GERMAIN EN L", "Saint-Germain-en-Laye"),
        ("Bourg (33)", "Bourg"),
        ("Mairie", "Agen"),
        ("Y", "Y"),
        ("l’Hay les Roses", "L’Haÿ-les-Roses"),
        ("", "Agen"),
        ("بلدية", "Agen"),
    ],
)
def test_what_recalls_a_name(texte: str, nom: str) -> None:
    assert rappelle(texte, [nom])


@pytest.mark.parametrize(
    ("texte", "nom"),
    [
        ("Agen", "Nérac"),
        ("Saint-Pierre", "Saint-Denis"),
        ("Villeneuve-d’Ascq", "Villeneuve-sur-Lot"),
        ("Le Havre", "Le Mans"),
        ("Sainte-Marie", "Sainte-Agathe"),
    ],
)
def test_what_does_not(texte: str, nom: str) -> None:
    assert not rappelle(texte, [nom])


@pytest.mark.parametrize(
    ("commune", "code"),
    [
        ("Nerac", "47195"),
        ("47 195", "47195"),
        ("47600", "47195"),  # its postcode
        (NERAC, "47195"),
        ("1262", "01262"),  # what a spreadsheet makes of it
        ("Cordieux", "01262"),  # a part of Montluel
        ("Châlons-sur-Marne", "51108"),  # its name until 1997
        ("Saint-Denis", "45274"),  # -en-Val: shorter, and the code is the surest
    ],
)
def test_a_name_that_may_be_said_of_the_code(commune: str, code: str) -> None:
    rangee = lot(f"code_insee;commune\n{code};{commune}\n", *UN).rangees()[0]
    assert (rangee["erreur"], rangee["forfait"]) == ("", "metiers")


@pytest.mark.parametrize(
    ("commune", "mais"),
    [
        ("Agen", ", mais Agen (47001, Lot-et-Garonne)"),
        ("33000", ", mais Bordeaux (33063, Gironde)"),
        ("Cordieux", ", mais Montluel (01262, Ain)"),
        ("St Denis", ""),
        ("Trucmuche", ""),
        ("99999", ""),
    ],
)
def test_a_name_that_contradicts_the_code(commune: str, mais: str) -> None:
    texte = f"code_insee;commune\n47195;{commune}\n47195;\n"
    refusee, bonne = lot(texte, *UN).rangees()
    assert espaces_simples(refusee["erreur"]) == (
        f"commune : « {commune} » n’est pas Nérac (47195, Lot-et-Garonne), la commune que dit code_insee{mais} ; "
        "corrigez l’un des deux, ou ne gardez que code_insee"
    )
    assert (refusee["strate"], bonne["strate"]) == ("", "7")


def test_a_siren_beside_a_code_or_a_name() -> None:
    texte = f"siren;code_insee;commune\n{NERAC};47195;\n{NERAC};47001;\n{NERAC};;Agen\n123456789;47195;\n"
    assert [(rangee["strate"], espaces_simples(rangee["erreur"])) for rangee in lot(texte, *UN).rangees()] == [
        ("7", ""),
        (
            "",
            "siren : « 214701955 » n’est pas Agen (47001, Lot-et-Garonne), la commune que dit code_insee, mais Nérac "
            "(47195, Lot-et-Garonne) ; corrigez l’un des deux, ou ne gardez que code_insee",
        ),
        (
            "",
            "commune : « Agen » n’est pas Nérac (47195, Lot-et-Garonne), la commune que dit siren, mais Agen (47001, "
            "Lot-et-Garonne) ; corrigez l’un des deux, ou ne gardez que siren",
        ),
        ("7", ""),  # a SIREN that no commune has
    ]


def test_where_the_inhabitants_are_given_the_rest_only_identifies() -> None:
    rangee = lot("nom;habitants;code_insee;commune\nAgen;1200;47195;Agen\n", *UN).rangees()[0]
    assert (rangee["strate"], rangee["erreur"]) == ("4", "")


def test_a_free_name_that_is_not_the_commune_s_is_counted() -> None:
    """The same code under several names: the memory of answers holds none of them back."""
    noms = ["Nérac", "Agen", "CCAS de Nérac", "Agen", "Mairie", "Tonneins", "Marmande", "Duras"]
    texte = "nom;code_insee\n" + "".join(f"{nom};47195\n" for nom in noms)
    passe = lot(texte, *UN)
    assert passe.code == 0
    assert {rangee["strate"] for rangee in passe.rangees()} == {"7"}
    assert (
        "Attention : pour 5 lignes, le nom n’est pas celui de la commune trouvée : Nérac (47195), pas « Agen » ; "
        "Nérac (47195), pas « Tonneins » ; Nérac (47195), pas « Marmande » ; …"
    ) in espaces_simples(passe.erreur)
    assert "pour une ligne, le nom" in lot("nom;code_insee\nAgen;47195\n").erreur
    assert "le nom n’est" not in lot("nom;code_insee\nNérac;47195\n").erreur


def test_a_devis_says_whose_population_it_takes(tmp_path: Path) -> None:
    devis = tmp_path / "devis.json"
    assert lancer("quote", "--nom", "Agen", "--code-insee", "47195", *UN, "-o", str(devis)).code == 0
    donnees = json.loads(devis.read_text("utf-8"))
    phrase = "Attention : cette population est celle de Nérac (47195), dont « Agen » n’est pas le nom."
    assert phrase in map(espaces_simples, donnees["hypotheses"])
    assert donnees["collectivite"]["population"]["commune"] == "Nérac (47195)"
    assert lancer("verify", str(devis)).code == 0
    assert lancer("quote", "--nom", "Ville de Nérac", "--code-insee", "47195", *UN, "-o", str(devis)).code == 0
    assert "commune" not in json.loads(devis.read_text("utf-8"))["collectivite"]["population"]


def test_every_commune_recalls_itself_and_its_parts() -> None:
    with Annuaire() as annuaire:
        for departement in ("01", "2A", "49", "80", "974"):
            for commune in annuaire.lister(departement):
                assert annuaire.autre_nom(commune, commune.nom) is None
                assert annuaire.autre_nom(commune, f"Mairie de {commune.nom.upper()}") is None
