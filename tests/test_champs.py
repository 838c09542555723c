"""The one table of fields: what a catalogue says is what flags, help, columns, keywords and hints say."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from lots import dehors, lot
from outils import RACINE, Lancer, espaces_simples, lancer_ici, variante

from forfait_cli import Demande, MauvaisUsage, Refus, chiffrer, demander, load_catalogue
from forfait_cli.domaine.catalogue import Bornes, Cas, Catalogue, Strate
from forfait_cli.domaine.types import Affiliation, Mesure, Nature, Unite
from forfait_cli.readers.demande.champs import champs_de

ANNEXE = load_catalogue()
OPTION = """
[[services]]
code = "visio-conference"
nom = "Salle de visioconférence"
unite = "salle"
cellules = "Non inclus"

[[options]]
code = "visio-conference"
nom = "Salle de visioconférence"
unite = "salle"
raccourci = "salles"
service = "visio-conference"
prix = 12.50
"""


@pytest.fixture
def grille(tmp_path: Path) -> str:
    """The annex with one more counted option, its shortcut and its need."""
    fichier = variante(tmp_path)
    fichier.write_text(fichier.read_text(encoding="utf-8") + OPTION, encoding="utf-8")
    return str(fichier)


# --- An option added to a file, and no code touched ---------------------------------------------


def test_an_added_option_has_its_flags_and_their_help(lancer: Lancer, grille: str) -> None:
    aide = lancer("quote", "--help", "--catalogue", grille).texte
    assert "--extra-salles" in aide
    assert "--besoin-salles" in aide
    assert "Salle de visioconférence" in " ".join(aide.replace("│", " ").split())
    assert "--extra-salles" not in lancer("quote", "--help").texte
    quote = ("quote", "--habitants", "1200", "--forfait", "metiers", "--catalogue", grille, "--format", "json")
    supplement = lancer(*quote, "--extra-salles", "2").json()
    assert supplement["demande"]["extras"] == {"visio-conference": 2}
    assert supplement["devis"][0]["lignes"][1]["montant"] == "25.00"
    besoin = lancer(*quote, "--besoin-salles", "3").json()  # none is included
    assert besoin["demande"]["besoins"] == {"visio-conference": 3}
    assert besoin["devis"][0]["lignes"][1]["montant"] == "37.50"


def test_an_added_option_is_completed_and_hinted_at(lancer: Lancer, grille: str) -> None:
    def proposes(mots: str, rang: int, **env: str) -> list[str]:
        complet = {"_FORFAIT_COMPLETE": "complete_bash", "COMP_WORDS": mots, "COMP_CWORD": str(rang), **env}
        return lancer(env=complet).texte.split()

    assert proposes("forfait quote --extra-s", 2, FORFAIT_CATALOGUE=grille) == ["--extra-salles"]
    assert proposes("forfait quote --extra-s", 2) == []
    assert proposes(f"forfait quote --catalogue {grille} --option visio", 5) == ["visio-conference"]
    erreur = espaces_simples(lancer("quote", "--salles", "2", "--catalogue", grille).erreur)
    assert "« --extra-salles »" in erreur


def test_an_added_option_is_a_column_of_a_batch(grille: str) -> None:
    for titre, montant in (
        ("extra_salles", "25.00"), ("Salles supplémentaires", "25.00"), ("besoin_salles", "25.00"),
        ("besoin en salles", "25.00"),
    ):  # fmt: skip
        passe = lot(f"habitants,{titre}\n1200,2\n", "--forfait", "metiers", "--catalogue", grille)
        assert [rangee["montant_visio_conference"] for rangee in passe.rangees()] == [montant], titre
    for titre in ("visio-conference", "Salle de visioconférence"):  # in plus, or in all?
        assert lot(f"habitants,{titre}\n1200,2\n", "--catalogue", grille).code == 1


def test_an_added_option_is_in_the_other_results(lancer: Lancer, grille: str, tmp_path: Path) -> None:
    compare = lancer("compare", "--catalogue", grille, "--format", "json").json()
    assert compare["options"][-1]["code"] == "visio-conference"
    gabarit = tmp_path / "prix.toml"
    sans_prix = Path(grille).read_text(encoding="utf-8").replace("prix = 12.50\n", 'cellules = "Sur demande"\n')
    Path(grille).write_text(sans_prix.replace("[legende.options]\n", '[legende.options]\n"Sur demande" = '
                                              '{ disponibilite = "proposee" }\n'), encoding="utf-8")  # fmt: skip
    assert lancer("tarifs", "template", "--catalogue", grille, "-o", str(gabarit)).code == 0
    assert "visio-conference" in gabarit.read_text(encoding="utf-8")


def test_an_added_option_is_a_keyword(grille: str) -> None:
    demande = demander(load_catalogue(Path(grille)), habitants=1200, extra_salles=2)
    assert demande.extras == {"visio-conference": 2}


# --- Python -------------------------------------------------------------------------------------


def test_python_gives_the_request_of_the_command_line() -> None:
    demande = demander(ANNEXE, habitants=1200, extra_go=4, forfait=["Métiers"], anti_spam=True, date="2026-01-31")
    assert demande.collectivite.nature == "commune"
    assert demande.collectivite.mesures == {"habitants": 1200}
    assert (demande.extras, demande.forfaits) == ({"sauvegarde-externalisee": 4, "filtrage-antispam": 1}, ("metiers",))
    assert str(demande.date) == "2026-01-31"
    devis = chiffrer(ANNEXE, demande).devis
    lu = lancer_ici("quote", "--habitants", "1200", "--extra-go", "4", "--forfait", "metiers", "--anti-spam",
                    "--date", "2026-01-31", "--format", "json").json()  # fmt: skip
    assert [str(ligne.montant) for ligne in devis[0].totaux] == [total["montant"] for total in lu["devis"][0]["totaux"]]


def fautes(**valeurs: object) -> list[str]:
    with pytest.raises((MauvaisUsage, Refus)) as faute:
        demander(ANNEXE, **valeurs)  # type: ignore[arg-type]
    return [espaces_simples(f"{un.origine} : {un.message}") for un in faute.value.anomalies]


def test_faults_of_python_name_their_keyword_all_at_once() -> None:
    assert fautes(habitants="1.200", extra_go=Decimal("1.5"), forfait="zzz", inconnu=1, population="x") == [
        "inconnu : la grille en usage n’a pas ce champ",
        "extra_go : « Sauvegarde externalisée » se compte en nombres entiers : 1,5 demandé",
        "forfait : aucun forfait n’a le code « zzz »",
        "habitants : « 1.200 » peut se lire de deux façons : milliers ou décimales",
        "population : mot inconnu : « x »",
        "population : ne sert qu’avec commune",
    ]
    assert fautes(habitants=1.5) == ["habitants : « 1.5 » n’est pas un nombre"]
    assert fautes(habitants=True) == ["habitants : « True » n’est pas un nombre"]
    assert fautes(habitants=-1) == ["habitants : -1 n’est pas possible ici"]
    assert fautes(habitants=5, extra_go=1, besoin_go=2) == [
        "extra_go, besoin_go : « Sauvegarde externalisée » : un supplément et un besoin à la fois"
    ]
    assert fautes(habitants=5, option=["messagerie=x"]) == ["option : « x » n’est pas un nombre entier"]


def test_what_can_t_be_is_refused_from_python_too() -> None:
    for habitants in (-1, Decimal("7.5"), 4.5, None):
        with pytest.raises(MauvaisUsage):
            demander(ANNEXE, habitants=habitants)  # type: ignore[arg-type]


# --- Natures ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("texte", "code", "dite"),
    [
        ("CCAS", "etablissement-public", "CCAS"),
        ("ccas", "etablissement-public", "CCAS"),
        ("Communauté de communes", "etablissement-public", "communauté de communes"),
        ("communaute de communes", "etablissement-public", "communauté de communes"),
        ("Établissements publics", "etablissement-public", None),
        ("budget annexe", "budget-annexe", None),
    ],
)
def test_a_nature_has_other_names(texte: str, code: str, dite: str | None) -> None:
    qui = demander(ANNEXE, agents=9, nature=texte).collectivite
    assert (qui.nature, qui.nature_dite) == (code, dite)


def test_a_nature_that_the_grid_does_not_serve_is_refused_with_those_it_does() -> None:
    with pytest.raises(Refus) as refus:
        demander(ANNEXE, agents=9, nature="région")
    (faute,) = refus.value.anomalies
    assert "la grille ne dit rien de" in faute.message
    assert "CCAS" in faute.aide


def avec(**changements: Any) -> Catalogue:
    return ANNEXE._replace(**changements)


def strate(numero: int, *cas: Cas) -> Strate:
    return Strate(numero, f"Strate {numero}", cas, {})


def test_the_nature_is_asked_where_strates_tell_the_candidates_apart() -> None:
    agents = {numero: Bornes(10 * numero, 10 * numero + 9) for numero in range(1, 4)}
    ensemble = [strate(n, Cas(("etablissement-public", "budget-annexe"), None, (("agents", b),)))
                for n, b in agents.items()]  # fmt: skip
    assert demander(avec(strates=tuple(ensemble)), agents=15).collectivite.nature == "etablissement-public"
    seul = strate(4, Cas(("budget-annexe",), None, (("agents", Bornes(40, None)),)))
    a_part = avec(strates=(*ensemble, seul))
    with pytest.raises(MauvaisUsage) as faute:
        demander(a_part, agents=15)
    assert faute.value.anomalies[0].origine == "nature"
    assert "etablissement-public ou budget-annexe" in faute.value.anomalies[0].aide
    assert demander(a_part, agents=15, nature="budget-annexe").collectivite.nature == "budget-annexe"


def test_a_grid_of_other_measures() -> None:
    """Habitants × communes membres: each measure has its field; the first that classes a nature tells it."""
    membres = Mesure("communes-membres", "communes membres", Unite("commune membre", "communes membres"), (), "")
    masse = Mesure("masse-salariale", "masse salariale", None, (), "")
    natures = (
        Nature("commune", "commune", "communes", ("habitants",), (), feminin=True, cherchee=True),
        Nature(
            "communaute", "communauté", "communautés", ("communes-membres", "habitants", "masse-salariale"), (),
            feminin=False, cherchee=False,
        ),
    )  # fmt: skip
    partout = Bornes(0, None)
    cas = (
        Cas(("commune",), None, (("habitants", partout),)),
        Cas(("communaute",), None, (("communes-membres", partout), ("habitants", partout))),
    )
    grille = avec(mesures=(ANNEXE.mesures[0], membres, masse), natures=natures, strates=(strate(1, *cas),))
    noms = [champ.nom for champ in champs_de(grille)]
    assert noms[:3] == ["habitants", "communes_membres", "masse_salariale"]
    assert demander(grille, habitants=1200).collectivite.nature == "commune"
    lu = demander(grille, habitants=9000, communes_membres=12, masse_salariale="125 000,50").collectivite
    assert lu.nature == "communaute"
    assert lu.mesures == {
        "habitants": 9000, "communes-membres": 12, "masse-salariale": Decimal("125000.50"),
    }  # fmt: skip
    with pytest.raises(MauvaisUsage, match="à la fois"):
        demander(grille, habitants=9000, masse_salariale=1, nature="commune")


def test_halves_are_read_where_the_unit_has_them() -> None:
    options = tuple(
        option._replace(unite=Unite("jour", "jours", Decimal("0.5"))) if option.raccourci == "conseil-jours" else option
        for option in ANNEXE.options
    )
    grille = avec(options=options)
    for texte, voulu in (("7,5", Decimal("7.5")), ("7.5", Decimal("7.5")), ("7", 7), ("7,0", 7)):
        assert demander(grille, habitants=5, conseil_jours=texte).extras == {"conseil-equipement": voulu}
    for texte in ("7,3", "1,200", "x"):
        with pytest.raises(MauvaisUsage):
            demander(grille, habitants=5, conseil_jours=texte)
    with pytest.raises(MauvaisUsage):
        demander(ANNEXE, habitants=5, conseil_jours="7,5")


def test_a_grid_without_strates_answers_whoever_asks() -> None:
    grille = avec(strates=(), natures=(), mesures=())
    assert demander(grille).collectivite == Demande(demander(grille).collectivite).collectivite
    assert "commune" not in {champ.nom for champ in champs_de(grille)}


@pytest.mark.parametrize(
    ("dit", "affiliation"),
    [
        (None, Affiliation.SUPPOSEE), ("oui", Affiliation.AFFILIEE), (True, Affiliation.AFFILIEE),
        ("non", Affiliation.NON_AFFILIEE), (False, Affiliation.NON_AFFILIEE),
    ],
)  # fmt: skip
def test_affiliation_has_three_states(dit: str | bool | None, affiliation: Affiliation) -> None:
    assert demander(ANNEXE, habitants=5, affiliee=dit).collectivite.affiliation is affiliation


def test_what_is_said_of_affiliation_is_not_an_assumption(lancer: Lancer) -> None:
    assert "supposé" in lancer("quote", "--habitants", "5").texte
    assert "supposé" not in lancer("quote", "--habitants", "5", "--affiliee").texte
    assert lancer("quote", "--habitants", "5", "--affiliee", "--non-affiliee").code == 2


# --- Names people use ---------------------------------------------------------------------------


@pytest.mark.parametrize("nom", ["metiers", "METIERS", "Métiers", "Forfait Métiers", "forfait metiers"])
def test_a_forfait_by_code_or_name(lancer: Lancer, nom: str) -> None:
    lu = lancer("quote", "--habitants", "5", "--forfait", nom, "--format", "json").json()
    assert [devis["forfait"] for devis in lu["devis"]] == ["metiers"]


def test_other_names_of_commands(lancer: Lancer) -> None:
    assert lancer("devis", "--habitants", "5") == lancer("quote", "--habitants", "5")
    assert lancer("comparer") == lancer("compare")
    assert lancer("aide") == lancer("--help") == lancer("-h")
    assert "devis" not in [ligne.split()[1] for ligne in lancer("--help").texte.splitlines() if "│ " in ligne]
    assert lancer("quote", "-h") == lancer("quote", "--help")


def test_an_unknown_flag_is_hinted_at_by_its_end_first(lancer: Lancer) -> None:
    erreur = espaces_simples(lancer("quote", "--habitants", "5", "--go", "4").erreur)
    assert "« --extra-go »" in erreur
    assert "« --besoin-go »" in erreur
    assert "« --help »" in espaces_simples(lancer("quote", "--aide").erreur)


def test_a_code_and_a_figure_are_two_descriptions(lancer: Lancer) -> None:
    for deux in (("--code-insee", "47015"), ("--siren", "214700155"), ("--commune", "Agen")):
        resultat = lancer("quote", "--habitants", "5", *deux)
        assert resultat.code == 2
        assert "les deux à la fois" in resultat.erreur
    seul = lancer("strate", "--code-insee", "47015", "--format", "json").json()
    assert seul["collectivite"]["nom"] == "Astaffort"


def test_help_survives_a_faulty_catalogue(lancer: Lancer, tmp_path: Path) -> None:
    faux = tmp_path / "faux.toml"
    faux.write_text("titre = 3\n", encoding="utf-8")
    for arguments in (("--help",), ("quote", "--help"), ("commune", "--departement", "75"), ()):
        assert lancer(*arguments, env={"FORFAIT_CATALOGUE": str(faux)}).code == lancer(*arguments).code
    assert lancer("quote", "--habitants", "5", env={"FORFAIT_CATALOGUE": str(faux)}).code == 3


def test_the_shell_s_environment_does_not_reach_the_tests(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORFAIT_CATALOGUE", "absent.toml")
    assert lot("habitants\n12\n").code == 0
    assert dehors("strate", "--habitants", "12").code == 0


def test_every_command_of_the_readme_s_tables_is_a_field() -> None:
    lisezmoi = (RACINE / "README.md").read_text(encoding="utf-8")
    for champ in champs_de(ANNEXE):
        if champ.option is not None:
            assert f"`--{champ.nom.replace('_', '-')}" in lisezmoi, champ.nom


def test_json_of_a_row_and_of_quote_say_the_same_request(lancer: Lancer) -> None:
    (rangee,) = lot("nature,agents,besoin_go\nCCAS,9,20\n", "--forfait", "metiers", "--format", "json").objets()
    devis = lancer("quote", "--nature", "CCAS", "--agents", "9", "--besoin-go", "20", "--forfait", "metiers",
                   "--format", "json").json()  # fmt: skip
    assert rangee["total_chiffre"] == devis["devis"][0]["totaux"][0]["montant"]
    assert json.loads(json.dumps(devis["collectivite"]))["nature"] == "etablissement-public"
