"""The communes of France, looked up offline by code INSEE, SIREN or name."""

from collections.abc import Iterator
from functools import cached_property
from pathlib import Path

from forfait_cli.domaine.communes import Commune, CommuneRattachee, Source
from forfait_cli.domaine.dossier import Population
from forfait_cli.domaine.types import GenrePopulation
from forfait_cli.readers.base_communes import EMBARQUEE, Base
from forfait_cli.readers.codes_communes import chercher_code, lire_code, par_code
from forfait_cli.readers.completion_communes import completer
from forfait_cli.readers.departements import Departement, lire_departements, trouver_departement
from forfait_cli.readers.noms import a_un_article, cle, plier, sans_article
from forfait_cli.readers.proches_communes import chercher_noms, proches
from forfait_cli.readers.refus_communes import (
    autre_departement,
    citer,
    homonymes,
    inconnue,
    nommer,
    pas_une_commune,
    refus,
)


class Annuaire:
    """The embedded file, opened at the first look-up and kept."""

    def __init__(self, chemin: Path = EMBARQUEE) -> None:
        self._base = Base(chemin)

    def trouver(self, texte: str, departement: str | None = None) -> Commune:
        """The one commune of that code INSEE, SIREN or name; « Bourg (33) » says its département too.

        Raises:
            Refus: none, several, or only a part of one; each with what would settle it.
        """
        ici = None if departement is None else self.departement(departement)
        code = lire_code(texte)
        if code is None:
            return self._par_nom(texte, ici)
        commune = par_code(self._base, code)
        if ici is not None and commune.departement != ici.code:
            raise autre_departement(texte, [commune], str(ici))
        return commune

    def chercher(self, texte: str, departement: str | None = None, limite: int | None = None) -> list[Commune]:
        """What a text may mean, best first: code, postcode, name, its beginning, words within it."""
        ici = None if departement is None else self.departement(departement)
        code = lire_code(texte)
        toutes = chercher_noms(self._base, texte) if code is None else chercher_code(self._base, code)
        return [commune for commune in toutes if ici is None or commune.departement == ici.code][:limite]

    def rattachees(self, texte: str) -> list[CommuneRattachee]:
        """The communes déléguées, associées and arrondissements of that code or name."""
        code = lire_code(texte)
        return self._rattachees(cle(texte)) if code is None else self._base.rattachees("r.code = ?", code)

    def lister(self, departement: str) -> Iterator[Commune]:
        """The communes of a département, by code INSEE.

        Raises:
            Refus: no such département.
        """
        return iter(self._base.du_departement(self.departement(departement).code))

    def completer(self, debut: str, limite: int = 30) -> list[tuple[str, str]]:
        """What may follow in a shell, and what it is; each is without a space and is taken by `trouver`."""
        return completer(self._base, debut, limite)

    def departement(self, texte: str) -> Departement:
        """The département of that number or name.

        Raises:
            Refus: there is none.
        """
        return trouver_departement(self._departements, texte)

    def homographes_postaux(self, code: str) -> list[Commune]:
        """The communes whose postcode is written like that code INSEE, the commune itself left out."""
        return [commune for commune in self._base.par_code_postal(code) if commune.code_insee != code]

    def meta(self) -> dict[str, str]:
        """Licence, credits, year and date of the figures."""
        return self._base.meta()

    def sources(self) -> list[Source]:
        """Where the figures come from."""
        return self._base.sources()

    @cached_property
    def _departements(self) -> dict[str, Departement]:
        return lire_departements(self._base)

    def _par_nom(self, texte: str, ici: Departement | None) -> Commune:
        plie = plier(texte)
        if not plie:
            raise refus(f"{citer(texte)} ne nomme aucune commune", "donnez un nom, un code INSEE ou un SIREN")
        entrees = self._base.lire("SELECT rattachee, code FROM nom WHERE cle = ?", sans_article(plie))
        if not entrees:
            nom, _, fin = plie.rpartition(" ")
            if ici is None and nom and fin.upper() in self._departements:
                return self._par_nom(nom, self._departements[fin.upper()])
            code = None if ici is None else ici.code
            raise inconnue(texte, str(ici) if ici else None, proches(self._base, sans_article(plie), code))
        partout = [commune for part, code in entrees if not part and (commune := self._base.par_insee(code))]
        toutes = self._rattachees(sans_article(plie)) if any(part for part, _ in entrees) else []
        return _choisir(texte, plie, partout, toutes, ici)

    def _rattachees(self, nom: str) -> list[CommuneRattachee]:
        return self._base.rattachees("r.code IN (SELECT code FROM nom WHERE cle = ? AND rattachee = 1)", nom)


def _choisir(
    texte: str, plie: str, partout: list[Commune], toutes: list[CommuneRattachee], ici: Departement | None
) -> Commune:
    """The one that the text can only mean.

    Raises:
        Refus: there is none, or more than one.
    """
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
        exactes = [commune for commune in communes if plier(commune.nom) == plie]
        parties = [part for part in parts if plier(part.nom) == plie]
        if exactes or parties:
            communes, parts = exactes, parties
    if len(communes) == 1 and not parts:
        return communes[0]
    if communes:
        raise homonymes(texte, communes, parts)
    if parts:
        raise pas_une_commune(texte, parts)
    raise autre_departement(texte, partout, str(ici)) if partout else pas_une_commune(texte, toutes)


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
    message = f"les sources ne donnent pas de population à la commune {nommer(commune)}"
    raise refus(message, "donnez le nombre d’habitants avec --habitants")
