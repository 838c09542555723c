"""Workbooks as they come from offices: what is in error, hidden, damaged or out of measure is told."""

import datetime
import io
import random
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from forfait_cli.erreurs import ErreurForfait, MauvaisUsage, Refus, champ
from forfait_cli.readers import limites
from forfait_cli.readers.classeur import ouvrir_classeur
from forfait_cli.readers.classeur.archive import Archive
from forfait_cli.readers.classeur.cellules import Cellule, Illisible, PourCent, en_texte, lettres
from forfait_cli.readers.feuilles import lire_feuilles
from forfait_cli.readers.rows import Source, ouvrir

xlsxwriter = pytest.importorskip("xlsxwriter")

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"
JOUR = datetime.datetime.fromisoformat("2026-01-02")
OASIS = "urn:oasis:names:tc:opendocument:xmlns:"


def xlsx(chemin: Path, remplir: Callable[[Any, Any], object]) -> Path:
    with xlsxwriter.Workbook(chemin) as classeur:
        remplir(classeur, classeur.add_worksheet("Communes"))
    return chemin


def zip_de(chemin: Path, parties: dict[str, bytes | str], methode: int = zipfile.ZIP_DEFLATED) -> Path:
    with zipfile.ZipFile(chemin, "w", methode) as archive:
        for nom, contenu in parties.items():
            archive.writestr(nom, contenu)
    return chemin


def xlsx_brut(chemin: Path, rangees: str, espace: str = MAIN, **parties: str) -> Path:
    """An XLSX of one sheet, from the XML of its rows."""
    lien = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    return zip_de(
        chemin,
        {
            "xl/_rels/workbook.xml.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/'
            f'relationships"><Relationship Id="r1" Type="{lien}/worksheet" Target="worksheets/s.xml"/></Relationships>',
            "xl/workbook.xml": f'<workbook xmlns="{espace}" xmlns:r="{lien}"><sheets>'
            '<sheet name="A" sheetId="1" r:id="r1"/></sheets></workbook>',
            "xl/worksheets/s.xml": f'<worksheet xmlns="{espace}"><sheetData>{rangees}</sheetData></worksheet>',
            **parties,
        },
    )


def ods(chemin: Path, tables: str, styles: str = "") -> Path:
    """An ODS, from the XML of its tables."""
    espaces = " ".join(f'xmlns:{nom}="{OASIS}{nom}:1.0"' for nom in ("office", "table", "text", "style"))
    calc = 'xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'
    contenu = (
        f"<office:document-content {espaces} {calc}><office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body></office:document-content>"
    )
    return zip_de(chemin, {"content.xml": contenu})


def table(*rangees: str, nom: str = "A", style: str = "") -> str:
    lignes = "".join(f"<table:table-row>{rangee}</table:table-row>" for rangee in rangees)
    return f'<table:table table:name="{nom}" table:style-name="{style}">{lignes}</table:table>'


def mot(texte: str) -> str:
    return f'<table:table-cell office:value-type="string"><text:p>{texte}</text:p></table:table-cell>'


def nombre(valeur: str, suite: str = "", genre: str = "float") -> str:
    attributs = f'office:value-type="{genre}" office:value="{valeur}" {suite}'
    return f"<table:table-cell {attributs}><text:p>?</text:p></table:table-cell>"


def ouvre(chemin: Path, **demandes: str | None) -> Source:
    demandes = {"encodage": None, "separateur": None, **demandes}
    return ouvrir(str(chemin), connu=lambda _titre: False, **demandes)


def lire(source: Source) -> tuple[list[list[str]], dict[int, str]]:
    lignes, defauts = [], {}
    for bloc in source.blocs():
        lignes += bloc.lignes
        defauts.update(bloc.defauts)
    return lignes, {numero: faute.message.replace("\xa0", " ") for numero, faute in defauts.items()}


def cellules(chemin: Path) -> list[tuple[int, list[Cellule]]]:
    with chemin.open("rb") as flux:
        classeur = ouvrir_classeur(Archive(flux, chemin.name))
        return [(rangee.numero, rangee.cellules) for _, rangee in classeur.lire(range(len(classeur.feuilles)))]


