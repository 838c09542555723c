"""Who no strate covers; bounds and labels of strates, each side; months and articles."""

from datetime import date

import pytest
from outils import espaces_simples
from test_regles import EXIGE, grille

from forfait_cli import Catalogue, Refus, load_catalogue
from forfait_cli.domaine.catalogue import Bornes
from forfait_cli.domaine.demande import Collectivite
from forfait_cli.domaine.situation import situer
from forfait_cli.domaine.strate import classer, etendue, expliquer, voisines
from forfait_cli.domaine.types import Affiliation, Mesure, Unite
from forfait_cli.francais import a, date_longue

NATURES = """
[[natures]]
code = "regie"
nom = "régie"

[[natures]]
code = "ville"
nom = "ville"
mesure = "habitants"

[[strates]]
cas = [{ nature = "ville", habitants = { min = 10, max = 19 } }]

[[strates]]
cas = [{ nature = "ville", habitants = { min = 30 } }]

[[forfaits]]
code = "un"
nom = "Un"
sans_prix = true
"""
TROU = "aucune strate publiée ne couvre ce nombre | la grille a un trou : "


@pytest.fixture(scope="module")
def une() -> Catalogue:
    return grille(NATURES)


@pytest.mark.parametrize(
    ("qui", "dit"),
    [
        (Collectivite("regie"), "collectivité | aucune strate publiée ne couvre cette nature | "),
        (Collectivite("ville", {"habitants": 20}), f"20 habitants | {TROU}"),
        (Collectivite("ville", {"habitants": 1}), f"1 habitant | {TROU}"),
    ],
)  # fmt: skip
def test_qui_n_a_pas_de_strate(une: Catalogue, qui: Collectivite, dit: str) -> None:
    with pytest.raises(Refus) as refus:
        classer(une, qui)
    assert [espaces_simples(" | ".join(faute)) for faute in refus.value.anomalies] == [
        f"{dit}demandez à l’organisme qui publie la grille ce qui s’applique"
    ]


def test_qui_ne_dit_ni_nature_ni_taille_n_a_pas_de_strate() -> None:
    strates = "[[strates]]\ncas = [{ affiliee = false }]\n"
    with pytest.raises(Refus, match="aucune strate publiée ne couvre une collectivité sans nature ni taille"):
        classer(grille(strates + EXIGE.replace("MATIN", "1.00").replace("SOIR", "2.00")), Collectivite())


def test_une_strate_pour_tous() -> None:
    strates = "[[strates]]\ncas = [{ affiliee = false }, { affiliee = true }]\n"
    seule = grille(strates + EXIGE.replace("MATIN", "1.00").replace("SOIR", "2.00"))
    for affiliation, dit in (
        (Affiliation.AFFILIEE, "Strate 1, la même pour toutes les collectivités."),
        (Affiliation.NON_AFFILIEE, "Collectivité non affiliée : strate 1, quelle que soit sa taille."),
    ):
        qui = Collectivite(affiliation=affiliation)
        classement = classer(seule, qui)
        assert expliquer(seule, qui, classement) == dit
        assert voisines(seule, qui, classement) == (None, None)


@pytest.mark.parametrize(
    ("habitants", "avant", "apres"),
    [(10, None, (2, 20)), (19, None, (2, 11)), (30, (1, 11), None), (50, (1, 31), None)],
)
def test_les_strates_voisines_enjambent_un_trou(
    une: Catalogue, habitants: int, avant: tuple[int, int] | None, apres: tuple[int, int] | None
) -> None:
    qui = Collectivite("ville", {"habitants": habitants})
    dites = [None if une is None else (une.strate.numero, une.ecart) for une in voisines(une, qui, classer(une, qui))]
    assert dites == [avant, apres]


def test_une_grille_sans_strates_n_en_a_pas_a_dire() -> None:
    sans = grille(EXIGE.replace("MATIN", "1.00").replace("SOIR", "2.00"))
    qui = Collectivite("commune", {"habitants": 3})
    with pytest.raises(Refus) as refus:
        situer(sans, qui)
    assert [tuple(un) for un in refus.value.anomalies] == [
        ("strate", "la grille en usage n’a pas de strates", "ses prix sont les mêmes pour tous")
    ]
    assert expliquer(sans, qui, classer(sans, qui)) == ""
    assert situer(load_catalogue(), qui).classement.strate.numero == 1


EUROS = Mesure("budget", "budget", None)
ETP = Mesure("etp", "effectif", Unite("équivalent", "équivalents"))


@pytest.mark.parametrize(
    ("bornes", "mesure", "dit"),
    [
        (Bornes(0, None), EUROS, "quel que soit le montant (budget)"),
        (Bornes(0, None), ETP, "quel que soit le nombre d’équivalents"),
        (Bornes(1000, None), EUROS, "1 000,00 € et plus (budget)"),
        (Bornes(0, 1000), EUROS, "de 0,00 € à 1 000,00 € (budget)"),
        (Bornes(1, None), ETP, "1 équivalent et plus"),
        (Bornes(2, None), ETP, "2 équivalents et plus"),
        (Bornes(0, 0), ETP, "moins de 1 équivalent"),
        (Bornes(0, 1), ETP, "moins de 2 équivalents"),
        (Bornes(1, 1), ETP, "1 équivalent"),
        (Bornes(1, 2), ETP, "de 1 à 2 équivalents"),
    ],
)
def test_une_etendue_dans_ses_mots(bornes: Bornes, mesure: Mesure, dit: str) -> None:
    assert espaces_simples(etendue(bornes, mesure)) == dit


def test_chaque_mois_et_chaque_article() -> None:
    mois = [date_longue(date(2026, numero, 2)) for numero in range(1, 13)]
    assert mois == [
        f"2 {nom} 2026"
        for nom in ("janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre",
                    "novembre", "décembre")
    ]  # fmt: skip
    assert date_longue(date(2026, 5, 1)) == "1er mai 2026"
    assert [a(article, "x") for article in ("le", "la", "l’", "les")] == ["au x", "à la x", "à l’x", "aux x"]
