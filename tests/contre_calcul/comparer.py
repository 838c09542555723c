"""The program and the second opinion, request by request: the quote as JSON, the batch in its three formats, Python.

    python tests/contre_calcul/comparer.py [--nombre 100000] [--graine 1] [--processus 2]

Random grids, some with tarifs laid over them, forty requests of each; the annex and the examples, four hundred. The
first disagreements are shown with what makes them again, and the command ends with 1.
"""

import argparse
import csv
import io
import json
import re
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from decimal import Decimal
from fractions import Fraction
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from outils import lancer_ici
from python_calamine import CalamineWorkbook

from contre_calcul import calcul, grilles
from contre_calcul.calcul import Demande, Devis, Refus, Table
from forfait_cli import MauvaisUsage, chiffrer, demander, load_catalogue
from forfait_cli import Refus as RefusDuProgramme
from forfait_cli.domaine.catalogue import Catalogue
from forfait_cli.domaine.prix import montant_connu
from forfait_cli.domaine.resultats import Devis as DevisDuProgramme
from forfait_cli.domaine.tarifs import appliquer
from forfait_cli.readers.tarifs import lire_tarifs

RACINE = Path(__file__).resolve().parents[2]
AILLEURS = RACINE / "tests" / "sans-configuration"
ENTREES = ("quote", "python", "batch csv", "batch json", "batch xlsx")
PAR_GRILLE = 40
PAR_GRILLE_ECRITE = 400
EXEMPLES = RACINE / "examples"
ECRITES: tuple[tuple[Path, Path | None], ...] = (
    (RACINE / "catalogue.toml", None),
    *((exemple, None) for exemple in sorted(EXEMPLES.glob("*.toml"))),
    *((EXEMPLES / "valcourbe.toml", tarifs) for tarifs in sorted((EXEMPLES / "valcourbe-tarifs").glob("*.toml"))),
)
ECARTS_MONTRES = 10
PAR_PROCESSUS = 100  # grids


class Reponse(NamedTuple):
    """What any of the two says of a request: the strate and each forfait's devis, None where it is refused."""

    strate: int | None
    devis: tuple[tuple[str, object], ...]


class Ecart(NamedTuple):
    """A disagreement, with what makes it again."""

    jeu: str
    rang: int
    entree: str
    attendu: object
    obtenu: object
    demande: Demande


# -- What the second opinion says --------------------------------------------------------------------------------------


def decimal(nombre: Fraction) -> Decimal:
    """An exact number as a decimal one."""
    return Decimal(nombre.numerator) / Decimal(nombre.denominator)


def centimes(montant: Fraction | None) -> str | None:
    """An amount as JSON has it."""
    return None if montant is None else f"{decimal(montant):.2f}"


def forme(devis: Devis) -> object:
    """A devis as plain values to compare; None where it is refused."""
    if devis.refus is not None:
        return None
    return {
        "inclus": {code: None if nombre is None else int(nombre) for code, nombre in devis.inclus.items()},
        "lignes": sorted(
            (ligne.code, ligne.periodicite or "", ligne.statut, centimes(ligne.montant) or "") for ligne in devis.lignes
        ),
        "totaux": {
            periodicite or "": (
                centimes(total.montant),
                {str(float(taux)): centimes(taxe) for taux, taxe in (total.taxes or {}).items()},
                centimes(total.ttc),
            )
            for periodicite, total in devis.totaux.items()
        },
        "complet": devis.complet,
    }


def attendu(grille: Table, demande: Demande) -> Reponse | None:
    """The second opinion on a request; None where all of it is refused."""
    try:
        strate, devis = calcul.chiffrer(grille, demande)
    except Refus:
        return None
    reponse = Reponse(strate, tuple((d.forfait, forme(d)) for d in devis if d.refus != "ecarte"))
    return reponse if any(dit is not None for _, dit in reponse.devis) else None


# -- What the program says ---------------------------------------------------------------------------------------------


