"""What a row of a batch says after the input's own columns: names, and values from a devis."""

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from forfait_cli.domaine.dossier import Devis
from forfait_cli.domaine.grille import Catalogue, Forfait, Option, Proposee, Strate
from forfait_cli.domaine.prix import echeances
from forfait_cli.domaine.types import Chiffre, Periodicite
from forfait_cli.francais import insecables
from forfait_cli.render.csv import Valeur

SANS_PERIODICITE = "sans_periodicite"


class Resultat(NamedTuple):
    """The columns of the results, in order."""

    volumes: tuple[str, ...]  # codes of services
    options: tuple[str, ...]  # codes
    periodicites: tuple[Periodicite | None, ...]  # one column each, where there are several

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

    def valeurs(self, strate: Strate, devis: Devis) -> tuple[Valeur, ...]:
        """The values of a devis that can be had.

        Amounts of different periodicities are never added: where a devis has several, `total_chiffre`
        is unknown and each has its own column.
        """
        # An option with an amount for each of several periodicities has no one amount: the totals tell them.
        codes = [ligne.code for ligne in devis.lignes]
        montants = {ligne.code: ligne.montant for ligne in devis.lignes if codes.count(ligne.code) == 1}
        totaux = {total.periodicite: total.montant for total in devis.totaux}
        return (
            strate.numero,
            devis.forfait.code,
            *(devis.inclus.get(code) for code in self.volumes),
            *(prix.montant if isinstance(prix := montants.get(code), Chiffre) else None for code in self.options),
            next(iter(totaux.values())) if len(totaux) == 1 else None,
            *(totaux.get(periodicite) for periodicite in self.periodicites),
            devis.complet,
            None,
        )

    def refus(self, motif: str) -> tuple[Valeur, ...]:
        """The values of a row refused: the reason, and nothing else."""
        return (*[None] * (len(self.noms) - 1), insecables(motif))


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
    )


def _periodicites(forfaits: Sequence[Forfait], options: Sequence[Option]) -> tuple[Periodicite | None, ...]:
    tarifs = [forfait.tarif for forfait in forfaits]
    tarifs += [
        cellule.tarif
        for option in options
        for forfait in forfaits
        if isinstance(cellule := option.cellules[forfait.code], Proposee)
    ]
    chiffres = [
        tarif.periodicite
        for plusieurs in tarifs
        for tarif in echeances(plusieurs)
        if any(isinstance(prix, Chiffre) for prix in (tarif.prix, *tarif.par_strate.values()))
    ]
    trouvees = set(chiffres)
    return tuple(periodicite for periodicite in (*Periodicite, None) if periodicite in trouvees)


def titres_entree(noms: Sequence[str], reserves: Iterable[str]) -> tuple[str, ...]:
    """The input's titles as they are, but those that the results take: « forfait » → « forfait_entree »."""
    pris = set(reserves)
    return tuple(f"{nom}_entree" if nom in pris else nom for nom in noms)


def titres_uniques(titres: Iterable[str]) -> tuple[str, ...]:
    """Keys for an object: none empty, none twice."""
    uniques: list[str] = []
    for rang, titre in enumerate(titres, 1):
        essai, suite = titre or f"colonne_{rang}", 2
        while essai in uniques:
            essai, suite = f"{titre or f'colonne_{rang}'}_{suite}", suite + 1
        uniques.append(essai)
    return tuple(uniques)


def _ascii(code: str) -> str:
    return re.sub(r"[^a-z0-9]+", "_", code.lower()).strip("_")
