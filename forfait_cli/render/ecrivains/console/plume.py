"""The texts of a document as one screen can show them: signs or words, short or whole, in colours that can be read."""

from rich.text import Text

from forfait_cli.francais import INSECABLE, est_symbole
from forfait_cli.render import mots
from forfait_cli.render.document import Cellule, Compte, Contenu, Euros, Manque, Marque, Style, Texte
from forfait_cli.render.ecrivains.console.lignes import COLLE, LIE, LIENS, SUITE_ENTIERE, coller, lier
from forfait_cli.render.signes import Ecran, encodable, replier

# How the colours were chosen. A terminal says neither its background nor its palette: the sixteen named
# colours are other ones everywhere, and only the fixed ones (16 to 255) can be judged. A contrast of 4.5 on
# white and on black at once asks for a luminance between 0.175 and 0.183; these are among the five of the
# palette that have it. The black of the Windows console (#0C0C0C, or the blue #012456) asks for 0.191 and
# more, which white can't have: there, lighter ones. No faint text, which halves any contrast. Where a
# terminal has the sixteen colours alone, it gets none: marks, words and bold say everything.
COULEURS = {Style.POSITIF: 29, Style.ATTENTION: 163}
COULEURS_WINDOWS = {Style.POSITIF: 78, Style.ATTENTION: 213}

_ENTIER = 14  # letters: « à renseigner », « sur étude »


class Plume:
    """What writes on one screen."""

    def __init__(self, ecran: Ecran, *, colore: bool) -> None:
        self.ecran = ecran
        self.titre = "bold underline" if ecran.couleur else "bold"
        self._couleurs = (COULEURS_WINDOWS if ecran.windows else COULEURS) if colore else {}

    def signes(self, texte: str) -> str:
        """A text already in French as this screen can show it, its no-break spaces glued."""
        morceaux = LIENS.split(coller(texte))
        return "".join(un if un in (COLLE, LIE) else replier(un, self.ecran.encodage) for un in morceaux)

    def mots(self, texte: str) -> str:
        """A text of the document as this screen can show it."""
        return self.signes(mots.texte(texte))

    def texte(self, texte: str, style: str = "") -> Text:
        """A text of the document for Rich, taken as it is."""
        return Text(self.mots(texte), style=style)

    def style(self, style: Style) -> str:
        """What Rich calls it."""
        if style is Style.FORT:
            return "bold"
        return f"color({self._couleurs[style]})" if style in self._couleurs else ""

    def marque(self, marque: Marque | None, suite: str) -> str:
        """A text after its mark, which never stays alone at the end of a line; a word where the sign lacks."""
        if marque is None:
            return suite
        signe = mots.SIGNES[marque]
        if not encodable(signe, self.ecran.encodage):
            return mots.marque_dite(marque, suite)
        return f"{signe}{INSECABLE}{suite}" if suite else signe

    def lignes(self, cellule: Cellule, *, court: bool = False) -> list[str]:
        """The contents of a cell, a line each."""
        contenus = cellule.contenus[:1] if court and cellule.suite_facultative else cellule.contenus
        dits = [dit for contenu in contenus if (dit := _dire(contenu, court=court))]
        if cellule.marque is not None:
            dits = [self.marque(cellule.marque, dits[0] if dits else ""), *dits[1:]]
        return [self.signes(dit) for dit in dits]


def _dire(contenu: Contenu, *, court: bool) -> str:
    """A content in words; in fewer where room lacks. A few words, or what stands in place of an amount, stay whole."""
    dit = mots.contenu(contenu)
    match contenu:
        case Manque(texte) if len(texte) <= _ENTIER:
            return lier(dit)
        case Euros(_, suite) if len(suite) <= SUITE_ENTIERE:
            return lier(dit)
        case Texte(_, plus_court) if court and plus_court:
            dit = mots.texte(plus_court)
        case Compte(_, unite) if court and not est_symbole(unite):
            dit = mots.contenu(contenu._replace(unite=""))
    return lier(dit) if len(dit) <= SUITE_ENTIERE else dit
