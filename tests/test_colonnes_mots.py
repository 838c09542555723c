"""Which columns of a file are read as which fields, and what is said of it: every sentence, whole."""

from collections.abc import Sequence
from typing import Any

import pytest

from forfait_cli import load_catalogue
from forfait_cli.domaine.catalogue import Catalogue, Option
from forfait_cli.domaine.types import GenrePopulation, Mesure, Unite
from forfait_cli.erreurs import Refus
from forfait_cli.readers.demande.champs import champs_de, nature_cherchee
from forfait_cli.readers.demande.colonnes import Colonnes, Titres

ANNEXE = load_catalogue()
MUNICIPALE = ANNEXE._replace(population=GenrePopulation.MUNICIPALE)
INCONNUES = tuple(f"c{rang}" for rang in range(1, 15))


def titres_de(catalogue: Catalogue) -> Titres:
    return Titres(catalogue, champs_de(catalogue))


def lire(noms: Sequence[str], catalogue: Catalogue = ANNEXE, *, sans_qui: bool = False) -> Colonnes:
    return titres_de(catalogue).reconnaitre(noms, "liste.csv", sans_qui=sans_qui)


def simple(texte: str) -> str:
    return texte.replace("\xa0", " ").replace("\u202f", " ")


def fautes(noms: Sequence[str], catalogue: Catalogue = ANNEXE) -> list[str]:
    with pytest.raises(Refus) as erreur:
        lire(noms, catalogue)
    return [simple(f"{un.origine} : {un.message} ; {un.aide}") for un in erreur.value.anomalies]


# --- Which column ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("noms", "catalogue", "rangs"),
    [
        (("Population totale", "HABITANTS"), ANNEXE, {"habitants": 1}),
        (("Population totale", "Habitants", "Population"), ANNEXE, {"habitants": 1}),
        (("PMUN", "PTOT"), ANNEXE, {"habitants": 1}),
        (("PMUN", "PTOT"), MUNICIPALE, {"habitants": 0}),
        (("Population", "PTOT"), ANNEXE, {"habitants": 1}),
        (("PMUN", "Population"), ANNEXE, {"habitants": 1}),
        (("Dénomination", "Nom", "habitants"), ANNEXE, {"nom": 1, "habitants": 2}),
        (("Dénomination", "Collectivité", "habitants"), ANNEXE, {"habitants": 2}),
        (("habitants", "INSEE", "CODGEO", "Dep", "Dept"), ANNEXE, {"habitants": 0}),
        (("habitants", "Ville", "Nom commune", "No SIREN", "N° SIREN"), ANNEXE, {"habitants": 0}),
        (("INSEE", "nom", "Go en plus", "Sauvegarde"), ANNEXE, {"code_insee": 0, "nom": 1, "extra_go": 2}),
        (("affiliee",), ANNEXE, {"affiliee": 0}),
        (("agents", "zut"), ANNEXE, {"agents": 0}),
    ],
)
def test_chaque_champ_a_sa_colonne(noms: tuple[str, ...], catalogue: Catalogue, rangs: dict[str, int]) -> None:
    lues = lire(noms, catalogue)
    assert (lues.noms, lues.rangs) == (noms, rangs)


@pytest.mark.parametrize(
    ("noms", "dites"),
    [
        (("Population", "Nb habitants"), ["liste.csv : plusieurs colonnes pour « habitants » : « Population » (colonne "
                                          "1) et « Nb habitants » (colonne 2) ; renommez « habitants » celle qui doit "
                                          "servir"]),
        (("PTOT", "Pop totale", "x"), ["liste.csv : plusieurs colonnes pour « habitants » : « PTOT » (colonne 1) et "
                                       "« Pop totale » (colonne 2) ; renommez « habitants » celle qui doit servir"]),
        (("INSEE", "x", "CODGEO"), ["liste.csv : plusieurs colonnes pour « code_insee » : « INSEE » (colonne 1) et "
                                    "« CODGEO » (colonne 3) ; renommez « code_insee » celle qui doit servir"]),
        (("commune", "Dep", "Dept"), ["liste.csv : plusieurs colonnes pour « departement » : « Dep » (colonne 2) et "
                                      "« Dept » (colonne 3) ; renommez « departement » celle qui doit servir"]),
        (("habitants", "Effectif", "Effectifs"), ["liste.csv : plusieurs colonnes pour « agents » : « Effectif » "
                                                  "(colonne 2) et « Effectifs » (colonne 3) ; renommez « agents » "
                                                  "celle qui doit servir"]),
        (("habitants", "Sauvegarde"), ["liste.csv : « Sauvegarde » (colonne 2) : en plus du forfait, ou en tout ? ; "
                                       "renommez-la « Go supplémentaires » (extra_go) ou « Besoin en Go » "
                                       "(besoin_go)"]),
        (("nom", "zut"), ["liste.csv : aucune colonne ne dit de quelle collectivité il s’agit ; trouvées : « nom » et "
                          "« zut » ; il en faut une parmi : habitants, agents, commune, code_insee, siren (ou "
                          "affiliee)"]),
        (INCONNUES[:13], ["liste.csv : aucune colonne ne dit de quelle collectivité il s’agit ; trouvées : « c1 », "
                          "« c2 », « c3 », « c4 », « c5 », « c6 », « c7 », « c8 », « c9 », « c10 », « c11 » et « c12 » "
                          "; il en faut une parmi : habitants, agents, commune, code_insee, siren (ou affiliee)"]),
    ],
)  # fmt: skip
def test_des_colonnes_qui_ne_se_lisent_pas(noms: tuple[str, ...], dites: list[str]) -> None:
    assert fautes(noms) == dites


