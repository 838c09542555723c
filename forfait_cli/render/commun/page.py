"""What several pages say in the same words."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple, assert_never

from forfait_cli.domaine.catalogue import Catalogue, Forfait, Note, Proposee, Strate
from forfait_cli.domaine.demande import Collectivite, Demande
from forfait_cli.domaine.prix import ARenseigner, Chiffre, Inclus, NonPropose, SurEtude
from forfait_cli.domaine.resultats import FORFAIT, Chiffrage, Classement, Devis, LigneDevis
from forfait_cli.domaine.selection import notes_pour
from forfait_cli.domaine.strate import dire_mesure, expliquer, presenter_affiliation
from forfait_cli.domaine.types import Periodicite, Unite
from forfait_cli.francais import PERIODICITES, avec_article, enumeration, guillemets, plier, sans_deux_points
from forfait_cli.render.commun.tarifs import emetteur, origine, regime
from forfait_cli.render.document import (
    Bloc,
    Cellule,
    Colonne,
    Compte,
    Contenu,
    Element,
    Euros,
    Fait,
    Liste,
    Manque,
    Marque,
    Style,
    Texte,
    Titre,
    fait,
    puces,
)
from forfait_cli.render.drapeaux import nom_de_drapeau

# --- Who, which strate, which files ---------------------------------------------------------------


def nom_colonne(forfait: Forfait) -> Colonne:
    """The column of a forfait."""
    return Colonne(forfait.nom, forfait.nom_court, semblable="forfait")


def le(forfait: Forfait) -> str:
    """« le Forfait Métiers »."""
    return avec_article(forfait.article, forfait.nom)


def majuscule(texte: str) -> str:
    """The text with a capital at its head."""
    return texte[:1].upper() + texte[1:]


def compte_de(valeur: int, unite: Unite | None) -> Compte:
    """A count in that unit."""
    return Compte(valeur) if unite is None else Compte(valeur, unite.nom, unite.pluriel)


def presenter(catalogue: Catalogue, collectivite: Collectivite) -> str:
    """« Mairie de X, commune de 1 200 habitants »."""
    if collectivite.nature_dite:
        nature = collectivite.nature_dite
    else:
        nature = "collectivité" if collectivite.nature is None else catalogue.nature(collectivite.nature).nom
    tailles = [
        dire_mesure(mesure, collectivite.mesures[mesure.code])
        for mesure in catalogue.mesures
        if mesure.unite is not None and mesure.code in collectivite.mesures
    ]
    montants = [
        dire_mesure(mesure, collectivite.mesures[mesure.code])
        for mesure in catalogue.mesures
        if mesure.unite is None and mesure.code in collectivite.mesures
    ]
    taille = f"{nature} de {enumeration(tailles)}" if tailles else nature
    taille = ", ".join((taille, *montants))
    if affiliation := presenter_affiliation(catalogue, collectivite.affiliation):
        taille += f" {affiliation}"
    return f"{collectivite.nom}, {taille}" if collectivite.nom else majuscule(taille)


def dire_strate(strate: Strate) -> str:
    """« 4 : Communes de 1 000 à 1 999 habitants »."""
    return f"{strate.numero} : {strate.libelle}"


def faits_classement(catalogue: Catalogue, collectivite: Collectivite, classement: Classement) -> tuple[Fait, ...]:
    """Who, which strate, and why; who alone in a grid without strates."""
    qui = fait("Collectivité", presenter(catalogue, collectivite))
    if not classement.strate.numero:
        return (qui,)
    pourquoi = expliquer(catalogue, collectivite, classement)
    return (qui, fait("Strate", dire_strate(classement.strate)), fait("Pourquoi", pourquoi))


def faits_tarifs(catalogue: Catalogue) -> tuple[Fait, ...]:
    """Who publishes the prices, where they come from, when they hold, and what is stated of VAT."""
    faits = []
    if catalogue.tarifs is not None:
        if catalogue.tarifs.emetteur is not None:
            faits.append(fait("Émis par", emetteur(catalogue.tarifs.emetteur)))
        faits.append(fait("Tarifs", origine(catalogue.tarifs)))
    if catalogue.tva is not None:
        faits.append(fait("TVA", regime(catalogue.tva)))
    return tuple(faits)


def pied(catalogue: Catalogue, *, entier: bool = True) -> str:
    """Which files the figures come from; `entier`: with their fingerprints. `faits_tarifs` says the rest."""
    textes = [f"Catalogue : {catalogue.titre}."]
    if entier:
        textes.append(f"Empreinte {catalogue.empreinte}.")
    if catalogue.tarifs is not None:
        textes.append(f"Tarifs : {catalogue.tarifs.titre}.")
        if entier:
            textes.append(f"Empreinte {catalogue.tarifs.empreinte}.")
    return " ".join(textes)


# --- Blocks ---------------------------------------------------------------------------------------


def ajouter_liste(blocs: list[Bloc], titre: str, textes: Iterable[str]) -> None:
    """A titled list, where it has something in it."""
    if liste := puces(tuple(textes)).elements:
        blocs.extend((Titre(titre), Liste(liste)))


def element(marque: Marque, texte: str) -> Element:
    """A bullet point under a mark."""
    return Element(texte, marque)


# --- Amounts --------------------------------------------------------------------------------------


def titre_total(devis: Devis) -> str:
    """« Total » once every line has an amount, « Sous-total chiffré » until then; HT where it is stated."""
    return f"{'Total' if devis.complet else 'Sous-total chiffré'}{' HT' if devis.tva else ''}"


def designes(chiffrage: Chiffrage, moins_chers: Sequence[str]) -> Sequence[str]:
    """The cheapest, where there is another complete devis to be cheaper than."""
    return moins_chers if sum(devis.complet for devis in chiffrage.devis) > 1 else ()


def quand(periodicite: Periodicite | None) -> str:
    """What follows an amount: « par an », « (périodicité non précisée) »."""
    return f"({PERIODICITES[None]})" if periodicite is None else PERIODICITES[periodicite]


def contenu_ligne(ligne: LigneDevis) -> Contenu:
    """What a line of a devis costs, or what is said in its place."""
    match ligne.montant:
        case Chiffre(montant):
            return Euros(montant)
        case Inclus():
            return Texte("inclus")
        case SurEtude():
            return Manque("sur étude")
        case ARenseigner():
            return Manque("à renseigner")
        case NonPropose():
            return Texte("non proposé")
        case _:
            assert_never(ligne.montant)


def cellule_ligne(ligne: LigneDevis, *suite: Contenu) -> Cellule:
    """The cell of a line's amount, and how it is made."""
    contenus = (contenu_ligne(ligne), *suite)
    match ligne.montant:
        case Chiffre():
            return Cellule(contenus)
        case Inclus():
            return Cellule(contenus, Marque.INCLUS, Style.POSITIF)
        case SurEtude() | ARenseigner():
            return Cellule(contenus, None, Style.ATTENTION)
        case NonPropose():
            return Cellule(contenus, Marque.EXCLU, Style.ATTENTION)
        case _:
            assert_never(ligne.montant)


