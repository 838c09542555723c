"""What holds of every devis: sums, cents, extras that never lower a total, needs that are covered."""

import csv
import io
import json
from collections import defaultdict
from decimal import Decimal
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from outils import CATALOGUE, PRIX, calculer, espaces_simples, montants

from forfait_cli import Collectivite, Demande, chiffrer, load_catalogue
from forfait_cli.domaine.catalogue import Catalogue
from forfait_cli.domaine.prix import Assiette, Chiffre, Echeance
from forfait_cli.domaine.resultats import Chiffrage, Devis
from forfait_cli.domaine.types import Statut, Unite
from forfait_cli.francais import PERIODICITES, euros
from forfait_cli.readers.catalogue.lecture import lire_catalogue
from forfait_cli.render.comparaison import vue as vue_comparaison
from forfait_cli.render.devis import vue as vue_devis
from forfait_cli.render.formats import FORMATS, Format
from forfait_cli.render.signes import Ecran


def _chiffree() -> Catalogue:
    texte = CATALOGUE.read_text(encoding="utf-8")
    for avant, apres in PRIX:
        texte = texte.replace(avant, apres)
    return lire_catalogue(texte.encode(), "grille.toml", "sha256:0")


ANNEXE = load_catalogue()
TOUTES = {"annexe": ANNEXE, "chiffree": _chiffree()}
GRILLES = st.sampled_from(sorted(TOUTES))
COMPTEES = [option.code for option in ANNEXE.options if option.unite is not None]
DEDUITES = [option.code for option in ANNEXE.options if option.service is not None]
SIMPLES = [option.code for option in ANNEXE.options if option.unite is None]
ORDINAIRES = st.integers(min_value=0, max_value=3000)
# The width of a page where nothing wraps, so that amounts can be read back.
LARGE = 400
RELUS = (Format.TABLE, Format.JSON, Format.CSV, Format.MARKDOWN)


class Somme(NamedTuple):
    """What a devis shows: the amounts of its costed lines and its totals, by periodicity."""

    lignes: dict[str, Decimal]
    totaux: dict[str, Decimal]


@st.composite
def demandes(tirer: st.DrawFn, nombres: st.SearchStrategy[int] = ORDINAIRES) -> Demande:
    """A request of a commune or of an établissement, with extras and needs for distinct options."""
    taille = tirer(st.integers(min_value=0, max_value=15000))
    if tirer(st.booleans()):
        qui = Collectivite("commune", {"habitants": taille})
    else:
        qui = Collectivite("etablissement-public", {"agents": taille})
    extras = tirer(st.dictionaries(st.sampled_from(COMPTEES), nombres, max_size=4))
    extras |= dict.fromkeys(tirer(st.sets(st.sampled_from(SIMPLES))), 1)
    libres = [code for code in DEDUITES if code not in extras]
    besoins = tirer(st.dictionaries(st.sampled_from(libres), nombres, max_size=2)) if libres else {}
    return Demande(qui, extras, besoins)


def somme_des_lignes(devis: Devis) -> dict[str, Decimal]:
    sommes: defaultdict[str, Decimal] = defaultdict(Decimal)
    for ligne in devis.lignes:
        if ligne.du is not None:
            sommes[PERIODICITES[ligne.periodicite]] += ligne.du
    return dict(sommes)


def rendu(chiffrage: Chiffrage, format_: Format) -> str:
    return FORMATS[format_].rendre(vue_devis(chiffrage), Ecran(LARGE)).decode()


def lire_json(texte: str) -> list[Somme]:
    sommes = []
    for devis in json.loads(texte)["devis"]:
        lignes: defaultdict[str, Decimal] = defaultdict(Decimal)
        for ligne in devis["lignes"]:
            if ligne["statut"] == "chiffre":
                lignes[PERIODICITES[ligne["periodicite"]]] += Decimal(ligne["montant"])
        totaux = {PERIODICITES[total["periodicite"]]: Decimal(total["montant"]) for total in devis["totaux"]}
        sommes.append(Somme(dict(lignes), totaux))
    return sommes


def lire_csv(texte: str) -> list[Somme]:
    sommes: dict[str, Somme] = {}
    for ligne in csv.DictReader(io.StringIO(texte, newline="")):
        if ligne["type"] == "hypothese":
            continue
        somme = sommes.setdefault(ligne["forfait"], Somme({}, {}))
        periodicite = PERIODICITES[ligne["periodicite"] or None]
        if ligne["type"] == "total":
            somme.totaux[periodicite] = Decimal(ligne["montant"])
        elif ligne["type"] == "ligne" and ligne["statut"] == "chiffre":
            somme.lignes[periodicite] = somme.lignes.get(periodicite, Decimal()) + Decimal(ligne["montant"])
    return list(sommes.values())


