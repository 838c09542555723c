"""Terminals, pipes, encodings, signals: nothing lost, no word cut, no traceback."""

import fcntl
import os
import pty
import re
import signal
import struct
import subprocess
import termios
import time
from collections.abc import Iterator
from contextlib import suppress
from decimal import Decimal
from pathlib import Path

import pytest
from outils import (
    RACINE,
    Lancer,
    Resultat,
    commande,
    environnement,
    lancer_a_part,
    lancer_ici,
    montants,
)

from forfait_cli.commands.sortie import Sortie
from forfait_cli.domaine.catalogue import Catalogue
from forfait_cli.readers import contexte as module_grille
from forfait_cli.render import mots as en_mots
from forfait_cli.render.document import (
    Barres,
    Cellule,
    Document,
    Echelle,
    Fiche,
    Liste,
    Marque,
    Paragraphe,
    Parties,
    SautDePage,
    Signature,
    Tableau,
    Texte,
    Titre,
)
from forfait_cli.render.formats import Vue
from forfait_cli.render.signes import encodable, replier

COMMUNE = ("--habitants", "1200")
TOUT = (
    *COMMUNE, "--extra-go", "123456", "--besoin-antivirus", "8", "--extra-comptes", "2", "--formation", "1",
    "--conseil-jours", "3", "--parapheur", "--anti-spam", "--besoin-certificats", "1",
)  # fmt: skip
ECRANS = [
    ("compare",),
    ("compare", *COMMUNE),
    ("compare", *TOUT),
    ("quote", *COMMUNE, "--extra-go", "4"),
    ("quote", *TOUT),
    ("quote", *TOUT, "--forfait", "metiers-communication"),
    ("quote", *TOUT, "--forfait", "metiers"),
    ("strate", *COMMUNE, "--nom", "Mairie de Sainte-Foy-la-Grande"),
    ("strate", "--agents", "3"),
    ("commune", "Astaffort"),
]
NOMS = [" ".join(ecran[:4]) for ecran in ECRANS]
LARGEURS = (60, 80, 100, 140)
ANSI = re.compile(r"\x1b\[[0-9;]*m")
_CADRE = re.compile(r"[\s─│╭╮╰╯├┤┬┴┼━╌═]+")


