"""The workbook of a grid: its sheets, what is asked in them, what its tables (`ebauche.Tables`) tell already."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from enum import Enum, auto
from typing import Any, NamedTuple

from forfait_cli.domaine.ebauche import A_RENSEIGNER, Tables, en_strates
from forfait_cli.domaine.gabarit import (
    ADRESSE,
    CHAMP,
    CODE,
    COMPOSE,
    DEMANDE,
    FORFAIT,
    FORFAITS,
    GRATUITS,
    IDENTITE,
    LIBELLE,
    MENTION,
    MINIMUM,
    MODE_D_EMPLOI,
    MONTANT,
    NOM,
    OPTIONS,
    PAR,
    PERIODICITE,
    PLAFOND,
    PLANCHER,
    REGIME,
    REGIMES,
    SIRET,
    SOURCE,
    STRATE,
    TAUX,
    TAUX_LIGNE,
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

MESURES, NATURES, STRATES, SERVICES, LEGENDE, NOTES = (
    "Mesures", "Natures", "Strates", "Services", "Légende", "Notes",
)  # fmt: skip
ORGANISME, NOM_ORGANISME, POPULATION = "Organisme", "Nom de l’organisme", "Population"
NATURE, AFFILIEE, NON_AFFILIEES = "Nature", "Affiliée", "Non affiliées"
MIN, MAX = "de", "à"  # behind a measure: « Habitants de », « Habitants à »
ARTICLE, FAMILLE, TOUS, SERVICE, EXIGE = "Article", "Famille", "Tous les forfaits", "Service", "Exige"
PLURIEL, PAS, TABLEAU, AUTRES = "Pluriel", "Pas", "Tableau", "Autres clés"
OUI_NON = ("oui", "non")
LIAISON = " ; "  # between the texts of a cell that holds several

USUELLES = ("habitants", "agents")  # the measures that a grid has without saying so
RANGEES = 12  # that a sheet has room for at first


# --- Cells that hold one key ----------------------------------------------------------------------


class Contenu(Enum):
    """What a cell holds of a table."""

    TEXTE = auto()
    TEXTES = auto()
    NOMBRE = auto()
    NOMBRES = auto()
    OUI_NON = auto()


class Cle(NamedTuple):
    """A key of a table, and its column; « unite.pas » is a key of the table `unite`."""

    titre: str
    cle: str
    contenu: Contenu = Contenu.TEXTE
    largeur: int = 20
    toujours: bool = True  # else the column is there where a grid uses it

    @property
    def colonne(self) -> Colonne:
        """Its column."""
        match self.contenu:
            case Contenu.OUI_NON:
                return Colonne(self.titre, Genre.CHOIX, self.largeur, choix=OUI_NON)
            case Contenu.NOMBRE:
                return Colonne(self.titre, Genre.NOMBRE, self.largeur)
            case _:
                return Colonne(self.titre, largeur=self.largeur)

    @property
    def dans_l_unite(self) -> bool:
        """Whether it is a key of the table `unite`."""
        return self.cle.startswith("unite.")

    @property
    def nom(self) -> str:
        """The key, in the table that has it."""
        return self.cle.removeprefix("unite.")

    def case(self, table: Mapping[str, Any]) -> Valeur:
        """What its cell says of a table."""
        dite = table.get("unite")
        unite = dite if isinstance(dite, Mapping) else {"singulier": dite}
        if self.cle == "unite":
            valeur = unite.get("singulier")
        else:
            valeur = (unite if self.dans_l_unite else table).get(self.nom)
        match valeur:
            case bool():
                return OUI_NON[not valeur]
            case list():
                return LIAISON.join(map(str, valeur)) or None
            case _:
                return valeur


_UNITES = (
    Cle(UNITE, "unite", largeur=10),
    Cle(PLURIEL, "unite.pluriel", largeur=12, toujours=False),
    Cle(PAS, "unite.pas", Contenu.NOMBRE, 7, toujours=False),
)
_TETE = (Cle(CODE, "code", largeur=17), Cle(NOM, "nom", largeur=26))
_EXIGE = Cle(EXIGE, "exige", Contenu.TEXTES, 14)

CLES: Mapping[str, tuple[Cle, ...]] = {
    MESURES: (
        *_TETE, *(cle._replace(toujours=True) for cle in _UNITES), Cle("En euros", "euros", Contenu.OUI_NON, 9),
        Cle("Précision", "precision", largeur=28), Cle("Autres titres", "titres", Contenu.TEXTES, 24),
    ),
    NATURES: (
        *_TETE, Cle(PLURIEL, "pluriel"), Cle("Féminin", "feminin", Contenu.OUI_NON, 9),
        Cle(MESURES, "mesure", Contenu.TEXTES), Cle("Autres noms", "autres_noms", Contenu.TEXTES, 30),
        Cle("Cherchée", "cherchee", Contenu.OUI_NON, 10),
    ),
    FORFAITS: (
        *_TETE, Cle("Nom court", "nom_court", toujours=False), Cle(ARTICLE, "article", largeur=9), _EXIGE,
        Cle("Sans prix", "sans_prix", Contenu.OUI_NON, 9, toujours=False),
    ),
    SERVICES: (*_TETE, Cle(FAMILLE, "famille"), *_UNITES),
    OPTIONS: (
        *_TETE, *_UNITES, Cle(SERVICE, "service", largeur=16), _EXIGE,
        Cle("Raccourci", "raccourci", largeur=14, toujours=False),
        Cle("Autres noms", "autres_noms", Contenu.TEXTES, 24, toujours=False),
        Cle("Aide", "aide", largeur=28, toujours=False),
    ),
    LEGENDE: (
        Cle(TABLEAU, "tableau", largeur=10), Cle("Texte", "texte", largeur=40),
        Cle("Couverture", "couverture", largeur=12), Cle("Quantité", "quantite", Contenu.NOMBRE, 10),
        Cle("Selon la strate", "selon_strate", Contenu.OUI_NON, 14), Cle("Disponibilité", "disponibilite", largeur=14),
        Cle("Mode", "mode", largeur=13), Cle("Court", "court", largeur=18),
    ),
    NOTES: (
        Cle(CODE, "code"), Cle("Texte", "texte", largeur=60), Cle("Raison", "raison", largeur=40),
        Cle("Forfaits", "forfaits", Contenu.TEXTES), Cle("Services", "services", Contenu.TEXTES),
        Cle("Options", "options", Contenu.TEXTES), Cle("Strates", "strates", Contenu.NOMBRES, 10),
        Cle("Natures", "natures", Contenu.TEXTES), Cle(AFFILIEE, "affiliee", Contenu.OUI_NON, 9),
        Cle("Besoin", "besoin", Contenu.OUI_NON, 9), Cle("Vues", "vues", Contenu.TEXTES),
        Cle("Tant que", "tant_que", largeur=16),
    ),
}  # fmt: skip
# What a table has beside what its columns say: its prices and the texts of its cells have columns of their own.
_A_PART = frozenset(("prix", "par_forfait", "periodicite", "taux_tva", "cellules"))


# --- The sheets -----------------------------------------------------------------------------------


class Champ(NamedTuple):
    """A row of the sheet of fields."""

    colonne: Colonne
    demande: str
    chemin: tuple[str, ...]  # where a file has it
    toujours: bool = True


CHAMPS = (
    Champ(Colonne(TITRE), "obligatoire : le nom de la grille", ("titre",)),
    Champ(Colonne(SOURCE), "obligatoire : la délibération ou la convention, que chaque devis cite", ("source",)),
    Champ(Colonne(ORGANISME), "sa sorte, avec son article : le centre de gestion, l’agence technique",
          ("organisme", "genre")),
    Champ(Colonne(NOM_ORGANISME), "son nom, en tête des devis", ("organisme", "nom")),
    Champ(Colonne(ADRESSE), "une ligne de l’adresse", ("organisme", "adresse")),
    Champ(Colonne(SIRET), "14 chiffres", ("organisme", "siret")),
    Champ(Colonne(POPULATION, Genre.CHOIX, choix=tuple(map(str, GenrePopulation))),
          "celle des communes ; vide : totale", ("population",)),
    Champ(Colonne(REGIME, Genre.CHOIX, choix=REGIMES), "ht, non_soumis ; vide : rien n’est dit de la TVA",
          ("tva", "regime")),
    Champ(Colonne(TAUX, Genre.TAUX), "en pour cent, avec ht", ("tva", "taux")),
    Champ(Colonne(MENTION), "ce que le devis imprime, avec non_soumis", ("tva", "mention")),
    *(
        Champ(Colonne(f"Titre du tableau des {nom}"), "celui du document, auquel un devis renvoie",
              ("tableaux", nom), toujours=False)
        for nom in ("services", "strates", "options", "forfaits")
    ),
    Champ(Colonne("Forfait sans prix"), "ce qu’en dit un devis", ("motifs", "forfait"), toujours=False),
    Champ(Colonne("Option sans prix"), "ce qu’en dit un devis", ("motifs", "option"), toujours=False),
    Champ(Colonne("Prix sur étude"), "ce qu’en dit un devis", ("motifs", "etude"), toujours=False),
)  # fmt: skip


def feuilles(tables: Tables) -> tuple[Feuille, ...]:
    """The sheets to fill in; what the tables of a grid already say is in their cells."""
    strates = tables.get("strates") or en_strates(tables.get("seuils", {}))
    numeros = [strate.get("numero", rang) for rang, strate in enumerate(strates, 1)]
    mesures = [*USUELLES, *(une["code"] for une in tables.get("mesures", ()) if une["code"] not in USUELLES)]
    legende = [
        {"tableau": tableau, "texte": texte, **sens}
        for tableau, textes in tables.get("legende", {}).items()
        for texte, sens in textes.items()
    ]
    return (
        _mode_d_emploi(),
        _identite(tables),
        _liste(MESURES, tables.get("mesures", ())),
        _liste(NATURES, tables.get("natures", ())),
        _forfaits(tables, numeros, mesures),
        _strates(strates, numeros, mesures),
        *((_liste(LEGENDE, legende),) if legende else ()),
        _services(tables, strates, numeros),
        _options(tables, numeros, mesures),
        *((_liste(NOTES, tables["notes"]),) if tables.get("notes") else ()),
    )


def _mode_d_emploi() -> Feuille:
    periodicites = [str(periodicite) for periodicite in Periodicite]
    textes = (
        "Ce classeur devient une grille : forfait catalogue import ce-classeur.xlsx -o grille.toml. Les fautes sont "
        "dites toutes ensemble, chacune à sa case.",
        "Une ligne vide n’est pas lue. Ne changez pas les titres des colonnes ; ajoutez-en au besoin : Strate 5, ou le "
        "nom d’un forfait de plus dans la feuille Services.",
        "Code : vide, il est tiré de la désignation. Il ne change plus une fois la grille publiée. Plusieurs codes ou "
        "plusieurs noms dans une case se séparent par des points-virgules.",
        "Mesures et Natures : vides, la grille classe les communes par leurs habitants et les établissements publics "
        "par leurs agents. Sinon, une ligne chacune ; la colonne Mesures dit ce qui classe la nature, et Cherchée, que "
        "ses noms et ses populations sont ceux des communes de France.",
        "Montants : en euros, 1 234,56 ou 1234.56 ; « sur étude » et « non proposé » se comprennent aussi. Une case "
        "vide reste « à renseigner » ; écrivez 0 pour ce qui est gratuit.",
        "Un prix qui dépend de la strate se met dans les colonnes Strate ; le même pour toutes, dans Montant.",
        "Par : la mesure par laquelle le montant se multiplie, habitants ou agents par exemple ; Plancher et Plafond "
        "bornent le résultat.",
        f"Périodicité : {enumeration(periodicites, 'ou')} ; vide, elle est dite non précisée. Deux prix d’un même "
        "forfait : une ligne chacun, avec le même code ou la même désignation.",
        "Strates : une ligne chacune, dans l’ordre ; les bornes sont comprises, et la dernière n’a pas de fin. Aucune "
        "ligne : la grille est la même pour toutes les tailles. Non affiliées : oui si elles y entrent, quelle que "
        "soit leur taille.",
        "Plusieurs lignes du même numéro de strate, ou une ligne avec Nature ou Affiliée : autant de cas, par l’un ou "
        "l’autre desquels on y entre. Un cas demande tout ce que dit sa ligne.",
        "Services : le texte de la grille sous le nom de chaque forfait, ou le même sous "
        f"« {TOUS} ». Se comprennent : Inclus, Non inclus, En option, Selon la strate, ou un nombre d’unités.",
        "Un service « Selon la strate » a le volume de chacune dans les colonnes Strate.",
        "Options : la colonne Forfait vide vaut pour tous ; sinon, une ligne par forfait, avec son code. Service : "
        "celui dont elle augmente le volume compris. Exige : les options sans lesquelles elle ne va pas.",
        f"Ce qu’aucune colonne ne dit s’écrit comme dans le fichier .toml : des tranches, un taux ou un prix selon la "
        f"nature sous « {COMPOSE} », une colonne que l’on ajoute.",
    )
    return Feuille(
        MODE_D_EMPLOI, (Colonne(MODE_D_EMPLOI, largeur=110, saisie=False),), tuple((texte,) for texte in textes)
    )


def _identite(tables: Tables) -> Feuille:
    colonnes = (
        Colonne(CHAMP, largeur=30, saisie=False),
        Colonne(VALEUR, largeur=46),
        Colonne(DEMANDE, largeur=46, saisie=False),
    )
    rangees: list[tuple[Valeur, ...]] = []
    champs: list[Colonne] = []
    for champ in CHAMPS:
        dit: Any = tables
        for cle in champ.chemin:
            dit = dit.get(cle) if isinstance(dit, Mapping) else None
        if champ.chemin == ("organisme", "genre") and dit:
            article = tables["organisme"]["article"]  # a kind has one
            dit = f"{article}{'' if article.endswith(('’', chr(39))) else ' '}{dit}"
        dites = [dit]
        if champ.chemin[-1] == "adresse":
            lignes = [dit] if isinstance(dit, str) else list(dit or ())
            dites = [*lignes, *[None] * (2 - len(lignes))]
        for une in dites:
            if champ.toujours or une is not None:
                rangees.append((champ.colonne.titre, une, champ.demande))
                champs.append(champ.colonne)
    return Feuille(IDENTITE, colonnes, tuple(rangees), tuple(champs))


def _liste(nom: str, tables: Sequence[Mapping[str, Any]]) -> Feuille:
    """A sheet of plain tables, one a row."""
    colonnes, cases = _cases(nom, tables)
    return _feuille(nom, colonnes, cases)


def _cases(nom: str, tables: Sequence[Mapping[str, Any]]) -> tuple[tuple[Colonne, ...], list[tuple[Valeur, ...]]]:
    """The columns of what a sheet's tables have of their own, and their cells; the last holds what no other does."""
    cles = [cle for cle in CLES[nom] if cle.toujours or any(cle.case(table) is not None for table in tables)]
    connues = {cle.cle for cle in CLES[nom]} | (_A_PART if nom in (FORFAITS, SERVICES, OPTIONS) else set())
    restes = [{cle: valeur for cle, valeur in table.items() if cle not in connues} for table in tables]
    autres = (Colonne(AUTRES, largeur=24),) if any(restes) else ()
    return (*(cle.colonne for cle in cles), *autres), [
        (*(cle.case(table) for cle in cles), *((reste or None,) if autres else ()))
        for table, reste in zip(tables, restes, strict=True)
    ]


