"""`forfait batch` against a bare copy of the same file, and against what a user would pick instead.

    python benchmarks/batch.py [--pairs 9] [--pairs-1m 3] [--only-forfait]

Whole processes, in turn (A B A B …) after a warm-up, on the real communes and on 1,000,000 rows made of
them; the ratio is the median of the pairs' ratios. Then rows made to defeat the memory of answers, each unlike
all others, and the effect of a new grid on all of France. Run it from a regular installation, not an editable
one. Tools that are not installed are said to be absent.
"""

import argparse
import csv
import importlib.util
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

COPIE = """
import csv, sys
with open(sys.argv[1], newline="", encoding="utf-8") as entree, \\
        open(sys.argv[2], "w", newline="", encoding="utf-8") as sortie:
    csv.writer(sortie).writerows(csv.reader(entree))
"""
COPIE_5 = """
import csv, sys
with open(sys.argv[1], newline="", encoding="utf-8") as entree, \\
        open(sys.argv[2], "w", newline="", encoding="utf-8") as sortie:
    csv.writer(sortie).writerows(rangee for rangee in csv.reader(entree) for _ in range(5))
"""
# A process of its own, small: the peak of a child is never told below that of its parent.
CRETE = """
import resource, subprocess, sys
code = subprocess.run(sys.argv[1:], stderr=subprocess.DEVNULL).returncode
assert code in (0, 4), code
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""

SEUILS = [0, 250, 500, 1000, 2000, 3500, 5000, 10000]
VOLUMES = {
    "antivirus": [1, 1, 2, 2, 5, 5, 10, 10],
    "go": [3, 3, 3, 5, 10, 10, 15, 15],
    "certificats": [1] * 5 + [2] * 3,
}
TABLES = f"SEUILS = {SEUILS}\nVOLUMES = {VOLUMES}\nimport sys\n"

PANDAS = f"""{TABLES}
import pandas
t = pandas.read_csv(sys.argv[1], dtype={{"code_insee": str, "departement": str}})
t["strate"] = pandas.cut(t["habitants"], [*SEUILS, 1 << 60], right=False, labels=range(1, 9)).astype(int)
t["forfait"] = "metiers"
for nom, valeurs in VOLUMES.items():
    t[nom] = t["strate"].map(dict(enumerate(valeurs, 1)))
t["montant"] = (t["extra_go"] * 7).round(2)
t["total"] = t["montant"]
t.to_csv(sys.argv[2], index=False)
"""
POLARS = f"""{TABLES}
import polars as pl
t = pl.read_csv(sys.argv[1], schema_overrides={{"code_insee": pl.String, "departement": pl.String}})
strate = pl.sum_horizontal([(pl.col("habitants") >= seuil).cast(pl.Int64) for seuil in SEUILS])
t = t.with_columns(strate.alias("strate"), pl.lit("metiers").alias("forfait"))
rangs = list(range(1, 9))
t = t.with_columns(
    *(pl.col("strate").replace_strict(rangs, valeurs).alias(nom) for nom, valeurs in VOLUMES.items()),
    (pl.col("extra_go") * 7.0).round(2).alias("montant"),
).with_columns(pl.col("montant").alias("total"))
t.write_csv(sys.argv[2], float_precision=2)
"""
DUCKDB = f"""{TABLES}
import duckdb
cas = " ".join(f"WHEN habitants >= {{s}} THEN {{n}}" for n, s in sorted(enumerate(SEUILS, 1), reverse=True))
volumes = ", ".join(f"list_extract({{v}}, strate) AS {{n}}" for n, v in VOLUMES.items())
duckdb.sql(f"COPY (SELECT *, 'metiers' AS forfait, {{volumes}}, (extra_go * 7)::DECIMAL(12, 2) AS montant, "
           f"montant AS total FROM (SELECT *, CASE {{cas}} END AS strate FROM read_csv('{{sys.argv[1]}}', types = "
           f"{{{{'code_insee': 'VARCHAR', 'departement': 'VARCHAR'}}}}))) TO '{{sys.argv[2]}}' (HEADER)")
