"""What people type, and what comes of it: understood where it can mean one thing, else the line that would do."""

import shlex
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from outils import CATALOGUE, Lancer, espaces_simples, lancer_ici

from forfait_cli.commands.cadre.ligne import a_plat, couper, ecrire

SILLON = str(CATALOGUE.parent / "examples" / "sillon.toml")

# What is typed, what it is read as, and whether that must be told: a spelling needs no comment, a guess does.
COMPRIS: list[tuple[str, str, bool]] = [
    ("devis --habitants 1200", "quote --habitants 1200", False),
    ("comparer --habitants 1200", "compare --habitants 1200", False),
    ("lot --departement 2A --forfait metiers", "batch --departement 2A --forfait metiers", False),
    ("aide", "--help", False),
    ("help", "--help", False),
    ("version", "--version", False),
    ("-h", "--help", False),
    ("aide quote", "quote --help", False),
    ("--help quote", "quote --help", False),
    ("quote -h", "quote --help", False),
    ("quote aide", "quote --help", True),
    ("tarifs import -h", "tarifs import --help", False),
    ("quote --habitants 1200 --forfait Métiers", "quote --habitants 1200 --forfait metiers", False),
    ("quote --habitants 1200 --forfait 'Forfait Métiers'", "quote --habitants 1200 --forfait metiers", False),
    ("quote --habitants 1200 --forfait 'MÉTIERS ET COMMUNICATION'",
     "quote --habitants 1200 --forfait metiers-communication", False),
    ("quote --habitants 1200 --exige 'Chorus Pro'", "quote --habitants 1200 --exige chorus-pro", False),
    ("quote --habitants 1200 --option go=4", "quote --habitants 1200 --option sauvegarde-externalisee=4", False),
    ("quote --habitants 1200 --date 24/11/2026", "quote --habitants 1200 --date 2026-11-24", False),
    ("quote --habitants 1200 --date '24 novembre 2026'", "quote --habitants 1200 --date 2026-11-24", False),
    ("quote --habitants 1200 --date '1er août 2026'", "quote --habitants 1200 --date 2026-08-01", False),
    ("quote --habitants=1200", "quote --habitants 1200", False),
    ("quote --habitants '1 200'", "quote --habitants 1200", False),
    ("quote --habitants 1200 --extra-go 4Go", "quote --habitants 1200 --extra-go 4", False),
    ("quote --habitants 1200 --extra-go '4 go'", "quote --habitants 1200 --extra-go 4", False),
    ("--habitants 1200 quote", "quote --habitants 1200", False),
    ("--forfait metiers --habitants 1200 devis --extra-go 4",
     "quote --forfait metiers --habitants 1200 --extra-go 4", False),
    ("--parapheur quote --habitants 1200", "quote --parapheur --habitants 1200", False),
    ("--nom strate strate --habitants 1200", "strate --nom strate --habitants 1200", False),
    (f"--catalogue {SILLON} catalogue show", f"catalogue show --catalogue {SILLON}", False),
    ("quote –habitants 1200", "quote --habitants 1200", False),
    ("quote —habitants 1200", "quote --habitants 1200", False),
    ("quote −−habitants=1200", "quote --habitants 1200", False),
    ("—habitants 1200 quote", "quote --habitants 1200", False),
    (f"quote –catalogue {SILLON} --habitants 1200 –forfait essentiel",
     f"quote --catalogue {SILLON} --habitants 1200 --forfait essentiel", False),
    ("quote -habitants 1200", "quote --habitants 1200", False),
    ("quote --Habitants 1200 --extra_go 4", "quote --habitants 1200 --extra-go 4", False),
    ("quote --habitants 1200 --non-affiliée", "quote --habitants 1200 --non-affiliee", False),
    ("quote --commune Astaffort --département 47", "quote --commune Astaffort --departement 47", False),
    ("quote Astaffort", "quote --commune Astaffort", True),
    ("quote Nérac --forfait metiers", "quote --forfait metiers --commune Nérac", True),
    ("strate Saint Nom la Bretèche", "strate --commune 'Saint Nom la Bretèche'", True),
    ("quote 2A004", "quote --commune 2A004", True),
    ("quote 214700155", "quote --siren 214700155", True),
    ("quote 1200 habitants", "quote --habitants 1200", True),
    ("quote 12 agents", "quote --agents 12", True),
    ("quote habitants 1200 extra-go 4", "quote --habitants 1200 --extra-go 4", True),
    ("quote commune Nérac", "quote --commune Nérac", True),
    ("quote --habitants 1 200", "quote --habitants '1 200'", True),
    ("quote --habitants 1200 --extra-go 1 200", "quote --habitants 1200 --extra-go '1 200'", True),
    ("quote --habitants 1200 --extra-go 4 Go", "quote --habitants 1200 --extra-go '4 Go'", True),
    ("quote --commune Saint Nom la Bretèche --forfait metiers",
     "quote --commune 'Saint Nom la Bretèche' --forfait metiers", True),
    ("quote --commune=Saint Nom la Bretèche", "quote --commune 'Saint Nom la Bretèche'", True),
    ("quote --commune Nérac --departement Lot et Garonne",
     "quote --commune Nérac --departement 'Lot et Garonne'", True),
    ("quote --habitants 1200 --forfait Métiers et Communication",
     "quote --habitants 1200 --forfait 'Métiers et Communication'", True),
    ("quote --agents 12 --nature budget annexe", "quote --agents 12 --nature 'budget annexe'", True),
    ("quote --habitants 1200 --nom Mairie de Foix", "quote --habitants 1200 --nom 'Mairie de Foix'", True),
    ("quote --habitants 1200 --date 24 novembre 2026", "quote --habitants 1200 --date '24 novembre 2026'", True),
    ("quote metiers --habitants 1200", "quote --habitants 1200 --forfait metiers", True),
    ("commune Saint Nom la Bretèche", "commune 'Saint Nom la Bretèche'", True),
    ("commune --departement Lot et Garonne", "commune --departement 'Lot et Garonne'", True),
    ("batch mes listes.csv", "batch 'mes listes.csv'", True),
    ("quote --agents 3 --nature CCAS", "quote --agents 3 --nature ccas", False),
]  # fmt: skip

