"""A devis worked out from the text of a grid by the documents alone, with exact fractions and no shared code.

It is slow and plain on purpose: one small function for each rule of the README (« Règles de calcul »), no table made
beforehand, no memory. It believes that the grid is valid: faults are the program's to find.
"""

import tomllib
from collections.abc import Mapping
from fractions import Fraction
from math import floor
from typing import Any, NamedTuple

CHIFFRE, INCLUS, A_RENSEIGNER, SUR_ETUDE = "chiffre", "inclus", "a_renseigner", "sur_etude"
NON_PROPOSE = "non_propose"

Table = dict[str, Any]
Periodicite = str | None

MOTS = {
    "à renseigner": A_RENSEIGNER,
    "sur étude": SUR_ETUDE,
    "sur devis": SUR_ETUDE,
    "non proposé": NON_PROPOSE,
}
# The usual words of cells, for a text that the legend does not give.
SERVICES: dict[str, Table] = {
    "inclus": {"couverture": "inclus"},
    "compris": {"couverture": "inclus"},
    "oui": {"couverture": "inclus"},
    "offert": {"couverture": "inclus"},
    "selon la strate": {"couverture": "inclus", "selon_strate": True},
    "en option": {"couverture": "en_option"},
    "à la carte": {"couverture": "en_option"},
    "non inclus": {"couverture": "non_inclus"},
    "non compris": {"couverture": "non_inclus"},
    "pas compris": {"couverture": "non_inclus"},
    "non": {"couverture": "non_inclus"},
}
OPTIONS: dict[str, Table] = {
    "inclus": {"disponibilite": "incluse"},
    "compris": {"disponibilite": "incluse"},
    "offert": {"disponibilite": "incluse"},
    "non proposé": {"disponibilite": "non_proposee"},
    "pas proposé": {"disponibilite": "non_proposee"},
    "sur devis": {"disponibilite": "proposee", "mode": "sur_etude"},
    "sur étude": {"disponibilite": "proposee", "mode": "sur_etude"},
}
AU_PLURIEL = {"habitant": "habitants", "agent": "agents"}
NATURES: list[Table] = [
    {"code": "commune", "mesure": "habitants"},
    {"code": "etablissement-public", "mesure": "agents"},
]
MESURES: list[Table] = [{"code": "habitants"}, {"code": "agents"}]
A_LA_CARTE: Table = {"code": "a-la-carte", "sans_prix": True}


class Demande(NamedTuple):
    """What is asked: who, by what measures, which forfaits (none: all), which options."""

    nature: str
    mesures: Mapping[str, Fraction]
    affiliee: bool = True
    forfaits: tuple[str, ...] = ()
    extras: Mapping[str, Fraction] = {}
    besoins: Mapping[str, Fraction] = {}
    exige: tuple[str, ...] = ()


class Ligne(NamedTuple):
    """A line: the forfait or an option, at one échéance; the amount is None where it is not known."""

    code: str
    libelle: str | None
    periodicite: Periodicite
    statut: str
    montant: Fraction | None


class Total(NamedTuple):
    """What is due in one periodicity; taxes by rate and `ttc` only where prices are said before VAT."""

    montant: Fraction
    taxes: Mapping[Fraction, Fraction] | None
    ttc: Fraction | None


class Devis(NamedTuple):
    """One forfait's answer; `refus` says in a word why it can't be had, and then nothing else is known."""

    forfait: str
    refus: str | None
    inclus: Mapping[str, Fraction | None]
    lignes: tuple[Ligne, ...]
    totaux: Mapping[Periodicite, Total]
    complet: bool


class Refus(Exception):
    """The request as a whole can't be answered; the argument is a word for it."""


def lire(texte: str) -> Table:
    """The grid as it is written, amounts exact; « par habitant » is by the measure « habitants »."""
    table: Table = par_mesure(tomllib.loads(texte, parse_float=Fraction))
    return table


