"""The grid to fill in: what it asks, and what comes back is what was in it, whatever the file."""

import csv
import datetime
import io
import re
import sys
import zipfile
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from outils import RACINE, Lancer, espaces_simples

from forfait_cli.domaine.catalogue import Catalogue, EnTete, HorsTaxe, NonSoumis, Proposee
from forfait_cli.domaine.gabarit import Colonne, Feuille, avancement, gabarit
from forfait_cli.domaine.prix import (
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
    est_sur_etude,
)
from forfait_cli.domaine.tarifs import NON_DONNE, TOUS, Tarifs, appliquer
from forfait_cli.domaine.types import Periodicite
from forfait_cli.erreurs import Anomalie, CatalogueInvalide, ErreurForfait, Refus
from forfait_cli.readers.catalogue import load_catalogue
from forfait_cli.readers.catalogue.defauts import ORGANISME
from forfait_cli.readers.classeur.cellules import Illisible
from forfait_cli.readers.classeur.cellules import PourCent as EnPourCent
from forfait_cli.readers.gabarit import Import, importer
from forfait_cli.readers.gabarit.cellules import Lue, combien, jour, montant, taux
from forfait_cli.readers.tarifs import lire_tarifs
from forfait_cli.render.gabarit import SUFFIXES, rendre
from forfait_cli.render.gabarit import toml as tarifs_toml

ANNEXE = load_catalogue()
SILLON = load_catalogue(RACINE / "examples" / "sillon.toml")

textes = st.text(st.characters(categories=["L", "Nd"], include_characters=" ’«»,;-"), min_size=1, max_size=30).map(
    lambda texte: f"x{' '.join(texte.split())}"
)
montants = st.decimals(0, 10**9, places=2) | st.decimals(0, 100, places=4) | st.just(Decimal(0))
taux_tva = st.decimals(0, 100, places=1)
jours = st.dates(datetime.date(1950, 1, 1), datetime.date(2100, 1, 1))
# What « prix fixé après étude » is called in a tarifs file: the reader's own words.
ETUDE = SurEtude("prix fixé après étude")
simples = montants.map(Chiffre) | st.just(ETUDE) | st.just(NonPropose(""))


@st.composite
def par_tranches(draw: st.DrawFn) -> Tranches:
    fins = sorted(draw(st.sets(st.integers(1, 500), min_size=1, max_size=3)))
    prix = [Tranche(fin, draw(montants)) for fin in (*fins, None)]
    return Tranches(tuple(prix), draw(st.sampled_from(ParTranche)))


@st.composite
def prix(draw: st.DrawFn, *, compte: bool, ht: bool, seul: bool, option: bool) -> Echeance:
    periodicite = draw(st.none() | st.sampled_from(Periodicite))
    taux_ligne = draw(st.none() | taux_tva) if ht else None
    if seul and draw(st.booleans()) and (periodicite is not None or taux_ligne is not None):
        return Echeance(NON_DONNE, periodicite, taux_tva=taux_ligne)
    par = None if compte else draw(st.none() | st.sampled_from(["habitants", "agents"]))
    genre = draw(st.sampled_from(["simple", "strates", "nature", "tranches"]))
    compose = compte or par is not None
    bareme: Any = draw(simples)
    if genre == "strates":
        par_numero = draw(st.dictionaries(st.sampled_from([s.numero for s in ANNEXE.strates]), simples, min_size=1))
        bareme = SelonStrate(par_numero, NON_DONNE)
    elif genre == "nature":
        natures = st.sampled_from([nature.code for nature in ANNEXE.natures])
        bareme = SelonNature(draw(st.dictionaries(natures, simples, min_size=1)), NON_DONNE)
    elif genre == "tranches" and compose:
        bareme = draw(par_tranches())
    plancher, ecart = draw(st.none() | montants), draw(st.none() | montants)
    libre = plancher is None and not isinstance(bareme, Tranches)
    gratuits = draw(st.integers(0, 50)) if libre and compose else 0
    return Echeance(
        bareme,
        periodicite,
        par,
        draw(st.just("") | textes),
        draw(st.integers(0, 9)) if option and compte and not gratuits else 0,
        plancher,
        None if ecart is None else ecart + (plancher or 0),
        gratuits,
        taux_ligne,
        draw(st.just("") | textes),
    )


@st.composite
def prix_d_un_code(draw: st.DrawFn, *, compte: bool, ht: bool, option: bool) -> Tarif:
    if draw(st.booleans()):
        return Tarif(None, (draw(prix(compte=compte, ht=ht, seul=True, option=option)),))
    un = prix(compte=compte, ht=ht, seul=False, option=option)
    plusieurs = draw(st.lists(un, min_size=1, max_size=4))
    return Tarif(None, tuple({(une.cle, une.par): une for une in plusieurs}.values()))


