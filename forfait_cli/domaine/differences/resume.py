"""The differences of two grids for a page: each told once and in words, what changes amounts first."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from enum import Enum, auto
from typing import NamedTuple

from forfait_cli.domaine.catalogue import Catalogue
from forfait_cli.domaine.differences import Difference
from forfait_cli.domaine.differences.contenu import Chemin, Valeur, champs
from forfait_cli.domaine.lignes_prix import tarifs_de
from forfait_cli.domaine.prix import ARenseigner, Tarif, feuilles, mesurer, par_mesure
from forfait_cli.domaine.prix_en_mots import textes_tarif
from forfait_cli.domaine.types import Unite
from forfait_cli.francais import PERIODICITES, avec_article, enumeration, guillemets, nombre


class Genre(Enum):
    """What a difference is about, what changes amounts first."""

    PRIX = auto()
    STRATES = auto()
    SERVICES = auto()
    TEXTES = auto()


class Entiere(NamedTuple):
    """A whole thing that only one of the grids has."""

    quoi: str  # « Option Messagerie »
    nouvelle: bool  # else it is gone
    feminin: bool
    suite: str = ""  # its prices, its volumes; empty: nothing to say


class Resume(NamedTuple):
    """Differences for a page."""

    parties: Mapping[Genre, Sequence[Difference | Entiere]]  # those that have some, in order
    tus: int  # fields of what is new or gone that no line tells

    @property
    def lignes(self) -> tuple[Difference | Entiere, ...]:
        """All of them, in order."""
        return tuple(une for partie in self.parties.values() for une in partie)


# What a grid has several of, and whether its name is feminine.
_CHOSES = {
    "mesures": True, "natures": True, "forfaits": False, "strates": True, "services": False, "options": True,
    "notes": True,
}  # fmt: skip


def resumer(avant: Catalogue, apres: Catalogue, trouvees: Sequence[Difference]) -> Resume:
    """The same, for a page: what changed alike with several forfaits is told once; what only one grid has is one line.

    The path of the first stands for all that are told once.
    """
    grilles = (avant, apres)
    # In the order of each grid.
    choses = [dict.fromkeys(chemin[:2] for chemin in champs(grille) if chemin[0] in _CHOSES) for grille in grilles]
    seules = choses[0].keys() ^ choses[1].keys()
    deplacees = {
        table
        for table in _CHOSES
        if len({tuple(une for une in siennes if une[0] == table and une not in seules) for siennes in choses}) > 1
    }
    siens = [{forfait.code: forfait.nom for forfait in grille.forfaits} for grille in grilles]
    noms = siens[0] | siens[1]
    groupes: dict[object, list[Difference]] = {}
    tus = 0
    for une in trouvees:
        par_forfait = _est_par_forfait(une, noms)
        if une.chemin[:2] in seules:
            groupes.setdefault(une.chemin[:2], [une])
            tus += not _est_dit_avec(une.chemin)
            continue
        du_service = une.chemin[0] == "strates" and une.chemin[2:3] == ("volumes",)
        if du_service and ("services", une.chemin[3]) in seules:  # its line tells its volumes
            continue
        if (
            une.chemin[2:] == ("rang",) and une.chemin[0] not in deplacees
        ):  # but for what came or went, in the same order
            tus += 1
            continue
        if par_forfait and ("forfaits", une.chemin[2]) in seules and not _est_un_prix(une.chemin):
            tus += 1
            continue
        reste = (une.chemin[:2], une.chemin[3:]) if par_forfait else une.chemin
        groupes.setdefault((reste, une.avant, une.apres), []).append(une)
    dits = Counter(groupe[0].quoi[0] for cle, groupe in groupes.items() if cle in seules)
    homonymes = {quoi for quoi, combien in dits.items() if combien > 1}
    parties: dict[Genre, list[Difference | Entiere]] = {genre: [] for genre in Genre}
    for cle, groupe in groupes.items():
        if isinstance(cle, tuple) and cle in seules:
            nouvelle, quoi = cle in choses[1], groupe[0].quoi[0]
            if quoi in homonymes:  # gone under a code, there again under another
                quoi = f"{quoi} (code {cle[1]})"
            entiere = Entiere(quoi, nouvelle, _CHOSES[cle[0]], _contenu(grilles[nouvelle], cle))
            parties[_genre(cle)].append(entiere)
            continue
        une = _reunir(groupe, noms, siens[groupe[0].apres is not None])
        if (dite := _en_mots(avant, apres, une)) is not None:
            parties[_genre(une.chemin)].append(dite)
    return Resume({genre: partie for genre, partie in parties.items() if partie}, tus)


# --- What a difference is about -------------------------------------------------------------------


# What each part of a grid is about, and which of its fields count; the others are words.
_COMPTENT: Mapping[str, tuple[Genre, frozenset[str]]] = {
    "population": (Genre.STRATES, frozenset(("population",))),
    "tva": (Genre.PRIX, frozenset(("regime", "taux"))),
    "forfaits": (Genre.PRIX, frozenset(("exige", "mode", "periodicite", "sans_prix"))),
    "options": (Genre.PRIX, frozenset(("disponibilite", "exige", "mode", "pas", "periodicite", "unite"))),
    "services": (Genre.SERVICES, frozenset(("couverture", "pas", "quantite", "selon_strate", "unite"))),
    "natures": (Genre.STRATES, frozenset(("cherchee", "mesure"))),
    "mesures": (Genre.STRATES, frozenset(("pas", "unite"))),
}


def _genre(chemin: Chemin) -> Genre:
    tete, dernier = chemin[0], chemin[-1]
    if tete == "strates":
        if chemin[2:3] == ("volumes",):
            return Genre.SERVICES
        return Genre.TEXTES if dernier in ("rang", "libelle") else Genre.STRATES
    genre, comptent = _COMPTENT.get(tete, (Genre.TEXTES, frozenset()))
    entiere = len(chemin) == 2 and tete in _CHOSES  # noqa: PLR2004
    return genre if entiere or dernier in comptent or _est_un_prix(chemin) else Genre.TEXTES


def _est_un_prix(chemin: Chemin) -> bool:
    return chemin[-1] not in ("periodicite", "libelle") and any(mot.startswith("prix") for mot in chemin[2:])


def _est_dit_avec(chemin: Chemin) -> bool:
    """Whether the line of a thing tells this field of it."""
    if chemin[0] == "strates":
        return chemin[2] in ("libelle", "volumes")
    return _est_un_prix(chemin) and chemin[-1] != "taux_tva"


def _est_par_forfait(une: Difference, noms: Mapping[str, str]) -> bool:
    return une.chemin[0] in ("services", "options") and len(une.chemin) > 3 and une.chemin[2] in noms  # noqa: PLR2004


# --- A whole thing --------------------------------------------------------------------------------


def _contenu(catalogue: Catalogue, chose: Chemin) -> str:
    """What a thing is sold at, or how much it gives."""
    genre, code = chose
    match genre:
        case "forfaits":
            forfait = catalogue.forfait(code)
            return "" if forfait is None or forfait.tarif is None else _prix(catalogue, forfait.tarif, None)
        case "options":
            return " ; ".join(_prix_d_une_option(catalogue, code))
        case "strates":
            strate = catalogue.strate(int(code))
            volumes = [_volume(catalogue, service, un) for service, un in strate.volumes.items()]
            return " ; ".join(filter(None, (strate.libelle, ", ".join(volumes))))
        case "services":
            donnes = [strate.volumes.get(code) for strate in catalogue.strates]
            connus = [volume for volume in donnes if volume is not None]
            return f"{_etendue(catalogue, code, connus)} selon la strate" if connus else ""
        case _:
            return ""


def _prix(catalogue: Catalogue, tarif: Tarif, unite: Unite | None) -> str:
    """Every échéance in words; nothing where no price is told."""
    simples = [simple for echeance in tarif.echeances for _, simple in feuilles(echeance.bareme)]
    if all(isinstance(simple, ARenseigner) for simple in simples):
        return ""
    return " ; ".join(textes_tarif(catalogue, tarif, unite))


def _prix_d_une_option(catalogue: Catalogue, code: str) -> Iterator[str]:
    option = catalogue.option(code)
    assert option is not None  # the grid that has it
    for tarif, codes in tarifs_de(option):
        if dit := _prix(catalogue, tarif, option.unite):
            noms = [forfait.nom for forfait in catalogue.forfaits if forfait.code in codes]
            yield dit if len(noms) == len(catalogue.forfaits) else f"{dit}, avec {enumeration(noms)}"


def _volume(catalogue: Catalogue, code: str, combien: int) -> str:
    service = catalogue.service(code)
    unite = None if service is None else service.unite
    if service is not None and unite is None:
        return f"{service.nom} : {nombre(combien)}"
    return mesurer(combien, unite)


def _etendue(catalogue: Catalogue, code: str, volumes: Sequence[int]) -> str:
    debut, fin = min(volumes), max(volumes)
    return f"{'' if debut == fin else f'de {nombre(debut)} à '}{_volume(catalogue, code, fin)}"


# --- One field ------------------------------------------------------------------------------------


def _reunir(groupe: list[Difference], noms: Mapping[str, str], tous: Mapping[str, str]) -> Difference:
    premiere = groupe[0]
    if not _est_par_forfait(premiere, noms):
        return premiere
    codes = [une.chemin[2] for une in groupe]
    avec = () if len(codes) == len(tous) else (f"avec {enumeration([noms[code] for code in codes])}",)
    return premiere._replace(quoi=(premiere.quoi[0], *avec, *premiere.quoi[2:]))


def _en_mots(avant: Catalogue, apres: Catalogue, une: Difference) -> Difference | None:
    """The same without the words of a file; None where another one tells it."""
    dernier = une.chemin[-1]
    if une.chemin[0] in ("organisme", "tarifs") and dernier in ("genre", "article"):
        return _en_mots_d_un_organisme(avant, apres, une)
    quoi = _quoi_d_un_prix(une) if _est_un_prix(une.chemin) else une.quoi
    if une.chemin[0] == "strates" and une.chemin[2] == "volumes":
        quoi = (*quoi[:-1], f"volume de {guillemets(quoi[-1].removeprefix('volume : '))}")
    if dernier == "par":
        quoi = (*quoi[:-1], "compté")
    valeurs = (_valeur(avant, une.chemin, une.avant), _valeur(apres, une.chemin, une.apres))
    return une._replace(quoi=quoi, avant=valeurs[0], apres=valeurs[1])


def _quoi_d_un_prix(une: Difference) -> tuple[str, ...]:
    """« Option Photo, prix (strate 4) »; the periodicity is left to what is said after the amount."""
    quoi = [mot for mot in une.quoi if not (mot in PERIODICITES.values() and une.suite.endswith(mot))]
    cas = 0
    while une.chemin[-1 - cas].startswith(("strate ", "nature ")):
        cas += 1
    return (*quoi[:-cas], f"prix ({', '.join(quoi[-cas:])})") if cas else tuple(quoi)


def _en_mots_d_un_organisme(avant: Catalogue, apres: Catalogue, une: Difference) -> Difference | None:
    """« Organisme : le syndicat mixte → l’agence technique »: the article is told with the word that it goes with."""
    freres = [(*une.chemin[:-1], "genre"), (*une.chemin[:-1], "article")]
    genres, articles = ([champs(grille).get(frere) for grille in (avant, apres)] for frere in freres)
    if une.chemin[-1] == "article" and (genres[0] and genres[0].valeur) != (genres[1] and genres[1].valeur):
        return None
    dits = [
        None if genre is None or article is None else avec_article(str(article.valeur), str(genre.valeur))
        for genre, article in zip(genres, articles, strict=True)
    ]
    return une._replace(quoi=une.quoi[:-1], avant=dits[0], apres=dits[1])


def _valeur(catalogue: Catalogue, chemin: Chemin, valeur: Valeur) -> Valeur:
    """Codes as the names that the grid gives them."""
    if not isinstance(valeur, str):
        return valeur
    match chemin[-1]:
        case "par":
            noms = {mesure.code: par_mesure(mesure) for mesure in catalogue.mesures}
        case "mesure" if chemin[0] == "natures":
            noms = {mesure.code: mesure.nom for mesure in catalogue.mesures}
        case "exige" | "options":
            noms = {option.code: option.nom for option in catalogue.options}
        case "service" | "services":
            noms = {service.code: service.nom for service in catalogue.services}
        case "forfaits":
            noms = {forfait.code: forfait.nom for forfait in catalogue.forfaits}
        case "natures":
            noms = {nature.code: nature.nom for nature in catalogue.natures}
        case _:
            return valeur
    return ", ".join(noms.get(code, code) for code in valeur.split(", "))
