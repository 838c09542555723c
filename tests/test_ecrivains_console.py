"""The writer for terminals: widths, words in place of signs, colours that can be read."""

import re
from decimal import Decimal

import pytest
from documents import complet, cote_a_cote, lignes

from forfait_cli.render.document import (
    Cellule,
    Colonne,
    Document,
    Manque,
    Marque,
    Paragraphe,
    Rangee,
    Style,
    Tableau,
    Texte,
    euros,
    texte,
)
from forfait_cli.render.ecrivains.console import rendre
from forfait_cli.render.ecrivains.console.plume import COULEURS, COULEURS_WINDOWS
from forfait_cli.render.signes import Ecran

LARGEURS = (60, 80, 100, 140)


def page(document: Document, ecran: Ecran) -> str:
    return rendre(document, ecran).decode(ecran.encodage)


def une(tableau: Tableau, ecran: Ecran) -> str:
    return page(Document("Titre", (tableau,)), ecran)


@pytest.mark.parametrize("largeur", LARGEURS)
def test_aucune_ligne_ne_depasse_et_rien_ne_manque(largeur: int) -> None:
    dit = page(complet(), Ecran(largeur))
    assert max(map(len, dit.splitlines())) <= largeur
    assert all(ligne == ligne.rstrip() for ligne in dit.splitlines())
    for mot in ("Estimation", "620,50\u00a0€", "438,00\u00a0€", "1,01\u00a0€", "7,5\u00a0h", "−3,25\u00a0%", "accord"):
        assert mot in dit, mot
    assert "1er mars 2026" in " ".join(re.sub("[│─]", " ", dit).split())
    assert "\u202f" not in dit
    assert not re.search("[\ue000-\uf8ff]", dit)


@pytest.mark.parametrize("largeur", range(40, 110))
def test_une_marque_n_est_jamais_seule_sur_sa_ligne(largeur: int) -> None:
    for ligne in une(cote_a_cote(), Ecran(largeur)).splitlines():
        for cellule in re.split("[│]|  +", ligne):
            assert cellule.strip() not in ("✓", "✗", "○", "★")


def test_les_colonnes_semblables_sont_egales() -> None:
    entete = next(ligne for ligne in une(cote_a_cote(), Ecran(100)).splitlines() if ligne.startswith("╭"))
    _, *autres = [len(trait) for trait in entete.strip("╭╮").split("┬")]
    assert len(autres) == 3
    assert len(set(autres)) == 1


def test_les_colonnes_semblables_ne_font_pas_empiler_un_tableau_qui_tient() -> None:
    """Where equal columns do not fit, unequal ones do better than no table."""
    colonnes = (Colonne("Nom"), Colonne("a", semblable="x"), Colonne("b", semblable="x"), Colonne("c", semblable="x"))
    tableau = Tableau(colonnes, (Rangee((texte("n"), texte("x" * 25), texte("y"), texte("z"))),))
    assert "x" * 25 in une(tableau, Ecran(50))
    assert " : " not in une(tableau, Ecran(50)).replace("\u00a0", " ")


def test_empilee_l_etiquette_precede_la_valeur() -> None:
    colonnes = (Colonne("Strate"), *(Colonne(nom, droite=True) for nom in ("Avant", "Après", "Ensuite", "Enfin")))
    montants = [euros(Decimal(f"{rang}2500000.00")) for rang in (2, 3, 3, 4)]
    dit = une(Tableau(colonnes, (Rangee((texte("Strate 4"), *montants)),)), Ecran(40)).replace("\u00a0", " ")
    assert "  Avant : 22 500 000,00 €\n  Après, Ensuite : 32 500 000,00 €\n  Enfin : 42 500 000,00 €" in dit


def test_empilee_une_colonne_sans_titre_n_a_pas_d_etiquette() -> None:
    colonnes = (Colonne("Nom"), Colonne(""))
    dit = une(Tableau(colonnes, (Rangee((texte("a" * 30), texte("b" * 30))),)), Ecran(40))
    assert dit.endswith(f"\n{'a' * 30}\n  {'b' * 30}\n")


def test_un_nom_de_plusieurs_lignes_se_distingue_du_suivant() -> None:
    colonnes = (Colonne("Strate"), Colonne("Go", droite=True))
    noms = ("Communes de moins de mille habitants", "Toutes les autres")
    tableau = Tableau(colonnes, tuple(Rangee((texte(nom), texte("3"))) for nom in noms))
    assert une(tableau, Ecran(40)).splitlines()[-4:-1] == [
        "│ Communes de moins de │  3 │",
        "│   mille habitants    │    │",
        "│ Toutes les autres    │  3 │",
    ]


