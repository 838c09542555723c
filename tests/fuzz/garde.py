"""What no execution may do, whatever its input: each fault that one shows, in words.

A traceback, exit 70, more than two seconds of processor, more than 300 MiB, a temporary file left behind, a word of
English or a sign that commands a terminal.
"""

import io
import json
import re
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, redirect_stderr, redirect_stdout, suppress
from pathlib import Path
from typing import NamedTuple
from unittest.mock import patch

SECONDES = 2.0
MIO = 300
ANGLAIS = " » est de l’anglais"
ATTENTE = 60.0  # seconds of the clock, for a process of its own
CODES = frozenset((0, 1, 2, 3, 4))
_BINAIRES = (b"PK\x03\x04", b"%PDF-")

# What commands a terminal, turns letters round or can't be seen: told here by its numbers, not asked of the program.
_COMMANDE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u2028\u2029\ud800-\udfff\ue000-\uf8ff]")
_COMMANDE_CSV = re.compile(
    _COMMANDE.pattern.replace("\x0b-\x1f", "\x0b\x0c\x0e-\x1f")
)  # a cell keeps its own line ends
# Words of the system and of the libraries that no French sentence has.
_ANGLAIS = re.compile(
    r"\b(?:the|is|are|was|were|not|cannot|can't|couldn't|could|must|should|with|without|file|files|found|directory|"
    r"such|invalid|expected|unexpected|error|errors|missing|unknown|failed|failure|denied|required|of|and|by|from|"
    r"while|when|this|that|which|has|have|been|bad|broken|too|many|bytes?|codec|decode|encode|string|integer|float|"
    r"object|traceback|nonetype|keyerror|valueerror|typeerror|try|command|got|out|read|write|empty|already|exists|"
    r"unable|unsupported|unterminated|illegal|overwrite|escaped?|allowed|given|takes?|does|did|you|your|please|"
    r"warning|available|choose|or)\b|\b(?:None|True|False|NaN|Infinity)\b|Decimal\(|datetime\.|<class "
)
_ABIME = re.compile(r"\w*�[\w�]*")  # half a word of the input: « gr�and »
_MAJUSCULE = re.compile(r"(?<![\w-])(?:The|Error|Invalid|Usage:|Warning|No such|Missing|Unknown|Try|Expected|Cannot)\b")
# What a message repeats of the input, and what has to be typed as it is.
_CITE = re.compile(r"«[^«»]*»|(?<![\w-])--?[\w-]+|^\s*forfait .*$", re.MULTILINE)


_BALISES = re.compile(r"<style>.*?</style>|<[^<>]*>", re.DOTALL)


class Trop(BaseException):
    """The processor's time is up. No `except Exception` stops it."""


class Trace(NamedTuple):
    """What an execution left behind."""

    code: int | None  # None: it raised
    sortie: bytes
    erreur: bytes
    defauts: tuple[str, ...]


def observer(executer: Callable[[], int], entree: bytes = b"") -> Trace:
    """Run it with streams of its own."""
    sortie, erreur = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True) for _ in range(2))
    stdin = io.TextIOWrapper(io.BytesIO(entree), encoding="utf-8")
    defauts: list[str] = []
    code: int | None = None
    debut, avant = time.process_time(), memoire()
    with patch.object(sys, "stdin", stdin), redirect_stdout(sortie), redirect_stderr(erreur):
        try:
            with _borne(SECONDES):
                code = int(executer())
        except Trop:
            defauts.append(f"plus de {SECONDES:.0f} s")
        except BaseException as levee:
            if isinstance(levee, KeyboardInterrupt):
                raise
            defauts.append(f"exception {type(levee).__name__} : {levee}")
    duree = time.process_time() - debut
    if duree > SECONDES and not defauts:
        defauts.append(f"{duree:.1f} s")
    dite, dit = sortie.buffer.getvalue(), erreur.buffer.getvalue()
    if (maximum := memoire()) > plafond(avant):
        defauts.append(f"{maximum} Mio")
    return Trace(code, dite, dit, (*defauts, *_fautes(code, dite, dit)))


