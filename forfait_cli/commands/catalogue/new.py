"""`forfait catalogue new`: a grid that begins, by a few questions or from an example to change."""

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Optional

import typer

from forfait_cli.commands.cadre.ligne import ecrire
from forfait_cli.commands.cadre.saisie import Saisie, application
from forfait_cli.commands.sortie import fichier_demande
from forfait_cli.commands.sortie.fichiers import ecrire_fichier
from forfait_cli.commands.sortie.flux import ecrire_sortie_standard
from forfait_cli.commands.sortie.messages import dire
from forfait_cli.domaine.ebauche import A_PRECISER, DEPART, Ebauche, tables
from forfait_cli.erreurs import Anomalie, ExitCode, MauvaisUsage, Refus, champ
from forfait_cli.francais import guillemets
from forfait_cli.readers import ebauche as lecture
from forfait_cli.readers.catalogue.lecture import tables_de, verifier_tables
from forfait_cli.render.gabarit import SUFFIXES
from forfait_cli.render.gabarit.grille import rendre

SANS_TITRE = "Ma grille"
_GRILLE = "Ce que dit la grille"
_Textes = Optional[list[str]]  # noqa: UP045


def new(
    saisie: Saisie,
    output: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option("--output", "-o", metavar="FICHIER", help=f"La grille à écrire : {', '.join(SUFFIXES)}."),
    ] = None,
    defaut: Annotated[bool, typer.Option("--defaut", help="Sans question : un exemple à changer.")] = False,
    d_apres: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option("--d-apres", metavar="GRILLE", help="Une grille (.toml) à reprendre dans un classeur."),
    ] = None,
    titre: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option("--titre", metavar="TEXTE", help="Le nom de la grille.", rich_help_panel=_GRILLE),
    ] = None,
    source: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option(
            "--source", metavar="TEXTE", help="La délibération ou la convention qui la fixe.", rich_help_panel=_GRILLE
        ),
    ] = None,
    organisme: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option(
            "--organisme",
            metavar="TEXTE",
            help="Qui la publie, avec son article : « le centre de gestion ».",
            rich_help_panel=_GRILLE,
        ),
    ] = None,
    forfait: Annotated[
        _Textes, typer.Option("--forfait", metavar="NOM", help="Un forfait (répétable).", rich_help_panel=_GRILLE)
    ] = None,
    service: Annotated[
        _Textes,
        typer.Option(
            "--service",
            metavar="NOM",
            help="Un service compris, « Sauvegarde : 5 Go » s’il se compte (répétable).",
            rich_help_panel=_GRILLE,
        ),
    ] = None,
    option: Annotated[
        _Textes,
        typer.Option(
            "--option",
            metavar="NOM",
            help="Une option, « Sauvegarde : Go » si elle se compte (répétable).",
            rich_help_panel=_GRILLE,
        ),
    ] = None,
    seuils_habitants: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option(
            "--seuils-habitants",
            metavar="NOMBRES",
            help="Le premier nombre de chaque strate suivante : « 500, 1000, 3500 ».",
            rich_help_panel=_GRILLE,
        ),
    ] = None,
    seuils_agents: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option("--seuils-agents", metavar="NOMBRES", help="Les mêmes, en agents.", rich_help_panel=_GRILLE),
    ] = None,
) -> ExitCode:
    """Commence une grille : un fichier commenté, ou un classeur à remplir.

    Dans un terminal, quelques questions ; sinon, un exemple à changer. Les prix restent à écrire.

    Exemple : forfait catalogue new -o grille.toml
    """
    cible = saisie.recolte.lire(lambda: _cible(output))
    dits = {"forfait": forfait, "service": service, "option": option}
    seuils = {"habitants": seuils_habitants, "agents": seuils_agents}
    lue = saisie.recolte.lire(lambda: _lire(titre, source, organisme, dits, seuils))
    if d_apres is not None:
        saisie.recolte.ajouter(*_reprise_impossible(output, decrite=defaut or lue is not None))
    saisie.recolte.finir()
    if d_apres is not None:
        contenu = tables_de(Path(d_apres))
    else:
        contenu = tables(lue or (DEPART if defaut else _interroger() or DEPART))
        verifier_tables(contenu, "grille")
    if cible is None:
        ecrire_sortie_standard(rendre(contenu))
        return ExitCode.FAIT
    nom = ecrire([str(cible)])
    ecrire_fichier(cible, rendre(contenu, cible.suffix.lower()))
    if cible.suffix.lower() == ".toml":
        dire([f"Grille écrite dans {cible} ; les prix y restent à écrire. Pour la vérifier :"])
        dire([f"  forfait catalogue check {nom}"])
    else:
        dire([f"Classeur écrit dans {cible}. Une fois rempli :", f"  forfait catalogue import {nom} -o grille.toml"])
    return ExitCode.FAIT


def _cible(output: str | None) -> Path | None:
    """The file to write, which must not be there yet."""
    cible = fichier_demande(output)
    if cible is None:
        return None
    if cible.suffix.lower() not in SUFFIXES:
        message = f"aucune grille pour le suffixe {guillemets(cible.suffix)}"
        raise MauvaisUsage(Anomalie(champ("output"), message, f"prenez l’un de : {', '.join(SUFFIXES)}"))
    if cible.exists():
        aide = "choisissez un autre nom, ou supprimez ce fichier"
        raise Refus(Anomalie(str(cible), "ce fichier existe déjà : une grille qui commence n’en remplace aucun", aide))
    return cible


def _reprise_impossible(output: str | None, *, decrite: bool) -> Iterator[Anomalie]:
    """What is wrong beside a grid that is taken up: it is described already, and its file is there already."""
    if decrite:
        yield Anomalie(champ("d_apres"), "cette grille est déjà décrite", "retirez les autres options")
    if output is None or output.lower().endswith(".toml"):
        aide = f"prenez l’un de : {', '.join(un for un in SUFFIXES if un != '.toml')}"
        yield Anomalie(champ("output"), "une grille se reprend dans un classeur", aide)


def _lire(
    titre: str | None,
    source: str | None,
    organisme: str | None,
    dits: dict[str, list[str] | None],
    seuils: dict[str, str | None],
) -> Ebauche | None:
    """What the flags say; None where they say nothing."""
    if not any((titre, source, organisme, *dits.values(), *seuils.values())):
        return None
    lue = Ebauche(
        " ".join((titre or SANS_TITRE).split()),
        " ".join((source or A_PRECISER).split()),
        None if organisme is None else lecture.lire_organisme(organisme),
        tuple(map(lecture.lire_forfait, lecture.couper(dits["forfait"] or ()))),
        tuple(lecture.lire_compte(texte, "service") for texte in lecture.couper(dits["service"] or ())),
        tuple(lecture.lire_compte(texte, "option") for texte in lecture.couper(dits["option"] or ())),
        {
            mesure: lus
            for mesure, texte in seuils.items()
            if texte is not None and (lus := lecture.lire_seuils(texte, mesure))
        },
    )
    lecture.verifier(lue)
    return lue


def _interroger() -> Ebauche | None:
    """What somebody answers; None where nobody is there to."""
    from forfait_cli.commands.guide.terminal import possible

    if not possible():
        return None
    from forfait_cli.commands.guide.grille import interroger

    return interroger()


app = application(new, formats=None)
