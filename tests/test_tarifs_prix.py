"""Every form of price, worked out by hand: rounding half-up at the line, once; VAT by rate; nothing added twice."""

from decimal import Decimal

import pytest
from outils import RACINE, calculer

from forfait_cli.domaine.catalogue import Catalogue, HorsTaxe
from forfait_cli.domaine.chiffreur import chiffrer
from forfait_cli.domaine.demande import Collectivite, Demande
from forfait_cli.domaine.devis import assiette_de
from forfait_cli.domaine.prix import ARenseigner, Assiette, Chiffre, Echeance, Tarif, dues, montant_connu
from forfait_cli.domaine.resultats import Devis, PartTva
from forfait_cli.domaine.strate import classer
from forfait_cli.domaine.tarifs import appliquer
from forfait_cli.domaine.tva import ventiler
from forfait_cli.domaine.types import Affiliation, Periodicite, Statut
from forfait_cli.erreurs import CatalogueInvalide
from forfait_cli.readers.catalogue import load_catalogue
from forfait_cli.readers.tarifs import lire_tarifs

AN, MOIS, UNIQUE = Periodicite.AN, Periodicite.MOIS, Periodicite.UNIQUE
PREMIERE, SUIVANTES = Periodicite.PREMIERE_ANNEE, Periodicite.ANNEES_SUIVANTES
TETE = 'schema = "forfait.tarifs/1"\ntitre = "Essai"\nsource = "Essai"\n'


def avec(catalogue: Catalogue, tarifs: str) -> Catalogue:
    return appliquer(catalogue, lire_tarifs((TETE + tarifs).encode(), "essai", catalogue))


def commune(habitants: int) -> Collectivite:
    return Collectivite("commune", {"habitants": habitants})


def etablissement(agents: int) -> Collectivite:
    return Collectivite("etablissement-public", {"agents": agents})


def devis_de(catalogue: Catalogue, qui: Collectivite, forfait: str, **extras: int) -> Devis:
    options = {code.replace("_", "-"): nombre for code, nombre in extras.items()}
    (devis,) = chiffrer(catalogue, Demande(qui, options, forfaits=(forfait,))).devis
    return devis


def montants(devis: Devis) -> list[tuple[str, str | None, str | None]]:
    return [
        (ligne.code, None if (du := montant_connu(ligne.montant)) is None else str(du), ligne.periodicite)
        for ligne in devis.lignes
    ]


def totaux(devis: Devis) -> dict[str | None, str]:
    return {total.periodicite: str(total.montant) for total in devis.totaux}


@pytest.mark.parametrize(
    ("habitants", "attendu"),
    [
        (0, "150.00"), (428, "150.00"), (429, "150.15"), (1200, "420.00"), (1234, "431.90"), (1999, "699.65"),
        (2857, "999.95"), (2858, "1000.00"), (9000, "1000.00"),
    ],
)  # fmt: skip
def test_par_habitant_entre_un_plancher_et_un_plafond(catalogue: Catalogue, habitants: int, attendu: str) -> None:
    tarifs = '[forfaits]\nmetiers = { montant = 0.35, par = "habitant", plancher = 150, plafond = 1000 }'
    devis = devis_de(avec(catalogue, tarifs), commune(habitants), "metiers")
    (ligne,) = devis.lignes
    assert montants(devis) == [("forfait", attendu, None)]
    assert ligne.unite is not None
    assert (ligne.quantite, ligne.unite.nom, ligne.prix_unitaire) == (habitants, "habitant", Chiffre(Decimal("0.35")))
    assert ("plancher" in (ligne.motif or "")) == (habitants < 429)
    assert ("plafond" in (ligne.motif or "")) == (habitants > 2857)


def test_le_plancher_et_le_plafond_se_comparent_au_montant_exact() -> None:
    """0.335 × 3 = 1.005: under a ceiling of 1.006 it is rounded once, to 1.01."""
    agents = load_catalogue().mesure("agents")
    echeance = Echeance(Chiffre(Decimal("0.335")), par="agents", plafond=Decimal("1.006"))
    calcul = calculer(echeance, Assiette(1, None, (("agents", 3),)), 1, None, agents)
    assert calcul.montant == Chiffre(Decimal("1.01"))


def test_habitants_et_agents_ont_chacun_leur_prix(catalogue: Catalogue) -> None:
    tarifs = (
        '[forfaits]\nmetiers = [{ montant = 0.35, par = "habitant", periodicite = "an" }, '
        '{ montant = 12.5, par = "agent", periodicite = "an" }]'
    )
    chiffre = avec(catalogue, tarifs)
    assert montants(devis_de(chiffre, commune(1000), "metiers")) == [("forfait", "350.00", "an")]
    assert montants(devis_de(chiffre, etablissement(15), "metiers")) == [("forfait", "187.50", "an")]


