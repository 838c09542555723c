"""The strate of a collectivité: both sides of each threshold, the neighbours, the explanation."""

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from outils import Lancer, lancer_ici

from forfait_cli import Affiliation, Collectivite, classer, load_catalogue
from forfait_cli.domaine.catalogue import Bornes, Cas, Catalogue, Strate
from forfait_cli.domaine.strate import chercher, etendue, expliquer, strate_pour, voisines
from forfait_cli.erreurs import MauvaisUsage, Refus

# Where each strate begins, 1 to 8.
SEUILS = {
    "habitants": (0, 250, 500, 1000, 2000, 3500, 5000, 10000),
    "agents": (0, 4, 8, 10, 20, 30, 60, 120),
}
CAS = [(critere, rang) for critere, seuils in SEUILS.items() for rang in range(len(seuils))]
ANNEXE = load_catalogue()
TAILLES = st.integers(min_value=0, max_value=12000) | st.integers(min_value=0, max_value=10**30)
CRITERES = st.sampled_from(["habitants", "agents"])


def collectivite(critere: str, valeur: int) -> Collectivite:
    return Collectivite("commune" if critere == "habitants" else "etablissement-public", {critere: valeur})


def avec_cas(strate: Strate, garder: Iterator[Cas]) -> Strate:
    return strate._replace(cas=tuple(garder))


def numero(critere: str, valeur: int, *autres: str) -> int:
    resultat = lancer_ici("strate", f"--{critere}", str(valeur), *autres, "--format", "json")
    assert (resultat.code, resultat.erreur) == (0, "")
    assert resultat.json()["strate"]["critere"] == critere
    trouve = resultat.json()["strate"]["numero"]
    assert isinstance(trouve, int)
    return trouve


@pytest.mark.parametrize(("critere", "rang"), CAS, ids=[f"{c}-{SEUILS[c][r]}" for c, r in CAS])
def test_seuil_des_deux_cotes(lancer: Lancer, critere: str, rang: int) -> None:
    """At the threshold one is in its strate, one below in the strate before it; below 0 there is nobody."""
    seuil = SEUILS[critere][rang]
    assert numero(critere, seuil) == rang + 1
    if rang:
        assert numero(critere, seuil - 1) == rang
    else:
        refuse = lancer("strate", f"--{critere}", "-1")
        assert refuse.code == 2
        assert "négatif" in refuse.erreur


@pytest.mark.parametrize("rang", range(8))
def test_un_budget_annexe_se_classe_comme_un_etablissement(rang: int) -> None:
    seuil = SEUILS["agents"][rang]
    assert numero("agents", seuil, "--nature", "budget-annexe") == rang + 1
    if rang:
        assert numero("agents", seuil - 1, "--nature", "budget-annexe") == rang


@pytest.mark.parametrize("taille", [(), ("--habitants", "0"), ("--habitants", "1200"), ("--agents", "2")])
def test_une_collectivite_non_affiliee_est_en_strate_8_quelle_que_soit_sa_taille(
    lancer: Lancer, taille: tuple[str, ...]
) -> None:
    donnees = lancer("strate", "--non-affiliee", *taille, "--format", "json").json()
    assert donnees["strate"]["numero"] == 8
    assert donnees["strate"]["critere"] == "non_affiliee"
    assert (donnees["strate"]["min"], donnees["strate"]["max"]) == (None, None)
    assert donnees["collectivite"]["affiliee"] is False
    assert donnees["precedente"] == donnees["suivante"] == {"numero": None, "ecart": None}
    assert donnees["explication"] == "Collectivité non affiliée\u00a0: strate 8, quelle que soit sa taille."


def test_l_ecart_est_ce_qui_fait_changer_de_strate(lancer: Lancer) -> None:
    donnees = lancer("strate", "--habitants", "1200", "--format", "json").json()
    assert donnees["precedente"] == {"numero": 3, "ecart": 201}
    assert donnees["suivante"] == {"numero": 5, "ecart": 800}
    assert donnees["strate"] == {
        "numero": 4,
        "libelle": "Communes de 1 000 à 1 999 habitants, Etablissements publics et Budgets annexes de 10 à 19 agents",
        "critere": "habitants",
        "min": 1000,
        "max": 1999,
        "cas": {"natures": ["commune"], "affiliee": True, "mesures": {"habitants": {"min": 1000, "max": 1999}}},
    }


