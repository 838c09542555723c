"""Prices laid over a catalogue, échéance by échéance: what is replaced, what stays, what is refused."""

import datetime
from decimal import Decimal

import pytest

from forfait_cli.domaine.catalogue import Catalogue, EnTete, HorsTaxe, NonSoumis, Proposee, TantQue
from forfait_cli.domaine.prix import (
    ARenseigner,
    Bareme,
    Chiffre,
    Echeance,
    NonPropose,
    ParTranche,
    SelonNature,
    SelonStrate,
    SurEtude,
    Tarif,
    Tranche,
    Tranches,
)
from forfait_cli.domaine.tarifs import NON_DONNE, TOUS, Tarifs, appliquer, poser
from forfait_cli.domaine.types import Mode, Periodicite
from forfait_cli.erreurs import CatalogueInvalide

SOURCE = "tarifs «\u00a0T\u00a0»"
ENTETE = EnTete("T", "Délibération", None, "sha256:", "t.toml", datetime.date(2026, 1, 1), None, None)
AN, MOIS, UNIQUE = Periodicite.AN, Periodicite.MOIS, Periodicite.UNIQUE
PREMIERE, SUIVANTES = Periodicite.PREMIERE_ANNEE, Periodicite.ANNEES_SUIVANTES
ABSENT = ARenseigner("absent")


def euros(montant: str) -> Chiffre:
    return Chiffre(Decimal(montant))


def par_strate(**prix: str | Bareme) -> SelonStrate:
    return SelonStrate({int(cle[1:]): euros(un) if isinstance(un, str) else un for cle, un in prix.items()}, NON_DONNE)


def tranches() -> Tranches:
    return Tranches((Tranche(100, Decimal(5)), Tranche(None, Decimal(3))), ParTranche.MARGINALE)


def grille(catalogue: Catalogue, base: Tarif) -> Catalogue:
    premier, *autres = catalogue.forfaits
    return catalogue._replace(forfaits=(premier._replace(tarif=base), *autres), chemin="c.toml")


def pose(catalogue: Catalogue, base: Tarif | Echeance, *donnees: Echeance) -> tuple[Echeance, ...]:
    """What becomes of the price of the first forfait."""
    tarif = base if isinstance(base, Tarif) else Tarif(Mode.JOURNALIER, (base,))
    la_grille = grille(catalogue, tarif)
    posee = appliquer(la_grille, Tarifs(ENTETE, None, {la_grille.forfaits[0].code: Tarif(None, donnees)}, {}))
    obtenu = posee.forfaits[0].tarif
    assert obtenu is not None
    assert obtenu.mode is tarif.mode
    return obtenu.echeances


def faute(catalogue: Catalogue, base: Tarif | Echeance, *donnees: Echeance) -> str:
    with pytest.raises(CatalogueInvalide) as erreur:
        pose(catalogue, base, *donnees)
    (anomalie,) = erreur.value.anomalies
    assert anomalie.origine.startswith("t.toml, forfaits.metiers")
    assert "c.toml" in anomalie.message
    assert anomalie.aide
    return " ".join(anomalie.message.split("\u00a0"))


A_REMPLIR = Echeance(ABSENT)
CONNUE = Echeance(euros("7"), AN, taux_tva=Decimal(10))


# --- What is replaced, what stays -----------------------------------------------------------------


def test_ce_qui_n_est_pas_donne_reste(catalogue: Catalogue) -> None:
    assert pose(catalogue, CONNUE, Echeance(NON_DONNE)) == (CONNUE,)
    assert pose(catalogue, A_REMPLIR, Echeance(NON_DONNE)) == (A_REMPLIR,)


def test_un_prix_a_renseigner_devient_tout_ce_qui_est_donne(catalogue: Catalogue) -> None:
    donnees = (
        Echeance(euros("5"), PREMIERE), Echeance(euros("3"), SUIVANTES, "habitants", plancher=Decimal(100)),
        Echeance(euros("20"), UNIQUE, libelle="frais de dossier"),
    )  # fmt: skip
    assert pose(catalogue, A_REMPLIR, *donnees) == tuple(une._replace(source=SOURCE) for une in donnees)


