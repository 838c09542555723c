"""What is not wrong in a grid, and that whoever publishes it should know."""

from collections.abc import Iterator

from forfait_cli.domaine.grille import Catalogue
from forfait_cli.domaine.lignes_prix import tarifs_de
from forfait_cli.domaine.prix import echeances
from forfait_cli.domaine.strate import bornes_de
from forfait_cli.domaine.types import ARenseigner, Critere, Periodicite, Tarif
from forfait_cli.erreurs import Anomalie
from forfait_cli.francais import guillemets, nombre, pluriel, quantite


def avertissements(catalogue: Catalogue) -> tuple[Anomalie, ...]:
    """Sizes that no strate covers, prices that are missing, a first year without a second."""
    return (*_trous(catalogue, Critere.HABITANTS), *_trous(catalogue, Critere.AGENTS), *_reste(catalogue))


def _trous(catalogue: Catalogue, critere: Critere) -> Iterator[Anomalie]:
    """The numbers, from 0 on, that no published strate covers: a devis refuses them."""
    mot = "habitant" if critere is Critere.HABITANTS else "agent"
    suivant: int | None = 0
    aucune = True
    for strate in catalogue.strates:
        bornes = bornes_de(strate, critere)
        if bornes is None:
            continue
        aucune = False
        if suivant is not None and bornes.min > suivant:
            yield _trou(mot, suivant, bornes.min - 1)
        suivant = None if bornes.max is None else bornes.max + 1
    if aucune:
        qui = "commune" if critere is Critere.HABITANTS else "établissement public ni budget annexe"
        yield Anomalie("strates", f"aucun{'e' if mot == 'habitant' else ''} {qui} n’a de strate", "un devis les refuse")
    elif suivant is not None:
        message = f"aucune strate ne couvre {nombre(suivant)} {pluriel(mot)} et plus"
        yield Anomalie(
            f"strates.{critere}", message, "un devis les refuse ; sans max, la dernière strate n’a pas de fin"
        )


def _trou(mot: str, debut: int, fin: int) -> Anomalie:
    etendue = quantite(debut, mot) if debut == fin else f"de {nombre(debut)} à {nombre(fin)} {pluriel(mot)}"
    return Anomalie(f"strates.{pluriel(mot)}", f"aucune strate ne couvre {etendue}", "un devis refuse ces nombres")


def _reste(catalogue: Catalogue) -> Iterator[Anomalie]:
    if not any(strate.non_affiliees for strate in catalogue.strates):
        message = "aucune strate ne dit être celle des collectivités non affiliées"
        yield Anomalie("strates", message, "un devis les refuse")
    manques = 0
    for place, tarif in _tarifs(catalogue):
        manques += any(isinstance(prix.prix, ARenseigner) and not prix.par_strate for prix in echeances(tarif))
        periodicites = {prix.periodicite for prix in echeances(tarif)}
        if Periodicite.PREMIERE_ANNEE in periodicites and Periodicite.ANNEES_SUIVANTES not in periodicites:
            yield Anomalie(place, "un prix la première année, aucun les années suivantes", "ajoutez-le s’il y en a un")
        if tarif.par_strate and isinstance(tarif.prix, ARenseigner):
            absentes = [str(s.numero) for s in catalogue.strates if s.numero not in tarif.par_strate]
            if absentes:
                yield Anomalie(place, f"prix absent des strates {', '.join(absentes)}", "un devis dit « à renseigner »")
    if manques:
        message = f"{nombre(manques)} prix {'manque' if manques == 1 else 'manquent'}"
        yield Anomalie("prix", message, "un devis les dit « à renseigner » ; forfait tarifs template les demande")


def _tarifs(catalogue: Catalogue) -> Iterator[tuple[str, Tarif]]:
    for forfait in catalogue.forfaits:
        yield f"forfait {guillemets(forfait.nom)}", forfait.tarif
    for option in catalogue.options:
        for tarif, _ in tarifs_de(option):
            yield f"option {guillemets(option.nom)}", tarif
