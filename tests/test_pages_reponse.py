"""What the pages say: the answer first, in few lines; a price in words; zero, one and many."""

import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from outils import PRIX, RACINE, Lancer, espaces_simples, variante

from forfait_cli.domaine.catalogue import Catalogue, HorsTaxe, NonSoumis, Tva
from forfait_cli.domaine.chiffreur import chiffrer
from forfait_cli.domaine.demande import Collectivite, Demande
from forfait_cli.domaine.impact import Ecart, Impact, Inconnu, Part, totaliser
from forfait_cli.domaine.prix import (
    ARenseigner,
    Bareme,
    Chiffre,
    Echeance,
    NonPropose,
    ParTranche,
    PourCent,
    SelonNature,
    SelonStrate,
    SurEtude,
    Tarif,
    Tranche,
    Tranches,
)
from forfait_cli.domaine.prix_en_mots import est_dit_par, texte_de_cellule, texte_echeance
from forfait_cli.domaine.types import Mesure, Mode, Periodicite, Unite
from forfait_cli.readers.catalogue import load_catalogue
from forfait_cli.render.commun.lignes import tableau_couts
from forfait_cli.render.commun.prix import cellule_prix
from forfait_cli.render.devis.document import Lettre, document_devis
from forfait_cli.render.document import (
    Barres,
    Euros,
    Fiche,
    Liste,
    Manque,
    Paragraphe,
    Parties,
    SautDePage,
    Signature,
    Tableau,
    Texte,
    Titre,
    fait,
)
from forfait_cli.render.impact.page import page_impact

TARIFS = """schema = "forfait.tarifs/1"
titre = "Tarifs 2026"
source = "Délibération"
valide_du = 2026-01-01
[forfaits]
metiers = { montant = 450.00, periodicite = "an" }
metiers-communication = { montant = 620.50, periodicite = "an" }
heberge = { montant = 410.00, periodicite = "an" }
technologie = { montant = 450.00, periodicite = "an" }
technologie-plus = { montant = 710.25, periodicite = "an" }
[options]
sauvegarde-externalisee = { montant = 7.00, periodicite = "an" }
"""
DEMANDE = ("compare", "--habitants", "1200", "--besoin-go", "9")


@pytest.fixture
def annexe() -> Catalogue:
    catalogue = load_catalogue(None)
    paie = Mesure("masse-salariale", "masse salariale", None, (), "")
    return catalogue._replace(mesures=(*catalogue.mesures, paie))


# --- A price in words -----------------------------------------------------------------------------

INCONNU = ARenseigner("?")
COMPTE = Unite("compte", "comptes")


def chiffre(montant: str) -> Chiffre:
    return Chiffre(Decimal(montant))


def tranches(calcul: ParTranche) -> Tranches:
    return Tranches((Tranche(100, Decimal("5.00")), Tranche(200, Decimal("4.00")), Tranche(None, Decimal(3))), calcul)


def par_strate(**sauf: Bareme) -> SelonStrate:
    prix = {numero: chiffre(f"{numero}00") for numero in range(1, 9)}
    return SelonStrate({**prix, **{int(cle[1:]): un for cle, un in sauf.items()}}, INCONNU)


@pytest.mark.parametrize(
    ("echeance", "texte"),
    [
        (Echeance(chiffre("7")), "7,00 € par compte"),
        (Echeance(chiffre("7"), Periodicite.AN), "7,00 € par compte et par an"),
        (Echeance(chiffre("7"), Periodicite.UNIQUE), "7,00 € par compte, une fois"),
        (Echeance(tranches(ParTranche.FORFAITAIRE), Periodicite.AN),
         "5,00 € jusqu’à 100 comptes ; 4,00 € jusqu’à 200 ; 3,00 € au-delà, par an"),
        (Echeance(chiffre("0.35"), Periodicite.AN, "habitants", plancher=Decimal(150), plafond=Decimal(900)),
         "0,35 € par habitant et par an, 150,00 € au moins, 900,00 € au plus"),
        (Echeance(chiffre("7"), minimum=3), "7,00 € par compte, 3 comptes au minimum"),
        (Echeance(chiffre("7"), gratuits=2), "7,00 € par compte, 2 comptes sans frais"),
        (Echeance(chiffre("50"), libelle="frais de dossier"), "frais de dossier : 50,00 € par compte"),
        (Echeance(PourCent(Decimal("0.50")), par="masse-salariale", plancher=Decimal(80)),
         "0,5 % d’un montant (masse salariale), 80,00 € au moins"),
        (Echeance(tranches(ParTranche.MARGINALE)),
         "5,00 € par compte jusqu’à 100 ; 4,00 € jusqu’à 200 ; 3,00 € au-delà"),
        (Echeance(tranches(ParTranche.VOLUME)),
         "5,00 € par compte jusqu’à 100 ; 4,00 € par compte pour le tout jusqu’à 200 ; "
         "3,00 € par compte pour le tout au-delà"),
        (Echeance(tranches(ParTranche.FORFAITAIRE)),
         "5,00 € jusqu’à 100 comptes ; 4,00 € jusqu’à 200 ; 3,00 € au-delà"),
        (Echeance(INCONNU, Periodicite.AN), "à renseigner"),
        (Echeance(SurEtude("?")), "sur étude"),
        (Echeance(NonPropose("")), "non proposé"),
        (Echeance(par_strate()), "de 100,00 € à 800,00 € par compte selon la strate"),
        (Echeance(par_strate(s1=NonPropose(""), s2=NonPropose(""))),
         "de 300,00 € à 800,00 € par compte selon la strate, non proposé en strates 1 et 2"),
        (Echeance(SelonStrate({1: chiffre("100"), 2: chiffre("100")}, INCONNU)),
         "100,00 € par compte selon la strate, à renseigner en strates 3, 4, 5, 6, 7 et 8"),
        (Echeance(SelonNature({"commune": chiffre("90"), "budget-annexe": SurEtude("?")}, INCONNU)),
         "selon la nature : 90,00 € par compte (commune) ; sur étude (budget annexe)"),
        (Echeance(Tranches((Tranche(None, Decimal(5)),), ParTranche.MARGINALE)), "5,00 € par compte"),
        # No amount for any strate: what is the same for all is told once.
        (Echeance(SelonStrate(dict.fromkeys(range(1, 9), SurEtude("?")), INCONNU)), "sur étude"),
        (Echeance(SelonStrate(dict.fromkeys(range(1, 8), SurEtude("?")), INCONNU)),
         "selon la strate : sur étude en strates 1, 2, 3, 4, 5, 6 et 7"),
        (Echeance(SelonStrate({2: SurEtude("?"), 1: NonPropose(""), 3: SurEtude("?")}, INCONNU)),
         "selon la strate : non proposé en strate 1, sur étude en strates 2 et 3"),
        (Echeance(SelonStrate({8: SelonNature({"commune": chiffre("90")}, INCONNU)}, INCONNU)),
         "selon la strate : selon la nature : 90,00 € par compte (commune) en strate 8"),
        (Echeance(SelonStrate({}, INCONNU)), "à renseigner"),
    ],
)  # fmt: skip
def test_un_prix_en_mots(annexe: Catalogue, echeance: Echeance, texte: str) -> None:
    assert espaces_simples(texte_echeance(annexe, echeance, COMPTE, quand=True)) == texte


