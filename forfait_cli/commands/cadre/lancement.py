"""A run as it begins: what its arguments say of its files, before they are parsed.

The flags of a command come from the catalogue in use, and a flag says which one that is: those few flags are
looked for first.
"""

import errno
import os
import stat
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from typer import get_app_dir

from forfait_cli.commands.cadre.ligne import redresser
from forfait_cli.commands.sortie.messages import abreger, dire
from forfait_cli.domaine.catalogue import Catalogue
from forfait_cli.erreurs import ErreurForfait, cause_de_lecture
from forfait_cli.readers.catalogue import load_catalogue
from forfait_cli.readers.contexte import VARIABLES, Contexte, Ou
from forfait_cli.readers.demande.champs import Champ, champs_de

_FICHIERS = ("catalogue", "tarifs", "date")


class Lancement:
    """What the arguments of a run say of its files, and the context that follows."""

    def __init__(self, arguments: Sequence[str]) -> None:
        self._arguments = list(arguments)
        self.contexte = Contexte(self.ou(**_chercher(self._arguments)))

    def ou(self, catalogue: str | None = None, tarifs: str | None = None, date: str | None = None) -> Ou:
        """Where files are looked for, these being named."""
        return Ou(catalogue, tarifs, date, os.environ, self._dossier.chemin)

    def contexte_de(self, **nommes: str | None) -> Contexte:
        """The context of a run whose parsed flags name these: the one that was foreseen, unless they differ.

        Where the user's folder would have been looked into and can't be, that is told.
        """
        if self._dossier.illisible and any(
            nommes.get(quoi, "") is None and not os.environ.get(variable) for quoi, variable in VARIABLES.items()
        ):
            dire([f"Attention : {self._dossier.illisible}"])
        return self.contexte if self.contexte.ou == (ou := self.ou(**nommes)) else Contexte(ou)

    @cached_property
    def _dossier(self) -> "Dossier":
        return dossier_utilisateur()

    @cached_property
    def champs(self) -> tuple[Champ, ...]:
        """The fields of a request made of the catalogue in use.

        Raises:
            ErreurForfait: as reading the catalogue does.
        """
        return champs_de(self.catalogue())

    def catalogue(self) -> Catalogue:
        """The catalogue in use; the annex where that one is faulty and only a page of help is wanted."""
        try:
            return self.contexte.base
        except ErreurForfait:
            if not self._aide_seule():
                raise
            return load_catalogue()

    def _aide_seule(self) -> bool:
        if _completee() is not None or not [argument for argument in self._arguments if not argument.startswith("-")]:
            return True
        return any(argument in ("--help", "-h", "aide") for argument in self._arguments)


def lancement(arguments: Sequence[str]) -> Lancement:
    """The run of these arguments, or of those that a shell wants completed."""
    completee = _completee()
    return Lancement(arguments if completee is None else completee)


def _completee() -> list[str] | None:
    if "_FORFAIT_COMPLETE" not in os.environ:
        return None
    ligne = os.environ.get("COMP_WORDS") or os.environ.get("_TYPER_COMPLETE_ARGS") or ""
    import shlex

    try:
        return shlex.split(ligne)[1:]
    except ValueError:  # a quote that is still open
        return ligne.split()[1:]


def _chercher(arguments: Sequence[str]) -> dict[str, str | None]:
    """The files that these arguments name, the last of each kind."""
    trouves: dict[str, str | None] = {}
    attendu: str | None = None
    for argument in arguments:
        if attendu is not None:
            trouves[attendu], attendu = argument, None
            continue
        if argument == "--":
            break
        tete, egal, valeur = argument.partition("=")
        nom = redresser(tete, {f"--{nom}": True for nom in _FICHIERS}).removeprefix("--")
        if nom in _FICHIERS:
            if egal:
                trouves[nom] = valeur
            else:
                attendu = nom
    return trouves


class Dossier(NamedTuple):
    """The user's folder for this program, where the platform puts such folders."""

    chemin: Path | None  # None: there is none
    illisible: str = ""  # why it is left aside, a sentence


def place_du_dossier() -> Path:
    """Where the user's folder is, or would be.

    Raises:
        RuntimeError: the user has no home.
    """
    return Path(get_app_dir("forfait"))


def dossier_utilisateur() -> Dossier:
    """The user's folder, if there is one that can be looked into."""
    try:
        chemin = place_du_dossier()
    except RuntimeError:  # no home
        return Dossier(None)
    try:
        if not stat.S_ISDIR(chemin.stat().st_mode):
            return Dossier(None)
        if not os.access(chemin, os.R_OK | os.X_OK):
            raise PermissionError(errno.EACCES, "")
    except (FileNotFoundError, NotADirectoryError):
        return Dossier(None)
    except OSError as erreur:
        cause = cause_de_lecture(erreur)
        message = f"votre dossier de configuration est laissé de côté ({abreger(str(chemin))}) : {cause}."
        return Dossier(None, message)
    return Dossier(chemin)
