"""A grid that begins: the example, the questions, the workbook that is filled in and read back."""

import csv
import io
import re
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from outils import RACINE, Lancer, espaces_simples

from forfait_cli import load_catalogue
from forfait_cli.domaine import ebauche
from forfait_cli.domaine.catalogue import Catalogue
from forfait_cli.domaine.ebauche import DEPART, Ebauche, Vendu, en_seuils, tables
from forfait_cli.domaine.gabarit_catalogue import feuilles
from forfait_cli.domaine.prix import Chiffre, SelonStrate, Tranches
from forfait_cli.domaine.types import Periodicite
from forfait_cli.domaine.verification import avertissements
from forfait_cli.erreurs import Anomalie, CatalogueInvalide, ErreurForfait, MauvaisUsage, champ
from forfait_cli.francais import plier
from forfait_cli.readers import ebauche as lecture
from forfait_cli.readers.catalogue.lecture import lire_catalogue, tables_de, verifier_tables
from forfait_cli.readers.gabarit.grille import ImportGrille, importer_grille
from forfait_cli.render.gabarit import SUFFIXES
from forfait_cli.render.gabarit.grille import en_toml, rendre


def nue(catalogue: Catalogue) -> Catalogue:
    """Without the file that it comes from."""
    return catalogue._replace(chemin="", empreinte="")


def ecrite(contenu: ebauche.Tables) -> Catalogue:
    """The catalogue of the file that says these tables."""
    return nue(lire_catalogue(en_toml(contenu), "grille.toml", ""))


# --- The example ----------------------------------------------------------------------------------


def test_l_exemple_est_juste_et_n_a_aucun_prix(lancer: Lancer, tmp_path: Path) -> None:
    fichier = tmp_path / "grille.toml"
    resultat = lancer("catalogue", "new", "-o", str(fichier))
    assert resultat.code == 0
    assert "forfait catalogue check" in resultat.erreur
    assert lancer("catalogue", "check", str(fichier)).code == 0
    catalogue = load_catalogue(fichier)
    assert [un.message for un in avertissements(catalogue)] == ["il en manque 4"]
    assert len(catalogue.strates) == 4
    devis = lancer("quote", "--catalogue", str(fichier), "--habitants", "700", "--format", "json").json()["devis"]
    assert [un["complet"] for un in devis] == [False, False]
    assert devis[0]["inclus"] == {"sauvegarde": 5}


def test_l_exemple_se_lit_sans_autre_page() -> None:
    """Each kind of line has its remark before it; a price is where it is sold."""
    texte = en_toml(tables(DEPART)).decode()
    assert max(map(len, texte.splitlines())) <= 120
    for ligne, remarque in (
        ("titre =", "obligatoires"), ("[organisme]", "Qui publie"), ("[seuils]", "le premier nombre de chaque strate"),
        ("[[forfaits]]", "periodicite :"), ("[[services]]", "cellules :"), ("[[options]]", "unite :"),
    ):  # fmt: skip
        assert texte.index(remarque) < texte.index(f"\n{ligne}")
    assert texte.count('prix = "à renseigner"') == 4
    assert "prix = [300.00, 400.00, 500.00, 600.00]" in texte  # in a remark: one for each of these strates


def test_sans_fichier_la_grille_va_sur_la_sortie(lancer: Lancer) -> None:
    resultat = lancer("catalogue", "new")
    assert (resultat.code, resultat.erreur) == (0, "")
    assert resultat.sortie == en_toml(tables(DEPART))
    assert lancer("catalogue", "new", "--defaut").sortie == resultat.sortie


def test_une_grille_qui_commence_ne_remplace_rien(lancer: Lancer, tmp_path: Path) -> None:
    fichier = tmp_path / "grille.toml"
    fichier.write_text("précieux", encoding="utf-8")
    resultat = lancer("catalogue", "new", "-o", str(fichier))
    assert resultat.code == 1
    assert "existe déjà" in resultat.erreur
    assert fichier.read_text(encoding="utf-8") == "précieux"


# --- What is told by flags ------------------------------------------------------------------------


def test_ce_que_disent_les_options(lancer: Lancer, tmp_path: Path) -> None:
    fichier = tmp_path / "grille.toml"
    resultat = lancer(
        "catalogue", "new", "-o", str(fichier), "--titre", "Grille de la Vallée", "--organisme", "l'agence technique",
        "--forfait", "le Pack Base ; le Pack Maxi", "--service", "Assistance", "--service", "Sauvegarde : 3, 5 Go",
        "--option", "Sauvegarde : Go ; Site internet", "--seuils-habitants", "1500",
    )  # fmt: skip
    assert resultat.code == 0, resultat.erreur
    catalogue = load_catalogue(fichier)
    assert (catalogue.titre, catalogue.source) == ("Grille de la Vallée", "à préciser")
    assert catalogue.organisme[:2] == ("agence technique", "l’")
    assert [(un.code, un.nom, un.article) for un in catalogue.forfaits] == [
        ("pack-base", "Pack Base", "le"), ("pack-maxi", "Pack Maxi", "le"),
    ]  # fmt: skip
    assert [strate.libelle for strate in catalogue.strates] == [
        "Communes de moins de 1\u202f500 habitants", "Communes de 1\u202f500 habitants et plus",
    ]  # fmt: skip
    assert [strate.volumes for strate in catalogue.strates] == [{"sauvegarde": 3}, {"sauvegarde": 5}]
    assert [(un.code, un.service) for un in catalogue.options] == [
        ("sauvegarde", "sauvegarde"),
        ("site-internet", None),
    ]


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (("-o", "grille.doc"), 2, "aucune grille pour le suffixe « .doc »"),
        (("-o", ""), 2, "nom de fichier vide"),
        (("--organisme", "centre de gestion"), 2, "il manque l’article"),
        (("--seuils-habitants", "500, 400"), 2, "400 n’est pas plus grand que 500"),
        (("--seuils-habitants", "1 500"), 2, "« 1 500 » : un nombre, ou deux ?"),
        (("--seuils-habitants", "0"), 2, "0 n’est pas plus grand que 0"),
        (("--seuils-habitants", "beaucoup"), 2, "« beaucoup » n’est pas un nombre entier"),
        (("--seuils-habitants", "500", "--seuils-agents", "5, 10"), 2, "1 en habitants et 2 en agents"),
        (("--service", "Sauvegarde : 1, 2, 3 Go", "--seuils-agents", "5"), 2, "3 volumes pour 2 strates"),
        (("--service", "Sauvegarde : 1, 2 Go"), 2, "2 volumes, et aucune strate"),
        (("--option", "Sauvegarde : 5 Go"), 2, "sans volume compris"),
        (("--forfait", "…"), 2, "n’est pas un nom"),
    ],
)
def test_ce_qui_ne_va_pas_est_dit(lancer: Lancer, arguments: tuple[str, ...], code: int, message: str) -> None:
    resultat = lancer("catalogue", "new", *arguments)
    assert resultat.code == code
    assert message in espaces_simples(resultat.erreur)


