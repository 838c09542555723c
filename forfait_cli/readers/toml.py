"""What the TOML parser says of a syntax error, in French, with the line."""

import re

from forfait_cli.erreurs import Anomalie
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

_PLACE = re.compile(r"at line (\d+), column (\d+)")


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
    return Anomalie(f"{origine}, ligne {ligne}, colonne {colonne}", f"{message}{suite}", aide)