def par_mesure(valeur: Any) -> Any:
    """The same with the usual measures under their codes wherever a price goes by one."""
    if isinstance(valeur, list):
        return [par_mesure(un) for un in valeur]
    if not isinstance(valeur, dict):
        return valeur
    return {cle: AU_PLURIEL.get(un, un) if cle == "par" else par_mesure(un) for cle, un in valeur.items()}


def au_centime(montant: Fraction) -> Fraction:
    """The nearest cent, the half upwards."""
    return Fraction(floor(montant * 100 + Fraction(1, 2)), 100)


# -- Who is served, and in what strate ---------------------------------------------------------------------------------


def en_liste(valeur: Any) -> list[Any]:
    """A value or a list of them, as a list."""
    return list(valeur) if isinstance(valeur, list) else [valeur]


def mesures_de(grille: Table) -> list[str]:
    """The codes of the measures: the usual ones, and those that the grid adds."""
    return list(dict.fromkeys(mesure["code"] for mesure in (*MESURES, *grille.get("mesures", ()))))


def nommees(table: Any) -> set[str]:
    """The measures and the natures that a grid names, in its strates and its prices."""
    if isinstance(table, list):
        return set().union(*map(nommees, table))
    if not isinstance(table, dict):
        return set()
    mots = {mot for cle in ("par", "nature") if cle in table for mot in en_liste(table[cle])}
    mots |= set(table.get("par_nature", ()))
    mots |= {code for code in ("habitants", "agents") if isinstance(table.get(code), dict | list)}
    return mots.union(*map(nommees, table.values()))


def natures_de(grille: Table) -> dict[str, list[str]]:
    """Each nature with the measures that class it; of the usual ones, those that the grid names, else all."""
    toutes = {nature["code"]: en_liste(nature["mesure"]) for nature in grille.get("natures", NATURES)}
    if "natures" in grille:
        return toutes
    mots = nommees(grille)
    return {code: mesures for code, mesures in toutes.items() if mots & {code, *mesures}} or toutes


def strates_de(grille: Table) -> list[Table]:
    """The strates, those of a list of thresholds written out, each with its number."""
    strates: list[Table] = grille.get("strates", [])
    if seuils := grille.get("seuils"):
        premieres = {code: [0, *bornes] for code, bornes in seuils.items() if code in mesures_de(grille)}
        nombre = len(next(iter(premieres.values())))
        strates = [{} for _ in range(nombre)]
        for code, debuts in premieres.items():
            for rang, debut in enumerate(debuts):
                strates[rang][code] = {"min": debut}
                if rang + 1 < nombre:
                    strates[rang][code]["max"] = debuts[rang + 1] - 1
        for volume, nombres in seuils.get("volumes", {}).items():
            for rang, compte in enumerate(nombres):
                strates[rang].setdefault("volumes", {})[volume] = compte
    return [{"numero": rang, **strate} for rang, strate in enumerate(strates, 1)]


def cas_de(strate: Table, mesures: list[str]) -> list[Table]:
    """What a strate says that it holds: its cases, or one for each measure of its short form."""
    if "cas" in strate:
        return list(strate["cas"])
    cas: list[Table] = [{code: strate[code]} for code in mesures if code in strate]
    return [*cas, {"affiliee": False}] if strate.get("non_affiliees") else cas


def affiliation_dite(grille: Table) -> bool:
    """Whether the grid tells the bodies that are not affiliated from the others."""
    codes = mesures_de(grille)
    return any(cas.get("affiliee") is False for strate in strates_de(grille) for cas in cas_de(strate, codes))


