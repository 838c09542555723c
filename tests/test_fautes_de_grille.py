"""One small grid a fault: all that is said of it, and nothing else; what stands just on the other side of a bound."""

from decimal import Decimal

import pytest
from outils import espaces_simples
from test_regles import grille

from forfait_cli import CatalogueInvalide
from forfait_cli.domaine.catalogue import CelluleOption, Incluse, NonProposee, Proposee
from forfait_cli.domaine.prix import ARenseigner, Chiffre, Echeance, SurEtude, Tarif
from forfait_cli.domaine.types import Mode, Organisme, Periodicite
from forfait_cli.readers import champs

UN = '[[forfaits]]\ncode = "un"\nnom = "Un"\n'
DEUX = UN + 'sans_prix = true\n[[forfaits]]\ncode = "deux"\nnom = "Deux"\nsans_prix = true\n'
OPTION = '[[options]]\ncode = "a"\nnom = "A"\n'
AUTRE = '[[options]]\ncode = "b"\nnom = "B"\n'
NOTE = '[[notes]]\ncode = "n"\ntexte = "T"\nraison = "R"\n'
BUDGET = '[[mesures]]\ncode = "budget"\neuros = true\n[[natures]]\ncode = "ville"\nnom = "ville"\nmesure = "budget"\n'
BUDGETS = BUDGET + "[[strates]]\nbudget = { max = 9 }\n[[strates]]\nbudget = { min = 10 }\n"
LITS = '[[mesures]]\ncode = "lits"\nunite = "lit"\n'
VILLE = '[[natures]]\ncode = "ville"\nnom = "ville"\nmesure = "habitants"\n'
SEUILS = "[seuils]\nhabitants = [10]\n"
FORMES = 'écrivez 300.00, { 1 = 300.00, 2 = 400.00 } ou { montant = 300.00, periodicite = "an" }'
BORNES = "mille milliards au plus, 8 décimales au plus"
CLES = (
    "clés possibles : forfaits, legende, mesures, motifs, natures, notes, options, organisme, population, schema, "
    "services, seuils, source, strates, tableaux, titre, tva."
)


def fautes(corps: str) -> list[str]:
    with pytest.raises(CatalogueInvalide) as refus:
        grille(corps)
    return [
        espaces_simples(f"{origine.removeprefix('grille.toml, ')} | {message} | {aide}")
        for origine, message, aide in refus.value.anomalies
    ]


# --- Prices ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("prix", "montant"),
    [
        ("1000000000000.00", "1000000000000.00"),
        ("1000000000000", "1000000000000"),
        ("0.12345678", "0.12345678"),
        ("0", "0"),
        ("-0.00", "0.00"),
        ('{ montant = 5.00, plancher = 5.00, plafond = 5.00, par = "habitants" }', "5.00"),
        ('{ montant = 5.00, gratuits = 1.0, par = "habitants" }', "5.00"),
    ],
)
def test_un_prix_juste_sur_la_borne(prix: str, montant: str) -> None:
    tarif = grille(f"{UN}prix = {prix}").forfaits[0].tarif
    assert tarif is not None
    assert repr(tarif.echeances[0].gratuits) == ("1" if "gratuits" in prix else "0")
    assert tarif.echeances[0].bareme == Chiffre(Decimal(montant))
    assert str(tarif.echeances[0].bareme.montant) == montant


