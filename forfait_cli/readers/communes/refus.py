"""What is said of a text that names no commune, or several. Every candidate is told, none is taken."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from forfait_cli.domaine.communes import Commune, CommuneRattachee, Rattachement
from forfait_cli.erreurs import champ
from forfait_cli.francais import de_lieu, enumeration, guillemets, nombre, quantite

GENRES = {
    Rattachement.DELEGUEE: "une commune déléguée",
    Rattachement.ASSOCIEE: "une commune associée",
    Rattachement.ARRONDISSEMENT: "un arrondissement municipal",
}
CITES = 80  # signes of what was typed
MONTREES = 60  # a postcode has up to 46 communes, a name up to 12


class Motif(NamedTuple):
    """Why no commune is found: a fault, but for the field that was read, which the look-up that was asked knows."""

    message: str
    aide: str


def citer(texte: str) -> str:
    """What was typed, on one line, not too long, without what can't be printed."""
    ligne = " ".join(texte.split())
    if len(ligne) > CITES:
        ligne = f"{ligne[:CITES]}…"
    return guillemets("".join(signe if signe.isprintable() else "�" for signe in ligne))


def nommer(commune: Commune) -> str:
    """« Astaffort (47015) »."""
    return f"{commune.nom} ({commune.code_insee})"


def placer(commune: Commune) -> str:
    """« Astaffort (47015, Lot-et-Garonne) »."""
    return f"{commune.nom} ({commune.code_insee}, {commune.departement_nom})"


def situer(commune: Commune) -> str:
    """« Astaffort (47015, Lot-et-Garonne, 2 006 habitants en population totale) »."""
    population = commune.population
    if population is not None and population.totale is not None:
        habitants = f"{quantite(population.totale, 'habitant')} en population totale"
    elif population is not None and population.brute is not None:
        habitants = f"{quantite(population.brute, 'habitant')}, population de nature non précisée"
    else:
        habitants = "sans population connue"
    return f"{commune.nom} ({commune.code_insee}, {commune.departement_nom}, {habitants})"


def rattacher(part: CommuneRattachee) -> str:
    """« Cordieux (01120) est une commune associée de Montluel (01262, Ain) »."""
    return f"{part.nom} ({part.code_insee}) est {GENRES[part.type]} {de_lieu(placer(part.chef_lieu))}"


def homonymes(texte: str, communes: Sequence[Commune], parts: Sequence[CommuneRattachee]) -> Motif:
    """Several communes, or one and a part of another, have that name."""
    compte = [quantite(len(communes), "commune")]
    if parts:
        compte.append(f"{nombre(len(parts))} partie{'s' if len(parts) > 1 else ''} d’une autre commune")
    premiere = communes[0]
    aide = f"donnez le code INSEE, par exemple {champ('code_insee')} {premiere.code_insee}"
    if len({commune.departement for commune in communes} | {part.departement for part in parts}) > 1:
        aide += f", ou précisez le département, par exemple {champ('departement')} {premiere.departement}"
    candidats = [*map(situer, communes), *map(rattacher, parts)]
    return Motif(f"{citer(texte)} peut désigner {enumeration(compte)}", _lister(f"{aide} :", candidats))


def code_et_code_postal(code: str, commune: Commune, postales: Sequence[Commune]) -> Motif:
    """Five digits that are one commune's code INSEE and the postcode of some others."""
    autres = "d’une autre commune" if len(postales) == 1 else f"de {nombre(len(postales))} autres"
    message = f"{code} est le code INSEE {de_lieu(commune.nom)} et le code postal {autres}"
    aide = f"donnez le nom, ou {champ('code_insee')} {code} si c’est bien {commune.nom} :"
    candidats = [f"{placer(commune)}, dont c’est le code INSEE"]
    return Motif(message, _lister(aide, candidats + [f"{placer(une)}, code postal {code}" for une in postales]))


