"""A document for a terminal: tables where they fit, the same facts stacked where they do not."""

from io import StringIO

from rich.console import Console

from forfait_cli.francais import INSECABLE
from forfait_cli.render.document import Document, Style, Titre
from forfait_cli.render.ecrivains.console.blocs import afficher
from forfait_cli.render.ecrivains.console.lignes import delier
from forfait_cli.render.ecrivains.console.plume import Plume
from forfait_cli.render.signes import Ecran, encodable


def rendre(document: Document, ecran: Ecran) -> bytes:
    """The whole page in the encoding of the screen."""
    tampon = StringIO()
    console = Console(
        file=tampon,
        width=ecran.largeur,
        force_terminal=ecran.couleur,
        color_system="auto" if ecran.couleur else None,
        highlight=False,
        markup=False,
        emoji=False,
        legacy_windows=False,
    )
    plume = Plume(ecran, colore=console.color_system in ("256", "truecolor"))
    console.print(plume.texte(document.titre, "bold"))
    if document.mention:
        console.print(plume.texte(document.mention, plume.style(Style.ATTENTION)))
    titre = False
    for bloc in document.blocs:
        for rang, partie in enumerate(afficher(plume, bloc)):
            if rang == 0 and not titre:  # a title stands over what it names
                console.print()
            console.print(partie)
        titre = isinstance(bloc, Titre)
    if document.pied:
        console.print()
        console.print(plume.texte(document.pied))
    page = delier(tampon.getvalue(), INSECABLE if encodable(INSECABLE, ecran.encodage) else " ")
    return ("\n".join(map(str.rstrip, page.splitlines())) + "\n").encode(ecran.encodage, errors="replace")