PRIX_FAUX = [
    ("1000000000000.01", f" | montant impossible : 1000000000000.01 | {BORNES}"),
    ("1000000000001", f" | montant impossible : 1000000000001 | {BORNES}"),
    ("12345678901234567890123", f" | montant impossible : 12345678901234567890 | {BORNES}"),
    ("0.123456789", f" | montant impossible : 0.123456789 | {BORNES}"),
    ("-123456789012345678901.00",
     " | montant impossible : -1234567890123456789 | écrivez un montant de 0 ou plus"),
    (f'"{"b" * 41}"', f" | attendu : un montant ; trouvé : un texte entre guillemets droits ({'b' * 40}) | "
     "écrivez le montant seul, par exemple 7.00, ou « sur étude », « non proposé » ou « à renseigner »"),
    ("{ montant = true }", f".montant | attendu : un montant ; trouvé : true ou false (true) | {FORMES}"),
    ('{ periodicite = "an" }', ".montant | clé absente | attendu : un montant"),
    ("{ montant = {} }", f".montant | table vide : aucun montant | {FORMES}"),
    ("{}", f" | table vide : aucun montant | {FORMES}"),
    ('{ montant = { calcul = "volume" } }',
     ".montant.calcul | ne sert qu’avec tranches | ajoutez tranches = [ … ], ou supprimez calcul"),
    ("{ par_nature = 3 }", ".par_nature | attendu : une table ; trouvé : un nombre entier (3) | "),
    ("{ par_nature = {} }", ".par_nature | table vide : aucun montant | écrivez { commune = 100.00, … }"),
    ("{ par_nature = { zzz = 1.00 } }",
     ".par_nature.zzz | aucune nature n’a ce code | déclarez-la : [[natures]] code = …"),
    ("{ 0 = 1.00 }", ".0 | aucune strate n’a ce numéro | la grille n’a pas de strates"),
    ("[1.00]", f" | une liste de montants, mais la grille n’a pas de strates | {FORMES}"),
    ("[]", f" | une liste de montants, mais la grille n’a pas de strates | {FORMES}"),
    ("{ montant = 1.00, plancher = true }", ".plancher | attendu : un montant ; trouvé : true ou false (true) | "
     "écrivez le montant avec un point et sans signe €, par exemple 7.00"),
    ('{ montant = 1.00, plancher = "1,5" }', ".plancher | attendu : un montant ; trouvé : un texte entre "
     "guillemets droits (1,5) | écrivez 1.5, sans guillemets, sans espace et sans signe €"),
    (f"{{ montant = 1.00, libelle = {'1' * 41} }}",
     f".libelle | attendu : un texte entre guillemets droits ; trouvé : un nombre entier ({'1' * 40}) | "),
    (f"{{ montant = 1.00, libelle = 1.{'1' * 39} }}",
     f".libelle | attendu : un texte entre guillemets droits ; trouvé : un montant (1.{'1' * 38}) | "),
    ("{ montant = 1.00, libelle = inf }",
     ".libelle | attendu : un texte entre guillemets droits ; trouvé : un montant (inf) | "),
    ('{ montant = 1.00, par = "habitants", gratuits = -1.5 }',
     ".gratuits | montant impossible : -1.5 | écrivez un montant de 0 ou plus"),
    ('{ montant = 1.00, par = "habitants", gratuits = 1.5 }',
     ".gratuits | 1.5 n’est pas un nombre entier | écrivez un nombre entier"),
    ('{ montant = 1.00, par = "habitant", minimum = 3 }',
     ".minimum | minimum et par à la fois : un minimum est un nombre d’unités de l’option | "
     "écrivez plancher = …, en euros"),
    ('{ montant = 1.00, par = "habitants", plancher = 5.00, plafond = 4.99 }',
     ".plafond | 4.99 est plus petit que plancher (5.00) | inversez les deux"),
    ('{ montant = 1.00, par = "communes" }',
     ".par | mot inconnu : « communes » | déclarez-la : [[mesures]] code = …"),
    ('{ montant = "à renseigner", par = "habitants" }',
     ".par | ne sert qu’avec un montant | ajoutez montant = …"),
    ('{ montant = "à renseigner", plancher = 3.00 }',
     ".plancher | ne sert qu’avec un montant | ajoutez montant = …"),
    ('{ montant = "à renseigner", plafond = 3.00 }',
     ".plafond | ne sert qu’avec un montant | ajoutez montant = …"),
    ('{ pour_cent = 2, par = "habitants" }',
     ".par | pour_cent veut une mesure en euros | déclarez-la : [[mesures]] code = …, euros = true"),
    ('{ tranches = [{ jusqua = 2 }, { montant = 1.00 }], calcul = "volume", par = "habitants" }',
     ".tranches[1].montant | clé absente | attendu : un montant"),
    ('{ tranches = [{ jusqua = -1.5, montant = 1.00 }, { montant = 1.00 }], calcul = "volume", par = "habitants" }',
     ".tranches[1].jusqua | montant impossible : -1.5 | écrivez un montant de 0 ou plus"),
    ('{ tranches = [{ jusqua = 2.5, montant = 1.00 }, { montant = 1.00 }], calcul = "volume", par = "habitants" }',
     ".tranches | 2.5 n’est pas un nombre entier | écrivez un nombre entier"),
    ("{ montant = 1.00, taux_tva = true }", ".taux_tva | attendu : un montant ; trouvé : true ou false (true) | "
     "écrivez le taux en pour cent, par exemple 20 ou 5.5"),
    ("{ montant = 1.00, taux_tva = 20 }",
     '.taux_tva | un taux, mais les prix ne sont pas dits hors taxe | ajoutez [tva] regime = "ht"'),
]  # fmt: skip


def test_un_prix_faux_est_dit_une_fois() -> None:
    for prix, dit in PRIX_FAUX:
        assert fautes(f"{UN}prix = {prix}") == [f"forfaits[1].prix{dit}"]


