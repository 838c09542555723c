"""What the command line accepts and refuses: numbers, natures, contradictions, exit codes."""

import itertools
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from outils import FINE, INSECABLE, Lancer, espaces_simples

from forfait_cli.erreurs import Anomalie, ErreurForfait, ExitCode, MauvaisUsage, Refus, suggestion
from forfait_cli.francais import insecables
from forfait_cli.readers.demande.nombres import CHIFFRES_MAX, est_decimal, lire_nombre

COMMUNE = ("--habitants", "1200")


# --- Numbers ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "texte",
    ["1200", "1 200", f"1{INSECABLE}200", f"1{FINE}200", " 1200", "1200 ", f"{INSECABLE}1200{FINE}", "\t1200", "01200"],
)
def test_nombre_entier_accepte(lancer: Lancer, texte: str) -> None:
    for drapeau in ("--habitants", "--agents"):
        resultat = lancer("strate", drapeau, texte, "--format", "json")
        assert (resultat.code, resultat.erreur) == (0, "")
        assert resultat.json()["collectivite"][drapeau[2:]] == 1200


def test_zero_est_accepte(lancer: Lancer) -> None:
    assert lancer("strate", "--habitants", "0", "--format", "json").json()["collectivite"]["habitants"] == 0
    assert lancer("strate", "--agents", "0", "--format", "json").json()["strate"]["numero"] == 1


REFUSES = [
    ("1.200", "milliers ou décimales", "écrivez 1200"),
    ("1,200", "milliers ou décimales", "écrivez 1200"),
    ("12.345.678", "milliers ou décimales", "écrivez 12345678"),
    ("3.5", "n’est pas un nombre entier", "sans décimales"),
    ("3,5", "n’est pas un nombre entier", "sans décimales"),
    ("1200.0", "n’est pas un nombre entier", "sans décimales"),
    ("-1", "est négatif", "0 ou plus"),
    ("-1 200", "est négatif", "0 ou plus"),
    ("−1", "est négatif", "0 ou plus"),
    ("", "valeur vide", "par exemple 1200"),
    (" ", "valeur vide", "par exemple 1200"),
    (FINE, "valeur vide", "par exemple 1200"),
    ("1e3", "n’est pas un nombre entier", "par exemple 1200 ou 1 200"),
    ("12 00", "n’est pas un nombre entier", "par exemple 1200 ou 1 200"),
    ("1  200", "n’est pas un nombre entier", "par exemple"),
    ("1 2000", "n’est pas un nombre entier", "par exemple"),
    ("1200 234", "n’est pas un nombre entier", "par exemple"),
    ("+5", "n’est pas un nombre entier", "par exemple"),
    ("0x10", "n’est pas un nombre entier", "par exemple"),
    ("1_200", "n’est pas un nombre entier", "par exemple"),
    ("1'200", "n’est pas un nombre entier", "par exemple"),
    ("١٢٠٠", "n’est pas un nombre entier", "par exemple"),
    ("１２００", "n’est pas un nombre entier", "par exemple"),
    ("²", "n’est pas un nombre entier", "par exemple"),
    ("douze", "n’est pas un nombre entier", "par exemple"),
    ("-", "n’est pas un nombre entier", "par exemple"),
    ("12\n", "n’est pas un nombre entier", "par exemple"),
    ("1" * 5000, "nombre de plus de 4000 caractères", "vérifiez"),
]


@pytest.mark.parametrize(("texte", "raison", "aide"), REFUSES, ids=[repr(texte[:12]) for texte, _, _ in REFUSES])
def test_nombre_refuse_avec_sa_raison(lancer: Lancer, texte: str, raison: str, aide: str) -> None:
    resultat = lancer("strate", f"--habitants={texte}")
    assert (resultat.code, resultat.sortie) == (2, b"")
    erreur = espaces_simples(resultat.erreur)
    assert erreur.startswith("Erreur : --habitants : ")
    assert raison in erreur
    assert aide in erreur


