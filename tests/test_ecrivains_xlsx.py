"""The writer of workbooks: numbers, live formulas, cells to fill in; a batch and its temporary files."""

import datetime
import gc
import io
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from documents import complet, cote_a_cote, lignes

from forfait_cli.erreurs import Refus
from forfait_cli.render.document import (
    Cellule,
    Colonne,
    Document,
    Euros,
    Paragraphe,
    Rangee,
    SautDePage,
    Somme,
    Soustraction,
    Style,
    Tableau,
    Taux,
    Titre,
    Variation,
    euros,
    texte,
)
from forfait_cli.render.ecrivains.xlsx import document, place
from forfait_cli.render.ecrivains.xlsx import lot as en_lot
from forfait_cli.render.lots.colonnes import Resultat
from forfait_cli.render.lots.ecrivain import Reglages

pytest.importorskip("xlsxwriter")
calamine = pytest.importorskip("python_calamine")


def classeur(octets: bytes) -> Any:
    return calamine.CalamineWorkbook.from_filelike(io.BytesIO(octets))


def feuille(octets: bytes, rang: int = 0) -> list[list[Any]]:
    valeurs: list[list[Any]] = classeur(octets).get_sheet_by_index(rang).to_python()
    return valeurs


def xml(octets: bytes, nom: str = "xl/worksheets/sheet1.xml") -> str:
    with zipfile.ZipFile(io.BytesIO(octets)) as archive:
        return archive.read(nom).decode()


def un(tableau: Tableau) -> bytes:
    return document.rendre(Document("Devis", (tableau,)))


def rangee(octets: bytes, debut: str) -> list[Any]:
    return next(valeurs for valeurs in feuille(octets) if valeurs and valeurs[0] == debut)


def formules(octets: bytes) -> dict[str, str]:
    return dict(re.findall(r'<c r="([A-Z]+[0-9]+)"[^>]*><f>([^<]*)</f>', xml(octets)))


# --- A document ---------------------------------------------------------------------------------


def test_les_montants_sont_des_nombres() -> None:
    octets = un(lignes())
    assert rangee(octets, "Sauvegarde")[:4] == ["Sauvegarde", 4, 7, 28]
    assert rangee(octets, "Certificats")[1:4] == [3, 0.335, 1.01]
    assert rangee(octets, "Formation")[1:] == [7.5, "", "", datetime.date(2026, 3, 1)]
    assert rangee(octets, "TVA 5,5 %")[3:] == [1.6, -0.0325]


def test_les_formules_portent_sur_leurs_cellules_et_gardent_leur_valeur() -> None:
    dites = formules(un(lignes()))
    assert list(dites.values()) == [
        'IF(COUNT(B5,C5)=2,ROUND(B5*C5,2),"")',
        'IF(COUNT(B6,C6)=2,ROUND(B6*C6,2),"")',
        'IF(COUNT(B7,C7)=2,ROUND(B7*C7,2),"")',
        "SUM(D5,D6,D7)",
        "ROUND(SUM(D5,D6,D7)*5.5/100,2)",
    ]
    assert rangee(un(lignes()), "Sous-total HT")[3] == 29.01


def test_une_somme_ne_prend_pas_les_lignes_de_detail() -> None:
    """« 4 Go × 7,00 € » stands on a row of its own, below the amount: the sum knows the right rows."""
    octets = un(cote_a_cote())
    valeurs = feuille(octets)
    rangs = {str(ligne[0]): rang for rang, ligne in enumerate(valeurs, 1)}
    attendu = f"SUM(C{rangs['Prix du forfait']},C{rangs['Sauvegarde']})"
    assert attendu in formules(octets).values()
    assert valeurs[rangs["Sauvegarde"]][1] == "4\u00a0Go × 7,00\u202f€"
    assert rangee(octets, "Total (par an)")[1:] == [28, 620.5, 438]


def test_un_prix_qui_manque_est_une_cellule_a_remplir() -> None:
    octets = un(cote_a_cote())
    style = re.search(r'<c r="B[0-9]+" s="([0-9]+)"/>', xml(octets))
    assert style
    assert "FFFFF2CC" in xml(octets, "xl/styles.xml")
    assert "à renseigner" in xml(octets, "xl/comments1.xml")
    assert '<dataValidation type="decimal" operator="greaterThanOrEqual"' in xml(octets)


