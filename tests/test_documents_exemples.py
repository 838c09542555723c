"""Each grid of the examples as the documents that leave the office: all that the data say is on the pages."""

import io
import json
import re
from decimal import Decimal
from pathlib import Path

import pypdf
import pytest
from navigateur.production import DEMANDES, grille
from outils import Lancer, prix_du_forfait, variante

from forfait_cli.francais import euros

DATE = ("--date", "2026-03-02")


def compact(texte: str) -> str:
    return re.sub(r"[\s\u200b]", "", texte)


def lire(octets: bytes) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(octets))


@pytest.mark.parametrize("nom", DEMANDES)
def test_le_devis_en_pdf_dit_tout_ce_que_disent_ses_donnees(nom: str, lancer: Lancer, tmp_path: Path) -> None:
    """Lines, amounts, sums, hypotheses, notes; a page a forfait; the data inside; worked out again, the same."""
    fichier = tmp_path / "d.pdf"
    qui = (*grille(nom), *DEMANDES[nom], *DATE)
    assert lancer("quote", *qui, "-o", str(fichier)).code == 0
    lu = lire(fichier.read_bytes())
    (piece,) = lu.attachments["devis.json"]
    donnees = json.loads(piece)
    assert {cle: donnees[cle] for cle in donnees if cle != "lettre"} == lancer("quote", *qui, "--format", "json").json()
    pages = [compact(page.extract_text()) for page in lu.pages]
    devis = donnees["devis"]
    assert len(pages) == len(devis) + (len(devis) > 1)
    for un, page in zip(devis, pages[-len(devis) :], strict=True):
        attendus = [un["nom"], *un["motifs"], *un["notes"], *donnees["hypotheses"]]
        montants = [ligne["montant"] for ligne in un["lignes"] if ligne["statut"] == "chiffre"]
        montants += [total["montant"] for total in un["totaux"]]
        montants += [tva["ttc"] for tva in un.get("tva", ())]
        attendus += [ligne["libelle"] for ligne in un["lignes"]] + [euros(Decimal(montant)) for montant in montants]
        for attendu in attendus:
            assert compact(attendu) in page, attendu
        assert ("Bonpouraccord" in page) is un["recevable"]
    assert ("Estimation" in pages[0]) is not all(un["complet"] for un in devis if un["recevable"])
    assert lu.trailer["/Root"]["/Lang"] in ("fr-FR", "fr")  # type: ignore[index]
    verifie = lancer("verify", str(fichier), *(un for un in qui if un not in DATE and not _demande(un, nom)))
    assert verifie.code == 0, verifie.texte


def _demande(argument: str, nom: str) -> bool:
    """Whether it says who or what, and not which grid: the document knows that."""
    demande = list(DEMANDES[nom])
    if "--tarifs" in demande:
        rang = demande.index("--tarifs")
        del demande[rang : rang + 2]
    return argument in demande


@pytest.mark.parametrize("nom", DEMANDES)
def test_la_comparaison_tient_sur_une_page_couchee(nom: str, lancer: Lancer) -> None:
    resultat = lancer("compare", *grille(nom), *DEMANDES[nom], *DATE, "--format", "pdf")
    assert resultat.code == 0, resultat.erreur
    (page,) = lire(resultat.sortie).pages
    assert page.mediabox.width > page.mediabox.height


def test_l_annexe_tient_sur_deux_pages_couchees(lancer: Lancer) -> None:
    pages = lire(lancer("compare", *DATE, "--format", "pdf").sortie).pages
    assert [page.mediabox.width > page.mediabox.height for page in pages] == [True, True]


