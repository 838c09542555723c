"""A PDF of the program, read back: the data attached to it, and the text of its pages."""

from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import TYPE_CHECKING, NamedTuple

from forfait_cli.erreurs import Anomalie, Refus
from forfait_cli.francais import guillemets

if TYPE_CHECKING:
    from pypdf import PdfReader

PIECE = "devis.json"
_PAGES_MAX = 500
_ATTENDU = "donnez un devis que ce programme a écrit, en JSON ou en PDF"


class Pdf(NamedTuple):
    """What matters of a PDF."""

    nom: str  # of the file attached
    piece: bytes
    texte: str  # page after page, a line for each row


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
    return Pdf(PIECE, piece, texte)


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
