"""A document as a workbook that recalculates: a sheet for each page, its blocks one below the other."""

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from io import BytesIO
from itertools import chain, cycle, pairwise
from typing import Any, NamedTuple, assert_never

from forfait_cli.francais import INSECABLE, nombre, propre
from forfait_cli.render import mots
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
    Soustraction,
    Style,
    Tableau,
    Taux,
    Texte,
    Titre,
    Variation,
)
from forfait_cli.render.ecrivains.csv import neutraliser
from forfait_cli.render.ecrivains.xlsx import classeur as c
from forfait_cli.render.ecrivains.xlsx import place as m
from forfait_cli.render.ecrivains.xlsx.classeur import ENTIER_MAX, EUROS, FRANC, SYMBOLE, Formats

NOM_MAX = 31  # characters of a sheet's name
_PREMIERE, _ETROITE, _LARGE = 310, 84, 215  # the most, the least and the most of a column, in pixels: longer ones wrap
_BORDS = 12  # pixels that a cell keeps around what it holds
_COULEURS = {Style.POSITIF: "#176634", Style.ATTENTION: "#8F3D00", Style.DISCRET: "#565C66"}
_A_REMPLIR = "#FFF2CC"
_LEGENDE = "Les cases colorées attendent un montant : les totaux se font dès qu’elles sont remplies."


# --- A document -----------------------------------------------------------------------------------


def rendre(document: Document) -> bytes:
    """The whole workbook: a sheet for each page.

    Raises:
        Refus: xlsxwriter is not installed; a text is too long for a cell.
    """
    tampon = BytesIO()
    classeur = c.ouvrir(tampon, {"in_memory": True})
    classeur.set_properties(
        {"created": c.JOUR_FIXE, "title": propre(document.titre), "author": propre(document.auteur)}
    )
    formats = Formats(classeur)
    noms: set[str] = set()
    for titre, blocs in _pages(document):
        feuille = classeur.add_worksheet(_nom_de_feuille(titre, noms))
        _Feuille(classeur, feuille, formats, document, titre).ecrire(blocs)
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


