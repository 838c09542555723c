"""The four grids of `examples/` that show each form of a strate and of a price: every total worked out by hand."""

from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest
from outils import RACINE, Lancer

from forfait_cli import Affiliation, Catalogue, Chiffrage, Collectivite, Demande, Devis, chiffrer, load_catalogue
from forfait_cli.domaine.tarifs import appliquer
from forfait_cli.domaine.types import Nombre, Periodicite, Statut
from forfait_cli.domaine.verification import avertissements
from forfait_cli.erreurs import MauvaisUsage, Refus
from forfait_cli.readers.tarifs import lire_tarifs
from forfait_cli.render.gabarit import SUFFIXES

NON_AFFILIEE = Affiliation.NON_AFFILIEE
Totaux = dict[str, str]


@cache
def grille(nom: str) -> Catalogue:
    return load_catalogue(RACINE / "examples" / f"{nom}.toml")


def chiffrage(
    nom: str, qui: Collectivite, extras: Mapping[str, Nombre] | None = None, besoins: Mapping[str, Nombre] | None = None
) -> Chiffrage:
    return chiffrer(grille(nom), Demande(qui, extras or {}, besoins or {}))


def devis(chiffre: Chiffrage, forfait: str) -> Devis:
    return next(un for un in chiffre.devis if un.forfait.code == forfait)


def totaux(un: Devis) -> Totaux:
    return {str(total.periodicite or "-"): str(total.montant) for total in un.totaux}


def commune(habitants: int, **autres: Nombre) -> Collectivite:
    return Collectivite("commune", {"habitants": habitants, **{nom.replace("_", "-"): v for nom, v in autres.items()}})


@pytest.mark.parametrize("nom", ["causses", "estuaire", "plateau", "vallees"])
def test_rien_a_redire(nom: str) -> None:
    assert avertissements(grille(nom)) == ()


@pytest.mark.parametrize("nom", ["causses", "plateau"])
def test_une_petite_grille_tient_en_35_lignes(nom: str) -> None:
    assert len((RACINE / "examples" / f"{nom}.toml").read_text(encoding="utf-8").splitlines()) <= 35


# --- Causses: thresholds alone, marginal slices, two amounts of one option ------------------------


@pytest.mark.parametrize(
    ("qui", "numero", "attendu"),
    [
        (commune(499), 1, "150.00"),
        (commune(500), 2, "300.00"),
        (commune(1200), 3, "500.00"),
        (commune(4999), 5, "1200.00"),
        (commune(5000), 6, "1900.00"),
        (Collectivite("etablissement-public", {"agents": 4}), 1, "150.00"),
        (Collectivite("etablissement-public", {"agents": 5}), 2, "300.00"),
    ],
)
def test_causses_le_forfait_suit_les_seuils(qui: Collectivite, numero: int, attendu: str) -> None:
    chiffre = chiffrage("causses", qui)
    assert chiffre.classement.strate.numero == numero
    assert totaux(devis(chiffre, "mission")) == {"an": attendu}


@pytest.mark.parametrize(("combien", "attendu"), [(1, "260.00"), (2, "520.00"), (3, "730.00"), (5, "1150.00")])
def test_causses_les_demi_journees_au_dela_de_deux_coutent_moins(combien: int, attendu: str) -> None:
    assert totaux(devis(chiffrage("causses", commune(1200), {"audit": combien}), "mission"))["-"] == attendu


def test_causses_une_option_de_deux_montants() -> None:
    un = devis(chiffrage("causses", commune(1200), {"formation": 1}), "mission")
    assert [(ligne.libelle, ligne.du) for ligne in un.lignes[1:]] == [
        ("Formation des élus, séance", Decimal("180.00")),
        ("Formation des élus, déplacement", Decimal("45.00")),
    ]
    assert totaux(un) == {"an": "500.00", "-": "225.00"}


# --- Plateau: no strate, no forfait ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("extras", "attendu"),
    [
        ({"secretariat": Decimal("7.5")}, {"mois": "240.00"}),
        ({"secretariat": 1}, {"mois": "96.00"}),
        ({"secretariat": 3}, {"mois": "96.00"}),
        ({"secretariat": Decimal("3.5")}, {"mois": "112.00"}),
        ({"sms": 100}, {"-": "6.00"}),
        ({"sms": 101}, {"-": "7.58"}),
        ({"sms": 1000}, {"-": "75.00"}),
        ({"sms": 1001}, {"-": "90.09"}),
        ({"boites": 10}, {"an": "120.00"}),
        ({"boites": 11}, {"an": "450.00"}),
        ({"boites": 51}, {"an": "900.00"}),
        ({"boites": 10, "nom-de-domaine": 1}, {"an": "145.00"}),
    ],
)
def test_plateau(extras: dict[str, Nombre], attendu: Totaux) -> None:
    un = devis(chiffrage("plateau", commune(1200), extras), "a-la-carte")
    assert un.complet
    assert totaux(un) == attendu


