"""A grid's workbook read back: what the file will say, and each fault word for word at its cell."""

from decimal import Decimal
from html import escape
from pathlib import Path
from typing import Any

import pytest
from outils import espaces_simples
from test_rows_classeur import mot, ods, table

from forfait_cli.erreurs import CatalogueInvalide
from forfait_cli.readers.gabarit.grille import ImportGrille, importer_grille

# A workbook small enough to be read at a glance: cells are separated by « | ».
FEUILLES = {
    "Identité": "Titre|T\nSource|S",
    "Forfaits": "Code|Désignation|Montant\na|A|\nb|B|",
    "Strates": "Strate|Libellé|Habitants de|Habitants à\n1||0|499\n2||500|",
    "Services": "Code|Désignation|Tous les forfaits|A|B|Strate 1|Strate 2",
    "Options": "Code|Désignation|Forfait|Montant",
}
EN_ERREUR = '<table:table-cell calcext:value-type="error"><text:p>#N/A</text:p></table:table-cell>'
LONG = "x" * 90
COUPE = "x" * 80
TOUS = "un texte pour tous les forfaits et un autre pour l’un d’eux"
GARDEZ = "gardez « Tous les forfaits », ou une case pour chacun"
MOTS = "écrivez Inclus, Non inclus, En option, Selon la strate, ou un nombre d’unités si Unité est remplie"
REPARTEZ = "repartez de forfait catalogue new -o grille.xlsx ; une grille de prix se relit avec forfait tarifs import"
REMPLISSEZ = "remplissez-la, ou videz la ligne"
DANS_LA_LEGENDE = "donnez son prix à l’option, ou dites dans une feuille Légende ce que ce texte veut dire"


def contenu(*feuilles: str) -> str:
    """The workbook with these sheets in the place of its own: « Name: row of titles⏎row… »."""
    textes = FEUILLES | {nom: texte for nom, _, texte in (une.partition(": ") for une in feuilles)}

    def rangee(ligne: str) -> str:
        cases = {"": "<table:table-cell/>", "#N/A": EN_ERREUR}
        return "".join(cases.get(dit) or mot(escape(dit)) for dit in ligne.split("|"))

    return "".join(table(*map(rangee, texte.split("\n")), nom=nom) for nom, texte in textes.items())


def classeur(dossier: Path, *feuilles: str) -> Path:
    return ods(dossier / "g.ods", contenu(*feuilles))


def relue(dossier: Path, *feuilles: str) -> ImportGrille:
    return importer_grille(classeur(dossier, *feuilles))


def dite(dossier: Path, cle: str, *feuilles: str) -> Any:
    """What the file says under a key."""
    return relue(dossier, *feuilles).tables.get(cle)


def fautes(dossier: Path, *feuilles: str) -> list[str]:
    with pytest.raises(CatalogueInvalide) as erreur:
        relue(dossier, *feuilles)
    return fautes_par_cellule(erreur.value)


def fautes_par_cellule(erreur: CatalogueInvalide) -> list[str]:
    """Each fault of a workbook made by `classeur`: its sheet and cell, what is wrong, what to do."""
    lieux = [
        une.origine.rpartition("/")[2].replace("g.ods, feuille ", "").replace(", cellule", "")
        for une in erreur.anomalies
    ]
    return [
        espaces_simples(f"{lieu} : {une.message} ; {une.aide}")
        for lieu, une in zip(lieux, erreur.anomalies, strict=True)
    ]


def test_le_classeur_nu(tmp_path: Path) -> None:
    lue = relue(tmp_path)
    assert lue.tables == {
        "titre": "T",
        "source": "S",
        "forfaits": [{"code": code, "nom": code.upper(), "prix": "à renseigner"} for code in "ab"],
        "seuils": {"habitants": [500]},
    }
    assert (lue.catalogue.chemin, lue.catalogue.empreinte) == (str(tmp_path / "g.ods"), "")
    assert lue.remarques == ()


