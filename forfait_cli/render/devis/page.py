"""The devis as a page: one forfait in detail, or all side by side."""

from forfait_cli.domaine.devis import quantite_incluse
from forfait_cli.domaine.resultats import Chiffrage, Devis
from forfait_cli.domaine.types import Couverture
from forfait_cli.francais import date_longue, enumeration, quantite
from forfait_cli.render.commun.lignes import tableau_couts, tableau_lignes
from forfait_cli.render.commun.page import (
    RIEN,
    ajouter_liste,
    ajouter_notes,
    element,
    faits_classement,
    faits_tarifs,
    le,
    nom_ligne,
    non_chiffres,
    pied,
    quand,
    refus,
    sources,
    titre_total,
    trier_notes,
)
from forfait_cli.render.document import (
    Bloc,
    Document,
    Element,
    Euros,
    Fait,
    Fiche,
    Liste,
    Manque,
    Marque,
    Paragraphe,
    Style,
    Titre,
    fait,
)


def page_devis(chiffrage: Chiffrage, *, detail: bool = False) -> Document:
    """The page of a chiffrage: the total first, then what it rests on, what it gives and how it is made."""
    demande, classement = chiffrage.demande, chiffrage.classement
    faits = [
        *faits_classement(chiffrage.catalogue, demande.collectivite, classement),
        *faits_tarifs(chiffrage.catalogue),
    ]
    if demande.date is not None:
        faits.append(fait("Date", date_longue(demande.date)))
    blocs: list[Bloc] = []
    if len(chiffrage.devis) == 1:
        (devis,) = chiffrage.devis
        titre = f"Devis : {devis.forfait.nom}"
        blocs.append(Fiche((*faits_totaux(devis), *faits)))
        _refuser(blocs, chiffrage)
        if contenu := compris(chiffrage, devis):
            blocs += [Titre(f"Ce que comprend {le(devis.forfait)}"), Liste(tuple(contenu))]
        if devis.lignes:
            blocs += [Titre("Montants"), tableau_lignes(devis)]
        elif devis.recevable:
            blocs.insert(1, Paragraphe(RIEN, Style.FORT))  # the answer comes first
    else:
        titre = f"Devis : {len(chiffrage.devis)} forfaits côte à côte"
        blocs += [Fiche(tuple(faits)), tableau_couts(chiffrage)]
        _refuser(blocs, chiffrage)
    ajouter_liste(blocs, "Ce qui n’est pas chiffré", non_chiffres(chiffrage))
    ajouter_liste(blocs, "Hypothèses", chiffrage.hypotheses)
    notes = list(dict.fromkeys(note for devis in chiffrage.devis for note in devis.notes))
    if detail:
        ajouter_liste(blocs, "Notes", notes)
    else:
        retenus = [devis.forfait for devis in chiffrage.devis]
        ajouter_notes(blocs, trier_notes(chiffrage.catalogue, "devis", notes, retenus, demande, classement))
    ajouter_liste(blocs, "D’où viennent les chiffres", sources(chiffrage))
    return Document(titre, tuple(blocs), pied=pied(chiffrage.catalogue), jour=demande.date)


def _refuser(blocs: list[Bloc], chiffrage: Chiffrage) -> None:
    ajouter_liste(blocs, "Ce qui ne peut pas être proposé", refus(chiffrage))


def faits_totaux(devis: Devis) -> tuple[Fait, ...]:
    """What is paid, by periodicity, and what is still to be known."""
    faits = []
    if devis.totaux:
        faits.append(Fait(titre_total(devis), tuple(Euros(un.montant, quand(un.periodicite)) for un in devis.totaux)))
    if devis.tva:
        mot = "Total TTC" if devis.complet else "Sous-total TTC"
        faits.append(Fait(mot, tuple(Euros(un.ttc, quand(un.periodicite)) for un in devis.tva)))
    manques = dict.fromkeys(nom_ligne(ligne) for ligne in devis.lignes if not ligne.connue)
    if manques:
        faits.append(Fait("À connaître", (Manque(enumeration(list(manques))),)))
    return tuple(faits)


def compris(chiffrage: Chiffrage, devis: Devis) -> list[Element]:
    """Counted services first, one each; then the others by what the cell says."""
    strate = chiffrage.classement.strate
    comptes, inclus, options, absents = [], [], [], []
    for service in chiffrage.catalogue.services:
        cellule = service.cellules[devis.forfait.code]
        combien = quantite_incluse(cellule, strate.volumes.get(service.code))
        match cellule.couverture:
            case Couverture.NON_INCLUS:
                absents.append(service.nom)
            case Couverture.EN_OPTION:
                options.append(service.nom)
            case Couverture.INCLUS if combien is not None and service.unite is not None:
                selon = f", strate {strate.numero}" if cellule.selon_strate and strate.numero else ""
                compte = quantite(combien, service.unite.nom, service.unite.pluriel)
                comptes.append(f"{service.nom} : {compte}{selon}")
            case Couverture.INCLUS:
                inclus.append(service.nom + precision(service.nom, cellule.texte))
    return [
        *(element(Marque.INCLUS, nom) for nom in (*comptes, *inclus)),
        *([element(Marque.OPTION, f"En option : {enumeration(options)}")] if options else []),
        *([element(Marque.EXCLU, f"Non inclus : {enumeration(absents)}")] if absents else []),
    ]


def precision(nom: str, texte: str) -> str:
    """What the published cell adds to « Inclus »."""
    if texte.casefold() in ("inclus", "compris", "oui", nom.casefold()):
        return ""
    return f" ({texte[0].lower()}{texte[1:]})"
