"""Build the embedded population file from the public sources. One command a year:

    python3 scripts/construire_communes.py \\
        --insee donnees_communes.csv --mayotte donnees_communes_mayotte.csv \\
        --outremer collectivites-outremer.csv --decoupage package/data/communes.json \\
        --millesime 2023 --en-vigueur 2026-01-01 -o forfait_cli/donnees/communes.sqlite

`--decoupage` is `data/communes.json` of the npm package @etalab/decoupage-administratif, or the folder it
lies in (`npm pack @etalab/decoupage-administratif`, then `tar xzf` what it wrote); `departements.json` is
taken beside it unless `--departements` says where. The same inputs give the same bytes. The file is
replaced only once its content has been read back and agrees with the sources.
"""

import argparse
import csv
import hashlib
import io
import json
import re
import sqlite3
import sys
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple, NoReturn

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from forfait_cli.readers.communes.noms import cle

VERSION = 1  # of the tables; the reader refuses another one
SCHEMA = """
CREATE TABLE meta (cle TEXT PRIMARY KEY, valeur TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE source (id INTEGER PRIMARY KEY, libelle TEXT NOT NULL, millesime TEXT, en_vigueur TEXT);
CREATE TABLE departement (code TEXT PRIMARY KEY, nom TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE commune (
    code TEXT PRIMARY KEY, nom TEXT NOT NULL, departement TEXT NOT NULL, siren INTEGER,
    codes_postaux TEXT NOT NULL, totale INTEGER, municipale INTEGER, brute INTEGER, source INTEGER
) WITHOUT ROWID;
CREATE TABLE rattachee (
    code TEXT PRIMARY KEY, nom TEXT NOT NULL, type TEXT NOT NULL, departement TEXT NOT NULL,
    chef_lieu TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE ancien (code TEXT PRIMARY KEY, commune TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE nom (
    cle TEXT, rattachee INTEGER, code TEXT, PRIMARY KEY (cle, rattachee, code)
) WITHOUT ROWID;
CREATE TABLE siren (siren INTEGER PRIMARY KEY, code TEXT NOT NULL);
CREATE TABLE code_postal (code TEXT, commune TEXT, PRIMARY KEY (code, commune)) WITHOUT ROWID;
"""
TYPES = {
    "commune-deleguee": "deleguee",
    "commune-associee": "associee",
    "arrondissement-municipal": "arrondissement",
}
INSEE, MAYOTTE, OUTREMER = 1, 2, 3
MONTRES = 50  # how many differences are printed
CODE = re.compile(r"(?:[0-9]{2}|2[AB])[0-9]{3}", re.ASCII)
SIREN = re.compile(r"[0-9]{9}", re.ASCII)


class Echec(Exception):
    """The file can't be built: why, and every detail known."""

    def __init__(self, titre: str, details: Iterable[str] = ()) -> None:
        self.titre, self.details = titre, list(details)
        super().__init__(titre)


class SourceIllisible(Echec):
    """An input is missing, or is not what it should be."""


class Chiffres(NamedTuple):
    """The population of a commune. `brute` is a figure whose source does not say its kind."""

    totale: int | None
    municipale: int | None
    brute: int | None
    source: int | None

    @property
    def comparable(self) -> int | None:
        """What the découpage calls « population »: the municipale, or the only figure there is."""
        return self.municipale if self.brute is None else self.brute


SANS_CHIFFRE = Chiffres(None, None, None, None)


class Decoupage(NamedTuple):
    """The communes as the code officiel géographique has them."""

    actuelles: list[dict[str, Any]]
    rattachees: list[dict[str, Any]]
    departements: dict[str, str]

    def chef_lieu(self, rattachee: dict[str, Any]) -> str:
        """The code of the commune that a part belongs to."""
        return str(rattachee.get("chefLieu") or rattachee["commune"])


# --- Reading ------------------------------------------------------------------------------------


def lire(chemin: Path, empreintes: dict[str, str]) -> str:
    """The text of a source, its SHA-256 kept."""
    try:
        contenu = chemin.read_bytes()
        empreintes[chemin.name] = hashlib.sha256(contenu).hexdigest()
        return contenu.decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as erreur:
        raison = "il n’est pas en UTF-8" if isinstance(erreur, UnicodeDecodeError) else str(erreur.strerror)
        raise SourceIllisible(f"{chemin} : le fichier ne peut pas être lu ({raison})") from erreur