def nom_ligne(ligne: LigneDevis) -> str:
    """« Prix du forfait », else what the line says."""
    return "Prix du forfait" if ligne.code == FORFAIT else ligne.libelle


def cle_ligne(nom: str, ligne: LigneDevis) -> tuple[Periodicite | None, Unite | None, str]:
    """What tells a line from another of what bears that name: when, of what, and the label of its échéance."""
    return ligne.periodicite, ligne.unite, ligne.libelle.removeprefix(nom).removeprefix(", ")


# --- What a devis must say beside its figures -----------------------------------------------------

PAS_PROPOSE = "Ce qui ne peut pas être proposé"
RIEN = "Sans option demandée, rien n’est dû."


def refus(chiffrage: Chiffrage) -> list[str]:
    """What can't be had, and the forfaits left out."""
    return [
        *(
            motif if devis.forfait.nom in motif else f"{devis.forfait.nom} : {motif}"
            for devis in chiffrage.devis
            for motif in devis.motifs
        ),
        *(f"{ecarte.forfait.nom}, écarté : {ecarte.motif}." for ecarte in chiffrage.ecartes),
    ]


def non_chiffres(chiffrage: Chiffrage, *, ecran: bool = False) -> list[str]:
    """Each missing amount once, with who gives it and, where not all lack it, the forfaits that do; `ecran`: what to
    type is told where that would do."""
    manques: dict[tuple[str, str, str | None], dict[str, Forfait]] = {}
    for devis in chiffrage.devis:
        for ligne in devis.lignes:
            if not ligne.connue:
                cle = nom_ligne(ligne), ligne.motif or "", ligne.mesure_absente
                manques.setdefault(cle, {})[devis.forfait.code] = devis.forfait
    recevables = sum(devis.recevable for devis in chiffrage.devis)
    textes = []
    for (libelle, motif, absente), forfaits in manques.items():
        dit = f"{libelle} : {sans_deux_points(motif)}"
        if len(forfaits) != recevables:
            dit += _pour(forfaits.values(), entre="(" not in motif)
        textes.append(f"{dit} ; {a_ajouter((absente,))}." if ecran and absente is not None else f"{dit}.")
    return textes