@st.composite
def tarifs(draw: st.DrawFn) -> Tarifs:
    """Tarifs that the annex takes: the one price that it has, of the Go, is given whole or not at all."""
    du, au = sorted([draw(jours), draw(jours)])
    adresses = st.lists(textes, max_size=4).map(tuple)
    siret = st.none() | st.just("73282932000074")
    emetteur = draw(st.none() | st.builds(ORGANISME._replace, nom=textes, adresse=adresses, siret=siret))
    entete = EnTete(
        draw(textes), draw(textes), draw(st.none() | jours), "", "", draw(st.none() | st.just(du)),
        draw(st.none() | st.just(au)), emetteur,
    )  # fmt: skip
    tva = draw(st.none() | st.builds(HorsTaxe, taux_tva) | st.builds(NonSoumis, textes))
    ht = isinstance(tva, HorsTaxe)
    codes = draw(st.lists(st.sampled_from([forfait.code for forfait in ANNEXE.forfaits]), unique=True))
    options = {}
    for option in draw(st.lists(st.sampled_from(ANNEXE.options), unique_by=lambda option: option.code)):
        offrants = [
            code
            for code, cellule in option.cellules.items()
            if isinstance(cellule, Proposee) and not est_sur_etude(cellule.tarif)
        ]
        if offrants:
            pour = draw(st.just([TOUS]) | st.lists(st.sampled_from(offrants), min_size=1, unique=True))
            compte = option.unite is not None
            un = prix_d_un_code(compte=compte, ht=ht, option=True)
            options[option.code] = {code: draw(un) for code in pour}
    # The annex has a price for the Go: what contradicts it is for other tests.
    if "sauvegarde-externalisee" in options:
        options["sauvegarde-externalisee"] = {
            TOUS: Tarif(None, (Echeance(draw(montants.map(Chiffre)), Periodicite.AN),))
        }
    forfaits = {code: draw(prix_d_un_code(compte=False, ht=ht, option=False)) for code in codes}
    return Tarifs(entete, tva, forfaits, options)


def contenu(lus: Tarifs) -> Tarifs:
    """Without the file that they come from."""
    return lus._replace(entete=lus.entete._replace(chemin="", empreinte=""))


def ecrire(x: Tarifs | None, suffixe: str, catalogue: Catalogue = ANNEXE) -> bytes:
    return rendre(catalogue, x, suffixe)


@pytest.mark.parametrize("suffixe", SUFFIXES)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], max_examples=25)
@given(x=tarifs())
def test_ce_qui_revient_est_ce_qui_etait_dans_les_cases(tmp_path: Path, suffixe: str, x: Tarifs) -> None:
    """import(template(x)) = x, and so the grid of what came back is the same."""
    fichier = tmp_path / f"grille{suffixe}"
    fichier.write_bytes(ecrire(x, suffixe))
    revenus = contenu(importer(fichier, ANNEXE).tarifs)
    assert revenus == x
    assert gabarit(ANNEXE, revenus) == gabarit(ANNEXE, x)


@given(x=tarifs())
def test_le_fichier_ecrit_se_relit_pareil(x: Tarifs) -> None:
    assert contenu(lire_tarifs(tarifs_toml.rendre(x), "", ANNEXE)) == x


# --- What is asked --------------------------------------------------------------------------------


def test_la_grille_demande_tout_ce_qui_manque_et_rien_d_autre() -> None:
    _, _, forfaits, options = gabarit(ANNEXE, None)
    assert [rangee[0] for rangee in forfaits.rangees] == [forfait.code for forfait in ANNEXE.forfaits]
    assert [rangee[0] for rangee in options.rangees] == [
        "parapheur-certificat", "formation-sur-site", "conseil-equipement", "messagerie", "sauvegarde-externalisee",
        "logiciels-securite", "certificat-electronique",
    ]  # fmt: skip
    assert sum(titre.startswith("Strate") for titre in forfaits.titres) == 8
    assert all(not any(rangee[2:]) for rangee in forfaits.rangees)


def test_un_prix_de_toutes_les_strates_n_est_pas_redemande() -> None:
    _, _, forfaits, options = gabarit(SILLON, None)
    assert forfaits.rangees == options.rangees == ()


def dite(feuille: Feuille, rang: int = 0) -> dict[str, object]:
    """The filled cells of a row."""
    return {
        titre: valeur for titre, valeur in zip(feuille.titres, feuille.rangees[rang], strict=True) if valeur is not None
    }


def du_forfait(*echeances: Echeance) -> Catalogue:
    premier, *_ = ANNEXE.forfaits
    return ANNEXE._replace(forfaits=(premier._replace(tarif=Tarif(None, echeances)),), options=())


AN = Periodicite.AN
STRATE_3, STRATE_4 = gabarit(ANNEXE, None)[2].titres[6:8]


def test_ce_que_le_catalogue_a_deja_est_dit_et_n_est_pas_a_recopier() -> None:
    connues = {numero: Chiffre(Decimal(1)) for numero in (1, 2)}
    grille = du_forfait(Echeance(SelonStrate(connues, NON_DONNE), AN, plancher=Decimal(5)))
    feuille = gabarit(grille, None)[2]
    nom = "Forfait Métiers (prix des strates 1 et 2 au catalogue : laissez vide pour le garder)"
    assert dite(feuille) == {
        "Code": "metiers", "Désignation": nom, "Périodicité": "an", "Plancher": Decimal(5),
    }  # fmt: skip
    assert avancement(grille, Tarifs(EnTete("", "", None, "", "", None, None, None), None, {}, {})) == (0, 6)


