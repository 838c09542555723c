"""What a devis counts and costs: extras, needs, refusals, rounding, totals, the cheapest."""

import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from outils import PRIX, Lancer, calculer, espaces_simples, prix_de_l_option, prix_du_forfait, variante

import forfait_cli
from forfait_cli import Collectivite, Demande, chiffrer, comparer, load_catalogue
from forfait_cli.domaine.catalogue import Catalogue
from forfait_cli.domaine.chiffreur import Assise, Chiffreur, Cle
from forfait_cli.domaine.devis import totaliser
from forfait_cli.domaine.prix import (
    ARenseigner,
    Assiette,
    Chiffre,
    Echeance,
    Inclus,
    Prix,
    SelonStrate,
    SurEtude,
    Tarif,
    resoudre,
)
from forfait_cli.domaine.quantites import Quantite, quantites_de
from forfait_cli.domaine.resultats import LigneDevis, Total
from forfait_cli.domaine.types import Periodicite, Unite
from forfait_cli.erreurs import Anomalie, MauvaisUsage, Refus, champ

COMMUNE = Collectivite("commune", {"habitants": 1200})
GO = "sauvegarde-externalisee"


def un_devis(lancer: Lancer, *arguments: str, grille: Path | None = None, forfait: str = "metiers") -> Any:
    autre = ("--catalogue", str(grille)) if grille else ()
    resultat = lancer("quote", "--habitants", "1200", *arguments, *autre, "--forfait", forfait, "--format", "json")
    assert resultat.erreur == ""
    return resultat.json()["devis"][0]


# --- Lines --------------------------------------------------------------------------------------


def test_la_ligne_du_premier_exemple_est_celle_du_contrat(lancer: Lancer) -> None:
    forfait, go = un_devis(lancer, "--extra-go", "4")["lignes"]
    assert {cle: forfait[cle] for cle in ("code", "libelle", "quantite", "unite", "periodicite")} == {
        "code": "forfait", "libelle": "Forfait Métiers", "quantite": 1, "unite": "forfait", "periodicite": None,
    }  # fmt: skip
    assert go["source"].count("«") == go["source"].count("»") == 4
    assert {cle: valeur for cle, valeur in go.items() if cle != "source"} == {
        "code": GO, "libelle": "Sauvegarde externalisée", "quantite": 4, "unite": "Go", "prix_unitaire": "7.00",
        "montant": "28.00", "periodicite": None, "statut": "chiffre", "motif": None,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("arguments", "code", "quantite"),
    [
        (("--extra-go", "4"), GO, 4),
        (("--besoin-go", "9"), GO, 4),
        (("--extra-antivirus", "3"), "logiciels-securite", 3),
        (("--besoin-antivirus", "5"), "logiciels-securite", 3),
        (("--extra-certificats", "2"), "certificat-electronique", 2),
        (("--besoin-certificats", "3"), "certificat-electronique", 2),
        (("--extra-comptes", "5"), "messagerie", 5),
        (("--besoin-comptes", "6"), "messagerie", 5),
        (("--formation", "2"), "formation-sur-site", 2),
        (("--conseil-jours", "2"), "conseil-equipement", 2),
        (("--anti-spam",), "filtrage-antispam", 1),
        (("--option", "messagerie=3"), "messagerie", 3),
        (("--option", "filtrage-antispam"), "filtrage-antispam", 1),
        (("--option", "filtrage-antispam=1"), "filtrage-antispam", 1),
        (("--option", "formation-sur-site"), "formation-sur-site", 1),
    ],
)
def test_chaque_drapeau_demande_son_option(
    lancer: Lancer, arguments: tuple[str, ...], code: str, quantite: int
) -> None:
    lignes = un_devis(lancer, *arguments)["lignes"]
    assert [(ligne["code"], ligne["quantite"]) for ligne in lignes] == [("forfait", 1), (code, quantite)]


