"""What two grids say differently: exactly the fields that were changed, and nothing for a grid and itself."""

import re
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from outils import RACINE, Lancer, espaces_simples, variante
from test_regles import grille

from forfait_cli import load_catalogue
from forfait_cli.domaine.catalogue import Bornes, Catalogue, Proposee
from forfait_cli.domaine.differences import Difference, differences
from forfait_cli.domaine.differences.contenu import Chemin, champs
from forfait_cli.domaine.differences.resume import Genre, resumer
from forfait_cli.domaine.prix import ARenseigner, Chiffre, Echeance, Tarif
from forfait_cli.francais import FINE
from forfait_cli.readers.catalogue.lecture import lire_catalogue
from forfait_cli.render.grille.page import dire

ANNEXE = load_catalogue()
Mutation = tuple[Chemin, Catalogue]


def _forfait(c: Catalogue, rang: int, n: int) -> Mutation:
    forfait = c.forfaits[rang]
    assert forfait.tarif is not None
    (echeance,) = forfait.tarif.echeances
    tarif = Tarif(None, (echeance._replace(bareme=Chiffre(Decimal(n))),))
    forfaits = (*c.forfaits[:rang], forfait._replace(tarif=tarif), *c.forfaits[rang + 1 :])
    return ("forfaits", forfait.code, "prix", "montant"), c._replace(forfaits=forfaits)


def _seuil(c: Catalogue, rang: int, n: int) -> Mutation:
    strate = c.strates[rang]
    cas = tuple(
        un._replace(bornes=(("habitants", Bornes(10**7 + n, un.bornes[0][1].max)),))
        if un.natures == ("commune",)
        else un
        for un in strate.cas
    )
    change = strate._replace(cas=cas)
    return ("strates", str(strate.numero), "habitants", "min"), c._replace(
        strates=(*c.strates[:rang], change, *c.strates[rang + 1 :])
    )


def _volume(c: Catalogue, rang: int, n: int) -> Mutation:
    strate = c.strates[rang]
    change = strate._replace(volumes={**strate.volumes, "sauvegarde-externalisee": 1000 + n})
    return ("strates", str(strate.numero), "volumes", "sauvegarde-externalisee"), c._replace(
        strates=(*c.strates[:rang], change, *c.strates[rang + 1 :])
    )


def _cellule(c: Catalogue, rang: int, n: int) -> Mutation:
    service, forfait = c.services[rang], c.forfaits[n % len(c.forfaits)].code
    cellules = {**service.cellules, forfait: service.cellules[forfait]._replace(texte=f"Nouveau {n}")}
    services = (*c.services[:rang], service._replace(cellules=cellules), *c.services[rang + 1 :])
    return ("services", service.code, forfait, "texte"), c._replace(services=services)


def _option(c: Catalogue, rang: int, n: int) -> Mutation:
    option = c.options[4]
    code = c.forfaits[rang % len(c.forfaits)].code
    cellule = option.cellules[code]
    assert isinstance(cellule, Proposee)
    (echeance,) = cellule.tarif.echeances
    tarif = cellule.tarif._replace(echeances=(echeance._replace(plancher=Decimal(n)),))
    cellules = {**option.cellules, code: cellule._replace(tarif=tarif)}
    options = (*c.options[:4], option._replace(cellules=cellules), *c.options[5:])
    return ("options", option.code, code, "prix", "plancher"), c._replace(options=options)


FICHIERS = ["catalogue.toml", *(f"examples/{nom}.toml" for nom in ("estuaire", "sillon", "valcourbe", "vallees"))]
MUTATIONS: tuple[Callable[[Catalogue, int, int], Mutation], ...] = (_forfait, _seuil, _volume, _cellule, _option)


@pytest.mark.parametrize("fichier", FICHIERS)
def test_une_grille_ne_differe_pas_d_elle_meme(fichier: str) -> None:
    catalogue = load_catalogue(RACINE / fichier)
    assert differences(catalogue, catalogue) == ()
    assert len(champs(catalogue)) > 50