"""
AUTRES = {"pandas": PANDAS, "polars": POLARS, "duckdb": DUCKDB}


def ecrire_communes(fichier: Path, lignes: int | None) -> int:
    """The real communes that have a population, as often as needed; how many rows."""
    from forfait_cli.readers.communes import Annuaire

    annuaire = Annuaire()
    departements = [*(f"{n:02d}" for n in range(1, 96) if n != 20), "2A", "2B", *map(str, range(971, 990))]
    communes = []
    for departement in departements:
        try:
            communes += [commune for commune in annuaire.lister(departement) if commune.population is not None]
        except Exception:  # noqa: S112, BLE001, PERF203, RUF100 - no such département
            continue
    hasard = random.Random(47)
    total = lignes or len(communes)
    with fichier.open("w", encoding="utf-8", newline="") as flux:
        ecrivain = csv.writer(flux, lineterminator="\n")
        ecrivain.writerow(("code_insee", "nom", "departement", "habitants", "extra_go"))
        for rang in range(total):
            commune = communes[rang % len(communes)]
            population = commune.population
            assert population is not None
            habitants = population.totale if population.brute is None else population.brute
            extra = hasard.choice(("", "", "0", "1", "2", "4", "5", "10", "20"))
            ecrivain.writerow((commune.code_insee, commune.nom, commune.departement, habitants, extra))
    return total


def ecrire_adverses(dossier: Path, lignes: int) -> dict[str, list[str]]:
    """Files that no memory helps, each with the arguments that it needs: what makes its rows unlike one another."""
    hasard = random.Random(3)
    colonnes = ["habitants", "extra_go", "extra_comptes", "formation", "conseil_jours"]
    options = "".join(
        f'\n[[options]]\ncode = "o{rang}"\nnom = "Option {rang}"\nunite = "unité"\nprix = {rang}.50\n'
        for rang in range(1, 51)
    )
    catalogue = Path(__file__).resolve().parent.parent / "catalogue.toml"
    (dossier / "options.toml").write_text(catalogue.read_text(encoding="utf-8") + options, encoding="utf-8")
    tables: dict[str, tuple[list[str], Callable[[], list[object]]]] = {
        "quatre quantités variées": (colonnes, lambda: [hasard.randrange(20_000), *hasard.sample(range(10**6), 4)]),
        "refus tous différents": (["habitants", "extra_go"], lambda: [f"x{hasard.random()}", "y"]),
        "50 options": (
            ["habitants", *(f"o{rang}" for rang in range(1, 51))],
            lambda: [hasard.randrange(20_000), *hasard.sample(range(10**6), 50)],
        ),
    }
    fichiers = {}
    for nom, (titres, ligne) in tables.items():
        fichier = dossier / f"{nom.replace(' ', '-')}.csv"
        with fichier.open("w", encoding="utf-8", newline="") as flux:
            ecrivain = csv.writer(flux, lineterminator="\n")
            ecrivain.writerow(titres)
            ecrivain.writerows(ligne() for _ in range(lignes))
        grille = ["--catalogue", str(dossier / "options.toml")] if nom == "50 options" else []
        fichiers[nom] = [str(fichier), *grille]
    return fichiers


def ecrire_formules(entree: Path, fichier: Path) -> None:
    """The job as a user of a spreadsheet would set it: a column of LOOKUP a figure."""
    from xlsxwriter import Workbook  # type: ignore[import-untyped]

    with Workbook(fichier, {"constant_memory": True}) as classeur, entree.open(encoding="utf-8", newline="") as flux:
        feuille = classeur.add_worksheet()
        seuils = f"{{{';'.join(map(str, SEUILS))}}}"
        for rang, ligne in enumerate(csv.reader(flux)):
            if rang == 0:
                feuille.write_row(rang, 0, [*ligne, "strate", *VOLUMES, "montant"])
                continue
            feuille.write_row(rang, 0, [*ligne[:3], int(ligne[3]), int(ligne[4] or 0)])
            tables = [list(range(1, 9)), *VOLUMES.values()]
            for colonne, table in enumerate(tables, 5):
                feuille.write_formula(rang, colonne, f"=LOOKUP(D{rang + 1},{seuils},{{{';'.join(map(str, table))}}})")
            feuille.write_formula(rang, 5 + len(tables), f"=E{rang + 1}*7")


def duree(commande: list[str], codes: tuple[int, ...] = (0,)) -> float:
    """Wall seconds of a whole process, which exits with one of these codes."""
    debut = time.perf_counter()
    fini = subprocess.run(commande, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    passe = time.perf_counter() - debut
    if fini.returncode not in codes:
        raise subprocess.CalledProcessError(fini.returncode, commande)
    return passe


def mesurer_adverses(forfait: str, dossier: Path, lignes: int) -> None:
    """Microseconds a row where each row is new, start-up apart; the memory, with as many rows and three times more."""
    vide = dossier / "vide.csv"
    vide.write_text("habitants\n", encoding="utf-8")
    demarrage = min(duree([forfait, "batch", str(vide)]) for _ in range(3))
    print(f"\n{'Lignes toutes différentes, un forfait':42} {'par ligne':>12} {'mémoire':>12} {'trois fois plus':>18}")

    def lots(combien: int) -> dict[str, list[str]]:
        fin = ["--forfait", "metiers", "-o", str(dossier / "adverses.csv")]
        return {
            nom: [forfait, "batch", *arguments, *fin] for nom, arguments in ecrire_adverses(dossier, combien).items()
        }

    temps = {nom: (duree(lot, (0, 4)) - demarrage) / lignes * 1_000_000 for nom, lot in lots(lignes).items()}
    cretes = {nom: crete(lot) for nom, lot in lots(lignes).items()}
    for nom, lot in lots(3 * lignes).items():
        memoire = f"{cretes[nom]:9} ko {crete(lot):15} ko"
        print(f"{f'  {nom}, {lignes} lignes':42} {temps[nom]:9.0f} µs {memoire}", flush=True)


def mesurer_effet(forfait: str, communes: Path) -> None:
    """The effect of a new grid on all of France, five forfaits, against the start-up."""
    catalogue = str(Path(__file__).resolve().parent.parent / "catalogue.toml")
    effet = [forfait, "tarifs", "impact", "--avant", catalogue, "--apres", catalogue, str(communes), "--format", "json"]
    demarrage = statistics.median(duree([forfait, "--version"]) for _ in range(5))
    passe = statistics.median(duree(effet) for _ in range(5))
    titre = "tarifs impact, la France, cinq forfaits"
    print(f"\n{titre:42} {passe * 1000:9.0f} ms   × {passe / demarrage:.1f} démarrages")


def comparer(nom: str, a: list[str], b: list[str], paires: int) -> None:
    """Print the medians of A and B and of the ratios of their pairs."""
    duree(a), duree(b)
    mesures = [(duree(a), duree(b)) for _ in range(paires)]
    rapports = sorted(duree_a / duree_b for duree_a, duree_b in mesures)
    mediane_a = statistics.median(duree_a for duree_a, _ in mesures) * 1000
    mediane_b = statistics.median(duree_b for _, duree_b in mesures) * 1000
    print(
        f"{nom:42} {mediane_a:9.0f} ms {mediane_b:9.0f} ms   × {statistics.median(rapports):6.2f}"
        f"   ({rapports[0]:.2f} – {rapports[-1]:.2f})",
        flush=True,
    )


def crete(commande: list[str]) -> int:
    """The peak of memory of a process, in kB."""
    fini = subprocess.run([sys.executable, "-c", CRETE, *commande], capture_output=True, check=True, text=True)
    return int(fini.stdout)


def main() -> None:
    """Run the comparisons."""
    analyse = argparse.ArgumentParser(description=__doc__)
    analyse.add_argument("--pairs", type=int, default=9)
    analyse.add_argument("--pairs-1m", type=int, default=3)
    analyse.add_argument("--only-forfait", action="store_true")
    choix = analyse.parse_args()
    forfait = str(Path(sys.executable).with_name("forfait"))
    with tempfile.TemporaryDirectory() as dossier:
        chemin = Path(dossier)
        copie = [sys.executable, "-c", COPIE]
        print(f"{'A contre une copie csv.reader → csv.writer':42} {'A':>12} {'copie':>12}   A/copie (étendue)")
        for lignes, paires in ((None, choix.pairs), (1_000_000, choix.pairs_1m)):
            entree, sortie, temoin = (chemin / f"{nom}.csv" for nom in ("communes", "devis", "temoin"))
            total = ecrire_communes(entree, lignes)
            fichiers = [str(entree), str(temoin)]
            lot = [forfait, "batch", str(entree), "-o", str(sortie)]
            un = [*lot, "--forfait", "metiers"]
            titre = f"{total:,} lignes".replace(",", " ")
            comparer(f"forfait batch, {titre}, un forfait", un, [*copie, *fichiers], paires)
            comparer(f"forfait batch, {titre}, cinq forfaits", lot, [sys.executable, "-c", COPIE_5, *fichiers], paires)
            print(f"{'  mémoire, un forfait':42} {crete(un):9} ko", flush=True)
            if lignes is None:
                mesurer_effet(forfait, entree)
                mesurer_adverses(forfait, chemin, 20_000)
            if choix.only_forfait:
                continue
            for nom, script in AUTRES.items():
                if importlib.util.find_spec(nom) is None:
                    print(f"{f'{nom}, {titre}':42}    absent")
                    continue
                autre = [sys.executable, "-c", script, str(entree), str(sortie)]
                comparer(f"{nom}, {titre}", autre, [*copie, *fichiers], min(paires, 3))
            soffice = shutil.which("soffice") or shutil.which("libreoffice")
            if soffice is None or lignes is not None:
                raison = "absent" if soffice is None else "au-delà de ce qu’un tableur charge ici"
                print(f"{f'LibreOffice Calc, {titre}':42}    {raison}")
                continue
            ecrire_formules(entree, chemin / "formules.xlsx")
            calc = [soffice, "--headless", "--convert-to", "csv", "--outdir", dossier, str(chemin / "formules.xlsx")]
            comparer(f"LibreOffice Calc, {titre}", calc, [*copie, *fichiers], 1)


if __name__ == "__main__":
    main()
