"""What a strate is called where the file does not say: « Communes de 250 à 499 habitants »."""

from collections.abc import Collection, Sequence

from forfait_cli.domaine.catalogue import Cas
from forfait_cli.domaine.strate import etendue
from forfait_cli.domaine.types import Mesure, Nature
from forfait_cli.francais import enumeration


def libelle_de(
    cas: Sequence[Cas], natures: Sequence[Nature], mesures: Sequence[Mesure], affiliees_dites: Collection[int]
) -> str:
    """The label of a strate; `affiliees_dites`: the ranks of the cases that say « affiliées » themselves."""
    parties = (_partie(un, natures, mesures, dite=rang in affiliees_dites) for rang, un in enumerate(cas))
    return ", ".join(f"{partie[0].upper()}{partie[1:]}" for partie in parties)


def dire_cas(cas: Cas, natures: Sequence[Nature], mesures: Sequence[Mesure]) -> str:
    """One case in full: « communautés de communes affiliées de 5 000 habitants et plus »."""
    return _partie(cas, natures, mesures, dite=cas.affiliee is True)


def _partie(cas: Cas, natures: Sequence[Nature], mesures: Sequence[Mesure], *, dite: bool) -> str:
    servies = [nature for nature in natures if nature.code in cas.natures]
    qui = enumeration([nature.pluriel for nature in servies]) or "collectivités"
    if cas.affiliee is False or dite:
        feminin = all(nature.feminin for nature in servies)
        qui += f"{' non' if cas.affiliee is False else ''} affilié{'e' if feminin else ''}s"
    par_code = {mesure.code: mesure for mesure in mesures}
    tailles = [taille for code, bornes in cas.bornes if (taille := _taille(etendue(bornes, par_code[code])))]
    return " ".join((qui, enumeration(tailles))).strip()


def _taille(etendue_: str) -> str:
    """« de moins de 250 habitants », « de 10 000 habitants et plus »; nothing for what is not bounded."""
    if etendue_.startswith("quel que soit"):
        return ""
    return etendue_ if etendue_.startswith("de ") else f"de {etendue_}"
