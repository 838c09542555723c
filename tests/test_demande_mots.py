"""What is said of a figure, a date, a name as people type them; what a file of rows remembers, and no further."""

import datetime
from decimal import Decimal

import pytest

from forfait_cli import load_catalogue
from forfait_cli.domaine.catalogue import Bornes
from forfait_cli.domaine.demande import Collectivite
from forfait_cli.erreurs import Anomalie, ErreurForfait, MauvaisUsage, Refus
from forfait_cli.readers.demande import lignes as module
from forfait_cli.readers.demande.colonnes import Titres
from forfait_cli.readers.demande.dates import lire_date
from forfait_cli.readers.demande.lecture import CODES_MAX, Lecteur, Quoi, Valeurs
from forfait_cli.readers.demande.lignes import Lignes, Pesee, Rejet
from forfait_cli.readers.demande.nombres import CHIFFRES_MAX, CITES_MAX, couper, est_simple, lire_nombre, sans_unite
from forfait_cli.readers.limites import SIGNES_NOM

CATALOGUE = load_catalogue()


def propre(texte: str) -> str:
    return texte.replace("\xa0", " ").replace("\u202f", " ")


def faute(erreur: ErreurForfait) -> str:
    (anomalie,) = erreur.anomalies
    return propre(f"{anomalie.origine} : {anomalie.message} ; {anomalie.aide}").strip("\ue001").replace("\ue002", "")


# --- Numbers, dates -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("texte", "entier", "dit"),
    [
        ("", True, "valeur vide ; donnez un nombre entier, par exemple 1200"),
        (" ", False, "valeur vide ; donnez un nombre, par exemple 1200"),
        (
            "1.200",
            True,
            "« 1.200 » peut se lire de deux façons : milliers ou décimales ; "
            "écrivez 1200 pour le nombre entier, sans point ni virgule",
        ),
        ("7,5", True, "« 7,5 » n’est pas un nombre entier ; donnez un nombre entier, sans décimales"),
        ("-3", True, "« -3 » est négatif ; donnez un nombre entier, 0 ou plus"),
        ("–3", False, "« –3 » est négatif ; donnez un nombre, 0 ou plus"),
        ("− 1 200", False, "« − 1 200 » est négatif ; donnez un nombre, 0 ou plus"),
        ("-x", True, "« -x » n’est pas un nombre entier ; donnez un nombre entier, par exemple 1200 ou 1 200"),
        ("x3", False, "« x3 » n’est pas un nombre ; donnez un nombre, par exemple 1200 ou 1 200"),
        ("X3", True, "« X3 » n’est pas un nombre entier ; donnez un nombre entier, par exemple 1200 ou 1 200"),
        ("12 00", True, "« 12 00 » n’est pas un nombre entier ; donnez un nombre entier, par exemple 1200 ou 1 200"),
        (
            "x" * (CITES_MAX + 1),
            True,
            f"« {'x' * CITES_MAX}… » n’est pas un nombre entier ; donnez un nombre entier, par exemple 1200 ou 1 200",
        ),
        ("1" * (CHIFFRES_MAX + 1), True, f"nombre de plus de {CHIFFRES_MAX} caractères ; vérifiez la saisie"),
        (1.5, False, "« 1.5 » n’est pas un nombre ; donnez un entier, un Decimal ou un texte"),
        (True, True, "« True » n’est pas un nombre ; donnez un entier, un Decimal ou un texte"),
    ],
)
def test_un_nombre_qui_n_en_est_pas(texte: object, entier: bool, dit: str) -> None:
    with pytest.raises(MauvaisUsage) as erreur:
        lire_nombre(texte, "ici", entier=entier)
    assert faute(erreur.value) == f"ici : {dit}"


def test_les_plus_longs_nombres() -> None:
    assert lire_nombre("1" * CHIFFRES_MAX, "ici", entier=True) == int("1" * CHIFFRES_MAX)
    assert est_simple("1" * CHIFFRES_MAX)
    assert not est_simple("1" * (CHIFFRES_MAX + 1))
    assert couper("x" * CITES_MAX) == "x" * CITES_MAX
    assert lire_nombre("7,50", "ici", entier=False) == Decimal("7.5")
    assert lire_nombre(" 1 200,0\t", "ici", entier=False) == 1200


