"""What each thing typed in a cell is read as, or refused with: `golden_cellules.txt`, line by line.

`FORFAIT_GOLDEN=1 pytest tests/test_cellules_mots.py` writes it anew; read the difference.
"""

import datetime
import os
from pathlib import Path

from forfait_cli.readers.classeur.cellules import Illisible, PourCent
from forfait_cli.readers.gabarit.cellules import Refusee, combien, jour, montant, taux, texte
from forfait_cli.readers.gabarit.cles import oui_non

GARDE = Path(__file__).parent / "golden_cellules.txt"
LECTURES = {
    "texte": texte, "montant": montant, "taux": taux, "nombre": combien, "jour": jour, "oui ou non": oui_non,
}  # fmt: skip
VALEURS = [
    True, False, 0, 3, 20, 1200, -3, 10**13, 0.5, 2.5, 12.0, 12.34, 0.335, 525.3000000000001, 0.1 + 0.2, 1.005, 1e-9,
    1e15, 123456789.12, 1 / 3, -0.0, 0.2, 20.0, 5.5, 100.0, PourCent(0.2), PourCent(0.055), PourCent(1.0), PourCent(0),
    Illisible("la cellule est en erreur", "#N/A"), datetime.date(2026, 2, 3),
    datetime.datetime(2026, 2, 3),  # noqa: DTZ001, as a cell gives it
    datetime.datetime(2026, 2, 3, 4, 5),  # noqa: DTZ001
    datetime.time(4, 5), None,
    "", "3", " 3 ", "+3", "-3", "−3", "1 234", "1 234,56", "1 234.56 €", "1234,56 EUR", "1234,5€", "12 34", "1 23",
    "1,234", "1.234", "0,234", "12,345", "123,456", "1234,567", "1.234,56", "1,234.56", "1.234.567", "1,234,567,8",
    "0.5", "0,055", ".5", "5.", "1e3", "x", "douze", "€", "20 %", "20%", "5,5 %", "0,2", "0,2 %", "0.2%", "100 %",
    "101", "%", "1 234 %", "12,345 %", "sur étude", "Sur  étude", "SUR DEVIS", "non proposé", "à renseigner",
    "À RENSEIGNER", "gratuit", "offert", "2026-02-03", "2026-2-3", "3/2/2026", "03/02/2026", "31/02/2026",
    "2026-02-30", "3/2/26", "3 février 2026", "0/1/2026", "oui", "Oui", "OUI", "o", "x", "X", "vrai", "1", "non", "n",
    "Non", "faux", "0", "peut-être", "vrai ou faux", "y" * 60, "1" * 50, "0,123456789", "12,12345678", "１２",
    "1 234", "٣", "1\n2", "'3", "=3", "0,00", "-0", "00012", "1  234", "12 345 678,90",
]  # fmt: skip


def dite(lecture: str, valeur: object) -> str:
    """What a reading gives."""
    try:
        lue = LECTURES[lecture](valeur)
    except Refusee as refus:
        return f"refusé : {refus} | {refus.aide}"
    return f"{lue.valeur!r}" + (f" ({lue.remarque})" if lue.remarque else "")


def test_ce_qui_se_tape_dans_une_case() -> None:
    lignes = []
    for valeur in VALEURS:
        dit = f"{valeur.raison!r}" if isinstance(valeur, Illisible) else repr(valeur)
        lignes.append(f"{type(valeur).__name__} {dit}")
        lignes += [f"  {lecture} : {dite(lecture, valeur)}" for lecture in LECTURES]
    texte_ = "\n".join(lignes) + "\n"
    if os.environ.get("FORFAIT_GOLDEN") == "1":
        GARDE.write_text(texte_, encoding="utf-8")
    assert texte_ == GARDE.read_text(encoding="utf-8")
