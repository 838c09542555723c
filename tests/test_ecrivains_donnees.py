"""The dictionary of formats, and the writers of JSON and CSV, of a result and of a batch."""

import csv
import io
import json
import re
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forfait_cli.erreurs import MauvaisUsage, champ
from forfait_cli.render.document import Document
from forfait_cli.render.ecrivains import csv as en_csv
from forfait_cli.render.ecrivains import json as en_json
from forfait_cli.render.formats import FORMATS, SUFFIXES_LOT, Format, Vue, choisir
from forfait_cli.render.lots.colonnes import Resultat
from forfait_cli.render.lots.ecrivain import Reglages
from forfait_cli.render.releve import Releve
from forfait_cli.render.signes import Ecran

VIDE = Resultat((), (), ())


class Texte(NamedTuple):
    """Rows as they came."""

    texte: str
    lignes: list[str]
    separateur: str


def lot(rangees: list[list[str]], dialecte: str = "standard", brut: Texte | None = None) -> str:
    """A batch of these rows as CSV, without results."""
    sortie = io.BytesIO()
    ecrivain = en_csv.EcrivainCsv(Reglages(sortie.write, VIDE, dialecte=dialecte))
    ecrivain.entete(["nom", "strate"])
    fin = ecrivain.suffixe([4])
    ecrivain.ecrire([prefixe + fin for prefixe in ecrivain.prefixes(rangees, brut)])
    ecrivain.finir()
    return sortie.getvalue().decode("utf-8-sig")


def relu(texte: str, separateur: str = ",") -> list[list[str]]:
    return list(csv.reader(io.StringIO(texte, newline=""), delimiter=separateur))


# --- The dictionary -----------------------------------------------------------------------------


def test_le_dictionnaire_couvre_les_formats() -> None:
    assert list(FORMATS) == list(Format)
    suffixes = [suffixe for rendu in FORMATS.values() for suffixe in rendu.suffixes]
    assert len(set(suffixes)) == len(suffixes)
    assert all(re.fullmatch(r"\.[a-z]+", suffixe) for suffixe in suffixes)
    assert list(SUFFIXES_LOT) == [Format.JSON, Format.CSV, Format.XLSX]
    assert [format_ for format_, rendu in FORMATS.items() if rendu.binaire] == [Format.PDF, Format.XLSX]


DEBUTS = {
    Format.TABLE: b"T\n", Format.JSON: b"{\n", Format.CSV: b"a\n", Format.MARKDOWN: b"# T", Format.HTML: b"<!DOCTYPE",
    Format.XLSX: b"PK",
}  # fmt: skip


@pytest.mark.parametrize("format_", DEBUTS)
def test_chaque_format_se_rend(format_: Format) -> None:
    vue = Vue(lambda: {"schema": "forfait.x/1"}, lambda: Releve(("a",), ((1,),)), lambda: Document("T", ()))
    rendu = FORMATS[format_].rendre(vue, Ecran())
    assert rendu.startswith(DEBUTS[format_])
    assert rendu == FORMATS[format_].rendre(vue, Ecran())


@pytest.mark.parametrize("format_", [Format.HTML, Format.XLSX])
def test_ce_qui_quitte_le_bureau_est_le_document_imprime(format_: Format) -> None:
    vue = Vue(dict, lambda: Releve((), ()), lambda: Document("écran", ()), lambda: Document("papier", ()))
    assert FORMATS[format_].rendre(vue, Ecran()) == FORMATS[format_].rendre(vue._replace(document=vue.feuille), Ecran())
    assert FORMATS[format_].rendre(vue, Ecran()) != FORMATS[format_].rendre(vue._replace(imprime=None), Ecran())


@pytest.mark.parametrize(
    ("demande", "sortie", "attendu"),
    [
        (None, None, "table"), ("JSON", None, "json"), (" csv ", None, "csv"), ("json", "x.csv", "json"),
        (None, "x.HTM", "html"), (None, "x.pdf", "pdf"), (None, ".cache", "table"), (None, "x.", "table"),
    ],
)  # fmt: skip
def test_le_format_choisi(demande: str | None, sortie: str | None, attendu: str) -> None:
    assert choisir(demande, None if sortie is None else Path(sortie)) == attendu


@pytest.mark.parametrize(("demande", "sortie", "fautif"), [("xml", None, "format"), (None, "x.doc", "output")])
def test_un_format_inconnu_nomme_son_champ_et_ceux_qu_il_y_a(
    demande: str | None, sortie: str | None, fautif: str
) -> None:
    with pytest.raises(MauvaisUsage) as refus:
        choisir(demande, None if sortie is None else Path(sortie))
    (anomalie,) = refus.value.anomalies
    assert anomalie.origine == champ(fautif)
    assert "json" in anomalie.aide
    assert "--" not in "".join(anomalie)


def test_un_lot_n_a_que_ses_formats() -> None:
    assert choisir(None, Path("x.ndjson"), SUFFIXES_LOT, Format.CSV) is Format.JSON
    assert choisir(None, None, SUFFIXES_LOT, Format.CSV) is Format.CSV
    with pytest.raises(MauvaisUsage):
        choisir("html", None, SUFFIXES_LOT, Format.CSV)


# --- JSON ---------------------------------------------------------------------------------------


