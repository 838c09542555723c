"""What came of a batch, for its summary and its exit code."""

from typing import NamedTuple

RAISONS_MAX = 10  # refusals told in the summary


class Raison(NamedTuple):
    """Why a row was refused."""

    ligne: int
    motif: str


class Compte:
    """What came of a batch."""

    def __init__(self) -> None:
        self.lues = 0
        self.ecrites = 0
        self.refusees = 0  # rows of the input that have a refusal at least
        self.raisons: list[Raison] = []  # the first
        self.incomplet = False  # a line of a devis has no price

    def refuser(self, ligne: int, motif: str) -> None:
        """One more row refused."""
        self.refusees += 1
        if len(self.raisons) < RAISONS_MAX:
            self.raisons.append(Raison(ligne, motif))
