"""A catalogue file as a person would write it: in order, with remarks on what to write, a price at what it is for."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal
from functools import partial
from importlib import import_module
from typing import Any

from forfait_cli.domaine.ebauche import A_RENSEIGNER, MESURES, Tables
from forfait_cli.domaine.gabarit_catalogue import feuilles
from forfait_cli.francais import nombre
from forfait_cli.render.gabarit.toml import au_centime, en_cle, en_ligne

_TETE = """\
# Une grille de forfaits, lue par la commande « forfait ».
#
#   - Une ligne qui commence par # est une remarque : le programme ne la lit pas.
#   - Un texte va entre guillemets droits ; un montant s’écrit avec un point et sans € : 1234.50.
#   - [[forfaits]] commence un nouveau forfait, [[services]] un nouveau service, [[options]] une nouvelle option.
#   - Un prix « à renseigner » l’est aussi sur le devis, jamais compté pour 0.
#
# Pour la vérifier :  forfait catalogue check ce-fichier.toml
# Pour l’essayer :    forfait compare --catalogue ce-fichier.toml
"""
_OBLIGATOIRES = (
    "# Ces deux textes sont obligatoires. source : la délibération ou la convention d’où vient la grille, que chaque\n"
    "# devis cite."
)
_ORGANISME = (
    "# Qui publie la grille. genre : sa sorte, avec son article. On peut ajouter nom, adresse et siret, pour l’en-tête."
)
_TVA = (
    '# La TVA : regime = "ht" et son taux, ou regime = "non_soumis" et sa mention. Sans [tva], un devis n’en dit rien.'
)
_SEUILS = (
    "# Les strates, par leurs seuils : le premier nombre de chaque strate après la première. Une commune est classée\n"
    "# par ses habitants, un établissement public par ses agents."
)
_STRATES = "# Les strates, une à une : min et max sont compris tous deux."
_SANS_STRATE = "# Ni [seuils] ni [[strates]] : la grille est la même pour toutes les tailles."
_VOLUMES = "# volumes : combien de chaque service compte chaque strate, dans l’ordre."
_FORFAITS = (
    "# Les forfaits. code : minuscules sans accent, chiffres et tirets ; il ne change plus une fois publié.\n"
    "# article : « le Forfait Base », pour les phrases.\n"
    '# periodicite : "an", "mois", "trimestre", "semestre", "unique", "premiere-annee" ou "annees-suivantes".\n'
    "# Sans elle, le devis dit qu’elle n’est pas précisée."
)
_SERVICES = (
    "# Ce que comprend chaque forfait. cellules : le texte de la grille, un pour tous les forfaits ou un pour chacun.\n"
    '# Se comprennent seuls : "Inclus", "Non inclus", "En option", "Selon la strate", et "3 comptes" quand\n'
    '# unite = "compte".'
)
_OPTIONS = (
    "# Ce qui se vend à côté. unite : ce que l’on compte, au singulier ; sans elle, l’option se prend ou non.\n"
    "# service : le service dont elle augmente le volume compris."
)
_TABLEAUX = "# Les titres des tableaux du document, auxquels un devis renvoie."
_MOTIFS = "# Ce que dit un devis quand un montant manque."
_MESURES = "# Ce qui mesure une collectivité, en plus des habitants et des agents."
_NATURES = (
    "# Qui peut souscrire. mesure : ce qui classe la nature ; cherchee : ses noms sont ceux des communes de France."
)
_LEGENDE = "# Ce que veulent dire les textes des cellules qui ne sont pas des mots usuels."
_NOTES = "# Ce qui a été décidé là où le document se tait, et pourquoi."
_CARTE = "# Ni forfait ni prix de base : tout se vend à la carte."
_TETES = ("titre", "source", "population")
_MONTANTS = ("montant", "prix", "plancher", "plafond", "par_nature")


def rendre(tables: Tables, suffixe: str = ".toml") -> bytes:
    """A grid that begins, as the file of that suffix, one of `render.gabarit.SUFFIXES`.

    Raises:
        Refus: the library that writes it is not installed.
    """
    if suffixe == ".toml":
        return en_toml(tables)
    contenu: bytes = import_module(f"forfait_cli.render.gabarit.{suffixe.removeprefix('.')}").rendre(feuilles(tables))
    return contenu


def en_toml(tables: Tables) -> bytes:
    """The file that says these tables, as `readers.catalogue` reads them; they are right already."""
    strates = _combien_de_strates(tables)
    vendu = partial(_vendu, strates)
    formes = _formes(strates, next((cle for cle in MESURES if cle in tables.get("seuils", {})), MESURES[0]))
    blocs = [
        _TETE,
        "\n".join((_OBLIGATOIRES, *_lignes({cle: tables[cle] for cle in _TETES if cle in tables}))),
        *_table("organisme", tables, _ORGANISME),
        *_table("tva", tables, _TVA),
        *_table("tableaux", tables, _TABLEAUX),
        *_table("motifs", tables, _MOTIFS),
        *_liste("mesures", tables, _MESURES, _lignes),
        *_liste("natures", tables, _NATURES, _lignes),
        *(_seuils(tables) or ([] if "strates" in tables else [_SANS_STRATE])),
        *_liste("strates", tables, _STRATES, _lignes),
        *(_liste("forfaits", tables, _FORFAITS + formes, vendu) or [_CARTE]),
        *_legende(tables),
        *_liste("services", tables, _SERVICES, _lignes),
        *_liste("options", tables, _OPTIONS + ("" if "forfaits" in tables else formes), vendu),
        *_liste("notes", tables, _NOTES, _lignes),
    ]
    return ("\n\n".join(bloc.rstrip("\n") for bloc in blocs) + "\n").encode()


def _combien_de_strates(tables: Tables) -> int:
    seuils = [valeurs for cle, valeurs in tables.get("seuils", {}).items() if cle not in ("volumes", "libelles")]
    return len(seuils[0]) + 1 if seuils else len(tables.get("strates", ()))


def _formes(strates: int, mesure: str) -> str:
    """The remark that says how a price is written in this grid."""
    formes = ['un montant, prix = 300.00, ou "sur étude"']
    if strates > 1:
        exemple = ", ".join(f"{300 + 100 * rang}.00" for rang in range(strates))
        formes.append(f"un pour chacune des {nombre(strates)} strates, prix = [{exemple}]")
    formes.append(f'par tête, prix = {{ montant = 0.35, par = "{mesure}", plancher = 150.00 }}')
    return "\n# Les formes d’un prix : " + " ;\n#   ".join(formes) + "."


# --- Tables ---------------------------------------------------------------------------------------


def _table(nom: str, tables: Tables, remarque: str) -> list[str]:
    if nom not in tables:
        return []
    return ["\n".join([remarque, f"[{nom}]", *_lignes(tables[nom])])]


def _seuils(tables: Tables) -> list[str]:
    if "seuils" not in tables:
        return []
    seuils = tables["seuils"]
    lignes = [_SEUILS, "[seuils]", *_lignes({cle: un for cle, un in seuils.items() if cle != "volumes"})]
    if "volumes" in seuils:
        lignes += [_VOLUMES, f"volumes = {en_ligne(seuils['volumes'])}"]
    return ["\n".join(lignes)]


def _liste(nom: str, tables: Tables, remarque: str, lignes: Callable[[Mapping[str, Any]], Iterable[str]]) -> list[str]:
    blocs = ["\n".join((f"[[{nom}]]", *lignes(un))) for un in tables.get(nom, ())]
    return [f"{remarque}\n\n{blocs[0]}", *blocs[1:]] if blocs else []


def _legende(tables: Tables) -> list[str]:
    blocs = []
    for nom, textes in tables.get("legende", {}).items():
        lignes = (f"{en_cle(texte)} = {en_ligne(_chiffres('', sens))}" for texte, sens in textes.items())
        blocs.append("\n".join([f"[legende.{nom}]", *lignes]))
    return [f"{_LEGENDE}\n\n{blocs[0]}", *blocs[1:]] if blocs else []


def _lignes(table: Mapping[str, Any]) -> Iterator[str]:
    for cle, valeur in table.items():
        yield f"{cle} = {en_ligne(_chiffres(cle, valeur))}"


# --- Prices ---------------------------------------------------------------------------------------


def _vendu(strates: int, table: Mapping[str, Any]) -> Iterator[str]:
    """A forfait or an option: its price at the end, in its shortest form."""
    yield from _lignes({cle: valeur for cle, valeur in table.items() if cle not in ("prix", "par_forfait")})
    if "prix" in table:
        yield from _prix(strates, table["prix"])
    for code, prix in table.get("par_forfait", {}).items():
        yield f"par_forfait.{code} = {_en_une(strates, prix)}"


def _prix(strates: int, prix: Any) -> Iterator[str]:
    if isinstance(prix, Mapping) and "montant" in prix and prix.keys() <= {"montant", "periodicite", "taux_tva"}:
        yield f"prix = {_en_une(strates, {'montant': prix['montant']})}"
        yield from _lignes({cle: valeur for cle, valeur in prix.items() if cle != "montant"})
    elif isinstance(prix, list):
        yield "prix = ["
        yield from (f"    {_en_une(strates, un)}," for un in prix)
        yield "]"
    else:
        yield f"prix = {_en_une(strates, prix)}"
        if prix == A_RENSEIGNER:
            yield '# periodicite = "an"'


def _en_une(strates: int, prix: Any) -> str:
    """A price on one line; the amounts of all strates as a list."""
    if isinstance(prix, list):
        return f"[{', '.join(_en_une(strates, un) for un in prix)}]"
    montant = prix.get("montant") if isinstance(prix, Mapping) else None
    if isinstance(montant, Mapping) and list(montant) == [str(rang) for rang in range(1, strates + 1)]:
        prix = {**prix, "montant": list(montant.values())}
    if isinstance(prix, Mapping) and prix.keys() == {"montant"}:
        prix = prix["montant"]
    return en_ligne(_chiffres("prix", prix))


def _chiffres(cle: str, valeur: Any) -> Any:
    """Amounts to the cent at least, wherever they are."""
    match valeur:
        case Decimal() if cle in _MONTANTS or cle.isdecimal():
            return au_centime(valeur)
        case Mapping():
            return {autre: _chiffres(cle if cle == "par_nature" else autre, un) for autre, un in valeur.items()}
        case list():
            return [_chiffres(cle, un) for un in valeur]
        case _:
            return valeur