def test_une_grille_qui_repond_a_qui_ne_se_decrit_pas_lit_toute_colonne() -> None:
    assert lire(("nom", "zut"), sans_qui=True).rangs == {"nom": 0}
    assert fautes(("nom", "zut"))


# --- What is said of the choice -------------------------------------------------------------------------

ATTENTION = "Attention : « PMUN » est la population municipale ; le catalogue retient la population totale."


@pytest.mark.parametrize(
    ("noms", "remarques"),
    [
        (("N° SIREN", "Habitants"), ["Colonnes lues : « N° SIREN » → siren, « Habitants » → habitants."]),
        (("zut", "habitants"), ["Colonnes lues : « habitants » → habitants.",
                                "Colonnes recopiées sans être lues : « zut »."]),
        (("PMUN",), ["Colonnes lues : « PMUN » → habitants.", ATTENTION]),
        (("PMUN", "zut"), ["Colonnes lues : « PMUN » → habitants.", "Colonnes recopiées sans être lues : « zut ».",
                           ATTENTION]),
        (("PTOT",), ["Colonnes lues : « PTOT » → habitants."]),
        (("agents", "PMUN", "PTOT"), ["Colonnes lues : « agents » → agents, « PTOT » → habitants.",
                                      "Colonnes recopiées sans être lues : « PMUN »."]),
        (("habitants", *INCONNUES[:12]), ["Colonnes lues : « habitants » → habitants.",
                                          "Colonnes recopiées sans être lues : « c1 », « c2 », « c3 », « c4 », « c5 », "
                                          "« c6 », « c7 », « c8 », « c9 », « c10 », « c11 », « c12 »."]),
        (("habitants", *INCONNUES[:13]), ["Colonnes lues : « habitants » → habitants.",
                                          "Colonnes recopiées sans être lues : « c1 », « c2 », « c3 », « c4 », « c5 », "
                                          "« c6 », « c7 », « c8 », « c9 », « c10 », « c11 », « c12 » et 1 autre."]),
        (("habitants", *INCONNUES), ["Colonnes lues : « habitants » → habitants.",
                                     "Colonnes recopiées sans être lues : « c1 », « c2 », « c3 », « c4 », « c5 », "
                                     "« c6 », « c7 », « c8 », « c9 », « c10 », « c11 », « c12 » et 2 autres."]),
    ],
)  # fmt: skip
def test_le_choix_est_dit(noms: tuple[str, ...], remarques: list[str]) -> None:
    assert [simple(une) for une in lire(noms).remarques] == remarques


def test_rien_n_est_lu_et_c_est_dit() -> None:
    assert [simple(une) for une in lire(("zut",), sans_qui=True).remarques] == [
        "Colonnes recopiées sans être lues : « zut »."
    ]


def test_une_population_retenue_se_dit_par_la_grille() -> None:
    assert [simple(une) for une in lire(("PTOT",), MUNICIPALE).remarques][1:] == [
        "Attention : « PTOT » est la population totale ; le catalogue retient la population municipale."
    ]
    assert len(lire(("PMUN",), MUNICIPALE).remarques) == 1


# --- Names that several fields could bear ---------------------------------------------------------------


def avec(*changees: Option) -> Catalogue:
    """The annex with these options in place of those of the same code, or after them."""
    connues = {option.code: option for option in ANNEXE.options}
    return ANNEXE._replace(options=tuple((connues | {option.code: option for option in changees}).values()))


def option(celle: str, **changements: Any) -> Option:
    return next(une for une in ANNEXE.options if une.code == celle)._replace(**changements)


def seule(code: str, **changements: Any) -> Option:
    """An option that is not counted."""
    nue = option("filtrage-antispam")._replace(raccourci=None, autres_noms=(), aide="")
    return nue._replace(code=code, nom=code.capitalize())._replace(**changements)


def test_le_nom_d_un_champ_l_emporte_sur_les_titres_d_un_autre() -> None:
    titres = titres_de(avec(seule("pop")))
    assert [titres.champ_de(titre) for titre in ("Pop", "Population")] == ["pop", "habitants"]


