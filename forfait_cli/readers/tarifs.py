"""A tarifs file, or a folder of dated ones, read and checked against the catalogue they are for."""

import datetime
import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar

from forfait_cli.domaine.grille import Catalogue, Option, Proposee
from forfait_cli.domaine.prix import echeances
from forfait_cli.domaine.tarifs import NON_DONNE, TOUS, Emetteur, EnTete, Tarifs, en_vigueur, verifier_suite
from forfait_cli.domaine.tva import HorsTaxe, Tva
from forfait_cli.domaine.types import Mode, Tarif
from forfait_cli.erreurs import Anomalie, CatalogueInvalide, Refus, suggestion
from forfait_cli.francais import enumeration, guillemets
from forfait_cli.readers.catalogue import empreinte_de, lire_octets
from forfait_cli.readers.champs import Champs
from forfait_cli.readers.prix import Regles, lire_tarif, lire_tva
from forfait_cli.readers.toml import lire_toml

Lu = TypeVar("Lu")

SCHEMA = "forfait.tarifs/1"
CHIFFRES_SIRET = 14


def trouver_tarifs(chemin: Path, catalogue: Catalogue, jour: datetime.date | None) -> Tarifs:
    """The tarifs of a file, or those in force on a day in a folder; `jour` is needed where they are dated.

    Raises:
        Refus: nothing to read, or nothing in force on that day.
        CatalogueInvalide: a fault in a file; dates that overlap or leave a hole.
    """
    entetes = _lire_chacun(chemin, lire_entete)
    if len(entetes) > 1:
        verifier_suite(entetes)
    retenu = entetes[0] if jour is None else en_vigueur(entetes, jour)
    return lire_tarifs(lire_octets(Path(retenu.chemin), "tarifs"), retenu.chemin, catalogue)


def lire_tous(chemin: Path, catalogue: Catalogue) -> list[Tarifs]:
    """Every tarifs of a folder, in force or not.

    Raises:
        Refus: nothing to read.
        CatalogueInvalide: a fault in a file, or between two; those of the files come first.
    """
    tous = _lire_chacun(chemin, lambda contenu, origine: lire_tarifs(contenu, origine, catalogue))
    if len(tous) > 1:
        verifier_suite(tarifs.entete for tarifs in tous)
    return tous


def _lire_chacun(chemin: Path, lecture: Callable[[bytes, str], Lu]) -> list[Lu]:
    lus = []
    anomalies: list[Anomalie] = []
    for fichier in fichiers_de(chemin):
        try:
            lus.append(lecture(lire_octets(fichier, "tarifs"), str(fichier)))
        except CatalogueInvalide as erreur:
            anomalies.extend(erreur.anomalies)
    if anomalies:
        raise CatalogueInvalide(*anomalies)
    return lus


def sont_dates(chemin: Path) -> bool:
    """Whether which tarifs hold, or whether they do, depends on the day."""
    fichiers = fichiers_de(chemin)
    if len(fichiers) > 1:
        return True
    entete = lire_entete(lire_octets(fichiers[0], "tarifs"), str(fichiers[0]))
    return entete.du is not None or entete.au is not None


def fichiers_de(chemin: Path) -> tuple[Path, ...]:
    """The file itself, or the TOML files of a folder.

    Raises:
        Refus: the folder has none, or can't be read.
    """
    if not chemin.is_dir():
        return (chemin,)
    try:
        fichiers = tuple(sorted(fichier for fichier in chemin.iterdir() if fichier.suffix.lower() == ".toml"))
    except OSError as erreur:
        raise Refus(Anomalie(str(chemin), "dossier illisible", "vérifiez les droits")) from erreur
    if not fichiers:
        aide = "un tarif s’y dépose sous un nom en .toml ; forfait tarifs import en fait un d’une grille"
        raise Refus(Anomalie(str(chemin), "le dossier n’a aucun fichier de tarifs", aide))
    return fichiers


def lire_entete(contenu: bytes, origine: str) -> EnTete:
    """The head of a tarifs file alone: title, source, dates.

    Raises:
        CatalogueInvalide: the head is wrong; every fault is told at once.
    """
    empreinte = empreinte_de(contenu)
    return lire_toml(
        contenu, origine, lambda document, fautes: _entete(Champs(document, "", fautes), origine, empreinte)
    )


def lire_tarifs(contenu: bytes, origine: str, catalogue: Catalogue) -> Tarifs:
    """The tarifs that these bytes say, for that catalogue; `origine` names them in the faults.

    Raises:
        CatalogueInvalide: the content is wrong; every fault is told at once.
    """
    empreinte = empreinte_de(contenu)

    def lecture(document: dict[str, Any], fautes: list[Anomalie]) -> Tarifs:
        return _tarifs(Champs(document, "", fautes), catalogue, origine, empreinte)

    return lire_toml(contenu, origine, lecture)


def lire_document(document: dict[str, Any], chemin: str, catalogue: Catalogue) -> tuple[Tarifs, list[Anomalie]]:
    """The tarifs of a document already in memory, and its faults by key."""
    fautes: list[Anomalie] = []
    return _tarifs(Champs(document, "", fautes), catalogue, chemin, ""), fautes


def _entete(racine: Champs, chemin: str, empreinte: str) -> EnTete:
    schema = racine.texte("schema")
    if schema and schema != SCHEMA:
        racine.faute("schema", f"schéma inconnu : {guillemets(schema)}", f"attendu : {guillemets(SCHEMA)}")
    entete = EnTete(
        racine.texte("titre"),
        racine.texte("source"),
        racine.date_ou_rien("date"),
        empreinte,
        chemin,
        racine.date_ou_rien("valide_du"),
        racine.date_ou_rien("valide_au"),
        _emetteur(racine),
    )
    if entete.du is not None and entete.au is not None and entete.au < entete.du:
        racine.faute("valide_au", "la fin est avant le début (valide_du)", "inversez les deux")
    return entete