def test_l_organisme_et_son_article_tiennent_dans_une_case(tmp_path: Path) -> None:
    identite = "Identité: Titre|T\nSource|S\nNom de l’organisme|N\nOrganisme|L'Agence technique"
    organisme = dite(tmp_path, "organisme", identite)
    assert list(organisme.items()) == [("genre", "Agence technique"), ("article", "l’"), ("nom", "N")]
    assert fautes(tmp_path, f"Identité: Titre|T\nSource|S\nOrganisme|{LONG}") == [
        f"Identité B3 (« Organisme ») : « {COUPE} » : il manque l’article ; écrivez par exemple : le centre de gestion"
    ]


# --- Legend ---------------------------------------------------------------------------------------


def test_la_legende(tmp_path: Path) -> None:
    legende = (
        "Légende: Tableau|Texte|Couverture|Selon la strate|Disponibilité\n"
        "Services|Selon taille|inclus|oui|\n||||\noptions|Sur demande|||non_proposee"
    )
    assert dite(tmp_path, "legende", legende) == {
        "services": {"Selon taille": {"couverture": "inclus", "selon_strate": True}},
        "options": {"Sur demande": {"disponibilite": "non_proposee"}},
    }


@pytest.mark.parametrize(
    ("rangee", "faute"),
    [
        ("|x|inclus|", "B2 (« Texte ») : de quel tableau est ce texte ? ; écrivez services ou options"),
        ("forfaits|x|inclus|", "A2 (« Tableau ») : de quel tableau est ce texte ? ; écrivez services ou options"),
        (
            "services|y|inclus|\nservices|x|inclus|\nServices|x|non_inclus|",
            "A4 (« Tableau ») : « x » est dit deux fois ; gardez l’une des deux lignes",
        ),
        ("services||inclus|", f"A2 (« Tableau ») : une ligne sans texte ; {REMPLISSEZ}"),
        (
            "services|x|bof|",
            "C2 (« Couverture ») : mot inconnu : « bof » ; mots possibles : inclus, en_option, non_inclus.",
        ),
        (
            "services|a.b[c]|bof|",
            "C2 (« Couverture ») : mot inconnu : « bof » ; mots possibles : inclus, en_option, non_inclus.",
        ),
        ("services|x||", "C2 (« Couverture ») : case vide ; remplissez-la"),
        (
            "services|x|inclus|{ quantite = 3, selon_strate = true }",
            "A2 (« Tableau ») : quantite et selon_strate à la fois ; gardez l’une ou l’autre",
        ),
        (
            "services|x|inclus|{ rien = 1 }",
            "D2 (« Autres clés ») : clé inconnue ; clés possibles : couverture, quantite, selon_strate.",
        ),
    ],
)
def test_une_faute_dans_la_legende_est_a_sa_case(tmp_path: Path, rangee: str, faute: str) -> None:
    assert fautes(tmp_path, f"Légende: Tableau|Texte|Couverture|Autres clés\n{rangee}") == [f"Légende {faute}"]


# --- Strates --------------------------------------------------------------------------------------

CAS = "Strates: Strate|Libellé|Nature|Affiliée|Habitants de|Habitants à"


