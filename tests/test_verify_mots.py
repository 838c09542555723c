"""What is said of a devis that can't be read back, word for word: each file of another kind, each key of another form.

`FORFAIT_GOLDEN=1 pytest tests/test_verify_mots.py` writes the texts of `golden_verify/` anew; read the difference.
"""

import copy
import json
import os
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from test_verify import ILLISIBLES, JOUR, ecrire

from forfait_cli import load_catalogue
from forfait_cli.domaine.chiffreur import chiffrer
from forfait_cli.domaine.demande import Collectivite, Demande, Population
from forfait_cli.domaine.types import Affiliation, GenrePopulation
from forfait_cli.erreurs import Refus
from forfait_cli.readers.documents import demande_lue, lire_document
from forfait_cli.readers.documents.forme import fautes_de_forme
from forfait_cli.render.devis.document import Lettre
from forfait_cli.render.devis.donnees import donnees_devis
from forfait_cli.render.ecrivains.json import rendre as en_json

GOLDEN = Path(__file__).parent / "golden_verify"
SILLON = load_catalogue(Path(__file__).parent.parent / "examples" / "sillon.toml")
# With a rate of VAT, a letter, a population that was looked up under another name, a nature of another name.
POPULATION = Population(2500, 2400, None, GenrePopulation.TOTALE, "2026", "INSEE", commune="Lieu-Neuf (1)")
QUI = Collectivite("commune", {"habitants": 2500}, nom="Lieu", nature_dite="ville", population=POPULATION)
LETTRE = Lettre("2026-1", JOUR, 30, ("Mairie", "1 rue"), "Objet", "1.0")


def devis() -> Any:
    """The data of a devis in which nearly every key is filled."""
    demande = Demande(QUI, {"postes": 12}, {"comptes": 9}, ("confort",), ("site",), date(2026, 3, 2))
    return json.loads(en_json(donnees_devis(chiffrer(SILLON, demande), LETTRE)))


def garder(nom: str, lignes: list[str]) -> None:
    """Compare with what was read."""
    texte = "\n".join(lignes) + "\n"
    fichier = GOLDEN / nom
    if os.environ.get("FORFAIT_GOLDEN") == "1":
        fichier.write_text(texte, encoding="utf-8")
    assert texte == fichier.read_text(encoding="utf-8")


AUTRES: dict[str, tuple[bytes, str]] = {
    "coupe dans une lettre": ('{"a": "é'.encode()[:-1], ""),
    "coupe": (b'{"schema": "forfait.devis/1",\n\n "devis": [', ""),
    "coupe dans un texte": (b'{"schema": "forfait.devis/1",\n "devis": "abc', ""),
    "deux doubles": (b'{"schema": "forfait.devis/1", "b": 1, "a": 1, "b": 2, "a": 3}', ""),
    "onze defauts": (json.dumps({"schema": "forfait.devis/1"} | {"devis": [{"forfait": 1}]}).encode(), ""),
    "pdf apres mille octets": (b" " * 1020 + b"%PDF-1.7 x", ""),
    "au plus profond": (b'{"a": ' + b"[" * 59 + b"]" * 59 + b"}", ""),
    "trop profond": (b'{"a": ' + b"[" * 60 + b"]" * 60 + b"}", ""),
    "accolades dans un texte": (b'{"a": "' + b'[{\\"' * 90 + b'"}', ""),
}


def test_chaque_fichier_d_une_autre_sorte(tmp_path: Path) -> None:
    lignes = []
    for nom, (contenu, _) in {**ILLISIBLES, **AUTRES}.items():
        with pytest.raises(Refus) as refus:
            lire_document(ecrire(tmp_path, contenu))
        lignes.append(f"{nom} :")
        lignes += [
            f"  {un.origine.removeprefix(str(tmp_path))} | {un.message} | {un.aide}" for un in refus.value.anomalies
        ]
    garder("fichiers.txt", lignes)


def chemins(valeur: Any, debut: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Every place of these data; of a list, its first element only."""
    yield debut
    if isinstance(valeur, dict):
        for cle, dedans in valeur.items():
            yield from chemins(dedans, (*debut, cle))
    elif isinstance(valeur, list) and valeur:
        yield from chemins(valeur[0], (*debut, 0))


def avec(donnees: Any, chemin: tuple[Any, ...], valeur: Any) -> Any:
    """The data with another value there; None without `valeur`: without that key."""
    copie = copy.deepcopy(donnees)
    la = copie
    for cle in chemin[:-1]:
        la = la[cle]
    if valeur is ...:
        del la[chemin[-1]]
    else:
        la[chemin[-1]] = valeur
    return copie


def test_un_devis_est_de_la_bonne_forme() -> None:
    assert list(fautes_de_forme(devis())) == []
    # A grid that treats all alike supposes nothing of the affiliation.
    assert demande_lue(devis()).collectivite == QUI._replace(affiliation=Affiliation.AFFILIEE)


def test_chaque_cle_d_une_autre_forme() -> None:
    """Left out, null, of another kind: where something is found, what; where nothing is, nothing needs it."""
    donnees = devis()
    essais: dict[str, Any] = {
        "absent": ..., "null": None, "objet": {}, "liste": [], "texte": "x", "nombre": 3, "négatif": -1,
        "décimal": "2.50", "vrai": True, "date": "2026-02-28",
    }  # fmt: skip
    lignes = []
    for chemin in chemins(donnees):
        if not chemin:
            continue
        for essai, valeur in essais.items():
            if valeur is ... and chemin[-1] == 0:
                continue
            trouvees = list(fautes_de_forme(avec(donnees, chemin, valeur)))
            dites = " ; ".join(f"{faute.origine} : {faute.message}" for faute in trouvees[:3])
            if dites:
                lignes.append(f"{'.'.join(map(str, chemin))} {essai} → {dites}")
    garder("formes.txt", lignes)


@pytest.mark.parametrize(
    ("texte", "juste"),
    [("1", False), ("1.5", False), ("12.34", True), ("12.345", True), ("-1.00", True), ("1,00", False), ("", False)],
)
def test_un_montant(texte: str, juste: bool) -> None:
    change = avec(devis(), ("devis", 0, "lignes", 0, "montant"), texte)
    assert (not list(fautes_de_forme(change))) is juste


@pytest.mark.parametrize(("nombre", "juste"), [(0, True), (10**40 - 1, True), (10**40, False), (-1, False)])
def test_un_entier(nombre: int, juste: bool) -> None:
    change = avec(devis(), ("collectivite", "population", "totale"), nombre)
    assert (not list(fautes_de_forme(change))) is juste


def test_dix_defauts_sont_dits_et_le_reste_compte(tmp_path: Path) -> None:
    for combien, dits in ((10, 10), (11, 11), (12, 11)):
        lu = devis()
        lu["hypotheses"] = []
        lu["devis"] = [{**lu["devis"][0], "lignes": [{**lu["devis"][0]["lignes"][0], "code": 3}] * combien}]
        with pytest.raises(Refus) as refus:
            lire_document(ecrire(tmp_path, lu))
        assert len(refus.value.anomalies) == dits
        assert refus.value.anomalies[-1].aide == "le fichier a été abîmé ou modifié : prenez l’original"
        if combien > 10:
            autres = "et un autre défaut" if combien == 11 else "et 2 autres défauts"
            assert refus.value.anomalies[-1].message == autres
