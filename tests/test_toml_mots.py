"""What is said of a file that is no TOML: where, an excerpt, what is wrong, how to mend it; each way to be wrong.

`FORFAIT_GOLDEN=1 pytest tests/test_toml_mots.py` writes `golden_toml.txt` anew; read the difference.
"""

import os
import re
from pathlib import Path
from typing import Any

import pytest

from forfait_cli.erreurs import Anomalie, CatalogueInvalide, Refus
from forfait_cli.readers import limites
from forfait_cli.readers.toml import PROFONDEUR_MAX, lire_toml

GARDE = Path(__file__).parent / "golden_toml.txt"
LONG = "x" * 100
FAUX = [
    # numbers
    "a = 1 200", "a = 1\u00a0200\n", "a = 12 1 200.50", "a = 1.234,56", "a = 1 234 567,8", "a = 1,5", "a = [1,5 2]",
    "a = { b = 1,5 }", "a = { b = 1 200 }", "a = 5 €", "a = 5.00€", "a = 5 euros", "a = 5 EUR", "a = 5 eurosx",
    "a = 5.", "a = { b = 5. }", "a = .5", "a = 012", "a = 00", "a = 1.2.3", "a = 1__0", "a = 0x", "a = 1e", "a = --1",
    "a = 12h", "a 1 200 = 3", "a 1,5 = 3", "a = { b = 1,5  }", "a = 1\na = [1,5]\n", '["1,5"]\n["1,5"]',
    "a = 1.5.", "b = 3\na = 1 200 # x", "a = 2026-13-01", "a = 25:00", "a = inff",
    # texts
    "a = “oui”", "a = «x»", "a = ‘x’", "a = „x“", "a = oui", "a = Vrai", "a = FALSE", "a = True", "a = non # rien",
    "a = faux, b", "a = Xyz", "a = bonjour le monde", "a = [bonjour, x]", "a = { b = sur étude }", f"a = {LONG}",
    'a = "x', "a = 'x", 'a = "x 1 200\ny"', 'a = "1,5\ny"',
    'a = """x', "a = '''x", 'a = "x\ny"', 'a = "D\\q"', 'a = "\\', 'a = "\x01"', "a = _x", "a = é",
    # keys
    "clé = 1", "é = 1", "a b = 1", "= 1", "a", "a =", "a = \nb = 1", "a.= 1", ".a = 1", 'a"b" = 1', "a = 1 b = 2",
    "a = 1\na = 2", "[a]\n[a]", "a = 1\n[a]", "[a]\nb = 1\n[a.b]", "[[a]]\n[a]", "a = [1]\n[[a]]", "a = {b = 1, b = 2}",
    "a = {}\n[a.b]", "a = {b = 1}\na.c = 2", "[a]\n[b]\n[a]\nx = 1", "!", "a : 1", "<b>", "a = 1 !", "- a",
    # tables and lists
    "[a", "[a b]", "[[a]", "[[a", "[]", "[a]]", "[a] x", "a = [1", "a = [1 2]", "a = [1, 2", "a = [1,, 2]",
    "a = [\n1\n2]",
    "a = [\n1,\nb = 2", "a = { b = 1", "a = { b = 1,", "a = { b = 1, }", "a = { b = 1 c = 2 }", "a = { b = 1,\nc = 2 }",
    "a = {\nb = 1 }", "a = { # x\nb = 1 }", "a = {\n\nb = 1 }",
    "a = {\nb = 1", "a = { # x\n[b]", "a = {\nb = { c = 1 }\n[d]", "a = {\nb = { c = 1 }\n}", "a = [1\nb = 2",
    "[a.\nb = 1", "a.\nb = 1", "a = 1\n\x1f\n", "a = {\n[b]\n}", "a = {", "a = {\nb = {\nc = 1\n}\n}",
    "a = { b }", "a = { , }", "a = { b = 1 ]", "a = }", "a = ]", "a = (1)", "a = { é = 1 }", "a = { b = 1, é = 2 }",
    "\ufeffa = 1\nb = 1 200", "a = 1\r\nb = oui\r\n", "a = 1\n\n\n\nb = [1\n", "a = 1\tb", "\x00", "a = 1\rb = 2",
]  # fmt: skip
OCTETS = [
    b"PK\x03\x04abc", b"\xd0\xcf\x11\xe0", b"Feuille,x", b'"Feuille";x', b"\xef\xbb\xbfFeuille\tx", b"Feuilles,x",
    b"Feuille x", b"a = 1\nb = '\xe9'\n", b"\xff\xfe", b"a = 1\n" + b"9" * 5000 + b" = 1", b"a = " + b"9" * 5000,
    b"a = 1e999999999999999999999", b"a" + b".a" * 2000 + b" = 1", b"a" + b".a" * 2001 + b" = 1",
    b"[a" + b".a" * 2001 + b"]", b"#" + b".a" * 2001, b"\n" * 19_999, b"\n" * 20_000,
    (b"a" + b".a" * 100 + b" = 1\n") * 200, (b"a" + b".a" * 100 + b" = 1\n") * 200 + b"a.b = 1",
    b"[" * 3000, b"a = " + b"[" * 3000,
]  # fmt: skip


