"""The communes of France, looked up offline by code INSEE, SIREN or name."""

from collections.abc import Callable, Mapping
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Self

from forfait_cli.domaine.communes import Commune, CommuneRattachee, Source
from forfait_cli.domaine.demande import Population
from forfait_cli.domaine.types import GenrePopulation
from forfait_cli.erreurs import Anomalie, Refus, champ
from forfait_cli.francais import de_lieu
from forfait_cli.readers.communes.accord import partage_un_mot, rappelle
from forfait_cli.readers.communes.base import EMBARQUEE, Base
from forfait_cli.readers.communes.codes import chercher_code, lire_code, par_code, par_insee, par_siren
from forfait_cli.readers.communes.departements import Departement, lire_departements, trouver_departement
from forfait_cli.readers.communes.noms import a_un_article, cle, plier_nom, sans_article, sans_mairie
from forfait_cli.readers.communes.refus import (
    Motif,
    autre_departement,
    desaccord,
    homonymes,
    inconnue,
    nommer,
    pas_une_commune,
    sans_nom,
    trop,
)

if TYPE_CHECKING:
    from forfait_cli.readers.communes.proches import Proches

MONTREES = 200  # communes that a search gives at most, where no département is told
_RETENUS = 4096  # refusals that are remembered
_LONGUEUR_MAX = 100  # signes of a text worth remembering, or that may hold a name


