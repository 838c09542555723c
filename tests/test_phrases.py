"""What the rules say, word for word: a public body signs these sentences."""

import pytest

from forfait_cli.domaine.catalogue import Catalogue, NonProposee, Option, Proposee
from forfait_cli.domaine.chiffreur import chiffrer
from forfait_cli.domaine.comparaison import comparer
from forfait_cli.domaine.demande import Collectivite, Demande
from forfait_cli.domaine.resultats import LigneDevis
from forfait_cli.domaine.situation import situer
from forfait_cli.domaine.strate import voisines
from forfait_cli.domaine.types import Affiliation, Statut, Unite
from forfait_cli.erreurs import MauvaisUsage, Refus, champ

COMMUNE = Collectivite("commune", {"habitants": 1200})
NON_AFFILIEE = COMMUNE._replace(affiliation=Affiliation.NON_AFFILIEE)
GO = Unite("Go", "Go")


def simples(texte: str) -> str:
    return texte.replace("\u00a0", " ").replace("\u202f", " ")


def sans_parapheur(catalogue: Catalogue, *, garder: type[Proposee] | None = None) -> Catalogue:
    """The annex where nobody has the parapheur, or only those who sell it."""

    def priver(option: Option) -> Option:
        if option.code != "parapheur-certificat":
            return option
        cellules = {
            code: cellule if garder is not None and isinstance(cellule, garder) else NonProposee("Non")
            for code, cellule in option.cellules.items()
        }
        return option._replace(cellules=cellules)

    return catalogue._replace(options=tuple(map(priver, catalogue.options)))


def motif(catalogue: Catalogue) -> str:
    demande = Demande(COMMUNE, extras={"parapheur-certificat": 1}, forfaits=("metiers",))
    (texte,) = chiffrer(catalogue, demande).devis[0].motifs
    return simples(texte)


def test_a_refusal_names_who_has_it_and_who_sells_it(catalogue: Catalogue) -> None:
    assert motif(catalogue) == (
        "« Parapheur électronique et un certificat électronique » n’est pas proposé avec le Forfait Métiers "
        "(« Non inclus dans le forfait ») ; compris dans : Forfait Métiers et Communication et Forfait "
        "Technologie Plus ; en option avec : Forfait Hébergé."
    )
    debut = (
        "« Parapheur électronique et un certificat électronique » n’est pas proposé avec le Forfait Métiers (« Non »)"
    )
    assert motif(sans_parapheur(catalogue, garder=Proposee)) == f"{debut} ; en option avec : Forfait Hébergé."
    assert motif(sans_parapheur(catalogue)) == f"{debut} ; aucun forfait ne le propose."


def ligne(
    catalogue: Catalogue, code: str, extras: dict[str, int] | None = None, besoins: dict[str, int] | None = None
) -> LigneDevis:
    demande = Demande(COMMUNE, extras or {}, besoins or {}, forfaits=("metiers-communication",))
    devis = chiffrer(catalogue, demande).devis[0]
    return next(ligne for ligne in devis.lignes if ligne.code == code)


def test_a_line_that_costs_nothing_says_why(catalogue: Catalogue) -> None:
    couverte = ligne(catalogue, "sauvegarde-externalisee", besoins={"sauvegarde-externalisee": 3})
    assert (couverte.quantite, couverte.unite, couverte.statut) == (0, GO, Statut.INCLUS)
    assert simples(couverte.motif or "") == "besoin de 3 Go, couvert par ce que le forfait comprend : 5 Go"
    incluse = ligne(catalogue, "parapheur-certificat", extras={"parapheur-certificat": 1})
    assert (incluse.quantite, incluse.unite) == (1, None)
    assert simples(incluse.motif or "") == "« Inclus dans le forfait » : sans supplément"


def test_a_need_for_what_is_not_counted_says_plain_numbers(catalogue: Catalogue) -> None:
    """A grid may set an uncounted option against a service that has a count."""
    options = tuple(
        option._replace(service="messagerie") if option.code == "filtrage-antispam" else option
        for option in catalogue.options
    )
    couverte = ligne(catalogue._replace(options=options), "filtrage-antispam", besoins={"filtrage-antispam": 1})
    assert couverte.motif == "besoin de 1, couvert par ce que le forfait comprend : 1"