def document_de(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> Document:
    """The neutral document that a command renders."""
    vues: list[Vue] = []

    def retenir(_sortie: Sortie, vue: Vue, *_: object) -> None:
        vues.append(vue)

    with monkeypatch.context() as contexte:
        contexte.setattr(Sortie, "rendre", retenir)
        lancer_ici(*arguments)
    (vue,) = vues
    return vue.document()


def textes(document: Document) -> Iterator[tuple[str, ...]]:
    """Each text of a document, with the shorter words that may stand for it."""
    yield (document.titre,)
    for bloc in document.blocs:
        match bloc:
            case Titre(texte) | Paragraphe(texte):
                yield (texte,)
            case Fiche(faits):
                for nom, contenus in faits:
                    yield from ((texte,) for texte in (nom, *map(en_mots.contenu, contenus)))
            case Liste(elements):
                yield from ((texte,) for texte, _ in elements)
            case Tableau(colonnes, rangees):
                # Stacked, a row goes without the title of the column of names.
                yield from ((colonne.titre, colonne.titre_court) for colonne in colonnes[1:])
                for rangee in rangees:
                    for cellule in rangee.cellules:
                        yield from _contenus(cellule)
            case Barres(titre, barres):
                yield from ((texte,) for texte in (titre, *(barre.nom for barre in barres)))
            case Echelle(titre, marches):
                yield from ((texte,) for texte in (titre, *(marche.nom for marche in marches)))
            case Parties() | Signature() | SautDePage():
                raise AssertionError(bloc)  # of a letter: no screen shows one


def _contenus(cellule: Cellule) -> Iterator[tuple[str, ...]]:
    for rang, contenu in enumerate(cellule.contenus):
        if rang and cellule.suite_facultative:
            return
        dit = en_mots.contenu(contenu)
        chiffre = dit.partition("\u00a0")[0]  # a count may go without its unit
        yield (dit, contenu.court if isinstance(contenu, Texte) else chiffre)


def mots(texte: str) -> set[str]:
    return {mot.strip(",.;:") for mot in _CADRE.split(texte)} - {""}


def _au_terminal(texte: str) -> str:
    return en_mots.texte(texte).replace("\u202f", "\u00a0")


@pytest.mark.parametrize("largeur", LARGEURS)
@pytest.mark.parametrize("ecran", ECRANS, ids=NOMS)
def test_aucune_ligne_ne_depasse_et_aucun_mot_n_est_coupe(
    lancer: Lancer, monkeypatch: pytest.MonkeyPatch, ecran: tuple[str, ...], largeur: int
) -> None:
    page = lancer(*ecran, env={"COLUMNS": str(largeur)})
    for ligne in page.texte.splitlines():
        assert len(ligne) <= largeur
        assert ligne == ligne.rstrip()
    vus = mots(page.texte)
    for possibles in textes(document_de(monkeypatch, *ecran)):
        if not any(possibles):
            continue
        manques = [
            {mot for mot in mots(_au_terminal(texte)) - vus if len(mot) <= largeur} for texte in possibles if texte
        ]
        assert set() in manques, (possibles, manques)
    assert "…" not in page.texte


@pytest.mark.parametrize("largeur", LARGEURS)
@pytest.mark.parametrize("ecran", [("quote", *TOUT), ("quote", *TOUT, "--forfait", "heberge"), ("compare", *TOUT)])
def test_tous_les_montants_sont_a_toutes_les_largeurs(lancer: Lancer, ecran: tuple[str, ...], largeur: int) -> None:
    donnees = lancer(*ecran, "--format", "json").json()
    attendus = [
        Decimal(un["montant"])
        for devis in (donnees.get("couts") or donnees)["devis"]
        for un in (*devis["lignes"], *devis["totaux"])
        if un.get("statut", "chiffre") == "chiffre"
    ]
    assert attendus
    assert set(attendus) <= set(montants(lancer(*ecran, env={"COLUMNS": str(largeur)}).texte))


@pytest.mark.parametrize("nom", ["x" * 90, "日本" * 40])
def test_un_mot_plus_long_que_la_page_est_plie_jamais_perdu(lancer: Lancer, nom: str) -> None:
    page = lancer("strate", *COMMUNE, "--nom", nom, env={"COLUMNS": "60"}).texte
    assert "…" not in page
    assert page.count(nom[0]) >= len(nom.replace("本", ""))


@pytest.mark.parametrize(
    ("colonnes", "largeur"), [("", 100), ("0", 100), ("-5", 100), ("abc", 100), ("٨٠", 100), ("10", 40), ("72", 72)]
)
def test_columns_dit_la_largeur_sinon_100(lancer: Lancer, colonnes: str, largeur: int) -> None:
    lignes = lancer("quote", *COMMUNE, env={"COLUMNS": colonnes}).texte.splitlines()
    assert largeur * 0.8 < max(map(len, lignes)) <= largeur


def test_sans_columns_la_page_a_100_colonnes(lancer: Lancer) -> None:
    assert lancer("compare").texte == lancer("compare", env={"COLUMNS": "100"}).texte


def test_un_fichier_ne_depend_que_de_columns(lancer: Lancer, tmp_path: Path) -> None:
    fichier = tmp_path / "page.txt"
    assert lancer("compare", "-o", str(fichier), env={"FORCE_COLOR": "1", "PYTHONIOENCODING": "ascii"}).code == 0
    assert fichier.read_bytes() == lancer("compare").sortie


# --- Colour -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("env", "couleur"),
    [
        ({}, False),
        ({"FORCE_COLOR": "1"}, True),
        ({"FORCE_COLOR": ""}, False),
        ({"FORCE_COLOR": "1", "NO_COLOR": "1"}, False),
        ({"FORCE_COLOR": "1", "NO_COLOR": ""}, True),
        ({"FORCE_COLOR": "1", "TERM": "dumb"}, False),
        ({"FORCE_COLOR": "1", "TERM": "xterm-256color"}, True),
        ({"TERM": "xterm-256color"}, False),
    ],
)
def test_la_couleur_suit_l_environnement(lancer: Lancer, env: dict[str, str], couleur: bool) -> None:
    for ecran in (("compare",), ("quote", *TOUT), ("strate", *COMMUNE)):
        assert (b"\x1b[" in lancer(*ecran, env=env).sortie) is couleur
    assert ("\x1b[" in lancer("strate", env=env).erreur) is couleur
    for format_ in ("json", "csv", "markdown", "html"):
        assert b"\x1b[" not in lancer("quote", *TOUT, "--format", format_, env=env).sortie


