"""A grid that begins: what it is made of, without any price yet, as the tables of its file.

The tables are those that a catalogue file has (`Tables`): what a person would write, in that order, no more.
"""

from collections.abc import Mapping, Sequence
from itertools import count
from typing import Any, NamedTuple

from forfait_cli.francais import plier, pluriel

Tables = dict[str, Any]

A_PRECISER, A_RENSEIGNER = "à préciser", "à renseigner"  # in place of a source, of an amount
INCLUS, NON_INCLUS, SELON_STRATE = "Inclus", "Non inclus", "Selon la strate"
MESURES = ("habitants", "agents")  # what a simple grid is classed by


class Vendu(NamedTuple):
    """A forfait, a service or an option, by its name."""

    nom: str
    article: str | None = None  # of a forfait, where it was told
    unite: str | None = None  # what is counted; None: it is taken or not
    volumes: tuple[int, ...] = ()  # of a service: how many are included, whatever the strate or in each
    inclus: tuple[int, ...] | None = None  # of a service: the ranks of the forfaits that have it; None: all


class Ebauche(NamedTuple):
    """What is told of a grid to begin with."""

    titre: str
    source: str
    organisme: tuple[str, str] | None = None  # article and kind: « le », « centre de gestion »; None: not told
    forfaits: tuple[Vendu, ...] = ()  # none: all is sold by the piece
    services: tuple[Vendu, ...] = ()
    options: tuple[Vendu, ...] = ()
    seuils: Mapping[str, tuple[int, ...]] = {}  # by measure: the first number of each strate but the first

    @property
    def strates(self) -> int:
        """How many."""
        return max((len(seuils) + 1 for seuils in self.seuils.values()), default=0)


# Where nothing is told: each thing that a grid may have, once or twice, to be changed.
DEPART = Ebauche(
    "Ma grille (exemple à remplacer)",
    A_PRECISER,
    ("le", "centre de gestion"),
    (Vendu("Forfait Base", "le"), Vendu("Forfait Complet", "le")),
    (
        Vendu("Assistance"),
        Vendu("Comptes de messagerie", unite="compte", volumes=(3,)),
        Vendu("Sauvegarde", unite="Go", volumes=(5, 5, 10, 20)),
        Vendu("Visite annuelle", inclus=(1,)),
    ),
    (Vendu("Sauvegarde", unite="Go"), Vendu("Atelier", unite="jour")),
    {"habitants": (500, 1000, 3500), "agents": (5, 10, 35)},
)


def tables(ebauche: Ebauche) -> Tables:
    """What the file of this grid says."""
    contenu: Tables = {"titre": ebauche.titre, "source": ebauche.source}
    if ebauche.organisme is not None:
        article, genre = ebauche.organisme
        contenu["organisme"] = {"genre": genre, "article": article}
    codes = codes_de([forfait.nom for forfait in ebauche.forfaits])
    services = codes_de([service.nom for service in ebauche.services])
    if ebauche.seuils:
        contenu["seuils"] = {mesure: list(seuils) for mesure, seuils in ebauche.seuils.items()}
        volumes = {
            code: list(service.volumes)
            for code, service in zip(services, ebauche.services, strict=True)
            if _selon_strate(service)
        }
        contenu["seuils"] |= {"volumes": volumes} if volumes else {}
    contenu["forfaits"] = [
        sans_vide({"code": code, "nom": forfait.nom, "article": forfait.article, "prix": A_RENSEIGNER})
        for code, forfait in zip(codes, ebauche.forfaits, strict=True)
    ]
    contenu["services"] = [
        sans_vide(
            {
                "code": code,
                "nom": service.nom,
                "unite": service.unite,
                "cellules": _cellules(service, codes),
            }
        )
        for code, service in zip(services, ebauche.services, strict=True)
    ]
    comptes: dict[tuple[str, str | None], str] = {
        (service.nom, service.unite): code
        for service, code in zip(ebauche.services, services, strict=True)
        if service.unite is not None
    }
    contenu["options"] = [
        sans_vide(
            {
                "code": code,
                "nom": option.nom,
                "unite": option.unite,
                # The same thing in the same unit: what the option adds to.
                "service": comptes.get((option.nom, option.unite)),
                "prix": A_RENSEIGNER,
            }
        )
        for code, option in zip(codes_de([option.nom for option in ebauche.options]), ebauche.options, strict=True)
    ]
    return {cle: valeur for cle, valeur in contenu.items() if valeur}


