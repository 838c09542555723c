"""`forfait batch`: the rows, the columns, the codes; and the very figures of `forfait quote`."""

import csv
import io
import random
import re
from pathlib import Path
from typing import Any

import pytest
from lots import grille_chiffree, lancer, lot
from outils import espaces_simples

from forfait_cli import load_catalogue
from forfait_cli.francais import plier
from forfait_cli.readers.demande import lignes as memoire
from forfait_cli.readers.demande.champs import champs_de
from forfait_cli.readers.demande.colonnes import Titres

CHAMPS = champs_de(load_catalogue())
COLONNES_LUES = [champ for champ in CHAMPS if champ.titres is not None]
TITRES = Titres(load_catalogue(), CHAMPS)

FORFAITS = ("metiers", "metiers-communication", "heberge", "technologie", "technologie-plus")
RESULTATS = [
    "strate", "forfait", "inclus_logiciels_securite", "inclus_sauvegarde_externalisee",
    "inclus_certificat_electronique", "montant_sauvegarde_externalisee", "total_chiffre", "complet", "erreur",
]  # fmt: skip


def test_a_row() -> None:
    passe = lot("nom,habitants,extra_go\nSainte-Foy,1200,4\n", "--forfait", "metiers")
    assert passe.code == 0
    assert passe.sortie.decode() == (
        f"nom,habitants,extra_go,{','.join(RESULTATS)}\nSainte-Foy,1200,4,4,metiers,2,5,1,28.00,28.00,non,\n"
    )


def test_every_forfait_by_default_in_the_order_of_the_catalogue() -> None:
    rangees = lot("habitants\n10\n5000\n").rangees()
    assert [(rangee["habitants"], rangee["forfait"]) for rangee in rangees] == [
        (taille, forfait) for taille in ("10", "5000") for forfait in FORFAITS
    ]


def test_a_row_may_name_its_forfait_by_code_or_name() -> None:
    passe = lot("habitants,forfait\n10,heberge\n10,Forfait Métiers\n10,\n10,inconnu\n", "--forfait", "technologie")
    assert passe.code == 4
    rangees = passe.rangees()
    assert [rangee["forfait"] for rangee in rangees] == ["heberge", "metiers", "technologie", ""]
    assert "inconnu" in rangees[3]["erreur"]
    assert [rangee["forfait_entree"] for rangee in rangees] == ["heberge", "Forfait Métiers", "", "inconnu"]


def test_each_row_fills_habitants_or_agents() -> None:
    passe = lot(
        "habitants,agents,nature\n1200,,\n,8,\n,3,Budget annexe\n12,8,\n,,commune\n12,,région\n", "--forfait", "metiers"
    )
    assert passe.code == 4
    rangees = passe.rangees()
    assert [rangee["strate"] for rangee in rangees] == ["4", "3", "1", "", "", ""]
    assert "les deux à la fois" in rangees[3]["erreur"]
    assert "habitants, agents" in rangees[3]["erreur"]
    assert "aucune collectivité" in rangees[4]["erreur"]


def test_not_affiliated() -> None:
    rangees = lot("habitants,affiliee\n12,non\n12,oui\n12,\n,non\n12,peut-être\n", "--forfait", "metiers").rangees()
    assert [rangee["strate"] for rangee in rangees] == ["8", "1", "1", "8", ""]
    assert rangees[4]["erreur"] == "affiliee\xa0: «\xa0peut-être\xa0» n’est ni oui ni non"


def test_a_refused_row_has_its_reason_and_nothing_else() -> None:
    passe = lot("nom,Population,extra_go\na,12,\nb,7.5,2\n", "--forfait", "metiers", "--forfait", "heberge")
    assert passe.code == 4
    refusees = passe.rangees()[2:]
    assert len(refusees) == 2
    for rangee in refusees:
        assert {nom for nom, valeur in rangee.items() if valeur} == {"nom", "Population", "extra_go", "erreur"}
        assert rangee["erreur"].startswith("Population\xa0: «\xa07.5\xa0»")
    assert "ligne 3 : Population" in passe.erreur.replace("\xa0", " ")
    assert "2 lues, dont 1 avec un refus ; 4 écrites, une par forfait." in espaces_simples(passe.erreur)