@pytest.mark.parametrize(
    ("cellule", "echeance", "dit"),
    [
        ("1 200,50 € par an", Echeance(chiffre("1200.5")), True),
        ("1 200 € par an", Echeance(chiffre("1200.5")), False),
        ("7 €, 3 comptes au moins", Echeance(chiffre("7"), minimum=3), True),
        ("7 €", Echeance(chiffre("7"), minimum=3), False),
        ("7 €, les 2 premiers offerts", Echeance(chiffre("7"), gratuits=2), True),
        ("7 €, les premiers offerts", Echeance(chiffre("7"), gratuits=2), False),
        ("7 €, de 50 à 90 €", Echeance(chiffre("7"), plancher=Decimal(50), plafond=Decimal(90)), True),
        ("7 €, 50 € au moins", Echeance(chiffre("7"), plancher=Decimal(50), plafond=Decimal(90)), False),
        ("0,5 %", Echeance(PourCent(Decimal("0.50"))), True),
        ("5 € jusqu’à 100, 4 € jusqu’à 200, puis 3 €", Echeance(tranches(ParTranche.VOLUME)), True),
        ("5, 4 puis 3 €", Echeance(tranches(ParTranche.VOLUME)), False),
        ("Sur étude", Echeance(SurEtude("?")), True),
        ("Selon la strate", Echeance(par_strate()), False),
        ("7 € par an", Echeance(chiffre("7"), Periodicite.AN), True),
        ("7 € par plan", Echeance(chiffre("7"), Periodicite.AN), False),
        ("7 €", Echeance(chiffre("7"), Periodicite.UNIQUE), True),
        ("7 €", Echeance(chiffre("7"), Periodicite.MOIS), False),
        ("7 €, une fois", Echeance(chiffre("7"), Periodicite.UNIQUE), True),
        ("Sur étude", Echeance(SurEtude("?"), Periodicite.AN), True),
    ],
)
def test_un_texte_publie_qui_dit_tout_son_prix(cellule: str, echeance: Echeance, dit: bool) -> None:
    assert est_dit_par(cellule, Tarif(None, (echeance,))) is dit


@pytest.mark.parametrize(
    ("unite", "echeance", "texte"),
    [
        (None, Echeance(chiffre("7"), Periodicite.AN), "7,00 € par an"),
        (None, Echeance(chiffre("7"), Periodicite.UNIQUE), "7,00 € une fois"),
        (None, Echeance(chiffre("7"), Periodicite.PREMIERE_ANNEE, "habitants"),
         "7,00 € par habitant, la première année"),
        (None, Echeance(par_strate(), Periodicite.AN), "de 100,00 € à 800,00 € par an selon la strate"),
        (None, Echeance(par_strate(), Periodicite.UNIQUE), "de 100,00 € à 800,00 € selon la strate, une fois"),
        (COMPTE, Echeance(par_strate(s1=NonPropose("")), Periodicite.MOIS),
         "de 200,00 € à 800,00 € par compte et par mois selon la strate, non proposé en strate 1"),
    ],
)  # fmt: skip
def test_ce_qui_se_compte_et_quand(annexe: Catalogue, unite: Unite | None, echeance: Echeance, texte: str) -> None:
    assert espaces_simples(texte_echeance(annexe, echeance, unite, quand=True)) == texte


@pytest.mark.parametrize(
    ("echeances", "texte"),
    [
        ((Echeance(chiffre("7"), Periodicite.AN),), "7,00 € par compte et par an"),
        ((Echeance(par_strate(), Periodicite.AN),), "Tarif par compte et par an selon la strate"),
        ((Echeance(par_strate(s1=NonPropose("")), Periodicite.UNIQUE),), "Tarif par compte selon la strate, une fois"),
        ((Echeance(SelonNature({"commune": chiffre("90")}, INCONNU)),), "Tarif par compte selon la nature"),
        ((Echeance(chiffre("180"), libelle="séance"), Echeance(chiffre("45"), libelle="trajet")),
         "Séance : 180,00 € par compte ; trajet : 45,00 € par compte"),
        ((Echeance(INCONNU),), "À renseigner"),
        ((Echeance(SurEtude("?")),), "Sur étude"),
    ],
)  # fmt: skip
def test_la_cellule_que_le_fichier_ne_donne_pas(annexe: Catalogue, echeances: tuple[Echeance, ...], texte: str) -> None:
    assert espaces_simples(texte_de_cellule(annexe, Tarif(None, echeances), COMPTE)) == texte


