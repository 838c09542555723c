"""Random mutations of a valid file: whatever it says, the reader answers with a catalogue or with faults."""

import random
from collections.abc import Callable, Iterator

from forfait_cli.erreurs import ErreurForfait

MORCEAUX = (
    "", "0", "-1", "7.005", "1e400", "nan", "inf", "true", '""', '" "', '"habitant"', "[]", "{}", "[{}]", "[1]",
    '"non proposé"', "{ pour_cent = 1 }", "{ min = 3 }", "0.5", "[1, 2]",
    "{ tranches = [{ montant = 1 }], calcul = \"volume\" }", "{ par_nature = { commune = 1 } }",
    "{ 1 = 2 }", "{ montant = 1 }", "[{ montant = 1 }, { montant = 1 }]", "2026-01-01", "2026-01-01T10:00:00",
    "9" * 30, "0x1F", "\\", '"', "'", "\x00", "é", "\ud7ff", "[", "]", "=", "#", "\n", '"sur_etude"', '"ht"', "99999",
)  # fmt: skip


def muter(texte: str, hasard: random.Random) -> str:
    """The text with one to three mutations: a value, a key, a line, a character."""
    for _ in range(hasard.randint(1, 3)):
        lignes = texte.split("\n")
        rang = hasard.randrange(len(lignes))
        ligne = lignes[rang]
        match hasard.randrange(7):
            case 0 if "=" in ligne:
                lignes[rang] = f"{ligne.partition('=')[0]}= {hasard.choice(MORCEAUX)}"
            case 1 if "=" in ligne:
                cle, _, valeur = ligne.partition("=")
                lignes[rang] = f"{cle.strip()[::-1] or 'x'} ={valeur}"
            case 2:
                del lignes[rang]
            case 3:
                lignes.insert(hasard.randrange(len(lignes)), ligne)
            case 4:
                place = hasard.randint(0, len(ligne))
                lignes[rang] = ligne[:place] + hasard.choice(MORCEAUX) + ligne[place:]
            case 5 if ligne:
                place = hasard.randrange(len(ligne))
                lignes[rang] = ligne[:place] + ligne[place + 1 :]
            case _:
                autre = hasard.randrange(len(lignes))
                lignes[rang], lignes[autre] = lignes[autre], lignes[rang]
        texte = "\n".join(lignes)
    return texte


def essayer(texte: str, nombre: int, graine: int, lire: Callable[[bytes], object]) -> Iterator[bool]:
    """Whether each of the mutations was accepted; anything but our own refusals goes up."""
    hasard = random.Random(graine)
    for _ in range(nombre):
        try:
            lire(muter(texte, hasard).encode("utf-8", errors="surrogatepass"))
        except ErreurForfait:
            yield False
        else:
            yield True
