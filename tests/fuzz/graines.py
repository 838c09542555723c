"""What the targets begin with: files that are right, and the devis and grids that the program makes itself."""

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from outils import RACINE, lancer_ici

GRAINES = Path(__file__).parent / "graines"
_TARIFS = RACINE / "tests" / "fautes" / "tarifs-valides.toml"
PETITES = {
    "grille.toml": (RACINE / "tests" / "fautes" / "valide.toml").read_bytes(),
    "prix.toml": _TARIFS.read_bytes(),
    "lot.csv": b"nom;habitants;extra_go\nSainte-Foy;1200;4\nTOTAL;1200;4\n",
    "devis.json": b'{"schema": "forfait.devis/1"}',
}


class DEVIS:
    """Devis that the program makes."""

    @staticmethod
    @cache
    def jsons() -> tuple[str, ...]:
        """As JSON, of several grids."""
        demandes = (
            ("--habitants", "1200", "--extra-go", "4", "--forfait", "metiers"),
            ("--commune", "Astaffort", "--besoin-comptes", "3", "--forfait", "heberge", "--date", "2026-03-01"),
            ("--agents", "12", "--tarifs", str(_TARIFS), "--option", "messagerie=4", "--date", "2026-03-01"),
        )
        return tuple(lancer_ici("quote", *une, "--format", "json").texte for une in demandes)

    @staticmethod
    @cache
    def pdf() -> bytes:
        """As a PDF; empty where the complement is not installed."""
        demande = ("--habitants", "1200", "--forfait", "metiers", "--date", "2026-03-01")
        return lancer_ici("quote", *demande, "--format", "pdf").sortie


@cache
def grille_remplie(genre: str) -> bytes:
    """The grid that the program gives to fill in, with prices in it."""
    with TemporaryDirectory() as dossier:
        grille = Path(dossier) / f"g.{genre}"
        lu = lancer_ici("tarifs", "template", "--tarifs", str(_TARIFS), "-o", str(grille))
        assert lu.code == 0, lu.erreur
        return grille.read_bytes()
