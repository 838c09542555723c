"""What several pages say in the same words."""

from forfait_cli.domaine.dossier import Chiffrage, Classement, Collectivite, Devis, LigneDevis
from forfait_cli.domaine.grille import Catalogue, Forfait
from forfait_cli.domaine.strate import expliquer
from forfait_cli.domaine.types import Chiffre, Periodicite, Statut
from forfait_cli.francais import enumeration, guillemets, quantite
from forfait_cli.render.document import Bloc, Cellule, Colonne, Liste, Paragraphe, Style, Titre, cellule_euros

NATURES = {
    "commune": "commune",
    "etablissement-public": "établissement public",
    "budget-annexe": "budget annexe",
}
PERIODICITES = {
    Periodicite.UNIQUE: "une fois",
    Periodicite.MOIS: "par mois",
    Periodicite.AN: "par an",
    Periodicite.PREMIERE_ANNEE: "la première année",
    Periodicite.ANNEES_SUIVANTES: "chaque année suivante",
    None: "périodicité non précisée",
}


def nom_colonne(forfait: Forfait) -> Colonne:
    """The column of a forfait."""
    return Colonne(forfait.nom, forfait.nom_court)


def presenter(collectivite: Collectivite) -> str:
    """« Mairie de X, commune de 1 200 habitants »."""
    nature = NATURES[collectivite.nature] if collectivite.nature else "collectivité"
    if collectivite.habitants is not None:
        taille = f"{nature} de {quantite(collectivite.habitants, 'habitant')}"
    elif collectivite.agents is not None:
        taille = f"{nature} de {quantite(collectivite.agents, 'agent')}"
    else:
        taille = nature
    if not collectivite.affiliee:
        taille += " non affiliée au centre de gestion"
    return f"{collectivite.nom}, {taille}" if collectivite.nom else taille[0].upper() + taille[1:]


def faits_classement(collectivite: Collectivite, classement: Classement) -> tuple[tuple[str, str], ...]:
    """Who, which strate, and why."""
    return (
        ("Collectivité", presenter(collectivite)),
        ("Strate", f"{classement.strate.numero} : {classement.strate.libelle}"),
        ("Pourquoi", expliquer(classement)),
    )


def faits_tarifs(catalogue: Catalogue) -> tuple[tuple[str, str], ...]:
    """Who publishes the prices, where they come from, when they hold, and what is stated of VAT."""
    if catalogue.tarifs is None and catalogue.tva is None:
        return ()
    from forfait_cli.render.pages.tarifs import emetteur, origine, regime

    faits = []
    if catalogue.tarifs is not None:
        if catalogue.tarifs.emetteur is not None:
            faits.append(("Émis par", emetteur(catalogue.tarifs.emetteur)))
        faits.append(("Tarifs", origine(catalogue.tarifs)))
    if catalogue.tva is not None:
        faits.append(("TVA", regime(catalogue.tva)))
    return tuple(faits)


def titre_total(devis: Devis) -> str:
    """« Total » once every line has an amount, « Sous-total chiffré » until then; HT where it is stated."""
    return f"{'Total' if devis.complet else 'Sous-total chiffré'}{' HT' if devis.tva else ''}"


def cellule_ligne(ligne: LigneDevis) -> Cellule:
    """What a line of a devis costs, or why no amount is there."""
    match ligne.statut:
        case Statut.CHIFFRE if isinstance(ligne.montant, Chiffre):
            return cellule_euros(ligne.montant.montant)
        case Statut.INCLUS:
            return Cellule("✓ inclus", Style.POSITIF)
        case Statut.SUR_ETUDE:
            return Cellule("sur étude", Style.ATTENTION)
        case _:
            return Cellule("à renseigner", Style.ATTENTION)


def blocs_fin(chiffrage: Chiffrage) -> list[Bloc]:
    """What a devis must say beside its figures: refusals, what is not costed, assumptions, notes, sources."""
    blocs: list[Bloc] = []
    refus = [f"{devis.forfait.nom} : {motif}" for devis in chiffrage.devis for motif in devis.motifs]
    refus += [f"{ecarte.forfait.nom}, écarté : {ecarte.motif}." for ecarte in chiffrage.ecartes]
    _section(blocs, "Ce qui ne peut pas être proposé", refus)
    _section(blocs, "Ce qui n’est pas chiffré", _non_chiffres(chiffrage))
    _section(blocs, "Hypothèses", chiffrage.hypotheses)
    _section(blocs, "Notes", dict.fromkeys(note for devis in chiffrage.devis for note in devis.notes))
    _section(blocs, "D’où viennent les chiffres", sources(chiffrage))
    blocs.append(pied(chiffrage.catalogue))
    return blocs


def _section(blocs: list[Bloc], titre: str, elements: object) -> None:
    textes = tuple(elements) if isinstance(elements, list | tuple | dict) else ()
    if textes:
        blocs.extend((Titre(titre), Liste(textes)))


def _non_chiffres(chiffrage: Chiffrage) -> list[str]:
    """Each missing amount once, with who gives it and, where not all lack it, the forfaits that do."""
    manques: dict[tuple[str, str], list[str]] = {}
    for devis in chiffrage.devis:
        for ligne in devis.lignes:
            if not isinstance(ligne.montant, Chiffre):
                libelle = "Prix du forfait" if ligne.code == "forfait" else ligne.libelle
                manques.setdefault((libelle, ligne.motif or ""), []).append(devis.forfait.nom)
    recevables = sum(devis.recevable for devis in chiffrage.devis)
    return [
        f"{libelle} : {motif}" + ("." if len(noms) == recevables else f" ({enumeration(noms)}).")
        for (libelle, motif), noms in manques.items()
    ]


def sources(chiffrage: Chiffrage) -> list[str]:
    """The rows of the annex that the figures shown come from."""
    catalogue = chiffrage.catalogue
    numero = chiffrage.classement.strate.numero
    textes = []
    if any(devis.inclus for devis in chiffrage.devis):
        textes.append(f"Volumes compris : tableau {guillemets(catalogue.tableaux.strates)}, ligne {numero}.")
    codes = dict.fromkeys(ligne.code for devis in chiffrage.devis for ligne in devis.lignes)
    if any(devis.lignes for devis in chiffrage.devis) and catalogue.tarifs is not None:
        textes.append(f"Prix : {catalogue.tarifs.titre}, {catalogue.tarifs.source}.")
    textes.extend(
        f"{option.nom} : tableau {guillemets(catalogue.tableaux.options)}, {_textes(chiffrage, option.code)}."
        for option in catalogue.options
        if option.code in codes
    )
    return textes


def _textes(chiffrage: Chiffrage, code: str) -> str:
    option = next(option for option in chiffrage.catalogue.options if option.code == code)
    cellules = dict.fromkeys(option.cellules[devis.forfait.code].texte for devis in chiffrage.devis if devis.recevable)
    return enumeration([guillemets(texte) for texte in cellules], "ou")


def pied(catalogue: Catalogue) -> Paragraphe:
    """Which file the figures come from."""
    texte = f"Catalogue : {catalogue.titre}. Empreinte {catalogue.empreinte}."
    if catalogue.tarifs is not None:
        from forfait_cli.render.pages.tarifs import origine

        texte += f" Tarifs : {origine(catalogue.tarifs)}. Empreinte {catalogue.tarifs.empreinte}."
    return Paragraphe(texte, Style.DISCRET)
