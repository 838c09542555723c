"""The notes: each shows where all that it names is met, and nowhere else."""

import re
from decimal import Decimal
from typing import Any

import pytest
from outils import Lancer, espaces_simples

from forfait_cli import load_catalogue
from forfait_cli.domaine.catalogue import Catalogue, Note
from forfait_cli.domaine.demande import Collectivite, Population
from forfait_cli.domaine.hypotheses import autre_strate
from forfait_cli.domaine.prix import Chiffre, Echeance, Tarif
from forfait_cli.domaine.selection import notes_pour
from forfait_cli.domaine.strate import classer
from forfait_cli.domaine.types import Affiliation, GenrePopulation
from forfait_cli.francais import nombre
from forfait_cli.render.commun.page import sans_objet

ANNEXE = load_catalogue()

SANS_CRITERE = Note(
    "n", "texte", "raison", frozenset(), frozenset(), frozenset(), frozenset(), frozenset(), None, None,
    frozenset({"devis"}),
)  # fmt: skip
# criterion of the note, what meets it, what does not
CRITERES: list[tuple[dict[str, Any], dict[str, Any], dict[str, Any]]] = [
    ({"options": frozenset({"messagerie"})}, {"options": ["x", "messagerie"]}, {"options": ["x"]}),
    ({"options": frozenset({"messagerie"})}, {"options": ["messagerie"]}, {}),
    ({"strates": frozenset({7, 8})}, {"strate": 7}, {"strate": 6}),
    ({"strates": frozenset({7, 8})}, {"strate": 8}, {}),
    ({"natures": frozenset({"commune"})}, {"nature": "commune"}, {"nature": "budget-annexe"}),
    ({"natures": frozenset({"commune"})}, {"nature": "commune"}, {}),
    ({"affiliee": False}, {"affiliee": False}, {"affiliee": True}),
    ({"affiliee": True}, {"affiliee": True}, {"affiliee": False}),
    ({"affiliee": True}, {"affiliee": True}, {}),
    ({"besoin": True}, {"besoin": True}, {"besoin": False}),
    ({"besoin": False}, {"besoin": False}, {"besoin": True}),
    ({"besoin": True}, {"besoin": True}, {}),
]


def paraissent(catalogue: Catalogue, *notes: Note, vue: str = "devis", **situation: Any) -> list[str]:
    forfaits = situation.pop("forfaits", catalogue.forfaits[:1])
    grille = catalogue._replace(notes=notes)
    return [note.code for note in notes_pour(grille, vue, forfaits=forfaits, **situation)]


def test_une_note_sans_critere_parait_toujours_dans_ses_vues(catalogue: Catalogue) -> None:
    for situation in ({}, {"strate": 3}, {"affiliee": False}, {"besoin": True}, {"tout": True}):
        assert paraissent(catalogue, SANS_CRITERE, **situation) == ["n"]
        assert paraissent(catalogue, SANS_CRITERE, vue="strate", **situation) == []


@pytest.mark.parametrize(("critere", "oui", "non"), CRITERES, ids=[str(list(critere)) for critere, _, _ in CRITERES])
def test_une_note_parait_si_son_critere_est_rempli(
    catalogue: Catalogue, critere: dict[str, Any], oui: dict[str, Any], non: dict[str, Any]
) -> None:
    note = SANS_CRITERE._replace(**critere)
    assert paraissent(catalogue, note, **oui) == ["n"]
    assert paraissent(catalogue, note, **non) == []
    # The whole grid is shown: what the note says of a case matters too.
    assert paraissent(catalogue, note, **non, tout=True) == ["n"]


def test_une_note_d_un_forfait_ne_parait_que_s_il_est_montre(catalogue: Catalogue) -> None:
    note = SANS_CRITERE._replace(forfaits=frozenset({"heberge", "technologie"}))
    metiers, _, heberge, *_ = catalogue.forfaits
    assert paraissent(catalogue, note, forfaits=[metiers]) == []
    assert paraissent(catalogue, note, forfaits=[metiers, heberge]) == ["n"]
    assert paraissent(catalogue, note, forfaits=[metiers], tout=True) == []


@pytest.mark.parametrize("rang", range(len(CRITERES)))
def test_tous_les_criteres_doivent_etre_remplis(catalogue: Catalogue, rang: int) -> None:
    """All met shows the note; one of them not met hides it."""
    critere, _, non = CRITERES[rang]
    note = SANS_CRITERE._replace(
        forfaits=frozenset({"metiers"}), options=frozenset({"messagerie"}), strates=frozenset({7}),
        natures=frozenset({"commune"}), affiliee=True, besoin=True,
    )._replace(**critere)  # fmt: skip
    tous: dict[str, Any] = {
        "options": ["messagerie"], "strate": 7, "nature": "commune",
        "affiliee": note.affiliee, "besoin": note.besoin,
    }  # fmt: skip
    assert paraissent(catalogue, note, **tous) == ["n"]
    (nom_du_critere,) = critere
    cle = {"strates": "strate", "natures": "nature"}.get(nom_du_critere, nom_du_critere)
    autres = {nom: valeur for nom, valeur in tous.items() if nom != cle}
    assert paraissent(catalogue, note, **autres, **non) == []


