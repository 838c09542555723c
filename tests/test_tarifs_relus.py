"""A grid of prices that was filled in, read back: what is kept of each cell, each fault word for word at its cell."""

import datetime
from decimal import Decimal
from pathlib import Path

import pytest
from test_grille_relue import LONG, MONTANT, POUR_TOUS, classeur, fautes_par_cellule

from forfait_cli.domaine.catalogue import EnTete, HorsTaxe, NonSoumis
from forfait_cli.domaine.prix import ARenseigner, Chiffre, Echeance
from forfait_cli.domaine.types import Periodicite
from forfait_cli.erreurs import CatalogueInvalide
from forfait_cli.readers.catalogue.defauts import ORGANISME
from forfait_cli.readers.catalogue.lecture import lire_catalogue
from forfait_cli.readers.gabarit import Import, importer

CATALOGUE = lire_catalogue(
    b"""
titre = "T"
source = "S"
tva = { regime = "ht", taux = 20 }
[seuils]
habitants = [500]
[[forfaits]]
code = "a"
nom = "A"
prix = [
    { montant = { 1 = 5.00 }, periodicite = "an", par = "habitants", plancher = 9.00, libelle = "un" },
    { montant = 3.00, libelle = "deux" },
]
[[forfaits]]
code = "b"
nom = "B"
[[options]]
code = "o"
nom = "O"
unite = "jour"
prix = "\xc3\xa0 renseigner"
""",
    "cat.toml",
    "",
)
IDENTITE = "Identité: Titre|T\nSource|S"


def relus(dossier: Path, *feuilles: str) -> Import:
    return importer(classeur(dossier, *feuilles), CATALOGUE)


def fautes(dossier: Path, *feuilles: str) -> list[str]:
    with pytest.raises(CatalogueInvalide) as erreur:
        relus(dossier, *feuilles)
    return fautes_par_cellule(erreur.value)


def propres(lus: Import) -> list[str]:
    return [remarque.replace("\xa0", " ").replace("\u202f", " ") for remarque in lus.remarques]


# --- Identity -------------------------------------------------------------------------------------


def test_chaque_champ_de_l_identite(tmp_path: Path) -> None:
    lus = relus(
        tmp_path,
        f"{IDENTITE}\nDate de la source|01/02/2026\nValable du|2026-01-01\nValable au|31/12/2026\n"
        "Émetteur|CDG\nAdresse|1 rue\nAdresse|\nAdresse|Ville\nSIRET|732 829 320 00074\n"
        "Régime de TVA|Non soumis\nMention de TVA|TVA non applicable\nChamp|Valeur",
    ).tarifs
    assert lus.entete == EnTete(
        "T", "S", datetime.date(2026, 2, 1), lus.entete.empreinte, str(tmp_path / "g.ods"), datetime.date(2026, 1, 1),
        datetime.date(2026, 12, 31), ORGANISME._replace(nom="CDG", adresse=("1 rue", "Ville"), siret="73282932000074"),
    )  # fmt: skip
    assert lus.tva == NonSoumis("TVA non applicable")
    assert relus(tmp_path, f"{IDENTITE}\nRégime de TVA|ht\nTaux de TVA|5,5 %").tarifs.tva == HorsTaxe(Decimal("5.5"))


POSSIBLES = (
    "champs possibles : Titre, Source, Régime de TVA, Taux de TVA, Mention de TVA, Date de la source, Valable du, "
    "Valable au, Émetteur, Adresse, SIRET"
)