class _Feuille:
    """One sheet: the blocks one below the other."""

    def __init__(self, classeur: Any, feuille: Any, formats: Formats, document: Document, titre: str) -> None:
        self._classeur = classeur
        self._feuille = feuille
        self._formats = formats
        self._document = document
        self._titre = titre
        self._rang = 0
        self._larges: list[int] = []
        self._hauteurs: dict[int, int] = {}  # of the rows that hold several lines
        self._entiers: list[int] = []  # the rows where something begins that no page should cut
        self._tables: dict[str, list[int]] = {}  # name of a table → the rows of the sheet where its own begin
        self._formules: list[tuple[_Place, Calcul, Any, Any]] = []  # where, what, in which format, its value
        self._a_remplir = False

    def ecrire(self, blocs: Sequence[Bloc]) -> None:
        """All of it, then how it is shown and printed."""
        colonnes = max((_largeur(bloc) for bloc in blocs), default=2)
        larges = [_large(rang, blocs) for rang in range(colonnes)]
        signee = any(isinstance(bloc, Signature) for bloc in blocs)
        pleine = m.LARGE_MIN * 10 // 9 if signee else m.LARGE_MIN  # what one signs holds on few pages
        self._larges = m.repartir([un.souhait for un in larges], [un.minimum for un in larges], pleine)
        for rang, large in enumerate(self._larges):
            self._feuille.set_column_pixels(rang, rang, large)
        self._paragraphe(self._titre, bold=True, font_size=14)
        if self._document.mention:
            self._paragraphe(self._document.mention, bold=True, font_color=_COULEURS[Style.ATTENTION])
        repetees, figee = self._rang, 1
        precedent: Bloc | None = None
        for bloc in chain(blocs, self._suite()):
            if not isinstance(precedent, Titre):  # it goes with what it names
                self._rang += 1
                self._entiers.append(self._rang)
            debut = self._rang
            self._bloc(bloc)
            if figee == 1 and isinstance(bloc, Tableau) and debut <= _GEL_MAX:
                figee = debut + 1 + bool(bloc.legende)
            precedent = bloc
        for place, calcul, format_, valeur in self._formules:
            self._feuille.write_formula(place.rang, place.colonne, place.formule(calcul), format_, valeur)
        self._feuille.freeze_panes(figee, 1)
        self._feuille.hide_gridlines(2)
        c.mettre_en_page(self._feuille, self._larges, mots.texte(self._document.titre), repetees=repetees)
        self._feuille.set_h_pagebreaks(self._sauts())

    def _suite(self) -> Iterator[Bloc]:
        """What comes after the blocks."""
        if self._a_remplir:
            yield Paragraphe(_LEGENDE)
        if self._document.pied:
            yield Paragraphe(self._document.pied, Style.DISCRET)

    def _sauts(self) -> list[int]:
        """The rows that begin a page."""
        hauts = [
            sum(self._hauteurs.get(rang, m.LIGNE) for rang in range(debut, fin))
            for debut, fin in pairwise((*self._entiers, self._rang))
        ]
        return [self._entiers[rang] for rang in m.sauts(hauts, self._larges)]

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
                for rang, (texte, marque) in enumerate(elements):
                    if rang and len(elements) > _LISTE_ENTIERE:
                        self._entiers.append(self._rang)
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
        self._feuille.merge_range(self._rang, 0, self._rang, len(self._larges) - 1, "", format_)
        self._feuille.write_string(self._rang, 0, dit, format_)
        gras, taille = "bold" in reglages, reglages.get("font_size", m.CORPS)
        self._hauteur(m.lignes(dit, sum(self._larges), gras=gras, taille=taille), taille)
        self._rang += 1

    def _paire(self, nom: str, contenus: Sequence[Contenu]) -> None:
        """A name, then what it is: its lines in one cell across the rest."""
        format_ = self._formats(text_wrap=True)
        titre = self._chaine(mots.texte(nom))
        self._feuille.write_string(self._rang, 0, titre, self._formats(bold=True, text_wrap=True))
        dit = self._chaine("\n".join(mots.contenu(contenu) for contenu in contenus))
        if len(self._larges) > 2:  # noqa: PLR2004
            self._feuille.merge_range(self._rang, 1, self._rang, len(self._larges) - 1, "", format_)
        self._feuille.write_string(self._rang, 1, dit, format_)
        self._hauteur(max(m.lignes(titre, self._larges[0], gras=True), m.lignes(dit, sum(self._larges[1:]))))
        self._rang += 1

    def _hauteur(self, lignes: int, taille: int = m.CORPS) -> None:
        """Room for so many lines: not every spreadsheet works it out, none does where cells are merged."""
        if lignes > 1 or taille > m.CORPS:
            self._hauteurs[self._rang] = lignes * m.LIGNE * taille // m.CORPS
            self._feuille.set_row_pixels(self._rang, self._hauteurs[self._rang])

    def _chaine(self, texte: str) -> str:
        return c.verifier(texte, f"ligne {self._rang + 1} du classeur")

    # --- Tables

    def _tableau(self, tableau: Tableau) -> None:
        if tableau.legende:
            self._paragraphe(tableau.legende, italic=True)
        droites = [_a_droite(tableau, rang) for rang in range(len(tableau.colonnes))]
        titres = [self._chaine(mots.texte(colonne.titre)) for colonne in tableau.colonnes]
        for rang, (titre, droite) in enumerate(zip(titres, droites, strict=True)):
            format_ = self._formats(
                bold=True, bottom=1, text_wrap=True, bg_color="#F2F4F7", **_cote(rang, droite=droite)
            )
            self._feuille.write_string(self._rang, rang, titre, format_)
        self._hauteur(max(map(self._lignes, titres, range(len(titres)), [True] * len(titres))))
        self._rang += 1
        # A row of the table takes as many of the sheet as its fullest cell has contents.
        rangs, suivant = [], self._rang
        for rangee in tableau.rangees:
            rangs.append(suivant)
            suivant += max((len(cellule.contenus) for cellule in rangee.cellules), default=1) or 1
        self._tables[tableau.nom] = rangs
        for debut, fin, rangee in zip(rangs, (*rangs[1:], suivant), tableau.rangees, strict=True):
            for numero, cellule in enumerate(rangee.cellules):
                self._cellule(_Place(debut, numero, rangs, self._tables), rangee, cellule, droite=droites[numero])
            for self._rang in range(debut, fin):
                dits = [
                    self._lignes(dit, numero, _est_gras(rangee, cellule))
                    for numero, cellule in enumerate(rangee.cellules)
                    for dit in _dits(cellule)[self._rang - debut :][:1]
                ]
                self._hauteur(max(dits, default=1))
        self._rang = suivant

    def _lignes(self, texte: str, colonne: int, gras: bool) -> int:
        """How many lines a text takes in a column, its indent set aside."""
        return m.lignes(texte, self._larges[colonne] - (m.RETRAIT if colonne else 0), gras=gras)

    def _cellule(self, place: "_Place", rangee: Rangee, cellule: Cellule, *, droite: bool) -> None:
        aspect = _aspect(cellule.style)
        if _est_gras(rangee, cellule):
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
        cote = _cote(place.colonne, droite=droite) | aspect
        match contenu:
            case Euros(montant, suite, signe):
                format_ = _format_euros(montant, suite, signe=signe)
                self._nombre(place, montant, marque, format_, calcul, cote)
            case Compte(valeur, unite, pluriel):
                # The words that this number wants: another one typed in keeps them.
                unite_dite = mots.compte(Compte(valeur, unite, pluriel)).partition(INSECABLE)[2] if unite else ""
                self._nombre(place, valeur, marque, _format_compte(valeur, unite_dite), calcul, cote)
            case Taux(valeur, signe):
                decimales = "0" * max(0, -_exposant(valeur))
                forme = f"0{'.' + decimales if decimales else ''}{INSECABLE}%"
                forme = f"{FRANC}+{forme};−{forme};{forme}" if signe else FRANC + forme
                self._nombre(place, valeur.scaleb(-2), marque, forme, calcul, cote)
            case Jour(jour):
                format_ = self._formats(num_format="dd/mm/yyyy", **cote)
                self._feuille.write_datetime(place.rang, place.colonne, jour, format_)
            case Manque(texte) if calcul is None:
                self._attendre(place, texte, aspect)
            case Manque():
                # It is worked out as soon as what it rests on is there.
                self._nombre(place, None, marque, EUROS, calcul, cote)
            case Texte() | Lien() | Produit():
                dit = marque + mots.contenu(contenu)
                if not dit and not aspect:
                    return
                if neutraliser(dit) != dit:  # typed over, it would still be a text
                    cote["quote_prefix"] = True
                format_ = self._formats(text_wrap=True, **cote)
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
            parties = forme.removeprefix(FRANC).split(";")
            forme = FRANC + ";".join(f'"{marque}"{partie}' for partie in parties)
        format_ = self._formats(num_format=forme, **aspect)
        if calcul is not None:
            # A table that comes later has no rows yet.
            self._formules.append((place, calcul, format_, "" if valeur is None else valeur))
        elif valeur is not None and -ENTIER_MAX < valeur < ENTIER_MAX:
            self._feuille.write_number(place.rang, place.colonne, valeur, format_)
        else:
            self._feuille.write_string(place.rang, place.colonne, str(valeur), format_)

    def _attendre(self, place: "_Place", texte: str, aspect: dict[str, Any]) -> None:
        """An empty cell to be filled in: coloured, told by a comment, taking an amount alone."""
        self._a_remplir = True
        format_ = self._formats(num_format=EUROS, bg_color=_A_REMPLIR, border=1, border_color="#8F3D00", **aspect)
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
        debut = self._rang
        for barre in barres.barres:
            marque = "" if barre.marque is None else f"{mots.SIGNES[barre.marque]}{INSECABLE}"
            self._feuille.write_string(self._rang, 0, self._chaine(marque + mots.texte(barre.nom)), self._formats())
            for nom, montant in barre.parts:
                place = _Place(self._rang, 1 + parts.index(nom))
                self._nombre(
                    place,
                    montant,
                    "",
                    _format_euros(montant, barres.suite, signe=barres.signe),
                    None,
                    {"align": "right"},
                )
            self._rang += 1
        if len(self._larges) > len(parts) + 1:
            self._dessiner(barres, parts, debut)

    def _dessiner(self, barres: Barres, parts: Sequence[str], debut: int) -> None:
        """The bars beside their figures, from which they are drawn."""
        dessin = self._classeur.add_chart({"type": "bar", "subtype": "stacked"})
        lettre = {"name": m.POLICE, "size": m.LISIBLE}
        fin = self._rang - 1
        noms = [self._feuille.name, debut, 0, fin, 0]
        for rang, (nom, couleur) in enumerate(zip(parts, cycle(_BARRES)), 1):
            valeurs = [self._feuille.name, debut, rang, fin, rang]
            titre = mots.texte(nom) or mots.texte(barres.titre)
            aspect = {"fill": {"color": couleur}, "gap": 40}
            dessin.add_series({"name": titre, "categories": noms, "values": valeurs, **aspect})
        montants = [montant for barre in barres.barres for _, montant in barre.parts]
        bornes = {**({"min": 0} if min(montants) >= 0 else {}), **({"max": 0} if max(montants) <= 0 else {})}
        dessin.set_x_axis({**bornes, "visible": False, "major_gridlines": {"visible": False}})
        dessin.set_y_axis({"reverse": True, "num_font": lettre, "label_position": "low", "interval_unit": 1})
        dessin.set_title({"none": True})
        dessin.set_legend({"position": "bottom", "font": lettre} if len(parts) > 1 else {"none": True})
        dessin.set_chartarea({"border": {"none": True}})
        self._rang = max(self._rang, debut + _DESSIN_MIN)
        taille = {
            "width": min(_DESSIN_MAX, sum(self._larges[len(parts) + 1 :])) - 2 * m.RETRAIT,
            "height": (self._rang - debut) * m.LIGNE,
        }
        dessin.set_size(taille)
        place = {"x_offset": m.RETRAIT, "description": mots.texte(barres.titre)}
        self._feuille.insert_chart(debut, len(parts) + 1, dessin, place)

    def _echelle(self, echelle: Echelle) -> None:
        self._paragraphe(echelle.titre, bold=True)
        place = mots.compte(Compte(echelle.place, echelle.unite, echelle.pluriel))
        for depuis, nom, retenue in echelle.marches:
            signe = f"{mots.SIGNES[Marque.RETENU]}{INSECABLE}" if retenue else ""
            dit = f"{nom} ({place})" if retenue else nom
            self._paire(f"{signe}dès {nombre(depuis)}", (Texte(dit),))


