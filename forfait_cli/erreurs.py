"""What can go wrong, as types: faults are values, refusals carry them, exit codes are decided here."""

import errno
import re
from collections.abc import Callable, Iterable
from enum import IntEnum
from functools import cache
from itertools import islice
from typing import ClassVar, NamedTuple, TypeVar


class ExitCode(IntEnum):
    """What the process tells the shell."""

    FAIT = 0
    REFUS = 1
    USAGE = 2
    CATALOGUE = 3
    PARTIEL = 4
    BOGUE = 70
    INTERROMPU = 130


# --- The fields of a request, named by whoever speaks ----------------------------------------------

# A fault may name fields of the request: « habitants » is a flag on the command line, a title in a
# file, an argument in Python. The text carries the neutral name between two private signs, and each
# entrance puts its own word there (`Anomalie.dite`). No text from outside holds these signs: they are
# taken out of it where it is read (`francais.propre`).
_DEBUT, _FIN = "\ue001", "\ue002"

Nommer = Callable[[str], str]
Lu = TypeVar("Lu")


def champ(nom: str) -> str:
    """A field of a request inside the text of a fault: `champ("habitants")`."""
    return f"{_DEBUT}{nom}{_FIN}"


def nommer_champs(texte: str, nommer: Nommer) -> str:
    """The text with each field in the words of the entrance that `nommer` speaks for."""
    return _champs().sub(lambda trouve: nommer(trouve[1]), texte) if _DEBUT in texte else texte


def sans_valeurs(texte: str) -> str:
    """The text where no field is followed by what stands for its value, « N » or « NOM »: a column has none."""
    return texte.replace(f"{_FIN} NOM", _FIN).replace(f"{_FIN} N", _FIN)


@cache
def _champs() -> re.Pattern[str]:
    """Compiled for the first fault: most runs have none."""
    return re.compile(f"{_DEBUT}([^{_FIN}]*){_FIN}")


class Anomalie(NamedTuple):
    """A fault as a value: where it is, what it is, how to mend it."""

    origine: str  # a file and key, a field (`champ`), a line of a file; may be empty
    message: str  # what is wrong, one French sentence
    aide: str = ""  # what to do about it; may be empty

    @property
    def phrase(self) -> str:
        """Where it is and what it is."""
        return f"{self.origine} : {self.message}" if self.origine else self.message

    def dite(self, nommer: Nommer) -> "Anomalie":
        """The same fault, its fields in the words of one entrance."""
        origine, message, aide = self
        return Anomalie(nommer_champs(origine, nommer), nommer_champs(message, nommer), nommer_champs(aide, nommer))


class ErreurForfait(Exception):
    """Anything the program says no to. Carries every fault found, never only the first."""

    code: ClassVar[ExitCode] = ExitCode.REFUS

    def __init__(self, *anomalies: Anomalie) -> None:
        super().__init__(*anomalies)
        self.anomalies = anomalies

    def __str__(self) -> str:
        """What is wrong, in one sentence: for who catches it in Python."""
        return " ; ".join(anomalie.dite(str).message for anomalie in self.anomalies)

    def nue(self) -> "ErreurForfait":
        """The same error, without what it holds of the run that raised it."""
        return type(self)(*self.anomalies)

    def dite(self, nommer: Nommer) -> "ErreurForfait":
        """The same error, its fields in the words of one entrance."""
        return type(self)(*(anomalie.dite(nommer) for anomalie in self.anomalies))


class Refus(ErreurForfait):
    """The request is well formed and can't be met."""


class MauvaisUsage(ErreurForfait):
    """A field or a value of the request is wrong."""

    code = ExitCode.USAGE


class CatalogueInvalide(ErreurForfait):
    """The catalogue or the tarifs file is wrong; every fault is there."""

    code = ExitCode.CATALOGUE


class Recolte:
    """The faults found so far, so that all of them are told at once.

    An error that is raised holds the frames that it goes through. What these hold in turn, this among them, never
    holds the error: a list refused row by row would keep each of its errors to the end.
    """

    def __init__(self) -> None:
        self.anomalies: list[Anomalie] = []
        self._refus: list[ErreurForfait] = []

    def ajouter(self, *anomalies: Anomalie) -> None:
        """Add faults of usage; one told twice is told once."""
        for anomalie in anomalies:
            if anomalie not in self.anomalies:
                self.anomalies.append(anomalie)

    def noter(self, erreur: ErreurForfait) -> None:
        """Add what an error carries."""
        if isinstance(erreur, MauvaisUsage):
            self.ajouter(*erreur.anomalies)
        else:
            self._refus.append(erreur.nue())

    def lire(self, lecture: Callable[[], Lu]) -> Lu | None:
        """What `lecture` gives; None where it is at fault, and then `finir` will raise."""
        try:
            return lecture()
        except ErreurForfait as erreur:
            self.noter(erreur)
        return None

    def finir(self) -> None:
        """Raise what was gathered, the faults of usage before a refusal.

        Raises:
            MauvaisUsage: all of them.
            ErreurForfait: the first refusal.
        """
        erreur = self.erreur()
        try:
            if erreur is not None:
                raise erreur
        finally:
            del erreur

    def erreur(self) -> ErreurForfait | None:
        """What `finir` would raise; None where nothing is at fault."""
        if self.anomalies:
            return MauvaisUsage(*self.anomalies)
        return self._refus[0].nue() if self._refus else None


