"""Prices laid over a grid, field by field; the effect of a grid, and its warnings, case by case."""

import datetime
from decimal import Decimal

import pytest

from forfait_cli.domaine.dossier import Collectivite, Demande
from forfait_cli.domaine.grille import Catalogue, Proposee
from forfait_cli.domaine.impact import Cas, impact
from forfait_cli.domaine.tarifs import NON_DONNE, TOUS, EnTete, Tarifs, appliquer
from forfait_cli.domaine.tva import HorsTaxe, NonSoumis
from forfait_cli.domaine.types import ARenseigner, Chiffre, Mode, Nature, Periodicite, Prix, Tarif
from forfait_cli.domaine.verification import avertissements

SOURCE = "tarifs «\u00a0T\u00a0»"
ENTETE = EnTete("T", "Délibération", None, "sha256:", "t.toml", datetime.date(2026, 1, 1), None, None)
AN, MOIS = Periodicite.AN, Periodicite.MOIS
PREMIERE, SUIVANTES = Periodicite.PREMIERE_ANNEE, Periodicite.ANNEES_SUIVANTES


def euros(montant: str) -> Prix:
    return Chiffre(Decimal(montant))


def poser(catalogue: Catalogue, base: Tarif, *donnes: Tarif) -> Tarif:
    """What becomes of the price of the first forfait."""
    premier, *autres = catalogue.forfaits
    grille = catalogue._replace(forfaits=(premier._replace(tarif=base), *autres))
    return appliquer(grille, Tarifs(ENTETE, None, {premier.code: donnes}, {})).forfaits[0].tarif


BASE = Tarif(Mode.JOURNALIER, ARenseigner("absent"), {1: euros("1")}, AN, taux=Decimal(10))


def test_what_is_not_given_stays(catalogue: Catalogue) -> None:
    assert poser(catalogue, BASE) == BASE
    # No amount: the catalogue's own price is completed, and stays the catalogue's.
    assert poser(catalogue, BASE, Tarif(None, NON_DONNE, periodicite=MOIS, taux=Decimal(5))) == BASE._replace(
        periodicite=MOIS, taux=Decimal(5)
    )
    assert poser(catalogue, BASE, Tarif(None, NON_DONNE)) == BASE


def test_one_amount_takes_the_place_of_the_catalogue_s(catalogue: Catalogue) -> None:
    assert poser(catalogue, BASE, Tarif(None, euros("3"))) == Tarif(
        Mode.JOURNALIER, euros("3"), periodicite=AN, taux=Decimal(10), source=SOURCE
    )
    assert poser(catalogue, BASE, Tarif(None, euros("0"), periodicite=MOIS, taux=Decimal(0))) == Tarif(
        Mode.JOURNALIER, euros("0"), periodicite=MOIS, taux=Decimal(0), source=SOURCE
    )


def test_amounts_by_strate_add_to_the_catalogue_s(catalogue: Catalogue) -> None:
    pose = poser(catalogue, BASE, Tarif(None, NON_DONNE, {2: euros("2")}))
    assert pose == Tarif(
        Mode.JOURNALIER, ARenseigner("absent"), {1: euros("1"), 2: euros("2")}, AN, taux=Decimal(10), source=SOURCE
    )
    assert poser(catalogue, BASE, Tarif(None, NON_DONNE, {1: euros("9")})).par_strate == {1: euros("9")}


@pytest.mark.parametrize(
    ("base", "absent"),
    [
        (BASE, ARenseigner("absent")),
        (BASE._replace(prix=euros("7")), ARenseigner(f"montant absent des {SOURCE}")),
    ],
    ids=["price not known", "price known: of which periodicity?"],
)
def test_several_prices_never_take_an_amount_of_another_periodicity(
    catalogue: Catalogue, base: Tarif, absent: ARenseigner
) -> None:
    donnes = (Tarif(None, euros("5"), periodicite=PREMIERE), Tarif(None, NON_DONNE, periodicite=SUIVANTES))
    second = Tarif(Mode.JOURNALIER, absent, periodicite=SUIVANTES, source=SOURCE)
    assert poser(catalogue, base, *donnes) == Tarif(
        Mode.JOURNALIER, euros("5"), periodicite=PREMIERE, source=SOURCE, autres=(second,)
    )


def test_an_option_is_priced_for_all_or_for_one(catalogue: Catalogue) -> None:
    prix = {TOUS: (Tarif(None, euros("9")),), "heberge": (Tarif(None, euros("8")),)}
    posee = appliquer(catalogue, Tarifs(ENTETE, None, {}, {"messagerie": prix}))
    (option,) = [option for option in posee.options if option.code == "messagerie"]
    tarifs = {code: c.tarif.prix for code, c in option.cellules.items() if isinstance(c, Proposee)}
    assert tarifs == {code: euros("8" if code == "heberge" else "9") for code in tarifs}
    assert len(tarifs) == 5
    sans = {option.code: option for option in posee.options if option.code != "messagerie"}
    assert sans == {option.code: option for option in catalogue.options if option.code != "messagerie"}


def test_the_regime_of_vat_is_the_tarifs_s_if_they_say_one(catalogue: Catalogue) -> None:
    ht = catalogue._replace(tva=HorsTaxe(Decimal(20)))
    assert appliquer(ht, Tarifs(ENTETE, None, {}, {})).tva == HorsTaxe(Decimal(20))
    non_soumis = NonSoumis("non soumis")
    assert appliquer(ht, Tarifs(ENTETE, non_soumis, {}, {})).tva == non_soumis
    assert appliquer(catalogue, Tarifs(ENTETE, None, {}, {})).tarifs == ENTETE


# --- The effect of a grid -----------------------------------------------------------------------


