"""The devis as a document that a mayor signs: a page a forfait, a comparison first where there are several."""

import datetime
from collections.abc import Iterator
from typing import NamedTuple

from forfait_cli.domaine.comparaison import moins_chers
from forfait_cli.domaine.devis import quantite_incluse
from forfait_cli.domaine.resultats import Chiffrage, Devis
from forfait_cli.domaine.types import Couverture
from forfait_cli.francais import date_longue, enumeration, guillemets, quantite, sans_deux_points
from forfait_cli.render.commun.lignes import tableau_couts, tableau_lignes
from forfait_cli.render.commun.page import (
    PAS_PROPOSE,
    RIEN,
    ajouter_liste,
    designes,
    element,
    faits_classement,
    faits_tarifs,
    majuscule,
    nom_ligne,
    pied,
    presenter,
    refus,
    sources,
)
from forfait_cli.render.commun.tarifs import publie_par, siret_lisible
from forfait_cli.render.devis.page import faits_totaux, precision, refuse_seul, refuser_seul, titre_seul
from forfait_cli.render.document import (
    Bloc,
    Document,
    Fait,
    Fiche,
    Jour,
    Liste,
    Marque,
    Paragraphe,
    Parties,
    SautDePage,
    Signature,
    Titre,
    fait,
)

MENTION = "Estimation"  # until every line is priced
REFUS = "Non recevable"  # no forfait answers
ACCORD = "Bon pour accord"
_SIGNES_RAPPEL = 50  # of each text that the head of a page reminds of
LIGNES_A_SIGNER = ("Lieu", "Date", "Nom", "Qualité", "Signature")


class Lettre(NamedTuple):
    """What a letter says that a request does not."""

    reference: str = ""
    jour: datetime.date | None = None  # the date that it bears; None: the request's
    validite_jours: int | None = None  # valid through its last day
    destinataire: tuple[str, ...] = ()  # lines; empty: the collectivité
    objet: str = ""
    version: str = ""  # of the program: another one may set the same page in another way

    @property
    def fin(self) -> datetime.date | None:
        """The last day on which it is valid; None where it does not say."""
        if self.jour is None or self.validite_jours is None:
            return None
        return self.jour + datetime.timedelta(days=self.validite_jours)


def document_devis(chiffrage: Chiffrage, lettre: Lettre) -> Document:
    """The whole document."""
    lettre = lettre if lettre.jour else lettre._replace(jour=chiffrage.demande.date)
    objet = (fait("Objet", lettre.objet),) if lettre.objet else ()
    blocs: list[Bloc] = [_parties(chiffrage, lettre)]
    if (refuse := refuse_seul(chiffrage)) is not None:
        titre = titre_seul(refuse)
        blocs += [*refuser_seul(chiffrage), Fiche((*objet, *_faits(chiffrage)))]
    elif len(chiffrage.devis) == 1:
        (devis,) = chiffrage.devis
        titre = titre_seul(devis)
        blocs += _page(chiffrage, devis, objet, seule=True)
    else:
        titre = "Devis"
        blocs += _comparaison(chiffrage, objet)
        for devis in chiffrage.devis:
            blocs += [SautDePage(), *_page(chiffrage, devis, (), seule=False)]
    return Document(
        titre,
        tuple(blocs),
        mention=_mention(chiffrage),
        rappel=_rappel(chiffrage, lettre),
        auteur=_emetteur(chiffrage),
        jour=lettre.jour,
        pied=pied(chiffrage.catalogue),
    )


def _mention(chiffrage: Chiffrage) -> str:
    recevables = [devis for devis in chiffrage.devis if devis.recevable]
    if not recevables:
        return REFUS
    return "" if all(devis.complet for devis in recevables) else MENTION


def _rappel(chiffrage: Chiffrage, lettre: Lettre) -> str:
    """What a page that one signs must say once it is parted from the first."""
    date = f" du {date_longue(lettre.jour)}" if lettre.jour else ""
    reference = f" {lettre.reference}" if lettre.reference else ""
    textes = (_emetteur(chiffrage), f"Devis{reference}{date}", _destinataire(chiffrage, lettre)[0])
    return " – ".join(texte if len(texte) <= _SIGNES_RAPPEL else f"{texte[: _SIGNES_RAPPEL - 1]}…" for texte in textes)


def _emetteur(chiffrage: Chiffrage) -> str:
    return publie_par(chiffrage.catalogue).nom or majuscule(chiffrage.catalogue.organisme.genre)


def _destinataire(chiffrage: Chiffrage, lettre: Lettre) -> tuple[str, ...]:
    collectivite = chiffrage.demande.collectivite
    return lettre.destinataire or (collectivite.nom or presenter(chiffrage.catalogue, collectivite),)


