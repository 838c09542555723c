"""The grid to fill in as a workbook of LibreOffice, written with the standard library alone."""

import datetime
import io
import zipfile
from collections.abc import Iterator
from decimal import Decimal
from xml.sax.saxutils import escape, quoteattr

from forfait_cli.domaine.gabarit import Colonne, Feuille, Genre, Valeur
from forfait_cli.francais import insecables, propre
from forfait_cli.render.gabarit.csv import texte
from forfait_cli.render.gabarit.xlsx import AIDES, FOND_SAISIE, FOND_TITRE, POSSIBLES, RANGEES_LIBRES, TRAIT, tient

GENRE = "application/vnd.oasis.opendocument.spreadsheet"
MOMENT = (1980, 1, 1, 0, 0, 0)  # of every part: the file must not depend on the day, nor on the clock
MM_PAR_CARACTERE = 1.95

_OASIS = "urn:oasis:names:tc:opendocument:xmlns"
_ESPACES = " ".join(
    f'xmlns:{court}="{long}"'
    for court, long in {
        **{nom: f"{_OASIS}:{nom}:1.0" for nom in ("office", "style", "table", "text", "meta", "config", "manifest")},
        "number": f"{_OASIS}:datastyle:1.0",
        "fo": f"{_OASIS}:xsl-fo-compatible:1.0",
        "of": f"{_OASIS}:of:1.2",
        "ooo": "http://openoffice.org/2004/office",
    }.items()
)
_DEBUT = '<?xml version="1.0" encoding="UTF-8"?>\n'
_CORPS = 'fo:wrap-option="wrap" style:vertical-align="top" fo:padding="0.5mm"'

_MANIFESTE = (
    f'{_DEBUT}<manifest:manifest {_ESPACES} manifest:version="1.2">'
    f'<manifest:file-entry manifest:full-path="/" manifest:version="1.2" manifest:media-type="{GENRE}"/>'
    + "".join(
        f'<manifest:file-entry manifest:full-path="{nom}.xml" manifest:media-type="text/xml"/>'
        for nom in ("content", "styles", "settings")
    )
    + "</manifest:manifest>"
)

_STYLES = (
    f'{_DEBUT}<office:document-styles {_ESPACES} office:version="1.2"><office:automatic-styles>'
    '<style:page-layout style:name="page"><style:page-layout-properties fo:page-width="297mm" fo:page-height="210mm" '
    'style:print-orientation="landscape" fo:margin="10mm" style:scale-to-X="1" style:scale-to-Y="0"/>'
    '<style:footer-style><style:header-footer-properties fo:min-height="6mm" fo:margin-top="2mm"/></style:footer-style>'
    "</style:page-layout></office:automatic-styles><office:master-styles>"
    '<style:master-page style:name="Page" style:page-layout-name="page"><style:header style:display="false"/>'
    "<style:footer><text:p><text:sheet-name>?</text:sheet-name>, page <text:page-number>1</text:page-number> / "
    "<text:page-count>1</text:page-count></text:p></style:footer></style:master-page></office:master-styles>"
    "</office:document-styles>"
)

# How a number shows, by kind of cell.
_NOMBRES = (
    '<number:currency-style style:name="n-euros"><number:number number:decimal-places="8" '
    'number:min-decimal-places="2" number:min-integer-digits="1" number:grouping="true"/>'
    "<number:text>\u00a0</number:text><number:currency-symbol>€</number:currency-symbol></number:currency-style>"
    '<number:number-style style:name="n-nombre"><number:number number:decimal-places="3" '
    'number:min-decimal-places="0" number:min-integer-digits="1"/></number:number-style>'
    '<number:number-style style:name="n-taux"><number:number number:decimal-places="4" '
    'number:min-decimal-places="0" number:min-integer-digits="1"/><number:text>\u00a0%</number:text>'
    "</number:number-style>"
    '<number:date-style style:name="n-date"><number:day number:style="long"/><number:text>/</number:text>'
    '<number:month number:style="long"/><number:text>/</number:text><number:year number:style="long"/>'
    "</number:date-style>"
    '<number:text-style style:name="n-texte"><number:text-content/></number:text-style>'
)


def rendre(feuilles: tuple[Feuille, ...]) -> bytes:
    """The workbook; the same bytes whatever the day."""
    tampon = io.BytesIO()
    with zipfile.ZipFile(tampon, "w", zipfile.ZIP_DEFLATED) as archive:
        for nom, contenu in (
            ("mimetype", GENRE),
            ("META-INF/manifest.xml", _MANIFESTE),
            ("styles.xml", _STYLES),
            ("settings.xml", _reglages(feuilles)),
            ("content.xml", "".join(_contenu(feuilles))),
        ):
            compression = zipfile.ZIP_STORED if nom == "mimetype" else zipfile.ZIP_DEFLATED
            archive.writestr(zipfile.ZipInfo(nom, MOMENT), contenu, compression)
    return tampon.getvalue()


