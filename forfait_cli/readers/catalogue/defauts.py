"""What a catalogue need not write: who publishes it, who is served, what usual words mean, titles."""

from forfait_cli.domaine.catalogue import Tableaux
from forfait_cli.domaine.types import Couverture, Disponibilite, Mesure, Nature, Organisme, Unite

ORGANISME = Organisme("organisme qui publie la grille", "l’", "", (), None)
MESURES = (
    Mesure(
        "habitants",
        "population",
        Unite("habitant", "habitants"),
        (),
        "sans indication de nature (totale ou municipale) ni d’année",
    ),
    Mesure("agents", "effectif", Unite("agent", "agents"), (), "en personnes"),
)
NATURES = (
    Nature("commune", "commune", "communes", ("habitants",), (), feminin=True, cherchee=True),
    Nature(
        "etablissement-public",
        "établissement public",
        "établissements publics",
        ("agents",),
        (
            "établissement",
            "CCAS",
            "CIAS",
            "EPCI",
            "syndicat",
            "syndicat mixte",
            "SIVU",
            "SIVOM",
            "communauté de communes",
            "communauté d’agglomération",
            "caisse des écoles",
        ),
        feminin=False,
        cherchee=False,
    ),
)
TABLEAUX = Tableaux("Services", "Strates", "Options")

# The usual words of the cells of services. A text of the file's own legend comes before them.
SERVICES = {
    **dict.fromkeys(
        ("inclus", "incluse", "compris", "comprise", "oui", "offert", "offerte", "gratuit"), Couverture.INCLUS
    ),
    **dict.fromkeys(("en option", "option", "à la carte", "en supplément"), Couverture.EN_OPTION),
    **dict.fromkeys(
        ("non inclus", "non incluse", "non compris", "non comprise", "pas compris", "pas inclus", "non", "—", "-"),
        Couverture.NON_INCLUS,
    ),
}
SELON_STRATE = ("selon la strate", "selon strate")

# The usual words of the cells of options; those that name a study are `readers.prix.SUR_ETUDE`.
OPTIONS = {
    **dict.fromkeys(
        ("inclus", "incluse", "compris", "comprise", "offert", "offerte", "gratuit", "inclus dans le forfait"),
        Disponibilite.INCLUSE,
    ),
    **dict.fromkeys(
        (
            "non proposé",
            "non proposée",
            "non disponible",
            "non inclus",
            "non compris",
            "pas compris",
            "pas proposé",
            "non",
            "—",
            "-",
        ),
        Disponibilite.NON_PROPOSEE,
    ),
}
