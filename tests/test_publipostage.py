"""A mailing: a document a row, names that are safe, a run that goes on where it was stopped."""

import datetime
import os
import re
import signal
import subprocess
import time
import tracemalloc
from decimal import Decimal
from html import unescape
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from outils import Lancer, Resultat, commande, environnement, espaces_simples

from forfait_cli import load_catalogue
from forfait_cli.domaine.demande import Collectivite, Demande
from forfait_cli.render.document import Euros, Rangee, Rangees, texte
from forfait_cli.render.ecrivains.html import morceaux
from forfait_cli.render.publipostage.index import Envoye, document_index
from forfait_cli.render.publipostage.noms import Noms

JOUR = ("--date", "2026-03-02")
LISTE = "nom;habitants;extra_go\nÉbène;1200;4\nMairie d’Œuf;300;\nÉbène;90;1\n"


def liste(dossier: Path, texte: str = LISTE) -> Path:
    fichier = dossier / "liste.csv"
    fichier.write_text(texte, encoding="utf-8")
    return fichier


def envoyer(lancer: Lancer, dossier: Path, *arguments: str, texte: str = LISTE) -> Resultat:
    """Run the mailing of a list into `dossier/envoi`."""
    cible = ("--documents", str(dossier / "envoi"))
    return lancer("batch", str(liste(dossier, texte)), "--forfait", "metiers", *JOUR, *cible, *arguments)


def noms(dossier: Path) -> list[str]:
    return sorted(un.name for un in (dossier / "envoi").iterdir())


def etats(dossier: Path) -> dict[str, tuple[int, bytes]]:
    """Which file is the same one as before, and what it holds."""
    return {un.name: (un.stat().st_ino, un.read_bytes()) for un in (dossier / "envoi").iterdir()}


def test_l_index_n_est_jamais_entier_en_memoire() -> None:
    """Ten times as many documents take no more to tell; as a whole they would take megabytes."""

    def crete(combien: int) -> int:
        un = Envoye(2, "devis-x.pdf", "Commune de X", 4, ("Métiers",), (Euros(Decimal(28), "par an"),), complet=False)
        index = document_index(load_catalogue(), "liste.csv", datetime.date(2026, 3, 2), [un] * combien, [])
        tracemalloc.start()
        assert sum(map(len, morceaux(index))) > combien * 100
        _, haut = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return haut

    crete(10)  # what is made once
    # When cycles are collected shifts the peak by some tens of kB.
    assert crete(4000) < crete(200) + 200_000


def test_les_rangees_faites_a_la_lecture_sont_une_suite() -> None:
    rangees = Rangees(["a", "b", "c"], lambda nom: Rangee((texte(nom),)))
    assert len(rangees) == 3
    assert [*rangees] == [Rangee((texte(nom),)) for nom in "abc"]
    assert [*rangees[1:]] == [rangees[1], rangees[-1]]


# --- What is made ---------------------------------------------------------------------------------


@pytest.mark.parametrize("suffixe", ["pdf", "html"])
def test_un_document_par_ligne_et_un_index(suffixe: str, lancer: Lancer, tmp_path: Path) -> None:
    resultat = envoyer(lancer, tmp_path, "--format", suffixe)
    assert (resultat.code, resultat.sortie) == (0, b""), resultat.erreur
    faits = [f"devis-ebene-metiers-2.{suffixe}", f"devis-ebene-metiers.{suffixe}",
             f"devis-mairie-d-oeuf-metiers.{suffixe}"]  # fmt: skip
    assert noms(tmp_path) == [*faits, "index.html"]
    assert "3 faits" in resultat.erreur
    assert str(tmp_path / "envoi" / "index.html") in resultat.erreur
    index = (tmp_path / "envoi" / "index.html").read_text(encoding="utf-8")
    assert sorted(re.findall(r'<a href="([^"]*)">', index)) == faits
    assert "28,00 €" in espaces_simples(unescape(index))


