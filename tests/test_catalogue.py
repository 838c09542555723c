"""Catalogues: each fault told where it is with its remedy, all at once; another centre's grid."""

import ast
import difflib
import os
import re
import sys
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from types import ModuleType

import pytest
from outils import CATALOGUE, CATALOGUES, Lancer, espaces_simples, variante

from forfait_cli import load_catalogue
from forfait_cli.domaine.catalogue import Catalogue, Forfait, Incluse, NonProposee, Proposee
from forfait_cli.domaine.demande import Collectivite
from forfait_cli.domaine.prix import ARenseigner, Chiffre, Echeance, SelonStrate, Tarif
from forfait_cli.domaine.strate import chercher
from forfait_cli.domaine.types import GenrePopulation, Mode, Periodicite
from forfait_cli.erreurs import Anomalie, CatalogueInvalide, Refus
from forfait_cli.francais import insecables
from forfait_cli.readers import catalogue as module_catalogue
from forfait_cli.readers.catalogue.lecture import lire_catalogue
from forfait_cli.readers.compilation import compiler
from forfait_cli.readers.fichiers import empreinte_de

VALIDE = CATALOGUES.parent / "valide.toml"
FAUX = sorted(CATALOGUES.glob("*.toml"))
# A hole between two strates is not a fault of the file: a size inside it is refused when it is asked for.
PERMIS = {"trou-entre-strates"}
CHEMIN = ("strate", "--habitants", "1200", "--catalogue")
REECRIRE = os.environ.get("FORFAIT_GOLDEN") == "1"


def test_il_y_a_des_catalogues_faux() -> None:
    assert len(FAUX) >= 30
    assert {fichier.stem for fichier in FAUX} >= PERMIS
    orphelins = {fichier.stem for fichier in CATALOGUES.glob("*.txt")} - {fichier.stem for fichier in FAUX}
    assert orphelins == set()


def une_ligne(texte: str) -> str:
    """The text as one line, with ordinary spaces: a message is folded to the width of the screen."""
    return " ".join(espaces_simples(texte).split())


def dites(fichier: Path) -> str:
    """Every fault of a file, as the program says them on wide screens."""
    with pytest.raises(CatalogueInvalide) as erreur:
        lire_catalogue(fichier.read_bytes(), fichier.name, "sha256:0")
    lignes = []
    for origine, message, aide in erreur.value.anomalies:
        lignes.append(f"Erreur : {origine} : {message}\n")
        lignes += [f"  → {aide}\n"] if aide else []
    return insecables("".join(lignes))


@pytest.mark.parametrize("fichier", FAUX, ids=[fichier.stem for fichier in FAUX])
def test_chaque_faute_a_son_message_entier(fichier: Path) -> None:
    """The message beside the file, whole. `FORFAIT_GOLDEN=1 pytest` writes it anew: read the difference."""
    attendu = fichier.with_suffix(".txt")
    if fichier.stem in PERMIS:
        assert not attendu.exists()
        return
    if REECRIRE:
        attendu.write_text(dites(fichier), encoding="utf-8")
    assert dites(fichier) == attendu.read_text(encoding="utf-8")


@pytest.mark.parametrize("fichier", FAUX, ids=[fichier.stem for fichier in FAUX])
def test_la_commande_dit_la_meme_faute(lancer: Lancer, monkeypatch: pytest.MonkeyPatch, fichier: Path) -> None:
    monkeypatch.chdir(CATALOGUES)
    resultat = lancer(*CHEMIN, fichier.name)
    if fichier.stem in PERMIS:
        assert (resultat.code, resultat.erreur) == (0, "")
        return
    texte = fichier.with_suffix(".txt").read_text(encoding="utf-8")
    lignes = list(map(une_ligne, texte.splitlines()))
    if len({*lignes}) == len(lignes):
        assert une_ligne(resultat.erreur) == une_ligne(texte)
    else:  # a remedy that serves twice is said once
        assert [ligne for ligne in lignes if une_ligne(resultat.erreur).count(ligne.removeprefix("→ ")) != 1] == []
    assert (resultat.code, resultat.sortie) == (3, b"")


