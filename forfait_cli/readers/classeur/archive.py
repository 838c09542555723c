"""The file of a workbook, a zip of XML: its parts, unfolded and parsed a little at a time, within bounds."""

import zlib
from collections.abc import Callable, Iterator
from struct import unpack_from
from typing import BinaryIO
from xml.parsers.expat import ExpatError, ParserCreate
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from forfait_cli.erreurs import Anomalie, Refus, cause_de_lecture
from forfait_cli.francais import nombre
from forfait_cli.readers import limites
from forfait_cli.readers.classeur.fautes import CHIFFRE, demesure, illisible

_MORCEAU = 1 << 16
_OLE = b"\xd0\xcf\x11\xe0"  # XLS, or an encrypted XLSX
_FIN, _FIN64 = b"PK\x05\x06", b"PK\x06\x07"
_ABIME = (BadZipFile, zlib.error, EOFError, ValueError, RuntimeError, NotImplementedError, KeyError)

Debut = Callable[[str, dict[str, str]], object]
Fin = Callable[[str], object]
Donnees = Callable[[str], object]


class Archive:
    """A zip; the caller closes its file."""

    def __init__(self, flux: BinaryIO, origine: str) -> None:
        self.origine = origine
        self._libres = limites.DEPLIES_LIBRES
        self._comptees: set[str] = set()  # parts whose weight has been taken from that
        try:
            self._taille = flux.seek(0, 2)
            if self._taille > limites.OCTETS_CLASSEUR:
                raise limites.trop_gros(origine, limites.OCTETS_CLASSEUR)
            flux.seek(0)
            if flux.read(4) == _OLE:
                message = "le classeur est au format .xls, ou protégé par un mot de passe"
                raise illisible(origine, message, "enregistrez-le en .xlsx, sans mot de passe")
            if _sommaire(flux, self._taille) > limites.OCTETS_SOMMAIRE:
                raise demesure(origine, "trop de parties")
            self._zip = ZipFile(flux)
        except OSError as erreur:
            raise Refus(Anomalie(origine, f"lecture impossible : {cause_de_lecture(erreur)}")) from erreur
        except _ABIME as erreur:
            raise illisible(origine) from erreur
        self._parties = {partie.filename: partie for partie in self._zip.infolist()}
        self._lus = self._total = 0  # bytes of the part being read, unfolded

    def __contains__(self, nom: str) -> bool:
        return nom in self._parties

    def tout(self, nom: str, *, facultatif: bool = False) -> bytes:
        """All of a small part."""
        if facultatif and nom not in self._parties:
            return b""
        partie = self._partie(nom)
        if partie.file_size > limites.MIO:
            raise demesure(self.origine, f"la partie {nom} est trop longue")
        return b"".join(self._morceaux(partie))

    def avancement(self) -> int:
        """How much of the part being read has been read, in percent."""
        return 100 * self._lus // max(1, self._total)

    def parcourir_tout(self, nom: str, debut: Debut, fin: Fin | None = None) -> None:
        """Parse a small part."""
        for _ in self.parcourir(nom, Avancee(), debut, fin):
            pass

    def parcourir(
        self, nom: str, avancee: "Avancee", debut: Debut, fin: Fin | None = None, donnees: Donnees | None = None
    ) -> Iterator[None]:
        """Parse a part: calls what it is given, and gives way after each piece of it.

        Names come as « namespace name ». Who listens tells `avancee` when something is complete.

        Raises:
            Refus: the part is damaged, or goes on without anything complete.
        """
        analyseur = ParserCreate("UTF-8", " ")  # whatever the part says: spreadsheets write nothing else
        analyseur.buffer_text = True
        analyseur.StartElementHandler = debut
        analyseur.EndElementHandler = fin
        analyseur.CharacterDataHandler = donnees
        analyseur.StartDoctypeDeclHandler = self._doctype
        partie = self._partie(nom)
        balises = limites.BALISES_LIBRES + limites.BALISES_PAR_OCTET * self._poids(partie)
        try:
            for morceau in self._morceaux(partie):
                balises -= morceau.count(b"<")
                if balises < 0:
                    raise demesure(self.origine, "trop de cellules, presque toutes vides ou pareilles")
                analyseur.Parse(morceau)
                avancee.attente += len(morceau)
                if avancee.attente > limites.SANS_LIGNE_MAX:
                    raise demesure(self.origine, f"une ligne de plus de {limites.SANS_LIGNE_MAX // limites.MIO} Mio")
                yield
            analyseur.Parse(b"", True)
        except ExpatError as erreur:
            raise illisible(self.origine) from erreur
        yield

    def _morceaux(self, partie: ZipInfo) -> Iterator[bytes]:
        self._lus, self._total = 0, partie.file_size
        try:
            with self._zip.open(partie) as flux:
                while morceau := flux.read(_MORCEAU):
                    self._lus += len(morceau)
                    yield morceau
        except OSError as erreur:
            raise Refus(Anomalie(self.origine, f"lecture impossible : {cause_de_lecture(erreur)}")) from erreur
        except _ABIME as erreur:
            raise illisible(self.origine) from erreur

    def _partie(self, nom: str) -> ZipInfo:
        """The part of that name, within bounds."""
        partie = self._parties.get(nom)
        if partie is None or partie.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
            raise illisible(self.origine)
        if partie.flag_bits & 1:
            raise illisible(self.origine, *CHIFFRE)
        if nom not in self._comptees:
            self._comptees.add(nom)
            self._libres -= max(partie.file_size - limites.DEPLIES_PAR_OCTET * self._poids(partie), 0)
        if self._libres < 0:
            raise demesure(self.origine, f"{nombre(partie.file_size)} octets une fois déplié")
        return partie

    def _poids(self, partie: ZipInfo) -> int:
        """How many bytes a part weighs, whatever the list of parts says."""
        return min(partie.compress_size, self._taille)

    def _doctype(self, *_: object) -> None:
        # No spreadsheet writes one, and entities unfold without end.
        raise illisible(self.origine)


class Avancee:
    """What a part being parsed has been like since something in it was last complete."""

    def __init__(self) -> None:
        self.attente = 0  # bytes

    def complet(self) -> None:
        """Something is complete: a row, a text."""
        self.attente = 0


def _sommaire(flux: BinaryIO, taille: int) -> int:
    """How many bytes the list of parts says it has: `ZipFile` reads it whole."""
    depart = max(0, taille - 65_557 - 76)
    flux.seek(depart)
    queue = flux.read()
    place = queue.rfind(_FIN)
    if place < 0 or len(queue) < place + 22:
        raise BadZipFile
    if queue[max(0, place - 20) : place].startswith(_FIN64):
        return int(unpack_from("<Q", queue, place - 76 + 40)[0]) if place >= 76 else limites.OCTETS_SOMMAIRE + 1  # noqa: PLR2004
    return int(unpack_from("<I", queue, place + 12)[0])
