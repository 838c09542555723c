"""The usual words: what each means in a cell, which an option can't take, whom they name."""

import pytest
from test_regles import grille

from forfait_cli import CatalogueInvalide, load_catalogue
from forfait_cli.domaine.catalogue import CelluleService, Incluse, NonProposee, Proposee
from forfait_cli.domaine.prix import SurEtude
from forfait_cli.domaine.types import Couverture
from forfait_cli.readers.demande.python import demander

UNE = """
[[forfaits]]
code = "un"
nom = "Un"
sans_prix = true

[[services]]
code = "comptes"
nom = "Comptes"
unite = "compte"
cellules = "SERVICE"

[[options]]
code = "atelier"
nom = "Atelier"
cellules = "OPTION"
"""
INCLUS = ("inclus", "incluse", "compris", "comprise", "oui", "offert", "offerte", "gratuit")
EN_OPTION = ("en option", "option", "à la carte", "en supplément")
NON_INCLUS = ("non inclus", "non incluse", "non compris", "non comprise", "pas compris", "pas inclus", "non", "—", "-")


def service(texte: str) -> CelluleService:
    """What a cell of a service means."""
    return grille(UNE.replace("SERVICE", texte).replace("OPTION", "Offert")).services[0].cellules["un"]


@pytest.mark.parametrize("texte", [*INCLUS, "Inclus", "OUI"])
def test_un_service_compris(texte: str) -> None:
    assert service(texte) == CelluleService(texte, Couverture.INCLUS, None, False)


@pytest.mark.parametrize("texte", [*EN_OPTION, "À la carte"])
def test_un_service_en_option(texte: str) -> None:
    assert service(texte) == CelluleService(texte, Couverture.EN_OPTION, None, False)


@pytest.mark.parametrize("texte", [*NON_INCLUS, "Non"])
def test_un_service_qui_n_est_pas_compris(texte: str) -> None:
    assert service(texte) == CelluleService(texte, Couverture.NON_INCLUS, None, False)


@pytest.mark.parametrize(("texte", "combien"), [("0 compte", 0), ("1 compte", 1), ("12 comptes", 12), ("2 compte", 2)])
def test_un_service_compris_en_nombre(texte: str, combien: int) -> None:
    assert service(texte) == CelluleService(texte, Couverture.INCLUS, combien, False)


@pytest.mark.parametrize("texte", ["12 boîtes", "1234567890 comptes", "un compte", "gratuite", "12"])
def test_un_mot_qui_n_est_pas_usuel_se_dit(texte: str) -> None:
    with pytest.raises(CatalogueInvalide):
        service(texte)


@pytest.mark.parametrize("texte", ["selon la strate", "Selon strate"])
def test_un_service_selon_la_strate(texte: str) -> None:
    corps = UNE.replace("SERVICE", texte).replace("OPTION", "Offert")
    strates = "[[strates]]\nhabitants = { min = 0 }\nvolumes = { comptes = 4 }\n"
    cellule = grille(strates + corps).services[0].cellules["un"]
    assert cellule == CelluleService(texte, Couverture.INCLUS, None, True)


COMPRISES = ("inclus", "incluse", "compris", "comprise", "offert", "offerte", "gratuit", "inclus dans le forfait")
PAS_VENDUES = (
    "non proposé", "non proposée", "non disponible", "non inclus", "non compris", "pas compris", "pas proposé", "non",
    "—", "-",
)  # fmt: skip


@pytest.mark.parametrize("texte", [*COMPRISES, *PAS_VENDUES, "sur étude", "Sur étude"])
def test_une_option(texte: str) -> None:
    cellule = grille(UNE.replace("SERVICE", "Inclus").replace("OPTION", texte)).options[0].cellules["un"]
    if texte in COMPRISES:
        assert isinstance(cellule, Incluse)
    elif texte in PAS_VENDUES:
        assert isinstance(cellule, NonProposee)
    else:
        assert isinstance(cellule, Proposee)
        assert cellule.tarif.echeances[0].bareme == SurEtude("prix fixé après étude")
    assert cellule.texte == texte


# --- Reserved -------------------------------------------------------------------------------------

RESERVES = (
    "nature", "commune", "code-insee", "insee", "siren", "departement", "population", "affiliee", "non-affiliee", "nom",
    "forfait", "forfaits", "exige", "option", "options", "date", "catalogue", "tarifs", "format", "output", "strate",
    "complet", "total-chiffre", "erreur", "detail", "separateur", "encodage", "dialecte", "documents", "help",
    "version", "reference", "validite", "destinataire", "objet", "figure", "aide", "habitants", "agents",
)  # fmt: skip


