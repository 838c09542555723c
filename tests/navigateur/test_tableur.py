"""The workbooks in a real spreadsheet: the same to the cent, and whole once a price is filled in."""

import json
import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import pypdf
import pytest
from outils import lancer_ici, prix_de_l_option, variante

from navigateur import tableur
from navigateur.production import commandes, produire
from navigateur.tableur import centimes

pytestmark = pytest.mark.navigateur
Classeurs = dict[str, tuple[Path, Path]]
DEVIS = [nom for nom in commandes() if nom.endswith("-devis")]
QUI = ("--habitants", "1200", "--extra-go", "4", "--extra-comptes", "5", "--forfait", "metiers", "--date", "2026-03-02")


@pytest.fixture(scope="module")
def soffice() -> None:
    """LibreOffice is there."""
    if tableur.programme() is None:
        pytest.skip("LibreOffice n’est pas installé : apt-get install libreoffice-calc")


@pytest.fixture(scope="module")
def classeurs(soffice: None, tmp_path_factory: pytest.TempPathFactory) -> Classeurs:
    """Every workbook, as it is written and as it is worked out anew."""
    dossier = tmp_path_factory.mktemp("classeurs")
    ecrits = produire(dossier, ".xlsx")
    refaits = tableur.recalculer(list(ecrits.values()), tmp_path_factory.mktemp("refaits"))
    return dict(zip(ecrits, zip(ecrits.values(), refaits, strict=True), strict=True))


@pytest.mark.parametrize("nom", list(commandes()))
def test_recalcule_le_classeur_est_le_meme(nom: str, classeurs: Classeurs) -> None:
    """Each formula gives what was stored beside it, each text and number is the same."""
    if nom not in classeurs:
        pytest.skip("cette grille n’a pas ce classeur")
    ecrit, refait = map(tableur.valeurs, classeurs[nom])
    assert list(ecrit) == list(refait)
    for feuille, rangees in ecrit.items():
        for rang, rangee in enumerate(rangees):
            for colonne, valeur in enumerate(rangee):
                autre = refait[feuille][rang][colonne]
                if isinstance(valeur, float):
                    assert centimes(autre) == centimes(valeur), (feuille, rang, colonne)
                else:
                    assert autre == valeur, (feuille, rang, colonne)


@pytest.mark.parametrize("nom", DEVIS)
def test_recalcule_le_classeur_dit_ce_que_dit_le_json(nom: str, classeurs: Classeurs) -> None:
    """Each sum of the JSON stands in the sheet of its forfait, worked out there."""
    arguments = [un for un in commandes()[nom] if un != "Services"]
    donnees = lancer_ici(*arguments[: arguments.index("--reference")], "--format", "json").json()
    feuilles = tableur.valeurs(classeurs[nom][1])
    assert tableur.formules(classeurs[nom][0]) > 0 or not any(un["totaux"] for un in donnees["devis"])
    assert len(feuilles) == len(donnees["devis"]) + (len(donnees["devis"]) > 1)
    for un, rangees in zip(donnees["devis"], list(feuilles.values())[-len(donnees["devis"]) :], strict=True):
        attendus = [Decimal(total["montant"]) for total in un["totaux"]]
        attendus += [Decimal(tva["ttc"]) for tva in un.get("tva", ())]
        trouves = [
            centimes(rangee[3])
            for rangee in rangees
            if str(rangee[0]).startswith(("Total", "Sous-total")) and isinstance(rangee[3], float)
        ]
        assert sorted(trouves) == sorted(attendus), un["nom"]


def test_un_prix_rempli_donne_le_devis_avec_ce_prix(soffice: None, tmp_path: Path) -> None:
    """Filling in the forfait's price and that of an account gives what the grid with both gives."""
    ecrit, rempli = tmp_path / "devis.xlsx", tmp_path / "rempli.xlsx"
    assert lancer_ici("quote", *QUI, "-o", str(ecrit)).code == 0
    forfait, compte = tableur.a_remplir(ecrit)
    assert tableur.centimes(_total(tableur.valeurs(ecrit))) == Decimal("28.00")
    tableur.transformer(ecrit, rempli, {forfait: "450.5", compte: "1.15"})
    (refait,) = tableur.recalculer([rempli], _dossier(tmp_path))
    grille = variante(
        tmp_path,
        ('nom_court = "Métiers"\n', 'nom_court = "Métiers"\nprix = 450.50\n'),
        prix_de_l_option("Coût par compte supplémentaire", "prix = 1.15"),
    )
    donnees: Any = json.loads(lancer_ici("quote", *QUI, "--catalogue", str(grille), "--format", "json").sortie)
    assert donnees["devis"][0]["complet"]
    assert centimes(_total(tableur.valeurs(refait))) == Decimal(donnees["devis"][0]["totaux"][0]["montant"])


