"""What a request that can't be read is told: every fault, whole, by the neutral name of its field."""

from decimal import Decimal
from functools import cache
from typing import Any

import pytest

from forfait_cli import load_catalogue
from forfait_cli.domaine.catalogue import Catalogue
from forfait_cli.domaine.demande import Collectivite
from forfait_cli.erreurs import MauvaisUsage, Refus
from forfait_cli.readers.catalogue.lecture import lire_catalogue
from forfait_cli.readers.demande.lecture import Lecteur

ANNEXE = load_catalogue()
TETE = 'titre = "Essai"\nsource = "Essai"\n'
VENDU = '[[forfaits]]\ncode = "unique"\nnom = "Forfait Seul"\nnom_court = "S."\n'

# Natures that nothing classes, or that strates tell apart.
CLASSES = """
[[mesures]]
code = "communes-membres"
nom = "communes membres"
unite = { singulier = "commune membre", pluriel = "communes membres" }

[[mesures]]
code = "budget"
nom = "budget"
euros = true

[[natures]]
code = "commune"
nom = "commune"
mesure = "habitants"
feminin = true
cherchee = true

[[natures]]
code = "communaute"
nom = "communauté de communes"
mesure = ["communes-membres", "habitants"]
autres_noms = ["CC", "agglo"]
feminin = true

[[natures]]
code = "syndicat"
nom = "syndicat"
mesure = "agents"

[[natures]]
code = "regie"
nom = "régie"
mesure = "agents"
feminin = true
"""
STRATES = """
[[strates]]
libelle = "1"
cas = [
    { nature = "commune", habitants = { min = 0 } },
    { nature = "communaute", communes-membres = { min = 0, max = 1 }, habitants = { min = 0 } },
    { nature = ["syndicat", "regie"], agents = { min = 0, max = 2 } },
]

[[strates]]
libelle = "2"
cas = [
    { nature = "communaute", communes-membres = { min = 2 }, habitants = { min = 0 } },
    { nature = ["syndicat", "regie"], agents = { min = 3 } },
]
"""


@cache
def grille(*morceaux: str) -> Catalogue:
    return lire_catalogue("\n".join((TETE, *morceaux)).encode(), "essai.toml", "")


def seul(prix: str = "12.00") -> str:
    return f"{VENDU}prix = {prix}\n"


CLASSEE = (CLASSES, STRATES, seul())


def simple(texte: str) -> str:
    return texte.replace("\xa0", " ").replace("\u202f", " ")


def fautes(lecteur: Lecteur, valeurs: dict[str, Any]) -> list[str]:
    with pytest.raises((MauvaisUsage, Refus)) as erreur:
        lecteur.lire(valeurs)
    return [simple(f"{un.origine} : {un.message} ; {un.aide}") for un in erreur.value.dite(str).anomalies]


DECRIRE = (
    "donnez habitants N ou commune NOM pour une commune, agents N pour un établissement public ou un budget annexe"
)


