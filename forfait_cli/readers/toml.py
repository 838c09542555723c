"""A TOML file read whole: what the parser says of a syntax error, in French, with the line."""

import re
import tomllib
from collections.abc import Callable
from decimal import Decimal
from typing import Any, TypeVar

from forfait_cli.erreurs import Anomalie, CatalogueInvalide
from forfait_cli.francais import guillemets
from forfait_cli.readers.champs import lecture_bornee, situees
from forfait_cli.readers.limites import toml_demesure

# What tomllib says → what the reader of the message can do about it.
_CAUSES = (
    ("Expected '='", "il manque le signe = après la clé", "écrivez clé = valeur ; un texte va entre guillemets droits"),
    ("Invalid value", "valeur mal écrite", "un texte va entre guillemets droits, un montant s’écrit 7.00"),
    ("Cannot overwrite a value", "cette clé est écrite deux fois", "supprimez l’une des deux lignes"),
    ("Cannot declare", "cette table est écrite deux fois", "supprimez l’une des deux"),
    ("Duplicate inline", "cette clé est écrite deux fois", "supprimez l’une des deux"),
    ("Unterminated string", "il manque le guillemet qui ferme le texte", "ajoutez \" à la fin du texte"),
    ("Illegal character", "caractère interdit dans un texte sur une ligne", "fermez le guillemet sur la même ligne"),
    ("Expected newline", "il y a quelque chose en trop après la valeur", "une clé et une valeur par ligne"),
    ("Unclosed array", "il manque le crochet qui ferme la liste", "ajoutez ] à la fin de la liste"),
    ("Unclosed inline table", "il manque l’accolade qui ferme la table", "ajoutez } à la fin"),
    ("Invalid initial character for a key", "clé au signe interdit", "mettez la clé entre guillemets droits"),
    ("Expected ']", "il manque un crochet", "une table s’écrit [nom], une liste de tables [[nom]]"),
    ("Expected \"'\"", "il manque l’apostrophe qui ferme le texte", "un texte va entre guillemets droits"),
    ("Unescaped '\\'", "barre oblique inverse seule dans un texte", "doublez-la : \\\\"),
    ("Invalid statement", "ligne incompréhensible", "écrivez clé = valeur, ou # devant une remarque"),
)  # fmt: skip

PROFONDEUR_MAX = 20  # tables in tables; the deepest price has 6
_GRILLE_CSV = re.compile(rb"(?:\xef\xbb\xbf)?\"?Feuille\"?[,;\t]")
_TABLEAUX = {".csv": "c’est un CSV", "xlsx": "c’est un classeur", ".ods": "c’est un classeur"}  # by end of name
CLASSEURS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")  # how the files of Excel and LibreOffice begin
_PLACE = re.compile(r"at line (\d+), column (\d+)")
_MILLIERS = re.compile(
    r"[0-9]{1,3}(?:[ \u00a0\u202f][0-9]{3})+(?:[.,][0-9]+)?(?![0-9])|[0-9]{1,3}(?:\.[0-9]{3})+,[0-9]+"
)
_VIRGULE = re.compile(r"(?<![0-9.,])[0-9]+,[0-9]+")
_EUROS = re.compile(r"(?:€|euros?\b|EUR\b)", re.IGNORECASE)
_POINT, _CHIFFRE = re.compile(r"\."), re.compile(r"[0-9]")
_VRAI_FAUX = {"vrai": "true", "oui": "true", "true": "true", "faux": "false", "non": "false", "false": "false"}


Lu = TypeVar("Lu")


