"""Random valid catalogues: each form of a strate and of a price, as documents ready to be written in TOML."""

from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

Document = dict[str, Any]
SEUILS = st.lists(st.integers(1, 60), min_size=0, max_size=4, unique=True).map(sorted)
MONTANTS = st.decimals(0, 500, places=2)
PERIODICITES = st.sampled_from(["unique", "mois", "trimestre", "semestre", "an"])

MESURES: list[Document] = [
    {"code": "communes-membres", "unite": {"singulier": "commune membre", "pluriel": "communes membres"}},
    {"code": "masse-salariale", "nom": "masse salariale", "euros": True},
]
NATURES: list[Document] = [
    {"code": "commune", "nom": "commune", "mesure": "habitants", "feminin": True, "cherchee": True},
    {"code": "syndicat", "nom": "syndicat", "mesure": "agents"},
    {"code": "communaute", "nom": "communauté", "mesure": ["communes-membres", "habitants"], "feminin": True},
]
# The measures that bound the strates of each nature.
BORNEES = {"commune": ("habitants",), "syndicat": ("agents",), "communaute": ("communes-membres", "habitants")}


def intervalles(seuils: list[int]) -> list[Document]:
    """Ranges that cover every number, cut at these thresholds."""
    debuts = [0, *seuils]
    return [
        {"min": debut, **({"max": debuts[rang + 1] - 1} if rang + 1 < len(debuts) else {})}
        for rang, debut in enumerate(debuts)
    ]


@st.composite
def cas_partout(tirer: st.DrawFn) -> list[Document]:
    """Cases that cover every collectivité, none of them twice."""
    dites = tirer(st.booleans())
    cas: list[Document] = []
    for affiliee in (True, False) if dites else (None,):
        if affiliee is False and tirer(st.booleans()):
            cas.append({"affiliee": False})
            continue
        for nature, mesures in BORNEES.items():
            boites: list[Document] = [{"nature": nature} | ({} if affiliee is None else {"affiliee": affiliee})]
            for mesure in mesures:
                bornes = intervalles(tirer(SEUILS))
                boites = [boite | {mesure: une} for boite in boites for une in bornes]
            cas += boites
    return cas


@st.composite
def repartis(tirer: st.DrawFn, cas: list[Document]) -> list[Document]:
    """Strates that share out these cases."""
    combien = tirer(st.integers(1, min(6, len(cas))))
    places = [tirer(st.integers(0, combien - 1)) for _ in cas]
    strates = [[un for un, place in zip(cas, places, strict=True) if place == rang] for rang in range(combien)]
    return [{"cas": groupe} for groupe in strates if groupe]


@st.composite
def tranches(tirer: st.DrawFn) -> Document:
    """Slices of one of the three kinds; amounts of a slice for itself never go down."""
    fins = tirer(st.lists(st.integers(1, 40), min_size=1, max_size=3, unique=True).map(sorted))
    calcul = tirer(st.sampled_from(["marginale", "volume", "forfaitaire"]))
    montants = [tirer(MONTANTS) for _ in range(len(fins) + 1)]
    if calcul == "forfaitaire":
        montants.sort()
    suite = [{"jusqua": fin, "montant": montant} for fin, montant in zip(fins, montants, strict=False)]
    return {"tranches": [*suite, {"montant": montants[-1]}], "calcul": calcul}


@st.composite
def prix(tirer: st.DrawFn, strates: int, *, compte: bool) -> Any:
    """A price in one of its forms; `compte`: for what is counted."""
    mot = st.sampled_from(["sur étude", "à renseigner", "non proposé"])
    formes = [MONTANTS, mot, st.fixed_dictionaries({"montant": MONTANTS, "periodicite": PERIODICITES})]
    if strates:
        un = MONTANTS | mot | tranches() if compte else MONTANTS | mot
        formes.append(st.lists(un, min_size=strates, max_size=strates))
        formes.append(st.dictionaries(st.integers(1, strates).map(str), un, min_size=1))
    if compte:
        formes += [
            tranches(),
            st.fixed_dictionaries({"montant": MONTANTS, "gratuits": st.integers(0, 5)}),
            st.fixed_dictionaries({"montant": MONTANTS, "minimum": st.integers(0, 5)}),
        ]
    else:
        natures = st.sampled_from([nature["code"] for nature in NATURES])
        formes += [
            st.fixed_dictionaries({"montant": MONTANTS, "par": st.sampled_from(["habitants", "agents"])}),
            st.fixed_dictionaries({"pour_cent": st.decimals(0, 9, places=2), "par": st.just("masse-salariale")}),
            st.fixed_dictionaries({"par_nature": st.dictionaries(natures, MONTANTS, min_size=1)}),
            tranches().map(lambda une: une | {"par": "habitants", "periodicite": "an"}),
        ]
    forme: Any = tirer(st.one_of(formes))
    return tirer(forme) if isinstance(forme, st.SearchStrategy) else forme


@st.composite
def grilles(tirer: st.DrawFn) -> Document:
    """A whole valid catalogue."""
    strates = tirer(repartis(tirer(cas_partout()))) if tirer(st.booleans()) else []
    document: Document = {"titre": "Grille", "source": "Hasard", "mesures": MESURES, "natures": NATURES}
    if strates:
        document["strates"] = strates
    combien = len(strates)
    document["forfaits"] = [
        {"code": f"f{rang}", "nom": f"Forfait {rang}", "prix": tirer(prix(combien, compte=False))}
        for rang in range(tirer(st.integers(1, 3)))
    ]
    document["options"] = [
        {"code": "boites", "nom": "Boîtes", "unite": "boîte", "prix": tirer(prix(combien, compte=True))},
        {
            "code": "heures",
            "nom": "Heures",
            "unite": {"singulier": "h", "pluriel": "h", "pas": Decimal("0.5")},
            "prix": tirer(prix(combien, compte=True)),
        },
        {"code": "site", "nom": "Site", "prix": tirer(prix(combien, compte=False))},
    ]
    return document
