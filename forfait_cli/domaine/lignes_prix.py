"""Every price of a grid, one a line: what a person reads, checks or fills in."""

from collections.abc import Iterator
from typing import Literal, NamedTuple

from forfait_cli.domaine.catalogue import Catalogue, Option, Proposee
from forfait_cli.domaine.prix import Echeance, Tarif
from forfait_cli.domaine.types import Mode, Unite


class LignePrix(NamedTuple):
    """A price of the grid, and for whom."""

    genre: Literal["forfait", "option"]
    code: str
    nom: str
    forfaits: tuple[str, ...]  # codes; for an option, those with which it has this price
    unite: Unite | None  # what the option counts
    mode: Mode | None  # None for a forfait
    echeance: Echeance


def lignes_prix(catalogue: Catalogue) -> tuple[LignePrix, ...]:
    """Every price, in the catalogue's order; an option priced alike with several forfaits is told once."""
    return (
        *(
            LignePrix("forfait", forfait.code, forfait.nom, (forfait.code,), None, None, echeance)
            for forfait in catalogue.forfaits
            if forfait.tarif is not None
            for echeance in forfait.tarif.echeances
        ),
        *(
            LignePrix("option", option.code, option.nom, tuple(codes), option.unite, tarif.mode, echeance)
            for option in catalogue.options
            for tarif, codes in tarifs_de(option)
            for echeance in tarif.echeances
        ),
    )


def tarifs_de(option: Option) -> Iterator[tuple[Tarif, list[str]]]:
    """The prices of an option, each with the codes of the forfaits that have it."""
    groupes: list[tuple[Tarif, list[str]]] = []
    for code, cellule in option.cellules.items():
        if isinstance(cellule, Proposee):
            groupe = next((codes for tarif, codes in groupes if tarif == cellule.tarif), None)
            if groupe is None:
                groupes.append((cellule.tarif, [code]))
            else:
                groupe.append(code)
    yield from groupes