@pytest.mark.parametrize(
    ("valeurs", "dites"),
    [
        ({}, [f" : aucune collectivité n’est décrite ; {DECRIRE}"]),
        ({"nature": "commune"}, [f" : aucune collectivité n’est décrite ; {DECRIRE}"]),
        ({"habitants": "5", "agents": "6"}, [f"habitants, agents : les deux à la fois ; {DECRIRE}"]),
        ({"habitants": "5", "commune": "Agen"}, [f"habitants, commune : les deux à la fois ; {DECRIRE}"]),
        ({"commune": "Agen", "siren": "214700015"}, [f"siren, commune : les deux à la fois ; {DECRIRE}"]),
        (
            {"habitants": "5", "agents": "6", "siren": "1"},
            [
                f"habitants, agents, siren : les trois à la fois ; {DECRIRE}",
                f"habitants, agents : les deux à la fois ; {DECRIRE}",
            ],
        ),
        (
            {"habitants": "5", "agents": "6", "siren": "1", "commune": "Agen"},
            [
                f"habitants, agents, siren, commune : tous ces champs à la fois ; {DECRIRE}",
                f"habitants, agents : les deux à la fois ; {DECRIRE}",
            ],
        ),
        (
            {"habitants": "5", "agents": "6", "nature": "commune"},
            [f"habitants, agents : les deux à la fois ; {DECRIRE}"],
        ),
        (
            {"habitants": "5", "nature": "CCAS"},
            ["nature : « établissement public » se classe par ses agents ; donnez agents N"],
        ),
        (
            {"commune": "Agen", "nature": "CCAS"},
            ["nature : « établissement public » se classe par ses agents ; donnez agents N"],
        ),
        ({"commune": "Agen", "agents": "5"}, [f"agents, commune : les deux à la fois ; {DECRIRE}"]),
        ({"commune": "Agen", "agents": "5", "nature": "CCAS"}, [f"agents, commune : les deux à la fois ; {DECRIRE}"]),
        (
            {"habitants": "5", "population": "totale"},
            ["population : ne sert qu’avec commune ; ajoutez commune ou retirez cette option"],
        ),
        (
            {"habitants": "5", "departement": "47"},
            ["departement : ne sert qu’avec commune ; ajoutez commune ou retirez cette option"],
        ),
        (
            {"commune": "Agen", "population": "moyenne"},
            ["population : mot inconnu : « moyenne » ; écrivez totale ou municipale"],
        ),
        (
            {"commune": "Agen", "population": "total"},
            ["population : mot inconnu : « total » ; vouliez-vous dire « totale » ?"],
        ),
        (
            {"habitants": "5", "nature": "zut"},
            [
                "nature : la grille ne dit rien de « zut » ; natures possibles : commune, "
                "etablissement-public (CCAS, CIAS, EPCI, syndicat, "
                "syndicat mixte, SIVU, SIVOM, communauté de communes, communauté "
                "d’agglomération, caisse des écoles) ou budget-annexe"
            ],
        ),
        (
            {"habitants": "5", "nature": " "},
            [
                "nature : la nature est vide ; natures possibles : commune, "
                "etablissement-public (CCAS, CIAS, EPCI, syndicat, "
                "syndicat mixte, SIVU, SIVOM, communauté de communes, communauté "
                "d’agglomération, caisse des écoles) ou budget-annexe"
            ],
        ),
        (
            {"agents": "5", "nature": "Budget anexe"},
            ["nature : la grille ne dit rien de « Budget anexe » ; vouliez-vous dire « budget-annexe » ?"],
        ),
        (
            {"habitants": "5", "agents": "x", "nature": "zut"},
            ["agents : « x » n’est pas un nombre entier ; donnez un nombre entier, par exemple 1200 ou 1 200"],
        ),
        (
            {"agents": "7,5"},
            [
                "agents : « 7,5 » : les agents se comptent en personnes entières, et ce nombre tombe entre "
                "la strate 2 et la strate 3 ; donnez un nombre entier, sans décimales : 7 agents donnent "
                "la strate 2, 8 la strate 3"
            ],
        ),
        (
            {"agents": "7.5"},
            [
                "agents : « 7.5 » : les agents se comptent en personnes entières, et ce nombre tombe entre "
                "la strate 2 et la strate 3 ; donnez un nombre entier, sans décimales : 7 agents donnent "
                "la strate 2, 8 la strate 3"
            ],
        ),
        (
            {"agents": "8,5"},
            [
                "agents : « 8,5 » : les agents se comptent en personnes entières ; donnez un nombre entier, "
                "sans décimales"
            ],
        ),
        (
            {"habitants": "1 999,9"},
            [
                "habitants : « 1 999,9 » n’est pas un nombre entier, et ce nombre tombe entre la "
                "strate 4 et la strate 5 ; donnez un nombre entier, sans décimales : 1 999 "
                "habitants donnent la strate 4, 2 000 la strate 5"
            ],
        ),
        ({"habitants": "1200 Hab"}, ["habitants : « 1200 Hab » porte son unité ; écrivez 1200"]),
        ({"habitants": "1200 habitants"}, ["habitants : « 1200 habitants » porte son unité ; écrivez 1200"]),
        ({"agents": "4 agent"}, ["agents : « 4 agent » porte son unité ; écrivez 4"]),
        (
            {"habitants": "5", "affiliee": "peut-être"},
            ["affiliee : « peut-être » n’est ni oui ni non ; écrivez oui ou non"],
        ),
        (
            {"habitants": "5", "parapheur": "2"},
            ["option:parapheur-certificat : « 2 » n’est ni oui ni non ; écrivez oui ou non"],
        ),
        (
            {"habitants": "5", "zut": 1},
            [
                "zut : la grille en usage n’a pas ce champ ; champs possibles : habitants, "
                "agents, nature, commune, code_insee, siren, departement, population, affiliee, "
                "nom, forfait, exige, parapheur, formation, conseil_jours, extra_comptes, "
                "besoin_comptes, extra_go, besoin_go, extra_antivirus, besoin_antivirus, "
                "anti_spam, extra_certificats, besoin_certificats, option, date"
            ],
        ),
        (
            {"habitants": "5", "habitant": 1},
            ["habitant : la grille en usage n’a pas ce champ ; vouliez-vous dire « habitants » ?"],
        ),
        (
            {"habitants": "5", "date": "demain"},
            ["date : « demain » n’est pas une date ; écrivez-la AAAA-MM-JJ, par exemple 2026-01-31, ou JJ/MM/AAAA"],
        ),
        (
            {"habitants": "5", "option": ["messagerie=x", "formation", "formation=2", "anti-spam=", "go=1", "go=2"]},
            [
                "option : « x » n’est pas un nombre entier ; donnez un nombre entier, par exemple 1200 ou 1 200",
                "option : « formation-sur-site » est demandé deux fois ; gardez une seule demande",
                "option : valeur vide ; donnez un nombre entier, par exemple 1200",
                "option : « sauvegarde-externalisee » est demandé deux fois ; gardez une seule demande",
            ],
        ),
        (
            {"habitants": "5", "extra_go": "2", "option": "go=3"},
            ["option : « sauvegarde-externalisee » est demandé deux fois ; gardez une seule demande"],
        ),
        (
            {"habitants": "5", "besoin_go": "2", "option": "go=3"},
            [
                "option, besoin:sauvegarde-externalisee : « Sauvegarde externalisée » : un supplément et un "
                "besoin à la fois ; "
                "donnez l’un ou l’autre : le besoin est le volume entier, le supplément vient en plus"
            ],
        ),
    ],
)
def test_chaque_faute_est_dite_en_entier(valeurs: dict[str, Any], dites: list[str]) -> None:
    assert fautes(Lecteur(ANNEXE), valeurs) == dites


