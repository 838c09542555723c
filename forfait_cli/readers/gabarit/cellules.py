"""What people type in a cell: `1 234,56 €`, `1234.56`, `20 %`, `31/12/2026`, « sur étude »."""

import datetime
import re
from decimal import Decimal
from typing import NamedTuple

from forfait_cli.francais import euros, guillemets, nombre, pour_cent
from forfait_cli.readers.classeur.cellules import Cellule, Illisible, PourCent, en_texte
from forfait_cli.readers.prix import A_RENSEIGNER, NON_PROPOSE, SUR_ETUDE

_ESPACES = re.compile(r"[\s\u00a0\u202f]+")
_MONTANT = re.compile(r"(?P<entier>[0-9]{1,3}(?: [0-9]{3})+|[0-9]+)(?:[.,](?P<decimales>[0-9]+))?", re.ASCII)
_MELE = re.compile(r"[0-9]{1,3}(?:[.,][0-9]{3}){2,}|[1-9][0-9]{0,2},[0-9]{3}\.[0-9]+|[1-9][0-9]{0,2}\.[0-9]{3},[0-9]+")
_MILLIERS = re.compile(r"[1-9][0-9]{0,2}[.,][0-9]{3}")
_ISO = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})", re.ASCII)
_FRANCAISE = re.compile(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})", re.ASCII)

CITE_MAX = 40
DECIMALES, DECIMALES_MAX = 2, 8
DEMESURE = Decimal("1e15")
# A sum made by a spreadsheet is off by a few units of the sixteenth digit.
BRUIT, BRUIT_RELATIF = Decimal("1e-9"), Decimal("2e-15")

REMEDE_MONTANT = "écrivez 1234,56 ou 1234.56, avec ou sans €"
REMEDE_TAUX = "écrivez le taux en pour cent, par exemple 20"
REMEDE_DATE = "écrivez-la 31/12/2026 ou 2026-12-31"
REMEDE_NOMBRE = "écrivez un nombre, par exemple 2"


class Refusee(ValueError):
    """A cell that can't be read: why, in French, and what to write."""

    def __init__(self, message: str, aide: str) -> None:
        super().__init__(message)
        self.aide = aide


class Lue(NamedTuple):
    """What a cell says, and what has to be said of how it was read; empty: nothing."""

    valeur: Decimal | int | str | datetime.date | None
    remarque: str = ""


def texte(valeur: object) -> Lue:
    """Any cell as a text, white space folded.

    Raises:
        Refusee: it is in error.
    """
    if isinstance(valeur, Illisible):
        raise Refusee(valeur.raison, "corrigez-la dans le tableur, ou écrivez sa valeur")
    return Lue(" ".join((en_texte(valeur) if isinstance(valeur, Cellule) else str(valeur)).split()))


def montant(valeur: object) -> Lue:
    """An amount in euros, or a word in its place; what a spreadsheet's arithmetic adds to it is taken away and said.

    Raises:
        Refusee: it is none, or may be two.
    """
    match valeur:
        case Illisible() | bool():
            return texte(valeur) if isinstance(valeur, Illisible) else _refuser(valeur)
        case PourCent():
            dit = pour_cent(Decimal(repr(float(valeur))) * 100)
            raise Refusee(f"{guillemets(dit)} est un pourcentage, pas un montant", REMEDE_MONTANT)
        case int() | float():
            return _au_juste(_nombre(valeur))
        case str():
            mot = " ".join(valeur.split()).casefold()
            if mot in A_RENSEIGNER:
                return Lue(None)
            return Lue(mot) if mot in (*SUR_ETUDE, *NON_PROPOSE) else _au_juste(_chiffres(valeur))
        case _:
            return _refuser(valeur)


def taux(valeur: object) -> Lue:
    """A rate in per cent: 20 for « 20 », « 20 % », or 0.2 shown as a percentage.

    Raises:
        Refusee: it is none, or may be two.
    """
    match valeur:
        case Illisible():
            return texte(valeur)
        case PourCent():
            return Lue(_simple(Decimal(repr(float(valeur))) * 100))
        case bool():
            return _refuser(valeur, REMEDE_TAUX)
        case int() | float():
            return Lue(_plus_de_un(_nombre(valeur)))
        case str():
            nu = valeur.strip().removesuffix("%")
            lu = _chiffres(nu, REMEDE_TAUX, "un taux")
            return Lue(lu if nu != valeur.strip() else _plus_de_un(lu))
        case _:
            return _refuser(valeur, REMEDE_TAUX)


def _plus_de_un(lu: Decimal) -> Decimal:
    if 0 < lu < 1:
        message = f"un taux de {guillemets(nombre(lu))} : {pour_cent(lu * 100)}, ou {pour_cent(lu)} ?"
        raise Refusee(message, f"écrivez {guillemets(pour_cent(lu * 100))} ou {guillemets(pour_cent(lu))}")
    return _simple(lu)


