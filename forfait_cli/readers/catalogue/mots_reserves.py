"""The words that ask for an option, against those that already mean something else in a request."""

import re
from collections.abc import Iterator, Sequence

from forfait_cli.domaine.catalogue import Option
from forfait_cli.domaine.types import Mesure
from forfait_cli.francais import guillemets
from forfait_cli.readers.champs import Champs

# What a request, a row of a file or a command says besides the options.
RESERVES = frozenset(
    (
        "nature", "commune", "code-insee", "insee", "siren", "departement", "population", "affiliee", "non-affiliee",
        "nom", "forfait", "forfaits", "exige", "option", "options", "date", "catalogue", "tarifs", "format", "output",
        "strate", "complet", "total-chiffre", "erreur", "detail", "separateur", "encodage", "dialecte", "documents",
        "help", "version", "reference", "validite", "destinataire", "objet", "figure", "aide",
    )
)  # fmt: skip


def verifier_mots(racine: Champs, options: Sequence[Option], mesures: Sequence[Mesure]) -> None:
    """Report a code or a shortcut that already means something, and those of two options that meet."""
    reserves = RESERVES | {mesure.code for mesure in mesures}
    pris: dict[str, tuple[int, str]] = {}
    for rang, option in enumerate(options, 1):
        for cle, mot in _mots(option):
            if _plier(mot) in reserves:
                message = f"{guillemets(mot)} a déjà un sens dans une demande"
                racine.faute(f"options[{rang}].{cle}", message, f"prenez un autre mot, par exemple {mot}-option")
        for mot in dict.fromkeys(_tous_les_mots(option)):
            autre = pris.setdefault(_plier(mot), (rang, option.nom))
            if autre[0] != rang:
                message = f"{guillemets(mot)} demande déjà l’option {guillemets(autre[1])}"
                racine.faute(f"options[{rang}]", message, "changez le code, le raccourci ou les autres noms de l’une")


def _mots(option: Option) -> Iterator[tuple[str, str]]:
    yield "code", option.code
    if option.raccourci and option.raccourci != option.code:
        yield "raccourci", option.raccourci
    for mot in option.autres_noms:
        yield "autres_noms", mot


def _tous_les_mots(option: Option) -> Iterator[str]:
    for _, mot in _mots(option):
        yield mot
    if option.unite is not None and option.service is not None:
        yield f"extra-{option.mot}"
        yield f"besoin-{option.mot}"


def _plier(mot: str) -> str:
    return re.sub(r"[\s_-]+", "-", mot.strip().lower())
