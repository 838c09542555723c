"""Who no strate covers; bounds and labels of strates, each side; months and articles."""

from datetime import date

import pytest
from outils import espaces_simples
from test_regles import EXIGE, grille

from forfait_cli import Catalogue, MauvaisUsage, Refus, load_catalogue
from forfait_cli.domaine.catalogue import Bornes
from forfait_cli.domaine.demande import Collectivite
from forfait_cli.domaine.situation import situer
from forfait_cli.domaine.strate import classer, etendue, expliquer, voisines
from forfait_cli.domaine.types import Affiliation, Mesure, Unite
from forfait_cli.domaine.verification import avertissements
from forfait_cli.erreurs import CatalogueInvalide
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
        assert expliquer(seule, qui._replace(nature="commune"), classement) == dit


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
        ("strate", "la grille en usage n’a pas de strates", "ses prix sont les mêmes pour tous : demandez le devis")
    ]
    assert expliquer(sans, qui, classer(sans, qui)) == ""
    assert situer(load_catalogue(), qui).classement.strate.numero == 1


EUROS = Mesure("budget", "budget", None, (), "")
ETP = Mesure("etp", "effectif", Unite("équivalent", "équivalents"), (), "")


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


# --- Two sizes ------------------------------------------------------------------------------------

DEUX_TAILLES = """
[[mesures]]
code = "budget"
euros = true

[[natures]]
code = "ville"
nom = "ville"
feminin = true
mesure = ["habitants", "agents", "budget"]

[[strates]]
cas = [{ habitants = { max = 9 }, agents = { max = 3 } }]

[[strates]]
cas = [{ habitants = { max = 9 }, agents = { min = 4 } }]

[[strates]]
cas = [{ habitants = { min = 20, max = 29 }, agents = { max = 3 } }]

[[strates]]
cas = [{ habitants = { min = 30 }, budget = { min = 0 } }]

[[forfaits]]
code = "un"
nom = "Un"
sans_prix = true
"""


def test_deux_tailles_ont_chacune_leurs_voisines() -> None:
    deux = grille(DEUX_TAILLES)
    la = situer(deux, Collectivite("ville", {"habitants": 0, "agents": 2}))
    assert espaces_simples(la.explication) == (
        "0 habitant et 2 agents : strate 1, moins de 10 habitants et moins de 4 agents."
    )
    assert la.precedente is None
    assert la.suivante is not None
    assert (la.suivante.strate.numero, *la.suivante[1:]) == (3, "habitants", 20)
    assert [(une.strate.numero, *une[1:]) for une in la.autres_voisines] == [(2, "agents", 2)]


def test_deux_tailles_dans_aucune_strate() -> None:
    with pytest.raises(Refus) as refus:
        classer(grille(DEUX_TAILLES), Collectivite("ville", {"habitants": 15, "agents": 2}))
    ((qui, quoi, _),) = refus.value.anomalies
    assert (espaces_simples(qui), quoi) == ("15 habitants et 2 agents", "aucune strate publiée ne couvre ces nombres")


def test_de_deux_tailles_seule_celle_qui_peut_servir_est_demandee() -> None:
    for habitants, manque in ((5, "agents"), (25, "agents"), (30, "budget")):
        with pytest.raises(MauvaisUsage) as faute:
            classer(grille(DEUX_TAILLES), Collectivite("ville", {"habitants": habitants}))
        assert [tuple(un.dite(str)) for un in faute.value.anomalies] == [
            ("", f"il manque {manque} pour trouver la strate", f"ajoutez {manque} N")
        ]


def test_toutes_les_tailles_qui_manquent_sont_demandees_en_une_phrase() -> None:
    with pytest.raises(MauvaisUsage) as faute:
        classer(grille(DEUX_TAILLES), Collectivite("ville"))
    assert [tuple(un.dite(str)) for un in faute.value.anomalies] == [
        (
            "",
            "il manque habitants, agents et budget pour trouver la strate",
            "ajoutez habitants N, agents N et budget N",
        )
    ]


# --- Overlaps and holes ---------------------------------------------------------------------------

VILLES = '[[natures]]\ncode = "ville"\nnom = "ville"\nfeminin = true\nmesure = ["habitants", "agents"]\n'
SYNDICATS = '[[natures]]\ncode = "syndicat"\nnom = "syndicat"\nmesure = "agents"\n'
LES_DEUX = VILLES + SYNDICATS
FORFAIT = '[[forfaits]]\ncode = "un"\nnom = "Un"\nsans_prix = true\n'


def strates(*cas: str) -> str:
    return "".join(f"[[strates]]\ncas = [{un}]\n" for un in cas)


