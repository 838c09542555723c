"""`forfait tarifs use`: tarifs put in the user's own folder, where every command finds them."""

import datetime
import stat
from pathlib import Path
from typing import Annotated

import typer

from forfait_cli.commands.cadre.lancement import place_du_dossier
from forfait_cli.commands.cadre.saisie import Saisie, application
from forfait_cli.commands.sortie.fichiers import ecrire_fichier
from forfait_cli.commands.sortie.messages import dire
from forfait_cli.domaine.catalogue import EnTete
from forfait_cli.domaine.ebauche import code_de
from forfait_cli.domaine.tarifs import verifier_suite
from forfait_cli.erreurs import Anomalie, ExitCode, MauvaisUsage, Refus, cause_d_ecriture, cause_de_lecture, champ
from forfait_cli.francais import date_longue
from forfait_cli.readers.contexte import VARIABLES, Contexte
from forfait_cli.readers.demande.champs import Groupe
from forfait_cli.readers.fichiers import est_un_dossier, lire_octets
from forfait_cli.readers.tarifs import FichierTarifs, lire_tous, ouvrir, ouvrir_contenu

DOSSIER, SEUL = "tarifs", "tarifs.toml"
_NOM_MAX = 80  # signs


def use(
    saisie: Saisie,
    fichier: Annotated[str, typer.Argument(metavar="FICHIER", help="Le fichier de tarifs, en .toml.")],
) -> ExitCode:
    """Met des tarifs en usage, pour toutes les commandes.

    Ils sont vérifiés avec la grille en usage, puis copiés dans votre dossier de configuration, à côté de ceux des
    autres dates. Rien n’y est remplacé.

    Exemple : forfait tarifs use tarifs-2027.toml
    """
    saisie.verifier_date()
    saisie.recolte.lire(lambda: _sans_tarifs(saisie.contexte))
    saisie.recolte.finir()
    contexte, source = saisie.contexte, Path(fichier)
    _sans_catalogue_nomme(contexte)
    if est_un_dossier(source):
        raise Refus(Anomalie(fichier, "c’est un dossier", "donnez l’un de ses fichiers, puis les autres"))
    contenu = lire_octets(source, "fichier de tarifs")
    ouvert = ouvrir_contenu(contenu, fichier)
    lire_tous((ouvert,), contexte.base)
    dossier = _dossier()
    cible = dossier / DOSSIER / f"{_nom(ouvert.entete)}.toml"
    if _existe(cible) and lire_octets(cible, "fichier de tarifs") == contenu:
        dire([f"Ces tarifs sont déjà en usage : {cible}."])
        return ExitCode.FAIT
    _verifier_place(dossier, cible, ouvert)
    _creer(cible.parent)
    ecrire_fichier(cible, contenu, (*contexte.lus, source))
    dire([f"Tarifs mis en usage : {cible}.", *_quand(ouvert.entete, contexte.jour_du_document)])
    if variable := contexte.ou.environnement.get(VARIABLES["tarifs"]):
        dire([f"La variable {VARIABLES['tarifs']} passe avant eux tant qu’elle est donnée : {variable}."])
    dire(["Pour revenir en arrière, supprimez ce fichier. Pour voir la grille en usage :", "  forfait catalogue show"])
    return ExitCode.FAIT


def _sans_tarifs(contexte: Contexte) -> None:
    if contexte.ou.tarifs is not None:
        message = "ne sert pas ici : les tarifs à mettre en usage se donnent seuls"
        raise MauvaisUsage(Anomalie(champ("tarifs"), message, "retirez cette option"))


def _sans_catalogue_nomme(contexte: Contexte) -> None:
    """What is in the folder is laid over the catalogue of that folder, or the annex: over no other."""
    if contexte.ou.catalogue is None and not contexte.ou.environnement.get(VARIABLES["catalogue"]):
        return
    choix = contexte.choix_catalogue
    message = f"{choix.chemin} est nommé par {choix.par} : les tarifs en usage ne se posent pas sur lui"
    aide = f"copiez-le d’abord : {_dossier() / 'catalogue.toml'} ; puis recommencez sans le nommer"
    raise Refus(Anomalie("catalogue", message, aide))


def _dossier() -> Path:
    try:
        return place_du_dossier()
    except RuntimeError as erreur:
        message = "il n’y a pas de dossier personnel où les mettre"
        aide = f"donnez-les à chaque commande, ou par la variable {VARIABLES['tarifs']}"
        raise Refus(Anomalie("", message, aide)) from erreur


def _nom(entete: EnTete) -> str:
    return entete.du.isoformat() if entete.du is not None else code_de(entete.titre)[:_NOM_MAX].strip("-") or DOSSIER


def _verifier_place(dossier: Path, cible: Path, ouvert: FichierTarifs) -> None:
    """Refuse what would replace other tarifs, or not follow them day after day."""
    if _existe(cible):
        aide = "supprimez-le d’abord, ou donnez d’autres dates à ceux-ci"
        raise Refus(Anomalie(str(cible), "d’autres tarifs de cette date y sont déjà", aide))
    seul = dossier / SEUL
    if _existe(seul):
        message = "ces tarifs sont en usage, et ne le seraient plus"
        raise Refus(Anomalie(str(seul), message, f"déplacez-les dans {cible.parent}, ou supprimez-les"))
    if _existe(cible.parent) and any(un.suffix.lower() == ".toml" for un in cible.parent.iterdir()):
        verifier_suite([*(un.entete for un in ouvrir(cible.parent)), ouvert.entete])


def _existe(chemin: Path) -> bool:
    """Whether something is there, that can be looked into.

    Raises:
        Refus: that can't be told.
    """
    try:
        if stat.S_ISDIR(chemin.stat().st_mode):
            next(chemin.iterdir(), None)  # it must be listed too
        return True
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError as erreur:
        message = f"votre dossier de configuration ne peut pas être lu : {cause_de_lecture(erreur)}"
        raise Refus(Anomalie(str(chemin), message, "vérifiez les droits")) from erreur


def _creer(dossier: Path) -> None:
    try:
        dossier.mkdir(parents=True, exist_ok=True)
    except OSError as erreur:
        message = f"dossier impossible à créer : {cause_d_ecriture(erreur)}"
        raise Refus(Anomalie(str(dossier), message, "vérifiez les droits")) from erreur


def _quand(entete: EnTete, jour: datetime.date) -> list[str]:
    """When they hold, where that is not now and for good."""
    if entete.du is not None and jour < entete.du:
        return [f"Ils vaudront à partir du {date_longue(entete.du)}."]
    if entete.au is None:
        return ["Ils valent dès aujourd’hui."]
    if entete.au < jour:
        return [f"Ils ne valent plus depuis le {date_longue(entete.au)}."]
    return [f"Ils valent dès aujourd’hui, jusqu’au {date_longue(entete.au)} inclus."]


app = application(use, Groupe.GRILLE, formats=None)
