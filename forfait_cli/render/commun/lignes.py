"""The lines and the totals of a devis as tables: one forfait in detail, or several side by side."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal

from forfait_cli.domaine.catalogue import Incluse, NonProposee, Option, Proposee
from forfait_cli.domaine.devis import UNITE_FORFAIT
from forfait_cli.domaine.prix import montant_connu
from forfait_cli.domaine.resultats import FORFAIT, Chiffrage, Devis, LigneDevis, TotauxTva
from forfait_cli.domaine.types import Periodicite, Statut
from forfait_cli.francais import PERIODICITES, pour_cent, quantite
from forfait_cli.render.commun.page import (
    cellule_ligne,
    cle_ligne,
    compte_de,
    contenu_ligne,
    nom_colonne,
    titre_total,
)
from forfait_cli.render.document import (
    TIRET,
    VIDE,
    Calcul,
    Cellule,
    Colonne,
    Compte,
    Contenu,
    Euros,
    Facteurs,
    Manque,
    Marque,
    Pourcentage,
    Produit,
    Rangee,
    Somme,
    Style,
    Tableau,
    Texte,
    euros,
    section,
    texte,
)

_LIBELLE_MAX = 30  # letters beside an amount: the format of a number, in a sheet, holds no more words than that

# --- Several side by side -------------------------------------------------------------------------


def tableau_couts(chiffrage: Chiffrage, moins_chers: Sequence[str] = ()) -> Tableau:
    """Totals first, then the lines and the volumes that they come with: one column a forfait."""
    demandes = list(_demandes(chiffrage))
    # The totals stand above what they add up.
    debut = len(_totaux(chiffrage, moins_chers, {}))
    rangs = {code: debut + rang for rang, (code, _) in enumerate(demandes) if code}
    rangees = [
        *_totaux(chiffrage, moins_chers, rangs), *(rangee for _, rangee in demandes), *_volumes(chiffrage)
    ]  # fmt: skip
    colonnes = (Colonne(""), *(nom_colonne(devis.forfait) for devis in chiffrage.devis))
    return Tableau(colonnes, tuple(rangees))


def _volumes(chiffrage: Chiffrage) -> Iterator[Rangee]:
    comptes = [s for s in chiffrage.catalogue.services if s.code in chiffrage.classement.strate.volumes]
    if not comptes:
        return
    yield section("Compris dans le forfait")
    for service in comptes:
        volumes = [devis.inclus[service.code] for devis in chiffrage.devis]
        cellules = (
            texte("inclus")
            if volume is None
            else Cellule((compte_de(volume, service.unite),), None, Style.NORMAL if volume else Style.DISCRET)
            for volume in volumes
        )
        yield Rangee((texte(service.nom), *cellules))


def _demandes(chiffrage: Chiffrage) -> Iterator[tuple[str, Rangee]]:
    """Rows, each with the code of the lines whose amounts it holds; none for the title."""
    rangees = list(_options(chiffrage))
    if any(devis.forfait.tarif is not None for devis in chiffrage.devis):
        dire_quand = _plusieurs_periodicites(chiffrage)
        prix = (cellule_lignes(devis, FORFAIT, devis.forfait.nom, dire_quand=dire_quand) for devis in chiffrage.devis)
        rangees.insert(0, (FORFAIT, Rangee((texte("Prix du forfait"), *prix))))
    if rangees:
        yield "", section("Demandé")
        yield from rangees


def rangees_options(chiffrage: Chiffrage) -> Iterator[Rangee]:
    """A row for each option asked for."""
    return (rangee for _, rangee in _options(chiffrage))


def _options(chiffrage: Chiffrage) -> Iterator[tuple[str, Rangee]]:
    demandees = {*chiffrage.demande.extras, *chiffrage.demande.besoins}
    dire_quand = _plusieurs_periodicites(chiffrage)
    for option in chiffrage.catalogue.options:
        if option.code in demandees:
            cellules = (_cellule_option(devis, option, dire_quand=dire_quand) for devis in chiffrage.devis)
            yield option.code, Rangee((texte(option.nom), *cellules))


def _cellule_option(devis: Devis, option: Option, *, dire_quand: bool) -> Cellule:
    match option.cellules[devis.forfait.code]:
        case NonProposee():
            return texte("non proposé", Style.ATTENTION, marque=Marque.EXCLU)
        case Proposee() | Incluse():
            return cellule_lignes(devis, option.code, option.nom, dire_quand=dire_quand)


def _plusieurs_periodicites(chiffrage: Chiffrage) -> bool:
    """Whether the amounts go into several totals, those to be filled in too where it is known which."""
    lignes = [ligne for devis in chiffrage.devis for ligne in devis.lignes if ligne.statut is not Statut.INCLUS]
    return len({ligne.periodicite for ligne in lignes if ligne.connue or ligne.periodicite is not None}) > 1


def cellule_lignes(devis: Devis, code: str, nom: str, *, dire_quand: bool) -> Cellule:
    """The amount, and how it is made: « 28,00 € » over « 4 Go × 7,00 € »; one after the other if several. `nom`: of
    what is sold, `dire_quand`: each with its periodicity."""
    lignes = [ligne for ligne in devis.lignes if ligne.code == code]
    if not lignes:
        return TIRET
    contenus = [
        contenu
        for ligne in lignes
        for contenu in (*_montant(ligne, cle_ligne(nom, ligne)[2], dire_quand=dire_quand), *_fabrique(ligne))
    ]
    return cellule_ligne(lignes[0])._replace(contenus=tuple(contenus), suite_facultative=len(lignes) == 1)


def _montant(ligne: LigneDevis, libelle: str, *, dire_quand: bool) -> Iterator[Contenu]:
    """« 28,00 € par an », « 180,00 € (séance, périodicité non précisée) », « à renseigner par an (paie) »."""
    contenu = contenu_ligne(ligne)
    # An amount that is not known may well be due at a time that is not known either.
    dire_quand = dire_quand and (ligne.connue or ligne.periodicite is not None)
    court = libelle if len(libelle) <= _LIBELLE_MAX else ""
    dite = PERIODICITES[ligne.periodicite] if dire_quand else ""
    hors, entre = ("", (court, dite)) if ligne.periodicite is None else (dite, (court,))
    parenthese = f"({', '.join(filter(None, entre))})" if any(entre) else ""
    suite = " ".join(filter(None, (hors, parenthese)))
    match contenu:
        case Euros(montant):
            yield Euros(montant, suite)
        case Manque(mot):
            yield Manque(f"{mot} {suite}".rstrip())
        case _:
            yield contenu
            return
    if libelle != court:
        yield Texte(f"({libelle})")


def _fabrique(ligne: LigneDevis) -> tuple[Contenu, ...]:
    """How an amount is made, where it is not its unit price taken once."""
    if ligne.statut is Statut.INCLUS or ligne.unite is None or ligne.unite == UNITE_FORFAIT:
        return (Texte(ligne.motif),) if ligne.motif and ligne.statut is Statut.CHIFFRE else ()
    motif = ligne.motif if ligne.motif and ligne.connue else ""
    if ligne.quantite is None:
        return ()
    combien = Compte(ligne.quantite, ligne.unite.nom, ligne.unite.pluriel)
    return (Produit(combien, montant_connu(ligne.prix_unitaire), motif),)


def compte_nombre(ligne: LigneDevis) -> Contenu:
    """How many of what."""
    if ligne.quantite is None:
        return Texte("—")
    if ligne.unite is None or ligne.unite == UNITE_FORFAIT:
        return Compte(ligne.quantite)
    return Compte(ligne.quantite, ligne.unite.nom, ligne.unite.pluriel)


def _totaux(chiffrage: Chiffrage, moins_chers: Sequence[str], rangs: Mapping[str, int]) -> list[Rangee]:
    """The sums, by periodicity. `rangs`: by code, the row of the table where the amounts of its lines stand."""
    complet = all(devis.complet for devis in chiffrage.devis if devis.recevable)
    rangees: list[Rangee] = []
    hors_taxe = " HT" if any(devis.tva for devis in chiffrage.devis) else ""
    for periodicite in dict.fromkeys(t.periodicite for devis in chiffrage.devis for t in devis.totaux):
        entre = PERIODICITES[periodicite]
        cellules = []
        for devis in chiffrage.devis:
            montant = next((t.montant for t in devis.totaux if t.periodicite is periodicite), None)
            lignes = _a_sommer(devis, periodicite, rangs)
            calcul = None if lignes is None else Somme(tuple(rangs[ligne.code] for ligne in lignes))
            cellule = TIRET if montant is None else euros(montant, calcul=calcul)
            if montant is not None and devis.forfait.code in moins_chers:
                contenus = (Euros(montant), Texte("le moins cher"))
                cellule = Cellule(contenus, Marque.MEILLEUR, Style.POSITIF, calcul)
            cellules.append(cellule)
        mot = "Total" if complet else "Sous-total chiffré"
        rangees.append(Rangee((_titre_total(f"{mot}{hors_taxe}", entre), *cellules), total=True))
        rangees.extend(_rangees_tva(chiffrage.devis, periodicite, entre, rangs, len(rangees) - 1))
    reste = (_reste(devis) for devis in chiffrage.devis)
    return [*rangees, Rangee((texte("Entièrement chiffré"), *reste), total=not rangees)]


def _titre_total(mot: str, entre: str) -> Cellule:
    """« Sous-total chiffré (par an) »; where room lacks « Sous-total, par an », whose words are fewer and narrower."""
    return texte(f"{mot} ({entre})", court=f"{mot.replace(' chiffré', '')}, {entre}")


def _reste(devis: Devis) -> Cellule:
    if devis.complet:
        return texte("oui", Style.POSITIF, marque=Marque.INCLUS)
    if not devis.recevable:
        return texte("non recevable", Style.ATTENTION, marque=Marque.EXCLU)
    manques = quantite(len(devis.non_chiffre), "montant")
    return texte(f"non, {manques} à connaître", Style.ATTENTION, court="non", marque=Marque.EXCLU)


def _a_sommer(devis: Devis, periodicite: Periodicite | None, rangs: Mapping[str, int]) -> list[LigneDevis] | None:
    """The lines that a sum adds up, those to be filled in too; None where the table does not show each alone."""
    codes = [ligne.code for ligne in devis.lignes]
    lignes = _comptees(devis, periodicite)
    if not all(ligne.code in rangs and codes.count(ligne.code) == 1 for ligne in lignes):
        return None
    return lignes


def _comptees(devis: Devis, periodicite: Periodicite | None) -> list[LigneDevis]:
    """What counts in the sum of a periodicity: a missing amount too, once it is filled in."""
    seul = len(devis.totaux) == 1
    return [
        ligne
        for ligne in devis.lignes
        if ligne.statut is not Statut.INCLUS
        and (ligne.periodicite is periodicite if ligne.connue else seul or ligne.periodicite is periodicite)
    ]


def _rangees_tva(
    devis: Sequence[Devis], periodicite: Periodicite | None, entre: str, rangs: Mapping[str, int], ht: int
) -> list[Rangee]:
    """The tax at each rate, then the total with tax, for one periodicity: one cell a devis. `ht`: the row of the
    sums without tax."""
    totaux = [_tva_de(un, periodicite) for un in devis]
    taux = sorted({part.taux for total in totaux if total for part in total.parts})
    sommees = [_a_sommer(un, periodicite, rangs) for un in devis]
    rangees = []
    for un in taux:
        cellules = []
        for total, lignes in zip(totaux, sommees, strict=True):
            calcul = None
            if lignes is not None:
                calcul = Pourcentage(tuple(rangs[ligne.code] for ligne in lignes if ligne.taux_tva == un), un)
            cellules.append(_euros(_part(total, un), calcul))
        rangees.append(Rangee((_titre_total(f"TVA {pour_cent(un)}", entre), *cellules)))
    if taux:
        mot = "Total TTC" if all(un.complet for un in devis if un.recevable) else "Sous-total TTC"
        tout = Somme(tuple(range(ht, ht + 1 + len(taux))))
        ttc = (
            _euros(total.ttc if total else None, None if lignes is None else tout)
            for total, lignes in zip(totaux, sommees, strict=True)
        )
        rangees.append(Rangee((_titre_total(mot, entre), *ttc), total=True))
    return rangees


def _tva_de(devis: Devis, periodicite: Periodicite | None) -> TotauxTva | None:
    return next((totaux for totaux in devis.tva if totaux.periodicite is periodicite), None)


def _part(totaux: TotauxTva | None, taux: Decimal) -> Decimal | None:
    return None if totaux is None else next((part.montant for part in totaux.parts if part.taux == taux), None)


def _euros(montant: Decimal | None, calcul: Calcul | None) -> Cellule:
    return TIRET if montant is None else euros(montant, calcul=calcul)


# --- One in detail --------------------------------------------------------------------------------

_QUANTITE, _UNITAIRE = 1, 2  # columns


def tableau_lignes(devis: Devis) -> Tableau:
    """Lines, then sums by periodicity, with how each amount is worked out for a sheet that recalculates."""
    colonnes = (
        Colonne("Désignation"),
        Colonne("Quantité", "Qté", droite=True),
        Colonne("Prix unitaire", "P. U.", droite=True),
        Colonne("Montant", droite=True),
        Colonne("Périodicité"),
    )
    rangees = [_rangee_ligne(ligne) for ligne in devis.lignes]
    for total in devis.totaux:
        rangees.extend(_sommes(devis, total.periodicite, total.montant, len(rangees)))
    return Tableau(colonnes, tuple(rangees))


def en_colonne(periodicite: Periodicite | None) -> str:
    """A periodicity under a title that says that it is one."""
    return "non précisée" if periodicite is None else PERIODICITES[periodicite]


def _rangee_ligne(ligne: LigneDevis) -> Rangee:
    unitaire, periodicite = TIRET, TIRET
    prix = montant_connu(ligne.prix_unitaire)
    calcul: Calcul | None = None
    if ligne.statut is Statut.A_RENSEIGNER and ligne.quantite is not None and ligne.unite not in (None, UNITE_FORFAIT):
        # What is to be filled in is the price of one.
        unitaire = Cellule((contenu_ligne(ligne),), None, Style.ATTENTION)
        calcul = Facteurs((_QUANTITE, _UNITAIRE))
    if ligne.statut is Statut.CHIFFRE:
        periodicite = texte(en_colonne(ligne.periodicite))
        if prix is not None:
            unitaire = euros(prix)
            calcul = None if ligne.motif else Facteurs((_QUANTITE, _UNITAIRE))
    libelle = f"{ligne.libelle} ({ligne.motif})" if ligne.connue and ligne.motif else ligne.libelle
    montant = cellule_ligne(ligne)._replace(calcul=calcul)
    return Rangee((texte(libelle), Cellule((compte_nombre(ligne),)), unitaire, montant, periodicite))


def _sommes(devis: Devis, periodicite: Periodicite | None, montant: Decimal, rang: int) -> Iterator[Rangee]:
    """The sum of a periodicity, its VAT, and the sum with tax; a missing amount counts once it is filled in."""
    dite = texte(en_colonne(periodicite))
    comptees = _comptees(devis, periodicite)
    lignes = [place for place, ligne in enumerate(devis.lignes) if ligne in comptees]

    def rangee(titre: str, somme: Decimal, calcul: Calcul, *, total: bool) -> Rangee:
        return Rangee((texte(titre), VIDE, VIDE, euros(somme, calcul=calcul), dite), total=total)

    yield rangee(titre_total(devis), montant, Somme(tuple(lignes)), total=True)
    tva = _tva_de(devis, periodicite)
    if tva is None:
        return
    for part in tva.parts:
        a_ce_taux = _au_taux(devis, lignes, part.taux)
        yield rangee(f"TVA {pour_cent(part.taux)}", part.montant, Pourcentage(a_ce_taux, part.taux), total=False)
    mot = "Total TTC" if devis.complet else "Sous-total TTC"
    yield rangee(mot, tva.ttc, Somme(tuple(range(rang, rang + 1 + len(tva.parts)))), total=True)


def _au_taux(devis: Devis, lignes: Iterable[int], taux: Decimal) -> tuple[int, ...]:
    return tuple(place for place in lignes if devis.lignes[place].taux_tva == taux)