def lire_toml(
    contenu: bytes, origine: str, lecture: Callable[[dict[str, Any], list[Anomalie]], Lu], *, relire: str
) -> Lu:
    """What `lecture` makes of the file and adds faults to; `origine` names the file in them.

    `relire`: what makes such a file of a workbook, « forfait tarifs import ».

    Raises:
        CatalogueInvalide: the content is wrong; every fault is told at once.
    """
    if trop := toml_demesure(contenu):
        raise CatalogueInvalide(Anomalie(origine, f"fichier hors de mesure : {trop}", "est-ce bien le bon fichier ?"))
    if autre := _autre_fichier(contenu, origine, relire):
        quoi, aide = autre
        raise CatalogueInvalide(Anomalie(origine, f"{quoi}, pas un fichier TOML", aide))
    try:
        document = tomllib.loads(contenu.decode("utf-8-sig"), parse_float=Decimal)
    except UnicodeDecodeError as erreur:
        ligne = contenu[: erreur.start].count(b"\n") + 1
        aide = "enregistrez le fichier en UTF-8"
        raise CatalogueInvalide(
            Anomalie(f"{origine}, ligne {ligne}", "le fichier n’est pas en UTF-8", aide)
        ) from erreur
    except (tomllib.TOMLDecodeError, RecursionError, ValueError, ArithmeticError) as erreur:
        raise CatalogueInvalide(faute_de_syntaxe(erreur, contenu, origine)) from erreur
    if _trop_profond(document):
        message = f"plus de {PROFONDEUR_MAX} tables les unes dans les autres"
        raise CatalogueInvalide(Anomalie(origine, message, "est-ce bien le bon fichier ?"))
    fautes: list[Anomalie] = []
    with lecture_bornee(fautes, origine):
        lu = lecture(document, fautes)
    if fautes:
        raise CatalogueInvalide(*situees(fautes, origine))
    return lu


def _autre_fichier(contenu: bytes, origine: str, relire: str) -> tuple[str, str] | None:
    """What is asked to be filled in, given before it is read back, or a list of collectivités: what it is, and what
    reads it; None where it is something else."""
    if _GRILLE_CSV.match(contenu):
        return "c’est une grille en CSV", f"relisez-la d’abord avec {relire}"
    quoi = "c’est un classeur" if contenu.startswith(CLASSEURS) else _TABLEAUX.get(origine.lower()[-4:])
    if quoi is None:
        return None
    liste = "une liste de collectivités se chiffre avec forfait batch"
    return quoi, f"une grille remplie se relit avec {relire} ; {liste}"


def _trop_profond(document: dict[str, Any]) -> bool:
    """Whether tables lie in tables further than any file says: what reads them goes down as deep."""
    etage: list[Any] = [document]
    for _ in range(PROFONDEUR_MAX):
        etage = [
            enfant
            for un in etage
            for enfant in (un.values() if isinstance(un, dict) else un)
            if isinstance(enfant, dict | list)
        ]
        if not etage:
            return False
    return True


def faute_de_syntaxe(erreur: Exception, contenu: bytes, origine: str) -> Anomalie:
    """The one fault of a file that can't be parsed: where, an excerpt, what, how to mend it."""
    anglais = str(erreur)
    message, aide = next(
        ((cause, remede) for debut, cause, remede in _CAUSES if debut in anglais),
        ("le fichier n’est pas du TOML valable", "comparez avec le catalogue fourni"),
    )
    place = _PLACE.search(anglais)
    if place is None:
        return Anomalie(f"{origine}, à la fin" if "end of document" in anglais else origine, message, aide)
    ligne, colonne = int(place[1]), int(place[2])
    lignes = contenu.decode("utf-8-sig").split("\n")
    texte = lignes[ligne - 1]
    extrait = texte.strip()[:80]
    suite = f" : {guillemets(extrait)}" if extrait else ""
    message, aide = _lue_sur_place(anglais, texte, colonne - 1, lignes[ligne:]) or (message, aide)
    return Anomalie(f"{origine}, ligne {ligne}, colonne {colonne}", f"{message}{suite}", aide)


def _lue_sur_place(anglais: str, ligne: str, place: int, suivantes: list[str]) -> tuple[str, str] | None:
    """What the line itself shows where the parser stopped: more than the parser says; None: nothing more."""
    if "Illegal character" in anglais:  # in a text: no number was being read
        return None
    avant, apres = ligne[:place], ligne[place:].strip()
    return (
        _nombre_mal_ecrit(anglais, ligne, place)
        or _texte_mal_ecrit(anglais, apres)
        or _table_mal_fermee(anglais, avant, apres, suivantes)
    )


