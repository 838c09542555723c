"""One amount at a time: slices, minimum, free units, floor and ceiling, each side of each bound."""

from decimal import Decimal

import pytest
from outils import calculer, espaces_simples

from forfait_cli.domaine.prix import (
    ARenseigner,
    Assiette,
    Chiffre,
    Compose,
    Echeance,
    Montant,
    NonPropose,
    ParTranche,
    SelonNature,
    SelonStrate,
    SurEtude,
    Tarif,
    Tranche,
    Tranches,
    dues,
    est_complet,
    est_donne,
    est_sur_etude,
    etendue_tranche,
    feuilles,
    prix_unique,
)
from forfait_cli.domaine.types import Mesure, Nombre, Periodicite, Unite

COMPTE = Unite("compte", "comptes")
HEURE = Unite("h", "h", Decimal("0.5"))
HABITANTS = Mesure("habitants", "population", Unite("habitant", "habitants"), (), "")
SEULE = Assiette(1, None, ())
INCONNU = ARenseigner("pas encore")


def tranches(calcul: ParTranche, *, ouvertes: bool = True) -> Tranches:
    """5 € up to 10, 3 € up to 50, 2 € beyond."""
    bornes = [Tranche(10, Decimal(5)), Tranche(50, Decimal(3)), *([Tranche(None, Decimal(2))] if ouvertes else [])]
    return Tranches(tuple(bornes), calcul)


def due(echeance: Echeance, combien: Nombre, unite: Unite | None = COMPTE) -> tuple[str, str | None]:
    """The amount and the reason that is told."""
    fait = calculer(echeance, SEULE, combien, unite)
    assert isinstance(fait.montant, Chiffre)
    return str(fait.montant.montant), None if fait.motif is None else espaces_simples(fait.motif)


@pytest.mark.parametrize(
    ("combien", "montant", "motif"),
    [
        (0, "0.00", None),
        (1, "5.00", None),
        (10, "50.00", None),
        (11, "53.00", "10 × 5,00 € et 1 × 3,00 €"),
        (50, "170.00", "10 × 5,00 € et 40 × 3,00 €"),
        (51, "172.00", "10 × 5,00 €, 40 × 3,00 € et 1 × 2,00 €"),
    ],
)
def test_chaque_unite_au_prix_de_sa_tranche(combien: int, montant: str, motif: str | None) -> None:
    echeance = Echeance(tranches(ParTranche.MARGINALE))
    assert due(echeance, combien) == (montant, motif)
    unitaire = calculer(echeance, SEULE, combien, COMPTE).unitaire
    assert isinstance(unitaire, Chiffre if combien <= 10 else Compose)
    assert unitaire == (Chiffre(Decimal(5)) if combien <= 10 else Compose(unitaire.parts))  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("combien", "montant"), [(0, "0.00"), (10, "50.00"), (11, "33.00"), (50, "150.00"), (51, "102.00")]
)
def test_toutes_au_prix_de_la_tranche_atteinte(combien: int, montant: str) -> None:
    assert due(Echeance(tranches(ParTranche.VOLUME)), combien) == (montant, None)


@pytest.mark.parametrize(
    ("combien", "montant", "motif"),
    [
        (0, "5.00", "montant de la tranche jusqu’à 10 comptes"),
        (10, "5.00", "montant de la tranche jusqu’à 10 comptes"),
        (11, "3.00", "montant de la tranche de 11 à 50 comptes"),
        (50, "3.00", "montant de la tranche de 11 à 50 comptes"),
        (51, "2.00", "montant de la tranche au-delà de 50 comptes"),
    ],
)
def test_un_montant_pour_la_tranche_atteinte(combien: int, montant: str, motif: str) -> None:
    assert due(Echeance(tranches(ParTranche.FORFAITAIRE)), combien) == (montant, motif)


def test_une_tranche_de_demies_commence_une_demie_plus_loin() -> None:
    bareme = tranches(ParTranche.FORFAITAIRE)
    assert espaces_simples(etendue_tranche(bareme, Decimal("10.5"), HEURE)) == "de 10,5 à 50 h"
    assert espaces_simples(etendue_tranche(bareme, 20, None)) == "de 11 à 50 unités"
    seule = Tranches((Tranche(None, Decimal(2)),), ParTranche.FORFAITAIRE)
    assert espaces_simples(etendue_tranche(seule, 3, COMPTE)) == "au-delà de 0 compte"