def test_an_option_that_a_forfait_lacks_refuses_that_forfait_only() -> None:
    passe = lot("habitants,parapheur\n12,oui\n13,non\n")
    assert passe.code == 4
    rangees = passe.rangees()
    assert [bool(rangee["erreur"]) for rangee in rangees] == [True, False, False, True, False] + [False] * 5
    assert "dont 1 avec un refus" in passe.erreur
    assert "Forfait Métiers" in rangees[0]["erreur"]


def test_complet() -> None:
    assert lot("habitants\n12\n").code == 0
    assert lot("habitants\n12\n", "--complet").code == 4


def test_json_lines() -> None:
    passe = lot('nom,habitants,extra_go,forfait,nom\né"x,1200,4,metiers,\n', "--format", "json")
    (objet,) = passe.objets()
    assert objet == {
        "schema": "forfait.lot/1", "nom": 'é"x', "habitants": "1200", "extra_go": "4", "forfait_entree": "metiers",
        "nom_2": "", "strate": 4, "forfait": "metiers", "inclus_logiciels_securite": 2,
        "inclus_sauvegarde_externalisee": 5, "inclus_certificat_electronique": 1,
        "montant_sauvegarde_externalisee": "28.00", "total_chiffre": "28.00", "complet": False, "erreur": None,
    }  # fmt: skip
    assert next(iter(objet)) == "schema"


def test_excel_fr() -> None:
    passe = lot("nom,habitants,extra_go\nx;y,1200,4\n", "--forfait", "metiers", "--dialecte", "excel-fr")
    assert passe.sortie.startswith(b"\xef\xbb\xbfnom;habitants;extra_go;strate;")
    assert passe.sortie.endswith(b'\r\n"x;y";1200;4;4;metiers;2;5;1;28,00;28,00;non;\r\n')


def test_formulas_are_neutralised_numbers_are_not() -> None:
    cellules = ["=1+1", "+33 5", "-x", "@y", "\tz", "-1.5", "+3", "a=b", "-"]
    for separateur in (",", ";"):
        texte = f"nom{separateur}habitants\n" + "".join(f"{cellule}{separateur}12\n" for cellule in cellules)
        noms = [rangee["nom"] for rangee in lot(texte, "--forfait", "metiers").rangees()]
        assert noms == ["'=1+1", "'+33 5", "'-x", "'@y", "'\tz", "-1.5", "+3", "a=b", "'-"]
    quotes = lot('nom,habitants\n"=1",12\n', "--forfait", "metiers").rangees()
    assert quotes[0]["nom"] == "'=1"
    assert lot("=titre,habitants\nx,12\n").sortie.startswith(b"'=titre,")


def test_amounts_of_two_periodicities_are_never_added(tmp_path: Path) -> None:
    grille = str(grille_chiffree(tmp_path))
    texte = "habitants,extra_go\n12,\n12,2\n"
    rangees = lot(texte, "--forfait", "metiers", "--catalogue", grille).rangees()
    assert [(r["total_chiffre"], r["total_chiffre_an"], r["total_chiffre_sans_periodicite"]) for r in rangees] == [
        ("300.00", "300.00", ""),
        ("", "300.00", "14.00"),
    ]
    assert [rangee["complet"] for rangee in rangees] == ["oui", "oui"]


def test_the_mapping_of_columns_is_said() -> None:
    passe = lot("Nom de la commune;N° SIREN;Nb habitants;Divers\nx;;12;\n", "--forfait", "metiers")
    dit = passe.erreur.replace("\xa0", " ")
    assert "« Nom de la commune » → commune, « N° SIREN » → siren, « Nb habitants » → habitants" in dit
    assert "recopiées sans être lues : « Divers »" in dit
    assert passe.rangees()[0]["strate"] == "1"


