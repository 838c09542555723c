"""The names of the documents of a mailing, the same from one run to the next."""

from forfait_cli.domaine.demande import Demande
from forfait_cli.francais import plier

DEBUT = "devis-"  # with it, no name is one that a system keeps for itself, nor a hidden file
_LONGUEUR = 80  # signs; folders take theirs of the 260 that Windows bears


class Noms:
    """Gives each document a name of its own in one folder: small ASCII letters, digits and dashes."""

    def __init__(self, suffixe: str) -> None:
        """`suffixe`: « .pdf »."""
        self._suffixe = suffixe
        self._pris: dict[str, int] = {}  # name → how many times it was wanted

    def nom(self, demande: Demande, numero: int) -> str:
        """« devis-agen-47001-metiers.pdf », of the request of row `numero`: who, and what it names."""
        qui = demande.collectivite
        mots = [qui.nom or "", qui.code_insee or "", *(demande.forfaits or ())]
        base = "-".join(plier(" ".join(mots)).split())[:_LONGUEUR].strip("-")
        if not plier(qui.nom or ""):  # no name, or one of letters that have no ASCII
            base = f"ligne-{numero}-{base}".rstrip("-")
        rang = self._pris[base] = self._pris.get(base, 0) + 1
        while rang > 1 and f"{base}-{rang}" in self._pris:
            rang += 1
        if rang > 1:
            self._pris[base] = rang
            base = f"{base}-{rang}"
            self._pris[base] = 1
        return f"{DEBUT}{base}{self._suffixe}"