def test_plateau_des_demies_et_rien_de_plus_petit() -> None:
    with pytest.raises(MauvaisUsage, match="se compte par 0,5"):
        chiffrage("plateau", commune(1200), {"secretariat": Decimal("7.3")})
    with pytest.raises(MauvaisUsage, match="se compte en nombres entiers"):
        chiffrage("plateau", commune(1200), {"sms": Decimal("7.5")})


def test_plateau_un_nom_de_domaine_ne_va_pas_sans_boites() -> None:
    un = devis(chiffrage("plateau", commune(1200), {"nom-de-domaine": 1}), "a-la-carte")
    assert not un.recevable
    assert "ne va pas sans" in un.motifs[0]


# --- Vallées: measures and natures of its own -----------------------------------------------------


def communaute(habitants: int, communes: int, masse: int | None = None) -> Collectivite:
    mesures: dict[str, Nombre] = {"habitants": habitants, "communes-membres": communes}
    return Collectivite("communaute", mesures if masse is None else {**mesures, "masse-salariale": Decimal(masse)})


@pytest.mark.parametrize(
    ("qui", "numero"),
    [
        (commune(1999), 1),
        (commune(2000), 2),
        (Collectivite("syndicat", {"agents": 12}), 2),
        (communaute(14999, 19), 3),
        (communaute(14999, 20), 4),
        (communaute(15000, 3), 4),
    ],
)
def test_vallees_strates(qui: Collectivite, numero: int) -> None:
    assert chiffrage("vallees", qui).classement.strate.numero == numero


def test_vallees_une_communaute_sans_le_nombre_de_ses_communes_est_a_completer() -> None:
    with pytest.raises(MauvaisUsage, match="il manque communes-membres pour trouver la strate"):
        chiffrage("vallees", Collectivite("communaute", {"habitants": 9000}))


@pytest.mark.parametrize(
    ("qui", "forfait", "attendu"),
    [
        (commune(1999), "plateforme", {"trimestre": "45.00"}),
        (commune(1999, masse_salariale=120000), "plateforme-paie",
         {"trimestre": "45.00", "an": "420.00", "unique": "90.00"}),
        (commune(1999, masse_salariale=50000), "plateforme-paie",
         {"trimestre": "45.00", "an": "250.00", "unique": "90.00"}),
        (communaute(14999, 19, 1000000), "plateforme-paie",
         {"trimestre": "300.00", "an": "3500.00", "unique": "400.00"}),
        (communaute(14999, 20, 1000000), "plateforme-paie",
         {"trimestre": "520.00", "an": "3500.00", "unique": "400.00"}),
    ],
)  # fmt: skip
def test_vallees_forfaits(qui: Collectivite, forfait: str, attendu: Totaux) -> None:
    un = devis(chiffrage("vallees", qui), forfait)
    assert un.complet
    assert totaux(un) == attendu


def test_vallees_sans_masse_salariale_le_taux_est_a_renseigner_et_le_reste_chiffre() -> None:
    un = devis(chiffrage("vallees", commune(1999)), "plateforme-paie")
    assert not un.complet
    assert totaux(un) == {"trimestre": "45.00", "unique": "90.00"}


def test_vallees_un_grand_etablissement_est_sur_etude() -> None:
    un = devis(chiffrage("vallees", communaute(15000, 3)), "plateforme")
    assert [ligne.statut for ligne in un.lignes] == [Statut.SUR_ETUDE]
    assert un.lignes[0].motif == "prix fixé après une visite"


