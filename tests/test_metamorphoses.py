"""What must not change an answer: the order of the rows, their number, their file, its format, the way to say a
commune; tarifs that say nothing."""

import csv
import io
from collections.abc import Sequence
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

import pytest
from contre_calcul import calcul, grilles
from contre_calcul.comparer import ecrire_lot, pour_un_lot
from lots import Passe, lancer
from outils import CATALOGUE, RACINE, lancer_ici

GRAINES = (3, 20, 41, 77)
LIGNES = 40
TARIFS_VIDES = 'schema = "forfait.tarifs/1"\ntitre = "Rien"\nsource = "Rien"\n'
EXEMPLES = [CATALOGUE, *sorted((RACINE / "examples").glob("*.toml"))]

Lignes = list[list[str]]


class Lot(NamedTuple):
    """A grid, and the rows of a file asked of it, each marked by `repere`."""

    grille: Path
    titres: list[str]
    lignes: Lignes


@pytest.fixture(params=GRAINES)
def lot(request: pytest.FixtureRequest, tmp_path: Path) -> Lot:
    """Random rows of a random grid, with rows that must be refused or left aside among them."""
    graine: int = request.param
    jeu = grilles.jeu(graine, LIGNES)
    grille = tmp_path / "grille.toml"
    grille.write_text(jeu.catalogue, encoding="utf-8")
    lue = calcul.lire(jeu.catalogue)
    ecrire_lot(tmp_path / "lot.csv", lue, [pour_un_lot(lue, demande) for demande in jeu.demandes])
    titres, *lignes = csv.reader((tmp_path / "lot.csv").read_text(encoding="utf-8").splitlines())
    alea = Random(graine)
    for ligne in alea.sample(lignes, 6):
        ligne[titres.index("nature")] = alea.choice(("dragon", "", "commune"))
    for ligne in alea.sample(lignes, 4):
        ligne[alea.choice([rang for rang, titre in enumerate(titres) if titre not in {"repere", "nature"}])] = "x"
    return Lot(grille, titres, lignes)


def en_csv(titres: Sequence[str], lignes: Lignes) -> bytes:
    flux = io.StringIO(newline="")
    csv.writer(flux).writerows([titres, *lignes])
    return flux.getvalue().encode()


def en_xlsx(fichier: Path, titres: Sequence[str], lignes: Lignes) -> None:
    xlsxwriter = pytest.importorskip("xlsxwriter")
    with xlsxwriter.Workbook(fichier) as classeur:
        feuille = classeur.add_worksheet()
        for rang, ligne in enumerate([titres, *lignes]):
            for colonne, texte in enumerate(ligne):
                if texte.isdigit() and rang:
                    feuille.write_number(rang, colonne, int(texte))
                elif texte:
                    feuille.write_string(rang, colonne, texte)


def en_ods(fichier: Path, titres: Sequence[str], lignes: Lignes) -> None:
    pytest.importorskip("odf")
    from odf.opendocument import OpenDocumentSpreadsheet  # type: ignore[import-untyped]
    from odf.table import Table, TableCell, TableRow  # type: ignore[import-untyped]
    from odf.text import P  # type: ignore[import-untyped]

    classeur = OpenDocumentSpreadsheet()
    feuille = Table(name="Feuille")
    for rang, ligne in enumerate([titres, *lignes]):
        rangee = TableRow()
        for texte in ligne:
            if texte.isdigit() and rang:
                cellule = TableCell(valuetype="float", value=texte)
            else:
                cellule = TableCell(valuetype="string") if texte else TableCell()
            if texte:
                cellule.addElement(P(text=texte))
            rangee.addElement(cellule)
        feuille.addElement(rangee)
    classeur.spreadsheet.addElement(feuille)
    classeur.save(str(fichier))


def chiffrer(lot: Lot, lignes: Lignes) -> Lignes:
    """The rows that come out of a CSV of these rows, without its titles."""
    return sorties(lancer("batch", "-", "--catalogue", str(lot.grille), entree=en_csv(lot.titres, lignes)))


def sorties(passe: Passe) -> Lignes:
    assert passe.code in {0, 4}, passe.erreur
    return list(csv.reader(io.StringIO(passe.sortie.decode(), newline="")))[1:]


def par_repere(lot: Lot, rangees: Lignes) -> dict[str, Lignes]:
    """What comes out for each row that went in."""
    place = lot.titres.index("repere")
    groupes: dict[str, Lignes] = {}
    for rangee in rangees:
        groupes.setdefault(rangee[place], []).append(rangee)
    return groupes


def test_le_lot_a_de_quoi_changer(lot: Lot) -> None:
    """Else the tests below would compare nothing with nothing."""
    refusees = [rangee for rangee in chiffrer(lot, lot.lignes) if rangee[-1]]
    assert len(par_repere(lot, chiffrer(lot, lot.lignes))) == LIGNES
    assert len(refusees) >= 2
    assert any(not rangee[-1] for rangee in chiffrer(lot, lot.lignes))


