"""From flags to what is asked: a collectivité, a demande. Every fault is told at once."""

from functools import partial
from typing import TYPE_CHECKING

from forfait_cli.commands.collectivite import collectivite_de
from forfait_cli.commands.flags import FlagsCollectivite, FlagsExtras, FlagsForfaits, FlagsGrille
from forfait_cli.commands.grille import date_de
from forfait_cli.commands.recolte import Recolte
from forfait_cli.domaine.dossier import Demande
from forfait_cli.domaine.grille import Catalogue
from forfait_cli.domaine.quantites import fautes_quantites
from forfait_cli.domaine.selection import fautes_selection
from forfait_cli.erreurs import Anomalie, MauvaisUsage
from forfait_cli.francais import guillemets
from forfait_cli.readers.nombres import entier

if TYPE_CHECKING:
    pass

# flag → (shortcut of the option in the catalogue, whether it is a need)
COMPTES = {
    "extra_go": ("go", False),
    "besoin_go": ("go", True),
    "extra_antivirus": ("antivirus", False),
    "besoin_antivirus": ("antivirus", True),
    "extra_certificats": ("certificats", False),
    "besoin_certificats": ("certificats", True),
    "extra_comptes": ("comptes", False),
    "besoin_comptes": ("comptes", True),
    "formation": ("formation", False),
    "conseil_jours": ("conseil-jours", False),
}
OUI_NON = {"parapheur": "parapheur", "anti_spam": "anti-spam"}


def demande_de(
    catalogue: Catalogue,
    qui: FlagsCollectivite,
    forfaits: FlagsForfaits,
    extras: FlagsExtras,
    grille: FlagsGrille,
    recolte: Recolte,
) -> Demande:
    """The whole request that the flags describe; raises what `recolte` has gathered, before or here.

    Raises:
        MauvaisUsage, Refus: as `collectivite_de` does, and for quantities and codes.
    """
    jour = recolte.lire(lambda: date_de(grille))
    if jour is None and catalogue.tarifs is not None:
        jour = catalogue.tarifs.jour  # the day whose prices these are
    quantites = _quantites(catalogue, extras, recolte)
    codes, exiges = selection_de(catalogue, forfaits, recolte)
    collectivite = collectivite_de(catalogue, qui, recolte)
    return Demande(collectivite, quantites[False], quantites[True], codes, exiges, jour)


def selection_de(
    catalogue: Catalogue, flags: FlagsForfaits, recolte: Recolte
) -> tuple[tuple[str, ...] | None, tuple[str, ...]]:
    """The codes of the forfaits asked for, None for all, and of what they must give."""
    codes = tuple(flags.forfait) if flags.forfait else None
    exiges = tuple(flags.exige or ())
    recolte.ajouter(*fautes_selection(catalogue, codes or (), exiges))
    return codes, exiges


def _quantites(catalogue: Catalogue, extras: FlagsExtras, recolte: Recolte) -> dict[bool, dict[str, int]]:
    """By whether it is a need, then by code of option."""
    quantites: dict[bool, dict[str, int]] = {False: {}, True: {}}
    drapeaux: dict[str, list[str]] = {}

    def noter(code: str | None, combien: int | None, drapeau: str, *, besoin: bool = False) -> None:
        if code is None or combien is None:
            return
        if code in quantites[besoin]:
            message = f"{guillemets(code)} est demandé deux fois ({drapeaux[code][0]})"
            recolte.ajouter(Anomalie(drapeau, message, "gardez une seule demande"))
            return
        quantites[besoin][code] = combien
        drapeaux.setdefault(code, []).append(drapeau)

    for champ, (raccourci, besoin) in COMPTES.items():
        texte: str | None = getattr(extras, champ)
        if texte is not None:
            drapeau = _drapeau(champ)
            combien = recolte.lire(partial(entier, texte, drapeau))
            noter(recolte.lire(partial(_code, catalogue, raccourci, drapeau)), combien, drapeau, besoin=besoin)
    for champ, raccourci in OUI_NON.items():
        if getattr(extras, champ):
            drapeau = _drapeau(champ)
            noter(recolte.lire(partial(_code, catalogue, raccourci, drapeau)), 1, drapeau)
    for texte in extras.option or ():
        code, egal, compte = texte.partition("=")
        noter(code, recolte.lire(partial(entier, compte, "--option")) if egal else 1, "--option")
    for faute in fautes_quantites(catalogue, quantites[False], quantites[True]):
        recolte.ajouter(faute._replace(origine=", ".join(drapeaux.get(faute.origine, [faute.origine]))))
    return quantites


def _drapeau(champ: str) -> str:
    return f"--{champ.replace('_', '-')}"


def _code(catalogue: Catalogue, raccourci: str, origine: str) -> str:
    for option in catalogue.options:
        if option.raccourci == raccourci:
            return option.code
    raise MauvaisUsage(Anomalie(origine, "le catalogue en usage n’a pas cette option", "voyez --option CODE"))