@pytest.mark.parametrize(
    ("texte", "echeance", "dit"),
    [
        ("7 € par Go supplémentaire", Echeance(chiffre("7.00")), True),
        ("7,50 € l’unité", Echeance(chiffre("7.5")), True),
        ("1 200 € par an", Echeance(chiffre("1200")), True),
        ("70 € par Go", Echeance(chiffre("7")), False),
        ("En option", Echeance(chiffre("7")), False),
        ("0,12 € par habitant", Echeance(chiffre("0.12"), plancher=Decimal(80)), False),
        ("0,12 € par habitant, 80 € au moins", Echeance(chiffre("0.12"), plancher=Decimal(80)), True),
        ("Sur devis", Echeance(SurEtude("?")), True),
    ],
)
def test_le_texte_publie_dit_le_prix(texte: str, echeance: Echeance, dit: bool) -> None:
    assert est_dit_par(texte, Tarif(Mode.UNITAIRE, (echeance,))) is dit


# --- The answer first -----------------------------------------------------------------------------


def lignes(lancer: Lancer, *arguments: str) -> list[str]:
    resultat = lancer(*arguments, env={"COLUMNS": "80"})
    assert resultat.code == 0, resultat.erreur
    return espaces_simples(resultat.texte).splitlines()


def premiere(textes: list[str], debut: str) -> int:
    return next(rang for rang, texte in enumerate(textes, 1) if texte.startswith(debut))


def test_sans_prix_le_cout_et_le_verdict_en_24_lignes(lancer: Lancer) -> None:
    textes = lignes(lancer, *DEMANDE)
    assert premiere(textes, "Aucun forfait n’est entièrement chiffré") <= 22
    assert "28,00 €" in "\n".join(textes[:24])
    assert "centre de gestion" in "\n".join(textes[:24])  # who has the price
    assert len(textes) <= 80


def test_avec_des_prix_le_cout_et_le_verdict_en_24_lignes(lancer: Lancer, tmp_path: Path) -> None:
    (tmp_path / "t.toml").write_text(TARIFS, encoding="utf-8")
    textes = lignes(lancer, *DEMANDE, "--tarifs", str(tmp_path / "t.toml"))
    rang = premiere(textes, "Le moins cher : Forfait Hébergé, 473,00 € par an. Le Forfait Hébergé ne")
    assert rang <= 21
    assert "Gestion de parc" in " ".join(textes[rang : rang + 3])
    assert "█" in "\n".join(textes)
    assert len(textes) <= 80


def test_a_deux_periodicites_le_cout_et_le_verdict_en_24_lignes_aussi(lancer: Lancer, tmp_path: Path) -> None:
    """The annex does not say how often its 7 € are due: the totals stand side by side, a line a forfait."""
    (tmp_path / "t.toml").write_text(TARIFS.partition("[options]")[0], encoding="utf-8")
    textes = lignes(lancer, *DEMANDE, "--tarifs", str(tmp_path / "t.toml"))
    rang = premiere(textes, "│ Métiers          │ 450,00 € │  28,00 € (4 Go) │ 450,00 € │       28,00 € │")
    assert textes[rang].startswith("│ Métiers et Com.")
    assert premiere(textes, "Aucun forfait chiffré n’est le moins cher à toutes les échéances") <= 21
    assert len(textes) <= 80


def test_les_notes_laissees_sont_comptees_et_le_detail_les_montre(lancer: Lancer) -> None:
    bref, entier = "\n".join(lignes(lancer, *DEMANDE)), "\n".join(lignes(lancer, *DEMANDE, "--detail"))
    assert "autres notes : --detail" in bref
    assert "--detail" not in entier
    assert "Strate" in entier.partition("Services compris dans le forfait")[2]
    for note in load_catalogue(None).notes:
        if "comparaison" in note.vues:
            assert note.texte.split(" ; ")[0][:40] in " ".join(entier.split())


def test_les_autres_formats_disent_tout(lancer: Lancer) -> None:
    texte = lancer(*DEMANDE, "--format", "markdown").texte
    assert "--detail" not in texte
    assert "Aucun prorata n’est appliqué" in texte


def test_un_seul_forfait(lancer: Lancer, tmp_path: Path) -> None:
    texte = " ".join(lignes(lancer, *DEMANDE, "--forfait", "metiers"))
    assert "Le Forfait Métiers n’est pas entièrement chiffré." in texte
    grille = variante(tmp_path, *PRIX)
    texte = " ".join(lignes(lancer, *DEMANDE, "--forfait", "metiers", "--catalogue", str(grille)))
    assert "Le Forfait Métiers : 478,00 € par an." in texte
    assert "le moins cher" not in texte.lower()


def test_aucun_ne_repond(lancer: Lancer) -> None:
    texte = " ".join(lignes(lancer, "compare", "--habitants", "1200", "--parapheur", "--forfait", "metiers"))
    assert "Aucun forfait ne répond à cette demande." in texte


def test_seul_chiffre(lancer: Lancer, tmp_path: Path) -> None:
    grille = variante(tmp_path, PRIX[1])
    texte = " ".join(lignes(lancer, "compare", "--habitants", "1200", "--catalogue", str(grille)))
    assert "Seul entièrement chiffré : Forfait Métiers et Communication, 620,50 € par an." in texte
    assert "Reste à connaître : prix du forfait pour les autres (" in texte
    assert "█" not in texte


