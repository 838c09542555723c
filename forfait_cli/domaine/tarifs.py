"""The prices that a catalogue leaves out, laid over it: dated, traced, never guessed."""

import datetime
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple, TypeVar, assert_never

from forfait_cli.domaine.catalogue import Catalogue, EnTete, NonSoumis, Note, Option, Proposee, TantQue, Tva
from forfait_cli.domaine.prix import (
    ARenseigner,
    Bareme,
    Chiffre,
    Echeance,
    NonPropose,
    PourCent,
    SelonNature,
    SelonStrate,
    SurEtude,
    Tarif,
    Tranches,
    est_donne,
    est_sur_etude,
    feuilles,
    par_mesure,
    transformer,
)
from forfait_cli.domaine.types import Periodicite
from forfait_cli.erreurs import Anomalie, CatalogueInvalide, Refus, champ
from forfait_cli.francais import PERIODICITES, date_longue, enumeration, guillemets

TOUS = ""  # in place of a code of forfait: every forfait that offers the option
NON_DONNE = ARenseigner("")  # the amount that a tarifs file does not give: the catalogue's own stays
UN_JOUR = datetime.timedelta(days=1)


class Tarifs(NamedTuple):
    """A tarifs file, checked against the catalogue that it is for."""

    entete: EnTete
    tva: Tva | None  # None: what the catalogue says stays
    forfaits: Mapping[str, Tarif]  # by code
    options: Mapping[str, Mapping[str, Tarif]]  # by code of option, then of forfait or `TOUS`


def appliquer(catalogue: Catalogue, tarifs: Tarifs) -> Catalogue:
    """The catalogue with these prices; what they do not give stays as it was.

    Raises:
        CatalogueInvalide: a price contradicts the catalogue's, or can't be told from another of it; all of
            them, with both files named.
    """
    chiffre, fautes = poser(catalogue, tarifs)
    if fautes:
        fichier = tarifs.entete.chemin
        raise CatalogueInvalide(*(faute._replace(origine=f"{fichier}, {faute.origine}") for faute in fautes))
    return chiffre


def poser(catalogue: Catalogue, tarifs: Tarifs) -> tuple[Catalogue, list[Anomalie]]:
    """The catalogue with these prices, and what prevents it, by key of the tarifs file."""
    pose = _Pose(catalogue, f"tarifs {guillemets(tarifs.entete.titre)}", [])
    tva = catalogue.tva if tarifs.tva is None else tarifs.tva
    sans_taux = isinstance(tva, NonSoumis)

    def prix(cle: str, base: Tarif, donne: Tarif | None) -> Tarif:
        tarif = base if donne is None else pose.tarif(cle, base, donne)
        if sans_taux:
            tarif = _changer(tarif, lambda echeance: echeance._replace(taux_tva=None))
        return tarif

    chiffre = catalogue._replace(
        forfaits=tuple(
            forfait
            if forfait.tarif is None
            else forfait._replace(
                tarif=prix(f"forfaits.{forfait.code}", forfait.tarif, tarifs.forfaits.get(forfait.code))
            )
            for forfait in catalogue.forfaits
        ),
        options=tuple(_option(option, tarifs.options.get(option.code, {}), prix) for option in catalogue.options),
        tva=tva,
        tarifs=tarifs.entete,
    )
    uniques = dict.fromkeys(pose.fautes)  # a price for all forfaits may fail with each of them
    return chiffre._replace(notes=tuple(note for note in catalogue.notes if _tient(note, chiffre))), list(uniques)


def _option(option: Option, donnes: Mapping[str, Tarif], prix: Callable[[str, Tarif, Tarif | None], Tarif]) -> Option:
    cellules = dict(option.cellules)
    for forfait, cellule in option.cellules.items():
        if isinstance(cellule, Proposee) and not est_sur_etude(cellule.tarif):
            cle = f"options.{option.code}" + (f".par_forfait.{forfait}" if forfait in donnes else "")
            donne = donnes.get(forfait, donnes.get(TOUS))
            cellules[forfait] = cellule._replace(tarif=prix(cle, cellule.tarif, donne))
    return option._replace(cellules=cellules)


def _changer(tarif: Tarif, changement: Callable[[Echeance], Echeance]) -> Tarif:
    return tarif._replace(echeances=tuple(map(changement, tarif.echeances)))


# --- One price over another -----------------------------------------------------------------------