def refus(chemin: Path) -> str:
    with pytest.raises(Refus) as erreur:
        lire(ouvre(chemin))
    (anomalie,) = erreur.value.anomalies
    return f"{anomalie.origine} : {anomalie.message} ; {anomalie.aide}".replace("\xa0", " ").replace("\u202f", " ")


# --- Cells without a value --------------------------------------------------------------------------


def test_une_cellule_en_erreur_refuse_sa_ligne_avec_sa_place(tmp_path: Path) -> None:
    def remplir(_classeur: Any, feuille: Any) -> None:
        feuille.write_row(0, 0, ["nom", "habitants", "extra_go"])
        feuille.write_row(1, 0, ["a", 1200])
        feuille.write_formula(1, 2, "=NA()", None, "#N/A")
        feuille.write_row(2, 0, ["b", 1200])
        feuille.write_formula(2, 2, "=1/0", None, "#DIV/0!")
        feuille.write_row(3, 0, ["c", 1200])
        feuille.write_formula(3, 2, "=1+1")  # written, never calculated
        feuille.write_row(4, 0, ["d", 1200])
        feuille.write_formula(4, 2, "=2+2", None, 4)

    lignes, defauts = lire(ouvre(xlsx(tmp_path / "x.xlsx", remplir)))
    assert [ligne[0] for ligne in lignes] == list("abcd")
    assert lignes[3] == ["d", "1200", "4"]
    assert defauts == {
        2: "feuille « Communes », cellule C2 : erreur #N/A",
        3: "feuille « Communes », cellule C3 : erreur #DIV/0!",
        4: "feuille « Communes », cellule C4 : formule jamais calculée",
    }


@pytest.mark.parametrize(
    ("cellule", "valeur"),
    [
        ("<f>A1*2</f>", Illisible("formule jamais calculée", "")),
        ("<f>A1*2</f><v></v>", Illisible("formule jamais calculée", "")),
        ("<f>A1*2</f><v/>", Illisible("formule jamais calculée", "")),
        ("<f>A1*2</f><v>0</v>", 0.0),
        ("<v>nan</v>", Illisible("valeur illisible", "nan")),
        ("<v>x</v>", Illisible("valeur illisible", "x")),
        ("<v>1.5</v>", 1.5),
    ],
)
def test_une_formule_a_une_valeur_ou_non(tmp_path: Path, cellule: str, valeur: Cellule) -> None:
    fichier = xlsx_brut(tmp_path / "x.xlsx", f'<row r="1"><c r="A1">{cellule}</c></row>')
    assert cellules(fichier) == [(1, [valeur])]


@pytest.mark.parametrize(
    ("genre", "brut", "valeur"),
    [
        ("e", "#REF!", Illisible("erreur #REF!", "#REF!")),
        ("str", "oui", "oui"),
        ("b", "1", True),
        ("b", "0", False),
        ("d", "2026-01-02", datetime.date(2026, 1, 2)),
        ("s", "7", Illisible("valeur illisible", "7")),
    ],
)
def test_les_genres_de_cellules(tmp_path: Path, genre: str, brut: str, valeur: Cellule) -> None:
    fichier = xlsx_brut(tmp_path / "x.xlsx", f'<row r="1"><c r="A1" t="{genre}"><v>{brut}</v></c></row>')
    ((_, (lue,)),) = cellules(fichier)
    assert lue == valeur
    assert type(lue) is type(valeur)


def test_une_formule_qui_donne_un_texte_vide_est_vide(tmp_path: Path) -> None:
    rangee = '<row r="1"><c r="A1" t="str"><f>IF(1,"")</f><v></v></c><c r="B1"><v>1</v></c></row>'
    assert cellules(xlsx_brut(tmp_path / "x.xlsx", rangee)) == [(1, ["", 1.0])]


def test_l_espace_de_noms_strict_est_lu(tmp_path: Path) -> None:
    texte = "<is><r><t>é</t></r><rPh><t>x</t></rPh><r><t>a_x000A_</t></r></is>"
    rangee = f'<row><c t="inlineStr">{texte}</c><c><v>2</v></c></row>'
    assert cellules(xlsx_brut(tmp_path / "x.xlsx", rangee, espace=STRICT)) == [(1, ["éa\n", 2.0])]