@pytest.mark.parametrize(
    ("connues", "dit"),
    [
        ((1,), "Forfait Métiers (prix de la strate 1 au catalogue : laissez vide pour le garder)"),
        ((), "Forfait Métiers"),
    ],
)
def test_les_strates_que_le_catalogue_a_deja(connues: tuple[int, ...], dit: str) -> None:
    bareme = SelonStrate({numero: Chiffre(Decimal(1)) for numero in connues}, NON_DONNE)
    assert dite(gabarit(du_forfait(Echeance(bareme, AN)), None)[2])["Désignation"] == dit


def lignes(feuille: Feuille, *titres: str) -> list[tuple[object, ...]]:
    """These cells of each row."""
    return [tuple(rangee[feuille.titres.index(titre)] for titre in titres) for rangee in feuille.rangees]


def donnees(*echeances: Echeance) -> Tarifs:
    entete = EnTete("T", "S", None, "", "", None, None, None)
    return Tarifs(entete, None, {"metiers": Tarif(None, echeances)}, {})


def test_de_deux_prix_seul_celui_qui_manque_est_demande() -> None:
    complete, manque = Echeance(Chiffre(Decimal(9)), AN), Echeance(NON_DONNE, libelle="frais")
    assert lignes(gabarit(du_forfait(complete, manque), None)[2], "Montant", "Libellé") == [(None, "frais")]
    seance, trajet = (Echeance(NON_DONNE, libelle=mot) for mot in ("séance", "trajet"))
    donnee = donnees(trajet._replace(bareme=Chiffre(Decimal(4))))
    assert lignes(gabarit(du_forfait(seance, trajet), donnee)[2], "Montant", "Libellé") == [
        (Decimal(4), "trajet"), (None, "séance"),
    ]  # fmt: skip


def test_un_prix_par_strate_puis_par_nature_ne_tient_pas_dans_les_colonnes() -> None:
    for bareme in (
        SelonStrate({1: SelonNature({"commune": Chiffre(Decimal(3))}, NON_DONNE)}, NON_DONNE),
        SelonNature({"commune": SelonStrate({1: Chiffre(Decimal(3))}, NON_DONNE)}, NON_DONNE),
    ):
        donnee = donnees(Echeance(bareme, AN))
        (ligne,) = lignes(gabarit(du_forfait(Echeance(NON_DONNE)), donnee)[2], "Périodicité", STRATE_3, "Prix composé")
        assert ligne == (None, None, donnee.forfaits["metiers"])


def test_une_option_se_demande_une_fois_ou_avec_chaque_forfait() -> None:
    option = next(option for option in ANNEXE.options if option.code == "messagerie")

    def demandees(connues: dict[str, Tarif] | None = None, **echeances: Echeance) -> list[tuple[object, ...]]:
        cellules = {}
        for (code, cellule), echeance in zip(option.cellules.items(), echeances.values(), strict=False):
            assert isinstance(cellule, Proposee)
            cellules[code] = cellule._replace(tarif=Tarif(None, (echeance,)))
        forfaits = ANNEXE.forfaits[: len(cellules)]
        seule = ANNEXE._replace(forfaits=forfaits, options=(option._replace(cellules=cellules),))
        entete = EnTete("T", "S", None, "", "", None, None, None)
        tarifs = None if connues is None else Tarifs(entete, None, {}, {"messagerie": connues})
        return lignes(gabarit(seule, tarifs)[3], "Forfait", "Montant")

    manque, cinq, sept = Echeance(NON_DONNE), Echeance(Chiffre(Decimal(5))), Echeance(Chiffre(Decimal(7)))
    assert demandees(un=manque, deux=manque) == [(None, None)]
    assert demandees(un=Echeance(ETUDE), deux=manque, trois=manque) == [(None, None)]
    assert demandees(un=cinq, deux=sept) == [("metiers", None), ("metiers-communication", None)]
    donne = Tarif(None, (Echeance(Chiffre(Decimal(4)), AN),))
    assert demandees({"metiers": donne}, un=manque, deux=manque) == [
        ("metiers", Decimal(4)), ("metiers-communication", None),
    ]  # fmt: skip
    assert demandees({TOUS: donne}, un=cinq, deux=sept) == [(None, Decimal(4))]


@pytest.mark.parametrize(
    ("libelle", "titre"),
    [
        ("A", "Strate 1 : A"),
        ("x" * 60, f"Strate 1 : {'x' * 60}"),
        ("x" * 61, "Strate 1 : moins de 250 habitants"),
        ("", "Strate 1 : moins de 250 habitants"),
    ],
)
def test_une_strate_a_ses_mots_en_tete_de_colonne_s_ils_sont_courts(libelle: str, titre: str) -> None:
    premiere, *autres = ANNEXE.strates
    nommee = ANNEXE._replace(strates=(premiere._replace(libelle=libelle), *autres))
    (une,) = (titre for titre in gabarit(nommee, None)[2].titres if titre.startswith("Strate 1"))
    assert espaces_simples(une) == titre