def lire_page(texte: str) -> Somme:
    """The rows of the amounts of one devis: the last amount is the line's, the last cell its periodicity."""
    lignes: defaultdict[str, Decimal] = defaultdict(Decimal)
    totaux: dict[str, Decimal] = {}
    for rangee in texte.splitlines():
        cellules = [espaces_simples(c).strip(" *") for c in rangee.replace("│", "|").strip("| ").split("|")]
        if len(cellules) != 5 or not montants(cellules[3]):
            continue
        (montant,) = montants(cellules[3])
        # Under the title « Périodicité », the word is not said again.
        quand = PERIODICITES[None] if cellules[4] == "non précisée" else cellules[4]
        if cellules[0] in ("Total", "Sous-total chiffré"):
            assert quand not in totaux
            totaux[quand] = montant
        else:
            lignes[quand] += montant
    return Somme(dict(lignes), totaux)


@settings(max_examples=25)
@given(GRILLES, demandes())
def test_le_total_est_la_somme_des_lignes_chiffrees_dans_tous_les_formats(grille: str, demande: Demande) -> None:
    chiffrage = chiffrer(TOUTES[grille], demande)
    attendues = []
    for devis in chiffrage.devis:
        sommes = somme_des_lignes(devis)
        assert sommes == {PERIODICITES[total.periodicite]: total.montant for total in devis.totaux}
        attendues.append(Somme(sommes, sommes))
    assert lire_json(rendu(chiffrage, Format.JSON)) == attendues
    assert lire_csv(rendu(chiffrage, Format.CSV)) == attendues
    for devis, attendue in zip(chiffrage.devis, attendues, strict=True):
        seul = chiffrage._replace(devis=(devis,))
        for format_ in (Format.TABLE, Format.MARKDOWN):
            assert lire_page(rendu(seul, format_)) == attendue


@settings(max_examples=15)
@given(GRILLES, demandes())
def test_cote_a_cote_chaque_total_est_celui_du_devis(grille: str, demande: Demande) -> None:
    chiffrage = chiffrer(TOUTES[grille], demande)
    for format_ in (Format.TABLE, Format.MARKDOWN):
        lignes = rendu(chiffrage, format_).splitlines()
        for periodicite in dict.fromkeys(t.periodicite for devis in chiffrage.devis for t in devis.totaux):
            mot = f"({PERIODICITES[periodicite]})"
            (rangee,) = (
                ligne for ligne in lignes if mot in espaces_simples(ligne).replace("**", "") and "otal" in ligne
            )
            attendus = [t.montant for devis in chiffrage.devis for t in devis.totaux if t.periodicite is periodicite]
            assert montants(rangee) == attendus


def test_tous_les_formats_sont_relus() -> None:
    """A format added must be read back: above, or in the tests of its writer."""
    assert set(FORMATS) == {*RELUS, Format.HTML, Format.PDF, Format.XLSX}


@given(
    st.decimals(min_value=0, max_value=10**6, places=2),
    st.integers(min_value=0, max_value=10**1000) | st.integers(min_value=0, max_value=10**6),
)
def test_aucune_quantite_ne_perd_un_centime(prix: Decimal, nombre: int) -> None:
    montant = calculer(Echeance(Chiffre(prix)), Assiette(1, None, ()), nombre, Unite("Go", "Go")).montant
    assert isinstance(montant, Chiffre)
    entier, centimes = divmod(int(prix * 100) * nombre, 100)
    assert str(montant.montant) == f"{entier}.{centimes:02d}"
    assert euros(montant.montant).replace("\u202f", "") == f"{entier},{centimes:02d}€"


@pytest.mark.parametrize("chiffres", [1, 20, 28, 29, 100, 1000, 4000])
def test_un_nombre_immense_va_jusqu_au_bout_de_tous_les_formats(chiffres: int) -> None:
    nombre = int("1" * chiffres)
    demande = Demande(
        Collectivite("commune", {"habitants": 1200}), {"sauvegarde-externalisee": nombre}, forfaits=("metiers",)
    )
    chiffrage = chiffrer(ANNEXE, demande)
    attendu = f"{7 * nombre}.00"
    assert str(chiffrage.devis[0].totaux[0].montant) == attendu
    assert json.loads(rendu(chiffrage, Format.JSON))["devis"][0]["totaux"][0]["montant"] == attendu
    assert attendu in rendu(chiffrage, Format.CSV)
    assert Decimal(attendu) in montants(rendu(chiffrage, Format.MARKDOWN))
    table = FORMATS[Format.TABLE].rendre(vue_devis(chiffrage), Ecran(8 * chiffres + LARGE)).decode()
    assert Decimal(attendu) in montants(table)


@given(GRILLES, demandes(st.integers(min_value=0, max_value=10**60)))
def test_le_total_est_exact_au_centime(grille: str, demande: Demande) -> None:
    for devis in chiffrer(TOUTES[grille], demande).devis:
        for total in devis.totaux:
            centimes = sum(
                int(str(ligne.du).replace(".", ""))
                for ligne in devis.lignes
                if ligne.du is not None and ligne.periodicite is total.periodicite
            )
            assert str(total.montant) == f"{centimes // 100}.{centimes % 100:02d}"