def test_insee_own_columns() -> None:
    """The file that INSEE gives, as it is: the population is the one that the catalogue takes."""
    entete = "REG;Région;DEP;CODARR;CODCAN;CODCOM;COM;Commune;PMUN;PCAP;PTOT\n"
    rangees = lot(entete + "75;Nouvelle-Aquitaine;47;1;16;015;47015;Astaffort;1972;34;2006\n").rangees(",")
    assert rangees[0]["strate"] == "5"


def test_two_columns_for_one_field_are_refused() -> None:
    passe = lot("Population;Nb habitants\n12;13\n")
    assert passe.code == 1
    assert not passe.sortie
    assert "plusieurs colonnes pour" in passe.erreur
    assert lot("habitants;Population\n12;13\n").rangees()[0]["strate"] == "1"


# What the first version of the program understood, without which a file would be read otherwise.
CONNUS = {
    "nom": "collectivite, nom de la collectivite, nom collectivite, denomination, raison sociale",
    "nature": "type de collectivite, nature juridique",
    "habitants": "population, pop, nb habitants, nbre habitants, nombre d habitants, nombre habitants, nb hab, hab, "
    "population totale, ptot, pop totale, population totale legale, population municipale, pmun, pop municipale",
    "agents": "effectif, effectifs, nb agents, nbre agents, nombre d agents, nombre agents, nb d agents",
    "commune": "nom commune, nom de la commune, libelle commune, libelle de la commune, ville",
    "code_insee": "insee, code commune, codgeo, com, code insee commune, code insee de la commune, numero insee, "
    "n insee, no insee, code commune insee, depcom",
    "siren": "numero siren, n siren, no siren, code siren, siren commune",
    "departement": "dep, dept, code departement, code dep",
    "affiliee": "affilie, affiliation, affiliee au cdg, collectivite affiliee",
    "forfait": "code forfait, forfait choisi, forfait souhaite",
    "extra_go": "go supplementaires, go en plus, sauvegarde supplementaire go, sauvegarde en plus",
    "besoin_go": "besoin en go, go necessaires, volume de sauvegarde go",
    "extra_antivirus": "antivirus supplementaires, antivirus en plus",
    "besoin_antivirus": "besoin en antivirus, antivirus necessaires",
    "extra_certificats": "certificats supplementaires, certificats en plus",
    "besoin_certificats": "besoin en certificats, certificats necessaires",
    "extra_comptes": "comptes supplementaires, comptes en plus",
    "besoin_comptes": "besoin en comptes, comptes necessaires",
    "formation": "formations, nb formations, nombre de formations, formation sur site",
    "conseil_jours": "jours de conseil, nb jours de conseil, conseil en jours",
    "parapheur": "parapheur electronique, parapheur-certificat",
    "anti_spam": "antispam, filtrage anti spam, filtrage antispam",
    "option": "options demandees",
}


@pytest.mark.parametrize("champ", CONNUS)
def test_every_usual_title_is_known(champ: str) -> None:
    for titre in (champ, champ.upper(), *CONNUS[champ].split(", ")):
        assert TITRES.champ_de(titre) == champ, titre


def test_a_title_is_one_field() -> None:
    for champ in COLONNES_LUES:
        assert TITRES.champ_de(champ.nom) == champ.nom
        assert TITRES.reconnus(champ), champ.nom
    titres = [plier(titre) for champ in COLONNES_LUES for titre in (champ.nom, *TITRES.reconnus(champ))]
    assert len(titres) == len(set(titres))


def test_a_title_that_two_options_could_bear_is_nobody_s() -> None:
    """Two options counted in Go: « Go en plus » says neither."""
    catalogue = load_catalogue()
    options = tuple(
        option._replace(raccourci=None, autres_noms=()) if option.raccourci == "go" else option
        for option in catalogue.options
    )
    autre = next(option for option in options if option.code == "sauvegarde-externalisee")
    deux = catalogue._replace(options=(*options, autre._replace(code="archivage", nom="Archivage")))
    titres = Titres(deux, champs_de(deux))
    assert titres.champ_de("Go en plus") is None
    assert titres.champ_de("extra archivage") == "extra_archivage"
    assert titres.champ_de("Archivage en plus") == "extra_archivage"


