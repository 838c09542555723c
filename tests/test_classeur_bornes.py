"""Workbooks at the edge: what is refused and in which words, on both sides of each bound; what each cell means."""

import datetime
import errno
import io
import os
import struct
import zipfile
from pathlib import Path

import pytest
from outils import espaces_simples
from test_rows_classeur import MAIN, OASIS, cellules, mot, nombre, ods, refus, table, xlsx_brut, zip_de

from forfait_cli.erreurs import Refus, cause_de_lecture
from forfait_cli.readers import limites
from forfait_cli.readers.classeur import ouvrir_classeur
from forfait_cli.readers.classeur.archive import Archive
from forfait_cli.readers.classeur.cellules import Cellule, Illisible, PourCent, entier

ENCORE = "ouvrez-le dans le tableur et enregistrez-le de nouveau, en .xlsx, en .ods ou en CSV"
MOINS = "gardez les lignes et les colonnes utiles dans une feuille neuve, ou enregistrez-la en CSV"
ILLISIBLE = f"x : le classeur ne peut pas être lu ; {ENCORE}"
LIEN = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def dit(chemin: Path) -> str:
    """The refusal met by reading all of a workbook."""
    with pytest.raises(Refus) as erreur:
        cellules(chemin)
    (anomalie,) = erreur.value.anomalies
    return f"{anomalie.origine} : {anomalie.message} ; {anomalie.aide}".replace("\xa0", " ").replace("\u202f", " ")


def demesure(quoi: str, origine: str = "x") -> str:
    return f"{origine} : classeur hors de mesure : {quoi} ; {MOINS}"


def lues(chemin: Path) -> list[list[Cellule]]:
    return [lue for _, lue in cellules(chemin)]


def pose(monkeypatch: pytest.MonkeyPatch, **bornes: int) -> None:
    for nom, valeur in bornes.items():
        monkeypatch.setattr(limites, nom, valeur)


# --- The file ------------------------------------------------------------------------------------------


