"""What each way of naming a commune finds, or is told: codes, names, parts, misspellings, several of a name.

`FORFAIT_GOLDEN=1 pytest tests/test_communes_mots.py` writes `golden_communes/` anew; read the difference.
"""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from forfait_cli.domaine.communes import Commune
from forfait_cli.erreurs import Refus
from forfait_cli.readers.communes import Annuaire
from forfait_cli.readers.communes.accord import partage_un_mot, rappelle
from forfait_cli.readers.communes.noms import a_un_article, cle, plier_nom, sans_article, sans_mairie

GARDE = Path(__file__).parent / "golden_communes"

TEXTES = [
    # codes
    "47001", "47 001", "47000", "1001", "01001", "2A004", "2a4", "20004", "97411", "98735", "75056", "75101", "69381",
    "13201", "47310", "47195", "04112", "99999", "00000", "123", "1234567", "21470001", "214700015", "214 700 015",
    "21470001500013", "214700015 00013", "123456789", "12345678900011", "0", "75001", "33000", "35000",
    "4700", "93066",
    "49331", "49007", "12345", "55039", "47 310", "47-001", "n° 47001", "47001 Agen",
    # names
    "Agen", "agen", "AGEN (47)", "Agen 47", "Agen 33", "Agen (99)", "Nérac", "nerac", "Le Mans", "Mans", "Les Mans",
    "La Rochelle", "Rochelle", "L'Haÿ-les-Roses", "L’Hay les Roses", "Hay-les-Roses", "Saint-Denis", "St Denis",
    "ST-DENIS 93", "Ste-Marie", "Sainte Marie", "Saint-Denis (93)", "Saint-Denis 974", "Bourg", "Bourg (33)",
    "Beaumont", "Saint-Martin", "Sainte-Colombe", "Paris", "Paris 1er", "Paris 1er Arrondissement", "Lyon",
    "Marseille",
    "Mairie d'Agen", "Mairie de Nérac", "Commune de Nérac", "Mairie de la commune de Nérac", "Ville de Paris",
    "CCAS de Nérac", "Mairie", "Commune", "Mairie du Mans", "Mairie de l’Haÿ-les-Roses", "Hôtel de ville de Lyon",
    # parts of communes
    "Beaupréau", "Angers", "Annecy-le-Vieux", "Châlons-sur-Marne", "Châlons", "Chemillé", "Saint-Germain",
    "Cherbourg", "Octeville", "Évry", "Courcouronnes", "Fontaine-Guérin", "Brion", "Le Marillais", "Bouzillé",
    "Montjean-sur-Loire", "Saint-Ouen", "Saint-Ouen-l'Aumône", "Doucier", "Verdun", "Douaumont", "Vaux",
    # misspelt
    "Agenn", "Agne", "Marmande", "Marmade", "Marmende", "Villeneuve sur lot", "Villenueve-sur-Lot", "Vilneuve",
    "Bordeau", "Bordeux", "Toulousse", "Strasbour", "Straßburg", "Marseile", "Xyzzy", "Zzzzzz",
    "Qwertyuiop", "Agen-sur-Mer",
    "Saint-Barthélemy", "Saint-Barthelemi-d'Agenais", "Casteljalou", "Tonnein", "Y", "Ÿ", "Ys", "Eu", "Oô", "Sées",
    # nothing to look up
    "", " ", "-", "!!!", "?", "\u200b", "Agen\nNérac",
    "x" * 90, "x" * 170, "y " * 60, "Mairie de " * 20 + "Agen", "\x1b[31m",
    "«Agen»", "'Agen'", "Agen.", "Agen,", "œuvre", "Œuilly", "Oeuilly",
]  # fmt: skip
ICI = [None, "Lot-et-Garonne"]
DEPARTEMENTS = [
    "47", "047", "1", "01", "2A", "2a", "20", "971", "Lot-et-Garonne", "lot et garonne", "Lot", "Rhone", "Corse",
    "corse du sud", "99", "", "Girond", "974", "La Réunion", "réunion", "Paris", "xyz", "Seine",
]  # fmt: skip
DEBUTS = ["Ag", "ag", "Saint-D", "saint d", "St-De", "L'", "L’Ha", "La R", "Le M", "47", "4700", "2A0", "9", "", "Œu",
          "oeu", "Nér", "ner", "zz", "Agen", "Agen-", "Bourg", "bourg(", "Sainte-", "Y"]  # fmt: skip
