"""A batch as one sheet, kept in temporary files until its last row; a total row for each forfait."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from decimal import Decimal
from itertools import chain
from tempfile import TemporaryDirectory, TemporaryFile
from typing import Any

from forfait_cli.erreurs import Anomalie, Refus, cause_d_ecriture, champ
from forfait_cli.francais import euros, guillemets, insecables, nombre, plier, propre
from forfait_cli.render.ecrivains.csv import neutraliser
from forfait_cli.render.ecrivains.xlsx import classeur as c
from forfait_cli.render.ecrivains.xlsx import place as m
from forfait_cli.render.ecrivains.xlsx.classeur import ENTIER, ENTIER_MAX, EUROS, RANGEES_MAX, Formats
from forfait_cli.render.lots.ecrivain import Brut, Reglages
from forfait_cli.render.releve import Valeur

_ESSAI = 2000  # rows kept in memory, by which the columns are made as wide as need be
_LARGE, _ETROITE = 200, 42  # pixels: the most of a column, beyond which its texts wrap, and the least
_MOTIF = 240  # pixels: the most of the last column, which says why a row is refused
_BORDS = 20  # pixels around what a cell holds: its own, its indent, and a little more
_BOUTON = 17  # pixels of a filter's button, beside a title
_LIGNES_DU_TITRE = 5
_LIGNES_MAX = 30  # Excel's rows are at most 409 points high
_FIXES = 2  # results after which figures begin: the strate is one, the forfait is a name


class EcrivainXlsx:
    """Rows of one sheet: titles for a person, that a batch reads back as the same fields."""

    def __init__(self, reglages: Reglages) -> None:
        self._reglages = reglages
        self._resultat = reglages.resultat
        # The folder goes with this object or with the process, whatever happens.
        with _sur_disque():
            self._dossier = TemporaryDirectory(prefix="forfait-", ignore_cleanup_errors=True)
            self._fichier = TemporaryFile(dir=self._dossier.name)  # noqa: SIM115 - closed by `finir`
            options = {"constant_memory": True, "tmpdir": self._dossier.name}
            self._classeur = c.ouvrir(self._fichier, options)
            self._feuille: Any = self._classeur.add_worksheet("Devis")
        self._formats = formats = Formats(self._classeur)
        chiffre, dit = {"align": "right", "indent": 1}, {"align": "left", "indent": 1, "text_wrap": True}
        self._entier = formats(num_format=ENTIER, **chiffre)
        self._euros = formats(num_format=EUROS, **chiffre)
        self._texte = formats(**dit)
        self._protege = formats(quote_prefix=True, **dit)
        self._rang = 0
        self._noms: tuple[str, ...] = ()
        self._titres: tuple[str, ...] = ()
        self._debut = 0  # rank of the first result
        self._larges: list[int] = []  # empty: not a row is written yet
        self._vides: set[int] = set()  # ranks of the columns that hold nothing
        self._repliees: set[int] = set()
        self._attente: list[list[Valeur]] = []
        self._sommes: dict[str, list[Any]] = {}  # by name of forfait
        self._comptes: dict[str, int] = {}
        self._incomplets: set[str] = set()

    def entete(self, noms: Sequence[str]) -> None:
        """The titles, first.

        Raises:
            Refus: one is longer than a cell can be.
        """
        self._noms = tuple(noms)
        self._debut = len(noms) - len(self._resultat.noms)
        self._titres = tuple(self._lisibles())
        for rang, titre in enumerate(self._titres):
            c.verifier(titre, f"titre de la colonne {rang + 1}")

    def _lisibles(self) -> Iterator[str]:
        """The titles for a person; what an input's column would share with a result is told apart."""
        lisibles = self._reglages.lisibles()
        pris = {plier(lisibles.get(nom, nom)) for nom in self._resultat.noms}
        for rang, nom in enumerate(self._noms):
            sien = nom.removesuffix("_entree") if nom.removesuffix("_entree") in self._resultat.noms else nom
            titre = insecables(propre(lisibles.get(sien, sien)))
            yield f"{titre} (entrée)" if rang < self._debut and plier(titre) in pris else titre

    def _chiffree(self, rang: int) -> bool:
        resultat = rang - self._debut
        if resultat < 0:
            return rang in self._reglages.numeriques
        return resultat != 1 and resultat < len(self._resultat.noms) - _FIXES

    def prefixes(self, lignes: Sequence[list[str]], brut: Brut | None) -> Sequence[list[Valeur]]:  # noqa: ARG002
        """The input's cells; whole numbers where the column holds numbers."""
        numeriques = self._reglages.numeriques
        return [
            [_nombre(cellule) if rang in numeriques else cellule for rang, cellule in enumerate(ligne)]
            for ligne in lignes
        ]

    def suffixe(self, valeurs: Sequence[Valeur]) -> list[Valeur]:
        """The result's cells, the forfait by its name."""
        siens = list(valeurs)
        place = len(siens) - len(self._resultat.noms) + 1
        siens[place] = self._resultat.forfaits.get(str(siens[place]), siens[place])
        return siens

    def ecrire(self, rangees: list[list[Valeur]]) -> None:
        """Some rows.

        Raises:
            Refus: what no Excel file can hold, or no room for the temporary files.
        """
        if self._larges:
            self._ecrire(rangees)
            return
        self._attente += rangees
        if len(self._attente) >= _ESSAI:
            self._commencer()

    def finir(self) -> None:
        """A row of totals for each forfait, then the end of the file."""
        if not self._larges:
            self._commencer()
        derniere, colonnes = self._rang - 1, len(self._noms)
        if derniere:
            self._feuille.autofilter(0, 0, derniere, colonnes - 1)
            bande = self._classeur.add_format({"bg_color": "#F5F7FA"})
            regle = {"type": "formula", "criteria": "=MOD(ROW(),2)=1", "format": bande}
            self._feuille.conditional_format(1, 0, derniere, colonnes - 1, regle)
        with _sur_disque():
            for forfait, sommes in self._sommes.items():
                self._rang += 1
                trait = int(self._rang == derniere + 2)
                self._totaliser(forfait, sommes, derniere, {"bold": True, "top": trait, "indent": 1})
            self._classeur.close()
            self._fichier.seek(0)
        while morceau := self._fichier.read(1 << 20):
            self._reglages.puits(morceau)
        self._fichier.close()
        self._dossier.cleanup()

    def _commencer(self) -> None:
        """The columns as wide as the first rows ask for, the titles, then these rows."""
        longs = [""] * len(self._noms)
        for rangee in self._attente:
            for rang, valeur in enumerate(rangee):
                if len(dit := _dit(valeur)) > len(longs[rang]):
                    longs[rang] = dit
        self._larges = [self._large(rang, long) for rang, long in enumerate(longs)]
        self._vides = {rang for rang, long in enumerate(longs) if not long}
        self._mettre_en_page()
        lignes = (m.lignes(titre, self._larges[rang] - m.RETRAIT, gras=True) for rang, titre in enumerate(self._titres))
        self._feuille.set_row_pixels(0, m.LIGNE * max(lignes, default=1) + 2)
        for rang, titre in enumerate(self._titres):
            cote = {"align": "right" if self._chiffree(rang) else "left", "indent": 1}
            format_ = self._formats(bold=True, bottom=1, text_wrap=True, bg_color="#E9EEF5", **cote)
            self._feuille.write_string(0, rang, titre, format_)
        self._rang = 1
        attente, self._attente = self._attente, []
        self._ecrire(attente)

    def _ecrire(self, rangees: Sequence[Sequence[Valeur]]) -> None:
        with _sur_disque():
            for rangee in rangees:
                if self._rang >= RANGEES_MAX - len(self._comptes) - 2:
                    message = f"plus de {nombre(RANGEES_MAX)} lignes, la limite d’un classeur"
                    raise Refus(Anomalie(champ("format"), message, "prenez le format csv"))
                lignes = 1
                for rang, valeur in enumerate(rangee):
                    if valeur is not None and valeur != "":
                        lignes = max(lignes, self._cellule(rang, valeur))
                if lignes > 1:
                    self._feuille.set_row_pixels(self._rang, m.LIGNE * min(lignes, _LIGNES_MAX))
                self._compter(rangee[self._debut :])
                self._rang += 1

    def _cellule(self, rang: int, valeur: Valeur) -> int:
        """Write it; how many lines it takes."""
        match valeur:
            case int() if not isinstance(valeur, bool) and abs(valeur) < ENTIER_MAX:
                self._feuille.write_number(self._rang, rang, valeur, self._entier)
            case Decimal() if abs(valeur) < ENTIER_MAX:
                self._feuille.write_number(self._rang, rang, valeur, self._euros)
            case _:
                dit = propre(_dit(valeur), lignes=True)
                ou = f"colonne {guillemets(self._titres[rang])}, ligne {self._rang + 1} du classeur"
                format_ = self._texte if neutraliser(dit) == dit else self._protege
                self._feuille.write_string(self._rang, rang, c.verifier(dit, ou), format_)
                large = self._larges[rang]
                # No letter is wider than its font is high: what is so short needs no measure.
                if rang not in self._repliees and len(dit) * m.CORPS * 4 // 3 > large - _BORDS:
                    return m.lignes(dit, large - m.RETRAIT)
        return 1

    # --- Totals

    def _compter(self, resultat: Sequence[Valeur]) -> None:
        """Add a row to the totals of its forfait: volumes and amounts, never two periodicities together."""
        forfait, complet = resultat[1], resultat[-2]
        if not isinstance(forfait, str):
            return
        self._comptes[forfait] = self._comptes.get(forfait, 0) + 1
        if not complet:
            self._incomplets.add(forfait)
        sommes = self._sommes.setdefault(forfait, [None] * (len(resultat) - 2))
        melange = (
            len(self._resultat.noms) - 3 - len(self._resultat.periodicites) if self._resultat.periodicites else None
        )
        for rang, valeur in enumerate(resultat[2:-2], 2):
            if isinstance(valeur, int | Decimal) and rang != melange:
                sommes[rang] = valeur if sommes[rang] is None else sommes[rang] + valeur

    def _totaliser(self, forfait: str, sommes: Sequence[Any], derniere: int, aspect: dict[str, Any]) -> None:
        """A live sum of each column that has one, its value stored."""
        mot = "Sous-total chiffré" if forfait in self._incomplets else "Total"
        place = self._debut + 1  # of the forfait
        for rang in range(len(self._noms)):
            somme = sommes[rang - self._debut] if 0 <= rang - self._debut < len(sommes) else None
            if rang == 0:
                titre = f"{mot}, {forfait} : {nombre(self._comptes[forfait])} devis"
                self._feuille.write_string(self._rang, 0, insecables(titre), self._formats(**aspect))
            elif somme is None:
                self._feuille.write_blank(self._rang, rang, None, self._formats(**aspect))
            else:
                qui, combien = (f"${c.lettres(un)}$2:${c.lettres(un)}${derniere + 1}" for un in (place, rang))
                formule = f'=SUMPRODUCT(--({qui}="{forfait.replace(chr(34), chr(34) * 2)}"),{combien})'
                forme = EUROS if isinstance(somme, Decimal) else ENTIER
                format_ = self._formats(num_format=forme, align="right", **aspect)
                if somme:
                    self._feuille.write_formula(self._rang, rang, formule, format_, somme)
                else:  # a formula that stores 0 is taken for one that was never calculated
                    self._feuille.write_number(self._rang, rang, somme, format_)

    # --- How it is shown and printed

    def _mettre_en_page(self) -> None:
        self._repliees = repliees = self._a_replier()
        for rang, large in enumerate(self._larges):
            options: dict[str, Any] = {"level": 1, "hidden": True} if rang in repliees else {}
            if rang - 1 in repliees and rang not in repliees:
                options["collapsed"] = True
            self._feuille.set_column_pixels(rang, rang, large, None, options)
        self._feuille.freeze_panes(1, 1)
        titre = self._reglages.titre
        dites = [self._titres[rang] for rang in sorted(repliees)]
        pied = f"Colonnes repliées, non imprimées : {c.citees(dites)}" if dites else ""
        c.mettre_en_page(self._feuille, [un for rang, un in enumerate(self._larges) if rang not in repliees], pied)
        self._feuille.set_header(f"&L{c.de_bord(titre)}", {"scale_with_doc": False})

    def _large(self, rang: int, long: str) -> int:
        titre = self._titres[rang]
        mots = m.plus_long_mot(titre, gras=True), m.pixels(titre, gras=True) * 6 // (5 * _LIGNES_DU_TITRE)
        borne = _LARGE if rang < len(self._noms) - 1 else _MOTIF
        contenu = max(min(2 * borne, m.plus_long_mot(long)), min(borne, m.pixels(long)))
        return max(_ETROITE, max(mots) + _BOUTON, contenu) + _BORDS

    def _a_replier(self) -> set[int]:
        """The columns that are folded for the others to be read on paper: what says least of the devis first.

        What names the row, how large it is, and what the devis comes to always stay.
        """
        combien = len(self._resultat.volumes)
        volumes = range(self._debut + _FIXES, self._debut + _FIXES + combien)
        options = range(volumes.stop, volumes.stop + len(self._resultat.options))
        details = [self._noms.index(nom) for nom in self._reglages.details if nom in self._noms]
        restent = {0, *self._reglages.essentielles}
        entree = [rang for rang in range(self._debut) if rang not in restent and rang not in details]
        textes = [rang for rang in entree if rang not in self._reglages.numeriques]
        chiffres = [rang for rang in entree if rang in self._reglages.numeriques]
        repliees: set[int] = set()
        groupes = (sorted(rangs, key=self._dernieres) for rangs in (textes, volumes, chiffres, options))
        for rang in chain(details, *groupes):
            if sum(self._larges) - sum(self._larges[repliee] for repliee in repliees) <= m.LARGE_MAX:
                break
            repliees.add(rang)
        return repliees

    def _dernieres(self, rang: int) -> tuple[bool, int]:
        """By which columns that say as much are folded: the empty ones, then the last ones."""
        return rang not in self._vides, -rang