@given(st.dictionaries(st.text(st.characters(codec=None)), st.text(st.characters(codec=None))))
def test_le_json_se_relit_et_ne_commande_aucun_terminal(donnees: dict[str, Any]) -> None:
    octets = en_json.rendre(donnees)
    assert json.loads(octets) == donnees
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", octets.decode())


def test_un_lot_en_json() -> None:
    sortie = io.BytesIO()
    ecrivain = en_json.EcrivainJson(Reglages(sortie.write, VIDE))
    ecrivain.entete(["nom\x9b", "strate", "total", "complet", "erreur"])
    (prefixe,) = ecrivain.prefixes([['a"\x1b\udc80é']], None)
    ecrivain.ecrire([prefixe + ecrivain.suffixe([4, Decimal("28.0"), True, None])])
    ecrivain.finir()
    octets = sortie.getvalue()
    assert octets.endswith('é", "strate": 4, "total": "28.00", "complet": true, "erreur": null}\n'.encode())
    assert b"\x9b" not in octets.replace("é".encode(), b"")
    assert json.loads(octets)["nom\x9b"] == 'a"\x1b\udc80é'


# --- CSV ----------------------------------------------------------------------------------------


def test_les_valeurs_d_un_releve() -> None:
    releve = Releve(("a", "=b"), ((None, True), (12, Decimal("7.1")), (False, "=1+1"), (Decimal("0.335"), "-12")))
    assert en_csv.rendre(releve) == b"a,'=b\n,oui\n12,7.10\nnon,'=1+1\n0.335,-12\n"
    assert en_csv.rendre(releve, en_csv.DIALECTES["excel-fr"]).decode() == (
        "\ufeffa;'=b\r\n;oui\r\n12;7,10\r\nnon;'=1+1\r\n0,335;-12\r\n"
    )


@pytest.mark.parametrize("texte", ["12", "-12", "+12", "-1.5", "+1,5", "Sainte-Foy", "a=b", "", "'=1", " =1"])
def test_un_nombre_ou_un_texte_ordinaire_n_est_pas_touche(texte: str) -> None:
    assert en_csv.neutraliser(texte) == texte


@pytest.mark.parametrize("texte", ["=1", "@a", "\t1", "\r1", "=1\n", "-1-", "--1", "-١", "-1\n", "+33 5 53"])
def test_ce_qui_commence_comme_une_formule_est_neutralise(texte: str) -> None:
    assert en_csv.neutraliser(texte) == f"'{texte}"


@given(st.text(st.characters(codec=None)))
def test_une_cellule_de_releve_n_est_ni_une_formule_ni_une_commande(texte: str) -> None:
    dit = en_csv.rendre(Releve(("a",), ((texte,),))).decode()
    cellule = relu(f"{dit}")[1][0] if len(relu(dit)) > 1 and relu(dit)[1] else ""
    assert not re.search("[\x00-\x1f\x7f-\x9f\u202a-\u202e\ud800-\uf8ff]", cellule)
    assert cellule[:1] not in tuple("=@") or not cellule
    assert cellule[:1] not in ("+", "-") or re.fullmatch(r"[+-][0-9]+([.,][0-9]+)?", cellule)


@pytest.mark.parametrize("cache", ["\u202e", "\ufeff", "\u200b\xad"])
def test_un_signe_invisible_ne_cache_pas_une_formule(cache: str) -> None:
    assert en_csv.rendre(Releve(("a",), ((f"{cache}=1+1",),))) == b"a\n'=1+1\n"
    texte = f"{cache}=1+1"
    assert relu(lot([[texte]], brut=Texte(texte, [texte], ",")))[1][0] == "'=1+1"


@pytest.mark.parametrize(("dialecte", "autres"), [("standard", ";\t"), ("excel-fr", ",\t")])
def test_ce_qu_un_autre_lecteur_prendrait_pour_une_cellule_n_est_pas_une_formule(dialecte: str, autres: str) -> None:
    """With another separator quotes mean nothing but at the beginning of a cell: an apostrophe does."""
    for signe in autres:
        texte = f"x{signe}=1+1"
        sur = f'"x{signe}\'=1+1"'
        assert sur in lot([[texte]], dialecte)
        brut = Texte(texte, [texte], en_csv.DIALECTES[dialecte].separateur)
        assert sur in lot([[texte]], dialecte, brut)
    releve = en_csv.rendre(Releve(("a",), (("x;=1+1",),)))
    assert b'"x;\'=1+1"' in releve


@pytest.mark.parametrize(
    ("texte", "sur"),
    [
        ("a;=1", "a;'=1"),
        ("a,-2+3", "a,'-2+3"),
        ("a\t@b;+c", "a\t'@b;'+c"),
        ("a\n=1", "a\n'=1"),
        ("\t=1", "'\t'=1"),
        ("a;- b (c)", "a;'- b (c)"),  # a call, for whoever takes the dash for a minus
        ("a,-5;+3.5\n-7", "a,-5;+3.5\n-7"),
        ("Notes :\n- a\n- b", "Notes :\n- a\n- b"),
        ("12,- €", "12,- €"),
        ("a; =1", "a; =1"),
    ],
)
def test_une_formule_au_milieu_d_un_texte(texte: str, sur: str) -> None:
    assert en_csv.neutraliser(texte) == sur
    assert en_csv.neutraliser(sur) == sur