@given(st.lists(st.tuples(st.sampled_from(MUTATIONS), st.integers(0, 4), st.integers(1, 10**6)), max_size=6))
def test_la_difference_est_exactement_ce_qui_a_change(
    changements: list[tuple[Callable[[Catalogue, int, int], Mutation], int, int]],
) -> None:
    change, chemins = ANNEXE, set()
    for mutation, rang, n in changements:
        chemin, change = mutation(change, rang, n)
        chemins.add(chemin)
    assert {une.chemin for une in differences(ANNEXE, change)} == chemins
    assert [(une.chemin, une.apres, une.avant) for une in differences(change, ANNEXE)] == [
        (une.chemin, une.avant, une.apres)
        for une in sorted(differences(ANNEXE, change), key=lambda une: list(champs(change)).index(une.chemin))
    ]


def test_la_commande(tmp_path: Path, lancer: Lancer) -> None:
    autre = variante(tmp_path, ("prix = 7.00 }", 'prix = 7.50, periodicite = "an" }'))
    grille = str(RACINE / "catalogue.toml")
    donnees = lancer("catalogue", "diff", grille, str(autre), "--format", "json").json()
    assert donnees["schema"] == "forfait.differences/1"
    prix = [une for une in donnees["differences"] if une["chemin"][-1] == "montant"]
    assert len(prix) == 5
    assert (prix[0]["avant"], prix[0]["apres"]) == ("7.00", "7.50")
    assert "Aucune différence" in lancer("catalogue", "diff", grille, grille).texte
    (entete,) = lancer("catalogue", "diff", grille, grille, "--format", "csv").lignes_csv()
    assert entete[:3] == ["chemin", "avant", "apres"]
    assert lancer("catalogue", "diff", grille, "absent.toml").code == 1


def test_deux_tarifs_se_comparent_quelle_que_soit_la_date(lancer: Lancer) -> None:
    dossier = RACINE / "examples" / "valcourbe-tarifs"
    donnees = lancer(
        "catalogue", "diff", str(dossier / "2026.toml"), str(dossier / "2027.toml"),
        "--catalogue", str(RACINE / "examples" / "valcourbe.toml"), "--format", "json",
    ).json()  # fmt: skip
    prix = {tuple(une["chemin"]): (une["avant"], une["apres"]) for une in donnees["differences"]}
    assert prix["forfaits", "socle", "prix", "strate 1"] == ("180.00", "186.00")
    assert prix["forfaits", "complet", "prix an par habitants", "montant"] == ("0.355", "0.36")
    assert prix["options", "sauvegarde", "socle", "prix", "montant"] == ("0.45", "0.50")
    assert ("forfaits", "socle", "prix", "strate 3") not in prix
    assert prix["tarifs", "date"] == ("2025-12-11", "2026-12-10")


def test_une_date_se_lit_en_francais_et_s_ecrit_en_chiffres_dans_les_donnees(lancer: Lancer) -> None:
    dossier = RACINE / "examples" / "valcourbe-tarifs"
    mots = ["catalogue", "diff", str(dossier / "2026.toml"), str(dossier / "2027.toml")]
    mots += ["--catalogue", str(RACINE / "examples" / "valcourbe.toml")]
    assert "Tarifs, date : 11 décembre 2025 → 10 décembre 2026" in espaces_simples(lancer(*mots).texte)
    lignes = {chemin: valeurs for chemin, *valeurs, _ in lancer(*mots, "--format", "csv").lignes_csv()}
    assert lignes["tarifs / valide_du"] == ["2026-01-01", "2027-01-01"]


# --- In French ----------------------------------------------------------------------------------


def phrases(avant: Catalogue, apres: Catalogue) -> list[str]:
    return [
        f"{', '.join(une.quoi)} : {une.avant} → {une.apres} {une.suite}".rstrip()
        for une in resumer(avant, apres, differences(avant, apres)).lignes
        if isinstance(une, Difference)
    ]


