"""What is said of a text that names no commune, or several. Every candidate is told, none is taken.

The faults have no origin yet: the look-up that was asked says which field it read.
"""

from collections.abc import Iterable, Sequence

from forfait_cli.domaine.communes import Commune, CommuneRattachee, Rattachement
from forfait_cli.erreurs import Anomalie, champ
from forfait_cli.francais import enumeration, guillemets, nombre, quantite

GENRES = {
    Rattachement.DELEGUEE: "une commune déléguée",
    Rattachement.ASSOCIEE: "une commune associée",
    Rattachement.ARRONDISSEMENT: "un arrondissement municipal",
}
CITES = 80  # signes of what was typed
MONTREES = 60  # a postcode has up to 46 communes, a name up to 12


def citer(texte: str) -> str:
    """What was typed, on one line, not too long, without what can't be printed."""
    ligne = "".join(signe if signe.isprintable() else "�" for signe in " ".join(texte[: 2 * CITES].split()))
    return guillemets(ligne if len(ligne) <= CITES else f"{ligne[:CITES]}…")


def nommer(commune: Commune) -> str:
    """« Astaffort (47015) »."""
    return f"{commune.nom} ({commune.code_insee})"


def placer(commune: Commune) -> str:
    """« Astaffort (47015, Lot-et-Garonne) »."""
    return f"{commune.nom} ({commune.code_insee}, {commune.departement_nom})"


def situer(commune: Commune) -> str:
    """« Astaffort (47015, Lot-et-Garonne, 2 006 habitants en population totale) »."""
    population = commune.population
    if population is None:
        habitants = "sans population connue"
    elif population.totale is not None:
        habitants = f"{quantite(population.totale, 'habitant')} en population totale"
    elif population.municipale is not None:
        habitants = f"{quantite(population.municipale, 'habitant')} en population municipale"
    else:
        habitants = f"{quantite(population.brute or 0, 'habitant')}, population de nature non précisée"
    return f"{commune.nom} ({commune.code_insee}, {commune.departement_nom}, {habitants})"


def rattacher(part: CommuneRattachee) -> str:
    """« Cordieux (01120) est une commune associée de la commune Montluel (01262, Ain) »."""
    return f"{part.nom} ({part.code_insee}) est {GENRES[part.type]} de la commune {placer(part.chef_lieu)}"


def homonymes(texte: str, communes: Sequence[Commune], parts: Sequence[CommuneRattachee]) -> Anomalie:
    """Several communes, or one and a part of another, have that name."""
    compte = [quantite(len(communes), "commune")]
    if parts:
        compte.append(f"{nombre(len(parts))} partie{'s' if len(parts) > 1 else ''} d’une autre commune")
    premiere = communes[0]
    aide = f"donnez le code INSEE, par exemple {champ('code_insee')} {premiere.code_insee}"
    if len({commune.departement for commune in communes} | {part.departement for part in parts}) > 1:
        aide += f", ou précisez le département, par exemple {champ('departement')} {premiere.departement}"
    candidats = [*map(situer, communes), *map(rattacher, parts)]
    return Anomalie("", f"{citer(texte)} peut désigner {enumeration(compte)}", _lister(f"{aide} :", candidats))


def code_et_code_postal(code: str, commune: Commune, postales: Sequence[Commune]) -> Anomalie:
    """Five digits that are one commune's code INSEE and the postcode of some others."""
    autres = "d’une autre" if len(postales) == 1 else f"de {nombre(len(postales))} autres"
    message = f"{code} est le code INSEE de la commune {commune.nom} et le code postal {autres}"
    aide = f"donnez le nom, ou {champ('code_insee')} {code} si c’est bien {commune.nom} :"
    candidats = [f"{placer(commune)}, dont c’est le code INSEE"]
    return Anomalie("", message, _lister(aide, candidats + [f"{placer(une)}, code postal {code}" for une in postales]))


def code_postal(code: str, communes: Sequence[Commune]) -> Anomalie:
    """A postcode where a code INSEE is wanted."""
    premiere = communes[0]
    if len(communes) == 1:
        message = f"{code} est un code postal, celui de la commune {placer(premiere)}"
        return Anomalie("", message, f"donnez son code INSEE : {champ('code_insee')} {premiere.code_insee}")
    message = f"{code} est un code postal, celui de {nombre(len(communes))} communes"
    aide = f"donnez le nom ou le code INSEE, par exemple {champ('code_insee')} {premiere.code_insee} :"
    return Anomalie("", message, _lister(aide, map(placer, communes)))


def pas_une_commune(texte: str, parts: Sequence[CommuneRattachee], postales: Sequence[Commune] = ()) -> Anomalie:
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
    return Anomalie("", message, _lister(f"{aide} :", lignes) if lignes else aide)


def desaccord(nom: str, texte: str, commune: Commune, autres: Sequence[Commune], par: str) -> Anomalie:
    """What a field gives says another commune than the field `par`; `autres`: what it means."""
    message = f"{citer(texte)} n’est pas {placer(commune)}, la commune que dit {champ(par)}"
    if len(autres) == 1:
        message += f", mais {placer(autres[0])}"
    return Anomalie(champ(nom), message, f"corrigez l’un des deux, ou ne gardez que {champ(par)}")


def autre_departement(texte: str, communes: Sequence[Commune], departement: str) -> Anomalie:
    """There are such communes, none of them in that département."""
    message = f"{citer(texte)} n’est pas dans le département {departement}"
    if len(communes) == 1:
        return Anomalie("", message, f"ailleurs, il y a {situer(communes[0])}")
    return Anomalie("", message, _lister("ailleurs, il y a :", map(situer, communes)))


def inconnue(texte: str, departement: str | None, proches: Sequence[Commune]) -> Anomalie:
    """Nothing has that name; what is spelt alike is told."""
    ici = f" dans le département {departement}" if departement else ""
    message = f"aucune commune ne s’appelle {citer(texte)}{ici}"
    if not proches:
        return Anomalie("", message, "vérifiez le nom, ou donnez le code INSEE ou le SIREN")
    par_nom: dict[str, list[Commune]] = {}
    for commune in proches:
        par_nom.setdefault(commune.nom, []).append(commune)
    noms = [
        placer(communes[0]) if len(communes) == 1 else f"{nom} ({len(communes)} communes de ce nom)"
        for nom, communes in par_nom.items()
    ]
    return Anomalie("", message, f"vouliez-vous dire {enumeration(noms, 'ou')} ?")


def sans_nom(texte: str) -> Anomalie:
    """Nothing to look up: an empty text, or signs alone."""
    vide = "le nom de la commune est vide"
    message = f"{citer(texte)} n’a ni lettre ni chiffre" if texte.strip() else vide
    return Anomalie("", message, "donnez un nom, un code INSEE ou un SIREN")


def trop(texte: str, combien: int, maximum: int) -> Anomalie:
    """A search that finds more than anyone reads."""
    message = f"{nombre(combien)} communes répondent à {citer(texte)} : {nombre(maximum)} au plus sont montrées"
    return Anomalie("", message, f"donnez plus de lettres, ou un département, par exemple {champ('departement')} 47")


def _lister(tete: str, lignes: Iterable[str]) -> str:
    """A line that announces, then one for each candidate."""
    toutes = list(lignes)
    reste = len(toutes) - MONTREES
    return "\n".join([tete, *toutes[:MONTREES], *([f"et {nombre(reste)} autres"] if reste > 0 else [])])