@pytest.mark.parametrize(
    ("texte", "nu"),
    [
        ("4Go", "4"),
        ("4 Go", "4"),
        ("10 go", "10"),
        ("1 200 Go", "1 200"),
        ("0Go", "0"),
        ("9", "9"),
        ("Go 4", "Go 4"),
        ("4 To", "4 To"),
        ("4Go5", "4Go5"),
        ("4 5 Go", "4 5"),
        (f"{'1' * 200}Go", "1" * 200),
        ("4\nGo", "4"),
        ("", ""),
    ],
)
def test_un_nombre_avec_son_unite(texte: str, nu: str) -> None:
    assert sans_unite(texte, ["Go", "gigaoctets"]) == nu


def test_une_date_qui_n_en_est_pas() -> None:
    def dit(texte: str) -> str:
        with pytest.raises(MauvaisUsage) as erreur:
            lire_date(texte)
        return faute(erreur.value)

    assert dit(" ") == ("date : la date est vide ; écrivez-la AAAA-MM-JJ, par exemple 2026-01-31, ou retirez l’option")
    assert dit("demain") == (
        "date : « demain » n’est pas une date ; écrivez-la AAAA-MM-JJ, par exemple 2026-01-31, ou JJ/MM/AAAA"
    )
    assert dit("2026-02-30") == "date : « 2026-02-30 » n’existe pas au calendrier ; vérifiez le jour et le mois"
    assert lire_date("1er août 2026") == datetime.date(2026, 8, 1)


# --- Fields -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("mot", ["oui", "O", "Vrai", "TRUE", "1", "x"])
def test_oui(mot: str) -> None:
    assert Lecteur(CATALOGUE).lire({"habitants": "5", "anti_spam": mot}).extras


@pytest.mark.parametrize("mot", ["non", "N", "Faux", "FALSE", "0"])
def test_non(mot: str) -> None:
    assert not Lecteur(CATALOGUE).lire({"habitants": "5", "anti_spam": mot}).extras


def test_un_champ_inconnu() -> None:
    with pytest.raises(MauvaisUsage) as erreur:
        Lecteur(CATALOGUE).lire({"habitants": "5", "zzzzzzz": "1"})
    dit = faute(erreur.value)
    assert "champs possibles : habitants, agents, nature, " in dit
    with pytest.raises(MauvaisUsage) as erreur:
        Lecteur(CATALOGUE).lire({"habitants": "5", "habitant": "1"})
    assert "champs possibles" not in faute(erreur.value)


def test_trop_de_codes() -> None:
    def dits(combien: int) -> list[str]:
        with pytest.raises(MauvaisUsage) as erreur:
            Lecteur(CATALOGUE).lire({"habitants": "5", "forfait": ["zzz"] * combien})
        return [propre(f"{un.message} ; {un.aide}").partition(",")[0] for un in erreur.value.anomalies]

    assert dits(CODES_MAX) == ["aucun forfait n’a le code « zzz » ; codes possibles : metiers"]
    assert dits(CODES_MAX + 1) == ["501 codes ; donnez-en 500 au plus"]


def test_un_nom() -> None:
    lecteur = Lecteur(CATALOGUE)
    assert lecteur.lire({"habitants": "5", "nom": "x" * SIGNES_NOM}).collectivite.nom == "x" * SIGNES_NOM
    with pytest.raises(MauvaisUsage) as erreur:
        lecteur.lire({"habitants": "5", "nom": "x" * (SIGNES_NOM + 1)})
    assert faute(erreur.value) == (
        "nom : 301 signes, c’est trop pour un nom : un document le porte en titre ; 300 au plus"
    )
    with pytest.raises(MauvaisUsage) as erreur:
        lecteur.lire({"habitants": "5", "nom": "a\udce9"})
    assert faute(erreur.value) == (
        "nom : nom illisible : des octets ne forment aucun caractère ; "
        "écrivez-le en UTF-8, ou vérifiez l’encodage de votre terminal"
    )
    assert lecteur.lire({"habitants": "5", "nom": " a\x1b[31m\u202e  b\ue000 "}).collectivite.nom == "a [31m b"
    assert lecteur.lire({"habitants": "5", "nom": " \u202e "}).collectivite.nom is None