def test_le_nom_d_une_mesure_l_emporte_sur_le_titre_que_se_fait_une_option() -> None:
    titres = titres_de(avec(option("formation-sur-site", code="agent", raccourci=None, nom="Zut", autres_noms=())))
    assert [titres.champ_de(titre) for titre in ("Agents", "Agent", "Nombre d’agents")] == ["agents", "agent", None]


def test_ce_qu_un_champ_se_fait_de_titres_l_emporte_sur_le_nom_nu_d_une_option() -> None:
    titres = titres_de(avec(seule("zut", autres_noms=("Go en plus", "Population", "Ville", "Zut alors"))))
    dits = [titres.champ_de(titre) for titre in ("Go en plus", "Population", "Ville", "Zut alors", "Zut")]
    assert dits == ["extra_go", "habitants", "commune", "zut", "zut"]


def test_un_nom_nu_de_deux_options_ne_dit_rien() -> None:
    catalogue = avec(seule("zut", autres_noms=("Truc",)), seule("flute", autres_noms=("Truc",)))
    titres = titres_de(catalogue)
    assert titres.champ_de("Truc") is None
    assert not titres.est_connu("Truc")
    assert lire(("habitants", "Truc"), catalogue).rangs == {"habitants": 0}


def test_un_nom_nu_qui_est_le_titre_d_un_autre_champ_n_est_pas_ambigu() -> None:
    catalogue = avec(option("sauvegarde-externalisee", autres_noms=("Ville", "Sauvegarde")))
    titres = titres_de(catalogue)
    assert [titres.est_connu(titre) for titre in ("Ville", "Sauvegarde", "Zut")] == [True, True, False]
    assert lire(("Ville",), catalogue).rangs == {"commune": 0}
    assert fautes(("Ville", "Sauvegarde"), catalogue)[0].startswith("liste.csv : « Sauvegarde » (colonne 2) : en plus")


def test_un_autre_nom_garde_ses_majuscules_dans_un_titre() -> None:
    catalogue = avec(option("sauvegarde-externalisee", autres_noms=("SMS", "E-mail", "Sauvegarde", "X")))
    (champ,) = [un for un in champs_de(catalogue) if un.nom == "besoin_go"]
    assert champ.titres == (
        "Besoin en Go", "Go nécessaires", "Go en tout",
        "Volume de SMS Go", "Besoin de SMS", "Volume d’e-mail Go", "Besoin d’e-mail",
        "Volume de sauvegarde Go", "Besoin de sauvegarde", "Volume de x Go", "Besoin de x",
    )  # fmt: skip


LITS = Mesure("nb-lits", "lits", Unite("lit", "lits"), (), "")


@pytest.mark.parametrize(
    ("catalogue", "nom", "lisible"),
    [
        (ANNEXE, "habitants", "Habitants"),
        (ANNEXE, "code_insee", "Code INSEE"),
        (ANNEXE, "affiliee", "Affiliée"),
        (ANNEXE, "formation", "Formations"),
        (avec(seule("deux-mots", nom="Zut")), "deux_mots", "Deux-mots"),
        (avec(seule("deux-mots", nom="Deux Mots")), "deux_mots", "Deux Mots"),
        (ANNEXE._replace(mesures=(*ANNEXE.mesures, LITS)), "nb_lits", "Nb lits"),
    ],
)
def test_le_titre_lisible_d_un_champ_se_relit(catalogue: Catalogue, nom: str, lisible: str) -> None:
    titres = titres_de(catalogue)
    (champ,) = [un for un in champs_de(catalogue) if un.nom == nom]
    assert titres.lisible(champ) == lisible
    assert titres.champ_de(lisible) == nom


@pytest.mark.parametrize(
    ("catalogue", "nom", "aide"),
    [
        (ANNEXE._replace(mesures=()), "nature", "commune, etablissement-public ou budget-annexe."),
        (ANNEXE._replace(natures=()), "agents", "Nombre d’agents."),
        (
            avec(option("sauvegarde-externalisee", aide="Place de plus")),
            "extra_go",
            "Place de plus, au-dessus de ce que le forfait comprend.",
        ),
        (avec(option("sauvegarde-externalisee", aide="Place")), "besoin_go", "Place en tout."),
        (avec(option("formation-sur-site", aide="Sur place")), "formation", "Sur place."),
    ],
)
def test_l_aide_d_un_champ(catalogue: Catalogue, nom: str, aide: str) -> None:
    (champ,) = [un for un in champs_de(catalogue) if un.nom == nom]
    assert champ.aide == aide


def test_une_nature_ne_se_cherche_que_par_ses_habitants() -> None:
    habitants, agents = ANNEXE.mesures
    commune, etablissement, _ = ANNEXE.natures
    assert nature_cherchee(ANNEXE) == commune
    assert nature_cherchee(ANNEXE._replace(mesures=(habitants,))) == commune
    assert nature_cherchee(ANNEXE._replace(mesures=(agents,))) is None
    assert nature_cherchee(ANNEXE._replace(natures=(etablissement,))) is None