def test_l_effet_d_une_grille_commence_par_ce_qu_il_fait_en_tout(lancer: Lancer, tmp_path: Path) -> None:
    """On one page: totals, who gains and who loses with their figures; the detail by strate after it."""
    avant, apres = (tmp_path / nom for nom in ("avant.toml", "apres.toml"))
    codes = ("metiers", "metiers-communication", "heberge", "technologie", "technologie-plus")
    for fichier, titre, plus in ((avant, "Tarifs 2026", 0), (apres, "Tarifs 2027", 7)):
        forfaits = "".join(
            f'[forfaits.{code}]\nperiodicite = "an"\nmontant = {{ '
            + ", ".join(f"{strate} = {strate * 100 + plus * (strate - 3)}.00" for strate in range(1, 9))
            + " }\n"
            for code in codes
        )
        fichier.write_text(f'schema = "forfait.tarifs/1"\ntitre = "{titre}"\nsource = "essai"\n{forfaits}', "utf-8")
    resultat = lancer(
        "tarifs",
        "impact",
        "--avant",
        str(avant),
        "--apres",
        str(apres),
        "--departement",
        "47",
        *DATE,
        "--format",
        "pdf",
    )
    premiere, *suite = (compact(page.extract_text()) for page in lire(resultat.sortie).pages)
    assert premiere.index("Entout") < premiere.index("Touslesforfaits") < premiere.index("Quipaiemoins,quipaieplus")
    assert "Agen,Métiers:de800,00€à835,00€(+4,4%)" in premiere
    assert "+35,00€paran" in premiere
    assert "−14,00€paran" in premiere
    assert len(suite) == 1
    assert "Parstrateetparforfait" in suite[0]
    assert suite[0].count("Technologie") == 16


def test_une_page_parmi_d_autres_dit_quel_devis_elle_est(lancer: Lancer) -> None:
    """In a line, however long the name."""
    nom = "Syndicat " + "très " * 20 + "intercommunal"
    qui = ("--habitants", "1200", "--nom", nom, "--reference", "2026-0042")
    pages = lire(lancer("quote", *qui, *DATE, "--format", "pdf").sortie).pages
    assert len(pages) == 6
    for page in pages[1:]:
        tete = page.extract_text().splitlines()[0].replace("\u00a0", " ")
        assert tete.startswith("Centre de gestion – Devis 2026-0042 du 2 mars 2026 – Syndicat très")
        assert "…" in tete


def test_sans_rien_a_payer_le_devis_le_dit(lancer: Lancer) -> None:
    resultat = lancer("quote", *grille("plateau"), *DEMANDES["plateau"], *DATE, "--format", "pdf")
    assert "Sans option demandée, rien n’est dû." in lire(resultat.sortie).pages[0].extract_text()


def test_ce_qui_est_refuse_le_dit_d_abord(lancer: Lancer, tmp_path: Path) -> None:
    """Then what would answer, and nothing of what the forfait comprises; nothing is estimated."""
    fichier = tmp_path / "d.pdf"
    demande = ("--habitants", "1200", "--parapheur", "--forfait", "metiers")
    assert lancer("quote", *demande, *DATE, "-o", str(fichier)).code == 1
    (page,) = (compact(page.extract_text()) for page in lire(fichier.read_bytes()).pages)
    assert page.index("Cequinepeutpasêtreproposé") < page.index("Forfaitsquirépondent")
    assert "Servicescompris" not in page
    assert "Nonrecevable" in page
    assert "Estimation" not in page
    assert "Bonpouraccord" not in page


@pytest.mark.parametrize("format_", ["table", "html", "pdf"])
def test_tous_les_prix_connus_la_comparaison_finit_par_une_figure(
    format_: str, lancer: Lancer, grille_chiffree: Path, tmp_path: Path
) -> None:
    """And not before: a bar for who has a price would hide that the others have none."""
    qui = ("--habitants", "1200", "--extra-go", "4", *DATE, "--format", format_)
    entiere = lancer("compare", *qui, "--catalogue", str(grille_chiffree)).sortie
    seule = variante(tmp_path, prix_du_forfait("Métiers", "300.00"))
    partielle = lancer("compare", *qui, "--catalogue", str(seule)).sortie
    if format_ == "pdf":
        entiere, partielle = ("".join(p.extract_text() for p in lire(un).pages).encode() for un in (entiere, partielle))
    assert "Ce que coûte une année" in entiere.decode()
    assert "Ce que coûte une année" not in partielle.decode()
