"""A command line as words: cut into flags and what follows them, spelt right, written so that it can be typed again."""

import os
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from typer._click.core import Command, Context
from typer.core import TyperGroup, TyperOption

from forfait_cli.render.drapeaux import nom_de_drapeau

# What a word processor, or a hand, puts for a dash.
_TIRETS = "-\u2010\u2011\u2012\u2013\u2014\u2015\u2212"
_SUR = r"[\w./:+][\w./:=+-]*"  # what no shell reads otherwise than as written
MORCEAUX = "forfait.morceaux"  # where the context of a command keeps its line
_LONG = 2  # signs of a name from which it is no letter of the « -o » kind


class Commandes(TyperGroup):
    """A group whose commands are modules, imported when they are called."""

    modules: dict[str, str] = {}  # noqa: RUF012 - set once, by the subclass
    autres_noms: dict[str, str] = {}  # noqa: RUF012 - understood, not shown


class Morceau(NamedTuple):
    """A flag with its value, and the words behind it that belong to nothing."""

    mots: tuple[str, ...]  # the flag and its value, as Typer takes them; empty at the head of the line
    drapeau: str = ""  # « --habitants », known or not; « -- » ends the flags; empty at the head
    valeur: str | None = None
    suite: tuple[str, ...] = ()
    nu: bool = False  # typed without its dashes

    def avec(self, valeur: str, suite: Sequence[str] = ()) -> "Morceau":
        """The same flag with another value."""
        return Morceau((self.drapeau, valeur), self.drapeau, valeur, tuple(suite))


def a_plat(morceaux: Iterable[Morceau]) -> list[str]:
    """The words of the line, in order."""
    return [mot for un in morceaux for mot in (*un.mots, *un.suite)]


def ecrire(mots: Iterable[str]) -> str:
    """The line to type for these words to arrive as they are."""
    return " ".join(map(_proteger, mots))


def drapeaux_de(commande: Command, ctx: Context) -> dict[str, bool]:
    """The flags of a command, and whether each takes a value."""
    return {
        nom: not (param.is_flag or param.count)
        for param in commande.get_params(ctx)
        if isinstance(param, TyperOption)
        for nom in (*param.opts, *param.secondary_opts)
    }


def est_un_drapeau(mot: str) -> bool:
    """Whether a word is written as a flag, whatever its dashes; « -5 » is a number."""
    return mot[:1] in _TIRETS and mot.lstrip(_TIRETS)[:1].isalpha()


def couper(mots: Sequence[str], connus: Mapping[str, bool], *, nus: bool = False) -> list[Morceau]:
    """The line in pieces, each flag spelt as the command has it: dashes, capitals, accents.

    `connus`: the flags of the command, and whether each takes a value. `nus`: « habitants 1200 » at the head of the
    line, « extra-go 4 » anywhere, are those flags.
    """
    morceaux = [Morceau(())]
    reste = list(mots)
    nu = nus  # whether a bare word may be a flag here
    while reste:
        mot = reste.pop(0)
        if mot == "--":
            return [*morceaux, Morceau(("--",), "--", None, tuple(reste))]
        tete, egal, valeur = mot.partition("=")
        drapeau = redresser(tete, connus)
        sans_tirets = not drapeau and (nu or (nus and "-" in tete)) and f"--{tete}" in connus
        if sans_tirets:
            drapeau = f"--{tete}"
        if not drapeau:
            morceaux[-1] = morceaux[-1]._replace(suite=(*morceaux[-1].suite, mot))
            nu = False
        elif egal:
            morceaux.append(Morceau((f"{drapeau}={valeur}",), drapeau, valeur, nu=sans_tirets))
            nu = sans_tirets and valeur.isdecimal()
        elif drapeau in connus and connus[drapeau] and reste:
            valeur = reste.pop(0)
            morceaux.append(Morceau((drapeau, valeur), drapeau, valeur, nu=sans_tirets))
            nu = sans_tirets and valeur.isdecimal()
        else:
            colle = drapeau[:_LONG] if drapeau not in connus and connus.get(drapeau[:_LONG]) else ""
            morceaux.append(Morceau((drapeau,), colle or drapeau, drapeau[_LONG:] if colle else None, nu=sans_tirets))
            nu = sans_tirets
    return morceaux


def redresser(mot: str, connus: Mapping[str, bool]) -> str:
    """The flag that a word is, spelt as the command has it if it has; empty where it is no flag."""
    if mot in connus:
        return mot
    nom = mot.lstrip(_TIRETS)
    tirets = mot[: len(mot) - len(nom)]
    if not (tirets and nom[:1].isalpha()) or "=" in nom or nom.split() != [nom]:
        return ""
    for essai in (f"--{nom}", nom_de_drapeau(nom), f"-{nom}"):
        if essai in connus:
            return essai
    return mot if set(tirets) == {"-"} else f"--{nom}"


def _proteger(mot: str) -> str:
    """The word between quotes if it needs them: double ones, which every shell has, where they are enough."""
    if re.fullmatch(_SUR, mot) or (est_un_drapeau(mot) and re.fullmatch(_SUR, mot.lstrip("-"))):
        return mot
    if not set(mot) & set('"$`\\!%'):
        return f'"{mot}"'
    if os.name == "nt":
        import subprocess

        return subprocess.list2cmdline([mot])
    import shlex

    return shlex.quote(mot)