def test_les_lignes_suivent_l_ordre_du_catalogue(lancer: Lancer) -> None:
    demande = ("--option", "certificat-electronique=1", "--extra-go", "1", "--anti-spam", "--formation", "1")
    codes = [ligne["code"] for ligne in un_devis(lancer, *demande)["lignes"]]
    assert codes == ["forfait", "formation-sur-site", GO, "filtrage-antispam", "certificat-electronique"]


def test_un_supplement_de_zero_ne_demande_rien(lancer: Lancer) -> None:
    assert [ligne["code"] for ligne in un_devis(lancer, "--extra-go", "0")["lignes"]] == ["forfait"]
    assert [ligne["code"] for ligne in un_devis(lancer, "--option", "messagerie=0")["lignes"]] == ["forfait"]


@pytest.mark.parametrize(("besoin", "facture"), [(1, 0), (4, 0), (5, 0), (6, 1), (20, 15)])
def test_un_besoin_deduit_ce_qui_est_compris(lancer: Lancer, besoin: int, facture: int) -> None:
    ligne = un_devis(lancer, "--besoin-go", str(besoin))["lignes"][1]
    assert ligne["quantite"] == facture
    assert ligne["montant"] == f"{7 * facture}.00"
    assert ligne["statut"] == ("chiffre" if facture else "inclus")
    if not facture:
        assert f"besoin de {besoin} Go, couvert par ce que le forfait comprend : 5 Go" in espaces_simples(
            ligne["motif"]
        )


def test_sous_heberge_un_besoin_est_compte_en_entier(lancer: Lancer) -> None:
    assert un_devis(lancer, "--besoin-go", "5", forfait="heberge")["lignes"][1]["quantite"] == 5


def test_un_besoin_couvert_garde_le_prix_unitaire(catalogue: Catalogue) -> None:
    cle = Cle(Assise(Assiette(4, None, ()), ()), (Quantite(GO, 5, True),), (catalogue.forfaits[0].code,))
    (devis,) = Chiffreur(catalogue).repondre(cle)
    assert devis.lignes[1].prix_unitaire == Chiffre(Decimal("7.00"))
    assert devis.lignes[1].periodicite is None
    assert devis.totaux == ()


def test_une_option_non_comptee_refuse_une_quantite(lancer: Lancer) -> None:
    for code in ("parapheur-certificat", "filtrage-antispam"):
        refuse = lancer("quote", "--habitants", "1200", "--option", f"{code}=2")
        assert refuse.code == 2
        assert "ne se compte pas : 2 demandés" in espaces_simples(refuse.erreur)


def test_supplement_et_besoin_pour_la_meme_option_est_une_faute_d_usage(lancer: Lancer) -> None:
    refuse = lancer("quote", "--habitants", "1200", "--extra-go", "1", "--besoin-go", "9")
    assert (refuse.code, refuse.sortie) == (2, b"")
    assert "un supplément et un besoin à la fois" in refuse.erreur
    assert lancer("compare", "--habitants", "1200", "--extra-go", "0", "--besoin-go", "0").code == 2
    assert lancer("quote", "--habitants", "1200", "--option", f"{GO}=1", "--besoin-go", "9").code == 2


def test_la_meme_option_demandee_deux_fois_est_une_faute(lancer: Lancer) -> None:
    for deuxieme in (("--extra-go", "2"), ("--option", GO), ("--option", f"{GO}=2")):
        refuse = lancer("quote", "--habitants", "1200", "--option", f"{GO}=1", *deuxieme)
        assert refuse.code == 2
        assert "est demandé deux fois" in refuse.erreur


def test_un_besoin_sans_volume_compris_a_deduire_est_refuse(catalogue: Catalogue) -> None:
    with pytest.raises(MauvaisUsage, match="de quel volume compris déduire le besoin"):
        chiffrer(catalogue, Demande(COMMUNE, besoins={"formation-sur-site": 2}))
    assert chiffrer(catalogue, Demande(COMMUNE, extras={"formation-sur-site": 2})).devis[0].lignes[1].quantite == 2


