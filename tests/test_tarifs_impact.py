"""The effect of a new grid: it sums to the devis that it is made of, unknown prices apart."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st
from outils import RACINE

from forfait_cli import chiffrer, load_catalogue
from forfait_cli.domaine.catalogue import Catalogue
from forfait_cli.domaine.demande import Collectivite, Demande
from forfait_cli.domaine.impact import Cas, difference, impact, pour_cent
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
