"""What a run rests on: which files, why, and each opened and parsed once."""

import tomllib
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from outils import CATALOGUE, RACINE, Lancer, espaces_simples, variante

from forfait_cli import load_catalogue
from forfait_cli.erreurs import MauvaisUsage, Refus
from forfait_cli.readers.contexte import Contexte, Ou

VALCOURBE = str(RACINE / "examples" / "valcourbe.toml")
TARIFS = str(RACINE / "examples" / "valcourbe-tarifs")
T2026, T2027 = (f"{TARIFS}/{annee}.toml" for annee in (2026, 2027))
COMMUNE = ("--habitants", "1200")


@pytest.fixture
def compte(monkeypatch: pytest.MonkeyPatch) -> Callable[[], tuple[Counter[str], int]]:
    """How many times each TOML file is opened, and how many texts are parsed."""
    ouverts: Counter[str] = Counter()
    lus: list[int] = []
    ouvrir, lire = Path.open, Path.read_bytes
    analyser = tomllib.loads

    def noter(fichier: Path) -> None:
        if fichier.suffix == ".toml":
            ouverts[str(fichier.resolve())] += 1

    def ouvrir_compte(self: Path, *arguments: Any, **options: Any) -> Any:
        noter(self)
        return ouvrir(self, *arguments, **options)

    def lire_compte(self: Path) -> bytes:
        contenu = lire(self)
        if not ouverts[str(self.resolve())]:  # `read_bytes` may go through `open`
            noter(self)
        return contenu

    def analyser_compte(*arguments: Any, **options: Any) -> Any:
        lus.append(1)
        return analyser(*arguments, **options)

    monkeypatch.setattr(Path, "open", ouvrir_compte)
    monkeypatch.setattr(Path, "read_bytes", lire_compte)
    monkeypatch.setattr(tomllib, "loads", analyser_compte)
    return lambda: (ouverts, len(lus))


@pytest.mark.parametrize(
    ("arguments", "combien"),
    [
        (("quote", *COMMUNE), 1),
        (("compare",), 1),
        (("strate", *COMMUNE), 1),
        (("quote", *COMMUNE, "--catalogue", VALCOURBE), 1),
        (("quote", *COMMUNE, "--catalogue", VALCOURBE, "--tarifs", T2026, "--date", "2026-06-01"), 2),
        (("quote", *COMMUNE, "--catalogue", VALCOURBE, "--tarifs", TARIFS, "--date", "2026-06-01"), 3),
        (("catalogue", "show", "--catalogue", VALCOURBE, "--tarifs", T2026, "--date", "2026-06-01"), 2),
        (("catalogue", "check", VALCOURBE), 1),
        (("catalogue", "check", VALCOURBE, "--catalogue", VALCOURBE), 1),
        (("catalogue", "check", T2026, "--catalogue", VALCOURBE), 2),
        (("catalogue", "check", TARIFS, "--catalogue", VALCOURBE, "--date", "2026-06-01"), 3),
        (("catalogue", "diff", T2026, T2027, "--catalogue", VALCOURBE), 3),
        (("tarifs", "impact", "--avant", T2026, "--apres", T2027, "--catalogue", VALCOURBE, "--departement", "47"), 3),
        (("batch", "--departement", "47", "--catalogue", VALCOURBE), 1),
        (("commune", "agen"), 0),
    ],
    ids=lambda valeur: " ".join(Path(mot).name for mot in valeur[:4]) if isinstance(valeur, tuple) else "",
)
def test_each_file_is_opened_and_parsed_once(
    lancer: Lancer, compte: Callable[[], tuple[Counter[str], int]], arguments: tuple[str, ...], combien: int
) -> None:
    assert lancer(*arguments).code in (0, 4)
    ouverts, analyses = compte()
    assert set(ouverts.values()) <= {1}, ouverts
    assert (len(ouverts), analyses) == (combien, combien)


# --- Which files --------------------------------------------------------------------------------


@pytest.fixture
def dossier(tmp_path: Path) -> Path:
    """A user's folder, with a catalogue and tarifs."""
    fichier = tmp_path / "config"
    fichier.mkdir()
    variante(fichier, ('source = "Annexe', 'source = "Sienne, annexe'), nom="catalogue.toml")
    (fichier / "tarifs.toml").write_text(
        'schema = "forfait.tarifs/1"\ntitre = "Siens"\nsource = "inventée"\n\n[forfaits]\nmetiers = 300.00\n',
        encoding="utf-8",
    )
    return fichier


