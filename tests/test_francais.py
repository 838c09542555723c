"""French: amounts, numbers, plurals, lists, dates; and no English word reaches a person."""

import re
from datetime import date
from decimal import Decimal

import pytest
from babel.dates import format_date
from babel.numbers import format_decimal
from hypothesis import given
from hypothesis import strategies as st
from outils import FINE, INSECABLE, Lancer, espaces_simples

from forfait_cli.commands.app import Forfait
from forfait_cli.francais import (
    date_longue,
    de_lieu,
    enumeration,
    est_symbole,
    euros,
    guillemets,
    insecables,
    nombre,
    pluriel,
    quantite,
    sans_deux_points,
)

# --- Formatting, with Babel as the oracle (of the form: it rounds half-even, so no rounding is asked of it)


@given(st.integers(min_value=0, max_value=10**20))
def test_nombre_comme_babel(valeur: int) -> None:
    assert nombre(valeur) == format_decimal(valeur, locale="fr_FR")


@given(st.decimals(min_value=0, max_value=10**20, places=2))
def test_euros_comme_babel(montant: Decimal) -> None:
    assert euros(montant) == format_decimal(montant, format="#,##0.00", locale="fr_FR") + f"{FINE}€"


@given(st.dates())
def test_date_comme_babel(jour: date) -> None:
    attendu = format_date(jour, "d MMMM y", locale="fr_FR")
    assert date_longue(jour) == re.sub(r"^1 ", "1er ", attendu)


@pytest.mark.parametrize(
    ("montant", "texte"),
    [
        ("0", "0,00 €"), ("0.00", "0,00 €"), ("7", "7,00 €"), ("7.1", "7,10 €"), ("28.00", "28,00 €"),
        ("1234.5", "1 234,50 €"), ("1234567.89", "1 234 567,89 €"), ("0.335", "0,335 €"), ("7.1250", "7,1250 €"),
        ("1E+3", "1 000,00 €"), ("999.99", "999,99 €"), ("1000", "1 000,00 €"),
    ],
)  # fmt: skip
def test_euros(montant: str, texte: str) -> None:
    assert euros(Decimal(montant)) == texte.replace(" ", FINE)


def test_un_montant_de_mille_chiffres_garde_ses_centimes() -> None:
    montant = Decimal("1" * 1000 + ".05")
    assert euros(montant).replace(FINE, "") == "1" * 1000 + ",05€"


@pytest.mark.parametrize(
    ("mot", "pluriel_"),
    [
        ("certificat", "certificats"), ("compte", "comptes"), ("jour", "jours"), ("habitant", "habitants"),
        ("antivirus", "antivirus"), ("prix", "prix"), ("nez", "nez"), ("Go", "Go"), ("h", "h"), ("€", "€"),
        ("compte de messagerie", "comptes de messagerie"), ("prix de base", "prix de base"),
        ("Go de plus", "Go de plus"),
    ],
)  # fmt: skip
def test_pluriel(mot: str, pluriel_: str) -> None:
    assert pluriel(mot) == pluriel_


def test_un_symbole_ne_change_jamais() -> None:
    symboles = ["h", "j", "€", "%", "min", "km", "m", "m²", "kg", "kWh", "Go", "Mo", "To"]
    assert [pluriel(un) for un in symboles] == symboles


@pytest.mark.parametrize(
    ("valeur", "unite", "texte"),
    [
        (0, "certificat", "0 certificat"), (1, "certificat", "1 certificat"), (2, "certificat", "2 certificats"),
        (0, "Go", "0 Go"), (5, "Go", "5 Go"), (2, "antivirus", "2 antivirus"), (3, "jour", "3 jours"),
    ],
)  # fmt: skip
def test_quantite(valeur: int, unite: str, texte: str) -> None:
    assert quantite(valeur, unite) == texte.replace(" ", INSECABLE)
    assert quantite(1200, "habitant") == f"1{FINE}200{INSECABLE}habitants"


