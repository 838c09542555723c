"""A grid that was filled in, read back as tarifs: every fault with its sheet and cell, all at once."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from forfait_cli.domaine import gabarit as g
from forfait_cli.domaine.grille import Catalogue
from forfait_cli.domaine.tarifs import Tarifs
from forfait_cli.erreurs import suggestion
from forfait_cli.francais import guillemets
from forfait_cli.readers.catalogue import lire_octets
from forfait_cli.readers.feuilles import Grille, lire_feuilles
from forfait_cli.readers.montants import REMEDE_DATE, REMEDE_MONTANT, jour, montant
from forfait_cli.readers.releve import Cellule, Releve, cellule_de
from forfait_cli.readers.tarifs import lire_tarifs

_PERIODICITES = {"par-an": "an", "par-mois": "mois", "annuel": "an", "mensuel": "mois", "une-fois": "unique"}
_STRATE = re.compile(rf"{g.STRATE} ([0-9]{{1,9}})(?![0-9]).*", re.DOTALL)
_CLES = {
    g.MONTANT: "montant", g.PLANCHER: "plancher", g.PLAFOND: "plafond", g.GRATUITS: "gratuits",
    g.TAUX_LIGNE: "taux_tva", g.PERIODICITE: "periodicite", g.PAR: "par",
}  # fmt: skip
_IDENTITE: dict[str, tuple[str, ...]] = {
    g.TITRE: ("titre",), g.SOURCE: ("source",), g.DATE: ("date",), g.DU: ("valide_du",), g.AU: ("valide_au",),
    g.EMETTEUR: ("emetteur", "nom"), g.ADRESSE: ("emetteur", "adresse"), g.SIRET: ("emetteur", "siret"),
    g.REGIME: ("tva", "regime"), g.TAUX: ("tva", "taux"), g.MENTION: ("tva", "mention"),
}  # fmt: skip

# A row that gives a price: the cell of its code, the price's table, the cell of each of its keys.
_LignePrix = tuple[str, dict[str, Any], dict[str, str]]


def importer(fichier: Path, catalogue: Catalogue) -> Tarifs:
    """The tarifs that a filled grid gives for a catalogue; what is blank stays unknown.

    Raises:
        Refus: the file can't be read.
        CatalogueInvalide: a cell is wrong; every fault is told at once.
    """
    if fichier.suffix.lower() == ".toml":
        return lire_tarifs(lire_octets(fichier, "tarifs"), str(fichier), catalogue)
    releve = Releve(str(fichier))
    grilles = {grille.nom.strip().casefold(): grille for grille in lire_feuilles(fichier)}
    for nom, lire in ((g.IDENTITE, _identite), (g.FORFAITS, _forfaits), (g.OPTIONS, _options)):
        if (grille := grilles.get(nom.casefold())) is not None:
            lire(releve, grille)
        elif nom != g.OPTIONS or catalogue.options:
            releve.faute("", f"feuille absente : {guillemets(nom)}", "repartez de forfait tarifs template")
    return releve.tarifs(catalogue)


def _identite(releve: Releve, grille: Grille) -> None:
    connus = {_plier(nom): (nom, chemin) for nom, chemin in _IDENTITE.items()}
    for rang, ligne in enumerate(grille.lignes):
        nom, valeur = (cellule_de(grille, rang, ligne, colonne) for colonne in (0, 1))
        if nom.vide or _plier(nom.texte) == _plier(g.TITRES_IDENTITE[0]):
            continue
        if _plier(nom.texte) not in connus:
            releve.faute(nom.place, f"champ inconnu : {guillemets(nom.texte)}", suggestion(nom.texte, _IDENTITE))
            continue
        champ, chemin = connus[_plier(nom.texte)]
        releve.places.setdefault(".".join(chemin), valeur.place)
        if valeur.vide:
            continue
        contenu: Any = valeur.texte
        if champ in (g.DATE, g.DU, g.AU):
            contenu = releve.lire(valeur, jour, REMEDE_DATE)
        elif champ == g.TAUX:
            contenu = releve.lire(valeur, montant, "écrivez le taux en pour cent, par exemple 20")
        elif champ == g.REGIME:
            contenu = _mot(valeur.texte).replace("-", "_")
        table = releve.document
        for cle in chemin[:-1]:
            releve.places.setdefault(cle, valeur.place)
            table = table.setdefault(cle, {})
        if champ == g.ADRESSE:
            table.setdefault("adresse", []).append(contenu)
        elif contenu is not None:
            table[chemin[-1]] = contenu


def _forfaits(releve: Releve, grille: Grille) -> None:
    par_code: dict[str, list[_LignePrix]] = {}
    for code, _, prix, places in _prix(releve, grille, (g.CODE, g.MONTANT)):
        par_code.setdefault(code.texte, []).append((code.place, prix, places))
    releve.document["forfaits"] = {
        code: _poser(releve, f"forfaits.{code}", lignes) for code, lignes in par_code.items()
    }


def _options(releve: Releve, grille: Grille) -> None:
    options: dict[str, Any] = {}
    par_code: dict[str, dict[str, list[_LignePrix]]] = {}
    for cellule, qui, prix, places in _prix(releve, grille, (g.CODE, g.FORFAIT, g.MONTANT)):
        cle = "" if qui.vide else qui.texte
        par_code.setdefault(cellule.texte, {}).setdefault(cle, []).append((cellule.place, prix, places))
    for code, par_forfait in par_code.items():
        chemin = f"options.{code}"
        tous = par_forfait.pop("", None)
        if tous and par_forfait:
            aide = "remplissez la colonne Forfait à chaque ligne, ou laissez-la vide partout"
            releve.faute(tous[0][0], "un prix pour tous les forfaits et un autre pour l’un d’eux", aide)
        if tous:
            options[code] = _poser(releve, chemin, tous)
            continue
        releve.places[chemin] = next(iter(par_forfait.values()))[0][0]
        options[code] = {
            "par_forfait": {
                forfait: _poser(releve, f"{chemin}.par_forfait.{forfait}", lignes)
                for forfait, lignes in par_forfait.items()
            }
        }
    releve.document["options"] = options


def _poser(releve: Releve, chemin: str, lignes: list[_LignePrix]) -> Any:
    """The price of one code, and the cells of its keys."""
    releve.places[chemin] = lignes[0][0]
    for rang, (code, _, places) in enumerate(lignes, 1):
        ici = chemin if len(lignes) == 1 else f"{chemin}[{rang}]"
        releve.places[ici] = code
        releve.places.update({f"{ici}.{cle}": place for cle, place in places.items()})
    return lignes[0][1] if len(lignes) == 1 else [prix for _, prix, _ in lignes]


def _prix(
    releve: Releve, grille: Grille, requises: Sequence[str]
) -> Iterator[tuple[Cellule, Cellule, dict[str, Any], dict[str, str]]]:
    """Each row that gives a price: code, forfait, the price's table, the cell of each of its keys."""
    debut = next((rang for rang, ligne in enumerate(grille.lignes) if g.CODE in map(str, ligne)), None)
    if debut is None:
        releve.faute(grille.place(0, 0), f"titre absent : {guillemets(g.CODE)}", "repartez de forfait tarifs template")
        return
    titres = [" ".join(str(titre).split()) for titre in grille.lignes[debut]]
    for titre in requises:
        if titre not in titres:
            aide = "repartez de forfait tarifs template, sans changer les titres"
            releve.faute(grille.place(debut, 0), f"colonne absente : {guillemets(titre)}", aide)
    colonnes = {titre: rang for rang, titre in reversed(list(enumerate(titres)))}
    for rang, ligne in enumerate(grille.lignes[debut + 1 :], debut + 1):
        prix, places = _rangee(releve, grille, titres, rang, ligne)
        code = cellule_de(grille, rang, ligne, colonnes[g.CODE])
        forfait = cellule_de(grille, rang, ligne, colonnes.get(g.FORFAIT, len(ligne)))
        if prix and code.vide:
            releve.faute(code.place, "un prix sans code", "remettez le code du forfait ou de l’option")
        elif prix:
            yield code, forfait, prix, places


