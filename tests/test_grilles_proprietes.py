"""Random valid catalogues: a strate or a refusal for everyone and never two; prices that hold together."""

import copy
import datetime
from decimal import Decimal
from typing import Any

import pytest
import tomli_w
from grilles_au_hasard import Document, cas_partout, grilles, repartis, tranches
from hypothesis import assume, given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from outils import calculer

from forfait_cli import Affiliation, Catalogue, Collectivite, Demande, chiffrer, classer
from forfait_cli.domaine.catalogue import Proposee
from forfait_cli.domaine.differences import differences
from forfait_cli.domaine.prix import Assiette, Echeance, ParTranche, Tranches, feuilles, montant_connu
from forfait_cli.domaine.strate import remplit
from forfait_cli.domaine.types import Nombre, Unite
from forfait_cli.domaine.verification import avertissements
from forfait_cli.erreurs import CatalogueInvalide, MauvaisUsage, Refus
from forfait_cli.readers.catalogue.lecture import lire_catalogue
from forfait_cli.readers.compilation import compiler
from forfait_cli.readers.schemas import schema_catalogue

VALIDATEUR = Draft202012Validator(schema_catalogue(), format_checker=Draft202012Validator.FORMAT_CHECKER)
TAILLES = st.integers(0, 70)
QUANTITES = st.integers(0, 60)
UNITE = Unite("boîte", "boîtes")


def lire(document: Document) -> Catalogue:
    return lire_catalogue(tomli_w.dumps(document).encode(), "hasard.toml", "sha256:0")


@st.composite
def collectivites(tirer: st.DrawFn) -> Collectivite:
    nature = tirer(st.sampled_from(["commune", "syndicat", "communaute"]))
    mesures: dict[str, Nombre] = {"masse-salariale": Decimal(tirer(st.integers(0, 10**6)))}
    for code in {"commune": ["habitants"], "syndicat": ["agents"], "communaute": ["communes-membres", "habitants"]}[
        nature
    ]:
        mesures[code] = tirer(TAILLES)
    return Collectivite(nature, mesures, tirer(st.sampled_from(list(Affiliation))))


def strates_de(catalogue: Catalogue, qui: Collectivite) -> set[int]:
    return {strate.numero for strate in catalogue.strates for cas in strate.cas if remplit(cas, qui)}


# --- Strates --------------------------------------------------------------------------------------


@given(grilles(), collectivites())
def test_qui_que_ce_soit_a_une_strate_et_une_seule(document: Document, qui: Collectivite) -> None:
    catalogue = lire(document)
    assert not [un for un in avertissements(catalogue) if un.origine.startswith("strates")]
    if catalogue.strates:
        dite = catalogue.dit_l_affiliation or qui.affiliation is not Affiliation.NON_AFFILIEE
        if dite:
            assert strates_de(catalogue, qui) == {classer(catalogue, qui).strate.numero}
        else:
            with pytest.raises(Refus, match="non affiliées"):
                chiffrer(catalogue, Demande(qui))
            assert len(strates_de(catalogue, qui)) == 1


@given(st.data(), collectivites())
def test_un_cas_retire_laisse_un_trou_qui_est_dit_et_refuse(donnees: st.DataObject, qui: Collectivite) -> None:
    cas = donnees.draw(cas_partout())
    assume(len(cas) > 1)
    retire = cas.pop(donnees.draw(st.integers(0, len(cas) - 1)))
    document: Document = donnees.draw(grilles())
    document["strates"] = donnees.draw(repartis(cas))
    for table in (*document["forfaits"], *document["options"]):
        table["prix"] = Decimal("1.00")
    catalogue = lire(document)
    assume(retire.get("affiliee") is not False or catalogue.dit_l_affiliation)
    assert [un for un in avertissements(catalogue) if un.origine.startswith("strates")]
    trouvees = strates_de(catalogue, qui)
    assert len(trouvees) <= 1
    if not trouvees:
        with pytest.raises((Refus, MauvaisUsage)):
            classer(catalogue, qui)


@given(st.data())
def test_un_cas_ecrit_dans_deux_strates_est_une_faute(donnees: st.DataObject) -> None:
    cas = donnees.draw(cas_partout())
    double = copy.deepcopy(donnees.draw(st.sampled_from(cas)))
    strates = [*donnees.draw(repartis(cas)), {"cas": [double]}]
    document: Document = donnees.draw(grilles()) | {"strates": strates}
    for table in (*document["forfaits"], *document["options"]):
        table["prix"] = Decimal("1.00")
    with pytest.raises(CatalogueInvalide, match=r"se recouvrent|plusieurs strates"):
        lire(document)


@given(st.lists(st.integers(1, 10**6), min_size=1, max_size=12, unique=True).map(sorted), st.data())
def test_une_liste_de_seuils_vaut_les_strates_ecrites_une_a_une(seuils: list[int], donnees: st.DataObject) -> None:
    tete = {"titre": "Grille", "source": "Hasard"}
    debuts = [0, *seuils]
    longues = [
        {"habitants": {"min": debut} | ({"max": debuts[rang + 1] - 1} if rang + 1 < len(debuts) else {})}
        for rang, debut in enumerate(debuts)
    ]
    courte = lire(tete | {"seuils": {"habitants": seuils}})
    longue = lire(tete | {"strates": longues})
    assert courte.strates == longue.strates
    valeur = donnees.draw(st.sampled_from([*seuils, *(seuil - 1 for seuil in seuils)]))
    trouvee = classer(courte, Collectivite("commune", {"habitants": valeur})).strate
    assert trouvee.numero == 1 + sum(seuil <= valeur for seuil in seuils)