@pytest.mark.parametrize(
    ("cellule", "valeur"),
    [
        (
            '<table:table-cell table:formula="of:=1/0" office:value-type="string" office:string-value="" '
            'calcext:value-type="error"><text:p>#DIV/0 !</text:p></table:table-cell>',
            Illisible("erreur #DIV/0 !", "#DIV/0 !"),
        ),
        (
            '<table:table-cell table:formula="of:=X" office:value-type="float" office:value="0"><text:p>#REF!</text:p>'
            "</table:table-cell>",
            Illisible("erreur #REF!", "#REF!"),
        ),
        ('<table:table-cell table:formula="of:=1+1"/>', Illisible("formule jamais calculée", "")),
        (
            '<table:table-cell table:formula="of:=1+1" office:value-type="float"/>',
            Illisible("formule jamais calculée", ""),
        ),
        (
            '<table:table-cell office:value-type="float"><text:p>3</text:p></table:table-cell>',
            Illisible("valeur absente", "3"),
        ),
        (nombre("4", 'table:formula="of:=2+2"'), 4.0),
        (nombre("0.2", genre="percentage"), PourCent(0.2)),
        (nombre("inf"), Illisible("valeur illisible", "?")),
        ('<table:table-cell office:value-type="boolean" office:boolean-value="true"/>', True),
        ('<table:table-cell office:value-type="date" office:date-value="2026-01-02"/>', JOUR),
        ('<table:table-cell office:value-type="time" office:time-value="PT10H30M00S"/>', datetime.time(10, 30)),
        (mot("a<text:s text:c='2'/>b<text:line-break/><text:span>c</text:span></text:p><text:p>d"), "a  b\nc\nd"),
        (mot("a</text:p><office:annotation><text:p>note</text:p></office:annotation><text:p>b"), "a\nb"),
        (mot("#N/A"), "#N/A"),
    ],
)
def test_les_cellules_d_un_ods(tmp_path: Path, cellule: str, valeur: Cellule) -> None:
    ((_, (lue,)),) = cellules(ods(tmp_path / "x.ods", table(cellule)))
    assert lue == valeur
    assert type(lue) is type(valeur)


def test_un_titre_en_erreur_refuse_le_fichier(tmp_path: Path) -> None:
    rangee = '<row r="1"><c r="A1"><v>1</v></c><c r="B1" t="e"><v>#NAME?</v></c></row>'
    assert "cellule B1 : erreur #NAME?" in refus(xlsx_brut(tmp_path / "x.xlsx", rangee))


def test_une_cellule_illisible_de_trop_refuse_sa_ligne(tmp_path: Path) -> None:
    rangees = '<row r="1"><c r="A1"><v>1</v></c></row><row r="2"><c r="A2"><v>2</v></c><c r="C2"><f>1</f></c></row>'
    lignes, defauts = lire(ouvre(xlsx_brut(tmp_path / "x.xlsx", rangees)))
    assert lignes == [["2"]]
    assert "cellule C2" in defauts[2]


# --- Numbers, dates, percentages ---------------------------------------------------------------------


def test_dates_et_pourcentages_d_apres_le_format(tmp_path: Path) -> None:
    formats = {
        "dd/mm/yyyy": "2026-01-02", "d mmmm yyyy": "2026-01-02", "[$-40C]dd-mmm": "2026-01-02", "0.00": "46024",
        '0" jours"': "46024", "[h]:mm": "2026-01-02", "[Red]0": "46024", "General": "46024", "0 %": "46024",
        "#,##0.00\\ [$€-40C]": "46024", "@": "46024",
    }  # fmt: skip

    def remplir(classeur: Any, feuille: Any) -> None:
        for rang, code in enumerate(formats):
            feuille.write_number(rang, 0, 46024, classeur.add_format({"num_format": code}))

    lues = cellules(xlsx(tmp_path / "x.xlsx", remplir))
    assert [en_texte(rangee[0]) for _, rangee in lues] == list(formats.values())
    assert isinstance(lues[8][1][0], PourCent)
    assert not isinstance(lues[3][1][0], PourCent)


