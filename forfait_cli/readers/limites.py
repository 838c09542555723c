"""How big, deep and numerous what comes in may be: far beyond what anyone writes, and no further.

A file that goes beyond is refused at once, before it costs time or memory.
"""

from pathlib import Path

from forfait_cli.erreurs import Anomalie, Refus
from forfait_cli.francais import nombre

MIO = 1 << 20

# --- What is typed for a document ------------------------------------------------------------------
# A page has room for that much in a heading or on a line of an address; a workbook's cell for 32,767 signs.
SIGNES_NOM = 300  # the longest names of public bodies have some 250
SIGNES_LIGNE = 200  # of a reference, of an object, of a line of an address
LIGNES_ADRESSE = 12

# --- Files read whole ------------------------------------------------------------------------------
OCTETS_TOML = MIO  # a catalogue or tarifs: the annex weighs 15 kB
LIGNES_TOML, POINTS_TOML = 20_000, 20_000  # lines; dots of dotted keys
POINTS_LIGNE_TOML = 2_000  # on one line: the time of a key grows as their square
OCTETS_GRILLE = 16 * MIO  # a grid that was filled in
OCTETS_DOCUMENT = 64 * MIO  # a devis made earlier

# --- Text in rows ----------------------------------------------------------------------------------
LIGNE_MAX = 4 * MIO  # bytes of a line, characters of a row: beyond, the file is not a table of text
COLONNES_MAX = 4_096  # the widest public files have some 2,000

# --- Workbooks -------------------------------------------------------------------------------------
OCTETS_CLASSEUR = 256 * MIO  # the file
OCTETS_SOMMAIRE = MIO  # its list of parts: some 10,000
FEUILLES_MAX = 255
LIGNES_TABLEUR = 1 << 20  # what spreadsheets themselves hold
DEPLIES_LIBRES = 64 * MIO  # bytes that its parts may unfold to together, whatever their weight
DEPLIES_PAR_OCTET = 100  # and how many more for each byte that a part weighs: sheets give 8 to 30
BALISES_LIBRES = 1_600_000  # tags of a part, whatever its weight: they are what takes time
BALISES_PAR_OCTET = 2  # and how many more for each byte that it weighs: sheets give less than 1
SANS_LIGNE_MAX = 4 * MIO  # bytes in which no row ends, and no shared text: bounds the longest row
PROFONDEUR_MAX = 100  # of nested elements
CHAINES_MAX = 2_000_000  # shared texts
SIGNES_MAX = 32 * MIO  # characters of all these texts
LIGNES_REPETEES_MAX = 50_000  # rows that are filled, that an ODS does not write and says to be as the one before
REPETEES_MAX = 5_000_000  # cells that an ODS does not write, and says to be as the one before

# --- A grid that was filled in ---------------------------------------------------------------------
LIGNES_GRILLE, CELLULES_GRILLE = 20_000, 500_000


def lire_au_plus(fichier: Path, maximum: int) -> bytes:
    """All the bytes of a file that holds at most `maximum` of them; a device without end is never read whole.

    Raises:
        OSError: the file can't be read.
        Refus: there are more.
    """
    with fichier.open("rb") as flux:
        contenu = flux.read(maximum + 1)
    if len(contenu) > maximum:
        raise trop_gros(str(fichier), maximum)
    return contenu


def trop_gros(origine: str, maximum: int) -> Refus:
    """The refusal of a file of more than `maximum` bytes."""
    message = f"fichier de plus de {nombre(maximum // MIO)} Mio"
    return Refus(Anomalie(origine, message, "ce n’est sans doute pas le bon fichier : vérifiez son nom"))


def toml_demesure(contenu: bytes) -> str:
    """Why a TOML file is not worth parsing, whose cost grows faster than its weight; empty: it is."""
    lignes = contenu.split(b"\n")
    if len(lignes) > LIGNES_TOML:
        return f"plus de {nombre(LIGNES_TOML)} lignes"
    # What comes before the last sign = of a line: dotted keys, and the amounts of a table on that line.
    points = [(ligne.rpartition(b"=")[0] or ligne).count(b".") for ligne in lignes if not ligne.startswith(b"#")]
    if max(points, default=0) > POINTS_LIGNE_TOML:
        return f"plus de {nombre(POINTS_LIGNE_TOML)} points dans une clé"
    return f"plus de {nombre(POINTS_TOML)} points dans les clés" if sum(points) > POINTS_TOML else ""
