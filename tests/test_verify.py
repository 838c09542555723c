"""A devis made earlier, read back and worked out again: identical, or what differs and why."""

import copy
import datetime
import io
import json
import sys
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pypdf
import pytest

from forfait_cli import load_catalogue
from forfait_cli.domaine.catalogue import Catalogue
from forfait_cli.domaine.chiffreur import chiffrer
from forfait_cli.domaine.confrontation import Cause, Confrontation, Pages, confronter
from forfait_cli.domaine.demande import Collectivite, Demande, Population
from forfait_cli.domaine.types import Affiliation, GenrePopulation
from forfait_cli.erreurs import Refus
from forfait_cli.readers.documents import demande_lue, lire_document
from forfait_cli.render.devis.document import Lettre, document_devis
from forfait_cli.render.devis.donnees import donnees_devis
from forfait_cli.render.ecrivains.json import rendre as en_json
from forfait_cli.render.ecrivains.pdf import rendre as en_pdf

Donnees = dict[str, Any]
JOUR = datetime.date(2026, 3, 2)
NERAC = Population(7000, 6800, None, GenrePopulation.TOTALE, "2026", "INSEE")

DEMANDES = {
    "une commune": Demande(Collectivite("commune", {"habitants": 1200}), {"sauvegarde-externalisee": 4}, date=JOUR),
    "un seul forfait": Demande(
        Collectivite("commune", {"habitants": 1200}, Affiliation.AFFILIEE, nom="Ébène « # »"),
        {"conseil-equipement": 2},
        {"sauvegarde-externalisee": 9},
        forfaits=("metiers",),
        exiges=("gestion-parc",),
    ),
    "un CCAS": Demande(Collectivite("etablissement-public", {"agents": 12}, nom="CCAS", nature_dite="CCAS")),
    "non affiliée": Demande(Collectivite(affiliation=Affiliation.NON_AFFILIEE)),
    "cherchée": Demande(
        Collectivite(
            "commune", {"habitants": 7000}, nom="Nérac", code_insee="47195", siren="214701955", population=NERAC
        )
    ),
}


def donnees(catalogue: Catalogue, demande: Demande) -> Donnees:
    """The data of a devis, as a file holds them."""
    lues: Donnees = json.loads(en_json(donnees_devis(chiffrer(catalogue, demande))))
    return lues


def ecrire(dossier: Path, contenu: bytes | Donnees, nom: str = "devis.json") -> Path:
    """A file of these bytes, or of these data."""
    fichier = dossier / nom
    fichier.write_bytes(contenu if isinstance(contenu, bytes) else json.dumps(contenu).encode())
    return fichier


def pdf(catalogue: Catalogue, demande: Demande, piece: Donnees | None = None) -> bytes:
    """The PDF of a devis; `piece`: other data attached than its own."""
    chiffrage = chiffrer(catalogue, demande)
    octets = en_json(donnees_devis(chiffrage) if piece is None else piece)
    return en_pdf(document_devis(chiffrage, Lettre("2026-0042", JOUR, 90)), {"devis.json": octets})


def verifier(fichier: Path, catalogue: Catalogue) -> Confrontation:
    """What `forfait verify` says of a file."""
    lu = lire_document(fichier)
    refait = chiffrer(catalogue, demande_lue(lu.donnees))
    return confronter(lu.donnees, donnees_devis(refait), None if lu.feuilles is None else Pages(lu.feuilles))


# --- Identical ------------------------------------------------------------------------------------


@pytest.mark.parametrize("nom", DEMANDES)
def test_ce_qui_n_a_pas_change_est_identique(nom: str, catalogue_chiffre: Catalogue, tmp_path: Path) -> None:
    """The request read back is the one that was made, and gives the same, from the JSON and from the PDF."""
    demande = DEMANDES[nom]
    fichier = ecrire(tmp_path, donnees(catalogue_chiffre, demande))
    assert demande_lue(lire_document(fichier).donnees) == demande
    assert verifier(fichier, catalogue_chiffre) == Confrontation((), (), ())
    assert verifier(fichier, catalogue_chiffre).identique
    fichier = ecrire(tmp_path, pdf(catalogue_chiffre, demande), "devis.pdf")
    assert verifier(fichier, catalogue_chiffre) == Confrontation((), (), ())


