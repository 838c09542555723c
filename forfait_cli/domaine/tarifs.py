"""The prices that a catalogue leaves out, laid over it: dated, traced, never guessed."""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from forfait_cli.domaine.grille import Catalogue, CelluleOption, Note, Option, Proposee, TantQue
from forfait_cli.domaine.prix import echeances
from forfait_cli.domaine.tva import Tva
from forfait_cli.domaine.types import ARenseigner, Chiffre, Mode, Tarif
from forfait_cli.erreurs import Anomalie, CatalogueInvalide, Refus
from forfait_cli.francais import date_longue, guillemets

TOUS = ""  # in place of a code of forfait: every forfait that offers the option
NON_DONNE = ARenseigner("")  # the amount that a tarifs file does not give: the catalogue's own stays
UN_JOUR = datetime.timedelta(days=1)


class Emetteur(NamedTuple):
    """Who publishes the prices, for the head of a devis."""

    nom: str
    adresse: tuple[str, ...]  # lines
    siret: str | None  # 14 digits, checked


class EnTete(NamedTuple):
    """Where prices come from, and when they hold."""

    titre: str
    source: str  # the délibération, for instance
    date: datetime.date | None  # of the source
    empreinte: str  # « sha256:… » of the file read
    chemin: str  # the file read
    du: datetime.date | None  # the first day; None: not told
    au: datetime.date | None  # the last day, included; None: until further notice
    emetteur: Emetteur | None
    jour: datetime.date | None = None  # the day that they were picked for


class Tarifs(NamedTuple):
    """A tarifs file, checked against the catalogue that it is for."""

    entete: EnTete
    tva: Tva | None  # None: what the catalogue says stays
    forfaits: Mapping[str, tuple[Tarif, ...]]  # by code: one price a periodicity and kind of heads
    options: Mapping[str, Mapping[str, tuple[Tarif, ...]]]  # by code of option, then of forfait or `TOUS`


def appliquer(catalogue: Catalogue, tarifs: Tarifs) -> Catalogue:
    """The catalogue with these prices; what they do not give stays as it was."""
    source = f"tarifs {guillemets(tarifs.entete.titre)}"
    tva = catalogue.tva if tarifs.tva is None else tarifs.tva
    chiffre = catalogue._replace(
        forfaits=tuple(
            forfait._replace(tarif=_poser(forfait.tarif, tarifs.forfaits.get(forfait.code, ()), source))
            for forfait in catalogue.forfaits
        ),
        options=tuple(_option(option, tarifs.options.get(option.code, {}), source) for option in catalogue.options),
        tva=tva,
        tarifs=tarifs.entete,
    )
    return chiffre._replace(notes=tuple(note for note in catalogue.notes if _tient(note, chiffre)))


def _option(option: Option, prix: Mapping[str, tuple[Tarif, ...]], source: str) -> Option:
    def cellule(forfait: str, actuelle: CelluleOption) -> CelluleOption:
        if not isinstance(actuelle, Proposee) or actuelle.tarif.mode is Mode.SUR_ETUDE:
            return actuelle
        donnes = prix.get(forfait, prix.get(TOUS, ()))
        return actuelle._replace(tarif=_poser(actuelle.tarif, donnes, source))

    return option._replace(cellules={code: cellule(code, actuelle) for code, actuelle in option.cellules.items()})


def _poser(base: Tarif, donnes: Sequence[Tarif], source: str) -> Tarif:
    if not donnes:
        return base
    if len(donnes) == 1:
        return _completer(base, donnes[0], source)
    # Several prices: none of them may take an amount meant for another periodicity.
    absent = base.prix if not isinstance(base.prix, Chiffre) else ARenseigner(f"montant absent des {source}")
    tete, *autres = (
        donne._replace(mode=base.mode, prix=donne.prix if isinstance(donne.prix, Chiffre) else absent, source=source)
        for donne in donnes
    )
    return tete._replace(autres=tuple(autres))


