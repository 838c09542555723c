"""Words that belong to no flag: understood where they can mean one thing only, else the lines that would do.

« Saint Denis » without its quotes, « 1 200 », a commune without its flag.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from functools import cached_property
from pathlib import Path

from typer._click.core import Context

from forfait_cli.commands.cadre.drapeaux import drapeau
from forfait_cli.commands.cadre.indices import decrite
from forfait_cli.commands.cadre.lancement import Lancement
from forfait_cli.commands.cadre.ligne import Morceau, a_plat, ecrire
from forfait_cli.erreurs import Anomalie, ErreurForfait, MauvaisUsage
from forfait_cli.francais import guillemets, plier, propre
from forfait_cli.readers.demande.champs import Champ, Genre
from forfait_cli.readers.demande.dates import lire_date
from forfait_cli.readers.demande.lecture import Lecteur
from forfait_cli.readers.demande.nombres import sans_unite
from forfait_cli.readers.fichiers import existe

AIDE = frozenset(("aide", "help"))
_NOMBRE = re.compile(r"[0-9]+|[0-9]{1,3}(?:[ \u00a0\u202f][0-9]{3})+", re.ASCII)
_INSEE, _SIREN = 5, 9  # digits
_LISTES = (".csv", ".xlsx", ".ods")
_FICHIERS = ("--catalogue", "--tarifs", "--output", "-o", "--avant", "--apres")
_LIGNES = "écrivez l’une de ces lignes :"


def comprendre(ctx: Context, champs: Sequence[Champ], morceaux: Sequence[Morceau]) -> list[Morceau]:
    """The same line, each word in its place.

    Raises:
        MauvaisUsage: a word that may mean several things, or none; with the lines that would do.
    """
    return _Comprendre(ctx, champs, morceaux).tout()


class _Comprendre:
    def __init__(self, ctx: Context, champs: Sequence[Champ], morceaux: Sequence[Morceau]) -> None:
        self._ctx = ctx
        self._champs = {drapeau(un): un for un in champs}
        self._decrite = decrite(morceaux, champs)
        self._morceaux = morceaux
        lancement = ctx.find_root().obj
        assert isinstance(lancement, Lancement)
        self._contexte = lancement.contexte
        params = ctx.command.get_params(ctx)
        self._arguments = [param for param in params if param.param_type_name == "argument"]

    def tout(self) -> list[Morceau]:
        joints = [self._joindre(un) for un in self._morceaux]
        libres = [mot for un in joints for mot in un.suite]
        lus = [un._replace(suite=()) for un in joints if un.drapeau != "--"]
        texte = " ".join(libres)
        self._refuser_population(lus)
        if plier(texte) in AIDE:
            return [Morceau(("--help",), "--help")]
        if self._arguments:
            return self._des_arguments(libres, lus)
        if not libres:
            return lus
        en_forfait = self._connu("forfait", texte)
        if en_forfait and (self._decrite or not self._s_appelle_ainsi(texte)):
            return [*lus, _donne("--forfait", texte)]
        if self._decrite or not any(un.genre is Genre.TAILLE for un in self._champs.values()):
            raise self._en_trop(libres, lus)
        if len(libres) == 1 and Path(texte).suffix.lower() in _LISTES:
            aide = f"pour un devis par ligne de ce fichier, écrivez :\n{ecrire(['forfait', 'batch', texte])}"
            raise MauvaisUsage(Anomalie("", f"{_citer(texte)} est un fichier", aide))
        if en_forfait:
            raise self._plusieurs(texte, lus, [[_donne("--forfait", texte)], [_donne("--commune", texte)]])
        return self._de_qui(texte, lus)

    # --- A flag and what follows its value ----------------------------------------------------------

    def _joindre(self, un: Morceau) -> Morceau:
        """The flag with as many of the words that follow as make one value with its own."""
        if un.valeur is not None:
            for combien in range(len(un.suite), 0, -1):
                texte = " ".join([un.valeur, *un.suite[:combien]])
                if self._fait_un(un.drapeau, texte):
                    return un.avec(texte, un.suite[combien:])
        return un

    def _fait_un(self, nom: str, texte: str) -> bool:
        """Whether these words can only be one value of that flag."""
        champ = self._champs.get(nom)
        if champ is not None and champ.genre in (Genre.TAILLE, Genre.QUANTITE):
            nu = texte if _NOMBRE.fullmatch(texte) else sans_unite(texte, self._unites(champ))
            return _NOMBRE.fullmatch(nu) is not None
        quoi = nom.removeprefix("--")
        sait: dict[str, Callable[[], bool]] = {
            "commune": lambda: True,
            "nom": lambda: True,
            "nature": lambda: self._est_une_nature(texte),
            "departement": lambda: self._est_un_departement(texte),
            "date": lambda: _est_lisible(lambda: lire_date(texte)),
            **dict.fromkeys(("forfait", "exige", "option"), lambda: self._connu(quoi, texte)),
            **dict.fromkeys(("catalogue", "tarifs", "avant", "apres"), lambda: existe(Path(texte))),
        }
        return quoi in sait and sait[quoi]()

    def _unites(self, champ: Champ) -> tuple[str, ...]:
        return self._lecteur.mots_d_unite(champ)

    # --- Words that no flag announces ---------------------------------------------------------------

    def _de_qui(self, texte: str, lus: list[Morceau]) -> list[Morceau]:
        """Whose request it is, told without a flag."""
        tailles = [nom for nom, champ in self._champs.items() if champ.genre is Genre.TAILLE]
        for nom in tailles:
            nu = sans_unite(texte, self._unites(self._champs[nom]))
            if nu != texte and _NOMBRE.fullmatch(nu):  # « 12 agents »
                return [*lus, _donne(nom, nu)]
        if not _NOMBRE.fullmatch(texte):
            if not self._est_une_commune(texte):
                message = f"{_citer(texte)} n’est ni une commune ni une option"
                raise MauvaisUsage(Anomalie("", message, "chaque valeur suit son option, par exemple --habitants 1200"))
            return [*lus, _donne("--commune", texte)]
        chiffres = "".join(filter(str.isdecimal, texte))
        if len(chiffres) == _SIREN and "--siren" in self._champs:
            return [*lus, _donne("--siren", chiffres)]
        sens = [[_donne(nom, texte)] for nom in tailles]
        if len(chiffres) == _INSEE and "--commune" in self._champs:
            sens += self._communes(chiffres)
        if len(sens) == 1:
            return [*lus, *sens[0]]
        raise self._plusieurs(texte, lus, sens)

    @staticmethod
    def _communes(chiffres: str) -> list[list[Morceau]]:
        """The communes of that code INSEE or postcode, each by what names it alone."""
        from forfait_cli.readers.communes import Annuaire

        with Annuaire() as annuaire:
            return [
                [_donne("--code-insee", chiffres)]
                if une.code_insee == chiffres
                else [_donne("--commune", une.nom), _donne("--departement", une.departement)]
                for une in annuaire.chercher(chiffres)
            ]

    def _refuser_population(self, lus: Sequence[Morceau]) -> None:
        """A number where it is asked which of the two populations is taken."""
        for un in lus:
            if un.drapeau == "--population" and "--habitants" in self._champs and _NOMBRE.fullmatch(un.valeur or ""):
                autres = [_donne("--habitants", un.valeur or "") if autre is un else autre for autre in lus]
                aide = f"pour un nombre d’habitants, écrivez :\n{self._ligne(autres)}"
                message = f"{_citer(un.valeur or '')} n’est ni totale ni municipale"
                raise MauvaisUsage(Anomalie(un.drapeau, message, aide))

    def _plusieurs(self, texte: str, lus: Sequence[Morceau], sens: Iterable[Sequence[Morceau]]) -> MauvaisUsage:
        lignes = [self._ligne([*lus, *un]) for un in sens]
        message = f"{_citer(texte)} peut vouloir dire plusieurs choses"
        return MauvaisUsage(Anomalie("", message, "\n".join([_LIGNES, *lignes])))

    def _en_trop(self, libres: Sequence[str], lus: Sequence[Morceau]) -> MauvaisUsage:
        """Words in excess: a value of several words without its quotes, or what has no place here."""
        mots = [guillemets(propre(mot)) for mot in libres]
        message = f"{'argument' if len(mots) == 1 else 'arguments'} en trop : {' '.join(mots)}"
        entier = [
            un.avec(" ".join([un.valeur, *un.suite]))
            if un.valeur is not None and un.suite and (un.drapeau in _FICHIERS or un.drapeau == "--nom")
            else self._joindre(un)._replace(suite=())
            for un in self._morceaux
        ]
        if entier == list(lus):
            aide = f"chaque valeur suit son option ; sans ce qui est en trop :\n{self._ligne(lus)}"
        else:
            aide = f"un texte de plusieurs mots se met entre guillemets :\n{self._ligne(entier)}"
        return MauvaisUsage(Anomalie("", message, aide))

    # --- Commands that take words -------------------------------------------------------------------

    def _des_arguments(self, libres: Sequence[str], lus: Sequence[Morceau]) -> list[Morceau]:
        """The words that a command takes by their place: a name of several, or a file's."""
        combien, entier = len(self._arguments), " ".join(libres)
        if len(libres) <= combien:
            return [*lus, _places(libres)]
        if combien == 1 and (self._ctx.command.name == "commune" or existe(Path(entier))):
            return [*lus, _places([entier])]
        trop = [guillemets(propre(mot)) for mot in libres[combien:]]
        message = f"{'argument' if len(trop) == 1 else 'arguments'} en trop : {' '.join(trop)}"
        if combien == 1 and all(existe(Path(mot)) for mot in libres):  # « catalogue check *.toml »
            aide, places = "un fichier à la fois :", [libres[0]]
        elif combien == 1:
            aide, places = "un nom de plusieurs mots se met entre guillemets :", [entier]
        else:
            aide, places = "sans ce qui est en trop :", list(libres[:combien])
        raise MauvaisUsage(Anomalie("", message, f"{aide}\n{self._ligne([*lus, _places(places)])}"))

    # --- What is known ------------------------------------------------------------------------------

    @cached_property
    def _lecteur(self) -> Lecteur:
        return Lecteur(self._contexte.base)

    def _connu(self, champ: str, texte: str) -> bool:
        """Whether the catalogue has that forfait, service or option."""
        if f"--{champ}" not in self._champs:
            return False
        return _est_lisible(lambda: self._lecteur.quoi({champ: [texte]}))

    def _s_appelle_ainsi(self, texte: str) -> bool:
        """Whether one commune has just that name."""
        if "--commune" not in self._champs:
            return False
        from forfait_cli.readers.communes import Annuaire

        with Annuaire() as annuaire:
            return _est_lisible(lambda: annuaire.trouver(texte))

    def _est_une_commune(self, texte: str) -> bool:
        """Whether some commune has that name, or nearly."""
        if "--commune" not in self._champs:
            return False
        from forfait_cli.readers.communes import Annuaire

        with Annuaire() as annuaire:
            try:
                return bool(annuaire.possibles(texte))
            except ErreurForfait:  # too many
                return True

    def _est_une_nature(self, texte: str) -> bool:
        natures = self._contexte.base.natures
        noms = {nom for un in natures for nom in (un.code, un.nom, un.pluriel, *un.autres_noms)}
        return plier(texte) in map(plier, noms)

    @staticmethod
    def _est_un_departement(texte: str) -> bool:
        from forfait_cli.readers.communes import Annuaire

        with Annuaire() as annuaire:
            return _est_lisible(lambda: annuaire.departement(texte))

    def _ligne(self, morceaux: Iterable[Morceau]) -> str:
        return ecrire([*self._ctx.command_path.split(), *a_plat(morceaux)])


def _donne(nom: str, valeur: str) -> Morceau:
    return Morceau((nom, valeur), nom, valeur)


def _places(mots: Sequence[str]) -> Morceau:
    """Words that are taken by their place, whatever they begin with."""
    if any(mot.startswith("-") and mot != "-" for mot in mots):
        return Morceau(("--",), "--", None, tuple(mots))
    return Morceau((), suite=tuple(mots))


def _est_lisible(lecture: Callable[[], object]) -> bool:
    try:
        lecture()
    except ErreurForfait:
        return False
    return True


def _citer(texte: str) -> str:
    return guillemets(propre(texte))