def convient(cas: Table, demande: Demande, grille: Table) -> bool:
    """Whether a body is in a case: its nature, its affiliation, and every bound, both ends included."""
    bornes = {code: cas[code] for code in mesures_de(grille) if code in cas}
    if "nature" in cas:
        if demande.nature not in en_liste(cas["nature"]):
            return False
    elif bornes and not set(bornes) <= set(natures_de(grille)[demande.nature]):
        return False
    if "affiliee" in cas:
        if cas["affiliee"] != demande.affiliee:
            return False
    elif affiliation_dite(grille) and not demande.affiliee:
        return False
    return all(
        code in demande.mesures
        and borne.get("min", 0) <= demande.mesures[code]
        and ("max" not in borne or demande.mesures[code] <= borne["max"])
        for code, borne in bornes.items()
    )


def comptees(grille: Table) -> set[str]:
    """The measures by which something that is sold is priced."""
    forfaits: list[Table] = grille.get("forfaits") or [A_LA_CARTE]
    tarifs = [tarif_de(forfait) for forfait in forfaits]
    tarifs += [sens_de_l_option(grille, option, f["code"])[1] for option in grille.get("options", []) for f in forfaits]
    return {echeance["par"] for tarif in tarifs for echeance in tarif or () if "par" in echeance}


def mesures_connues(grille: Table) -> set[str]:
    """The measures that may be given: those declared, and the usual ones that the grid names or that class a nature."""
    declarees = {mesure["code"] for mesure in grille.get("mesures", ())}
    return declarees | nommees(grille).union(*natures_de(grille).values()) & set(mesures_de(grille))


def verifier_mesures(grille: Table, demande: Demande) -> None:
    """Refuse a measure that says nothing of a body of that nature, and a body without the one that classes it."""
    siennes = set(natures_de(grille)[demande.nature])
    servent = siennes | comptees(grille)
    for strate in strates_de(grille):
        for cas in cas_de(strate, mesures_de(grille)):
            if "nature" in cas and demande.nature in en_liste(cas["nature"]):
                servent |= set(cas)
    if not set(demande.mesures) <= mesures_connues(grille):
        raise Refus("mesure inconnue")
    if len(demande.mesures) > 1 and not set(demande.mesures) <= servent:
        raise Refus("mesure de trop")
    classantes = set().union(*natures_de(grille).values())
    if set(demande.mesures) & (classantes - siennes) and not set(demande.mesures) & siennes:
        raise Refus("mesure absente")


def classer(grille: Table, demande: Demande) -> Table | None:
    """The strate of a body, None in a grid without strates."""
    if demande.nature not in natures_de(grille):
        raise Refus("nature")
    if not demande.affiliee and not affiliation_dite(grille):
        raise Refus("affiliation")
    verifier_mesures(grille, demande)
    strates = strates_de(grille)
    if not strates:
        return None
    codes = mesures_de(grille)
    trouvees = [s for s in strates if any(convient(cas, demande, grille) for cas in cas_de(s, codes))]
    if not trouvees:
        raise Refus("aucune strate")
    assert len(trouvees) == 1, f"{demande} is in strates {[s['numero'] for s in trouvees]}"
    return trouvees[0]


# -- What a forfait includes -------------------------------------------------------------------------------------------


def cellule(rangee: Table, forfait: str) -> str | None:
    """The text of a row for a forfait: one for all, or its own; None where nothing is written."""
    cellules = rangee.get("cellules")
    return cellules if cellules is None or isinstance(cellules, str) else cellules.get(forfait)


def sens_du_service(grille: Table, service: Table, forfait: str) -> Table:
    """What the legend says of a service's cell."""
    texte = cellule(service, forfait) or ""
    sens: Table | None = grille.get("legende", {}).get("services", {}).get(texte, SERVICES.get(texte.casefold()))
    if sens is None:
        # « 2 boîtes »: so many, included.
        return {"couverture": "inclus", "quantite": int(texte.split()[0])}
    return sens


def compris(grille: Table, service: Table, forfait: str, strate: Table | None) -> Fraction | None:
    """How many a forfait includes; None where it includes the service without counting it."""
    sens = sens_du_service(grille, service, forfait)
    if sens["couverture"] != "inclus":
        return Fraction(0)
    if sens.get("selon_strate"):
        assert strate is not None
        return Fraction(strate["volumes"][service["code"]])
    return Fraction(sens["quantite"]) if "quantite" in sens else None


