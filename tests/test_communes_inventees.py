"""A few invented communes in a file of their own: what is said of each case, whole, and the limits that no real name
reaches."""

import importlib.util
import sqlite3
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from forfait_cli.domaine.communes import Commune
from forfait_cli.domaine.types import GenrePopulation
from forfait_cli.erreurs import Refus
from forfait_cli.readers import communes as module
from forfait_cli.readers.communes import Annuaire, population_retenue
from forfait_cli.readers.communes.base import EMBARQUEE, Base

SCRIPT = Path(__file__).resolve().parent.parent / "scripts" / "construire_communes.py"
DEPARTEMENTS = {"01": "Ain", "02": "Aisne", "47": "Lot-et-Garonne", "971": "Guadeloupe"}


def _script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("construire_communes", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


CONSTRUIRE = _script()


def element(code: str, nom: str, **reste: Any) -> dict[str, Any]:
    return {"code": code, "nom": nom, "departement": next(d for d in DEPARTEMENTS if code.startswith(d)), **reste}


def partie(code: str, nom: str, chef: str, genre: str = "commune-deleguee") -> dict[str, Any]:
    return element(code, nom, chefLieu=chef, type=genre)


def ecrire(
    chemin: Path,
    communes: Sequence[dict[str, Any]],
    parties: Sequence[dict[str, Any]] = (),
    chiffres: dict[str, tuple[int | None, int | None, int | None, int]] | None = None,
) -> Annuaire:
    """An annuaire of these communes; `chiffres`: totale, municipale, a figure of no told kind, source."""
    sources = [(1, "INSEE", "2023", "2026-01-01"), (3, "outre-mer", None, None)]
    decoupage = CONSTRUIRE.Decoupage(list(communes), list(parties), DEPARTEMENTS)
    CONSTRUIRE.ecrire(chemin, decoupage, chiffres or {}, sources, {"licence": "Licence Ouverte 2.0"})
    return Annuaire(chemin)


COMMUNES = (
    element("01001", "Val", siren="210100012", codesPostaux=["01500"]),
    element("02001", "Val", siren="210200010", codesPostaux=["02500", "01002"]),
    element("02002", "Le Val", codesPostaux=["02500"]),
    element("01002", "Bourbon", codesPostaux=["01700"], anciensCodes=["01999"]),
    element("01003", "Grand-Mont", codesPostaux=["01700"]),
    element("01004", "Petit-Mont", codesPostaux=["01800"]),
    element("97101", "Mont-les-Îles", codesPostaux=["97100"]),
)
PARTIES = (
    partie("01005", "Creux", "01003"),
    partie("02005", "Creux", "01004", "commune-associee"),
    partie("01006", "Val", "01004"),
    partie("01800", "Bas", "01003"),
    partie("02006", "Bourbon", "02002"),
    partie("02007", "Bourbon", "02002", "commune-associee"),
)
CHIFFRES = {"01001": (1234, 1200, None, 1), "02001": (None, None, 1, 3)}


@pytest.fixture
def annuaire(tmp_path: Path) -> Annuaire:
    return ecrire(tmp_path / "communes.sqlite", COMMUNES, PARTIES, CHIFFRES)


def refus(question: Callable[[], object]) -> str:
    """The fault, whole: its field, what is wrong, what to do."""
    with pytest.raises(Refus) as erreur:
        question()
    (faute,) = erreur.value.dite(lambda nom: f"--{nom}").anomalies
    return f"{faute.origine} : {faute.message} ; {faute.aide}".replace("\xa0", " ").replace("\u202f", " ")


# --- What is said, whole --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("texte", "ici", "dit"),
    [
        (
            "Val",
            None,
            "« Val » peut désigner 3 communes et 1 partie d’une autre commune ; donnez le code INSEE, par exemple "
            "--code_insee 01001, ou précisez le département, par exemple --departement 01 :\n"
            "Val (01001, Ain, 1 234 habitants en population totale)\n"
            "Val (02001, Aisne, 1 habitant, population de nature non précisée)\n"
            "Le Val (02002, Aisne, sans population connue)\n"
            "Val (01006) est une commune déléguée de Petit-Mont (01004, Ain)",
        ),
        (
            "Val",
            "01",
            "« Val » peut désigner 1 commune et 1 partie d’une autre commune ; donnez le code INSEE, par exemple "
            "--code_insee 01001 :\n"
            "Val (01001, Ain, 1 234 habitants en population totale)\n"
            "Val (01006) est une commune déléguée de Petit-Mont (01004, Ain)",
        ),
        (
            "Bourbon",
            None,
            "« Bourbon » peut désigner 1 commune et 2 parties d’une autre commune ; donnez le code INSEE, par exemple "
            "--code_insee 01002, ou précisez le département, par exemple --departement 01 :\n"
            "Bourbon (01002, Ain, sans population connue)\n"
            "Bourbon (02006) est une commune déléguée du Val (02002, Aisne)\n"
            "Bourbon (02007) est une commune associée du Val (02002, Aisne)",
        ),
        (
            "Creux",
            None,
            "« Creux » n’est pas une commune actuelle ; demandez la commune entière : --code_insee 01003 ou "
            "--code_insee 01004 :\n"
            "Creux (01005) est une commune déléguée de Grand-Mont (01003, Ain)\n"
            "Creux (02005) est une commune associée de Petit-Mont (01004, Ain)",
        ),
        (
            "Creux",
            "47",
            "« Creux » n’est pas une commune actuelle ; demandez la commune entière : --code_insee 01003 ou "
            "--code_insee 01004 :\n"
            "Creux (01005) est une commune déléguée de Grand-Mont (01003, Ain)\n"
            "Creux (02005) est une commune associée de Petit-Mont (01004, Ain)",
        ),
        (
            "Creux",
            "Aisne",
            "« Creux » n’est pas une commune actuelle : Creux (02005) est une commune associée de "
            "Petit-Mont (01004, Ain) ; demandez la commune entière : --code_insee 01004",
        ),
        (
            "Grand-Mont",
            "47",
            "« Grand-Mont » n’est pas dans le département 47 (Lot-et-Garonne) ; ailleurs, il y a Grand-Mont (01003, "
            "Ain, sans population connue)",
        ),
        (
            "Val",
            "47",
            "« Val » n’est pas dans le département 47 (Lot-et-Garonne) ; ailleurs, il y a :\n"
            "Val (01001, Ain, 1 234 habitants en population totale)\n"
            "Val (02001, Aisne, 1 habitant, population de nature non précisée)\n"
            "Le Val (02002, Aisne, sans population connue)",
        ),
        ("Mont", None, "aucune commune ne s’appelle « Mont » ; vouliez-vous dire Grand-Mont (01003, Ain), Petit-Mont "
         "(01004, Ain) ou Mont-les-Îles (97101, Guadeloupe) ?"),
        ("Mont", "971", "aucune commune ne s’appelle « Mont » dans le département 971 (Guadeloupe) ; vouliez-vous dire "
         "Mont-les-Îles (97101, Guadeloupe) ?"),
        ("Mont", "47", "aucune commune ne s’appelle « Mont » dans le département 47 (Lot-et-Garonne) ; vouliez-vous "
         "dire Grand-Mont (01003, Ain), Petit-Mont (01004, Ain) ou Mont-les-Îles (97101, Guadeloupe) ?"),
        ("Vall", None, "aucune commune ne s’appelle « Vall » ; vouliez-vous dire Val (2 communes de ce nom) ou "
         "Le Val (02002, Aisne) ?"),
        ("Vall", "02", "aucune commune ne s’appelle « Vall » dans le département 02 (Aisne) ; vouliez-vous dire Val "
         "(02001, Aisne) ou Le Val (02002, Aisne) ?"),
        ("Zut", None, "aucune commune ne s’appelle « Zut » ; vérifiez le nom, ou donnez le code INSEE ou le SIREN"),
        ("\t", None, "le nom de la commune est vide ; donnez un nom, un code INSEE ou un SIREN"),
        ("?", None, "« ? » n’a ni lettre ni chiffre ; donnez un nom, un code INSEE ou un SIREN"),
        ("01002", None, "01002 est le code INSEE de Bourbon et le code postal d’une autre commune ; donnez le nom, "
         "ou --code_insee 01002 si c’est bien Bourbon :\nBourbon (01002, Ain), dont c’est le code INSEE\n"
         "Val (02001, Aisne), code postal 01002"),
        ("01002", "02", "01002 est un code postal, celui de Val (02001, Aisne) ; donnez son code INSEE : "
         "--code_insee 02001"),
        ("01002", "47", "« 01002 » n’est pas dans le département 47 (Lot-et-Garonne) ; ailleurs, il y a :\n"
         "Bourbon (01002, Ain, sans population connue)\n"
         "Val (02001, Aisne, 1 habitant, population de nature non précisée)"),
        ("01700", None, "01700 est un code postal, celui de 2 communes ; donnez le nom ou le code INSEE, par exemple "
         "--code_insee 01002 :\nBourbon (01002, Ain)\nGrand-Mont (01003, Ain)"),
        ("01800", None, "« 01800 » n’est pas une commune actuelle : Bas (01800) est une commune déléguée de "
         "Grand-Mont (01003, Ain) ; demandez la commune entière : --code_insee 01003 ; 01800 est aussi un code postal "
         ":\nPetit-Mont (01004, Ain), code postal 01800"),
        ("01999", None, "01999 est un ancien code INSEE, repris par Bourbon (01002) ; demandez la commune "
         "actuelle : --code_insee 01002"),
        ("2A999", None, "aucune commune actuelle n’a le code INSEE 2A999 ; vérifiez le code, ou donnez le nom"),
        ("2B999", None, "aucune commune actuelle n’a le code INSEE 2B999 ; vérifiez le code, ou donnez le nom"),
        ("2AB99", None, "aucune commune ne s’appelle « 2AB99 » ; vérifiez le nom, ou donnez le code INSEE ou le SIREN"),
        ("2C999", None, "aucune commune ne s’appelle « 2C999 » ; vérifiez le nom, ou donnez le code INSEE ou le SIREN"),
        ("A2999", None, "aucune commune ne s’appelle « A2999 » ; vérifiez le nom, ou donnez le code INSEE ou le SIREN"),
        ("1001", None, "« 1001 » n’est ni un code INSEE, de cinq signes, ni un SIREN, de neuf chiffres ; pour Val, "
         "Ain, donnez --code_insee 01001"),
        ("123", None, "« 123 » n’est ni un code INSEE, de cinq signes, ni un SIREN, de neuf chiffres ; vérifiez le "
         "nombre de chiffres, ou donnez le nom de la commune"),
        ("123456789", None, "aucune commune n’a le SIREN 123456789 ; vérifiez le numéro, ou donnez le nom ; seules les "
         "communes sont connues, pas les établissements publics"),
        ("21010001200019", None, "21010001200019 est un SIRET, de quatorze chiffres ; il faut le SIREN ; son SIREN, "
         "210100012, est celui de Val (01001)"),
        ("12345678900019", None, "12345678900019 est un SIRET, de quatorze chiffres ; il faut le SIREN ; son SIREN, "
         "123456789, n’est celui d’aucune commune"),
        ("210100012", "02", "« 210100012 » n’est pas dans le département 02 (Aisne) ; ailleurs, il y a Val (01001, "
         "Ain, 1 234 habitants en population totale)"),
    ],
)  # fmt: skip
def test_pourquoi_un_texte_ne_trouve_pas(annuaire: Annuaire, texte: str, ici: str | None, dit: str) -> None:
    assert refus(lambda: annuaire.trouver(texte, ici)) == f"--commune : {dit}"


