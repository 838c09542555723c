"""What rows are, wherever they come from, and what is wrong with some of them whoever wrote them."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple, Protocol

from forfait_cli.erreurs import Anomalie
from forfait_cli.francais import guillemets

CITATION_MAX = 80  # characters of a file's text that a message repeats
_CITEES_MAX = 3  # cells
BLANCS = " \t\r\n\u00a0\u202f\ufeff"  # what a cell may hold and be empty all the same
_DE_TROP = (
    "retirez ces cellules, ou donnez un titre à leurs colonnes ; dans un CSV, une cellule qui contient le séparateur "
    "s’écrit entre guillemets"
)
_APRES_GUILLEMET = re.compile('(?<=")[ \u00a0]+(?=[,;\t\r\n]|\\Z)')
_TOTAL = re.compile(r"(?:(?:[Ss]ous|SOUS)[- ]?)?(?:[Tt]ota(?:l|ux)|TOTA(?:L|UX))\b")


class Brut(NamedTuple):
    """Rows as the file writes them, where they hold no quote and lines end with LF."""

    texte: str
    lignes: list[str]  # of the text, without their ends
    separateur: str


class Bloc(NamedTuple):
    """Some rows, none blank, each as wide as the header."""

    lignes: list[list[str]]
    numeros: Sequence[int]  # the line of the file where each row starts
    defauts: dict[int, Anomalie]  # line → why the row that starts there can't be read
    brut: Brut | None  # None: to be written anew


def sans_blancs_apres_guillemet(texte: str) -> str:
    """A text of CSV where nothing stands between the quote that closes a cell and what follows the cell.

    Its rows and cells are the same, and the csv module, when strict, finds fault only with what may be two things.
    """
    return _APRES_GUILLEMET.sub("", texte)


class Source(Protocol):
    """Where rows come from."""

    @property
    def origine(self) -> str:
        """The file, for messages."""
        ...

    @property
    def noms(self) -> Sequence[str]:
        """The titles of the columns."""
        ...

    @property
    def remarques(self) -> list[str]:
        """How the file is read, as far as is known."""
        ...

    @property
    def vides(self) -> int:
        """Blank lines left out so far."""
        ...

    def blocs(self) -> Iterator[Bloc]:
        """The rows, in order."""
        ...

    def avancement(self) -> int | None:
        """How much of the file has been read, in percent; None where its size is not known."""
        ...


def ranger(rangees: Iterable[tuple[int, list[str]]], largeur: int, defauts: dict[int, Anomalie]) -> tuple[Bloc, int]:
    """The rows given, each with its line, at the header's width; and how many were blank, and are left out.

    Short rows are completed, empty cells in excess dropped. To `defauts` are added the rows that can't be
    read: with cells in excess that say something, with a NUL, or with a total instead of a collectivité.
    """
    lignes: list[list[str]] = []
    numeros: list[int] = []
    vides = 0
    for numero, rangee in rangees:
        premiere = next((propre for cellule in rangee if (propre := cellule.strip(BLANCS))), None)
        if premiere is None and numero not in defauts:
            vides += 1
            continue
        if trop := [cellule for cellule in rangee[largeur:] if cellule.strip(BLANCS)]:
            combien = f"{len(rangee)} cellules pour {largeur} colonnes"
            defauts.setdefault(numero, Anomalie("", f"{combien} ; de trop : {citees(trop)}", _DE_TROP))
        rangee[largeur:] = [""] * (largeur - len(rangee))
        if premiere is not None and _TOTAL.match(premiere):
            message = f"{citer(premiere)} : une ligne de total n’est pas une collectivité"
            defauts.setdefault(numero, Anomalie("", message, "retirez cette ligne du fichier"))
        if any("\0" in cellule for cellule in rangee):
            message = "la ligne contient un octet nul : elle est abîmée"
            defauts.setdefault(numero, Anomalie("", message, "écrivez-la de nouveau, ou repartez du fichier d’origine"))
        lignes.append(rangee)
        numeros.append(numero)
    return Bloc(lignes, numeros, defauts, None), vides


class Soupcon:
    """Whether a text without quotes holds a row that `ranger` would leave out or refuse; made to be quick."""

    def __init__(self, separateur: str) -> None:
        self._blancs = separateur + BLANCS
        # How such a row begins; most texts have none, and are searched once.
        self._debut = re.compile(rf"\n(?:[{re.escape(self._blancs)}]|[Tt]ota|TOTA|[Ss]ous|SOUS)")

    def __call__(self, texte: str, lignes: Sequence[str]) -> bool:
        """`lignes` are those of the text, each with as many cells as the header."""
        if self._debut.search("\n" + texte) is None:
            return False
        return any(not (nue := ligne.strip(self._blancs)) or _TOTAL.match(nue) for ligne in lignes)


def citer(texte: str) -> str:
    """A text from outside inside a message: between guillemets, and cut."""
    return guillemets(texte if len(texte) <= CITATION_MAX else f"{texte[: CITATION_MAX - 1]}…")


def citees(textes: Sequence[str]) -> str:
    """The first of some texts inside a message, and how many more there are."""
    suite = f" et {reste} de plus" if (reste := len(textes) - _CITEES_MAX) > 0 else ""
    return ", ".join(map(citer, textes[:_CITEES_MAX])) + suite
