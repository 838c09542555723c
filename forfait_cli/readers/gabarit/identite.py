"""The sheet of fields: one a row, its name and its value."""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from forfait_cli.domaine import gabarit as g
from forfait_cli.erreurs import suggestion
from forfait_cli.francais import guillemets, plier
from forfait_cli.readers.feuilles import Feuille
from forfait_cli.readers.gabarit.cellules import Lue, jour, taux, texte
from forfait_cli.readers.gabarit.releve import Releve, case_de


class Donnee(NamedTuple):
    """Where a field goes in the document, and how its cell is read."""

    chemin: tuple[str, ...]
    lecture: Callable[[object], Lue] = texte
    plusieurs: bool = False  # a list: the field may be there several times


def regime(valeur: object) -> Lue:
    """« Non soumis » → « non_soumis »."""
    return Lue(plier(str(texte(valeur).valeur)).replace(" ", "_"))


COMMUNES = {
    g.TITRE: Donnee(("titre",)), g.SOURCE: Donnee(("source",)), g.REGIME: Donnee(("tva", "regime"), regime),
    g.TAUX: Donnee(("tva", "taux"), taux), g.MENTION: Donnee(("tva", "mention")),
}  # fmt: skip
TARIFS: Mapping[str, Donnee] = {
    **COMMUNES, g.DATE: Donnee(("date",), jour), g.DU: Donnee(("valide_du",), jour),
    g.AU: Donnee(("valide_au",), jour), g.EMETTEUR: Donnee(("emetteur", "nom")),
    g.ADRESSE: Donnee(("emetteur", "adresse"), plusieurs=True), g.SIRET: Donnee(("emetteur", "siret")),
}  # fmt: skip


def lire_identite(releve: Releve, feuille: Feuille, donnees: Mapping[str, Donnee]) -> None:
    """The fields of the sheet, put in the document where a file has them."""
    connus = {plier(nom): nom for nom in donnees}
    for rang, ligne in enumerate(feuille.lignes):
        nom, valeur = (case_de(feuille, rang, ligne, colonne) for colonne in (0, 1))
        champ = connus.get(plier(nom.texte))
        if champ is None:
            if not valeur.vide and plier(nom.texte) != plier(g.CHAMP):
                aide = suggestion(nom.texte, donnees) or f"champs possibles : {', '.join(donnees)}"
                quoi = f"champ inconnu : {guillemets(nom.texte)}" if nom.texte else "une valeur sans champ"
                releve.faute(nom.place, quoi, aide)
            continue
        valeur = valeur.sous(champ)
        chemin, lecture, plusieurs = donnees[champ]
        deja = ".".join(chemin) in releve.places
        releve.places.setdefault(".".join(chemin), valeur.place)
        if valeur.vide:
            continue
        contenu = releve.lire(valeur, lecture)
        if contenu is None:
            continue
        table: dict[str, Any] = releve.document
        for cle in chemin[:-1]:
            releve.places.setdefault(cle, valeur.place)
            table = table.setdefault(cle, {})
        if plusieurs:
            table.setdefault(chemin[-1], []).append(contenu)
        elif deja and chemin[-1] in table:
            releve.faute(valeur.place, f"le champ {guillemets(champ)} est rempli deux fois", "gardez l’un des deux")
        else:
            releve.places[".".join(chemin)] = valeur.place
            table[chemin[-1]] = contenu