def combien(valeur: object) -> Lue:
    """A number of units, whole or not.

    Raises:
        Refusee: it is none.
    """
    match valeur:
        case Illisible():
            return texte(valeur)
        case bool() | PourCent():
            return _refuser(valeur, REMEDE_NOMBRE)
        case int() | float():
            lu = _simple(_nombre(valeur))
        case str():
            lu = _chiffres(valeur, REMEDE_NOMBRE, "un nombre")
        case _:
            return _refuser(valeur, REMEDE_NOMBRE)
    return Lue(int(lu) if lu == lu.to_integral_value() else lu)


def jour(valeur: object) -> Lue:
    """The day of a cell.

    Raises:
        Refusee: it is none.
    """
    match valeur:
        case Illisible():
            return texte(valeur)
        case datetime.datetime():
            return Lue(valeur.date())
        case datetime.date():
            return Lue(valeur)
        case str():
            dit = valeur.strip()
            iso, francaise = _ISO.fullmatch(dit), _FRANCAISE.fullmatch(dit)
            try:
                if iso is not None:
                    return Lue(datetime.date(*map(int, iso.groups())))
                if francaise is not None:
                    jour_, mois, annee = map(int, francaise.groups())
                    return Lue(datetime.date(annee, mois, jour_))
            except ValueError:
                raise Refusee(f"{guillemets(dit)} n’existe pas au calendrier", REMEDE_DATE) from None
            raise Refusee(f"{guillemets(dit[:CITE_MAX])} n’est pas une date", REMEDE_DATE)
        case _:
            raise Refusee("ce n’est pas une date", REMEDE_DATE)


# --- Numbers --------------------------------------------------------------------------------------


def _refuser(valeur: object, remede: str = REMEDE_MONTANT) -> Lue:
    quoi = "oui ou non" if isinstance(valeur, bool) else "ce n’est pas un nombre"
    raise Refusee(quoi if not isinstance(valeur, bool) else f"{quoi} : ce n’est pas un nombre", remede)


def _chiffres(brut: str, remede: str = REMEDE_MONTANT, attendu: str = "un montant") -> Decimal:
    propre = _ESPACES.sub(" ", brut).strip()
    cite = guillemets(propre[:CITE_MAX])
    if propre.endswith("%"):
        raise Refusee(f"{cite} est un pourcentage, pas {attendu}", remede)
    propre = propre.removesuffix("€").removesuffix("EUR").strip()
    if propre.startswith(("-", "−")):
        raise Refusee(f"{attendu.removeprefix('un ')} négatif : {cite}", "écrivez 0 ou plus")
    if _MELE.fullmatch(propre):
        raise Refusee(f"{cite} mêle points et virgules", remede)
    if _MILLIERS.fullmatch(propre):
        entier = re.sub(r"[.,]", "", propre)
        message = f"{cite} : {nombre(int(entier))}, ou {propre.replace('.', ',')} à trois décimales ?"
        raise Refusee(message, f"écrivez {entier} ou {propre}0")
    trouve = _MONTANT.fullmatch(propre)
    if trouve is None:
        raise Refusee(f"{cite} n’est pas {attendu}", remede)
    entier = trouve["entier"].replace(" ", "")
    return _mesuree(Decimal(f"{entier}.{trouve['decimales']}" if trouve["decimales"] else entier), cite)


def _nombre(valeur: float) -> Decimal:
    return _mesuree(Decimal(repr(valeur)), guillemets(repr(valeur)))


def _mesuree(lu: Decimal, cite: str) -> Decimal:
    """A number that arithmetic may take: a hundred digits are no amount."""
    if not lu.is_finite() or abs(lu) >= DEMESURE:
        raise Refusee(f"{cite} est démesuré", "vérifiez la saisie")
    return lu


def _au_juste(brut: Decimal) -> Lue:
    """An amount to the cent, or to the decimals that it really has; both are said where it is not to the cent."""
    for decimales in range(DECIMALES, DECIMALES_MAX + 1):
        juste = _simple(round(brut, decimales))
        if abs(brut - juste) <= max(BRUIT, abs(brut) * BRUIT_RELATIF):
            break
    else:
        juste = brut  # refused where amounts are checked: too many decimals
    if juste != brut:
        return Lue(juste, f"{str(brut).replace('.', ',')} est lu {euros(juste)}")
    if decimales > DECIMALES:
        return Lue(juste, f"{euros(juste)} : plus de deux décimales, gardées")
    return Lue(juste)


def _simple(valeur: Decimal) -> Decimal:
    """Without the zeros that say nothing; `20`, and not `2E+1`."""
    courte = round(valeur, DECIMALES_MAX + DECIMALES).normalize()
    exposant = courte.as_tuple().exponent
    return courte.quantize(Decimal(1)) if isinstance(exposant, int) and exposant > 0 else courte