@pytest.mark.parametrize(("unite", "vrai"), [("Go", True), ("h", True), ("jour", False), ("Mio", False)])
def test_est_symbole(unite: str, vrai: bool) -> None:
    assert est_symbole(unite) is vrai


@pytest.mark.parametrize(
    ("mots", "texte"), [([], ""), (["a"], "a"), (["a", "b"], "a et b"), (["a", "b", "c"], "a, b et c")]
)
def test_enumeration(mots: list[str], texte: str) -> None:
    assert enumeration(mots) == texte
    assert enumeration(["a", "b", "c"], "ou") == "a, b ou c"


@pytest.mark.parametrize(
    ("jour", "texte"),
    [
        (date(2026, 1, 1), "1er janvier 2026"),
        (date(2026, 8, 2), "2 août 2026"),
        (date(2026, 11, 23), "23 novembre 2026"),
        (date(2028, 2, 29), "29 février 2028"),
        (date(2026, 12, 31), "31 décembre 2026"),
    ],
)
def test_date_longue(jour: date, texte: str) -> None:
    assert date_longue(jour) == texte


@pytest.mark.parametrize(
    ("texte", "attendu"),
    [
        ("« mot »", "«~mot~»"), ("ceci : cela", "ceci~: cela"), ("un ; deux", "un~; deux"), ("quoi ?", "quoi~?"),
        ("oui !", "oui~!"), ("7 € par Go", "7~€ par Go"), ("n° 25", "n°~25"), ("½ journée", "½~journée"),
        ("1 000 habitants", "1~000 habitants"), ("2026 100", "2026~100"),
        ("1 234 567", "1~234~567"), ("5 Go", "5 Go"), ("12 34", "12 34"), ("1 2345", "1 2345"),
    ],
)  # fmt: skip
def test_insecables(texte: str, attendu: str) -> None:
    assert insecables(texte) == attendu.replace("~", INSECABLE)
    assert insecables(insecables(texte)) == insecables(texte)


@given(st.text())
def test_insecables_ne_change_que_des_espaces(texte: str) -> None:
    assert insecables(texte).replace(INSECABLE, " ") == texte.replace(INSECABLE, " ")


@pytest.mark.parametrize(
    ("nom", "texte"),
    [
        ("Agen", "d’Agen"), ("Éloise", "d’Éloise"), ("Nérac", "de Nérac"), ("Houilles", "de Houilles"),
        ("Le Mans", "du Mans"), ("Les Lilas", "des Lilas"), ("La Rochelle", "de La Rochelle"), ("Lens", "de Lens"),
    ],
)  # fmt: skip
def test_de_lieu(nom: str, texte: str) -> None:
    assert de_lieu(nom) == texte


def test_guillemets() -> None:
    assert guillemets("mot") == f"«{INSECABLE}mot{INSECABLE}»"


# --- No English ---------------------------------------------------------------------------------

ANGLAIS = re.compile(
    r"\b(?:usage(?=:)|errors?|missing|invalid|try(?= ['\"])|for help|commands|show this|message and exit|defaults?|"
    r"required|no such|did you mean|got unexpected|extra argument|does not|not found|requires|must be|should be|"
    r"choose from|expected|unexpected|value|is not a|valid|integer|range|env var|install completion|current shell|"
    r"aborted|possible options|takes no|cannot|denied|directory|traceback)\b",
    re.IGNORECASE,
)
COMMANDES = ("", "compare", "quote", "strate", "commune")
COMMUNE = ("--habitants", "1200")