def lignes_csv(chemin: Path, texte: str, colonnes: tuple[str, ...], separateur: str) -> list[dict[str, str]]:
    """The rows of a CSV file that must have these columns."""
    lecteur = csv.DictReader(io.StringIO(texte, newline=""), delimiter=separateur)
    manquantes = [colonne for colonne in colonnes if colonne not in (lecteur.fieldnames or ())]
    if manquantes:
        raise SourceIllisible(f"{chemin} : colonnes absentes : {', '.join(manquantes)}")
    lignes = list(lecteur)
    if not lignes:
        raise SourceIllisible(f"{chemin} : le fichier n’a aucune ligne")
    return lignes


def entier(chemin: Path, code: str, valeur: str | None) -> int:
    """A count of inhabitants."""
    if valeur is None or not re.fullmatch("[0-9]+", valeur, re.ASCII):
        raise SourceIllisible(f"{chemin} : {code} : « {valeur or ''} » n’est pas un nombre d’habitants")
    return int(valeur)


def lire_insee(
    chemin: Path, empreintes: dict[str, str], source: int, *, colonne: str = "COM", prefixe: str = ""
) -> dict[str, Chiffres]:
    """INSEE's file: PMUN, PCAP and PTOT, which must add up."""
    populations: dict[str, Chiffres] = {}
    for ligne in lignes_csv(chemin, lire(chemin, empreintes), (colonne, "PMUN", "PCAP", "PTOT"), ";"):
        code = prefixe + ligne[colonne]
        pmun, pcap, ptot = (entier(chemin, code, ligne[nom]) for nom in ("PMUN", "PCAP", "PTOT"))
        if not CODE.fullmatch(code) or code in populations:
            raise SourceIllisible(f"{chemin} : code « {code} » écrit deux fois ou mal formé")
        if pmun + pcap != ptot:
            raise SourceIllisible(f"{chemin} : {code} : PMUN + PCAP n’est pas PTOT")
        populations[code] = Chiffres(ptot, pmun, None, source)
    return populations


def lire_outremer(chemin: Path, empreintes: dict[str, str]) -> dict[str, Chiffres]:
    """The collectivités d’outre-mer: one figure of no told kind or year, none where nobody lives."""
    lignes = lignes_csv(chemin, lire(chemin, empreintes), ("code_commune", "population"), ",")
    return {
        ligne["code_commune"]: Chiffres(
            None, None, entier(chemin, ligne["code_commune"], ligne["population"]), OUTREMER
        )
        if ligne["population"]
        else SANS_CHIFFRE
        for ligne in lignes
    }


def lire_decoupage(communes: Path, departements: Path | None, empreintes: dict[str, str]) -> Decoupage:
    """The communes, their parts and the départements."""
    if communes.is_dir():
        dossier = communes / "data" if (communes / "data").is_dir() else communes
        communes = dossier / "communes.json"
    autre = departements or communes.with_name("departements.json")
    try:
        toutes = json.loads(lire(communes, empreintes))
        noms = {element["code"]: element["nom"] for element in json.loads(lire(autre, empreintes))}
        toutes = sorted(toutes, key=lambda element: (element["code"], element["type"]))
        inconnus = {element["type"] for element in toutes} - TYPES.keys() - {"commune-actuelle"}
    except (ValueError, KeyError, TypeError) as erreur:
        raise SourceIllisible(f"{communes} ou {autre} : contenu inattendu ({erreur!r})") from erreur
    if inconnus:
        raise SourceIllisible(f"{communes} : types de commune inconnus : {', '.join(sorted(inconnus))}")
    actuelles = [element for element in toutes if element["type"] == "commune-actuelle"]
    return Decoupage(actuelles, [element for element in toutes if element["type"] in TYPES], noms)


# --- Checking -----------------------------------------------------------------------------------


