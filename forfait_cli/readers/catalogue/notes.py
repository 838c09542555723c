"""The notes of a catalogue: what was decided where the document says nothing."""

from collections.abc import Iterator, Sequence

from forfait_cli.domaine.catalogue import Forfait, Note, Option, Service, TantQue
from forfait_cli.domaine.types import Nature
from forfait_cli.erreurs import suggestion
from forfait_cli.francais import enumeration, guillemets
from forfait_cli.readers.catalogue.champs_communs import lire_code
from forfait_cli.readers.champs import Champs

VUES = frozenset({"devis", "comparaison", "strate"})


def lire_notes(  # what a note may name, a list a kind
    racine: Champs, forfaits: Sequence[Forfait], services: Sequence[Service], options: Sequence[Option],
    natures: Sequence[Nature], numeros: Sequence[int],
) -> Iterator[Note]:  # fmt: skip
    """Every `[[notes]]`; a note is shown where all that it names is met."""
    connus: dict[str, set[str]] = {
        "forfaits": {forfait.code for forfait in forfaits},
        "services": {service.code for service in services},
        "options": {option.code for option in options},
        "natures": {nature.code for nature in natures},
        "vues": set(VUES),
    }
    for champs in racine.tables("notes", requises=False):
        listes = {cle: frozenset(champs.textes(cle)) for cle in connus}
        for cle, codes in listes.items():
            for code in sorted(codes - connus[cle]):
                champs.faute(cle, f"code inconnu : {guillemets(code)}", suggestion(code, connus[cle]))
        strates = frozenset(champs.entiers("strates"))
        if strates - set(numeros):
            inconnues = sorted(strates - set(numeros))
            s = "s" if len(inconnues) > 1 else ""
            champs.faute("strates", f"strate{s} inconnue{s} : {enumeration(list(map(str, inconnues)))}")
        yield Note(
            lire_code(champs),
            champs.texte("texte"),
            champs.texte("raison"),
            listes["forfaits"],
            listes["services"],
            listes["options"],
            strates,
            listes["natures"],
            champs.booleen_ou_rien("affiliee"),
            champs.booleen_ou_rien("besoin"),
            listes["vues"] or VUES,
            champs.choix("tant_que", TantQue) if "tant_que" in champs else None,
        )
        champs.connaitre("tant_que")
        champs.fin()
