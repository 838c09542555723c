"""A row of a file becomes the very request that `forfait quote` makes of its flags."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from forfait_cli.commands.demande import COMPTES, OUI_NON, demande_de
from forfait_cli.commands.flags import FlagsCollectivite, FlagsExtras, FlagsForfaits, FlagsGrille
from forfait_cli.commands.recolte import Recolte
from forfait_cli.domaine.dossier import Demande
from forfait_cli.domaine.grille import Catalogue
from forfait_cli.erreurs import Anomalie, ErreurForfait, Refus
from forfait_cli.francais import guillemets
from forfait_cli.readers.colonnes import QUI, RECHERCHE, Colonnes, plier

if TYPE_CHECKING:
    from forfait_cli.commands.recherche import Chercheur, Recherche

OUI = frozenset(("oui", "o", "vrai", "true", "1", "x"))
NON = frozenset(("non", "n", "faux", "false", "0"))
LONGUEUR_SIREN = 9
LONGUEUR_INSEE = 5


class Lecteur:
    """Reads the cells of a row as the flags of `forfait quote`."""

    def __init__(
        self, catalogue: Catalogue, colonnes: Colonnes, forfaits: Sequence[str] | None, chercheur: "Chercheur | None"
    ) -> None:
        self._catalogue = catalogue
        self._colonnes = colonnes
        self._forfaits = FlagsForfaits(list(forfaits) if forfaits else None)
        self._chercheur = chercheur
        self._codes = {
            plier(nom): forfait.code
            for forfait in catalogue.forfaits
            for nom in (forfait.nom, forfait.nom_court, forfait.code)
        }
        self._titres = {_drapeau(champ): colonnes.nom(champ) for champ in colonnes.champs if champ not in RECHERCHE}

    def options(self) -> list[str]:
        """The codes of the options that the columns can ask for."""
        champs = self._colonnes.champs
        if "option" in champs:
            return [option.code for option in self._catalogue.options]
        raccourcis = {COMPTES[champ][0] if champ in COMPTES else OUI_NON.get(champ) for champ in champs}
        return [option.code for option in self._catalogue.options if option.raccourci in raccourcis]

    def cherche(self, ligne: Sequence[str]) -> bool:
        """Whether a row is looked up: it gives no figure, and a code or a name."""
        if self._chercheur is None or any(self._cellule(ligne, champ) for champ in QUI[:2]):
            return False
        return any(self._cellule(ligne, champ) for champ in RECHERCHE)

    def chercher(self, ligne: Sequence[str]) -> "Recherche | None":
        """What the look-up says of a row that gives no figure itself; None where it gives one.

        Raises:
            Refus: the commune can't be found.
        """
        champs = self._colonnes.champs
        if self._chercheur is None or not self.cherche(ligne):
            return None
        for champ in RECHERCHE:
            if texte := self._cellule(ligne, champ):
                departement = self._cellule(ligne, "departement") or None
                try:
                    return self._chercheur.trouver(_complet(champ, texte), departement)
                except Refus as erreur:
                    titre = self._colonnes.noms[champs[champ]]
                    # The homonyms and the near misses are in the help.
                    fautes = (Anomalie(titre, " ; ".join(filter(None, a[1:]))) for a in erreur.anomalies)
                    raise Refus(*fautes) from erreur
        return None

    def demande(self, ligne: Sequence[str], recherche: "Recherche | None") -> Demande:
        """The request of a row.

        Raises:
            MauvaisUsage: a cell is wrong.
            Refus: a nature that the annex does not have.
        """
        recolte = Recolte()

        def oui_non(champ: str) -> bool | None:
            texte = self._cellule(ligne, champ)
            plie = plier(texte)
            if texte and plie not in OUI and plie not in NON:
                recolte.ajouter(Anomalie(_drapeau(champ), f"{guillemets(texte)} n’est ni oui ni non"))
            return plie in OUI if texte else None

        def texte_ou_rien(champ: str) -> str | None:
            return self._cellule(ligne, champ) or None

        habitants = texte_ou_rien("habitants") if recherche is None else str(recherche.habitants)
        qui = FlagsCollectivite(
            habitants=habitants,
            agents=texte_ou_rien("agents"),
            nature=texte_ou_rien("nature"),
            non_affiliee=oui_non("affiliee") is False,
        )
        comptes = {champ: texte_ou_rien(champ) for champ in COMPTES}
        options = self._cellule(ligne, "option").split()
        drapeaux = {champ: bool(oui_non(champ)) for champ in OUI_NON}
        extras = FlagsExtras(**comptes, **drapeaux, option=options or None)  # type: ignore[arg-type]
        forfait = self._cellule(ligne, "forfait")
        forfaits = FlagsForfaits([self._codes.get(plier(forfait), forfait)]) if forfait else self._forfaits
        return demande_de(self._catalogue, qui, forfaits, extras, FlagsGrille(), recolte)

    def combien(self, ligne: Sequence[str]) -> int:
        """How many forfaits a row asks for, even one that is refused."""
        if self._cellule(ligne, "forfait"):
            return 1
        codes = self._forfaits.forfait
        return (
            sum(forfait.code in codes for forfait in self._catalogue.forfaits)
            if codes
            else (len(self._catalogue.forfaits))
        )

    def motif(self, erreur: ErreurForfait) -> str:
        """Why a row is refused, in the file's own words for its columns."""
        phrases = []
        for origine, message, _aide in erreur.anomalies:
            for drapeau, titre in self._titres.items():
                origine = ", ".join(titre if mot == drapeau else mot for mot in origine.split(", "))  # noqa: PLW2901
            phrases.append(f"{origine} : {message}" if origine else message)
        return " ; ".join(phrases)

    def _cellule(self, ligne: Sequence[str], champ: str) -> str:
        rang = self._colonnes.champs.get(champ)
        return "" if rang is None else ligne[rang].strip()


def _drapeau(champ: str) -> str:
    return f"--{champ.replace('_', '-')}"


def _complet(champ: str, texte: str) -> str:
    """A code INSEE or a SIREN as a spreadsheet may have left it: the first zero gone, spaces inside."""
    serre = "".join(texte.split())
    if champ == "code_insee" and serre.isdecimal():
        return serre.zfill(LONGUEUR_INSEE)
    return serre if champ == "siren" else texte