@pytest.mark.parametrize(
    ("qui", "option", "attendu"),
    [
        (commune(1999), "cartographie", {"an": "60.00"}),
        (commune(2000), "cartographie", {"an": "95.00"}),
        (communaute(14999, 19), "cartographie", {"an": "350.00"}),
        (Collectivite("syndicat", {"agents": 12}), "cartographie", {}),
        (commune(1999), "signalement", {"premiere-annee": "79.96", "annees-suivantes": "59.97"}),
        (commune(100), "signalement", {"premiere-annee": "30.00", "annees-suivantes": "25.00"}),
        (communaute(14999, 19), "signalement", {"premiere-annee": "285.00", "annees-suivantes": "228.00"}),
        (communaute(14999, 30), "signalement", {"premiere-annee": "400.00", "annees-suivantes": "300.00"}),
    ],
)
def test_vallees_options(qui: Collectivite, option: str, attendu: Totaux) -> None:
    un = devis(chiffrage("vallees", qui, {option: 1}), "plateforme")
    assert {quand: montant for quand, montant in totaux(un).items() if quand != Periodicite.TRIMESTRE} == attendu


@pytest.mark.parametrize(("extra", "attendu"), [(1, "0.00"), (2, "0.00"), (3, "0.80"), (5, "2.40")])
def test_vallees_deux_go_offerts(extra: int, attendu: str) -> None:
    un = devis(chiffrage("vallees", commune(1999), {"stockage": extra}), "plateforme")
    assert totaux(un)["semestre"] == attendu


# --- Estuaire: affiliation and size, what goes with what ------------------------------------------


def non_affiliee(habitants: int) -> Collectivite:
    return commune(habitants)._replace(affiliation=NON_AFFILIEE)


@pytest.mark.parametrize(
    ("qui", "numero", "attendu"),
    [
        (commune(999), 1, "120.00"),
        (commune(1000), 2, "260.00"),
        (non_affiliee(999), 3, "390.00"),
        (non_affiliee(9999), 3, "390.00"),
        (non_affiliee(10000), 4, "980.00"),
        (Collectivite("etablissement", {"agents": 9}), 1, "120.00"),
        (Collectivite("etablissement", {"agents": 50}, NON_AFFILIEE), 4, "980.00"),
    ],
)
def test_estuaire_l_affiliation_et_la_taille(qui: Collectivite, numero: int, attendu: str) -> None:
    chiffre = chiffrage("estuaire", qui)
    assert chiffre.classement.strate.numero == numero
    assert totaux(devis(chiffre, "essentielle")) == {"an": attendu}


@pytest.mark.parametrize(
    ("forfait", "extras", "besoins", "attendu"),
    [
        ("essentielle", {}, {"certificats": 3}, {"an": "120.00", "unique": "110.00"}),
        ("essentielle", {}, {"certificats": 1}, {"an": "120.00"}),
        ("essentielle", {}, {"comptes": 5}, {"an": "174.00"}),
        ("integrale", {"reprise": 1}, {"comptes": 5}, {"an": "310.00", "unique": "150.00"}),
        ("integrale", {"reprise": 1}, {"comptes": 13}, {"an": "346.00", "unique": "150.00"}),
        ("essentielle", {"intervention": 1}, {}, {"an": "120.00", "unique": "420.00"}),
        ("essentielle", {"intervention": 3}, {}, {"an": "120.00", "unique": "630.00"}),
        ("essentielle", {"sauvegarde": 50}, {}, {"an": "120.00", "mois": "45.00"}),
        ("essentielle", {"sauvegarde": 60}, {}, {"an": "120.00", "mois": "51.00"}),
        ("essentielle", {"sauvegarde": 250}, {}, {"an": "120.00", "mois": "157.50"}),
        ("integrale", {"reprise": 1, "sauvegarde": 60, "restauration": 1}, {},
         {"an": "310.00", "unique": "150.00", "mois": "76.00"}),
    ],
)  # fmt: skip
def test_estuaire_options(forfait: str, extras: dict[str, Nombre], besoins: dict[str, Nombre], attendu: Totaux) -> None:
    un = devis(chiffrage("estuaire", commune(999), extras, besoins), forfait)
    assert un.complet
    assert totaux(un) == attendu


@pytest.mark.parametrize(
    ("qui", "forfait", "extras", "motif"),
    [
        (commune(999), "integrale", {}, "La Formule Intégrale ne va pas sans « Reprise des données »"),
        (commune(999), "essentielle", {"reprise": 1}, "n’est pas proposé avec la Formule Essentielle"),
        (commune(999), "essentielle", {"restauration": 1}, "ne va pas sans « Sauvegarde externalisée »"),
        (non_affiliee(10000), "integrale", {"reprise": 1}, "n’est pas proposé à cette collectivité"),
        (non_affiliee(10000), "essentielle", {"certificats": 1}, "n’est pas proposé à cette collectivité"),
    ],
)
def test_estuaire_ce_qui_ne_va_pas_est_refuse_avec_la_raison(
    qui: Collectivite, forfait: str, extras: dict[str, Nombre], motif: str
) -> None:
    un = devis(chiffrage("estuaire", qui, extras), forfait)
    assert not un.recevable
    assert any(motif in dit.replace("\u00a0", " ") for dit in un.motifs)


