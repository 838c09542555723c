"""Tarifs as TOML: written back from what was read, or asked for in remarks to uncomment."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from forfait_cli.domaine.grille import Catalogue
from forfait_cli.domaine.lignes_prix import lignes_prix
from forfait_cli.domaine.prix import CENTIME
from forfait_cli.domaine.tarifs import TOUS, EnTete, Tarifs
from forfait_cli.domaine.tva import HorsTaxe, NonSoumis
from forfait_cli.domaine.types import ARenseigner, Chiffre, Tarif

SCHEMA = "forfait.tarifs/1"

_TETE = """\
# Les prix que le catalogue ne donne pas. Une ligne qui commence par # n’est pas lue : retirez le # des
# lignes que vous remplissez. Les montants s’écrivent avec un point et sans €, par exemple 1234.56 ; un prix
# laissé en remarque reste « à renseigner ». Puis : forfait catalogue check ce-fichier.toml
#
# periodicite : "unique", "mois", "an", "premiere-annee", "annees-suivantes".
# Les formes d’un prix : 300.00 ; { 1 = 300.00, 2 = 400.00 } selon la strate ;
# { montant = 0.35, par = "habitant", plancher = 150.00, plafond = 3000.00, periodicite = "an" } ;
# ou une liste de telles tables, une par périodicité.
"""


def document(tarifs: Tarifs) -> dict[str, Any]:
    """The tables of a tarifs file, as `readers.tarifs` reads them."""
    contenu: dict[str, Any] = {"schema": SCHEMA, **_entete(tarifs.entete)}
    match tarifs.tva:
        case HorsTaxe(taux):
            contenu["tva"] = {"regime": "ht", "taux": _sans_zeros(taux)}
        case NonSoumis(mention):
            contenu["tva"] = {"regime": "non_soumis", "mention": mention}
        case None:
            pass
    if tarifs.forfaits:
        contenu["forfaits"] = {code: _prix(prix) for code, prix in tarifs.forfaits.items()}
    if tarifs.options:
        contenu["options"] = {
            code: _prix(par_forfait[TOUS])
            if TOUS in par_forfait
            else {"par_forfait": {forfait: _prix(prix) for forfait, prix in par_forfait.items()}}
            for code, par_forfait in tarifs.options.items()
        }
    return contenu


def _entete(entete: EnTete) -> dict[str, Any]:
    contenu: dict[str, Any] = {"titre": entete.titre, "source": entete.source}
    contenu |= {"date": entete.date, "valide_du": entete.du, "valide_au": entete.au}
    if entete.emetteur is not None:
        nom, adresse, siret = entete.emetteur
        contenu["emetteur"] = _sans_vide({"nom": nom, "adresse": list(adresse) or None, "siret": siret})
    return _sans_vide(contenu)


def _prix(prix: tuple[Tarif, ...]) -> Any:
    return _echeance(prix[0]) if len(prix) == 1 else [_echeance(un) for un in prix]


def _echeance(tarif: Tarif) -> dict[str, Any]:
    montant = _au_centime(tarif.prix.montant) if isinstance(tarif.prix, Chiffre) else None
    strates = {str(n): _au_centime(prix.montant) for n, prix in tarif.par_strate.items() if isinstance(prix, Chiffre)}
    return _sans_vide(
        {
            "montant": strates or montant,
            "par": None if tarif.par is None else str(tarif.par),
            "plancher": None if tarif.plancher is None else _au_centime(tarif.plancher),
            "plafond": None if tarif.plafond is None else _au_centime(tarif.plafond),
            "gratuits": tarif.gratuits or None,
            "periodicite": None if tarif.periodicite is None else str(tarif.periodicite),
            "taux_tva": None if tarif.taux is None else _sans_zeros(tarif.taux),
        }
    )


def _sans_zeros(valeur: Decimal) -> Decimal:
    """Without the zeros that say nothing; `20`, and not `2E+1`."""
    courte = valeur.normalize()
    return courte if courte.as_tuple().exponent in range(-20, 1) else courte.quantize(Decimal(1))


def _au_centime(montant: Decimal) -> Decimal:
    """`300` → `300.00`; decimals beyond cents are kept."""
    courte = _sans_zeros(montant)
    return courte.quantize(CENTIME) if courte == courte.quantize(CENTIME) else courte


def _sans_vide(table: dict[str, Any]) -> dict[str, Any]:
    return {cle: valeur for cle, valeur in table.items() if valeur is not None}


def rendre(tarifs: Tarifs) -> bytes:
    """The file."""
    import tomli_w

    return tomli_w.dumps(document(tarifs)).encode()


def gabarit(catalogue: Catalogue, tarifs: Tarifs | None) -> bytes:
    """The file to fill in: what is known, and what is missing as remarks."""
    connu = f'schema = "{SCHEMA}"\ntitre = ""\nsource = ""\n' if tarifs is None else rendre(tarifs).decode()
    remarques = "\n".join(_remarques(catalogue, tarifs))
    return f"{_TETE}\n{connu}\n{remarques}\n".encode()


def _remarques(catalogue: Catalogue, tarifs: Tarifs | None) -> Iterator[str]:
    if tarifs is None:
        yield "# date =                      # de la délibération, AAAA-MM-JJ sans guillemets"
        yield "# valide_du ="
        yield "# valide_au ="
        yield '#\n# [emetteur]\n# nom = ""\n# adresse = ["", ""]\n# siret = ""'
        yield '#\n# [tva]                       # regime = "ht" et taux, ou regime = "non_soumis"'
        yield '# regime = "ht"\n# taux = 20\n#'
    strates = ", ".join(f"{strate.numero} = …" for strate in catalogue.strates)
    for genre in ("forfait", "option"):
        lignes = [
            ligne
            for ligne in lignes_prix(catalogue)
            if ligne.genre == genre
            and isinstance(ligne.tarif.prix, ARenseigner)
            and (tarifs is None or ligne.code not in (tarifs.forfaits if genre == "forfait" else tarifs.options))
        ]
        for code, nom in dict.fromkeys((ligne.code, ligne.nom) for ligne in lignes):
            yield f"# {nom}"
            yield f"# [{genre}s.{code}]"
            yield f"# montant =                   # ou montant = {{ {strates} }}"
            yield "# periodicite =\n#"
