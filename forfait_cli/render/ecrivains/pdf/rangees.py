"""The names of rows made header cells, in the structure of a PDF that the compiler set.

Typst marks the titles of columns; marking those of rows (`pdf.header-cell`) asks for a feature of the compiler,
a11y-extras, that its Python package does not let turn on. So the first cell of each row becomes its header cell, and
each other one names those of its column, of its section and of its row. In a section Typst has every cell under
every column.
"""

import re
from bisect import bisect_left
from itertools import accumulate

# A cell of data: its row, then the header cells that it is under, whose names bear table, column and row.
_CELLULE = re.compile(
    rb"\n(\d+) 0 obj\n<</Type/StructElem/S/(TD/P (\d+) 0 R/A\[<</O/Table/Headers\[(\(U(\d+)x[^]]*)\])"
)
# The title of a section: its name, then the columns.
_SECTION = re.compile(
    rb"/ID(\(U\d+x0y\d+\))/A\[<</O/Table/Scope/Column/Headers\[([^]]+)\]/ColSpan \d+>>[^\n]*/K\[([^]]*)"
)
_NOMS = re.compile(rb"/IDTree<</Names\[([^]]*)\]")
_NOM = re.compile(rb"(\(\w+\))\d+ 0 R")
_ENTREE = 20  # bytes of an entry of the cross-reference table


def nommer_les_rangees(octets: bytes) -> bytes:
    """The same pages, the names of rows being header cells."""
    structure = octets[: octets.index(b"\nstream\n")]  # what comes after holds no cell
    if (tenus := _NOMS.search(structure)) is None:
        return octets
    arbre = {trouve[1]: trouve[0] for trouve in _NOM.finditer(tenus[1])}
    changes: list[tuple[int, int, bytes]] = []  # from where, to where, what is written instead
    sections = set()
    for section in _SECTION.finditer(structure):
        if section[3]:  # one without a title only parts the rows
            sections.add(section[1])
        changes.append((*section.span(2), b""))
    ouverte, rang = b"", 0
    for cellule in _CELLULE.finditer(structure):
        numero, _, rangee, tetes, tableau = cellule.groups()
        rang = rang + 1 if rangee == ouverte else 0
        ouverte = rangee
        nom = b"(U%br%b)" % (tableau, rangee)
        au_dessus = b"(U%bx%dy0)" % (tableau, rang) + (tetes if tetes in sections else b"")
        if rang:
            dite = b"TD/P %b 0 R/A[<</O/Table/Headers[%b%b]" % (rangee, au_dessus, nom)
        else:
            arbre[nom] = b"%b%b 0 R" % (nom, numero)
            dite = b"TH/P %b 0 R/ID%b/A[<</O/Table/Scope/Row/Headers[%b]" % (rangee, nom, au_dessus)
        changes.append((*cellule.span(2), dite))
    changes.append((*tenus.span(1), b"".join(arbre[nom] for nom in sorted(arbre))))
    return _changer(octets, sorted(changes))


def _changer(octets: bytes, changes: list[tuple[int, int, bytes]]) -> bytes:
    """The file with other texts in places, and the places of its objects moved as much."""
    sortie, ici = [], 0
    for debut, fin, dite in changes:
        sortie += [octets[ici:debut], dite]
        ici = fin
    debuts = [debut for debut, _, _ in changes]
    decalages = [0, *accumulate(len(dite) - (fin - debut) for debut, fin, dite in changes)]
    fin_du_corps = int(octets[octets.rindex(b"startxref") :].split()[1])
    suite = octets.index(b"trailer", fin_du_corps)
    table = octets.index(b"\n", fin_du_corps + len(b"xref\n")) + 1
    sortie.append(octets[ici:table])
    for place in range(table, suite, _ENTREE):
        entree = octets[place : place + _ENTREE]
        if entree[17:18] == b"n":  # an object that is used
            ou = int(entree[:10])
            entree = b"%010d%b" % (ou + decalages[bisect_left(debuts, ou)], entree[10:])
        sortie.append(entree)
    fin = octets.rindex(b"startxref")
    sortie.append(b"%bstartxref\n%d\n%%%%EOF" % (octets[suite:fin], fin_du_corps + decalages[-1]))
    return b"".join(sortie)