def lancer(*arguments: str) -> tuple[int, bytes, str]:
    """Run the program in this process, away from what the user of this machine has set."""
    return lancer_ici(*arguments, env={"XDG_CONFIG_HOME": str(AILLEURS), "APPDATA": str(AILLEURS)})


def nombre_ecrit(nombre: Fraction) -> str:
    """A number as a person types it."""
    return str(decimal(nombre)).replace(".", ",")


def champs(grille: Table, demande: Demande) -> dict[str, str]:
    """The options that are asked for, by the name of their field."""
    dits = {}
    for option in grille["options"]:
        code, mot = option["code"], option.get("raccourci", option["code"])
        if code in demande.besoins:
            dits[f"besoin-{mot}"] = nombre_ecrit(demande.besoins[code])
        elif code in demande.extras:
            dits[f"extra-{mot}" if "service" in option else mot] = (
                nombre_ecrit(demande.extras[code]) if "unite" in option else "oui"
            )
    return dits


def du_json(devis: Mapping[str, Any]) -> object:
    """A devis of `forfait quote --format json` as plain values to compare."""
    if not devis["recevable"]:
        return None
    taxes = {taxe["periodicite"]: taxe for taxe in devis.get("tva", ())}
    return {
        "inclus": devis["inclus"],
        "lignes": sorted(
            (ligne["code"], ligne["periodicite"] or "", ligne["statut"], ligne["montant"] or "")
            for ligne in devis["lignes"]
        ),
        "totaux": {
            total["periodicite"] or "": (
                total["montant"],
                {
                    str(float(part["taux"])): part["montant"]
                    for part in taxes.get(total["periodicite"], {}).get("tva", ())
                },
                taxes.get(total["periodicite"], {}).get("ttc"),
            )
            for total in devis["totaux"]
        },
        "complet": devis["complet"],
    }


def par_quote(grille: Table, demande: Demande, fichiers: Sequence[str]) -> Reponse | None:
    """The answer of `forfait quote`."""
    drapeaux = ["--nature", demande.nature]
    for mesure, nombre in demande.mesures.items():
        drapeaux += [f"--{mesure}", nombre_ecrit(nombre)]
    if not demande.affiliee:
        drapeaux.append("--non-affiliee")
    for nom, valeur in champs(grille, demande).items():
        drapeaux += [f"--{nom}"] if valeur == "oui" else [f"--{nom}", valeur]
    for forfait in demande.forfaits:
        drapeaux += ["--forfait", forfait]
    for exige in demande.exige:
        drapeaux += ["--exige", exige]
    code, sortie, erreur = lancer("quote", *fichiers, *drapeaux, "--format", "json")
    if code in {1, 2}:
        return None
    assert code == 0, erreur
    objet = json.loads(sortie)
    strate = objet["strate"]
    return Reponse(strate and strate["numero"], tuple((d["forfait"], du_json(d)) for d in objet["devis"]))


def par_python(grille: Table, demande: Demande, catalogue: Catalogue) -> Reponse | None:
    """The answer of the Python API."""
    mots: dict[str, Any] = {"nature": demande.nature, "affiliee": demande.affiliee or False}
    mots |= {mesure.replace("-", "_"): decimal(nombre) for mesure, nombre in demande.mesures.items()}
    mots |= {nom.replace("-", "_"): valeur for nom, valeur in champs(grille, demande).items()}
    if demande.forfaits:
        mots["forfait"] = demande.forfaits
    if demande.exige:
        mots["exige"] = demande.exige
    try:
        chiffrage = chiffrer(catalogue, demander(catalogue, **mots))
    except (RefusDuProgramme, MauvaisUsage):
        return None
    if not any(devis.recevable for devis in chiffrage.devis):
        return None
    strate = chiffrage.classement.strate.numero or None
    return Reponse(strate, tuple((devis.forfait.code, de_python(devis)) for devis in chiffrage.devis))


