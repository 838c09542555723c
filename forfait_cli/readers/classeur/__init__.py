"""Workbooks, XLSX and ODS, read a row at a time with the standard library alone.

Their XML says what the values alone do not: which cells are in error, which formulas were never calculated,
what is hidden, what is a percentage. Nothing of a file is trusted: each part is bounded before it is unfolded
and while it is read (`readers.limites`), so that no file hangs, aborts or fills the memory.
"""

from forfait_cli.readers.classeur.archive import Archive
from forfait_cli.readers.classeur.cellules import Classeur
from forfait_cli.readers.classeur.fautes import CHIFFRE, illisible


def ouvrir_classeur(archive: Archive) -> Classeur:
    """The workbook that a file holds, XLSX or ODS whatever its name.

    Raises:
        Refus: it holds none, or one that can't be read.
    """
    if "content.xml" in archive:
        if b"encryption-data" in archive.tout("META-INF/manifest.xml", facultatif=True):
            raise illisible(archive.origine, *CHIFFRE)
        from forfait_cli.readers.classeur.ods import ClasseurOds

        return ClasseurOds(archive)
    from forfait_cli.readers.classeur.xlsx import ClasseurXlsx

    return ClasseurXlsx(archive)