@pytest.mark.parametrize("suffixe", ["pdf", "html"])
def test_le_document_d_une_ligne_est_celui_de_quote(suffixe: str, lancer: Lancer, tmp_path: Path) -> None:
    """To the byte."""
    assert envoyer(lancer, tmp_path, "--format", suffixe, "--validite", "30", "--objet", "Services").code == 0
    seul = lancer("quote", "--habitants", "1200", "--extra-go", "4", "--nom", "Ébène", "--forfait", "metiers", *JOUR,
                  "--validite", "30", "--objet", "Services", "--format", suffixe)  # fmt: skip
    assert (tmp_path / "envoi" / f"devis-ebene-metiers.{suffixe}").read_bytes() == seul.sortie


def test_sans_forfait_le_document_les_compare(lancer: Lancer, tmp_path: Path) -> None:
    cible = ("--documents", str(tmp_path / "envoi"), "--format", "html")
    assert lancer("batch", str(liste(tmp_path, "nom;habitants\nA;12\n")), *JOUR, *cible).code == 0
    page = (tmp_path / "envoi" / "devis-a.html").read_text(encoding="utf-8")
    assert page.count("Bon pour accord") == 5


def test_la_reference_porte_le_numero_de_la_ligne(lancer: Lancer, tmp_path: Path) -> None:
    assert envoyer(lancer, tmp_path, "--format", "html", "--reference", "CN-2026").code == 0
    page = (tmp_path / "envoi" / "devis-ebene-metiers-2.html").read_text(encoding="utf-8")
    assert "CN-2026-4" in page


def test_une_ligne_refusee_est_dite_et_n_a_pas_de_document(lancer: Lancer, tmp_path: Path) -> None:
    texte = "nom;habitants;parapheur\nBonne;12;\nSans;;\nParapheur;12;oui\nTotal;5;\n"
    resultat = envoyer(lancer, tmp_path, texte=texte)
    assert resultat.code == 4
    assert noms(tmp_path) == ["devis-bonne-metiers.pdf", "index.html"]
    for dit in (
        "ligne 3", "ligne 4", "ligne 5", "3 refusées", "→ remplissez la colonne habitants",
        "→ corrigez ce que demande la ligne, ou prenez un autre forfait", "→ retirez cette ligne du fichier",
    ):  # fmt: skip
        assert dit in resultat.erreur
    index = (tmp_path / "envoi" / "index.html").read_text(encoding="utf-8")
    assert "Lignes refusées" in index
    assert "aucune collectivité n’est décrite" in index


def test_un_signe_que_le_pdf_n_a_pas_ne_refuse_que_sa_ligne(lancer: Lancer, tmp_path: Path) -> None:
    resultat = envoyer(lancer, tmp_path, texte="nom;habitants\n中村;12\nBonne;12\n")
    assert resultat.code == 4
    assert "aucune police" in resultat.erreur
    assert noms(tmp_path) == ["devis-bonne-metiers.pdf", "index.html"]


# --- Run again ------------------------------------------------------------------------------------


@pytest.mark.parametrize("suffixe", ["pdf", "html"])
def test_ce_qui_serait_pareil_n_est_pas_refait(suffixe: str, lancer: Lancer, tmp_path: Path) -> None:
    """Not a file is touched, the index neither."""
    envoyer(lancer, tmp_path, "--format", suffixe)
    avant = etats(tmp_path)
    resultat = envoyer(lancer, tmp_path, "--format", suffixe)
    assert etats(tmp_path) == avant
    assert "3 inchangés" in resultat.erreur
    assert "fait" not in re.sub("refait|forfait", "", resultat.erreur)