@pytest.mark.parametrize(
    ("strates", "attendues"),
    [
        # A blank row says nothing, wherever it is.
        ("Strates: Strate|Libellé|Habitants de|Habitants à\n1||0|9\n|||\n3||10|",
         [{"habitants": {"min": 0, "max": 9}}, {"numero": 3, "habitants": {"min": 10}}]),
        # One strate on several rows has as many cases; its name is said once, or the same each time.
        (f"{CAS}\n1|P|commune||0|9\n1|P|commune||100|200\n1||commune||300|\n2||commune||10|99",
         [{"libelle": "P", "cas": [{"nature": "commune", "habitants": {"min": 0, "max": 9}},
                                   {"nature": "commune", "habitants": {"min": 100, "max": 200}},
                                   {"nature": "commune", "habitants": {"min": 300}}]},
          {"cas": [{"nature": "commune", "habitants": {"min": 10, "max": 99}}]}]),
        # A row that tells a nature or an affiliation is a case too.
        (f"{CAS}\n1||commune ; etablissement-public||0|\n2|||non||",
         [{"cas": [{"nature": ["commune", "etablissement-public"], "habitants": {"min": 0}}]},
          {"cas": [{"affiliee": False}]}]),
        # Without the columns of the cases, nor that of the numbers.
        ("Strates: Libellé|Habitants de|Habitants à|Non affiliées\nP|0|9|non\nQ|10|20|oui",
         [{"libelle": "P", "habitants": {"min": 0, "max": 9}},
          {"libelle": "Q", "habitants": {"min": 10, "max": 20}, "non_affiliees": True}]),
    ],
)  # fmt: skip
def test_les_strates(tmp_path: Path, strates: str, attendues: list[dict[str, Any]]) -> None:
    assert dite(tmp_path, "strates", strates) == attendues


@pytest.mark.parametrize(
    ("strates", "attendues"),
    [
        (f"{CAS}\n1|U|commune||0|\n1|V|||0|",
         ["B3 (« Libellé ») : un autre libellé pour la même strate ; videz la case"]),
        ("Strates: Strate|Libellé|Agents de|Agents à|Habitants de\n1||0|9|\n2||9||",
         ["C2 (« Agents de ») : les strates 1 et 2 se recouvrent : 9 est dans les deux ; "
          "donnez à la strate 1 un max de 8"]),
        ("Strates: Strate|Libellé|Habitants de|Habitants à|Agents de|Agents à\n1||0|9|0|9\n2||10||9|",
         ["E2 (« Agents de ») : les strates 1 et 2 se recouvrent : 9 est dans les deux ; "
          "donnez à la strate 1 un max de 8"]),
        ("Strates: Strate|Libellé|Habitants de|Habitants à\n2||0|9\n1||10|",
         ["A2 (« Strate ») : les numéros ne vont pas en croissant ; numérotez les strates dans l’ordre"]),
        ("Strates: Libellé|Nature\nP|commune\nQ|commune",
         ["A2 (« Libellé ») : les strates 1 et 2 se recouvrent : une commune est dans les deux ; "
          "précisez la nature, l’affiliation ou les bornes"]),
        ("Strates: Strate|Libellé|Habitants de|Habitants à\n1||900|600",
         ["D2 (« Habitants à ») : 600 est plus petit que min (900) ; inversez les deux"]),
        ("Strates: Strate|Libellé|Affiliée|Habitants de\n1||oui|2,5",
         ["D2 (« Habitants de ») : 2.5 n’est pas un nombre entier ; écrivez un nombre entier"]),
        ("Strates: Strate|Libellé|Habitants de|Habitants à\n0||0|",
         ["A2 (« Strate ») : une strate ne peut pas avoir le numéro 0 ; "
          "numérotez à partir de 1, ou supprimez la ligne"]),
        ("Strates: Strate|Libellé|Habitants de\n1||x",
         ["C2 (« Habitants de ») : « x » n’est pas un nombre ; écrivez un nombre, par exemple 2"]),
    ],
)  # fmt: skip
def test_une_faute_dans_les_strates_est_a_sa_case(tmp_path: Path, strates: str, attendues: list[str]) -> None:
    assert fautes(tmp_path, strates) == [f"Strates {une}" for une in attendues]


# --- Services -------------------------------------------------------------------------------------


def test_ce_que_disent_les_services(tmp_path: Path) -> None:
    services = (
        "Services: Code|Désignation|Unité|Tous les forfaits|Forfait 2|Forfait 1\n"
        "|Aide|||Inclus|Non inclus\n|||||\n"
        "compte|Comptes|compte|3||\nun|Un|compte||1|2\nmois|Mois|mois|2||\nfin|Fin||En option||"
    )
    assert dite(tmp_path, "services", services) == [
        {"code": "aide", "nom": "Aide", "cellules": {"a": "Non inclus", "b": "Inclus"}},
        {"code": "compte", "nom": "Comptes", "unite": "compte", "cellules": "3 comptes"},
        {"code": "un", "nom": "Un", "unite": "compte", "cellules": {"a": "2 comptes", "b": "1 compte"}},
        {"code": "mois", "nom": "Mois", "unite": "mois", "cellules": "2 mois"},
        {"code": "fin", "nom": "Fin", "cellules": "En option"},
    ]


