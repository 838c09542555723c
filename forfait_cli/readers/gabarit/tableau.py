"""The rows of a sheet, each cell under the title of its column."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from forfait_cli.domaine import gabarit as g
from forfait_cli.erreurs import suggestion
from forfait_cli.francais import guillemets, plier
from forfait_cli.readers.feuilles import Feuille
from forfait_cli.readers.gabarit.releve import Case, Releve, case_de

_STRATE = re.compile(rf"{g.STRATE.lower()} ([0-9]{{1,9}})(?: (.*))?")


def rangees(
    releve: Releve,
    feuille: Feuille,
    titres: Sequence[str],
    obligatoires: Sequence[str],
    strates: Mapping[str, str] | None = None,
) -> Iterator[Mapping[str, Case]]:
    """Each row under the row of titles: its cells, by title; « Strate 4 : … » is « Strate 4 ».

    `titres`: those that are known; the first of `obligatoires` tells the row of titles. A title that lacks, that is
    there twice, or that is not known over something filled in, is a fault; so is a row filled in above the titles.
    `strates`: the whole title of each « Strate 4 », which one that says another strate contradicts.
    """
    repere, *autres = obligatoires
    debut = next(
        (rang for rang, ligne in enumerate(feuille.lignes) if plier(repere) in [plier(str(un)) for un in ligne]), None
    )
    if debut is None:
        releve.faute(feuille.place(0, 0), f"titre absent : {guillemets(repere)}", releve.repartez)
        return
    colonnes = _colonnes(releve, feuille, debut, titres, strates or {})
    for rang, au_dessus in enumerate(feuille.lignes[:debut]):
        remplies = [case for colonne in colonnes if not (case := case_de(feuille, rang, au_dessus, colonne)).vide]
        if len(remplies) > 1:  # a sentence takes one cell
            releve.faute(remplies[0].place, "ligne remplie au-dessus des titres", "remettez-la sous les titres")
    for titre in autres:
        if titre not in colonnes.values():
            releve.faute(feuille.place(debut, 0), f"colonne absente : {guillemets(titre)}", releve.repartez)
    for rang, ligne in _suite(feuille, debut):
        yield {titre: case_de(feuille, rang, ligne, colonne).sous(titre) for colonne, titre in colonnes.items()}


def numero_de_strate(titre: str) -> str:
    """The number that the title of a column gives, « 4 » of « Strate 4 »; empty where it is another column."""
    return titre.removeprefix(f"{g.STRATE} ") if titre.startswith(f"{g.STRATE} ") else ""


def _serre(titre: str) -> str:
    """Its letters and figures alone: « 1 000 » may be typed « 1000 »."""
    return plier(titre).replace(" ", "")


def _colonnes(
    releve: Releve, feuille: Feuille, debut: int, possibles: Sequence[str], strates: Mapping[str, str]
) -> dict[int, str]:
    """The title of each known column, by rank; a column that is filled in and that is not known is a fault."""
    connus = {plier(titre): titre for titre in possibles}
    colonnes: dict[int, str] = {}
    titres = feuille.lignes[debut]
    for colonne in range(max(map(len, feuille.lignes[debut:]))):
        case = case_de(feuille, debut, titres, colonne)
        strate = _STRATE.fullmatch(plier(case.texte))
        titre = f"{g.STRATE} {int(strate[1])}" if strate else connus.get(plier(case.texte))
        entier = strates.get(titre or "", "")
        autre = bool(entier and strate and strate[2]) and _serre(case.texte) != _serre(entier)
        if titre is not None and titre not in colonnes.values() and not autre:
            colonnes[colonne] = titre
            continue
        if all(case_de(feuille, rang, ligne, colonne).vide for rang, ligne in _suite(feuille, debut)):
            continue
        if autre:
            aide = f"son titre est {guillemets(entier)} : vérifiez les seuils, puis reprenez-le"
            releve.faute(case.place, f"autre strate que celle du catalogue : {guillemets(case.texte[:80])}", aide)
            continue
        if titre is not None:
            releve.faute(case.place, f"colonne en double : {guillemets(case.texte)}", "gardez l’une des deux")
        elif case.texte:
            aide = suggestion(case.texte, connus.values()) or releve.repartez
            releve.faute(case.place, f"colonne inconnue, et remplie : {guillemets(case.texte[:80])}", aide)
        else:
            aide = "donnez-lui son titre, ou videz-la"
            releve.faute(case.place, "colonne remplie, et sans titre", aide)
    return colonnes


def _suite(feuille: Feuille, debut: int) -> Iterable[tuple[int, Sequence[object]]]:
    return enumerate(feuille.lignes[debut + 1 :], debut + 1)