def test_un_titre_court_reste_entier() -> None:
    colonnes = (Colonne("Désignation"), Colonne("P. U.", droite=True), Colonne("Dû (par an)", droite=True))
    rangees = (Rangee((texte("Une désignation qui prend toute la place"), texte("—"), texte("—"))),)
    dit = une(Tableau(colonnes, rangees), Ecran(40))
    assert "P. U." in dit
    assert "(par an)" in dit


def test_la_place_va_a_la_colonne_qui_en_a_besoin() -> None:
    """A sentence beside short names has the room, not what the names do not use."""
    colonnes = (Colonne("Option"), Colonne("Prix"), Colonne("Quand"))
    phrase = "de 180,00 € à 600,00 € selon la strate, à renseigner en strate 4"
    rangees = (Rangee((texte("Un socle"), texte(phrase), texte("par an"))),)
    dit = une(Tableau(colonnes, rangees), Ecran(60)).replace("\u00a0", " ").splitlines()
    assert dit[5].split("│")[2].strip() == "de 180,00 € à 600,00 € selon la"
    assert dit[6].split("│")[2].strip() == "strate, à renseigner en strate 4"
    assert len(dit) == 8


def test_une_longue_liste_a_une_ligne_par_rangee() -> None:
    """Where a shorter text says it; a short table keeps the whole text on two lines."""
    colonnes = (Colonne("Nom"), Colonne("Département"))
    for combien, attendu in ((3, "Territoire"), (40, "90")):
        rangee = Rangee((texte("Andelnans-la-Grande"), texte("Territoire de Belfort", court="90")))
        dit = une(Tableau(colonnes, (rangee,) * combien), Ecran(40))
        assert sum(attendu in ligne for ligne in dit.splitlines()) == combien


def test_une_phrase_dans_une_colonne_etroite_fait_empiler() -> None:
    """Two columns of a dozen letters are no way to read a sentence; rows one by one take fewer lines."""
    colonnes = (Colonne("Option"), Colonne("Un"), Colonne("Deux"))
    phrase = " ".join(["quinze euros par commune membre"] * 6)
    tableau = Tableau(colonnes, (Rangee((texte("Signalement"), texte(phrase), texte(phrase))),))
    etroit, large = une(tableau, Ecran(50)).replace("\u00a0", " "), une(tableau, Ecran(140))
    assert "\nSignalement\n  Un, Deux : quinze euros par commune membre\n    quinze euros" in etroit
    assert "│ Signalement │" in large


@pytest.mark.parametrize("largeur", range(40, 100))
def test_un_numero_de_strate_ne_commence_pas_une_ligne(largeur: int) -> None:
    phrase = "la population totale (2 006) donne la strate 5, la population municipale donnerait la strate 4."
    dit = page(Document("Titre", (Paragraphe(phrase),)), Ecran(largeur))
    assert not re.search(r"^[45]", dit, re.MULTILINE)
    assert "strate 5" in dit
    assert "strate 4." in dit


@pytest.mark.parametrize("largeur", range(30, 60))
def test_des_chiffres_qui_se_suivent_ne_se_touchent_pas(largeur: int) -> None:
    colonnes = (Colonne("Forfait"), *(Colonne(nom, droite=True) for nom in ("Devis", "Avant", "Après", "Différence")))
    valeurs = (texte("10000"), euros(Decimal(420)), euros(Decimal(430)), euros(Decimal(10)))
    dit = une(Tableau(colonnes, (Rangee((texte("Le Grand"), *valeurs)),)), Ecran(largeur))
    assert not re.search("[0-9€] [0-9]", dit)
    assert ("Devis\u00a0: " in dit) is (largeur < 45)  # the least that columns that do not touch ask for


def test_des_colonnes_serrees_ont_deux_espaces_tant_que_la_place_y_est() -> None:
    colonnes = (Colonne("Option"), *(Colonne(nom) for nom in ("Un", "Deux", "Trois")))
    rangee = Rangee((texte("Formation"), *(Cellule((Manque("à renseigner"),)),) * 3))
    for largeur, attendu in ((51, "  " * 3), (50, "  " * 2 + " "), (49, "  " + " " * 2), (48, " " * 3)):
        (ligne,) = (un for un in une(Tableau(colonnes, (rangee,)), Ecran(largeur)).splitlines() if "Formation" in un)
        assert ligne.replace("Formation", "").replace("à renseigner", "") == attendu


def test_empilees_des_valeurs_courtes_se_suivent() -> None:
    colonnes = tuple(Colonne(nom) for nom in ("Commune", "INSEE", "SIREN", "Totale", "Municipale"))
    valeurs = ("Sainte-Foy-d'Aigrefeuille-le-Haut", "31480", "213104805", "2616", "2576")
    dit = une(Tableau(colonnes, (Rangee(tuple(map(texte, valeurs))),)), Ecran(45)).replace("\u00a0", " ")
    assert dit.endswith("\n  INSEE : 31480 ; SIREN : 213104805 ;\n  Totale : 2616 ; Municipale : 2576\n")


