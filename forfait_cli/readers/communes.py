"""The communes of France, looked up in the embedded file without reading it whole."""

import re
import sqlite3
from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from pathlib import Path

from forfait_cli.domaine.communes import Commune
from forfait_cli.domaine.types import GenrePopulation, Population
from forfait_cli.erreurs import Anomalie, Refus
from forfait_cli.francais import enumeration, guillemets, quantite
from forfait_cli.readers.noms import a_un_article, plier, sans_article

_BASE = Path(__file__).resolve().parent.parent / "donnees" / "communes.sqlite"
_SELECT = """
    SELECT c.code, c.nom, c.departement, d.nom, c.siren, c.codes_postaux,
           c.totale, c.municipale, c.brute, s.libelle, s.millesime
    FROM commune c LEFT JOIN departement d ON d.code = c.departement LEFT JOIN source s ON s.id = c.source
"""
_PAR_CODE_POSTAL = "c.code IN (SELECT commune FROM code_postal WHERE code = ?)"
_INSEE = re.compile(r"(?:[0-9]{2}|2[AB])[0-9]{3}", re.ASCII)
_SIREN = re.compile(r"[0-9]{9}", re.ASCII)
_SIRET = re.compile(r"[0-9]{14}", re.ASCII)
_ECART_LONGUEUR = 2
_CANDIDATS_MAX = 60


class Annuaire:
    """The embedded file, opened once, read-only."""

    def __init__(self, chemin: Path = _BASE) -> None:
        self._base = sqlite3.connect(f"{chemin.as_uri()}?mode=ro&immutable=1", uri=True)

    def meta(self) -> dict[str, str]:
        """The sources' licence, credits, year, date in force."""
        return dict(self._base.execute("SELECT cle, valeur FROM meta"))

    def trouver(self, texte: str, departement: str | None = None) -> Commune:
        """The one commune of that code INSEE, SIREN or name.

        Raises:
            Refus: none, or several; each with what would settle it.
        """
        compact = "".join(texte.split()).upper()
        if _SIREN.fullmatch(compact):
            return self._par_siren(compact)
        if _SIRET.fullmatch(compact):
            aide = f"donnez le SIREN, ses neuf premiers chiffres : {compact[:9]}"
            raise Refus(Anomalie("--commune", f"{guillemets(texte)} est un SIRET", aide))
        if _INSEE.fullmatch(compact):
            return self._par_code(compact)
        return self._par_nom(texte, departement)

    def homographes_postaux(self, code: str) -> list[Commune]:
        """The communes whose postcode is written like that code INSEE, the commune itself left out."""
        return self._communes(f"{_PAR_CODE_POSTAL} AND c.code <> ?", (code, code))

    def chercher(self, texte: str, departement: str | None = None) -> list[Commune]:
        """Every commune that a text may mean: its code, SIREN, postcode, name or the beginning of it."""
        compact = "".join(texte.split()).upper()
        if compact.isdigit() or _INSEE.fullmatch(compact):
            siren = int(compact) if _SIREN.fullmatch(compact) else -1
            trouvees = self._communes(f"c.code = ? OR c.siren = ? OR {_PAR_CODE_POSTAL}", (compact, siren, compact))
        else:
            cle = sans_article(plier(texte))
            trouvees = self._communes("c.cle >= ? AND c.cle < ?", (cle, f"{cle}\uffff")) if cle else []
        return [c for c in trouvees if departement is None or c.departement == departement.upper()]

    def lister(self, departement: str) -> Iterator[Commune]:
        """The communes of a département, by code INSEE.

        Raises:
            Refus: no such département.
        """
        code = departement.strip().upper().rjust(2, "0")
        if not self._base.execute("SELECT 1 FROM departement WHERE code = ?", (code,)).fetchone():
            aide = "donnez son code : 47, 2A, 974"
            raise Refus(Anomalie("--departement", f"aucun département n’a le code {guillemets(departement)}", aide))
        lignes = self._base.execute(f"{_SELECT} WHERE c.departement = ? ORDER BY c.code", (code,))
        return map(_commune, lignes)

    def completer(self, debut: str, limite: int = 30) -> list[tuple[str, str]]:
        """Names that begin so, each with its département, for the shell."""
        cle = sans_article(plier(debut))
        lignes = self._base.execute(
            "SELECT nom, departement FROM commune WHERE cle >= ? AND cle < ? ORDER BY cle LIMIT ?",
            (cle, f"{cle}\uffff", limite),
        )
        return [(nom, f"département {departement}") for nom, departement in lignes]

    def _communes(self, condition: str, valeurs: tuple[str | int, ...]) -> list[Commune]:
        return [
            _commune(ligne) for ligne in self._base.execute(f"{_SELECT} WHERE {condition} ORDER BY c.code", valeurs)
        ]

    def _par_siren(self, siren: str) -> Commune:
        trouvees = self._communes("c.siren = ?", (int(siren),))
        if not trouvees:
            aide = "c’est peut-être celui d’un établissement public : donnez ses agents avec --agents"
            raise Refus(Anomalie("--commune", f"aucune commune n’a le SIREN {siren}", aide))
        return trouvees[0]

    def _par_code(self, code: str) -> Commune:
        trouvees = self._communes("c.code = ?", (code,))
        if trouvees:
            return trouvees[0]
        self._refuser_rattachees("r.code = ?", code, code)
        postales = self._communes(_PAR_CODE_POSTAL, (code,))
        if postales:
            message = f"{code} est un code postal, pas un code INSEE"
            raise Refus(Anomalie("--commune", message, f"communes desservies : {_noms(postales)}"))
        raise Refus(Anomalie("--commune", f"aucune commune actuelle n’a le code INSEE {code}"))

    def _par_nom(self, texte: str, departement: str | None) -> Commune:
        plie = plier(texte)
        cle = sans_article(plie)
        if not cle:
            aide = "donnez un nom, un code INSEE ou un SIREN"
            raise Refus(Anomalie("--commune", f"{guillemets(texte)} ne nomme aucune commune", aide))
        trouvees = self._communes("c.cle = ?", (cle,))
        if departement is not None:
            code = departement.strip().upper().rjust(2, "0")
            trouvees = [commune for commune in trouvees if commune.departement == code]
        # « La Rochelle » says its article: it is not « Rochelle ». Without one, both may be meant, unless
        # the département is told and one of its communes is spelt just so.
        exactes = [commune for commune in trouvees if plier(commune.nom) == plie]
        if len(exactes) == 1 and (a_un_article(plie) or departement is not None):
            return exactes[0]
        if len(trouvees) > 1:
            aide = f"ajoutez --departement ou donnez le code INSEE : {_noms(trouvees, details=True)}"
            message = f"{len(trouvees)} communes s’appellent {guillemets(texte)}"
            raise Refus(Anomalie("--commune", message, aide))
        if trouvees:
            return trouvees[0]
        self._refuser_rattachees("r.cle = ?", cle, texte)
        raise Refus(Anomalie("--commune", _inconnue(texte, departement), self._proches(cle, departement)))

    def _refuser_rattachees(self, condition: str, valeur: str, texte: str) -> None:
        lignes = self._base.execute(
            f"SELECT r.nom, r.type, c.nom, c.code FROM rattachee r JOIN commune c ON c.code = r.chef_lieu "
            f"WHERE {condition} ORDER BY c.code",
            (valeur,),
        ).fetchall()
        if lignes:
            faits = "; ".join(
                f"{nom} est {'un arrondissement' if genre == 'arrondissement' else f'une commune {genre}'} "
                f"de {chef} ({code})"
                for nom, genre, chef, code in lignes
            )
            message = f"{guillemets(texte)} n’est pas une commune actuelle : {faits.replace('; ', ' ; ')}"
            codes = enumeration(sorted({code for *_, code in lignes}), "ou")
            raise Refus(
                Anomalie("--commune", message, f"demandez la commune dont elle fait partie : --commune {codes}")
            )

    def _proches(self, cle: str, departement: str | None) -> str:
        """Near misses among the names that begin alike and are about as long."""
        lignes = self._base.execute(
            "SELECT DISTINCT cle FROM commune WHERE cle >= ? AND cle < ? AND abs(length(cle) - ?) <= ?",
            (cle[0], f"{cle[0]}\uffff", len(cle), _ECART_LONGUEUR),
        )
        proches = get_close_matches(cle, [ligne[0] for ligne in lignes], n=3, cutoff=0.75)
        communes = [commune for proche in proches for commune in self._communes("c.cle = ?", (proche,))]
        code = None if departement is None else departement.strip().upper().rjust(2, "0")
        ici = [commune for commune in communes if code is None or commune.departement == code] or communes
        return f"Vouliez-vous dire : {_noms(ici)} ?" if ici else "vérifiez le nom, ou donnez le code INSEE"


