"""The legend of a catalogue: what each text of its cells means, said once, the usual words by default."""

import re
from typing import NamedTuple

from forfait_cli.domaine.catalogue import CelluleService
from forfait_cli.domaine.prix import ARenseigner, Echeance, SurEtude, Tarif
from forfait_cli.domaine.types import Couverture, Disponibilite, Mode, Organisme, Unite
from forfait_cli.francais import a
from forfait_cli.readers.catalogue.champs_communs import plier
from forfait_cli.readers.catalogue.defauts import OPTIONS, SELON_STRATE, SERVICES
from forfait_cli.readers.champs import Champs
from forfait_cli.readers.prix import SUR_ETUDE, Regles, lire_tarif


class Motifs(NamedTuple):
    """What a devis says where an amount is missing."""

    forfait: str
    option: str
    etude: str


def lire_motifs(racine: Champs, organisme: Organisme) -> Motifs:
    """`[motifs]`; by default one asks whoever publishes the grid."""
    champs = racine.table("motifs")
    demander = f"prix à demander {a(organisme.article, organisme.genre)}"
    motifs = Motifs(
        champs.texte("forfait", defaut=demander),
        champs.texte("option", defaut=demander),
        champs.texte("etude", defaut="prix fixé après étude"),
    )
    champs.fin()
    return motifs


# --- Services -------------------------------------------------------------------------------------

LegendeServices = dict[str, CelluleService]
_COMPTE = re.compile(r"([0-9]{1,9}) (.+)")


def legende_services(legende: Champs) -> LegendeServices:
    """The meaning of each text of the services' cells."""
    sens = {}
    for texte in legende.cles():
        champs = legende.table(texte)
        couverture = champs.choix("couverture", Couverture)
        quantite = champs.entier_ou_rien("quantite")
        selon_strate = champs.booleen("selon_strate", defaut=False)
        if couverture is not Couverture.INCLUS and (quantite is not None or selon_strate):
            champs.faute("", "une quantité est dite comprise dans ce qui n’est pas inclus", "gardez l’une ou l’autre")
        if quantite is not None and selon_strate:
            champs.faute("", "quantite et selon_strate à la fois", "gardez l’une ou l’autre")
        champs.fin()
        sens[plier(texte)] = CelluleService(plier(texte), couverture, quantite, selon_strate)
    return sens


def sens_de_service(texte: str, legende: LegendeServices, unite: Unite | None) -> CelluleService | None:
    """What a cell means: as the file says, else a usual word, else so many units (« 3 comptes »)."""
    if texte in legende:
        return legende[texte]
    mot = texte.lower()
    if mot in SERVICES:
        return CelluleService(texte, SERVICES[mot], None, False)
    if mot in SELON_STRATE:
        return CelluleService(texte, Couverture.INCLUS, None, True)
    compte = _COMPTE.fullmatch(texte)
    if compte is not None and unite is not None and compte[2] in unite[:2]:
        return CelluleService(texte, Couverture.INCLUS, int(compte[1]), False)
    return None


# --- Options --------------------------------------------------------------------------------------


class SensOption(NamedTuple):
    """What a cell of an option means, before it is known what the option counts."""

    disponibilite: Disponibilite
    mode: Mode | None  # None: it follows from the price
    tarif: Tarif | None  # None: the option's own, or one to be filled in
    court: str = ""  # the same text in a few words


def legende_options(legende: Champs, motifs: Motifs, regles: Regles) -> dict[str, SensOption]:
    """The meaning of each text of the options' cells."""
    sens: dict[str, SensOption] = {}
    for brut in legende.cles():
        champs = legende.table(brut)
        vendue = "mode" in champs or "prix" in champs
        repli = Disponibilite.PROPOSEE if vendue else None
        disponibilite = champs.choix("disponibilite", Disponibilite, defaut=repli)
        mode, tarif = None, None
        if disponibilite is Disponibilite.PROPOSEE:
            mode = champs.choix("mode", Mode) if "mode" in champs else None
            champs.connaitre("mode", "prix", "periodicite", "taux_tva")
            tarif = _tarif(champs, motifs, regles, mode)
        court = champs.texte("court", defaut="")
        champs.fin()
        sens[plier(brut)] = SensOption(disponibilite, mode, tarif, court)
    return sens


def _tarif(champs: Champs, motifs: Motifs, regles: Regles, mode: Mode | None) -> Tarif | None:
    if mode is Mode.SUR_ETUDE:
        for cle in ("prix", "periodicite", "taux_tva"):
            if cle in champs:
                champs.faute(cle, "un prix sur étude n’a ni montant ni périodicité", "supprimez-le ou changez le mode")
        return Tarif(mode, (Echeance(SurEtude(motifs.etude)),))
    if not {"prix", "periodicite", "taux_tva"} & set(champs.cles()):
        return None
    return lire_tarif(champs, "prix", regles, ARenseigner(motifs.option), mode)


def sens_d_option(texte: str, legende: dict[str, SensOption], motifs: Motifs) -> SensOption | None:
    """What a cell means: as the file says, else a usual word; None: neither."""
    if texte in legende:
        return legende[texte]
    mot = texte.lower()
    if mot in OPTIONS:
        return SensOption(OPTIONS[mot], None, None)
    if mot in SUR_ETUDE:
        return SensOption(
            Disponibilite.PROPOSEE, Mode.SUR_ETUDE, Tarif(Mode.SUR_ETUDE, (Echeance(SurEtude(motifs.etude)),))
        )
    return None