def test_les_volumes_de_chaque_strate(tmp_path: Path) -> None:
    """Where the usual words, or the legend, say that it depends on the strate."""
    lue = relue(
        tmp_path,
        "Légende: Tableau|Texte|Couverture|Selon la strate\nservices|Selon taille|inclus|oui\nservices|Rien|inclus|",
        "Services: Code|Désignation|Unité|Tous les forfaits|A|B|Strate 1|Strate 2\n"
        "s|S|Go|Selon taille|||3|4\nt|T|Go||Rien|Selon la strate|5|0\nu|U||Rien||||",
    )
    assert [strate.volumes for strate in lue.catalogue.strates] == [{"s": 3, "t": 5}, {"s": 4, "t": 0}]


@pytest.mark.parametrize(
    ("services", "attendues"),
    [
        (["Code|Désignation|Tous les forfaits\n|!!!|Inclus"],
         ["B2 (« Désignation ») : texte vide ; écrivez le texte ou supprimez la ligne"]),
        (["Désignation|Tous les forfaits|Code\nS|Inclus|\nT|Inclus|T"],
         ["C3 (« Code ») : code mal formé : « T » ; minuscules sans accent, chiffres et tirets"]),
        (["Code|Désignation|Tous les forfaits|Famille\n|||F\ns|S|Inclus|F"],
         [f"B2 (« Désignation ») : une ligne sans désignation ; {REMPLISSEZ}"]),
        # The words for all, and those for one.
        (["Code|Désignation|Tous les forfaits|A|B\ns|S|Inclus|Inclus|Non inclus"],
         [f"D2 (« A ») : {TOUS} ; {GARDEZ}", f"E2 (« B ») : {TOUS} ; {GARDEZ}"]),
        (["Code|Désignation|Tous les forfaits|A|B\ns|S|||Inclus"], [f"D2 (« A ») : case vide ; {MOTS}"]),
        (["Code|Désignation|Tous les forfaits|A\ns|S||Inclus"],
         ["C2 (« Tous les forfaits ») : aucune colonne pour le forfait « b » ; "
          "ajoutez-la, ou remplissez « Tous les forfaits »"]),
        (["Code|Désignation|Tous les forfaits\ns|S|Bizarre"],
         [f"C2 (« Tous les forfaits ») : texte inconnu : « Bizarre » ; {MOTS}"]),
        (["Code|Désignation|Tous les forfaits\ns|S|3"],
         [f"C2 (« Tous les forfaits ») : texte inconnu : « 3 » ; {MOTS}"]),
        (["Code|Désignation|Tous les forfaits\ns|S|", "Forfaits: Code|Désignation|Montant"],
         [f"C2 (« Tous les forfaits ») : « Tous les forfaits » est vide ; {MOTS}"]),
        (["Code|Désignation\ns|S", "Forfaits: Code|Désignation|Montant"],
         [f"B2 (« Désignation ») : « Tous les forfaits » est vide ; {MOTS}"]),
        # How many in each strate.
        (["Code|Désignation|Unité|Tous les forfaits|Strate 1|Strate 2\ns|S|Go|Selon la strate||3"],
         ["E2 (« Strate 1 ») : le volume de la strate 1 manque ; écrivez-le ; 0 si elle n’en a pas"]),
        (["Code|Désignation|Unité|Tous les forfaits|Strate 1\ns|S|Go|Selon la strate|3"],
         ["B2 (« Désignation ») : le volume de la strate 2 manque ; écrivez-le ; 0 si elle n’en a pas"]),
        (["Code|Désignation|Unité|Tous les forfaits|Strate 1|Strate 2\ns|S|Go|Selon la strate|3|2,5"],
         ["F2 (« Strate 2 ») : attendu : un nombre entier ; trouvé : un montant (2.5) ; "]),
        (["Code|Désignation|Unité|Tous les forfaits|Strate 1|Strate 2|Strate 9\ns|S|Go|Selon la strate|3|4|5"],
         ["G2 (« Strate 9 ») : aucune strate n’a le numéro 9 ; la feuille Strates en a 2"]),
        (["Code|Désignation|Tous les forfaits|Strate 1|Strate 2\ns|S|Inclus||0"],
         ["E2 (« Strate 2 ») : un volume que rien n’annonce ; "
          "écrivez « Selon la strate » sous un forfait, ou videz la case"]),
        (["Code|Désignation|Unité|Tous les forfaits\ns|S|Go|selon strate",
          "Strates: Strate|Libellé|Habitants de|Habitants à"],
         ["B2 (« Désignation ») : selon la strate, et aucune strate ; "
          "remplissez la feuille Strates, ou écrivez un nombre d’unités"]),
        # Titles.
        ([f"Code|Désignation|Tous les forfaits|{LONG}\ns|S|Inclus|3"],
         [f"D1 : colonne inconnue, et remplie : « {COUPE} » ; {REPARTEZ}"]),
        (["Code|Désignation|Tous les forfaits|#N/A\ns|S|Inclus|3"],
         ["D1 : colonne remplie, et sans titre ; donnez-lui son titre, ou videz-la"]),
        (["Code|Désignation|Tous les forfaits\ns|S|Inclus|3"],
         ["D1 : colonne remplie, et sans titre ; donnez-lui son titre, ou videz-la"]),
    ],
)  # fmt: skip
def test_une_faute_dans_les_services_est_a_sa_case(tmp_path: Path, services: list[str], attendues: list[str]) -> None:
    ceux, *autres = services
    assert fautes(tmp_path, f"Services: {ceux}", *autres) == [f"Services {une}" for une in attendues]


