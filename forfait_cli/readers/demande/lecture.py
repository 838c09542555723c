"""Fields → what is asked, checked, every fault told at once. Whoever speaks: flags, the cells of a row, Python."""

import datetime
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from decimal import Decimal
from functools import cached_property, partial
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from forfait_cli.domaine.catalogue import Catalogue, Option
from forfait_cli.domaine.demande import Collectivite, Demande, fautes_collectivite, se_classe_par
from forfait_cli.domaine.hypotheses import HABITANTS
from forfait_cli.domaine.quantites import Quantite, champ_option, quantites_de
from forfait_cli.domaine.selection import fautes_selection
from forfait_cli.domaine.strate import chercher
from forfait_cli.domaine.types import Affiliation, GenrePopulation, Mesure, Nature, Nombre
from forfait_cli.erreurs import Anomalie, MauvaisUsage, Recolte, Refus, champ, suggestion
from forfait_cli.francais import enumeration, guillemets, nombre, plier
from forfait_cli.readers.demande.champs import RECHERCHE, Champ, Genre, champs_de, nature_cherchee
from forfait_cli.readers.demande.dates import lire_date
from forfait_cli.readers.demande.nombres import citer, couper, est_decimal, est_simple, lire_nombre, sans_unite
from forfait_cli.readers.demande.recherche import Chercheur

if TYPE_CHECKING:
    from forfait_cli.domaine.communes import Commune

Lu = TypeVar("Lu")
Valeur = str | int | Decimal | bool | datetime.date | None
Valeurs = Mapping[str, Valeur | Sequence[str]]  # by name of field; None: not given

CODES_MAX = 500  # under one field
OUI = frozenset(("oui", "o", "vrai", "true", "1", "x"))
NON = frozenset(("non", "n", "faux", "false", "0"))
_ENTIERS = {"agents": "en personnes entières"}  # how heads are counted: half of one is no head
_ENSEMBLE = {2: "les deux", 3: "les trois"}


class Quoi(NamedTuple):
    """What is asked for, whoever asks."""

    extras: Mapping[str, Nombre]  # by code of option
    besoins: Mapping[str, Nombre]
    forfaits: tuple[str, ...] | None  # codes; None: all
    exiges: tuple[str, ...]
    quantites: tuple[Quantite, ...]  # what `extras` and `besoins` come to

    def demande(self, collectivite: Collectivite, jour: datetime.date | None = None) -> Demande:
        """The request of that collectivité."""
        return Demande(collectivite, self.extras, self.besoins, self.forfaits, self.exiges, jour)