def test_un_forfait_par_son_nom_entier() -> None:
    lecteur = Lecteur(CATALOGUE)
    for forfait in CATALOGUE.forfaits:
        nu = forfait.nom.removeprefix("Forfait ")
        for dit in (forfait.code, forfait.nom, nu, f"Forfait {nu}", f"forfait {nu}"):
            assert lecteur.lire({"habitants": "5", "forfait": [dit]}).forfaits == (forfait.code,)


# --- What a file of rows remembers --------------------------------------------------------------------

NOMS = ("nom", "habitants", "nature", "extra_go", "forfait", "inconnue")


class Essai:
    """Rows that are answered by what they say, and how many times each thing was worked out."""

    def __init__(self, etendue: Bornes | None = None, noms: tuple[str, ...] = NOMS) -> None:
        self.pesees: list[int] = []
        self.repondues: list[tuple[int, str]] = []
        self._noms = noms
        lecteur = Lecteur(CATALOGUE, ligne=True)
        colonnes = Titres(CATALOGUE, lecteur.champs).reconnaitre(noms, "essai", sans_qui=False)
        self.lignes: Lignes[int, str] = Lignes(
            lecteur, colonnes, lambda qui: self._peser(qui, etendue), self._repondre, self._refuser
        )

    def _peser(self, qui: Collectivite, etendue: Bornes | None) -> Pesee[int]:
        (taille,) = map(int, qui.mesures.values())
        self.pesees.append(taille)
        if etendue is None or taille < etendue.min or (etendue.max is not None and taille > etendue.max):
            return Pesee(taille, None)
        return Pesee(int(etendue.min), ("habitants", etendue))

    def _repondre(self, qui: int, quoi: Quoi) -> str:
        dit = ",".join(f"{code}={combien}" for code, combien in quoi.extras.items())
        self.repondues.append((qui, dit))
        if dit.endswith("=666"):
            raise Refus(Anomalie("", "rien à en dire"))
        return f"{qui}/{dit}/{','.join(quoi.forfaits or ())}"

    @staticmethod
    def _refuser(rejet: Rejet, nomme: bool) -> str:
        return f"refus {nomme} {propre(rejet.motif)}"

    def __call__(self, *rangees: tuple[str, ...]) -> list[str]:
        lignes = [[*rangee, *[""] * (len(self._noms) - len(rangee))] for rangee in rangees]
        return self.lignes.reponses(lignes, range(len(lignes)), {})


def test_une_reponse_ne_se_travaille_qu_une_fois() -> None:
    essai = Essai()
    code = CATALOGUE.forfaits[0].code
    rangees = [("A", "5", "", "2"), ("B", "5", "", "2"), ("C", "5", "", "3"), ("D", "6", "", "2", code), ("E", "6")]
    reponses = essai(*rangees)
    assert [reponse.split("/")[0] for reponse in reponses] == ["5", "5", "5", "6", "6"]
    assert len({*reponses}) == 4
    assert reponses[3].endswith(f"/{code}")
    assert essai.pesees == [5, 6]
    assert len(essai.repondues) == 4
    assert essai(*rangees) == reponses
    assert essai(*reversed(rangees)) == reponses[::-1]
    assert (len(essai.pesees), len(essai.repondues)) == (2, 4)


def test_un_nom_ne_compte_pas_ou_rien_ne_se_cherche() -> None:
    essai = Essai(noms=("nom", "agents", "extra_go"))
    assert essai(("A", "5"), ("B", "5"), ("", "5"), ("A", "6")) == ["5//", "5//", "5//", "6//"]
    assert essai.pesees == [5, 6]


def test_une_taille_qui_ne_change_rien() -> None:
    essai = Essai(Bornes(10, 19))
    reponses = essai(*[("A", str(taille), "", "2") for taille in (15, 9, 10, 19, 20, 10**12, 11)])
    assert [reponse.split("/")[0] for reponse in reponses] == ["10", "9", "10", "10", "20", str(10**12), "10"]
    assert essai.pesees == [15, 9, 20, 10**12]
    assert essai(("A", "18", "commune", "2"), ("A", "17", "commune", "2"), ("A", "16", "", "3")) == [
        reponses[0],
        reponses[0],
        reponses[0].replace("=2", "=3"),
    ]
    assert essai.pesees[4:] == [18]  # another cell says who: it is read again
    sans_fin = Essai(Bornes(10, None))
    sans_fin(("A", "10"), ("A", "999999999999"), ("A", "9999999999999"))
    assert sans_fin.pesees == [10, 9999999999999]  # beyond some digits, it is read


