"""Communes by code INSEE, SIREN or postcode."""

import re

from forfait_cli.domaine.communes import Commune
from forfait_cli.erreurs import champ
from forfait_cli.francais import de_lieu
from forfait_cli.readers.communes.base import Base
from forfait_cli.readers.communes.departements import Departement
from forfait_cli.readers.communes.refus import (
    Motif,
    autre_departement,
    citer,
    code_et_code_postal,
    code_postal,
    nommer,
    pas_une_commune,
)

_INSEE = 5  # signes
_SIREN, _SIRET = 9, 14  # digits


def lire_code(texte: str) -> str | None:
    """The text without spaces, in capitals, where it is a number or a code INSEE; else nothing."""
    compact = "".join(texte.split()).upper()
    return compact if _chiffres(compact) or _est_insee(compact) else None


def par_code(base: Base, code: str, ici: Departement | None) -> Commune | Motif:
    """What a number alone means, as `lire_code` gives it: a code INSEE that is nobody else's postcode, or a SIREN."""
    if len(code) == _SIREN:
        return par_siren(base, code, ici)
    if not _est_insee(code):
        return _ni_insee_ni_siren(base, code)
    commune = base.par_insee(code)
    postales = _autres_postales(base, code)
    if commune is None or not postales:
        return par_insee(base, code, ici)
    toutes = [une for une in (commune, *postales) if ici is None or une.departement == ici.code]
    if toutes == [commune]:
        return commune
    if commune in toutes:
        return code_et_code_postal(code, commune, toutes[1:])
    return code_postal(code, toutes) if toutes else autre_departement(code, [commune, *postales], str(ici))


def par_insee(base: Base, texte: str, ici: Departement | None) -> Commune | Motif:
    """The commune of that code INSEE and nothing else; a lost leading zero is put back."""
    compact = "".join(texte.split()).upper()
    code = f"0{compact}" if len(compact) == _INSEE - 1 else compact
    if not _est_insee(code):
        message = f"{citer(texte)} n’est pas un code INSEE, de cinq signes" if compact else "le code INSEE est vide"
        return Motif(message, f"donnez le code INSEE, ou le nom de la commune : {champ('commune')}")
    if commune := base.par_insee(code):
        return _dans(texte, commune, ici)
    postales = _autres_postales(base, code)
    if parts := base.rattachees("r.code = ?", code):
        return pas_une_commune(code, parts, postales)
    if postales:
        return code_postal(code, postales)
    if communes := base.communes("c.code = (SELECT commune FROM ancien WHERE code = ?)", code):
        message = f"{code} est un ancien code INSEE, repris par {nommer(communes[0])}"
        return Motif(message, f"demandez la commune actuelle : {champ('code_insee')} {communes[0].code_insee}")
    return Motif(f"aucune commune actuelle n’a le code INSEE {code}", "vérifiez le code, ou donnez le nom")


def par_siren(base: Base, texte: str, ici: Departement | None) -> Commune | Motif:
    """The commune of that SIREN."""
    siren = "".join(texte.split())
    if len(siren) == _SIRET and _chiffres(siren):
        return _siret(base, siren)
    if len(siren) != _SIREN or not _chiffres(siren):
        message = f"{citer(texte)} n’est pas un SIREN, de neuf chiffres" if siren else "le SIREN est vide"
        return Motif(message, f"donnez le SIREN, ou le nom de la commune : {champ('commune')}")
    if commune := _de_siren(base, siren):
        return _dans(texte, commune, ici)
    aide = "vérifiez le numéro, ou donnez le nom ; seules les communes sont connues, pas les établissements publics"
    return Motif(f"aucune commune n’a le SIREN {siren}", aide)


def chercher_code(base: Base, code: str) -> list[Commune]:
    """The communes that digits may mean: a code INSEE, a SIREN, a postcode."""
    siren = _de_siren(base, code) if len(code) == _SIREN else None
    une = [] if siren is None else [siren]
    return list(dict.fromkeys([*base.communes("c.code = ?", code), *une, *base.par_code_postal(code)]))


def _chiffres(texte: str) -> bool:
    return texte.isascii() and texte.isdigit()


def _est_insee(code: str) -> bool:
    """« 47015 », « 2A004 »."""
    return re.fullmatch("([0-9]{2}|2[AB])[0-9]{3}", code) is not None


def _autres_postales(base: Base, code: str) -> list[Commune]:
    """The communes that have that postcode, the commune of that code INSEE left out."""
    return [commune for commune in base.par_code_postal(code) if commune.code_insee != code]


def _de_siren(base: Base, siren: str) -> Commune | None:
    return next(iter(base.communes("c.code = (SELECT code FROM siren WHERE siren = ?)", int(siren))), None)


def _dans(texte: str, commune: Commune, ici: Departement | None) -> Commune | Motif:
    if ici is None or commune.departement == ici.code:
        return commune
    return autre_departement(texte, [commune], str(ici))


def _siret(base: Base, siret: str) -> Motif:
    siren = siret[:_SIREN]
    commune = _de_siren(base, siren)
    celui = f"est celui {de_lieu(nommer(commune))}" if commune else "n’est celui d’aucune commune"
    message = f"{siret} est un SIRET, de quatorze chiffres ; il faut le SIREN"
    return Motif(message, f"son SIREN, {siren}, {celui}")


def _ni_insee_ni_siren(base: Base, chiffres: str) -> Motif:
    """A SIRET holds a SIREN; a spreadsheet drops the zero that begins a code."""
    if len(chiffres) == _SIRET:
        return _siret(base, chiffres)
    message = f"{citer(chiffres)} n’est ni un code INSEE, de cinq signes, ni un SIREN, de neuf chiffres"
    commune = base.par_insee(f"0{chiffres}") if len(chiffres) == _INSEE - 1 else None
    if commune is None:
        return Motif(message, "vérifiez le nombre de chiffres, ou donnez le nom de la commune")
    lieu = f"{commune.nom}, {commune.departement_nom}"
    return Motif(message, f"pour {lieu}, donnez {champ('code_insee')} 0{chiffres}")