def _emetteur(racine: Champs) -> Emetteur | None:
    if "emetteur" not in racine:
        racine.connaitre("emetteur")
        return None
    champs = racine.table("emetteur")
    adresse = (" ".join(ligne.split()) for ligne in champs.textes("adresse"))
    emetteur = Emetteur(champs.texte("nom"), tuple(ligne for ligne in adresse if ligne), _siret(champs))
    champs.fin()
    return emetteur


def _siret(champs: Champs) -> str | None:
    brut = champs.texte_ou_rien("siret")
    if not brut:
        return None
    siret = "".join(brut.split())
    if faute := faute_de_siret(siret):
        champs.faute("siret", *faute)
        return None
    return siret


def faute_de_siret(siret: str) -> tuple[str, str] | None:
    """What is wrong with a SIRET: 14 digits, the last one a check of the others."""
    if len(siret) != CHIFFRES_SIRET or not siret.isascii() or not siret.isdigit():
        return f"un SIRET a 14 chiffres : {guillemets(siret[:20])}", "recopiez-le de l’avis de situation"
    doubles = (int(chiffre) * (2 - rang % 2) for rang, chiffre in enumerate(siret))
    if sum(chiffre - 9 if chiffre > 9 else chiffre for chiffre in doubles) % 10:  # noqa: PLR2004 - Luhn
        return f"ce SIRET est faux, sa clé ne tombe pas juste : {guillemets(siret)}", "vérifiez chaque chiffre"
    return None


def _tarifs(racine: Champs, catalogue: Catalogue, chemin: str, empreinte: str) -> Tarifs:
    entete = _entete(racine, chemin, empreinte)
    tva = lire_tva(racine)
    regles = Regles({strate.numero for strate in catalogue.strates}, _est_ht(tva, catalogue), requis=False)
    prix_forfaits = racine.table("forfaits", requise=False)
    codes = [forfait.code for forfait in catalogue.forfaits]
    forfaits = {code: _prix(prix_forfaits, code, regles) for code in _connus(prix_forfaits, codes, "de forfait")}
    prix_options = racine.table("options", requise=False)
    connues = [option.code for option in catalogue.options]
    options = {
        option.code: _option(prix_options, option, catalogue, regles)
        for code in _connus(prix_options, connues, "d’option")
        for option in catalogue.options
        if option.code == code
    }
    racine.fin()
    return Tarifs(entete, tva, forfaits, {code: prix for code, prix in options.items() if prix})


def _est_ht(tva: Tva | None, catalogue: Catalogue) -> bool:
    return isinstance(catalogue.tva if tva is None else tva, HorsTaxe)


def _connus(champs: Champs, connus: list[str], quoi: str) -> list[str]:
    """The codes of the table that the catalogue has; the others are faults."""
    codes = champs.cles()
    for code in codes:
        if code not in connus:
            aide = suggestion(code, connus) or f"Codes possibles : {', '.join(connus)}."
            champs.faute(code, f"le catalogue n’a pas {quoi} de ce code", aide)
    return [code for code in codes if code in connus]


def _prix(champs: Champs, cle: str, regles: Regles) -> tuple[Tarif, ...]:
    premier, *autres = echeances(lire_tarif(champs.seule(cle), cle, regles, NON_DONNE))
    return (premier._replace(autres=()), *autres)


def _option(champs: Champs, option: Option, catalogue: Catalogue, regles: Regles) -> Mapping[str, tuple[Tarif, ...]]:
    proposees = {code: cellule for code, cellule in option.cellules.items() if isinstance(cellule, Proposee)}
    offrants = [code for code, cellule in proposees.items() if cellule.tarif.mode is not Mode.SUR_ETUDE]
    if not offrants:
        quoi = "est sur étude : il n’y a pas de prix à donner" if proposees else "ne se vend avec aucun forfait"
        champs.faute(option.code, f"{guillemets(option.nom)} {quoi}", "supprimez ce prix")
        return {}
    if "par_forfait" not in (table := champs.table_si(option.code)):
        prix = {TOUS: _prix(champs, option.code, regles)}
    else:
        par_forfait = table.table("par_forfait")
        table.fin()
        codes = [forfait.code for forfait in catalogue.forfaits]
        prix = {}
        for code in _connus(par_forfait, codes, "de forfait"):
            if code in offrants:
                prix[code] = _prix(par_forfait, code, regles)
                continue
            message = f"{guillemets(option.nom)} n’a pas de prix à donner avec ce forfait"
            par_forfait.faute(code, message, f"forfaits où il est attendu : {enumeration(offrants)}")
    if option.unite is not None and any(
        tarif.par and (tarif.par_strate or tarif.prix != NON_DONNE) for tarifs in prix.values() for tarif in tarifs
    ):
        message = f"{guillemets(option.nom)} se compte en {option.unite} et son prix va par habitant ou par agent"
        champs.faute(option.code, message, "retirez par")
    return prix


def est_un_tarif(contenu: bytes) -> bool:
    """Whether these bytes say that they are tarifs; False for what can't be parsed."""
    try:
        return str(tomllib.loads(contenu.decode("utf-8-sig")).get("schema", "")).startswith("forfait.tarifs")
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError, ValueError):
        return False
