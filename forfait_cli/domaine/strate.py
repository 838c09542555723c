"""Which strate a collectivité is in, and why (annex, second table; decisions « Thresholds », « Criterion »)."""

from decimal import Decimal

from forfait_cli.domaine.catalogue import SANS_STRATE, Bornes, Cas, Catalogue, Strate
from forfait_cli.domaine.demande import Collectivite, fautes_collectivite
from forfait_cli.domaine.resultats import Classement, Voisine
from forfait_cli.domaine.types import Affiliation, Mesure, Nombre, Unite
from forfait_cli.erreurs import Anomalie, MauvaisUsage, Refus, champ
from forfait_cli.francais import INSECABLE, a, de, enumeration, euros, guillemets, nombre, quantite


def classer(catalogue: Catalogue, collectivite: Collectivite) -> Classement:
    """Put a collectivité in its strate: the one that has a case whose every condition it meets.

    Raises:
        MauvaisUsage: what can't be (`demande.fautes_collectivite`), or a measure that its nature is
            classed by is missing.
        Refus: no published strate covers it, or it is not affiliated and the grid says nothing of those.
    """
    if fautes := tuple(fautes_collectivite(catalogue, collectivite)):
        raise MauvaisUsage(*fautes)
    if not collectivite.affiliee and not dit_l_affiliation(catalogue):
        raise _refus_non_affiliee(catalogue)
    if not catalogue.strates:
        return Classement(SANS_STRATE, SANS_STRATE.cas[0], tuple(collectivite.mesures.items()))
    trouve = chercher(catalogue, collectivite)
    if trouve is not None:
        strate, cas = trouve
        return Classement(strate, cas, _valeurs(catalogue, collectivite, cas))
    raise _refus(catalogue, collectivite)


def chercher(catalogue: Catalogue, collectivite: Collectivite) -> tuple[Strate, Cas] | None:
    """The strate of a collectivité and the case that put it there; None where no published strate covers it."""
    for strate in catalogue.strates:
        for cas in strate.cas:
            if remplit(cas, collectivite):
                return strate, cas
    return None


def remplit(cas: Cas, collectivite: Collectivite) -> bool:
    """Whether a collectivité meets every condition of a case."""
    return (
        (not cas.natures or collectivite.nature in cas.natures)
        and (cas.affiliee is None or cas.affiliee is collectivite.affiliee)
        and all(collectivite.mesures.get(code) in bornes for code, bornes in cas.bornes)
    )


def strate_pour(catalogue: Catalogue, collectivite: Collectivite, mesure: str, valeur: Nombre) -> Strate | None:
    """The strate that the same collectivité would be in with another size; None where no published strate covers it."""
    trouve = chercher(catalogue, collectivite._replace(mesures={**collectivite.mesures, mesure: valeur}))
    return None if trouve is None else trouve[0]


def _valeurs(catalogue: Catalogue, collectivite: Collectivite, cas: Cas) -> tuple[tuple[str, Nombre], ...]:
    codes = [code for code, _ in cas.bornes] or [
        mesure.code for mesure in catalogue.mesures if mesure.code in collectivite.mesures
    ]
    return tuple((code, collectivite.mesures[code]) for code in codes)


def dit_l_affiliation(catalogue: Catalogue) -> bool:
    """Whether the grid tells the collectivités that are not affiliated from the others."""
    return any(cas.affiliee is False for strate in catalogue.strates for cas in strate.cas)


def _refus_non_affiliee(catalogue: Catalogue) -> Refus:
    organisme = catalogue.organisme
    message = f"{guillemets(catalogue.titre)} ne dit rien des collectivités non affiliées"
    aide = f"demandez {a(organisme.article, organisme.genre)} ce qui s’applique"
    return Refus(Anomalie("collectivité non affiliée", message, aide))


def _refus(catalogue: Catalogue, collectivite: Collectivite) -> Refus | MauvaisUsage:
    organisme = catalogue.organisme
    demandez = f"demandez {a(organisme.article, organisme.genre)} ce qui s’applique"
    if manquantes := [champ(mesure.code) for mesure in mesures_manquantes(catalogue, collectivite)]:
        message = f"il manque {enumeration(manquantes)} pour trouver la strate"
        return MauvaisUsage(Anomalie("", message, f"ajoutez {enumeration([f'{un} N' for un in manquantes])}"))
    connues = [mesure for mesure in catalogue.mesures if mesure.code in collectivite.mesures]
    if not connues:
        quoi = "cette nature" if collectivite.nature is not None else "une collectivité sans nature ni taille"
        return Refus(Anomalie("collectivité", f"aucune strate publiée ne couvre {quoi}", demandez))
    origine = enumeration([dire_mesure(mesure, collectivite.mesures[mesure.code]) for mesure in connues])
    quoi = "ce nombre" if len(connues) == 1 else "ces nombres"
    return Refus(Anomalie(origine, f"aucune strate publiée ne couvre {quoi}", f"la grille a un trou : {demandez}"))


