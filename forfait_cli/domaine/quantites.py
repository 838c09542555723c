"""How much of each option is asked for, and what is wrong with that."""

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import NamedTuple

from forfait_cli.domaine.catalogue import Catalogue, Option
from forfait_cli.domaine.demande import est_un_multiple, est_un_nombre
from forfait_cli.domaine.types import Nombre
from forfait_cli.erreurs import Anomalie, MauvaisUsage, champ, suggestion
from forfait_cli.francais import guillemets, nombre

UN = Decimal(1)


class Quantite(NamedTuple):
    """How much of an option is asked for."""

    option: str
    nombre: Nombre
    besoin: bool  # True: the whole need; False: above what the forfait includes


def quantites_de(
    catalogue: Catalogue, extras: Mapping[str, Nombre], besoins: Mapping[str, Nombre]
) -> tuple[Quantite, ...]:
    """The quantities that these ask for, by code of option, in the catalogue's order; 0 asks for nothing.

    Raises:
        MauvaisUsage: an unknown code, a quantity that can't be, an extra and a need at once; all of them. Each fault
            names the field of its option (`champ_option`).
    """
    anomalies: list[Anomalie] = []
    trouvees: list[Quantite] = []
    deux = (extras, False), (besoins, True)
    rencontrees = 0
    for option in catalogue.options:
        code = option.code
        if code not in extras and code not in besoins:
            continue
        for quantites, besoin in deux:
            if code not in quantites:
                continue
            rencontrees += 1
            voulu = quantites[code]
            if faute := _faute(option, voulu, besoin=besoin):
                anomalies.append(Anomalie(champ_option(option, besoin=besoin), *faute))
            elif voulu:
                trouvees.append(Quantite(code, voulu, besoin))
        if code in extras and code in besoins:
            anomalies.append(
                Anomalie(
                    f"{champ_option(option, besoin=False)}, {champ_option(option, besoin=True)}",
                    f"{guillemets(option.nom)} : un supplément et un besoin à la fois",
                    "donnez l’un ou l’autre : le besoin est le volume entier, le supplément vient en plus",
                )
            )
    if rencontrees < len(extras) + len(besoins):
        anomalies += _inconnues(catalogue, [*extras, *besoins])
    if anomalies:
        raise MauvaisUsage(*anomalies)
    return tuple(trouvees)


def champ_option(option: Option, *, besoin: bool) -> str:
    """The field that asks for an option, for a fault: `option:CODE`, or `besoin:CODE` for a whole need."""
    return champ(f"{'besoin' if besoin else 'option'}:{option.code}")


def _inconnues(catalogue: Catalogue, demandees: Iterable[str]) -> Iterator[Anomalie]:
    connues = dict.fromkeys(option.code for option in catalogue.options)
    for code in demandees:
        if code in connues:
            continue
        aide, message = (
            f"options du catalogue : {', '.join(connues)}.",
            f"aucune option n’a le code {guillemets(code)}",
        )
        if service := catalogue.service(code):  # an option of a like name would be another thing
            message = f"{guillemets(service.nom)} n’est vendu par aucune option"
        else:
            aide = suggestion(code, connues) or aide
        yield Anomalie(champ("option"), message, aide)


def _faute(option: Option, voulu: Nombre, *, besoin: bool) -> tuple[str, str] | None:
    pas = UN if option.unite is None else option.unite.pas
    if not est_un_nombre(voulu):
        return f"{voulu} n’est pas un nombre", "donnez un nombre entier, 0 ou plus"
    if voulu < 0:
        return f"quantité négative : {voulu}", "donnez un nombre entier, 0 ou plus"
    if not est_un_multiple(voulu, pas):
        demandes = f"{nombre(voulu)} {'demandé' if voulu < 2 else 'demandés'}"  # noqa: PLR2004  as in `quantite`
        par = nombre(pas)
        quoi, aide = f"se compte par {par}", f"donnez un multiple de {par}"
        if pas == 1:
            quoi, aide = "se compte en nombres entiers", "donnez un nombre entier"
        return f"{guillemets(option.nom)} {quoi} : {demandes}", aide
    if option.unite is None and voulu > 1:
        return (
            f"{guillemets(option.nom)} ne se compte pas : {nombre(voulu)} demandés",
            "demandez l’option sans quantité",
        )
    if besoin and option.service is None:
        message = f"{guillemets(option.nom)} : le catalogue ne dit pas de quel volume compris déduire le besoin"
        return message, "demandez un supplément"
    return None
