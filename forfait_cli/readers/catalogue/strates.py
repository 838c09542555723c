"""The strates of a catalogue, in each of their forms, read into cases."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from forfait_cli.domaine.catalogue import Bornes, Cas, Service, Strate
from forfait_cli.domaine.libelles import libelle_de
from forfait_cli.domaine.recouvrements import recouvrements
from forfait_cli.domaine.types import Mesure, Nature, Nombre
from forfait_cli.erreurs import suggestion
from forfait_cli.francais import enumeration, guillemets
from forfait_cli.readers.champs import Champs

STRATES_MAX = 500
AIDE_BORNE = "ajoutez habitants ou agents"


class Qui(NamedTuple):
    """Who the grid serves, as its strates may name them."""

    mesures: Sequence[Mesure]
    natures: Sequence[Nature]


def lire_strates(racine: Champs, qui: Qui) -> tuple[Strate, ...]:
    """Every strate of the file, in its order: `[[strates]]`, `[seuils]`, or none."""
    if "seuils" in racine and "strates" not in racine:
        racine.connaitre("strates")
        return _seuils(racine.table("seuils"), qui)
    racine.connaitre("seuils")
    if "seuils" in racine:
        racine.faute("seuils", "seuils et strates à la fois", "gardez l’un des deux")
    tables = racine.tables("strates", requises=False)
    if len(tables) > STRATES_MAX:
        racine.faute("strates", f"{len(tables)} strates", f"une grille en a {STRATES_MAX} au plus")
        return ()
    brutes = [_brute(champs, rang, qui) for rang, champs in enumerate(tables, 1)]
    dite = any(cas.affiliee is False for brute in brutes for cas in brute.cas)
    return tuple(_strate(brute, qui, dite=dite) for brute in brutes)


# --- Lists of thresholds --------------------------------------------------------------------------


def _seuils(champs: Champs, qui: Qui) -> tuple[Strate, ...]:
    suites = {mesure.code: _suite(champs, mesure) for mesure in qui.mesures if mesure.code in champs}
    champs.connaitre(*(mesure.code for mesure in qui.mesures))
    longueurs = {code: len(suite) + 1 for code, suite in suites.items()}
    combien = next(iter(longueurs.values()), 0)
    if not suites:
        champs.faute(
            "", "aucun seuil", "écrivez habitants = [ 500, 1000, 3500 ] : le premier nombre de chaque strate suivante"
        )
    elif len(set(longueurs.values())) > 1:
        message = f"{enumeration(list(suites))} n’ont pas le même nombre de seuils"
        champs.faute(next(iter(suites)), message, "un seuil de chacun pour chaque strate, ou écrivez des [[strates]]")
    volumes = champs.table("volumes")
    par_service = {code: volumes.entiers(code) for code in volumes.cles()}
    libelles = champs.textes("libelles")
    for table, cle, suite in (
        *((volumes, code, suite) for code, suite in par_service.items()),
        *(((champs, "libelles", libelles),) if libelles else ()),
    ):
        if len(suite) != combien and not table.a_faute(cle):
            table.faute(cle, f"{len(suite)} pour {combien} strates", "écrivez-en un pour chaque strate, dans l’ordre")
    champs.fin()
    if champs.a_faute(""):
        return ()
    return tuple(
        _strate(
            _Brute(
                rang,
                libelles[rang - 1] if libelles else "",
                tuple(_CasBrut((), None, ((code, _entre(suite, rang, qui, code)),)) for code, suite in suites.items()),
                {code: suite[rang - 1] for code, suite in par_service.items()},
            ),
            qui,
            dite=False,
        )
        for rang in range(1, combien + 1)
    )


def _suite(champs: Champs, mesure: Mesure) -> list[Nombre]:
    elements = champs.elements(mesure.code) if champs.est_liste(mesure.code) else None
    if elements is None:
        champs.entiers(mesure.code)  # says what was expected
        return []
    seuils: list[Nombre] = []
    for rang in elements.cles():
        seuil = elements.nombre_ou_rien(rang) or 0
        if elements.a_faute(rang):
            continue
        if not seuil:
            elements.faute(rang, "un seuil de 0", "le premier seuil est là où commence la deuxième strate")
        elif seuils and seuil <= seuils[-1]:
            elements.faute(rang, f"{seuil} n’est pas plus grand que {seuils[-1]}", "écrivez les seuils dans l’ordre")
        seuils.append(seuil)
    return seuils


def _entre(suite: list[Nombre], rang: int, qui: Qui, code: str) -> Bornes:
    pas = next(_pas(mesure) for mesure in qui.mesures if mesure.code == code)
    return Bornes(suite[rang - 2] if rang > 1 else 0, suite[rang - 1] - pas if rang <= len(suite) else None)


# --- Tables ---------------------------------------------------------------------------------------


class _CasBrut(NamedTuple):
    """A case as written: what it does not say is worked out from the whole grid."""

    natures: tuple[str, ...]
    affiliee: bool | None
    bornes: tuple[tuple[str, Bornes], ...]


class _Brute(NamedTuple):
    """A strate as written."""

    numero: int
    libelle: str
    cas: tuple[_CasBrut, ...]
    volumes: dict[str, int]


def _brute(champs: Champs, rang: int, qui: Qui) -> _Brute:
    avant = len(champs.fautes)
    numero = champs.entier_ou_rien("numero")
    if numero == 0 and not champs.a_faute("numero"):
        champs.faute(
            "numero", "une strate ne peut pas avoir le numéro 0", "numérotez à partir de 1, ou supprimez la ligne"
        )
    libelle = champs.texte("libelle", defaut="")
    volumes = champs.table("volumes")
    comptes = {code: volumes.entier_ou_rien(code) or 0 for code in volumes.cles()}
    if "cas" in champs:
        courtes = [mesure.code for mesure in qui.mesures if mesure.code in champs]
        if courtes or "non_affiliees" in champs:
            courtes.append("non_affiliees")
            champs.faute("cas", f"cas et {courtes[0]} à la fois", "écrivez tout dans cas")
        champs.connaitre("non_affiliees", *(mesure.code for mesure in qui.mesures))
        cas = tuple(_cas(table, qui) for table in champs.tables("cas"))
    else:
        champs.connaitre("cas")
        cas = tuple(_courte(champs, qui))
    champs.fin()
    if len(champs.fautes) == avant and not cas:
        champs.faute("", "aucune borne : personne n’entre dans cette strate", AIDE_BORNE)
    # A faulty number stays: one fault must not be told as others.
    return _Brute(rang if numero is None else numero, libelle, cas, comptes)


def _courte(champs: Champs, qui: Qui) -> Iterator[_CasBrut]:
    """The short form: each measure is a case of its own, the non affiliées another."""
    if champs.booleen("non_affiliees", defaut=False):
        yield _CasBrut((), False, ())
    for mesure in qui.mesures:
        if (bornes := _bornes(champs, mesure)) is not None:
            yield _CasBrut((), None, ((mesure.code, bornes),))


def _cas(champs: Champs, qui: Qui) -> _CasBrut:
    natures = champs.texte_ou_textes("nature")
    codes = [nature.code for nature in qui.natures]
    for code in natures:
        if code not in codes:
            toutes = f"natures de la grille : {', '.join(codes)}." if codes else "déclarez-la : [[natures]] code = …"
            aide = suggestion(code, codes) or toutes
            champs.faute("nature", f"aucune nature n’a le code {guillemets(code)}", aide)
    lues = ((mesure.code, _bornes(champs, mesure)) for mesure in qui.mesures)
    cas = _CasBrut(
        tuple(code for code in dict.fromkeys(natures) if code in codes),
        champs.booleen_ou_rien("affiliee"),
        tuple((code, bornes) for code, bornes in lues if bornes is not None),
    )
    if not champs.cles():
        champs.faute("", "cas vide", "écrivez nature, affiliee, ou une mesure et ses bornes")
    champs.fin()
    return cas


def _bornes(champs: Champs, mesure: Mesure) -> Bornes | None:
    if mesure.code not in champs:
        champs.connaitre(mesure.code)
        return None
    avant = len(champs.fautes)
    table = champs.table(mesure.code)
    debut, fin = table.nombre_ou_rien("min"), table.nombre_ou_rien("max")
    table.fin()
    if not table.cles() and len(champs.fautes) == avant:
        table.faute("", "aucune borne", "écrivez { min = 0 } pour tous, { max = 499 } ou { min = 500, max = 999 }")
    for cle, valeur in (("min", debut), ("max", fin)):
        if valeur is not None and valeur % _pas(mesure):
            quoi = "un nombre entier" if _pas(mesure) == 1 else f"un multiple de {_pas(mesure)}"
            table.faute(cle, f"{valeur} n’est pas {quoi}", f"écrivez {quoi}")
    if len(champs.fautes) > avant:
        return None
    if fin is not None and fin < (debut or 0):
        table.faute("max", f"{fin} est plus petit que min ({debut})", "inversez les deux")
    return Bornes(debut or 0, fin)


def _pas(mesure: Mesure) -> Nombre:
    return 1 if mesure.pas == 1 else mesure.pas


def _strate(brute: _Brute, qui: Qui, *, dite: bool) -> Strate:
    """The cases said in full: `dite` tells that the grid treats the non affiliées apart."""
    cas = tuple(
        Cas(
            un.natures or _classees(un, qui),
            (True if dite else None) if un.affiliee is None else un.affiliee,
            un.bornes,
        )
        for un in brute.cas
    )
    dits = {rang for rang, un in enumerate(brute.cas) if un.affiliee is True}
    return Strate(brute.numero, brute.libelle or libelle_de(cas, qui.natures, qui.mesures, dits), cas, brute.volumes)


def _classees(cas: _CasBrut, qui: Qui) -> tuple[str, ...]:
    """The natures that the measures of a case class; none is none of them in particular."""
    if not cas.bornes:
        return ()
    return tuple(nature.code for nature in qui.natures if all(code in nature.mesures for code, _ in cas.bornes))


# --- Against one another --------------------------------------------------------------------------


def verifier_strates(racine: Champs, strates: tuple[Strate, ...], services: tuple[Service, ...], qui: Qui) -> None:
    """Report what no single strate shows: order, overlaps, volumes absent or without a service."""
    numeros = [strate.numero for strate in strates]
    if numeros != sorted(set(numeros)):
        racine.faute("strates", "les numéros ne vont pas en croissant", "numérotez les strates dans l’ordre")
    sures = not any(racine.a_faute(cle) for cle in ("mesures", "natures"))
    for origine, message, aide in recouvrements(strates, qui.natures, qui.mesures) if sures else ():
        racine.faute(origine, message, aide)
    for rang, strate in enumerate(strates, 1):
        for cas in strate.cas if sures else ():
            if cas.bornes and qui.natures and not cas.natures:
                codes = enumeration([code for code, _ in cas.bornes])
                message = f"aucune nature n’est classée par {codes}"
                racine.faute(f"strates[{rang}]", message, 'écrivez nature = "…" dans le cas, ou mesure à [[natures]]')
    comptes = {s.code for s in services if any(cellule.selon_strate for cellule in s.cellules.values())}
    ou = "seuils.volumes" if "seuils" in racine else "strates[{}].volumes"
    for rang, strate in enumerate(strates, 1):
        for code in sorted(comptes - strate.volumes.keys()):
            racine.faute(ou.format(rang), f"volume absent : {guillemets(code)}", f"ajoutez {code} = …")
        for code in sorted(strate.volumes.keys() - comptes):
            message = f"volume d’un service qui n’en a pas selon la strate : {guillemets(code)}"
            racine.faute(ou.format(rang), message, "corrigez le code ou la légende du service")