# A usage error, what it must name, the near miss it must suggest.
FAUTES: list[tuple[tuple[str, ...], str, str]] = [
    (("quot",), "« quot »", "« quote »"),
    (("compar",), "« compar »", "« compare »"),
    (("strates",), "« strates »", "« strate »"),
    (("zzz",), "« zzz »", ""),
    (("--versio",), "--versio", "« --version »"),
    (("--foo",), "--foo", ""),
    (("quote", "--habitant", "9"), "--habitant", "« --habitants »"),
    (("quote", "--habitant=9"), "--habitant", "« --habitants »"),
    (("quote", "--agent", "9"), "--agent", "« --agents »"),
    (("quote", *COMMUNE, "--extra-gos", "4"), "--extra-gos", "« --extra-go »"),
    (("quote", *COMMUNE, "--besoin-compte", "4"), "--besoin-compte", "« --besoin-comptes »"),
    (("quote", *COMMUNE, "--antispam"), "--antispam", "« --anti-spam »"),
    (("quote", *COMMUNE, "--outptu", "x"), "--outptu", "« --output »"),
    (("compare", "--exiger", "x"), "--exiger", "« --exige »"),
    (("strate", *COMMUNE, "-x"), "-x", ""),
    (("quote", "--habitants"), "--habitants", ""),
    (("quote", *COMMUNE, "-o"), "-o", ""),
    (("quote", *COMMUNE, "--parapheur=oui"), "--parapheur", ""),
    (("quote", *COMMUNE, "en", "trop"), "« en »", ""),
    (("strate", "1200"), "« 1200 »", ""),
    (("quote", *COMMUNE, "--forfait", "metier"), "--forfait", "« metiers »"),
    (("quote", *COMMUNE, "--forfait", "zzz"), "--forfait", ""),
    (("quote", *COMMUNE, "--exige", "chorus"), "--exige", "« chorus-pro »"),
    (("quote", *COMMUNE, "--format", "jsn"), "--format", "« json »"),
    (("quote", *COMMUNE, "--format", "odt"), "--format", ""),
    (("quote", *COMMUNE, "-o", "devis.doc"), "--output", ""),
    (("quote", *COMMUNE, "-o", " "), "--output", ""),
    (("quote", *COMMUNE, "--date", "hier"), "--date", ""),
    (("quote", "--habitants", "douze"), "--habitants", ""),
    (("strate", "--agents", "7.5"), "--agents", ""),
    (("strate", "--commune", "Agen", "--population", "total"), "--population", "« totale »"),
    (("strate", *COMMUNE, "--departement", "47"), "--departement", ""),
]
FAUTES_D_OPTION: list[tuple[tuple[str, ...], str, str]] = [
    (("quote", *COMMUNE, "--option", "mesagerie=2"), "--option", "« messagerie »"),
    (("quote", *COMMUNE, "--option", "parapheur-certificat=2"), "--option", ""),
    (("quote", *COMMUNE, "--extra-go", "1", "--besoin-go", "2"), "--besoin-go", ""),
]


@pytest.mark.parametrize("commande", ["", *Forfait.modules])
def test_aucun_mot_anglais_dans_l_aide(lancer: Lancer, commande: str) -> None:
    resultat = lancer(*commande.split(), "--help")
    assert (resultat.code, resultat.erreur) == (0, "")
    assert "Utilisation" in resultat.texte
    assert "Affiche cette aide." in resultat.texte
    assert ANGLAIS.findall(resultat.texte) == []


def test_l_aide_sans_argument_est_la_meme(lancer: Lancer) -> None:
    sans = lancer()
    assert sans.code == 2
    assert (sans.texte + sans.erreur).strip() == lancer("--help").texte.strip()


