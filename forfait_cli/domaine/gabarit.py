"""The grid that an agent fills in: its sheets, what is asked in them, what is already known."""

import datetime
from collections.abc import Collection, Iterator, Mapping, Sequence
from decimal import Decimal
from enum import StrEnum
from typing import Any, NamedTuple, assert_never

from forfait_cli.domaine.catalogue import Catalogue, EnTete, HorsTaxe, NonSoumis, Option, Proposee, Strate
from forfait_cli.domaine.prix import (
    ARenseigner,
    Bareme,
    Chiffre,
    Echeance,
    NonPropose,
    PourCent,
    SelonNature,
    SelonStrate,
    SurEtude,
    Tarif,
    Tranches,
    est_complet,
    est_donne,
    est_sur_etude,
    feuilles,
    par_nature,
)
from forfait_cli.domaine.strate import etendue
from forfait_cli.domaine.tarifs import NON_DONNE, TOUS, Tarifs, poser
from forfait_cli.domaine.types import Nombre, Periodicite
from forfait_cli.francais import enumeration, euros

# A tarif, a table or a list: what the columns can't say, as the files do.
Valeur = str | int | Decimal | datetime.date | Tarif | Mapping[str, Any] | list[Any] | None

MODE_D_EMPLOI, IDENTITE, FORFAITS, OPTIONS = "Mode d’emploi", "Identité", "Forfaits", "Options"
CHAMP, VALEUR, DEMANDE = "Champ", "Valeur", "Ce qui est demandé"
TITRE, SOURCE, DATE, DU, AU = "Titre", "Source", "Date de la source", "Valable du", "Valable au"
EMETTEUR, ADRESSE, SIRET = "Émetteur", "Adresse", "SIRET"
REGIME, TAUX, MENTION = "Régime de TVA", "Taux de TVA", "Mention de TVA"
CODE, NOM, FORFAIT, UNITE = "Code", "Désignation", "Forfait", "Unité"
LIBELLE, PERIODICITE, PAR, MONTANT, STRATE = "Libellé", "Périodicité", "Par", "Montant", "Strate"
MINIMUM, PLANCHER, PLAFOND, GRATUITS, TAUX_LIGNE = "Minimum", "Plancher", "Plafond", "Gratuits", "Taux de TVA"
COMPOSE = "Prix composé"

LIBELLE_MAX = 60  # characters of a strate's own words above its column
REGIMES = ("ht", "non_soumis")
TAUX_USUELS = tuple(map(Decimal, ("20", "10", "5.5", "2.1", "0")))
SANS_UNITE = "—"
SANS_TITRE, A_PRECISER = "Tarifs", "à préciser"  # what a grid has until a title and a source are written
MOT_SUR_ETUDE, MOT_NON_PROPOSE = "sur étude", "non proposé"  # in place of an amount, as in the files


class Genre(StrEnum):
    """What goes into a cell."""

    TEXTE = "texte"
    EUROS = "euros"
    NOMBRE = "nombre"
    TAUX = "taux"  # in per cent
    DATE = "date"
    CHOIX = "choix"  # one of some words


class Colonne(NamedTuple):
    """A column, or the one cell of a field."""

    titre: str
    genre: Genre = Genre.TEXTE
    largeur: int = 12  # in characters
    saisie: bool = True  # to be filled in
    choix: tuple[str, ...] = ()
    rare: bool = False  # seldom filled in: paper may do without, where all of it is empty


class Feuille(NamedTuple):
    """A sheet: its first row names the columns."""

    nom: str
    colonnes: tuple[Colonne, ...]
    rangees: tuple[tuple[Valeur, ...], ...]
    champs: tuple[Colonne, ...] = ()  # where each row is a field: what goes into its second cell

    @property
    def titres(self) -> tuple[str, ...]:
        """The first row."""
        return tuple(colonne.titre for colonne in self.colonnes)

    @property
    def liste(self) -> bool:
        """Whether each row is one more of the same, which may be followed by others."""
        return self.nom not in (MODE_D_EMPLOI, IDENTITE)

    @property
    def imprimees(self) -> int:
        """How many of the columns paper has: the rare ones at the end are left out where nothing is in them."""
        combien = len(self.colonnes)
        while self.colonnes[combien - 1].rare and all(rangee[combien - 1] is None for rangee in self.rangees):
            combien -= 1
        return combien


