"""The comparison as a page: the answer first where someone asks, else the table to pin on the wall."""

from collections.abc import Mapping, Sequence

from forfait_cli.domaine.catalogue import Forfait
from forfait_cli.domaine.comparaison import Comparaison, cout_annuel
from forfait_cli.domaine.devis import UNITE_FORFAIT, totaliser
from forfait_cli.domaine.prix import mesurer, montant_connu
from forfait_cli.domaine.resultats import FORFAIT, Chiffrage, Classement, Devis, LigneDevis
from forfait_cli.domaine.types import Couverture, Periodicite
from forfait_cli.francais import PERIODICITES, enumeration, euros, quantite, sans_deux_points
from forfait_cli.render.commun.lignes import rangees_options, tableau_couts
from forfait_cli.render.commun.page import (
    PAS_PROPOSE,
    RIEN,
    a_ajouter,
    ajouter_liste,
    cellule_ligne,
    cle_ligne,
    contenu_ligne,
    designes,
    dire_notes,
    faits_classement,
    le,
    majuscule,
    pied,
    quand,
    refus,
    trier_notes,
)
from forfait_cli.render.comparaison.grille import differences, grille, sans_parenthese, tableau, toutes_les_options
from forfait_cli.render.document import (
    TIRET,
    Addition,
    Barre,
    Barres,
    Bloc,
    Cellule,
    Colonne,
    Contenu,
    Document,
    Euros,
    Fiche,
    Manque,
    Marque,
    Paragraphe,
    Rangee,
    Style,
    Tableau,
    Texte,
    Titre,
    texte,
)

_TOTAUX_MAX = 2  # columns of totals
NOMMES_MAX = 4  # services that a sentence names, the others being counted
MANQUES_DITS = 2  # amounts that a cell names, more being counted


def page_comparaison(
    comparaison: Comparaison, *, detail: bool = False, papier: bool = False, ecran: bool = False
) -> Document:
    """The page of a comparison; `detail`: the whole grid after the answer; `papier`: for one sheet, on its side;
    `ecran`: for who may type another line."""
    blocs: list[Bloc] = []
    if comparaison.demande is None or comparaison.classement is None or comparaison.couts is None:
        blocs += grille(comparaison)
        ajouter_liste(blocs, "Forfaits écartés", _ecartes(comparaison))
        ajouter_liste(blocs, "Hypothèses", comparaison.hypotheses)
        ajouter_liste(blocs, "Notes", comparaison.notes)
    else:
        blocs += _reponse(
            comparaison, comparaison.couts, comparaison.classement, detail=detail, papier=papier, ecran=ecran
        )
    return Document(
        "Comparaison des forfaits",
        tuple(blocs),
        pied=pied(comparaison.catalogue, entier=detail or comparaison.couts is None),
        paysage=papier,
    )


def _ecartes(comparaison: Comparaison) -> list[str]:
    return [f"{ecarte.forfait.nom} : {ecarte.motif}." for ecarte in comparaison.ecartes]


# --- The answer -----------------------------------------------------------------------------------


def _reponse(
    comparaison: Comparaison, couts: Chiffrage, classement: Classement, *, detail: bool, papier: bool, ecran: bool
) -> list[Bloc]:
    catalogue, demande = comparaison.catalogue, couts.demande
    gagnants = designes(couts, comparaison.moins_chers)
    blocs: list[Bloc] = [
        Fiche(faits_classement(catalogue, demande.collectivite, classement)),
        tableau_reponse(couts, gagnants),
        Paragraphe(verdict(comparaison, couts, ecran=ecran), Style.FORT),
    ]
    ajouter_liste(blocs, PAS_PROPOSE, refus(couts))
    if detail:
        blocs += grille(comparaison)
        # Where there is no line, the verdict says that nothing is due, or why nothing can be had.
        if any(devis.lignes for devis in couts.devis):
            blocs += [Titre("Ce que coûte la demande"), tableau_couts(couts, gagnants)]
    else:
        options = tuple(rangees_options(couts))
        if len(options) > 1:
            blocs += [Titre("Options demandées"), tableau("Option", comparaison.forfaits, options)]
        blocs += differences(comparaison, papier=papier)
        if catalogue.options and not catalogue.services and not options:
            blocs += [Titre(catalogue.tableaux.options), toutes_les_options(comparaison)]
    if detail:
        ajouter_liste(blocs, "Hypothèses", comparaison.hypotheses)
        ajouter_liste(blocs, "Notes", comparaison.notes)
    else:
        tri = trier_notes(catalogue, "comparaison", comparaison.notes, comparaison.forfaits, demande, classement)
        ajouter_liste(blocs, "À savoir", (*comparaison.hypotheses, *dire_notes(tri, papier=papier)))
    if (figure := _figure(couts)) is not None:
        blocs.append(figure)
    return blocs


