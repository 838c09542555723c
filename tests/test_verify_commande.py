"""`forfait verify` as it is typed: what it says of a devis, and with which code it ends."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pypdf
import pytest
from outils import RACINE, Lancer, espaces_simples, variante
from pypdf.annotations import FreeText
from pypdf.generic import ArrayObject, ContentStream, NumberObject

from forfait_cli import load_catalogue
from forfait_cli.domaine.chiffreur import chiffrer
from forfait_cli.readers.documents import demande_lue, lire_document
from forfait_cli.render.devis.document import Lettre, document_devis
from forfait_cli.render.ecrivains.json import rendre as en_json
from forfait_cli.render.ecrivains.pdf import rendre as en_pdf

QUI = ("quote", "--habitants", "1200", "--extra-go", "4", "--forfait", "metiers", "--date", "2026-03-02")
LETTRE = (
    "--reference",
    "2026-0042",
    "--validite",
    "90",
    "--objet",
    "Convention d’accompagnement",
    "--destinataire",
    "Le maire",
)
TARIFS = RACINE / "examples" / "valcourbe-tarifs"
VALCOURBE = ("--catalogue", str(RACINE / "examples" / "valcourbe.toml"), "--tarifs", str(TARIFS))


def ecrire(lancer: Lancer, fichier: Path, *arguments: str) -> Path:
    """A devis, made by the program."""
    resultat = lancer(*(arguments or (*QUI, *LETTRE)), "-o", str(fichier))
    assert resultat.code == 0, resultat.erreur
    return fichier


# --- Identical ------------------------------------------------------------------------------------


@pytest.mark.parametrize("suffixe", [".json", ".pdf"])
@pytest.mark.parametrize(
    "arguments",
    [
        ("quote", "--habitants", "1200"),
        ("quote", "--commune", "Astaffort", "--besoin-go", "20", "--exige", "gestion-parc", *LETTRE),
        ("quote", "--agents", "12", "--nature", "CCAS", "--nom", "CCAS d’« Ébène »"),
        ("quote", "--non-affiliee"),
        (*QUI, *LETTRE),
    ],
)
def test_identique(arguments: tuple[str, ...], suffixe: str, lancer: Lancer, tmp_path: Path) -> None:
    resultat = lancer("verify", str(ecrire(lancer, tmp_path / f"d{suffixe}", *arguments)))
    assert resultat.code == 0
    assert "Identique" in resultat.texte
    assert resultat.erreur == ""


def test_a_la_date_du_devis(lancer: Lancer, tmp_path: Path) -> None:
    """Dated prices are those of the devis's own day, not of today; another day can be named."""
    fichier = ecrire(lancer, tmp_path / "d.pdf", "quote", "--habitants", "1200", *VALCOURBE, "--date", "2026-03-02")
    assert lancer("verify", str(fichier), *VALCOURBE).code == 0
    resultat = lancer("verify", str(fichier), *VALCOURBE, "--date", "2027-03-02")
    assert resultat.code == 1
    assert "Les tarifs ont changé depuis ce devis" in resultat.texte
    assert "document ont été modifiés" not in resultat.texte


# --- What differs ---------------------------------------------------------------------------------


def test_un_autre_catalogue(lancer: Lancer, tmp_path: Path) -> None:
    grille = variante(tmp_path, ("prix = 7.00 }", "prix = 8.00 }"))
    resultat = lancer("verify", str(ecrire(lancer, tmp_path / "d.pdf")), "--catalogue", str(grille))
    assert resultat.code == 1
    dit = " ".join(espaces_simples(resultat.texte).split())
    assert "Le catalogue a changé depuis ce devis" in dit
    assert "Forfait Métiers, Sauvegarde externalisée, montant" in dit
    assert "28,00 €" in dit
    assert "32,00 €" in dit


def test_une_grille_qui_ne_peut_plus_y_repondre(lancer: Lancer, tmp_path: Path) -> None:
    """A code that the grid no longer has is told with what to do."""
    fichier = ecrire(lancer, tmp_path / "d.json")
    resultat = lancer("verify", str(fichier), "--catalogue", str(RACINE / "examples" / "sillon.toml"))
    assert resultat.code == 1
    assert "ne peut pas être refait avec la grille en usage" in resultat.erreur
    assert "--catalogue" in resultat.erreur
    assert "sauvegarde-externalisee" in resultat.erreur