def test_a_flag_then_the_environment_then_the_folder_then_the_annex(dossier: Path) -> None:
    def choix(ou: Ou) -> tuple[str, str]:
        contexte = Contexte(ou)
        return str(contexte.choix_catalogue.chemin), str(contexte.choix_tarifs.chemin)

    variables = {"FORFAIT_CATALOGUE": "v.toml", "FORFAIT_TARIFS": "vt.toml"}
    assert choix(Ou("f.toml", "ft.toml", None, variables, dossier)) == ("f.toml", "ft.toml")
    assert choix(Ou(None, None, None, variables, dossier)) == ("v.toml", "vt.toml")
    siens = (str(dossier / "catalogue.toml"), str(dossier / "tarifs.toml"))
    assert choix(Ou(None, None, None, {}, dossier)) == siens
    assert choix(Ou(None, None, None, {"FORFAIT_CATALOGUE": ""}, dossier)) == siens
    assert choix(Ou()) == ("None", "None")


def test_the_folder_s_tarifs_are_never_laid_over_a_catalogue_named_for_once(dossier: Path) -> None:
    assert Contexte(Ou(str(CATALOGUE), None, None, {}, dossier)).choix_tarifs.chemin is None
    assert Contexte(Ou(None, None, None, {}, dossier)).catalogue.tarifs is not None


def test_a_tarifs_folder_comes_before_a_tarifs_file(dossier: Path) -> None:
    (dossier / "tarifs").mkdir()
    assert Contexte(Ou(None, None, None, {}, dossier)).choix_tarifs.chemin == dossier / "tarifs.toml"  # it is empty
    (dossier / "tarifs" / "2026.toml").touch()
    assert Contexte(Ou(None, None, None, {}, dossier)).choix_tarifs.chemin == dossier / "tarifs"


def test_what_chose_a_file_is_said_in_the_words_of_the_command_line(lancer: Lancer, dossier: Path) -> None:
    def dit(*arguments: str, **env: str) -> str:
        return " ".join(espaces_simples(lancer("catalogue", "show", *arguments, env=env).texte).split())

    assert "l’option --catalogue" in dit("--catalogue", str(CATALOGUE))
    assert "la variable FORFAIT_CATALOGUE" in dit(FORFAIT_CATALOGUE=str(CATALOGUE))
    assert "l’annexe fournie avec le programme" in dit()


def test_an_empty_name_is_a_fault() -> None:
    for ou in (Ou(" "), Ou(None, "")):
        contexte = Contexte(ou)
        with pytest.raises(MauvaisUsage):
            _ = contexte.catalogue


def test_a_wrong_date_leaves_the_grid_readable_and_is_told_with_the_rest(lancer: Lancer) -> None:
    erreur = lancer("quote", "--habitants", "x", "--tarifs", T2026, "--catalogue", VALCOURBE, "--date", "hier").erreur
    assert erreur.count("Erreur") == 2
    assert "--date" in erreur
    assert "--habitants" in erreur


def test_tarifs_of_no_day_are_refused() -> None:
    contexte = Contexte(Ou(VALCOURBE, TARIFS, "1999-01-01"))
    with pytest.raises(Refus):
        _ = contexte.catalogue


def test_check_lays_the_tarifs_that_are_named_over_the_file(lancer: Lancer) -> None:
    check = ("catalogue", "check", VALCOURBE, "--date", "2026-06-01", "--format", "json")
    sans, avec = lancer(*check), lancer(*check, "--tarifs", T2026)
    assert sans.code == avec.code == 0
    assert sans.sortie != avec.sortie
    assert lancer("catalogue", "check", T2026, "--catalogue", VALCOURBE, "--tarifs", T2027).code == 2


def test_no_command_writes_over_what_it_read(lancer: Lancer, tmp_path: Path) -> None:
    grille = variante(tmp_path)
    avant = grille.read_bytes()
    for arguments in (("quote", *COMMUNE, "--format", "json"), ("tarifs", "template"), ("compare", "--format", "csv")):
        assert lancer(*arguments, "--catalogue", str(grille), "-o", str(grille)).code == 1
    assert grille.read_bytes() == avant


def test_from_python_a_file_is_named_by_a_text_too(tmp_path: Path) -> None:
    copie = tmp_path / "copie.toml"
    copie.write_bytes(CATALOGUE.read_bytes())
    assert load_catalogue(str(copie)) == load_catalogue(copie)
