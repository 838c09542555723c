"""Every screen that the program shows: each command on each example grid, its help, what it says on standard error."""

import io
import json
import os
import shutil
import struct
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from pathlib import Path
from typing import NamedTuple
from unittest.mock import patch

from outils import RACINE, Lancer, environnement

from forfait_cli.commands.app import Forfait, executer
from forfait_cli.commands.catalogue import Catalogue as DuCatalogue
from forfait_cli.commands.tarifs import Tarifs as DesTarifs
from forfait_cli.domaine.catalogue import Catalogue
from forfait_cli.readers.catalogue import load_catalogue

ANNEXE = "catalogue.toml"
GRILLES = (ANNEXE, *(f"examples/{nom}" for nom in sorted(f.name for f in (RACINE / "examples").glob("*.toml"))))
QUI = {
    "examples/plateau.toml": ("--agents", "12"),
    "examples/vallees.toml": ("--habitants", "2400"),
}
TARIFS = ("examples/valcourbe-tarifs/2026.toml", "examples/valcourbe-tarifs/2027.toml")
_LIGNES = """nom;habitants;agents
Saint-Martin;1200;
CCAS de Saint-Martin;;12
Sainte-Foy-la-Grande;1 200,5;
Personne;;
Les deux;1200;12
"""
_CHERCHEES = """commune;extra_go
Astaffort;4
Astafforrt;4
Saint-Martin;4
"""


class Ecran(NamedTuple):
    """What is typed, and whether what comes on standard output is a file to keep rather than a page to read."""

    mots: tuple[str, ...]
    fichier: bool = False

    def __str__(self) -> str:
        return " ".join(("forfait", *self.mots))


class Vu(NamedTuple):
    """What a person sees of a run, on a terminal that shows both streams."""

    code: int
    sortie: str
    erreur: str


# --- The table ------------------------------------------------------------------------------------


def toutes() -> Iterator[tuple[str, ...]]:
    """The commands of the program and of its groups, `()` being the program itself."""
    groupes = {"catalogue": DuCatalogue, "tarifs": DesTarifs}
    yield ()
    for nom in Forfait.modules:
        yield (nom,)
        if nom in groupes:
            yield from ((nom, sous) for sous in groupes[nom].modules)


def qui(grille: str) -> tuple[str, ...]:
    """A collectivité that a grid serves."""
    return QUI.get(grille, ("--habitants", "1200"))


def tout(catalogue: Catalogue) -> list[str]:
    """All that a grid sells."""
    return [mot for option in catalogue.options for mot in ("--option", option.code)]


def preparer(dossier: Path, lancer: Lancer) -> None:
    """The files that the commands are given, in the folder where they are typed."""
    shutil.copytree(RACINE / "examples", dossier / "examples")
    shutil.copytree(RACINE / "tests" / "fautes", dossier / "fautes")
    shutil.copy(RACINE / ANNEXE, dossier / ANNEXE)
    (dossier / "lot.csv").write_text(_LIGNES, encoding="utf-8")
    (dossier / "communes.csv").write_text(_CHERCHEES, encoding="utf-8")
    (dossier / "sans-colonne.csv").write_text("commentaire\nrien\n", encoding="utf-8")
    for grille in GRILLES:
        nom, suite = Path(grille).stem, ("--catalogue", grille)
        lancer("quote", *qui(grille), *tout(load_catalogue(dossier / grille)), *suite, "-o", f"{nom}.json")
        devis = json.loads((dossier / f"{nom}.json").read_text(encoding="utf-8"))
        next(un for un in devis["devis"] if un["lignes"])["lignes"][0]["montant"] = "12345.00"
        devis["catalogue"]["empreinte"] = "0" * 64
        (dossier / f"{nom}-change.json").write_text(json.dumps(devis), encoding="utf-8")
        lancer("tarifs", "template", *suite, "-o", f"{nom}.csv")
        lancer("catalogue", "new", "--d-apres", grille, "-o", f"grille-{nom}.csv")
    fautif = (dossier / "catalogue.csv").read_text(encoding="utf-8")
    (dossier / "fautif.csv").write_text(fautif.replace(",,", ",douze,"), encoding="utf-8")


