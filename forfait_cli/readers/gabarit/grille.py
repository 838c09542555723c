"""A workbook that was filled in, read back as a grid: every fault with its sheet and cell, all at once."""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from forfait_cli.domaine import gabarit as g
from forfait_cli.domaine import gabarit_catalogue as gc
from forfait_cli.domaine.catalogue import Catalogue
from forfait_cli.domaine.ebauche import A_RENSEIGNER, Tables, code_de, en_seuils
from forfait_cli.erreurs import Anomalie, Refus, suggestion
from forfait_cli.francais import enumeration, guillemets, nombre, plier, quantite
from forfait_cli.readers.catalogue.lecture import lire_document
from forfait_cli.readers.ebauche import separer_article
from forfait_cli.readers.feuilles import Feuille
from forfait_cli.readers.gabarit.cellules import Lue, Refusee, combien, texte
from forfait_cli.readers.gabarit.identite import COMMUNES, Donnee, lire_identite
from forfait_cli.readers.gabarit.prix import COLONNES, Ligne, donne_un_montant, poser, prix_de
from forfait_cli.readers.gabarit.releve import Case, Releve
from forfait_cli.readers.gabarit.tableau import numero_de_strate, rangees

_REPARTEZ = "repartez de forfait catalogue new -o grille.xlsx ; une grille de prix se relit avec forfait tarifs import"
_MOTS = "écrivez Inclus, Non inclus, En option, Selon la strate, ou un nombre d’unités si Unité est remplie"
_OUI = ("oui", "o", "x", "vrai", "1")
_NON = ("non", "n", "faux", "0")


class ImportGrille(NamedTuple):
    """What a filled workbook gives."""

    tables: Tables  # of the file to write
    catalogue: Catalogue  # that they say
    remarques: tuple[str, ...]  # how some cells were read, what was left aside


def importer_grille(fichier: Path) -> ImportGrille:
    """The grid that a filled workbook gives.

    Raises:
        Refus: the file can't be read.
        CatalogueInvalide: a cell is wrong, or two do not go together; every fault is told at once.
    """
    if fichier.suffix.lower() == ".toml":
        aide = "vérifiez-la avec forfait catalogue check"
        raise Refus(Anomalie(str(fichier), "c’est déjà une grille, non un classeur à relire", aide))
    releve = Releve(str(fichier), _REPARTEZ)
    lecture = _Lecture(releve)
    releve.lire_feuilles(
        fichier,
        {
            g.IDENTITE: partial(lire_identite, donnees=_IDENTITE),
            g.FORFAITS: lecture.forfaits,
            gc.STRATES: lecture.strates,
            gc.SERVICES: lecture.services,
            g.OPTIONS: lecture.options,
        },
        (g.IDENTITE, g.FORFAITS, gc.STRATES, gc.SERVICES, g.OPTIONS),
    )
    document = {cle: valeur for cle, valeur in releve.document.items() if valeur}
    if separe := separer_article(document.get("organisme", {}).get("genre", "")):  # both are one cell
        article, genre = separe
        document["organisme"] = {"genre": "", "article": article, **document["organisme"]} | {"genre": genre}
    fautes: list[Anomalie] = []
    catalogue = lire_document(document, fautes, str(fichier), "")
    releve.conclure(map(_au_classeur, fautes))
    seuils = en_seuils(document.get("strates", ()))
    if seuils is not None:
        document = {cle: valeur for cle, valeur in document.items() if cle != "strates"} | {"seuils": seuils}
    return ImportGrille(document, catalogue, tuple(releve.remarques))


def _au_classeur(faute: Anomalie) -> Anomalie:
    """The fault with what to do about it in a workbook."""
    if faute.message.startswith("texte absent de la légende"):
        return faute._replace(message=faute.message.replace("texte absent de la légende", "texte inconnu"), aide=_MOTS)
    return faute


# --- Identity -------------------------------------------------------------------------------------


def _organisme(valeur: object) -> Lue:
    lu = texte(valeur)
    if separer_article(dit := str(lu.valeur)) is None:
        raise Refusee(f"{guillemets(dit[:80])} : il manque l’article", "écrivez par exemple : le centre de gestion")
    return lu


_IDENTITE: Mapping[str, Donnee] = {
    **COMMUNES, gc.ORGANISME: Donnee(("organisme", "genre"), _organisme),
    gc.NOM_ORGANISME: Donnee(("organisme", "nom")),
    g.ADRESSE: Donnee(("organisme", "adresse"), plusieurs=True), g.SIRET: Donnee(("organisme", "siret")),
    gc.POPULATION: Donnee(("population",)),
}  # fmt: skip