# Strates that speak of one of two natures that agents class; a price that differs from one to the other.
A_PART = (
    CLASSES,
    STRATES.replace('["syndicat", "regie"], agents = { min = 3', '"syndicat", agents = { min = 3'),
    seul(),
)
PAR_NATURE = (CLASSES, STRATES, seul("{ par_nature = { syndicat = 1.00, regie = 2.00 } }"))
# A price by head of a measure that classes one of them alone.
DEUX_MESURES = (
    CLASSES.replace('nom = "régie"\nmesure = "agents"', 'nom = "régie"\nmesure = ["agents", "habitants"]'),
    seul('{ montant = 1.00, par = "habitants" }'),
)
LAQUELLE = "nature : à préciser, car la strate ou les prix en dépendent ; donnez syndicat ou regie"

MOYENS = (
    "donnez habitants N ou commune NOM pour une commune, communes-membres N et habitants N pour une communauté de "
    "communes, agents N pour un syndicat ou une régie"
)


@pytest.mark.parametrize(
    ("morceaux", "valeurs", "dites"),
    [
        (CLASSEE, {}, [f" : aucune collectivité n’est décrite ; {MOYENS}"]),
        (
            CLASSEE,
            {"habitants": 5, "agents": 6, "budget": 7},
            [f"habitants, agents, budget : les trois à la fois ; {MOYENS}"],
        ),
        (
            CLASSEE,
            {"habitants": 5, "agents": 6, "budget": 7, "communes_membres": 1},
            [f"habitants, agents, communes-membres, budget : tous ces champs à la fois ; {MOYENS}"],
        ),
        (
            CLASSEE,
            {"commune": "Agen", "nature": "syndicat"},
            ["nature : « syndicat » se classe par ses agents ; donnez agents N"],
        ),
        (
            CLASSEE,
            {"agents": "2,5"},
            [
                "agents : « 2,5 » : les agents se comptent en personnes entières, et ce nombre tombe entre la "
                "strate 1 et la "
                "strate 2 ; donnez un nombre entier, sans décimales : 2 agents donnent la strate 1, 3 la strate 2"
            ],
        ),
        (
            CLASSEE,
            {"habitants": 5, "nature": "zut"},
            [
                "nature : la grille ne dit rien de « zut » ; natures possibles : commune, communaute (CC, agglo), "
                "syndicat ou "
                "regie"
            ],
        ),
        (CLASSEE, {"agents": 5, "budget": 3}, [f"agents, budget : les deux à la fois ; {MOYENS}"]),
        (A_PART, {"agents": "2"}, [LAQUELLE]),
        (PAR_NATURE, {"agents": "2"}, [LAQUELLE]),
        (DEUX_MESURES, {"agents": "2"}, [LAQUELLE]),
    ],
)
def test_les_fautes_d_une_autre_grille(morceaux: tuple[str, ...], valeurs: dict[str, Any], dites: list[str]) -> None:
    assert fautes(Lecteur(grille(*morceaux)), valeurs) == dites