def de_la_grille(catalogue: Catalogue, grille: str) -> Iterator[Ecran]:
    """What is typed of a grid: alone, for someone, for someone who wants all that it sells; read, priced, compared."""
    lui, options, nom = qui(grille), tout(catalogue), Path(grille).stem
    premier = ("--forfait", catalogue.forfaits[0].code)
    commandes: list[tuple[str, ...]] = [
        ("compare",), ("compare", *lui), ("compare", *lui, *options), ("compare", *lui, "--detail"),
        ("quote", *lui), ("quote", *lui, *options), ("quote", *lui, *options, *premier),
        ("quote", *lui, *premier, "--complet"),
        ("strate", *lui), ("strate", *lui, "--figure"), ("strate", "--non-affiliee"),
        ("verify", f"{nom}.json"), ("verify", f"{nom}-change.json"), ("batch", "lot.csv", "-o", f"lot-{nom}.csv"),
        ("catalogue", "show"), ("catalogue", "check", grille), ("quote", "--help"),
        ("tarifs", "template", "-o", f"encore-{nom}.csv"), ("tarifs", "import", f"{nom}.csv", "-o", f"prix-{nom}.toml"),
        ("tarifs", "impact", "--avant", grille, "--apres", grille, "lot.csv"),
    ]  # fmt: skip
    yield from (Ecran((*commande, "--catalogue", grille)) for commande in commandes)
    yield Ecran(("catalogue", "diff", ANNEXE, grille))
    yield Ecran(("catalogue", "new", "--d-apres", grille, "-o", f"encore-grille-{nom}.csv"))
    yield Ecran(("catalogue", "import", f"grille-{nom}.csv", "-o", f"relue-{nom}.toml"))