class Annuaire:
    """The embedded file, opened at the first look-up and kept; `with` gives it back at the end."""

    def __init__(self, chemin: Path = EMBARQUEE) -> None:
        self._base = Base(chemin)
        # What was asked, in which field and département → why not: a file names the same unknown many times.
        self._refus: dict[tuple[str, str, str | None], Anomalie] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.fermer()

    def fermer(self) -> None:
        """Give the file back to the system; another look-up opens it again."""
        self._base.fermer()

    def trouver(self, texte: str, departement: str | None = None) -> Commune:
        """The one commune of that code INSEE, SIREN or name; « Bourg (33) » says its département too.

        Raises:
            Refus: none, several, or only a part of one; digits that are one's code INSEE and another's
                postcode. Each with what would settle it.
        """
        return self._trouver("commune", self._par_texte, texte, departement)

    def trouver_code(self, texte: str, departement: str | None = None) -> Commune:
        """The commune of that code INSEE, whatever postcode is written like it; a lost leading zero is put back.

        Raises:
            Refus: none.
        """
        return self._trouver("code_insee", lambda code, ici: par_insee(self._base, code, ici), texte, departement)

    def trouver_siren(self, texte: str, departement: str | None = None) -> Commune:
        """The commune of that SIREN.

        Raises:
            Refus: none.
        """
        return self._trouver("siren", lambda siren, ici: par_siren(self._base, siren, ici), texte, departement)

    def trouver_nom(self, texte: str, departement: str | None = None) -> Commune:
        """The commune of that name.

        Raises:
            Refus: none, several, or only a part of one.
        """
        return self._trouver("commune", self._par_nom, texte, departement)

    def confirmer(self, commune: Commune, par: str, autres: Mapping[str, str]) -> None:
        """Make sure that what else a row gives may mean the commune that the field `par` has found.

        A part of it, a longer or a shorter name, a postcode do; so does a former name with a word in common. A
        SIREN that no commune has says nothing.

        Raises:
            Refus: one of these texts means another commune.
        """
        siens = {commune.code_insee, commune.siren, *commune.codes_postaux}
        for nom, texte in autres.items():
            code = lire_code(texte)
            if code is None and nom == "commune":
                trouvees, contredit = self._contredit(commune, texte)
            elif code in siens or f"0{code}" in siens:  # a spreadsheet drops the zero that begins a number
                continue
            else:
                trouvees = [] if code is None else chercher_code(self._base, code)
                contredit = bool(trouvees) or nom == "commune"
            if contredit:
                raise Refus(Anomalie(champ(nom), *desaccord(texte, commune, trouvees, par)))

    def _contredit(self, commune: Commune, texte: str) -> tuple[list[Commune], bool]:
        """The communes that a name means, and whether this one can't be so called."""
        nom = cle(texte)
        if nom == cle(commune.nom) or rappelle(texte, noms := self._noms_de(commune)):
            return [], False
        trouvees = self._base.par_cles("n.cle = ?", nom) or [part.chef_lieu for part in self._rattachees(nom)]
        return trouvees, bool(trouvees) or not partage_un_mot(texte, noms)

    def autre_nom(self, commune: Commune, nom: str | None) -> str | None:
        """« Nérac (47195) » where a free name does not recall that commune; None where it does."""
        if nom is None or cle(nom) == cle(commune.nom) or rappelle(nom, self._noms_de(commune)):
            return None
        return nommer(commune)

    def chercher(self, texte: str, departement: str | None = None) -> list[Commune]:
        """What a text may mean, best first: code, postcode, name, its beginning, words within it.

        Raises:
            Refus: too many to be read, where no département is told.
        """
        from forfait_cli.readers.communes.proches import chercher_noms

        ici = None if departement is None else self.departement(departement)
        code = lire_code(texte)
        if code is not None:
            return [une for une in chercher_code(self._base, code) if ici is None or une.departement == ici.code]
        trouvees = chercher_noms(self._base, texte, None if ici is None else ici.code, MONTREES)
        if isinstance(trouvees, int):
            raise Refus(Anomalie(champ("commune"), *trop(texte, trouvees, MONTREES)))
        return trouvees

    def possibles(self, texte: str, departement: str | None = None) -> list[Commune]:
        """What a text may have meant, best first: what `chercher` finds, else what is spelt nearly so.

        Raises:
            Refus: no such département; too many to be read.
        """
        if trouvees := self.chercher(texte, departement):
            return trouvees
        ici = None if departement is None else self.departement(departement).code
        return self._proches.communes(cle(texte), ici)

    def rattachees(self, texte: str) -> list[CommuneRattachee]:
        """The communes déléguées, associées and arrondissements of that code or name."""
        code = lire_code(texte)
        return self._rattachees(cle(texte)) if code is None else self._base.rattachees("r.code = ?", code)

    def lister(self, departement: str) -> list[Commune]:
        """The communes of a département, by code INSEE.

        Raises:
            Refus: no such département.
        """
        return self._base.du_departement(self.departement(departement).code)

    def completer(self, debut: str, limite: int = 30) -> list[tuple[str, str]]:
        """What may follow in a shell, and what it is; each is without a space and is taken by `trouver`."""
        from forfait_cli.readers.communes.completion import completer

        return completer(self._base, debut, limite)

    def departement(self, texte: str) -> Departement:
        """The département of that number or name.

        Raises:
            Refus: there is none.
        """
        return trouver_departement(self._departements, texte)

    def departements(self) -> list[Departement]:
        """Every département, by number."""
        return list(self._departements.values())

    def meta(self) -> dict[str, str]:
        """Licence, credits, year and date of the figures."""
        return self._base.meta()

    def sources(self) -> list[Source]:
        """Where the figures come from."""
        return self._base.sources()

    @cached_property
    def _departements(self) -> dict[str, Departement]:
        return lire_departements(self._base)

    @cached_property
    def _proches(self) -> "Proches":
        from forfait_cli.readers.communes.proches import Proches

        return Proches(self._base)

    def _trouver(
        self,
        nom: str,
        lire: Callable[[str, Departement | None], Commune | Motif],
        texte: str,
        departement: str | None,
    ) -> Commune:
        """What `lire` finds; a refusal is remembered, with the field that was read as its origin."""
        ici = None if departement is None else self.departement(departement)
        question = (nom, texte, None if ici is None else ici.code)
        refus = self._refus.get(question)
        if refus is None:
            reponse = lire(texte, ici)
            if isinstance(reponse, Commune):
                return reponse
            refus = Anomalie(champ(nom), *reponse)
            if len(self._refus) >= _RETENUS:
                self._refus.clear()
            if len(texte) <= _LONGUEUR_MAX:
                self._refus[question] = refus
        raise Refus(refus)

    def _par_texte(self, texte: str, ici: Departement | None) -> Commune | Motif:
        code = lire_code(texte)
        return self._par_nom(texte, ici) if code is None else par_code(self._base, code, ici)

    def _par_nom(self, texte: str, ici: Departement | None) -> Commune | Motif:
        plie = plier_nom(texte)
        return self._par_plie(texte, plie, ici) if plie else sans_nom(texte)

    def _par_plie(self, texte: str, plie: str, ici: Departement | None) -> Commune | Motif:
        """The commune of a folded name; `texte` is what was typed."""
        entrees = self._base.lire("SELECT rattachee, code FROM nom WHERE cle = ?", sans_article(plie))
        if entrees:
            partout = [commune for part, code in entrees if not part and (commune := self._base.par_insee(code))]
            toutes = self._rattachees(sans_article(plie)) if any(part for part, _ in entrees) else []
            return _choisir(texte, plie, partout, toutes, ici)
        nom, _, fin = plie.rpartition(" ")
        if ici is None and nom and fin.upper() in self._departements:
            return self._par_plie(texte, nom, self._departements[fin.upper()])
        # A name may be wrapped several times, « Mairie de la commune de X »: not without end.
        if len(plie) <= _LONGUEUR_MAX and (seul := sans_mairie(plie)) != plie:
            return self._par_plie(texte, seul, ici)
        code = None if ici is None else ici.code
        return inconnue(texte, str(ici) if ici else None, self._proches.communes(sans_article(plie), code))

    def _noms_de(self, commune: Commune) -> list[str]:
        """Its name, and those of its parts."""
        return [commune.nom, *(part.nom for part in self._base.rattachees("r.chef_lieu = ?", commune.code_insee))]

    def _rattachees(self, nom: str) -> list[CommuneRattachee]:
        return self._base.rattachees("r.code IN (SELECT code FROM nom WHERE cle = ? AND rattachee = 1)", nom)


