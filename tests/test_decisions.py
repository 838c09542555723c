"""The hard cases: what was decided where the annex is silent, each shown by a test of its name."""

from typing import Any

import pytest
from outils import FORFAITS, Lancer, espaces_simples

from forfait_cli.domaine.catalogue import Catalogue
from forfait_cli.domaine.types import GenrePopulation

# flag, code, code of the option, status, amount
SANS_PRIX = [
    (("--extra-comptes", "2"), "messagerie"),
    (("--extra-antivirus", "2"), "logiciels-securite"),
    (("--extra-certificats", "2"), "certificat-electronique"),
    (("--formation", "1"), "formation-sur-site"),
    (("--conseil-jours", "3"), "conseil-equipement"),
]
COMMUNE = ("--habitants", "1200")


def devis(lancer: Lancer, *arguments: str) -> dict[str, Any]:
    """The devis of each forfait, by its code."""
    donnees = lancer("quote", *arguments, "--format", "json").json()
    return {un["forfait"]: un for un in donnees["devis"]}


def lignes(un_devis: Any) -> dict[str, Any]:
    """The lines of a devis, by their code."""
    return {ligne["code"]: ligne for ligne in un_devis["lignes"]}


def page(lancer: Lancer, *arguments: str) -> str:
    """The page as one line of text with ordinary spaces."""
    return une_ligne(lancer(*arguments).texte)


def une_ligne(texte: str) -> str:
    """The text as one line, with ordinary spaces."""
    return " ".join(espaces_simples(texte).split())


# --- Prices -------------------------------------------------------------------------------------


@pytest.mark.parametrize("forfait", FORFAITS)
def test_le_prix_d_un_forfait_est_a_renseigner_jamais_zero(lancer: Lancer, forfait: str) -> None:
    un = devis(lancer, *COMMUNE, "--forfait", forfait)[forfait]
    ligne = lignes(un)["forfait"]
    assert (ligne["statut"], ligne["prix_unitaire"], ligne["montant"]) == ("a_renseigner", None, None)
    assert ligne["motif"] == "absent de l’annexe, à demander au centre de gestion"
    assert (un["complet"], un["non_chiffre"], un["totaux"]) == (False, ["forfait"], [])


@pytest.mark.parametrize(("demande", "code"), SANS_PRIX, ids=[code for _, code in SANS_PRIX])
def test_un_prix_absent_de_l_annexe_est_a_renseigner_partout(
    lancer: Lancer, demande: tuple[str, str], code: str
) -> None:
    for un in devis(lancer, *COMMUNE, *demande).values():
        ligne = lignes(un)[code]
        assert ligne["quantite"] == int(demande[1])
        assert (ligne["statut"], ligne["prix_unitaire"], ligne["montant"]) == ("a_renseigner", None, None)
        assert un["non_chiffre"] == ["forfait", code]


def test_seul_le_go_a_un_prix_sept_euros(lancer: Lancer) -> None:
    for un in devis(lancer, *COMMUNE, "--extra-go", "4").values():
        ligne = lignes(un)["sauvegarde-externalisee"]
        assert (ligne["prix_unitaire"], ligne["montant"], ligne["statut"]) == ("7.00", "28.00", "chiffre")
        assert un["totaux"] == [{"periodicite": None, "montant": "28.00"}]


@pytest.mark.parametrize("un_seul", [(), ("--forfait", "metiers")])
def test_un_devis_incomplet_dit_sous_total_chiffre_jamais_total(lancer: Lancer, un_seul: tuple[str, ...]) -> None:
    for format_ in ("table", "markdown", "csv"):
        texte = page(lancer, "quote", *COMMUNE, "--extra-go", "4", *un_seul, "--format", format_)
        assert "Sous-total chiffré" in texte
        assert "Total" not in texte
        assert "à demander au centre de gestion" in texte


