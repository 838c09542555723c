"""The builder of the embedded communes: same inputs, same bytes; sources that disagree write nothing."""

import importlib.util
import json
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from forfait_cli.readers.communes import Annuaire

SCRIPT = Path(__file__).resolve().parent.parent / "scripts" / "construire_communes.py"
INSEE = """REG;Région;DEP;CODARR;CODCAN;CODCOM;COM;Commune;PMUN;PCAP;PTOT
75;Nouvelle-Aquitaine;47;1;01;015;47015;Astaffort;1972;34;2006
11;Île-de-France;75;1;01;101;75101;Paris 1er Arrondissement;100;3;103
11;Île-de-France;75;1;01;102;75102;Paris 2e Arrondissement;20;1;21
"""
MAYOTTE = "CODREG;REG;DEP;CODARR;CODCAN;CODCOM;COM;PMUN;PCAP;PTOT\n06;;976;;;601;;5192;192;5384\n"
OUTREMER = """code_commune,nom_commune,code_collectivite,nom_collectivite,code_postal,population
98735,Papeete,987,Polynésie française,98714,26654
98901,Île de Clipperton,989,Île de Clipperton,98799,
"""
DEPARTEMENTS = [
    {"code": code, "nom": nom}
    for code, nom in (
        ("47", "Lot-et-Garonne"),
        ("75", "Paris"),
        ("976", "Mayotte"),
        ("987", "Polynésie française"),
        ("989", "Île de Clipperton"),
    )
]


def commune(code: str, nom: str, departement: str, population: int | None, **reste: Any) -> dict[str, Any]:
    element = {"code": code, "nom": nom, "departement": departement, "type": "commune-actuelle", **reste}
    return element if population is None else element | {"population": population}


def arrondissement(code: str, rang: str, population: int) -> dict[str, Any]:
    nom = f"Paris {rang} Arrondissement"
    return commune(code, nom, "75", population, commune="75056") | {"type": "arrondissement-municipal"}


COMMUNES = [
    commune("47015", "Astaffort", "47", 1972, siren="214700155", codesPostaux=["47220"], anciensCodes=["47999"]),
    commune("75056", "Paris", "75", 120, siren="217500016", codesPostaux=["75001", "75002"]),
    arrondissement("75101", "1er", 100),
    arrondissement("75102", "2e", 20),
    commune("97601", "Acoua", "976", 5192, siren="200008712", codesPostaux=["97630"]),
    commune("98735", "Papeete", "987", 26654, codesPostaux=["98714"]),
    commune("98901", "Île de Clipperton", "989", None, codesPostaux=["98799"]),
    {
        "code": "47016",
        "nom": "Barbonvielle",
        "departement": "47",
        "type": "commune-associee",
        "chefLieu": "47015",
    },
]


