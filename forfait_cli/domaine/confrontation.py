"""A devis made earlier against the same worked out again: what differs, and what changed in between.

Both are the data of a devis (`forfait.devis/1`) as plain dictionaries, their form already checked.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any, NamedTuple

from forfait_cli.domaine.prix import AU_CENTIME, EXACT, ZERO
from forfait_cli.domaine.resultats import FORFAIT
from forfait_cli.domaine.types import CENTIME, Statut
from forfait_cli.francais import (
    FINE,
    INSECABLE,
    PERIODICITES,
    date_longue,
    enumeration,
    euros,
    guillemets,
    insecables,
    nombre,
)

Donnees = Mapping[str, Any]


class Cause(StrEnum):
    """What changed since the devis was made."""

    CATALOGUE = "le catalogue a changé depuis ce devis"
    TARIFS = "les tarifs ont changé depuis ce devis"
    POPULATION = "la population a changé depuis ce devis"
    DOCUMENT = "les chiffres ou les textes du document ont été modifiés"


class Ecart(NamedTuple):
    """A place where the two differ."""

    quoi: str  # « Forfait Métiers, Sauvegarde externalisée : montant »
    lu: str  # what the document says
    refait: str  # what it is, worked out again


class Confrontation(NamedTuple):
    """All that differs, why, what does not add up in the document itself, and what could not be compared."""

    ecarts: tuple[Ecart, ...]
    incoherences: tuple[str, ...]
    causes: tuple[Cause, ...]
    reserves: tuple[str, ...] = ()

    @property
    def identique(self) -> bool:
        """Whether nothing differs."""
        return not self.ecarts and not self.incoherences


class Feuilles(NamedTuple):
    """What the pages of a devis show, and how."""

    texte: str  # page after page, a line for each row
    compositeur: str  # what set the pages: « Typst 0.15.1 »
    dessins: tuple[bytes, ...]  # of each page: two that are drawn alike, in the same letters, have the same
    annotees: tuple[int, ...]  # pages that bear what was added since: a note, a stamp; no signature


class Pages(NamedTuple):
    """The pages of a document, and the same made again."""

    lues: Feuilles
    refaites: Feuilles | None = None


def confronter(lu: Donnees, refait: Donnees, pages: Pages | None = None) -> Confrontation:
    """What differs between a devis that was read and the same worked out again.

    Where the same version made the pages and those made again, and nothing else differs, they are to be the same
    word for word, and drawn alike by the same compiler; else the amounts of the latter may stand in the former too
    (a price list, a cost worked out by the year).
    """
    lettre, autre = lu.get("lettre"), refait.get("lettre")  # the document's own, never worked out
    lu, refait = ({cle: valeur for cle, valeur in un.items() if cle != "lettre"} for un in (lu, refait))
    sources, autres = _partager(_differences((), lu, refait))
    incoherences = [phrase for devis in lu["devis"] for phrase in _incoherences(devis)]
    if lettre is not None and lettre["date"] != lu["demande"]["date"]:
        dites = [_jour(une) for une in (lettre["date"], lu["demande"]["date"])]
        incoherences.append(f"la lettre est datée {dites[0]}, la demande {dites[1]}")
    reserves: list[str] = []
    if pages is not None:
        vues, refaites = pages
        memes = lettre is not None and autre is not None and lettre["version"] == autre["version"]
        if refaites is not None and memes and not sources and not autres:
            incoherences += [*_mot_a_mot(vues.texte, refaites.texte)] or _retouches(vues, refaites)
        else:
            incoherences += _visibles(lu, vues.texte, "" if refaites is None else refaites.texte)
            if lettre is not None:
                incoherences += _lettre_visible(lettre, vues.texte)
        if refaites is not None and not memes:
            # Whoever rewrites the pages can write another version too.
            dite = (
                "ne dit pas par quelle version il a été fait" if lettre is None else "se dit fait par une autre version"
            )
            reserves.append(f"ce devis {dite} : de ses pages, seuls les montants et les titres ont été comparés")
        incoherences += [f"page {nombre(page)} : une annotation y a été ajoutée" for page in vues.annotees]
    causes = list(sources)
    if incoherences or (autres and not causes):
        causes.append(Cause.DOCUMENT)
    return Confrontation(
        tuple(ecart for ecarts in (*sources.values(), autres) for ecart in ecarts),
        tuple(incoherences),
        tuple(causes),
        tuple(reserves),
    )


def _partager(differences: Iterator[tuple[tuple[str, ...], Ecart]]) -> tuple[dict[Cause, list[Ecart]], list[Ecart]]:
    """The differences of what a devis rests on, by cause; then all others."""
    sources: dict[Cause, list[Ecart]] = {}
    autres = []
    for chemin, ecart in differences:
        cause = next((cause for debut, cause in _SOURCES.items() if chemin[: len(debut)] == debut), None)
        if cause is None:
            autres.append(ecart)
        else:
            sources.setdefault(cause, []).append(ecart)
    return sources, autres


_SOURCES = {
    ("catalogue", "tarifs"): Cause.TARIFS,
    ("catalogue",): Cause.CATALOGUE,
    ("collectivite", "population"): Cause.POPULATION,
    ("collectivite", "habitants"): Cause.POPULATION,  # the request is the document's own: only a new look-up differs
}


# --- What differs ---------------------------------------------------------------------------------


def _differences(
    chemin: tuple[str, ...], lu: Any, refait: Any, lieu: str = ""
) -> Iterator[tuple[tuple[str, ...], Ecart]]:
    """Each difference with the keys that lead to it."""
    if lu == refait:
        return
    if isinstance(lu, Mapping) and isinstance(refait, Mapping):
        for cle in dict.fromkeys((*lu, *refait)):
            # A key that no devis of ours has is somebody else's word: told as it was written.
            mot = cle if cle in refait else guillemets(cle)
            dedans = _joindre(lieu, _LIEUX.get(cle, mot))
            yield from _differences((*chemin, cle), lu.get(cle, ABSENT), refait.get(cle, ABSENT), dedans)
    elif _sont_des_listes(lu, refait):
        nommer = _nom_de(chemin)
        lus, refaits = _par_nom(lu, nommer), _par_nom(refait, nommer)
        for nom in dict.fromkeys((*lus, *refaits)):
            dedans = _joindre(lieu, nom)
            yield from _differences((*chemin, nom), lus.get(nom, ABSENT), refaits.get(nom, ABSENT), dedans)
        if list(lus) != list(refaits) and set(lus) == set(refaits):
            yield chemin, Ecart(f"{lieu} : ordre", enumeration(list(lus)), enumeration(list(refaits)))
    else:
        yield chemin, Ecart(lieu, _dire(lu, chemin[-1]), _dire(refait, chemin[-1]))


class _Absent:
    """In place of what one of the two does not have."""


ABSENT = _Absent()

# The words that stand for a key; an empty one says nothing that its place does not.
_LIEUX = {
    "collectivite": "collectivité",
    "devis": "",
    "lignes": "",
    "inclus": "volume compris",
    "totaux": "total",
    "tva": "TVA",
    "ttc": "total TTC",
    "ht": "total HT",
    "libelle": "libellé",
    "quantite": "quantité",
    "unite": "unité",
    "prix_unitaire": "prix unitaire",
    "periodicite": "périodicité",
    "taux_tva": "taux de TVA",
    "non_chiffre": "lignes sans prix",
    "ecartes": "forfaits écartés",
    "hypotheses": "hypothèses",
    "numero": "numéro",
    "critere": "critère",
    "affiliee": "affiliée",
    "code_insee": "code INSEE",
    "siren": "SIREN",
    "millesime": "millésime",
    "non_precisee": "non précisée",
    "valide_du": "valides du",
    "valide_au": "valides au",
    "emetteur": "émetteur",
}
_MONTANTS = frozenset(("montant", "prix_unitaire", "ht", "ttc", "base"))


def _joindre(lieu: str, mot: str) -> str:
    """« Forfait Métiers, Sauvegarde »; the price of a forfait, which bears its name, is told once."""
    return f"{lieu}, {mot}" if lieu and mot and not f"{mot} ".startswith(f"{lieu} ") else mot or lieu


def _sont_des_listes(lu: Any, refait: Any) -> bool:
    return all(isinstance(un, Sequence) and not isinstance(un, str) for un in (lu, refait))


def _nom_de(chemin: tuple[str, ...]) -> Callable[[Any], tuple[str, str]]:
    """How the elements of a list are told apart, in words, and what is added where some have the same name."""
    match chemin[-1:]:
        case ("devis",) | ("ecartes",):
            return lambda un: (str(un.get("nom") or un["forfait"]), "")
        case ("lignes",):
            return lambda un: (un["libelle"], _quand(un["periodicite"]))
        case ("totaux",):
            return lambda un: (_quand(un["periodicite"]).strip(), "")
        case ("tva",):
            return lambda un: (f"à {un['taux']} %" if "taux" in un else _quand(un["periodicite"]).strip(), "")
        case _:
            return lambda un: (guillemets(un) if isinstance(un, str) else "", "")


def _quand(periodicite: str | None) -> str:
    return "" if periodicite is None else f" {PERIODICITES.get(periodicite, periodicite)}"


def _par_nom(elements: Sequence[Any], nommer: Callable[[Any], tuple[str, str]]) -> dict[str, Any]:
    """The elements by their names; a rank after those that come again all the same."""
    noms = [nommer(un) for un in elements]
    courts = [court for court, _ in noms]
    nommes: dict[str, Any] = {}
    for (court, suite), un in zip(noms, elements, strict=True):
        entier = court + suite if courts.count(court) > 1 else court
        nom, rang = entier, 1
        while nom in nommes:
            rang += 1
            nom = f"{entier} ({rang})".lstrip()
        nommes[nom] = un
    return nommes


def _dire(valeur: Any, cle: str) -> str:  # noqa: PLR0911
    """A value of the data, in words."""
    match valeur:
        case _Absent():
            return "absent"
        case None:
            return "inconnu" if cle in _MONTANTS else "rien"
        case bool():
            return "oui" if valeur else "non"
        case int():
            return nombre(valeur)
        case str():
            return _dire_montant(valeur) if cle in _MONTANTS else valeur
        case {"montant": str() | None as montant}:
            return "sans montant" if montant is None else _dire_montant(montant)
        case Mapping() | Sequence():
            return "présent"
        case _:
            return str(valeur)


def _dire_montant(texte: str) -> str:
    """An amount in euros; what is none, where no amount has a place, as it is written."""
    return euros(Decimal(texte)) if re.fullmatch(r"-?[0-9]+(?:\.[0-9]+)?", texte, re.ASCII) else texte


# --- What does not add up in the document itself ----------------------------------------------------


def _incoherences(devis: Donnees) -> Iterator[str]:
    """Where the figures of one forfait contradict each other."""
    sommes: dict[str | None, Decimal] = {}
    for ligne in devis["lignes"]:
        montant, unitaire = _decimal(ligne["montant"]), _decimal(ligne["prix_unitaire"])
        if ligne["statut"] != Statut.CHIFFRE:
            continue
        if montant is None:
            yield f"{_joindre(devis['nom'], ligne['libelle'])} : dite chiffrée, et sans montant"
            continue
        sommes[ligne["periodicite"]] = EXACT.add(sommes.get(ligne["periodicite"], ZERO), montant)
        if unitaire is not None and not ligne["motif"] and ligne["quantite"] is not None:
            attendu = EXACT.multiply(Decimal(ligne["quantite"]), unitaire).quantize(CENTIME, context=AU_CENTIME)
            if attendu != montant:
                compte = f"{nombre(_nombre(ligne['quantite']))} × {euros(unitaire)}"
                ou = _joindre(devis["nom"], ligne["libelle"])
                yield f"{ou} : {compte} font {euros(attendu)}, pas {euros(montant)}"
    totaux = {total["periodicite"]: Decimal(total["montant"]) for total in devis["totaux"]}
    for periodicite in dict.fromkeys((*sommes, *totaux)):
        somme, total = sommes.get(periodicite), totaux.get(periodicite)
        if somme != total:
            dit = "rien" if total is None else euros(total)
            font = "rien" if somme is None else euros(somme)
            yield f"{devis['nom']}, total{_quand(periodicite)} : les lignes font {font}, le total dit {dit}"
    for tva in devis.get("tva", ()):
        parts = [Decimal(part["montant"]) for part in tva["tva"]]
        attendu = EXACT.add(Decimal(tva["ht"]), sum(parts, ZERO))
        if attendu != Decimal(tva["ttc"]):
            ttc = euros(Decimal(tva["ttc"]))
            yield f"{devis['nom']}, TVA{_quand(tva['periodicite'])} : HT et TVA font {euros(attendu)}, le TTC dit {ttc}"


def _decimal(montant: str | None) -> Decimal | None:
    return None if montant is None else Decimal(montant)


def _nombre(valeur: int | str) -> int | Decimal:
    return Decimal(valeur) if isinstance(valeur, str) else valeur


# --- What the pages show against the data -----------------------------------------------------------

# On the pages, only a thin space stands inside a number; in a sentence of the data, any.
_MONTRE = re.compile(rf"(?<![0-9,.{FINE}])[0-9]{{1,3}}(?:{FINE}[0-9]{{3}})*,[0-9]{{2,}}(?=\s?€)")
_DIT = re.compile(rf"(?<![0-9,.])[0-9]+(?:[{FINE}{INSECABLE} ][0-9]{{3}})*(?:,[0-9]+)?(?=\s?€)")
_PAR_AN = {"mois": 12, "trimestre": 4, "semestre": 2, "an": 1}


def _visibles(lu: Donnees, texte: str, pages: str) -> Iterator[str]:
    """Where the text of the pages and the data differ: a line, a total that is not shown, an amount of neither."""
    montres = _montants_montres(texte)
    compact = _compact(texte)
    attendus: list[Decimal] = []
    for devis in lu["devis"]:
        if _compact(devis["nom"]) not in compact:
            yield f"les pages ne montrent pas {guillemets(devis['nom'])}"
        for ligne in devis["lignes"]:
            if _compact(ligne["libelle"]) not in compact:
                yield f"{devis['nom']} : les pages ne montrent pas la ligne {guillemets(ligne['libelle'])}"
            if ligne["statut"] == Statut.CHIFFRE and ligne["montant"] is not None:
                attendus.append(Decimal(ligne["montant"]))
        attendus += [Decimal(total["montant"]) for total in devis["totaux"]]
        attendus += [Decimal(tva["ttc"]) for tva in devis.get("tva", ())]
    for montant in dict.fromkeys(attendus):
        voulus, vus = attendus.count(montant), montres.count(montant)
        if vus < voulus:
            fois = "n’y est pas" if not vus else f"y est {nombre(vus)} fois au lieu de {nombre(voulus)}"
            yield f"{euros(montant)} {fois} dans les pages"
    connus = {*_montants_de(lu), *_montants_montres(pages)}
    for montant in dict.fromkeys(montres):
        if montant not in connus:
            yield f"les pages montrent {euros(montant)}, que les données du devis n’ont pas"


def _lettre_visible(lettre: Donnees, texte: str) -> Iterator[str]:
    """What the letter says and the pages do not show."""
    compact = _compact(texte)
    jours = [date_longue(date.fromisoformat(lettre[cle])) for cle in ("date", "valable_jusquau") if lettre[cle]]
    for dit in (lettre["reference"], lettre["objet"], *lettre["destinataire"], *jours):
        if dit and _compact(insecables(dit)) not in compact:
            yield f"les pages ne montrent pas {guillemets(dit)}"


_PHRASES_MAX = 10
_MOTS_MAX = 12  # of a passage that a sentence repeats
_AUTOUR = 3  # words that show where it stands


def _mot_a_mot(texte: str, pages: str) -> Iterator[str]:
    """Where two texts differ."""
    vus, attendus = _mots(texte), _mots(pages)
    if vus == attendus:
        return
    from difflib import SequenceMatcher

    changes = [un for un in SequenceMatcher(None, vus, attendus, autojunk=False).get_opcodes() if un[0] != "equal"]
    for _, debut, fin, avant, apres in changes[:_PHRASES_MAX]:
        montre, voulu = _passage(vus[debut:fin]), _passage(attendus[avant:apres])
        ou = f", après {_passage(vus[max(0, debut - _AUTOUR) : debut])}" if debut else ""
        if debut == fin:
            yield f"les pages ne montrent pas {voulu}{ou}"
        elif avant == apres:
            yield f"les pages ajoutent {montre}{ou}"
        else:
            yield f"les pages montrent {montre} au lieu de {voulu}{ou}"
    if (reste := len(changes) - _PHRASES_MAX) > 0:
        yield f"et {'un autre passage' if reste == 1 else f'{nombre(reste)} autres passages'} des pages"


def _retouches(vues: Feuilles, refaites: Feuilles) -> list[str]:
    """Pages that hold the right text, and show something else: covered, drawn over, in letters of another shape."""
    if vues.compositeur != refaites.compositeur:
        return []
    return [
        f"page {nombre(rang)} : le texte est le bon, mais son dessin a été retouché"
        for rang, (vu, refait) in enumerate(zip(vues.dessins, refaites.dessins, strict=False), 1)
        if vu != refait
    ]


def _mots(texte: str) -> list[str]:
    return re.split(r"[ \n\r\t]+", texte.replace("\u200b", "").strip())


def _passage(mots: Sequence[str]) -> str:
    suite = " …" if len(mots) > _MOTS_MAX else ""
    return guillemets(" ".join(mots[:_MOTS_MAX]) + suite)


def _jour(jour: str | None) -> str:
    return "de rien" if jour is None else f"du {date_longue(date.fromisoformat(jour))}"


def _montants_montres(texte: str) -> list[Decimal]:
    return [_lire(trouve) for trouve in _MONTRE.findall(texte)]


def _montants_de(donnees: Any) -> Iterator[Decimal]:
    """All the amounts that the data hold or tell, what they make in a year, and their sums."""
    match donnees:
        case str():
            yield from (_lire(trouve) for trouve in _DIT.findall(donnees))
        case Mapping():
            for cle, valeur in donnees.items():
                if cle in _MONTANTS and isinstance(valeur, str):
                    yield Decimal(valeur)
                else:
                    yield from _montants_de(valeur)
            if "lignes" in donnees:
                yield from _annuels(donnees)
        case Sequence():
            for un in donnees:
                yield from _montants_de(un)
        case _:
            return


def _annuels(devis: Donnees) -> Iterator[Decimal]:
    """What a year of a devis costs: each periodic line, the forfait and the options apart, and all of them."""
    lignes = [
        (ligne["code"], Decimal(ligne["montant"]) * _PAR_AN[ligne["periodicite"]])
        for ligne in devis["lignes"]
        if ligne["montant"] is not None and ligne["periodicite"] in _PAR_AN
    ]
    yield from (montant for _, montant in lignes)
    forfait = sum((montant for code, montant in lignes if code == FORFAIT), ZERO)
    tout = sum((montant for _, montant in lignes), ZERO)
    yield from (forfait, tout - forfait, tout)
    for tva in devis.get("tva", ()):
        if tva["periodicite"] in _PAR_AN:
            yield Decimal(tva["ttc"]) * _PAR_AN[tva["periodicite"]]


def _lire(montant: str) -> Decimal:
    return Decimal(re.sub(r"\s", "", montant).replace(",", "."))


def _compact(texte: str) -> str:
    return re.sub(r"[\s\u200b]", "", texte)
