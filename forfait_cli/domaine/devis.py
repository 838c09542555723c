"""What a collectivité gets and pays under each forfait: the parts of every devis, which `chiffreur` puts together.

What a devis costs depends on the forfait, the quantities and the `Assiette` alone: the strate and, where
some price needs them, the nature and the measures.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal
from functools import partial
from typing import NamedTuple, assert_never

from forfait_cli.domaine.catalogue import (
    Catalogue,
    CelluleOption,
    CelluleService,
    Forfait,
    Incluse,
    NonProposee,
    Option,
    Proposee,
    Strate,
)
from forfait_cli.domaine.demande import Collectivite
from forfait_cli.domaine.prix import (
    EXACT,
    ZERO,
    Assiette,
    Chiffre,
    Compose,
    Echeance,
    Inclus,
    Prix,
    Usages,
    calcul,
    du,
    dues,
    mesurer,
    montant_connu,
    motif_de,
    prix_a_l_unite,
)
from forfait_cli.domaine.quantites import Quantite
from forfait_cli.domaine.resultats import FORFAIT, Classement, Devis, LigneDevis, Total
from forfait_cli.domaine.tva import taux_du, ventiler
from forfait_cli.domaine.types import Couverture, Nombre, Periodicite, Statut, Unite
from forfait_cli.francais import avec_article, enumeration, guillemets, nombre

UNITE_FORFAIT = Unite("forfait", "forfaits")


def assiette_de(usages: Usages, classement: Classement, collectivite: Collectivite) -> Assiette:
    """All that the amounts of a collectivité depend on. Two communes of one strate have the same, unless a
    price is multiplied by their inhabitants."""
    return Assiette(
        classement.strate.numero,
        collectivite.nature if usages.nature else None,
        tuple((code, collectivite.mesures[code]) for code in usages.mesures if code in collectivite.mesures),
    )


class Part(NamedTuple):
    """What one thing adds to the devis of a forfait: its lines, or why it can't be had."""

    lignes: tuple[LigneDevis, ...] = ()
    motifs: tuple[str, ...] = ()


def volumes_inclus(catalogue: Catalogue, forfait: Forfait, assiette: Assiette) -> dict[str, int | None]:
    """How much of each service of the strates' table a forfait includes, by code."""
    strate = catalogue.strate(assiette.strate)
    return {
        service.code: quantite_incluse(service.cellules[forfait.code], strate.volumes.get(service.code))
        for service in catalogue.services
        if service.code in strate.volumes
    }


def part_du_forfait(catalogue: Catalogue, forfait: Forfait, assiette: Assiette, preferees: tuple[str, ...]) -> Part:
    """The price of the forfait itself."""
    lignes = tuple(_lignes_forfait(catalogue, forfait, assiette, preferees))
    return Part(lignes, _motifs_strate(lignes))


def offre(
    catalogue: Catalogue, forfait: Forfait, option: Option, assiette: Assiette, preferees: tuple[str, ...]
) -> Callable[[Quantite], Part]:
    """How an option goes with a forfait for those who weigh the same: from how much of it is asked for to what that
    adds to their devis."""
    cellule = option.cellules[forfait.code]
    source = source_option(catalogue, option, forfait, cellule)
    incluse = partial(_ligne_incluse, option, source, taux_du(None, catalogue.tva))
    match cellule:
        case NonProposee():
            refusee = Part((), (_motif_refus(catalogue, option, forfait, cellule),))
            return lambda _: refusee
        case Incluse(texte):
            motif = f"{guillemets(texte)} : sans supplément"
            return lambda demandee: Part((incluse(demandee.nombre, motif, Chiffre(ZERO)),))
        case Proposee(tarif=tarif):
            lignes = []
            for echeance in dues(tarif, assiette, preferees):
                dite = echeance.source_pour(assiette.strate, assiette.nature)
                sienne = f"{dite} ; {source}" if dite else source
                lignes.append(_ligne(catalogue, option.code, option.nom, echeance, option.unite, assiette, sienne))
            unitaire = prix_a_l_unite(tarif.echeances[0], assiette)
            compris = _compris(catalogue, option, forfait, catalogue.strate(assiette.strate))
            return partial(_vendue, option, compris, lignes, lambda motif: incluse(0, motif, unitaire))
        case _:
            assert_never(cellule)