@pytest.mark.parametrize(
    ("ligne", "manque", "remede"),
    [
        ("verify", "FICHIER : argument manquant", "donnez un devis en JSON, ou le PDF qui le porte"),
        ("catalogue diff", "ANCIEN : argument manquant", "donnez un catalogue, ou des tarifs posés sur celui en usage"),
        ("catalogue diff a.toml", "NOUVEAU : argument manquant", "donnez un autre catalogue, ou d’autres tarifs"),
        ("catalogue import", "CLASSEUR : argument manquant", "donnez le classeur rempli : .xlsx, .ods ou .csv"),
        ("tarifs impact", "--avant : option manquante", "donnez les tarifs d’avant, ou un catalogue"),
    ],
)
def test_ce_qui_manque_est_demande(lancer: Lancer, ligne: str, manque: str, remede: str) -> None:
    resultat = lancer(*ligne.split())
    assert resultat.code == 2
    assert espaces_simples(resultat.erreur).startswith(f"Erreur : {manque}\n  → {remede}\nUtilisation : ")


@pytest.mark.parametrize("commande", COMMANDES[1:])
def test_chaque_option_de_l_aide_dit_ce_qu_elle_fait_et_donne_un_exemple(lancer: Lancer, commande: str) -> None:
    aide = lancer(commande, "--help", env={"COLUMNS": "200", "TERMINAL_WIDTH": "200"}).texte
    assert f"Exemple : forfait {commande}" in aide
    options = [ligne.strip("│ ") for ligne in aide.splitlines() if ligne.startswith("│ --")]
    assert len(options) > 3
    for option in options:
        assert re.search(r"  \S+ \S+", option), option


def test_les_exemples_de_l_aide_marchent(lancer: Lancer) -> None:
    vus = 0
    for commande in COMMANDES[1:]:
        for exemple in re.findall(r"Exemple : forfait (.+?)\s*$", lancer(commande, "--help").texte, re.MULTILINE):
            assert lancer(*exemple.split()).code == 0
            vus += 1
    assert vus == len(COMMANDES) - 1


@pytest.mark.parametrize(
    ("grille", "quote", "batch"),
    [
        ("examples/causses.toml", "--habitants 1200 --audit 4", "mission"),
        ("examples/estuaire.toml", "--habitants 1200 --extra-certificats 4", "essentielle"),
        ("examples/plateau.toml", "--habitants 1200 --secretariat 4", "a-la-carte"),
        ("examples/sillon.toml", "--habitants 1200 --extra-antivirus 4", "essentiel"),
        ("examples/valcourbe.toml", "--habitants 1200 --extra-go 4", "socle"),
        ("examples/vallees.toml", "--habitants 1200 --extra-go 4", "plateforme"),
        ("tests/petites_grilles/sans-tailles.toml", "--nature regie --extra-visite 4", "un"),
        ("tests/petites_grilles/strates.toml", "--habitants 1200 --nature ville", "socle"),
        ("tests/petites_grilles/tant-que.toml", "--habitants 1200", "un"),
    ],
)  # fmt: skip
def test_les_exemples_de_l_aide_sont_ceux_de_la_grille_en_usage(
    lancer: Lancer, grille: str, quote: str, batch: str
) -> None:
    def exemple(commande: str) -> str:
        aide = lancer(commande, "--help", "--catalogue", grille, env={"COLUMNS": "200"}).texte
        (trouve,) = re.findall(r"Exemple : forfait (.+?)\s*$", aide, re.MULTILINE)
        return str(trouve)

    qui = re.sub(r" --(?!nature ).*", "", quote)
    assert exemple("quote") == f"quote {quote}"
    assert exemple("compare") == f"compare {qui}"
    assert exemple("strate") == f"strate {qui}"
    assert exemple("batch") == f"batch communes.csv --forfait {batch} -o devis.csv"
    for commande in ("quote", "compare"):
        assert lancer(*exemple(commande).split(), "--catalogue", grille).code == 0


