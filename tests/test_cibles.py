"""What is written, whatever becomes of the disk and of the files: what was there stays, what is written is whole."""

import os
import socket
import stat
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path

import pytest
from outils import CATALOGUE, RACINE, Lancer, commande, environnement
from pire_jour import (
    AILLEURS,
    COMMUNE,
    LISTE,
    ROOT,
    UN,
    borne,
    contenu,
    lancer,
    liste,
    ordinaire,
    par_le_shell,
    rien_de_nous,
)

from forfait_cli.commands.sortie.fichiers import ecrire_fichier

posix = pytest.mark.skipif(os.name != "posix", reason="devices, links and rights of POSIX")
AVANT = b"ce qui \xc3\xa9tait l\xc3\xa0\n"

# Every way of writing a file.
ECRITURES = [
    (("strate", *COMMUNE), "f.md"),
    (("quote", *COMMUNE), "f.json"),
    (("quote", *COMMUNE), "f.html"),
    (("quote", *COMMUNE), "f.xlsx"),
    (("quote", *COMMUNE), "f.pdf"),
    (("compare",), "f.csv"),
    (("batch", "liste.csv"), "f.csv"),
    (("batch", "liste.csv"), "f.xlsx"),
    (("tarifs", "template"), "f.xlsx"),
    (("tarifs", "template"), "f.ods"),
    (("tarifs", "import", "grille.csv"), "f.toml"),
    (("catalogue", "schema"), "f.json"),
]
NOMS = [f"{' '.join(arguments[:2])} {nom}" for arguments, nom in ECRITURES]


def preparer(dossier: Path) -> None:
    """A list, and a grid filled in, that the commands above read."""
    liste(dossier, 40)
    lancer("tarifs", "template", "-o", "grille.csv", dans=dossier)


@posix
@pytest.mark.parametrize(("arguments", "nom"), ECRITURES, ids=NOMS)
def test_sans_place_ce_qui_etait_la_reste(tmp_path: Path, arguments: Sequence[str], nom: str) -> None:
    preparer(tmp_path)
    (tmp_path / nom).write_bytes(AVANT)
    avant = contenu(tmp_path)
    temporaire = tmp_path / "temporaire"
    temporaire.mkdir()
    resultat = lancer(
        *arguments, "-o", nom, avant=borne("RLIMIT_FSIZE", 32), dans=tmp_path, env={"TMPDIR": str(temporaire)}
    )
    rien_de_nous(resultat)
    assert resultat.code == 1
    assert "la taille permise" in " ".join(resultat.erreur.split())
    assert contenu(tmp_path) == avant
    assert not list(temporaire.iterdir())


@posix
@pytest.mark.parametrize("tampon", ["", "1"])
@pytest.mark.parametrize("arguments", [("compare", "--format", "json"), ("batch", "liste.csv"), ("--help",)])
def test_une_sortie_coupee_n_est_pas_un_succes(tmp_path: Path, tampon: str, arguments: Sequence[str]) -> None:
    liste(tmp_path, 500)
    with (tmp_path / "sortie").open("wb") as flux:
        fini = subprocess.run(
            commande(*arguments), stdout=flux, stderr=subprocess.PIPE, cwd=tmp_path, check=False,
            env=environnement({"PYTHONUNBUFFERED": tampon, **AILLEURS}),
            preexec_fn=borne("RLIMIT_FSIZE", 1024),
        )  # fmt: skip
    assert fini.returncode == 1
    assert "sortie standard" in fini.stderr.decode()


DISQUE = """
mount -t tmpfs -o size=64k tmpfs plein && head -c 65536 /dev/zero > plein/tout 2>/dev/null
mount -t tmpfs -o size=64k tmpfs juste && head -c 57344 /dev/zero > juste/presque
"""


