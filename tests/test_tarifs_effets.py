"""The effect of a grid and its warnings, case by case, on prices laid over the annex."""

import datetime
from decimal import Decimal

import pytest

from forfait_cli.domaine.catalogue import Bornes, Cas, Catalogue, EnTete, Strate
from forfait_cli.domaine.demande import Collectivite, Demande
from forfait_cli.domaine.impact import Cas as Ligne
from forfait_cli.domaine.impact import impact
from forfait_cli.domaine.prix import (
    ARenseigner,
    Bareme,
    Chiffre,
    Echeance,
    ParTranche,
    SelonNature,
    SelonStrate,
    Tarif,
    Tranche,
    Tranches,
)
from forfait_cli.domaine.tarifs import Tarifs, appliquer
from forfait_cli.domaine.types import Mesure, Periodicite, Unite
from forfait_cli.domaine.verification import avertissements
from forfait_cli.erreurs import Anomalie

ENTETE = EnTete("T", "Délibération", None, "sha256:", "t.toml", datetime.date(2026, 1, 1), None, None)
AN, PREMIERE, SUIVANTES = Periodicite.AN, Periodicite.PREMIERE_ANNEE, Periodicite.ANNEES_SUIVANTES
NATURES = ("etablissement-public", "budget-annexe")


def euros(montant: str) -> Chiffre:
    return Chiffre(Decimal(montant))


def borner(strate: Strate, **bornes: int) -> Strate:
    """The strate with its bounds of habitants changed."""

    def une(cas: Cas) -> Cas:
        return cas._replace(bornes=tuple((m, b._replace(**bornes) if m == "habitants" else b) for m, b in cas.bornes))

    return strate._replace(cas=tuple(map(une, strate.cas)))


def cas(nom: str, habitants: int, *forfaits: str) -> Ligne:
    return Ligne(nom, Demande(Collectivite("commune", {"habitants": habitants}), forfaits=forfaits or None))


def test_les_bornes_se_changent(catalogue: Catalogue) -> None:
    assert borner(catalogue.strates[0], max=199).bornes("habitants") == Bornes(0, 199)


