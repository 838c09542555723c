"""A tarifs file, or a folder of dated ones: each opened and parsed once, then read for the catalogue it is for."""

import datetime
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from forfait_cli.domaine.catalogue import Catalogue, EnTete, HorsTaxe, Option, Proposee, Tva
from forfait_cli.domaine.prix import Tarif, est_sur_etude
from forfait_cli.domaine.tarifs import NON_DONNE, TOUS, Tarifs, en_vigueur, poser, verifier_suite
from forfait_cli.domaine.types import Organisme, Unite
from forfait_cli.erreurs import Anomalie, CatalogueInvalide, Refus, cause_de_lecture, champ, suggestion
from forfait_cli.francais import enumeration, guillemets
from forfait_cli.readers.catalogue.defauts import ORGANISME
from forfait_cli.readers.champs import FAUTES_MAX, Champs, lecture_bornee, situees
from forfait_cli.readers.fichiers import empreinte_de, est_un_dossier, lire_octets
from forfait_cli.readers.prix import Regles, lire_tarif, lire_tva, verifier_compte
from forfait_cli.readers.siret import lire_adresse, lire_siret
from forfait_cli.readers.toml import lire_toml

Element = TypeVar("Element")
Lu = TypeVar("Lu")

SCHEMA = "forfait.tarifs/1"
_ETRANGERS_DITS = 3  # codes that the catalogue has not, where it has none
_LISTES_D_UN_CATALOGUE = ("forfaits", "options", "services", "strates")


class FichierTarifs(NamedTuple):
    """A tarifs file, parsed: its head read, its prices not yet."""

    entete: EnTete
    document: Mapping[str, Any]
    fautes: tuple[Anomalie, ...]  # of the head, by key

    @property
    def date(self) -> bool:
        """Whether the day matters to it."""
        return self.entete.du is not None or self.entete.au is not None

    def lire(self, catalogue: Catalogue) -> Tarifs:
        """The tarifs that it gives for a catalogue.

        Raises:
            CatalogueInvalide: the content is wrong; every fault is told at once.
        """
        tarifs, fautes = self._lire(catalogue)
        _refuser(fautes, self.entete.chemin)
        return tarifs

    def examiner(self, catalogue: Catalogue) -> tuple[Tarifs, list[Anomalie]]:
        """The tarifs that it gives for a catalogue, and what is wrong with it, or between the two, by key."""
        tarifs, fautes = self._lire(catalogue)
        return tarifs, fautes or poser(catalogue, tarifs)[1]

    def _lire(self, catalogue: Catalogue) -> tuple[Tarifs, list[Anomalie]]:
        fautes = list(self.fautes)
        with lecture_bornee(fautes, self.entete.chemin):
            tarifs = _tarifs(Champs(dict(self.document), "", fautes), catalogue, self.entete)
        return tarifs, fautes


# --- Files and folders ----------------------------------------------------------------------------


def ouvrir(chemin: Path) -> tuple[FichierTarifs, ...]:
    """The tarifs of a file, or those of the TOML files of a folder, which must follow one another.

    Raises:
        Refus: nothing to read.
        CatalogueInvalide: a head is wrong, dates overlap or leave a hole; the faults of the files come first.
    """
    fichiers = fichiers_de(chemin)
    ouverts = _chacun(fichiers, lambda fichier: ouvrir_contenu(lire_octets(fichier, "fichier de tarifs"), str(fichier)))
    if len(ouverts) > 1:
        _chacun(ouverts, lambda ouvert: _refuser(ouvert.fautes, ouvert.entete.chemin))
        verifier_suite(ouvert.entete for ouvert in ouverts)
    return tuple(ouverts)


def ouvrir_contenu(contenu: bytes, origine: str) -> FichierTarifs:
    """The tarifs that these bytes say; `origine` names them in the faults.

    Raises:
        CatalogueInvalide: they can't be parsed.
    """
    document = lire_toml(contenu, origine, lambda document, _: document, relire="forfait tarifs import")
    if any(isinstance(document.get(cle), list) for cle in _LISTES_D_UN_CATALOGUE):
        aide = f"donnez-le à {champ('catalogue')}, et ici le fichier de ses prix"
        raise CatalogueInvalide(Anomalie(origine, "c’est un catalogue, pas un fichier de tarifs", aide))
    return ouvrir_document(document, origine, empreinte_de(contenu))


def ouvrir_document(document: Mapping[str, Any], origine: str, empreinte: str = "") -> FichierTarifs:
    """The tarifs of a document that is parsed already."""
    fautes: list[Anomalie] = []
    with lecture_bornee(fautes, origine):
        entete = _entete(Champs(dict(document), "", fautes), origine, empreinte)
    return FichierTarifs(entete, document, tuple(fautes))


