"""The grid to fill in as a workbook: words chosen from lists, amounts in euros, on paper as on the screen.

Needs xlsxwriter.
"""

import datetime
import io
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from forfait_cli.domaine.gabarit import MODE_D_EMPLOI, TAUX_USUELS, Colonne, Feuille, Genre, Valeur
from forfait_cli.francais import insecables, propre
from forfait_cli.render.ecrivains.xlsx import classeur as c
from forfait_cli.render.ecrivains.xlsx import place as m
from forfait_cli.render.ecrivains.xlsx.classeur import FRANC, SYMBOLE
from forfait_cli.render.gabarit.csv import texte

CHIFFRES_TABLEUR = 15
RANGEES_LIBRES = 60  # the rows below the asked ones where what is typed is still checked
LISTE_MAX = 255  # characters of a list of words
JOURS = datetime.date(1950, 1, 1), datetime.date(2199, 12, 31)
NOMBRES = {
    Genre.TEXTE: "@",
    Genre.CHOIX: "@",
    Genre.EUROS: f"{FRANC}#,##0.00######{SYMBOLE}",
    Genre.NOMBRE: f"{FRANC}General",
    Genre.TAUX: f"{FRANC}General{SYMBOLE.replace('€', '%')}",  # « 20 % » for 20: a percentage would be 0.2
    Genre.DATE: "dd/mm/yyyy",
}
FOND_SAISIE, FOND_TITRE, TRAIT = "#FFF8DC", "#DCE6F1", "#B0B0B0"
# What is said of what is typed and was not foreseen; where it may be right, it is asked about and not forbidden.
AIDES = {
    Genre.CHOIX: "Choisissez dans la liste.",
    Genre.EUROS: "Un montant en euros, 0 ou plus ; ou « sur étude », « non proposé ».",
    Genre.NOMBRE: "Un nombre, 0 ou plus.",
    Genre.TAUX: "Ce taux n’est pas courant. En pour cent : 20 pour 20 %.",
    Genre.DATE: "Une date : 31/12/2026.",
}
POSSIBLES = (Genre.EUROS, Genre.TAUX)
_TAUX = "Taux de TVA usuels"


def tient(valeur: Decimal) -> bool:
    """Whether a spreadsheet, which keeps fifteen digits, gives the number back."""
    return len(valeur.as_tuple().digits) <= CHIFFRES_TABLEUR


