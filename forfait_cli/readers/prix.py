"""A price as a catalogue or a tarifs file writes it, in each of its forms (see `catalogue.toml`)."""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from forfait_cli.domaine.catalogue import HorsTaxe, NonSoumis, Tva
from forfait_cli.domaine.prix import (
    CENT,
    ARenseigner,
    Bareme,
    Chiffre,
    Echeance,
    NonPropose,
    ParTranche,
    PourCent,
    SelonNature,
    SelonStrate,
    SurEtude,
    Tarif,
    Tranche,
    Tranches,
    est_donne,
    feuilles,
)
from forfait_cli.domaine.types import Mesure, Mode, Nombre, Periodicite, Unite
from forfait_cli.erreurs import suggestion
from forfait_cli.francais import enumeration, guillemets, quantite
from forfait_cli.readers.champs import Champs, decrire, ecrire_nombre

MENTION = "Non soumis à la TVA."
FORMES = 'écrivez 300.00, { 1 = 300.00, 2 = 400.00 } ou { montant = 300.00, periodicite = "an" }'
# What stands in the place of an amount: the way to write it, then what else is understood.
SUR_ETUDE = ("sur étude", "sur devis")
A_RENSEIGNER = ("à renseigner",)
NON_PROPOSE = ("non proposé",)
MOTS = (SUR_ETUDE[0], NON_PROPOSE[0], A_RENSEIGNER[0])
CORPS = ("montant", "pour_cent", "tranches", "par_nature")  # one of them gives the amount
SANS_MONTANT = ("par", "plancher", "plafond", "gratuits", "minimum")  # what means nothing without an amount


class Regles(NamedTuple):
    """What the prices of a file are checked against."""

    numeros: Sequence[int]  # of the strates, in the grid's order
    natures: Sequence[str]  # codes
    mesures: Sequence[Mesure]
    ht: bool  # rates of VAT may be given
    requis: bool  # False: of tarifs, whose prices without an amount complete the catalogue's own
    etude: str = "prix fixé après étude"  # what a devis says of what is priced after a study


def lire_tarif(
    champs: Champs,
    cle: str,
    regles: Regles,
    absent: ARenseigner,
    mode: Mode | None = None,
) -> Tarif:
    """The price under `cle`; `absent` where none is. The table may give `periodicite` and `taux_tva` for it."""
    commun = Echeance(absent, lire_periodicite(champs), taux_tva=_taux(champs, regles))
    if champs.est_liste_de_tables(cle):
        tarif = Tarif(mode, _plusieurs(champs, cle, regles, commun, absent))
    elif champs.est_table(cle) and not _est_bareme(champs.table(cle)):
        tarif = Tarif(mode, (_echeance(champs.table(cle), regles, commun, absent, seul=True),))
    else:
        bareme = _bareme(champs, cle, regles, absent)
        tarif = Tarif(mode, (commun if bareme is None else commun._replace(bareme=bareme),))
    for echeance in tarif.echeances:
        _verifier_emboitement(champs, cle, echeance.bareme)
    return tarif


# --- Barèmes --------------------------------------------------------------------------------------


def _est_bareme(table: Champs) -> bool:
    cles = table.cles()
    return bool(cles) and all(map(_est_numero, cles))


def _bareme(champs: Champs, cle: str, regles: Regles, absent: ARenseigner) -> Bareme | None:
    """The amount that stands under a key, in any form but that of an échéance; None: no such key."""
    if champs.est_texte(cle):
        return _mot(champs, cle, regles, absent)
    if champs.est_liste(cle):
        return _liste(champs, cle, regles, absent)
    if not champs.est_table(cle):
        montant = champs.montant_ou_rien(cle, FORMES)
        if montant is not None:
            return Chiffre(montant)
        return absent if cle in champs else None
    table = champs.table(cle)
    if _est_bareme(table):
        return _par_strate(table, regles, absent)
    corps = _corps(table, regles, absent)
    if corps is None and not table.a_faute(""):
        table.faute("", "aucun montant dans cette table", FORMES)
    table.fin()
    return corps or absent