def _forfaits(tables: Tables, numeros: Sequence[int], mesures: Sequence[str]) -> Feuille:
    lignes = [
        (forfait, _lignes_de_prix(forfait.get("prix"), forfait, numeros)) for forfait in tables.get("forfaits", ())
    ]
    return _vendus(FORFAITS, [(table, [("", une) for une in prix]) for table, prix in lignes], numeros, mesures, {})


def _options(tables: Tables, numeros: Sequence[int], mesures: Sequence[str]) -> Feuille:
    forfaits = {un["code"]: un["nom"] for un in tables.get("forfaits", ())}
    options = tables.get("options", ())
    lignes = []
    for option in options:
        propres = option.get("par_forfait", {})
        if not propres:
            lignes.append((option, [("", une) for une in _lignes_de_prix(option.get("prix"), option, numeros)]))
            continue
        # A price for all beside one for each: each has its own row.
        prix = {code: propres.get(code, option.get("prix")) for code in forfaits}
        dits = {code: un for code, un in prix.items() if un is not None}
        lignes.append(
            (option, [(code, une) for code, un in dits.items() for une in _lignes_de_prix(un, option, numeros)])
        )
    avec_textes = any("cellules" in option for option in options)
    return _vendus(OPTIONS, lignes, numeros, mesures, {TOUS: TOUS, **forfaits} if avec_textes else {})