def test_a_requirement_met_as_an_option_is_told(catalogue: Catalogue) -> None:
    def precisions(code: str, forfait: str) -> str:
        chiffrage = chiffrer(catalogue, Demande(COMMUNE, forfaits=(forfait,), exiges=(code,)))
        return simples(chiffrage.devis[0].notes[0])

    assert precisions("convocation", "heberge") == (
        "« Convocation électronique » est exigé : en option sous ce forfait, non compris."
    )
    assert precisions("sauvegarde-externalisee", "heberge") == (
        "« Sauvegarde externalisée » est exigé : vendu en option, non compris dans ce forfait."
    )
    assert precisions("formation-sur-site", "metiers") == (
        "« Formation sur site » est exigé : vendu en option, non compris dans ce forfait."
    )


def test_a_requirement_met_is_not_told(catalogue: Catalogue) -> None:
    for code, forfait in (("veille", "metiers"), ("parapheur-certificat", "technologie-plus")):
        avec = chiffrer(catalogue, Demande(COMMUNE, forfaits=(forfait,), exiges=(code,))).devis[0].notes
        sans = chiffrer(catalogue, Demande(COMMUNE, forfaits=(forfait,))).devis[0].notes
        assert avec == sans


def test_a_requirement_not_met_leaves_the_forfait_out(catalogue: Catalogue) -> None:
    chiffrage = chiffrer(catalogue, Demande(COMMUNE, exiges=("chorus-pro", "parapheur-certificat")))
    assert [(ecarte.forfait.code, simples(ecarte.motif)) for ecarte in chiffrage.ecartes] == [
        ("metiers", "ni inclus ni en option : « Parapheur électronique et un certificat électronique »"),
        (
            "technologie",
            "ni inclus ni en option : « Chorus Pro », « Parapheur électronique et un certificat électronique »",
        ),
        ("technologie-plus", "ni inclus ni en option : « Chorus Pro »"),
    ]
    with pytest.raises(Refus) as refus:
        chiffrer(catalogue, Demande(COMMUNE, forfaits=("technologie",), exiges=("chorus-pro",)))
    message, autres = "aucun forfait demandé ne donne ce qui est exigé", "metiers, metiers-communication ou heberge"
    assert refus.value.anomalies[-1] == (champ("exige"), message, f"demandez {autres}")
    with pytest.raises(Refus) as refus:
        chiffrer(catalogue, Demande(COMMUNE, forfaits=("technologie",), exiges=("chorus-pro", "formation-sur-site")))
    assert refus.value.anomalies[-1].aide == f"demandez {autres}"


def test_an_unknown_code_names_its_flag_and_lists_the_codes(catalogue: Catalogue) -> None:
    with pytest.raises(MauvaisUsage) as faute:
        chiffrer(catalogue, Demande(COMMUNE, forfaits=("zzz",)))
    assert [(a.origine, simples(a.message), a.aide) for a in faute.value.anomalies] == [
        (
            champ("forfait"),
            "aucun forfait n’a le code « zzz »",
            "codes possibles : metiers, metiers-communication, heberge, technologie, technologie-plus.",
        )
    ]


def test_a_comparison_says_what_it_takes_for_granted(catalogue: Catalogue) -> None:
    assert comparer(catalogue).hypotheses == ()
    assert comparer(catalogue, Demande(COMMUNE)).hypotheses == chiffrer(catalogue, Demande(COMMUNE)).hypotheses
    assert len(comparer(catalogue, Demande(COMMUNE)).hypotheses) == 2


def test_a_situation_says_what_it_takes_for_granted(catalogue: Catalogue) -> None:
    situation = situer(catalogue, COMMUNE)
    assert situation.hypotheses == chiffrer(catalogue, Demande(COMMUNE)).hypotheses
    (note,) = [note for note in catalogue.notes if note.code == "non-affiliee"]
    avec_note = catalogue._replace(notes=(note._replace(vues=frozenset({"strate"})),))
    assert situer(avec_note, COMMUNE).notes == ()
    assert situer(avec_note, NON_AFFILIEE).notes == (note.texte,)


def test_a_collectivite_non_affiliee_of_a_known_size_has_no_neighbours(catalogue: Catalogue) -> None:
    situation = situer(catalogue, NON_AFFILIEE)
    assert situation.classement.valeur("habitants") == 1200
    assert voisines(catalogue, NON_AFFILIEE, situation.classement) == (None, None)
