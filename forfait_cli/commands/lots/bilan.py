"""The summary of a list on standard error, and the exit code that it calls for."""

from forfait_cli.commands.lots.compte import Compte
from forfait_cli.commands.sortie.messages import dire, dire_erreur
from forfait_cli.erreurs import Anomalie, ExitCode
from forfait_cli.francais import nombre
from forfait_cli.readers.demande.lignes import d_un_trait
from forfait_cli.readers.rows.source import Source


def bilan(source: Source, compte: Compte, *, complet: bool, ou: str) -> ExitCode:
    """What was left out or refused; `ou`: where the refusals that are not shown here can be read. `complet`: a
    missing amount makes a run partial."""
    if source.vides:
        dire([f"Lignes vides laissées de côté : {nombre(source.vides)}."])
    dire(compte.manques())
    if compte.refusees:
        dire_refus(source, compte)
        if (autres := compte.refusees - len(compte.raisons)) > 0:
            dire([f"… et {nombre(autres)} de plus : {ou}."])
    if complet and compte.incomplet:
        dire_erreur([Anomalie("--complet", "au moins un montant n’est pas connu")], "Incomplet")
    return ExitCode.PARTIEL if compte.refusees or (complet and compte.incomplet) else ExitCode.FAIT


def dire_refus(source: Source, compte: Compte) -> None:
    """The first rows refused, each with how to mend it, its candidates on one line."""
    refus = []
    for ligne, rejet in compte.raisons:
        aides = dict.fromkeys(d_un_trait(faute.aide) for faute in rejet.fautes if faute.aide)
        dit = " ; ".join(faute.phrase for faute in rejet.fautes)
        refus.append(Anomalie(f"{source.origine}, ligne {ligne}", dit, "\n".join(aides)))
    dire_erreur(refus, "Refusé")


def dites_lignes(combien: int, participe: str) -> str:
    """« aucune lue », « 1 lue », « 2 lues »."""
    if not combien:
        return f"aucune {participe}"
    return f"{nombre(combien)} {participe}{'s' if combien > 1 else ''}"