def _rangee(
    releve: Releve, grille: Grille, titres: Sequence[str], rang: int, ligne: Sequence[object]
) -> tuple[dict[str, Any], dict[str, str]]:
    prix: dict[str, Any] = {}
    places: dict[str, str] = {}
    strates: dict[str, Decimal] = {}
    for colonne, titre in enumerate(titres):
        cellule = cellule_de(grille, rang, ligne, colonne)
        strate = _STRATE.fullmatch(titre)
        cle = _CLES.get(titre)
        if cellule.vide or (strate is None and cle is None):
            continue
        if cle in ("periodicite", "par"):
            mot = _mot(cellule.texte)
            prix[cle], places[cle] = _PERIODICITES.get(mot, mot), cellule.place
            continue
        lu = releve.lire(cellule, montant, REMEDE_MONTANT)
        if lu is None:
            continue
        if strate is not None:
            strates[strate[1]], places[f"montant.{strate[1]}"] = lu, cellule.place
        elif cle is not None:
            prix[cle] = int(lu) if cle == "gratuits" and lu == int(lu) else lu
            places[cle] = cellule.place
    if strates and "montant" in prix:
        aide = "gardez la colonne Montant ou les colonnes Strate"
        releve.faute(places["montant"], "un montant pour toutes les strates et d’autres par strate", aide)
    elif strates:
        prix["montant"] = strates
        places["montant"] = next(place for cle, place in places.items() if cle.startswith("montant."))
    return prix, places


def _plier(texte: str) -> str:
    """Case, accents and white space ignored."""
    sans_accent = "".join(c for c in unicodedata.normalize("NFKD", texte) if not unicodedata.combining(c))
    return " ".join(sans_accent.casefold().split())


def _mot(texte: str) -> str:
    """« Première année » as the word of the file, « premiere-annee »."""
    return re.sub(r"[\s_-]+", "-", _plier(texte))
