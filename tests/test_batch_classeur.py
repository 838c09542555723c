"""Workbooks in and out, and the communes that a batch looks up."""

from pathlib import Path
from typing import Any

import pytest
from lots import grille_chiffree, lancer, lot
from outils import espaces_simples

from forfait_cli.render.ecrivains.xlsx import lot as xlsx

calamine = pytest.importorskip("python_calamine")
xlsxwriter = pytest.importorskip("xlsxwriter")

UN = ("--forfait", "metiers")


def ecrire(fichier: Path, rangees: list[list[Any]]) -> str:
    """A workbook of these rows; its name."""
    with xlsxwriter.Workbook(fichier) as classeur:
        feuille = classeur.add_worksheet("Communes")
        for rang, rangee in enumerate(rangees):
            for colonne, valeur in enumerate(rangee):
                if valeur is not None:
                    feuille.write(rang, colonne, valeur)
        classeur.add_worksheet("Notes")
    return str(fichier)


def lire(fichier: Path) -> list[list[Any]]:
    """The rows of a workbook."""
    rangees: list[list[Any]] = calamine.CalamineWorkbook.from_path(fichier).get_sheet_by_index(0).to_python()
    return rangees


def test_a_workbook_in(tmp_path: Path) -> None:
    fichier = ecrire(
        tmp_path / "x.xlsx",
        [[None], ["Nom", "Population", "Extra Go", "taux"], ["a", 1200, 4, 1.5], [None], ["b", 7.5, None, True]],
    )
    passe = lancer("batch", fichier, *UN)
    rangees = passe.rangees()
    assert passe.code == 4
    assert [(r["Nom"], r["Population"], r["strate"], r["total_chiffre"]) for r in rangees] == [
        ("a", "1200", "4", "28.00"),
        ("b", "7.5", "", ""),
    ]
    assert [rangee["taux"] for rangee in rangees] == ["1.5", "oui"]
    dit = passe.erreur.replace("\xa0", " ")
    assert "Feuille lue : « Communes »" in dit
    assert "laissées de côté : « Notes »" in dit
    assert "ligne 5 : Population" in dit


def test_a_cell_in_error_is_refused_with_its_place(tmp_path: Path) -> None:
    fichier = tmp_path / "x.xlsx"
    with xlsxwriter.Workbook(fichier) as classeur:
        feuille = classeur.add_worksheet("Communes")
        feuille.write_row(0, 0, ["nom", "habitants", "extra_go"])
        for rang, nom in enumerate("abc", 1):
            feuille.write_row(rang, 0, [nom, 1200])
        feuille.write_formula(1, 2, "=NA()", None, "#N/A")
        feuille.write_formula(2, 2, "=1+1")  # written, never calculated
        feuille.write_formula(3, 2, "=2+2", None, 4)
    passe = lancer("batch", str(fichier), *UN)
    assert passe.code == 4
    assert [rangee["total_chiffre"] for rangee in passe.rangees()] == ["", "", "28.00"]
    dit = passe.erreur.replace("\xa0", " ")
    assert "ligne 2 : feuille « Communes », cellule C2 : erreur #N/A" in dit
    assert "ligne 3 : feuille « Communes », cellule C3 : formule jamais calculée" in dit


def test_the_csv_flags_are_refused_with_a_workbook(tmp_path: Path) -> None:
    fichier = ecrire(tmp_path / "x.xlsx", [["habitants"], [12]])
    assert lancer("batch", fichier, "--separateur", ";").code == 2
    assert lancer("batch", ecrire(tmp_path / "vide.xlsx", [])).code == 1


def test_a_workbook_out(tmp_path: Path) -> None:
    texte = "code_insee,habitants,extra_go,note\n01001,1200,4,=1+1\n01002,109,,\n01003,x,,\n"
    sortie = tmp_path / "x.xlsx"
    assert lot(texte, *UN, "--forfait", "heberge", "-o", str(sortie)).code == 4
    rangees = lire(sortie)
    colonnes = rangees[0]
    assert colonnes[:6] == ["Code INSEE", "Habitants", "Go supplémentaires", "note", "Strate", "Forfait"]
    une = dict(zip(colonnes, rangees[1], strict=True))
    assert (une["Code INSEE"], une["Forfait"]) == ("01001", "Métiers")
    assert une["note"] == "=1+1"
    assert (une["Habitants"], une["Compris\u00a0: Sauvegarde externalisée (Go)"], une["Total chiffré"]) == (1200, 5, 28)
    refusee = dict(zip(colonnes, rangees[5], strict=True))
    assert [nom for nom, valeur in refusee.items() if valeur != ""] == ["Code INSEE", "Habitants", "Erreur"]
    assert len(rangees) == 1 + 6 + 1 + 2
    total = dict(zip(colonnes, rangees[8], strict=True))
    assert total["Code INSEE"] == "Sous-total chiffré, Métiers\u00a0: 2 devis"
    assert (total["Compris\u00a0: Sauvegarde externalisée (Go)"], total["Total chiffré"]) == (8, 28)
    encore = tmp_path / "y.xlsx"
    lot(texte, *UN, "--forfait", "heberge", "-o", str(encore))
    assert encore.read_bytes() == sortie.read_bytes()