_LISTE_ENTIERE = 8  # bullets that no page parts
_GEL_MAX = 8  # rows above a table that may stay on the screen with its titles
_DESSIN_MIN, _DESSIN_MAX = 8, 620  # the rows that a chart takes at least, and the pixels of its width at most
_BARRES = ("#2F5D8A", "#C98A2B", "#7A8F4B", "#8A4F7D")


class _Place(NamedTuple):
    """Where a cell stands, and what its formula may speak of, in rows of the sheet."""

    rang: int
    colonne: int
    rangs: Sequence[int] = ()  # where the rows of its table begin
    tables: Mapping[str, Sequence[int]] = {}  # and those of the others, by their names

    def formule(self, calcul: Calcul) -> str:
        """What works the amount out again."""
        match calcul:
            case Facteurs(colonnes):
                lus = [_adresse(self.rang, colonne) for colonne in colonnes]
                connus = f"COUNT({','.join(lus)})={len(lus)}"
                return f'=IF({connus},ROUND({"*".join(lus)},2),"")'
            case Addition(colonnes):
                return f"=SUM({','.join(_adresse(self.rang, colonne) for colonne in colonnes)})"
            case Somme(rangees, tableau):
                return f"=SUM({self._adresses(rangees, tableau)})"
            case Pourcentage(rangees, taux):
                return f"=ROUND(SUM({self._adresses(rangees)})*{taux:f}/100,2)"
            case Soustraction(de, ote):
                return f"={_adresse(self.rang, de)}-{_adresse(self.rang, ote)}"
            case Variation(avant, apres):
                avant_, apres_ = _adresse(self.rang, avant), _adresse(self.rang, apres)
                return f'=IF({avant_}=0,"",ROUND(({apres_}-{avant_})/{avant_},3))'
            case _:
                assert_never(calcul)

    def _adresses(self, rangees: Sequence[int], tableau: str = "") -> str:
        rangs = self.tables[tableau] if tableau else self.rangs
        return ",".join(_adresse(rangs[rangee], self.colonne) for rangee in rangees) or "0"


