"""What a run rests on: its date, its catalogue and its tarifs, each file found, opened and parsed once.

Which files: those that are named, then those of the environment, then those of the user's folder, then the
annex and no tarifs.
"""

import datetime
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from forfait_cli.domaine.catalogue import Catalogue
from forfait_cli.erreurs import Anomalie, MauvaisUsage, Refus, champ
from forfait_cli.francais import guillemets
from forfait_cli.readers.catalogue import chemin_embarque, load_catalogue
from forfait_cli.readers.demande.dates import lire_date
from forfait_cli.readers.fichiers import est_un_dossier

if TYPE_CHECKING:
    from forfait_cli.domaine.tarifs import Tarifs
    from forfait_cli.readers.tarifs import FichierTarifs

VARIABLES = {"catalogue": "FORFAIT_CATALOGUE", "tarifs": "FORFAIT_TARIFS"}
HORLOGE = "SOURCE_DATE_EPOCH"  # what builds that can be made again set in place of the clock
_CITES = 40  # characters of it that a message repeats


class Ou(NamedTuple):
    """Where to look for the files of a run."""

    catalogue: str | None = None  # as named; None: not named
    tarifs: str | None = None
    date: str | None = None
    environnement: Mapping[str, str] = {}
    dossier: Path | None = None  # the user's own; None: there is none


class Choix(NamedTuple):
    """A file chosen, and what chose it."""

    chemin: Path | None  # None: the embedded annex, or no tarifs
    par: str


