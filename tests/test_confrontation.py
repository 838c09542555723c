"""A devis against the same worked out again: each difference in its words, each contradiction, whole."""

import copy
from collections.abc import Callable
from typing import Any

import pytest

from forfait_cli.domaine.confrontation import Cause, Confrontation, Ecart, Feuilles, Pages, confronter

FINE = "\u202f"
INSECABLE = "\u00a0"
Donnees = dict[str, Any]

DEVIS: Donnees = {
    "catalogue": {
        "titre": "Grille", "empreinte": "sha256:1",
        "tarifs": {"titre": "2026", "valide_du": "2026-01-01", "valide_au": None, "emetteur": "CDG"},
    },
    "collectivite": {
        "nom": None, "habitants": 1200, "affiliee": True, "code_insee": "47015", "siren": None,
        "population": {"millesime": "2023", "non_precisee": None},
    },
    "strate": {"numero": 4, "critere": "habitants"},
    "demande": {"date": "2026-03-02", "forfaits": ["base"]},
    "hypotheses": ["Affiliée, faute de précision."],
    "ecartes": [{"forfait": "autre", "motif": "trop petit"}],
    "devis": [
        {
            "forfait": "base", "nom": "Base", "inclus": {"disque": 5}, "non_chiffre": [], "complet": True,
            "lignes": [
                {"code": "forfait", "libelle": "Base", "quantite": 1, "unite": "forfait", "prix_unitaire": "100.00",
                 "montant": "100.00", "periodicite": "an", "statut": "chiffre", "motif": None, "taux_tva": "20"},
                {"code": "disque", "libelle": "Disque", "quantite": "2.5", "unite": "Go", "prix_unitaire": "2.00",
                 "montant": "5.00", "periodicite": "mois", "statut": "chiffre", "motif": None, "taux_tva": "20"},
                {"code": "etude", "libelle": "Étude", "quantite": 1, "unite": None, "prix_unitaire": None,
                 "montant": None, "periodicite": None, "statut": "sur_etude", "motif": "à voir", "taux_tva": None},
            ],
            "totaux": [{"periodicite": "an", "montant": "100.00"}, {"periodicite": "mois", "montant": "5.00"}],
            "tva": [
                {"periodicite": "an", "ht": "100.00", "ttc": "120.00",
                 "tva": [{"taux": "20", "base": "100.00", "montant": "20.00"}]},
                {"periodicite": "mois", "ht": "5.00", "ttc": "6.00",
                 "tva": [{"taux": "20", "base": "5.00", "montant": "1.00"}]},
            ],
        },
    ],
}  # fmt: skip


def change(*modifier: Callable[[Donnees], object]) -> Donnees:
    """The devis with these changes."""
    lu = copy.deepcopy(DEVIS)
    for une in modifier:
        une(lu)
    return lu


def ecarts(lu: Donnees) -> tuple[Ecart, ...]:
    """What differs from the devis as it is."""
    return confronter(lu, DEVIS).ecarts


def un(lu: Donnees) -> Any:
    """The devis of the only forfait."""
    return lu["devis"][0]


def test_rien_ne_differe() -> None:
    assert confronter(DEVIS, copy.deepcopy(DEVIS)) == Confrontation((), (), ())
    assert Confrontation((), (), ()).identique
    assert not Confrontation((), ("faux",), ()).identique
    assert not Confrontation((Ecart("a", "b", "c"),), (), ()).identique


