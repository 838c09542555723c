"""The fields of a request among the columns of a file: by their names, and by the words people use for them."""

from collections.abc import Container, Iterable, Sequence
from typing import NamedTuple

from forfait_cli.domaine.catalogue import Catalogue
from forfait_cli.domaine.hypotheses import HABITANTS
from forfait_cli.erreurs import Anomalie, Nommer, Refus
from forfait_cli.francais import enumeration, guillemets, plier, quantite
from forfait_cli.readers.demande.champs import POPULATIONS, RECHERCHE, Champ, Genre, noms_d_option
from forfait_cli.readers.demande.nombres import citer

_MONTREES = 12  # columns named in a message
_LISIBLES = {
    "code_insee": "Code INSEE", "siren": "SIREN", "departement": "Département", "affiliee": "Affiliée",
    "option": "Options demandées",
}  # fmt: skip
_PAR_POPULATION = {plier(titre): genre for genre, titres in POPULATIONS.items() for titre in titres}


class Colonnes(NamedTuple):
    """The columns of a file, and the fields found among them."""

    noms: tuple[str, ...]  # as the file writes them
    rangs: dict[str, int]  # field → rank of its column
    remarques: tuple[str, ...]  # what to say of the choice made

    def nommer(self, champs: Iterable[Champ]) -> Nommer:
        """A field of a fault by the title that the file gives it; by its own name where the file has it not."""
        noms = {champ.neutre: champ.nom for champ in champs}

        def nommer(neutre: str) -> str:
            nom = noms.get(neutre, neutre)
            rang = self.rangs.get(nom)
            return nom if rang is None else self.noms[rang]

        return nommer


