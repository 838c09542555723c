"""A workbook that was filled in, read back as a grid: every fault with its sheet and cell, all at once."""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from forfait_cli.domaine import gabarit as g
from forfait_cli.domaine import gabarit_catalogue as gc
from forfait_cli.domaine.catalogue import Catalogue
from forfait_cli.domaine.ebauche import A_RENSEIGNER, Tables, code_de, en_seuils
from forfait_cli.domaine.types import Disponibilite
from forfait_cli.erreurs import Anomalie, Refus, suggestion
from forfait_cli.francais import enumeration, guillemets, nombre, plier, quantite
from forfait_cli.readers.catalogue.defauts import OPTIONS, SELON_STRATE
from forfait_cli.readers.catalogue.lecture import lire_document
from forfait_cli.readers.ebauche import separer_article
from forfait_cli.readers.feuilles import Feuille
from forfait_cli.readers.gabarit.cellules import Lue, Refusee, combien, texte
from forfait_cli.readers.gabarit.cles import couper, lire_cles, lire_tables, oui_non, titres
from forfait_cli.readers.gabarit.identite import COMMUNES, Donnee, lire_identite
from forfait_cli.readers.gabarit.prix import COLONNES, Ligne, donne_un_montant, poser, prix_de
from forfait_cli.readers.gabarit.releve import Case, Releve
from forfait_cli.readers.gabarit.tableau import numero_de_strate, rangees

_REPARTEZ = "repartez de forfait catalogue new -o grille.xlsx ; une grille de prix se relit avec forfait tarifs import"
_MOTS = "écrivez Inclus, Non inclus, En option, Selon la strate, ou un nombre d’unités si Unité est remplie"
_OU_LEGENDE = f"donnez son prix à l’option, ou dites dans une feuille {gc.LEGENDE} ce que ce texte veut dire"
_LISTES = {plier(nom): (nom, nom.lower()) for nom in (gc.MESURES, gc.NATURES, gc.NOTES)}  # sheet → its key in a file
_TABLEAUX = ("services", "options")


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
            gc.MESURES: lecture.liste,
            gc.NATURES: lecture.liste,
            g.FORFAITS: lecture.forfaits,
            gc.STRATES: lecture.strates,
            gc.LEGENDE: lecture.legende,
            gc.SERVICES: lecture.services,
            g.OPTIONS: lecture.options,
            gc.NOTES: lecture.liste,
        },
        (g.IDENTITE, g.FORFAITS, gc.STRATES, gc.SERVICES, g.OPTIONS),
    )
    document = {cle: valeur for cle, valeur in releve.document.items() if valeur}
    organisme = document.get("organisme", {})
    if separe := separer_article(organisme.pop("genre", "")):  # both are one cell
        article, genre = separe
        document["organisme"] = {"genre": genre, "article": article, **organisme}
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
        aide = _MOTS if faute.origine.startswith("services") else _OU_LEGENDE
        return faute._replace(message=faute.message.replace("texte absent de la légende", "texte inconnu"), aide=aide)
    return faute


# --- Identity -------------------------------------------------------------------------------------


def _organisme(valeur: object) -> Lue:
    lu = texte(valeur)
    if separer_article(dit := str(lu.valeur)) is None:
        raise Refusee(f"{guillemets(dit[:80])} : il manque l’article", "écrivez par exemple : le centre de gestion")
    return lu


_IDENTITE: Mapping[str, Donnee] = {
    **{champ.colonne.titre: Donnee(champ.chemin) for champ in gc.CHAMPS}, **COMMUNES,
    gc.ORGANISME: Donnee(("organisme", "genre"), _organisme),
    g.ADRESSE: Donnee(("organisme", "adresse"), plusieurs=True),
}  # fmt: skip


# --- Sheets ---------------------------------------------------------------------------------------


class _Vendu(NamedTuple):
    """The rows of one forfait, or of one option."""

    table: Tables
    premiere: Mapping[str, Case]  # the cells of its first row
    place: str
    lignes: list[Ligne]