def est_un_tarif(document: Mapping[str, Any]) -> bool:
    """Whether a document says that it is one of tarifs."""
    if "schema" in document:
        return str(document["schema"]).startswith("forfait.tarifs")
    # A catalogue lists its forfaits; tarifs have a table of them, by code.
    return any(isinstance(document.get(cle), dict) for cle in ("forfaits", "options"))


def dependent_du_jour(fichiers: Sequence[FichierTarifs]) -> bool:
    """Whether which tarifs hold, or whether they do, depends on the day."""
    return any(fichier.date for fichier in fichiers)


def lire_en_vigueur(fichiers: Sequence[FichierTarifs], catalogue: Catalogue, jour: datetime.date | None) -> Tarifs:
    """The tarifs of a day, which is needed where `dependent_du_jour`.

    Raises:
        Refus: nothing is in force on that day.
        CatalogueInvalide: a fault in those that are.
    """
    if jour is None or fichiers[0].fautes:  # several were refused already
        return fichiers[0].lire(catalogue)
    retenue = en_vigueur([fichier.entete for fichier in fichiers], jour)
    return next(fichier for fichier in fichiers if fichier.entete == retenue).lire(catalogue)


def lire_tous(fichiers: Sequence[FichierTarifs], catalogue: Catalogue) -> tuple[Tarifs, ...]:
    """Every tarifs of a folder, in force or not.

    Raises:
        CatalogueInvalide: a fault in a file, or between it and the catalogue; those of all files at once.
    """

    def lire(fichier: FichierTarifs) -> Tarifs:
        tarifs, fautes = fichier.examiner(catalogue)
        _refuser(fautes, fichier.entete.chemin)
        return tarifs

    return tuple(_chacun(fichiers, lire))


def fichiers_de(chemin: Path) -> tuple[Path, ...]:
    """The file itself, or the TOML files of a folder.

    Raises:
        Refus: the folder has none, or can't be read.
    """
    if not est_un_dossier(chemin):
        return (chemin,)
    try:
        fichiers = tuple(sorted(fichier for fichier in chemin.iterdir() if fichier.suffix.lower() == ".toml"))
    except OSError as erreur:
        message = f"dossier illisible : {cause_de_lecture(erreur)}"
        raise Refus(Anomalie(str(chemin), message, "vérifiez les droits")) from erreur
    if not fichiers:
        aide = "déposez-y un fichier en .toml, comme en fait « forfait tarifs import » d’une grille remplie"
        raise Refus(Anomalie(str(chemin), "le dossier n’a aucun fichier de tarifs", aide))
    return fichiers


def _chacun(elements: Sequence[Element], lecture: Callable[[Element], Lu]) -> list[Lu]:
    """What each gives, or the faults of all."""
    lus: list[Lu] = []
    anomalies: list[Anomalie] = []
    for element in elements:
        try:
            lus.append(lecture(element))
        except CatalogueInvalide as erreur:
            anomalies.extend(erreur.anomalies)
    if anomalies:
        raise CatalogueInvalide(*anomalies)
    return lus


def _refuser(fautes: Sequence[Anomalie], origine: str) -> None:
    if fautes:
        raise CatalogueInvalide(*situees(fautes, origine))


# --- A document -----------------------------------------------------------------------------------


def lire_tarifs(contenu: bytes, origine: str, catalogue: Catalogue) -> Tarifs:
    """The tarifs that these bytes say, for that catalogue; `origine` names them in the faults.

    Raises:
        CatalogueInvalide: the content is wrong; every fault is told at once.
    """
    return ouvrir_contenu(contenu, origine).lire(catalogue)


_ENTETE = ("schema", "titre", "source", "date", "valide_du", "valide_au", "emetteur")


def _entete(racine: Champs, chemin: str, empreinte: str) -> EnTete:
    schema = racine.texte("schema", defaut=SCHEMA)
    if schema != SCHEMA:
        racine.faute("schema", f"schéma inconnu : {guillemets(schema)}", f"attendu : {guillemets(SCHEMA)}")
    entete = EnTete(
        racine.texte("titre"),
        racine.texte("source"),
        racine.date_ou_rien("date"),
        empreinte,
        chemin,
        racine.date_ou_rien("valide_du"),
        racine.date_ou_rien("valide_au"),
        _emetteur(racine),
    )
    if entete.du is not None and entete.au is not None and entete.au < entete.du:
        racine.faute("valide_au", "la fin est avant le début (valide_du)", "inversez les deux")
    return entete


def _emetteur(racine: Champs) -> Organisme | None:
    if "emetteur" not in racine:
        return None
    champs = racine.table("emetteur")
    emetteur = ORGANISME._replace(nom=champs.texte("nom"), adresse=lire_adresse(champs), siret=lire_siret(champs))
    champs.fin()
    return emetteur