@pytest.mark.parametrize(
    ("valeur", "texte"),
    [
        (1200.0, "1200"), (7.5, "7.5"), (1e15, "1000000000000000.0"), (999999999999999.0, "999999999999999"),
        (True, "oui"), (False, "non"), ("a", "a"), (JOUR, "2026-01-02"),
        (JOUR.replace(hour=3, minute=4), "2026-01-02T03:04:00"), (datetime.time(10, 30), "10:30:00"),
        (Illisible("erreur #N/A", "#N/A"), "#N/A"), (PourCent(0.2), "0.2"), (214700155.0, "214700155"),
    ],
)  # fmt: skip
def test_une_cellule_comme_un_csv_la_dirait(valeur: Cellule, texte: str) -> None:
    assert en_texte(valeur) == texte


@pytest.mark.parametrize(("rang", "nom"), [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA"), (16383, "XFD")])
def test_les_lettres_d_une_colonne(rang: int, nom: str) -> None:
    assert lettres(rang) == nom


def test_les_memes_valeurs_que_calamine(tmp_path: Path) -> None:
    calamine = pytest.importorskip("python_calamine")
    hasard = random.Random(7)
    valeurs: list[Any] = ["é «a»", "=1+1", " x ", "", 12, 1.25, -3.1, 1e-7, True, None, "a\nb", "_x000D_", 1e20]
    rangees = [[hasard.choice(valeurs) for _ in range(8)] for _ in range(60)]

    def remplir(_classeur: Any, feuille: Any) -> None:
        for rang, rangee in enumerate(rangees):
            for colonne, valeur in enumerate(rangee):
                if isinstance(valeur, str):
                    feuille.write_string(rang, colonne, valeur)
                elif valeur is not None:
                    feuille.write(rang, colonne, valeur)

    fichier = xlsx(tmp_path / "x.xlsx", remplir)
    lues = dict(cellules(fichier))
    for numero, attendue in enumerate(
        calamine.CalamineWorkbook.from_path(fichier).get_sheet_by_index(0).to_python(), 1
    ):
        rangee = lues.get(numero, [])
        assert [*rangee, *[""] * (len(attendue) - len(rangee))] == attendue


# --- What does not show -----------------------------------------------------------------------------


def dites(source: Source) -> str:
    lire(source)
    return " ".join(source.remarques).replace("\xa0", " ")


def test_ce_qui_est_masque_est_dit(tmp_path: Path) -> None:
    def remplir(classeur: Any, feuille: Any) -> None:
        feuille.hide()
        feuille.write_row(0, 0, ["nom", "habitants"])
        visible = classeur.add_worksheet("Visible")
        visible.activate()
        classeur.add_worksheet("Notes")
        visible.write_row(0, 0, ["nom", "habitants", "extra_go"])
        visible.write_row(1, 0, ["a", 12, 3])
        visible.write_row(2, 0, ["b", 13, 3])
        visible.set_row(2, None, None, {"hidden": True})
        visible.set_row(7, None, None, {"hidden": True})  # nothing is in it
        visible.set_column(1, 1, None, None, {"hidden": True})
        visible.merge_range(3, 0, 3, 1, "fusion")

    dit = dites(source := ouvre(xlsx(tmp_path / "x.xlsx", remplir)))
    assert source.noms == ["nom", "habitants", "extra_go"]
    assert "Feuille lue : « Visible »" in dit
    assert "Feuilles laissées de côté : « Notes »" in dit
    assert "Feuilles masquées, laissées de côté : « Communes »" in dit
    assert "Colonnes masquées, lues aussi : « habitants »." in dit
    assert "Lignes masquées, lues aussi : 1." in dit
    assert "Cellules fusionnées : 1" in dit


def test_ce_qui_est_masque_dans_un_ods_est_dit(tmp_path: Path) -> None:
    style = (
        '<style:style style:name="m" style:family="table"><style:table-properties table:display="false"/></style:style>'
    )
    cachee = (
        '<table:table table:name="Vue"><table:table-column/><table:table-column table:visibility="collapse"/>'
        f"<table:table-row>{mot('nom')}{mot('habitants')}</table:table-row>"
        f'<table:table-row table:visibility="filter">{mot("a")}{nombre("12")}</table:table-row></table:table>'
    )
    dit = dites(source := ouvre(ods(tmp_path / "x.ods", table(mot("non"), nom="Masquée", style="m") + cachee, style)))
    assert source.noms == ["nom", "habitants"]
    assert "Feuilles masquées, laissées de côté : « Masquée »" in dit
    assert "Colonnes masquées, lues aussi : « habitants »" in dit
    assert "Lignes masquées, lues aussi : 1." in dit


def test_sans_rien_de_masque_rien_n_est_dit(tmp_path: Path) -> None:
    assert dites(ouvre(ods(tmp_path / "x.ods", table(mot("nom"), mot("a"))))) == "Feuille lue : « A »."


def test_aucune_feuille_visible(tmp_path: Path) -> None:
    style = '<style:style style:name="m"><style:table-properties table:display="false"/></style:style>'
    assert "aucune feuille visible" in refus(ods(tmp_path / "x.ods", table(mot("a"), style="m"), style))
    assert "est vide" in refus(ods(tmp_path / "y.ods", table(mot(" "))))


def test_vides_et_total_comme_dans_un_csv(tmp_path: Path) -> None:
    def remplir(_classeur: Any, feuille: Any) -> None:
        feuille.write_row(1, 0, ["nom", "habitants"])
        feuille.write_row(2, 0, ["a", 12])
        feuille.write_row(4, 0, [" ", "\t"])
        feuille.write_row(5, 0, ["b", 13])
        feuille.write_row(6, 0, [None, "TOTAL"])
        feuille.write_string(7, 0, "c;d")

    source = ouvre(xlsx(tmp_path / "x.xlsx", remplir))
    lignes, defauts = lire(source)
    assert lignes == [["a", "12"], ["b", "13"], ["", "TOTAL"], ["c;d", ""]]
    assert list(defauts) == [7]
    assert source.vides == 3


def test_rangees_et_colonnes_repetees(tmp_path: Path) -> None:
    deux = 'table:number-columns-repeated="2"'
    rangees = (
        f"<table:table-row>{mot('a')}{mot('b')}{mot('c')}</table:table-row>"
        '<table:table-row table:number-rows-repeated="3"><table:table-cell/></table:table-row>'
        f'<table:table-row table:number-rows-repeated="2">{nombre("1")}'
        f'{nombre("2", deux)}<table:table-cell table:number-columns-repeated="16381"/>'
        "</table:table-row>"
        '<table:table-row table:number-rows-repeated="1048570"><table:table-cell/></table:table-row>'
    )
    source = ouvre(ods(tmp_path / "x.ods", f'<table:table table:name="A">{rangees}</table:table>'))
    (bloc,) = source.blocs()
    assert bloc.lignes == [["1", "2", "2"], ["1", "2", "2"]]
    assert list(bloc.numeros) == [5, 6]
    assert source.vides == 3


# --- Files that are damaged, hostile, or of another kind ----------------------------------------------


def test_les_drapeaux_d_un_csv_sont_refuses(tmp_path: Path) -> None:
    fichier = xlsx_brut(tmp_path / "x.xlsx", '<row r="1"><c r="A1"><v>1</v></c></row>')
    for nom in ("encodage", "separateur"):
        with pytest.raises(MauvaisUsage) as erreur:
            ouvre(fichier, **{nom: "x"})
        assert erreur.value.anomalies[0].origine == champ(nom)


@pytest.mark.parametrize(
    ("nom", "contenu", "mot_"),
    [
        ("x.xlsx", b"", "ne peut pas être lu"),
        ("x.xlsx", b"nom;habitants\na;12\n", "ne peut pas être lu"),
        ("x.ods", b"PK\x03\x04", "ne peut pas être lu"),
        ("x.xlsx", b"\xd0\xcf\x11\xe0" + b"x" * 600, "mot de passe"),
        ("x.xls", b"\xd0\xcf\x11\xe0", ".xls n’est pas lu"),
        ("x.xlsb", b"PK", "enregistrez-le en .xlsx"),
    ],
)
def test_ce_qui_n_est_pas_un_classeur(tmp_path: Path, nom: str, contenu: bytes, mot_: str) -> None:
    (tmp_path / nom).write_bytes(contenu)
    assert mot_ in refus(tmp_path / nom)


def test_un_ods_chiffre(tmp_path: Path) -> None:
    parties: dict[str, bytes | str] = {
        "content.xml": b"\x8f\x01",
        "META-INF/manifest.xml": "<manifest:encryption-data/>",
    }
    assert "mot de passe" in refus(zip_de(tmp_path / "x.ods", parties))


def test_un_ods_sans_sa_fin(tmp_path: Path) -> None:
    fichier = ods(tmp_path / "x.ods", table(mot("nom"), mot("a")).removesuffix("</table:table>"))
    assert "ne peut pas être lu" in refus(fichier)


@pytest.mark.parametrize("place", ["XFD1048576", "XFD1", "FAO2"])
def test_une_cellule_au_bout_de_la_feuille(tmp_path: Path, place: str) -> None:
    chiffres = place.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    lointaine = f'<row r="{chiffres}"><c r="{place}"><v>1</v></c></row>'
    premiere = "" if chiffres == "1" else '<row r="1"><c r="A1"><v>1</v></c></row>'
    assert f"cellule {place} remplie" in refus(xlsx_brut(tmp_path / "x.xlsx", premiere + lointaine))


def test_un_espace_au_bout_de_la_feuille_ne_coute_rien(tmp_path: Path) -> None:
    espace = '<row r="1048576"><c r="Z1048576" t="inlineStr"><is><t> </t></is></c></row>'
    source = ouvre(xlsx_brut(tmp_path / "x.xlsx", '<row r="1"><c r="A1"><v>1</v></c></row>' + espace))
    assert lire(source) == ([], {})
    assert source.vides == 1_048_575


@pytest.mark.parametrize(
    "rangees",
    [
        '<row r="2"/><row r="1"/>',
        '<row r="x"/>',
        '<row r="0"/>',
        '<row r="1048577"/>',
        '<row r="99999999999999999999"/>',
        '<row r="1"><c r="B1"><v>1</v></c><c r="A1"><v>1</v></c></row>',
        '<row r="1"><c r="é1"><v>1</v></c></row>',
        '<row r="1"><c r="1"><v>1</v></c></row>',
        '<row r="1"><c r="ABCD1"><v>1</v></c></row>',
        "<a>" * 101 + "</a>" * 101,
        "<row>" * 101 + "</row>" * 101,
        "<row>",
    ],
)
def test_un_xml_qui_ne_tient_pas_debout(tmp_path: Path, rangees: str) -> None:
    assert refus(xlsx_brut(tmp_path / "x.xlsx", rangees))


def test_aucune_entite_n_est_depliee(tmp_path: Path) -> None:
    entites = '<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    fichier = xlsx_brut(tmp_path / "x.xlsx", "", **{"xl/styles.xml": f"{entites}<a>&b;</a>"})
    assert "ne peut pas être lu" in refus(fichier)


BOMBES = {
    "espaces": " " * (80 << 20),
    "commentaire": "<!--" + "x" * (5 << 20) + "-->",
    "cellules vides": "<row>" + "<c/>" * 1_100_000 + "</row>",
    "rangees de vides": ("<row>" + "<c/>" * 1_000 + "</row>") * 1_700,
    "attribut": f'<row a="{"x" * (5 << 20)}"/>',
    "rangees": "<row/>" * 1_048_577,
}


@pytest.mark.parametrize("nom", BOMBES)
def test_une_bombe_est_refusee(tmp_path: Path, nom: str) -> None:
    fichier = xlsx_brut(tmp_path / "x.xlsx", "<row><c><v>1</v></c></row>" + BOMBES[nom])
    assert fichier.stat().st_size < 400_000
    assert "hors de mesure" in refus(fichier)


def test_trop_de_cellules_repetees(tmp_path: Path) -> None:
    def repetee(colonnes: int, rangees: int) -> Path:
        cellule = nombre("1", f'table:number-columns-repeated="{colonnes}"')
        rangee = f'<table:table-row table:number-rows-repeated="{rangees}">{cellule}</table:table-row>'
        return ods(tmp_path / "x.ods", f'<table:table table:name="A">{rangee}</table:table>')

    assert "hors de mesure" in refus(repetee(16_384, 1))
    assert "trop de lignes" in refus(repetee(1, 1_048_577))
    assert "trop de cellules répétées" in refus(repetee(4_000, 2_000))
    assert len(lire(ouvre(repetee(3, 2_000)))[0]) == 1_999
    assert len(lire(ouvre(repetee(1, limites.LIGNES_REPETEES_MAX + 1)))[0]) == limites.LIGNES_REPETEES_MAX
    assert "lignes pareilles à la précédente" in refus(repetee(1, limites.LIGNES_REPETEES_MAX + 2))


def test_trop_de_textes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limites, "CHAINES_MAX", 5)
    rangee = '<row r="1"><c r="A1" t="s"><v>0</v></c></row>'
    for combien, passe in ((5, True), (6, False)):
        textes = f'<sst xmlns="{MAIN}">{"<si><t>a</t></si>" * combien}</sst>'
        fichier = xlsx_brut(tmp_path / "x.xlsx", rangee, **{"xl/sharedStrings.xml": textes})
        assert (ouvre(fichier).noms == ["a"]) if passe else "trop de textes" in refus(fichier)


def test_un_fichier_trop_gros(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fichier = xlsx_brut(tmp_path / "x.xlsx", '<row r="1"><c r="A1"><v>1</v></c></row>')
    monkeypatch.setattr(limites, "OCTETS_CLASSEUR", fichier.stat().st_size)
    assert ouvre(fichier).noms == ["1"]
    monkeypatch.setattr(limites, "OCTETS_CLASSEUR", fichier.stat().st_size - 1)
    assert "fichier de plus de" in refus(fichier)
    monkeypatch.undo()
    monkeypatch.setattr(limites, "OCTETS_SOMMAIRE", 100)
    assert "trop de parties" in refus(fichier)


def test_une_methode_de_compression_inconnue(tmp_path: Path) -> None:
    source = xlsx_brut(tmp_path / "x.xlsx", '<row r="1"><c r="A1"><v>1</v></c></row>')
    with zipfile.ZipFile(source) as archive:
        parties: dict[str, bytes | str] = {nom: archive.read(nom) for nom in archive.namelist()}
    assert "ne peut pas être lu" in refus(zip_de(tmp_path / "y.xlsx", parties, zipfile.ZIP_LZMA))
    assert ouvre(zip_de(tmp_path / "z.xlsx", parties, zipfile.ZIP_STORED)).noms == ["1"]


@pytest.mark.parametrize("genre", ["xlsx", "ods"])
def test_aucune_deformation_ne_fait_autre_chose_qu_un_refus(tmp_path: Path, genre: str) -> None:
    if genre == "xlsx":
        source = xlsx(tmp_path / "x.xlsx", lambda _c, f: [f.write_row(r, 0, ["a", r, 1.5, "é"]) for r in range(20)])
    else:
        source = ods(tmp_path / "x.ods", table(*[mot("a") + nombre(str(rang)) for rang in range(20)]))
    contenu = source.read_bytes()
    hasard = random.Random(11)
    with zipfile.ZipFile(io.BytesIO(contenu)) as archive:
        parties = {nom: archive.read(nom) for nom in archive.namelist()}
    for essai in range(300):
        octets = bytearray(contenu)
        if essai % 2:  # inside the XML, which the checksums of the zip would hide
            nom = hasard.choice(sorted(parties))
            partie = bytearray(parties[nom])
            for _ in range(hasard.randint(1, 4)):
                partie[hasard.randrange(len(partie))] = hasard.choice(b'<>/"= 09aZ&;\xff')
            zip_de(source, {**parties, nom: bytes(partie)})
        else:
            for _ in range(hasard.randint(1, 6)):
                octets[hasard.randrange(len(octets))] = hasard.randrange(256)
            source.write_bytes(bytes(octets[: hasard.choice((len(octets), hasard.randrange(len(octets))))]))
        try:
            lire(ouvre(source))
        except ErreurForfait:
            continue


# --- A grid that was filled in -----------------------------------------------------------------------


def test_les_feuilles_d_un_classeur(tmp_path: Path) -> None:
    def remplir(classeur: Any, feuille: Any) -> None:
        feuille.write_row(1, 1, ["Code", 7.5])
        feuille.write_formula(2, 2, "=NA()", None, "#N/A")
        feuille.write_number(3, 2, 0.2, classeur.add_format({"num_format": "0 %"}))
        feuille.set_row(3, None, None, {"hidden": True})
        classeur.add_worksheet("Vide")

    une, vide = lire_feuilles(xlsx(tmp_path / "x.xlsx", remplir))
    assert (une.nom, vide.nom, vide.lignes) == ("Communes", "Vide", [])
    assert une.lignes == [[], ["", "Code", 7.5], ["", "", Illisible("erreur #N/A", "#N/A")], ["", "", PourCent(0.2)]]
    assert une.place(2, 2) == f"{tmp_path / 'x.xlsx'}, feuille Communes, cellule C3"
    assert une.remarques == ("lignes masquées, lues aussi : 1",)


def test_les_feuilles_d_un_csv(tmp_path: Path) -> None:
    fichier = tmp_path / "x.csv"
    fichier.write_text('Feuille;Forfaits\nCode;"a\nb"\n\'=1;2\nFeuille;Options\nCode;x\n', encoding="cp1252")
    une, autre = lire_feuilles(fichier)
    assert (une.nom, une.lignes) == ("Forfaits", [["Code", "a\nb"], ["=1", "2"]])
    assert une.place(0, 1) == f"{fichier}, ligne 2, colonne 2"
    assert une.place(1, 0) == f"{fichier}, ligne 4, colonne 1"  # the row before takes two lines
    assert (autre.nom, autre.lignes) == ("Options", [["Code", "x"]])
    fichier.write_bytes("Feuille;Forêt\n".encode("cp1252") + "Code;é\n".encode())
    with pytest.raises(Refus, match="UTF-8"):
        lire_feuilles(fichier)


@pytest.mark.parametrize("suffixe", ["csv", "xlsx"])
def test_une_grille_trop_longue_est_refusee_et_non_coupee(
    tmp_path: Path, suffixe: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limites, "LIGNES_GRILLE", 10)
    fichier = tmp_path / f"x.{suffixe}"
    for combien in (10, 11):
        if suffixe == "csv":
            fichier.write_text("Feuille;A\n" + "a;1\n" * combien, encoding="utf-8")
        else:
            xlsx(fichier, lambda _c, f, n=combien: [f.write_row(rang, 0, ["a", 1]) for rang in range(n)])  # type: ignore[misc]
        if combien == 10:
            assert len(lire_feuilles(fichier)[0].lignes) == 10
        else:
            with pytest.raises(Refus, match="lignes"):
                lire_feuilles(fichier)


# --- The limits of what is read whole ------------------------------------------------------------------


def test_un_fichier_n_est_lu_que_jusqu_a_sa_limite(tmp_path: Path) -> None:
    fichier = tmp_path / "x.toml"
    fichier.write_bytes(b"x" * 10)
    assert limites.lire_au_plus(fichier, 10) == b"x" * 10
    with pytest.raises(Refus):
        limites.lire_au_plus(fichier, 9)
    if Path("/dev/zero").exists():
        with pytest.raises(Refus, match="fichier de plus de 1"):
            limites.lire_au_plus(Path("/dev/zero"), limites.OCTETS_TOML)


@pytest.mark.parametrize(
    ("contenu", "mot_"),
    [
        ("a = 1\n" * 19_999, ""),
        ("a = 1\n" * 20_000, "lignes"),
        ("a.b = 1.5\n" * 19_999, ""),
        ("a.b.c = 1\n" * 10_001, "points"),
        ("[a.b.c]\n" * 10_001, "points"),
        ("k = { " + "a.b = 1, " * 20_001 + "}", "points"),
        ("# a.b.c\n" * 19_000, ""),
    ],
)
def test_un_toml_dont_le_cout_depasse_le_poids(contenu: str, mot_: str) -> None:
    dit = limites.toml_demesure(contenu.encode())
    assert mot_ in dit
    assert bool(mot_) is bool(dit)
