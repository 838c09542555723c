"""What is read of a PDF, on small ones made by hand: its text, what draws it, what was added to it; each refusal."""

import io
import logging
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pypdf
import pytest
from pypdf.generic import (
    ArrayObject,
    BooleanObject,
    DictionaryObject,
    FloatObject,
    NameObject,
    NumberObject,
    PdfObject,
    StreamObject,
    TextStringObject,
)

from forfait_cli.domaine.confrontation import Feuilles
from forfait_cli.erreurs import Refus
from forfait_cli.readers.documents import lire_document
from forfait_cli.readers.documents.pdf import Pdf, lire_pdf

ATTENDU = "donnez un devis que ce programme a écrit, en JSON ou en PDF"


def dictionnaire(**cles: object) -> DictionaryObject:
    return DictionaryObject({NameObject(f"/{cle}"): valeur for cle, valeur in cles.items()})


def flux(contenu: bytes) -> StreamObject:
    un = StreamObject()
    un.set_data(contenu)
    return un


def police(fichier: bytes = b"", cle: str = "FontFile2", *, composee: bool = False) -> DictionaryObject:
    """A font; with the file of its letters where it has one."""
    une = dictionnaire(Type=NameObject("/Font"), Subtype=NameObject("/Type1"), BaseFont=NameObject("/Helvetica"))
    if fichier:
        une[NameObject("/FontDescriptor")] = dictionnaire(**{cle: flux(fichier)})
    if composee:
        return dictionnaire(
            Type=NameObject("/Font"), Subtype=NameObject("/Type0"), BaseFont=NameObject("/H"),
            DescendantFonts=ArrayObject([une]),
        )  # fmt: skip
    return une


def page(ecrit: pypdf.PdfWriter, texte: str = "", **polices: DictionaryObject) -> pypdf.PageObject:
    une = ecrit.add_blank_page(100, 100)
    if texte:
        une[NameObject("/Contents")] = ecrit._add_object(flux(f"BT /F1 9 Tf 9 9 Td ({texte}) Tj ET".encode()))
    une[NameObject("/Resources")] = dictionnaire(Font=dictionnaire(**(polices or {"F1": police()})))
    return une


def pdf(remplir: Callable[[pypdf.PdfWriter], object], piece: bytes = b"{}", pieces: int = 1) -> bytes:
    ecrit = pypdf.PdfWriter()
    remplir(ecrit)
    for _ in range(pieces):
        ecrit.add_attachment("devis.json", piece)
    tampon = io.BytesIO()
    ecrit.write(tampon)
    return tampon.getvalue()


def feuilles(remplir: Callable[[pypdf.PdfWriter], object]) -> Feuilles:
    return lire_pdf(pdf(remplir), "x.pdf").feuilles


def dessin(texte: str = "A", **polices: DictionaryObject) -> bytes:
    (un,) = feuilles(lambda ecrit: page(ecrit, texte, **polices)).dessins
    return un


def refus(octets: bytes) -> str:
    with pytest.raises(Refus) as erreur:
        lire_pdf(octets, "x.pdf")
    (anomalie,) = erreur.value.anomalies
    return f"{anomalie.origine} : {anomalie.message} ; {anomalie.aide}".replace("\xa0", " ")


# --- What is read ---------------------------------------------------------------------------------


def test_la_piece_et_le_texte_de_chaque_page() -> None:
    lu = lire_pdf(pdf(lambda ecrit: [page(ecrit, texte) for texte in ("Un", "", "Trois")], b'{"a": 1}'), "x.pdf")
    assert lu == Pdf("devis.json", b'{"a": 1}', Feuilles("Un\n\nTrois", "", lu.feuilles.dessins, ()))
    assert len(lu.feuilles.dessins) == 3


@pytest.mark.parametrize(
    ("donnees", "dit"), [({"/Creator": "forfait 1.0"}, "forfait 1.0"), ({"/Creator": ""}, ""), ({"/Title": "T"}, "")]
)
def test_ce_qui_l_a_compose(donnees: dict[str, str], dit: str) -> None:
    def remplir(ecrit: pypdf.PdfWriter) -> None:
        page(ecrit)
        ecrit.add_metadata(donnees)

    assert feuilles(remplir).compositeur == dit


def test_un_pdf_qui_ne_dit_rien_de_lui_meme() -> None:
    def remplir(ecrit: pypdf.PdfWriter) -> None:
        page(ecrit)
        ecrit.metadata = None

    assert feuilles(remplir).compositeur == ""


