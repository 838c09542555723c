"""`domaine.prix`, function by function: what a price gives, and the sentence that says how it comes."""

from collections.abc import Sequence
from decimal import Decimal

import pytest
from outils import calculer, espaces_simples

from forfait_cli.domaine.prix import (
    ARenseigner,
    Assiette,
    Bareme,
    Chiffre,
    Compose,
    Echeance,
    Inclus,
    Montant,
    NonPropose,
    ParTranche,
    PourCent,
    Prix,
    SelonNature,
    SelonStrate,
    SurEtude,
    Tarif,
    Tranche,
    Tranches,
    a_un_montant,
    dues,
    est_complet,
    est_donne,
    est_sur_etude,
    feuilles,
    montants,
    motif_de,
    prix_unique,
    transformer,
    usages_de,
)
from forfait_cli.domaine.types import Mesure, Periodicite, Unite

INCONNU = ARenseigner("à demander")
UN, DEUX = Chiffre(Decimal("1.00")), Chiffre(Decimal("2.00"))
GO = Unite("Go", "Go")
HABITANTS = Mesure("habitants", "population", Unite("habitant", "habitants"), (), "")
AGENTS = Mesure("agents", "effectif", Unite("agent", "agents"), (), "")
MASSE = Mesure("masse", "masse salariale", None, (), "")
PERSONNE = Assiette(1, None, ())


def strates(**baremes: Bareme) -> SelonStrate:
    return SelonStrate({int(cle[1:]): bareme for cle, bareme in baremes.items()}, INCONNU)


def assiette(**mesures: int) -> Assiette:
    return Assiette(1, None, tuple(mesures.items()))


def paliers(calcul: ParTranche, *tranches: tuple[int | None, str]) -> Tranches:
    return Tranches(tuple(Tranche(jusqua, Decimal(montant)) for jusqua, montant in tranches), calcul)


def du(calcul: Montant) -> Decimal | None:
    return calcul.montant.montant if isinstance(calcul.montant, Chiffre) else None


def motif(calcul: Montant) -> str | None:
    return None if calcul.motif is None else espaces_simples(calcul.motif)


@pytest.mark.parametrize(
    ("bareme", "numeros", "complet"),
    [
        (UN, [1, 2], True),
        (SurEtude(""), [1], True),
        (NonPropose(""), [1], True),
        (PourCent(Decimal(1)), [1], True),
        (INCONNU, [1], False),
        (strates(s1=UN, s2=DEUX), [1, 2], True),
        (strates(s1=UN), [1, 2], False),
        (strates(s1=UN), [1], True),
        (strates(s1=UN, s2=INCONNU), [1, 2], False),
        (SelonNature({"commune": UN}, INCONNU), [1], True),
        (SelonNature({"commune": UN, "syndicat": INCONNU}, INCONNU), [1], False),
        (SelonNature({}, INCONNU), [1], False),
        (SelonNature({"commune": strates(s1=UN)}, INCONNU), [1, 2], False),
        (SelonNature({"commune": strates(s1=UN, s2=DEUX)}, INCONNU), [1, 2], True),
    ],
)
def test_un_prix_est_complet_si_chaque_strate_y_trouve_quelque_chose(
    bareme: Bareme, numeros: Sequence[int], complet: bool
) -> None:
    assert est_complet(bareme, numeros) is complet


def test_les_feuilles_d_un_prix_disent_par_ou_l_on_y_va() -> None:
    bareme = SelonNature({"commune": strates(s1=UN, s2=SurEtude("")), "syndicat": DEUX}, INCONNU)
    assert list(feuilles(bareme)) == [(("commune", 1), UN), (("commune", 2), SurEtude("")), (("syndicat",), DEUX)]
    assert montants(bareme) == [UN.montant, DEUX.montant]
    assert montants(INCONNU) == []


@pytest.mark.parametrize(
    ("echeances", "prix"),
    [
        ([Echeance(UN)], UN.montant),
        ([Echeance(UN, Periodicite.AN, taux_tva=Decimal(20), source="décision")], UN.montant),
        ([Echeance(strates(s1=UN, s2=DEUX))], None),
        ([Echeance(UN), Echeance(UN, Periodicite.AN)], None),
        ([Echeance(UN, par="habitants")], None),
        ([Echeance(UN, libelle="frais")], None),
        ([Echeance(UN, minimum=2)], None),
        ([Echeance(UN, gratuits=2)], None),
        ([Echeance(UN, plancher=UN.montant)], None),
        ([Echeance(UN, plafond=UN.montant)], None),
        ([Echeance(PourCent(Decimal(1)))], None),
        ([Echeance(INCONNU)], None),
    ],
)
def test_un_seul_nombre_ne_dit_un_prix_que_s_il_le_dit_tout_entier(
    echeances: Sequence[Echeance], prix: Decimal | None
) -> None:
    assert prix_unique(Tarif(None, tuple(echeances))) == prix