def test_empilee_une_valeur_courte_reste_avec_son_etiquette_qui_reste_entiere() -> None:
    colonnes = (
        Colonne("Service"),
        *(Colonne(nom) for nom in ("Métiers", "Hébergé", "Technologie", "Technologie Plus")),
    )
    tableau = Tableau(colonnes, (Rangee((texte("Parc"), *(texte("Inclus avec un certificat"),) * 4)),))
    dit = une(tableau, Ecran(50)).replace("\u00a0", " ")
    assert "\n  Métiers, Hébergé, Technologie,\n    Technologie Plus : Inclus avec un certificat\n" in dit


def test_empilees_des_valeurs_egales_se_disent_apres_leurs_titres() -> None:
    """A column without a title adds none, and texts that have commas are parted otherwise."""
    colonnes = (Colonne("Nom"), Colonne("Un"), Colonne(""), Colonne("Deux"))
    valeur = Cellule((Texte("aaaaa, bbbbb"), Texte("c" * 30)))
    tableau = Tableau(colonnes, (Rangee((texte("n"), valeur, valeur, valeur)),))
    assert une(tableau, Ecran(60)).replace("\u00a0", " ").endswith(f"\nn\n  Un, Deux : aaaaa, bbbbb ; {'c' * 30}\n")


@pytest.mark.parametrize("largeur", [30, 50])
def test_un_mot_n_est_coupe_que_s_il_est_plus_long_que_la_page(largeur: int) -> None:
    mot = "x" * 40
    tableau = Tableau((Colonne("Nom"), Colonne("Valeur")), (Rangee((texte("n"), texte(mot))),))
    assert (mot in une(tableau, Ecran(largeur))) is (largeur > 40)
    assert une(tableau, Ecran(largeur)).count("x") == 40


def test_un_terminal_sans_dessins_n_a_pas_de_cadre() -> None:
    for tableau in (cote_a_cote(), lignes()):
        dit = une(tableau, Ecran(100, dessins=False))
        assert not set("│─╭╮╰╯┬┼|+") & set(dit)
        assert "28,00\u00a0€" in dit


# --- Words in place of signs --------------------------------------------------------------------


@pytest.mark.parametrize("encodage", ["cp850", "cp1252", "ascii", "latin-1"])
def test_une_marque_que_l_encodage_n_a_pas_devient_son_mot(encodage: str) -> None:
    colonnes = (Colonne(""), Colonne("A"))
    cellules = {
        "un": texte("5 Go", marque=Marque.INCLUS),
        "deux": texte("Non inclus", marque=Marque.EXCLU),
        "trois": texte("7 jours", marque=Marque.OPTION),
        "quatre": Cellule(marque=Marque.EXCLU),
        "cinq": texte("oui", marque=Marque.INCLUS),
        "six": texte("non, deux", marque=Marque.EXCLU),
    }
    tableau = Tableau(colonnes, tuple(Rangee((texte(nom), cellule)) for nom, cellule in cellules.items()))
    dit = une(tableau, Ecran(80, encodage=encodage)).replace("\u00a0", " ")
    lues = dict(re.findall(r"[|│] (un|deux|trois|quatre|cinq|six) +[|│] (.*?) *[|│]\n", dit))
    assert lues == {
        "un": "oui : 5 Go", "deux": "Non inclus", "trois": "option : 7 jours", "quatre": "non", "cinq": "oui",
        "six": "non, deux",
    }  # fmt: skip
    assert "- -" not in dit


@pytest.mark.parametrize("encodage", ["cp850", "cp1252", "ascii"])
def test_rien_n_est_perdu_dans_une_console_pauvre(encodage: str) -> None:
    dit = page(complet(), Ecran(80, encodage=encodage))
    assert "?" not in dit
    assert "- -" not in dit
    assert re.search(r"438,00.(€|EUR)", dit)


# --- What comes from outside --------------------------------------------------------------------


def test_aucun_signe_de_l_exterieur_ne_commande_le_terminal() -> None:
    hostile = "\x1b[2J\x9b31m\r\n\t\u202e\u2066\ue000\ue001\udc80\x00"
    for ecran in (Ecran(100), Ecran(40), Ecran(80, couleur=True)):
        dit = rendre(complet(lambda brut: f"{hostile}{brut}{hostile}"), ecran).decode()
        sans_style = re.sub(r"\x1b\[[0-9;]*m", "", dit) if ecran.couleur else dit
        assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ue000-\uf8ff]", sans_style)
        assert "Devis" in dit
    assert rendre(complet(lambda brut: brut.replace("e", "e\n")), Ecran(100)).count(b"\n") > 50


