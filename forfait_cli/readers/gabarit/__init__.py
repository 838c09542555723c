"""A grid that was filled in, read back as tarifs: every fault with its sheet and cell, all at once."""

from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import NamedTuple

from forfait_cli.domaine import gabarit as g
from forfait_cli.domaine.catalogue import Catalogue
from forfait_cli.domaine.tarifs import Tarifs
from forfait_cli.francais import guillemets, nombre, plier
from forfait_cli.readers.tarifs import lire_tous, ouvrir


class Import(NamedTuple):
    """What a filled grid gives."""

    tarifs: Tarifs
    remarques: tuple[str, ...]  # how some cells were read, what was left aside, then how far it is filled in
    rien: bool  # it gives nothing: no price, no VAT, no address


def importer(fichier: Path, catalogue: Catalogue) -> Import:
    """The tarifs that a filled grid gives for a catalogue; what is blank stays unknown.

    Raises:
        Refus: the file can't be read.
        CatalogueInvalide: a cell is wrong, or contradicts the catalogue; every fault is told at once.
    """
    if fichier.suffix.lower() == ".toml":
        (tarifs,) = lire_tous(ouvrir(fichier), catalogue)
        return _import(catalogue, tarifs)
    from forfait_cli.readers.gabarit.identite import TARIFS, lire_identite
    from forfait_cli.readers.gabarit.releve import Releve
    from forfait_cli.readers.gabarit.vendus import lire_forfaits, lire_options
    from forfait_cli.readers.tarifs import SCHEMA, ouvrir_document

    releve = Releve(str(fichier), "repartez de forfait tarifs template, sans changer les titres")
    releve.document["schema"] = SCHEMA
    requises = [g.IDENTITE, *([g.FORFAITS] if catalogue.forfaits else []), *([g.OPTIONS] if catalogue.options else [])]
    lecteurs = {
        g.IDENTITE: partial(lire_identite, donnees=TARIFS),
        g.FORFAITS: partial(lire_forfaits, catalogue=catalogue),
        g.OPTIONS: partial(lire_options, catalogue=catalogue),
    }
    releve.lire_feuilles(fichier, lecteurs, requises)
    tarifs, fautes = ouvrir_document(releve.document, releve.fichier).examiner(catalogue)
    releve.conclure(fautes)
    return _import(catalogue, tarifs, releve.remarques)


def _import(catalogue: Catalogue, tarifs: Tarifs, remarques: Iterable[str] = ()) -> Import:
    avancement = g.avancement(catalogue, tarifs)
    if not avancement.donnes and tarifs.tva is None and tarifs.entete.emetteur is None:
        dit = "La grille donne déjà tous ses prix : rien n’est à mettre en usage."
        return Import(tarifs, (*remarques, _bilan(avancement) if avancement.manquants else dit), True)
    return Import(tarifs, (*remarques, *_sans_source(tarifs), _bilan(avancement)), False)


def _sans_source(tarifs: Tarifs) -> Iterator[str]:
    if plier(tarifs.entete.source) == plier(g.A_PRECISER):
        dite = guillemets(g.A_PRECISER)
        yield f"La source de ces prix est {dite} : chaque devis le dira tant qu’elle n’est pas écrite."


def _bilan(avancement: g.Avancement) -> str:
    donnes, manquants = avancement
    lus = {0: "Aucun prix lu", 1: "1 prix lu"}.get(donnes, f"{nombre(donnes)} prix lus")
    restent = {0: "aucun ne reste à renseigner", 1: "1 reste à renseigner"}
    return f"{lus}, {restent.get(manquants, f'{nombre(manquants)} restent à renseigner')}."