PLUSIEURS_FAUTES = [
    ("{ 3 = 1.00, 4 = 2.00, 1 = 3.00 }",
     [f".{numero} | aucune strate n’a ce numéro | strates : 1, 2" for numero in (3, 4)]),
    ("{ 0 = 1.00 }", [".0 | aucune strate n’a ce numéro | strates : 1, 2"]),
    ("[]", [" | 0 montant pour 2 strates | écrivez un montant pour chaque strate, dans l’ordre, "
            "ou { 1 = 300.00, 2 = 400.00 }"]),
    ("[1.00, 2.00, 3.00]", [" | 3 montants pour 2 strates | écrivez un montant pour chaque strate, dans l’ordre, "
                            "ou { 1 = 300.00, 2 = 400.00 }"]),
    ('{ tranches = [{ jusqua = "x", montant = "y" }, { jusqua = "z", montant = true }], calcul = "volume", '
     'par = "habitants" }',
     [".tranches[1].jusqua | attendu : un nombre entier ; trouvé : un texte entre guillemets droits (x) | "
      "écrivez le nombre seul, sans guillemets",
      ".tranches[1].montant | attendu : un montant ; trouvé : un texte entre guillemets droits (y) | "
      "écrivez le montant de la tranche, par exemple 5.00",
      ".tranches[2].jusqua | attendu : un nombre entier ; trouvé : un texte entre guillemets droits (z) | "
      "écrivez le nombre seul, sans guillemets",
      ".tranches[2].montant | attendu : un montant ; trouvé : true ou false (true) | "
      "écrivez le montant de la tranche, par exemple 5.00"]),
    ('{ tranches = [{ jusqua = "x", montant = 1.00 }, { jusqua = 5, montant = 1.00 }, { jusqua = 5, montant = 1 }],'
     ' calcul = "volume", par = "habitants" }',
     [".tranches[1].jusqua | attendu : un nombre entier ; trouvé : un texte entre guillemets droits (x) | "
      "écrivez le nombre seul, sans guillemets",
      ".tranches[3].jusqua | 5 n’est pas plus grand que 5 | écrivez les tranches dans l’ordre"]),
    ('{ montant = 1.00, par = "habitants", minimum = 1.5 }',
     [".minimum | minimum et par à la fois : un minimum est un nombre d’unités de l’option | "
      "écrivez plancher = …, en euros",
      ".minimum | 1.5 n’est pas un nombre entier | écrivez un nombre entier"]),
    ('{ montant = "à renseigner", gratuits = 3, minimum = 4 }',
     [".gratuits | ne sert qu’avec un montant | ajoutez montant = …",
      ".minimum | ne sert qu’avec un montant | ajoutez montant = …",
      " | gratuits ne sert qu’à ce qui se compte | ajoutez par à ce prix, ou, pour une option, son unité",
      " | minimum ne sert qu’à ce qui se compte | ajoutez par à ce prix, ou, pour une option, son unité"]),
]  # fmt: skip


def test_ce_qui_est_faux_dans_un_prix_est_dit_ensemble() -> None:
    for prix, dites in PLUSIEURS_FAUTES:
        assert fautes(f"{SEUILS}{UN}prix = {prix}") == [f"forfaits[1].prix{dite}" for dite in dites]


TAUX_FAUX = [
    ('{ pour_cent = "x", par = "budget" }', ".pour_cent | attendu : un montant ; trouvé : un texte entre "
     "guillemets droits (x) | écrivez le taux en pour cent, par exemple 0.5"),
    ('{ pour_cent = true, par = "budget" }', ".pour_cent | attendu : un montant ; trouvé : true ou false (true) | "
     "écrivez le taux en pour cent, par exemple 0.5"),
    ('{ pour_cent = 100.01, par = "budget" }',
     ".pour_cent | taux impossible : 100.01 | écrivez un pour cent, de 0 à 100"),
    ('{ pour_cent = 2, par = "budget", gratuits = 2 }',
     ".gratuits | gratuits et pour_cent à la fois : un taux ne compte pas d’unités | gardez l’un des deux"),
    ("{ pour_cent = 2 }", '.par | pour_cent veut une mesure en euros | écrivez par = "budget"'),
    ('{ montant = { 1 = { pour_cent = 2 }, 2 = 3.00 }, par = "budget" }',
     ".par | un taux et un montant à la fois pour une même mesure | donnez-en deux prix"),
    ('{ montant = 1.00, par = "budget" }',
     ".par | la mesure « budget » est un montant, elle ne se compte pas | écrivez pour_cent = …"),
    ('{ tranches = [{ montant = 2.00 }], calcul = "volume", par = "budget" }',
     ".par | la mesure « budget » est un montant, elle ne se compte pas | bornez des strates par cette mesure"),
]  # fmt: skip


def test_un_taux_et_un_montant_ne_se_comptent_pas_pareil() -> None:
    for prix, dit in TAUX_FAUX:
        assert fautes(f"{BUDGETS}{UN}prix = {prix}") == [f"forfaits[1].prix{dit}"]


@pytest.mark.parametrize(
    "prix",
    [
        '{ pour_cent = 100, par = "budget" }',
        '{ montant = { 1 = { pour_cent = 2 }, 2 = "non proposé" }, par = "budget" }',
        '{ montant = { 1 = { pour_cent = 2 }, 2 = "sur étude" }, par = "budget" }',
        '{ montant = { 1 = { pour_cent = 2 }, 2 = "à renseigner" }, par = "budget" }',
        '{ montant = "à renseigner", periodicite = "an" }',
    ],
)
def test_un_prix_qui_se_tient(prix: str) -> None:
    assert grille(f"{BUDGETS}{UN}prix = {prix}").forfaits[0].nom == "Un"


# --- VAT, titles, twice the same ------------------------------------------------------------------