def _vendus(
    nom: str,
    lignes: Sequence[tuple[Mapping[str, Any], Sequence[tuple[str, Mapping[str, Valeur]]]]],
    numeros: Sequence[int],
    mesures: Sequence[str],
    textes: Mapping[str, str],  # code of forfait → title of the column of the texts that it has
) -> Feuille:
    """The sheet of what is sold: its prices, a row each, below what it is."""
    colonnes, cases = _cases(nom, [table for table, _ in lignes])
    forfait = (Colonne(FORFAIT, largeur=12),) if nom == OPTIONS else ()
    prix = list(colonnes_de_prix([f"{STRATE} {numero}" for numero in numeros], tuple(mesures), compte=nom == OPTIONS))
    dits_ailleurs = {titre for _, dites in lignes for _, dite in dites for titre in dite}
    prix += [Colonne(titre, largeur=large) for titre, large in ((SOURCE, 20), (COMPOSE, 50)) if titre in dits_ailleurs]
    rangees: list[tuple[Valeur, ...]] = []
    for (table, dites), tete in zip(lignes, cases, strict=True):
        cellules = table.get("cellules", {})
        dits = (
            [cellules.get(code) for code in textes]
            if isinstance(cellules, Mapping)
            else [cellules, *[None] * (len(textes) - 1)]
        )
        for rang, (code, dite) in enumerate(dites):
            debut = (*tete, *dits) if rang == 0 else (*tete[:2], *[None] * (len(tete) - 2 + len(dits)))
            ou = (code or None,) if forfait else ()
            rangees.append((*debut, *ou, *(dite.get(colonne.titre) for colonne in prix)))
    return _feuille(
        nom, (*colonnes, *(Colonne(titre, largeur=18) for titre in textes.values()), *forfait, *prix), rangees
    )