@pytest.mark.parametrize(
    "drapeau",
    ["--agents", "--extra-go", "--besoin-go", "--extra-antivirus", "--besoin-antivirus", "--extra-certificats",
     "--besoin-certificats", "--extra-comptes", "--besoin-comptes", "--formation", "--conseil-jours"],
)  # fmt: skip
@pytest.mark.parametrize("texte", ["1.200", "-1", "", "x"])
def test_chaque_drapeau_compte_de_meme(lancer: Lancer, drapeau: str, texte: str) -> None:
    commune = () if drapeau == "--agents" else COMMUNE
    resultat = lancer("quote", *commune, f"{drapeau}={texte}")
    assert (resultat.code, resultat.sortie) == (2, b"")
    assert espaces_simples(resultat.erreur).startswith(f"Erreur : {drapeau} : ")
    assert resultat.erreur.count("Erreur") == 1


@pytest.mark.parametrize("texte", ["messagerie=", "messagerie=1.5", "messagerie=-2", "messagerie=x", "messagerie=1=2"])
def test_la_quantite_d_une_option_se_lit_de_meme(lancer: Lancer, texte: str) -> None:
    resultat = lancer("quote", *COMMUNE, "--option", texte)
    assert resultat.code == 2
    assert "--option" in resultat.erreur


def test_jusqu_a_4000_chiffres(lancer: Lancer) -> None:
    grand = "9" * CHIFFRES_MAX
    resultat = lancer("quote", *COMMUNE, "--extra-go", grand, "--forfait", "metiers", "--format", "json")
    assert resultat.code == 0
    assert resultat.json()["devis"][0]["totaux"][0]["montant"] == f"{7 * int(grand)}.00"
    assert lancer("quote", *COMMUNE, "--extra-go", f"{grand}9").code == 2


@given(st.integers(min_value=0, max_value=10**40), st.sampled_from(["", " ", INSECABLE, FINE]))
def test_tout_entier_se_relit_avec_chaque_espace(valeur: int, espace: str) -> None:
    assert lire_nombre(f"{valeur:,}".replace(",", espace), "x", entier=True) == valeur


@given(st.text(max_size=12))
def test_un_texte_est_un_nombre_ou_un_refus_francais(texte: str) -> None:
    try:
        valeur = lire_nombre(texte, "habitants", entier=True)
    except MauvaisUsage as erreur:
        (faute,) = erreur.anomalies
        assert faute.origine == "habitants"
        assert faute.message
        assert faute.aide
    else:
        assert str(valeur) == "".join(c for c in texte if c in "0123456789").lstrip("0").rjust(1, "0")


@pytest.mark.parametrize(("texte", "vrai"), [("7.5", True), ("7,25", True), ("1.200", False), ("7", False),
                                             ("1200.500", True), (".5", False), ("7.", False)])  # fmt: skip
def test_est_decimal(texte: str, vrai: bool) -> None:
    assert est_decimal(texte) is vrai


# --- The collectivité ---------------------------------------------------------------------------


@pytest.mark.parametrize("commande", ["quote", "strate"])
def test_aucune_collectivite_est_une_faute(lancer: Lancer, commande: str) -> None:
    resultat = lancer(commande)
    assert (resultat.code, resultat.sortie) == (2, b"")
    assert "aucune collectivité n’est décrite" in resultat.erreur
    assert "--habitants N" in resultat.erreur
    assert "--agents N" in resultat.erreur


@pytest.mark.parametrize(
    "arguments",
    [
        ("--habitants", "1", "--agents", "1"),
        ("--habitants", "1", "--commune", "Agen"),
        ("--agents", "1", "--commune", "Agen"),
        ("--habitants", "1", "--agents", "1", "--commune", "Agen"),
        ("--habitants", "1", "--agents", "1", "--non-affiliee"),
    ],
)
def test_exactement_une_description(lancer: Lancer, arguments: tuple[str, ...]) -> None:
    for commande in ("quote", "strate", "compare"):
        resultat = lancer(commande, *arguments)
        assert (resultat.code, resultat.sortie) == (2, b"")
        assert "à la fois" in resultat.erreur