def _verifier_emboitement(champs: Champs, cle: str, bareme: Bareme) -> None:
    """A strate's price is not by strate again, nor a nature's by nature."""
    for chemin, _ in feuilles(bareme):
        strates = sum(isinstance(un, int) for un in chemin)
        if max(strates, len(chemin) - strates) > 1 and not champs.a_faute(cle):
            message = "un prix par strate ou par nature dans un autre de la même sorte"
            champs.faute(cle, message, "donnez un seul montant à chaque strate, à chaque nature")


def _mot(champs: Champs, cle: str, regles: Regles, absent: ARenseigner) -> Bareme:
    mot = champs.texte(cle)
    if mot in SUR_ETUDE:
        return SurEtude(regles.etude)
    if mot in NON_PROPOSE:
        return NonPropose("")
    if mot and mot not in A_RENSEIGNER:
        mots = enumeration(list(map(guillemets, MOTS)), "ou")
        aide = ecrire_nombre(mot) or suggestion(mot, MOTS) or f"écrivez le montant seul, par exemple 7.00, ou {mots}"
        champs.faute(cle, f"attendu : un montant ; trouvé : {decrire(mot)}", aide)
    return absent


def _liste(champs: Champs, cle: str, regles: Regles, absent: ARenseigner) -> Bareme:
    """Amounts in the order of the strates."""
    elements = champs.elements(cle)
    rangs = elements.cles()
    if len(rangs) != len(regles.numeros) or not rangs:
        message = f"{len(rangs)} montant{'s' if len(rangs) > 1 else ''} pour {quantite(len(regles.numeros), 'strate')}"
        aide = "écrivez un montant pour chaque strate, dans l’ordre, ou { 1 = 300.00, 2 = 400.00 }"
        if not regles.numeros:
            message, aide = "une liste de montants, mais la grille n’a pas de strates", FORMES
        champs.faute(cle, message, aide)
        return absent
    return SelonStrate(
        {
            numero: _bareme(elements, rang, regles, absent) or absent
            for numero, rang in zip(regles.numeros, rangs, strict=True)
        },
        absent,
    )


def _par_strate(champs: Champs, regles: Regles, absent: ARenseigner) -> Bareme:
    prix: dict[int, Bareme] = {}
    for cle in champs.cles():
        if not _est_numero(cle) or int(cle) not in regles.numeros:
            connues = ", ".join(map(str, sorted(regles.numeros)))
            aide = f"strates : {connues}" if connues else "la grille n’a pas de strates"
            champs.faute(cle, "aucune strate n’a ce numéro", aide)
            continue
        bareme = _bareme(champs, cle, regles, absent)
        if bareme is not None:
            prix[int(cle)] = bareme
    return SelonStrate(prix, absent)


def _corps(champs: Champs, regles: Regles, absent: ARenseigner) -> Bareme | None:
    """What a table says of the amount itself: one of `CORPS`; None where none of them is there."""
    presents = [cle for cle in CORPS if cle in champs]
    champs.connaitre(*CORPS)
    if len(presents) > 1:
        champs.faute(presents[1], f"{enumeration(presents)} à la fois : un seul dit le montant", "gardez l’un d’eux")
        champs.connaitre("calcul")
        return absent
    if "calcul" in champs and presents != ["tranches"]:
        champs.connaitre("calcul")
        champs.faute("calcul", "ne sert qu’avec tranches", "ajoutez tranches = [ … ], ou supprimez calcul")
    return _lire_corps(champs, presents[0], regles, absent) if presents else None


def _lire_corps(champs: Champs, cle: str, regles: Regles, absent: ARenseigner) -> Bareme | None:
    if cle == "pour_cent":
        taux = _pour_cent(champs, cle, "écrivez le taux en pour cent, par exemple 0.5")
        return absent if taux is None else PourCent(taux)
    if cle == "tranches":
        return _tranches(champs) or absent
    if cle == "par_nature":
        return _par_nature(champs.table(cle), regles, absent)
    if champs.est_table(cle) and not champs.table(cle).cles():
        champs.faute(cle, "table vide : aucun montant", FORMES)
        return absent
    return _bareme(champs, cle, regles, absent)


