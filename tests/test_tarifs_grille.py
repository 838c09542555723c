"""The grid to fill in: what it asks, and what comes back is what was in it, whatever the file."""

import csv
import datetime
import io
import sys
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from outils import Lancer, espaces_simples

from forfait_cli import load_catalogue
from forfait_cli.domaine.gabarit import gabarit
from forfait_cli.domaine.grille import Proposee
from forfait_cli.domaine.tarifs import NON_DONNE, TOUS, Emetteur, EnTete, Tarifs
from forfait_cli.domaine.tva import HorsTaxe, NonSoumis
from forfait_cli.domaine.types import Chiffre, Mode, Par, Periodicite, Tarif
from forfait_cli.readers.gabarits import importer
from forfait_cli.readers.montants import jour, montant
from forfait_cli.readers.tarifs import lire_tarifs
from forfait_cli.render import tarifs_toml
from forfait_cli.render.gabarits import rendre

ANNEXE = load_catalogue()
SUFFIXES = (".xlsx", ".ods", ".csv", ".toml")

textes = st.text(st.characters(categories=["L", "Nd"], include_characters=" ’«»,;-"), min_size=1, max_size=30).map(
    lambda texte: f"x{' '.join(texte.split())}"
)
montants = st.decimals(0, 10**9, places=2) | st.decimals(0, 100, places=4) | st.just(Decimal(0))
taux = st.decimals(0, 100, places=1)
jours = st.dates(datetime.date(1950, 1, 1), datetime.date(2100, 1, 1))


@st.composite
def prix(draw: st.DrawFn, *, compte: bool, ht: bool, seul: bool) -> Tarif:
    periodicite = draw(st.none() | st.sampled_from(Periodicite))
    taux_ligne = draw(st.none() | taux) if ht else None
    if seul and draw(st.booleans()) and (periodicite is not None or taux_ligne is not None):
        return Tarif(None, NON_DONNE, {}, periodicite, taux=taux_ligne)
    strates = draw(st.dictionaries(st.sampled_from([s.numero for s in ANNEXE.strates]), montants.map(Chiffre)))
    plancher, ecart = draw(st.none() | montants), draw(st.none() | montants)
    return Tarif(
        None,
        NON_DONNE if strates else Chiffre(draw(montants)),
        strates,
        periodicite,
        None if compte else draw(st.none() | st.sampled_from(Par)),
        plancher,
        None if ecart is None else ecart + (plancher or 0),
        0 if plancher is not None else draw(st.integers(0, 50)),
        taux_ligne,
    )


@st.composite
def prix_d_un_code(draw: st.DrawFn, *, compte: bool, ht: bool) -> tuple[Tarif, ...]:
    if draw(st.booleans()):
        return (draw(prix(compte=compte, ht=ht, seul=True)),)
    plusieurs = draw(st.lists(prix(compte=compte, ht=ht, seul=False), min_size=1, max_size=4))
    return tuple({(un.periodicite, un.par): un for un in plusieurs}.values())


@st.composite
def tarifs(draw: st.DrawFn) -> Tarifs:
    du, au = sorted([draw(jours), draw(jours)])
    emetteur = draw(
        st.none()
        | st.builds(Emetteur, textes, st.lists(textes, max_size=4).map(tuple), st.none() | st.just("73282932000074"))
    )
    entete = EnTete(
        draw(textes), draw(textes), draw(st.none() | jours), "", "", draw(st.none() | st.just(du)),
        draw(st.none() | st.just(au)), emetteur,
    )  # fmt: skip
    tva = draw(st.none() | st.builds(HorsTaxe, taux) | st.builds(NonSoumis, textes))
    ht = isinstance(tva, HorsTaxe)
    codes = draw(st.lists(st.sampled_from([forfait.code for forfait in ANNEXE.forfaits]), unique=True))
    options = {}
    for option in draw(st.lists(st.sampled_from(ANNEXE.options), unique_by=lambda option: option.code)):
        offrants = [
            code
            for code, cellule in option.cellules.items()
            if isinstance(cellule, Proposee) and cellule.tarif.mode is not Mode.SUR_ETUDE
        ]
        if offrants:
            pour = draw(st.just([TOUS]) | st.lists(st.sampled_from(offrants), min_size=1, unique=True))
            compte = option.unite is not None
            options[option.code] = {code: draw(prix_d_un_code(compte=compte, ht=ht)) for code in pour}
    forfaits = {code: draw(prix_d_un_code(compte=False, ht=ht)) for code in codes}
    return Tarifs(entete, tva, forfaits, options)