def cas(nom: str, habitants: int, *forfaits: str) -> Cas:
    return Cas(nom, Demande(Collectivite(Nature.COMMUNE, habitants, None), forfaits=forfaits or None))


def test_the_effect_of_a_grid_case_by_case(catalogue: Catalogue) -> None:
    def grille(**prix: str) -> Catalogue:
        montants = {code.replace("_", "-"): (Tarif(None, euros(m), periodicite=AN),) for code, m in prix.items()}
        return appliquer(catalogue, Tarifs(ENTETE, None, montants, {}))

    avant = grille(technologie="100", heberge="50", metiers="30")
    apres = grille(technologie="120", heberge="45")
    # After, strate 1 stops at 199 and nothing holds 200 to 249; strate 2 begins at 250.
    premiere, *autres = apres.strates
    assert premiere.habitants is not None
    apres = apres._replace(strates=(premiere._replace(habitants=premiere.habitants._replace(max=199)), *autres))
    deplacee = avant._replace(strates=(avant.strates[0], *avant.strates[1:]))
    resultat = impact(
        deplacee,
        apres,
        [
            cas("trou", 220, "technologie"),
            cas("C", 3000, "technologie"),
            cas("A", 10, "technologie", "heberge"),
            cas("B", 20, "technologie", "heberge", "metiers"),
        ],
    )
    assert [(p.strate, p.forfait, p.combien, str(p.avant), str(p.apres)) for p in resultat.parts] == [
        (1, "heberge", 2, "100.00", "90.00"),
        (1, "technologie", 2, "200.00", "240.00"),
        (5, "technologie", 1, "100.00", "120.00"),
    ]
    assert [tuple(inconnu) for inconnu in resultat.inconnus] == [(1, "metiers", 1)]
    assert [(e.nom, e.strate, e.forfait) for e in resultat.gagnants] == [("A", 1, "heberge"), ("B", 1, "heberge")]
    assert [(e.nom, e.strate) for e in resultat.perdants] == [("C", 5), ("A", 1), ("B", 1)]
    assert (resultat.lues, resultat.refusees, resultat.changent) == (4, ("trou",), 0)


def test_those_that_change_strate_are_counted_and_stay_where_they_were(catalogue: Catalogue) -> None:
    premiere, deuxieme, *autres = catalogue.strates
    assert premiere.habitants is not None
    assert deuxieme.habitants is not None
    apres = catalogue._replace(
        strates=(
            premiere._replace(habitants=premiere.habitants._replace(max=99)),
            deuxieme._replace(habitants=deuxieme.habitants._replace(min=100)),
            *autres,
        )
    )
    resultat = impact(catalogue, apres, [cas("x", 50), cas("y", 150), cas("z", 249), cas("w", 250)])
    assert (resultat.lues, resultat.changent) == (4, 2)
    assert {inconnu.strate for inconnu in resultat.inconnus} == {1, 2}
    assert {inconnu.combien for inconnu in resultat.inconnus if inconnu.strate == 1} == {3}


# --- What is warned -----------------------------------------------------------------------------


def dites(catalogue: Catalogue) -> list[tuple[str, str, str]]:
    return [(o.replace("\u00a0", " "), m.replace("\u202f", " ").replace("\u00a0", " "), a)
            for o, m, a in avertissements(catalogue) if o != "prix"]  # fmt: skip


def test_a_grid_without_a_criterion_is_warned_of(catalogue: Catalogue) -> None:
    sans_agents = tuple(strate._replace(agents=None) for strate in catalogue.strates)
    assert dites(catalogue._replace(strates=sans_agents)) == [
        ("strates", "aucun établissement public ni budget annexe n’a de strate", "un devis les refuse")
    ]
    sans_habitants = tuple(strate._replace(habitants=None) for strate in catalogue.strates)
    assert dites(catalogue._replace(strates=sans_habitants)) == [
        ("strates", "aucune commune n’a de strate", "un devis les refuse")
    ]
    assert dites(catalogue) == []


def test_a_price_half_given_is_warned_of(catalogue: Catalogue) -> None:
    def avec(tarif: Tarif) -> list[tuple[str, str, str]]:
        return dites(catalogue._replace(forfaits=(catalogue.forfaits[0]._replace(tarif=tarif),)))

    qui = "forfait « Forfait Métiers »"
    assert avec(Tarif(None, euros("1"), periodicite=PREMIERE)) == [
        (qui, "un prix la première année, aucun les années suivantes", "ajoutez-le s’il y en a un")
    ]
    suite = Tarif(None, euros("1"), periodicite=SUIVANTES)
    assert avec(Tarif(None, euros("1"), periodicite=PREMIERE, autres=(suite,))) == []
    assert avec(suite) == []
    sauf_deux = {numero: euros("1") for numero in (1, 3, 4, 5, 6, 7)}
    assert avec(Tarif(None, ARenseigner("x"), sauf_deux)) == [
        (qui, "prix absent des strates 2, 8", "un devis dit « à renseigner »")
    ]
    assert avec(Tarif(None, euros("2"), sauf_deux)) == []
    assert avec(Tarif(None, ARenseigner("x"), {**sauf_deux, 2: euros("1"), 8: euros("1")})) == []


def test_missing_prices_are_counted(catalogue: Catalogue) -> None:
    un = catalogue._replace(forfaits=catalogue.forfaits[:1], options=())
    (manque,) = avertissements(un)
    assert manque == (
        "prix", "1 prix manque", "un devis les dit « à renseigner » ; forfait tarifs template les demande"
    )  # fmt: skip
    (manquent,) = avertissements(catalogue._replace(forfaits=catalogue.forfaits[:2], options=()))
    assert manquent.message == "2 prix manquent"
