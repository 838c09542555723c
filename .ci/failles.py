"""Look for known flaws in what is installed with the program; ends with 1 where there is one.

    python .ci/failles.py PIP-AUDIT REQUIREMENTS

`pip-audit` alone ends with 0 where it could check nothing: what could not be is said here.
"""

import json
import subprocess
import sys


def main() -> int:
    """The exit code."""
    audit, exigences = sys.argv[1:]
    commande = [audit, "--requirement", exigences, "--no-deps", "--disable-pip", "--format", "json"]
    fini = subprocess.run(commande, capture_output=True, text=True, check=False, timeout=300)
    try:
        bibliotheques = json.loads(fini.stdout)["dependencies"]
    except (ValueError, KeyError):
        print(f"La base des failles ne répond pas : rien n’est vérifié ({fini.stderr.strip().splitlines()[-1:]}).")
        return 0
    failles = [(une, faille) for une in bibliotheques for faille in une.get("vulns", ())]
    for une, faille in failles:
        print(f"{une['name']} {une['version']} : {faille['id']}, corrigée par {', '.join(faille['fix_versions'])}")
    passees = [une["name"] for une in bibliotheques if "skip_reason" in une]
    verifiees = len(bibliotheques) - len(passees)
    print(f"Failles connues : {len(failles)}, sur {verifiees} bibliothèques vérifiées.")
    if passees:
        print(f"La base des failles ne les a pas : {', '.join(passees)}.")
    return 1 if failles else 0


if __name__ == "__main__":
    sys.exit(main())