@pytest.mark.parametrize(
    ("arguments", "nature"),
    [
        (("--habitants", "9", "--nature", "commune"), "commune"),
        (("--habitants", "9", "--nature", "Commune"), "commune"),
        (("--agents", "9", "--nature", "Établissement public"), "etablissement-public"),
        (("--agents", "9", "--nature", "etablissement_public"), "etablissement-public"),
        (("--agents", "9", "--nature", "BUDGET ANNEXE"), "budget-annexe"),
        (("--non-affiliee",), None),
        (("--non-affiliee", "--nature", "budget-annexe"), "budget-annexe"),
    ],
)
def test_nature_acceptee(lancer: Lancer, arguments: tuple[str, ...], nature: str | None) -> None:
    resultat = lancer("strate", *arguments, "--format", "json")
    assert (resultat.code, resultat.erreur) == (0, "")
    assert resultat.json()["collectivite"]["nature"] == nature


@pytest.mark.parametrize(
    ("arguments", "morceau"),
    [
        (("--habitants", "9", "--nature", "budget-annexe"), "se classe par ses agents"),
        (("--habitants", "9", "--nature", "etablissement-public"), "se classe par ses agents"),
        (("--agents", "9", "--nature", "commune"), " se classe par ses habitants"),
    ],
)
def test_nature_contraire_au_nombre_donne(lancer: Lancer, arguments: tuple[str, ...], morceau: str) -> None:
    resultat = lancer("strate", *arguments)
    assert (resultat.code, resultat.sortie) == (2, b"")
    assert "--nature" in resultat.erreur
    assert morceau in resultat.erreur


@pytest.mark.parametrize("nature", ["région", "département", "association"])
def test_une_nature_hors_de_l_annexe_est_refusee(lancer: Lancer, nature: str) -> None:
    resultat = lancer("quote", "--agents", "9", "--nature", nature)
    assert (resultat.code, resultat.sortie) == (1, b"")
    assert "la grille ne dit rien de" in resultat.erreur
    assert "etablissement-public" in resultat.erreur


def test_une_nature_presque_juste_est_suggeree(lancer: Lancer) -> None:
    assert "vouliez-vous dire « budget-annexe »" in espaces_simples(
        lancer("quote", "--agents", "9", "--nature", "budget-anexe").erreur
    )


def test_un_nom_ne_commande_pas_le_terminal(lancer: Lancer) -> None:
    nom = "Sainte\x1b[31m-Foy\r\n  la\u0007Grande"
    for format_ in ("table", "markdown", "csv", "json"):
        sortie = lancer("quote", *COMMUNE, "--nom", nom, "--format", format_).sortie
        assert not any(octet in sortie for octet in (b"\x1b", b"\r", b"\x07"))
    donnees = lancer("quote", *COMMUNE, "--nom", nom, "--format", "json").json()
    assert donnees["collectivite"]["nom"] == "Sainte [31m-Foy la Grande"


def test_un_nom_ne_retourne_pas_l_ecriture(lancer: Lancer) -> None:
    """A sign of direction would show the amounts of the line backwards."""
    donnees = lancer("strate", *COMMUNE, "--nom", "Foy\u202e\u2066la\u200fGrande", "--format", "json").json()
    assert donnees["collectivite"]["nom"] == "FoylaGrande"


@pytest.mark.parametrize("format_", ["json", "csv", "markdown"])
def test_un_nom_aux_octets_mal_formes_n_est_pas_un_defaut(lancer: Lancer, format_: str) -> None:
    """What a shell of another encoding passes on: bytes that are no text."""
    nom = b"Mairie d\xe9l\xe9gu\xe9e".decode("utf-8", errors="surrogateescape")
    assert lancer("strate", *COMMUNE, "--nom", nom, "--format", format_).code in (0, 2)


def test_un_catalogue_au_nom_vide_est_refuse(lancer: Lancer) -> None:
    """`--catalogue "$GRILLE"` where GRILLE is not set."""
    assert lancer("strate", *COMMUNE, "--catalogue", "").code == 2


def test_un_nom_vide_n_est_pas_un_nom(lancer: Lancer) -> None:
    assert lancer("strate", *COMMUNE, "--nom", "  ", "--format", "json").json()["collectivite"]["nom"] is None


