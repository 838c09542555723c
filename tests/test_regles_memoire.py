"""What a costing remembers changes nothing, is used, and is bounded; what the other population would make pay."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import pytest
from outils import espaces_simples
from test_regles import grille

from forfait_cli.domaine import chiffreur as module
from forfait_cli.domaine.catalogue import Bornes, Catalogue
from forfait_cli.domaine.chiffreur import Chiffreur
from forfait_cli.domaine.demande import Collectivite, Demande, Population
from forfait_cli.domaine.quantites import quantites_de
from forfait_cli.domaine.types import GenrePopulation
from forfait_cli.erreurs import MauvaisUsage, nommer_champs

CORPS = """
{strates}

[[forfaits]]
code = "un"
nom = "Un"
prix = {{ montant = 10.00, periodicite = "an" }}

[[forfaits]]
code = "deux"
nom = "Deux"
prix = {{ montant = {par}, periodicite = "an" }}

[[services]]
code = "disque"
nom = "Disque"
cellules = "Non inclus"

[[options]]
code = "a"
nom = "A"
unite = "Go"
prix = 2.00

[[options]]
code = "b"
nom = "B"
unite = "Go"
prix = 3.00
"""
STRATES = "[[strates]]\nhabitants = { max = 99 }\n[[strates]]\nhabitants = { min = 100, max = 500 }\n"


def une(strates: str = STRATES, par: str = "20.00", tva: str = "") -> Catalogue:
    return grille(tva + CORPS.format(strates=strates, par=par))


def demande(habitants: int, extras: Mapping[str, int] | None = None, **ajouts: Any) -> Demande:
    return Demande(Collectivite("commune", {"habitants": habitants}), extras or {}, **ajouts)


def test_ce_qui_est_retenu_est_borne_et_ne_change_rien(monkeypatch: pytest.MonkeyPatch) -> None:
    """With room for three things, each answer is that of a costing that remembers nothing."""
    monkeypatch.setattr(module, "RETENUES_MAX", 3)
    monkeypatch.setattr(module, "SELECTIONS_MAX", 2)
    catalogue = une()
    memoire = Chiffreur(catalogue)
    for habitants in (5, 5, 150, 5, 150, 150):
        for extras in ({}, {"a": 1}, {"b": 2, "a": 1}, {"a": 3}, {"a": 1}):
            for forfaits in (None, ("un",), ("deux",), ("un", "deux")):
                voulue = demande(habitants, extras, forfaits=forfaits)
                assert memoire.chiffrer(voulue) == Chiffreur(catalogue).chiffrer(voulue)
                # One forfait, and the two options asked for, may come in before it is seen that there is no room.
                assert sum(1 + len(offre.options) for offre in memoire._offres.values()) <= 2 + 3
                assert len(memoire._selections) <= 2


def test_deux_memes_demandes_ne_se_chiffrent_qu_une_fois(monkeypatch: pytest.MonkeyPatch) -> None:
    appels: list[str] = []

    def compter(nom: str) -> None:
        vraie = getattr(module, nom)

        def comptee(*arguments: Any, **mots: Any) -> Any:
            appels.append(nom)
            return vraie(*arguments, **mots)

        monkeypatch.setattr(module, nom, comptee)

    for nom in ("part_du_forfait", "offre", "selectionner", "volumes_inclus"):
        compter(nom)
    chiffreur = Chiffreur(une())
    chiffreur.chiffrer(demande(5, {"a": 1}))
    assert sorted(appels) == ["offre"] * 2 + ["part_du_forfait"] * 2 + ["selectionner"] + ["volumes_inclus"] * 2
    appels.clear()
    chiffreur.chiffrer(demande(7, {"a": 1}))  # the same strate, and no price by head
    chiffreur.chiffrer(demande(7, {"a": 2}))
    assert appels == []
    chiffreur.chiffrer(demande(7, {"b": 2}))
    assert appels == ["offre"] * 2
    chiffreur.chiffrer(demande(150, {"b": 2}))
    assert appels.count("part_du_forfait") == 2


def test_ce_qui_ne_changerait_rien() -> None:
    """The bounds of the only measure that classed, unless a price counts it."""
    chiffreur = Chiffreur(une())
    assert chiffreur.etendue(chiffreur.qui(demande(5).collectivite)[0]) == ("habitants", Bornes(0, 99))
    assert chiffreur.etendue(chiffreur.qui(demande(500).collectivite)[0]) == ("habitants", Bornes(100, 500))
    par_tete = Chiffreur(une(par='0.50, par = "habitants"'))
    assert par_tete.etendue(par_tete.qui(demande(5).collectivite)[0]) is None
    sans = Chiffreur(une(strates=""))
    assert sans.etendue(sans.qui(demande(5).collectivite)[0]) is None


# --- The other population -------------------------------------------------------------------------


def phrases(catalogue: Catalogue, totale: int, municipale: int | None, **ajouts: Any) -> list[str]:
    """What is said of the other population's amounts."""
    population = Population(totale, municipale, None, GenrePopulation.TOTALE, "2023", "INSEE")
    qui = Collectivite("commune", {"habitants": totale}, population=population)
    dites = Chiffreur(catalogue).chiffrer(Demande(qui, **ajouts)).hypotheses
    return [espaces_simples(dite) for dite in dites if "des prix se comptent par habitant" in dite]


