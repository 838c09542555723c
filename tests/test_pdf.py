"""The PDF: what it shows, how it is made for those who can't see it, and that it is always the same."""

import datetime
import io
import sys
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pypdf
import pytest
from documents import cote_a_cote, lignes

from forfait_cli.erreurs import Refus
from forfait_cli.render.document import (
    TIRET,
    VIDE,
    Barre,
    Barres,
    Bloc,
    Cellule,
    Colonne,
    Compte,
    Document,
    Echelle,
    Element,
    Fiche,
    Jour,
    Liste,
    Manque,
    Marche,
    Marque,
    Paragraphe,
    Parties,
    Produit,
    Rangee,
    SautDePage,
    Signature,
    Style,
    Tableau,
    Taux,
    Titre,
    compte,
    euros,
    fait,
    puces,
    section,
    texte,
)
from forfait_cli.render.document import Euros as UnMontant
from forfait_cli.render.ecrivains import pdf
from forfait_cli.render.ecrivains.pdf import rendre
from forfait_cli.render.ecrivains.pdf.blocs import feuillets
from forfait_cli.render.ecrivains.pdf.place import TAILLES, premiere_taille

JOUR = datetime.date(2026, 3, 2)
FINE = "\u202f"
SIGNATURE = Signature("Bon pour accord", ("Lieu", "Date", "Nom", "Qualité", "Signature"))
COLONNES = (
    Colonne("Désignation"),
    Colonne("Quantité", droite=True),
    Colonne("Prix unitaire", droite=True),
    Colonne("Montant", droite=True),
    Colonne("Périodicité"),
)


def devis(*, nom: str = "Commune de Nérac", options: int = 0, notes: int = 0, reference: str = "2026-0042") -> Document:
    """A devis of one forfait, with so many options and notes."""
    lignes = [
        Rangee((texte("Forfait Métiers"), compte(1), TIRET, Cellule((Manque("à renseigner"),)), TIRET)),
        Rangee((texte("Sauvegarde"), compte(4, "Go"), euros(Decimal(7)), euros(Decimal(28)), texte("par an"))),
        *(
            Rangee(
                (texte(f"Option n° {rang}"), compte(rang), euros(Decimal("7.5")), euros(rang * Decimal("7.5")), TIRET)
            )
            for rang in range(1, options + 1)
        ),
        Rangee((texte("Sous-total chiffré"), VIDE, VIDE, euros(Decimal("1234.5")), texte("par an")), total=True),
    ]
    blocs: tuple[Bloc, ...] = (
        Parties(("Centre de gestion", "Agen"), (nom,), (fait("Référence", reference), fait("Date", Jour(JOUR)))),
        Fiche((fait("Strate", "4"),)),
        Titre("Montants"),
        Tableau(COLONNES, tuple(lignes)),
        Titre("Compris"),
        Liste((Element("Gestion de parc", Marque.INCLUS), Element("Parapheur", Marque.EXCLU))),
        Titre("Notes"),
        puces([f"Note n° {rang}, qui tient sur une ligne." for rang in range(1, notes + 1)]),
        SIGNATURE,
    )
    return Document("Devis : Forfait Métiers", blocs, "Estimation", auteur="Centre de gestion", jour=JOUR, pied="Pied")


def lire(octets: bytes) -> pypdf.PdfReader:
    """The PDF, as another program reads it."""
    return pypdf.PdfReader(io.BytesIO(octets))


def texte_de(octets: bytes) -> str:
    """The text of all pages."""
    return "\n".join(page.extract_text() for page in lire(octets).pages)


def balises(lecteur: pypdf.PdfReader) -> list[Any]:
    """The elements of the structure, in order."""

    def parcourir(noeud: Any) -> Iterator[Any]:
        noeud = noeud.get_object()
        if isinstance(noeud, list):
            for un in noeud:
                yield from parcourir(un)
        elif isinstance(noeud, dict):
            if "/S" in noeud:
                yield noeud
            if "/K" in noeud:
                yield from parcourir(noeud["/K"])

    racine: Any = lecteur.trailer["/Root"]
    return list(parcourir(racine["/StructTreeRoot"]))


# --- What it shows --------------------------------------------------------------------------------