def test_ce_qui_est_en_gras_a_les_lignes_qu_il_prend() -> None:
    def hauteur(style: Style) -> float:
        cellule = texte("Communes de deux mille habitants et plus " * 60, style)
        octets = un(Tableau((Colonne("Strate"), Colonne("Go")), (Rangee((cellule, texte("1"))),)))
        return max(map(float, re.findall(r' ht="([0-9.]+)"', xml(octets))))

    assert hauteur(Style.FORT) > hauteur(Style.NORMAL) > 10


def test_une_feuille_s_imprime_sur_une_page_de_large() -> None:
    dit = xml(un(cote_a_cote()))
    assert re.search(r'<pageSetup paperSize="9" fitToHeight="0" orientation="landscape"', dit)
    assert "&amp;R&amp;10page &amp;P / &amp;N" in dit
    assert "Devis!$1:$1" in xml(un(cote_a_cote()), "xl/workbook.xml")  # its title, on each page
    assert '<pageSetUpPr fitToPage="1"/>' in dit
    assert '<pane xSplit="1" ySplit="3"' in dit  # the title, a blank line, the titles of the table


def test_une_feuille_par_page_chacune_son_nom() -> None:
    nom = "Forfait : [très] long / avec des signes ?"
    blocs = (Paragraphe("a"), SautDePage(), Titre(nom), Paragraphe("b"), SautDePage(), Titre(nom), SautDePage())
    noms = classeur(document.rendre(Document("Devis", blocs))).sheet_names
    assert noms[0] == "Devis"
    assert len(set(noms)) == len(noms) == 3
    assert all(len(nom) <= 31 and not set(nom) & set("[]:*?/\\") for nom in noms)


def test_tout_est_dit() -> None:
    octets = document.rendre(complet())
    dits = " ".join(str(valeur) for rang in range(2) for ligne in feuille(octets, rang) for valeur in ligne)
    for passage in (
        "Estimation", "Mairie de Y", "✓\u00a0Sauvegarde", "600", "-300", "dès 1\u202f000", "Bon pour accord",
        "Catalogue\u00a0: annexe.",
    ):  # fmt: skip
        assert passage in dits, passage


def test_ce_qui_s_additionne_peut_tenir_a_un_autre_tableau() -> None:
    def une(nom: str, a: int, b: int, somme: Somme | None = None) -> Rangee:
        montants = [euros(Decimal(un), calcul=somme) for un in (a, b)]
        ecart = Cellule((Euros(Decimal(b - a), signe=True),), calcul=Soustraction(2, 1))
        return Rangee((texte(nom), *montants, ecart, Cellule((Taux(Decimal(50)),), calcul=Variation(1, 2))))

    colonnes = (Colonne("n"), Colonne("a"), Colonne("b"), Colonne("d"), Colonne("%"))
    parts = Tableau(colonnes, (une("x", 10, 15), une("y", 20, 30)), nom="parts")
    total = Tableau(colonnes, (une("en tout", 30, 45, Somme((0, 1), "parts")),))
    octets = document.rendre(Document("Devis", (parts, total)))
    dites = formules(octets)
    assert (dites["B8"], dites["C8"], dites["D8"]) == ("SUM(B4,B5)", "SUM(C4,C5)", "C8-B8")
    assert dites["E8"] == 'IF(B8=0,"",ROUND((C8-B8)/B8,3))'
    assert rangee(octets, "en tout")[1:] == [30, 45, 15, 0.5]


def test_un_dessin_tient_a_ses_chiffres() -> None:
    octets = document.rendre(complet())
    with zipfile.ZipFile(io.BytesIO(octets)) as archive:
        dessins = [archive.read(nom).decode() for nom in archive.namelist() if "charts/chart" in nom]
    assert dessins
    assert all(re.search(r"<c:f>'?[^!]+'?!\$B\$[0-9]+:\$B\$[0-9]+</c:f>", dessin) for dessin in dessins)


