"""The pictures of the README say what the program says today."""

import sys
from pathlib import Path

import pytest
from outils import RACINE

sys.path.insert(0, str(RACINE / "scripts"))

import images


@pytest.mark.parametrize("ecran", images.ECRANS, ids=[ecran.nom for ecran in images.ECRANS])
def test_l_image_d_un_ecran_est_celle_d_aujourd_hui(ecran: images.Ecran) -> None:
    svg = (images.IMAGES / f"{ecran.nom}.svg").read_text(encoding="utf-8")
    attendu = images.debut(images.executer(*ecran.arguments, couleur=False), ecran.lignes)
    commande = f"$forfait{''.join(ecran.arguments)}"
    assert images.texte_du_svg(svg) == commande + "".join(attendu.split()), "run scripts/images.py"


def test_l_image_du_pdf_est_celle_d_aujourd_hui(tmp_path: Path) -> None:
    pytest.importorskip("typst")
    pytest.importorskip("pypdf")
    image = (images.IMAGES / "devis.png").read_bytes()
    assert images.empreinte_du_png(image) == images.empreinte(images.faire_pdf(tmp_path)), "run scripts/images.py"


def test_une_image_perimee_se_voit(tmp_path: Path) -> None:
    pytest.importorskip("typst")
    pytest.importorskip("pypdf")
    ecran = images.ECRANS[0]
    autre = images.en_svg(ecran._replace(arguments=("strate", "--habitants", "12")))
    assert images.texte_du_svg(autre) != images.texte_du_svg(images.en_svg(ecran))
    png = b"\x89PNG\r\n\x1a\n" + bytes(25)
    assert images.empreinte_du_png(images.signer(png, "a" * 64)) == "a" * 64
    assert images.empreinte_du_png(png) == ""


def test_une_image_ne_demande_rien_au_reseau() -> None:
    for ecran in images.ECRANS:
        svg = (images.IMAGES / f"{ecran.nom}.svg").read_text(encoding="utf-8")
        assert "http" not in svg.replace("http://www.w3.org/2000/svg", "")
        assert "@import" not in svg