def test_la_grille_sans_collectivite_montre_les_prix_par_strate(lancer: Lancer, tmp_path: Path) -> None:
    assert "Prix des forfaits" not in lancer("compare").texte
    grille = variante(tmp_path, *PRIX)
    texte = espaces_simples(lancer("compare", "--catalogue", str(grille), "--format", "markdown").texte)
    assert "| 300,00 € par an | 620,50 € par an |" in texte.partition("Prix des forfaits")[2]
    entete, *rangees = lancer("compare", "--catalogue", str(grille), "--format", "csv").lignes_csv()
    prix = [dict(zip(entete, rangee, strict=True)) for rangee in rangees if rangee[0] == "prix"]
    assert [une["metiers"] for une in prix][:2] == ["300.00", "350.00"]
    donnees = lancer("compare", "--catalogue", str(grille), "--format", "json").json()
    metiers, avec, *_ = donnees["forfaits"]
    assert (metiers["prix"], avec["prix"]) == (None, "620.50")
    assert metiers["tarif"][0]["bareme"]["strates"]["2"] == {"genre": "fixe", "montant": "350.00"}


def test_quote_dit_le_total_d_abord(lancer: Lancer, tmp_path: Path) -> None:
    demande = ("quote", "--habitants", "1200", "--extra-go", "4", "--forfait", "metiers")
    textes = lignes(lancer, *demande)
    assert textes[2].startswith("Sous-total chiffré  28,00 € (périodicité non précisée)")
    assert textes[3].startswith("À connaître")
    textes = lignes(lancer, *demande, "--catalogue", str(variante(tmp_path, *PRIX)))
    assert textes[2].split() == ["Total", "478,00", "€", "par", "an"]


# --- The effect of a new grid ---------------------------------------------------------------------


def effet(*parts: Part, **autres: Any) -> Impact:
    vide = Impact(parts, (), (), (), 0, (), 0, 0, (False, False))
    return vide._replace(**autres)


@pytest.mark.parametrize(
    ("lues", "changent", "dit"),
    [
        (0, 0, "aucune"),
        (1, 0, "1, qui ne change pas de strate"),
        (1, 1, "1, qui change de strate"),
        (579, 0, "579, aucune ne change de strate"),
        (579, 1, "579, dont une change de strate"),
        (579, 3, "579, dont 3 changent de strate"),
        (3, 3, "3, toutes changent de strate"),
    ],
)
def test_zero_une_plusieurs(annexe: Catalogue, lues: int, changent: int, dit: str) -> None:
    page = page_impact(annexe, annexe, effet(lues=lues, changent=changent))
    fiche = page.blocs[0]
    assert isinstance(fiche, Fiche)
    assert fiche.faits[-1] == fait("Collectivités", dit)
    assert "aucun devis n’a de montant sous les deux grilles" in str(page.blocs[1])


@pytest.mark.parametrize(
    ("manques", "dit"),
    [
        ((True, True), "il manque des prix dans les deux grilles"),
        ((True, False), "il manque des prix dans la grille d’avant"),
        ((False, True), "il manque des prix dans la grille d’après"),
        ((False, False), "aucun forfait ne peut être proposé sous les deux grilles"),
    ],
)
def test_l_effet_dit_a_quelle_grille_il_manque_des_prix(
    annexe: Catalogue, manques: tuple[bool, bool], dit: str
) -> None:
    page = page_impact(annexe, annexe, effet(inconnus=(Inconnu(1, "metiers", 1, 0),), manques=manques))
    assert page.blocs[-1] == Paragraphe(f"Rien ne peut être comparé : {dit}.")


@pytest.mark.parametrize(
    ("avant", "apres", "dit"),
    [
        (HorsTaxe(Decimal(20)), HorsTaxe(Decimal(10)), "montants hors taxe"),
        (NonSoumis("TVA non applicable"), NonSoumis("TVA non applicable"), "non applicable"),
        (None, HorsTaxe(Decimal(20)), "avant, non précisée ; après, montants hors taxe"),
        (None, None, None),
    ],
)
def test_l_effet_dit_ce_que_sont_ses_montants(
    annexe: Catalogue, avant: Tva | None, apres: Tva | None, dit: str | None
) -> None:
    fiche = page_impact(annexe._replace(tva=avant), annexe._replace(tva=apres), effet(lues=1)).blocs[0]
    assert isinstance(fiche, Fiche)
    assert [un for un in fiche.faits if un.nom == "TVA"] == ([] if dit is None else [fait("TVA", dit)])


@pytest.mark.parametrize(
    ("non_lues", "refusees", "dit"),
    [
        (3, (), "3, hors du calcul"),
        (1, ("A",), "2, hors du calcul, dont 1 par l’une des grilles"),
        (0, (), None),
    ],
)
def test_l_effet_compte_toutes_les_lignes_refusees(
    annexe: Catalogue, non_lues: int, refusees: tuple[str, ...], dit: str | None
) -> None:
    fiche = page_impact(annexe, annexe, effet(lues=5, non_lues=non_lues, refusees=refusees)).blocs[0]
    assert isinstance(fiche, Fiche)
    assert fiche.faits[3:] == (() if dit is None else (fait("Lignes refusées", dit),))