@pytest.mark.parametrize(
    ("extras", "besoins", "attendu"),
    [
        ({}, {}, []),
        ({GO: 0}, {}, []),
        ({GO: 1}, {}, []),
        ({GO: -1}, {}, ["quantité négative : -1"]),
        ({}, {GO: -2}, ["quantité négative : -2"]),
        ({"parapheur-certificat": 0}, {}, []),
        ({"parapheur-certificat": 1}, {}, []),
        ({"parapheur-certificat": 2}, {}, ["ne se compte pas : 2 demandés"]),
        ({"sauvegarde": 1}, {}, ["aucune option n’a le code"]),
        ({}, {"sauvegarde": 1}, ["aucune option n’a le code"]),
        ({GO: 1}, {GO: 1}, ["un supplément et un besoin à la fois"]),
        ({GO: 1}, {"messagerie": 1}, []),
        ({}, {"parapheur-certificat": 1}, ["de quel volume compris déduire"]),
    ],
)
def test_ce_qui_est_faux_dans_une_quantite(
    catalogue: Catalogue, extras: dict[str, int], besoins: dict[str, int], attendu: list[str]
) -> None:
    fautes = [espaces_simples(faute.message) for faute in _fautes(catalogue, extras, besoins)]
    assert len(fautes) == len(attendu)
    assert all(morceau in faute for morceau, faute in zip(attendu, fautes, strict=True))


def _fautes(catalogue: Catalogue, extras: dict[str, int], besoins: dict[str, int]) -> tuple[Anomalie, ...]:
    try:
        quantites_de(catalogue, extras, besoins)
    except MauvaisUsage as refus:
        return refus.anomalies
    return ()


def test_un_code_d_option_proche_est_suggere(catalogue: Catalogue) -> None:
    (faute,) = _fautes(catalogue, {"mesagerie": 1}, {})
    assert "« messagerie »" in espaces_simples(faute.aide)
    (faute,) = _fautes(catalogue, {"xyz": 1}, {})
    assert "options du catalogue : parapheur-certificat," in faute.aide


# --- Refused devis ------------------------------------------------------------------------------


def test_un_devis_non_recevable_n_a_ni_ligne_ni_total(lancer: Lancer) -> None:
    resultat = lancer("quote", "--habitants", "1200", "--parapheur", "--extra-go", "4", "--format", "json")
    assert resultat.code == 0
    for devis in resultat.json()["devis"]:
        refuse = devis["forfait"] in ("metiers", "technologie")
        assert devis["recevable"] is not refuse
        assert bool(devis["motifs"]) is refuse
        assert bool(devis["lignes"]) is bool(devis["totaux"]) is not refuse
        assert devis["inclus"]


def test_refuse_seul_le_code_de_sortie_est_1(lancer: Lancer) -> None:
    for forfaits in (("--forfait", "metiers"), ("--forfait", "metiers", "--forfait", "technologie")):
        resultat = lancer("quote", "--habitants", "1200", "--parapheur", *forfaits)
        assert resultat.code == 1
        assert resultat.erreur.count("n’est pas proposé") == len(forfaits) // 2


def test_une_option_que_personne_ne_propose_le_dit(catalogue: Catalogue) -> None:
    non = catalogue.options[0].cellules["metiers"]
    options = (catalogue.options[0]._replace(cellules=dict.fromkeys(catalogue.options[0].cellules, non)),)
    chiffrage = chiffrer(catalogue._replace(options=options), Demande(COMMUNE, extras={"parapheur-certificat": 1}))
    assert all("aucun forfait ne le propose" in devis.motifs[0] for devis in chiffrage.devis)
    assert not any("compris dans" in devis.motifs[0] for devis in chiffrage.devis)