def _services(tables: Tables, strates: Sequence[Mapping[str, Any]], numeros: Sequence[int]) -> Feuille:
    forfaits = tables.get("forfaits", ())
    services = tables.get("services", ())
    colonnes, cases = _cases(SERVICES, services)
    rangees: list[tuple[Valeur, ...]] = []
    for service, tete in zip(services, cases, strict=True):
        cellules = service["cellules"]
        par_code = cellules if isinstance(cellules, Mapping) else {}
        comptes = [strate.get("volumes", {}).get(service["code"]) for strate in strates]
        tous = None if par_code else cellules
        rangees.append((*tete, tous, *(par_code.get(un["code"]) for un in forfaits), *comptes))
    return _feuille(
        SERVICES,
        (
            *colonnes, Colonne(TOUS, largeur=18), *(Colonne(un["nom"], largeur=18) for un in forfaits),
            *(Colonne(f"{STRATE} {numero}", Genre.NOMBRE, 9) for numero in numeros),
        ),
        rangees,
    )  # fmt: skip


# --- Strates --------------------------------------------------------------------------------------


def bornes_de(mesure: str) -> tuple[str, str]:
    """The titles of the two bounds of a measure, by its code: « Habitants de », « Habitants à »."""
    titre = f"{mesure[:1].upper()}{mesure[1:]}"
    return f"{titre} {MIN}", f"{titre} {MAX}"


