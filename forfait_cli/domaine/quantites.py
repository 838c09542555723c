"""How much of each option is asked for, and what is wrong with that."""

from collections.abc import Mapping
from typing import NamedTuple

from forfait_cli.domaine.dossier import Demande
from forfait_cli.domaine.grille import Catalogue
from forfait_cli.domaine.selection import trouver_option
from forfait_cli.erreurs import Anomalie, MauvaisUsage, suggestion
from forfait_cli.francais import guillemets, nombre


class Quantite(NamedTuple):
    """How much of an option is asked for."""

    option: str
    nombre: int
    besoin: bool  # True: the whole need; False: above what the forfait includes


def quantites_de(catalogue: Catalogue, demande: Demande) -> tuple[Quantite, ...]:
    """The quantities asked for, in the catalogue's order; a quantity of 0 asks for nothing."""
    if anomalies := fautes_quantites(catalogue, demande.extras, demande.besoins):
        raise MauvaisUsage(*anomalies)
    return tuple(
        Quantite(option.code, quantites[option.code], besoin)
        for option in catalogue.options
        for quantites, besoin in ((demande.extras, False), (demande.besoins, True))
        if quantites.get(option.code, 0) > 0
    )


def fautes_quantites(catalogue: Catalogue, extras: Mapping[str, int], besoins: Mapping[str, int]) -> list[Anomalie]:
    """What is wrong with the options asked for; the origin of each fault is the code of its option."""
    doubles = [
        Anomalie(
            option.code,
            f"{guillemets(option.code)} : un supplément et un besoin à la fois",
            "donnez l’un ou l’autre : le besoin est le volume entier, le supplément vient en plus",
        )
        for option in catalogue.options
        if option.code in extras and option.code in besoins
    ]
    return [
        *_fautes_options(catalogue, extras, besoin=False),
        *_fautes_options(catalogue, besoins, besoin=True),
        *doubles,
    ]


def _fautes_options(catalogue: Catalogue, quantites: Mapping[str, int], *, besoin: bool) -> list[Anomalie]:
    anomalies = []
    connues = [option.code for option in catalogue.options]
    for code, voulu in quantites.items():
        option = trouver_option(catalogue, code)
        if option is None:
            aide = suggestion(code, connues) or f"Options du catalogue : {', '.join(connues)}."
            anomalies.append(Anomalie(code, f"aucune option n’a le code {guillemets(code)}", aide))
        elif voulu < 0:
            anomalies.append(Anomalie(code, f"quantité négative : {voulu}", "donnez un nombre entier, 0 ou plus"))
        elif option.unite is None and voulu > 1:
            message = f"{guillemets(option.nom)} ne se compte pas : {nombre(voulu)} demandés"
            anomalies.append(Anomalie(code, message, "demandez l’option sans quantité"))
        elif besoin and option.service is None:
            message = f"{guillemets(option.nom)} : le catalogue ne dit pas de quel volume compris déduire le besoin"
            anomalies.append(Anomalie(code, message, "demandez un supplément"))
    return anomalies
