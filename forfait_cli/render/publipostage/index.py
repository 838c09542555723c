"""The page that leads to the documents of a mailing."""

import datetime
from collections.abc import Sequence
from typing import NamedTuple

from forfait_cli.domaine.catalogue import Catalogue
from forfait_cli.domaine.resultats import Chiffrage
from forfait_cli.francais import enumeration, nombre, quantite
from forfait_cli.render.commun.page import faits_tarifs, pied, presenter, quand
from forfait_cli.render.document import (
    TIRET,
    Bloc,
    Cellule,
    Colonne,
    Document,
    Euros,
    Fiche,
    Jour,
    Lien,
    Marque,
    Rangee,
    Rangees,
    Style,
    Tableau,
    Titre,
    compte,
    fait,
    texte,
)

NOM = "index.html"


class Envoye(NamedTuple):
    """A document of the mailing, as its page tells it."""

    numero: int  # of its row
    fichier: str
    qui: str
    strate: int  # 0: the grid has none
    forfaits: tuple[str, ...]
    montants: tuple[Euros, ...]  # of the one forfait; none where there are several, or no price
    complet: bool


class Refuse(NamedTuple):
    """A row that has no document."""

    numero: int
    motif: str


def envoye(numero: int, fichier: str, chiffrage: Chiffrage) -> Envoye:
    """What the page tells of a document."""
    qui = chiffrage.demande.collectivite
    recevables = [devis for devis in chiffrage.devis if devis.recevable]
    payes = recevables[0].payes() if len(recevables) == 1 else {}
    return Envoye(
        numero,
        fichier,
        qui.nom or presenter(chiffrage.catalogue, qui),
        chiffrage.classement.strate.numero,
        tuple(devis.forfait.nom_court for devis in recevables),
        tuple(Euros(montant, quand(quoi)) for quoi, montant in payes.items()),
        all(devis.complet for devis in recevables),
    )


def document_index(
    catalogue: Catalogue, origine: str, jour: datetime.date, envoyes: Sequence[Envoye], refuses: Sequence[Refuse]
) -> Document:
    """How many, from which list, then a row for each document and each refusal."""
    faits = [
        fait("Liste", origine),
        fait("Date des devis", Jour(jour)),
        fait("Documents", nombre(len(envoyes))),
        *([fait("Lignes refusées", nombre(len(refuses)))] if refuses else []),
        *faits_tarifs(catalogue),
    ]
    blocs: list[Bloc] = [Fiche(tuple(faits))]
    if envoyes:
        blocs += [Titre("Documents"), _tableau(catalogue, envoyes)]
    if refuses:
        colonnes = (Colonne("Ligne"), Colonne("Motif"))
        refusees = Rangees(refuses, lambda un: Rangee((compte(un.numero), texte(un.motif))))
        blocs += [Titre("Lignes refusées, sans document"), Tableau(colonnes, refusees)]
    return Document("Devis d’une liste", tuple(blocs), jour=jour, pied=pied(catalogue))


def _tableau(catalogue: Catalogue, envoyes: Sequence[Envoye]) -> Tableau:
    strates = bool(catalogue.strates)
    colonnes = (
        Colonne("Document"),
        Colonne("Ligne", droite=True),
        *([Colonne("Strate", droite=True)] if strates else []),
        Colonne("Forfait"),
        Colonne("Montant chiffré", droite=True),
        Colonne("Complet"),
    )
    tous = quantite(len(catalogue.forfaits), "forfait")

    def rangee(un: Envoye) -> Rangee:
        forfaits = tous if 1 < len(un.forfaits) == len(catalogue.forfaits) else enumeration(un.forfaits)
        return Rangee(
            (
                Cellule((Lien(un.qui, un.fichier),)),
                compte(un.numero),
                *([compte(un.strate)] if strates else []),
                texte(forfaits),
                Cellule(un.montants) if un.montants else TIRET,
                texte("oui", Style.POSITIF, marque=Marque.INCLUS)
                if un.complet
                else texte("non", Style.ATTENTION, marque=Marque.EXCLU),
            )
        )

    return Tableau(colonnes, Rangees(envoyes, rangee))