@pytest.mark.parametrize(
    ("texte", "attendu"),
    [
        ("Assistance", Vendu("Assistance")),
        ("Formation : jour", Vendu("Formation", unite="jour")),
        ("Sauvegarde : 5 Go", Vendu("Sauvegarde", unite="Go", volumes=(5,))),
        ("Sauvegarde: 3, 5 , 10 Go", Vendu("Sauvegarde", unite="Go", volumes=(3, 5, 10))),
        ("Messagerie : 3 comptes", Vendu("Messagerie", unite="compte", volumes=(3,))),
        ("Abonnement : 2 mois", Vendu("Abonnement", unite="mois", volumes=(2,))),
        ("Alertes : 100 SMS", Vendu("Alertes", unite="SMS", volumes=(100,))),
        ("Audit (½ journée)", Vendu("Audit (½ journée)")),
    ],
)
def test_ce_qui_se_compte(texte: str, attendu: Vendu) -> None:
    assert lecture.lire_compte(texte, "service") == attendu


@pytest.mark.parametrize(
    ("texte", "seuils"),
    [("500, 1 000, 3500", (500, 1000, 3500)), ("500 1000", (500, 1000)), ("500;600", (500, 600)), ("", ())],
)
def test_des_seuils(texte: str, seuils: tuple[int, ...]) -> None:
    assert lecture.lire_seuils(texte, "habitants") == seuils


def essai(**dit: Any) -> Ebauche:
    return Ebauche("T", "S", **dit)


COUPES = "écrivez les seuils dans l’ordre, séparés par des virgules : 500, 1000, 3500"
DEUX = {"habitants": (500,)}  # two strates


@pytest.mark.parametrize(
    ("dire", "nom", "message", "aide"),
    [
        (lambda: lecture.lire_organisme("centre de gestion"), "organisme",
         "« centre de gestion » : il manque l’article",
         "écrivez-le avec son article : le centre de gestion, la communauté de communes, l’agence technique"),
        (lambda: lecture.lire_forfait("le …"), "forfait", "« … » n’est pas un nom", "donnez son nom"),
        (lambda: lecture.lire_compte("!", "service"), "service", "« ! » n’est pas un nom", "donnez son nom"),
        (lambda: lecture.lire_compte("… : 3 Go", "option"), "option", "« … » n’est pas un nom", "donnez son nom"),
        (lambda: lecture.lire_seuils("500 1 000", "habitants"), "seuils-habitants",
         "« 500 1 000 » : un nombre, ou deux ?".replace("500 ", ""), "séparez les seuils par des virgules"),
        (lambda: lecture.lire_seuils("500, x", "agents"), "seuils-agents", "« x » n’est pas un nombre entier",
         "écrivez le premier nombre de chaque strate suivante : 500, 1000, 3500"),
        (lambda: lecture.lire_seuils("5000, 5000", "agents"), "seuils-agents", "5 000 n’est pas plus grand que 5 000",
         COUPES),
        (lambda: lecture.verifier(essai(seuils={"habitants": (500,), "agents": (5, 10)})), "seuils-agents",
         "des seuils en nombre différent : 1 en habitants et 2 en agents",
         "donnez autant de seuils de chaque : une strate a les siens des deux"),
        (lambda: lecture.verifier(essai(options=(Vendu("Disque", unite="Go", volumes=(5,)),))), "option",
         "« Disque » : une option se vend à l’unité, sans volume compris", "écrivez Disque : Go"),
        (lambda: lecture.verifier(essai(services=(Vendu("Disque", unite="Go", volumes=(5, 6)),))), "service",
         "« Disque » : 2 volumes, et aucune strate", "donnez un seul nombre, ou des seuils"),
        (lambda: lecture.verifier(essai(seuils=DEUX, services=(Vendu("Disque", unite="Go", volumes=(5, 6, 7)),))),
         "service", "« Disque » : 3 volumes pour 2 strates",
         "donnez un nombre pour chaque strate, ou un seul pour toutes"),
    ],
)  # fmt: skip
def test_ce_qui_est_mal_dit_a_son_remede(dire: Callable[[], object], nom: str, message: str, aide: str) -> None:
    with pytest.raises(MauvaisUsage) as refus:
        dire()
    assert [(un.origine, espaces_simples(un.message), espaces_simples(un.aide)) for un in refus.value.anomalies] == [
        (champ(nom), message, aide)
    ]


def test_un_nom_a_deux_cents_signes_au_plus() -> None:
    assert lecture.lire_compte("x" * 200, "service").nom == "x" * 200
    with pytest.raises(MauvaisUsage, match=r"n’est pas un nom$"):
        lecture.lire_compte("x" * 201, "service")