def test_le_papier_se_passe_des_colonnes_rares_et_vides_de_la_fin() -> None:
    colonnes = (Colonne("A"), Colonne("B", rare=True), Colonne("C", rare=True), Colonne("D", rare=True))
    for rangees, imprimees in (
        (((None, None, None, None),), 1),
        ((("a", None, "c", None),), 3),
        ((("a", "b", None, None), (None, None, None, None)), 2),
        ((("a", None, None, None), (None, None, None, 0)), 4),
    ):
        assert Feuille("F", colonnes, rangees).imprimees == imprimees
    assert Feuille("F", colonnes[:1], ((None,),)).imprimees == 1


def test_le_classeur_propose_les_taux_de_tva_en_vigueur() -> None:
    classeur = zipfile.ZipFile(io.BytesIO(rendre(ANNEXE, None, ".xlsx")))
    mode_d_emploi = classeur.read("xl/worksheets/sheet1.xml").decode()
    assert re.findall(r"<c [^>]*><v>([0-9.]+)</v></c></row>", mode_d_emploi)[-5:] == ["20", "10", "5.5", "2.1", "0"]


def test_une_ligne_dont_on_n_a_rempli_aucun_montant_ne_dit_rien(tmp_path: Path) -> None:
    connues = {numero: Chiffre(Decimal(1)) for numero in (1, 2)}
    grille = du_forfait(Echeance(SelonStrate(connues, NON_DONNE), AN, plancher=Decimal(5)))
    fichier = tmp_path / "grille.csv"
    fichier.write_text(remplir(ecrire(None, ".csv", grille), *IDENTITE), encoding="utf-8")
    assert importer(fichier, grille).tarifs.forfaits == {}
    rempli = remplir(ecrire(None, ".csv", grille), *IDENTITE, ("metiers", STRATE_3, "9"))
    fichier.write_text(rempli, encoding="utf-8")
    lus = importer(fichier, grille).tarifs
    (echeance,) = (appliquer(grille, lus).forfaits[0].tarif or Tarif(None, ())).echeances
    assert isinstance(echeance.bareme, SelonStrate)
    assert {n: str(un.montant) for n, un in echeance.bareme.par_numero.items() if isinstance(un, Chiffre)} == {
        1: "1", 2: "1", 3: "9",
    }  # fmt: skip


def test_la_periodicite_d_une_ligne_est_celle_de_son_libelle(tmp_path: Path) -> None:
    seance, trajet = (Echeance(Chiffre(Decimal(9)), libelle=mot) for mot in ("séance", "trajet"))
    grille = du_forfait(seance, trajet)
    fichier = tmp_path / "grille.csv"
    texte = remplir(ecrire(None, ".csv", grille), *IDENTITE)
    periodicite = re.compile(r"^((?:[^;]*;){2})(.*;(séance|trajet);)", re.MULTILINE)
    assert [trouve[3] for trouve in periodicite.finditer(texte)] == ["séance", "trajet"]
    dites = {"séance": "", "trajet": ""}
    for libelle, dite, attendues in (("trajet", "an", [None, "an"]), ("séance", "unique", ["unique", "an"])):
        dites[libelle] = dite
        fichier.write_text(periodicite.sub(lambda un: f"{un[1]}{dites[un[3]]}{un[2]}", texte), encoding="utf-8")
        posee = appliquer(grille, importer(fichier, grille).tarifs).forfaits[0].tarif
        assert posee is not None
        assert [une.periodicite for une in posee.echeances] == attendues
        assert {une.bareme for une in posee.echeances} == {Chiffre(Decimal(9))}


def test_un_prix_par_tranches_reste_au_catalogue_et_est_dit() -> None:
    tranches = Tranches((Tranche(10, Decimal(5)), Tranche(None, Decimal(3))), ParTranche.VOLUME)
    feuille = gabarit(du_forfait(Echeance(tranches, None, "habitants")), None)[2]
    assert dite(feuille)["Désignation"] == "Forfait Métiers (prix au catalogue : laissez vide pour le garder)"
    assert gabarit(du_forfait(Echeance(tranches, AN, "habitants")), None)[2].rangees == ()


def test_un_prix_que_les_colonnes_ne_disent_pas_a_sa_case(tmp_path: Path) -> None:
    tarif = Tarif(None, (Echeance(Tranches((Tranche(None, Decimal(3)),), ParTranche.VOLUME), AN, "agents"),))
    donnes = Tarifs(EnTete("T", "S", None, "", "", None, None, None), None, {"metiers": tarif}, {})
    fichier = tmp_path / "grille.csv"
    texte = ecrire(donnes, ".csv").decode()
    compose = '{ tranches = [{ montant = 3.00 }], calcul = ""volume"", par = ""agents"", periodicite = ""an"" }'
    assert compose in texte
    for faux in ("{ tranches", "x", "[]", "3 4", "[" * 5000):
        fichier.write_text(texte.replace(f'"{compose}"', faux), encoding="utf-8")
        assert [faute.message for faute in fautes(fichier)] == ["prix composé mal écrit"]
    fichier.write_text(texte.replace('""volume""', '""somme""'), encoding="utf-8")
    (faute,) = fautes(fichier)
    assert faute.origine.endswith("colonne 19 («\u00a0Prix composé\u00a0»)")
    assert faute.message == "mot inconnu : «\u00a0somme\u00a0»"