# What is typed, the exit code, what is said, the lines that are proposed and work.
REPONDU: list[tuple[str, int, str, list[str]]] = [
    ("quote 1200", 2, "« 1200 » peut vouloir dire plusieurs choses", ["quote --habitants 1200", "quote --agents 1200"]),
    ("strate 1 200", 2, "« 1 200 » peut vouloir dire plusieurs choses",
     ['strate --habitants "1 200"', 'strate --agents "1 200"']),
    ("quote 47015", 2, "« 47015 » peut vouloir dire plusieurs choses",
     ["quote --habitants 47015", "quote --agents 47015", "quote --code-insee 47015"]),
    ("quote 47220", 2, "« 47220 » peut vouloir dire plusieurs choses",
     ["quote --habitants 47220", "quote --agents 47220", "quote --code-insee 47220",
      "quote --commune Astaffort --departement 47"]),
    ("quote --commune 47220", 1, "47220 est le code INSEE de Razimet et le code postal", []),
    ("--habitants 1200", 2, "il manque la commande", ["quote --habitants 1200", "compare --habitants 1200"]),
    ("Astaffort", 2, "commande inconnue : « Astaffort »", ["quote --commune Astaffort", "commune Astaffort"]),
    ("show", 2, "commande inconnue : « show »", ["catalogue show"]),
    ("quote --population 1200", 2, "« 1200 » n’est ni totale ni municipale", ["quote --habitants 1200"]),
    ("quote --ville Nérac", 2, "vouliez-vous dire « --commune » ?", ["quote --commune Nérac"]),
    ("quote --pop 1200", 2, "vouliez-vous dire « --habitants » ?", ["quote --habitants 1200"]),
    ("quote --effectif 12", 2, "vouliez-vous dire « --agents » ?", ["quote --agents 12"]),
    ("quote --insee 47015", 2, "vouliez-vous dire « --code-insee » ?", ["quote --code-insee 47015"]),
    ("quote --habitants 1200 --aide", 2, "vouliez-vous dire « --help » ?", ["quote --help"]),
    ("quote --habitants 1200 --sortie=devis.json", 2, "vouliez-vous dire « --output » ?",
     ["quote --habitants 1200 --output=devis.json"]),
    ("quote --habitants 1200 --json", 2, "vouliez-vous dire « --format json » ?",
     ["quote --habitants 1200 --format json"]),
    ("quote --habitants 1200 --service veille", 2, "vouliez-vous dire « --exige » ?",
     ["quote --habitants 1200 --exige veille"]),
    ("quote --habitants 1200 --formule metiers", 2, "vouliez-vous dire « --forfait » ?",
     ["quote --habitants 1200 --forfait metiers"]),
    ("quote --habitants 1200 --grille " + SILLON, 2, "vouliez-vous dire « --catalogue » ?",
     ["quote --habitants 1200 --catalogue " + SILLON]),
    ("quote --habitant 1200", 2, "vouliez-vous dire « --habitants » ?", ["quote --habitants 1200"]),
    ("quote --habitants 1200 --fromat json", 2, "vouliez-vous dire « --format » ?",
     ["quote --habitants 1200 --format json"]),
    ("quote --habitants 1200 --go 4", 2,
     "vouliez-vous dire « --extra-go » (en plus du forfait) ou « --besoin-go » (en tout) ?", []),
    ("quote --go 4", 2, "« --extra-go »", []),
    ("strate --habitants 1200 --forfait metiers", 2, "c’est une option de « forfait quote »", []),
    ("quote --habitants 1200 -o mon devis.txt", 2, "un texte de plusieurs mots se met entre guillemets",
     ['quote --habitants 1200 -o "mon devis.txt"']),
    ("quote --habitants 1200 zut", 2, "argument en trop : « zut »", ["quote --habitants 1200"]),
    ("catalogue check catalogue.toml communes.csv", 2, "un fichier à la fois :",
     ["catalogue check catalogue.toml"]),
    ("catalogue diff catalogue.toml catalogue.toml catalogue.toml", 2, "argument en trop : « catalogue.toml »",
     ["catalogue diff catalogue.toml catalogue.toml"]),
    ("quote en-trop", 2, "« en-trop » n’est ni une commune ni une option", []),
    ("quote Astafort", 1, "vouliez-vous dire Astaffort (47015, Lot-et-Garonne) ?", []),
    ("quote communes.csv", 2, "« communes.csv » est un fichier", ["batch communes.csv"]),
    ("quote --nom --habitants 1200", 2, "--nom : il manque la valeur de cette option", []),
    ("quote --habitants 1200hab", 2, "« 1200hab » porte son unité", []),
    ("quote --habitants 1200 --habitants 12", 2, "--habitants : cette option est donnée deux fois", []),
    ("quote --habitants 5 --affiliee --non-affiliee", 2, "--affiliee, --non-affiliee : les deux à la fois", []),
    ("batch liste.csv --format pdf", 2, "--format : ce format fait un document par ligne", []),
    ("batch liste.csv --format html", 2, "ajoutez --documents DOSSIER.", []),
    ("catalogue diff a.toml", 2, "donnez un autre catalogue, ou d’autres tarifs", []),
    ("quote --zut", 2, "--zut : option inconnue", []),
    ("chiffrer", 2, "vouliez-vous dire « quote » ?", []),
    ("zut", 2, "commandes : compare, quote,", []),
    ("quote --nom Mairie de Foix", 2, "aucune collectivité n’est décrite", []),
    ("quote --habitants 1200 --extra-go 4Mo", 2, "« 4Mo » n’est pas un nombre entier", []),
]  # fmt: skip