def inclus_de(grille: Table, forfait: str, strate: Table | None) -> dict[str, Fraction | None]:
    """What a forfait includes of each service that has a volume by strate: 0 of what it does not include."""
    volumes = strate.get("volumes", {}) if strate is not None else {}
    services = {service["code"]: service for service in grille.get("services", [])}
    return {code: compris(grille, services[code], forfait, strate) for code in volumes}


# -- Prices ------------------------------------------------------------------------------------------------------------


def est_nombre(valeur: object) -> bool:
    """Whether this is an amount."""
    return isinstance(valeur, int | Fraction) and not isinstance(valeur, bool)


def par_strate(valeur: Table) -> bool:
    """Whether a table's keys are numbers of strates."""
    return bool(valeur) and all(cle.isdigit() for cle in valeur)


def echeances_de(prix: Any, commun: Table) -> list[Table]:
    """The échéances of a price, each a table with `montant`, `pour_cent` or `tranches`, completed by what is common."""
    if isinstance(prix, list) and all(isinstance(valeur, dict) for valeur in prix):
        return [{**commun, **echeance} for echeance in prix]
    if isinstance(prix, dict) and {"montant", "pour_cent", "tranches", "par_nature"} & set(prix):
        return [{**commun, **prix}]
    if isinstance(prix, dict) and not par_strate(prix):
        return [{**commun, **prix}]  # tarifs that complete an amount
    return [{**commun, "montant": prix}]


def tarif_de(porteur: Table) -> list[Table] | None:
    """The échéances of what bears `prix`, `periodicite` and `taux_tva`; None where it bears no price."""
    commun: Table = {cle: porteur[cle] for cle in ("periodicite", "taux_tva") if cle in porteur}
    return echeances_de(porteur["prix"], commun) if "prix" in porteur else None


def bareme_pour(valeur: Any, strate: Table | None) -> Any:
    """What is left of a price once the strate is known: a number, a word, a table of slices, or None (unknown)."""
    if isinstance(valeur, list):
        # By strate in order, whatever the numbers that they bear.
        return valeur[strate["rang"] - 1] if strate is not None else None
    if isinstance(valeur, dict) and par_strate(valeur):
        return valeur.get(str(strate["numero"])) if strate is not None else None
    return valeur


def par_tranches(tranches: list[Table], calcul: str, nombre: Fraction) -> Fraction | None:
    """The price of so many units by slices, `jusqua` included; None beyond the last one."""
    total, deja = Fraction(0), Fraction(0)
    for tranche in tranches:
        fin = Fraction(tranche["jusqua"]) if "jusqua" in tranche else None
        dedans = fin is None or nombre <= fin
        if calcul == "forfaitaire" and dedans:
            return Fraction(tranche["montant"])
        if calcul == "volume" and dedans:
            return Fraction(tranche["montant"]) * nombre
        if calcul == "marginale":
            jusque = nombre if fin is None or nombre <= fin else fin
            total += (jusque - deja) * Fraction(tranche["montant"])
            deja = jusque
            if dedans:
                return total
    return None


def montant_de(
    echeance: Table, demande: Demande, strate: Table | None, nombre: Fraction
) -> tuple[str, Fraction | None]:
    """The statut and the amount of one échéance for so many units."""
    bareme: Any = echeance
    if "montant" in echeance:
        bareme = bareme_pour(echeance["montant"], strate)
    if bareme is None:
        return A_RENSEIGNER, None
    if isinstance(bareme, str):
        return MOTS[bareme], None
    if (par := echeance.get("par")) is not None:
        if par not in demande.mesures:
            return A_RENSEIGNER, None
        nombre = demande.mesures[par]
    nombre = max(nombre - echeance.get("gratuits", 0), Fraction(0))
    nombre = max(nombre, Fraction(echeance.get("minimum", 0)))
    if est_nombre(bareme):
        montant: Fraction | None = bareme * nombre
    elif "pour_cent" in bareme:
        montant = Fraction(bareme["pour_cent"]) / 100 * nombre
    else:
        montant = par_tranches(bareme["tranches"], bareme["calcul"], nombre)
    if montant is None:
        return A_RENSEIGNER, None
    if "plancher" in echeance:
        montant = max(montant, Fraction(echeance["plancher"]))
    if "plafond" in echeance:
        montant = min(montant, Fraction(echeance["plafond"]))
    return CHIFFRE, au_centime(montant)