def _parties(chiffrage: Chiffrage, lettre: Lettre) -> Parties:
    qui = publie_par(chiffrage.catalogue)
    siret = [f"SIRET {siret_lisible(qui.siret)}"] if qui.siret else []
    faits: list[Fait] = []
    if lettre.reference:
        faits.append(fait("Référence", lettre.reference))
    if lettre.jour is not None:
        faits.append(fait("Date", Jour(lettre.jour)))
    if lettre.fin is not None:
        faits.append(fait("Valable", f"jusqu’au {date_longue(lettre.fin)} inclus"))
    return Parties((_emetteur(chiffrage), *qui.adresse, *siret), _destinataire(chiffrage, lettre), tuple(faits))


def _comparaison(chiffrage: Chiffrage, objet: tuple[Fait, ...]) -> Iterator[Bloc]:
    """What the forfaits cost, side by side."""
    yield Titre("Comparaison des forfaits")
    yield Fiche((*objet, *_faits(chiffrage)))
    yield tableau_couts(chiffrage, designes(chiffrage, moins_chers(chiffrage)))
    blocs: list[Bloc] = []
    ajouter_liste(blocs, PAS_PROPOSE, refus(chiffrage))
    yield from blocs


def _faits(chiffrage: Chiffrage) -> tuple[Fait, ...]:
    catalogue = chiffrage.catalogue
    faits = faits_classement(catalogue, chiffrage.demande.collectivite, chiffrage.classement)
    # Who publishes the prices stands at the head of the letter.
    return (*faits, *(un for un in faits_tarifs(catalogue) if un.nom != "Émis par"))


def _page(chiffrage: Chiffrage, devis: Devis, objet: tuple[Fait, ...], *, seule: bool) -> Iterator[Bloc]:
    """All of one forfait, down to where one signs."""
    sien = chiffrage._replace(devis=(devis,), ecartes=())
    if not seule:
        yield Titre(devis.forfait.nom)
    yield Fiche((*objet, *faits_totaux(devis), *(_faits(chiffrage) if seule else ())))
    blocs: list[Bloc] = []
    ajouter_liste(blocs, PAS_PROPOSE, devis.motifs)  # where it is so, nothing matters more
    blocs += _services(chiffrage, devis)
    if devis.lignes:
        blocs += [Titre("Montants"), tableau_lignes(devis)]
    elif devis.recevable:
        blocs.append(Paragraphe(RIEN))
    ajouter_liste(blocs, "Ce qui reste à chiffrer", _a_chiffrer(devis))
    ajouter_liste(blocs, "Hypothèses", chiffrage.hypotheses)
    ajouter_liste(blocs, "Notes", devis.notes)
    ajouter_liste(blocs, "D’où viennent les chiffres", sources(sien))
    if not seule:
        blocs = [bloc._replace(niveau=3) if isinstance(bloc, Titre) else bloc for bloc in blocs]
    yield from blocs
    if devis.recevable:
        yield Signature(f"{ACCORD} : {guillemets(devis.forfait.nom)}" if not seule else ACCORD, LIGNES_A_SIGNER)


def _a_chiffrer(devis: Devis) -> list[str]:
    """What has no amount, by the reason why."""
    manques: dict[str, dict[str, None]] = {}
    for ligne in devis.lignes:
        if not ligne.connue:
            manques.setdefault(ligne.motif or "", {})[nom_ligne(ligne)] = None
    return [f"{enumeration([*noms])} : {sans_deux_points(motif)}." for motif, noms in manques.items()]


def _services(chiffrage: Chiffrage, devis: Devis) -> Iterator[Bloc]:
    """What it comprises by family, then what it has as an option and what it leaves out."""
    strate = chiffrage.classement.strate
    familles: dict[str, list[str]] = {}
    options, absents = [], []
    for service in chiffrage.catalogue.services:
        cellule = service.cellules[devis.forfait.code]
        match cellule.couverture:
            case Couverture.NON_INCLUS:
                absents.append(service.nom)
            case Couverture.EN_OPTION:
                options.append(service.nom)
            case Couverture.INCLUS:
                combien = quantite_incluse(cellule, strate.volumes.get(service.code))
                if combien is not None and service.unite is not None:
                    dit = f"{service.nom} ({quantite(combien, service.unite.nom, service.unite.pluriel)})"
                else:
                    dit = service.nom + precision(service.nom, cellule.texte)
                familles.setdefault(service.famille, []).append(dit)
    seuls = familles.pop("", [])
    if familles or seuls:
        yield Titre("Services compris")
    if familles:
        autres = [fait("Autres services", enumeration(seuls))] if seuls else []
        yield Fiche((*(fait(famille, enumeration(noms)) for famille, noms in familles.items()), *autres))
    elif seuls:
        yield Liste(tuple(element(Marque.INCLUS, nom) for nom in seuls))
    reste = [
        *([fait("En option", enumeration(options))] if options else []),
        *([fait("Non compris", enumeration(absents))] if absents else []),
    ]
    if reste:
        yield Titre("Ce qui n’est pas compris")
        yield Fiche(tuple(reste))
