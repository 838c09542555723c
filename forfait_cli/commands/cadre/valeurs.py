"""What a shell may propose after a flag: the catalogue's codes with their names, the communes."""

from collections.abc import Callable, Iterable
from typing import Protocol

from forfait_cli.domaine.catalogue import Catalogue
from forfait_cli.domaine.types import GenrePopulation
from forfait_cli.francais import plier, propre
from forfait_cli.readers.demande.champs import Champ


class Completer(Protocol):
    """What may follow, each with what it is; Typer finds the parameter by its name."""

    def __call__(self, incomplete: str) -> list[tuple[str, str]]: ...


class _Nomme(Protocol):
    @property
    def code(self) -> str: ...

    @property
    def nom(self) -> str: ...


_PAR_CHAMP: dict[str, Callable[[Catalogue], Iterable[_Nomme]]] = {
    "forfait": lambda catalogue: catalogue.forfaits,
    "exige": lambda catalogue: [*catalogue.services, *catalogue.options],
    "option": lambda catalogue: catalogue.options,
    "nature": lambda catalogue: catalogue.natures,
}


def completer(champ: Champ, catalogue: Callable[[], Catalogue]) -> Completer | None:
    """What proposes the values of a field; None where any text may be one."""
    if (lire := _PAR_CHAMP.get(champ.nom)) is None:
        return _AUTRES.get(champ.nom)

    def proposer(incomplete: str) -> list[tuple[str, str]]:
        return choisir(incomplete, ((un.code, un.nom) for un in lire(catalogue())))

    return proposer


def choisir(debut: str, possibles: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Those that begin so, case and accents aside, and that a shell can be handed."""
    plie = plier(debut)
    trouves = [(code, nom) for code, nom in dict(possibles).items() if plier(code).startswith(plie)]
    return [(code, propre(nom)) for code, nom in trouves if propre(code) == code]


def _communes(incomplete: str) -> list[tuple[str, str]]:
    from forfait_cli.readers.communes import Annuaire

    if propre(incomplete) != incomplete:  # what is proposed begins as what was typed
        return []
    with Annuaire() as annuaire:
        return annuaire.completer(incomplete)


def departements(incomplete: str) -> list[tuple[str, str]]:
    """The départements whose number begins so."""
    from forfait_cli.readers.communes import Annuaire

    with Annuaire() as annuaire:
        return choisir(incomplete, annuaire.departements())


def _populations(incomplete: str) -> list[tuple[str, str]]:
    return choisir(incomplete, ((str(genre), "") for genre in GenrePopulation))


_AUTRES: dict[str, Completer] = {"commune": _communes, "departement": departements, "population": _populations}