def changee(*changements: tuple[str, str], fichier: str = "catalogue.toml") -> Catalogue:
    texte = (RACINE / fichier).read_text(encoding="utf-8")
    for avant, apres in changements:
        assert texte.count(avant) == 1
        texte = texte.replace(avant, apres)
    return lire_catalogue(texte.encode(), fichier, "sha256:0")


def test_un_prix_qui_change_se_dit_en_francais_une_seule_fois() -> None:
    prix = ("prix = 7.00 }", 'prix = [7, 7, 7, 7, 7, 7, 7, 7], periodicite = "an" }')
    autre = ("prix = 7.00 }", 'prix = [7, 7, 7, 8.00, 7, 7, 7, 7], periodicite = "an" }')
    assert phrases(changee(prix), changee(autre)) == [
        "Option Sauvegarde externalisée, prix (strate 4) : 7 → 8.00 par an",
    ]


def test_ce_qui_ne_change_que_pour_un_forfait_nomme_le_forfait() -> None:
    avant = 'heberge = "Selon strate et coût du certificat"'
    assert phrases(ANNEXE, changee((avant, 'heberge = "Inclus dans le forfait"')))[:2] == [
        "Option Parapheur électronique et un certificat électronique, avec Forfait Hébergé, disponibilité : "
        "proposee → incluse",
        "Option Parapheur électronique et un certificat électronique, avec Forfait Hébergé, mode : selon_strate → None",
    ]


def test_un_motif_qui_change_se_voit() -> None:
    motif = ('option = "absent de l’annexe, à demander au centre de gestion"', 'option = "offert"')
    assert phrases(ANNEXE, changee(motif)) == [
        "Motif d’un prix d’option absent : absent de l’annexe, à demander au centre de gestion → offert"
    ]


def test_un_cas_de_strate_qui_change_se_voit() -> None:
    avant, apres = (f"habitants = {{ max = 14999 }}, communes-membres = {{ max = {fin} }}" for fin in (19, 18))
    change = changee((avant, apres), fichier="examples/vallees.toml")
    trouvees = phrases(load_catalogue(RACINE / "examples" / "vallees.toml"), change)
    assert any(phrase.startswith("Strate 3, cas 1 : ") for phrase in trouvees)


def test_ce_qu_une_seule_grille_a_se_dit_en_une_ligne_avec_ses_prix() -> None:
    option = '\n[[options]]\ncode = "scan"\nnom = "Numérisation"\nunite = "page"\nprix = 0.15\n'
    avec = lire_catalogue((RACINE / "catalogue.toml").read_bytes() + option.encode(), "catalogue.toml", "sha256:0")
    for avant, apres, mot in ((ANNEXE, avec, "nouve"), (avec, ANNEXE, "retiré")):
        trouvees = differences(avant, apres)
        resume = resumer(avant, apres, trouvees)
        (entiere,) = resume.lignes
        dite = f"Option Numérisation : {'nouvelle' if mot == 'nouve' else 'retirée'} ; 0,15{FINE}€ par page"
        assert dire(entiere) == dite
        # Five forfaits have one price, told once; nothing else of it is told, and all is counted.
        assert resume.tus == len(trouvees) - len(ANNEXE.forfaits)


def test_un_forfait_de_moins_n_est_pas_dit_a_chaque_service(lancer: Lancer) -> None:
    sillon, annexe = str(RACINE / "examples" / "sillon.toml"), str(RACINE / "catalogue.toml")
    texte = lancer("catalogue", "diff", annexe, sillon, env={"COLUMNS": "200"}).texte
    assert re.sub("Note «[^»]+»", "", texte).count("Forfait Hébergé") == 1
    assert "autres détails : --format csv." in espaces_simples(texte)
    entieres = len(lancer("catalogue", "diff", annexe, sillon, "--format", "csv").lignes_csv())
    assert len(texte.splitlines()) < entieres / 3


# --- Each thing that a grid has, and each field of it ------------------------------------------------