def test_ce_que_les_tarifs_laissent_dit_le_motif_du_catalogue(catalogue: Catalogue) -> None:
    (une,) = pose(catalogue, A_REMPLIR, Echeance(par_strate(s2="4"), AN))
    assert une == Echeance(SelonStrate({2: euros("4")}, ABSENT), AN, source=SOURCE)


def test_une_echeance_donnee_remplace_celle_du_catalogue_en_entier(catalogue: Catalogue) -> None:
    avant = Echeance(euros("7"), AN, "habitants", plancher=Decimal(5), taux_tva=Decimal(10), gratuits=0)
    donnee = Echeance(euros("8"), AN, "habitants", plafond=Decimal(900))
    assert pose(catalogue, avant, donnee) == (donnee._replace(source=SOURCE),)
    assert pose(catalogue, Echeance(tranches(), AN), Echeance(euros("8"), AN)) == (
        Echeance(euros("8"), AN, source=SOURCE),
    )


def test_zero_remplace_aussi(catalogue: Catalogue) -> None:
    assert pose(catalogue, CONNUE, Echeance(euros("0"), AN)) == (Echeance(euros("0"), AN, source=SOURCE),)


@pytest.mark.parametrize(("avant", "donnee"), [(None, AN), (AN, None), (AN, AN), (None, None)])
def test_la_periodicite_que_l_un_ne_dit_pas_est_celle_de_l_autre(
    catalogue: Catalogue, avant: Periodicite | None, donnee: Periodicite | None
) -> None:
    attendue = Echeance(euros("8"), avant or donnee, source=SOURCE)
    assert pose(catalogue, Echeance(euros("7"), avant), Echeance(euros("8"), donnee)) == (attendue,)


def test_une_autre_echeance_reste_avec_sa_source(catalogue: Catalogue) -> None:
    premiere, suivantes = Echeance(euros("9"), PREMIERE), Echeance(euros("6"), SUIVANTES, source="guide")
    base = Tarif(None, (premiere, suivantes))
    assert pose(catalogue, base, Echeance(euros("8"), PREMIERE)) == (
        Echeance(euros("8"), PREMIERE, source=SOURCE), suivantes,
    )  # fmt: skip
    assert pose(catalogue, Tarif(None, (premiere,)), Echeance(euros("5"), SUIVANTES)) == (
        premiere, Echeance(euros("5"), SUIVANTES, source=SOURCE),
    )  # fmt: skip


def test_par_habitant_et_par_agent_sont_deux_prix(catalogue: Catalogue) -> None:
    habitants, agents = Echeance(euros("1"), AN, "habitants"), Echeance(euros("2"), AN, "agents")
    nouveau = Echeance(euros("3"), AN, "agents")
    for base in (Tarif(None, (habitants, agents)), Tarif(None, (habitants,))):
        assert pose(catalogue, base, nouveau) == (habitants, nouveau._replace(source=SOURCE))


def test_une_echeance_s_ajoute_par_son_libelle_ou_si_toutes_les_autres_sont_redites(catalogue: Catalogue) -> None:
    frais = Echeance(euros("50"), UNIQUE, libelle="frais de dossier")
    assert pose(catalogue, CONNUE, frais) == (CONNUE, frais._replace(source=SOURCE))
    redite, de_plus = Echeance(euros("8"), AN), Echeance(euros("50"), UNIQUE)
    assert pose(catalogue, CONNUE, redite, de_plus) == (
        redite._replace(source=SOURCE), de_plus._replace(source=SOURCE),
    )  # fmt: skip


