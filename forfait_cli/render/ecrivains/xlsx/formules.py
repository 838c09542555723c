"""What works an amount of a sheet out again, as its formula."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple, assert_never

from forfait_cli.render.document import Addition, Calcul, Facteurs, Pourcentage, Somme, Soustraction, Variation
from forfait_cli.render.ecrivains.xlsx.classeur import lettres


class Place(NamedTuple):
    """Where a cell stands, and what its formula may speak of, in rows of the sheet."""

    rang: int
    colonne: int
    rangs: Sequence[int] = ()  # where the rows of its table begin
    tables: Mapping[str, Sequence[int]] = {}  # and those of the others, by their names

    def formule(self, calcul: Calcul) -> str:
        """What works the amount out again."""
        match calcul:
            case Facteurs(colonnes):
                lus = [_adresse(self.rang, colonne) for colonne in colonnes]
                connus = f"COUNT({','.join(lus)})={len(lus)}"
                return f'=IF({connus},ROUND({"*".join(lus)},2),"")'
            case Addition(colonnes):
                return f"=SUM({','.join(_adresse(self.rang, colonne) for colonne in colonnes)})"
            case Somme(rangees, tableau):
                return f"=SUM({self._adresses(rangees, tableau)})"
            case Pourcentage(rangees, taux):
                return f"=ROUND(SUM({self._adresses(rangees)})*{taux:f}/100,2)"
            case Soustraction(de, ote):
                return f"={_adresse(self.rang, de)}-{_adresse(self.rang, ote)}"
            case Variation(avant, apres):
                avant_, apres_ = _adresse(self.rang, avant), _adresse(self.rang, apres)
                return f'=IF({avant_}=0,"",ROUND(({apres_}-{avant_})/{avant_},3))'
            case _:
                assert_never(calcul)

    def _adresses(self, rangees: Sequence[int], tableau: str = "") -> str:
        rangs = self.tables[tableau] if tableau else self.rangs
        return ",".join(_adresse(rangs[rangee], self.colonne) for rangee in rangees) or "0"


def _adresse(rang: int, colonne: int) -> str:
    return f"{lettres(colonne)}{rang + 1}"