def test_avec_une_strate_le_nombre_est_celui_de_la_strate() -> None:
    tarif = Tarif(None, (Echeance(strates(s1=UN, s2=DEUX)),))
    assert [prix_unique(tarif, numero) for numero in (1, 2, 3)] == [UN.montant, DEUX.montant, None]


def test_ce_dont_un_prix_depend_se_trouve_ou_qu_il_soit() -> None:
    mesures = (AGENTS, HABITANTS)
    par_nature = SelonNature({"commune": UN}, INCONNU)
    sans = usages_de([Tarif(None, (Echeance(strates(s1=UN)),))], mesures)
    assert (sans.mesures, sans.nature) == ((), False)
    profond = usages_de(
        [Tarif(None, (Echeance(strates(s1=UN, s2=par_nature)),)), Tarif(None, (Echeance(UN),))], mesures
    )
    assert profond.nature is True
    deux = Tarif(None, (Echeance(UN, par="habitants"), Echeance(UN, par="agents")))
    assert usages_de([deux], mesures).mesures == ("agents", "habitants")


@pytest.mark.parametrize(
    ("connues", "preferees", "retenue"),
    [
        ({"agents": 3}, (), "agents"),
        ({"habitants": 3}, (), "habitants"),
        ({"habitants": 3, "agents": 3}, (), "agents"),
        ({"habitants": 3, "agents": 3}, ("habitants",), "habitants"),
        ({"habitants": 3, "agents": 3}, ("habitants", "agents"), "habitants"),
        ({"habitants": 3, "agents": 3}, ("agents", "habitants"), "agents"),
        ({"agents": 3}, ("habitants",), "agents"),
        ({}, ("habitants",), "habitants"),
        ({}, (), "agents"),
    ],
)
def test_de_deux_prix_par_des_mesures_un_seul_est_du(
    connues: dict[str, int], preferees: tuple[str, ...], retenue: str
) -> None:
    fixe = Echeance(DEUX, Periodicite.AN)
    tarif = Tarif(None, (Echeance(UN, Periodicite.AN, "agents"), fixe, Echeance(UN, Periodicite.AN, "habitants")))
    trouvees = dues(tarif, assiette(**connues), preferees)
    assert [echeance.par for echeance in trouvees if echeance.par] == [retenue]
    assert fixe in trouvees


@pytest.mark.parametrize(
    ("echeance", "combien", "attendu", "pourquoi"),
    [
        (Echeance(DEUX, minimum=3), 2, "6.00", "3 Go au minimum"),
        (Echeance(DEUX, minimum=3), 3, "6.00", None),
        (Echeance(DEUX, minimum=3), 4, "8.00", None),
        (Echeance(DEUX, gratuits=2), 1, "0.00", "1 Go sans frais"),
        (Echeance(DEUX, gratuits=2), 2, "0.00", "2 Go sans frais"),
        (Echeance(DEUX, gratuits=2), 5, "6.00", "2 Go sans frais"),
        (Echeance(DEUX, plancher=Decimal("5.00")), 2, "5.00", "porté au plancher de 5,00 €"),
        (Echeance(DEUX, plancher=Decimal("4.00")), 2, "4.00", None),
        (Echeance(DEUX, plafond=Decimal("4.00")), 2, "4.00", None),
        (Echeance(DEUX, plafond=Decimal("3.00")), 2, "3.00", "ramené au plafond de 3,00 €"),
        (Echeance(Chiffre(Decimal("0.335"))), 1, "0.34", None),
        (Echeance(Chiffre(Decimal("0.3349"))), 1, "0.33", None),
        (Echeance(Chiffre(Decimal("0.335")), minimum=3), 1, "1.01", "3 Go au minimum"),
    ],
)
def test_un_prix_a_l_unite_et_ses_bornes(echeance: Echeance, combien: int, attendu: str, pourquoi: str | None) -> None:
    calcul = calculer(echeance, PERSONNE, combien, GO)
    assert (str(du(calcul)), motif(calcul)) == (attendu, pourquoi)
    assert (calcul.quantite, calcul.unite) == (combien, GO)