def test_une_page_ne_coupe_pas_un_tableau_qu_elle_peut_tenir() -> None:
    tableau = Tableau((Colonne("n"), Colonne("v")), tuple(Rangee((texte(f"{n}"), texte("x"))) for n in range(25)))
    octets = document.rendre(Document("Devis", (Titre("Un"), tableau, Titre("Deux"), tableau)))
    (saut,) = re.findall(r'<brk id="([0-9]+)"', xml(octets))
    assert feuille(octets)[int(saut)][0] == "Deux"


# --- How wide things are ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("dit", "large", "attendues"),
    [
        ("", 100, 1), ("Agen", 100, 1), ("Agen\nBoé", 100, 2), ("Saint-Germain-des-Champs", 100, 2),
        ("un mot après un autre", 60, 3), ("x" * 40, 100, 3), ("1\u202f234,56\u00a0€ par an", 80, 2),
    ],
)  # fmt: skip
def test_combien_de_lignes_prend_un_texte(dit: str, large: int, attendues: int) -> None:
    assert place.lignes(dit, large) == attendues
    assert place.lignes(dit, large, gras=True) >= attendues
    assert place.lignes(dit, large * 100) == 1 + dit.count("\n")


@pytest.mark.parametrize(("souhaits", "moins"), [([300] * 3, [100] * 3), ([300] * 9, [80] * 9), ([400, 200], [50, 50])])
def test_les_colonnes_remplissent_la_page_sans_la_depasser(souhaits: list[int], moins: list[int]) -> None:
    larges = place.repartir(souhaits, moins)
    assert place.LARGE_MIN - len(larges) <= sum(larges) <= place.LARGE_MAX
    assert all(large >= minimum for large, minimum in zip(larges, moins, strict=True))
    assert place.repartir([200] * 10, [190] * 10) == [190] * 10  # no narrower than what they can't do without


def test_les_memes_octets(monkeypatch: pytest.MonkeyPatch) -> None:
    octets = document.rendre(complet())
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    assert document.rendre(complet()) == octets


def test_un_texte_qui_commence_comme_une_formule_reste_un_texte() -> None:
    tableau = Tableau((Colonne("n"), Colonne("=1+1")), (Rangee((texte("=1+1"), texte("\x1b@a\ue000"))),))
    octets = un(tableau)
    assert "<f>" not in xml(octets)
    assert feuille(octets)[-1] == ["=1+1", "�@a�"]
    assert 'quotePrefix="1"' in xml(octets, "xl/styles.xml")


@pytest.mark.parametrize("long", ["x" * 32_768, "🙂" * 16_384])
def test_un_texte_trop_long_est_refuse_avec_sa_place(long: str) -> None:
    for tableau in (
        Tableau((Colonne("n"), Colonne(long)), ()),
        Tableau((Colonne("n"), Colonne("v")), (Rangee((texte("a"), texte(long))),)),
    ):
        with pytest.raises(Refus) as refus:
            un(tableau)
        assert "du classeur" in refus.value.anomalies[0].origine
    assert feuille(
        un(
            Tableau(
                (Colonne("n"), Colonne("v")),
                (
                    Rangee(
                        (texte("a"), texte(long[:-1])),
                    ),
                ),
            )
        )
    )[-1][1]


SOFFICE = shutil.which("soffice")


@pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is not installed: apt-get install libreoffice-calc")
def test_libreoffice_recalcule_les_memes_montants_et_un_prix_rempli_complete_le_total(tmp_path: Path) -> None:
    """The stored values are taken away first, so that what is read was worked out there."""
    octets = un(lignes())
    for nom, prix, attendus in (
        ("sans", "", [28, 1.01, "", 29.01, 1.6]),
        ("avec", "10.3", [28, 1.01, 77.25, 106.26, 5.84]),
    ):
        source, sortie = tmp_path / f"{nom}.xlsx", tmp_path / "lu"
        with zipfile.ZipFile(io.BytesIO(octets)) as avant, zipfile.ZipFile(source, "w") as apres:
            for entree in avant.namelist():
                contenu = avant.read(entree)
                if entree == "xl/worksheets/sheet1.xml":
                    dit = re.sub(r"(</f>)<v>[^<]*</v>", r"\1", contenu.decode()).replace(' t="str"', "")
                    if prix:
                        dit, combien = re.subn(r'(<c r="C7" s="[0-9]+")/>', rf"\1><v>{prix}</v></c>", dit)
                        assert combien == 1
                    contenu = dit.encode()
                apres.writestr(entree, contenu)
        subprocess.run(
            [str(SOFFICE), f"-env:UserInstallation=file://{tmp_path}/profil", "--headless", "--convert-to", "xlsx",
             "--outdir", str(sortie), str(source)], check=True, capture_output=True, timeout=180,
        )  # fmt: skip
        lues = feuille((sortie / source.name).read_bytes())
        # A blank row, then what the cells to fill in are for.
        assert [ligne[3] for ligne in lues[-7:-2]] == attendus