def _selon_strate(service: Vendu) -> bool:
    return len(service.volumes) > 1


def _cellules(service: Vendu, codes: Sequence[str]) -> Any:
    oui = SELON_STRATE if _selon_strate(service) else INCLUS
    if service.unite is not None and len(service.volumes) == 1:
        oui = f"{service.volumes[0]} {service.unite if service.volumes[0] < 2 else pluriel(service.unite)}"  # noqa: PLR2004
    if service.inclus is None or len(service.inclus) == len(codes) or not codes:
        return oui
    return {code: oui if rang in service.inclus else NON_INCLUS for rang, code in enumerate(codes)}


# --- Words ----------------------------------------------------------------------------------------


def code_de(nom: str) -> str:
    """« Forfait Métiers » → « metiers », « Visite annuelle » → « visite-annuelle »."""
    plie = plier(nom)
    return (plie.removeprefix("forfait ") or plie).replace(" ", "-")


def codes_de(noms: Sequence[str]) -> list[str]:
    """A code for each name, none twice."""
    codes: list[str] = []
    for nom in noms:
        base = code_de(nom) or "sans-nom"
        code = next(essai for rang in count(1) if (essai := _suivant(base, rang)) not in codes)
        codes.append(code)
    return codes


def _suivant(base: str, rang: int) -> str:
    return base if rang == 1 else f"{base}-{rang}"


def sans_vide(table: Mapping[str, Any]) -> Tables:
    """The table without the keys that say nothing."""
    return {cle: valeur for cle, valeur in table.items() if valeur is not None}


# --- Shorter, longer --------------------------------------------------------------------------------------


def en_seuils(strates: Sequence[Mapping[str, Any]]) -> Tables | None:
    """`[seuils]` that says the same as these `[[strates]]`; None where thresholds alone can't."""
    premiere = strates[0] if strates else {}
    mesures = [mesure for mesure in MESURES if mesure in premiere]
    volumes = list(premiere.get("volumes", {}))
    if len(strates) < 2 or not mesures:  # noqa: PLR2004
        return None
    for rang, strate in enumerate(strates):
        if {*strate} - {"libelle", "volumes"} != {*mesures} or list(strate.get("volumes", {})) != volumes:
            return None
        if ("libelle" in strate) != ("libelle" in premiere):
            return None
        for mesure in mesures:
            avant = strates[rang - 1][mesure].get("max") if rang else -1
            bornes, derniere = strate[mesure], rang == len(strates) - 1
            if avant is None or bornes.get("min", 0) != avant + 1 or ("max" in bornes) == derniere:
                return None
    seuils: Tables = {mesure: [strate[mesure]["min"] for strate in strates[1:]] for mesure in mesures}
    if "libelle" in premiere:
        seuils["libelles"] = [strate["libelle"] for strate in strates]
    if volumes:
        seuils["volumes"] = {code: [strate["volumes"][code] for strate in strates] for code in volumes}
    return seuils


def en_strates(seuils: Mapping[str, Any]) -> list[Tables]:
    """`[[strates]]` that say the same as this `[seuils]`."""
    suites = {cle: valeurs for cle, valeurs in seuils.items() if cle not in ("libelles", "volumes")}
    strates: list[Tables] = [{} for _ in range(max((len(suite) + 1 for suite in suites.values()), default=0))]
    for rang, strate in enumerate(strates):
        if "libelles" in seuils:
            strate["libelle"] = seuils["libelles"][rang]
        for mesure, suite in suites.items():
            strate[mesure] = {"min": suite[rang - 1] if rang else 0}
            if rang < len(suite):
                strate[mesure]["max"] = suite[rang] - 1
        if "volumes" in seuils:
            strate["volumes"] = {code: volumes[rang] for code, volumes in seuils["volumes"].items()}
    return strates