def _strates(strates: Sequence[Mapping[str, Any]], numeros: Sequence[int], mesures: Sequence[str]) -> Feuille:
    """A row a strate, or one for each of its cases."""
    colonnes = (
        Colonne(STRATE, Genre.NOMBRE, 9), Colonne(LIBELLE, largeur=44), Colonne(NATURE, largeur=18),
        Colonne(AFFILIEE, Genre.CHOIX, 10, choix=OUI_NON),
        *(Colonne(titre, Genre.NOMBRE, 13) for mesure in mesures for titre in bornes_de(mesure)),
        Colonne(NON_AFFILIEES, Genre.CHOIX, 13, choix=OUI_NON),
    )  # fmt: skip
    rangees: list[tuple[Valeur, ...]] = []
    for strate, numero in zip(strates, numeros, strict=True):
        for rang, cas in enumerate(strate.get("cas") or [strate]):
            libelle = strate.get("libelle") if rang == 0 else None
            natures = cas.get("nature")
            nature = natures if isinstance(natures, str | None) else LIAISON.join(natures)
            affiliee = OUI_NON[not cas["affiliee"]] if "affiliee" in cas else None
            bornes = [cas.get(mesure, {}).get(cle) for mesure in mesures for cle in ("min", "max")]
            non_affiliees = OUI_NON[0] if rang == 0 and strate.get("non_affiliees") else None
            rangees.append((numero, libelle, nature, affiliee, *bornes, non_affiliees))
    return _feuille(STRATES, colonnes, rangees)