# --- Dates --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("texte", "raison"),
    [
        ("2026-02-29", "n’existe pas au calendrier"),
        ("2026-13-01", "n’existe pas au calendrier"),
        ("0000-01-01", "n’existe pas au calendrier"),
        ("31/11/2026", "n’existe pas au calendrier"),
        ("11-23-2026", "n’est pas une date"),
        ("2026-1-1", "n’est pas une date"),
        ("20260101", "n’est pas une date"),
        ("2026-W01-1", "n’est pas une date"),
        ("٢٠٢٦-01-01", "n’est pas une date"),
        ("", "la date est vide"),
        ("2026-01-01\n", "n’est pas une date"),
    ],
)
def test_date_refusee(lancer: Lancer, texte: str, raison: str) -> None:
    for commande in ("quote", "strate", "compare"):
        resultat = lancer(commande, *COMMUNE, "--date", texte)
        assert (resultat.code, resultat.sortie) == (2, b"")
        assert "--date" in resultat.erreur
        assert raison in resultat.erreur


def test_date_bissextile_acceptee(lancer: Lancer) -> None:
    donnees = lancer("quote", *COMMUNE, "--date", "2028-02-29", "--format", "json").json()
    assert donnees["demande"]["date"] == "2028-02-29"


# --- All faults at once -------------------------------------------------------------------------


def test_toutes_les_fautes_sont_dites_ensemble(lancer: Lancer) -> None:
    resultat = lancer(
        "quote", "--habitants", "1.200", "--agents", "7.5", "--extra-go", "x", "--besoin-comptes", "-1",
        "--forfait", "metier", "--forfait", "zzz", "--exige", "veile", "--option", "mesagerie=2",
        "--date", "2026-13-01", "--extra-antivirus", "1", "--besoin-antivirus", "2",
    )  # fmt: skip
    assert (resultat.code, resultat.sortie) == (2, b"")
    erreur = espaces_simples(resultat.erreur)
    for morceau in (
        "« 1.200 » peut se lire de deux façons", "« 7.5 » : les agents", "« x » n’est pas un nombre entier",
        "« -1 » est négatif", "« metier »", "« zzz »", "« veile »", "« mesagerie »", "« 2026-13-01 »",
        "un supplément et un besoin à la fois", "--habitants, --agents : les deux à la fois",
    ):  # fmt: skip
        assert morceau in erreur
    assert erreur.count("Erreur :") == 11
    for proche in ("metiers", "veille", "messagerie"):
        assert f"« {proche} »" in erreur
    assert erreur.count("Utilisation :") == 1


@pytest.mark.parametrize("commande", ["quote", "compare", "strate"])
def test_le_format_aussi_est_dit_avec_les_autres_fautes(lancer: Lancer, commande: str) -> None:
    erreur = lancer(commande, "--habitants", "x", "--format", "xml", "--date", "hier").erreur
    assert "--format" in erreur
    assert "--habitants" in erreur
    assert "--date" in erreur


def test_compare_sans_collectivite_dit_aussi_toutes_ses_fautes(lancer: Lancer) -> None:
    erreur = lancer("compare", "--forfait", "metier", "--date", "hier").erreur
    assert "--date" in erreur
    assert "metiers" in erreur


def test_un_refus_n_efface_pas_une_faute_d_usage(lancer: Lancer) -> None:
    resultat = lancer("quote", "--agents", "9", "--nature", "région", "--extra-go", "x")
    assert resultat.code == 2
    assert "--extra-go" in resultat.erreur


def test_un_cout_demande_sans_collectivite_est_refuse(lancer: Lancer) -> None:
    for demande in (("--extra-go", "1"), ("--parapheur",), ("--option", "messagerie")):
        resultat = lancer("compare", *demande)
        assert (resultat.code, resultat.sortie) == (2, b"")
        assert "un coût est demandé sans collectivité" in resultat.erreur