def _completer(base: Tarif, donne: Tarif, source: str) -> Tarif:
    periodicite = donne.periodicite or base.periodicite
    taux = base.taux if donne.taux is None else donne.taux
    if isinstance(donne.prix, Chiffre):
        return donne._replace(mode=base.mode, periodicite=periodicite, taux=taux, source=source)
    if donne.par_strate:
        par_strate = {**base.par_strate, **donne.par_strate}
        return donne._replace(
            mode=base.mode, prix=base.prix, par_strate=par_strate, periodicite=periodicite, taux=taux, source=source
        )
    return base._replace(periodicite=periodicite, taux=taux)


def _tient(note: Note, catalogue: Catalogue) -> bool:
    """Whether a note on what the catalogue leaves out still holds with the prices laid over it."""
    match note.tant_que:
        case None:
            return True
        case TantQue.SANS_TARIFS:
            return catalogue.tarifs is None
        case TantQue.SANS_TVA:
            return catalogue.tva is None
        case TantQue.SANS_PERIODICITE:
            return any(
                prix.periodicite is None
                for option in catalogue.options
                if option.code in note.options
                for cellule in option.cellules.values()
                if isinstance(cellule, Proposee)
                for prix in echeances(cellule.tarif)
            )


# --- Which tarifs are in force ------------------------------------------------------------------


def verifier_suite(entetes: Iterable[EnTete]) -> None:
    """Dated tarifs must follow one another, day after day.

    Raises:
        CatalogueInvalide: no date, a hole or an overlap; all of them, with both files named.
    """
    rangees = list(entetes)
    anomalies = [
        Anomalie(entete.chemin, "valide_du manque : on ne sait pas quand ces tarifs commencent", "ajoutez la date")
        for entete in rangees
        if entete.du is None
    ]
    for avant, apres in pairwise(sorted(rangees, key=_debut)):
        if avant.du is not None and apres.du is not None:
            anomalies.extend(_raccord(avant, apres, apres.du))
    if anomalies:
        raise CatalogueInvalide(*anomalies)


def _debut(entete: EnTete) -> datetime.date:
    return entete.du or datetime.date.min


def _raccord(avant: EnTete, apres: EnTete, debut: datetime.date) -> Iterable[Anomalie]:
    deux = f"{avant.chemin} et {apres.chemin}"
    if avant.au is None:
        message = f"le premier n’a pas de fin et le second commence le {date_longue(debut)} : ils se recouvrent"
        aide = "donnez une fin au premier : valide_au est la veille du début du second"
        yield Anomalie(deux, message, aide)
    elif debut <= avant.au:
        message = f"ils se recouvrent du {date_longue(debut)} au {date_longue(avant.au)}"
        yield Anomalie(deux, message, "corrigez valide_au du premier ou valide_du du second")
    elif debut > avant.au + UN_JOUR:
        trou, fin = avant.au + UN_JOUR, debut - UN_JOUR
        quand = f"le {date_longue(trou)}" if trou == fin else f"du {date_longue(trou)} au {date_longue(fin)}"
        message = f"aucun tarif ne vaut {quand}, entre le premier et le second"
        yield Anomalie(deux, message, "corrigez valide_au du premier ou valide_du du second")


def en_vigueur(entetes: Iterable[EnTete], jour: datetime.date) -> EnTete:
    """The tarifs of a day.

    Raises:
        CatalogueInvalide: as `verifier_suite`, where there are several.
        Refus: none holds on that day; the nearest is never taken in its place.
    """
    rangees = sorted(entetes, key=_debut)
    if len(rangees) > 1:
        verifier_suite(rangees)
    for entete in rangees:
        if (entete.du is None or entete.du <= jour) and (entete.au is None or jour <= entete.au):
            return entete
    premier, dernier = rangees[0], rangees[-1]
    if premier.du is not None and jour < premier.du:
        quoi = f"les premiers tarifs commencent le {date_longue(premier.du)} ({premier.chemin})"
    else:
        assert dernier.au is not None  # else it would be in force
        quoi = f"les derniers tarifs finissent le {date_longue(dernier.au)} ({dernier.chemin})"
    message = f"aucun tarif ne vaut le {date_longue(jour)} : {quoi}"
    raise Refus(Anomalie("--date", message, "donnez une autre date, ou les tarifs de ce jour avec --tarifs"))
