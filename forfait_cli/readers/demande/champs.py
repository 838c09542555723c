"""The one table of what a request is made of: flags, help, columns, keywords and hints all come from it.

Some fields are there in every grid; the others are the catalogue's: one for each of its measures, one or two for
each of its options.
"""

from collections.abc import Iterable, Iterator
from enum import Enum, StrEnum, auto
from typing import NamedTuple

from forfait_cli.domaine.catalogue import Catalogue, Option
from forfait_cli.domaine.hypotheses import HABITANTS
from forfait_cli.domaine.types import GenrePopulation, Mesure, Nature
from forfait_cli.francais import a, de, enumeration, plier, pluriel

RECHERCHE = ("code_insee", "siren", "commune")  # what a commune is found by, the surest first


class Genre(Enum):
    """What a field holds."""

    TEXTE = auto()
    TAILLE = auto()  # of the collectivité, by a measure
    QUANTITE = auto()  # of an option
    OUI_NON = auto()
    CODES = auto()  # several texts


class Groupe(StrEnum):
    """Fields that go together, by the title that they have in a page of help."""

    QUI = "La collectivité"
    QUOI = "Ce qui est demandé"
    GRILLE = "La grille"


class Champ(NamedTuple):
    """A field of a request."""

    nom: str  # « extra_go »: a keyword, the title of a column, a flag once its _ are dashes
    genre: Genre
    groupe: Groupe
    metavar: str | None  # what stands for its value in a page of help; None: its flag alone says it
    aide: str  # what a page of help says of it, without a full stop where more may follow
    titres: tuple[str, ...] | None  # what a column of a file may be called, beside its name; None: no column
    cle: str = ""  # what a fault calls it (`erreurs.champ`), where that is not its name
    option: str | None = None  # code of the option that it asks for
    besoin: bool = False  # the whole need, not what comes above the forfait

    @property
    def neutre(self) -> str:
        """What a fault calls it."""
        return self.cle or self.nom


def champs_de(catalogue: Catalogue) -> tuple[Champ, ...]:
    """Every field of a request made of a catalogue, in the order of the help."""
    return (*_champs_qui(catalogue), *_champs_quoi(catalogue), _DATE)


def nom_de_champ(mot: str) -> str:
    """« conseil-jours » → `conseil_jours`."""
    return "_".join(plier(mot).split())


# --- Who ------------------------------------------------------------------------------------------

# The words of the two measures that every grid of France uses, beside those that are made of their unit.
_TITRES_MESURES = {
    "habitants": ("Population", "Pop", "Nb hab", "Hab"),
    "agents": ("Effectif", "Effectifs"),
}

# A population that says which one it is: taken where the catalogue takes that one.
POPULATIONS: dict[GenrePopulation, tuple[str, ...]] = {
    GenrePopulation.TOTALE: ("Population totale", "PTOT", "Pop totale", "Population totale légale"),
    GenrePopulation.MUNICIPALE: ("Population municipale", "PMUN", "Pop municipale"),
}

