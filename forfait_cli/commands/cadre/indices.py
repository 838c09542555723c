"""What was meant by a flag that does not exist: by its meaning first, then by its spelling."""

from collections.abc import Iterable, Sequence
from contextlib import suppress

from typer._click.core import Context
from typer._click.exceptions import UsageError

from forfait_cli.commands.cadre.drapeaux import GRILLE, drapeau
from forfait_cli.commands.cadre.lancement import Lancement
from forfait_cli.commands.cadre.ligne import MORCEAUX, Morceau, a_plat, ecrire
from forfait_cli.erreurs import ErreurForfait
from forfait_cli.francais import enumeration, guillemets, plier
from forfait_cli.readers.demande.champs import RECHERCHE, Champ, Genre
from forfait_cli.render.drapeaux import nom_de_drapeau

_SEUIL = 0.81  # of difflib's ratio, between names without their dashes

# Words that are no title of a column, and what they mean.
_SENS: dict[str, tuple[str, ...]] = {
    "aide": ("--help",), "?": ("--help",), "usage": ("--help",),
    "sortie": ("--output",), "fichier": ("--output",), "out": ("--output",), "enregistrer": ("--output",),
    "grille": ("--catalogue",), "annexe": ("--catalogue",),
    "prix": ("--tarifs",), "tarif": ("--tarifs",),
    "jour": ("--date",), "le": ("--date",),
    "salaries": ("--agents",), "personnel": ("--agents",), "employes": ("--agents",), "agent": ("--agents",),
    "mairie": ("--commune",), "cp": ("--commune",), "code postal": ("--commune",), "postal": ("--commune",),
    "service": ("--exige",), "services": ("--exige",), "avec": ("--exige",),
    "tout": ("--detail",), "tous": ("--detail",), "details": ("--detail",), "verbose": ("--detail",),
    "pack": ("--forfait",), "formule": ("--forfait",), "offre": ("--forfait",),
}  # fmt: skip
_FORMATS = ("csv", "json", "pdf", "html", "markdown", "xlsx", "table")


def indice(ctx: Context | None, nom: str) -> str:
    """What to do about an unknown flag: the flags that it may mean, and the line that would have worked."""
    if ctx is None:
        return ""
    siens = [option for param in ctx.command.get_params(ctx) for option in (*param.opts, *param.secondary_opts)]
    champs = _champs(ctx)
    trouves = _par_sens(nom, siens, champs, ctx)
    if not trouves and (ailleurs := _ailleurs(nom, champs)):
        return ailleurs
    trouves = trouves or _par_ecriture(nom, siens)
    if not trouves:
        return ""
    if len(trouves) > 1:
        comptes = {drapeau(un): "en tout" if un.besoin else "en plus du forfait" for un in champs if _va_par_deux(un)}
        dites = [f"{guillemets(un)} ({comptes[un]})" if un in comptes else guillemets(un) for un in trouves]
        return f"vouliez-vous dire {enumeration(dites, 'ou')} ?"
    question = f"vouliez-vous dire {guillemets(trouves[0])} ?"
    ligne = _ligne(ctx, nom, trouves[0], champs)
    return f"{question} Écrivez :\n{ligne}" if ligne else question


def _va_par_deux(champ: Champ) -> bool:
    """Whether its option has two flags: above the forfait, and in all."""
    return champ.besoin or champ.nom.startswith("extra_")


def decrite(morceaux: Iterable[Morceau], champs: Iterable[Champ]) -> bool:
    """Whether a line says whose request it is."""
    disent = {drapeau(un) for un in champs if un.genre is Genre.TAILLE or un.nom in RECHERCHE} | {"--non-affiliee"}
    return any(un.drapeau in disent and len(un.mots) + (un.valeur is None) > 1 for un in morceaux)


def _champs(ctx: Context) -> tuple[Champ, ...]:
    lancement = ctx.find_root().obj
    with suppress(ErreurForfait):
        if isinstance(lancement, Lancement):
            return lancement.champs
    return ()


def _par_sens(nom: str, siens: Sequence[str], champs: Sequence[Champ], ctx: Context) -> list[str]:
    plie = plier(nom) or nom.strip("-/")
    if plie in _FORMATS and "--format" in siens:
        return [f"--format {plie}"]
    trouves = list(_SENS.get(plie, ()))
    lancement = ctx.find_root().obj
    if not trouves and champs and isinstance(lancement, Lancement):
        from forfait_cli.readers.demande.colonnes import Titres

        champ = Titres(lancement.contexte.base, champs).champ_de(plie)
        trouves = [nom_de_drapeau(champ)] if champ else []
    mots = plie.split()
    if mots:  # « --go » for « --extra-go » and « --besoin-go »
        meme_fin = [un for un in siens if un.startswith("--") and un.strip("-").split("-")[-len(mots) :] == mots]
        trouves = meme_fin or trouves
    return [un for un in dict.fromkeys(trouves) if un in siens]


def _par_ecriture(nom: str, siens: Iterable[str]) -> list[str]:
    from difflib import get_close_matches

    noms = {un.strip("-"): un for un in siens if un.startswith("--")}
    proches = get_close_matches("-".join(plier(nom[:80]).split()), list(noms), n=2, cutoff=_SEUIL)
    return [noms[un] for un in proches]


def _ailleurs(nom: str, champs: Sequence[Champ]) -> str:
    """The flags that other commands have."""
    if any(nom == drapeau(un) for un in champs):
        return "c’est une option de « forfait quote » et de « forfait compare »"
    if nom.lstrip("-") in {un.nom for un in GRILLE}:
        return "cette commande ne lit pas la grille"
    return ""


def _ligne(ctx: Context, nom: str, trouve: str, champs: Sequence[Champ]) -> str:
    """The line typed with that flag in place of the other; empty where it would not do."""
    morceaux: list[Morceau] = ctx.meta.get(MORCEAUX, [])
    mots = trouve.split()
    autres = [
        un._replace(mots=(*mots[:-1], *[f"{mots[-1]}{mot.removeprefix(nom)}" for mot in un.mots]), drapeau=mots[0])
        if un.drapeau == nom
        else un
        for un in morceaux
    ]
    if autres == morceaux:
        return ""
    if "--help" in mots:
        return ecrire([*ctx.command_path.split(), "--help"])
    qui = [un for un in champs if un.genre is Genre.TAILLE]
    siens = {option for param in ctx.command.get_params(ctx) for option in param.opts}
    demande_qui = any(drapeau(un) in siens for un in qui) and ctx.command.name != "compare"
    if demande_qui and not decrite(autres, champs):
        return ""
    plats = a_plat(autres)
    try:
        _, reste, _ = ctx.command.make_parser(ctx).parse_args(list(plats))
    except UsageError:
        return ""
    return "" if reste else ecrire([*ctx.command_path.split(), *plats])
