"""Bytes to text, a block at a time: the encodings that French offices produce, told apart."""

import re
from collections.abc import Iterator
from typing import Protocol

from forfait_cli.erreurs import Anomalie, MauvaisUsage, Refus, cause_de_lecture, champ, suggestion_puis
from forfait_cli.readers import limites
from forfait_cli.readers.rows.source import citer

TAILLE_BLOC = 1 << 13  # small: the peak of memory is then the same for any length of file

ENCODAGES = {
    "utf-8": "utf-8", "utf8": "utf-8", "utf-8-sig": "utf-8",
    "cp1252": "cp1252", "windows-1252": "cp1252", "ansi": "cp1252",
    "iso-8859-1": "latin-1", "latin-1": "latin-1", "latin1": "latin-1", "iso-8859-15": "iso-8859-15",
}  # fmt: skip

_BOM = b"\xef\xbb\xbf"
_CLASSEURS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
_SECOURS = f"enregistrez le fichier en « CSV UTF-8 », ou dites son encodage : {champ('encodage')}"
# Letters and signs of French as UTF-8 writes them. In Windows-1252 these bytes are « Ã© », « â€™ »: no text has them.
_UTF_8 = re.compile(rb"[\xc2-\xc5][\x80-\xbf]|\xe2(?:\x80[\x80-\xbf]|\x82\xac|\x84\xa2)")


def encodage_demande(nom: str | None) -> str | None:
    """The encoding that is asked for by name.

    Raises:
        MauvaisUsage: it is not one of those read.
    """
    if nom is None:
        return None
    connu = ENCODAGES.get(nom.strip().lower().replace("_", "-"))
    if connu is None:
        lus = "encodages lus : utf-8, cp1252 (windows-1252), iso-8859-1, iso-8859-15"
        aide = suggestion_puis(nom, ENCODAGES, lus)
        raise MauvaisUsage(Anomalie(champ("encodage"), f"encodage inconnu ou non lu : {citer(nom)}", aide))
    return connu


def est_classeur(debut: bytes) -> bool:
    """Whether these first bytes are those of an Excel or LibreOffice file."""
    return debut.startswith(_CLASSEURS)


class Flux(Protocol):
    """Where bytes come from."""

    def read(self, taille: int, /) -> bytes | None:
        """Some bytes, none at the end; None where none has come yet."""
        ...

    def fileno(self) -> int:
        """What the system knows it by."""
        ...


class Texte:
    """The text of a file, by blocks that end with a line; `lus` bytes have been read so far.

    Without an encoding given: UTF-8, until a byte that is not. If nothing but ASCII came before, the file
    is Windows-1252. Where it mixes both, in one order or the other, it is refused, with the line.
    """

    def __init__(self, flux: Flux, origine: str, encodage: str | None = None) -> None:
        self._flux = flux
        self._origine = origine
        self._dit = encodage is not None
        self._accents = False  # UTF-8 beyond ASCII has been seen
        self.encodage = encodage or "utf-8"
        self.lus = 0
        self.ligne = 1  # of the next block

    def blocs(self) -> Iterator[str]:
        """The blocks, none empty; the last may lack its line end.

        Raises:
            Refus: a byte that the encoding does not have, UTF-16, a spreadsheet file, a read error.
        """
        reste = b""
        premier = True
        while True:
            lu = self._lire(max(TAILLE_BLOC, len(reste)))
            octets = reste + lu
            if premier and octets:
                octets = self._verifier_debut(octets)
                premier = False
            if not octets:
                return
            coupe = self._coupe(octets) if lu else len(octets)
            reste = octets[coupe:]
            if coupe:
                texte = self._decoder(octets[:coupe])
                yield texte
                self.ligne += texte.count("\n") or texte.count("\r")
            if len(reste) > limites.LIGNE_MAX:
                message = f"plus de {limites.LIGNE_MAX // limites.MIO} Mio sans fin de ligne"
                raise Refus(Anomalie(f"{self._origine}, ligne {self.ligne}", message, "est-ce bien un fichier CSV ?"))

    def _lire(self, taille: int) -> bytes:
        try:
            # None: a stream that does not wait, and has nothing yet.
            while (lu := self._flux.read(taille)) is None:
                _attendre(self._flux)
        except OSError as erreur:
            raise Refus(Anomalie(self._origine, f"lecture impossible : {cause_de_lecture(erreur)}")) from erreur
        self.lus += len(lu)
        return lu

    def _verifier_debut(self, octets: bytes) -> bytes:
        if est_classeur(octets):
            message = "c’est un classeur, pas un CSV"
            raise Refus(Anomalie(self._origine, message, "donnez son nom de fichier, avec .xlsx ou .ods"))
        if octets.startswith(b"%PDF-"):
            message = "c’est un PDF, pas une liste"
            raise Refus(
                Anomalie(self._origine, message, "donnez un CSV, un .xlsx ou un .ods, une collectivité par ligne")
            )
        debut = octets[:4096]
        pairs, impairs = debut[::2].count(0), debut[1::2].count(0)
        utf16 = max(pairs, impairs) * 4 > len(debut) and min(pairs, impairs) * 4 <= len(debut)
        if debut.startswith((b"\xff\xfe", b"\xfe\xff")) or utf16:
            message = "le fichier est en UTF-16, qui n’est pas lu"
            raise Refus(Anomalie(self._origine, message, "enregistrez-le en « CSV UTF-8 »"))
        if octets.startswith(_BOM) and self.encodage == "utf-8":
            self._accents = True  # the mark is UTF-8 beyond ASCII
            return octets[len(_BOM) :]
        return octets

    @staticmethod
    def _coupe(octets: bytes) -> int:
        """Where the last whole line ends; a final CR waits for the LF that may follow."""
        coupe = octets.rfind(b"\n") + 1
        if coupe:
            return coupe
        return octets.rfind(b"\r", 0, len(octets) - 1) + 1

    def _decoder(self, octets: bytes) -> str:
        if self.encodage == "cp1252" and not self._dit and (trouve := _UTF_8.search(octets)):
            lettre = citer(trouve[0].decode())
            message = f"{lettre} est en UTF-8 ici, et d’autres lettres du fichier en Windows-1252"
            raise Refus(Anomalie(self._place(octets, trouve.start()), message, _SECOURS))
        try:
            texte = octets.decode(self.encodage)
        except UnicodeDecodeError as erreur:
            if self._dit or self._accents or self.encodage != "utf-8":
                raise self._illisible(octets, erreur) from erreur
            self.encodage = "cp1252"
            return self._decoder(octets)
        if not self._accents and self.encodage == "utf-8":
            self._accents = not texte.isascii()
        return texte

    def _illisible(self, octets: bytes, erreur: UnicodeDecodeError) -> Refus:
        octet = octets[erreur.start]
        message = f"l’octet 0x{octet:02X} n’existe pas en {self.encodage}"
        return Refus(Anomalie(self._place(octets, erreur.start), message, _SECOURS))

    def _place(self, octets: bytes, rang: int) -> str:
        """The line of a byte of the block."""
        ligne = self.ligne + len(re.findall(rb"\r\n|\n|\r", octets[:rang]))
        return f"{self._origine}, ligne {ligne}"


def _attendre(flux: Flux) -> None:
    from select import select

    select([flux], [], [])
