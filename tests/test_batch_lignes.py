"""A row of a batch depends on itself alone: alone, shuffled, repeated, cut in two files, it gives the same."""

import csv
import gc
import io
import random
from types import TracebackType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lots import Passe, lot
from outils import RACINE, espaces_simples

from forfait_cli.readers.demande import lignes as memoire

UN = ("--forfait", "metiers")
COLONNES = ("nom", "code_insee", "commune", "departement", "habitants", "agents", "nature", "affiliee", "extra_go",
            "besoin_go", "parapheur", "option", "forfait")  # fmt: skip
CELLULES = {
    "nom": ["", "A", "=1+1"],
    "code_insee": ["", "", "47015", "99999", "1004"],
    "commune": ["", "", "Agen", "Nérac", "Nulle part", "Saint-Denis"],
    "departement": ["", "47", "93"],
    "habitants": ["", "", "0", "249", "250", "1200", "1 200", "9999", "10000", "7.5", "x"],
    "agents": ["", "", "", "3", "7.5", "120"],
    "nature": ["", "", "CCAS", "commune", "budget-annexe", "région"],
    "affiliee": ["", "", "oui", "non", "peut-être"],
    "extra_go": ["", "", "0", "4", "x"],
    "besoin_go": ["", "", "20"],
    "parapheur": ["", "oui", "non"],
    "option": ["", "", "messagerie=2", "messagerie=2, filtrage-antispam", "inconnue"],
    "forfait": ["", "", "heberge", "Forfait Métiers", "gratuit"],
}
LIGNES = st.lists(st.tuples(*(st.sampled_from(CELLULES[nom]) for nom in COLONNES)), min_size=1, max_size=12)


def passe(lignes: list[tuple[str, ...]], colonnes: tuple[str, ...] = COLONNES) -> list[list[dict[str, str]]]:
    """The rows that come out of each row that goes in."""
    tampon = io.StringIO(newline="")
    ecrivain = csv.writer(tampon)
    ecrivain.writerow((*colonnes, "rang"))
    ecrivain.writerows((*ligne, f"r{rang}") for rang, ligne in enumerate(lignes))
    groupes: dict[str, list[dict[str, str]]] = {f"r{rang}": [] for rang in range(len(lignes))}
    for rangee in lot(tampon.getvalue()).rangees():
        groupes[rangee.pop("rang")].append(rangee)
    return list(groupes.values())


@settings(max_examples=40)
@given(LIGNES, st.randoms(use_true_random=False))
def test_a_row_gives_the_same_alone_shuffled_repeated_and_in_two_files(
    lignes: list[tuple[str, ...]], de: random.Random
) -> None:
    ensemble = passe(lignes)
    assert [un for ligne in lignes for un in passe([ligne])] == ensemble
    ordre = de.sample(range(len(lignes)), len(lignes))
    assert passe([lignes[rang] for rang in ordre]) == [ensemble[rang] for rang in ordre]
    assert passe([*lignes, *lignes]) == [*ensemble, *ensemble]
    coupe = de.randrange(len(lignes) + 1)
    assert [*passe(lignes[:coupe]), *passe(lignes[coupe:])] == ensemble


@settings(max_examples=15)
@given(LIGNES, st.sets(st.sampled_from(COLONNES[4:]), max_size=6))
def test_the_memory_is_of_no_consequence(lignes: list[tuple[str, ...]], otees: set[str]) -> None:
    """With columns left out, the cells that say who and what are others; a memory of one answer says the same."""
    gardees = tuple(nom for nom in COLONNES if nom not in otees)
    reduites = [tuple(c for nom, c in zip(COLONNES, ligne, strict=True) if nom in gardees) for ligne in lignes]
    attendu = passe(reduites, gardees)
    with pytest.MonkeyPatch.context() as patch:
        for nom in ("REPONSES_MAX", "QUI_MAX", "TEXTE_MAX", "CHIFFRES_MAX"):
            patch.setattr(memoire, nom, 1)
        assert passe(reduites, gardees) == attendu


def erreurs(texte: str, *arguments: str) -> list[str]:
    return [espaces_simples(rangee["erreur"]) for rangee in lot(texte, *UN, *arguments).rangees()]


def test_an_empty_row_does_not_refuse_the_next_ones() -> None:
    assert erreurs("nom,commune\nZ,\nA,Agen\nB,Nérac\n") == [
        "aucune collectivité n’est décrite", "", "",
    ]  # fmt: skip


def test_a_commune_that_does_not_exist_has_no_devis_whoever_came_before() -> None:
    for entete in ("code_insee;affiliee\n;non\n99999;non\n", "habitants;code_insee;affiliee\n;;non\n;99999;non\n"):
        passe = lot(entete, *UN)
        assert passe.code == 4
        premiere, seconde = passe.rangees()
        assert premiere["strate"] == "8"
        assert (seconde["strate"], "99999" in seconde["erreur"]) == ("", True)


