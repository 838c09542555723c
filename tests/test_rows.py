"""The rows of a text: nothing lost, nothing made up, whatever the dialect."""

import csv
import errno
import io
import os
from collections.abc import Sequence
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from outils import espaces_simples

from forfait_cli.erreurs import ErreurForfait, MauvaisUsage, Refus, cause_de_lecture, champ
from forfait_cli.readers import limites
from forfait_cli.readers.rows import encodage_demande, separateur_demande, texte
from forfait_cli.readers.rows.csv import SourceCsv
from forfait_cli.readers.rows.source import BLANCS, Brut, citer


def jamais(_titre: str) -> bool:
    return False


def source(contenu: str | bytes, separateur: str | None = None, encodage: str | None = None) -> SourceCsv:
    octets = contenu.encode() if isinstance(contenu, str) else contenu
    return SourceCsv(io.BytesIO(octets), "essai.csv", encodage=encodage, separateur=separateur, connu=jamais)


def lire(lue: SourceCsv) -> tuple[list[list[str]], dict[int, str]]:
    """All the rows, and the reasons of those that can't be read."""
    lignes, defauts = [], {}
    for bloc in lue.blocs():
        assert len(bloc.lignes) == len(bloc.numeros)
        lignes += bloc.lignes
        defauts.update({numero: faute.message for numero, faute in bloc.defauts.items()})
        assert len(lignes) < 100_000
    return lignes, defauts


def refus(contenu: str | bytes, **demandes: str) -> str:
    with pytest.raises(Refus) as erreur:
        lire(source(contenu, **demandes))
    (anomalie,) = erreur.value.anomalies
    return f"{anomalie.origine} : {anomalie.message}".replace("\xa0", " ").replace("\u202f", " ")


# --- Blank rows and totals --------------------------------------------------------------------------


@pytest.mark.parametrize("vide", [";;", "; ;\u00a0", '"";;', "  ;;", "\t;\t;", "", ";", ";;;;"])
@pytest.mark.parametrize("autour", ["a;12;3\n", '"a";12;3\n'])
def test_une_ligne_de_cellules_vides_est_laissee_de_cote_et_comptee(vide: str, autour: str) -> None:
    lue = source(f"nom;habitants;go\n{autour}{vide}\n{autour}", ";")
    lignes, defauts = lire(lue)
    assert lignes == [["a", "12", "3"]] * 2
    assert defauts == {}
    assert lue.vides == 1


def test_les_numeros_sautent_les_lignes_vides() -> None:
    (bloc,) = source("nom;habitants\n;\na;12\n;\nb;x\n").blocs()
    assert list(bloc.numeros) == [3, 5]


def test_les_lignes_vides_avant_les_titres() -> None:
    lue = source(";;\n\nnom;habitants;go\na;12;3\n", ";")
    assert lue.noms == ["nom", "habitants", "go"]
    assert lue.vides == 2
    assert lire(lue)[0] == [["a", "12", "3"]]


@pytest.mark.parametrize(
    "total", ["TOTAL", "Total", "total", "Totaux", "Sous-total", "SOUS TOTAL", "Total général", "Total, metiers : 2"]
)
@pytest.mark.parametrize("avant", [0, 1, 2])
def test_une_ligne_de_total_est_refusee(total: str, avant: int) -> None:
    cellules = ["", "", ""]
    cellules[avant] = total
    lignes, defauts = lire(source(f"nom;rang;habitants\na;1;12\n{';'.join(cellules)}\n", ";"))
    assert len(lignes) == 2
    assert list(defauts) == [3]
    assert total in defauts[3]


@pytest.mark.parametrize("ligne", ["Totainville;1;12", "a;Total;12", "Le Total;1;12", "totalement;1;12"])
def test_un_autre_mot_n_est_pas_un_total(ligne: str) -> None:
    assert lire(source(f"nom;rang;habitants\n{ligne}\n", ";"))[1] == {}


@pytest.mark.parametrize("nom", ["X", "XX", "x", "0", "-"])
def test_une_seule_lettre_n_est_pas_une_ligne_vide(nom: str) -> None:
    assert lire(source(f"nom;habitants\n{nom};\n", ";"))[0] == [[nom, ""]]


# --- Rows that are written again as they came -------------------------------------------------------


