"""Mutation testing: each small change of the code must make a test fail. One command:

    python scripts/mutations.py [--rapport benchmarks/mutations.md] [--verifier 100] [MODULE …]

Without MODULE, all that decides an amount, reads what comes in, or writes an amount: `PIECES`. The tests are collected
once; each is run once, alone, to learn which lines it runs; a change is then tried against the tests that run its
line, those that have seen its neighbours first, then the quickest, until one fails. What was tried is kept in `build/`,
by the content of each function: stopped, the command goes on from there; what has changed is tried again, and so is
what no test had seen when tests have changed (`--de-neuf` forgets all). Nothing on disk is changed.

What is changed, one place at a time: comparisons and their bounds, arithmetic, « and » and « or », negations,
conditions, numbers, texts, True and False, results of functions (None in their place), statements left out (calls,
raises, yields), break and continue. Left alone: annotations, docstrings, assertions, imports.
"""

import argparse
import ast
import importlib
import os
import platform
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from mutants import etat, lent
from mutants.carte import Suivi
from mutants.changements import Mutant, mutants
from mutants.etat import CARTE, ESSAIS, PAQUET, RACINE, TESTS, dans_le_paquet

BUT = 95  # per cent
ISSUES = ("tué", "survit", "sans test", "lent", "pas essayé")
PIECES = ("domaine", "francais.py", "render/mots.py", "readers")
# Systems, signals, shells: they run the program as a process of its own, where no change is seen.
HORS_JEU = {"test_cibles", "test_completion_shells", "test_environnement", "test_guide", "test_images", "test_signaux"}
ESSAI_MAX = 8.0  # seconds of tests for one mutant: what the quickest do not see survives
PRECHARGES = ("hypothesis", "babel.numbers", "rich.console", "rich.table", "typer", "jsonschema", "xlsxwriter")


def modules(demandes: Sequence[str]) -> list[Path]:
    """The files of these modules and folders of the package."""
    trouves: list[Path] = []
    for nom in demandes:
        chemin = PAQUET / nom
        trouves += sorted(chemin.rglob("*.py")) if chemin.is_dir() else [chemin]
    return trouves


def rapidement(fichiers: Sequence[Path], essai_max: float) -> None:
    """Try every mutant the quick way, in a process of its own: this one must load nothing of the package."""

    def travail() -> None:
        with tempfile.TemporaryDirectory() as dossier:
            os.environ["TMPDIR"] = tempfile.tempdir = str(dossier)
            tests = [str(un) for un in sorted(TESTS.glob("test_*.py")) if un.stem not in HORS_JEU]
            options = ["-s", "-p", "no:cacheprovider", "-p", "no:logging", f"--basetemp={dossier}/tests", *tests]
            suivis = modules(PIECES)
            with Suivi(suivis) as suivi:
                from mutants.rapide import Rapide  # loads the package: what runs then is noted

                fin = pytest.main(options, plugins=[Rapide(fichiers, suivis, suivi, essai_max)])
        os._exit(int(fin))

    enfant = os.fork()
    if enfant == 0:
        travail()
    if os.waitstatus_to_exitcode(os.waitpid(enfant, 0)[1]) != 0:
        raise SystemExit("les mutants n’ont pas été essayés jusqu’au bout")


def lentement(fichiers: Sequence[Path]) -> None:
    """Try what the quick way could not."""
    for nom in PRECHARGES:
        importlib.import_module(nom)
    essais = etat.lire(ESSAIS)
    for fichier in fichiers:
        debut = time.perf_counter()
        compte: Counter[str] = Counter()
        for rang, mutant in enumerate(_mutants(fichier)):
            connu = essais[mutant.unite][str(mutant.rang)]
            if connu["issue"] != "lent":
                continue
            tests = connu.pop("tests")
            vu = any(lent.essayer(fichier, rang, part) for part in lent.en_deux(tests))
            connu |= {"issue": "tué", "par": ""} if vu else {"issue": "survit"}
            compte[connu["issue"]] += 1
        etat.garder(ESSAIS, essais)
        if compte:
            tout = ", ".join(f"{nombre} {issue}" for issue, nombre in sorted(compte.items()))
            print(f"{dans_le_paquet(fichier)}, lentement : {tout} ({time.perf_counter() - debut:.0f} s)", flush=True)


def verifier(fichiers: Sequence[Path], combien: int) -> None:
    """Try again, the slow way, some of those that the quick one saw, with the test that saw them and without change."""
    essais = etat.lire(ESSAIS)
    tues = [
        (fichier, rang, connu["par"])
        for fichier in fichiers
        for rang, mutant in enumerate(_mutants(fichier))
        if (connu := essais[mutant.unite][str(mutant.rang)])["issue"] == "tué" and connu["par"]
    ]
    autres = [
        f"{dans_le_paquet(fichier)}, n° {rang}, {par}"
        for fichier, rang, par in random.Random(0).sample(tues, min(combien, len(tues)))
        if not lent.essayer(fichier, rang, [par]) or lent.essayer(fichier, None, [par])
    ]
    print(f"vérifiés : {min(combien, len(tues))}, dont {len(autres)} autrement", *autres, sep="\n- ")


