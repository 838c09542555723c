"""From a file to what it says: the data of a devis, and the text that a PDF shows."""

import re
from collections import Counter
from pathlib import Path
from typing import Any, NamedTuple

from forfait_cli.domaine.confrontation import Feuilles
from forfait_cli.erreurs import Anomalie, Refus
from forfait_cli.francais import enumeration, guillemets, nombre
from forfait_cli.readers import limites
from forfait_cli.readers.documents.forme import fautes_de_forme
from forfait_cli.readers.documents.pdf import lire_pdf
from forfait_cli.readers.fichiers import lire_octets

Donnees = dict[str, Any]

SCHEMA = "forfait.devis/1"
_FAMILLE = SCHEMA.partition("/")[0]
_ATTENDU = "donnez un devis que ce programme a écrit, en JSON ou en PDF"
_INCOMPLET = "la copie est incomplète : prenez l’original"
_PROFONDEUR = 60
_FAUTES_DITES = 10


class Lu(NamedTuple):
    """A devis made earlier."""

    donnees: Donnees
    feuilles: Feuilles | None  # None: the file is the JSON itself


def lire_document(fichier: Path) -> Lu:
    """The devis that a file holds.

    Raises:
        Refus: it can't be read, is cut short, is no devis of this program, or was damaged; every fault is told.
    """
    octets = lire_octets(fichier, "devis", limites.OCTETS_DOCUMENT)
    origine = str(fichier)
    if not octets.strip():
        raise Refus(Anomalie(origine, "le fichier est vide", _ATTENDU))
    if b"%PDF-" not in octets[:1024]:
        return Lu(_donnees(octets, origine), None)
    pdf = lire_pdf(octets, origine)
    return Lu(_donnees(pdf.piece, f"{origine}, pièce jointe {guillemets(pdf.nom)}"), pdf.feuilles)


def _donnees(octets: bytes, origine: str) -> Donnees:
    donnees = _json(octets, origine)
    schema = donnees.get("schema") if isinstance(donnees, dict) else None
    if not isinstance(donnees, dict) or not isinstance(schema, str) or not schema.startswith("forfait."):
        raise Refus(Anomalie(origine, "ce n’est pas un devis de ce programme", _ATTENDU))
    if schema.partition("/")[0] != _FAMILLE:
        message = f"c’est un résultat {guillemets(schema)}, pas un devis"
        raise Refus(Anomalie(origine, message, _ATTENDU))
    if schema != SCHEMA:
        message = f"le devis est au format {guillemets(schema)}, que cette version ne lit pas"
        raise Refus(Anomalie(origine, message, f"elle lit {guillemets(SCHEMA)} : prenez la version qui l’a écrit"))
    fautes = [Anomalie(f"{origine}, {faute.origine}", faute.message) for faute in fautes_de_forme(donnees)]
    if fautes:
        dites, reste = fautes[:_FAUTES_DITES], len(fautes) - _FAUTES_DITES
        if reste > 0:
            autres = "un autre défaut" if reste == 1 else f"{nombre(reste)} autres défauts"
            dites.append(Anomalie(origine, f"et {autres}"))
        aide = "le fichier a été abîmé ou modifié : prenez l’original"
        raise Refus(*dites[:-1], dites[-1]._replace(aide=aide))
    return donnees


def _json(octets: bytes, origine: str) -> Any:
    import json

    def sans_doublon(paires: list[tuple[str, Any]]) -> Donnees:
        doubles = sorted(cle for cle, fois in Counter(cle for cle, _ in paires).items() if fois > 1)
        if doubles:
            message = f"clé écrite deux fois : {enumeration([guillemets(cle) for cle in doubles])}"
            raise Refus(Anomalie(origine, message, "le fichier a été modifié : prenez l’original"))
        return dict(paires)

    def pas_un_nombre(texte: str) -> Any:
        raise Refus(
            Anomalie(
                origine, f"{guillemets(texte)} n’est pas un nombre", "le fichier a été modifié : prenez l’original"
            )
        )

    try:
        texte = octets.decode("utf-8-sig")
        if max(_niveaux(texte)) > _PROFONDEUR:
            raise Refus(Anomalie(origine, "ce n’est pas un devis de ce programme", _ATTENDU))
        return json.loads(
            texte, object_pairs_hook=sans_doublon, parse_constant=pas_un_nombre, parse_float=pas_un_nombre
        )
    except UnicodeDecodeError as erreur:
        if erreur.end == len(octets) and octets.lstrip()[:1] == b"{":  # a letter of several bytes was cut
            message = "le fichier s’arrête avant la fin, au milieu d’une lettre"
            raise Refus(Anomalie(origine, message, _INCOMPLET)) from None
        raise Refus(Anomalie(origine, "ce n’est pas un texte UTF-8", _ATTENDU)) from None
    except json.JSONDecodeError as erreur:
        if texte.lstrip()[:1] != "{":
            raise Refus(Anomalie(origine, "ce n’est pas un devis de ce programme", _ATTENDU)) from None
        if _niveaux(texte)[-1] > 0:  # something that was opened is never closed
            lignes = texte.count("\n") + 1
            message = f"le fichier s’arrête avant la fin, à la ligne {nombre(lignes)}"
            raise Refus(Anomalie(origine, message, _INCOMPLET)) from None
        message = f"ligne {nombre(erreur.lineno)}, colonne {nombre(erreur.colno)} : ce n’est plus du JSON"
        raise Refus(Anomalie(origine, message, "le fichier a été modifié : prenez l’original")) from None
    except ValueError:  # an integer of thousands of digits
        raise Refus(
            Anomalie(origine, "un nombre y est démesuré", "le fichier a été modifié : prenez l’original")
        ) from None


def _niveaux(texte: str) -> list[int]:
    """How deep the brackets go, after each and at the start; those inside texts do not count."""
    niveaux = [0]
    for signe in re.findall(r'"(?:[^"\\]|\\[\s\S])*(?:"|$)|[\[\]{}]', texte):
        if signe in "[{":
            niveaux.append(niveaux[-1] + 1)
        elif signe in "]}":
            niveaux.append(niveaux[-1] - 1)
    return niveaux