CHAMPS = (
    Colonne(TITRE), Colonne(SOURCE), Colonne(DATE, Genre.DATE), Colonne(DU, Genre.DATE), Colonne(AU, Genre.DATE),
    Colonne(EMETTEUR), Colonne(ADRESSE), Colonne(SIRET), Colonne(REGIME, Genre.CHOIX, choix=REGIMES),
    Colonne(TAUX, Genre.TAUX), Colonne(MENTION),
)  # fmt: skip
_CODE, _NOM = Colonne(CODE, largeur=14, saisie=False), Colonne(NOM, largeur=22, saisie=False)
_FORFAIT, _UNITE = Colonne(FORFAIT, largeur=9), Colonne(UNITE, largeur=9, saisie=False)
_LIBELLE = Colonne(LIBELLE, largeur=14)
_PERIODICITE = Colonne(PERIODICITE, Genre.CHOIX, 12, choix=tuple(map(str, Periodicite)))
_MONTANT = Colonne(MONTANT, Genre.EUROS, 10)
_MINIMUM = Colonne(MINIMUM, Genre.NOMBRE, 10)
_FIN = (
    Colonne(PLANCHER, Genre.EUROS, 12), Colonne(PLAFOND, Genre.EUROS, 12), Colonne(GRATUITS, Genre.NOMBRE, 10),
    Colonne(TAUX_LIGNE, Genre.TAUX, 9),
)  # fmt: skip
_COMPOSE = Colonne(COMPOSE, largeur=50)


def gabarit(catalogue: Catalogue, tarifs: Tarifs | None) -> tuple[Feuille, ...]:
    """The sheets to fill in for a catalogue without tarifs; what `tarifs` already give is in their cells."""
    pose = catalogue if tarifs is None else poser(catalogue, tarifs)[0]
    return (
        _mode_d_emploi(pose),
        _identite(tarifs),
        _forfaits(pose, {} if tarifs is None else tarifs.forfaits),
        _options(pose, {} if tarifs is None else tarifs.options),
    )


def _mode_d_emploi(catalogue: Catalogue) -> Feuille:
    textes = [
        "Cette grille demande les prix que le catalogue ne donne pas. Remplissez ce que vous savez.",
        "Une case vide reste un prix inconnu : le devis le dira « à renseigner ». Écrivez 0 pour ce qui est gratuit.",
        "Les montants sont en euros : 1 234,56 ou 1234.56, avec ou sans €. En place d’un montant, « sur étude » et "
        "« non proposé » se comprennent aussi.",
    ]
    if catalogue.strates:
        textes.append(
            "Un prix qui dépend de la strate se met dans les colonnes Strate ; le même pour toutes, dans Montant."
        )
    periodicites = [str(periodicite) for periodicite in Periodicite]
    pars = [mesure.code for mesure in catalogue.mesures if mesure.unite is not None]
    textes += [
        f"Périodicité : {enumeration(periodicites, 'ou')} ; vide, elle est dite non précisée.",
        "Deux prix (première année, puis années suivantes) : recopiez la ligne, avec une périodicité à chacune.",
        "Libellé : ce qui distingue deux prix de même périodicité, « frais de dossier » par exemple.",
    ]
    if pars:
        textes.append(
            f"Par : {enumeration(pars, 'ou')}, quand le montant se multiplie par leur nombre ; Plancher et Plafond "
            "bornent le résultat."
        )
    textes += [
        "Gratuits : le nombre de premières unités qui ne coûtent rien. Minimum : les unités facturées au moins.",
        "Options : la colonne Forfait vide vaut pour tous ; sinon, une ligne par forfait, avec son code.",
        "Un prix par tranches, à un taux ou selon la nature ne tient pas dans ces colonnes : il reste au catalogue, ou "
        f"s’écrit dans la colonne « {COMPOSE} » comme dans un fichier de tarifs.",
        "Ne changez pas les codes ni les titres des colonnes. Puis : forfait tarifs import cette-grille -o tarifs.toml",
    ]
    return Feuille(
        MODE_D_EMPLOI, (Colonne(MODE_D_EMPLOI, largeur=110, saisie=False),), tuple((texte,) for texte in textes)
    )


