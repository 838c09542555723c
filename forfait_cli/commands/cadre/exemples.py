"""The example of a page of help: a line that the grid in use accepts."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from itertools import islice

from forfait_cli.commands.cadre.drapeaux import mots_de
from forfait_cli.commands.cadre.ligne import ecrire
from forfait_cli.domaine.catalogue import Catalogue
from forfait_cli.domaine.chiffreur import chiffrer
from forfait_cli.domaine.hypotheses import HABITANTS
from forfait_cli.erreurs import ErreurForfait
from forfait_cli.readers.demande.champs import Champ, Genre, champs_de
from forfait_cli.readers.demande.lecture import Lecteur

# What the docstring of a command says, in place of words that only a grid has.
QUI, QUOI, FORFAIT = "{qui}", "{quoi}", "{forfait}"

_USUELS = {HABITANTS: "1200", "agents": "12"}
_AUTRE_TAILLE, _COMBIEN = "12", "4"
_ESSAIS_MAX = 50  # devis tried, each some 100 µs: a grid may have thousands of strates
_D_ABORD = "extra_go"  # what is asked for most often, where a grid sells it


def exemple(aide: str, grille: Callable[[], Catalogue]) -> str:
    """The page of help, its example made of this grid's words."""
    if not any(mot in aide for mot in (QUI, QUOI, FORFAIT)):
        return aide
    catalogue = grille()
    champs = champs_de(catalogue)
    qui = next((une for une in islice(_tailles(catalogue, champs), _ESSAIS_MAX) if _acceptee(catalogue, une)), {})
    quoi: dict[str, str] = {}
    if QUOI in aide:
        quoi = next((une for une in islice(_options(champs), _ESSAIS_MAX) if _acceptee(catalogue, {**qui, **une})), {})
    code = catalogue.forfaits[0].code if catalogue.forfaits else ""
    dits = {
        QUI: ecrire(mots_de(champs, qui)),
        QUOI: ecrire(mots_de(champs, quoi)),
        FORFAIT: ecrire(["--forfait", code]) if code else "",
    }
    for mot, dit in dits.items():
        aide = aide.replace(f" {mot}", f" {dit}" if dit else "")
    return aide


def _tailles(catalogue: Catalogue, champs: tuple[Champ, ...]) -> Iterator[dict[str, str]]:
    """Who may ask: by the measure of the first nature, a usual figure, then where its strates begin and end."""
    premiere = catalogue.natures[0] if catalogue.natures else None
    champs_des_tailles = {un.neutre: un for un in champs if un.genre is Genre.TAILLE}
    for code_mesure in champs_des_tailles if premiere is None else premiere.mesures:
        un = champs_des_tailles[code_mesure]
        bornes = [
            borne
            for strate in catalogue.strates
            for cas in strate.cas
            for code, bornes in cas.bornes
            if code == un.neutre
            for borne in (bornes.min, bornes.max)
            if borne is not None
        ]
        for valeur in (_USUELS.get(un.neutre, _AUTRE_TAILLE), *(str(borne) for borne in bornes)):
            yield {un.nom: valeur}
            if premiere is not None:  # a measure of several natures does not tell which one
                yield {un.nom: valeur, "nature": premiere.code}
    if premiere is not None:
        yield {"nature": premiere.code}


def _options(champs: tuple[Champ, ...]) -> Iterator[dict[str, str]]:
    """What may be asked for beside: an option that is counted, above what a forfait comprises."""
    comptees = [un for un in champs if un.genre is Genre.QUANTITE and not un.besoin]
    for un in sorted(comptees, key=lambda un: un.nom != _D_ABORD):
        yield {un.nom: _COMBIEN}


def _acceptee(catalogue: Catalogue, valeurs: dict[str, str]) -> bool:
    with suppress(ErreurForfait):
        return any(un.recevable for un in chiffrer(catalogue, Lecteur(catalogue).lire(valeurs)).devis)
    return False