def test_forfait_et_exige_choisissent_dans_l_ordre_du_catalogue(lancer: Lancer) -> None:
    base = ("quote", "--habitants", "1200", "--format", "json")
    codes = [
        d["forfait"]
        for d in lancer(*base, "--forfait", "technologie", "--forfait", "metiers", "--forfait", "metiers").json()[
            "devis"
        ]
    ]
    assert codes == ["metiers", "technologie"]
    refuse = lancer(*base, "--forfait", "technologie", "--exige", "chorus-pro")
    assert (refuse.code, refuse.sortie) == (1, b"")
    assert "ni inclus ni en option : « Chorus Pro »" in espaces_simples(refuse.erreur)
    deux = lancer(*base, "--exige", "chorus-pro", "--exige", "parapheur-certificat").json()
    assert [d["forfait"] for d in deux["devis"]] == ["metiers-communication", "heberge"]
    assert deux["demande"]["exiges"] == ["chorus-pro", "parapheur-certificat"]


@pytest.mark.parametrize(
    ("code", "gardes", "en_option"),
    [
        ("parapheur", ["metiers-communication", "heberge", "technologie-plus"], ["heberge"]),
        ("parapheur-certificat", ["metiers-communication", "heberge", "technologie-plus"], ["heberge"]),
        (GO, ["metiers", "metiers-communication", "heberge", "technologie", "technologie-plus"], ["heberge"]),
        ("audit-securite", ["metiers", "metiers-communication", "technologie", "technologie-plus"], []),
        ("formation-sur-site", ["metiers", "metiers-communication", "heberge", "technologie", "technologie-plus"],
         ["metiers", "metiers-communication", "heberge", "technologie", "technologie-plus"]),
        # The included advice is not the daily one: Technologie does not include it, and the option is another thing.
        ("conseil-equipement", ["metiers", "metiers-communication", "heberge"], []),
    ],
)  # fmt: skip
def test_exige_garde_ce_qui_comprend_ou_propose_et_le_dit(
    lancer: Lancer, code: str, gardes: list[str], en_option: list[str]
) -> None:
    donnees = lancer("quote", "--habitants", "1200", "--exige", code, "--format", "json").json()
    assert [devis["forfait"] for devis in donnees["devis"]] == gardes
    dits = [devis["forfait"] for devis in donnees["devis"] if any("est exigé" in note for note in devis["notes"])]
    assert dits == en_option


def test_un_code_inconnu_sans_voisin_fait_lister_les_codes(lancer: Lancer) -> None:
    for drapeau, premiers in (("--forfait", "metiers, metiers-communication,"), ("--exige", "logiciels-metiers,")):
        erreur = lancer("quote", "--habitants", "1200", drapeau, "zzz").erreur
        assert premiers in erreur
        assert "vouliez-vous dire" not in erreur


def test_exige_deux_fois_le_meme_code_n_est_dit_qu_une_fois(catalogue: Catalogue) -> None:
    (devis,) = chiffrer(catalogue, Demande(COMMUNE, forfaits=("heberge",), exiges=("parapheur",) * 2)).devis
    assert sum("est exigé" in note for note in devis.notes) == 1


def test_aucun_forfait_ne_convient_le_refus_les_dit_tous(catalogue: Catalogue) -> None:
    with pytest.raises(Refus) as refus:
        chiffrer(catalogue, Demande(COMMUNE, forfaits=("metiers", "technologie"), exiges=("convocation",)))
    attendues = ["Forfait Métiers", "Forfait Technologie", champ("exige")]
    assert [faute.origine for faute in refus.value.anomalies] == attendues


# --- Amounts ------------------------------------------------------------------------------------


def _montant(prix: Chiffre | ARenseigner | SurEtude, nombre: int) -> Prix:
    """What is due for that many units, by the function behind every line."""
    return calculer(Echeance(prix), Assiette(1, None, ()), nombre, Unite("Go", "Go")).montant


@pytest.mark.parametrize(
    ("unitaire", "nombre", "montant"),
    [
        ("7.00", 4, "28.00"),
        ("7", 1, "7.00"),
        ("0.335", 1, "0.34"),
        ("0.335", 2, "0.67"),
        ("0.334", 1, "0.33"),
        ("0.345", 1, "0.35"),  # half-even would say 0.34
        ("2.675", 1, "2.68"),  # a float would say 2.67
        ("0.005", 1, "0.01"),
        ("0.004", 1, "0.00"),
        ("0.00", 9, "0.00"),
        ("0.01", 10**1000, f"{10**998}.00"),
        ("0.07", 10**30 + 1, f"{7 * 10**28}.07"),
    ],
)
def test_un_montant_est_arrondi_au_centime_une_seule_fois(unitaire: str, nombre: int, montant: str) -> None:
    assert _montant(Chiffre(Decimal(unitaire)), nombre) == Chiffre(Decimal(montant))