def code_postal(code: str, communes: Sequence[Commune]) -> Motif:
    """A postcode where a code INSEE is wanted."""
    premiere = communes[0]
    if len(communes) == 1:
        message = f"{code} est un code postal, celui {de_lieu(placer(premiere))}"
        return Motif(message, f"donnez son code INSEE : {champ('code_insee')} {premiere.code_insee}")
    message = f"{code} est un code postal, celui de {nombre(len(communes))} communes"
    aide = f"donnez le nom ou le code INSEE, par exemple {champ('code_insee')} {premiere.code_insee} :"
    return Motif(message, _lister(aide, map(placer, communes)))


def pas_une_commune(texte: str, parts: Sequence[CommuneRattachee], postales: Sequence[Commune] = ()) -> Motif:
    """The name or the code of a part of a commune; the code may also be the postcode of some others."""
    chefs = list(dict.fromkeys(f"{champ('code_insee')} {part.chef_lieu.code_insee}" for part in parts))
    message = f"{citer(texte)} n’est pas une commune actuelle"
    aide = f"demandez la commune entière : {enumeration(chefs, 'ou')}"
    lignes = [rattacher(part) for part in parts]
    if len(parts) == 1:
        message += f" : {lignes.pop()}"
    if postales:
        aide += f" ; {texte} est aussi un code postal"
        lignes += [f"{placer(une)}, code postal {texte}" for une in postales]
    return Motif(message, _lister(f"{aide} :", lignes) if lignes else aide)


def desaccord(texte: str, commune: Commune, autres: Sequence[Commune], par: str) -> Motif:
    """A text says another commune than the field `par`; `autres`: what it means."""
    message = f"{citer(texte)} n’est pas {placer(commune)}, la commune que dit {champ(par)}"
    if len(autres) == 1:
        message += f", mais {placer(autres[0])}"
    return Motif(message, f"corrigez l’un des deux, ou ne gardez que {champ(par)}")


def autre_departement(texte: str, communes: Sequence[Commune], departement: str) -> Motif:
    """There are such communes, none of them in that département."""
    message = f"{citer(texte)} n’est pas dans le département {departement}"
    if len(communes) == 1:
        return Motif(message, f"ailleurs, il y a {situer(communes[0])}")
    return Motif(message, _lister("ailleurs, il y a :", map(situer, communes)))


def inconnue(texte: str, departement: str | None, proches: Sequence[Commune]) -> Motif:
    """Nothing has that name; what is spelt alike is told."""
    ici = f" dans le département {departement}" if departement else ""
    message = f"aucune commune ne s’appelle {citer(texte)}{ici}"
    if not proches:
        return Motif(message, "vérifiez le nom, ou donnez le code INSEE ou le SIREN")
    par_nom: dict[str, list[Commune]] = {}
    for commune in proches:
        par_nom.setdefault(commune.nom, []).append(commune)
    noms = [
        placer(communes[0]) if len(communes) == 1 else f"{nom} ({len(communes)} communes de ce nom)"
        for nom, communes in par_nom.items()
    ]
    return Motif(message, f"vouliez-vous dire {enumeration(noms, 'ou')} ?")


def sans_nom(texte: str) -> Motif:
    """Nothing to look up: an empty text, or signs alone."""
    vide = "le nom de la commune est vide"
    message = f"{citer(texte)} n’a ni lettre ni chiffre" if texte.strip() else vide
    return Motif(message, "donnez un nom, un code INSEE ou un SIREN")


def trop(texte: str, combien: int, maximum: int) -> Motif:
    """A search that finds more than anyone reads."""
    message = (
        f"{nombre(combien)} communes répondent à {citer(texte)} : trop pour être montrées ({nombre(maximum)} au plus)"
    )
    return Motif(message, f"donnez plus de lettres, ou un département, par exemple {champ('departement')} 47")


def _lister(tete: str, lignes: Iterable[str]) -> str:
    """A line that announces, then one for each candidate."""
    toutes = list(lignes)
    reste = len(toutes) - MONTREES
    return "\n".join([tete, *toutes[:MONTREES], *([f"et {quantite(reste, 'autre')}"] if reste > 0 else [])])
