"""The grid that an agent fills in: its sheets, what is asked in them, what is already known."""

import datetime
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import NamedTuple

from forfait_cli.domaine.grille import Catalogue, Strate
from forfait_cli.domaine.lignes_prix import LignePrix, lignes_prix
from forfait_cli.domaine.strate import etendue
from forfait_cli.domaine.tarifs import TOUS, EnTete, Tarifs
from forfait_cli.domaine.tva import HorsTaxe, NonSoumis
from forfait_cli.domaine.types import ARenseigner, Chiffre, Critere, Par, Periodicite, SurEtude, Tarif
from forfait_cli.francais import euros

Valeur = str | int | Decimal | datetime.date | None

MODE_D_EMPLOI, IDENTITE, FORFAITS, OPTIONS = "Mode d’emploi", "Identité", "Forfaits", "Options"
TITRES_IDENTITE = ("Champ", "Valeur", "Ce qui est demandé")
TITRE, SOURCE, DATE, DU, AU = "Titre", "Source", "Date de la source", "Valable du", "Valable au"
EMETTEUR, ADRESSE, SIRET = "Émetteur", "Adresse", "SIRET"
REGIME, TAUX, MENTION = "Régime de TVA", "Taux de TVA", "Mention de TVA"
CODE, NOM, FORFAIT, UNITE = "Code", "Désignation", "Forfait", "Unité"
PERIODICITE, PAR, MONTANT, STRATE = "Périodicité", "Par", "Montant", "Strate"
PLANCHER, PLAFOND, GRATUITS, TAUX_LIGNE = "Plancher", "Plafond", "Gratuits", "Taux de TVA"
REGIMES = ("ht", "non_soumis")

CHOIX: Mapping[str, tuple[str, ...]] = {
    PERIODICITE: tuple(map(str, Periodicite)),
    PAR: tuple(map(str, Par)),
    REGIME: REGIMES,
}
MONTANTS = (MONTANT, PLANCHER, PLAFOND)  # titles of columns of euros, beside those of the strates

TEXTE_MODE_D_EMPLOI = (
    "Cette grille demande les prix que le catalogue ne donne pas. Remplissez ce que vous savez.",
    "Une case vide reste un prix inconnu : le devis le dira « à renseigner ». Écrivez 0 pour ce qui est gratuit.",
    "Les montants sont en euros : 1 234,56 ou 1234.56, avec ou sans €.",
    "Un prix qui dépend de la strate se met dans les colonnes Strate ; le même pour toutes, dans Montant.",
    "Périodicité : unique, mois, an, premiere-annee ou annees-suivantes ; vide, elle est dite non précisée.",
    "Deux prix (première année, puis années suivantes) : recopiez la ligne, avec une périodicité à chacune.",
    "Par : habitant ou agent, quand le montant se multiplie par leur nombre ; Plancher et Plafond bornent le résultat.",
    "Gratuits : le nombre de premières unités qui ne coûtent rien.",
    "Options : la colonne Forfait vide vaut pour tous ; sinon, une ligne par forfait, avec son code.",
    "Ne changez pas les codes ni les titres des colonnes. Puis : forfait tarifs import cette-grille -o tarifs.toml",
)


class Feuille(NamedTuple):
    """A sheet: its first row names the columns."""

    nom: str
    titres: tuple[str, ...]
    rangees: tuple[tuple[Valeur, ...], ...]


def gabarit(catalogue: Catalogue, tarifs: Tarifs | None) -> tuple[Feuille, ...]:
    """The sheets to fill in for a catalogue without tarifs; what `tarifs` already give is in its cells."""
    return (
        Feuille(MODE_D_EMPLOI, (MODE_D_EMPLOI,), tuple((texte,) for texte in TEXTE_MODE_D_EMPLOI)),
        Feuille(IDENTITE, TITRES_IDENTITE, tuple(_identite(tarifs))),
        _forfaits(catalogue, {} if tarifs is None else tarifs.forfaits),
        _options(catalogue, {} if tarifs is None else tarifs.options),
    )