def test_estuaire_la_source_d_un_prix_est_sur_sa_ligne() -> None:
    un = devis(chiffrage("estuaire", commune(999), {"reprise": 1}), "integrale")
    assert [ligne.source.startswith("décision 2026-044") for ligne in un.lignes] == [True, True]


# --- Sillon: a floor and a ceiling per head, two years, free units, two rates of VAT ---------------


def agents(combien: int, nature: str = "etablissement-public") -> Collectivite:
    return Collectivite(nature, {"agents": combien})


def tva(un: Devis) -> dict[str, tuple[str, str, str]]:
    """By periodicity: without tax, tax, with tax."""
    return {
        str(total.periodicite or "-"): (
            str(total.ht), " + ".join(str(part.montant) for part in total.parts), str(total.ttc),
        )
        for total in un.tva
    }  # fmt: skip


@pytest.mark.parametrize(
    ("qui", "numero", "attendu"),
    [
        (commune(500), 1, "250.00"),  # 500 × 0.35 = 175.00, and 250 at the least
        (commune(714), 2, "250.00"),  # 714 × 0.35 = 249.90
        (commune(715), 2, "250.25"),  # 715 × 0.35
        (commune(1500), 2, "525.00"),
        (commune(1501), 3, "525.35"),
        (commune(5000), 3, "1750.00"),
        (commune(7142), 4, "2499.70"),
        (commune(7143), 4, "2500.00"),  # 7 143 × 0.35 = 2 500.05, and 2 500 at the most
        (commune(15000), 4, "2500.00"),
        (agents(5), 1, "250.00"),  # 5 × 9.80 = 49.00
        (agents(25), 4, "250.00"),  # 25 × 9.80 = 245.00
        (agents(26), 4, "254.80"),
    ],
)
def test_sillon_le_pack_essentiel_va_par_tete(qui: Collectivite, numero: int, attendu: str) -> None:
    chiffre = chiffrage("sillon", qui)
    assert chiffre.classement.strate.numero == numero
    assert totaux(devis(chiffre, "essentiel")) == {"an": attendu}


@pytest.mark.parametrize(
    ("qui", "premiere", "suivantes"),
    [
        (commune(500), "900.00", "600.00"), (commune(501), "1250.50", "850.00"), (agents(20), "1250.50", "850.00"),
        (commune(1501), "1800.00", "1200.00"), (commune(6000), "3100.00", "2400.00"),
        (agents(21), "3100.00", "2400.00"),
    ],
)  # fmt: skip
def test_sillon_le_pack_confort_a_deux_annees(qui: Collectivite, premiere: str, suivantes: str) -> None:
    un = devis(chiffrage("sillon", qui), "confort")
    assert totaux(un) == {"premiere-annee": premiere, "annees-suivantes": suivantes}


@pytest.mark.parametrize("habitants", [5001, 5999, 15001])
def test_sillon_ce_que_la_grille_ne_couvre_pas_est_refuse(habitants: int) -> None:
    with pytest.raises(Refus, match="aucune strate publiée ne couvre ce nombre"):
        chiffrage("sillon", commune(habitants))


