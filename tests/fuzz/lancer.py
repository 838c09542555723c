"""Attack the program with inputs made at random; the command ends with 1 where one shows a fault.

    python tests/fuzz/lancer.py [--executions N] [--graine 1]
                                [--cible argv|champs|catalogue|tarifs|lignes|classeurs|verify]
    python tests/fuzz/lancer.py --cible argv --graine 1 --rang 1234     that input again, with what it shows

The executions are shared among the targets, the quick ones taking most. What is found is kept in
`tests/fuzz/graines/trouves` with `--garder`, and run again by the tests.
"""

import argparse
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from fuzz.campagne import Bilan, Defaut, bac, enfant, faire, mener, tirer
from fuzz.cibles import CIBLES
from fuzz.graines import GRAINES

# Of a hundred executions; some 0.5 ms each for those that go below the command line, 20 ms for a whole run.
PARTS = {"argv": 3, "champs": 40, "catalogue": 23, "tarifs": 25, "lignes": 4, "classeurs": 2, "verify": 3}
MONTRES = 20


def main() -> int:
    """The exit code."""
    analyse = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    analyse.add_argument("--executions", type=int, default=10_000)
    analyse.add_argument("--cible", choices=CIBLES)
    analyse.add_argument("--graine", type=int, default=1)
    analyse.add_argument("--debut", type=int, default=0)
    analyse.add_argument("--rang", type=int)
    analyse.add_argument("--dehors", action="store_true", help="un processus pour chaque exécution")
    analyse.add_argument("--garder", action="store_true")
    analyse.add_argument("--enfant", choices=CIBLES, help=argparse.SUPPRESS)
    analyse.add_argument("--partage", type=Path, help=argparse.SUPPRESS)
    options = analyse.parse_args()
    if options.enfant:
        rangs = range(options.debut, options.debut + options.executions)
        enfant(options.enfant, options.graine, rangs, options.partage, dehors=options.dehors)
        return 0
    if options.rang is not None:
        return _montrer(options.cible or "argv", options.graine, options.rang)
    cibles = [options.cible] if options.cible else [*CIBLES]
    parts = {cible: PARTS[cible] if len(cibles) > 1 else 100 for cible in cibles}
    bilans = []
    print("| cible | exécutions | acceptées | par seconde | mémoire | fautes |")
    print("| --- | ---: | ---: | ---: | ---: | ---: |")
    for cible in cibles:
        nombre = max(1, options.executions * parts[cible] // 100)
        bilans.append(mener(cible, options.graine, nombre, options.debut, dehors=options.dehors))
        print(_ligne(bilans[-1]), flush=True)
    defauts = [un for bilan in bilans for un in bilan.defauts]
    if len(bilans) > 1:
        print(_ligne(Bilan("toutes", *_sommes(bilans), tuple(defauts))))
    for un in defauts[:MONTRES]:
        print(f"{un.cible} --graine {un.graine} --rang {un.rang} : {' ; '.join(un.quoi)[:300]}")
    if options.garder:
        for un in defauts:
            _garder(un)
    return 1 if defauts else 0


def _sommes(bilans: list[Bilan]) -> tuple[int, int, float, int]:
    return (
        sum(un.faites for un in bilans),
        sum(un.acceptees for un in bilans),
        sum(un.secondes for un in bilans),
        max(un.memoire for un in bilans),
    )


def _ligne(bilan: Bilan) -> str:
    rythme = f"{bilan.faites / bilan.secondes:.0f}"
    cases = (bilan.cible, bilan.faites, bilan.acceptees, rythme, f"{bilan.memoire} Mio", len(bilan.defauts))
    return f"| {' | '.join(map(str, cases))} |"


def _montrer(cible: str, graine: int, rang: int) -> int:
    essai = tirer(cible, graine, rang)
    print("arguments :", essai.arguments, "(direct)" if essai.direct else "")
    for nom, octets in essai.fichiers.items():
        print(f"{nom} :\n{octets[:4000].decode(errors='backslashreplace')}")
    with bac() as dossier:
        trace = faire(essai, dossier)
    print("code :", trace.code)
    print("stdout :", trace.sortie[:3000].decode(errors="backslashreplace"))
    print("stderr :", trace.erreur[:6000].decode(errors="backslashreplace"))
    print("défauts :", trace.defauts)
    return 1 if trace.defauts else 0


def _garder(defaut: Defaut) -> None:
    dossier = GRAINES / "trouves"
    dossier.mkdir(exist_ok=True)
    fichier = dossier / f"{defaut.cible}-{defaut.graine}-{defaut.rang}.json"
    fichier.write_text(tirer(defaut.cible, defaut.graine, defaut.rang).en_json() + "\n", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