@pytest.mark.parametrize(
    ("lire", "texte", "dit"),
    [
        ("code", "Val", "--code_insee : « Val » n’est pas un code INSEE, de cinq signes ; donnez le code INSEE, ou le "
         "nom de la commune : --commune"),
        ("code", " ", "--code_insee : le code INSEE est vide ; donnez le code INSEE, ou le nom de la commune : "
         "--commune"),
        ("code", "01700", "--code_insee : 01700 est un code postal, celui de 2 communes ; donnez le nom ou le code "
         "INSEE, par exemple --code_insee 01002 :\nBourbon (01002, Ain)\nGrand-Mont (01003, Ain)"),
        ("siren", "Val", "--siren : « Val » n’est pas un SIREN, de neuf chiffres ; donnez le SIREN, ou le nom de la "
         "commune : --commune"),
        ("siren", "2101 0001A", "--siren : « 2101 0001A » n’est pas un SIREN, de neuf chiffres ; donnez le SIREN, ou "
         "le nom de la commune : --commune"),
        ("siren", "", "--siren : le SIREN est vide ; donnez le SIREN, ou le nom de la commune : --commune"),
        ("siren", "210 100 012 00019", "--siren : 21010001200019 est un SIRET, de quatorze chiffres ; il faut le SIREN "
         "; son SIREN, 210100012, est celui de Val (01001)"),
    ],
)  # fmt: skip
def test_une_colonne_de_codes_dit_ce_qu_elle_attend(annuaire: Annuaire, lire: str, texte: str, dit: str) -> None:
    lecture = annuaire.trouver_code if lire == "code" else annuaire.trouver_siren
    assert refus(lambda: lecture(texte)) == dit