@pytest.mark.parametrize(
    ("contenu", "brut"),
    [
        ("nom;go\na;1\nb;2\n", ("a;1\nb;2\n", ["a;1", "b;2"])),
        ("nom;go\na;1\nb;2", ("b;2\n", ["b;2"])),  # what no line end closes comes last, alone
        ("nom;go\r\na;1\r\nb;2\r\n", ("a;1\nb;2\n", ["a;1", "b;2"])),
        ("nom;go\n a ;\nSousa;\n", (" a ;\nSousa;\n", [" a ;", "Sousa;"])),
        # What csv must read, what is left out, what is refused.
        ('nom;go\n"a";1\n', None), ("nom;go\ra;1\r", None), ("nom;go\na\0;1\n", None), ("nom;go\na;1\n;\n", None),
        ("nom;go\na;1;2\n", None), ("nom;go\na\n", None), ("nom;go\na;1\n;Total\n", None),
    ],
)  # fmt: skip
def test_des_lignes_simples_gardent_leur_texte(contenu: str, brut: tuple[str, list[str]] | None) -> None:
    *_, bloc = source(contenu, ";").blocs()
    assert bloc.brut == (None if brut is None else Brut(*brut, ";"))


# --- Encodings --------------------------------------------------------------------------------------


@pytest.mark.parametrize("remplissage", [0, 5_000])
def test_windows_1252_puis_utf_8_est_refuse(remplissage: int) -> None:
    debut = "nom;habitants\nForêt;12\n".encode("cp1252") + b"abc;12\n" * remplissage
    dit = refus(debut + "Nérac;12\n".encode())
    assert f"essai.csv, ligne {remplissage + 3} : « é » est en UTF-8 ici" in dit


@pytest.mark.parametrize("lettre", "éèàçœŒ’–€«»°É")
def test_chaque_lettre_d_utf_8_se_voit_dans_du_windows_1252(lettre: str) -> None:
    melange = "nom;habitants\nForêt;12\n".encode("cp1252") + f"a{lettre}a;12\n".encode()
    assert "UTF-8" in refus(melange)
    assert lire(source(melange, encodage="cp1252"))[0][1][0] == f"a{lettre}a".encode().decode("cp1252")


def test_utf_8_puis_windows_1252_est_refuse() -> None:
    melange = ("nom;habitants\n" + "Nérac;12\n" * 3_000).encode() + "Forêt;12\n".encode("cp1252")
    assert "ligne 3002 : l’octet 0xEA n’existe pas en utf-8" in refus(melange)


def test_la_typographie_francaise_en_windows_1252_est_lue() -> None:
    texte_ = "nom;note\n« L’été »\u00a0;É…\n«\u00a0Cité\u00a0»;«CITÉ» – œuvre – 3\u00a0€\nÀ°;Ça\n"
    assert lire(source(texte_.encode("cp1252"), ";"))[0] == [ligne.split(";") for ligne in texte_.split("\n")[1:-1]]


@given(st.text(alphabet="aàâçéèêëîïôùûüÿœŒÉÈÀ«»’–…€° \u00a0", max_size=30))
def test_un_texte_francais_est_lu_pareil_dans_les_deux_encodages(mots: str) -> None:
    fichier = f"nom;fin\nx{mots};é\n"
    lues = [lire(source(fichier.encode(code), ";"))[0] for code in ("utf-8", "cp1252")]
    assert lues[0] == lues[1] == [[f"x{mots}", "é"]]


def test_un_encodage_inconnu_nomme_son_champ() -> None:
    with pytest.raises(MauvaisUsage) as erreur:
        encodage_demande("utf-16" * 100)
    assert erreur.value.anomalies[0].origine == champ("encodage")
    assert len(erreur.value.anomalies[0].message) < 150
    with pytest.raises(MauvaisUsage) as erreur:
        separateur_demande("|")
    assert erreur.value.anomalies[0].origine == champ("separateur")


@pytest.mark.parametrize("code", ["utf-16", "utf-16-le", "utf-16-be"])
def test_utf_16_est_dit(code: str) -> None:
    assert "UTF-16" in refus("nom;habitants\nNérac;12\n".encode(code))


@pytest.mark.parametrize(
    ("octets", "est"),
    [  # one zero in four at more, on one side and not on the other
        (b"\0a\0b\0cd\n", True), (b"a\0b\0c\0d\n", True), (b"\0a\0bcde\n", False), (b"a\0b\0cde\n", False),
        (b"\0\0\0\0\0ab\n", True), (b"\0\0\0\0\0\0a\n", False),
    ],
)  # fmt: skip
def test_utf_16_sans_sa_marque_se_voit_a_ses_octets_nuls(octets: bytes, est: bool) -> None:
    assert ("UTF-16" in refus(octets)) is est