def _tranches(champs: Champs) -> Tranches | None:
    avant = len(champs.fautes)
    tranches: list[Tranche] = []
    fin: Nombre = 0
    tables = champs.tables("tranches")
    for rang, table in enumerate(tables, 1):
        jusqua = table.nombre_ou_rien("jusqua")
        montant = table.montant_ou_rien("montant", "écrivez le montant de la tranche, par exemple 5.00")
        if montant is None and not table.a_faute(""):
            table.faute("montant", "clé absente", "attendu : un montant")
        table.fin()
        if table.a_faute(""):
            continue
        if jusqua is None and rang < len(tables):
            table.faute("jusqua", "clé absente : seule la dernière tranche n’a pas de fin", "écrivez jusqua = …")
        elif jusqua is not None and jusqua <= fin:
            table.faute("jusqua", f"{jusqua} n’est pas plus grand que {fin}", "écrivez les tranches dans l’ordre")
        fin = fin if jusqua is None else jusqua
        tranches.append(Tranche(jusqua, montant or Decimal(0)))
    calcul = ParTranche.MARGINALE
    if "calcul" in champs:
        calcul = champs.choix("calcul", ParTranche)
    else:
        champs.connaitre("calcul")
        aide = (
            '"marginale" : chaque unité au prix de sa tranche ; "volume" : toutes au prix de la tranche atteinte ; '
            '"forfaitaire" : un montant pour la tranche atteinte'
        )
        champs.faute("calcul", "clé absente : les tranches se lisent de plusieurs façons", f"écrivez calcul = {aide}")
    return Tranches(tuple(tranches), calcul) if len(champs.fautes) == avant else None


def _par_nature(champs: Champs, regles: Regles, absent: ARenseigner) -> Bareme:
    prix: dict[str, Bareme] = {}
    for cle in champs.cles():
        if cle not in regles.natures:
            natures = ", ".join(regles.natures)
            toutes = f"natures : {natures}" if natures else "déclarez-la : [[natures]] code = …"
            aide = suggestion(cle, regles.natures) or toutes
            champs.faute(cle, "aucune nature n’a ce code", aide)
            continue
        prix[cle] = _bareme(champs, cle, regles, absent) or absent
    if not champs.cles() and not champs.a_faute(""):
        champs.faute("", "table vide : aucun montant", "écrivez { commune = 100.00, … }")
    return SelonNature(prix, absent)


# --- Échéances ------------------------------------------------------------------------------------


def _echeance(champs: Champs, regles: Regles, commun: Echeance, absent: ARenseigner, *, seul: bool) -> Echeance:
    """The échéance that a table says: an amount and its rules."""
    cles = champs.cles()
    bareme = _corps(champs, regles, absent)
    if not cles:
        champs.faute("", "table vide : aucun montant", FORMES)
    melees = any(map(_est_numero, cles))
    if cles and bareme is None and (regles.requis or not seul) and not melees:
        champs.faute("montant", "clé absente", "attendu : un montant")
    taux = _taux(champs, regles)
    echeance = commun._replace(
        bareme=absent if bareme is None else bareme,
        par=_par(champs, regles),
        plancher=champs.montant_ou_rien("plancher"),
        plafond=champs.montant_ou_rien("plafond"),
        gratuits=champs.nombre_ou_rien("gratuits") or 0,
        minimum=champs.nombre_ou_rien("minimum") or 0,
        libelle=champs.texte("libelle", defaut=""),
        source=champs.texte("source", defaut=""),
        periodicite=lire_periodicite(champs) or commun.periodicite,
        taux_tva=commun.taux_tva if taux is None else taux,
    )
    for cle in cles:
        if _est_numero(cle):
            champs.faute(cle, "un numéro de strate parmi d’autres clés", "écrivez montant = { 1 = …, 2 = … }")
    champs.fin(sauf=_est_numero)
    if not melees and not any(champs.a_faute(cle) for cle in (*CORPS, "calcul", *SANS_MONTANT)):
        _verifier(champs, echeance, regles, connu=bareme is not None and est_donne(bareme))
    return echeance


def _par(champs: Champs, regles: Regles) -> str | None:
    """The measure that multiplies the amount: its code, or its unit (« habitant »)."""
    if "par" not in champs:
        champs.connaitre("par")
        return None
    mot = champs.texte("par")
    for mesure in regles.mesures:
        if mot == mesure.code or (mesure.unite is not None and mot in mesure.unite[:2]):
            return mesure.code
    if mot:
        codes = [mesure.code for mesure in regles.mesures]
        toutes = f"mesures de la grille : {', '.join(codes)}." if codes else "déclarez-la : [[mesures]] code = …"
        aide = suggestion(mot, codes) or toutes
        champs.faute("par", f"mot inconnu : {guillemets(mot)}", aide)
    return None


