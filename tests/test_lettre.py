"""A devis as a letter: its head as it is typed, its date, where it has a place."""

import io
import json
from pathlib import Path
from typing import Any

import pypdf
import pytest
from outils import Lancer, Resultat, espaces_simples

from forfait_cli.readers import contexte
from forfait_cli.readers.limites import LIGNES_ADRESSE, SIGNES_LIGNE, SIGNES_NOM

QUI = ("quote", "--habitants", "1200", "--extra-go", "4", "--forfait", "metiers")
JOUR = ("--date", "2026-03-02")
LETTRE = ("--reference", "2026-0042", "--validite", "90", "--objet", "Accompagnement « numérique »")


def pdf(resultat: Resultat) -> pypdf.PdfReader:
    """Standard output as a PDF."""
    assert resultat.code == 0, resultat.erreur
    return pypdf.PdfReader(io.BytesIO(resultat.sortie))


def montre(resultat: Resultat) -> str:
    """The text of its pages, on one line."""
    return " ".join(espaces_simples("\n".join(page.extract_text() for page in pdf(resultat).pages)).split())


def piece(resultat: Resultat) -> Any:
    """The data that it carries."""
    (octets,) = pdf(resultat).attachments["devis.json"]
    return json.loads(octets)


def test_la_tete_de_la_lettre(lancer: Lancer) -> None:
    """Reference, date, last day, addressee, object: on the page and in the data."""
    adresse = ("--destinataire", "Monsieur le Maire", "--destinataire", "1 place de la Mairie\\n47220 Astaffort")
    resultat = lancer(*QUI, *JOUR, *LETTRE, *adresse, "--format", "pdf")
    dit = montre(resultat)
    for attendu in ("2026-0042", "2 mars 2026", "jusqu’au 31 mai 2026 inclus", "Accompagnement « numérique »",
                    "Monsieur le Maire 1 place de la Mairie 47220 Astaffort"):  # fmt: skip
        assert attendu in dit
    assert piece(resultat)["lettre"] | {"version": ""} == {
        "reference": "2026-0042",
        "date": "2026-03-02",
        "valable_jusquau": "2026-05-31",
        "destinataire": ["Monsieur le Maire", "1 place de la Mairie", "47220 Astaffort"],
        "objet": "Accompagnement « numérique »",
        "version": "",
    }


def test_sans_destinataire_la_collectivite(lancer: Lancer) -> None:
    """Whoever asked is written to."""
    assert "Mairie de Sainte-Foy" in montre(lancer(*QUI, "--nom", "Mairie de Sainte-Foy", "--format", "pdf"))


@pytest.mark.parametrize("texte", ["#let x = 1", "$a$ \\ [b] @c", "بلدية", "<b>&amp;"])
def test_un_texte_sort_comme_il_est_entre(texte: str, lancer: Lancer) -> None:
    """Whatever it is made of."""
    dit = montre(lancer(*QUI, *JOUR, "--objet", texte, "--format", "pdf"))
    assert all(signe in dit for signe in texte)
    page = lancer(*QUI, *JOUR, "--objet", texte, "--format", "html").texte
    assert "<b>&amp;" not in page
    assert "#let" not in texte or "#let x = 1" in page


# --- The date -------------------------------------------------------------------------------------


@pytest.mark.parametrize("format_", ["pdf", "html", "xlsx"])
def test_un_devis_a_signer_porte_toujours_une_date(format_: str, lancer: Lancer) -> None:
    """That of `--date`, else the one that the environment gives in place of the clock; and then the same bytes."""
    dit = lancer(*QUI, *JOUR, "--format", format_)
    assert dit.sortie == lancer(*QUI, "--format", format_, env={"SOURCE_DATE_EPOCH": "1772409600"}).sortie
    assert dit.sortie != lancer(*QUI, "--format", format_, env={"SOURCE_DATE_EPOCH": "1772496000"}).sortie


def test_sans_rien_la_date_du_jour(lancer: Lancer, monkeypatch: pytest.MonkeyPatch) -> None:
    """The clock is read once."""
    import datetime

    lues = []

    def lire() -> datetime.date:
        lues.append(1)
        return datetime.date(2026, 5, 6)

    monkeypatch.setattr(contexte, "aujourdhui", lire)
    assert "6 mai 2026" in montre(lancer(*QUI, "--format", "pdf"))
    assert len(lues) == 1
    assert "6 mai 2026" not in lancer(*QUI, "--format", "table").texte
    assert lancer(*QUI, "--format", "json").json()["demande"]["date"] is None
    assert len(lues) == 1


@pytest.mark.parametrize("commande", [("compare",), ("compare", "--habitants", "1200"), ("strate", "--habitants", "9")])
def test_ce_qui_quitte_le_bureau_porte_une_date(commande: tuple[str, ...], lancer: Lancer) -> None:
    """Not only what is signed."""
    assert "Établi le 2 mars 2026." in lancer(*commande, *JOUR, "--format", "html").texte
    assert "Établi le 2 mars 2026." in montre(lancer(*commande, *JOUR, "--format", "pdf"))
    assert "Établi le" not in lancer(*commande, *JOUR, "--format", "markdown").texte


@pytest.mark.parametrize("valeur", ["x", "9" * 40, "1.5"])
def test_une_horloge_qui_n_en_est_pas_une(valeur: str, lancer: Lancer) -> None:
    """What the environment says is told, and refused, where a date is wanted and there alone."""
    resultat = lancer(*QUI, "--format", "pdf", env={"SOURCE_DATE_EPOCH": valeur})
    assert resultat.code == 1
    assert "SOURCE_DATE_EPOCH" in resultat.erreur
    assert lancer(*QUI, env={"SOURCE_DATE_EPOCH": valeur}).code == 0


