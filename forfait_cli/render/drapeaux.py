"""The name of a flag: a page tells which to add, and the command line, which makes the flags, takes it from here."""

from forfait_cli.francais import plier


def nom_de_drapeau(mot: str) -> str:
    """Of a field, `extra_go` → « --extra-go »; of a code of the catalogue, « Élèves » → « --eleves »."""
    return f"--{'-'.join(plier(mot).split())}"
