"""The grid to fill in as a workbook: words chosen from lists, amounts in euros, on paper as on the screen.

Needs xlsxwriter.
"""

import datetime
import io
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from forfait_cli.domaine.gabarit import MODE_D_EMPLOI, TAUX_USUELS, Colonne, Feuille, Genre, Valeur
from forfait_cli.francais import INSECABLE, insecables, propre
from forfait_cli.render.complements import complement
from forfait_cli.render.gabarit.csv import texte

CHIFFRES_TABLEUR = 15
RANGEES_LIBRES = 60  # the rows below the asked ones where what is typed is still checked
HAUTEUR = 15  # of a line, in points
LISTE_MAX = 255  # characters of a list of words
JOURS = datetime.date(1950, 1, 1), datetime.date(2199, 12, 31)
NOMBRES = {
    Genre.TEXTE: "@",
    Genre.CHOIX: "@",
    Genre.EUROS: f'#,##0.00######{INSECABLE}"€"',
    Genre.NOMBRE: "0.###",
    Genre.TAUX: f'0.####{INSECABLE}"%"',  # « 20 % » for 20: a percentage would be 0.2
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
_TAUX_EN = 2  # the column of the usual rates, beside the instructions


def tient(valeur: Decimal) -> bool:
    """Whether a spreadsheet, which keeps fifteen digits, gives the number back."""
    return len(valeur.as_tuple().digits) <= CHIFFRES_TABLEUR


def rendre(feuilles: tuple[Feuille, ...]) -> bytes:
    """The workbook; the same bytes whatever the day."""
    xlsxwriter = complement("xlsxwriter", "tableur", "écrire un classeur", "csv")
    tampon = io.BytesIO()
    classeur = xlsxwriter.Workbook(tampon, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    classeur.set_properties({"created": datetime.datetime(2000, 1, 1, tzinfo=datetime.UTC)})
    commun = {"text_wrap": True, "valign": "top"}
    formats = {
        None: classeur.add_format(commun),
        "titre": classeur.add_format({**commun, "bold": True, "bottom": 1, "bg_color": FOND_TITRE}),
    }
    for genre, nombre in NOMBRES.items():
        saisie = {"num_format": nombre, "bg_color": FOND_SAISIE, "border": 1, "border_color": TRAIT}
        formats[genre] = classeur.add_format({**commun, **saisie})
    for feuille in feuilles:
        _feuille(classeur.add_worksheet(feuille.nom), feuille, formats)
    classeur.close()
    return tampon.getvalue()


def _feuille(onglet: Any, feuille: Feuille, formats: dict[str | None, Any]) -> None:
    onglet.set_landscape()
    onglet.set_paper(9)  # A4
    onglet.fit_to_pages(1, 0)
    onglet.repeat_rows(0)
    onglet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    onglet.set_footer("&L&A&R&P / &N")
    for rang, colonne in enumerate(feuille.colonnes):
        onglet.set_column(rang, rang, colonne.largeur)
        onglet.write_string(0, rang, insecables(propre(colonne.titre)), formats["titre"])
    if feuille.nom == MODE_D_EMPLOI:
        _taux_usuels(onglet, formats)
    onglet.freeze_panes(1, 2 if feuille.liste else 0)
    if feuille.liste:
        onglet.autofilter(0, 0, max(1, len(feuille.rangees)), len(feuille.colonnes) - 1)
        for rang, colonne in enumerate(feuille.colonnes):
            _valider(onglet, 1, len(feuille.rangees) + RANGEES_LIBRES, rang, colonne)
    onglet.set_row(0, _hauteur(feuille, feuille.titres))
    for numero, rangee in enumerate(feuille.rangees, 1):
        onglet.set_row(numero, _hauteur(feuille, rangee))
        for rang, valeur in enumerate(rangee):
            colonne = feuille.colonnes[rang]
            if feuille.champs and rang == 1:
                colonne = feuille.champs[numero - 1]
                _valider(onglet, numero, numero, rang, colonne)
            dite = valeur if colonne.saisie or not isinstance(valeur, str) else insecables(valeur)
            _ecrire(onglet, numero, rang, dite, colonne.genre, formats[colonne.genre if colonne.saisie else None])


def _hauteur(feuille: Feuille, rangee: Sequence[Valeur]) -> int:
    """The height of a row, in points: not every program works it out from what the row holds."""
    lignes = 1
    for colonne, valeur in zip(feuille.colonnes, rangee, strict=True):
        if not isinstance(valeur, Decimal | datetime.date):
            mots = texte(valeur, colonne.genre).split(" ")
            place = lignes_ici = 0
            for mot in mots:
                place += len(mot) + 1
                if place > colonne.largeur or not lignes_ici:
                    place, lignes_ici = len(mot) + 1, lignes_ici + 1
            lignes = max(lignes, lignes_ici)
    return HAUTEUR * lignes


def _taux_usuels(onglet: Any, formats: dict[str | None, Any]) -> None:
    onglet.set_column(_TAUX_EN - 1, _TAUX_EN - 1, 3)
    onglet.set_column(_TAUX_EN, _TAUX_EN, 18)
    onglet.write_string(0, _TAUX_EN, "Taux de TVA usuels", formats["titre"])
    for rang, taux in enumerate(TAUX_USUELS, 1):
        onglet.write_number(rang, _TAUX_EN, taux, formats[Genre.TAUX])


def _valider(onglet: Any, debut: int, fin: int, rang: int, colonne: Colonne) -> None:
    match colonne.genre:
        case Genre.CHOIX if colonne.choix and len(",".join(colonne.choix)) <= LISTE_MAX:
            regle: dict[str, Any] = {"validate": "list", "source": list(map(propre, colonne.choix))}
        case Genre.EUROS | Genre.NOMBRE:
            regle = {"validate": "decimal", "criteria": ">=", "value": 0}
        case Genre.TAUX:
            regle = {"validate": "list", "source": f"='{MODE_D_EMPLOI}'!$C$2:$C${len(TAUX_USUELS) + 1}"}
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