def tableau_reponse(couts: Chiffrage, moins_chers: Sequence[str]) -> Tableau:
    """A row a forfait: its price, what is asked for beside, what is paid in the end."""
    recevables = [devis for devis in couts.devis if devis.recevable]
    taxe = any(devis.tva for devis in recevables)
    ht = " HT" if taxe else ""
    demandees = bool(couts.demande.extras or couts.demande.besoins)
    vendus = any(devis.forfait.tarif is not None for devis in couts.devis)
    periodicites = list(dict.fromkeys(une for devis in recevables for une in devis.payes()))
    plusieurs = len(periodicites) > 1
    mot = "Total" if all(devis.complet for devis in recevables) else "Sous-total chiffré"
    titre = f"{mot}{' TTC' if taxe else ''}"
    apart = len(periodicites) <= _TOTAUX_MAX  # a column of totals for each periodicity
    titres = [f"{titre} ({PERIODICITES[une]})" for une in periodicites] if apart else [titre]
    prix, supplements = (_commune(recevables, forfait=forfait) if plusieurs else NEANT for forfait in (True, False))
    colonnes = (
        Colonne("Forfait"),
        *([Colonne(_dite(f"Prix du forfait{ht}", prix), droite=True)] if vendus or not demandees else []),
        *([Colonne(_dite(_titre_supplements(recevables, ht), supplements), droite=True)] if demandees else []),
        *(Colonne(un, droite=True) for un in titres if periodicites),
    )

    def rangee(devis: Devis) -> Rangee:
        nom = texte(devis.forfait.nom_court, Style.FORT)
        if not devis.recevable:
            non = texte("non recevable", Style.ATTENTION, marque=Marque.EXCLU)
            return Rangee((nom, non, *[TIRET] * (len(colonnes) - 2))[: len(colonnes)])
        payes = devis.payes()
        meilleur = devis.forfait.code in moins_chers
        style = Style.POSITIF if meilleur else Style.NORMAL
        if apart:
            fins = [Cellule((Euros(payes[une]),), None, style) if une in payes else TIRET for une in periodicites]
        else:
            fins = [Cellule(tuple(Euros(montant, quand(une)) for une, montant in payes.items()), None, style)]
        if meilleur and payes:
            fins[0] = fins[0]._replace(marque=Marque.MEILLEUR)
        siennes = [ligne for ligne in devis.lignes if ligne.code == FORFAIT]
        autres = [ligne for ligne in devis.lignes if ligne.code != FORFAIT]
        montants = [
            *(
                [_cellule_montants(devis, siennes, dire_quand=plusieurs and prix is NEANT)]
                if vendus or not demandees
                else []
            ),
            *([_cellule_montants(devis, autres, dire_quand=plusieurs and supplements is NEANT)] if demandees else []),
        ]
        if len(periodicites) == 1 and payes and not taxe and all(len(un.contenus) == 1 for un in montants):
            fins[0] = fins[0]._replace(calcul=Addition(tuple(range(1, 1 + len(montants)))))
        return Rangee((nom, *montants, *(fins if periodicites else [])))

    return Tableau(colonnes, tuple(map(rangee, couts.devis)))


class _Neant:
    """No periodicity is that of all the amounts of a column."""


NEANT = _Neant()


def _commune(devis: Sequence[Devis], *, forfait: bool) -> Periodicite | _Neant | None:
    """The periodicity of every known amount of the forfaits' own prices, or of what is asked for beside."""
    trouvees = {
        ligne.periodicite for un in devis for ligne in un.lignes if ligne.du and (ligne.code == FORFAIT) is forfait
    }
    return trouvees.pop() if len(trouvees) == 1 else NEANT


def _dite(titre: str, commune: Periodicite | _Neant | None) -> str:
    """The title of a column with the periodicity of all its amounts; one that is not told, the totals say it."""
    if commune is None or isinstance(commune, _Neant):
        return titre
    tete, _, parenthese = titre.partition(" (")
    return f"{tete} ({parenthese.removesuffix(')')}{', ' if parenthese else ''}{PERIODICITES[commune]})"


