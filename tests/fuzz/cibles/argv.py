"""Command lines: those of the seeds bent, and others made flag by flag."""

import shlex
from functools import cache
from random import Random

from forfait_cli import load_catalogue
from forfait_cli.readers.demande.champs import Genre, champs_de
from fuzz.essai import Essai
from fuzz.graines import GRAINES, PETITES
from fuzz.hasard import bosseler, choisir, texte

COMMANDES = (
    "quote", "quote", "quote", "compare", "compare", "strate", "strate", "batch", "commune", "verify", "devis",
    "catalogue show", "catalogue check", "catalogue diff", "catalogue schema", "catalogue new", "catalogue import",
    "tarifs template", "tarifs import", "tarifs use", "tarifs impact", "aide", "", "zorglub", "tarifs", "catalogue",
    "comparer", "lot",
)  # fmt: skip
FICHIERS = ("grille.toml", "prix.toml", "lot.csv", "devis.json", "absent.toml", ".", "-", "")
SORTIES = ("s.json", "s.csv", "s.md", "s.html", "s.txt", "s.xlsx", "s.zip", "s", ".", "-", "", "lot.csv", "grille.toml")
FORMATS = ("table", "json", "csv", "markdown", "html", "xlsx", "JSON", "yaml", "")
AUTRES = (
    "--format", "-o", "--output", "--catalogue", "--tarifs", "--date", "--complet", "--detail", "--dialecte",
    "--separateur", "--encodage", "--population", "--departement", "--avant", "--apres", "--help", "-h", "--version",
    "--", "--reference", "--destinataire", "--valable", "--objet", "--documents",
)  # fmt: skip
_JUSTES: dict[str, tuple[str, ...]] = {
    "--format": FORMATS,
    **dict.fromkeys(("-o", "--output", "--documents"), SORTIES),
    **dict.fromkeys(("--catalogue", "--tarifs", "--avant", "--apres"), FICHIERS),
    "--date": ("2026-01-31", "2026-02-30", "31/01/2026", "0001-01-01", "9999-12-31", "2026"),
    "--departement": ("47", "2A", "976", "Lot", "99", "1"),
    "--separateur": (",", ";", "tab", "|", ""),
    "--encodage": ("utf-8", "cp1252", "utf-16", "latin1"),
}


def tirer(hasard: Random) -> Essai:
    """A line, and now and then the files that it names."""
    mots = list(choisir(hasard, _lignes())) if hasard.random() < 0.3 else _ligne(hasard)
    for _ in range(hasard.choice((0, 0, 1, 1, 2, 3))):
        _tordre(hasard, mots)
    # Nothing is read or written but in the folder of the run.
    mots = [mot.replace("/", "").replace("\x00", "") for mot in mots]
    mots = [mot for mot in mots if "-completion" not in mot]
    if "--documents" in mots:  # a document for each commune of a département is work, not a hang
        mots = [mot for mot in mots if mot != "--departement"]
    fichiers = {nom: octets for nom, octets in PETITES.items() if any(nom in mot for mot in mots)}
    return Essai(tuple(mots), fichiers, b"nom;habitants\nA;1200\n" if "-" in mots else b"")


def _ligne(hasard: Random) -> list[str]:
    mots = choisir(hasard, COMMANDES).split()
    for _ in range(hasard.randrange(6)):
        mots += _drapeau(hasard)
    if hasard.random() < 0.3:
        mots.append(choisir(hasard, FICHIERS))
    return mots


def _drapeau(hasard: Random) -> list[str]:
    if hasard.random() < 0.4:
        nom = choisir(hasard, AUTRES)
        return [nom, _valeur(hasard, nom)] if hasard.random() < 0.9 else [nom]
    nom, genre, justes = choisir(hasard, champs_justes())
    if genre is Genre.OUI_NON:
        return [nom]
    valeur = choisir(hasard, justes) if hasard.random() < 0.6 else texte(hasard)
    return [f"{nom}={valeur}"] if hasard.random() < 0.2 else [nom, valeur]


def _valeur(hasard: Random, nom: str) -> str:
    if hasard.random() < 0.15:
        return texte(hasard)
    return choisir(hasard, _JUSTES.get(nom, ("30", "totale", "municipale", "excel-fr", "2026-01", "Mairie")))


def _tordre(hasard: Random, mots: list[str]) -> None:
    place = hasard.randrange(len(mots) + 1)
    match hasard.randrange(7):
        case 0:
            mots.insert(place, texte(hasard))
        case 1 if mots:
            del mots[min(place, len(mots) - 1)]
        case 2 if mots:
            mots.insert(place, choisir(hasard, mots))
        case 3 if mots:
            place = min(place, len(mots) - 1)
            mots[place] = bosseler(hasard, mots[place])
        case 4 if mots:
            ailleurs = hasard.randrange(len(mots))
            place = min(place, len(mots) - 1)
            mots[place], mots[ailleurs] = mots[ailleurs], mots[place]
        case 5 if mots:
            place = min(place, len(mots) - 1)
            mots[place] = mots[place].replace("--", choisir(hasard, ("-", "—", "–", "", "---"))).upper()
        case _:
            mots[place:place] = _drapeau(hasard)


@cache
def _lignes() -> tuple[tuple[str, ...], ...]:
    brutes = (GRAINES / "argv.txt").read_text(encoding="utf-8").splitlines()
    return tuple(tuple(shlex.split(ligne)) for ligne in brutes if ligne and not ligne.startswith("#"))


@cache
def champs_justes() -> tuple[tuple[str, Genre, tuple[str, ...]], ...]:
    """The flags of the annex, with values that are right."""
    catalogue = load_catalogue()
    codes = {
        "forfait": tuple(un.code for un in catalogue.forfaits),
        "exige": tuple(un.code for un in catalogue.services),
        "option": tuple(f"{un.code}=2" for un in catalogue.options),
        "nature": tuple(nom for un in catalogue.natures for nom in (un.code, un.nom, *un.autres_noms)),
        "commune": ("Agen", "Astaffort", "47015", "47220", "Saint-Denis", "Sainte-Colombe", "L", "Paris"),
        "siren": ("214700015", "210100012", "123456789"),
        "code_insee": ("47015", "47001", "75056", "2A004", "97601", "99999"),
        "nom": ("Mairie", "Mairie de Sainte-Foy", "CCAS"),
        "date": ("2026-01-31",),
        "departement": ("47", "2A"),
        "population": ("totale", "municipale"),
    }
    nombres = ("0", "1", "3", "7", "10", "249", "250", "1200", "1 200", "10000", "100000000")
    return tuple((f"--{un.nom.replace('_', '-')}", un.genre, codes.get(un.nom, nombres)) for un in champs_de(catalogue))
