"""The devis as a page: one forfait in detail, or all side by side."""

from collections.abc import Sequence

from forfait_cli.domaine.devis import quantite_incluse
from forfait_cli.domaine.dossier import Chiffrage, Devis, LigneDevis
from forfait_cli.domaine.grille import NonProposee, Option
from forfait_cli.domaine.types import Chiffre, Couverture, Periodicite, Statut
from forfait_cli.francais import date_longue, enumeration, euros, nombre, quantite
from forfait_cli.render.document import (
    Bloc,
    Cellule,
    Colonne,
    Document,
    Fiche,
    Liste,
    Rangee,
    Style,
    Tableau,
    Titre,
    cellule_euros,
    cellule_nombre,
    section,
)
from forfait_cli.render.pages.communs import (
    PERIODICITES,
    blocs_fin,
    cellule_ligne,
    faits_classement,
    faits_tarifs,
    nom_colonne,
    titre_total,
)


def page_devis(chiffrage: Chiffrage) -> Document:
    """The page of a chiffrage."""
    faits = faits_classement(chiffrage.demande.collectivite, chiffrage.classement) + faits_tarifs(chiffrage.catalogue)
    if chiffrage.demande.date is not None:
        faits += (("Date", date_longue(chiffrage.demande.date)),)
    corps: list[Bloc] = [Fiche(faits)]
    if len(chiffrage.devis) == 1:
        titre = f"Devis : {chiffrage.devis[0].forfait.nom}"
        corps.extend(_detail(chiffrage, chiffrage.devis[0]))
    else:
        titre = f"Devis : {len(chiffrage.devis)} forfaits côte à côte"
        corps.append(tableau_couts(chiffrage))
    return Document(titre, (*corps, *blocs_fin(chiffrage)))


# --- Side by side -------------------------------------------------------------------------------


def tableau_couts(chiffrage: Chiffrage, moins_chers: tuple[str, ...] = ()) -> Tableau:
    """Volumes, lines and totals: one column a forfait."""
    rangees = [*_volumes(chiffrage), *_lignes(chiffrage), *_totaux(chiffrage, moins_chers)]
    colonnes = (Colonne(""), *(nom_colonne(devis.forfait) for devis in chiffrage.devis))
    return Tableau(colonnes, tuple(rangees))


def _volumes(chiffrage: Chiffrage) -> list[Rangee]:
    services = [s for s in chiffrage.catalogue.services if s.code in chiffrage.classement.strate.volumes]
    return [
        section("Compris dans le forfait"),
        *(
            Rangee(
                (
                    Cellule(service.nom),
                    *(_cellule_volume(devis.inclus[service.code], service.unite or "") for devis in chiffrage.devis),
                )
            )
            for service in services
        ),
    ]


def _cellule_volume(compris: int, unite: str) -> Cellule:
    return cellule_nombre(compris, unite, Style.NORMAL if compris else Style.DISCRET)


def _lignes(chiffrage: Chiffrage) -> list[Rangee]:
    rangees = [
        section("Demandé"),
        Rangee((Cellule("Prix du forfait"), *(_cellule_lignes(devis, "forfait") for devis in chiffrage.devis))),
    ]
    demandees = {*chiffrage.demande.extras, *chiffrage.demande.besoins}
    for option in chiffrage.catalogue.options:
        if option.code in demandees:
            cellules = (_cellule_option(devis, option) for devis in chiffrage.devis)
            rangees.append(Rangee((Cellule(option.nom), *cellules)))
    return rangees


def _cellule_option(devis: Devis, option: Option) -> Cellule:
    if isinstance(option.cellules[devis.forfait.code], NonProposee):
        return Cellule("✗ non proposé", Style.ATTENTION)
    return _cellule_lignes(devis, option.code)


def _cellule_lignes(devis: Devis, code: str) -> Cellule:
    """The amount, and how it is made: « 28,00 € » over « 4 Go × 7,00 € »; one after the other if several."""
    lignes = [ligne for ligne in devis.lignes if ligne.code == code]
    if len(lignes) == 1:
        return _cellule_une(lignes[0])
    if not lignes:
        return Cellule("—", Style.DISCRET)
    cellules = [(PERIODICITES[ligne.periodicite], _cellule_une(ligne)) for ligne in lignes]
    texte = "\n".join(f"{cellule.texte}\n{quand}" for quand, cellule in cellules)
    court = "\n".join(f"{cellule.court or cellule.texte} {quand}" for quand, cellule in cellules)
    return Cellule(texte, cellules[0][1].style, court=court)


def _cellule_une(ligne: LigneDevis) -> Cellule:
    montant = cellule_ligne(ligne)
    if ligne.unite in (None, "forfait") or ligne.statut is Statut.INCLUS:
        return montant
    detail = quantite(ligne.quantite, ligne.unite or "")
    if isinstance(ligne.prix_unitaire, Chiffre):
        detail += f" × {euros(ligne.prix_unitaire.montant)}"
    if ligne.motif and isinstance(ligne.montant, Chiffre):
        detail += f" ({ligne.motif})"
    return montant._replace(texte=f"{montant.texte}\n{detail}", court=montant.texte)