@pytest.mark.parametrize(
    "exemple", sorted(Path(__file__).parent.parent.glob("examples/*.toml")), ids=lambda un: un.stem
)
def test_les_exemples(exemple: Path, tmp_path: Path) -> None:
    """Every example grid's devis comes back."""
    catalogue = load_catalogue(exemple)
    mesures = {mesure.code: Decimal(1200) if mesure.unite is None else 1200 for mesure in catalogue.mesures}
    nature = catalogue.natures[0] if catalogue.natures else None
    qui = Collectivite(
        None if nature is None else nature.code,
        mesures if nature is None else {code: mesures[code] for code in nature.mesures},
    )
    demande = Demande(qui, {option.code: 2 for option in catalogue.options[:1]})
    assert verifier(ecrire(tmp_path, donnees(catalogue, demande)), catalogue).identique
    assert verifier(ecrire(tmp_path, pdf(catalogue, demande), "d.pdf"), catalogue).identique


# --- What differs ---------------------------------------------------------------------------------


def _devis(lu: Donnees) -> Donnees:
    un: Donnees = lu["devis"][0]
    return un


def _ligne(lu: Donnees) -> Donnees:
    une: Donnees = next(ligne for ligne in _devis(lu)["lignes"] if ligne["code"] == "sauvegarde-externalisee")
    return une


def _retirer(lu: Donnees) -> None:
    _devis(lu)["lignes"].remove(_ligne(lu))


def _doubler(lu: Donnees) -> None:
    _devis(lu)["lignes"].append(copy.deepcopy(_ligne(lu)))


ALTERATIONS: dict[str, tuple[Callable[[Donnees], object], str, Cause]] = {
    "un montant": (lambda lu: _ligne(lu).update(montant="18.00"), "montant : 18,00", Cause.DOCUMENT),
    "un prix unitaire": (lambda lu: _ligne(lu).update(prix_unitaire="4.50"), "prix unitaire : 4,50", Cause.DOCUMENT),
    "une quantité": (lambda lu: _ligne(lu).update(quantite=2), "quantité : 2", Cause.DOCUMENT),
    "un libellé": (lambda lu: _ligne(lu).update(libelle="Sauvegarde offerte"), "Sauvegarde offerte", Cause.DOCUMENT),
    "un total": (lambda lu: _devis(lu)["totaux"][0].update(montant="1.00"), "total", Cause.DOCUMENT),
    "une ligne ôtée": (_retirer, "Sauvegarde externalisée : absent", Cause.DOCUMENT),
    "une ligne de plus": (_doubler, "(2)", Cause.DOCUMENT),
    "un volume compris": (
        lambda lu: _devis(lu)["inclus"].update({"sauvegarde-externalisee": 50}), "volume compris", Cause.DOCUMENT,
    ),
    "une note ôtée": (lambda lu: _devis(lu)["notes"].pop(), "notes", Cause.DOCUMENT),
    "ce qui est demandé": (
        lambda lu: lu["demande"]["extras"].update({"sauvegarde-externalisee": 2}), "28,00", Cause.DOCUMENT,
    ),
    "la taille": (lambda lu: lu["collectivite"].update(habitants=300), "strate", Cause.DOCUMENT),
    "la strate": (lambda lu: lu["strate"].update(numero=1), "strate, numéro : 1", Cause.DOCUMENT),
    "l’affiliation": (lambda lu: lu["collectivite"].update(affiliee=False), "strate", Cause.DOCUMENT),
    "l’hypothèse": (lambda lu: lu["hypotheses"].clear(), "hypothèses", Cause.DOCUMENT),
    "un forfait ôté": (lambda lu: lu["devis"].pop(), "Forfait Technologie Plus : absent", Cause.DOCUMENT),
    "complet": (lambda lu: _devis(lu).update(complet=not _devis(lu)["complet"]), "complet", Cause.DOCUMENT),
    "l’empreinte": (lambda lu: lu["catalogue"].update(empreinte="sha256:0"), "empreinte", Cause.CATALOGUE),
    "les tarifs": (lambda lu: lu["catalogue"].update(tarifs={"titre": "2025"}), "tarifs", Cause.TARIFS),
}  # fmt: skip