@pytest.mark.parametrize("inconnu", [ARenseigner("à demander"), SurEtude("étude")])
def test_ce_qui_est_inconnu_reste_inconnu(inconnu: ARenseigner | SurEtude) -> None:
    assert _montant(inconnu, 0) is inconnu
    assert _montant(inconnu, 5) is inconnu


def test_a_renseigner_n_est_pas_sur_etude() -> None:
    un: object = ARenseigner("x")
    assert un != SurEtude("x")


def test_une_strate_sans_prix_reste_inconnue() -> None:
    bareme = SelonStrate({4: Chiffre(Decimal(450))}, ARenseigner("à demander"))
    assert resoudre(bareme, 4, None) == Chiffre(Decimal(450))
    assert resoudre(bareme, 5, None) == ARenseigner("à demander")


def ligne(prix: Prix, periodicite: Periodicite | None) -> LigneDevis:
    return LigneDevis("x", "X", 1, None, prix, prix, periodicite, None, "")


def test_un_total_par_periodicite_jamais_additionnes() -> None:
    lignes = [
        ligne(Chiffre(Decimal("1.00")), Periodicite.AN),
        ligne(Chiffre(Decimal("2.50")), None),
        ligne(Chiffre(Decimal("3.00")), Periodicite.AN),
        ligne(Inclus("compris"), Periodicite.MOIS),
        ligne(ARenseigner("?"), Periodicite.UNIQUE),
    ]
    assert totaliser(lignes) == (Total(Periodicite.AN, Decimal("4.00")), Total(None, Decimal("2.50")))
    assert totaliser([]) == ()


def test_un_prix_nul_est_un_vrai_zero_et_compte(tmp_path: Path, lancer: Lancer) -> None:
    grille = variante(tmp_path, prix_du_forfait("Métiers", "0.00"))
    devis = un_devis(lancer, grille=grille)
    assert (devis["complet"], devis["non_chiffre"]) == (True, [])
    assert devis["totaux"] == [{"periodicite": "an", "montant": "0.00"}]


def test_un_prix_en_fractions_de_centime_est_montre_en_entier(tmp_path: Path, lancer: Lancer) -> None:
    grille = variante(tmp_path, ("prix = 7.00 }", "prix = 7.125 }"))
    go = un_devis(lancer, "--extra-go", "1", grille=grille)["lignes"][1]
    assert (go["prix_unitaire"], go["montant"]) == ("7.125", "7.13")
    texte = espaces_simples(
        lancer("quote", "--habitants", "9", "--extra-go", "1", "--catalogue", str(grille), "--forfait", "metiers").texte
    )
    assert "7,125 €" in texte
    assert "7,13 €" in texte


# --- A grid with prices -------------------------------------------------------------------------


def test_une_grille_chiffree_donne_un_total_par_periodicite(lancer: Lancer, grille_chiffree: Path) -> None:
    demande = ("--extra-go", "4", "--extra-comptes", "3", "--formation", "1")
    devis = un_devis(lancer, *demande, grille=grille_chiffree)
    assert (devis["complet"], devis["non_chiffre"]) == (True, [])
    assert devis["totaux"] == [
        {"periodicite": "an", "montant": "478.00"},  # 450.00 for strate 4, and 4 × 7.00
        {"periodicite": "unique", "montant": "250.00"},
        {"periodicite": "mois", "montant": "3.45"},
    ]
    texte = lancer(
        "quote", "--habitants", "1200", *demande, "--catalogue", str(grille_chiffree), "--forfait", "metiers"
    ).texte
    assert "Total" in texte
    assert "Sous-total" not in texte
    assert "n’est pas chiffré" not in texte


