"""What weighs little and would cost much: refused, cut or counted, and said so."""

import itertools
from pathlib import Path

import pytest
from lots import lot
from outils import CATALOGUES, Lancer

from forfait_cli import load_catalogue
from forfait_cli.commands.sortie.messages import FAUTES_DITES, LIGNE_DITE
from forfait_cli.erreurs import POSSIBLES_MAX, Anomalie, CatalogueInvalide, suggestion
from forfait_cli.readers.catalogue.lecture import lire_catalogue
from forfait_cli.readers.champs import FAUTES_MAX, INCONNUES_DITES, TEXTE_MAX
from forfait_cli.readers.demande.lecture import CODES_MAX
from forfait_cli.readers.tarifs import lire_tarifs
from forfait_cli.render.lots.colonnes import titres_uniques

VALIDE = (CATALOGUES.parent / "valide.toml").read_text(encoding="utf-8")


def fautes_de(texte: str) -> tuple[Anomalie, ...]:
    with pytest.raises(CatalogueInvalide) as levee:
        lire_catalogue(texte.encode(), "g.toml", "sha256:")
    return levee.value.anomalies


def legendes(combien: int) -> str:
    """A grid with that many faults, one a table."""
    lignes = "\n".join(f'"t{rang}" = {{ couverture = "inclus", zorglub = 1 }}' for rang in range(combien))
    return VALIDE.replace("[legende.services]\n", f"[legende.services]\n{lignes}\n")


# --- Faults ---------------------------------------------------------------------------------------


def test_des_fautes_sans_nombre_arretent_la_lecture() -> None:
    juste = fautes_de(legendes(FAUTES_MAX - 1))
    assert len(juste) == FAUTES_MAX - 1
    assert all("zorglub" in faute.origine for faute in juste)
    trop = fautes_de(legendes(5_000))
    assert trop[0] == Anomalie(
        "g.toml",
        f"plus de {FAUTES_MAX - 1} fautes : la lecture s’est arrêtée là",
        "vérifiez que c’est le bon fichier, ou corrigez d’abord celles-ci",
    )
    assert len(trop) == FAUTES_MAX + 1
    assert trop[1].origine == "g.toml, legende.services.t0.zorglub"


def test_des_tarifs_aux_fautes_sans_nombre_aussi() -> None:
    lignes = "\n".join(f"f{rang} = 1.00" for rang in range(5_000))
    contenu = f'titre = "T"\nsource = "S"\n[forfaits]\nmetiers = 1.00\n{lignes}\n'.encode()
    with pytest.raises(CatalogueInvalide, match="la lecture s’est arrêtée là") as levee:
        lire_tarifs(contenu, "t.toml", load_catalogue())
    assert len(levee.value.anomalies) == FAUTES_MAX + 1


def test_un_ecran_montre_les_premieres_fautes_et_compte_les_autres(lancer: Lancer, tmp_path: Path) -> None:
    fichier = tmp_path / "g.toml"
    for combien, reste in ((FAUTES_DITES, None), (FAUTES_DITES + 1, "1 autre,"), (150, "100 autres,")):
        fichier.write_text(legendes(combien), encoding="utf-8")
        lu = lancer("catalogue", "check", str(fichier))
        assert lu.code == 3
        assert lu.erreur.count("clé inconnue") == min(combien, FAUTES_DITES)
        assert (reste is None) == ("… et " not in lu.erreur)
        assert reste is None or f"… et {reste}" in lu.erreur


def test_les_cles_inconnues_d_une_table_sont_dites_puis_comptees() -> None:
    for combien, dite in ((11, "et une autre clé inconnue"), (12, "et 2 autres clés inconnues")):
        cles = "".join(f"cle-inconnue-{rang} = 1\n" for rang in range(combien))
        fautes = fautes_de(cles + VALIDE)
        assert (len(fautes), fautes[-1].message) == (INCONNUES_DITES + 1, dite)


def test_un_mot_n_est_compare_qu_aux_premiers_possibles() -> None:
    """Lists of codes come from files: this one never ends."""
    assert suggestion("x299y", (f"x{rang}y" for rang in itertools.count())) == "vouliez-vous dire « x299y » ?"
    assert "x" * 30 not in suggestion("x" * 30, (("a" if rang < POSSIBLES_MAX else "x" * 30) for rang in range(400)))


# --- Texts ----------------------------------------------------------------------------------------


def test_un_texte_a_une_longueur() -> None:
    titre = 'titre = "Grille 2026 du Syndicat des Causses"'
    lire_catalogue(VALIDE.replace(titre, f'titre = "{"x" * TEXTE_MAX}"').encode(), "g.toml", "sha256:")
    fautes = fautes_de(VALIDE.replace(titre, f'titre = "{"x" * (TEXTE_MAX + 1)}"'))
    assert fautes == (Anomalie("g.toml, titre", "texte de plus de 10\u202f000 signes", "abrégez-le"),)


def test_une_cle_sans_fin_ne_fait_pas_un_message_sans_fin(lancer: Lancer, tmp_path: Path) -> None:
    fichier = tmp_path / "g.toml"
    fichier.write_text(f'{VALIDE}\n"{"k" * 500_000}" = 1\n', encoding="utf-8")
    lu = lancer("catalogue", "check", str(fichier))
    assert lu.code == 3
    assert "clé inconnue" in lu.erreur
    assert len(lu.erreur) < 2 * LIGNE_DITE


@pytest.mark.parametrize("mot", ["x" * 300, "x/" * 3000, "x" * 100_000])
@pytest.mark.parametrize("debut", [(), ("quote",), ("quote", "--habitants", "5"), ("verify", "a"), ("batch", "a")])
def test_un_mot_sans_fin_n_est_pas_un_defaut(lancer: Lancer, debut: tuple[str, ...], mot: str) -> None:
    """Longer than any name of a file may be: it is looked for as one all the same."""
    lu = lancer(*debut, mot)
    assert lu.code in (1, 2)


# --- Rows -----------------------------------------------------------------------------------------


def test_une_cellule_aux_codes_sans_nombre_est_refusee() -> None:
    for combien, mot in ((CODES_MAX, "aucune option n’a le code"), (CODES_MAX + 1, "501 codes")):
        lu = lot(f"habitants;option\n12;{','.join(f'zz{rang}' for rang in range(combien))}\n", "--forfait", "metiers")
        assert lu.code == 4
        assert mot in lu.rangees()[0]["erreur"]


def test_un_code_sans_fin_est_cite_court() -> None:
    lu = lot(f"habitants;forfait\n12;{'metiers ' * 50_000}\n")
    assert lu.code == 4
    assert len(lu.rangees()[0]["erreur"]) < 500
    assert "…" in lu.rangees()[0]["erreur"]


def test_des_colonnes_de_meme_nom_ont_chacune_leur_cle() -> None:
    assert titres_uniques(["x", "x", "", "x_2", "x", ""]) == ("x", "x_2", "colonne_3", "x_2_2", "x_3", "colonne_6")
    memes = titres_uniques(["x"] * 4_096)
    assert memes[0] == "x"
    assert memes[-1] == "x_4096"
    assert len(set(memes)) == 4_096
