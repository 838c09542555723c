"""Tarifs as TOML: written back from what was read, or asked for in remarks to uncomment."""

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any, assert_never

from forfait_cli.domaine import gabarit as g
from forfait_cli.domaine.catalogue import Catalogue, EnTete, HorsTaxe, NonSoumis
from forfait_cli.domaine.prix import (
    ARenseigner,
    Bareme,
    Chiffre,
    Echeance,
    NonPropose,
    PourCent,
    SelonNature,
    SelonStrate,
    SurEtude,
    Tarif,
    Tranches,
)
from forfait_cli.domaine.tarifs import TOUS, Tarifs
from forfait_cli.domaine.types import CENTIME, Nombre, Periodicite, Statut
from forfait_cli.francais import epeler, propre

SCHEMA = "forfait.tarifs/1"
_NUE = re.compile(r"[A-Za-z0-9_-]+", re.ASCII)
_COMMANDE = re.compile(r"[\x00-\x1f\x7f]")

_TETE = """\
# Les prix que le catalogue ne donne pas. Une ligne qui commence par # n’est pas lue : retirez le # des
# lignes que vous remplissez. Les montants s’écrivent avec un point et sans €, par exemple 1234.56 ; un prix
# laissé en remarque reste « à renseigner ». Puis : forfait catalogue check ce-fichier.toml
#
# periodicite : {periodicites}.
# Les formes d’un prix : 300.00 ; {{ 1 = 300.00, 2 = 400.00 }} selon la strate ;
# {{ montant = 0.35, par = "habitants", plancher = 150.00, plafond = 3000.00, periodicite = "an" }} ;
# {{ tranches = [ {{ jusqua = 100, montant = 5.00 }}, {{ montant = 3.00 }} ], calcul = "marginale" }} ;
# ou une liste de telles tables, une par périodicité.
"""


def document(tarifs: Tarifs) -> dict[str, Any]:
    """The tables of a tarifs file, as `readers.tarifs` reads them."""
    contenu: dict[str, Any] = {"schema": SCHEMA, **_entete(tarifs.entete)}
    match tarifs.tva:
        case HorsTaxe(taux):
            contenu["tva"] = {"regime": "ht", "taux": _nombre(taux)}
        case NonSoumis(mention):
            contenu["tva"] = {"regime": "non_soumis", "mention": mention}
        case None:
            pass
        case _:
            assert_never(tarifs.tva)
    if tarifs.forfaits:
        contenu["forfaits"] = {code: prix(tarif) for code, tarif in tarifs.forfaits.items()}
    if tarifs.options:
        contenu["options"] = {
            code: prix(par_forfait[TOUS])
            if TOUS in par_forfait
            else {"par_forfait": {forfait: prix(tarif) for forfait, tarif in par_forfait.items()}}
            for code, par_forfait in tarifs.options.items()
        }
    return contenu


def _entete(entete: EnTete) -> dict[str, Any]:
    contenu: dict[str, Any] = {"titre": entete.titre, "source": entete.source}
    contenu |= {"date": entete.date, "valide_du": entete.du, "valide_au": entete.au}
    if (qui := entete.emetteur) is not None:
        contenu["emetteur"] = _sans_vide({"nom": qui.nom, "adresse": list(qui.adresse) or None, "siret": qui.siret})
    return _sans_vide(contenu)


# --- A price --------------------------------------------------------------------------------------


def prix(tarif: Tarif) -> Any:
    """A price as a file gives it: a table, or one for each échéance."""
    return _echeance(tarif.echeances[0]) if len(tarif.echeances) == 1 else [_echeance(une) for une in tarif.echeances]


def _echeance(echeance: Echeance) -> dict[str, Any]:
    bareme = _bareme(echeance.bareme)
    corps = bareme if isinstance(bareme, dict) and not isinstance(echeance.bareme, SelonStrate) else {"montant": bareme}
    return _sans_vide(
        {
            **corps,
            "par": echeance.par,
            "libelle": echeance.libelle or None,
            "minimum": echeance.minimum or None,
            "plancher": None if echeance.plancher is None else au_centime(echeance.plancher),
            "plafond": None if echeance.plafond is None else au_centime(echeance.plafond),
            "gratuits": echeance.gratuits or None,
            "periodicite": None if echeance.periodicite is None else str(echeance.periodicite),
            "taux_tva": _nombre(echeance.taux_tva),
            "source": echeance.source or None,
        }
    )


def _bareme(bareme: Bareme) -> Any:
    """What stands in the place of an amount; None: nothing is given."""
    match bareme:
        case Chiffre(montant):
            return au_centime(montant)
        case SurEtude() | NonPropose() | ARenseigner():
            return MOTS[bareme.statut]
        case SelonStrate(par_numero):
            return _sans_vide({str(numero): _bareme(un) for numero, un in par_numero.items()}) or None
        case SelonNature(par_code):
            return {"par_nature": _sans_vide({code: _bareme(un) for code, un in par_code.items()})}
        case PourCent(taux):
            return {"pour_cent": _nombre(taux)}
        case Tranches(tranches, calcul):
            tables = [
                _sans_vide({"jusqua": _nombre(une.jusqua), "montant": au_centime(une.montant)}) for une in tranches
            ]
            return {"tranches": tables, "calcul": str(calcul)}
        case _:
            assert_never(bareme)