VILLES = """
[[natures]]
code = "ville"
nom = "ville"
feminin = true
mesure = "habitants"

[[strates]]
cas = [{ nature = "ville", habitants = { min = 0 } }]

[[forfaits]]
code = "un"
nom = "Un"
sans_prix = true

[[services]]
code = "disque"
nom = "Disque"
unite = "Go"
cellules = "5 Go"
"""
DEUX = """
[[forfaits]]
code = "deux"
nom = "Deux"
prix = 30.00
periodicite = "an"
"""
PHOTO = '[[options]]\ncode = "photo"\nnom = "Photo"\n'


def resume(avant: str, apres: str) -> tuple[list[str], int]:
    """What a page says of two grids, and how many fields it leaves out."""
    a, b = grille(avant), grille(apres)
    dit = resumer(a, b, differences(a, b))
    return [espaces_simples(dire(ligne)) for ligne in dit.lignes], dit.tus


@pytest.mark.parametrize(
    ("ajout", "chose", "feminin", "prix", "tus"),
    [
        ('[[mesures]]\ncode = "budget"\neuros = true\n', "Mesure budget", True, "", 1),
        ('[[natures]]\ncode = "regie"\nnom = "régie"\n', "Nature régie", True, "", 4),
        (DEUX, "Forfait Deux", False, "30,00 € par an", 8),
        ("[[strates]]\ncas = [{ affiliee = false }]\n", "Strate 2", True, "Collectivités non affiliées", 2),
        ('[[services]]\ncode = "aide"\nnom = "Aide"\ncellules = "Inclus"\n', "Service Aide", False, "", 6),
        (f'{PHOTO}prix = {{ montant = 4.00, libelle = "vue" }}\nperiodicite = "an"\n', "Option Photo", True,
         "vue : 4,00 € par an", 7),
        ('[[notes]]\ncode = "avis"\ntexte = "Avis."\nraison = "R"\nvues = ["devis"]\n', "Note « Avis. »", True, "", 4),
    ],
)  # fmt: skip
def test_chaque_chose_qu_une_seule_grille_a(ajout: str, chose: str, feminin: bool, prix: str, tus: int) -> None:
    e = "e" if feminin else ""
    nouvelle = "nouvelle" if feminin else "nouveau"
    suite = f" ; {prix}" if prix else ""
    assert resume(VILLES, VILLES + ajout) == ([f"{chose} : {nouvelle}{suite}"], tus)
    assert resume(VILLES + ajout, VILLES) == ([f"{chose} : retiré{e}{suite}"], tus)


@pytest.mark.parametrize(
    ("mention", "dite"),
    [("Non soumis.", "Non soumis"), ("Article 256 B, etc.", "Article 256 B, etc."), ("À voir...", "À voir...")],
)
def test_une_phrase_perd_son_point_devant_la_virgule(mention: str, dite: str) -> None:
    tva = f'[tva]\nregime = "non_soumis"\nmention = "{mention}"\n'
    for avant, apres, mot in ((VILLES, VILLES + tva, "nouvelle"), (VILLES + tva, VILLES, "retirée")):
        assert f"TVA, mention : {dite}, {mot}" in resume(avant, apres)[0]


def test_le_prix_d_une_option_avec_un_forfait_de_plus_est_dit() -> None:
    sans = f"{VILLES}{PHOTO}par_forfait = {{ un = 5.00 }}\n"
    avec = f"{VILLES}{DEUX}{PHOTO}par_forfait = {{ un = 5.00, deux = 7.00 }}\n"
    assert resume(sans, avec) == (
        [
            "Forfait Deux : nouveau ; 30,00 € par an",
            "Option Photo, avec Deux, prix : 7,00 €, nouveau",
        ],
        11,
    )


def test_ce_qui_change_autant_avec_chaque_forfait_n_est_dit_qu_une_fois() -> None:
    deux_prix = f'{PHOTO}prix = [{{ montant = 5, periodicite = "an" }}, {{ montant = 5, periodicite = "mois" }}]\n'
    assert resume(VILLES + DEUX + deux_prix, VILLES + DEUX + deux_prix.replace("= 5", "= 6")) == (
        [
            "Option Photo, prix : 5,00 € → 6,00 € par an",
            "Option Photo, prix : 5,00 € → 6,00 € par mois",
            "Option Photo, texte : 5,00 € par an ; 5,00 € par mois → 6,00 € par an ; 6,00 € par mois",
        ],
        0,
    )
    assert resume(VILLES + DEUX, VILLES.replace("5 Go", "6 Go") + DEUX) == (
        ["Service Disque, quantité comprise : 5 → 6 Go", "Service Disque, texte : 5 Go → 6 Go"],
        0,
    )


