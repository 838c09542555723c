"""A devis made earlier, read back: its JSON, or the PDF that carries it."""

from forfait_cli.readers.documents.lecture import Lu, lire_document
from forfait_cli.readers.documents.reprise import demande_lue

__all__ = ["Lu", "demande_lue", "lire_document"]