def test_l_antispam_est_sur_etude_et_n_a_pas_de_prix(lancer: Lancer) -> None:
    for un in devis(lancer, *COMMUNE, "--anti-spam").values():
        ligne = lignes(un)["filtrage-antispam"]
        assert (ligne["statut"], ligne["montant"], ligne["quantite"], ligne["unite"]) == ("sur_etude", None, 1, None)
        assert "étude" in ligne["motif"]
        assert any("Filtrage anti-spam" in note for note in un["notes"])
    assert "sur étude" in page(lancer, "quote", *COMMUNE, "--anti-spam", "--forfait", "metiers")


def test_la_periodicite_et_la_tva_des_7_euros_sont_dites_non_precisees(lancer: Lancer) -> None:
    un = devis(lancer, *COMMUNE, "--extra-go", "4")["metiers"]
    assert lignes(un)["sauvegarde-externalisee"]["periodicite"] is None
    assert any("n’est pas annualisé" in note for note in un["notes"])
    assert any("n’est dit ni HT ni TTC" in note for note in un["notes"])
    texte = page(lancer, "quote", *COMMUNE, "--extra-go", "4", "--forfait", "metiers")
    assert "périodicité non précisée" in texte
    sans_la_note = texte.replace("n’est dit ni HT ni TTC", "").replace("leur TVA n’est pas précisée", "")
    for mot in (" HT", "TTC", "TVA", "par an,", "336"):
        assert mot not in sans_la_note.replace("(par mois, par an, une fois)", "")


# --- Thresholds, criterion, population ----------------------------------------------------------


@pytest.mark.parametrize(
    ("taille", "numero"),
    [
        (("--habitants", "9999"), 7),
        (("--habitants", "10000"), 8),
        (("--agents", "119"), 7),
        (("--agents", "120"), 8),
    ],
)
def test_la_strate_7_s_arrete_la_ou_la_8_plus_precise_commence(
    lancer: Lancer, taille: tuple[str, str], numero: int
) -> None:
    assert lancer("strate", *taille, "--format", "json").json()["strate"]["numero"] == numero
    assert "la plus précise l’emporte" in page(lancer, "strate", *taille)


def test_non_affiliee_la_strate_8_est_dite_clairement(lancer: Lancer) -> None:
    texte = page(lancer, "strate", "--habitants", "120", "--non-affiliee")
    assert "non affiliée : strate 8, quelle que soit sa taille" in texte
    assert "Commune de 120 habitants non affiliée au centre de gestion" in texte
    assert devis(lancer, "--habitants", "120", "--non-affiliee")["metiers"]["inclus"] == {
        "logiciels-securite": 10,
        "sauvegarde-externalisee": 15,
        "certificat-electronique": 2,
    }


def test_affiliee_est_suppose_et_imprime_comme_tel(lancer: Lancer) -> None:
    hypothese = "Collectivité affiliée au centre de gestion : supposé, faute d’indication contraire."
    assert hypothese in page(lancer, "quote", *COMMUNE)
    assert "supposé" not in page(lancer, "quote", *COMMUNE, "--non-affiliee")
    hypotheses = lancer("quote", *COMMUNE, "--format", "json").json()["hypotheses"]
    assert [espaces_simples(texte) for texte in hypotheses] == [
        hypothese,
        "Population de 1 200 habitants : chiffre donné par le demandeur, sans indication de nature "
        "(totale ou municipale) ni d’année.",
    ]


def test_l_effectif_donne_est_une_hypothese_en_personnes(lancer: Lancer) -> None:
    hypotheses = lancer("quote", "--agents", "12", "--format", "json").json()["hypotheses"]
    assert len(hypotheses) == 2
    assert espaces_simples(hypotheses[1]) == "Effectif de 12 agents : chiffre donné par le demandeur, en personnes."


