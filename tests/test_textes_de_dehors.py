"""Whoever controls a text controls neither the screen, nor the sheet, nor the page."""

import ast
import csv
import io
import json
import re
import tomllib
import zipfile
from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
import tomli_w
from fuzz.garde import signes_qui_commandent
from lots import lancer as lancer_lot
from markdown_it import MarkdownIt
from outils import RACINE, Lancer, Resultat, variante

from forfait_cli.render.formats import Format

PAQUET = RACINE / "forfait_cli"
# Each begins with what some reader runs, then holds what commands a terminal, a page or a table.
HOSTILES = (
    "=1+1 \x1b[31m\x9b2J\u202e\r- x|y\n# z ",
    "@x;=1+1\t\x07\u2066<b onclick=1>\x00",
    "- \x1b]0;titre\x07|`*_[a](b)\u2028 ",
    "1. \ue001habitants\ue002\ue000\u200b\x85",
)
# The keys whose values are texts for people; the others are codes and words of the file's own language.
LIBRES = frozenset(
    ("titre", "source", "nom", "nom_court", "libelle", "famille", "texte", "raison", "unite", "singulier", "pluriel",
     "precision", "services", "strates", "options", "forfait", "option", "etude", "adresse", "mention", "telephone",
     "courriel")
)  # fmt: skip
COMMANDES = (
    ("compare",),
    ("compare", "--habitants", "1200", "--extra-go", "2", "--detail"),
    ("quote", "--habitants", "1200", "--extra-go", "2"),
    ("quote", "--habitants", "1200", "--forfait", "grand", "--astreinte"),
    ("strate", "--habitants", "1200"),
    ("catalogue", "show"),
    ("catalogue", "check"),
    ("catalogue", "diff"),
)


def hostile(arbre: Any, cle: str = "", rang: int = 0) -> Any:
    """The same file, all that it says for people made hostile."""
    match arbre:
        case dict():
            tableaux = cle in ("tableaux", "motifs")
            return {
                nom: hostile(un, nom if not tableaux else "texte", rang + place)
                for place, (nom, un) in enumerate(arbre.items())
            }
        case list() if cle == "services" and all(isinstance(un, str) for un in arbre):
            return arbre  # codes
        case list():
            return [hostile(un, cle, rang + place) for place, un in enumerate(arbre)]
        case str() if cle in LIBRES:
            return HOSTILES[rang % len(HOSTILES)] + arbre
        case _:
            return arbre


