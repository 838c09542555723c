#!/bin/sh
# Toutes les communes d'un département dans un classeur : une ligne par commune, un total par forfait.
# Usage : departement.sh 47 lot-et-garonne.xlsx
set -eu
forfait batch --departement "$1" --forfait metiers --forfait metiers-communication -o "$2"