@pytest.mark.parametrize(
    "titre",
    ["Sauvegarde", "sauvegarde externalisée", "sauvegarde-externalisee", "Go", "GO", "Certificats", "antivirus",
     "Logiciels de sécurité", "Messagerie", "Comptes"],
)  # fmt: skip
def test_an_option_s_bare_name_does_not_say_which_count_it_holds(titre: str) -> None:
    """Above what the forfait includes, or in all: the price is not the same, and nobody would notice."""
    passe = lot(f"habitants;{titre}\n1200;9\n", "--forfait", "metiers")
    assert (passe.code, passe.sortie) == (1, b"")
    assert f"« {titre} » (colonne 2) : en plus du forfait, ou en tout ?" in espaces_simples(passe.erreur)
    *_, aide = espaces_simples(passe.erreur).strip().splitlines()
    for renomme in re.findall("« (.+?) »", aide):
        assert lot(f"habitants;{renomme}\n1200;9\n", "--forfait", "metiers").code == 0
    assert re.search(r"\(extra_\w+\) ou « .+ » \(besoin_\w+\)", aide)


def test_a_bare_name_beside_a_column_that_says_it_is_only_copied() -> None:
    passe = lot("habitants;Sauvegarde;Besoin de sauvegarde\n1200;oui, à Agen;9\n", "--forfait", "metiers")
    (rangee,) = passe.rangees()
    assert (rangee["Sauvegarde"], rangee["montant_sauvegarde_externalisee"]) == ("oui, à Agen", "28.00")
    assert "Colonnes recopiées sans être lues : « Sauvegarde »" in espaces_simples(passe.erreur)


def test_an_option_that_is_counted_one_way_is_its_name() -> None:
    for titre in ("Formation sur site", "Conseil en équipement"):
        assert lot(f"habitants;{titre}\n1200;1\n", "--forfait", "metiers").code == 0


# --- The same figures as quote ---------------------------------------------------------------------

COMPTES = (
    "extra_go", "besoin_go", "extra_antivirus", "besoin_antivirus", "extra_certificats", "besoin_certificats",
    "extra_comptes", "besoin_comptes", "formation", "conseil_jours",
)  # fmt: skip
COLONNES = ("habitants", "agents", "nature", "affiliee", "forfait", *COMPTES, "parapheur", "anti_spam")
TAILLES = (
    "0",
    "249",
    "250",
    "499",
    "999",
    "1 000",
    "1999",
    "2000",
    "3499",
    "4999",
    "5000",
    "9999",
    "10000",
    "2 250 000",
)


def _au_hasard(de: random.Random) -> dict[str, str]:
    ligne = dict.fromkeys(COLONNES, "")
    if de.random() < 0.7:
        ligne["habitants"] = de.choice([*TAILLES, str(de.randrange(20_000)), "7.5", "-1", "x"])
    else:
        ligne["agents"] = de.choice(["0", "3", "4", "7", "7.5", "8", "119", "120", str(de.randrange(200))])
        ligne["nature"] = de.choice(["", "", "etablissement-public", "budget-annexe", "commune", "région"])
    ligne["affiliee"] = de.choice(["", "", "", "oui", "non"])
    ligne["forfait"] = de.choice(["", "", "", *FORFAITS, "gratuit"])
    for nom in de.sample(COMPTES, de.choice([0, 1, 1, 2, 4])):
        ligne[nom] = de.choice(["0", "1", "3", "12", "1 000", str(de.randrange(30)), "1,5"])
    ligne["parapheur"] = de.choice(["", "", "", "oui", "non"])
    ligne["anti_spam"] = de.choice(["", "", "", "oui"])
    return ligne