def test_jamais_habitants_et_agents_ni_le_plus_favorable(lancer: Lancer) -> None:
    refuse = lancer("quote", *COMMUNE, "--agents", "3")
    assert (refuse.code, refuse.sortie) == (2, b"")
    assert "--habitants, --agents : les deux à la fois" in espaces_simples(refuse.erreur)


@pytest.mark.parametrize(
    ("arguments", "nature", "critere"),
    [
        (("--habitants", "12"), "commune", "habitants"),
        (("--agents", "12"), "etablissement-public", "agents"),
        (("--agents", "12", "--nature", "etablissement-public"), "etablissement-public", "agents"),
        (("--agents", "12", "--nature", "budget-annexe"), "budget-annexe", "agents"),
    ],
)
def test_chacun_selon_son_critere(lancer: Lancer, arguments: tuple[str, ...], nature: str, critere: str) -> None:
    donnees = lancer("quote", *arguments, "--format", "json").json()
    assert donnees["collectivite"]["nature"] == nature
    assert donnees["strate"]["critere"] == critere


@pytest.mark.parametrize(
    ("agents", "dessous", "dessus"), [("7.5", (7, 2), (8, 3)), ("7,5", (7, 2), (8, 3)), ("3.9", (3, 1), (4, 2))]
)
def test_7_agents_et_demi_est_refuse_avec_l_explication(
    lancer: Lancer, agents: str, dessous: tuple[int, int], dessus: tuple[int, int]
) -> None:
    refuse = lancer("strate", "--agents", agents)
    assert refuse.code == 2
    texte = une_ligne(refuse.erreur)
    assert f"« {agents} » : les agents se comptent en personnes entières" in texte
    assert f"entre la strate {dessous[1]} et la strate {dessus[1]}" in texte
    assert f"{dessous[0]} agents donnent la strate {dessous[1]}, {dessus[0]} la strate {dessus[1]}" in texte


def test_12_agents_et_demi_est_refuse_sans_parler_de_deux_strates(lancer: Lancer) -> None:
    refuse = lancer("strate", "--agents", "12.5")
    assert refuse.code == 2
    assert "personnes entières" in refuse.erreur
    assert "strate 4" not in refuse.erreur


def test_plusieurs_souscripteurs_font_plusieurs_devis(lancer: Lancer) -> None:
    assert "souscripteurs distincts : un devis chacun, jamais additionnés" in page(lancer, "quote", "--agents", "3")


def test_la_population_retenue_est_la_totale_et_le_devis_dit_pourquoi(lancer: Lancer, catalogue: Catalogue) -> None:
    assert catalogue.population is GenrePopulation.TOTALE
    note = next(note for note in catalogue.notes if note.code == "population")
    assert "loi française" in note.raison
    for commande in ("quote", "strate", "compare"):
        assert note.texte in page(lancer, commande, *COMMUNE)
    assert note.texte not in page(lancer, "quote", "--agents", "12")


# --- Hébergé, parapheur, convocation ------------------------------------------------------------


@pytest.mark.parametrize("habitants", [0, 1200, 25000])
def test_heberge_ne_comprend_aucun_volume_quelle_que_soit_la_strate(lancer: Lancer, habitants: int) -> None:
    inclus = devis(lancer, "--habitants", str(habitants))["heberge"]["inclus"]
    assert inclus == {"logiciels-securite": 0, "sauvegarde-externalisee": 0, "certificat-electronique": 0}


@pytest.mark.parametrize(
    ("drapeau", "code"),
    [
        ("go", "sauvegarde-externalisee"),
        ("antivirus", "logiciels-securite"),
        ("certificats", "certificat-electronique"),
    ],
)
def test_heberge_vend_des_le_premier_avec_la_note_a_confirmer(lancer: Lancer, drapeau: str, code: str) -> None:
    for demande in (f"--extra-{drapeau}", f"--besoin-{drapeau}"):
        un = devis(lancer, *COMMUNE, demande, "1")["heberge"]
        assert lignes(un)[code]["quantite"] == 1
        assert lignes(un)[code]["statut"] != "inclus"
        assert any("aucun volume inclus, à confirmer" in note for note in un["notes"])
    assert not any("à confirmer" in note for note in devis(lancer, *COMMUNE)["heberge"]["notes"])


