"""Prices in the cells of a page."""

from collections.abc import Iterable, Sequence
from typing import assert_never

from forfait_cli.domaine.catalogue import Catalogue, Forfait, Strate
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
    est_propose,
    prix_unique,
    resoudre,
)
from forfait_cli.domaine.prix_en_mots import texte_echeance
from forfait_cli.domaine.types import Unite
from forfait_cli.francais import euros
from forfait_cli.render.document import (
    TIRET,
    Cellule,
    Colonne,
    Contenu,
    Euros,
    Manque,
    Rangee,
    Style,
    Tableau,
    Texte,
    texte,
)

_PLUS_BAS = texte("voir plus bas", Style.DISCRET)


def pour_strate(catalogue: Catalogue, tarif: Tarif, strate: Strate, nature: str | None = None) -> Tarif:
    """The tarif of a strate and, where it is told or where no other may be there, of a nature."""
    if nature is None:
        codes = [une.code for une in catalogue.natures if strate.accueille(une.code)]
        nature = codes[0] if len(codes) == 1 else None
    return tarif._replace(
        echeances=tuple(une._replace(bareme=_en_strate(une.bareme, strate, nature)) for une in tarif.echeances)
    )


def _en_strate(bareme: Bareme, strate: Strate, nature: str | None) -> Bareme:
    match bareme:
        case SelonStrate(par_numero, sinon):
            return _en_strate(par_numero.get(strate.numero, sinon), strate, nature)
        case SelonNature(par_code, sinon) if nature is None:
            siennes = {code: _en_strate(un, strate, code) for code, un in par_code.items() if strate.accueille(code)}
            return SelonNature(siennes, sinon)
        case SelonNature() | Chiffre() | Tranches() | PourCent() | ARenseigner() | SurEtude() | NonPropose():
            return resoudre(bareme, strate.numero, nature)
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
    return bool(_partie(tarif, selon=True).echeances)


def _simple(tarif: Tarif) -> bool:
    """Whether each of its échéances is one amount, or none that is known."""
    return all(prix_unique(Tarif(None, (une,))) is not None or not a_un_montant(une.bareme) for une in tarif.echeances)


def _partie(tarif: Tarif, *, selon: bool) -> Tarif:
    """What of it depends on the strate, or what does not."""
    return tarif._replace(echeances=tuple(une for une in tarif.echeances if _selon(une.bareme) is selon))


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
    """The cell of a price, one échéance a line: an amount where one number says it, with its unit, else words."""
    if tarif is None or not tarif.echeances:
        return TIRET
    contenus: list[Contenu] = []
    for echeance in tarif.echeances:
        seul = prix_unique(Tarif(None, (echeance,)))
        dit = texte_echeance(catalogue, echeance, unite, quand=True)
        if seul is not None:
            contenus.append(Euros(seul, dit.removeprefix(euros(seul)).lstrip()))
        else:
            attendu = est_propose(echeance.bareme) and not a_un_montant(echeance.bareme)
            contenus.append(Manque(dit) if attendu else Texte(dit))
    return Cellule(tuple(contenus))


def tableau_prix(catalogue: Catalogue, vendus: Sequence[tuple[Colonne, Tarif | None, Unite | None]]) -> Tableau:
    """The prices of what is sold, one column each: a row a strate where one of them depends on it, and one for what
    does not."""
    tarifs = [(tarif or Tarif(None, ()), unite) for _, tarif, unite in vendus]
    par_strate = any(selon_strate(tarif) for tarif, _ in tarifs)
    # What does not depend on it is said once, where it would be a sentence on each row or a part of an amount.
    a_part = [par_strate and (selon_strate(tarif) or not _simple(tarif)) for tarif, _ in tarifs]
    autres = [
        (_partie(tarif, selon=False) if seul or not par_strate else Tarif(None, ()), unite)
        for (tarif, unite), seul in zip(tarifs, a_part, strict=True)
    ]
    lignes = [
        (f"{strate.numero} : {strate.libelle}", [
            (pour_strate(catalogue, _partie(tarif, selon=True) if seul else tarif, strate), unite)
            for (tarif, unite), seul in zip(tarifs, a_part, strict=True)
        ])
        for strate in catalogue.strates
        if par_strate
    ]  # fmt: skip
    if any(tarif.echeances for tarif, _ in autres):
        lignes.append(("Quelle que soit la strate" if par_strate else "Prix", autres))
    rangees = tuple(
        Rangee((texte(libelle), *(
            _PLUS_BAS if seul and siens is not autres and not tarif.echeances else cellule_prix(catalogue, tarif, unite)
            for (tarif, unite), seul in zip(siens, a_part, strict=True)
        )))
        for libelle, siens in lignes
    )  # fmt: skip
    tete = Colonne("Strate" if par_strate else "")
    return Tableau((tete, *(colonne._replace(droite=True) for colonne, _, _ in vendus)), rangees)