@pytest.mark.parametrize("borne", [1, 2, 3, 7])
@pytest.mark.parametrize("laquelle", ["REPONSES_MAX", "QUI_MAX"])
def test_oublier_ne_change_aucune_reponse(monkeypatch: pytest.MonkeyPatch, laquelle: str, borne: int) -> None:
    rangees = [("A", str(rang % 5), "", str(rang % 3)) for rang in range(60)]
    attendues = Essai()(*rangees)
    monkeypatch.setattr(module, laquelle, borne)
    essai = Essai()
    assert essai(*rangees) == attendues
    assert (len(essai.pesees) > 5) is (laquelle == "REPONSES_MAX" or borne < 5)


def test_les_bornes_de_la_memoire(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "QUI_MAX", 3)
    essai = Essai()
    essai(*[("A", str(rang)) for rang in (1, 2, 3, 1, 2, 3)])
    assert essai.pesees == [1, 2, 3, 1, 2, 3][: len(essai.pesees)]
    essai = Essai()
    essai(("A", "1"), ("A", "2"), ("A", "1"), ("A", "2"))
    assert essai.pesees == [1, 2]  # two of three: kept
    monkeypatch.setattr(module, "QUI_MAX", 100)
    monkeypatch.setattr(module, "REPONSES_MAX", 4)  # each answer, and each distinct thing asked
    essai = Essai()
    essai(("A", "1", "", "1"), ("A", "1", "", "2"))
    essai(("A", "1", "", "1"), ("A", "1", "", "2"))
    assert (len(essai.pesees), len(essai.repondues)) == (1, 2)
    essai(("A", "1", "", "3"))
    essai(("A", "1", "", "1"))
    assert (len(essai.pesees), len(essai.repondues)) == (2, 4)


def test_un_texte_long_n_est_pas_retenu(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "TEXTE_MAX", 3)
    essai = Essai()
    for _ in range(2):
        essai(("A", "123", "", "1"), ("A", "1234", "", "123"), ("A", "1234", "", "1234"))
    assert essai.pesees == [123, 1234, 1234, 1234, 1234]
    essai = Essai()
    for _ in range(2):
        essai(("A", "123", "", "123"), ("A", "123", "", "1234"))
    assert len(essai.repondues) == 3


def test_une_ligne_fautive_nomme_son_forfait_ou_non() -> None:
    code = CATALOGUE.forfaits[0].code
    refus = Essai()(("A", "x"), ("A", "x", "", "", code), ("A", "5", "", "y"), ("A", "x", "", "y"))
    habitants, extra = "« x » n’est pas un nombre entier", "« y » n’est pas un nombre entier"
    assert refus == [
        f"refus False habitants : {habitants}",
        f"refus True habitants : {habitants}",
        f"refus False extra_go : {extra}",
        f"refus False extra_go : {extra} ; habitants : {habitants}",
    ]
    essai = Essai()
    rangees = [["A", "5", "", "", code, ""], ["A", "5", "", "", "", ""]]
    abimee = Anomalie("", "abîmée", "réparez-la")
    assert essai.lignes.reponses(rangees, [7, 8], {7: abimee, 8: abimee}) == [
        "refus True abîmée",
        "refus False abîmée",
    ]
    assert essai.lignes.reponses(rangees, [7, 8], {8: abimee})[1] == "refus False abîmée"


def test_un_devis_qui_ne_peut_se_faire_refuse_la_ligne() -> None:
    code = CATALOGUE.forfaits[0].code
    essai = Essai()
    refus = essai(("A", "5", "", "666"), ("B", "5", "", "666", code), ("C", "5", "", "666"))
    assert refus == ["refus False rien à en dire", "refus True rien à en dire", "refus False rien à en dire"]
    assert len(essai.repondues) == 2


NOMMEES = ("commune", "departement", "nom", "habitants", "extra_go")


