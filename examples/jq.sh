#!/bin/sh
# Les communes d'un fichier dont le Go supplémentaire dépasse un montant, avec leur strate.
# Usage : jq.sh communes.csv 20
set -eu
forfait batch "$1" --forfait metiers --format json |
    jq -r --argjson seuil "$2" \
        'select(.total_chiffre != null and (.total_chiffre | tonumber) > $seuil)
         | "\(.nom) (strate \(.strate)) : \(.total_chiffre) €"'
