"""What people say of a grid that begins: its names, what is counted, its thresholds."""

import re
from collections.abc import Sequence

from forfait_cli.domaine.ebauche import MESURES, Ebauche, Vendu
from forfait_cli.erreurs import Anomalie, MauvaisUsage, champ
from forfait_cli.francais import guillemets, nombre
from forfait_cli.readers.rows.source import citer

_ARTICLES = re.compile(r"(le|la|les) +(\S.*)|(l)['’] *(\S.*)", re.IGNORECASE)
_COMPTE = re.compile(r"(?P<nom>.+?) ?: ?(?P<volumes>(?:[0-9]+(?: ?[,;/] ?| ))*)(?P<unite>[^\W\d_].*)")
_NOMBRE = re.compile(r"[0-9]{1,3}(?:[ \u00a0\u202f][0-9]{3})+|[0-9]{1,9}", re.ASCII)
_MILLIERS = re.compile(r"(?<![0-9])[0-9]{1,3}[ \u00a0\u202f][0-9]{3}(?![0-9])")
_INVARIABLES = ("mois", "fois", "accès", "temps")
_NOM_MAX = 200  # characters


def lire_organisme(texte: str) -> tuple[str, str]:
    """« le centre de gestion » → « le », « centre de gestion ».

    Raises:
        MauvaisUsage: no article is told.
    """
    if (separe := separer_article(texte)) is None:
        aide = "écrivez-le avec son article : le centre de gestion, la communauté de communes, l’agence technique"
        raise MauvaisUsage(Anomalie(champ("organisme"), f"{citer(texte)} : il manque l’article", aide))
    return separe


def separer_article(texte: str) -> tuple[str, str] | None:
    """The article and the rest; None where none is told."""
    trouve = _ARTICLES.fullmatch(texte.strip())
    if trouve is None:
        return None
    article, nom, elide, suite = trouve.groups()
    return (article.lower(), nom) if elide is None else ("l’", suite)


def lire_forfait(texte: str) -> Vendu:
    """A forfait by its name, with its article or without: « le Forfait Base ».

    Raises:
        MauvaisUsage: it has no name.
    """
    article, nom = separer_article(texte) or (None, texte)
    # « la Poste » is a name, « le Forfait Base » a forfait: what is named begins with a capital.
    return Vendu(_nom(nom[:1].upper() + nom[1:], "forfait"), article)


def lire_compte(texte: str, champ_: str) -> Vendu:
    """A service or an option: « Assistance », « Formation : jour », « Sauvegarde : 3, 5, 10 Go ».

    Raises:
        MauvaisUsage: it has no name.
    """
    trouve = _COMPTE.fullmatch(" ".join(texte.split()))
    if trouve is None:
        return Vendu(_nom(texte, champ_))
    volumes = tuple(map(int, re.findall("[0-9]+", trouve["volumes"])))
    return Vendu(_nom(trouve["nom"], champ_), unite=_singulier(trouve["unite"].strip()), volumes=volumes)


def _nom(texte: str, champ_: str) -> str:
    nom = " ".join(texte.split())
    if not any(signe.isalnum() for signe in nom) or len(nom) > _NOM_MAX:
        raise MauvaisUsage(Anomalie(champ(champ_), f"{citer(texte)} n’est pas un nom", "donnez son nom"))
    return nom


def _singulier(unite: str) -> str:
    """« comptes » → « compte »: a unit is written in the singular."""
    tete, espace, suite = unite.partition(" ")
    if len(tete) > 3 and tete.endswith("s") and tete not in _INVARIABLES:  # noqa: PLR2004
        tete = tete[:-1]
    return tete + espace + suite


def lire_seuils(texte: str, mesure: str) -> tuple[int, ...]:
    """The first number of each strate but the first: « 500, 1 000, 3 500 » or « 500 1000 3500 ».

    Raises:
        MauvaisUsage: they are no whole numbers, or do not grow.
    """
    separe = re.search(r"[,;]", texte) is not None
    if not separe and (groupe := _MILLIERS.search(texte)) is not None:
        message = f"{guillemets(groupe[0])} : un nombre, ou deux ?"
        raise MauvaisUsage(Anomalie(champ(f"seuils-{mesure}"), message, "séparez les seuils par des virgules"))
    mots = re.split(r"[,;]", texte) if separe else texte.split()
    nombres: list[int] = []
    for mot in (mot.strip() for mot in mots if mot.strip()):
        if not _NOMBRE.fullmatch(mot):
            aide = "écrivez le premier nombre de chaque strate suivante : 500, 1000, 3500"
            raise MauvaisUsage(Anomalie(champ(f"seuils-{mesure}"), f"{citer(mot)} n’est pas un nombre entier", aide))
        lu = int(re.sub(r"\D", "", mot))
        avant = nombres[-1] if nombres else 0
        if lu <= avant:
            message = f"{nombre(lu)} n’est pas plus grand que {nombre(avant)}"
            aide = "écrivez les seuils dans l’ordre, séparés par des virgules : 500, 1000, 3500"
            raise MauvaisUsage(Anomalie(champ(f"seuils-{mesure}"), message, aide))
        nombres.append(lu)
    return tuple(nombres)


def verifier(ebauche: Ebauche) -> None:
    """Refuse what does not go together.

    Raises:
        MauvaisUsage: thresholds that do not make as many strates, or volumes that are not one for each.
    """
    fautes: list[Anomalie] = []
    longueurs = {mesure: len(ebauche.seuils[mesure]) for mesure in MESURES if mesure in ebauche.seuils}
    if len(set(longueurs.values())) > 1:
        dites = " et ".join(f"{combien} en {mesure}" for mesure, combien in longueurs.items())
        aide = "donnez autant de seuils de chaque : une strate a les siens des deux"
        fautes.append(Anomalie(champ("seuils-agents"), f"des seuils en nombre différent : {dites}", aide))
    for service in ebauche.services:
        if len(service.volumes) > 1 and len(service.volumes) != ebauche.strates and not fautes:
            fautes.append(_faute_volumes(service, ebauche.strates))
    for option in ebauche.options:
        if option.volumes:
            message = f"{guillemets(option.nom)} : une option se vend à l’unité, sans volume compris"
            fautes.append(Anomalie(champ("option"), message, f"écrivez {option.nom} : {option.unite}"))
    if fautes:
        raise MauvaisUsage(*fautes)


def _faute_volumes(service: Vendu, strates: int) -> Anomalie:
    combien = len(service.volumes)
    if not strates:
        message = f"{guillemets(service.nom)} : {combien} volumes, et aucune strate"
        return Anomalie(champ("service"), message, "donnez un seul nombre, ou des seuils")
    message = f"{guillemets(service.nom)} : {combien} volumes pour {strates} strates"
    return Anomalie(champ("service"), message, "donnez un nombre pour chaque strate, ou un seul pour toutes")


def couper(textes: Sequence[str]) -> list[str]:
    """The names of a list; a semicolon parts two of them."""
    return [mot.strip() for texte in textes for mot in texte.split(";") if mot.strip()]