@pytest.mark.parametrize(
    ("modifier", "quoi", "lu", "refait"),
    [
        (lambda d: d["catalogue"].update(titre="X"), "catalogue, titre", "X", "Grille"),
        (lambda d: d["catalogue"]["tarifs"].update(valide_du=None), "catalogue, tarifs, valides du", "rien",
         "2026-01-01"),
        (lambda d: d["catalogue"]["tarifs"].update(valide_au="2027"), "catalogue, tarifs, valides au", "2027", "rien"),
        (lambda d: d["catalogue"]["tarifs"].pop("emetteur"), "catalogue, tarifs, émetteur", "absent", "CDG"),
        (lambda d: d["collectivite"].update(habitants=1201), "collectivité, habitants", f"1{FINE}201", f"1{FINE}200"),
        (lambda d: d["collectivite"].update(habitants=True), "collectivité, habitants", "oui", f"1{FINE}200"),
        (lambda d: d["collectivite"].update(affiliee=False), "collectivité, affiliée", "non", "oui"),
        (lambda d: d["collectivite"].update(code_insee="1"), "collectivité, code INSEE", "1", "47015"),
        (lambda d: d["collectivite"].update(siren="2"), "collectivité, SIREN", "2", "rien"),
        (lambda d: d["collectivite"]["population"].update(millesime="2022"), "collectivité, population, millésime",
         "2022", "2023"),
        (lambda d: d["collectivite"]["population"].update(non_precisee=3), "collectivité, population, non précisée",
         "3", "rien"),
        (lambda d: d["strate"].update(numero=5), "strate, numéro", "5", "4"),
        (lambda d: d["strate"].update(critere="agents"), "strate, critère", "agents", "habitants"),
        (lambda d: d["strate"].update(libelle="Villes"), "strate, libellé", "Villes", "absent"),
        (lambda d: d.update(strate=7.5), "strate", "7.5", "présent"),
        (lambda d: d["hypotheses"].__setitem__(0, "Aucune."),
         f"hypothèses, «{INSECABLE}Aucune.{INSECABLE}»", "Aucune.", "absent"),
        (lambda d: d["demande"].update(forfaits=None), "demande, forfaits", "rien", "présent"),
        (lambda d: d["ecartes"][0].update(motif="loin"), "forfaits écartés, autre, motif", "loin", "trop petit"),
        (lambda d: d.update(true=1), f"«{INSECABLE}true{INSECABLE}»", "1", "absent"),
        (lambda d: un(d)["lignes"][2].update(autre=1), f"Base, Étude, «{INSECABLE}autre{INSECABLE}»", "1", "absent"),
        (lambda d: d["collectivite"].pop("habitants"), "collectivité, habitants", "absent", f"1{FINE}200"),
        (lambda d: un(d).update(complet=False), "Base, complet", "non", "oui"),
        (lambda d: un(d).update(nom="Autre"), "Autre", "présent", "absent"),
        (lambda d: un(d)["inclus"].update(disque=6), "Base, volume compris, disque", "6", "5"),
        (lambda d: un(d).update(non_chiffre=["x"]), f"Base, lignes sans prix, «{INSECABLE}x{INSECABLE}»", "x",
         "absent"),
        (lambda d: un(d)["lignes"][2].update(libelle="Avis"), "Base, Avis", "sans montant", "absent"),
        (lambda d: un(d)["lignes"][1].update(libelle="Disques"), "Base, Disques", "5,00 €", "absent"),
        (lambda d: un(d)["lignes"][2].update(quantite=2), "Base, Étude, quantité", "2", "1"),
        (lambda d: un(d)["lignes"][2].update(unite="jour"), "Base, Étude, unité", "jour", "rien"),
        (lambda d: un(d)["lignes"][2].update(prix_unitaire="3"), "Base, Étude, prix unitaire", "3,00 €", "inconnu"),
        (lambda d: un(d)["lignes"][2].update(montant="3"), "Base, Étude, montant", "3,00 €", "inconnu"),
        (lambda d: un(d)["lignes"][2].update(periodicite="an"), "Base, Étude, périodicité", "an", "rien"),
        (lambda d: un(d)["lignes"][2].update(taux_tva="10"), "Base, Étude, taux de TVA", "10", "rien"),
        (lambda d: un(d)["totaux"][0].update(montant="101"), "Base, total, par an, montant", "101,00 €", "100,00 €"),
        (lambda d: un(d)["tva"][1].update(ht="7"), "Base, TVA, par mois, total HT", "7,00 €", "5,00 €"),
        (lambda d: un(d)["tva"][1].update(ttc="7"), "Base, TVA, par mois, total TTC", "7,00 €", "6,00 €"),
        (lambda d: un(d)["tva"][1]["tva"][0].update(base="7"), "Base, TVA, par mois, TVA, à 20 %, base", "7,00 €",
         "5,00 €"),
    ],
)  # fmt: skip
def test_chaque_difference_dans_ses_mots(
    modifier: Callable[[Donnees], object], quoi: str, lu: str, refait: str
) -> None:
    """The place, what the document says, what it is."""
    trouves = [tuple(texte.replace(f"{INSECABLE}€", " €") for texte in ecart) for ecart in ecarts(change(modifier))]
    trouves = [tuple(texte.replace(f"{FINE}€", " €") for texte in ecart) for ecart in trouves]
    assert (quoi, lu, refait) in trouves
    assert len(trouves) <= 2  # a name that changes is one that is absent, and one that is