@pytest.mark.parametrize("fichier", FAUX, ids=[fichier.stem for fichier in FAUX])
def test_chaque_fichier_faux_est_une_petite_deformation_du_juste(fichier: Path) -> None:
    juste, faux = (f.read_text(encoding="utf-8").splitlines() for f in (VALIDE, fichier))
    changes = [ligne for ligne in difflib.ndiff(juste, faux) if ligne[0] in "+-"]
    assert 0 < len(changes) <= {"plusieurs-fautes": 8, "table-sur-plusieurs-lignes": 3}.get(fichier.stem, 2)


def test_toutes_les_fautes_sont_montrees_ensemble(lancer: Lancer) -> None:
    erreur = lancer(*CHEMIN, str(CATALOGUES / "plusieurs-fautes.toml")).erreur
    for cle in (
        "population",
        "legende.services.non.couverture",
        "services[2].cellules.socle",
        "notes[1].raison",
        "options[2].prix",
    ):
        assert cle in erreur
    assert erreur.count("Erreur") == 5


def test_une_faute_de_syntaxe_donne_la_ligne_et_la_colonne(lancer: Lancer) -> None:
    for nom in ("syntaxe-signe-egal", "syntaxe-valeur", "cle-en-double"):
        erreur = lancer(*CHEMIN, str(CATALOGUES / f"{nom}.toml")).erreur
        assert re.search(r", ligne \d+, colonne \d+", erreur)
        assert erreur.count("Erreur") == 1


def test_une_cle_facultative_mal_ecrite_est_suggeree(lancer: Lancer) -> None:
    erreur = espaces_simples(lancer(*CHEMIN, str(CATALOGUES / "cle-inconnue.toml")).erreur)
    assert "vouliez-vous dire « raccourci » ?" in erreur


def test_une_virgule_decimale_est_dite_comme_telle(lancer: Lancer) -> None:
    assert "point" in lancer(*CHEMIN, str(CATALOGUES / "syntaxe-valeur.toml")).erreur


def test_une_faute_n_en_fait_pas_dire_d_autres(lancer: Lancer) -> None:
    assert lancer(*CHEMIN, str(CATALOGUES / "mauvais-type.toml")).erreur.count("Erreur") == 1


@pytest.mark.parametrize(
    ("octets", "morceau"),
    [
        (b"", "clé absente"),
        (b"\xff\xfe", "n’est pas en UTF-8"),
        ("schema = 1\ntitre = \"é\"".encode("cp1252"), "ligne 2"),
        (b"a = " + b"[" * 5000, "TOML"),
        (b"a = 1e9999999999999999999", "a"),
        (b"a = " + b"9" * 6000, "toml"),
        (b"[[strates]]\nnumero = 1979-05-27", "une date ou une heure"),
        (b"strates = 3", "attendu"),
        (b"strates = [3]", "attendu : une table"),
        (b"a = 1\x00", "toml"),
    ],
)  # fmt: skip
def test_un_fichier_quelconque_est_refuse_sans_defaut(
    lancer: Lancer, tmp_path: Path, octets: bytes, morceau: str
) -> None:
    fichier = tmp_path / "grille.toml"
    fichier.write_bytes(octets)
    resultat = lancer(*CHEMIN, str(fichier))
    assert (resultat.code, resultat.sortie) == (3, b"")
    assert morceau in une_ligne(resultat.erreur)


def test_le_bom_de_windows_et_les_fins_de_ligne_sont_acceptes(tmp_path: Path, lancer: Lancer) -> None:
    fichier = tmp_path / "grille.toml"
    fichier.write_bytes(b"\xef\xbb\xbf" + VALIDE.read_bytes().replace(b"\n", b"\r\n"))
    assert lancer(*CHEMIN, str(fichier)).code == 0


