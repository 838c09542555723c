"""Every cell of the annex, through `forfait compare --format json`, against its transcription in `annexe/`."""

from typing import Any

import pytest
from outils import FORFAITS, Lancer, lire_csv

SERVICES = lire_csv("services")
STRATES = lire_csv("strates")
OPTIONS = lire_csv("options")
VOLUMES = ("logiciels-securite", "sauvegarde-externalisee", "certificat-electronique")

# What each text of the first table means: coverage, and the count included whatever the strate.
SENS_SERVICES = {
    "Inclus": ("inclus", None),
    "Non inclus": ("non_inclus", None),
    "En option": ("en_option", None),
    "Un compte inclus": ("inclus", 1),
    "1 Go par collectivité inclus": ("inclus", 1),
    "Inclus avec un certificat": ("inclus", None),
    "De 1 à 10 selon strate (voir tableau ci-dessous)": ("inclus", None),
    "De 3Go à 15 Go selon strate (voir tableau ci-dessous)": ("inclus", None),
    "De 1 à 2 selon strate (voir tableau ci-dessous)": ("inclus", None),
}
# What each text of the third table means: availability, mode, price.
SENS_OPTIONS = {
    "Non inclus dans le forfait": ("non_proposee", None, None),
    "Inclus dans le forfait": ("incluse", None, None),
    "Selon strate et coût du certificat": ("proposee", "selon_strate", None),
    "Tarif selon strate": ("proposee", "selon_strate", None),
    "Tarif journalier": ("proposee", "journalier", None),
    "7 € par Go supplémentaire": ("proposee", "unitaire", "7.00"),
    "Coût par compte supplémentaire": ("proposee", "unitaire", None),
    "Coût par antivirus supplémentaire": ("proposee", "unitaire", None),
    "Coût par certificat supplémentaire": ("proposee", "unitaire", None),
    "Etude préalable tarifaire et technique spécifique à chaque collectivité": ("proposee", "sur_etude", None),
}
UNITES_SERVICES = {
    "logiciels-securite": "antivirus", "sauvegarde-externalisee": "Go", "certificat-electronique": "certificat",
    "messagerie": "compte", "stockage-partage": "Go",
}  # fmt: skip
UNITES_OPTIONS = {
    "formation-sur-site": "formation", "conseil-equipement": "jour", "messagerie": "compte",
    "sauvegarde-externalisee": "Go", "logiciels-securite": "antivirus", "certificat-electronique": "certificat",
}  # fmt: skip
# numero → habitants, agents: what the labels say, strate 7 ending where strate 8 begins.
BORNES = {
    1: ((0, 249), (0, 3)),
    2: ((250, 499), (4, 7)),
    3: ((500, 999), (8, 9)),
    4: ((1000, 1999), (10, 19)),
    5: ((2000, 3499), (20, 29)),
    6: ((3500, 4999), (30, 59)),
    7: ((5000, 9999), (60, 119)),
    8: ((10000, None), (120, None)),
}


@pytest.fixture(scope="module")
def comparaison(lancer: Lancer) -> Any:
    resultat = lancer("compare", "--format", "json")
    assert (resultat.code, resultat.erreur) == (0, "")
    return resultat.json()


def test_la_transcription_a_toutes_ses_cellules() -> None:
    """The oracle itself: 21 × 5, 8 × 3 and 8 × 5."""
    assert (len(SERVICES), len(STRATES), len(OPTIONS)) == (21, 8, 8)
    assert tuple(SERVICES[0])[3:] == FORFAITS
    assert tuple(OPTIONS[0])[2:] == FORFAITS
    assert tuple(STRATES[0])[2:] == VOLUMES


def test_les_cinq_forfaits_dans_l_ordre(comparaison: Any) -> None:
    assert [(forfait["code"], forfait["nom"]) for forfait in comparaison["forfaits"]] == [
        ("metiers", "Forfait Métiers"),
        ("metiers-communication", "Forfait Métiers et Communication"),
        ("heberge", "Forfait Hébergé"),
        ("technologie", "Forfait Technologie"),
        ("technologie-plus", "Forfait Technologie Plus"),
    ]


def test_les_services_dans_l_ordre_avec_leur_famille(comparaison: Any) -> None:
    assert [(s["code"], s["famille"], s["nom"]) for s in comparaison["services"]] == [
        (s["code"], s["famille"] or None, s["nom"]) for s in SERVICES
    ]