@pytest.fixture(scope="module")
def grilles(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A harmless grid, and the same made hostile: its cells and their legend too."""
    dossier = tmp_path_factory.mktemp("grilles")
    brut = (RACINE / "tests" / "fautes" / "valide.toml").read_text(encoding="utf-8")
    for mot in ("oui", "non", "selon la taille", "3,50 € le Go", "compris", "impossible"):
        brut = brut.replace(f'"{mot}"', f'"=1+1|\\u001B[31m\\u009B\\u202E {mot}"')
    arbre = hostile(tomllib.loads(brut, parse_float=Decimal))
    assert str(arbre).count("\\x1b") > 20
    douce, dure = dossier / "douce.toml", dossier / "dure.toml"
    douce.write_bytes((RACINE / "tests" / "fautes" / "valide.toml").read_bytes())
    dure.write_text(tomli_w.dumps(arbre), encoding="utf-8")
    return douce, dure


def arguments(commande: tuple[str, ...], grille: Path, douce: Path) -> list[str]:
    match commande:
        case ("catalogue", "check"):
            return [*commande, str(grille)]
        case ("catalogue", "diff"):
            return [*commande, str(douce), str(grille)]
        case _:
            return [*commande, "--catalogue", str(grille)]


@pytest.fixture(scope="module")
def faire(lancer: Lancer, grilles: tuple[Path, Path]) -> Callable[..., Resultat]:
    douce, dure = grilles

    def faire(commande: tuple[str, ...], *suite: str, doux: bool = False) -> Resultat:
        return lancer(*arguments(commande, douce if doux else dure, douce), *suite)

    return faire


def formats(*choisis: Format) -> list[Any]:
    return [
        pytest.param(commande, format_, id=f"{' '.join(commande[:2])} {format_}")
        for commande in COMMANDES
        for format_ in choisis
    ]


# --- A terminal -----------------------------------------------------------------------------------


@pytest.mark.parametrize(("commande", "format_"), formats(*Format))
def test_rien_ne_commande_le_terminal(
    faire: Callable[..., Resultat], tmp_path: Path, commande: tuple[str, ...], format_: Format
) -> None:
    fichier = tmp_path / "sortie"
    lu = faire(commande, "--format", format_, "-o", str(fichier))
    if lu.code == 2 and "format inconnu" in lu.erreur:
        pytest.skip("cette commande n’a pas ce format")
    assert lu.code == 0, lu.erreur
    assert signes_qui_commandent(lu.erreur.encode(), "stderr") == []
    octets = fichier.read_bytes()
    if format_ not in (Format.XLSX, Format.PDF):
        assert signes_qui_commandent(octets, "stdout" if format_ is Format.CSV else "stderr") == []


def test_l_aide_non_plus(faire: Callable[..., Resultat]) -> None:
    lu = faire(("quote",), "--help")
    assert "�" in lu.texte  # the unit of an option is there, harmless
    assert signes_qui_commandent(lu.sortie, "stderr") == []


def test_ni_ce_qui_complete_une_ligne() -> None:
    from forfait_cli.commands.cadre.valeurs import _AUTRES, choisir

    assert choisir("a", [("a", "x\x1b[31m"), ("ab\x9b", "y"), ("b", "z")]) == [("a", "x�[31m")]
    assert _AUTRES["commune"]("Astaf")
    assert _AUTRES["commune"]("Astaf\u2066") == []


@pytest.mark.parametrize("hostile_", HOSTILES)
@pytest.mark.parametrize(
    "ligne",
    [
        ("quote", "--habitants", "{}"),
        ("quote", "--commune", "{}"),
        ("quote", "--habitants", "1200", "--forfait", "{}"),
        ("quote", "--habitants", "1200", "--option", "{}=2"),
        ("quote", "--habitants", "1200", "--date", "{}"),
        ("quote", "--habitants", "1200", "--nom", "{}"),
        ("quote", "--habitants", "1200", "--catalogue", "{}"),
        ("quote", "--habitants", "1200", "--tarifs", "{}"),
        ("quote", "--habitants", "1200", "--format", "{}"),
        ("quote", "--habitants", "1200", "-o", "absent/{}.md"),
        ("quote", "--{}", "1200"),
        ("{}",),
        ("quote", "{}"),
        ("batch", "{}"),
        ("batch", "{}.xlsx"),
        ("commune", "{}"),
        ("verify", "{}"),
        ("catalogue", "check", "{}"),
        ("catalogue", "{}"),
        ("tarifs", "import", "{}.csv"),
    ],
)
def test_ce_qu_un_message_repete_ne_commande_rien(lancer: Lancer, ligne: tuple[str, ...], hostile_: str) -> None:
    lu = lancer(*(mot.format(hostile_) for mot in ligne))
    assert lu.code in (0, 1, 2)
    assert signes_qui_commandent(lu.sortie, "stderr") == []
    assert signes_qui_commandent(lu.erreur.encode(), "stderr") == []


@pytest.mark.parametrize("format_", ["csv", "json"])
def test_un_lot_dont_tout_est_hostile(format_: str) -> None:
    texte = io.StringIO()
    rangees = csv.writer(texte, delimiter=";")
    rangees.writerow(["habitants", *HOSTILES])
    rangees.writerow(["1200", *HOSTILES])
    rangees.writerow([HOSTILES[0], *HOSTILES])
    entree = texte.getvalue().replace("\x00", "").encode()
    lu = lancer_lot("batch", "-", "--forfait", "metiers", "--format", format_, entree=entree)
    assert lu.code == 4
    assert signes_qui_commandent(lu.sortie, "stdout") == []
    assert signes_qui_commandent(lu.erreur.encode(), "stderr") == []


# --- A sheet --------------------------------------------------------------------------------------


def formules(octets: bytes, separateur: str) -> list[str]:
    """The cells that a spreadsheet would run."""
    lues = csv.reader(io.StringIO(octets.decode("utf-8-sig"), newline=""), delimiter=separateur)
    return [cellule for rangee in lues for cellule in rangee if re.match(r"[=+\-@\t\r](?![0-9.,]*$)", cellule)]


@pytest.mark.parametrize(("commande", "_format"), formats(Format.CSV))
@pytest.mark.parametrize("separateur", [",", ";", "\t"])
def test_aucune_cellule_d_un_csv_n_est_une_formule(
    faire: Callable[..., Resultat], commande: tuple[str, ...], _format: Format, separateur: str
) -> None:
    """With the separator of the file, and with the one that another spreadsheet takes."""
    lu = faire(commande, "--format", "csv")
    if lu.code == 2:
        pytest.skip("cette commande n’a pas ce format")
    assert b"\x1b" not in lu.sortie
    assert formules(lu.sortie, separateur) == []


def test_une_formule_se_verrait() -> None:
    assert formules(b"a,=1+1\n", ",") == ["=1+1"]
    assert formules(b"a,x;=1+1\n", ";") == ["=1+1"]
    assert formules(b"a,-7.00,+3\n", ",") == []


@pytest.mark.parametrize(("commande", "_format"), formats(Format.XLSX))
def test_un_classeur_n_a_de_formules_que_les_siennes(
    faire: Callable[..., Resultat], tmp_path: Path, commande: tuple[str, ...], _format: Format
) -> None:
    lu = faire(commande, "-o", str(tmp_path / "s.xlsx"))
    if lu.code == 2:
        pytest.skip("cette commande n’a pas ce format")
    assert not [formule for formule in _formules_du_classeur(tmp_path / "s.xlsx") if "1+1" in formule]
    for texte in _textes_du_classeur(tmp_path / "s.xlsx"):
        assert signes_qui_commandent(texte.encode(), "stdout") == []


@pytest.mark.parametrize("suffixe", ["xlsx", "ods", "csv", "toml"])
def test_la_grille_a_remplir_aussi(faire: Callable[..., Resultat], tmp_path: Path, suffixe: str) -> None:
    fichier = tmp_path / f"g.{suffixe}"
    assert faire(("tarifs", "template"), "-o", str(fichier)).code == 0
    octets = fichier.read_bytes()
    match suffixe:
        case "csv":
            assert formules(octets, ";") == []
            assert signes_qui_commandent(octets.removeprefix(b"\xef\xbb\xbf"), "stdout") == []
        case "toml":
            assert signes_qui_commandent(octets, "stdout") == []
            tomllib.loads(octets.decode())
        case "xlsx":
            assert not [formule for formule in _formules_du_classeur(fichier) if "1+1" in formule]
        case _:
            with zipfile.ZipFile(fichier) as archive:
                contenu = archive.read("content.xml")
            ElementTree.fromstring(contenu)
            assert b"of:=1+1" not in contenu
            assert signes_qui_commandent(contenu, "stdout") == []


def test_un_nom_n_ajoute_pas_de_prix_a_la_grille_en_toml(lancer: Lancer, tmp_path: Path) -> None:
    """What is asked for stands in remarks: a name of several lines would leave them."""
    faux = variante(tmp_path, ('nom = "Forfait Métiers"\n', 'nom = "x\\n[forfaits.metiers]\\nmontant = 0"\n'))
    grille = tmp_path / "g.toml"
    assert lancer("tarifs", "template", "--catalogue", str(faux), "-o", str(grille)).code == 0
    assert set(tomllib.loads(grille.read_text(encoding="utf-8"))) == {"schema", "titre", "source"}


def test_un_message_tient_sur_sa_ligne(lancer: Lancer, tmp_path: Path) -> None:
    """A new line in what is repeated would pass for another message."""
    faux = variante(tmp_path, ('code = "metiers"\n', 'code = "x\\nErreur : tout va bien"\n'))
    lu = lancer("catalogue", "check", str(faux))
    assert lu.code == 3
    assert not [ligne for ligne in lu.erreur.splitlines() if ligne.startswith("Erreur\u00a0: tout")]


def _formules_du_classeur(fichier: Path) -> list[str]:
    return [un.text or "" for arbre in _feuilles(fichier) for un in arbre.iter() if un.tag.endswith("}f")]


def _textes_du_classeur(fichier: Path) -> Iterable[str]:
    with zipfile.ZipFile(fichier) as archive:
        for nom in archive.namelist():
            if nom.endswith(".xml"):
                yield from (texte for un in ElementTree.fromstring(archive.read(nom)).iter() if (texte := un.text))


def _feuilles(fichier: Path) -> Iterator[ElementTree.Element]:
    with zipfile.ZipFile(fichier) as archive:
        for nom in archive.namelist():
            if nom.startswith("xl/worksheets/") and nom.endswith(".xml"):
                yield ElementTree.fromstring(archive.read(nom))


# --- A page ---------------------------------------------------------------------------------------


def structure(octets: bytes) -> list[str]:
    """The elements of a Markdown page, its texts apart."""
    jetons = MarkdownIt("commonmark").enable("table").parse(octets.decode())
    return [
        sous.type
        for jeton in jetons
        for sous in (jeton, *(jeton.children or ()))
        if sous.type not in ("text", "softbreak", "hardbreak")
    ]


@pytest.mark.parametrize(("commande", "_format"), formats(Format.MARKDOWN))
def test_une_page_markdown_garde_sa_structure(
    faire: Callable[..., Resultat], commande: tuple[str, ...], _format: Format
) -> None:
    if commande[:2] == ("catalogue", "diff"):
        pytest.skip("ce qui diffère n’est pas pareil")
    douce, dure = (structure(faire(commande, "--format", "markdown", doux=doux).sortie) for doux in (True, False))
    if commande[:2] == ("catalogue", "show"):  # the harmless one shows the same rows
        assert douce.count("table_open") == dure.count("table_open")
    assert "html_inline" not in dure or "html_inline" in douce
    assert set(dure) <= set(douce)
    assert {nom: dure.count(nom) for nom in set(douce)} == {nom: douce.count(nom) for nom in set(douce)}


@pytest.mark.parametrize(("commande", "_format"), formats(Format.HTML))
def test_une_page_html_n_a_que_ses_balises(
    faire: Callable[..., Resultat], commande: tuple[str, ...], _format: Format
) -> None:
    lu = faire(commande, "--format", "html")
    if lu.code == 2:
        pytest.skip("cette commande n’a pas ce format")
    assert "<b onclick" not in lu.texte
    assert "onclick" not in re.sub(r"&lt;b onclick", "", lu.texte)


def test_le_json_dit_le_texte_a_la_lettre_sans_commander(faire: Callable[..., Resultat]) -> None:
    lu = faire(("compare",), "--format", "json")
    assert signes_qui_commandent(lu.sortie, "stderr") == []
    assert any(hostile_.strip()[:5] in str(json.loads(lu.sortie)) for hostile_ in HOSTILES)


# --- No way around --------------------------------------------------------------------------------

# Who may write on a stream, in a sheet or on a console, and why no text from outside goes round `propre` there.
ECRIVENT = {
    "__main__.py": "une phrase à lui, quand rien n’est encore chargé",
    "commands/cadre/aide.py": "ce que les drapeaux disent d’eux est nettoyé où ils se font",
    "commands/sortie/flux.py": "reçoit les pages des écrivains, et les messages que `messages` a nettoyés",
    "commands/sortie/fichiers.py": "reçoit les pages des écrivains",
    "commands/lots/avancement.py": "n’écrit que des nombres",
    "commands/guide/terminal.py": "n’écrit que son invite",
    "commands/lots/publipostage.py": "écrit des fichiers faits par les écrivains",
    "render/ecrivains/console/__init__.py": "chaque texte passe par la plume, et elle par `mots`",
    "render/ecrivains/xlsx/document.py": "chaque texte passe par `mots`",
    "render/ecrivains/xlsx/lot.py": "chaque texte passe par `propre`",
    "render/gabarit/xlsx.py": "chaque texte passe par `propre`",
}
_APPELS = frozenset(
    ("print", "echo", "secho", "write", "writelines", "write_string", "write_row", "write_rich_string", "input")
)


def qui_ecrivent(source: str) -> bool:
    """Whether a module writes on a stream, in a sheet or on a console."""
    for noeud in ast.walk(ast.parse(source)):
        match noeud:
            case ast.Call(func=ast.Name(id=nom)) if nom in _APPELS:
                return True
            case ast.Call(func=ast.Attribute(attr=nom)) if nom in _APPELS:
                return True
            case _:
                pass
    return False


def test_nul_ecrit_sans_etre_de_ceux_qui_ecrivent() -> None:
    trouves = {
        fichier.relative_to(PAQUET).as_posix()
        for fichier in PAQUET.rglob("*.py")
        if qui_ecrivent(fichier.read_text(encoding="utf-8"))
    }
    assert trouves == set(ECRIVENT)


@pytest.mark.parametrize(
    "source", ["print(x)", "sys.stdout.write(x)", "typer.echo(x)", "feuille.write_string(0, 0, x)"]
)
def test_cette_regle_peut_echouer(source: str) -> None:
    assert qui_ecrivent(source)
    assert not qui_ecrivent("ecrire(x)\nflux.read()")


# What measures, what breaks lines, what makes a formula, and what works on a structure, writes no text.
SANS_TEXTE = ("formules", "lignes", "place", "rangees")
PAGES = sorted(un for un in (PAQUET / "render" / "ecrivains").rglob("*.py") if un.stem not in SANS_TEXTE)


@pytest.mark.parametrize("fichier", PAGES, ids=[un.stem for un in PAGES])
def test_chaque_ecrivain_nettoie_ce_qu_il_ecrit(fichier: Path) -> None:
    """JSON spells what others take out, a page on a screen is of one pen; the package's own file of a writer may say
    nothing."""
    source = fichier.read_text(encoding="utf-8")
    if "def " in source:
        assert re.search(r"\bpropre\(|\bmots\.|\bepeler\(|\bplume\.(?:mots|texte|lignes)\(", source)