@pytest.mark.parametrize("options", [0, 30])
def test_les_lignes_et_les_montants_y_sont(options: int) -> None:
    """Every line with its amounts, in order, whatever the number of pages."""
    montre = texte_de(rendre(devis(options=options)))
    assert f"Sauvegarde 4\u00a0Go 7,00{FINE}€ 28,00{FINE}€ par an" in montre
    assert f"Sous-total chiffré 1{FINE}234,50{FINE}€ par an" in montre
    assert "Forfait Métiers 1 — à renseigner —" in montre
    for rang in range(1, options + 1):
        montant = f"{rang * Decimal('7.5'):.2f}".replace(".", ",")
        assert f"Option n°\u00a0{rang} {rang} 7,50{FINE}€ {montant}{FINE}€ —" in montre


def test_chaque_page_porte_la_mention_le_pied_et_son_numero() -> None:
    """A page that is torn from the others still says what it is."""
    pages = lire(rendre(devis(options=60))).pages
    assert len(pages) > 1
    for rang, page in enumerate(pages, start=1):
        montre = page.extract_text()
        assert montre.count("Estimation") == 1
        assert f"Pied page {rang} / {len(pages)}" in montre


def test_une_page_qui_suit_rappelle_de_quoi_elle_est() -> None:
    """What is signed may be parted from its first page."""
    document = devis(options=60)._replace(rappel="Devis 12 à Nérac")
    premiere, suite, *_ = (page.extract_text() for page in lire(rendre(document)).pages)
    assert "Devis 12 à Nérac" not in premiere
    assert suite.startswith("Devis 12 à Nérac")
    (_, sans, *_) = lire(rendre(devis(options=60)._replace(mention=""))).pages
    assert sans.extract_text().startswith("Devis\u00a0: Forfait Métiers")


def test_une_empreinte_n_est_pas_coupee() -> None:
    """It is read whole, on the line of the word that says what it is."""
    empreinte = f"Empreinte sha256:{'0123456789abcdef' * 4}."
    lignes = texte_de(rendre(devis()._replace(pied=f"Catalogue : {'un titre assez long, ' * 3}fin. {empreinte}")))
    assert empreinte in (ligne.replace("\u00a0", " ") for ligne in lignes.splitlines())


def test_sans_mention_rien_n_est_dit_provisoire() -> None:
    """What is complete is no estimate."""
    assert "Estimation" not in texte_de(rendre(devis(options=60)._replace(mention="")))


@pytest.mark.parametrize(
    "nom",
    ["#let x = 1 #panic()", "$x^2$ \\alpha \\", "[a] @ref <b> *gras* _i_ `c` ~ --", "// rien /* rien", "\"q\" 'q'"],
)
def test_un_texte_n_est_jamais_du_code(nom: str) -> None:
    """What means something to the typesetter comes out as typed."""
    assert nom in texte_de(rendre(devis(nom=nom)))


@pytest.mark.parametrize("nom", ["بلدية العربية", "Ђорђе", "Αθήνα", "שלום"])
def test_les_autres_ecritures(nom: str) -> None:
    """Each letter of a name is there, whatever its script."""
    montre = texte_de(rendre(devis(nom=nom)))
    assert all(signe in montre for signe in nom)


def test_un_signe_sans_police_est_refuse() -> None:
    """A sign that no font has is said, never left out."""
    with pytest.raises(Refus, match="«\u00a0中\u00a0»"):
        rendre(devis(nom="Commune 中"))


def test_un_mot_trop_long_reste_dans_la_page() -> None:
    """A name without a space is cut, and none of it is lost."""
    nom = "Saint" * 40
    montre = texte_de(rendre(devis(nom=nom)))
    assert nom in montre.replace("\n", "")
    assert nom not in montre


def test_les_figures_ont_leurs_chiffres() -> None:
    """Bars and ladder say their figures in words."""
    barres = (
        Barre("Agen", (("Forfait", Decimal(1200)), ("Options", Decimal(28))), Marque.MEILLEUR),
        Barre("Nérac", (("Forfait", Decimal(-60)),)),
        Barre("Rien", (("Forfait", Decimal(0)),)),
    )
    marches = (Marche(0, "Strate 1"), Marche(1000, "Strate 2", retenue=True))
    document = Document(
        "Figures",
        (Barres("Coût", barres, "par an"), Echelle("Seuils", marches, 1200, "habitant", "habitants")),
        paysage=True,
        jour=JOUR,
    )
    octets = rendre(document)
    montre = texte_de(octets)
    assert f"Forfait 1{FINE}200,00{FINE}€ + Options 28,00{FINE}€" in montre
    assert f"★ 1{FINE}228,00{FINE}€ par an" in montre
    assert f"−60,00{FINE}€ par an" in montre
    assert f"Strate 2 → 1{FINE}200\u00a0habitants" in montre
    assert montre.count("→") == 1
    page = lire(octets).pages[0].mediabox
    assert page.width > page.height


