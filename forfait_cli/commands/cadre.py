"""Typer in French: groups that load their commands when called, help and usage errors in our words.

Typer carries its own click without translations, so its texts are replaced where they are made (help)
and its exceptions, which carry the parameter, the value and what was possible, are turned into ours.
"""

import inspect
import io
from collections.abc import Callable
from contextlib import redirect_stdout
from functools import wraps
from importlib import import_module
from typing import Any, get_type_hints

import typer
from typer._click.core import Command, Context
from typer._click.exceptions import BadOptionUsage, MissingParameter, NoSuchOption, UsageError
from typer.core import TyperCommand, TyperGroup, TyperOption
from typer.main import get_command

from forfait_cli.commands.sortie import ecran_sortie, ecrire_texte
from forfait_cli.erreurs import Anomalie, ExitCode, MauvaisUsage, suggestion
from forfait_cli.francais import guillemets

AIDE = "Affiche cette aide."


class _Francais(Command):
    """What commands and groups say in French. Comes first among the bases."""

    def get_help_option(self, ctx: Context) -> Any:
        option = super().get_help_option(ctx)
        if option is not None:
            option.help = AIDE
        return option

    def get_usage(self, ctx: Context) -> str:
        return utilisation(ctx)

    def format_help(self, ctx: Context, formatter: Any) -> None:
        # Rich would print by itself: the page goes out by the way of all results.
        page = io.StringIO()
        _traduire_aide()
        with redirect_stdout(page):
            super().format_help(ctx, formatter)
        ecrire_texte(page.getvalue())


class Commande(_Francais, TyperCommand):
    """A command whose help is French."""

    def __init__(self, *args: Any, **options: Any) -> None:
        options["options_metavar"] = "[OPTIONS]"
        super().__init__(*args, **options)

    def parse_args(self, ctx: Context, args: list[str]) -> list[str]:
        ctx.allow_extra_args = True
        try:
            self._refuser_doublons(ctx, args)
            reste = super().parse_args(ctx, args)
        except UsageError as erreur:
            erreur.ctx = erreur.ctx or ctx
            raise
        if reste and not ctx.resilient_parsing:
            trop = " ".join(guillemets(argument) for argument in reste)
            raise usage(
                ctx,
                Anomalie(
                    "",
                    f"argument en trop : {trop}",
                    "les valeurs suivent leur option, par exemple --habitants 1200",
                ),
            )
        return reste

    def _refuser_doublons(self, ctx: Context, args: list[str]) -> None:
        """Two values for one flag: Typer would keep the last without a word."""
        *_, ordre = self.make_parser(ctx).parse_args(list(args))
        uniques = [param for param in ordre if isinstance(param, TyperOption) and not (param.multiple or param.is_flag)]
        doubles = dict.fromkeys(param.opts[0] for param in uniques if uniques.count(param) > 1)
        if doubles and not ctx.resilient_parsing:
            raise usage(ctx, *(Anomalie(nom, "donné deux fois", "gardez une seule valeur") for nom in doubles))

    def invoke(self, ctx: Context) -> Any:
        try:
            return super().invoke(ctx)
        except MauvaisUsage as erreur:
            raise aider(erreur, ctx) from erreur.__cause__


class Groupe(_Francais, TyperGroup):
    """A group whose commands are modules, imported when they are called."""

    modules: dict[str, str] = {}  # noqa: RUF012 - set once, by the subclass

    def __init__(self, *args: Any, **options: Any) -> None:
        options |= {"options_metavar": "[OPTIONS]", "subcommand_metavar": "COMMANDE [ARGUMENTS]…"}
        super().__init__(*args, **options)

    def list_commands(self, ctx: Context) -> list[str]:  # noqa: ARG002
        return list(self.modules)

    def get_command(self, ctx: Context, cmd_name: str) -> Command | None:  # noqa: ARG002
        if cmd_name not in self.modules:
            return None
        commande = get_command(import_module(self.modules[cmd_name]).app)
        commande.name = cmd_name
        return commande

    def resolve_command(self, ctx: Context, args: list[str]) -> tuple[str | None, Command | None, list[str]]:
        nom = args[0]
        commande = self.get_command(ctx, nom)
        if commande is None and not ctx.resilient_parsing:
            aide = suggestion(nom, self.modules) or f"Commandes : {', '.join(self.modules)}."
            if nom.startswith("-"):
                raise usage(ctx, Anomalie(nom, "option inconnue", _proche_option(ctx, nom)))
            raise usage(ctx, Anomalie("", f"commande inconnue : {guillemets(nom)}", aide))
        return (nom if commande else None), commande, args[1:]