@pytest.mark.parametrize(("habitants", "prix"), [(0, "300.00"), (499, "350.00"), (1200, "450.00"), (10000, "700.00")])
def test_le_prix_d_un_forfait_suit_la_strate(lancer: Lancer, grille_chiffree: Path, habitants: int, prix: str) -> None:
    donnees = lancer(
        "quote", "--habitants", str(habitants), "--catalogue", str(grille_chiffree), "--format", "json"
    ).json()
    metiers = donnees["devis"][0]["lignes"][0]
    assert (metiers["montant"], metiers["periodicite"], metiers["statut"]) == (prix, "an", "chiffre")
    assert "absent" not in metiers["source"]


def test_un_devis_incomplet_parmi_des_complets_ne_dit_pas_total(lancer: Lancer, tmp_path: Path) -> None:
    grille = variante(tmp_path, prix_du_forfait("Métiers", "450.00"))
    arguments = ("quote", "--habitants", "1200", "--catalogue", str(grille), "--format", "csv")
    libelles = [ligne[4] for ligne in lancer(*arguments, "--extra-go", "1").lignes_csv() if ligne[2] == "total"]
    assert libelles == ["Total", "Total", *["Sous-total chiffré"] * 4]  # one a year, one not stated, for Métiers
    assert "Total (" not in lancer(*arguments[:-1], "table").texte


@pytest.mark.parametrize(
    ("demande", "code"), [((), 0), (("--extra-go", "4"), 0), (("--anti-spam",), 4)], ids=["forfaits", "go", "étude"]
)
def test_complet_sort_4_si_un_montant_manque(
    lancer: Lancer, grille_chiffree: Path, demande: tuple[str, ...], code: int
) -> None:
    arguments = ("quote", "--habitants", "1200", *demande, "--complet")
    resultat = lancer(*arguments, "--catalogue", str(grille_chiffree))
    assert resultat.code == code
    assert bool(resultat.erreur) is (code == 4)
    assert resultat.sortie
    sur_l_annexe = lancer(*arguments)
    assert sur_l_annexe.code == 4
    assert "Incomplet" in sur_l_annexe.erreur
    assert sur_l_annexe.sortie == lancer(*arguments[:-1]).sortie


def test_sans_complet_un_devis_incomplet_sort_0(lancer: Lancer) -> None:
    assert lancer("quote", "--habitants", "1200").code == 0


# --- The cheapest -------------------------------------------------------------------------------


def moins_chers(catalogue: Catalogue, **extras: int) -> tuple[str, ...]:
    demande = Demande(COMMUNE, extras={code.replace("_", "-"): combien for code, combien in extras.items()})
    return comparer(catalogue, demande).moins_chers


def test_le_moins_cher_est_marque_dans_la_comparaison(lancer: Lancer, grille_chiffree: Path) -> None:
    base = ("compare", "--habitants", "1200", "--extra-go", "1", "--catalogue", str(grille_chiffree))
    donnees = lancer(*base, "--format", "json").json()
    assert donnees["couts"]["moins_chers"] == ["heberge"]
    for format_ in ("table", "markdown"):
        texte = lancer(*base, "--format", format_, env={"COLUMNS": "160"}).texte
        assert "★ 417,00 €" in espaces_simples(texte)
        assert "Le moins cher : Forfait Hébergé" in espaces_simples(texte)


def test_sans_prix_personne_n_est_le_moins_cher(lancer: Lancer) -> None:
    resultat = lancer("compare", "--habitants", "1200", "--extra-go", "1")
    assert "le moins cher ne peut pas être désigné" in resultat.texte
    assert "★" not in resultat.texte