# --- Prices ---------------------------------------------------------------------------------------


def du(bareme: Tranches, combien: Nombre) -> Decimal:
    montant = montant_connu(calculer(Echeance(bareme), Assiette(0, None, ()), combien, UNITE).montant)
    assert montant is not None
    return montant


@given(tranches(), QUANTITES)
def test_les_tranches_marginales_sont_continues(une: Document, combien: int) -> None:
    """One unit more costs the price of the slice that it lies in, never more, never less."""
    option = {"code": "boites", "nom": "Boîtes", "unite": "boîte", "prix": une | {"calcul": "marginale"}}
    (lue,) = lire({"titre": "G", "source": "H", "options": [option]}).options
    cellule = lue.cellules["a-la-carte"]
    assert isinstance(cellule, Proposee)
    ((_, bareme),) = feuilles(cellule.tarif.echeances[0].bareme)
    assert isinstance(bareme, Tranches)
    assert bareme.calcul is ParTranche.MARGINALE
    prix = next(t.montant for t in bareme.tranches if t.jusqua is None or combien + 1 <= t.jusqua)
    assert du(bareme, combien + 1) - du(bareme, combien) == prix


@given(grilles(), collectivites(), st.sampled_from(["boites", "heures"]), QUANTITES, QUANTITES)
def test_plus_ne_coute_jamais_moins_sauf_au_volume_qui_est_dit(
    document: Document, qui: Collectivite, option: str, un: int, autre: int
) -> None:
    catalogue = lire(document)
    if not catalogue.dit_l_affiliation:
        qui = qui._replace(affiliation=Affiliation.SUPPOSEE)
    moins, plus = sorted((un, autre))
    for petit, grand in zip(
        chiffrer(catalogue, Demande(qui, {option: moins})).devis,
        chiffrer(catalogue, Demande(qui, {option: plus})).devis,
        strict=True,
    ):
        if not (petit.recevable and grand.recevable):
            continue
        apres = {total.periodicite: total.montant for total in grand.totaux}
        baisse = any(apres.get(total.periodicite, Decimal(0)) < total.montant for total in petit.totaux)
        if baisse:
            assert any("coûtent moins que" in dit.message for dit in avertissements(catalogue))


# --- The file -------------------------------------------------------------------------------------


def en_json(valeur: Any) -> Any:
    match valeur:
        case dict():
            return {cle: en_json(v) for cle, v in valeur.items()}
        case list():
            return [en_json(v) for v in valeur]
        case datetime.date():
            return valeur.isoformat()
        case _:
            return valeur


@given(grilles())
def test_le_schema_accepte_ce_que_le_lecteur_accepte(document: Document) -> None:
    catalogue = lire(document)
    assert VALIDATEUR.is_valid(en_json(document))
    assert differences(catalogue, lire(document)) == ()
    espace: dict[str, object] = {}
    exec(compile(compiler(catalogue), "compile.py", "exec"), espace)
    assert espace["CATALOGUE"] == catalogue._replace(chemin="")


VALEURS = st.sampled_from(
    ["", "x", "sur étude", "non proposé", -1, 0, 3, Decimal("0.5"), Decimal("7.005"), True, [], [1, 2], {}, {"min": 3},
     {"montant": 1}, {"1": 2}, [{"montant": 1}], {"pour_cent": 1}, {"tranches": [{"montant": 1}]},
     datetime.date(2026, 1, 1)]
)  # fmt: skip


def chemins(valeur: Any, ici: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The path of everything inside a document."""
    enfants = valeur.items() if isinstance(valeur, dict) else enumerate(valeur) if isinstance(valeur, list) else ()
    return [chemin for cle, un in enfants for chemin in ((*ici, cle), *chemins(un, (*ici, cle)))]


@given(grilles(), st.data())
def test_ce_que_le_schema_refuse_le_lecteur_le_refuse(document: Document, donnees: st.DataObject) -> None:
    document = copy.deepcopy(document)
    chemin = donnees.draw(st.sampled_from(chemins(document)))
    parent: Any = document
    for cle in chemin[:-1]:
        parent = parent[cle]
    match donnees.draw(st.sampled_from(["changer", "retirer", "ajouter"])):
        case "changer":
            parent[chemin[-1]] = donnees.draw(VALEURS)
        case "retirer":
            del parent[chemin[-1]]
        case "ajouter" if isinstance(parent, dict):
            cle = donnees.draw(st.sampled_from(["min", "montant", "par", "calcul", "unite", "cas", "prix", "inconnue"]))
            parent[cle] = donnees.draw(VALEURS)
    if not VALIDATEUR.is_valid(en_json(document)):
        with pytest.raises(CatalogueInvalide):
            lire(document)