def recouvrees(*cas: str) -> list[str]:
    with pytest.raises(CatalogueInvalide) as faute:
        grille(strates(*cas) + FORFAIT)
    return [espaces_simples(un.message) for un in faute.value.anomalies]


def trouees(*cas: str, tete: str = "") -> list[str]:
    """What is warned of a grid, but for its prices."""
    return [espaces_simples(un.message) for un in avertissements(grille(tete + strates(*cas) + FORFAIT))]


def test_deux_cas_d_une_meme_strate_peuvent_se_recouvrir() -> None:
    assert recouvrees("{ habitants = { max = 9 } }, { habitants = { max = 5 } }", "{ habitants = { min = 9 } }") == [
        "les strates 1 et 2 se recouvrent : 9 est dans les deux"
    ]


def test_vingt_recouvrements_sont_dits_au_plus() -> None:
    """Seven strates for all: 21 pairs."""
    dits = recouvrees(*["{ habitants = { min = 0 } }"] * 7)
    assert len(dits) == 20
    assert dits[0].startswith("les strates 1 et 2 se recouvrent")


def test_cinq_trous_sont_dits_au_plus() -> None:
    """Everyone with an even number: 1, 3, 5, 7 and 9 have no strate, nor have 11 and more."""
    pairs = [f"{{ habitants = {{ min = {n}, max = {n} }} }}" for n in range(0, 11, 2)]
    impairs = ["1 habitant", *(f"{n} habitants" for n in (3, 5, 7, 9))]
    assert trouees(*pairs) == [f"aucune strate ne couvre {un}" for un in impairs]
    assert trouees(*pairs[:5]) == [f"aucune strate ne couvre {un}" for un in (*impairs[:4], "9 habitants et plus")]


@pytest.mark.parametrize(
    ("tete", "cas", "dits"),
    [
        ("", ("{ habitants = { max = 9 } }", "{ habitants = { min = 20 } }"),
         ["aucune strate ne couvre les tailles de 10 à 19 habitants"]),
        (VILLES, ("{ agents = { max = 3 } }", "{ agents = { min = 4 }, habitants = { max = 9 } }",
              "{ agents = { min = 4 }, habitants = { min = 10 } }"), []),
        ('[[mesures]]\ncode = "budget"\neuros = true\n', ("{ budget = { max = 9 } }",),
         ["une collectivité à budget de 9,01 € n’a aucune strate"]),
        ('[[mesures]]\ncode = "etp"\nunite = { singulier = "ETP", pas = 0.5 }\n',
         ("{ etp = { max = 9 } }", "{ etp = { min = 10 } }"), ["aucune strate ne couvre 9,5 ETP"]),
        (LES_DEUX, ('{ nature = "ville", habitants = { min = 0 } }', '{ nature = "ville", affiliee = false }'),
         ["aucun syndicat n’a de strate", "un syndicat non affilié n’a aucune strate"]),
        (LES_DEUX, ('{ nature = "syndicat", agents = { min = 0 } }', "{ affiliee = false }"),
         ["aucune ville n’a de strate"]),
    ],
)  # fmt: skip
def test_ceux_que_la_grille_oublie(tete: str, cas: tuple[str, ...], dits: list[str]) -> None:
    assert trouees(*cas, tete=tete) == dits


def test_une_borne_de_demies_se_corrige_d_une_demie() -> None:
    etp = '[[mesures]]\ncode = "etp"\nunite = { singulier = "ETP", pas = 0.5 }\n'
    for tete, mesure, fin in ((etp, "etp", "9.5"), ("", "agents", "9")):
        with pytest.raises(CatalogueInvalide) as faute:
            grille(tete + strates(f"{{ {mesure} = {{ max = 10 }} }}", f"{{ {mesure} = {{ min = 10 }} }}") + FORFAIT)
        (anomalie,) = faute.value.anomalies
        assert anomalie.message == "les strates 1 et 2 se recouvrent : 10 est dans les deux"
        assert anomalie.aide == f"donnez à la strate 1 un max de {fin}"


# --- A grid that does not say whom it serves ------------------------------------------------------


def test_une_grille_qui_ne_le_dit_pas_sert_les_communes_et_les_etablissements_publics() -> None:
    natures = grille(strates("{ habitants = { min = 0 } }, { agents = { min = 0 } }") + FORFAIT).natures
    assert [(une.code, une.pluriel, une.mesures, une.feminin, une.cherchee) for une in natures] == [
        ("commune", "communes", ("habitants",), True, True),
        ("etablissement-public", "établissements publics", ("agents",), False, False),
    ]