def test_l_effet_finit_par_les_totaux(annexe: Catalogue) -> None:
    an, mois = Periodicite.AN, Periodicite.MOIS
    parts = (
        Part(1, "metiers", an, 2, Decimal(100), Decimal(110)),
        Part(2, "metiers", an, 1, Decimal(50), Decimal(40)),
        Part(1, "heberge", mois, 1, Decimal(10), Decimal(10)),
        Part(1, "heberge", an, 1, Decimal(20), Decimal(30)),
    )
    totaux = totaliser(effet(*parts))
    assert [(t.forfait, t.periodicite, t.combien, t.avant, t.apres) for t in totaux] == [
        ("metiers", an, 3, Decimal("150.00"), Decimal("150.00")),
        ("heberge", mois, 1, Decimal("10.00"), Decimal("10.00")),
        ("heberge", an, 1, Decimal("20.00"), Decimal("30.00")),
        ("", an, 4, Decimal("170.00"), Decimal("180.00")),
        ("", mois, 1, Decimal("10.00"), Decimal("10.00")),
    ]
    page = page_impact(annexe, annexe, effet(*parts, lues=3))
    titres = [bloc.texte for bloc in page.blocs if isinstance(bloc, Titre)]
    assert titres == ["Par strate et par forfait", "En tout"]
    tableau = [bloc for bloc in page.blocs if isinstance(bloc, Tableau)][-1]
    assert "Tous les forfaits" in str(tableau.rangees[-1])
    assert isinstance(page.blocs[-1], Paragraphe)


def test_qui_gagne_et_qui_perd_est_dessine(annexe: Catalogue) -> None:
    gagne = Ecart("A", 1, "metiers", Periodicite.AN, Decimal(30), Decimal(10))
    perd = gagne._replace(nom="B", apres=Decimal(31))
    part = Part(1, "metiers", Periodicite.AN, 2, Decimal(60), Decimal(41))
    page = page_impact(annexe, annexe, effet(part, gagnants=(gagne,), perdants=(perd,), lues=2))
    (figure,) = [bloc for bloc in page.blocs if isinstance(bloc, Barres)]
    assert [(barre.nom, barre.parts[0][1]) for barre in figure.barres] == [("A", Decimal(-20)), ("B", Decimal(1))]
    assert "Paient moins : la plus forte différence" in str(page.blocs)


# --- The document to sign -------------------------------------------------------------------------


def a_signer(lancer: Lancer, *arguments: str) -> str:
    resultat = lancer(*arguments, "--format", "html")
    assert resultat.code == 0, resultat.erreur
    return espaces_simples(resultat.texte)


def test_le_document_est_une_estimation_tant_qu_il_manque_un_prix(lancer: Lancer, tmp_path: Path) -> None:
    demande = ("quote", "--habitants", "1200", "--extra-go", "4", "--forfait", "metiers")
    texte = a_signer(lancer, *demande)
    assert "Estimation" in texte
    assert "Bon pour accord" in texte
    assert "--detail" not in texte
    assert "Aucun prorata n’est appliqué." in texte
    assert "Estimation" not in a_signer(lancer, *demande, "--catalogue", str(variante(tmp_path, *PRIX)))


def test_ce_que_dit_la_lettre() -> None:
    catalogue = load_catalogue(None)
    demande = Demande(Collectivite("commune", {"habitants": 1200}, nom="Mairie de X"))
    lettre = Lettre("2026-12", datetime.date(2026, 11, 23), 8, ("À qui de droit", "1 place"), "Numérique")
    document = document_devis(chiffrer(catalogue, demande), lettre)
    tete = document.blocs[0]
    assert isinstance(tete, Parties)
    assert tete.emetteur[0] == "Centre de gestion"
    assert tete.destinataire == ("À qui de droit", "1 place")
    assert [un.nom for un in tete.faits] == ["Référence", "Date", "Valable"]
    assert "1er décembre 2026" in str(tete.faits[2])
    assert document.jour == datetime.date(2026, 11, 23)
    assert sum(isinstance(bloc, SautDePage) for bloc in document.blocs) == len(catalogue.forfaits)
    assert sum(isinstance(bloc, Signature) for bloc in document.blocs) == len(catalogue.forfaits)
    sans = document_devis(chiffrer(catalogue, demande), Lettre()).blocs[0]
    assert isinstance(sans, Parties)
    assert (sans.destinataire, sans.faits) == (("Mairie de X",), ())
    assert not any(isinstance(bloc, Liste) and not bloc.elements for bloc in document.blocs)
    assert "à renseigner" in str(document)


def test_bien_des_options_ne_repoussent_pas_le_verdict(lancer: Lancer, annexe: Catalogue) -> None:
    options = [mot for option in annexe.options for mot in ("--option", option.code)]
    lignes = espaces_simples(lancer("compare", "--habitants", "1200", *options, env={"COLUMNS": "80"}).texte)
    debut = lignes.splitlines()[:24]
    assert any("7 à connaître" in ligne for ligne in debut)  # under « Hébergé »: what is asked for but the 7 €
    assert any(ligne.startswith("Aucun forfait n’est entièrement chiffré") for ligne in debut)
    assert "Formation sur site" in lignes  # all are named below


def test_sans_prix_l_effet_se_dit_une_fois_par_forfait(lancer: Lancer) -> None:
    grille = str(RACINE / "catalogue.toml")
    texte = espaces_simples(
        lancer("tarifs", "impact", "--avant", grille, "--apres", grille, "--departement", "47").texte
    )
    assert "• Métiers : 319 devis hors du calcul, prix inconnu." in texte
    assert texte.count("hors du calcul") == 5


def test_un_devis_sans_rien_de_du_le_dit(lancer: Lancer) -> None:
    demande = ("--agents", "12", "--catalogue", str(RACINE / "examples" / "plateau.toml"))
    phrase = "Sans option demandée, rien n’est dû."
    assert phrase in lancer("quote", *demande).texte
    assert phrase not in lancer("quote", *demande, "--option", "sms").texte