def _nombre_mal_ecrit(anglais: str, ligne: str, place: int) -> tuple[str, str] | None:
    avant, apres = ligne[:place], ligne[place:].lstrip()
    for trouve in _MILLIERS.finditer(ligne):
        if trouve.start() < place < trouve.end():
            entier, _, cents = trouve[0].partition(",")
            correct = re.sub(r"[\s.]" if cents else r"\s", "", entier) + (f".{cents}" if cents else "")
            return f"{'point' if '.' in entier and cents else 'espace'} dans un nombre", f"écrivez {correct}"
    if "Unclosed array" not in anglais:
        for trouve in _VIRGULE.finditer(ligne):
            if trouve.start() < len(avant.rstrip()) <= trouve.end():
                return "virgule décimale", f"écrivez le montant avec un point : {trouve[0].replace(',', '.')}"
    nombre = re.search(r"([0-9][0-9.]*)\s*$", avant)
    if nombre is not None:
        for suite, message, aide in (
            (_EUROS, "signe € après un montant", f"écrivez le montant seul : {nombre[1]}"),
            (_POINT, "il manque un chiffre après le point", f"écrivez {nombre[1]}.00"),
            (_CHIFFRE, "zéro en tête d’un nombre", "supprimez-le"),
        ):
            seul = {_CHIFFRE: nombre[1] == "0", _POINT: "." not in nombre[1]}  # 012; « 5. » and not 1.2.3
            if suite.match(apres) and seul.get(suite, True):
                return message, aide
    return None


def _texte_mal_ecrit(anglais: str, apres: str) -> tuple[str, str] | None:
    if "Invalid value" in anglais:
        if apres.startswith(tuple("“”«‘’„")):
            return "guillemets typographiques", 'un texte va entre guillemets droits : "…"'
        if decimales := re.match(r"\.[0-9]+", apres):
            return "il manque un chiffre avant le point", f"écrivez 0{decimales[0]}"
        mot = re.match(r"[^\W\d][^,}\]#]*", apres)
        if mot is not None:
            brut = mot[0].strip()
            if brut.lower() in _VRAI_FAUX:
                return "vrai ou faux mal écrit", f"écrivez {_VRAI_FAUX[brut.lower()]}"
            return "texte sans guillemets", f'un texte va entre guillemets droits : "{brut[:60]}"'
    if "Invalid statement" in anglais and apres[:1].isalpha():
        return "clé avec un accent", "mettez la clé entre guillemets droits, ou retirez l’accent"
    return None


def _table_mal_fermee(anglais: str, avant: str, apres: str, suivantes: list[str]) -> tuple[str, str] | None:
    cle_attendue = avant.rstrip().endswith(("{", ","))
    if "Unclosed inline table" in anglais or ("Invalid initial character" in anglais and cle_attendue):
        if (not apres or apres.startswith("#")) and not _fermee_plus_bas(suivantes):
            return "il manque l’accolade qui ferme la table", "ajoutez } à la fin de la ligne"
        if not apres or apres.startswith("#"):
            aide = "ramenez tout sur une ligne, jusqu’à l’accolade }, ou écrivez une [table] à part"
            return "une table entre accolades tient sur une seule ligne", aide
        if apres.startswith("}"):
            return "virgule en trop avant l’accolade", "supprimez la virgule devant }"
        if "Unclosed" in anglais:
            return "il manque une virgule entre deux clés", "écrivez { cle = valeur, autre = valeur }"
    if "Unclosed array" in anglais and apres and "=" not in apres:
        return "il manque une virgule entre deux valeurs de la liste", "écrivez [ 1, 2 ], ou fermez la liste par ]"
    return None


def _fermee_plus_bas(lignes: list[str]) -> bool:
    """Whether a table goes on: a brace closes it before another table begins."""
    ouvertes = 1
    for ligne in lignes[:50]:
        if ligne.lstrip().startswith("[") or not ligne.strip():
            return False
        ouvertes += ligne.count("{") - ligne.count("}")
        if ouvertes < 1:
            return True
    return False