TVA_FAUSSES = [
    ('regime = "ttc"\ntaux = 20\nmention = "x"',
     "tva.regime | mot inconnu : « ttc » | mots possibles : non_soumis, ht."),
    ('regime = "ht"', "tva.taux | clé absente | écrivez le taux en pour cent, par exemple taux = 20"),
    ('regime = "ht"\ntaux = true', "tva.taux | attendu : un montant ; trouvé : true ou false (true) | "
                                   "écrivez le taux en pour cent, par exemple 20 ou 5.5"),
    ('regime = "ht"\ntaux = 20\nmention = "x"', "tva.mention | clé inconnue | clés possibles : regime, taux."),
    ('regime = "non_soumis"\ntaux = 20', "tva.taux | clé inconnue | clés possibles : mention, regime."),
]  # fmt: skip


def test_une_tva_fausse() -> None:
    for tva, dite in TVA_FAUSSES:
        assert fautes(f"[tva]\n{tva}\n{UN}") == [dite]


def test_ce_qui_n_est_pas_soumis_le_dit() -> None:
    assert grille(f'[tva]\nregime = "non_soumis"\n{UN}').tva == grille(
        f'[tva]\nregime = "non_soumis"\nmention = "Non soumis à la TVA."\n{UN}'
    ).tva  # fmt: skip


@pytest.mark.parametrize(
    ("quoi", "corps"),
    [
        ("mesures", LITS * 2 + UN),
        ("natures", VILLE * 2 + UN),
        ("forfaits", UN * 2),
        ("services", UN + '[[services]]\ncode = "s"\nnom = "S"\ncellules = "oui"\n' * 2),
        ("options", UN + f"{OPTION}prix = 1.00\n" * 2),
        ("notes", UN + NOTE * 2),
    ],
)
def test_un_code_ecrit_deux_fois(quoi: str, corps: str) -> None:
    (dite,) = fautes(corps)
    code = {"mesures": "lits", "natures": "ville", "forfaits": "un", "services": "s", "options": "a", "notes": "n"}
    assert dite == f"{quoi} | « {code[quoi]} » est écrit 2 fois | gardez-en un, changez les autres"


def test_deux_options_de_meme_code_ne_se_disputent_pas_aussi_leur_mot() -> None:
    """The code that is reserved is told once they are two."""
    date = OPTION.replace('"a"', '"date"') + "prix = 1.00\n"
    assert fautes(UN + date + f"{OPTION}prix = 1.00\n" * 2) == [
        "options | « a » est écrit 2 fois | gardez-en un, changez les autres"
    ]
    assert fautes(f"{UN}{date}") == [
        "options[1].code | « date » a déjà un sens dans une demande | prenez un autre mot, par exemple date-option"
    ]


# --- Keys that nothing reads ----------------------------------------------------------------------


CLES_INCONNUES = [
    (f"zzz = 1\n{UN}", f"zzz | clé inconnue | {CLES}"),
    (f"zzz = 1\n{SEUILS}{UN}", f"zzz | clé inconnue | {CLES}"),
    (f'schema = "forfait.catalogue/2"\n{UN}',
     "schema | schéma inconnu : « forfait.catalogue/2 » | attendu : « forfait.catalogue/1 »"),
    (f"[organisme]\nzzz = 1\n{UN}", "organisme.zzz | clé inconnue | clés possibles : adresse, genre, nom, siret."),
    (f"organisme = 3\n{UN}", "organisme | attendu : une table ; trouvé : un nombre entier (3) | "),
    (f"[tableaux]\nservice = 'x'\n{UN}", "tableaux.service | clé inconnue | vouliez-vous dire « services » ?"),
    (f"[legende]\nzzz = 1\n{UN}", "legende.zzz | clé inconnue | clés possibles : options, services."),
    (f'[legende.services]\n"V" = {{ couverture = "inclus", zzz = 1 }}\n{UN}',
     "legende.services.V.zzz | clé inconnue | clés possibles : couverture, quantite, selon_strate."),
    (f'[legende.options]\n"V" = {{ disponibilite = "proposee", zzz = 1 }}\n{UN}', "legende.options.V.zzz | "
     "clé inconnue | clés possibles : court, disponibilite, mode, periodicite, prix, taux_tva."),
    (f'{UN}articles = "le"', "forfaits[1].articles | clé inconnue | vouliez-vous dire « article » ?"),
    (f"{UN}{OPTION}prix = 1.00\nservices = 1", "options[1].services | clé inconnue | "
     "vouliez-vous dire « service » ?"),
    (f"{LITS}zzz = 1\n{UN}",
     "mesures[1].zzz | clé inconnue | clés possibles : code, euros, nom, precision, titres, unite."),
    (f"{UN}{NOTE}tantque = 1", "notes[1].tantque | clé inconnue | vouliez-vous dire « tant_que » ?"),
    (f"{SEUILS}agent = [1]\n{UN}", "seuils.agent | clé inconnue | vouliez-vous dire « agents » ?"),
    (f"{SEUILS}zzz = [1]\n{UN}", "seuils.zzz | clé inconnue | clés possibles : habitants, libelles, volumes."),
    (f"[[strates]]\nhabitants = {{ min = 3 }}\nzzz = 1\n{UN}", "strates[1].zzz | clé inconnue | "
     "clés possibles : cas, habitants, libelle, non_affiliees, numero, volumes."),
    (f"[[strates]]\nhabitants = {{ mx = 3 }}\n{UN}",
     "strates[1].habitants.mx | clé inconnue | vouliez-vous dire « max » ?"),
]  # fmt: skip


