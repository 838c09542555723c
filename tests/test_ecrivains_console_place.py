"""The room of a page on a terminal: where lines break, how wide columns are, which form a table has."""

from itertools import zip_longest

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forfait_cli.render.document import Colonne, Rangee, Tableau, texte
from forfait_cli.render.ecrivains.console.formes import Mise, choisir
from forfait_cli.render.ecrivains.console.lignes import (
    COLLE,
    LIE,
    coller,
    delier,
    lier_court,
    lier_parentheses,
    mesurer,
    plier,
)
from forfait_cli.render.ecrivains.console.place import (
    RANGEES_PESEES,
    Mesure,
    Pesee,
    coupes,
    plus_long_mot,
    plus_longue_ligne,
    repartir,
)
from forfait_cli.render.ecrivains.console.plume import Plume
from forfait_cli.render.signes import Ecran

# --- Lines ----------------------------------------------------------------------------------------

MOTS = st.lists(st.text("abc漢", min_size=1, max_size=9), max_size=12)


@given(MOTS, st.integers(1, 30), st.integers(0, 3))
def test_plier_ne_perd_aucun_mot_et_remplit_ses_lignes(mots: list[str], largeur: int, retrait: int) -> None:
    lignes = plier(" ".join(mots), largeur, retrait).split("\n")
    assert " ".join(lignes).split() == mots
    for rang, ligne in enumerate(lignes):
        assert len(ligne) - len(ligne.lstrip()) == (retrait if rang else 0)
        (mesure,) = mesurer(ligne)
        assert mesure.entiere <= largeur or len(mesure.mots) == 1  # a word is not cut here
        if rang + 1 < len(lignes):  # the next word did not fit
            (suivante,) = mesurer(lignes[rang + 1])
            assert mesure.entiere + 1 + suivante.mots[0] > largeur


@given(MOTS, st.integers(1, 30), st.integers(0, 3))
def test_ce_qui_est_pese_est_ce_qui_est_plie(mots: list[str], largeur: int, retrait: int) -> None:
    phrase = " ".join(mots)
    pesee = Pesee([[mesurer(phrase)], [mesurer(phrase)]], retrait)
    for rang, sien in ((0, retrait), (1, 0)):  # the first column alone is set back
        assert pesee.plis(rang, largeur) == pesee.hauteurs_de(rang, largeur)[0]
        assert pesee.plis(rang, largeur) == len(plier(phrase, largeur, sien).split("\n"))


def test_les_lignes_coupent_entre_les_mots() -> None:
    assert coupes([3, 3, 3], 7, 0) == [2]
    assert coupes([3, 3, 3], 6, 0) == [1, 2]
    assert coupes([3, 3, 2], 7, 2) == [2]
    assert coupes([4, 2, 2, 2], 6, 2) == [1, 2, 3]  # set back by two, two words have no room
    assert coupes([9], 3, 0) == []
    assert plier("un  deux", 8) == "un  deux"  # what fits is left as it is
    assert plier("un  deux", 7) == "un deux"
    assert plier("un deux trois", 8, 2) == "un deux\n  trois"


def test_ce_qui_va_ensemble_ne_se_coupe_pas() -> None:
    assert coller("1\u202f420,00\u00a0€ en strate 5") == f"1{COLLE}420,00{COLLE}€ en strate{LIE}5"
    assert coller("à la ligne 12, strate forte") == f"à la ligne{LIE}12, strate forte"
    assert lier_court("a " * 15) == f"a{LIE}" * 15
    assert lier_court("a " * 15 + "b") == "a " * 15 + "b"
    assert lier_parentheses("Dû (par an)") == f"Dû (par{LIE}an)"
    assert lier_parentheses(f"Dû ({'a ' * 8}b)") == f"Dû ({'a ' * 8}b)"  # seventeen letters
    assert lier_parentheses("Prix U. ") == f"Prix{LIE}U.{LIE}"
    assert lier_parentheses("Prix U. x") == "Prix U. x"
    assert delier(f"a{COLLE}b{LIE}c d", "\u00a0") == "a\u00a0b c d"