def test_une_comparaison_sans_montant_n_a_pas_de_tableau_des_couts(lancer: Lancer) -> None:
    """It would hold « Entièrement chiffré : oui » alone."""
    demande = ("compare", "--agents", "12", "--detail", "--catalogue", str(RACINE / "examples" / "plateau.toml"))
    assert "Ce que coûte la demande" in lancer(*demande, "--option", "sms").texte
    sans = lancer(*demande).texte
    assert "Sans option demandée, rien n’est dû." in sans
    assert "Ce que coûte la demande" not in sans
    assert "Entièrement chiffré" not in sans
    refuse = lancer("compare", "--habitants", "1200", "--parapheur", "--forfait", "metiers", "--detail").texte
    assert "Aucun forfait ne répond à cette demande." in refuse
    assert "n’est pas proposé avec le Forfait Métiers" in " ".join(refuse.split())
    assert "Ce que coûte la demande" not in refuse


REFUSE = ("quote", "--habitants", "1200", "--parapheur", "--forfait", "metiers")


def test_un_devis_refuse_le_dit_et_ne_dit_rien_d_autre_que_ce_qui_aide(lancer: Lancer) -> None:
    resultat = lancer(*REFUSE)
    titre, _, refus, *reste = espaces_simples(resultat.texte).splitlines()
    assert (titre, refus) == ("Forfait Métiers : pas de devis possible", "Ce qui ne peut pas être proposé")
    texte = espaces_simples("\n".join(reste))
    assert "• Forfait Hébergé : --forfait heberge\n" in texte
    assert "Forfait Technologie :" not in texte
    assert texte.index("en option avec") < texte.index("Forfaits qui répondent") < texte.index("Collectivité")
    for inutile in ("Ce que comprend", "Hypothèses", "Notes", "D’où viennent", "Devis :"):
        assert inutile not in resultat.texte
    erreur = espaces_simples(resultat.erreur)
    assert erreur == (
        "Refusé : « Parapheur électronique et un certificat électronique » n’est pas proposé avec le Forfait Métiers "
        "(« Non inclus dans le forfait »).\n"
    )


def test_un_devis_refuse_en_detail_a_tout_apres_le_refus(lancer: Lancer) -> None:
    for format_ in ("table", "markdown"):
        texte = lancer(*REFUSE, "--date", "2026-01-15", "--detail", "--format", format_).texte
        places = [
            texte.index(un) for un in ("possible", "Ce qui ne peut pas", "15 janvier", "Ce que comprend", "Notes")
        ]
        assert places == sorted(places)
        assert "15 janvier" not in lancer(*REFUSE, "--date", "2026-01-15", "--format", format_).texte


@pytest.mark.parametrize("format_", ["markdown", "html"])
def test_un_document_refuse_n_a_ni_drapeau_ni_ligne_a_signer(lancer: Lancer, format_: str) -> None:
    texte = espaces_simples(lancer(*REFUSE, "--format", format_).texte)
    assert "Forfait Métiers : pas de devis possible" in texte
    assert texte.index("Ce qui ne peut pas être proposé") < texte.index("Forfaits qui répondent")
    assert "--forfait" not in texte
    for inutile in ("Ce que comprend", "Services compris", "Hypothèses", "Bon pour accord", "Devis : "):
        assert inutile not in texte


SANS_BOITES = ("--agents", "12", "--option", "nom-de-domaine")


def test_un_refus_que_rien_n_evite_ne_propose_rien(lancer: Lancer) -> None:
    """No other forfait would answer; and side by side, refusals keep their table."""
    pose = lancer("quote", "--catalogue", str(RACINE / "examples" / "plateau.toml"), *SANS_BOITES).texte
    assert espaces_simples(pose).splitlines()[0].endswith(" : pas de devis possible")
    assert "Forfaits qui répondent" not in pose
    cote_a_cote = espaces_simples(lancer(*REFUSE, "--forfait", "technologie").texte)
    assert cote_a_cote.startswith("Devis : 2 forfaits côte à côte")
    assert "Forfaits qui répondent" not in cote_a_cote


VALLEES = ("--catalogue", str(RACINE / "examples" / "vallees.toml"), "--habitants", "900")
MASSE_INCONNUE = "calculé sur un montant qui n’est pas connu (masse salariale)"


def test_ce_qui_manque_nomme_son_forfait_et_ce_qu_il_faut_ajouter(lancer: Lancer) -> None:
    texte = espaces_simples(" ".join(lancer("compare", *VALLEES).texte.split()))
    reste = f"Reste à connaître : prix du forfait pour la Plateforme et Paie, {MASSE_INCONNUE}."
    assert f"{reste} Ajoutez --masse-salariale N. Ce qui distingue" in texte
    devis = espaces_simples(" ".join(lancer("quote", *VALLEES).texte.split()))
    assert (
        f"• Prix du forfait : {MASSE_INCONNUE}, pour la Plateforme et Paie ; ajoutez --masse-salariale N. Hyp" in devis
    )
    seul = espaces_simples(" ".join(lancer("quote", *VALLEES, "--forfait", "plateforme-paie").texte.split()))
    assert f"• Prix du forfait : {MASSE_INCONNUE} ; ajoutez --masse-salariale N. Hyp" in seul


@pytest.mark.parametrize(("commande", "suite"), [("compare", ""), ("quote", ", pour la Plateforme et Paie")])
def test_ce_qui_se_garde_ne_dit_pas_quoi_taper(lancer: Lancer, commande: str, suite: str) -> None:
    texte = espaces_simples(lancer(commande, *VALLEES, "--format", "markdown").texte)
    assert f"{MASSE_INCONNUE}{suite}." in texte
    assert "--masse-salariale" not in texte
    connue = lancer(commande, *VALLEES, "--masse-salariale", "100000").texte
    assert "--masse-salariale" not in connue


def test_une_phrase_n_a_pas_deux_deux_points(lancer: Lancer) -> None:
    grille = ("--catalogue", str(RACINE / "examples" / "valcourbe.toml"), "--habitants", "900")
    attendu = "prix absent du bouquet, à demander au centre"
    assert f"• Prix du forfait : {attendu}." in espaces_simples(lancer("quote", *grille).texte)
    assert f"prix du forfait ({attendu})." in espaces_simples(" ".join(lancer("compare", *grille).texte.split()))
    assert f"Prix du forfait : {attendu}." in espaces_simples(
        lancer("quote", *grille, "--forfait", "socle", "--format", "html").texte
    )