def test_une_cle_que_rien_ne_lit() -> None:
    for corps, dite in CLES_INCONNUES:
        assert fautes(corps) == [dite]


@pytest.mark.parametrize(("combien", "suite"), [(10, []), (11, [" | et une autre clé inconnue"])])
def test_les_premieres_cles_inconnues_sont_dites_les_autres_comptees(combien: int, suite: list[str]) -> None:
    cles = "".join(f"zzz{rang} = 1\n" for rang in range(combien))
    dites = fautes(cles + UN)
    assert dites[:10] == [f"zzz{rang} | clé inconnue | {CLES}" for rang in range(10)]
    assert dites[10:] == [f"grille.toml{une} | corrigez d’abord celles-là" for une in suite]


# --- Who publishes, who is served -----------------------------------------------------------------


QUI_FAUX = [
    (f'[organisme]\ngenre = "agence"\narticle = "une"\n{UN}',
     "organisme.article | mot inconnu : « une » | mots possibles : le, la, l’, les."),
    (f'[organisme]\ngenre = "agence"\n{UN}',
     "organisme.article | clé absente | attendu : un texte entre guillemets droits"),
    (f'{UN}article = "une"',
     "forfaits[1].article | mot inconnu : « une » | mots possibles : le, la, l’, les."),
    (f'[[mesures]]\ncode = "lits"\n{UN}', "mesures[1].unite | clé absente | "
     'écrivez l’unité au singulier, par exemple unite = "habitant", ou euros = true'),
    (f'[[mesures]]\ncode = "lits"\nunite = 3\n{UN}',
     "mesures[1].unite | attendu : un texte entre guillemets droits ; trouvé : un nombre entier (3) | "),
    (f"{LITS}euros = true\n{UN}",
     "mesures[1].unite | une mesure en euros n’a pas d’autre unité | supprimez unite, ou euros"),
    *((f'[[mesures]]\ncode = "lits"\nunite = {{ singulier = "lit", pas = {pas} }}\n{UN}',
       f"mesures[1].unite.pas | pas impossible : {pas} | la plus petite part comptée : 0.5 pour des demies, "
       "0.25 pour des quarts") for pas in (0, 0.3)),
    (f"{LITS}{VILLE}[[strates]]\nlits = {{ max = 3 }}\n{UN}",
     'strates[1] | aucune nature n’est classée par lits | écrivez nature = "…" dans le cas, ou mesure à '
     "[[natures]]"),
    (f'[[mesures]]\ncode = "lits"\nunite = 3\n{VILLE}[[strates]]\nlits = {{ max = 3 }}\n{UN}',
     "mesures[1].unite | attendu : un texte entre guillemets droits ; trouvé : un nombre entier (3) | "),
    (LITS + VILLE.replace('"habitants"', '"zzz"') + f"[[strates]]\nlits = {{ max = 3 }}\n{UN}",
     "natures[1].mesure | aucune mesure n’a le code « zzz » | déclarez-la : [[mesures]] code = …"),
    (f'[[strates]]\ncas = [{{ nature = "zzz" }}]\n{UN}',
     "strates[1].cas[1].nature | aucune nature n’a le code « zzz » | déclarez-la : [[natures]] code = …"),
    (f"[organisme]\nsiret = '{'1' * 21}'\n{UN}", f"organisme.siret | un SIRET a 14 chiffres : « {'1' * 20} » | "
     "recopiez-le de l’avis de situation"),
    (f"[organisme]\nsiret = '50000000000008'\n{UN}", "organisme.siret | ce SIRET est faux, sa clé ne tombe pas juste "
     ": « 50000000000008 » | vérifiez chaque chiffre"),
    (f"[[strates]]\nhabitants = {{ max = 9 }}\n[[strates]]\nhabitants = {{ min = 9 }}\n{UN}",
     "strates.habitants | les strates 1 et 2 se recouvrent : 9 est dans les deux | donnez à la strate 1 un max de 8"),
    (f"[[strates]]\nhabitants = 3\n{UN}",
     "strates[1].habitants | attendu : une table ; trouvé : un nombre entier (3) | "),
    (f"[[strates]]\nhabitants = {{}}\n{UN}", "strates[1].habitants | aucune borne | "
     "écrivez { min = 0 } pour tous, { max = 499 } ou { min = 500, max = 999 }"),
    (f"[[strates]]\nnumero = 1000000000001\nhabitants = {{ min = 0 }}\n{UN}",
     "strates[1].numero | nombre trop grand | vérifiez la saisie"),
    (f"[[strates]]\nnumero = -123456789012345678901\nhabitants = {{ min = 0 }}\n{UN}",
     "strates[1].numero | nombre négatif : -1234567890123456789 | écrivez 0 ou plus"),
]  # fmt: skip