def test_deux_lignes_d_un_nom_se_distinguent_par_leur_periodicite_puis_par_leur_rang() -> None:
    def ajouter(periodicite: str | None) -> Callable[[Donnees], None]:
        def ajout(lu: Donnees) -> None:
            un(lu)["lignes"].append({**un(lu)["lignes"][1], "periodicite": periodicite})

        return ajout

    dits = [ecart.quoi for ecart in ecarts(change(ajouter("an"), ajouter("an"), ajouter(None)))]
    assert dits == [
        "Base, Disque par mois",
        "Base, Disque par an",
        "Base, Disque par an (2)",
        "Base, Disque, périodicité",
    ]
    # One that says nothing of its periodicity keeps its short name: it is the one that is compared.
    sans_nom = confronter({**DEVIS, "notes": [1, 2]}, {**DEVIS, "notes": [1, 3]})
    assert [ecart.quoi for ecart in sans_nom.ecarts] == ["notes, (2)"]


def test_ce_qui_porte_deux_fois_le_meme_nom_se_distingue_par_son_rang() -> None:
    def en_double(lu: Donnees) -> None:
        lu["devis"].append({**copy.deepcopy(un(lu)), "complet": False})
        un(lu)["totaux"].append({"periodicite": "an", "montant": "1"})
        un(lu)["tva"][0]["tva"].append({"taux": "20", "base": "1", "montant": "1"})
        lu["ecartes"].append({"forfait": "autre", "motif": "trop loin"})

    assert [ecart.quoi for ecart in ecarts(change(en_double))] == [
        "forfaits écartés, autre (2)",
        "Base, total, par an (2)",
        "Base, TVA, par an, TVA, à 20 % (2)",
        "Base (2)",
    ]


@pytest.mark.parametrize("ecrit", ["1,5", "1e9", "NaN", "dix", "", "-", "1."])
def test_un_montant_qui_n_en_est_pas_un_est_dit_comme_il_est_ecrit(ecrit: str) -> None:
    """Where the form of a devis has no amount, none has been checked."""
    avec, sans = {**DEVIS, "cas": {"montant": ecrit}}, {**DEVIS, "cas": {"montant": "2.00"}}
    assert [(un.lu, un.refait) for un in confronter(avec, sans).ecarts] == [(ecrit, "2,00\u202f€")]


def test_un_autre_ordre_est_une_difference() -> None:
    deux = change(lambda d: d.update(hypotheses=["a", "b"]))
    trouve = confronter(change(lambda d: d.update(hypotheses=["b", "a"])), deux)
    a, b = (f"«{INSECABLE}{lettre}{INSECABLE}»" for lettre in "ab")
    assert trouve.ecarts == (Ecart("hypothèses : ordre", f"{b} et {a}", f"{a} et {b}"),)