@contextmanager
def _sur_disque() -> Iterator[None]:
    """Around what writes temporary files: why they can't be written is said."""
    from zipfile import LargeZipFile

    try:
        yield
    except (OSError, LargeZipFile) as erreur:
        cause: BaseException = erreur
    except Exception as erreur:  # xlsxwriter's own, which carries the system's
        if not type(erreur).__module__.startswith("xlsxwriter"):
            raise
        cause = erreur.args[0] if erreur.args and isinstance(erreur.args[0], OSError) else erreur
    else:
        return
    raison = cause_d_ecriture(cause) if isinstance(cause, OSError) else "il serait trop grand"
    aide = "libérez de la place dans le dossier temporaire, donnez-en un autre par TMPDIR, ou prenez le format csv"
    raise Refus(Anomalie("classeur en préparation", f"écriture impossible : {raison}", aide)) from cause


def _dit(valeur: Valeur) -> str:
    """What a cell shows, or as wide."""
    match valeur:
        case None:
            return ""
        case bool():
            return "oui" if valeur else "non"
        case int():
            return nombre(valeur) if abs(valeur) < ENTIER_MAX else str(valeur)
        case Decimal():
            return euros(valeur) if abs(valeur) < ENTIER_MAX else str(valeur)
        case str():
            return valeur


def _nombre(texte: str) -> Valeur:
    chiffres = texte.strip().replace(" ", "").replace("\u00a0", "").replace("\u202f", "")
    if chiffres.isascii() and chiffres.isdecimal() and len(chiffres) < len(str(ENTIER_MAX)):
        return int(chiffres)
    return texte