# --- Options --------------------------------------------------------------------------------------


def chiffre(montant: str, **suite: object) -> dict[str, object]:
    return {"montant": Decimal(montant), **suite}


A_RENSEIGNER = {"montant": "à renseigner"}


@pytest.mark.parametrize(
    ("options", "attendue"),
    [
        # A price for all, and the words of the document.
        ("Code|Désignation|Montant\no|O|5", {"prix": chiffre("5")}),
        ("Code|Désignation|Montant\no|O|", {"prix": "à renseigner"}),
        ("Code|Désignation|Montant|Périodicité\no|O||an", {"prix": "à renseigner", "periodicite": "an"}),
        ("Code|Désignation|A|B|Montant\no|O|Non proposé|Au forfait|5",
         {"cellules": {"a": "Non proposé", "b": "Au forfait"}, "prix": chiffre("5")}),
        ("Code|Désignation|Tous les forfaits|Montant\no|O|Sur étude|", {"cellules": "Sur étude"}),
        # A price for each forfait: what is not told is to be filled in.
        ("Code|Désignation|Forfait|Montant\no|O|Forfait 2|5\n|O|A|non proposé",
         {"par_forfait": {"a": {"montant": "non proposé"}, "b": chiffre("5")}}),
        ("Code|Désignation|Forfait|Montant|Périodicité\no|O|a|5|an\no||b||mois",
         {"par_forfait": {"a": chiffre("5", periodicite="an"), "b": A_RENSEIGNER | {"periodicite": "mois"}}}),
        ("Code|Désignation|Forfait|Montant\no|O|a|5\no||b|", {"par_forfait": {"a": chiffre("5"), "b": A_RENSEIGNER}}),
        ("Code|Désignation|Forfait|Montant|Périodicité\no|O|a|5|an\no||a|6|mois\no||b|7|",
         {"par_forfait": {"a": [chiffre("5", periodicite="an"), chiffre("6", periodicite="mois")], "b": chiffre("7")}}),
        # One forfait has it for nothing, whatever the word.
        ("Code|Désignation|Forfait|Montant\no|O|a|Inclus\no||b|12",
         {"par_forfait": {"a": "Inclus", "b": chiffre("12")}}),
        ("Code|Désignation|Forfait|Montant\no|O|b|gratuit\no||a|12",
         {"par_forfait": {"a": chiffre("12"), "b": "gratuit"}}),
        # Each of the rows of an option may say again what the first says.
        ("Code|Désignation|Tous les forfaits|Forfait|Montant\no|O|Au choix|a|5\no|O|Au choix|b|6",
         {"cellules": "Au choix", "par_forfait": {"a": chiffre("5"), "b": chiffre("6")}}),
    ],
)  # fmt: skip
def test_ce_que_dit_une_option(tmp_path: Path, options: str, attendue: dict[str, Any]) -> None:
    assert dite(tmp_path, "options", f"Options: {options}") == [{"code": "o", "nom": "O", **attendue}]