def test_per_head_prices_reach_the_rows_that_come_after() -> None:
    grille = (
        "--catalogue", str(RACINE / "examples" / "valcourbe.toml"),
        "--tarifs", str(RACINE / "examples" / "valcourbe-tarifs" / "2026.toml"), "--forfait", "complet",
    )  # fmt: skip

    def totaux(texte: str) -> list[dict[str, str]]:
        return [
            {nom: valeur for nom, valeur in rangee.items() if nom.startswith("total")}
            for rangee in lot(texte, *grille).rangees()
        ]

    (seule,) = totaux("code_insee,affiliee\n47015,oui\n")
    assert any(seule.values())
    assert totaux("code_insee,affiliee\n,oui\n47015,oui\n")[1] == seule


@pytest.mark.parametrize(
    ("fichier", "titre", "bon", "faux"),
    [
        ("sillon", "delegue", "oui", "12"),
        ("vallees", "signalement", "oui", "?"),
        ("plateau", "sms", "12", "x"),
        ("plateau", "secretariat", "7,5", "7,3"),
        ("sillon", "accompagnement", "2", "x"),
    ],
)
def test_a_column_that_bears_an_option_s_code_asks_for_it(fichier: str, titre: str, bon: str, faux: str) -> None:
    grille = ("--catalogue", str(RACINE / "examples" / f"{fichier}.toml"))
    rangees = lot(f"nom;habitants;{titre}\nA;800;{bon}\nB;800;{faux}\n", *grille).rangees()
    assert f"montant_{titre}" in rangees[0]
    assert not any(rangee["erreur"] for rangee in rangees if rangee["nom"] == "A")
    assert all(rangee["erreur"].startswith(titre) for rangee in rangees if rangee["nom"] == "B")


def test_a_row_that_says_yes_is_said() -> None:
    from forfait_cli import load_catalogue
    from forfait_cli.domaine.types import Affiliation
    from forfait_cli.readers.demande.colonnes import Titres
    from forfait_cli.readers.demande.lecture import Lecteur
    from forfait_cli.readers.demande.lignes import Lignes, Pesee

    lecteur = Lecteur(load_catalogue(), ligne=True)
    colonnes = Titres(lecteur.catalogue, lecteur.champs).reconnaitre(
        ("habitants", "affiliee", "nom"), "essai", sans_qui=False
    )
    lignes: Lignes[int, int] = Lignes(
        lecteur, colonnes, lambda _qui: Pesee(0, None), lambda _qui, _quoi: 0, lambda _m, _n: 0
    )
    dites = [lignes.demande(["5", texte, "X"]).collectivite for texte in ("oui", "non", "")]
    assert [qui.affiliation for qui in dites] == [
        Affiliation.AFFILIEE, Affiliation.NON_AFFILIEE, Affiliation.SUPPOSEE,
    ]  # fmt: skip
    assert dites[0].nom == "X"


def test_a_fault_is_said_in_the_words_of_the_file() -> None:
    assert erreurs("Population;Go en plus;option\n12;x;\n12;;messagerie=x\n12;;sauvegarde-externalisee=1,messagerie\n"
                   "y;2;sauvegarde-externalisee\n") == [
        "Go en plus : « x » n’est pas un nombre entier",
        "option : « x » n’est pas un nombre entier",
        "",
        "option : « sauvegarde-externalisee » est demandé deux fois ; Population : « y » n’est pas un nombre entier",
    ]  # fmt: skip


def test_the_homonyms_of_a_commune_are_told_in_the_row() -> None:
    (motif,) = erreurs("commune\nSaint-Denis\n")
    assert motif.startswith("commune : ")
    assert "93066" in motif
    assert "\n" not in motif


@pytest.mark.parametrize("drapeau", ["--go", "--habitants"])
def test_no_flag_reaches_a_row(drapeau: str) -> None:
    passe: Passe = lot("habitants,agents,nature,extra_go,besoin_go,option,forfait\n1,2,zzz,x,y,zzz=1,zzz\n,,,1,2,,\n")
    assert drapeau not in passe.sortie.decode()
    assert "--" not in "".join(rangee["erreur"] for rangee in passe.rangees())


def resume(texte: str, *arguments: str) -> list[str]:
    """The refusals of the summary, and how to mend them."""
    dites = espaces_simples(lot(texte, *UN, *arguments).erreur).splitlines()
    debut = next(rang for rang, dite in enumerate(dites) if dite.startswith("Refusé"))
    return [dite.replace("Refusé : entrée standard, ", "") for dite in dites[debut:]]


def test_the_summary_says_how_to_mend_each_kind_of_refusal_once() -> None:
    assert resume("habitants,commune,nature\nabc,,\n-1,,\nx,,\n,Xyzzy,\n,,lune\n") == [
        "ligne 2 : habitants : « abc » n’est pas un nombre entier",
        "ligne 4 : habitants : « x » n’est pas un nombre entier",
        "  → dans les deux cas, donnez un nombre entier, par exemple 1200 ou 1 200",
        "ligne 3 : habitants : « -1 » est négatif",
        "  → donnez un nombre entier, 0 ou plus",
        "ligne 5 : commune : aucune commune ne s’appelle « Xyzzy »",
        "  → vérifiez le nom, ou donnez le code INSEE ou le SIREN",
        "ligne 6 : aucune collectivité n’est décrite",
        "  → remplissez la colonne habitants ou commune pour une commune, agents pour un établissement public ou un "
        "budget annexe",
    ]


