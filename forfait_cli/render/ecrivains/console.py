"""A document for a terminal: tables where they fit, the same facts stacked where they do not."""

import re
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from io import StringIO
from itertools import count, product, zip_longest
from typing import NamedTuple, assert_never

from rich.box import ASCII2, ROUNDED, SIMPLE_HEAD, Box
from rich.cells import cell_len
from rich.console import Console, JustifyMethod, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from forfait_cli.francais import INSECABLE, est_symbole, nombre, quantite
from forfait_cli.render import mots
from forfait_cli.render.document import (
    Barre,
    Barres,
    Bloc,
    Cellule,
    Colonne,
    Compte,
    Contenu,
    Document,
    Echelle,
    Element,
    Euros,
    Fait,
    Fiche,
    Liste,
    Manque,
    Marque,
    Paragraphe,
    Parties,
    Rangee,
    SautDePage,
    Signature,
    Style,
    Tableau,
    Texte,
    Titre,
)
from forfait_cli.render.signes import Ecran, encodable, replier

# How the colours were chosen. A terminal says neither its background nor its palette: the sixteen named
# colours are other ones everywhere, and only the fixed ones (16 to 255) can be judged. A contrast of 4.5 on
# white and on black at once asks for a luminance between 0.175 and 0.183; these are among the five of the
# palette that have it. The black of the Windows console (#0C0C0C, or the blue #012456) asks for 0.191 and
# more, which white can't have: there, lighter ones. No faint text, which halves any contrast. Where a
# terminal has the sixteen colours alone, it gets none: marks, words and bold say everything.
COULEURS = {Style.POSITIF: 29, Style.ATTENTION: 163}
COULEURS_WINDOWS = {Style.POSITIF: 78, Style.ATTENTION: 213}

# Rich breaks lines at no-break spaces too; this private sign stands for them until the page is made.
_COLLE = "\ue000"
_LIE = "\ue001"  # for an ordinary space where a line may not be broken
_LIENS = f"([{_COLLE}{_LIE}])"
_RETRAIT = 2
_TITRE_HEAD_ASCII = Box("    \n    \n -- \n    \n    \n    \n    \n    \n", ascii=True)
_PLEINS = "█▒░▓"  # the parts of a bar, told apart by more than colour
_BARRE = 40  # columns of the longest bar, at most
_ENTIER, _SUITE_ENTIERE = 14, 8  # letters: « à renseigner », « sur étude »; « par an », « (4 Go) »
_NUMERO = re.compile(r"(?<=strate) (?=[0-9])|(?<=ligne) (?=[0-9])")  # it does not begin a line
_PARENTHESE = re.compile(r"\([^()]{1,16}\)")  # of a title: « (par an) », « (7,00 € par Go) »
_RANGEES_PESEES = 100  # a longer table is not weighed row by row
_PLIS = 5  # lines of one text in a cell, at most where another form has fewer
_LONGUE = 25  # rows
_PREFERENCE = 1.25  # a table may be so much longer than its rows one by one
_A_LA_SUITE, _FAIT_COURT = 4, 30  # so many values, each with its label no longer than that, follow one another
_NOM_DE_FAIT = 28  # a longer name of a fact stands on a line of its own where room lacks


def rendre(document: Document, ecran: Ecran) -> bytes:
    """The whole page in the encoding of the screen."""
    tampon = StringIO()
    console = Console(
        file=tampon,
        width=ecran.largeur,
        force_terminal=ecran.couleur,
        color_system="auto" if ecran.couleur else None,
        highlight=False,
        markup=False,
        emoji=False,
        legacy_windows=False,
    )
    page = _Page(ecran, colore=console.color_system in ("256", "truecolor"))
    console.print(page.texte(document.titre, "bold"))
    if document.mention:
        console.print(page.texte(document.mention, page.style(Style.ATTENTION)))
    titre = False
    for bloc in document.blocs:
        for rang, partie in enumerate(page.bloc(bloc)):
            if rang == 0 and not titre:  # a title stands over what it names
                console.print()
            console.print(partie)
        titre = isinstance(bloc, Titre)
    if document.pied:
        console.print()
        console.print(page.texte(document.pied))
    lignes = (
        ligne.rstrip() for ligne in tampon.getvalue().replace(_COLLE, page.espace).replace(_LIE, " ").splitlines()
    )
    return ("\n".join(lignes) + "\n").encode(ecran.encodage, errors="replace")