def _titre_supplements(devis: Sequence[Devis], ht: str) -> str:
    """« Suppléments (7,00 € par Go) », where one unit price makes them all."""
    faits = {
        (montant_connu(ligne.prix_unitaire), ligne.unite, ligne.motif if ligne.du else None, ligne.code)
        for un in devis
        for ligne in un.lignes
        if ligne.code != FORFAIT
    }
    if len(faits) == 1:
        prix, unite, motif, _ = faits.pop()
        if prix is not None and unite is not None and motif is None:
            return f"Suppléments{ht} ({euros(prix)} par {unite.nom})"
    return f"Suppléments{ht}"


def _cellule_montants(devis: Devis, lignes: Sequence[LigneDevis], *, dire_quand: bool) -> Cellule:
    """What is due for some lines: one as it is made, else the sums and what is missing from them."""
    if not lignes:
        return TIRET
    if len(lignes) == 1:
        (ligne,) = lignes
        return cellule_ligne(ligne)._replace(contenus=(_une(ligne, dire_quand=dire_quand),))
    ordre = [total.periodicite for total in devis.totaux]  # as in the column of the totals
    sommes = sorted(totaliser(lignes), key=lambda somme: ordre.index(somme.periodicite))
    contenus: list[Contenu] = [Euros(somme.montant, quand(somme.periodicite) if dire_quand else "") for somme in sommes]
    manques = [ligne for ligne in lignes if not ligne.connue]
    if len(manques) > MANQUES_DITS:  # the verdict and the options asked for, below, name them
        contenus.append(Manque(f"{len(manques)} à connaître"))
        manques = []
    for ligne in manques:
        # Under the title of its column, the price of the forfait need not be named, but its échéances.
        nom = cle_ligne(devis.forfait.nom, ligne)[2] if ligne.code == FORFAIT else ligne.libelle
        contenus.append(Manque(f"{nom} : {_mot(ligne)}" if nom else _mot(ligne)))
    if any(ligne.du for ligne in lignes) or len(contenus) > len(sommes):
        return Cellule(tuple(contenus))
    return texte("inclus", Style.POSITIF, marque=Marque.INCLUS)


def _une(ligne: LigneDevis, *, dire_quand: bool) -> Contenu:
    """« 28,00 € par an (4 Go) »."""
    contenu = contenu_ligne(ligne)
    match contenu:
        case Euros(montant):
            suites = [quand(ligne.periodicite)] if dire_quand else []
            if ligne.quantite is not None and ligne.unite not in (None, UNITE_FORFAIT):
                suites.append(f"({mesurer(ligne.quantite, ligne.unite)})")
            return Euros(montant, " ".join(suites))
        case _:
            return contenu


def _mot(ligne: LigneDevis) -> str:
    match contenu_ligne(ligne):
        case Manque(mot) | Texte(mot):
            return mot
        case _:
            return ""


def verdict(comparaison: Comparaison, couts: Chiffrage, *, ecran: bool = False) -> str:
    """The cheapest and what it does not comprise that others do; or, where prices lack, which and who has them;
    `ecran`: and what to type."""
    recevables = [devis for devis in couts.devis if devis.recevable]
    if not recevables:
        return "Aucun forfait ne répond à cette demande."
    complets = [devis for devis in recevables if devis.complet]
    gagnants = [devis for devis in complets if devis.forfait.code in comparaison.moins_chers]
    manquent = _ce_qui_manque(recevables, ecran=ecran)
    if not complets:
        debut = "Aucun forfait n’est entièrement chiffré : le moins cher ne peut pas être désigné."
        if len(recevables) == 1:
            debut = f"{majuscule(le(recevables[0].forfait))} n’est pas entièrement chiffré."
        return f"{debut} {manquent}".strip()
    if not gagnants:
        debut = "Aucun forfait chiffré n’est le moins cher à toutes les échéances à la fois : aucun n’est désigné."
        return f"{debut} {manquent}".strip()
    if not any(devis.lignes for devis in recevables):
        return RIEN
    prix = _sommes(gagnants[0])
    if len(recevables) == 1:
        return f"{majuscule(le(gagnants[0].forfait))} : {prix}."
    parmi = "" if len(complets) == len(recevables) else " de ceux qui sont entièrement chiffrés"
    if len(complets) == 1:
        debut = f"Seul entièrement chiffré : {gagnants[0].forfait.nom}, {prix}."
    elif len(gagnants) == 1:
        debut = f"Le moins cher{parmi} : {gagnants[0].forfait.nom}, {prix}."
    else:
        debut = f"Les moins chers{parmi}, à égalité : {enumeration([un.forfait.nom for un in gagnants])}, {prix}."
    reserves = [_reserve(comparaison, un.forfait, recevables) for un in gagnants]
    return " ".join(texte for texte in (debut, *reserves, manquent) if texte)


