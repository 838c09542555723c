"""Typer in French: groups that load their commands when called, help in our words.

Typer carries its own click without translations, so its texts are replaced where they are made.
"""

import io
import re
from collections.abc import Callable, Sequence
from contextlib import redirect_stdout
from importlib import import_module
from typing import Any

from typer import Typer
from typer._click.core import Command, Context, Parameter
from typer._click.exceptions import UsageError
from typer.core import TyperArgument, TyperCommand, TyperOption
from typer.main import get_command

from forfait_cli.commands.cadre.ligne import (
    MORCEAUX,
    Commandes,
    Morceau,
    a_plat,
    couper,
    drapeaux_de,
    ecrire,
    est_un_drapeau,
)
from forfait_cli.commands.cadre.usage import aider, inconnue, sans_valeur, usage, utilisation
from forfait_cli.commands.sortie.flux import ecran_sortie, ecrire_texte
from forfait_cli.commands.sortie.messages import dire
from forfait_cli.domaine.catalogue import Catalogue
from forfait_cli.erreurs import Anomalie, ErreurForfait, MauvaisUsage, Nommer
from forfait_cli.francais import INSECABLE, insecables
from forfait_cli.readers.demande.champs import Champ
from forfait_cli.render.drapeaux import nom_de_drapeau

AIDE = "Affiche cette aide."


_AIDE_ETROITE = 40  # columns: with fewer for what a flag does, and the frame, it is told beneath
_LIE = "\ue000"  # a space, while a page of help is laid out
_DRAPEAU = re.compile(r"(?<= )(--?[a-z][a-z-]*) (?=[^ -])")  # and what follows is its value


class _Francais(Command):
    """What commands and groups say in French. Comes first among the bases."""

    def get_help_option_names(self, ctx: Context) -> list[str]:  # noqa: ARG002
        return ["--help", "-h"]

    def get_help_option(self, ctx: Context) -> Any:
        option = super().get_help_option(ctx)
        if option is not None:
            option.help = AIDE
        return option

    def get_usage(self, ctx: Context) -> str:
        return utilisation(ctx)

    def format_help(self, ctx: Context, formatter: Any) -> None:
        # A paragraph breaks where the width ends, not where its source does.
        if self.help:
            self.help = _lier("\n\n".join(" ".join(un.split("\n")) for un in self.help.split("\n\n")))
        for param in self.params:
            if dite := getattr(param, "help", None):
                param.help = _lier(dite)  # type: ignore[attr-defined]
        # Rich would print by itself: the page goes out by the way of all results.
        page = io.StringIO()
        _traduire_aide()
        with redirect_stdout(page):
            super().format_help(ctx, formatter)
        ecrire_texte(page.getvalue().replace(_LIE, " "))


def _lier(texte: str) -> str:
    """The text without a place to break before « : », inside « » nor, in an example, between a flag and its value.

    Rich breaks at no-break spaces too.
    """
    avant, exemple, commande = insecables(texte).replace(INSECABLE, _LIE).rpartition(f"Exemple{_LIE}: ")
    if not exemple:
        return commande
    return avant + exemple + _DRAPEAU.sub(lambda trouve: trouve[0][:-1] + _LIE, commande)


