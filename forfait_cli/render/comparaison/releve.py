"""The comparison as a rectangular table."""

from collections.abc import Iterator
from decimal import Decimal

from forfait_cli.domaine.catalogue import SANS_STRATE, Catalogue, Forfait, Strate
from forfait_cli.domaine.comparaison import Comparaison
from forfait_cli.domaine.prix import montant_connu, prix_unique
from forfait_cli.domaine.prix_en_mots import textes_tarif
from forfait_cli.domaine.resultats import FORFAIT, Chiffrage, LigneDevis
from forfait_cli.domaine.types import Nombre
from forfait_cli.francais import insecables
from forfait_cli.render.commun.donnees import AGENTS, HABITANTS, autres_mesures
from forfait_cli.render.commun.page import cle_ligne
from forfait_cli.render.commun.prix import pour_strate, prix_de_la_grille
from forfait_cli.render.releve import Releve, Valeur

Ligne = tuple[Valeur, ...]


def releve_comparaison(comparaison: Comparaison) -> Releve:
    """The tables of the catalogue under one header; `tableau` tells them apart."""
    catalogue, classement = comparaison.catalogue, comparaison.classement
    codes = [forfait.code for forfait in comparaison.forfaits]
    volumes = list(dict.fromkeys(code for strate in catalogue.strates for code in strate.volumes))
    mesures = (HABITANTS, AGENTS, *autres_mesures(catalogue))
    colonnes = (
        "tableau", "famille", "code", "libelle", *codes,
        *(f"{code}_{bout}" for code in mesures for bout in ("min", "max")),
        *(f"volume_{code}" for code in volumes),
    )  # fmt: skip
    apres = (None,) * (2 * len(mesures) + len(volumes))
    avant = (None,) * len(codes)
    lignes: list[Ligne] = [
        ("services", s.famille, s.code, s.nom, *(s.cellules[code].texte for code in codes), *apres)
        for s in catalogue.services
    ]
    for strate in catalogue.strates:
        if classement is None or strate.numero == classement.strate.numero:
            comptes = [strate.volumes.get(code) for code in volumes]
            tete = ("strates", None, str(strate.numero), strate.libelle)
            bornes = [bout for code in mesures for bout in _bornes(strate, code)]
            lignes.append((*tete, *avant, *bornes, *comptes))
    lignes.extend(
        ("options", None, option.code, option.nom, *(option.cellules[code].texte for code in codes), *apres)
        for option in catalogue.options
    )
    if comparaison.couts is None:
        lignes.extend((*ligne, *apres) for ligne in _prix(catalogue, comparaison.forfaits))
    lignes.extend(
        ("hypotheses", None, None, insecables(hypothese), *avant, *apres) for hypothese in comparaison.hypotheses
    )
    if comparaison.couts is not None:
        lignes.extend((*ligne, *apres) for ligne in _couts(comparaison.couts))
    return Releve(colonnes, tuple(lignes))


def _prix(catalogue: Catalogue, forfaits: tuple[Forfait, ...]) -> Iterator[Ligne]:
    """The forfaits' prices, by strate where they are; nothing where none is known."""
    if not prix_de_la_grille(forfaits):
        return
    for strate in catalogue.strates or (SANS_STRATE,):
        textes = [_prix_en_strate(catalogue, forfait, strate) for forfait in forfaits]
        yield (
            "prix",
            None,
            str(strate.numero) if strate.numero else None,
            strate.libelle or "Prix du forfait",
            *textes,
        )


def _prix_en_strate(catalogue: Catalogue, forfait: Forfait, strate: Strate) -> Valeur:
    if forfait.tarif is None:
        return None
    tarif = pour_strate(catalogue, forfait.tarif, strate)
    seul = prix_unique(tarif)
    return insecables(" ; ".join(textes_tarif(catalogue, tarif, None))) if seul is None else seul


def _couts(couts: Chiffrage) -> Iterator[Ligne]:
    """A row for each line of the devis: one amount a forfait, empty where none is known."""
    codes = dict.fromkeys(ligne.code for devis in couts.devis for ligne in devis.lignes)
    if any(devis.forfait.tarif is not None for devis in couts.devis):
        codes = {FORFAIT: None, **codes}
    for code in codes:
        option = couts.catalogue.option(code)
        trouvees = [
            {
                cle_ligne(devis.forfait.nom if option is None else option.nom, une): une
                for une in devis.lignes
                if une.code == code
            }
            for devis in couts.devis
        ]
        libelle = "Prix du forfait" if option is None else option.nom
        if all(len(unes) <= 1 for unes in trouvees):
            unes = [next(iter(unes.values()), None) for unes in trouvees]
            yield ("couts", None, code, libelle, *map(_montant, unes))
            continue
        for cle in dict.fromkeys(cle for unes in trouvees for cle in unes):
            periodicite, _, precision = cle
            dit = f"{libelle}, {precision}" if precision else libelle
            yield ("couts", periodicite, code, dit, *(_montant(unes.get(cle)) for unes in trouvees))
    for periodicite in dict.fromkeys(total.periodicite for devis in couts.devis for total in devis.totaux):
        totaux = [
            next((total.montant for total in devis.totaux if total.periodicite is periodicite), None)
            for devis in couts.devis
        ]
        yield ("couts", periodicite, "total", "Total des lignes chiffrées", *totaux)


def _montant(ligne: LigneDevis | None) -> Valeur:
    return None if ligne is None else montant_connu(ligne.montant)


def _bornes(strate: Strate, mesure: str) -> tuple[Valeur, Valeur]:
    bornes = strate.bornes(mesure)
    return (None, None) if bornes is None else (_nombre(bornes.min), _nombre(bornes.max))


def _nombre(valeur: Nombre | None) -> Valeur:
    return f"{valeur.normalize():f}" if isinstance(valeur, Decimal) else valeur