def _tarifs(racine: Champs, catalogue: Catalogue, entete: EnTete) -> Tarifs:
    racine.connaitre(*_ENTETE)
    tva = lire_tva(racine)
    regles = Regles(
        [strate.numero for strate in catalogue.strates],
        [nature.code for nature in catalogue.natures],
        catalogue.mesures,
        _est_ht(tva, catalogue),
        requis=False,
    )
    prix_forfaits, prix_options = racine.table("forfaits"), racine.table("options")
    codes = [forfait.code for forfait in catalogue.forfaits]
    connues = {option.code: option for option in catalogue.options}
    if etrangers := _d_un_autre_catalogue([(prix_forfaits.cles(), codes), (prix_options.cles(), list(connues))]):
        message = f"ces tarifs sont d’un autre catalogue : {guillemets(catalogue.titre)} {_n_a_pas(etrangers)}"
        racine.faute("", message, f"donnez leur catalogue à {champ('catalogue')}, ou prenez d’autres tarifs")
        racine.fin()
        return Tarifs(entete, tva, {}, {})
    forfaits = {}
    for code in _connus(prix_forfaits, codes, "de forfait"):
        forfait = catalogue.forfait(code)
        if forfait is not None and forfait.tarif is None:
            prix_forfaits.faute(code, f"{guillemets(forfait.nom)} n’a pas de prix à lui", "supprimez ce prix")
        else:
            forfaits[code] = _prix(prix_forfaits, code, None, regles)
    options = {
        code: _option(prix_options, connues[code], catalogue, regles)
        for code in _connus(prix_options, list(connues), "d’option")
    }
    racine.fin()
    return Tarifs(entete, tva, forfaits, {code: prix for code, prix in options.items() if prix})


def _est_ht(tva: Tva | None, catalogue: Catalogue) -> bool:
    return isinstance(catalogue.tva if tva is None else tva, HorsTaxe)


def _d_un_autre_catalogue(nommes: Iterable[tuple[Sequence[str], Sequence[str]]]) -> list[str]:
    """The codes of tarifs that name nothing of the catalogue; none where one of them is known, or all are misspelt.

    `nommes`: the codes of each kind, with those that the catalogue has.
    """
    tous = [(code, connus) for codes, connus in nommes for code in codes]
    if any(code in connus for code, connus in tous):
        return []
    if all(suggestion(code, connus) for code, connus in tous[:FAUTES_MAX]):
        return []
    return [code for code, _ in tous]


def _n_a_pas(codes: Sequence[str]) -> str:
    """« n’a ni « socle » ni « complet » ni « archives »… »: a few of the codes that lack."""
    if len(codes) == 1:
        return f"n’a pas {guillemets(codes[0])}"
    suite = "…" if len(codes) > _ETRANGERS_DITS else ""
    return f"n’a {' '.join(f'ni {guillemets(code)}' for code in codes[:_ETRANGERS_DITS])}{suite}"


def _connus(champs: Champs, connus: Sequence[str], quoi: str) -> list[str]:
    """The codes of the table that the catalogue has; the others are faults."""
    codes = champs.cles()
    for code in codes:
        if code not in connus:
            aide = suggestion(code, connus) or (
                f"codes possibles : {', '.join(connus)}." if connus else "supprimez ce prix"
            )
            champs.faute(code, f"le catalogue n’a pas {quoi} de ce code", aide)
    return [code for code in codes if code in connus]


def _option(champs: Champs, option: Option, catalogue: Catalogue, regles: Regles) -> Mapping[str, Tarif]:
    proposees = {code: cellule for code, cellule in option.cellules.items() if isinstance(cellule, Proposee)}
    offrants = [code for code, cellule in proposees.items() if not est_sur_etude(cellule.tarif)]
    if not offrants:
        quoi = "est sur étude : il n’y a pas de prix à donner" if proposees else "ne se vend avec aucun forfait"
        champs.faute(option.code, f"{guillemets(option.nom)} {quoi}", "supprimez ce prix")
        return {}
    if "par_forfait" not in (table := champs.table_si(option.code)):
        return {TOUS: _prix(champs, option.code, option.unite, regles)}
    par_forfait = table.table("par_forfait")
    table.fin()
    prix = {}
    for code in _connus(par_forfait, [forfait.code for forfait in catalogue.forfaits], "de forfait"):
        if code in offrants:
            prix[code] = _prix(par_forfait, code, option.unite, regles)
            continue
        message = f"{guillemets(option.nom)} n’a pas de prix à donner avec ce forfait"
        par_forfait.faute(code, message, f"forfaits où il est attendu : {enumeration(offrants)}")
    return prix


def _prix(champs: Champs, cle: str, unite: Unite | None, regles: Regles) -> Tarif:
    seule = champs.seule(cle)
    tarif = lire_tarif(seule, cle, regles, NON_DONNE)
    if not seule.a_faute(cle):
        verifier_compte(seule, cle, tarif, unite, regles)
    return tarif
