"""Tarifs files: each fault told where it is with its remedy, all at once."""

import os
from pathlib import Path

import pytest
from outils import RACINE, Lancer, espaces_simples
from test_regles import TETE

from forfait_cli.domaine.catalogue import Catalogue
from forfait_cli.erreurs import Anomalie, CatalogueInvalide, champ, nommer_champs
from forfait_cli.francais import guillemets
from forfait_cli.readers.catalogue.lecture import lire_catalogue
from forfait_cli.readers.tarifs import est_un_tarif, lire_tarifs

TARIFS = RACINE / "tests" / "fautes" / "tarifs"
VALIDES = TARIFS.with_name("tarifs-valides.toml")
FAUX = sorted(TARIFS.glob("*.toml"))
REECRIRE = os.environ.get("FORFAIT_GOLDEN") == "1"


def test_il_y_a_des_tarifs_faux() -> None:
    assert len(FAUX) >= 20
    assert {fichier.stem for fichier in TARIFS.glob("*.txt")} == {fichier.stem for fichier in FAUX}


@pytest.mark.parametrize("fichier", FAUX, ids=[fichier.stem for fichier in FAUX])
def test_chaque_faute_a_son_message_entier(lancer: Lancer, monkeypatch: pytest.MonkeyPatch, fichier: Path) -> None:
    """The message beside the file, whole. `FORFAIT_GOLDEN=1 pytest` writes it anew: read the difference."""
    monkeypatch.chdir(TARIFS)
    resultat = lancer("quote", "--habitants", "1200", "--date", "2026-06-01", "--tarifs", fichier.name)
    attendu = fichier.with_suffix(".txt")
    if REECRIRE:
        attendu.write_text(resultat.erreur, encoding="utf-8")
    # Where a line is folded is the business of the screen.
    assert resultat.erreur.split() == attendu.read_text(encoding="utf-8").split()
    assert (resultat.code, resultat.sortie) == (3, b"")


def dites(contenu: str, catalogue: Catalogue) -> list[str]:
    with pytest.raises(CatalogueInvalide) as refus:
        lire_tarifs(contenu.encode(), "t.toml", catalogue)
    return [espaces_simples(" | ".join(une)) for une in refus.value.anomalies]


@pytest.mark.parametrize("fichier", FAUX, ids=[fichier.stem for fichier in FAUX])
def test_python_dit_la_meme_faute(fichier: Path, catalogue: Catalogue) -> None:
    with pytest.raises(CatalogueInvalide) as refus:
        lire_tarifs(fichier.read_bytes(), fichier.name, catalogue)
    lignes = (f"Erreur : {origine} : {message} {f'→ {aide}' if aide else ''}" for origine, message, aide in
              refus.value.anomalies)  # fmt: skip
    attendu = espaces_simples(fichier.with_suffix(".txt").read_text(encoding="utf-8"))
    assert espaces_simples(nommer_champs(" ".join(lignes), "--{}".format)).split() == attendu.split()


SANS_PRIX = TETE + "[[forfaits]]\ncode = 'un'\nnom = 'Un'\nsans_prix = true\n"
TARIFS_DE = 'titre = "T"\nsource = "S"\n'


@pytest.mark.parametrize(
    ("options", "tarifs", "dite"),
    [
        ("", "[forfaits]\nun = 3.00", "t.toml, forfaits.un | « Un » n’a pas de prix à lui | supprimez ce prix"),
        ("prix = 1.00", "[forfaits]\nzzz = 3.00\n[options]\na = 3.00",
         "t.toml, forfaits.zzz | le catalogue n’a pas de forfait de ce code | codes possibles : un."),
        ("prix = 1.00", "[options.a.par_forfait]\nzzz = 3.00",
         "t.toml, options.a.par_forfait.zzz | le catalogue n’a pas de forfait de ce code | codes possibles : un."),
        ("prix = 'sur étude'", "[options]\na = 3.00",
         "t.toml, options.a | « A » est sur étude : il n’y a pas de prix à donner | supprimez ce prix"),
        ("prix = 'non proposé'", "[options]\na = 3.00",
         "t.toml, options.a | « A » ne se vend avec aucun forfait | supprimez ce prix"),
        ("prix = 1.00", "[options.a]\npar_forfait = { un = 2.00 }\nzzz = 1",
         "t.toml, options.a.zzz | clé inconnue | clés possibles : par_forfait."),
        ("prix = 1.00", "zzz = 1", "t.toml, zzz | clé inconnue | "
         "clés possibles : date, emetteur, forfaits, options, schema, source, titre, tva, valide_au, valide_du."),
        ("prix = 1.00", "[emetteur]\nnom = 'N'\nzzz = 1",
         "t.toml, emetteur.zzz | clé inconnue | clés possibles : adresse, nom, siret."),
        ("prix = 1.00", "[options]\na = { montant = 1.00, gratuits = 2 }",
         "t.toml, options.a | gratuits ne sert qu’à ce qui se compte | supprimez gratuits, ou ajoutez par à ce prix"),
    ],
)  # fmt: skip
def test_ce_que_la_grille_n_attend_pas(options: str, tarifs: str, dite: str) -> None:
    option = f"[[options]]\ncode = 'a'\nnom = 'A'\n{options}\n" if options else ""
    grille = lire_catalogue((SANS_PRIX + option).encode(), "g.toml", "")
    assert dites(TARIFS_DE + tarifs, grille) == [dite]


