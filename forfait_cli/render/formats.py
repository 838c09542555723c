"""The formats: one dictionary is the choice, the help and the dispatch."""

from collections.abc import Callable, Mapping
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from forfait_cli.erreurs import Anomalie, MauvaisUsage, suggestion
from forfait_cli.francais import guillemets
from forfait_cli.render.signes import Ecran

if TYPE_CHECKING:
    from forfait_cli.render.csv import Releve
    from forfait_cli.render.document import Document


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


class Rendu(NamedTuple):
    """How a format is made."""

    suffixes: tuple[str, ...]
    rendre: Callable[[Vue, Ecran], bytes]


def _table(vue: Vue, ecran: Ecran) -> bytes:
    from forfait_cli.render.console import rendre

    return rendre(vue.document(), ecran)


def _json(vue: Vue, _ecran: Ecran) -> bytes:
    from forfait_cli.render.json import rendre

    return rendre(vue.donnees())


def _csv(vue: Vue, _ecran: Ecran) -> bytes:
    from forfait_cli.render.csv import rendre

    return rendre(vue.releve())


def _markdown(vue: Vue, _ecran: Ecran) -> bytes:
    from forfait_cli.render.markdown import rendre

    return rendre(vue.document())


FORMATS: dict[Format, Rendu] = {
    Format.TABLE: Rendu((".txt",), _table),
    Format.JSON: Rendu((".json",), _json),
    Format.CSV: Rendu((".csv",), _csv),
    Format.MARKDOWN: Rendu((".md", ".markdown"), _markdown),
}


def noms() -> str:
    """The names of the formats, for the help."""
    return ", ".join(FORMATS)


def choisir(
    demande: str | None,
    sortie: Path | None,
    formats: Mapping[Format, tuple[str, ...]] | None = None,
    defaut: Format = Format.TABLE,
) -> Format:
    """The format asked for, else the one that the suffix of the output file says, else `defaut`.

    `formats`: those that the command has, with their suffixes; all of them if not given.

    Raises:
        MauvaisUsage: no such format, or a suffix that says none.
    """
    if formats is None:
        formats = {format_: rendu.suffixes for format_, rendu in FORMATS.items()}
    if demande is not None:
        trouve = next((format_ for format_ in formats if format_ == demande.lower()), None)
        if trouve is None:
            message = f"format inconnu ou non disponible ici : {guillemets(demande)}"
            proche = suggestion(demande, formats)
            raise MauvaisUsage(
                Anomalie("--format", message, f"{proche} Formats possibles : {', '.join(formats)}.".strip())
            )
        return trouve
    if sortie is None or not sortie.suffix or not sortie.name.strip("."):
        return defaut
    suffixe = sortie.suffix.lower()
    trouve = next((format_ for format_, suffixes in formats.items() if suffixe in suffixes), None)
    if trouve is None:
        connus = ", ".join(suffixe for suffixes in formats.values() for suffixe in suffixes)
        message = f"aucun format pour le suffixe {guillemets(suffixe)}"
        aide = f"ajoutez --format ou prenez l’un de : {connus}"
        raise MauvaisUsage(Anomalie("--output", message, aide))
    return trouve
