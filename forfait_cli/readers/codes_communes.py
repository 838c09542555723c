"""Communes by code INSEE or SIREN."""

import re

from forfait_cli.domaine.communes import Commune
from forfait_cli.erreurs import Refus
from forfait_cli.francais import INSECABLE
from forfait_cli.readers.base_communes import Base
from forfait_cli.readers.refus_communes import FLAG, citer, code_postal, nommer, pas_une_commune, refus

_INSEE = re.compile(r"(?:[0-9]{2}|2[AB])[0-9]{3}", re.ASCII)
_CODE = re.compile(rf"[0-9]+|{_INSEE.pattern}", re.ASCII)
_SIREN, _SIRET = 9, 14  # digits


def lire_code(texte: str) -> str | None:
    """The text without spaces, in capitals, where it is a number or a code INSEE; else nothing."""
    compact = "".join(texte.split()).upper()
    return compact if _CODE.fullmatch(compact) else None


def par_code(base: Base, code: str) -> Commune:
    """The commune of that code INSEE or SIREN, as `lire_code` gives it.

    Raises:
        Refus: none; with what the digits are where it is known.
    """
    if _INSEE.fullmatch(code):
        return _par_insee(base, code)
    if len(code) == _SIREN:
        if trouvees := par_siren(base, code):
            return trouvees[0]
        aide = "un établissement public a aussi un SIREN, mais se chiffre par ses agents, avec --agents"
        raise refus(f"aucune commune n’a le SIREN {code}", aide)
    raise _ni_insee_ni_siren(base, code)


def par_siren(base: Base, code: str) -> list[Commune]:
    """The commune of that SIREN, if there is one."""
    return base.communes("c.code = (SELECT code FROM siren WHERE siren = ?)", int(code))


def chercher_code(base: Base, code: str) -> list[Commune]:
    """The communes that digits may mean: a code INSEE, a SIREN, a postcode."""
    siren = par_siren(base, code) if len(code) == _SIREN else []
    return list(dict.fromkeys([*base.communes("c.code = ?", code), *siren, *base.par_code_postal(code)]))


def _par_insee(base: Base, code: str) -> Commune:
    if commune := base.par_insee(code):
        return commune
    if parts := base.rattachees("r.code = ?", code):
        raise pas_une_commune(code, parts, base.par_code_postal(code))
    if communes := base.par_code_postal(code):
        raise code_postal(code, communes)
    if communes := base.communes("c.code = (SELECT commune FROM ancien WHERE code = ?)", code):
        message = f"{code} est un ancien code INSEE, repris par la commune {nommer(communes[0])}"
        raise refus(message, f"demandez la commune actuelle{INSECABLE}: {FLAG} {communes[0].code_insee}")
    raise refus(f"aucune commune actuelle n’a le code INSEE {code}", "vérifiez le code, ou donnez le nom")


def _ni_insee_ni_siren(base: Base, chiffres: str) -> Refus:
    """A SIRET holds a SIREN; a spreadsheet drops the zero that begins a code."""
    if len(chiffres) == _SIRET:
        siren = chiffres[:_SIREN]
        trouvees = par_siren(base, siren)
        celui = f"est celui de la commune {nommer(trouvees[0])}" if trouvees else "n’est celui d’aucune commune"
        message = f"{chiffres} est un SIRET, de quatorze chiffres{INSECABLE}; il faut le SIREN"
        return refus(message, f"son SIREN, {siren}, {celui}")
    message = f"{citer(chiffres)} n’est ni un code INSEE, de cinq signes, ni un SIREN, de neuf chiffres"
    commune = base.par_insee(f"0{chiffres}")
    if commune is None:
        return refus(message, "vérifiez le nombre de chiffres, ou donnez le nom de la commune")
    return refus(message, f"vouliez-vous dire 0{chiffres}, {commune.nom}, {commune.departement_nom}{INSECABLE}?")