@pytest.mark.parametrize(
    ("autres", "dit"),
    [
        ({"siren": "210200010"}, "--siren : « 210200010 » n’est pas Val (01001, Ain), la commune que dit --code_insee, "
         "mais Val (02001, Aisne) ; corrigez l’un des deux, ou ne gardez que --code_insee"),
        ({"siren": "210100012", "commune": "Petit-Mont"}, "--commune : « Petit-Mont » n’est pas Val (01001, Ain), la "
         "commune que dit --code_insee, mais Petit-Mont (01004, Ain) ; corrigez l’un des deux, ou ne gardez que "
         "--code_insee"),
        ({"commune": "Zut"}, "--commune : « Zut » n’est pas Val (01001, Ain), la commune que dit --code_insee ; "
         "corrigez l’un des deux, ou ne gardez que --code_insee"),
        ({"commune": "Creux"}, "--commune : « Creux » n’est pas Val (01001, Ain), la commune que dit --code_insee ; "
         "corrigez l’un des deux, ou ne gardez que --code_insee"),
        ({"commune": "02500"}, "--commune : « 02500 » n’est pas Val (01001, Ain), la commune que dit --code_insee ; "
         "corrigez l’un des deux, ou ne gardez que --code_insee"),
        ({"commune": "99999"}, "--commune : « 99999 » n’est pas Val (01001, Ain), la commune que dit --code_insee ; "
         "corrigez l’un des deux, ou ne gardez que --code_insee"),
        ({"siren": "210100012", "commune": "Val"}, None),
        ({"siren": "123456789"}, None),
        ({"siren": "pas encore"}, None),
        ({"siren": "", "commune": "Mairie de Val"}, None),
        ({"commune": "01500"}, None),
        ({"commune": "1001"}, None),
    ],
)  # fmt: skip
def test_ce_qu_une_ligne_donne_encore_doit_aller_avec_son_code(
    annuaire: Annuaire, autres: dict[str, str], dit: str | None
) -> None:
    val = annuaire.trouver_code("01001")
    if dit is None:
        annuaire.confirmer(val, "code_insee", autres)
    else:
        assert refus(lambda: annuaire.confirmer(val, "code_insee", autres)) == dit