@pytest.mark.parametrize(
    ("texte", "debut"),
    [
        ("Avis.", "Avis."),
        (f"{'a' * 29} {'b' * 30}", f"{'a' * 29} {'b' * 30}"),  # 60 letters
        (f"{'a' * 29} {'b' * 31}", f"{'a' * 29}…"),
        (f"{'a' * 29} « , ; : . {'b' * 31}", f"{'a' * 29}…"),
        ("Le « partage » est ouvert.", "Le “partage” est ouvert."),
    ],
)
def test_une_note_est_connue_par_ses_premiers_mots(texte: str, debut: str) -> None:
    note = f'[[notes]]\ncode = "avis"\ntexte = "{texte}"\nraison = "R"\nvues = ["devis"]\n'
    assert resume(VILLES, VILLES + note)[0] == [f"Note « {debut} » : nouvelle"]


def test_un_forfait_peut_avoir_le_code_d_un_champ() -> None:
    nom = DEUX.replace('"deux"', '"nom"')
    assert resume(VILLES + nom, VILLES.replace("Disque", "Stockage") + nom) == (
        ["Service Stockage, nom : Disque → Stockage"],
        0,
    )


def test_les_champs_qui_tiennent_plusieurs_textes() -> None:
    corps = """
[[mesures]]
code = "budget"
euros = true
titres = ["Budget principal", "Budget total"]

[[strates]]
cas = [{ affiliee = false }, { nature = "ville", affiliee = true, habitants = { min = 0 }, budget = { max = 9 } }]

[[forfaits]]
code = "un"
nom = "Un"
prix = "à renseigner"
exige = ["photo", "scan"]

[[options]]
code = "photo"
nom = "Photo"
prix = { montant = 4.00, libelle = "vue" }

[[options]]
code = "scan"
nom = "Scan"
prix = "à renseigner"
"""
    nature = VILLES[: VILLES.index("[[strates]]")]
    catalogue = grille(nature + corps)
    textes = {chemin: (champ.quoi, champ.valeur) for chemin, champ in champs(catalogue).items()}
    assert textes["mesures", "budget", "titres"] == (
        ("Mesure budget", "titres de colonnes"), "Budget principal, Budget total",
    )  # fmt: skip
    assert textes["forfaits", "un", "exige"] == (("Forfait Un", "exige"), "photo, scan")
    assert textes["options", "photo", "un", "prix", "libelle"] == (("Option Photo", "avec Un", "libellé"), "vue")
    budget = f"de 0,00{FINE}€ à 9,00{FINE}€ (budget)"
    assert {chemin[2:]: texte for chemin, (_, texte) in textes.items() if chemin[:2] == ("strates", "1")} == {
        ("rang",): 1,
        ("libelle",): f"Collectivités non affiliées, Villes affiliées {budget}",
        ("non_affiliees",): True,
        ("cas", "2"): f"villes affiliées {budget}",
    }
    # Two prices that lack, each for its reason; one that has none to give says nothing.
    scan = catalogue.options[1]
    cellule = scan.cellules["un"]
    assert isinstance(cellule, Proposee)

    def motifs(*dits: str) -> object:
        sans = tuple(
            scan._replace(
                code=f"scan-{rang}",
                cellules={"un": cellule._replace(tarif=Tarif(None, (Echeance(ARenseigner(dit)),)))},
            )
            for rang, dit in enumerate(dits)
        )
        trouve = champs(catalogue._replace(options=sans)).get(("motifs", "options"))
        return None if trouve is None else trouve.valeur

    assert motifs("pas voté", "à demander", "pas voté") == "pas voté ; à demander"
    assert motifs("") is None


