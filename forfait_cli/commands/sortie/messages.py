"""What the program says to whoever runs it: on standard error, cleaned, wrapped, faults with their remedies."""

import os
import sys
from collections.abc import Iterable
from contextlib import suppress

from forfait_cli.commands.sortie.flux import LARGEUR_MIN, couleur_voulue, ecrire_message, est_un_terminal, largeur_ecran
from forfait_cli.erreurs import Anomalie
from forfait_cli.francais import insecables, nombre, propre

LIGNE_DITE = 2_000  # signs of a line of a message: what it repeats from a file has no end
NOM_DIT = 200  # signs of a name of a file
FAUTES_DITES = 50  # told one by one


def dire(lignes: Iterable[str], *, retrait: str = "", couleur: str | bool = False) -> None:
    """Print messages on standard error, cleaned, wrapped between words.

    `couleur`: the first words of the first line, to be shown in bold: no red is readable on every ground.
    """
    texte = "".join(
        f"{partie}\n" for ligne in lignes for brute in ligne.split("\n") for partie in _plier(brute, retrait)
    )
    ecrire_message(texte, gras=str(couleur) if couleur else "")


def _plier(ligne: str, retrait: str) -> list[str]:
    """A line in as many as the width of the screen asks; a word longer than a line stays whole."""
    from textwrap import wrap

    if ligne.strip().startswith("forfait "):  # a command to type again: as it is, on a line of its own
        return [propre(ligne)]
    texte = insecables(propre(ligne if len(ligne) <= LIGNE_DITE else f"{ligne[: LIGNE_DITE - 1]}…"))
    if not est_un_terminal(sys.stderr):
        return [texte]  # whoever reads it is a program: a line each
    largeur = largeur_ecran(terminal=False)
    with suppress(OSError, ValueError, AttributeError):
        largeur = max(LARGEUR_MIN, os.get_terminal_size(sys.stderr.fileno()).columns or largeur)
    if len(texte) <= largeur:
        return [texte]
    return wrap(
        texte, largeur, subsequent_indent=retrait, break_long_words=False, break_on_hyphens=False, drop_whitespace=True
    ) or [""]


def abreger(nom: str) -> str:
    """A name of a file, or a place in one, whose middle goes where it is longer than anyone reads."""
    return nom if len(nom) <= NOM_DIT else f"{nom[: NOM_DIT // 2]}…{nom[1 - NOM_DIT // 2 :]}"


def dire_erreur(anomalies: Iterable[Anomalie], titre: str = "Erreur") -> None:
    """Print faults, each with where it is; those that are mended alike together, and how to, once."""
    couleur = couleur_voulue(terminal=est_un_terminal(sys.stderr))
    toutes = list(anomalies)
    groupes: dict[str | int, list[Anomalie]] = {}
    for rang, anomalie in enumerate(toutes[:FAUTES_DITES]):
        groupes.setdefault(anomalie.aide or rang, []).append(anomalie)
    for groupe in groupes.values():
        for origine, message, _ in groupe:
            ou = f"{abreger(origine)} : " if origine else ""
            # On one line: a new line in what it repeats could pass for another message.
            dire([propre(f"{titre} : {ou}{message}")], retrait="  ", couleur=couleur and titre)
        if aide := groupe[0].aide:
            cas = {1: "", 2: "dans les deux cas, "}.get(len(groupe), f"dans les {len(groupe)} cas, ")
            lignes = aide.replace("\n", "\n    ")  # candidates, one a line
            dire([f"  → {cas}{lignes}"], retrait="    ")
    if (reste := len(toutes) - FAUTES_DITES) > 0:
        dire([f"… et {nombre(reste)} {'autre' if reste == 1 else 'autres'}, à voir une fois celles-là corrigées."])
