"""The rules of `docs/calcul.md`, one small grid each, worked out by hand."""

from decimal import Decimal

import pytest
from outils import espaces_simples

from forfait_cli import Catalogue, Devis, Refus, chiffrer, demander
from forfait_cli.domaine.types import Statut
from forfait_cli.readers.catalogue.lecture import lire_catalogue

TETE = 'titre = "Grille"\nsource = "Essai"\n'

COMPRIS = """
[[strates]]
habitants = { min = 0 }
volumes = { disque = 10 }

[[forfaits]]
code = "compte"
nom = "Compté"
sans_prix = true

[[forfaits]]
code = "illimite"
nom = "Illimité"
sans_prix = true

[[forfaits]]
code = "sans"
nom = "Sans"
sans_prix = true

[[services]]
code = "disque"
nom = "Disque"
unite = "Go"
cellules = { compte = "Selon la strate", illimite = "Inclus", sans = "Non inclus" }

[[options]]
code = "disque"
nom = "Disque en plus"
unite = "Go"
service = "disque"
prix = 2.00
"""

TAILLES = """
[[strates]]
habitants = { min = 0 }
agents = { min = 0 }
"""

EXIGE = """
[[forfaits]]
code = "socle"
nom = "Socle"
sans_prix = true

[[services]]
code = "assistance"
nom = "Assistance"
unite = "jour"
cellules = "Non inclus"

[[options]]
code = "matin"
nom = "Le matin"
unite = "jour"
service = "assistance"
prix = MATIN

[[options]]
code = "soir"
nom = "Le soir"
unite = "jour"
service = "assistance"
prix = SOIR
"""


def grille(corps: str) -> Catalogue:
    return lire_catalogue((TETE + corps).encode(), "grille.toml", "sha256:0")


def devis(corps: str, **valeurs: str | int) -> dict[str, Devis]:
    catalogue = grille(corps)
    return {un.forfait.code: un for un in chiffrer(catalogue, demander(catalogue, **valeurs)).devis}


def test_ce_qui_est_compris_sans_etre_compte_couvre_tout_besoin() -> None:
    faits = devis(COMPRIS, habitants=500, besoin_disque=25)
    assert [un.totaux[0].montant for un in (faits["compte"], faits["sans"])] == [Decimal(30), Decimal(50)]
    (ligne,) = faits["illimite"].lignes
    assert (ligne.statut, ligne.quantite) == (Statut.INCLUS, 0)
    assert ligne.motif is not None
    assert espaces_simples(ligne.motif) == "besoin de 25 Go, couvert par ce que le forfait comprend sans le compter"
    assert faits["illimite"].totaux == ()
    assert {code: un.inclus for code, un in faits.items()} == {
        "compte": {"disque": 10},
        "illimite": {"disque": None},
        "sans": {"disque": 0},
    }


def test_un_supplement_se_paie_meme_au_dessus_de_ce_qui_n_est_pas_compte() -> None:
    faits = devis(COMPRIS, habitants=500, extra_disque=3)
    assert [un.totaux[0].montant for un in faits.values()] == [Decimal(6)] * 3


@pytest.mark.parametrize("corps", [TAILLES + EXIGE, EXIGE], ids=["avec des strates", "sans strate"])
def test_une_grille_qui_ne_parle_pas_des_non_affiliees_les_refuse(corps: str) -> None:
    catalogue = grille(corps.replace("MATIN", "1.00").replace("SOIR", "2.00"))
    with pytest.raises(Refus, match="ne dit rien des collectivités non affiliées"):
        chiffrer(catalogue, demander(catalogue, habitants=500, affiliee=False))
    assert chiffrer(catalogue, demander(catalogue, habitants=500, affiliee=True)).devis


@pytest.mark.parametrize(
    ("matin", "soir"), [("1.00", '"non proposé"'), ('"non proposé"', "2.00"), ("1.00", "2.00")], ids=str
)
def test_un_service_est_donne_si_l_une_de_ses_options_se_vend(matin: str, soir: str) -> None:
    corps = EXIGE.replace("MATIN", matin).replace("SOIR", soir)
    assert list(devis(corps, habitants=500, exige="assistance")) == ["socle"]


def test_un_service_dont_aucune_option_ne_se_vend_n_est_pas_donne() -> None:
    corps = EXIGE.replace("MATIN", '"non proposé"').replace("SOIR", '"non proposé"')
    with pytest.raises(Refus, match="ni inclus ni en option : «\u00a0Assistance\u00a0»"):
        devis(corps, habitants=500, exige="assistance")


def test_l_option_exigee_par_son_code_n_est_pas_une_autre_du_meme_service() -> None:
    corps = EXIGE.replace("MATIN", "1.00").replace("SOIR", '"non proposé"')
    assert list(devis(corps, habitants=500, exige="matin")) == ["socle"]
    with pytest.raises(Refus, match="«\u00a0Le soir\u00a0»"):
        devis(corps, habitants=500, exige="soir")