def test_plusieurs_echeances_remplacent_celle_dont_la_periodicite_n_est_pas_dite(catalogue: Catalogue) -> None:
    donnees = (Echeance(euros("5"), PREMIERE), Echeance(NON_DONNE, SUIVANTES))
    absent = ARenseigner(f"montant absent des {SOURCE}")
    assert pose(catalogue, Echeance(euros("7")), *donnees) == (
        Echeance(euros("5"), PREMIERE, source=SOURCE), Echeance(absent, SUIVANTES, source=SOURCE),
    )  # fmt: skip


def test_une_periodicite_ou_un_taux_seuls_completent_le_prix_du_catalogue(catalogue: Catalogue) -> None:
    sans = Echeance(euros("7"), source="guide")
    assert pose(catalogue, sans, Echeance(NON_DONNE, AN, taux_tva=Decimal(5))) == (
        sans._replace(periodicite=AN, taux_tva=Decimal(5)),
    )
    assert pose(catalogue, CONNUE, Echeance(NON_DONNE, AN)) == (CONNUE,)
    deux = (Echeance(euros("1"), None, "habitants"), Echeance(euros("2"), None, "agents"))
    assert pose(catalogue, Tarif(None, deux), Echeance(NON_DONNE, AN)) == tuple(
        une._replace(periodicite=AN) for une in deux
    )


def test_une_periodicite_seule_vise_le_prix_de_son_libelle(catalogue: Catalogue) -> None:
    seance, trajet = Echeance(euros("9"), libelle="séance"), Echeance(euros("4"), libelle="trajet")
    base = Tarif(None, (seance, trajet))
    assert pose(catalogue, base, Echeance(NON_DONNE, AN, libelle="trajet")) == (seance, trajet._replace(periodicite=AN))
    assert pose(catalogue, base, Echeance(NON_DONNE, AN)) == (
        seance._replace(periodicite=AN), trajet._replace(periodicite=AN),
    )  # fmt: skip
    deux = (Echeance(NON_DONNE, AN, libelle="trajet"), Echeance(NON_DONNE, MOIS, libelle="séance"))
    assert pose(catalogue, base, *deux) == (seance._replace(periodicite=MOIS), trajet._replace(periodicite=AN))
    assert "libellé" in faute(catalogue, base, Echeance(NON_DONNE, AN, libelle="frais"))


def test_un_prix_qui_ne_dit_pas_quand_n_est_remplace_que_par_un_prix_de_son_libelle(catalogue: Catalogue) -> None:
    prix, frais = Echeance(euros("8"), AN), Echeance(euros("3"), libelle="frais")
    assert pose(catalogue, Echeance(euros("7")), prix, frais) == (
        prix._replace(source=SOURCE), frais._replace(source=SOURCE),
    )  # fmt: skip
    agents = Echeance(euros("2"), par="agents")
    assert pose(catalogue, Echeance(euros("7"), AN), Echeance(euros("8")), agents._replace(libelle="visite")) == (
        Echeance(euros("8"), AN, source=SOURCE), agents._replace(libelle="visite", source=SOURCE),
    )  # fmt: skip


def test_un_prix_que_le_catalogue_n_a_pas_garde_son_motif_ou_les_tarifs_ne_disent_rien(catalogue: Catalogue) -> None:
    for avant in (ABSENT, SelonStrate({}, ABSENT), SelonNature({}, ABSENT)):
        (une,) = pose(catalogue, Echeance(avant, AN), Echeance(par_strate(s2="4"), AN))
        assert une == Echeance(SelonStrate({2: euros("4")}, ABSENT), AN, source=SOURCE)


# --- By strate ------------------------------------------------------------------------------------


def test_les_prix_de_quelques_strates_remplacent_les_leurs(catalogue: Catalogue) -> None:
    avant = Echeance(par_strate(s1="1", s2="2"), AN, source="guide")
    (une,) = pose(catalogue, avant, Echeance(par_strate(s2="9", s3="3"), AN))
    assert une.bareme == par_strate(s1="1", s2="9", s3="3")
    assert [une.source_pour(numero, None) for numero in (1, 2, 3)] == ["guide", SOURCE, SOURCE]


