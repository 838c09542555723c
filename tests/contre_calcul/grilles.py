"""Random valid grids, tarifs to lay over them, and requests that fall on both sides of every threshold."""

from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from itertools import product
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

import tomli_w

from contre_calcul.calcul import (
    A_LA_CARTE,
    MESURES,
    NATURES,
    Demande,
    affiliation_dite,
    en_liste,
    lire,
    mesures_connues,
    natures_de,
)

Table = dict[str, Any]

PERIODICITES = ("unique", "mois", "trimestre", "semestre", "an", "premiere-annee", "annees-suivantes")
HORIZON = {"habitants": 20_000, "agents": 250, "communes-membres": 40, "masse-salariale": 5_000_000, "electeurs": 9_000}
MOTS = ("non proposé", "sur étude", "à renseigner")
MESURES_LARGES: list[Table] = [
    {"code": "habitants", "nom": "population", "unite": "habitant"},
    {"code": "agents", "nom": "effectif", "unite": "agent"},
    {"code": "communes-membres", "nom": "communes membres",
     "unite": {"singulier": "commune membre", "pluriel": "communes membres"}},
    {"code": "masse-salariale", "nom": "masse salariale", "euros": True},
]  # fmt: skip
NATURES_LARGES: list[Table] = [
    {"code": "commune", "nom": "commune", "pluriel": "communes", "mesure": "habitants", "feminin": True},
    {"code": "intercommunalite", "nom": "intercommunalité", "pluriel": "intercommunalités",
     "mesure": ["habitants", "communes-membres"], "feminin": True},
    {"code": "etablissement", "nom": "établissement", "pluriel": "établissements", "mesure": "agents"},
]  # fmt: skip
NATURES_ANNEXE: list[Table] = [
    {"code": "commune", "nom": "commune", "pluriel": "communes", "mesure": "habitants", "feminin": True},
    {"code": "etablissement-public", "nom": "établissement public", "pluriel": "établissements publics",
     "mesure": "agents"},
    {"code": "budget-annexe", "nom": "budget annexe", "pluriel": "budgets annexes", "mesure": "agents"},
]  # fmt: skip


REGIMES: tuple[Table, ...] = (
    {"regime": "ht", "taux": 20},
    {"regime": "ht", "taux": Decimal("8.5")},
    {"regime": "non_soumis"},
)
# What the texts of the cells of options mean, whatever the option.
SENS: Table = {
    "compris dans le forfait": {"disponibilite": "incluse"},
    "pas vendu": {"disponibilite": "non_proposee"},
    "sur devis, après étude": {"disponibilite": "proposee", "mode": "sur_etude"},
    "prix à demander": {"disponibilite": "proposee", "mode": "unitaire"},
}


class Cadre(NamedTuple):
    """What the prices of a grid may speak of."""

    strates: tuple[int, ...]
    natures: tuple[str, ...]
    mesures: tuple[str, ...]
    euros: tuple[str, ...]
    ht: bool


class Jeu(NamedTuple):
    """A grid, the tarifs laid over it if any, as texts, and the requests made of them."""

    catalogue: str
    tarifs: str | None
    demandes: tuple[Demande, ...]


# -- Amounts and prices ------------------------------------------------------------------------------------------------


def montant(alea: Random, decimales: int = 2) -> int | Decimal:
    """An amount: round, to the cent, or finer, sometimes on the edge of a half cent, sometimes a true 0."""
    genre = alea.random()
    if genre < 0.05:
        return 0
    if genre < 0.25:
        return alea.randint(1, 900)
    if genre < 0.4 and decimales > 2:
        return Decimal(alea.randint(0, 4000) * 10 + 5).scaleb(-3)
    return Decimal(alea.randint(1, 1000 * (10**decimales))).scaleb(-decimales)


def bornes_de_montant(alea: Random) -> Table:
    """A floor, a ceiling, or both in order."""
    bas, haut = sorted(Decimal(alea.randint(0, 500_000)) / 100 for _ in range(2))
    return alea.choice(({"plancher": bas}, {"plafond": haut}, {"plancher": bas, "plafond": haut}))