@pytest.mark.parametrize(
    ("ecrite", "unite"),
    [
        ("mois", "mois"), ("fois", "fois"), ("accès", "accès"), ("temps", "temps"), ("bus", "bus"), ("lits", "lit"),
        ("GPUS", "GPUS"), ("comptes utilisateurs", "compte utilisateurs"),
    ],
)  # fmt: skip
def test_une_unite_s_ecrit_au_singulier(ecrite: str, unite: str) -> None:
    assert lecture.lire_compte(f"Nom : 3 {ecrite}", "service").unite == unite


def test_ce_qui_est_dit_peut_ne_pas_faire_une_grille(lancer: Lancer) -> None:
    """A name makes a code that a request has already."""
    resultat = lancer("catalogue", "new", "--option", "Date", "--forfait", "Base", env={"COLUMNS": "200"})
    assert resultat.code == 3
    assert espaces_simples(resultat.erreur).splitlines() == [
        "Erreur : grille, options[1].code : « date » a déjà un sens dans une demande",
        "  → prenez un autre mot, par exemple date-option",
    ]


def test_deux_noms_pareils_ont_deux_codes() -> None:
    assert ebauche.codes_de(["Visite", "visite !", "Visite", "Forfait A", "Forfait"]) == [
        "visite", "visite-2", "visite-3", "a", "forfait",
    ]  # fmt: skip
    assert ebauche.codes_de(["!!", "Visite", "…"]) == ["sans-nom", "visite", "sans-nom-2"]


@pytest.mark.parametrize(
    ("vendu", "cellule"),
    [
        (Vendu("Compte", unite="compte", volumes=(1,)), "1 compte"),
        (Vendu("Compte", unite="compte", volumes=(2,)), "2 comptes"),
        (Vendu("Disque", unite="Go", volumes=(2,)), "2 Go"),
        (Vendu("Disque", unite="Go", volumes=(2, 5)), "Selon la strate"),
        (Vendu("Disque", unite="Go"), "Inclus"),
        (Vendu("Compte", unite="compte", volumes=(2,), inclus=(1,)), {"base": "Non inclus", "complet": "2 comptes"}),
    ],
)
def test_ce_qu_un_service_dit_dans_le_fichier(vendu: Vendu, cellule: object) -> None:
    (service,) = tables(DEPART._replace(services=(vendu,)))["services"]
    assert service["cellules"] == cellule


@pytest.mark.parametrize("apostrophe", ["'", "’"])
def test_l_article_colle_a_ce_qu_il_elide(apostrophe: str) -> None:
    def organisme(**dit: str) -> object:
        (identite,) = (feuille for feuille in feuilles({"organisme": dit}) if feuille.nom == "Identité")
        return next(rangee[1] for rangee in identite.rangees if rangee[0] == "Organisme")

    assert organisme(genre="agence", article=f"l{apostrophe}") == f"l{apostrophe}agence"
    assert organisme(genre="syndicat mixte", article="le") == "le syndicat mixte"


def test_un_prix_pour_tous_et_un_pour_chacun_ont_chacun_leur_ligne() -> None:
    dites: dict[str, Any] = {
        "forfaits": [{"code": code, "nom": code.upper()} for code in ("a", "b")],
        "options": [{"code": "photo", "nom": "Photo", "prix": Decimal(2), "par_forfait": {"a": Decimal(3)}}],
    }
    (options,) = (feuille for feuille in feuilles(dites) if feuille.nom == "Options")
    rangs = [options.titres.index(titre) for titre in ("Code", "Forfait", "Montant")]
    assert [tuple(rangee[rang] for rang in rangs) for rangee in options.rangees[:3]] == [
        ("photo", "a", Decimal(3)), ("photo", "b", Decimal(2)), (None, None, None),
    ]  # fmt: skip


# --- The file says what the tables say ------------------------------------------------------------

noms = st.text(st.characters(categories=["L", "Nd"], include_characters=" ’'-\"\\"), min_size=1, max_size=20).map(
    lambda texte: f"N{' '.join(texte.split())}"
)
unites = st.none() | st.sampled_from(["Go", "compte", "demi-journée", "SMS"])
comptes = st.integers(0, 500)


@st.composite
def ebauches(draw: st.DrawFn) -> Ebauche:
    combien = draw(st.integers(0, 4))
    suites = st.sets(st.integers(1, 9999), min_size=combien, max_size=combien).map(lambda s: tuple(sorted(s)))
    mesures = draw(st.sets(st.sampled_from(ebauche.MESURES), min_size=1)) if combien else set()
    forfaits = tuple(
        draw(st.lists(st.builds(Vendu, noms, st.none() | st.sampled_from(["le", "la", "l’"])), max_size=3))
    )
    services = []
    for nom in draw(st.lists(noms, max_size=3)):
        unite = draw(unites)
        longueur = draw(st.sampled_from([0, 1, *([combien + 1] if combien else [])])) if unite else 0
        volumes = tuple(draw(st.lists(comptes, min_size=longueur, max_size=longueur)))
        ou = (
            draw(st.none() | st.sets(st.integers(0, len(forfaits) - 1)).map(lambda s: tuple(sorted(s))))
            if forfaits
            else None
        )
        services.append(Vendu(nom, unite=unite, volumes=volumes, inclus=ou or None))
    options = tuple(draw(st.lists(st.builds(Vendu, noms, unite=unites), max_size=3)))
    organisme = draw(st.none() | st.tuples(st.sampled_from(["le", "la", "l’"]), noms))
    return Ebauche(
        draw(noms), draw(noms), organisme, forfaits, tuple(services), options,
        {mesure: draw(suites) for mesure in ebauche.MESURES if mesure in mesures},
    )  # fmt: skip


def se_tient(contenu: ebauche.Tables) -> bool:
    """Whether an option has no name that a field of a request has already."""
    try:
        verifier_tables(contenu, "")
    except CatalogueInvalide:
        return False
    return True