def disque_plein(ligne: str, dans: Path) -> str:
    """What a line of shell says where « plein » has no room, and « juste » 8 KiB; skips where none can be had."""
    for nom in ("plein", "juste"):
        (dans / nom).mkdir()
    script = f'{DISQUE}\nforfait() {{ {" ".join(commande())} "$@"; echo "code $?"; }}\n{ligne}\nls -A plein juste >&2'
    fini = subprocess.run(
        ["unshare", "-rm", "bash", "-c", script] if not ROOT else ["unshare", "-m", "bash", "-c", script],
        capture_output=True, check=False, cwd=dans, env={**environnement(), **AILLEURS}, timeout=60,
    )  # fmt: skip
    if b"code" not in fini.stdout:
        pytest.skip(f"no disk of one's own here: {fini.stderr.decode()[:80]}")
    return f"{fini.stdout.decode()}\n{fini.stderr.decode()}"


@posix
def test_sur_un_vrai_disque_plein(tmp_path: Path) -> None:
    liste(tmp_path, 400)
    dit = disque_plein(
        "forfait batch liste.csv -o plein/f.csv; forfait batch liste.csv -o juste/f.csv; "
        "forfait batch liste.csv -o juste/f.xlsx; TMPDIR=$PWD/juste forfait batch liste.csv -o f.xlsx; "
        "TMPDIR=$PWD/juste forfait quote --habitants 1200 -o f.pdf",
        tmp_path,
    )
    assert "code 0" not in dit
    assert dit.count("code 1") == 5
    assert dit.count("le disque est plein") == 5
    assert "interne" not in dit
    assert dit.endswith("juste:\npresque\n\nplein:\ntout\n")
    assert sorted(un.name for un in tmp_path.iterdir()) == ["juste", "liste.csv", "plein"]


def test_deux_secondes_ne_changent_rien_aux_octets(lancer: Lancer, tmp_path: Path) -> None:
    for suffixe in ("ods", "xlsx", "csv", "toml"):
        deux = []
        for nom in ("a", "b"):
            assert lancer("tarifs", "template", "-o", str(tmp_path / f"{nom}.{suffixe}")).code == 0
            deux.append((tmp_path / f"{nom}.{suffixe}").read_bytes())
            time.sleep(2.1 if nom == "a" and suffixe == "ods" else 0)  # a zip counts by two seconds
        assert deux[0] == deux[1]


# --- Rights, owners, links ---------------------------------------------------------------------------


@posix
def test_un_fichier_en_lecture_seule_reste(tmp_path: Path) -> None:
    cible = tmp_path / "f.json"
    cible.write_bytes(AVANT)
    cible.chmod(0o444)
    resultat = lancer("strate", *COMMUNE, "-o", str(cible))
    assert resultat.code == 1
    assert "protégé en écriture" in resultat.erreur
    assert cible.read_bytes() == AVANT
    assert stat.S_IMODE(cible.stat().st_mode) == 0o444


@posix
@pytest.mark.parametrize("mode", [0o600, 0o640, 0o666, 0o700])
def test_les_droits_d_un_fichier_restent(tmp_path: Path, mode: int) -> None:
    cible = tmp_path / "f.json"
    cible.write_bytes(AVANT)
    cible.chmod(mode)
    assert lancer("strate", *COMMUNE, "-o", str(cible)).code == 0
    assert cible.read_bytes() != AVANT
    assert stat.S_IMODE(cible.stat().st_mode) == mode


@posix
@pytest.mark.parametrize(("masque", "mode"), [(0o022, 0o644), (0o077, 0o600), (0o002, 0o664)])
def test_un_nouveau_fichier_suit_le_masque(tmp_path: Path, masque: int, mode: int) -> None:
    cible = tmp_path / "f.json"
    assert lancer("strate", *COMMUNE, "-o", str(cible), avant=lambda: os.umask(masque)).code == 0
    assert stat.S_IMODE(cible.stat().st_mode) == mode


@pytest.mark.skipif(not ROOT, reason="only root writes for another")
def test_root_laisse_un_fichier_a_son_proprietaire(tmp_path: Path) -> None:
    cible = tmp_path / "f.json"
    cible.write_bytes(AVANT)
    cible.chmod(0o600)
    os.chown(cible, 1234, 2345)
    assert lancer("strate", *COMMUNE, "-o", str(cible)).code == 0
    etat = cible.stat()
    assert (etat.st_uid, etat.st_gid, stat.S_IMODE(etat.st_mode)) == (1234, 2345, 0o600)
    assert cible.read_bytes() != AVANT