def lire(contenu: bytes) -> Any:
    """What is read; the document itself."""

    def lecture(document: dict[str, Any], _fautes: list[Anomalie]) -> dict[str, Any]:
        return document

    return lire_toml(contenu, "grille.toml", lecture, relire="forfait catalogue import")


def dit(contenu: bytes) -> list[str]:
    """What is said of it."""
    try:
        lu = lire(contenu)
    except CatalogueInvalide as refus:
        return [f"  {un.origine} | {un.message} | {un.aide}" for un in refus.anomalies]
    return [f"  lu : {str(lu)[:80]}"]


def des_textes() -> list[str]:
    return [ligne for texte in FAUX for ligne in (repr(texte)[:90], *dit(texte.encode()))]


def des_octets() -> list[str]:
    return [ligne for octets in OCTETS for ligne in (f"{octets[:30]!r} ({len(octets)})", *dit(octets))]


def garder(lignes: list[str]) -> list[str]:
    return [re.sub(r"[\x00-\x08\x1f\r]", lambda signe: repr(signe[0])[1:-1], ligne) for ligne in lignes]


def test_chaque_facon_de_mal_ecrire_un_fichier() -> None:
    if os.environ.get("FORFAIT_GOLDEN") == "1":
        GARDE.write_text("\n".join(garder(des_textes() + des_octets())) + "\n", encoding="utf-8")
    lignes = garder(des_textes())
    assert lignes == GARDE.read_text(encoding="utf-8").splitlines()[: len(lignes)]


def test_chaque_fichier_qui_n_est_pas_du_toml() -> None:
    lignes = garder(des_octets())
    assert lignes == GARDE.read_text(encoding="utf-8").splitlines()[-len(lignes) :]


@pytest.mark.parametrize("ouvrant", ["{ a = ", "["])
def test_des_tables_dans_des_tables(ouvrant: str) -> None:
    fermant = " }" if ouvrant != "[" else "]"
    for combien, juste in ((PROFONDEUR_MAX - 1, True), (PROFONDEUR_MAX, False)):
        contenu = f"a = {ouvrant * combien}1{fermant * combien}".encode()
        if juste:
            assert lire(contenu)
        else:
            assert dit(contenu) == [
                "  grille.toml | plus de 20 tables les unes dans les autres | est-ce bien le bon fichier ?"
            ]


@pytest.mark.parametrize(("octets", "juste"), [(8, True), (9, False)])
def test_un_fichier_de_trop_d_octets(octets: int, juste: bool, tmp_path: Path) -> None:
    fichier = tmp_path / "f"
    fichier.write_bytes(b"x" * octets)
    if juste:
        assert limites.lire_au_plus(fichier, 8) == b"x" * 8
    else:
        with pytest.raises(Refus, match=r"^fichier de plus de 0 Mio$"):
            limites.lire_au_plus(fichier, 8)
    (refus,) = limites.trop_gros("f", 3 << 20).anomalies
    assert refus == ("f", "fichier de plus de 3 Mio", "ce n’est sans doute pas le bon fichier : vérifiez son nom")
