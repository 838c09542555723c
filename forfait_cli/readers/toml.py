"""A TOML file read whole: what the parser says of a syntax error, in French, with the line."""

import re
import tomllib
from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Any, TypeVar

from forfait_cli.erreurs import Anomalie, CatalogueInvalide
from forfait_cli.francais import guillemets

# What tomllib says → what the reader of the message can do about it.
_CAUSES = (
    ("Expected '='", "il manque le signe = après la clé", "écrivez clé = valeur ; un texte va entre guillemets droits"),
    ("Invalid value", "valeur mal écrite", "un texte va entre guillemets droits, un montant s’écrit 7.00"),
    ("Cannot overwrite a value", "cette clé est écrite deux fois", "supprimez l’une des deux lignes"),
    ("Cannot declare", "cette table est écrite deux fois", "supprimez l’une des deux"),
    ("Duplicate inline", "cette clé est écrite deux fois", "supprimez l’une des deux"),
    ("Unterminated string", "il manque le guillemet qui ferme le texte", "ajoutez \" à la fin du texte"),
    ("Illegal character", "caractère interdit dans un texte sur une ligne", "fermez le guillemet sur la même ligne"),
    ("Expected newline", "il y a du texte en trop après la valeur", "une clé et une valeur par ligne"),
    ("Unclosed array", "il manque le crochet qui ferme la liste", "ajoutez ] à la fin de la liste"),
    ("Unclosed inline table", "il manque l’accolade qui ferme la table", "ajoutez } à la fin"),
    ("Invalid initial character for a key", "clé au signe interdit", "mettez la clé entre guillemets droits"),
    ("Expected ']'", "il manque un crochet", "une table s’écrit [nom], une liste de tables [[nom]]"),
    ("Unescaped '\\'", "barre oblique inverse seule dans un texte", "doublez-la : \\\\"),
    ("Invalid statement", "ligne incompréhensible", "écrivez clé = valeur, ou # devant une remarque"),
)  # fmt: skip

_VIRGULE = re.compile(r"=\s*[0-9]+,[0-9]*\s*,?\s*$|=\s*[0-9]+,[0-9]+")
_PLACE = re.compile(r"at line (\d+), column (\d+)")


Lu = TypeVar("Lu")


def lire_toml(contenu: bytes, origine: str, lecture: Callable[[dict[str, Any], list[Anomalie]], Lu]) -> Lu:
    """What `lecture` makes of the file and adds faults to; `origine` names the file in them.

    Raises:
        CatalogueInvalide: the content is wrong; every fault is told at once.
    """
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
    fautes: list[Anomalie] = []
    lu = lecture(document, fautes)
    if fautes:
        raise CatalogueInvalide(*_situees(fautes, origine))
    return lu


def _situees(fautes: Iterable[Anomalie], origine: str) -> Iterable[Anomalie]:
    for faute in fautes:
        yield faute._replace(origine=f"{origine}, {faute.origine}" if faute.origine else origine)


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
    lignes = contenu.decode("utf-8-sig", errors="replace").split("\n")
    extrait = lignes[ligne - 1].strip()[:80] if ligne <= len(lignes) else ""
    suite = f" : {guillemets(extrait)}" if extrait else ""
    if _VIRGULE.search(lignes[ligne - 1][:colonne] if ligne <= len(lignes) else ""):
        message, aide = "virgule décimale", "écrivez le montant avec un point, par exemple 3.50"
    return Anomalie(f"{origine}, ligne {ligne}, colonne {colonne}", f"{message}{suite}", aide)
