"""What a run rests on: which files, why, and each opened and parsed once."""

import errno
import tomllib
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from outils import CATALOGUE, RACINE, Lancer, espaces_simples, variante

from forfait_cli import load_catalogue
from forfait_cli.erreurs import Anomalie, ErreurForfait, Refus, champ
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


def fautes(faire: Callable[[], object]) -> tuple[Anomalie, ...]:
    with pytest.raises(ErreurForfait) as refus:
        faire()
    return refus.value.anomalies


@pytest.mark.parametrize(
    ("ou", "nom"),
    [(Ou(" "), "catalogue"), (Ou(None, ""), "tarifs"), (Ou(environnement={"FORFAIT_TARIFS": " "}), "tarifs")],
)
def test_an_empty_name_is_a_fault(ou: Ou, nom: str) -> None:
    (faute,) = fautes(lambda: Contexte(ou).catalogue)
    assert faute == (champ(nom), "nom de fichier vide", "donnez un fichier ou retirez l’option")


def test_what_chose_a_file(dossier: Path) -> None:
    variables = {"FORFAIT_CATALOGUE": "v.toml", "FORFAIT_TARIFS": "vt.toml"}
    nommes, poses = Contexte(Ou("f.toml", "ft.toml")), Contexte(Ou(environnement=variables))
    siens, aucun = Contexte(Ou(dossier=dossier)), Contexte(Ou())
    choix = [(un.choix_catalogue.par, un.choix_tarifs.par) for un in (nommes, poses, siens, aucun)]
    assert choix == [
        (f"l’option {champ('catalogue')}", f"l’option {champ('tarifs')}"),
        ("la variable FORFAIT_CATALOGUE", "la variable FORFAIT_TARIFS"),
        (f"votre dossier de configuration ({dossier})", f"votre dossier de configuration ({dossier})"),
        ("l’annexe fournie avec le programme", "aucun"),
    ]


def test_the_user_s_prices_are_not_left_out_because_they_can_t_be_looked_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "tarifs").mkdir()

    def ferme(_dossier: Path) -> None:
        raise PermissionError(errno.EACCES, "")

    monkeypatch.setattr(Path, "iterdir", ferme)
    contexte = Contexte(Ou(dossier=tmp_path))
    assert contexte.choix_tarifs.chemin == tmp_path / "tarifs"
    (faute,) = fautes(lambda: contexte.catalogue)
    assert faute == (
        str(tmp_path / "tarifs"), "dossier illisible : le droit de le lire manque", "vérifiez les droits",
    )  # fmt: skip


def test_the_files_that_a_run_rests_on(dossier: Path) -> None:
    """Those that are chosen, read or not; then each that is read besides."""
    catalogue, tarifs = dossier / "catalogue.toml", dossier / "tarifs.toml"
    assert Contexte(Ou()).lus == (CATALOGUE,)
    assert Contexte(Ou(dossier=dossier)).lus == (catalogue, tarifs)
    nomme = Contexte(Ou(VALCOURBE, TARIFS, "2026-06-01"))
    assert list(map(str, nomme.lus)) == [VALCOURBE, TARIFS]
    _ = nomme.catalogue
    assert list(map(str, nomme.lus)) == [VALCOURBE, T2026, T2027, TARIFS]
    autre = Contexte(Ou(VALCOURBE, date="2026-06-01"))
    autre.grille_de(CATALOGUE)
    autre.grille_de(Path(TARIFS))
    assert autre.lus == (Path(VALCOURBE), CATALOGUE, Path(TARIFS), Path(T2026), Path(T2027))


def test_what_stands_in_the_place_of_the_clock() -> None:
    def jour(secondes: str) -> str:
        return str(Contexte(Ou(environnement={"SOURCE_DATE_EPOCH": secondes})).jour_du_document)

    assert jour("1772409600") == "2026-03-02"
    assert jour("1772409599") == "2026-03-01"
    for secondes, dites in (("hier", "hier"), ("9" * 20, "9" * 20), ("x" * 41, "x" * 40)):
        (faute,) = fautes(lambda dites=secondes: jour(dites))  # type: ignore[misc]
        assert (faute.origine, espaces_simples(faute.message), faute.aide) == (
            "variable SOURCE_DATE_EPOCH",
            f"« {dites} » n’est pas un nombre de secondes depuis 1970",
            "corrigez-la, ou ôtez-la",
        )


def test_tarifs_are_not_checked_with_tarifs() -> None:
    for chemin in (T2026, TARIFS):
        contexte = Contexte(Ou(VALCOURBE, T2027, "2027-06-01"))
        (faute,) = fautes(lambda contexte=contexte, chemin=chemin: contexte.verifiee(Path(chemin)))  # type: ignore[misc]
        assert faute == (
            champ("tarifs"),
            f"ne sert pas avec des tarifs : {chemin} en est déjà",
            "vérifiez les deux fichiers l’un après l’autre",
        )


def test_what_is_to_be_checked_and_is_no_file_of_the_program(tmp_path: Path) -> None:
    absent, classeur = tmp_path / "absent.toml", tmp_path / "grille.toml"
    classeur.write_bytes(b"PK\x03\x04")
    assert fautes(lambda: Contexte(Ou()).verifiee(absent)) == (
        (str(absent), "ce fichier n’existe pas", "vérifiez son nom et son dossier"),
    )
    assert fautes(lambda: Contexte(Ou()).verifiee(tmp_path / ("x" * 5000))) == (
        (
            str(tmp_path / ("x" * 5000)),
            "fichier illisible : le nom est trop long",
            "vérifiez le chemin et les droits",
        ),
    )
    assert fautes(lambda: Contexte(Ou()).verifiee(classeur)) == (
        (
            str(classeur),
            "c’est un classeur, pas un fichier TOML",
            "une grille remplie se relit avec forfait catalogue import, ou forfait tarifs import si elle ne demande "
            "que des prix ; une liste de collectivités se chiffre avec forfait batch",
        ),
    )


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
