"""A document as a workbook that recalculates, and a batch as one sheet with totals. Needs xlsxwriter."""

import datetime
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from decimal import Decimal
from io import BytesIO
from tempfile import TemporaryDirectory, TemporaryFile
from typing import Any, NamedTuple, assert_never

from forfait_cli.erreurs import Anomalie, Refus, cause_d_ecriture, champ
from forfait_cli.francais import INSECABLE, guillemets, nombre, propre
from forfait_cli.render import mots
from forfait_cli.render.complements import complement
from forfait_cli.render.document import (
    Addition,
    Barres,
    Bloc,
    Calcul,
    Cellule,
    Compte,
    Contenu,
    Document,
    Echelle,
    Euros,
    Facteurs,
    Fiche,
    Jour,
    Lien,
    Liste,
    Manque,
    Marque,
    Paragraphe,
    Parties,
    Pourcentage,
    Produit,
    Rangee,
    SautDePage,
    Signature,
    Somme,
    Style,
    Tableau,
    Taux,
    Texte,
    Titre,
)
from forfait_cli.render.ecrivains.csv import neutraliser
from forfait_cli.render.lots.ecrivain import Brut, Reglages
from forfait_cli.render.releve import Valeur

RANGEES_MAX = 1_048_576
CELLULE_MAX = 32_767  # characters, as UTF-16 counts them: Excel's limits
ENTIER_MAX = 10**15  # beyond, a spreadsheet rounds
NOM_MAX = 31  # characters of a sheet's name
JOUR_FIXE = datetime.datetime(2000, 1, 1)  # noqa: DTZ001 - the file must not depend on the day
# The tag of the language keeps the decimal comma where a reader lets the format say it.
_FRANC = "[$-40C]"
_SYMBOLE = f'{INSECABLE}"€"'
_EUROS = f"{_FRANC}#,##0.00{_SYMBOLE}"
_PREMIERE, _ETROITE, _LARGE = 44, 12, 30  # widths of columns, in characters
_LIGNE = 15.5  # height of a line, in points
_LETTRE = 93  # width of a letter, in hundredths of the digit by which columns are measured
_COLONNES_EN_HAUTEUR = 5  # more of them are printed in landscape
_COULEURS = {Style.POSITIF: "#176634", Style.ATTENTION: "#8F3D00", Style.DISCRET: "#565C66"}
_A_REMPLIR = "#FFF2CC"


def _classeur(cible: Any, options: dict[str, Any]) -> Any:
    """A new workbook, its date fixed."""
    xlsxwriter = complement("xlsxwriter", "tableur", "écrire un classeur", "csv")
    classeur = xlsxwriter.Workbook(cible, options)
    classeur.set_properties({"created": JOUR_FIXE})
    return classeur


def _verifier(texte: str, ou: str) -> str:
    """A text that a cell can hold.

    Raises:
        Refus: it is too long; a spreadsheet would cut it without a word.
    """
    if len(texte) * 2 > CELLULE_MAX and len(texte.encode("utf-16-le")) // 2 > CELLULE_MAX:
        message = f"texte de plus de {nombre(CELLULE_MAX)} caractères, la limite d’une cellule de classeur"
        raise Refus(Anomalie(ou, message, "prenez le format csv"))
    return texte


# --- A document -----------------------------------------------------------------------------------


def rendre(document: Document) -> bytes:
    """The whole workbook: a sheet for each page.

    Raises:
        Refus: xlsxwriter is not installed; a text is too long for a cell.
    """
    tampon = BytesIO()
    classeur = _classeur(tampon, {"in_memory": True})
    classeur.set_properties({"created": JOUR_FIXE, "title": propre(document.titre), "author": propre(document.auteur)})
    formats = _Formats(classeur)
    noms: set[str] = set()
    for titre, blocs in _pages(document):
        feuille = classeur.add_worksheet(_nom_de_feuille(titre, noms))
        _Feuille(feuille, formats, document, titre).ecrire(blocs)
    classeur.close()
    return tampon.getvalue()


