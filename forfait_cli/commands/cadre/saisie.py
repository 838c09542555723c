"""What was typed: the fields given, the run's context, the place of the result; every fault told at once."""

import inspect
import sys
from collections.abc import Callable, Mapping, Sequence
from functools import wraps
from pathlib import Path
from typing import Any, get_type_hints

import typer
from typer._click.core import Command
from typer._click.globals import get_current_context
from typer.main import get_command

from forfait_cli.commands.cadre.aide import Commande
from forfait_cli.commands.cadre.drapeaux import (
    GRILLE,
    Drapeau,
    drapeau_de,
    drapeaux_de_sortie,
    lire_drapeaux,
    mots_de,
    nommer,
)
from forfait_cli.commands.cadre.lancement import Lancement
from forfait_cli.commands.cadre.ligne import MORCEAUX, a_plat, ecrire
from forfait_cli.commands.cadre.valeurs import completer
from forfait_cli.commands.sortie import Sortie, fichier_demande
from forfait_cli.commands.sortie.flux import est_un_terminal
from forfait_cli.domaine.demande import Demande
from forfait_cli.erreurs import Anomalie, ExitCode, MauvaisUsage, Recolte, champ
from forfait_cli.readers.contexte import Contexte
from forfait_cli.readers.demande.champs import Champ, Groupe
from forfait_cli.readers.demande.lecture import Lecteur
from forfait_cli.render.formats import FORMATS, SUFFIXES, SUFFIXES_DOCUMENTS, Format, choisir

FORMAT_ET_PLACE: tuple[str, ...] = ("format", "output")
Suffixes = Mapping[Format, tuple[str, ...]]


class Saisie:
    """What was typed for one command."""

    def __init__(
        self,
        contexte: Contexte,
        champs: Sequence[Champ],
        valeurs: dict[str, Any],
        sortie: dict[str, Any],
        autres: dict[str, Any],
    ) -> None:
        self.contexte = contexte
        self.valeurs = valeurs  # by name of field
        self.autres = autres  # by name of flag
        self.recolte = Recolte()
        self._champs = champs
        self._sortie = sortie

    def sortie(self, formats: Suffixes = SUFFIXES, defaut: Format = Format.TABLE) -> Sortie:
        """Where the result goes and how; what is wrong with that is gathered."""
        fichier = self.recolte.lire(lambda: fichier_demande(self._sortie.get("output")))
        format_ = self.recolte.lire(lambda: _format(self._sortie.get("format"), fichier, formats, defaut))
        jour = None
        if format_ is not None and FORMATS[format_].feuille:
            jour = self.recolte.lire(lambda: self.contexte.jour_du_document)
        return Sortie(fichier, format_ or defaut, jour)

    @property
    def format_demande(self) -> Any:
        """The format as it was typed; None where it was not."""
        return self._sortie.get("format")

    def format_des_documents(self) -> Format:
        """The format of the documents of a folder; what is wrong with that is gathered."""
        if self._sortie.get("output") is not None:
            message, aide = f"ne sert pas avec {champ('documents')}", "retirez l’un des deux"
            self.recolte.ajouter(Anomalie(champ("output"), message, aide))
        demande = self._sortie.get("format")
        return self.recolte.lire(lambda: choisir(demande, None, SUFFIXES_DOCUMENTS, Format.PDF)) or Format.PDF

    def sans(self, groupe: Groupe) -> bool:
        """Whether no field of a group is given."""
        return not any(un.nom in self.valeurs for un in self._champs if un.groupe is groupe)

    def ligne(self) -> str:
        """The line that gives this request again: what was typed, then the fields that were answered."""
        ctx = get_current_context()
        tapes = a_plat(ctx.meta.get(MORCEAUX, []))
        return ecrire([*ctx.command_path.split(), *mots_de(self._champs, self.valeurs), *tapes])

    def avec_la_grille(self, *mots: str) -> str:
        """The words of a line to type next, on the grid that was named here."""
        nommee = self.contexte.ou.catalogue
        return ecrire([*mots, *(() if nommee is None else ("--catalogue", nommee))])

    def verifier_date(self) -> None:
        """Gather what is wrong with the date, where nothing else reads it."""
        self.recolte.lire(lambda: self.contexte.date)

    def demande(self) -> Demande:
        """The request that was typed.

        Raises:
            ErreurForfait: what is wrong with it, and all that was gathered before.
        """
        catalogue = self.contexte.grille
        jour = self.recolte.lire(self.contexte.jour)
        demande = self.recolte.lire(lambda: Lecteur(catalogue).lire(self.valeurs))
        self.recolte.finir()
        assert demande is not None  # else something was gathered
        return demande._replace(date=jour)


