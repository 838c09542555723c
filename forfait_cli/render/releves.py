"""Results as rectangular tables, for CSV."""

from decimal import Decimal

from forfait_cli.domaine.dossier import Chiffrage, Comparaison, Devis
from forfait_cli.domaine.grille import Bornes
from forfait_cli.domaine.situation import Situation
from forfait_cli.domaine.strate import etendue
from forfait_cli.domaine.types import Chiffre, Periodicite, Prix
from forfait_cli.francais import insecables, pour_cent
from forfait_cli.render.csv import Releve, Valeur

COLONNES_DEVIS = (
    "forfait", "nom", "type", "code", "libelle", "quantite", "unite",
    "prix_unitaire", "montant", "periodicite", "statut", "motif", "source",
)  # fmt: skip


def releve_devis(chiffrage: Chiffrage) -> Releve:
    """A row for each assumption, included volume, line, total and refusal; `type` tells them apart."""
    unites = {service.code: service for service in chiffrage.catalogue.services}
    lignes: list[tuple[Valeur, ...]] = [
        (None, None, "hypothese", *(None,) * 8, insecables(hypothese), None) for hypothese in chiffrage.hypotheses
    ]
    for devis in chiffrage.devis:
        tete = (devis.forfait.code, devis.forfait.nom)
        for code, inclus in devis.inclus.items():
            service = unites[code]
            lignes.append((*tete, "inclus", code, service.nom, inclus, service.unite, *[None] * 6))
        lignes.extend((*tete, *ligne) for ligne in _lignes(devis))
    return Releve(COLONNES_DEVIS, tuple(lignes))


def _lignes(devis: Devis) -> list[tuple[Valeur, ...]]:
    vides = (None,) * 5
    lignes: list[tuple[Valeur, ...]] = [
        ("refus", None, None, *vides, None, insecables(motif), None) for motif in devis.motifs
    ]
    lignes.extend(
        (
            "ligne", ligne.code, ligne.libelle, ligne.quantite, ligne.unite, _montant(ligne.prix_unitaire),
            _montant(ligne.montant), ligne.periodicite, ligne.statut,
            None if ligne.motif is None else insecables(ligne.motif), insecables(ligne.source),
        )
        for ligne in devis.lignes
    )  # fmt: skip
    mot = "Total" if devis.complet else "Sous-total chiffré"
    sommes: list[tuple[str, str, Decimal, Periodicite | None]] = [
        ("total", f"{mot} HT" if devis.tva else mot, total.montant, total.periodicite) for total in devis.totaux
    ]
    for taxe in devis.tva:
        sommes += [("tva", f"TVA {pour_cent(part.taux)}", part.montant, taxe.periodicite) for part in taxe.parts]
        sommes.append(("total_ttc", f"{mot} TTC", taxe.ttc, taxe.periodicite))
    lignes.extend(
        (type_, None, libelle, None, None, None, montant, periodicite, None, None, None)
        for type_, libelle, montant, periodicite in sommes
    )
    return lignes


def _montant(prix: Prix) -> Valeur:
    return prix.montant if isinstance(prix, Chiffre) else None


def releve_comparaison(comparaison: Comparaison) -> Releve:
    """The three tables of the catalogue under one header; `tableau` tells them apart."""
    catalogue, classement = comparaison.catalogue, comparaison.classement
    codes = [forfait.code for forfait in comparaison.forfaits]
    volumes = list(dict.fromkeys(code for strate in catalogue.strates for code in strate.volumes))
    colonnes = (
        "tableau", "famille", "code", "libelle", *codes,
        "habitants_min", "habitants_max", "agents_min", "agents_max",
        *(f"volume_{code}" for code in volumes),
    )  # fmt: skip
    apres = (None,) * (4 + len(volumes))
    avant = (None,) * len(codes)
    lignes: list[tuple[Valeur, ...]] = [
        ("services", s.famille, s.code, s.nom, *(s.cellules[code].texte for code in codes), *apres)
        for s in catalogue.services
    ]
    for strate in catalogue.strates:
        if classement is None or strate.numero == classement.strate.numero:
            comptes = [strate.volumes.get(code) for code in volumes]
            tete = ("strates", None, str(strate.numero), strate.libelle)
            lignes.append((*tete, *avant, *_bornes(strate.habitants), *_bornes(strate.agents), *comptes))
    lignes.extend(
        ("options", None, option.code, option.nom, *(option.cellules[code].texte for code in codes), *apres)
        for option in catalogue.options
    )
    lignes.extend(
        ("hypotheses", None, None, insecables(hypothese), *avant, *apres) for hypothese in comparaison.hypotheses
    )
    if comparaison.couts is not None:
        lignes.extend(_couts(comparaison.couts, apres))
    return Releve(colonnes, tuple(lignes))


def _couts(couts: Chiffrage, apres: tuple[None, ...]) -> list[tuple[Valeur, ...]]:
    """A row for each line of the devis: one amount a forfait, empty where none is known."""
    libelles = {ligne.code: ligne.libelle for devis in couts.devis for ligne in devis.lignes}
    libelles["forfait"] = "Prix du forfait"
    lignes: list[tuple[Valeur, ...]] = []
    for code, libelle in libelles.items():
        trouvees = [[ligne for ligne in devis.lignes if ligne.code == code] for devis in couts.devis]
        if all(len(unes) <= 1 for unes in trouvees):
            seules = [_montant(unes[0].montant) if unes else None for unes in trouvees]
            lignes.append(("couts", None, code, libelle, *seules, *apres))
            continue
        for cle in dict.fromkeys((ligne.periodicite, ligne.unite) for unes in trouvees for ligne in unes):
            montants = [
                next((_montant(ligne.montant) for ligne in unes if (ligne.periodicite, ligne.unite) == cle), None)
                for unes in trouvees
            ]
            lignes.append(("couts", cle[0], code, libelle, *montants, *apres))
    for periodicite in dict.fromkeys(total.periodicite for devis in couts.devis for total in devis.totaux):
        totaux = [
            next((total.montant for total in devis.totaux if total.periodicite is periodicite), None)
            for devis in couts.devis
        ]
        lignes.append(("couts", periodicite, "total", "Total des lignes chiffrées", *totaux, *apres))
    return lignes


def _bornes(bornes: Bornes | None) -> tuple[int | None, int | None]:
    return (None, None) if bornes is None else (bornes.min, bornes.max)


def releve_strate(situation: Situation) -> Releve:
    """One row."""
    collectivite, classement = situation.collectivite, situation.classement
    avant, apres, bornes = situation.precedente, situation.suivante, classement.bornes
    ligne: dict[str, Valeur] = {
        "nom": collectivite.nom,
        "code_insee": collectivite.code_insee,
        "nature": collectivite.nature,
        "habitants": collectivite.habitants,
        "agents": collectivite.agents,
        "affiliee": collectivite.affiliee,
        "strate": classement.strate.numero,
        "libelle": classement.strate.libelle,
        "critere": classement.critere,
        "etendue": None if bornes is None else etendue(bornes, classement.critere),
        "explication": insecables(situation.explication),
        "strate_precedente": None if avant is None else avant.strate.numero,
        "ecart_precedente": None if avant is None else avant.ecart,
        "strate_suivante": None if apres is None else apres.strate.numero,
        "ecart_suivante": None if apres is None else apres.ecart,
        "hypotheses": insecables(" ".join(situation.hypotheses)),
    }
    return Releve(tuple(ligne), (tuple(ligne.values()),))