class Lecteur:
    """Reads requests made of one catalogue.

    `ligne`: the fields are the cells of a row, where a figure that is given wins over what names the commune.
    `population`: the one that a look-up takes where the request tells none.
    """

    def __init__(
        self,
        catalogue: Catalogue,
        recherche: Chercheur | None = None,
        *,
        ligne: bool = False,
        population: GenrePopulation | None = None,
    ) -> None:
        self.catalogue = catalogue
        self.champs = champs_de(catalogue)
        self._recherche = recherche or Chercheur()
        self._ligne = ligne
        self._population = population or catalogue.population
        self._connus = {un.nom: un for un in self.champs}
        self._tailles = [(un, catalogue.mesure(un.neutre)) for un in self.champs if un.genre is Genre.TAILLE]
        self._options = {
            un.nom: (un, option)
            for un in self.champs
            if un.option and (option := catalogue.option(un.option)) is not None
        }
        self._cherchee = nature_cherchee(catalogue)
        self._mots: dict[str, tuple[str, ...]] = {}
        self._deduites: dict[frozenset[str], str | Anomalie | None] = {}

    @cached_property
    def _natures(self) -> dict[str, tuple[str, str | None]]:
        return _noms_de_natures(self.catalogue)

    @cached_property
    def _forfaits(self) -> dict[str, str]:
        return {
            plier(nom): forfait.code
            for forfait in reversed(self.catalogue.forfaits)
            for nom in (_sans_forfait(forfait.nom), forfait.nom_court, forfait.nom, forfait.code)
        }

    def lire(self, valeurs: Valeurs) -> Demande:
        """The request that these fields describe.

        Raises:
            MauvaisUsage: what is wrong, each fault naming its field (`erreurs.champ`); all of them.
            Refus: a nature that the grid does not serve; a commune that is not found.
        """
        recolte = Recolte()
        inconnus = [nom for nom in valeurs if nom not in self._connus]
        for nom in inconnus:
            aide = suggestion(nom, self._connus) or f"champs possibles : {', '.join(self._connus)}"
            recolte.ajouter(Anomalie(champ(nom), "la grille en usage n’a pas ce champ", aide))
        jour = recolte.lire(lambda: _date(valeurs.get("date")))
        quoi = recolte.lire(lambda: self.quoi(valeurs))
        qui = recolte.lire(lambda: self.qui(valeurs))
        recolte.finir()
        assert quoi is not None
        assert qui is not None
        return quoi.demande(qui, jour)

    # --- What -------------------------------------------------------------------------------------

    def quoi(self, valeurs: Valeurs, defaut: tuple[str, ...] | None = None) -> Quoi:
        """What is asked for, of all these fields; `defaut`: the forfaits where none is named.

        Raises:
            MauvaisUsage: as `lire` does.
        """
        recolte = Recolte()
        extras: dict[str, Nombre] = {}
        besoins: dict[str, Nombre] = {}
        for nom, valeur in valeurs.items():
            if valeur is None or nom not in self._options:
                continue
            un, option = self._options[nom]
            try:
                combien = _quantite(un, option, valeur)
            except MauvaisUsage as faute:
                recolte.noter(faute)
                continue
            if combien is not None:
                (besoins if un.besoin else extras)[option.code] = combien
        par_code = self._par_code(valeurs, extras, recolte) if valeurs.get("option") is not None else ()
        quantites: tuple[Quantite, ...] = ()
        try:
            quantites = quantites_de(self.catalogue, extras, besoins)
        except MauvaisUsage as faute:
            recolte.ajouter(*(self._origine(anomalie, par_code) for anomalie in faute.anomalies))
        forfaits, exiges = (
            () if valeurs.get(nom) is None else recolte.lire(partial(self._connus_ou_coupes, nom, valeurs)) or ()
            for nom in ("forfait", "exige")
        )
        recolte.ajouter(*fautes_selection(self.catalogue, forfaits, exiges))
        recolte.finir()
        return Quoi(extras, besoins, forfaits or defaut, exiges, quantites)

    def _par_code(self, valeurs: Valeurs, extras: dict[str, Nombre], recolte: Recolte) -> Collection[str]:
        """Add to the extras what « option » asks for; the codes that it names."""
        trouves: set[str] = set()
        for texte in recolte.lire(lambda: _codes(valeurs, "option")) or ():
            dit, egal, compte = texte.partition("=")
            code = self._codes_d_options.get(plier(dit)) or couper(dit)
            trouves.add(code)
            combien = recolte.lire(partial(_compte, self.catalogue.option(code), compte, "option")) if egal else 1
            if combien is None:
                continue
            if code in extras:
                message = f"{citer(code)} est demandé deux fois"
                recolte.ajouter(Anomalie(champ("option"), message, "gardez une seule demande"))
            extras.setdefault(code, combien)
        return trouves

    def _connus_ou_coupes(self, nom: str, valeurs: Valeurs) -> tuple[str, ...]:
        """The codes given under a field; what is not known is cut, since a message will repeat it."""
        connus = self._forfaits if nom == "forfait" else self._exigibles
        return tuple(connus.get(plier(texte)) or couper(texte) for texte in _codes(valeurs, nom))

    def mots_d_unite(self, un: Champ) -> tuple[str, ...]:
        """The words that may follow a count of that field: « habitants », « Go »."""
        if un.nom not in self._mots:
            self._mots[un.nom] = self._chercher_mots(un)
        return self._mots[un.nom]

    def _chercher_mots(self, un: Champ) -> tuple[str, ...]:
        if un.option is not None and (option := self.catalogue.option(un.option)) is not None:
            return () if option.unite is None else (option.unite.nom, option.unite.pluriel, option.mot)
        unite = self.catalogue.mesure(un.neutre).unite
        return un.titres or () if unite is None else (unite.nom, unite.pluriel, *(un.titres or ()))

    @cached_property
    def _codes_d_options(self) -> dict[str, str]:
        """By folded name, what else an option is called included."""
        return {
            plier(nom): option.code
            for option in reversed(self.catalogue.options)
            for nom in (*option.autres_noms, option.nom, option.mot, option.code)
        }

    @cached_property
    def _exigibles(self) -> dict[str, str]:
        services = reversed(self.catalogue.services)
        return self._codes_d_options | {plier(nom): un.code for un in services for nom in (un.nom, un.code)}

    def _origine(self, faute: Anomalie, par_code: Iterable[str]) -> Anomalie:
        """The fault, laid at the field by which its option was asked for."""
        for code in par_code:
            option = self.catalogue.option(code)
            if option is not None:
                origine = faute.origine.replace(champ_option(option, besoin=False), champ("option"))
                faute = faute._replace(origine=origine)
        return faute

    # --- Who --------------------------------------------------------------------------------------

    def qui(self, valeurs: Valeurs) -> Collectivite:
        """The collectivité that these fields describe.

        Raises:
            MauvaisUsage, Refus: as `lire` does.
        """
        recolte = Recolte()
        dites = [mesure.code for un, mesure in self._tailles if valeurs.get(un.nom) is not None]
        affiliation = _lu(recolte, valeurs.get("affiliee"), self._affiliation, Affiliation.SUPPOSEE)
        nature, dite = None, None
        if (texte := valeurs.get("nature")) is not None:
            nature, dite = recolte.lire(lambda: self._nature(str(texte))) or (None, None)
        textes = {nom: str(valeurs[nom]) for nom in RECHERCHE if valeurs.get(nom) is not None}
        cherche = self._a_chercher(textes, dites, nature)
        tailles = {
            mesure.code: recolte.lire(partial(self._taille, un, mesure, valeurs[un.nom], nature))
            for un, mesure in self._tailles
            if mesure.code in dites
        }
        mesures = {code: taille for code, taille in tailles.items() if taille is not None}
        genre = _lu(recolte, valeurs.get("population"), lire_population, self._population)
        nom = _lu(recolte, valeurs.get("nom"), _nom, None)
        if not self._ligne:
            recolte.ajouter(*self._contradictions(valeurs, textes, dites, nature))
        if nature is not None and len(dites) > 1 and not self._servent(nature).issuperset(dites):
            recolte.ajouter(self._a_la_fois(dites))
        if nature is None and texte is None:
            deduite = self._cherchee.code if cherche and self._cherchee else self._deduire(frozenset(dites))
            if isinstance(deduite, Anomalie):
                recolte.ajouter(deduite)
            else:
                nature = deduite
        qui = Collectivite(nature, mesures, affiliation or Affiliation.SUPPOSEE, nom, dite)
        if not dites and not textes and not self.sans_description(qui):
            recolte.ajouter(self._pas_decrite())
        elif cherche and nature is not None and HABITANTS not in self.catalogue.nature(nature).mesures:
            recolte.ajouter(self._se_classe_par(self.catalogue.nature(nature)))
        recolte.ajouter(*fautes_collectivite(self.catalogue, qui))
        recolte.finir()
        if not cherche or genre is None:
            return qui
        departement = valeurs.get("departement")
        commune = self._recherche.trouver(textes, None if departement is None else str(departement))
        return _peupler(qui, commune, genre, self._recherche.autre_nom(commune, nom))

    def _a_chercher(self, textes: Mapping[str, str], dites: Sequence[str], nature: str | None) -> bool:
        """Whether a commune is to be looked up: one is named, and no figure is given in its place."""
        if not textes or HABITANTS in dites:
            return False
        if nature is not None and self.catalogue.nature(nature).cherchee:
            return True
        return not dites

    def _deduire(self, dites: frozenset[str]) -> str | Anomalie | None:
        """The nature that these measures tell: the first that they class, unless strates or prices tell those
        that they could be apart; what to say where it can't be told."""
        if dites not in self._deduites:
            self._deduites[dites] = self._chercher_nature(dites)
        return self._deduites[dites]

    def _chercher_nature(self, dites: frozenset[str]) -> str | Anomalie | None:
        natures = self.catalogue.natures
        if not natures or not dites:
            return None
        vont = [nature for nature in natures if self._servent(nature.code).issuperset(dites)]
        possibles = [nature for nature in vont if nature.mesures and nature.mesures[0] in dites] or vont
        if not possibles:
            if len(dites) == 1:
                return None
            return self._a_la_fois([mesure.code for _, mesure in self._tailles if mesure.code in dites])
        if len(possibles) > 1 and self._distinguees(possibles):
            message = "à préciser, car la strate ou les prix en dépendent"
            return Anomalie(champ("nature"), message, f"donnez {enumeration([n.code for n in possibles], 'ou')}")
        return possibles[0].code

    def _servent(self, nature: str) -> set[str]:
        """The measures that may serve a nature: they class it, or a price counts them."""
        servent = {*self.catalogue.nature(nature).mesures, *self.catalogue.usages().mesures}
        for strate in self.catalogue.strates:
            for cas in strate.cas:
                if not cas.natures or nature in cas.natures:
                    servent.update(code for code, _ in cas.bornes)
        return servent

    def _distinguees(self, natures: Sequence[Nature]) -> bool:
        """Whether the strates or the prices tell these natures apart."""
        usages = self.catalogue.usages()
        if usages.nature or (usages.mesures and len({nature.mesures for nature in natures}) > 1):
            return True
        codes = {nature.code for nature in natures}
        return any(
            cas.natures and not codes.issubset(cas.natures) and not codes.isdisjoint(cas.natures)
            for strate in self.catalogue.strates
            for cas in strate.cas
        )

    def sans_description(self, qui: Collectivite | None = None) -> bool:
        """Whether the grid answers a collectivité that gives neither figure nor name."""
        qui = qui or Collectivite()
        if self.catalogue.strates:
            return chercher(self.catalogue, qui) is not None
        usages = self.catalogue.usages()
        return not usages.mesures and (qui.nature is not None or not usages.nature)

    # --- Fields -----------------------------------------------------------------------------------

    def _nature(self, texte: str) -> tuple[str, str | None]:
        trouve = self._natures.get(plier(texte))
        if trouve is not None:
            return trouve
        codes = [nature.code for nature in self.catalogue.natures]
        message = f"la grille ne dit rien de {citer(texte)}" if texte.strip() else "la nature est vide"
        possibles = enumeration(
            [
                f"{nature.code} ({', '.join(nature.autres_noms)})" if nature.autres_noms else nature.code
                for nature in self.catalogue.natures
            ],
            "ou",
        )
        aide = suggestion(plier(texte), codes) or f"natures possibles : {possibles}"
        raise Refus(Anomalie(champ("nature"), message, aide))

    def _affiliation(self, valeur: object) -> Affiliation:
        return Affiliation.AFFILIEE if _oui_non(self._connus["affiliee"], valeur) else Affiliation.NON_AFFILIEE

    def _taille(self, un: Champ, mesure: Mesure, valeur: object, nature: str | None) -> Nombre:
        if isinstance(valeur, str) and est_simple(valeur):
            return int(valeur)
        origine = champ(un.neutre)
        entier = mesure.pas == 1
        if isinstance(valeur, str) and (nu := sans_unite(valeur, self.mots_d_unite(un))) != valeur:
            raise MauvaisUsage(Anomalie(origine, f"{citer(valeur)} porte son unité", f"écrivez {nu}"))
        if not (entier and isinstance(valeur, str) and est_decimal(valeur)):
            return lire_nombre(valeur, origine, entier=entier)
        dessous = int(lire_nombre(valeur, origine, entier=False))
        compte = _ENTIERS.get(mesure.code)
        quoi = f" : les {mesure.mot} se comptent {compte}" if compte else " n’est pas un nombre entier"
        message = f"{citer(valeur)}{quoi}"
        aide = "donnez un nombre entier, sans décimales"
        if nature is None:
            deduite = self._deduire(frozenset({mesure.code}))
            nature = None if isinstance(deduite, Anomalie) else deduite
        avant, apres = (
            chercher(self.catalogue, Collectivite(nature, {mesure.code: taille})) for taille in (dessous, dessous + 1)
        )
        if avant is not None and apres is not None and avant[0].numero != apres[0].numero:
            message += f", et ce nombre tombe entre la strate {avant[0].numero} et la strate {apres[0].numero}"
            mots = mesure.mot if dessous > 1 or mesure.unite is None else mesure.unite.nom
            aide += f" : {nombre(dessous)} {mots} donnent la strate {avant[0].numero}"
            aide += f", {nombre(dessous + 1)} la strate {apres[0].numero}"
        raise MauvaisUsage(Anomalie(origine, message, aide))

    # --- Faults -----------------------------------------------------------------------------------

    def _contradictions(
        self, valeurs: Valeurs, textes: Mapping[str, str], dites: Sequence[str], nature: str | None
    ) -> list[Anomalie]:
        fautes = []
        if textes and (len(textes) > 1 or not self._a_chercher(textes, dites, nature)):
            fautes.append(self._a_la_fois([*dites, *textes]))
        for nom in ("departement", "population"):
            if valeurs.get(nom) is not None and not textes:
                aide = f"ajoutez {champ('commune')} ou retirez cette option"
                fautes.append(Anomalie(champ(nom), f"ne sert qu’avec {champ('commune')}", aide))
        return fautes

    def _a_la_fois(self, noms: Sequence[str]) -> Anomalie:
        tous = _ENSEMBLE.get(len(noms), "tous ces champs")
        # The cells of a row are filled already: what mends it is to empty some.
        videz = "videz la case de trop" if len(noms) == 2 else "videz les cases de trop"  # noqa: PLR2004
        verbe = f"{videz} : gardez" if self._ligne else "donnez"
        return Anomalie(
            ", ".join(map(champ, noms)), f"{tous} à la fois", self._comment_decrire(verbe, noms if self._ligne else ())
        )

    def _pas_decrite(self) -> Anomalie:
        verbe = "remplissez la colonne" if self._ligne else "donnez"
        return Anomalie("", "aucune collectivité n’est décrite", self._comment_decrire(verbe))

    def _comment_decrire(self, verbe: str, parmi: Collection[str] = ()) -> str:
        """« donnez habitants N ou commune NOM pour une commune, agents N pour … »; `parmi`: by these measures only."""
        par_moyens: dict[str, list[str]] = {}
        for nature in self.catalogue.natures:
            moyens = enumeration([f"{champ(code)} N" for code in nature.mesures if not parmi or code in parmi])
            if nature is self._cherchee and not parmi:
                moyens = f"{moyens} ou {champ('commune')} NOM"
            if moyens:
                par_moyens.setdefault(moyens, []).append(f"{'une' if nature.feminin else 'un'} {nature.nom}")
        if not par_moyens:
            moyens = enumeration([f"{champ(mesure.code)} N" for _, mesure in self._tailles], "ou")
            return f"{verbe} {moyens or champ('nature')}"
        toutes = [f"{moyens} pour {enumeration(noms, 'ou')}" for moyens, noms in par_moyens.items()]
        return f"{verbe} {', '.join(toutes)}"

    def _se_classe_par(self, nature: Nature) -> Anomalie:
        if not nature.mesures:
            message = f"{guillemets(nature.nom)} ne se cherche pas par un nom de commune"
            return Anomalie(champ("nature"), message, "retirez le nom de la commune")
        return se_classe_par(self.catalogue, nature)