class Contexte:
    """The date, the catalogue and the tarifs of a run. Nothing is read before it is asked for."""

    def __init__(self, ou: Ou) -> None:
        self.ou = ou
        self._fichiers: dict[Path, tuple[FichierTarifs, ...]] = {}
        self._documents: dict[Path, Catalogue | tuple[FichierTarifs, ...]] = {}

    # --- Which files ------------------------------------------------------------------------------

    @cached_property
    def choix_catalogue(self) -> Choix:
        """The file of the catalogue.

        Raises:
            MauvaisUsage: an empty name of file.
        """
        if (nomme := self._nomme("catalogue", self.ou.catalogue)) is not None:
            return nomme
        if (sien := self._dans_le_dossier("catalogue.toml")) is not None:
            return sien
        return Choix(None, "l’annexe fournie avec le programme")

    @cached_property
    def choix_tarifs(self) -> Choix:
        """The file, or the folder, of the tarifs.

        The user's own are laid over the user's catalogue or the annex, never over a catalogue named for
        once: they are not its prices.

        Raises:
            MauvaisUsage: an empty name of file.
        """
        if (nomme := self._nomme("tarifs", self.ou.tarifs)) is not None:
            return nomme
        if self._nomme("catalogue", self.ou.catalogue) is None:
            for nom in ("tarifs", "tarifs.toml"):
                if (sien := self._dans_le_dossier(nom)) is not None:
                    return sien
        return Choix(None, "aucun")

    def _nomme(self, quoi: str, nom: str | None) -> Choix | None:
        par = f"l’option {champ(quoi)}"
        if nom is None:
            nom = self.ou.environnement.get(VARIABLES[quoi])
            par = f"la variable {VARIABLES[quoi]}"
            if not nom:  # a variable that is set and empty says nothing
                return None
        if not nom.strip():
            raise MauvaisUsage(Anomalie(champ(quoi), "nom de fichier vide", "donnez un fichier ou retirez l’option"))
        return Choix(Path(nom), par)

    def _dans_le_dossier(self, nom: str) -> Choix | None:
        dossier = self.ou.dossier
        if dossier is None:
            return None
        sien = dossier / nom
        try:  # a folder from which the last file was taken away is as if it were not there
            trouve = any(un.suffix.lower() == ".toml" for un in sien.iterdir()) if sien.is_dir() else sien.exists()
        except OSError:  # it is there, and reading it says why it can't be: prices are not left out in silence
            trouve = True
        return Choix(sien, f"votre dossier de configuration ({dossier})") if trouve else None

    @property
    def lus(self) -> tuple[Path, ...]:
        """The files that this run rests on, read or to be read: nothing may be written over them."""
        chemins = [self.choix_catalogue.chemin or chemin_embarque()]
        if (tarifs := self.choix_tarifs.chemin) is not None:
            chemins.extend(Path(fichier.entete.chemin) for fichier in self._fichiers.get(tarifs, ()))
            chemins.append(tarifs)
        for chemin, lu in self._documents.items():
            chemins.append(chemin)
            if not isinstance(lu, Catalogue):
                chemins.extend(Path(fichier.entete.chemin) for fichier in lu)
        return tuple(dict.fromkeys(chemins))

    # --- What they say ----------------------------------------------------------------------------

    @cached_property
    def date(self) -> datetime.date | None:
        """The day asked for; none is taken from the clock.

        Raises:
            MauvaisUsage: it is no date.
        """
        return None if self.ou.date is None else lire_date(self.ou.date)

    @cached_property
    def base(self) -> Catalogue:
        """The catalogue, without tarifs.

        Raises:
            Refus, CatalogueInvalide: as `load_catalogue` does.
        """
        return load_catalogue(self.choix_catalogue.chemin)

    @cached_property
    def tarifs(self) -> "Tarifs | None":
        """The tarifs in force; today's where they are dated and no day is asked for.

        Raises:
            Refus, CatalogueInvalide: as the readers do.
            MauvaisUsage: the date is none.
        """
        chemin = self.choix_tarifs.chemin
        return None if chemin is None else self._en_vigueur(self._ouvrir(chemin), self.base)

    @cached_property
    def catalogue(self) -> Catalogue:
        """The catalogue with the tarifs laid over it.

        Raises:
            Refus, CatalogueInvalide: as the readers do.
            MauvaisUsage: the date is none.
        """
        if self.tarifs is None:
            return self.base
        from forfait_cli.domaine.tarifs import appliquer

        return appliquer(self.base, self.tarifs)

    @property
    def grille(self) -> Catalogue:
        """The catalogue with its tarifs; without them where the date, whose fault is told elsewhere, is none."""
        try:
            return self.catalogue
        except MauvaisUsage:
            return self.base

    @cached_property
    def jour_du_document(self) -> datetime.date:
        """The day that a document bears: the one asked for, else today.

        Raises:
            MauvaisUsage: the date is none.
            Refus: what the environment gives in place of the clock is no time.
        """
        return self.date or self._aujourdhui

    @cached_property
    def _aujourdhui(self) -> datetime.date:
        secondes = self.ou.environnement.get(HORLOGE)
        if not secondes:
            return aujourdhui()
        try:
            return datetime.datetime.fromtimestamp(int(secondes), datetime.UTC).date()
        except (ValueError, OverflowError, OSError):
            message = f"{guillemets(secondes[:_CITES])} n’est pas un nombre de secondes depuis 1970"
            raise Refus(Anomalie(f"variable {HORLOGE}", message, "corrigez-la, ou ôtez-la")) from None

    def jour(self) -> datetime.date | None:
        """The day asked for, else the one whose tarifs are taken."""
        if self.date is None and self.catalogue.tarifs is not None:
            return self.catalogue.tarifs.jour
        return self.date

    # --- Other files ------------------------------------------------------------------------------

    def grille_de(self, chemin: Path) -> Catalogue:
        """The catalogue of a file; where it holds tarifs, or is a folder of them, this run's catalogue with
        those laid over it.

        Raises:
            Refus, CatalogueInvalide: as the readers do; of a folder, every file is checked.
        """
        if chemin == self.choix_catalogue.chemin:
            return self.base
        lu = self._lire(chemin)
        if isinstance(lu, Catalogue):
            return lu
        from forfait_cli.domaine.tarifs import appliquer
        from forfait_cli.readers.tarifs import lire_tous

        tous = lire_tous(lu, self.base)
        if est_un_dossier(chemin):
            return appliquer(self.base, self._en_vigueur(lu, self.base))
        return appliquer(self.base, tous[0])  # named, so wanted, in force or not

    def verifiee(self, chemin: Path) -> Catalogue:
        """The catalogue of a file, as `grille_de` gives it; tarifs named beside it are laid over it.

        Raises:
            MauvaisUsage: tarifs are named beside a file of tarifs.
            Refus, CatalogueInvalide: as the readers do.
        """
        if self.ou.tarifs is None or (tarifs := self.choix_tarifs.chemin) is None:
            return self.grille_de(chemin)
        grille = self.grille_de(chemin)
        if not isinstance(self._documents.get(chemin, grille), Catalogue):
            message = f"ne sert pas avec des tarifs : {chemin} en est déjà"
            raise MauvaisUsage(Anomalie(champ("tarifs"), message, "vérifiez les deux fichiers l’un après l’autre"))
        from forfait_cli.domaine.tarifs import appliquer

        return appliquer(grille, self._en_vigueur(self._ouvrir(tarifs), grille))

    def _lire(self, chemin: Path) -> "Catalogue | tuple[FichierTarifs, ...]":
        if chemin not in self._documents:
            self._documents[chemin] = self._ouvrir(chemin) if est_un_dossier(chemin) else _ouvrir_fichier(chemin)
        return self._documents[chemin]

    def _ouvrir(self, chemin: Path) -> "tuple[FichierTarifs, ...]":
        if chemin not in self._fichiers:
            from forfait_cli.readers.tarifs import ouvrir

            self._fichiers[chemin] = ouvrir(chemin)
        return self._fichiers[chemin]

    def _en_vigueur(self, fichiers: "tuple[FichierTarifs, ...]", catalogue: Catalogue) -> "Tarifs":
        from forfait_cli.readers.tarifs import dependent_du_jour, lire_en_vigueur

        jour = self.date
        if jour is None and dependent_du_jour(fichiers):
            jour = self._aujourdhui
        tarifs = lire_en_vigueur(fichiers, catalogue, jour)
        return tarifs._replace(entete=tarifs.entete._replace(jour=jour))


def aujourdhui() -> datetime.date:
    """Today, by the clock: the one place that reads it. What it says is printed."""
    return datetime.datetime.now().astimezone().date()


def _ouvrir_fichier(chemin: Path) -> "Catalogue | tuple[FichierTarifs, ...]":
    from forfait_cli.readers.catalogue.lecture import lire_document
    from forfait_cli.readers.fichiers import empreinte_de, lire_octets
    from forfait_cli.readers.tarifs import est_un_tarif, ouvrir_document
    from forfait_cli.readers.toml import lire_toml

    contenu = lire_octets(chemin, "fichier")
    empreinte = empreinte_de(contenu)

    def lecture(document: dict[str, Any], fautes: list[Anomalie]) -> "Catalogue | tuple[FichierTarifs, ...]":
        if est_un_tarif(document):
            return (ouvrir_document(document, str(chemin), empreinte),)
        return lire_document(document, fautes, str(chemin), empreinte)

    relire = "forfait catalogue import, ou forfait tarifs import si elle ne demande que des prix"
    return lire_toml(contenu, str(chemin), lecture, relire=relire)
