"""A document as a workbook that recalculates: a sheet for each page, its blocks one below the other."""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from io import BytesIO
from itertools import chain, cycle, pairwise
from typing import Any, assert_never

from forfait_cli.francais import INSECABLE, nombre, propre
from forfait_cli.render import mots
from forfait_cli.render.document import (
    Barres,
    Bloc,
    Calcul,
    Cellule,
    Compte,
    Contenu,
    Document,
    Echelle,
    Euros,
    Fiche,
    Jour,
    Lien,
    Liste,
    Manque,
    Marque,
    Paragraphe,
    Parties,
    Produit,
    Rangee,
    SautDePage,
    Signature,
    Style,
    Tableau,
    Taux,
    Texte,
    Titre,
)
from forfait_cli.render.ecrivains.csv import neutraliser
from forfait_cli.render.ecrivains.xlsx import classeur as c
from forfait_cli.render.ecrivains.xlsx import place as m
from forfait_cli.render.ecrivains.xlsx.classeur import ENTIER_MAX, EUROS, FRANC, SYMBOLE, Formats
from forfait_cli.render.ecrivains.xlsx.formules import Place
from forfait_cli.render.ecrivains.xlsx.largeurs import largeurs

NOM_MAX = 31  # characters of a sheet's name
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
        self._formules: list[tuple[Place, Calcul, Any, Any]] = []  # where, what, in which format, its value
        self._a_remplir = False

    def ecrire(self, blocs: Sequence[Bloc]) -> None:
        """All of it, then how it is shown and printed."""
        self._larges = largeurs(blocs)
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
                self._cellule(Place(debut, numero, rangs, self._tables), rangee, cellule, droite=droites[numero])
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

    def _cellule(self, place: Place, rangee: Rangee, cellule: Cellule, *, droite: bool) -> None:
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
        place: Place,
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
        place: Place,
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

    def _attendre(self, place: Place, texte: str, aspect: dict[str, Any]) -> None:
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
                place = Place(self._rang, 1 + parts.index(nom))
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
