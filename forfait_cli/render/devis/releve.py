"""The devis as a rectangular table."""

from decimal import Decimal

from forfait_cli.domaine.prix import montant_connu
from forfait_cli.domaine.resultats import Chiffrage, Devis
from forfait_cli.domaine.types import Nombre, Periodicite
from forfait_cli.francais import insecables, pour_cent
from forfait_cli.render.releve import Releve, Valeur

COLONNES = (
    "forfait", "nom", "type", "code", "libelle", "quantite", "unite",
    "prix_unitaire", "montant", "periodicite", "statut", "motif", "source",
)  # fmt: skip


def releve_devis(chiffrage: Chiffrage) -> Releve:
    """A row for each assumption, included volume, line, total and refusal; `type` tells them apart."""
    services = {service.code: service for service in chiffrage.catalogue.services}
    lignes: list[tuple[Valeur, ...]] = [
        (None, None, "hypothese", *(None,) * 8, insecables(hypothese), None) for hypothese in chiffrage.hypotheses
    ]
    for devis in chiffrage.devis:
        tete = (devis.forfait.code, devis.forfait.nom)
        for code, inclus in devis.inclus.items():
            service = services[code]
            unite = None if service.unite is None else service.unite.nom
            lignes.append((*tete, "inclus", code, service.nom, inclus, unite, *[None] * 6))
        lignes.extend((*tete, *ligne) for ligne in _lignes(devis))
    return Releve(COLONNES, tuple(lignes))


def _lignes(devis: Devis) -> list[tuple[Valeur, ...]]:
    vides = (None,) * 5
    lignes: list[tuple[Valeur, ...]] = [
        ("refus", None, None, *vides, None, insecables(motif), None) for motif in devis.motifs
    ]
    lignes.extend(
        (
            "ligne", ligne.code, ligne.libelle, _quantite(ligne.quantite),
            None if ligne.unite is None else ligne.unite.nom, montant_connu(ligne.prix_unitaire),
            montant_connu(ligne.montant), ligne.periodicite, ligne.statut,
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


def _quantite(valeur: Nombre | None) -> Valeur:
    """A count, in which a fraction is no amount: « 7.5 », not « 7.50 »."""
    return f"{valeur.normalize():f}" if isinstance(valeur, Decimal) else valeur
