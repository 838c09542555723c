"""What surrounds a run, made such that no library stumbles over it."""

import os
import sys

# Read as numbers by the libraries that print, when they are imported or at each page.
_TAILLES = ("COLUMNS", "LINES", "TERMINAL_WIDTH", "JUPYTER_COLUMNS", "JUPYTER_LINES")
_CHIFFRES = 4  # of a width or a height


def assainir() -> None:
    """Take sizes that are none out of the environment, and read the integers that the program reads everywhere."""
    for nom in _TAILLES:
        taille = os.environ.get(nom)
        if taille is not None and not (taille.isascii() and taille.isdigit() and len(taille) <= _CHIFFRES):
            del os.environ[nom]
    usuel = sys.int_info.default_max_str_digits
    if 0 < sys.get_int_max_str_digits() < usuel:
        sys.set_int_max_str_digits(usuel)