@pytest.mark.parametrize(
    ("modifier", "causes"),
    [
        (lambda d: d["catalogue"].update(titre="X"), ("le catalogue a changé depuis ce devis",)),
        (lambda d: d["catalogue"].update(tarifs=None), ("les tarifs ont changé depuis ce devis",)),
        (lambda d: d["collectivite"].update(population=None), ("la population a changé depuis ce devis",)),
        (lambda d: d["collectivite"].update(habitants=3), ("la population a changé depuis ce devis",)),
        (lambda d: d["collectivite"].update(nom="X"), ("les chiffres ou les textes du document ont été modifiés",)),
        (lambda d: d["collectivite"].update(nom="X", habitants=3), ("la population a changé depuis ce devis",)),
    ],
)
def test_ce_qui_a_change_est_dit(modifier: Callable[[Donnees], object], causes: tuple[str, ...]) -> None:
    assert confronter(change(modifier), DEVIS).causes == causes


def incoherences(lu: Donnees) -> list[str]:
    """What does not add up in a document, whatever it should have said."""
    trouve = confronter(lu, lu)
    assert trouve.ecarts == ()
    assert trouve.causes == ((Cause.DOCUMENT,) if trouve.incoherences else ())
    return [phrase.replace(INSECABLE, " ").replace(FINE, " ") for phrase in trouve.incoherences]


@pytest.mark.parametrize(
    ("modifier", "phrases"),
    [
        (lambda d: un(d)["lignes"][0].update(montant=None),
         ["Base : dite chiffrée, et sans montant",
          "Base, total par an : les lignes font rien, le total dit 100,00 €"]),
        (lambda d: un(d)["lignes"][1].update(quantite=3), ["Base, Disque : 3 × 2,00 € font 6,00 €, pas 5,00 €"]),
        (lambda d: un(d)["lignes"][1].update(quantite="3.5"), ["Base, Disque : 3,5 × 2,00 € font 7,00 €, pas 5,00 €"]),
        (lambda d: un(d)["lignes"][1].update(quantite=3, motif="2,5 au moins"), []),
        (lambda d: un(d)["lignes"][1].update(quantite=None), []),
        (lambda d: un(d)["lignes"][1].update(prix_unitaire=None), []),
        (lambda d: un(d)["lignes"][1].update(statut="inclus"),
         ["Base, total par mois : les lignes font rien, le total dit 5,00 €"]),
        (lambda d: un(d)["totaux"].pop(), ["Base, total par mois : les lignes font 5,00 €, le total dit rien"]),
        (lambda d: un(d)["totaux"][0].update(montant="99.99"),
         ["Base, total par an : les lignes font 100,00 €, le total dit 99,99 €"]),
        (lambda d: un(d)["tva"][0].update(ttc="120.01"),
         ["Base, TVA par an : HT et TVA font 120,00 €, le TTC dit 120,01 €"]),
        (lambda d: un(d)["tva"][0]["tva"].append({"taux": "10", "base": "0", "montant": "1.50"}),
         ["Base, TVA par an : HT et TVA font 121,50 €, le TTC dit 120,00 €"]),
        (lambda d: un(d).pop("tva"), []),
    ],
)  # fmt: skip
def test_chaque_contradiction_dans_ses_mots(modifier: Callable[[Donnees], object], phrases: list[str]) -> None:
    assert incoherences(change(modifier)) == phrases


def test_un_demi_centime_monte_comme_dans_un_devis() -> None:
    def fixer(lu: Donnees) -> None:
        un(lu)["lignes"][1].update(quantite=1, prix_unitaire="0.335", montant="0.34")
        un(lu)["totaux"][1].update(montant="0.34")

    assert incoherences(change(fixer)) == []


def lettre(**ajouts: object) -> Donnees:
    """What a letter says."""
    return {
        "date": "2026-03-02", "valable_jusquau": "2026-04-01", "reference": "2026-12", "objet": "Sauvegarde : devis",
        "destinataire": ["Mairie d’Agen", ""], "version": "1.0", **ajouts,
    }  # fmt: skip