def _pour(forfaits: Iterable[Forfait], *, entre: bool) -> str:
    """Which forfaits it is about, between brackets or not: one pair in a sentence is enough."""
    if entre:
        return f" ({enumeration([forfait.nom for forfait in forfaits])})"
    return f", pour {enumeration([le(forfait) for forfait in forfaits])}"


def a_ajouter(mesures: Iterable[str]) -> str:
    """What to type for these measures, by code, to be known."""
    return f"ajoutez {enumeration([f'{nom_de_drapeau(code)} N' for code in mesures])}"


def sources(chiffrage: Chiffrage) -> list[str]:
    """The rows of the document that the figures shown come from, and who gives its prices."""
    catalogue = chiffrage.catalogue
    numero = chiffrage.classement.strate.numero
    textes = []
    if numero and any(devis.inclus for devis in chiffrage.devis):
        textes.append(f"Volumes compris : tableau {guillemets(catalogue.tableaux.strates)}, ligne {numero}.")
    if any(devis.lignes for devis in chiffrage.devis) and catalogue.tarifs is not None:
        textes.append(f"Prix : {catalogue.tarifs.titre}, {catalogue.tarifs.source}.")
    textes.extend(f"{enumeration(noms)} : {source}." for source, noms in _sources_propres(chiffrage).items())
    codes = {ligne.code for devis in chiffrage.devis for ligne in devis.lignes}
    citees = []
    for option in catalogue.options:
        if option.code in codes:
            cellules = dict.fromkeys(
                guillemets(option.cellules[devis.forfait.code].texte) for devis in chiffrage.devis if devis.recevable
            )
            citees.append((option.nom, enumeration(list(cellules), "ou")))
    tableau = f"tableau {guillemets(catalogue.tableaux.options)}"
    match citees:
        case []:
            pass
        case [(nom, cellule)]:
            textes.append(f"{nom} : {tableau}, {cellule}.")
        case _:
            textes.append(f"Options : {tableau} ; {' ; '.join(f'{nom}, {cellule}' for nom, cellule in citees)}.")
    return textes