@pytest.mark.parametrize("ecran", ECRANS, ids=NOMS)
def test_rien_n_est_dit_par_la_couleur_seule(lancer: Lancer, ecran: tuple[str, ...]) -> None:
    colore = lancer(*ecran, env={"FORCE_COLOR": "1"}).texte
    sans = "\n".join(ligne.rstrip() for ligne in ANSI.sub("", colore).splitlines())
    assert sans == lancer(*ecran).texte.rstrip("\n")


def dans_un_terminal(
    *arguments: str, largeur: int, env: dict[str, str] | None = None, messages: bool = False
) -> Resultat:
    """Run the program on a pseudo-terminal; `messages`: standard error goes there too."""
    maitre, esclave = pty.openpty()
    fcntl.ioctl(esclave, termios.TIOCSWINSZ, struct.pack("HHHH", 40, largeur, 0, 0))
    processus = subprocess.Popen(
        commande(*arguments), stdin=esclave, stdout=esclave,
        stderr=esclave if messages else subprocess.PIPE, cwd=RACINE,
        env=environnement({"TERM": "xterm-256color", **(env or {})}),
    )  # fmt: skip
    os.close(esclave)
    morceaux = []
    while True:
        try:
            morceau = os.read(maitre, 65536)
        except OSError:  # Linux: the other end is closed
            break
        if not morceau:
            break
        morceaux.append(morceau)
    os.close(maitre)
    _, erreur = processus.communicate(timeout=30)
    return Resultat(processus.returncode, b"".join(morceaux).replace(b"\r\n", b"\n"), (erreur or b"").decode())


@pytest.mark.parametrize("largeur", [60, 100])
def test_un_terminal_a_ses_couleurs_et_sa_largeur(lancer: Lancer, largeur: int) -> None:
    page = dans_un_terminal("quote", *COMMUNE, "--extra-go", "4", largeur=largeur)
    assert (page.code, page.erreur) == (0, "")
    assert b"\x1b[" in page.sortie
    attendu = lancer("quote", *COMMUNE, "--extra-go", "4", env={"COLUMNS": str(largeur)}).texte
    assert [ligne.rstrip() for ligne in ANSI.sub("", page.texte).splitlines()] == attendu.splitlines()


REFUSE = ("quote", "--habitants", "12", "--forfait", "metiers", "--parapheur")


def test_un_message_sous_un_resultat_en_est_separe_sur_un_meme_terminal() -> None:
    page = dans_un_terminal(*REFUSE, largeur=100, env={"NO_COLOR": "1"}, messages=True)
    assert re.search(r"sha256:\w+\.\n\nRefusé", page.texte)
    complet = dans_un_terminal(
        "quote", "--habitants", "12", "--complet", largeur=100, env={"NO_COLOR": "1"}, messages=True
    )
    assert re.search(r"\.\n\nIncomplet", complet.texte)