def de_python(devis: DevisDuProgramme) -> object:
    """A devis of the Python API as plain values to compare."""
    if not devis.recevable:
        return None
    taxes = {totaux.periodicite: totaux for totaux in devis.tva}
    lignes = []
    for ligne in devis.lignes:
        connu = montant_connu(ligne.montant)
        lignes.append((ligne.code, ligne.periodicite or "", str(ligne.statut), "" if connu is None else f"{connu:.2f}"))
    totaux: dict[str, object] = {}
    for total in devis.totaux:
        taxe = taxes.get(total.periodicite)
        parts = () if taxe is None else taxe.parts
        totaux[total.periodicite or ""] = (
            f"{total.montant:.2f}",
            {str(float(part.taux)): f"{part.montant:.2f}" for part in parts},
            None if taxe is None else f"{taxe.ttc:.2f}",
        )
    return {"inclus": dict(devis.inclus), "lignes": sorted(lignes), "totaux": totaux, "complet": devis.complet}


# -- Batches -----------------------------------------------------------------------------------------------------------

Groupes = dict[str, list[dict[str, str]] | None]  # the rows of each request, by its mark; None: all refused
Rangee = dict[str, str]  # what a row of a batch says, blanks left out


def pour_un_lot(grille: Table, demande: Demande) -> Demande:
    """What a row can ask: one forfait or all, nothing required; the column of a measure that the grid does not know
    is copied without being read."""
    connues = calcul.mesures_connues(grille)
    lues = {mesure: nombre for mesure, nombre in demande.mesures.items() if mesure in connues}
    return demande._replace(mesures=lues, forfaits=demande.forfaits[:1], exige=())


def ecrire_lot(fichier: Path, grille: Table, demandes: Sequence[Demande]) -> None:
    """The CSV of these requests, each marked by its rank."""
    rangees = []
    for rang, demande in enumerate(demandes):
        rangee = {"repere": str(rang), "nature": demande.nature, "affiliee": "" if demande.affiliee else "non"}
        rangee |= {mesure: nombre_ecrit(nombre) for mesure, nombre in demande.mesures.items()}
        rangee |= champs(grille, demande)
        rangee["forfait"] = "".join(demande.forfaits)
        rangees.append({cle.replace("-", "_"): valeur for cle, valeur in rangee.items()})
    with fichier.open("w", encoding="utf-8", newline="") as flux:
        ecrivain = csv.DictWriter(flux, list(dict.fromkeys(cle for rangee in rangees for cle in rangee)), restval="")
        ecrivain.writeheader()
        ecrivain.writerows(rangees)


def rangee_attendue(demande: Demande, strate: int | None, devis: Devis, *, plusieurs: bool) -> Rangee:
    """What a row of a batch says by the second opinion."""
    demandees = [code for code, nombre in (*demande.extras.items(), *demande.besoins.items()) if nombre > 0]
    dite = {"forfait": devis.forfait, "complet": "oui" if devis.complet else "non", "strate": str(strate or "")}
    dite |= {f"inclus_{code}": "" if nombre is None else str(int(nombre)) for code, nombre in devis.inclus.items()}
    for code in demandees:
        montants = [ligne.montant for ligne in devis.lignes if ligne.code == code]
        dite[f"montant_{code}"] = (centimes(montants[0]) or "") if len(montants) == 1 else ""
    if len(devis.totaux) == 1:
        dite["total_chiffre"] = centimes(next(iter(devis.totaux.values())).montant) or ""
    # A grid of one periodicity has no column of its own for it.
    periodicites = devis.totaux.items() if plusieurs else ()
    for periodicite, total in periodicites:
        dite[f"total_chiffre_{periodicite or 'sans_periodicite'}"] = centimes(total.montant) or ""
    return {cle.replace("-", "_"): valeur for cle, valeur in dite.items() if valeur}


def lot_attendu(grille: Table, demandes: Sequence[Demande], *, plusieurs: bool) -> Groupes:
    """The rows of each request, None where all of it is refused."""
    rangees: Groupes = {}
    for rang, demande in enumerate(demandes):
        try:
            strate, devis = calcul.chiffrer(grille, demande)
        except Refus:
            rangees[str(rang)] = None
            continue
        dites = [
            {"refus": "oui"} if d.refus else rangee_attendue(demande, strate, d, plusieurs=plusieurs) for d in devis
        ]
        rangees[str(rang)] = dites if any("refus" not in dite for dite in dites) else None
    return rangees


