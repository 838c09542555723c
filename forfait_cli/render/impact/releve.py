"""The effect of a new grid as a rectangular table."""

from forfait_cli.domaine.impact import TOUS, TOUTES, Ecart, Impact, Part, difference, pour_cent, totaliser
from forfait_cli.render.releve import Releve, Valeur

COLONNES = (
    "type", "nom", "strate", "forfait", "periodicite", "combien", "avant", "apres", "difference", "pour_cent",
)  # fmt: skip


def releve_impact(impact: Impact) -> Releve:
    """A row for each part, total, unknown part and extreme; `type` tells them apart."""
    lignes: list[tuple[Valeur, ...]] = []
    lignes.extend(("part", None, *_cellules(part, part.combien)) for part in impact.parts)
    lignes.extend(("total", None, *_cellules(part, part.combien)) for part in totaliser(impact))
    lignes.extend(
        ("inconnu", None, inconnu.strate, inconnu.forfait, None, inconnu.combien, None, None, None, None)
        for inconnu in impact.inconnus
    )
    for genre, ecarts in (("gagnant", impact.gagnants), ("perdant", impact.perdants)):
        lignes.extend((genre, ecart.nom, *_cellules(ecart, 1)) for ecart in ecarts)
    return Releve(COLONNES, tuple(lignes))


def _cellules(ligne: Part | Ecart, combien: int) -> tuple[Valeur, ...]:
    taux = pour_cent(ligne)
    return (
        None if ligne.strate == TOUTES else ligne.strate, None if ligne.forfait == TOUS else ligne.forfait,
        ligne.periodicite, combien, ligne.avant, ligne.apres, difference(ligne),
        None if taux is None else str(taux),
    )  # fmt: skip
