"""What a row of a batch says after the input's own columns: names, and values from a devis."""

import re
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple, assert_never

from forfait_cli.domaine.catalogue import Catalogue, Forfait, Option, Proposee
from forfait_cli.domaine.prix import (
    ARenseigner,
    Bareme,
    Chiffre,
    NonPropose,
    PourCent,
    SurEtude,
    Tranches,
    feuilles,
    montant_connu,
)
from forfait_cli.domaine.resultats import Devis
from forfait_cli.domaine.types import Periodicite
from forfait_cli.francais import PERIODICITES, insecables, plier
from forfait_cli.render.releve import Valeur

SANS_PERIODICITE = "sans_periodicite"


class Resultat(NamedTuple):
    """The columns of the results, in order."""

    volumes: tuple[str, ...]  # codes of services
    options: tuple[str, ...]  # codes
    periodicites: tuple[Periodicite | None, ...]  # one column each, where there are several
    forfaits: Mapping[str, str] = {}  # code → the name by which a person knows it

    @property
    def noms(self) -> tuple[str, ...]:
        """The titles: ASCII, snake_case, the same in every format."""
        return (
            "strate",
            "forfait",
            *(f"inclus_{_ascii(code)}" for code in self.volumes),
            *(f"montant_{_ascii(code)}" for code in self.options),
            "total_chiffre",
            *(f"total_chiffre_{_ascii(p or SANS_PERIODICITE)}" for p in self.periodicites),
            "complet",
            "erreur",
        )

    def valeurs(self, strate: int, devis: Devis) -> tuple[Valeur, ...]:
        """The values of a devis that can be had, for who is classed in the strate of that number.

        Amounts of different periodicities are never added: where a devis has several, `total_chiffre`
        is unknown and each has its own column.
        """
        # An option with an amount for each of several periodicities has no one amount: the totals tell them.
        montants: dict[str, Decimal | None] = {}
        for ligne in devis.lignes:
            montants[ligne.code] = None if ligne.code in montants else montant_connu(ligne.montant)
        totaux = {total.periodicite: total.montant for total in devis.totaux}
        return (
            strate or None,  # 0: a grid without strates
            devis.forfait.code,
            *map(devis.inclus.get, self.volumes),
            *map(montants.get, self.options),
            next(iter(totaux.values())) if len(totaux) == 1 else None,
            *map(totaux.get, self.periodicites),
            devis.complet,
            None,
        )


def refus(motif: str, largeur: int) -> tuple[Valeur, ...]:
    """The values of a row refused, in so many columns of results: the reason in the last, and nothing else."""
    return (*[None] * (largeur - 1), insecables(motif))


def resultat_pour(catalogue: Catalogue, forfaits: Sequence[Forfait], options: Iterable[str]) -> Resultat:
    """The columns that these forfaits and these options (codes) can fill."""
    demandees = set(options)
    retenues = [option for option in catalogue.options if option.code in demandees]
    volumes = dict.fromkeys(code for strate in catalogue.strates for code in strate.volumes)
    possibles = _periodicites(forfaits, retenues)
    return Resultat(
        tuple(service.code for service in catalogue.services if service.code in volumes),
        tuple(option.code for option in retenues),
        possibles if len(possibles) > 1 else (),
        {forfait.code: _nom(forfait, catalogue.forfaits) for forfait in forfaits},
    )


def _nom(forfait: Forfait, tous: Sequence[Forfait]) -> str:
    """The name by which a person knows a forfait: its code where that would be another's too."""
    autres = {plier(nom) for un in tous if un is not forfait for nom in (un.code, un.nom, un.nom_court)}
    return forfait.code if plier(forfait.nom_court) in autres else forfait.nom_court


def lisibles(catalogue: Catalogue, resultat: Resultat) -> dict[str, str]:
    """The titles of the results for a person, by their names."""
    services = {service.code: service for service in catalogue.services}
    options = {option.code: option for option in catalogue.options}
    titres = ["Strate", "Forfait"]
    for code in resultat.volumes:
        service = services[code]
        unite = "" if service.unite is None else f" ({service.unite.pluriel})"
        titres.append(f"Compris : {service.nom}{unite}")
    titres += [f"Montant : {options[code].nom}" for code in resultat.options]
    titres.append("Total chiffré")
    titres += [f"Total chiffré ({PERIODICITES[quand]})" for quand in resultat.periodicites]
    return dict(zip(resultat.noms, [*titres, "Complet", "Erreur"], strict=True))


def _periodicites(forfaits: Sequence[Forfait], options: Sequence[Option]) -> tuple[Periodicite | None, ...]:
    tarifs = [forfait.tarif for forfait in forfaits if forfait.tarif is not None]
    tarifs += [
        cellule.tarif
        for option in options
        for forfait in forfaits
        if isinstance(cellule := option.cellules[forfait.code], Proposee)
    ]
    trouvees = {un.periodicite for tarif in tarifs for un in tarif.echeances if _a_un_montant(un.bareme)}
    return tuple(periodicite for periodicite in (*Periodicite, None) if periodicite in trouvees)


def _a_un_montant(bareme: Bareme) -> bool:
    """Whether an amount may come out of it, for some strate or nature."""
    for _, simple in feuilles(bareme):
        match simple:
            case Chiffre() | Tranches() | PourCent():
                return True
            case ARenseigner() | SurEtude() | NonPropose():
                continue
            case _:
                assert_never(simple)
    return False


def titres_entree(noms: Sequence[str], reserves: Iterable[str]) -> tuple[str, ...]:
    """The input's titles as they are, but those that the results take: « forfait » → « forfait_entree »."""
    pris = set(reserves)
    return tuple(f"{nom}_entree" if nom in pris else nom for nom in noms)


def titres_uniques(titres: Iterable[str]) -> tuple[str, ...]:
    """Keys for an object: none empty, none twice."""
    uniques: dict[str, None] = {}
    suites: dict[str, int] = {}  # name → what comes after it where it is taken again
    for rang, titre in enumerate(titres, 1):
        essai = nom = titre or f"colonne_{rang}"
        while essai in uniques:
            suites[nom] = suites.get(nom, 1) + 1
            essai = f"{nom}_{suites[nom]}"
        uniques[essai] = None
    return tuple(uniques)


def _ascii(code: str) -> str:
    return re.sub(r"[^a-z0-9]+", "_", code.lower()).strip("_")