class _Pose(NamedTuple):
    """Prices being laid over those of a catalogue; what can't be is added to `fautes`, and changes nothing."""

    catalogue: Catalogue
    source: str  # of the prices that are laid
    fautes: list[Anomalie]

    def tarif(self, cle: str, base: Tarif, donne: Tarif) -> Tarif:
        """The échéances of a price, with those that the tarifs give in place of the catalogue's."""
        if len(donne.echeances) == 1 and not est_donne(donne.echeances[0].bareme):
            return self._completer(cle, base, donne.echeances[0])
        if _a_remplir(base):
            motif = _manque(base.echeances[0].bareme)
            return base._replace(echeances=tuple(self._nouvelle(une, motif) for une in donne.echeances))
        cibles = [self._cible(cle, base, donne, une) for une in donne.echeances]
        confusions = [cible for cible in cibles if isinstance(cible, Anomalie)]
        if confusions:
            self.fautes.extend(confusions)
            return base
        remplacees: dict[int, list[Echeance]] = {}
        ajoutees: list[Echeance] = []
        absent = ARenseigner(f"montant absent des {self.source}")
        for une, rang in zip(donne.echeances, cibles, strict=True):
            if not isinstance(rang, int) or cibles.count(rang) > 1:  # one of several takes no amount of another
                (remplacees.setdefault(rang, []) if isinstance(rang, int) else ajoutees).append(
                    self._nouvelle(une, absent)
                )
            elif not est_donne(une.bareme):
                remplacees[rang] = [_dater(base.echeances[rang], une)]
            elif (jointe := self._joindre(cle, base.echeances[rang], une)) is not None:
                remplacees[rang] = [jointe]
        suite = [une for rang, avant in enumerate(base.echeances) for une in remplacees.get(rang, [avant])]
        return base._replace(echeances=(*suite, *ajoutees))

    def _nouvelle(self, donne: Echeance, motif: ARenseigner) -> Echeance:
        """An échéance of the tarifs, whole; what it lacks is told as the catalogue does."""
        source = f"{self.source}, {donne.source}" if donne.source else self.source
        return donne._replace(bareme=transformer(donne.bareme, lambda _: motif), source=source)

    def _completer(self, cle: str, base: Tarif, donne: Echeance) -> Tarif:
        """What is said of a price without giving an amount: when the catalogue's is due, at which rate."""
        visees = [avant for avant in base.echeances if donne.libelle in ("", avant.libelle)]
        if not visees:
            message = f"aucun prix de {self._ou} n’a le libellé {guillemets(donne.libelle)}"
            self._faute(f"{cle}.libelle", message, "reprenez le sien, ou écrivez aussi le montant de cette échéance")
            return base
        if donne.periodicite is not None and {une.periodicite for une in visees} not in ({None}, {donne.periodicite}):
            dites = enumeration(list(dict.fromkeys(_quand(une.periodicite) for une in visees)))
            message = f"la périodicité {_quand(donne.periodicite)}, sans montant, là où {self._ou} dit {dites}"
            aide = "supprimez-la, ou écrivez aussi le montant de cette échéance"
            self._faute(f"{cle}.periodicite", message, aide)
            return base
        return _changer(base, lambda avant: _dater(avant, donne) if avant in visees else avant)

    # --- Which échéance of the catalogue's one of the tarifs speaks of

    def _cible(self, cle: str, base: Tarif, donne: Tarif, une: Echeance) -> int | Anomalie | None:
        """The rank of the échéance that this one replaces; None: it is one more."""
        siennes = [(rang, avant) for rang, avant in enumerate(base.echeances) if avant.libelle == une.libelle]
        for rang, avant in siennes:
            if (avant.periodicite, avant.par) == (une.periodicite, une.par):
                return rang
        # One of the two says when, and not the other: the same, where nothing else could be meant.
        proches = [
            rang
            for rang, avant in siennes
            if avant.par == une.par and (avant.periodicite is None or une.periodicite is None)
        ]
        if len(proches) == 1 and self._seule(base.echeances[proches[0]], donne, une):
            return proches[0]
        if not siennes or all(any(_meme(avant, autre) for autre in donne.echeances) for _, avant in siennes):
            return None
        if all(_alternatives(avant, une) or _annees(avant, une) for _, avant in siennes):
            return None
        return self._confusion(cle, [avant for _, avant in siennes], une)

    def _seule(self, avant: Echeance, donne: Tarif, une: Echeance) -> bool:
        """Whether no other échéance of the tarifs could be meant; several that say when replace one that does not."""
        pareilles = [autre for autre in donne.echeances if (autre.par, autre.libelle) == (une.par, une.libelle)]
        autres = [autre for autre in pareilles if autre is not une]
        if avant.periodicite is None:
            return all(autre.periodicite is not None for autre in autres)
        return not autres

    def _confusion(self, cle: str, siennes: Sequence[Echeance], une: Echeance) -> Anomalie:
        en_face = enumeration(list(dict.fromkeys(self._dire(avant) for avant in siennes)))
        message = f"{self._dire(une)}, là où {self._ou} a {en_face} : on ne sait pas si l’un remplace l’autre"
        modele = siennes[0]
        mots = [f'periodicite = "{modele.periodicite}"'] if modele.periodicite is not None else []
        mots += [f'par = "{modele.par}"'] if modele.par is not None else []
        ecrire = f"pour remplacer un prix, écrivez ce qui le désigne ({', '.join(mots)}) ; " if mots else ""
        aide = f"{ecrire}pour en ajouter un, donnez-lui un libelle ; sinon, retirez l’autre du catalogue"
        return Anomalie(cle, message, aide)

    # --- One in place of the other, whole or some strates of it

    def _joindre(self, cle: str, avant: Echeance, une: Echeance) -> Echeance | None:
        natures = [nature.code for nature in self.catalogue.natures]
        strates = [strate.numero for strate in self.catalogue.strates]
        if _complet(une.bareme, strates, natures, self.catalogue.impossibles()) or not est_donne(avant.bareme):
            neuve = self._nouvelle(une, _manque(avant.bareme))
            return neuve._replace(periodicite=une.periodicite or avant.periodicite)
        if differences := _differences(avant, une):
            dites = enumeration([f"{nom} : {la} ; ici, {ici}" for nom, la, ici in differences])
            message = f"le prix de certaines strates seulement, et {self._ou} dit autrement les autres ({dites})"
            self._faute(cle, message, "écrivez comme lui, ou donnez le prix de toutes les strates")
            return None
        bareme = _superposer(avant.bareme, une.bareme, strates, natures)
        if bareme is None:
            message = f"le prix de certaines strates seulement, là où {self._ou} va par tranches, taux ou nature"
            self._faute(cle, message, "donnez le prix de toutes les strates, ou changez le catalogue")
            return None
        donnees = tuple(
            (chemin, self.source) for chemin, simple in feuilles(une.bareme) if not isinstance(simple, ARenseigner)
        )
        restent = tuple(dite for dite in avant.sources if dite[0] not in dict(donnees))
        return avant._replace(bareme=bareme, sources=(*restent, *donnees))

    # --- Words

    @property
    def _ou(self) -> str:
        return self.catalogue.chemin or guillemets(self.catalogue.titre)

    def _faute(self, cle: str, message: str, aide: str) -> None:
        self.fautes.append(Anomalie(cle, message, aide))

    def _dire(self, echeance: Echeance) -> str:
        """« un prix « par an » par habitant », « un prix sans périodicité ni par »."""
        if echeance.par is not None:
            return f"un prix {_quand(echeance.periodicite)} {par_mesure(self.catalogue.mesure(echeance.par))}"
        sans = " ni par" if echeance.periodicite is None else " sans par"
        return f"un prix {_quand(echeance.periodicite)}{sans}"