# --- On a page: what changes amounts first, in the words of a person -----------------------------------


def parties(avant: Catalogue, apres: Catalogue) -> dict[Genre, list[str]]:
    dites = resumer(avant, apres, differences(avant, apres)).parties
    return {genre: [espaces_simples(dire(ligne)) for ligne in lignes] for genre, lignes in dites.items()}


def test_ce_qui_change_les_montants_vient_d_abord(lancer: Lancer, tmp_path: Path) -> None:
    autre = variante(
        tmp_path,
        ("prix = 7.00 }", 'prix = 7.50, periodicite = "an" }'),
        ('titre = "Annexe n°1', 'titre = "Annexe n°2'),
    )
    annexe = str(RACINE / "catalogue.toml")
    lignes = espaces_simples(lancer("catalogue", "diff", annexe, str(autre)).texte).splitlines()
    assert lignes[2] == "3 différences : 2 sur l’offre et les prix, 1 sur les textes."
    assert lignes[4:7] == [
        "Offre et prix",
        "• Option Sauvegarde externalisée, prix : 7,00 € → 7,50 € par an",
        "• Option Sauvegarde externalisée, périodicité : par an, nouvelle",
    ]
    assert lignes[8] == "Textes"
    seule = variante(tmp_path, ("prix = 7.00 }", "prix = 7.50 }"))
    texte = espaces_simples(lancer("catalogue", "diff", annexe, str(seule)).texte)
    assert "1 différence sur l’offre et les prix." in texte


@pytest.mark.parametrize(
    ("avant", "apres", "genre", "dit"),
    [
        ("feminin = true", "feminin = false", Genre.TEXTES, "Nature ville, au féminin : oui → non"),
        ('nom = "Un"\nsans_prix = true', 'nom = "Un"\nprix = 12.00', Genre.PRIX, "Forfait Un, prix : 12,00 €, nouveau"),
        ('cellules = "5 Go"', 'cellules = "6 Go"', Genre.SERVICES, "Service Disque, quantité comprise : 5 → 6 Go"),
        ("habitants = { min = 0 }", "habitants = { min = 0, max = 9 }", Genre.STRATES,
         "Strate 1, maximum (habitants) : 9, nouveau"),
        ('nom = "Un"\nsans_prix = true', 'nom = "Une"\nsans_prix = true', Genre.TEXTES, "Forfait Une, nom : Un → Une"),
    ],
)  # fmt: skip
def test_chaque_champ_est_a_sa_place(avant: str, apres: str, genre: Genre, dit: str) -> None:
    assert VILLES.count(avant) == 1
    trouvees = parties(grille(VILLES), grille(VILLES.replace(avant, apres)))
    assert dit in trouvees[genre]
    assert list(trouvees) == [genre for genre in Genre if genre in trouvees]


def test_un_organisme_se_dit_avec_son_article() -> None:
    avant, apres = (
        f'[organisme]\ngenre = "{genre}"\narticle = "{article}"\n'
        for genre, article in (("syndicat", "le"), ("agence", "l’"))
    )
    trouvees = parties(grille(avant + VILLES), grille(apres + VILLES))
    assert trouvees == {Genre.TEXTES: ["Organisme : le syndicat → l’agence"]}
    seul = apres.replace("l’", "les")
    trouvees = parties(grille(apres + VILLES), grille(seul + VILLES))
    assert trouvees == {Genre.TEXTES: ["Organisme : l’agence → les agence"]}


def test_les_codes_se_disent_par_leur_nom() -> None:
    deux = f"{PHOTO}prix = 4.00\n" + PHOTO.replace("photo", "scan").replace("Photo", "Numérisation") + "prix = 5.00\n"
    exige = deux.replace('nom = "Photo"\n', 'nom = "Photo"\nexige = ["scan"]\n')
    assert resume(VILLES + deux, VILLES + exige)[0] == ["Option Photo, exige : Numérisation, nouveau"]
    par = f'{PHOTO}prix = {{ montant = 4.00, par = "habitants" }}\n'
    assert (
        resume(VILLES + f"{PHOTO}prix = 4.00\n", VILLES + par)[0][0] == "Option Photo, compté : par habitant, nouveau"
    )