@pytest.mark.parametrize("suffixe", [".xlsx", ".ods"])
def test_les_memes_octets_quel_que_soit_le_jour(suffixe: str, monkeypatch: pytest.MonkeyPatch) -> None:
    import time

    premier = ecrire(None, suffixe)
    for annees in (-60, 200):  # before what a ZIP can date, and after
        maintenant = time.time() + annees * 366 * 86_400
        monkeypatch.setattr(time, "time", lambda maintenant=maintenant: maintenant)
        monkeypatch.setattr(time, "localtime", lambda *_, maintenant=maintenant: time.gmtime(maintenant))
        assert ecrire(None, suffixe) == premier
        monkeypatch.undo()


def remplir(modele: bytes, *cases: tuple[str, str, str]) -> str:
    """The CSV grid with cells filled in: (first cell of the row, column, what)."""
    lignes = list(csv.reader(io.StringIO(modele.decode(), newline="")))
    titres: list[str] = []
    for rang, ligne in enumerate(lignes):
        if lignes[rang - 1][:1] == ["Feuille"]:
            titres = ligne
        for debut, colonne, quoi in cases:
            if ligne[:1] == [debut] and colonne in titres:
                ligne[titres.index(colonne)] = quoi
    tampon = io.StringIO(newline="")
    csv.writer(tampon, delimiter=";").writerows(lignes)
    return tampon.getvalue()


def fautes(fichier: Path, catalogue: Catalogue = ANNEXE) -> tuple[Anomalie, ...]:
    with pytest.raises(CatalogueInvalide) as erreur:
        importer(fichier, catalogue)
    return erreur.value.anomalies


def importees(tmp_path: Path, *cases: tuple[str, str, str]) -> Import:
    """The annex's grid with these cells filled in, read back."""
    fichier = tmp_path / "grille.csv"
    fichier.write_text(remplir(ecrire(None, ".csv"), *IDENTITE, *cases), encoding="utf-8")
    return importer(fichier, ANNEXE)


IDENTITE = (("Titre", "Valeur", "Tarifs 2026"), ("Source", "Valeur", "Délibération"))


@pytest.mark.parametrize("encodage", ["utf-8-sig", "cp1252"])
def test_ce_qu_ecrit_un_agent_est_lu(tmp_path: Path, encodage: str) -> None:
    fichier = tmp_path / "grille.csv"
    texte = remplir(
        ecrire(None, ".csv"), *IDENTITE, ("Valable du", "Valeur", "01/01/2026"), ("SIRET", "Valeur", ""),
        ("metiers", "Montant", "1 234,56 €"), ("metiers", "Périodicité", "Par an"),
        ("heberge", "Montant", "1234.5"), ("heberge", "Périodicité", "Première année"), ("technologie", "Montant", "0"),
    )  # fmt: skip
    fichier.write_bytes(texte.encode(encodage, errors="replace"))
    lus, remarques, _ = importer(fichier, ANNEXE)
    assert lus.entete.du == datetime.date(2026, 1, 1)
    echeances = {code: tarif.echeances[0] for code, tarif in lus.forfaits.items()}
    assert {code: une.bareme for code, une in echeances.items()} == {
        "metiers": Chiffre(Decimal("1234.56")),
        "heberge": Chiffre(Decimal("1234.5")),
        "technologie": Chiffre(Decimal(0)),
    }
    assert [echeances[code].periodicite for code in ("metiers", "heberge")] == ["an", "premiere-annee"]
    assert remarques == ("3 prix lus, 8 restent à renseigner.",)


def test_toutes_les_fautes_ont_leur_case(tmp_path: Path) -> None:
    fichier = tmp_path / "grille.csv"
    texte = remplir(
        ecrire(None, ".csv"), ("Source", "Valeur", ""), ("Valable du", "Valeur", "32/01/2026"),
        ("metiers", "Montant", "trois cents"), ("heberge", "Montant", "-5"), ("technologie", "Montant", "1.234,56"),
        ("technologie-plus", "Périodicité", "tous les ans"), ("messagerie", "Forfait", "mairie"),
        ("messagerie", "Montant", "3"),
        ("conseil-equipement", "Par", "habitant"), ("conseil-equipement", "Montant", "1"),
    )  # fmt: skip
    fichier.write_text(texte, encoding="utf-8")
    erreur = "\n".join(espaces_simples(f"{une.origine} : {une.message}") for une in fautes(fichier))
    for quoi in (
        ": « 32/01/2026 » n’existe pas", "colonne 2 (« Source ») : case vide",
        "colonne 4 (« Montant ») : « trois cents » n’est pas un montant", "montant négatif", "mêle points et virgules",
        "mot inconnu : « tous-les-ans »", "pas de forfait de ce code", "son prix va par habitant",
    ):  # fmt: skip
        assert quoi in erreur, quoi
    assert len(erreur.splitlines()) == 8


