"""The grid to fill in, as a file of each kind. Spreadsheets need the optional libraries."""

import csv
import datetime
import io
from collections.abc import Callable
from decimal import Decimal
from importlib import import_module
from typing import Any

from forfait_cli.domaine.gabarit import CHOIX, CODE, MODE_D_EMPLOI, MONTANTS, STRATE, Feuille, Valeur
from forfait_cli.domaine.gabarit import NOM as DESIGNATION
from forfait_cli.erreurs import Anomalie, Refus
from forfait_cli.francais import guillemets
from forfait_cli.render.csv import neutraliser

FEUILLE = "Feuille"  # in a CSV file, the row that opens a sheet
EXTRA = "tableur"
CHIFFRES_TABLEUR = 15
RANGEES_LIBRES = 60  # the rows below the asked ones where words stay to be chosen from a list


def bibliotheque(nom: str) -> Any:
    """A library of the extra for spreadsheets.

    Raises:
        Refus: it is not installed.
    """
    try:
        return import_module(nom)
    except ImportError as erreur:
        message = f"écrire un classeur demande le complément « {EXTRA} »"
        aide = f"installez-le : pip install 'forfait-cli[{EXTRA}]' ; ou prenez un fichier .csv"
        raise Refus(Anomalie("", message, aide)) from erreur


def csv_(feuilles: tuple[Feuille, ...]) -> bytes:
    """One file: the sheets one below the other, each opened by its name."""
    tampon = io.StringIO(newline="")
    ecrivain = csv.writer(tampon, lineterminator="\n")
    for feuille in feuilles:
        ecrivain.writerow([FEUILLE, feuille.nom])
        ecrivain.writerow(feuille.titres)
        ecrivain.writerows([_texte(valeur) for valeur in rangee] for rangee in feuille.rangees)
        ecrivain.writerow([])
    return tampon.getvalue().encode()


def _texte(valeur: Valeur) -> str:
    match valeur:
        case None:
            return ""
        case Decimal():
            return f"{valeur:f}"
        case datetime.date():
            return valeur.isoformat()
        case _:
            return neutraliser(str(valeur))


def _tient(valeur: Decimal) -> bool:
    """Whether a spreadsheet, which keeps fifteen digits, gives the amount back."""
    return len(valeur.as_tuple().digits) <= CHIFFRES_TABLEUR


def xlsx(feuilles: tuple[Feuille, ...]) -> bytes:
    """A workbook, its words chosen from lists, its amounts in euros."""
    xlsxwriter = bibliotheque("xlsxwriter")
    tampon = io.BytesIO()
    # The date of creation would make each file another.
    classeur = xlsxwriter.Workbook(tampon, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    classeur.set_properties({"created": datetime.datetime(2000, 1, 1, tzinfo=datetime.UTC)})
    formats = {
        "titre": classeur.add_format({"bold": True, "text_wrap": True, "bottom": 1, "valign": "top"}),
        "euros": classeur.add_format({"num_format": "#,##0.00######"}),
        "date": classeur.add_format({"num_format": "dd/mm/yyyy"}),
        "texte": classeur.add_format({"num_format": "@", "text_wrap": feuilles[0].nom == MODE_D_EMPLOI}),
    }
    for feuille in feuilles:
        _feuille_xlsx(classeur.add_worksheet(feuille.nom), feuille, formats)
    classeur.close()
    return tampon.getvalue()


def _feuille_xlsx(onglet: Any, feuille: Feuille, formats: dict[str, Any]) -> None:
    onglet.freeze_panes(1, 2 if feuille.titres[0] == CODE else 0)
    for colonne, titre in enumerate(feuille.titres):
        euros = titre in MONTANTS or titre.startswith(STRATE)
        onglet.set_column(colonne, colonne, _largeur(titre), formats["euros"] if euros else None)
        onglet.write_string(0, colonne, titre, formats["titre"])
        if titre in CHOIX:
            liste = {"validate": "list", "source": list(CHOIX[titre])}
            onglet.data_validation(1, colonne, len(feuille.rangees) + RANGEES_LIBRES, colonne, liste)
    for ligne, rangee in enumerate(feuille.rangees, 1):
        if rangee[0] in CHOIX:
            onglet.data_validation(ligne, 1, ligne, 1, {"validate": "list", "source": list(CHOIX[str(rangee[0])])})
        for colonne, valeur in enumerate(rangee):
            match valeur:
                case None:
                    continue
                case Decimal() if _tient(valeur):
                    onglet.write_number(ligne, colonne, valeur, formats["euros"])
                case int():
                    onglet.write_number(ligne, colonne, valeur)
                case datetime.date():
                    onglet.write_datetime(ligne, colonne, valeur, formats["date"])
                case _:
                    onglet.write_string(ligne, colonne, str(valeur), formats["texte"])


def _largeur(titre: str) -> int:
    if titre == MODE_D_EMPLOI:
        return 110
    return 46 if titre in (DESIGNATION, "Valeur", "Ce qui est demandé") else 24 if titre == CODE else 15


def ods(feuilles: tuple[Feuille, ...]) -> bytes:
    """A workbook of LibreOffice."""
    opendocument, table, texte = (bibliotheque(f"odf.{nom}") for nom in ("opendocument", "table", "text"))
    classeur = opendocument.OpenDocumentSpreadsheet()
    for feuille in feuilles:
        onglet = table.Table(name=feuille.nom)
        for _ in feuille.titres:
            onglet.addElement(table.TableColumn())
        for rangee in (feuille.titres, *feuille.rangees):
            ligne = table.TableRow()
            for valeur in rangee:
                ligne.addElement(_cellule_ods(table, texte, valeur))
            onglet.addElement(ligne)
        classeur.spreadsheet.addElement(onglet)
    tampon = io.BytesIO()
    classeur.write(tampon)
    return tampon.getvalue()


def _cellule_ods(table: Any, texte: Any, valeur: Valeur) -> Any:
    match valeur:
        case None:
            return table.TableCell()
        case Decimal() | int() if not isinstance(valeur, Decimal) or _tient(valeur):
            cellule = table.TableCell(valuetype="float", value=f"{valeur:f}")
        case datetime.date():
            cellule = table.TableCell(valuetype="date", datevalue=valeur.isoformat())
        case _:
            cellule = table.TableCell(valuetype="string")
    cellule.addElement(texte.P(text=_texte(valeur) if not isinstance(valeur, str) else valeur))
    return cellule


GABARITS: dict[str, Callable[[tuple[Feuille, ...]], bytes]] = {".xlsx": xlsx, ".ods": ods, ".csv": csv_}


def rendre(feuilles: tuple[Feuille, ...], suffixe: str) -> bytes:
    """The file of that suffix."""
    if suffixe not in GABARITS:
        raise Refus(Anomalie("", f"aucun gabarit pour le suffixe {guillemets(suffixe)}"))
    return GABARITS[suffixe](feuilles)
