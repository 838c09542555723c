"""The flags of a command: those of the table of fields, and those that several commands share."""

from collections.abc import Iterable
from copy import copy
from typing import Any, NamedTuple

from typer import Option
from typer.core import TyperArgument, TyperOption
from typer.main import get_click_param
from typer.models import ArgumentInfo, OptionInfo, ParamMeta

from forfait_cli.commands.cadre.valeurs import Completer, choisir
from forfait_cli.erreurs import Nommer
from forfait_cli.francais import propre
from forfait_cli.readers.contexte import VARIABLES
from forfait_cli.readers.demande.champs import Champ, Genre, Groupe
from forfait_cli.render.drapeaux import nom_de_drapeau
from forfait_cli.render.formats import SUFFIXES, noms

# What a flag takes: a text, several (it may be repeated), or nothing.
Texte, Textes, Vrai = str, list[str], bool

SORTIE = "Le résultat"
NIER = {"affiliee": "non-affiliee"}  # fields whose « non » has a flag of its own


class Drapeau(NamedTuple):
    """A flag, or an argument that several commands share."""

    nom: str  # of the parameter
    type_: Any  # `Texte`, `Textes` or `Vrai`
    option: Any  # as Typer declares one: `Option("--nom", …)`, `Argument(…)`
    defaut: object = None

    def parametre(self) -> TyperOption | TyperArgument:
        """What Typer would make of a parameter of the function so declared: by way of its signature, it would
        take longer than the whole devis, and every command has forty of them."""
        dit: OptionInfo | ArgumentInfo = self.option
        if isinstance(dit, ArgumentInfo):
            dit = copy(dit)
            dit.default = self.defaut
            return get_click_param(ParamMeta(name=self.nom, default=dit, annotation=self.type_))[0]
        return TyperOption(
            param_decls=[self.nom, str(dit.default), *(dit.param_decls or ())],  # the first stands where a default may
            type=None if self.type_ is Vrai else str,
            is_flag=self.type_ is Vrai or None,
            multiple=self.type_ is Textes,
            default=self.defaut,
            show_default=dit.show_default,
            help=dit.help,
            metavar=dit.metavar,
            rich_help_panel=dit.rich_help_panel,
            autocompletion=dit.autocompletion and _proposer(dit.autocompletion),
        )


def _proposer(completer: Completer) -> Any:
    """What completes, as Typer calls it."""
    return lambda _contexte, _arguments, incomplete: completer(incomplete)


GRILLE = (
    Drapeau("catalogue", Texte, Option(
        "--catalogue", metavar="FICHIER", rich_help_panel=Groupe.GRILLE,
        help=f"Une autre grille que l’annexe fournie (ou la variable {VARIABLES['catalogue']}).",
    )),
    Drapeau("tarifs", Texte, Option(
        "--tarifs", metavar="FICHIER|DOSSIER", rich_help_panel=Groupe.GRILLE,
        help="Les prix à poser sur la grille ; d’un dossier, ceux en vigueur à la date "
        f"(ou la variable {VARIABLES['tarifs']}).",
    )),
    Drapeau("date", Texte, Option(
        "--date", metavar="AAAA-MM-JJ",
        help="Date du devis et des tarifs (sans elle, des tarifs datés sont ceux du jour).",
        rich_help_panel=Groupe.GRILLE,
    )),
)  # fmt: skip


def drapeaux_de_sortie(formats: Iterable[str] = SUFFIXES, defaut: str = "table") -> tuple[Drapeau, ...]:
    """The format and the place of a result."""
    aide = f"{noms(dict.fromkeys(formats, ()))} (sans lui, ce que dit le suffixe de -o, sinon {defaut})."  # type: ignore[arg-type]
    return (
        Drapeau("format", Texte, Option(
            "--format", metavar="FORMAT", help=aide, rich_help_panel=SORTIE, autocompletion=_completer(formats),
        )),
        Drapeau("output", Texte, Option(
            "--output", "-o", metavar="FICHIER", help="Écrit dans ce fichier, en entier ou pas du tout.",
            rich_help_panel=SORTIE,
        )),
    )  # fmt: skip


def _completer(formats: Iterable[str]) -> Completer:
    possibles = [(str(format_), "") for format_ in formats]

    def proposer(incomplete: str) -> list[tuple[str, str]]:
        return choisir(incomplete, possibles)

    return proposer


def drapeau_de(champ: Champ, completer: Completer | None = None) -> Drapeau:
    """The flag of a field; `completer` proposes its values."""
    nom = drapeau(champ)
    aide = propre(champ.aide).replace("[", "\\[")  # Rich would take what is between brackets for markup
    options: dict[str, Any] = {"help": aide, "rich_help_panel": str(champ.groupe)}
    if champ.genre is Genre.OUI_NON:
        if champ.nom in NIER:
            return Drapeau(_parametre(champ), Vrai, Option(f"{nom}/--{NIER[champ.nom]}", **options))
        return Drapeau(_parametre(champ), Vrai, Option(nom, **options), False)
    if completer is not None:
        options["autocompletion"] = completer
    type_ = Textes if champ.genre is Genre.CODES else Texte
    return Drapeau(_parametre(champ), type_, Option(nom, metavar=champ.metavar, **options))


def lire_drapeaux(champs: Iterable[Champ], valeurs: dict[str, Any]) -> dict[str, Any]:
    """The fields that were given, taken out of what Typer read."""
    lues = ((champ, valeurs.pop(_parametre(champ))) for champ in champs)
    return {
        champ.nom: lue
        for champ, lue in lues
        if lue is not None and lue != [] and (lue is not False or champ.nom in NIER)
    }


def mots_de(champs: Iterable[Champ], valeurs: dict[str, Any]) -> list[str]:
    """The words of a line that gives these fields."""
    mots: list[str] = []
    for un in champs:
        valeur = valeurs.get(un.nom)
        if valeur is True:
            mots.append(drapeau(un))
        elif valeur is False:
            mots.append(f"--{NIER[un.nom]}")
        elif valeur is not None:
            mots += [mot for texte in ([valeur] if isinstance(valeur, str) else valeur) for mot in (drapeau(un), texte)]
    return mots


def nommer(champs: Iterable[Champ]) -> Nommer:
    """A field of a fault as its flag."""
    mots = {champ.neutre: drapeau(champ) for champ in champs}
    mots |= {neutre: f"--{nie}" for neutre, nie in NIER.items()}

    def nommer_un(neutre: str) -> str:
        if neutre.partition(":")[1]:
            return mots.get(neutre, "--option")
        return mots.get(neutre, nom_de_drapeau(neutre))

    return nommer_un


def drapeau(champ: Champ) -> str:
    """The flag of a field, by its name."""
    return nom_de_drapeau(champ.nom)


def _parametre(champ: Champ) -> str:
    return f"champ_{champ.nom}"
