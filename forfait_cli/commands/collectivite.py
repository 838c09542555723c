"""From flags to the collectivité that they describe."""

import re
import unicodedata
from collections.abc import Iterator
from typing import TYPE_CHECKING

from forfait_cli.commands.flags import FlagsCollectivite
from forfait_cli.commands.recolte import Recolte
from forfait_cli.commands.sortie import dire
from forfait_cli.domaine.dossier import Collectivite
from forfait_cli.domaine.grille import Catalogue
from forfait_cli.domaine.strate import mot_critere, strate_pour
from forfait_cli.domaine.types import Critere, GenrePopulation, Nature
from forfait_cli.erreurs import Anomalie, MauvaisUsage, Refus, suggestion
from forfait_cli.francais import enumeration, guillemets, nombre
from forfait_cli.readers.nombres import entier, est_decimal

if TYPE_CHECKING:
    from forfait_cli.domaine.communes import Commune


def collectivite_de(catalogue: Catalogue, flags: FlagsCollectivite, recolte: Recolte) -> Collectivite:
    """The collectivité that the flags describe; raises what `recolte` has gathered, before or here.

    Raises:
        MauvaisUsage: none, or contradictory descriptions; a number that is not whole.
        Refus: a nature that the annex does not have; a commune that is not found.
    """
    nature = recolte.lire(lambda: _nature(flags.nature))
    recolte.ajouter(*_contradictions(flags, nature))
    habitants, agents = flags.habitants, flags.agents
    lus_h = None if habitants is None else recolte.lire(lambda: entier(habitants, "--habitants"))
    lus_a = None if agents is None else recolte.lire(lambda: _agents(catalogue, agents))
    genre = recolte.lire(lambda: genre_demande(catalogue, flags.population))
    nom = recolte.lire(lambda: _nom(flags.nom))
    recolte.finir()
    if nature is None and agents is not None:
        nature = Nature.ETABLISSEMENT_PUBLIC
    elif nature is None and (habitants is not None or flags.commune is not None):
        nature = Nature.COMMUNE
    collectivite = Collectivite(
        nature, lus_h, lus_a, affiliee=not flags.non_affiliee, affiliation_dite=flags.non_affiliee, nom=nom
    )
    if flags.commune is None or genre is None:
        return collectivite
    return peupler(collectivite, _commune(flags.commune, flags.departement), genre)


def _commune(texte: str, departement: str | None) -> "Commune":
    from forfait_cli.readers.communes import Annuaire

    annuaire = Annuaire()
    commune = annuaire.trouver(texte, departement)
    if texte.strip() == commune.code_insee and (autres := annuaire.homographes_postaux(commune.code_insee)):
        noms = enumeration([autre.nom for autre in autres])
        lu = f"{commune.code_insee} est lu comme le code INSEE de {commune.nom}"
        dire([f"{lu} ; c’est aussi un code postal ({noms})."])
    return commune


def peupler(collectivite: Collectivite, commune: "Commune", genre: GenrePopulation) -> Collectivite:
    """The collectivité with what is known of its commune; a number of habitants already given stays.

    Raises:
        Refus: the sources give no population for that commune.
    """
    collectivite = collectivite._replace(
        nom=collectivite.nom or commune.nom, code_insee=commune.code_insee, siren=commune.siren
    )
    if collectivite.habitants is not None:
        return collectivite
    from forfait_cli.readers.communes import population_retenue

    habitants, population = population_retenue(commune, genre)
    return collectivite._replace(habitants=habitants, population=population)