def additionner(populations: dict[str, Chiffres], decoupage: Decoupage) -> list[str]:
    """Replace the arrondissements by their commune: Paris, Lyon, Marseille. What disagrees is returned."""
    ecarts: list[str] = []
    parts: dict[str, list[Chiffres]] = {}
    for arrondissement in decoupage.rattachees:
        if TYPES[arrondissement["type"]] != "arrondissement":
            continue
        code, attendu = arrondissement["code"], arrondissement.get("population")
        chiffres = populations.pop(code, SANS_CHIFFRE)
        if chiffres.municipale is None or chiffres.municipale != attendu:
            ecarts.append(f"{code} {arrondissement['nom']} : {chiffres.municipale} ici, {attendu} au découpage")
        parts.setdefault(decoupage.chef_lieu(arrondissement), []).append(chiffres)
    for commune, ensemble in parts.items():
        if commune in populations:
            ecarts.append(f"{commune} : la commune a un chiffre et ses arrondissements aussi")
        totale = sum(part.totale or 0 for part in ensemble)
        populations[commune] = Chiffres(totale, sum(part.municipale or 0 for part in ensemble), None, INSEE)
    return ecarts


def comparer(populations: Mapping[str, Chiffres], decoupage: Decoupage) -> tuple[list[str], list[str]]:
    """The figures that disagree; then the figures without a commune and the communes without a figure."""
    connues = {commune["code"] for commune in decoupage.actuelles}
    absences = [f"{code} : un chiffre, pas de commune" for code in sorted(populations.keys() - connues)]
    ecarts: list[str] = []
    for commune in decoupage.actuelles:
        chiffres, attendu = populations.get(commune["code"]), commune.get("population")
        nom = f"{commune['code']} {commune['nom']}"
        if chiffres is None:
            absences.append(f"{nom} : une commune, pas de chiffre ({attendu} au découpage)")
        elif chiffres.comparable != attendu:
            ecarts.append(f"{nom} : {chiffres.comparable} ici, {attendu} au découpage")
    return ecarts, absences


def incoherences(decoupage: Decoupage) -> list[str]:
    """What is wrong within the découpage."""
    fautes: list[str] = []
    for genre, elements in (("commune", decoupage.actuelles), ("rattachée", decoupage.rattachees)):
        codes = [element["code"] for element in elements]
        fautes += [f"{genre} {code} : code écrit deux fois" for code in doubles(codes)]
        fautes += [f"{genre} {code} : code mal formé" for code in codes if not CODE.fullmatch(code)]
        fautes += [
            f"{genre} {element['code']} : département {element['departement']} inconnu"
            for element in elements
            if element["departement"] not in decoupage.departements
        ]
    sirens = [commune["siren"] for commune in decoupage.actuelles if "siren" in commune]
    fautes += [f"SIREN {siren} : porté par deux communes" for siren in doubles(sirens)]
    fautes += [f"SIREN {siren} : mal formé" for siren in sirens if not SIREN.fullmatch(siren)]
    connues = {commune["code"] for commune in decoupage.actuelles}
    return fautes + [
        f"rattachée {element['code']} : {decoupage.chef_lieu(element)} n’est pas une commune actuelle"
        for element in decoupage.rattachees
        if decoupage.chef_lieu(element) not in connues
    ]


def doubles(valeurs: Iterable[str]) -> list[str]:
    """The values written more than once."""
    vues: set[str] = set()
    return [valeur for valeur in valeurs if valeur in vues or vues.add(valeur)]  # type: ignore[func-returns-value]


# --- Writing ------------------------------------------------------------------------------------