def tranches(alea: Random, horizon: int) -> Table:
    """A table of slices of one of the three kinds."""
    fins = sorted(alea.sample(range(1, max(horizon, 6)), alea.randint(1, 3)))
    suite: list[Table] = [{"jusqua": fin, "montant": montant(alea, 3)} for fin in fins]
    return {
        "tranches": [*suite, {"montant": montant(alea, 3)}],
        "calcul": alea.choice(("marginale", "volume", "forfaitaire")),
    }


def valeur(alea: Random, cadre: Cadre, horizon: int | None) -> Any:
    """What stands under `montant`: a number, or one by strate with words or slices among them."""
    if not cadre.strates or alea.random() < 0.6:
        return montant(alea, 3)
    nommees = cadre.strates if alea.random() < 0.7 else cadre.strates[: alea.randint(1, len(cadre.strates))]
    par_strate: Table = {}
    for numero in nommees:
        genre = alea.random()
        if genre < 0.12:
            par_strate[str(numero)] = alea.choice(MOTS)
        elif genre < 0.2 and horizon is not None:
            par_strate[str(numero)] = tranches(alea, horizon)
        else:
            par_strate[str(numero)] = montant(alea, 3)
    if all(isinstance(m, str) for m in par_strate.values()):
        par_strate[str(nommees[0])] = montant(alea, 3)
    simples = not any(isinstance(m, dict) for m in par_strate.values())
    if simples and len(par_strate) == len(cadre.strates) and alea.random() < 0.3:
        return list(par_strate.values())  # by strate, in order
    return par_strate


