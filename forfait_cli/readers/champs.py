"""Typed fields of a TOML table: every fault is collected with its key, none stops the reading."""

import datetime
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from decimal import Decimal
from enum import StrEnum
from typing import Any, TypeVar

from forfait_cli.erreurs import Anomalie, CatalogueInvalide, suggestion
from forfait_cli.francais import guillemets, nombre

Choix = TypeVar("Choix", bound=StrEnum)

_GENRES = {
    str: "un texte entre guillemets droits",
    bool: "true ou false",
    int: "un nombre entier",
    Decimal: "un montant",
    dict: "une table",
    list: "une liste",
}
ENTIER_MAX = 10**12
DECIMALES_MAX = 8
TABLES_MAX = 2_000  # in one list: far beyond what anyone writes
TEXTE_MAX = 10_000  # signs: longer than any note, shorter than what a cell of a workbook holds
FAUTES_MAX = 200  # of a file
INCONNUES_DITES = 10  # unknown keys told one by one, in one table
AIDE_MONTANT = "écrivez le montant avec un point et sans signe €, par exemple 7.00"
_BLANCS = re.compile(r"[ \t\r\n]+")  # a space that does not break is kept


class TropDeFautes(Exception):
    """So many faults that the reading stops: each of them costs, and nobody mends so many at once."""


@contextmanager
def lecture_bornee(fautes: list[Anomalie], origine: str) -> Iterator[None]:
    """Read a file of that name until it is found too faulty.

    Raises:
        CatalogueInvalide: it is; with the faults found.
    """
    try:
        yield
    except TropDeFautes:
        message = f"plus de {FAUTES_MAX - 1} fautes : la lecture s’est arrêtée là"
        aide = "vérifiez que c’est le bon fichier, ou corrigez d’abord celles-ci"
        raise CatalogueInvalide(Anomalie(origine, message, aide), *situees(fautes, origine)) from None


def situees(fautes: Iterable[Anomalie], origine: str) -> Iterator[Anomalie]:
    """Faults told by key, with the file that they are of."""
    for faute in fautes:
        yield faute._replace(origine=f"{origine}, {faute.origine}" if faute.origine else origine)