def _verifier(champs: Champs, echeance: Echeance, regles: Regles, *, connu: bool) -> None:
    """Refuse what can't mean one thing."""
    if not connu:
        for cle in SANS_MONTANT:
            if cle in champs:
                champs.faute(cle, "ne sert qu’avec un montant", "ajoutez montant = …")
        return
    plancher, plafond = echeance.plancher, echeance.plafond
    if plancher is not None and plafond is not None and plafond < plancher:
        champs.faute("plafond", f"{plafond} est plus petit que plancher ({plancher})", "inversez les deux")
    if echeance.gratuits:
        for cle, present, pourquoi in (
            ("plancher", plancher is not None, "on ne sait pas si le plancher est dû quand tout est gratuit"),
            ("minimum", bool(echeance.minimum), "on ne sait pas si le minimum compte ce qui est gratuit"),
            ("tranches", _a(echeance, Tranches), "une première tranche à 0.00 dit la même chose"),
            ("pour_cent", _a(echeance, PourCent), "un taux ne compte pas d’unités"),
        ):
            if present:
                champs.faute("gratuits", f"gratuits et {cle} à la fois : {pourquoi}", "gardez l’un des deux")
    if echeance.minimum and echeance.par is not None:
        message = "minimum et par à la fois : un minimum est un nombre d’unités de l’option"
        champs.faute("minimum", message, "écrivez plancher = …, en euros")
    _verifier_mesure(champs, echeance, regles)


def _verifier_mesure(champs: Champs, echeance: Echeance, regles: Regles) -> None:
    mesure = next((une for une in regles.mesures if une.code == echeance.par), None)
    unite = None if mesure is None else mesure.unite
    if _a(echeance, PourCent):
        if mesure is None or unite is not None:
            codes = [une.code for une in regles.mesures if une.unite is None]
            aide = f'écrivez par = "{codes[0]}"' if codes else "déclarez-la : [[mesures]] code = …, euros = true"
            champs.faute("par", "pour_cent veut une mesure en euros", aide)
        elif not all(
            isinstance(un, PourCent | ARenseigner | SurEtude | NonPropose) for _, un in feuilles(echeance.bareme)
        ):
            champs.faute("par", "un taux et un montant à la fois pour une même mesure", "donnez-en deux prix")
    elif mesure is not None and unite is None:
        quoi = "bornez des strates par cette mesure" if _a(echeance, Tranches) else "écrivez pour_cent = …"
        champs.faute("par", f"la mesure {guillemets(mesure.code)} est un montant, elle ne se compte pas", quoi)
    elif unite is not None and (faute := _hors_pas(echeance, unite)):
        champs.faute(*faute)


def _a(echeance: Echeance, genre: type[Tranches] | type[PourCent]) -> bool:
    return any(isinstance(simple, genre) for _, simple in feuilles(echeance.bareme))


def _plusieurs(champs: Champs, cle: str, regles: Regles, commun: Echeance, absent: ARenseigner) -> tuple[Echeance, ...]:
    echeances: list[Echeance] = []
    vues: set[tuple[Periodicite | None, str, str | None]] = set()
    for table in champs.tables(cle):
        echeance = _echeance(table, regles, commun, absent, seul=False)
        if table.a_faute(""):
            continue
        if (*echeance.cle, echeance.par) in vues:
            quand = "sans périodicité" if echeance.periodicite is None else guillemets(str(echeance.periodicite))
            aide = "un prix par périodicité, ou un par mesure (habitants, agents…) ; libelle distingue deux frais"
            table.faute("periodicite", f"deux prix {quand}", aide)
        vues.add((*echeance.cle, echeance.par))
        echeances.append(echeance)
    return tuple(echeances) or (commun,)


# --- What is counted ------------------------------------------------------------------------------


def verifier_compte(champs: Champs, cle: str, tarif: Tarif, unite: Unite | None, regles: Regles) -> None:
    """Report where a price does not go with what the option counts; None: it is taken or not, not counted."""
    for message, aide in fautes_de_compte(tarif, unite, regles):
        champs.faute(cle, message, aide)