def totaux(grille: str, demande: Demande) -> list[dict[str, Decimal]]:
    return [
        {PERIODICITES[t.periodicite]: t.montant for t in devis.totaux}
        for devis in chiffrer(TOUTES[grille], demande).devis
    ]


@given(GRILLES, demandes(), st.data())
def test_aucun_supplement_ne_baisse_un_total(grille: str, demande: Demande, data: st.DataObject) -> None:
    """Neither more of an option, nor one option more, under a forfait that gives it."""
    comptees = [code for code in COMPTEES if code not in demande.besoins]
    code = data.draw(st.sampled_from(comptees))
    plus = data.draw(st.integers(min_value=1, max_value=10**6))
    augmentee = demande._replace(extras={**demande.extras, code: demande.extras.get(code, 0) + plus})
    for avant, apres in zip(totaux(grille, demande), totaux(grille, augmentee), strict=True):
        assert avant.keys() <= apres.keys()
        assert all(montant <= apres[periodicite] for periodicite, montant in avant.items())


@given(GRILLES, demandes(), st.data())
def test_un_besoin_plus_grand_ne_coute_jamais_moins(grille: str, demande: Demande, data: st.DataObject) -> None:
    code = data.draw(st.sampled_from(DEDUITES))
    sans = {autre: combien for autre, combien in demande.extras.items() if autre != code}
    petit, grand = sorted(data.draw(st.tuples(ORDINAIRES, ORDINAIRES)))
    base = demande._replace(extras=sans)
    deux = (totaux(grille, base._replace(besoins={**demande.besoins, code: besoin})) for besoin in (petit, grand))
    for avant, apres in zip(*deux, strict=True):
        assert all(montant <= apres[periodicite] for periodicite, montant in avant.items())


@given(GRILLES, demandes(), st.data())
def test_un_besoin_au_plus_egal_a_ce_qui_est_compris_ne_coute_rien(
    grille: str, demande: Demande, data: st.DataObject
) -> None:
    code = data.draw(st.sampled_from(DEDUITES))
    libre = demande._replace(
        extras={autre: combien for autre, combien in demande.extras.items() if autre != code},
        besoins={autre: combien for autre, combien in demande.besoins.items() if autre != code},
    )
    for rang, devis in enumerate(chiffrer(TOUTES[grille], libre).devis):
        compris = 1 if code == "messagerie" else devis.inclus[code]
        besoin = data.draw(st.integers(min_value=0, max_value=compris))
        avec = chiffrer(TOUTES[grille], libre._replace(besoins={**libre.besoins, code: besoin})).devis[rang]
        assert avec.totaux == devis.totaux
        assert avec.non_chiffre == devis.non_chiffre
        assert avec.complet is devis.complet


@given(GRILLES, demandes(st.integers(min_value=1, max_value=3000)))
def test_un_besoin_vaut_le_supplement_au_dela_de_ce_qui_est_compris(grille: str, demande: Demande) -> None:
    for rang, devis in enumerate(chiffrer(TOUTES[grille], demande).devis):
        compris = {**devis.inclus, "messagerie": 1}
        au_dela = {code: max(0, besoin - (compris[code] or 0)) for code, besoin in demande.besoins.items()}
        autre = chiffrer(TOUTES[grille], demande._replace(extras={**demande.extras, **au_dela}, besoins={})).devis[rang]
        assert autre.totaux == devis.totaux
        assert autre.non_chiffre == devis.non_chiffre


@settings(max_examples=20)
@given(GRILLES, demandes())
def test_un_devis_est_complet_si_et_seulement_si_tout_a_un_montant(grille: str, demande: Demande) -> None:
    for devis in chiffrer(TOUTES[grille], demande).devis:
        inconnus = tuple(ligne.code for ligne in devis.lignes if not ligne.connue)
        assert devis.non_chiffre == inconnus
        assert devis.complet is (devis.recevable and not inconnus)
        assert devis.recevable is bool(devis.lignes)
        for ligne in devis.lignes:
            assert ligne.connue is (ligne.statut in (Statut.CHIFFRE, Statut.INCLUS))
            assert bool(ligne.motif) is (ligne.statut is not Statut.CHIFFRE)
            assert ligne.source


@settings(max_examples=10)
@given(GRILLES, demandes())
def test_memes_valeurs_memes_octets(grille: str, demande: Demande) -> None:
    from forfait_cli import comparer

    for format_ in (FORMATS[un] for un in RELUS):
        un, autre = (format_.rendre(vue_devis(chiffrer(TOUTES[grille], demande)), Ecran()) for _ in range(2))
        assert un == autre
        un, autre = (format_.rendre(vue_comparaison(comparer(TOUTES[grille], demande)), Ecran()) for _ in range(2))
        assert un == autre
