"""The writers of Markdown and HTML: nothing from outside is taken for markup, nothing is lost."""

import re
from datetime import date
from decimal import Decimal
from html.parser import HTMLParser
from itertools import pairwise

import pytest
from documents import complet, cote_a_cote
from hypothesis import given
from hypothesis import strategies as st
from outils import espaces_simples
from test_ecrivains_console import contraste

from forfait_cli.francais import propre
from forfait_cli.render import mots
from forfait_cli.render.document import (
    Cellule,
    Colonne,
    Compte,
    Contenu,
    Document,
    Euros,
    Jour,
    Marque,
    Paragraphe,
    Produit,
    Rangee,
    Tableau,
    Taux,
    Titre,
    texte,
)
from forfait_cli.render.ecrivains import html, markdown

# --- What is harmless ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("brut", "attendu"),
    [
        ("Mairie d’Agen, 1\u202f200\u00a0€ ½ œ ✓ 日本 🙂", "Mairie d’Agen, 1\u202f200\u00a0€ ½ œ ✓ 日本 🙂"),
        ("a\x1b[2Jb", "a�[2Jb"),
        ("\x00\x07\x7f\x9b\x9d", "�����"),
        ("a\tb\nc\r\nd\re\x0bf\u2028g\x85h", "a b c d e f g h"),
        ("\u202ea\u2066b\u2069\ufeff\u200b\xad", "ab"),
        ("\ue000\ue001\uf8ff\U000f0000\U0010fffd", "�����"),
        ("\udc80\ud800", "��"),
        ("\ufffe\uffff\ufdd0", "���"),
        ("بلدية", "بلدية"),
    ],
)
def test_propre(brut: str, attendu: str) -> None:
    assert propre(brut) == attendu
    assert propre(attendu) == attendu


def test_propre_peut_garder_les_lignes() -> None:
    assert propre("a\n\tb\rc\x1b\u2028", lignes=True) == "a\n\tb\rc��"


@given(st.text(st.characters(codec=None)))
def test_rien_de_nuisible_ne_passe(brut: str) -> None:
    for lignes in (False, True):
        assert not re.search(
            "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\uf8ff]", propre(brut, lignes=lignes)
        )
    assert not set("\n\r\t") & set(propre(brut))


# --- Each thing that a cell may hold --------------------------------------------------------------


@pytest.mark.parametrize(
    ("un", "dit"),
    [
        (Euros(Decimal("1200.5"), "par an"), "1 200,50 € par an"),
        (Euros(Decimal("-28")), "−28,00 €"),
        (Euros(Decimal(28), signe=True), "+28,00 €"),
        (Euros(Decimal(0), signe=True), "0,00 €"),
        (Compte(1200), "1 200"),
        (Compte(1, "compte", "comptes"), "1 compte"),
        (Compte(-2, "compte", "comptes"), "−2 comptes"),
        (Taux(Decimal("20.0")), "20 %"),
        (Taux(Decimal("5.5")), "5,5 %"),
        (Taux(Decimal("-3.0"), signe=True), "−3,0 %"),
        (Taux(Decimal("3.2"), signe=True), "+3,2 %"),
        (Taux(Decimal("0.0"), signe=True), "0,0 %"),
        (Jour(date(2026, 3, 1)), "1er mars 2026"),
        (Produit(Compte(4, "Go", "Go"), Decimal(7)), "4 Go × 7,00 €"),
        (Produit(Compte(4, "Go", "Go"), None, "selon : tranches"), "4 Go (selon : tranches)"),
        (Produit(Compte(1, "h", "h"), Decimal(32), "3 h au minimum"), "1 h à 32,00 € l’unité, 3 h au minimum"),
        (Produit(Compte(1, "Go", "Go"), None), "1 Go"),
    ],
)
def test_ce_que_tient_une_cellule(un: Contenu, dit: str) -> None:
    assert espaces_simples(mots.contenu(un)) == dit


def test_chaque_marque_a_son_signe() -> None:
    assert [mots.SIGNES[marque] for marque in Marque] == ["✓", "✗", "○", "★", "→"]


# --- Markdown -----------------------------------------------------------------------------------

HOSTILES = [
    "- a", "+ a", "* a", "1. a", "12) a", "# a", "> a", ": a", "=== ", "---", "    code", "\tcode", "a|b", "a\nb",
    "a\r- b", "a\r\n# b", "| a | b |", "<b>a</b>", "[a](http://b)", "![a](b)", "`a`", "$a$", "&lt;", "~~a~~", "\\",
    "a\\", "\u2028- a", "**a**", "_a_", "```\na", "^a^", "~~~",
]  # fmt: skip


def rendu(document: Document) -> str:
    return markdown.rendre(document).decode()