def mesures_manquantes(catalogue: Catalogue, collectivite: Collectivite) -> tuple[Mesure, ...]:
    """The measures that would have to be told to find the strate: those bounded by a case that is met otherwise."""
    codes = {
        code
        for strate in catalogue.strates
        for cas in strate.cas
        if remplit(cas._replace(bornes=tuple(b for b in cas.bornes if b[0] in collectivite.mesures)), collectivite)
        for code, _ in cas.bornes
        if code not in collectivite.mesures
    }
    return tuple(mesure for mesure in catalogue.mesures if mesure.code in codes)


# --- Neighbours -----------------------------------------------------------------------------------


def voisines(
    catalogue: Catalogue, collectivite: Collectivite, classement: Classement
) -> tuple[Voisine | None, Voisine | None]:
    """The strates just below and just above by the first measure that classed it, with the distance to each.

    None at the ends; a collectivité that no size classed has no neighbours.
    """
    if not classement.cas.bornes:
        return None, None
    return voisines_par(catalogue, collectivite, classement, classement.cas.bornes[0][0])


def voisines_par(
    catalogue: Catalogue, collectivite: Collectivite, classement: Classement, mesure: str
) -> tuple[Voisine | None, Voisine | None]:
    """The strates just below and just above where that measure alone changes: each begins and ends at a bound."""
    ici = collectivite.mesures[mesure]
    essais = sorted(
        {
            bord
            for strate in catalogue.strates
            for cas in strate.cas
            for code, bornes in cas.bornes
            if code == mesure
            for bord in (bornes.min, bornes.max)
            if bord is not None
        }
    )

    def autre(valeurs: list[Nombre]) -> tuple[Strate, Nombre] | None:
        for valeur in valeurs:
            strate = strate_pour(catalogue, collectivite, mesure, valeur)
            if strate is not None and strate.numero != classement.strate.numero:
                return strate, valeur
        return None

    avant = autre([valeur for valeur in reversed(essais) if valeur < ici])
    apres = autre([valeur for valeur in essais if valeur > ici])
    return (
        None if avant is None else Voisine(avant[0], mesure, ici - avant[1]),
        None if apres is None else Voisine(apres[0], mesure, apres[1] - ici),
    )


# --- Words ----------------------------------------------------------------------------------------


def expliquer(catalogue: Catalogue, collectivite: Collectivite, classement: Classement) -> str:
    """One sentence: why this strate. Empty in a grid without strates."""
    strate, cas = classement.strate, classement.cas
    if strate is SANS_STRATE:
        return ""
    if not cas.bornes:
        if cas.affiliee is False:
            taille = ", quelle que soit sa taille" if not cas.natures else ""
            return f"Collectivité non affiliée : strate {strate.numero}{taille}."
        if cas.natures and collectivite.nature is not None:
            nom = catalogue.nature(collectivite.nature).nom
            return f"{nom[0].upper()}{nom[1:]} : strate {strate.numero}."
        return f"Strate {strate.numero}, la même pour toutes les collectivités."
    tailles = [dire_mesure(catalogue.mesure(code), classement.valeur(code) or 0) for code, _ in cas.bornes]
    mesures = enumeration(tailles).replace(INSECABLE, " ")
    etendues = enumeration([etendue(bornes, catalogue.mesure(code)) for code, bornes in cas.bornes])
    non_affiliee = ", collectivité non affiliée" if cas.affiliee is False else ""
    return f"{mesures}{non_affiliee} : strate {strate.numero}, {etendues}."


def dire_mesure(mesure: Mesure, valeur: Nombre) -> str:
    """« 1 200 habitants », « masse salariale de 125 000,00 € »."""
    if mesure.unite is None:
        return f"{mesure.nom} de {euros(Decimal(valeur))}"
    return quantite(valeur, mesure.unite.nom, mesure.unite.pluriel)


def etendue(bornes: Bornes, mesure: Mesure) -> str:
    """« de 1 000 à 1 999 habitants », « moins de 4 agents », « 10 000 habitants et plus », « 1 agent »."""
    if bornes.max is None and bornes.min == 0:
        return (
            f"quel que soit le nombre {de(mesure.mot)}" if mesure.unite else f"quel que soit le montant ({mesure.nom})"
        )
    if mesure.unite is None:
        debut = euros(Decimal(bornes.min))
        if bornes.max is None:
            return f"{debut} et plus ({mesure.nom})"
        return f"de {debut} à {euros(Decimal(bornes.max))} ({mesure.nom})"
    if bornes.max is None:
        return f"{_compter(bornes.min, mesure.unite)} et plus"
    if bornes.min == 0:
        return f"moins de {_compter(bornes.max + mesure.pas, mesure.unite)}"
    plusieurs = f"de {nombre(bornes.min)} à {nombre(bornes.max)} {mesure.unite.pluriel}"
    return _compter(bornes.min, mesure.unite) if bornes.min == bornes.max else plusieurs


def _compter(valeur: Nombre, unite: Unite) -> str:
    """A number and its unit, parted by an ordinary space: a long label is folded there."""
    return quantite(valeur, unite.nom, unite.pluriel).replace(INSECABLE, " ")


def presenter_affiliation(catalogue: Catalogue, affiliation: Affiliation) -> str:
    """« non affiliée au centre de gestion », where that has to be said."""
    if affiliation is not Affiliation.NON_AFFILIEE:
        return ""
    return f"non affiliée {a(catalogue.organisme.article, catalogue.organisme.genre)}"