def test_deux_forfaits_au_meme_prix_sont_tous_deux_marques(tmp_path: Path, lancer: Lancer) -> None:
    changements = [changement for changement in PRIX if "Technologie Plus" not in changement[0]]
    grille = variante(tmp_path, *changements, prix_du_forfait("Technologie Plus", "410.00"))
    assert moins_chers(load_catalogue(grille), sauvegarde_externalisee=1) == ("heberge", "technologie-plus")
    base = ("compare", "--habitants", "1200", "--extra-go", "1", "--catalogue", str(grille))
    assert lancer(*base).texte.count("★") == 2


def test_un_besoin_peut_changer_le_moins_cher(catalogue_chiffre: Catalogue) -> None:
    """Hébergé includes no Go: 410 + 20 × 7 is dearer than 450 + 15 × 7."""
    besoin = Demande(COMMUNE, besoins={GO: 20})
    assert comparer(catalogue_chiffre, besoin).moins_chers == ("heberge",)
    assert comparer(catalogue_chiffre, besoin._replace(besoins={GO: 20, "logiciels-securite": 2})).moins_chers == (
        "metiers",
        "technologie",
    )


def test_un_forfait_incomplet_n_est_jamais_le_moins_cher(tmp_path: Path) -> None:
    grille = variante(tmp_path, *(changement for changement in PRIX if "Hébergé" not in changement[0]))
    assert moins_chers(load_catalogue(grille), sauvegarde_externalisee=1) == ("metiers", "technologie")


def test_des_periodicites_differentes_ne_se_comparent_pas(tmp_path: Path, lancer: Lancer) -> None:
    changements = [changement for changement in PRIX if "Hébergé" not in changement[0]]
    grille = variante(tmp_path, *changements, prix_du_forfait("Hébergé", "1.00", "mois"))
    assert moins_chers(load_catalogue(grille), sauvegarde_externalisee=1) == ()
    texte = lancer("compare", "--habitants", "1200", "--extra-go", "1", "--catalogue", str(grille)).texte
    assert "à toutes les échéances à la fois : aucun n’est désigné" in " ".join(espaces_simples(texte).split())


def test_moins_cher_par_an_mais_plus_cher_par_mois_n_est_pas_designe(tmp_path: Path) -> None:
    """Same periodicities for all, and no forfait at most as dear in each: nothing is said."""
    par_mois = 'prix = 9.00, periodicite = "mois"'
    changements = [changement for changement in PRIX if "compte" not in changement[0]]
    grille = load_catalogue(
        variante(tmp_path, *changements, prix_de_l_option("Coût par compte supplémentaire", par_mois))
    )
    # Under Hébergé no account is included here, one elsewhere: dearer by the month, cheaper by the year.
    services = tuple(
        s._replace(cellules={**s.cellules, "heberge": s.cellules["heberge"]._replace(quantite=0)})
        if s.code == "messagerie"
        else s
        for s in grille.services
    )
    assert comparer(grille._replace(services=services), Demande(COMMUNE, besoins={"messagerie": 3})).moins_chers == ()
    assert comparer(grille, Demande(COMMUNE, besoins={"messagerie": 3})).moins_chers == ("heberge",)


def test_ne_rien_devoir_par_mois_est_moins_cher_que_devoir_quelque_chose(tmp_path: Path) -> None:
    """5 Go are included under Technologie Plus, here 400 a year; Hébergé is 410 a year and 35 a month."""
    changements = [changement for changement in PRIX if "Go supp" not in changement[0] and "7.00" not in changement[0]]
    grille = load_catalogue(variante(tmp_path, *changements, ("prix = 7.00 }", 'prix = 7.00, periodicite = "mois" }')))
    deux = Demande(COMMUNE, besoins={GO: 5}, forfaits=("heberge", "technologie-plus"))
    moins_cher = grille._replace(
        forfaits=tuple(
            f._replace(tarif=Tarif(None, (Echeance(Chiffre(Decimal("400.00")), Periodicite.AN),)))
            if f.code == "technologie-plus"
            else f
            for f in grille.forfaits
        )
    )
    comparaison = comparer(moins_cher, deux)
    assert comparaison.couts is not None
    assert [[total.periodicite for total in devis.totaux] for devis in comparaison.couts.devis] == [
        ["an", "mois"],
        ["an"],
    ]
    assert comparaison.moins_chers == ("technologie-plus",)


