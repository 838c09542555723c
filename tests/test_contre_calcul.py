"""A short run of the comparison with the second opinion; the long one is a command (`contre_calcul/comparer.py`)."""

from fractions import Fraction

import pytest
from contre_calcul import calcul
from contre_calcul.calcul import Demande, Refus
from contre_calcul.comparer import comparer
from outils import CATALOGUE, RACINE

GRAINES = range(12)
DEMANDES = 8


@pytest.mark.parametrize("graine", GRAINES)
def test_le_programme_dit_ce_que_dit_un_calcul_fait_sans_lui(graine: int) -> None:
    faites, ecarts = comparer(graine, DEMANDES)
    assert faites == DEMANDES
    assert ecarts == []


def test_le_second_avis_sait_l_annexe_par_coeur() -> None:
    """What the annex says, worked out by hand: else two wrong opinions could agree."""
    grille = calcul.lire(CATALOGUE.read_text(encoding="utf-8"))
    demande = Demande("commune", {"habitants": Fraction(1200)}, extras={"sauvegarde-externalisee": Fraction(4)})
    strate, devis = calcul.chiffrer(grille, demande)
    assert strate == 4
    assert devis[0].totaux[None].montant == 28
    assert devis[0].inclus == {"logiciels-securite": 2, "sauvegarde-externalisee": 5, "certificat-electronique": 1}
    assert devis[2].inclus == dict.fromkeys(devis[0].inclus, 0)
    besoin = demande._replace(extras={}, besoins={"sauvegarde-externalisee": Fraction(6)})
    montants = [un.totaux[None].montant for un in calcul.chiffrer(grille, besoin)[1]]
    assert montants == [7, 7, 42, 7, 7]
    hors = Demande("commune", {}, affiliee=False)
    assert calcul.chiffrer(grille, hors)[0] == 8


@pytest.mark.parametrize(
    ("calcul_", "nombre", "attendu"),
    [
        ("marginale", 100, 500),
        ("marginale", 101, 503),
        ("volume", 100, 500),
        ("volume", 101, 303),
        ("forfaitaire", 100, 5),
        ("forfaitaire", 101, 3),
    ],
)
def test_le_second_avis_sait_les_trois_calculs_par_tranches(calcul_: str, nombre: int, attendu: int) -> None:
    tranches = [{"jusqua": 100, "montant": 5}, {"montant": 3}]
    assert calcul.par_tranches(tranches, calcul_, Fraction(nombre)) == attendu


def test_le_second_avis_refuse_ce_qui_n_est_pas_servi() -> None:
    grille = calcul.lire((RACINE / "examples" / "sillon.toml").read_text(encoding="utf-8"))
    with pytest.raises(Refus, match="aucune strate"):
        calcul.chiffrer(grille, Demande("commune", {"habitants": Fraction(5500)}))
    with pytest.raises(Refus, match="affiliation"):
        calcul.chiffrer(grille, Demande("commune", {"habitants": Fraction(500)}, affiliee=False))