def _lu(recolte: Recolte, valeur: object, lire: Callable[[object], Lu], sinon: Lu) -> Lu | None:
    """What a field says, or `sinon` where it is not given; None where it is at fault, which is gathered."""
    return sinon if valeur is None else recolte.lire(partial(lire, valeur))


def lire_population(texte: object) -> GenrePopulation:
    """Which of the two populations a look-up takes.

    Raises:
        MauvaisUsage: neither totale nor municipale.
    """
    genres = [str(genre) for genre in GenrePopulation]
    mot = str(texte).strip().lower()
    if mot not in genres:
        aide = suggestion(mot, genres) or f"écrivez {' ou '.join(genres)}"
        raise MauvaisUsage(Anomalie(champ("population"), f"mot inconnu : {citer(str(texte))}", aide))
    return GenrePopulation(mot)


def _noms_de_natures(catalogue: Catalogue) -> dict[str, tuple[str, str | None]]:
    """By folded name: the code, and the name to print where it is not the nature's own."""
    noms: dict[str, tuple[str, str | None]] = {}
    for nature in catalogue.natures:
        noms |= {plier(nom): (nature.code, nom) for nom in reversed(nature.autres_noms) if plier(nom) not in noms}
    for nature in catalogue.natures:
        noms |= {plier(nom): (nature.code, None) for nom in (nature.pluriel, nature.nom, nature.code)}
    return noms