def test_l_effet_d_une_grille_cas_par_cas(catalogue: Catalogue) -> None:
    def grille(**prix: str) -> Catalogue:
        tarifs = {code.replace("_", "-"): Tarif(None, (Echeance(euros(m), AN),)) for code, m in prix.items()}
        return appliquer(catalogue, Tarifs(ENTETE, None, tarifs, {}))

    avant = grille(technologie="100", heberge="50", metiers="30")
    apres = grille(technologie="120", heberge="45")
    # After, strate 1 stops at 199 and nothing holds 200 to 249; strate 2 begins at 250.
    apres = apres._replace(strates=(borner(apres.strates[0], max=199), *apres.strates[1:]))
    resultat = impact(
        avant,
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
    assert [tuple(inconnu) for inconnu in resultat.inconnus] == [(1, "metiers", 1, 0)]
    assert [(e.nom, e.strate, e.forfait) for e in resultat.gagnants] == [("A", 1, "heberge"), ("B", 1, "heberge")]
    assert [(e.nom, e.strate) for e in resultat.perdants] == [("C", 5), ("A", 1), ("B", 1)]
    assert (resultat.lues, resultat.refusees, resultat.changent) == (4, ("trou",), 0)


def test_celles_qui_changent_de_strate_sont_comptees_et_restent_ou_elles_etaient(catalogue: Catalogue) -> None:
    premiere, deuxieme, *autres = catalogue.strates
    apres = catalogue._replace(strates=(borner(premiere, max=99), borner(deuxieme, min=100), *autres))
    resultat = impact(catalogue, apres, [cas("x", 50), cas("y", 150), cas("z", 249), cas("w", 250)])
    assert (resultat.lues, resultat.changent) == (4, 2)
    assert {inconnu.strate for inconnu in resultat.inconnus} == {1, 2}
    assert {inconnu.combien for inconnu in resultat.inconnus if inconnu.strate == 1} == {3}


# --- What is warned -------------------------------------------------------------------------------


def dites(catalogue: Catalogue) -> list[tuple[str, str, str]]:
    return [(o.replace("\u00a0", " "), m.replace("\u202f", " ").replace("\u00a0", " "), a)
            for o, m, a in avertissements(catalogue) if o != "prix"]  # fmt: skip


def test_une_nature_sans_aucune_strate_est_un_avertissement(catalogue: Catalogue) -> None:
    def sans(*natures: str) -> list[str]:
        strates = tuple(
            strate._replace(cas=tuple(un for un in strate.cas if not {*un.natures} & {*natures}))
            for strate in catalogue.strates
        )
        return [" ".join(un) for un in dites(catalogue._replace(strates=strates))]

    refusee = "une telle demande est refusée"
    assert f"strates aucun établissement public ni budget annexe n’a de strate {refusee}" in sans(*NATURES)
    assert f"strates aucune commune n’a de strate {refusee}" in sans("commune")
    assert dites(catalogue) == []


def test_un_prix_a_moitie_donne_est_un_avertissement(catalogue: Catalogue) -> None:
    def avec(*echeances: Echeance) -> list[tuple[str, str, str]]:
        forfait = catalogue.forfaits[0]._replace(tarif=Tarif(None, echeances))
        return dites(catalogue._replace(forfaits=(forfait,), options=()))

    def selon(*numeros: int, sinon: str = "x") -> Bareme:
        return SelonStrate({numero: euros("1") for numero in numeros}, ARenseigner(sinon))

    qui = "forfait « Forfait Métiers »"
    premiere, suite = Echeance(euros("1"), PREMIERE), Echeance(euros("1"), SUIVANTES)
    assert avec(premiere) == [
        (qui, "un prix la première année, aucun les années suivantes", "ajoutez-le s’il y en a un")
    ]
    assert avec(premiere, suite) == []
    assert avec(suite) == []
    assert avec(Echeance(selon(1, 3, 4, 5, 6, 7), AN)) == [
        (qui, "prix absent des strates 2 et 8", "un devis dit « à renseigner »")
    ]
    assert avec(Echeance(selon(*range(1, 9)), AN)) == []


def test_les_prix_qui_manquent_sont_comptes(catalogue: Catalogue) -> None:
    def manques(combien: int) -> Anomalie:
        return avertissements(catalogue._replace(forfaits=catalogue.forfaits[:combien], options=()))[-1]

    dit, demande = "un devis {} dit « à renseigner »", "forfait tarifs template {} demande"
    assert manques(1)[1:] == ("il en manque un", f"{dit} ; {demande}".format("le", "le"))
    assert manques(2)[1:] == ("il en manque 2", f"{dit} ; {demande}".format("les", "les"))


def prix(catalogue: Catalogue, *baremes: Bareme, par: str | None = None) -> list[str]:
    """What is warned of the first forfait, at these prices."""
    tarif = Tarif(None, tuple(Echeance(un, AN, par, str(rang)) for rang, un in enumerate(baremes)))
    forfait = catalogue.forfaits[0]._replace(tarif=tarif)
    return [message for _, message, _ in dites(catalogue._replace(forfaits=(forfait,), options=()))]


def test_une_nature_sans_prix_est_un_avertissement_la_ou_elle_peut_etre(catalogue: Catalogue) -> None:
    communes = SelonNature({"commune": euros("1")}, ARenseigner(""))
    manque = ["aucun prix pour : établissement public et budget annexe"]
    assert prix(catalogue, communes) == manque
    autres: dict[int, Bareme] = {numero: euros("1") for numero in range(2, 9)}
    assert prix(catalogue, SelonStrate({1: communes, **autres}, ARenseigner(""))) == manque
    premiere, *reste = catalogue.strates
    seules = premiere._replace(cas=tuple(un._replace(natures=("commune",)) for un in premiere.cas))
    sans = catalogue._replace(strates=(seules, *reste))
    assert manque[0] not in prix(sans, SelonStrate({1: communes, **autres}, ARenseigner("")))
    par_strate = SelonStrate({1: euros("1")}, ARenseigner(""))
    assert prix(
        catalogue, SelonNature({"commune": par_strate, "etablissement-public": euros("1")}, ARenseigner(""))
    ) == [
        "aucun prix pour : budget annexe",
        "prix absent des strates 2, 3, 4, 5, 6, 7 et 8",
    ]


def tranches(calcul: ParTranche, *fins_et_montants: tuple[str | None, str]) -> Tranches:
    return Tranches(
        tuple(Tranche(None if fin is None else Decimal(fin), Decimal(montant)) for fin, montant in fins_et_montants),
        calcul,
    )


@pytest.mark.parametrize(
    ("bareme", "par", "dits"),
    [
        (tranches(ParTranche.VOLUME, ("10", "5"), (None, "4")), "habitants",
         ["11 habitants coûtent moins que 10 : 44,00 € au lieu de 50,00 €"]),
        (tranches(ParTranche.VOLUME, ("10", "5"), (None, "4")), None,
         ["11 unités coûtent moins que 10 : 44,00 € au lieu de 50,00 €"]),
        (tranches(ParTranche.VOLUME, ("9", "5"), (None, "4.5")), "habitants", []),  # 45 € and 45 €
        (tranches(ParTranche.VOLUME, ("0", "5"), ("1", "4"), ("2", "1"), (None, "2")), "habitants",
         ["2 habitants coûtent moins que 1 : 2,00 € au lieu de 4,00 €"]),
        (tranches(ParTranche.FORFAITAIRE, ("1", "5"), ("2", "5"), (None, "4.99")), "habitants",
         ["3 habitants coûtent moins que 2 : 4,99 € au lieu de 5,00 €"]),
        (tranches(ParTranche.FORFAITAIRE, ("0", "5"), (None, "4")), "habitants",
         ["1 habitant coûte moins que 0 : 4,00 € au lieu de 5,00 €"]),
        (tranches(ParTranche.FORFAITAIRE, ("0.5", "5"), (None, "4")), "etp",
         ["1 ETP coûte moins que 0,5 : 4,00 € au lieu de 5,00 €"]),
        (tranches(ParTranche.MARGINALE, ("10", "5"), (None, "4")), "habitants", []),
        (tranches(ParTranche.MARGINALE, ("10", "5"), ("12", "4")), "habitants",
         ["aucun prix au-delà de 12 habitants"]),
    ],
)  # fmt: skip
def test_un_prix_qui_baisse_en_tout_est_un_avertissement(
    catalogue: Catalogue, bareme: Bareme, par: str | None, dits: list[str]
) -> None:
    etp = Mesure("etp", "effectif", Unite("ETP", "ETP", Decimal("0.5")), (), "")
    grille = catalogue._replace(mesures=(*catalogue.mesures, etp))
    assert prix(grille, bareme, par=par) == dits
    selon: dict[int, Bareme] = {numero: euros("1") for numero in range(1, 8)}
    assert prix(grille, SelonStrate({**selon, 8: bareme}, ARenseigner("")), par=par) == dits


def test_ce_qui_exige_ce_qui_n_est_pas_propose_est_un_avertissement(catalogue: Catalogue) -> None:
    metiers = catalogue.forfaits[0]._replace(exige=("parapheur-certificat", "messagerie"))
    options = tuple(
        option._replace(exige=("parapheur-certificat",)) if option.code == "messagerie" else option
        for option in catalogue.options
    )
    grille = catalogue._replace(forfaits=(metiers, catalogue.forfaits[2]), options=options)
    exige = (
        "exige « Parapheur électronique et un certificat électronique », qui n’est pas proposé avec « Forfait Métiers »"
    )
    assert dites(grille) == [
        (f"forfait « {metiers.nom} »", exige, "un devis le refuse toujours"),
        ("option « Messagerie professionnelle sécurisée »", exige, "un devis le refuse toujours"),
    ]
