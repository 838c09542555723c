"""A grid, its check and its differences with another, as pages."""

import datetime
from collections.abc import Iterator
from decimal import Decimal

from forfait_cli.domaine.catalogue import Catalogue
from forfait_cli.domaine.differences import Difference
from forfait_cli.domaine.differences.contenu import Valeur
from forfait_cli.domaine.differences.resume import Entiere, Genre, Resume, resumer
from forfait_cli.domaine.lignes_prix import LignePrix, lignes_prix, tarifs_de
from forfait_cli.domaine.prix import Tarif, a_un_montant
from forfait_cli.erreurs import Anomalie
from forfait_cli.francais import date_longue, enumeration, euros, nombre, quantite
from forfait_cli.render.commun.lignes import en_colonne
from forfait_cli.render.commun.page import ajouter_liste, faits_tarifs, nom_colonne, pied
from forfait_cli.render.commun.prix import cellule_prix, selon_strate, tableau_prix
from forfait_cli.render.document import (
    TIRET,
    Bloc,
    Colonne,
    Document,
    Element,
    Fiche,
    Liste,
    Marque,
    Paragraphe,
    Rangee,
    Style,
    Tableau,
    Titre,
    fait,
    puces,
    texte,
)

COTE_A_COTE = 6  # columns of prices in one table

# --- The grid in use ------------------------------------------------------------------------------


def page_grille(catalogue: Catalogue, choix_catalogue: str, choix_tarifs: str) -> Document:
    """Its files, why these, and all of its prices."""
    fichier_tarifs = "aucun" if catalogue.tarifs is None else f"{catalogue.tarifs.chemin} ({choix_tarifs})"
    faits = (
        fait("Titre", catalogue.titre),
        fait("Source", catalogue.source),
        fait("Catalogue", f"{catalogue.chemin} ({choix_catalogue})"),
        fait("Fichier de tarifs", fichier_tarifs),
        *faits_tarifs(catalogue),
        fait("Contenu", contenu(catalogue)),
    )
    lignes = [_rangee_prix(catalogue, ligne) for ligne in lignes_prix(catalogue)]
    blocs: list[Bloc] = [Fiche(faits)]
    if lignes:
        colonnes = (Colonne("Forfait ou option"), Colonne("Prix"), Colonne("Périodicité"))
        blocs += [Titre("Prix"), Tableau(colonnes, tuple(lignes))]
    blocs += _par_strate(catalogue)
    return Document("Grille en usage", tuple(blocs), pied=pied(catalogue))


def _rangee_prix(catalogue: Catalogue, ligne: LignePrix) -> Rangee:
    tous = {forfait.code: forfait.nom_court for forfait in catalogue.forfaits}
    nom = ligne.nom
    if ligne.genre == "option" and len(ligne.forfaits) < len(tous):
        nom += f" ({enumeration([tous[code] for code in ligne.forfaits])})"
    echeance = ligne.echeance
    prix = cellule_prix(catalogue, Tarif(None, (echeance._replace(periodicite=None),)), ligne.unite)
    quand = texte(en_colonne(echeance.periodicite)) if a_un_montant(echeance.bareme) else TIRET
    return Rangee((texte(nom), prix, quand))


def _par_strate(catalogue: Catalogue) -> Iterator[Bloc]:
    """The amounts that depend on the strate, one by one."""
    vendus = [
        (nom_colonne(forfait), forfait.tarif, None)
        for forfait in catalogue.forfaits
        if forfait.tarif is not None and selon_strate(forfait.tarif)
    ]
    noms = {forfait.code: forfait.nom_court for forfait in catalogue.forfaits}
    options = []
    for option in catalogue.options:
        for tarif, codes in tarifs_de(option):
            if selon_strate(tarif):
                suite = "" if len(codes) == len(noms) else f" ({enumeration([noms[code] for code in codes])})"
                options.append((Colonne(option.nom + suite, semblable="forfait"), tarif, option.unite))
    for titre, sortes in (("Prix des forfaits selon la strate", vendus), ("Prix des options selon la strate", options)):
        for debut in range(0, len(sortes), COTE_A_COTE):
            if not debut:
                yield Titre(titre)
            yield tableau_prix(catalogue, sortes[debut : debut + COTE_A_COTE])


def contenu(catalogue: Catalogue) -> str:
    """« 5 forfaits, 8 strates, 21 services, 8 options et 22 notes »."""
    comptes = {mot: len(getattr(catalogue, f"{mot}s")) for mot in ("forfait", "strate", "service", "option", "note")}
    return enumeration([quantite(combien, mot) for mot, combien in comptes.items() if combien])


# --- Its check ------------------------------------------------------------------------------------


def page_verification(catalogue: Catalogue, avertissements: tuple[Anomalie, ...]) -> Document:
    """No fault, and what is worth knowing."""
    chemin = catalogue.chemin if catalogue.tarifs is None else catalogue.tarifs.chemin
    blocs: list[Bloc] = [
        Liste((Element(f"{chemin} : aucune faute, {contenu(catalogue)}.", Marque.INCLUS),)),
    ]
    ajouter_liste(
        blocs,
        "Avertissement" if len(avertissements) == 1 else "Avertissements",
        (f"{un.origine} : {un.message} ({un.aide})." for un in avertissements),
    )
    return Document("Vérification", tuple(blocs), pied=pied(catalogue))