@given(lue=ebauches())
def test_le_fichier_dit_ce_que_disent_les_reponses(lue: Ebauche) -> None:
    contenu = tables(lue)
    assume(se_tient(contenu))
    attendue = verifier_tables(contenu, "grille.toml")
    assert ecrite(contenu) == nue(attendue)


@pytest.mark.parametrize("suffixe", [".csv", ".xlsx", ".ods"])
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=20)
@given(lue=ebauches())
def test_un_classeur_non_touche_redonne_la_meme_grille(tmp_path: Path, suffixe: str, lue: Ebauche) -> None:
    # The columns of a workbook bear the names of the forfaits: two of one name are refused there, and said.
    assume(len({plier(un.nom) for un in lue.forfaits}) == len(lue.forfaits))
    contenu = tables(lue)
    assume(se_tient(contenu))
    attendue = verifier_tables(contenu, "")
    fichier = tmp_path / f"grille{suffixe}"
    fichier.write_bytes(rendre(contenu, suffixe))
    revenue = importer_grille(fichier)
    assert nue(revenue.catalogue) == nue(attendue)
    assert ecrite(revenue.tables) == nue(attendue)


montants = st.decimals(0, 10**6, places=2) | st.sampled_from([Decimal("0.335"), Decimal("0.0075")])
simples = montants | st.sampled_from(["sur étude", "non proposé", "à renseigner"])
periodicites = st.none() | st.sampled_from([str(une) for une in Periodicite])


@st.composite
def prix(draw: st.DrawFn, *, compte: bool) -> Any:
    forme = draw(st.sampled_from(["simple", "strates", "nature", "tete", "tranches", "plusieurs"]))
    quand = draw(periodicites)
    suite: dict[str, Any] = {} if quand is None else {"periodicite": quand}
    if forme == "strates":
        choisies = draw(st.sets(st.sampled_from("1234"), min_size=1))
        return {"montant": {numero: draw(simples) for numero in sorted(choisies)}, **suite}
    if forme == "nature":
        return {"par_nature": {"commune": draw(simples), "etablissement-public": {"1": draw(montants)}}, **suite}
    if forme == "tete" and not compte:
        return {"montant": draw(montants), "par": "agents", "plancher": draw(montants), **suite}
    if forme == "tranches" and compte:
        tranches = [{"jusqua": 10, "montant": draw(montants)}, {"montant": draw(montants)}]
        return {"tranches": tranches, "calcul": draw(st.sampled_from(["marginale", "volume"])), **suite}
    if forme == "plusieurs":
        return [{"montant": draw(montants), "libelle": "un", **suite}, {"montant": draw(simples), "libelle": "deux"}]
    return {"montant": draw(simples), **suite}


@given(du_forfait=prix(compte=False), de_l_option=prix(compte=True), autre=prix(compte=False))
def test_chaque_forme_de_prix_est_ecrite_comme_elle_est_lue(du_forfait: Any, de_l_option: Any, autre: Any) -> None:
    contenu = tables(DEPART)
    contenu["forfaits"][0]["prix"] = du_forfait
    contenu["options"][0]["prix"] = de_l_option
    contenu["options"].append({"code": "site", "nom": "Site", "par_forfait": {"base": "non proposé", "complet": autre}})
    assert ecrite(contenu) == nue(verifier_tables(contenu, ""))


def test_un_prix_simple_tient_en_deux_lignes() -> None:
    contenu = tables(DEPART)
    contenu["forfaits"][0]["prix"] = {
        "montant": {str(rang): Decimal(rang) for rang in range(1, 5)},
        "periodicite": "an",
    }
    assert 'prix = [1.00, 2.00, 3.00, 4.00]\nperiodicite = "an"' in en_toml(contenu).decode()


# --- Strates said as thresholds -------------------------------------------------------------------


def strates(*bornes: dict[str, Any]) -> list[dict[str, Any]]:
    return [{"habitants": une} for une in bornes]


@pytest.mark.parametrize(
    ("lues", "seuils"),
    [
        (strates({"min": 0, "max": 499}, {"min": 500}), [500]),
        (strates({"max": 499}, {"min": 500, "max": 999}, {"min": 1000}), [500, 1000]),
        (strates({"min": 0, "max": 499}, {"min": 501}), None),  # a hole
        (strates({"min": 0, "max": 499}, {"min": 499}), None),  # an overlap
        (strates({"min": 1, "max": 499}, {"min": 500}), None),  # nobody below
        (strates({"min": 0, "max": 499}, {"min": 500, "max": 999}), None),  # nobody above
        (strates({"min": 0}), None),
        ([], None),
    ],
)
def test_des_strates_en_seuils(lues: list[dict[str, Any]], seuils: list[int] | None) -> None:
    reduites = en_seuils(lues)
    assert (None if reduites is None else reduites["habitants"]) == seuils


def test_ce_que_des_seuils_ne_disent_pas_reste_en_strates() -> None:
    deux = strates({"min": 0, "max": 499}, {"min": 500})
    assert en_seuils([{**deux[0], "libelle": "Petites"}, deux[1]]) is None
    assert en_seuils([deux[0], {**deux[1], "non_affiliees": True}]) is None
    assert en_seuils([deux[0], {**deux[1], "numero": 5}]) is None
    assert en_seuils([deux[0], {**deux[1], "agents": {"min": 3}}]) is None
    nommees = [
        {**une, "libelle": nom, "volumes": {"go": rang}} for rang, (une, nom) in enumerate(zip(deux, "AB", strict=True))
    ]
    assert en_seuils(nommees) == {"habitants": [500], "libelles": ["A", "B"], "volumes": {"go": [0, 1]}}


# --- A filled workbook ----------------------------------------------------------------------------