def test_une_autre_population(lancer: Lancer, tmp_path: Path) -> None:
    """The commune is looked up again."""
    fichier = ecrire(lancer, tmp_path / "d.json", "quote", "--commune", "Astaffort", "--date", "2026-03-02")
    donnees = json.loads(fichier.read_text(encoding="utf-8"))
    donnees["collectivite"]["habitants"] = donnees["collectivite"]["population"]["totale"] = 2100
    donnees["hypotheses"] = [phrase.replace("2 006", "2 100") for phrase in donnees["hypotheses"]]
    fichier.write_text(json.dumps(donnees), encoding="utf-8")
    resultat = lancer("verify", str(fichier), "--format", "json")
    assert resultat.code == 1
    assert resultat.json()["causes"][0] == "population"


ALTERATIONS: dict[str, tuple[Callable[[Any], object], str]] = {
    "montant": (lambda lu: lu["devis"][0]["lignes"][1].update(montant="18.00"), "montant"),
    "prix": (lambda lu: lu["devis"][0]["lignes"][1].update(prix_unitaire="6.00"), "prix unitaire"),
    "quantité": (lambda lu: lu["devis"][0]["lignes"][1].update(quantite=3), "quantité"),
    "total": (lambda lu: lu["devis"][0]["totaux"][0].update(montant="1.00"), "total"),
    "ligne ôtée": (lambda lu: lu["devis"][0]["lignes"].pop(), "Sauvegarde externalisée"),
    "forfait": (lambda lu: lu["devis"][0].update(nom="Forfait Or"), "Forfait Or"),
    "volume": (lambda lu: lu["devis"][0]["inclus"].update({"logiciels-securite": 9}), "volume compris"),
    "strate": (lambda lu: lu["strate"].update(numero=2), "Strate, numéro"),
    "demande": (lambda lu: lu["demande"]["extras"].update({"sauvegarde-externalisee": 2}), "28,00 €"),
    "taille": (lambda lu: lu["collectivite"].update(habitants=300), "Strate, numéro"),
    "note": (lambda lu: lu["devis"][0]["notes"].pop(), "notes"),
    "date": (lambda lu: lu["demande"].update(date="2026-03-03"), "datée du 2 mars 2026"),
}  # fmt: skip


@pytest.mark.parametrize("suffixe", [".json", ".pdf"])
@pytest.mark.parametrize("nom", ALTERATIONS)
def test_chaque_alteration_est_dite(nom: str, suffixe: str, lancer: Lancer, tmp_path: Path) -> None:
    """In the data, and in the data that a PDF carries, its pages being untouched."""
    alterer, attendu = ALTERATIONS[nom]
    donnees = json.loads(ecrire(lancer, tmp_path / "sain.json").read_text(encoding="utf-8"))
    demande = demande_lue(donnees)
    alterer(donnees)
    fichier = tmp_path / f"d{suffixe}"
    if suffixe == ".json":
        fichier.write_bytes(en_json(donnees))
    else:
        pages = document_devis(chiffrer(load_catalogue(), demande), lettre(donnees))
        fichier.write_bytes(en_pdf(pages, {"devis.json": en_json(donnees)}))
    resultat = lancer("verify", str(fichier))
    assert resultat.code == 1
    dit = " ".join(espaces_simples(resultat.texte).split())
    assert attendu in dit
    assert "document ont été modifiés" in dit


def lettre(donnees: Any, **autre: Any) -> Lettre:
    """The letter of a devis, or another."""
    import datetime

    dite = donnees["lettre"]
    jour = datetime.date.fromisoformat(dite["date"])
    fait = Lettre(dite["reference"], jour, 90, tuple(dite["destinataire"]), dite["objet"])
    return fait._replace(**autre)


PAGES: dict[str, tuple[dict[str, Any], str]] = {
    "référence": ({"reference": "2026-0043"}, "2026-0043 » au lieu de « 2026-0042"),
    "validité": ({"validite_jours": 120}, "30 juin"),
    "destinataire": ({"destinataire": ("Un autre",)}, "Un autre"),
    "objet": ({"objet": ""}, "ne montrent pas « Objet Convention d’accompagnement"),
}  # fmt: skip