def _totaux(chiffrage: Chiffrage, moins_chers: tuple[str, ...]) -> list[Rangee]:
    complet = all(devis.complet for devis in chiffrage.devis)
    rangees = []
    for periodicite in dict.fromkeys(t.periodicite for devis in chiffrage.devis for t in devis.totaux):
        quand = f" ({PERIODICITES[periodicite]})"
        hors_taxe = " HT" if any(devis.tva for devis in chiffrage.devis) else ""
        titre = f"{'Total' if complet else 'Sous-total chiffré'}{hors_taxe}{quand}"
        cellules = []
        for devis in chiffrage.devis:
            montant = next((t.montant for t in devis.totaux if t.periodicite is periodicite), None)
            cellule = Cellule("—", Style.DISCRET) if montant is None else cellule_euros(montant)
            if devis.forfait.code in moins_chers and montant is not None:
                cellule = Cellule(f"{cellule.texte}\n★ le moins cher", Style.POSITIF, montant)
            cellules.append(cellule)
        rangees.append(Rangee((Cellule(titre), *cellules), total=True))
        rangees.extend(_tva(chiffrage.devis, periodicite, quand))
    reste = (_reste(devis) for devis in chiffrage.devis)
    return [*rangees, Rangee((Cellule("Complet"), *reste), total=not rangees)]


def _tva(devis: Sequence[Devis], periodicite: Periodicite | None, quand: str = "") -> list[Rangee]:
    if not any(un.tva for un in devis):
        return []
    from forfait_cli.render.pages.tarifs import rangees_tva

    return rangees_tva(devis, periodicite, quand)


def _reste(devis: Devis) -> Cellule:
    if devis.complet:
        return Cellule("✓ oui", Style.POSITIF)
    if not devis.recevable:
        return Cellule("✗ non recevable", Style.ATTENTION)
    manques = len(devis.non_chiffre)
    return Cellule(f"✗ non, {quantite(manques, 'montant')} à connaître", Style.ATTENTION, court="✗ non")


# --- In detail ----------------------------------------------------------------------------------


def _detail(chiffrage: Chiffrage, devis: Devis) -> list[Bloc]:
    compris: list[Bloc] = [
        Titre(f"Ce que comprend le {devis.forfait.nom}"),
        Liste(tuple(_services(chiffrage, devis))),
    ]
    return [*compris, Titre("Montants"), _tableau_lignes(devis)] if devis.lignes else compris


def _services(chiffrage: Chiffrage, devis: Devis) -> list[str]:
    """Counted services first, one each; then the others by what the cell says."""
    volumes = chiffrage.classement.strate.volumes
    comptes, inclus, options, absents = [], [], [], []
    for service in chiffrage.catalogue.services:
        cellule = service.cellules[devis.forfait.code]
        compris = quantite_incluse(cellule, volumes.get(service.code))
        if cellule.couverture is Couverture.NON_INCLUS:
            absents.append(service.nom)
        elif cellule.couverture is Couverture.EN_OPTION:
            options.append(service.nom)
        elif compris is not None and service.unite:
            selon = f", strate {chiffrage.classement.strate.numero}" if cellule.selon_strate else ""
            comptes.append(f"✓ {service.nom} : {quantite(compris, service.unite)}{selon}")
        else:
            precision = "" if cellule.texte.lower() == "inclus" else f" ({cellule.texte[0].lower()}{cellule.texte[1:]})"
            inclus.append(service.nom + precision)
    return [
        *comptes,
        *(f"✓ {nom}" for nom in inclus),
        *([f"○ En option : {enumeration(options)}"] if options else []),
        *([f"✗ Non inclus : {enumeration(absents)}"] if absents else []),
    ]


def _tableau_lignes(devis: Devis) -> Tableau:
    colonnes = (
        Colonne("Désignation"),
        Colonne("Quantité", "Qté", droite=True),
        Colonne("Prix unitaire", "P. U.", droite=True),
        Colonne("Montant", droite=True),
        Colonne("Périodicité"),
    )
    rangees = [_rangee_ligne(ligne) for ligne in devis.lignes]
    vide = Cellule("")
    for total in devis.totaux:
        quand = Cellule(PERIODICITES[total.periodicite])
        titre = Cellule(titre_total(devis))
        rangees.append(Rangee((titre, vide, vide, cellule_euros(total.montant), quand), total=True))
        for rangee in _tva([devis], total.periodicite):
            libelle, montant = rangee.cellules
            rangees.append(rangee._replace(cellules=(libelle, vide, vide, montant, quand)))
    return Tableau(colonnes, tuple(rangees))


def _rangee_ligne(ligne: LigneDevis) -> Rangee:
    if isinstance(ligne.prix_unitaire, Chiffre) and ligne.statut is not Statut.INCLUS:
        unitaire = cellule_euros(ligne.prix_unitaire.montant)
        periodicite = Cellule(PERIODICITES[ligne.periodicite])
    else:
        unitaire, periodicite = Cellule("—", Style.DISCRET), Cellule("—", Style.DISCRET)
    libelle = ligne.libelle
    if isinstance(ligne.montant, Chiffre) and ligne.motif:
        libelle += f" ({ligne.motif})"
    compte = (
        cellule_nombre(ligne.quantite, ligne.unite)
        if ligne.unite and ligne.unite != "forfait"
        else Cellule(nombre(ligne.quantite), valeur=ligne.quantite)
    )
    return Rangee((Cellule(libelle), compte, unitaire, cellule_ligne(ligne), periodicite))