class Commande(_Francais, TyperCommand):
    """A command whose help is French, and whose faults name its flags."""

    champs: tuple[Champ, ...] = ()  # the fields of a request that are among its flags
    grille: Callable[[], Catalogue]  # the one that its example is made of
    nommer: Nommer = staticmethod(nom_de_drapeau)

    def __init__(self, *args: Any, **options: Any) -> None:
        options["options_metavar"] = "[OPTIONS]"
        super().__init__(*args, **options)

    def parse_args(self, ctx: Context, args: list[str]) -> list[str]:
        if ctx.resilient_parsing:
            ctx.allow_extra_args = True
            return super().parse_args(ctx, args)
        try:
            return super().parse_args(ctx, self._comprendre(ctx, args))
        except MauvaisUsage as erreur:
            aider(erreur, ctx)
            raise
        except UsageError as erreur:
            erreur.ctx = erreur.ctx or ctx
            raise

    def _comprendre(self, ctx: Context, args: list[str]) -> list[str]:
        """The line as Typer is to read it: flags as they are spelt, each word in its place.

        Raises:
            MauvaisUsage: flags that are not known, or given twice; words that have no place.
        """
        connus = drapeaux_de(self, ctx)
        arguments = any(param.param_type_name == "argument" for param in self.get_params(ctx))
        morceaux = couper(args, connus, nus=not arguments)
        ctx.meta[MORCEAUX] = morceaux
        inconnus = [un.drapeau for un in morceaux if un.drapeau not in {"", "--", *connus}]
        if inconnus:
            raise usage(ctx, *(inconnue(ctx, nom) for nom in dict.fromkeys(inconnus)))
        prises = [un.drapeau for un in morceaux if un.valeur in connus and len(un.mots) > 1]
        if prises:  # « --nom --habitants 1200 »
            raise usage(ctx, *(sans_valeur(ctx, nom) for nom in prises))
        _, reste, ordre = self.make_parser(ctx).parse_args(a_plat(morceaux))
        compris = morceaux
        if reste or any(_a_voir(un) for un in morceaux):
            from forfait_cli.commands.cadre.comprendre import comprendre

            compris = comprendre(ctx, self.champs, morceaux)
            _, _, ordre = self.make_parser(ctx).parse_args(a_plat(compris))
        if a_plat(compris) != a_plat(morceaux) or any(un.nu for un in morceaux):
            dire(["Compris comme :", f"  {ecrire([*ctx.command_path.split(), *a_plat(compris)])}"])
        self._refuser_doublons(ctx, ordre)
        return a_plat(compris)

    def _refuser_doublons(self, ctx: Context, ordre: Sequence[Parameter]) -> None:
        """Two values for one flag: Typer would keep the last without a word."""
        uniques = [
            param
            for param in ordre
            if isinstance(param, TyperOption) and not param.multiple and (param.secondary_opts or not param.is_flag)
        ]
        doubles = dict.fromkeys(param for param in uniques if uniques.count(param) > 1)
        if doubles:
            fautes = [
                Anomalie(", ".join((*param.opts, *param.secondary_opts)), "les deux à la fois", "gardez l’une des deux")
                if param.secondary_opts
                else Anomalie(param.opts[0], "cette option est donnée deux fois", "gardez une seule valeur")
                for param in doubles
            ]
            raise usage(ctx, *fautes)

    def format_help(self, ctx: Context, formatter: Any) -> None:
        if self.help:
            from forfait_cli.commands.cadre.exemples import exemple

            self.help = exemple(self.help, self.grille)
        super().format_help(ctx, formatter)

    def invoke(self, ctx: Context) -> Any:
        try:
            return super().invoke(ctx)
        except ErreurForfait as erreur:
            dite = erreur.dite(self.nommer)
            raise (aider(dite, ctx) if isinstance(dite, MauvaisUsage) else dite) from erreur.__cause__


