"""The rows of a CSV in any of its dialects, a block at a time. Nothing is lost."""

import csv
import io
import re
from collections.abc import Callable, Generator, Iterator, Sequence
from itertools import islice

from forfait_cli.erreurs import Anomalie, Refus
from forfait_cli.francais import nombre
from forfait_cli.readers import limites
from forfait_cli.readers.rows.source import BLANCS, Bloc, Brut, Soupcon, ranger, sans_blancs_apres_guillemet
from forfait_cli.readers.rows.texte import Flux, Texte

NOMS_SEPARATEURS = {",": "virgule", ";": "point-virgule", "\t": "tabulation"}
_ESSAI = 20  # records that a separator is tried on
_TEXTES_MAX = 16  # that the rows of a block are taken from
_APRES, _SANS_FIN = "expected after", "unexpected end of data"  # what csv says of a quote that is misplaced
_EXCEL = re.compile(r'"?sep=(.)"?[\r\n]+')


class SourceCsv:
    """The rows of a CSV text."""

    def __init__(
        self,
        flux: Flux,
        origine: str,
        *,
        encodage: str | None,
        separateur: str | None,
        connu: Callable[[str], bool],
        taille: int | None = None,
    ) -> None:
        # csv refuses fields beyond 128 K by default; a quote left open must still stop somewhere.
        csv.field_size_limit(limites.LIGNE_MAX)
        self.origine = origine
        self.vides = 0
        self._taille = taille
        self._texte = Texte(flux, origine, encodage)
        self._suite = self._texte.blocs()
        self._debut = next(self._suite, "")  # text not yet turned into rows
        self._ligne = 1  # where it starts
        if not self._debut.strip():
            raise Refus(Anomalie(origine, "le fichier est vide", "la première ligne doit donner les titres"))
        if dit := _EXCEL.match(self._debut):  # « sep=; », Excel's own first line
            self._avancer(dit[0])
            separateur = separateur or dit[1]
        self.separateur = separateur or _deviner(self._debut, connu)
        self._soupcon = Soupcon(self.separateur)
        self.noms: list[str] = []
        self.noms = self._entete()

    @property
    def remarques(self) -> list[str]:
        """The dialect found."""
        signe = NOMS_SEPARATEURS.get(self.separateur, self.separateur)
        return [f"CSV, encodage {self._texte.encodage}, séparateur {signe}."]

    def avancement(self) -> int | None:
        """How much of the file has been read, in percent."""
        return 100 * self._texte.lus // self._taille if self._taille else None

    def blocs(self) -> Iterator[Bloc]:
        """The rows, in order.

        Raises:
            Refus: the text can't be decoded, or a field never ends.
        """
        while self._debut or self._charger():
            yield self._simple() or self._soigne()

    def _charger(self) -> bool:
        self._debut = next(self._suite, "")
        return bool(self._debut)

    def _avancer(self, texte: str) -> None:
        self._debut = self._debut[len(texte) :]
        self._ligne += len(_lignes(texte))

    def _entete(self) -> list[str]:
        bloc = Bloc([], [], {}, None)
        while not bloc.lignes and (self._debut or self._charger()):
            bloc = self._soigne(une=True)
        titres = [titre.strip() for ligne in bloc.lignes for titre in ligne]
        message = ""
        if not any(titres):
            message = "aucun titre de colonne"
        elif len(titres) > limites.COLONNES_MAX:
            message = f"plus de {nombre(limites.COLONNES_MAX)} colonnes"
        elif any("\0" in titre for titre in titres):
            message = "un titre de colonne contient un octet nul : est-ce bien un fichier CSV ?"
        elif bloc.defauts:
            message = next(iter(bloc.defauts.values())).message
        if message:
            ou = ", ".join((self.origine, *(f"ligne {numero}" for numero in bloc.numeros)))
            raise Refus(Anomalie(ou, message, "la première ligne doit donner les titres"))
        return titres

    def _simple(self) -> Bloc | None:
        """The rows of a text without quotes, by splitting it: five times as fast as csv, the same rows.

        None where it has a quote, an odd line end, a NUL, a blank row, a total or a row of another width.
        """
        texte = self._debut
        if "\r" in texte:
            texte = texte.replace("\r\n", "\n")
        if '"' in texte or "\r" in texte or "\0" in texte:
            return None
        if texte[-1] != "\n":
            texte += "\n"
        signe = self.separateur
        brutes = texte.split("\n")
        del brutes[-1]
        lignes = [ligne.split(signe) for ligne in brutes]
        if set(map(len, lignes)) != {len(self.noms)} or self._soupcon(texte, brutes):
            return None
        numero = self._ligne
        self._ligne += len(lignes)
        self._debut = ""
        return Bloc(lignes, range(numero, self._ligne), {}, Brut(texte, brutes, signe))

    def _soigne(self, *, une: bool = False, strict: bool = True) -> Bloc:
        """The rows of a text that needs csv; with `une`, the first only.

        The text may end inside quotes: as many lines of the next ones as the row needs are then taken. Quotes that
        are misplaced may make a row swallow those below: the text is then read again, not `strict`, to refuse it.
        """
        debut = self._ligne
        textes = [self._debut]  # those that the rows are taken from
        lignes = iter(_lignes(self._debut))
        prises: list[str] = []  # the lines of the row being read
        finie = 0  # lines taken by the rows that are whole
        attente = 0  # characters taken since, but for the first text

        def fournir() -> Generator[str]:
            nonlocal lignes, attente
            while True:
                for ligne in lignes:
                    prises.append(ligne)
                    yield ligne
                if finie == lecteur.line_num or not self._charger():
                    return
                attente += len(self._debut)
                if attente > limites.LIGNE_MAX:
                    raise csv.Error
                textes.append(self._debut)
                lignes = iter(_lignes(self._debut))

        suite = fournir()
        lecteur = csv.reader(suite, delimiter=self.separateur, strict=strict)
        rangees: list[tuple[int, list[str]]] = []
        defauts: dict[int, Anomalie] = {}
        try:
            for rangee in lecteur:
                if not strict and (defaut := _mal_cites(prises, self.separateur, debut + finie)):
                    defauts[debut + finie] = defaut
                rangees.append((debut + finie, rangee))
                finie = lecteur.line_num
                attente = 0
                prises.clear()
                if len(textes) > _TEXTES_MAX or (une and any(cellule.strip(BLANCS) for cellule in rangee)):
                    break
        except csv.Error as erreur:
            if strict and _est_mal_cite(erreur):
                self._debut = "".join(textes)
                return self._soigne(une=une, strict=False)
            # Lines are whole, and nothing else is wrong for csv.
            ou = f"{self.origine}, ligne {debut + finie}"
            message = f"ligne de plus de {nombre(limites.LIGNE_MAX)} caractères"
            raise Refus(Anomalie(ou, message, "un guillemet est sans doute ouvert et jamais refermé")) from erreur
        finally:
            suite.close()  # it and the reader hold each other, with all their texts
        # What is left of the text that a row ran into belongs to the next block.
        self._debut = "".join(lignes)
        self._ligne = debut + finie
        bloc, blanches = ranger(rangees, len(rangees[-1][1]) if une and rangees else len(self.noms), defauts)
        self.vides += blanches
        return bloc