def _quand(periodicite: Periodicite | None) -> str:
    return "sans périodicité" if periodicite is None else guillemets(PERIODICITES[periodicite])


def _dater(avant: Echeance, donne: Echeance) -> Echeance:
    """An échéance of the catalogue, due when the tarifs say, at their rate."""
    return avant._replace(
        periodicite=donne.periodicite or avant.periodicite,
        taux_tva=avant.taux_tva if donne.taux_tva is None else donne.taux_tva,
    )


def _a_remplir(tarif: Tarif) -> bool:
    """Whether nothing is said of a price but that it exists: whatever is given is it."""
    return tarif.echeances == (Echeance(tarif.echeances[0].bareme),) and not est_donne(tarif.echeances[0].bareme)


def _meme(avant: Echeance, une: Echeance) -> bool:
    return (avant.periodicite, avant.libelle, avant.par) == (une.periodicite, une.libelle, une.par)


def _alternatives(avant: Echeance, une: Echeance) -> bool:
    """A price per head of one kind beside that per head of another: only one of the two is due."""
    return avant.cle == une.cle and avant.par is not None and une.par is not None


def _annees(avant: Echeance, une: Echeance) -> bool:
    """A first year and the following ones, which never stand for one another."""
    return {avant.periodicite, une.periodicite} == {Periodicite.PREMIERE_ANNEE, Periodicite.ANNEES_SUIVANTES}


def _differences(avant: Echeance, une: Echeance) -> list[tuple[str, str, str]]:
    """What an échéance says besides its amounts and that the other says otherwise, in the words of the files."""
    autres = une._replace(periodicite=une.periodicite or avant.periodicite)
    return [
        (nom, "rien" if la in (None, 0) else str(la), "rien" if ici in (None, 0) else str(ici))
        for nom in ("periodicite", "minimum", "plancher", "plafond", "gratuits", "taux_tva")
        if (la := getattr(avant, nom)) != (ici := getattr(autres, nom))
    ]


def _manque(bareme: Bareme) -> ARenseigner:
    """What the catalogue says of an amount that it lacks."""
    match bareme:
        case ARenseigner():
            return bareme
        case SelonStrate(_, sinon) | SelonNature(_, sinon):
            return sinon
        case Chiffre() | Tranches() | PourCent() | SurEtude() | NonPropose():
            return NON_DONNE
        case _:
            assert_never(bareme)