@pytest.mark.parametrize("debut", ["%PDF-", "PK\x03\x04"])
def test_un_nom_qui_commence_comme_un_autre_fichier(debut: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(texte, "TAILLE_BLOC", 7)
    assert lire(source(f"nom;go\n{debut};1\n", ";"))[0] == [[debut, "1"]]


def test_un_octet_nul_est_dit() -> None:
    lignes, defauts = lire(source("nom;habitants\na\0b;12\nc;13\n"))
    assert [ligne[0] for ligne in lignes] == ["a\0b", "c"]
    assert "octet nul" in defauts[2]
    assert list(defauts) == [2]
    assert "octet nul" in refus("no\0m;habitants\na;12\n")


# --- Bounds -----------------------------------------------------------------------------------------


class Sansfin(io.RawIOBase):
    """A device that never ends."""

    def __init__(self, debut: bytes, octets: bytes) -> None:
        self._debut = debut
        self._octets = octets
        self.lus = 0

    def read(self, taille: int = -1) -> bytes:
        self.lus += taille
        debut, self._debut = self._debut, b""
        return (debut + self._octets * taille)[:taille]


@pytest.mark.parametrize(
    ("debut", "octets"), [(b"", b"\0"), (b"", b"x"), (b"", b";"), (b"", b'"a;'), (b'nom;go\n"', b"x\n")]
)
def test_ce_qui_ne_finit_jamais_est_refuse(debut: bytes, octets: bytes) -> None:
    flux = Sansfin(debut, octets)
    with pytest.raises(Refus):
        lire(SourceCsv(flux, "essai.csv", encodage=None, separateur=";", connu=jamais))
    assert flux.lus < 5 * limites.LIGNE_MAX


def test_une_ligne_au_plus_longue_est_lue(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limites, "LIGNE_MAX", 50_000)
    monkeypatch.setattr(texte, "TAILLE_BLOC", 1_000)
    for cellule in ("x" * 49_000, '"' + "x\n" * 20_000 + '"'):
        assert len(lire(source(f"nom;habitants\n{cellule};12\n", ";"))[0]) == 1
    for cellule in ("x" * 110_000, '"' + "x\n" * 26_000 + '"', ('"' + "x\n" * 5_000 + '";') * 6):
        assert "ligne 2" in refus(f"nom;habitants\n{cellule};12\n", separateur=";")


def test_une_ligne_juste_a_la_borne(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limites, "LIGNE_MAX", 8_000)
    monkeypatch.setattr(texte, "TAILLE_BLOC", 1_000)  # what is read doubles: 8,000 characters without a line end
    assert source("x" * 8_000 + "\n", ";").noms == ["x" * 8_000]
    assert "ligne de plus de 8 000 caractères" in refus("x" * 8_001 + "\n", separateur=";")


@pytest.mark.parametrize("debut", ['"aaaaaaaa\n', 'x;1\n"aaaa\n'])
def test_une_ligne_sur_plusieurs_blocs_a_sa_borne(debut: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Forty characters after the block where it starts, in cells that are each shorter."""
    monkeypatch.setattr(limites, "LIGNE_MAX", 40)
    monkeypatch.setattr(texte, "TAILLE_BLOC", 10)
    for suites, lue in ((3, True), (4, False)):
        contenu = "nom;autre\n" + debut + '";"bbbbbb\n' * suites + '";ccccccc\n'
        if lue:
            assert lire(source(contenu, ";"))[0][-1][0] == debut.rpartition('"')[2]
        else:
            assert "ligne de plus de 40 caractères" in refus(contenu, separateur=";")


def test_trop_de_colonnes() -> None:
    assert len(source(";".join(["a"] * limites.COLONNES_MAX) + "\n", ";").noms) == limites.COLONNES_MAX
    assert "plus de 4 096 colonnes" in refus(";".join(["a"] * (limites.COLONNES_MAX + 1)) + "\n")


def test_ce_qu_un_message_cite_est_coupe() -> None:
    assert citer("x" * 80) == f"«\u00a0{'x' * 80}\u00a0»"
    assert citer("x" * 81) == f"«\u00a0{'x' * 79}…\u00a0»"
    _, defauts = lire(source(f"nom;habitants\na;12;{';'.join(['z' * 500] * 1000)}\n", ";"))
    assert len(defauts[2]) < 400
    assert "1002 cellules pour 2 colonnes" in defauts[2]
    assert "et 997 de plus" in defauts[2]
    for combien, suite in ((3, ""), (4, " et 1 de plus"), (5, " et 2 de plus")):
        _, defauts = lire(source(f"nom;go\na;1;{';'.join('x' * combien)}\n"))
        assert defauts[2].partition(" : ")[2].replace("\xa0", " ") == f"« x », « x », « x »{suite}"


class Coupee(io.BytesIO):
    """A disk that is taken away."""

    def read(self, taille: int | None = -1) -> bytes:
        lu = super().read(taille)
        if not lu:
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        return lu


def test_une_lecture_qui_s_interrompt_est_dite() -> None:
    with pytest.raises(Refus) as erreur:
        lire(SourceCsv(Coupee(b"nom;habitants\na;12\n"), "essai.csv", encodage=None, separateur=None, connu=jamais))
    (anomalie,) = erreur.value.anomalies
    assert (anomalie.origine, espaces_simples(anomalie.message)) == (
        "essai.csv",
        f"lecture impossible : {cause_de_lecture(OSError(errno.EIO, ''))}",
    )


class Lente(io.BytesIO):
    """A stream that has nothing to give every other time."""

    pret = False

    def read(self, taille: int | None = -1) -> bytes:
        self.pret = not self.pret
        return super().read(taille) if self.pret else None  # type: ignore[return-value]


def test_un_flux_qui_n_attend_pas_est_attendu(monkeypatch: pytest.MonkeyPatch) -> None:
    attentes: list[object] = []
    monkeypatch.setattr(texte, "_attendre", attentes.append)
    lue = SourceCsv(Lente(b"nom;habitants\na;12\n"), "essai.csv", encodage=None, separateur=None, connu=jamais)
    assert lire(lue)[0] == [["a", "12"]]
    assert attentes


# --- What csv writes is what comes in ----------------------------------------------------------------

CELLULES = st.text(alphabet=st.sampled_from("ab12 =+-@;,\t\"'é€Tota\u2028"), max_size=6)
TABLES = st.integers(1, 4).flatmap(
    lambda largeur: st.lists(st.lists(CELLULES, min_size=largeur, max_size=largeur), min_size=1, max_size=8)
)


def pleines(table: Sequence[list[str]]) -> list[list[str]]:
    return [ligne for ligne in table if any(cellule.strip(BLANCS) for cellule in ligne)]


@settings(deadline=None)
@given(TABLES, st.sampled_from(",;\t"), st.sampled_from(["\n", "\r\n", "\r"]), st.booleans())
def test_ce_que_csv_ecrit_est_ce_qui_est_lu(table: list[list[str]], signe: str, fin: str, tout: bool) -> None:
    entete = [f"t{rang}" for rang in range(len(table[0]))]
    tampon = io.StringIO(newline="")
    ecrivain = csv.writer(
        tampon, delimiter=signe, lineterminator=fin, quoting=csv.QUOTE_ALL if tout else csv.QUOTE_MINIMAL
    )
    ecrivain.writerows([entete, *table])
    lue = source(tampon.getvalue(), signe)
    assert lue.noms == entete
    assert lire(lue)[0] == pleines(table)
    assert lue.vides == len(table) - len(pleines(table))


@settings(deadline=None)
@given(TABLES, st.sampled_from(",;\t"), st.integers(1, 64))
def test_les_deux_lectures_disent_la_meme_chose(table: list[list[str]], signe: str, taille: int) -> None:
    """A text without quotes is split; a row with some at the end, in the same text, has csv read it all."""
    entete = [f"t{rang}" for rang in range(len(table[0]))]
    propre = [[cellule.translate(str.maketrans("", "", '",;\t')) for cellule in ligne] for ligne in table]
    texte_ = "".join(signe.join(ligne) + "\n" for ligne in [entete, *propre])
    soignee = texte_ + signe.join(['"x"'] * len(entete)) + "\n"
    rapide, lente = source(texte_, signe), source(soignee, signe)
    lignes, defauts = lire(rapide)
    autres, leurs = lire(lente)
    assert [*lignes, ["x"] * len(entete)] == autres
    assert (defauts, rapide.vides) == (leurs, lente.vides)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(texte, "TAILLE_BLOC", taille)
        par_morceaux = source(texte_, signe)
        assert lire(par_morceaux) == (lignes, defauts)
        assert par_morceaux.vides == rapide.vides


@settings(deadline=None)
@given(st.binary(max_size=300))
def test_aucun_contenu_ne_fait_autre_chose_qu_un_refus(octets: bytes) -> None:
    with suppress(ErreurForfait):
        lue = source(octets)
        assert all(len(ligne) == len(lue.noms) for ligne in lire(lue)[0])