@pytest.mark.parametrize(
    ("identite", "attendues"),
    [
        ("Titre|T\nSource|", ["B2 (« Source ») : case vide ; remplissez-la"]),
        ("Titre|T\nTitre|\nTitre|U\nSource|S",
         ["B3 (« Titre ») : le champ « Titre » est rempli deux fois ; gardez l’un des deux"]),
        ("Titre|T\nSource|S\nMention de TVA|M", ["B3 (« Mention de TVA ») : case vide ; remplissez-la"]),
        ("Titre|T\nSource|S\nRégime de TVA|ht\nTaux de TVA|101",
         ["B4 (« Taux de TVA ») : taux impossible : 101 ; écrivez un pour cent, de 0 à 100"]),
        ("Titre|T\nSource|S\nSIRET|\nSIRET|73",
         ["B4 (« SIRET ») : case vide ; remplissez-la",
          "B4 (« SIRET ») : un SIRET a 14 chiffres : « 73 » ; recopiez-le de l’avis de situation"]),
        (f"Titre|T\nSource|S\nSorce|S\n{LONG}|3\n|3\n|",
         ["A3 : champ inconnu : « Sorce » ; vouliez-vous dire « Source » ?",
          f"A4 : champ inconnu : « {LONG} » ; {POSSIBLES}", f"A5 : une valeur sans champ ; {POSSIBLES}"]),
    ],
)  # fmt: skip
def test_une_faute_dans_l_identite_est_a_sa_case(tmp_path: Path, identite: str, attendues: list[str]) -> None:
    assert fautes(tmp_path, f"Identité: {identite}") == [f"Identité {une}" for une in attendues]


# --- Prices ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("ecrite", "lue"),
    [
        ("par an", "an"), ("Annuel", "an"), ("annuelle", "an"), ("an", "an"), ("Par  mois", "mois"),
        ("mensuel", "mois"), ("Mensuelle", "mois"), ("mois", "mois"), ("par trimestre", "trimestre"),
        ("Trimestriel", "trimestre"), ("par semestre", "semestre"), ("semestriel", "semestre"),
        ("une fois", "unique"), ("Première année", "premiere-annee"), ("années suivantes", "annees-suivantes"),
    ],
)  # fmt: skip
def test_la_periodicite_s_ecrit_comme_on_la_dit(tmp_path: Path, ecrite: str, lue: str) -> None:
    tarifs = relus(tmp_path, f"Forfaits: Code|Désignation|Périodicité|Montant\nb|B|{ecrite}|5").tarifs
    assert tarifs.forfaits["b"].echeances == (Echeance(Chiffre(Decimal(5)), Periodicite(lue)),)


def test_le_premier_de_deux_prix_dit_ou_ils_se_contredisent(tmp_path: Path) -> None:
    assert fautes(tmp_path, "Forfaits: Code|Désignation|Strate 1|Strate 2|Montant\nb|B|3|4|5") == [
        "Forfaits E2 (« Montant ») : un montant pour toutes les strates et d’autres par strate ; "
        "gardez la colonne Montant ou les colonnes Strate"
    ]


A = "Forfaits: Code|Désignation|Périodicité|Taux de TVA|Libellé|Montant|Par|Plancher"


@pytest.mark.parametrize(
    ("rangee", "lues"),
    [
        # What the grid had of the catalogue's price and was left as it was says nothing.
        ("a|A|an||un||habitants|9", ()),
        ("a|A|||deux|||", ()),
        # When it is due, or its rate, said of a price of the catalogue.
        ("a|A|an||deux|||", (Echeance(ARenseigner(""), Periodicite.AN, libelle="deux"),)),
        ("a|A|an|20|deux|||", (Echeance(ARenseigner(""), Periodicite.AN, libelle="deux", taux_tva=Decimal(20)),)),
        ("a|A|an||un|7|habitants|9",
         (Echeance(Chiffre(Decimal(7)), Periodicite.AN, "habitants", "un", plancher=Decimal(9)),)),
    ],
)  # fmt: skip
def test_ce_qui_ne_fait_que_repeter_le_catalogue(tmp_path: Path, rangee: str, lues: tuple[Echeance, ...]) -> None:
    tarifs = relus(tmp_path, f"{A}\n{rangee}").tarifs.forfaits
    assert {code: tarif.echeances for code, tarif in tarifs.items()} == ({"a": lues} if lues else {})


STRATE_1 = "Strate 1 : Communes de moins de 500 habitants"
SANS_MONTANT = "ne sert qu’avec un montant ; ajoutez montant = …"