class Groupe(_Francais, Commandes):
    """A group that loads its commands when they are called, and speaks French.

    The `app` of such a module is a Typer application, or what makes a command of the run's context, which
    the root context carries.
    """

    def __init__(self, *args: Any, **options: Any) -> None:
        options |= {"options_metavar": "[OPTIONS]", "subcommand_metavar": "COMMANDE [ARGUMENTS]…"}
        super().__init__(*args, **options)

    def list_commands(self, ctx: Context) -> list[str]:  # noqa: ARG002
        return list(self.modules)

    def get_command(self, ctx: Context, cmd_name: str) -> Command | None:
        cmd_name = self.autres_noms.get(cmd_name, cmd_name)
        if cmd_name not in self.modules:
            return None
        app = import_module(self.modules[cmd_name]).app
        commande: Command = get_command(app) if isinstance(app, Typer) else app(ctx.find_root().obj)
        commande.name = cmd_name
        return commande

    def parse_args(self, ctx: Context, args: list[str]) -> list[str]:
        if args and est_un_drapeau(args[0]) and not ctx.resilient_parsing:
            from forfait_cli.commands.cadre.avant import avancer

            args = avancer(self, ctx, args)
        return super().parse_args(ctx, args)

    def resolve_command(self, ctx: Context, args: list[str]) -> tuple[str | None, Command | None, list[str]]:
        nom = args[0]
        commande = self.get_command(ctx, nom)
        if commande is None and not ctx.resilient_parsing:
            from forfait_cli.commands.cadre.avant import commande_inconnue

            raise commande_inconnue(self, ctx, args)
        return (commande.name if commande else None), commande, args[1:]


def _a_voir(un: Morceau) -> bool:
    """A département of several words where words have a place of their own, « --population 1200 »."""
    return (un.drapeau == "--departement" and bool(un.suite)) or (
        un.drapeau == "--population" and un.valeur is not None and un.valeur[:1].isdecimal()
    )


def _panneau(
    *, name: str, params: Sequence[TyperOption | TyperArgument], ctx: Context, markup_mode: Any, console: Any
) -> None:
    """A panel of the help: each flag with its value, then what it does; beneath it where the screen is narrow.

    Typer's own has a column for each way to write a flag, most of them empty, and little room left for the words.
    """
    from rich.padding import Padding
    from rich.panel import Panel
    from rich.table import Table
    from rich.text import Text
    from typer import rich_utils

    if not params:
        return
    noms = [_nom_dans_l_aide(param, ctx) for param in params]
    aides = [rich_utils._get_parameter_help(param=param, ctx=ctx, markup_mode=markup_mode) for param in params]
    large = max(map(len, noms))
    grille = Table.grid(padding=(0, 2), expand=True)
    if console.width - large < _AIDE_ETROITE:
        for nom, aide in zip(noms, aides, strict=True):
            grille.add_row(Text(nom, style="bold"))
            grille.add_row(Padding(aide, (0, 0, 0, 4)))
    else:
        grille.add_column(width=large, no_wrap=True)
        grille.add_column(ratio=1)
        for nom, aide in zip(noms, aides, strict=True):
            grille.add_row(Text(nom, style="bold"), aide)
    console.print(Panel(grille, title=name, title_align="left"))


def _nom_dans_l_aide(param: TyperOption | TyperArgument, ctx: Context) -> str:
    """« --output, -o FICHIER », « --affiliee, --non-affiliee », « FICHIER »."""
    if isinstance(param, TyperArgument):
        return param.metavar or param.name or ""
    noms = ", ".join((*param.opts, *param.secondary_opts))
    return noms if param.is_flag else f"{noms} {param.make_metavar(ctx=ctx)}"


def _traduire_aide() -> None:
    from typer import rich_utils

    rich_utils._print_options_panel = _panneau
    rich_utils.FORCE_TERMINAL = ecran_sortie().couleur
    rich_utils.ARGUMENTS_PANEL_TITLE = "Arguments"
    rich_utils.OPTIONS_PANEL_TITLE = "Options"
    rich_utils.COMMANDS_PANEL_TITLE = "Commandes"
    rich_utils.DEFAULT_STRING = "[par défaut : {}]"
    rich_utils.ENVVAR_STRING = "[environnement : {}]"
    rich_utils.REQUIRED_LONG_STRING = "[obligatoire]"
    # The sixteen named colours are other ones on each terminal, some of them unreadable there; faint text is nowhere
    # readable. What was told by a colour is told by bold.
    for nom in [nom for nom in vars(rich_utils) if nom.startswith("STYLE_")]:
        style = getattr(rich_utils, nom)
        if isinstance(style, str):
            setattr(rich_utils, nom, "bold" if "bold" in style else "")