# --- Exit codes ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("compare",), 0),
        (("--help",), 0),
        (("--version",), 0),
        (("quote", "--help"), 0),
        ((), 2),
        (("quote", *COMMUNE, "--parapheur", "--forfait", "metiers"), 1),
        (("quote", *COMMUNE, "--exige", "convocation", "--forfait", "metiers"), 1),
        (("strate", *COMMUNE, "--catalogue", "absent.toml"), 1),
        (("strate", *COMMUNE, "-o", "absent/x.txt"), 1),
        (("strate", "--commune", "Nullepart-sur-Rien"), 1),
        (("inconnue",), 2),
        (("quote", *COMMUNE, "--option", "inconnue"), 2),
        (("quote", *COMMUNE, "--forfait", "inconnu"), 2),
        (("quote", *COMMUNE, "--complet"), 4),
    ],
)
def test_code_de_sortie(lancer: Lancer, arguments: tuple[str, ...], code: int) -> None:
    resultat = lancer(*arguments)
    assert resultat.code == code
    assert "Traceback" not in resultat.erreur
    if code in (1, 2) and arguments:
        assert resultat.erreur


def test_code_3_pour_un_catalogue_invalide(lancer: Lancer, tmp_path: Path) -> None:
    fichier = tmp_path / "faux.toml"
    fichier.write_text("schema = 3\n")
    for commande in (("compare",), ("quote", *COMMUNE), ("strate", *COMMUNE)):
        resultat = lancer(*commande, "--catalogue", str(fichier))
        assert (resultat.code, resultat.sortie) == (3, b"")
        assert str(fichier) in resultat.erreur


def test_les_codes_de_sortie_sont_ceux_du_contrat() -> None:
    assert {code.name: code.value for code in ExitCode} == {
        "FAIT": 0, "REFUS": 1, "USAGE": 2, "CATALOGUE": 3, "PARTIEL": 4, "BOGUE": 70, "INTERROMPU": 130,
    }  # fmt: skip


def test_une_erreur_porte_toutes_ses_anomalies() -> None:
    erreur = Refus(Anomalie("a", "un"), Anomalie("b", "deux", "aide"))
    assert isinstance(erreur, ErreurForfait)
    assert str(erreur) == "un ; deux"
    assert erreur.code is ExitCode.REFUS


def test_la_version_est_celle_du_paquet(lancer: Lancer) -> None:
    from forfait_cli import __version__

    assert lancer("--version").texte == f"forfait {__version__}\n"


def test_suggestion_seulement_si_c_est_proche() -> None:
    assert suggestion("metier", ["metiers", "heberge"]) == "vouliez-vous dire « metiers » ?"
    assert suggestion("METIERS", ["metiers"]) == "vouliez-vous dire « metiers » ?"
    assert " ou " in suggestion("technologi", ["technologie", "technologie-plus"])
    assert suggestion("zzz", ["metiers"]) == ""


@pytest.mark.parametrize(
    "arguments",
    [
        ("strate", "--habitants", "5", "--habitants", "6000"),
        ("strate", "--agents", "5", "--agents", "60"),
        ("quote", *COMMUNE, "--extra-go", "1", "--extra-go", "2"),
    ],
)
def test_un_nombre_donne_deux_fois_est_une_faute(lancer: Lancer, arguments: tuple[str, ...]) -> None:
    assert lancer(*arguments).code == 2


@pytest.mark.parametrize("largeur", [60, 80, 100])
@pytest.mark.parametrize(
    "commande",
    ["batch", "compare", "verify", "quote", "tarifs import", "tarifs impact", "catalogue import", "catalogue schema"],
)
def test_une_page_d_aide_coupe_ou_la_ligne_finit(commande: str, largeur: int, lancer: Lancer) -> None:
    """Not where its source does, nor inside « », nor before « : », nor between a flag and its value."""
    lignes = lancer(*commande.split(), "--help", env={"COLUMNS": str(largeur)}).texte.splitlines()
    corps = [ligne.strip(" │") for ligne in lignes]
    assert not [ligne for ligne in corps if ligne.endswith("«") or ligne.startswith(("»", ": ", "; "))]
    paragraphes = lignes[: next(rang for rang, ligne in enumerate(lignes) if ligne.startswith("╭"))]
    assert not [ligne for ligne in paragraphes if ligne.strip() and ligne.split()[-1].startswith("-")]
    for avant, apres in itertools.pairwise(paragraphes):
        if avant.strip() and apres.strip():
            mots = insecables(apres.strip()).split(" ")
            suite = " ".join(mots[: 2 if mots[0].startswith("-") else 1])  # what may not be parted
            assert len(avant.rstrip()) + 1 + len(suite) >= largeur - 1, avant
