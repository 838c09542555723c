"""The legend of a catalogue: what each text of its cells means, said once."""

from typing import NamedTuple

from forfait_cli.domaine.grille import (
    CelluleOption,
    CelluleService,
    Incluse,
    NonProposee,
    Proposee,
)
from forfait_cli.domaine.types import (
    ARenseigner,
    Couverture,
    Disponibilite,
    Mode,
    SurEtude,
    Tarif,
)
from forfait_cli.readers.champs import Champs
from forfait_cli.readers.prix import Regles, lire_tarif


class Motifs(NamedTuple):
    """What a devis says where an amount is missing."""

    forfait: str
    option: str
    etude: str


def legende_services(legende: Champs) -> dict[str, CelluleService]:
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


def legende_options(legende: Champs, motifs: Motifs, regles: Regles) -> dict[str, CelluleOption]:
    """The meaning of each text of the options' cells."""
    sens: dict[str, CelluleOption] = {}
    for brut in legende.cles():
        champs, texte = legende.table(brut), plier(brut)
        match champs.choix("disponibilite", Disponibilite):
            case Disponibilite.PROPOSEE:
                sens[texte] = Proposee(texte, _tarif_option(champs, motifs, regles))
            case Disponibilite.INCLUSE:
                sens[texte] = Incluse(texte)
            case Disponibilite.NON_PROPOSEE:
                sens[texte] = NonProposee(texte)
        champs.fin()
    return sens


def _tarif_option(champs: Champs, motifs: Motifs, regles: Regles) -> Tarif:
    mode = champs.choix("mode", Mode)
    if mode is not Mode.SUR_ETUDE:
        return lire_tarif(champs, "prix", regles, ARenseigner(motifs.option), mode)
    if "prix" in champs:
        champs.connaitre("prix")
        champs.faute("prix", "un prix sur étude n’a pas de montant", "supprimez le prix ou changez le mode")
    return Tarif(mode, SurEtude(motifs.etude))


def plier(texte: str) -> str:
    """White space folded, as the annex's cells are carried."""
    return " ".join(texte.split())
