"""Results as JSON, and a batch as JSON lines: one object a row, its keys those of the CSV, `schema` first."""

import json
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from forfait_cli.francais import epeler
from forfait_cli.render.releve import Valeur, montant

if TYPE_CHECKING:  # what a batch is made of: no single result needs it
    from forfait_cli.render.lots.ecrivain import Brut, Reglages

SCHEMA = "forfait.lot/1"


def rendre(donnees: dict[str, Any]) -> bytes:
    """UTF-8, two spaces of indent, keys in the order given."""
    return _octets(json.dumps(donnees, ensure_ascii=False, indent=2) + "\n")


def _octets(texte: str) -> bytes:
    return epeler(texte).encode()


class EcrivainJson:
    """Rows as objects; the input's own cells stay texts."""

    def __init__(self, reglages: "Reglages") -> None:
        self._puits = reglages.puits
        self._cles: list[str] = []

    def entete(self, noms: Sequence[str]) -> None:
        """The keys."""
        self._cles = [f", {_texte(nom)}: " for nom in noms]

    def prefixes(self, lignes: Sequence[list[str]], brut: "Brut | None") -> Sequence[str]:  # noqa: ARG002
        """The input's cells."""
        debut = f'{{"schema": "{SCHEMA}"'
        return [
            debut + "".join([cle + _texte(cellule) for cle, cellule in zip(self._cles, ligne, strict=False)])
            for ligne in lignes
        ]

    def suffixe(self, valeurs: Sequence[Valeur]) -> str:
        """The result's values."""
        cles = self._cles[-len(valeurs) :]
        return "".join(cle + _valeur(valeur) for cle, valeur in zip(cles, valeurs, strict=True)) + "}\n"

    def ecrire(self, rangees: list[str]) -> None:
        """Some lines."""
        self._puits(_octets("".join(rangees)))

    def finir(self) -> None:
        """Nothing comes after the last row."""


# The C function behind json.dumps(…, ensure_ascii=False), without what surrounds it.
_texte: Callable[[str], str] = json.encoder.encode_basestring


def _valeur(valeur: Valeur) -> str:
    if isinstance(valeur, Decimal):
        return _texte(montant(valeur))
    return json.dumps(valeur, ensure_ascii=False)