@pytest.mark.parametrize(
    ("forfait", "extras", "besoins", "attendu"),
    [
        # 1 234 × 0.35 = 431.90 a year for the pack, in all of these.
        ("essentiel", {"postes": 3}, {}, {"an": "466.40"}),  # + 3 × 11.50
        ("essentiel", {}, {"postes": 4}, {"an": "431.90"}),  # 4 are included in strate 2
        ("essentiel", {}, {"postes": 7}, {"an": "466.40"}),  # 7 − 4 = 3
        ("essentiel", {}, {"comptes": 3}, {"an": "431.90"}),
        ("essentiel", {}, {"comptes": 8}, {"an": "431.90", "mois": "10.50"}),  # (8 − 3) × 2.10
        ("essentiel", {"certificats": 1}, {}, {"an": "431.90", "unique": "0.00"}),  # the first is free
        ("essentiel", {"certificats": 3}, {}, {"an": "431.90", "unique": "90.00"}),  # (3 − 1) × 45
        ("essentiel", {}, {"certificats": 3}, {"an": "431.90", "unique": "90.00"}),  # none is included
        ("essentiel", {"delegue": 1}, {}, {"an": "579.98"}),  # + 1 234 × 0.12 = 148.08
        ("essentiel", {"accompagnement": 2}, {}, {"an": "431.90", "unique": "780.00"}),
        # Confort, strate 2: 1 250.50 then 850.00; one certificate is included.
        ("confort", {}, {"certificats": 3}, {"premiere-annee": "1250.50", "annees-suivantes": "850.00",
                                             "unique": "45.00"}),  # 3 − 1 = 2, of which one is free
        ("confort", {"delegue": 1}, {}, {"premiere-annee": "1250.50", "annees-suivantes": "850.00"}),
    ],
)  # fmt: skip
def test_sillon_options(forfait: str, extras: dict[str, Nombre], besoins: dict[str, Nombre], attendu: Totaux) -> None:
    un = devis(chiffrage("sillon", commune(1234), extras, besoins), forfait)
    assert un.complet
    assert totaux(un) == attendu


@pytest.mark.parametrize(
    ("qui", "attendu"),
    [
        (commune(666), "330.00"),  # 250.00 + 666 × 0.12 = 79.92, and 80 at the least
        (commune(667), "330.04"),  # 250.00 + 80.04
        (agents(29), "364.20"),  # 29 × 9.80 = 284.20, + 29 × 2.75 = 79.75, and 80 at the least
        (agents(30), "376.50"),  # 294.00 + 82.50
    ],
)
def test_sillon_le_delegue_a_son_plancher(qui: Collectivite, attendu: str) -> None:
    assert totaux(devis(chiffrage("sillon", qui, {"delegue": 1}), "essentiel")) == {"an": attendu}


def test_sillon_la_taxe_a_deux_taux() -> None:
    extras: dict[str, Nombre] = {"certificats": 3, "accompagnement": 2, "delegue": 1}
    assert tva(devis(chiffrage("sillon", commune(1234), extras), "essentiel")) == {
        "an": ("579.98", "116.00", "695.98"),  # 20 % of 579.98 is 115.996
        "unique": ("870.00", "78.00 + 18.00", "966.00"),  # 10 % of 780.00, 20 % of 90.00
    }


def test_sillon_un_site_est_sur_devis_ou_refuse() -> None:
    chiffre = chiffrage("sillon", commune(1234), {"site": 1})
    assert not devis(chiffre, "essentiel").recevable
    confort = devis(chiffre, "confort")
    assert [ligne.statut for ligne in confort.lignes if ligne.code == "site"] == [Statut.SUR_ETUDE]
    assert not confort.complet


# --- Valcourbe: prices in a file of their own, one a year ------------------------------------------

NON_AFFILIEE_SANS_TAILLE = Collectivite(affiliation=NON_AFFILIEE)


@cache
def valcourbe(annee: int) -> Catalogue:
    fichier = RACINE / "examples" / "valcourbe-tarifs" / f"{annee}.toml"
    catalogue = grille("valcourbe")
    return appliquer(catalogue, lire_tarifs(fichier.read_bytes(), fichier.name, catalogue))


def de_l_annee(
    annee: int, qui: Collectivite, forfait: str, extras: dict[str, Nombre], besoins: dict[str, Nombre]
) -> Devis:
    return devis(chiffrer(valcourbe(annee), Demande(qui, extras, besoins)), forfait)


@pytest.mark.parametrize(
    ("annee", "qui", "attendu"),
    [
        (2026, commune(999), "180.00"), (2026, commune(1000), "420.00"), (2026, agents(1), "250.00"),
        (2026, NON_AFFILIEE_SANS_TAILLE, "600.00"), (2026, commune(50)._replace(affiliation=NON_AFFILIEE), "600.00"),
        (2027, commune(999), "186.00"), (2027, commune(1000), "430.00"), (2027, agents(1), "250.00"),
    ],
)  # fmt: skip
def test_valcourbe_le_socle_suit_la_strate_et_l_annee(annee: int, qui: Collectivite, attendu: str) -> None:
    assert totaux(de_l_annee(annee, qui, "socle", {}, {})) == {"an": attendu}


