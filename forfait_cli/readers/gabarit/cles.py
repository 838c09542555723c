"""The cells of a row that hold a key each: `domaine.gabarit_catalogue.CLES`."""

from collections.abc import Callable, Iterator, Mapping

from forfait_cli.domaine import gabarit_catalogue as gc
from forfait_cli.domaine.ebauche import Tables
from forfait_cli.francais import guillemets, plier
from forfait_cli.readers.feuilles import Feuille
from forfait_cli.readers.gabarit.cellules import Lue, Refusee, combien, texte
from forfait_cli.readers.gabarit.prix import en_ligne
from forfait_cli.readers.gabarit.releve import Case, Releve
from forfait_cli.readers.gabarit.tableau import rangees

_OUI = ("oui", "o", "x", "vrai", "1")
_NON = ("non", "n", "faux", "0")


def titres(nom: str) -> tuple[str, ...]:
    """The titles of the columns that hold a key of a sheet's tables."""
    return (*(cle.titre for cle in gc.CLES[nom]), gc.AUTRES)


def lire_tables(releve: Releve, feuille: Feuille, nom: str, liste: str) -> Iterator[tuple[str, Tables]]:
    """The tables of a sheet that has nothing else, each with where a file has it."""
    premier, deuxieme, *_ = titres(nom)
    lues = 0
    for cases in rangees(releve, feuille, titres(nom), (premier, deuxieme)):
        if not all(case.vide for case in cases.values()):
            lues += 1
            ici = f"{liste}[{lues}]"
            releve.places[ici] = next(case.place for case in cases.values() if not case.vide)
            yield ici, lire_cles(releve, cases, nom, ici)


def lire_cles(releve: Releve, cases: Mapping[str, Case], nom: str, ici: str) -> Tables:
    """What the cells of a row give; `ici` is where a file has it."""
    table: Tables = {}
    for cle in gc.CLES[nom]:
        case = cases.get(cle.titre)
        if case is None:
            continue
        releve.places[f"{ici}.{cle.cle}"] = case.place
        if case.vide or (lu := releve.lire(case, _LECTURES[cle.contenu])) is None:
            continue
        if isinstance(lu, str) and cle.contenu in (gc.Contenu.TEXTES, gc.Contenu.NOMBRES):
            lu = [int(un) if un.isdecimal() and cle.contenu is gc.Contenu.NOMBRES else un for un in couper(lu)]
        if cle.dans_l_unite:
            unite = table.get("unite")
            table["unite"] = {**(unite if isinstance(unite, dict) else {"singulier": unite}), cle.nom: lu}
        else:
            table[cle.nom] = lu
    autres = cases.get(gc.AUTRES)
    if autres is not None and not autres.vide:
        lues = en_ligne(autres)
        if isinstance(lues, dict):
            releve.places |= {f"{ici}.{cle}": autres.place for cle in lues}
            return {**table, **lues}
        releve.faute(autres.place, "clés mal écrites", 'comme dans le fichier : { cle = "texte", autre = 3 }')
    return table


def couper(dit: str) -> list[str]:
    """The texts of a cell that holds several."""
    return [un for brut in dit.split(gc.LIAISON.strip()) if (un := brut.strip())]


def oui_non(valeur: object) -> Lue:
    """« oui », « x », « non »…"""
    dit = str(texte(valeur).valeur)
    mot = plier(dit)
    if mot in _OUI or mot in _NON:
        return Lue(mot in _OUI)
    raise Refusee(f"{guillemets(dit[:40])} n’est ni oui ni non", "écrivez oui, ou laissez vide")


_LECTURES: Mapping[gc.Contenu, Callable[[object], Lue]] = {
    gc.Contenu.TEXTE: texte,
    gc.Contenu.TEXTES: texte,
    gc.Contenu.NOMBRE: combien,
    gc.Contenu.NOMBRES: texte,
    gc.Contenu.OUI_NON: oui_non,
}