class Titres:
    """What the columns of a file may be called, with a catalogue in use."""

    def __init__(self, catalogue: Catalogue, champs: Iterable[Champ]) -> None:
        self._population = catalogue.population
        self._colonnes = [champ for champ in champs if champ.titres is not None]
        # A field's own name, then what is made of it, then an option's bare names. What two fields of one
        # rank could be called says nothing.
        nus = {
            (option.code, plier(nom)) for option in catalogue.options for nom in noms_d_option(option)
        }  # fmt: skip
        rangs: list[dict[str, set[str]]] = [{}, {}, {}]
        for champ in self._colonnes:
            rangs[0].setdefault(plier(champ.nom), set()).add(champ.nom)
            for titre in champ.titres or ():
                plie = plier(titre)
                rang = 2 if champ.option is not None and (champ.option, plie) in nus else 1
                rangs[rang].setdefault(plie, set()).add(champ.nom)
        self._par_titre: dict[str, str] = {}
        for titres in reversed(rangs):
            for plie, noms in titres.items():
                if len(noms) == 1:
                    self._par_titre[plie] = next(iter(noms))
        # What names an option alone, where it is counted in two ways → the two fields.
        self._ambigus: dict[str, list[Champ]] = {}
        for option in catalogue.options:
            siens = [champ for champ in self._colonnes if champ.option == option.code]
            if len(siens) > 1:
                for nom in (*noms_d_option(option), option.mot):
                    if plier(nom) not in self._par_titre:
                        self._ambigus[plier(nom)] = siens

    def champ_de(self, titre: str) -> str | None:
        """The field that a title stands for, if it is known."""
        return self._par_titre.get(plier(titre))

    def est_connu(self, titre: str) -> bool:
        """Whether a title stands for a field, or for one of two."""
        return self.champ_de(titre) is not None or plier(titre) in self._ambigus

    def reconnus(self, champ: Champ) -> tuple[str, ...]:
        """The titles, beside its name, that stand for a field, each once however it is written."""
        uniques: dict[str, str] = {}
        for titre in champ.titres or ():
            if self.champ_de(titre) == champ.nom:
                uniques.setdefault(plier(titre), titre)
        uniques.pop(plier(champ.nom), None)
        return tuple(uniques.values())

    def lisible(self, champ: Champ) -> str:
        """The title by which a person knows a field; read back, it is that field."""
        choix = [titre.removeprefix("Nb ") for titre in champ.titres or ()]
        # The same word with its accents and its spaces, before any other; a count of an option is better said whole.
        meme = [titre for titre in choix if plier(titre) == plier(champ.nom)]
        titre = next(iter(choix if champ.genre is Genre.QUANTITE else meme), _LISIBLES.get(champ.nom, ""))
        titre = titre or champ.nom.replace("_", "-" if champ.option else " ")
        titre = f"{titre[:1].upper()}{titre[1:]}"
        return titre if self.champ_de(titre) == champ.nom else champ.nom

    def reconnaitre(self, noms: Sequence[str], origine: str, *, sans_qui: bool) -> Colonnes:
        """Tell the fields among the columns of a file.

        A field's own name wins over another title; then, for the inhabitants, the population that the
        catalogue takes over any other. `sans_qui`: the grid answers whoever asks.

        Raises:
            Refus: two columns that could be the same field, one that could be two, or none that says who asks.
        """
        candidats: dict[str, list[int]] = {}
        for rang, titre in enumerate(noms):
            if (nom := self.champ_de(titre)) is not None:
                candidats.setdefault(nom, []).append(rang)
        rangs: dict[str, int] = {}
        anomalies = []
        for nom, places in candidats.items():
            preferees = [self._preference(noms[rang], nom) for rang in places]
            egaux = [rang for rang, pref in zip(places, preferees, strict=True) if pref == min(preferees)]
            if len(egaux) > 1:
                if nom == "nom" or (HABITANTS in candidats and nom in (*RECHERCHE, "departement")):
                    continue  # nothing rests on it: both are copied
                titres = enumeration([f"{citer(noms[rang])} (colonne {rang + 1})" for rang in egaux])
                aide = f"renommez « {nom} » celle qui doit servir"
                anomalies.append(Anomalie(origine, f"plusieurs colonnes pour {guillemets(nom)} : {titres}", aide))
            rangs[nom] = egaux[0]
        for rang, titre in enumerate(noms):
            if (lequel := self._lequel(titre, candidats)) is not None:
                message = f"{citer(titre)} (colonne {rang + 1}) : en plus du forfait, ou en tout ?"
                anomalies.append(Anomalie(origine, message, lequel))
        qui = [champ.nom for champ in self._colonnes if champ.genre is Genre.TAILLE or champ.nom in RECHERCHE]
        if not sans_qui and not any(nom in rangs for nom in (*qui, "affiliee")):
            trouvees = enumeration([citer(nom) for nom in noms[:_MONTREES]])
            aide = f"il en faut une parmi : {', '.join(qui)} (ou affiliee)"
            message = f"aucune colonne ne dit de quelle collectivité il s’agit ; trouvées : {trouvees}"
            anomalies.append(Anomalie(origine, message, aide))
        if anomalies:
            raise Refus(*anomalies)
        return Colonnes(tuple(noms), rangs, self._remarques(noms, rangs))

    def _lequel(self, titre: str, lus: Container[str]) -> str | None:
        """How to rename a column that names an option and not which of its counts; None where another one gives it."""
        champs = self._ambigus.get(plier(titre), [])
        if not champs or any(champ.nom in lus for champ in champs):
            return None
        noms = [f"{guillemets(next(iter(self.reconnus(champ)), champ.nom))} ({champ.nom})" for champ in champs]
        return f"renommez-la {enumeration(noms, 'ou')}"

    def _preference(self, titre: str, nom: str) -> int:
        plie = plier(titre)
        if plie == plier(nom):
            return 0
        genre = _PAR_POPULATION.get(plie)
        if genre is None:
            return 2
        return 1 if genre is self._population else 3

    def _remarques(self, noms: Sequence[str], rangs: dict[str, int]) -> tuple[str, ...]:
        lues = [f"{citer(noms[rang])} → {nom}" for nom, rang in sorted(rangs.items(), key=lambda c: c[1])]
        autres = [citer(nom) for rang, nom in enumerate(noms) if rang not in rangs.values()]
        phrases = [f"Colonnes lues : {', '.join(lues)}."] if lues else []
        if autres:
            suite = f" et {quantite(len(autres) - _MONTREES, 'autre')}" if len(autres) > _MONTREES else ""
            phrases.append(f"Colonnes recopiées sans être lues : {', '.join(autres[:_MONTREES])}{suite}.")
        genre = _PAR_POPULATION.get(plier(noms[rangs[HABITANTS]])) if HABITANTS in rangs else None
        if genre is not None and genre is not self._population:
            phrases.append(
                f"Attention : {citer(noms[rangs[HABITANTS]])} est la population {genre} ; "
                f"le catalogue retient la population {self._population}."
            )
        return tuple(phrases)