def test_ce_qui_se_corrige_de_meme_est_dit_ensemble_et_son_remede_une_fois(lancer: Lancer, tmp_path: Path) -> None:
    fichier = tmp_path / "g.csv"
    fautives = (
        ("metiers", "Montant", "5 %"), ("metiers", "Plafond", "-1"), ("heberge", "Montant", "abc"),
        ("heberge", "Plafond", "-2"), ("technologie", "Montant", "x"), ("technologie-plus", "Montant", "1,234"),
    )  # fmt: skip
    fichier.write_text(remplir(ecrire(None, ".csv"), *IDENTITE, *fautives), encoding="utf-8")
    lu = lancer("tarifs", "import", str(fichier))
    assert lu.code == 3
    lignes = [ligne.partition(", ligne ")[2] or ligne for ligne in espaces_simples(lu.erreur).splitlines()]
    assert [re.sub(r"^[0-9]+", "N", ligne) for ligne in lignes] == [
        "N, colonne 4 (« Montant ») : « 5 % » est un pourcentage, pas un montant",
        "N, colonne 4 (« Montant ») : « abc » n’est pas un montant",
        "N, colonne 4 (« Montant ») : « x » n’est pas un montant",
        "  → dans les 3 cas, écrivez 1234,56 ou 1234.56, avec ou sans €",
        "N, colonne 16 (« Plafond ») : montant négatif : « -1 »",
        "N, colonne 16 (« Plafond ») : montant négatif : « -2 »",
        "  → dans les deux cas, écrivez 0 ou plus",
        "N, colonne 4 (« Montant ») : « 1,234 » : 1 234, ou 1,234 à trois décimales ?",
        "  → écrivez 1234 ou 1,2340",
    ]


def test_un_classeur_dit_la_feuille_et_la_case(tmp_path: Path) -> None:
    sans_entete = Tarifs(EnTete("", "", None, "", "", None, None, None), None, {}, {})
    for suffixe in (".xlsx", ".ods"):
        fichier = tmp_path / f"grille{suffixe}"
        fichier.write_bytes(ecrire(sans_entete, suffixe))
        places = [une.origine.removeprefix(f"{fichier}, ") for une in fautes(fichier)]
        assert list(map(espaces_simples, places)) == [
            "feuille Identité, cellule B2 (« Titre »)",
            "feuille Identité, cellule B3 (« Source »)",
        ]


@pytest.mark.parametrize("suffixe", SUFFIXES)
@pytest.mark.parametrize("nom", ["annexe", "causses", "estuaire", "plateau", "sillon", "valcourbe", "vallees"])
def test_une_grille_telle_quelle_se_relit_et_ne_donne_rien(tmp_path: Path, nom: str, suffixe: str) -> None:
    catalogue = ANNEXE if nom == "annexe" else load_catalogue(RACINE / "examples" / f"{nom}.toml")
    fichier = tmp_path / f"grille{suffixe}"
    fichier.write_bytes(ecrire(None, suffixe, catalogue))
    lus, remarques, rien = importer(fichier, catalogue)
    assert (lus.forfaits, lus.options) == ({}, {})
    assert lus.entete.source == "à préciser"
    assert rien
    restent = {"annexe": 11, "valcourbe": 5}.get(nom)
    assert remarques == (
        "La grille donne déjà tous ses prix : rien n’est à mettre en usage."
        if restent is None
        else f"Aucun prix lu, {restent} restent à renseigner.",
    )


# --- What would be lost ---------------------------------------------------------------------------


def changer(tmp_path: Path, avant: str, apres: str, *cases: tuple[str, str, str]) -> Path:
    """The filled grid with a title changed."""
    fichier = tmp_path / "grille.csv"
    texte = remplir(ecrire(None, ".csv"), *IDENTITE, *cases)
    assert avant in texte
    fichier.write_text(texte.replace(avant, apres, 1), encoding="utf-8")
    return fichier


@pytest.mark.parametrize(
    ("titre", "nouveau", "message"),
    [
        (";Plancher;", ";Mini;", "colonne inconnue, et remplie"),
        (";Périodicité;", ";Quand;", "colonne inconnue, et remplie"),
        (f";{STRATE_4};", ";Tranche 4;", "colonne inconnue, et remplie"),
        (";Plancher;", ";;", "colonne remplie, et sans titre"),
        (";Plancher;", ";Plafond;", "colonne en double"),
    ],
)
def test_un_titre_change_au_dessus_de_cases_remplies_est_une_faute(
    tmp_path: Path, titre: str, nouveau: str, message: str
) -> None:
    colonne = titre.strip(";")
    dedans = "an" if colonne == "Périodicité" else "5"
    remplies = (("metiers", colonne, dedans), ("metiers", "Plafond", "900"), ("metiers", "Montant", "7"))
    fichier = changer(tmp_path, titre, nouveau, *remplies)
    (faute,) = fautes(fichier)
    assert faute.message.startswith(message)
    lignes = fichier.read_text(encoding="utf-8").splitlines()
    titres = next(rang for rang, ligne in enumerate(lignes, 1) if ligne.startswith("Code;"))
    assert f"ligne {titres}, colonne " in faute.origine


def test_un_titre_change_au_dessus_de_cases_vides_ne_perd_rien(tmp_path: Path) -> None:
    assert importer(changer(tmp_path, ";Plancher;", ";Mini;", ("metiers", "Montant", "5")), ANNEXE).tarifs.forfaits
    renommee = changer(tmp_path, f";{STRATE_4};", ";strate 4;", ("metiers", STRATE_4, "5"))
    assert importer(renommee, ANNEXE).tarifs.forfaits["metiers"].echeances[0].bareme == SelonStrate(
        {4: Chiffre(Decimal(5))}, NON_DONNE
    )