def test_ce_qui_nomme_la_commune_ne_compte_que_sans_habitants() -> None:
    essai = Essai(noms=NOMMEES)
    rangees = [
        ("Astaffort", "47", "A", "5"),
        ("Nérac", "33", "B", "5"),
        ("Nulle part", "", "", "5"),
        ("Astaffort", "47", "Mairie", ""),
        ("Astaffort", "47", "Zut", ""),
        ("Astaffort", "33", "Mairie", ""),
        ("Astaffort", "47", "Mairie", ""),
        ("", "", "", "2006"),
    ]
    reponses = [reponse.partition(" (")[0] for reponse in essai(*rangees)]
    refusee = "refus False commune : « Astaffort » n’est pas dans le département 33"
    assert reponses == ["5//", "5//", "5//", "2006//", "2006//", refusee, "2006//", "2006//"]
    assert essai.pesees == [5, 2006, 2006, 2006]  # a free name may contradict what is looked up: it is read with it


def test_une_commune_cherchee_n_apprend_rien_des_tailles_voisines() -> None:
    essai = Essai(Bornes(2000, 3000), NOMMEES)
    assert essai(("Astaffort",), ("", "", "", "2006"), ("", "", "", "2500"), ("Astaffort",)) == ["2000//"] * 4
    assert essai.pesees == [2006, 2006]


def test_la_demande_d_une_ligne_est_entiere() -> None:
    lignes = Essai(noms=NOMMEES).lignes
    cherchee = lignes.demande(["Astaffort", "47", "Mairie", "", "4"])
    assert (cherchee.collectivite.code_insee, cherchee.collectivite.nom) == ("47015", "Mairie")
    assert (cherchee.collectivite.mesures, cherchee.extras) == ({"habitants": 2006}, {"sauvegarde-externalisee": 4})
    donnee = lignes.demande(["Astaffort", "47", "Mairie", "5", ""])
    assert (donnee.collectivite.code_insee, donnee.collectivite.nom) == (None, "Mairie")
    assert (donnee.collectivite.mesures, donnee.extras) == ({"habitants": 5}, {})


@pytest.fixture
def lus(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """What is asked for, each time that it is read."""
    lus: list[object] = []
    lire = Lecteur.quoi

    def noter(lecteur: Lecteur, valeurs: Valeurs, defaut: tuple[str, ...] | None = None) -> Quoi:
        lus.append(valeurs.get("extra_go"))
        return lire(lecteur, valeurs, defaut)

    monkeypatch.setattr(Lecteur, "quoi", noter)
    return lus


def test_ce_qui_est_demande_ne_se_lit_qu_une_fois(monkeypatch: pytest.MonkeyPatch, lus: list[object]) -> None:
    monkeypatch.setattr(module, "TEXTE_MAX", 3)
    Essai()(*[("A", str(habitants), "", quoi) for habitants in (1, 2, 3) for quoi in ("123", "1234", "x")])
    assert lus == ["123", "1234", "x", "1234", "1234"]


@pytest.mark.parametrize(
    ("maximum", "pesees", "lectures"),
    [
        (2, [1, 1, 2, 1], ["1", "2", "1", "1"]),
        (3, [1, 2, 1], ["1", "2", "1"]),
        (5, [1, 2, 1], ["1", "2", "1"]),
        (6, [1, 2], ["1", "2"]),
    ],
)
def test_ce_qui_est_retenu_s_oublie_avec_tout_le_reste(
    monkeypatch: pytest.MonkeyPatch, lus: list[object], maximum: int, pesees: list[int], lectures: list[str]
) -> None:
    """Each answer counts, and each distinct thing that is asked: 2, then 2 more, then one, then one."""
    monkeypatch.setattr(module, "REPONSES_MAX", maximum)
    essai = Essai()
    essai(("A", "1", "", "1"), ("A", "1", "", "2"), ("A", "2", "", "1"), ("A", "1", "", "1"))
    assert (essai.pesees, lus) == (pesees, lectures)


def test_une_taille_voisine_s_oublie_aussi(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "QUI_MAX", 2)
    essai = Essai(Bornes(10, 19))
    assert essai(*[("A", str(taille)) for taille in (10, 11, 12, 13)]) == ["10//"] * 4
    assert essai.pesees == [10, 12]


def test_les_communes_cherchees_s_oublient_aussi(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "QUI_MAX", 1)
    essai = Essai(noms=NOMMEES)
    essai(("Astaffort",), ("Astaffort",), ("Fals",), ("Astaffort",))
    assert len(essai.pesees) == 4