@pytest.mark.parametrize("nom", ALTERATIONS)
def test_chaque_alteration_est_trouvee_et_nommee(nom: str, catalogue_chiffre: Catalogue, tmp_path: Path) -> None:
    """Where it is, what the document says, what it should, and what changed."""
    alterer, attendu, cause = ALTERATIONS[nom]
    lu = donnees(catalogue_chiffre, DEMANDES["une commune"])
    alterer(lu)
    trouve = verifier(ecrire(tmp_path, lu), catalogue_chiffre)
    dits = [f"{ecart.quoi} : {ecart.lu} → {ecart.refait}" for ecart in trouve.ecarts] + list(trouve.incoherences)
    assert not trouve.identique
    assert any(attendu in dit for dit in dits), dits
    assert trouve.causes == (cause,)


def test_un_autre_catalogue(catalogue: Catalogue, catalogue_chiffre: Catalogue, tmp_path: Path) -> None:
    """Figures that differ because the grid does accuse nobody."""
    trouve = verifier(ecrire(tmp_path, donnees(catalogue, DEMANDES["une commune"])), catalogue_chiffre)
    assert trouve.causes == (Cause.CATALOGUE,)
    assert trouve.incoherences == ()
    assert any("montant" in ecart.quoi for ecart in trouve.ecarts)


def test_un_autre_catalogue_et_un_total_faux(
    catalogue: Catalogue, catalogue_chiffre: Catalogue, tmp_path: Path
) -> None:
    """A sum that does not add up is the document's own fault, whatever the grid."""
    lu = donnees(catalogue, DEMANDES["une commune"])
    _devis(lu)["totaux"][0]["montant"] = "20.00"
    trouve = verifier(ecrire(tmp_path, lu), catalogue_chiffre)
    assert trouve.causes == (Cause.CATALOGUE, Cause.DOCUMENT)
    assert any("les lignes font 28,00" in phrase for phrase in trouve.incoherences)


def test_une_autre_population(catalogue: Catalogue) -> None:
    """A commune that was looked up again and has grown."""
    demande = DEMANDES["cherchée"]
    qui = demande.collectivite
    grandie = qui._replace(mesures={"habitants": 7100}, population=NERAC._replace(totale=7100))
    trouve = confronter(donnees(catalogue, demande), donnees(catalogue, demande._replace(collectivite=grandie)))
    assert trouve.causes == (Cause.POPULATION,)
    assert {(ecart.quoi, ecart.lu, ecart.refait) for ecart in trouve.ecarts} >= {
        ("collectivité, habitants", "7\u202f000", "7\u202f100")
    }


# --- What the pages show --------------------------------------------------------------------------


def test_les_pages_contre_la_piece_jointe(catalogue_chiffre: Catalogue, tmp_path: Path) -> None:
    """Pages of one devis with the data of another, each right by itself."""
    demande = DEMANDES["un seul forfait"]
    autre = demande._replace(besoins={"sauvegarde-externalisee": 12})
    piece = donnees(catalogue_chiffre, autre)
    trouve = verifier(ecrire(tmp_path, pdf(catalogue_chiffre, demande, piece), "devis.pdf"), catalogue_chiffre)
    assert trouve.ecarts == ()
    assert trouve.causes == (Cause.DOCUMENT,)
    assert any("49,00" in phrase and "dans les pages" in phrase for phrase in trouve.incoherences)
    assert any("28,00" in phrase and "les pages montrent" in phrase for phrase in trouve.incoherences)


