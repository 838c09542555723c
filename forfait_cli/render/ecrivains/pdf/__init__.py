"""A document as PDF: what it says goes as data to the template of `forfait_cli/typst`, which sets it.

PDF/UA-1 and PDF/A-3a at once. The same document gives the same bytes: date, template and fonts come from it
and from the packages, nothing from the machine.
"""

import datetime
import json
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, NamedTuple

from forfait_cli.erreurs import Anomalie, Refus, cause_de_lecture, champ
from forfait_cli.francais import enumeration, guillemets
from forfait_cli.render import mots
from forfait_cli.render.complements import complement
from forfait_cli.render.document import Document
from forfait_cli.render.ecrivains.pdf.blocs import Donnees, feuillets, imprime
from forfait_cli.render.ecrivains.pdf.place import TAILLES, TAILLES_COUCHEES, premiere_taille
from forfait_cli.render.ecrivains.pdf.rangees import nommer_les_rangees

if TYPE_CHECKING:
    from typst import Compiler, PDFStandard, TypstError

_DOSSIER = Path(__file__).parents[3] / "typst"
_NORMES: list["PDFStandard"] = ["ua-1", "a-3a"]
_TYPES = {".json": "application/json"}
SANS_DATE = datetime.date(1970, 1, 1)  # of a document that bears none: the norms want one


def rendre(document: Document, pieces: Mapping[str, bytes] | None = None) -> bytes:
    """The whole PDF. `pieces`: the files attached, UTF-8, by name.

    Raises:
        Refus: the library is not installed, or no font has a sign of the document.
    """
    jour = document.jour or SANS_DATE
    atelier = _atelier()
    joints = []
    for rang, (nom, octets) in enumerate((pieces or {}).items()):
        joints.append({"nom": nom, "type": _TYPES.get(Path(nom).suffix, "text/plain"), "fichier": f"piece-{rang}"})
        atelier.deposer(f"piece-{rang}", octets)
    donnees = {
        "titre": imprime(document.titre),
        "auteur": mots.texte(document.auteur),
        "mention": imprime(document.mention),
        "rappel": imprime(document.rappel or document.titre),
        "paysage": document.paysage,
        "pied": imprime(document.pied),
        "date": {"year": jour.year, "month": jour.month, "day": jour.day},
        "pieces": joints,
    }
    return _tenir(atelier, donnees, feuillets(document))


def _tenir(atelier: "_Atelier", donnees: Donnees, pages: list[list[Donnees]]) -> bytes:
    """What one signs is set on one page, at the first size at which it fits; at the usual one if none does."""
    if donnees["paysage"]:
        return _coucher(atelier, donnees, pages)
    debuts = [premiere_taille(blocs) for blocs in pages]
    for crans in range(len(TAILLES)):
        rangs = [0 if debut is None else debut + crans for debut in debuts]
        if max(rangs, default=0) >= len(TAILLES):
            break
        octets = atelier.composer(donnees, pages, rangs)
        if set(debuts) <= {None} or _nombre_de_pages(octets) <= len(pages):
            return octets
    return atelier.composer(donnees, pages, [0] * len(pages))


def _coucher(atelier: "_Atelier", donnees: Donnees, pages: list[list[Donnees]]) -> bytes:
    """What one shows is set on one page, small if it must; else on as few as a size easily read gives."""
    essais = []
    for rang in range(len(TAILLES_COUCHEES)):
        octets = atelier.composer(donnees, pages, [rang] * len(pages))
        combien = _nombre_de_pages(octets)
        if combien <= len(pages):
            return octets
        if rang < len(TAILLES):
            essais.append((combien, rang, octets))
    return min(essais)[-1]


def _nombre_de_pages(octets: bytes) -> int:
    """The largest count of the tree of pages."""
    return max(int(compte) for compte in _PAGES.findall(octets))


_PAGES = re.compile(rb"/Type ?/Pages ?/Count (\d+)")


class _Atelier(NamedTuple):
    """The compiler, kept, and the folder from which it reads template and data.

    Fonts and template are read once for a mailing, and what does not change from one document to the next is set
    once. Data given in memory (`sys_inputs`) would take three times as long: they count as a part of everything.
    """

    dossier: "TemporaryDirectory[str]"  # gone with the process
    compilateur: "Compiler"
    erreur: "type[TypstError]"

    def deposer(self, nom: str, octets: bytes) -> None:
        """Puts a file where the template finds it."""
        with _place():
            Path(self.dossier.name, nom).write_bytes(octets)

    def composer(self, donnees: Donnees, pages: list[list[Donnees]], rangs: list[int]) -> bytes:
        """The PDF, each sheet at its size."""
        prets = [{"taille": TAILLES_COUCHEES[rang], "blocs": blocs} for rang, blocs in zip(rangs, pages, strict=True)]
        self.deposer("donnees.json", json.dumps(donnees | {"feuillets": prets}, ensure_ascii=False).encode())
        try:
            octets = self.compilateur.compile(format="pdf", pdf_standards=_NORMES)
        except self.erreur as erreur:
            absents = sorted(set(_ABSENTS.findall(str(erreur.diagnostic))))
            if not absents:
                raise
            cites = enumeration([guillemets(signe) for signe in absents[:_SIGNES_CITES]])
            message = f"aucune police du PDF n’a {'ce signe' if len(absents) == 1 else 'ces signes'} : {cites}"
            raise Refus(Anomalie(champ("format"), message, "ôtez-le du texte, ou prenez le format html")) from None
        assert isinstance(octets, bytes)  # a list is for images
        return nommer_les_rangees(octets)


_ABSENTS = re.compile(r'the text `"(.+?)"` could not be displayed')
_SIGNES_CITES = 5


# With less, the compiler, which is no Python, aborts the program or hangs it, deaf to signals. It takes 130.
_MEMOIRE = 256 << 20


def _verifier_memoire() -> None:
    """Say no where the system grants the program too little to compile.

    Raises:
        Refus: it does (`ulimit -v`).
    """
    try:
        from resource import RLIM_INFINITY, RLIMIT_AS, getrlimit
    except ImportError:  # Windows has no such limit
        return
    accordee, _ = getrlimit(RLIMIT_AS)
    if accordee != RLIM_INFINITY and accordee < _MEMOIRE:
        message = f"écrire un PDF demande {_MEMOIRE >> 20} Mio de mémoire, plus que le système n’en accorde"
        aide = "relevez la limite du programme (ulimit -v), ou prenez le format html"
        raise Refus(Anomalie(champ("format"), message, aide))


@cache
def _atelier() -> _Atelier:
    _verifier_memoire()
    typst = complement("typst", "pdf", "écrire un PDF", "html")
    with _place():
        dossier = TemporaryDirectory(prefix="forfait-", ignore_cleanup_errors=True)
        gabarit = Path(dossier.name, "document.typ")
        gabarit.write_bytes((_DOSSIER / gabarit.name).read_bytes())
    polices = typst.Fonts(include_system_fonts=False, font_paths=[str(_DOSSIER / "polices")])
    compilateur = typst.Compiler(str(gabarit), root=dossier.name, font_paths=polices, ignore_system_fonts=True)
    return _Atelier(dossier, compilateur, typst.TypstError)


@contextmanager
def _place() -> Iterator[None]:
    """A temporary folder that can't be written to is said."""
    try:
        yield
    except OSError as erreur:
        message = f"écrire un PDF demande un dossier temporaire : {cause_de_lecture(erreur)}"
        aide = "libérez de la place, ou donnez un autre dossier par TMPDIR"
        raise Refus(Anomalie(champ("format"), message, aide)) from erreur