def test_ce_qui_a_change_est_refait_et_dit(lancer: Lancer, tmp_path: Path) -> None:
    """A row that changed, a file that was damaged, one that was taken away."""
    envoyer(lancer, tmp_path)
    avant = etats(tmp_path)
    abime = tmp_path / "envoi" / "devis-ebene-metiers-2.pdf"
    abime.write_bytes(abime.read_bytes()[:-7] + b"abimee\n")
    (tmp_path / "envoi" / "devis-mairie-d-oeuf-metiers.pdf").unlink()
    resultat = envoyer(lancer, tmp_path, texte=LISTE.replace("1200;4", "1200;5"))
    assert "1 fait, 2 refaits (devis-ebene-metiers.pdf, devis-ebene-metiers-2.pdf)" in resultat.erreur
    apres = etats(tmp_path)
    assert apres["devis-ebene-metiers-2.pdf"][1] == avant["devis-ebene-metiers-2.pdf"][1]
    assert apres["devis-mairie-d-oeuf-metiers.pdf"][1] == avant["devis-mairie-d-oeuf-metiers.pdf"][1]
    assert apres["devis-ebene-metiers.pdf"][1] != avant["devis-ebene-metiers.pdf"][1]


def test_ce_qui_reste_d_une_autre_liste_est_dit_et_reste(lancer: Lancer, tmp_path: Path) -> None:
    envoyer(lancer, tmp_path)
    (tmp_path / "envoi" / "note.txt").write_text("à moi", encoding="utf-8")
    resultat = envoyer(lancer, tmp_path, "--format", "html", texte="nom;habitants\nAutre;12\n")
    assert "laissés en place" in resultat.erreur
    assert "devis-ebene-metiers.pdf" in resultat.erreur
    assert "note.txt" not in resultat.erreur
    assert len(noms(tmp_path)) == 6