def _pages(document: Document) -> list[tuple[str, list[Bloc]]]:
    """The blocks of each page, with its title: the first heading of level 1 or 2 after the first page."""
    pages: list[list[Bloc]] = [[]]
    for bloc in document.blocs:
        if isinstance(bloc, SautDePage):
            pages.append([])
        else:
            pages[-1].append(bloc)
    titrees = []
    for rang, blocs in enumerate(page for page in pages if page):
        titre = document.titre
        if rang and isinstance(blocs[0], Titre):
            titre, blocs = blocs[0].texte, blocs[1:]  # noqa: PLW2901
        titrees.append((titre, blocs))
    return titrees or [(document.titre, [])]


def _nom_de_feuille(titre: str, pris: set[str]) -> str:
    """A name that Excel takes: short, without its own signs, not there yet."""
    base = " ".join(re.sub(r"[\[\]:*?/\\]", " ", propre(titre)).split()).strip("'") or "Feuille"
    nom, rang = base[:NOM_MAX].strip(" '"), 2
    while nom.lower() in pris:
        nom, rang = f"{base[: NOM_MAX - len(str(rang)) - 1]} {rang}", rang + 1
    pris.add(nom.lower())
    return nom


class _Formats:
    """The formats of a workbook, each made once."""

    def __init__(self, classeur: Any) -> None:
        self._classeur = classeur
        self._faits: dict[tuple[tuple[str, Any], ...], Any] = {}

    def __call__(self, **reglages: Any) -> Any:
        """The format of these settings."""
        cle = tuple(sorted(reglages.items()))
        if cle not in self._faits:
            self._faits[cle] = self._classeur.add_format({"valign": "top", **reglages})
        return self._faits[cle]