def dessinee(changer: Callable[[pypdf.PdfWriter, pypdf.PageObject], object] = lambda *_: None) -> bytes:
    """What draws a page, to which something is done."""
    (un,) = feuilles(lambda ecrit: changer(ecrit, page(ecrit, "A"))).dessins
    return un


def pose(cle: str, valeur: PdfObject) -> Callable[[pypdf.PdfWriter, pypdf.PageObject], object]:
    return lambda _, une: une.update({NameObject(f"/{cle}"): valeur})


def test_tout_ce_qui_dessine_une_page_compte() -> None:
    """Its marks, the names, the letters and the widths of its fonts, its size; wherever the file has them."""
    rendus = {
        "texte": dessin("B"),
        "rien": dessin(""),
        "police": dessin("A", F2=police()),
        "deux polices": dessin("A", F1=police(), F2=police()),
        "lettres": dessin("A", F1=police(b"abc")),
        "autres lettres": dessin("A", F1=police(b"abd")),
        "ailleurs": dessin("A", F1=police(b"abc", "FontFile3")),
        "composée": dessin("A", F1=police(b"abc", composee=True)),
        "taille": dessinee(pose("MediaBox", ArrayObject([NumberObject(n) for n in (0, 0, 100, 101)]))),
        "découpe": dessinee(pose("CropBox", ArrayObject([NumberObject(n) for n in (0, 0, 100, 100)]))),
        "liste": dessinee(pose("CropBox", ArrayObject([ArrayObject([NumberObject(0)]), NumberObject(0)]))),
        "autre liste": dessinee(pose("CropBox", ArrayObject([ArrayObject([NumberObject(0), NumberObject(0)])]))),
        "encore une": dessinee(pose("CropBox", ArrayObject([NumberObject(0), ArrayObject([NumberObject(0)])]))),
        "vrai": dessinee(pose("X", BooleanObject(True))),
        "un": dessinee(pose("X", NumberObject(1))),
        "texte un": dessinee(pose("X", TextStringObject("1"))),
        "presque un": dessinee(pose("X", FloatObject("1.00001"))),
    }
    assert len({dessin("A"), *rendus.values()}) == len(rendus) + 1


def test_ce_qui_ne_dessine_rien_ne_compte_pas() -> None:
    """Where things stand in the file, how they are packed, what the page is about, what lies upon it."""

    def tasser(ecrit: pypdf.PdfWriter, une: pypdf.PageObject) -> None:
        contenu: Any = une["/Contents"].get_object()
        une[NameObject("/Contents")] = ecrit._add_object(contenu.flate_encode())

    pareils = {
        "tassé": dessinee(tasser),
        "notes": dessinee(pose("Annots", ArrayObject([dictionnaire(Subtype=NameObject("/Highlight"))]))),
        "structure": dessinee(pose("StructParents", NumberObject(7))),
        "propos": dessinee(lambda ecrit, une: pose("Metadata", ecrit._add_object(flux(b"x")))(ecrit, une)),
        "nombres": dessinee(
            pose("MediaBox", ArrayObject([FloatObject(n) for n in ("0", "0.0", "100.0000001", "100")]))
        ),
    }
    assert {nom for nom, rendu in pareils.items() if rendu != dessin("A")} == set()
    deux = {"F1": police(b"abc"), "F2": police(b"abd")}
    assert dessin("A", **deux) == dessin("A", **dict(reversed(deux.items())))


def test_ce_qui_se_contient_soi_meme_se_lit() -> None:
    """A part of the page that names another, which names the first."""

    def nouer(ecrit: pypdf.PdfWriter, une: pypdf.PageObject, marque: str) -> None:
        un, autre = dictionnaire(Marque=TextStringObject(marque)), dictionnaire()
        la = ecrit._add_object(un)
        autre[NameObject("/Retour")] = la
        un[NameObject("/Suite")] = ecrit._add_object(autre)
        une[NameObject("/Noeud")] = la

    def renvoyer(ecrit: pypdf.PdfWriter, une: pypdf.PageObject, rang: int) -> None:
        la = [ecrit._add_object(dictionnaire(Marque=TextStringObject("x"))) for _ in range(2)]
        une.update({NameObject(f"/Y{cle}"): la[la_ou] for cle, la_ou in enumerate((0, 1, rang))})

    assert len({dessinee(lambda ecrit, une, rang=rang: renvoyer(ecrit, une, rang)) for rang in (0, 1)}) == 2  # type: ignore[misc]
    noues = [dessinee(lambda ecrit, une, marque=marque: nouer(ecrit, une, marque)) for marque in "xxy"]  # type: ignore[misc]
    assert noues[0] == noues[1] != noues[2]


