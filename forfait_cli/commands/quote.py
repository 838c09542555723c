"""`forfait quote`: a devis for one forfait, or all side by side."""

from typing import Annotated

import typer

from forfait_cli.commands.cadre.drapeaux import SORTIE
from forfait_cli.commands.cadre.lettre import LETTRE, lire_lettre
from forfait_cli.commands.cadre.saisie import Saisie, application
from forfait_cli.commands.sortie.messages import dire, dire_erreur
from forfait_cli.domaine.chiffreur import chiffrer
from forfait_cli.domaine.resultats import Chiffrage
from forfait_cli.erreurs import Anomalie, ExitCode
from forfait_cli.readers.demande.champs import Groupe
from forfait_cli.render.devis import vue


def quote(
    saisie: Saisie,
    complet: Annotated[
        bool,
        typer.Option("--complet", help="Sort avec le code 4 si un montant manque.", rich_help_panel=Groupe.QUOI),
    ] = False,
    detail: Annotated[
        bool, typer.Option("--detail", help="Montre aussi ce qui est laissé de côté.", rich_help_panel=SORTIE)
    ] = False,
) -> ExitCode:
    """Établit le devis d’une collectivité.

    Sans --forfait, un devis pour chaque forfait, côte à côte. Seule dans un terminal, la commande pose ses questions.

    Exemple : forfait quote {qui} {quoi}
    """
    sortie = saisie.sortie()
    lettre = lire_lettre(saisie, sortie)
    guidee = saisie.sans(Groupe.QUI) and saisie.sans(Groupe.QUOI) and _guider(saisie)
    demande = saisie.demande()
    if lettre is not None:  # what is to be signed bears a date, and so does the request that it answers
        demande = demande._replace(date=lettre.jour)
    chiffrage = chiffrer(saisie.contexte.grille, demande)
    sortie.rendre(vue(chiffrage, detail=detail, lettre=lettre), saisie.contexte.lus)
    code = _code(chiffrage, complet=complet)
    if guidee:
        dire(["", "Pour refaire ce devis :", f"  {saisie.ligne()}"])
    return code


def _guider(saisie: Saisie) -> bool:
    """Ask for what was not typed, where somebody can answer."""
    from forfait_cli.commands.guide.terminal import possible

    if not possible():
        return False
    from forfait_cli.commands.guide.questions import interroger

    saisie.verifier_date()
    saisie.recolte.finir()
    saisie.valeurs.update(interroger(saisie.contexte.grille))
    return True


def _code(chiffrage: Chiffrage, *, complet: bool) -> ExitCode:
    recevables = [devis for devis in chiffrage.devis if devis.recevable]
    if not recevables:
        dire_erreur(
            (
                Anomalie("" if devis.forfait.nom in motif else devis.forfait.nom, _en_bref(motif))
                for devis in chiffrage.devis
                for motif in devis.motifs
            ),
            "Refusé",
        )
        return ExitCode.REFUS
    if complet and not all(devis.complet for devis in recevables):
        dire_erreur([Anomalie("--complet", "au moins un montant n’est pas connu")], "Incomplet")
        return ExitCode.PARTIEL
    return ExitCode.FAIT


def _en_bref(motif: str) -> str:
    """What can't be had, without what could be: the page tells it."""
    return f"{motif.partition(' ; ')[0].removesuffix('.')}."


app = application(quote, Groupe.QUI, Groupe.QUOI, Groupe.GRILLE, suite=LETTRE)
