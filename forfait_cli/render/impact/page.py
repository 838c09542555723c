"""The effect of a new grid as a page."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from forfait_cli.domaine.catalogue import Catalogue, HorsTaxe, Tva
from forfait_cli.domaine.impact import TOUS, Ecart, Impact, Inconnu, Part, difference, pour_cent, totaliser
from forfait_cli.domaine.types import Periodicite
from forfait_cli.francais import INSECABLE, PERIODICITES, enumeration, nombre, quantite
from forfait_cli.francais import euros as en_euros
from forfait_cli.render.commun.page import ajouter_liste, pied
from forfait_cli.render.commun.tarifs import regime
from forfait_cli.render.document import (
    TIRET,
    Barre,
    Barres,
    Bloc,
    Cellule,
    Colonne,
    Document,
    Euros,
    Fait,
    Fiche,
    Paragraphe,
    Rangee,
    Somme,
    Soustraction,
    Style,
    Tableau,
    Taux,
    Titre,
    Variation,
    compte,
    euros,
    fait,
    section,
    texte,
)
from forfait_cli.render.mots import contenu as dire

TITRE = "Effet d’une nouvelle grille"


def page_impact(avant: Catalogue, apres: Catalogue, impact: Impact) -> Document:
    """Sums by strate and forfait, what is unknown, who gains and loses most, the totals."""
    noms = {forfait.code: forfait.nom_court for forfait in avant.forfaits}
    blocs: list[Bloc] = [Fiche(_faits(avant, apres, impact)), *_detail(avant, impact, noms)]
    blocs += _inconnus(avant, impact, noms)
    blocs += [*_extremes(impact, noms), *_figures(impact, noms)]
    ajouter_liste(blocs, "Refusées par l’une des grilles", impact.refusees)
    blocs += [*_totaux(avant, impact, noms), Paragraphe(_bilan(impact))]
    return Document(TITRE, tuple(blocs), pied=pied(apres))


def feuille_impact(avant: Catalogue, apres: Catalogue, impact: Impact, *, papier: bool) -> Document:
    """For the file of a council, on its side: what it comes to, then who gains and loses most; what it is made of
    comes last. `papier`: on one sheet, but for that: what is drawn bears the figures that a table would."""
    noms = {forfait.code: forfait.nom_court for forfait in avant.forfaits}
    blocs: list[Bloc] = [
        Fiche(_faits(avant, apres, impact)),
        Paragraphe(_bilan(impact), Style.FORT),
        *_totaux(avant, impact, noms),
        *([] if papier else _extremes(impact, noms)),
        *_figures(impact, noms, chiffrees=papier),
        *_inconnus(avant, impact, noms),
    ]
    ajouter_liste(blocs, "Refusées par l’une des grilles", impact.refusees)
    return Document(TITRE, (*blocs, *_detail(avant, impact, noms)), pied=pied(apres), paysage=True)


def _faits(avant: Catalogue, apres: Catalogue, impact: Impact) -> tuple[Fait, ...]:
    return (
        fait("Avant", _grille(avant)),
        fait("Après", _grille(apres)),
        *_tva(avant, apres),
        fait("Collectivités", _collectivites(impact) if avant.strates else nombre(impact.lues)),
        *_refusees(impact),
    )


def _tva(avant: Catalogue, apres: Catalogue) -> Iterator[Fait]:
    """What the amounts are, where one of the grids says it."""
    dites = ["non précisée" if grille.tva is None else _montants(grille.tva) for grille in (avant, apres)]
    if avant.tva is not None or apres.tva is not None:
        yield fait("TVA", dites[0] if dites[0] == dites[1] else f"avant, {dites[0]} ; après, {dites[1]}")


def _montants(tva: Tva) -> str:
    """Amounts without tax, whatever its rate; or no tax, and why."""
    return "montants hors taxe" if isinstance(tva, HorsTaxe) else regime(tva)


def _refusees(impact: Impact) -> Iterator[Fait]:
    """As many as are told beside the page; those that a grid refuses are named further down."""
    toutes, siennes = impact.non_lues + len(impact.refusees), len(impact.refusees)
    if toutes:
        suite = f", dont {nombre(siennes)} par l’une des grilles" if siennes else ""
        yield fait("Lignes refusées", f"{nombre(toutes)}, hors du calcul{suite}")


def _detail(avant: Catalogue, impact: Impact, noms: dict[str, str]) -> list[Bloc]:
    if not impact.parts:
        aucun = Paragraphe("Aucun devis n’est entièrement chiffré sous les deux grilles.")
        return [aucun] if impact.inconnus else []
    if not avant.strates:
        return []
    return _chiffres("Par strate et par forfait", _par_strate(impact.parts, noms), _PARTS)


def _inconnus(avant: Catalogue, impact: Impact, noms: dict[str, str]) -> list[Bloc]:
    par_forfait: dict[str, list[Inconnu]] = {}
    for un in impact.inconnus:
        par_forfait.setdefault(un.forfait, []).append(un)
    blocs: list[Bloc] = []
    ajouter_liste(
        blocs,
        "Ce qui n’est pas chiffré, compté à part",
        (
            f"{noms[forfait]} : {quantite(sum(un.combien for un in siens), 'devis')} hors du calcul, "
            f"{_pourquoi(siens)}{_strates(avant, [un.strate for un in siens])}."
            for forfait, siens in par_forfait.items()
        ),
    )
    return blocs


def _pourquoi(siens: Sequence[Inconnu]) -> str:
    """Why devis of one forfait are left out."""
    refuses = sum(un.refuses for un in siens)
    if not refuses:
        return "prix inconnu"
    if refuses == sum(un.combien for un in siens):
        return "le forfait ne peut pas être proposé"
    return f"prix inconnu, ou forfait qui ne peut pas être proposé ({nombre(refuses)})"


def _strates(avant: Catalogue, numeros: list[int]) -> str:
    """« (strates 2 et 3) »; nothing where all of them are, or where there are none."""
    if len(numeros) >= len(avant.strates):
        return ""
    return f" ({'strate' if len(numeros) == 1 else 'strates'} {enumeration([nombre(un) for un in numeros])})"


def _extremes(impact: Impact, noms: dict[str, str]) -> list[Bloc]:
    blocs: list[Bloc] = []
    for titre, ecarts in (("Paient moins", impact.gagnants), ("Paient plus", impact.perdants)):
        if ecarts:
            combien = "la plus forte différence" if len(ecarts) == 1 else f"les {len(ecarts)} plus fortes différences"
            lignes = [_Ligne("", ecart.nom, noms[ecart.forfait], ecart, None) for ecart in ecarts]
            blocs += _chiffres(f"{titre} : {combien}", lignes)
    return blocs


def _totaux(avant: Catalogue, impact: Impact, noms: dict[str, str]) -> list[Bloc]:
    """The sums, each with the rows that make it: those of the parts, then those of the forfaits."""
    rangs: list[tuple[int, Part]] = []  # in the table of the parts, where a row opens each strate
    for part in impact.parts:
        suite = rangs[-1][0] + 1 if rangs else 0
        rangs.append((suite + (not rangs or rangs[-1][1].strate != part.strate), part))
    totaux = totaliser(impact)
    lignes = []
    for total in totaux:
        quand = total.periodicite
        if total.forfait == TOUS:
            siens = [rang for rang, un in enumerate(totaux) if un.forfait != TOUS and un.periodicite is quand]
            somme: Somme | None = Somme(tuple(siens))
        else:
            siens = [rang for rang, part in rangs if (part.forfait, part.periodicite) == (total.forfait, quand)]
            somme = Somme(tuple(siens), _PARTS) if avant.strates else None
        lignes.append(_Ligne("", noms.get(total.forfait, "Tous les forfaits"), "", total, total.combien, somme))
    return _chiffres("En tout", lignes) if impact.parts else []


def _grille(catalogue: Catalogue) -> str:
    return catalogue.titre if catalogue.tarifs is None else catalogue.tarifs.titre


def _collectivites(impact: Impact) -> str:  # noqa: PLR0911 - zero, one and many each have their sentence
    """« 579, dont 3 changent de strate »."""
    match impact.lues, impact.changent:
        case 0, _:
            return "aucune"
        case 1, 0:
            return "1, qui ne change pas de strate"
        case 1, _:
            return "1, qui change de strate"
        case lues, 0:
            return f"{nombre(lues)}, aucune ne change de strate"
        case lues, 1:
            return f"{nombre(lues)}, dont une change de strate"
        case lues, changent if changent == lues:
            return f"{nombre(lues)}, toutes changent de strate"
        case lues, changent:
            return f"{nombre(lues)}, dont {nombre(changent)} changent de strate"


def _bilan(impact: Impact) -> str:
    """Who pays more or less, in a sentence."""
    if not impact.parts and impact.inconnus:
        ou = {
            (True, True): "il manque des prix dans les deux grilles",
            (True, False): "il manque des prix dans la grille d’avant",
            (False, True): "il manque des prix dans la grille d’après",
        }.get(impact.manques, "aucun forfait ne peut être proposé sous les deux grilles")
        return f"Rien ne peut être comparé : {ou}."
    if not impact.parts:
        return "Rien ne peut être comparé : aucun devis n’a de montant sous les deux grilles."
    if not impact.gagnants and not impact.perdants:
        return "Aucune collectivité ne paie plus, aucune ne paie moins."
    if not impact.gagnants:
        return "Aucune collectivité ne paie moins."
    if not impact.perdants:
        return "Aucune collectivité ne paie plus."
    return "Des collectivités paient plus, d’autres moins."


def _figures(impact: Impact, noms: dict[str, str], *, chiffrees: bool = False) -> list[Bloc]:
    """Who gains and who loses most, a chart a periodicity; `chiffrees`: each with what it paid and will pay."""
    ecarts = (*impact.gagnants, *reversed(impact.perdants))
    plusieurs = len({ecart.forfait for ecart in ecarts}) > 1
    blocs: list[Bloc] = []
    quand: Periodicite | None
    for quand in dict.fromkeys(ecart.periodicite for ecart in ecarts):
        barres = []
        for ecart in (ecart for ecart in ecarts if ecart.periodicite is quand):
            nom = f"{ecart.nom}, {noms[ecart.forfait]}" if plusieurs else ecart.nom
            if chiffrees:
                taux = pour_cent(ecart)
                dit = "" if taux is None else f" ({dire(Taux(taux, signe=True))})"
                nom = f"{nom} : de {en_euros(ecart.avant)} à {en_euros(ecart.apres)}{dit}"
            barres.append(Barre(nom, (("Différence", difference(ecart)),)))
        titre = "Qui paie moins, qui paie plus"
        if chiffrees:
            titre += " : les plus fortes différences" + ("" if plusieurs else f" ({noms[ecarts[0].forfait]})")
        blocs.append(Barres(titre, tuple(barres), PERIODICITES[quand], signe=True))
    return blocs


class _Ligne(NamedTuple):
    """A row of figures: where it stands, who, under which forfait."""

    section: str  # empty: none
    nom: str
    forfait: str  # empty: `nom` says it
    ligne: Part | Ecart
    combien: int | None  # devis; None: one
    somme: Somme | None = None  # of which rows its figures are the sum


_PARTS = "parts"  # the table whose rows the totals add up


def _par_strate(parts: Sequence[Part], noms: dict[str, str]) -> list[_Ligne]:
    return [_Ligne(f"Strate{INSECABLE}{part.strate}", noms[part.forfait], "", part, part.combien) for part in parts]


def _chiffres(titre: str, lignes: Sequence[_Ligne], nom: str = "") -> list[Bloc]:
    """A title and its table. What is the same on every row is said once, in the title."""
    forfaits = {une.forfait for une in lignes}
    periodicites = {une.ligne.periodicite for une in lignes}
    precisions = [
        *(forfaits - {""} if len(forfaits) == 1 else ()),
        *(PERIODICITES[quand] for quand in periodicites if len(periodicites) == 1),
    ]
    avec_forfait, avec_quand = len(forfaits) > 1, len(periodicites) > 1
    avec_compte = any(une.combien is not None for une in lignes)
    colonnes = (
        Colonne("Nom" if any(forfaits) else "Forfait"),
        *([Colonne("Forfait")] if avec_forfait else []),
        *([Colonne("Devis", droite=True)] if avec_compte else []),
        *(Colonne(chiffre, droite=True, semblable="montant") for chiffre in ("Avant", "Après", "Différence")),
        Colonne("%", droite=True),
        *([Colonne("Périodicité", "Quand")] if avec_quand else []),
    )
    rangees: list[Rangee] = []
    ouverte = ""
    for une in lignes:
        if une.section != ouverte:
            ouverte = une.section
            rangees.append(section(ouverte))
        rangees.append(_rangee(une, avec_forfait=avec_forfait, avec_compte=avec_compte, avec_quand=avec_quand))
    suite = f" ({', '.join(precisions)})" if precisions else ""
    return [Titre(f"{titre}{suite}"), Tableau(colonnes, tuple(rangees), nom=nom)]


def _rangee(une: _Ligne, *, avec_forfait: bool, avec_compte: bool, avec_quand: bool) -> Rangee:
    ligne, taux = une.ligne, pour_cent(une.ligne)
    avant = 1 + avec_forfait + avec_compte  # rank of a column; the one after it follows
    combien = TIRET if une.combien is None else compte(une.combien)._replace(calcul=une.somme)
    return Rangee(
        (
            texte(une.nom),
            *([texte(une.forfait)] if avec_forfait else []),
            *([combien] if avec_compte else []),
            euros(ligne.avant, calcul=une.somme),
            euros(ligne.apres, calcul=une.somme),
            Cellule((Euros(difference(ligne), signe=True),), calcul=Soustraction(avant + 1, avant)),
            TIRET if taux is None else Cellule((Taux(taux, signe=True),), calcul=Variation(avant, avant + 1)),
            *([texte(PERIODICITES[ligne.periodicite])] if avec_quand else []),
        ),
        total=isinstance(ligne, Part) and ligne.forfait == TOUS,
    )