PAR_TETE = '0.50, par = "habitants"'
DEBUT = "Attention : des prix se comptent par habitant. Avec la population municipale"


@pytest.mark.parametrize("strates", [STRATES, ""], ids=["strates", "sans"])
def test_l_autre_population_paierait_autre_chose(strates: str) -> None:
    catalogue = une(strates, PAR_TETE)
    assert phrases(catalogue, 150, 140) == [
        f"{DEBUT} (140), ce serait : « Deux » 70,00 € par an au lieu de 75,00 € par an."
    ]
    assert phrases(catalogue, 150, 150) == []
    assert phrases(catalogue, 150, None) == []
    assert phrases(une(strates), 150, 140) == []
    avec = phrases(catalogue, 150, 140, extras={"a": 1})
    assert avec == [
        f"{DEBUT} (140), ce serait : « Deux » 70,00 € par an et 2,00 € périodicité non précisée "
        "au lieu de 75,00 € par an et 2,00 € périodicité non précisée."
    ]


def test_l_autre_population_n_a_pas_de_strate_ou_paie_avec_la_taxe() -> None:
    assert phrases(une(STRATES, PAR_TETE), 450, 501) == []
    ht = une(STRATES, PAR_TETE, '[tva]\nregime = "ht"\ntaux = 20\n')
    assert phrases(ht, 150, 140) == [
        f"{DEBUT} (140), ce serait, TTC : « Deux » 84,00 € par an au lieu de 90,00 € par an."
    ]


def test_l_autre_population_rendrait_un_prix_inconnu_ou_non_propose() -> None:
    prix = '{ 1 = 0.50, 2 = "non proposé" }, par = "habitants"'
    assert phrases(une(STRATES, prix), 90, 110) == []
    inconnu = '{ 1 = 0.50 }, par = "habitants"'
    assert phrases(une(STRATES, inconnu), 90, 110) == [
        f"{DEBUT} (110), ce serait : « Deux » sans montant au lieu de 45,00 € par an."
    ]


# --- Quantities -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("extras", "besoins", "message"),
    [
        ({"a": "x"}, {}, "x n’est pas un nombre | donnez un nombre entier, 0 ou plus"),
        ({"a": True}, {}, "True n’est pas un nombre | donnez un nombre entier, 0 ou plus"),
        ({"a": Decimal("NaN")}, {}, "NaN n’est pas un nombre | donnez un nombre entier, 0 ou plus"),
        ({"a": -1}, {}, "quantité négative : -1 | donnez un nombre entier, 0 ou plus"),
        ({"a": Decimal("1.5")}, {}, "« A » se compte en nombres entiers : 1,5 demandé | donnez un nombre entier"),
        ({"zzz": 1}, {}, "aucune option n’a le code « zzz » | options du catalogue : a, b."),
        ({"disque": 1}, {}, "« Disque » n’est vendu par aucune option | options du catalogue : a, b."),
        ({"disque": 0}, {}, "« Disque » n’est vendu par aucune option | options du catalogue : a, b."),
        ({}, {"a": 1},
         "« A » : le catalogue ne dit pas de quel volume compris déduire le besoin | demandez un supplément"),
        ({"a": 1}, {"a": 1}, "« A » : un supplément et un besoin à la fois | donnez l’un ou l’autre : le besoin est le "
         "volume entier, le supplément vient en plus"),
    ],
)  # fmt: skip
def test_une_quantite_qui_ne_peut_etre_est_refusee(
    extras: dict[str, Any], besoins: dict[str, Any], message: str
) -> None:
    with pytest.raises(MauvaisUsage) as refus:
        quantites_de(une(), extras, besoins)
    dits = [f"{un.message} | {un.aide}" for un in refus.value.anomalies]
    assert message in [espaces_simples(nommer_champs(dit, "<{}>".format)) for dit in dits]


def test_ce_qui_est_demande_vient_dans_l_ordre_de_la_grille_et_zero_ne_demande_rien() -> None:
    def codes(extras: dict[str, int]) -> list[tuple[str, object, bool]]:
        return [tuple(quantite) for quantite in quantites_de(une(), extras, {})]  # type: ignore[misc]

    assert codes({"b": 1, "a": 2}) == [("a", 2, False), ("b", 1, False)]
    assert codes({"b": 1, "a": 0}) == [("b", 1, False)]
    assert codes({"a": 0}) == []
