"""The guided devis, driven through a pseudo-terminal as a person would."""

import re
import shlex
import time
from collections.abc import Mapping
from pathlib import Path

import pytest
from outils import RACINE, Lancer, commande, environnement, espaces_simples
from terminal import CTRL_C, CTRL_D, Terminal

INVITE = "> "
# Between the invitation and the reading of a line, Python keeps a Ctrl-C until the next key; nobody is that quick.
REFLEXE = 0.1  # seconds


class Dialogue(Terminal):
    """The guided devis."""

    def repondre(self, question: str, reponse: str = "") -> str:
        """Answer once this question and its invitation are shown."""
        vu = self.attendre(question) + self.attendre(INVITE)
        if reponse == CTRL_C:
            time.sleep(REFLEXE)
        self.taper(reponse if reponse in (CTRL_C, CTRL_D) else f"{reponse}\n")
        return vu


def ouvrir(dossier: Path, *arguments: str, env: Mapping[str, str] | None = None) -> Dialogue:
    """`forfait quote` alone, or with these arguments, on a terminal."""
    env = environnement({"TERM": "dumb", "COLUMNS": "100", "PYTHONPATH": str(RACINE), **(env or {})})
    return Dialogue(commande(*(arguments or ("quote",))), dossier, env)


def derniere_ligne(terminal: Dialogue) -> str:
    """The line that gives the devis again."""
    assert "Pour refaire ce devis :" in terminal.vu
    ligne = terminal.vu.rstrip().splitlines()[-1]
    assert ligne.startswith("  forfait quote ")
    return ligne.strip()


def test_une_commune_son_nom_presque_juste_et_ses_besoins(tmp_path: Path, lancer: Lancer) -> None:
    with ouvrir(tmp_path) as terminal:
        terminal.repondre("Pour quelle commune ?", "astafor")
        vu = terminal.repondre("Laquelle ?", "1")
        assert "1. Astaffort (47015, Lot-et-Garonne)" in vu
        terminal.attendre("Astaffort (47015, Lot-et-Garonne) : 2 006 habitants, population totale.")
        terminal.repondre("Est-elle affiliée au centre de gestion ?", "peut-être")
        terminal.attendre("Répondez oui ou non.")
        terminal.repondre("Est-elle affiliée au centre de gestion ?", "oui")
        terminal.repondre("Quels besoins", "5 99")
        terminal.repondre("« 99 » n’est pas dans la liste", "2 et 5")
        terminal.repondre("Formation sur site : combien de formations", "x")
        terminal.attendre("« x » n’est pas un nombre entier.")
        terminal.repondre("Formation sur site", "1")
        terminal.repondre("Sauvegarde externalisée : combien de Go en tout ?", "12 Go")
        terminal.repondre("Quel forfait ?", "7")
        terminal.repondre("« 7 » n’est pas dans la liste", "Métiers")
        assert terminal.finir() == 0
        assert "Devis : Forfait Métiers" in terminal.vu
        ligne = derniere_ligne(terminal)
    assert ligne == ("forfait quote --code-insee 47015 --affiliee --forfait metiers --formation 1 --besoin-go 12")
    encore = lancer(*shlex.split(ligne)[1:], env={"COLUMNS": "100", "TERM": "dumb"})
    assert encore.code == 0
    assert espaces_simples(encore.texte).strip() in terminal.vu
    assert not list(tmp_path.iterdir())


def test_tout_laisser_vide_est_le_plus_court_des_devis(tmp_path: Path) -> None:
    with ouvrir(tmp_path) as terminal:
        for question, reponse in (
            ("Pour quelle commune ?", "Nérac"), ("affiliée", ""), ("Quels besoins", ""), ("Quel forfait", "")
        ):  # fmt: skip
            terminal.repondre(question, reponse)
        assert terminal.finir() == 0
        assert "Devis : 5 forfaits côte à côte" in terminal.vu
        assert derniere_ligne(terminal) == "forfait quote --commune Nérac"