def de_la_nature(tarif: list[Table], demande: Demande) -> list[Table]:
    """The échéances once the nature is known; one that says nothing of it keeps its place without an amount."""
    siennes: list[Table] = []
    for echeance in tarif:
        if "par_nature" not in echeance:
            siennes.append(echeance)
            continue
        commun = {cle: valeur for cle, valeur in echeance.items() if cle != "par_nature"}
        siennes += echeances_de(echeance["par_nature"].get(demande.nature, "à renseigner"), commun)
    return siennes


def retenues(tarif: list[Table], demande: Demande, grille: Table) -> list[Table]:
    """The échéances that bear on a body: of those that differ by `par` alone, the one whose measure is given.

    Given several, the first of the measures that class the body's nature; given none, the first échéance, which then
    lacks its amount.
    """
    groupes: dict[tuple[Any, Any], list[Table]] = {}
    for echeance in tarif:
        groupes.setdefault((echeance.get("periodicite"), echeance.get("libelle")), []).append(echeance)
    choisies = []
    for groupe in groupes.values():
        donnees = [e for e in groupe if e.get("par") is None or e["par"] in demande.mesures]
        siennes = natures_de(grille)[demande.nature]
        preferees = [e for mesure in siennes for e in donnees if e.get("par") == mesure]
        choisies.append((preferees or donnees or groupe)[0])
    return choisies


# -- Lines, totals -----------------------------------------------------------------------------------------------------


def lignes_de(
    code: str, tarif: list[Table] | None, grille: Table, demande: Demande, strate: Table | None, nombre: Fraction
) -> list[tuple[Ligne, Table]]:
    """The lines of a forfait or an option, each with its échéance."""
    if tarif is None:
        return [(Ligne(code, None, None, A_RENSEIGNER, None), {})]
    lignes = []
    for echeance in retenues(de_la_nature(tarif, demande), demande, grille):
        statut, montant = montant_de(echeance, demande, strate, nombre)
        lignes.append((Ligne(code, echeance.get("libelle"), echeance.get("periodicite"), statut, montant), echeance))
    return lignes


def totaux_de(lignes: list[tuple[Ligne, Table]], grille: Table) -> dict[Periodicite, Total]:
    """What is due by periodicity: costed lines alone; VAT worked out and rounded once a rate."""
    tva = grille.get("tva", {})
    sommes: dict[Periodicite, Fraction] = {}
    bases: dict[Periodicite, dict[Fraction, Fraction]] = {}
    for ligne, echeance in lignes:
        if ligne.montant is None or ligne.statut != CHIFFRE:
            continue
        sommes[ligne.periodicite] = sommes.get(ligne.periodicite, Fraction(0)) + ligne.montant
        if tva.get("regime") == "ht":
            taux = Fraction(echeance.get("taux_tva", tva["taux"]))
            par_taux = bases.setdefault(ligne.periodicite, {})
            par_taux[taux] = par_taux.get(taux, Fraction(0)) + ligne.montant
    totaux = {}
    for periodicite, somme in sommes.items():
        if tva.get("regime") != "ht":
            totaux[periodicite] = Total(somme, None, None)
            continue
        taxes = {taux: au_centime(base * taux / 100) for taux, base in bases[periodicite].items()}
        totaux[periodicite] = Total(somme, taxes, somme + sum(taxes.values()))
    return totaux


