"""What is not wrong in a grid, and that whoever publishes it should know."""

from collections.abc import Iterator
from itertools import pairwise

from forfait_cli.domaine.catalogue import Catalogue, NonProposee
from forfait_cli.domaine.lignes_prix import tarifs_de
from forfait_cli.domaine.prix import (
    ARenseigner,
    Bareme,
    Echeance,
    ParTranche,
    SelonNature,
    SelonStrate,
    Tarif,
    Tranche,
    Tranches,
    au_centime,
    est_donne,
    feuilles,
    mesurer,
)
from forfait_cli.domaine.recouvrements import trous
from forfait_cli.domaine.types import Periodicite, Unite
from forfait_cli.erreurs import Anomalie
from forfait_cli.francais import enumeration, euros, guillemets, nombre

A_RENSEIGNER = "un devis dit « à renseigner »"


def avertissements(catalogue: Catalogue) -> tuple[Anomalie, ...]:
    """Collectivités that no strate covers, prices that are missing or that go down, a first year without a
    second, what needs something that can't be had."""
    return (
        *trous(catalogue.strates, catalogue.natures, catalogue.mesures),
        *_prix(catalogue),
        *_exigences(catalogue),
    )


def _prix(catalogue: Catalogue) -> Iterator[Anomalie]:
    manques = 0
    for place, tarif, unite in _tarifs(catalogue):
        manques += any(isinstance(echeance.bareme, ARenseigner) for echeance in tarif.echeances)
        periodicites = {echeance.periodicite for echeance in tarif.echeances}
        if Periodicite.PREMIERE_ANNEE in periodicites and Periodicite.ANNEES_SUIVANTES not in periodicites:
            yield Anomalie(place, "un prix la première année, aucun les années suivantes", "ajoutez-le s’il y en a un")
        for echeance in tarif.echeances:
            yield from _absents(catalogue, place, echeance.bareme)
            yield from _tranches(catalogue, place, echeance, unite)
    if manques:
        les = "le" if manques == 1 else "les"
        aide = f"un devis {les} dit « à renseigner » ; forfait tarifs template {les} demande"
        yield Anomalie("prix", f"il en manque {'un' if manques == 1 else nombre(manques)}", aide)


def _tarifs(catalogue: Catalogue) -> Iterator[tuple[str, Tarif, Unite | None]]:
    for forfait in catalogue.forfaits:
        if forfait.tarif is not None:
            yield f"forfait {guillemets(forfait.nom)}", forfait.tarif, None
    for option in catalogue.options:
        for tarif, _ in tarifs_de(option):
            yield f"option {guillemets(option.nom)}", tarif, option.unite


def _absents(
    catalogue: Catalogue, place: str, bareme: Bareme, strate: int | None = None, nature: str | None = None
) -> Iterator[Anomalie]:
    """The strates, or the natures, for which a price lacks while others have one."""
    if isinstance(bareme, SelonStrate) and est_donne(bareme):
        par_numero = bareme.par_numero
        absentes = [
            str(une.numero)
            for une in catalogue.strates
            if une.accueille(nature)
            and (une.numero not in par_numero or isinstance(par_numero[une.numero], ARenseigner))
        ]
        if absentes:
            ou = "de la strate" if len(absentes) == 1 else "des strates"
            yield Anomalie(place, f"prix absent {ou} {enumeration(absentes)}", A_RENSEIGNER)
        for numero, un in par_numero.items():
            yield from _absents(catalogue, place, un, numero, nature)
    elif isinstance(bareme, SelonNature):
        par_code = bareme.par_code
        noms = [
            une.nom
            for une in catalogue.natures
            if une.code not in par_code and (strate is None or catalogue.strate(strate).accueille(une.code))
        ]
        if noms:
            yield Anomalie(place, f"aucun prix pour : {enumeration(noms)}", A_RENSEIGNER)
        for code, un in par_code.items():
            yield from _absents(catalogue, place, un, strate, code)


def _tranches(catalogue: Catalogue, place: str, echeance: Echeance, unite: Unite | None) -> Iterator[Anomalie]:
    compte = unite if echeance.par is None else catalogue.mesure(echeance.par).unite
    for _, simple in feuilles(echeance.bareme):
        if not isinstance(simple, Tranches):
            continue
        fin = simple.tranches[-1].jusqua
        if fin is not None:
            yield Anomalie(place, f"aucun prix au-delà de {mesurer(fin, compte)}", A_RENSEIGNER)
        for avant, apres in pairwise(simple.tranches):
            if avant.jusqua is not None and (baisse := _baisse(simple, avant, apres, compte)):
                yield Anomalie(place, baisse, "vérifiez que c’est voulu")


def _baisse(bareme: Tranches, avant: Tranche, apres: Tranche, compte: Unite | None) -> str:
    """Where more costs less in all: just above the end of a slice."""
    fin = avant.jusqua
    assert fin is not None
    pas = 1 if compte is None else compte.pas
    match bareme.calcul:
        case ParTranche.MARGINALE:
            return ""
        case ParTranche.VOLUME:
            la, plus = fin * avant.montant, (fin + pas) * apres.montant
        case ParTranche.FORFAITAIRE:
            la, plus = avant.montant, apres.montant
    if plus >= la:
        return ""
    moins, au_lieu = euros(au_centime(plus)), euros(au_centime(la))
    coute = "coûte" if fin + pas < 2 else "coûtent"  # noqa: PLR2004  French counts by twos
    return f"{mesurer(fin + pas, compte)} {coute} moins que {nombre(fin)} : {moins} au lieu de {au_lieu}"


def _exigences(catalogue: Catalogue) -> Iterator[Anomalie]:
    for forfait in catalogue.forfaits:
        for qui, exiges in (
            (f"forfait {guillemets(forfait.nom)}", forfait.exige),
            *(
                (f"option {guillemets(option.nom)}", option.exige)
                for option in catalogue.options
                if not isinstance(option.cellules[forfait.code], NonProposee)
            ),
        ):
            for code in exiges:
                exigee = catalogue.option(code)
                if exigee is not None and isinstance(exigee.cellules[forfait.code], NonProposee):
                    message = f"exige {guillemets(exigee.nom)}, qui n’est pas proposé avec {guillemets(forfait.nom)}"
                    yield Anomalie(qui, message, "un devis le refuse toujours")
