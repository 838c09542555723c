"""Build the embedded population file from the public sources. One command a year:

    python scripts/construire_communes.py --insee donnees_communes.csv --mayotte donnees_communes_mayotte.csv \\
        --outremer collectivites-outremer.csv --decoupage package/data --millesime 2023 --millesime-mayotte 2017 \\
        --en-vigueur 2026-01-01 -o forfait_cli/donnees/communes.sqlite

`--decoupage` is the folder `data` of the npm package @etalab/decoupage-administratif
(`npm pack @etalab/decoupage-administratif`, then unpack). The same inputs give the same bytes.
"""

import argparse
import csv
import json
import sqlite3
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from forfait_cli.readers.noms import plier, sans_article

SCHEMA = """
CREATE TABLE meta (cle TEXT PRIMARY KEY, valeur TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE departement (code TEXT PRIMARY KEY, nom TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE source (id INTEGER PRIMARY KEY, libelle TEXT NOT NULL, millesime TEXT);
CREATE TABLE commune (
    code TEXT PRIMARY KEY, nom TEXT NOT NULL, departement TEXT NOT NULL, siren INTEGER, codes_postaux TEXT NOT NULL,
    totale INTEGER, municipale INTEGER, brute INTEGER, source INTEGER, cle TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE code_postal (code TEXT, commune TEXT, PRIMARY KEY (code, commune)) WITHOUT ROWID;
CREATE TABLE rattachee (
    code TEXT NOT NULL, type TEXT NOT NULL, nom TEXT NOT NULL, chef_lieu TEXT NOT NULL, cle TEXT NOT NULL,
    PRIMARY KEY (code, type)
) WITHOUT ROWID;
"""
INDEX = """
CREATE INDEX commune_cle ON commune (cle);
CREATE INDEX commune_siren ON commune (siren) WHERE siren IS NOT NULL;
CREATE INDEX commune_departement ON commune (departement);
CREATE INDEX rattachee_cle ON rattachee (cle);
"""
TYPES = {"commune-deleguee": "déléguée", "commune-associee": "associée", "arrondissement-municipal": "arrondissement"}
INSEE, MAYOTTE, OUTREMER = 1, 2, 3


class Chiffres(NamedTuple):
    """The population of a commune; `brute` is a figure whose kind the source does not tell."""

    totale: int | None
    municipale: int | None
    brute: int | None
    source: int


def lire_insee(chemin: Path, colonne: str, *, prefixe: str, source: int) -> dict[str, Chiffres]:
    """INSEE's file of reference populations, by code."""
    with chemin.open(encoding="utf-8-sig", newline="") as flux:
        return {
            prefixe + ligne[colonne]: Chiffres(int(ligne["PTOT"]), int(ligne["PMUN"]), None, source)
            for ligne in csv.DictReader(flux, delimiter=";")
        }


def lire_outremer(chemin: Path) -> dict[str, Chiffres]:
    """The overseas collectivités: one figure, kind and year not told; none for those without inhabitants."""
    with chemin.open(encoding="utf-8-sig", newline="") as flux:
        return {
            ligne["code_commune"]: Chiffres(None, None, int(ligne["population"]), OUTREMER)
            for ligne in csv.DictReader(flux)
            if ligne["population"]
        }


def additionner(populations: dict[str, Chiffres], decoupage: list[dict[str, Any]]) -> None:
    """Paris, Lyon and Marseille are the sums of their arrondissements."""
    for commune in {c["commune"] for c in decoupage if c["type"] == "arrondissement-municipal"}:
        codes = [c["code"] for c in decoupage if c.get("commune") == commune]
        parts = [populations.pop(code) for code in codes]
        totale = sum(part.totale or 0 for part in parts)
        municipale = sum(part.municipale or 0 for part in parts)
        populations[commune] = Chiffres(totale, municipale, None, INSEE)


def cle(nom: str) -> str:
    """What a name is looked up by."""
    return sans_article(plier(nom))


def verifier(communes: list[dict[str, Any]], populations: dict[str, Chiffres]) -> Iterator[str]:
    """What the sources say differently of one another."""
    connus = {commune["code"] for commune in communes}
    yield from (f"{code} : population sans commune actuelle" for code in sorted(populations.keys() - connus))
    for commune in communes:
        chiffres, attendu = populations.get(commune["code"]), commune.get("population")
        trouve = None if chiffres is None else chiffres.municipale if chiffres.brute is None else chiffres.brute
        if trouve != attendu:
            yield f"{commune['code']} {commune['nom']} : {trouve} ici, {attendu} dans le découpage"