def utilisation(ctx: Context) -> str:
    """« Utilisation : forfait quote [OPTIONS] »."""
    return f"Utilisation : {' '.join([ctx.command_path, *ctx.command.collect_usage_pieces(ctx)])}"


def _traduire_aide() -> None:
    from typer import rich_utils
    from typer._click import types

    types.STRING.name = "texte"
    rich_utils.FORCE_TERMINAL = ecran_sortie().couleur
    rich_utils.ARGUMENTS_PANEL_TITLE = "Arguments"
    rich_utils.OPTIONS_PANEL_TITLE = "Options"
    rich_utils.COMMANDS_PANEL_TITLE = "Commandes"
    rich_utils.DEFAULT_STRING = "[par défaut : {}]"
    rich_utils.ENVVAR_STRING = "[environnement : {}]"
    rich_utils.REQUIRED_LONG_STRING = "[obligatoire]"


def usage(ctx: Context | None, *anomalies: Anomalie) -> MauvaisUsage:
    """A usage error that remembers which command's help answers it."""
    return aider(MauvaisUsage(*anomalies), ctx)


def aider(erreur: MauvaisUsage, ctx: Context | None) -> MauvaisUsage:
    """The same error, with the way to the help of its command."""
    if ctx is not None and not getattr(erreur, "__notes__", None):
        erreur.add_note(f"{utilisation(ctx)}\nEssayez « {ctx.command_path} --help » pour l’aide.")
    return erreur


def traduire(erreur: UsageError) -> MauvaisUsage:
    """Typer's usage error in our words."""
    ctx = erreur.ctx
    match erreur:
        case NoSuchOption(option_name=nom):
            return usage(ctx, Anomalie(nom, "option inconnue", _proche_option(ctx, nom)))
        case BadOptionUsage(option_name=nom) if "does not take" in erreur.message:
            return usage(ctx, Anomalie(nom, "cette option ne prend pas de valeur"))
        case BadOptionUsage(option_name=nom):
            return usage(ctx, Anomalie(nom, "il manque la valeur de cette option"))
        case MissingParameter(param=parametre) if parametre is not None:
            quoi = "argument manquant" if parametre.param_type_name == "argument" else "option manquante"
            nom = parametre.human_readable_name if parametre.param_type_name == "argument" else parametre.opts[0]
            return usage(ctx, Anomalie(nom, quoi))
        case _ if erreur.message.startswith("Missing command"):
            return usage(ctx, Anomalie("", "commande manquante"))
        case _:
            parametre = getattr(erreur, "param", None)
            return usage(ctx, Anomalie(parametre.opts[0] if parametre else "", "valeur refusée"))


def _proche_option(ctx: Context | None, nom: str) -> str:
    if ctx is None:
        return ""
    connues = [option for param in ctx.command.get_params(ctx) for option in param.opts if option.startswith("--")]
    return suggestion(nom.partition("=")[0], connues)


def application(fonction: Callable[..., ExitCode]) -> typer.Typer:
    """The Typer application of one command; its flags may come in groups.

    A parameter annotated with a NamedTuple of `Annotated[…, typer.Option(…)]` fields stands for all of
    them: the command receives the group, so that several commands share the same flags.
    """
    groupes: dict[str, type[Any]] = {}
    parametres: list[inspect.Parameter] = []
    for nom, type_ in get_type_hints(fonction, include_extras=True).items():
        if nom == "return":
            continue
        champs = getattr(type_, "_fields", None)
        if champs is None:
            parametres.append(_parametre(nom, type_, inspect.signature(fonction).parameters[nom].default))
            continue
        groupes[nom] = type_
        annotations = get_type_hints(type_, include_extras=True)
        parametres.extend(_parametre(champ, annotations[champ], type_._field_defaults[champ]) for champ in champs)

    @wraps(fonction)
    def commande(**valeurs: Any) -> ExitCode:
        for nom, groupe in groupes.items():
            valeurs[nom] = groupe(**{champ: valeurs.pop(champ) for champ in groupe._fields})
        return fonction(**valeurs)

    commande.__signature__ = inspect.Signature(parametres)  # type: ignore[attr-defined]
    commande.__annotations__ = {parametre.name: parametre.annotation for parametre in parametres}
    app = typer.Typer(add_completion=False)
    app.command(cls=Commande)(commande)
    return app


def _parametre(nom: str, annotation: Any, defaut: Any) -> inspect.Parameter:
    return inspect.Parameter(nom, inspect.Parameter.KEYWORD_ONLY, default=defaut, annotation=annotation)
