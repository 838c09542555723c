"""Values completed with their names: what the program answers, then bash, zsh and fish themselves."""

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest
from outils import RACINE, Lancer, environnement, espaces_simples
from terminal import Terminal

SILLON = RACINE / "examples" / "sillon.toml"


def proposes(lancer: Lancer, ligne: str) -> dict[str, str]:
    """What may follow a line, each with what it is, as fish takes it."""
    env = {
        "_FORFAIT_COMPLETE": "complete_fish", "_TYPER_COMPLETE_FISH_ACTION": "get-args", "_TYPER_COMPLETE_ARGS": ligne,
    }  # fmt: skip
    resultat = lancer(env=env)
    assert resultat.erreur == ""
    trouves = (espaces_simples(un).partition("\t") for un in resultat.texte.splitlines() if un)
    return {code: nom for code, _, nom in trouves}


@pytest.mark.parametrize(
    ("ligne", "code", "nom"),
    [
        ("forfait quote --forfait ", "metiers", "Forfait Métiers"),
        ("forfait quote --forfait tech", "technologie-plus", "Forfait Technologie Plus"),
        ("forfait compare --exige cho", "chorus-pro", "Chorus Pro"),
        ("forfait compare --exige parapheur-", "parapheur-certificat", "Parapheur électronique et un certificat"),
        ("forfait quote --option mes", "messagerie", "Messagerie professionnelle sécurisée"),
        ("forfait quote --nature ", "etablissement-public", "établissement public"),
        ("forfait quote --departement 4", "47", "Lot-et-Garonne"),
        ("forfait batch --departement 2", "2A", "Corse-du-Sud"),
        ("forfait commune --departement 97", "974", "La Réunion"),
        ("forfait quote --commune astaf", "astaffort", "Astaffort, Lot-et-Garonne"),
        ("forfait quote --format ", "markdown", ""),
        ("forfait batch x.csv --format ", "xlsx", ""),
        ("forfait quote --population ", "totale", ""),
        ("forfait devis --forfait ", "heberge", "Forfait Hébergé"),
        (f"forfait quote --catalogue {SILLON} --forfait ", "essentiel", "Pack Essentiel"),
        (f"forfait quote --forfait essentiel --catalogue={SILLON} --option ", "postes", ""),
    ],
)  # fmt: skip
def test_chaque_valeur_est_proposee_avec_son_nom(lancer: Lancer, ligne: str, code: str, nom: str) -> None:
    trouves = proposes(lancer, ligne)
    assert code in trouves
    assert nom in trouves[code]


def test_l_autre_catalogue_remplace_le_premier(lancer: Lancer) -> None:
    assert "metiers" not in proposes(lancer, f"forfait quote --catalogue {SILLON} --forfait ")


def test_les_codes_sont_aussi_dans_l_aide(lancer: Lancer) -> None:
    aide = " ".join(lancer("quote", "--help", env={"COLUMNS": "200", "TERMINAL_WIDTH": "200"}).texte.split())
    for code in ("metiers-communication", "technologie-plus", "chorus-pro", "protection-donnees", "filtrage-antispam",
                 "budget-annexe"):  # fmt: skip
        assert code in aide, code


# --- The shells themselves ------------------------------------------------------------------------


@pytest.fixture
def dossier(tmp_path: Path) -> Path:
    """A folder with the program in it, and a file to complete."""
    programme = tmp_path / "forfait"
    programme.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m forfait_cli "$@"\n', encoding="utf-8")
    programme.chmod(0o755)
    (tmp_path / "grille-a-moi.toml").touch()
    return tmp_path


def env_de(dossier: Path) -> Mapping[str, str]:
    return environnement(
        {
            "PATH": f"{dossier}{os.pathsep}{os.environ['PATH']}", "PYTHONPATH": str(RACINE), "TERM": "dumb",
            "HOME": str(dossier), "LC_ALL": "C.UTF-8", "COLUMNS": "100", "PS1": "$ ",
        }
    )  # fmt: skip


def shell(nom: str) -> str:
    chemin = shutil.which(nom)
    if chemin is None:
        pytest.skip(f"{nom} is not installed")
    return chemin


def script(nom: str, dossier: Path, lancer: Lancer) -> Path:
    """The completion script of a shell, in a file."""
    fichier = dossier / f"completion.{nom}"
    fichier.write_bytes(lancer(env={"_FORFAIT_COMPLETE": f"source_{nom}"}).sortie)
    assert fichier.stat().st_size > 100
    return fichier


def test_bash(dossier: Path, lancer: Lancer) -> None:
    programme = shell("bash")
    with Terminal([programme, "--norc", "--noprofile", "-i"], dossier, env_de(dossier)) as terminal:
        terminal.taper(f"source {script('bash', dossier, lancer)}; echo pr''et\n")
        terminal.attendre("\npret")
        terminal.taper("forfait quote --forfait \t\t")
        terminal.attendre("metiers-communication  (Forfait Métiers et Communication)")
        terminal.taper("heb\t--exige cho\t--catalogue gril\t\x01echo \x0b")
        terminal.taper("echo \x19\n")
        terminal.attendre("forfait quote --forfait heberge --exige chorus-pro --catalogue grille-a-moi.toml")
        terminal.taper("exit\n")
        terminal.finir()


def test_zsh(dossier: Path, lancer: Lancer) -> None:
    programme = shell("zsh")
    with Terminal([programme, "-f", "-i"], dossier, env_de(dossier)) as terminal:
        terminal.taper(
            f"bindkey -e; autoload -Uz compinit; compinit -u -D; source {script('zsh', dossier, lancer)}; echo pr''et\n"
        )
        terminal.attendre("\npret")
        terminal.taper("forfait quote --forfait \t")
        vu = terminal.attendre("technologie-plus")
        assert "-- Forfait Métiers et Communication" in vu
        terminal.taper("\x15forfait quote --forfait heb\t")
        terminal.taper("--catalogue gril\t\x01echo \n")
        terminal.attendre("\nforfait quote --forfait heberge --catalogue grille-a-moi.toml")


def test_fish(dossier: Path, lancer: Lancer) -> None:
    programme = shell("fish")

    def completer(ligne: str) -> dict[str, str]:
        ordre = f"source {script('fish', dossier, lancer)}; complete -C '{ligne}'"
        fini = subprocess.run(
            [programme, "--no-config", "-c", ordre], capture_output=True, check=True, env=env_de(dossier), timeout=60,
            cwd=dossier,
        )  # fmt: skip
        return {code: nom for code, _, nom in (un.partition("\t") for un in fini.stdout.decode().splitlines())}

    assert completer("forfait quote --forfait heb") == {"heberge": "Forfait Hébergé"}
    assert completer("forfait quote --commune astaf")["astaffort"].startswith("Astaffort")
    assert completer(f"forfait quote --catalogue {SILLON} --forfait ess")["essentiel"] == "Pack Essentiel"
    assert "grille-a-moi.toml" in completer("forfait quote --catalogue gril")
