"""Every price of a grid, one a line: what a person reads, checks or fills in."""

from collections.abc import Iterator
from typing import Literal, NamedTuple

from forfait_cli.domaine.grille import Catalogue, Option, Proposee
from forfait_cli.domaine.prix import echeances
from forfait_cli.domaine.types import Tarif


class LignePrix(NamedTuple):
    """A price of the grid, and for whom."""

    genre: Literal["forfait", "option"]
    code: str
    nom: str
    forfaits: tuple[str, ...]  # codes; for an option, those with which it has this price
    tarif: Tarif  # one price, its `autres` left out


def lignes_prix(catalogue: Catalogue) -> tuple[LignePrix, ...]:
    """Every price, in the catalogue's order; an option priced alike with several forfaits is told once."""
    return (
        *(
            LignePrix("forfait", forfait.code, forfait.nom, (forfait.code,), prix._replace(autres=()))
            for forfait in catalogue.forfaits
            for prix in echeances(forfait.tarif)
        ),
        *(
            LignePrix("option", option.code, option.nom, tuple(codes), prix._replace(autres=()))
            for option in catalogue.options
            for tarif, codes in tarifs_de(option)
            for prix in echeances(tarif)
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