def test_des_blancs_dans_un_code_ne_comptent_pas(annuaire: Annuaire) -> None:
    trouvees = [annuaire.trouver(" 01 003 "), annuaire.trouver_code("01 003"), annuaire.trouver_siren("210\xa0100 012")]
    assert noms(trouvees) == ["Grand-Mont (01003)", "Grand-Mont (01003)", "Val (01001)"]


def test_une_commune_sans_population_demande_le_chiffre(annuaire: Annuaire) -> None:
    bourbon = annuaire.trouver_code("01002")
    assert refus(lambda: population_retenue(bourbon, GenrePopulation.TOTALE)) == (
        "--commune : les sources ne donnent pas la population de Bourbon (01002) ; "
        "donnez le nombre d’habitants : --habitants"
    )


def test_un_nom_libre_qui_ne_rappelle_pas_la_commune_la_fait_nommer(annuaire: Annuaire) -> None:
    mont = annuaire.trouver_code("01003")
    assert annuaire.autre_nom(mont, "Zut") == "Grand-Mont (01003)"
    for nom in (None, "Grand-Mont", "Mairie de Grand-Mont", "Creux"):
        assert annuaire.autre_nom(mont, nom) is None


def test_une_liste_de_candidates_en_montre_60(tmp_path: Path) -> None:
    def dites(combien: int) -> list[str]:
        communes = [element(f"01{rang:03}", "Val") for rang in range(combien)]
        annuaire = ecrire(tmp_path / f"{combien}.sqlite", communes)
        return refus(lambda: annuaire.trouver("Val")).split("\n")[1:]

    soixante = [f"Val (01{rang:03}, Ain, sans population connue)" for rang in range(60)]
    assert dites(60) == soixante
    assert dites(61) == [*soixante, "et 1 autre"]
    assert dites(62) == [*soixante, "et 2 autres"]