def _vendue(
    option: Option,
    compris: int | None,
    lignes: Iterable[Callable[[Nombre], LigneDevis]],
    incluse: Callable[[str], LigneDevis],
    demandee: Quantite,
) -> Part:
    """What an option sold beside a forfait adds; `compris`: how much of it the forfait gives already."""
    factures = demandee.nombre
    if demandee.besoin:
        factures = 0 if compris is None else max(0, demandee.nombre - compris)
        if factures == 0:
            combien = "sans le compter" if compris is None else f": {_compte(compris, option)}"
            besoin = f"besoin de {_compte(demandee.nombre, option)}"
            return Part((incluse(f"{besoin}, couvert par ce que le forfait comprend {combien}"),))
    dites = tuple([ligne(factures) for ligne in lignes])
    return Part(dites, _motifs_strate(dites))


def assembler(
    catalogue: Catalogue,
    forfait: Forfait,
    inclus: Mapping[str, int | None],
    parts: Iterable[Part],
    demandees: Iterable[Option],
) -> Devis:
    """The devis that these parts make: refusals if there are any, else lines and totals. `demandees`: the options
    asked for, in the catalogue's order."""
    dites = tuple(parts)
    motifs = [motif for part in dites for motif in part.motifs]
    motifs.extend(_motifs_exigences(catalogue, forfait, demandees))
    if motifs:
        return Devis(forfait, tuple(motifs), inclus, (), ())
    lignes = tuple([ligne for part in dites for ligne in part.lignes])
    return Devis(forfait, (), inclus, lignes, totaliser(lignes), (), ventiler(lignes))


def quantite_incluse(cellule: CelluleService, volume: int | None) -> int | None:
    """How much of a service a forfait includes, its strate's volume being given; None: not counted.

    What is « en option » or « non inclus » includes 0, whatever the strate (decision « Hébergé »).
    """
    if cellule.couverture is not Couverture.INCLUS:
        return 0
    return volume if cellule.selon_strate else cellule.quantite


def totaliser(lignes: Iterable[LigneDevis]) -> tuple[Total, ...]:
    """The sums of the costed lines, one a periodicity, never added together."""
    sommes: dict[Periodicite | None, Decimal] = {}
    for ligne in lignes:
        if (montant := du(ligne.montant)) is not None:
            deja = sommes.get(ligne.periodicite)
            sommes[ligne.periodicite] = montant if deja is None else EXACT.add(deja, montant)
    return tuple(Total(periodicite, somme) for periodicite, somme in sommes.items())


# --- Lines ----------------------------------------------------------------------------------------


def _lignes_forfait(
    catalogue: Catalogue, forfait: Forfait, assiette: Assiette, preferees: tuple[str, ...]
) -> Iterator[LigneDevis]:
    if forfait.tarif is None:
        return
    for echeance in dues(forfait.tarif, assiette, preferees):
        ligne = _ligne(catalogue, FORFAIT, forfait.nom, echeance, UNITE_FORFAIT, assiette)(1)
        dite = echeance.source_pour(assiette.strate, assiette.nature)
        if montant_connu(ligne.prix_unitaire) is None and not isinstance(ligne.prix_unitaire, Compose):
            source = f"absent de {dite or guillemets(catalogue.titre)}"
        else:
            place = f"colonne {guillemets(forfait.nom)}"
            if catalogue.strates:
                place += f", strate {assiette.strate}"
            source = f"{dite}, {place}" if dite else place
        yield ligne._replace(source=source)