# --- What is read ---------------------------------------------------------------------------------------

UN_PRIX = (CLASSES, seul())
PAR_TETE = (CLASSES, seul('{ montant = 1.00, par = "habitants" }'))
MEME_PAR_TETE = (CLASSES, seul('{ montant = 1.00, par = "agents" }'))
# A strate that bounds a measure by which nothing is classed.
BORNE = (
    CLASSES,
    STRATES.replace('{ nature = "commune", habitants', '{ nature = "commune", agents = { min = 0 }, habitants'),
    seul(),
)


@pytest.mark.parametrize(
    ("morceaux", "valeurs", "nature", "mesures"),
    [
        (CLASSEE, {"habitants": "5"}, "commune", {"habitants": 5}),
        (CLASSEE, {"communes_membres": "5"}, "communaute", {"communes-membres": 5}),
        (CLASSEE, {"habitants": "5", "communes_membres": "3"}, "communaute", {"habitants": 5, "communes-membres": 3}),
        (CLASSEE, {"agents": "5"}, "syndicat", {"agents": 5}),
        (CLASSEE, {"agents": "5", "nature": "Régie"}, "regie", {"agents": 5}),
        (CLASSEE, {"budget": "5"}, None, {"budget": 5}),
        (BORNE, {"habitants": "5", "agents": "3"}, "commune", {"habitants": 5, "agents": 3}),
        (BORNE, {"habitants": "5", "agents": "3", "nature": "commune"}, "commune", {"habitants": 5, "agents": 3}),
        (A_PART, {"agents": "2", "nature": "syndicat"}, "syndicat", {"agents": 2}),
        (UN_PRIX, {"agents": "5"}, "syndicat", {"agents": 5}),
        (UN_PRIX, {"habitants": "5"}, "commune", {"habitants": 5}),
        (UN_PRIX, {}, None, {}),
        (PAR_TETE, {"habitants": "5", "agents": "3", "nature": "syndicat"}, "syndicat", {"habitants": 5, "agents": 3}),
        (PAR_TETE, {"habitants": "5", "communes_membres": "3"}, "communaute", {"habitants": 5, "communes-membres": 3}),
        (MEME_PAR_TETE, {"agents": "3"}, "syndicat", {"agents": 3}),
        (PAR_NATURE, {"habitants": "5"}, "commune", {"habitants": 5}),
    ],
)
def test_la_nature_se_deduit_de_ce_qui_la_classe(
    morceaux: tuple[str, ...], valeurs: dict[str, Any], nature: str | None, mesures: dict[str, int]
) -> None:
    qui = Lecteur(grille(*morceaux)).lire(valeurs).collectivite
    assert (qui.nature, qui.mesures) == (nature, mesures)


@pytest.mark.parametrize(
    ("morceaux", "qui", "repond"),
    [
        (CLASSEE, None, False),
        (CLASSEE, Collectivite("commune", {"habitants": 5}), True),
        (UN_PRIX, None, True),
        (PAR_TETE, None, False),
        (PAR_TETE, Collectivite("commune"), False),
        ((CLASSES, seul("{ par_nature = { syndicat = 1.00, regie = 2.00 } }")), None, False),
        ((CLASSES, seul("{ par_nature = { syndicat = 1.00, regie = 2.00 } }")), Collectivite("regie"), True),
    ],
)
def test_une_grille_peut_repondre_a_qui_ne_donne_aucun_chiffre(
    morceaux: tuple[str, ...], qui: Collectivite | None, repond: bool
) -> None:
    assert Lecteur(grille(*morceaux)).sans_description(qui) is repond


@pytest.mark.parametrize(
    ("catalogue", "dite"),
    [
        (ANNEXE._replace(natures=()), "donnez habitants N ou agents N"),
        (ANNEXE._replace(natures=(), mesures=ANNEXE.mesures[:1]), "donnez habitants N"),
        (
            ANNEXE._replace(natures=tuple(une._replace(mesures=()) for une in ANNEXE.natures), mesures=()),
            "donnez nature",
        ),
    ],
)
def test_une_grille_sans_nature_se_decrit_par_ses_mesures(catalogue: Catalogue, dite: str) -> None:
    assert fautes(Lecteur(catalogue), {}) == [f" : aucune collectivité n’est décrite ; {dite}"]