A_TROIS = ((10, "5.00"), (50, "3.00"), (None, "1.00"))


@pytest.mark.parametrize(
    ("calcul_", "combien", "attendu", "pourquoi"),
    [
        (ParTranche.MARGINALE, 10, "50.00", None),
        (ParTranche.MARGINALE, 11, "53.00", "10 × 5,00 € et 1 × 3,00 €"),
        (ParTranche.MARGINALE, 50, "170.00", "10 × 5,00 € et 40 × 3,00 €"),
        (ParTranche.MARGINALE, 51, "171.00", "10 × 5,00 €, 40 × 3,00 € et 1 × 1,00 €"),
        (ParTranche.VOLUME, 10, "50.00", None),
        (ParTranche.VOLUME, 11, "33.00", None),
        (ParTranche.VOLUME, 51, "51.00", None),
        (ParTranche.FORFAITAIRE, 10, "5.00", "montant de la tranche jusqu’à 10 Go"),
        (ParTranche.FORFAITAIRE, 11, "3.00", "montant de la tranche de 11 à 50 Go"),
        (ParTranche.FORFAITAIRE, 50, "3.00", "montant de la tranche de 11 à 50 Go"),
        (ParTranche.FORFAITAIRE, 51, "1.00", "montant de la tranche au-delà de 50 Go"),
    ],
)
def test_les_tranches(calcul_: ParTranche, combien: int, attendu: str, pourquoi: str | None) -> None:
    calcul = calculer(Echeance(paliers(calcul_, *A_TROIS)), PERSONNE, combien, GO)
    assert (str(du(calcul)), motif(calcul)) == (attendu, pourquoi)


@pytest.mark.parametrize("calcul_", list(ParTranche))
def test_zero_habitant_tombe_dans_la_premiere_tranche(calcul_: ParTranche) -> None:
    calcul = calculer(Echeance(paliers(calcul_, *A_TROIS), par="habitants"), assiette(habitants=0), 1, None, HABITANTS)
    assert str(du(calcul)) == ("5.00" if calcul_ is ParTranche.FORFAITAIRE else "0.00")


@pytest.mark.parametrize("calcul_", list(ParTranche))
def test_au_dela_de_la_derniere_tranche_rien_n_est_connu(calcul_: ParTranche) -> None:
    bareme = paliers(calcul_, (10, "5.00"))
    assert du(calculer(Echeance(bareme), PERSONNE, 10, GO)) is not None
    calcul = calculer(Echeance(bareme), PERSONNE, 11, GO)
    assert du(calcul) is None
    assert motif(calcul) == "aucun prix n’est donné au-delà de 10 Go"


def test_les_tranches_d_une_unite_qui_se_partage() -> None:
    heures = Unite("heure", "heures", Decimal("0.5"))
    calcul = calculer(Echeance(paliers(ParTranche.FORFAITAIRE, *A_TROIS)), PERSONNE, Decimal("10.5"), heures)
    assert (str(du(calcul)), motif(calcul)) == ("3.00", "montant de la tranche de 10,5 à 50 heures")


def test_un_prix_par_mesure_compte_la_mesure_et_dit_ce_qui_manque() -> None:
    par_tete = Echeance(DEUX, par="habitants", gratuits=10)
    calcul = calculer(par_tete, assiette(habitants=15), 1, None, HABITANTS)
    assert (str(du(calcul)), calcul.quantite, calcul.unite) == ("10.00", 15, HABITANTS.unite)
    assert motif(calcul) == "10 habitants sans frais"
    sans = calculer(par_tete, assiette(agents=3), 1, None, HABITANTS)
    assert (du(sans), sans.quantite) == (None, None)
    assert motif(sans) == "compté par habitant, et le nombre d’habitants n’est pas connu"


def test_un_taux_dit_de_quoi_il_est_le_taux() -> None:
    taux = Echeance(PourCent(Decimal("0.35")), par="masse", plancher=Decimal("250.00"))
    calcul = calculer(taux, assiette(masse=100_000), 1, None, MASSE)
    assert (str(du(calcul)), calcul.quantite, calcul.unite) == ("350.00", 1, None)
    assert motif(calcul) == "0,35 % de 100 000,00 € (masse salariale)"
    bas = calculer(taux, assiette(masse=1_000), 1, None, MASSE)
    assert str(du(bas)) == "250.00"
    assert motif(bas) == "0,35 % de 1 000,00 € (masse salariale), porté au plancher de 250,00 €"
    sans = calculer(taux, PERSONNE, 1, None, MASSE)
    assert motif(sans) == "calculé sur un montant qui n’est pas connu (masse salariale)"