def en_texte(titre: str, valeur: object) -> str:
    """A cell of any of the three formats as the CSV has it."""
    match valeur:
        case None:
            return ""
        case bool():
            return "oui" if valeur else "non"
        case float() if titre in ENTIERES or titre.startswith("inclus_"):
            return str(int(valeur))
        case float():
            return f"{valeur:.2f}"
        case _:
            return str(valeur)


def grouper(rangees: Iterable[Mapping[str, object]]) -> Groupes:
    """The rows that came out, by the mark of their request."""
    groupes: Groupes = {}
    par_repere: dict[str, list[Rangee]] = {}
    for rangee in rangees:
        repere = en_texte("repere", rangee["repere"])
        textes = {cle: en_texte(cle, valeur) for cle, valeur in rangee.items()}
        gardees = {cle: texte for cle, texte in textes.items() if texte and RESULTATS.match(cle)}
        if textes["erreur"]:
            assert not gardees, f"a refused row says something: {gardees}"
            gardees = {"refus": "oui"}
        par_repere.setdefault(repere, []).append(gardees)
    for repere, dites in par_repere.items():
        groupes[repere] = dites if any("refus" not in dite for dite in dites) else None
    return groupes


ENTIERES = ("repere", "strate")
RESULTATS = re.compile(r"^(strate|forfait|inclus_.*|montant_.*|total_chiffre.*|complet)$")


def lots(dossier: Path, fichiers: Sequence[str], catalogue: Catalogue) -> Iterator[tuple[str, Groupes, bool]]:
    """The three outputs of `forfait batch` on the same file, and whether they tell periodicities apart."""
    entree = str(dossier / "lot.csv")
    noms: list[str] = []
    codes = {nom: forfait.code for forfait in catalogue.forfaits for nom in (forfait.nom_court, forfait.code)}
    classeur = dossier / "lot.xlsx"
    for nom, suite in (("csv", []), ("json", ["--format", "json"]), ("xlsx", ["-o", str(classeur)])):
        code, sortie, erreur = lancer("batch", entree, *fichiers, *suite)
        assert code in {0, 4}, erreur
        rangees: list[dict[str, object]] = []
        if nom == "csv":
            rangees.extend(csv.DictReader(io.StringIO(sortie.decode(), newline="")))
            noms = list(rangees[0])
        elif nom == "json":
            rangees.extend(json.loads(ligne) for ligne in sortie.splitlines())
        else:
            # Its titles are for persons, in the order of the others' names; so are those of the forfaits.
            _, *lignes = CalamineWorkbook.from_path(classeur).get_sheet_by_index(0).to_python()
            rangees.extend(dict(zip(noms, ligne, strict=True)) for ligne in lignes)
            rangees = [{**rangee, "forfait": codes.get(str(rangee["forfait"]), "")} for rangee in rangees]
            # What follows the rows are totals.
            rangees = [rangee for rangee in rangees if en_texte("repere", rangee["repere"]).isdigit()]
        yield f"batch {nom}", grouper(rangees), any(titre.startswith("total_chiffre_") for titre in rangees[0])


# -- The comparison ----------------------------------------------------------------------------------------------------


def comparer(graine: int, nombre: int) -> tuple[int, list[Ecart]]:
    """One random grid and so many requests through every entrance: how many were asked, and the disagreements."""
    return comparer_jeu(f"graine {graine}", grilles.jeu(graine, nombre))


def comparer_ecrite(rang: int, graine: int, nombre: int) -> tuple[int, list[Ecart]]:
    """The same with one of the grids that persons wrote."""
    catalogue, tarifs = ECRITES[rang]
    return comparer_jeu(catalogue.name, grilles.jeu_ecrit(catalogue, tarifs, graine, nombre))


