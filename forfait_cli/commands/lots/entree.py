"""A list of collectivités as it is named: its flags, its rows, its columns, what reads them."""

from pathlib import Path
from typing import NamedTuple, TypeVar

import typer

from forfait_cli.commands.cadre.drapeaux import Drapeau, Texte
from forfait_cli.commands.cadre.saisie import Saisie
from forfait_cli.commands.cadre.valeurs import departements
from forfait_cli.commands.lots.avancement import Avancement
from forfait_cli.commands.sortie.messages import dire
from forfait_cli.domaine.catalogue import Catalogue
from forfait_cli.erreurs import Anomalie, champ
from forfait_cli.readers.demande.champs import RECHERCHE, Genre
from forfait_cli.readers.demande.colonnes import Colonnes, Titres
from forfait_cli.readers.demande.lecture import Lecteur, lire_population
from forfait_cli.readers.demande.recherche import Chercheur
from forfait_cli.readers.rows.ouverture import ouvrir, separateur_demande
from forfait_cli.readers.rows.source import Source
from forfait_cli.readers.rows.texte import encodage_demande

TITRE = "Le fichier"
ENTREE = (
    Drapeau("fichier", Texte, typer.Argument(
        metavar="FICHIER", help="CSV, XLSX ou ODS ; - pour un CSV sur l’entrée standard."
    )),
    Drapeau("departement", Texte, typer.Option(
        "--departement", metavar="CODE", rich_help_panel=TITRE, autocompletion=departements,
        help="À la place d’un fichier, toutes les communes de ce département ; avec un fichier, départage les communes "
        "de même nom.",
    )),
    Drapeau("population", Texte, typer.Option(
        "--population", metavar="GENRE", rich_help_panel=TITRE,
        help="totale ou municipale, pour les communes cherchées (sans elle, ce que dit le catalogue).",
    )),
    Drapeau("separateur", Texte, typer.Option(
        "--separateur", metavar="SIGNE", help="« , », « ; » ou tab (sans lui, deviné).", rich_help_panel=TITRE
    )),
    Drapeau("encodage", Texte, typer.Option(
        "--encodage", metavar="NOM", help="utf-8, cp1252… (sans lui, deviné).", rich_help_panel=TITRE
    )),
)  # fmt: skip

Lu = TypeVar("Lu")


class Entree(NamedTuple):
    """A list that is open."""

    source: Source
    colonnes: Colonnes
    lecteur: Lecteur
    forfaits: tuple[str, ...] | None  # codes asked for where a row names none; None: all

    def options(self) -> list[str]:
        """The codes of the options that the columns can ask for."""
        if "option" in self.colonnes.rangs:
            return [option.code for option in self.lecteur.catalogue.options]
        return [un.option for un in self.lecteur.champs if un.option and un.nom in self.colonnes.rangs]

    def rangs(self, *genres: Genre) -> frozenset[int]:
        """The ranks of the columns that hold fields of these kinds."""
        return frozenset(
            self.colonnes.rangs[un.nom]
            for un in self.lecteur.champs
            if un.genre in genres and un.nom in self.colonnes.rangs
        )

    def lisibles(self) -> dict[str, str]:
        """The titles for a person of the columns that bear a field's own name."""
        titres = Titres(self.lecteur.catalogue, self.lecteur.champs)
        return {un.nom: titres.lisible(un) for un in self.lecteur.champs if un.titres is not None}

    def avancement(self, *, sortie_visible: bool) -> Avancement:
        """How far it has been read, on standard error."""
        return Avancement(self.source.avancement, sortie_visible=sortie_visible)


def lus(saisie: Saisie) -> tuple[Path, ...]:
    """The files that a run over a list reads: nothing may be written over them."""
    fichier = saisie.autres["fichier"]
    liste = () if fichier is None else (Path("/dev/stdin" if fichier == "-" else fichier),)
    return (*saisie.contexte.lus, *liste)


def ouvrir_entree(saisie: Saisie, catalogue: Catalogue) -> Entree:
    """Open the list that the flags of `ENTREE` name, and tell how it is read.

    Raises:
        ErreurForfait: what is wrong with the flags, and all that was gathered before; the file can't be read.
    """
    fichier, departement = saisie.autres["fichier"], saisie.autres["departement"]
    recolte = saisie.recolte
    signe = recolte.lire(lambda: separateur_demande(saisie.autres["separateur"]))
    code = recolte.lire(lambda: encodage_demande(saisie.autres["encodage"]))
    dite = saisie.autres["population"]
    genre = None if dite is None else recolte.lire(lambda: lire_population(dite))
    lecteur = Lecteur(catalogue, Chercheur(departement), ligne=True, population=genre)
    quoi = recolte.lire(lambda: lecteur.quoi(saisie.valeurs))
    if fichier is None and departement is None:
        aide = f"donnez un fichier, - pour l’entrée standard, ou {champ('departement')} CODE"
        recolte.ajouter(Anomalie("FICHIER", "argument manquant", aide))
    recolte.finir()
    titres = Titres(catalogue, lecteur.champs)
    if fichier is not None:
        source: Source = ouvrir(fichier, encodage=code, separateur=signe, connu=titres.est_connu)
    else:
        from forfait_cli.readers.rows.departement import SourceDepartement

        source = SourceDepartement(departement)
    colonnes = titres.reconnaitre(source.noms, source.origine, sans_qui=lecteur.sans_description())
    if fichier is not None and not any(nom in colonnes.rangs for nom in RECHERCHE):
        message = "ne sert qu’à chercher une commune, et aucune colonne n’en nomme une"
        sans_objet = [nom for nom, valeur in (("departement", departement), ("population", dite)) if valeur is not None]
        recolte.ajouter(*(Anomalie(champ(nom), message, "retirez cette option") for nom in sans_objet))
        recolte.finir()
    dire([*source.remarques, *(colonnes.remarques if fichier is not None else ())])
    return Entree(source, colonnes, lecteur, None if quoi is None else quoi.forfaits)