NULLE_PART = NonPropose("réservé")


@pytest.mark.parametrize(
    ("bareme", "attendu"),
    [
        (ARenseigner("absent"), Manque),
        (SurEtude("après visite"), Manque),
        (NULLE_PART, Texte),
        (SelonStrate({1: NULLE_PART, 2: SurEtude("après visite")}, ARenseigner("")), Manque),
        (SelonStrate({1: NULLE_PART, 2: NULLE_PART}, ARenseigner("")), Texte),
    ],
)
def test_ce_qui_n_est_pas_propose_n_attend_aucun_montant(annexe: Catalogue, bareme: Bareme, attendu: type) -> None:
    (contenu,) = cellule_prix(annexe, Tarif(None, (Echeance(bareme),)), None).contenus
    assert isinstance(contenu, attendu)


def test_un_montant_seul_dit_par_quoi_il_se_compte(annexe: Catalogue) -> None:
    tarif = Tarif(None, (Echeance(chiffre("7")), Echeance(chiffre("7"), Periodicite.AN, libelle="suite")))
    premier, suivant = cellule_prix(annexe, tarif, COMPTE).contenus
    assert (premier, suivant) == (Euros(Decimal(7), "par compte"), Texte("suite : 7,00\u202f€ par compte et par an"))
    assert cellule_prix(annexe, Tarif(None, (Echeance(chiffre("7"), Periodicite.AN),)), None).contenus == (
        Euros(Decimal(7), "par an"),
    )


def test_un_prix_a_l_etroit_garde_son_unite(lancer: Lancer) -> None:
    etroit = lancer("compare", env={"COLUMNS": "80"}).texte
    assert "7 € par Go supplémentaire" not in etroit
    rangee = etroit[etroit.rindex("Sauvegarde   ") :].splitlines()
    assert rangee[1].split() == ["externalisée", *["par", "Go"] * 5]


def test_ce_qui_ne_coute_rien_n_est_pas_un_prix_du_verdict(lancer: Lancer) -> None:
    options = ("--habitants", "2400", "--option", "stockage", "--option", "cartographie")
    texte = en_markdown(lancer, "vallees", "compare", *options)
    assert "0,00 € par semestre" in texte
    assert "Seul entièrement chiffré : Plateforme, 110,00 € par trimestre et 95,00 € par an." in texte


def test_les_supplements_sont_dans_l_ordre_des_totaux(lancer: Lancer) -> None:
    options = [mot for code in ("certificats", "comptes", "reprise") for mot in ("--option", code)]
    texte = en_markdown(lancer, "estuaire", "compare", "--habitants", "1200", *options)
    assert "| 12,00 € par an<br>205,00 € une fois | 652,00 € | 205,00 € |" in texte


def test_un_texte_publie_qui_ne_dit_pas_ce_qui_n_est_du_qu_une_fois_le_dit_assez(lancer: Lancer) -> None:
    texte = en_markdown(lancer, "sillon", "compare")
    assert "390 € par jour" in texte
    assert "390 € par jour :" not in texte


# --- How an amount is made, and when it is due ------------------------------------------------------


def en_markdown(lancer: Lancer, nom: str, *arguments: str) -> str:
    grille = ("--catalogue", str(RACINE / "examples" / f"{nom}.toml"))
    resultat = lancer(*arguments, *grille, "--format", "markdown")
    assert resultat.code == 0, resultat.erreur
    return espaces_simples(resultat.texte)


@pytest.mark.parametrize(
    ("nom", "demande", "dit"),
    [
        # 1 h for which 3 h are due, 96.00: that is not 1 × 32.00.
        ("plateau", "--agents 12 --option secretariat --option sms", "1 h à 32,00 € l’unité, 3 h au minimum"),
        (
            "estuaire",
            "--habitants 1200 --option intervention --option comptes",
            "1 demi-journée à 210,00 € l’unité, 2 demi-journées au minimum",
        ),
        (
            "sillon",
            "--habitants 1200 --option certificats=3 --option accompagnement",
            "3 certificats à 45,00 € l’unité, 1 certificat sans frais",
        ),
        (
            "vallees",
            "--habitants 2400 --option stockage --option cartographie",
            "1 Go à 0,80 € l’unité, 1 Go sans frais",
        ),
        # 500 × 0.04 is 20.00; 30.00 at the least.
        (
            "vallees",
            "--habitants 500 --option signalement --option cartographie",
            "500 habitants à 0,04 € l’unité, porté au plancher de 30,00 €",
        ),
        # Nothing bends these: the product is the amount.
        ("vallees", "--habitants 2400 --option signalement --option cartographie", "2 400 habitants × 0,04 €"),
        ("estuaire", "--habitants 1200 --option comptes=2 --option intervention=3", "3 demi-journées × 210,00 €"),
    ],
)
def test_un_produit_ne_s_ecrit_que_s_il_fait_le_montant(lancer: Lancer, nom: str, demande: str, dit: str) -> None:
    assert f"<br>{dit}" in en_markdown(lancer, nom, "compare", *demande.split())


def rangee(texte: str, titre: str) -> str:
    """What the cells of a row hold, the first row of that title."""
    return next(ligne for ligne in texte.splitlines() if ligne.startswith(f"| {titre} | ")).split(" | ", 1)[1][:-2]


def couts(texte: str) -> str:
    return texte[texte.index("## Ce que coûte la demande") :]