def test_a_workbook_given_back_is_understood(tmp_path: Path) -> None:
    """The titles that a person reads stand for the same fields, the names of forfaits for the same forfaits."""
    options = "besoin_go,extra_antivirus,extra_comptes,besoin_certificats,formation,conseil_jours,parapheur,anti_spam"
    texte = (
        f"nom,nature,agents,affiliee,forfait,option,strate,{options}\n"
        "A,CCAS,12,oui,metiers,,x,9,1,2,3,1,2,non,oui\n"
        "B,budget annexe,3,non,Métiers et Com.,messagerie=4,y,,,,,,,oui,\n"
    )
    sortie = tmp_path / "x.xlsx"
    directes = lot(texte).rangees()
    assert lot(texte, "-o", str(sortie)).code == 0
    titres = lire(sortie)[0]
    assert not [titre for titre in titres if "_" in titre or titre == titre.lower()]
    assert titres[:7] == [
        "Nom",
        "Nature",
        "Agents",
        "Affiliée",
        "Forfait (entrée)",
        "Options demandées",
        "Strate (entrée)",
    ]
    passe = lancer("batch", str(sortie))
    assert passe.code == 4  # the lines of totals are no collectivité
    resultats = list(directes[0])[len(texte.partition("\n")[0].split(",")) :]
    for directe, relue in zip(directes, passe.rangees(), strict=False):
        assert [relue[nom] for nom in resultats] == [directe[nom] for nom in resultats]


def test_a_departement_given_back_is_the_same(tmp_path: Path) -> None:
    sortie = tmp_path / "x.xlsx"
    assert lancer("batch", "--departement", "976", *UN, "-o", str(sortie)).code == 0
    titres = lire(sortie)[0]
    assert titres[:5] == ["Nom", "Code INSEE", "SIREN", "Département", "Population retenue"]
    directes = lancer("batch", "--departement", "976", *UN).rangees()
    relues = lancer("batch", str(sortie)).rangees()
    for nom in ("strate", "forfait", "inclus_sauvegarde_externalisee", "total_chiffre", "complet"):
        assert [relue[nom] for relue in relues[: len(directes)]] == [directe[nom] for directe in directes]


def test_totals_of_two_periodicities_stay_apart(tmp_path: Path) -> None:
    sortie = tmp_path / "x.xlsx"
    grille = str(grille_chiffree(tmp_path))
    assert lot("habitants,extra_go\n12,\n12,2\n", *UN, "--catalogue", grille, "-o", str(sortie)).code == 0
    rangees = lire(sortie)
    total = dict(zip(rangees[0], rangees[-1], strict=True))
    assert total["Total chiffré"] == ""
    assert (total["Total chiffré (par an)"], total["Total chiffré (périodicité non précisée)"]) == (600, 14)
    assert rangees[-1][0].startswith("Total, Métiers")


def test_what_no_workbook_can_hold_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sortie = tmp_path / "x.xlsx"
    passe = lot(f"nom,habitants\n{'x' * 40_000},12\n", *UN, "-o", str(sortie))
    assert (passe.code, sortie.exists()) == (1, False)
    assert "prenez le format csv" in passe.erreur
    monkeypatch.setattr(xlsx, "RANGEES_MAX", 5)
    passe = lot("habitants\n" + "12\n" * 5, *UN, "-o", str(sortie))
    assert (passe.code, sortie.exists()) == (1, False)


# --- Communes looked up -----------------------------------------------------------------------------


def test_communes_are_looked_up_by_code_siren_or_name() -> None:
    texte = "Commune,INSEE,N° SIREN,dep\nAstaffort,,,\n,47015,,\n,,214 700 155,\n,1004,,\nSte Foy,,,85\nste-foy,,,\n"
    passe = lot(texte, *UN)
    rangees = passe.rangees()
    assert passe.code == 4
    assert [rangee["strate"] for rangee in rangees] == ["5", "5", "5", "8", "5", ""]
    assert {r["population_totale"] for r in rangees[:3]} == {"2006"}
    une = rangees[0]
    assert (une["population_retenue"], une["population_municipale"]) == ("totale", "1972")
    assert (une["strate_totale"], une["strate_municipale"]) == ("5", "4")
    assert "INSEE" in une["population_source"]
    assert "2023" in une["population_source"]
    assert "Vendée" in rangees[5]["erreur"]
    assert "3 d’entre elles" in passe.erreur
    assert "Communes trouvées : 5 avec" in espaces_simples(passe.erreur)
    seule = espaces_simples(lot("commune\nAstaffort\n", *UN).erreur)
    assert "Commune trouvée : 1 avec la population totale" in seule
    assert "Attention : pour cette commune, les populations" in seule
    assert [r["strate"] for r in lot(texte, *UN, "--population", "municipale").rangees()][:3] == ["4", "4", "4"]
    assert lot(texte, *UN, "--departement", "85").rangees()[5]["strate"] == "5"


def test_a_figure_given_wins_over_the_look_up() -> None:
    rangees = lot("INSEE,habitants\n47015,12\n47015,\nxxxxx,13\n", *UN).rangees()
    assert [rangee["strate"] for rangee in rangees] == ["1", "5", "1"]


def test_a_whole_departement() -> None:
    passe = lancer("batch", "--departement", "47", "--format", "json", *UN)
    objets = passe.objets()
    assert (passe.code, len(objets)) == (0, 319)
    assert objets[0]["code_insee"] == "47001"
    assert sum(objet["strate_totale"] != objet["strate_municipale"] for objet in objets) == 9
    for objet in objets[::40]:
        arguments = ["quote", "--commune", objet["code_insee"], "--format", "json", *UN]
        devis = lancer(*arguments).objets_entiers()
        assert objet["strate"] == devis["strate"]["numero"]
        assert objet["population_totale"] == devis["collectivite"]["population"]["totale"]
        assert objet["inclus_logiciels_securite"] == devis["devis"][0]["inclus"]["logiciels-securite"]
    assert lancer("batch", "--departement", "00").code == 1
    assert lancer("batch", "--departement", "47", "--population", "x").code == 2