@pytest.mark.skipif(not ROOT, reason="only root makes files for another")
def test_le_fichier_d_un_autre_est_refuse() -> None:
    with ordinaire() as lui:
        cible = lui.dossier / "f.json"
        cible.write_bytes(AVANT)
        cible.chmod(0o666)
        resultat = lui.lancer("strate", *COMMUNE, "-o", str(cible))
        assert resultat.code == 1
        assert "est à un autre utilisateur" in resultat.erreur
        assert contenu(lui.dossier) == {"f.json": AVANT}


@posix
def test_un_dossier_sans_droit() -> None:
    with ordinaire() as lui:
        ferme = lui.dossier / "ferme"
        ferme.mkdir()
        (ferme / "f.csv").write_bytes(AVANT)
        (ferme / "f.csv").chmod(0o666)
        ferme.chmod(0o555)
        entree = liste(lui.dossier, 3)
        for arguments in (
            ("batch", str(entree), "-o", str(ferme / "f.csv")),
            ("batch", str(entree), "-o", str(ferme / "g.csv")),
            ("batch", str(entree), "--documents", str(ferme / "dossier")),
            ("strate", *COMMUNE, "-o", str(ferme / "f.md")),
            ("tarifs", "template", "-o", str(ferme / "f.ods")),
        ):
            resultat = lui.lancer(*arguments)
            rien_de_nous(resultat)
            assert resultat.code == 1
            assert "le droit d’écrire manque" in resultat.erreur
        assert contenu(ferme) == {"f.csv": AVANT}


@posix
def test_un_fichier_a_plusieurs_noms_est_refuse(tmp_path: Path) -> None:
    cible = tmp_path / "f.json"
    cible.write_bytes(AVANT)
    (tmp_path / "g.json").hardlink_to(cible)
    resultat = lancer("strate", *COMMUNE, "-o", str(cible))
    assert resultat.code == 1
    assert "2 noms (liens durs)" in resultat.erreur
    assert contenu(tmp_path) == {"f.json": AVANT, "g.json": AVANT}


@posix
def test_des_liens_en_rond(tmp_path: Path) -> None:
    (tmp_path / "a").symlink_to("b")
    (tmp_path / "b").symlink_to("a")
    for arguments in (
        ("strate", *COMMUNE, "--format", "json", "-o", "a"),
        ("strate", *COMMUNE, "--catalogue", "a"),
        ("strate", *COMMUNE, "--tarifs", "a"),
        ("catalogue", "check", "a"),
        ("catalogue", "diff", "a", "b"),
        ("batch", "a"),
        ("batch", "a/liste.csv"),
        ("verify", "a"),
    ):
        resultat = lancer(*arguments, dans=tmp_path, env=AILLEURS)
        rien_de_nous(resultat)
        assert resultat.code == 1
        assert "les liens du chemin tournent en rond" in resultat.erreur
    assert (tmp_path / "a").is_symlink()


@posix
def test_les_attributs_d_un_fichier_le_suivent(tmp_path: Path) -> None:
    cible = tmp_path / "f.json"
    cible.write_bytes(AVANT)
    try:
        os.setxattr(cible, "user.service", "Secrétariat".encode())
    except (AttributeError, OSError):
        pytest.skip("no attributes on this disk")
    assert lancer("strate", *COMMUNE, "-o", str(cible)).code == 0
    assert os.getxattr(cible, "user.service").decode() == "Secrétariat"
    assert cible.read_bytes() != AVANT


@posix
def test_une_prise_n_est_pas_un_fichier(tmp_path: Path) -> None:
    nom = tmp_path / "prise"
    with socket.socket(socket.AF_UNIX) as prise:
        prise.bind(str(nom))
        resultat = lancer("strate", *COMMUNE, "--format", "json", "-o", str(nom))
    assert resultat.code == 1
    assert "ce n’est pas un fichier où écrire" in resultat.erreur


