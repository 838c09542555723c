"""Questions in plain lines, each answered by a line: what a screen reader can follow.

They go to standard error, as all that is no result does.
"""

import re
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress

from forfait_cli.commands.sortie.flux import est_un_terminal
from forfait_cli.commands.sortie.messages import dire
from forfait_cli.erreurs import ErreurForfait
from forfait_cli.francais import plier, propre

INVITE = "> "


def possible() -> bool:
    """Whether somebody is there to answer, and sees both the questions and the result."""
    return all(map(est_un_terminal, (sys.stdin, sys.stdout, sys.stderr)))


def demander(*lignes: str) -> str:
    """Ask, and give the answer without its spaces around; empty where only Enter was typed.

    Raises:
        KeyboardInterrupt: Ctrl-C, or Ctrl-D, which ends what is typed.
    """
    dire([""])
    for ligne in lignes:
        dire([ligne], retrait="   " if ligne[:1].isdecimal() else "")
    while True:
        try:
            with suppress(OSError, ValueError):
                sys.stderr.write(INVITE)
                sys.stderr.flush()
            ligne = sys.stdin.readline()
        except UnicodeDecodeError:
            dire(["Cette ligne est illisible. Recommencez."])
            continue
        except KeyboardInterrupt:
            dire([""])  # what follows begins a line
            raise
        if not ligne.endswith("\n"):
            dire([""])
            raise KeyboardInterrupt
        return propre(ligne.rstrip("\r\n")).strip()


def lire(lecture: Callable[[str], object], *lignes: str) -> str:
    """Ask until the answer can be read, or is empty."""
    texte = demander(*lignes)
    while texte:
        try:
            lecture(texte)
        except ErreurForfait as erreur:
            refuser(erreur)
        else:
            break
        texte = demander(lignes[-1])
    return texte


def refuser(erreur: ErreurForfait) -> None:
    """Say why an answer can't be read: no flag is named here."""
    for anomalie in erreur.anomalies:
        _, message, aide = anomalie.dite(_en_mots)
        dire([f"{_majuscule(message)}.", *([f"{_majuscule(aide)}."] if anomalie.aide == aide and aide else [])])


def choisir(question: str, noms: Sequence[str], *consignes: str, autres: Sequence[Sequence[str]] = ()) -> int | None:
    """Ask for one of a list, by its number or its name, or one of its other names; None where only Enter was typed."""
    lignes = [question, *(f"{rang}. {nom}" for rang, nom in enumerate(noms, 1)), *consignes]
    tous = [[nom, *ses] for nom, ses in zip(noms, autres or [()] * len(noms), strict=True)]
    texte = demander(*lignes)
    while texte:
        if texte.isdecimal() and 1 <= int(texte) <= len(noms):
            return int(texte) - 1
        trouves = [rang for rang, ses in enumerate(tous) if plier(texte) in map(plier, ses)]
        if len(trouves) == 1:
            return trouves[0]
        dire([f"« {texte} » n’est pas dans la liste. Donnez un numéro de 1 à {len(noms)}."])
        texte = demander(*consignes)
    return None


def choisir_plusieurs(question: str, noms: Sequence[str], *consignes: str) -> list[int]:
    """Ask for some of a list, by their numbers; none where only Enter was typed."""
    lignes = [question, *(f"{rang}. {nom}" for rang, nom in enumerate(noms, 1)), *consignes]
    texte = demander(*lignes)
    while texte:
        mots = [mot for mot in re.split(r"[\s,;]+|\bet\b", texte) if mot]
        faux = [mot for mot in mots if not mot.isdecimal() or not 1 <= int(mot) <= len(noms)]
        if mots and not faux:
            return sorted({int(mot) - 1 for mot in mots})
        dire([f"« {faux[0] if faux else texte} » n’est pas dans la liste. Donnez des numéros de 1 à {len(noms)}."])
        texte = demander(*consignes)
    return []


def _en_mots(neutre: str) -> str:
    return neutre.replace("_", " ")


def _majuscule(texte: str) -> str:
    return f"{texte[:1].upper()}{texte[1:]}".rstrip(".")
