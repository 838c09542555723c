#!/bin/sh
# N'envoie un devis que s'il est complet : tant qu'un montant manque, le code de sortie est 4.
# Usage : complet.sh 1200 [grille.toml]
set -u
habitants=$1
[ $# -lt 2 ] || export FORFAIT_CATALOGUE="$2"
if forfait quote --habitants "$habitants" --forfait metiers --complet -o devis.md; then
    echo "Devis complet : devis.md peut partir."
else
    code=$?
    [ "$code" -eq 4 ] || exit "$code"
    echo "Devis incomplet : un montant est à demander au centre de gestion."
fi