_TITRES_NATURE = ("Type de collectivité", "Nature juridique")
_TITRES_AFFILIEE = ("Affilié", "Affiliation", "Affiliée au CDG", "Collectivité affiliée")
_NOM = Champ(
    "nom", Genre.TEXTE, Groupe.QUI, "TEXTE", "Nom à porter sur le devis.",
    ("Collectivité", "Nom de la collectivité", "Nom collectivité", "Dénomination", "Raison sociale"),
)  # fmt: skip
_COMMUNE = (
    Champ(
        "commune", Genre.TEXTE, Groupe.QUI, "NOM|INSEE|SIREN", "Une commune, dont la population est cherchée.",
        ("Nom commune", "Nom de la commune", "Libellé commune", "Libellé de la commune", "Ville"),
    ),
    Champ(
        "code_insee", Genre.TEXTE, Groupe.QUI, "CODE", "La même, par son code INSEE.",
        (
            "INSEE", "Code commune", "CODGEO", "COM", "Code INSEE commune", "Code INSEE de la commune",
            "Numéro INSEE", "N° INSEE", "No INSEE", "Code commune INSEE", "DEPCOM",
        ),
    ),
    Champ(
        "siren", Genre.TEXTE, Groupe.QUI, "NUMÉRO", "La même, par son numéro SIREN.",
        ("Numéro SIREN", "N° SIREN", "No SIREN", "Code SIREN", "SIREN commune"),
    ),
    Champ(
        "departement", Genre.TEXTE, Groupe.QUI, "CODE", "Départage les communes de même nom.",
        ("Dep", "Dept", "Code département", "Code dep"),
    ),
    Champ(
        "population", Genre.TEXTE, Groupe.QUI, "GENRE", "totale ou municipale (sans elle, ce que dit le catalogue).",
        None,
    ),
)  # fmt: skip
_DATE = Champ(
    "date", Genre.TEXTE, Groupe.GRILLE, "AAAA-MM-JJ",
    "Date du devis et des tarifs (sans elle, des tarifs datés sont ceux du jour).", None,
)  # fmt: skip


def _champs_qui(catalogue: Catalogue) -> Iterator[Champ]:
    for mesure in catalogue.mesures:
        yield _taille(catalogue, mesure)
    if catalogue.natures:
        codes = enumeration([nature.code for nature in catalogue.natures], "ou")
        aide = f"{codes} (déduite du chiffre donné)." if catalogue.mesures else f"{codes}."
        yield Champ("nature", Genre.TEXTE, Groupe.QUI, "NATURE", aide, _TITRES_NATURE)
    if nature_cherchee(catalogue) is not None:
        yield from _COMMUNE
    organisme = a(catalogue.organisme.article, catalogue.organisme.genre)
    aide = f"La collectivité est affiliée {organisme}, ou ne l’est pas."
    yield Champ("affiliee", Genre.OUI_NON, Groupe.QUI, None, aide, _TITRES_AFFILIEE)
    yield _NOM


def nature_cherchee(catalogue: Catalogue) -> Nature | None:
    """The nature whose names and populations are looked up; None where the grid serves none."""
    if not any(mesure.code == HABITANTS for mesure in catalogue.mesures):
        return None
    return next((nature for nature in catalogue.natures if nature.cherchee), None)


def _taille(catalogue: Catalogue, mesure: Mesure) -> Champ:
    classees = [
        f"{'d’une' if nature.feminin else 'd’un'} {nature.nom}"
        for nature in catalogue.natures
        if mesure.code in nature.mesures
    ]
    de_qui = f" {enumeration(classees, 'ou')}" if classees else ""
    if mesure.unite is None:
        aide = f"{mesure.nom[:1].upper()}{mesure.nom[1:]}{de_qui}, en euros."
        titres = [mesure.nom, f"Montant {de(mesure.nom)}"]
    else:
        mots = mesure.unite.pluriel
        aide = f"Nombre {de(mots)}{de_qui}."
        titres = [f"Nb {mots}", f"Nbre {mots}", f"Nombre {de(mots)}", f"Nombre {mots}", f"Nb {de(mots)}"]
    titres = [*_TITRES_MESURES.get(mesure.code, ()), *titres, *mesure.titres]
    if mesure.code == HABITANTS:
        titres += [titre for autres in POPULATIONS.values() for titre in autres]
    nom = nom_de_champ(mesure.code)
    return Champ(nom, Genre.TAILLE, Groupe.QUI, "N", aide, _titres(titres), cle=mesure.code)


# --- What -----------------------------------------------------------------------------------------


