"""The README's examples, executed: what it shows is what the program prints."""

import re
import shlex
from typing import NamedTuple

import pytest
from outils import RACINE, Lancer, espaces_simples

from forfait_cli.commands.app import Forfait

README = (RACINE / "README.md").read_text(encoding="utf-8")
_BLOC = re.compile(r"^```(?P<langue>[a-z]*)\n(?P<corps>.*?)^```$", re.MULTILINE | re.DOTALL)
BLOCS = [(bloc["langue"], bloc["corps"]) for bloc in _BLOC.finditer(README)]

# The set-up: to try it, to test it. They make an environment, so they are checked and not executed here.
INSTALLATIONS = [
    ligne for langue, corps in BLOCS if langue in ("sh", "bash") for ligne in corps.splitlines() if "venv" in ligne
]
PERMIS = {"python3", ".venv/bin/pip", ".venv/bin/pytest", ".venv/bin/forfait"}
MOTS_MAX = 1500  # before « Maintenir »: what an agent is asked to read
AVANT, _, MAINTENIR = README.partition("\n## Maintenir\n")


class Exemple(NamedTuple):
    """A command and what follows it; « … » alone on a line stands for anything."""

    commande: str
    attendu: str


def exemples() -> list[Exemple]:
    trouves = []
    for langue, corps in BLOCS:
        if langue in ("console", "bash"):
            for morceau in re.split(r"^\$ ", corps, flags=re.MULTILINE)[1:]:
                commande, _, attendu = morceau.partition("\n")
                if commande.startswith("forfait "):
                    trouves.append(Exemple(commande, attendu))
    return trouves


EXEMPLES = exemples()


def motif(attendu: str) -> re.Pattern[str]:
    """What the output must match: ordinary spaces for no-break ones, since a reader copies them."""
    lignes = espaces_simples(attendu).rstrip("\n").split("\n")
    sources = ["(?:.*\n)*?" if ligne.strip() == "…" else re.escape(ligne.rstrip()) + "\n" for ligne in lignes]
    return re.compile("".join(sources))


def test_le_readme_a_des_exemples() -> None:
    assert EXEMPLES, "README.md shows no example: none of its « console » blocks has a line « $ forfait … »"
    assert EXEMPLES[0].commande == "forfait quote --habitants 1200 --extra-go 4"


@pytest.mark.parametrize("exemple", EXEMPLES, ids=[exemple.commande for exemple in EXEMPLES])
def test_un_exemple_du_readme_donne_ce_qu_il_montre(lancer: Lancer, exemple: Exemple) -> None:
    assert exemple.attendu.strip(), "an example shows its output"
    _, *arguments = shlex.split(exemple.commande)
    resultat = lancer(*arguments)
    lu = "\n".join(ligne.rstrip() for ligne in espaces_simples(resultat.texte + resultat.erreur).splitlines()) + "\n"
    assert motif(exemple.attendu).fullmatch(lu), f"{exemple.commande}\n\n{lu}"


def test_la_comparaison_peut_echouer() -> None:
    assert motif("a\n…\nd\n").fullmatch("a\nb\nc\nd\n")
    assert motif("a\n…\n").fullmatch("a\n")
    assert not motif("a\n…\nd\n").fullmatch("a\nb\nc\n")
    assert not motif("a\n").fullmatch("a\nb\n")
    assert motif("1 200\n").fullmatch(espaces_simples("1\u202f200\n"))


def test_les_deux_commandes_d_installation_tiennent_sur_une_ligne() -> None:
    assert len(INSTALLATIONS) == 2
    essai, tests = INSTALLATIONS
    assert essai.endswith("forfait quote --habitants 1200 --extra-go 4")
    assert tests.endswith(".venv/bin/pytest")
    for commande in INSTALLATIONS:
        assert not commande.endswith("\\")
        etapes = [shlex.split(etape) for etape in commande.split("&&")]
        assert {etape[0] for etape in etapes} <= PERMIS
        assert etapes[0] == ["python3", "-m", "venv", ".venv"]
        assert etapes[1][:2] == [".venv/bin/pip", "install"]
    for langue, corps in BLOCS:
        if langue in ("sh", "bash") and "venv" in corps:
            assert len(corps.strip().splitlines()) == 1


def test_l_exemple_python_du_readme_marche(capsys: pytest.CaptureFixture[str]) -> None:
    programmes = [corps for langue, corps in BLOCS if langue == "python"]
    assert programmes
    for programme in programmes:
        attendus = re.findall(r"^print\(.*\)  # (.+)$", programme, re.MULTILINE)
        assert attendus
        exec(compile(programme, "README.md", "exec"), {})
        assert capsys.readouterr().out.splitlines() == attendus


