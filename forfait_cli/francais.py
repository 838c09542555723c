"""The one place that formats French: amounts, numbers, plurals, lists, dates.

Texts use the signs of a printed document: U+202F inside numbers and before €, U+00A0 inside « »
and before « : ». A console that lacks U+202F gets U+00A0 from its own renderer.
"""

import re
from collections.abc import Sequence
from datetime import date
from decimal import Decimal

Nombre = int | Decimal
FINE = "\u202f"
INSECABLE = "\u00a0"

MOIS = (
    "janvier", "février", "mars", "avril", "mai", "juin",
    "juillet", "août", "septembre", "octobre", "novembre", "décembre",
)  # fmt: skip


def nombre(valeur: Nombre) -> str:
    """`1200` → « 1 200 »; `7.50` → « 7,5 »."""
    if isinstance(valeur, Decimal):
        valeur = valeur.to_integral_value() if valeur == valeur.to_integral_value() else valeur.normalize()
        return f"{valeur:,f}".replace(",", FINE).replace(".", ",")
    return f"{valeur:,}".replace(",", FINE)


def euros(montant: Decimal) -> str:
    """`1234.5` → « 1 234,50 € »; decimals beyond cents are kept, never rounded away."""
    exposant = montant.as_tuple().exponent
    decimales = max(2, -exposant) if isinstance(exposant, int) else 2
    return f"{montant:,.{decimales}f}".replace(",", FINE).replace(".", ",") + f"{FINE}€"


def pour_cent(taux: Decimal) -> str:
    """`5.5` → « 5,5 % »."""
    return f"{taux.normalize():f}".replace(".", ",") + f"{INSECABLE}%"


def pluriel(mot: str) -> str:
    """The plural of a unit: « certificat » → « certificats », « compte de messagerie » → « comptes de … ».

    Symbols (Go, h), acronyms (SMS) and words in s, x, z do not change. For a word that this rule gets wrong,
    the catalogue gives the plural.
    """
    tete, espace, suite = mot.partition(" ")
    if tete and not est_symbole(tete) and not tete.isupper() and tete[-1] not in "sxz":
        tete += "s"
    return tete + espace + suite


SYMBOLES = frozenset(("h", "j", "€", "%", "min", "km", "m", "m²", "kg", "kWh"))


def est_symbole(unite: str) -> bool:
    """Whether a unit is a symbol, which never changes: Go, h, €."""
    return unite in SYMBOLES or (len(unite) == len("Go") and unite[0].isupper() and unite[1] in "oO")


def quantite(valeur: Nombre, unite: str, plusieurs: str = "") -> str:
    """`(4, "Go")` → « 4 Go »; French takes the plural from 2 on. `plusieurs`: the plural, if the rule can't guess."""
    return f"{nombre(valeur)}{INSECABLE}{unite if valeur < 2 else plusieurs or pluriel(unite)}"  # noqa: PLR2004


def avec_article(article: str | None, nom: str) -> str:
    """« le Forfait Métiers », « l’agence »; « Plateforme » between guillemets where no article is told."""
    if article is None:
        return guillemets(nom)
    return f"{article}{nom}" if article.endswith("’") else f"{article} {nom}"


def a(article: str, nom: str) -> str:
    """« au centre de gestion », « à la communauté », « à l’agence », « aux services »."""
    match article:
        case "le":
            return f"au {nom}"
        case "les":
            return f"aux {nom}"
        case _:
            return f"à {avec_article(article, nom)}"


def de(mot: str) -> str:
    """« d’habitants », « de communes membres »."""
    return f"d’{mot}" if mot[:1].lower() in "aeiouyhàâéèêëîïôùûœ" else f"de {mot}"


def de_lieu(nom: str) -> str:
    """« d’Agen », « de Nérac », « du Mans », « des Lilas »; before an h, which may be aspirated, « de »."""
    for debut, contracte in (("Le ", "du "), ("Les ", "des ")):
        if nom.startswith(debut):
            return f"{contracte}{nom.removeprefix(debut)}"
    return f"de {nom}" if nom[:1] in "Hh" else de(nom)


# How often an amount is due, in words, by the word of the files.
PERIODICITES = {
    "unique": "une fois",
    "mois": "par mois",
    "trimestre": "par trimestre",
    "semestre": "par semestre",
    "an": "par an",
    "premiere-annee": "la première année",
    "annees-suivantes": "chaque année suivante",
    None: "périodicité non précisée",
}