@pytest.mark.parametrize(
    ("tarifs", "absents"),
    [
        ("[forfaits]\nzzz = 3.00", "n’a pas « zzz »"),
        ("[options]\nzz = 3.00", "n’a pas « zz »"),
        ("[options]\nzz = 3.00\n[forfaits]\nzzz = 3.00", "n’a ni « zzz » ni « zz »"),
        ("[forfaits]\nx = 1\ny = 'sans prix'\nz = 3", "n’a ni « x » ni « y » ni « z »"),
        ("[forfaits]\nx = 1\ny = 2\nz = 3\n[options]\nmetier = 3", "n’a ni « x » ni « y » ni « z »…"),
    ],
)
def test_des_tarifs_d_un_autre_catalogue_le_disent_une_fois(catalogue: Catalogue, tarifs: str, absents: str) -> None:
    titre = espaces_simples(guillemets(catalogue.titre))
    aide = f"donnez leur catalogue à {champ('catalogue')}, ou prenez d’autres tarifs"
    assert dites(TARIFS_DE + tarifs, catalogue) == [
        f"t.toml | ces tarifs sont d’un autre catalogue : {titre} {absents} | {aide}"
    ]
    assert dites(f"zzz = 1\n{TARIFS_DE}{tarifs}", catalogue)[1].startswith("t.toml, zzz | clé inconnue")


def test_des_codes_mal_ecrits_ne_sont_pas_d_un_autre_catalogue(catalogue: Catalogue) -> None:
    assert dites(f"{TARIFS_DE}[forfaits]\nmetier = 1.00\n[options]\nmesagerie = 1.00", catalogue) == [
        "t.toml, forfaits.metier | le catalogue n’a pas de forfait de ce code | vouliez-vous dire « metiers » ?",
        "t.toml, options.mesagerie | le catalogue n’a pas d’option de ce code | vouliez-vous dire « messagerie » ?",
    ]


def test_un_code_connu_suffit_pour_que_les_autres_soient_des_fautes(catalogue: Catalogue) -> None:
    origines = [dite.partition(" | ")[0] for dite in dites(f"{TARIFS_DE}[forfaits]\nmetiers = 1\nx = 1", catalogue)]
    assert origines == ["t.toml, forfaits.x"]


def test_des_tarifs_qui_ne_nomment_rien_vont_avec_tous(catalogue: Catalogue) -> None:
    assert lire_tarifs(f"{TARIFS_DE}[forfaits]\n".encode(), "t.toml", catalogue).forfaits == {}


AUTRES = "examples/valcourbe-tarifs/2026.toml"


@pytest.mark.parametrize(
    "ligne",
    [
        f"quote --habitants 1200 --tarifs {AUTRES} --date 2026-02-01",
        f"batch --departement 47 --tarifs {AUTRES} --date 2026-02-01",
        f"tarifs impact --departement 47 --avant catalogue.toml --apres {AUTRES}",
        f"catalogue check {AUTRES}",
    ],
)
def test_chaque_commande_dit_qu_ils_sont_d_un_autre_catalogue(
    lancer: Lancer, monkeypatch: pytest.MonkeyPatch, ligne: str
) -> None:
    monkeypatch.chdir(RACINE)
    lu = lancer(*ligne.split())
    dit = " ".join(espaces_simples(lu.erreur).split())
    assert (lu.code, dit.count("Erreur : ")) == (3, 1)
    assert "n’a ni « socle » ni « complet » ni « sauvegarde »…" in dit
    assert dit.endswith("→ donnez leur catalogue à --catalogue, ou prenez d’autres tarifs")


@pytest.mark.parametrize("liste", ["forfaits", "options", "services", "strates"])
def test_un_catalogue_n_est_pas_un_fichier_de_tarifs(liste: str, catalogue: Catalogue) -> None:
    assert dites(f"{TARIFS_DE}[[{liste}]]\ncode = 'a'\n", catalogue) == [
        f"t.toml | c’est un catalogue, pas un fichier de tarifs | "
        f"donnez-le à {champ('catalogue')}, et ici le fichier de ses prix"
    ]


def test_un_fichier_de_tarifs_n_est_pas_un_catalogue() -> None:
    with pytest.raises(CatalogueInvalide) as refus:
        lire_catalogue(b"schema = 'forfait.tarifs/1'\n", "g.toml", "")
    assert refus.value.anomalies == (
        Anomalie(
            "g.toml",
            "c’est un fichier de tarifs, pas un catalogue",
            f"donnez-le à {champ('tarifs')}, et ici la grille dont il a les prix",
        ),
    )


@pytest.mark.parametrize(
    ("contenu", "attendu"),
    [
        ({"schema": "forfait.tarifs/1"}, True),
        ({"schema": "forfait.tarifs/9", "forfaits": []}, True),
        ({"schema": "forfait.catalogue/1", "forfaits": {}}, False),
        ({"forfaits": {}}, True),
        ({"options": {}}, True),
        ({"forfaits": [], "options": []}, False),
        ({}, False),
    ],
)
def test_ce_qui_se_donne_pour_un_fichier_de_tarifs(contenu: dict[str, object], attendu: bool) -> None:
    assert est_un_tarif(contenu) is attendu


def test_les_tarifs_justes_le_sont(catalogue: Catalogue) -> None:
    tarifs = lire_tarifs(VALIDES.read_bytes(), "valides", catalogue)
    assert set(tarifs.forfaits) == {"metiers", "heberge", "technologie"}
    assert set(tarifs.options) == {"sauvegarde-externalisee", "messagerie", "formation-sur-site"}