def test_une_feuille_de_plus_est_dite(tmp_path: Path) -> None:
    fichier = changer(tmp_path, "Feuille;Options", "Feuille;Brouillon\n1;2\n\nFeuille;Options")
    assert "Feuilles laissées de côté : «\u00a0Brouillon\u00a0»." in importer(fichier, ANNEXE).remarques


@pytest.mark.parametrize("champ", ["Titre", "SIRET"])
def test_un_champ_rempli_deux_fois_est_une_faute(tmp_path: Path, champ: str) -> None:
    fichier = changer(
        tmp_path, "Mention de TVA;", f"{champ};73282932000074;\nMention de TVA;", ("SIRET", "Valeur", "x")
    )
    assert any("rempli deux fois" in faute.message for faute in fautes(fichier))


def test_les_arrondis_du_tableur_sont_dits(tmp_path: Path) -> None:
    lus, remarques, _ = importees(
        tmp_path, ("metiers", "Montant", "525.3000000000001"), ("heberge", "Montant", "0,335")
    )
    assert [tarif.echeances[0].bareme for tarif in lus.forfaits.values()] == [
        Chiffre(Decimal("525.3")), Chiffre(Decimal("0.335")),
    ]  # fmt: skip
    bruit, vrai, _ = map(espaces_simples, remarques)
    assert bruit.endswith("colonne 4 (« Montant ») : 525,3000000000001 est lu 525,30 €.")
    assert vrai.endswith("colonne 4 (« Montant ») : 0,335 € : plus de deux décimales, gardées.")


@pytest.mark.parametrize(
    ("cases", "bilan"),
    [
        ((), "Aucun prix lu, 11 restent à renseigner."),
        ((("metiers", "Montant", "5"),), "1 prix lu, 10 restent à renseigner."),
        ((("metiers", STRATE_3, "5"),), "1 prix lu, 17 restent à renseigner."),
    ],
)
def test_l_import_dit_ce_qu_il_a_lu_et_ce_qui_manque(
    tmp_path: Path, cases: tuple[tuple[str, str, str], ...], bilan: str
) -> None:
    assert importees(tmp_path, *cases).remarques == (bilan,)


def test_un_mot_tient_lieu_de_montant(tmp_path: Path) -> None:
    lus = importees(tmp_path, ("metiers", "Montant", "Sur étude"), ("heberge", "Montant", "à renseigner")).tarifs
    assert {code: tarif.echeances[0].bareme for code, tarif in lus.forfaits.items()} == {"metiers": ETUDE}


def test_une_contradiction_avec_le_catalogue_est_dite_a_sa_case(tmp_path: Path) -> None:
    grille = du_forfait(Echeance(Chiffre(Decimal(9)), None, "habitants"))
    fichier = tmp_path / "grille.csv"
    texte = remplir(ecrire(None, ".csv", grille), *IDENTITE, ("metiers", "Par", ""), ("metiers", "Montant", "5"))
    fichier.write_text(texte, encoding="utf-8")
    (faute,) = fautes(fichier, grille)
    assert "catalogue.toml" in faute.message
    assert faute.origine.endswith("colonne 1 («\u00a0Code\u00a0»)")


def test_sans_la_bibliotheque_le_refus_dit_quoi_installer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "xlsxwriter", None)
    with pytest.raises(Refus) as erreur:
        ecrire(None, ".xlsx")
    assert "[tableur]" in erreur.value.anomalies[0].aide


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("template",), 2), (("template", "-o", "grille.doc"), 2), (("import", "absent.xlsx"), 1),
        (("import", "absent.doc"), 1), (("import",), 2),
    ],
)  # fmt: skip
def test_ce_qui_est_refuse(
    lancer: Lancer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], code: int
) -> None:
    monkeypatch.chdir(tmp_path)
    assert lancer("tarifs", *arguments).code == code


@pytest.mark.parametrize("brut", [b"", b"PK\x03\x04", b"\xff\xfe\x00", b"Feuille,Identit\xe9\n", b"a,b\n1,2\n"])
@pytest.mark.parametrize("suffixe", SUFFIXES)
def test_un_fichier_quelconque_est_refuse(tmp_path: Path, suffixe: str, brut: bytes) -> None:
    fichier = tmp_path / f"grille{suffixe}"
    fichier.write_bytes(brut)
    with pytest.raises(ErreurForfait) as erreur:
        importer(fichier, ANNEXE)
    assert str(fichier) in erreur.value.anomalies[0].origine


# --- What people type -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("texte", "attendu"),
    [
        ("1 234,56 €", "1234.56"), ("1\u202f234,56\u00a0€", "1234.56"), ("1234.56", "1234.56"), (" 7 ", "7"),
        ("0", "0"), ("0,335", "0.335"), ("1 000 000", "1000000"), ("12 EUR", "12"), ("1234,5678", "1234.5678"),
        ("1,2340", "1.234"), ("1234,567", "1234.567"),
    ],
)  # fmt: skip
def test_montants(texte: str, attendu: str) -> None:
    assert montant(texte).valeur == Decimal(attendu)


