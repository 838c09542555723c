"""Which forfaits answer a request: those asked for, kept if they give what is required."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from forfait_cli.domaine.catalogue import Catalogue, Forfait, Incluse, Note, Proposee
from forfait_cli.domaine.resultats import Ecarte
from forfait_cli.domaine.types import Couverture
from forfait_cli.erreurs import Anomalie, MauvaisUsage, Refus, champ, suggestion
from forfait_cli.francais import enumeration, guillemets


class Selection(NamedTuple):
    """The forfaits kept, those left out and why, and what must be said of those kept."""

    retenus: tuple[Forfait, ...]
    ecartes: tuple[Ecarte, ...]
    precisions: dict[str, tuple[str, ...]]  # by code of forfait, all those kept

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes of the forfaits kept."""
        return tuple(self.precisions)


def selectionner(catalogue: Catalogue, forfaits: Iterable[str] | None, exiges: Iterable[str]) -> Selection:
    """Keep the forfaits asked for that include each required service, or offer it as an option.

    Raises:
        MauvaisUsage: a code that the catalogue does not have; all of them at once.
        Refus: no forfait asked for gives what is required.
    """
    codes = None if forfaits is None else tuple(forfaits)
    exigences = tuple(dict.fromkeys(exiges))
    anomalies = fautes_selection(catalogue, codes or (), exigences)
    if anomalies:
        raise MauvaisUsage(*anomalies)
    retenus: list[Forfait] = []
    ecartes: list[Ecarte] = []
    precisions: dict[str, tuple[str, ...]] = {}
    for forfait in catalogue.forfaits:
        if codes is not None and forfait.code not in codes:
            continue
        reponses = [_reponse(catalogue, code, forfait.code) for code in exigences]
        manquants = [reponse.manque for reponse in reponses if reponse.manque]
        if manquants:
            noms = ", ".join(guillemets(nom) for nom in manquants)
            ecartes.append(Ecarte(forfait, f"ni inclus ni en option : {noms}"))
            continue
        retenus.append(forfait)
        precisions[forfait.code] = tuple(reponse.precision for reponse in reponses if reponse.precision)
    if not retenus:
        raise Refus(
            *(Anomalie(ecarte.forfait.nom, ecarte.motif) for ecarte in ecartes),
            Anomalie(champ("exige"), "aucun forfait demandé ne donne ce qui est exigé", _remede(catalogue, exigences)),
        )
    return Selection(tuple(retenus), tuple(ecartes), precisions)


def _remede(catalogue: Catalogue, exigences: Iterable[str]) -> str:
    """What to ask for instead: the forfaits that would do, or less."""
    codes = [
        f.code for f in catalogue.forfaits if not any(_reponse(catalogue, une, f.code).manque for une in exigences)
    ]
    return f"demandez {enumeration(codes, 'ou')}" if codes else "aucun forfait ne convient : retirez une exigence"


class _Reponse(NamedTuple):
    """What a forfait answers to a requirement: nothing to say where it includes it."""

    manque: str = ""  # what it does not give
    precision: str = ""  # what must be said of what it gives


def _reponse(catalogue: Catalogue, code: str, forfait: str) -> _Reponse:
    service = catalogue.service(code)
    if service is None:
        options = [option for option in catalogue.options if option.code == code]
    else:
        match service.cellules[forfait].couverture:
            case Couverture.INCLUS:
                return _Reponse()
            case Couverture.EN_OPTION:
                precision = f"{guillemets(service.nom)} est exigé : en option sous ce forfait, non compris."
                return _Reponse(precision=precision)
            case Couverture.NON_INCLUS:
                # What sells a service is any option that a need for it is set against, whatever its code.
                options = [option for option in catalogue.options if option.service == code]
    if any(isinstance(option.cellules[forfait], Incluse) for option in options):
        return _Reponse()
    for option in options:
        if isinstance(option.cellules[forfait], Proposee):
            nom = option.nom if service is None else service.nom
            par = "" if nom == option.nom else f" ({guillemets(option.nom)})"
            precision = f"{guillemets(nom)} est exigé : vendu en option{par}, non compris dans ce forfait."
            return _Reponse(precision=precision)
    return _Reponse(manque=service.nom if service is not None else options[0].nom)


def notes_pour(  # one criterion a parameter, named
    catalogue: Catalogue, vue: str, *, forfaits: Iterable[Forfait], strate: int | None = None,
    options: Iterable[str] = (), affiliee: bool | None = None, nature: str | None = None,
    besoin: bool | None = None, tout: bool = False,
) -> tuple[Note, ...]:  # fmt: skip
    """The notes that matter for a view: those whose every criterion is met.

    With `tout`, criteria on strate, options, nature and affiliation are not tested: the view shows
    the whole grid.
    """
    codes = {forfait.code for forfait in forfaits}
    demandees = set(options)
    return tuple(
        note
        for note in catalogue.notes
        if vue in note.vues
        and (not note.forfaits or note.forfaits & codes)
        and (
            tout
            or (
                (not note.strates or strate in note.strates)
                and (not note.options or note.options & demandees)
                and (not note.natures or nature in note.natures)
                and (note.affiliee is None or note.affiliee is affiliee)
                and (note.besoin is None or note.besoin is besoin)
            )
        )
    )


def fautes_selection(catalogue: Catalogue, forfaits: Sequence[str], exiges: Sequence[str]) -> list[Anomalie]:
    """The codes of forfaits and of required services that the catalogue does not have."""
    if not forfaits and not exiges:
        return []
    connus = [forfait.code for forfait in catalogue.forfaits]
    exigibles = [*(service.code for service in catalogue.services), *(option.code for option in catalogue.options)]
    return [
        *(_inconnu("forfait", "forfait", code, connus) for code in forfaits if code not in connus),
        *(_inconnu("exige", "service", code, exigibles) for code in exiges if code not in exigibles),
    ]


def _inconnu(origine: str, quoi: str, code: str, connus: list[str]) -> Anomalie:
    aide = suggestion(code, connus) or f"codes possibles : {', '.join(dict.fromkeys(connus))}."
    return Anomalie(champ(origine), f"aucun {quoi} n’a le code {guillemets(code)}", aide)