def observer_dehors(arguments: Sequence[str], entree: bytes = b"") -> Trace:
    """Run the program as a process of its own, on a machine that may be busy with others."""
    nus = [mot.replace("\0", "") for mot in arguments]  # no process has one
    mots = [mot.encode("utf-8", errors="surrogateescape" if _reversible(mot) else "replace") for mot in nus]
    commande: list[str | bytes] = [sys.executable, "-m", "forfait_cli", *mots]
    avant = memoire(resource.RUSAGE_CHILDREN)
    processus = subprocess.Popen(commande, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    defauts = []
    try:
        dite, dit = processus.communicate(entree, timeout=ATTENTE)
    except subprocess.TimeoutExpired:
        processus.kill()
        dite, dit = processus.communicate()
        defauts.append(f"plus de {ATTENTE:.0f} s sans finir")
    if (maximum := memoire(resource.RUSAGE_CHILDREN)) > plafond(avant):
        defauts.append(f"{maximum} Mio")
    code = processus.returncode
    return Trace(code, dite, dit, (*defauts, *_fautes(code, dite, dit)))


def _reversible(mot: str) -> bool:
    return not any("\ud800" <= signe <= "\udfff" and not "\udc80" <= signe <= "\udcff" for signe in mot)


def _fautes(code: int | None, dite: bytes, dit: bytes) -> list[str]:
    """What the exit code and the texts show."""
    fautes = fautes_de_texte(dite, "stdout") + fautes_de_texte(dit, "stderr")
    if code is not None and code not in CODES:
        fautes.append(f"code {code}")
    if code not in (0, None) and not dit and not dite:
        fautes.append(f"code {code} sans un mot")
    return fautes


def memoire(qui: int = resource.RUSAGE_SELF) -> int:
    """The most memory that this process, or its children, ever held, in MiB."""
    return _mio(resource.getrusage(qui).ru_maxrss)


def plafond(avant: int) -> int:
    """What a run may make the peak, in MiB; where it was beyond the bound before, the run is not to blame for that."""
    return MIO + (avant if avant > MIO else 0)


def _mio(mesure: int) -> int:
    return mesure // (1 << 20 if sys.platform == "darwin" else 1 << 10)


def fautes_de_texte(octets: bytes, ou: str) -> list[str]:
    """What is wrong with what is written there: signs and words; a workbook or a PDF is no text."""
    if octets.startswith(_BINAIRES):
        return []
    fautes = signes_qui_commandent(octets, ou)
    texte = octets.decode(errors="replace")
    if texte.startswith("<!DOCTYPE html>"):
        texte = _BALISES.sub(" ", texte)
    elif texte[:1] in ("{", "["):  # keys and words of the program's own
        with suppress(ValueError):
            json.loads(texte)
            return fautes
    if mot := next(anglais(texte), ""):
        fautes.append(f"{ou} : « {mot}{ANGLAIS}")
    if "Traceback (most" in texte:
        fautes.append(f"{ou} : une trace")
    return fautes


def signes_qui_commandent(octets: bytes, ou: str) -> list[str]:
    """The first sign that no reader should be handed; on standard output, cells of a CSV keep their line ends."""
    try:
        texte = octets.decode()
    except UnicodeDecodeError:
        return [f"{ou} n’est pas en UTF-8"]
    trouve = (_COMMANDE if ou == "stderr" else _COMMANDE_CSV).search(texte)
    return [] if trouve is None else [f"{ou} : signe U+{ord(trouve[0]):04X}"]


def anglais(texte: str) -> Iterator[str]:
    """The words of English of a text, what it cites apart."""
    propre = _ABIME.sub(" ", texte)
    while (moins := _CITE.sub(" ", propre)) != propre:
        propre = moins
    for motif in (_ANGLAIS, _MAJUSCULE):
        yield from (trouve[0] for trouve in motif.finditer(propre))


def restes(dossier: Path) -> list[str]:
    """The temporary files that an execution left in its folder."""
    return [f"fichier laissé : {un.name}" for un in dossier.iterdir() if un.name.endswith(".tmp")]


@contextmanager
def _borne(secondes: float) -> Iterator[None]:
    """Raise `Trop` once that much of the processor was used."""

    def lever(_numero: int, _ou: object) -> None:
        raise Trop

    avant = signal.signal(signal.SIGPROF, lever)
    signal.setitimer(signal.ITIMER_PROF, secondes, 0.1)  # again, where something swallowed it
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, avant)