def test_les_options_dans_l_ordre_avec_leur_unite(comparaison: Any) -> None:
    assert [(o["code"], o["nom"], o["unite"]) for o in comparaison["options"]] == [
        (o["code"], o["nom"], UNITES_OPTIONS.get(o["code"])) for o in OPTIONS
    ]


@pytest.mark.parametrize("forfait", FORFAITS)
@pytest.mark.parametrize("rang", range(len(SERVICES)), ids=[service["code"] for service in SERVICES])
def test_cellule_de_service(comparaison: Any, rang: int, forfait: str) -> None:
    texte = SERVICES[rang][forfait]
    couverture, quantite = SENS_SERVICES[texte]
    assert comparaison["services"][rang]["cellules"][forfait] == {
        "couverture": couverture,
        "texte": texte,
        "quantite": quantite,
        "unite": UNITES_SERVICES.get(SERVICES[rang]["code"]),
    }


@pytest.mark.parametrize("volume", VOLUMES)
@pytest.mark.parametrize("rang", range(8))
def test_volume_de_strate(comparaison: Any, rang: int, volume: str) -> None:
    assert comparaison["strates"][rang]["volumes"][volume] == int(STRATES[rang][volume])


@pytest.mark.parametrize("rang", range(8))
def test_libelle_et_bornes_de_strate(comparaison: Any, rang: int) -> None:
    strate, (habitants, agents) = comparaison["strates"][rang], BORNES[rang + 1]
    assert strate["numero"] == int(STRATES[rang]["numero"]) == rang + 1
    assert strate["libelle"] == STRATES[rang]["libelle"]
    assert strate["habitants"] == dict(zip(("min", "max"), habitants, strict=True))
    assert strate["agents"] == dict(zip(("min", "max"), agents, strict=True))
    assert strate["non_affiliees"] is (rang == 7)
    assert tuple(strate["volumes"]) == VOLUMES


@pytest.mark.parametrize("forfait", FORFAITS)
@pytest.mark.parametrize("rang", range(len(OPTIONS)), ids=[option["code"] for option in OPTIONS])
def test_cellule_d_option(comparaison: Any, rang: int, forfait: str) -> None:
    texte = OPTIONS[rang][forfait]
    disponibilite, mode, prix = SENS_OPTIONS[texte]
    cellule = comparaison["options"][rang]["cellules"][forfait]
    assert {cle: cellule[cle] for cle in ("disponibilite", "texte", "mode", "prix")} == {
        "disponibilite": disponibilite,
        "texte": texte,
        "mode": mode,
        "prix": prix,
    }


@pytest.mark.parametrize("numero", BORNES)
def test_les_volumes_sont_ceux_de_la_strate_de_la_collectivite(lancer: Lancer, numero: int) -> None:
    (habitants, _), (agents, _) = BORNES[numero]
    for drapeau, taille in (("--habitants", habitants), ("--agents", agents)):
        donnees = lancer("compare", drapeau, str(taille), "--format", "json").json()
        assert donnees["strate"]["numero"] == numero
        services = {service["code"]: service["cellules"] for service in donnees["services"]}
        for volume in VOLUMES:
            attendu = int(STRATES[numero - 1][volume])
            for forfait in FORFAITS:
                # Under Hébergé backup and security are « Non inclus », the certificate « En option ».
                assert services[volume][forfait]["quantite"] == (0 if forfait == "heberge" else attendu)
        assert {cellule["quantite"] for cellule in services["messagerie"].values()} == {1}
        assert {cellule["quantite"] for cellule in services["stockage-partage"].values()} == {1}
        assert {cellule["quantite"] for cellule in services["veille"].values()} == {None}


def test_toutes_les_cellules_passent_aussi_par_le_csv(lancer: Lancer) -> None:
    entete, *lignes = lancer("compare", "--format", "csv").lignes_csv()
    tables: dict[str, list[dict[str, str]]] = {"services": [], "strates": [], "options": []}
    for ligne in lignes:
        rangee = dict(zip(entete, ligne, strict=True))
        tables[rangee["tableau"]].append(rangee)
    for nom, oracle in (("services", SERVICES), ("options", OPTIONS)):
        assert [[ligne[code] for code in FORFAITS] for ligne in tables[nom]] == [
            [ligne[code] for code in FORFAITS] for ligne in oracle
        ]
    assert [[ligne[f"volume_{code}"] for code in VOLUMES] for ligne in tables["strates"]] == [
        [ligne[code] for code in VOLUMES] for ligne in STRATES
    ]
