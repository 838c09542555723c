"""Runs of one target, one after the other, in a process of its own that a watch may end.

An input is drawn from the target, the seed and its rank alone: the same three draw it again.
"""

import io
import json
import os
import re
import shutil
import struct
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from mmap import mmap
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple
from unittest.mock import patch

from lectures import ANNEXE, chiffrer_un_peu
from outils import RACINE, environnement

from forfait_cli import chiffrer, load_catalogue
from forfait_cli.commands.app import executer
from forfait_cli.commands.cadre import lancement
from forfait_cli.commands.cadre.aide import Groupe
from forfait_cli.commands.sortie.messages import dire_erreur
from forfait_cli.domaine.catalogue import Catalogue
from forfait_cli.domaine.tarifs import appliquer
from forfait_cli.erreurs import ErreurForfait
from forfait_cli.readers import contexte
from forfait_cli.readers.catalogue.lecture import lire_catalogue
from forfait_cli.readers.communes.base import Base
from forfait_cli.readers.communes.proches import Proches
from forfait_cli.readers.demande.lecture import Lecteur
from forfait_cli.readers.demande.recherche import Chercheur
from forfait_cli.readers.tarifs import lire_tarifs
from forfait_cli.render.devis import vue
from fuzz.cibles import CIBLES
from fuzz.essai import Essai
from fuzz.garde import ANGLAIS, MIO, Trace, memoire, observer, observer_dehors, restes

_ATTENTE = 60.0  # seconds without an execution, after which a process is given up
_PLACES = struct.Struct("qq")  # the rank of the input being run, and how many were accepted


class Defaut(NamedTuple):
    """An input that showed a fault."""

    cible: str
    graine: int
    rang: int
    quoi: tuple[str, ...]


class Bilan(NamedTuple):
    """What came of some executions of a target."""

    cible: str
    faites: int
    acceptees: int  # exit code 0
    secondes: float  # of the clock
    memoire: int  # MiB
    defauts: tuple[Defaut, ...]


def tirer(cible: str, graine: int, rang: int) -> Essai:
    """The input of that rank."""
    return CIBLES[cible](Random(f"{cible} {graine} {rang}"))


def faire(essai: Essai, dossier: Path, *, dehors: bool = False) -> Trace:
    """Run an input in a folder, which is emptied after; `dehors`: as a process of its own."""
    trace = observer(lambda: _directement(essai)) if essai.direct and not dehors else _en_entier(essai, dossier, dehors)
    siens = tuple(faute for faute in trace.defauts if not _vient_de_l_entree(faute, essai))
    return trace._replace(defauts=siens)


def _en_entier(essai: Essai, dossier: Path, dehors: bool) -> Trace:
    for nom, octets in essai.fichiers.items():
        (dossier / nom).write_bytes(octets)
    if dehors:
        trace = observer_dehors(essai.arguments, essai.entree)
    else:
        trace = observer(lambda: executer(essai.arguments), essai.entree)
    defauts = restes(dossier)
    for un in dossier.iterdir():
        if un.is_dir():
            shutil.rmtree(un)
        else:
            un.unlink()
    return trace._replace(defauts=(*trace.defauts, *defauts))


def _vient_de_l_entree(faute: str, essai: Essai) -> bool:
    """Whether a word of English is the input's own, which a page repeats: « tout » cut short."""
    if not faute.endswith(ANGLAIS):
        return False
    mot = re.escape(faute.removesuffix(ANGLAIS).split("« ")[-1])
    lus = [octets.decode(code, errors="replace") for octets in _octets(essai) for code in ("utf-8", "latin-1")]
    return any(re.search(rf"(?<![^\W_]){mot}(?![^\W_])", texte) for texte in (*lus, *essai.arguments))


def _octets(essai: Essai) -> Iterator[bytes]:
    """All that an input holds, the parts of a workbook unfolded."""
    yield essai.entree
    for octets in essai.fichiers.values():
        yield octets
        with suppress(Exception), zipfile.ZipFile(io.BytesIO(octets)) as archive:
            yield from map(archive.read, archive.namelist())


def _directement(essai: Essai) -> int:
    """Read the file, or the fields, and cost with it; what is refused is told as the program tells it."""
    nom, contenu = next(iter(essai.fichiers.items()), ("", b""))
    try:
        if not nom:
            chiffrage = chiffrer(ANNEXE, Lecteur(ANNEXE, Chercheur()).lire(_champs(essai.arguments[1:])))
            vue(chiffrage).donnees()
        elif nom == "t.toml":
            chiffrer_un_peu(appliquer(ANNEXE, lire_tarifs(contenu, nom, ANNEXE)))
        else:
            chiffrer_un_peu(lire_catalogue(contenu, nom, "sha256:"))
    except ErreurForfait as erreur:
        dire_erreur(erreur.dite(str).anomalies)
        return int(erreur.code)
    return 0


def _champs(mots: Sequence[str]) -> dict[str, Any]:
    """The fields that « flag=value » words give, as the flags of a command do."""
    valeurs: dict[str, Any] = {}
    for mot in mots:
        nom, egal, valeur = mot.removeprefix("--").replace("\x00", "").partition("=")
        champ = nom.replace("-", "_")
        if champ in ("forfait", "exige", "option"):
            valeurs.setdefault(champ, []).append(valeur)
        else:
            valeurs[champ] = valeur if egal else True
    return valeurs


@contextmanager
def bac() -> Iterator[Path]:
    """A folder to run in, in an environment that says nothing; what never changes is read once."""
    ou = Path.cwd()
    with TemporaryDirectory() as dossier:
        env = environnement({"HOME": dossier, "XDG_CONFIG_HOME": dossier, "APPDATA": dossier})
        os.chdir(dossier)
        try:
            with patch.dict(os.environ, env, clear=True), _lectures_gardees():
                yield Path(dossier)
        finally:
            os.chdir(ou)