def test_un_classeur_abime_un_xls_et_un_classeur_protege(tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(b"\xd0\xcf\x11\xe0" + bytes(600))
    assert dit(tmp_path / "x") == (
        "x : le classeur est au format .xls, ou protégé par un mot de passe ; "
        "enregistrez-le en .xlsx, sans mot de passe"
    )
    (tmp_path / "x").write_bytes(b"PK\x03\x04" + bytes(600))
    assert dit(tmp_path / "x") == f"x : le classeur ne peut pas être lu ; {ENCORE}"
    octets = bytearray(ods(tmp_path / "x", table(mot("a"))).read_bytes())
    octets[octets.index(b"PK\x01\x02") + 8] |= 1
    (tmp_path / "x").write_bytes(octets)
    assert dit(tmp_path / "x") == (
        "x : le classeur est protégé par un mot de passe ; ôtez-le dans le tableur, puis enregistrez"
    )


def test_une_fin_coupee_ou_suivie_d_un_commentaire(tmp_path: Path) -> None:
    entier = ods(tmp_path / "entier", table(mot("a"))).read_bytes()
    for signes in range(1, 24):  # the end is 22 bytes long
        (tmp_path / "x").write_bytes(entier[:-signes])
        assert dit(tmp_path / "x") == ILLISIBLE
    (tmp_path / "x").write_bytes(b"\xff" * 600)
    assert dit(tmp_path / "x") == ILLISIBLE
    for signes in (1, 65_535):  # what a zip may say at its end
        commente = ods(tmp_path / "y", table(mot("a")))
        with zipfile.ZipFile(commente, "a") as archive:
            archive.comment = b"c" * signes
        assert lues(commente) == [["a"]]


def test_le_sommaire(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fichier = ods(tmp_path / "x", table(mot("a")))
    (poids,) = struct.unpack_from("<I", fichier.read_bytes(), len(fichier.read_bytes()) - 22 + 12)
    pose(monkeypatch, OCTETS_SOMMAIRE=poids)
    assert lues(fichier) == [["a"]]
    pose(monkeypatch, OCTETS_SOMMAIRE=poids - 1)
    assert dit(fichier) == demesure("trop de parties")


def en_64(chemin: Path, contenu: bytes, debut: bytes = b"") -> Path:
    """The same zip, whose end is written as big zips write it."""
    place = contenu.rindex(b"PK\x05\x06")
    _, _, _, _, n, poids, depart, _ = struct.unpack_from("<4s4H2IH", contenu, place)
    fin64 = struct.pack("<4sQ2H2I4Q", b"PK\x06\x06", 44, 45, 45, 0, 0, n, n, poids, depart)
    lien64 = struct.pack("<4sIQI", b"PK\x06\x07", 0, place, 1)
    fin = struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, 0xFFFF, 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF, 0)
    chemin.write_bytes(debut + contenu[:place] + fin64 + lien64 + fin)
    return chemin


def test_le_sommaire_d_un_grand_zip(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    contenu = ods(tmp_path / "y", table(mot("a"))).read_bytes()
    (poids,) = struct.unpack_from("<I", contenu, len(contenu) - 22 + 12)
    fichier = en_64(tmp_path / "x", contenu)
    pose(monkeypatch, OCTETS_SOMMAIRE=poids)
    assert lues(fichier) == [["a"]]
    pose(monkeypatch, OCTETS_SOMMAIRE=poids - 1)
    assert dit(fichier) == demesure("trop de parties")
    # The place of the summary is said, and nothing comes before: a zip of nothing but its end.
    monkeypatch.undo()
    lien64 = struct.pack("<4sIQI", b"PK\x06\x07", 0, 0, 1)
    (tmp_path / "x").write_bytes(lien64 + contenu[-22:])
    assert dit(tmp_path / "x") == demesure("trop de parties")
    for combien, attendu in ((0, ILLISIBLE), (limites.OCTETS_SOMMAIRE + 1, demesure("trop de parties"))):
        fin64 = struct.pack("<4sQ2H2I4Q", b"PK\x06\x06", 44, 45, 45, 0, 0, 0, 0, combien, 0)
        (tmp_path / "x").write_bytes(fin64 + lien64 + struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, 0, 0, 0, 0, 0))
        assert dit(tmp_path / "x") == attendu


def test_ce_que_les_parties_pesent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fichier = ods(tmp_path / "x", table(mot("a" * 5_000)))
    with zipfile.ZipFile(fichier) as archive:
        (partie,) = archive.infolist()
    pose(monkeypatch, DEPLIES_PAR_OCTET=2, DEPLIES_LIBRES=partie.file_size - 2 * partie.compress_size)
    assert lues(fichier) == [["a" * 5_000]]
    pose(monkeypatch, DEPLIES_LIBRES=partie.file_size - 2 * partie.compress_size - 1)
    poids = f"{partie.file_size:,}".replace(",", " ")
    assert dit(fichier) == demesure(f"{poids} octets une fois déplié")


def test_deux_parties_pesent_ensemble(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fichier = xlsx_brut(tmp_path / "x", "<row><c><v>1</v></c></row>")
    with zipfile.ZipFile(fichier) as archive:
        total = sum(partie.file_size for partie in archive.infolist())
        derniere = archive.infolist()[-1].file_size
    pose(monkeypatch, DEPLIES_PAR_OCTET=0, DEPLIES_LIBRES=total)
    assert lues(fichier) == [[1.0]]
    pose(monkeypatch, DEPLIES_LIBRES=total - 1)
    assert dit(fichier) == demesure(f"{derniere} octets une fois déplié")
    # What weighs less than is granted to it leaves nothing to the others.
    pose(monkeypatch, DEPLIES_PAR_OCTET=1_000, DEPLIES_LIBRES=0)
    assert lues(fichier) == [[1.0]]


def test_trop_de_balises(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fichier = ods(tmp_path / "x", table(mot("a")))
    with zipfile.ZipFile(fichier) as archive:
        (partie,) = archive.infolist()
        balises = archive.read(partie).count(b"<")
    pose(monkeypatch, BALISES_PAR_OCTET=0, BALISES_LIBRES=balises)
    assert lues(fichier) == [["a"]]
    pose(monkeypatch, BALISES_LIBRES=balises - 1)
    assert dit(fichier) == demesure("trop de cellules, presque toutes vides ou pareilles")
    pose(monkeypatch, BALISES_PAR_OCTET=1, BALISES_LIBRES=balises - partie.compress_size)
    assert lues(fichier) == [["a"]]
    pose(monkeypatch, BALISES_LIBRES=balises - partie.compress_size - 1)
    assert dit(fichier) == demesure("trop de cellules, presque toutes vides ou pareilles")


def test_une_ligne_sans_fin(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pose(monkeypatch, SANS_LIGNE_MAX=2 * limites.MIO)
    assert dit(ods(tmp_path / "x", table(mot("a" * 3 * limites.MIO)))) == demesure("une ligne de plus de 2 Mio")
    rangees = [mot("a" * limites.MIO) for _ in range(4)]  # each ends: nothing is too long
    assert len(lues(ods(tmp_path / "y", table(*rangees)))) == 4
    lignes = "".join(f"<row><c t='inlineStr'><is><t>{'a' * limites.MIO}</t></is></c></row>" for _ in range(4))
    assert len(lues(xlsx_brut(tmp_path / "z", lignes))) == 4


def test_ce_qui_precede_une_ligne_a_sa_borne(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Before the first row and after another, in two reads of 64 Kio."""
    debut, fin = f'<worksheet xmlns="{MAIN}"><sheetData>', "</sheetData></worksheet>"
    rangee = "<row><c><v>1</v></c></row>"
    for avant in ("", rangee):
        blancs = " " * (2 * 65_536 - len(debut + avant + fin))
        feuille = f"{debut}{avant}{blancs}{fin}"
        fichier = xlsx_brut(tmp_path / "x", "", **{"xl/worksheets/s.xml": feuille})
        pose(monkeypatch, SANS_LIGNE_MAX=2 * 65_536)
        assert lues(fichier) == ([[1.0]] if avant else [])
        pose(monkeypatch, SANS_LIGNE_MAX=2 * 65_536 - 1)
        assert dit(fichier) == demesure("une ligne de plus de 0 Mio")


def test_une_ligne_sans_fin_d_une_feuille_que_l_on_ne_lit_pas(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pose(monkeypatch, SANS_LIGNE_MAX=2 * limites.MIO)
    autre = table(mot("a" * limites.MIO) * 4, nom="B")
    with ods(tmp_path / "x", table(mot("a")) + autre).open("rb") as flux:
        classeur = ouvrir_classeur(Archive(flux, "x"))
        assert [rangee.cellules for _, rangee in classeur.lire([0])] == [["a"]]
        with pytest.raises(Refus, match="une ligne de plus de 2 Mio"):
            list(classeur.lire([1]))


def test_une_ligne_sans_fin_dans_une_feuille_laissee_de_cote(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pose(monkeypatch, SANS_LIGNE_MAX=2 * limites.MIO)
    autre = table(*[mot("a" * limites.MIO) for _ in range(4)], nom="B")
    with ods(tmp_path / "x", table(mot("a")) + autre).open("rb") as flux:
        classeur = ouvrir_classeur(Archive(flux, "x"))
        assert [rangee.cellules for _, rangee in classeur.lire([0])] == [["a"]]


def test_des_textes_partages_l_un_apres_l_autre(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pose(monkeypatch, SANS_LIGNE_MAX=2 * limites.MIO)
    textes = "".join(f"<si><t>{'a' * limites.MIO}</t></si>" for _ in range(4))
    assert len(lues(partages(tmp_path / "x", textes, 4))) == 4


def test_l_avancement(tmp_path: Path) -> None:
    for fichier in (
        ods(tmp_path / "x.ods", table(*[mot(f"{rang}" + "a" * 2_000) for rang in range(100)])),
        xlsx_brut(tmp_path / "x.xlsx", "<row><c><v>1</v></c></row>" * 8_000),
    ):
        with fichier.open("rb") as flux:
            classeur = ouvrir_classeur(Archive(flux, "x"))
            vus = [classeur.avancement() for _ in classeur.lire([0])]
        assert 0 < vus[0] < 50 < vus[-1] == 100
        assert vus == sorted(vus)
    with zip_de(tmp_path / "y", {"content.xml": "<a/>"}).open("rb") as flux:
        archive = Archive(flux, "y")
        assert archive.avancement() == 0
        assert archive.tout("content.xml") == b"<a/>"
        assert archive.avancement() == 100


class Debranchee(io.BytesIO):
    """A disk that is taken away once so many reads are done."""

    reste = 0

    def read(self, taille: int | None = -1, /) -> bytes:
        self.reste -= 1
        if self.reste < 0:
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        return super().read(taille)


def test_une_lecture_qui_s_interrompt(tmp_path: Path) -> None:
    """Wherever it stops, it is refused; at the start and among the rows, as what it is."""
    with zipfile.ZipFile(ods(tmp_path / "y", table(*[mot("a" * 50_000) for _ in range(8)]))) as archive:
        clair = archive.read("content.xml")
    contenu = zip_de(tmp_path / "x", {"content.xml": clair}, zipfile.ZIP_STORED).read_bytes()
    dites: list[str] = []
    while True:
        flux = Debranchee(contenu)
        flux.reste = len(dites)
        try:
            combien = len(list(ouvrir_classeur(Archive(flux, "x")).lire([0])))
        except Refus as refus_:
            (une,) = refus_.anomalies
            dites.append(espaces_simples(f"{une.origine} : {une.message} ; {une.aide}"))
        else:
            break
    interrompue = espaces_simples(f"x : lecture impossible : {cause_de_lecture(OSError(errno.EIO, ''))} ; ")
    assert combien == 8
    assert len(dites) > 10
    assert set(dites) == {interrompue, ILLISIBLE}  # while the list of parts is read, the library says no more
    assert dites[0] == dites[-1] == interrompue


def test_une_lettre_abimee_est_vue(tmp_path: Path) -> None:
    """The XML says something still; its checksum, another."""
    contenu = ods(tmp_path / "y", table(mot("abc"))).read_bytes()
    with zipfile.ZipFile(io.BytesIO(contenu)) as archive:
        (partie,) = archive.infolist()
        clair = archive.read(partie)
    nue = zip_de(tmp_path / "x", {"content.xml": clair}, zipfile.ZIP_STORED)
    octets = nue.read_bytes()
    assert lues(nue) == [["abc"]]
    nue.write_bytes(octets.replace(b"<text:p>abc<", b"<text:p>abd<"))
    assert dit(nue) == ILLISIBLE


@pytest.mark.parametrize("fin", ["", "<row>", "<row><c><v>1</v></c></row>", "<row><c><v>1</v></c></row></sheetData>"])
def test_un_xml_qui_s_arrete_avant_la_fin(tmp_path: Path, fin: str) -> None:
    feuille = f'<worksheet xmlns="{MAIN}"><sheetData>{fin}'
    assert dit(xlsx_brut(tmp_path / "x", "", **{"xl/worksheets/s.xml": feuille})) == ILLISIBLE


def test_un_nombre_du_fichier_a_neuf_chiffres_au_plus() -> None:
    assert [entier(brut) for brut in ("0", "9" * 9, "1" * 10, "", "-1", "1.0", "²", "x")] == [
        0, 999_999_999, None, None, None, None, None, None,
    ]  # fmt: skip


# --- OpenDocument --------------------------------------------------------------------------------------


def test_un_ods_sans_rien_avant_ses_cellules(tmp_path: Path) -> None:
    espaces = " ".join(f'xmlns:{nom}="{OASIS}{nom}:1.0"' for nom in ("office", "table", "text"))
    nu = f"<table:table {espaces}><table:table-row>{mot('a')}{mot('b')}</table:table-row></table:table>"
    assert lues(zip_de(tmp_path / "x", {"content.xml": nu})) == [["a", "b"]]


@pytest.mark.parametrize(
    ("interieur", "texte"),
    [
        ("<text:p>a<text:s/>b</text:p>", "a b"),
        ('<text:p>a<text:s text:c="3"/>b</text:p>', "a   b"),
        ('<text:p>a<text:s text:c="x"/>b</text:p>', "ab"),
        ('<text:p>a<text:s text:c="1000"/>b</text:p>', "a" + " " * 1_000 + "b"),
        ('<text:p>a<text:s text:c="1001"/>b</text:p>', "a" + " " * 1_000 + "b"),
        ("<text:p>a<text:tab/>b</text:p>", "a\tb"),
        ("<text:p>a<text:line-break/>b</text:p>", "a\nb"),
        ("<text:p>a<text:span>b</text:span>c</text:p>", "abc"),
        ("<text:p>a</text:p><text:p>b</text:p>", "a\nb"),
        ("<text:h>a</text:h><text:p>b</text:p>", "a\nb"),
        ("<office:annotation><text:p>note</text:p><text:p>x</text:p></office:annotation><text:p>b</text:p>", "b"),
        ("<text:p>a<office:annotation><text:p>note</text:p></office:annotation>b</text:p>", "ab"),
    ],
)
def test_le_texte_d_une_cellule(tmp_path: Path, interieur: str, texte: str) -> None:
    cellule = f'<table:table-cell office:value-type="string">{interieur}</table:table-cell>'
    assert lues(ods(tmp_path / "x", table(cellule + mot("suite")))) == [[texte, "suite"]]


@pytest.mark.parametrize(
    ("attributs", "valeur"),
    [
        ('office:value-type="string" office:string-value="dit"', "dit"),
        ('office:value-type="time" office:time-value="PT23H59M08S"', datetime.time(23, 59, 8)),
        ('office:value-type="time" office:time-value="PT24H00M00S"', "24:00:00"),
        ('office:value-type="time" office:time-value="PT25H1M2S"', "25:01:02"),
        ('office:value-type="time" office:time-value="demain"', Illisible("valeur illisible", "demain")),
        ('office:value-type="float" office:value="{}"'.format("x" * 90), Illisible("valeur illisible", "x" * 80)),
        ('office:value-type="string" calcext:value-type="error"', Illisible("erreur", "")),
    ],
)
def test_ce_que_disent_les_attributs(tmp_path: Path, attributs: str, valeur: Cellule) -> None:
    assert lues(ods(tmp_path / "x", table(f"<table:table-cell {attributs}/>" + mot("suite")))) == [[valeur, "suite"]]


def test_une_cellule_couverte_et_une_fusion(tmp_path: Path) -> None:
    couverte = mot("b").replace("table-cell", "covered-table-cell")
    for sens in ("rows", "columns"):
        large = mot("a").replace("<table:table-cell", f'<table:table-cell table:number-{sens}-spanned="2"', 1)
        seule = mot("d").replace("<table:table-cell", f'<table:table-cell table:number-{sens}-spanned="1"', 1)
        fichier = ods(tmp_path / "x", table(large + couverte + mot("c"), seule, large))
        assert lues(fichier) == [["a", "b", "c"], ["d"], ["a"]]
        with fichier.open("rb") as flux:
            classeur = ouvrir_classeur(Archive(flux, "x"))
            list(classeur.lire([0]))
        assert classeur.particularites(0).fusions == 2


def test_une_feuille_cachee_par_son_style(tmp_path: Path) -> None:
    def style(nom: str, affiche: str) -> str:
        montre = f'<style:table-properties table:display="{affiche}"/>'
        return f'<style:style style:name="{nom}">{montre}</style:style>'

    styles = style("v", "true") + style("m", "false") + style("w", "true")
    tables = "".join(table(mot("a"), nom=nom, style=nom) for nom in "vmw") + table(mot("a"), nom="sans")
    with ods(tmp_path / "x", tables + "<table:table/>", styles).open("rb") as flux:
        feuilles = ouvrir_classeur(Archive(flux, "x")).feuilles
    assert [(feuille.nom, feuille.masquee) for feuille in feuilles] == [
        ("v", False),
        ("m", True),
        ("w", False),
        ("sans", False),
        ("", False),
    ]


def test_les_colonnes_masquees_d_un_ods(tmp_path: Path) -> None:
    deux = 'table:number-columns-repeated="2"'
    colonnes = (
        f'<table:table-column/><table:table-column {deux} table:visibility="collapse"/>'
        f'<table:table-column {deux}/><table:table-column table:visibility="collapse"/>'
    )
    une = f'<table:table table:name="A">{colonnes}<table:table-row>{mot("a")}</table:table-row></table:table>'
    with ods(tmp_path / "x", une + une.replace('"A"', '"B"')).open("rb") as flux:
        classeur = ouvrir_classeur(Archive(flux, "x"))
        list(classeur.lire([0, 1]))
    for rang in (0, 1):
        assert sorted(classeur.particularites(rang).colonnes_masquees) == [(1, 2), (5, 5)]


def test_les_bornes_d_un_ods(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def essai(tables: str, attendu: str, **bornes: int) -> None:
        """Accepted at the bound; refused in these words one below."""
        pose(monkeypatch, **bornes)
        fichier = ods(tmp_path / "x", tables)
        assert cellules(fichier)
        pose(monkeypatch, **{nom: borne - 1 for nom, borne in bornes.items()})
        assert dit(fichier) == attendu

    essai(table(mot("a")) + table(mot("b"), nom="B"), demesure("trop de feuilles"), FEUILLES_MAX=2)
    essai(
        table(mot("a")), f"x : le classeur ne peut pas être lu ; {ENCORE}", PROFONDEUR_MAX=7
    )  # document, body, spreadsheet, table, row, cell, text
    pose(monkeypatch, PROFONDEUR_MAX=100)
    large = mot("a") + '<table:table-cell table:number-columns-repeated="2"/>' + mot("d")
    essai(table(mot("t"), large), demesure("cellule D2 remplie", "x, feuille A"), COLONNES_MAX=4)
    trois = '<table:table-row table:number-rows-repeated="3">'
    essai(
        f'<table:table table:name="A"><table:table-row>{mot("t")}</table:table-row>{trois}{mot("a")}{mot("b")}'
        "</table:table-row></table:table>",
        demesure("trop de lignes"),
        LIGNES_TABLEUR=4,
    )
    pose(monkeypatch, LIGNES_TABLEUR=100, COLONNES_MAX=100)
    repetees = f'<table:table table:name="A">{trois}{mot("a")}{mot("b")}</table:table-row></table:table>'
    essai(repetees, demesure("trop de cellules répétées"), REPETEES_MAX=4)
    essai(
        table(nombre("1", 'table:number-columns-repeated="3"') + mot("b")),
        demesure("trop de cellules répétées"),
        REPETEES_MAX=2,
    )
    pose(monkeypatch, REPETEES_MAX=100)
    essai(repetees, demesure("plus de 1 lignes pareilles à la précédente"), LIGNES_REPETEES_MAX=2)


# --- Office Open XML -----------------------------------------------------------------------------------


def partages(chemin: Path, textes: str, combien: int) -> Path:
    lignes = "".join(f"<row><c t='s'><v>{rang}</v></c></row>" for rang in range(combien))
    return xlsx_brut(chemin, lignes, **{"xl/sharedStrings.xml": f'<sst xmlns="{MAIN}">{textes}</sst>'})


def test_les_textes_partages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    textes = (
        "<si><t>un</t></si><si><r><t>de</t></r> <r><t>ux</t></r></si>"
        "<si><t>東京</t><rPh sb='0' eb='2'><t>とうきょう</t></rPh><t>!</t></si><si><t>a_x000D_b_x004a_c</t></si>"
    )
    fichier = partages(tmp_path / "x", textes, 5)
    attendus = ["un", "deux", "東京!", "a\rbJc"]
    assert lues(fichier) == [*([texte] for texte in attendus), [Illisible("valeur illisible", "4")]]
    signes = sum(map(len, attendus))
    pose(monkeypatch, SIGNES_MAX=signes, CHAINES_MAX=4)
    assert len(lues(fichier)) == 5
    pose(monkeypatch, CHAINES_MAX=3)
    assert dit(fichier) == demesure("trop de textes")
    pose(monkeypatch, SIGNES_MAX=signes - 1, CHAINES_MAX=4)
    assert dit(fichier) == demesure("trop de textes")
    pose(monkeypatch, SIGNES_MAX=signes, PROFONDEUR_MAX=4)  # sst, si, r, t; the deepest of the sheet has five
    fichier = partages(tmp_path / "y", textes, 0)
    assert lues(fichier) == []
    pose(monkeypatch, PROFONDEUR_MAX=3)
    assert dit(fichier) == demesure("textes trop emboîtés", "y")


def styles(chemin: Path, formats: list[tuple[str, str | None]], valeur: str, **parties: str) -> Path:
    """One row of cells of the same value, one for each format: its number, and its code when it has one."""
    codes = "".join(f'<numFmt numFmtId="{n}" formatCode="{code}"/>' for n, code in formats if code is not None)
    genres = "".join(f'<xf numFmtId="{numero}"/>' for numero, _ in formats)
    cellules_ = "".join(f'<c s="{rang}"><v>{valeur}</v></c>' for rang in range(len(formats)))
    feuille = (
        f'<styleSheet xmlns="{MAIN}"><numFmts>{codes}</numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs>'
        f"<cellXfs>{genres}</cellXfs><cellStyles><xf numFmtId='14'/></cellStyles></styleSheet>"
    )
    return xlsx_brut(chemin, f"<row>{cellules_}</row>", **{"xl/styles.xml": feuille, **parties})


def test_une_cellule_sans_format_ou_d_un_format_d_autre_chose(tmp_path: Path) -> None:
    """A format that names none, and those that are listed for the styles of other things than cells."""
    feuille = (
        f'<styleSheet xmlns="{MAIN}"><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf/></cellXfs>'
        '<cellStyles><xf numFmtId="9"/><xf numFmtId="9"/></cellStyles></styleSheet>'
    )
    rangee = '<row><c s="0"><v>1</v></c><c s="1"><v>1</v></c><c s="2"><v>1</v></c></row>'
    (lue,) = lues(xlsx_brut(tmp_path / "x", rangee, **{"xl/styles.xml": feuille}))
    assert [type(cellule) for cellule in lue] == [float, float, float]


def test_les_formats_que_tout_tableur_connait(tmp_path: Path) -> None:
    (lue,) = lues(styles(tmp_path / "x", [(str(numero), None) for numero in range(70)], "40000"))
    dates = {rang for rang, cellule in enumerate(lue) if isinstance(cellule, datetime.datetime)}
    assert dates == {*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)}
    assert {rang for rang, cellule in enumerate(lue) if isinstance(cellule, PourCent)} == {9, 10}


@pytest.mark.parametrize(
    ("code", "genre"),
    [
        ("0.00", float),
        ("0%", PourCent),
        ("d", datetime.datetime),
        ("MM", datetime.datetime),
        ("yy", datetime.datetime),
        ("hh", datetime.datetime),
        ("ss", datetime.datetime),
        ("[h]", datetime.datetime),
        ("[MM]", datetime.datetime),
        ("General", float),
        ("[Red]0", float),
        ("0;d", float),
        ("&quot;mois&quot; 0", float),
        (r"\d0", float),
        ("_d0", float),
        ("*d0", float),
        ("&quot;%&quot;0", float),
    ],
)
def test_un_format_ecrit(tmp_path: Path, code: str, genre: type) -> None:
    assert [type(cellule) for cellule in lues(styles(tmp_path / "x", [("164", code)], "40000"))[0]] == [genre]


@pytest.mark.parametrize(
    ("brut", "depuis_1900", "depuis_1904"),
    [
        ("0", datetime.time(0, 0), datetime.time(0, 0)),
        ("0.5", datetime.time(12, 0), datetime.time(12, 0)),
        ("1", datetime.datetime.fromisoformat("1900-01-01"), datetime.datetime.fromisoformat("1904-01-02")),
        ("59", datetime.datetime.fromisoformat("1900-02-28"), datetime.datetime.fromisoformat("1904-02-29")),
        ("60", datetime.datetime.fromisoformat("1900-02-28"), datetime.datetime.fromisoformat("1904-03-01")),
        ("61", datetime.datetime.fromisoformat("1900-03-01"), datetime.datetime.fromisoformat("1904-03-02")),
        ("-1", -1.0, -1.0),
        ("1e9", 1e9, 1e9),
    ],
)
def test_les_jours_comptes(tmp_path: Path, brut: str, depuis_1900: Cellule, depuis_1904: Cellule) -> None:
    assert lues(styles(tmp_path / "x", [("14", None)], brut)) == [[depuis_1900]]
    for oui, attendue in (("1", depuis_1904), ("true", depuis_1904), ("0", depuis_1900), ("off", depuis_1900)):
        classeur = (
            f'<workbook xmlns="{MAIN}" xmlns:r="{LIEN}"><workbookPr date1904="{oui}"/><sheets>'
            '<sheet name="A" sheetId="1" r:id="r1"/></sheets></workbook>'
        )
        fichier = styles(tmp_path / "x", [("14", None)], brut, **{"xl/workbook.xml": classeur})
        assert lues(fichier) == [[attendue]]


@pytest.mark.parametrize(
    ("cellule", "valeur"),
    [
        ("<c t='d'><v>2026-01-02</v></c>", datetime.date(2026, 1, 2)),
        ("<c t='d'><v>2026-01-02T10:00:00Z</v></c>", datetime.datetime.fromisoformat("2026-01-02T10:00")),
        ("<c t='d'><v>10:30:00</v></c>", datetime.time(10, 30)),
        ("<c t='d'><v>jamais</v></c>", Illisible("valeur illisible", "jamais")),
        ("<c t='b'><v>1</v></c>", True),
        ("<c t='b'><v>false</v></c>", False),
        ("<c t='b'><v>off</v></c>", False),
        ("<c t='e'><v>#N/A</v></c>", Illisible("erreur #N/A", "#N/A")),
        ("<c t='e'/>", Illisible("erreur", "")),
        (f"<c><v>{'x' * 90}</v></c>", Illisible("valeur illisible", "x" * 80)),
        ("<c><v>inf</v></c>", Illisible("valeur illisible", "inf")),
        ("<c s='7'><v>1</v></c>", 1.0),
        ("<c s='x'><v>1</v></c>", 1.0),
        ("<c t='inlineStr'><is><t>東</t><rPh><t>ひ</t></rPh><t>!</t></is></c>", "東!"),
    ],
)
def test_les_types_de_cellules(tmp_path: Path, cellule: str, valeur: Cellule) -> None:
    assert lues(xlsx_brut(tmp_path / "x", f"<row>{cellule}<c><v>2</v></c></row>")) == [[valeur, 2.0]]


def test_une_ligne_de_textes_vides_est_vide(tmp_path: Path) -> None:
    vide = '<c t="str"><f>A2</f><v></v></c>'
    assert cellules(xlsx_brut(tmp_path / "x", f"<row>{vide}</row><row><c><v>1</v></c>{vide}{vide}</row>")) == [
        (2, [1.0])
    ]


def test_une_cellule_sans_rien_laisse_sa_place(tmp_path: Path) -> None:
    rangees = '<row r="2"><c r="B2"/><c r="C2" t="str"><v></v></c><c r="AA2"><v>1</v></c><c><v>2</v></c></row><row/>'
    assert cellules(xlsx_brut(tmp_path / "x", rangees)) == [(2, [*[""] * 26, 1.0, 2.0])]


def plusieurs(chemin: Path, feuilles: str, liens: str) -> Path:
    """An XLSX from the XML of its list of sheets and of its links."""
    feuille = f'<worksheet xmlns="{MAIN}"><sheetData><row><c><v>1</v></c></row></sheetData></worksheet>'
    return zip_de(
        chemin,
        {
            "xl/_rels/workbook.xml.rels": f"<R xmlns='urn:x'>{liens}</R>",
            "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{LIEN}"><sheets>{feuilles}</sheets></workbook>',
            **{f"xl/worksheets/{nom}.xml": feuille for nom in "ab"},
        },
    )


def lien(identifiant: str, cible: str, genre: str = "/worksheet") -> str:
    return f'<Relationship Id="{identifiant}" Type="{LIEN}{genre}" Target="{cible}"/>'


def test_les_feuilles_et_leurs_parties(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    deux = (
        '<sheet name="A" r:id="1"/><sheet name="B" state="hidden" r:id="2"/>'
        '<sheet name="Graphique" r:id="3"/><sheet name="Rien"/>'
    )
    liens = lien("1", "worksheets/a.xml") + lien("2", "/xl/worksheets/b.xml") + lien("3", "c.xml", "/chartsheet")
    fichier = plusieurs(tmp_path / "x", deux, liens + "<Relationship/><Autre Type='/worksheet' Id='3' Target='x'/>")
    with fichier.open("rb") as flux:
        feuilles = ouvrir_classeur(Archive(flux, "x")).feuilles
    assert [(feuille.nom, feuille.masquee) for feuille in feuilles] == [("A", False), ("B", True)]
    assert lues(fichier) == [[1.0], [1.0]]
    pose(monkeypatch, FEUILLES_MAX=4)
    assert len(lues(fichier)) == 2
    pose(monkeypatch, FEUILLES_MAX=3)
    assert dit(fichier) == demesure("trop de feuilles, ou deux fois la même")
    pose(monkeypatch, FEUILLES_MAX=255)
    pareilles = lien("1", "worksheets/a.xml") + lien("2", "../xl/worksheets/a.xml")
    assert dit(plusieurs(tmp_path / "x", deux, pareilles)) == demesure("trop de feuilles, ou deux fois la même")


def test_les_bornes_d_une_feuille(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fichier = xlsx_brut(tmp_path / "x", '<row r="4"><c r="D4"><v>1</v></c></row>')
    pose(monkeypatch, LIGNES_TABLEUR=4, COLONNES_MAX=4)
    assert cellules(fichier) == [(4, ["", "", "", 1.0])]
    pose(monkeypatch, COLONNES_MAX=3)
    assert dit(fichier) == demesure("cellule D4 remplie", "x, feuille A")
    pose(monkeypatch, LIGNES_TABLEUR=3, COLONNES_MAX=4)
    assert dit(fichier) == demesure("trop de lignes")


@pytest.mark.parametrize(
    "rangees",
    [
        '<row r="0"/>',
        '<row r="2"/><row r="2"/>',
        '<row r="2"/><row r="1"/>',
        '<row r="x"/>',
        '<row><c r="B1"><v>1</v></c><c r="A1"><v>1</v></c></row>',
        '<row><c r="a1"><v>1</v></c></row>',
        '<row><c r="ABCD1"><v>1</v></c></row>',
        '<row><c r="1"><v>1</v></c></row>',
    ],
)
def test_des_places_qui_ne_se_peuvent_pas(tmp_path: Path, rangees: str) -> None:
    assert dit(xlsx_brut(tmp_path / "x", rangees)) == ILLISIBLE


@pytest.mark.parametrize("quoi", ["<row><c><v>1</v></c></row>", "<row/>", "<autre/>"])
def test_des_elements_emboites(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, quoi: str) -> None:
    fond = {"<row><c><v>1</v></c></row>": 2}.get(quoi, 1)
    for manque, lisible in ((0, True), (1, False)):
        pose(monkeypatch, PROFONDEUR_MAX=2 + 10 + fond - manque)
        fichier = xlsx_brut(tmp_path / "x", "<e>" * 10 + quoi + "</e>" * 10)
        if lisible:
            cellules(fichier)
        else:
            assert dit(fichier) == ILLISIBLE


def test_des_elements_emboites_apres_beaucoup_d_autres(tmp_path: Path) -> None:
    fond = limites.PROFONDEUR_MAX
    assert dit(xlsx_brut(tmp_path / "x", "<e/>" * 3 * fond + "<e>" * fond + "</e>" * fond)) == ILLISIBLE


def test_des_colonnes_masquees_en_nombre(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pose(monkeypatch, COLONNES_MAX=2)
    colonnes = "".join(f'<col hidden="1" min="{rang}" max="{rang}"/>' for rang in (1, 2, 3))
    feuille = f'<worksheet xmlns="{MAIN}"><cols>{colonnes}</cols><sheetData/></worksheet>'
    with xlsx_brut(tmp_path / "x", "", **{"xl/worksheets/s.xml": feuille}).open("rb") as flux:
        classeur = ouvrir_classeur(Archive(flux, "x"))
        assert list(classeur.lire([0])) == []
    assert classeur.particularites(0).colonnes_masquees == [(0, 0), (1, 1)]


def test_ce_qu_une_feuille_cache(tmp_path: Path) -> None:
    rangees = '<row r="1"><c><v>1</v></c></row><row r="2" hidden="1"><c><v>1</v></c></row><row r="3" hidden="1"/>'
    colonnes = '<cols><col min="2" max="3" hidden="1"/><col min="5" max="5"/><col hidden="1" min="x" max="2"/></cols>'
    feuille = (
        f'<worksheet xmlns="{MAIN}">{colonnes}<sheetData>{rangees}</sheetData>'
        '<mergeCells><mergeCell ref="A1:B1"/><mergeCell ref="A2:B2"/></mergeCells></worksheet>'
    )
    fichier = xlsx_brut(tmp_path / "x", "", **{"xl/worksheets/s.xml": feuille})
    with fichier.open("rb") as flux:
        classeur = ouvrir_classeur(Archive(flux, "x"))
        list(classeur.lire([0]))
    cache = classeur.particularites(0)
    assert sorted(cache.colonnes_masquees) == [(1, 2)]
    assert (cache.lignes_masquees, cache.fusions) == (1, 2)


def test_une_formule_que_rien_n_a_calculee(tmp_path: Path) -> None:
    cellules_ = "<row><c><f>A2</f><v>0</v></c><c><v>0</v></c><c><f>A2</f><v>5</v></c></row>"
    for dite, attendue in (("1", Illisible("formule jamais calculée", "0")), ("0", 0.0)):
        classeur = (
            f'<workbook xmlns="{MAIN}" xmlns:r="{LIEN}"><sheets><sheet name="A" r:id="r1"/></sheets>'
            f'<calcPr fullCalcOnLoad="{dite}"/></workbook>'
        )
        fichier = xlsx_brut(tmp_path / "x", cellules_, **{"xl/workbook.xml": classeur})
        assert lues(fichier) == [[attendue, 0.0, 5.0]]


def test_une_partie_trop_longue(tmp_path: Path) -> None:
    for combien, lisible in ((limites.MIO, True), (limites.MIO + 1, False)):
        fichier = zip_de(tmp_path / "x", {"content.xml": "", "mimetype": "a" * combien}, zipfile.ZIP_STORED)
        with fichier.open("rb") as flux:
            archive = Archive(flux, "x")
            if lisible:
                assert len(archive.tout("mimetype")) == combien
            else:
                with pytest.raises(Refus, match=r"^classeur hors de mesure : la partie mimetype est trop longue$"):
                    archive.tout("mimetype")
            assert archive.tout("META-INF/manifest.xml", facultatif=True) == b""
            with pytest.raises(Refus, match="le classeur ne peut pas être lu"):
                archive.tout("META-INF/manifest.xml")


def test_un_refus_dit_par_la_commande_est_le_meme(tmp_path: Path) -> None:
    fichier = xlsx_brut(tmp_path / "x.xlsx", '<row r="x"/>')
    assert refus(fichier).endswith(f"le classeur ne peut pas être lu ; {ENCORE}")


# --- The bounds themselves -----------------------------------------------------------------------------


def test_la_taille_d_un_classeur(tmp_path: Path) -> None:
    fichier = tmp_path / "x"
    fichier.touch()
    os.truncate(fichier, 2**28 + 1)
    assert dit(fichier).startswith("x : fichier de plus de 256 Mio ;")
    os.truncate(fichier, 2**28)
    assert dit(fichier) == f"x : le classeur ne peut pas être lu ; {ENCORE}"


def test_la_taille_du_sommaire(tmp_path: Path) -> None:
    octets = bytearray(ods(tmp_path / "x", table(mot("a"))).read_bytes())
    for taille, attendu in ((2**20, f"x : le classeur ne peut pas être lu ; {ENCORE}"), (2**20 + 1, None)):
        struct.pack_into("<I", octets, len(octets) - 22 + 12, taille)
        (tmp_path / "x").write_bytes(octets)
        assert dit(tmp_path / "x") == (attendu or demesure("trop de parties"))


def test_ce_qu_une_partie_dit_peser_une_fois_depliee(tmp_path: Path) -> None:
    """64 Mio, and a hundred bytes for each that it weighs."""
    fichier = ods(tmp_path / "x", table(mot("a")))
    with zipfile.ZipFile(fichier) as archive:
        poids = archive.getinfo("content.xml").compress_size
    octets = bytearray(fichier.read_bytes())
    place = octets.index(b"PK\x01\x02") + 24
    struct.pack_into("<I", octets, place, 2**26 + 100 * poids)
    fichier.write_bytes(octets)
    assert "hors de mesure" not in "".join(str(lue) for lue in lues(fichier))
    struct.pack_into("<I", octets, place, 2**26 + 100 * poids + 1)
    fichier.write_bytes(octets)
    combien = f"{2**26 + 100 * poids + 1:,}".replace(",", " ")
    assert dit(fichier) == demesure(f"{combien} octets une fois déplié")


def test_combien_de_balises(tmp_path: Path) -> None:
    """1 600 000, and two for each byte that the part weighs: a remark may hold them all."""

    def remarque(combien: int) -> tuple[Path, int]:
        fichier = zip_de(tmp_path / "x", {"content.xml": f"<a><!--{'<' * (combien - 3)}--></a>"})
        with zipfile.ZipFile(fichier) as archive:
            return fichier, 1_600_000 + 2 * archive.getinfo("content.xml").compress_size

    combien = 1_600_000
    while (permis := remarque(combien)[1]) != combien:
        combien = permis
    assert lues(remarque(combien)[0]) == []
    assert remarque(combien + 1)[1] == combien
    assert dit(tmp_path / "x") == demesure("trop de cellules, presque toutes vides ou pareilles")


def test_une_ligne_de_quatre_mebioctets(tmp_path: Path) -> None:
    for blancs, juste in ((2**22 - 2**10, True), (2**22 + 2**17, False)):
        fichier = zip_de(tmp_path / "x", {"content.xml": f"<a>{' ' * blancs}</a>"})
        if juste:
            assert lues(fichier) == []
        else:
            assert dit(fichier) == demesure("une ligne de plus de 4 Mio")


def test_combien_de_feuilles(tmp_path: Path) -> None:
    assert lues(ods(tmp_path / "x", table(mot("a")) * 255)) == [["a"]] * 255
    assert dit(ods(tmp_path / "x", table(mot("a")) * 256)) == demesure("trop de feuilles")


def test_ou_finit_une_feuille(tmp_path: Path) -> None:
    def rangee(numero: int) -> Path:
        return xlsx_brut(tmp_path / "x", f'<row r="{numero}"><c><v>1</v></c></row>')

    assert cellules(rangee(1_048_576)) == [(1_048_576, [1.0])]
    assert dit(rangee(1_048_577)) == demesure("trop de lignes")
    ligne = '<row r="1"><c r="{}"><v>1</v></c></row>'
    assert len(lues(xlsx_brut(tmp_path / "x", ligne.format("FAN1")))[0]) == 4_096
    assert dit(xlsx_brut(tmp_path / "x", ligne.format("FAO1"))) == demesure("cellule FAO1 remplie", "x, feuille A")


def test_jusqu_ou_les_elements_s_emboitent(tmp_path: Path) -> None:
    for fois, juste in ((100 - 6, True), (100 - 5, False)):  # within document, body, spreadsheet, table, row and cell
        dedans = "<table:z>" * fois + "</table:z>" * fois
        fichier = ods(tmp_path / "x", table(f"<table:table-cell>{dedans}</table:table-cell>"))
        if juste:
            assert lues(fichier) == []
        else:
            assert dit(fichier) == f"x : le classeur ne peut pas être lu ; {ENCORE}"


def test_ce_qu_un_ods_repete(tmp_path: Path) -> None:
    def repete(lignes: int, colonnes: int) -> Path:
        cellule = f'<table:table-cell table:number-columns-repeated="{colonnes}" office:value-type="string">'
        return ods(
            tmp_path / "x",
            f'<table:table table:name="A"><table:table-row table:number-rows-repeated="{lignes}">{cellule}'
            "<text:p>a</text:p></table:table-cell></table:table-row></table:table>",
        )

    assert len(lues(repete(50_001, 1))) == 50_001
    assert dit(repete(50_002, 1)) == demesure("plus de 50 000 lignes pareilles à la précédente")
    assert len(lues(repete(1_250, 4_000))) == 1_250  # 4 999 999 more than the one that is written
    assert dit(repete(1_235, 4_050)) == demesure("trop de cellules répétées")
    assert dit(repete(5_000_002, 1)) == demesure("trop de lignes")