def note(ecrit: pypdf.PdfWriter, **cles: object) -> Any:
    return ecrit._add_object(dictionnaire(Type=NameObject("/Annot"), **cles))


SIGNATURE, TEXTE = NameObject("/Sig"), NameObject("/Tx")


@pytest.mark.parametrize(
    ("notes", "ajoutee"),
    [
        (lambda _: [], False),
        (lambda ecrit: [note(ecrit, Subtype=NameObject("/Highlight"))], True),
        (lambda ecrit: [note(ecrit, Subtype=NameObject("/Widget"), FT=TEXTE)], True),
        # Where an electronic signature stands: the field itself, or a part of it.
        (lambda ecrit: [note(ecrit, Subtype=NameObject("/Widget"), FT=SIGNATURE)], False),
        (lambda ecrit: [note(ecrit, Parent=ecrit._add_object(dictionnaire(FT=SIGNATURE)))], False),
        (lambda ecrit: [note(ecrit, Parent=ecrit._add_object(dictionnaire(FT=TEXTE)))], True),
        (lambda ecrit: [note(ecrit, FT=SIGNATURE, Parent=ecrit._add_object(dictionnaire(FT=TEXTE)))], False),
        (lambda ecrit: [note(ecrit, FT=SIGNATURE), note(ecrit, Contents=TextStringObject("x"))], True),
    ],
)
def test_ce_qui_a_ete_ajoute_a_une_page(notes: Callable[[pypdf.PdfWriter], list[Any]], ajoutee: bool) -> None:
    def remplir(ecrit: pypdf.PdfWriter) -> None:
        page(ecrit)
        page(ecrit)[NameObject("/Annots")] = ArrayObject(notes(ecrit))

    assert feuilles(remplir).annotees == ((2,) if ajoutee else ())


# --- What is refused ------------------------------------------------------------------------------


def test_une_piece_et_une_seule() -> None:
    assert refus(pdf(page, pieces=0)) == (
        "x.pdf : ce PDF n’est pas un devis de ce programme : il ne porte pas de pièce jointe « devis.json » ; "
        f"{ATTENDU}"
    )
    assert refus(pdf(page, pieces=2)) == (
        "x.pdf : le PDF porte 2 pièces jointes « devis.json » ; le fichier a été modifié : prenez l’original"
    )


def test_un_devis_n_a_pas_plus_de_cinq_cents_pages() -> None:
    def pages(combien: int) -> bytes:
        return pdf(lambda ecrit: [ecrit.add_blank_page(9, 9) for _ in range(combien)])

    assert len(lire_pdf(pages(500), "x.pdf").feuilles.dessins) == 500
    assert refus(pages(501)) == f"x.pdf : ce PDF n’est pas un devis de ce programme ; {ATTENDU}"


def test_la_fin_est_dans_les_derniers_octets() -> None:
    entier = pdf(page).rstrip()
    assert lire_pdf(entier + b"\n" * (1024 - len(b"%%EOF")), "x.pdf").piece == b"{}"
    for coupe in (entier + b"\n" * (1025 - len(b"%%EOF")), entier[:-1]):
        assert refus(coupe) == "x.pdf : le PDF s’arrête avant la fin ; la copie est incomplète : prenez l’original"


def test_un_pdf_protege() -> None:
    def remplir(ecrit: pypdf.PdfWriter) -> None:
        page(ecrit)
        ecrit.encrypt("secret", algorithm="RC4-128")

    assert refus(pdf(remplir)) == (
        "x.pdf : le PDF est protégé par un mot de passe ; ôtez la protection, ou prenez l’original"
    )


class Oreille(logging.Handler):
    def __init__(self) -> None:
        super().__init__()
        self.entendus: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.entendus.append(record.getMessage())


@pytest.fixture
def entendus() -> Iterator[list[str]]:
    """What the library says aloud."""
    journal, oreille = logging.getLogger("pypdf"), Oreille()
    journal.addHandler(oreille)
    journal.setLevel(logging.INFO)
    yield oreille.entendus
    journal.setLevel(logging.NOTSET)
    journal.removeHandler(oreille)