def test_les_notes_gardent_l_ordre_du_catalogue(catalogue: Catalogue) -> None:
    notes = tuple(SANS_CRITERE._replace(code=code) for code in ("b", "a", "c"))
    assert paraissent(catalogue, *notes) == ["b", "a", "c"]


@pytest.mark.parametrize(
    ("totale", "municipale", "strates"),
    [
        (0, 300, ("1", "2")),
        (300, 0, ("2", "1")),
        (2006, 1972, ("5", "4")),
        (1200, 1100, None),
        (1200, None, None),
        (1200, 5000, None),  # the grid of this test has no strate 7
    ],
)
def test_l_autre_population_est_dite_si_elle_change_de_strate(
    catalogue: Catalogue, totale: int, municipale: int | None, strates: tuple[str, str] | None
) -> None:
    grille = catalogue._replace(strates=tuple(s for s in catalogue.strates if s.numero != 7))
    population = Population(totale, municipale, None, GenrePopulation.TOTALE, "2023", "INSEE")
    commune = Collectivite("commune", {"habitants": totale}, population=population)
    phrase = autre_strate(grille, commune, classer(grille, commune))
    if strates is None:
        assert phrase is None
        return
    assert municipale is not None
    assert phrase == (
        f"Attention : la population totale ({nombre(totale)}) donne la strate {strates[0]}, "
        f"la population municipale ({nombre(municipale)}) donnerait la strate {strates[1]}."
    )


# --- Who is classed whatever its size --------------------------------------------------------------

SUR_LA_TAILLE = ("quelle population compte", "se recouvrent", "en personnes entières")


@pytest.mark.parametrize("qui", [(), ("--habitants", "900"), ("--nature", "commune"), ("--agents", "130")])
@pytest.mark.parametrize("commande", [("quote",), ("strate",), ("compare",)])
def test_une_taille_qui_ne_classe_pas_n_a_pas_de_notes_a_l_ecran(
    lancer: Lancer, commande: tuple[str, ...], qui: tuple[str, ...]
) -> None:
    texte = espaces_simples(" ".join(lancer(*commande, "--non-affiliee", *qui).texte.split()))
    assert not [une for une in (*SUR_LA_TAILLE, "strate 8 quelle que soit") if une in texte]
    assert "strate 8, quelle que soit sa taille" in texte
    assert re.search("autres? notes? : --detail|[0-9]+ notes? : --detail", texte)


def test_une_taille_qui_classe_garde_ses_notes_a_l_ecran(lancer: Lancer) -> None:
    commune = espaces_simples(" ".join(lancer("quote", "--habitants", "900").texte.split()))
    assert "quelle population compte" in commune


@pytest.mark.parametrize("suite", [("--detail",), ("--format", "html", "--forfait", "metiers")])
@pytest.mark.parametrize(
    ("qui", "dites"),
    [(("--habitants", "12000"), SUR_LA_TAILLE[:2]), (("--agents", "130"), SUR_LA_TAILLE[1:])],
)
@pytest.mark.parametrize("affiliation", [(), ("--non-affiliee",)])
def test_le_detail_et_le_papier_les_gardent_toutes(
    lancer: Lancer, suite: tuple[str, ...], qui: tuple[str, ...], dites: tuple[str, ...], affiliation: tuple[str, ...]
) -> None:
    texte = espaces_simples(" ".join(lancer("quote", *qui, *affiliation, *suite).texte.split()))
    assert [une for une in SUR_LA_TAILLE if une in texte] == list(dites)


def test_ce_qui_ne_parle_pas_de_taille_reste_et_un_prix_par_tete_les_garde_toutes() -> None:
    qui = Collectivite(None, {}, Affiliation.NON_AFFILIEE)
    classement = classer(ANNEXE, qui)
    muettes = sans_objet(ANNEXE, classement)
    codes = {note.code for note in ANNEXE.notes if note.texte in muettes}
    assert codes == {"population", "seuils-7-8", "agents-entiers", "non-affiliee"}
    par_tete = Tarif(None, (Echeance(Chiffre(Decimal(1)), par="habitants"),))
    premier, *autres = ANNEXE.forfaits
    assert not sans_objet(ANNEXE._replace(forfaits=(premier._replace(tarif=par_tete), *autres)), classement)
    assert not sans_objet(ANNEXE, classer(ANNEXE, Collectivite("commune", {"habitants": 900})))