class _Lecture:
    """The sheets read one after the other, each with what those before it say."""

    def __init__(self, releve: Releve) -> None:
        self._releve = releve
        self._codes: list[str] = []  # of the forfaits
        self._titres: dict[str, str] = {}  # what names a forfait → its code
        self._strates: dict[str, int] = {}  # number → rank

    def liste(self, releve: Releve, feuille: Feuille) -> None:
        """Rows of plain tables."""
        nom, liste = _LISTES[plier(feuille.nom)]
        releve.document[liste] = [
            {"code": code_de(table["nom"]), **table} if "nom" in table else table
            for _, table in lire_tables(releve, feuille, nom, liste)
        ]

    def legende(self, releve: Releve, feuille: Feuille) -> None:
        """What a text means, one a row."""
        legende: Tables = {}
        places, cles = releve.places, [une.cle for une in gc.CLES[gc.LEGENDE]]
        for ici, table in lire_tables(releve, feuille, gc.LEGENDE, "legende"):
            tableau, dit = plier(table.pop("tableau", "")), table.pop("texte", "")
            if tableau not in _TABLEAUX:
                releve.faute(places[ici], "de quel tableau est ce texte ?", f"écrivez {' ou '.join(_TABLEAUX)}")
            elif not dit:
                releve.faute(places[ici], "une ligne sans texte", "remplissez-la, ou videz la ligne")
            elif dit in legende.get(tableau, {}):
                releve.faute(places[ici], f"{guillemets(dit)} est dit deux fois", "gardez l’une des deux lignes")
            else:
                legende.setdefault(tableau, {})[dit] = table
                la, suites = f"legende.{tableau}.{dit}", ["", *(f".{cle}" for cle in (*cles, *table))]
                places |= {la + suite: places[ici + suite] for suite in suites if ici + suite in places}
        releve.document["legende"] = legende

    def forfaits(self, releve: Releve, feuille: Feuille) -> None:
        """Rows of forfaits, one for each échéance."""
        trouves: dict[str, _Vendu] = {}
        for cases, prix, places in self._rangees(feuille, (*titres(g.FORFAITS), *COLONNES)):
            vendu = self._vendu(trouves, cases, g.FORFAITS)
            if vendu is not None and prix:
                ici = Case(None, vendu.place)
                vendu.lignes.append(Ligne(ici, ici, prix, places))
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
        """A row a strate, or one for each of its cases."""
        bornes = {
            titre: (mesure, cle)
            for mesure in dict.fromkeys([*gc.USUELLES, *(str(une.get("code")) for une in self._document("mesures"))])
            for titre, cle in zip(gc.bornes_de(mesure), ("min", "max"), strict=True)
        }
        titres_ = (g.STRATE, g.LIBELLE, gc.NATURE, gc.AFFILIEE, *bornes, gc.NON_AFFILIEES)
        strates: list[tuple[Tables, list[Mapping[str, Case]]]] = []
        for cases in rangees(releve, feuille, titres_, (g.LIBELLE,)):
            if all(case.vide for titre, case in cases.items() if titre != g.STRATE):
                continue
            case = cases.get(g.STRATE, Case(None, cases[g.LIBELLE].place))
            numero = None if case.vide else releve.lire(case, combien)
            if numero is not None and str(numero) in self._strates:
                strates[self._strates[str(numero)]][1].append(cases)
                continue
            rang = len(strates) + 1
            strates.append(({} if numero in (None, rang) else {"numero": numero}, [cases]))
            self._strates[str(rang if numero is None else numero)] = rang - 1
            releve.places |= {f"strates[{rang}]": cases[g.LIBELLE].place, f"strates[{rang}].numero": case.place}
            releve.places.setdefault("strates", case.place)
        for rang, (strate, lignes) in enumerate(strates, 1):
            self._strate(strate, lignes, bornes, f"strates[{rang}]")
        releve.document["strates"] = [strate for strate, _ in strates]

    def _strate(
        self,
        strate: Tables,
        lignes: Sequence[Mapping[str, Case]],
        bornes: Mapping[str, tuple[str, str]],
        ici: str,
    ) -> None:
        """Its bounds; its cases where it has several rows, or one that tells its nature or its affiliation."""
        dits = [lignes[0][titre] for titre in (gc.NATURE, gc.AFFILIEE) if titre in lignes[0]]
        par_cas = len(lignes) > 1 or not all(case.vide for case in dits)
        for rang, cases in enumerate(lignes, 1):
            la = f"{ici}.cas[{rang}]" if par_cas else ici
            self._releve.places[la] = cases[g.LIBELLE].place
            cas: Tables = strate.setdefault("cas", []).append({}) or strate["cas"][-1] if par_cas else strate
            for titre, case in cases.items():
                if case.vide:
                    continue
                if titre == g.LIBELLE:
                    if rang > 1 and case.texte != strate.get("libelle"):
                        self._releve.faute(case.place, "un autre libellé pour la même strate", "videz la case")
                    strate["libelle"] = case.texte
                elif titre == gc.NATURE:
                    natures = couper(str(self._lire(case, texte, f"{la}.nature") or ""))
                    cas["nature"] = natures[0] if len(natures) == 1 else natures
                elif titre == gc.AFFILIEE:
                    cas["affiliee"] = self._releve.lire(case, oui_non)
                elif titre == gc.NON_AFFILIEES:
                    if self._releve.lire(case, oui_non):
                        strate["non_affiliees"] = True
                elif titre in bornes:
                    mesure, cle = bornes[titre]
                    lu = self._lire(case, combien, f"{la}.{mesure}.{cle}")
                    self._releve.places.setdefault(f"strates.{mesure}", case.place)
                    cas.setdefault(mesure, {})[cle] = lu

    def services(self, releve: Releve, feuille: Feuille) -> None:
        """A row a service: what it is under each forfait, how many in each strate."""
        services: list[Tables] = []
        for cases in rangees(releve, feuille, (*titres(gc.SERVICES), gc.TOUS, *self._titres), (g.CODE, g.NOM)):
            if all(case.vide for case in cases.values()):
                continue
            ici = f"services[{len(services) + 1}]"
            service = self._tete(cases, ici, gc.SERVICES)
            if service is None:
                continue
            service["cellules"] = self._cellules(cases, service, ici)
            self._volumes(cases, service)
            services.append(service)
        releve.document["services"] = services

    def options(self, releve: Releve, feuille: Feuille) -> None:
        """Rows of options, for all forfaits or for some."""
        trouves: dict[str, _Vendu] = {}
        connus = (*titres(g.OPTIONS), g.FORFAIT, gc.TOUS, *self._titres, *COLONNES)
        for cases, prix, places in self._rangees(feuille, connus):
            vendu = self._vendu(trouves, cases, g.OPTIONS)
            if vendu is not None:
                ici = Case(None, vendu.place)
                vendu.lignes.append(Ligne(ici, cases.get(g.FORFAIT, ici), prix, places))
        for rang, vendu in enumerate(trouves.values(), 1):
            self._prix_d_option(vendu, f"options[{rang}]")
        releve.document["options"] = [vendu.table for vendu in trouves.values()]

    # --- Rows

    def _document(self, liste: str) -> list[Tables]:
        lues: list[Tables] = self._releve.document.get(liste, [])
        return lues

    def _rangees(
        self, feuille: Feuille, titres: Sequence[str]
    ) -> Iterator[tuple[Mapping[str, Case], Any, dict[str, str]]]:
        for cases in rangees(self._releve, feuille, titres, (g.CODE, g.NOM, g.MONTANT)):
            montant = cases[g.MONTANT]
            nomme = g.FORFAIT in cases and not cases[g.FORFAIT].vide
            if nomme and OPTIONS.get(montant.texte.lower()) is Disponibilite.INCLUSE:
                yield cases, montant.texte, {"montant": montant.place}
            elif not all(case.vide for case in cases.values()):
                yield (cases, *prix_de(self._releve, cases))

    def _vendu(self, trouves: dict[str, _Vendu], cases: Mapping[str, Case], nom: str) -> _Vendu | None:
        """The forfait or the option that a row speaks of: one more, or one of the rows before."""
        code = _code(cases)
        if (deja := trouves.get(code)) is None:
            ici = f"{nom.lower()}[{len(trouves) + 1}]"
            table = self._tete(cases, ici, nom)
            if table is None:
                return None
            if nom == g.OPTIONS and (textes := self._textes(cases, ici)):
                table["cellules"] = textes
            return trouves.setdefault(code, _Vendu(table, cases, self._releve.places[ici], []))
        for titre in (*titres(nom), gc.TOUS, *self._titres):
            case = cases.get(titre)
            if titre != g.CODE and case is not None and not case.vide and case.texte != deja.premiere[titre].texte:
                message = f"{guillemets(case.texte[:80])}, et autre chose à la première ligne de {code}"
                self._releve.faute(case.place, message, "écrivez la même chose, ou laissez vide")
        return deja

    def _textes(self, cases: Mapping[str, Case], ici: str) -> str | dict[str, str]:
        """The document's own words for a service or an option: one text for all forfaits, or one for each."""
        tous = cases.get(gc.TOUS, Case(None, cases[g.NOM].place))
        par_code = {self._titres[titre]: case for titre, case in cases.items() if titre in self._titres}
        self._releve.places |= {f"{ici}.cellules.{code}": case.place for code, case in par_code.items()}
        self._releve.places[f"{ici}.cellules"] = tous.place
        remplies = {code: par_code[code] for code in self._codes if code in par_code and not par_code[code].vide}
        if tous.vide:
            return {code: case.texte for code, case in remplies.items()}
        for case in remplies.values():
            aide = f"gardez « {gc.TOUS} », ou une case pour chacun"
            self._releve.faute(case.place, "un texte pour tous les forfaits et un autre pour l’un d’eux", aide)
        return tous.texte

    def _tete(self, cases: Mapping[str, Case], ici: str, nom: str) -> Tables | None:
        """The code, the name and the like of a row; None, and a fault, where it has neither."""
        code, designation = cases[g.CODE], cases[g.NOM]
        if designation.vide and code.vide:
            self._releve.faute(designation.place, "une ligne sans désignation", "remplissez-la, ou videz la ligne")
            return None
        table = lire_cles(self._releve, cases, nom, ici)
        place = designation.place if code.vide else code.place
        self._releve.places |= {ici: place, f"{ici}.code": place}
        return {"code": _code(cases), **table}

    def _lire(self, case: Case, lecture: Any, chemin: str) -> Any:
        self._releve.places[chemin] = case.place
        return self._releve.lire(case, lecture)

    # --- Prices

    def _prix(self, vendu: _Vendu, ici: str) -> None:
        """The price of all: its keys beside the others where no amount is given."""
        lignes = [ligne for ligne in vendu.lignes if ligne.prix]
        prix = poser(self._releve, f"{ici}.prix", lignes) if lignes else {}
        if "libelle" in prix and not donne_un_montant(prix):  # a price has a name, not what is sold
            prix = {"montant": A_RENSEIGNER, **prix}
        if donne_un_montant(prix):
            vendu.table["prix"] = prix
            return
        # What is not priced at all, or whose own words say its price, has none to be filled in.
        sans = vendu.table.get("sans_prix") or "cellules" in vendu.table
        vendu.table.update({**({} if sans else {"prix": A_RENSEIGNER}), **prix})
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
        absents = [code for code in self._codes if code not in par_forfait and "cellules" not in vendu.table]
        if absents:
            message = f"aucune ligne pour {enumeration(list(map(guillemets, absents)))}"
            aide = "ajoutez-la, avec « non proposé » pour montant si l’option ne s’y vend pas"
            self._releve.faute(vendu.place, message, aide)
        prix: dict[str, Any] = dict.fromkeys(absents, A_RENSEIGNER)
        for code, lignes in par_forfait.items():
            dites = [ligne for ligne in lignes if ligne.prix]
            mots = [ligne for ligne in dites if isinstance(ligne.prix, str)]  # « Inclus »
            if mots:
                prix[code] = mots[0].prix
                if len(dites) > 1:
                    message = f"{guillemets(mots[0].prix)}, et une autre ligne du même forfait"
                    self._releve.faute(mots[0].places["montant"], message, "gardez l’une des deux")
                continue
            lu = poser(self._releve, f"{ici}.par_forfait.{code}", dites) if dites else {}
            prix[code] = lu if donne_un_montant(lu) else {"montant": A_RENSEIGNER, **lu}
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
        """One text for all, or one for each forfait; « 3 » is « 3 comptes » where the service is counted."""
        unite, dits, places = service.get("unite"), self._textes(cases, ici), self._releve.places
        if isinstance(dits, str):
            return _compte(dits, unite)
        if not self._codes:
            self._releve.faute(places[f"{ici}.cellules"], f"« {gc.TOUS} » est vide", _MOTS)
        for code in self._codes:
            if code in dits:
                continue
            if (place := places.get(f"{ici}.cellules.{code}")) is not None:
                self._releve.faute(place, "case vide", _MOTS)
            else:
                message = f"aucune colonne pour le forfait {guillemets(code)}"
                self._releve.faute(places[f"{ici}.cellules"], message, f"ajoutez-la, ou remplissez « {gc.TOUS} »")
        return {code: _compte(dit, unite) for code, dit in dits.items()}

    def _volumes(self, cases: Mapping[str, Case], service: Tables) -> None:
        """How many in each strate, where a cell says that it depends on it."""
        strates: list[Tables] = self._releve.document.get("strates", [])
        cellules = service["cellules"]
        legende = self._releve.document.get("legende", {}).get("services", {})
        textes = [cellules] if isinstance(cellules, str) else cellules.values()
        selon = any(legende.get(un, {}).get("selon_strate", plier(un) in SELON_STRATE) for un in textes)
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


def _compte(dit: str, unite: str | None) -> str:
    return quantite(int(dit), unite).replace("\u00a0", " ") if unite is not None and dit.isdecimal() else dit