@pytest.mark.parametrize("forfait", ["metiers", "technologie"])
def test_parapheur_non_propose_le_refus_nomme_ou_il_est(lancer: Lancer, forfait: str) -> None:
    resultat = lancer("quote", *COMMUNE, "--parapheur", "--forfait", forfait, "--format", "json")
    assert resultat.code == 1
    (un,) = resultat.json()["devis"]
    assert (un["recevable"], un["complet"], un["lignes"], un["totaux"]) == (False, False, [], [])
    (motif,) = un["motifs"]
    assert "n’est pas proposé" in motif
    page = lancer("quote", *COMMUNE, "--parapheur", "--forfait", forfait).texte
    for texte in (une_ligne(motif), une_ligne(page)):
        assert "compris dans : Forfait Métiers et Communication et Forfait Technologie Plus" in texte
        assert "en option avec : Forfait Hébergé" in texte
    assert "n’est pas proposé" in une_ligne(resultat.erreur)


@pytest.mark.parametrize("forfait", ["metiers-communication", "technologie-plus"])
def test_parapheur_inclus_ne_coute_rien_de_plus(lancer: Lancer, forfait: str) -> None:
    un = devis(lancer, *COMMUNE, "--parapheur")[forfait]
    ligne = lignes(un)["parapheur-certificat"]
    assert (ligne["statut"], ligne["montant"]) == ("inclus", "0.00")
    assert un["non_chiffre"] == ["forfait"]


def test_parapheur_sous_heberge_est_une_option_au_prix_a_renseigner(lancer: Lancer) -> None:
    ligne = lignes(devis(lancer, *COMMUNE, "--parapheur")["heberge"])["parapheur-certificat"]
    assert (ligne["statut"], ligne["montant"]) == ("a_renseigner", None)
    assert "Selon strate et coût du certificat" in ligne["source"]


def test_le_certificat_du_parapheur_n_est_pas_ajoute_au_compte(lancer: Lancer) -> None:
    un = devis(lancer, *COMMUNE, "--parapheur", "--besoin-certificats", "2")["technologie-plus"]
    assert un["inclus"]["certificat-electronique"] == 1
    assert lignes(un)["certificat-electronique"]["quantite"] == 1
    assert any("il n’est pas ajouté au compte" in note for note in un["notes"])
    assert "Parapheur électronique (inclus avec un certificat)" in page(
        lancer, "quote", *COMMUNE, "--forfait", "technologie-plus"
    )


def test_convocation_sous_heberge_est_en_option_sans_tarif_et_ne_se_vend_pas(lancer: Lancer) -> None:
    dite = page(lancer, "quote", *COMMUNE, "--forfait", "heberge", "--detail")
    assert "en option, tarif absent de l’annexe" in dite
    refuse = lancer("quote", *COMMUNE, "--option", "convocation")
    assert refuse.code == 2
    assert "« Convocation électronique » n’est vendu par aucune option" in espaces_simples(refuse.erreur)
    donnees = lancer("quote", *COMMUNE, "--exige", "convocation", "--format", "json").json()
    assert [un["forfait"] for un in donnees["devis"]] == ["metiers-communication", "heberge", "technologie-plus"]
    assert "en option sous ce forfait, non compris" in " ".join(donnees["devis"][1]["notes"])