@pytest.mark.parametrize("version", ["la même", "une autre"])
@pytest.mark.parametrize("nom", PAGES)
def test_des_pages_qui_ne_disent_pas_ce_qu_elles_portent(
    nom: str, version: str, lancer: Lancer, tmp_path: Path
) -> None:
    """Word for word where the same version made them; else all that the letter says."""
    change, attendu = PAGES[nom]
    donnees = lire_document(ecrire(lancer, tmp_path / "sain.pdf")).donnees
    if version == "une autre":
        donnees["lettre"]["version"] = "0.0.1"
    pages = document_devis(chiffrer(load_catalogue(), demande_lue(donnees)), lettre(donnees, **change))
    fichier = tmp_path / "d.pdf"
    fichier.write_bytes(en_pdf(pages, {"devis.json": en_json(donnees)}))
    resultat = lancer("verify", str(fichier))
    assert resultat.code == 1
    dit = " ".join(espaces_simples(resultat.texte).split())
    assert "les pages" in dit.lower()
    assert version != "la même" or attendu in dit


def test_une_autre_version_n_accuse_personne(lancer: Lancer, tmp_path: Path) -> None:
    """Another version may set the same page in another way."""
    donnees = lire_document(ecrire(lancer, tmp_path / "sain.pdf")).donnees
    donnees["lettre"]["version"] = "0.0.1"
    document = document_devis(chiffrer(load_catalogue(), demande_lue(donnees)), lettre(donnees))
    fichier = tmp_path / "d.pdf"
    fichier.write_bytes(en_pdf(document._replace(pied=""), {"devis.json": en_json(donnees)}))
    assert lancer("verify", str(fichier)).code == 0
    donnees["lettre"]["version"] = lancer(*QUI, *LETTRE, "--format", "json").json()["lettre"]["version"]
    fichier.write_bytes(en_pdf(document._replace(pied=""), {"devis.json": en_json(donnees)}))
    assert lancer("verify", str(fichier)).code == 1


RETOUCHEE = "page 1 : le texte est le bon, mais son dessin a été retouché"


def _couvrir(page: Any, ecrivain: Any) -> None:
    """A white rectangle over the page, its text left as it is."""
    contenu = ContentStream(page.get_contents(), ecrivain)
    contenu.set_data(contenu.get_data() + b"\nq 1 1 1 rg 300 400 200 60 re f Q\n")
    page.replace_contents(contenu)


def _tamponner(page: Any, ecrivain: Any) -> None:
    """A note over the page."""
    del page
    ecrivain.add_annotation(0, FreeText(text="1,00 €", rect=(300, 400, 500, 460)))


def _rogner(page: Any, ecrivain: Any) -> None:
    """What a viewer shows of the page."""
    del ecrivain
    page.cropbox.lower_left = (0, 300)


def _serrer(page: Any, ecrivain: Any) -> None:
    """Letters that lie one over another."""
    del ecrivain
    polices = page["/Resources"]["/Font"]
    police = polices[next(iter(polices))]["/DescendantFonts"][0].get_object()
    police["/W"].append(NumberObject(3))
    police["/W"].append(ArrayObject([NumberObject(1)]))


@pytest.mark.parametrize(
    ("retoucher", "attendu"),
    [(_couvrir, RETOUCHEE),
     (_rogner, RETOUCHEE),
     (_serrer, RETOUCHEE),
     (_tamponner, "page 1 : une annotation y a été ajoutée"),
     (lambda *_: None, "")],
)  # fmt: skip
def test_ce_qui_est_pose_sur_une_page_se_voit(
    retoucher: Callable[[Any, Any], None], attendu: str, lancer: Lancer, tmp_path: Path
) -> None:
    """What covers an amount leaves its text there; copied by another program, the page is the same."""
    ecrivain = pypdf.PdfWriter(clone_from=ecrire(lancer, tmp_path / "sain.pdf"))
    retoucher(ecrivain.pages[0], ecrivain)
    ecrivain.write(tmp_path / "d.pdf")
    resultat = lancer("verify", str(tmp_path / "d.pdf"))
    assert resultat.code == (1 if attendu else 0), resultat.texte
    assert attendu in espaces_simples(" ".join(resultat.texte.split())).lower()


# --- What can't be read ---------------------------------------------------------------------------