# --- Prices ---------------------------------------------------------------------------------------

_EN_COLONNES = {
    "libelle": LIBELLE, "periodicite": PERIODICITE, "par": PAR, "montant": MONTANT, "minimum": MINIMUM,
    "plancher": PLANCHER, "plafond": PLAFOND, "gratuits": GRATUITS, "taux_tva": TAUX_LIGNE, "source": SOURCE,
}  # fmt: skip


def _lignes_de_prix(prix: Any, table: Mapping[str, Any], numeros: Sequence[int]) -> list[Mapping[str, Valeur]]:
    """The rows of a price, by title: one for each échéance, or one for what columns can't say."""
    suite = {cle: table[cle] for cle in ("periodicite", "taux_tva") if cle in table}
    echeances = [{**suite, **echeance} for echeance in _echeances(prix)]
    lignes = [_en_colonnes(echeance, numeros) for echeance in echeances]
    if any(ligne is None for ligne in lignes):
        return [{COMPOSE: echeances if len(echeances) > 1 else echeances[0]}]
    return [ligne for ligne in lignes if ligne is not None]


def _echeances(prix: Any) -> list[dict[str, Any]]:
    match prix:
        case None:
            return [{}]
        case list() if any(isinstance(un, Mapping) for un in prix):
            return list(prix)
        case Mapping() if not all(map(str.isdecimal, prix)):
            return [dict(prix)]
        case _:
            return [{"montant": prix}]


def _en_colonnes(echeance: Mapping[str, Any], numeros: Sequence[int]) -> Mapping[str, Valeur] | None:
    if not echeance.keys() <= _EN_COLONNES.keys():
        return None
    ligne: dict[str, Valeur] = {_EN_COLONNES[cle]: valeur for cle, valeur in echeance.items()}
    montant = echeance.get("montant")
    if isinstance(montant, list):
        montant = {str(numero): un for numero, un in zip(numeros, montant, strict=False)}
    if isinstance(montant, Mapping):
        del ligne[MONTANT]
        if not all(isinstance(un, str | int | Decimal) for un in montant.values()):
            return None
        ligne |= {f"{STRATE} {numero}": un for numero, un in montant.items()}
    return {titre: None if valeur == A_RENSEIGNER else valeur for titre, valeur in ligne.items()}


def _feuille(nom: str, colonnes: tuple[Colonne, ...], rangees: Sequence[tuple[Valeur, ...]]) -> Feuille:
    """The sheet, with blank rows to go on."""
    vides: list[tuple[Valeur, ...]] = [()] * max(2, RANGEES - len(rangees))
    pleines = ((*rangee, *[None] * (len(colonnes) - len(rangee))) for rangee in (*rangees, *vides))
    return Feuille(nom, colonnes, tuple(pleines))