def test_un_forfait_non_recevable_n_entre_pas_dans_la_comparaison(tmp_path: Path, lancer: Lancer) -> None:
    changements = [changement for changement in PRIX if changement[0] != 'nom_court = "Métiers"\n']
    grille = variante(tmp_path, *changements, prix_du_forfait("Métiers", "1.00"))
    donnees = lancer(
        "compare", "--habitants", "1200", "--parapheur", "--catalogue", str(grille), "--format", "json"
    ).json()
    assert donnees["couts"]["devis"][0]["recevable"] is False
    assert donnees["couts"]["moins_chers"] == ["heberge"]  # 410 + 90, against 620.50 and 710.25


# --- The comparison's cost block ----------------------------------------------------------------


def test_compare_et_quote_donnent_les_memes_devis(lancer: Lancer, grille_chiffree: Path) -> None:
    demande = ("--habitants", "1200", "--besoin-go", "20", "--formation", "2", "--parapheur", "--format", "json")
    for grille in ((), ("--catalogue", str(grille_chiffree))):
        compare, quote = lancer("compare", *demande, *grille).json(), lancer("quote", *demande, *grille).json()
        assert compare["couts"]["devis"] == quote["devis"]
        assert compare["couts"]["demande"] == quote["demande"]


def test_compare_sans_collectivite_n_a_pas_de_couts(lancer: Lancer) -> None:
    donnees = lancer("compare", "--habitants", "1200", "--format", "json").json()
    assert [len(devis["lignes"]) for devis in donnees["couts"]["devis"]] == [1] * 5  # the forfaits' own prices
    assert donnees["collectivite"]["habitants"] == 1200
    vide = lancer("compare", "--format", "json").json()
    assert (vide["collectivite"], vide["strate"], vide["couts"]) == (None, None, None)


def test_compare_retient_forfaits_et_exigences_sans_collectivite(lancer: Lancer) -> None:
    donnees = lancer("compare", "--forfait", "heberge", "--forfait", "technologie", "--exige", "parapheur",
                     "--format", "json").json()  # fmt: skip
    assert [forfait["code"] for forfait in donnees["forfaits"]] == ["heberge"]
    assert all(list(service["cellules"]) == ["heberge"] for service in donnees["services"])
    assert [ecarte["forfait"] for ecarte in donnees["ecartes"]] == ["technologie"]
    assert "est exigé : en option sous ce forfait" in espaces_simples(donnees["notes"][0])


def test_la_demande_est_redite_dans_le_devis(lancer: Lancer) -> None:
    arguments = ("--extra-go", "4", "--besoin-comptes", "3", "--date", "2026-11-23", "--forfait", "metiers")
    donnees = lancer("quote", "--habitants", "1 200", "--nom", "  Sainte-Foy\t", *arguments, "--format", "json").json()
    assert donnees["demande"] == {
        "forfaits": ["metiers"],
        "extras": {GO: 4},
        "besoins": {"messagerie": 3},
        "exiges": [],
        "date": "2026-11-23",
    }
    assert donnees["collectivite"] == {
        "nom": "Sainte-Foy", "nature": "commune", "habitants": 1200, "agents": None, "affiliee": True,
        "code_insee": None, "siren": None,
    }  # fmt: skip
    assert "23 novembre 2026" in espaces_simples(lancer("quote", "--habitants", "9", "--date", "2026-11-23").texte)


def test_l_api_python_est_celle_du_paquet(catalogue: Catalogue) -> None:
    chiffrage = chiffrer(catalogue, Demande(COMMUNE, extras={GO: 4}, date=datetime.date(2026, 1, 1)))
    assert chiffrage.devis[0].totaux[0].montant == Decimal("28.00")
    for nom in forfait_cli.__all__:
        assert getattr(forfait_cli, nom).__name__.lower() == nom.lower()
    with pytest.raises(AttributeError, match="has no attribute 'inconnu'"):
        _ = forfait_cli.inconnu
