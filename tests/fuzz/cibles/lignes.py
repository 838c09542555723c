"""Rows: the titles that are known and others, cells of every kind, in every spelling of a CSV."""

from functools import cache
from random import Random

from forfait_cli import load_catalogue
from forfait_cli.readers.demande.champs import champs_de
from fuzz.essai import Essai
from fuzz.graines import PETITES
from fuzz.hasard import abimer, choisir, texte

ENCODAGES = ("utf-8", "utf-8", "utf-8", "utf-8-sig", "cp1252", "latin-1", "utf-16")
CELLULES = (
    "", "", "1200", "1 200", "0", "12", "3,5", "oui", "non", "Agen", "47015", "47220", "214700015", "metiers",
    "Forfait Métiers", "heberge, metiers", "messagerie=2", "commune", "CCAS", "budget annexe", "99999999", "=1+1", "-5",
    "Mairie de Nérac",
)  # fmt: skip


def tirer(hasard: Random) -> Essai:
    """A list, and how it is read and written."""
    arguments = ["batch", "lot.csv"]
    if hasard.random() < 0.1:
        arguments = ["tarifs", "impact", "lot.csv", "--avant", "prix.toml", "--apres", "prix.toml"]
    elif hasard.random() < 0.6:
        arguments += ["--forfait", choisir(hasard, ("metiers", "heberge", "technologie-plus"))]
    for drapeau, possibles, part in (
        ("--format", ("csv", "json", "json", "xlsx"), 0.3),
        ("--dialecte", ("excel-fr", "standard"), 0.2),
        ("--separateur", (",", ";", "tab"), 0.1),
        ("--encodage", ("utf-8", "cp1252", "iso-8859-15"), 0.1),
        ("--departement", ("47", "2A", "x"), 0.1),
        ("--population", ("totale", "municipale"), 0.1),
    ):
        if hasard.random() < part and arguments[0] == "batch":
            arguments += [drapeau, choisir(hasard, possibles)]
    contenu = _contenu(hasard)
    fichiers = {"lot.csv": contenu}
    if "prix.toml" in arguments:
        fichiers["prix.toml"] = PETITES["prix.toml"]
    if hasard.random() < 0.1:
        return Essai(("batch", "-", *arguments[2:]) if arguments[0] == "batch" else tuple(arguments), fichiers, contenu)
    return Essai(tuple(arguments), fichiers)


def _contenu(hasard: Random) -> bytes:
    signe, fin = choisir(hasard, ";;;,\t"), choisir(hasard, ("\n", "\n", "\r\n", "\r"))
    titres = [
        choisir(hasard, _titres()) if hasard.random() < 0.85 else texte(hasard) for _ in range(hasard.randint(1, 6))
    ]
    rangees = [titres, *(_rangee(hasard, len(titres)) for _ in range(hasard.randrange(8)))]
    if hasard.random() < 0.3:
        rangees += [choisir(hasard, rangees) for _ in range(hasard.randrange(4))]
    cites = hasard.random() < 0.3
    brut = fin.join(signe.join(_ecrire(un, cites=cites, signe=signe) for un in rangee) for rangee in rangees)
    octets = brut.encode(choisir(hasard, ENCODAGES), errors="replace")
    return abimer(hasard, octets) if hasard.random() < 0.3 else octets


def _rangee(hasard: Random, largeur: int) -> list[str]:
    if hasard.random() < 0.05:
        largeur += hasard.choice((-1, 1, 3))
    return [choisir(hasard, CELLULES) if hasard.random() < 0.8 else texte(hasard) for _ in range(max(1, largeur))]


def _ecrire(cellule: str, *, cites: bool, signe: str) -> str:
    if cites or signe in cellule:
        return '"' + cellule.replace('"', '""') + '"'
    return cellule


@cache
def _titres() -> tuple[str, ...]:
    champs = champs_de(load_catalogue())
    return (
        tuple(un.nom for un in champs) * 2
        + tuple(titre for un in champs for titre in un.titres or ())
        + ("erreur", "strate", "")
    )
