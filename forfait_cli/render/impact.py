"""The effect of a new grid in each form: data, rectangular table, page."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from forfait_cli.domaine.grille import Catalogue
from forfait_cli.domaine.impact import Ecart, Impact, Part, difference, pour_cent
from forfait_cli.domaine.types import Periodicite
from forfait_cli.francais import FINE, INSECABLE, euros, nombre, quantite
from forfait_cli.render.csv import Releve
from forfait_cli.render.document import (
    Bloc,
    Cellule,
    Colonne,
    Document,
    Fiche,
    Liste,
    Paragraphe,
    Rangee,
    Tableau,
    Titre,
    cellule_euros,
)
from forfait_cli.render.donnees_prix import donnees_catalogue
from forfait_cli.render.formats import Vue
from forfait_cli.render.json import montant
from forfait_cli.render.pages.communs import PERIODICITES, pied


def vue_impact(avant: Catalogue, apres: Catalogue, impact: Impact) -> Vue:
    """The effect of a new grid."""
    return Vue(
        lambda: donnees_impact(avant, apres, impact),
        lambda: releve_impact(impact),
        lambda: page_impact(avant, apres, impact),
    )


def donnees_impact(avant: Catalogue, apres: Catalogue, impact: Impact) -> dict[str, Any]:
    """`forfait.impact/1`."""
    return {
        "schema": "forfait.impact/1",
        "avant": donnees_catalogue(avant),
        "apres": donnees_catalogue(apres),
        "lues": impact.lues,
        "refusees": list(impact.refusees),
        "changent_de_strate": impact.changent,
        "parts": [{"combien": part.combien, **_montants(part)} for part in impact.parts],
        "inconnus": [inconnu._asdict() for inconnu in impact.inconnus],
        "gagnants": [{"nom": ecart.nom, **_montants(ecart)} for ecart in impact.gagnants],
        "perdants": [{"nom": ecart.nom, **_montants(ecart)} for ecart in impact.perdants],
    }


def _montants(ligne: Part | Ecart) -> dict[str, Any]:
    taux = pour_cent(ligne)
    return {
        "strate": ligne.strate,
        "forfait": ligne.forfait,
        "periodicite": ligne.periodicite,
        "avant": montant(ligne.avant),
        "apres": montant(ligne.apres),
        "difference": montant(difference(ligne)),
        "pour_cent": None if taux is None else str(taux),
    }


def releve_impact(impact: Impact) -> Releve:
    """A row for each part, unknown part and extreme; `type` tells them apart."""
    colonnes = (
        "type", "nom", "strate", "forfait", "periodicite", "combien", "avant", "apres", "difference", "pour_cent",
    )  # fmt: skip
    lignes: list[tuple[str | int | Decimal | None, ...]] = []
    lignes.extend(("part", None, *_cellules(part, part.combien)) for part in impact.parts)
    lignes.extend(
        ("inconnu", None, inconnu.strate, inconnu.forfait, None, inconnu.combien, None, None, None, None)
        for inconnu in impact.inconnus
    )
    for genre, ecarts in (("gagnant", impact.gagnants), ("perdant", impact.perdants)):
        lignes.extend((genre, ecart.nom, *_cellules(ecart, 1)) for ecart in ecarts)
    return Releve(colonnes, tuple(lignes))


def _cellules(ligne: Part | Ecart, combien: int) -> tuple[str | int | Decimal | None, ...]:
    taux = pour_cent(ligne)
    return (
        ligne.strate, ligne.forfait, ligne.periodicite, combien, ligne.avant, ligne.apres, difference(ligne),
        None if taux is None else str(taux),
    )  # fmt: skip


def page_impact(avant: Catalogue, apres: Catalogue, impact: Impact) -> Document:
    """The page: sums by strate and forfait, what is unknown, who gains and loses most."""
    noms = {forfait.code: forfait.nom_court for forfait in avant.forfaits}
    blocs: list[Bloc] = [
        Fiche(
            (
                ("Avant", _grille(avant)),
                ("Après", _grille(apres)),
                ("Collectivités", f"{nombre(impact.lues)}, dont {nombre(impact.changent)} changent de strate"),
            )
        ),
        Titre("Par strate et par forfait"),
        _tableau(("Strate", "Forfait"), [((str(p.strate), noms[p.forfait]), p, p.combien) for p in impact.parts])
        if impact.parts
        else Paragraphe("Aucun devis n’est entièrement chiffré sous les deux grilles."),
    ]
    if impact.inconnus:
        phrases = (
            f"Strate {i.strate}, {noms[i.forfait]} : {quantite(i.combien, 'devis')} hors du calcul, prix inconnu."
            for i in impact.inconnus
        )
        blocs += [Titre("Ce qui n’est pas chiffré, compté à part"), Liste(tuple(phrases))]
    for titre, ecarts in (("Paient moins", impact.gagnants), ("Paient plus", impact.perdants)):
        if ecarts:
            lignes = [((ecart.nom, noms[ecart.forfait]), ecart, None) for ecart in ecarts]
            blocs += [
                Titre(f"{titre} : les {len(ecarts)} plus fortes différences"),
                _tableau(("Nom", "Forfait"), lignes),
            ]
    if impact.refusees:
        blocs += [Titre("Refusées par l’une des grilles"), Liste(impact.refusees)]
    return Document("Effet d’une nouvelle grille", (*blocs, pied(apres)))


def _grille(catalogue: Catalogue) -> str:
    return catalogue.titre if catalogue.tarifs is None else catalogue.tarifs.titre


def _tableau(tetes: tuple[str, str], lignes: Sequence[tuple[tuple[str, str], Part | Ecart, int | None]]) -> Tableau:
    compte = any(combien is not None for _, _, combien in lignes)
    chiffres = ("Avant", "Après", "Différence", "%")
    colonnes = (
        *(Colonne(tete) for tete in tetes),
        *([Colonne("Devis", droite=True)] if compte else []),
        *(Colonne(chiffre, droite=True) for chiffre in chiffres),
        Colonne("Périodicité"),
    )
    return Tableau(colonnes, tuple(_rangee(textes, ligne, combien) for textes, ligne, combien in lignes))


def _rangee(textes: tuple[str, str], ligne: Part | Ecart, combien: int | None) -> Rangee:
    ecart, taux = difference(ligne), pour_cent(ligne)
    periodicite: Periodicite | None = ligne.periodicite
    signe = "+" if ecart > 0 else ""
    return Rangee(
        (
            *(Cellule(texte) for texte in textes),
            *([] if combien is None else [Cellule(nombre(combien), valeur=combien)]),
            cellule_euros(ligne.avant),
            cellule_euros(ligne.apres),
            Cellule(f"{signe}{euros(ecart)}".replace("-", "−"), valeur=ecart),
            Cellule("—" if taux is None else _pour_cent(taux)),
            Cellule(PERIODICITES[periodicite]),
        )
    )


def _pour_cent(taux: Decimal) -> str:
    signe = "+" if taux > 0 else ""
    return f"{signe}{taux}".replace(".", ",").replace("-", "−") + f"{FINE}%".replace(FINE, INSECABLE)