def test_la_lettre_et_la_demande_sont_du_meme_jour() -> None:
    assert incoherences({**DEVIS, "lettre": lettre()}) == []
    assert incoherences({**DEVIS, "lettre": lettre(date="2026-03-01")}) == [
        "la lettre est datée du 1er mars 2026, la demande du 2 mars 2026"
    ]
    sans_date = change(lambda d: d["demande"].update(date=None))
    assert incoherences({**sans_date, "lettre": lettre(date=None)}) == []
    assert incoherences({**sans_date, "lettre": lettre()}) == ["la lettre est datée du 2 mars 2026, la demande de rien"]


# What the pages of the devis show.
PAGES = (
    f"Base\nBase 100,00{INSECABLE}€\nDisque 2,5 Go × 2,00{INSECABLE}€ 5,00{INSECABLE}€\nÉtude\n"
    f"Total 100,00{INSECABLE}€ 5,00{INSECABLE}€ TTC 120,00{INSECABLE}€ 6,00{INSECABLE}€\n"
    "Réf. 2026-12, 2 mars 2026, jusqu’au 1er avril 2026, Sauvegarde : devis, Mairie d’Agen"
)


def feuilles(lues: str, refaites: str = "") -> Pages:
    """What pages show, and what they would, made again."""
    return Pages(Feuilles(lues, "", (), ()), Feuilles(refaites, "", (), ()) if refaites else None)


def dans_les_pages(texte: str, lu: Donnees = DEVIS, pages: str = "") -> list[str]:
    """What the pages say otherwise than the data."""
    trouve = confronter(lu, lu, feuilles(texte, pages))
    return [phrase.replace(INSECABLE, " ").replace(FINE, " ") for phrase in trouve.incoherences]


@pytest.mark.parametrize(
    ("avant", "apres", "phrases"),
    [
        ("", "", []),
        (" ", "\u200b\n", []),
        ("Étude", "", ["Base : les pages ne montrent pas la ligne « Étude »"]),
        ("TTC 120,00", "TTC 119,00",
         ["120,00 € n’y est pas dans les pages",
          "les pages montrent 119,00 €, que les données du devis n’ont pas"]),
        ("Total 100,00", "Total", ["100,00 € y est 1 fois au lieu de 2 dans les pages"]),
        ("2026-12", "2026-12 : 60,00\u00a0€ par an", []),  # 5 € a month
        ("2026-12", "2026-12 : 160,00\u00a0€ par an", []),  # all of a year
        ("2026-12", "2026-12 : 72,00\u00a0€ par an", []),  # 6 € TTC a month
        ("2026-12", "2026-12 : 61,00\u00a0€ par an",
         ["les pages montrent 61,00 €, que les données du devis n’ont pas"]),
        ("2026-12", "2026-12 : 1\u202f261,00\u00a0€",
         ["les pages montrent 1 261,00 €, que les données du devis n’ont pas"]),
    ],
)  # fmt: skip
def test_les_pages_et_les_donnees(avant: str, apres: str, phrases: list[str]) -> None:
    assert dans_les_pages(PAGES.replace(avant, apres) if avant else PAGES) == phrases


def test_ce_qui_est_inclus_ou_sans_montant_n_a_rien_a_montrer() -> None:
    inclus = change(lambda d: un(d)["lignes"][2].update(statut="inclus", montant="0.00"))
    assert dans_les_pages(PAGES, inclus) == []
    sans = change(lambda d: un(d)["lignes"][1].update(montant=None))
    assert dans_les_pages(PAGES, sans) == [
        "Base, Disque : dite chiffrée, et sans montant",
        "Base, total par mois : les lignes font rien, le total dit 5,00 €",
    ]


def test_un_forfait_que_les_pages_ne_nomment_pas() -> None:
    lu = change(lambda d: un(d).update(nom="Tout compris"))
    assert dans_les_pages(PAGES, lu) == ["les pages ne montrent pas « Tout compris »"]


def test_un_montant_dit_dans_un_texte_peut_se_montrer() -> None:
    lu = {**DEVIS, "hypotheses": ["Au plus 1 250,5 € l’an, ou 7 €."]}
    assert dans_les_pages(f"{PAGES} 1{FINE}250,50 € 7,00 €", lu) == []
    assert dans_les_pages(f"{PAGES} 9,00 €", lu) == ["les pages montrent 9,00 €, que les données du devis n’ont pas"]
    assert dans_les_pages(f"{PAGES} 9,00 €", lu, pages="9,00 €") == []


