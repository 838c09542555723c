"""What is said of a text that names no commune, or several. Every candidate is told, none is taken."""

from collections.abc import Sequence

from forfait_cli.domaine.communes import Commune, CommuneRattachee, Rattachement
from forfait_cli.erreurs import Anomalie, Refus
from forfait_cli.francais import INSECABLE, enumeration, guillemets, nombre, quantite

FLAG = "--commune"
GENRES = {
    Rattachement.DELEGUEE: "une commune déléguée",
    Rattachement.ASSOCIEE: "une commune associée",
    Rattachement.ARRONDISSEMENT: "un arrondissement municipal",
}
CITES = 60  # signes of what was typed
MONTREES = 60  # a postcode has up to 46 communes, a name up to 12


def refus(message: str, aide: str = "") -> Refus:
    """The refusal of a look-up."""
    return Refus(Anomalie(FLAG, message, aide))


def citer(texte: str) -> str:
    """What was typed, on one line, not too long, without what can't be printed."""
    ligne = "".join(signe if signe.isprintable() else "�" for signe in " ".join(texte.split()))
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


def lister_noms(communes: Sequence[Commune]) -> str:
    """« Agen (47001), Boé (47031) et 3 autres »."""
    noms = [nommer(commune) for commune in communes[:MONTREES]]
    reste = len(communes) - len(noms)
    return enumeration([*noms, f"{reste} autres"] if reste else noms)


def homonymes(texte: str, communes: Sequence[Commune], parts: Sequence[CommuneRattachee]) -> Refus:
    """Several communes, or one and a part of another, have that name."""
    compte = [f"{nombre(len(communes))} commune{'s' if len(communes) > 1 else ''}"]
    if parts:
        compte.append(f"{nombre(len(parts))} partie{'s' if len(parts) > 1 else ''} d’une autre commune")
    candidates = [situer(commune) for commune in communes] + [rattacher(part) for part in parts]
    separateur = f"{INSECABLE}; "
    message = f"{citer(texte)} peut désigner {enumeration(compte)}{INSECABLE}: {separateur.join(candidates)}"
    premiere = communes[0]
    codes = f"le code INSEE, par exemple {FLAG} {premiere.code_insee}"
    departements = {commune.departement for commune in communes} | {part.departement for part in parts}
    if len(departements) == 1:
        return refus(message, f"donnez {codes}")
    return refus(message, f"précisez par exemple --departement {premiere.departement}, ou donnez {codes}")


def pas_une_commune(texte: str, parts: Sequence[CommuneRattachee], postales: Sequence[Commune] = ()) -> Refus:
    """The name or the code of a part of a commune; the code may also be the postcode of some others."""
    faits = f"{INSECABLE}; ".join(rattacher(part) for part in parts)
    chefs = list(dict.fromkeys(f"{FLAG} {part.chef_lieu.code_insee}" for part in parts))
    message = f"{citer(texte)} n’est pas une commune actuelle{INSECABLE}: {faits}"
    aide = f"demandez la commune entière{INSECABLE}: {enumeration(chefs, 'ou')}"
    if postales:
        aide += f"{INSECABLE}; {texte} est aussi un code postal{INSECABLE}: {lister_noms(postales)}"
    return refus(message, aide)


def autre_departement(texte: str, communes: Sequence[Commune], departement: str) -> Refus:
    """There are such communes, none of them in that département."""
    message = f"{citer(texte)} n’est pas dans le département {departement}"
    lieux = f"{INSECABLE}; ".join(situer(commune) for commune in communes)
    return refus(message, f"ailleurs, il y a{INSECABLE}: {lieux}")


def inconnue(texte: str, departement: str | None, proches: Sequence[Commune]) -> Refus:
    """Nothing has that name; what is spelt alike is told."""
    ici = f" dans le département {departement}" if departement else ""
    message = f"aucune commune ne s’appelle {citer(texte)}{ici}"
    if not proches:
        return refus(message, "vérifiez le nom, ou donnez le code INSEE ou le SIREN")
    par_nom: dict[str, list[Commune]] = {}
    for commune in proches:
        par_nom.setdefault(commune.nom, []).append(commune)
    noms = [
        placer(communes[0]) if len(communes) == 1 else f"{nom} ({len(communes)} communes de ce nom)"
        for nom, communes in par_nom.items()
    ]
    return refus(message, f"vouliez-vous dire {enumeration(noms, 'ou')}{INSECABLE}?")


def code_postal(code: str, communes: Sequence[Commune]) -> Refus:
    """A postcode where a code INSEE is wanted."""
    verbe = "les communes qui l’ont sont" if len(communes) > 1 else "la commune qui l’a est"
    message = f"{code} est un code postal, pas un code INSEE"
    return refus(message, f"donnez le nom ou le code INSEE{INSECABLE}; {verbe} {lister_noms(communes)}")