@pytest.mark.parametrize(
    ("prix", "pourquoi"),
    [
        (UN, None),
        (Compose(()), None),
        (Inclus("compris"), "compris"),
        (ARenseigner("à demander"), "à demander"),
        (SurEtude("après une visite"), "après une visite"),
        (NonPropose("trop grand"), "trop grand"),
        (NonPropose(""), None),
    ],
)
def test_un_montant_qui_manque_dit_pourquoi(prix: Prix | Compose, pourquoi: str | None) -> None:
    assert motif_de(prix) == pourquoi


@pytest.mark.parametrize(
    ("calcul_", "combien", "unitaire"),
    [
        (ParTranche.MARGINALE, 10, Chiffre(Decimal("5.00"))),
        (ParTranche.MARGINALE, 11, Compose(((10, Decimal("5.00")), (1, Decimal("3.00"))))),
        (ParTranche.VOLUME, 11, Chiffre(Decimal("3.00"))),
        (ParTranche.FORFAITAIRE, 11, Compose(())),
        (ParTranche.MARGINALE, 0, Chiffre(Decimal("5.00"))),
    ],
)
def test_le_prix_unitaire_d_une_tranche_n_est_dit_que_s_il_est_seul(
    calcul_: ParTranche, combien: int, unitaire: Prix | Compose
) -> None:
    assert calculer(Echeance(paliers(calcul_, *A_TROIS)), PERSONNE, combien, GO).unitaire == unitaire


def test_les_raisons_d_un_montant_se_disent_dans_l_ordre() -> None:
    echeance = Echeance(paliers(ParTranche.MARGINALE, *A_TROIS), minimum=12, plancher=Decimal("100.00"))
    calcul = calculer(echeance, PERSONNE, 2, None)
    assert motif(calcul) == "10 × 5,00 € et 2 × 3,00 €, 12 unités au minimum, porté au plancher de 100,00 €"
    forfaitaire = Echeance(paliers(ParTranche.FORFAITAIRE, *A_TROIS), minimum=12)
    assert motif(calculer(forfaitaire, PERSONNE, 2, GO)) == "montant de la tranche de 11 à 50 Go, 12 Go au minimum"


def test_une_source_vaut_pour_les_strates_et_les_natures_qu_elle_nomme() -> None:
    echeance = Echeance(
        UN, source="la grille", sources=(((1,), "la décision"), (("commune", 2), "le vote"), (("syndicat",), "l’avis"))
    )
    dites = [
        echeance.source_pour(*ou) for ou in ((1, None), (1, "commune"), (2, "commune"), (2, None), (2, "syndicat"))
    ]
    assert dites == ["la décision", "la décision", "le vote", "la grille", "l’avis"]


def test_un_tarif_est_sur_etude_s_il_l_est_en_entier() -> None:
    etude = Echeance(SurEtude(""))
    assert est_sur_etude(Tarif(None, (etude, etude))) is True
    assert est_sur_etude(Tarif(None, (etude, Echeance(UN)))) is False


@pytest.mark.parametrize(
    ("bareme", "donne", "montant"),
    [
        (UN, True, True),
        (paliers(ParTranche.VOLUME, *A_TROIS), True, True),
        (PourCent(Decimal(1)), True, True),
        (strates(s1=INCONNU, s2=UN), True, True),
        (SurEtude(""), True, False),
        (NonPropose(""), True, False),
        (strates(s1=INCONNU, s2=SurEtude("")), True, False),
        (INCONNU, False, False),
        (strates(s1=INCONNU), False, False),
    ],
)
def test_ce_qu_un_prix_dit(bareme: Bareme, donne: bool, montant: bool) -> None:
    assert (est_donne(bareme), a_un_montant(bareme)) == (donne, montant)


def test_ce_qui_manque_a_un_prix_se_dit_autrement_partout_ou_il_manque() -> None:
    autre = ARenseigner("autrement")
    bareme = SelonNature({"commune": strates(s1=UN, s2=INCONNU), "syndicat": INCONNU}, INCONNU)
    attendu = SelonNature({"commune": SelonStrate({1: UN, 2: autre}, autre), "syndicat": autre}, autre)
    assert transformer(bareme, lambda _: autre) == attendu
    assert transformer(SurEtude(""), lambda _: autre) == SurEtude("")