def test_chaque_genre_de_cellule() -> None:
    """Several contents are lines, sections are rows of one cell, styles lose nothing."""
    cellule = Cellule(
        (UnMontant(Decimal(28), "par an", signe=True), Produit(Compte(4, "Go"), Decimal(7), "8 au moins"))
    )
    rangees = (
        section("Première"),
        Rangee((texte("a"), cellule)),
        section(""),
        Rangee((texte("b", Style.ATTENTION), Cellule((Taux(Decimal("-5.5"), signe=True),)))),
        Rangee((texte("court"),)),
    )
    tableau = Tableau((Colonne("Nom"), Colonne("Valeur", droite=True)), rangees, legende="Ce que montre ce tableau")
    montre = texte_de(rendre(Document("T", (tableau, Paragraphe("Dit tout bas", Style.DISCRET)), jour=JOUR)))
    for attendu in (
        "Première",
        f"a +28,00{FINE}€ par an",
        f"4\u00a0Go à 7,00{FINE}€ l’unité, 8 au moins",
        "b −5,5\u00a0%",
    ):
        assert attendu in montre
    for attendu in ("court", "Ce que montre ce tableau", "Dit tout bas"):
        assert attendu in montre


# --- One page to sign -----------------------------------------------------------------------------


def test_ce_que_l_on_signe_tient_sur_une_page() -> None:
    """Set smaller and smaller where that is enough, at the usual size once it is not."""

    def taille_du_corps(page: pypdf.PageObject) -> int:
        tailles: list[int] = []

        def noter(montre: str, _transformation: Any, matrice: Any, _police: Any, corps: float) -> None:
            if "Forfait Métiers" in montre and "Devis" not in montre:
                tailles.append(round(abs(corps * matrice[0]) * 10))

        page.extract_text(visitor_text=noter)
        return tailles[0]

    vues: dict[tuple[int, int], int] = {}
    for notes in range(1, 140, 6):
        pages = lire(rendre(devis(notes=notes))).pages
        vues.setdefault((len(pages), taille_du_corps(pages[0])), notes)
    assert [cle for cle, _ in sorted(vues.items(), key=lambda un: un[1])] == [
        *((1, taille) for taille in TAILLES),
        (2, TAILLES[0]),
    ]


def test_ou_l_on_signe_n_est_jamais_seul_sur_une_page() -> None:
    """The section before goes with it; a long one does not, but its end."""
    vues = set()
    for options in range(30, 48, 2):
        pages = [page.extract_text() for page in lire(rendre(devis(options=options, notes=3))).pages]
        vues.add(len(pages))
        assert "Notes" in pages[-1]
        assert "Bon pour accord" in pages[-1]
    assert vues == {1, 2}
    longue = [page.extract_text() for page in lire(rendre(devis(options=20, notes=40))).pages]
    assert "Note n°\u00a01," in longue[0]
    assert "Bon pour accord" in longue[-1]


def test_l_estimation_ne_remonte_jamais() -> None:
    """The longer, the smaller it begins; then nothing is made smaller for nothing."""
    debuts = [premiere_taille(feuillets(devis(notes=notes))[0]) for notes in range(1, 200, 3)]
    assert list(dict.fromkeys(debuts)) == [0, 1, 2, None]


def test_un_saut_commence_une_page() -> None:
    """A page a forfait, each with its place to sign."""
    blocs = (Paragraphe("Un"), SIGNATURE, SautDePage(), Titre("Deux"), SIGNATURE)
    pages = lire(rendre(Document("D", blocs, jour=JOUR))).pages
    assert [("Un" in page.extract_text(), "Deux" in page.extract_text()) for page in pages] == [
        (True, False),
        (False, True),
    ]