@pytest.mark.parametrize("reste", [euros("7"), SurEtude("étude"), NonPropose("")])
def test_les_autres_strates_gardent_le_prix_unique_du_catalogue(catalogue: Catalogue, reste: Bareme) -> None:
    (une,) = pose(catalogue, Echeance(reste, AN), Echeance(par_strate(s2="9"), AN))
    assert isinstance(une.bareme, SelonStrate)
    assert une.bareme.par_numero == {n: euros("9") if n == 2 else reste for n in range(1, 9)}
    assert (une.source_pour(2, None), une.source_pour(3, None)) == (SOURCE, "")


def test_le_prix_de_toutes_les_strates_remplace_tout(catalogue: Catalogue) -> None:
    toutes = par_strate(**{f"s{n}": str(n) for n in range(1, 9)})
    avant = Echeance(tranches(), AN, gratuits=2)
    assert pose(catalogue, avant, Echeance(toutes, AN)) == (Echeance(toutes, AN, source=SOURCE),)


def test_les_prix_de_quelques_natures_remplacent_les_leurs(catalogue: Catalogue) -> None:
    avant = Echeance(SelonNature({"commune": par_strate(s1="1"), "budget-annexe": euros("2")}, ABSENT), AN)
    (une,) = pose(catalogue, avant, Echeance(SelonNature({"commune": par_strate(s1="5")}, NON_DONNE), AN))
    assert une.bareme == SelonNature({"commune": par_strate(s1="5"), "budget-annexe": euros("2")}, ABSENT)
    assert une.source_pour(1, "commune") == SOURCE
    assert une.source_pour(2, "commune") == une.source_pour(1, "budget-annexe") == ""


def test_le_prix_de_toutes_les_natures_remplace_tout(catalogue: Catalogue) -> None:
    codes = [nature.code for nature in catalogue.natures]
    toutes = SelonNature({code: euros("3") for code in codes}, NON_DONNE)
    assert pose(catalogue, Echeance(tranches(), AN, gratuits=2), Echeance(toutes, AN)) == (
        Echeance(toutes, AN, source=SOURCE),
    )
    une_de_moins = Echeance(SelonNature(dict.fromkeys(codes[1:], euros("3")), NON_DONNE), AN)
    assert "tranches" in faute(catalogue, Echeance(tranches(), AN), une_de_moins)


def test_une_strate_a_renseigner_laisse_le_prix_du_catalogue(catalogue: Catalogue) -> None:
    toutes: dict[str, str | Bareme] = {f"s{n}": str(n) for n in range(1, 9)}
    donnee = par_strate(**{**toutes, "s3": NON_DONNE, "s4": NonPropose("")})
    (une,) = pose(catalogue, Echeance(par_strate(s2="20", s3="30", s4="40"), AN), Echeance(donnee, AN))
    assert une.bareme == par_strate(**{**toutes, "s3": "30", "s4": NonPropose("")})
    assert [une.source_pour(numero, None) for numero in (2, 3, 4)] == [SOURCE, "", SOURCE]


def test_de_deux_tarifs_poses_l_un_sur_l_autre_chaque_prix_a_sa_source(catalogue: Catalogue) -> None:
    la_grille = grille(catalogue, Tarif(None, (Echeance(par_strate(s1="1", s2="2", s3="3"), AN),)))
    for titre, prix in (("A", {"s1": "4", "s2": "5"}), ("B", {"s2": "6"})):
        tarif = Tarif(None, (Echeance(par_strate(**prix), AN),))
        la_grille = appliquer(la_grille, Tarifs(ENTETE._replace(titre=titre), None, {"metiers": tarif}, {}))
    posee = la_grille.forfaits[0].tarif
    assert posee is not None
    (une,) = posee.echeances
    assert une.bareme == par_strate(s1="4", s2="6", s3="3")
    assert [une.source_pour(numero, None) for numero in (1, 2, 3)] == [
        "tarifs «\u00a0A\u00a0»", "tarifs «\u00a0B\u00a0»", "",
    ]  # fmt: skip


# --- What is refused ------------------------------------------------------------------------------