def test_the_summary_speaks_of_columns_by_their_titles() -> None:
    assert resume("nom;Population;Effectif\nA;;\nB;12;3\n")[1::2] == [
        "  → remplissez la colonne Population ou commune pour une commune, Effectif pour un établissement public ou un "
        "budget annexe",
        "  → videz la case de trop : gardez Population pour une commune, Effectif pour un établissement public ou un "
        "budget annexe",
    ]


def test_the_summary_names_once_the_prices_that_lack() -> None:
    def dit(texte: str) -> list[str]:
        erreur = espaces_simples(lot(texte, *UN).erreur)
        return [ligne for ligne in erreur.splitlines() if ligne.startswith("À connaître")]

    assert dit("habitants\n1200\n300\n") == ["À connaître : prix du forfait."]
    assert dit("habitants;extra_go;extra_comptes\n1200;4;\n1200;;2\n") == [
        "À connaître : prix du forfait et Messagerie professionnelle sécurisée."
    ]
    tout = "habitants;extra_comptes;formation;conseil_jours;anti_spam;extra_certificats;extra_antivirus\n"
    assert dit(f"{tout}1200;2;1;1;oui;2;3\n") == [
        "À connaître : prix du forfait, Formation sur site, Conseil en équipement, Messagerie professionnelle "
        "sécurisée, Logiciels de sécurité et 2 autres prix."
    ]
    assert dit("habitants\nx\n") == []


def test_faults_of_one_row_are_each_mended() -> None:
    assert resume("habitants;extra_go\ny;-1\n") == [
        "ligne 2 : extra_go : « -1 » est négatif ; habitants : « y » n’est pas un nombre entier",
        "  → donnez un nombre entier, 0 ou plus",
        "    donnez un nombre entier, par exemple 1200 ou 1 200",
    ]


def test_what_stands_for_a_value_on_a_command_line_is_not_said_of_a_column() -> None:
    dit, aide = resume("agents;nature\n3;commune\n")
    assert dit.startswith("ligne 2 : nature : « commune » se classe par ses habitants")
    assert aide == "  → donnez habitants"


def test_homonyms_are_on_one_line_of_the_summary() -> None:
    dit, aide = resume("commune\nSaint-Denis\n")
    assert dit == "ligne 2 : commune : « Saint-Denis » peut désigner 4 communes"
    assert aide.startswith("  → donnez le code INSEE, par exemple code_insee 11339, ou précisez le département")
    assert aide.count(" ; ") == 3


def test_a_forfait_that_can_not_be_had_says_what_to_do() -> None:
    dit, aide = resume("habitants,parapheur\n12,oui\n")
    assert dit.startswith("ligne 2 : « Parapheur électronique et un certificat électronique »")
    assert aide == "  → corrigez ce que demande la ligne, ou prenez un autre forfait"


@pytest.mark.parametrize(
    ("titres", "ligne"),
    [
        ("habitants,extra_go", "x{},y"),
        ("habitants,agents", "{},{}"),
        ("habitants", "{}.5"),
        ("habitants,nature", "5,lune{}"),
        ("habitants,nature", "{},ccas"),
        ("habitants,affiliee", "5,peut-être {}"),
        ("habitants,forfait", "5,gratuit{}"),
        ("habitants,option", "5,inconnue{}=2"),
        ("habitants,conseil_jours", "5,{}.25"),
        ("habitants,parapheur,forfait", "{},oui,technologie"),
        ("commune", "Xyzzy{}"),
        ("code_insee", "99{}"),
        ("siren", "2{}"),
        ("commune,departement", "Agen,{}"),
        ("habitants,nom", "," + "x" * 400 + "{}"),
    ],
)
def test_what_a_refusal_went_through_is_not_kept(titres: str, ligne: str) -> None:
    """Nothing is collected while a list is read: an error that held itself would stay to the end of it."""
    texte = "\n".join((titres, *(ligne.replace("{}", str(rang)) for rang in range(100, 300))))
    gc.collect()
    gc.disable()
    try:
        avant = _traces()
        refusees = sum(bool(rangee["erreur"]) for rangee in lot(texte).rangees())
        gardees = _traces() - avant
    finally:
        gc.enable()
    assert refusees >= 200
    assert gardees < 20


def _traces() -> int:
    return sum(isinstance(un, TracebackType) for un in gc.get_objects())


@pytest.mark.parametrize(("drapeau", "valeur"), [("--population", "municipale"), ("--departement", "47")])
def test_what_helps_a_look_up_is_refused_where_there_is_none(drapeau: str, valeur: str) -> None:
    dit = lot("habitants,nom\n5,A\n", drapeau, valeur)
    assert dit.code == 2
    assert "ne sert qu’à chercher une commune, et aucune colonne n’en nomme une" in dit.erreur
    assert not dit.sortie
    assert lot("commune\nNérac\n", drapeau, valeur).code == 0
