"""Where results go: standard output or a file, whole or not at all; messages go to standard error.

`flux`: the standard streams. `messages`: what is said there. `fichiers`: the files, loaded where one is written.
"""

import datetime
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from forfait_cli.commands.sortie.flux import ecran_sortie, ecrire_sortie_standard, largeur_ecran, refuser_la_sortie_lue
from forfait_cli.commands.sortie.messages import dire
from forfait_cli.erreurs import Anomalie, MauvaisUsage, champ
from forfait_cli.render.formats import FORMATS, Format, Vue
from forfait_cli.render.signes import Ecran


class Sortie(NamedTuple):
    """The format and the place of a result, checked before any work is done."""

    fichier: Path | None  # None: standard output
    format: Format
    jour: datetime.date | None = None  # the day that a document bears where it leaves the office

    def rendre(self, vue: Vue, lus: Sequence[Path] = ()) -> None:
        """Render and write a result; `lus`: the files read in this run. A file written is told.

        Raises:
            Refus: the file or the output can't be written.
            TubeFerme: the reader of standard output has gone.
        """
        vue = vue if self.jour is None else vue.datee(self.jour)
        contenu = FORMATS[self.format].rendre(vue, self._ecran())
        ecrire_resultat(self.fichier, contenu, lus)
        if self.fichier is not None:
            dire([f"Écrit : {self.fichier} ({self.format})."])

    def _ecran(self) -> Ecran:
        if self.fichier is not None or self.format is not Format.TABLE:
            return Ecran(largeur_ecran(terminal=False))
        return ecran_sortie()


def fichier_demande(output: str | None) -> Path | None:
    """The file that is asked for; None for standard output."""
    if output is not None and not output.strip():
        aide = "donnez un fichier, ou - pour la sortie standard"
        raise MauvaisUsage(Anomalie(champ("output"), "nom de fichier vide", aide))
    if output in (None, "-"):
        return None
    assert output is not None
    fichier = Path(output)
    return None if _est_la_sortie_standard(fichier) else fichier


def _est_la_sortie_standard(fichier: Path) -> bool:
    """Whether a name, « /dev/stdout » for instance, is another one of standard output itself: opening it anew
    would begin it again."""
    try:
        lui, elle = fichier.stat(), os.fstat(sys.stdout.fileno())
    except (OSError, ValueError, AttributeError):
        return False
    return fichier.parts[:2] in {("/", "dev"), ("/", "proc")} and (lui.st_dev, lui.st_ino) == (elle.st_dev, elle.st_ino)


def ecrire_resultat(fichier: Path | None, contenu: bytes, lus: Sequence[Path] = ()) -> None:
    """Write where it was asked for, None being standard output; never over a file read in this run (`lus`)."""
    if fichier is None:
        refuser_la_sortie_lue(lus)
        ecrire_sortie_standard(contenu)
    else:
        from forfait_cli.commands.sortie.fichiers import ecrire_fichier

        ecrire_fichier(fichier, contenu, lus)