def contenu(lus: Tarifs) -> Tarifs:
    """Without the file that they come from."""
    return lus._replace(entete=lus.entete._replace(chemin="", empreinte=""))


def ecrire(x: Tarifs | None, suffixe: str) -> bytes:
    if suffixe == ".toml":
        return tarifs_toml.gabarit(ANNEXE, x)
    return rendre(gabarit(ANNEXE, x), suffixe)


@pytest.mark.parametrize("suffixe", SUFFIXES)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], max_examples=15)
@given(x=tarifs())
def test_ce_qui_revient_est_ce_qui_etait_dans_les_cases(tmp_path: Path, suffixe: str, x: Tarifs) -> None:
    """import(template(x)) = x, and so the grid of what came back is the same."""
    fichier = tmp_path / f"grille{suffixe}"
    fichier.write_bytes(ecrire(x, suffixe))
    revenus = contenu(importer(fichier, ANNEXE))
    assert revenus == x
    assert gabarit(ANNEXE, revenus) == gabarit(ANNEXE, x)


@given(x=tarifs())
def test_le_fichier_ecrit_se_relit_pareil(x: Tarifs) -> None:
    assert contenu(lire_tarifs(tarifs_toml.rendre(x), "", ANNEXE)) == x


def test_la_grille_demande_tout_ce_qui_manque_et_rien_d_autre() -> None:
    _, _, forfaits, options = gabarit(ANNEXE, None)
    assert [rangee[0] for rangee in forfaits.rangees] == [forfait.code for forfait in ANNEXE.forfaits]
    assert [rangee[0] for rangee in options.rangees] == [
        "parapheur-certificat", "formation-sur-site", "conseil-equipement", "messagerie", "sauvegarde-externalisee",
        "logiciels-securite", "certificat-electronique",
    ]  # fmt: skip
    assert sum(titre.startswith("Strate") for titre in forfaits.titres) == 8


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


IDENTITE = (("Titre", "Valeur", "Tarifs 2026"), ("Source", "Valeur", "Délibération"))


@pytest.mark.parametrize("encodage", ["utf-8-sig", "cp1252"])
def test_ce_qu_ecrit_un_agent_est_lu(tmp_path: Path, lancer: Lancer, encodage: str) -> None:
    fichier = tmp_path / "grille.csv"
    texte = remplir(
        ecrire(None, ".csv"), *IDENTITE, ("Valable du", "Valeur", "01/01/2026"), ("SIRET", "Valeur", ""),
        ("metiers", "Montant", "1 234,56 €"), ("metiers", "Périodicité", "Par an"),
        ("heberge", "Montant", "1234.5"), ("heberge", "Périodicité", "Première année"), ("technologie", "Montant", "0"),
    )  # fmt: skip
    fichier.write_bytes(texte.encode(encodage, errors="replace"))
    sortie = tmp_path / "tarifs.toml"
    assert lancer("tarifs", "import", str(fichier), "-o", str(sortie)).code == 0
    lus = lire_tarifs(sortie.read_bytes(), "", ANNEXE)
    assert lus.entete.du == datetime.date(2026, 1, 1)
    assert {code: un[0].prix for code, un in lus.forfaits.items()} == {
        "metiers": Chiffre(Decimal("1234.56")),
        "heberge": Chiffre(Decimal("1234.5")),
        "technologie": Chiffre(Decimal(0)),
    }
    assert [lus.forfaits[code][0].periodicite for code in ("metiers", "heberge")] == ["an", "premiere-annee"]