@contextmanager
def _lectures_gardees() -> Iterator[None]:
    """What never changes from one execution to the next is made once: it takes longer than all the rest.

    The annex, the index of the names of communes, and the commands, where the line names no file of a grid.
    """
    lire, construire, faire_ = load_catalogue, Proches.__init__, Groupe.get_command
    faites: dict[tuple[object, ...], Any] = {}
    lus: dict[None, Catalogue] = {}
    noms: dict[str, Any] = {}

    def charger(chemin: Path | None = None) -> Catalogue:
        return lire(chemin) if chemin is not None else lus.get(None) or lus.setdefault(None, lire())

    def init(self: Proches, base: Base) -> None:
        if not noms:
            construire(self, base)
            noms.update(vars(self))
        vars(self).update({**noms, "_base": base})

    def get_command(self: Groupe, ctx: Any, cmd_name: str) -> Any:
        ou = getattr(getattr(ctx.find_root().obj, "contexte", None), "ou", None)
        if ou is None or (ou.catalogue, ou.tarifs, ou.date) != (None, None, None):
            return faire_(self, ctx, cmd_name)
        cle = (type(self), cmd_name)
        if cle not in faites:
            faites[cle] = faire_(self, ctx, cmd_name)
        return faites[cle]

    with (
        patch.object(Groupe, "get_command", get_command),
        patch.object(Proches, "__init__", init),
        patch.object(contexte, "load_catalogue", charger),
        patch.object(lancement, "load_catalogue", charger),
    ):
        yield


def enfant(cible: str, graine: int, rangs: range, partage: Path, *, dehors: bool = False) -> None:
    """Run these inputs, telling each fault on standard output as a line of JSON."""
    with partage.open("r+b") as flux, mmap(flux.fileno(), _PLACES.size) as places, bac() as dossier:
        acceptees = 0
        for rang in rangs:
            _PLACES.pack_into(places, 0, rang, acceptees)
            trace = faire(tirer(cible, graine, rang), dossier, dehors=dehors)
            acceptees += trace.code == 0
            if trace.defauts:
                print(json.dumps([rang, trace.defauts]), flush=True)
                if memoire() > MIO:  # what it held can't be told from what the next one takes
                    break
        _PLACES.pack_into(places, 0, rang + 1, acceptees)
    print(json.dumps([-1, [str(memoire())]]), flush=True)


def mener(
    cible: str, graine: int, nombre: int, debut: int = 0, tranche: int = 20_000, *, dehors: bool = False
) -> Bilan:
    """That many executions, in processes of `tranche` at most; one that dies or hangs is a fault of its input."""
    depart = time.monotonic()
    defauts: list[Defaut] = []
    acceptees = haut = 0
    rang = debut
    while rang < debut + nombre:
        fin = min(rang + tranche, debut + nombre)
        atteint, bonnes, mesure, trouves = _une_tranche(cible, graine, range(rang, fin), dehors=dehors)
        defauts += trouves
        acceptees, haut, rang = acceptees + bonnes, max(haut, mesure), atteint
    return Bilan(cible, nombre, acceptees, time.monotonic() - depart, haut, tuple(defauts))


def _une_tranche(cible: str, graine: int, rangs: range, *, dehors: bool) -> tuple[int, int, int, list[Defaut]]:
    with TemporaryDirectory() as dossier:
        partage, dit, faux = (Path(dossier) / nom for nom in ("places", "dit", "faux"))
        partage.write_bytes(bytes(_PLACES.size))
        commande = [
            sys.executable,
            str(Path(__file__).with_name("lancer.py")),
            "--enfant",
            cible,
            "--graine",
            str(graine),
        ]
        commande += ["--debut", str(rangs.start), "--executions", str(len(rangs)), "--partage", str(partage)]
        commande += ["--dehors"] if dehors else []
        with dit.open("wb") as sortie, faux.open("wb") as erreur:
            processus = subprocess.Popen(commande, stdout=sortie, stderr=erreur, cwd=RACINE)
            pendu = _veiller(processus, partage)
        rang, acceptees = _PLACES.unpack(partage.read_bytes())
        defauts, mesure = [], 0
        for un, quoi in _lus(dit.read_text(encoding="utf-8").splitlines()):
            if un < 0:
                mesure = int(quoi[0])
            else:
                defauts.append(Defaut(cible, graine, un, tuple(quoi)))
        if pendu or processus.returncode:
            mots = faux.read_text(encoding="utf-8", errors="replace").strip().splitlines()[-1:]
            fin = (
                f"plus de {_ATTENTE:.0f} s sans réponse" if pendu else f"processus mort ({processus.returncode}) {mots}"
            )
            defauts.append(Defaut(cible, graine, rang, (fin,)))
            rang += 1
        return rang, acceptees, mesure, defauts


def _lus(lignes: Iterable[str]) -> Iterator[tuple[int, list[str]]]:
    for ligne in lignes:
        with suppress(ValueError):  # a line that the end of the process cut
            yield json.loads(ligne)


def _veiller(processus: "subprocess.Popen[bytes]", partage: Path) -> bool:
    """Wait for its end; whether it hung and was killed."""
    vu, quand = b"", time.monotonic()
    while True:
        with suppress(subprocess.TimeoutExpired):
            processus.wait(1)
            return False
        if (la := partage.read_bytes()) != vu:
            vu, quand = la, time.monotonic()
        elif time.monotonic() - quand > _ATTENTE:
            processus.kill()
            processus.wait()
            return True
