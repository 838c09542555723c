"""Drives LibreOffice without a screen, and changes workbooks as a hand would."""

import re
import shutil
import subprocess
import zipfile
from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import python_calamine

_CELLULE = re.compile(r'<c r="([A-Z]+[0-9]+)"([^>]*?)(?:/>|>(.*?)</c>)', re.S)
Valeurs = dict[str, Any]  # rows of cells, by sheet


def programme() -> str | None:
    """Where it is; None: it is not installed."""
    return shutil.which("soffice") or shutil.which("libreoffice")


def recalculer(classeurs: Sequence[Path], dossier: Path) -> list[Path]:
    """The same workbooks, every formula worked out anew."""
    chemin = programme()
    assert chemin is not None
    vides = dossier / "sans-valeurs"
    vides.mkdir()
    for classeur in classeurs:
        transformer(classeur, vides / classeur.name, {})
    profil = (dossier / "profil").as_uri()
    subprocess.run(
        [chemin, f"-env:UserInstallation={profil}", "--headless", "--convert-to", "xlsx", "--outdir", str(dossier),
         *map(str, sorted(vides.iterdir()))],
        check=True, capture_output=True, timeout=300,
    )  # fmt: skip
    return [dossier / classeur.name for classeur in classeurs]


def imprimer(classeurs: Sequence[Path], dossier: Path) -> list[Path]:
    """The workbooks as they come out of the printer."""
    chemin = programme()
    assert chemin is not None
    profil = (dossier / "profil").as_uri()
    subprocess.run(
        [chemin, f"-env:UserInstallation={profil}", "--headless", "--convert-to", "pdf", "--outdir", str(dossier),
         *map(str, classeurs)],
        check=True, capture_output=True, timeout=300,
    )  # fmt: skip
    return [dossier / f"{classeur.stem}.pdf" for classeur in classeurs]


def corps(page: Any) -> list[float]:
    """The size of each letter of a page, in points."""
    trouves: list[float] = []

    def voir(texte: str, cm: list[float], tm: list[float], _police: object, taille: float) -> None:
        trouves.extend([taille * tm[3] * cm[3]] * len(texte.strip()))

    page.extract_text(visitor_text=voir)
    return trouves


def transformer(avant: Path, apres: Path, saisies: Mapping[tuple[int, str], str]) -> None:
    """A copy without the values that formulas had, and with these numbers typed in, by sheet (from 1) and cell."""
    faites = 0

    def changer(feuille: int, cellule: re.Match[str]) -> str:
        nonlocal faites
        nom, reste, contenu = cellule[1], cellule[2], cellule[3] or ""
        if (feuille, nom) in saisies:
            faites += 1
            return f'<c r="{nom}"{reste}><v>{saisies[feuille, nom]}</v></c>'
        formule = re.search(r"<f>.*?</f>", contenu, re.S)
        return cellule[0] if formule is None else f'<c r="{nom}"{reste}>{formule[0]}</c>'

    with zipfile.ZipFile(avant) as lu, zipfile.ZipFile(apres, "w") as ecrit:
        for nom in lu.namelist():
            octets = lu.read(nom)
            if trouve := re.fullmatch(r"xl/worksheets/sheet([0-9]+)\.xml", nom):
                texte = _CELLULE.sub(lambda un, rang=int(trouve[1]): changer(rang, un), octets.decode())  # type: ignore[misc]
                octets = texte.encode()
            ecrit.writestr(nom, octets)
    assert faites == len(saisies)


def a_remplir(classeur: Path) -> list[tuple[int, str]]:
    """The cells that wait for an amount, by row: they bear a comment."""
    trouvees = []
    with zipfile.ZipFile(classeur) as lu:
        for nom in lu.namelist():
            if trouve := re.fullmatch(r"xl/worksheets/_rels/sheet([0-9]+)\.xml\.rels", nom):
                commentaires = re.search(r"comments[0-9]+\.xml", lu.read(nom).decode())
                assert commentaires is not None
                dits = lu.read(f"xl/{commentaires[0]}").decode()
                trouvees += [(int(trouve[1]), cellule) for cellule in re.findall(r'<comment ref="([A-Z0-9]+)"', dits)]
    return sorted(trouvees, key=lambda une: (une[0], int(re.sub("[A-Z]", "", une[1])), une[1]))


def formules(classeur: Path) -> int:
    """How many cells work something out."""
    with zipfile.ZipFile(classeur) as lu:
        return sum(lu.read(nom).count(b"<f>") for nom in lu.namelist() if nom.startswith("xl/worksheets/sheet"))


def valeurs(classeur: Path) -> Valeurs:
    """What every cell shows."""
    lu = python_calamine.CalamineWorkbook.from_path(str(classeur))
    return {nom: lu.get_sheet_by_name(nom).to_python(skip_empty_area=False) for nom in lu.sheet_names}


def centimes(valeur: object) -> Decimal:
    """An amount as it is shown."""
    assert isinstance(valeur, int | float)
    return Decimal(repr(valeur)).quantize(Decimal("0.01"))
