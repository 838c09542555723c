"""What is sold: forfaits, services, options, with their prices and the texts of their cells."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple, assert_never

from forfait_cli.domaine.catalogue import (
    CelluleOption,
    CelluleService,
    Forfait,
    Incluse,
    NonProposee,
    Option,
    Proposee,
    Service,
    Strate,
)
from forfait_cli.domaine.prix import ARenseigner, Echeance, NonPropose, SelonStrate, Tarif, est_sur_etude
from forfait_cli.domaine.prix_en_mots import texte_de_cellule
from forfait_cli.domaine.types import Disponibilite, Mesure, Mode, Nature, Unite
from forfait_cli.erreurs import suggestion
from forfait_cli.francais import guillemets
from forfait_cli.readers.catalogue.cellules import Cellules
from forfait_cli.readers.catalogue.champs_communs import lire_code, lire_unite
from forfait_cli.readers.catalogue.defauts import OPTIONS
from forfait_cli.readers.catalogue.legende import LegendeServices, Motifs, SensOption, sens_d_option, sens_de_service
from forfait_cli.readers.catalogue.qui import lire_article
from forfait_cli.readers.champs import Champs
from forfait_cli.readers.prix import Regles, fautes_de_compte, lire_tarif, verifier_compte

A_LA_CARTE = Forfait("a-la-carte", "À la carte", "À la carte", None)
JOURS = ("jour", "journée", "demi-journée", "½ journée")


class Legende(NamedTuple):
    """What cells and prices are read with."""

    services: LegendeServices
    options: Mapping[str, SensOption]
    motifs: Motifs
    regles: Regles
    noms: "Noms"


class Noms(NamedTuple):
    """What the codes of a price stand for."""

    mesures: Sequence[Mesure]
    natures: Sequence[Nature]
    strates: Sequence[Strate]


# --- Forfaits -------------------------------------------------------------------------------------


def lire_forfaits(racine: Champs, motifs: Motifs, regles: Regles) -> tuple[Forfait, ...]:
    """Every `[[forfaits]]`; a grid without one sells its options alone."""
    forfaits = tuple(_forfait(champs, motifs, regles) for champs in racine.tables("forfaits", requises=False))
    return forfaits or (A_LA_CARTE,)


def _forfait(champs: Champs, motifs: Motifs, regles: Regles) -> Forfait:
    code, nom = lire_code(champs), champs.texte("nom")
    sans_prix = champs.booleen("sans_prix", defaut=False)
    tarif = lire_tarif(champs, "prix", regles, ARenseigner(motifs.forfait))
    if sans_prix and "prix" in champs:
        champs.faute("sans_prix", "prix et sans_prix à la fois", "gardez l’un des deux")
    elif not sans_prix:
        verifier_compte(champs, "prix", tarif, None, regles)
    forfait = Forfait(
        code,
        nom,
        champs.texte("nom_court", defaut=nom),
        None if sans_prix else tarif,
        lire_article(champs),
        champs.texte_ou_textes("exige"),
    )
    champs.fin()
    return forfait


# --- Services -------------------------------------------------------------------------------------


def lire_service(champs: Champs, cellules: Cellules, legende: LegendeServices) -> Service:
    """A row of the first table."""
    code, famille, nom = lire_code(champs), champs.texte("famille", defaut=""), champs.texte("nom")
    unite = lire_unite(champs)
    lues: dict[str, CelluleService] = {}
    for forfait, texte in cellules.lire(champs).items():
        cellule = sens_de_service(texte, legende, unite)
        if cellule is not None:
            lues[forfait] = cellule
        elif texte:
            aide = suggestion(texte, legende) or "ajoutez ce texte à [legende.services] avec ce qu’il veut dire"
            _hors_legende(champs, forfait, texte, aide)
    champs.fin()
    if unite is None and any(c.selon_strate or c.quantite is not None for c in lues.values()):
        champs.faute(
            "unite", "clé absente : une cellule compte ce service", 'ajoutez l’unité, par exemple unite = "Go"'
        )
    return Service(code, famille, nom, unite, lues)


def _hors_legende(champs: Champs, forfait: str, texte: str, aide: str) -> None:
    cle = f"cellules.{forfait}" if champs.est_table("cellules") else "cellules"
    if not champs.a_faute(cle):
        champs.faute(cle, f"texte absent de la légende : {guillemets(texte)}", aide)


# --- Options --------------------------------------------------------------------------------------


def lire_option(champs: Champs, cellules: Cellules, legende: Legende, services: tuple[Service, ...]) -> Option:
    """A row of the third table: its prices come from itself, or from the legend by the texts of its cells."""
    code, nom, unite = lire_code(champs), champs.texte("nom"), lire_unite(champs)
    tarifs = _tarifs_propres(champs, cellules, legende, unite)
    if "cellules" in champs:
        lues = _par_les_textes(champs, cellules, legende, tarifs, unite)
    else:
        champs.connaitre("cellules")
        if not {"prix", "par_forfait"} & set(champs.cles()):
            champs.faute("prix", "ni prix, ni cellules", 'écrivez prix = 7.00, ou prix = "à renseigner"')
        lues = {code: _sans_texte(tarif, unite, legende.noms) for code, tarif in tarifs.items()}
    option = Option(
        code,
        nom,
        unite,
        champs.texte_ou_rien("raccourci"),
        champs.texte_ou_rien("service"),
        lues,
        champs.texte_ou_textes("exige"),
        champs.textes("autres_noms"),
        champs.texte("aide", defaut=""),
    )
    champs.fin()
    if option.service is not None:
        service = next((service for service in services if service.code == option.service), None)
        if service is None:
            codes = [service.code for service in services]
            aide = suggestion(option.service, codes) or f"services de la grille : {', '.join(codes) or 'aucun'}"
            champs.faute("service", f"aucun service n’a le code {guillemets(option.service)}", aide)
        elif service.unite is None or unite is None or service.unite[::2] != unite[::2]:
            champs.faute("service", "le service et l’option ne se comptent pas dans la même unité", "accordez les deux")
    return option


def _tarifs_propres(
    champs: Champs, cellules: Cellules, legende: Legende, unite: Unite | None
) -> dict[str, Tarif | Incluse | None]:
    """The price that an option gives itself, by code of forfait; None where it gives none."""
    regles, absent = legende.regles, ARenseigner(legende.motifs.option)
    commun = lire_tarif(champs, "prix", regles, absent)
    if "prix" in champs and not champs.a_faute("prix"):
        verifier_compte(champs, "prix", commun, unite, regles)
    if "par_forfait" not in champs:
        champs.connaitre("par_forfait")
        return dict.fromkeys(cellules.codes, commun if "prix" in champs else None)
    table = champs.table("par_forfait")
    cellules.verifier(table, completes="prix" not in champs and "cellules" not in champs)
    propres: dict[str, Tarif | Incluse | None] = {}
    for code in cellules.codes:
        if table.est_texte(code) and OPTIONS.get((mot := table.mots_de(code)[0]).lower()) is Disponibilite.INCLUSE:
            propres[code] = Incluse(mot)
        elif code in table:
            tarif = lire_tarif(table.seule(code), code, regles, absent)
            verifier_compte(table, code, tarif, unite, regles)
            propres[code] = Tarif(
                None, tuple(_completer(echeance, commun.echeances[0]) for echeance in tarif.echeances)
            )
        else:
            propres[code] = commun if "prix" in champs else None
    return propres


def _completer(echeance: Echeance, commun: Echeance) -> Echeance:
    taux = commun.taux_tva if echeance.taux_tva is None else echeance.taux_tva
    return echeance._replace(periodicite=echeance.periodicite or commun.periodicite, taux_tva=taux)


def _sans_texte(tarif: Tarif | Incluse | None, unite: Unite | None, noms: Noms) -> CelluleOption:
    match tarif:
        case Incluse():
            return tarif
        case None | Tarif(_, (Echeance(bareme=NonPropose()),)):
            return NonProposee("Non proposé")
        case Tarif():
            return Proposee(texte_de_cellule(noms, tarif, unite), tarif._replace(mode=mode_de(tarif, unite)))


def _par_les_textes(
    champs: Champs,
    cellules: Cellules,
    legende: Legende,
    tarifs: Mapping[str, Tarif | Incluse | None],
    unite: Unite | None,
) -> dict[str, CelluleOption]:
    lues: dict[str, CelluleOption] = {}
    for forfait, texte in cellules.lire(champs).items():
        sens = sens_d_option(texte, dict(legende.options), legende.motifs)
        propre = tarifs.get(forfait)
        if sens is None and propre is None:
            if texte:
                aide = suggestion(texte, legende.options) or (
                    "ajoutez ce texte à [legende.options] avec ce qu’il veut dire, ou prix = … à l’option"
                )
                _hors_legende(champs, forfait, texte, aide)
            continue
        cellule = _cellule(champs, legende, texte, sens, propre, unite)
        lues[forfait] = cellule if sens is None else cellule._replace(court=sens.court)
    _verifier_emploi(champs, lues, tarifs)
    return lues


def _verifier_emploi(
    champs: Champs, lues: Mapping[str, CelluleOption], tarifs: Mapping[str, Tarif | Incluse | None]
) -> None:
    """Report a price of the option that no cell calls for: it would be lost without a word."""
    propres = {code: tarif for code, tarif in tarifs.items() if isinstance(tarif, Tarif)}
    servie = any(_est_celui_de(tarif, lues.get(code)) for code, tarif in propres.items())
    if propres and not servie and not champs.a_faute("prix") and not champs.a_faute("cellules"):
        message = "ce prix ne sert à aucune cellule : la légende leur donne un autre sens"
        aide = "supprimez le prix, ou changez le texte des cellules"
        champs.faute("prix" if "prix" in champs else "par_forfait", message, aide)


def _est_celui_de(tarif: Tarif, cellule: CelluleOption | None) -> bool:
    match cellule:
        case Proposee():
            return cellule.tarif.echeances is tarif.echeances
        case NonProposee():
            return isinstance(tarif.echeances[0].bareme, NonPropose)
        case _:
            return False


def _cellule(
    champs: Champs,
    legende: Legende,
    texte: str,
    sens: SensOption | None,
    propre: Tarif | Incluse | None,
    unite: Unite | None,
) -> CelluleOption:
    if sens is None:
        match propre:
            case Incluse():
                return Incluse(texte)
            case Tarif(_, (Echeance(bareme=NonPropose()),)):
                return NonProposee(texte)
            case Tarif():
                return Proposee(texte, propre._replace(mode=mode_de(propre, unite)))
            case None:
                raise AssertionError("a cell without meaning nor price was reported")
    match sens.disponibilite:
        case Disponibilite.INCLUSE:
            return Incluse(texte)
        case Disponibilite.NON_PROPOSEE:
            return NonProposee(texte)
        case Disponibilite.PROPOSEE:
            tarif = _tarif_d_une_cellule(champs, legende, texte, sens, propre)
            for message, aide in fautes_de_compte(tarif, unite, legende.regles):
                if not champs.a_faute("unite") and not champs.a_faute("prix"):
                    champs.faute("unite", message, aide)
            return Proposee(texte, tarif._replace(mode=sens.mode or mode_de(tarif, unite)))
        case _:
            assert_never(sens.disponibilite)


def _tarif_d_une_cellule(
    champs: Champs, legende: Legende, texte: str, sens: SensOption, propre: Tarif | Incluse | None
) -> Tarif:
    """The price of what the legend says is sold: its own, else the option's, else one to be filled in."""
    if sens.tarif is None:
        if isinstance(propre, Tarif):
            return propre
        return Tarif(None, (Echeance(ARenseigner(legende.motifs.option)),))
    if isinstance(propre, Tarif) and texte in legende.options and not champs.a_faute("prix"):
        message = f"deux prix : la légende en donne un à {guillemets(texte)}"
        champs.faute("prix", message, "gardez l’un des deux")
    return sens.tarif