@posix
def test_un_tube_nomme_recoit_tout(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "tube")
    entree = liste(tmp_path, 3000)
    lecture = subprocess.Popen(["cat", str(tmp_path / "tube")], stdout=subprocess.PIPE)
    assert lancer("batch", str(entree), *UN, "--format", "csv", "-o", str(tmp_path / "tube")).code == 0
    lu, _ = lecture.communicate(timeout=30)
    assert lu.count(b"\n") == 3001
    assert stat.S_ISFIFO((tmp_path / "tube").stat().st_mode)


# --- Streams by their names --------------------------------------------------------------------------


@posix
@pytest.mark.parametrize(
    "ligne",
    [
        "forfait strate --habitants 5 -o /dev/stdout >> journal",
        "forfait strate --habitants 5 -o - >> journal",
        "forfait strate --habitants 5 -o /dev/fd/3 3>> journal 2> /dev/null",
        "forfait strate --habitants 5 -o /dev/stderr 2>> journal",
    ],
)
def test_un_journal_s_allonge(tmp_path: Path, ligne: str) -> None:
    (tmp_path / "journal").write_bytes(AVANT)
    resultat = par_le_shell(ligne, tmp_path)
    assert (resultat.code, resultat.erreur) == (0, "")
    journal = (tmp_path / "journal").read_bytes()
    assert journal.startswith(AVANT + b"Strate 1\n")
    assert "5 habitants" in journal.decode().replace("\xa0", " ")


@posix
@pytest.mark.parametrize(
    "ligne",
    [
        "forfait strate --habitants 5 -o /dev/stdout | head -1",
        "forfait strate --habitants 5 -o /dev/stderr 2>&1 >/dev/null | head -1",
        "forfait strate --habitants 5 -o >(head -1) 2>/dev/null; wait $!; sleep 0.2",
    ],
)
def test_un_tube_par_son_nom(tmp_path: Path, ligne: str) -> None:
    resultat = par_le_shell(ligne, tmp_path)
    assert resultat.sortie == b"Strate 1\n"
    rien_de_nous(resultat)


@posix
def test_un_flux_qui_n_existe_pas(tmp_path: Path) -> None:
    for nom in ("/dev/fd/77", "/dev/stdin"):
        with liste(tmp_path, 1).open("rb") as entree:
            resultat = lancer("strate", *COMMUNE, "-o", nom, entree=entree)
        rien_de_nous(resultat)
        assert resultat.code == 1
        assert "le flux est fermé" in resultat.erreur


# --- What was read is not written over ---------------------------------------------------------------

LUES = [
    "tarifs import g.csv -o g.csv",
    "tarifs import g.xlsx -o g.xlsx",
    "tarifs import g.ods -o g.ods",
    "quote --habitants 5 --catalogue v.toml --format json -o v.toml",
    "quote --habitants 5 --catalogue v.toml --format json -o lien.toml",
    "quote --habitants 5 --catalogue lien.toml --format pdf -o v.toml",
    "strate --habitants 5 --catalogue v.toml --format csv -o ./v.toml",
    "compare --tarifs t.toml --format html -o t.toml",
    "compare --tarifs tarifs --date 2026-05-01 --format html -o tarifs/2026.toml",
    "tarifs template --catalogue v.toml -o v.toml",
    "tarifs template --tarifs t.toml -o t.toml",
    "catalogue check v.toml --format json -o v.toml",
    "catalogue check t.toml --format json -o t.toml",
    "catalogue diff v.toml t.toml --format json -o t.toml",
    "catalogue show --catalogue v.toml --format json -o v.toml",
    "batch liste.csv -o liste.csv",
    "batch liste.csv --catalogue v.toml --format csv -o v.toml",
    "tarifs impact liste.csv --avant t.toml --apres v.toml -o liste.csv",
    "tarifs impact liste.csv --avant t.toml --apres v.toml --format csv -o t.toml",
    "verify devis.json -o devis.json",
]
TARIFS = """schema = "forfait.tarifs/1"
titre = "Tarifs"
source = "Délibération d’essai"

[forfaits.metiers]
montant = 100.00
periodicite = "an"
"""