def test_l_ordre_des_lignes_ne_change_aucune_reponse(lot: Lot) -> None:
    melangees = list(lot.lignes)
    Random(1).shuffle(melangees)
    assert par_repere(lot, chiffrer(lot, melangees)) == par_repere(lot, chiffrer(lot, lot.lignes))


def test_une_ligne_repetee_recoit_chaque_fois_la_meme_reponse(lot: Lot) -> None:
    une_fois = chiffrer(lot, lot.lignes)
    assert chiffrer(lot, [*lot.lignes, *lot.lignes]) == [*une_fois, *une_fois]


def test_une_ligne_seule_recoit_la_reponse_du_lot(lot: Lot) -> None:
    ensemble = par_repere(lot, chiffrer(lot, lot.lignes))
    place = lot.titres.index("repere")
    for ligne in lot.lignes:
        assert chiffrer(lot, [ligne]) == ensemble[ligne[place]]


@pytest.mark.parametrize("coupe", [1, LIGNES // 2, LIGNES - 1])
def test_un_fichier_coupe_en_deux_dit_la_meme_chose(lot: Lot, coupe: int) -> None:
    moities = [*chiffrer(lot, lot.lignes[:coupe]), *chiffrer(lot, lot.lignes[coupe:])]
    assert moities == chiffrer(lot, lot.lignes)


def test_csv_xlsx_et_ods_des_memes_lignes_disent_la_meme_chose(lot: Lot, tmp_path: Path) -> None:
    en_xlsx(tmp_path / "lot.xlsx", lot.titres, lot.lignes)
    en_ods(tmp_path / "lot.ods", lot.titres, lot.lignes)
    attendu = chiffrer(lot, lot.lignes)
    for nom in ("lot.xlsx", "lot.ods"):
        assert sorties(lancer("batch", str(tmp_path / nom), "--catalogue", str(lot.grille))) == attendu, nom


@pytest.mark.parametrize("grille", EXEMPLES, ids=lambda grille: grille.stem)
def test_des_tarifs_vides_ne_changent_aucun_montant(grille: Path, tmp_path: Path) -> None:
    tarifs = tmp_path / "tarifs.toml"
    tarifs.write_text(TARIFS_VIDES, encoding="utf-8")
    qui = [] if grille.stem == "plateau" else ["--habitants", "1200"]
    demande = ["quote", *qui, "--catalogue", str(grille), "--format", "json"]
    for option in calcul.lire(grille.read_text(encoding="utf-8"))["options"]:
        if "exige" not in option:
            demande += ["--option", option["code"]]
    sans, avec = lancer_ici(*demande), lancer_ici(*demande, "--tarifs", str(tarifs))
    assert (sans.code, avec.code) == (0, 0), (sans.erreur, avec.erreur)
    attendus = [{**devis, "notes": []} for devis in sans.json()["devis"]]
    assert [{**devis, "notes": []} for devis in avec.json()["devis"]] == attendus


# -- The ways to say a commune -----------------------------------------------------------------------------------------

DEPARTEMENTS = ("47", "2A", "976")


def dite(commune: dict[str, Any], titre: str) -> str:
    """A cell that names a commune, from the row of its département."""
    match titre:
        case "commune":
            return str(commune["nom"])
        case "habitants":
            return str(commune[f"population_{commune['population_retenue']}"])
        case _:
            return str(commune[titre])


@pytest.mark.parametrize("departement", DEPARTEMENTS)
@pytest.mark.parametrize("facon", ["code_insee", "siren", "commune", "habitants"])
def test_une_commune_dite_par_son_nom_son_code_ou_son_chiffre_recoit_le_meme_devis(
    departement: str, facon: str
) -> None:
    """All the communes of a département, asked for at once, then one by one in each of the ways to say them."""
    options = ("--forfait", "metiers", "--format", "json")
    ensemble = lancer("batch", "--departement", departement, *options)
    assert ensemble.code == 0, ensemble.erreur
    communes = ensemble.objets()
    titres = ["commune", "departement"] if facon == "commune" else [facon]
    lignes = [[dite(commune, titre) for titre in titres] for commune in communes]
    une_a_une = lancer("batch", "-", *options, entree=en_csv(titres, lignes))
    assert une_a_une.code == 0, une_a_une.erreur
    reponses = une_a_une.objets()
    assert len(reponses) == len(communes) > 10
    for commune, reponse in zip(communes, reponses, strict=True):
        communs = {
            cle
            for cle in commune
            if cle in reponse and cle.startswith(("strate", "inclus", "montant", "total", "complet"))
        }
        assert {"strate", "total_chiffre", "complet"} <= communs
        assert {cle: reponse[cle] for cle in communs} == {cle: commune[cle] for cle in communs}, commune["nom"]