POSSIBLES_MAX = 300  # words that one is compared with, at some 5 µs each: lists of codes come from files


def suggestion(mot: str, possibles: Iterable[str]) -> str:
    """« vouliez-vous dire … ? » when `mot` is close to one of `possibles`, else an empty text."""
    from difflib import SequenceMatcher, get_close_matches

    premiers, court = list(dict.fromkeys(islice(possibles, POSSIBLES_MAX))), mot.lower()[:80]
    proches = get_close_matches(court, premiers, n=2, cutoff=0.65)
    if not proches:
        return ""
    # A second word only where it is nearly as near: « planchers » is « plancher », and not « tranches ».
    pres = [SequenceMatcher(None, proche, court).ratio() for proche in proches]
    proches = [
        proche
        for proche, ratio in zip(proches, pres, strict=True)
        if ratio >= pres[0] - 0.1 or proche.startswith(court)
    ]
    return f"vouliez-vous dire {' ou '.join(f'« {proche} »' for proche in proches)} ?"


def suggestion_puis(mot: str, possibles: Iterable[str], toutes: str) -> str:
    """The suggestion, then « formats possibles : … » as a sentence of its own; that alone where nothing is close."""
    proche = suggestion(mot, possibles)
    return f"{proche} {toutes[:1].upper()}{toutes[1:]}." if proche else f"{toutes}."


def cause_de_lecture(erreur: OSError) -> str:
    """Why a file can't be read."""
    return _LIRE.get(erreur.errno or 0) or raison(erreur)


def cause_d_ecriture(erreur: OSError) -> str:
    """Why a file can't be written."""
    if getattr(erreur, "winerror", None) in _OUVERT_AILLEURS:
        return "le droit d’écrire manque, ou le fichier est ouvert dans un autre programme"
    return _ECRIRE.get(erreur.errno or 0) or raison(erreur)


def raison(erreur: OSError) -> str:
    """The system's reason, in French, by its number: its own words are in the language of the system."""
    if erreur.errno is None:
        return "erreur du système"
    return _RAISONS.get(erreur.errno) or f"erreur {erreur.errno} du système"


_OUVERT_AILLEURS = (5, 32, 33)  # what Windows says of a file that Excel holds open, among other things
_LIRE = {
    errno.ENOENT: "le fichier n’existe pas",
    errno.EACCES: "le droit de le lire manque",
    errno.EPERM: "le droit de le lire manque",
}
_ECRIRE = {
    errno.ENOENT: "le dossier n’existe pas",
    errno.EACCES: "le droit d’écrire manque",
    errno.EPERM: "le droit d’écrire manque",
}
_RAISONS = {
    errno.ENOENT: "le fichier n’existe pas",
    errno.EISDIR: "c’est un dossier",
    errno.ENOTDIR: "un nom du chemin n’est pas celui d’un dossier",
    errno.EACCES: "le droit manque",
    errno.EPERM: "le système l’interdit",
    errno.EROFS: "le support est en lecture seule",
    errno.ENOSPC: "le disque est plein",
    errno.EDQUOT: "le quota de disque est atteint",
    errno.EFBIG: "le fichier dépasse la taille permise",
    errno.ENAMETOOLONG: "le nom est trop long",
    errno.ELOOP: "les liens du chemin tournent en rond",
    errno.EIO: "le support a une erreur de lecture ou d’écriture",
    errno.ENXIO: "le périphérique n’existe pas",
    errno.ENODEV: "le périphérique n’existe pas",
    errno.EBADF: "le flux est fermé",
    errno.EMFILE: "trop de fichiers sont ouverts",
    errno.ENFILE: "trop de fichiers sont ouverts sur la machine",
    errno.EBUSY: "il est occupé par un autre programme",
    errno.ETXTBSY: "il est en cours d’exécution",
    errno.EEXIST: "il existe déjà",
    errno.ENOMEM: "la mémoire manque",
    errno.EINVAL: "le nom ou le flux n’accepte pas cette opération",
    errno.EXDEV: "il est sur un autre disque",
    errno.EPIPE: "le programme qui lit s’est arrêté",
    errno.EAGAIN: "le flux n’est pas prêt",
    errno.ETIMEDOUT: "le support ne répond pas",
    errno.ESTALE: "le partage réseau n’est plus joignable",
    errno.ENOTEMPTY: "le dossier n’est pas vide",
}