AUTRE = "et autre chose à la première ligne de o ; écrivez la même chose, ou laissez vide"
DEUX = "gardez l’une des deux"
POUR_TOUS = (
    "un prix pour tous les forfaits et un autre pour l’un d’eux ; "
    "remplissez la colonne Forfait à chaque ligne, ou laissez-la vide partout"
)
AJOUTEZ = "ajoutez-la, avec « non proposé » pour montant si l’option ne s’y vend pas"
MONTANT = "écrivez 1234,56 ou 1234.56, avec ou sans €"


@pytest.mark.parametrize(
    ("options", "attendues"),
    [
        ("Code|Désignation|Forfait|Montant\np|P||1\no|O||5\no||a|6\no||b|12", [f"A3 (« Code ») : {POUR_TOUS}"]),
        ("Code|Désignation|Forfait|Montant\np|P||1\no|O|b|5", [f"A3 (« Code ») : aucune ligne pour « a » ; {AJOUTEZ}"]),
        (f"Code|Désignation|Forfait|Montant\no|O|{LONG}|5",
         [f"C2 (« Forfait ») : aucun forfait de ce nom : « {COUPE} » ; forfaits : a, b"]),
        (f"Code|Désignation|Forfait|Montant|Unité\no|O|a|5|Go\no|{LONG}|b|6|jour",
         [f"B3 (« Désignation ») : « {COUPE} », {AUTRE}", f"E3 (« Unité ») : « jour », {AUTRE}"]),
        # The words of the document.
        ("Code|Désignation|Tous les forfaits|A|Montant\no|O|Au choix|Non proposé|5",
         [f"D2 (« A ») : {TOUS} ; {GARDEZ}"]),
        ("Code|Désignation|A|B|Forfait|Montant\no|O|Oui|Non|a|5\no||Peut-être|Non|b|5",
         [f"C3 (« A ») : « Peut-être », {AUTRE}"]),
        ("Code|Désignation|Tous les forfaits|Forfait|Montant\no|O||a|5\no||Peut-être|b|5",
         [f"C3 (« Tous les forfaits ») : « Peut-être », {AUTRE}"]),
        ("Code|Désignation|A|B|Montant\no|O|Bizarre|Non proposé|",
         [f"C2 (« A ») : texte inconnu : « Bizarre » ; {DANS_LA_LEGENDE}"]),
        ("Code|Désignation|A|B|Montant\no|O|Non proposé||", ["D2 (« B ») : case vide ; remplissez-la"]),
        # « Inclus » is the price of one forfait, and its only one.
        ("Code|Désignation|Forfait|Montant\no|O|a|12\no||a|Inclus\no||b|1",
         [f"D3 (« Montant ») : « Inclus », et une autre ligne du même forfait ; {DEUX}"]),
        ("Code|Désignation|Forfait|Montant\no|O||Inclus",
         [f"D2 (« Montant ») : « Inclus » n’est pas un montant ; {MONTANT}"]),
        ("Code|Désignation|Montant\no|O|gratuit", [f"C2 (« Montant ») : « gratuit » n’est pas un montant ; {MONTANT}"]),
        # Prices of several rows.
        ("Code|Désignation|Montant|Forfait|Périodicité\no|O|9|a|un jour\no||9|b|an",
         ["E2 (« Périodicité ») : mot inconnu : « un-jour » ; "
          "mots possibles : unique, mois, trimestre, semestre, an, premiere-annee, "
          "annees-suivantes."]),
    ],
)  # fmt: skip
def test_une_faute_dans_les_options_est_a_sa_case(tmp_path: Path, options: str, attendues: list[str]) -> None:
    assert fautes(tmp_path, f"Options: {options}") == [f"Options {une}" for une in attendues]