@pytest.mark.parametrize("commande", ["quote", "compare"])
def test_un_prix_rempli_complete_la_comparaison(commande: str, soffice: None, tmp_path: Path) -> None:
    """Side by side too, a price that is filled in counts in the sum of its forfait, and in no other."""
    ecrit, rempli = tmp_path / "c.xlsx", tmp_path / "rempli.xlsx"
    sans = [un for un in QUI if un not in ("--forfait", "metiers", "--extra-comptes", "5")]
    assert lancer_ici(commande, *sans, "-o", str(ecrit)).code == 0
    premiere = [cellule for cellule in tableur.a_remplir(ecrit) if cellule[0] == 1]
    assert len(premiere) >= 5
    tableur.transformer(ecrit, rempli, {premiere[0]: "450.5"})
    (refait,) = tableur.recalculer([rempli], _dossier(tmp_path))
    avant, apres = (next(iter(tableur.valeurs(un).values())) for un in (ecrit, refait))
    changes = [
        (centimes(a), centimes(b))
        for gauche, droite in zip(avant, apres, strict=True)
        for a, b in zip(gauche, droite, strict=True)
        if isinstance(a, float) and a != b
    ]
    assert changes == [(Decimal("28.00"), Decimal("478.50"))]


# By name: what makes the workbook, and what the titles of its sheets have on each page, the first column and the last.
LOT = "Saint-Germain-des-Champs-lès-Grandes-Bastides et ses hameaux"
IMPRIMES = {
    "lot": (("batch", "--departement", "47", "--forfait", "metiers"), ("Nom", "Erreur")),
    "cinq": (("batch", "--departement", "976"), ("Nom", "Erreur")),
    "options": (("batch", "lot.csv", "--forfait", "metiers"), ("Mairie", "Erreur")),
    "gabarit": (("tarifs", "template"), ("Code", "Strate 8")),
    "grille": (("catalogue", "new"), ("Code", "Strate 4")),
}


@pytest.fixture(scope="module")
def imprimes(soffice: None, classeurs: Classeurs, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """Every workbook, printed."""
    dossier = tmp_path_factory.mktemp("imprimes")
    titres = "Mairie;Référent;habitants;extra_go;extra_antivirus;besoin_comptes;formation;conseil_jours;Observations"
    ligne = f"{LOT};Mme X;1200;4;1;3;1;2;une remarque assez longue pour ne pas tenir sur une seule ligne"
    (dossier / "lot.csv").write_text(f"{titres}\n{ligne}\nAgen;;x;;;;;;\n", encoding="utf-8")
    faits = [ecrit for ecrit, _ in classeurs.values()]
    for nom, (arguments, _) in IMPRIMES.items():
        arguments_ici = [str(dossier / un) if un == "lot.csv" else un for un in arguments]
        passe = lancer_ici(*arguments_ici, "-o", str(dossier / f"{nom}.xlsx"))
        assert passe.code in (0, 4), passe.erreur
        faits.append(dossier / f"{nom}.xlsx")
    return {pdf.stem: pypdf.PdfReader(pdf) for pdf in tableur.imprimer(faits, dossier)}


@pytest.mark.parametrize("nom", [*commandes(), *IMPRIMES])
def test_imprime_le_classeur_se_lit(nom: str, imprimes: dict[str, Any]) -> None:
    """A4 in its length, letters of eight points at least, the number of each page at its foot."""
    if nom not in imprimes:
        pytest.skip("cette grille n’a pas ce classeur")
    pages = imprimes[nom].pages
    for rang, page in enumerate(pages, 1):
        assert [round(float(cote)) for cote in page.mediabox[2:]] == [842, 595]
        assert min(tableur.corps(page)) >= 7.99
        assert re.search(rf"page\s*{rang}\s*/\s*{len(pages)}", page.extract_text())


@pytest.mark.parametrize("nom", ["lot", "cinq", "options"])
def test_imprime_un_lot_tient_en_largeur(nom: str, imprimes: dict[str, Any]) -> None:
    """Its titles stand on each page, from the first to the last: it is one page wide. No name is cut."""
    textes = [page.extract_text() for page in imprimes[nom].pages]
    for texte in textes:
        assert all(titre in texte for titre in IMPRIMES[nom][1])
    mots = set(" ".join(textes).split())
    assert "total_chiffre" not in mots
    if nom == "options":
        assert all(mot in " ".join(textes) for mot in re.split("[ -]", LOT))


@pytest.mark.parametrize("nom", ["gabarit", "grille"])
def test_imprime_ce_qui_se_remplit_tient_en_largeur(nom: str, imprimes: dict[str, Any]) -> None:
    textes = [" ".join(page.extract_text().split()) for page in imprimes[nom].pages]
    vues = [texte for texte in textes if all(titre in texte for titre in IMPRIMES[nom][1])]
    assert len(vues) >= 2  # the forfaits, the options
    assert any("Colonnes non imprimées" in texte for texte in vues)


def _total(feuilles: tableur.Valeurs) -> object:
    (rangees,) = feuilles.values()
    return next(rangee[3] for rangee in rangees if str(rangee[0]).startswith("Sous-total") and rangee[3] != "")


def _dossier(tmp_path: Path) -> Path:
    dossier = tmp_path / "refaits"
    dossier.mkdir()
    return dossier