def _est_mal_cite(erreur: csv.Error) -> bool:
    """Whether csv, when strict, stopped at a quote: its own words are all that tells."""
    return any(mots in str(erreur) for mots in (_APRES, _SANS_FIN))


def _mal_cites(lignes: Sequence[str], separateur: str, premiere: int) -> Anomalie | None:
    """What is wrong with the quotes of a row, of which these are the lines."""
    try:
        list(csv.reader(map(sans_blancs_apres_guillemet, lignes), delimiter=separateur, strict=True))
    except csv.Error as erreur:
        if _SANS_FIN in str(erreur):
            message = "un guillemet ouvert sur cette ligne n’est jamais refermé"
            return Anomalie("", message, "refermez-le, ou retirez-le")
        prises = f", et lui fait prendre les lignes {premiere} à {premiere + len(lignes) - 1}" if lignes[1:] else ""
        message = f"un guillemet de cette ligne est de trop, ou mal refermé{prises}"
        return Anomalie("", message, "dans une cellule entre guillemets, un guillemet s’écrit deux fois")
    return None


def _lignes(texte: str) -> list[str]:
    """The lines with their ends, LF, CR or CRLF, and no other sign taken for one."""
    return list(io.StringIO(texte, newline=""))


def _deviner(texte: str, connu: Callable[[str], bool]) -> str:
    """The separator that finds the most known columns, then rows of one width, then columns."""

    def valeur(signe: str) -> tuple[int, int, int]:
        rangees = list(islice(csv.reader(_lignes(texte[: limites.LIGNE_MAX]), delimiter=signe), _ESSAI))
        titres = next((rangee for rangee in rangees if rangee), [])
        connus = sum(map(connu, titres))
        egales = sum(len(rangee) == len(titres) for rangee in rangees) if len(titres) > 1 else 0
        return (connus, egales, len(titres))

    return max(NOMS_SEPARATEURS, key=valeur)
