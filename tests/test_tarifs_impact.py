"""The effect of a new grid: it sums to the devis that it is made of, unknown prices apart."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from outils import RACINE
from test_regles import grille

from forfait_cli import chiffrer, load_catalogue
from forfait_cli.domaine.catalogue import Bornes, Catalogue
from forfait_cli.domaine.demande import Collectivite, Demande
from forfait_cli.domaine.impact import Cas, Effet, Part, difference, impact, pour_cent, totaliser
from forfait_cli.domaine.tarifs import appliquer
from forfait_cli.domaine.types import Periodicite
from forfait_cli.erreurs import Refus
from forfait_cli.readers.tarifs import lire_tarifs

SILLON = load_catalogue(RACINE / "examples" / "sillon.toml")
VALCOURBE = load_catalogue(RACINE / "examples" / "valcourbe.toml")


def de(annee: int) -> Catalogue:
    fichier = RACINE / "examples" / "valcourbe-tarifs" / f"{annee}.toml"
    return appliquer(VALCOURBE, lire_tarifs(fichier.read_bytes(), str(fichier), VALCOURBE))


AVANT, APRES = de(2026), de(2027)


def cas(nom: str, habitants: int, go: int = 0) -> Cas:
    return Cas(nom, Demande(Collectivite("commune", {"habitants": habitants}), {"sauvegarde": go} if go else {}))


def test_a_la_main() -> None:
    """Socle: 500 habitants 180 → 186, 2 000 habitants 420 → 430; Complet by head, 0.355 → 0.36."""
    effet = impact(AVANT, APRES, [cas("Petite", 500), cas("Grande", 2000)])
    socle = [part for part in effet.parts if part.forfait == "socle"]
    assert [(part.strate, part.combien, str(part.avant), str(part.apres)) for part in socle] == [
        (1, 1, "180.00", "186.00"), (2, 1, "420.00", "430.00"),
    ]  # fmt: skip
    assert [str(pour_cent(part)) for part in socle] == ["3.3", "2.4"]
    par_an = [part for part in effet.parts if part.forfait == "complet" and part.periodicite is Periodicite.AN]
    assert [(str(part.avant), str(part.apres)) for part in par_an] == [("300.00", "300.00"), ("710.00", "720.00")]
    assert (effet.lues, effet.refusees, effet.inconnus, effet.gagnants, effet.changent) == (2, (), (), (), 0)
    assert [(ecart.nom, ecart.forfait, str(difference(ecart))) for ecart in effet.perdants] == [
        ("Grande", "socle", "10.00"), ("Grande", "complet", "10.00"), ("Petite", "socle", "6.00"),
    ]  # fmt: skip


def test_les_inconnus_et_les_refus_sont_a_part() -> None:
    effet = impact(VALCOURBE, APRES, [cas("Une", 500)])
    assert effet.parts == ()
    assert [(inconnu.forfait, inconnu.combien) for inconnu in effet.inconnus] == [("socle", 1), ("complet", 1)]
    assert effet.manques == (True, False)
    assert impact(APRES, VALCOURBE, [cas("Une", 500)]).manques == (False, True)
    assert impact(VALCOURBE, VALCOURBE, [cas("Une", 500), cas("Deux", 600)]).manques == (True, True)
    assert impact(AVANT, APRES, [cas("Une", 500)]).manques == (False, False)
    assert impact(SILLON, SILLON, [cas("Trou", 5500)]).refusees == ("Trou",)
    assert pour_cent(impact(AVANT, APRES, [cas("Une", 500)]).parts[1]._replace(avant=Decimal(0))) is None


@given(st.lists(st.tuples(st.integers(0, 20_000), st.integers(0, 50)), max_size=25))
def test_l_effet_est_la_somme_des_devis(tailles: list[tuple[int, int]]) -> None:
    liste = [cas(f"C{rang}", habitants, go) for rang, (habitants, go) in enumerate(tailles)]
    effet = impact(AVANT, APRES, liste)
    for catalogue, champ in ((AVANT, "avant"), (APRES, "apres")):
        sommes: dict[tuple[int, str, Periodicite | None], Decimal] = {}
        for un in liste:
            chiffrage = chiffrer(catalogue, un.demande)
            for devis in chiffrage.devis:
                for total in devis.totaux:
                    cle = (chiffrage.classement.strate.numero, devis.forfait.code, total.periodicite)
                    sommes[cle] = sommes.get(cle, Decimal(0)) + total.montant
        assert {(p.strate, p.forfait, p.periodicite): getattr(p, champ) for p in effet.parts} == sommes
    assert all(len(extremes) <= 10 for extremes in (effet.gagnants, effet.perdants))
    tailles_perdues = [difference(ecart) for ecart in effet.perdants]
    assert tailles_perdues == sorted(tailles_perdues, reverse=True)
    inverse = impact(APRES, AVANT, liste)
    assert [ecart.nom for ecart in inverse.gagnants] == [ecart.nom for ecart in effet.perdants]


@given(st.integers(0, 20_000))
def test_une_grille_contre_elle_meme_ne_change_rien(habitants: int) -> None:
    try:
        chiffrer(SILLON, cas("x", habitants).demande)
    except Refus:
        return
    effet = impact(SILLON, SILLON, [cas("x", habitants)])
    assert all(difference(part) == 0 for part in effet.parts)
    assert effet.gagnants == effet.perdants == ()


# --- Two small grids ------------------------------------------------------------------------------


COMMUNES = '[[natures]]\ncode = "commune"\nnom = "commune"\nmesure = ["habitants", "agents"]\n'


def deux_strates(seuil: int, *prix: str, mesure: str = "habitants") -> Catalogue:
    """One forfait, or several, each at one price below a size and at another from it on."""
    corps = f"{COMMUNES}[[strates]]\n{mesure}.max = {seuil - 1}\n[[strates]]\n{mesure}.min = {seuil}\n"
    for nom, un in zip("abc", prix, strict=False):
        corps += f'[[forfaits]]\ncode = "{nom}"\nnom = "{nom.upper()}"\nperiodicite = "an"\nprix = {un}\n'
    return grille(corps)


def test_qui_change_de_strate_paie_avant_le_prix_de_l_une_et_apres_celui_de_l_autre() -> None:
    """From 10 on it was 5 €; now it is from 15 on only, 3 € below: 12 habitants are counted where they were."""
    effet = impact(deux_strates(10, "[3, 5]"), deux_strates(15, "[3, 5]"), [cas("Une", 12), cas("Autre", 2)])
    assert effet.parts == (
        Part(1, "a", Periodicite.AN, 1, Decimal(3), Decimal(3)),
        Part(2, "a", Periodicite.AN, 1, Decimal(5), Decimal(3)),
    )
    assert (effet.lues, effet.changent, effet.non_lues) == (2, 1, 0)


def test_un_centime_de_plus_ou_de_moins_se_dit() -> None:
    avant, apres = deux_strates(10, "[1.00, 1.00]"), deux_strates(10, "[1.01, 0.99]")
    effet = impact(avant, apres, [cas("Petite", 2), cas("Grande", 12)])
    assert [(un.nom, str(difference(un))) for un in effet.perdants] == [("Petite", "0.01")]
    assert [(un.nom, str(difference(un))) for un in effet.gagnants] == [("Grande", "-0.01")]


def test_les_totaux_par_forfait_puis_de_tous_s_il_y_en_a_plusieurs() -> None:
    tailles = [cas("Petite", 2), cas("Grande", 12)]
    seul = impact(deux_strates(10, "[3, 5]"), deux_strates(10, "[4, 5]"), tailles)
    a = Part(0, "a", Periodicite.AN, 2, Decimal(8), Decimal(9))
    assert totaliser(seul) == [a]
    deux = impact(deux_strates(10, "[3, 5]", "10"), deux_strates(10, "[4, 5]", "11"), tailles)
    assert totaliser(deux) == [
        a,
        Part(0, "b", Periodicite.AN, 2, Decimal(20), Decimal(22)),
        Part(0, "", Periodicite.AN, 4, Decimal(28), Decimal(31)),
    ]


PAR_HABITANT = '{ montant = 1, par = "habitants" }'


@pytest.mark.parametrize(
    ("habitants", "apres", "etendue"),
    [
        (5, deux_strates(15, "1"), Bornes(0, 9)),
        (9, deux_strates(7, "1"), Bornes(7, 9)),
        (12, deux_strates(15, "1"), Bornes(10, 14)),
        (20, deux_strates(15, "1"), Bornes(15, None)),
        (12, deux_strates(15, PAR_HABITANT), None),  # one more habitant pays more
        (12, deux_strates(15, "1", mesure="agents"), None),  # another measure classes
    ],
)
def test_les_tailles_qui_ne_changent_rien_sous_aucune_des_deux_grilles(
    habitants: int, apres: Catalogue, etendue: Bornes | None
) -> None:
    qui = Collectivite("commune", {"habitants": habitants, "agents": 3})
    for effet in (Effet(deux_strates(10, "1"), apres), Effet(apres, deux_strates(10, "1"))):
        assert effet.etendue(qui) == (None if etendue is None else ("habitants", etendue))
