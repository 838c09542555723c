"""The embedded file of the communes: opened read-only, read by key, never whole."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from forfait_cli.domaine.communes import Commune, CommuneRattachee, Rattachement, Source
from forfait_cli.domaine.demande import Population
from forfait_cli.erreurs import Anomalie, Refus, champ

if TYPE_CHECKING:
    import sqlite3

EMBARQUEE = Path(__file__).resolve().parents[2] / "donnees" / "communes.sqlite"
VERSION = 1  # of the tables, as the builder writes it
_COMMUNE = """
    SELECT c.code, c.nom, c.departement, d.nom, c.siren, c.codes_postaux,
           c.totale, c.municipale, c.brute, s.libelle, s.millesime
    FROM commune c JOIN departement d ON d.code = c.departement LEFT JOIN source s ON s.id = c.source
"""


class Base:
    """The file, opened at the first reading, and again at the first after it was closed."""

    def __init__(self, chemin: Path = EMBARQUEE) -> None:
        self._chemin = chemin
        self._connexion: sqlite3.Connection | None = None

    def lire(self, sql: str, *valeurs: str | int) -> list[tuple[Any, ...]]:
        """The rows of a query.

        Raises:
            Refus: the file is missing, damaged, or of another version.
        """
        import sqlite3

        try:
            return (self._connexion or self._ouvrir()).execute(sql, valeurs).fetchall()
        except (sqlite3.Error, OSError) as erreur:
            self.fermer()
            message = "le fichier des communes est absent ou illisible"
            aide = f"réinstallez forfait, ou donnez le nombre d’habitants : {champ('habitants')}"
            raise Refus(Anomalie(str(self._chemin), message, aide)) from erreur

    def _ouvrir(self) -> "sqlite3.Connection":
        import sqlite3

        # SQLite wants these three signs escaped, and no other. The authority stays empty: a Windows share
        # is « file:////serveur/partage/… ».
        chemin = self._chemin.as_posix().replace("%", "%25").replace("?", "%3f").replace("#", "%23")
        uri = f"file://{'' if chemin.startswith('/') else '/'}{chemin}?mode=ro&immutable=1"
        self._connexion = sqlite3.connect(uri, uri=True, check_same_thread=False)
        (version,) = self._connexion.execute("PRAGMA user_version").fetchone()
        if version != VERSION:
            raise sqlite3.DatabaseError(f"version {version}")
        return self._connexion

    def fermer(self) -> None:
        """Give the file back to the system."""
        if self._connexion is not None:
            self._connexion.close()
            self._connexion = None

    # An annuaire that is let go without being closed keeps no file open, nor says so on standard error.
    __del__ = fermer

    def communes(self, condition: str, *valeurs: str | int) -> list[Commune]:
        """The communes that meet a condition on `c`, by code INSEE."""
        return [_commune(*ligne) for ligne in self.lire(f"{_COMMUNE} WHERE {condition} ORDER BY c.code", *valeurs)]

    def par_insee(self, code: str) -> Commune | None:
        """The current commune of that code INSEE."""
        return next(iter(self.communes("c.code = ?", code)), None)

    def par_cles(self, condition: str, *valeurs: str | int) -> list[Commune]:
        """The communes one of whose keys meets a condition on `n`."""
        cles = f"SELECT n.code FROM nom n WHERE n.rattachee = 0 AND {condition}"
        return self.communes(f"c.code IN ({cles})", *valeurs)

    def par_code_postal(self, code: str) -> list[Commune]:
        """The communes that have that postcode."""
        return self.communes("c.code IN (SELECT commune FROM code_postal WHERE code = ?)", code)

    def du_departement(self, code: str) -> list[Commune]:
        """The communes of a département."""
        return self.communes("c.departement = ? AND c.code BETWEEN ? AND ?", code, code, f"{code}~")

    def rattachees(self, condition: str, *valeurs: str | int) -> list[CommuneRattachee]:
        """The parts of communes that meet a condition on `r`, by code INSEE."""
        sql = f"SELECT r.code, r.nom, r.type, r.departement, r.chef_lieu FROM rattachee r WHERE {condition}"
        return [
            CommuneRattachee(code, nom, Rattachement(genre), departement, chef_lieu)
            for code, nom, genre, departement, chef in self.lire(f"{sql} ORDER BY r.code", *valeurs)
            if (chef_lieu := self.par_insee(chef)) is not None
        ]

    def meta(self) -> dict[str, str]:
        """Licence, credits, year and date of the figures."""
        return dict(self.lire("SELECT cle, valeur FROM meta"))

    def sources(self) -> list[Source]:
        """Where the figures come from."""
        return [Source(*ligne) for ligne in self.lire("SELECT libelle, millesime, en_vigueur FROM source ORDER BY id")]


def _commune(
    code: str,
    nom: str,
    departement: str,
    departement_nom: str,
    siren: int | None,
    codes_postaux: str,
    totale: int | None,
    municipale: int | None,
    brute: int | None,
    source: str | None,
    millesime: str | None,
) -> Commune:
    population = None
    if source is not None:
        population = Population(totale, municipale, brute, None, millesime, source)
    numero = None if siren is None else f"{siren:09d}"
    return Commune(code, nom, departement, departement_nom, numero, tuple(codes_postaux.split()), population)