@pytest.mark.parametrize(
    ("arguments", "nomme", "proche"),
    [*FAUTES, *FAUTES_D_OPTION],
    ids=[" ".join(arguments) for arguments, _, _ in FAUTES + FAUTES_D_OPTION],
)  # fmt: skip
def test_chaque_faute_nomme_l_option_et_suggere_en_francais(
    lancer: Lancer, arguments: tuple[str, ...], nomme: str, proche: str
) -> None:
    resultat = lancer(*arguments)
    assert (resultat.code, resultat.sortie) == (2, b"")
    erreur = espaces_simples(resultat.erreur)
    premiere = erreur.splitlines()[0]
    assert premiere.startswith("Erreur : ")
    assert nomme in premiere
    assert f"vouliez-vous dire {proche}" in erreur or not proche
    assert not re.search("→ [A-ZÀÉ]", erreur)
    a_taper = any(ligne.startswith("    forfait ") for ligne in erreur.splitlines())  # the very line to type
    assert ("Utilisation : forfait" in erreur and "Essayez « forfait" in erreur) is not a_taper
    assert ANGLAIS.findall(erreur) == []


@pytest.mark.parametrize("commande", COMMANDES[1:4])
def test_une_faute_d_usage_renvoie_a_l_aide_de_sa_commande(lancer: Lancer, commande: str) -> None:
    for faute in (("--foo",), ("--habitants", "x"), ("--format", "x"), ("en-trop",), ("--habitants",)):
        assert f"Essayez « forfait {commande} --help »" in espaces_simples(lancer(commande, *faute).erreur)


@pytest.mark.parametrize(
    "arguments",
    [
        ("strate", *COMMUNE, "--catalogue", "/absent.toml"),
        ("strate", *COMMUNE, "--catalogue", "/"),
        ("strate", *COMMUNE, "-o", "/absent/x.txt"),
        ("strate", *COMMUNE, "-o", "/"),
        ("strate", *COMMUNE, "-o", "/proc/x.txt"),
        ("quote", "--agents", "9", "--parapheur", "--forfait", "technologie"),
        ("quote", *COMMUNE, "--parapheur", "--forfait", "metiers"),
        ("strate", "--commune", "Nullepart-sur-Rien"),
    ],
)
def test_aucun_mot_anglais_dans_un_refus(lancer: Lancer, arguments: tuple[str, ...]) -> None:
    resultat = lancer(*arguments)
    assert resultat.code == 1
    assert resultat.erreur.startswith(("Erreur", "Refusé"))
    assert ANGLAIS.findall(resultat.erreur) == []


def test_aucun_mot_anglais_dans_les_documents(lancer: Lancer) -> None:
    demande = (*COMMUNE, "--extra-go", "1", "--besoin-comptes", "1", "--anti-spam", "--parapheur")
    for commande in (("compare",), ("compare", *demande), ("quote", *demande), ("strate", *COMMUNE)):
        for format_ in ("table", "markdown"):
            assert ANGLAIS.findall(lancer(*commande, "--format", format_).texte) == []


def test_la_liste_des_mots_anglais_attrape_ceux_de_typer() -> None:
    """The list can fail: what an untranslated Typer says is caught."""
    for phrase in (
        "Usage: forfait [OPTIONS] COMMAND [ARGS]...",
        "Try 'forfait --help' for help.",
        "Error: No such option: --foo Did you mean --bar?",
        "Missing option '--habitants'.",
        "Got unexpected extra argument (x)",
        "Option '--parapheur' does not take a value.",
        "Show this message and exit.",
        "Commands", "[default: table]", "[required]", "Invalid value for '--x': 'y' is not a valid integer.",
    ):  # fmt: skip
        assert ANGLAIS.search(phrase)


@pytest.mark.parametrize(
    ("texte", "attendu"),
    [
        ("absent : à demander", "absent, à demander"),
        ("absent\u00a0: à demander\u202f: vite", "absent, à demander, vite"),
        ("à 12:30", "à 12:30"),
        ("voir « Tarifs : 2026 »", "voir « Tarifs : 2026 »"),
    ],
)
def test_une_raison_n_a_pas_de_deux_points_apres_les_siens(texte: str, attendu: str) -> None:
    assert sans_deux_points(texte) == attendu