@pytest.fixture(scope="module")
def script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("construire_communes", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def sources(tmp_path: Path) -> Path:
    (tmp_path / "insee.csv").write_text(INSEE, encoding="utf-8-sig", newline="\r\n")
    (tmp_path / "mayotte.csv").write_text(MAYOTTE, encoding="utf-8")
    (tmp_path / "outremer.csv").write_text(OUTREMER, encoding="utf-8")
    (tmp_path / "communes.json").write_text(json.dumps(COMMUNES), encoding="utf-8")
    (tmp_path / "departements.json").write_text(json.dumps(DEPARTEMENTS), encoding="utf-8")
    return tmp_path


def construire(script: ModuleType, sources: Path, *autres: str, sortie: str = "communes.sqlite") -> int:
    fichiers = [f"--{nom}={sources / nom}.csv" for nom in ("insee", "mayotte", "outremer")]
    dates = ["--millesime=2023", "--en-vigueur=2026-01-01"]
    decoupage = f"--decoupage={sources / 'communes.json'}"
    return int(script.main([*fichiers, decoupage, *dates, *autres, "-o", str(sources / sortie)]))


def changer(chemin: Path, avant: str, apres: str) -> None:
    texte = chemin.read_text(encoding="utf-8")
    assert avant in texte
    chemin.write_text(texte.replace(avant, apres), encoding="utf-8")


def test_what_is_built_is_read(script: ModuleType, sources: Path) -> None:
    assert construire(script, sources) == 0
    annuaire = Annuaire(sources / "communes.sqlite")
    astaffort = annuaire.trouver("astaffort")
    assert astaffort.population is not None
    assert (astaffort.population.municipale, astaffort.population.totale) == (1972, 2006)
    assert astaffort.population.millesime == "2023"
    paris = annuaire.trouver("Paris").population
    assert paris is not None
    assert (paris.municipale, paris.totale) == (120, 124)
    acoua, papeete = annuaire.trouver("acoua").population, annuaire.trouver("papeete").population
    assert acoua is not None
    assert papeete is not None
    assert (acoua.municipale, acoua.totale, acoua.millesime) == (5192, 5384, "2017")
    assert (papeete.brute, papeete.municipale, papeete.totale, papeete.millesime) == (26654, None, None, None)
    assert annuaire.trouver("ile de clipperton").population is None
    assert annuaire.rattachees("barbonvielle")[0].chef_lieu == astaffort
    assert annuaire.meta()["licence"] == "Licence Ouverte 2.0"


def test_same_inputs_same_bytes(script: ModuleType, sources: Path) -> None:
    assert construire(script, sources, sortie="une.sqlite") == 0
    (sources / "communes.json").write_text(
        json.dumps(COMMUNES), encoding="utf-8"
    )  # written again, read from its folder
    assert construire(script, sources, f"--decoupage={sources}", sortie="deux.sqlite") == 0
    assert (sources / "une.sqlite").read_bytes() == (sources / "deux.sqlite").read_bytes()


@pytest.mark.parametrize(
    ("fichier", "avant", "apres", "attendu"),
    [
        ("communes.json", '"population": 1972', '"population": 1973', "1972 ici, 1973 au découpage"),
        ("communes.json", '"population": 120', '"population": 121', "75056 Paris : 120 ici, 121"),
        (
            "communes.json",
            '"population": 20',
            '"population": 19',
            "75102 Paris 2e Arrondissement : 20 ici, 19",
        ),
        ("communes.json", '"population": 26654', '"population": 1', "26654 ici, 1 au découpage"),
        ("communes.json", "217500016", "214700155", "porté par deux communes"),
        ("communes.json", "214700155", "21470015", "SIREN 21470015 : mal formé"),
        (
            "communes.json",
            '"chefLieu": "47015"',
            '"chefLieu": "47001"',
            "47001 n’est pas une commune actuelle",
        ),
        ("communes.json", "commune-associee", "commune-perdue", "types de commune inconnus : commune-perdue"),
        ("communes.json", '"departement": "976"', '"departement": "979"', "département 979 inconnu"),
        ("communes.json", '"nom": "Acoua"', '"nmo": "Acoua"', "le découpage n’a pas la forme attendue"),
        ("communes.json", "[{", "{", "contenu inattendu"),
        ("departements.json", "nom", "mon", "contenu inattendu"),
        ("insee.csv", ";2006", ";2007", "PMUN + PCAP n’est pas PTOT"),
        ("insee.csv", "1972;34;2006", "mille;34;2006", "« mille » n’est pas un nombre d’habitants"),
        ("insee.csv", "PTOT", "TOTAL", "colonnes absentes : PTOT"),
        ("insee.csv", "75102;", "75101;", "écrit deux fois"),
        ("insee.csv", "47015;", "47017;", "47017 : un chiffre, pas de commune"),
        (
            "insee.csv",
            "47015;",
            "47017;",
            "47015 Astaffort : une commune, pas de chiffre (1972 au découpage)",
        ),
        ("mayotte.csv", "06;;976;;;601;;5192;192;5384\n", "", "n’a aucune ligne"),
        ("outremer.csv", "98735,", "97601,", "97601 : dans deux fichiers de populations"),
    ],
)
def test_sources_that_disagree_write_nothing(
    script: ModuleType,
    sources: Path,
    capsys: pytest.CaptureFixture[str],
    fichier: str,
    avant: str,
    apres: str,
    attendu: str,
) -> None:
    (sources / "communes.sqlite").write_bytes(b"avant")
    changer(sources / fichier, avant, apres)
    assert construire(script, sources) == 1
    erreurs = capsys.readouterr().err
    assert erreurs.startswith("Erreur : ")
    assert attendu in erreurs
    assert (sources / "communes.sqlite").read_bytes() == b"avant"


@pytest.mark.parametrize("fichier", ["insee.csv", "mayotte.csv", "outremer.csv", "communes.json", "departements.json"])
def test_a_source_that_cannot_be_read(
    script: ModuleType, sources: Path, capsys: pytest.CaptureFixture[str], fichier: str
) -> None:
    (sources / fichier).write_bytes(b"\xff\xfe\xff")
    assert construire(script, sources) == 1
    assert "il n’est pas en UTF-8" in capsys.readouterr().err
    (sources / fichier).unlink()
    assert construire(script, sources) == 1
    assert f"{fichier} : le fichier ne peut pas être lu" in capsys.readouterr().err
    assert not (sources / "communes.sqlite").exists()


def test_absences_are_admitted_only_when_asked(
    script: ModuleType, sources: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    changer(sources / "insee.csv", "47015;", "47017;")
    assert construire(script, sources, "--absences-admises") == 0
    assert capsys.readouterr().out.count("Admis : ") == 2
    assert Annuaire(sources / "communes.sqlite").trouver("Astaffort").population is None


def test_an_output_that_cannot_be_written(
    script: ModuleType, sources: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert construire(script, sources, sortie="absent/communes.sqlite") == 1
    assert "ne peut pas être écrit" in capsys.readouterr().err
    assert construire(script, sources, "--en-vigueur=janvier") == 1
    assert "n’est pas une date" in capsys.readouterr().err
    with pytest.raises(SystemExit) as sortie:
        script.main([])
    assert sortie.value.code == 2
    assert "Erreur : arguments manquants" in capsys.readouterr().err