def construire(
    sortie: Path, decoupage: list[dict[str, Any]], departements: list[dict[str, Any]],
    populations: dict[str, Chiffres], sources: list[tuple[int, str, str | None]], meta: dict[str, str],
) -> None:  # fmt: skip
    """Write the file."""
    sortie.unlink(missing_ok=True)
    with sqlite3.connect(sortie, isolation_level=None) as base:
        base.execute("PRAGMA page_size = 4096")
        base.execute("PRAGMA journal_mode = OFF")
        base.executescript(SCHEMA)
        base.execute("BEGIN")
        base.executemany("INSERT INTO meta VALUES (?, ?)", sorted(meta.items()))
        base.executemany("INSERT INTO departement VALUES (?, ?)", sorted((d["code"], d["nom"]) for d in departements))
        base.executemany("INSERT INTO source VALUES (?, ?, ?)", sources)
        vide = Chiffres(None, None, None, 0)
        actuelles = sorted((c for c in decoupage if c["type"] == "commune-actuelle"), key=lambda c: c["code"])
        base.executemany(
            "INSERT INTO commune VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                (
                    c["code"], c["nom"], c["departement"], int(c["siren"]) if "siren" in c else None,
                    " ".join(c.get("codesPostaux", ())), (p := populations.get(c["code"], vide)).totale, p.municipale,
                    p.brute, p.source or None, cle(c["nom"]),
                )
                for c in actuelles
            ),
        )  # fmt: skip
        base.executemany(
            "INSERT INTO code_postal VALUES (?, ?)",
            sorted({(code, c["code"]) for c in actuelles for code in c.get("codesPostaux", ())}),
        )
        rattachees = sorted((c for c in decoupage if c["type"] in TYPES), key=lambda c: (c["code"], c["type"]))
        base.executemany(
            "INSERT INTO rattachee VALUES (?, ?, ?, ?, ?)",
            (
                (
                    c["code"],
                    TYPES[c["type"]],
                    c["nom"],
                    c.get("chefLieu") or c["commune"],
                    sans_article(plier(c["nom"])),
                )
                for c in rattachees
            ),
        )
        base.execute("COMMIT")
        base.executescript(INDEX)
        base.execute("VACUUM")


def main() -> int:
    """Read, check, build."""
    analyse = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for nom in ("insee", "mayotte", "outremer", "decoupage"):
        analyse.add_argument(f"--{nom}", type=Path, required=True)
    for nom in ("millesime", "millesime-mayotte", "en-vigueur"):
        analyse.add_argument(f"--{nom}", required=True)
    analyse.add_argument("-o", "--output", type=Path, required=True)
    choix = analyse.parse_args()
    try:
        decoupage = json.loads((choix.decoupage / "communes.json").read_text(encoding="utf-8"))
        departements = json.loads((choix.decoupage / "departements.json").read_text(encoding="utf-8"))
        populations = lire_insee(choix.insee, "COM", prefixe="", source=INSEE)
        additionner(populations, decoupage)
        populations |= lire_insee(choix.mayotte, "CODCOM", prefixe="97", source=MAYOTTE)
        populations |= lire_outremer(choix.outremer)
    except (OSError, ValueError, KeyError) as erreur:
        print(f"Erreur : source illisible : {erreur!r}", file=sys.stderr)
        return 1
    actuelles = [commune for commune in decoupage if commune["type"] == "commune-actuelle"]
    ecarts = list(verifier(actuelles, populations))
    if ecarts:
        print("Erreur : les sources ne s’accordent pas :", *ecarts[:50], sep="\n  ", file=sys.stderr)
        return 1
    sources = [
        (INSEE, "INSEE, populations de référence", choix.millesime),
        (MAYOTTE, "INSEE, populations légales de Mayotte", choix.millesime_mayotte),
        (OUTREMER, "Collectivités d’outre-mer (découpage administratif)", None),
    ]
    meta = {
        "licence": "Licence Ouverte 2.0",
        "credits": "INSEE ; @etalab/decoupage-administratif",
        "millesime": choix.millesime,
        "en_vigueur": choix.en_vigueur,
    }
    construire(choix.output, decoupage, departements, populations, sources, meta)
    taille = choix.output.stat().st_size / 1e6
    avec = sum(commune["code"] in populations for commune in actuelles)
    print(f"{len(actuelles)} communes, dont {avec} avec une population ; {taille:.1f} Mo")
    return 0


if __name__ == "__main__":
    sys.exit(main())