class _Feuille:
    """One sheet: the blocks one below the other."""

    def __init__(self, feuille: Any, formats: _Formats, document: Document, titre: str) -> None:
        self._feuille = feuille
        self._formats = formats
        self._document = document
        self._titre = titre
        self._rang = 0
        self._colonnes = 2
        self._larges: list[int] = []

    def ecrire(self, blocs: Sequence[Bloc]) -> None:
        """All of it, then how it is shown and printed."""
        self._colonnes = max((_largeur(bloc) for bloc in blocs), default=2)
        self._larges = [self._large(rang, blocs) for rang in range(self._colonnes)]
        for rang, large in enumerate(self._larges):
            self._feuille.set_column(rang, rang, large)
        self._paragraphe(self._titre, bold=True, font_size=14)
        if self._document.mention:
            self._paragraphe(self._document.mention, bold=True, font_color=_COULEURS[Style.ATTENTION])
        figee = 1
        for bloc in blocs:
            self._rang += 1
            debut = self._rang
            self._bloc(bloc)
            if figee == 1 and isinstance(bloc, Tableau) and debut <= _GEL_MAX:
                figee = debut + 1 + bool(bloc.legende)
        if self._document.pied:
            self._rang += 1
            self._paragraphe(self._document.pied, font_color=_COULEURS[Style.DISCRET])
        self._feuille.freeze_panes(figee, 1)
        if self._document.paysage or self._colonnes > _COLONNES_EN_HAUTEUR:
            self._feuille.set_landscape()
        self._feuille.set_paper(9)  # A4
        # What one signs holds on one page.
        self._feuille.fit_to_pages(1, int(any(isinstance(bloc, Signature) for bloc in blocs)))
        self._feuille.set_margins(0.5, 0.5, 0.6, 0.6)
        self._feuille.set_footer(f"&L{_entete(self._document.titre)}&Rpage &P / &N")
        self._feuille.hide_gridlines(2)

    def _bloc(self, bloc: Bloc) -> None:  # noqa: PLR0912 - a case for each block
        match bloc:
            case Titre(texte, niveau):
                self._paragraphe(texte, bold=True, font_size=12 if niveau <= 2 else 11)  # noqa: PLR2004
            case Paragraphe(texte, style):
                self._paragraphe(texte, **_aspect(style))
            case Fiche(faits):
                for nom, contenus in faits:
                    self._paire(nom, contenus)
            case Liste(elements):
                for texte, marque in elements:
                    self._paragraphe(f"{'•' if marque is None else mots.SIGNES[marque]}{INSECABLE}{texte}")
            case Tableau():
                self._tableau(bloc)
            case Barres():
                self._barres(bloc)
            case Echelle():
                self._echelle(bloc)
            case Parties(emetteur, destinataire, faits):
                for nom, lignes in (("De", emetteur), ("À", destinataire)):
                    if lignes:
                        self._paire(nom, tuple(map(Texte, lignes)))
                for nom, contenus in faits:
                    self._paire(nom, contenus)
            case Signature(mention, lignes):
                self._paragraphe(mention, bold=True)
                for ligne in lignes:
                    self._paire(f"{ligne} :", (Texte(""),))
            case SautDePage():
                raise AssertionError(bloc)  # it parts the sheets, and is in none
            case _:
                assert_never(bloc)

    # --- Texts across the sheet

    def _paragraphe(self, texte: str, **reglages: Any) -> None:
        format_ = self._formats(text_wrap=True, **reglages)
        dit = self._chaine(mots.texte(texte))
        self._feuille.merge_range(self._rang, 0, self._rang, self._colonnes - 1, "", format_)
        self._feuille.write_string(self._rang, 0, dit, format_)
        self._hauteur([(dit, sum(self._larges))], reglages.get("font_size", 11))
        self._rang += 1

    def _paire(self, nom: str, contenus: Sequence[Contenu]) -> None:
        """A name, then what it is: its lines in one cell across the rest."""
        format_ = self._formats(text_wrap=True)
        self._feuille.write_string(
            self._rang, 0, self._chaine(mots.texte(nom)), self._formats(bold=True, text_wrap=True)
        )
        dit = self._chaine("\n".join(mots.contenu(contenu) for contenu in contenus))
        if self._colonnes > 2:  # noqa: PLR2004
            self._feuille.merge_range(self._rang, 1, self._rang, self._colonnes - 1, "", format_)
        self._feuille.write_string(self._rang, 1, dit, format_)
        self._hauteur([(mots.texte(nom), self._larges[0]), (dit, sum(self._larges[1:]))])
        self._rang += 1

    def _hauteur(self, textes: Sequence[tuple[str, int]], taille: int = 11) -> None:
        """Room for texts in cells of these widths: merged ones are measured by no spreadsheet, others not by all."""
        lignes = max(
            sum(1 + len(ligne) * taille * _LETTRE // (1100 * large) for ligne in texte.split("\n"))
            for texte, large in textes
        )
        if lignes > 1 or taille > 11:  # noqa: PLR2004
            self._feuille.set_row(self._rang, lignes * _LIGNE * max(1, taille / 12))

    def _chaine(self, texte: str) -> str:
        return _verifier(texte, f"ligne {self._rang + 1} du classeur")

    # --- Tables

    def _tableau(self, tableau: Tableau) -> None:
        if tableau.legende:
            self._paragraphe(tableau.legende, italic=True)
        droites = [
            colonne.droite or any(_chiffree(rangee, rang) for rangee in tableau.rangees if rang)
            for rang, colonne in enumerate(tableau.colonnes)
        ]
        titres = [self._chaine(mots.texte(colonne.titre)) for colonne in tableau.colonnes]
        for rang, (titre, droite) in enumerate(zip(titres, droites, strict=True)):
            cote = {"align": "right"} if droite else {"align": "left", "indent": 1 if rang else 0}
            format_ = self._formats(bold=True, bottom=1, text_wrap=True, bg_color="#F2F4F7", **cote)
            self._feuille.write_string(self._rang, rang, titre, format_)
        self._hauteur(list(zip(titres, self._larges, strict=False)))
        self._rang += 1
        # A row of the table takes as many of the sheet as its fullest cell has contents.
        rangs, suivant = [], self._rang
        for rangee in tableau.rangees:
            rangs.append(suivant)
            suivant += max((len(cellule.contenus) for cellule in rangee.cellules), default=1) or 1
        for debut, fin, rangee in zip(rangs, (*rangs[1:], suivant), tableau.rangees, strict=True):
            for numero, cellule in enumerate(rangee.cellules):
                self._cellule(_Place(debut, numero, rangs), rangee, cellule, droite=droites[numero])
            for self._rang in range(debut, fin):
                dits = [
                    mots.contenu(un)
                    for c in rangee.cellules
                    for un in c.contenus[self._rang - debut :][:1] or (Texte(""),)
                ]
                self._hauteur(list(zip(dits, self._larges, strict=False)))
        self._rang = suivant

    def _cellule(self, place: "_Place", rangee: Rangee, cellule: Cellule, *, droite: bool) -> None:
        aspect = _aspect(cellule.style)
        if rangee.section or rangee.total:
            aspect["bold"] = True
        for suite, contenu in enumerate(cellule.contenus or (Texte(""),)):
            if rangee.total:
                aspect["top"] = 0 if suite else 1
            marque = "" if suite or cellule.marque is None else f"{mots.SIGNES[cellule.marque]}{INSECABLE}"
            calcul = None if suite else cellule.calcul
            self._contenu(place._replace(rang=place.rang + suite), contenu, marque, calcul, aspect, droite=droite)

    def _contenu(
        self,
        place: "_Place",
        contenu: Contenu,
        marque: str,
        calcul: Calcul | None,
        aspect: dict[str, Any],
        *,
        droite: bool,
    ) -> None:
        match contenu:
            case Euros(montant, suite, signe):
                format_ = _format_euros(montant, suite, signe=signe)
                self._nombre(place, montant, marque, format_, calcul, aspect)
            case Compte(valeur, unite, pluriel):
                # The words that this number wants: another one typed in keeps them.
                unite_dite = mots.compte(Compte(valeur, unite, pluriel)).partition(INSECABLE)[2] if unite else ""
                self._nombre(place, valeur, marque, _format_compte(valeur, unite_dite), calcul, aspect)
            case Taux(valeur, signe):
                decimales = "0" * max(0, -_exposant(valeur))
                forme = f"0{'.' + decimales if decimales else ''}{INSECABLE}%"
                forme = f"{_FRANC}+{forme};−{forme};{forme}" if signe else _FRANC + forme
                self._nombre(place, valeur.scaleb(-2), marque, forme, calcul, aspect)
            case Jour(jour):
                format_ = self._formats(num_format="dd/mm/yyyy", align="left", indent=1, **aspect)
                self._feuille.write_datetime(place.rang, place.colonne, jour, format_)
            case Manque(texte) if calcul is None:
                self._a_remplir(place, texte, aspect)
            case Manque():
                # It is worked out as soon as what it rests on is there.
                self._nombre(place, None, marque, _EUROS, calcul, aspect)
            case Texte() | Lien() | Produit():
                dit = marque + mots.contenu(contenu)
                if not dit and not aspect:
                    return
                reglages: dict[str, Any] = (
                    {"align": "right"} if droite else {"align": "left", "indent": 1 if place.colonne else 0}
                )
                if neutraliser(dit) != dit:  # typed over, it would still be a text
                    reglages["quote_prefix"] = True
                format_ = self._formats(text_wrap=True, **reglages, **aspect)
                self._feuille.write_string(place.rang, place.colonne, self._chaine(dit), format_)
            case _:
                assert_never(contenu)

    def _nombre(
        self,
        place: "_Place",
        valeur: Decimal | int | None,
        marque: str,
        forme: str,
        calcul: Calcul | None,
        aspect: dict[str, Any],
    ) -> None:
        """A number, or the formula that makes it with the number stored."""
        if marque:
            parties = forme.removeprefix(_FRANC).split(";")
            forme = _FRANC + ";".join(f'"{marque}"{partie}' for partie in parties)
        format_ = self._formats(num_format=forme, align="right", **aspect)
        if calcul is not None:
            formule = place.formule(calcul)
            self._feuille.write_formula(place.rang, place.colonne, formule, format_, "" if valeur is None else valeur)
        elif valeur is not None and -ENTIER_MAX < valeur < ENTIER_MAX:
            self._feuille.write_number(place.rang, place.colonne, valeur, format_)
        else:
            self._feuille.write_string(place.rang, place.colonne, str(valeur), format_)

    def _a_remplir(self, place: "_Place", texte: str, aspect: dict[str, Any]) -> None:
        """An empty cell to be filled in: coloured, told by a comment, taking an amount alone."""
        format_ = self._formats(num_format=_EUROS, bg_color=_A_REMPLIR, border=1, border_color="#8F3D00", **aspect)
        self._feuille.write_blank(place.rang, place.colonne, None, format_)
        self._feuille.write_comment(place.rang, place.colonne, mots.texte(texte), {"author": "forfait"})
        regle = {"validate": "decimal", "criteria": ">=", "value": 0, "ignore_blank": True}
        erreur = {"error_title": "Montant", "error_message": "Un montant en euros, sans texte."}
        self._feuille.data_validation(place.rang, place.colonne, place.rang, place.colonne, {**regle, **erreur})

    # --- Charts, as their figures

    def _barres(self, barres: Barres) -> None:
        self._paragraphe(barres.titre, bold=True)
        parts = list(dict.fromkeys(nom for barre in barres.barres for nom, _ in barre.parts))
        if any(parts):
            for rang, nom in enumerate(parts, 1):
                format_ = self._formats(bold=True, align="right", bottom=1)
                self._feuille.write_string(self._rang, rang, self._chaine(mots.texte(nom)), format_)
            self._rang += 1
        for barre in barres.barres:
            marque = "" if barre.marque is None else f"{mots.SIGNES[barre.marque]}{INSECABLE}"
            self._feuille.write_string(self._rang, 0, self._chaine(marque + mots.texte(barre.nom)), self._formats())
            for nom, montant in barre.parts:
                place = _Place(self._rang, 1 + parts.index(nom), [])
                self._nombre(place, montant, "", _format_euros(montant, barres.suite), None, {})
            self._rang += 1

    def _echelle(self, echelle: Echelle) -> None:
        self._paragraphe(echelle.titre, bold=True)
        place = mots.compte(Compte(echelle.place, echelle.unite, echelle.pluriel))
        for depuis, nom, retenue in echelle.marches:
            signe = f"{mots.SIGNES[Marque.RETENU]}{INSECABLE}" if retenue else ""
            dit = f"{nom} ({place})" if retenue else nom
            self._paire(f"{signe}dès {nombre(depuis)}", (Texte(dit),))

    def _large(self, colonne: int, blocs: Sequence[Bloc]) -> int:
        """The width of a column, by its longest content up to a bound: longer ones wrap."""
        if colonne == 0:
            return _PREMIERE
        longueurs = [_ETROITE - 3]
        for bloc in blocs:
            match bloc:
                case Tableau(colonnes, rangees):
                    cellules = [cellule for rangee in rangees for cellule in rangee.cellules[colonne : colonne + 1]]
                    longueurs += [len(mots.contenu(contenu)) for cellule in cellules for contenu in cellule.contenus]
                    titres = [mot for un in colonnes[colonne : colonne + 1] for mot in mots.texte(un.titre).split()]
                    longueurs += map(len, titres)
                case Barres(_, barres, suite):
                    montants = [montant for barre in barres for _, montant in barre.parts]
                    longueurs += [len(mots.somme(montant, suite)) for montant in montants]
                case _:  # its texts go across the columns
                    pass
        return min(_LARGE, max(longueurs) + 3)


_GEL_MAX = 8  # rows above a table that may stay on the screen with its titles


class _Place(NamedTuple):
    """Where a cell stands, and the rows of the sheet where those of its table begin."""

    rang: int
    colonne: int
    rangs: list[int]

    def formule(self, calcul: Calcul) -> str:
        """What works the amount out again."""
        match calcul:
            case Facteurs(colonnes):
                lus = [_adresse(self.rang, colonne) for colonne in colonnes]
                connus = f"COUNT({','.join(lus)})={len(lus)}"
                return f'=IF({connus},ROUND({"*".join(lus)},2),"")'
            case Addition(colonnes):
                return f"=SUM({','.join(_adresse(self.rang, colonne) for colonne in colonnes)})"
            case Somme(rangees):
                return f"=SUM({self._adresses(rangees)})"
            case Pourcentage(rangees, taux):
                return f"=ROUND(SUM({self._adresses(rangees)})*{taux:f}/100,2)"
            case _:
                assert_never(calcul)

    def _adresses(self, rangees: Sequence[int]) -> str:
        return ",".join(_adresse(self.rangs[rangee], self.colonne) for rangee in rangees) or "0"


def _adresse(rang: int, colonne: int) -> str:
    lettres = ""
    reste = colonne + 1
    while reste:
        reste, lettre = divmod(reste - 1, 26)
        lettres = chr(ord("A") + lettre) + lettres
    return f"{lettres}{rang + 1}"


def _chiffree(rangee: Rangee, colonne: int) -> bool:
    """Whether a cell holds a figure."""
    contenus = [un for cellule in rangee.cellules[colonne : colonne + 1] for un in cellule.contenus]
    return any(isinstance(un, Euros | Compte | Taux | Manque) for un in contenus)


def _largeur(bloc: Bloc) -> int:
    """The columns that a block takes; a text goes across them all."""
    if isinstance(bloc, Tableau):
        return max(2, len(bloc.colonnes))
    if isinstance(bloc, Barres):
        return 1 + max(1, len({nom for barre in bloc.barres for nom, _ in barre.parts}))
    return 2


def _aspect(style: Style) -> dict[str, Any]:
    if style is Style.FORT:
        return {"bold": True}
    return {"font_color": _COULEURS[style]} if style in _COULEURS else {}


def _exposant(valeur: Decimal | int) -> int:
    exposant = valeur.as_tuple().exponent if isinstance(valeur, Decimal) else 0
    return exposant if isinstance(exposant, int) else 0


def _entre_guillemets(texte: str) -> str:
    """Words in a number format: it has no way to write a quote inside quotes."""
    return f'"{INSECABLE}{texte.replace(chr(34), "”").replace(";", ",")}"' if texte else ""


def _format_euros(montant: Decimal, suite: str = "", *, signe: bool = False) -> str:
    decimales = "0" * max(2, -_exposant(montant))
    forme = f"#,##0.{decimales}{_SYMBOLE}{_entre_guillemets(mots.texte(suite))}"
    return f"{_FRANC}{'+' if signe else ''}{forme};−{forme};{forme}"


def _format_compte(valeur: Decimal | int, unite: str) -> str:
    entier = valeur == int(valeur)
    decimales = "" if entier else f".{'0' * -_exposant(Decimal(valeur).normalize())}"
    return f"{_FRANC}#,##0{decimales}{_entre_guillemets(unite)}"


def _entete(texte: str) -> str:
    """A text for the foot of a page, which has codes of its own after an ampersand and 255 characters."""
    return mots.texte(texte)[:120].replace("&", "&&")


# --- A batch --------------------------------------------------------------------------------------


class EcrivainXlsx:
    """Rows of one sheet, kept in temporary files until the last; a total row for each forfait."""

    def __init__(self, reglages: Reglages) -> None:
        self._puits = reglages.puits
        self._resultat = reglages.resultat
        self._numeriques = reglages.numeriques
        # The folder goes with this object or with the process, whatever happens.
        with _sur_disque():
            self._dossier = TemporaryDirectory(prefix="forfait-", ignore_cleanup_errors=True)
            self._fichier = TemporaryFile(dir=self._dossier.name)  # noqa: SIM115 - closed by `finir`
            options = {"constant_memory": True, "tmpdir": self._dossier.name}
            self._classeur = _classeur(self._fichier, options)
            self._feuille: Any = self._classeur.add_worksheet("Devis")
        formats = _Formats(self._classeur)
        self._gras = formats(bold=True, bottom=1, text_wrap=True)
        self._euros = formats(num_format=_EUROS)
        self._total = formats(bold=True, top=1)
        self._total_euros = formats(bold=True, top=1, num_format=_EUROS)
        self._texte = formats(quote_prefix=True)
        self._rang = 0
        self._noms: tuple[str, ...] = ()
        self._debut = 0  # rank of the first result
        self._sommes: dict[str, list[Any]] = {}  # by code of forfait
        self._comptes: dict[str, int] = {}
        self._incomplets: set[str] = set()

    def entete(self, noms: Sequence[str]) -> None:
        """The titles, first.

        Raises:
            Refus: one is longer than a cell can be.
        """
        self._noms = tuple(propre(nom) for nom in noms)
        self._debut = len(noms) - len(self._resultat.noms)
        self._feuille.set_landscape()
        self._feuille.set_paper(9)  # A4
        self._feuille.fit_to_pages(1, 0)
        self._feuille.repeat_rows(0)
        self._feuille.freeze_panes(1, 1)
        for rang, nom in enumerate(self._noms):
            self._feuille.set_column(rang, rang, max(10, min(len(nom) + 2, 24)))
            titre = _verifier(nom, f"titre de la colonne {rang + 1}")
            self._feuille.write_string(0, rang, titre, self._gras)
        self._rang = 1

    def prefixes(self, lignes: Sequence[list[str]], brut: Brut | None) -> Sequence[list[Valeur]]:  # noqa: ARG002
        """The input's cells; whole numbers where the column holds numbers."""
        return [
            [_nombre(cellule) if rang in self._numeriques else cellule for rang, cellule in enumerate(ligne)]
            for ligne in lignes
        ]

    def suffixe(self, valeurs: Sequence[Valeur]) -> list[Valeur]:
        """The result's cells."""
        return list(valeurs)

    def ecrire(self, rangees: list[list[Valeur]]) -> None:
        """Some rows.

        Raises:
            Refus: what no Excel file can hold, or no room for the temporary files.
        """
        with _sur_disque():
            for rangee in rangees:
                if self._rang >= RANGEES_MAX - len(self._comptes) - 2:
                    message = f"plus de {nombre(RANGEES_MAX)} lignes, la limite d’un classeur"
                    raise Refus(Anomalie(champ("format"), message, "prenez le format csv"))
                for rang, valeur in enumerate(rangee):
                    self._ecrire(rang, valeur)
                self._compter(rangee[self._debut :])
                self._rang += 1

    def finir(self) -> None:
        """A row of totals for each forfait, then the end of the file."""
        if self._rang > 1:
            self._feuille.autofilter(0, 0, self._rang - 1, len(self._noms) - 1)
        with _sur_disque():
            for code, sommes in self._sommes.items():
                self._rang += 1
                mot = "Sous-total chiffré" if code in self._incomplets else "Total"
                titre = f"{mot}, {code} : {nombre(self._comptes[code])} devis"
                self._feuille.write_string(self._rang, 0, titre, self._total)
                for rang, somme in enumerate(sommes, self._debut):
                    if somme is not None:
                        format_ = self._total_euros if isinstance(somme, Decimal) else self._total
                        self._feuille.write_number(self._rang, rang, somme, format_)
            self._classeur.close()
            self._fichier.seek(0)
        while morceau := self._fichier.read(1 << 20):
            self._puits(morceau)
        self._fichier.close()
        self._dossier.cleanup()

    def _ecrire(self, rang: int, valeur: Valeur) -> None:
        match valeur:
            case None | "":
                return
            case bool():
                self._feuille.write_string(self._rang, rang, "oui" if valeur else "non")
            case int() if abs(valeur) < ENTIER_MAX:
                self._feuille.write_number(self._rang, rang, valeur)
            case Decimal() if abs(valeur) < ENTIER_MAX:
                self._feuille.write_number(self._rang, rang, valeur, self._euros)
            case int() | Decimal() | str():
                texte = propre(str(valeur), lignes=True)
                ou = f"colonne {guillemets(self._noms[rang])}, ligne {self._rang + 1} du classeur"
                format_ = None if neutraliser(texte) == texte else self._texte
                self._feuille.write_string(self._rang, rang, _verifier(texte, ou), format_)

    def _compter(self, resultat: list[Valeur]) -> None:
        """Add a row to the totals of its forfait: volumes and amounts, never two periodicities together."""
        code, complet = resultat[1], resultat[-2]
        if not isinstance(code, str):
            return
        self._comptes[code] = self._comptes.get(code, 0) + 1
        if not complet:
            self._incomplets.add(code)
        sommes = self._sommes.setdefault(code, [None] * (len(resultat) - 2))
        melange = (
            len(self._resultat.noms) - 3 - len(self._resultat.periodicites) if self._resultat.periodicites else None
        )
        for rang, valeur in enumerate(resultat[2:-2], 2):
            if isinstance(valeur, int | Decimal) and rang != melange:
                sommes[rang] = valeur if sommes[rang] is None else sommes[rang] + valeur


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


def _nombre(texte: str) -> Valeur:
    chiffres = texte.strip().replace(" ", "").replace("\u00a0", "").replace("\u202f", "")
    if chiffres.isascii() and chiffres.isdecimal() and len(chiffres) < len(str(ENTIER_MAX)):
        return int(chiffres)
    return texte
