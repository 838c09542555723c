"""What a collectivité gets and pays under each forfait: the one function behind every devis.

What a devis costs depends on the strate, the forfait, the quantities and, where a price is per head,
the heads, alone (`chiffrer_forfait`).
"""

from collections.abc import Iterable
from decimal import Decimal

from forfait_cli.domaine.dossier import Chiffrage, Demande, Devis, LigneDevis, Total
from forfait_cli.domaine.grille import (
    Catalogue,
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
from forfait_cli.domaine.hypotheses import hypotheses
from forfait_cli.domaine.prix import EXACT, ZERO, Calcul, calculer, dues, pars_de, prix_pour, tetes_de
from forfait_cli.domaine.quantites import Quantite, quantites_de
from forfait_cli.domaine.selection import notes_pour, selectionner, trouver_option
from forfait_cli.domaine.strate import classer
from forfait_cli.domaine.types import Chiffre, Couverture, Periodicite, Prix, Statut, Tarif, Tetes
from forfait_cli.francais import enumeration, guillemets, nombre, quantite

GRATUIT = Chiffre(ZERO)


def chiffrer(catalogue: Catalogue, demande: Demande) -> Chiffrage:
    """A devis for each forfait asked for that gives what is required, in the catalogue's order.

    Raises:
        MauvaisUsage: an unknown code, a quantity for what is not counted, a need where none can be
            worked out, an extra and a need for the same option; all of them at once.
        Refus: no strate for that collectivité, or no forfait gives what is required.
    """
    quantites = quantites_de(catalogue, demande)
    selection = selectionner(catalogue, demande.forfaits, demande.exiges)
    classement = classer(catalogue, demande.collectivite)
    collectivite = demande.collectivite
    tetes = tetes_de(pars_de(catalogue), collectivite)
    devis = []
    for forfait in selection.retenus:
        sans_notes = chiffrer_forfait(catalogue, classement.strate, forfait, quantites, tetes)
        notes = notes_pour(
            catalogue,
            "devis",
            forfaits=[forfait],
            strate=classement.strate.numero,
            options=[quantite.option for quantite in quantites],
            affiliee=collectivite.affiliee,
            nature=collectivite.nature,
            besoin=any(quantite.besoin for quantite in quantites),
        )
        textes = (*selection.precisions[forfait.code], *(note.texte for note in notes))
        devis.append(sans_notes._replace(notes=textes))
    return Chiffrage(
        catalogue,
        demande,
        classement,
        tuple(devis),
        selection.ecartes,
        hypotheses(catalogue, demande.collectivite, classement),
    )


def chiffrer_forfait(
    catalogue: Catalogue,
    strate: Strate,
    forfait: Forfait,
    quantites: tuple[Quantite, ...],
    tetes: Tetes | None = None,
) -> Devis:
    """The devis of one forfait for one strate and these quantities, notes left out.

    `tetes` is what `prix.tetes_de` gives: None but where a price of the catalogue is per head.
    """
    inclus = {
        service.code: quantite_incluse(service.cellules[forfait.code], strate.volumes.get(service.code)) or 0
        for service in catalogue.services
        if service.code in strate.volumes
    }
    motifs: list[str] = []
    lignes = _lignes_forfait(catalogue, strate, forfait, tetes)
    for demandee in quantites:
        option = trouver_option(catalogue, demandee.option)
        assert option is not None  # checked by `quantites_de`
        cellule = option.cellules[forfait.code]
        if isinstance(cellule, NonProposee):
            motifs.append(_motif_refus(catalogue, option, forfait, cellule))
        else:
            lignes.extend(_lignes_option(catalogue, strate, forfait, option, cellule, demandee, tetes))
    if motifs:
        return Devis(forfait, tuple(motifs), inclus, (), (), ())
    devis = Devis(forfait, (), inclus, tuple(lignes), totaliser(lignes), ())
    return devis if catalogue.tva is None else _avec_tva(catalogue, devis)


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
        if ligne.statut is Statut.CHIFFRE and isinstance(ligne.montant, Chiffre):
            somme = sommes.get(ligne.periodicite, ZERO)
            sommes[ligne.periodicite] = EXACT.add(somme, ligne.montant.montant)
    return tuple(Total(periodicite, somme) for periodicite, somme in sommes.items())


def _lignes_forfait(catalogue: Catalogue, strate: Strate, forfait: Forfait, tetes: Tetes | None) -> list[LigneDevis]:
    lignes = []
    for tarif in dues(forfait.tarif, tetes):
        calcul = calculer(tarif, strate, 1, "forfait", tetes)
        if not isinstance(calcul.unitaire, Chiffre):
            source = f"absent de {guillemets(tarif.source or catalogue.titre)}"
        else:
            place = f"colonne {guillemets(forfait.nom)}, strate {strate.numero}"
            source = f"{tarif.source}, {place}" if tarif.source else place
        lignes.append(_ligne("forfait", forfait.nom, tarif, calcul, source))
    return lignes


def _lignes_option(
    catalogue: Catalogue,
    strate: Strate,
    forfait: Forfait,
    option: Option,
    cellule: Proposee | Incluse,
    demandee: Quantite,
    tetes: Tetes | None,
) -> list[LigneDevis]:
    source = source_option(catalogue, option, forfait, cellule)
    if isinstance(cellule, Incluse):
        motif = f"{guillemets(cellule.texte)} : sans supplément"
        return [_ligne_incluse(option, demandee.nombre, motif, source)]
    factures = demandee.nombre
    if demandee.besoin:
        compris = _compris(catalogue, strate, forfait, option)
        factures = max(0, demandee.nombre - compris)
        if factures == 0:
            motif = (
                f"besoin de {_mesure(demandee.nombre, option)}, couvert par ce que le forfait comprend "
                f"({_mesure(compris, option)})"
            )
            return [_ligne_incluse(option, 0, motif, source, prix_pour(cellule.tarif, strate))]
    return [
        _ligne(
            option.code,
            option.nom,
            tarif,
            calculer(tarif, strate, factures, option.unite, tetes),
            f"{tarif.source} ; {source}" if tarif.source else source,
        )
        for tarif in dues(cellule.tarif, tetes)
    ]


def _ligne(code: str, libelle: str, tarif: Tarif, calcul: Calcul, source: str) -> LigneDevis:
    return LigneDevis(
        code, libelle, calcul.quantite, calcul.unite, calcul.unitaire, calcul.montant,
        tarif.periodicite, calcul.montant.statut, calcul.motif, source, tarif.taux,
    )  # fmt: skip


def _avec_tva(catalogue: Catalogue, devis: Devis) -> Devis:
    from forfait_cli.domaine.tva import HorsTaxe, ventiler

    match catalogue.tva:
        case HorsTaxe(taux):
            lignes = tuple(ligne._replace(taux=taux if ligne.taux is None else ligne.taux) for ligne in devis.lignes)
            return devis._replace(lignes=lignes, tva=ventiler(lignes))
        case _:
            return devis


def _ligne_incluse(option: Option, nombre_unites: int, motif: str, source: str, prix: Prix = GRATUIT) -> LigneDevis:
    return LigneDevis(
        option.code,
        option.nom,
        nombre_unites,
        option.unite,
        prix,
        Chiffre(ZERO),
        None,
        Statut.INCLUS,
        motif,
        source,
    )


def _mesure(valeur: int, option: Option) -> str:
    return quantite(valeur, option.unite) if option.unite else nombre(valeur)


def _compris(catalogue: Catalogue, strate: Strate, forfait: Forfait, option: Option) -> int:
    service = service_compte(catalogue, option)
    if service is None:
        return 0
    return quantite_incluse(service.cellules[forfait.code], strate.volumes.get(service.code)) or 0


def service_compte(catalogue: Catalogue, option: Option) -> Service | None:
    """The service whose included quantity a need for that option is set against."""
    return next((service for service in catalogue.services if service.code == option.service), None)


def source_option(catalogue: Catalogue, option: Option, forfait: Forfait, cellule: CelluleOption) -> str:
    """Which cell of the annex says so, with its own words."""
    return (
        f"tableau {guillemets(catalogue.tableaux.options)}, ligne {guillemets(option.nom)}, "
        f"colonne {guillemets(forfait.nom)} : {guillemets(cellule.texte)}"
    )


def _motif_refus(catalogue: Catalogue, option: Option, forfait: Forfait, cellule: NonProposee) -> str:
    inclus = _noms(catalogue, option, Incluse)
    proposes = _noms(catalogue, option, Proposee)
    phrases = [f"{guillemets(option.nom)} n’est pas proposé avec le {forfait.nom} ({guillemets(cellule.texte)})"]
    if inclus:
        phrases.append(f"compris dans : {enumeration(inclus)}")
    if proposes:
        phrases.append(f"en option avec : {enumeration(proposes)}")
    if not inclus and not proposes:
        phrases.append("aucun forfait ne le propose")
    return " ; ".join(phrases) + "."


def _noms(catalogue: Catalogue, option: Option, genre: type[Incluse] | type[Proposee]) -> list[str]:
    return [forfait.nom for forfait in catalogue.forfaits if isinstance(option.cellules[forfait.code], genre)]