# --- A batch ------------------------------------------------------------------------------------

RESULTAT = Resultat((), (), ())


def ecrivain(puits: Any) -> en_lot.EcrivainXlsx:
    return en_lot.EcrivainXlsx(Reglages(puits, RESULTAT, frozenset({1})))


def lot(rangees: list[list[str]], titres: tuple[str, ...] = ("nom", "habitants")) -> bytes:
    sortie = io.BytesIO()
    un_lot = ecrivain(sortie.write)
    un_lot.entete([*titres, *RESULTAT.noms])
    fin = un_lot.suffixe([4, "metiers", Decimal("28.00"), False, None])
    un_lot.ecrire([[*prefixe, *fin] for prefixe in un_lot.prefixes(rangees, None)])
    un_lot.finir()
    return sortie.getvalue()


def test_un_lot_a_ses_nombres_et_son_total() -> None:
    octets = lot([["01001", "1 200"], ["=1+1\x1b", "x"]])
    titres, une, autre, _, total = feuille(octets)
    assert titres == ["nom", "habitants", "strate", "forfait", "total_chiffre", "complet", "erreur"]
    assert une == ["01001", 1200, 4, "metiers", 28, "non", ""]
    assert autre[:2] == ["=1+1�", "x"]
    assert (total[0], total[4]) == ("Sous-total chiffré, metiers\u00a0: 2 devis", 56)
    assert formules(octets) == {"E5": 'SUMPRODUCT(--($D$2:$D$3="metiers"),$E$2:$E$3)'}
    assert 'quotePrefix="1"' in xml(octets, "xl/styles.xml")
    assert "<autoFilter" in xml(octets)
    assert lot([["01001", "1 200"], ["=1+1\x1b", "x"]]) == octets


def larges(octets: bytes) -> list[tuple[int, bool]]:
    """The width of each column in pixels, and whether it is folded."""
    trouvees: list[tuple[int, bool]] = []
    for debut, fin, large, suite in re.findall(
        r'<col min="([0-9]+)" max="([0-9]+)" width="([0-9.]+)"([^>]*)/>', xml(octets)
    ):
        trouvees += [(round(float(large) * 7), "hidden" in suite)] * (int(fin) - int(debut) + 1)
    return trouvees


def test_un_lot_se_lit_sur_papier() -> None:
    """One page of A4 wide, its letters at eight points at least: what says least is folded, and that is said."""
    titres = ("nom", "habitants", *(f"observation {rang}" for rang in range(8)))
    octets = lot([["Saint-Germain", "1200", *["une remarque un peu longue"] * 8]], titres)
    dit = xml(octets)
    colonnes = larges(octets)
    vues = sum(large for large, repliee in colonnes if not repliee)
    assert 1000 < vues <= place.LARGE_MAX
    assert place.LISIBLE <= place.CORPS * (297 - 2 * 25.4 * place.MARGE) / 25.4 * 96 / place.LARGE_MAX
    assert re.search(r'<pageSetup paperSize="9" fitToHeight="0" orientation="landscape"', dit)
    # Of those that say as much, the last ones go; who, how large and what comes of it stay.
    assert [rang for rang, (_, repliee) in enumerate(colonnes) if repliee] == [5, 6, 7, 8, 9]
    pied = re.search(r"<oddFooter>(.*?)</oddFooter>", dit)
    assert pied
    assert "Colonnes repliées, non imprimées" in pied[1]
    assert "observation 3, observation 4, observation 5, observation 6 et 1 autre" in pied[1]
    assert "page &amp;P / &amp;N" in pied[1]
    assert "Devis!$1:$1" in xml(octets, "xl/workbook.xml")
    assert '<pane xSplit="1" ySplit="1"' in dit