def _identite(tarifs: Tarifs | None) -> Iterator[tuple[Valeur, ...]]:
    entete = EnTete("", "", None, "", "", None, None, None) if tarifs is None else tarifs.entete
    emetteur = entete.emetteur
    tva = None if tarifs is None else tarifs.tva
    yield TITRE, entete.titre or None, "obligatoire, par exemple : Tarifs 2026"
    yield SOURCE, entete.source or None, "obligatoire : la délibération qui les fixe"
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


def _titres_strates(catalogue: Catalogue) -> tuple[str, ...]:
    return tuple(f"{STRATE} {strate.numero}{_qui(strate)}" for strate in catalogue.strates)


def _qui(strate: Strate) -> str:
    if strate.habitants is not None:
        return f" : {etendue(strate.habitants, Critere.HABITANTS)}"
    return "" if strate.agents is None else f" : {etendue(strate.agents, Critere.AGENTS)}"


def _forfaits(catalogue: Catalogue, connus: Mapping[str, tuple[Tarif, ...]]) -> Feuille:
    titres = (CODE, NOM, PERIODICITE, PAR, MONTANT, *_titres_strates(catalogue), *_fin())
    rangees: list[tuple[Valeur, ...]] = []
    demandes = {ligne.code for ligne in lignes_prix(catalogue) if ligne.genre == "forfait" and _manque(ligne)}
    for forfait in catalogue.forfaits:
        if forfait.code in connus:
            rangees.extend((forfait.code, forfait.nom, *_prix(catalogue, un)) for un in connus[forfait.code])
        elif forfait.code in demandes:
            rangees.append((forfait.code, forfait.nom, *_prix(catalogue, None)))
    return Feuille(FORFAITS, titres, tuple(rangees))


def _options(catalogue: Catalogue, connues: Mapping[str, Mapping[str, tuple[Tarif, ...]]]) -> Feuille:
    titres = (CODE, NOM, FORFAIT, UNITE, PERIODICITE, PAR, MONTANT, *_titres_strates(catalogue), *_fin())
    demandes = {ligne.code: ligne for ligne in lignes_prix(catalogue) if ligne.genre == "option" and _manque(ligne)}
    rangees: list[tuple[Valeur, ...]] = []
    for option in catalogue.options:
        nom, unite = option.nom, option.unite or "—"
        if option.code in connues:
            rangs = [TOUS, *(forfait.code for forfait in catalogue.forfaits)]
            for forfait, prix in sorted(connues[option.code].items(), key=lambda un: rangs.index(un[0])):
                tete = (option.code, nom, None if forfait == TOUS else forfait, unite)
                rangees.extend((*tete, *_prix(catalogue, un)) for un in prix)
        elif option.code in demandes:
            prix_connu = demandes[option.code].tarif.prix
            if isinstance(prix_connu, Chiffre):
                nom += f" ({euros(prix_connu.montant)} au catalogue : montant vide pour le garder)"
            rangees.append((option.code, nom, None, unite, *_prix(catalogue, None)))
    return Feuille(OPTIONS, titres, tuple(rangees))


def _manque(ligne: LignePrix) -> bool:
    """Whether the catalogue leaves something out of that price: the amount, or how often it is due."""
    tarif = ligne.tarif
    if isinstance(tarif.prix, SurEtude):
        return False
    return isinstance(tarif.prix, ARenseigner) or tarif.periodicite is None


def _fin() -> tuple[str, ...]:
    return (PLANCHER, PLAFOND, GRATUITS, TAUX_LIGNE)


def _prix(catalogue: Catalogue, tarif: Tarif | None) -> tuple[Valeur, ...]:
    if tarif is None:
        return (None,) * (3 + len(catalogue.strates) + len(_fin()))
    strates = (tarif.par_strate.get(strate.numero) for strate in catalogue.strates)
    return (
        None if tarif.periodicite is None else str(tarif.periodicite),
        None if tarif.par is None else str(tarif.par),
        tarif.prix.montant if isinstance(tarif.prix, Chiffre) else None,
        *(prix.montant if isinstance(prix, Chiffre) else None for prix in strates),
        tarif.plancher,
        tarif.plafond,
        tarif.gratuits or None,
        tarif.taux,
    )