def test_un_message_ailleurs_ou_sans_resultat_n_a_pas_de_ligne_vide(lancer: Lancer) -> None:
    assert dans_un_terminal(*REFUSE, largeur=100).erreur.startswith("Refusé")
    assert lancer(*REFUSE).erreur.startswith("Refusé")
    seul = dans_un_terminal("quote", "--habitants", "x", largeur=100, env={"NO_COLOR": "1"}, messages=True)
    assert seul.texte.startswith("Erreur")
    # Of several messages, only the first is parted.
    deux = dans_un_terminal(*REFUSE, "--forfait", "technologie", largeur=100, env={"NO_COLOR": "1"}, messages=True)
    _, premier, suite = deux.texte.partition("\n\nRefusé")
    assert premier
    assert "Refusé" in suite
    assert "\n\n" not in suite


def test_un_terminal_sans_couleur_reste_sans_couleur() -> None:
    assert b"\x1b[" not in dans_un_terminal("strate", *COMMUNE, largeur=80, env={"NO_COLOR": "1"}).sortie
    assert b"\x1b[" not in dans_un_terminal("strate", *COMMUNE, largeur=80, env={"TERM": "dumb"}).sortie


# --- Encodings ----------------------------------------------------------------------------------


@pytest.mark.parametrize("encodage", ["cp1252", "ascii", "latin-1", "cp850", "iso8859-15"])
@pytest.mark.parametrize("ecran", [("compare", *TOUT), ("strate", *COMMUNE)], ids=["compare", "strate"])
def test_une_console_pauvre_recoit_des_mots_jamais_une_erreur(encodage: str, ecran: tuple[str, ...]) -> None:
    # Wide enough for the words of the marks, which are longer than the signs.
    page = lancer_a_part(*ecran, env={"PYTHONIOENCODING": encodage, "COLUMNS": "240"})
    assert (page.code, page.erreur) == (0, "")
    texte = page.sortie.decode(encodage)
    complet = lancer_ici(*ecran, env={"COLUMNS": "240"}).texte
    assert texte.count("?") == complet.count("?")
    assert "- -" not in texte
    perdus = "".join(signe for signe in en_mots.SIGNES.values() if not encodable(signe, encodage))
    sans_marques = complet.translate(str.maketrans(perdus, " " * len(perdus)))
    attendus = mots(re.sub(r"[+|-]+", " ", replier(_CADRE.sub(" ", sans_marques), encodage)))
    assert attendus <= mots(re.sub(r"[+|-]+", " ", texte))
    assert any(re.search(rf"\b{marque.value}\b", texte) for marque in Marque) or not set(complet) & set(perdus)
    assert max(map(len, texte.splitlines())) <= 240


def test_windows_1252_garde_l_euro_l_accent_et_l_espace_insecable() -> None:
    page = lancer_a_part("quote", *COMMUNE, "--extra-go", "4", env={"PYTHONIOENCODING": "cp1252"})
    texte = page.sortie.decode("cp1252")
    assert "28,00\u00a0€" in texte
    assert "Sauvegarde externalisée" in texte
    assert "l’annexe" in texte


def test_ascii_ecrit_eur_et_sans_accent() -> None:
    page = lancer_a_part("quote", *COMMUNE, "--extra-go", "4", env={"PYTHONIOENCODING": "ascii"})
    texte = page.sortie.decode("ascii")
    assert "28,00 EUR" in texte
    assert "Sauvegarde externalisee" in texte
    assert "l'annexe" in texte


@pytest.mark.parametrize("encodage", ["cp1252", "ascii"])
def test_les_erreurs_aussi(encodage: str) -> None:
    erreur = lancer_a_part("quote", "--habitants", "1.200", env={"PYTHONIOENCODING": encodage})
    assert erreur.code == 2
    assert "--habitants" in erreur.erreur
    assert "Traceback" not in erreur.erreur


@pytest.mark.parametrize(
    "encodage",
    [
        "cp1252",
        "ascii",
    ],
)
def test_l_aide_aussi(encodage: str) -> None:
    env = {"PYTHONIOENCODING": encodage}
    for arguments in (("--help",), ("quote", "--help")):
        aide = lancer_a_part(*arguments, env=env)
        assert (aide.code, aide.erreur) == (0, "")
        assert "Utilisation" in aide.sortie.decode(encodage)