def enumeration(mots: Sequence[str], liaison: str = "et") -> str:
    """« a », « a et b », « a, b et c »."""
    if len(mots) < 2:  # noqa: PLR2004
        return "".join(mots)
    return f"{', '.join(mots[:-1])} {liaison} {mots[-1]}"


def guillemets(texte: str) -> str:
    """« texte », with no-break spaces inside."""
    return f"«{INSECABLE}{texte}{INSECABLE}»"


def sans_deux_points(texte: str) -> str:
    """What follows « : » in a sentence, which has no second one: « absent : à demander » → « absent, à demander ».

    Words between guillemets are somebody's own, and stay.
    """
    return texte if "«" in texte else _DEUX_POINTS.sub(", ", texte)


_DEUX_POINTS = re.compile(rf"[ {INSECABLE}{FINE}]:[ {INSECABLE}]")


def date_longue(jour: date) -> str:
    """« 1er janvier 2026 », « 23 novembre 2026 »."""
    return f"{'1er' if jour.day == 1 else jour.day} {MOIS[jour.month - 1]} {jour.year}"


def sans_accents(texte: str) -> str:
    """« Église » → « Eglise », « ﬁ » → « fi »; the letters œ and æ stay."""
    if texte.isascii():
        return texte
    import unicodedata

    return "".join(signe for signe in unicodedata.normalize("NFKD", texte) if not unicodedata.combining(signe))


def plier(texte: str) -> str:
    """« N° SIREN de l’Œuvre » → « n siren de l oeuvre »: case, accents and punctuation set aside."""
    return " ".join(_MOT.findall(sans_accents(texte).casefold().replace("œ", "oe").replace("æ", "ae")))


_MOT = re.compile(r"[a-z0-9]+")


def propre(texte: str, *, lignes: bool = False) -> str:
    """A text from outside, harmless on its way to a terminal, a message, a sheet or a page.

    Control characters, private signs (the program has some of its own), halves of letters and what is no
    character become « � ». What turns the order of letters round, or can't be seen at all, is taken out. New
    lines and tabs become a space each; with `lignes` they stay, for a cell that may hold several lines.
    """
    if texte.isprintable() or _sans_insecables(texte).isprintable():  # almost every text
        return texte
    texte = re.sub(_CACHES, "", texte)
    return re.sub(_ETRANGERS, "�", texte if lignes else re.sub(_LIGNES, " ", texte))


def epeler(texte: str) -> str:
    """A file of data, JSON or TOML, with what commands a terminal spelt `\\u202e`: its texts are kept whole.

    What is below U+0020 is spelt already by what writes such a file.
    """
    if _sans_insecables(texte.replace("\n", "")).isprintable():
        return texte
    return re.sub(_A_EPELER, lambda signe: f"\\u{ord(signe[0]):04x}", texte)


def _sans_insecables(texte: str) -> str:
    """Without what is not printable for Python, and harmless."""
    return texte.replace(INSECABLE, "").replace(FINE, "")


# Texts, not compiled patterns: few runs need them, and compiling takes a millisecond.
_A_EPELER = "[\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\uf8ff]"
_CACHES = "[\xad\u200b\u202a-\u202e\u2060-\u206f\ufeff\U000e0000-\U000e0fff]"
_LIGNES = "\r\n|[\t-\r\x1c-\x1e\x85\u2028\u2029]"
_ETRANGERS = (
    "[\x00-\x08\x0b-\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ud800-\uf8ff\ufdd0-\ufdef\ufff0-\ufffb\ufffe\uffff"
    "\U000f0000-\U0010ffff]"
)


def insecables(texte: str) -> str:
    """No-break spaces where French wants them: inside « », before « : », « ; », « ! », « ? », after « n° », in numbers.

    For what is shown; the annex's own words are kept to the letter in data.
    """
    return _ESPACES.sub(INSECABLE, texte)


# A space: before a sign, after «, ½ or n°, between thousands.
_ESPACES = re.compile(r" (?:(?=[»:;?!€])|(?<=[«½] )|(?<=n° )|(?<=[0-9] )(?=[0-9]{3}(?![0-9])))")
