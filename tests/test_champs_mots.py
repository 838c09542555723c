"""The fields that each kept grid gives, whole: what the help says of them, the titles that a file may give them.

`FORFAIT_GOLDEN=1 pytest tests/test_champs_mots.py` writes `golden_champs/` anew; read the difference.
"""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from outils import RACINE

from forfait_cli import load_catalogue
from forfait_cli.domaine.catalogue import Catalogue
from forfait_cli.readers.demande.champs import Champ, Genre, noms_d_option
from forfait_cli.readers.demande.colonnes import Titres
from forfait_cli.readers.demande.lecture import Lecteur

GARDE = Path(__file__).parent / "golden_champs"
PETITES = RACINE / "tests" / "petites_grilles"
GRILLES = {
    "annexe": RACINE / "catalogue.toml",
    **{nom: RACINE / "examples" / f"{nom}.toml" for nom in ("causses", "estuaire", "plateau", "sillon", "vallees")},
    **{nom: PETITES / f"{nom}.toml" for nom in ("a-la-carte", "demandes", "mots", "sans-tailles")},
}


def _champ(un: Champ, titres: Titres, lecteur: Lecteur) -> Iterator[str]:
    yield f"{un.nom} {un.metavar or '(seul)'} | {un.genre.name} | {un.groupe}"
    yield f"  aide > {un.aide}"
    if un.neutre != un.nom:
        yield f"  faute > {un.neutre}"
    if un.option is not None:
        yield f"  option > {un.option}{', en tout' if un.besoin else ''}"
    if un.titres is not None:
        yield f"  titres > {', '.join(titres.reconnus(un))}"
        yield f"  se lit > {titres.lisible(un)}"
    if un.genre in (Genre.TAILLE, Genre.QUANTITE):
        yield f"  suivi de > {', '.join(lecteur.mots_d_unite(un))}"


def _noms(catalogue: Catalogue, titres: Titres) -> Iterator[str]:
    """What the bare names of the options stand for."""
    for option in catalogue.options:
        for nom in dict.fromkeys((*noms_d_option(option), option.mot)):
            dit = titres.champ_de(nom) or ("l’un ou l’autre" if titres.est_connu(nom) else "rien")
            yield f"« {nom} » > {dit}"


def lignes(catalogue: Catalogue) -> Iterator[str]:
    lecteur = Lecteur(catalogue)
    titres = Titres(catalogue, lecteur.champs)
    for un in lecteur.champs:
        yield from _champ(un, titres, lecteur)
    yield from _noms(catalogue, titres)


@pytest.mark.parametrize("nom", GRILLES)
def test_les_champs_d_une_grille_sont_ceux_qui_ont_ete_relus(nom: str) -> None:
    fichier = GARDE / f"{nom}.txt"
    texte = "\n".join(lignes(load_catalogue(GRILLES[nom]))) + "\n"
    if os.environ.get("FORFAIT_GOLDEN") == "1":
        GARDE.mkdir(exist_ok=True)
        fichier.write_text(texte, encoding="utf-8")
    assert texte == fichier.read_text(encoding="utf-8")