MOTS = {
    Statut.SUR_ETUDE: g.MOT_SUR_ETUDE,
    Statut.NON_PROPOSE: g.MOT_NON_PROPOSE,
    Statut.A_RENSEIGNER: None,
}


def _nombre(valeur: Nombre | None) -> Nombre | None:
    """`20`, and not `20.0`, where it is whole."""
    if not isinstance(valeur, Decimal):
        return valeur
    return int(valeur) if valeur == valeur.to_integral_value() else _sans_zeros(valeur)


def _sans_zeros(valeur: Decimal) -> Decimal:
    """Without the zeros that say nothing; `20`, and not `2E+1`."""
    courte = valeur.normalize()
    return courte if courte.as_tuple().exponent in range(-20, 1) else courte.quantize(Decimal(1))


def au_centime(montant: Decimal) -> Decimal:
    """`300` → `300.00`; decimals beyond cents are kept."""
    courte = _sans_zeros(montant)
    return courte.quantize(CENTIME) if courte == courte.quantize(CENTIME) else courte


def _sans_vide(table: Mapping[str, Any]) -> dict[str, Any]:
    return {cle: valeur for cle, valeur in table.items() if valeur is not None}


def en_ligne(valeur: Any) -> str:
    """A value on one line: `{ montant = 5.00, par = "agents" }`."""
    match valeur:
        case bool():
            return "true" if valeur else "false"
        case dict():
            return f"{{ {', '.join(f'{en_cle(cle)} = {en_ligne(un)}' for cle, un in valeur.items())} }}"
        case list():
            return f"[{', '.join(map(en_ligne, valeur))}]"
        case Decimal():
            return f"{valeur:f}"
        case str():
            return _texte(valeur)
        case _:
            return str(valeur)


def en_cle(cle: str) -> str:
    """A key, between quotes where it needs them."""
    return cle if _NUE.fullmatch(cle) else _texte(cle)


def _texte(texte: str) -> str:
    """A text between straight quotes, its own quotes and control characters escaped."""
    protege = texte.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + epeler(_COMMANDE.sub(lambda signe: f"\\u{ord(signe[0]):04x}", protege)) + '"'


# --- A file ---------------------------------------------------------------------------------------


def rendre(tarifs: Tarifs) -> bytes:
    """The file."""
    import tomli_w

    return epeler(tomli_w.dumps(document(tarifs))).encode()


def gabarit(catalogue: Catalogue, tarifs: Tarifs | None) -> bytes:
    """The file to fill in: what is known, and what is missing as remarks."""
    connu = f'schema = "{SCHEMA}"\ntitre = "{g.SANS_TITRE}"\nsource = "{g.A_PRECISER}"\n'
    connu = connu if tarifs is None else rendre(tarifs).decode()
    remarques = "\n".join(_remarques(catalogue, tarifs))
    tete = _TETE.format(periodicites=", ".join(f'"{mot}"' for mot in Periodicite))
    return f"{tete}\n{connu}\n{remarques}\n".encode()


def _remarques(catalogue: Catalogue, tarifs: Tarifs | None) -> Iterator[str]:
    if tarifs is None:
        yield "# date =                      # de la délibération, AAAA-MM-JJ sans guillemets"
        yield "# valide_du ="
        yield "# valide_au ="
        yield '#\n# [emetteur]\n# nom = ""\n# adresse = ["", ""]\n# siret = ""'
        yield '#\n# [tva]                       # regime = "ht" et taux, ou regime = "non_soumis"'
        yield '# regime = "ht"\n# taux = 20\n#'
    strates = ", ".join(f"{strate.numero} = …" for strate in catalogue.strates)
    ou = f"                   # ou montant = {{ {strates} }}" if strates else ""
    for feuille in g.gabarit(catalogue, tarifs):
        if feuille.nom not in (g.FORFAITS, g.OPTIONS):
            continue
        donnes: Mapping[str, object] = {}
        if tarifs is not None:
            donnes = tarifs.forfaits if feuille.nom == g.FORFAITS else tarifs.options
        for rangee in feuille.rangees:
            cases = dict(zip(feuille.titres, rangee, strict=True))
            if cases[g.CODE] in donnes:
                continue
            chemin = [feuille.nom.lower(), str(cases[g.CODE])]
            chemin += ["par_forfait", str(cases[g.FORFAIT])] if cases.get(g.FORFAIT) else []
            yield f"# {propre(str(cases[g.NOM]))}"  # a line that breaks would be read
            yield f"# [{'.'.join(chemin)}]"
            yield f"# montant ={ou}"
            for titre, cle in CLES.items():
                if (valeur := cases.get(titre)) is not None or cle == "periodicite":
                    yield f"# {cle} ={f' {en_ligne(valeur)}' if valeur is not None else ''}"
            yield "#"


CLES = {
    g.PERIODICITE: "periodicite", g.PAR: "par", g.LIBELLE: "libelle", g.MINIMUM: "minimum", g.PLANCHER: "plancher",
    g.PLAFOND: "plafond", g.GRATUITS: "gratuits", g.TAUX_LIGNE: "taux_tva",
}  # fmt: skip
