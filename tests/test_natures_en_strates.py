"""A price that depends on the nature and on the strate speaks only of the strates where that nature may be."""

from collections.abc import Mapping
from decimal import Decimal

import pytest
from outils import RACINE, Lancer, espaces_simples

from forfait_cli import load_catalogue
from forfait_cli.domaine.catalogue import Catalogue, EnTete, Option, Proposee, Strate
from forfait_cli.domaine.gabarit import avancement, gabarit
from forfait_cli.domaine.prix import (
    ARenseigner,
    Bareme,
    Chiffre,
    Echeance,
    SelonNature,
    SelonStrate,
    Tarif,
    est_complet,
    par_nature,
)
from forfait_cli.domaine.prix_en_mots import texte_echeance
from forfait_cli.domaine.tarifs import Tarifs, appliquer
from forfait_cli.domaine.types import Periodicite
from forfait_cli.readers.tarifs import lire_tarifs
from forfait_cli.render.commun.prix import pour_strate

VALLEES = load_catalogue(RACINE / "examples" / "vallees.toml")
INCONNU = ARenseigner("à demander")
UN, DEUX, TROIS = (Chiffre(Decimal(n)) for n in (1, 2, 3))
SANS_TARIFS = Tarifs(EnTete("", "", None, "", "", None, None, None), None, {}, {})


def strates(prix: Mapping[int, Bareme]) -> SelonStrate:
    return SelonStrate(prix, INCONNU)


def natures(**prix: Bareme) -> SelonNature:
    return SelonNature(prix, INCONNU)


def dit(bareme: Bareme, catalogue: Catalogue = VALLEES) -> str:
    return espaces_simples(texte_echeance(catalogue, Echeance(bareme), None))


def avec(bareme: Bareme) -> Catalogue:
    """The grid with one option alone, at that price."""
    option: Option = VALLEES.options[1]
    vendue = Proposee("", Tarif(None, (Echeance(bareme, Periodicite.AN),)))
    cellules = dict.fromkeys(option.cellules, vendue)
    forfaits = tuple(forfait._replace(tarif=None) for forfait in VALLEES.forfaits)
    return VALLEES._replace(forfaits=forfaits, options=(option._replace(cellules=cellules),))


def test_qui_peut_etre_dans_une_strate() -> None:
    accueillies = {
        strate.numero: [nature.code for nature in VALLEES.natures if strate.accueille(nature.code)]
        for strate in VALLEES.strates
    }
    assert accueillies == {1: ["commune"], 2: ["commune", "syndicat"], 3: ["communaute"], 4: ["communaute"]}
    assert VALLEES.strates[0].accueille(None)
    assert Strate(1, "", (VALLEES.strates[0].cas[0]._replace(natures=()),), {}).accueille("syndicat")
    assert VALLEES.impossibles() == {
        (1, "communaute"), (1, "syndicat"), (2, "communaute"), (3, "commune"), (3, "syndicat"), (4, "commune"),
        (4, "syndicat"),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("bareme", "attendu"),
    [
        (natures(commune=strates({1: UN, 2: DEUX}), syndicat=TROIS),
         "selon la nature : de 1,00 € à 2,00 € selon la strate (commune) ; 3,00 € (syndicat)"),
        (natures(commune=strates({1: UN, 2: DEUX, 3: TROIS}), syndicat=TROIS),
         "selon la nature : de 1,00 € à 2,00 € selon la strate (commune) ; 3,00 € (syndicat)"),
        (natures(commune=strates({1: UN}), syndicat=TROIS),
         "selon la nature : 1,00 € selon la strate, à renseigner en strate 2 (commune) ; 3,00 € (syndicat)"),
        (natures(commune=strates({3: UN}), syndicat=TROIS),
         "selon la nature : à renseigner (commune) ; 3,00 € (syndicat)"),
        (strates({1: natures(commune=UN, syndicat=DEUX), 2: TROIS, 3: TROIS, 4: TROIS}),
         "3,00 € selon la strate, 1,00 € en strate 1"),
        (strates({1: UN, 2: natures(commune=DEUX, communaute=TROIS, syndicat=TROIS), 3: UN, 4: UN}),
         "1,00 € selon la strate, selon la nature : 2,00 € (commune) ; 3,00 € (syndicat) en strate 2"),
        (strates({1: natures(syndicat=DEUX), 2: TROIS, 3: TROIS, 4: TROIS}),
         "3,00 € selon la strate, à renseigner en strate 1"),
    ],
)  # fmt: skip
def test_ce_qu_en_disent_les_mots(bareme: Bareme, attendu: str) -> None:
    assert dit(bareme) == attendu


