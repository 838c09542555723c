"""What is asked of whoever wants a devis: who, what, which forfait; the fields that the answers make."""

from typing import Any

from forfait_cli.commands.guide.terminal import choisir, choisir_plusieurs, demander, lire, refuser
from forfait_cli.commands.sortie.messages import dire
from forfait_cli.domaine.catalogue import Catalogue
from forfait_cli.domaine.communes import Commune
from forfait_cli.domaine.situation import situer
from forfait_cli.domaine.types import Mesure, Nature
from forfait_cli.erreurs import ErreurForfait
from forfait_cli.francais import a, de, plier, quantite
from forfait_cli.readers.demande.champs import Champ, Genre, Groupe, champs_de, nature_cherchee, nom_de_champ
from forfait_cli.readers.demande.lecture import NON, OUI, Lecteur
from forfait_cli.readers.demande.nombres import sans_unite

_CANDIDATES = 20  # communes proposed for what was typed
Valeurs = dict[str, Any]  # by name of field, as flags give them


def interroger(catalogue: Catalogue) -> Valeurs:
    """Ask for a whole request.

    Raises:
        KeyboardInterrupt: whoever answers has had enough.
        Refus: the communes can't be read; the grid has no strate for who asks.
    """
    dire(["Devis guidé : une question à la fois. Ctrl-C arrête tout, sans rien écrire."])
    lecteur = Lecteur(catalogue)
    valeurs = _qui(catalogue, lecteur)
    if catalogue.strates:
        situer(catalogue, lecteur.qui(valeurs))  # refused now rather than after more questions
    valeurs |= _besoins(catalogue, lecteur)
    valeurs |= _forfait(catalogue)
    dire([""])
    return valeurs


# --- Who ------------------------------------------------------------------------------------------


def _qui(catalogue: Catalogue, lecteur: Lecteur) -> Valeurs:
    cherchee = nature_cherchee(catalogue)
    valeurs = {} if cherchee is None else _commune(cherchee, catalogue)
    trouvee = bool(valeurs)
    if not trouvee and not lecteur.sans_description():
        valeurs = _taille(catalogue, lecteur)
    valeurs |= _comptees(catalogue, lecteur, valeurs, cherchee if trouvee else None)
    if catalogue.dit_l_affiliation:
        valeurs |= _affiliation(catalogue)
    if not trouvee and (nom := demander("Quel nom porter sur le devis ? Entrée seule : aucun.")):
        valeurs["nom"] = nom
    return valeurs


def _commune(nature: Nature, catalogue: Catalogue) -> Valeurs:
    """A commune by name, the near misses proposed; nothing where it is to be described otherwise."""
    from forfait_cli.readers.communes import Annuaire

    autrement = f"Entrée seule : la décrire par son nombre {de(catalogue.mesure('habitants').mot)}"
    if len(catalogue.natures) > 1:
        autrement += ", ou choisir une autre nature de collectivité"
    question = [f"Pour quelle {nature.nom} ? Son nom, son code INSEE ou son SIREN.", f"{autrement}."]
    candidates: list[Commune] = []
    with Annuaire() as annuaire:
        while texte := demander(*question):
            if candidates and texte.isdecimal() and 1 <= int(texte) <= len(candidates):
                choisie = candidates[int(texte) - 1]
                dire([_presenter(choisie, catalogue)])
                return {"code_insee": choisie.code_insee}
            try:
                dire([_presenter(annuaire.trouver(texte), catalogue)])
            except ErreurForfait as erreur:
                candidates, question = _candidates(annuaire, texte, erreur)
            else:
                return {"commune": texte}
    return {}


def _presenter(commune: Commune, catalogue: Catalogue) -> str:
    """« Astaffort (47015, Lot-et-Garonne) : 2 006 habitants, population totale. »."""
    from forfait_cli.readers.communes import population_retenue
    from forfait_cli.readers.communes.refus import placer

    habitants, population = population_retenue(commune, catalogue.population)
    genre = f"population {population.retenue or 'de nature non précisée'}"
    return f"{placer(commune)} : {quantite(habitants, 'habitant')}, {genre}."


def _candidates(annuaire: Any, texte: str, erreur: ErreurForfait) -> tuple[list[Commune], list[str]]:
    """The communes that may have been meant, and the question that proposes them."""
    from forfait_cli.readers.communes.refus import placer

    try:
        entieres = [part.chef_lieu for part in annuaire.rattachees(texte)]
        candidates = list(dict.fromkeys([*annuaire.possibles(texte), *entieres]))
    except ErreurForfait as trop:
        refuser(trop)
        return [], ["Son nom, ou son code INSEE ? Entrée seule : la décrire autrement."]
    message = erreur.anomalies[0].dite(str).message
    dire([f"{message[:1].upper()}{message[1:]}."])
    montrees = candidates[:_CANDIDATES]
    if not montrees:
        return [], ["Un autre nom, ou son code INSEE ? Entrée seule : la décrire autrement."]
    lignes = [f"{rang}. {placer(une)}" for rang, une in enumerate(montrees, 1)]
    if len(candidates) > len(montrees):
        lignes.append("D’autres noms commencent ainsi : précisez le département, par exemple « Saint-Denis (11) ».")
    return montrees, [
        "Laquelle ? Son numéro dans cette liste, ou un autre nom. Entrée seule : la décrire autrement.",
        *lignes,
    ]