def poser(dossier: Path) -> None:
    """The files that the commands above read."""
    (dossier / "v.toml").write_bytes(CATALOGUE.read_bytes())
    (dossier / "lien.toml").symlink_to("v.toml")
    (dossier / "t.toml").write_text(TARIFS, "utf-8")
    (dossier / "tarifs").mkdir()
    (dossier / "tarifs" / "2026.toml").write_text(TARIFS, "utf-8")
    liste(dossier, 3)


@posix
@pytest.mark.parametrize("ligne", LUES)
def test_rien_n_est_ecrit_sur_ce_qui_vient_d_etre_lu(
    lancer: Lancer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ligne: str
) -> None:
    monkeypatch.chdir(tmp_path)
    poser(tmp_path)
    if "g." in ligne:
        remplir(lancer, Path(ligne.split()[2]))
    if "devis" in ligne:
        assert lancer("quote", *COMMUNE, "-o", "devis.json").code == 0
    avant = contenu(tmp_path), contenu(tmp_path / "tarifs")
    resultat = lancer(*ligne.split())
    assert resultat.code in (1, 3)
    if "import" not in ligne:  # an empty grid has faults of its own
        assert "l’écrire le détruirait" in resultat.erreur, resultat.erreur
    assert (contenu(tmp_path), contenu(tmp_path / "tarifs")) == avant


def remplir(lancer: Lancer, grille: Path) -> None:
    """A grid to read back."""
    assert lancer("tarifs", "template", "-o", str(grille)).code == 0


@posix
@pytest.mark.parametrize(
    "ligne",
    [
        "forfait batch liste.csv >> liste.csv",
        "forfait batch - < liste.csv >> liste.csv",
        "forfait batch - -o liste.csv < liste.csv",
        "forfait batch liste.csv -o /dev/stdout >> liste.csv",
        "forfait quote --habitants 5 --catalogue v.toml >> v.toml",
        "forfait compare --tarifs t.toml --format csv >> t.toml",
    ],
)
def test_ni_par_la_sortie_standard(tmp_path: Path, ligne: str) -> None:
    poser(tmp_path)
    avant = contenu(tmp_path)
    resultat = par_le_shell(ligne, tmp_path)
    assert resultat.code == 1
    assert "lu par cette commande" in resultat.erreur or "vient d’être lu" in resultat.erreur
    assert contenu(tmp_path) == avant


def test_la_sortie_standard_dans_un_autre_fichier_est_ecrite(tmp_path: Path) -> None:
    poser(tmp_path)
    assert par_le_shell("forfait batch liste.csv --catalogue v.toml > autre.csv", tmp_path).code == 0
    assert (tmp_path / "autre.csv").read_text("utf-8").count("\n") == 16


# --- Files that change under one's feet --------------------------------------------------------------


def en_cours(dossier: Path, *arguments: str) -> "subprocess.Popen[bytes]":
    """The program, once it has begun to write its file."""
    processus = subprocess.Popen(
        commande(*arguments), stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, cwd=RACINE, env=environnement()
    )
    fin = time.monotonic() + 30
    while time.monotonic() < fin and not list(dossier.glob(".forfait-*.tmp")):
        time.sleep(0.005)
    return processus


@posix
@pytest.mark.parametrize("changement", ["coupe", "allonge", "remplace", "efface"])
def test_un_fichier_qui_change_pendant_sa_lecture(tmp_path: Path, changement: str) -> None:
    entree, cible = liste(tmp_path, 400_000), tmp_path / "devis.csv"
    processus = en_cours(tmp_path, "batch", str(entree), *UN, "-o", str(cible))
    match changement:
        case "coupe":
            os.truncate(entree, 5000)
        case "allonge":
            with entree.open("a", encoding="utf-8") as flux:
                flux.write("Un de plus,900,1\n")
        case "remplace":  # another file under the same name: the one that is open is read to its end
            (tmp_path / "autre.csv").write_text(LISTE, "utf-8")
            (tmp_path / "autre.csv").replace(entree)
        case _:
            entree.unlink()
    _, erreur = processus.communicate(timeout=60)
    dite = erreur.decode()
    if changement in ("coupe", "allonge"):
        assert processus.returncode == 1
        assert "le fichier a changé pendant sa lecture" in dite
        assert not cible.exists()
    else:
        assert processus.returncode == 0
        assert cible.read_text("utf-8").count("\n") == 400_001


