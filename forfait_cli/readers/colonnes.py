"""Which column of a file is what: the contract's names, and the words people use for them."""

import re
import unicodedata
from collections.abc import Sequence
from typing import NamedTuple

from forfait_cli.domaine.types import GenrePopulation
from forfait_cli.erreurs import Anomalie, Refus
from forfait_cli.francais import enumeration, guillemets

# Field of the contract → the other titles it is known by, once folded (see `plier`). The README prints
# this list; a test compares them.
SYNONYMES: dict[str, tuple[str, ...]] = {
    "nom": ("collectivite", "nom de la collectivite", "nom collectivite", "denomination", "raison sociale"),
    "nature": ("type de collectivite", "nature juridique"),
    "habitants": (
        "population", "pop", "nb habitants", "nbre habitants", "nombre d habitants", "nombre habitants", "nb hab",
        "hab",
    ),
    "agents": (
        "effectif", "effectifs", "nb agents", "nbre agents", "nombre d agents", "nombre agents", "nb d agents",
    ),
    "commune": ("nom commune", "nom de la commune", "libelle commune", "libelle de la commune", "ville"),
    "code_insee": (
        "insee", "code commune", "codgeo", "com", "code insee commune", "code insee de la commune", "numero insee",
        "n insee", "no insee", "code commune insee", "depcom",
    ),
    "siren": ("numero siren", "n siren", "no siren", "code siren", "siren commune"),
    "departement": ("dep", "dept", "code departement", "code dep"),
    "affiliee": ("affilie", "affiliation", "affiliee au cdg", "collectivite affiliee"),
    "forfait": ("code forfait", "forfait choisi", "forfait souhaite"),
    "extra_go": ("go supplementaires", "go en plus", "sauvegarde supplementaire go"),
    "besoin_go": ("besoin en go", "go necessaires", "volume de sauvegarde go"),
    "extra_antivirus": ("antivirus supplementaires", "antivirus en plus"),
    "besoin_antivirus": ("besoin en antivirus", "antivirus necessaires"),
    "extra_certificats": ("certificats supplementaires", "certificats en plus"),
    "besoin_certificats": ("besoin en certificats", "certificats necessaires"),
    "extra_comptes": ("comptes supplementaires", "comptes en plus"),
    "besoin_comptes": ("besoin en comptes", "comptes necessaires"),
    "formation": ("formations", "nb formations", "nombre de formations", "formation sur site"),
    "conseil_jours": ("jours de conseil", "nb jours de conseil", "conseil en jours"),
    "parapheur": ("parapheur electronique",),
    "anti_spam": ("antispam", "filtrage anti spam", "filtrage antispam"),
    "option": ("options demandees",),
}  # fmt: skip

# A population that says which one it is: taken where the catalogue takes that one.
POPULATIONS: dict[GenrePopulation, tuple[str, ...]] = {
    GenrePopulation.TOTALE: ("population totale", "ptot", "pop totale", "population totale legale"),
    GenrePopulation.MUNICIPALE: ("population municipale", "pmun", "pop municipale"),
}

QUI = ("habitants", "agents", "nature", "affiliee")
RECHERCHE = ("code_insee", "siren", "commune")
COMPTES = (
    "extra_go", "besoin_go", "extra_antivirus", "besoin_antivirus", "extra_certificats", "besoin_certificats",
    "extra_comptes", "besoin_comptes", "formation", "conseil_jours",
)  # fmt: skip
OUI_NON = ("parapheur", "anti_spam")
QUOI = ("forfait", *COMPTES, *OUI_NON, "option")


class Colonnes(NamedTuple):
    """The columns of a file, and the fields found among them."""

    noms: tuple[str, ...]  # as the file writes them
    champs: dict[str, int]  # field of the contract → rank of its column
    remarques: tuple[str, ...]  # what to say of the choice made

    def nom(self, champ: str) -> str:
        """How the file calls a field."""
        return self.noms[self.champs[champ]]