def test_une_ligne_que_les_pages_ne_montrent_pas(catalogue_chiffre: Catalogue, tmp_path: Path) -> None:
    """A line of the data that the pages leave out."""
    demande = DEMANDES["un seul forfait"]
    piece = donnees(catalogue_chiffre, demande)
    sans = demande._replace(extras={})
    trouve = verifier(ecrire(tmp_path, pdf(catalogue_chiffre, sans, piece), "devis.pdf"), catalogue_chiffre)
    assert any("ne montrent pas" in phrase or "dans les pages" in phrase for phrase in trouve.incoherences)


# --- What can't be read ---------------------------------------------------------------------------


def _pdf_sans_piece() -> bytes:
    ecrit = pypdf.PdfWriter()
    ecrit.add_blank_page(100, 100)
    flux = io.BytesIO()
    ecrit.write(flux)
    return flux.getvalue()


def _pdf_deux_pieces() -> bytes:
    ecrit = pypdf.PdfWriter()
    ecrit.add_blank_page(100, 100)
    ecrit.add_attachment("devis.json", b"{}")
    ecrit.add_attachment("devis.json", b"{}")
    flux = io.BytesIO()
    ecrit.write(flux)
    return flux.getvalue()


def _pdf_protege() -> bytes:
    ecrit = pypdf.PdfWriter()
    ecrit.add_blank_page(100, 100)
    ecrit.encrypt("secret", algorithm="RC4-128")
    flux = io.BytesIO()
    ecrit.write(flux)
    return flux.getvalue()


ILLISIBLES: dict[str, tuple[bytes, str]] = {
    "vide": (b" \n", "vide"),
    "texte": (b"Bonjour", "pas un devis de ce programme"),
    "binaire": (b"\x89PNG\r\n\xff\xfe", "pas un texte UTF-8"),
    "liste": (b"[1, 2]", "pas un devis de ce programme"),
    "autre JSON": (b'{"a": 1}', "pas un devis de ce programme"),
    "comparaison": (b'{"schema": "forfait.comparaison/1"}', "pas un devis"),
    "version": (b'{"schema": "forfait.devis/9"}', "cette version ne lit pas"),
    "tronque": (b'{"schema": "forfait.devis/1", "devis": [{"forfait"', "s\u2019arr\xeate avant la fin"),
    "modifie": (b'{"schema": "forfait.devis/1" "devis": []}\n', "ce n\u2019est plus du JSON"),
    "double": (b'{"schema": "forfait.devis/1", "schema": "x"}', "deux fois"),
    "flottant": (b'{"schema": "forfait.devis/1", "a": 1.5}', "1.5"),
    "infini": (b'{"schema": "forfait.devis/1", "a": NaN}', "NaN"),
    "profond": (b"[" * 100_000 + b"]" * 100_000, "pas un devis de ce programme"),
    "long": (b'{"schema": "forfait.devis/1", "a": ' + b"9" * 10_000 + b"}", "d\xe9mesur\xe9"),
    "manques": (b'{"schema": "forfait.devis/1"}', "manque"),
    "pdf tronque": (b"%PDF-1.7\n1 0 obj <<", "s\u2019arr\xeate avant la fin"),
    "pdf abime": (b"%PDF-1.7\nrien\n%%EOF", "ab\xeem\xe9"),
    "pdf d\u2019un autre": (_pdf_sans_piece(), "pas un devis de ce programme"),
    "pdf a deux pieces": (_pdf_deux_pieces(), "2 pi\xe8ces jointes"),
    "pdf protege": (_pdf_protege(), "mot de passe"),
}


@pytest.mark.parametrize("nom", ILLISIBLES)
def test_chaque_faute_a_son_message(nom: str, tmp_path: Path) -> None:
    """Each says what it is and what to do, in French."""
    contenu, attendu = ILLISIBLES[nom]
    with pytest.raises(Refus) as refus:
        lire_document(ecrire(tmp_path, contenu))
    assert attendu in refus.value.anomalies[0].message
    assert refus.value.anomalies[-1].aide