@pytest.mark.parametrize("mot", RESERVES)
def test_une_option_ne_prend_pas_un_mot_qui_a_deja_un_sens(mot: str) -> None:
    """Neither as its code, nor as its shortcut, nor as another name."""
    corps = UNE.replace("SERVICE", "Inclus").replace("OPTION", "Offert")
    usages = "[[strates]]\nhabitants = { min = 0 }\nagents = { min = 0 }\n" + corps
    refuses = (
        ("code", mot, usages.replace('code = "atelier"', f'code = "{mot}"')),
        ("raccourci", mot, usages.replace('nom = "Atelier"', f'nom = "Atelier"\nraccourci = "{mot}"')),
        (
            "autres_noms",
            mot.upper(),
            usages.replace('nom = "Atelier"', f'nom = "Atelier"\nautres_noms = ["{mot.upper()}"]'),
        ),
    )
    for cle, dit, contenu in refuses:
        with pytest.raises(CatalogueInvalide) as refus:
            grille(contenu)
        (faute,) = refus.value.anomalies
        assert faute.origine == f"grille.toml, options[1].{cle}"
        assert faute.message == f"«\u00a0{dit}\u00a0» a déjà un sens dans une demande"
        assert faute.aide == f"prenez un autre mot, par exemple {dit}-option"


def test_un_mot_qui_n_a_pas_encore_de_sens_est_libre() -> None:
    corps = UNE.replace("SERVICE", "Inclus").replace("OPTION", "Offert")
    assert grille(corps.replace('code = "atelier"', 'code = "natures"')).options[0].code == "natures"


@pytest.mark.parametrize(
    ("autre", "dit"),
    [
        ('code = "b"\nnom = "B"\nraccourci = "a"', "a"),
        ('code = "b"\nnom = "B"\nautres_noms = ["Autre_Nom"]', "Autre_Nom"),
        ('code = "extra-a"\nnom = "B"', "extra-a"),
        ('code = "besoin-a"\nnom = "B"', "besoin-a"),
    ],
)
def test_deux_options_ne_se_demandent_pas_du_meme_mot(autre: str, dit: str) -> None:
    premiere = (
        'code = "a"\nnom = "La première"\nautres_noms = ["autre nom"]\nunite = "Go"\nservice = "comptes"\nprix = 1.00'
    )
    debut = UNE[: UNE.index("[[options]]")].replace("SERVICE", "Inclus").replace('"compte"', '"Go"')
    with pytest.raises(CatalogueInvalide) as refus:
        grille(f"{debut}[[options]]\n{premiere}\n[[options]]\n{autre}\nprix = 2.00\n")
    (faute,) = refus.value.anomalies
    assert faute.origine == "grille.toml, options[2]"
    assert faute.message == f"«\u00a0{dit}\u00a0» demande déjà l’option «\u00a0La première\u00a0»"
    assert faute.aide == "changez le code, le raccourci ou les autres noms de l’une"


# --- Whom they name -------------------------------------------------------------------------------

ETABLISSEMENTS = (
    "établissement public", "établissement", "CCAS", "CIAS", "EPCI", "syndicat", "syndicat mixte", "SIVU", "SIVOM",
    "communauté de communes", "communauté d’agglomération", "caisse des écoles",
)  # fmt: skip


def test_un_etablissement_public_a_ces_noms_la() -> None:
    une = grille("[[strates]]\nhabitants = { min = 0 }\nagents = { min = 0 }\n")
    assert une.natures[1].nom == "établissement public"
    for nom in ETABLISSEMENTS:
        assert demander(une, nature=nom, agents=3).collectivite.nature == "etablissement-public"
    assert load_catalogue().nature("etablissement-public").mesures == ("agents",)


def test_ce_qu_une_grille_n_ecrit_pas() -> None:
    usages = "[[strates]]\nhabitants = { min = 0 }\nagents = { min = 0 }\n"
    une = grille(usages + UNE.replace("SERVICE", "Inclus").replace("OPTION", "Offert"))
    assert une.tableaux[:3] == ("Services", "Strates", "Options")
    commune, etablissement = une.natures
    assert (commune.code, commune.nom, commune.pluriel) == ("commune", "commune", "communes")
    assert (commune.mesures, commune.feminin, commune.cherchee) == (("habitants",), True, True)
    assert (etablissement.pluriel, etablissement.feminin, etablissement.cherchee) == (
        "établissements publics", False, False,
    )  # fmt: skip
    habitants, agents = une.mesures
    assert (habitants.nom, habitants.mot, agents.nom, agents.mot) == ("population", "habitants", "effectif", "agents")
    assert habitants.precision == "sans indication de nature (totale ou municipale) ni d’année"
    assert agents.precision == "en personnes"