@pytest.mark.parametrize(
    ("bareme", "manquent"),
    [
        (natures(commune=strates({1: UN, 2: DEUX}), communaute=UN, syndicat=UN), 0),
        (natures(commune=strates({1: UN, 2: INCONNU}), communaute=UN, syndicat=UN), 1),
        (natures(commune=strates({1: UN}), communaute=strates({3: UN}), syndicat=UN), 2),
        (strates({1: natures(commune=UN, syndicat=INCONNU), 2: UN, 3: UN, 4: UN}), 0),
        (strates({1: natures(commune=INCONNU, syndicat=UN), 2: UN, 3: UN, 4: UN}), 1),
        (strates({1: UN, 2: UN, 3: UN}), 1),
    ],
)
def test_une_case_qui_ne_servirait_a_personne_n_est_ni_demandee_ni_comptee(bareme: Bareme, manquent: int) -> None:
    catalogue = avec(bareme)
    numeros = [strate.numero for strate in catalogue.strates]
    assert est_complet(bareme, numeros, catalogue.impossibles()) is (manquent == 0)
    assert len(gabarit(catalogue, None)[3].rangees) == (1 if manquent else 0)
    assert avancement(catalogue, SANS_TARIFS).manquants == manquent


def test_une_grille_sans_strate_a_toutes_ses_natures() -> None:
    assert list(par_nature({"a": UN, "b": INCONNU}, (), ())) == [("a", UN, ()), ("b", INCONNU, ())]
    assert not est_complet(natures(a=UN, b=INCONNU), ())
    assert list(par_nature({"a": UN, "b": DEUX}, (1, 2), {(1, "a"), (2, "a"), (2, "b")})) == [("b", DEUX, (1,))]


def test_le_prix_d_une_strate_est_celui_de_qui_y_est() -> None:
    tarif = Tarif(None, (Echeance(natures(commune=strates({1: UN, 2: DEUX}), communaute=TROIS, syndicat=UN)),))
    vus = [pour_strate(VALLEES, tarif, strate).echeances[0].bareme for strate in VALLEES.strates]
    assert vus == [UN, natures(commune=DEUX, syndicat=UN), TROIS, TROIS]
    assert pour_strate(VALLEES, tarif, VALLEES.strates[1], "syndicat").echeances[0].bareme == UN


def test_des_tarifs_qui_donnent_chaque_case_utile_remplacent_le_prix() -> None:
    """All the cells that can serve are there: the price is theirs whole, its ceiling too."""
    tarifs = (
        'schema = "forfait.tarifs/1"\ntitre = "T"\nsource = "S"\n[options.cartographie]\n'
        "par_nature = { commune = { 1 = 61.00, 2 = 96.00 }, communaute = 351.00, syndicat = 10.00 }\n"
        'plafond = 500.00\nperiodicite = "an"\n'
    )
    pose = appliquer(VALLEES, lire_tarifs(tarifs.encode(), "essai", VALLEES))
    cellule = pose.options[1].cellules["plateforme"]
    assert isinstance(cellule, Proposee)
    (echeance,) = cellule.tarif.echeances
    assert echeance.plafond == Decimal("500.00")
    assert dit(echeance.bareme, pose) == (
        "selon la nature : de 61,00 € à 96,00 € selon la strate (commune) ; 351,00 € (communauté de communes) ; "
        "10,00 € (syndicat)"
    )


@pytest.mark.parametrize(
    "commande",
    [["compare"], ["catalogue", "show"], ["catalogue", "show", "--format", "csv"], ["compare", "--format", "markdown"]],
)
def test_rien_n_est_a_renseigner_la_ou_personne_n_est(lancer: Lancer, commande: list[str]) -> None:
    resultat = lancer(*commande, "--catalogue", str(RACINE / "examples" / "vallees.toml"))
    assert resultat.code == 0
    assert "à renseigner" not in espaces_simples(resultat.sortie.decode())
    assert "selon la nature" in espaces_simples(resultat.sortie.decode())