def test_qui_publie_et_qui_est_servi() -> None:
    for corps, dite in QUI_FAUX:
        assert fautes(corps) == [dite]


def test_les_seuils_faux_n_en_faussent_pas_d_autres() -> None:
    assert fautes(f'[seuils]\nhabitants = ["x", 5, "y", 4, 8]\n{UN}') == [
        *(f"seuils.habitants.{rang} | attendu : un nombre entier ; trouvé : un texte entre guillemets droits ({mot}) | "
          "écrivez le nombre seul, sans guillemets" for rang, mot in ((1, "x"), (3, "y"))),
        "seuils.habitants.4 | 4 n’est pas plus grand que 5 | écrivez les seuils dans l’ordre",
    ]  # fmt: skip


@pytest.mark.parametrize(("ecrit", "article"), [("le", "le"), ("la", "la"), ("l’", "l’"), ("l'", "l’"), ("les", "les")])
def test_un_organisme_et_son_article(ecrit: str, article: str) -> None:
    dit = f'[organisme]\ngenre = "agences"\narticle = "{ecrit}"\nnom = "N"\nadresse = "1 rue  Haute"\n'
    assert grille(dit + UN).organisme == Organisme("agences", article, "N", ("1 rue Haute",), None)
    assert grille(f'{UN}article = "{ecrit}"').forfaits[0].article == article
    assert grille(UN).organisme == Organisme("organisme qui publie la grille", "l’", "", (), None)
    assert grille(UN).forfaits[0].article is None


def test_un_pas_plus_grand_que_l_unite() -> None:
    """What is sold by the hour and a half."""
    dite = '[[mesures]]\ncode = "heures"\nunite = { singulier = "heure", pas = 1.5 }\n'
    (mesure,) = grille(dite + UN).mesures
    assert (mesure.pas, mesure.precision, mesure.nom) == (Decimal("1.5"), "", "heures")


def test_un_siret_dont_un_cinq_est_double() -> None:
    """Twice 5 is 10, whose figures make 1: with 9 for a key, ten."""
    assert grille(f"[organisme]\nsiret = '500 000 000 00009'\n{UN}").organisme.siret == "50000000000009"


def test_un_numero_juste_sur_la_borne() -> None:
    (strate,) = grille(f"[[strates]]\nnumero = 1000000000000\nhabitants = {{ min = 0 }}\n{UN}").strates
    assert strate.numero == 1_000_000_000_000


# --- Options and their cells ----------------------------------------------------------------------


OPTIONS_FAUSSES = [
    ("par_forfait = { un = 2.00 }", ["par_forfait.deux | clé absente | attendu : un prix"]),
    ('cellules = { un = "Non" }', ["cellules.deux | clé absente | attendu : un texte entre guillemets droits"]),
    ('cellules = "Non"\npar_forfait = { un = 2.00 }',
     ["par_forfait | ce prix ne sert à aucune cellule : la légende leur donne un autre sens | "
      "supprimez le prix, ou changez le texte des cellules"]),
    ('cellules = "X"\npar_forfait = { un = 2.00 }',
     ["cellules | texte absent de la légende : « X » | ajoutez ce texte à [legende.options] avec ce qu’il veut "
      "dire, ou prix = … à l’option"]),
    ('cellules = { un = "X", deux = "Y" }',
     [f"cellules.{code} | texte absent de la légende : « {texte} » | ajoutez ce texte à [legende.options] avec ce "
      "qu’il veut dire, ou prix = … à l’option" for code, texte in (("un", "X"), ("deux", "Y"))]),
    ('cellules = { uns = "Non", zzz = "Non", deux = "Non" }',
     ["cellules.uns | cellules de « uns », et aucune de « un » : le code a-t-il changé ? | "
      "remplacez uns par un dans options[1].cellules, ou rendez son code au forfait",
      "cellules.zzz | aucun forfait n’a ce code | forfaits : un, deux."]),
    ("cellules = 3\nprix = 2.00",
     ["cellules | attendu : un texte entre guillemets droits ; trouvé : un nombre entier (3) | "]),
    ("unite = 3\nprix = 1.00",
     ["unite | attendu : un texte entre guillemets droits ; trouvé : un nombre entier (3) | "]),
    ('prix = { montant = "x", gratuits = 2 }',
     ["prix.montant | attendu : un montant ; trouvé : un texte entre guillemets droits (x) | écrivez le montant "
      "seul, par exemple 7.00, ou « sur étude », « non proposé » ou « à renseigner »"]),
    ("prix = { montant = 1.00, gratuits = 2 }", ["prix | gratuits ne sert qu’à ce qui se compte | "
                                                 "ajoutez par à ce prix, ou, pour une option, son unité"]),
    ("par_forfait = { un = { montant = 1.00, gratuits = 2 }, deux = 3.00 }",
     ["par_forfait.un | gratuits ne sert qu’à ce qui se compte | ajoutez par à ce prix, ou, pour une option, "
      "son unité"]),
    ('unite = "Go"\nprix = { montant = 1.00, par = "habitants" }',
     ["prix | l’option se compte en Go et son prix va par habitant : deux comptes pour un prix | "
      "supprimez par de ce prix, ou l’unité de l’option"]),
    ('unite = "Go"\nprix = { montant = 1.00, minimum = 1.5 }',
     ["prix | 1.5 n’est pas un nombre entier | écrivez un nombre entier"]),
    ('prix = 1.00\nservice = "s"', ["service | aucun service n’a le code « s » | services de la grille : aucun"]),
    ('prix = 1.00\nexige = "zzz"', ["exige | aucune option n’a le code « zzz » | options : a."]),
    ('prix = 1.00\nexige = "a"', ["exige | une option ne s’exige pas elle-même | supprimez-la de la liste"]),
    ("", ['prix | ni prix, ni cellules | écrivez prix = 7.00, ou prix = "à renseigner"']),
]  # fmt: skip


