"""`forfait tarifs impact`, as it is typed: its sums are those of the devis it is made of."""

from decimal import Decimal
from pathlib import Path

import pytest
from outils import RACINE, Lancer, espaces_simples

VALCOURBE = ("--catalogue", str(RACINE / "examples" / "valcourbe.toml"))
TARIFS = {annee: str(RACINE / "examples" / "valcourbe-tarifs" / f"{annee}.toml") for annee in ("2026", "2027")}
IMPACT = ("tarifs", "impact", *VALCOURBE, "--avant", TARIFS["2026"], "--apres", TARIFS["2027"])


@pytest.fixture
def liste(tmp_path: Path) -> str:
    fichier = tmp_path / "communes.csv"
    fichier.write_text("nom,habitants,extra_go\nA,120,\nB,480,3\nC,2400,\nD,x,\n", encoding="utf-8")
    return str(fichier)


def total(lancer: Lancer, annee: str, habitants: str, *extras: str) -> dict[tuple[str, str], Decimal]:
    lu = lancer(
        "quote", *VALCOURBE, "--tarifs", TARIFS[annee], "--date", f"{annee}-06-01", "--habitants", habitants,
        *extras, "--format", "json",
    ).json()  # fmt: skip
    return {
        (devis["forfait"], total["periodicite"]): Decimal(total["montant"])
        for devis in lu["devis"]
        for total in devis["totaux"]
        if devis["complet"]
    }


def test_the_sums_are_those_of_the_devis(lancer: Lancer, liste: str) -> None:
    resultat = lancer(*IMPACT, liste, "--format", "json")
    assert resultat.code == 4  # a row is refused
    lu = resultat.json()
    assert (lu["schema"], lu["lues"]) == ("forfait.impact/1", 3)
    assert "communes.csv, ligne 5" in resultat.erreur
    communes = (("120",), ("480", "--extra-go", "3"), ("2400",))
    for cle, annee in (("avant", "2026"), ("apres", "2027")):
        attendus: dict[tuple[str, str], Decimal] = {}
        for habitants, *extras in communes:
            for forfait, montant in total(lancer, annee, habitants, *extras).items():
                attendus[forfait] = attendus.get(forfait, Decimal(0)) + montant
        sommes: dict[tuple[str, str], Decimal] = {}
        for part in lu["parts"]:
            forfait = (part["forfait"], part["periodicite"])
            sommes[forfait] = sommes.get(forfait, Decimal(0)) + Decimal(part[cle])
        assert sommes == attendus
    for part in lu["parts"]:
        assert Decimal(part["difference"]) == Decimal(part["apres"]) - Decimal(part["avant"])


def test_an_unknown_price_is_counted_apart(lancer: Lancer, liste: str) -> None:
    annexe = str(RACINE / "catalogue.toml")
    lu = lancer("tarifs", "impact", "--avant", annexe, "--apres", annexe, liste, "--format", "json").json()
    assert lu["parts"] == []
    assert sum(inconnu["combien"] for inconnu in lu["inconnus"]) == 3 * 5


def test_a_departement_takes_the_place_of_a_file(lancer: Lancer) -> None:
    resultat = lancer(*IMPACT, "--departement", "47", "--format", "json")
    assert (resultat.code, resultat.json()["lues"]) == (0, 319)
    assert len(resultat.json()["perdants"]) == 10
    assert "population totale" in resultat.erreur


@pytest.mark.parametrize("format_", ["table", "csv", "markdown"])
def test_the_other_forms_say_the_same_sums(lancer: Lancer, liste: str, format_: str) -> None:
    lu = lancer(*IMPACT, liste, "--format", "json").json()
    texte = lancer(*IMPACT, liste, "--format", format_).texte.replace("\u202f", "").replace("\u00a0", "")
    for part in lu["parts"]:
        assert (part["apres"] if format_ == "csv" else part["apres"].replace(".", ",")) in texte


def test_what_can_t_be_had_is_not_an_unknown_price(lancer: Lancer, tmp_path: Path) -> None:
    """« Intégrale » of that grid goes with an option that is not asked for; its price is known."""
    liste = tmp_path / "communes.csv"
    liste.write_text("nom,habitants\nA,120\nB,1480\n", encoding="utf-8")
    grille = str(RACINE / "examples" / "estuaire.toml")
    commande = ("tarifs", "impact", "--catalogue", grille, "--avant", grille, "--apres", grille, str(liste))
    texte = espaces_simples(" ".join(lancer(*commande).texte.split()))
    assert "Intégrale : 2 devis hors du calcul, le forfait ne peut pas être proposé (strates 1 et 2)." in texte
    assert {(un["combien"], un["refuses"]) for un in lancer(*commande, "--format", "json").json()["inconnus"]} == {
        (1, 1)
    }


def test_a_grid_without_strates_changes_none(lancer: Lancer, tmp_path: Path) -> None:
    liste = tmp_path / "liste.csv"
    liste.write_text("nom,agents\nA,12\n", encoding="utf-8")
    grille = str(RACINE / "examples" / "plateau.toml")
    texte = lancer("tarifs", "impact", "--catalogue", grille, "--avant", grille, "--apres", grille, str(liste)).texte
    assert "Collectivités" in texte
    assert "strate" not in texte


def test_without_a_list_it_is_a_usage_fault(lancer: Lancer) -> None:
    resultat = lancer(*IMPACT)
    assert resultat.code == 2
    assert "--departement" in resultat.erreur


def test_a_row_refused_by_a_grid_or_unread_says_how_to_mend_it(lancer: Lancer, tmp_path: Path) -> None:
    fichier = tmp_path / "communes.csv"
    fichier.write_text("nom,habitants,affiliee\nA,120,non\nB,x,\n", encoding="utf-8")
    grilles = ("--avant", str(RACINE / "catalogue.toml"), "--apres", str(RACINE / "examples" / "vallees.toml"))
    resultat = lancer("tarifs", "impact", str(fichier), *grilles)
    assert espaces_simples(resultat.erreur).splitlines()[-5:] == [
        f"Refusé : {fichier}, ligne 2 : collectivité non affiliée : « Plateforme des Trois Vallées (inventée) » ne dit "
        "rien des collectivités non affiliées",
        "  → demandez à l’agence technique ce qui s’applique",
        f"Refusé : {fichier}, ligne 3 : habitants : « x » n’est pas un nombre entier",
        "  → donnez un nombre entier, par exemple 1200 ou 1 200",
        "Lignes refusées, hors du calcul : 2.",
    ]