def test_un_prix_par_habitant_est_inconnu_pour_qui_donne_ses_agents(catalogue: Catalogue) -> None:
    chiffre = avec(catalogue, '[forfaits]\nmetiers = { montant = 0.35, par = "habitant" }')
    devis = devis_de(chiffre, etablissement(15), "metiers")
    assert (devis.non_chiffre, devis.totaux, devis.complet) == (("forfait",), (), False)
    assert devis.lignes[0].statut is Statut.A_RENSEIGNER
    sans_taille = Collectivite(affiliation=Affiliation.NON_AFFILIEE)
    assert devis_de(chiffre, sans_taille, "metiers").non_chiffre == ("forfait",)


def test_une_part_fixe_et_une_part_par_habitant(catalogue: Catalogue) -> None:
    tarifs = '[forfaits]\nmetiers = [{ montant = 100 }, { montant = 0.10, par = "habitant" }]'
    devis = devis_de(avec(catalogue, tarifs), commune(1000), "metiers")
    assert montants(devis) == [("forfait", "100.00", None), ("forfait", "100.00", None)]
    assert totaux(devis) == {None: "200.00"}


def test_les_tetes_ne_comptent_que_si_un_prix_les_demande(catalogue: Catalogue) -> None:
    def mesures(grille: Catalogue, qui: Collectivite) -> tuple[tuple[str, object], ...]:
        return assiette_de(grille.usages(), classer(grille, qui), qui).mesures

    assert mesures(catalogue, commune(1200)) == ()
    chiffre = avec(catalogue, '[forfaits]\nmetiers = { montant = 0.35, par = "habitant" }')
    assert mesures(chiffre, commune(1200)) == (("habitants", 1200),)
    assert mesures(chiffre, etablissement(12)) == ()


@pytest.mark.parametrize(("demandes", "attendu"), [(1, "0.00"), (2, "0.00"), (3, "3.34"), (5, "10.01"), (12, "33.35")])
def test_les_premieres_unites_gratuites(catalogue: Catalogue, demandes: int, attendu: str) -> None:
    """3.335 × 1 = 3.335 → 3.34; × 3 = 10.005 → 10.01; × 10 = 33.35."""
    chiffre = avec(catalogue, "[options]\nmessagerie = { montant = 3.335, gratuits = 2 }")
    devis = devis_de(chiffre, commune(1200), "metiers", messagerie=demandes)
    ligne = devis.lignes[1]
    assert (ligne.quantite, ligne.montant, ligne.statut) == (demandes, Chiffre(Decimal(attendu)), Statut.CHIFFRE)
    assert "sans frais" in (ligne.motif or "")


def test_un_besoin_est_d_abord_deduit_de_ce_qui_est_compris(catalogue: Catalogue) -> None:
    chiffre = avec(catalogue, "[options]\nmessagerie = { montant = 2, gratuits = 2 }")
    (devis,) = chiffrer(chiffre, Demande(commune(1200), besoins={"messagerie": 6}, forfaits=("metiers",))).devis
    assert montants(devis)[1] == ("messagerie", "6.00", None)  # 6 − 1 compris − 2 gratuits = 3


def test_premiere_annee_et_suivantes_ont_chacune_leur_ligne_et_leur_total(catalogue: Catalogue) -> None:
    tarifs = (
        '[forfaits]\nmetiers = [{ montant = 500, periodicite = "premiere-annee" }, '
        '{ montant = { 4 = 300 }, periodicite = "annees-suivantes" }]\n'
        '[options]\nsauvegarde-externalisee = { periodicite = "an" }'
    )
    devis = devis_de(avec(catalogue, tarifs), commune(1200), "metiers", sauvegarde_externalisee=4)
    assert montants(devis) == [
        ("forfait", "500.00", PREMIERE), ("forfait", "300.00", SUIVANTES), ("sauvegarde-externalisee", "28.00", AN),
    ]  # fmt: skip
    assert totaux(devis) == {PREMIERE: "500.00", SUIVANTES: "300.00", AN: "28.00"}
    assert devis.complet
    autre = devis_de(avec(catalogue, tarifs), commune(100), "metiers")
    assert autre.non_chiffre == ("forfait",)
    assert totaux(autre) == {PREMIERE: "500.00"}


def test_zero_est_un_vrai_zero(catalogue: Catalogue) -> None:
    devis = devis_de(avec(catalogue, "[forfaits]\nmetiers = 0"), commune(1200), "metiers")
    assert (montants(devis), totaux(devis), devis.complet) == ([("forfait", "0.00", None)], {None: "0.00"}, True)