def _reglages(feuilles: tuple[Feuille, ...]) -> str:
    """The title row, and the name of what is sold, stay in sight."""

    def fixe(sens: str, combien: int) -> str:
        cote = "Right" if sens == "Horizontal" else "Bottom"
        return (
            f'<config:config-item config:name="{sens}SplitMode" config:type="short">2</config:config-item>'
            f'<config:config-item config:name="{sens}SplitPosition" config:type="int">{combien}</config:config-item>'
            f'<config:config-item config:name="Position{cote}" config:type="int">{combien}</config:config-item>'
        )

    tables = "".join(
        f"<config:config-item-map-entry config:name={quoteattr(feuille.nom)}>"
        + (fixe("Horizontal", 2) if feuille.liste else "")
        + fixe("Vertical", 1)
        + "</config:config-item-map-entry>"
        for feuille in feuilles
    )
    return (
        f'{_DEBUT}<office:document-settings {_ESPACES} office:version="1.2"><office:settings>'
        '<config:config-item-set config:name="ooo:view-settings"><config:config-item-map-indexed config:name="Views">'
        '<config:config-item-map-entry><config:config-item config:name="ViewId" config:type="string">view1'
        f'</config:config-item><config:config-item-map-named config:name="Tables">{tables}'
        "</config:config-item-map-named></config:config-item-map-entry></config:config-item-map-indexed>"
        "</config:config-item-set></office:settings></office:document-settings>"
    )


def _contenu(feuilles: tuple[Feuille, ...]) -> Iterator[str]:
    largeurs = sorted({colonne.largeur for feuille in feuilles for colonne in feuille.colonnes})
    yield f'{_DEBUT}<office:document-content {_ESPACES} office:version="1.2"><office:automatic-styles>'
    yield '<style:style style:name="feuille" style:family="table" style:master-page-name="Page"/>'
    yield '<style:style style:name="ligne" style:family="table-row"><style:table-row-properties '
    yield 'style:use-optimal-row-height="true"/></style:style>'
    for largeur in largeurs:
        yield f'<style:style style:name="l{largeur}" style:family="table-column"><style:table-column-properties '
        yield f'style:column-width="{largeur * MM_PAR_CARACTERE:.1f}mm"/></style:style>'
    yield _NOMBRES
    yield f'<style:style style:name="dit" style:family="table-cell"><style:table-cell-properties {_CORPS}/>'
    yield "</style:style>"
    yield f'<style:style style:name="titre" style:family="table-cell"><style:table-cell-properties {_CORPS} '
    yield f'fo:background-color="{FOND_TITRE}" fo:border-bottom="0.5pt solid #000000"/>'
    yield '<style:text-properties fo:font-weight="bold"/></style:style>'
    for genre in Genre:
        nombre = "texte" if genre is Genre.CHOIX else genre
        yield f'<style:style style:name="{genre}" style:family="table-cell" style:data-style-name="n-{nombre}">'
        yield f'<style:table-cell-properties {_CORPS} fo:background-color="{FOND_SAISIE}" '
        yield f'fo:border="0.5pt solid {TRAIT}"/></style:style>'
    yield "</office:automatic-styles><office:body><office:spreadsheet>"
    validees = {colonne: rang for rang, colonne in enumerate(_a_valider(feuilles), 1)}
    yield "<table:content-validations>"
    for colonne, rang in validees.items():
        yield _validation(colonne, rang)
    yield "</table:content-validations>"
    for feuille in feuilles:
        yield from _feuille(feuille, validees)
    yield "<table:database-ranges>"
    for rang, feuille in enumerate(feuilles):
        if not feuille.liste:
            continue
        fin = f"{_lettres(len(feuille.colonnes) - 1)}{len(feuille.rangees) + 1}"
        zone = f"'{feuille.nom}'.A1:'{feuille.nom}'.{fin}"
        yield f'<table:database-range table:name="__Anonymous_Sheet_DB__{rang}" '
        yield f'table:target-range-address={quoteattr(zone)} table:display-filter-buttons="true"/>'
    yield "</table:database-ranges></office:spreadsheet></office:body></office:document-content>"