def _drapeaux(ligne: dict[str, str]) -> list[str]:
    arguments = []
    for nom, texte in ligne.items():
        drapeau = f"--{nom.replace('_', '-')}"
        if nom == "affiliee":
            arguments += ["--non-affiliee"] if texte == "non" else []
        elif nom in ("parapheur", "anti_spam"):
            arguments += [drapeau] if texte == "oui" else []
        elif texte:
            arguments += [f"{drapeau}={texte}"]
    return arguments


def _attendu(devis: dict[str, Any], strate: int, demandees: list[str]) -> dict[str, Any]:
    """What a row must say of a devis of `forfait quote --format json`."""
    if not devis["recevable"]:
        return {"erreur": " ".join(devis["motifs"])}
    montants = {ligne["code"]: ligne["montant"] for ligne in devis["lignes"]}
    totaux = {total["periodicite"]: total["montant"] for total in devis["totaux"]}
    noms = {code: code.replace("-", "_") for code in (*devis["inclus"], *demandees)}
    return {
        "strate": strate,
        "forfait": devis["forfait"],
        **{f"inclus_{noms[code]}": volume for code, volume in devis["inclus"].items()},
        **{f"montant_{noms[code]}": montants.get(code) for code in demandees},
        "total_chiffre": next(iter(totaux.values())) if len(totaux) == 1 else None,
        "total_chiffre_an": totaux.get("an"),
        "total_chiffre_sans_periodicite": totaux.get(None),
        "complet": devis["complet"],
        "erreur": None,
    }


def _en_csv(valeur: object) -> str:
    if isinstance(valeur, bool):
        return "oui" if valeur else "non"
    return "" if valeur is None else str(valeur)


@pytest.mark.parametrize("format_", ["json", "csv"])
def test_500_random_rows_agree_with_quote_on_every_field(tmp_path: Path, format_: str) -> None:
    de = random.Random(47)
    grille = str(grille_chiffree(tmp_path))
    lignes = [_au_hasard(de) for _ in range(500)]
    tampon = io.StringIO(newline="")
    ecrivain = csv.DictWriter(tampon, COLONNES)
    ecrivain.writeheader()
    ecrivain.writerows(lignes)
    passe = lot(tampon.getvalue(), "--format", format_, "--catalogue", grille)
    rendues = passe.objets() if format_ == "json" else passe.rangees()
    demandees = [option["code"] for option in lancer("compare", "--format", "json").objets_entiers()["options"]]
    rang = 0
    refusees = 0
    for ligne in lignes:
        quote = lancer("quote", *_drapeaux(ligne), "--catalogue", grille, "--format", "json")
        if quote.sortie:
            donnees = quote.objets_entiers()
            attendus = [_attendu(devis, donnees["strate"]["numero"], demandees) for devis in donnees["devis"]]
        else:
            attendus = [{"erreur": None}] * (1 if ligne["forfait"] else len(FORFAITS))
        for attendu in attendus:
            obtenu = rendues[rang]
            rang += 1
            if attendu.get("erreur") is None and "strate" not in attendu:
                refusees += 1
                assert obtenu["erreur"], (ligne, quote.erreur)
                assert not obtenu["strate"]
                continue
            for nom, valeur in attendu.items():
                assert obtenu[nom] == (_en_csv(valeur) if format_ == "csv" else valeur), (ligne, nom)
    assert rang == len(rendues)
    assert 0 < refusees < rang / 2


def test_the_memory_is_bounded_and_says_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    de = random.Random(7)
    communes = [f"{de.choice(('', ' '))}{de.randrange(12_000)},,{de.randrange(40)}\n" for _ in range(2400)]
    refusees = [f",{de.randrange(200)},x\n" for _ in range(600)]
    texte = "habitants,agents,extra_go\n" + "".join(de.sample(communes + refusees, 3000))
    sans_limite = lot(texte)
    for nom, valeur in {"REPONSES_MAX": 3, "QUI_MAX": 5, "TEXTE_MAX": 3, "CHIFFRES_MAX": 2}.items():
        monkeypatch.setattr(memoire, nom, valeur)
    assert lot(texte) == sans_limite
