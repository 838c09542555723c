"""Typer's usage errors in our words, each with the way to the help of its command."""

from typer._click.core import Context
from typer._click.exceptions import BadOptionUsage, MissingParameter, NoSuchOption, UsageError

from forfait_cli.erreurs import Anomalie, MauvaisUsage
from forfait_cli.francais import guillemets


def utilisation(ctx: Context) -> str:
    """« Utilisation : forfait verify [OPTIONS] FICHIER »."""
    morceaux = (morceau.strip("{}") for morceau in ctx.command.collect_usage_pieces(ctx))
    return f"Utilisation : {' '.join([ctx.command_path, *morceaux])}"


def usage(ctx: Context | None, *anomalies: Anomalie) -> MauvaisUsage:
    """A usage error that remembers which command's help answers it."""
    return aider(MauvaisUsage(*anomalies), ctx)


def aider(erreur: MauvaisUsage, ctx: Context | None) -> MauvaisUsage:
    """The same error, with the way to the help of its command, unless it gives the very line to type."""
    dite = any(f"\n{ctx.find_root().info_name} " in anomalie.aide for anomalie in erreur.anomalies) if ctx else False
    if ctx is not None and not dite and not getattr(erreur, "__notes__", None):
        erreur.add_note(f"{utilisation(ctx)}\nEssayez « {ctx.command_path} --help » pour l’aide.")
    return erreur


def inconnue(ctx: Context | None, nom: str) -> Anomalie:
    """A flag that the command does not have, or a negative number, which is no flag."""
    if nom.strip("-").isdecimal():
        return Anomalie("", f"{guillemets(nom)} ne suit aucune option", "un nombre suit la sienne")
    from forfait_cli.commands.cadre.indices import indice

    return Anomalie(nom, "option inconnue", indice(ctx, nom))


def sans_valeur(ctx: Context | None, nom: str) -> Anomalie:
    """A flag that is the last word, or is followed by another one."""
    params = ctx.command.get_params(ctx) if ctx is not None else []
    metavar = next((param.metavar for param in params if nom in (*param.opts, *param.secondary_opts)), None)
    aide = f"écrivez {nom} {metavar}" if metavar else ""
    return Anomalie(nom, "il manque la valeur de cette option", aide)


def traduire(erreur: UsageError) -> MauvaisUsage:
    """Typer's usage error in our words."""
    ctx = erreur.ctx
    match erreur:
        case NoSuchOption(option_name=nom):
            return usage(ctx, inconnue(ctx, nom))
        case BadOptionUsage(option_name=nom) if "does not take" in erreur.message:
            return usage(ctx, Anomalie(nom, "cette option ne prend pas de valeur", f"écrivez {nom} seul"))
        case BadOptionUsage(option_name=nom):
            return usage(ctx, sans_valeur(ctx, nom))
        case MissingParameter(param=parametre) if parametre is not None:
            quoi = "argument manquant" if parametre.param_type_name == "argument" else "option manquante"
            nom = parametre.human_readable_name if parametre.param_type_name == "argument" else parametre.opts[0]
            return usage(ctx, Anomalie(nom, quoi, _donner(getattr(parametre, "help", None) or "")))
        case _ if erreur.message.startswith("Missing command"):
            return usage(ctx, Anomalie("", "commande manquante"))
        case _:
            parametre = getattr(erreur, "param", None)
            return usage(ctx, Anomalie(parametre.opts[0] if parametre else "", "valeur refusée"))


def _donner(aide: str) -> str:
    """« Le classeur rempli. » → « donnez le classeur rempli »: a page of help describes, an error asks."""
    return f"donnez {aide[:1].lower()}{aide[1:].removesuffix('.')}" if aide else ""
