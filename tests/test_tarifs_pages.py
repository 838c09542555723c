"""Documents with prices: several periodicities, VAT, the issuer; no HT nor TTC where nothing is stated."""

from pathlib import Path

import pytest
from outils import CATALOGUES, RACINE, Lancer, espaces_simples

TARIFS = ("--tarifs", str(CATALOGUES.parent / "tarifs-valides.toml"), "--date", "2026-06-01")
COMMUNE = ("--habitants", "1200", "--extra-go", "4", "--extra-comptes", "5")


def test_le_devis_detaille(lancer: Lancer) -> None:
    texte = espaces_simples(
        lancer("quote", *COMMUNE, *TARIFS, "--forfait", "technologie", "--format", "markdown").texte
    )
    for ligne in (
        "| Forfait Technologie | 1 | 500,00 € | 500,00 € | la première année |",
        "| Forfait Technologie | 1 | 300,00 € | 300,00 € | chaque année suivante |",
        "| Messagerie professionnelle sécurisée (2 comptes sans frais) | 5 comptes | 1,15 € | 3,45 € | par mois |",
        "| **Total HT** |  |  | **28,00 €** | **par an** |",
        "| TVA 5,5 % |  |  | 1,54 € | par an |",
        "| **Total TTC** |  |  | **600,00 €** | **la première année** |",
    ):
        assert ligne in texte
    assert "périodicité n’est pas précisée" not in texte


def test_cote_a_cote(lancer: Lancer) -> None:
    texte = espaces_simples(lancer("quote", *COMMUNE, *TARIFS, "--format", "markdown").texte)
    assert "500,00 € la première année<br>300,00 € chaque année suivante" in texte
    assert "420,00 € par an<br>1 200 habitants × 0,35 €" in texte
    assert "Sous-total chiffré HT (par an)" in texte


def test_le_csv_a_ses_totaux(lancer: Lancer) -> None:
    lignes = lancer("quote", *COMMUNE, *TARIFS, "--forfait", "heberge", "--format", "csv").lignes_csv()
    genres = [(ligne[2], ligne[4], ligne[8]) for ligne in lignes if ligne[2].startswith(("total", "tva"))]
    assert ("total", "Total HT", "448.00") in genres
    assert ("tva", "TVA 20\u00a0%", "84.00") in genres
    assert ("total_ttc", "Total TTC", "533.54") in genres  # 448.00 + 84.00 + 1.54


def test_la_comparaison_montre_les_prix_poses(lancer: Lancer) -> None:
    texte = espaces_simples(lancer("compare", *TARIFS, "--format", "markdown").texte)
    assert "Coût par compte supplémentaire : 1,15 € par compte et par mois, 2 comptes sans frais" in texte
    cellules = lancer("compare", "--habitants", "1200", *TARIFS, "--format", "json").json()["options"][3]["cellules"]
    (echeance,) = cellules["metiers"]["tarif"]
    assert cellules["metiers"]["prix"] is None  # two are free: one number can't say it
    assert (echeance["bareme"], echeance["gratuits"]) == ({"genre": "fixe", "montant": "1.15"}, 2)
    couts = lancer("compare", *COMMUNE, *TARIFS, "--format", "csv").lignes_csv()
    assert [ligne[1] for ligne in couts if ligne[:1] == ["couts"] and ligne[2] == "forfait"] == [
        "", "an", "premiere-annee", "annees-suivantes",
    ]  # fmt: skip


@pytest.mark.parametrize("commande", [("quote", *COMMUNE), ("compare", *COMMUNE)])
@pytest.mark.parametrize("format_", ["table", "markdown", "csv", "json"])
def test_sans_tarifs_ni_ht_ni_ttc(lancer: Lancer, commande: tuple[str, ...], format_: str) -> None:
    texte = espaces_simples(lancer(*commande, "--format", format_).texte)
    texte = " ".join(texte.split()).replace("n’est dit ni HT ni TTC", "").replace('"taux_tva": null', "")
    texte = texte.replace('"taux_tva": null', "")
    for mot in (" HT", "TTC", "taux_tva", '"tva"'):
        assert mot not in texte


def test_le_json_dit_la_source_de_chaque_strate(lancer: Lancer, tmp_path: Path) -> None:
    fichier = tmp_path / "t.toml"
    fichier.write_text(
        'schema = "forfait.tarifs/1"\ntitre = "T"\nsource = "S"\n[forfaits]\n'
        'confort = [{ montant = { 1 = 910.00 }, periodicite = "premiere-annee" }]\n',
        encoding="utf-8",
    )
    grille = str(RACINE / "examples" / "sillon.toml")
    donnees = lancer("compare", "--catalogue", grille, "--tarifs", str(fichier), "--format", "json").json()
    essentiel, confort = (forfait["tarif"] for forfait in donnees["forfaits"])
    assert [une["sources"] for une in essentiel] == [[], []]
    assert [une["sources"] for une in confort] == [
        [{"strate": 1, "nature": None, "source": "tarifs «\u00a0T\u00a0»"}], [],
    ]  # fmt: skip
    assert confort[0]["bareme"]["strates"]["1"]["montant"] == "910.00"