@posix
def test_un_dossier_qui_disparait(tmp_path: Path) -> None:
    entree, dossier = liste(tmp_path, 400_000), tmp_path / "devis"
    dossier.mkdir()
    processus = en_cours(dossier, "batch", str(entree), *UN, "-o", str(dossier / "devis.csv"))
    dossier.rename(tmp_path / "ailleurs")
    _, erreur = processus.communicate(timeout=60)
    assert processus.returncode == 1
    assert "le dossier n’existe pas" in erreur.decode()
    assert "interne" not in erreur.decode()


@posix
def test_un_catalogue_qui_change_pendant_un_lot(tmp_path: Path) -> None:
    """Read once: the rows of one batch rest on one grid, and the next batch on the new one."""
    grille = tmp_path / "v.toml"
    texte = CATALOGUE.read_text("utf-8")
    grille.write_text(texte, "utf-8")
    arguments = ("batch", "-", *UN, "--catalogue", str(grille))
    with subprocess.Popen(
        commande(*arguments), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        cwd=RACINE, env=environnement(),
    ) as processus:  # fmt: skip
        assert processus.stdin is not None
        assert processus.stdout is not None
        processus.stdin.write(LISTE.encode() + b"A,1200,4\n" * 2000)
        processus.stdin.flush()
        assert processus.stdout.readline().startswith(b"nom,")
        grille.write_text(texte.replace("prix = 7.00", "prix = 9.00"), "utf-8")
        processus.stdin.write(b"A,1200,5\n" * 2000)
        processus.stdin.close()
        suite = processus.stdout.read().decode()
    assert suite.count(",28.00,28.00,") == 2000
    assert suite.count(",35.00,35.00,") == 2000
    assert ",45.00," in lancer(*arguments, entree=LISTE.encode() + b"A,1200,5\n").texte


@posix
def test_deux_commandes_sur_un_meme_fichier(tmp_path: Path) -> None:
    """Whoever ends last wins, and the file is one of the two, whole, at any moment."""
    cible = tmp_path / "devis.csv"
    entrees = [liste(tmp_path, 60_000, "a.csv"), liste(tmp_path, 60_001, "b.csv")]
    attendus = {lancer("batch", str(entree), *UN).sortie for entree in entrees}
    assert len(attendus) == 2
    courent = [
        subprocess.Popen(
            commande("batch", str(entree), *UN, "-o", str(cible)), stderr=subprocess.DEVNULL, cwd=RACINE,
            env=environnement(),
        )
        for entree in entrees * 2
    ]  # fmt: skip
    vus = set()
    while any(un.poll() is None for un in courent):
        if cible.exists():
            vus.add(cible.read_bytes())
        time.sleep(0.01)
    assert [un.returncode for un in courent] == [0] * 4
    assert vus | {cible.read_bytes()} <= attendus
    assert sorted(un.name for un in tmp_path.iterdir()) == ["a.csv", "b.csv", "devis.csv"]


@posix
def test_ce_qu_une_machine_arretee_a_laisse_ne_gene_pas(tmp_path: Path) -> None:
    resultat = par_le_shell(
        "touch .forfait-$$.tmp; exec " + " ".join(commande("strate", *COMMUNE, "-o", "x.md")), tmp_path
    )
    assert resultat.code == 0
    assert (tmp_path / "x.md").stat().st_size > 500


# --- What Windows has not ----------------------------------------------------------------------------


def test_sans_les_droits_de_posix(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for nom in ("fchown", "fchmod", "geteuid", "getegid", "listxattr", "umask"):
        monkeypatch.delattr(os, nom, raising=False)
    cible = tmp_path / "f.txt"
    for contenu_ in (b"un\r\n", b"deux\r\n"):
        ecrire_fichier(cible, contenu_)
        assert cible.read_bytes() == contenu_