def test_une_page_couchee_en_prend_le_moins_possible() -> None:
    """One page, small if it must; else as few as a size easily read gives. What is short is not cut in two."""

    def couche(rangees: int, fois: int) -> list[str]:
        rangs = (Rangee((texte(f"Rang {rang}."), texte("long " * 12), euros(Decimal(rang)))) for rang in range(rangees))
        tableau = Tableau((Colonne("Nom"), Colonne("Un texte"), Colonne("Montant", droite=True)), tuple(rangs))
        document = Document("D", (Titre("Titre"), tableau) * fois, paysage=True, jour=JOUR)
        return [page.extract_text() for page in lire(rendre(document)).pages]

    assert [len(couche(*un)) for un in ((5, 2), (16, 2), (16, 3))] == [1, 1, 2]
    for page in couche(16, 3):
        assert page.count("Titre") == page.count("Rang 0.") == page.count("Rang 15.") > 0


def test_un_long_tableau_etroit_est_sur_deux_colonnes() -> None:
    """With its titles, and that of the section, again above the second."""
    rangees = (section("Strate 1"), *(Rangee((texte(f"R{rang}"), euros(Decimal(rang)))) for rang in range(60)))
    tableau = Tableau((Colonne("Forfait"), Colonne("Montant", droite=True)), rangees)
    (page,) = lire(rendre(Document("D", (tableau,), paysage=True, jour=JOUR))).pages
    montre = page.extract_text()
    assert montre.count("Forfait") == montre.count("Strate 1") == 2


# --- How it is made -------------------------------------------------------------------------------


def test_accessible_et_durable() -> None:
    """PDF/UA-1 and PDF/A-3a, title, author, language, date, all fonts embedded."""
    lecteur = lire(rendre(devis()))
    racine: Any = lecteur.trailer["/Root"]
    xmp = racine["/Metadata"].get_object().get_data().decode()
    for attendu in ("<pdfuaid:part>1<", "<pdfaid:part>3<", "<pdfaid:conformance>A<"):
        assert attendu in xmp
    assert racine["/Lang"] == "fr-FR"
    assert racine["/MarkInfo"]["/Marked"] is not None
    assert lecteur.metadata is not None
    assert lecteur.metadata.title == "Devis\u00a0: Forfait Métiers"
    assert lecteur.metadata.author == "Centre de gestion"
    assert lecteur.metadata.subject == "Pied"  # the foot of the pages is for the eye alone
    assert lecteur.metadata.creation_date == datetime.datetime(2026, 3, 2, tzinfo=datetime.UTC)
    polices = {}
    for page in lecteur.pages:
        for police in page["/Resources"]["/Font"].values():  # type: ignore[index]
            descendante = police.get_object()["/DescendantFonts"][0].get_object()
            polices[descendante["/BaseFont"].partition("+")[2]] = descendante["/FontDescriptor"].get_object()
    assert {nom.partition("-")[0] for nom in polices} == {"SourceSansPro", "LibertinusSerif"} | (
        {"DejaVuSansMono"} if any("DejaVu" in nom for nom in polices) else set()
    )
    assert all({"/FontFile2", "/FontFile3"} & set(police) for police in polices.values())


def test_les_tableaux_ont_des_en_tetes() -> None:
    """A table is one; columns and rows have cells of head; titles skip no level."""
    lecteur = lire(rendre(devis(options=2)._replace(blocs=(*devis().blocs, Titre("Trop bas", niveau=5)))))
    elements = balises(lecteur)
    genres = [element["/S"] for element in elements]
    assert genres.count("/Table") == 1
    assert genres.count("/TD") == 3 * (len(COLONNES) - 1)
    portees = [element["/A"][0]["/Scope"] for element in elements if element["/S"] == "/TH"]
    assert portees == ["/Column"] * len(COLONNES) + ["/Row"] * 3
    assert [genre for genre in genres if genre.startswith("/H") and genre[2:].isdigit()] == [
        "/H1", "/H2", "/H2", "/H2", "/H3",
    ]  # fmt: skip
    assert (
        genres.count("/LI") == genres.count("/Lbl") == genres.count("/LBody") == 3
    )  # a fact is an item, under its name