CHERCHES = ["Agen", "agen", "Ag", "Saint", "Bourg", "beaumont", "47000", "33000", "47001", "214700015", "sur lot",
            "Villeneuve", "Denis", "hay", "L'Haÿ", "Nérc", "xyzzy", "mans", "le mans", "paris", "er", "y",
    ""]  # fmt: skip


def dit(quoi: object) -> str:
    if isinstance(quoi, Refus):
        (anomalie,) = quoi.anomalies
        origine, message, aide = anomalie.dite(lambda nom: f"--{nom}")
        return f"{origine} : {message} ; {aide}".replace("\n", "\n      ")
    if isinstance(quoi, Commune):
        return f"{quoi.nom} ({quoi.code_insee})"
    if isinstance(quoi, list):
        montres = [dit(un) for un in quoi[:12]]
        return f"{len(quoi)} : {', '.join(montres)}"
    return str(quoi)


def essai(fait: Callable[..., object], *arguments: object) -> str:
    try:
        return dit(fait(*arguments))
    except Refus as refus:
        return dit(refus)


def nommes(annuaire: Annuaire, textes: list[str]) -> Iterator[str]:
    agen = annuaire.trouver_code("47001")
    for texte in textes:
        yield f"{texte[:60]!r}"
        par_nom = [essai(annuaire.trouver, texte, ici) for ici in ICI]
        yield f"  partout > {par_nom[0]}"
        yield from (f"  {ici} > {lu}" for ici, lu in zip(ICI, par_nom, strict=True) if lu != par_nom[0])
        if len(textes) < 12 or any(signe.isdigit() for signe in texte):
            yield f"  code > {essai(annuaire.trouver_code, texte)}"
            yield f"  siren > {essai(annuaire.trouver_siren, texte)}"
            yield f"  nom > {essai(annuaire.trouver_nom, texte)}"
        yield f"  parts > {essai(annuaire.rattachees, texte)[:300]}"
        yield f"  d’Agen > {essai(annuaire.confirmer, agen, 'code_insee', {'commune': texte})}"
        yield f"  d’Agen > {essai(annuaire.confirmer, agen, 'commune', {'siren': texte})}"
        yield f"  nommé > {essai(annuaire.autre_nom, agen, texte)}"


def departements(annuaire: Annuaire, textes: list[str]) -> Iterator[str]:
    for texte in textes:
        yield f"département {texte!r} > {essai(annuaire.departement, texte)}"
        yield f"  {essai(annuaire.lister, texte)[:200]}"
    yield f"{len(annuaire.departements())} départements"


def completes(annuaire: Annuaire, textes: list[str]) -> Iterator[str]:
    for texte in textes:
        yield f"début {texte!r} > {annuaire.completer(texte, 8)}"


def cherches(annuaire: Annuaire, textes: list[str]) -> Iterator[str]:
    for texte in textes:
        for ici in (None, "47"):
            yield f"cherche {texte!r} {ici} > {essai(annuaire.chercher, texte, ici)}"
            yield f"possible {texte!r} {ici} > {essai(annuaire.possibles, texte, ici)}"


PARTS = {
    **{f"noms-{rang // 12 + 1:02}": (nommes, TEXTES[rang : rang + 12]) for rang in range(0, len(TEXTES), 12)},
    "departements": (departements, DEPARTEMENTS),
    "completion": (completes, DEBUTS),
    "recherche": (cherches, CHERCHES),
}


@pytest.mark.parametrize("part", PARTS)
def test_ce_que_trouve_chaque_facon_de_nommer(part: str) -> None:
    fait, textes = PARTS[part]
    with Annuaire() as annuaire:
        texte = "\n".join(fait(annuaire, textes)).replace("\xa0", " ").replace("\u202f", " ") + "\n"
    garder(f"{part}.txt", texte)