def retenue(commune: Commune, genre: GenrePopulation) -> tuple[int, Population]:
    """The figure of that kind, or the only one that the source gives, and what is known of it.

    Raises:
        Refus: the sources give no population for that commune.
    """
    population = commune.population
    if population is None:
        message = f"{commune.nom} ({commune.code_insee}) n’a pas de population dans les sources"
        raise Refus(Anomalie("--commune", message, "donnez le nombre d’habitants avec --habitants"))
    if population.brute is not None:
        return population.brute, population
    valeur = population.totale if genre is GenrePopulation.TOTALE else population.municipale
    assert valeur is not None  # the file has both, or `brute`
    return valeur, population._replace(retenue=genre)


def _inconnue(texte: str, departement: str | None) -> str:
    ici = f" dans le département {departement}" if departement is not None else ""
    return f"aucune commune ne s’appelle {guillemets(texte)}{ici}"


def _noms(communes: Iterable[Commune], *, details: bool = False) -> str:
    tous = list(communes)
    montres = ", ".join(_nom(commune, details=details) for commune in tous[:_CANDIDATS_MAX])
    return montres + (f" et {len(tous) - _CANDIDATS_MAX} autres" if len(tous) > _CANDIDATS_MAX else "")


def _nom(commune: Commune, *, details: bool) -> str:
    if not details:
        return f"{commune.nom} ({commune.code_insee})"
    population = commune.population
    chiffre = None if population is None else population.totale if population.brute is None else population.brute
    habitants = "sans population" if chiffre is None else quantite(chiffre, "habitant")
    return f"{commune.nom} ({commune.code_insee}, {commune.departement_nom}, {habitants})"


def _commune(
    ligne: tuple[str, str, str, str, int | None, str, int | None, int | None, int | None, str, str],
) -> Commune:
    code, nom, departement, departement_nom, siren, postaux, totale, municipale, brute, source, millesime = ligne
    population = None
    if totale is not None or brute is not None:
        population = Population(totale, municipale, brute, None, millesime, source)
    numero = None if siren is None else f"{siren:09d}"
    return Commune(code, nom, departement, departement_nom, numero, tuple(postaux.split()), population)