def test_chaque_cellule_nomme_sa_colonne_sa_section_et_sa_rangee() -> None:
    """And no other; a separator without a title ends a section."""
    document = Document("D", (Titre("Coûts"), cote_a_cote(), Titre("Lignes"), lignes()), jour=JOUR)
    octets = rendre(document, {"devis.json": b"/S/TD/P 1 0 R/A[<</O/Table/Headers[(U1x0y0)]"})
    lecteur = pypdf.PdfReader(io.BytesIO(octets), strict=True)
    assert dict(lecteur.attachments) == {"devis.json": [b"/S/TD/P 1 0 R/A[<</O/Table/Headers[(U1x0y0)]"]}
    racine: Any = lecteur.trailer["/Root"]
    noms = racine["/StructTreeRoot"]["/IDTree"]["/Names"]
    assert noms[::2] == sorted(set(noms[::2]))
    par_nom = {nom: noeud.get_object() for nom, noeud in zip(noms[::2], noms[1::2], strict=True)}
    assert all(noeud["/ID"] == nom for nom, noeud in par_nom.items())
    dits = _dits(lecteur)
    tetes = [
        (dits[cellule["/K"][0]], [dits.get(par_nom[nom]["/K"][0]) for nom in cellule["/A"][0]["/Headers"]])
        for cellule in balises(lecteur)
        if cellule["/S"] in ("/TD", "/TH") and cellule["/K"]
    ]
    for attendu in (
        ("Compris dans le forfait", []),
        ("Certificats", ["", "Compris dans le forfait"]),
        ("2 certificats", ["Forfait Métiers", "Compris dans le forfait", "Certificats"]),
        ("410,00 €", ["Forfait Hébergé", "Prix du forfait"]),
        ("Certificats", ["Désignation"]),
        ("1,01 €", ["Montant", "Certificats"]),
    ):
        assert attendu in tetes
    # Each object is where the table of the file says.
    places = lecteur.xref[0]
    assert len(places) > len(noms) // 2
    assert all(octets[ou:].startswith(b"%d 0 obj" % numero) for numero, ou in places.items() if numero)


def _dits(lecteur: pypdf.PdfReader) -> dict[int, str]:
    """What is shown under each number of marked content, on the one page."""
    (page,) = lecteur.pages
    dits: dict[int, str] = {}
    ouverts: list[int] = []

    def avant(operateur: bytes, operandes: list[Any], *_: Any) -> None:
        if operateur == b"BDC":
            ouverts.append(operandes[1].get("/MCID", -1))
        elif operateur == b"EMC" and ouverts:
            ouverts.pop()

    def montrer(montre: str, *_: Any) -> None:
        if ouverts:
            dits[ouverts[-1]] = dits.get(ouverts[-1], "") + montre

    page.extract_text(visitor_operand_before=avant, visitor_text=montrer)
    return {numero: " ".join(dit.split()) for numero, dit in dits.items()}


def test_la_piece_jointe_est_rendue_telle_quelle() -> None:
    """The data are inside, byte for byte."""
    piece = '{"schema": "forfait.devis/1", "nom": "Ébène « # »"}\n'.encode()
    assert dict(lire(rendre(devis(), {"devis.json": piece})).attachments) == {"devis.json": [piece]}


def test_le_meme_document_donne_les_memes_octets() -> None:
    """Whatever was made before, and though the compiler remembers it."""
    avant = rendre(devis(), {"devis.json": b"1"})
    rendre(devis(nom="Autre", notes=46), {"devis.json": b"2"})
    assert rendre(devis(), {"devis.json": b"1"}) == avant
    pdf._atelier.cache_clear()
    assert rendre(devis(), {"devis.json": b"1"}) == avant
    assert rendre(devis(), {"devis.json": b"3"}) != avant
    assert rendre(devis(reference="2026-0043"), {"devis.json": b"1"}) != avant


def test_sans_date_toujours_la_meme() -> None:
    """A document that bears no date takes one that never changes, never the clock's."""
    sans = devis()._replace(jour=None)
    lecteur = lire(rendre(sans))
    assert lecteur.metadata is not None
    assert lecteur.metadata.creation_date == datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)
    assert rendre(sans) == rendre(sans)


def test_sans_la_bibliotheque(monkeypatch: pytest.MonkeyPatch) -> None:
    """What to install is said."""
    pdf._atelier.cache_clear()
    monkeypatch.setitem(sys.modules, "typst", None)
    with pytest.raises(Refus) as refus:
        rendre(devis())
    assert "pdf" in refus.value.anomalies[0].aide
    pdf._atelier.cache_clear()


def test_sans_dossier_temporaire(monkeypatch: pytest.MonkeyPatch) -> None:
    """A full disk is said, in French."""

    def plein(**_: object) -> None:
        raise PermissionError(13, "Permission denied")

    pdf._atelier.cache_clear()
    monkeypatch.setattr(pdf, "TemporaryDirectory", plein)
    with pytest.raises(Refus, match="dossier temporaire"):
        rendre(devis())
    pdf._atelier.cache_clear()