@pytest.mark.parametrize(
    ("critere", "valeur", "precedente", "suivante"),
    [
        ("habitants", 0, (None, None), (2, 250)),
        ("habitants", 249, (None, None), (2, 1)),
        ("habitants", 250, (1, 1), (3, 250)),
        ("habitants", 9999, (6, 5000), (8, 1)),
        ("habitants", 10000, (7, 1), (None, None)),
        ("habitants", 25000, (7, 15001), (None, None)),
        ("agents", 7, (1, 4), (3, 1)),
        ("agents", 8, (2, 1), (4, 2)),
        ("agents", 119, (6, 60), (8, 1)),
        ("agents", 120, (7, 1), (None, None)),
    ],
)
def test_ecarts_aux_bornes_et_aux_extremites(
    lancer: Lancer,
    critere: str,
    valeur: int,
    precedente: tuple[int | None, int | None],
    suivante: tuple[int | None, int | None],
) -> None:
    donnees = lancer("strate", f"--{critere}", str(valeur), "--format", "json").json()
    assert donnees["precedente"] == dict(zip(("numero", "ecart"), precedente, strict=True))
    assert donnees["suivante"] == dict(zip(("numero", "ecart"), suivante, strict=True))


@pytest.mark.parametrize(
    ("critere", "valeur", "phrase"),
    [
        ("habitants", 0, "0 habitant : strate 1, moins de 250 habitants."),
        ("habitants", 1, "1 habitant : strate 1, moins de 250 habitants."),
        ("habitants", 2, "2 habitants : strate 1, moins de 250 habitants."),
        ("habitants", 1200, "1\u202f200 habitants : strate 4, de 1\u202f000 à 1\u202f999 habitants."),
        ("habitants", 10000, "10\u202f000 habitants : strate 8, 10\u202f000 habitants et plus."),
        ("agents", 1, "1 agent : strate 1, moins de 4 agents."),
        ("agents", 9, "9 agents : strate 3, de 8 à 9 agents."),
        ("agents", 120, "120 agents : strate 8, 120 agents et plus."),
    ],
)
def test_l_explication_dit_la_mesure_et_la_tranche(
    catalogue: Catalogue, critere: str, valeur: int, phrase: str
) -> None:
    qui = collectivite(critere, valeur)
    assert expliquer(catalogue, qui, classer(catalogue, qui)).replace("\u00a0", " ") == phrase


def test_une_tranche_d_un_seul_habitant_est_au_singulier(catalogue: Catalogue) -> None:
    habitants, agents = catalogue.mesure("habitants"), catalogue.mesure("agents")
    assert etendue(Bornes(0, 0), habitants) == "moins de 1 habitant"
    assert etendue(Bornes(0, 1), habitants) == "moins de 2 habitants"
    assert etendue(Bornes(1, 1), agents) == "1 agent"
    assert etendue(Bornes(0, None), agents) == "quel que soit le nombre d’agents"
    assert etendue(Bornes(1, None), agents) == "1 agent et plus"


@given(CRITERES, TAILLES)
def test_tout_nombre_entier_a_exactement_une_strate(critere: str, valeur: int) -> None:
    contenantes = []
    for strate in ANNEXE.strates:
        bornes = strate.bornes(critere)
        assert bornes is not None
        if valeur >= bornes.min and (bornes.max is None or valeur <= bornes.max):
            contenantes.append(strate)
    assert len(contenantes) == 1
    trouve = chercher(ANNEXE, collectivite(critere, valeur))
    assert trouve is not None
    assert trouve[0] is contenantes[0]


@given(CRITERES, TAILLES, TAILLES)
def test_la_strate_ne_descend_jamais_quand_le_nombre_monte(critere: str, un: int, autre: int) -> None:
    bas, haut = (classer(ANNEXE, collectivite(critere, valeur)).strate for valeur in sorted((un, autre)))
    assert bas.numero <= haut.numero
    for code, volume in bas.volumes.items():
        assert volume <= haut.volumes[code]