@pytest.mark.parametrize("calcul", ParTranche)
def test_au_dela_de_la_derniere_tranche_le_prix_est_inconnu(calcul: ParTranche) -> None:
    echeance = Echeance(tranches(calcul, ouvertes=False))
    assert isinstance(calculer(echeance, SEULE, 50, COMPTE).montant, Chiffre)
    fait = calculer(echeance, SEULE, 51, COMPTE)
    assert isinstance(fait.montant, ARenseigner)
    assert (fait.quantite, fait.unite, fait.unitaire) == (51, COMPTE, fait.montant)
    assert espaces_simples(str(fait.motif)) == "aucun prix n’est donné au-delà de 50 comptes"
    assert fait.motif == fait.montant.motif


@pytest.mark.parametrize(
    ("combien", "montant", "motif"),
    [(0, "9.00", "3 comptes au minimum"), (2, "9.00", "3 comptes au minimum"), (3, "9.00", None), (4, "12.00", None)],
)
def test_un_minimum_d_unites(combien: int, montant: str, motif: str | None) -> None:
    assert due(Echeance(Chiffre(Decimal(3)), minimum=3), combien) == (montant, motif)


@pytest.mark.parametrize(
    ("combien", "montant", "motif"),
    [
        (1, "0.00", "1 compte sans frais"),
        (2, "0.00", "2 comptes sans frais"),
        (3, "3.00", "2 comptes sans frais"),
    ],
)
def test_des_unites_gratuites(combien: int, montant: str, motif: str) -> None:
    assert due(Echeance(Chiffre(Decimal(3)), gratuits=2), combien) == (montant, motif)


@pytest.mark.parametrize(
    ("combien", "montant", "motif"),
    [
        (3, "10.00", "porté au plancher de 10,00 €"),
        (4, "12.00", None),
        (5, "15.00", None),
        (6, "15.00", "ramené au plafond de 15,00 €"),
    ],
)
def test_un_plancher_et_un_plafond(combien: int, montant: str, motif: str | None) -> None:
    echeance = Echeance(Chiffre(Decimal(3)), plancher=Decimal(10), plafond=Decimal(15))
    assert due(echeance, combien) == (montant, motif)


def test_a_la_borne_meme_rien_n_est_porte_ni_ramene() -> None:
    assert due(Echeance(Chiffre(Decimal(3)), plancher=Decimal(12), plafond=Decimal(12)), 4) == ("12.00", None)


def test_les_raisons_se_suivent_dans_l_ordre_du_calcul() -> None:
    tarif = Echeance(tranches(ParTranche.MARGINALE), minimum=20, gratuits=5, plafond=Decimal(60))
    assert due(tarif, 3) == (
        "60.00",
        "10 × 5,00 € et 5 × 3,00 €, 20 comptes au minimum, 5 comptes sans frais, ramené au plafond de 60,00 €",
    )


def test_une_mesure_inconnue_laisse_le_prix_inconnu() -> None:
    masse = Mesure("masse", "masse salariale", None, (), "")
    for mesure, motif in (
        (HABITANTS, "compté par habitant, et le nombre d’habitants n’est pas connu"),
        (masse, "calculé sur un montant qui n’est pas connu (masse salariale)"),
    ):
        fait = calculer(Echeance(Chiffre(Decimal(3)), par=mesure.code), SEULE, 4, COMPTE, mesure)
        assert fait == Montant(None, mesure.unite, Chiffre(Decimal(3)), ARenseigner(motif), motif)
    connue = Assiette(1, None, (("habitants", 7),))
    assert calculer(Echeance(Chiffre(Decimal(3)), par="habitants"), connue, 4, COMPTE, HABITANTS) == Montant(
        7, HABITANTS.unite, Chiffre(Decimal(3)), Chiffre(Decimal("21.00")), None
    )


# --- Which échéances are due ----------------------------------------------------------------------

PAR_HABITANT = Echeance(Chiffre(Decimal(1)), Periodicite.AN, par="habitants")
PAR_AGENT = Echeance(Chiffre(Decimal(2)), Periodicite.AN, par="agents")
FIXE = Echeance(Chiffre(Decimal(3)), Periodicite.AN)
AUTRE = Echeance(Chiffre(Decimal(4)), Periodicite.AN, par="communes", libelle="adhésion")


