"""Prices in the cells of a page."""

from collections.abc import Iterable, Sequence
from typing import assert_never

from forfait_cli.domaine.catalogue import Catalogue, Forfait
from forfait_cli.domaine.prix import (
    ARenseigner,
    Bareme,
    Chiffre,
    NonPropose,
    PourCent,
    SelonNature,
    SelonStrate,
    SurEtude,
    Tarif,
    Tranches,
    a_un_montant,
    prix_unique,
    resoudre,
)
from forfait_cli.domaine.prix_en_mots import texte_echeance
from forfait_cli.domaine.types import Unite
from forfait_cli.francais import PERIODICITES
from forfait_cli.render.document import (
    TIRET,
    Cellule,
    Colonne,
    Contenu,
    Euros,
    Manque,
    Rangee,
    Tableau,
    Texte,
    texte,
)


def pour_strate(tarif: Tarif, numero: int, nature: str | None = None) -> Tarif:
    """The tarif of a strate and, where it is told, of a nature."""
    return tarif._replace(
        echeances=tuple(une._replace(bareme=_en_strate(une.bareme, numero, nature)) for une in tarif.echeances)
    )


def _en_strate(bareme: Bareme, numero: int, nature: str | None) -> Bareme:
    match bareme:
        case SelonStrate(par_numero, sinon):
            return _en_strate(par_numero.get(numero, sinon), numero, nature)
        case SelonNature(par_code, sinon) if nature is None:
            return SelonNature({code: _en_strate(un, numero, nature) for code, un in par_code.items()}, sinon)
        case SelonNature() | Chiffre() | Tranches() | PourCent() | ARenseigner() | SurEtude() | NonPropose():
            return resoudre(bareme, numero, nature)
        case _:
            assert_never(bareme)


def prix_de_la_grille(forfaits: Iterable[Forfait]) -> bool:
    """Whether a forfait has an amount, for someone."""
    return any(
        a_un_montant(echeance.bareme)
        for forfait in forfaits
        if forfait.tarif is not None
        for echeance in forfait.tarif.echeances
    )


def selon_strate(tarif: Tarif) -> bool:
    """Whether it depends on the strate."""
    return any(_selon(echeance.bareme) for echeance in tarif.echeances)


def _selon(bareme: Bareme) -> bool:
    match bareme:
        case SelonStrate():
            return True
        case SelonNature(par_code):
            return any(map(_selon, par_code.values()))
        case Chiffre() | Tranches() | PourCent() | ARenseigner() | SurEtude() | NonPropose():
            return False
        case _:
            assert_never(bareme)


def cellule_prix(catalogue: Catalogue, tarif: Tarif | None, unite: Unite | None) -> Cellule:
    """The cell of a price, one échéance a line: an amount where one number says it, else words."""
    if tarif is None:
        return TIRET
    contenus: list[Contenu] = []
    for echeance in tarif.echeances:
        seul = prix_unique(Tarif(None, (echeance,)))
        dit = texte_echeance(catalogue, echeance, unite, quand=True)
        if seul is not None:
            contenus.append(Euros(seul, "" if echeance.periodicite is None else PERIODICITES[echeance.periodicite]))
        else:
            contenus.append(Texte(dit) if a_un_montant(echeance.bareme) else Manque(dit))
    return Cellule(tuple(contenus))


def tableau_prix(catalogue: Catalogue, vendus: Sequence[tuple[Colonne, Tarif | None, Unite | None]]) -> Tableau:
    """The prices of what is sold, one column each: a row a strate where one of them depends on it."""
    tarifs = [(tarif, unite) for _, tarif, unite in vendus]
    par_strate = any(tarif is not None and selon_strate(tarif) for tarif, _ in tarifs)
    lignes = [(f"{s.numero} : {s.libelle}", s.numero) for s in catalogue.strates] if par_strate else [("Prix", 0)]
    rangees = tuple(
        Rangee(
            (
                texte(libelle),
                *(
                    cellule_prix(catalogue, pour_strate(tarif, numero) if tarif and numero else tarif, unite)
                    for tarif, unite in tarifs
                ),
            )
        )
        for libelle, numero in lignes
    )
    tete = Colonne("Strate" if par_strate else "")
    return Tableau((tete, *(colonne._replace(droite=True) for colonne, _, _ in vendus)), rangees)