@pytest.mark.parametrize(
    ("forfaits", "attendu"),
    [
        ("Code|Désignation|Montant\na|A|0", {"prix": chiffre("0")}),
        ("Code|Désignation|Montant|Sans prix\na|A||oui", {"sans_prix": True}),
        # When it is due, at which rate, what it is called: no amount yet.
        (
            "Code|Désignation|Montant|Périodicité|Taux de TVA|Libellé\na|A||Annuelle|20|",
            {"prix": "à renseigner", "periodicite": "an", "taux_tva": Decimal(20)},
        ),
        (
            "Code|Désignation|Montant|Périodicité|Taux de TVA|Libellé\na|A||Annuelle|20|accès",
            {"prix": A_RENSEIGNER | {"periodicite": "an", "taux_tva": Decimal(20), "libelle": "accès"}},
        ),
        (
            "Code|Désignation|Montant|Périodicité\na|A|5|an\na|||mois",
            {"prix": [chiffre("5", periodicite="an"), A_RENSEIGNER | {"periodicite": "mois"}]},
        ),
    ],
)
def test_ce_que_coute_un_forfait(tmp_path: Path, forfaits: str, attendu: dict[str, Any]) -> None:
    tva = "Identité: Titre|T\nSource|S\nRégime de TVA|HT\nTaux de TVA|20"
    assert dite(tmp_path, "forfaits", f"Forfaits: {forfaits}", tva) == [{"code": "a", "nom": "A", **attendu}]


def test_une_ligne_masquee_est_lue_et_dite(tmp_path: Path) -> None:
    cachee = f'<table:table-row table:visibility="collapse">{mot("b")}'
    lue = importer_grille(ods(tmp_path / "g.ods", contenu().replace(f"<table:table-row>{mot('b')}", cachee)))
    assert [forfait["code"] for forfait in lue.tables["forfaits"]] == ["a", "b"]
    assert lue.remarques == ("Feuille Forfaits : lignes masquées, lues aussi : 1.",)


def test_un_code_en_erreur_est_dit(tmp_path: Path) -> None:
    corrigez = "corrigez-la dans le tableur, ou écrivez sa valeur"
    assert fautes(tmp_path, "Forfaits: Code|Désignation|Montant\n#N/A|A|5") == [
        f"Forfaits A2 (« Code ») : erreur #N/A ; {corrigez}"
    ]


def test_un_forfait_gratuit_s_ecrit_zero(tmp_path: Path) -> None:
    assert fautes(tmp_path, "Forfaits: Code|Désignation|Montant\na|A|Gratuit\nb|B|0") == [
        f"Forfaits C2 (« Montant ») : « Gratuit » n’est pas un montant ; {MONTANT}"
    ]


def test_un_code_vide_au_bout_de_sa_ligne_est_tire_du_nom(tmp_path: Path) -> None:
    assert dite(tmp_path, "forfaits", "Forfaits: Désignation|Montant|Code\nPack Base||\nPack Maxi|5|maxi") == [
        {"code": "pack-base", "nom": "Pack Base", "prix": "à renseigner"},
        {"code": "maxi", "nom": "Pack Maxi", "prix": chiffre("5")},
    ]