def _choisir(
    texte: str, plie: str, partout: list[Commune], toutes: list[CommuneRattachee], ici: Departement | None
) -> Commune | Motif:
    """The one that the text can only mean, if there is one and no other."""
    communes = [commune for commune in partout if ici is None or commune.departement == ici.code]
    entieres = {commune.code_insee for commune in communes}
    # A part that is called as its own commune is no other candidate.
    parts = [
        part
        for part in toutes
        if (ici is None or ici.code in {part.departement, part.chef_lieu.departement})
        and part.chef_lieu.code_insee not in entieres
    ]
    # « La Rochelle » says its article: it is not « Rochelle ». A text without one may leave it out, unless
    # the département is told and something there is spelt just so.
    if a_un_article(plie) or ici is not None:
        exactes = [commune for commune in communes if plier_nom(commune.nom) == plie]
        parties = [part for part in parts if plier_nom(part.nom) == plie]
        if exactes or parties:
            communes, parts = exactes, parties
    if len(communes) == 1 and not parts:
        return communes[0]
    if communes:
        return homonymes(texte, communes, parts)
    if parts:
        return pas_une_commune(texte, parts)
    return autre_departement(texte, partout, str(ici)) if partout else pas_une_commune(texte, toutes)


def population_retenue(commune: Commune, genre: GenrePopulation) -> tuple[int, Population]:
    """The figure of that kind, or the only one that the source gives, and what is known of it.

    Raises:
        Refus: the sources give no population for that commune.
    """
    population = commune.population
    if population is not None:
        valeur = population.totale if genre is GenrePopulation.TOTALE else population.municipale
        if valeur is not None:
            return valeur, population._replace(retenue=genre)
        if population.brute is not None:
            return population.brute, population
    message = f"les sources ne donnent pas la population {de_lieu(nommer(commune))}"
    aide = f"donnez le nombre d’habitants : {champ('habitants')}"
    raise Refus(Anomalie(champ("commune"), message, aide))