def mode_de(tarif: Tarif, unite: Unite | None) -> Mode:
    """How a price is set, where the file does not say."""
    if est_sur_etude(tarif):
        return Mode.SUR_ETUDE
    if any(isinstance(echeance.bareme, SelonStrate) for echeance in tarif.echeances):
        return Mode.SELON_STRATE
    return Mode.JOURNALIER if unite is not None and unite.nom in JOURS else Mode.UNITAIRE


# --- What goes with what --------------------------------------------------------------------------


def verifier_exigences(racine: Champs, forfaits: tuple[Forfait, ...], options: tuple[Option, ...]) -> None:
    """Report what is said to be needed and does not exist."""
    codes = [option.code for option in options]
    exigences = [
        *((f"forfaits[{rang}].exige", "", forfait.exige) for rang, forfait in enumerate(forfaits, 1)),
        *((f"options[{rang}].exige", option.code, option.exige) for rang, option in enumerate(options, 1)),
    ]
    for place, elle_meme, exiges in exigences:
        for code in exiges:
            if code not in codes:
                toutes = f"options : {', '.join(codes)}." if codes else "la grille n’a pas d’option"
                aide = suggestion(code, codes) or toutes
                racine.faute(place, f"aucune option n’a le code {guillemets(code)}", aide)
            elif code == elle_meme:
                racine.faute(place, "une option ne s’exige pas elle-même", "supprimez-la de la liste")