def _champs_quoi(catalogue: Catalogue) -> Iterator[Champ]:
    codes = ", ".join(forfait.code for forfait in catalogue.forfaits)
    aide = f"Ce forfait seulement, par son code ou son nom (répétable) : {codes}."
    titres = ("Code forfait", "Forfait choisi", "Forfait souhaité")
    yield Champ("forfait", Genre.CODES, Groupe.QUOI, "FORFAIT", aide, titres)
    if catalogue.services or catalogue.options:
        exigibles = [*(un.code for un in catalogue.services), *(un.code for un in catalogue.options)]
        codes = ", ".join(dict.fromkeys(exigibles))
        aide = f"Garde les forfaits qui comprennent ce service ou le proposent en option (répétable) : {codes}."
        yield Champ("exige", Genre.CODES, Groupe.QUOI, "CODE", aide, None)
    for option in catalogue.options:
        yield from _champs_option(option)
    if catalogue.options:
        codes = ", ".join(option.code for option in catalogue.options)
        aide = f"Toute option du catalogue, par son code ou son nom (répétable) : {codes}."
        yield Champ("option", Genre.CODES, Groupe.QUOI, "CODE[=N]", aide, ("Options demandées",))


def _champs_option(option: Option) -> Iterator[Champ]:
    """A field for what is had or not; one for what is counted; two where a need can be set against what a
    forfait includes."""
    mot = nom_de_champ(option.mot)
    aide = option.aide or option.nom
    cle = f"option:{option.code}"
    noms = noms_d_option(option)
    # « Sauvegarde » inside a title: « volume de sauvegarde »; « SMS » stays.
    autres = [nom if nom[1:2].isupper() else f"{nom[:1].lower()}{nom[1:]}" for nom in option.autres_noms]
    if option.unite is None:
        yield Champ(mot, Genre.OUI_NON, Groupe.QUOI, None, f"{aide}.", _titres(noms), cle, option.code)
        return
    unite = option.unite.pluriel
    if option.service is None:
        comptes = [*([pluriel(option.mot)] if option.mot.isalpha() else []), *autres]
        titres = _titres([*comptes, *(titre for nom in comptes for titre in (f"nb {nom}", f"nombre {de(nom)}")), *noms])
        compte = "" if option.aide else f" (en {unite})"
        yield Champ(mot, Genre.QUANTITE, Groupe.QUOI, "N", f"{aide}{compte}.", titres, cle, option.code)
        return
    comptes = list({plier(nom): nom for nom in (option.mot, unite)}.values())
    en_plus = [
        *(titre for nom in comptes for titre in (f"{nom} supplémentaires", f"{nom} en plus")),
        *(titre for nom in autres for titre in (f"{nom} supplémentaire {unite}", f"{nom} en plus")),
    ]
    en_tout = [
        *(titre for nom in comptes for titre in (f"besoin en {nom}", f"{nom} nécessaires", f"{nom} en tout")),
        *(titre for nom in autres for titre in (f"volume {de(nom)} {unite}", f"besoin {de(nom)}")),
    ]
    compte = "" if option.aide else f" ({unite})"
    yield Champ(
        f"extra_{mot}", Genre.QUANTITE, Groupe.QUOI, "N", f"{aide}, au-dessus de ce que le forfait comprend{compte}.",
        _titres(en_plus), cle, option.code,
    )  # fmt: skip
    yield Champ(
        f"besoin_{mot}", Genre.QUANTITE, Groupe.QUOI, "N", f"{aide} en tout{compte}.",
        _titres(en_tout), f"besoin:{option.code}", option.code, besoin=True,
    )  # fmt: skip


def noms_d_option(option: Option) -> list[str]:
    """Its name, its code and what else the catalogue calls it: a column that bears one of them is that option.

    Where it may be counted above the forfait or in all, none of them says which.
    """
    return [option.nom, option.code, *option.autres_noms]


def _titres(titres: Iterable[str]) -> tuple[str, ...]:
    """These titles, each with a capital; some may be the same, or the name of the field, written otherwise."""
    return tuple(dict.fromkeys(f"{titre[:1].upper()}{titre[1:]}" for titre in titres))