# --- Whom a grid cites ----------------------------------------------------------------------------

SOCLE = '[[forfaits]]\ncode = "un"\nnom = "Un"\n'


@pytest.mark.parametrize(
    ("corps", "mesures", "natures"),
    [
        (SOCLE + "sans_prix = true", ["habitants", "agents"], ["commune", "etablissement-public"]),
        ("[seuils]\nhabitants = [3]\n" + SOCLE + "sans_prix = true", ["habitants"], ["commune"]),
        ("[[strates]]\nagents = { min = 0 }\n" + SOCLE + "sans_prix = true", ["agents"], ["etablissement-public"]),
        ("[[strates]]\ncas = [{ agents = { min = 0 } }]\n" + SOCLE + "sans_prix = true", ["agents"],
         ["etablissement-public"]),
        ('[[strates]]\ncas = [{ nature = "commune" }]\n' + SOCLE + "sans_prix = true", ["habitants"], ["commune"]),
        ('[[strates]]\ncas = [{ nature = ["commune", "etablissement-public"] }]\n' + SOCLE + "sans_prix = true",
         ["habitants", "agents"], ["commune", "etablissement-public"]),
        (SOCLE + 'prix = { montant = 1.00, par = "habitant" }', ["habitants"], ["commune"]),
        (SOCLE + 'prix = { montant = 1.00, par = "agents" }', ["agents"], ["etablissement-public"]),
        (SOCLE + 'prix = [{ montant = 1.00, par = "agent" }, { montant = 1.00, par = "habitants" }]',
         ["habitants", "agents"], ["commune", "etablissement-public"]),
        (SOCLE + "prix = { par_nature = { commune = 3.00 } }", ["habitants"], ["commune"]),
        (SOCLE + 'sans_prix = true\n[[notes]]\ncode = "n"\ntexte = "T"\nraison = "R"\n'
         'natures = ["etablissement-public"]', ["agents"], ["etablissement-public"]),
        ('[[mesures]]\ncode = "etp"\nunite = "ETP"\n' + SOCLE + "sans_prix = true", ["etp"], []),
        ('[[mesures]]\ncode = "agents"\nunite = "poste"\n' + SOCLE + 'prix = { montant = 1.00, par = "postes" }',
         ["agents"], ["etablissement-public"]),
        ('[[mesures]]\ncode = "agents"\nunite = "poste"\n' + SOCLE + 'prix = { montant = 1.00, par = "agents" }',
         ["agents"], ["etablissement-public"]),
        ('[[natures]]\ncode = "v"\nnom = "v"\nmesure = "agents"\n' + SOCLE + "sans_prix = true", ["agents"], ["v"]),
    ],
)  # fmt: skip
def test_les_mesures_et_les_natures_d_une_grille_sont_celles_qu_elle_cite(
    corps: str, mesures: list[str], natures: list[str]
) -> None:
    une = grille(corps)
    assert [mesure.code for mesure in une.mesures] == mesures
    assert [nature.code for nature in une.natures] == natures


@pytest.mark.parametrize(
    ("nom", "pluriel"),
    [
        ("établissement public", "établissements publics"),
        ("communauté de communes", "communautés de communes"),
        ("syndicat du canton", "syndicats du canton"),
        ("groupe des élus", "groupes des élus"),
        ("pôle d’équilibre", "pôles d’équilibre"),
        ("centre à but social", "centres à but social"),
        ("régie en gestion", "régies en gestion"),
        ("ville", "villes"),
    ],
)
def test_une_nature_au_pluriel(nom: str, pluriel: str) -> None:
    corps = f'[[natures]]\ncode = "v"\nnom = "{nom}"\nmesure = "agents"\n{SOCLE}sans_prix = true'
    (nature,) = grille(corps).natures
    assert (nature.pluriel, nature.feminin, nature.cherchee, nature.autres_noms) == (pluriel, False, False, ())


def test_au_plus_cinq_cents_strates() -> None:
    def strates(combien: int) -> str:
        return "".join(f"[[strates]]\nhabitants = {{ min = {n}, max = {n} }}\n" for n in range(combien))

    assert len(grille(strates(500) + SOCLE + "sans_prix = true").strates) == 500
    with pytest.raises(CatalogueInvalide) as refus:
        grille(strates(501) + SOCLE + "sans_prix = true")
    assert [tuple(un) for un in refus.value.anomalies] == [
        ("grille.toml, strates", "501 strates", "une grille en a 500 au plus")
    ]
