"""Which catalogue and which tarifs are in use, and why: flags, environment, the user's folder, the annex."""

import datetime
import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import typer

from forfait_cli.commands.flags import FlagsGrille
from forfait_cli.domaine.grille import Catalogue
from forfait_cli.erreurs import Anomalie, MauvaisUsage
from forfait_cli.francais import guillemets
from forfait_cli.readers.catalogue import load_catalogue

if TYPE_CHECKING:
    from forfait_cli.domaine.tarifs import Tarifs


class EnUsage(NamedTuple):
    """The files chosen, each with what chose it."""

    catalogue: Path | None  # None: the embedded annex
    choix_catalogue: str
    tarifs: Path | None  # None: no tarifs
    choix_tarifs: str


def en_usage(flags: FlagsGrille) -> EnUsage:
    """The files that these flags, the environment and the user's folder choose, in that order.

    The folder's tarifs are laid over the folder's catalogue or the annex, never over a catalogue given
    for once: they are not its prices.

    Raises:
        MauvaisUsage: an empty name of file.
    """
    for nom in ("catalogue", "tarifs"):
        if getattr(flags, nom) is not None and not getattr(flags, nom).strip():
            raise MauvaisUsage(Anomalie(f"--{nom}", "nom de fichier vide", "donnez un fichier ou retirez l’option"))
    catalogue, tarifs = (Path(nom) if nom else None for nom in (flags.catalogue, flags.tarifs))
    choix_catalogue = _donne("catalogue", flags.catalogue)
    choix_tarifs = _donne("tarifs", flags.tarifs)
    dossier = dossier_utilisateur()
    if dossier is None:
        return EnUsage(catalogue, choix_catalogue, tarifs, choix_tarifs)
    sien = f"votre dossier de configuration ({dossier})"
    if tarifs is None and catalogue is None:
        trouve = next((essai for nom in ("tarifs", "tarifs.toml") if (essai := dossier / nom).exists()), None)
        tarifs, choix_tarifs = trouve, sien if trouve else choix_tarifs
    if catalogue is None and (dossier / "catalogue.toml").exists():
        catalogue, choix_catalogue = dossier / "catalogue.toml", sien
    return EnUsage(catalogue, choix_catalogue, tarifs, choix_tarifs)


def _donne(nom: str, valeur: str | None) -> str:
    if valeur is None:
        return "l’annexe fournie avec le programme" if nom == "catalogue" else "aucun"
    variable = f"FORFAIT_{nom.upper()}"
    return f"la variable {variable}" if os.environ.get(variable) == valeur else f"l’option --{nom}"


def dossier_utilisateur() -> Path | None:
    """The user's folder for this program, where the platform puts such folders; None if there is none."""
    dossier = Path(typer.get_app_dir("forfait"))
    return dossier if dossier.is_dir() else None


def catalogue_de(flags: FlagsGrille) -> Catalogue:
    """The catalogue in use, with the tarifs in use laid over it.

    Raises:
        Refus: a file can't be read, or no tarifs hold on the day.
        CatalogueInvalide: a file is wrong.
    """
    usage = en_usage(flags)
    catalogue = load_catalogue(usage.catalogue)
    if usage.tarifs is None:
        return catalogue
    try:
        jour = date_de(flags)
    except MauvaisUsage:
        return catalogue  # which prices are in force can't be told; the command refuses the date itself
    return avec_tarifs(catalogue, usage.tarifs, jour)


def avec_tarifs(catalogue: Catalogue, chemin: Path, jour: datetime.date | None) -> Catalogue:
    """The catalogue with the tarifs of a file, or those in force in a folder; today's, unless a day is given."""
    from forfait_cli.domaine.tarifs import appliquer

    return appliquer(catalogue, _lire_tarifs(catalogue, chemin, jour))


def tarifs_de(catalogue: Catalogue, flags: FlagsGrille) -> "Tarifs | None":
    """The tarifs in use, if there are any."""
    chemin = en_usage(flags).tarifs
    return None if chemin is None else _lire_tarifs(catalogue, chemin, date_de(flags))


def _lire_tarifs(catalogue: Catalogue, chemin: Path, jour: datetime.date | None) -> "Tarifs":
    from forfait_cli.readers.tarifs import sont_dates, trouver_tarifs

    if jour is None and sont_dates(chemin):
        jour = aujourdhui()
    tarifs = trouver_tarifs(chemin, catalogue, jour)
    return tarifs._replace(entete=tarifs.entete._replace(jour=jour))


def aujourdhui() -> datetime.date:
    """Today, by the clock: the one place that reads it. What it says is printed."""
    return datetime.datetime.now().astimezone().date()


def date_de(flags: FlagsGrille) -> datetime.date | None:
    """The date asked for; none is taken from the clock."""
    if flags.date is None:
        return None
    if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", flags.date, re.ASCII):
        try:
            return datetime.date.fromisoformat(flags.date)
        except ValueError:
            message = f"{guillemets(flags.date)} n’existe pas au calendrier"
            raise MauvaisUsage(Anomalie("--date", message)) from None
    message = f"{guillemets(flags.date)} n’est pas une date"
    raise MauvaisUsage(Anomalie("--date", message, "écrivez-la AAAA-MM-JJ, par exemple 2026-01-31"))
