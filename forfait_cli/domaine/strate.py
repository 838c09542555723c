"""Which strate a collectivité is in, and why (annex, second table; decisions « Thresholds », « Criterion »)."""

from forfait_cli.domaine.dossier import Classement, Collectivite, Voisine
from forfait_cli.domaine.grille import Bornes, Catalogue, Strate
from forfait_cli.domaine.types import Critere
from forfait_cli.erreurs import Anomalie, Refus
from forfait_cli.francais import guillemets, nombre, pluriel


def bornes_de(strate: Strate, critere: Critere) -> Bornes | None:
    """The range of a strate for a criterion; None where it has none."""
    match critere:
        case Critere.HABITANTS:
            return strate.habitants
        case Critere.AGENTS:
            return strate.agents
        case Critere.NON_AFFILIEE:
            return None


def strate_pour(catalogue: Catalogue, critere: Critere, valeur: int) -> Strate | None:
    """The strate whose inclusive range holds `valeur`; None where no published strate does."""
    for strate in catalogue.strates:
        bornes = bornes_de(strate, critere)
        if bornes is not None and bornes.min <= valeur and (bornes.max is None or valeur <= bornes.max):
            return strate
    return None


def classer(catalogue: Catalogue, collectivite: Collectivite) -> Classement:
    """Put a collectivité in its strate.

    Communes go by habitants, établissements publics and budgets annexes by agents; a collectivité
    non affiliée goes to the strate that names them, whatever its size.

    Raises:
        Refus: no published strate covers that size, or the grid has none for that case.
    """
    if not collectivite.affiliee:
        strate = next((strate for strate in catalogue.strates if strate.non_affiliees), None)
        if strate is None:
            raise Refus(
                Anomalie(
                    "collectivité non affiliée",
                    f"{guillemets(catalogue.titre)} ne dit rien des collectivités non affiliées",
                    "demandez au centre de gestion ce qui s’applique",
                )
            )
        valeur = collectivite.agents if collectivite.habitants is None else collectivite.habitants
        return Classement(strate, Critere.NON_AFFILIEE, valeur, None)
    critere, valeur = _mesure(collectivite)
    strate = strate_pour(catalogue, critere, valeur)
    if strate is None:
        raise Refus(
            Anomalie(
                f"{nombre(valeur)} {mot_critere(critere, valeur)}",
                "aucune strate publiée ne couvre ce nombre",
                "la grille a un trou : demandez au centre de gestion ce qui s’applique",
            )
        )
    return Classement(strate, critere, valeur, bornes_de(strate, critere))


def _mesure(collectivite: Collectivite) -> tuple[Critere, int]:
    match collectivite:
        case Collectivite(habitants=int(habitants), agents=None):
            return Critere.HABITANTS, habitants
        case Collectivite(habitants=None, agents=int(agents)):
            return Critere.AGENTS, agents
        case _:
            raise ValueError("exactly one of habitants and agents is needed")


def voisines(catalogue: Catalogue, classement: Classement) -> tuple[Voisine | None, Voisine | None]:
    """The strates just below and just above, with the distance to each; None at the ends.

    A collectivité non affiliée has no neighbours: no size would change its strate.
    """
    critere, valeur = classement.critere, classement.valeur
    if critere is Critere.NON_AFFILIEE or valeur is None:
        return None, None
    avant: Voisine | None = None
    apres: Voisine | None = None
    for strate in catalogue.strates:
        bornes = bornes_de(strate, critere)
        if bornes is None:
            continue
        if bornes.max is not None and bornes.max < valeur:
            avant = Voisine(strate, valeur - bornes.max)
        elif bornes.min > valeur and apres is None:
            apres = Voisine(strate, bornes.min - valeur)
    return avant, apres


def expliquer(classement: Classement) -> str:
    """One sentence: why this strate."""
    numero, critere, valeur, bornes = (
        classement.strate.numero,
        classement.critere,
        classement.valeur,
        classement.bornes,
    )
    if critere is Critere.NON_AFFILIEE:
        return f"Collectivité non affiliée : strate {numero}, quelle que soit sa taille."
    assert bornes is not None and valeur is not None  # noqa: PT018 - a criterion comes with both
    mesure = f"{nombre(valeur)} {mot_critere(critere, valeur)}"
    return f"{mesure} : strate {numero}, {etendue(bornes, critere)}."


def etendue(bornes: Bornes, critere: Critere) -> str:
    """« de 1 000 à 1 999 habitants », « moins de 4 agents », « 10 000 habitants et plus »."""
    mot = mot_critere(critere, 2)
    if bornes.max is None:
        return f"{nombre(bornes.min)} {mot} et plus"
    if bornes.min == 0:
        return f"moins de {nombre(bornes.max + 1)} {mot_critere(critere, bornes.max + 1)}"
    return f"de {nombre(bornes.min)} à {nombre(bornes.max)} {mot}"


def mot_critere(critere: Critere, valeur: int) -> str:
    """« habitant » or « habitants », « agent » or « agents »."""
    mot = "agent" if critere is Critere.AGENTS else "habitant"
    return mot if valeur < 2 else pluriel(mot)  # noqa: PLR2004