@pytest.mark.parametrize("format_", ["json", "csv", "markdown", "html"])
def test_un_document_est_en_utf8_quelle_que_soit_la_console(lancer: Lancer, format_: str) -> None:
    page = lancer_a_part("quote", *COMMUNE, "--format", format_, env={"PYTHONIOENCODING": "ascii"})
    assert page.sortie == lancer("quote", *COMMUNE, "--format", format_).sortie


# --- The same bytes -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "arguments",
    [("quote", *TOUT), ("compare", *TOUT, "--format", "json"), ("quote", "--help")],
    ids=["table", "json", "aide"],
)
def test_memes_octets_quel_que_soit_le_hachage(arguments: tuple[str, ...]) -> None:
    sorties = {lancer_a_part(*arguments, env={"PYTHONHASHSEED": graine}).sortie for graine in ("1", "2", "3")}
    assert len(sorties) == 1


def test_la_meme_chose_ici_et_dans_un_processus(lancer: Lancer) -> None:
    dehors, ici = lancer_a_part("quote", *TOUT, "--parapheur"), lancer("quote", *TOUT, "--parapheur")
    assert dehors == ici


# --- Pipes, signals, faults of ours -------------------------------------------------------------


@pytest.mark.parametrize(
    "arguments",
    [("compare",), ("compare", "--format", "json"), ("--help",), ("quote", "--help"), ("--version",)],
    ids=" ".join,
)
def test_un_tube_ferme_finit_sans_bruit(arguments: tuple[str, ...]) -> None:
    lecture, ecriture = os.pipe()
    os.close(lecture)
    try:
        fini = subprocess.run(
            commande(*arguments), stdout=ecriture, stderr=subprocess.PIPE, cwd=RACINE, env=environnement(), check=False
        )
    finally:
        os.close(ecriture)
    assert (fini.returncode, fini.stderr) == (0, b"")


def test_head_ne_lit_que_la_premiere_ligne() -> None:
    ligne = 'set -o pipefail; "$@" | head -1; echo "${PIPESTATUS[0]}"'
    fini = subprocess.run(
        ["bash", "-c", ligne, "-", *commande("compare")],
        capture_output=True,
        cwd=RACINE,
        env=environnement(),
        check=True,
    )
    assert fini.stdout.decode() == "Comparaison des forfaits\n0\n"
    assert fini.stderr == b""


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
@pytest.mark.parametrize(
    "arguments",
    [
        ("strate", *COMMUNE),
        ("strate", *COMMUNE, "--format", "json"),
        ("--version",),
        ("--help",),
    ],
    ids=["table", "json", "version", "aide"],
)
def test_un_disque_plein_est_dit(arguments: tuple[str, ...]) -> None:
    with Path("/dev/full").open("wb") as plein:
        fini = subprocess.run(
            commande(*arguments), stdout=plein, stderr=subprocess.PIPE, cwd=RACINE, env=environnement(), check=False
        )
    assert fini.returncode == 1
    assert "le disque est plein" in fini.stderr.decode()
    assert fini.stderr.decode().count("\n") <= 2


def test_une_sortie_fermee_est_refusee() -> None:
    fini = subprocess.run(
        ["bash", "-c", 'exec "$@" >&-', "-", *commande("strate", *COMMUNE)],
        capture_output=True, cwd=RACINE, env=environnement(), check=False,
    )  # fmt: skip
    assert fini.returncode == 1
    assert "elle est fermée" in fini.stderr.decode()


def test_une_erreur_standard_fermee_n_empeche_rien(lancer: Lancer) -> None:
    fini = subprocess.run(
        ["bash", "-c", 'exec "$@" 2>&-', "-", *commande("strate", *COMMUNE)],
        capture_output=True, cwd=RACINE, env=environnement(), check=False,
    )  # fmt: skip
    assert (fini.returncode, fini.stdout) == (0, lancer("strate", *COMMUNE).sortie)


