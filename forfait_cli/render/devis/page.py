"""The devis as a page: one forfait in detail, or all side by side."""

from forfait_cli.domaine.chiffreur import recours
from forfait_cli.domaine.devis import quantite_incluse
from forfait_cli.domaine.resultats import Chiffrage, Devis
from forfait_cli.domaine.types import Couverture
from forfait_cli.francais import date_longue, enumeration, quantite
from forfait_cli.render.commun.lignes import tableau_couts, tableau_lignes
from forfait_cli.render.commun.page import (
    PAS_PROPOSE,
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


def page_devis(chiffrage: Chiffrage, *, detail: bool = False, ecran: bool = False) -> Document:
    """The page of a chiffrage: the total first, then what it rests on, what it gives and how it is made; a forfait
    that does not answer, alone, has its refusal first, and no more without `detail`.

    `ecran`: for who may type another line.
    """
    demande = chiffrage.demande
    faits = [*faits_classement(chiffrage.catalogue, demande.collectivite, chiffrage.classement)]
    seul = refuse_seul(chiffrage)
    if seul is None or detail:
        faits += faits_tarifs(chiffrage.catalogue)
        if demande.date is not None:
            faits.append(fait("Date", date_longue(demande.date)))
    blocs: list[Bloc] = []
    if seul is not None:
        titre = titre_seul(seul)
        blocs += [*refuser_seul(chiffrage, ecran=ecran), Fiche(tuple(faits))]
        if detail:
            blocs += _comprend(chiffrage, seul)
    elif len(chiffrage.devis) == 1:
        (devis,) = chiffrage.devis
        titre = titre_seul(devis)
        blocs.append(Fiche((*faits_totaux(devis), *faits)))
        _refuser(blocs, chiffrage)
        blocs += _comprend(chiffrage, devis)
        if devis.lignes:
            blocs += [Titre("Montants"), tableau_lignes(devis)]
        else:
            blocs.insert(1, Paragraphe(RIEN, Style.FORT))  # the answer comes first
    else:
        titre = f"Devis : {len(chiffrage.devis)} forfaits côte à côte"
        blocs += [Fiche(tuple(faits)), tableau_couts(chiffrage)]
        _refuser(blocs, chiffrage)
    if seul is None or detail:
        blocs += _appuis(chiffrage, detail=detail, ecran=ecran)
    return Document(titre, tuple(blocs), pied=pied(chiffrage.catalogue), jour=demande.date)


def _appuis(chiffrage: Chiffrage, *, detail: bool, ecran: bool) -> list[Bloc]:
    """What a devis rests on, after its amounts."""
    blocs: list[Bloc] = []
    ajouter_liste(blocs, "Ce qui n’est pas chiffré", non_chiffres(chiffrage, ecran=ecran))
    ajouter_liste(blocs, "Hypothèses", chiffrage.hypotheses)
    notes = list(dict.fromkeys(note for devis in chiffrage.devis for note in devis.notes))
    if detail:
        ajouter_liste(blocs, "Notes", notes)
    else:
        retenus = [devis.forfait for devis in chiffrage.devis]
        tri = trier_notes(chiffrage.catalogue, "devis", notes, retenus, chiffrage.demande, chiffrage.classement)
        ajouter_notes(blocs, tri)
    ajouter_liste(blocs, "D’où viennent les chiffres", sources(chiffrage))
    return blocs


def _comprend(chiffrage: Chiffrage, devis: Devis) -> list[Bloc]:
    contenu = compris(chiffrage, devis)
    return [Titre(f"Ce que comprend {le(devis.forfait)}"), Liste(tuple(contenu))] if contenu else []


def _refuser(blocs: list[Bloc], chiffrage: Chiffrage) -> None:
    ajouter_liste(blocs, PAS_PROPOSE, refus(chiffrage))


# --- One that does not answer ---------------------------------------------------------------------


def refuse_seul(chiffrage: Chiffrage) -> Devis | None:
    """The only devis, where it can't be had."""
    match chiffrage.devis:
        case (devis,) if not devis.recevable:
            return devis
        case _:
            return None


def titre_seul(devis: Devis) -> str:
    """The title of one devis alone: no devis, where none can be had."""
    return f"Devis : {devis.forfait.nom}" if devis.recevable else f"{devis.forfait.nom} : pas de devis possible"


def refuser_seul(chiffrage: Chiffrage, *, ecran: bool = False) -> list[Bloc]:
    """Why it can't be had, then the forfaits with which all that is asked for can; `ecran`: as they are typed."""
    blocs: list[Bloc] = []
    _refuser(blocs, chiffrage)
    autres = [f"{un.nom} : --forfait {un.code}" if ecran else un.nom for un in recours(chiffrage)]
    ajouter_liste(blocs, "Forfaits qui répondent à cette demande", autres)
    return blocs


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