@pytest.mark.parametrize(
    ("annee", "qui", "attendu"),
    [
        (2026, commune(845), "300.00"),  # 845 × 0.355 = 299.975, and 300 at the least
        (2026, commune(846), "300.33"),
        (2026, commune(1234), "438.07"),
        (2026, commune(11267), "3999.79"),  # 3 999.785, rounded up
        (2026, commune(11268), "4000.00"),  # 4 000.14, and 4 000 at the most
        (2026, agents(20), "300.00"),  # 20 × 14.50 = 290.00
        (2026, agents(21), "304.50"),
        (2027, commune(833), "300.00"),  # 833 × 0.36 = 299.88
        (2027, commune(834), "300.24"),
        (2027, commune(1234), "444.24"),
    ],
)
def test_valcourbe_le_complet_va_par_tete_apres_des_frais(annee: int, qui: Collectivite, attendu: str) -> None:
    assert totaux(de_l_annee(annee, qui, "complet", {}, {})) == {"unique": "150.00", "an": attendu}


@pytest.mark.parametrize(
    ("annee", "qui", "extras", "besoins", "attendu"),
    [
        # Socle: 180.00, then 186.00, in strate 1, with 5 Go; 420.00 in strate 2, with 20.
        (2026, commune(999), {"sauvegarde": 2}, {}, {"an": "180.00", "mois": "0.00"}),  # two are free
        (2026, commune(999), {"sauvegarde": 7}, {}, {"an": "180.00", "mois": "2.25"}),  # 5 × 0.45
        (2027, commune(999), {"sauvegarde": 7}, {}, {"an": "186.00", "mois": "2.50"}),  # 5 × 0.50
        (2026, commune(999), {}, {"sauvegarde": 30}, {"an": "180.00", "mois": "10.35"}),  # (30 − 5 − 2) × 0.45
        (2026, commune(1000), {}, {"sauvegarde": 20}, {"an": "420.00"}),
        (2026, commune(1000), {}, {"sauvegarde": 30}, {"an": "420.00", "mois": "3.60"}),  # (30 − 20 − 2) × 0.45
        (2026, commune(999), {"conseil": 3}, {}, {"an": "180.00", "unique": "1230.00"}),  # 3 × 410
    ],
)  # fmt: skip
def test_valcourbe_options(
    annee: int, qui: Collectivite, extras: dict[str, Nombre], besoins: dict[str, Nombre], attendu: Totaux
) -> None:
    un = de_l_annee(annee, qui, "socle", extras, besoins)
    assert un.complet
    assert totaux(un) == attendu


@pytest.mark.parametrize(
    ("qui", "attendu"),
    [
        (commune(999), {"unique": "150.00", "an": "354.65"}),  # 999 × 0.355 = 354.645; archives at 0
        (commune(1234), {"unique": "150.00", "an": "533.57"}),  # 438.07 + 95.50
        (agents(21), {"unique": "150.00", "an": "364.50"}),  # 304.50 + 60.00
    ],
)
def test_valcourbe_les_archives_selon_la_strate(qui: Collectivite, attendu: Totaux) -> None:
    assert totaux(de_l_annee(2026, qui, "complet", {"archives": 1}, {})) == attendu
    assert not de_l_annee(2026, qui, "socle", {"archives": 1}, {}).recevable


def test_valcourbe_ce_que_les_tarifs_ne_donnent_pas_reste_a_renseigner() -> None:
    # Without a size, what is due by the head is unknown; the tarifs give no price of the archives in strate 4.
    un = de_l_annee(2026, NON_AFFILIEE_SANS_TAILLE, "complet", {"archives": 1}, {})
    assert not un.complet
    assert totaux(un) == {"unique": "150.00"}
    assert [ligne.statut for ligne in un.lignes] == [Statut.CHIFFRE, Statut.A_RENSEIGNER, Statut.A_RENSEIGNER]
    assert totaux(devis(chiffrage("valcourbe", commune(999)), "socle")) == {}


# --- Through every command ------------------------------------------------------------------------