@pytest.mark.parametrize("part", [10, 50, 90, 99])
def test_un_pdf_tronque(part: int, catalogue_chiffre: Catalogue, tmp_path: Path) -> None:
    """A copy that stopped on the way."""
    octets = pdf(catalogue_chiffre, DEMANDES["un seul forfait"])
    with pytest.raises(Refus, match="avant la fin"):
        lire_document(ecrire(tmp_path, octets[: len(octets) * part // 100]))


def test_un_pdf_dont_des_octets_ont_change(catalogue_chiffre: Catalogue, tmp_path: Path) -> None:
    """Whatever byte is damaged, it is refused or it changes nothing that is read; never a crash."""
    octets = bytearray(pdf(catalogue_chiffre, DEMANDES["un seul forfait"]))
    sain = lire_document(ecrire(tmp_path, bytes(octets)))
    for rang in range(100, len(octets) - 100, len(octets) // 40):
        abime = bytearray(octets)
        abime[rang : rang + 8] = b"\x00" * 8
        try:
            lu = lire_document(ecrire(tmp_path, bytes(abime)))
        except Refus:
            continue
        assert lu.donnees == sain.donnees


@pytest.mark.parametrize(
    ("abimer", "ou"),
    [
        (lambda lu: lu.pop("demande"), "demande"),
        (lambda lu: lu.update(devis={}), "devis"),
        (lambda lu: lu["devis"][0]["lignes"][0].update(montant="12"), "devis[1].lignes[1].montant"),
        (lambda lu: lu["devis"][0]["lignes"][0].update(montant=12), "devis[1].lignes[1].montant"),
        (lambda lu: lu["devis"][0]["lignes"][0].update(statut="offert"), "devis[1].lignes[1].statut"),
        (lambda lu: lu["devis"][0].update(tva=[{}]), "devis[1].tva[1].ht"),
        (lambda lu: lu["collectivite"].update(habitants=-1), "collectivite.habitants"),
        (lambda lu: lu["collectivite"].update(habitants=True), "collectivite.habitants"),
        (lambda lu: lu["collectivite"].update(population={}), "collectivite.population.totale"),
        (lambda lu: lu["demande"].update(date="2026-02-30"), "demande.date"),
        (lambda lu: lu["demande"].update(extras={"a": "beaucoup"}), "demande.extras"),
        (lambda lu: lu.update(hypotheses=[1]), "hypotheses"),
    ],
)
def test_une_forme_abimee_est_situee(
    abimer: Callable[[Donnees], object], ou: str, catalogue: Catalogue, tmp_path: Path
) -> None:
    """What is missing or of another kind is told with its place."""
    lu = donnees(catalogue, DEMANDES["une commune"])
    abimer(lu)
    with pytest.raises(Refus) as refus:
        lire_document(ecrire(tmp_path, lu))
    assert any(anomalie.origine.endswith(f", {ou}") for anomalie in refus.value.anomalies)


def test_toutes_les_fautes_a_la_fois_mais_pas_mille(tmp_path: Path) -> None:
    """Ten are shown, the rest counted."""
    lu = {"schema": "forfait.devis/1", "devis": [{}] * 100}
    with pytest.raises(Refus) as refus:
        lire_document(ecrire(tmp_path, lu))
    assert 10 <= len(refus.value.anomalies) <= 12
    assert "autres défauts" in refus.value.anomalies[-1].message


def test_un_fichier_absent(tmp_path: Path) -> None:
    """A name that leads nowhere."""
    with pytest.raises(Refus, match="n’existe pas"):
        lire_document(tmp_path / "rien.pdf")


def test_sans_la_bibliotheque(catalogue: Catalogue, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A PDF needs an extra, the JSON does not."""
    fichier = ecrire(tmp_path, pdf(catalogue, DEMANDES["une commune"]), "devis.pdf")
    monkeypatch.setitem(sys.modules, "pypdf", None)
    with pytest.raises(Refus) as refus:
        lire_document(fichier)
    assert "[pdf]" in refus.value.anomalies[0].aide
    assert lire_document(ecrire(tmp_path, donnees(catalogue, DEMANDES["une commune"]))).feuilles is None