# --- What is wrong --------------------------------------------------------------------------------


@pytest.mark.parametrize("jours", ["1", "3650", "90 jours"])
def test_une_validite_possible(jours: str, lancer: Lancer) -> None:
    assert lancer(*QUI, *JOUR, "--validite", jours, "--format", "html").code == 0


@pytest.mark.parametrize("jours", ["0", "3651", "-1", "1,5", "deux", "", "9" * 5000])
def test_une_validite_impossible(jours: str, lancer: Lancer) -> None:
    resultat = lancer(*QUI, *JOUR, f"--validite={jours}", "--format", "html")
    assert resultat.code == 2
    assert "--validite" in resultat.erreur
    assert len(resultat.erreur) < 1000


def test_le_dernier_jour_du_calendrier(lancer: Lancer) -> None:
    assert lancer(*QUI, "--date", "9999-12-30", "--validite", "1", "--format", "html").code == 0
    resultat = lancer(*QUI, "--date", "9999-12-31", "--validite", "1", "--format", "html")
    assert (resultat.code, "--validite" in resultat.erreur) == (2, True)


@pytest.mark.parametrize("nom", ["reference", "objet", "destinataire"])
def test_une_ligne_trop_longue(nom: str, lancer: Lancer) -> None:
    assert lancer(*QUI, *JOUR, f"--{nom}", "a" * 200, "--format", "html").code == 0
    resultat = lancer(*QUI, *JOUR, f"--{nom}", "a" * 201, "--format", "html")
    assert (resultat.code, f"--{nom}" in resultat.erreur) == (2, True)


@pytest.mark.parametrize("format_", ["table", "csv", "markdown"])
def test_sans_lettre_c_est_dit(format_: str, lancer: Lancer) -> None:
    """A reference that nothing would show is refused, all that is so at once."""
    resultat = lancer(*QUI, *JOUR, *LETTRE, "--format", format_)
    assert resultat.code == 2
    assert all(f"--{nom}" in resultat.erreur for nom in ("reference", "validite", "objet"))


def test_en_json_la_lettre_est_dans_les_donnees(lancer: Lancer) -> None:
    """And the request bears its date."""
    donnees = lancer(*QUI, *LETTRE, "--format", "json", env={"SOURCE_DATE_EPOCH": "1772409600"}).json()
    assert donnees["lettre"]["valable_jusquau"] == "2026-05-31"
    assert donnees["demande"]["date"] == "2026-03-02"
    assert "lettre" not in lancer(*QUI, "--format", "json").json()


def test_ce_qui_est_ecrit_est_dit(lancer: Lancer, tmp_path: Path) -> None:
    resultat = lancer(*QUI, *JOUR, "-o", str(tmp_path / "devis.pdf"))
    assert (resultat.code, resultat.sortie) == (0, b"")
    assert f"{tmp_path / 'devis.pdf'} (pdf)" in resultat.erreur
    assert (tmp_path / "devis.pdf").read_bytes() == lancer(*QUI, *JOUR, "--format", "pdf").sortie


# --- Measure --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("drapeau", "permis", "dit"),
    [
        ("nom", SIGNES_NOM, "c’est trop pour un nom : un document le porte en titre"),
        ("reference", SIGNES_LIGNE, "c’est trop pour une ligne"),
        ("objet", SIGNES_LIGNE, "c’est trop pour une ligne"),
        ("destinataire", SIGNES_LIGNE, "c’est trop pour une ligne"),
    ],
)
def test_un_texte_trop_long_se_refuse(drapeau: str, permis: int, dit: str, lancer: Lancer) -> None:
    """Beyond what a page and a cell have room for, with the limit; up to it, every format takes it."""
    refuse = lancer(*QUI, f"--{drapeau}", "é" * 80_000, "--format", "pdf")
    assert refuse.code == 2
    assert espaces_simples(refuse.erreur).splitlines()[:2] == [
        f"Erreur : --{drapeau} : 80 000 signes, {dit}",
        f"  → {permis} au plus",
    ]
    assert lancer(*QUI, f"--{drapeau}", "é" * (permis + 1), "--format", "json").code == 2
    for format_ in ("pdf", "xlsx", "html", "json"):
        assert lancer(*QUI, f"--{drapeau}", ("Sainte-Foy " * permis)[: permis - 1] + "é", "--format", format_).code == 0


def test_une_adresse_a_le_nombre_de_lignes_d_une_enveloppe(lancer: Lancer) -> None:
    lignes = ["rue de la Mairie"] * LIGNES_ADRESSE
    assert lancer(*QUI, "--destinataire", "\\n".join(lignes), "--format", "html").code == 0
    refuse = lancer(*QUI, "--destinataire", "\\n".join([*lignes, "Agen"]), "--format", "html")
    assert (refuse.code, "13 lignes, c’est trop pour une adresse" in espaces_simples(refuse.erreur)) == (2, True)


def test_un_nom_trop_long_dans_un_publipostage(lancer: Lancer, tmp_path: Path) -> None:
    """Its row is refused, the others have their letters."""
    liste = tmp_path / "liste.csv"
    liste.write_text(f"nom;habitants\n{'A' * 80_000};100\nB;100\n", "utf-8")
    arguments = ("--forfait", "metiers", "--documents", str(tmp_path / "devis"), "--format", "html", *JOUR)
    resultat = lancer("batch", str(liste), *arguments)
    assert resultat.code == 4
    assert "ligne 2 : nom : 80 000 signes, c’est trop pour un nom" in espaces_simples(resultat.erreur)
    assert len(list((tmp_path / "devis").glob("*.html"))) == 2  # its letter, and the index