@pytest.mark.parametrize(
    ("periodicite", "annuel"), [("an", "5,00"), ("semestre", "10,00"), ("trimestre", "20,00"), ("mois", "60,00")]
)
def test_une_annee_de_chaque_periodicite(periodicite: str, annuel: str) -> None:
    lu: Donnees = copy.deepcopy(DEVIS)
    un(lu).update(tva=[], totaux=[{"periodicite": periodicite, "montant": "5.00"}])
    un(lu)["lignes"] = [{**un(lu)["lignes"][1], "periodicite": periodicite}]
    assert dans_les_pages(f"Base Disque 5,00 € 5,00 € {annuel} €", lu) == []
    assert dans_les_pages("Base Disque 5,00 € 5,00 € 25,00 €", lu) == [
        "les pages montrent 25,00 €, que les données du devis n’ont pas"
    ]


def test_l_annee_du_forfait_celle_des_options_et_les_deux() -> None:
    """100 a year, 5 a month and 4 a quarter: 100, 60 + 16 and 176; 6 € TTC a month."""

    def ajouter(lu: Donnees) -> None:
        un(lu)["lignes"].append({**un(lu)["lignes"][1], "libelle": "Base", "montant": "4.00", "quantite": 2,
                                 "periodicite": "trimestre"})  # fmt: skip
        un(lu)["totaux"].append({"periodicite": "trimestre", "montant": "4.00"})

    lu = change(ajouter)
    assert dans_les_pages(f"{PAGES} 4,00 € 4,00 € 16,00 € 72,00 € 76,00 € 176,00 €", lu) == []
    for faux in ("24,00", "116,00", "160,01", "276,00"):
        assert dans_les_pages(f"{PAGES} 4,00 € 4,00 € {faux} €", lu) == [
            f"les pages montrent {faux} €, que les données du devis n’ont pas"
        ]


@pytest.mark.parametrize(
    ("cle", "valeur", "dit"),
    [
        ("reference", "2026-13", "2026-13"),
        ("objet", "Poste", "Poste"),
        ("destinataire", ["Mairie d’Agen", "Mairie de Nérac"], "Mairie de Nérac"),
        ("valable_jusquau", "2026-05-02", "2 mai 2026"),
    ],
)
def test_ce_que_dit_la_lettre_est_dans_les_pages(cle: str, valeur: object, dit: str) -> None:
    assert dans_les_pages(PAGES, {**DEVIS, "lettre": lettre()}) == []
    assert dans_les_pages(PAGES.replace(" ", "\u200b \n"), {**DEVIS, "lettre": lettre()}) == []  # wherever lines end
    assert dans_les_pages(PAGES, {**DEVIS, "lettre": lettre(valable_jusquau=None, objet=None)}) == []
    assert dans_les_pages(PAGES, {**DEVIS, "lettre": lettre(**{cle: valeur})}) == [
        f"les pages ne montrent pas « {dit} »"
    ]


def mot_a_mot(vues: str, pages: str, **ajouts: object) -> list[str]:
    """What two texts of pages say otherwise, made by the same version."""
    lu = {**DEVIS, "lettre": lettre()}
    trouve = confronter(lu, {**DEVIS, "lettre": lettre(**ajouts)}, feuilles(vues, pages))
    assert trouve.causes == ((Cause.DOCUMENT,) if trouve.incoherences else ())
    return [phrase.replace(INSECABLE, " ") for phrase in trouve.incoherences]


