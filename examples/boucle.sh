#!/bin/sh
# Un devis en Markdown par commune d'un fichier « nom;habitants », un fichier chacun.
# Usage : boucle.sh communes.csv dossier
set -eu
fichier=$1
dossier=$2
mkdir -p "$dossier"
tail -n +2 "$fichier" | while IFS=';' read -r nom habitants; do
    forfait quote --nom "$nom" --habitants "$habitants" --forfait metiers -o "$dossier/$nom.md"
    echo "$nom : $dossier/$nom.md"
done