def test_une_option_fausse() -> None:
    for option, dites in OPTIONS_FAUSSES:
        assert fautes(f"{DEUX}{OPTION}{option}") == [f"options[1].{dite}" for dite in dites]


def test_un_code_mal_ecrit_partout_est_dit_une_fois() -> None:
    deux = f'{OPTION}cellules = {{ uns = "Non", deux = "Non" }}\n{AUTRE}cellules = {{ uns = "Non", deux = "Non" }}\n'
    assert fautes(DEUX + deux) == [
        "options[1].cellules.uns | cellules de « uns », et aucune de « un » : le code a-t-il changé ? | remplacez uns "
        "par un dans 2 tables (options[1].cellules à options[2].cellules), ou rendez son code au forfait"
    ]


def test_un_forfait_exige_ce_qu_aucune_option_n_est() -> None:
    assert fautes(f'{UN}exige = "zzz"') == [
        "forfaits[1].exige | aucune option n’a le code « zzz » | la grille n’a pas d’option"
    ]


SANS_MONTANT = ARenseigner("prix à demander à l’organisme qui publie la grille")


@pytest.mark.parametrize(
    ("legende", "tarif"),
    [
        ('disponibilite = "proposee"', Tarif(Mode.UNITAIRE, (Echeance(SANS_MONTANT),))),
        ('mode = "journalier"', Tarif(Mode.JOURNALIER, (Echeance(SANS_MONTANT),))),
        ('disponibilite = "proposee", periodicite = "an"',
         Tarif(Mode.UNITAIRE, (Echeance(SANS_MONTANT, Periodicite.AN),))),
        ('disponibilite = "proposee", taux_tva = 5.5',
         Tarif(Mode.UNITAIRE, (Echeance(SANS_MONTANT, taux_tva=Decimal("5.5")),))),
        ("prix = 2.00", Tarif(Mode.UNITAIRE, (Echeance(Chiffre(Decimal("2.00"))),))),
        ('mode = "sur_etude"', Tarif(Mode.SUR_ETUDE, (Echeance(SurEtude("prix fixé après étude")),))),
    ],
)  # fmt: skip
def test_ce_qu_une_legende_dit_d_une_option(legende: str, tarif: Tarif) -> None:
    corps = f'[tva]\nregime = "ht"\ntaux = 20\n[legende.options]\n"V" = {{ {legende} }}\n{DEUX}{OPTION}cellules = "V"'
    assert grille(corps).options[0].cellules == dict.fromkeys(("un", "deux"), Proposee("V", tarif))


def test_un_mot_de_legende_a_une_forme_courte() -> None:
    corps = f'[legende.options]\n"Vendu" = {{ prix = 1.00, court = "v" }}\n{DEUX}{OPTION}'
    cellules = grille(corps + 'cellules = { un = "Vendu", deux = "Inclus" }').options[0].cellules
    assert [cellule.court for cellule in cellules.values()] == ["v", ""]


def test_une_option_sans_service_ne_prend_pas_de_mot_de_plus() -> None:
    """« extra-a » asks for what a service already gives: there is none."""
    deux = f'{OPTION}unite = "Go"\nprix = 1.00\n[[options]]\ncode = "extra-a"\nnom = "B"\nprix = 1.00\n'
    assert [option.code for option in grille(UN + deux).options] == ["a", "extra-a"]


@pytest.mark.parametrize(
    ("legende", "dites"),
    [
        ('mode = "sur_etude", taux_tva = 20',
         ["legende.options.V.taux_tva | un prix sur étude n’a ni montant ni périodicité | "
          "supprimez-le ou changez le mode"]),
        ('court = "v"', ["legende.options.V.disponibilite | clé absente | attendu : un texte entre guillemets droits"]),
        ("prix = { montant = 1.00, gratuits = 2 }",
         ["options[1].unite | gratuits ne sert qu’à ce qui se compte | ajoutez par à ce prix, ou, pour une option, "
          "son unité"]),
    ],
)  # fmt: skip
def test_une_legende_fausse(legende: str, dites: list[str]) -> None:
    corps = f'[legende.options]\n"V" = {{ {legende} }}\n{DEUX}{OPTION}cellules = {{ un = "V", deux = "V" }}'
    assert fautes(corps) == dites