def remplir(dossier: Path, *cases: tuple[str, str, str, str], base: Ebauche = DEPART) -> Path:
    """The CSV workbook with cells filled in: (sheet, first cell of the row or its rank, column, what)."""
    lignes = list(csv.reader(io.StringIO(rendre(tables(base), ".csv").decode(), newline="")))
    feuille, titres, rang = "", [""], 0
    for precedente, ligne in zip([[""], *lignes], lignes, strict=False):
        if ligne[:1] == ["Feuille"]:
            feuille = ligne[1]
            continue
        if precedente[:1] == ["Feuille"]:
            titres, rang = ligne, 0
            for ou, qui, colonne, _ in cases:
                if (ou, qui) == (feuille, "titres"):
                    titres.append(colonne)
            continue
        rang += 1
        ligne.extend([""] * (len(titres) - len(ligne)))
        for ou, qui, colonne, quoi in cases:
            if ou == feuille and qui in (ligne[0], str(rang)) and colonne in titres:
                ligne[titres.index(colonne)] = quoi
    tampon = io.StringIO(newline="")
    csv.writer(tampon, delimiter=";").writerows(lignes)
    fichier = dossier / "grille.csv"
    fichier.write_text(tampon.getvalue(), encoding="utf-8")
    return fichier


def importee(dossier: Path, *cases: tuple[str, str, str, str]) -> ImportGrille:
    return importer_grille(remplir(dossier, *cases))


def colonne_de(faute: Anomalie) -> int:
    """The column that a fault of a cell names, by its number."""
    trouve = re.search(r", colonne ([0-9]+)(?: \(.+\))?$", faute.origine)
    assert trouve is not None, faute
    return int(trouve[1])


def fautes(dossier: Path, *cases: tuple[str, str, str, str]) -> tuple[Anomalie, ...]:
    with pytest.raises(CatalogueInvalide) as erreur:
        importee(dossier, *cases)
    return erreur.value.anomalies


def test_des_prix_de_toutes_les_sortes(tmp_path: Path) -> None:
    lue = importee(
        tmp_path,
        ("Forfaits", "base", "Strate 1", "300"), ("Forfaits", "base", "Strate 2", "400"),
        ("Forfaits", "base", "Strate 3", "1 234,50 €"), ("Forfaits", "base", "Strate 4", "sur étude"),
        ("Forfaits", "base", "Périodicité", "Par an"),
        ("Forfaits", "complet", "Montant", "0,35"), ("Forfaits", "complet", "Par", "habitants"),
        ("Forfaits", "complet", "Plancher", "150"), ("Forfaits", "complet", "Périodicité", "premiere-annee"),
        ("Forfaits", "3", "Désignation", "Forfait Complet"), ("Forfaits", "3", "Montant", "90"),
        ("Forfaits", "3", "Périodicité", "annees-suivantes"),
        ("Options", "sauvegarde", "Périodicité", "mois"),
        ("Options", "atelier", "Forfait", "Forfait Base"), ("Options", "atelier", "Montant", "non proposé"),
        ("Options", "3", "Code", "atelier"), ("Options", "3", "Forfait", "complet"), ("Options", "3", "Montant", "410"),
    ).catalogue  # fmt: skip
    base, complet = (un.tarif for un in lue.forfaits)
    assert base is not None
    assert complet is not None
    (an,) = base.echeances
    assert isinstance(an.bareme, SelonStrate)
    assert an.bareme.par_numero[3] == Chiffre(Decimal("1234.5"))
    assert an.periodicite is Periodicite.AN
    assert [(une.par, une.plancher, une.periodicite) for une in complet.echeances] == [
        ("habitants", Decimal(150), "premiere-annee"), (None, None, "annees-suivantes"),
    ]  # fmt: skip
    sauvegarde, atelier = lue.options
    assert {code: type(cellule).__name__ for code, cellule in atelier.cellules.items()} == {
        "base": "NonProposee", "complet": "Proposee",
    }  # fmt: skip
    assert [tarif.echeances[0].periodicite for tarif in lue.tarifs_de_la_grille()][-2] == "mois"
    assert sauvegarde.service == "sauvegarde"


def test_le_fichier_ecrit_est_celui_d_une_personne(tmp_path: Path, lancer: Lancer) -> None:
    fichier = remplir(
        tmp_path, ("Identité", "Source", "Valeur", "Délibération 12"),
        ("Identité", "Nom de l’organisme", "Valeur", "CDG"),
        ("Identité", "Régime de TVA", "Valeur", "Non soumis"), ("Forfaits", "base", "Montant", "300"),
        ("Forfaits", "base", "Périodicité", "an"), ("Strates", "1", "Libellé", ""),
    )  # fmt: skip
    cible = tmp_path / "grille.toml"
    resultat = lancer("catalogue", "import", str(fichier), "-o", str(cible))
    assert resultat.code == 0, resultat.erreur
    assert "2 forfaits, 4 strates, 4 services et 2 options" in espaces_simples(resultat.erreur)
    texte = cible.read_text(encoding="utf-8")
    assert '[organisme]\ngenre = "centre de gestion"\narticle = "le"\nnom = "CDG"\n' in texte
    assert "habitants = [500, 1000, 3500]\nagents = [5, 10, 35]\n" in texte
    assert 'prix = 300.00\nperiodicite = "an"\n' in texte
    assert "[[strates]]" not in texte
    assert lancer("catalogue", "check", str(cible)).code == 0


def test_des_strates_qui_ne_sont_pas_des_seuils(tmp_path: Path) -> None:
    lue = importee(
        tmp_path, ("Strates", "4", "Habitants à", "9999"), ("Strates", "5", "Non affiliées", "Oui"),
        ("Services", "titres", "Strate 5", ""), ("Services", "sauvegarde", "Strate 5", "30"),
    )  # fmt: skip
    assert "seuils" not in lue.tables
    assert lue.catalogue.strates[4].non_affiliees
    assert lue.catalogue.strates[4].volumes == {"sauvegarde": 30}