def _identite(tarifs: Tarifs | None) -> Feuille:
    connus = {champ.titre: champ for champ in CHAMPS}
    rangees = tuple(_champs_identite(tarifs))
    colonnes = (
        Colonne(CHAMP, largeur=20, saisie=False),
        Colonne(VALEUR, largeur=46),
        Colonne(DEMANDE, largeur=46, saisie=False),
    )
    return Feuille(IDENTITE, colonnes, rangees, tuple(connus[str(rangee[0])] for rangee in rangees))


def _champs_identite(tarifs: Tarifs | None) -> Iterator[tuple[Valeur, ...]]:
    entete = EnTete(SANS_TITRE, A_PRECISER, None, "", "", None, None, None) if tarifs is None else tarifs.entete
    emetteur = entete.emetteur
    tva = None if tarifs is None else tarifs.tva
    yield TITRE, entete.titre or None, "leur nom, par exemple : Tarifs 2026"
    yield SOURCE, entete.source or None, "la délibération qui les fixe : chaque devis la cite"
    yield DATE, entete.date, "de la délibération"
    yield DU, entete.du, "premier jour où ces prix valent"
    yield AU, entete.au, "dernier jour ; vide, jusqu’à nouvel ordre"
    yield EMETTEUR, None if emetteur is None else emetteur.nom, "le nom en tête des devis"
    lignes = () if emetteur is None else emetteur.adresse
    for rang in range(max(2, len(lignes))):
        yield ADRESSE, lignes[rang] if rang < len(lignes) else None, "une ligne de l’adresse"
    yield SIRET, None if emetteur is None else emetteur.siret, "14 chiffres"
    yield REGIME, None if tva is None else tva.regime, "ht, non_soumis ; vide, rien n’est dit de la TVA"
    yield TAUX, tva.taux if isinstance(tva, HorsTaxe) else None, "en pour cent, avec ht"
    mention = tva.mention if isinstance(tva, NonSoumis) else None
    yield MENTION, mention, "ce que le devis imprime, avec non_soumis"


# --- Prices ---------------------------------------------------------------------------------------


class _Demande(NamedTuple):
    """A row: what it is about, what its cells say already."""

    nom: str
    dit: Echeance | Tarif  # a tarif: what the columns can't say


def _forfaits(catalogue: Catalogue, connus: Mapping[str, Tarif]) -> Feuille:
    demandes = [
        ((forfait.code,), demande)
        for forfait in catalogue.forfaits
        if forfait.tarif is not None
        for demande in _demandes(catalogue, forfait.nom, forfait.tarif, connus.get(forfait.code))
    ]
    return _feuille(catalogue, FORFAITS, (_CODE, _NOM), False, demandes)


def _options(catalogue: Catalogue, connues: Mapping[str, Mapping[str, Tarif]]) -> Feuille:
    demandes: list[tuple[tuple[Valeur, ...], _Demande]] = []
    for option in catalogue.options:
        unite = SANS_UNITE if option.unite is None else option.unite.nom
        for forfait, tarif, connu in _tarifs_option(option, connues.get(option.code, {})):
            tete = (option.code, None if forfait == TOUS else forfait, unite)
            demandes.extend((tete, demande) for demande in _demandes(catalogue, option.nom, tarif, connu))
    return _feuille(catalogue, OPTIONS, (_CODE, _NOM, _FORFAIT, _UNITE), True, demandes)


def _tarifs_option(option: Option, connus: Mapping[str, Tarif]) -> Iterator[tuple[str, Tarif, Tarif | None]]:
    """The prices of an option to ask for, each with the forfait that it is for and what is given of it."""
    offres = {
        code: cellule.tarif
        for code, cellule in option.cellules.items()
        if isinstance(cellule, Proposee) and ({code, TOUS} & connus.keys() or not est_sur_etude(cellule.tarif))
    }
    premier = next(iter(offres.values()), None)
    if premier is not None and (TOUS in connus or (not connus and all(tarif == premier for tarif in offres.values()))):
        yield TOUS, premier, connus.get(TOUS)
        return
    for code, tarif in offres.items():
        yield code, tarif, connus.get(code)


