"""The sheets of prices of a tarifs grid: rows of forfaits, rows of options."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from forfait_cli.domaine import gabarit as g
from forfait_cli.domaine.catalogue import Catalogue, Proposee
from forfait_cli.domaine.prix import Echeance
from forfait_cli.domaine.types import Unite
from forfait_cli.francais import guillemets, plier
from forfait_cli.readers.feuilles import Feuille
from forfait_cli.readers.gabarit.prix import COLONNES, DITS, Ligne, poser, prix_de
from forfait_cli.readers.gabarit.releve import Case, Releve
from forfait_cli.readers.gabarit.tableau import rangees

_CADRE = ("libelle", "par", "minimum", "plancher", "plafond", "gratuits")


def lire_forfaits(releve: Releve, feuille: Feuille, catalogue: Catalogue) -> None:
    """The prices of the forfaits."""
    connues = {forfait.code: forfait.tarif.echeances for forfait in catalogue.forfaits if forfait.tarif is not None}
    par_code: dict[str, list[Ligne]] = {}
    for ligne in _lignes(releve, feuille, (g.CODE, g.NOM), catalogue, connues):
        par_code.setdefault(ligne.code.texte, []).append(ligne)
    releve.document["forfaits"] = {code: poser(releve, f"forfaits.{code}", lignes) for code, lignes in par_code.items()}


def lire_options(releve: Releve, feuille: Feuille, catalogue: Catalogue) -> None:
    """The prices of the options, for all forfaits or for some."""
    connues = {
        option.code: tuple(
            echeance
            for cellule in option.cellules.values()
            if isinstance(cellule, Proposee)
            for echeance in cellule.tarif.echeances
        )
        for option in catalogue.options
    }
    par_code: dict[str, dict[str, list[Ligne]]] = {}
    for ligne in _lignes(releve, feuille, (g.CODE, g.NOM, g.FORFAIT, g.UNITE), catalogue, connues):
        qui = "" if ligne.forfait.vide else ligne.forfait.texte
        par_code.setdefault(ligne.code.texte, {}).setdefault(qui, []).append(ligne)
    options: dict[str, Any] = {}
    for code, par_forfait in par_code.items():
        chemin = f"options.{code}"
        tous = par_forfait.pop("", None)
        if tous and par_forfait:
            aide = "remplissez la colonne Forfait à chaque ligne, ou laissez-la vide partout"
            releve.faute(tous[0].code.place, "un prix pour tous les forfaits et un autre pour l’un d’eux", aide)
        if tous:
            options[code] = poser(releve, chemin, tous)
            continue
        releve.places[chemin] = next(iter(par_forfait.values()))[0].code.place
        options[code] = {
            "par_forfait": {
                forfait: poser(releve, f"{chemin}.par_forfait.{forfait}", lignes)
                for forfait, lignes in par_forfait.items()
            }
        }
    releve.document["options"] = options


def _lignes(
    releve: Releve,
    feuille: Feuille,
    tete: Sequence[str],
    catalogue: Catalogue,
    connues: Mapping[str, Sequence[Echeance]],
) -> Iterator[Ligne]:
    """Each row that gives a price."""
    options = {option.code: option for option in catalogue.options}
    strates = {f"{g.STRATE} {strate.numero}": g.titre_de_strate(catalogue, strate) for strate in catalogue.strates}
    for cases in rangees(releve, feuille, (*tete, *COLONNES), (g.CODE, g.MONTANT), strates):
        prix, places = prix_de(releve, cases)
        code = cases[g.CODE]
        if not prix:
            continue
        if not code.texte:
            releve.faute(code.place, "un prix sans code", "remettez le code du forfait ou de l’option")
        elif prix := _sans_redite(prix, connues.get(code.texte, ())):
            if g.UNITE in cases and (option := options.get(code.texte)) is not None:
                _verifier_unite(releve, cases[g.UNITE], option.unite)
            yield Ligne(code, cases.get(g.FORFAIT, Case(None, code.place)), prix, places)


def _verifier_unite(releve: Releve, case: Case, unite: Unite | None) -> None:
    """A price for ten is not one for each: the unit of a row is the catalogue's, or is not said."""
    if case.vide or case.texte == g.SANS_UNITE:
        return
    noms = () if unite is None else (unite.nom, unite.pluriel)
    if plier(case.texte) not in map(plier, noms):
        dite = f"l’unité du catalogue est {guillemets(unite.nom)}" if unite else "cette option ne se compte pas"
        aide = "donnez le prix d’une unité du catalogue" if unite else "videz cette case"
        releve.faute(case.place, f"{guillemets(case.texte[:80])} : {dite}", aide)


def _sans_redite(prix: Any, connues: Sequence[Echeance]) -> Any:
    """A row without any amount, without what it only repeats of the catalogue's price, as the grid had it."""
    if not isinstance(prix, dict) or not prix.keys() <= {*_CADRE, *DITS}:
        return prix
    for echeance in connues:
        dite = {cle: getattr(echeance, cle) or None for cle in (*_CADRE, *DITS)}
        if all(prix.get(cle) == dite[cle] for cle in _CADRE):
            nouvelle = {cle: prix[cle] for cle in DITS if prix.get(cle) not in (None, dite[cle])}
            return {"libelle": echeance.libelle, **nouvelle} if nouvelle and echeance.libelle else nouvelle
    return prix