@pytest.mark.parametrize("brut", HOSTILES)
def test_aucun_texte_n_est_du_markdown(brut: str) -> None:
    colonnes = (Colonne(brut), Colonne("B"))
    tableau = Tableau(colonnes, (Rangee((texte(brut), texte(brut, marque=Marque.INCLUS))),))
    dit = rendu(Document(brut, (Titre(brut), Paragraphe(brut), tableau)))
    titre, sous_titre, paragraphe, table = dit.rstrip("\n").split("\n\n")
    assert titre.startswith("# ")
    assert sous_titre.startswith("## ")
    assert "\n" not in titre + sous_titre + paragraphe
    assert not re.match(r"[ \t]|[-+*#>:=`~|]|[0-9]+[.)]", paragraphe)
    assert [len(re.findall(r"(?<!\\)(?:\\\\)*\|", ligne)) for ligne in table.split("\n")] == [3, 3, 3]
    for signe in "`*_{}[]<>|#~&$^":
        assert not re.search(rf"(?<!\\)(?:\\\\)*{re.escape(signe)}", paragraphe), paragraphe


@given(st.text())
def test_un_texte_quelconque_reste_un_paragraphe(brut: str) -> None:
    dit = rendu(Document("t", (Paragraphe(f"{brut}x"),)))
    titre, paragraphe = dit.split("\n\n")
    assert (titre, paragraphe.count("\n")) == ("# t", 1)
    assert not re.match(r"[ \t]|[-+*#>:=`~|]|[0-9]+[.)]", paragraphe)


def test_le_markdown_dit_tout() -> None:
    dit = rendu(complet()).replace("\u202f", " ").replace("\u00a0", " ")
    for passage in (
        "**Estimation**", "28,00 €<br>4 Go × 7,00 €", "**★ 438,00 €**<br>**le moins cher**", "✗ non, 1 montant",
        "- ✓ Sauvegarde : 5 Go", "- Métiers : 720,00 € par an (Forfait 600,00 €, Suppléments 120,00 €)",
        "- → **dès 1 000 : Strate 4 (1 200 habitants)**", "Centre de gestion\\\n1 rue Haute", "- **Référence** : D-12",
        "#### Détail", "| --- | ---: | ---: | ---: | --- |", "- Signature :", "−3,25 %", "Catalogue : annexe.",
    ):  # fmt: skip
        assert passage in dit, passage


# --- HTML ---------------------------------------------------------------------------------------

VIDES = {"meta", "br", "hr"}


