"""The rules of `docs/calcul.md`, one small grid each, worked out by hand."""

from decimal import Decimal

import pytest
from outils import espaces_simples

from forfait_cli import Catalogue, Collectivite, Demande, Devis, Refus, chiffrer, comparer, demander
from forfait_cli.domaine.catalogue import Proposee
from forfait_cli.domaine.demande import est_un_multiple
from forfait_cli.domaine.prix import Echeance, NonPropose, Tarif
from forfait_cli.domaine.quantites import Quantite, quantites_de
from forfait_cli.domaine.types import Nombre, Statut
from forfait_cli.erreurs import MauvaisUsage, champ
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


def test_ce_qui_n_est_donne_qu_en_option_est_dit() -> None:
    catalogue = grille(EXIGE.replace("MATIN", "1.00").replace("SOIR", "2.00"))
    dit = "« Assistance » est exigé : vendu en option (« Le matin »), non compris dans ce forfait."
    (fait,) = chiffrer(catalogue, demander(catalogue, habitants=500, exige="assistance")).devis
    assert [espaces_simples(note) for note in fait.notes] == [dit]
    compares = comparer(catalogue, exiges=("assistance",))
    assert [espaces_simples(note) for note in compares.notes] == [f"Socle : {dit}"]
    assert (compares.classement, compares.hypotheses, compares.couts, compares.moins_chers) == (None, (), None, ())


def test_un_besoin_couvert_dit_combien_est_compris() -> None:
    (ligne,) = devis(COMPRIS, habitants=500, besoin_disque=10)["compte"].lignes
    assert espaces_simples(str(ligne.motif)) == "besoin de 10 Go, couvert par ce que le forfait comprend : 10 Go"


def test_ce_qui_n_est_pas_propose_dit_a_qui_et_pourquoi() -> None:
    catalogue = grille(EXIGE.replace("MATIN", "1.00").replace("SOIR", "2.00"))
    matin = catalogue.options[0]
    cellule = matin.cellules["socle"]
    assert isinstance(cellule, Proposee)
    for raison, suite in (("", ""), ("les communes seulement", " (les communes seulement)")):
        tarif = Tarif(None, (Echeance(NonPropose(raison)),))
        refusee = matin._replace(cellules={"socle": cellule._replace(tarif=tarif)})
        (fait,) = chiffrer(catalogue._replace(options=(refusee,)), Demande(Collectivite(), {"matin": 1})).devis
        assert [espaces_simples(motif) for motif in fait.motifs] == [
            f"« Le matin » n’est pas proposé à cette collectivité{suite}."
        ]


PAR_TETE = """
[[forfaits]]
code = "un"
nom = "Un"
prix = [
    { montant = 1.00, par = "habitants", periodicite = "an" },
    { montant = 20.00, par = "agents", periodicite = "an" },
]
"""


@pytest.mark.parametrize(
    ("nature", "montant"), [("commune", "100.00"), ("etablissement-public", "60.00"), (None, "100.00")]
)
def test_qui_dit_deux_tailles_paie_par_celle_de_sa_nature(nature: str | None, montant: str) -> None:
    """100 habitants at 1 €, or 3 agents at 20 €."""
    qui = Collectivite(nature, {"habitants": 100, "agents": 3})
    (fait,) = chiffrer(grille(PAR_TETE), Demande(qui)).devis
    assert [str(total.montant) for total in fait.totaux] == [montant]


def test_une_cellule_sans_texte_court_se_montre_en_entier() -> None:
    corps = """
[[forfaits]]
code = "un"
nom = "Un"
sans_prix = true

[[forfaits]]
code = "deux"
nom = "Deux"
sans_prix = true

[[forfaits]]
code = "trois"
nom = "Trois"
sans_prix = true

[[options]]
code = "photo"
nom = "Photo"
par_forfait = { un = 5.00, deux = "Inclus", trois = "non proposé" }
"""
    dites = {code: espaces_simples(cellule.dit) for code, cellule in grille(corps).options[0].cellules.items()}
    assert dites == {"un": "5,00 €", "deux": "Inclus", "trois": "Non proposé"}
    legende = """
[legende.options]
"A" = { disponibilite = "proposee", mode = "unitaire", court = "a" }
"B" = { disponibilite = "incluse", court = "b" }
"C" = { disponibilite = "non_proposee", court = "c" }
"""
    textes = 'cellules = { un = "A", deux = "B", trois = "C" }\nprix = 5.00\n'
    avec = grille(corps[: corps.index("par_forfait")] + textes + legende)
    assert {code: cellule.dit for code, cellule in avec.options[0].cellules.items()} == {
        "un": "a", "deux": "b", "trois": "c",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("pas", "voulu", "demandes"),
    [
        ("1", Decimal("1.5"), "1,5 demandé"),
        ("1", Decimal("2.5"), "2,5 demandés"),
        ("0.5", Decimal("1.2"), "1,2 demandé"),
        ("3", 2, "2 demandés"),
        ("2", 3, "3 demandés"),
        ("2", 1, "1 demandé"),
        ("0.5", Decimal("1.5"), None),
        ("3", 6, None),
        ("1", 3, None),
    ],
)
def test_une_option_se_demande_par_multiples_de_son_pas(pas: str, voulu: Nombre, demandes: str | None) -> None:
    corps = EXIGE.replace("MATIN", "1.00").replace("SOIR", "2.00").replace(
        'nom = "Le matin"\nunite = "jour"', f'nom = "Le matin"\nunite = {{ singulier = "jour", pas = {pas} }}'
    )  # fmt: skip
    catalogue = grille(corps.replace('service = "assistance"\n', ""))
    assert est_un_multiple(voulu, Decimal(pas)) is (demandes is None)
    if demandes is None:
        assert quantites_de(catalogue, {"matin": voulu}, {}) == (Quantite("matin", voulu, besoin=False),)
        return
    with pytest.raises(MauvaisUsage) as refus:
        quantites_de(catalogue, {"matin": voulu}, {})
    par = pas.replace(".", ",")
    compte, aide = (
        ("se compte en nombres entiers", "donnez un nombre entier")
        if pas == "1"
        else (f"se compte par {par}", f"donnez un multiple de {par}")
    )
    ((_, message, remede),) = refus.value.anomalies
    assert (espaces_simples(message), remede) == (f"« Le matin » {compte} : {demandes}", aide)


def test_chaque_option_inconnue_est_dite_parmi_celles_qui_sont_connues() -> None:
    catalogue = grille(EXIGE.replace("MATIN", "1.00").replace("SOIR", "2.00"))
    with pytest.raises(MauvaisUsage) as faute:
        chiffrer(catalogue, Demande(Collectivite(), {"matin": 1, "midi": 1, "soir": 1}, {"nuit": 1, "assistance": 2}))
    assert [(un.origine, espaces_simples(un.message)) for un in faute.value.anomalies] == [
        (champ("option"), "aucune option n’a le code « midi »"),
        (champ("option"), "aucune option n’a le code « nuit »"),
        (champ("option"), "« Assistance » n’est vendu par aucune option"),
    ]
    with pytest.raises(MauvaisUsage, match="midi"):
        chiffrer(catalogue, Demande(Collectivite(), {"matin": 1, "midi": 1}))