def echeance(alea: Random, cadre: Cadre, *, compte: bool, par: str | None = None) -> Table:
    """One échéance, without its periodicity."""
    if par is None and not compte and alea.random() < 0.4:
        par = alea.choice(cadre.mesures)
    if par in cadre.euros:
        taux: Table = {"pour_cent": Decimal(alea.randint(1, 500)) / 100, "par": par}
        return {**taux, **(bornes_de_montant(alea) if alea.random() < 0.3 else {})}
    horizon = 30 if par is None else HORIZON[par]
    if (compte or par) and alea.random() < 0.3:
        return {**tranches(alea, horizon), **({"par": par} if par else {})}
    table: Table = {"montant": valeur(alea, cadre, horizon if compte or par else None)}
    slices = isinstance(table["montant"], dict) and any(isinstance(m, dict) for m in table["montant"].values())
    if par:
        table["par"] = par
    genre = alea.random()
    if slices:
        return table
    if genre < 0.2 and (par or compte):
        table |= bornes_de_montant(alea)
    elif genre < 0.4 and (par or compte):
        table["gratuits"] = alea.randint(1, max(horizon // 5, 1))
    elif genre < 0.6 and compte:
        table["minimum"] = alea.randint(1, 8)
    return table


def completer(alea: Random, cadre: Cadre, table: Table, periodicite: str | None = None) -> Table:
    """An échéance with what is said beside its amount."""
    if periodicite is None and alea.random() < 0.7:
        periodicite = alea.choice(PERIODICITES)
    suite: Table = {"periodicite": periodicite} if periodicite else {}
    if alea.random() < 0.1:
        suite["libelle"] = alea.choice(("frais de dossier", "abonnement"))
    if cadre.ht and alea.random() < 0.3:
        suite["taux_tva"] = alea.choice((0, Decimal("5.5"), 10, Decimal("2.1")))
    return {**table, **suite}


def prix(alea: Random, cadre: Cadre, *, compte: bool) -> Any:
    """A price in one of its forms."""
    formes: list[Callable[[], Any]] = [
        lambda: montant(alea, 3),
        lambda: valeur(alea, cadre, 30 if compte else None),
        lambda: completer(alea, cadre, echeance(alea, cadre, compte=compte)),
        lambda: completer(alea, cadre, echeance(alea, cadre, compte=compte)),
        lambda: deux_periodicites(alea, cadre, compte=compte),
        lambda: par_nature(alea, cadre),
        lambda: alea.choice(MOTS[1:]),
    ]
    if cadre.strates:
        formes.append(lambda: [montant(alea) for _ in cadre.strates])
    if not compte:
        formes.append(lambda: selon_la_mesure(alea, cadre))
    return alea.choice(formes)()


def deux_periodicites(alea: Random, cadre: Cadre, *, compte: bool) -> list[Table]:
    """Two échéances that are both due."""
    periodicites = alea.sample(PERIODICITES, 2)
    return [completer(alea, cadre, echeance(alea, cadre, compte=compte), p) for p in periodicites]


def par_nature(alea: Random, cadre: Cadre) -> Table:
    """A price by nature, which may leave a nature out."""
    nommees = alea.sample(cadre.natures, alea.randint(1, len(cadre.natures)))
    siens: Table = {nature: montant(alea, 3) for nature in nommees}
    if alea.random() < 0.3:
        siens[nommees[0]] = alea.choice(MOTS)
    elif cadre.strates and alea.random() < 0.3:
        siens[nommees[0]] = {str(numero): montant(alea, 3) for numero in cadre.strates}
    suite = {"periodicite": alea.choice(PERIODICITES)} if alea.random() < 0.5 else {}
    return {"par_nature": siens, **suite}


def selon_la_mesure(alea: Random, cadre: Cadre) -> list[Table]:
    """Two échéances of the same periodicity, by different measures: one or the other is due."""
    mesures = alea.sample([m for m in cadre.mesures if m not in cadre.euros], 2)
    commune: Table = {"periodicite": alea.choice(PERIODICITES)}
    return [{**echeance(alea, cadre, compte=False, par=par), **commune} for par in mesures]


def portee(alea: Random, valeur_: Any) -> Table:
    """A price and, where its form leaves room for it, a periodicity beside it."""
    seul = not isinstance(valeur_, list) or all(not isinstance(m, dict) for m in valeur_)
    dite = isinstance(valeur_, dict) and "periodicite" in valeur_
    if seul and not dite and not isinstance(valeur_, str) and alea.random() < 0.5:
        return {"prix": valeur_, "periodicite": alea.choice(PERIODICITES)}
    return {"prix": valeur_}


# -- Who is served -----------------------------------------------------------------------------------------------------


def intervalles(alea: Random, mesure: str, nombre: int) -> list[Table]:
    """So many intervals of a measure, in order, the last one open or not, rarely with a hole."""
    fins = sorted(alea.sample(range(2, HORIZON[mesure]), nombre - 1)) if nombre > 1 else []
    debuts = [0, *(fin + 1 for fin in fins)]
    suite: list[Table] = [{"min": debut, "max": fin} for debut, fin in zip(debuts, fins, strict=False)]
    suite.append({"min": debuts[-1]})
    if alea.random() < 0.15:
        suite[-1]["max"] = debuts[-1] + HORIZON[mesure]
    if nombre > 1 and alea.random() < 0.2 and suite[1].get("max", debuts[1] + 2) > debuts[1]:
        suite[1]["min"] += 1
    return suite


def strates_courtes(alea: Random, mesures: list[str]) -> list[Table]:
    """Strates in the short form: bounds on the measures that class, non-affiliées in one of them or apart."""
    nombre = alea.randint(1, 5)
    strates: list[Table] = [{} for _ in range(nombre)]
    for mesure in mesures:
        for strate, intervalle in zip(strates, intervalles(alea, mesure, nombre), strict=True):
            strate[mesure] = intervalle
    genre = alea.random()
    if genre < 0.25:
        strates[-1]["non_affiliees"] = True
    elif genre < 0.4:
        strates.append({"non_affiliees": True})
    return strates


def strates_par_cas(alea: Random, natures: list[Table]) -> list[Table]:
    """Strates as lists of cases: the plane of each nature is cut into cells, each of which goes to one strate."""
    nombre = alea.randint(2, 5)
    affiliation = alea.choice((None, "bloc", "tout"))
    cellules: list[Table] = []
    for nature in natures:
        mesures = en_liste(nature["mesure"])
        coupes = [intervalles(alea, mesure, alea.randint(1, 3)) for mesure in mesures]
        for cellule in product(*coupes):
            cas: Table = {"nature": nature["code"], **dict(zip(mesures, cellule, strict=True))}
            cellules += [{"affiliee": a, **cas} for a in (True, False)] if affiliation == "tout" else [cas]
    if affiliation == "bloc":
        cellules.append({"affiliee": False})
    rangees: list[list[Table]] = [[] for _ in range(nombre)]
    for cellule_ in cellules:
        alea.choice(rangees).append(cellule_)
    return [{"cas": cas} for cas in rangees if cas]


# -- The grid ----------------------------------------------------------------------------------------------------------


def services_de(alea: Random, forfaits: list[str], avec_strates: bool) -> tuple[list[Table], Table]:
    """Services and the legend of their cells."""
    legende: Table = {
        "compris": {"couverture": "inclus"},
        "pas compris": {"couverture": "non_inclus"},
        "à la carte": {"couverture": "en_option"},
        "trois compris": {"couverture": "inclus", "quantite": 3},
    }
    if avec_strates:
        legende["selon la taille"] = {"couverture": "inclus", "selon_strate": True}
    services = []
    for rang in range(alea.randint(1, 4)):
        compte = alea.random() < 0.7
        textes = ["compris", "pas compris", "à la carte"]
        if compte:
            textes += ["trois compris"] * 2 + (["selon la taille"] * 3 if avec_strates else [])
        service: Table = {"code": f"service-{rang}", "nom": f"Service {rang}"}
        if compte:
            service["unite"] = "Go"
        if alea.random() < 0.2:
            service["cellules"] = alea.choice(textes)
        else:
            service["cellules"] = {forfait: alea.choice(textes) for forfait in forfaits}
        services.append(service)
    return services, legende


def options_de(alea: Random, cadre: Cadre, forfaits: list[str], services: list[Table]) -> tuple[list[Table], Table]:
    """Options and the legend of their cells."""
    legende: Table = {**SENS}
    options: list[Table] = []
    for rang in range(alea.randint(1, 6)):
        option: Table = {"code": f"option-{rang}", "nom": f"Option {rang}"}
        genre = alea.random()
        if genre < 0.35 and (comptes := [s["code"] for s in services if "unite" in s]):
            option |= {"unite": "Go", "service": alea.choice(comptes)}
        elif genre < 0.55:
            option["unite"] = "jour"
        elif genre < 0.65:
            option["unite"] = {"singulier": "heure", "pluriel": "heures", "pas": Decimal("0.5")}
        if alea.random() < 0.5:
            option["raccourci"] = f"mot-{rang}"
        if options and alea.random() < 0.15:
            option["exige"] = alea.choice(options)["code"]
        compte = "unite" in option
        ou = alea.random()
        if ou < 0.3:
            option |= portee(alea, prix(alea, cadre, compte=compte))
        elif ou < 0.5:
            option["par_forfait"] = {code: prix(alea, cadre, compte=compte) for code in forfaits}
            if alea.random() < 0.2:
                option["par_forfait"][alea.choice(forfaits)] = "non proposé"
        elif ou < 0.65:
            # Its own price where the text is not in the legend, and the legend's meaning where it is.
            option |= portee(alea, prix(alea, cadre, compte=compte))
            textes = ("compris dans le forfait", "pas vendu", "au prix de la délibération")
            option["cellules"] = {code: alea.choice(textes) for code in forfaits}
            option["cellules"][alea.choice(forfaits)] = textes[-1]
        else:
            texte = f"prix de l’option {rang}"
            legende[texte] = {
                "disponibilite": "proposee",
                "mode": "unitaire",
                **portee(alea, prix(alea, cadre, compte=compte)),
            }
            choix = (texte, texte, *SENS)
            option["cellules"] = {code: alea.choice(choix) for code in forfaits}
        options.append(option)
    return options, legende


def qui(alea: Random) -> tuple[list[Table], list[Table], Table]:
    """The natures, the measures, and what the file says of them: nothing where they are the default ones."""
    genre = alea.random()
    if genre < 0.4:
        return NATURES, MESURES, {}
    if genre < 0.7:
        return NATURES_ANNEXE, MESURES, {"natures": NATURES_ANNEXE}
    return NATURES_LARGES, MESURES_LARGES, {"natures": NATURES_LARGES, "mesures": MESURES_LARGES}


def tailles(alea: Random, natures: list[Table]) -> Table:
    """The strates in one of their forms: none, thresholds alone, the short form, cases."""
    genre = alea.random()
    if genre < 0.15:
        return {}
    if genre < 0.3:
        nombre = alea.randint(1, 4)
        retenues = ["habitants"] if alea.random() < 0.5 else ["habitants", "agents"]
        return {"seuils": {m: sorted(alea.sample(range(1, HORIZON[m]), nombre)) for m in retenues}}
    if genre < 0.65:
        classantes = sorted({m for nature in natures for m in en_liste(nature["mesure"])})
        strates = strates_courtes(alea, [m for m in classantes if m != "communes-membres"])
    else:
        strates = strates_par_cas(alea, natures)
    if alea.random() < 0.2:
        strates = [{"numero": rang * 10, **strate} for rang, strate in enumerate(strates, 1)]
    return {"strates": strates}


def numeros_de(table: Table) -> list[int]:
    """The numbers of the strates."""
    if "seuils" in table:
        return list(range(1, len(table["seuils"]["habitants"]) + 2))
    return [strate.get("numero", rang) for rang, strate in enumerate(table.get("strates", []), 1)]


def poser_volumes(alea: Random, table: Table, services: list[Table]) -> None:
    """Write the volumes of the services that a cell says to be by strate."""
    codes = []
    for service in services:
        cellules = service["cellules"]
        if "selon la taille" in ([cellules] if isinstance(cellules, str) else cellules.values()):
            codes.append(service["code"])
    if not codes:
        return
    for strate in table.get("strates", []):
        strate["volumes"] = {code: alea.randint(0, 12) for code in codes}
    if "seuils" in table:
        table["seuils"]["volumes"] = {code: [alea.randint(0, 12) for _ in numeros_de(table)] for code in codes}


def forfaits_de(alea: Random, cadre: Cadre) -> list[Table]:
    """Forfaits with a price, without one, or that cost nothing by themselves."""
    forfaits: list[Table] = []
    for rang in range(alea.randint(0, 3)):
        forfait: Table = {"code": f"forfait-{rang}", "nom": f"Forfait {rang}"}
        tirage = alea.random()
        if tirage < 0.75:
            forfait |= portee(alea, prix(alea, cadre, compte=False))
        elif tirage < 0.85:
            forfait["sans_prix"] = True
        forfaits.append(forfait)
    return forfaits


def grille(alea: Random) -> Table:
    """A valid grid."""
    natures, mesures, dites = qui(alea)
    table: Table = {"titre": "Grille au hasard", "source": "Tirage", **dites, **tailles(alea, natures)}
    if alea.random() < 0.5:
        table["tva"] = alea.choice(REGIMES)
    numeros = numeros_de(table)
    cadre = Cadre(
        tuple(numeros),
        tuple(nature["code"] for nature in natures),
        tuple(mesure["code"] for mesure in mesures),
        tuple(mesure["code"] for mesure in mesures if mesure.get("euros")),
        table.get("tva", {}).get("regime") == "ht",
    )
    forfaits = forfaits_de(alea, cadre)
    colonnes = [forfait["code"] for forfait in forfaits] or [A_LA_CARTE["code"]]
    services, legende_services = services_de(alea, colonnes, bool(numeros))
    options, legende_options = options_de(alea, cadre, colonnes, services)
    if forfaits and alea.random() < 0.1:
        alea.choice(forfaits)["exige"] = alea.choice(options)["code"]
    poser_volumes(alea, table, services)
    if forfaits:
        table["forfaits"] = forfaits
    table["legende"] = {"services": legende_services, "options": legende_options}
    return {**table, "services": services, "options": options}


# -- Requests ----------------------------------------------------------------------------------------------------------


def bornes_de(table: Any, mesure: str) -> list[int]:
    """Every number at which something of the grid may change with a measure."""
    trouvees: list[int] = []
    if isinstance(table, dict):
        if isinstance(table.get(mesure), dict):
            trouvees += [n for n in table[mesure].values() if isinstance(n, int)]
        if isinstance(table.get(mesure), list):
            trouvees += [n for n in table[mesure] if isinstance(n, int)]
        if table.get("par") == mesure:
            trouvees += [t["jusqua"] for t in table.get("tranches", []) if "jusqua" in t]
            trouvees += [table["gratuits"]] if "gratuits" in table else []
        for valeur_ in table.values():
            trouvees += bornes_de(valeur_, mesure)
    elif isinstance(table, list):
        for valeur_ in table:
            trouvees += bornes_de(valeur_, mesure)
    return trouvees


def demande(alea: Random, table: Table, bornes: dict[str, list[int]]) -> Demande:
    """A request of a body that the grid may serve."""
    natures = natures_de(table)
    nature = alea.choice(list(natures))
    mesures = {}
    siennes = natures[nature]
    for code, seuils in bornes.items():
        if code not in siennes and (code == "habitants" or alea.random() < 0.7):
            continue
        if code in siennes and alea.random() < 0.03:
            continue
        if seuils and alea.random() < 0.5:
            nombre = max(alea.choice(seuils) + alea.randint(-1, 1), 0)
        else:
            nombre = alea.randint(0, int(HORIZON[code] * 1.2))
        mesures[code] = Fraction(nombre)
    if not mesures:
        code = siennes[0]
        mesures[code] = Fraction(alea.randint(0, HORIZON[code]))
    extras: dict[str, Fraction] = {}
    besoins: dict[str, Fraction] = {}
    for option in table.get("options", []):
        if alea.random() < 0.5:
            continue
        if "unite" not in option:
            extras[option["code"]] = Fraction(1)
        elif "service" in option and alea.random() < 0.5:
            besoins[option["code"]] = Fraction(alea.randint(0, 30))
        elif isinstance(option["unite"], dict) and "pas" in option["unite"]:
            extras[option["code"]] = Fraction(alea.randint(0, 60), 2)
        else:
            extras[option["code"]] = Fraction(alea.randint(0, 30))
    affiliee = alea.random() < (0.8 if affiliation_dite(table) else 0.98)
    codes = [forfait["code"] for forfait in table.get("forfaits", [])]
    voulus = tuple(code for code in codes if alea.random() < 0.5) if alea.random() < 0.5 else ()
    exige = (alea.choice(table["services"])["code"],) if "services" in table and alea.random() < 0.1 else ()
    return Demande(nature, mesures, affiliee, voulus, extras, besoins, exige)


def tarifs_de(alea: Random, table: Table) -> Table:
    """Tarifs for some of what the grid leaves without a price, and for some plain prices that it has."""
    forfaits: Table = {}
    options: Table = {}
    cadre = Cadre((), (), (), (), ht=False)
    for forfait in table.get("forfaits", []):
        if "prix" not in forfait and not forfait.get("sans_prix") and alea.random() < 0.7:
            forfaits[forfait["code"]] = completer(alea, cadre, {"montant": montant(alea)})
        elif isinstance(forfait.get("prix"), int | Decimal) and alea.random() < 0.5:
            dite = {"periodicite": forfait["periodicite"]} if "periodicite" in forfait else {}
            forfaits[forfait["code"]] = {"montant": montant(alea), **dite}
    for option in table["options"]:
        if isinstance(option.get("cellules"), dict) and set(option["cellules"].values()) == {"prix à demander"}:
            options[option["code"]] = completer(alea, cadre, {"montant": montant(alea, 3)})
        elif isinstance(option.get("prix"), int | Decimal) and "cellules" not in option and alea.random() < 0.5:
            dite = {"periodicite": option["periodicite"]} if "periodicite" in option else {}
            options[option["code"]] = {"montant": montant(alea, 3), **dite}
        elif isinstance(option.get("prix"), int | Decimal) and "cellules" not in option and "periodicite" not in option:
            options[option["code"]] = {"periodicite": alea.choice(PERIODICITES)}
    return {
        "schema": "forfait.tarifs/1",
        "titre": "Tarifs au hasard",
        "source": "Tirage",
        **({"forfaits": forfaits} if forfaits else {}),
        **({"options": options} if options else {}),
    }


def jeu(graine: int, demandes: int) -> Jeu:
    """A grid, its tarifs if any, and its requests: the same for the same seed."""
    alea = Random(graine)
    table = grille(alea)
    poses = tarifs_de(alea, table) if alea.random() < 0.5 else {}
    if not {"forfaits", "options"} & set(poses):
        poses = {}
    return Jeu(tomli_w.dumps(table), tomli_w.dumps(poses) if poses else None, demandes_de(alea, table, demandes))


def jeu_ecrit(catalogue: Path, tarifs: Path | None, graine: int, demandes: int) -> Jeu:
    """A grid written by a person, the tarifs laid over it if any, and random requests."""
    texte = catalogue.read_text(encoding="utf-8")
    poses = None if tarifs is None else tarifs.read_text(encoding="utf-8")
    return Jeu(texte, poses, demandes_de(Random(graine), lire(texte), demandes))


def demandes_de(alea: Random, table: Table, nombre: int) -> tuple[Demande, ...]:
    """So many requests of a grid."""
    bornes = {code: bornes_de(table, code) for code in sorted(mesures_connues(table))}
    return tuple(demande(alea, table, bornes) for _ in range(nombre))
