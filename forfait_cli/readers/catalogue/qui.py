"""Who publishes the grid, whom it serves, by what measures."""

from collections.abc import Iterator
from typing import Any

from forfait_cli.domaine.types import Mesure, Nature, Organisme, Unite
from forfait_cli.erreurs import suggestion
from forfait_cli.francais import guillemets, pluriel
from forfait_cli.readers.catalogue.champs_communs import lire_code, lire_unite
from forfait_cli.readers.catalogue.defauts import MESURES, NATURES, ORGANISME
from forfait_cli.readers.champs import Champs
from forfait_cli.readers.siret import lire_adresse, lire_siret

ARTICLES = ("le", "la", "l’", "les")


def lire_organisme(racine: Champs) -> Organisme:
    """`[organisme]`: its kind with its article, its own name and address."""
    champs = racine.table("organisme")
    genre = champs.texte("genre", defaut="")
    organisme = Organisme(
        *((genre, lire_article(champs, requis=True) or "le") if genre else ORGANISME[:2]),
        nom=champs.texte("nom", defaut=""),
        adresse=lire_adresse(champs),
        siret=lire_siret(champs),
    )
    champs.fin()
    return organisme


def lire_article(champs: Champs, *, requis: bool = False) -> str | None:
    """« le », « la », « l’ », « les », where a rule would guess."""
    if "article" not in champs and not requis:
        champs.connaitre("article")
        return None
    article = champs.texte("article").replace("'", "’")
    if article in ARTICLES:
        return article
    if article:
        champs.faute("article", f"mot inconnu : {guillemets(article)}", "mots possibles : le, la, l’, les.")
    return None


# --- Measures and natures -------------------------------------------------------------------------


def lire_qui(racine: Champs, document: dict[str, Any]) -> tuple[tuple[Mesure, ...], tuple[Nature, ...]]:
    """The measures and the natures of a grid: its own, then the usual ones that it names without declaring them."""
    declarees = tuple(_mesure(champs) for champs in racine.tables("mesures", requises=False))
    natures = racine.tables("natures", requises=False)
    citees = set(_citees(document))
    for champs in natures:
        citees.update(champs.mots_de("mesure"))
    propres = {mesure.code for mesure in declarees}
    usuelles = tuple(mesure for mesure in MESURES if mesure.code not in propres)
    if not natures:
        servies = tuple(nature for nature in NATURES if {nature.code, *_noms(nature, usuelles + declarees)} & citees)
        # A grid that depends on no size may still say whose devis it is.
        servies = servies or (() if declarees or citees else NATURES)
        citees.update(code for nature in servies for code in nature.mesures)
    mesures = (*(mesure for mesure in usuelles if citees & set(_mots(mesure))), *declarees)
    if natures:
        servies = tuple(_nature(champs, mesures) for champs in natures)
    return mesures, servies


def _noms(nature: Nature, mesures: tuple[Mesure, ...]) -> Iterator[str]:
    for mesure in mesures:
        if mesure.code in nature.mesures:
            yield from _mots(mesure)


def _mots(mesure: Mesure) -> Iterator[str]:
    yield mesure.code
    if mesure.unite is not None:
        yield from mesure.unite[:2]


def _citees(document: dict[str, Any]) -> Iterator[str]:
    """Codes of measures and natures that the strates, the prices and the notes name; others may come with them."""
    for cle in ("strates", "seuils"):
        yield from _cles(document.get(cle))
    yield from _valeurs(document)


def _cles(valeur: object) -> Iterator[str]:
    if isinstance(valeur, list):
        for un in valeur:
            yield from _cles(un)
    elif isinstance(valeur, dict):
        yield from valeur
        yield from _cles(valeur.get("cas"))


def _valeurs(valeur: object) -> Iterator[str]:
    if isinstance(valeur, list):
        for un in valeur:
            yield from _valeurs(un)
    elif isinstance(valeur, dict):
        for cle, un in valeur.items():
            if cle in ("par", "nature", "natures"):
                yield from (mot for mot in (un if isinstance(un, list) else [un]) if isinstance(mot, str))
            elif cle == "par_nature" and isinstance(un, dict):
                yield from un
            yield from _valeurs(un)


def _mesure(champs: Champs) -> Mesure:
    code = lire_code(champs)
    en_euros = champs.booleen("euros", defaut=False)
    unite = lire_unite(champs)
    if en_euros and unite is not None:
        champs.faute("unite", "une mesure en euros n’a pas d’autre unité", "supprimez unite, ou euros")
    elif not en_euros and unite is None:
        champs.faute(
            "unite", "clé absente", 'écrivez l’unité au singulier, par exemple unite = "habitant", ou euros = true'
        )
    nom = champs.texte("nom", defaut=unite.pluriel if unite is not None else code)
    mesure = Mesure(
        code,
        nom,
        None if en_euros else unite or Unite(code, code),
        champs.textes("titres"),
        champs.texte("precision", defaut=""),
    )
    champs.fin()
    return mesure


def _nature(champs: Champs, mesures: tuple[Mesure, ...]) -> Nature:
    code, nom = lire_code(champs), champs.texte("nom")
    classee = []
    for mot in champs.texte_ou_textes("mesure"):
        if any(mot == mesure.code for mesure in mesures):
            classee.append(mot)
        else:
            codes = [mesure.code for mesure in mesures]
            aide = suggestion(mot, codes) or "déclarez-la : [[mesures]] code = …"
            champs.faute("mesure", f"aucune mesure n’a le code {guillemets(mot)}", aide)
    nature = Nature(
        code,
        nom,
        champs.texte("pluriel", defaut=_pluriel(nom)),
        tuple(dict.fromkeys(classee)),
        champs.textes("autres_noms"),
        champs.booleen("feminin", defaut=False),
        champs.booleen("cherchee", defaut=False),
    )
    champs.fin()
    return nature


def _pluriel(nom: str) -> str:
    """« établissements publics »: noun and adjective; what stands after « de » or « d’ » does not change."""
    mots: list[str] = []
    for mot in nom.split(" "):
        if mots and (mot in ("de", "du", "des", "à", "en") or mot.startswith("d’")):
            return " ".join((*mots, *nom.split(" ")[len(mots) :]))
        mots.append(pluriel(mot))
    return " ".join(mots)