@pytest.mark.parametrize(
    ("feuille", "attendues"),
    [
        (f"{A}\na|A|an||trois||habitants|", [f"Forfaits G2 (« Par ») : {SANS_MONTANT}"]),
        (f"{A}\na|A|||trois|||",
         ["Forfaits E2 (« Libellé ») : aucun prix de cat.toml n’a le libellé « trois » ; "
          "reprenez le sien, ou écrivez aussi le montant de cette échéance"]),
        (f"{A}\na|A|||deux|7||||9",
         ["Forfaits J1 : colonne remplie, et sans titre ; donnez-lui son titre, ou videz-la"]),
        (f"{A}\na|A|mois||un||habitants|9",
         ["Forfaits C2 (« Périodicité ») : la périodicité « par mois », sans montant, là où cat.toml dit « par an » ; "
          "supprimez-la, ou écrivez aussi le montant de cette échéance"]),
        ("Forfaits: Code|Désignation|Montant\n|B|5",
         ["Forfaits A2 (« Code ») : un prix sans code ; remettez le code du forfait ou de l’option"]),
        ("Forfaits: Désignation|Montant|Code\nB|5|",
         ["Forfaits C2 (« Code ») : un prix sans code ; remettez le code du forfait ou de l’option"]),
        ("Forfaits: Code|Désignation|Strate 1|Strate 9|Montant\nb|B|3|4|",
         ["Forfaits D2 (« Strate 9 ») : aucune strate n’a ce numéro ; strates : 1, 2"]),
        ("Forfaits: Code|Désignation|Montant|Prix composé\nb|B||[{ montant = 5 }, { montant = -1 }]",
         ["Forfaits D2 (« Prix composé ») : montant impossible : -1 ; écrivez un montant de 0 ou plus"]),
        (f"Forfaits: b|B|4||\nRemarque\nCode|Désignation|{STRATE_1}|Strate 1 à 2|Montant\nb|B|3|4|",
         ["Forfaits D3 : autre strate que celle du catalogue : « Strate 1 à 2 » ; son titre est "
          f"« {STRATE_1} » : vérifiez les seuils, puis reprenez-le",
          "Forfaits A1 : ligne remplie au-dessus des titres ; remettez-la sous les titres"]),
        ("Options: Code|Désignation|Unité|Montant\no|O|lot de 5 jours|5",
         ["Options C2 (« Unité ») : « lot de 5 jours » : l’unité du catalogue est « jour » ; "
          "donnez le prix d’une unité du catalogue"]),
        ("Options: Code|Désignation|Unité|Forfait|Montant\no|O|jour||5\no|O|jour|b|6",
         [f"Options A2 (« Code ») : {POUR_TOUS}"]),
        ("Options: Code|Désignation|Unité|Forfait|Montant\no|O|jour|b|cinq",
         [f"Options E2 (« Montant ») : « cinq » n’est pas un montant ; {MONTANT}"]),
    ],
)  # fmt: skip
def test_une_faute_dans_les_prix_est_a_sa_case(tmp_path: Path, feuille: str, attendues: list[str]) -> None:
    assert fautes(tmp_path, feuille) == attendues


@pytest.mark.parametrize("unite", ["jour", "Jours", "—", ""])
@pytest.mark.parametrize("strate", ["Strate 1", "strate 01", "Strate 1 : COMMUNES de moins de 5 00 habitants"])
def test_ce_que_la_grille_disait_deja(tmp_path: Path, unite: str, strate: str) -> None:
    lus = relus(tmp_path, f"Options: Code|Désignation|Unité|{strate}|Montant\no|O|{unite}|5|")
    assert lus.tarifs.options.keys() == {"o"}


# --- Sheets ---------------------------------------------------------------------------------------


def test_les_feuilles_laissees_de_cote_sont_dites(tmp_path: Path) -> None:
    assert propres(relus(tmp_path, "Brouillon: x", "Vide: |")) == [
        "Feuilles laissées de côté : « Strates », « Services », « Brouillon ».",
        "Aucun prix lu, 3 restent à renseigner.",
    ]
