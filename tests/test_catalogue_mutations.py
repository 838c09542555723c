"""A few hundred mutations of each valid file; `tests/fuzz` draws many more, of every kind."""

import pytest
from deformations import essayer
from lectures import LECTURES


@pytest.mark.parametrize("nom", LECTURES)
def test_aucune_mutation_ne_fait_tomber_le_lecteur(nom: str) -> None:
    texte, lire = LECTURES[nom]
    issues = list(essayer(texte, 150, 20261, lire))
    assert any(issues)
    assert not all(issues)