@pytest.mark.parametrize(
    ("cases", "message", "colonne"),
    [
        ([("Identité", "Source", "Valeur", "")], "case vide", 2),
        ([("Identité", "Organisme", "Valeur", "centre de gestion")], "il manque l’article", 2),
        ([("Identité", "Population", "Valeur", "légale")], "mot inconnu : « légale »", 2),
        ([("Identité", "SIRET", "Valeur", "123")], "SIRET", 2),
        ([("Forfaits", "base", "Montant", "trois")], "« trois » n’est pas un montant", 6),
        ([("Forfaits", "base", "Périodicité", "tous les ans")], "mot inconnu", 5),
        ([("Forfaits", "base", "Gratuits", "2"), ("Forfaits", "base", "Montant", "5")],
         "ne sert qu’à ce qui se compte", 1),
        ([("Forfaits", "3", "Montant", "5")], "une ligne sans désignation", 2),
        ([("Forfaits", "base", "Code", "Base !")], "code mal formé", 1),
        ([("Forfaits", "3", "Code", "base"), ("Forfaits", "3", "Désignation", "Autre")],
         "autre chose à la première", 2),
        ([("Strates", "2", "Habitants de", "400")], "les strates 1 et 2 se recouvrent", 5),
        ([("Strates", "2", "Agents de", "cinq")], "« cinq » n’est pas un nombre", 7),
        ([("Strates", "2", "Non affiliées", "peut-être")], "n’est ni oui ni non", 9),
        ([("Services", "assistance", "Tous les forfaits", "Peut-être")], "texte inconnu : « Peut-être »", 5),
        ([("Services", "assistance", "Forfait Base", "Inclus")], "un texte pour tous les forfaits et un autre", 6),
        ([("Services", "assistance", "Strate 2", "5")], "un volume que rien n’annonce", 9),
        ([("Services", "sauvegarde", "Strate 2", "")], "le volume de la strate 2 manque", 9),
        ([("Services", "sauvegarde", "Strate 2", "dix")], "« dix » n’est pas un nombre", 9),
        ([("Services", "comptes-de-messagerie", "Unité", "")], "texte inconnu : « 3 comptes »", 5),
        ([("Options", "atelier", "Forfait", "mini")], "aucun forfait de ce nom : « mini »", 6),
        ([("Options", "atelier", "Forfait", "base")], "aucune ligne pour « complet »", 1),
        ([("Options", "atelier", "Service", "sauvegarde")], "la même unité", 4),
        ([("Options", "atelier", "Strate 2", "5"), ("Options", "atelier", "Montant", "5")],
         "et d’autres par strate", 8),
        ([("Options", "titres", "Strate 9", ""), ("Options", "atelier", "Strate 9", "5")],
         "aucune strate n’a ce numéro", 20),
        ([("Options", "atelier", "Exige", "visite")], "aucune option n’a le code « visite »", 5),
        ([("Natures", "1", "Désignation", "région"), ("Natures", "1", "Mesures", "lycées")], "lycées", 5),
        ([("Options", "titres", "Prix moyen", ""), ("Options", "atelier", "Prix moyen", "5")], "colonne inconnue", 20),
    ],
)  # fmt: skip
def test_chaque_faute_a_sa_case(
    tmp_path: Path, cases: list[tuple[str, str, str, str]], message: str, colonne: int
) -> None:
    trouvees = fautes(tmp_path, *cases)
    (faute,) = [une for une in trouvees if message in espaces_simples(une.message)]
    assert colonne_de(faute) == colonne, faute
    assert faute.aide
    assert len(trouvees) == 1, trouvees


@pytest.mark.parametrize(
    ("cases", "message", "colonne"),
    [
        ([("Natures", "1", "Désignation", "région"), ("Natures", "1", "Féminin", "bof")], "n’est ni oui ni non", 4),
        ([("Strates", "2", "Nature", "région")], "région", 3),
        ([("Strates", "2", "Affiliée", "bof")], "n’est ni oui ni non", 4),
        ([("Strates", "1", "Libellé", "Une"), ("Strates", "2", "Libellé", "Autre"), ("Strates", "2", "Strate", "1")],
         "un autre libellé pour la même strate", 2),
    ],
)  # fmt: skip
def test_une_faute_de_cas_ou_de_nature_a_sa_case(
    tmp_path: Path, cases: list[tuple[str, str, str, str]], message: str, colonne: int
) -> None:
    """Others may follow from it."""
    (faute,) = [une for une in fautes(tmp_path, *cases) if message in espaces_simples(une.message)]
    assert colonne_de(faute) == colonne


def test_une_case_vide_de_chaque_forfait_est_dite(tmp_path: Path) -> None:
    trouvees = fautes(tmp_path, ("Services", "assistance", "Tous les forfaits", ""))
    assert [(une.message, une.origine.rpartition(", ")[2]) for une in trouvees] == [
        ("case vide", "colonne 6 («\u00a0Forfait Base\u00a0»)"),
        ("case vide", "colonne 7 («\u00a0Forfait Complet\u00a0»)"),
    ]


def test_un_classeur_dit_la_feuille_et_la_case(tmp_path: Path) -> None:
    for suffixe in (".xlsx", ".ods"):
        fichier = tmp_path / f"grille{suffixe}"
        fichier.write_bytes(rendre({**tables(DEPART), "source": "", "titre": ""}, suffixe))
        with pytest.raises(CatalogueInvalide) as erreur:
            importer_grille(fichier)
        places = [une.origine.removeprefix(f"{fichier}, ") for une in erreur.value.anomalies]
        assert list(map(espaces_simples, places)) == [
            "feuille Identité, cellule B2 (« Titre »)",
            "feuille Identité, cellule B3 (« Source »)",
        ]