@pytest.mark.parametrize(
    ("mesures", "preferees", "attendues"),
    [
        ((), (), (PAR_HABITANT, FIXE, AUTRE)),
        ((("habitants", 3),), (), (PAR_HABITANT, FIXE, AUTRE)),
        ((("agents", 3),), (), (PAR_AGENT, FIXE, AUTRE)),
        ((("agents", 3), ("habitants", 3)), (), (PAR_HABITANT, FIXE, AUTRE)),
        ((("agents", 3), ("habitants", 3)), ("agents",), (PAR_AGENT, FIXE, AUTRE)),
        ((("agents", 3), ("habitants", 3)), ("habitants", "agents"), (PAR_HABITANT, FIXE, AUTRE)),
        ((("agents", 3), ("habitants", 3)), ("agents", "habitants"), (PAR_AGENT, FIXE, AUTRE)),
        ((("habitants", 3),), ("agents",), (PAR_HABITANT, FIXE, AUTRE)),  # known before preferred
        ((), ("agents",), (PAR_AGENT, FIXE, AUTRE)),
    ],
)
def test_de_deux_mesures_la_preferee_parmi_les_connues(
    mesures: tuple[tuple[str, Nombre], ...], preferees: tuple[str, ...], attendues: tuple[Echeance, ...]
) -> None:
    tarif = Tarif(None, (PAR_HABITANT, PAR_AGENT, FIXE, AUTRE))
    assert dues(tarif, Assiette(1, None, mesures), preferees) == attendues
    assert dues(Tarif(None, (PAR_AGENT,)), Assiette(1, None, mesures), preferees) == (PAR_AGENT,)


# --- What a price says ----------------------------------------------------------------------------


def test_le_seul_nombre_qui_dit_tout_un_prix() -> None:
    deux = SelonStrate({1: Chiffre(Decimal(3)), 2: SelonNature({"commune": Chiffre(Decimal(4))}, INCONNU)}, INCONNU)
    assert prix_unique(Tarif(None, (FIXE,))) == Decimal(3)
    assert prix_unique(Tarif(None, (FIXE._replace(source="ailleurs", taux_tva=Decimal(20)),))) == Decimal(3)
    assert prix_unique(Tarif(None, (FIXE, FIXE._replace(libelle="x")))) is None
    for change in (
        FIXE._replace(minimum=1), FIXE._replace(gratuits=1), FIXE._replace(plancher=Decimal(1)),
        FIXE._replace(plafond=Decimal(1)), FIXE._replace(par="habitants"), FIXE._replace(libelle="x"),
    ):  # fmt: skip
        assert prix_unique(Tarif(None, (change,))) is None
    tarif = Tarif(None, (Echeance(deux),))
    assert prix_unique(tarif) is None
    assert [prix_unique(tarif, strate) for strate in (1, 2, 3)] == [Decimal(3), None, None]
    assert prix_unique(tarif, 2, "commune") == Decimal(4)
    assert prix_unique(tarif, 2, "syndicat") is None


def test_une_source_de_strate_et_de_nature() -> None:
    echeance = Echeance(INCONNU, source="toutes", sources=(((2,), "deux"), ((3, "commune"), "trois")))
    assert [echeance.source_pour(*un) for un in ((1, None), (2, None), (2, "x"), (3, None), (3, "commune"))] == [
        "toutes", "deux", "deux", "toutes", "trois",
    ]  # fmt: skip


def test_ce_qu_un_prix_dit_strate_par_strate_et_nature_par_nature() -> None:
    prix = SelonStrate({1: Chiffre(Decimal(3)), 2: SelonNature({"a": SurEtude("vu"), "b": INCONNU}, INCONNU)}, INCONNU)
    assert list(feuilles(prix)) == [((1,), Chiffre(Decimal(3))), ((2, "a"), SurEtude("vu")), ((2, "b"), INCONNU)]
    assert [est_complet(prix, strates) for strates in ((), (1,), (1, 2), (3,))] == [True, True, False, False]
    assert not est_complet(SelonNature({}, INCONNU), ())
    assert est_complet(SelonNature({"a": NonPropose("non")}, INCONNU), (1,))
    assert est_donne(prix)
    assert not est_donne(SelonStrate({1: INCONNU}, INCONNU))
    assert est_sur_etude(Tarif(None, (Echeance(SurEtude("")), Echeance(SurEtude("")))))
    assert not est_sur_etude(Tarif(None, (Echeance(SurEtude("")), FIXE)))
