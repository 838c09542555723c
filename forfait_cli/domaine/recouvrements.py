"""Whom a grid puts in no strate, or in two: over natures, affiliation and every measure at once."""

from collections.abc import Iterator, Sequence
from itertools import combinations, islice
from typing import NamedTuple

from forfait_cli.domaine.catalogue import Bornes, Cas, Strate
from forfait_cli.domaine.strate import dire_mesure, etendue
from forfait_cli.domaine.types import Mesure, Nature, Nombre
from forfait_cli.erreurs import Anomalie
from forfait_cli.francais import enumeration, nombre, quantite

UN_DEVIS_LES_REFUSE = "un devis les refuse"
REFUSEE = "une telle demande est refusée"  # whatever the gender and the number of who makes it
TROUS_DITS = 5  # by nature and affiliation
RECOUVREMENTS_DITS = 20


class _Place(NamedTuple):
    """A case and the strate that it leads to."""

    numero: int
    cas: Cas


class _Qui(NamedTuple):
    """Some collectivités: a nature (None: any, none is told apart), affiliated or not (None: it does not matter)."""

    nature: Nature | None
    affiliee: bool | None


def _publics(strates: Sequence[Strate], natures: Sequence[Nature]) -> Iterator[_Qui]:
    dite = any(cas.affiliee is not None for strate in strates for cas in strate.cas)
    for affiliee in (True, False) if dite else (None,):
        for nature in natures or (None,):
            yield _Qui(nature, affiliee)


def _places(strates: Sequence[Strate], qui: _Qui) -> list[_Place]:
    """The cases that a collectivité of that kind may meet, its sizes aside."""
    return [
        _Place(strate.numero, cas)
        for strate in strates
        for cas in strate.cas
        if (not cas.natures or (qui.nature is not None and qui.nature.code in cas.natures))
        and (cas.affiliee is None or qui.affiliee is None or cas.affiliee is qui.affiliee)
    ]


# --- In two ---------------------------------------------------------------------------------------


def recouvrements(
    strates: Sequence[Strate], natures: Sequence[Nature], mesures: Sequence[Mesure]
) -> tuple[Anomalie, ...]:
    """The strates that a same collectivité would be in, each pair told once with an example."""
    vus: dict[tuple[int, int, tuple[str, ...]], Anomalie] = {}
    for qui in _publics(strates, natures):
        for un, autre in combinations(_places(strates, qui), 2):
            if un.numero == autre.numero or len(vus) == RECOUVREMENTS_DITS:
                continue
            point = _commun(un.cas, autre.cas)
            if point is None:
                continue
            codes = {code for code, _ in (*un.cas.bornes, *autre.cas.bornes)}
            cle = (un.numero, autre.numero, tuple(sorted(codes)))
            vus.setdefault(cle, _recouvrement(un, autre, qui, point, mesures))
    if sum(strate.non_affiliees for strate in strates) > 1:
        message = "plusieurs strates pour les collectivités non affiliées"
        return (
            Anomalie("strates", message, "gardez-en une"),
            *(anomalie for cle, anomalie in vus.items() if cle[2]),
        )
    return tuple(vus.values())


def _commun(un: Cas, autre: Cas) -> dict[str, Nombre] | None:
    """Sizes that meet both cases; None where there are none."""
    point: dict[str, Nombre] = {}
    bornes_un, bornes_autre = dict(un.bornes), dict(autre.bornes)
    for code in dict.fromkeys((*bornes_un, *bornes_autre)):
        ici = [bornes[code] for bornes in (bornes_un, bornes_autre) if code in bornes]
        debut = max(bornes.min for bornes in ici)
        if any(bornes.max is not None and bornes.max < debut for bornes in ici):
            return None
        point[code] = debut
    return point


def _recouvrement(
    un: _Place, autre: _Place, qui: _Qui, point: dict[str, Nombre], mesures: Sequence[Mesure]
) -> Anomalie:
    deux = f"les strates {un.numero} et {autre.numero} se recouvrent"
    if len(point) == 1 and len(un.cas.bornes) == len(autre.cas.bornes) == 1 and un.cas.affiliee is autre.cas.affiliee:
        ((code, valeur),) = point.items()
        bas, haut = sorted((un, autre), key=lambda place: place.cas.bornes[0][1].min)
        debut = haut.cas.bornes[0][1].min
        pas = next(mesure.pas for mesure in mesures if mesure.code == code)
        fin = max(0, debut - pas)
        return Anomalie(
            f"strates.{code}",
            f"{deux} : {nombre(valeur)} est dans les deux",
            f"donnez à la strate {bas.numero} un max de {fin}",
        )
    exemple = dire_exemple(qui, point, mesures)
    return Anomalie(
        "strates", f"{deux} : {exemple} est dans les deux", "précisez la nature, l’affiliation ou les bornes"
    )


def dire_exemple(qui: _Qui, point: dict[str, Nombre], mesures: Sequence[Mesure]) -> str:
    """« une commune non affiliée de 5 500 habitants »."""
    feminin = qui.nature is None or qui.nature.feminin
    nom = "collectivité" if qui.nature is None else qui.nature.nom
    if qui.affiliee is False:
        nom += f" non affilié{'e' if feminin else ''}"
    tailles = [
        ("de " if mesure.unite is not None else "à ") + dire_mesure(mesure, point[mesure.code])
        for mesure in mesures
        if mesure.code in point
    ]
    return " ".join((f"un{'e' if feminin else ''} {nom}", enumeration(tailles))).strip()


# --- In none --------------------------------------------------------------------------------------