def _sigint_ordinaire() -> None:
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def test_ctrl_c_sort_130_sans_traceback(tmp_path: Path) -> None:
    """The program is stopped while it reads its catalogue, a pipe that nobody fills."""
    tube = tmp_path / "grille.toml"
    os.mkfifo(tube)
    processus = subprocess.Popen(
        commande("strate", *COMMUNE, "--catalogue", str(tube)),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=RACINE,
        env=environnement(),
        preexec_fn=_sigint_ordinaire,  # noqa: PLW1509 - a shell may have told its children to ignore it
    )
    ecriture = None
    limite = time.monotonic() + 20
    while ecriture is None and time.monotonic() < limite:
        with suppress(OSError):  # nobody reads yet
            ecriture = os.open(tube, os.O_WRONLY | os.O_NONBLOCK)
        time.sleep(0.01)
    assert ecriture is not None
    time.sleep(0.05)
    processus.send_signal(signal.SIGINT)
    sortie, messages = processus.communicate(timeout=20)
    os.close(ecriture)
    assert (processus.returncode, sortie) == (130, b"")
    assert messages.decode() in ("", "Interrompu.\n")


def _interrompre(*_: object) -> Catalogue:
    raise KeyboardInterrupt


def test_une_interruption_sort_130(lancer: Lancer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module_grille, "load_catalogue", _interrompre)
    resultat = lancer("strate", *COMMUNE)
    assert (resultat.code, resultat.sortie) == (130, b"")


def test_une_interruption_est_dite(lancer: Lancer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module_grille, "load_catalogue", _interrompre)
    assert lancer("strate", *COMMUNE).erreur == "Interrompu.\n"


def _casser(*_: object) -> Catalogue:
    raise RuntimeError("boum")


@pytest.mark.parametrize(("debug", "detail"), [(None, False), ("0", False), ("1", True)])
def test_un_defaut_de_nous_est_une_phrase_et_le_detail_sur_demande(
    lancer: Lancer, monkeypatch: pytest.MonkeyPatch, debug: str | None, detail: bool
) -> None:
    monkeypatch.setattr(module_grille, "load_catalogue", _casser)
    resultat = lancer("strate", *COMMUNE, env={} if debug is None else {"FORFAIT_DEBUG": debug})
    assert (resultat.code, resultat.sortie) == (70, b"")
    assert "erreur interne (RuntimeError)" in resultat.erreur
    assert "FORFAIT_DEBUG=1" in resultat.erreur
    assert ("Traceback" in resultat.erreur) is detail
    assert ("boum" in resultat.erreur) is detail
    if not detail:
        assert resultat.erreur.count("\n") == 2


def test_des_homonymes_sont_un_par_ligne(lancer: Lancer) -> None:
    """Even where a name is as long as thirty-two letters."""
    lignes = lancer("commune", "Sainte-Colombe", env={"COLUMNS": "80"}).texte.splitlines()
    longue = next(ligne for ligne in lignes if "Sainte-Colombe-de-la-Commanderie" in ligne)
    assert longue.split() == ["Sainte-Colombe-de-la-Commanderie", "66", "66170", "216601708", "189", "183"]
    assert len(lignes) < 40


def test_ni_l_aide_ni_une_faute_n_ont_de_couleur_que_l_on_ne_peut_juger(lancer: Lancer) -> None:
    """Of what a terminal can be told, bold alone: its sixteen colours are its own, faint halves any contrast."""
    for arguments in (("quote", "--help"), ("--help",), ("quote", "--habitants", "x")):
        passe = lancer(*arguments, env={"FORCE_COLOR": "1", "TERM": "xterm-256color"})
        codes = set(re.findall("\x1b\\[([0-9;]*)m", passe.texte + passe.erreur))
        assert codes <= {"0", "1"}, arguments
        assert "1" in codes