def ecrire(
    chemin: Path,
    decoupage: Decoupage,
    populations: Mapping[str, Chiffres],
    sources: list[tuple[int, str, str | None, str | None]],
    meta: Mapping[str, str],
) -> None:
    """Write the file: rows in the order of their keys, so that the same inputs give the same bytes."""
    actuelles, rattachees = decoupage.actuelles, decoupage.rattachees
    connues = {element["code"] for element in (*actuelles, *rattachees)}
    tables: dict[str, Iterable[tuple[object, ...]]] = {
        "meta": meta.items(),
        "source": sources,
        "departement": decoupage.departements.items(),
        "commune": (
            (
                commune["code"],
                commune["nom"],
                commune["departement"],
                int(commune["siren"]) if "siren" in commune else None,
                " ".join(commune.get("codesPostaux", ())),
                *populations.get(commune["code"], SANS_CHIFFRE),
            )
            for commune in actuelles
        ),
        "rattachee": (
            (part["code"], part["nom"], TYPES[part["type"]], part["departement"], decoupage.chef_lieu(part))
            for part in rattachees
        ),
        "ancien": (
            (ancien, commune["code"])
            for commune in actuelles
            for ancien in commune.get("anciensCodes", ())
            if ancien not in connues
        ),
        "nom": (
            (cle(element["nom"]), rang, element["code"])
            for rang, elements in enumerate((actuelles, rattachees))
            for element in elements
        ),
        "siren": ((int(commune["siren"]), commune["code"]) for commune in actuelles if "siren" in commune),
        "code_postal": {(code, commune["code"]) for commune in actuelles for code in commune.get("codesPostaux", ())},
    }
    base = sqlite3.connect(chemin, isolation_level=None)
    try:
        base.executescript(f"PRAGMA page_size = 4096; PRAGMA user_version = {VERSION}; {SCHEMA}")
        base.execute("BEGIN")
        for table, lignes in tables.items():
            rangees = sorted(lignes, key=lambda ligne: [(v is not None, v) for v in ligne])
            if rangees:
                marques = ", ".join("?" * len(rangees[0]))
                base.executemany(f"INSERT INTO {table} VALUES ({marques})", rangees)
        base.execute("COMMIT")
        base.execute("VACUUM")
    finally:
        base.close()


def relire(chemin: Path, decoupage: Decoupage, populations: Mapping[str, Chiffres]) -> list[str]:
    """What the file written says otherwise than the sources."""
    base = sqlite3.connect(chemin)
    try:
        fautes = [faute for (faute,) in base.execute("PRAGMA integrity_check") if faute != "ok"]
        colonnes = "code, nom, siren, codes_postaux, totale, municipale, brute, source"
        ecrites = {ligne[0]: ligne[1:] for ligne in base.execute(f"SELECT {colonnes} FROM commune")}
        noms = set(base.execute("SELECT cle, code FROM nom WHERE NOT rattachee"))
        siren = dict(base.execute("SELECT code, siren FROM siren"))
        (parts,) = base.execute("SELECT count(*) FROM rattachee").fetchone()
    finally:
        base.close()
    for commune in decoupage.actuelles:
        code = commune["code"]
        numero = int(commune["siren"]) if "siren" in commune else None
        postaux = " ".join(commune.get("codesPostaux", ()))
        attendue = (commune["nom"], numero, postaux, *populations.get(code, SANS_CHIFFRE))
        if ecrites.get(code) != attendue or siren.get(code) != numero or (cle(commune["nom"]), code) not in noms:
            fautes.append(f"{code} {commune['nom']} : écrite {ecrites.get(code)}, attendue {attendue}")
    if (len(ecrites), parts) != (len(decoupage.actuelles), len(decoupage.rattachees)):
        fautes.append(f"{len(ecrites)} communes et {parts} rattachées écrites")
    return fautes


# --- The command --------------------------------------------------------------------------------


class Arguments(argparse.ArgumentParser):
    """Says in French that the command line is wrong."""

    def error(self, message: str) -> NoReturn:
        """Called by argparse."""
        self.exit(2, f"Erreur : arguments manquants ou incorrects, voir --help ({message})\n")


