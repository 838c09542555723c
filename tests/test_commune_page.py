"""`forfait commune`, on a screen: what a number means, and what several communes have alike told once."""

import pytest
from outils import Lancer, espaces_simples


def page(lancer: Lancer, *arguments: str, largeur: int = 80) -> list[str]:
    texte = lancer("commune", *arguments, env={"COLUMNS": str(largeur)}).texte
    return [ligne.rstrip() for ligne in espaces_simples(texte).splitlines()]


def test_un_code_insee_qui_est_un_code_postal_dit_lequel_est_lequel(lancer: Lancer) -> None:
    lignes = page(lancer, "47220", largeur=60)
    assert lignes[0] == "9 communes, Lot-et-Garonne (47)"
    assert " ".join(lignes[2:4]) == "47220 est le code INSEE de Razimet et le code postal de 8 autres."
    debut, postal = lignes.index("Code INSEE 47220"), lignes.index("Code postal 47220")
    assert lignes[debut + 1].split()[:2] == ["Razimet", "47220"]
    assert lignes[postal + 1].split()[:2] == ["Astaffort", "47015"]
    assert not any(ligne.startswith("Razimet") for ligne in lignes[postal:])
    texte = " ".join(lignes)
    assert "Pour un devis : --code-insee 47220 pour Razimet, --code-insee 47015 pour Astaffort, …" in texte


def test_un_code_insee_et_le_code_postal_d_une_seule_autre(lancer: Lancer) -> None:
    texte = " ".join(page(lancer, "01280"))
    assert "01280 est le code INSEE d’Ordonnaz" in texte
    assert "et le code postal d’une autre." in texte
    assert ", …" not in texte


@pytest.mark.parametrize("texte", ["47600", "47015", "astaffort", "saint-sixte"])
def test_ce_qui_n_a_qu_un_sens_n_a_rien_a_dire_de_plus(lancer: Lancer, texte: str) -> None:
    lignes = page(lancer, texte)
    assert not any("Pour un devis" in ligne or "est le code INSEE" in ligne for ligne in lignes)


def test_le_departement_et_l_annee_de_plusieurs_communes_se_disent_une_fois(lancer: Lancer) -> None:
    lignes = page(lancer, "--departement", "90", largeur=60)
    assert lignes[0] == "101 communes, Territoire de Belfort (90)"
    assert lignes[2].split() == ["Commune", "INSEE", "SIREN", "Totale", "Munic."]
    assert any(ligne.startswith("Populations (2023) : INSEE") for ligne in lignes)


def test_ce_qu_elles_n_ont_pas_en_commun_reste_en_colonne(lancer: Lancer) -> None:
    lignes = page(lancer, "saint-just", largeur=100)
    assert lignes[0] == "31 communes"
    assert any("Département" in ligne or "Dép." in ligne for ligne in lignes)
    seule = " ".join(page(lancer, "astaffort", largeur=100))
    assert "Année" in seule
    assert "Populations : INSEE" in seule