TOUT = """
[tva]
regime = "ht"
taux = 20
[forfaits]
metiers-communication = { montant = { 4 = 450.00 }, periodicite = "an" }
[options]
sauvegarde-externalisee = { periodicite = "an", taux_tva = 5.5 }
messagerie = { montant = 1.15, periodicite = "mois" }
logiciels-securite = { montant = 24.99, periodicite = "an" }
certificat-electronique = { montant = 0.335, periodicite = "an" }
formation-sur-site = { montant = { 4 = 250.00 }, periodicite = "unique", taux_tva = 0 }
conseil-equipement = { montant = 380.00, periodicite = "unique" }
"""


def test_un_devis_entierement_chiffre_hors_taxe(catalogue: Catalogue) -> None:
    """By hand. Per year: 450.00 + 7 × 24.99 = 174.93 + 3 × 0.335 = 1.005 → 1.01, at 20 %; 4 × 7.00 = 28.00 at 5.5 %."""
    devis = devis_de(
        avec(catalogue, TOUT), commune(1200), "metiers-communication",
        formation_sur_site=1, conseil_equipement=2, messagerie=3, sauvegarde_externalisee=4, logiciels_securite=7,
        certificat_electronique=3, parapheur_certificat=1,
    )  # fmt: skip
    assert montants(devis) == [
        ("forfait", "450.00", AN), ("parapheur-certificat", "0.00", None), ("formation-sur-site", "250.00", UNIQUE),
        ("conseil-equipement", "760.00", UNIQUE), ("messagerie", "3.45", MOIS),
        ("sauvegarde-externalisee", "28.00", AN), ("logiciels-securite", "174.93", AN),
        ("certificat-electronique", "1.01", AN),
    ]  # fmt: skip
    assert (devis.complet, devis.non_chiffre) == (True, ())
    assert totaux(devis) == {AN: "653.94", UNIQUE: "1010.00", MOIS: "3.45"}
    par_an, une_fois, par_mois = devis.tva
    # 625.94 × 20 % = 125.188 → 125.19; 28.00 × 5.5 % = 1.54; 653.94 + 125.19 + 1.54 = 780.67
    assert par_an.parts == (
        PartTva(Decimal("5.5"), Decimal("28.00"), Decimal("1.54")),
        PartTva(Decimal(20), Decimal("625.94"), Decimal("125.19")),
    )
    assert (par_an.ht, par_an.ttc) == (Decimal("653.94"), Decimal("780.67"))
    # 250 at 0 %; 760 × 20 % = 152.00
    assert [part.montant for part in une_fois.parts] == [Decimal("0.00"), Decimal("152.00")]
    assert une_fois.ttc == Decimal("1162.00")
    assert (par_mois.parts[0].montant, par_mois.ttc) == (Decimal("0.69"), Decimal("4.14"))


def test_la_meme_grille_sans_tva_n_a_ni_ht_ni_ttc(catalogue: Catalogue) -> None:
    sans = TOUT.replace('[tva]\nregime = "ht"\ntaux = 20\n', "").replace(", taux_tva = 5.5", "")
    devis = devis_de(avec(catalogue, sans.replace(", taux_tva = 0", "")), commune(1200), "metiers-communication")
    assert (devis.tva, totaux(devis)) == ((), {AN: "450.00"})
    non_soumis = '[tva]\nregime = "non_soumis"\n[forfaits]\nmetiers = 1'
    assert devis_de(avec(catalogue, non_soumis), commune(1200), "metiers").tva == ()


def test_la_tva_est_arrondie_une_fois_par_taux(catalogue: Catalogue) -> None:
    """Three lines of 0.33 at 5.5 %: 0.99 × 5.5 % = 0.05445 → 0.05, and not 3 × 0.02."""
    chiffre = avec(catalogue, '[tva]\nregime = "ht"\ntaux = 5.5\n[forfaits]\nmetiers = 0.33')
    ligne = devis_de(chiffre, commune(1200), "metiers").lignes[0]
    (total,) = ventiler([ligne] * 3)
    assert (total.ht, total.parts[0].montant, total.ttc) == (Decimal("0.99"), Decimal("0.05"), Decimal("1.04"))
    assert chiffre.tva == HorsTaxe(Decimal("5.5"))


def test_ce_que_les_tarifs_ne_disent_pas_reste_au_catalogue(catalogue: Catalogue) -> None:
    chiffre = avec(catalogue, '[options]\nsauvegarde-externalisee = { periodicite = "an" }')
    devis = devis_de(chiffre, commune(1200), "metiers", sauvegarde_externalisee=4)
    assert montants(devis)[1] == ("sauvegarde-externalisee", "28.00", "an")
    assert isinstance(devis.lignes[0].montant, ARenseigner)
    codes = {note.code for note in chiffre.notes}
    assert codes & {"prix-absents", "go-periodicite", "go-tva"} == {"go-tva"}