def rendre(feuilles: tuple[Feuille, ...]) -> bytes:
    """The workbook; the same bytes whatever the day."""
    tampon = io.BytesIO()
    classeur = c.ouvrir(tampon, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    commun = {"text_wrap": True, "valign": "top"}
    formats = {
        None: classeur.add_format({**commun, "align": "left", "indent": 1}),
        "titre": classeur.add_format(
            {**commun, "bold": True, "border": 1, "border_color": TRAIT, "bg_color": FOND_TITRE}
        ),
    }
    formats["taux usuel"] = classeur.add_format({"num_format": NOMBRES[Genre.TAUX], "align": "left"})
    for genre, nombre in NOMBRES.items():
        saisie = {"num_format": nombre, "bg_color": FOND_SAISIE, "border": 1, "border_color": TRAIT}
        formats[genre] = classeur.add_format({**commun, **saisie})
    taux = next((feuille.rangees for feuille in feuilles if feuille.nom == MODE_D_EMPLOI), ())
    source = f"='{MODE_D_EMPLOI}'!$A${len(taux) + 4}:$A${len(taux) + 3 + len(TAUX_USUELS)}"
    for feuille in feuilles:
        _feuille(classeur.add_worksheet(feuille.nom), feuille, formats, source)
    classeur.close()
    return tampon.getvalue()


def _feuille(onglet: Any, feuille: Feuille, formats: dict[str | None, Any], taux: str) -> None:
    larges = [_pixels(colonne) for colonne in feuille.colonnes]
    for rang, colonne in enumerate(feuille.colonnes):
        onglet.set_column_pixels(rang, rang, larges[rang])
        onglet.write_string(0, rang, insecables(propre(colonne.titre)), formats["titre"])
    if feuille.nom == MODE_D_EMPLOI:
        _taux_usuels(onglet, len(feuille.rangees) + 2, formats)
    onglet.freeze_panes(1, 2 if feuille.liste else 0)
    pied = feuille.nom
    if feuille.liste:
        derniere = len(feuille.rangees)
        onglet.autofilter(0, 0, max(1, derniere), len(feuille.colonnes) - 1)
        for rang, colonne in enumerate(feuille.colonnes):
            _valider(onglet, 1, derniere + RANGEES_LIBRES, rang, colonne, taux)
        onglet.print_area(0, 0, derniere, feuille.imprimees - 1)
        tues = [colonne.titre for colonne in feuille.colonnes[feuille.imprimees :]]
        pied += f". Colonnes non imprimées : {c.citees(tues)}" if tues else ""
    c.mettre_en_page(onglet, larges[: feuille.imprimees], pied)
    onglet.set_row_pixels(0, _hauteur(feuille, feuille.titres, gras=True))
    for numero, rangee in enumerate(feuille.rangees, 1):
        onglet.set_row_pixels(numero, _hauteur(feuille, rangee))
        for rang, valeur in enumerate(rangee):
            colonne = feuille.colonnes[rang]
            if feuille.champs and rang == 1:
                colonne = feuille.champs[numero - 1]
                _valider(onglet, numero, numero, rang, colonne, taux)
            dite = valeur if colonne.saisie or not isinstance(valeur, str) else insecables(valeur)
            _ecrire(onglet, numero, rang, dite, colonne.genre, formats[colonne.genre if colonne.saisie else None])


def _pixels(colonne: Colonne) -> int:
    """Its width: no word of its title is cut."""
    return max(colonne.largeur * 7, m.plus_long_mot(insecables(colonne.titre), gras=True)) + m.BORDS


def _hauteur(feuille: Feuille, rangee: Sequence[Valeur], *, gras: bool = False) -> int:
    """The height of a row, in pixels: not every program works it out from what the row holds."""
    lignes = [
        m.lignes(
            insecables(texte(valeur, colonne.genre)), _pixels(colonne) - m.RETRAIT * (not colonne.saisie), gras=gras
        )
        for colonne, valeur in zip(feuille.colonnes, rangee, strict=True)
        if not isinstance(valeur, Decimal | datetime.date)
    ]
    return m.LIGNE * max(lignes, default=1) + 2


def _taux_usuels(onglet: Any, rang: int, formats: dict[str | None, Any]) -> None:
    """Below the instructions, what the lists of rates offer."""
    onglet.write_string(rang, 0, _TAUX, formats["titre"])
    for suite, taux in enumerate(TAUX_USUELS, 1):
        onglet.write_number(rang + suite, 0, taux, formats["taux usuel"])


def _valider(onglet: Any, debut: int, fin: int, rang: int, colonne: Colonne, taux: str) -> None:
    match colonne.genre:
        case Genre.CHOIX if colonne.choix and len(",".join(colonne.choix)) <= LISTE_MAX:
            regle: dict[str, Any] = {"validate": "list", "source": list(map(propre, colonne.choix))}
        case Genre.EUROS | Genre.NOMBRE:
            regle = {"validate": "decimal", "criteria": ">=", "value": 0}
        case Genre.TAUX:
            regle = {"validate": "list", "source": taux}
        case Genre.DATE:
            regle = {"validate": "date", "criteria": "between", "minimum": JOURS[0], "maximum": JOURS[1]}
        case _:
            return
    regle |= {"error_title": propre(colonne.titre)[:32], "error_message": AIDES[colonne.genre]}
    if colonne.genre in POSSIBLES:
        regle["error_type"] = "warning"
    onglet.data_validation(debut, rang, fin, rang, regle)


def _ecrire(onglet: Any, ligne: int, colonne: int, valeur: Valeur, genre: Genre, forme: Any) -> None:
    match valeur:
        case None:
            onglet.write_blank(ligne, colonne, None, forme)
        case Decimal() if tient(valeur) and not (genre is Genre.TAUX and 0 < valeur < 1):
            onglet.write_number(ligne, colonne, valeur, forme)
        case int():
            onglet.write_number(ligne, colonne, valeur, forme)
        case datetime.date():
            onglet.write_datetime(ligne, colonne, valeur, forme)
        case _:
            onglet.write_string(ligne, colonne, propre(texte(valeur, genre)), forme)