EXEMPLES = ("causses", "estuaire", "plateau", "sillon", "valcourbe", "vallees")
# Of each grid: more arguments, a forfait, the flags of a request and the same as columns of a batch.
LIGNES: dict[str, tuple[tuple[str, ...], str, dict[str, str]]] = {
    "causses": ((), "mission", {"habitants": "1200", "audit": "3", "formation": "oui"}),
    "estuaire": ((), "essentielle", {"habitants": "1200", "besoin-boites": "5", "extra-certificats": "2"}),
    "plateau": ((), "a-la-carte", {"habitants": "1200", "sms": "1001", "secretariat": "3,5"}),
    "sillon": ((), "essentiel", {"habitants": "1234", "besoin-antivirus": "7", "conseil-jours": "2", "delegue": "oui"}),
    "valcourbe": (
        ("--tarifs", str(RACINE / "examples" / "valcourbe-tarifs" / "2026.toml")), "complet",
        {"habitants": "1234", "extra-go": "7", "archives": "oui"},
    ),
    "vallees": ((), "plateforme", {"habitants": "1999", "extra-go": "5", "cartographie": "oui"}),
}  # fmt: skip
# Worked out above, or: 260 × 2 + 210 for three half-days, 180 + 45 for a training; 3 × 18 for three mailboxes beyond
# two, 2 × 55 for two certificates; 1 001 × 0.09 and 3.5 × 32; 431.90 + 34.50 + 148.08, 2 × 390; (5 − 2) × 0.80.
TOTAUX: dict[str, Totaux] = {
    "causses": {"an": "500.00", "-": "955.00"},
    "estuaire": {"an": "314.00", "unique": "110.00"},
    "plateau": {"mois": "112.00", "-": "90.09"},
    "sillon": {"an": "614.48", "unique": "780.00"},
    "valcourbe": {"unique": "150.00", "an": "533.57", "mois": "2.25"},
    "vallees": {"trimestre": "45.00", "an": "60.00", "semestre": "2.40"},
}


def drapeaux(champs: Mapping[str, str]) -> list[str]:
    """The fields as flags; « oui » is a flag alone."""
    return [mot for nom, valeur in champs.items() for mot in (f"--{nom}", valeur) if mot != "oui"]


def fichier_de(nom: str) -> tuple[str, ...]:
    plus, _, _ = LIGNES[nom]
    return ("--catalogue", str(RACINE / "examples" / f"{nom}.toml"), *plus)


@pytest.mark.parametrize("nom", EXEMPLES)
def test_un_devis_une_comparaison_et_une_ligne_disent_les_memes_totaux(
    lancer: Lancer, nom: str, tmp_path: Path
) -> None:
    _, forfait, champs = LIGNES[nom]
    resultat = lancer("quote", *fichier_de(nom), "--forfait", forfait, *drapeaux(champs), "--format", "json")
    assert resultat.code == 0, resultat.erreur
    (un,) = resultat.json()["devis"]
    dits = {str(total["periodicite"] or "-"): total["montant"] for total in un["totaux"]}
    assert dits == TOTAUX[nom]
    couts = lancer("compare", *fichier_de(nom), *drapeaux(champs), "--format", "json").json()["couts"]["devis"]
    (le_sien,) = [autre for autre in couts if autre["forfait"] == forfait]
    assert le_sien["totaux"] == un["totaux"]
    lot = tmp_path / "lot.csv"
    lot.write_text(";".join(champs) + "\n" + ";".join(champs.values()) + "\n", encoding="utf-8")
    resultat = lancer("batch", str(lot), *fichier_de(nom), "--forfait", forfait)
    assert resultat.code == 0, resultat.erreur
    titres, ligne = resultat.lignes_csv()
    lue = dict(zip(titres, ligne, strict=True))
    assert lue["erreur"] == ""
    assert (lue["forfait"], lue["complet"]) == (forfait, "oui" if un["complet"] else "non")
    for quand, montant in dits.items():
        assert montant in lue["total_chiffre"] or montant in ligne, (quand, lue)


@pytest.mark.parametrize("suffixe", SUFFIXES)
@pytest.mark.parametrize("nom", EXEMPLES)
def test_ce_qu_un_gabarit_demande_rempli_se_relit_et_se_chiffre(
    lancer: Lancer, nom: str, suffixe: str, tmp_path: Path
) -> None:
    """The template as it is, read back: the same devis; nothing that was known is asked for, or lost."""
    _, forfait, champs = LIGNES[nom]
    gabarit, tarifs = tmp_path / f"gabarit{suffixe}", tmp_path / "tarifs.toml"
    assert lancer("tarifs", "template", *fichier_de(nom), "-o", str(gabarit)).code == 0
    sans_tarifs = fichier_de(nom)[:2]
    resultat = lancer("tarifs", "import", str(gabarit), *sans_tarifs, "-o", str(tarifs))
    assert resultat.code == 0, resultat.erreur
    commande = ("quote", *sans_tarifs, "--tarifs", str(tarifs), "--forfait", forfait, *drapeaux(champs), "--date",
                "2026-06-01", "--format", "json")  # fmt: skip
    (un,) = lancer(*commande).json()["devis"]
    assert {str(total["periodicite"] or "-"): total["montant"] for total in un["totaux"]} == TOTAUX[nom]


