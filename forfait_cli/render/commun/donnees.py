"""What several results say, as the dictionaries of the contract: keys in order, unknown is None, amounts are texts."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any, assert_never

from forfait_cli.domaine.catalogue import Bornes, Cas, Catalogue, EnTete
from forfait_cli.domaine.demande import Collectivite, Population
from forfait_cli.domaine.prix import (
    ARenseigner,
    Bareme,
    Chiffre,
    Compose,
    Echeance,
    NonPropose,
    PourCent,
    Prix,
    SelonNature,
    SelonStrate,
    SurEtude,
    Tarif,
    Tranches,
    montant_connu,
)
from forfait_cli.domaine.resultats import Classement, Ecarte, TotauxTva
from forfait_cli.domaine.types import Nombre
from forfait_cli.francais import insecables
from forfait_cli.render.releve import montant

Donnees = dict[str, Any]

# The measures that the contract names; those of another grid follow them.
HABITANTS, AGENTS = "habitants", "agents"


def prix(valeur: Prix | Compose | Bareme) -> str | None:
    """The amount, or null where none is known."""
    connu = montant_connu(valeur)
    return None if connu is None else montant(connu)


def compte(valeur: Nombre) -> int | str:
    """A count: an integer, or a text with a point where it is no whole number."""
    if isinstance(valeur, Decimal):
        return int(valeur) if valeur == valeur.to_integral_value() else f"{valeur.normalize():f}"
    return valeur


def taux(valeur: Decimal | None) -> str | None:
    """A rate in per cent: `"5.5"`."""
    return None if valeur is None else f"{valeur.normalize():f}"


def phrases(textes: Iterable[str]) -> list[str]:
    """Sentences as they are shown."""
    return [insecables(texte) for texte in textes]


# --- Where figures come from ----------------------------------------------------------------------


def donnees_catalogue(catalogue: Catalogue) -> Donnees:
    """Which files the figures come from."""
    return {
        "titre": catalogue.titre,
        "source": catalogue.source,
        "empreinte": catalogue.empreinte,
        "tarifs": None if catalogue.tarifs is None else donnees_tarifs(catalogue.tarifs),
    }


def donnees_tarifs(entete: EnTete) -> Donnees:
    """Title, source, fingerprint and dates of a tarifs file, and who publishes it."""
    qui = entete.emetteur
    return {
        "titre": entete.titre,
        "source": entete.source,
        "empreinte": entete.empreinte,
        "valide_du": None if entete.du is None else entete.du.isoformat(),
        "valide_au": None if entete.au is None else entete.au.isoformat(),
        "date": None if entete.date is None else entete.date.isoformat(),
        "emetteur": None if qui is None else {"nom": qui.nom, "adresse": list(qui.adresse), "siret": qui.siret},
    }


# --- Who, and which strate ------------------------------------------------------------------------


def autres_mesures(catalogue: Catalogue) -> list[str]:
    """The codes of the measures that the contract does not name."""
    return [mesure.code for mesure in catalogue.mesures if mesure.code not in (HABITANTS, AGENTS)]


def donnees_collectivite(catalogue: Catalogue, collectivite: Collectivite) -> Donnees:
    """Who asks; a measure of the grid that is not told is null."""

    def taille(code: str) -> int | str | None:
        valeur = collectivite.mesures.get(code)
        if valeur is None:
            return None
        mesure = next((une for une in catalogue.mesures if une.code == code), None)
        return montant(Decimal(valeur)) if mesure is not None and mesure.unite is None else compte(valeur)

    return {
        "nom": collectivite.nom,
        "nature": collectivite.nature,
        **({} if collectivite.nature_dite is None else {"nature_dite": collectivite.nature_dite}),
        HABITANTS: taille(HABITANTS),
        AGENTS: taille(AGENTS),
        **{code: taille(code) for code in autres_mesures(catalogue)},
        "affiliee": collectivite.affiliee,
        "code_insee": collectivite.code_insee,
        "siren": collectivite.siren,
        **({} if collectivite.population is None else {"population": donnees_population(collectivite.population)}),
    }


def donnees_population(population: Population) -> Donnees:
    """Both kinds, the one taken, the year; `non_precisee` is the only figure of a source that tells no kind."""
    return {
        "totale": population.totale,
        "municipale": population.municipale,
        "non_precisee": population.brute,
        "retenue": population.retenue,
        "millesime": population.millesime,
        "source": population.source,
        **({} if population.commune is None else {"commune": population.commune}),
    }


def donnees_classement(classement: Classement) -> Donnees | None:
    """The strate, what classed it and the case that it meets; null in a grid without strates."""
    if not classement.strate.numero:
        return None
    bornes = classement.bornes
    return {
        "numero": classement.strate.numero,
        "libelle": classement.strate.libelle,
        "critere": classement.critere,
        "min": None if bornes is None else compte(bornes.min),
        "max": None if bornes is None or bornes.max is None else compte(bornes.max),
        "cas": donnees_cas(classement.cas),
    }


def donnees_cas(cas: Cas) -> Donnees:
    """One way into a strate; no nature: any, no affiliation: whichever."""
    return {
        "natures": list(cas.natures),
        "affiliee": cas.affiliee,
        "mesures": {code: donnees_bornes(bornes) for code, bornes in cas.bornes},
    }


def donnees_bornes(bornes: Bornes | None) -> Donnees | None:
    """An inclusive range; no maximum: and more."""
    if bornes is None:
        return None
    return {"min": compte(bornes.min), "max": None if bornes.max is None else compte(bornes.max)}


def donnees_ecartes(ecartes: Iterable[Ecarte]) -> list[Donnees]:
    """The forfaits left out, and why."""
    return [{"forfait": ecarte.forfait.code, "motif": insecables(ecarte.motif)} for ecarte in ecartes]


# --- Prices ---------------------------------------------------------------------------------------


def donnees_tarif(tarif: Tarif | None) -> list[Donnees] | None:
    """The échéances of a tarif, whole."""
    return None if tarif is None else [donnees_echeance(echeance) for echeance in tarif.echeances]


def donnees_echeance(echeance: Echeance) -> Donnees:
    """One échéance, whole."""
    return {
        "periodicite": echeance.periodicite,
        "libelle": echeance.libelle or None,
        "par": echeance.par,
        "minimum": compte(echeance.minimum),
        "plancher": None if echeance.plancher is None else montant(echeance.plancher),
        "plafond": None if echeance.plafond is None else montant(echeance.plafond),
        "gratuits": compte(echeance.gratuits),
        "taux_tva": taux(echeance.taux_tva),
        "source": echeance.source or None,
        "sources": [_donnees_source(chemin, source) for chemin, source in echeance.sources],
        "bareme": donnees_bareme(echeance.bareme),
    }


def _donnees_source(chemin: tuple[int | str, ...], source: str) -> Donnees:
    """Who gives the price of a strate, of a nature or of both, where it is not the source of the whole."""
    strate = next((un for un in chemin if isinstance(un, int)), None)
    nature = next((un for un in chemin if isinstance(un, str)), None)
    return {"strate": strate, "nature": nature, "source": source}


def donnees_bareme(bareme: Bareme) -> Donnees:
    """How an amount is set; `genre` tells the form."""
    match bareme:
        case Chiffre(valeur):
            return {"genre": "fixe", "montant": montant(valeur)}
        case SelonStrate(par_numero, sinon):
            strates = {str(numero): donnees_bareme(un) for numero, un in par_numero.items()}
            return {"genre": bareme.genre, "strates": strates, "sinon": donnees_bareme(sinon)}
        case SelonNature(par_code, sinon):
            natures = {code: donnees_bareme(un) for code, un in par_code.items()}
            return {"genre": bareme.genre, "natures": natures, "sinon": donnees_bareme(sinon)}
        case Tranches(tranches, calcul):
            lignes = [
                {"jusqua": None if une.jusqua is None else compte(une.jusqua), "montant": montant(une.montant)}
                for une in tranches
            ]
            return {"genre": bareme.genre, "calcul": calcul, "tranches": lignes}
        case PourCent(valeur):
            return {"genre": bareme.genre, "taux": taux(valeur)}
        case ARenseigner(motif, statut) | SurEtude(motif, statut) | NonPropose(motif, statut):
            return {"genre": statut, "motif": insecables(motif) or None}
        case _:
            assert_never(bareme)


def donnees_tva(totaux: TotauxTva) -> Donnees:
    """Without tax, tax by rate, with tax."""
    return {
        "periodicite": totaux.periodicite,
        "ht": montant(totaux.ht),
        "tva": [
            {"taux": taux(part.taux), "base": montant(part.base), "montant": montant(part.montant)}
            for part in totaux.parts
        ],
        "ttc": montant(totaux.ttc),
    }