def test_un_fichier_illisible_est_un_refus(tmp_path: Path) -> None:
    def dit(chemin: str) -> tuple[Anomalie, ...]:
        with pytest.raises(Refus) as refus:
            load_catalogue(chemin)
        return refus.value.anomalies

    absent, dossier = str(tmp_path / "absent.toml"), str(tmp_path)
    assert dit(absent) == (Anomalie(absent, "ce fichier n’existe pas", "vérifiez son nom et son dossier"),)
    assert dit(dossier) == (
        Anomalie(dossier, "catalogue illisible : c’est un dossier", "vérifiez le chemin et les droits"),
    )
    assert dit("a\0b") == (Anomalie("a\0b", "nom de fichier impossible"),)


def test_un_catalogue_a_un_mebioctet_au_plus(tmp_path: Path) -> None:
    fichier = tmp_path / "g.toml"
    contenu = b'titre = "T"\nsource = "S"\n#'
    fichier.write_bytes(contenu.ljust(2**20, b"x"))
    assert load_catalogue(fichier).titre == "T"
    fichier.write_bytes(contenu.ljust(2**20 + 1, b"x"))
    with pytest.raises(Refus) as refus:
        load_catalogue(fichier)
    (faute,) = refus.value.anomalies
    assert espaces_simples(faute.message) == "fichier de plus de 1 Mio"


# --- The annex ----------------------------------------------------------------------------------


def test_l_annexe_embarquee_est_celle_du_depot(catalogue: Catalogue) -> None:
    assert Path(catalogue.chemin) == CATALOGUE
    assert catalogue.empreinte == empreinte_de(CATALOGUE.read_bytes())
    assert re.fullmatch(r"sha256:[0-9a-f]{64}", catalogue.empreinte)


def test_l_annexe_compilee_est_egale_a_celle_qui_est_lue(catalogue: Catalogue, catalogue_chiffre: Catalogue) -> None:
    for lu in (catalogue, catalogue_chiffre, load_catalogue(VALIDE)):
        source = compiler(lu)
        espace: dict[str, object] = {}
        exec(compile(source, "annexe_compilee.py", "exec"), espace)
        assert espace["CATALOGUE"] == lu._replace(chemin="")
        assert isinstance(espace["CATALOGUE"], Catalogue)
        assert isinstance(espace["CATALOGUE"].forfaits[0], Forfait)
        assert compiler(lu._replace(chemin="/ailleurs")) == source
        assert lu.chemin not in source