class Lecteur(HTMLParser):
    """The tags of a page, each closed; its texts."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.ouverts: list[str] = []
        self.balises: list[tuple[str, dict[str, str | None]]] = []
        self.textes: list[str] = []
        self.feed(page)
        assert self.ouverts == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.balises.append((tag, dict(attrs)))
        if tag not in VIDES:
            self.ouverts.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.ouverts.pop() == tag

    def handle_data(self, data: str) -> None:
        self.textes.append(data)

    def tous(self, balise: str) -> list[dict[str, str | None]]:
        return [attributs for nom, attributs in self.balises if nom == balise]


def lire(document: Document) -> Lecteur:
    return Lecteur(html.rendre(document).decode())


def test_une_page_html_est_entiere_et_ne_demande_rien_a_personne() -> None:
    page = html.rendre(complet()).decode()
    lue = Lecteur(page)
    assert page.startswith('<!DOCTYPE html>\n<html lang="fr">')
    assert not lue.tous("script") + lue.tous("link") + lue.tous("img") + lue.tous("iframe")
    assert not re.search(r"url\(|@import|https?:|javascript:|\son[a-z]+=", page)
    assert any(meta.get("http-equiv") == "Content-Security-Policy" for meta in lue.tous("meta"))
    assert any(meta.get("name") == "viewport" for meta in lue.tous("meta"))
    for media in ("@media print", "prefers-color-scheme:dark", "max-width:40rem", "@page"):
        assert media in page


def test_les_titres_se_suivent_sans_saut() -> None:
    niveaux = [int(nom[1]) for nom, _ in lire(complet()).balises if re.fullmatch("h[1-6]", nom)]
    assert niveaux[0] == 1
    assert niveaux.count(1) == 1
    assert all(apres <= avant + 1 for avant, apres in pairwise(niveaux))


def test_chaque_tableau_a_un_nom_et_des_tetes() -> None:
    page = html.rendre(complet()).decode()
    tables = re.findall(r"<table>.*?</table>", page, re.S)
    assert len(tables) == 2
    noms = re.findall(r'role="region" tabindex="0" aria-label="([^"]*)"', page)
    assert noms == ["Tableau\u00a0: Coûts", "Tableau\u00a0: Coûts, Lignes du devis"]
    assert '<caption class="cachee">Coûts</caption>' in page
    assert "<caption>Lignes du devis</caption>" in page
    for table in tables:
        lue = Lecteur(table)
        portees = [tete.get("scope") for tete in lue.tous("th")]
        assert set(portees) <= {"col", "row", "rowgroup"}
        assert {"col", "row"} <= set(portees)
        assert "<th></th>" not in table
        largeurs = {
            sum(int(un.get("colspan") or 1) for nom, un in Lecteur(rangee).balises if nom in ("th", "td"))
            for rangee in re.findall(r"<tr.*?</tr>", table, re.S)
        }
        assert len(largeurs) == 1


def test_deux_tableaux_n_ont_pas_le_meme_nom() -> None:
    """Who moves from one to the next must know where he is."""
    blocs = (Titre("Prix"), cote_a_cote(), cote_a_cote(), Titre("Détail", 3), cote_a_cote())
    noms = re.findall(r'aria-label="([^"]*)"', html.rendre(Document("Titre", blocs)).decode())
    assert noms == ["Tableau\u00a0: Prix", "Tableau\u00a0: Prix (2)", "Tableau\u00a0: Prix, Détail"]


def test_un_signe_a_son_mot_pour_qui_ecoute() -> None:
    tableau = Tableau(
        (Colonne("n"), Colonne("v")),
        (
            Rangee((texte("a"), texte("5 Go", marque=Marque.INCLUS))),
            Rangee((texte("b"), Cellule(marque=Marque.EXCLU))),
            Rangee((texte("c"), texte("Non inclus", marque=Marque.EXCLU))),
        ),
    )
    page = html.rendre(Document("t", (tableau,))).decode()
    entendues = [
        re.sub(r'<span class="marque[^>]*aria-hidden="true">[^<]*</span>', "", cellule).replace("\u00a0", " ")
        for cellule in re.findall(r"<td>(.*?)</td>", page)
    ]
    assert [re.sub("<[^>]*>", "", cellule) for cellule in entendues] == ["oui : 5 Go", "non", "Non inclus"]


def test_tout_texte_est_echappe() -> None:
    hostile = "<script>alert(1)</script>\"'&lt;\x1b\u202e"
    lue = lire(complet(lambda brut: hostile + brut))
    assert [nom for nom, _ in lue.balises] == [nom for nom, _ in lire(complet()).balises]
    entier = "".join(lue.textes)
    assert entier.count("<script>alert(1)</script>\"'&lt;�") >= 15
    assert "\u202e" not in entier


def test_le_html_dit_les_chiffres_des_dessins() -> None:
    dit = re.sub(r"\s+", " ", "".join(lire(complet()).textes).replace("\u202f", " ").replace("\u00a0", " "))
    for passage in ("720,00 € par an (Forfait 600,00 €, Suppléments 120,00 €)", "−300,00 €", "1 200 habitants",
                    "Estimation", "Bon pour accord", "Catalogue : annexe."):  # fmt: skip
        assert passage in dit, passage
    assert [un for un in lire(complet()).tous("li") if un.get("aria-current")] == [{"aria-current": "true"}]


def test_les_barres_ont_la_meme_echelle() -> None:
    page = html.rendre(complet()).decode()
    parts = [float(part) for part in re.findall(r'class="p[01]" style="width:([0-9.]+)%"', page)]
    assert parts == pytest.approx([600 / 7.2, 120 / 7.2, 410 / 7.2, 300 / 4.5, 150 / 4.5], abs=0.01)


def rvb(couleur: str) -> tuple[int, int, int]:
    return int(couleur[1:3], 16), int(couleur[3:5], 16), int(couleur[5:7], 16)


@pytest.mark.parametrize("theme", html.COULEURS)
@pytest.mark.parametrize("couleur", html.TEXTES)
@pytest.mark.parametrize("fond", html.FONDS)
def test_chaque_texte_se_lit_de_jour_et_de_nuit(theme: str, couleur: str, fond: str) -> None:
    assert contraste(rvb(html.COULEURS[theme][couleur]), rvb(html.COULEURS[theme][fond])) >= 7


@pytest.mark.parametrize("theme", html.COULEURS)
def test_les_barres_se_voient(theme: str) -> None:
    assert contraste(rvb(html.COULEURS[theme]["barre"]), rvb(html.COULEURS[theme]["fond"])) >= 3


def test_une_page_en_paysage_s_imprime_en_paysage() -> None:
    assert b"size:A4 landscape" in html.rendre(complet()._replace(paysage=True))
    assert b"size:A4 portrait" in html.rendre(complet())