def test_toutes_les_fautes_sont_dites_ensemble(tmp_path: Path) -> None:
    trouvees = fautes(
        tmp_path, ("Identité", "Source", "Valeur", ""), ("Forfaits", "base", "Montant", "trois"),
        ("Strates", "2", "Agents de", "cinq"), ("Services", "sauvegarde", "Strate 2", ""),
        ("Options", "atelier", "Forfait", "mini"),
    )  # fmt: skip
    assert len({une.origine for une in trouvees}) == 5


@pytest.mark.parametrize("nom", ["absent.xlsx", "absent.doc", "grille.toml"])
def test_ce_qui_ne_se_relit_pas(lancer: Lancer, tmp_path: Path, nom: str) -> None:
    (tmp_path / "grille.toml").write_bytes(en_toml(tables(DEPART)))
    resultat = lancer("catalogue", "import", str(tmp_path / nom))
    assert resultat.code == 1
    assert ("c’est déjà une grille" in resultat.erreur) == (nom == "grille.toml")


@pytest.mark.parametrize("brut", [b"", b"PK\x03\x04", b"\xff\xfe\x00", b"Feuille,Identit\xe9\n", b"a,b\n1,2\n"])
@pytest.mark.parametrize("suffixe", [".xlsx", ".ods", ".csv"])
def test_un_fichier_quelconque_est_refuse(tmp_path: Path, suffixe: str, brut: bytes) -> None:
    fichier = tmp_path / f"grille{suffixe}"
    fichier.write_bytes(brut)
    with pytest.raises(ErreurForfait) as erreur:
        importer_grille(fichier)
    assert all(str(fichier) in une.origine for une in erreur.value.anomalies)


def test_une_grille_de_prix_n_est_pas_une_grille(lancer: Lancer, tmp_path: Path) -> None:
    prix_seuls = tmp_path / "prix.csv"
    assert lancer("tarifs", "template", "-o", str(prix_seuls)).code == 0
    assert "forfait tarifs import" in lancer("catalogue", "import", str(prix_seuls)).erreur


# --- A workbook in the place of a file ------------------------------------------------------------


