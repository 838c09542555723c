"""What a forfait costs in a year, and what a collectivité can't be."""

from decimal import Decimal
from typing import Any

import pytest
from outils import espaces_simples
from test_regles import devis, grille

from forfait_cli.domaine.comparaison import Annee, cout_annuel
from forfait_cli.domaine.demande import Collectivite, est_un_nombre, fautes_collectivite
from forfait_cli.erreurs import nommer_champs

SOCLE = """
[[forfaits]]
code = "socle"
nom = "Socle"
prix = {{ montant = 100.00, periodicite = "{forfait}" }}

[[services]]
code = "disque"
nom = "Disque"
cellules = "Non inclus"

[[options]]
code = "disque"
nom = "Disque en plus"
unite = "Go"
prix = {option}
"""


def annee(forfait: str, option: str = "1.00", **valeurs: int) -> Annee | None:
    return cout_annuel(devis(SOCLE.format(forfait=forfait, option=option), **valeurs)["socle"])


@pytest.mark.parametrize(
    ("periodicite", "fois"), [("an", 1), ("annees-suivantes", 1), ("semestre", 2), ("trimestre", 4), ("mois", 12)]
)
def test_une_annee_compte_chaque_periodicite_autant_de_fois_qu_elle_revient(periodicite: str, fois: int) -> None:
    option = f'{{ montant = 3.00, periodicite = "{periodicite}" }}'
    assert annee(periodicite, option, disque=2) == Annee(Decimal(100 * fois), Decimal(6 * fois), False)


@pytest.mark.parametrize("periodicite", ["unique", "premiere-annee"])
def test_ce_qui_est_du_une_fois_est_dit_et_n_est_pas_de_l_annee(periodicite: str) -> None:
    option = f'{{ montant = 3.00, periodicite = "{periodicite}" }}'
    assert annee("an", option, disque=2) == Annee(Decimal(100), Decimal(0), True)


def test_ce_qui_est_gratuit_ne_compte_pas_et_n_arrete_rien() -> None:
    option = '[{ montant = 0.00 }, { montant = 3.00, periodicite = "mois", libelle = "ensuite" }]'
    assert annee("an", option, disque=2) == Annee(Decimal(100), Decimal(72), False)


def test_sans_periodicite_ou_sans_prix_l_annee_est_inconnue() -> None:
    assert annee("an") is not None
    assert annee("an", "1.00", disque=1) is None
    assert annee("an", '"à renseigner"', disque=1) is None


# --- What can't be --------------------------------------------------------------------------------

QUI = """
[[mesures]]
code = "etp"
nom = "équivalents temps plein"
unite = { singulier = "ETP", pluriel = "ETP", pas = 0.5 }

[[mesures]]
code = "budget"
nom = "budget"
euros = true

[[natures]]
code = "commune"
nom = "commune"
mesure = "habitants"

[[natures]]
code = "syndicat"
nom = "syndicat"
mesure = "etp"

[[forfaits]]
code = "socle"
nom = "Socle"
prix = { pour_cent = 1.00, par = "budget" }
"""
NATURES = ("la grille ne sert pas la nature « ville »", "natures de la grille : commune et syndicat")
MESURES = ("la grille ne connaît pas la mesure « agents »", "mesures de la grille : habitants, etp et budget")
ENTIER = "donnez un nombre entier, 0 ou plus"


@pytest.mark.parametrize(
    ("nature", "mesures", "fautes"),
    [
        (None, {}, []),
        ("commune", {"habitants": 0}, []),
        ("syndicat", {"etp": Decimal("2.5"), "budget": Decimal("100.01")}, []),
        ("commune", {"habitants": 3, "etp": 4}, []),  # both are there: its own is
        ("commune", {"budget": 3}, []),  # a measure that classes nobody
        ("ville", {"agents": 3}, [("nature", *NATURES)]),
        (None, {"agents": 3}, [("agents", *MESURES)]),
        ("commune", {"agents": 3, "habitants": 3}, [("agents", *MESURES)]),
        ("commune", {"agents": 3}, [("agents", *MESURES)]),
        (None, {"habitants": -1}, [("habitants", "-1 n’est pas possible ici", ENTIER)]),
        (None, {"habitants": True}, [("habitants", "True n’est pas possible ici", ENTIER)]),
        (None, {"habitants": "3"}, [("habitants", "3 n’est pas possible ici", ENTIER)]),
        (None, {"habitants": Decimal("NaN")}, [("habitants", "NaN n’est pas possible ici", ENTIER)]),
        (None, {"habitants": Decimal("2.5")}, [("habitants", "2,5 n’est pas possible ici", ENTIER)]),
        (None, {"etp": Decimal("2.25")},
         [("etp", "2,25 n’est pas possible ici", "donnez un multiple de 0,5, 0 ou plus")]),
        ("commune", {"etp": 4}, [("nature", "« commune » se classe par ses habitants", "donnez <habitants> N")]),
        ("syndicat", {"habitants": 4},
         [("nature", "« syndicat » se classe par ses ETP", "donnez <etp> N")]),
    ],
)  # fmt: skip
def test_une_collectivite_qui_ne_peut_etre_est_refusee_champ_par_champ(
    nature: str | None, mesures: dict[str, Any], fautes: list[tuple[str, str, str]]
) -> None:
    trouvees = [
        tuple(espaces_simples(nommer_champs(texte, "<{}>".format)) for texte in faute)
        for faute in fautes_collectivite(grille(QUI), Collectivite(nature, mesures))
    ]
    assert trouvees == [(f"<{champ}>", message, aide) for champ, message, aide in fautes]


def test_un_nombre_est_un_entier_ou_un_decimal_fini() -> None:
    assert [est_un_nombre(un) for un in (0, -3, Decimal("1.5"), True, 1.5, "1", None, Decimal("Infinity"))] == [
        True, True, True, False, False, False, False, False,
    ]  # fmt: skip