def comparer_jeu(nom: str, jeu: grilles.Jeu) -> tuple[int, list[Ecart]]:
    """A grid and its requests through every entrance."""
    grille = calcul.lire(jeu.catalogue)
    ecarts: list[Ecart] = []
    with tempfile.TemporaryDirectory() as temporaire:
        dossier = Path(temporaire)
        (dossier / "grille.toml").write_text(jeu.catalogue, encoding="utf-8")
        fichiers = ["--catalogue", str(dossier / "grille.toml")]
        catalogue = load_catalogue(dossier / "grille.toml")
        if jeu.tarifs is not None:
            (dossier / "tarifs.toml").write_text(jeu.tarifs, encoding="utf-8")
            tarifs = calcul.lire(jeu.tarifs)
            fichiers += ["--tarifs", str(dossier / "tarifs.toml")]
            if "valide_du" in tarifs:
                fichiers += ["--date", tarifs["valide_du"].isoformat()]
            grille = calcul.poser(grille, tarifs)
            catalogue = appliquer(catalogue, lire_tarifs(jeu.tarifs.encode(), "tarifs.toml", catalogue))
        for rang, demande in enumerate(jeu.demandes):
            dit = attendu(grille, demande)
            for entree, obtenu in (
                ("quote", par_quote(grille, demande, fichiers)),
                ("python", par_python(grille, demande, catalogue)),
            ):
                if dit != obtenu:
                    ecarts.append(Ecart(nom, rang, entree, dit, obtenu, demande))
        demandes = [pour_un_lot(grille, demande) for demande in jeu.demandes]
        ecrire_lot(dossier / "lot.csv", grille, demandes)
        for entree, obtenues, plusieurs in lots(dossier, fichiers, catalogue):
            rangees = lot_attendu(grille, demandes, plusieurs=plusieurs)
            for rang, demande in enumerate(demandes):
                voulue, obtenue = rangees[str(rang)], obtenues.get(str(rang))
                if voulue != obtenue:
                    ecarts.append(Ecart(nom, rang, entree, voulue, obtenue, demande))
    return len(jeu.demandes), ecarts


def main() -> int:
    """Compare, show the first disagreements."""
    analyse = argparse.ArgumentParser(description=__doc__)
    analyse.add_argument("--nombre", type=int, default=100_000)
    analyse.add_argument("--graine", type=int, default=1)
    analyse.add_argument("--processus", type=int, default=2)
    options = analyse.parse_args()
    graines = range(options.graine, options.graine + -(-options.nombre // PAR_GRILLE))
    debut = time.perf_counter()
    faites, compte, montres = 0, Counter[str](), 0
    ecrites = partial(comparer_ecrite, graine=options.graine, nombre=PAR_GRILLE_ECRITE)
    au_hasard = partial(comparer, nombre=PAR_GRILLE)
    taches = [(ecrites, range(len(ECRITES)))]
    taches += [(au_hasard, graines[rang : rang + PAR_PROCESSUS]) for rang in range(0, len(graines), PAR_PROCESSUS)]
    for tache, siennes in taches:
        # New processes each time: what one keeps of a thousand grids is not measured here.
        with ProcessPoolExecutor(options.processus) as processus:
            for nombre, ecarts in processus.map(tache, siennes):
                faites += nombre
                for ecart in ecarts:
                    compte[ecart.entree] += 1
                    if (montres := montres + 1) <= ECARTS_MONTRES:
                        print(f"\n{ecart.jeu}, demande {ecart.rang}, {ecart.entree} : {ecart.demande}")
                        print(
                            f"  second avis  {ecart.attendu!s:.600}\n  programme    {ecart.obtenu!s:.600}", flush=True
                        )
        print(f"{faites} demandes, {time.perf_counter() - debut:.0f} s", file=sys.stderr, flush=True)
    duree = time.perf_counter() - debut
    quoi = f"{len(graines) + len(ECRITES)} grilles, {faites} demandes par {len(ENTREES)} entrées"
    print(f"{quoi} en {duree:.0f} s : {sum(compte.values())} écarts")
    for entree, combien in compte.items():
        print(f"  {entree} : {combien}")
    return 1 if compte else 0


if __name__ == "__main__":
    sys.exit(main())
