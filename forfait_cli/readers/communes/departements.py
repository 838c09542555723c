"""The départements and collectivités d’outre-mer, by number or name."""

from collections.abc import Mapping
from typing import NamedTuple

from forfait_cli.erreurs import Anomalie, Refus, champ, suggestion
from forfait_cli.readers.communes.base import Base
from forfait_cli.readers.communes.noms import cle
from forfait_cli.readers.communes.refus import citer


class Departement(NamedTuple):
    """A département, or a collectivité d’outre-mer."""

    code: str
    nom: str

    def __str__(self) -> str:
        return f"{self.code} ({self.nom})"


def lire_departements(base: Base) -> dict[str, Departement]:
    """All of them, each by its code, by its folded name, and by both as `str` writes them."""
    tous = [Departement(code, nom) for code, nom in base.lire("SELECT code, nom FROM departement")]
    return {un.code: un for un in tous} | {cle(un.nom): un for un in tous} | {cle(str(un)): un for un in tous}


def trouver_departement(departements: Mapping[str, Departement], texte: str) -> Departement:
    """The one of that code (« 47 », « 1 », « 2a ») or name (« lot et garonne »).

    Raises:
        Refus: there is none.
    """
    trouve = departements.get(texte.strip().upper().zfill(2)) or departements.get(cle(texte))
    if trouve is None:
        noms = sorted({departement.nom for departement in departements.values()})
        aide = suggestion(texte, noms) or "donnez son numéro ou son nom, par exemple 47, 2A ou 974"
        message = f"aucun département n’est {citer(texte)}" if texte.strip() else "le département est vide"
        raise Refus(Anomalie(champ("departement"), message, aide))
    return trouve