def test_un_prix_fixe_sur_un_prix_par_tete(catalogue: Catalogue) -> None:
    par_tete = Tarif(None, (Echeance(euros("1"), AN, "habitants"), Echeance(euros("2"), AN, "agents")))
    assert "par habitant et un prix « par an » par agent" in faute(catalogue, par_tete, Echeance(euros("300"), AN))
    faute(catalogue, par_tete, Echeance(par_strate(s1="300")))
    faute(catalogue, CONNUE, Echeance(euros("1"), AN, "habitants"))


def test_un_prix_sans_periodicite_la_ou_il_y_en_a_plusieurs(catalogue: Catalogue) -> None:
    deux = Tarif(None, (Echeance(euros("9"), PREMIERE), Echeance(euros("6"), SUIVANTES)))
    message = faute(catalogue, deux, Echeance(euros("700")))
    assert "« la première année »" in message
    assert "« chaque année suivante »" in message


def test_une_periodicite_qui_contredit(catalogue: Catalogue) -> None:
    assert "« par mois », sans montant" in faute(catalogue, CONNUE, Echeance(NON_DONNE, MOIS))
    assert "« par mois »" in faute(catalogue, CONNUE, Echeance(euros("1"), MOIS))
    faute(catalogue, Echeance(ABSENT, AN), Echeance(euros("1"), MOIS))


@pytest.mark.parametrize(
    ("avant", "donnee", "mots"),
    [
        (Echeance(tranches(), AN), Echeance(par_strate(s1="1"), AN), "tranches"),
        (Echeance(par_strate(s1=tranches(), s2="2"), AN), Echeance(par_strate(s1="1"), AN), "tranches"),
        (CONNUE, Echeance(par_strate(s1="1"), AN), "taux_tva : 10 ; ici, rien"),
        (Echeance(euros("7")), Echeance(par_strate(s1="5"), MOIS, gratuits=2), "periodicite : rien ; ici, mois"),
        (Echeance(par_strate(s1="7"), AN, gratuits=2), Echeance(par_strate(s1="5"), AN), "gratuits : 2 ; ici, rien"),
        (Echeance(par_strate(s1="7"), AN, minimum=3), Echeance(par_strate(s1="5"), AN), "minimum : 3 ; ici, rien"),
        (Echeance(par_strate(s1="7"), AN), Echeance(par_strate(s1="5"), AN, minimum=1), "minimum : rien ; ici, 1)"),
        (Echeance(par_strate(s1="7"), AN, minimum=1), Echeance(par_strate(s1="5"), AN), "minimum : 1 ; ici, rien"),
    ],
)
def test_des_strates_qui_ne_se_joignent_pas(catalogue: Catalogue, avant: Echeance, donnee: Echeance, mots: str) -> None:
    assert mots in faute(catalogue, avant, donnee)


def test_toutes_les_contradictions_sont_dites_et_ne_changent_rien(catalogue: Catalogue) -> None:
    base = Tarif(None, (CONNUE,))
    forfaits = tuple(forfait._replace(tarif=base) for forfait in catalogue.forfaits)
    donnes = {code: Tarif(None, (Echeance(euros("1"), MOIS),)) for code in ("metiers", "heberge")}
    posee, fautes = poser(catalogue._replace(forfaits=forfaits), Tarifs(ENTETE, None, donnes, {}))
    assert [une.origine for une in fautes] == ["forfaits.metiers", "forfaits.heberge"]
    assert all(forfait.tarif == base for forfait in posee.forfaits)


@pytest.mark.parametrize(
    ("avant", "donnee"),
    [
        (CONNUE, Echeance(NON_DONNE, MOIS)),
        (CONNUE, Echeance(NON_DONNE, libelle="frais")),
        (CONNUE, Echeance(par_strate(s1="1"), AN)),
    ],
)
def test_un_prix_refuse_laisse_celui_du_catalogue(catalogue: Catalogue, avant: Echeance, donnee: Echeance) -> None:
    base = Tarif(None, (avant,))
    donnes = {"metiers": Tarif(None, (donnee,))}
    posee, fautes = poser(grille(catalogue, base), Tarifs(ENTETE, None, donnes, {}))
    assert len(fautes) == 1
    assert posee.forfaits[0].tarif == base


