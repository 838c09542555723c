"""The strates of a catalogue, read and checked against one another."""

from collections.abc import Callable, Iterable

from forfait_cli.domaine.grille import Bornes, Service, Strate
from forfait_cli.francais import guillemets, nombre
from forfait_cli.readers.champs import Champs


def lire_strates(racine: Champs) -> tuple[Strate, ...]:
    """Every `[[strates]]` of the file, in its order."""
    return tuple(_strate(champs, rang) for rang, champs in enumerate(racine.tables("strates"), 1))


def _strate(champs: Champs, rang: int) -> Strate:
    avant = len(champs.fautes)
    volumes = champs.table("volumes", requise=False)
    strate = Strate(
        champs.entier_ou_rien("numero", requis=True) or rang,  # one fault must not be told as others
        champs.texte("libelle"),
        _bornes(champs, "habitants"),
        _bornes(champs, "agents"),
        champs.booleen("non_affiliees", defaut=False),
        {code: volumes.entier(code) for code in volumes.cles()},
    )
    champs.fin()
    if len(champs.fautes) == avant and strate.habitants is None and strate.agents is None and not strate.non_affiliees:
        champs.faute("", "aucune borne : personne n’entre dans cette strate", "ajoutez habitants ou agents")
    return strate


def _bornes(champs: Champs, cle: str) -> Bornes | None:
    if cle not in champs:
        champs.table(cle, requise=False)
        return None
    table = champs.table(cle)
    avant = len(champs.fautes)
    bornes = Bornes(table.entier("min"), table.entier_ou_rien("max"))
    table.fin()
    if len(champs.fautes) > avant:
        return None
    if bornes.max is not None and bornes.max < bornes.min:
        table.faute("max", f"{bornes.max} est plus petit que min ({bornes.min})", "inversez les deux")
    return bornes


def verifier_strates(racine: Champs, strates: tuple[Strate, ...], services: tuple[Service, ...]) -> None:
    """Report what no single strate shows: order, overlaps, volumes absent or without a service."""
    numeros = [strate.numero for strate in strates]
    if numeros != sorted(set(numeros)):
        racine.faute("strates", "les numéros ne vont pas en croissant", "numérotez les strates dans l’ordre")
    if sum(strate.non_affiliees for strate in strates) > 1:
        racine.faute("strates", "plusieurs strates pour les collectivités non affiliées", "gardez-en une")
    _verifier_suite(racine, "habitants", strates, lambda strate: strate.habitants)
    _verifier_suite(racine, "agents", strates, lambda strate: strate.agents)
    comptes = {s.code for s in services if any(cellule.selon_strate for cellule in s.cellules.values())}
    for rang, strate in enumerate(strates, 1):
        for code in sorted(comptes - strate.volumes.keys()):
            message = f"volume absent : {guillemets(code)}"
            racine.faute(f"strates[{rang}].volumes", message, f"ajoutez {code} = …")
        for code in sorted(strate.volumes.keys() - comptes):
            message = f"volume d’un service qui n’en a pas selon la strate : {guillemets(code)}"
            racine.faute(f"strates[{rang}].volumes", message, "corrigez le code ou la légende du service")


def _verifier_suite(
    racine: Champs, quoi: str, strates: Iterable[Strate], bornes_de: Callable[[Strate], Bornes | None]
) -> None:
    precedente: tuple[Strate, Bornes] | None = None
    for strate in strates:
        bornes = bornes_de(strate)
        if bornes is None:
            continue
        if precedente is not None and (precedente[1].max is None or bornes.min <= precedente[1].max):
            avant = precedente[0].numero
            message = f"les strates {avant} et {strate.numero} se recouvrent : {nombre(bornes.min)} est dans les deux"
            racine.faute(f"strates.{quoi}", message, f"donnez à la strate {avant} un max de {max(0, bornes.min - 1)}")
        precedente = strate, bornes