@pytest.fixture(params=SUFFIXES[:3])
def classeur(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    fichier = tmp_path / f"grille{request.param}"
    fichier.write_bytes(rendre(tables(DEPART), request.param))
    return str(fichier)


@pytest.mark.parametrize(
    ("arguments", "nomme"),
    [
        (("quote", "--habitants", "5", "--catalogue"), "forfait catalogue import"),
        (("quote", "--habitants", "5", "--tarifs"), "forfait tarifs import"),
        (("tarifs", "use"), "forfait tarifs import"),
        (("catalogue", "check"), "forfait catalogue import"),
    ],
)
def test_un_classeur_donne_pour_un_fichier_nomme_la_commande(
    lancer: Lancer, classeur: str, arguments: tuple[str, ...], nomme: str
) -> None:
    resultat = lancer(*arguments, classeur)
    assert resultat.code == 3
    assert nomme in resultat.erreur


def test_tarifs_et_catalogue_pris_l_un_pour_l_autre(lancer: Lancer, tmp_path: Path) -> None:
    grille = tmp_path / "grille.toml"
    grille.write_bytes(en_toml(tables(DEPART)))
    resultat = lancer("quote", "--habitants", "5", "--tarifs", str(grille))
    assert resultat.code == 3
    assert espaces_simples(resultat.erreur).count("Erreur") == 1
    assert "c’est un catalogue" in resultat.erreur
    tarifs = tmp_path / "tarifs.toml"
    tarifs.write_text(
        'schema = "forfait.tarifs/1"\ntitre = "T"\nsource = "S"\n[forfaits]\nmetiers = 5\n', encoding="utf-8"
    )
    resultat = lancer("quote", "--habitants", "5", "--catalogue", str(tarifs))
    assert resultat.code == 3
    assert espaces_simples(resultat.erreur).count("Erreur") == 1
    assert "c’est un fichier de tarifs" in resultat.erreur


def test_ce_qui_est_dit_de_travers_n_arrive_pas_au_fichier() -> None:
    with pytest.raises(MauvaisUsage):
        lecture.verifier(Ebauche("T", "S", services=(Vendu("A", unite="Go", volumes=(1, 2)),)))
    lecture.verifier(Ebauche("T", "S", services=(Vendu("A", unite="Go", volumes=(1,)),)))


def test_les_tranches_restent_dans_le_fichier(tmp_path: Path) -> None:
    """What the columns can't say is written as in a file, in a column that one may add."""
    compose = '{ tranches = [ { jusqua = 2, montant = 260.00 }, { montant = 210.00 } ], calcul = "marginale" }'
    lue = importee(tmp_path, ("Options", "titres", "Prix composé", ""), ("Options", "atelier", "Prix composé", compose))
    (echeance,) = list(lue.catalogue.tarifs_de_la_grille())[-1].echeances
    assert isinstance(echeance.bareme, Tranches)
    assert "prix = { tranches = [{ jusqua = 2, montant = 260.00 }" in en_toml(lue.tables).decode()


# --- A grid in use, taken into a workbook and back --------------------------------------------------

GRILLES = [RACINE / "catalogue.toml", *sorted((RACINE / "examples").glob("*.toml"))]
PAGE = re.findall("```toml\n(.*?)```", (RACINE / "docs" / "grille.md").read_text("utf-8"), re.DOTALL)
DITES = [f'titre = "T"\nsource = "S"\n{dite}' for dite in PAGE if "forfait.tarifs" not in dite]


@pytest.mark.parametrize("dite", DITES, ids=range(len(DITES)))
def test_tout_ce_que_dit_une_grille_tient_dans_un_classeur(dite: str, tmp_path: Path) -> None:
    """All that the page of the file shows."""
    grille, classeur = tmp_path / "grille.toml", tmp_path / "grille.csv"
    grille.write_text(dite, "utf-8")
    classeur.write_bytes(rendre(tables_de(grille), ".csv"))
    assert nue(importer_grille(classeur).catalogue) == nue(load_catalogue(grille))


@pytest.mark.parametrize("suffixe", [".csv", ".xlsx", ".ods"])
@pytest.mark.parametrize("grille", GRILLES, ids=[chemin.stem for chemin in GRILLES])
def test_une_grille_mise_en_classeur_n_y_perd_rien(grille: Path, suffixe: str, lancer: Lancer, tmp_path: Path) -> None:
    """Natures, measures, cases of strates, what is required, the document's own words, notes: there and back."""
    classeur, revenue = tmp_path / f"grille{suffixe}", tmp_path / "revenue.toml"
    assert lancer("catalogue", "new", "--d-apres", str(grille), "-o", str(classeur)).code == 0
    resultat = lancer("catalogue", "import", str(classeur), "-o", str(revenue))
    assert resultat.code == 0, resultat.erreur
    assert "laissées de côté" not in resultat.erreur
    assert nue(load_catalogue(revenue)) == nue(load_catalogue(grille))


def test_ce_qu_aucune_colonne_ne_dit_a_la_sienne(tmp_path: Path) -> None:
    """A key that no column has is in the last one, as in the file, and its faults are at that cell."""
    contenu = tables(DEPART) | {"notes": [{"code": "n", "texte": "t", "raison": "r", "inconnue": [1, True]}]}
    fichier = tmp_path / "grille.csv"
    fichier.write_bytes(rendre(contenu, ".csv"))
    assert "{ inconnue = [1, true] }" in fichier.read_text("utf-8")
    with pytest.raises(CatalogueInvalide) as erreur:
        importer_grille(fichier)
    (faute,) = erreur.value.anomalies
    assert colonne_de(faute) == 13
    assert "inconnue" in faute.message


def test_les_tables_d_un_fichier_sont_celles_qu_il_ecrit_s_il_est_juste(tmp_path: Path) -> None:
    def dit(contenu: bytes | None) -> list[tuple[str, str, str]]:
        if contenu is not None:
            grille.write_bytes(contenu)
        with pytest.raises(ErreurForfait) as refus:
            tables_de(grille)
        return [tuple(une) for une in refus.value.anomalies]  # type: ignore[misc]

    grille = tmp_path / "grille.toml"
    ou = str(grille)
    assert dit(None) == [(ou, "ce fichier n’existe pas", "vérifiez son nom et son dossier")]
    relire = (
        "une grille remplie se relit avec forfait catalogue import ; une liste de collectivités se chiffre avec "
        "forfait batch"
    )
    assert dit(b"PK\x03\x04") == [(ou, "c’est un classeur, pas un fichier TOML", relire)]
    assert dit(b"titre = 'T'") == [(f"{ou}, source", "clé absente", "attendu : un texte entre guillemets droits")]
    grille.write_bytes(b"titre = 'T'\nsource = ' S '")
    assert tables_de(grille) == {"titre": "T", "source": " S "}
    grille.unlink()
    grille.mkdir()
    assert dit(None) == [(ou, "grille illisible : c’est un dossier", "vérifiez le chemin et les droits")]


def test_des_tables_faites_par_le_programme_se_verifient() -> None:
    faite = verifier_tables({"titre": "T", "source": "S"}, "réponses")
    assert (faite.chemin, faite.empreinte) == ("réponses", "")
    with pytest.raises(CatalogueInvalide) as refus:
        verifier_tables({"titre": "T"}, "réponses")
    assert refus.value.anomalies == (
        Anomalie("réponses, source", "clé absente", "attendu : un texte entre guillemets droits"),
    )
    for contenu, nom, quoi in (
        (b"PK\x03\x04", "g", "un classeur"),
        (b"", "G.XLSX", "un classeur"),
        (b"", "g.ods", "un classeur"),
        ("Code;Qualité\n".encode("cp1252"), "liste.csv", "un CSV"),
    ):
        with pytest.raises(CatalogueInvalide) as refus:
            lire_catalogue(contenu, nom, "")
        aide = (
            "une grille remplie se relit avec forfait catalogue import ; une liste de collectivités se chiffre avec "
            "forfait batch"
        )
        assert refus.value.anomalies == (Anomalie(nom, f"c’est {quoi}, pas un fichier TOML", aide),)
    with pytest.raises(CatalogueInvalide) as refus:
        lire_catalogue(b"Feuille;Ligne", "g.csv", "")
    aide = "relisez-la d’abord avec forfait catalogue import"
    assert refus.value.anomalies == (Anomalie("g.csv", "c’est une grille en CSV, pas un fichier TOML", aide),)


@pytest.mark.parametrize(
    ("autres", "message"),
    [
        (("-o", "g.toml"), "une grille se reprend dans un classeur"),
        ((), "une grille se reprend dans un classeur"),
        (("-o", "g.xlsx", "--titre", "T"), "cette grille est déjà décrite"),
        (("-o", "g.xlsx", "--defaut"), "cette grille est déjà décrite"),
    ],
)
def test_une_grille_se_reprend_seule(autres: tuple[str, ...], message: str, lancer: Lancer, tmp_path: Path) -> None:
    ici = [str(tmp_path / un) if un.startswith("g.") else un for un in autres]
    resultat = lancer("catalogue", "new", "--d-apres", str(GRILLES[1]), *ici)
    assert (resultat.code, message in resultat.erreur) == (2, True)


def test_une_grille_fautive_ne_se_reprend_pas(lancer: Lancer, tmp_path: Path) -> None:
    grille = tmp_path / "grille.toml"
    grille.write_text('titre = "T"\nsource = "S"\n[[strates]]\nhabitants = { min = 3 }\nrien = 1\n', "utf-8")
    resultat = lancer("catalogue", "new", "--d-apres", str(grille), "-o", str(tmp_path / "g.csv"))
    assert (resultat.code, "rien" in resultat.erreur) == (3, True)
