"""What can go wrong, as types: faults are values, refusals carry them, exit codes are decided here."""

from collections.abc import Iterable
from enum import IntEnum
from typing import ClassVar, NamedTuple


class ExitCode(IntEnum):
    """What the process tells the shell."""

    FAIT = 0
    REFUS = 1
    USAGE = 2
    CATALOGUE = 3
    PARTIEL = 4
    BOGUE = 70
    INTERROMPU = 130


class Anomalie(NamedTuple):
    """A fault as a value: where it is, what it is, how to mend it."""

    origine: str  # a file and key, a flag, a line of a file; may be empty
    message: str  # what is wrong, one French sentence
    aide: str = ""  # what to do about it; may be empty


class ErreurForfait(Exception):
    """Anything the program says no to. Carries every fault found, never only the first."""

    code: ClassVar[ExitCode] = ExitCode.REFUS

    def __init__(self, *anomalies: Anomalie) -> None:
        self.anomalies = anomalies
        super().__init__(" ; ".join(anomalie.message for anomalie in anomalies))


class Refus(ErreurForfait):
    """The request is well formed and can't be met."""


class MauvaisUsage(ErreurForfait):
    """A flag or a value is wrong."""

    code = ExitCode.USAGE


class CatalogueInvalide(ErreurForfait):
    """The catalogue or the tarifs file is wrong; every fault is there."""

    code = ExitCode.CATALOGUE


def suggestion(mot: str, possibles: Iterable[str]) -> str:
    """« Vouliez-vous dire … ? » when `mot` is close to one of `possibles`, else an empty text."""
    from difflib import get_close_matches

    proches = get_close_matches(mot.lower(), list(possibles), n=2, cutoff=0.6)
    if not proches:
        return ""
    return f"Vouliez-vous dire {' ou '.join(f'« {proche} »' for proche in proches)} ?"


def cause_de_lecture(erreur: OSError) -> str:
    """Why a file can't be read."""
    match erreur:
        case FileNotFoundError():
            return "le fichier n’existe pas"
        case IsADirectoryError():
            return "c’est un dossier"
        case PermissionError():
            return "le droit de le lire manque"
        case _:
            return erreur.strerror or "erreur du système"