def garder(nom: str, texte: str) -> None:
    if os.environ.get("FORFAIT_GOLDEN"):
        GARDE.mkdir(exist_ok=True)
        (GARDE / nom).write_text(texte, encoding="utf-8")
    assert texte == (GARDE / nom).read_text(encoding="utf-8")


NOMS = [
    "Le Mans", "La Rochelle", "Les Ulis", "L'Haÿ-les-Roses", "L’Isle", "Saint-Denis", "ST DENIS",
    "Ste Marie", "Aux Marais",
    "Mairie de Nérac", "mairie du Mans", "Mairie des Ulis", "Mairie de l’Isle", "Commune d'Agen",
    "Ville de Paris", "Mairie",
    "de", "Œuilly", "Ÿ", "  a  b ", "CCAS", "EPCI de X", "commune nouvelle de Y", "Hôtel de Ville", "Le", "Lez",
    "Sts-Geosmes", "Stes Maries", "Mairie de La Rochelle", "Ville d’Agen", "Commune de l'Isle",
]  # fmt: skip


def test_les_noms_replies() -> None:
    texte = "\n".join(
        f"{nom!r} {plier_nom(nom)!r} {sans_article(plier_nom(nom))!r} {cle(nom)!r} "
        f"{a_un_article(plier_nom(nom))} {sans_mairie(plier_nom(nom))!r}"
        for nom in NOMS
    )
    garder("noms.txt", texte + "\n")


VIDES = [
    "le",
    "la",
    "les",
    "l",
    "de",
    "du",
    "des",
    "d",
    "en",
    "sur",
    "sous",
    "et",
    "a",
    "au",
    "aux",
    "lez",
    "saint",
    "sainte",
    "saints",
    "saintes",
]


@pytest.mark.parametrize("vide", VIDES)
def test_un_mot_que_tous_les_noms_ont_ne_rapproche_pas(vide: str) -> None:
    assert not rappelle(f"{vide} Agen", [f"{vide} Nérac"])
    assert not partage_un_mot(f"{vide} Agen", [f"{vide} Nérac"])
    assert rappelle(f"{vide} Agen", ["Agen"])
    assert rappelle(vide, ["Agen"])
    assert rappelle(f"{vide} Agen", [f"Agen {vide} Bourg"])


@pytest.mark.parametrize(
    ("texte", "nom", "rappele", "partage"),
    [
        ("Châlons-sur-Marne", "Châlons-en-Champagne", False, True),
        ("Saint-Barthélemy", "Saint-Barthélemy-d’Agen", True, True),
        ("Saintdenis", "Saint-Denis", True, False),
        ("Agen", "Agenais", True, True),
        ("Agenais", "Agen", True, True),
        ("Eus", "Eu", False, False),
        ("Eu", "Eus", True, False),
        ("Age", "Agen", True, False),
        ("Agem", "Agen", False, False),
        ("Bordeau", "Bordeaux", True, True),
        ("Bordaux", "Bordeaux", True, True),
        ("47", "Agen", True, False),
        ("X", "Agen", True, False),
        ("Ys", "Agen", False, False),
        ("Le", "Le", True, False),
        ("Sur", "Agen", True, False),
        ("Agen Nérac", "Agen", True, True),
        ("Agen Nérac", "Agen Bourg", False, True),
        ("Agen", "Y", False, False),
        ("Agen", "Le", False, False),
        ("Agen", "Ageen", True, True),
        ("Bar", "Baar", False, False),
        ("Bou logne", "Boulogne", True, False),
        ("Boulogne", "Bou logne", True, False),
        ("L", "Agen", True, False),
    ],
)
def test_un_nom_en_rappelle_un_autre(texte: str, nom: str, rappele: bool, partage: bool) -> None:
    assert rappelle(texte, [nom]) is rappele
    assert rappelle(texte, ["Zzzzzzzz", nom]) is rappele
    assert partage_un_mot(texte, [nom]) is partage