def test_un_texte_se_mesure_en_colonnes_de_l_ecran() -> None:
    assert mesurer("漢字 ab\n\nc") == [Mesure(7, [4, 2]), Mesure(0, []), Mesure(1, [1])]
    cellules = [mesurer("abc de"), mesurer("f ghij\nkl")]
    assert plus_longue_ligne(cellules) == 6
    assert plus_long_mot(cellules) == 4
    assert plus_long_mot(cellules, 2) == 6  # « ghij », second of its line, is set back
    assert plus_long_mot([mesurer("ghij f")], 2) == 4
    assert (plus_longue_ligne([]), plus_long_mot([])) == (0, 0)


# --- Widths ---------------------------------------------------------------------------------------


def peser(*rangees: tuple[str, ...], retrait: int = 0) -> Pesee:
    mesures = [[mesurer(cellule) for cellule in rangee] for rangee in rangees]
    return Pesee(list(zip_longest(*mesures, fillvalue=mesurer(""))), retrait)


def seules(pesee: Pesee) -> list[list[int]]:
    return [[rang] for rang in range(len(pesee.colonnes))]


def test_une_table_qui_tient_a_toute_sa_largeur() -> None:
    pesee = peser(("Nom", "Un prix"), ("un nom", "5"))
    assert repartir(pesee, seules(pesee), 13, premiere=0, confort=0) == [6, 7]
    assert repartir(pesee, seules(pesee), 50, premiere=0, confort=0) == [6, 7]
    assert repartir(pesee, seules(pesee), 50, premiere=9, confort=0) == [9, 7]


def test_sans_place_pour_ses_mots_une_table_n_a_pas_de_largeurs() -> None:
    pesee = peser(("Nom", "Un prix"), ("un nom", "5"))
    assert repartir(pesee, seules(pesee), 7, premiere=0, confort=0) == [3, 4]
    assert repartir(pesee, seules(pesee), 6, premiere=0, confort=0) is None
    assert repartir(pesee, seules(pesee), 7, premiere=4, confort=0) is None


def test_les_noms_ont_l_aise_voulue_s_ils_en_ont_l_usage() -> None:
    pesee = peser(("Nom", "Prix"), ("un nom qui dure", "5"))
    assert repartir(pesee, seules(pesee), 14, premiere=0, confort=10) == [8, 4]  # more spares no line
    assert repartir(pesee, seules(pesee), 13, premiere=0, confort=10) is None
    assert repartir(pesee, seules(pesee), 19, premiere=0, confort=24) == [15, 4]  # fifteen are all that it can use
    assert repartir(pesee, seules(pesee), 18, premiere=0, confort=24) is None


def test_les_colonnes_d_un_ensemble_sont_egales() -> None:
    pesee = peser(("Nom", "a", "b"), ("n", "dix lettres", "y"))
    assert repartir(pesee, [[0], [1, 2]], 25, premiere=0, confort=0) == [3, 11, 11]
    assert repartir(pesee, [[0], [1, 2]], 24, premiere=0, confort=0) == [3, 7, 7]
    assert repartir(pesee, [[0], [1, 2]], 16, premiere=0, confort=0) is None
    assert repartir(pesee, seules(pesee), 16, premiere=0, confort=0) == [3, 11, 1]


def test_la_place_qui_reste_va_ou_elle_epargne_des_lignes() -> None:
    pesee = peser(("Un", "Deux"), ("aa bb", "cc dd ee ff gg hh"))
    assert repartir(pesee, seules(pesee), 16, premiere=0, confort=0) == [5, 8]


