"""What is asked of whoever begins a grid: its name, who publishes it, what is sold, to whom."""

from forfait_cli.commands.guide.terminal import choisir, choisir_plusieurs, demander, lire
from forfait_cli.commands.sortie.messages import dire
from forfait_cli.domaine.ebauche import A_PRECISER, MESURES, Ebauche, Vendu
from forfait_cli.francais import avec_article, de
from forfait_cli.readers import ebauche as lecture

_CLASSEES = (MESURES[:1], MESURES[1:], MESURES, ())  # what each answer on strates has them classed by
_TAILLES = (
    "Du nombre d’habitants",
    "Du nombre d’agents",
    "Des habitants pour une commune, des agents pour un établissement public",
    "De rien : la grille est la même pour tous",
)


def interroger() -> Ebauche:
    """Ask for a grid to begin with.

    Raises:
        KeyboardInterrupt: whoever answers has had enough.
    """
    dire(["Une grille commence par quelques questions. Ctrl-C arrête tout, sans rien écrire."])
    titre = ""
    while not titre:
        titre = demander("Comment s’appelle la grille ? Par exemple : Services numériques de la Vallée.")
    source = demander("D’où vient-elle ? La délibération ou la convention. Entrée seule : à préciser plus tard.")
    organisme = lire(
        lecture.lire_organisme,
        "Qui la publie ? Avec son article : le centre de gestion, l’agence technique.",
        "Entrée seule : rien n’en est dit.",
    )
    dits = lire(
        _forfaits,
        "Quels forfaits ? Séparés par des points-virgules : le Forfait Base ; le Forfait Complet.",
        "Entrée seule : tout se vend à la carte.",
    )
    forfaits = _forfaits(dits)
    ebauche = Ebauche(titre, source or A_PRECISER, lecture.lire_organisme(organisme) if organisme else None, forfaits)
    ebauche = ebauche._replace(seuils=_seuils(ebauche))
    ebauche = ebauche._replace(services=_services(ebauche))
    ebauche = ebauche._replace(options=_options(ebauche))
    dire([""])
    return ebauche


def _forfaits(texte: str) -> tuple[Vendu, ...]:
    return tuple(map(lecture.lire_forfait, lecture.couper([texte])))


def _comptes(texte: str, champ: str) -> tuple[Vendu, ...]:
    return tuple(lecture.lire_compte(un, champ) for un in lecture.couper([texte]))


def _seuils(ebauche: Ebauche) -> dict[str, tuple[int, ...]]:
    rang = choisir("De quoi dépendent les prix et les volumes ?", _TAILLES, "Un numéro. Entrée seule : de rien.")
    seuils: dict[str, tuple[int, ...]] = {}
    for mesure in () if rang is None else _CLASSEES[rang]:

        def lus(texte: str, mesure: str = mesure) -> tuple[int, ...]:
            nombres = lecture.lire_seuils(texte, mesure)
            lecture.verifier(ebauche._replace(seuils={**seuils, mesure: nombres}))
            return nombres

        texte = lire(
            lus,
            f"Quels seuils, en nombre {de(mesure)} ? Le premier nombre de chaque strate après la première, "
            "par exemple : 500, 1000, 3500.",
            "Entrée seule : aucun.",
        )
        if texte:
            seuils[mesure] = lus(texte)
    return seuils


def _services(ebauche: Ebauche) -> tuple[Vendu, ...]:
    def lus(texte: str) -> tuple[Vendu, ...]:
        services = _comptes(texte, "service")
        lecture.verifier(ebauche._replace(services=services))
        return services

    exemple = "Sauvegarde : 5 Go"
    if ebauche.strates:
        exemple += f", ou {ebauche.strates} nombres, un par strate"
    texte = lire(
        lus,
        "Quels services les forfaits comprennent-ils ? Séparés par des points-virgules ; avec leur volume s’ils se "
        f"comptent, {exemple}.",
        "Entrée seule : aucun.",
    )
    services = lus(texte)
    if len(ebauche.forfaits) < 2 or not services:  # noqa: PLR2004
        return services
    inclus: list[list[int]] = [[] for _ in services]
    for rang, forfait in enumerate(ebauche.forfaits):
        choisis = choisir_plusieurs(
            f"Que comprend {avec_article(forfait.article, forfait.nom)} ?",
            [service.nom for service in services],
            "Leurs numéros, séparés par des virgules. Entrée seule : tout.",
        )
        for service in choisis or range(len(services)):
            inclus[service].append(rang)
    return tuple(service._replace(inclus=tuple(ou)) for service, ou in zip(services, inclus, strict=True))


def _options(ebauche: Ebauche) -> tuple[Vendu, ...]:
    def lues(texte: str) -> tuple[Vendu, ...]:
        options = _comptes(texte, "option")
        lecture.verifier(ebauche._replace(options=options))
        return options

    return lues(
        lire(
            lues,
            "Quelles options se vendent à côté ? Séparées par des points-virgules ; avec leur unité si elles se "
            "comptent, par exemple : Sauvegarde : Go ; Formation : jour ; Site internet.",
            "Entrée seule : aucune.",
        )
    )
