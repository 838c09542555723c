"""Usage faults gathered while flags are read, so that all of them are told at once."""

from collections.abc import Callable
from typing import TypeVar

from forfait_cli.erreurs import Anomalie, ErreurForfait, MauvaisUsage

Lu = TypeVar("Lu")


class Recolte:
    """The faults so far."""

    def __init__(self) -> None:
        self.anomalies: list[Anomalie] = []
        self._refus: list[ErreurForfait] = []

    def ajouter(self, *anomalies: Anomalie) -> None:
        """Add faults; one told twice is told once."""
        self.anomalies.extend(anomalie for anomalie in anomalies if anomalie not in self.anomalies)

    def lire(self, lecture: Callable[[], Lu]) -> Lu | None:
        """What `lecture` gives; None where it is at fault, and then `finir` will raise."""
        try:
            return lecture()
        except MauvaisUsage as erreur:
            self.ajouter(*erreur.anomalies)
        except ErreurForfait as erreur:
            self._refus.append(erreur)
        return None

    def finir(self) -> None:
        """Raise what was gathered, the faults of usage before a refusal.

        Raises:
            MauvaisUsage: all of them.
            ErreurForfait: the first refusal.
        """
        if self.anomalies:
            raise MauvaisUsage(*self.anomalies)
        if self._refus:
            raise self._refus[0]