def test_une_nature_que_rien_ne_classe_ne_se_cherche_pas_par_un_nom() -> None:
    commune, etablissement, budget = ANNEXE.natures
    catalogue = ANNEXE._replace(natures=(commune, etablissement._replace(mesures=()), budget))
    assert fautes(Lecteur(catalogue), {"commune": "Agen", "nature": "CCAS"}) == [
        "nature : « établissement public » ne se cherche pas par un nom de commune ; retirez le nom de la commune"
    ]


@pytest.mark.parametrize(
    ("valeurs", "lu"),
    [
        ({"habitants": "5", "commune": "Agen"}, ("commune", {"habitants": 5}, None)),
        ({"habitants": "5", "siren": "zut", "nature": "commune"}, ("commune", {"habitants": 5}, None)),
        ({"agents": "5", "commune": "Agen"}, ("etablissement-public", {"agents": 5}, None)),
        ({"agents": "5", "commune": "Agen", "nature": "budget annexe"}, ("budget-annexe", {"agents": 5}, None)),
        ({"commune": "Astaffort", "departement": "47"}, ("commune", {"habitants": 2006}, "47015")),
        ({"commune": "Astaffort", "nature": "commune", "population": "municipale"}, ("commune", {"habitants": 1972},
                                                                                     "47015")),
    ],
)  # fmt: skip
def test_dans_une_ligne_un_chiffre_l_emporte_sur_ce_qui_nomme_la_commune(
    valeurs: dict[str, Any], lu: tuple[str, dict[str, int], str | None]
) -> None:
    qui = Lecteur(ANNEXE, ligne=True).lire(valeurs).collectivite
    assert (qui.nature, qui.mesures, qui.code_insee) == lu


@pytest.mark.parametrize(
    ("valeurs", "extras", "besoins"),
    [
        ({"extra_go": "4"}, {"sauvegarde-externalisee": 4}, {}),
        ({"extra_go": "4 Go"}, {"sauvegarde-externalisee": 4}, {}),
        ({"besoin_go": "1 200Go"}, {}, {"sauvegarde-externalisee": 1200}),
        ({"option": "go=4 go"}, {"sauvegarde-externalisee": 4}, {}),
        (
            {"option": ["Sauvegarde=4", "Formation sur site"]},
            {"sauvegarde-externalisee": 4, "formation-sur-site": 1},
            {},
        ),
        ({"option": ["anti-spam"], "parapheur": True}, {"parapheur-certificat": 1, "filtrage-antispam": 1}, {}),
        ({"parapheur": "non", "anti_spam": "x", "extra_go": None}, {"filtrage-antispam": 1}, {}),
        ({"conseil_jours": Decimal(3)}, {"conseil-equipement": 3}, {}),
        ({"option": "messagerie=2 comptes", "besoin_go": "0"}, {"messagerie": 2}, {"sauvegarde-externalisee": 0}),
    ],
)
def test_ce_qui_est_demande(valeurs: dict[str, Any], extras: dict[str, int], besoins: dict[str, int]) -> None:
    quoi = Lecteur(ANNEXE).quoi(valeurs)
    assert (quoi.extras, quoi.besoins, quoi.forfaits, quoi.exiges) == (extras, besoins, None, ())


@pytest.mark.parametrize("dit", ["unique", "UNIQUE", "Forfait Seul", "forfait seul", "seul", "S.", "s", ["S.", "seul"]])
def test_un_forfait_se_dit_par_son_code_son_nom_ou_son_nom_court(dit: str | list[str]) -> None:
    quoi = Lecteur(grille(*CLASSEE)).quoi({"forfait": dit})
    assert set(quoi.forfaits or ()) == {"unique"}


@pytest.mark.parametrize("dit", ["pack", "Pack", "k"])
def test_un_nom_qui_ne_dit_pas_forfait_se_dit_en_entier(dit: str) -> None:
    lecteur = Lecteur(grille(seul().replace("Forfait Seul", "Pack").replace("S.", "Pk")))
    if dit == "k":
        assert fautes(lecteur, {"forfait": dit})[0].startswith("forfait : aucun forfait n’a le code « k » ; ")
    else:
        assert lecteur.quoi({"forfait": dit}).forfaits == ("unique",)


def test_un_nom_libre_qui_ne_rappelle_pas_la_commune_la_fait_nommer() -> None:
    def dite(nom: str | None) -> str | None:
        population = Lecteur(ANNEXE).lire({"commune": "Astaffort", "nom": nom}).collectivite.population
        assert population is not None
        return population.commune

    assert [dite(nom) for nom in (None, "Mairie d’Astaffort", "Zut")] == [None, None, "Astaffort (47015)"]
