"""Drives a Chromium without a screen, by the protocol of its own tools, over two pipes."""

import base64
import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

NOMS = ("chromium", "chromium-browser", "google-chrome", "chrome")
_LIT, _ECRIT = 3, 4  # the descriptors that the browser reads commands from and writes answers to

Objet = dict[str, Any]


def programme() -> str | None:
    """Where it is; None: it is not installed."""
    return next((trouve for nom in NOMS if (trouve := shutil.which(nom))), None)


class Navigateur:
    """One page of a browser."""

    def __init__(self, vers: BinaryIO, de: BinaryIO) -> None:
        self._vers, self._de = vers, de
        self._numero = 0
        self._session: str | None = None
        self.evenements: list[Objet] = []
        cible = self.demander("Target.createTarget", url="about:blank")["targetId"]
        self._session = self.demander("Target.attachToTarget", targetId=cible, flatten=True)["sessionId"]
        for domaine in ("Page", "Network", "Runtime"):
            self.demander(f"{domaine}.enable")

    def demander(self, methode: str, **parametres: Any) -> Objet:
        """Send a command and wait for its answer; what happens meanwhile is kept in `evenements`."""
        self._numero += 1
        message: Objet = {"id": self._numero, "method": methode, "params": parametres}
        if self._session is not None:
            message["sessionId"] = self._session
        self._vers.write(json.dumps(message).encode() + b"\0")
        self._vers.flush()
        while (recu := self._recevoir()).get("id") != self._numero:
            self.evenements.append(recu)
        if "error" in recu:
            raise RuntimeError(f"{methode}: {recu['error']}")
        resultat: Objet = recu["result"]
        return resultat

    def ouvrir(self, page: Path, *, largeur: int, sombre: bool = False, papier: bool = False) -> list[str]:
        """Show a file so wide, by light or by dark, on screen or as on paper; the addresses that it asked for."""
        self.evenements.clear()
        self.demander(
            "Emulation.setDeviceMetricsOverride", width=largeur, height=900, deviceScaleFactor=1, mobile=False
        )
        couleurs = {"name": "prefers-color-scheme", "value": "dark" if sombre else "light"}
        self.demander("Emulation.setEmulatedMedia", media="print" if papier else "screen", features=[couleurs])
        self.demander("Page.navigate", url=page.as_uri())
        while not any(un.get("method") == "Page.loadEventFired" for un in self.evenements):
            self.evenements.append(self._recevoir())
        demandes = (un for un in self.evenements if un.get("method") == "Network.requestWillBeSent")
        return [str(un["params"]["request"]["url"]) for un in demandes]

    def evaluer(self, expression: str) -> Any:
        """The value of a JavaScript expression, once it is settled."""
        rendu = self.demander("Runtime.evaluate", expression=expression, awaitPromise=True, returnByValue=True)
        if "exceptionDetails" in rendu:
            raise RuntimeError(str(rendu["exceptionDetails"]))
        return rendu["result"].get("value")

    def imprimer(self) -> bytes:
        """The page as the PDF of a printer, at the size that its style asks for."""
        rendu = self.demander("Page.printToPDF", preferCSSPageSize=True, printBackground=False)
        return base64.b64decode(rendu["data"])

    def photographier(self) -> bytes:
        """The whole page as PNG."""
        return base64.b64decode(self.demander("Page.captureScreenshot", captureBeyondViewport=True)["data"])

    def _recevoir(self) -> Objet:
        octets = bytearray()
        while (un := self._de.read(1)) != b"\0":
            if not un:
                raise RuntimeError("the browser is gone")
            octets += un
        recu: Objet = json.loads(octets)
        return recu


@contextmanager
def navigateur() -> Iterator[Navigateur]:
    """A browser, gone at the end."""
    chemin = programme()
    assert chemin is not None
    lit, vers = os.pipe()
    de, ecrit = os.pipe()

    def brancher() -> None:
        # Out of the way first: one of the two may be where the other goes.
        haut_lit, haut_ecrit = os.dup(lit), os.dup(ecrit)
        os.dup2(haut_lit, _LIT)
        os.dup2(haut_ecrit, _ECRIT)

    options = ("--headless=new", "--no-sandbox", "--disable-gpu", "--remote-debugging-pipe", "--no-first-run")
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profil:
        processus = subprocess.Popen(
            [chemin, *options, f"--user-data-dir={profil}"],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            pass_fds=(_LIT, _ECRIT),
            preexec_fn=brancher,  # noqa: PLW1509 - no thread runs here
        )
        os.close(lit)
        os.close(ecrit)
        with os.fdopen(vers, "wb") as flux_vers, os.fdopen(de, "rb") as flux_de:
            try:
                yield Navigateur(flux_vers, flux_de)
            finally:
                processus.kill()
                processus.wait()