@given(CRITERES, TAILLES)
def test_bouger_de_l_ecart_change_de_strate_et_d_un_de_moins_non(critere: str, valeur: int) -> None:
    qui = collectivite(critere, valeur)
    classement = classer(ANNEXE, qui)
    avant, apres = voisines(ANNEXE, qui, classement)
    assert (avant is None) == (classement.strate.numero == 1)
    assert (apres is None) == (classement.strate.numero == 8)
    for voisine, sens in ((avant, -1), (apres, 1)):
        if voisine is not None:
            assert voisine.ecart > 0
            assert voisine.mesure == critere
            assert voisine.strate.numero == classement.strate.numero + sens
            assert strate_pour(ANNEXE, qui, critere, valeur + sens * voisine.ecart) is voisine.strate
            assert strate_pour(ANNEXE, qui, critere, valeur + sens * (voisine.ecart - 1)) is classement.strate


def test_une_grille_a_trou_refuse_au_lieu_d_arrondir(catalogue: Catalogue) -> None:
    trouee = catalogue._replace(strates=tuple(s for s in catalogue.strates if s.numero != 4))
    with pytest.raises(Refus, match="aucune strate publiée") as refus:
        classer(trouee, collectivite("habitants", 1200))
    assert refus.value.anomalies[0].origine == "1\u202f200\u00a0habitants"
    assert classer(trouee, collectivite("habitants", 999)).strate.numero == 3
    assert classer(trouee, collectivite("habitants", 2000)).strate.numero == 5
    neuf = collectivite("agents", 9)
    assert [v and (v.strate.numero, v.ecart) for v in voisines(trouee, neuf, classer(trouee, neuf))] == [
        (2, 2),
        (5, 11),
    ]


def test_une_grille_sans_non_affiliees_le_dit(catalogue: Catalogue) -> None:
    grille = catalogue._replace(
        strates=tuple(avec_cas(s, (cas for cas in s.cas if cas.affiliee is not False)) for s in catalogue.strates)
    )
    with pytest.raises(Refus, match="ne dit rien des collectivités non affiliées"):
        classer(grille, Collectivite(affiliation=Affiliation.NON_AFFILIEE))


def test_une_strate_sans_borne_pour_un_critere_est_sautee(catalogue: Catalogue) -> None:
    """A grid may have a strate for communes alone."""
    strates = tuple(
        avec_cas(s, (cas for cas in s.cas if cas.natures == ("commune",))) if s.numero == 4 else s
        for s in catalogue.strates
    )
    grille = catalogue._replace(strates=strates)
    assert classer(grille, collectivite("habitants", 1200)).strate is strates[3]
    assert chercher(grille, collectivite("agents", 12)) is None
    neuf = collectivite("agents", 9)
    avant, apres = voisines(grille, neuf, classer(grille, neuf))
    assert (avant and avant.strate.numero, apres and apres.strate.numero) == (2, 5)


def test_sans_la_taille_de_sa_nature_on_la_demande(catalogue: Catalogue) -> None:
    with pytest.raises(MauvaisUsage, match="il manque habitants pour trouver la strate"):
        classer(catalogue, Collectivite("commune"))
    with pytest.raises(MauvaisUsage, match="se classe par ses habitants"):
        classer(catalogue, Collectivite("commune", {"agents": 4}))


@pytest.mark.parametrize("mesures", [{"habitants": 5}, {"agents": 6}, {}, {"habitants": 0}])
def test_non_affiliee_garde_la_taille_donnee_sans_s_en_servir(catalogue: Catalogue, mesures: dict[str, int]) -> None:
    qui = Collectivite(None, mesures, Affiliation.NON_AFFILIEE)
    classement = classer(catalogue, qui)
    assert classement.strate is catalogue.strates[7]
    assert (classement.critere, classement.bornes) == ("non_affiliee", None)
    assert classement.valeurs == tuple(mesures.items())
    assert voisines(catalogue, qui, classement) == (None, None)