def une_fois() -> Iterator[Ecran]:
    """What is typed of no grid in particular: the helps, the communes, the prices put in use, the usual refusals."""
    for commande in toutes():
        yield Ecran((*commande, "--help"))
        yield Ecran(commande, fichier=commande in {("catalogue", "schema"), ("catalogue", "new")})
    valcourbe = ("--catalogue", "examples/valcourbe.toml")
    commune = ("--habitants", "1200")
    for mots in (
        ("--version",),
        ("commune", "astaffort"), ("commune", "saint-martin"), ("commune", "sainte-foy"), ("commune", "47015"),
        ("commune", "47220"), ("commune", "214700155"), ("commune", "astaffor"), ("commune", "xyzzy"),
        ("commune", "--departement", "90"), ("commune", "--departement", "99"),
        ("strate", "--commune", "Agen"), ("strate", "--commune", "Astaffort", "--population", "municipale"),
        ("strate", "--agents", "7"), ("strate", *commune, "--non-affiliee"), ("strate", *commune, "--nom", "Mairie"),
        ("strate", "--commune", "Saint-Martin"), ("strate", "--commune", "Astafort"),
        ("compare", "--agents", "12", "--exige", "messagerie"), ("compare", *commune, "--besoin-go", "9"),
        ("quote", "--commune", "Astaffort", "--extra-go", "4"), ("quote", "--agents", "3", "--nature", "budget-annexe"),
        ("quote", "--commune", "Astaffort", "--forfait", "metiers", "--besoin-go", "2", "--detail"),
        ("devis", "1200", "habitants"), ("quote", "--habitant", "1200"),
        # refused
        ("quote", *commune, "--agents", "12"), ("quote", "--habitants", "1.200"), ("quote", "--agents", "7,5"),
        ("quote", "--habitants", "-1"), ("quote", *commune, "--extra-go", "4", "--besoin-go", "9"),
        ("quote", *commune, "--forfait", "metier"), ("quote", *commune, "--option", "rien", "--exige", "rien"),
        ("quote", *commune, "--parapheur", "--forfait", "metiers"), ("quote", *commune, "--format", "pdf"),
        ("quote", *commune, "--format", "word"), ("quote", *commune, "-o", "dossier/absent/devis.pdf"),
        ("quote", *commune, "--date", "31/02/2026"), ("quote", *commune, "--reference", "2026-014"),
        ("quote", *commune, "--catalogue", "absente.toml"), ("quote", *commune, "--catalogue", "lot.csv"),
        ("quote", *commune, "--tarifs", TARIFS[0]), ("quote", *commune, *commune), ("quote", "--habitants"),
        ("quotte", *commune), ("tarifs", "utiliser"), ("batch", "absent.csv"), ("batch", "sans-colonne.csv"),
        ("batch", "lot.csv", "--format", "pdf"), ("batch", "lot.csv", "--dialecte", "excel"),
        ("batch", "communes.csv", "-o", "devis.csv"), ("verify", "lot.csv"), ("verify", "absent.pdf"),
        # prices, grids
        ("tarifs", "import", "fautif.csv"),
        ("tarifs", "template", "-o", "grille.doc"), ("tarifs", "use", "absents.toml"),
        ("tarifs", "use", "fautes/tarifs-valides.toml"), ("tarifs", "use", "fautes/tarifs-valides.toml"),
        ("tarifs", "impact", *valcourbe, "--avant", TARIFS[0], "--apres", TARIFS[1], "--departement", "90"),
        ("tarifs", "impact", *valcourbe, "--avant", TARIFS[0], "--apres", TARIFS[1], "lot.csv"),
        ("catalogue", "diff", *valcourbe, *TARIFS), ("catalogue", "diff", ANNEXE, "absente.toml"),
        ("catalogue", "check", *valcourbe, TARIFS[1]), ("catalogue", "show", *valcourbe, "--tarifs", TARIFS[0]),
        ("catalogue", "check", "fautes/tarifs/plusieurs-fautes.toml"),
        ("catalogue", "check", "fautes/catalogues/mauvais-type.toml"),
        ("catalogue", "check", "fautes/catalogues/cellule-absente.toml"),
        ("catalogue", "check", "fautes/catalogues/accolade-absente.toml"),
        ("catalogue", "schema", "strates"), ("catalogue", "new", "--defaut", "-o", "commencee.toml"),
        ("catalogue", "new", "-o", "grille.doc"), ("catalogue", "import", "lot.csv"),
    ):  # fmt: skip
        yield Ecran(mots)
    for mots in (
        ("batch", "lot.csv", "--forfait", "metiers"), ("catalogue", "new", "--defaut"),
        ("catalogue", "import", "grille-catalogue.csv"), ("tarifs", "import", "catalogue.csv"),
    ):  # fmt: skip
        yield Ecran(mots, fichier=True)


# --- The terminal ---------------------------------------------------------------------------------


class _Flux(io.TextIOWrapper):
    """A standard stream that is a terminal, and keeps what is written to it."""

    def __init__(self, numero: int) -> None:
        super().__init__(io.BytesIO(), encoding="utf-8", write_through=True)
        self._numero = numero

    def isatty(self) -> bool:
        return True

    def fileno(self) -> int:
        return self._numero

    def lu(self) -> str:
        assert isinstance(self.buffer, io.BytesIO)
        return self.buffer.getvalue().decode()


@contextmanager
def _terminal(largeur: int) -> Iterator[int]:
    """A terminal of that width, as the system tells it."""
    import fcntl
    import pty
    import termios

    maitre, esclave = pty.openpty()
    fcntl.ioctl(esclave, termios.TIOCSWINSZ, struct.pack("HHHH", 50, largeur, 0, 0))
    try:
        yield esclave
    finally:
        os.close(maitre)
        os.close(esclave)


def voir(mots: tuple[str, ...], largeur: int, env: Mapping[str, str]) -> Vu:
    """What is seen of a command on a terminal of that width, nobody being there to answer questions."""
    with _terminal(largeur) as numero:
        sortie, erreur = _Flux(numero), _Flux(numero)
        ici = environnement({"COLUMNS": str(largeur), "TERM": "xterm-256color", **env})
        with patch.dict(os.environ, ici, clear=True), redirect_stdout(sortie), redirect_stderr(erreur):
            code = executer(mots)
    return Vu(int(code), sortie.lu(), erreur.lu())