@pytest.mark.parametrize("code", ["logiciels-metiers", "chorus-pro", "flux-comptables", "formation-groupe"])
def test_non_inclus_sans_ligne_d_option_ne_se_vend_pas(lancer: Lancer, code: str) -> None:
    assert lancer("quote", *COMMUNE, "--option", code).code == 2
    donnees = lancer("quote", *COMMUNE, "--exige", code, "--format", "json").json()
    assert [un["forfait"] for un in donnees["devis"]] == ["metiers", "metiers-communication", "heberge"]
    assert [un["forfait"] for un in donnees["ecartes"]] == ["technologie", "technologie-plus"]
    assert all("ni inclus ni en option" in un["motif"] for un in donnees["ecartes"])


# --- Alike but different, and what is never done ------------------------------------------------


@pytest.mark.parametrize(
    ("demande", "service", "option"),
    [
        (("--formation", "1"), "formation-groupe", "formation-sur-site"),
        (("--conseil-jours", "1"), "conseil-equipement", "conseil-equipement"),
        (("--extra-go", "1"), "stockage-partage", "sauvegarde-externalisee"),
    ],
)
def test_semblables_mais_differents_lignes_distinctes(
    lancer: Lancer, catalogue: Catalogue, demande: tuple[str, str], service: str, option: str
) -> None:
    """Under Métiers all three services are included; the option is charged in full beside them."""
    noms = {un.code: un.nom for un in catalogue.services}
    texte = page(lancer, "quote", *COMMUNE, *demande, "--forfait", "metiers")
    assert noms[service] in texte
    un = devis(lancer, *COMMUNE, *demande)["metiers"]
    assert lignes(un)[option]["quantite"] == 1
    assert lignes(un)[option]["statut"] != "inclus"
    assert lignes(un)[option]["libelle"] != noms[service]


def test_le_conseil_compris_n_est_pas_deduit_des_jours_demandes(lancer: Lancer) -> None:
    refuse = lancer("quote", *COMMUNE, "--besoin-conseil", "3")
    assert refuse.code == 2
    assert lignes(devis(lancer, *COMMUNE, "--conseil-jours", "2")["metiers"])["conseil-equipement"]["quantite"] == 2


def test_le_go_de_partage_n_est_pas_deduit_d_un_besoin_de_sauvegarde(lancer: Lancer) -> None:
    ligne = lignes(devis(lancer, *COMMUNE, "--besoin-go", "6")["metiers"])["sauvegarde-externalisee"]
    assert (ligne["quantite"], ligne["montant"]) == (1, "7.00")


@pytest.mark.parametrize(("basse", "haute"), [(1, 2), (7, 8)])
def test_strates_aux_memes_volumes_gardees_distinctes(catalogue: Catalogue, basse: int, haute: int) -> None:
    une, autre = catalogue.strates[basse - 1], catalogue.strates[haute - 1]
    assert une.volumes == autre.volumes
    assert (une.numero, une.libelle) != (autre.numero, autre.libelle)


@pytest.mark.parametrize("besoin", ["0", "1", "4", "5"])
def test_un_besoin_couvert_ne_donne_aucun_avoir(lancer: Lancer, besoin: str) -> None:
    un = devis(lancer, *COMMUNE, "--besoin-go", besoin)["metiers"]
    assert un["totaux"] == []
    if besoin != "0":
        ligne = lignes(un)["sauvegarde-externalisee"]
        assert (ligne["quantite"], ligne["montant"], ligne["statut"]) == (0, "0.00", "inclus")
        assert any("aucune réduction" in note for note in un["notes"])


def test_aucun_prorata_et_le_devis_le_dit(lancer: Lancer) -> None:
    debut_d_annee = devis(lancer, *COMMUNE, "--extra-go", "4", "--date", "2026-01-01")
    fin_d_annee = devis(lancer, *COMMUNE, "--extra-go", "4", "--date", "2026-12-31")
    assert debut_d_annee == fin_d_annee
    assert all("Aucun prorata n’est appliqué." in un["notes"] for un in fin_d_annee.values())


def test_chaque_note_a_sa_raison(catalogue: Catalogue) -> None:
    assert len(catalogue.notes) > 15
    assert all(note.raison and note.texte for note in catalogue.notes)