def test_toutes_les_fautes_ont_leur_case(tmp_path: Path, lancer: Lancer) -> None:
    fichier = tmp_path / "grille.csv"
    texte = remplir(
        ecrire(None, ".csv"), ("Titre", "Valeur", "Tarifs"), ("Valable du", "Valeur", "32/01/2026"),
        ("metiers", "Montant", "trois cents"), ("heberge", "Montant", "-5"), ("technologie", "Montant", "1.234,56"),
        ("technologie-plus", "Périodicité", "tous les ans"), ("messagerie", "Forfait", "mairie"),
        ("messagerie", "Montant", "3"),
        ("conseil-equipement", "Par", "habitant"), ("conseil-equipement", "Montant", "1"),
    )  # fmt: skip
    fichier.write_text(texte, encoding="utf-8")
    resultat = lancer("tarifs", "import", str(fichier))
    erreur = espaces_simples(resultat.erreur)
    assert resultat.code == 3
    for quoi in (
        "ligne 19, colonne 2 : « 32/01/2026 » n’existe pas", "ligne 17, colonne 2 : case vide",
        "colonne 5 : « trois cents » n’est pas un montant", "montant négatif", "mêle points et virgules",
        "mot inconnu : « tous-les-ans »", "pas de forfait de ce code", "son prix va par habitant",
    ):  # fmt: skip
        assert quoi in erreur, quoi
    assert erreur.count("Erreur :") == 8


def test_un_classeur_dit_la_feuille_et_la_case(tmp_path: Path, lancer: Lancer) -> None:
    fichier = tmp_path / "grille.xlsx"
    fichier.write_bytes(ecrire(None, ".xlsx"))
    erreur = espaces_simples(lancer("tarifs", "import", str(fichier)).erreur)
    assert "feuille Identité, cellule B2 : case vide" in erreur
    assert "feuille Identité, cellule B3 : case vide" in erreur


@pytest.mark.parametrize("suffixe", [".xlsx", ".ods"])
@pytest.mark.parametrize("sens", ["template", "import"])
def test_sans_les_bibliotheques_le_refus_dit_quoi_installer(
    tmp_path: Path, lancer: Lancer, monkeypatch: pytest.MonkeyPatch, suffixe: str, sens: str
) -> None:
    for nom in ("xlsxwriter", "odf", "odf.opendocument", "odf.table", "odf.text", "python_calamine"):
        monkeypatch.setitem(sys.modules, nom, None)
    fichier = tmp_path / f"grille{suffixe}"
    fichier.write_bytes(b"PK")
    arguments = ("template", "-o", str(fichier)) if sens == "template" else ("import", str(fichier))
    resultat = lancer("tarifs", *arguments)
    assert resultat.code == 1
    assert "forfait-cli[tableur]" in resultat.erreur


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
def test_un_fichier_quelconque_est_refuse(lancer: Lancer, tmp_path: Path, suffixe: str, brut: bytes) -> None:
    fichier = tmp_path / f"grille{suffixe}"
    fichier.write_bytes(brut)
    assert lancer("tarifs", "import", str(fichier)).code in (1, 3)


@pytest.mark.parametrize(
    ("texte", "attendu"),
    [
        ("1 234,56 €", "1234.56"), ("1\u202f234,56\u00a0€", "1234.56"), ("1234.56", "1234.56"), (" 7 ", "7"),
        ("0", "0"), ("0,335", "0.335"), ("1 000 000", "1000000"), ("12 EUR", "12"),
    ],
)  # fmt: skip
def test_montants(texte: str, attendu: str) -> None:
    assert montant(texte) == Decimal(attendu)


@pytest.mark.parametrize("texte", ["1.234,56", "1,234.56", "1.234.567", "-1", "abc", "12 34", "1,", "", "€", "1e3"])
def test_montants_refuses(texte: str) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        montant(texte)


@pytest.mark.parametrize(
    ("lecture", "valeur"), [(montant, True), (montant, None), (jour, 12), (jour, "2026-02-30"), (jour, "demain")]
)
def test_valeurs_refusees(lecture: Callable[[object], object], valeur: object) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        lecture(valeur)