def _complet(
    bareme: Bareme, strates: Sequence[int], natures: Sequence[str], impossibles: Collection[tuple[int, str]]
) -> bool:
    """Whether every strate and every nature that somebody may have together finds something in it."""
    match bareme:
        case SelonStrate(par_numero):
            return all(
                n in par_numero
                and _complet(par_numero[n], (), [code for code in natures if (n, code) not in impossibles], impossibles)
                for n in strates
            )
        case SelonNature(par_code):
            return all(
                code in par_code
                and _complet(par_code[code], [n for n in strates if (n, code) not in impossibles], (), impossibles)
                for code in natures
            )
        case ARenseigner():
            return False
        case Chiffre() | Tranches() | PourCent() | SurEtude() | NonPropose():
            return True
        case _:
            assert_never(bareme)


Cle = TypeVar("Cle", int, str)


def _superposer(avant: Bareme, une: Bareme, strates: Sequence[int], natures: Sequence[str]) -> Bareme | None:
    """The amounts of `une` in place of those of `avant`, which keeps the others; None where the two do not join."""
    match une:
        case ARenseigner():
            return avant
        case SelonStrate(donnes):
            base = avant if isinstance(avant, SelonStrate) else SelonStrate(_etaler(avant, strates), _manque(avant))
            joints = _cases(base.par_numero, base.sinon, donnes, strates, natures)
            return None if joints is None else base._replace(par_numero=joints)
        case SelonNature(donnees):
            par = avant if isinstance(avant, SelonNature) else SelonNature(_etaler(avant, natures), _manque(avant))
            jointes = _cases(par.par_code, par.sinon, donnees, strates, natures)
            return None if jointes is None else par._replace(par_code=jointes)
        case Chiffre() | Tranches() | PourCent():
            # A unit price in place of slices, for some strates only: nobody can tell what the others become.
            return une if isinstance(avant, type(une) | ARenseigner | SurEtude | NonPropose) else None
        case SurEtude() | NonPropose():
            return une
        case _:
            assert_never(une)


def _etaler(avant: Bareme, cles: Sequence[Cle]) -> dict[Cle, Bareme]:
    """A price for each of these, in place of one for all."""
    return dict.fromkeys(cles, avant)


def _cases(
    base: Mapping[Cle, Bareme],
    sinon: Bareme,
    donnes: Mapping[Cle, Bareme],
    strates: Sequence[int],
    natures: Sequence[str],
) -> dict[Cle, Bareme] | None:
    joints = dict(base)
    for cle, donne in donnes.items():
        joint = _superposer(base.get(cle, sinon), donne, strates, natures)
        if joint is None:
            return None
        joints[cle] = joint
    return joints


# --- Notes ----------------------------------------------------------------------------------------


def _tient(note: Note, catalogue: Catalogue) -> bool:
    """Whether a note on what the catalogue leaves out still holds with the tarifs laid over it."""
    match note.tant_que:
        case None:
            return True
        case TantQue.SANS_TARIFS:
            return False
        case TantQue.SANS_TVA:
            return catalogue.tva is None
        case TantQue.SANS_PERIODICITE:
            return any(
                echeance.periodicite is None
                for option in catalogue.options
                if option.code in note.options
                for cellule in option.cellules.values()
                if isinstance(cellule, Proposee)
                for echeance in cellule.tarif.echeances
            )
        case _:
            assert_never(note.tant_que)


# --- Which tarifs are in force --------------------------------------------------------------------


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


def _jours(premier: datetime.date, dernier: datetime.date) -> str:
    """« le 31 décembre 2025 », « du 1er au … »: a day is said once."""
    if premier == dernier:
        return f"le {date_longue(premier)}"
    return f"du {date_longue(premier)} au {date_longue(dernier)}"


def _raccord(avant: EnTete, apres: EnTete, debut: datetime.date) -> Iterable[Anomalie]:
    deux = f"{avant.chemin} et {apres.chemin}"
    if avant.au is None:
        message = f"le premier n’a pas de fin et le second commence le {date_longue(debut)} : ils se recouvrent"
        aide = "donnez une fin au premier : valide_au est la veille du début du second"
        yield Anomalie(deux, message, aide)
    elif debut <= avant.au:
        message = f"ils se recouvrent {_jours(debut, avant.au)}"
        yield Anomalie(deux, message, "corrigez valide_au du premier ou valide_du du second")
    elif debut > avant.au + UN_JOUR:
        trou, fin = avant.au + UN_JOUR, debut - UN_JOUR
        message = f"aucun tarif ne vaut {_jours(trou, fin)}, entre le premier et le second"
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
    raise Refus(Anomalie(champ("date"), message, "donnez une autre date, ou les tarifs de ce jour"))
