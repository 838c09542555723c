"""The documents, made as their reader makes them."""

from collections.abc import Mapping
from pathlib import Path

from outils import RACINE, lancer_ici

EXEMPLES = RACINE / "examples"
TARIFS = EXEMPLES / "valcourbe-tarifs"
DATE = ("--date", "2026-03-02")
IMPACT = (
    "tarifs", "impact", "--catalogue", str(EXEMPLES / "valcourbe.toml"), "--avant", str(TARIFS / "2026.toml"),
    "--apres", str(TARIFS / "2027.toml"), "--departement", "47", *DATE,
)  # fmt: skip
# By grid: who asks, and what.
DEMANDES: Mapping[str, tuple[str, ...]] = {
    "annexe": ("--commune", "Astaffort", "--extra-go=4", "--extra-comptes=3"),
    "causses": ("--habitants", "1200"),
    "estuaire": ("--habitants", "1200"),
    "plateau": ("--habitants", "1200"),
    "sillon": ("--habitants", "1200", "--nom", "Mairie d’« Ébène » & <Cie>"),
    "valcourbe": ("--habitants", "1200", "--tarifs", str(TARIFS / "2026.toml")),
    "vallees": ("--habitants", "1200"),
}


def grille(nom: str) -> tuple[str, ...]:
    """The flags that name a grid."""
    return () if nom == "annexe" else ("--catalogue", str(EXEMPLES / f"{nom}.toml"))


def commandes() -> dict[str, tuple[str, ...]]:
    """Every page that leaves the office, by a name for its file."""
    toutes: dict[str, tuple[str, ...]] = {"impact": IMPACT}
    for nom, demande in DEMANDES.items():
        qui = (*grille(nom), *demande, *DATE)
        toutes[f"{nom}-devis"] = ("quote", *qui, "--reference", "2026-0042", "--validite", "90", "--objet", "Services")
        toutes[f"{nom}-comparaison"] = ("compare", *qui)
        toutes[f"{nom}-grille"] = ("compare", *grille(nom), *DATE)
        toutes[f"{nom}-strate"] = ("strate", *qui, "--figure")
    return toutes


def produire(dossier: Path, suffixe: str) -> dict[str, Path]:
    """All of them, written by the program."""
    faits = {}
    for nom, arguments in commandes().items():
        # A strate costs nothing, and has no place for what is asked for.
        tous = [un for un in arguments if not un.startswith("--extra")] if arguments[0] == "strate" else arguments
        passe = lancer_ici(*tous, "-o", str(dossier / f"{nom}{suffixe}"))
        if passe.code == 0 or arguments[0] != "strate":  # a grid without strates has no such page
            assert passe.code == 0, (nom, passe.erreur)
            faits[nom] = dossier / f"{nom}{suffixe}"
    return faits
