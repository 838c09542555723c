"""What stands before the command, or in its place: flags typed too soon, a word that is no command."""

from collections.abc import Sequence
from contextlib import suppress

from typer._click.core import Command, Context

from forfait_cli.commands.cadre.drapeaux import drapeau
from forfait_cli.commands.cadre.indices import decrite
from forfait_cli.commands.cadre.lancement import Lancement
from forfait_cli.commands.cadre.ligne import Commandes, a_plat, couper, drapeaux_de, ecrire
from forfait_cli.commands.cadre.usage import usage
from forfait_cli.erreurs import Anomalie, ErreurForfait, MauvaisUsage, suggestion
from forfait_cli.francais import guillemets, plier, propre
from forfait_cli.readers.demande.champs import Champ, Genre

_SENS = {
    "comparaison": "compare", "comparatif": "compare", "chiffrer": "quote", "chiffrage": "quote", "calculer": "quote",
    "lots": "batch", "fichier": "batch", "liste": "batch", "population": "commune", "ville": "commune",
    "seuil": "strate", "seuils": "strate", "prix": "tarifs", "tarif": "tarifs", "grille": "catalogue",
    "verifier": "verify", "verification": "verify",
}  # fmt: skip
_SANS_COMMANDE = ("quote", "compare")  # what flags alone most likely ask for


def avancer(groupe: Commandes, ctx: Context, mots: list[str]) -> list[str]:
    """The words with the command first, where flags were typed before it; unchanged where there is no telling.

    Raises:
        MauvaisUsage: flags of a request, and no command.
    """
    siens = {nom for nom in drapeaux_de(groupe, ctx) if nom not in ("--help", "-h")}
    if mots[0] in siens:
        return mots
    for rang, mot in enumerate(mots):
        if mot in {*groupe.modules, *groupe.autres_noms}:
            commande = groupe.get_command(ctx, mot)
            avant = mots[:rang]
            if commande is not None and _a_sa_place(commande, ctx, avant, mot):
                return [mot, *avant, *mots[rang + 1 :]]
    champs = _champs(ctx)
    connus = {drapeau(un): un.genre is not Genre.OUI_NON for un in champs}
    morceaux = couper(mots, connus)
    if ctx.parent is None and all(un.drapeau in connus for un in morceaux[1:]):
        aide = f"commandes : {', '.join(groupe.modules)}."
        if decrite(morceaux, champs) and not any(un.suite for un in morceaux):
            lignes = [ecrire([*ctx.command_path.split(), nom, *a_plat(morceaux)]) for nom in _SANS_COMMANDE]
            aide = "\n".join(["écrivez l’une de ces lignes :", *lignes])
        raise usage(ctx, Anomalie("", "il manque la commande", aide))
    return mots


def commande_inconnue(groupe: Commandes, ctx: Context, mots: Sequence[str]) -> MauvaisUsage:
    """A word that is no command: what it may be instead."""
    nom = mots[0]
    message = f"commande inconnue : {guillemets(propre(nom))}" if nom.strip() else "le nom de la commande est vide"
    racine = ctx.command_path.split()
    dessous = _sous_commandes(groupe, ctx, nom)
    if dessous:
        lignes = [ecrire([*racine, sur, nom, *mots[1:]]) for sur in dessous]
        return usage(ctx, Anomalie("", message, "\n".join(["écrivez :", *lignes])))
    sens = _SENS.get(plier(nom), "")
    proche = f"vouliez-vous dire {guillemets(sens)} ?" if sens in groupe.modules else suggestion(nom, groupe.modules)
    if not proche and ctx.parent is None and _est_une_commune(nom, mots):
        lignes = [ecrire([*racine, "quote", "--commune", *mots]), ecrire([*racine, "commune", *mots])]
        aide = "\n".join(["pour cette commune, écrivez l’une de ces lignes :", *lignes])
        return usage(ctx, Anomalie("", message, aide))
    return usage(ctx, Anomalie("", message, proche or f"commandes : {', '.join(groupe.modules)}."))


def _a_sa_place(commande: Command, ctx: Context, avant: Sequence[str], mot: str) -> bool:
    """Whether a word after these is a command's name, and no value of theirs."""
    connus = drapeaux_de(commande, ctx)
    if isinstance(commande, Commandes):
        for nom in commande.modules:
            if (dessous := commande.get_command(ctx, nom)) is not None:
                connus |= drapeaux_de(dessous, ctx)
    morceaux = couper([*avant, mot], connus)
    return all(un.drapeau in connus for un in morceaux[1:]) and morceaux[-1].suite == (mot,)


def _champs(ctx: Context) -> tuple[Champ, ...]:
    lancement = ctx.find_root().obj
    with suppress(ErreurForfait):
        if isinstance(lancement, Lancement):
            return lancement.champs
    return ()


def _sous_commandes(groupe: Commandes, ctx: Context, nom: str) -> list[str]:
    """The groups that have a command of that name."""
    trouves = []
    for un in groupe.modules:
        commande = groupe.get_command(ctx, un)
        if isinstance(commande, Commandes) and nom in commande.modules:
            trouves.append(un)
    return trouves


def _est_une_commune(nom: str, mots: Sequence[str]) -> bool:
    from forfait_cli.readers.communes import Annuaire

    with Annuaire() as annuaire, suppress(ErreurForfait):
        return len(mots) == 1 and any(plier(une.nom) == plier(nom) for une in annuaire.chercher(nom))
    return False
