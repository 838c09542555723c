"""What may follow the beginning of a commune's name or code, for a shell."""

import re

from forfait_cli.readers.communes.base import Base
from forfait_cli.readers.communes.noms import plier_nom, sans_article

_BLANCS = re.compile(r"[\W_]+")  # a shell would cut a word there, or want quotes


def completer(base: Base, debut: str, limite: int) -> list[tuple[str, str]]:
    """(what to write, what it is): what to write begins with `debut` as it was typed, and has no space."""
    if debut[:1].isdigit():
        lignes = base.lire(
            "SELECT c.code, c.nom, d.nom FROM commune c JOIN departement d ON d.code = c.departement"
            " WHERE c.code BETWEEN ? AND ?"
            # Where it is another commune's postcode, `trouver` would refuse it.
            " AND NOT EXISTS (SELECT 1 FROM code_postal p WHERE p.code = c.code AND p.commune <> c.code)"
            " ORDER BY c.code LIMIT ?",
            *(debut.upper(), f"{debut.upper()}~", limite),
        )
        return [(debut + code[len(debut) :], f"{nom}, {lieu}") for code, nom, lieu in lignes]
    # A last word is not over: « st » may begin Strasbourg, « st- » is Saint-.
    plie = plier_nom(f"{debut}x")[:-1]
    prefixe = sans_article(f"{plie}x")[:-1]
    if not prefixe:
        return []
    article = prefixe != plie
    lignes = base.lire(
        "SELECT n.cle, c.nom, c.departement, d.nom,"
        " (SELECT count(*) FROM nom autre WHERE autre.cle = n.cle) FROM nom n"
        " JOIN commune c ON c.code = n.code JOIN departement d ON d.code = c.departement"
        " WHERE n.rattachee = 0 AND n.cle >= ? AND n.cle < ? ORDER BY n.cle, n.code LIMIT ?",
        *(prefixe, f"{prefixe}~", -1 if article else limite + 20),
    )
    sans_article_ici = {(cle, code) for cle, nom, code, _, _ in lignes if plier_nom(nom) == cle}
    propositions: list[tuple[str, str]] = []
    for cle, nom, code, lieu, compte in lignes:
        ecrit = plier_nom(nom)
        # Without its article, La Vergne would be taken for Vergné, of the same département.
        masquee = ecrit != cle and (cle, code) in sans_article_ici
        if ecrit.startswith(plie) if article else not masquee:
            suite = _suite(debut, prefixe, cle, nom) + (f"-{code}" if compte > 1 else "")
            propositions.append((suite, f"{nom}, {lieu}"))
    return propositions[:limite]


def _suite(debut: str, prefixe: str, cle: str, nom: str) -> str:
    """`debut` and what is missing of the name: in its own signs where they can be told apart."""
    for coupe in range(len(nom)):
        if sans_article(plier_nom(f"{nom[:coupe]}x"))[:-1] == prefixe:
            reste = nom[coupe:]
            break
    else:
        reste = cle[len(prefixe) :]
    return debut + _BLANCS.sub("-", reste).rstrip("-")