def _mutants(fichier: Path) -> list[Mutant]:
    return mutants(ast.parse(fichier.read_text(encoding="utf-8")), dans_le_paquet(fichier))


EN_TETE = """# Les mutants

Un mutant est le programme avec une seule petite faute : une borne déplacée, un « et » pour un « ou », un texte changé,
un résultat ôté… Un test au moins doit échouer sur chacun. `scripts/mutations.py`
dit lesquelles sont faites, et comment.

```console
$ .venv/bin/python scripts/mutations.py --rapport benchmarks/mutations.md
```

Sur un cœur : huit minutes pour apprendre quelles lignes chaque test fait courir, puis un dixième de seconde par mutant
où tout va bien, jusqu’à `--essai-max` secondes par mutant qu’aucun test ne voit, et une à trois secondes par mutant
qui change ce qui n’est lu qu’au chargement d’un module (« lent »). La commande arrêtée reprend où elle en était.

« Sans test » : aucun test ne fait courir la ligne dans le processus où la faute est mise. « Lent », « pas essayé » :
la commande a été arrêtée avant.
"""


def rapport(fichiers: Sequence[Path]) -> str:
    """The figures, then the mutants that no test sees."""
    essais: dict[str, Any] = etat.lire(ESSAIS)

    def issue(un: Mutant) -> str:
        connu = essais.get(un.unite, {}).get(str(un.rang))
        return "pas essayé" if connu is None else str(connu["issue"])

    resultats = {dans_le_paquet(fichier): [(m, issue(m)) for m in _mutants(fichier)] for fichier in fichiers}
    titres = ("mutants", *ISSUES)
    lignes = [EN_TETE, f"| module | {' | '.join(titres)} | part des tués |", f"| --- |{' ---: |' * (len(titres) + 1)}"]
    par_dossier: dict[str, Counter[str]] = {}
    total: Counter[str] = Counter()
    for nom, siens in resultats.items():
        compte = Counter(une for _, une in siens)
        total += compte
        par_dossier.setdefault(nom.partition("/")[0], Counter()).update(compte)
        if siens:
            lignes.append(_rangee(f"`{nom}`", compte))
    lignes += [_rangee(f"**tout `{dossier}`**", compte) for dossier, compte in par_dossier.items()]
    lignes[0] += f"\n{_mesure(total)}\n"
    lignes += [_rangee("**tout**", total), "", "## Ceux qu’aucun test ne voit"]
    for nom, siens in resultats.items():
        vivants = [f"- ligne {m.ligne} : {_code(m.quoi)} ({une})" for m, une in siens if une != "tué"]
        if vivants:
            lignes += ["", f"`{nom}`", "", *vivants]
    return "\n".join(lignes) + "\n"


def _mesure(total: Counter[str]) -> str:
    """When, on what, and how far from what is wanted."""
    ici = subprocess.run(["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=False)
    jour = time.strftime("%d/%m/%Y, %H h %M")
    vus = f"{total['tué']} mutants sur {sum(total.values())} sont vus ({_part(total)} ; le but est de {BUT} %)"
    return f"Le {jour}, révision `{ici.stdout.strip()}`, Python {platform.python_version()} : {vus}."


def _rangee(nom: str, compte: Counter[str]) -> str:
    nombres = (sum(compte.values()), *(compte[une] for une in ISSUES))
    return f"| {nom} | {' | '.join(map(str, nombres))} | {_part(compte)} |"


def _part(compte: Counter[str]) -> str:
    return f"{100 * compte['tué'] / max(sum(compte.values()), 1):.1f} %".replace(".", ",")


def _code(texte: str) -> str:
    return f"`{texte.replace('`', '’')}`"


def main() -> None:
    """Try the mutants of these modules."""
    analyse = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    analyse.add_argument("modules", nargs="*", default=PIECES, help="relative to forfait_cli/")
    analyse.add_argument("--essai-max", type=float, default=ESSAI_MAX, help="seconds of tests for one mutant")
    analyse.add_argument("--de-neuf", action="store_true", help="forget what was tried before")
    analyse.add_argument("--verifier", type=int, default=0, help="how many of those seen to try again the slow way")
    analyse.add_argument("--sans-essai", action="store_true", help="only the figures of what was tried before")
    analyse.add_argument("--rapport", type=Path, help="where the figures go, besides the screen")
    options = analyse.parse_args()
    os.chdir(RACINE)
    sys.path[:0] = [str(RACINE), str(TESTS)]
    if options.de_neuf:
        for fichier in (ESSAIS, CARTE):
            fichier.unlink(missing_ok=True)
    fichiers = modules(options.modules)
    if not options.sans_essai:
        rapidement(fichiers, options.essai_max)
        lentement(fichiers)
    if options.verifier:
        verifier(fichiers, options.verifier)
    texte = rapport(fichiers)
    print(texte)
    if options.rapport is not None:
        options.rapport.write_text(texte, encoding="utf-8")


if __name__ == "__main__":
    main()
