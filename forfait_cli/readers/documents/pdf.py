"""A PDF of the program, read back: the data attached to it, and the text of its pages."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from io import BytesIO
from typing import TYPE_CHECKING, Any, NamedTuple

from forfait_cli.domaine.confrontation import Feuilles
from forfait_cli.erreurs import Anomalie, Refus
from forfait_cli.francais import guillemets

if TYPE_CHECKING:
    from pypdf import PageObject, PdfReader

PIECE = "devis.json"
_PAGES_MAX = 500
_ATTENDU = "donnez un devis que ce programme a écrit, en JSON ou en PDF"


class Pdf(NamedTuple):
    """What matters of a PDF."""

    nom: str  # of the file attached
    piece: bytes
    feuilles: Feuilles


def lire_pdf(octets: bytes, origine: str) -> Pdf:
    """The file attached and the text of the pages.

    Raises:
        Refus: the library is missing; the PDF is cut short, damaged, locked, or has no devis attached.
    """
    try:
        import pypdf
    except ImportError:
        message = "lire un PDF demande une bibliothèque qui n’est pas installée"
        aide = 'installez le complément « pdf » : pip install ".[pdf]" ; ou donnez le JSON du devis'
        raise Refus(Anomalie(origine, message, aide)) from None
    if b"%%EOF" not in octets[-1024:]:
        raise Refus(Anomalie(origine, "le PDF s’arrête avant la fin", "la copie est incomplète : prenez l’original"))
    with _abime(origine):
        lecteur = pypdf.PdfReader(BytesIO(octets), strict=False)
        if lecteur.is_encrypted:
            raise Refus(
                Anomalie(origine, "le PDF est protégé par un mot de passe", "ôtez la protection, ou prenez l’original")
            )
        if len(lecteur.pages) > _PAGES_MAX:
            raise Refus(Anomalie(origine, "ce PDF n’est pas un devis de ce programme", _ATTENDU))
        piece = _piece(lecteur, origine)
        texte = "\n".join(page.extract_text() for page in lecteur.pages)
        infos = lecteur.metadata
        compositeur = str(infos.creator or "") if infos is not None else ""
        dessins = tuple(map(_dessin, lecteur.pages))
        annotees = tuple(rang for rang, page in enumerate(lecteur.pages, 1) if any(map(_est_ajoutee, _notes(page))))
    return Pdf(PIECE, piece, Feuilles(texte, compositeur, dessins, annotees))


# Of a page: where it stands, what it is about, what lies upon it (see `_notes`). Of a stream: how it is packed.
_AILLEURS = frozenset(("/Parent", "/StructParents", "/Annots", "/Metadata", "/Length", "/Filter", "/DecodeParms"))


def _dessin(page: "PageObject") -> bytes:
    """All that the page is drawn with: its marks, its letters and their widths, its size."""
    from pypdf.generic import IndirectObject, StreamObject

    somme = sha256()
    vus: dict[tuple[int, int], int] = {}

    def ajouter(objet: Any) -> None:
        while isinstance(objet, IndirectObject):
            cle = (objet.idnum, objet.generation)
            if cle in vus:
                somme.update(f"vu {vus[cle]}".encode())
                return
            vus[cle] = len(vus)
            objet = objet.get_object()
        if isinstance(objet, dict):
            for nom in sorted(cle for cle in objet if cle not in _AILLEURS):
                somme.update(str(nom).encode())
                ajouter(objet.raw_get(nom))  # type: ignore[attr-defined]
            if isinstance(objet, StreamObject):
                somme.update(objet.get_data())
        elif isinstance(objet, list):
            somme.update(b"[")
            for un in list.__iter__(objet):
                ajouter(un)
            somme.update(b"]")
        elif isinstance(objet, int | float) and not isinstance(objet, bool):
            somme.update(f"{float(objet):.6g} ".encode())
        else:
            somme.update(repr(objet).encode())

    ajouter(page)
    return somme.digest()


def _notes(page: "PageObject") -> Iterable[Any]:
    return [note.get_object() for note in _sous(page, "/Annots")]


def _sous(objet: Any, cle: str) -> Any:
    """What a key leads to, which `get` does not follow; nothing where there is none."""
    return {} if objet.get(cle) is None else objet[cle]


def _est_ajoutee(note: Any) -> bool:
    """Whether an annotation is one, and not where an electronic signature stands."""
    champ = note if "/FT" in note or "/Parent" not in note else note["/Parent"].get_object()
    return bool(champ.get("/FT") != "/Sig")


def _piece(lecteur: "PdfReader", origine: str) -> bytes:
    jointes = lecteur.attachments
    if PIECE not in jointes:
        message = f"ce PDF n’est pas un devis de ce programme : il ne porte pas de pièce jointe {guillemets(PIECE)}"
        raise Refus(Anomalie(origine, message, _ATTENDU))
    trouvees = jointes[PIECE]
    if len(trouvees) != 1:
        message = f"le PDF porte {len(trouvees)} pièces jointes {guillemets(PIECE)}"
        raise Refus(Anomalie(origine, message, "le fichier a été modifié : prenez l’original"))
    return bytes(trouvees[0])


@contextmanager
def _abime(origine: str) -> Iterator[None]:
    """Whatever the library says of a damaged file, told in French."""
    import logging

    journal = logging.getLogger("pypdf")
    avant = journal.level
    journal.setLevel(logging.CRITICAL)
    try:
        yield
    except Refus:
        raise
    except Exception:
        raise Refus(
            Anomalie(origine, "le PDF est abîmé", "le fichier a été modifié ou mal copié : prenez l’original")
        ) from None
    finally:
        journal.setLevel(avant)