def test_un_etablissement_public_par_ses_agents_et_son_nom(tmp_path: Path) -> None:
    with ouvrir(tmp_path) as terminal:
        terminal.repondre("Pour quelle commune ?")
        vu = terminal.repondre("De quelle nature est-elle ?", "CCAS")
        assert "1. commune (par ses habitants)" in vu
        terminal.repondre("Combien d’agents ?", "7,5")
        terminal.attendre("les agents se comptent en personnes entières")
        terminal.repondre("Combien d’agents ?", "7")
        terminal.repondre("affiliée", "non")
        terminal.repondre("Quel nom porter sur le devis ?", "CCAS de l'Isle")
        terminal.repondre("Quels besoins", "1")
        terminal.repondre("Quel forfait ?", "2")
        assert terminal.finir() == 0
        assert derniere_ligne(terminal) == (
            "forfait quote --agents 7 --nature etablissement-public --non-affiliee "
            '--nom "CCAS de l\'Isle" --forfait metiers-communication --parapheur'
        )


def test_des_communes_de_meme_nom_se_choisissent_dans_une_liste(tmp_path: Path) -> None:
    with ouvrir(tmp_path) as terminal:
        terminal.repondre("Pour quelle commune ?", "Saint-Denis")
        vu = terminal.repondre("Laquelle ?", "Nullepart-sur-Rien")
        assert "« Saint-Denis » peut désigner 4 communes." in vu
        assert re.search(r"^1\. Saint-Denis \([0-9]{5}, ", vu, re.MULTILINE)
        terminal.repondre("Un autre nom", "47220")
        vu = terminal.repondre("Laquelle ?", "Astaffort")
        assert "Razimet" in vu
        terminal.repondre("affiliée", CTRL_C)
        assert terminal.finir() == 130


def test_un_autre_catalogue_a_ses_propres_questions(tmp_path: Path) -> None:
    grille = RACINE / "examples" / "sillon.toml"
    with ouvrir(tmp_path, "quote", "--catalogue", str(grille)) as terminal:
        terminal.repondre("Pour quelle commune ?", "Nérac")
        vu = terminal.repondre("Quels besoins", "2")
        assert "affiliée" not in vu  # this grid makes no difference
        assert "2. Compte de messagerie" in vu
        terminal.repondre("Compte de messagerie : combien de comptes", "3")
        terminal.repondre("Quel forfait ?", "1")
        assert terminal.finir() == 0
        ligne = derniere_ligne(terminal)
    assert ligne.startswith("forfait quote --commune Nérac --forfait ")
    assert ligne.endswith(f"--catalogue {grille}")


def test_une_collectivite_sans_strate_est_refusee_avant_les_autres_questions(tmp_path: Path) -> None:
    grille = RACINE / "examples" / "sillon.toml"
    with ouvrir(tmp_path, "quote", "--catalogue", str(grille)) as terminal:
        terminal.repondre("Pour quelle commune ?", "Agen")
        terminal.attendre("32 801 habitants, population municipale")
        assert terminal.finir() == 1
        assert "aucune strate publiée ne couvre ce nombre" in terminal.vu
        assert "Quels besoins" not in terminal.vu


def test_ce_qu_un_prix_compte_se_demande_aussi(tmp_path: Path) -> None:
    grille = RACINE / "examples" / "vallees.toml"
    with ouvrir(tmp_path, "quote", "--catalogue", str(grille)) as terminal:
        terminal.repondre("Pour quelle commune ?")
        terminal.repondre("De quelle nature est-elle ?", "syndicat")
        terminal.repondre("Combien d’agents ?", "8")
        terminal.repondre("Masse salariale : combien, en euros ? Entrée seule : inconnu.", "120 000,50")
        terminal.repondre("Quel nom")
        terminal.repondre("Quels besoins")
        terminal.repondre("Quel forfait ?", "2")
        assert terminal.finir() == 0
        ligne = derniere_ligne(terminal)
    assert ligne == (
        'forfait quote --agents 8 --masse-salariale "120 000,50" --nature syndicat --forfait plateforme-paie '
        f"--catalogue {grille}"
    )