def _contradictions(flags: FlagsCollectivite, nature: Nature | None) -> Iterator[Anomalie]:
    donnes = [nom for nom in ("habitants", "agents", "commune") if getattr(flags, nom) is not None]
    if len(donnes) > 1:
        aide = "une commune se nomme ou donne ses habitants, un établissement ou un budget annexe donne ses agents"
        drapeaux = ", ".join(f"--{nom}" for nom in donnes)
        yield Anomalie(drapeaux, f"{'les deux' if len(donnes) == 2 else 'les trois'} à la fois", aide)  # noqa: PLR2004
    elif not donnes and not flags.non_affiliee:
        aide = (
            "donnez --habitants N ou --commune NOM pour une commune, "
            "--agents N pour un établissement public ou un budget annexe"
        )
        yield Anomalie("", "aucune collectivité n’est décrite", aide)
    if nature not in (None, Nature.COMMUNE) and {"habitants", "commune"} & set(donnes):
        message = f"{guillemets(str(nature))} se classe par ses agents"
        yield Anomalie("--nature", message, "donnez ses agents avec --agents")
    if nature is Nature.COMMUNE and "agents" in donnes:
        message = "une commune se classe par ses habitants"
        yield Anomalie("--nature", message, "donnez ses habitants avec --habitants")
    for nom in ("departement", "population"):
        if getattr(flags, nom) is not None and flags.commune is None:
            yield Anomalie(f"--{nom}", "ne sert qu’avec --commune", "ajoutez --commune ou retirez cette option")


def genre_demande(catalogue: Catalogue, texte: str | None) -> GenrePopulation:
    """The population that `--population` asks for, else the catalogue's.

    Raises:
        MauvaisUsage: neither totale nor municipale.
    """
    if texte is None:
        return catalogue.population
    genres = [str(genre) for genre in GenrePopulation]
    if texte.lower() not in genres:
        aide = suggestion(texte, genres) or f"écrivez {' ou '.join(genres)}"
        raise MauvaisUsage(Anomalie("--population", f"mot inconnu : {guillemets(texte)}", aide))
    return GenrePopulation(texte.lower())


def _nom(texte: str | None) -> str | None:
    """White space folded; signs that drive a terminal, or that turn the direction of a line, are out."""
    if texte is None:
        return None
    if any(unicodedata.category(signe) == "Cs" for signe in texte):
        aide = "écrivez-le en UTF-8, ou vérifiez l’encodage de votre terminal"
        raise MauvaisUsage(Anomalie("--nom", "nom illisible : des octets ne forment aucun caractère", aide))
    sans_controle = "".join(" " if unicodedata.category(signe) == "Cc" else signe for signe in texte)
    visibles = "".join(signe for signe in sans_controle if unicodedata.category(signe) != "Cf")
    return " ".join(visibles.split()) or None


def _agents(catalogue: Catalogue, texte: str) -> int:
    if not est_decimal(texte):
        return entier(texte, "--agents")
    dessous = int(re.split(r"[.,]", texte.strip())[0])
    message = f"{guillemets(texte)} : les agents se comptent en personnes entières"
    avant = strate_pour(catalogue, Critere.AGENTS, dessous)
    apres = strate_pour(catalogue, Critere.AGENTS, dessous + 1)
    aide = "donnez un nombre entier d’agents"
    if avant is not None and apres is not None and avant is not apres:
        message += f", et ce nombre tombe entre la strate {avant.numero} et la strate {apres.numero}"
        mots = mot_critere(Critere.AGENTS, dessous)
        aide += f" : {nombre(dessous)} {mots} donnent la strate {avant.numero}"
        aide += f", {nombre(dessous + 1)} la strate {apres.numero}"
    raise MauvaisUsage(Anomalie("--agents", message, aide))


def _nature(texte: str | None) -> Nature | None:
    if texte is None:
        return None
    sans_accent = "".join(c for c in unicodedata.normalize("NFKD", texte.lower()) if not unicodedata.combining(c))
    code = "-".join(re.split(r"[\s_-]+", sans_accent.strip()))
    natures = [str(nature) for nature in Nature]
    if code in natures:
        return Nature(code)
    proche = suggestion(code, natures)
    aide = proche or (
        f"natures possibles : {', '.join(natures)} ; un CCAS, un syndicat ou une communauté de communes est un "
        "établissement public"
    )
    raise Refus(Anomalie("--nature", f"la grille ne dit rien de {guillemets(texte)}", aide))


def est_vide(flags: FlagsCollectivite) -> bool:
    """Whether no flag says anything of a collectivité."""
    return flags == FlagsCollectivite()