def test_une_contradiction_d_une_option_pour_tous_est_dite_une_fois(catalogue: Catalogue) -> None:
    donnes = {"sauvegarde-externalisee": {TOUS: Tarif(None, (Echeance(par_strate(s1="5"), MOIS),))}}
    assert [une.origine for une in poser(catalogue, Tarifs(ENTETE, None, {}, donnes))[1]] == [
        "options.sauvegarde-externalisee"
    ]


# --- Options, VAT ---------------------------------------------------------------------------------


def test_une_option_a_un_prix_pour_tous_ou_pour_un(catalogue: Catalogue) -> None:
    prix = {TOUS: Tarif(None, (Echeance(euros("9")),)), "heberge": Tarif(None, (Echeance(euros("8")),))}
    posee = appliquer(catalogue, Tarifs(ENTETE, None, {}, {"messagerie": prix}))
    (option,) = [option for option in posee.options if option.code == "messagerie"]
    baremes = {code: c.tarif.echeances[0].bareme for code, c in option.cellules.items() if isinstance(c, Proposee)}
    assert baremes == {code: euros("8" if code == "heberge" else "9") for code in baremes}
    assert len(baremes) == 5
    sans = [option for option in posee.options if option.code != "messagerie"]
    assert sans == [option for option in catalogue.options if option.code != "messagerie"]


def test_le_regime_de_tva_est_celui_des_tarifs_s_ils_en_disent_un(catalogue: Catalogue) -> None:
    ht = catalogue._replace(tva=HorsTaxe(Decimal(20)))
    assert appliquer(ht, Tarifs(ENTETE, None, {}, {})).tva == HorsTaxe(Decimal(20))
    assert appliquer(catalogue, Tarifs(ENTETE, None, {}, {})).tarifs == ENTETE


def test_des_tarifs_non_soumis_ne_laissent_aucun_taux(catalogue: Catalogue) -> None:
    ht = grille(catalogue, Tarif(None, (CONNUE,)))._replace(tva=HorsTaxe(Decimal(20)))
    assert CONNUE.taux_tva is not None
    posee = appliquer(ht, Tarifs(ENTETE, NonSoumis("non soumis"), {}, {}))
    assert posee.tva == NonSoumis("non soumis")
    assert {une.taux_tva for tarif in posee.tarifs_de_la_grille() for une in tarif.echeances} == {None}


# --- Notes ----------------------------------------------------------------------------------------


def test_une_note_sur_ce_que_la_grille_laisse_ne_tient_que_jusque_la(catalogue: Catalogue) -> None:
    modele = catalogue.notes[0]._replace(options=frozenset({"messagerie"}))
    notes = tuple(modele._replace(code=str(rang), tant_que=un) for rang, un in enumerate((None, *TantQue)))
    avec = catalogue._replace(notes=notes)

    def restent(tva: HorsTaxe | None, **options: dict[str, Tarif]) -> list[TantQue | None]:
        return [note.tant_que for note in appliquer(avec, Tarifs(ENTETE, tva, {}, options)).notes]

    assert restent(None) == [None, TantQue.SANS_PERIODICITE, TantQue.SANS_TVA]
    assert restent(HorsTaxe(Decimal(20))) == [None, TantQue.SANS_PERIODICITE]
    par_an = {TOUS: Tarif(None, (Echeance(euros("2"), AN),))}
    assert restent(None, messagerie=par_an) == [None, TantQue.SANS_TVA]
    deux = {TOUS: Tarif(None, (Echeance(euros("2"), AN), Echeance(euros("5"), libelle="frais")))}
    assert restent(None, messagerie=deux) == [None, TantQue.SANS_PERIODICITE, TantQue.SANS_TVA]