def test_un_pdf_abime_est_dit_en_francais_et_rien_d_autre(entendus: list[str]) -> None:
    """What the library says of it goes nowhere, and its logger is left as it was."""
    assert refus(b"%PDF-1.7\nrien\n%%EOF") == (
        "x.pdf : le PDF est abîmé ; le fichier a été modifié ou mal copié : prenez l’original"
    )
    deplace = pdf(page).replace(b"startxref\n", b"startxref\n1")
    assert lire_pdf(deplace, "x.pdf").piece == b"{}"  # mended by the library
    assert entendus == []
    assert logging.getLogger("pypdf").level == logging.INFO
    pypdf.PdfReader(io.BytesIO(deplace))  # says so elsewhere
    assert entendus


def test_sans_la_bibliotheque_le_refus_dit_quoi_installer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pypdf", None)
    assert refus(b"%PDF-1.7") == (
        "x.pdf : lire un PDF demande une bibliothèque qui n’est pas installée ; "
        'installez le complément « pdf » : pip install ".[pdf]" ; ou donnez le JSON du devis'
    )


# --- The data -------------------------------------------------------------------------------------


def dit(tmp_path: Path, contenu: bytes) -> list[str]:
    """The refusal of a file of these bytes."""
    fichier = tmp_path / "x"
    fichier.write_bytes(contenu)
    with pytest.raises(Refus) as erreur:
        lire_document(fichier)
    return [
        f"{un.origine.removeprefix(f'{tmp_path}/')} : {un.message} ; {un.aide}".replace("\xa0", " ")
        for un in erreur.value.anomalies
    ]


PAS_UN_DEVIS = f"x : ce n’est pas un devis de ce programme ; {ATTENDU}"
INCOMPLET = "la copie est incomplète : prenez l’original"
MODIFIE = "le fichier a été modifié : prenez l’original"


@pytest.mark.parametrize(
    ("contenu", "faute"),
    [
        # A letter cut in two is a file cut short, where the file is one.
        ('{"a": "é'.encode()[:-1], f"x : le fichier s’arrête avant la fin, au milieu d’une lettre ; {INCOMPLET}"),
        (b'{"a": "\xe9"}', f"x : ce n’est pas un texte UTF-8 ; {ATTENDU}"),
        ("é".encode()[:-1], f"x : ce n’est pas un texte UTF-8 ; {ATTENDU}"),
        # Sixty brackets one in the other, none of those that a text holds.
        (b"[" * 60 + b"]" * 60, PAS_UN_DEVIS),
        (b'{"a": ' + b"[" * 59 + b"]" * 59 + b" x}", f"x : ligne 1, colonne 126 : ce n’est plus du JSON ; {MODIFIE}"),
        (b'{"a": ' + b"[" * 60 + b"]" * 60 + b" x}", PAS_UN_DEVIS),
        (b'{"a": "[[[\\"[[["\n', f"x : le fichier s’arrête avant la fin, à la ligne 2 ; {INCOMPLET}"),
        (b'{"a": "[[[\\"[[["} x', f"x : ligne 1, colonne 19 : ce n’est plus du JSON ; {MODIFIE}"),
        (b'{"a": "]"', f"x : le fichier s’arrête avant la fin, à la ligne 1 ; {INCOMPLET}"),
        (b'{"b": 1, "a": 1, "b": 2, "a": 3, "c": 1}', f"x : clé écrite deux fois : « a » et « b » ; {MODIFIE}"),
        (b'{"schema": "forfait.devis"}', "x : le devis est au format « forfait.devis », que cette version ne lit pas ; "
         "elle lit « forfait.devis/1 » : prenez la version qui l’a écrit"),
    ],
)  # fmt: skip
def test_une_donnee_qui_ne_se_lit_pas(tmp_path: Path, contenu: bytes, faute: str) -> None:
    assert dit(tmp_path, contenu) == [faute]


def test_une_faute_dans_la_piece_jointe_nomme_la_piece(tmp_path: Path) -> None:
    assert dit(tmp_path, pdf(page, b"[]")) == [
        f"x, pièce jointe « devis.json » : ce n’est pas un devis de ce programme ; {ATTENDU}"
    ]


def test_ce_qui_n_est_pas_un_fichier(tmp_path: Path) -> None:
    with pytest.raises(Refus, match=r"^devis illisible : c’est un dossier$"):
        lire_document(tmp_path)