def test_tuee_a_mi_chemin_puis_relancee(tmp_path: Path) -> None:
    """What is there is whole, and what a second run leaves is what one run would have."""
    texte = "nom;habitants\n" + "".join(f"Commune {rang};{rang}\n" for rang in range(1, 151))
    arguments = ("batch", str(liste(tmp_path, texte)), "--forfait", "metiers", *JOUR, "--documents")
    un, deux = tmp_path / "un", tmp_path / "deux"
    processus = subprocess.Popen(
        commande(*arguments, str(un)), env=environnement(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    fin = time.monotonic() + 60
    while time.monotonic() < fin and not (un.is_dir() and len(list(un.glob("*.pdf"))) >= 20):
        time.sleep(0.01)
    processus.send_signal(signal.SIGKILL if hasattr(signal, "SIGKILL") else signal.SIGTERM)
    processus.wait()
    restes = {fichier.name: fichier.read_bytes() for fichier in un.glob("*.pdf")}
    assert 20 <= len(restes) < 150
    assert not (un / "index.html").exists()
    for octets in restes.values():
        assert octets.rstrip().endswith(b"%%EOF")
    for dossier in (un, deux):
        fini = subprocess.run(commande(*arguments, str(dossier)), env=environnement(), capture_output=True, check=True)
    assert b"150 faits" in fini.stderr.replace("\u202f".encode(), b" ")
    apres = {fichier.name: fichier.read_bytes() for fichier in un.iterdir() if not fichier.name.startswith(".")}
    assert apres == {fichier.name: fichier.read_bytes() for fichier in deux.iterdir()}
    assert {nom: apres[nom] for nom in restes} == restes


# --- What is wrong --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "attendu"),
    [
        (("--format", "csv"), "formats possibles : pdf, html"),
        (("-o", "x.csv"), "--output : ne sert pas avec --documents"),
        (("--dialecte", "excel-fr"), "--dialecte : ne sert pas avec --documents"),
        (("--validite", "0"), "--validite"),
    ],
)
def test_un_mauvais_usage(arguments: tuple[str, ...], attendu: str, lancer: Lancer, tmp_path: Path) -> None:
    resultat = envoyer(lancer, tmp_path, *arguments)
    assert resultat.code == 2
    assert attendu in espaces_simples(resultat.erreur)
    assert not (tmp_path / "envoi").exists()


@pytest.mark.parametrize("drapeau", [("--reference", "x"), ("--validite", "3"), ("--objet", "x")])
def test_une_lettre_sans_document(drapeau: tuple[str, str], lancer: Lancer, tmp_path: Path) -> None:
    resultat = lancer("batch", str(liste(tmp_path)), *drapeau)
    assert (resultat.code, f"{drapeau[0]} : ne sert qu’avec --documents" in espaces_simples(resultat.erreur)) == (
        2,
        True,
    )


def test_un_dossier_qui_n_en_est_pas_un(lancer: Lancer, tmp_path: Path) -> None:
    (tmp_path / "envoi").write_text("", encoding="utf-8")
    resultat = envoyer(lancer, tmp_path)
    assert (resultat.code, "ce n’est pas un dossier" in resultat.erreur) == (1, True)
    resultat = lancer("batch", str(liste(tmp_path)), "--documents", str(tmp_path / "absent" / "envoi"))
    assert (resultat.code, "le dossier n’existe pas" in resultat.erreur) == (1, True)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root écrit partout")
def test_un_dossier_ferme(lancer: Lancer, tmp_path: Path) -> None:
    (tmp_path / "envoi").mkdir(0o555)
    resultat = envoyer(lancer, tmp_path)
    assert (resultat.code, "le droit d’écrire manque" in resultat.erreur) == (1, True)


def test_sur_un_montant_inconnu_complet_le_dit(lancer: Lancer, tmp_path: Path) -> None:
    assert envoyer(lancer, tmp_path).code == 0
    assert envoyer(lancer, tmp_path, "--complet").code == 4


# --- Names ----------------------------------------------------------------------------------------

RESERVES = {"con", "prn", "aux", "nul", *(f"{mot}{n}" for mot in ("com", "lpt") for n in range(10))}


def nom(qui: str | None, numero: int = 7, *, code: str | None = None, forfaits: tuple[str, ...] | None = None) -> str:
    return Noms(".pdf").nom(Demande(Collectivite(nom=qui, code_insee=code), forfaits=forfaits), numero)


@pytest.mark.parametrize(
    ("qui", "attendu"),
    [
        ("Agen", "devis-agen.pdf"),
        ("../../etc/passwd", "devis-etc-passwd.pdf"),
        ("D:\\Windows", "devis-d-windows.pdf"),
        ("CON", "devis-con.pdf"),
        ("index", "devis-index.pdf"),
        ("Saint-Œuf d’Ÿ", "devis-saint-oeuf-d-y.pdf"),
        ("a" * 300, f"devis-{'a' * 80}.pdf"),
        ("中村", "devis-ligne-7.pdf"),
        ("...", "devis-ligne-7.pdf"),
        (None, "devis-ligne-7.pdf"),
    ],
)
def test_les_noms(qui: str | None, attendu: str) -> None:
    assert nom(qui) == attendu


def test_un_nom_dit_le_code_et_les_forfaits() -> None:
    assert nom("Agen", code="47001", forfaits=("metiers",)) == "devis-agen-47001-metiers.pdf"
    assert nom("中村", code="47001") == "devis-ligne-7-47001.pdf"


@given(st.lists(st.one_of(st.text(max_size=100), st.sampled_from(["A", "a", "A-2", "a 2", "à", "a-2-2"])), max_size=12))
def test_aucun_nom_n_en_vaut_un_autre(textes: list[str]) -> None:
    """Each is of plain signs, none is another's on a disk that does not tell capitals, none is a system's."""
    faiseur = Noms(".pdf")
    faits = [faiseur.nom(Demande(Collectivite(nom=un)), rang) for rang, un in enumerate(textes)]
    assert len({un.lower() for un in faits}) == len(faits)
    for un in faits:
        assert re.fullmatch(r"devis-[a-z0-9]+(-[a-z0-9]+)*\.pdf", un)
        assert un.removesuffix(".pdf") not in RESERVES
        assert len(un) < 110