class _Page:
    """The blocks of one page, for one screen."""

    def __init__(self, ecran: Ecran, *, colore: bool) -> None:
        self.ecran = ecran
        self.espace = INSECABLE if encodable(INSECABLE, ecran.encodage) else " "
        self.dessins = encodable("─│╭", ecran.encodage)
        self.titre = "bold underline" if ecran.couleur else "bold"
        self.couleurs = (COULEURS_WINDOWS if ecran.windows else COULEURS) if colore else {}

    # --- Texts

    def signes(self, texte: str) -> str:
        """A text already in French as this screen can show it, its no-break spaces glued."""
        insecable = _NUMERO.sub(_LIE, texte.replace("\u202f", INSECABLE).replace(INSECABLE, _COLLE))
        liens = (_COLLE, _LIE)
        return "".join(s if s in liens else replier(s, self.ecran.encodage) for s in re.split(_LIENS, insecable))

    def mots(self, texte: str) -> str:
        """A text of the document as this screen can show it."""
        return self.signes(mots.texte(texte))

    def texte(self, texte: str, style: str = "") -> Text:
        """A text of the document for Rich, taken as it is."""
        return Text(self.mots(texte), style=style)

    def style(self, style: Style) -> str:
        """What Rich calls it."""
        if style is Style.FORT:
            return "bold"
        return f"color({self.couleurs[style]})" if style in self.couleurs else ""

    def marque(self, marque: Marque | None, suite: str) -> str:
        """A text after its mark, which never stays alone at the end of a line; a word where the sign lacks."""
        if marque is None:
            return suite
        signe = mots.SIGNES[marque]
        if not encodable(signe, self.ecran.encodage):
            return mots.marque_dite(marque, suite)
        return f"{signe}{INSECABLE}{suite}" if suite else signe

    def lignes(self, cellule: Cellule, *, court: bool = False) -> list[str]:
        """The contents of a cell, a line each."""
        contenus = cellule.contenus[:1] if court and cellule.suite_facultative else cellule.contenus
        dits = [dit for contenu in contenus if (dit := _dire(contenu, court=court))]
        if cellule.marque is not None:
            dits = [self.marque(cellule.marque, dits[0] if dits else ""), *dits[1:]]
        return [self.signes(dit) for dit in dits]

    # --- Blocks

    def bloc(self, bloc: Bloc) -> Iterator[RenderableType]:  # noqa: PLR0912 - a case for each block
        """What Rich prints for a block."""
        match bloc:
            case Titre(texte):
                yield self.texte(texte, self.titre)
            case Paragraphe(texte, style):
                yield self.texte(texte, self.style(style))
            case Fiche(faits):
                yield from self._fiche(faits)
            case Liste(elements):
                if elements:
                    yield self._liste(elements)
            case Tableau():
                yield from self._tableau(bloc)
            case Barres():
                yield from self._barres(bloc)
            case Echelle():
                yield from self._echelle(bloc)
            case Parties(emetteur, destinataire, faits):
                parties = (("De", emetteur), ("À", destinataire))
                tetes = [Fait(nom, tuple(map(Texte, lignes))) for nom, lignes in parties if lignes]
                yield from self._fiche((*tetes, *faits))
            case Signature(mention, lignes):
                yield self.texte(mention, "bold")
                for ligne in lignes:
                    yield self.texte(f"{ligne} : ".ljust(min(self.ecran.largeur, 50), "."))
            case SautDePage():
                return
            case _:
                assert_never(bloc)

    def _fiche(self, faits: Sequence[Fait]) -> Iterator[RenderableType]:
        if not faits:
            return
        noms = [self.mots(nom) for nom, _ in faits]
        valeurs = ["\n".join(self.signes(mots.contenu(un)) for un in contenus) for _, contenus in faits]
        if max(map(cell_len, noms)) > max(_NOM_DE_FAIT, self.ecran.largeur // 3):
            for nom, valeur in zip(noms, valeurs, strict=True):
                yield Text(nom, style="bold")
                yield Padding(Text(valeur), (0, 0, 0, _RETRAIT))
            return
        grille = Table.grid(padding=(0, 2))
        grille.add_column(style="bold", no_wrap=True)
        grille.add_column(overflow="fold")
        for nom, valeur in zip(noms, valeurs, strict=True):
            grille.add_row(Text(nom), Text(valeur))
        yield grille

    def _liste(self, elements: Iterable[Element]) -> Table:
        grille = Table.grid(padding=(0, 1))
        grille.add_column(no_wrap=True)
        grille.add_column(overflow="fold")
        for texte, marque in elements:
            grille.add_row(self.signes(self.marque(marque, "") or "•"), self.texte(texte))
        return grille

    # --- Tables

    def _tableau(self, tableau: Tableau) -> Iterator[RenderableType]:
        rangees = [rangee for rangee in tableau.rangees if not rangee.section]
        if tableau.legende:
            yield self.texte(tableau.legende, "bold")
        if (dessin := self._dessin(tableau, rangees)) is not None:
            yield dessin
        else:
            yield from self._empiler(tableau)

    def _dessin(self, tableau: Tableau, rangees: list[Rangee]) -> Table | None:
        """The table in the first form that fits, or in a tighter one where its cells would be tall and narrow; None
        where its rows one by one take less."""
        choix: tuple[int, Table] | None = None
        courts, longue = False, len(rangees) > _LONGUE
        egalites = (True, False) if any(colonne.semblable for colonne in tableau.colonnes) else (False,)
        # Columns of uneven widths are easier to read than columns that touch; a long list wants its rows on a line.
        formes_essayees = (_AEREES + _SERREES,) if longue else (_AEREES, _SERREES)
        for formes, egales in product(formes_essayees, egalites):
            groupes = [colonne.semblable if egales else "" for colonne in tableau.colonnes]
            for forme in formes:
                if not forme.compact and not self.ecran.dessins:
                    continue
                if choix and forme.textes_courts != courts and not longue:
                    continue
                entetes = [_lier_parentheses(self.mots(_titre(colonne, forme))) for colonne in tableau.colonnes]
                lignes = [["\n".join(self.lignes(c, court=forme.textes_courts)) for c in r.cellules] for r in rangees]
                titres = [" ".join(self.lignes(r.cellules[0])) for r in tableau.rangees if r.section and r.cellules]
                place = self.ecran.largeur - _bordures(len(entetes), forme)
                for ecarts in _ecarts(tableau.colonnes, [entetes, *lignes], forme):
                    largeurs = _repartir([entetes, *lignes], titres, place - sum(ecarts), forme, groupes)
                    if largeurs is not None:
                        break
                if largeurs is None:
                    continue
                pesee = _Pesee([entetes, *lignes][:_RANGEES_PESEES], forme.retrait)
                plis = 1 if longue else _PLIS  # a long list has a line a row, if it may be said in fewer words
                if all(pesee.plis(rang, large) <= plis for rang, large in enumerate(largeurs)):
                    return self._grille(tableau, entetes, largeurs, ecarts, forme)
                if choix is None or pesee.lignes(largeurs) < choix[0]:
                    courts = forme.textes_courts
                    choix = pesee.lignes(largeurs), self._grille(tableau, entetes, largeurs, ecarts, forme)
            if choix is not None:
                break
        if choix is None:
            return None
        lignes_empilees = sum(len(texte.plain.split("\n")) for texte, _ in self._piles(tableau, _RANGEES_PESEES))
        return choix[1] if choix[0] <= lignes_empilees * _PREFERENCE else None

    def _cadre(self, *, compact: bool) -> Box:
        if not self.dessins or not self.ecran.dessins:
            return _TITRE_HEAD_ASCII if compact else ASCII2
        return SIMPLE_HEAD if compact else ROUNDED

    def _grille(
        self, tableau: Tableau, entetes: list[str], largeurs: list[int], ecarts: list[int], forme: "_Forme"
    ) -> Table:
        table = Table(
            box=self._cadre(compact=forme.compact),
            show_edge=not forme.compact,
            pad_edge=not forme.compact,
            padding=(0, 0 if forme.serre else 1, 0, 0) if forme.compact else (0, 1),
            header_style="bold",
        )
        for colonne, entete, largeur, ecart in zip(tableau.colonnes, entetes, largeurs, ecarts, strict=True):
            justify: JustifyMethod = "right" if colonne.droite else "left"
            table.add_column(_ecarter(Text(entete), ecart), width=largeur + ecart, justify=justify)
        for rangee in tableau.rangees:
            if (rangee.section or rangee.total) and table.row_count:
                table.add_section()
            cellules = [
                self._cellule(rangee, c, forme, place, premiere=rang == 0)
                for rang, (c, place) in enumerate(zip(rangee.cellules, largeurs, strict=False))
            ]
            if not rangee.section or any(cellule.plain for cellule in cellules):
                table.add_row(*map(_ecarter, cellules, ecarts))
        return table

    def _cellule(self, rangee: Rangee, cellule: Cellule, forme: "_Forme", place: int, *, premiere: bool) -> Text:
        style = "bold" if rangee.total and cellule.style is Style.NORMAL else self.style(cellule.style)
        lignes = self.lignes(cellule, court=forme.textes_courts)
        if premiere and not rangee.section:  # each row begins at the left, what follows is set back
            return Text("\n".join(un for ligne in lignes for un in _plier(ligne, place, forme.retrait)), style)
        # Amounts go to the right; a sentence that takes several lines is read from the left, but beside an amount.
        phrase = max(map(cell_len, lignes), default=0) > max(place, _FAIT_COURT)
        avec_montant = any(isinstance(contenu, Euros) for contenu in cellule.contenus)
        return Text("\n".join(lignes), style, justify="left" if phrase and not avec_montant else None)

    def _empiler(self, tableau: Tableau) -> Iterator[RenderableType]:
        """Each row by itself: its name, then each distinct value after the columns that have it."""
        for texte, retrait in self._piles(tableau):
            yield Padding(texte, (0, 0, 0, retrait)) if retrait else texte

    def _piles(self, tableau: Tableau, combien: int | None = None) -> Iterator[tuple[Text, int]]:
        """The lines of rows one by one, and by how much they are set back."""
        # « Technologie, Technologie⏎Plus : ✓ inclus » would be a forfait called « Plus ».
        noms = [_entier(self.mots(colonne.titre_court or colonne.titre)) for colonne in tableau.colonnes[1:]]
        for rang, rangee in enumerate(tableau.rangees[:combien]):
            nom, *valeurs = rangee.cellules or (Cellule(),)
            dit = " ".join(self.lignes(nom))
            if rangee.section:
                if rang:
                    yield Text(), 0
                if dit:
                    yield Text(dit, self.titre), 0
                continue
            yield Text("\n".join(_plier(dit, self.ecran.largeur)), "bold"), 0
            groupes: dict[tuple[str, Style], list[str]] = {}
            for colonne, valeur in zip(noms, valeurs, strict=False):
                dits_la = self.lignes(valeur)
                if texte := (f"{_COLLE}; " if any(", " in un for un in dits_la) else ", ").join(dits_la):
                    groupes.setdefault((texte, valeur.style), []).append(colonne)
            dits = [
                (", ".join(colonne for colonne in colonnes if colonne), texte, self.style(style))
                for (texte, style), colonnes in groupes.items()
            ]
            if len(dits) >= _A_LA_SUITE and all(len(titres) + len(texte) <= _FAIT_COURT for titres, texte, _ in dits):
                yield self._a_la_suite(dits), _RETRAIT
            else:
                yield from ((self._etiquete(*un), _RETRAIT) for un in dits)

    def _a_la_suite(self, dits: Iterable[tuple[str, str, str]]) -> Text:
        """Many short values, one after the other, each on the same line as its label."""
        morceaux = [f"{titres}{_COLLE}: {texte}" if titres else texte for titres, texte, _ in dits]
        suite = f"{_COLLE}; ".join(morceau.replace(" ", _LIE) for morceau in morceaux)
        return Text("\n".join(_plier(suite, self.ecran.largeur - _RETRAIT)))

    def _etiquete(self, titres: str, texte: str, style: str) -> Text:
        """A value after its label, from which a short one is not parted; what follows the first line is set back."""
        place = self.ecran.largeur - _RETRAIT
        dernier = titres.rpartition(" ")[2]
        if cell_len(texte) <= _FAIT_COURT and cell_len(f"{dernier} : {texte}") <= place - _RETRAIT:
            texte = texte.replace(" ", _LIE)
            etiquette = f"{titres}{_COLLE}:{_LIE}" if titres else ""
        else:
            etiquette = f"{titres}{_COLLE}: " if titres else ""
        dit = Text("\n".join(_plier(f"{etiquette}{texte}", place, _RETRAIT)))
        if style:  # the value's alone: it begins after the letters of its label
            lettres = [rang for rang, signe in enumerate(dit.plain) if signe not in " \n"]
            dit.stylize(style, lettres[len(etiquette.replace(" ", ""))])
        return dit

    # --- Charts

    def _barres(self, barres: Barres) -> Iterator[RenderableType]:
        """A bar a line: its name, the bar, its figures."""
        if not barres.barres:
            return
        yield self.texte(barres.titre, "bold")
        noms = [self.signes(self.marque(barre.marque, mots.texte(barre.nom))) for barre in barres.barres]
        sommes = [self.signes(mots.somme(barre.total, barres.suite, signe=barres.signe)) for barre in barres.barres]
        parts, (bas, haut) = barres.noms, barres.bornes
        retrait, chiffres = max(map(cell_len, noms)), max(map(cell_len, sommes))
        large = min(_BARRE, self.ecran.largeur - retrait - chiffres - 4)
        if large < _BARRE // 4:  # no room for the three: the figures alone
            for nom, somme in zip(noms, sommes, strict=True):
                yield Text(f"{nom}{_COLLE}: {somme}")
            return
        for nom, somme, barre in zip(noms, sommes, barres.barres, strict=True):
            trait, avant = self._trait(barre, parts, large, -bas, haut - bas)
            ligne = Text(nom + " " * (retrait - cell_len(nom) + 2) + " " * avant)
            ligne.append(trait, self.style(Style.POSITIF) if barre.marque is Marque.MEILLEUR else "")
            ligne.append(" " * (large - avant - len(trait) + 2 + chiffres - cell_len(somme)) + somme)
            yield ligne
        if len(parts) > 1:
            yield Text("   ".join(f"{self._plein(rang)} {self.mots(nom)}" for rang, nom in enumerate(parts)))

    def _trait(self, barre: Barre, parts: list[str], large: int, moins: Decimal, etendue: Decimal) -> tuple[str, int]:
        """The bar itself, and the columns before it: what is below 0 goes left of the common origin."""
        if not etendue:
            return "", 0
        origine = _arrondir(moins * large / etendue)
        traits = [
            self._plein(parts.index(nom)) * max(1 if montant else 0, _arrondir(abs(montant) * large / etendue))
            for nom, montant in barre.parts
        ]
        trait = "".join(traits)[:large]
        return trait, max(0, origine - len(trait)) if barre.total < 0 else min(origine, large - len(trait))

    def _plein(self, rang: int) -> str:
        return self.signes(_PLEINS[rang % len(_PLEINS)])

    def _echelle(self, echelle: Echelle) -> Iterator[RenderableType]:
        """A step a line, the reader's own marked and his size told."""
        if not echelle.marches:
            return
        yield self.texte(echelle.titre, "bold")
        grille = Table.grid(padding=(0, 2))
        grille.add_column(no_wrap=True)
        grille.add_column(no_wrap=True, justify="right")
        grille.add_column(overflow="fold")
        place = quantite(echelle.place, mots.texte(echelle.unite), mots.texte(echelle.pluriel))
        for depuis, nom, retenue in echelle.marches:
            style = "bold" if retenue else ""
            signe = self.signes(self.marque(Marque.RETENU, "")) if retenue else ""
            dit = f"{mots.texte(nom)} ({place})" if retenue else mots.texte(nom)
            seuil = self.signes(f"dès {nombre(depuis)}")
            grille.add_row(signe, Text(seuil, style), Text(self.signes(dit), style))
        yield grille


class _Forme(NamedTuple):
    """A way to draw a table, from the most comfortable to the tightest."""

    titres_courts: bool
    compact: bool  # no frame
    textes_courts: bool
    confort: int  # the columns that the names of the rows want, if they have as much to say
    serre: bool = False  # without a frame, one space between columns that lack the room for two

    @property
    def retrait(self) -> int:
        """By how much the lines of a name after its first are set back."""
        return 1 if self.serre else _RETRAIT


_AEREES = (
    _Forme(titres_courts=False, compact=False, textes_courts=False, confort=24),
    _Forme(titres_courts=True, compact=False, textes_courts=False, confort=24),
    _Forme(titres_courts=True, compact=True, textes_courts=False, confort=20),
    _Forme(titres_courts=True, compact=False, textes_courts=True, confort=20),
    _Forme(titres_courts=True, compact=True, textes_courts=True, confort=0),
)
_SERREES = (_Forme(titres_courts=True, compact=True, textes_courts=True, confort=0, serre=True),)


def _titre(colonne: Colonne, forme: _Forme) -> str:
    return (colonne.titre_court if forme.titres_courts else "") or colonne.titre


def _dire(contenu: Contenu, *, court: bool) -> str:
    """A content in words; in fewer where room lacks. A few words, or what stands in place of an amount, stay whole."""
    dit = mots.contenu(contenu)
    match contenu:
        case Manque(texte) if len(texte) <= _ENTIER:
            return dit.replace(" ", _LIE)
        case Euros(_, suite) if len(suite) <= _SUITE_ENTIERE:
            return dit.replace(" ", _LIE)
        case Texte(_, plus_court) if court and plus_court:
            dit = mots.texte(plus_court)
        case Compte(_, unite) if court and not est_symbole(unite):
            dit = mots.contenu(contenu._replace(unite=""))
    return dit.replace(" ", _LIE) if len(dit) <= _SUITE_ENTIERE else dit


def _bordures(colonnes: int, forme: _Forme) -> int:
    """The columns of the screen that edges, dividers and padding take."""
    if forme.compact:
        return colonnes - 1 if forme.serre else 2 * colonnes - 1
    return 3 * colonnes + 1


def _ecarts(colonnes: Sequence[Colonne], rangees: list[list[str]], forme: _Forme) -> Iterator[list[int]]:
    """How many more spaces stand before each column: as many as may be where they are tight, then fewer and fewer.

    Figures that would touch figures always have one: « 1 420,00 » would be one amount. Those of a column whose title
    is wider than they are do not touch those before them.
    """
    if not forme.serre:
        yield [0] * len(colonnes)
        return
    textes = list(zip_longest(*rangees, fillvalue=""))
    touchent = {
        rang
        for rang in range(1, len(colonnes))
        if colonnes[rang - 1].droite and colonnes[rang].droite
        if _plus_long(textes[rang][1:], separateur="\n") >= _plus_long(textes[rang][:1], separateur=None)
    }
    ordre = sorted(
        range(1, len(colonnes)),
        key=lambda rang: (rang not in touchent, colonnes[rang - 1].droite or not colonnes[rang].droite),
    )
    for combien in range(len(ordre), len(touchent) - 1, -1):
        yield [int(rang in ordre[:combien]) for rang in range(len(colonnes))]


def _ecarter(texte: Text, ecart: int) -> RenderableType:
    return Padding(texte, (0, 0, 0, ecart)) if ecart else texte


def _repartir(
    rangees: list[list[str]], titres: list[str], largeur: int, forme: _Forme, groupes: list[str]
) -> list[int] | None:
    """A width for each column, so that no word is cut; None where the room lacks.

    Each gets its longest word; what is left goes where it spares most lines. Columns of one group are equally wide.
    None too where the first would not have what the form wants.
    """
    colonnes = list(zip_longest(*rangees, fillvalue=""))
    entieres = [_plus_long(colonne, separateur="\n") for colonne in colonnes]
    largeurs = [_plus_long(colonne, separateur=None) for colonne in colonnes]
    noms = max((_plus_long_nom(nom, forme.retrait) for nom in colonnes[0]), default=0)
    largeurs[0] = max(noms, _plus_long(titres, separateur=None))
    ensembles = _ensembles(groupes)
    for rangs in ensembles:
        for liste in (largeurs, entieres):
            plus_large = max(liste[rang] for rang in rangs)
            for rang in rangs:
                liste[rang] = plus_large
    entieres = [max(paire) for paire in zip(largeurs, entieres, strict=True)]
    if sum(largeurs) + max(0, min(forme.confort, entieres[0]) - largeurs[0]) > largeur:
        return None
    if sum(entieres) <= largeur:
        return entieres
    pesee = _Pesee(rangees[:_RANGEES_PESEES], forme.retrait)
    departs = (largeurs, _au_plus_bas(pesee, largeurs, entieres, ensembles, largeur))
    essais = [_elargir(pesee, depart, entieres, ensembles, largeur) for depart in departs]
    return min(essais, key=lambda essai: _poids([pesee.hauteurs(*paire) for paire in enumerate(essai)], []))


def _elargir(
    pesee: "_Pesee", depart: list[int], entieres: list[int], ensembles: list[list[int]], largeur: int
) -> list[int]:
    """Columns that have what is left, from these widths on, for as long as it spares a line."""
    largeurs = list(depart)
    while (mieux := _mieux(pesee, largeurs, entieres, ensembles, largeur - sum(largeurs))) is not None:
        rangs, large = mieux
        for rang in rangs:
            largeurs[rang] = large
    return largeurs


def _au_plus_bas(
    pesee: "_Pesee", largeurs: list[int], entieres: list[int], ensembles: list[list[int]], largeur: int
) -> list[int]:
    """The narrowest columns whose tallest cell is as low as it can be."""
    for hauteur in count(1):
        essai = list(largeurs)
        for rangs in ensembles:
            for large in range(largeurs[rangs[0]], entieres[rangs[0]] + 1):
                if all(pesee.plis(rang, large) <= hauteur for rang in rangs):
                    break
            for rang in rangs:
                essai[rang] = large
        if sum(essai) <= largeur or essai == largeurs:
            break
    return essai


def _mieux(
    pesee: "_Pesee", largeurs: list[int], entieres: list[int], ensembles: list[list[int]], reste: int
) -> tuple[list[int], int] | None:
    """The columns to widen, and how wide: what spares most for each column of the screen; None: nothing does."""
    meilleur, choix = 0.0, None
    hauteurs = [pesee.hauteurs(rang, large) for rang, large in enumerate(largeurs)]
    for rangs in ensembles:
        siennes = [hauteurs[rang] for rang in rangs]
        autres = [une for rang, une in enumerate(hauteurs) if rang not in rangs]
        avant = vues = _poids(siennes, autres), siennes
        depart = largeurs[rangs[0]]
        for large in range(depart + 1, min(entieres[rangs[0]], depart + reste // len(rangs)) + 1):
            essai = [pesee.hauteurs(rang, large) for rang in rangs]
            if essai == vues[1]:
                continue
            vues = _poids(essai, autres), essai
            gain = (avant[0] - vues[0]) / ((large - depart) * len(rangs))
            if gain > meilleur:
                meilleur, choix = gain, (rangs, large)
    return choix


def _poids(siennes: list[list[int]], autres: list[list[int]]) -> int:
    """What the reader pays for columns of these heights: the lines of the table first, then those of each cell."""
    hauteurs = siennes + autres
    return sum(len(hauteurs) * max(rangee) + sum(rangee) for rangee in zip(*hauteurs, strict=True))


class _Pesee:
    """How many lines a table takes at given widths."""

    def __init__(self, rangees: list[list[str]], retrait: int) -> None:
        self._retrait = retrait
        # Of each text of each cell, the lengths of its words: nothing else is asked for at each width.
        self._colonnes = [
            [[[cell_len(mot) for mot in texte.split()] for texte in cellule.split("\n")] for cellule in colonne]
            for colonne in zip_longest(*rangees, fillvalue="")
        ]
        self._plis: dict[tuple[int, int], int] = {}
        self._hauteurs: dict[tuple[int, int], list[int]] = {}

    def lignes(self, largeurs: list[int]) -> int:
        """Of the whole table."""
        hauteurs = (self.hauteurs(rang, large) for rang, large in enumerate(largeurs))
        return sum(map(max, zip(*hauteurs, strict=True)))

    def hauteurs(self, rang: int, large: int) -> list[int]:
        """Of each cell of a column, its title first."""
        if (rang, large) not in self._hauteurs:
            self._peser(rang, large)
        return self._hauteurs[rang, large]

    def plis(self, rang: int, large: int) -> int:
        """Of the text of a column that takes most lines."""
        if (rang, large) not in self._plis:
            self._peser(rang, large)
        return self._plis[rang, large]

    def _peser(self, rang: int, large: int) -> None:
        retrait = 0 if rang else self._retrait
        comptes = [[_combien(mots, large, retrait) for mots in cellule] for cellule in self._colonnes[rang]]
        self._hauteurs[rang, large] = list(map(sum, comptes))
        self._plis[rang, large] = max(map(max, comptes))


def _combien(mots: list[int], largeur: int, retrait: int) -> int:
    """In how many lines `_plier` breaks words of these lengths."""
    lignes, place = 1, -1
    for mot in mots:
        if place >= 0 and place + 1 + mot > largeur:
            lignes += 1
            place = retrait + mot
        else:
            place += 1 + mot
    return lignes


def _plier(texte: str, largeur: int, retrait: int = 0) -> list[str]:
    """A text in lines of that width, broken between words, those after the first set back."""
    if cell_len(texte) <= largeur:
        return [texte]
    lignes: list[str] = []
    courante = ""
    for mot in texte.split():
        essai = f"{courante} {mot}" if courante.strip() else f"{courante}{mot}"
        if courante.strip() and cell_len(essai) > largeur:
            lignes.append(courante)
            essai = " " * retrait + mot
        courante = essai
    return [*lignes, courante]


def _plus_long_nom(texte: str, retrait: int) -> int:
    """The least width of a name whose lines after the first are set back."""
    return max(
        (
            cell_len(mot) + (retrait if rang else 0)
            for ligne in texte.split("\n")
            for rang, mot in enumerate(ligne.split())
        ),
        default=0,
    )


def _entier(nom: str) -> str:
    """A name that no line breaks, if it is short."""
    return nom.replace(" ", _LIE) if cell_len(nom) <= _FAIT_COURT else nom


def _lier_parentheses(titre: str) -> str:
    """A title whose short brackets stay whole; « P. U. » does too."""
    if len(titre) <= _SUITE_ENTIERE:
        return titre.replace(" ", _LIE)
    return _PARENTHESE.sub(lambda trouve: trouve[0].replace(" ", _LIE), titre)


def _ensembles(groupes: list[str]) -> list[list[int]]:
    """The ranks of the columns, those of one group together."""
    ensembles: dict[str | int, list[int]] = {}
    for rang, groupe in enumerate(groupes):
        ensembles.setdefault(groupe or rang, []).append(rang)
    return list(ensembles.values())


def _plus_long(textes: Iterable[str], *, separateur: str | None) -> int:
    return max((cell_len(mot) for texte in textes for mot in texte.split(separateur)), default=0)


def _arrondir(longueur: Decimal) -> int:
    return int(longueur.to_integral_value())
