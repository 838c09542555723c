"""Workbooks: of rows and of filled grids, XLSX and ODS, bent in their XML, in their parts, in their bytes."""

import io
import re
import zipfile
from collections.abc import Mapping
from functools import cache
from html import escape
from random import Random

from fuzz.essai import Essai
from fuzz.graines import grille_remplie
from fuzz.hasard import abimer, choisir, texte

_BALISE = re.compile(r"<[^<>]*>")
_NOMBRE = re.compile(r'(?<=")[0-9]+(?=")|(?<=>)[0-9.]+(?=<)')
NOMBRES = (
    "0",
    "-1",
    "1",
    "2",
    "255",
    "16383",
    "16384",
    "1048575",
    "1048576",
    "1048577",
    "99999999999",
    "1e308",
    "nan",
    "x",
    "",
)
REFERENCES = ("A1", "XFD1048576", "Z1048576", "A0", "1A", "AAAA1", "A9999999", "", "é1")
TITRES = ("nom", "habitants", "extra_go", "commune", "agents", "forfait", "code_insee")
CELLULES = ("1200", "12", "Agen", "metiers", "47015", "", "oui", "x")
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
LIEN = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
OASIS = "urn:oasis:names:tc:opendocument:xmlns:"


def tirer(hasard: Random) -> Essai:
    """A workbook of rows, or a grid that was filled in."""
    if hasard.random() < 0.25:
        genre = choisir(hasard, ("xlsx", "ods", "csv"))
        nom = f"g.{genre}"
        base = grille_remplie(genre)
        octets = abimer(hasard, base) if genre == "csv" else _emballer(hasard, _tordre(hasard, _parties(base)))
        return Essai(("tarifs", "import", nom), {nom: octets})
    genre = choisir(hasard, ("xlsx", "ods"))
    parties = _xlsx(hasard) if genre == "xlsx" else _ods(hasard)
    arguments = ["batch", f"lot.{genre}", "--forfait", "metiers"]
    if hasard.random() < 0.3:
        arguments += ["--format", choisir(hasard, ("json", "csv"))]
    return Essai(tuple(arguments), {f"lot.{genre}": _emballer(hasard, _tordre(hasard, parties))})


def _tordre(hasard: Random, parties: Mapping[str, str]) -> dict[str, str]:
    """The parts, with up to three changes of tags, of figures, of whole parts."""
    sorties = dict(parties)
    for _ in range(hasard.choice((0, 1, 1, 2, 3))):
        nom = choisir(hasard, sorted(sorties))
        brut = sorties[nom]
        balises = list(_BALISE.finditer(brut))
        une = choisir(hasard, balises) if balises else None
        match hasard.randrange(9):
            case 0 if une:
                sorties[nom] = brut[: une.start()] + brut[une.end() :]
            case 1 if une:
                sorties[nom] = brut[: une.end()] + une[0] + brut[une.end() :]
            case 2 if une:
                sorties[nom] = brut[: une.start()] + choisir(hasard, balises)[0] + brut[une.end() :]
            case 3 if nombres := list(_NOMBRE.finditer(brut)):
                un = choisir(hasard, nombres)
                sorties[nom] = brut[: un.start()] + choisir(hasard, NOMBRES) + brut[un.end() :]
            case 4:
                sorties[nom] = re.sub(r'(?<= r=")[A-Z]+[0-9]+', choisir(hasard, REFERENCES), brut, count=1)
            case 5 if len(sorties) > 1:
                del sorties[nom]
            case 6:
                sorties[nom] = brut[: hasard.randrange(len(brut) + 1)]
            case 7:
                place = hasard.randrange(len(brut) + 1)
                morceau = choisir(
                    hasard, ("&amp;", "&x;", "<!--", "]]>", "<![CDATA[", "<?x?>", "\x00", "é", "<!DOCTYPE a>")
                )
                sorties[nom] = brut[:place] + morceau + brut[place:]
            case _ if une:
                fin = min(len(brut), une.end() + hasard.randrange(400))
                sorties[nom] = brut[:fin] + brut[une.start() : fin] + brut[fin:]
            case _:
                pass
    return sorties