@pytest.mark.parametrize(
    ("texte", "cite"),
    [
        ("z" * 80, "z" * 80),
        ("z" * 81, f"{'z' * 80}…"),
        (f"  Zut\t \n{' ' * 300}zut ", "Zut zut"),
        (f"{'z ' * 40}z", f"{'z ' * 40}…"),
        ("Zut\x1b[31m\u202ezut", "Zut�[31m�zut"),
    ],
)
def test_un_texte_est_cite_sur_une_ligne_et_coupe_a_80_signes(annuaire: Annuaire, texte: str, cite: str) -> None:
    assert refus(lambda: annuaire.trouver(texte)).startswith(f"--commune : aucune commune ne s’appelle « {cite} » ;")


def test_un_nom_se_deballe_jusqu_a_100_signes(tmp_path: Path) -> None:
    annuaire = ecrire(tmp_path / "communes.sqlite", [element("01001", "Le V"), element("01002", "Le Vv")])
    cent = "ville de " * 2 + "mairie de " * 7 + "commune du v"
    assert len(cent) == 100
    assert annuaire.trouver(cent).code_insee == "01001"
    assert annuaire.trouver("Mairie du Vv").code_insee == "01002"
    assert f"aucune commune ne s’appelle « {cent[:80]}… » ;" in refus(lambda: annuaire.trouver(f"{cent}v"))


# --- Searching, completing --------------------------------------------------------------------------------


def noms(trouvees: Sequence[Commune]) -> list[str]:
    return [f"{une.nom} ({une.code_insee})" for une in trouvees]


@pytest.mark.parametrize(
    ("texte", "ici", "trouvees"),
    [
        ("val", None, ["Val (01001)", "Val (02001)", "Le Val (02002)"]),
        ("le val", None, ["Le Val (02002)", "Val (01001)", "Val (02001)"]),
        ("val", "02", ["Val (02001)", "Le Val (02002)"]),
        ("mont", None, ["Mont-les-Îles (97101)", "Grand-Mont (01003)", "Petit-Mont (01004)"]),
        ("on", None, []),
        ("01700", None, ["Bourbon (01002)", "Grand-Mont (01003)"]),
        ("01700", "47", []),
        ("01002", None, ["Bourbon (01002)", "Val (02001)"]),
        ("01002", "01", ["Bourbon (01002)"]),
        ("210100012", None, ["Val (01001)"]),
        ("123456789", None, []),
        ("?", None, []),
    ],
)  # fmt: skip
def test_chercher(annuaire: Annuaire, texte: str, ici: str | None, trouvees: list[str]) -> None:
    assert noms(annuaire.chercher(texte, ici)) == trouvees
    if trouvees:
        assert noms(annuaire.possibles(texte, ici)) == trouvees


def test_ce_qui_est_presque_un_nom_est_possible(annuaire: Annuaire) -> None:
    assert noms(annuaire.possibles("Bourbom")) == ["Bourbon (01002)"]
    assert noms(annuaire.possibles("Valle", "02")) == ["Val (02001)", "Le Val (02002)"]
    assert noms(annuaire.possibles("Bourbom", "02")) == ["Bourbon (01002)"]
    for rien in ("xqzjk", "?", "99999"):
        assert annuaire.possibles(rien) == []