def _demandes(catalogue: Catalogue, nom: str, tarif: Tarif, connu: Tarif | None) -> Iterator[_Demande]:
    """The rows of a price: what is given of it, then what it still lacks."""
    donnees = () if connu is None else connu.echeances
    if connu is not None and not all(map(_tient_en_colonnes, donnees)):
        yield _Demande(nom, connu)
        return
    for echeance in donnees:
        yield _Demande(nom, echeance)
    for echeance in tarif.echeances:
        if not _manque(catalogue, echeance) or any(_parle_de(une, echeance) for une in donnees):
            continue
        garde = _a_garder(echeance)
        dite = f"{nom} ({garde} au catalogue : laissez vide pour le garder)" if garde else nom
        yield _Demande(dite, echeance._replace(bareme=NON_DONNE))


def _parle_de(donnee: Echeance, echeance: Echeance) -> bool:
    """Whether an échéance of the tarifs is the one that a price has once they are laid."""
    return (donnee.libelle, donnee.par) == (echeance.libelle, echeance.par) and (
        donnee.periodicite in (None, echeance.periodicite)
    )


def _manque(catalogue: Catalogue, echeance: Echeance) -> bool:
    """Whether something is left out of it: an amount, or how often it is due."""
    numeros = [strate.numero for strate in catalogue.strates]
    if not est_complet(echeance.bareme, numeros, catalogue.impossibles()):
        return True
    return echeance.periodicite is None and any(
        not isinstance(simple, SurEtude | NonPropose) for _, simple in feuilles(echeance.bareme)
    )


def _a_garder(echeance: Echeance) -> str:
    """What the catalogue knows of an échéance that lacks something: « 7,00 € », « prix des strates 1 et 2 »."""
    match echeance.bareme:
        case Chiffre(montant):
            return euros(montant)
        case SelonStrate(par_numero):
            connues = [str(numero) for numero, un in par_numero.items() if est_donne(un)]
            return (
                f"prix {'de la strate' if len(connues) == 1 else 'des strates'} {enumeration(connues)}"
                if connues
                else ""
            )
        case SelonNature() | Tranches() | PourCent():
            return "prix"
        case SurEtude() | NonPropose() | ARenseigner():  # the first two lack nothing
            return ""
        case _:
            assert_never(echeance.bareme)


def colonnes_de_prix(strates: Sequence[str], pars: tuple[str, ...], *, compte: bool) -> tuple[Colonne, ...]:
    """The columns that say a price: one for each of these titles of strates; `compte`, where units are counted.

    What every price has comes first: the others are seldom filled in, and paper may do without.
    """
    rares = (_LIBELLE, Colonne(PAR, Genre.CHOIX, 12, choix=pars), *((_MINIMUM,) if compte else ()), *_FIN)
    return (
        _PERIODICITE, _MONTANT, *(Colonne(titre, Genre.EUROS, 11) for titre in strates),
        *(colonne._replace(rare=True) for colonne in rares),
    )  # fmt: skip


def _feuille(
    catalogue: Catalogue,
    nom: str,
    tete: Sequence[Colonne],
    compte: bool,  # whether what is sold is counted
    demandes: Sequence[tuple[tuple[Valeur, ...], _Demande]],
) -> Feuille:
    strates = [strate.numero for strate in catalogue.strates]
    pars = tuple(mesure.code for mesure in catalogue.mesures if mesure.unite is not None)
    compose = any(isinstance(demande.dit, Tarif) for _, demande in demandes)
    titres = [titre_de_strate(catalogue, strate) for strate in catalogue.strates]
    colonnes = (*tete, *colonnes_de_prix(titres, pars, compte=compte), *((_COMPOSE,) if compose else ()))
    rangees = []
    for (code, *reste), (designation, dit) in demandes:
        simple, tout = (Echeance(NON_DONNE), (dit,)) if isinstance(dit, Tarif) else (dit, (None,))
        rangees.append((code, designation, *reste, *_cases(simple, strates, compte), *(tout if compose else ())))
    return Feuille(nom, colonnes, tuple(rangees))


