"""A catalogue as a Python module, made when the package is built (see `hatch_build.py`)."""

from collections.abc import Mapping
from decimal import Decimal
from enum import Enum

from forfait_cli.domaine.catalogue import Catalogue

_ENTETE = '"""Made from catalogue.toml by the build of the package; never edited."""'


def compiler(catalogue: Catalogue) -> str:
    """The source of a module whose `CATALOGUE` equals this one; equal parts are written once."""
    lignes: list[str] = []
    noms: dict[str, str] = {}
    imports: set[tuple[str, str]] = {("decimal", "Decimal")}

    def ecrire(valeur: object) -> str:  # noqa: PLR0911 - a kind a return
        match valeur:
            case Enum():
                imports.add((type(valeur).__module__, type(valeur).__name__))
                return f"{type(valeur).__name__}.{valeur.name}"
            case Decimal():
                return repr(valeur)
            case Mapping():
                return f"{{{', '.join(f'{ecrire(cle)}: {ecrire(v)}' for cle, v in valeur.items())}}}"
            case frozenset():
                elements = sorted(ecrire(element) for element in valeur)
                return f"frozenset(({', '.join(elements)},))" if elements else "frozenset()"
            case tuple() if hasattr(valeur, "_fields"):
                imports.add((type(valeur).__module__, type(valeur).__name__))
                return nommer(f"{type(valeur).__name__}({', '.join(map(ecrire, valeur))})")
            case tuple():
                return f"({''.join(f'{ecrire(element)}, ' for element in valeur)})"
            case _:
                return repr(valeur)

    def nommer(expression: str) -> str:
        if expression not in noms:
            noms[expression] = f"_{len(noms)}"
            lignes.append(f"{noms[expression]} = {expression}")
        return noms[expression]

    resultat = ecrire(catalogue._replace(chemin=""))
    importes = (f"from {module} import {nom}" for module, nom in sorted(imports))
    return "\n".join((_ENTETE, *importes, *lignes, f"CATALOGUE = {resultat}", ""))
