"""The workbook of a grid that begins: its sheets, what is asked in them, what is told already."""

from collections.abc import Mapping, Sequence

from forfait_cli.domaine.ebauche import Tables
from forfait_cli.domaine.gabarit import (
    ADRESSE,
    CHAMP,
    CODE,
    DEMANDE,
    FORFAIT,
    FORFAITS,
    IDENTITE,
    MENTION,
    MODE_D_EMPLOI,
    NOM,
    OPTIONS,
    REGIME,
    REGIMES,
    SIRET,
    SOURCE,
    STRATE,
    TAUX,
    TITRE,
    UNITE,
    VALEUR,
    Colonne,
    Feuille,
    Genre,
    Valeur,
    colonnes_de_prix,
)
from forfait_cli.domaine.types import GenrePopulation, Periodicite
from forfait_cli.francais import enumeration

STRATES, SERVICES = "Strates", "Services"
ORGANISME, NOM_ORGANISME, POPULATION = "Organisme", "Nom de l’organisme", "Population"
LIBELLE, NON_AFFILIEES = "Libellé", "Non affiliées"
MIN, MAX = "de", "à"  # behind a measure: « Habitants de », « Habitants à »
ARTICLE, FAMILLE, TOUS, SERVICE = "Article", "Famille", "Tous les forfaits", "Service"
OUI_NON = ("oui", "non")
ARTICLES = ("le", "la", "l’", "les")

MESURES = {"habitants": "Habitants", "agents": "Agents"}
RANGEES = 12  # that a sheet has room for at first

_CHAMPS = (
    (Colonne(TITRE), "obligatoire : le nom de la grille"),
    (Colonne(SOURCE), "obligatoire : la délibération ou la convention, que chaque devis cite"),
    (Colonne(ORGANISME), "sa sorte, avec son article : le centre de gestion, l’agence technique"),
    (Colonne(NOM_ORGANISME), "son nom, en tête des devis"),
    (Colonne(ADRESSE), "une ligne de l’adresse"),
    (Colonne(ADRESSE), "une ligne de l’adresse"),
    (Colonne(SIRET), "14 chiffres"),
    (Colonne(POPULATION, Genre.CHOIX, choix=tuple(map(str, GenrePopulation))), "celle des communes ; vide : totale"),
    (Colonne(REGIME, Genre.CHOIX, choix=REGIMES), "ht, non_soumis ; vide : rien n’est dit de la TVA"),
    (Colonne(TAUX, Genre.TAUX), "en pour cent, avec ht"),
    (Colonne(MENTION), "ce que le devis imprime, avec non_soumis"),
)


def feuilles(tables: Tables) -> tuple[Feuille, ...]:
    """The sheets to fill in; what the tables of a grid that begins already say is in their cells."""
    seuils = {mesure: tables["seuils"][mesure] for mesure in MESURES if mesure in tables.get("seuils", {})}
    strates = max((len(suite) + 1 for suite in seuils.values()), default=0)
    titres = [f"{STRATE} {rang}" for rang in range(1, strates + 1)]
    return (
        _mode_d_emploi(),
        _identite(tables),
        _forfaits(tables, titres),
        _strates(seuils, strates),
        _services(tables, titres),
        _options(tables, titres),
    )


def _mode_d_emploi() -> Feuille:
    periodicites = [str(periodicite) for periodicite in Periodicite]
    textes = (
        "Ce classeur devient une grille : forfait catalogue import ce-classeur.xlsx -o grille.toml. Les fautes sont "
        "dites toutes ensemble, chacune à sa case.",
        "Une ligne vide n’est pas lue. Ne changez pas les titres des colonnes ; ajoutez-en au besoin : Strate 5, ou le "
        "nom d’un forfait de plus dans la feuille Services.",
        "Code : vide, il est tiré de la désignation. Il ne change plus une fois la grille publiée.",
        "Montants : en euros, 1 234,56 ou 1234.56 ; « sur étude » et « non proposé » se comprennent aussi. Une case "
        "vide reste « à renseigner » ; écrivez 0 pour ce qui est gratuit.",
        "Un prix qui dépend de la strate se met dans les colonnes Strate ; le même pour toutes, dans Montant.",
        "Par : habitants ou agents, quand le montant se multiplie par leur nombre ; Plancher et Plafond bornent le "
        "résultat.",
        f"Périodicité : {enumeration(periodicites, 'ou')} ; vide, elle est dite non précisée. Deux prix d’un même "
        "forfait : une ligne chacun, avec le même code ou la même désignation.",
        "Strates : une ligne chacune, dans l’ordre ; les bornes sont comprises, et la dernière n’a pas de fin. Aucune "
        "ligne : la grille est la même pour toutes les tailles.",
        "Services : le texte de la grille sous le nom de chaque forfait, ou le même sous "
        f"« {TOUS} ». Se comprennent : Inclus, Non inclus, En option, Selon la strate, ou un nombre d’unités.",
        "Un service « Selon la strate » a le volume de chacune dans les colonnes Strate.",
        "Options : la colonne Forfait vide vaut pour tous ; sinon, une ligne par forfait, avec son code. Service : "
        "celui dont elle augmente le volume compris.",
        "Ce qui ne tient pas ici (autres natures, tranches, conditions) s’ajoute ensuite dans le fichier .toml.",
    )
    return Feuille(
        MODE_D_EMPLOI, (Colonne(MODE_D_EMPLOI, largeur=110, saisie=False),), tuple((texte,) for texte in textes)
    )


