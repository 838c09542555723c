"""A price as a catalogue or a tarifs file writes it: one amount, one a strate, one a head, or several."""

from collections.abc import Collection, Mapping
from decimal import Decimal
from typing import NamedTuple

from forfait_cli.domaine.tva import HorsTaxe, NonSoumis, Tva
from forfait_cli.domaine.types import Chiffre, Mode, Par, Periodicite, Prix, Tarif
from forfait_cli.francais import guillemets
from forfait_cli.readers.champs import Champs

CENT = Decimal(100)
MENTION = "Non soumis à la TVA."
SANS_MONTANT = ("par", "plancher", "plafond", "gratuits")  # what means nothing without an amount
FORMES = 'écrivez 300.00, { 1 = 300.00, 2 = 400.00 } ou { montant = 300.00, periodicite = "an" }'


class Regles(NamedTuple):
    """What the prices of a file are checked against."""

    numeros: Collection[int]  # of the strates
    ht: bool  # rates of VAT may be given
    requis: bool = True  # False: a price without an amount completes the catalogue's own


def lire_tarif(champs: Champs, cle: str, regles: Regles, absent: Prix, mode: Mode | None = None) -> Tarif:
    """The price under `cle`; `absent` where none is. The table may give `periodicite` and `taux_tva` for it."""
    commun = Tarif(mode, absent, {}, lire_periodicite(champs), taux=_taux(champs, regles))
    if champs.est_liste(cle):
        return _plusieurs(champs, cle, regles, commun)
    if not champs.est_table(cle):
        montant = champs.montant_ou_rien(cle, FORMES)
        return commun if montant is None else commun._replace(prix=Chiffre(montant))
    return lire_prix(champs.table(cle), regles, commun)


def lire_prix(champs: Champs, regles: Regles, commun: Tarif, *, seul: bool = True) -> Tarif:
    """The price that a table says: amounts by strate, or an amount and its rules."""
    cles = champs.cles(lire=False)
    if cles and all(_est_numero(cle) for cle in cles):
        return commun._replace(par_strate=_par_strate(champs, regles))
    tarif = _montant(champs, regles, commun)
    if not cles and not champs.a_faute(""):
        champs.faute("", "table vide : aucun montant", FORMES)
    connu = isinstance(tarif.prix, Chiffre) or tarif.par_strate
    melees = any(_est_numero(cle) for cle in cles)
    if cles and not connu and (regles.requis or not seul) and not (melees or champs.a_faute("montant")):
        champs.faute("montant", "clé absente", "attendu : un montant")
    tarif = tarif._replace(
        par=champs.choix("par", Par) if "par" in champs else None,
        plancher=champs.montant_ou_rien("plancher"),
        plafond=champs.montant_ou_rien("plafond"),
        gratuits=champs.entier_ou_rien("gratuits") or 0,
        periodicite=lire_periodicite(champs) or commun.periodicite,
        taux=commun.taux if (taux := _taux(champs, regles)) is None else taux,
    )
    _verifier(champs, tarif, connu=bool(connu))
    for cle in cles:
        if _est_numero(cle):
            champs.faute(cle, "un numéro de strate parmi d’autres clés", "écrivez montant = { 1 = …, 2 = … }")
    champs.fin(sauf=_est_numero)
    return tarif


def _montant(champs: Champs, regles: Regles, commun: Tarif) -> Tarif:
    if champs.est_table("montant"):
        return commun._replace(par_strate=_par_strate(champs.table("montant"), regles))
    montant = champs.montant_ou_rien("montant", FORMES)
    return commun if montant is None else commun._replace(prix=Chiffre(montant))


def _verifier(champs: Champs, tarif: Tarif, *, connu: bool) -> None:
    if not connu and not champs.a_faute("montant"):
        for cle in SANS_MONTANT:
            if cle in champs:
                champs.faute(cle, "ne sert qu’avec un montant", "ajoutez montant = …")
    if tarif.plancher is not None and tarif.plafond is not None and tarif.plafond < tarif.plancher:
        champs.faute("plafond", f"{tarif.plafond} est plus petit que plancher ({tarif.plancher})", "inversez les deux")
    if tarif.plancher is not None and tarif.gratuits:
        message = "gratuits et plancher à la fois : on ne sait pas si le plancher est dû quand tout est gratuit"
        champs.faute("gratuits", message, "gardez l’un des deux")


def _plusieurs(champs: Champs, cle: str, regles: Regles, commun: Tarif) -> Tarif:
    tarifs = []
    vus: set[tuple[Periodicite | None, Par | None]] = set()
    for table in champs.tables(cle):
        tarif = lire_prix(table, regles, commun, seul=False)
        if table.a_faute(""):
            continue
        if (tarif.periodicite, tarif.par) in vus:
            quand = "sans périodicité" if tarif.periodicite is None else guillemets(str(tarif.periodicite))
            table.faute(
                "periodicite", f"deux prix {quand}", "un prix par périodicité, ou un par habitant et un par agent"
            )
        vus.add((tarif.periodicite, tarif.par))
        tarifs.append(tarif)
    if not tarifs:
        return commun
    return tarifs[0]._replace(autres=tuple(tarifs[1:]))


def lire_periodicite(champs: Champs) -> Periodicite | None:
    """The periodicity that a table states, if it does."""
    return champs.choix("periodicite", Periodicite) if "periodicite" in champs else None


def _taux(champs: Champs, regles: Regles) -> Decimal | None:
    taux = _pour_cent(champs, "taux_tva")
    if taux is not None and not regles.ht:
        champs.faute("taux_tva", "un taux, mais les prix ne sont pas dits hors taxe", 'ajoutez [tva] regime = "ht"')
    return taux


def _pour_cent(champs: Champs, cle: str) -> Decimal | None:
    taux = champs.montant_ou_rien(cle, "écrivez le taux en pour cent, par exemple 20 ou 5.5")
    if taux is not None and taux > CENT:
        champs.faute(cle, f"taux impossible : {taux}", "écrivez un pour cent, de 0 à 100")
        return None
    return taux


def _par_strate(champs: Champs, regles: Regles) -> Mapping[int, Prix]:
    prix: dict[int, Prix] = {}
    for cle in champs.cles():
        if not _est_numero(cle) or int(cle) not in regles.numeros:
            connues = ", ".join(map(str, sorted(regles.numeros)))
            champs.faute(cle, "aucune strate n’a ce numéro", f"strates : {connues}")
            continue
        montant = champs.montant_ou_rien(cle)
        if montant is not None:
            prix[int(cle)] = Chiffre(montant)
    if not champs.cles():
        champs.faute("", "table vide : aucun montant", FORMES)
    return prix


def _est_numero(cle: str) -> bool:
    return cle.isascii() and cle.isdigit() and len(cle) < 10  # noqa: PLR2004 - enough for any strate


def lire_tva(racine: Champs) -> Tva | None:
    """`[tva]`: not subject, or stated without tax at a rate; absent, nothing is stated."""
    if "tva" not in racine:
        racine.connaitre("tva")
        return None
    champs = racine.table("tva")
    regime = champs.mot("regime", ("non_soumis", "ht"))
    tva: Tva
    if champs.a_faute("regime"):  # which keys may follow can't be told
        champs.connaitre("taux", "mention")
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