class _Trou(NamedTuple):
    """Sizes that no case covers: one range a measure."""

    etendues: tuple[tuple[Mesure, Bornes], ...]


def trous(strates: Sequence[Strate], natures: Sequence[Nature], mesures: Sequence[Mesure]) -> tuple[Anomalie, ...]:
    """The collectivités that no strate covers, told with their sizes or with an example."""
    if not strates:
        return ()
    sans: list[_Qui] = []
    trouves: dict[_Trou, list[_Qui]] = {}
    comptes: dict[str, int] = {}  # by measure: how many kinds of collectivités it classes
    for qui in _publics(strates, natures):
        places = _places(strates, qui)
        if not places:
            sans.append(qui)
            continue
        codes = {code for place in places for code, _ in place.cas.bornes}
        bornees = [mesure for mesure in mesures if mesure.code in codes]
        for code in codes:
            comptes[code] = comptes.get(code, 0) + (qui.affiliee is not False)
        for trou in islice(_cherche(bornees, [place.cas for place in places]), TROUS_DITS):
            trouves.setdefault(trou, []).append(qui)
    ordre = {mesure.code: rang for rang, mesure in enumerate(mesures)}
    return (
        *(
            anomalie
            for trou, publics in sorted(trouves.items(), key=lambda un: [ordre[m.code] for m, _ in un[0].etendues])
            for anomalie in _dire_trou(trou, publics, mesures, comptes)
        ),
        *_sans_strate(strates, sans),
    )


def _cherche(mesures: Sequence[Mesure], cas: list[Cas]) -> Iterator[_Trou]:
    """The holes left by these cases, measure after measure: where the first changes nothing, it is whole."""
    if any(not un.bornes for un in cas):
        return
    if not cas:
        yield _Trou(())
        return
    if not mesures:
        return
    mesure, *autres = mesures
    for bornes in _intervalles(mesure, cas):
        restants = [
            un._replace(bornes=tuple(b for b in un.bornes if b[0] != mesure.code))
            for un in cas
            if bornes.min in dict(un.bornes).get(mesure.code, Bornes(0, None))
        ]
        for trou in _cherche(autres, restants):
            yield _Trou(((mesure, bornes), *trou.etendues))


def _intervalles(mesure: Mesure, cas: list[Cas]) -> Iterator[Bornes]:
    """Ranges, from 0 on, inside which no case begins or ends; those between which no case does are one."""
    debuts: set[Nombre] = {0}
    for un in cas:
        for code, bornes in un.bornes:
            if code == mesure.code:
                debuts.add(bornes.min)
                if bornes.max is not None:
                    debuts.add(bornes.max + mesure.pas)
    rangs = sorted(debuts)
    for rang, debut in enumerate(rangs):
        yield Bornes(debut, rangs[rang + 1] - mesure.pas if rang + 1 < len(rangs) else None)


def _dire_trou(
    trou: _Trou, publics: Sequence[_Qui], mesures: Sequence[Mesure], comptes: dict[str, int]
) -> Iterator[Anomalie]:
    """The sizes alone where all whom the measure classes are concerned, else an example for each kind."""
    reste = list(publics)
    if len(trou.etendues) == 1:
        ((mesure, bornes),) = trou.etendues
        simples = [qui for qui in publics if qui.affiliee is not False]
        if mesure.unite is not None and len(simples) == comptes[mesure.code]:
            yield _trou_simple(mesure, bornes)
            reste = [qui for qui in publics if qui.affiliee is False]
    point = {mesure.code: bornes.min for mesure, bornes in trou.etendues}
    for qui in reste:
        yield Anomalie("strates", f"{dire_exemple(qui, point, mesures)} n’a aucune strate", REFUSEE)


def _trou_simple(mesure: Mesure, bornes: Bornes) -> Anomalie:
    assert mesure.unite is not None
    if bornes.max is None:
        message = f"aucune strate ne couvre {etendue(bornes, mesure)}"
        aide = f"{UN_DEVIS_LES_REFUSE} ; sans max, la dernière strate n’a pas de fin"
    elif bornes.min == bornes.max:
        message = f"aucune strate ne couvre {quantite(bornes.min, mesure.unite.nom, mesure.unite.pluriel)}"
        aide = "un devis refuse ce nombre"
    else:
        message = (
            f"aucune strate ne couvre les tailles de {nombre(bornes.min)} à {nombre(bornes.max)} {mesure.unite.pluriel}"
        )
        aide = "un devis refuse ces nombres"
    return Anomalie(f"strates.{mesure.code}", message, aide)


def _sans_strate(strates: Sequence[Strate], sans: Sequence[_Qui]) -> Iterator[Anomalie]:
    """The kinds that no case names at all."""
    affiliees = [qui for qui in sans if qui.affiliee is not False]
    if noms := [qui.nature for qui in affiliees if qui.nature is not None]:
        aucune = "aucune" if noms[0].feminin else "aucun"
        yield Anomalie("strates", f"{aucune} {' ni '.join(nature.nom for nature in noms)} n’a de strate", REFUSEE)
    if not any(cas.affiliee is False for strate in strates for cas in strate.cas):
        if any(qui.affiliee is False for qui in sans):
            message = "aucune strate ne dit être celle des collectivités non affiliées"
            yield Anomalie("strates", message, UN_DEVIS_LES_REFUSE)
        return
    for qui in sans:
        if qui.affiliee is False:
            yield Anomalie("strates", f"{dire_exemple(qui, {}, ())} n’a aucune strate", REFUSEE)