def _identite(tables: Tables) -> Feuille:
    organisme = tables.get("organisme", {})
    article, genre = organisme.get("article", ""), organisme.get("genre", "")
    dits: dict[str, Valeur] = {
        TITRE: tables.get("titre"),
        SOURCE: tables.get("source"),
        ORGANISME: f"{article}{'' if article.endswith('’') else ' '}{genre}" if genre else None,
    }
    colonnes = (
        Colonne(CHAMP, largeur=20, saisie=False),
        Colonne(VALEUR, largeur=46),
        Colonne(DEMANDE, largeur=46, saisie=False),
    )
    rangees = tuple((champ.titre, dits.get(champ.titre), demande) for champ, demande in _CHAMPS)
    return Feuille(IDENTITE, colonnes, rangees, tuple(champ for champ, _ in _CHAMPS))


_CODE, _NOM, _UNITE = Colonne(CODE, largeur=17), Colonne(NOM, largeur=26), Colonne(UNITE, largeur=10)


def _forfaits(tables: Tables, strates: list[str]) -> Feuille:
    colonnes = (
        _CODE, _NOM, Colonne(ARTICLE, Genre.CHOIX, 9, choix=ARTICLES),
        *colonnes_de_prix(strates, tuple(MESURES), compte=False),
    )  # fmt: skip
    rangees = [(un["code"], un["nom"], un.get("article")) for un in tables.get("forfaits", ())]
    return _feuille(FORFAITS, colonnes, rangees)


def _strates(seuils: Mapping[str, Sequence[int]], combien: int) -> Feuille:
    colonnes = (
        Colonne(STRATE, Genre.NOMBRE, 9), Colonne(LIBELLE, largeur=44),
        *(Colonne(titre, Genre.NOMBRE, 13) for mesure in MESURES for titre in bornes_de(mesure)),
        Colonne(NON_AFFILIEES, Genre.CHOIX, 13, choix=OUI_NON),
    )  # fmt: skip
    rangees: list[tuple[Valeur, ...]] = []
    for rang in range(combien):
        cases: list[Valeur] = []
        for mesure in MESURES:
            suite = seuils.get(mesure)
            debut = None if suite is None else suite[rang - 1] if rang else 0
            fin = None if suite is None or rang == len(suite) else suite[rang] - 1
            cases += [debut, fin]
        rangees.append((rang + 1, None, *cases))
    return _feuille(STRATES, colonnes, rangees)


def bornes_de(mesure: str) -> tuple[str, str]:
    """The titles of the two bounds of a measure: « Habitants de », « Habitants à »."""
    return f"{MESURES[mesure]} {MIN}", f"{MESURES[mesure]} {MAX}"


def _services(tables: Tables, strates: list[str]) -> Feuille:
    forfaits = tables.get("forfaits", ())
    noms = [un["nom"] for un in forfaits]
    volumes = tables.get("seuils", {}).get("volumes", {})
    colonnes = (
        _CODE, _NOM, Colonne(FAMILLE, largeur=20), _UNITE, Colonne(TOUS, largeur=18),
        *(Colonne(nom, largeur=18) for nom in noms), *(Colonne(strate, Genre.NOMBRE, 9) for strate in strates),
    )  # fmt: skip
    rangees: list[tuple[Valeur, ...]] = []
    for service in tables.get("services", ()):
        cellules = service["cellules"]
        tous, chacun = (
            (cellules, [None] * len(noms))
            if isinstance(cellules, str)
            else (None, [cellules[un["code"]] for un in forfaits])
        )
        comptes = volumes.get(service["code"], ())
        rangees.append((service["code"], service["nom"], None, service.get("unite"), tous, *chacun, *comptes))
    return _feuille(SERVICES, colonnes, rangees)


def _options(tables: Tables, strates: list[str]) -> Feuille:
    colonnes = (
        _CODE, _NOM, Colonne(FORFAIT, largeur=12), _UNITE, Colonne(SERVICE, largeur=16),
        *colonnes_de_prix(strates, tuple(MESURES), compte=True),
    )  # fmt: skip
    rangees = [(un["code"], un["nom"], None, un.get("unite"), un.get("service")) for un in tables.get("options", ())]
    return _feuille(OPTIONS, colonnes, rangees)


def _feuille(nom: str, colonnes: tuple[Colonne, ...], rangees: Sequence[tuple[Valeur, ...]]) -> Feuille:
    """The sheet, with blank rows to go on."""
    vides: list[tuple[Valeur, ...]] = [()] * max(2, RANGEES - len(rangees))
    pleines = ((*rangee, *[None] * (len(colonnes) - len(rangee))) for rangee in (*rangees, *vides))
    return Feuille(nom, colonnes, tuple(pleines))