def fautes_de_compte(tarif: Tarif, unite: Unite | None, regles: Regles) -> Iterator[tuple[str, str]]:
    """What is wrong with a price for what is counted in that unit, and how to mend it."""
    mesures = regles.mesures
    for echeance in tarif.echeances:
        if echeance.par is not None:
            if unite is not None:
                mot = next(m.nom if m.unite is None else m.unite.nom for m in mesures if m.code == echeance.par)
                message = f"l’option se compte en {unite.pluriel} et son prix va par {mot} : deux comptes pour un prix"
                aide = "supprimez par de ce prix"
                yield message, f"{aide}, ou l’unité de l’option" if regles.requis else aide
        elif unite is None:
            for mot, present in (
                ("gratuits", echeance.gratuits),
                ("minimum", echeance.minimum),
                ("tranches", _a(echeance, Tranches)),
            ):
                if present:
                    aide = f"supprimez {mot}, ou ajoutez par à ce prix"
                    if regles.requis:
                        aide = "ajoutez par à ce prix, ou, pour une option, son unité"
                    yield f"{mot} ne sert qu’à ce qui se compte", aide
        elif faute := _hors_pas(echeance, unite):
            yield faute[1:]


def _hors_pas(echeance: Echeance, unite: Unite) -> tuple[str, str, str] | None:
    """A number of units that is no multiple of the smallest part counted: key, message, remedy."""
    nombres: list[tuple[str, Nombre]] = [("gratuits", echeance.gratuits), ("minimum", echeance.minimum)]
    for _, simple in feuilles(echeance.bareme):
        if isinstance(simple, Tranches):
            nombres.extend(("tranches", tranche.jusqua) for tranche in simple.tranches if tranche.jusqua is not None)
    for cle, combien in nombres:
        if Decimal(combien) % unite.pas:
            quoi = "un nombre entier" if unite.pas == 1 else f"un multiple de {unite.pas}"
            return cle, f"{combien} n’est pas {quoi}", f"écrivez {quoi}"
    return None


# --- Small ones -----------------------------------------------------------------------------------


def lire_periodicite(champs: Champs) -> Periodicite | None:
    """The periodicity that a table states, if it does."""
    champs.connaitre("periodicite")
    return champs.choix("periodicite", Periodicite) if "periodicite" in champs else None


def _taux(champs: Champs, regles: Regles) -> Decimal | None:
    taux = _pour_cent(champs, "taux_tva")
    if taux is not None and not regles.ht:
        champs.faute("taux_tva", "un taux, mais les prix ne sont pas dits hors taxe", 'ajoutez [tva] regime = "ht"')
    return taux


def _pour_cent(
    champs: Champs, cle: str, aide: str = "écrivez le taux en pour cent, par exemple 20 ou 5.5"
) -> Decimal | None:
    taux = champs.montant_ou_rien(cle, aide)
    if taux is not None and taux > CENT:
        champs.faute(cle, f"taux impossible : {taux}", "écrivez un pour cent, de 0 à 100")
        return None
    return taux


def _est_numero(cle: str) -> bool:
    """Whether a key is the number of a strate, written in its one way; nine figures are enough."""
    return re.fullmatch("0|[1-9][0-9]{0,8}", cle) is not None


def lire_tva(racine: Champs) -> Tva | None:
    """`[tva]`: not subject, or stated without tax at a rate; absent, nothing is stated."""
    if "tva" not in racine:
        racine.connaitre("tva")
        return None
    champs = racine.table("tva")
    regime = champs.mot("regime", ("non_soumis", "ht"))
    tva: Tva
    if champs.a_faute("regime"):  # which keys may follow can't be told
        return HorsTaxe(Decimal(0))
    if regime == "ht":
        taux = _pour_cent(champs, "taux")
        if taux is None and not champs.a_faute("taux"):
            champs.faute("taux", "clé absente", "écrivez le taux en pour cent, par exemple taux = 20")
        tva = HorsTaxe(taux or Decimal(0))
    else:
        tva = NonSoumis(champs.texte("mention", defaut=MENTION))
    champs.fin()
    return tva
