"""The cells of services and options: one a forfait, or one text for all; what is wrong with them, told together."""

from collections.abc import Iterable, Sequence

from forfait_cli.domaine.catalogue import Forfait
from forfait_cli.erreurs import Anomalie, suggestion
from forfait_cli.francais import enumeration, guillemets
from forfait_cli.readers.catalogue.champs_communs import plier
from forfait_cli.readers.champs import Champs


class Cellules:
    """Reads the cells of every service and option, and remembers those that don't fit the forfaits.

    A forfait that changes its code would else be a fault in each of them.
    """

    def __init__(self, forfaits: Sequence[Forfait]) -> None:
        self.codes = [forfait.code for forfait in forfaits]
        self._inconnues: dict[str, list[str]] = {}  # code that is no forfait's → tables that have it
        self._absentes: dict[str, list[str]] = {}  # code of forfait → tables that lack it

    def lire(self, champs: Champs) -> dict[str, str]:
        """The text of each forfait; without a text where it was reported missing."""
        if not champs.est_table("cellules"):
            texte = plier(champs.texte("cellules"))
            return dict.fromkeys(self.codes, texte) if texte else {}
        table = champs.table("cellules")
        self.verifier(table, completes=True)
        return {code: plier(table.texte(code)) for code in self.codes if code in table}

    def verifier(self, table: Champs, *, completes: bool) -> None:
        """Note the keys that are no code of forfait, and the forfaits without a key."""
        for cle in table.cles():
            if cle not in self.codes:
                self._inconnues.setdefault(cle, []).append(table.ou)
        if completes:
            for code in self.codes:
                if code not in table:
                    self.manque(code, table.ou)

    def manque(self, code: str, ou: str) -> None:
        """Note that a forfait has no cell in the table at that place."""
        self._absentes.setdefault(code, []).append(ou)

    def fautes(self) -> Iterable[Anomalie]:
        """One fault for each code that does not fit, whatever the number of its cells."""
        for inconnu, places in self._inconnues.items():
            renomme = next((code for code, la in self._absentes.items() if la == places), None)
            if renomme is not None:
                del self._absentes[renomme]
                message = (
                    f"cellules de {guillemets(inconnu)}, et aucune de {guillemets(renomme)} : le code a-t-il changé ?"
                )
                aide = f"remplacez {inconnu} par {renomme} dans {_combien(places)}, ou rendez son code au forfait"
                yield Anomalie(f"{places[0]}.{inconnu}", message, aide)
                continue
            aide = suggestion(inconnu, self.codes) or f"forfaits : {', '.join(self.codes)}."
            message = "aucun forfait n’a ce code"
            yield Anomalie(f"{places[0]}.{inconnu}", message + _de_plus(places), aide)
        for code, places in self._absentes.items():
            attendu = "un prix" if places[0].endswith("par_forfait") else "un texte entre guillemets droits"
            yield Anomalie(f"{places[0]}.{code}", "clé absente" + _de_plus(places), f"attendu : {attendu}")


def _combien(places: list[str]) -> str:
    return places[0] if len(places) == 1 else f"{len(places)} tables ({enumeration([places[0], places[-1]], 'à')})"


def _de_plus(places: list[str]) -> str:
    autres = len(places) - 1
    return f", et {autres} fois de plus jusqu’à {places[-1]}" if autres else ""
