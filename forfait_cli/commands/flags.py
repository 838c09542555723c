"""The flags that several commands share, in groups. Values are texts: our readers say what is wrong."""

from typing import Annotated, NamedTuple, Optional

from typer import Option

from forfait_cli.render.formats import noms

# `Optional[str]` and not `str | None`: Typer resolves it faster, and every command pays for each flag.
Texte = Optional[str]  # noqa: UP045

QUI = "La collectivité"
QUOI = "Ce qui est demandé"
SORTIE = "Le résultat"
GRILLE = "La grille"


def _completer_commune(incomplete: str) -> list[tuple[str, str]]:
    from forfait_cli.readers.communes import Annuaire

    return Annuaire().completer(incomplete)


class FlagsCollectivite(NamedTuple):
    """Who asks (contract, « The collectivité »)."""

    habitants: Annotated[
        Texte,
        Option("--habitants", metavar="N", help="Nombre d’habitants d’une commune.", rich_help_panel=QUI),
    ] = None
    agents: Annotated[
        Texte,
        Option(
            "--agents",
            metavar="N",
            help="Nombre d’agents d’un établissement public ou d’un budget annexe.",
            rich_help_panel=QUI,
        ),
    ] = None
    nature: Annotated[
        Texte,
        Option(
            "--nature",
            metavar="NATURE",
            help="commune, etablissement-public ou budget-annexe (déduite du nombre donné).",
            rich_help_panel=QUI,
        ),
    ] = None
    commune: Annotated[
        Texte,
        Option(
            "--commune",
            metavar="NOM|INSEE|SIREN",
            help="Une commune, dont la population est cherchée.",
            autocompletion=_completer_commune,
            rich_help_panel=QUI,
        ),
    ] = None
    departement: Annotated[
        Texte,
        Option("--departement", metavar="CODE", help="Départage les communes de même nom.", rich_help_panel=QUI),
    ] = None
    population: Annotated[
        Texte,
        Option(
            "--population",
            metavar="GENRE",
            help="totale ou municipale (sans elle, ce que dit le catalogue).",
            rich_help_panel=QUI,
        ),
    ] = None
    non_affiliee: Annotated[
        bool,
        Option(
            "--non-affiliee",
            help="La collectivité n’est pas affiliée au centre de gestion.",
            rich_help_panel=QUI,
        ),
    ] = False
    nom: Annotated[Texte, Option("--nom", metavar="TEXTE", help="Nom à porter sur le devis.", rich_help_panel=QUI)] = (
        None
    )


class FlagsGrille(NamedTuple):
    """Which catalogue, with which prices, on which day."""

    catalogue: Annotated[
        Texte,
        Option(
            "--catalogue",
            metavar="FICHIER",
            envvar="FORFAIT_CATALOGUE",
            help="Une autre grille que l’annexe fournie.",
            rich_help_panel=GRILLE,
        ),
    ] = None
    tarifs: Annotated[
        Texte,
        Option(
            "--tarifs",
            metavar="FICHIER|DOSSIER",
            envvar="FORFAIT_TARIFS",
            help="Les prix à poser sur la grille (d’un dossier, ceux en vigueur à la date).",
            rich_help_panel=GRILLE,
        ),
    ] = None
    date: Annotated[
        Texte,
        Option(
            "--date",
            metavar="AAAA-MM-JJ",
            help="Date du devis et des tarifs (sans elle, des tarifs datés sont ceux du jour).",
            rich_help_panel=GRILLE,
        ),
    ] = None


class FlagsSortie(NamedTuple):
    """Where and how the result goes."""

    format: Annotated[
        Texte,
        Option(
            "--format",
            metavar="FORMAT",
            help=f"{noms()} (sans lui, ce que dit le suffixe de -o, sinon table).",
            rich_help_panel=SORTIE,
        ),
    ] = None
    output: Annotated[
        Texte,
        Option(
            "--output", "-o", metavar="FICHIER", help="Écrit dans ce fichier, en entier ou pas du tout.",
            rich_help_panel=SORTIE,
        ),
    ] = None  # fmt: skip


def _compte(drapeau: str, aide: str) -> object:
    return Option(drapeau, metavar="N", help=aide, rich_help_panel=QUOI)


class FlagsForfaits(NamedTuple):
    """Which forfaits are kept."""

    forfait: Annotated[
        Optional[list[str]],  # noqa: UP045
        Option("--forfait", metavar="CODE", help="Ce forfait seulement (répétable).", rich_help_panel=QUOI),
    ] = None
    exige: Annotated[
        Optional[list[str]],  # noqa: UP045
        Option(
            "--exige",
            metavar="CODE",
            help="Garde les forfaits qui comprennent ce service ou le proposent en option (répétable).",
            rich_help_panel=QUOI,
        ),
    ] = None


class FlagsExtras(NamedTuple):
    """What is asked for beside the forfait (contract, « Extras and needs »)."""

    extra_go: Annotated[Texte, _compte("--extra-go", "Go de sauvegarde en plus de ceux du forfait.")] = None
    besoin_go: Annotated[Texte, _compte("--besoin-go", "Go de sauvegarde en tout.")] = None
    extra_antivirus: Annotated[Texte, _compte("--extra-antivirus", "Logiciels de sécurité en plus.")] = None
    besoin_antivirus: Annotated[Texte, _compte("--besoin-antivirus", "Logiciels de sécurité en tout.")] = None
    extra_certificats: Annotated[Texte, _compte("--extra-certificats", "Certificats électroniques en plus.")] = None
    besoin_certificats: Annotated[Texte, _compte("--besoin-certificats", "Certificats électroniques en tout.")] = None
    extra_comptes: Annotated[Texte, _compte("--extra-comptes", "Comptes de messagerie en plus.")] = None
    besoin_comptes: Annotated[Texte, _compte("--besoin-comptes", "Comptes de messagerie en tout.")] = None
    formation: Annotated[Texte, _compte("--formation", "Formations sur site.")] = None
    conseil_jours: Annotated[Texte, _compte("--conseil-jours", "Jours de conseil en équipement.")] = None
    parapheur: Annotated[
        bool, Option("--parapheur", help="Parapheur électronique et un certificat.", rich_help_panel=QUOI)
    ] = False
    anti_spam: Annotated[bool, Option("--anti-spam", help="Filtrage des courriels entrants.", rich_help_panel=QUOI)] = (
        False
    )
    option: Annotated[
        Optional[list[str]],  # noqa: UP045
        Option(
            "--option",
            metavar="CODE[=N]",
            help="Toute option du catalogue, par son code (répétable).",
            rich_help_panel=QUOI,
        ),
    ] = None