def _taille(catalogue: Catalogue, lecteur: Lecteur) -> Valeurs:
    """Its nature, then what classes it."""
    valeurs: Valeurs = {}
    mesures = list(catalogue.mesures)
    if catalogue.natures:
        natures = catalogue.natures
        rang: int | None = 0
        if len(natures) > 1:
            noms = [_avec_mesures(catalogue, nature) for nature in natures]
            autres = [(nature.nom, nature.pluriel, nature.code, *nature.autres_noms) for nature in natures]
            rang = None
            while rang is None:
                rang = choisir("De quelle nature est-elle ?", noms, "Son numéro.", autres=autres)
        nature = natures[rang or 0]
        valeurs["nature"] = nature.code
        mesures = [catalogue.mesure(code) for code in nature.mesures]
    for mesure in mesures:
        valeurs |= _combien(mesure, valeurs, lecteur)
    return valeurs


def _avec_mesures(catalogue: Catalogue, nature: Nature) -> str:
    mots = " et ".join(catalogue.mesure(code).mot for code in nature.mesures)
    return f"{nature.nom} (par ses {mots})" if mots else nature.nom


def _comptees(catalogue: Catalogue, lecteur: Lecteur, deja: Valeurs, trouvee: Nature | None) -> Valeurs:
    """What a price counts and nothing classes by: a masse salariale. `trouvee`: a commune was looked up."""
    classantes = {code for nature in catalogue.natures for code in nature.mesures}
    nature = {} if trouvee is None else {"nature": trouvee.code}
    valeurs: Valeurs = {}
    for code in catalogue.usages().mesures:
        if code not in classantes and nom_de_champ(code) not in deja:
            suite = " Entrée seule : inconnu."
            valeurs |= _combien(catalogue.mesure(code), {**deja, **nature, **valeurs}, lecteur, suite)
    return {**nature, **valeurs} if valeurs else {}


def _combien(mesure: Mesure, deja: Valeurs, lecteur: Lecteur, suite: str = "") -> Valeurs:
    champ = nom_de_champ(mesure.code)
    nom = f"{mesure.nom[:1].upper()}{mesure.nom[1:]}"
    quoi = f"Combien {de(mesure.mot)}" if mesure.unite is not None else f"{nom} : combien, en euros"
    question = f"{quoi} ?{suite}"
    texte = lire(lambda donne: lecteur.qui({**deja, champ: donne}), question)
    return {champ: texte} if texte else {}


def _affiliation(catalogue: Catalogue) -> Valeurs:
    organisme = a(catalogue.organisme.article, catalogue.organisme.genre)
    while texte := demander(f"Est-elle affiliée {organisme} ? Oui ou non. Entrée seule : elle est supposée affiliée."):
        if plier(texte) in OUI | NON:
            return {"affiliee": plier(texte) in OUI}
        dire(["Répondez oui ou non."])
    return {}


# --- What -----------------------------------------------------------------------------------------


def _besoins(catalogue: Catalogue, lecteur: Lecteur) -> Valeurs:
    """The needs, by the catalogue's options."""
    champs = _champs_d_options(catalogue)
    options = [option for option in catalogue.options if option.code in champs]
    if not options:
        return {}
    choisies = choisir_plusieurs(
        "Quels besoins, parmi les options ?",
        [option.nom for option in options],
        "Leurs numéros, séparés par des espaces. Entrée seule : aucun.",
    )
    valeurs: Valeurs = {}
    for option in (options[rang] for rang in choisies):
        champ = champs[option.code]
        if option.unite is None:
            valeurs[champ.nom] = True
            continue
        en_tout = " en tout" if champ.besoin else ""
        unite = option.unite.pluriel
        combien = f"combien {de(unite)}" if len(unite) > 1 else f"combien, en {unite}"  # « d’h » can't be said
        question = f"{option.nom} : {combien}{en_tout} ? Entrée seule : aucun."
        texte = lire(lambda donne, nom=champ.nom: lecteur.quoi({nom: donne}), question)  # type: ignore[misc]
        if texte:
            valeurs[champ.nom] = sans_unite(texte, lecteur.mots_d_unite(champ))
    return valeurs


def _champs_d_options(catalogue: Catalogue) -> dict[str, Champ]:
    """The field that asks for each option: the whole need where there is one."""
    champs: dict[str, Champ] = {}
    for un in champs_de(catalogue):
        if un.groupe is Groupe.QUOI and un.option is not None and un.genre in (Genre.QUANTITE, Genre.OUI_NON):
            champs[un.option] = un  # the need comes after the extra
    return champs


def _forfait(catalogue: Catalogue) -> Valeurs:
    if len(catalogue.forfaits) < 2:  # noqa: PLR2004
        return {}
    rang = choisir(
        "Quel forfait ?",
        [forfait.nom for forfait in catalogue.forfaits],
        "Son numéro. Entrée seule : tous, côte à côte.",
        autres=[(forfait.nom_court, forfait.code) for forfait in catalogue.forfaits],
    )
    return {} if rang is None else {"forfait": [catalogue.forfaits[rang].code]}
