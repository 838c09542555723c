"""Documents made by hand, for the tests of the writers: every block, every content, and hostile texts."""

import datetime
from collections.abc import Callable
from decimal import Decimal

from forfait_cli.render.document import (
    VIDE,
    Barre,
    Barres,
    Bloc,
    Cellule,
    Colonne,
    Compte,
    Document,
    Echelle,
    Element,
    Euros,
    Facteurs,
    Fiche,
    Jour,
    Liste,
    Manque,
    Marche,
    Marque,
    Paragraphe,
    Parties,
    Pourcentage,
    Produit,
    Rangee,
    SautDePage,
    Signature,
    Somme,
    Style,
    Tableau,
    Taux,
    Titre,
    compte,
    euros,
    fait,
    section,
    texte,
)

FORFAITS = ("Forfait Métiers", "Forfait Métiers et Communication", "Forfait Hébergé")
COURTS = ("Métiers", "Métiers et Com.", "Hébergé")


def _pareil(brut: str) -> str:
    return brut


def cote_a_cote(autour: Callable[[str], str] = _pareil) -> Tableau:
    """A table with a column a forfait: marks, products, a missing price, totals."""
    sauvegarde = Cellule((Euros(Decimal("28.00")), Produit(Compte(4, "Go", "Go"), Decimal(7))), suite_facultative=True)
    moins_cher = Cellule(
        (Euros(Decimal("438.00")), *texte("le moins cher").contenus), Marque.MEILLEUR, Style.POSITIF, Somme((3, 4))
    )
    return Tableau(
        (Colonne(""), *(Colonne(nom, court, semblable="f") for nom, court in zip(FORFAITS, COURTS, strict=True))),
        (
            section(autour("Compris dans le forfait")),
            Rangee((texte(autour("Certificats")), compte(2, "certificat", "certificats"), compte(1), compte(0, "Go"))),
            section(""),
            Rangee(
                (
                    texte("Prix du forfait"),
                    Cellule((Manque(autour("à renseigner")),), None, Style.ATTENTION),
                    euros(Decimal("620.50")),
                    euros(Decimal(410)),
                )
            ),
            Rangee((texte("Sauvegarde"), sauvegarde, texte("Inclus", marque=Marque.INCLUS), sauvegarde)),
            Rangee(
                (
                    texte("Total (par an)"),
                    euros(Decimal(28), calcul=Somme((3, 4))),
                    euros(Decimal("620.50"), calcul=Somme((3, 4))),
                    moins_cher,
                ),
                total=True,
            ),
            Rangee(
                (
                    texte("Complet"),
                    texte("non, 1 montant à connaître", Style.ATTENTION, court="non", marque=Marque.EXCLU),
                    texte("En option", marque=Marque.OPTION),
                    texte("oui", Style.POSITIF, marque=Marque.INCLUS),
                )
            ),
        ),
    )


def lignes() -> Tableau:
    """The lines of one devis, with what makes each amount."""
    produit = Facteurs((1, 2))
    return Tableau(
        (
            Colonne("Désignation"),
            Colonne("Quantité", "Qté", droite=True),
            Colonne("Prix unitaire", "P. U.", droite=True),
            Colonne("Montant", droite=True),
            Colonne("Quand"),
        ),
        (
            Rangee(
                (
                    texte("Sauvegarde"),
                    compte(4, "Go", "Go"),
                    euros(Decimal(7)),
                    euros(Decimal(28), calcul=produit),
                    VIDE,
                )
            ),
            Rangee(
                (texte("Certificats"), compte(3), euros(Decimal("0.335")), euros(Decimal("1.01"), calcul=produit), VIDE)
            ),
            Rangee(
                (
                    texte("Formation"),
                    compte(Decimal("7.5"), "h", "h"),
                    Cellule((Manque("à renseigner"),)),
                    Cellule((Manque("à renseigner"),), calcul=produit),
                    Cellule((Jour(datetime.date(2026, 3, 1)),)),
                )
            ),
            Rangee((texte("Sous-total HT"), VIDE, VIDE, euros(Decimal("29.01"), calcul=Somme((0, 1, 2)))), total=True),
            Rangee(
                (
                    texte("TVA 5,5 %"),
                    VIDE,
                    VIDE,
                    euros(Decimal("1.60"), calcul=Pourcentage((0, 1, 2), Decimal("5.5"))),
                    Cellule((Taux(Decimal("-3.25"), signe=True),)),
                )
            ),
        ),
        "Lignes du devis",
    )


def complet(autour: Callable[[str], str] = _pareil) -> Document:
    """Every block and every content; `autour` makes each text something else."""
    blocs: tuple[Bloc, ...] = (
        Parties((autour("Centre de gestion"), "1 rue Haute"), (autour("Mairie de Y"),), (fait("Référence", "D-12"),)),
        Fiche((fait(autour("Collectivité"), autour("Commune de 1 200 habitants")),)),
        Titre(autour("Coûts")),
        cote_a_cote(autour),
        Titre("Détail", 4),
        lignes(),
        Liste((Element(autour("Sauvegarde : 5 Go"), Marque.INCLUS), Element("Chorus Pro", Marque.EXCLU))),
        Liste((Element(autour("une note")),)),
        Barres(
            autour("Coût annuel"),
            (
                Barre(autour("Métiers"), (("Forfait", Decimal(600)), ("Suppléments", Decimal(120)))),
                Barre("Hébergé", (("Forfait", Decimal(410)),), Marque.MEILLEUR),
            ),
            "par an",
        ),
        Barres("Différences", (Barre("Agen", (("", Decimal(-300)),)), Barre("Nérac", (("", Decimal(150)),)))),
        Echelle(
            autour("Seuils"),
            (Marche(0, "Strate 1"), Marche(1000, autour("Strate 4"), retenue=True), Marche(2000, "Strate 5")),
            1200,
            "habitant",
            "habitants",
        ),
        SautDePage(),
        Titre("Accord"),
        Signature(autour("Bon pour accord"), ("Lieu", "Signature")),
        Paragraphe(autour("Fin."), Style.DISCRET),
    )
    return Document(
        autour("Devis"), blocs, mention=autour("Estimation"), auteur=autour("CDG"), pied=autour("Catalogue : annexe."),
        jour=datetime.date(2026, 3, 1),
    )  # fmt: skip