def test_une_recherche_montre_200_communes_au_plus(tmp_path: Path) -> None:
    deux_cents = [element(f"01{rang:03}", f"Mont {rang}") for rang in range(200)]
    assert len(ecrire(tmp_path / "une.sqlite", deux_cents).chercher("mont")) == 200
    annuaire = ecrire(tmp_path / "autre.sqlite", [*deux_cents, element("47001", "Monteil")])
    assert refus(lambda: annuaire.chercher("mont")) == (
        "--commune : 201 communes répondent à « mont » : trop pour être montrées (200 au plus) ; "
        "donnez plus de lettres, ou un département, par exemple --departement 47"
    )
    assert noms(annuaire.chercher("mont", "47")) == ["Monteil (47001)"]
    assert len(annuaire.chercher("mont", "01")) == 200


def test_la_completion_propose_30_communes_sans_celle_que_son_article_cache(tmp_path: Path) -> None:
    communes = [element(f"01{rang:03}", f"Mont {rang:02}") for rang in range(40)]
    annuaire = ecrire(tmp_path / "communes.sqlite", [*communes, element("01900", "Le Mont 00")])
    propositions = annuaire.completer("mo")
    assert [valeur for valeur, _ in propositions] == [f"mont-{rang:02}-01" if not rang else f"mont-{rang:02}"
                                                      for rang in range(30)]  # fmt: skip
    assert annuaire.completer("le mo") == [("le mont-00-01", "Le Mont 00, Ain")]
    assert annuaire.completer("mont 39") == [("mont 39", "Mont 39, Ain")]


# --- Names that are nearly the same -----------------------------------------------------------------------


def proches(tmp_path: Path, texte: str, *existants: str) -> list[str]:
    """What is suggested for a text, where these are all the communes."""
    chemin = tmp_path / f"{len(list(tmp_path.iterdir()))}.sqlite"
    annuaire = ecrire(chemin, [element(f"01{rang:03}", nom) for rang, nom in enumerate(existants)])
    return [une.nom for une in annuaire.possibles(texte)]


@pytest.mark.parametrize(
    ("texte", "existants", "suggeres"),
    [
        # two signs more or fewer, not three
        ("abcdefghxy", ["Abcdefgh"], ["Abcdefgh"]),
        ("abcdefghxyz", ["Abcdefgh"], []),
        ("abcdefghix", ["Abcdefghijkl"], ["Abcdefghijkl"]),
        ("abcdefghix", ["Abcdefghijklm"], []),
        # three of the first signs or four of the last are right
        ("abcdefghij", ["Abcdefghzz"], ["Abcdefghzz"]),
        ("abxdefghij", ["Abcdefghij"], ["Abcdefghij"]),
        ("abxdexghij", ["Abcdefghij"], ["Abcdefghij"]),
        ("abxdefxhij", ["Abcdefghij"], []),
        ("abxdefghij", ["Abcdefghix"], []),
        # alike by three quarters at least
        ("abcdxxgh", ["Abcdefgh"], ["Abcdefgh"]),
        ("abcxxxgh", ["Abcdefgh"], []),
        # of many that begin or end so, those that share most pairs of signs
        ("abczefgh", [*(f"Abc{signe * 5}" for signe in "adghijklmnopqrstuvw"), "Abczefgg"], ["Abczefgg"]),
        # five at most, the longer ones with all its words being three at most, the shortest of them
        ("pont bas", [f"Pont de {mot} Bas" for mot in ("Aaaa", "Bbb", "Cc", "D")], ["Pont de D Bas", "Pont de Cc Bas",
                                                                                    "Pont de Bbb Bas"]),
        ("abcdefgh", [f"Abcdefg{fin}" for fin in "ijklmn"], [f"Abcdefg{fin}" for fin in "nmlkj"]),
        # all the words, whole, in any order
        ("bas pont", ["Pont Neuf Bas", "Pont Haut", "Ponts Bas"], ["Pont Neuf Bas"]),
    ],
)  # fmt: skip
def test_ce_qui_ressemble(tmp_path: Path, texte: str, existants: list[str], suggeres: list[str]) -> None:
    assert proches(tmp_path, texte, *existants) == suggeres


def test_un_texte_plus_long_que_tout_nom_ne_ressemble_a_rien(tmp_path: Path) -> None:
    soixante = "pont neuf haut bas" + " bas" * 10 + " x"
    assert len(soixante) == 60
    assert proches(tmp_path, soixante, "Haut Bas X Pont Neuf") == ["Haut Bas X Pont Neuf"]
    assert proches(tmp_path, f"{soixante[:-2]}  xx", "Haut Bas XX Pont Neuf") == []