@pytest.mark.parametrize(
    ("rangees", "ensembles", "place", "largeurs"),
    [
        # The tallest cell first: from the narrowest columns on, a wide one would have had the room.
        ((("a dddd", "bb", "a a dddd dddd"),), [[0], [1, 2]], 21, [4, 8, 8]),
        # From where the tallest is lowest on, the table would have been as high with more in its cells.
        ((("bb", "ccc ccc ccc"), ("a bb", "ccc")), [[0], [1]], 9, [4, 3]),
        (
            (("a a", "a", "bb ccc a"),),
            [[0], [1], [2]],
            7,
            [1, 1, 5],
        ),  # a line of the table is dearer than one of a cell
        ((("ccc bb", "ccc bb"),), [[0], [1]], 9, [6, 3]),  # as much on either side: the first
        ((("ccc a bb", "a", "a bb bb"),), [[0], [1, 2]], 20, [8, 4, 4]),  # two columns widened cost twice
    ],
)
def test_la_place_se_partage_au_mieux(
    rangees: tuple[tuple[str, ...], ...], ensembles: list[list[int]], place: int, largeurs: list[int]
) -> None:
    assert repartir(peser(*rangees), ensembles, place, premiere=0, confort=0) == largeurs


def test_la_suite_d_un_nom_a_la_place_de_son_retrait() -> None:
    pesee = peser(("Nom", "Prix"), ("un nom", "5"), retrait=2)
    assert repartir(pesee, seules(pesee), 9, premiere=0, confort=0) == [5, 4]
    assert repartir(pesee, seules(pesee), 8, premiere=0, confort=0) is None


def test_une_longue_table_n_est_pesee_qu_a_son_debut() -> None:
    pesee = peser(*[("a b",)] * (RANGEES_PESEES + 50))
    assert pesee.lignes([3]) == RANGEES_PESEES
    assert pesee.lignes([1]) == 2 * RANGEES_PESEES
    loin = peser(*[("a b",)] * RANGEES_PESEES, ("long mot",))
    assert repartir(loin, [[0]], 3, premiere=0, confort=0) is None  # but no word of any row is cut


@given(
    st.integers(1, 4).flatmap(
        lambda combien: st.lists(st.tuples(*[MOTS.map(" ".join)] * combien), min_size=1, max_size=5)
    ),
    st.integers(1, 80),
    st.integers(0, 2),
    st.booleans(),
)
def test_aucune_largeur_ne_coupe_de_mot_ni_ne_gaspille(
    rangees: list[tuple[str, ...]], place: int, retrait: int, egales: bool
) -> None:
    pesee = peser(*rangees, retrait=retrait)
    ensembles = [[0], list(range(1, len(pesee.colonnes)))] if egales and len(pesee.colonnes) > 1 else seules(pesee)
    moindres = [plus_long_mot(colonne, retrait if rang == 0 else 0) for rang, colonne in enumerate(pesee.colonnes)]
    moindres = [
        max(moindres[autre] for autre in rangs) for rang in range(len(moindres)) for rangs in ensembles if rang in rangs
    ]
    largeurs = repartir(pesee, ensembles, place, premiere=0, confort=0)
    assert (largeurs is None) is (sum(moindres) > place)
    if largeurs is not None:
        assert sum(largeurs) <= place
        assert all(large >= moindre for large, moindre in zip(largeurs, moindres, strict=True))
        assert all(len({largeurs[rang] for rang in rangs}) == 1 for rangs in ensembles)
        assert pesee.lignes(largeurs) <= pesee.lignes(moindres)


# --- Forms ----------------------------------------------------------------------------------------

COLONNES = (Colonne("Service"), Colonne("Annuellement", "Dû", droite=True), Colonne("Conditions"))


def services(conditions: str, court: str = "", *, combien: int = 1) -> Tableau:
    rangee = Rangee((texte("Signalement"), texte("1200"), texte(conditions, court=court)))
    return Tableau(COLONNES, (rangee,) * combien)


def choix(tableau: Tableau, largeur: int, *, dessins: bool = True) -> Mise | None:
    return choisir(Plume(Ecran(largeur, dessins=dessins), colore=False), tableau)


def en_bref(mise: Mise | None) -> str:
    """Short Titles, Compact, short texts, columns that may touch: what a form takes to fit."""
    if mise is None:
        return "empilée"
    forme = mise.forme
    dits = (forme.titres_courts, forme.compact, forme.textes_courts, forme.serre)
    return "".join(lettre if dit else "." for lettre, dit in zip("TCts", dits, strict=True))


