"""What is attacked: each target draws inputs, from the seeds that it keeps in files or from its own grammar."""

from collections.abc import Callable
from random import Random

from fuzz.cibles import argv, champs, classeurs, lignes, toml, verify
from fuzz.essai import Essai

CIBLES: dict[str, Callable[[Random], Essai]] = {
    "argv": argv.tirer,
    "champs": champs.tirer,
    "catalogue": toml.tirer_catalogue,
    "tarifs": toml.tirer_tarifs,
    "lignes": lignes.tirer,
    "classeurs": classeurs.tirer,
    "verify": verify.tirer,
}