@pytest.mark.parametrize("suffixe", [".json", ".pdf"])
@pytest.mark.parametrize("part", [1, 30, 60, 99])
def test_un_fichier_tronque(part: int, suffixe: str, lancer: Lancer, tmp_path: Path) -> None:
    fichier = ecrire(lancer, tmp_path / f"d{suffixe}")
    octets = fichier.read_bytes()
    fichier.write_bytes(octets[: len(octets) * part // 100])
    resultat = lancer("verify", str(fichier))
    assert (resultat.code, resultat.sortie) == (1, b"")
    assert "s’arrête avant la fin" in resultat.erreur


@pytest.mark.parametrize(
    ("arguments", "attendu"),
    [
        (("compare", "--habitants", "1200", "--format", "pdf"), "pas un devis de ce programme"),
        (("compare", "--habitants", "1200", "--format", "json"), "pas un devis"),
        (("quote", "--habitants", "1200", "--format", "html"), "pas un devis de ce programme"),
        (("quote", "--habitants", "1200", "--format", "xlsx"), "pas un texte UTF-8"),
    ],
)
def test_ce_qui_n_est_pas_un_devis(arguments: tuple[str, ...], attendu: str, lancer: Lancer, tmp_path: Path) -> None:
    fichier = tmp_path / "x"
    fichier.write_bytes(lancer(*arguments).sortie)
    resultat = lancer("verify", str(fichier))
    assert resultat.code == 1
    assert attendu in resultat.erreur


@pytest.mark.parametrize("code", ["47999", "47015X", "", None])
def test_une_population_sans_sa_commune_n_est_pas_identique(code: str | None, lancer: Lancer, tmp_path: Path) -> None:
    """A code that no commune has hid that the population was not looked up again."""
    fichier = ecrire(lancer, tmp_path / "d.json", "quote", "--commune", "Astaffort", "--date", "2026-03-02")
    lu = json.loads(fichier.read_bytes())
    lu["collectivite"]["code_insee"] = code
    fichier.write_text(json.dumps(lu))
    resultat = lancer("verify", str(fichier), "--format", "json")
    assert (resultat.code, resultat.json()["identique"]) == (1, False)


def test_des_pages_d_une_autre_version_ne_sont_pas_dites_identiques(lancer: Lancer, tmp_path: Path) -> None:
    """What the data attached say of their version is no proof: the words of the pages were not compared."""
    fichier = ecrire(lancer, tmp_path / "d.pdf")
    assert lancer("verify", str(fichier), "--format", "json").json()["reserves"] == []
    jointe = lire_document(fichier).donnees
    chiffrage = chiffrer(load_catalogue(), demande_lue(jointe))
    for dite in ({"lettre": {**jointe["lettre"], "version": "0.0.1"}}, {}):
        autre = {**{cle: valeur for cle, valeur in jointe.items() if cle != "lettre"}, **dite}
        lettre = Lettre("2026-0042", chiffrage.demande.date, 90, ("Le maire",), "Convention d’accompagnement")
        fichier.write_bytes(en_pdf(document_devis(chiffrage, lettre), {"devis.json": en_json(autre)}))
        resultat = lancer("verify", str(fichier))
        assert resultat.code == 0, resultat.texte
        assert "mêmes textes" not in resultat.texte
        assert "Ce qui n’a pas été vérifié" in resultat.texte
        assert len(lancer("verify", str(fichier), "--format", "json").json()["reserves"]) == 1
        assert lancer("verify", str(fichier), "--format", "csv").lignes_csv()[1][0] == "reserve"


def test_ses_formats(lancer: Lancer, tmp_path: Path) -> None:
    """The answer in each form, and never over the devis."""
    fichier = ecrire(lancer, tmp_path / "d.json")
    assert lancer("verify", str(fichier), "--format", "json").json()["identique"] is True
    assert lancer("verify", str(fichier), "--format", "csv").lignes_csv() == [["type", "quoi", "lu", "refait"]]
    shutil.copy(fichier, tmp_path / "copie.json")
    resultat = lancer("verify", str(fichier), "--format", "json", "-o", str(fichier))
    assert resultat.code == 1
    assert fichier.read_bytes() == (tmp_path / "copie.json").read_bytes()
    assert lancer("verify").code == 2
    assert lancer("verify", str(fichier), "--date", "demain").code == 2


def test_un_departement_entier(lancer: Lancer, tmp_path: Path) -> None:
    """Every devis of a mailing is identical once worked out again."""
    dossier = tmp_path / "envoi"
    assert lancer("batch", "--departement", "90", "--date", "2026-03-02", "--forfait", "heberge", "--documents",
                  str(dossier)).code == 0  # fmt: skip
    fichiers = sorted(dossier.glob("*.pdf"))
    assert len(fichiers) > 90
    for fichier in fichiers[::10]:
        resultat = lancer("verify", str(fichier))
        assert resultat.code == 0, resultat.texte