def test_la_table_est_assez_longue() -> None:
    tapes = [ligne for ligne, *_ in (*COMPRIS, *REPONDU)]
    assert len(tapes) == len(set(tapes)) > 90


@pytest.fixture
def dossier(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the files that these lines name."""
    (tmp_path / "catalogue.toml").write_bytes(CATALOGUE.read_bytes())
    for nom in ("communes.csv", "mes listes.csv"):
        (tmp_path / nom).write_text("nom;habitants\nA;1200\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize(("tape", "lu", "dit"), COMPRIS, ids=[tape for tape, *_ in COMPRIS])
def test_ce_qui_ne_veut_dire_qu_une_chose_est_compris(
    lancer: Lancer, dossier: Path, tape: str, lu: str, dit: bool
) -> None:
    resultat, attendu = lancer(*shlex.split(tape)), lancer(*shlex.split(lu))
    assert attendu.code == 0
    assert (resultat.code, resultat.sortie) == (0, attendu.sortie)
    dite, _, ligne = espaces_simples(resultat.erreur).removesuffix(espaces_simples(attendu.erreur)).partition("\n")
    assert dite == ("Compris comme :" if dit else "")
    assert shlex.split(ligne) == (["forfait", *shlex.split(lu)] if dit else [])


@pytest.mark.parametrize(("tape", "code", "dit", "lignes"), REPONDU, ids=[tape for tape, *_ in REPONDU])
def test_le_reste_recoit_la_ligne_qui_marche(
    lancer: Lancer, dossier: Path, tape: str, code: int, dit: str, lignes: list[str]
) -> None:
    resultat = lancer(*shlex.split(tape))
    assert (resultat.code, resultat.sortie) == (code, b"")
    erreur = espaces_simples(resultat.erreur)
    assert dit in erreur
    proposees = [ligne.strip() for ligne in erreur.splitlines() if ligne.startswith("    forfait ")]
    assert proposees[: len(lignes)] == [f"forfait {ligne}" for ligne in lignes]
    assert bool(proposees) is bool(lignes)
    for ligne in proposees:
        assert lancer(*shlex.split(ligne)[1:]).code == 0, ligne


@pytest.mark.parametrize("tape", [tape for tape, _, dit, _ in REPONDU if "Vouliez-vous" in dit])
def test_un_indice_ne_dit_pas_deux_fois_le_meme_mot(lancer: Lancer, tape: str) -> None:
    (phrase,) = [ligne for ligne in lancer(*shlex.split(tape)).erreur.splitlines() if "Vouliez-vous" in ligne]
    dits = [mot for mot in espaces_simples(phrase).split() if mot.startswith("--")]
    assert len(dits) == len(set(dits))
    assert not set(dits) & set(shlex.split(tape))


@pytest.mark.parametrize(
    "mot", ["--sortie", "--couleur", "--verifier", "--remise", "--tva", "--client", "--mairies", "--annee", "--mois"]
)
def test_un_indice_n_est_pas_tire_par_les_cheveux(lancer: Lancer, mot: str) -> None:
    """Sounds alone make no hint: « --sortie » is neither « --siren » nor « --formation »."""
    erreur = lancer("quote", mot, "x").erreur
    for loin in ("--siren", "--formation", "--commune", "--complet", "--nature", "--nom"):
        assert loin not in erreur.splitlines()[1], erreur


def test_les_options_inconnues_sont_dites_toutes(lancer: Lancer) -> None:
    erreur = lancer("quote", "--zut", "--flute", "--habitants", "1200").erreur
    assert "--zut" in erreur
    assert "--flute" in erreur


def test_un_fichier_absent_au_nom_de_plusieurs_mots_recoit_ses_guillemets(lancer: Lancer, dossier: Path) -> None:
    resultat = lancer("batch", "ma", "liste.csv")
    assert resultat.code == 2
    assert '    forfait batch "ma liste.csv"\n' in resultat.erreur


@pytest.mark.parametrize(
    ("commande", "contenu", "code", "dit"),
    [
        (("batch",), b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", 1, "c’est un PDF, pas une liste"),
        (
            ("tarifs", "import"),
            b"nom;habitants\nA;1\n",
            3,
            "ce n’est pas la grille à remplir : ni feuille « Identité »",
        ),
        (("catalogue", "import"), b"nom;habitants\nA;1\n", 3, "ce n’est pas la grille à remplir"),
    ],
)
def test_un_fichier_pour_un_autre_se_dit_en_une_fois(
    commande: tuple[str, ...], contenu: bytes, code: int, dit: str, lancer: Lancer, tmp_path: Path
) -> None:
    fichier = tmp_path / "fichier.csv"
    fichier.write_bytes(contenu)
    resultat = lancer(*commande, str(fichier))
    assert resultat.code == code
    assert dit in espaces_simples(resultat.erreur)
    assert resultat.erreur.count("Erreur") == 1


COMMUNES_SEULES = """titre = "Une grille"
source = "inventée"
organisme = { genre = "syndicat", article = "le" }

[[natures]]
code = "commune"
nom = "commune"
mesure = "habitants"
cherchee = true

[[forfaits]]
code = "base"
nom = "Base"
prix = { montant = 10.00, periodicite = "an" }
"""


def test_un_nombre_seul_suffit_ou_la_grille_n_a_qu_une_mesure(lancer: Lancer, tmp_path: Path) -> None:
    fichier = tmp_path / "grille.toml"
    fichier.write_text(COMMUNES_SEULES, encoding="utf-8")
    grille = ("--catalogue", str(fichier))
    seul, dit = lancer("quote", "1200", *grille), lancer("quote", *grille, "--habitants", "1200")
    assert (dit.code, dit.erreur) == (0, "")
    assert (seul.code, seul.sortie) == (0, dit.sortie)
    assert "Compris comme" in seul.erreur


def test_une_valeur_qui_ressemble_a_un_drapeau_reste_une_valeur(lancer: Lancer) -> None:
    donnees = lancer("quote", "--habitants", "1200", "--nom", "–Foix–", "--format", "json").json()
    assert donnees["collectivite"]["nom"] == "–Foix–"
    assert lancer("quote", "--habitants", "1200", "--nom=--foix", "--format", "json").json()["collectivite"]["nom"] == (
        "--foix"
    )


@pytest.mark.parametrize("mots", [["Saint Denis"], ["l'Isle"], ['a"b'], ["$HOME"], ["–x"], [""], ["é"], ["~"], ["*"]])
def test_une_ligne_ecrite_se_retape(mots: list[str]) -> None:
    assert shlex.split(ecrire(["forfait", *mots])) == ["forfait", *mots]


@given(st.lists(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=12), max_size=6))
def test_toute_ligne_ecrite_se_retape(mots: list[str]) -> None:
    assert shlex.split(ecrire(mots)) == mots


MOTS = st.sampled_from(
    ["quote", "strate", "--habitants", "-o", "–habitants", "1200", "1 200", "Nérac", "--commune", "--", "-", "--nom",
     "=", "--forfait=x", "aide", "--aide", "47220", "extra-go", "--option", "go=4", "-5", "--departement", "", "—"]
)  # fmt: skip


@settings(max_examples=150)
@given(st.lists(MOTS, max_size=5))
def test_aucune_ligne_ne_fait_tomber_le_programme(mots: list[str]) -> None:
    if "-o" in mots:
        mots = [*mots[: mots.index("-o")], *mots[mots.index("-o") + 2 :]]
    assert lancer_ici(*mots).code in (0, 1, 2)


@given(st.lists(MOTS, max_size=8))
def test_couper_ne_perd_aucun_mot(mots: list[str]) -> None:
    connus = {"--habitants": True, "-o": True, "--commune": True, "--nom": True, "--forfait": True, "--aide": False}
    assert len(a_plat(couper(mots, connus))) == len(mots)