def _sources_propres(chiffrage: Chiffrage) -> dict[str, list[str]]:
    """What is priced by a source that the grid names, by that source; the tarifs in use are told once for all."""
    catalogue = chiffrage.catalogue
    communes = "" if catalogue.tarifs is None else f"tarifs {guillemets(catalogue.tarifs.titre)}"
    sources_: dict[str, list[str]] = {}
    for devis in chiffrage.devis:
        for code in dict.fromkeys(ligne.code for ligne in devis.lignes):
            option = catalogue.option(code)
            if option is None:
                nom, tarif = devis.forfait.nom, devis.forfait.tarif
            else:
                cellule = option.cellules[devis.forfait.code]
                nom, tarif = option.nom, cellule.tarif if isinstance(cellule, Proposee) else None
            for echeance in () if tarif is None else tarif.echeances:
                source = echeance.source_pour(chiffrage.classement.strate.numero, chiffrage.demande.collectivite.nature)
                if source and source != communes:
                    noms = sources_.setdefault(source.removesuffix("."), [])
                    if nom not in noms:
                        noms.append(nom)
    return sources_


# --- Notes ----------------------------------------------------------------------------------------


NOTES_MAX = 3  # on a screen


class Tri(NamedTuple):
    """The notes that bear on a request, and how many others hold."""

    utiles: tuple[str, ...]
    autres: int


def trier_notes(
    catalogue: Catalogue,
    vue: str,
    textes: Iterable[str],
    forfaits: Sequence[Forfait],
    demande: Demande,
    classement: Classement,
) -> Tri:
    """The notes that bear on a request, shortest first: those of its strate, its nature, the options that it asks
    for and the services that these sell. What is no note of the catalogue bears always."""
    textes = list(dict.fromkeys(textes))
    options = [*demande.extras, *demande.besoins]
    retenues = notes_pour(
        catalogue,
        vue,
        forfaits=forfaits,
        strate=classement.strate.numero,
        options=options,
        affiliee=demande.collectivite.affiliee,
        nature=demande.collectivite.nature,
        besoin=bool(demande.besoins),
    )
    services = {option.service for option in catalogue.options if option.code in options} | set(demande.exiges)
    muettes = sans_objet(catalogue, classement)
    portent = {note.texte for note in retenues if _porte(note, services)} - muettes
    connues = {note.texte for note in catalogue.notes}
    utiles = [texte for texte in textes if texte in portent or texte not in connues]
    montrees = tuple(sorted(utiles, key=len)[:NOTES_MAX])
    return Tri(montrees, len(textes) - len(montrees))


def sans_objet(catalogue: Catalogue, classement: Classement) -> frozenset[str]:
    """The notes that a screen counts without showing them to who is classed whatever its size, where no price counts
    it either: those on the sizes of a nature or of a strate, and that which says again why this strate.

    They are known by their words, which is no reason to leave one out of a paper to sign.
    """
    if classement.critere != "non_affiliee" or catalogue.usages().mesures:
        return frozenset()
    mots = [plier(mot) for mesure in catalogue.mesures for mot in (mesure.nom, mesure.mot)]
    pourquoi = plier(expliquer(catalogue, Collectivite(), classement))
    return frozenset(
        note.texte
        for note in catalogue.notes
        if plier(note.texte) == pourquoi
        or ((note.natures or note.strates) and any(f" {mot} " in f" {plier(note.texte)} " for mot in mots))
    )


def _porte(note: Note, services: set[str | None]) -> bool:
    """Whether it is about what is asked for, and not about the whole grid."""
    if note.options or note.strates or note.natures or note.besoin is not None or note.affiliee is not None:
        return True
    return bool(note.services & services) if note.services else bool(note.forfaits)


def dire_notes(tri: Tri, *, papier: bool = False) -> list[str]:
    """The notes, and how many others there are; on paper no flag would show them."""
    une = tri.autres == 1
    autre = "" if not tri.utiles else "autre " if une else "autres "
    ou = (" n’est pas reprise ici." if une else " ne sont pas reprises ici.") if papier else " : --detail"
    return [*tri.utiles, *([f"{tri.autres} {autre}{'note' if une else 'notes'}{ou}"] if tri.autres else [])]


def ajouter_notes(blocs: list[Bloc], tri: Tri) -> None:
    """The notes under their title, where there are some."""
    ajouter_liste(blocs, "Notes", dire_notes(tri))