# --- Sheets ---------------------------------------------------------------------------------------


class _Vendu(NamedTuple):
    """The rows of one forfait, or of one option."""

    table: Tables
    place: str
    lignes: list[Ligne]


class _Lecture:
    """The sheets read one after the other, each with what those before it say."""

    def __init__(self, releve: Releve) -> None:
        self._releve = releve
        self._codes: list[str] = []  # of the forfaits
        self._titres: dict[str, str] = {}  # what names a forfait → its code
        self._strates: dict[str, int] = {}  # number → rank

    def forfaits(self, releve: Releve, feuille: Feuille) -> None:
        """Rows of forfaits, one for each échéance."""
        trouves: dict[str, _Vendu] = {}
        for cases, prix, places in self._rangees(feuille, (g.CODE, g.NOM, gc.ARTICLE, *COLONNES)):
            vendu = self._vendu(trouves, cases, "forfaits", {gc.ARTICLE: "article"})
            if vendu is not None and prix:
                vendu.lignes.append(Ligne(Case(None, vendu.place), Case(None, ""), prix, places))
        for rang, vendu in enumerate(trouves.values(), 1):
            self._prix(vendu, f"forfaits[{rang}]")
        releve.document["forfaits"] = [vendu.table for vendu in trouves.values()]
        self._codes = list(trouves)
        self._titres = {
            **{f"{g.FORFAIT} {rang}": code for rang, code in enumerate(trouves, 1)},
            **{code: code for code in trouves},
            **{vendu.table.get("nom", code): code for code, vendu in trouves.items()},
        }

    def strates(self, releve: Releve, feuille: Feuille) -> None:
        """A row a strate."""
        bornes = {
            titre: (mesure, cle)
            for mesure in gc.MESURES
            for titre, cle in zip(gc.bornes_de(mesure), ("min", "max"), strict=True)
        }
        strates: list[Tables] = []
        for cases in rangees(releve, feuille, (g.STRATE, gc.LIBELLE, *bornes, gc.NON_AFFILIEES), (gc.LIBELLE,)):
            if all(case.vide for titre, case in cases.items() if titre != g.STRATE):
                continue
            ici = f"strates[{len(strates) + 1}]"
            strate: Tables = {}
            releve.places[ici] = cases[gc.LIBELLE].place
            for titre, case in cases.items():
                if case.vide:
                    continue
                if titre == g.STRATE:
                    numero = self._lire(case, combien, f"{ici}.numero")
                    if numero is not None and numero != len(strates) + 1:
                        strate["numero"] = numero
                elif titre == gc.LIBELLE:
                    strate["libelle"] = self._lire(case, texte, f"{ici}.libelle")
                elif titre == gc.NON_AFFILIEES:
                    if self._lire(case, _oui_non, f"{ici}.non_affiliees"):
                        strate["non_affiliees"] = True
                elif titre in bornes:
                    mesure, cle = bornes[titre]
                    lu = self._lire(case, combien, f"{ici}.{mesure}.{cle}")
                    for chemin in (f"{ici}.{mesure}", f"strates.{mesure}", "strates"):
                        releve.places.setdefault(chemin, case.place)
                    strate.setdefault(mesure, {})[cle] = lu
            strates.append(strate)
            self._strates[str(strate.get("numero", len(strates)))] = len(strates) - 1
        releve.document["strates"] = strates

    def services(self, releve: Releve, feuille: Feuille) -> None:
        """A row a service: what it is under each forfait, how many in each strate."""
        services: list[Tables] = []
        for cases in rangees(
            releve, feuille, (g.CODE, g.NOM, gc.FAMILLE, g.UNITE, gc.TOUS, *self._titres), (g.CODE, g.NOM)
        ):
            if all(case.vide for case in cases.values()):
                continue
            ici = f"services[{len(services) + 1}]"
            service = self._tete(cases, ici, {gc.FAMILLE: "famille", g.UNITE: "unite"})
            if service is None:
                continue
            service["cellules"] = self._cellules(cases, service, ici)
            self._volumes(cases, service)
            services.append(service)
        releve.document["services"] = services

    def options(self, releve: Releve, feuille: Feuille) -> None:
        """Rows of options, for all forfaits or for some."""
        trouves: dict[str, _Vendu] = {}
        for cases, prix, places in self._rangees(feuille, (g.CODE, g.NOM, g.FORFAIT, g.UNITE, gc.SERVICE, *COLONNES)):
            vendu = self._vendu(trouves, cases, "options", {g.UNITE: "unite", gc.SERVICE: "service"})
            if vendu is not None:
                forfait = cases.get(g.FORFAIT, Case(None, vendu.place))
                vendu.lignes.append(Ligne(Case(None, vendu.place), forfait, prix, places))
        for rang, vendu in enumerate(trouves.values(), 1):
            self._prix_d_option(vendu, f"options[{rang}]")
        releve.document["options"] = [vendu.table for vendu in trouves.values()]

    # --- Rows

    def _rangees(
        self, feuille: Feuille, titres: Sequence[str]
    ) -> Iterator[tuple[Mapping[str, Case], Any, dict[str, str]]]:
        for cases in rangees(self._releve, feuille, titres, (g.CODE, g.NOM, g.MONTANT)):
            if not all(case.vide for case in cases.values()):
                yield (cases, *prix_de(self._releve, cases))

    def _vendu(
        self, trouves: dict[str, _Vendu], cases: Mapping[str, Case], liste: str, autres: Mapping[str, str]
    ) -> _Vendu | None:
        """The forfait or the option that a row speaks of: one more, or one of the rows before."""
        code = _code(cases)
        if (deja := trouves.get(code)) is None:
            ici = f"{liste}[{len(trouves) + 1}]"
            table = self._tete(cases, ici, autres)
            if table is None:
                return None
            return trouves.setdefault(code, _Vendu(table, self._releve.places[ici], []))
        for titre, cle in {g.NOM: "nom", **autres}.items():
            case = cases.get(titre)
            if case is not None and not case.vide and case.texte != str(deja.table.get(cle, "")):
                message = f"{titre} : {guillemets(case.texte[:80])}, et autre chose à la première ligne de {code}"
                self._releve.faute(case.place, message, "écrivez la même chose, ou laissez vide")
        return deja

    def _tete(self, cases: Mapping[str, Case], ici: str, autres: Mapping[str, str]) -> Tables | None:
        """The code, the name and the like of a row; None, and a fault, where it has neither."""
        code, nom = cases[g.CODE], cases[g.NOM]
        if nom.vide and code.vide:
            self._releve.faute(nom.place, "une ligne sans désignation", "remplissez-la, ou videz la ligne")
            return None
        places = self._releve.places
        places[ici] = places[f"{ici}.code"] = nom.place if code.vide else code.place
        table: Tables = {"code": _code(cases)}
        for titre, cle in {g.NOM: "nom", **autres}.items():
            if (case := cases.get(titre)) is not None:
                places[f"{ici}.{cle}"] = case.place
                if not case.vide and (lu := self._releve.lire(case, texte)) is not None:
                    table[cle] = lu
        return table

    def _lire(self, case: Case, lecture: Any, chemin: str) -> Any:
        self._releve.places[chemin] = case.place
        return self._releve.lire(case, lecture)

    # --- Prices

    def _prix(self, vendu: _Vendu, ici: str) -> None:
        """The price of all: its keys beside the others where no amount is given."""
        lignes = [ligne for ligne in vendu.lignes if ligne.prix]
        prix = poser(self._releve, f"{ici}.prix", lignes) if lignes else {}
        if isinstance(prix, list) or donne_un_montant(prix):
            vendu.table["prix"] = prix
            return
        vendu.table.update({"prix": A_RENSEIGNER, **prix})
        for cle in prix:
            self._releve.places[f"{ici}.{cle}"] = lignes[0].places[cle]

    def _prix_d_option(self, vendu: _Vendu, ici: str) -> None:
        par_forfait: dict[str, list[Ligne]] = {}
        for ligne in vendu.lignes:
            par_forfait.setdefault(self._forfait(ligne.forfait), []).append(ligne)
        tous = par_forfait.pop("", [])
        if not par_forfait:
            self._prix(vendu, ici)
            return
        if any(ligne.prix for ligne in tous):
            aide = "remplissez la colonne Forfait à chaque ligne, ou laissez-la vide partout"
            self._releve.faute(tous[0].code.place, "un prix pour tous les forfaits et un autre pour l’un d’eux", aide)
        absents = [code for code in self._codes if code not in par_forfait]
        if absents:
            message = f"aucune ligne pour {enumeration(list(map(guillemets, absents)))}"
            aide = "ajoutez-la, avec « non proposé » pour montant si l’option ne s’y vend pas"
            self._releve.faute(vendu.place, message, aide)
        prix: dict[str, Any] = dict.fromkeys(absents, A_RENSEIGNER)
        for code, lignes in par_forfait.items():
            dites = [ligne for ligne in lignes if ligne.prix]
            lu = poser(self._releve, f"{ici}.par_forfait.{code}", dites) if dites else {}
            prix[code] = lu if isinstance(lu, list) or donne_un_montant(lu) else {"montant": A_RENSEIGNER, **lu}
        vendu.table["par_forfait"] = {code: prix[code] for code in self._codes if code in prix}

    def _forfait(self, case: Case) -> str:
        """The code of the forfait that a cell names; empty for all."""
        if case.vide:
            return ""
        noms = {plier(titre): code for titre, code in self._titres.items()}
        code = noms.get(plier(case.texte))
        if code is None:
            aide = suggestion(case.texte, self._codes) or f"forfaits : {', '.join(self._codes)}"
            self._releve.faute(case.place, f"aucun forfait de ce nom : {guillemets(case.texte[:80])}", aide)
        return code or ""

    # --- Services

    def _cellules(self, cases: Mapping[str, Case], service: Tables, ici: str) -> str | dict[str, str]:
        """One text for all, or one for each forfait."""
        unite = service.get("unite")
        tous = cases.get(gc.TOUS, Case(None, ""))
        par_code = {self._titres[titre]: case for titre, case in cases.items() if titre in self._titres}
        remplies = {code: case for code, case in par_code.items() if not case.vide}
        if not tous.vide:
            self._releve.places[f"{ici}.cellules"] = tous.place
            if remplies:
                place = next(iter(remplies.values())).place
                aide = f"gardez « {gc.TOUS} », ou une case pour chacun"
                self._releve.faute(place, "un texte pour tous les forfaits et un autre pour l’un d’eux", aide)
            return _texte_de_service(tous, unite)
        for code in self._codes:
            case = par_code.get(code)
            self._releve.places[f"{ici}.cellules.{code}"] = cases[g.NOM].place if case is None else case.place
            if code not in remplies:
                quoi = "case vide" if case is not None else f"aucune colonne pour le forfait {guillemets(code)}"
                aide = f"{_MOTS}" if case is not None else f"ajoutez-la, ou remplissez « {gc.TOUS} »"
                self._releve.faute(self._releve.places[f"{ici}.cellules.{code}"], quoi, aide)
        if not self._codes:
            self._releve.faute(cases[g.NOM].place, f"« {gc.TOUS} » est vide", _MOTS)
        return {
            code: _texte_de_service(remplies[code], unite) if code in remplies else "Non inclus" for code in self._codes
        } or "Inclus"

    def _volumes(self, cases: Mapping[str, Case], service: Tables) -> None:
        """How many in each strate, where a cell says that it depends on it."""
        strates: list[Tables] = self._releve.document.get("strates", [])
        cellules = service["cellules"]
        selon = plier("Selon la strate") in map(plier, [cellules] if isinstance(cellules, str) else cellules.values())
        lues: dict[str, int] = {}
        for titre, case in cases.items():
            if not (numero := numero_de_strate(titre)) or case.vide:
                continue
            lu = self._releve.lire(case, combien)
            if not selon:
                aide = "écrivez « Selon la strate » sous un forfait, ou videz la case"
                self._releve.faute(case.place, "un volume que rien n’annonce", aide)
            elif numero not in self._strates:
                aide = f"la feuille {gc.STRATES} en a {nombre(len(strates))}"
                self._releve.faute(case.place, f"aucune strate n’a le numéro {numero}", aide)
            elif lu is not None:
                lues[numero] = lu
                chemin = f"strates[{self._strates[numero] + 1}].volumes.{service['code']}"
                self._releve.places[chemin] = case.place
        if not selon:
            return
        if not strates:
            aide = f"remplissez la feuille {gc.STRATES}, ou écrivez un nombre d’unités"
            self._releve.faute(cases[g.NOM].place, "selon la strate, et aucune strate", aide)
        for numero, rang in self._strates.items():
            vide = cases.get(f"{g.STRATE} {numero}", Case(None, cases[g.NOM].place))
            if vide.vide:
                message = f"le volume de la strate {numero} manque"
                self._releve.faute(vide.place, message, "écrivez-le ; 0 si elle n’en a pas")
            strates[rang].setdefault("volumes", {})[service["code"]] = lues.get(numero, 0)


def _code(cases: Mapping[str, Case]) -> str:
    code = cases[g.CODE].texte
    return code or code_de(cases[g.NOM].texte)


def _texte_de_service(case: Case, unite: str | None) -> str:
    """The text of a cell; « 3 » is « 3 comptes » where the service is counted."""
    dit = case.texte
    if unite is not None and dit.isdecimal():
        return quantite(int(dit), unite).replace("\u00a0", " ")
    return dit


def _oui_non(valeur: object) -> Lue:
    mot = plier(str(texte(valeur).valeur))
    if mot in _OUI or mot in _NON:
        return Lue(mot in _OUI)
    raise Refusee(f"{guillemets(mot[:40])} n’est ni oui ni non", "écrivez oui, ou laissez vide")