def test_ce_que_paper_ne_peut_tenir_replie_tout_ce_qui_peut_l_etre_puis_s_agrandit() -> None:
    octets = lot([["a", "1", *["x"] * 60]], ("nom", "habitants", *(f"colonne {rang}" for rang in range(60))))
    assert 'paperSize="9"' in xml(octets)
    titres = tuple(f"Un assez long titre {rang}" for rang in range(40))
    sortie = io.BytesIO()
    un_lot = en_lot.EcrivainXlsx(
        Reglages(sortie.write, RESULTAT, frozenset(range(40)), essentielles=frozenset(range(40)))
    )
    un_lot.entete([*titres, *RESULTAT.noms])
    un_lot.finir()
    assert 'paperSize="8"' in xml(sortie.getvalue())


def test_un_texte_long_a_ses_lignes_un_mot_n_est_jamais_coupe() -> None:
    octets = lot([["Communauté de communes des Coteaux et Landes de Gascogne et de la Grande Lande", "1"], ["b", "2"]])
    hauteurs = dict(re.findall(r'<row r="([0-9]+)" ht="([0-9.]+)"', xml(octets)))
    assert float(hauteurs["2"]) >= 3 * place.LIGNE * 0.75
    assert float(hauteurs["3"]) == place.LIGNE * 0.75
    seul = "x" * 50
    assert larges(lot([[seul, "1"]]))[0][0] > place.pixels(seul)


def test_au_dela_des_lignes_d_essai_rien_ne_change(monkeypatch: pytest.MonkeyPatch) -> None:
    rangees = [[f"Commune {rang}", str(rang)] for rang in range(5)]
    entier = lot(rangees)
    monkeypatch.setattr(en_lot, "_ESSAI", 2)
    assert feuille(lot(rangees)) == feuille(entier)


def test_ce_qu_une_cellule_ne_peut_tenir_est_refuse() -> None:
    with pytest.raises(Refus, match="32"):
        lot([["x" * 32_768, "1"]])
    with pytest.raises(Refus) as refus:
        lot([["a", "1"]], ("x" * 32_768, "habitants"))
    assert refus.value.anomalies[0].origine == "titre de la colonne 1"


def test_rien_ne_reste_dans_le_dossier_temporaire(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    lot([["a", "1"]])
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(Refus):
        lot([["x" * 32_768, "1"]])
    gc.collect()
    assert list(tmp_path.iterdir()) == []


def test_un_lot_interrompu_n_y_laisse_rien_non_plus(tmp_path: Path) -> None:
    programme = (
        "from forfait_cli.render.ecrivains.xlsx.lot import EcrivainXlsx\n"
        "from forfait_cli.render.lots.colonnes import Resultat\n"
        "from forfait_cli.render.lots.ecrivain import Reglages\n"
        "un = EcrivainXlsx(Reglages(print, Resultat((), (), ())))\n"
        "un.entete(['nom', 'strate', 'forfait', 'total_chiffre', 'complet', 'erreur'])\n"
        "import os, sys; assert os.listdir(sys.argv[1]); raise KeyboardInterrupt\n"
    )
    fini = subprocess.run(
        [sys.executable, "-c", programme, str(tmp_path)],
        env={"TMPDIR": str(tmp_path)},
        capture_output=True,
        check=False,
    )
    assert b"KeyboardInterrupt" in fini.stderr
    assert list(tmp_path.iterdir()) == []


def test_un_dossier_temporaire_plein_est_un_refus_en_francais(monkeypatch: pytest.MonkeyPatch) -> None:
    import errno

    def plein(*_: Any, **__: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(en_lot, "TemporaryDirectory", plein)
    with pytest.raises(Refus) as refus:
        ecrivain(print)
    assert "No space" not in str(refus.value)
    assert "le disque est plein" in str(refus.value)


def test_sans_le_complement_c_est_un_refus_qui_dit_quoi_faire(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "xlsxwriter", None)
    with pytest.raises(Refus) as refus:
        un(lignes())
    (anomalie,) = refus.value.anomalies
    assert 'pip install ".[tableur]"' in anomalie.aide