def sens_de_l_option(grille: Table, option: Table, forfait: str) -> tuple[str, list[Table] | None]:
    """Whether an option is sold, included or not offered with a forfait, and its price where it is sold."""
    if "_pose" in option:
        pose: tuple[str, list[Table] | None] = option["_pose"][forfait]
        return pose
    propre = option.get("par_forfait", {}).get(forfait, option.get("prix"))
    commun: Table = {cle: option[cle] for cle in ("periodicite", "taux_tva") if cle in option}
    tarif = echeances_de(propre, commun) if propre is not None else None
    sens = grille.get("legende", {}).get("options", {}).get(cellule(option, forfait))
    if sens is None:
        sens = OPTIONS.get((cellule(option, forfait) or "").casefold())
    if tarif is not None and [echeance["montant"] for echeance in tarif if "montant" in echeance] == ["non proposé"]:
        return "non_proposee", None
    if sens is None:
        assert tarif is not None, f"{option['code']} has neither a price nor a legend"
        return "proposee", tarif
    if sens["disponibilite"] != "proposee":
        return sens["disponibilite"], None
    if sens.get("mode") == "sur_etude":
        return "proposee", [{"montant": "sur étude"}]
    return "proposee", tarif_de(sens) or tarif


def quantite_de(grille: Table, option: Table, demande: Demande, forfait: str, strate: Table | None) -> Fraction | None:
    """How many units are charged; None where the need is of what the forfait includes without counting."""
    code = option["code"]
    if code in demande.extras:
        return demande.extras[code]
    service = next(s for s in grille["services"] if s["code"] == option["service"])
    nombre = compris(grille, service, forfait, strate)
    return None if nombre is None else max(demande.besoins[code] - nombre, Fraction(0))


def devis(grille: Table, forfait: Table, demande: Demande, strate: Table | None) -> Devis:
    """The devis of one forfait."""
    code = forfait["code"]
    demandees = {c for c, n in (*demande.extras.items(), *demande.besoins.items()) if n > 0}
    options = {option["code"]: option for option in grille.get("options", [])}
    disponibles = {c: sens_de_l_option(grille, option, code) for c, option in options.items()}
    inclus = inclus_de(grille, code, strate)

    def refuse(mot: str) -> Devis:
        return Devis(code, mot, {}, (), {}, complet=False)

    def offre(cible: str) -> bool:
        """Whether a forfait includes a service, has it « en option », or sells an option that says to be of it.

        An option of the same code that does not say so is another thing; a code of no service is an option's.
        """
        services = [s for s in grille.get("services", []) if s["code"] == cible]
        if any(sens_du_service(grille, service, code)["couverture"] != "non_inclus" for service in services):
            return True
        cle = "service" if services else "code"
        return any(disponibles[c][0] != "non_proposee" for c, option in options.items() if option.get(cle) == cible)

    def satisfait(cible: str) -> bool:
        """Whether what an option or a forfait needs is there: asked for, included, or this very forfait."""
        if cible == code or cible in demandees:
            return True
        return disponibles.get(cible, ("", None))[0] == "incluse"

    if not all(offre(cible) for cible in demande.exige):
        return refuse("ecarte")
    for besoin in en_liste(forfait.get("exige", [])):
        if not satisfait(besoin):
            return refuse("exige")
    lignes: list[tuple[Ligne, Table]] = []
    if not forfait.get("sans_prix"):
        lignes += lignes_de("forfait", tarif_de(forfait), grille, demande, strate, Fraction(1))
    for option in options.values():
        if option["code"] not in demandees:
            continue
        disponibilite, tarif = disponibles[option["code"]]
        if disponibilite == "non_proposee":
            return refuse("non_propose")
        if not all(satisfait(besoin) for besoin in en_liste(option.get("exige", []))):
            return refuse("exige")
        nombre = quantite_de(grille, option, demande, code, strate)
        if disponibilite == "incluse" or nombre is None or nombre == 0:
            lignes.append((Ligne(option["code"], None, None, INCLUS, Fraction(0)), {}))
            continue
        lignes += lignes_de(option["code"], tarif, grille, demande, strate, nombre)
    if any(ligne.statut == NON_PROPOSE for ligne, _ in lignes):
        return refuse("non_propose")
    seules = tuple(ligne for ligne, _ in lignes)
    complet = all(ligne.statut in {CHIFFRE, INCLUS} for ligne in seules)
    return Devis(code, None, inclus, seules, totaux_de(lignes, grille), complet)