def _emballer(hasard: Random, parties: Mapping[str, str]) -> bytes:
    flux = io.BytesIO()
    methode = zipfile.ZIP_STORED if hasard.random() < 0.4 else zipfile.ZIP_DEFLATED
    with zipfile.ZipFile(flux, "w", methode, compresslevel=1) as archive:
        for nom, contenu in parties.items():
            archive.writestr(zipfile.ZipInfo(nom), contenu.encode("utf-8", errors="surrogatepass"), methode)
    return abimer(hasard, flux.getvalue()) if hasard.random() < 0.2 else flux.getvalue()


def _rangees(hasard: Random) -> list[list[str]]:
    titres = [choisir(hasard, TITRES) for _ in range(hasard.randint(1, 4))]
    lignes = [[choisir(hasard, CELLULES) if hasard.random() < 0.8 else texte(hasard) for _ in titres] for _ in range(4)]
    return [titres, *lignes[: hasard.randrange(5)]]


def _xlsx(hasard: Random) -> dict[str, str]:
    genres = ('t="str"', 't="inlineStr"', 't="s"', 't="e"', 't="b"', 't="d"', "", 't="n" s="1"', 't="zz"')
    rangees = []
    for rang, valeurs in enumerate(_rangees(hasard), 1):
        cellules = []
        for colonne, valeur in enumerate(valeurs):
            place, brut = f"{chr(65 + colonne)}{rang}", escape(valeur)
            genre = 't="str"' if hasard.random() < 0.7 else choisir(hasard, genres)
            formule = "<f>1+1</f>" if hasard.random() < 0.1 else ""
            dedans = f"<is><t>{brut}</t></is>" if "inline" in genre else f"{formule}<v>{brut}</v>"
            cellules.append(f'<c r="{place}" {genre}>{dedans}</c>')
        cachee = ' hidden="1"' if hasard.random() < 0.1 else ""
        rangees.append(f'<row r="{rang}"{cachee}>{"".join(cellules)}</row>')
    return {
        "xl/_rels/workbook.xml.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/'
        f'relationships"><Relationship Id="r1" Type="{LIEN}/worksheet" Target="worksheets/s.xml"/>'
        f'<Relationship Id="r2" Type="{LIEN}/sharedStrings" Target="sharedStrings.xml"/>'
        f'<Relationship Id="r3" Type="{LIEN}/styles" Target="styles.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{LIEN}"><workbookPr date1904="0"/><sheets>'
        '<sheet name="A" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/sharedStrings.xml": f'<sst xmlns="{MAIN}" count="2"><si><t>Agen</t></si><si><r><t>x</t></r></si></sst>',
        "xl/styles.xml": f'<styleSheet xmlns="{MAIN}"><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs>'
        "</styleSheet>",
        "xl/worksheets/s.xml": f'<worksheet xmlns="{MAIN}"><cols><col min="2" max="2" hidden="1"/></cols>'
        f'<sheetData>{"".join(rangees)}</sheetData><mergeCells><mergeCell ref="A1:B1"/></mergeCells></worksheet>',
    }  # fmt: skip


def _ods(hasard: Random) -> dict[str, str]:
    rangees = []
    for valeurs in _rangees(hasard):
        cellules = []
        for valeur in valeurs:
            genre = (
                "string"
                if hasard.random() < 0.7
                else choisir(hasard, ("float", "date", "boolean", "percentage", "time", "zz"))
            )
            quoi = f' office:value="{escape(valeur)}"' if genre in ("float", "percentage") else ""
            fois = f' table:number-columns-repeated="{choisir(hasard, NOMBRES)}"' if hasard.random() < 0.1 else ""
            cellules.append(
                f'<table:table-cell office:value-type="{genre}"{quoi}{fois}><text:p>{escape(valeur)}</text:p>'
                "</table:table-cell>"
            )
        fois = f' table:number-rows-repeated="{choisir(hasard, NOMBRES)}"' if hasard.random() < 0.1 else ""
        rangees.append(f"<table:table-row{fois}>{''.join(cellules)}</table:table-row>")
    espaces = " ".join(f'xmlns:{nom}="{OASIS}{nom}:1.0"' for nom in ("office", "table", "text", "style"))
    return {
        "content.xml": f"<office:document-content {espaces}><office:body><office:spreadsheet>"
        f'<table:table table:name="A"><table:table-column/>{"".join(rangees)}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    }


@cache
def _parties(octets: bytes) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(octets)) as archive:
        return {nom: archive.read(nom).decode("utf-8", errors="replace") for nom in archive.namelist()}