def _sans_forfait(nom: str) -> str:
    """« Forfait Métiers et Communication » → « Métiers et Communication »."""
    return nom[len("forfait ") :] if nom.lower().startswith("forfait ") else nom


def _oui_non(un: Champ, valeur: object) -> bool:
    if isinstance(valeur, bool):
        return valeur
    mot = plier(str(valeur))
    if mot in OUI or mot in NON:
        return mot in OUI
    raise MauvaisUsage(Anomalie(champ(un.neutre), f"{citer(str(valeur))} n’est ni oui ni non", "écrivez oui ou non"))


def _quantite(un: Champ, option: Option, valeur: object) -> Nombre | None:
    if un.genre is Genre.OUI_NON:
        return 1 if _oui_non(un, valeur) else None
    if isinstance(valeur, str) and est_simple(valeur):
        return int(valeur)
    return _compte(option, valeur, un.neutre)


def _compte(option: Option | None, valeur: object, neutre: str) -> Nombre:
    """How many units of an option a cell says; `neutre`: its field, for a fault."""
    unite = None if option is None else option.unite
    if option is not None and unite is not None and isinstance(valeur, str):
        valeur = sans_unite(valeur, (unite.nom, unite.pluriel, option.mot))
    return lire_nombre(valeur, champ(neutre), entier=unite is None or unite.pas == 1)