class Champs:
    """One table being read. A faulty field gives a neutral value and adds to `fautes`."""

    def __init__(self, table: object, ou: str, fautes: list[Anomalie]) -> None:
        self.ou = ou
        self.fautes = fautes
        self._lues: set[str] = set()
        self._table: Mapping[str, Any] = table if isinstance(table, dict) else {}
        if not isinstance(table, dict):
            self.faute("", f"attendu : une table ; trouvé : {decrire(table)}")

    def __contains__(self, cle: str) -> bool:
        return cle in self._table

    def cles(self) -> tuple[str, ...]:
        """The keys present, in the file's order."""
        return tuple(self._table)

    def connaitre(self, *cles: str) -> None:
        """Keys that may be there, for the hints on those that may not."""
        self._lues.update(cles)

    def a_faute(self, cle: str) -> bool:
        """Whether a fault was already found on a key of this table, or below it."""
        place = self._sous(cle) if cle else self.ou
        return any(
            faute.origine == place or faute.origine.startswith((f"{place}.", f"{place}[")) for faute in self.fautes
        )

    def faute(self, cle: str, message: str, aide: str = "") -> None:
        """Add a fault on a key of this table."""
        self.fautes.append(Anomalie(f"{self.ou}.{cle}" if self.ou and cle else self.ou or cle, message, aide))
        if len(self.fautes) >= FAUTES_MAX:
            raise TropDeFautes

    def texte(self, cle: str, *, defaut: str | None = None) -> str:
        """A text, white space folded, not empty; required unless `defaut` is given."""
        valeur = self._valeur(cle, str, requis=defaut is None)
        if valeur is None:
            return defaut or ""
        plie = _BLANCS.sub(" ", valeur).strip()
        if not plie:
            self.faute(cle, "texte vide", "écrivez le texte ou supprimez la ligne")
        if len(plie) > TEXTE_MAX:
            self.faute(cle, f"texte de plus de {nombre(TEXTE_MAX)} signes", "abrégez-le")
            return plie[:TEXTE_MAX]
        return plie

    def texte_ou_rien(self, cle: str) -> str | None:
        """A text that may be absent."""
        self._lues.add(cle)
        return self.texte(cle) if cle in self._table else None

    def booleen(self, cle: str, *, defaut: bool) -> bool:
        """`true` or `false`."""
        valeur = self.booleen_ou_rien(cle)
        return defaut if valeur is None else valeur

    def booleen_ou_rien(self, cle: str) -> bool | None:
        """`true`, `false` or absent."""
        valeur = self._valeur(cle, bool, requis=False)
        return None if valeur is None else bool(valeur)

    def est_table(self, cle: str) -> bool:
        """Whether the value of that key is a table."""
        return isinstance(self._table.get(cle), dict)

    def est_liste(self, cle: str) -> bool:
        """Whether the value of that key is a list."""
        return isinstance(self._table.get(cle), list)

    def est_texte(self, cle: str) -> bool:
        """Whether the value of that key is a text."""
        return isinstance(self._table.get(cle), str)

    def est_liste_de_tables(self, cle: str) -> bool:
        """Whether the value of that key is a list of tables, and of nothing else; not empty."""
        valeur = self._table.get(cle)
        return isinstance(valeur, list) and bool(valeur) and all(isinstance(un, dict) for un in valeur)

    def elements(self, cle: str) -> "Champs":
        """A list as a table, whose keys are the ranks from 1."""
        self._lues.add(cle)
        valeurs = self._table.get(cle)
        liste = valeurs if isinstance(valeurs, list) else []
        return Champs({str(rang): valeur for rang, valeur in enumerate(liste, 1)}, self._sous(cle), self.fautes)

    def date_ou_rien(self, cle: str) -> datetime.date | None:
        """A day, `2026-01-31`, that may be absent."""
        if cle not in self._table:
            return None
        valeur = self._table[cle]
        if type(valeur) is not datetime.date:
            aide = "écrivez-la AAAA-MM-JJ sans guillemets, par exemple 2026-01-31"
            self.faute(cle, f"attendu : une date ; trouvé : {decrire(valeur)}", aide)
            return None
        return valeur

    def entier_ou_rien(self, cle: str) -> int | None:
        """A whole number, 0 or more, that may be absent."""
        valeur = self._valeur(cle, int, requis=False)
        if valeur is None:
            return None
        if valeur < 0:
            self.faute(cle, f"nombre négatif : {str(valeur)[:20]}", "écrivez 0 ou plus")
            return 0
        if valeur > ENTIER_MAX:
            self.faute(cle, "nombre trop grand", "vérifiez la saisie")
            return 0
        return int(valeur)

    def nombre_ou_rien(self, cle: str) -> int | Decimal | None:
        """A quantity, 0 or more, whole or not: `3`, `0.5`."""
        if not isinstance(self._table.get(cle), Decimal):
            return self.entier_ou_rien(cle)
        lu = self.montant_ou_rien(cle)
        return int(lu) if lu is not None and lu == lu.to_integral_value() else lu

    def montant_ou_rien(self, cle: str, aide: str = AIDE_MONTANT) -> Decimal | None:
        """An amount in euros, 0 or more, `7` or `7.00`; `aide` says what else may be written."""
        self._lues.add(cle)
        if cle not in self._table:
            return None
        valeur = self._table[cle]
        if isinstance(valeur, bool) or not isinstance(valeur, int | Decimal):
            if isinstance(valeur, str):
                aide = ecrire_nombre(valeur) or aide
            self.faute(cle, f"attendu : un montant ; trouvé : {decrire(valeur)}", aide)
            return None
        montant = Decimal(valeur)
        if not montant.is_finite() or montant < 0:
            self.faute(cle, f"montant impossible : {_nombre_dit(montant)[:20]}", "écrivez un montant de 0 ou plus")
            return None
        exposant = montant.as_tuple().exponent
        if montant > ENTIER_MAX or (isinstance(exposant, int) and exposant < -DECIMALES_MAX):
            message = f"montant impossible : {str(montant)[:20]}"
            self.faute(cle, message, f"mille milliards au plus, {DECIMALES_MAX} décimales au plus")
            return None
        return montant.copy_abs()  # -0.00 is 0.00

    def choix(self, cle: str, enum: type[Choix], *, defaut: Choix | None = None) -> Choix:
        """One of the words of an enum; required unless `defaut` is given."""
        mots = [str(mot) for mot in enum]
        return enum(self.mot(cle, mots, defaut=defaut))

    def mot(self, cle: str, mots: Sequence[str], *, defaut: str | None = None) -> str:
        """One of these words; required unless `defaut` is given."""
        repli = mots[0] if defaut is None else defaut
        valeur = self._valeur(cle, str, requis=defaut is None)
        if valeur is None:
            return repli
        if valeur not in mots:
            aide = suggestion(valeur, mots) or f"mots possibles : {', '.join(mots)}."
            self.faute(cle, f"mot inconnu : {guillemets(valeur)}", aide)
            return repli
        return str(valeur)

    def textes(self, cle: str) -> tuple[str, ...]:
        """A list of texts, empty if absent."""
        return tuple(texte for texte in self._liste(cle, str))

    def texte_ou_textes(self, cle: str) -> tuple[str, ...]:
        """A text, or a list of texts; empty if absent."""
        if self.est_liste(cle):
            return self.textes(cle)
        seul = self.texte_ou_rien(cle)
        return () if not seul else (seul,)

    def mots_de(self, cle: str) -> tuple[str, ...]:
        """The texts under a key, one or a list, before it is read; nothing is reported."""
        valeur = self._table.get(cle)
        return tuple(mot for mot in (valeur if isinstance(valeur, list) else [valeur]) if isinstance(mot, str))

    def entiers(self, cle: str) -> tuple[int, ...]:
        """A list of whole numbers, empty if absent."""
        return tuple(valeur for valeur in self._liste(cle, int))

    def table(self, cle: str) -> "Champs":
        """A sub-table; empty if absent."""
        valeur = self._valeur(cle, dict, requis=False)
        return Champs(valeur or {}, self._sous(cle), self.fautes)

    def table_si(self, cle: str) -> "Champs":
        """The sub-table of that key, empty where the value is something else; nothing is reported."""
        valeur = self._table.get(cle)
        return Champs(valeur if isinstance(valeur, dict) else {}, self._sous(cle), self.fautes)

    def seule(self, cle: str) -> "Champs":
        """This table with that key alone: its other keys belong to others."""
        return Champs({cle: self._table[cle]}, self.ou, self.fautes)

    def tables(self, cle: str, *, requises: bool = True) -> list["Champs"]:
        """A list of tables, `[[cle]]`; reported if required and empty."""
        valeur = self._valeur(cle, list, requis=requises)
        if requises and valeur == []:
            self.faute(cle, "liste vide", f"ajoutez au moins une table [[{cle}]]")
        if valeur is not None and len(valeur) > TABLES_MAX:
            self.faute(cle, f"{len(valeur)} tables", f"il peut y en avoir {TABLES_MAX} au plus")
            return []
        return [Champs(table, f"{self._sous(cle)}[{rang}]", self.fautes) for rang, table in enumerate(valeur or [], 1)]

    def fin(self, sauf: Callable[[str], bool] = lambda _cle: False) -> None:
        """Report the keys that nothing has read, but those that were reported otherwise."""
        inconnues = [cle for cle in self._table if cle not in self._lues and not sauf(cle)]
        manquantes = self._lues - set(self._table)
        for cle in inconnues[:INCONNUES_DITES]:
            aide = suggestion(cle, manquantes) or suggestion(cle, self._lues)
            self.faute(cle, "clé inconnue", aide or f"clés possibles : {', '.join(sorted(self._lues))}.")
        if len(inconnues) > INCONNUES_DITES:
            reste = len(inconnues) - INCONNUES_DITES
            autres = "une autre clé inconnue" if reste == 1 else f"{nombre(reste)} autres clés inconnues"
            self.faute("", f"et {autres}", "corrigez d’abord celles-là")

    def _sous(self, cle: str) -> str:
        return f"{self.ou}.{cle}" if self.ou else cle

    def _liste(self, cle: str, genre: type) -> list[Any]:
        valeurs = self._valeur(cle, list, requis=False) or []
        bonnes = [valeur for valeur in valeurs if type(valeur) is genre]
        if len(bonnes) != len(valeurs):
            self.faute(cle, f"attendu : une liste dont chaque élément est {_GENRES[genre]}")
        return bonnes

    def _valeur(self, cle: str, genre: type, *, requis: bool) -> Any:
        self._lues.add(cle)
        if cle not in self._table:
            if requis:
                self.faute(cle, "clé absente", f"attendu : {_GENRES[genre]}")
            return None
        valeur = self._table[cle]
        if type(valeur) is not genre:
            aide = ""
            if isinstance(valeur, str) and genre is int:
                aide = ecrire_nombre(valeur) or "écrivez le nombre seul, sans guillemets"
            elif isinstance(valeur, str) and genre is bool:
                aide = "écrivez true ou false, sans guillemets"
            self.faute(cle, f"attendu : {_GENRES[genre]} ; trouvé : {decrire(valeur)}", aide)
            return None
        return valeur


_CHIFFRES = re.compile(r"([0-9]{1,3}(?:[ \u00a0\u202f][0-9]{3})+|[0-9]+)(?:[.,]([0-9]+))?\s*(?:€|euros?|EUR)?")


def ecrire_nombre(texte: str) -> str:
    """« écrivez 1049.50… » for a number that was written as a text; empty where it is none."""
    trouve = _CHIFFRES.fullmatch(texte.strip())
    if trouve is None:
        return ""
    entiers = re.sub(r"\s", "", trouve[1])
    return f"écrivez {entiers}{f'.{trouve[2]}' if trouve[2] else ''}, sans guillemets, sans espace et sans signe €"


def decrire(valeur: object) -> str:
    """What a TOML value is, in French, with the value where it is short."""
    genre = _GENRES.get(type(valeur), "une date ou une heure")
    if isinstance(valeur, dict | list):
        return genre
    texte = str(valeur).lower() if isinstance(valeur, bool) else str(valeur)
    return f"{genre} ({_nombre_dit(valeur) if isinstance(valeur, Decimal) else texte[:40]})"


def _nombre_dit(valeur: Decimal) -> str:
    """A number as TOML writes it: `nan` and `inf` too."""
    return str(valeur)[:40].lower().replace("infinity", "inf")