@pytest.mark.parametrize(
    "texte",
    ["1.234,56", "1,234.56", "1.234.567", "-1", "abc", "12 34", "1,", "", "€", "1e3", "5 %", "5%", "1,234", "1.234 €",
     "999,000"],
)  # fmt: skip
def test_montants_refuses(texte: str) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        montant(texte)


@pytest.mark.parametrize(
    ("valeur", "attendu", "dit"),
    [
        (525.3000000000001, "525.30", "525,3000000000001 est lu 525,30"), (0.1 + 0.2, "0.30", "est lu 0,30"),
        (525.3, "525.3", ""), (525.0, "525", ""), (7, "7", ""), (1.234, "1.234", "plus de deux décimales"),
        (0.335, "0.335", "plus de deux décimales"), (0.33499999999999996, "0.335", "est lu 0,335"),
        (123456789.12, "123456789.12", ""), (1e9 + 0.1, "1000000000.1", ""),
    ],
)  # fmt: skip
def test_un_montant_d_un_tableur_est_celui_qu_on_y_a_mis(valeur: float, attendu: str, dit: str) -> None:
    lu = montant(valeur)
    assert lu.valeur == Decimal(attendu)
    assert dit in espaces_simples(lu.remarque)
    assert bool(dit) == bool(lu.remarque)


@pytest.mark.parametrize(
    ("valeur", "attendu"),
    [
        (EnPourCent(0.2), "20"), (EnPourCent(0.055), "5.5"), (EnPourCent(0.0), "0"), (20.0, "20"), (5.5, "5.5"),
        ("20 %", "20"), ("20", "20"), ("5,5%", "5.5"), ("0,2 %", "0.2"), (0.0, "0"), (1.0, "1"), ("2,1", "2.1"),
    ],
)  # fmt: skip
def test_un_taux_est_en_pour_cent(valeur: object, attendu: str) -> None:
    assert taux(valeur) == Lue(Decimal(attendu))


@pytest.mark.parametrize("valeur", [0.2, "0.2", "0,055", 0.99])
def test_un_taux_plus_petit_que_un_est_demande(valeur: object) -> None:
    with pytest.raises(ValueError, match="ou"):
        taux(valeur)


@pytest.mark.parametrize(("valeur", "attendu"), [(2.0, 2), ("2", 2), ("0,5", Decimal("0.5")), (1.5, Decimal("1.5"))])
def test_un_nombre_d_unites(valeur: object, attendu: object) -> None:
    assert combien(valeur) == Lue(attendu)  # type: ignore[arg-type]


@pytest.mark.parametrize("lecture", [montant, taux, jour, combien])
@pytest.mark.parametrize("valeur", [True, Illisible("erreur #N/A", "#N/A"), None, "demain"])
def test_valeurs_refusees(lecture: Callable[[object], object], valeur: object) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        lecture(valeur)


@pytest.mark.parametrize(
    ("lecture", "valeur"), [(jour, 12), (jour, "2026-02-30"), (montant, EnPourCent(0.05)), (combien, EnPourCent(0.05))]
)
def test_autres_valeurs_refusees(lecture: Callable[[object], object], valeur: object) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        lecture(valeur)


def test_une_case_en_erreur_est_refusee_avec_sa_place(tmp_path: Path) -> None:
    """A formula that no program ever calculated, and an error, under a price."""
    import xlsxwriter  # type: ignore[import-untyped]

    fichier = tmp_path / "grille.xlsx"
    classeur = xlsxwriter.Workbook(str(fichier))
    for feuille in gabarit(ANNEXE, None):
        onglet = classeur.add_worksheet(feuille.nom)
        onglet.write_row(0, 0, feuille.titres)
        for ligne, rangee in enumerate(feuille.rangees, 1):
            onglet.write_row(ligne, 0, ["" if valeur is None else str(valeur) for valeur in rangee])
        if feuille.nom == "Identité":
            onglet.write_column(1, 1, ["T", "S"])
        if feuille.nom == "Forfaits":
            onglet.write_formula(1, feuille.titres.index("Montant"), "=1/0", None, "#DIV/0!")
            onglet.write_formula(2, feuille.titres.index("Montant"), "=1+1", None, "")
            onglet.write_formula(3, feuille.titres.index("Montant"), "=1+1", None, 2)
    classeur.close()
    places = [espaces_simples(une.origine).rpartition("cellule ")[2] for une in fautes(fichier)]
    assert places == ["D2 (« Montant »)", "D3 (« Montant »)"]


def test_une_grille_longue_est_lue_jusqu_au_bout(tmp_path: Path) -> None:
    fichier = tmp_path / "grille.csv"
    debut, _, options = remplir(ecrire(None, ".csv"), *IDENTITE).partition("Feuille;Options")
    vides = ";" * 17 + "\n"
    fichier.write_text(f"{debut.rstrip()}\n{vides * 6000}inconnu;;;;;5\nFeuille;Options{options}", encoding="utf-8")
    (faute,) = fautes(fichier)
    assert espaces_simples(faute.message).endswith("n’a pas « inconnu »")
    assert faute.origine == str(fichier)