def _codes(valeurs: Valeurs, nom: str) -> list[str]:
    """The texts of a field: several, or one.

    Raises:
        MauvaisUsage: far more than any grid has.
    """
    valeur = valeurs.get(nom)
    if valeur is None:
        return []
    if isinstance(valeur, str):
        return [valeur]
    codes = [str(un) for un in valeur] if isinstance(valeur, Iterable) else [str(valeur)]
    if len(codes) > CODES_MAX:
        raise MauvaisUsage(Anomalie(champ(nom), f"{nombre(len(codes))} codes", f"donnez-en {CODES_MAX} au plus"))
    return codes


def _date(valeur: object) -> datetime.date | None:
    if valeur is None or isinstance(valeur, datetime.date):
        return valeur
    return lire_date(str(valeur))


def _nom(valeur: object) -> str | None:
    """White space folded; signs that drive a terminal, or that turn the direction of a line, are out."""
    import unicodedata

    from forfait_cli.readers.limites import SIGNES_NOM

    texte = str(valeur)
    if len(texte) > SIGNES_NOM:
        message = f"{nombre(len(texte))} signes, c’est trop pour un nom : un document le porte en titre"
        raise MauvaisUsage(Anomalie(champ("nom"), message, f"{nombre(SIGNES_NOM)} au plus"))
    if any(unicodedata.category(signe) == "Cs" for signe in texte):
        aide = "écrivez-le en UTF-8, ou vérifiez l’encodage de votre terminal"
        raise MauvaisUsage(Anomalie(champ("nom"), "nom illisible : des octets ne forment aucun caractère", aide))
    sans_controle = "".join(" " if unicodedata.category(signe) == "Cc" else signe for signe in texte)
    visibles = "".join(signe for signe in sans_controle if unicodedata.category(signe) not in ("Cf", "Co"))
    return " ".join(visibles.split()) or None


def _peupler(qui: Collectivite, commune: "Commune", genre: GenrePopulation, autre_nom: str | None) -> Collectivite:
    """The collectivité with what is known of its commune; `autre_nom`: the commune, where its own name says another.

    Raises:
        Refus: the sources give no population for that commune.
    """
    from forfait_cli.readers.communes import population_retenue

    habitants, population = population_retenue(commune, genre)
    return qui._replace(
        mesures={**qui.mesures, HABITANTS: habitants},
        nom=qui.nom or commune.nom,
        code_insee=commune.code_insee,
        siren=commune.siren,
        population=population._replace(commune=autre_nom),
    )