def test_des_tranches_se_disent_en_clair() -> None:
    seul = f'{PHOTO}unite = "page"\nprix = 4.00\n'
    tranches = (
        f'{PHOTO}unite = "page"\nprix = {{ tranches = [{{ jusqua = 9, montant = 4.00 }}, {{ montant = 3.00 }}], '
        'calcul = "volume" }\n'
    )
    trouvees = resume(VILLES + seul, VILLES + tranches)[0]
    assert "Option Photo, prix, calcul des tranches : le tout au prix de la tranche atteinte, nouveau" in trouvees
    assert "Option Photo, prix, tranche jusqu’à 9 : 4,00 €, nouvelle" in trouvees


def test_ce_qui_change_de_code_sans_changer_de_nom_dit_son_code() -> None:
    autre = VILLES.replace('code = "disque"', 'code = "stockage"')
    assert resume(VILLES, autre)[0] == [
        "Service Disque (code disque) : retiré", "Service Disque (code stockage) : nouveau",
    ]  # fmt: skip


def test_les_volumes_d_un_service_ou_d_une_strate_de_moins_sont_dits_avec_eux() -> None:
    annexe = ANNEXE
    sans = annexe._replace(
        services=tuple(un for un in annexe.services if un.code != "sauvegarde-externalisee"),
        options=tuple(un for un in annexe.options if un.code != "sauvegarde-externalisee"),
        strates=tuple(
            strate._replace(
                volumes={code: un for code, un in strate.volumes.items() if code != "sauvegarde-externalisee"}
            )
            for strate in annexe.strates
        ),
    )
    assert parties(annexe, sans) == {
        Genre.PRIX: ["Option Sauvegarde externalisée : retirée ; 7,00 € par Go"],
        Genre.SERVICES: ["Service Sauvegarde externalisée : retiré ; de 3 à 15 Go selon la strate"],
    }
    courte = annexe._replace(strates=annexe.strates[:-1])
    (dite,) = parties(annexe, courte)[Genre.STRATES]
    assert dite.startswith("Strate 8 : retirée ; ")
    assert dite.endswith(" ; 10 antivirus, 15 Go, 2 certificats")


def test_un_rang_ne_se_dit_que_si_l_ordre_change() -> None:
    service = '[[services]]\ncode = "aide"\nnom = "Aide"\ncellules = "Inclus"\n\n'
    avec = VILLES.replace("[[services]]", f"{service}[[services]]")
    assert resume(VILLES, avec) == (["Service Aide : nouveau"], 7)
    deux = ANNEXE._replace(services=(ANNEXE.services[1], ANNEXE.services[0], *ANNEXE.services[2:]))
    assert [dite.rpartition(", ")[2] for dite in parties(ANNEXE, deux)[Genre.TEXTES]] == [
        "rang : 1 → 2", "rang : 2 → 1",
    ]  # fmt: skip


def test_un_volume_qui_change_nomme_son_service() -> None:
    strate = ANNEXE.strates[0]
    autre = ANNEXE._replace(
        strates=(strate._replace(volumes={**strate.volumes, "sauvegarde-externalisee": 4}), *ANNEXE.strates[1:])
    )
    assert parties(ANNEXE, autre) == {Genre.SERVICES: ["Strate 1, volume de « Sauvegarde externalisée » : 3 → 4 Go"]}


def test_un_jour_s_accorde_au_masculin(lancer: Lancer) -> None:
    exemples = RACINE / "examples"
    annees = [str(exemples / "valcourbe-tarifs" / f"{annee}.toml") for annee in (2026, 2027)]
    dit = espaces_simples(lancer("catalogue", "diff", "--catalogue", str(exemples / "valcourbe.toml"), *annees).texte)
    assert "valables jusqu’au : 31 décembre 2026, retiré\n" in dit
