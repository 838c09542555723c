"""A batch as JSON lines: one object a row, its keys those of the CSV, `schema` first."""

import json
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

from forfait_cli.render.csv import Valeur
from forfait_cli.render.json import montant
from forfait_cli.render.lots.ecrivain import Brut

SCHEMA = "forfait.lot/1"


class EcrivainJson:
    """Rows as objects; the input's own cells stay texts."""

    def __init__(self, puits: Callable[[bytes], object]) -> None:
        self._puits = puits
        self._cles: list[str] = []

    def entete(self, noms: Sequence[str]) -> None:
        """The keys."""
        self._cles = [f", {_texte(nom)}: " for nom in noms]

    def prefixes(self, lignes: Sequence[list[str]], brut: Brut | None) -> Sequence[str]:  # noqa: ARG002
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
        self._puits("".join(rangees).encode())

    def finir(self) -> None:
        """Nothing comes after the last row."""


def _encodeur() -> Callable[[str], str]:
    # The C function behind json.dumps(…, ensure_ascii=False), without what surrounds it.
    return json.encoder.encode_basestring


_texte: Callable[[str], str] = _encodeur()


def _valeur(valeur: Any) -> str:
    if isinstance(valeur, Decimal):
        return _texte(montant(valeur))
    return json.dumps(valeur, ensure_ascii=False)