def arguments(argv: list[str] | None) -> argparse.Namespace:
    """The command line."""
    analyse = Arguments(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    analyse.add_argument("--insee", type=Path, required=True, help="populations de l’INSEE, CSV")
    analyse.add_argument("--mayotte", type=Path, required=True, help="populations de Mayotte, CSV")
    analyse.add_argument("--outremer", type=Path, required=True, help="collectivités d’outre-mer, CSV")
    analyse.add_argument("--decoupage", type=Path, required=True, help="communes.json, ou son dossier")
    analyse.add_argument("--departements", type=Path, help="departements.json, s’il est ailleurs")
    analyse.add_argument("--millesime", required=True, help="année des populations de l’INSEE")
    analyse.add_argument("--millesime-mayotte", default="2017", help="celle de Mayotte (2017 par défaut)")
    analyse.add_argument("--en-vigueur", required=True, help="date d’effet, AAAA-MM-JJ")
    analyse.add_argument(
        "--absences-admises",
        action="store_true",
        help="admettre, en les citant, des communes sans chiffre et des chiffres sans commune",
    )
    analyse.add_argument("-o", "--output", type=Path, required=True, help="fichier à écrire")
    return analyse.parse_args(argv)


def rassembler(choix: argparse.Namespace, empreintes: dict[str, str]) -> tuple[Decoupage, dict[str, Chiffres]]:
    """The communes and their figures, which agree.

    Raises:
        Echec: a source can't be read, or two of them say different things.
    """
    populations = lire_insee(choix.insee, empreintes, INSEE)
    mayotte = lire_insee(choix.mayotte, empreintes, MAYOTTE, colonne="CODCOM", prefixe="97")
    outremer = lire_outremer(choix.outremer, empreintes)
    decoupage = lire_decoupage(choix.decoupage, choix.departements, empreintes)
    croises = doubles([*populations, *mayotte, *outremer])
    populations |= mayotte | outremer
    try:
        fautes = incoherences(decoupage) + [f"{code} : dans deux fichiers de populations" for code in croises]
        fautes += additionner(populations, decoupage)
        ecarts, absences = comparer(populations, decoupage)
    except (KeyError, TypeError, AttributeError) as erreur:
        raise SourceIllisible(f"le découpage n’a pas la forme attendue ({erreur!r})") from erreur
    if fautes + ecarts:
        raise Echec("les sources ne s’accordent pas", fautes + ecarts)
    if absences and not choix.absences_admises:
        aide = "--absences-admises pour passer outre"
        raise Echec(f"des communes sont sans chiffre, ou des chiffres sans commune ({aide})", absences)
    print(*(f"Admis : {absence}" for absence in absences), sep="\n", end="\n" if absences else "")
    connues = {commune["code"] for commune in decoupage.actuelles}
    return decoupage, {
        code: chiffres for code, chiffres in populations.items() if code in connues and chiffres.source is not None
    }


def construire(choix: argparse.Namespace) -> str:
    """Read, check, write, read back; what was done.

    Raises:
        Echec: the file was left as it was.
    """
    if not re.fullmatch("[0-9]{4}-[0-9]{2}-[0-9]{2}", choix.en_vigueur, re.ASCII):
        raise Echec(f"--en-vigueur : « {choix.en_vigueur} » n’est pas une date AAAA-MM-JJ")
    empreintes: dict[str, str] = {}
    decoupage, populations = rassembler(choix, empreintes)
    sources = [
        (INSEE, "INSEE, populations de référence", choix.millesime, choix.en_vigueur),
        (MAYOTTE, "INSEE, populations légales de Mayotte", choix.millesime_mayotte, None),
        (
            OUTREMER,
            "collectivités d’outre-mer, chiffre unique repris par decoupage-administratif",
            None,
            None,
        ),
    ]
    meta = {
        "licence": "Licence Ouverte 2.0",
        "credits": "INSEE ; @etalab/decoupage-administratif (code officiel géographique, DGCL, La Poste)",
        "millesime": choix.millesime,
        "en_vigueur": choix.en_vigueur,
        **{f"sha256 {nom}": empreinte for nom, empreinte in empreintes.items()},
    }
    try:
        with tempfile.TemporaryDirectory(dir=choix.output.parent) as dossier:
            neuf = Path(dossier, choix.output.name)
            ecrire(neuf, decoupage, populations, sources, meta)
            if fautes := relire(neuf, decoupage, populations):
                raise Echec("le fichier écrit diffère des sources", fautes)
            neuf.replace(choix.output)
    except (OSError, sqlite3.Error) as panne:
        raise Echec(f"{choix.output} : le fichier ne peut pas être écrit ({panne})") from panne
    return (
        f"{choix.output} : {len(decoupage.actuelles)} communes, dont {len(populations)} avec une population, "
        f"et {len(decoupage.rattachees)} déléguées, associées ou arrondissements ; "
        f"{choix.output.stat().st_size} octets"
    )


def main(argv: list[str] | None = None) -> int:
    """The status of the process."""
    try:
        print(construire(arguments(argv)))
    except Echec as echec:
        reste = len(echec.details) - MONTRES
        suite = [f"… et {reste} autres"] if reste > 0 else []
        print(f"Erreur : {echec.titre}", *echec.details[:MONTRES], *suite, sep="\n  ", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