def _feuille(feuille: Feuille, validees: dict[Colonne, int]) -> Iterator[str]:
    fin = f"{_lettres(feuille.imprimees - 1)}{len(feuille.rangees) + 1}"
    zone = quoteattr(f"'{feuille.nom}'.A1:'{feuille.nom}'.{fin}")
    yield f'<table:table table:name={quoteattr(feuille.nom)} table:style-name="feuille" table:print-ranges={zone}>'
    for colonne in feuille.colonnes:
        yield f'<table:table-column table:style-name="l{colonne.largeur}"/>'
    yield '<table:table-header-rows><table:table-row table:style-name="ligne">'
    for colonne in feuille.colonnes:
        yield _cellule(insecables(propre(colonne.titre)), Genre.TEXTE, 'table:style-name="titre"')
    yield "</table:table-row></table:table-header-rows>"
    for numero, rangee in enumerate(feuille.rangees):
        yield '<table:table-row table:style-name="ligne">'
        for rang, valeur in enumerate(rangee):
            colonne = feuille.champs[numero] if feuille.champs and rang == 1 else feuille.colonnes[rang]
            style = f'table:style-name="{colonne.genre if colonne.saisie else "dit"}"'
            dite = valeur if colonne.saisie or not isinstance(valeur, str) else insecables(valeur)
            yield _cellule(dite, colonne.genre, f"{style}{_validee(colonne, validees)}")
        yield "</table:table-row>"
    if feuille.liste:  # what is typed below is checked too
        yield f'<table:table-row table:style-name="ligne" table:number-rows-repeated="{RANGEES_LIBRES}">'
        for colonne in feuille.colonnes:
            yield f"<table:table-cell{_validee(colonne, validees)}/>"
        yield "</table:table-row>"
    yield "</table:table>"


def _validee(colonne: Colonne, validees: dict[Colonne, int]) -> str:
    return f' table:content-validation-name="v{validees[colonne]}"' if colonne in validees else ""


def _cellule(valeur: Valeur, genre: Genre, attributs: str) -> str:
    match valeur:
        case None:
            return f"<table:table-cell {attributs}/>"
        case Decimal() | int() if _en_nombre(valeur, genre):
            dite = f'office:value-type="float" office:value="{valeur:f}"'
            if genre is Genre.EUROS:
                dite = f'office:value-type="currency" office:currency="EUR" office:value="{valeur:f}"'
        case datetime.date():
            dite = f'office:value-type="date" office:date-value="{valeur.isoformat()}"'
        case _:
            dite = 'office:value-type="string"'
    ecrit = escape(propre(texte(valeur, genre)))
    return f"<table:table-cell {attributs} {dite}><text:p>{ecrit}</text:p></table:table-cell>"


def _en_nombre(valeur: Decimal | int, genre: Genre) -> bool:
    return isinstance(valeur, int) or (tient(valeur) and not (genre is Genre.TAUX and 0 < valeur < 1))


def _a_valider(feuilles: tuple[Feuille, ...]) -> Iterator[Colonne]:
    for feuille in feuilles:
        for colonne in dict.fromkeys((*feuille.champs, *feuille.colonnes)):
            if colonne.saisie and (colonne.choix or colonne.genre not in (Genre.TEXTE, Genre.CHOIX)):
                yield colonne


def _validation(colonne: Colonne, rang: int) -> str:
    liste = ""
    match colonne.genre:
        case Genre.CHOIX:
            mots = ";".join('"' + propre(mot) + '"' for mot in colonne.choix)
            condition, liste = f"cell-content-is-in-list({mots})", ' table:display-list="unsorted"'
        case Genre.DATE:
            condition = "cell-content-is-date() and cell-content()>=0"
        case Genre.TAUX:
            condition = "cell-content-is-decimal-number() and cell-content-is-between(1,100)"
        case _:
            condition = "cell-content-is-decimal-number() and cell-content()>=0"
    message = AIDES[colonne.genre]
    genre = "warning" if colonne.genre in POSSIBLES else "stop"
    return (
        f'<table:content-validation table:name="v{rang}" table:condition={quoteattr(f"of:{condition}")} '
        f'table:allow-empty-cell="true"{liste}><table:error-message table:message-type="{genre}" '
        f'table:display="true" table:title={quoteattr(propre(colonne.titre))}><text:p>{escape(message)}</text:p>'
        "</table:error-message></table:content-validation>"
    )


def _lettres(colonne: int) -> str:
    lettres = ""
    colonne += 1
    while colonne:
        colonne, reste = divmod(colonne - 1, 26)
        lettres = chr(65 + reste) + lettres
    return lettres