def test_l_annexe_compilee_ne_sert_que_pour_les_memes_octets(
    catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    module = ModuleType("annexe_compilee")
    compilee = catalogue._replace(titre="compilée", chemin="")
    monkeypatch.setattr(module, "CATALOGUE", compilee, raising=False)
    monkeypatch.setitem(sys.modules, "forfait_cli.readers.annexe_compilee", module)
    assert load_catalogue() == compilee._replace(chemin=str(CATALOGUE))
    assert load_catalogue(CATALOGUE).titre == catalogue.titre
    monkeypatch.setattr(module, "CATALOGUE", compilee._replace(empreinte="sha256:autre"))
    assert load_catalogue().titre == catalogue.titre


def test_l_annexe_est_a_cote_du_programme_installe_ou_au_dessus_dans_un_depot(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    paquet = tmp_path / "forfait_cli"
    paquet.mkdir()
    monkeypatch.setattr(module_catalogue, "__file__", str(paquet / "readers" / "catalogue" / "__init__.py"))
    assert module_catalogue.chemin_embarque() == tmp_path / "catalogue.toml"
    (paquet / "catalogue.toml").touch()
    assert module_catalogue.chemin_embarque() == paquet / "catalogue.toml"


def test_l_empreinte_est_celle_du_fichier_lu(tmp_path: Path, lancer: Lancer, catalogue: Catalogue) -> None:
    autre = variante(tmp_path, ("prix = 7.00 }", "prix = 8.00 }"))
    donnees = lancer("compare", "--catalogue", str(autre), "--format", "json").json()
    assert donnees["catalogue"]["empreinte"] == empreinte_de(autre.read_bytes()) != catalogue.empreinte
    assert catalogue.empreinte in lancer("compare", env={"COLUMNS": "200"}).texte


def codes_et_noms(catalogue: Catalogue) -> tuple[list[str], list[str]]:
    paires = [
        *((forfait.code, forfait.nom) for forfait in catalogue.forfaits),
        *((service.code, service.nom) for service in catalogue.services),
        *((option.code, option.nom) for option in catalogue.options),
    ]
    return [code for code, _ in paires], [nom for _, nom in paires]


def textes_de(module: Path) -> Iterator[str]:
    """The texts of a module, what is written for whoever reads the code left out."""
    arbre = ast.parse(module.read_text(encoding="utf-8"))
    ecrits = {
        id(corps[0].value)
        for noeud in ast.walk(arbre)
        if (corps := getattr(noeud, "body", None)) and isinstance(corps, list) and isinstance(corps[0], ast.Expr)
    }
    yield ""
    for noeud in ast.walk(arbre):
        if isinstance(noeud, ast.Constant) and isinstance(noeud.value, str) and id(noeud) not in ecrits:
            yield noeud.value
    yield ""


def test_rien_de_l_annexe_n_est_dans_le_code() -> None:
    """No name, code or text of the annex in a module: another grid is another file."""
    annexe = load_catalogue()
    paquet = Path(module_catalogue.__file__).parent.parent.parent
    modules = {
        fichier: "\n".join(textes_de(fichier))
        for fichier in paquet.rglob("*.py")
        if fichier.name != "annexe_compilee.py"
    }
    assert len(modules) > 20
    codes, noms = codes_et_noms(annexe)
    mots = [
        *(f"\n{code}\n" for code in codes),
        *noms,
        *(cellule.texte for option in annexe.options for cellule in option.cellules.values()),
        *(strate.libelle for strate in annexe.strates),
        *(note.texte for note in annexe.notes),
    ]
    trouves = {(fichier.name, mot) for fichier, texte in modules.items() for mot in mots if mot in texte}
    assert trouves == set()


# --- Another centre's grid ----------------------------------------------------------------------


@pytest.fixture(scope="module")
def petite() -> Catalogue:
    return load_catalogue(VALIDE)


def test_la_petite_grille_se_lit_telle_qu_ecrite(petite: Catalogue) -> None:
    assert (petite.titre, petite.population) == ("Grille 2026 du Syndicat des Causses", GenrePopulation.MUNICIPALE)
    socle, grand = petite.forfaits
    absent = ARenseigner("prix voté en juin")
    montants = {1: Chiffre(Decimal("100.00")), 2: Chiffre(Decimal("200.00"))}
    assert socle.tarif == Tarif(None, (Echeance(SelonStrate(montants, absent), Periodicite.AN),))
    assert grand.tarif == Tarif(None, (Echeance(absent),))
    assert (socle.nom_court, grand.nom_court) == ("Le Socle", "Le Grand")
    disque, astreinte = petite.options
    prix = disque.cellules["socle"]
    assert isinstance(prix, Proposee)
    assert prix.tarif == Tarif(Mode.UNITAIRE, (Echeance(Chiffre(Decimal("3.50")), Periodicite.MOIS),))
    assert (type(astreinte.cellules["socle"]), type(astreinte.cellules["grand"])) == (NonProposee, Incluse)
    assert petite.notes[0].vues == {"devis", "comparaison", "strate"}


def test_la_grille_d_un_autre_centre_marche_et_rien_de_l_annexe_ne_parait(lancer: Lancer, catalogue: Catalogue) -> None:
    codes, noms = codes_et_noms(catalogue)
    etrangers = [
        *codes,
        *noms,
        *(note.texte for note in catalogue.notes),
        "l’annexe", "Annexe", "7,00 €", "7.00", "10 000 habitants et plus",
    ]  # fmt: skip
    commandes = (
        ("compare",),
        ("compare", "--habitants", "1200", "--extra-go", "4", "--option", "astreinte"),
        ("quote", "--habitants", "1200", "--besoin-go", "24", "--option", "astreinte"),
        ("quote", "--agents", "3", "--forfait", "socle"),
        ("strate", "--habitants", "1200"),
    )
    for commande in commandes:
        for format_ in ("table", "json", "csv", "markdown"):
            arguments = (*commande, "--format", format_)
            par_option = lancer(*arguments, "--catalogue", str(VALIDE))
            par_variable = lancer(*arguments, env={"FORFAIT_CATALOGUE": str(VALIDE)})
            assert par_option == par_variable
            assert (par_option.code, par_option.erreur) == (0, "")
            texte = espaces_simples(par_option.texte)
            assert "Causses" in texte or format_ == "csv" or commande[0] == "strate"
            for etranger in etrangers:
                assert etranger not in texte, (arguments, etranger)


def test_le_devis_d_un_autre_centre_suit_sa_grille(lancer: Lancer) -> None:
    donnees = lancer(
        "quote", "--habitants", "1200", "--besoin-go", "24", "--catalogue", str(VALIDE), "--format", "json"
    ).json()
    socle, grand = donnees["devis"]
    assert socle["inclus"] == {"disque": 20}
    assert socle["totaux"] == [{"periodicite": "an", "montant": "200.00"}, {"periodicite": "mois", "montant": "14.00"}]
    assert socle["complet"] is True
    assert grand["totaux"] == [{"periodicite": "mois", "montant": "14.00"}]
    assert grand["lignes"][0]["motif"] == "prix voté en juin"
    assert [devis["notes"] for devis in donnees["devis"]] == [["Le disque est partagé."]] * 2


def test_un_raccourci_que_la_grille_n_a_pas_est_refuse_en_le_nommant(lancer: Lancer) -> None:
    for drapeau in (("--extra-comptes", "2"), ("--parapheur",), ("--formation", "1")):
        resultat = lancer("quote", "--habitants", "9", *drapeau, "--catalogue", str(VALIDE))
        assert (resultat.code, resultat.sortie) == (2, b"")
        assert drapeau[0] in espaces_simples(resultat.erreur)


def test_l_option_catalogue_passe_avant_la_variable(lancer: Lancer) -> None:
    env = {"FORFAIT_CATALOGUE": "/absent.toml"}
    assert lancer("compare", "--catalogue", str(VALIDE), env=env).code == 0
    assert lancer("compare", env=env).code == 1


def test_une_variable_vide_ne_dit_rien(lancer: Lancer) -> None:
    assert lancer("compare", env={"FORFAIT_CATALOGUE": ""}).sortie == lancer("compare").sortie


def test_un_trou_de_la_grille_est_refuse_a_qui_y_tombe(lancer: Lancer) -> None:
    trou = str(CATALOGUES / "trou-entre-strates.toml")
    assert lancer("strate", "--habitants", "1001", "--catalogue", trou).code == 0
    resultat = lancer("quote", "--habitants", "1000", "--catalogue", trou)
    assert (resultat.code, resultat.sortie) == (1, b"")
    assert "aucune strate publiée ne couvre ce nombre" in resultat.erreur
    assert chercher(load_catalogue(Path(trou)), Collectivite("commune", {"habitants": 1000})) is None


def test_une_erreur_de_catalogue_porte_toutes_ses_fautes() -> None:
    contenu = (CATALOGUES / "plusieurs-fautes.toml").read_bytes()
    with pytest.raises(CatalogueInvalide) as erreur:
        lire_catalogue(contenu, "x.toml", "sha256:0")
    assert len(erreur.value.anomalies) == 5
    assert all(anomalie.origine.startswith("x.toml, ") for anomalie in erreur.value.anomalies)