def test_un_prix_par_forfait_ne_vaut_que_pour_lui(catalogue: Catalogue) -> None:
    chiffre = avec(catalogue, "[options]\nmessagerie.par_forfait.heberge = 3")
    assert devis_de(chiffre, commune(1200), "heberge", messagerie=1).totaux[0].montant == Decimal("3.00")
    assert devis_de(chiffre, commune(1200), "metiers", messagerie=1).totaux == ()


def test_dues_garde_une_ligne_inconnue_par_periodicite() -> None:
    par_habitant = Echeance(Chiffre(Decimal(1)), AN, "habitants")
    tarif = Tarif(None, (Echeance(Chiffre(Decimal(5)), PREMIERE), par_habitant))
    assert [une.periodicite for une in dues(tarif, Assiette(1, None, (("agents", 3),)))] == [PREMIERE, AN]


@pytest.mark.parametrize(("habitants", "recu"), [(500, 1), (501, 2), (1500, 2), (1501, 3), (5000, 3), (6000, 4)])
def test_jusqu_a_1500_habitants_puis_de_1501(habitants: int, recu: int) -> None:
    sillon = load_catalogue(RACINE / "examples" / "sillon.toml")
    assert chiffrer(sillon, Demande(commune(habitants))).classement.strate.numero == recu


# --- Tarifs over prices that the catalogue has already --------------------------------------------

SILLON = load_catalogue(RACINE / "examples" / "sillon.toml")


def refus(catalogue: Catalogue, tarifs: str) -> str:
    with pytest.raises(CatalogueInvalide) as erreur:
        avec(catalogue, tarifs)
    (anomalie,) = erreur.value.anomalies
    assert anomalie.origine.startswith("essai, ")
    assert anomalie.aide
    return anomalie.message


@pytest.mark.parametrize(
    "tarifs",
    [
        "[forfaits]\nessentiel = { 1 = 300.00 }",
        "[forfaits]\nessentiel = 300.00",
        '[forfaits]\nessentiel = { periodicite = "mois" }',
        "[forfaits]\nconfort = 700.00",
        '[forfaits]\nconfort = { montant = 20.00, periodicite = "mois" }',
    ],
)
def test_un_prix_qui_contredit_celui_du_catalogue_nomme_les_deux_fichiers(tarifs: str) -> None:
    assert "sillon.toml" in refus(SILLON, tarifs)


def test_une_franchise_et_une_periodicite_d_une_strate_ne_vont_pas_aux_autres(catalogue: Catalogue) -> None:
    tarifs = '[options.sauvegarde-externalisee]\nmontant = { 1 = 5.00 }\ngratuits = 2\nperiodicite = "mois"'
    assert "catalogue.toml" in refus(catalogue, tarifs)


def test_les_deux_annees_ont_chacune_leur_source() -> None:
    chiffre = avec(SILLON, '[forfaits]\nconfort = { montant = 700.00, periodicite = "premiere-annee" }')
    devis = devis_de(chiffre, commune(1200), "confort")
    assert montants(devis) == [("forfait", "700.00", PREMIERE), ("forfait", "850.00", SUIVANTES)]
    premiere, suivantes = devis.lignes
    assert "tarifs" in premiere.source
    assert "tarifs" not in suivantes.source


def test_le_prix_d_une_strate_ne_credite_pas_celui_des_autres() -> None:
    tarifs = '[forfaits]\nconfort = { montant = { 2 = 700.00 }, periodicite = "premiere-annee" }'
    chiffre = avec(SILLON, tarifs)
    lignes = {n: devis_de(chiffre, commune(n), "confort").lignes[0] for n in (1200, 400)}
    assert {n: str(ligne.du) for n, ligne in lignes.items()} == {1200: "700.00", 400: "900.00"}
    assert {n: "tarifs" in ligne.source for n, ligne in lignes.items()} == {1200: True, 400: False}


def test_des_tarifs_non_soumis_ne_laissent_aucun_taux_au_catalogue() -> None:
    qui, jours = commune(1200), {"accompagnement": 2}
    (avant,) = chiffrer(SILLON, Demande(qui, jours, forfaits=("confort",))).devis
    assert {str(ligne.taux_tva) for ligne in avant.lignes} == {"20", "10"}
    chiffre = avec(SILLON, '[tva]\nregime = "non_soumis"')
    (apres,) = chiffrer(chiffre, Demande(qui, jours, forfaits=("confort",))).devis
    assert {ligne.taux_tva for ligne in apres.lignes} == {None}
    assert apres.tva == ()
