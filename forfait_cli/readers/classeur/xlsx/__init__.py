"""XLSX, as Excel, LibreOffice and the libraries write it (ECMA-376, transitional or strict)."""

import posixpath
from collections.abc import Collection, Iterator

from forfait_cli.readers import limites
from forfait_cli.readers.classeur.archive import Archive, Avancee
from forfait_cli.readers.classeur.cellules import Feuille, Particularites, Rangee
from forfait_cli.readers.classeur.fautes import demesure
from forfait_cli.readers.classeur.xlsx.feuille import LectureFeuille
from forfait_cli.readers.classeur.xlsx.valeurs import Sens, deplier, genre_du_format, vrai

_RELATIONS, _CLASSEUR = "xl/_rels/workbook.xml.rels", "xl/workbook.xml"
_STYLES, _TEXTES = "xl/styles.xml", "xl/sharedStrings.xml"


class ClasseurXlsx:
    """An XLSX file."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self.feuilles: list[Feuille] = []
        self._parties: list[str] = []
        self._sens = Sens((), (), de_1904=False, a_calculer=False)
        self._lire_sommaire()
        self._particularites = [Particularites() for _ in self.feuilles]
        self._complet = False  # whether styles and texts have been read

    def particularites(self, rang: int) -> Particularites:
        """What is hidden or merged in a sheet, as far as it has been read."""
        return self._particularites[rang]

    def avancement(self) -> int:
        """How much of the sheet being read has been read, in percent."""
        return self._archive.avancement()

    def lire(self, choisies: Collection[int]) -> Iterator[tuple[int, Rangee]]:
        """The rows that are not blank of these sheets, each with the rank of its sheet."""
        if not self._complet:
            self._sens = self._sens._replace(genres=self._lire_styles(), textes=self._lire_textes())
            self._complet = True
        for rang in sorted(choisies):
            lecture = LectureFeuille(self._archive, self.feuilles[rang].nom, self._sens, self._particularites[rang])
            for rangee in lecture.rangees(self._parties[rang]):
                yield rang, rangee

    def _lire_sommaire(self) -> None:
        cibles: dict[str, str] = {}
        feuilles: list[tuple[Feuille, str]] = []

        def relation(nom: str, attributs: dict[str, str]) -> None:
            if nom.endswith(" Relationship") and attributs.get("Type", "").endswith("/worksheet"):
                cibles[attributs.get("Id", "")] = attributs.get("Target", "")

        def element(nom: str, attributs: dict[str, str]) -> None:
            local = nom.rpartition(" ")[2]
            if local == "sheet":
                lien = next((valeur for cle, valeur in attributs.items() if cle.endswith(" id")), "")
                masquee = attributs.get("state", "visible") != "visible"
                feuilles.append((Feuille(attributs.get("name", ""), masquee), lien))
            elif local == "workbookPr":
                self._sens = self._sens._replace(de_1904=vrai(attributs.get("date1904")))
            elif local == "calcPr":
                self._sens = self._sens._replace(a_calculer=vrai(attributs.get("fullCalcOnLoad")))

        self._archive.parcourir_tout(_RELATIONS, relation)
        self._archive.parcourir_tout(_CLASSEUR, element)
        for feuille, lien in feuilles:
            if lien in cibles:  # a chart may have a sheet of its own
                self.feuilles.append(feuille)
                self._parties.append(posixpath.normpath(posixpath.join("/xl", cibles[lien])).lstrip("/"))
        if len(feuilles) > limites.FEUILLES_MAX or len(set(self._parties)) < len(self._parties):
            raise demesure(self._archive.origine, "trop de feuilles, ou deux fois la même")

    def _lire_styles(self) -> list[str]:
        """What kind of number each style of cell shows."""
        formats: dict[str, str] = {}
        genres: list[str] = []
        des_cellules = False

        def debut(nom: str, attributs: dict[str, str]) -> None:
            nonlocal des_cellules
            local = nom.rpartition(" ")[2]
            if local == "numFmt":
                formats[attributs.get("numFmtId", "")] = attributs.get("formatCode", "")
            elif local == "cellXfs":
                des_cellules = True
            elif local == "xf" and des_cellules:
                identifiant = attributs.get("numFmtId", "0")
                genres.append(genre_du_format(identifiant, formats.get(identifiant)))

        def fin(nom: str) -> None:
            nonlocal des_cellules
            des_cellules = des_cellules and not nom.endswith(" cellXfs")

        if _STYLES in self._archive:
            self._archive.parcourir_tout(_STYLES, debut, fin)
        return genres

    def _lire_textes(self) -> list[str]:
        """The texts that cells share."""
        textes: list[str] = []
        morceaux: list[str] = []
        avancee = Avancee()
        capte = phonetique = False
        signes = profondeur = 0

        def debut(nom: str, _attributs: dict[str, str]) -> None:
            nonlocal capte, phonetique, profondeur
            profondeur += 1
            if profondeur > limites.PROFONDEUR_MAX:
                raise demesure(self._archive.origine, "textes trop emboîtés")
            if nom.endswith(" t"):
                capte = not phonetique
            elif nom.endswith(" rPh"):
                phonetique = True

        def fin(nom: str) -> None:
            nonlocal capte, phonetique, signes, profondeur
            profondeur -= 1
            if nom.endswith(" t"):
                capte = False
            elif nom.endswith(" rPh"):
                phonetique = False
            elif nom.endswith(" si"):
                textes.append(deplier("".join(morceaux)))
                morceaux.clear()
                signes += len(textes[-1])
                if len(textes) > limites.CHAINES_MAX or signes > limites.SIGNES_MAX:
                    raise demesure(self._archive.origine, "trop de textes")
                avancee.complet()

        def donnees(texte: str) -> None:
            if capte:
                morceaux.append(texte)

        if _TEXTES in self._archive:
            for _ in self._archive.parcourir(_TEXTES, avancee, debut, fin, donnees):
                pass
        return textes