# --- Its differences with another -----------------------------------------------------------------


def page_differences(avant: Catalogue, apres: Catalogue, trouvees: tuple[Difference, ...]) -> Document:
    """What changes: « Option Sauvegarde, strate 4 : 7,00 € → 8,00 € par an »."""
    if not trouvees:
        return Document("Différences", (Paragraphe("Aucune différence."),))
    resume = resumer(avant, apres, trouvees)
    tus = quantite(resume.tus, "autre détail", "autres détails")
    return Document(
        "Différences",
        (
            Paragraphe(_compte(resume)),
            *_parties(resume),
            *([Paragraphe(f"De ce qui est nouveau ou retiré, {tus} : --format csv.")] if resume.tus else []),
            Paragraphe(f"Avant, {_minuscule(pied(avant))}", Style.DISCRET),
        ),
        pied=f"Après, {_minuscule(pied(apres))}",
    )


_SUJETS = {
    Genre.PRIX: ("Offre et prix", "sur l’offre et les prix"),
    Genre.STRATES: ("Collectivités et strates", "sur les collectivités et les strates"),
    Genre.SERVICES: ("Services et volumes", "sur les services et les volumes"),
    Genre.TEXTES: ("Textes", "sur les textes"),
}


def _compte(resume: Resume) -> str:
    """« 6 différences : 2 sur l’offre et les prix, 4 sur les textes. »"""
    toutes = quantite(len(resume.lignes), "différence")
    sujets = [(len(partie), _SUJETS[genre][1]) for genre, partie in resume.parties.items()]
    if len(sujets) == 1:
        return f"{toutes} {sujets[0][1]}."
    return f"{toutes} : {', '.join(f'{nombre(combien)} {sujet}' for combien, sujet in sujets)}."


def _parties(resume: Resume) -> Iterator[Bloc]:
    for genre, partie in resume.parties.items():
        yield Titre(_SUJETS[genre][0])
        yield puces([dire(une) for une in partie])


def dire(une: Difference | Entiere) -> str:
    """One difference in a line."""
    if isinstance(une, Entiere):
        arrive = _accorder("nouveau" if une.nouvelle else "retiré", feminin=une.feminin)
        return f"{une.quoi} : {arrive}{f' ; {une.suite}' if une.suite else ''}"
    suite = f" {une.suite}" if une.suite else ""
    quoi = ", ".join(une.quoi)
    premier, _, _ = une.quoi[-1].partition(" ")
    feminin, plusieurs = premier in _FEMININS, premier in _PLURIELS
    match une.avant, une.apres:
        case None, apres:
            mot = _accorder("nouveau", feminin=feminin, plusieurs=plusieurs)
            return f"{quoi} : {_sans_point(_lisible(apres))}{suite}, {mot}"
        case avant, None:
            mot = _accorder("retiré", feminin=feminin, plusieurs=plusieurs)
            return f"{quoi} : {_sans_point(_lisible(avant))}{suite}, {mot}"
        case avant, apres:
            return f"{quoi} : {_lisible(avant)} → {_lisible(apres)}{suite}"


def _sans_point(texte: str) -> str:
    """The text without the full stop of a sentence: a comma follows it."""
    return texte if texte.endswith(("..", " etc.")) else texte.removesuffix(".")


def _minuscule(phrase: str) -> str:
    return f"{phrase[:1].lower()}{phrase[1:]}"


_MOTS = {  # of the file, as they are said
    "ht": "hors taxe", "non_soumis": "non soumis", "en_option": "en option", "non_inclus": "non inclus",
    "proposee": "proposée", "non_proposee": "non proposée", "selon_strate": "selon la strate", "sur_etude": "sur étude",
    "unique": "une fois", "mois": "par mois", "trimestre": "par trimestre", "semestre": "par semestre", "an": "par an",
    "sans_tarifs": "sans tarifs", "sans_periodicite": "sans périodicité", "sans_tva": "sans régime de TVA",
    "marginale": "chaque unité au prix de sa tranche", "volume": "le tout au prix de la tranche atteinte",
    "forfaitaire": "un montant par tranche",
    "premiere-annee": "la première année", "annees-suivantes": "chaque année suivante",
}  # fmt: skip
# First words of the names of fields.
_FEMININS = frozenset((
    "TVA", "adresse", "aide", "collectivités", "couverture", "date", "disponibilité", "famille", "mention", "mesure",
    "plus", "précision", "premières", "périodicité", "quantité", "raison", "source", "tranche", "unité", "unités",
    "Population", "Source",
))  # fmt: skip
_PLURIELS = frozenset(("autres", "collectivités", "premières", "titres", "unités"))


def _accorder(mot: str, *, feminin: bool, plusieurs: bool = False) -> str:
    """« nouveau », « nouvelles », « retirée »."""
    if mot == "nouveau":
        return ("nouvelle" + "s" * plusieurs) if feminin else "nouveaux" if plusieurs else mot
    return f"{mot}{'e' * feminin}{'s' * plusieurs}"


def _lisible(valeur: Valeur) -> str:
    match valeur:
        case None | "":
            return "—"
        case bool():
            return "oui" if valeur else "non"
        case int():
            return nombre(valeur)
        case Decimal():
            return euros(valeur)
        case datetime.date():
            return date_longue(valeur)
        case str():
            return _MOTS.get(valeur, valeur)