def _adresse(rang: int, colonne: int) -> str:
    return f"{c.lettres(colonne)}{rang + 1}"


def _a_droite(tableau: Tableau, colonne: int) -> bool:
    """Whether a column is set to the right, with those that are alike: most of what they hold are figures."""
    sienne = tableau.colonnes[colonne]
    if sienne.droite or not colonne:
        return sienne.droite
    semblables = {
        rang
        for rang, autre in enumerate(tableau.colonnes)
        if rang == colonne or (sienne.semblable and autre.semblable == sienne.semblable)
    }
    contenus = [
        un
        for rangee in tableau.rangees
        for rang, cellule in enumerate(rangee.cellules)
        if rang in semblables
        for un in cellule.contenus
    ]
    chiffres = sum(isinstance(un, Euros | Compte | Taux | Manque) for un in contenus)
    return chiffres * 2 > len(contenus)


def _cote(colonne: int, *, droite: bool) -> dict[str, Any]:
    return {"align": "right"} if droite else {"align": "left", "indent": 1 if colonne else 0}


class _Large(NamedTuple):
    """What a column asks for, and what it can't do without, in pixels."""

    souhait: int
    minimum: int


def _large(colonne: int, blocs: Sequence[Bloc]) -> _Large:
    """By its longest content up to a bound, beyond which it wraps; a figure and a word are never cut."""
    souhaits, minimums = [0], [0]
    for bloc in blocs:
        match bloc:
            case Tableau(colonnes, rangees):
                titres = [mots.texte(un.titre) for un in colonnes[colonne : colonne + 1]]
                minimums += [m.plus_long_mot(titre, gras=True) for titre in titres]
                for rangee in rangees:
                    for cellule in rangee.cellules[colonne : colonne + 1]:
                        marque = "✓ " * (cellule.marque is not None)
                        for contenu in cellule.contenus:
                            dit = f"{marque}{mots.contenu(contenu)}"
                            long = m.pixels(dit, gras=rangee.total or cellule.style is Style.FORT)
                            souhaits.append(0 if rangee.section else long)
                            un_seul = isinstance(contenu, Euros | Compte | Taux | Jour)
                            minimums.append(long if un_seul else m.plus_long_mot(dit, gras=True))
            case Barres(_, barres, suite):
                for barre in barres:
                    dits = [mots.somme(montant, suite) for _, montant in barre.parts]
                    minimums += [m.pixels(dit) for dit in (dits if colonne else [mots.texte(barre.nom)])]
            case Fiche(faits) | Parties(_, _, faits) if not colonne:
                souhaits += [m.pixels(mots.texte(nom), gras=True) for nom, _ in faits]
            case _:  # its texts go across the columns
                pass
    minimum = max(_ETROITE, max(minimums) + _BORDS + (m.RETRAIT if colonne else 0))
    borne = _LARGE if colonne else _PREMIERE
    return _Large(max(minimum, min(borne, max(souhaits) + _BORDS + m.RETRAIT)), minimum)


