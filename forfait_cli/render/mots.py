"""What stands in a cell, in French words: the writers of pages all say it so."""

import re
from decimal import Decimal
from typing import assert_never

from forfait_cli.francais import INSECABLE, date_longue, insecables, nombre, pour_cent, propre, quantite
from forfait_cli.francais import euros as en_euros
from forfait_cli.render.document import Compte, Contenu, Euros, Jour, Lien, Manque, Marque, Produit, Taux, Texte

SIGNES = {
    Marque.INCLUS: "✓",
    Marque.EXCLU: "✗",
    Marque.OPTION: "○",
    Marque.MEILLEUR: "★",
    Marque.RETENU: "→",
}


def texte(brut: str) -> str:
    """A text of a document as it is shown: nothing harmful in it, no-break spaces where French wants them."""
    return insecables(propre(brut))


def contenu(un: Contenu) -> str:
    """« 1 200,00 € par an », « 4 Go × 7,00 € », « +3,2 % », « 1er mars 2026 »."""
    match un:
        case Texte(brut) | Lien(brut) | Manque(brut):
            return texte(brut)
        case Euros(montant, suite, signe):
            return somme(montant, suite, signe=signe)
        case Compte():
            return compte(un)
        case Taux(valeur, signe):
            absolue = valeur.copy_abs()
            # A column of differences has as many decimals on each row.
            dit = f"{absolue:f}{INSECABLE}%".replace(".", ",") if signe else pour_cent(absolue)
            return _signe(valeur, plus=signe) + dit
        case Jour(jour):
            return date_longue(jour)
        case Produit():
            return _produit(un)
        case _:
            assert_never(un)


def somme(montant: Decimal, suite: str = "", *, signe: bool = False) -> str:
    """« 28,00 € », « −28,00 € par an », « +28,00 € »."""
    return f"{_signe(montant, plus=signe)}{en_euros(montant.copy_abs())}{f' {texte(suite)}' if suite else ''}"


def compte(un: Compte) -> str:
    """« 4 Go », « 1 200 »."""
    chiffres = un.valeur if un.valeur >= 0 else -un.valeur
    dit = quantite(chiffres, texte(un.unite), texte(un.pluriel)) if un.unite else nombre(chiffres)
    return _signe(un.valeur) + dit


def _produit(un: Produit) -> str:
    """« 4 Go × 7,00 € »; where that is not the amount, « 1 h à 32,00 € l’unité, 3 h au minimum »."""
    combien, prix, motif = compte(un.quantite), un.prix, texte(un.motif)
    if prix is None:
        return f"{combien} ({motif})" if motif else combien
    return f"{combien} à {somme(prix)} l’unité, {motif}" if motif else f"{combien} × {somme(prix)}"


def marque_dite(marque: Marque, suite: str) -> str:
    """A mark in words before a text, where no sign can be shown: « oui : 5 Go », « Non inclus », « option »."""
    mot = marque.value
    if not suite:
        return mot
    return suite if mot in re.findall(r"\w+", suite.lower()) else f"{mot}{INSECABLE}: {suite}"


def _signe(valeur: int | Decimal, *, plus: bool = False) -> str:
    if valeur < 0:
        return "−"
    return "+" if plus and valeur > 0 else ""