def _ligne(
    catalogue: Catalogue,
    code: str,
    nom: str,
    echeance: Echeance,
    unite: Unite | None,
    assiette: Assiette,
    source: str = "",
) -> Callable[[Nombre], LigneDevis]:
    """The line of one échéance, but for how many are due."""
    mesure = None if echeance.par is None else catalogue.mesure(echeance.par)
    libelle = f"{nom}, {echeance.libelle}" if echeance.libelle else nom
    taux, quand = taux_du(echeance.taux_tva, catalogue.tva), echeance.periodicite
    calculer = calcul(echeance, assiette, unite, mesure)

    def ligne(combien: Nombre) -> LigneDevis:
        compte, unite_due, unitaire, montant, motif = calculer(combien)
        absente = echeance.par if compte is None else None
        return LigneDevis(code, libelle, compte, unite_due, unitaire, montant, quand, motif, source, taux, absente)

    return ligne


def _ligne_incluse(
    option: Option, source: str, taux: Decimal | None, combien: Nombre, motif: str, unitaire: Prix | Compose
) -> LigneDevis:
    montant = Inclus(motif)
    return LigneDevis(option.code, option.nom, combien, option.unite, unitaire, montant, None, motif, source, taux)


def _compte(valeur: Nombre, option: Option) -> str:
    return nombre(valeur) if option.unite is None else mesurer(valeur, option.unite)


def _compris(catalogue: Catalogue, option: Option, forfait: Forfait, strate: Strate) -> int | None:
    """How much of what an option sells a forfait includes already; None: it includes it without counting."""
    service = None if option.service is None else catalogue.service(option.service)
    if service is None:
        return 0
    return quantite_incluse(service.cellules[forfait.code], strate.volumes.get(service.code))


def source_option(catalogue: Catalogue, option: Option, forfait: Forfait, cellule: CelluleOption) -> str:
    """Which cell of the document says so, with its own words."""
    return (
        f"tableau {guillemets(catalogue.tableaux.options)}, ligne {guillemets(option.nom)}, "
        f"colonne {guillemets(forfait.nom)} : {guillemets(cellule.texte)}"
    )


# --- Refusals -------------------------------------------------------------------------------------


def _motif_refus(catalogue: Catalogue, option: Option, forfait: Forfait, cellule: NonProposee) -> str:
    inclus = _noms(catalogue, option, Incluse)
    proposes = _noms(catalogue, option, Proposee)
    avec = avec_article(forfait.article, forfait.nom)
    phrases = [f"{guillemets(option.nom)} n’est pas proposé avec {avec} ({guillemets(cellule.texte)})"]
    if inclus:
        phrases.append(f"compris dans : {enumeration(inclus)}")
    if proposes:
        phrases.append(f"en option avec : {enumeration(proposes)}")
    if not inclus and not proposes:
        phrases.append("aucun forfait ne le propose")
    return " ; ".join(phrases) + "."


def _noms(catalogue: Catalogue, option: Option, genre: type[Incluse] | type[Proposee]) -> list[str]:
    return [forfait.nom for forfait in catalogue.forfaits if isinstance(option.cellules[forfait.code], genre)]


def _motifs_strate(lignes: Iterable[LigneDevis]) -> tuple[str, ...]:
    """What is sold beside this forfait, but not to that collectivité."""
    return tuple([_motif_strate(ligne) for ligne in lignes if ligne.statut is Statut.NON_PROPOSE])


def _motif_strate(ligne: LigneDevis) -> str:
    pourquoi = motif_de(ligne.montant)
    return f"{guillemets(ligne.libelle)} n’est pas proposé à cette collectivité{f' ({pourquoi})' if pourquoi else ''}."


def _motifs_exigences(catalogue: Catalogue, forfait: Forfait, demandees: Iterable[Option]) -> Iterator[str]:
    """What can't be had without something else that is not asked for, nor included."""
    tous: list[Forfait | Option] = [forfait, *demandees]
    exigeants = [un for un in tous if un.exige]
    if not exigeants:
        return
    codes = {option.code for option in demandees}
    for un in exigeants:
        nom = guillemets(un.nom) if isinstance(un, Option) else avec_article(un.article, un.nom)
        for code in un.exige:
            exigee = catalogue.option(code)
            assert exigee is not None  # the reader knows it
            if code not in codes and not isinstance(exigee.cellules[forfait.code], Incluse):
                debut = f"{nom[0].upper()}{nom[1:]}"
                yield f"{debut} ne va pas sans {guillemets(exigee.nom)} : demandez les deux."