@pytest.mark.parametrize(
    ("nom", "demande", "attendu"),
    [
        (
            "estuaire",
            "--habitants 1200 --option certificats --option comptes --option reprise --option sauvegarde",
            {
                "Certificat supplémentaire": "55,00 € une fois<br>1 certificat × 55,00 €",
                "Boîte supplémentaire": "12,00 € par an<br>1 boîte × 12,00 €",
                "Sauvegarde externalisée": "0,90 € par mois<br>1 Go × 0,90 €",
            },
        ),
        (
            "sillon",
            "--habitants 1200 --option certificats --option comptes",
            {
                "Prix du forfait": "1 250,50 € la première année<br>850,00 € chaque année suivante",
                "Certificat": "0,00 € une fois<br>1 certificat à 45,00 € l’unité, 1 certificat sans frais",
                "Compte de messagerie": "2,10 € par mois<br>1 compte × 2,10 €",
            },
        ),
        (
            "vallees",
            "--habitants 2400 --option cartographie --option stockage",
            {
                "Prix du forfait": "110,00 € par trimestre<br>"
                "à renseigner par an (paie)<br>90,00 € une fois (reprise des données)",
                "Cartographie en ligne": "95,00 € par an",
            },
        ),
        (
            "causses",
            "--habitants 1200 --option audit --option formation",
            {
                "Prix du forfait": "500,00 € par an",
                "Audit sur place": "260,00 € (périodicité non précisée)<br>1 demi-journée × 260,00 €",
                "Formation des élus": "180,00 € (séance, périodicité non précisée)<br>"
                "45,00 € (déplacement, périodicité non précisée)",
            },
        ),
    ],
)
def test_a_plusieurs_periodicites_chaque_montant_dit_la_sienne(
    lancer: Lancer, nom: str, demande: str, attendu: dict[str, str]
) -> None:
    """Of the last forfait."""
    texte = couts(en_markdown(lancer, nom, "compare", *demande.split()))
    assert {titre: rangee(texte, titre).split(" | ")[-1] for titre in attendu} == attendu


SANS_DIRE_QUAND = ('periodicite = "an"', "")  # the forfait's price, as the others of that grid
AU_LONG = 'libelle = "séance d’une demi-journée au siège de la collectivité"'
A_L_ETUDE, PAR_MOIS = '{ montant = "sur étude",', '{ montant = "sur étude", periodicite = "mois",'


@pytest.mark.parametrize(
    ("changes", "audit", "formation"),
    [
        ((SANS_DIRE_QUAND,), "260,00 €", "180,00 € (séance)<br>45,00 € (déplacement)"),
        (
            (SANS_DIRE_QUAND, ('libelle = "séance"', AU_LONG)),
            "260,00 €",
            "180,00 €<br>(séance d’une demi-journée au siège de la collectivité)<br>45,00 € (déplacement)",
        ),
        # What is not known, nor when, makes none say when; nor does it say so.
        (
            (SANS_DIRE_QUAND, ("{ montant = 180.00,", A_L_ETUDE)),
            "260,00 €",
            "sur étude (séance)<br>45,00 € (déplacement)",
        ),
        (
            (("{ montant = 180.00,", A_L_ETUDE),),
            "260,00 € (périodicité non précisée)",
            "sur étude (séance)<br>45,00 € (déplacement, périodicité non précisée)",
        ),
        # It will be in a total of its own.
        (
            (SANS_DIRE_QUAND, ("{ montant = 180.00,", PAR_MOIS)),
            "260,00 € (périodicité non précisée)",
            "sur étude par mois (séance)<br>45,00 € (déplacement, périodicité non précisée)",
        ),
    ],
)
def test_une_seule_periodicite_ne_se_redit_pas_un_libelle_se_garde(
    lancer: Lancer, tmp_path: Path, changes: tuple[tuple[str, str], ...], audit: str, formation: str
) -> None:
    grille = (RACINE / "examples" / "causses.toml").read_text(encoding="utf-8")
    for avant, apres in changes:
        assert avant in grille
        grille = grille.replace(avant, apres)
    (tmp_path / "causses.toml").write_text(grille, encoding="utf-8")
    demande = ("compare", "--habitants", "1200", "--option", "audit", "--option", "formation")
    resultat = lancer(*demande, "--catalogue", str(tmp_path / "causses.toml"), "--format", "markdown")
    assert resultat.code == 0, resultat.erreur
    texte = couts(espaces_simples(resultat.texte))
    assert rangee(texte, "Audit sur place") == f"{audit}<br>1 demi-journée × 260,00 €"
    assert rangee(texte, "Formation des élus") == formation


def test_le_nom_d_un_total_tient_en_trois_lignes_a_80_colonnes(lancer: Lancer) -> None:
    demande = ("quote", "--habitants", "1200", "--extra-go", "4")
    texte = lancer(*demande, env={"COLUMNS": "80"}).texte
    rangee = texte.partition("Sous-total,")[2].partition("Entièrement")[0].splitlines()
    assert [ligne.split("  ")[0].strip() for ligne in rangee] == ["", "périodicité", "non précisée"]
    for large in ("60", "140"):
        texte = lancer(*demande, env={"COLUMNS": large}).texte
        assert "Sous-total," not in texte
        assert "Sous-total chiffré" in texte


def test_le_nom_court_d_un_total_dit_la_taxe_et_l_echeance() -> None:
    catalogue = load_catalogue(RACINE / "examples" / "sillon.toml")
    chiffrage = chiffrer(catalogue, Demande(Collectivite("commune", {"habitants": 1234})))
    titres = [rangee.cellules[0].contenus[0] for rangee in tableau_couts(chiffrage).rangees if rangee.total]
    courts = {(titre.texte, titre.court) for titre in titres if isinstance(titre, Texte)}
    assert ("Total HT (par an)", "Total HT, par an") in courts
    assert ("Total TTC (par an)", "Total TTC, par an") in courts