def _format(demande: str | None, fichier: Path | None, formats: Suffixes, defaut: Format) -> Format:
    choisi = choisir(demande, fichier, formats, defaut)
    if FORMATS[choisi].binaire and fichier is None and est_un_terminal(sys.stdout):
        aide = f"ajoutez -o fichier{formats[choisi][0]}, ou redirigez la sortie"
        raise MauvaisUsage(Anomalie(champ("format"), f"le format {choisi} ne s’affiche pas dans un terminal", aide))
    return choisi


def application(
    fonction: Callable[..., ExitCode],
    *groupes: Groupe,
    formats: Suffixes | None = SUFFIXES,
    defaut: Format = Format.TABLE,
    seulement: Sequence[str] = (),
    drapeaux: Sequence[Drapeau] = (),
    suite: Sequence[Drapeau] = (),
) -> Callable[[Lancement], Command]:
    """A command made at the start of a run, once the catalogue in use is known.

    `groupes`: the fields that it takes, of which `seulement` some; with `Groupe.GRILLE`, the files too.
    `formats`: those that it writes; None: it has no such flags. `drapeaux`, `suite`: others, that it shares with
    another command, before and after its own. The function gets a `Saisie`, then its own parameters.
    """

    def construire(lancement: Lancement) -> Command:
        demandes = [groupe for groupe in groupes if groupe is not Groupe.GRILLE]
        champs = [
            un
            for un in (lancement.champs if demandes else ())
            if un.groupe in demandes and (not seulement or un.nom in seulement)
        ]
        communs = (GRILLE if Groupe.GRILLE in groupes else ()) + (
            () if formats is None else drapeaux_de_sortie(formats, defaut)
        )
        types = get_type_hints(fonction, include_extras=True)
        siens = [
            un.replace(kind=un.KEYWORD_ONLY, annotation=types[nom])
            for nom, un in inspect.signature(fonction).parameters.items()
            if types[nom] is not Saisie
        ]

        @wraps(fonction)
        def commande(**tapees: Any) -> ExitCode:
            # What may be repeated comes as a tuple, empty where it was not given.
            valeurs: dict[str, Any] = {
                nom: (list(v) or None) if isinstance(v, tuple) else v for nom, v in tapees.items()
            }
            lues = lire_drapeaux(champs, valeurs)
            nommes = {un.nom: valeurs.pop(un.nom) for un in GRILLE if un.nom in valeurs}
            sortie = {} if formats is None else {nom: valeurs.pop(nom) for nom in FORMAT_ET_PLACE}
            autres = {un.nom: valeurs.pop(un.nom) for un in (*drapeaux, *suite)}
            saisie = Saisie(lancement.contexte_de(**nommes), champs, lues, sortie, autres)
            return fonction(saisie, **valeurs)

        commande.__signature__ = inspect.Signature(siens)  # type: ignore[attr-defined]
        commande.__annotations__ = {un.name: un.annotation for un in siens}
        app = typer.Typer(add_completion=False)
        app.command(cls=Commande)(commande)
        faite = get_command(app)
        assert isinstance(faite, Commande)
        faite.params = [
            *(un.parametre() for un in drapeaux),
            *(drapeau_de(un, completer(un, lancement.catalogue)).parametre() for un in champs),
            *faite.params,
            *(un.parametre() for un in (*suite, *communs)),
        ]
        faite.nommer = nommer(champs)
        faite.champs = tuple(champs)
        faite.grille = lancement.catalogue
        return faite

    return construire