def test_chaque_drapeau_du_readme_existe(lancer: Lancer) -> None:
    aides = " ".join(
        lancer(*commande, "--help", env={"COLUMNS": "200", "TERMINAL_WIDTH": "200"}).texte
        for commande in ((), *((nom,) for nom in Forfait.modules))
    )
    drapeaux = {
        drapeau
        for extrait in re.findall(r"`[^`\n]*`", README)
        if "python" not in extrait and "npm" not in extrait
        for drapeau in re.findall(r"(?<![\w-])--[a-z][a-z-]+", extrait)
        if not drapeau.endswith("-")
    }
    assert len(drapeaux) > 15
    connus = set(re.findall(r"--[a-z][a-z-]+", aides))
    assert drapeaux <= connus


def test_le_readme_dit_les_codes_de_sortie() -> None:
    from forfait_cli.erreurs import ExitCode

    for code in ExitCode:
        assert f"| {code.value} |" in README


# --- Its shape ------------------------------------------------------------------------------------


def test_ce_que_lit_un_agent_est_court() -> None:
    assert MAINTENIR
    assert len(AVANT.split()) <= MOTS_MAX


def ancre(titre: str) -> str:
    """The anchor that a title gets: small letters, spaces as hyphens, other signs left out."""
    return re.sub(r"[^\w -]", "", titre.lower()).replace(" ", "-")


@pytest.mark.parametrize("page", ["README.md", "docs/colonnes.md", "docs/grille.md", "docs/dependances.md"])
def test_chaque_lien_mene_quelque_part(page: str) -> None:
    texte = (RACINE / page).read_text(encoding="utf-8")
    sans_blocs = _BLOC.sub("", texte)
    ancres = {ancre(titre) for titre in re.findall(r"^#+ (.+)$", sans_blocs, re.MULTILINE)}
    for cible in re.findall(r"\]\(([^)]+)\)", sans_blocs):
        if cible.startswith("#"):
            assert cible[1:] in ancres, cible
        else:
            assert ((RACINE / page).parent / cible).is_file(), cible


def test_le_sommaire_nomme_chaque_partie() -> None:
    parties = {ancre(titre) for titre in re.findall(r"^## (.+)$", README, re.MULTILINE)}
    assert parties == set(re.findall(r"\]\(#([^)]+)\)", AVANT))


def test_le_paquet_ne_s_installe_jamais_par_son_seul_nom() -> None:
    """It is not published: someone else's could bear the name."""
    installations = re.findall(r"(?:pip|pipx|uv tool) install ([^\n`&]*)", README)
    assert len(installations) > 3
    for suite in installations:
        cibles = [mot for mot in shlex.split(suite) if not mot.startswith("-")]
        assert [cible[:1] for cible in cibles] == ["."], suite


def test_ce_que_tape_windows_n_a_pas_d_apostrophe() -> None:
    """cmd keeps them; what is between double quotes is the same in every shell."""
    for ligne in re.findall(r"^.*install .*\[.*$", AVANT, re.MULTILINE):
        assert "'" not in ligne


# --- The house ------------------------------------------------------------------------------------


def plan() -> dict[str, set[str]]:
    """The map: room (« » for the package itself) → what it lists, folders with their slash."""
    (corps,) = [corps for _, corps in BLOCS if corps.startswith("forfait_cli/\n")]
    pieces: dict[str, set[str]] = {"": set()}
    piece = ""
    for ligne in corps.splitlines()[1:]:
        nom = ligne.split()[0]
        if not ligne.startswith("    "):
            piece = nom.rstrip("/") if nom.endswith("/") else ""
            pieces[""].add(nom)
        else:
            pieces.setdefault(piece, set()).add(nom)
    return pieces


def test_le_plan_de_la_maison_est_vrai() -> None:
    paquet = RACINE / "forfait_cli"
    lu = plan()
    for piece, noms in lu.items():
        ici = paquet / piece
        dossiers = {f"{un.name}/" for un in ici.iterdir() if un.is_dir() and un.name not in ("__pycache__", "polices")}
        assert {nom for nom in noms if nom.endswith("/")} == dossiers, piece
        for nom in noms:
            assert (ici / nom).exists(), nom
    assert {"erreurs.py", "francais.py", "__init__.py"} <= lu[""]


def test_qui_importe_qui_est_ce_que_tient_le_test() -> None:
    from test_architecture import PEUT

    for rangee in re.findall(r"^\| (`.+) \| (.+) \|$", MAINTENIR, re.MULTILINE):
        pieces, permis = (re.findall(r"`(\w+)`", cellule) for cellule in rangee)
        if set(pieces) <= set(PEUT) and pieces:
            for piece in pieces:
                if piece == "commands":
                    assert {"domaine", "readers", "render", "erreurs", "francais"} <= PEUT[piece]
                    assert [autre for autre in PEUT if piece in PEUT[autre]] == [piece, "__main__"]
                elif "standard" not in rangee[1]:
                    assert PEUT[piece] - {piece} == set(permis)
                else:
                    assert PEUT[piece] == set()


def test_ce_qui_se_lance_existe() -> None:
    fichiers = re.findall(
        r"(?<![\w/])((?:scripts|benchmarks|tests|docs|\.ci|examples)/[\w./-]+\.(?:py|md|txt|svg|png))", README
    )
    assert len(fichiers) > 8
    for fichier in fichiers:
        assert (RACINE / fichier).is_file(), fichier