# --- Colours ------------------------------------------------------------------------------------

BLANC, NOIR = (255, 255, 255), (0, 0, 0)
NOIR_WINDOWS, BLEU_WINDOWS = (12, 12, 12), (1, 36, 86)  # the console's, PowerShell's


def de_la_palette(numero: int) -> tuple[int, int, int]:
    """The colour of a number of the fixed part of the palette."""
    assert 16 <= numero < 232  # the sixteen first ones are other ones in every terminal
    niveaux = (0, 95, 135, 175, 215, 255)
    rang = numero - 16
    return niveaux[rang // 36], niveaux[rang // 6 % 6], niveaux[rang % 6]


def contraste(une: tuple[int, int, int], autre: tuple[int, int, int]) -> float:
    """The ratio of WCAG 2."""

    def luminance(couleur: tuple[int, int, int]) -> float:
        parts = [part / 255 for part in couleur]
        rouge, vert, bleu = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
        return 0.2126 * rouge + 0.7152 * vert + 0.0722 * bleu

    sombre, clair = sorted((luminance(une), luminance(autre)))
    return (clair + 0.05) / (sombre + 0.05)


def test_le_contraste_se_calcule() -> None:
    assert contraste(BLANC, NOIR) == pytest.approx(21)
    assert contraste(de_la_palette(226), BLANC) < 1.2


@pytest.mark.parametrize("style", COULEURS)
def test_chaque_couleur_se_lit_sur_noir_et_sur_blanc(style: Style) -> None:
    for fond in (NOIR, BLANC):
        assert contraste(de_la_palette(COULEURS[style]), fond) >= 4.5


@pytest.mark.parametrize("style", COULEURS_WINDOWS)
def test_chaque_couleur_se_lit_dans_la_console_de_windows(style: Style) -> None:
    assert set(COULEURS_WINDOWS) == set(COULEURS)
    for fond in (NOIR, NOIR_WINDOWS, BLEU_WINDOWS):
        assert contraste(de_la_palette(COULEURS_WINDOWS[style]), fond) >= 4.5


_CODES = re.compile(r"\x1b\[([0-9;]*)m")


@pytest.mark.parametrize("windows", [False, True])
def test_seules_ces_couleurs_sortent(monkeypatch: pytest.MonkeyPatch, windows: bool) -> None:
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.delenv("COLORTERM", raising=False)
    monkeypatch.delenv("NO_COLOR", raising=False)
    codes = set(_CODES.findall(page(complet(), Ecran(100, couleur=True, windows=windows))))
    permises = {f"38;5;{numero}" for numero in (COULEURS_WINDOWS if windows else COULEURS).values()}
    assert permises <= codes
    assert codes - permises <= {"0", "1", "1;4"}


def test_seize_couleurs_n_en_font_aucune(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv("COLORTERM", raising=False)
    monkeypatch.delenv("NO_COLOR", raising=False)
    assert set(_CODES.findall(page(complet(), Ecran(100, couleur=True)))) <= {"0", "1", "1;4"}


def test_rien_n_est_dit_par_la_couleur_seule() -> None:
    assert _CODES.sub("", page(complet(), Ecran(100, couleur=True))) == page(complet(), Ecran(100))


# --- Charts -------------------------------------------------------------------------------------


def test_les_barres_sont_a_l_echelle_et_leurs_parts_se_distinguent() -> None:
    dit = page(complet(), Ecran(100))
    metiers = next(ligne for ligne in dit.splitlines() if "720,00" in ligne)
    heberge = next(ligne for ligne in dit.splitlines() if ligne.startswith("★\u00a0Hébergé "))
    assert (metiers.count("█"), metiers.count("▒")) == (33, 7)
    assert heberge.count("█") == round(40 * 410 / 720)
    assert "█ Forfait   ▒ Suppléments" in dit
    agen, nerac = (next(ligne for ligne in dit.splitlines() if ligne.startswith(nom)) for nom in ("Agen", "Nérac"))
    assert agen.rindex("█") < nerac.index("█")
    assert "−300,00\u00a0€" in agen


def test_les_barres_sans_place_gardent_leurs_chiffres() -> None:
    dit = page(complet(lambda brut: brut * 4), Ecran(40)).replace("\u00a0", " ")
    assert "720,00 €" in " ".join(dit.split())


def test_l_echelle_dit_ou_l_on_est() -> None:
    dit = page(complet(), Ecran(80)).replace("\u00a0", " ")
    assert "→  dès 1 000  Strate 4 (1 200 habitants)" in dit