@pytest.mark.parametrize("nom", EXEMPLES)
def test_chaque_grille_se_montre_se_verifie_et_se_compare(lancer: Lancer, nom: str, tmp_path: Path) -> None:
    fichier = RACINE / "examples" / f"{nom}.toml"
    autre = tmp_path / "autre.toml"
    autre.write_text(fichier.read_text(encoding="utf-8").replace('titre = "', 'titre = "Autre ', 1), encoding="utf-8")
    assert lancer("catalogue", "check", str(fichier)).code == 0
    assert lancer("catalogue", "show", *fichier_de(nom)).code == 0
    assert lancer("compare", *fichier_de(nom)).code == 0
    assert "Aucune différence" in lancer("catalogue", "diff", str(fichier), str(fichier)).texte
    differences = lancer("catalogue", "diff", str(fichier), str(autre), "--format", "json").json()["differences"]
    assert [une["chemin"] for une in differences] == [["titre"]]


PLUS_CHERES = {  # a price of each grid, raised: what the effect on one commune of that size must be
    "causses": ("500.00", "510.00", "1200", "10.00"),
    "estuaire": ("260.00", "265.50", "1200", "5.50"),
    "sillon": ("montant = 0.35", "montant = 0.36", "1234", "12.34"),  # 1 234 × 0.01
    "vallees": ("prix = [45.00", "prix = [47.00", "1999", "2.00"),
}


@pytest.mark.parametrize("nom", PLUS_CHERES)
def test_l_effet_d_un_prix_de_plus(lancer: Lancer, nom: str, tmp_path: Path) -> None:
    avant, apres, habitants, ecart = PLUS_CHERES[nom]
    fichier = RACINE / "examples" / f"{nom}.toml"
    texte = fichier.read_text(encoding="utf-8")
    assert avant in texte
    plus_cher = tmp_path / "plus-cher.toml"
    plus_cher.write_text(texte.replace(avant, apres, 1), encoding="utf-8")
    lot = tmp_path / "lot.csv"
    lot.write_text(f"nom;habitants\nA;{habitants}\n", encoding="utf-8")
    arguments = ("tarifs", "impact", str(lot), *fichier_de(nom)[:2], "--forfait", LIGNES[nom][1])
    resultat = lancer(*arguments, "--avant", str(fichier), "--apres", str(plus_cher), "--format", "json")
    assert resultat.code == 0, resultat.erreur
    assert f'"{ecart}"' in resultat.texte
    resultat = lancer(*arguments, "--avant", str(fichier), "--apres", str(fichier), "--format", "json")
    assert f'"{ecart}"' not in resultat.texte


def test_l_effet_des_tarifs_d_une_annee_sur_l_autre(lancer: Lancer, tmp_path: Path) -> None:
    lot = tmp_path / "lot.csv"
    lot.write_text("nom;habitants\nA;999\nB;1234\n", encoding="utf-8")
    dossier = RACINE / "examples" / "valcourbe-tarifs"
    resultat = lancer(
        "tarifs", "impact", str(lot), *fichier_de("valcourbe")[:2], "--avant", str(dossier / "2026.toml"), "--apres",
        str(dossier / "2027.toml"), "--forfait", "socle", "--format", "json",
    )  # fmt: skip
    assert resultat.code == 0, resultat.erreur
    for montant in ("6.00", "10.00", "16.00"):  # 186 − 180, 430 − 420, and both
        assert f'"{montant}"' in resultat.texte


def test_sans_forfait_ni_strate_l_effet_se_mesure_aussi(lancer: Lancer, tmp_path: Path) -> None:
    fichier = RACINE / "examples" / "plateau.toml"
    plus_cher = tmp_path / "plus-cher.toml"
    plus_cher.write_text(fichier.read_text(encoding="utf-8").replace("32.00", "33.00"), encoding="utf-8")
    lot = tmp_path / "lot.csv"
    lot.write_text("nom;habitants;secretariat\nA;1200;4\n", encoding="utf-8")
    arguments = ("tarifs", "impact", str(lot), "--catalogue", str(fichier))
    resultat = lancer(*arguments, "--avant", str(fichier), "--apres", str(plus_cher), "--format", "json")
    assert resultat.code == 0, resultat.erreur
    assert '"4.00"' in resultat.texte  # 4 × 1