def chiffrer(grille: Table, demande: Demande) -> tuple[int | None, list[Devis]]:
    """The number of the strate and the devis of each forfait asked for, in the grid's order."""
    strate = classer(grille, demande)
    if strate is not None:
        rang = [s["numero"] for s in strates_de(grille)].index(strate["numero"]) + 1
        strate = {**strate, "rang": rang}
    forfaits: list[Table] = grille.get("forfaits") or [A_LA_CARTE]
    voulus = [f for f in forfaits if not demande.forfaits or f["code"] in demande.forfaits]
    return (strate["numero"] if strate else None), [devis(grille, f, demande, strate) for f in voulus]


# -- Tarifs laid over a grid -------------------------------------------------------------------------------------------


def poser_prix(ancien: list[Table] | None, nouveau: list[Table]) -> list[Table]:
    """Échéance by échéance: one that is given replaces the old one whole; one that is not spoken of stays.

    What gives no amount completes the only one that there is.
    """
    if ancien is None:
        return nouveau
    if len(ancien) == len(nouveau) == 1 and not {"montant", "pour_cent", "tranches", "par_nature"} & set(nouveau[0]):
        return [{**ancien[0], **nouveau[0]}]

    def cle(echeance: Table) -> tuple[Any, Any, Any]:
        return echeance.get("periodicite"), echeance.get("libelle"), echeance.get("par")

    restants = {cle(e): e for e in ancien}
    for echeance in nouveau:
        vieux = restants.get(cle(echeance), {}).get("montant")
        neuf = echeance.get("montant")
        if isinstance(vieux, dict) and isinstance(neuf, dict) and par_strate(vieux) and par_strate(neuf):
            echeance = {**echeance, "montant": {**vieux, **neuf}}  # noqa: PLW2901
        restants[cle(echeance)] = echeance
    return list(restants.values())


def poser(grille: Table, tarifs: Table) -> Table:
    """The grid with a file of tarifs laid over it, every price then written at its own place."""
    forfaits = []
    for forfait in grille.get("forfaits", []):
        donne = tarifs.get("forfaits", {}).get(forfait["code"])
        if donne is not None:
            forfait = {**forfait, "prix": poser_prix(tarif_de(forfait), echeances_de(donne, {}))}  # noqa: PLW2901
        forfaits.append(forfait)
    codes = [forfait["code"] for forfait in grille.get("forfaits", [])] or [A_LA_CARTE["code"]]
    options = []
    for option in grille.get("options", []):
        donne = tarifs.get("options", {}).get(option["code"])
        if donne is not None:
            par_forfait = {}
            for code in codes:
                disponibilite, tarif = sens_de_l_option(grille, option, code)
                neuf = donne.get("par_forfait", {}).get(code) if "par_forfait" in donne else donne
                if disponibilite == "proposee" and neuf is not None:
                    tarif = poser_prix(tarif, echeances_de(neuf, {}))
                par_forfait[code] = (disponibilite, tarif)
            option = {**option, "_pose": par_forfait}  # noqa: PLW2901
        options.append(option)
    tva = {"tva": tarifs["tva"]} if "tva" in tarifs else {}
    return {**grille, **({"forfaits": forfaits} if forfaits else {}), "options": options, **tva}