def test_les_pages_mot_a_mot() -> None:
    attendu = "un deux trois quatre cinq six sept"
    assert mot_a_mot("un  deux\ntrois\r\nquatre\tcinq\u200b six sept ", attendu) == []
    assert mot_a_mot("un deux trois quatre six sept", attendu) == [
        "les pages ne montrent pas « cinq », après « deux trois quatre »"
    ]
    assert mot_a_mot("zéro un deux trois quatre cinq six sept", attendu) == ["les pages ajoutent « zéro »"]
    assert mot_a_mot("un 2 trois quatre cinq six sept", attendu) == [
        "les pages montrent « 2 » au lieu de « deux », après « un »"
    ]
    dix_et_deux = " ".join(f"m{n}" for n in range(12))
    assert mot_a_mot(f"{dix_et_deux} {attendu}", attendu) == [f"les pages ajoutent « {dix_et_deux} »"]
    assert mot_a_mot(f"{dix_et_deux} m12 {attendu}", attendu) == [f"les pages ajoutent « {dix_et_deux} … »"]


def test_un_mot_qui_revient_partout_n_est_pas_change_partout() -> None:
    meme = "le " * 300
    assert mot_a_mot(f"{meme} gris {meme}", f"{meme} vert {meme}") == [
        "les pages montrent « gris » au lieu de « vert », après « le le le »"
    ]


def test_au_plus_dix_passages() -> None:
    def pages(debut: str, combien: int) -> str:
        return " ".join(f"{debut}{n} puis" for n in range(combien))

    assert len(mot_a_mot(pages("a", 10), pages("b", 10))) == 10
    dits = mot_a_mot(pages("a", 12), pages("b", 12))
    assert len(dits) == 11
    assert dits[-1] == "et 2 autres passages des pages"
    assert mot_a_mot(pages("a", 11), pages("b", 11))[-1] == "et un autre passage des pages"


def test_d_une_autre_version_les_pages_ne_se_comparent_pas_mot_a_mot() -> None:
    assert mot_a_mot(PAGES, f"{PAGES} autre mot", version="1.1") == []
    assert mot_a_mot(PAGES, "") == []
    lu = {**DEVIS, "lettre": lettre()}
    dite = "ce devis {} : de ses pages, seuls les montants et les titres ont été comparés"
    for un, autre, pourquoi in (
        (lu, DEVIS, "se dit fait par une autre version"),
        (DEVIS, lu, "ne dit pas par quelle version il a été fait"),
    ):
        trouve = confronter(un, autre, feuilles(PAGES, "autre"))
        assert trouve == Confrontation((), (), (), (dite.format(pourquoi),))
        assert trouve.identique
    differe = {**change(lambda d: d["catalogue"].update(titre="X")), "lettre": lettre()}
    assert confronter(differe, lu, feuilles(PAGES, "autre")).incoherences == ()
    differe = {**change(lambda d: d["collectivite"].update(nom="X")), "lettre": lettre()}
    assert confronter(differe, lu, feuilles(PAGES, "autre")).incoherences == ()


def retouches(lues: Feuilles, refaites: Feuilles) -> list[str]:
    """What was done to pages whose text is the right one."""
    lu = {**DEVIS, "lettre": lettre()}
    return list(confronter(lu, lu, Pages(lues, refaites)).incoherences)


def test_un_dessin_retouche_et_une_annotation_sont_dits_par_page() -> None:
    faites = Feuilles("a b", "Typst 1", (b"1", b"2", b"3"), ())
    assert retouches(faites, faites) == []
    assert retouches(faites._replace(dessins=(b"1", b"x", b"y")), faites) == [
        "page 2 : le texte est le bon, mais son dessin a été retouché",
        "page 3 : le texte est le bon, mais son dessin a été retouché",
    ]
    assert retouches(faites._replace(dessins=(b"x",), compositeur="Typst 2"), faites) == []
    assert retouches(faites._replace(texte="a c", dessins=(b"x",)), faites) == [
        f"les pages montrent «{INSECABLE}c{INSECABLE}» au lieu de «{INSECABLE}b{INSECABLE}», "
        f"après «{INSECABLE}a{INSECABLE}»"
    ]
    assert retouches(faites._replace(annotees=(1, 3)), faites) == [
        "page 1 : une annotation y a été ajoutée",
        "page 3 : une annotation y a été ajoutée",
    ]