def changements(tableau: Tableau, *, dessins: bool = True) -> dict[int, str]:
    """The forms of a table as the screen narrows, each at the width from which it is taken."""
    vus: dict[int, str] = {}
    for largeur in range(80, 19, -1):
        dit = en_bref(choix(tableau, largeur, dessins=dessins))
        if not vus or list(vus.values())[-1] != dit:
            vus[largeur] = dit
    return vus


def test_moins_il_y_a_de_place_plus_la_forme_est_serree() -> None:
    """Short titles, then no frame, then a frame around fewer words, then neither, then columns that may touch."""
    tableau = services("conventionnellement", "convention")
    serrees = {80: "....", 51: "T...", 43: "TC..", 38: "T.t.", 34: "TCt.", 29: "TCts", 26: "empilée"}
    assert changements(tableau) == serrees
    assert changements(tableau, dessins=False) == {80: "TC..", 38: "TCt.", 29: "TCts", 26: "empilée"}
    mise = choix(tableau, 29)
    assert mise is not None
    assert (mise.largeurs, mise.ecarts, mise.lignes, mise.plis) == ([11, 4, 10], [0, 1, 1], 2, 1)
    plus_etroite = choix(tableau, 28)
    assert plus_etroite is not None
    assert plus_etroite.ecarts == [0, 1, 0]  # what is read from the right keeps its space the longest


def test_une_forme_qui_fait_moins_de_lignes_l_emporte_ou_les_cellules_sont_hautes() -> None:
    """More than five lines of a text: each form is tried, and the first of those that take least is taken."""
    phrase = " ".join(["quinze euros par commune"] * 8)
    vus = changements(services(phrase))
    assert {largeur: vus[largeur] for largeur in (74, 66, 61, 58)} == {74: "T...", 66: "TC..", 61: "T...", 58: "TC.."}
    assert vus[51] == "empilée"  # rows one by one take so many fewer lines
    mises = [choix(services(phrase), largeur) for largeur in (66, 61, 58)]
    assert [mise and (mise.plis, mise.lignes) for mise in mises] == [(5, 6), (6, 7), (6, 7)]


def test_un_texte_ne_s_abrege_pas_pour_quelques_lignes() -> None:
    """But in a long list, where each row wants one; and where it does not fit whole."""
    phrase = " ".join(["quinze euros par commune"] * 8)
    assert en_bref(choix(services(phrase, "quinze"), 55)) == "TC.."
    assert en_bref(choix(services(phrase, "quinze", combien=25), 55)) == "TC.."
    assert en_bref(choix(services(phrase, "quinze", combien=26), 55)) == "T.t."
    assert en_bref(choix(services("conventionnellement", "convention"), 36)) == "T.t."


def test_seules_les_rangees_font_une_longue_liste() -> None:
    """Its sections do not count."""
    tableau = services(" ".join(["quinze euros par commune"] * 8), "quinze", combien=25)
    section = Rangee((texte("Services"),), section=True)
    assert en_bref(choix(tableau._replace(rangees=(section, *tableau.rangees)), 55)) == "TC.."


def test_des_colonnes_restent_egales_avant_de_garder_un_cadre_et_inegales_avant_de_se_toucher() -> None:
    colonnes = (Colonne("Nom"), Colonne("a", semblable="x"), Colonne("b", semblable="x"))
    tableau = Tableau(colonnes, (Rangee((texte("n"), texte("x" * 12), texte("y"))),))
    mises = [choix(tableau, largeur) for largeur in (37, 36, 32, 31, 20)]
    assert [(en_bref(mise), mise and mise.largeurs) for mise in mises] == [
        ("....", [3, 12, 12]), ("TC..", [3, 12, 12]), ("TC..", [3, 12, 12]), ("....", [3, 12, 1]), ("TCts", [3, 12, 1]),
    ]  # fmt: skip


def test_le_titre_d_une_section_tient_dans_la_premiere_colonne() -> None:
    colonnes = (Colonne("Nom"), Colonne("a"))
    rangees = (Rangee((texte("x" * 20),), section=True), Rangee((), section=True), Rangee((texte("n"), texte("y"))))
    mise = choix(Tableau(colonnes, rangees), 60)
    assert mise is not None
    assert mise.largeurs == [20, 1]
