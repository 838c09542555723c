"""The formats: one dictionary is the choice, the help and the dispatch, of a result and of a batch."""

import datetime
from collections.abc import Callable, Mapping
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from forfait_cli.erreurs import Anomalie, MauvaisUsage, champ, suggestion_puis
from forfait_cli.francais import date_longue, guillemets
from forfait_cli.render.signes import Ecran

if TYPE_CHECKING:
    from forfait_cli.render.document import Document
    from forfait_cli.render.lots.ecrivain import Ecrivain, Reglages
    from forfait_cli.render.releve import Releve


class Format(StrEnum):
    """The formats of the contract."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"
    MARKDOWN = "markdown"
    HTML = "html"
    PDF = "pdf"
    XLSX = "xlsx"


class Vue(NamedTuple):
    """A result, ready for any format; each form is worked out only if its format is asked for."""

    donnees: Callable[[], dict[str, Any]]
    releve: Callable[[], "Releve"]
    document: Callable[[], "Document"]
    # The same as it leaves the office, on paper or in a workbook; None: the document that a screen shows.
    imprime: Callable[[], "Document"] | None = None
    # The page of a screen with nothing left out, for a text that is kept; None: it leaves nothing out.
    entier: Callable[[], "Document"] | None = None
    # On one sheet of paper, where that can't hold all of it; None: all that leaves the office.
    affiche: Callable[[], "Document"] | None = None

    def feuille(self) -> "Document":
        """The document as it leaves the office."""
        return (self.imprime or self.document)()

    def datee(self, jour: datetime.date) -> "Vue":
        """The same, what leaves the office bearing that day where it bears none of its own."""

        def dater(faire: Callable[[], "Document"]) -> "Document":
            document = faire()
            if document.jour is not None:
                return document
            return document._replace(jour=jour, pied=f"Établi le {date_longue(jour)}. {document.pied}".rstrip())

        affiche = self.affiche
        return self._replace(
            imprime=lambda: dater(self.feuille), affiche=None if affiche is None else lambda: dater(affiche)
        )


class EnLot(NamedTuple):
    """How a batch is written in a format."""

    suffixes: tuple[str, ...]
    ouvrir: Callable[["Reglages"], "Ecrivain[Any]"]


class Rendu(NamedTuple):
    """How a result is written in a format."""

    suffixes: tuple[str, ...]
    rendre: Callable[[Vue, Ecran], bytes]
    binaire: bool = False  # no terminal shows it
    feuille: bool = False  # it leaves the office, and bears a date
    lot: EnLot | None = None  # None: no batch in this format


def _table(vue: Vue, ecran: Ecran) -> bytes:
    from forfait_cli.render.ecrivains.console import rendre

    return rendre(vue.document(), ecran)


def _json(vue: Vue, _ecran: Ecran) -> bytes:
    from forfait_cli.render.ecrivains.json import rendre

    return rendre(vue.donnees())


def _json_lot(reglages: "Reglages") -> "Ecrivain[Any]":
    from forfait_cli.render.ecrivains.json import EcrivainJson

    return EcrivainJson(reglages)


def _csv(vue: Vue, _ecran: Ecran) -> bytes:
    from forfait_cli.render.ecrivains.csv import rendre

    return rendre(vue.releve())


def _csv_lot(reglages: "Reglages") -> "Ecrivain[Any]":
    from forfait_cli.render.ecrivains.csv import EcrivainCsv

    return EcrivainCsv(reglages)


def _markdown(vue: Vue, _ecran: Ecran) -> bytes:
    from forfait_cli.render.ecrivains.markdown import rendre

    return rendre((vue.entier or vue.document)())


def _html(vue: Vue, _ecran: Ecran) -> bytes:
    from forfait_cli.render.ecrivains.html import rendre

    return rendre(vue.feuille())


def _pdf(vue: Vue, _ecran: Ecran) -> bytes:
    from forfait_cli.render.ecrivains.json import rendre as en_json
    from forfait_cli.render.ecrivains.pdf import rendre

    donnees = vue.donnees()
    nom = str(donnees["schema"]).partition("/")[0].rpartition(".")[2]  # « forfait.devis/1 » → « devis »
    return rendre((vue.affiche or vue.feuille)(), {f"{nom}.json": en_json(donnees)})


def _xlsx(vue: Vue, _ecran: Ecran) -> bytes:
    from forfait_cli.render.ecrivains.xlsx.document import rendre

    return rendre(vue.feuille())


def _xlsx_lot(reglages: "Reglages") -> "Ecrivain[Any]":
    from forfait_cli.render.ecrivains.xlsx.lot import EcrivainXlsx

    return EcrivainXlsx(reglages)


# A new format: one file in `ecrivains/`, one function above that imports it, one line here.
FORMATS: dict[Format, Rendu] = {
    Format.TABLE: Rendu((".txt",), _table),
    Format.JSON: Rendu((".json",), _json, lot=EnLot((".json", ".jsonl", ".ndjson"), _json_lot)),
    Format.CSV: Rendu((".csv",), _csv, lot=EnLot((".csv",), _csv_lot)),
    Format.MARKDOWN: Rendu((".md", ".markdown"), _markdown),
    Format.HTML: Rendu((".html", ".htm"), _html, feuille=True),
    Format.PDF: Rendu((".pdf",), _pdf, binaire=True, feuille=True),
    Format.XLSX: Rendu((".xlsx",), _xlsx, binaire=True, feuille=True, lot=EnLot((".xlsx",), _xlsx_lot)),
}
SUFFIXES: Mapping[Format, tuple[str, ...]] = {format_: rendu.suffixes for format_, rendu in FORMATS.items()}
# What each row of a list may be given as a document of its own.
SUFFIXES_DOCUMENTS: Mapping[Format, tuple[str, ...]] = {
    format_: FORMATS[format_].suffixes for format_ in (Format.PDF, Format.HTML)
}
SUFFIXES_LOT: Mapping[Format, tuple[str, ...]] = {
    format_: rendu.lot.suffixes for format_, rendu in FORMATS.items() if rendu.lot is not None
}


def noms(formats: Mapping[Format, tuple[str, ...]] = SUFFIXES) -> str:
    """The names of the formats, for the help."""
    return ", ".join(formats)


def choisir(
    demande: str | None,
    sortie: Path | None,
    formats: Mapping[Format, tuple[str, ...]] = SUFFIXES,
    defaut: Format = Format.TABLE,
) -> Format:
    """The format asked for, else the one that the suffix of the output file says, else `defaut`.

    `formats`: those that the command has, with their suffixes.

    Raises:
        MauvaisUsage: no such format, or a suffix that says none.
    """
    if demande is not None:
        trouve = next((format_ for format_ in formats if format_ == demande.strip().lower()), None)
        if trouve is None:
            message = f"format inconnu ou non disponible ici : {guillemets(demande)}"
            if not demande.strip():
                message = "le format est vide"
            aide = suggestion_puis(demande, formats, f"formats possibles : {noms(formats)}")
            raise MauvaisUsage(Anomalie(champ("format"), message, aide))
        return trouve
    if sortie is None or not sortie.suffix or not sortie.name.strip("."):
        return defaut
    suffixe = sortie.suffix.lower()
    trouve = next((format_ for format_, suffixes in formats.items() if suffixe in suffixes), None)
    if trouve is None:
        connus = ", ".join(suffixe for suffixes in formats.values() for suffixe in suffixes)
        message = f"aucun format pour le suffixe {guillemets(suffixe)}"
        raise MauvaisUsage(
            Anomalie(champ("output"), message, f"ajoutez {champ('format')} ou prenez l’un de : {connus}")
        )
    return trouve