def _sommes(devis: Devis) -> str:
    taxe = " TTC" if devis.tva else ""
    payes = [f"{euros(montant)}{taxe} {quand(un)}" for un, montant in devis.payes().items() if montant]
    return enumeration(payes) if payes else "sans rien à payer"


def _ce_qui_manque(recevables: Sequence[Devis], *, ecran: bool) -> str:
    """« Reste à connaître : prix du forfait (absent de l’annexe, à demander au centre de gestion). »; `ecran`: and
    what to type, where that would do."""
    manques: dict[str, dict[str, dict[str, Forfait]]] = {}  # by reason, then by name
    absentes: dict[str, None] = {}
    for devis in recevables:
        for ligne in devis.lignes:
            if not ligne.connue:
                nom = "prix du forfait" if ligne.code == FORFAIT else ligne.libelle
                manques.setdefault(ligne.motif or "", {}).setdefault(nom, {})[devis.forfait.code] = devis.forfait
                absentes |= {} if ligne.mesure_absente is None else {ligne.mesure_absente: None}
    if not manques:
        return ""
    textes = []
    for motif, par_nom in manques.items():
        noms = [f"{nom}{_pour(siens, recevables)}" for nom, siens in par_nom.items()]
        pourquoi = sans_deux_points(motif)
        # One pair of brackets is enough.
        textes.append(enumeration(noms) + (f", {pourquoi}" if "(" in motif else f" ({pourquoi})" if motif else ""))
    suite = f" {majuscule(a_ajouter(absentes))}." if ecran and absentes else ""
    return f"Reste à connaître : {' ; '.join(textes)}.{suite}"


def _pour(siens: Mapping[str, Forfait], recevables: Sequence[Devis]) -> str:
    """The forfaits that lack it, by code, where not all do: « les autres » beside the only one that lacks nothing."""
    if len(siens) == len(recevables):
        return ""
    complets = [devis for devis in recevables if devis.complet]
    if len(complets) == 1 and 1 < len(siens) == len(recevables) - 1:
        return " pour les autres"
    return f" pour {enumeration([le(forfait) for forfait in siens.values()])}"


def _reserve(comparaison: Comparaison, forfait: Forfait, recevables: Sequence[Devis]) -> str:
    """What it does not comprise that others do."""
    autres = [devis.forfait.code for devis in recevables if devis.forfait.code != forfait.code]
    absents = [
        sans_parenthese(service.nom)
        for service in comparaison.catalogue.services
        if service.cellules[forfait.code].couverture is not Couverture.INCLUS
        and any(service.cellules[code].couverture is Couverture.INCLUS for code in autres)
    ]
    if not absents:
        return f"{majuscule(le(forfait))} comprend tout ce que comprennent les autres."
    noms = absents if len(absents) <= NOMMES_MAX + 1 else absents[:NOMMES_MAX]
    reste = len(absents) - len(noms)
    textes = [*noms, *([quantite(reste, "autre service", "autres services")] if reste else [])]
    return f"{majuscule(le(forfait))} ne comprend pas ce que d’autres comprennent : {enumeration(textes)}."


def _figure(couts: Chiffrage) -> Barres | None:
    """The yearly cost of each forfait, where every one has its price and it can be said by the year."""
    devis = [un for un in couts.devis if un.recevable]
    annees = [cout_annuel(un) for un in devis]
    if len(devis) < 2 or not all(annees):  # noqa: PLR2004
        return None
    barres = tuple(
        Barre(un.forfait.nom_court, (("Forfait", annee.forfait), ("Suppléments", annee.options)))
        for un, annee in zip(devis, annees, strict=True)
        if annee is not None
    )
    if not any(montant for barre in barres for _, montant in barre.parts):
        return None
    if not any(barre.parts[1][1] for barre in barres):
        barres = tuple(barre._replace(parts=barre.parts[:1]) for barre in barres)
    reserves = [
        *(["hors taxe"] if any(un.tva for un in devis) else []),
        *(["sans ce qui n’est dû qu’une fois"] if any(annee and annee.ponctuel for annee in annees) else []),
    ]
    return Barres(", ".join(("Ce que coûte une année", *reserves)), barres, PERIODICITES[Periodicite.AN])
