"""`forfait tarifs impact`: what a new grid changes for a list of collectivités."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from forfait_cli.commands.cadre.saisie import Saisie, application
from forfait_cli.commands.lots.bilan import dire_refus
from forfait_cli.commands.lots.compte import Compte, Trouvee, trouvee
from forfait_cli.commands.lots.entree import ENTREE, lus, ouvrir_entree
from forfait_cli.commands.sortie.flux import est_un_terminal
from forfait_cli.commands.sortie.messages import dire
from forfait_cli.domaine.catalogue import Catalogue
from forfait_cli.domaine.demande import Collectivite
from forfait_cli.domaine.impact import Effet, Groupe, Qui
from forfait_cli.erreurs import ExitCode, Refus
from forfait_cli.francais import nombre
from forfait_cli.readers.demande import champs
from forfait_cli.readers.demande.lecture import Quoi
from forfait_cli.readers.demande.lignes import Lignes, Pesee, Rejet, rejet_pour
from forfait_cli.render.impact import vue

PERSONNE = Collectivite()


def effet(
    saisie: Saisie,
    avant: Annotated[
        str,
        typer.Option(
            "--avant", metavar="A", help="Les tarifs d’avant, ou un catalogue.", rich_help_panel=champs.Groupe.QUOI
        ),
    ],
    apres: Annotated[
        str,
        typer.Option(
            "--apres", metavar="B", help="Les tarifs d’après, ou un catalogue.", rich_help_panel=champs.Groupe.QUOI
        ),
    ],
) -> ExitCode:
    """Mesure l’effet d’une nouvelle grille sur une liste de collectivités.

    Par strate et par forfait : nombre de devis, total avant, total après, différence ; puis les collectivités qui
    paient moins, et celles qui paient plus. Un prix inconnu est compté à part, jamais pour 0.

    Exemple : forfait tarifs impact --avant tarifs-2026.toml --apres tarifs-2027.toml --departement 47
    """
    sortie = saisie.sortie()
    saisie.verifier_date()
    a, b = saisie.contexte.grille_de(Path(avant)), saisie.contexte.grille_de(Path(apres))
    entree = ouvrir_entree(saisie, a)
    effets, compte = _Effets(a, b), Compte()
    lignes: Lignes[_Pese, _Reponse] = Lignes(
        entree.lecteur, entree.colonnes, effets.peser, effets.repondre, _illisible, entree.forfaits
    )
    rangs = [entree.colonnes.rangs[nom] for nom in ("nom", *champs.RECHERCHE) if nom in entree.colonnes.rangs]
    with entree.avancement(sortie_visible=est_un_terminal(sys.stdout)) as avancement:
        for bloc in entree.source.blocs():
            reponses = lignes.reponses(bloc.lignes, bloc.numeros, bloc.defauts)
            for ligne, numero, reponse in zip(bloc.lignes, bloc.numeros, reponses, strict=False):
                nom = next((ligne[rang].strip() for rang in rangs if ligne[rang].strip()), f"ligne {numero}")
                effets.compter(reponse, nom, numero, compte)
            compte.lues += len(bloc.lignes)
            avancement.dire(compte.lues)
    resultat = effets.effet.impact(effets.illisibles)
    sortie.rendre(vue(a, b, resultat), lus(saisie))
    dire(compte.recherches())
    if entree.source.vides:
        dire([f"Lignes vides laissées de côté : {nombre(entree.source.vides)}."])
    if compte.refusees:
        dire_refus(entree.source, compte)
        dire([f"Lignes refusées, hors du calcul : {nombre(compte.refusees)}."])
    return ExitCode.PARTIEL if compte.refusees else ExitCode.FAIT


_Pese = tuple[Qui | Rejet, Trouvee | None]  # all that the devis depend on, or why a grid refuses it
_Reponse = tuple[Groupe | Rejet, bool, Trouvee | None]  # a group, or a refusal and whether the row was read


def _illisible(rejet: Rejet, _nomme: bool) -> _Reponse:
    return rejet, False, None


class _Effets:
    """The effect, row by row."""

    def __init__(self, avant: Catalogue, apres: Catalogue) -> None:
        self.effet = Effet(avant, apres)
        self.illisibles = 0
        self._avant = avant

    def peser(self, collectivite: Collectivite) -> Pesee[_Pese]:
        lue = trouvee(self._avant, collectivite)
        try:
            return Pesee((self.effet.qui(collectivite), lue), self.effet.etendue(collectivite))
        except Refus as refus:
            return Pesee((rejet_pour(*refus.anomalies), lue), None)

    def repondre(self, pese: _Pese, quoi: Quoi) -> _Reponse:
        qui, lue = pese
        if isinstance(qui, Rejet):
            return qui, True, lue
        return self.effet.groupe(qui, quoi.demande(PERSONNE)), True, lue

    def compter(self, reponse: _Reponse, nom: str, numero: int, compte: Compte) -> None:
        groupe, lue, cherchee = reponse
        if cherchee is not None:
            compte.chercher(cherchee)
        if not isinstance(groupe, Rejet):
            self.effet.ajouter(groupe, nom)
            return
        compte.refuser(numero, groupe)
        if lue:
            self.effet.refuser(nom)
        else:
            self.illisibles += 1


app = application(
    effet, champs.Groupe.QUOI, champs.Groupe.GRILLE, seulement=("forfait",), drapeaux=ENTREE
)  # fmt: skip