def plier(titre: str) -> str:
    """« N° SIREN » → `n siren`: case, accents and punctuation set aside."""
    sans_accent = "".join(c for c in unicodedata.normalize("NFKD", titre.casefold()) if not unicodedata.combining(c))
    return " ".join(re.findall(r"[a-z0-9]+", sans_accent.replace("œ", "oe").replace("æ", "ae")))


_CHAMPS = {plier(champ): champ for champ in SYNONYMES}
_PAR_TITRE = {titre: champ for champ, titres in SYNONYMES.items() for titre in titres}
_PAR_POPULATION = {titre: genre for genre, titres in POPULATIONS.items() for titre in titres}


def champ_de(titre: str) -> str | None:
    """The field that a title stands for, if it is known."""
    plie = plier(titre)
    return _CHAMPS.get(plie) or _PAR_TITRE.get(plie) or ("habitants" if plie in _PAR_POPULATION else None)


def reconnaitre(noms: Sequence[str], population: GenrePopulation, origine: str) -> Colonnes:
    """Tell the fields among the columns of a file.

    The contract's own name wins over a synonym; then, for `habitants`, the population that the
    catalogue takes over any other.

    Raises:
        Refus: two columns that could be the same field, or none that says who asks.
    """
    rangs: dict[str, list[int]] = {}
    for rang, nom in enumerate(noms):
        if (champ := champ_de(nom)) is not None:
            rangs.setdefault(champ, []).append(rang)
    champs: dict[str, int] = {}
    anomalies = []
    for champ, candidats in rangs.items():
        choisis = min((_preference(noms[rang], champ, population), rang) for rang in candidats)
        egaux = [rang for rang in candidats if _preference(noms[rang], champ, population) == choisis[0]]
        if len(egaux) > 1:
            if champ == "nom" or ("habitants" in rangs and champ in (*RECHERCHE, "departement")):
                continue  # nothing rests on it: both are copied
            titres = enumeration([f"{guillemets(noms[rang])} (colonne {rang + 1})" for rang in egaux])
            aide = f"renommez « {champ} » celle qui doit servir"
            anomalies.append(Anomalie(origine, f"plusieurs colonnes pour {guillemets(champ)} : {titres}", aide))
        champs[champ] = choisis[1]
    if not any(champ in champs for champ in (*QUI[:2], *RECHERCHE, "affiliee")):
        trouvees = enumeration([guillemets(nom) for nom in noms[:_MONTREES]])
        aide = "il en faut une parmi : habitants, agents, commune, code_insee, siren (ou affiliee)"
        message = f"aucune colonne ne dit de quelle collectivité il s’agit ; trouvées : {trouvees}"
        anomalies.append(Anomalie(origine, message, aide))
    if anomalies:
        raise Refus(*anomalies)
    return Colonnes(tuple(noms), champs, _remarques(noms, champs, population))


_MONTREES = 12  # columns named in a message


def _preference(nom: str, champ: str, population: GenrePopulation) -> int:
    plie = plier(nom)
    if plie == plier(champ):
        return 0
    genre = _PAR_POPULATION.get(plie)
    if genre is None:
        return 2
    return 1 if genre is population else 3


def _remarques(noms: Sequence[str], champs: dict[str, int], population: GenrePopulation) -> tuple[str, ...]:
    lues = [f"{guillemets(noms[rang])} → {champ}" for champ, rang in sorted(champs.items(), key=lambda c: c[1])]
    autres = [guillemets(nom) for rang, nom in enumerate(noms) if rang not in champs.values()]
    phrases = [f"Colonnes lues : {', '.join(lues)}."]
    if autres:
        suite = f" et {len(autres) - _MONTREES} autres" if len(autres) > _MONTREES else ""
        phrases.append(f"Colonnes recopiées sans être lues : {', '.join(autres[:_MONTREES])}{suite}.")
    genre = _PAR_POPULATION.get(plier(noms[champs["habitants"]])) if "habitants" in champs else None
    if genre is not None and genre is not population:
        phrases.append(
            f"Attention : {guillemets(noms[champs['habitants']])} est la population {genre} ; "
            f"le catalogue retient la population {population}."
        )
    return tuple(phrases)