def _cases(echeance: Echeance, strates: Sequence[int], compte: bool) -> tuple[Valeur, ...]:
    par_numero = echeance.bareme.par_numero if isinstance(echeance.bareme, SelonStrate) else {}
    return (
        None if echeance.periodicite is None else str(echeance.periodicite),
        _case(echeance.bareme),
        *(_case(par_numero.get(numero, NON_DONNE)) for numero in strates),
        echeance.libelle or None,
        echeance.par,
        *((_nombre(echeance.minimum),) if compte else ()),
        echeance.plancher,
        echeance.plafond,
        _nombre(echeance.gratuits),
        echeance.taux_tva,
    )


def _case(bareme: Bareme) -> Valeur:
    match bareme:
        case Chiffre(montant):
            return montant
        case SurEtude():
            return MOT_SUR_ETUDE
        case NonPropose():
            return MOT_NON_PROPOSE
        case ARenseigner() | SelonStrate() | SelonNature() | Tranches() | PourCent():
            return None
        case _:
            assert_never(bareme)


def _nombre(valeur: Nombre) -> Valeur:
    return valeur or None


def _tient_en_colonnes(echeance: Echeance) -> bool:
    """Whether the columns of a sheet say all of an échéance."""
    simples = [(chemin, simple) for chemin, simple in feuilles(echeance.bareme)]
    return (
        not echeance.source
        and not isinstance(echeance.bareme, SelonNature)
        and all(len(chemin) < 2 for chemin, _ in simples)  # noqa: PLR2004 - a strate alone
        and not any(isinstance(simple, Tranches | PourCent) for _, simple in simples)
    )


def titre_de_strate(catalogue: Catalogue, strate: Strate) -> str:
    """« Strate 4 : de 1 000 à 1 999 habitants »: in its own words where they are short."""
    if 0 < len(strate.libelle) <= LIBELLE_MAX:
        return f"{STRATE} {strate.numero} : {strate.libelle}"
    for mesure in catalogue.mesures:
        bornes = strate.bornes(mesure.code)
        if bornes is not None:
            return f"{STRATE} {strate.numero} : {etendue(bornes, mesure)}"
    return f"{STRATE} {strate.numero}"


# --- How far it is filled in ----------------------------------------------------------------------


class Avancement(NamedTuple):
    """How many prices tarifs give, and how many are still unknown once they are laid over the catalogue."""

    donnes: int
    manquants: int


def avancement(catalogue: Catalogue, tarifs: Tarifs) -> Avancement:
    """How many prices are given, and how many still lack: one for each strate or nature that has its own."""
    tous = [*tarifs.forfaits.values(), *(tarif for par in tarifs.options.values() for tarif in par.values())]
    donnes = sum(
        not isinstance(simple, ARenseigner)
        for tarif in tous
        for echeance in tarif.echeances
        for _, simple in feuilles(echeance.bareme)
    )
    pose = poser(catalogue, tarifs)[0]
    strates = [strate.numero for strate in catalogue.strates]
    poses = [forfait.tarif for forfait in pose.forfaits if forfait.tarif is not None]
    for option in pose.options:
        distincts: list[Tarif] = []
        for cellule in option.cellules.values():
            if isinstance(cellule, Proposee) and cellule.tarif not in distincts:
                distincts.append(cellule.tarif)
        poses += distincts
    impossibles = catalogue.impossibles()
    manquants = sum(_absents(une.bareme, strates, impossibles) for tarif in poses for une in tarif.echeances)
    return Avancement(donnes, manquants)


def _absents(bareme: Bareme, strates: Sequence[int], impossibles: Collection[tuple[int, str]]) -> int:
    match bareme:
        case ARenseigner():
            return 1
        case SelonStrate(par_numero, sinon):
            return sum(_absents(par_numero.get(numero, sinon), (numero,), impossibles) for numero in strates)
        case SelonNature(par_code):
            cas = par_nature(par_code, strates, impossibles)
            return sum(_absents(un, siennes, impossibles) for _, un, siennes in cas)
        case Chiffre() | Tranches() | PourCent() | SurEtude() | NonPropose():
            return 0
        case _:
            assert_never(bareme)