def test_une_grille_pour_tous_ne_demande_ni_nature_ni_taille(tmp_path: Path) -> None:
    grille = RACINE / "examples" / "plateau.toml"
    with ouvrir(tmp_path, "quote", "--catalogue", str(grille)) as terminal:
        terminal.repondre("Pour quelle commune ?")
        terminal.repondre("Quel nom")
        terminal.repondre("Quels besoins", "1")
        terminal.repondre("Secrétariat de mairie itinérant : combien, en h ?", "2,5")
        assert terminal.finir() == 0
        assert "De quelle nature" not in terminal.vu
        assert derniere_ligne(terminal) == f'forfait quote --secretariat "2,5" --catalogue {grille}'


QUESTIONS = [
    ("Pour quelle commune ?", ""), ("De quelle nature", "1"), ("Combien d’habitants", "1200"), ("affiliée", ""),
    ("Quel nom", "Foix"), ("Quels besoins", "5"), ("combien de Go", "4"), ("Quel forfait ?", ""),
]  # fmt: skip


@pytest.mark.parametrize("touche", [CTRL_C, CTRL_D], ids=["ctrl-c", "ctrl-d"])
@pytest.mark.parametrize("rang", range(len(QUESTIONS)))
def test_s_arreter_a_toute_question_ne_laisse_rien(tmp_path: Path, rang: int, touche: str) -> None:
    with ouvrir(tmp_path, "quote", "-o", "devis.txt") as terminal:
        for question, reponse in QUESTIONS[:rang]:
            terminal.repondre(question, reponse)
        terminal.repondre(QUESTIONS[rang][0], touche)
        assert terminal.finir() == 130
        assert terminal.vu.endswith("\nInterrompu.\n")
        assert "Traceback" not in terminal.vu
    assert not list(tmp_path.iterdir())


def test_le_devis_peut_aller_dans_un_fichier(tmp_path: Path) -> None:
    with ouvrir(tmp_path, "quote", "-o", "mon devis.txt") as terminal:
        for question, reponse in QUESTIONS:
            terminal.repondre(question, reponse)
        assert terminal.finir() == 0
        assert derniere_ligne(terminal) == (
            'forfait quote --habitants 1200 --nature commune --nom Foix --besoin-go 4 -o "mon devis.txt"'
        )
    assert "Foix" in (tmp_path / "mon devis.txt").read_text(encoding="utf-8")


def test_une_date_fausse_se_dit_avant_la_premiere_question(tmp_path: Path) -> None:
    with ouvrir(tmp_path, "quote", "--date", "hier") as terminal:
        assert terminal.finir() == 2
        assert "Pour quelle commune" not in terminal.vu


@pytest.mark.parametrize("arguments", [("--forfait", "metiers"), ("--extra-go", "4"), ("--non-affiliee",)])
def test_ce_qui_est_demande_sans_etre_seul_ne_pose_pas_de_question(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    with ouvrir(tmp_path, "quote", *arguments) as terminal:
        assert terminal.finir() in (0, 2)
        assert "Pour quelle commune" not in terminal.vu


def test_jamais_sans_terminal(lancer_dehors: Lancer) -> None:
    resultat = lancer_dehors("quote")
    assert (resultat.code, resultat.sortie) == (2, b"")
    assert "aucune collectivité n’est décrite" in resultat.erreur
    assert "Pour quelle commune" not in resultat.erreur


def test_les_questions_tiennent_en_lignes_simples(tmp_path: Path) -> None:
    """Nothing but text: no colour, no box, no line drawn again."""
    with ouvrir(tmp_path, env={"TERM": "xterm-256color"}) as terminal:
        terminal.repondre("Pour quelle commune ?", "Nérac")
        terminal.repondre("affiliée", "")
        terminal.repondre("Quels besoins", "")
        terminal.repondre("Quel forfait", CTRL_C)
        assert terminal.finir() == 130
        assert not set(terminal.vu) & set("\x1b│╭─█")
