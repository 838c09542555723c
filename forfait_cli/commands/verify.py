"""`forfait verify`: a devis made earlier, worked out again."""

import datetime
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from forfait_cli import __version__
from forfait_cli.commands.cadre.saisie import Saisie, application
from forfait_cli.domaine.chiffreur import chiffrer
from forfait_cli.domaine.demande import Collectivite
from forfait_cli.domaine.hypotheses import HABITANTS
from forfait_cli.domaine.resultats import Chiffrage
from forfait_cli.domaine.types import GenrePopulation
from forfait_cli.erreurs import Anomalie, ErreurForfait, ExitCode, Refus, champ
from forfait_cli.francais import guillemets
from forfait_cli.readers.contexte import Contexte
from forfait_cli.readers.demande.champs import Groupe
from forfait_cli.render.verification import vue

if TYPE_CHECKING:
    from forfait_cli.domaine.confrontation import Feuilles
    from forfait_cli.render.devis.document import Lettre


def verify(
    saisie: Saisie,
    fichier: Annotated[str, typer.Argument(metavar="FICHIER", help="Un devis en JSON, ou le PDF qui le porte.")],
) -> ExitCode:
    """Refait un devis, et dit s’il est identique.

    Le devis est refait d’après sa propre demande, à sa date, avec la grille et les tarifs en usage ; la population
    d’une commune est cherchée de nouveau. Les pages d’un PDF sont comparées à ce qu’il porte. Si quelque chose
    diffère, la commande dit quoi, ligne par ligne, et ce qui a changé ; elle sort avec le code 1.

    Exemple : forfait verify devis.pdf
    """
    from forfait_cli.domaine.confrontation import Pages, confronter
    from forfait_cli.readers.documents import demande_lue, lire_document
    from forfait_cli.render.devis.donnees import donnees_devis

    sortie = saisie.sortie()
    saisie.verifier_date()
    saisie.recolte.finir()
    lu = lire_document(Path(fichier))
    demande = demande_lue(lu.donnees)
    contexte = saisie.contexte
    if contexte.date is None and demande.date is not None:  # the prices of the devis are those of its day
        contexte = Contexte(contexte.ou._replace(date=demande.date.isoformat()))
    grille = contexte.grille
    try:
        refait = chiffrer(grille, demande._replace(collectivite=_retrouver(demande.collectivite)))
    except ErreurForfait as erreur:
        raise _impossible(fichier, erreur, change=grille.empreinte != lu.donnees["catalogue"]["empreinte"]) from erreur
    lettre = _lettre(lu.donnees.get("lettre"))
    donnees = donnees_devis(refait, lettre)
    pages = None if lu.feuilles is None else Pages(lu.feuilles, _pages(refait, lettre, donnees))
    confrontation = confronter(lu.donnees, donnees, pages)
    sortie.rendre(vue(fichier, grille, confrontation), (*contexte.lus, Path(fichier)))
    return ExitCode.FAIT if confrontation.identique else ExitCode.REFUS


def _retrouver(qui: Collectivite) -> Collectivite:
    """The collectivité with its population looked up again, where it was; without it where no commune has its code."""
    population = qui.population
    if population is None:
        return qui
    from forfait_cli.readers.communes import Annuaire, population_retenue

    try:
        with Annuaire() as annuaire:
            commune = annuaire.trouver_code(qui.code_insee or "")
            autre_nom = annuaire.autre_nom(commune, qui.nom)
        # A figure whose kind is not told is the only one that there is: any kind asks for it.
        habitants, population = population_retenue(commune, population.retenue or GenrePopulation.TOTALE)
    except Refus:
        return qui._replace(population=None)
    population = population._replace(commune=autre_nom)
    return qui._replace(mesures={**qui.mesures, HABITANTS: habitants}, siren=commune.siren, population=population)


def _impossible(fichier: str, erreur: ErreurForfait, *, change: bool) -> Refus:
    message = "ce devis ne peut pas être refait avec la grille en usage"
    aide = (
        f"elle n’est plus celle de ce devis : donnez-la par {champ('catalogue')}"
        if change
        else "le document a été modifié"
    )
    return Refus(
        Anomalie(fichier, message, aide), *erreur.dite(lambda neutre: f"sa demande, {guillemets(neutre)}").anomalies
    )


def _lettre(dite: Mapping[str, Any] | None) -> "Lettre | None":
    """The letter of a document read by `lire_document`, made again by this version."""
    from forfait_cli.render.devis.document import Lettre

    if dite is None:
        return None
    jour, fin = (dite[cle] and datetime.date.fromisoformat(dite[cle]) for cle in ("date", "valable_jusquau"))
    return Lettre(
        dite["reference"] or "",
        jour,
        (fin - jour).days if jour and fin else None,
        tuple(dite["destinataire"]),
        dite["objet"] or "",
        __version__,
    )


def _pages(chiffrage: Chiffrage, lettre: "Lettre | None", donnees: dict[str, Any]) -> "Feuilles":
    """A devis set again."""
    from forfait_cli.readers.documents.pdf import PIECE, lire_pdf
    from forfait_cli.render.devis.document import Lettre, document_devis
    from forfait_cli.render.ecrivains.json import rendre as en_json
    from forfait_cli.render.ecrivains.pdf import rendre as en_pdf

    octets = en_pdf(document_devis(chiffrage, lettre or Lettre()), {PIECE: en_json(donnees)})
    return lire_pdf(octets, PIECE).feuilles


app = application(verify, Groupe.GRILLE)
