"""Fields that several tables of a catalogue have: codes, units, texts folded."""

import re
from decimal import Decimal

from forfait_cli.domaine.types import UN, Unite
from forfait_cli.francais import guillemets, pluriel
from forfait_cli.readers.champs import Champs

CODE = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*", re.ASCII)


def lire_code(champs: Champs) -> str:
    """The code of a table: small letters without accents, figures, hyphens."""
    code = champs.texte("code")
    if code and not CODE.fullmatch(code):
        champs.faute("code", f"code mal formé : {guillemets(code)}", "minuscules sans accent, chiffres et tirets")
    return code


def lire_unite(champs: Champs) -> Unite | None:
    """A unit: its name, or a table with its plural and the smallest part of it that is counted."""
    if not champs.est_table("unite"):
        nom = champs.texte_ou_rien("unite")
        return None if nom is None else Unite(nom, pluriel(nom))
    table = champs.table("unite")
    nom = table.texte("singulier")
    unite = Unite(nom, table.texte("pluriel", defaut=pluriel(nom)), _pas(table))
    table.fin()
    return unite


def _pas(table: Champs) -> Decimal:
    pas = table.nombre_ou_rien("pas")
    if pas is None:
        return UN
    if pas == 0 or (pas < 1 and UN % Decimal(pas)):
        table.faute(
            "pas", f"pas impossible : {pas}", "la plus petite part comptée : 0.5 pour des demies, 0.25 pour des quarts"
        )
        return UN
    return Decimal(pas)


def plier(texte: str) -> str:
    """White space folded, as the document's cells are carried."""
    return " ".join(texte.split())