def vendue(texte: str, montant: str, mode: Mode = Mode.UNITAIRE, **echeance: object) -> Proposee:
    seule = Echeance(Chiffre(Decimal(montant)))._replace(**echeance)  # type: ignore[arg-type]
    return Proposee(texte, Tarif(mode, (seule,)))


@pytest.mark.parametrize(
    ("option", "un", "deux"),
    [
        ("prix = 1.00\npar_forfait = { un = 2.00 }", vendue("2,00 €", "2.00"), vendue("1,00 €", "1.00")),
        ('prix = 1.00\nperiodicite = "an"\npar_forfait = { un = 2.00 }',
         vendue("2,00 € par an", "2.00", periodicite=Periodicite.AN),
         vendue("1,00 € par an", "1.00", periodicite=Periodicite.AN)),
        ('prix = 1.00\nperiodicite = "an"\npar_forfait = { un = { montant = 2.00, periodicite = "mois" } }',
         vendue("2,00 € par mois", "2.00", periodicite=Periodicite.MOIS),
         vendue("1,00 € par an", "1.00", periodicite=Periodicite.AN)),
        ('par_forfait = { un = "Inclus", deux = "non proposé" }', Incluse("Inclus"), NonProposee("Non proposé")),
        ('cellules = "Texte"\npar_forfait = { un = "Offert", deux = "non proposé" }',
         Incluse("Texte"), NonProposee("Texte")),
        ('cellules = { un = "Texte", deux = "Non" }\nprix = 3.00', vendue("Texte", "3.00"), NonProposee("Non")),
        ('prix = 3.00\nunite = "½ journée"', vendue("3,00 € par ½ journée", "3.00", Mode.JOURNALIER),
         vendue("3,00 € par ½ journée", "3.00", Mode.JOURNALIER)),
    ],
)  # fmt: skip
def test_les_cellules_d_une_option(option: str, un: CelluleOption, deux: CelluleOption) -> None:
    cellules = grille(f"{DEUX}{OPTION}{option}").options[0].cellules
    assert {code: cellule._replace(texte=espaces_simples(cellule.texte)) for code, cellule in cellules.items()} == {
        "un": un,
        "deux": deux,
    }


def test_le_taux_d_un_forfait_passe_avant_celui_de_l_option() -> None:
    option = "prix = 1.00\ntaux_tva = 20\npar_forfait = { un = { montant = 2.00, taux_tva = 5.5 }, deux = 3.00 }"
    cellules = grille(f'[tva]\nregime = "ht"\ntaux = 10\n{DEUX}{OPTION}{option}').options[0].cellules
    taux = [un.tarif.echeances[0].taux_tva for un in cellules.values() if isinstance(un, Proposee)]
    assert taux == [Decimal("5.5"), Decimal(20)]


def test_une_grille_sans_forfait_vend_ses_options_a_la_carte() -> None:
    (carte,) = grille(f"{OPTION}prix = 1.00").forfaits
    assert carte[:4] == ("a-la-carte", "À la carte", "À la carte", None)


# --- Texts and lists ------------------------------------------------------------------------------


def test_un_texte_se_lit_sans_ses_blancs() -> None:
    """Line ends and tabs too; what does not break is kept."""
    une = grille('[[forfaits]]\ncode = "un"\nnom = """  Le\tforfait\r\n   Un\u00a0: base  """\n')
    assert une.forfaits[0].nom == "Le forfait Un\u00a0: base"


def test_un_texte_a_dix_mille_signes_au_plus() -> None:
    assert len(grille(f'[[forfaits]]\ncode = "un"\nnom = "{"x" * 10_000}"').forfaits[0].nom) == 10_000
    assert fautes(f'[[forfaits]]\ncode = "un"\nnom = "{"x" * 10_001}"') == [
        "forfaits[1].nom | texte de plus de 10 000 signes | abrégez-le"
    ]
    assert fautes('[[forfaits]]\ncode = "un"\nnom = " "') == [
        "forfaits[1].nom | texte vide | écrivez le texte ou supprimez la ligne"
    ]


def test_des_fautes_sans_nombre_arretent_la_lecture() -> None:
    def fautifs(combien: int) -> str:
        return "".join(f'[[forfaits]]\ncode = "f{rang}"\nnom = ""\n' for rang in range(combien))

    assert len(fautes(fautifs(199))) == 199
    dites = fautes(fautifs(200))
    assert dites[0] == (
        "grille.toml | plus de 199 fautes : la lecture s’est arrêtée là | "
        "vérifiez que c’est le bon fichier, ou corrigez d’abord celles-ci"
    )
    assert len(dites) == 201


def test_une_liste_a_deux_mille_tables_au_plus(monkeypatch: pytest.MonkeyPatch) -> None:
    def notes(combien: int) -> str:
        return UN + "".join(NOTE.replace('"n"', f'"n{rang}"') for rang in range(combien))

    assert champs.TABLES_MAX == 2_000
    monkeypatch.setattr(champs, "TABLES_MAX", 3)
    assert len(grille(notes(3)).notes) == 3
    assert fautes(notes(4)) == ["notes | 4 tables | il peut y en avoir 3 au plus"]