def _largeur(bloc: Bloc) -> int:
    """The columns that a block takes; a text goes across them all."""
    if isinstance(bloc, Tableau):
        return max(2, len(bloc.colonnes))
    if isinstance(bloc, Barres):
        return 1 + max(1, len({nom for barre in bloc.barres for nom, _ in barre.parts}))
    return 2


def _est_gras(rangee: Rangee, cellule: Cellule) -> bool:
    return rangee.section or rangee.total or cellule.style is Style.FORT


def _dits(cellule: Cellule) -> list[str]:
    """What a cell shows, line by line, its mark before the first."""
    dits = [mots.contenu(contenu) for contenu in cellule.contenus]
    if dits and cellule.marque is not None:
        dits[0] = f"{mots.SIGNES[cellule.marque]}{INSECABLE}{dits[0]}"
    return dits


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
    forme = f"#,##0.{decimales}{SYMBOLE}{_entre_guillemets(mots.texte(suite))}"
    return f"{FRANC}{'+' if signe else ''}{forme};−{forme};{forme}"


def _format_compte(valeur: Decimal | int, unite: str) -> str:
    entier = valeur == int(valeur)
    decimales = "" if entier else f".{'0' * -_exposant(Decimal(valeur).normalize())}"
    return f"{FRANC}#,##0{decimales}{_entre_guillemets(unite)}"
