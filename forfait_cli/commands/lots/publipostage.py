"""A mailing: a document for each row of a list, in one folder, and the page that leads to them.

What is there already is compared byte for byte with what would be written: what is the same is left alone, so
that a run that was stopped goes on where it was, whatever became of the folder in between. Nothing else is
remembered from one run to the next.
"""

import gc
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from forfait_cli.commands.cadre.lettre import lettre_de, textes_de_la_lettre
from forfait_cli.commands.cadre.saisie import Saisie
from forfait_cli.commands.lots.avancement import Avancement
from forfait_cli.commands.lots.bilan import bilan, dites_lignes
from forfait_cli.commands.lots.compte import AUTRE_DEMANDE, Compte, trouvee
from forfait_cli.commands.lots.entree import Entree, lus, ouvrir_entree
from forfait_cli.commands.sortie.fichiers import fichier_entier
from forfait_cli.commands.sortie.flux import est_un_terminal
from forfait_cli.commands.sortie.messages import dire
from forfait_cli.domaine.chiffreur import Chiffreur
from forfait_cli.domaine.demande import Demande
from forfait_cli.domaine.resultats import Chiffrage
from forfait_cli.erreurs import Anomalie, ErreurForfait, ExitCode, Refus, cause_d_ecriture
from forfait_cli.francais import nombre
from forfait_cli.readers.demande.lignes import Lignes, Pesee, Rejet, rejet_pour
from forfait_cli.render.devis import vue
from forfait_cli.render.document import Document
from forfait_cli.render.ecrivains.html import morceaux
from forfait_cli.render.formats import FORMATS, SUFFIXES_DOCUMENTS, Format, Vue
from forfait_cli.render.publipostage.index import NOM, Envoye, Refuse, document_index, envoye
from forfait_cli.render.publipostage.noms import DEBUT, Noms
from forfait_cli.render.releve import Releve
from forfait_cli.render.signes import Ecran

if TYPE_CHECKING:
    from forfait_cli.render.devis.document import Lettre

_CITES = 5  # files that a message names


def publier(saisie: Saisie, dossier: Path, *, complet: bool) -> ExitCode:
    """Write the documents of a list.

    Raises:
        ErreurForfait: what is wrong with what was typed; the list can't be read, or the folder written.
    """
    format_ = saisie.format_des_documents()
    lettre = lettre_de(saisie, textes_de_la_lettre(saisie))
    catalogue = saisie.contexte.grille
    entree = ouvrir_entree(saisie, catalogue)
    dites = list(entree.source.remarques)
    envoi = _Envoi(entree, dossier, format_, lettre, lus(saisie))
    # Nothing is collected while the program loads; a document, though, leaves objects that hold one another.
    gc.enable()
    # How much of the list is read tells little: a row is read in no time, and then its document is set.
    with Avancement(lambda: None, sortie_visible=est_un_terminal(sys.stdout)) as avancement:
        for bloc in entree.source.blocs():
            for ligne, numero in zip(bloc.lignes, bloc.numeros, strict=True):
                envoi.ligne(ligne, numero, bloc.defauts.get(numero))
                avancement.dire(envoi.compte.lues)
    envoi.finir()
    if entree.source.remarques != dites:
        dire(entree.source.remarques)
    dire([*envoi.compte.recherches(), *envoi.dits()])
    return bilan(entree.source, envoi.compte, complet=complet, ou=f"voir {dossier / NOM}")