# --- The file, and what is remembered of it -------------------------------------------------------------


def test_un_fichier_absent_ou_d_une_autre_version_se_dit_a_chaque_fois(tmp_path: Path) -> None:
    chemin = tmp_path / "communes.sqlite"
    dit = (
        f"{chemin} : le fichier des communes est absent ou illisible ; "
        "réinstallez forfait, ou donnez le nombre d’habitants : --habitants"
    )
    annuaire = Annuaire(chemin)
    assert [refus(lambda: annuaire.trouver("Val")) for _ in range(2)] == [dit, dit]
    assert ecrire(chemin, COMMUNES).trouver_code("01001").nom == "Val"
    assert annuaire.trouver_code("01001").nom == "Val"  # the file is there now
    base = sqlite3.connect(chemin)
    base.execute("PRAGMA user_version = 2")
    base.close()
    assert annuaire.trouver_code("01002").nom == "Bourbon"  # open, it is not read again
    with Annuaire(chemin) as autre:
        assert [refus(lambda: autre.trouver("Val")) for _ in range(2)] == [dit, dit]
        with pytest.raises(Refus) as erreur:
            autre.meta()
    assert str(erreur.value.__cause__) == "version 2"


def test_ferme_un_fichier_se_rouvre(annuaire: Annuaire, tmp_path: Path) -> None:
    chemin = tmp_path / "communes.sqlite"
    with annuaire:
        assert annuaire.trouver_code("01001").nom == "Val"
    chemin.rename(tmp_path / "ailleurs.sqlite")
    assert "absent ou illisible" in refus(lambda: annuaire.trouver_code("01001"))
    (tmp_path / "ailleurs.sqlite").rename(chemin)
    assert annuaire.trouver_code("01001").nom == "Val"
    annuaire.fermer()
    annuaire.fermer()
    chemin.unlink()
    assert "absent ou illisible" in refus(lambda: annuaire.trouver_code("01001"))


def test_le_chemin_peut_porter_tout_signe(tmp_path: Path) -> None:
    dossier = tmp_path / "é ?#%20&"
    dossier.mkdir()
    assert ecrire(dossier / "communes.sqlite", COMMUNES).trouver_code("01001").nom == "Val"


def test_le_fichier_livre_est_celui_que_le_programme_lit() -> None:
    assert Path(module.__file__).parents[2] / "donnees" / "communes.sqlite" == EMBARQUEE
    assert Base().meta()["licence"] == "Licence Ouverte 2.0"


def test_un_autre_fil_peut_lire_ce_qui_est_ouvert(annuaire: Annuaire) -> None:
    trouvees = [annuaire.trouver_code("01001")]
    fil = threading.Thread(target=lambda: trouvees.append(annuaire.trouver_code("01002")))
    fil.start()
    fil.join()
    assert noms(trouvees) == ["Val (01001)", "Bourbon (01002)"]


@pytest.fixture
def lectures(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The queries made of the file."""
    faites: list[str] = []
    lire = Base.lire

    def noter(base: Base, sql: str, *valeurs: str | int) -> list[tuple[Any, ...]]:
        faites.append(sql)
        return lire(base, sql, *valeurs)

    monkeypatch.setattr(Base, "lire", noter)
    return faites


def test_un_refus_se_retient_et_le_plus_ancien_s_oublie_avec_tous(
    annuaire: Annuaire, monkeypatch: pytest.MonkeyPatch, lectures: list[str]
) -> None:
    monkeypatch.setattr(module, "_RETENUS", 2)

    def lu(texte: str) -> bool:
        lectures.clear()
        assert f"« {texte} »" in refus(lambda: annuaire.trouver(texte))
        return bool(lectures)

    assert [lu(texte) for texte in ("a", "b", "a", "b", "c", "c", "a", "b")] == [
        True, True, False, False, True, False, True, True,
    ]  # fmt: skip


@pytest.mark.parametrize(("signes", "retenu"), [(100, True), (101, False)])
def test_un_texte_long_ne_se_retient_pas(annuaire: Annuaire, lectures: list[str], signes: int, retenu: bool) -> None:
    for _ in range(2):
        lectures.clear()
        refus(lambda: annuaire.trouver("z" * signes))
    assert (not lectures) is retenu
