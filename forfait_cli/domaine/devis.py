"""What a collectivité gets and pays under each forfait: the parts of every devis, which `chiffreur` puts together.

What a devis costs depends on the forfait, the quantities and the `Assiette` alone: the strate and, where
some price needs them, the nature and the measures.
"""

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import NamedTuple

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
    NonPropose,
    Prix,
    Usages,
    calculer,
    dues,
    mesurer,
    montant_connu,
    motif_de,
    prix_a_l_unite,
)
from forfait_cli.domaine.quantites import Quantite
from forfait_cli.domaine.resultats import FORFAIT, Classement, Devis, LigneDevis, Total
from forfait_cli.domaine.tva import avec_taux, ventiler
from forfait_cli.domaine.types import Couverture, Nombre, Periodicite, Unite
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
    lignes = avec_taux(_lignes_forfait(catalogue, forfait, assiette, preferees), catalogue.tva)
    return Part(lignes, tuple(_motifs_strate(lignes)))


def part_d_une_option(
    catalogue: Catalogue, forfait: Forfait, demandee: Quantite, assiette: Assiette, preferees: tuple[str, ...]
) -> Part:
    """What is asked for of one option."""
    option = catalogue.option(demandee.option)
    assert option is not None  # checked by `quantites_de`
    cellule = option.cellules[forfait.code]
    if isinstance(cellule, NonProposee):
        return Part((), (_motif_refus(catalogue, option, forfait, cellule),))
    lues = _lignes_option(catalogue, forfait, option, cellule, demandee, assiette, preferees)
    lignes = avec_taux(lues, catalogue.tva)
    return Part(lignes, tuple(_motifs_strate(lignes)))


def assembler(
    catalogue: Catalogue,
    forfait: Forfait,
    inclus: Mapping[str, int | None],
    parts: Iterable[Part],
    quantites: tuple[Quantite, ...],
) -> Devis:
    """The devis that these parts make: refusals if there are any, else lines and totals."""
    lignes: list[LigneDevis] = []
    motifs: list[str] = []
    for part in parts:
        lignes += part.lignes
        motifs += part.motifs
    motifs.extend(_motifs_exigences(catalogue, forfait, quantites))
    if motifs:
        return Devis(forfait, tuple(motifs), inclus, (), ())
    return Devis(forfait, (), inclus, tuple(lignes), totaliser(lignes), (), ventiler(lignes))


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
        if ligne.du is not None:
            sommes[ligne.periodicite] = EXACT.add(sommes.get(ligne.periodicite, ZERO), ligne.du)
    return tuple(Total(periodicite, somme) for periodicite, somme in sommes.items())


# --- Lines ----------------------------------------------------------------------------------------


def _lignes_forfait(
    catalogue: Catalogue, forfait: Forfait, assiette: Assiette, preferees: tuple[str, ...]
) -> Iterator[LigneDevis]:
    if forfait.tarif is None:
        return
    for echeance in dues(forfait.tarif, assiette, preferees):
        ligne = _ligne(catalogue, FORFAIT, forfait.nom, echeance, 1, UNITE_FORFAIT, assiette)
        dite = echeance.source_pour(assiette.strate, assiette.nature)
        if montant_connu(ligne.prix_unitaire) is None and not isinstance(ligne.prix_unitaire, Compose):
            source = f"absent de {guillemets(dite or catalogue.titre)}"
        else:
            place = f"colonne {guillemets(forfait.nom)}"
            if catalogue.strates:
                place += f", strate {assiette.strate}"
            source = f"{dite}, {place}" if dite else place
        yield ligne._replace(source=source)


def _lignes_option(
    catalogue: Catalogue,
    forfait: Forfait,
    option: Option,
    cellule: Proposee | Incluse,
    demandee: Quantite,
    assiette: Assiette,
    preferees: tuple[str, ...],
) -> Iterator[LigneDevis]:
    source = source_option(catalogue, option, forfait, cellule)
    if isinstance(cellule, Incluse):
        motif = f"{guillemets(cellule.texte)} : sans supplément"
        yield _ligne_incluse(option, demandee.nombre, motif, source, Chiffre(ZERO))
        return
    factures = demandee.nombre
    if demandee.besoin:
        compris = _compris(catalogue, option, forfait, catalogue.strate(assiette.strate))
        factures = 0 if compris is None else max(0, demandee.nombre - compris)
        if factures == 0:
            combien = "sans le compter" if compris is None else f"({_compte(compris, option)})"
            motif = f"besoin de {_compte(demandee.nombre, option)}, couvert par ce que le forfait comprend {combien}"
            unitaire = prix_a_l_unite(cellule.tarif.echeances[0], assiette)
            yield _ligne_incluse(option, 0, motif, source, unitaire)
            return
    for echeance in dues(cellule.tarif, assiette, preferees):
        ligne = _ligne(catalogue, option.code, option.nom, echeance, factures, option.unite, assiette)
        dite = echeance.source_pour(assiette.strate, assiette.nature)
        yield ligne._replace(source=f"{dite} ; {source}" if dite else source)


def _ligne(
    catalogue: Catalogue,
    code: str,
    nom: str,
    echeance: Echeance,
    combien: Nombre,
    unite: Unite | None,
    assiette: Assiette,
) -> LigneDevis:
    mesure = None if echeance.par is None else catalogue.mesure(echeance.par)
    calcul = calculer(echeance, assiette, combien, unite, mesure)
    libelle = f"{nom}, {echeance.libelle}" if echeance.libelle else nom
    return LigneDevis(
        code, libelle, calcul.quantite, calcul.unite, calcul.unitaire, calcul.montant,
        echeance.periodicite, calcul.motif, "", echeance.taux_tva,
    )  # fmt: skip


def _ligne_incluse(option: Option, combien: Nombre, motif: str, source: str, unitaire: Prix | Compose) -> LigneDevis:
    return LigneDevis(option.code, option.nom, combien, option.unite, unitaire, Inclus(motif), None, motif, source)


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


def _motifs_strate(lignes: Iterable[LigneDevis]) -> Iterator[str]:
    """What is sold beside this forfait, but not to that collectivité."""
    for ligne in lignes:
        if isinstance(ligne.montant, NonPropose):
            pourquoi = motif_de(ligne.montant)
            yield f"{guillemets(ligne.libelle)} n’est pas proposé à cette collectivité" + (
                f" ({pourquoi})." if pourquoi else "."
            )


def _motifs_exigences(catalogue: Catalogue, forfait: Forfait, quantites: tuple[Quantite, ...]) -> Iterator[str]:
    """What can't be had without something else that is not asked for, nor included."""
    demandees = {quantite.option for quantite in quantites}
    for nom, exiges in (
        (avec_article(forfait.article, forfait.nom), forfait.exige),
        *((guillemets(option.nom), option.exige) for option in catalogue.options if option.code in demandees),
    ):
        for code in exiges:
            exigee = catalogue.option(code)
            assert exigee is not None  # the reader knows it
            if code not in demandees and not isinstance(exigee.cellules[forfait.code], Incluse):
                debut = f"{nom[0].upper()}{nom[1:]}"
                yield f"{debut} ne va pas sans {guillemets(exigee.nom)} : demandez les deux."