class _Envoi:
    """The documents of one list."""

    def __init__(self, entree: Entree, dossier: Path, format_: Format, lettre: "Lettre", lus: Sequence[Path]) -> None:
        self.compte = Compte()
        self._entree, self._dossier, self._lettre, self._lus = entree, dossier, lettre, lus
        self._rendu = FORMATS[format_]
        self._noms = Noms(self._rendu.suffixes[0])
        self._chiffreur = Chiffreur(entree.lecteur.catalogue)
        # Nothing is remembered of a row: its whole request, name and all, is in its document.
        self._lignes: Lignes[str, str] = Lignes(
            entree.lecteur, entree.colonnes, lambda _: Pesee("", None), lambda *_: "", lambda *_: "", entree.forfaits
        )
        self._envoyes: list[Envoye] = []
        self._refuses: list[Refuse] = []
        self._faits, self._inchanges = 0, 0
        self._refaits: list[str] = []
        # What any document would lack is told before the first row, not at each.
        vide = Document("Devis", ())
        self._rendu.rendre(Vue(lambda: {"schema": ""}, lambda: Releve((), ()), lambda: vide), Ecran())
        _preparer(dossier)

    def ligne(self, ligne: Sequence[str], numero: int, defaut: Anomalie | None) -> None:
        """The document of a row, or why it has none."""
        self.compte.lues += 1
        if defaut is not None:
            self._refuser(numero, rejet_pour(defaut))
            return
        try:
            chiffrage = self._chiffrer(self._lignes.demande(ligne)._replace(date=self._lettre.jour))
            reference = f"{self._lettre.reference}-{numero}" if self._lettre.reference else ""
            lettre = self._lettre._replace(reference=reference)
            octets = self._rendu.rendre(vue(chiffrage, lettre=lettre), Ecran())
        except ErreurForfait as erreur:
            self._refuser(numero, self._lignes.rejet(erreur))
            return
        nom = self._noms.nom(chiffrage.demande, numero)
        self._ecrire(nom, octets)
        self._envoyes.append(envoye(numero, nom, chiffrage))
        for devis in chiffrage.devis:
            self.compte.manquer(devis)
        if (lue := trouvee(chiffrage.catalogue, chiffrage.demande.collectivite)) is not None:
            self.compte.chercher(lue)

    def finir(self) -> None:
        """The page that leads to the documents, once they are all there."""
        assert self._lettre.jour is not None  # every letter that is typed has one
        index = document_index(
            self._entree.lecteur.catalogue, self._entree.source.origine, self._lettre.jour, self._envoyes, self._refuses
        )
        fichier = self._dossier / NOM
        if not _est_fait(fichier, morceaux(index)):
            with fichier_entier(fichier, self._lus) as flux:
                flux.writelines(morceau.encode() for morceau in morceaux(index))

    def dits(self) -> list[str]:
        """What was made, what was left, where."""
        faits = [
            *([_dit(self._faits, "fait")] if self._faits else []),
            *([f"{_dit(len(self._refaits), 'refait')} ({_cites(self._refaits)})"] if self._refaits else []),
            *([f"{_dit(self._inchanges, 'inchangé')}"] if self._inchanges else []),
        ]
        siens = {NOM, *(un.fichier for un in self._envoyes)}
        autres = sorted(un.name for un in self._dossier.iterdir() if _est_un_document(un.name) and un.name not in siens)
        return [
            f"Lignes : {dites_lignes(self.compte.lues, 'lue')}, {dites_lignes(self.compte.refusees, 'refusée')}.",
            f"Documents dans {self._dossier} : {', '.join(faits) or 'aucun'}. Index : {self._dossier / NOM}.",
            *([f"Restes d’une autre liste, laissés en place : {_cites(autres)}."] if autres else []),
        ]

    def _chiffrer(self, demande: Demande) -> Chiffrage:
        """The devis of a request.

        Raises:
            Refus: no forfait answers it.
        """
        chiffrage = self._chiffreur.chiffrer(demande)
        if not any(devis.recevable for devis in chiffrage.devis):
            raise Refus(
                *(Anomalie(un.forfait.nom_court, motif, AUTRE_DEMANDE) for un in chiffrage.devis for motif in un.motifs)
            )
        return chiffrage

    def _refuser(self, numero: int, rejet: Rejet) -> None:
        self.compte.refuser(numero, rejet)
        self._refuses.append(Refuse(numero, rejet.motif))

    def _ecrire(self, nom: str, octets: bytes) -> None:
        fichier = self._dossier / nom
        avant = _octets(fichier, len(octets))
        if avant == octets:
            self._inchanges += 1
            return
        # Waiting for the disk at each would take as long as setting it; what a stopped machine leaves empty is not
        # the same, and is made again by the next run.
        with fichier_entier(fichier, self._lus, attendre=False) as flux:
            flux.write(octets)
        if avant is None:
            self._faits += 1
        else:
            self._refaits.append(nom)


def _preparer(dossier: Path) -> None:
    try:
        dossier.mkdir(exist_ok=True)
    except (OSError, ValueError) as erreur:
        cause = cause_d_ecriture(erreur) if isinstance(erreur, OSError) else "nom de dossier impossible"
        if isinstance(erreur, FileExistsError):
            cause = "ce n’est pas un dossier"
        message = f"les documents ne peuvent pas y être écrits : {cause}"
        raise Refus(Anomalie(str(dossier), message, "choisissez un autre dossier")) from erreur


def _octets(fichier: Path, taille: int) -> bytes | None:
    """What a file holds; None where there is none; nothing where it is not of that size."""
    try:
        return fichier.read_bytes() if fichier.stat().st_size == taille else b""
    except FileNotFoundError:
        return None
    except OSError:  # writing over it will tell why
        return b""


def _est_fait(fichier: Path, morceaux: Iterable[str]) -> bool:
    """Whether a file holds these texts, and no more."""
    try:
        if not fichier.is_file():
            return False
        with fichier.open("rb") as flux:
            return all(flux.read(len(octets)) == octets for octets in map(str.encode, morceaux)) and not flux.read(1)
    except OSError:  # writing over it will tell why
        return False


def _est_un_document(nom: str) -> bool:
    """Whether a name is one of a mailing, of a document or of one that was being written."""
    suffixes = tuple(suffixe for suffixes in SUFFIXES_DOCUMENTS.values() for suffixe in suffixes)
    return (nom.startswith(DEBUT) and nom.endswith(suffixes)) or (nom.startswith(".forfait-") and nom.endswith(".tmp"))


def _dit(combien: int, participe: str) -> str:
    return f"{nombre(combien)} {participe}{'s' if combien > 1 else ''}"


def _cites(noms: Sequence[str]) -> str:
    reste = len(noms) - _CITES
    return ", ".join(noms[:_CITES]) + (f" et {_dit(reste, 'autre')}" if reste > 0 else "")
